"""One question asked by one survey in two years: sizes by year, the trend, its words and chart."""

from __future__ import annotations

import math
from typing import Any

import invented
import pandas as pd
import pytest

from quoted.citations.quantities import Fact, facts
from quoted.data.checks import TableError
from quoted.data.tables import Tables
from quoted.language import language
from quoted.report import charts, display
from quoted.report.computed import computed
from quoted.statistics.comparisons import Scenario, comparisons, incomparable, names, trends

EN = language("en")
ASKED = {2021: {"all": 900, "women": 500}, 2023: {"all": 1000, "women": 450, "men": 550}}
SHARES = {
    2021: {"daily": {"all": "30", "women": "33", "men": "28"}, "rain": {"all": "61"}},
    2023: {"daily": {"all": "36", "women": "35.5", "men": "37"}, "rain": {"all": "61"}},
}


def waves(asked: Any = ASKED, shares: Any = SHARES, named: str = "yes", **about: Any) -> Tables:
    """Return a survey of two waves that differ in their sizes."""
    quotes = invented.transcription(lambda _: None, debate=False)
    quotes.group("women", "women", role="first")
    quotes.group("men", "men", role="second")
    invented.article(quotes, "courier")
    quotes.survey("wheels", title="Wheels", named=named)
    quotes.disclosed("wheels", *about.get("items", invented.DISCLOSURE_ITEMS), basis="Said so")
    for year, sizes in asked.items():
        for group, n in sizes.items():
            quotes.sample("courier", "wheels", group, n, f"{n} {group}, {year}", year=year)
    for year, read in shares.items():
        invented.print_shares(quotes, "courier", "wheels", year, read)
    return quotes.tables()


def wilson(share: float, n: float) -> tuple[float, float]:
    """Return Wilson's limits as in the textbook."""
    z = 1.959963984540054
    centre, reach = (
        share + z**2 / (2 * n),
        z * math.sqrt(share * (1 - share) / n + (z / 2 / n) ** 2),
    )
    return (centre - reach) / (1 + z**2 / n), (centre + reach) / (1 + z**2 / n)


def newcombe(later: float, n: int, earlier: float, m: int) -> tuple[float, float]:
    """Return the limits of the difference in points, by his method 10."""
    (low, high), (least, most) = wilson(later, n), wilson(earlier, m)
    points = later - earlier
    return (
        100 * (points - math.hypot(later - low, most - earlier)),
        100 * (points + math.hypot(high - later, earlier - least)),
    )


# The value.


def test_a_trend_is_the_later_share_minus_the_earlier_of_one_group() -> None:
    found = {each.id: each for each in trends(waves())}
    assert [*found] == ["daily.all", "daily.women", "daily.men", "rain.all"]
    everybody, women = found["daily.all"], found["daily.women"]
    assert (everybody.since, everybody.year, everybody.points, everybody.rounding) == (
        2021, 2023, 6, (5, 7))  # fmt: skip
    assert (women.points, women.rounding, women.group) == (2.5, (1.95, 3.05), "women")
    assert found["rain.all"].points == 0 and found["rain.all"].verdict() == "includes zero"


def test_its_interval_is_of_the_sizes_of_the_two_years() -> None:
    everybody, *_ = trends(waves())
    published, doubled = everybody.scenarios
    assert published == Scenario(1000, 900, published=True) and doubled == Scenario(1000, 900, 2.0)
    shown = everybody.interval(published)
    assert (shown.low, shown.high) == pytest.approx(newcombe(0.36, 1000, 0.30, 900), abs=1e-4)
    halved = everybody.interval(doubled)
    assert (halved.low, halved.high) == pytest.approx(newcombe(0.36, 500, 0.30, 450), abs=1e-4)
    assert everybody.verdict() == "clear"


def test_without_the_size_of_both_years_it_says_what_sizes_it_would_need() -> None:
    men = next(each for each in trends(waves()) if each.id == "daily.men")
    assert men.scenarios == () and men.verdict() is None
    at, below = (men.interval(Scenario(n, n), worst=True) for n in (men.tip(), men.tip() - 1))
    assert at.excludes_zero and not below.excludes_zero


def test_nobody_who_does_not_say_how_many_were_asked_gets_an_interval() -> None:
    assert not any(each.scenarios for each in trends(waves(items=())))


def test_a_survey_without_a_name_and_words_before_a_number_make_no_trend() -> None:
    assert trends(waves(named="no")) == []
    tables = waves()
    about = tables.figures["qualifier"].where(tables.figures["year"] != 2021, "about")
    assert (
        trends(Tables(**vars(tables) | {"figures": tables.figures.assign(qualifier=about)})) == []
    )


def test_two_surveys_never_make_a_trend() -> None:
    quotes = invented.transcription(invented.women_and_men, debate=False)
    invented.article(quotes, "tribune")
    quotes.survey("walkers", title="Walkers, 2021")
    quotes.disclosed("walkers", basis="Not stated")
    for survey, source, year in (("walkers", "tribune", 2021), ("riders", "courier", 2024)):
        invented.print_shares(quotes, source, survey, year, {"rain": {"all": f"{year - 2000}"}})
    tables = quotes.tables()
    assert "rain" in incomparable(tables)
    assert not [each for each in trends(tables) if each.measure_id == "rain"]
    assert "rain.all.trend" not in {fact.id for fact in facts(tables)}


def test_three_waves_make_two_trends_named_by_their_years() -> None:
    shares = SHARES | {2024: {"rain": {"all": "50"}}}
    found = [each for each in trends(waves(shares=shares)) if each.measure_id == "rain"]
    assert [(each.id, each.points) for each in found] == [
        ("rain.all.2021_2023", 0), ("rain.all.2023_2024", -11)]  # fmt: skip


# Waves of other sizes are compared each by itself.


def test_gaps_of_two_waves_have_the_sizes_of_their_year() -> None:
    asked = {2021: {"women": 500, "men": 400}, 2023: {"women": 450, "men": 550}}
    found = comparisons(waves(asked))
    assert [each.sizes for each in found] == [(500, 400), (450, 550)]
    assert names(found) == ["wheels.2021", "wheels.2023"]
    assert [gap.id for each in found for gap in each.gaps] == ["daily.2021", "daily.2023"]
    assert [each.printed[0] for each in found] == [((33.0, 0),), ((35.5, 1),)]
    known = {fact.id: fact.value for fact in facts(waves(asked))}
    assert known["wheels.2021.floor.women"] == found[0].floors[0]
    assert known["wheels.sample.women.2021"] == 500 and known["wheels.sample.men.2023"] == 550
    one, other = found[0].gaps[0], found[1].gaps[0]
    shown = one.interval(found[0].scenarios[0]), other.interval(found[1].scenarios[0])
    assert (shown[0].low, shown[0].high) == pytest.approx(newcombe(0.33, 500, 0.28, 400), abs=1e-4)
    assert (shown[1].low, shown[1].high) == pytest.approx(newcombe(0.355, 450, 0.37, 550), abs=1e-4)


def test_words_tell_the_waves_apart() -> None:
    asked = {2021: {"women": 500, "men": 400}, 2023: {"women": 450, "men": 550}}
    made = display(waves(asked), EN)
    said = made["verdicts"].caption
    assert "women and men (Wheels, 2021), 1 in all, women are ahead in 1. Clear of" not in said
    assert "women and men (Wheels, 2021), 1 in all, women are ahead in 1. Includes zero: 1" in said
    assert "women and men (Wheels, 2023), 1 in all, women are ahead in 0. Includes zero: 1" in said
    bias = "1 (women and men, 2021) and 1 (women and men, 2023) of the gaps could not bear 5.8"
    assert bias in made["breaking"].caption


# What is refused.


@pytest.mark.parametrize(
    ("asked", "row", "found", "expected"),
    [
        (
            {"not stated": {"all": 900}},
            2,
            "not stated",
            "a year, as wheels has figures of several, or other sizes have one",
        ),
        (
            {2023: {"all": 9}, 2022: {"all": 9}},
            3,
            "2022",
            "a year of the figures of wheels: 2021, 2023",
        ),
    ],
)
def test_sizes_say_of_which_year_they_are(asked: Any, row: int, found: str, expected: str) -> None:
    with pytest.raises(TableError) as refused:
        waves(asked)
    line = f'samples.csv, row {row}, column year: found "{found}", expected {expected}'
    assert [str(problem) for problem in refused.value.problems] == [line]


def test_a_size_without_a_year_is_that_of_the_only_one() -> None:
    shares = {2023: SHARES[2023]}
    (only,) = comparisons(waves({"not stated": {"women": 450, "men": 550}}, shares))
    assert only.sizes == (450, 550)
    with pytest.raises(TableError, match="row 3, column year"):
        waves({2023: {"all": 1000}, "not stated": {"women": 450}}, shares)


def test_the_total_of_a_year_is_compared_with_the_groups_of_that_year() -> None:
    with pytest.raises(TableError, match=r'row 4, column n: found "999", expected at least 1,000'):
        waves(ASKED | {2023: {"all": 999, "women": 450, "men": 550}})


# What readers see.


def fact(tables: Tables, id_: str) -> Fact:
    return next(each for each in facts(tables) if each.id == id_)


def test_what_may_be_cited() -> None:
    tables = waves()
    assert fact(tables, "daily.women.trend").value == 2.5
    assert fact(tables, "daily.women.trend_rounding").value == (1.95, 3.05)
    assert fact(tables, "daily.all.verdict").value == "clear"
    assert fact(tables, "daily.all.interval.1000_900.deff2").anchor == "daily.all.trend"


def test_what_was_computed_travels_with_the_report() -> None:
    made = computed(waves())
    row = made["computed_trends"].set_index("trend_id").loc["daily.women.trend"]
    assert (row["since"], row["year"], row["since_pct"], row["year_pct"]) == (2021, 2023, 33, 35.5)
    assert (row["points"], row["highest_points"]) == (2.5, 3.05)
    intervals = made["computed_intervals"].query("gap_id == 'daily.women.trend'")
    assert intervals[["first_n", "second_n", "deff"]].to_numpy().tolist() == [
        [450, 500, 1], [450, 500, 2]]  # fmt: skip
    assert "computed_trends" not in computed(invented.tables(invented.three_groups))


def test_the_table_of_gaps_has_trends_too() -> None:
    rows = dict(display(waves(), EN)["verdicts"].rows)
    assert rows["daily.all.trend"] == [
        "Use a bicycle daily, all respondents, 2021 to 2023", "6 (5 to 7)",
        "2 to 10, sizes as published", "0 to 12", "680 / 1,359", "clear of zero",
    ]  # fmt: skip
    assert rows["daily.men.trend"][2:4] == ["–", "–"]


def test_the_chart_says_each_change_and_how_it_holds() -> None:
    shares = {year: {"daily": SHARES[year]["daily"]} for year in SHARES}
    made = charts(waves(shares=shares), EN)
    chart = made["trends"]
    assert "shares" not in made and "one_group_only" not in made
    assert list(chart.table["Change"]) == [
        "", "+6\u00a0points since 2021 (2 to 10)",
        "", "+2.5\u00a0points since 2021 (−4 to 9)",
        "", "+9\u00a0points since 2021; clear of zero from 264 people each year",
    ]  # fmt: skip
    assert "2021 28% and use a bicycle daily, 2023 37%: +9" in chart.alt
    assert "drawn apart from the other’s" in chart.subtitle
    assert "Men, 2023: 550 respondents; other sizes not found in what was read" in chart.source
    assert "Women, 2021: 500 respondents, Women, 2023: 450 respondents" in chart.source
    assert chart.data["change_points"].dropna().tolist() == [6, 2.5, 9]
    assert pd.isna(chart.data["low_points"].iloc[-1])


def test_one_change_is_the_title() -> None:
    shares = {year: {"rain": {"all": share}} for year, share in ((2021, "61"), (2023, "44"))}
    chart = charts(waves(shares=shares), EN)["trends"]
    assert chart.title == "Rain, all respondents, 2021 to 2023: −17\u00a0points"
    assert chart.source.startswith(
        "Source: Wheels (2021: 900 respondents and 2023: 1,000 respondents)"
    )
    alone = chart.but(rows="year == 2021")
    assert "change" not in alone.title
