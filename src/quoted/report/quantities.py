"""Quantities that only this report knows: its two readings, and what its gaps could not bear.

Everything that any set of tables has is in `quoted.citations.quantities`.
"""

from __future__ import annotations

from collections.abc import Iterator

from quoted.citations.quantities import Fact, Quantities
from quoted.citations.quantities import quantities as generic
from quoted.data.tables import Tables
from quoted.language import Language
from quoted.report.readings import readings
from quoted.statistics.comparisons import Comparison, comparisons

BIAS = (5.8, 10.0)
"""Points by which weighted estimates of nine opt-in samples missed 20 benchmarks on average, the
best and about the worst (Pew Research Center, 2 May 2016)."""


def quantities(tables: Tables, lang: Language) -> Quantities:
    """Return every quantity that the report's prose may state, in a language."""
    return generic(tables, lang, facts(tables))


def facts(tables: Tables) -> Iterator[Fact]:
    """Yield what only this report states."""
    for reading in readings(tables):
        if reading.whole_among is not None:
            name = f"training_unmet.{reading.group}.rebased"
            yield Fact(name, "percent", reading.whole_among, "readings.whole")
    found = comparisons(tables)
    if found:
        yield Fact("gaps.counts_clear", "part", counts_clear(found[0]), "breaking")
        if found[0].total:
            yield Fact("gaps.bias_below_low", "part", bias_below(found[0], BIAS[0]), "breaking")


def counts_clear(comparison: Comparison) -> tuple[int, int]:
    """Return how many gaps reach zero at no whole counts that fit, and how many there are."""
    nearest = [gap.whole_counts() for gap in comparison.gaps]
    clear = [
        gap
        for gap, found in zip(comparison.gaps, nearest, strict=True)
        if found is not None and found.limit * gap.points > 0
    ]
    return len(clear), len(comparison.gaps)


def bias_below(comparison: Comparison, points: float) -> tuple[int, int]:
    """Return how many gaps a differential bias of so many points would erase, and of how many."""
    margins = [gap.breaking_points().bias for gap in comparison.gaps]
    return sum(m is not None and m < points for m in margins), len(comparison.gaps)
