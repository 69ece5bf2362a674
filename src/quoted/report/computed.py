"""What was computed of the gaps, as plain tables: they travel inside the report beside the data.

The same in every language; the report's tables word them for readers.
"""

from __future__ import annotations

import pandas as pd

from quoted.data.tables import Tables
from quoted.statistics.comparisons import comparisons

GAPS = (
    "gap_id survey_id measure_id year first second first_pct second_pct points lowest_points "
    "highest_points verdict worst_limit_points least_total least_share_pct breaking_deff "
    "bias_points tipping_size_deff1 tipping_size_deff2 whole_counts_limit_points"
)
INTERVALS = "gap_id first_n second_n deff published level low_points high_points p_value"
LEVEL = 0.95


def computed(tables: Tables) -> dict[str, pd.DataFrame]:
    """Return ``computed_gaps`` and ``computed_intervals``: a row a gap, a row a gap and scenario.

    Points are differences of percentages, first group minus second; limits of `least_total`,
    `breaking_deff` and so on are those of `quoted.statistics.comparisons.BreakingPoints`.
    """
    gaps, intervals = [], []
    for of in comparisons(tables):
        for gap in of.gaps:
            counts = gap.whole_counts()
            gaps.append(
                (gap.id, gap.survey_id, gap.measure_id, gap.year, of.first, of.second,
                 gap.first_pct, gap.second_pct, gap.points, *gap.rounding, gap.verdict(),
                 *gap.breaking_points(), gap.tip(1), gap.tip(2), counts and counts.limit)
            )  # fmt: skip
            for case in of.grid:
                limits = gap.interval(case, LEVEL)
                intervals.append(
                    (gap.id, case.first_n, case.second_n, case.deff, case.published, LEVEL,
                     limits.low, limits.high, gap.p_value(case))
                )  # fmt: skip
    return {
        "computed_gaps": pd.DataFrame(gaps, columns=GAPS.split()),
        "computed_intervals": pd.DataFrame(intervals, columns=INTERVALS.split()),
    }
