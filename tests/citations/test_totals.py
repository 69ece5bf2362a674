"""Totals of a side of answers, as prose may cite them: value, rounding, words, place."""

from __future__ import annotations

import dataclasses
import json
from functools import cache
from typing import Any

import invented
import pytest
from invented import commuters

from quoted import citations
from quoted.citations.quantities import Fact, facts, quantities
from quoted.citations.quantity import Quantities
from quoted.data.tables import Tables
from quoted.language import Language, language
from quoted.report import places

EN, FR = language("en"), language("fr")
ID = "answers.safe_roads"


@cache
def made() -> Tables:
    return invented.tables(commuters, debate=False)


def changed(**values: float) -> Tables:
    """Return tables in which what drivers answer is changed, by measure."""
    figures = made().figures.copy()
    for measure_id, value in values.items():
        figures.loc[figures["figure_id"] == f"{measure_id}.drivers", "value"] = value
    return dataclasses.replace(made(), figures=figures)


def totals(tables: Tables) -> dict[str, Fact]:
    return {fact.id: fact for fact in facts(tables) if fact.id.startswith(f"{ID}.")}


@cache
def known(lang: Language = EN) -> Quantities:
    return quantities(made(), lang)


def found(text: str, tables: Tables, lang: Language = EN) -> list[tuple[str, str]]:
    cell = {"cell_type": "markdown", "source": text, "metadata": {}}
    notebook: dict[str, Any] = {"cells": [cell], "metadata": {}}
    return [(f.found, f.expected) for f in citations.check(notebook, quantities(tables, lang))]


def test_each_side_is_summed_with_half_a_last_digit_of_each() -> None:
    assert {id_: (fact.value, fact.limits) for id_, fact in totals(made()).items()} == {
        f"{ID}.left.drivers": (34, ((33, 0), (35, 0))),
        f"{ID}.right.drivers": (49, ((48, 0), (50, 0))),
        f"{ID}.left.walkers": (60.5, ((59.95, 2), (61.05, 2))),
        f"{ID}.right.walkers": (27, ((26, 0), (28, 0))),
    }
    assert {fact.anchor for fact in totals(made()).values()} == {ID}


@pytest.mark.parametrize(("share", "limits"), [(0, (0, 1)), (88, (99, 100)), (87, (98, 100))])
def test_no_total_is_beyond_what_a_share_can_be(share: int, limits: tuple[float, float]) -> None:
    tables = changed(never_safe=12 if share else 0, unsafe=share)
    low, high = totals(tables)[f"{ID}.left.drivers"].limits
    assert (low[0], high[0]) == limits


def test_where_a_group_answers_in_two_years_its_total_carries_the_year() -> None:
    figures = made().figures.copy()
    figures.loc[(figures["group"] == "walkers"), ["group", "year"]] = ["drivers", 2023]
    names = list(totals(dataclasses.replace(made(), figures=figures)))
    assert f"{ID}.left.drivers.2023" in names and f"{ID}.left.drivers.2024" in names


def test_what_is_not_exact_or_alone_on_its_side_has_no_total() -> None:
    figures, answers = made().figures.copy(), made().answers.copy()
    figures.loc[figures["figure_id"] == "unsafe.drivers", "qualifier"] = "about"
    answers.loc[answers["measure_id"] == "safe", "side"] = "neutral"
    tables = dataclasses.replace(made(), figures=figures, answers=answers)
    assert list(totals(tables)) == [f"{ID}.left.walkers"]


@pytest.mark.parametrize("text", ["34%", "34", "34% ± 1", "34 ± 1", "33 to 35%", "about a third"])
def test_a_total_is_stated_with_or_without_its_rounding(text: str) -> None:
    assert found(f"[{text}](#{ID}.left.drivers) find them unsafe.", made()) == []
    assert found(f"[{text}](#{ID}.left.drivers) find them unsafe.", changed(unsafe=27)) != []


def test_a_changed_answer_makes_the_sentence_a_finding_in_both_languages() -> None:
    new = changed(unsafe=23)
    assert found(f"[34% ± 1](#{ID}.left.drivers)", new) == [
        (f"[34% ± 1](#{ID}.left.drivers)", "“35%”")
    ]
    french = "[{}\u202f% ± 1](#answers.safe_roads.left.drivers)"
    assert found(french.format(34), new, FR) == [(french.format(34), "“35\u202f%”")]
    assert found(french.format(35), new, FR) == []


def test_numbers_are_put_right_in_the_manner_in_which_they_were_stated() -> None:
    cell = {"cell_type": "markdown", "metadata": {}, "source": f"[33 to 35%](#{ID}.left.drivers)"}
    text = json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    assert f"[34 to 36%](#{ID}" in citations.rewrite(text, quantities(changed(unsafe=23), EN))


def test_a_word_must_be_true_wherever_rounding_leaves_the_total() -> None:
    over = quantities(changed(safe=40), EN)[f"{ID}.right.drivers"]  # 51, from 50 to 52
    assert over.phrases == ("about half", "roughly half")
    more = quantities(changed(safe=41), EN)[f"{ID}.right.drivers"]  # 52, from 51 to 53
    assert "more than half" in more.phrases


def test_its_place_is_the_chart_that_shows_it() -> None:
    cell = {"cell_type": "markdown", "metadata": {},
            "source": f"[34%](#{ID}.left.drivers), [48 to 50%](#{ID}.right.drivers)"}  # fmt: skip
    notebook: dict[str, Any] = {"cells": [cell], "metadata": {}}
    assert citations.unheld(notebook, known(), places(made(), EN), "a") == []
    assert found(f"In [Figure 1](#{ID}).", made()) == []
    (one,) = citations.unheld(notebook, known(), {ID: "35% ± 1, 49%"}, "a")
    assert one.expected == f"'{ID}' to hold '34%'"
