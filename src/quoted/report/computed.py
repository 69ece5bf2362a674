"""What was computed of the gaps, as plain tables: they travel inside the report beside the data.

The same in every language; the report's tables word them for readers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from quoted.data.tables import Tables
from quoted.statistics.comparisons import Gap, Scenario, comparisons, trends

GAPS = (
    "gap_id survey_id measure_id year first second first_pct second_pct points lowest_points "
    "highest_points verdict worst_limit_points least_total least_share_pct breaking_deff "
    "bias_points tipping_size_deff1 tipping_size_deff2 whole_counts_limit_points"
)
TRENDS = (
    "trend_id survey_id measure_id group since year since_pct year_pct points lowest_points "
    "highest_points verdict tipping_size_deff1 tipping_size_deff2"
)
INTERVALS = "gap_id first_n second_n deff published level low_points high_points p_value"
LEVEL = 0.95


def computed(tables: Tables) -> dict[str, pd.DataFrame]:
    """Return ``computed_gaps`` and ``computed_intervals``: a row a gap, a row a gap and scenario.

    With ``computed_trends``, a row a trend, where there are any; their intervals are in the same
    table, by ``trend_id``.

    Points are differences of percentages, first group minus second; limits of `least_total`,
    `breaking_deff` and so on are those of `quoted.statistics.comparisons.BreakingPoints`.
    """
    gaps: list[tuple[object, ...]] = []
    intervals: list[tuple[object, ...]] = []
    for of in comparisons(tables):
        for gap in of.gaps:
            counts = gap.whole_counts()
            gaps.append(
                (gap.id, gap.survey_id, gap.measure_id, gap.year, of.first, of.second,
                 gap.first_pct, gap.second_pct, gap.points, *gap.rounding, gap.verdict(),
                 *gap.breaking_points(), gap.tip(1), gap.tip(2), counts and counts.limit)
            )  # fmt: skip
            intervals += _intervals(gap.id, gap, of.grid)
    changes = trends(tables)
    for trend in changes:
        intervals += _intervals(f"{trend.id}.trend", trend, trend.scenarios)
    found = {
        "computed_gaps": pd.DataFrame(gaps, columns=GAPS.split()),
        "computed_intervals": pd.DataFrame(intervals, columns=INTERVALS.split()),
    }
    of_years = [
        (f"{each.id}.trend", each.survey_id, each.measure_id, each.group, each.since, each.year,
         each.second_pct, each.first_pct, each.points, *each.rounding, each.verdict(),
         each.tip(1), each.tip(2))
        for each in changes
    ]  # fmt: skip
    if changes:
        found["computed_trends"] = pd.DataFrame(of_years, columns=TRENDS.split())
    return found


def _intervals(id_: str, gap: Gap, cases: Iterable[Scenario]) -> Iterator[tuple[object, ...]]:
    for case in cases:
        limits = gap.interval(case, LEVEL)
        yield (id_, case.first_n, case.second_n, case.deff, case.published, LEVEL,
               limits.low, limits.high, gap.p_value(case))  # fmt: skip
