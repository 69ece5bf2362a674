"""What a survey disclosed, scored from recorded fields, and what that lets the report print.

The score grades disclosure, not quality. Its items follow the disclosure lists of AAPOR, ESOMAR,
the British Polling Council and the Roper Center. Intervals belong in
`quoted.statistics.comparisons`, wording in `quoted.report`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from quoted.data.schema import DISCLOSURE_ITEMS
from quoted.data.tables import Tables

Grade = Literal["A", "B", "C", "D"]
Intervals = Literal["plain", "scenario", "none"]

ITEMS = DISCLOSURE_ITEMS
POINTS = MappingProxyType({"disclosed": 1.0, "partial": 0.5, "absent": 0.0})
FULL_FOR_A = ("total_n", "subgroup_n", "figure_base")
LEAST = MappingProxyType({"A": 10.5, "B": 8.0, "C": 5.0})
"""Points from which a grade is given; D has none."""
NEEDED_FOR_C = ("total_n", "field_dates", "sampling")


@dataclass(frozen=True)
class Score:
    """A survey's disclosure: 12 items, each 1, 0.5 or 0 points.

    Attributes
    ----------
    total
        Sum of the points, 0 to 12.
    grade
        A from 10.5 with the sizes and bases full, B from 8, C from 5, D below; D too where the
        number of respondents, the dates or the sampling is absent.
    items
        Level of each item, in the order of `ITEMS`.
    """

    total: float
    grade: Grade
    items: Mapping[str, str]

    @property
    def comparison_grade(self) -> Grade:
        """The grade for comparisons of groups: at most C where the groups' sizes are absent."""
        return max(self.grade, "C") if self.items["subgroup_n"] == "absent" else self.grade

    @property
    def intervals(self) -> Intervals:
        """Which intervals of a gap may be printed.

        ``"none"`` where nobody says how many were asked, ``"scenario"`` (under stated sizes only)
        for a D survey or one whose group sizes are not fully disclosed, else ``"plain"``.
        """
        if self.items["total_n"] == "absent":
            return "none"
        known = self.items["subgroup_n"] == "disclosed"
        return "plain" if known and self.comparison_grade != "D" else "scenario"


def score(tables: Tables, survey_id: str) -> Score:
    """Score a survey from its rows of the disclosure table.

    Raises
    ------
    ValueError
        The survey has no such rows, lacks an item, has one twice, or a level is unknown.
    """
    listed = tables.disclosure[tables.disclosure["survey_id"] == survey_id]
    found = sorted(listed["item"])
    if found != sorted(ITEMS):
        lacking = ", ".join(item for item in ITEMS if item not in found) or "none"
        raise ValueError(
            f"disclosure.csv, survey {survey_id!r}, column item: found {len(found)} rows "
            f"(lacking: {lacking}), expected each of the {len(ITEMS)} items once"
        )
    for item, level in zip(listed["item"], listed["level"], strict=True):
        if level not in POINTS:
            raise ValueError(
                f"disclosure.csv, survey {survey_id!r}, item {item!r}, column level: "
                f"found {level!r}, expected one of {', '.join(POINTS)}"
            )
    levels = dict(zip(listed["item"], listed["level"], strict=True))
    items = {item: levels[item] for item in ITEMS}
    total = sum(POINTS[level] for level in items.values())
    return Score(total, _grade(total, items), MappingProxyType(items))


def _grade(total: float, items: Mapping[str, str]) -> Grade:
    if total < LEAST["C"] or any(items[item] == "absent" for item in NEEDED_FOR_C):
        return "D"
    if total < LEAST["B"]:
        return "C"
    full = all(items[item] == "disclosed" for item in FULL_FOR_A)
    return "A" if total >= LEAST["A"] and full else "B"
