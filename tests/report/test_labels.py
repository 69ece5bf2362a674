"""What readers call groups, gaps, samples and sources; what gaps can bear; two readings."""

from __future__ import annotations

import dataclasses
from typing import Any

import invented
import pytest

from quoted.data.tables import Tables, rows
from quoted.language import language
from quoted.report import labels
from quoted.report.display_tables import display_tables
from quoted.report.findings import bias_below, counts_clear
from quoted.report.quantities import facts, quantities
from quoted.report.readings import readings
from quoted.statistics.comparisons import comparisons

EN, FR = language("en"), language("fr")
ALL = invented.tables()


def source_line(survey_id: str, lang: Any = EN, tables: Tables = ALL, **where: str) -> str:
    figures = tables.figures[tables.figures["survey_id"] == survey_id]
    for column, value in where.items():
        figures = figures[figures[column] == value]
    return labels.source_line(tables, figures, lang)


def test_a_source_line_names_survey_sizes_and_who_quotes() -> None:
    assert source_line("riders") == (
        "Source: Riders, 2023 and 2024 (Women: 412 respondents and Men: 388 respondents). "
        "Quoted by Courier (no date)."
    )
    assert "(Women: 412 respondents)" in source_line("riders", group="women")
    assert "(more than 2,000 respondents)" in source_line("office", group="all")
    assert "(more than 2,000 respondents; group sizes not found" in source_line("office")
    assert "plus de 2\u202f000" in source_line("office", FR)
    note = ALL.surveys.assign(note="Asked by post")
    noted = source_line("office", tables=dataclasses.replace(ALL, surveys=note), group="all")
    assert "(more than 2,000 respondents; asked by post)" in noted
    unsized = dataclasses.replace(ALL, samples=ALL.samples.iloc[:0])
    assert "(sample size not found in what was read)" in source_line("office", tables=unsized)


def test_what_names_no_survey_says_so_and_its_date_if_it_has_one() -> None:
    dated = "Source: Gazette (28 February 2025). Survey and sample size not stated."
    assert source_line("lawyers") == dated
    undated = dataclasses.replace(ALL, figures=ALL.figures.assign(year=None))
    assert source_line("lawyers", tables=undated) == (
        "Source: Gazette (28 February 2025). Survey, sample size and date not stated."
    )


@pytest.mark.parametrize(
    ("qualifier", "english", "french"),
    [
        ("exact", "1,412", "1\u202f412"),
        ("more_than", "more than 1,412", "plus de 1\u202f412"),
        ("about", "about 1,412", "environ 1\u202f412"),
    ],
)
def test_sizes_keep_their_qualifier(qualifier: str, english: str, french: str) -> None:
    (row, *_) = rows(ALL.samples.assign(n=1412, qualifier=qualifier))
    assert (labels.size_words(row, EN), labels.size_words(row, FR)) == (english, french)


def test_names_stand_alone_and_within_a_sentence() -> None:
    assert labels.group_name(ALL, "partners", EN) == "partners of law firms"
    assert labels.heading(ALL, "partners", EN) == "Partners of law firms"
    assert labels.within("Fear rain") == "fear rain" and labels.within("AI in use") == "AI in use"
    assert labels.standing("") == ""
    assert labels.year_text(2024, FR) == "2024"
    assert labels.year_text(None, EN) == "year not stated"


def test_what_gaps_can_bear_is_counted() -> None:
    riders, clerks, trainees = comparisons(ALL)
    assert counts_clear(riders) == (1, 6)
    assert counts_clear(clerks) == (0, 2)
    assert counts_clear(trainees) == (3, 3)
    assert [bias_below(each, 5.8) for each in (riders, clerks, trainees)] == [
        (5, 6),
        (1, 2),
        (0, 3),
    ]
    assert bias_below(trainees, 11.7) == (0, 3) and bias_below(trainees, 11.8) == (1, 3)


# The readings of wanting training.


def training(first: str, second: str, wanting: str = "20") -> Tables:
    """Return a survey of bosses and clerks: trained `first` and `second` percent."""
    quotes = invented.transcription(invented.three_groups, debate=False)
    for id_ in ("employer_training", "training_unmet"):
        quotes.measure("use", id_, id_, id_, "Invented")
    shares = {
        "employer_training": {"managers": first, "clerks": second},
        "training_unmet": {"managers": wanting, "clerks": "30"},
    }
    measures = {
        id_: {group: (pct, f"{pct}% of {group} {id_}") for group, pct in groups.items()}
        for id_, groups in shares.items()
    }
    quotes.figures("observer", "office", 2022, **measures)
    return quotes.tables()


def test_both_readings_are_of_both_groups() -> None:
    found = readings(training("60", "40"))
    assert [(r.group, r.printed, r.decimals) for r in found] == [
        ("managers", 20, 0),
        ("clerks", 30, 0),
    ]
    effects = [[e.estimate, e.low, e.high] for r in found for e in (r.among, r.of_all) if e]
    # 19.5 of 40.5 to 20.5 of 39.5; 19.5% of 39.5 to 20.5% of 40.5; the same of 30 and 60
    assert effects == [
        pytest.approx([50, 48.148, 51.899], abs=0.001),
        pytest.approx([8, 7.7025, 8.3025]),
        pytest.approx([50, 48.760, 51.261], abs=0.001),
        pytest.approx([18, 17.5525, 18.4525]),
    ]
    table = display_tables(training("60", "40"), EN)["readings"]
    assert [tuple(row) for _, row in table.rows] == [
        ("the whole group", "20% / 30%", "50% (48 to 52) / 50% (49 to 51)"),
        ("those not trained by the employer", "8% / 18%", "20% / 30%"),
    ]
    assert "for managers and clerks, in that order" in table.caption
    french = display_tables(training("60", "40"), FR)["readings"]
    assert "managers et clerks, dans cet ordre" in french.caption


@pytest.mark.parametrize(("trained", "among"), [("80", 100), ("81", None), ("100", None)])
def test_a_reading_that_the_numbers_rule_out_is_not_told(trained: str, among: float | None) -> None:
    tables = training(trained, "40")
    found = readings(tables)[0].among
    assert (found and found.estimate) == (among and pytest.approx(among))
    told = {fact.id: fact.value for fact in facts(tables)}
    assert ("training_unmet.managers.rebased" in told) == (among is not None)
    assert told["training_unmet.clerks.rebased"] == pytest.approx(50)
    cell = display_tables(tables, EN)["readings"].rows[0][1][2]
    assert cell == ("100% (95 to 100) / 50% (49 to 51)" if among else "– / 50% (49 to 51)")


def test_a_reading_has_the_digits_of_the_share_that_wants_training() -> None:
    assert [r.decimals for r in readings(training("60.5", "40.5"))] == [0, 0]
    assert [r.decimals for r in readings(training("60", "40", wanting="20.5"))] == [1, 0]


def test_without_both_measures_there_is_no_reading() -> None:
    assert readings(ALL) == []
    assert "readings" not in display_tables(ALL, EN)


def test_what_only_this_report_cites() -> None:
    known = quantities(ALL, EN)
    assert (known["gaps.counts_clear"].value, known["gaps.counts_clear"].anchor) == (
        (1, 6),
        "breaking",
    )
    assert known["gaps.bias_below_low"].forms[:2] == ("5", "five")
    unsized = dataclasses.replace(ALL, samples=ALL.samples.iloc[:0])
    assert {"gaps.counts_clear"} == {fact.id for fact in facts(unsized)}
    assert list(facts(invented.tables(invented.law_firms))) == []
