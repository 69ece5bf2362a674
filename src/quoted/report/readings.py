"""The two readings of wanting training: what follows if the unstated base is one or the other.

Neither is concluded for. Only this module knows which two measures hang together so.
"""

from __future__ import annotations

from typing import NamedTuple

from quoted.data.tables import Tables
from quoted.statistics import estimates
from quoted.statistics.comparisons import comparisons
from quoted.statistics.estimates import Effect

TRAINED, WANTING = "employer_training", "training_unmet"


class Reading(NamedTuple):
    """A group's share that wants training, in percent, under both readings of its base.

    Attributes
    ----------
    printed
        As printed: of the whole group, or of those not trained.
    among
        If it is a share of the whole group: what it is among those not trained, and what rounding
        allows. None where the numbers rule the reading out.
    of_all
        If it is a share of those not trained: what it is of the whole group, likewise.
    decimals
        Of the share as printed; what follows from it is told with as many.
    """

    group: str
    printed: float
    among: Effect | None
    of_all: Effect
    decimals: int


def readings(tables: Tables) -> list[Reading]:
    """Return the readings for both groups of the survey that printed both measures, or nothing."""
    for comparison in comparisons(tables):
        gaps = {gap.measure_id: gap for gap in comparison.gaps}
        if {TRAINED, WANTING} <= set(gaps):
            trained, wanting = gaps[TRAINED], gaps[WANTING]
            both = zip(
                (comparison.first, comparison.second),
                (wanting.first_pct, wanting.second_pct),
                (trained.first_pct, trained.second_pct),
                zip(wanting.printed_decimals, trained.printed_decimals, strict=True),
                strict=True,
            )
            return [_reading(*each) for each in both]
    return []


def _reading(group: str, wanting: float, trained: float, decimals: tuple[int, int]) -> Reading:
    untrained = 100 - trained
    among = None
    if 0 < untrained >= wanting:
        among = estimates.rebased(wanting, untrained, decimals)
    of_all = estimates.of_the_others(wanting, trained, decimals)
    return Reading(group, wanting, among, of_all, decimals[0])
