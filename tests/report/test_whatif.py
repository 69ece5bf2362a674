"""Other assumptions tried on invented surveys: sizes, design effect, level, rounding."""

from __future__ import annotations

from functools import cache
from typing import Any

import invented
import pytest

from quoted.language import language
from quoted.report.whatif import WhatIf, what_if


@cache
def tried(*surveys: Any, code: str = "en") -> WhatIf:
    return what_if(invented.tables(*surveys), language(code))


def test_it_starts_from_published_sizes_or_the_likely_split() -> None:
    start = {"deff": 1.0, "level": 95, "worst": False}
    assert tried(invented.women_and_men).start == {"first_n": 412, "second_n": 388} | start
    assert tried(invented.three_groups).start == {"first_n": 400, "second_n": 1600} | start


def test_the_chart_says_what_was_assumed_and_what_follows() -> None:
    chart = tried(invented.women_and_men).chart(100, 300, 1.5, 99, True)
    assert chart.title == "1 of 6 intervals would leave out zero"
    assert chart.subtitle == (
        "If 100 women and 300 men (400 in all) had been drawn at random, design effect 1.5: gap in "
        "points with its 99% interval, at the worst rounding"
    )
    plain = tried(invented.women_and_men).chart(412, 388)
    assert plain.subtitle.endswith("its 95% interval") and plain.id == "what_if"
    assert plain.form.keywords["sides"] == ("Men higher", "Women higher")  # women minus men
    rows = plain.table.to_numpy().tolist()
    assert rows[0] == ["Repair it themselves", "+100", "99 to 100", "clear of zero",
                       "a bias of 99\u00a0points between the groups"]  # fmt: skip
    assert rows[-1][1:] == ["−2.5", "−9 to 4", "includes zero", "nothing more: zero is inside"]
    assert "Use a bicycle daily, 2024: −2 to 12" in plain.alt
    half = tried(invented.three_groups).chart(400, 1600, level=99.5)
    assert "its 99.5% interval" in half.subtitle


def test_the_other_side_of_a_negative_gap_is_what_bias_would_have_to_cover() -> None:
    rows = tried(invented.three_groups).chart(400, 1600).table.to_numpy().tolist()
    assert rows[-1][1:3] == ["−18", "−23 to −13"]
    assert rows[-1][-1] == "a bias of 13\u00a0points between the groups"


def test_in_french() -> None:
    chart = tried(invented.women_and_men, code="fr").chart(412, 388)
    assert chart.table.iloc[1, 1:3].tolist() == ["+5,3", "−2 à 12"]
    assert "95\u202f%" in chart.subtitle


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"first_n": 0}, "people in a group: found 0, expected 1 to 10,000,000"),
        ({"second_n": 10_000_001}, "people in a group: found 10,000,001"),
        ({"deff": 0.5}, "design effect: found 0.5, expected 1 to 100"),
        ({"deff": 101}, "design effect: found 101"),
        ({"level": 0.5}, "level, in %: found 0.5, expected 1 to 99.9"),
        ({"level": 100}, "level, in %: found 100"),
    ],
)
def test_what_cannot_be_is_refused(wrong: dict[str, float], said: str) -> None:
    given: dict[str, Any] = {"first_n": 400, "second_n": 1600} | wrong
    with pytest.raises(ValueError, match="^" + said.replace("(", r"\(")):
        tried(invented.three_groups).chart(**given)


def test_what_just_can_be_is_drawn() -> None:
    most = tried(invented.three_groups).chart(10_000_000, 10_000_000, deff=100, level=99.9)
    least = tried(invented.three_groups).chart(1, 1, deff=1, level=1)
    assert [most.title[:6], least.title[:6]] == ["1 of 2", "1 of 2"]


def test_without_a_gap_there_is_nothing_to_try() -> None:
    with pytest.raises(ValueError, match="found no measure of two groups of one survey"):
        what_if(invented.tables(invented.law_firms), language("en"))


def test_controls_redraw_and_say_what_is_out_of_range() -> None:
    *fields, picture = tried(invented.three_groups).controls().children
    named = {field.description: field for field in fields}
    assert list(named) == ["Managers asked", "Clerks asked", "Design effect", "Level, in %",
                           "Worst rounding"]  # fmt: skip
    before = picture.value
    named["Managers asked"].value = 40
    assert picture.value != before and "40" in picture.value
    named["Managers asked"].value = 0
    assert 'role="alert"' in picture.value and "found 0, expected 1" in picture.value
    assert tried(invented.three_groups).controls() is tried(invented.three_groups).controls()
