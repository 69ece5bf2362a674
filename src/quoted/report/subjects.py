"""What a chart is made of, and as much of it as fits a slide: gaps, figures, answers, articles.

Each subject says what its rows are called, so that a chart can name those that it has no room for.
How a chart words what it shows is in `quoted.report.gallery`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd

from quoted.data.tables import Tables, key_of, rows
from quoted.language import Language
from quoted.report.labels import bar_names, figure_labels, gap_labels
from quoted.statistics.comparisons import Comparison

SURE = 5
"""Rows of articles and surveys that fit a slide whatever they say; with more it is tried."""
SILENT_IN_A_ROW = 3
"""Articles without figures that take no more room than an article and its survey."""


@dataclass(frozen=True)
class Figures:
    """Rows of `figures`, one for each row of the chart.

    Attributes
    ----------
    of
        What the chart's function gets.
    most
        Rows of the chart that fit a slide with labels as long as they may be.
    key
        Column of the chart's data with the ids of what it is of.
    """

    of: Any
    most: int
    key: ClassVar[str] = "figure_id"

    @property
    def ids(self) -> list[str]:
        """Ids of the gaps or figures."""
        return list(self.of["figure_id"])

    @property
    def rows(self) -> list[str]:
        """Names of the chart's rows, in order."""
        return self.ids

    def fitting(self) -> Self:
        """Return as much as fits a slide: all of it, or the first rows."""
        return self if len(self.of) <= self.most else replace(self, of=self.of[: self.most])

    @property
    def sure(self) -> bool:
        """Whether so many rows fit with labels as long as they may be."""
        return True

    def but_the_last(self) -> Self:
        """Return it without the last row."""
        return replace(self, of=self.of[:-1])

    def only(self, ids: Sequence[str]) -> Self:
        """Return those that have these ids, in their order."""
        place = {id_: n for n, id_ in enumerate(ids)}
        kept = self.of[self.of["figure_id"].isin(ids)]
        return replace(self, of=kept.sort_values("figure_id", key=lambda found: found.map(place)))

    def asked_for(self, shown: pd.DataFrame, order: Sequence[str] | None) -> list[str] | None:
        """Return the ids of what a reader left of the chart's data; nothing if it is no chart."""
        return list(order or dict.fromkeys(shown[self.key]))

    def names(self, tables: Tables, lang: Language) -> Mapping[str, str]:
        """Return what each row is called."""
        return figure_labels(tables, self.of, lang)

    def some_of(self, lang: Language, **words: str) -> str:
        """Say of words on a chart that it has `n` rows `of` so many."""
        return lang("{n} of {of} rows: {said}", **words)

    def figures(self, tables: Tables) -> pd.DataFrame:
        """Return the rows of `figures` behind the chart."""
        return pd.DataFrame(self.of)


class Answers(Figures):
    """Figures that are answers of one question, several in a bar; `most` counts bars."""

    @property
    def rows(self) -> list[str]:
        """Names of the bars."""
        return list(dict.fromkeys(self.of["bar"]))

    def fitting(self) -> Self:
        """Return all of it, or the first bars."""
        few = self.of["bar"].isin(self.rows[: self.most])
        return self if few.all() else replace(self, of=self.of[few])

    def asked_for(self, shown: pd.DataFrame, order: Sequence[str] | None) -> list[str] | None:
        """Return the ids of whole bars; nothing if one lacks an answer that was published."""
        bars = order or list(dict.fromkeys(shown["bar"]))
        ids = [id_ for bar in bars for id_ in shown["figure_id"][shown["bar"] == bar]]
        return ids if {*ids} == {*self.of["figure_id"][self.of["bar"].isin(bars)]} else None

    def names(self, tables: Tables, lang: Language) -> Mapping[str, str]:
        """Return the group, and year, of each bar."""
        return bar_names(tables, self.of, lang)


class Articles(Figures):
    """How many figures articles have of surveys; those without any stand last, and side by side."""

    key = ""

    @property
    def ids(self) -> list[str]:
        """Numbers of the rows."""
        return [*map(str, self.of.index)]

    def fitting(self) -> Self:
        """Return all of it, or the first articles."""
        fits = self._room() <= self.most * SILENT_IN_A_ROW
        return self if fits.all() else replace(self, of=self.of[fits])

    @property
    def sure(self) -> bool:
        """Whether so many rows fit with labels as long as they may be."""
        return bool(self._room()[-1] <= SURE * SILENT_IN_A_ROW)

    def _room(self) -> np.ndarray[Any, Any]:
        """Return what the articles up to each take, in parts of a row."""
        return np.where(self.of["figures"] > 0, SILENT_IN_A_ROW, 1).cumsum()

    def names(self, tables: Tables, lang: Language) -> Mapping[str, str]:
        """Return the publisher of each row's article."""
        publishers = tables.sources.set_index("source_id")["publisher"]
        articles = map(publishers.get, self.of["source_id"])
        return dict(zip(self.ids, map(str, articles), strict=True))


@dataclass(frozen=True)
class Gaps(Figures):
    """The gaps of a comparison."""

    of: Comparison
    key = "gap_id"

    @property
    def ids(self) -> list[str]:
        """Ids of the gaps."""
        return [gap.id for gap in self.of.gaps]

    def fitting(self) -> Self:
        """Return all of them, or the widest, in their order."""
        widest = sorted(self.of.gaps, key=lambda gap: -abs(gap.points))[: self.most]
        ids = [gap.id for gap in self.of.gaps if gap in widest]
        return self if len(ids) == len(self.ids) else self.only(ids)

    def only(self, ids: Sequence[str]) -> Self:
        """Return those that have these ids, in their order."""
        gaps = {gap.id: gap for gap in self.of.gaps}
        kept = tuple(gaps[id_] for id_ in ids if id_ in gaps)
        return replace(self, of=replace(self.of, gaps=kept))

    def names(self, tables: Tables, lang: Language) -> Mapping[str, str]:
        """Return the label of each gap."""
        return gap_labels(tables, self.of.gaps, lang)

    def some_of(self, lang: Language, **words: str) -> str:
        """Say of words on a chart that it has `n` gaps `of` so many."""
        return lang("{n} of {of} gaps, the widest: {said}", **words)

    def figures(self, tables: Tables) -> pd.DataFrame:
        """Return the rows of `figures` behind the gaps."""
        return figures_of(tables, self.of)


def figures_of(tables: Tables, comparison: Comparison) -> pd.DataFrame:
    """Return the rows of `figures` behind the gaps of a comparison."""
    figures = tables.figures[tables.figures["survey_id"] == comparison.survey_id]
    keys = set(keys_of(comparison))
    return figures[[key_of(row) in keys for row in rows(figures)]]


def keys_of(comparison: Comparison) -> Iterator[tuple[str, str, int | None]]:
    """Yield what the figures of a comparison are of, as `key_of`."""
    for gap in comparison.gaps:
        yield from (
            (gap.measure_id, group, gap.year) for group in (comparison.first, comparison.second)
        )
