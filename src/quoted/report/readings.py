"""The two readings of wanting training: what follows if the unstated base is one or the other.

Neither is concluded for. Only this module knows which two measures hang together so.
"""

from __future__ import annotations

from typing import NamedTuple

from quoted.data.tables import Tables
from quoted.statistics import estimates
from quoted.statistics.comparisons import comparisons

TRAINED, WANTING = "employer_training", "training_unmet"


class Reading(NamedTuple):
    """A group's share that wants training, in percent, under both readings of its base.

    Attributes
    ----------
    whole, whole_among
        If it is a share of the whole group: as printed, and what it is among those not trained.
    part, part_of_all
        If it is a share of those not trained: as printed, and what it is of the whole group.
        None where the numbers rule the reading out.
    decimals
        Of the share as printed; what follows from it is told with as many.
    """

    group: str
    whole: float
    whole_among: float | None
    part: float
    part_of_all: float
    decimals: int = 0


def readings(tables: Tables) -> list[Reading]:
    """Return the readings for both groups of the survey that printed both measures, or nothing."""
    for comparison in comparisons(tables):
        gaps = {gap.measure_id: gap for gap in comparison.gaps}
        if {TRAINED, WANTING} <= set(gaps):
            trained, wanting = gaps[TRAINED], gaps[WANTING]
            return [
                _reading(
                    comparison.first,
                    trained.first_pct,
                    wanting.first_pct,
                    wanting.printed_decimals[0],
                ),
                _reading(
                    comparison.second,
                    trained.second_pct,
                    wanting.second_pct,
                    wanting.printed_decimals[1],
                ),
            ]
    return []


def _reading(group: str, trained: float, wanting: float, decimals: int) -> Reading:
    untrained = 100 - trained
    among = None
    if 0 < untrained >= wanting:
        among = float(estimates.rebased(wanting, untrained).estimate)
    return Reading(group, wanting, among, wanting, wanting * untrained / 100, decimals)
