from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoted.statistics import corroboration

NAMES = ["outlet_id", "relation", "measure_id", "group", "year", "value_pct", "note"]
COMPANY = "company of the sponsor"


def tables(*rows, printed=(("use", "executives", 2024, 61),), unit="percent"):
    figures = pd.DataFrame(printed, columns=["measure_id", "group", "year", "value"])
    return SimpleNamespace(
        figures=figures.assign(unit=unit), corroboration=pd.DataFrame(rows, columns=NAMES)
    )


def row(outlet, value, relation="independent", measure="use", note=""):
    return (outlet, relation, measure, "executives", 2024, value, note)


def only(found):
    assert len(found) == 1
    return found.iloc[0]


def test_counts_agreeing_conflicting_and_related_outlets():
    found = only(
        corroboration.summary(
            tables(row("a", 61), row("b", 61), row("c", 60), row("d", 61, COMPANY))
        )
    )
    assert (found.agree, found.conflict, found.related) == (2, 1, 1)
    assert (found.article_pct, found.others_pct) == (61, (60,))


def test_an_outlet_counts_once_per_figure():
    found = only(corroboration.summary(tables(row("a", 61), row("a", 61))))
    assert found.agree == 1


@pytest.mark.parametrize(
    "relation", ["company of the sponsor", "interview with the sponsor", "original of metodas"]
)
def test_only_independent_outlets_corroborate(relation):
    found = only(corroboration.summary(tables(row("a", 61, relation), row("b", 44, relation))))
    assert (found.agree, found.conflict, found.related) == (0, 0, 2)
    assert found.others_pct == (44,)


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


def test_wording_is_read_from_the_note():
    notes = ["worded as trust; says so twice", "gives no source of its own", ""]
    found = corroboration.outlets(
        tables(*[row(name, 61, note=note) for name, note in zip("abc", notes, strict=True)])
    )
    assert list(found.wording) == ["trust", "", ""]


def test_wordings_are_listed_once():
    rows = [row("a", 61, note="worded as trust"), row("b", 61, note="worded as trust")]
    assert only(corroboration.summary(tables(*rows))).wordings == ("trust",)


prints = st.lists(
    st.tuples(
        st.sampled_from("abcdef"), st.integers(59, 62), st.sampled_from(["independent", COMPANY])
    ),
    max_size=8,
    unique_by=lambda printed: printed[0],
)


@given(prints)
def test_every_outlet_is_counted_exactly_once(printed):
    found = only(corroboration.summary(tables(*[row(*p) for p in printed])))
    assert found.agree + found.conflict + found.related == len(printed)
    assert found.agree == sum(v == 61 and r == "independent" for _, v, r in printed)


@given(prints, st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(printed, random):
    rows = [row(*p) for p in printed]
    before = corroboration.summary(tables(*rows))
    random.shuffle(rows)
    pd.testing.assert_frame_equal(before, corroboration.summary(tables(*rows)))
