"""What prose may cite of invented surveys: each quantity's value, texts and place."""

from __future__ import annotations

import dataclasses
import pickle
from functools import cache
from typing import Any

import invented
import numpy as np
import pytest

from quoted.citations.quantities import Fact, facts, quantities
from quoted.citations.quantity import Quantities, Quantity
from quoted.language import NARROW, language

EN, FR = language("en"), language("fr")


@cache
def known(code: str = "en") -> Quantities:
    """Return the quantities of three surveys."""
    return quantities(invented.tables(), language(code))


@cache
def derived() -> dict[str, Fact]:
    return {fact.id: fact for fact in facts(invented.tables())}


# Id, value, place, and the usual text in both languages.
KNOWN = [
    ("daily.women.2024", 52.4, "daily.women.2024", "52.4%", "52,4\u202f%"),
    ("daily.men.2023", 44.0, "daily.men.2023", "44.0%", "44,0\u202f%"),
    ("repairs.women", 100, "repairs.women", "100%", "100\u202f%"),
    ("repairs.men", 0, "repairs.men", "0%", "0\u202f%"),
    ("rain.partners", 60, "rain.partners", "60%", "60\u202f%"),
    ("parked", 1500, "parked", "1,500", "1\u202f500"),
    ("riders.sample.2024", 800, "https://example.org/courier#:~:text=800%20all%20of%20the%20riders%20in%202024",
     "800", "800"),
    ("riders.sample.women.2024", 412,
     "https://example.org/courier#:~:text=412%20women%20of%20the%20riders%20in%202024",
     "412", "412"),
    ("office.sample", 2000,
     "https://example.org/observer#:~:text=more%20than%202%2C000%20people",
     "more than 2,000", "plus de 2\u202f000"),
    ("figures.count", 24, "figures", "24", "24"),
    ("figures.counts", (1, 24), "figures", "1", "1"),
    ("sources.count", 3, "sources", "3", "3"),
    ("sources.without_figures", (0, 3), "sources", "0", "0"),
    ("sources.without_survey", (0, 3), "sources", "0", "0"),
    ("riders.figures", (12, 24), "provenance", "12", "12"),
    ("lawyers.figures", (2, 24), "provenance", "2", "2"),
    ("office.figures", (9, 24), "provenance", "9", "9"),
    ("questions.count", 2, "positions", "2", "2"),
    ("safe.spoken", (2, 3), "safe.positions", "2", "2"),
    ("safe.denies", (1, 3), "safe.positions", "1", "1"),
    ("safe.qualifies", (0, 3), "safe.positions", "0", "0"),
    ("quick.affirms", (2, 3), "quick.positions", "2", "2"),
    ("method.level", 95, "verdicts", "95%", "95\u202f%"),
    ("method.deff", 2, "breaking", "2", "2"),
    ("method.low_share", 10, "breaking", "10%", "10\u202f%"),
    ("method.high_share", 90, "breaking", "90%", "90\u202f%"),
    ("method.total", 2000, "breaking", "about 2,000", "environ 2\u202f000"),
    ("daily.women_men.2024.gap", 5.3, "daily.women_men.2024.gap", "5.3 points", "5,3 points"),
    ("daily.women_men.2023.gap", -2.5, "daily.women_men.2023.gap", "−2.5 points", "−2,5 points"),
    ("trained.gap", 1.4, "trained.gap", "1.4 points", "1,4 point"),
    ("theft.2023.gap", 0, "theft.2023.gap", "0.0 points", "0,0 point"),
    ("rain.managers_trainees.gap", 18, "rain.managers_trainees.gap", "18 points", "18 points"),
    ("theft.2024.gap_rounding", (1.4, 1.6), "theft.2024.gap", "1.4 to 1.6 points",
     "1,4 à 1,6 points"),
    ("repairs.gap_rounding", (99, 100), "repairs.gap", "99 to 100 points", "99 à 100 points"),
    ("repairs.gap_rank", (1, 6), "repairs.gap", "1", "1"),
    ("daily.women_men.2023.gap_rank", (3, 6), "daily.women_men.2023.gap", "3", "3"),
    ("theft.2023.gap_rank", (6, 6), "theft.2023.gap", "6", "6"),
    ("rain.managers_trainees.gap_rank", (3, 3), "rain.managers_trainees.gap", "3", "3"),
    ("daily.women_men.2024.interval", (-1.6256, 12.1539), "daily.women_men.2024.gap",
     "−2 to 12 points", "−2 à 12 points"),
    ("office.trained.interval.400_1600", (63.3797, 72.0707), "office.trained.gap",
     "63 to 72 points", "63 à 72 points"),
    ("office.trained.interval.400_1600.deff2", (61.3243, 73.5859), "office.trained.gap",
     "61 to 74 points", "61 à 74 points"),
    ("daily.managers_clerks.2022.tip.deff1", 64, "daily.managers_clerks.2022.gap", "64", "64"),
    ("daily.managers_clerks.2022.tip.deff2", 127, "daily.managers_clerks.2022.gap", "127", "127"),
    ("repairs.verdict", "clear", "repairs.gap", "clear of zero", "distinct de zéro"),
    ("theft.2024.verdict", "includes zero", "theft.2024.gap", "includes zero", "zéro inclus"),
    ("rain.managers_clerks.verdict", "fragile", "rain.managers_clerks.gap", "fragile", "fragile"),
    ("office.trained.verdict", "robust", "office.trained.gap", "robust", "robuste"),
    ("gaps.count", 6, "verdicts", "6", "6"),
    ("gaps.positive", (4, 6), "verdicts", "4", "4"),
    ("verdicts.clear", (1, 6), "verdicts", "1", "1"),
    ("verdicts.includes_zero", (5, 6), "verdicts", "5", "5"),
    ("verdicts.robust", (0, 6), "verdicts", "0", "0"),
    ("office.managers_clerks.gaps.count", 2, "verdicts", "2", "2"),
    ("office.managers_clerks.verdicts.fragile", (1, 2), "verdicts", "1", "1"),
    ("office.managers_trainees.gaps.count", 3, "verdicts", "3", "3"),
    ("office.managers_trainees.gaps.positive", (2, 3), "verdicts", "2", "2"),
    ("office.managers_trainees.verdicts.robust", (3, 3), "verdicts", "3", "3"),
    ("riders.floor.women", 330, "breaking", "330", "330"),
    ("riders.floor.men", 427, "breaking", "427", "427"),
    ("office.floor.trainees", 33, "breaking", "33", "33"),
    ("disclosure.fields", 12, "disclosure", "12", "12"),
    ("riders.score", 12, "score", "12", "12"),
    ("riders.grade", "A", "score", "A", "A"),
    ("office.score", 6, "score", "6", "6"),
    ("office.grade", "C", "score", "C", "C"),
    ("outlets.count", 3, "outlets", "3", "3"),
    ("outlets.disputed", 2, "outlets", "2", "2"),
    ("daily.women.2023.other_1", 9.5, "daily.women.2023.outlets", "9.5%", "9,5\u202f%"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("id_", "value", "anchor", "english", "french"), KNOWN, ids=[row[0] for row in KNOWN]
)
def test_what_may_be_cited(id_: str, value: Any, anchor: str, english: str, french: str) -> None:
    quantity = known()[id_]
    limits = pytest.approx(value, abs=5e-4) if not isinstance(value, str) else value
    assert quantity.value == limits
    assert quantity.anchor == anchor
    assert quantity.forms[0] == english
    assert known("fr")[id_].forms[0] == french


def test_quantities_are_the_same_in_every_language() -> None:
    english, french = known(), known("fr")
    assert english.keys() == french.keys()
    assert all(quantity.forms for quantity in french.values())
    assert {id_: q.value for id_, q in english.items()} == {
        id_: q.value for id_, q in french.items()
    }


FORMS = [
    ("daily.women.2024", ("52.4%", "52.4")),
    ("office.sample", ("more than 2,000", "over 2,000", "2,000")),
    ("sources.count", ("3", "three")),
    ("figures.count", ("24",)),
    ("disclosure.fields", ("12", "twelve")),
    ("gaps.positive", ("4", "four")),
    ("rain.managers_trainees.gap", ("18 points", "18-point", "18", "+18 points", "+18")),
    ("daily.women_men.2023.gap", ("−2.5 points", "−2.5-point", "−2.5")),
    ("theft.2024.gap_rounding", ("1.4 to 1.6 points", "1.4 and 1.6 points", "1.4 to 1.6",
                                 "1.4 and 1.6")),
    ("repairs.verdict", ("clear of zero",)),
    ("office.trained.verdict", ("robust", "robustly")),
]  # fmt: skip


@pytest.mark.parametrize(("id_", "forms"), FORMS)
def test_the_texts_that_may_state_a_quantity(id_: str, forms: tuple[str, ...]) -> None:
    assert known()[id_].forms == forms


def test_french_says_one_point_and_a_half_in_the_singular() -> None:
    singular = quantities_of(Fact("a", "points", 1.9, "b", decimals=1), FR).forms[0]
    plural = quantities_of(Fact("a", "points", 2, "b"), FR).forms[0]
    assert (singular, plural) == ("1,9 point", "2 points")
    assert quantities_of(Fact("a", "points", 1, "b"), EN).forms[0] == "1 point"
    assert quantities_of(Fact("a", "points", 1.0, "b", decimals=1), EN).forms[0] == "1.0 points"
    about = quantities_of(Fact("a", "percent", 40, "b", "about"), FR).forms
    assert about[0] == f"environ 40{NARROW}%" and about[-1] == "40"
    assert quantities_of(Fact("a", "number", 4.5, "b"), FR).forms == ("4,5",)


def quantities_of(fact: Fact, lang: Any) -> Quantity:
    return quantities(invented.tables(invented.law_firms), lang, [fact])[fact.id]


def test_what_only_a_report_knows_is_added() -> None:
    mine = Fact("mine.alone", "count", 7, "here")
    found = quantities(invented.tables(invented.law_firms), EN, [mine])
    assert found["mine.alone"].forms == ("7", "seven")
    assert found["mine.alone"].anchor == "here"


def test_they_are_read_from_a_file_without_numpy() -> None:
    with_total = quantities(invented.tables(), EN, [Fact("beds", "count", np.int64(7))])
    assert with_total["beds"].value == 7
    assert b"numpy" not in pickle.dumps(list(with_total.values()))


def test_two_quantities_of_one_name_are_refused() -> None:
    twice = Fact("rain.partners", "count", 7, "here")
    with pytest.raises(ValueError, match=r"found two called 'rain\.partners', expected one"):
        quantities(invented.tables(invented.law_firms), EN, [twice])


def test_no_sizes_no_interval_no_verdict() -> None:
    tables = invented.tables(invented.three_groups)
    left = {f.id for f in facts(dataclasses.replace(tables, samples=tables.samples.iloc[:0]))}
    assert not [id_ for id_ in left if ".interval" in id_ or id_.endswith("_rank.verdict")]
    assert not [id_ for id_ in left if id_.endswith(".verdict")]
    assert {"trained.gap", "trained.tip.deff2", "gaps.count"} <= left
    assert "method.total" not in left


def test_published_sizes_are_assumed_nowhere() -> None:
    mine = {id_ for id_ in derived() if id_.startswith(("repairs.", "theft."))}
    assert {id_ for id_ in mine if ".interval" in id_} == {
        "repairs.interval",
        "theft.2023.interval",
        "theft.2024.interval",
        "theft.women.interval",
        "theft.women.interval.412_412.deff2",
        "theft.men.interval",
        "theft.men.interval.388_388.deff2",
    }
    totals = {f.id for f in facts(invented.tables(invented.women_and_men))}
    assert "method.total" not in totals


def test_only_the_intervals_of_the_table_of_gaps_can_be_cited() -> None:
    assert [id_ for id_ in derived() if id_.startswith("office.trained.interval")] == [
        "office.trained.interval.400_1600",
        "office.trained.interval.400_1600.deff2",
    ]


def test_a_gap_that_no_size_keeps_clear_has_no_smallest_size() -> None:
    assert not [id_ for id_ in derived() if id_.startswith("theft.2023.tip")]
    assert derived()["theft.2024.tip.deff1"].value == 9465


def test_totals_that_differ_are_each_its_surveys_own() -> None:
    def later(quotes: invented.Transcription) -> None:
        invented.article(quotes, "tribune")
        quotes.survey("again", title="Offices, 2025")
        quotes.sample("tribune", "again", "all", 500, "500 people were asked")
        known = ["sponsor", "conductor", "population", "field_dates", "sampling", "total_n"]
        quotes.disclosed("again", *known, basis="The article says so")
        shares = {"trained": {"managers": "50", "trainees": "25"}}
        invented.print_shares(quotes, "tribune", "again", 2025, shares)

    found = {f.id: f for f in facts(invented.tables(invented.three_groups, later))}
    assert found["method.total"].value == 2000 and found["again.method.total"].value == 500
    assert found["trained.2025.gap"].value == 25
    assert found["again.gaps.count"].value == 1
    assert found["trained.2025.interval.100_400"].value == pytest.approx((14.396, 35.4125))


def test_what_different_surveys_print_of_one_group_is_not_comparable() -> None:
    def other(quotes: invented.Transcription) -> None:
        invented.women_and_men(quotes)
        invented.article(quotes, "tribune")
        quotes.survey("walkers", title="Walkers, 2021")
        quotes.disclosed("walkers", basis="Not stated")
        invented.print_shares(quotes, "tribune", "walkers", 2021, {"rain": {"all": "7"}})
        invented.print_shares(quotes, "courier", "riders", 2024, {"rain": {"all": "8"}})

    found = quantities(invented.tables(other), FR)
    assert found["rain.verdict"].value == "not comparable"
    assert found["rain.verdict"].anchor == "rain.gap"
    assert "rain.gap" not in found


def test_conflicting_numbers_of_outlets_count_up_from_the_lowest() -> None:
    tables = invented.tables()
    pct = tables.corroboration["value_pct"].where(tables.corroboration["outlet_id"] != "bells", 8)
    rows = tables.corroboration.assign(value_pct=pct)
    found = {f.id: f for f in facts(dataclasses.replace(tables, corroboration=rows))}
    assert [found[f"daily.men.2023.other_{n}"].value for n in (1, 2)] == [8, 9.5]
    assert "daily.men.2023.other_3" not in found
    assert found["outlets.disputed"].value == 2
