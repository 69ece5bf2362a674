"""What answers of one question come to: sums with their rounding, and what was not published."""

from __future__ import annotations

import invented
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import commuters

from quoted.statistics.answers import Sum, answered, total, unpublished

MADE = answered(invented.tables(commuters, debate=False))


def shares(*values: str, qualifier: str = "exact") -> pd.DataFrame:
    """Return printed shares; the last one may have a word of its own."""
    digits = [len(value.partition(".")[2]) for value in values]
    frame = pd.DataFrame({"pct": [float(value) for value in values], "decimals": digits})
    frame["qualifier"] = "exact"
    frame.loc[frame.index[-1], "qualifier"] = qualifier
    return frame


def test_answers_stand_by_group_and_in_the_order_of_the_question() -> None:
    rows = list(zip(MADE["group"], MADE["measure_id"], MADE["pct"], MADE["side"], strict=True))
    assert rows[:3] == [
        ("drivers", "never_safe", 12, "left"),
        ("drivers", "unsafe", 22, "left"),
        ("drivers", "so_so", 15, "neutral"),
    ]
    assert rows[6:] == [
        ("walkers", "never_safe", 31, "left"),
        ("walkers", "unsafe", 29.5, "left"),
        ("walkers", "safe", 18, "right"),
        ("walkers", "quite_safe", 9, "right"),
    ]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (shares("12", "22"), Sum(34, 1, 0)),
        (shares("12"), Sum(12, 0.5, 0)),
        (shares("31", "29.5"), Sum(60.5, 0.55, 1)),
        (shares("0.1", "0.2"), Sum(0.3, 0.1, 1)),
        (shares("12.25", "8", "1.5"), Sum(21.75, 0.555, 2)),
    ],
)
def test_a_sum_is_off_by_half_of_the_last_digit_of_each(
    printed: pd.DataFrame, expected: Sum
) -> None:
    assert total(printed, len(printed)) == expected


@pytest.mark.parametrize("word", ["about", "almost", "more_than", "at_least", "at_most"])
def test_there_is_no_sum_of_what_is_not_exact_or_not_all_there(word: str) -> None:
    assert total(shares("12", "22", qualifier=word), 2) is None
    assert unpublished(shares("12", "22", qualifier=word), 5) is None
    assert total(shares("12", "22"), 3) is None and total(shares("12").iloc[:0], 0) is None


def test_what_is_left_to_100_was_not_published() -> None:
    assert unpublished(shares("31", "29.5", "18", "9"), 6) == Sum(12.5, 1.55, 1)
    assert unpublished(shares("31", "69"), 2) is None
    assert unpublished(shares("51", "50"), 3) == Sum(0, 1, 0)  # by their rounding


@given(st.lists(st.integers(1, 500), min_size=2, max_size=9), st.integers(0, 2))
def test_the_true_sum_is_within_the_rounding(people: list[int], decimals: int) -> None:
    true = [100 * n / sum(people) for n in people]
    printed = shares(*(f"{share:.{decimals}f}" for share in true[1:]))
    found, left = total(printed, len(true) - 1), unpublished(printed, len(true))
    assert found is not None and left is not None
    assert abs(found.pct - sum(true[1:])) <= found.rounding + 1e-9
    assert abs(left.pct - true[0]) <= left.rounding + 1e-9
