"""What the gaps of a comparison can bear, counted: sentences, tables and quantities share it."""

from __future__ import annotations

from quoted.statistics.comparisons import Comparison

BIAS = 5.8
"""Points by which weighted estimates of the best of nine opt-in samples missed 20 benchmarks on
average (Pew Research Center, 2 May 2016)."""


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
