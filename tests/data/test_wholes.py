"""Answers of one question: on two sides of a middle, and together as many as were asked."""

from __future__ import annotations

import dataclasses

import invented
import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import commuters

from quoted.data import checks, schema
from quoted.data.tables import Tables, parse

GOOD = invented.tables(commuters, debate=False)
MEASURES = list(invented.ANSWERS)


def found(**changed: object) -> list[str]:
    """Return what is wrong with the tables if some of them are other ones."""
    contents = {
        name: content.decode()
        for name, content in invented.files(dataclasses.replace(GOOD, **changed)).items()
    }
    return [str(problem) for problem in checks.problems(contents)]


def answers(measure_id: str, /, **changed: object) -> list[str]:
    """Return what is wrong if one answer is recorded otherwise."""
    made = GOOD.answers.copy()
    made.loc[made["measure_id"] == measure_id, list(changed)] = list(changed.values())
    return found(answers=made)


def figures(measure_id: str, group: str = "drivers", **changed: object) -> list[str]:
    """Return what is wrong if the share of one answer is another."""
    made = GOOD.figures.copy()
    row = (made["measure_id"] == measure_id) & (made["group"] == group)
    assert row.sum() == 1
    made.loc[row, list(changed)] = list(changed.values())
    return found(figures=made)


def place(measure_id: str) -> int:
    return GOOD.answers["measure_id"].tolist().index(measure_id) + 2


def test_answers_are_recorded_from_left_to_right() -> None:
    rows = list(GOOD.answers.itertuples(index=False, name=None))
    assert [row[4:] for row in rows] == [
        ("left", 1), ("left", 2), ("neutral", 3), ("right", 4), ("right", 5), ("no_answer", 6),
    ]  # fmt: skip
    assert rows[0][:4] == ("never_safe", "safe_roads", "The roads are safe", "Strongly disagree")


@pytest.mark.parametrize(
    ("measure_id", "changed", "expected"),
    [
        ("unsafe", {"order": 1}, 'column asked_id, order: found the key safe_roads, 1 a second'),
        ("unsafe", {"answer": "Agree"}, "asked_id, answer: found the key safe_roads, Agree a"),
        ("unsafe", {"side": "neutral"}, 'side: found "neutral" for 2 answers of safe_roads, expec'),
        ("unsure", {"side": "neutral"}, 'side: found "neutral" for 2 answers of safe_roads, expec'),
        ("so_so", {"side": "no_answer"}, 'found "no_answer" for 2 answers of safe_roads, expected '
         "at most 1"),
        ("unsafe", {"order": 7}, 'column order: found "7" for an answer on the left of safe_roads, '
         "expected a place before all answers on the right"),
        ("unsafe", {"asked": "Roads"}, 'column asked: found "Roads", expected "The roads are'),
        ("unsafe", {"side": "below"}, "one of left, neutral, right, no_answer"),
        ("unsafe", {"measure_id": "nothing"}, "a key of measures.csv"),
    ],
)  # fmt: skip
def test_an_answer_out_of_place_is_named(
    measure_id: str, changed: dict[str, object], expected: str
) -> None:
    problems = answers(measure_id, **changed)
    assert expected in problems[0]
    assert all(problem.startswith("answers.csv, row ") for problem in problems)


def test_a_question_has_answers_on_both_sides_and_not_too_many() -> None:
    made = GOOD.answers
    one = found(answers=made[made["side"] != "left"])
    assert one[0] == (
        "answers.csv, row 5, column side: found no answer of safe_roads on the left, expected one "
        "on each side"
    )
    assert found(answers=made[made["side"] != "no_answer"]) == []
    more = GOOD.measures["measure_id"].tolist()[:4]
    wide = made.assign(order=made["order"] + 10).to_dict("records")
    wide += [
        {**wide[0], "measure_id": id_, "answer": id_, "order": n} for n, id_ in enumerate(more, 1)
    ]
    problems = found(answers=type(made)(wide))
    assert problems == [
        'answers.csv, row 3, column side: found "left" for 6 answers of safe_roads, expected at '
        "most 5"
    ]


@pytest.mark.parametrize(
    ("value", "sum_"),
    [("7", ""), ("6", "96"), ("13", ""), ("14", "104"), ("7.5", ""), ("7.4", "97.4")],
)
def test_all_answers_of_a_group_are_100_within_their_rounding(value: str, sum_: str) -> None:
    """The others come to 90: six numbers were each rounded by up to half a point."""
    digits = len(value.partition(".")[2])
    problems = figures("quite_safe", value=float(value), decimals=digits)
    expected = (
        f"figures.csv, row 11, column value: found 12, 22, 15, 38, {value}, 3, together {sum_}, "
        "for safe_roads, streets, drivers, 2024, expected 100, but for half a last digit of each"
    )
    assert problems == ([expected] if sum_ else [])


@pytest.mark.parametrize(("value", "wrong"), [("23", False), ("24", True), ("0", False)])
def test_some_of_the_answers_are_at_most_100(value: str, wrong: bool) -> None:
    """The others of those who walk come to 78.5."""
    problems = figures("quite_safe", "walkers", value=float(value))
    assert bool(problems) == wrong
    if wrong:
        assert (
            "31, 29.5, 18, 24, together 102.5, for safe_roads, streets, walkers, 2024, "
            in (problems[0])
        )
        assert problems[0].endswith("expected at most 100, but for half a last digit of each")


@pytest.mark.parametrize(
    ("qualifier", "value", "wrong"),
    [
        ("exact", 6, True),
        ("about", 6, False),
        ("about", 90, False),
        ("more_than", 3, False),
        ("more_than", 14, True),
        ("at_least", 3, False),
        ("at_most", 40, False),
        ("at_most", 6, True),
        ("almost", 40, False),
        ("less_than", 6, True),
    ],
)
def test_a_word_before_a_number_makes_the_sum_loose_on_its_side(
    qualifier: str, value: int, wrong: bool
) -> None:
    assert bool(figures("quite_safe", value=float(value), qualifier=qualifier)) == wrong


def test_shares_of_one_whole_have_one_base_and_are_percentages() -> None:
    (problem,) = figures("quite_safe", base="those who drive daily")
    assert problem == (
        'figures.csv, row 9, column base: found "those who drive daily", expected "not stated", '
        "as of the others of safe_roads, streets, drivers, 2024"
    )
    (problem, *_) = figures("quite_safe", unit="count")
    assert problem == (
        'figures.csv, row 9, column unit: found "count" of an answer of safe_roads, expected '
        "percent"
    )


def test_what_two_articles_print_counts_once() -> None:
    again = GOOD.figures[GOOD.figures["group"] == "drivers"].copy()
    source = GOOD.sources.assign(source_id="mirror", title="Mirror")
    again["source_id"] = "mirror"
    again["figure_id"] += ".mirror"
    both = type(again)([*GOOD.figures.to_dict("records"), *again.to_dict("records")])
    sources = type(again)([*GOOD.sources.to_dict("records"), *source.to_dict("records")])
    assert found(figures=both, sources=sources) == []


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=6), st.integers(0, 2))
def test_shares_of_any_people_pass_however_they_were_rounded(
    people: list[int], decimals: int
) -> None:
    """Whole counts, made percentages and each rounded by itself: their sum is never refused."""
    if not sum(people):
        return
    shares = [round(100 * n / sum(people), decimals) for n in people]
    reaches = [schema.reach(share, decimals, "exact") for share in shares]
    low, high = (round(sum(ends), 6) for ends in zip(*reaches, strict=True))
    assert low <= 100 <= high
    if len(people) == len(MEASURES):
        made = GOOD.figures[GOOD.figures["group"] == "drivers"].copy()
        made["value"], made["decimals"] = [float(share) for share in shares], decimals
        assert found(figures=made) == []
        made.loc[made.index[0], "value"] += 7 / 10**decimals  # six halves, and one more
        if made["value"].max() <= 100:
            assert len(found(figures=made)) == 1


def test_tables_with_answers_are_read_as_written() -> None:
    contents = {name: content.decode() for name, content in invented.files(GOOD).items()}
    again: Tables = parse(contents)
    assert again.answers.equals(GOOD.answers)
