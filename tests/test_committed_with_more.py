"""The first committed data with one survey more, as a newcomer would add it: a true report of both.

Law firms ask executives what another survey asked them too; women and men are two new groups, their
sizes published, of two years; and the guide has an example. All in memory; surveys and numbers are
invented.
"""

from __future__ import annotations

import csv
import io
import re
from functools import cache
from pathlib import Path

import pytest

from quoted.citations.quantity import Quantities
from quoted.data.schema import SCHEMA
from quoted.data.tables import Tables
from quoted.data.transcription import Transcription
from quoted.language import language
from quoted.report import charts, display
from quoted.report.gallery import Chart
from quoted.report.quantities import quantities
from quoted.statistics.comparisons import comparisons

DATA = Path(__file__).parents[1] / "data"
LANGUAGES = pytest.mark.parametrize("code", ["en", "fr"])
LAW, RIDERS = "law_firms_2025", "riders_2024"
FIRST = {
    "source_id": {"metodas", "forbes_fr", "la_libre", "pandia", "kiosque_burkina"},
    "survey_id": {"", "lightricks_ama_2024", "statista_2023", "unnamed_metodas"},
    "group_id": {"executives", "entry_level", "marketers", "employees", "all"},
}
"""What the report began with: these tests stay true whatever is added to it."""


def committed() -> Transcription:
    sheets = {}
    for table in SCHEMA:
        text = (DATA / f"{table}.csv").read_text("utf-8")
        sheets[table] = [
            row
            for row in csv.DictReader(io.StringIO(text))
            if all(row[name] in known for name, known in FIRST.items() if name in row)
        ]
    printed = {row["measure_id"] for row in sheets["figures"] + sheets["corroboration"]}
    quotes = Transcription()
    for table, rows in sheets.items():
        for row in rows:
            if table != "measures" or row["measure_id"] in printed:
                quotes.add(table, **row)
    return quotes


MAIN = committed().tables()


def article(quotes: Transcription, source_id: str) -> None:
    address = f"https://example.org/{source_id}"
    quotes.source(
        source_id, publisher="Gazette", language="en", address=address, address_of="article"
    )
    for question_id in MAIN.questions["question_id"]:
        quotes.add("positions", source_id=source_id, question_id=question_id, stance="silent")


@cache
def law_firms() -> Tables:
    quotes = committed()
    article(quotes, "gazette")
    quotes.survey(LAW, title="Law firms, 2025", sponsor="A maker of pens", fieldwork="2025-01")
    quotes.disclosed(LAW, "sponsor", "field_dates", basis="Invented")
    quotes.figures(
        "gazette",
        LAW,
        2025,
        use_design={"executives": (52, "52% of partners design")},
        concern_bias={"executives": (60, "60% of partners worry")},
    )
    return quotes.tables()


@cache
def women_and_men() -> Tables:
    quotes = committed()
    article(quotes, "gazette")
    quotes.group("women", "women", role="first")
    quotes.group("men", "men", role="second")
    quotes.survey(RIDERS, title="Riders, 2023 and 2024", sponsor="A maker of bells")
    quotes.disclosed(RIDERS, *SCHEMA_ITEMS, basis="Invented")
    for year, women, men in ((2023, "41.5", "44.0"), (2024, "52.4", "47.1")):
        quotes.sample("gazette", RIDERS, "women", 412, f"412 women in {year}", year=year)
        quotes.sample("gazette", RIDERS, "men", 388, f"388 men in {year}", year=year)
        quotes.figures(
            "gazette",
            RIDERS,
            year,
            self_taught={
                "women": (women, f"{women}% of women in {year}"),
                "men": (men, f"{men}% of men in {year}"),
            },
        )
    return quotes.tables()


SCHEMA_ITEMS = tuple(dict.fromkeys(MAIN.disclosure["item"]))


@cache
def drawn(tables: Tables, code: str) -> dict[str, Chart]:
    return dict(charts(tables, language(code)))


@cache
def known(tables: Tables, code: str) -> Quantities:
    return quantities(tables, language(code))


def words(chart: Chart) -> tuple[str, ...]:
    return chart.title, chart.subtitle, chart.source, chart.caption, chart.alt


@LANGUAGES
def test_titles_and_alternative_texts_keep_to_their_length(code: str) -> None:
    for chart in drawn(MAIN, code).values():
        words = [word for word in chart.title.split(" ") if re.search(r"\w", word)]
        assert len(words) <= 15, chart.title
        assert 150 <= len(chart.alt) <= 400, (chart.id, len(chart.alt))


@LANGUAGES
@pytest.mark.parametrize("more", [law_firms, women_and_men])
def test_the_charts_of_the_first_survey_stay_as_they_are(more: object, code: str) -> None:
    before, after = drawn(MAIN, code), drawn(more(), code)  # type: ignore[operator]
    changed = [id_ for id_, chart in before.items() if words(chart) != words(after[id_])]
    assert changed == ["provenance"]
    for id_ in set(before) - {"provenance"}:
        assert before[id_].table.equals(after[id_].table)
        assert list(before[id_].data.columns) == list(after[id_].data.columns)


@pytest.mark.parametrize("more", [law_firms, women_and_men])
def test_a_chart_has_the_rows_of_one_survey_or_says_so(more: object) -> None:
    for id_, chart in drawn(more(), "en").items():  # type: ignore[operator]
        surveys = set(chart.data["survey_id"]) - {""}
        if len(surveys) > 1:
            assert id_ == "provenance" or "attributed to different surveys" in chart.title, id_


@LANGUAGES
def test_law_firms_have_charts_of_their_own(code: str) -> None:
    made = drawn(law_firms(), code)
    assert set(made) - set(drawn(MAIN, code)) == {f"one_group_only.{LAW}", "use_design"}
    chart = made[f"one_group_only.{LAW}"]
    said = {"en": ("52%", "60%"), "fr": ("52\u202f%", "60\u202f%")}[code]
    assert list(chart.table.iloc[:, -1]) == list(said)
    assert all(share in chart.title and share in chart.alt for share in said)
    title = language(code)("Law firms, 2025")
    assert title in chart.subtitle and "Lightricks" not in " ".join(words(chart))
    assert set(chart.data["survey_id"]) == {LAW}
    both = made["use_design"]
    assert sorted(both.data["pct"]) == [37, 52]
    assert title in both.alt and "2024" in both.title and "2025" in both.title


def test_law_firms_are_cited_and_listed_as_theirs() -> None:
    english, french = known(law_firms(), "en"), known(law_firms(), "fr")
    assert english["use_design.executives.2025"].forms[0] == "52%"
    assert french["concern_bias.executives"].forms[0] == "60\u202f%"
    assert english[f"{LAW}.figures"].value == (2, len(MAIN.figures) + 2)
    assert english["gaps.count"].value == 5  # nothing is compared across surveys
    assert english["use_design.verdict"].value == "not comparable"
    tables = display(law_firms(), language("en"))
    rows = dict(tables["figures"].rows)
    assert rows["use_design.executives.2025"][4].title == "Gazette; Law firms, 2025"
    assert rows["concern_bias.executives"][1:4] == ["60%", "executives", "2025"]
    assert ["Gazette; Law firms, 2025"] in [row for _, row in tables["figures"].rows]


@LANGUAGES
def test_women_and_men_have_charts_of_their_own(code: str) -> None:
    made = drawn(women_and_men(), code)
    own = {f"{kind}.{RIDERS}" for kind in ("divide", "gaps", "tipping")}  # sizes are not assumed
    assert set(made) - set(drawn(MAIN, code)) == own | {"trends"}
    chart = made[f"divide.{RIDERS}"]
    point = {"en": ".", "fr": ","}[code]
    for number in ("52.4", "47.1", "41.5", "44.0"):
        assert number.replace(".", point) in chart.alt
    assert "5.3".replace(".", point) in chart.title
    plain = made[f"gaps.{RIDERS}"]
    assert "412" in plain.subtitle and "388" in plain.subtitle
    assert "−2" in plain.alt and "12" in plain.alt and "−9" in plain.alt
    if code == "en":
        assert chart.title == (
            "Women lead men on 1 of 2 measures and years, by up to 5.3\u00a0points"
        )
        assert plain.title == "Clear of zero: 0 of 2 gaps"


def test_women_and_men_are_compared_with_each_other_alone() -> None:
    pairs = [(c.survey_id, c.first, c.second) for c in comparisons(women_and_men())]
    assert pairs == [("lightricks_ama_2024", "executives", "entry_level"), (RIDERS, "women", "men")]
    english, french = known(women_and_men(), "en"), known(women_and_men(), "fr")
    assert english["self_taught.2024.gap"].forms[0] == "5.3 points"
    assert french["self_taught.2024.gap"].forms[0] == "5,3 points"
    assert french["self_taught.2023.gap"].forms[0] == "−2,5 points"
    assert english["self_taught.2024.interval"].forms[0] == "−2 to 12 points"
    assert english[f"{RIDERS}.gaps.count"].value == 2
    assert english["gaps.count"].value == 5
    tables = display(women_and_men(), language("en"))
    rows = dict(tables["verdicts"].rows)
    assert rows["self_taught.2024.gap"][1:3] == ["5.3 (5.2 to 5.4)", "−2 to 12, sizes as published"]
    assert tables["verdicts"].caption.startswith(
        "Of the gaps between executives and entry-level marketers (Lightricks and American "
        "Marketing Association, 2024), 5 in all, executives are ahead in 4. Robust: 4 and "
        "conditional: 1. Of the gaps between women and men (Riders, 2023 and 2024), 2 in all, "
        "women are ahead in 1. Includes zero: 2. "
    )
    assert "4 (executives and entry-level marketers) and 0 (women and men) gaps never reach" in (
        tables["breaking"].caption
    )
    assert tables["verdicts"].columns[2] == "95% interval if 200/800"


def test_one_more_survey_renames_no_gap() -> None:
    quotes = committed()
    article(quotes, "gazette")
    quotes.group("women", "women", role="first")
    quotes.group("men", "men", role="second")
    quotes.survey(RIDERS, title="Riders, 2024")
    shares = {"women": (30, "30% of women"), "men": (46, "46% of men")}
    quotes.figures("gazette", RIDERS, 2024, employer_training=shares)
    quotes.disclosed(RIDERS, basis="Invented")
    ids = [gap.id for c in comparisons(quotes.tables()) for gap in c.gaps]
    assert ids[0] == "employer_training" and ids[5:] == [f"{RIDERS}.employer_training"]


@pytest.mark.parametrize("more", [law_firms, women_and_men])
def test_the_new_charts_are_drawn(more: object) -> None:
    tables = more()  # type: ignore[operator]
    for id_ in set(drawn(tables, "fr")) - set(drawn(MAIN, "fr")):
        assert drawn(tables, "fr")[id_].figure("slide").axes


# The example of the guide, as written.


def example() -> str:
    """Return the cell of the guide."""
    guide = (DATA.parent / "CONTRIBUTING.md").read_text("utf-8")
    found = re.search(r"### A worked example\n.*?```python\n(.*?)\n```", guide, re.S)
    assert found is not None and "invented for the example" in found[0]
    return found[1]


@cache
def guided() -> Tables:
    quotes = committed()
    exec(example(), {"quotes": quotes})
    return quotes.tables()


def test_the_example_is_one_cell_within_the_house_rules() -> None:
    assert len(example().splitlines()) <= 10
    assert all(line.startswith(("quotes.", "    ")) for line in example().splitlines())


@LANGUAGES
def test_the_example_makes_charts_rows_and_quantities_of_its_own(code: str) -> None:
    made = drawn(guided(), code)
    assert set(made) - set(drawn(MAIN, code)) == {
        f"{kind}.example_2025" for kind in ("divide", "gaps", "tipping")
    }
    pair = made["divide.example_2025"]
    assert list(pair.data["pct"]) == [52, 64] and list(pair.data["gap_points"]) == [-12, -12]
    assert "400" in pair.source and "600" in pair.source
    assert {"en": "12 points", "fr": "12 points"}[code] in known(guided(), code)[
        "write_minutes.gap"
    ].forms[0]
    assert known(guided(), code)["write_minutes.interval"].anchor == "write_minutes.gap"
    rows = dict(display(guided(), language(code))["verdicts"].rows)
    assert rows["write_minutes.gap"][1].startswith("−12 (−13 ")
