from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quoted.statistics import corroboration

NAMES = [
    *("outlet_id", "independent", "measure_id", "group", "year", "value_pct", "decimals"),
    "wording",
]
YEARS = {"year": "Int64", "decimals": "Int64"}


def tables(*rows, printed=(("use", "women", 2024, 61, 0),), unit="percent"):
    columns = ["measure_id", "group", "year", "value", "decimals"]
    figures = pd.DataFrame(printed, columns=columns).astype(YEARS)
    corroboration = pd.DataFrame(rows, columns=NAMES).astype(YEARS)
    return SimpleNamespace(
        figures=figures.assign(unit=unit, value_high=""), corroboration=corroboration
    )


def row(outlet, value, independent="yes", measure="use", wording="", decimals=0, year=2024):
    return (outlet, independent, measure, "women", year, float(value), decimals, wording)


def only(found):
    assert len(found) == 1
    return found.iloc[0]


def test_counts_agreeing_conflicting_and_related_outlets():
    found = only(
        corroboration.summary(tables(row("a", 61), row("b", 61), row("c", 60), row("d", 61, "no")))
    )
    assert (found.agree, found.conflict, found.related) == (2, 1, 1)
    assert (found.article_pct, found.others_pct) == (61, (60,))


def test_an_outlet_counts_once_per_figure():
    found = only(corroboration.summary(tables(row("a", 61), row("a", 61))))
    assert found.agree == 1


def test_only_independent_outlets_corroborate():
    found = only(corroboration.summary(tables(row("a", 61, "no"), row("b", 44, "no"))))
    assert (found.agree, found.conflict, found.related) == (0, 0, 2)
    assert found.others_pct == (44,)


@pytest.mark.parametrize(
    ("article", "outlet", "agrees"),
    [
        ((61, 0), (61.4, 1), True),
        ((61, 0), (61.5, 1), True),
        ((61, 0), (61.6, 1), False),
        ((61.4, 1), (61, 0), True),
        ((61.4, 1), (61.4, 1), True),
        ((61.4, 1), (61.3, 1), False),
        ((61.4, 1), (61.44, 2), True),
        ((61, 0), (62, 0), False),
    ],
)
def test_a_value_agrees_with_one_that_it_rounds_to(article, outlet, agrees):
    printed = [("use", "women", 2024, *article)]
    other = row("a", outlet[0], decimals=outlet[1])
    assert only(corroboration.summary(tables(other, printed=printed))).agree == int(agrees)


def test_figures_whose_year_is_not_stated_are_corroborated():
    printed = [("use", "women", None, 61, 0)]
    found = only(corroboration.summary(tables(row("a", 61, year=None), printed=printed)))
    assert found.agree == 1


def test_a_figure_nobody_else_prints_is_kept_with_zeros():
    found = only(corroboration.summary(tables()))
    assert (found.agree, found.conflict, found.related) == (0, 0, 0)


def test_a_count_is_not_a_percentage_to_corroborate():
    assert corroboration.summary(tables(unit="count")).empty


def test_what_only_others_print_agrees_when_they_print_one_value():
    rows = [row("a", 5, measure="charge"), row("b", 5, measure="charge")]
    found = corroboration.summary(tables(*rows)).iloc[1]
    assert pd.isna(found.article_pct)
    assert (found.agree, found.conflict) == (2, 0)


def test_what_only_others_print_conflicts_when_they_differ():
    rows = [row("a", 27, measure="charge"), row("b", 24, measure="charge")]
    found = corroboration.summary(tables(*rows)).iloc[1]
    assert (found.agree, found.conflict, found.others_pct) == (0, 2, (24, 27))


def test_wordings_are_listed_once():
    rows = [row("a", 61, wording="trust"), row("b", 61, wording="trust"), row("c", 61)]
    assert only(corroboration.summary(tables(*rows))).wordings == ("trust",)


prints = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.integers(59, 62), st.sampled_from(["yes", "no"])),
    max_size=8,
    unique_by=lambda printed: printed[0],
)


@settings(max_examples=25)
@given(prints)
def test_every_outlet_is_counted_exactly_once(printed):
    found = only(corroboration.summary(tables(*[row(*p) for p in printed])))
    assert found.agree + found.conflict + found.related == len(printed)
    assert found.agree == sum(v == 61 and r == "yes" for _, v, r in printed)


@settings(max_examples=15)
@given(prints, st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(printed, random):
    rows = [row(*p) for p in printed]
    before = corroboration.summary(tables(*rows))
    random.shuffle(rows)
    pd.testing.assert_frame_equal(before, corroboration.summary(tables(*rows)))
