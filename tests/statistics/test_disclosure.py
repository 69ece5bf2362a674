from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quoted.statistics.disclosure import ITEMS, POINTS, score


def tables(levels, survey_id="s", **n):
    rows = [(survey_id, item, level, "") for item, level in levels.items()]
    columns = ["survey_id", "item", "level", "basis"]
    samples = [("another", "all", 9.0), *((survey_id, group, float(n[group])) for group in n)]
    return SimpleNamespace(
        disclosure=pd.DataFrame(rows, columns=columns),
        samples=pd.DataFrame(samples, columns=["survey_id", "group", "n"]),
    )


def levels(default="disclosed", **changed):
    return dict.fromkeys(ITEMS, default) | changed


def graded(**kwargs):
    return score(tables(levels(**kwargs)), "s")


every_level = st.fixed_dictionaries({item: st.sampled_from(sorted(POINTS)) for item in ITEMS})
PARTIAL = "partial"
ABSENT = "absent"


def test_everything_disclosed_is_an_a_with_plain_intervals():
    full = graded()
    assert (full.total, full.grade, full.comparison_grade, full.intervals) == (
        12,
        "A",
        "A",
        "plain",
    )
    assert tuple(full.items) == ITEMS


@pytest.mark.parametrize("item", ["total_n", "subgroup_n", "figure_base"])
def test_an_a_needs_sizes_and_bases_in_full(item):
    assert graded(**{item: PARTIAL}).grade == "B"
    assert graded(sponsor=PARTIAL).grade == "A"


@pytest.mark.parametrize(
    ("total", "grade"), [(10.5, "A"), (10, "B"), (8, "B"), (7.5, "C"), (5, "C"), (4.5, "D")]
)
def test_grade_boundaries(total, grade):
    full = ["total_n", "field_dates", "sampling", "subgroup_n", "figure_base"][: int(total)]
    values = dict.fromkeys(full, "disclosed") | dict.fromkeys(set(ITEMS) - {*full}, ABSENT)
    left = total - len(full)
    for item in [item for item in ITEMS if item not in full]:
        values[item] = {0: ABSENT, 0.5: PARTIAL, 1: "disclosed"}[min(left, 1)]
        left -= min(left, 1)
    found = score(tables(values), "s")
    assert (found.total, found.grade) == (total, grade)


@pytest.mark.parametrize("item", ["total_n", "field_dates", "sampling"])
def test_without_size_dates_or_sampling_nothing_better_than_a_d(item):
    assert graded(**{item: ABSENT}).grade == "D"


def test_without_group_sizes_comparisons_are_a_c_at_most_and_scenarios_only():
    found = graded(subgroup_n=ABSENT)
    assert (found.grade, found.comparison_grade, found.intervals) == ("B", "C", "scenario")
    assert graded(subgroup_n=ABSENT, sampling=ABSENT).comparison_grade == "D"


def test_without_a_sample_size_no_interval_at_all():
    assert graded(total_n=ABSENT).intervals == "none"
    assert graded(default=ABSENT, total_n=PARTIAL).intervals == "scenario"
    assert graded(subgroup_n=PARTIAL).intervals == "scenario"


@settings(max_examples=40)
@given(every_level, st.sampled_from(ITEMS))
def test_disclosing_more_never_lowers_the_grade(chosen, item):
    before, after = score(tables(chosen), "s"), score(tables(chosen | {item: "disclosed"}), "s")
    assert before.total == sum(POINTS[level] for level in chosen.values())
    assert after.total >= before.total
    assert after.grade <= before.grade
    assert after.comparison_grade <= before.comparison_grade
    assert before.grade <= before.comparison_grade


@settings(max_examples=40)
@given(every_level)
def test_a_plain_interval_only_for_a_graded_survey_with_group_sizes(chosen):
    found = score(tables(chosen), "s")
    if found.intervals == "plain":
        assert chosen["subgroup_n"] == "disclosed"
        assert found.grade in "ABC"


def test_order_of_rows_does_not_matter():
    chosen = dict(zip(ITEMS, [*sorted(POINTS)] * 4, strict=True))
    assert score(tables(chosen), "s") == score(tables(dict(reversed(chosen.items()))), "s")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (dict.fromkeys(ITEMS[1:], "disclosed"), "lacking: sponsor"),
        (levels(sponsor="unknown"), "found 'unknown', expected one of disclosed, partial, absent"),
        ({}, "expected each of the 12 items once"),
    ],
)
def test_a_bad_record_is_named(rows, said):
    with pytest.raises(ValueError, match=r"disclosure\.csv, survey 's'") as error:
        score(tables(rows), "s")
    assert said in str(error.value)


def test_an_item_scored_twice_is_refused():
    twice = tables(levels())
    twice.disclosure = pd.concat([twice.disclosure, twice.disclosure.iloc[[0]]])
    with pytest.raises(ValueError, match="found 13 rows"):
        score(twice, "s")
