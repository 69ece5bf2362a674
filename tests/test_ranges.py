"""A share printed as a range: recorded with both ends, shown as a span, in no gap."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import invented
import pytest

from quoted.citations import check
from quoted.citations.quantities import quantities
from quoted.data import sources
from quoted.data.checks import TableError
from quoted.data.tables import Tables, load
from quoted.data.transcription import Transcription
from quoted.language import language
from quoted.publish import native
from quoted.report import charts, display
from quoted.report.article import Articles
from quoted.statistics import corroboration
from quoted.statistics.comparisons import comparisons, inexact

EN = language("en")


def walkers(quotes: Transcription, named: str = "yes", **more: Any) -> None:
    """Take down a survey with a range for one of two compared groups, and one for all."""
    quotes.group("women", "women", role="first")
    quotes.group("men", "men", role="second")
    invented.article(quotes, "courier")
    quotes.survey("walkers", title="Walkers", named=named)
    quotes.disclosed("walkers", basis="Invented")
    shares: dict[str, dict[str, Any]] = {
        "daily": {"all": ((20, 30), "between 20 and 30% walk")},
        "theft": {"women": (("12.5", "15.0"), "12.5 to 15.0% of women"), "men": (9, "9% of men")},
    }
    quotes.figures("courier", "walkers", 2024, **(shares | more))


def tables(**more: Any) -> Tables:
    quotes = invented.transcription(lambda quotes: walkers(quotes, **more), debate=False)
    return quotes.tables()


def test_both_ends_are_kept_as_printed(tmp_path: Path) -> None:
    tables().write(tmp_path)
    (of_all, of_women, of_men) = load(tmp_path).figures.itertuples()
    assert (of_all.value, of_all.value_high, of_all.qualifier) == (20, "30", "range")
    assert (of_women.value, of_women.decimals, of_women.value_high) == (12.5, 1, "15.0")
    assert (of_men.value_high, of_men.qualifier) == ("", "exact")
    assert "courier,walkers,theft,women,2024,12.5,15.0,percent,range," in (
        (tmp_path / "figures.csv").read_text("utf-8")
    )


@pytest.mark.parametrize(
    ("row", "column", "found", "expected"),
    [
        ({"value_high": "30"}, "value_high", "30", "the upper end where the qualifier is range"),
        ({"qualifier": "range"}, "value_high", None, "the upper end where the qualifier is range"),
        ({"qualifier": "range", "value_high": "20"}, "value_high", "20", "a percentage above"),
        ({"qualifier": "range", "value_high": "101"}, "value_high", "101", "and at most 100"),
        ({"qualifier": "range", "value_high": "3o"}, "value_high", "3o", "a number in plain"),
        (
            {"qualifier": "range", "value_high": "30", "unit": "count"},
            "qualifier",
            "range",
            "only percentages have a place for a range",
        ),
    ],
)
def test_what_is_no_range_is_refused(
    row: dict[str, str], column: str, found: str | None, expected: str
) -> None:
    quotes = invented.transcription(lambda _: None, debate=False)
    walkers(quotes)
    told = {"measure_id": "rain", "group": "all", "year": 2024, "value": 20, "unit": "percent"}
    about = {"qualifier": "exact", "base": "not stated", "fragment": "20 to 30% in the rain"}
    quotes.add("figures", source_id="courier", survey_id="walkers", **(told | about | row))
    shown = f'"{found}"' if found else "an empty cell"
    place = f"figures.csv, row 5, column {column}: found {shown}, expected "
    with pytest.raises(TableError) as refused:
        quotes.tables()
    assert str(refused.value).startswith(place) and expected in str(refused.value)


def recorded(value: Any, fragment: str, more: dict[str, str]) -> Tables:
    quotes = invented.transcription(lambda _: None, debate=False)
    walkers(quotes)
    quotes.figures("courier", "walkers", 2024, **more, rain={"all": (value, fragment)})  # type: ignore[arg-type]
    return quotes.tables()


@pytest.mark.parametrize(
    ("value", "fragment", "more", "shown"),
    [
        (33, "one in three walk", {"qualifier": "about"}, "about 33%"),
        (67, "over two in three walk", {"qualifier": "more_than"}, "more than 67%"),
        ("61.25", "61.25% walk", {}, "61.25%"),
        (14000, "14,000 of them walk", {"unit": "count"}, "14,000"),
    ],
)
def test_what_else_is_recorded(value: Any, fragment: str, more: Any, shown: str) -> None:
    made = recorded(value, fragment, more)
    assert sources.unheld(made) == []
    assert dict(display(made, EN)["figures"].rows)["rain.all"][1] == shown


@pytest.mark.parametrize(
    ("value", "more", "expected"),
    [
        (4.5, {"unit": "count"}, "a whole number, since the unit is count"),
        (4.5, {"unit": "mean"}, "one of percent, count"),
        ((10, 20), {"unit": "count"}, "only percentages have a place for a range"),
    ],
)
def test_a_mean_and_a_range_of_counts_are_refused_by_name(
    value: Any, more: Any, expected: str
) -> None:
    with pytest.raises(TableError, match=f"figures.csv, row 5, .*{expected}"):
        recorded(value, "so many walks each", more)


# Back to the article.


def test_the_fragment_holds_both_ends() -> None:
    assert sources.unheld(tables()) == []
    shares: Any = {"rain": {"all": ((20, 31), "20 to 30% in the rain")}}
    with pytest.raises(TableError, match=r"words that hold 20 to 31%$"):
        tables(**shares)


def test_a_copy_of_the_article_lacks_neither_end(tmp_path: Path) -> None:
    text = "Some between 20 and 30% walk. 12.5 to 15.0% of women fear it, and 9% of men."
    (tmp_path / "courier.txt").write_text(text, "utf-8")
    assert sources.check(tables(), tmp_path) == []
    marks = Articles(tables(), EN, ".").numbers("courier", sources.normalise(text))
    assert [(text[n.start : n.end], n.row) for n in marks] == [
        ("20", "daily.all"),
        ("30%", "daily.all"),
        ("12.5", "theft.women"),
        ("15.0%", "theft.women"),
        ("9%", "theft.men"),
    ]


@pytest.mark.parametrize(
    ("pct", "verdict"),
    [(20, "agrees"), (30, "agrees"), (25, "agrees"), (19, "conflicts"), (31, "conflicts")],
)
def test_an_outlet_agrees_within_the_range(pct: int, verdict: str) -> None:
    quotes = invented.transcription(lambda _: None, debate=False)
    walkers(quotes)
    about = {"url": "https://example.org/h", "independent": "yes", "fragment": f"{pct}% here"}
    key = {"measure_id": "daily", "group": "all", "year": 2024}
    quotes.add("corroboration", outlet_id="h", outlet="H", value_pct=pct, **about, **key)
    assert list(corroboration.outlets(quotes.tables())["verdict"]) == [verdict]


# What readers see.


def test_it_is_shown_and_cited_with_its_words() -> None:
    made = tables()
    rows = dict(display(made, EN)["figures"].rows)
    assert rows["daily.all"][1] == "between 20 and 30%"
    known = quantities(made, EN)
    assert known["theft.women"].forms[:3] == (
        "between 12.5 and 15.0%", "between 12.5% and 15.0%", "12.5 to 15.0%")  # fmt: skip
    cell = {
        "cell_type": "markdown",
        "source": "[20% to 30%](#daily.all), [25%](#daily.all)",
        "metadata": {},
    }
    (finding,) = check({"cells": [cell], "metadata": {}}, known)
    assert finding.found == "[25%](#daily.all)" and "between 20 and 30%" in finding.expected
    assert not {"20%", "30%", "20", "a quarter"} & {
        *known["daily.all"].forms,
        *known["daily.all"].phrases,
    }


def test_its_chart_draws_a_span_and_no_point() -> None:
    chart = charts(tables(), EN)["shares"]
    assert chart.title == "Walkers: 3 other figures, from 9% to 30%"
    assert "use a bicycle daily between 20 and 30%" in chart.alt
    (ax,) = chart.figure("slide").axes[:1]
    spans = [c for c in ax.collections if c.get_gid() == "spans"]
    ends = [segment[:, 0].tolist() for span in spans for segment in span.get_segments()]
    assert sorted(ends) == [[12.5, 15], [20, 30]]
    marks = [c for c in ax.collections if c.get_gid() == "marks"]
    assert [x for mark in marks for x, _ in mark.get_offsets()] == [9]
    assert not native.drawable(chart) and "a range" in native.why_picture(chart)
    forest = charts(invented.tables(), EN)["gaps"]  # whose limits are no printed range
    assert native.drawable(forest)


def test_its_squares_between_the_ends_are_paler() -> None:
    chart = charts(tables(named="no"), EN)["polls"]
    assert "a paler one within a range" in chart.subtitle
    (ax,) = chart.figure("slide").axes[:1]
    sizes = {name: [len(c.get_offsets()) for c in ax.collections if c.get_gid() == name]
             for name in ("filled", "between", "empty")}  # fmt: skip
    assert sizes == {"filled": [20, 12, 9], "between": [10, 3], "empty": [70, 85, 91]}


def test_a_gap_with_a_range_is_refused_by_name() -> None:
    made = tables()
    assert comparisons(made) == []
    assert [(one.figure_id, other.figure_id) for one, other in inexact(made)] == [
        ("theft.women", "theft.men")]  # fmt: skip
    table = display(made, EN)["verdicts"]
    (row,) = [cells for _, cells in table.rows]
    assert row[0] == "Theft (women: between 12.5 and 15.0% and men: 9%)"
    assert row[1:] == ["–"] * 4 + ["no gap: not two plain numbers"]
    assert "one of the two is a range" in table.caption


def test_a_range_among_the_answers_to_one_question_is_refused() -> None:
    quotes = invented.transcription(invented.commuters, debate=False)
    quotes.group("riders", "riders")
    first = next(iter(invented.ANSWERS))
    say = {first: {"riders": ((10, 20), "between 10 and 20% of riders")}}
    quotes.figures("evening", "streets", 2024, **say)
    with pytest.raises(TableError, match="a bar of answers has no place for a range"):
        quotes.tables()
