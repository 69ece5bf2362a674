"""Numbers stay as they were printed: decimals, their word, who printed them again, spans."""

from __future__ import annotations

import invented
import pytest

from quoted import report
from quoted.citations.quantities import quantities
from quoted.data import sources
from quoted.data.checks import TableError
from quoted.data.schema import QUALIFIERS
from quoted.data.tables import Tables
from quoted.language import language
from quoted.report import gallery, labels
from quoted.statistics.comparisons import comparisons

WORDS = {
    "exact": ("12.5%", "12,5\u202f%"),
    "about": ("about 12.5%", "environ 12,5\u202f%"),
    "more_than": ("more than 12.5%", "plus de 12,5\u202f%"),
    "almost": ("almost 12.5%", None),
    "at_least": ("at least 12.5%", None),
    "less_than": ("less than 12.5%", None),
    "at_most": ("at most 12.5%", None),
}


def riders(qualifier: str, group: str = "women") -> Tables:
    """Return the invented survey with one share more, put in words."""
    quotes = invented.transcription(invented.women_and_men, debate=False)
    quotes.figures("courier", "riders", 2024, qualifier=qualifier,
        rain={group: (12.5, f"12.5% of {group} fear rain")})  # fmt: skip
    return quotes.tables()


def test_every_qualifier_has_words() -> None:
    assert set(WORDS) == set(QUALIFIERS)


@pytest.mark.parametrize("qualifier", QUALIFIERS)
def test_a_share_is_shown_with_its_word_everywhere(qualifier: str) -> None:
    tables = riders(qualifier)
    for code, words in zip(("en", "fr"), WORDS[qualifier], strict=True):
        if words is None:  # until the catalogue has it, English stands there
            continue
        lang = language(code)
        row = dict(report.display(tables, lang)["figures"].rows)["rain.women"]
        assert row[1] == words
        assert quantities(tables, lang)["rain.women"].forms[0] == words
        chart = gallery.charts(tables, lang)["one_group_only"]
        assert words in chart.title and words in chart.alt
        assert list(chart.table.iloc[:, -1]) == [words]
        assert chart.form.keywords["texts"] == {"rain.women": words}


def test_a_citation_takes_a_number_with_or_without_its_word() -> None:
    forms = quantities(riders("almost"), language("en"))["rain.women"].forms
    assert forms == ("almost 12.5%", "nearly 12.5%", "12.5%", "12.5")


def test_what_is_not_exact_is_in_no_gap() -> None:
    quotes = invented.transcription(invented.women_and_men, debate=False)
    for qualifier, group, pct in (("exact", "women", 20), ("about", "men", 30)):
        rain = {group: (pct, f"{pct}% of {group} fear rain")}
        quotes.figures("courier", "riders", 2024, qualifier=qualifier, rain=rain)
    tables = quotes.tables()
    (comparison,) = comparisons(tables)
    assert "rain" not in {gap.measure_id for gap in comparison.gaps}
    charts = gallery.charts(tables, language("en"))
    assert sorted(charts["shares"].table["Share"]) == ["20%", "about 30%"]


def test_a_survey_without_pairs_has_a_chart_of_its_shares() -> None:
    quotes = invented.transcription(invented.women_and_men, debate=False)
    quotes.survey("walkers", title="Walkers, 2024")
    quotes.disclosed("walkers", basis="Invented")
    rain, theft = (62.5, "62.5% fear rain"), (9, "nearly 9% fear theft")
    quotes.figures("courier", "walkers", 2024, rain={"all": rain})
    quotes.measure("worry", "walk_theft", "Theft on foot", "fear theft on foot", "Invented")
    quotes.figures("courier", "walkers", 2024, qualifier="almost", walk_theft={"all": theft})
    chart = gallery.charts(quotes.tables(), language("en"))["shares"]
    assert chart.title == "Walkers, 2024: 2 other figures, from almost 9% to 62.5%"
    assert gallery.unseen(quotes.tables()) == []


def printed_twice(second: int, qualifier: str = "exact") -> Tables:
    quotes = invented.transcription(invented.women_and_men, debate=False)
    invented.article(quotes, "gazette")
    rain = {"women": (20, "20% of women fear rain")}
    quotes.figures("courier", "riders", 2024, rain=rain)
    again = {"women": (second, f"{second}% of women, no less")}
    quotes.figures("gazette", "riders", 2024, qualifier=qualifier, rain=again)
    return quotes.tables()


def test_a_number_that_no_chart_shows_is_named_one_with_another_word_too() -> None:
    assert gallery.unseen(printed_twice(20)) == []
    assert gallery.unseen(printed_twice(21)) == ["rain.women.gazette"]
    assert gallery.unseen(printed_twice(20, "about")) == ["rain.women.gazette"]


@pytest.mark.parametrize("second", [20, 21])
def test_the_same_figure_of_two_articles_is_two_rows_and_counts_once(second: int) -> None:
    tables = printed_twice(second)
    ids = [id_ for id_ in tables.figures["figure_id"] if id_.startswith("rain")]
    assert ids == ["rain.women", "rain.women.gazette"]
    rows = dict(report.display(tables, language("en"))["figures"].rows)
    assert (rows["rain.women"][1], rows["rain.women.gazette"][1]) == ("20%", f"{second}%")
    known = quantities(tables, language("en"))
    assert known["rain.women.gazette"].forms[0] == f"{second}%"
    assert "daily.2024.gap" in known and "trained.gap" in known  # no id has changed
    chart = gallery.charts(tables, language("en"))["one_group_only"]
    assert list(chart.data["figure_id"]) == ["rain.women"]


def test_another_survey_needs_another_measure() -> None:
    quotes = invented.transcription(invented.women_and_men, debate=False)
    quotes.survey("walkers", title="Walkers")
    quotes.disclosed("walkers", basis="Invented")
    quotes.figures("courier", "riders", 2024, rain={"women": (20, "20% of women fear rain")})
    invented.article(quotes, "gazette")
    quotes.figures("gazette", "walkers", 2024, rain={"women": (30, "30% of women walk")})
    with pytest.raises(
        TableError, match='found "walkers" for rain, women, 2024, expected "riders"'
    ):
        quotes.tables()


@pytest.mark.parametrize(
    ("fieldwork", "good"),
    [
        ("2025-03-03/2025-03-12", True),
        ("2025-03/2025-05", True),
        ("2025-05/2025-03", False),
        ("2025-03/2025-13", False),
    ],
)
def test_fieldwork_can_be_a_span(fieldwork: str, good: bool) -> None:
    quotes = invented.transcription(invented.women_and_men, debate=False)
    quotes.survey("walkers", title="Walkers", fieldwork=fieldwork)
    quotes.disclosed("walkers", basis="Invented")
    if not good:
        with pytest.raises(TableError, match="or a span from one to a later one"):
            quotes.tables()
        return
    assert fieldwork in set(quotes.tables().surveys["fieldwork"])
    assert labels.when(fieldwork, language("en")) in (
        "3 March 2025 to 12 March 2025", "March 2025 to May 2025",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fragment", "qualifier", "said"),
    [
        ("one in three women", "about", ""),
        ("un peu plus d’un tiers", "more_than", ""),
        ("one in three women", "exact", 'found "exact", expected about, as a fraction is printed'),
        ("a quarter of women", "about", "expected words that hold 33%"),
        ("33 to 35% of women", "exact", "expected words that hold 33% and no range"),
    ],
)
def test_a_fraction_holds_its_percentage_with_a_word(
    fragment: str, qualifier: str, said: str
) -> None:
    quotes = invented.transcription(invented.women_and_men, debate=False)
    quotes.figures("courier", "riders", 2024, qualifier=qualifier, rain={"women": (33, fragment)})
    if not said:
        assert sources.unheld(quotes.tables()) == []
    else:
        with pytest.raises(TableError, match=said):
            quotes.tables()
