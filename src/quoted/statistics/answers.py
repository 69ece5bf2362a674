"""Answers of one question: which were printed of whom, and what several of them come to.

Differences between groups, answer by answer, are in `quoted.statistics.comparisons`. A sum of
printed shares carries the rounding of each: k whole percentages are up to k/2 points off. Where
one of them has a word of its own ("about"), nobody knows how far, and there is no sum.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from quoted.data.schema import NOT_STATED, OPPOSED, year_part
from quoted.data.tables import Tables, once


class Sum(NamedTuple):
    """What shares come to in %, how far off that may be, and with how many decimals they are."""

    pct: float
    rounding: float
    decimals: int


def answered(tables: Tables) -> pd.DataFrame:
    """Return the figures (`pct`) that are shares of answers, each once, with question and side.

    In the order of questions, groups, years and answers.
    """
    asked = {id_: n for n, id_ in enumerate(dict.fromkeys(tables.answers["asked_id"]))}
    groups = tables.groups.set_index("group_id")["order"]
    found = once(tables.figures).rename(columns={"value": "pct"})
    found = found.merge(tables.answers, on="measure_id")
    found["asked_at"], found["group_at"] = found["asked_id"].map(asked), found["group"].map(groups)
    places = ["asked_at", "group_at", "year", "order"]
    return found.sort_values(places, kind="stable").drop(columns=places[:2])


def questions(tables: Tables) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield each question of which a survey has several answers: its id, with the figures.

    These with their `bar`, group and year.
    """
    every = answered(tables)
    years = [NOT_STATED if pd.isna(year) else year for year in every["year"]]
    every["bar"] = [f"{group}.{year_part(year)}"
                    for group, year in zip(every["group"], years, strict=True)]  # fmt: skip
    seen = set[str]()
    for (asked_id, survey_id), figures in every.groupby(["asked_id", "survey_id"], sort=False):
        if figures["bar"].duplicated().any():
            of = f".{survey_id}" if asked_id in seen else ""
            seen.add(str(asked_id))
            yield f"answers.{asked_id}{of}", figures.reset_index(drop=True)


def totals_of(tables: Tables, figures: pd.DataFrame) -> Iterator[tuple[str, str, Sum]]:
    """Yield bar, side and sum of each side of a question of which several answers are printed."""
    asked = tables.answers[tables.answers["asked_id"] == figures["asked_id"].iloc[0]]
    answers = asked["side"].value_counts()
    for (bar, side), printed in figures.groupby(["bar", "side"], sort=False):
        found = total(printed, answers[side])
        if found and side in OPPOSED and answers[side] > 1:
            yield str(bar), side, found


def total(printed: pd.DataFrame, answers: int) -> Sum | None:
    """Return what printed shares come to; nothing unless all of so many are, and as exact."""
    exact = (printed["qualifier"] == "exact").all()
    if len(printed) < answers or not exact or not answers:
        return None
    decimals = int(printed["decimals"].max())
    halves = sum(0.5 / 10 ** int(digits) for digits in printed["decimals"])
    return Sum(round(float(printed["pct"].sum()), decimals), round(halves, decimals + 1), decimals)


def unpublished(printed: pd.DataFrame, answers: int) -> Sum | None:
    """Return what is left to 100 by the shares of some of so many answers.

    Nothing if all are printed, or one with a word of its own.
    """
    known = total(printed, len(printed))
    if len(printed) == answers or known is None:
        return None
    return known._replace(pct=max(0.0, round(100 - known.pct, known.decimals)))
