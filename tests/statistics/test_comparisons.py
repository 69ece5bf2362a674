"""Comparisons: an invented survey of women and men, of three groups, of two surveys and years."""

import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quoted.statistics import estimates
from quoted.statistics.comparisons import (
    Gap,
    Groups,
    Printed,
    Scenario,
    comparison,
    comparisons,
    incomparable,
    pairings,
    shares,
)
from quoted.statistics.disclosure import ITEMS

WOMEN_MEN = (("women", "first"), ("men", "second"), ("all", "neutral"))
YEAR = 2024


def figure(survey, measure, group, value, decimals=0, year=YEAR, unit="percent", **more):
    return {
        "figure_id": f"{measure}.{group}.{year}",
        "source_id": "daily",
        "survey_id": survey,
        "measure_id": measure,
        "group": group,
        "year": pd.NA if year is None else year,
        "value": float(value),
        "decimals": decimals,
        "unit": unit,
        "qualifier": "exact",
        "fragment": f"{value} %",
        **more,
    }


def both(survey, measure, women, men, decimals=0, year=YEAR):
    pairs = (("women", women), ("men", men))
    return [figure(survey, measure, group, value, decimals, year) for group, value in pairs]


def tables(figures, groups=WOMEN_MEN, samples=None, unnamed=(), **levels):
    """Return tables with everything disclosed but what `levels` says; sizes by survey, group."""
    frame = pd.DataFrame(figures).astype({"year": "Int64", "decimals": "Int64"})
    surveys = list(dict.fromkeys(frame["survey_id"]))
    said = dict.fromkeys(ITEMS, "disclosed") | levels
    topics = {"use": "habits", "trust": "views", "fear": "views"}
    measures = sorted(set(frame["measure_id"]))
    return SimpleNamespace(
        figures=frame,
        groups=pd.DataFrame(
            [(group, group, role, n) for n, (group, role) in enumerate(groups, start=1)],
            columns=["group_id", "name", "role", "order"],
        ).sample(frac=1, random_state=1),
        surveys=pd.DataFrame(
            [(survey, "no" if survey in unnamed else "yes") for survey in surveys],
            columns=["survey_id", "named"],
        ),
        samples=pd.DataFrame(
            [
                (survey, group, pd.NA, n)
                for survey, sizes in (samples or {}).items()
                for group, n in sizes.items()
            ],
            columns=["survey_id", "group", "year", "n"],
        ),
        disclosure=pd.DataFrame(
            [(survey, item, level) for survey in surveys for item, level in said.items()],
            columns=["survey_id", "item", "level"],
        ),
        measures=pd.DataFrame(
            [(name, topics.get(name, "views"), name.title(), f"{name} it") for name in measures],
            columns=["measure_id", "topic", "label", "predicate"],
        ),
    )


def gap(first, second, decimals=(0, 0), total=1000, sizes=None, printed=None):
    """Return a gap between women and men who are asked nothing else, unless `printed` says so."""
    alone = tuple((Printed(*each),) for each in zip((first, second), decimals, strict=True))
    groups = Groups("poll", "women", "men", sizes, total, printed or alone)
    return Gap("use", "use", YEAR, float(first), float(second), decimals, groups)


# What is compared with what


def test_a_gap_holds_what_both_groups_of_one_survey_answered():
    found = comparison(
        tables(
            both("poll", "use", 52.4, 48.1, 1),
            samples={"poll": {"women": 400, "men": 600}},
        ),
        "poll",
    )
    assert (found.survey_id, found.first, found.second) == ("poll", "women", "men")
    assert (found.sizes, found.total) == ((400, 600), 1000)
    (only,) = found.gaps
    assert (only.id, only.measure_id, only.survey_id, only.year) == ("use", "use", "poll", 2024)
    assert (only.first_pct, only.second_pct, only.points) == (52.4, 48.1, 4.3)
    assert (only.decimals, only.rounding, only.higher) == (1, (4.2, 4.4), "women")
    assert only.ratio == 1.0894


def test_gaps_come_widest_lead_of_the_first_group_first_and_ties_by_measure():
    figures = [
        *both("poll", "trust", 10, 30),
        *both("poll", "use", 30, 10),
        *both("poll", "fear", 30, 10),
        *both("poll", "hope", 5, 5),
    ]
    found = comparison(tables(figures), "poll")
    assert [gap.id for gap in found.gaps] == ["fear", "use", "hope", "trust"]
    assert [gap.points for gap in found.gaps] == [20, 20, 0, -20]
    assert [gap.higher for gap in found.gaps] == ["women", "women", None, "men"]


def test_the_higher_group_is_told_by_the_printed_digits():
    assert gap(50.1, 50.0, (1, 1)).higher == "women"
    assert gap(50.0, 50.1, (1, 1)).higher == "men"
    assert gap(50, 50.0, (0, 1)).higher is None


def test_what_only_one_group_answered_and_counts_have_no_gap():
    figures = [
        *both("poll", "use", 52, 48),
        figure("poll", "trust", "women", 50),
        figure("poll", "trust", "all", 49),
        figure("poll", "posts", "women", 500, unit="count"),
        figure("poll", "posts", "men", 400, unit="count"),
    ]
    assert [gap.id for gap in comparison(tables(figures), "poll").gaps] == ["use"]


def test_groups_of_different_surveys_and_years_are_never_compared():
    figures = [
        figure("poll", "use", "women", 52),
        figure("other", "use", "men", 48),
        figure("poll", "trust", "women", 52, year=2023),
        figure("poll", "trust", "men", 48, year=2024),
        figure("poll", "fear", "women", 52, year=None),
        figure("poll", "fear", "men", 48),
    ]
    assert comparisons(tables(figures)) == []


def test_figures_without_a_named_survey_are_not_compared():
    figures = both("polls", "use", 52, 48) + both("poll", "trust", 52, 48)
    found = comparisons(tables(figures, unnamed=["polls"]))
    assert [each.survey_id for each in found] == ["poll"]


def test_figures_whose_year_is_not_stated_are_compared():
    (only,) = comparison(tables(both("poll", "use", 52, 48, year=None)), "poll").gaps
    assert (only.id, only.year) == ("use", None)


def test_a_survey_of_three_groups_has_a_comparison_for_each_pair():
    groups = (("women", "first"), ("men", "second"), ("others", "second"))
    figures = [*both("poll", "use", 52, 48), figure("poll", "use", "others", 50)]
    found = comparisons(tables(figures, groups))
    assert [(each.first, each.second) for each in found] == [("women", "men"), ("women", "others")]
    assert [gap.id for each in found for gap in each.gaps] == ["use.women_men", "use.women_others"]
    assert [gap.points for each in found for gap in each.gaps] == [4, 2]


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ("a1 b2", "ab"),
        ("b2 a1", "ab"),
        ("a1 b2 c2", "ab ac"),
        ("a1 b1 c2", "ac bc"),
        ("a1 n0 b2 n0 c1 d2", "ab cd"),
        ("a1 b1", ""),
        ("a2", ""),
        ("n0", ""),
    ],
)
def test_first_groups_are_compared_with_the_second_ones_of_their_run(groups, expected):
    roles = [(each[0], ("neutral", "first", "second")[int(each[1])]) for each in groups.split()]
    assert pairings(tables(both("poll", "use", 1, 2), roles)) == [
        tuple(pair) for pair in expected.split()
    ]


def ids(*figures):
    return [gap.id for each in comparisons(tables(list(figures))) for gap in each.gaps]


def test_gaps_of_two_years_are_told_apart_by_the_year():
    assert ids(
        *both("poll", "use", 60, 40, year=2023),
        *both("poll", "use", 52, 48, year=2024),
        *both("poll", "use", 51, 50, year=None),
        *both("poll", "trust", 51, 51),
    ) == ["use.2023", "use.2024", "use.not_stated", "trust"]


def test_gaps_of_two_surveys_are_told_apart_by_year_or_else_by_survey():
    assert ids(
        *both("poll", "use", 60, 40, year=2023), *both("other", "use", 52, 48, year=2024)
    ) == ["use.2023", "use.2024"]
    assert ids(*both("poll", "use", 60, 40), *both("other", "use", 52, 48)) == [
        "use.2024",
        "other.use.2024",
    ]
    assert ids(
        *both("poll", "use", 60, 40),
        *both("poll", "use", 59, 40, year=2023),
        *both("other", "use", 52, 48),
    ) == ["use.2024", "use.2023", "other.use.2024"]


def test_equal_gaps_of_two_years_stand_by_year():
    later, earlier = both("poll", "use", 60, 40), both("poll", "use", 50, 30, year=2023)
    assert ids(*later, *earlier) == ["use.2023", "use.2024"]


def test_a_year_of_one_group_alone_dates_the_gap_too():
    figures = [*both("poll", "use", 60, 40), figure("other", "use", "men", 38, year=2023)]
    assert ids(*figures) == ["use.2024"]
    apart = incomparable(tables(figures))
    assert list(apart) == ["use"]
    assert apart["use"]["year"].tolist() == [2023, 2024]
    assert set(apart["use"]["group"]) == {"men"}


def test_measures_that_are_not_comparable_come_as_the_figures_do():
    figures = [
        figure(survey, measure, "all", 50, year=year)
        for measure in ("use", "trust")
        for survey, year in (("poll", 2024), ("other", 2023))
    ]
    found = incomparable(tables(figures))
    assert list(found) == ["use", "trust"]
    assert found["use"]["survey_id"].tolist() == ["other", "poll"]


def test_years_of_one_survey_are_comparable():
    figures = [figure("poll", "use", "all", value, year=value) for value in (2023, 2024)]
    assert incomparable(tables(figures)) == {}


def test_a_figure_printed_twice_counts_as_first_printed():
    figures = [*both("poll", "use", 60, 40), figure("poll", "use", "women", 90)]
    (only,) = comparison(tables(figures), "poll").gaps
    assert only.points == 20


def test_one_comparison_or_what_was_found():
    figures = [*both("poll", "use", 52, 48), figure("poll", "use", "others", 50)]
    groups = (("women", "first"), ("men", "second"), ("others", "second"))
    with pytest.raises(ValueError, match=r"'poll': found 2 .*women with men, women with others"):
        comparison(tables(figures, groups), "poll")
    with pytest.raises(ValueError, match=r"figures\.csv, survey 'gone': found 0 .*\(none\)"):
        comparison(tables(figures), "gone")


# Sizes and scenarios

SIZES = {"women": 400, "men": 600}


@pytest.mark.parametrize(
    ("levels", "published", "expected"),
    [
        ({}, SIZES, ((400, 600), 1000)),
        ({}, SIZES | {"all": 1200}, ((400, 600), 1200)),
        ({}, SIZES | {"all": 900}, ((400, 600), 900)),
        ({}, {"all": 1000, "women": 400}, (None, 1000)),
        ({"subgroup_n": "partial"}, SIZES, (None, 1000)),
        ({"sampling": "absent"}, SIZES, (None, 1000)),
        ({}, {"women": 400}, (None, None)),
        ({}, {}, (None, None)),
        ({}, {"all": 1}, (None, None)),
        ({}, {"all": 2}, (None, 2)),
        ({"total_n": "absent"}, {"all": 1000}, (None, None)),
    ],
)
def test_intervals_rest_on_what_was_published(levels, published, expected):
    found = comparison(
        tables(both("poll", "use", 52, 48), samples={"poll": published}, **levels), "poll"
    )
    assert (found.sizes, found.total) == expected
    (only,) = found.gaps
    if expected == (None, None):
        assert (found.scenarios, found.grid, only.verdict()) == ((), (), None)
    elif expected[0]:
        assert found.scenarios == found.grid == (Scenario(400, 600, published=True),)
        assert found.scenarios[0].id == ""
        assert only.verdict() in ("clear", "includes zero")
    else:
        assert len(found.scenarios) == 3
        assert only.verdict() == "fragile"


def test_scenarios_of_a_thousand():
    groups = gap(61, 42).groups
    assert groups.scenarios == (Scenario(500, 500), Scenario(200, 800), Scenario(200, 800, 2))
    assert [case.id for case in groups.grid] == [
        f"{split}{deff}"
        for split in ("100_900", "200_800", "500_500")
        for deff in ("", ".deff1_5", ".deff2", ".deff3")
    ]


def test_scenarios_are_in_proportion_to_the_published_total():
    assert gap(61, 42, total=400).groups.splits == [(40, 360), (80, 320), (200, 200)]


@given(st.integers(2, 10**18))
def test_scenarios_are_of_whole_people_of_both_groups_and_told_apart(total):
    groups = gap(61, 42, total=total).groups
    for split, usual in zip(groups.splits, estimates.SPLITS, strict=True):
        assert sum(split) == total and min(split) >= 1
        assert split[0] == pytest.approx(total * usual[0] / sum(usual), abs=1)
    named = [case.id for case in groups.grid]
    assert len(set(named)) == len(named)


# What a gap can bear

ASKED = (
    tuple(Printed(pct, 0) for pct in (61, 48, 37, 35, 32, 55, 65, 13, 46, 38)),
    tuple(Printed(pct, 0) for pct in (42, 34, 33, 34, 27, 41, 39, 39, 43)),
)


@pytest.mark.parametrize(
    ("first", "second", "rounding", "even", "likely", "likely2", "tips", "verdict"),
    [
        (61, 42, (18, 20), (12.8, 25.0), (11.3, 26.3), (8.1, 29.2), (59, 118), "robust"),
        (48, 34, (13, 15), (7.9, 19.9), (6.4, 21.6), (3.3, 24.7), (110, 220), "conditional"),
        (55, 33, (21, 23), (15.9, 27.9), (14.3, 29.4), (11.1, 32.4), (43, 86), "robust"),
        (65, 34, (30, 32), (25.0, 36.7), (23.4, 38.0), (20.1, 40.7), (22, 43), "robust"),
        (13, 27, (-15, -13), (-18.9, -9.1), (-19.1, -7.9), (-20.9, -5.0), (74, 148), "robust"),
    ],
)
def test_reference_results(first, second, rounding, even, likely, likely2, tips, verdict):
    found = gap(first, second)
    assert found.rounding == rounding
    limits = [found.interval(case) for case in found.groups.scenarios]
    assert [(round(each.low, 1), round(each.high, 1)) for each in limits] == [even, likely, likely2]
    assert (found.tip(), found.tip(2)) == tips
    assert found.verdict() == verdict


@pytest.mark.parametrize(
    ("first", "second", "worst", "total", "share", "deff", "bias", "whole"),
    [
        (65, 34, 15.4, 222, 3, 9.0, 19, (14.6, 71, 79)),
        (55, 33, 6.4, 482, 5, 4.2, 10, (6.1, 71, 79)),
        (61, 42, 3.4, 642, 7, 3.1, 7, (2.1, 71, 80)),
        (13, 27, -0.3, 962, 10, 2.1, 4, (-0.8, 82, 79)),
        (48, 34, -1.6, 1252, 13, 1.6, 2, (-2.0, 71, 79)),
    ],
)
def test_reference_breaking_points(first, second, worst, total, share, deff, bias, whole):
    found = gap(first, second, printed=ASKED)
    points = found.breaking_points()
    assert round(points.worst_limit, 1) == worst
    assert points.least_total == pytest.approx(total, abs=5)
    assert points.least_share == share
    assert round(points.deff, 1) == deff
    assert round(points.bias) == bias
    assert found.groups.floors == (71, 79)
    counts = found.whole_counts()
    assert (round(counts.limit, 1), counts.first_n, counts.second_n) == whole
    assert counts.exhaustive


def test_breaking_points_at_published_sizes():
    found = gap(52.4, 40.1, (1, 1), sizes=(400, 600))
    points = found.breaking_points()
    at = found.groups.scenarios[0]
    worst = found.interval(at, worst=True)
    assert points.worst_limit == points.bias == worst.low
    assert (points.least_total, points.least_share) == (None, None)
    fails = points.deff
    assert found.interval(Scenario(400, 600, fails - 0.001), worst=True).excludes_zero
    assert not found.interval(Scenario(400, 600, fails + 0.001), worst=True).excludes_zero
    assert found.verdict() == "clear"
    assert gap(52.4, 50.1, (1, 1), sizes=(400, 600)).verdict() == "includes zero"


def test_breaking_points_without_a_size_tell_only_how_many_would_do():
    assert gap(61, 42, total=None).breaking_points() == (None, 641, None, None, None)


def test_a_gap_that_rounding_could_hide_breaks_at_once():
    for found in (gap(50, 50), gap(50, 51), gap(61.4, 61.3, (1, 1))):
        points = found.breaking_points()
        assert found.tip() == points.least_total == points.least_share == math.inf
        assert (points.deff, points.bias, found.verdict()) == (0, 0, "fragile")


def test_the_smallest_share_is_a_whole_percentage_that_suffices():
    points = gap(100, 0, total=7).breaking_points()
    assert points.least_share == 43  # 3 of 7
    assert gap(61, 42, total=236).breaking_points().least_share == 49  # 114


def test_worst_rounding_widens_by_the_printed_digits():
    whole, tenths = gap(61, 42), gap(61.0, 42.0, (1, 1))
    case = Scenario(200, 800)
    assert whole.interval(case) == tenths.interval(case)
    wide, narrow, plain = (
        each.high - each.low
        for each in (
            whole.interval(case, worst=True),
            tenths.interval(case, worst=True),
            whole.interval(case),
        )
    )
    assert wide - plain == pytest.approx(2, abs=0.1)
    assert narrow - plain == pytest.approx(0.2, abs=0.01)
    assert gap(61.4, 42, (1, 0)).rounding == (18.85, 19.95)


def test_an_interval_asks_for_a_scenario_and_a_gap_shows_itself_in_a_line():
    with pytest.raises(TypeError, match=r"scenario: found \(200, 800\), expected a Scenario, such"):
        gap(61, 42).interval((200, 800))
    assert len(repr(gap(61, 42))) < 130


def test_a_higher_level_widens_an_interval():
    case = Scenario(200, 800)
    assert gap(61, 42).interval(case, level=0.99).low < gap(61, 42).interval(case).low


def test_floors_are_of_all_exact_figures_of_a_group():
    figures = both("poll", "use", 50, 25)
    more = figure("poll", "trust", "women", 33)
    about = figure("poll", "fear", "women", 1, qualifier="about")
    assert comparison(tables(figures), "poll").floors == (2, 4)
    assert comparison(tables([*figures, more]), "poll").floors == (6, 4)
    assert comparison(tables([*figures, about]), "poll").floors == (2, 4)


def test_whole_counts_beyond_the_floor_of_percentages_with_decimals():
    found = gap(61.37, 0.01, (2, 2))
    assert found.groups.floors == (233, 6667)
    counts = found.whole_counts(beyond=50)
    assert (counts.first_n, counts.second_n) == (233, 6667)
    assert gap(33.123456789012, 17.0, (12, 0)).whole_counts() is None


def test_whole_counts_that_only_larger_sizes_reach_are_not_exhaustive():
    assert not gap(61, 42, printed=ASKED).whole_counts(beyond=0).exhaustive


def test_p_values_and_comparisons_survived():
    found = gap(48, 34)
    even, likely, likely2 = found.groups.scenarios
    assert found.p_value(even) == 6.58222e-06
    assert found.comparisons_survived(even) == 7596
    assert [found.comparisons_survived(case) for case in (likely, likely2)] == [215, 5]
    assert gap(50, 50).p_value(even) == 1
    assert gap(50, 50).comparisons_survived(even) == 0
    assert gap(100, 0).comparisons_survived(Scenario(10**9, 10**9)) == math.inf


def test_curve_and_frontier_stand_for_the_worst_rounding():
    found = gap(61, 42)
    curve = found.curve([58, 59], 1)
    assert (curve.low > 0).tolist() == [False, True]
    second = found.frontier([59, 200])
    assert second[0] == 59
    assert found.interval(Scenario(200, second[1]), worst=True).excludes_zero
    assert not found.interval(Scenario(200, second[1] - 1), worst=True).excludes_zero


# Rows of a chart


def test_shares_are_of_one_survey_highest_first():
    figures = [
        *both("poll", "use", 52.4, 48.1, 1),
        *both("other", "use", 90, 10, year=2023),
        figure("poll", "trust", "women", 70),
        figure("poll", "posts", "women", 500, unit="count"),
    ]
    found = shares(tables(figures), "poll")
    assert found["pct"].tolist() == [70, 52.4, 48.1]
    assert found["decimals"].tolist() == [0, 1, 1]
    assert found["label"].tolist() == ["Trust", "Use", "Use"]
    assert set(found["survey_id"]) == {"poll"}
    assert found.columns[:8].tolist() == [
        *("figure_id", "survey_id", "measure_id", "group", "year", "pct", "decimals", "label")
    ]
    assert {"source_id", "fragment", "topic", "predicate"} <= set(found.columns)
    assert shares(tables(figures), "poll", topic="habits")["group"].tolist() == ["women", "men"]
    assert shares(tables(figures), "poll", group="men")["pct"].tolist() == [48.1]
    assert shares(tables(figures), "poll", "views", "women")["pct"].tolist() == [70]
    assert shares(tables(figures), "gone").empty


# Whatever a schema allows

PERCENT = st.one_of(
    st.sampled_from([(0.0, 0), (100.0, 0), (50.0, 0), (51.0, 0), (0.0, 2), (100.0, 1)]),
    st.integers(0, 100_000).map(lambda n: (n / 1000, 3)),
    st.integers(0, 1000).map(lambda n: (n / 10, 1)),
)
TOTALS = st.one_of(st.none(), st.integers(2, 30), st.integers(2, 10**18))


@settings(max_examples=60)
@given(PERCENT, PERCENT, TOTALS, st.booleans())
def test_any_gap_has_everything_and_nothing_hangs_on_last_digits(first, second, total, published):
    sizes = (max(1, total // 3), total - max(1, total // 3)) if published and total else None
    (pct1, digits1), (pct2, digits2) = first, second
    found = gap(pct1, pct2, (digits1, digits2), total, sizes)
    points = found.breaking_points()
    counts = found.whole_counts(beyond=20)
    written = [found.points, *found.rounding, points.worst_limit, points.bias, counts.limit]
    for case in found.groups.scenarios:
        plain, worst = found.interval(case), found.interval(case, worst=True)
        assert -100 <= worst.low <= plain.low <= found.points + 1e-4
        assert found.points - 1e-4 <= plain.high <= worst.high <= 100
        assert 0 <= found.p_value(case) <= 1
        written += [plain.low, plain.high, worst.low, worst.high]
        if worst.excludes_zero:
            assert found.comparisons_survived(case) >= 1
    for value in written:
        if value is not None:
            assert value == round(value, 4) and math.copysign(1, value + 0.0) == (
                math.copysign(1, value)
            )
    if found.verdict() == "robust":
        assert points.least_total <= total
        assert points.deff > estimates.VERDICT_DEFF
        assert points.worst_limit * found.points > 0
    if found.verdict() == "conditional":
        assert points.worst_limit * found.points <= 0 and math.isfinite(points.least_share)
    if found.verdict() == "fragile":
        assert points.least_share == math.inf
    assert np.all(np.asarray(found.frontier([10, 100])) > 0)


GROUPS = st.sampled_from(["women", "men", "others", "all"])
FIGURES = st.lists(
    st.tuples(
        st.sampled_from(["poll", "other"]),
        st.sampled_from(["use", "trust"]),
        GROUPS,
        st.sampled_from([2023, 2024, None]),
        st.integers(0, 100),
    ),
    min_size=1,
    unique_by=lambda row: row[:4],
)


@settings(max_examples=40)
@given(FIGURES, st.lists(st.sampled_from(["first", "second", "neutral"]), min_size=4, max_size=4))
def test_every_pair_of_figures_has_one_gap_of_an_id_of_its_own(figures, roles):
    groups = list(zip(["women", "men", "others", "all"], roles, strict=True))
    data = tables([figure(s, m, g, value, year=year) for s, m, g, year, value in figures], groups)
    found = [gap for each in comparisons(data) for gap in each.gaps]
    printed = {row[:4]: row[4] for row in figures}
    expected = {
        (survey, measure, year, pair): printed[survey, measure, pair[0], year]
        - printed[survey, measure, pair[1], year]
        for pair in pairings(data)
        for survey, measure, group, year in printed
        if group == pair[0] and (survey, measure, pair[1], year) in printed
    }
    assert {
        (gap.survey_id, gap.measure_id, gap.year, (gap.groups.first, gap.groups.second)): gap.points
        for gap in found
    } == expected
    named = [gap.id for gap in found]
    assert len(set(named)) == len(named)
    assert all(gap.measure_id in gap.id.split(".") for gap in found)
