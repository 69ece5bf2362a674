"""Comparisons of two groups of one survey, as values that everything else takes its gaps from.

A *comparison* is two groups of one survey, a *gap* is one measure of it. Charts, tables, cited
numbers and what-ifs take percentages, gaps, intervals, scenarios, order and verdicts from here, so
that no two of them can differ. The arithmetic is in `quoted.statistics.estimates`, words are
elsewhere.

Points and limits are rounded to four decimals, p values to six digits: the last digits of floats
differ between processors, and nothing that is written or decided may hang on them.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise, product
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from quoted.data.schema import NOT_STATED, year_part
from quoted.data.tables import Printed, Tables, key_of, once, rows, samples_of
from quoted.statistics import disclosure, estimates
from quoted.statistics.estimates import Interval

PLACES = 4
"""Decimals of points and limits."""


@dataclass(frozen=True)
class Scenario:
    """Sizes of the two groups, and the design effect; assumed unless they are published."""

    first_n: float
    second_n: float
    deff: float = 1.0
    published: bool = False

    @property
    def id(self) -> str:
        """How ids of numbers name it: `200_800`, `200_800.deff2`; empty for published sizes."""
        if self.published:
            return ""
        sizes = f"{_part(self.first_n)}_{_part(self.second_n)}"
        return sizes if self.deff == 1 else f"{sizes}.deff{_part(self.deff)}"


class WholeCounts(NamedTuple):
    """The interval's limit nearest to zero, or farthest beyond it, of all whole counts of people.

    Attributes
    ----------
    limit
        In points, signed as `BreakingPoints.worst_limit`.
    first_n, second_n
        The sizes where it occurs, the smallest of several.
    exhaustive
        Whether it is the nearest of all sizes that fit the figures, not only of those tried.
    """

    limit: float
    first_n: int
    second_n: int
    exhaustive: bool


class BreakingPoints(NamedTuple):
    """What would undo a gap, at the worst rounding; None where it cannot be said.

    Attributes
    ----------
    worst_limit
        The limit nearest to zero, or farthest beyond it, in points: over the splits of the
        verdict's rule, or at the published sizes.
    least_total
        How many people the two groups must have between them for *robust* to hold (inf: no number
        suffices).
    least_share
        The smallest share of either group in the total, in whole percent, from which to an even
        split the gap stays clear at the verdict's design effect (inf: not even there).
    deff
        The design effect from which the gap fails, at the worst split or the published sizes.
    bias
        Points of differential bias that would erase the gap: at the likely split and the verdict's
        design effect, or at the published sizes.
    """

    worst_limit: float | None
    least_total: int | float | None
    least_share: int | float | None
    deff: float | None
    bias: float | None


@dataclass(frozen=True)
class Groups:
    """Two groups of one survey, and what is published of them.

    Attributes
    ----------
    survey_id, first, second
        Gaps are of the first group minus the second.
    sizes
        Published sizes of both groups; None where intervals may stand under assumed sizes only.
    total
        Published size of the whole sample, or of both groups where only theirs are; None where no
        interval may be shown at all.
    printed
        Every percentage of each group that is printed as exact, for compatible sizes.
    wave
        What tells the survey's waves apart, its years, where their sizes differ; else empty.
    """

    survey_id: str
    first: str
    second: str
    sizes: tuple[int, int] | None
    total: int | None
    printed: tuple[tuple[Printed, ...], tuple[Printed, ...]] = field(repr=False)
    wave: str = field(default="", kw_only=True)

    @property
    def splits(self) -> list[tuple[int, int]]:
        """Assumed sizes: those of `estimates.SPLITS`, in proportion and in whole people."""
        if self.total is None or self.sizes:
            return []
        shares = [first / (first + second) for first, second in estimates.SPLITS]
        firsts = [max(1, round(share * self.total)) for share in shares]
        return [(first, self.total - first) for first in firsts]

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The sizes that intervals are shown for, narrowest first.

        The published ones; or an even split of the total, the likely one, and the likely one with
        the verdict's design effect; or none.
        """
        if self.sizes:
            return (Scenario(*self.sizes, published=True),)
        if not self.splits:
            return ()
        _, likely, even = self.splits
        return (Scenario(*even), Scenario(*likely), Scenario(*likely, estimates.VERDICT_DEFF))

    @property
    def grid(self) -> tuple[Scenario, ...]:
        """Every scenario that prose may cite: each split with each design effect, each once."""
        if self.sizes:
            return self.scenarios
        cases = product(self.splits, estimates.DESIGN_EFFECTS)
        return tuple(dict.fromkeys(Scenario(*split, deff) for split, deff in cases))

    @property
    def floors(self) -> tuple[int, int]:
        """The fewest people of each group who could give all its printed percentages."""
        first, second = (
            estimates.sample_size_floor(*zip(*group, strict=True)) if group else 1
            for group in self.printed
        )
        return first, second


@dataclass(frozen=True)
class Gap:
    """One measure of both groups, in one survey and year.

    Attributes
    ----------
    id
        The measure's id, with as much of year, survey and groups as tells its gaps apart.
    year
        None where it is not stated.
    points
        First minus second percentage.
    decimals
        The most digits that one of the two prints after its point.
    """

    id: str
    measure_id: str
    year: int | None
    first_pct: float
    second_pct: float
    printed_decimals: tuple[int, int] = field(repr=False)
    groups: Groups = field(repr=False)

    @property
    def survey_id(self) -> str:
        """The survey of both percentages."""
        return self.groups.survey_id

    @property
    def decimals(self) -> int:
        """The most digits that one of the two percentages prints after its point."""
        return max(self.printed_decimals)

    @property
    def points(self) -> float:
        """First minus second percentage."""
        return round(self.first_pct - self.second_pct, self.decimals) + 0.0

    @property
    def rounding(self) -> tuple[float, float]:
        """The lowest and the highest gap that the printed digits leave open."""
        gap = estimates.gap(self.first_pct, self.second_pct, self.printed_decimals)
        digits = self.decimals + 1  # half a unit has one digit more
        return round(float(gap.low), digits) + 0.0, round(float(gap.high), digits) + 0.0

    @property
    def higher(self) -> str | None:
        """The group with the higher percentage."""
        if self.points == 0:
            return None
        return self.groups.first if self.points > 0 else self.groups.second

    @property
    def ratio(self) -> float | None:
        """First by second percentage; None where the second is 0."""
        return _round(self.first_pct / self.second_pct) if self.second_pct else None

    def interval(self, scenario: Scenario, level: float = 0.95, worst: bool = False) -> Interval:
        """Return Newcombe's interval in points.

        Parameters
        ----------
        scenario
            Sizes and design effect.
        level
            Confidence level, between 0 and 1.
        worst
            Widened to whatever the printed percentages may stand for, or of them as printed.

        Raises
        ------
        ValueError
            For an impossible size, level or design effect.
        TypeError
            It is no scenario.
        """
        if not isinstance(scenario, Scenario):
            expected = "a Scenario, such as Scenario(200, 800)"
            raise TypeError(f"scenario: found {scenario!r}, expected {expected}")
        of = self._pcts, scenario.first_n, scenario.second_n, scenario.deff
        return _kept_limits(*of, level, worst, self.printed_decimals)

    def curve(self, sizes: ArrayLike, deff: ArrayLike = 1.0) -> Interval:
        """Return the interval in points at the worst rounding, by the size of two equal groups."""
        return _limits(self._pcts, sizes, sizes, deff, 0.95, True, self.printed_decimals)

    def frontier(self, first_sizes: ArrayLike, deff: float = 1.0) -> Any:
        """Return the smallest second group that keeps the gap clear of zero (inf: none does)."""
        return estimates.frontier(
            self.first_pct, self.second_pct, first_sizes, deff, decimals=self.printed_decimals
        )

    def tip(self, deff: float = 1.0) -> int | float:
        """Return the smallest size of two equal groups that keeps the gap clear (inf: none)."""
        return _tip(self._pcts, deff, self.printed_decimals)

    def verdict(self) -> str | None:
        """Say how the gap stands.

        Returns
        -------
        str or None
            Where the groups' sizes are published, whether the interval shown for them, of the
            percentages as printed, is ``"clear"`` of zero or ``"includes zero"``. Where a total
            is, ``"robust"``, ``"conditional"`` or ``"fragile"`` by the rule of
            `estimates.verdict`, at the worst rounding. None where nothing is.
        """
        if self.groups.sizes:
            clear = self.interval(self.groups.scenarios[0]).excludes_zero
            return "clear" if clear else "includes zero"
        if self.groups.total is None:
            return None
        return str(estimates.verdict(*self._pcts, self.groups.total, self.printed_decimals))

    def breaking_points(self) -> BreakingPoints:
        """Return what would undo the gap, at the worst rounding."""
        sizes, total = self.groups.sizes, self.groups.total
        if sizes:
            cases = [Scenario(*sizes)]
            at = cases[0]
        elif total:
            ends = dict.fromkeys(estimates.worst_splits(total))
            cases = [Scenario(*end, estimates.VERDICT_DEFF) for end in ends]
            at = self.groups.scenarios[-1]
        else:
            return BreakingPoints(None, self._least_total(), None, None, None)
        worst = min(self._nearer(case) for case in cases)
        deff = min(
            estimates.breaking_deff(
                self.first_pct,
                case.first_n,
                self.second_pct,
                case.second_n,
                decimals=self.printed_decimals,
            )
            for case in cases
        )
        least_total = None if sizes else self._least_total()
        share = None if sizes or not total else self._least_share(total)
        bias = max(0.0, self._nearer(at))
        return BreakingPoints(_round(self._sign * worst), least_total, share, _round(deff), bias)

    def p_value(self, scenario: Scenario) -> float:
        """Return the two-sided p value, of the percentages as printed: below 0.05 is "clear"."""
        return _p_value(*self._pcts, scenario.first_n, scenario.second_n, scenario.deff)

    def comparisons_survived(self, scenario: Scenario) -> int | float:
        """Return the number of comparisons that the gap would survive under Bonferroni.

        Whole, and 0 where it does not survive alone; inf for a p value of 0.
        """
        survived = float(estimates.comparisons_survived(self.p_value(scenario)))
        # 0.05 / 0.01 may come out a little below 5
        return math.floor(survived + 1e-6) if math.isfinite(survived) else math.inf

    def whole_counts(self, beyond: int = 400) -> WholeCounts | None:
        """Find the limit nearest to zero over compatible sizes and all whole counts.

        It needs no total and no split, but respondents drawn at random, unweighted and all asked.

        Parameters
        ----------
        beyond
            How far above the smallest compatible size of each group sizes are tried.

        Returns
        -------
        WholeCounts or None
            None where no size that is tried is compatible, as may be with many decimals.
        """
        floors = self.groups.floors
        last = [floor + beyond for floor in floors]
        sizes = [
            _compatible(printed, up_to)
            for printed, up_to in zip(self.groups.printed, last, strict=True)
        ]
        found = estimates.whole_counts(
            self.first_pct, sizes[0], self.second_pct, sizes[1], decimals=self.printed_decimals
        )
        if found is None:
            return None
        # with the shares held fixed an interval narrows as a group grows: what lies beyond is
        # no nearer to zero than the worst rounding is where it begins
        outside = (Scenario(last[0], floors[1]), Scenario(floors[0], last[1]))
        exhaustive = self._sign * found.limit <= min(self._nearer(case) for case in outside)
        return WholeCounts(_round(found.limit), found.first_n, found.second_n, exhaustive)

    @property
    def _pcts(self) -> tuple[float, float]:
        return self.first_pct, self.second_pct

    @property
    def _sign(self) -> int:
        return 1 if self.points >= 0 else -1

    def _least_total(self) -> int | float:
        return estimates.least_total(*self._pcts, decimals=self.printed_decimals)

    def _least_share(self, total: int) -> int | float:
        least = estimates.least_group(*self._pcts, total, decimals=self.printed_decimals)
        return -(-100 * int(least) // total) if math.isfinite(least) else math.inf

    def _nearer(self, scenario: Scenario) -> float:
        """Return how far the limit on the side of zero is from it; negative beyond it."""
        limits = self.interval(scenario, worst=True)
        return float(limits.low if self.points >= 0 else -limits.high) + 0.0


def _limits(
    pcts: tuple[float, float],
    n1: ArrayLike,
    n2: ArrayLike,
    deff: ArrayLike,
    level: float,
    worst: bool,
    decimals: tuple[int, int],
) -> Interval:
    if worst:
        shares = estimates.rounded_difference_interval(
            pcts[0], n1, pcts[1], n2, level, deff, decimals
        )
    else:
        x1, x2 = (pct / 100 * np.asarray(n) for pct, n in zip(pcts, (n1, n2), strict=True))
        shares = estimates.difference_interval(x1, n1, x2, n2, level, deff=deff)
    return Interval(_round(100 * shares.low), _round(100 * shares.high))


# Tables, charts and prose ask for the same numbers, in each language anew.
_kept_limits = cache(_limits)


@cache
def _tip(pcts: tuple[float, float], deff: float, decimals: tuple[int, int]) -> int | float:
    tip: Any = estimates.tipping_size(*pcts, deff=deff, decimals=decimals)
    return tip  # type: ignore[no-any-return]


@cache
def _p_value(first_pct: float, second_pct: float, n1: int, n2: int, deff: float) -> float:
    p = estimates.difference_p_value(first_pct / 100 * n1, n1, second_pct / 100 * n2, n2, deff)
    return float(f"{float(p):.6g}")


@dataclass(frozen=True)
class Trend(Gap):
    """One measure of one group in two years of one survey: the later `year` minus the earlier.

    A gap whose two groups are the samples of the two years, which are assumed to be drawn apart
    from each other; `groups.sizes` are theirs, the later first, where both are published.

    Attributes
    ----------
    since
        The earlier year.
    """

    since: int

    @property
    def group(self) -> str:
        """Who was asked in both years."""
        return self.groups.first

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The published sizes, with no design effect and with the verdict's; or none."""
        return tuple(
            case
            for published in self.groups.scenarios
            for case in (
                published,
                replace(published, deff=estimates.VERDICT_DEFF, published=False),
            )
        )


@dataclass(frozen=True)
class Comparison(Groups):
    """Two groups of one survey, with the gaps of all that both were asked.

    Attributes
    ----------
    gaps
        The first group's widest lead first, ties by measure and year.
    """

    gaps: tuple[Gap, ...]


def pairings(tables: Tables) -> list[tuple[str, str]]:
    """Return the groups that are compared, each first group with each second one of its run.

    In the groups' order a run ends where a first group follows a second one: managers are
    compared with clerks and women with men, but never managers with men.
    """
    runs: list[dict[str, list[str]]] = []
    for row in rows(tables.groups.sort_values("order", kind="stable")):
        if row.role == "neutral":
            continue
        if not runs or (row.role == "first" and all(runs[-1].values())):
            runs.append({"first": [], "second": []})
        runs[-1][row.role].append(row.group_id)
    return [pair for run in runs for pair in product(run["first"], run["second"])]


def comparisons(tables: Tables) -> list[Comparison]:
    """Return a comparison for each survey and pair of groups with at least one common measure.

    Never across surveys, of figures with a word as "about", how far they were rounded being
    unknown, and none where the figures' survey is not named: nothing then says that
    they share one.

    Raises
    ------
    ValueError
        As `disclosure.score`.
    """
    named = tables.surveys.loc[tables.surveys["named"] == "yes", "survey_id"]
    found = [each for survey_id in named for each in _of_survey(tables, str(survey_id))]
    ids = _ids(tables, [gap for comparison in found for gap in comparison.gaps])
    return [
        replace(comparison, gaps=tuple(replace(gap, id=next(ids)) for gap in comparison.gaps))
        for comparison in found
    ]


def comparison(tables: Tables, survey_id: str) -> Comparison:
    """Return the one comparison of a survey.

    Raises
    ------
    ValueError
        The survey has none, or several.
    """
    found = [each for each in comparisons(tables) if each.survey_id == survey_id]
    if len(found) != 1:
        pairs = ", ".join(f"{each.first} with {each.second}" for each in found) or "none"
        raise ValueError(
            f"figures.csv, survey {survey_id!r}: found {len(found)} comparisons of groups "
            f"({pairs}), expected one"
        )
    return found[0]


def names(found: Sequence[Comparison]) -> list[str]:
    """Return what ids call comparisons: by survey, by groups and waves where it has several."""
    pairs = defaultdict(set)
    for each in found:
        pairs[each.survey_id].add((each.first, each.second))
    return [
        ".".join(
            part
            for part in (
                each.survey_id,
                f"{each.first}_{each.second}" if len(pairs[each.survey_id]) > 1 else "",
                each.wave,
            )
            if part
        )
        for each in found
    ]


def inexact(tables: Tables) -> Iterator[tuple[Any, Any]]:
    """Yield the figures of two compared groups that have no gap, since one is no plain number.

    In the order of `comparisons`, as rows of `figures`, the first group's first.
    """
    named = tables.surveys.loc[tables.surveys["named"] == "yes", "survey_id"]
    pairs = pairings(tables)
    for survey_id in named:
        figures = {key_of(row): row for row in rows(_percentages(tables, str(survey_id)))}
        for first, second in pairs:
            for (measure_id, group, year), row in figures.items():
                other = figures.get((measure_id, second, year))
                if group == first and other and {row.qualifier, other.qualifier} != {"exact"}:
                    yield row, other


def incomparable(tables: Tables) -> dict[str, pd.DataFrame]:
    """Return, by measure, the percentages by year of groups whose years are of several surveys."""
    figures = once(tables.figures)
    figures = figures[figures["unit"] == "percent"]
    several = figures.groupby(["measure_id", "group"])["survey_id"].transform("nunique") > 1
    return {
        str(measure_id): of_measure.sort_values("year", kind="stable")
        for measure_id, of_measure in figures[several].groupby("measure_id", sort=False)
    }


def shares(
    tables: Tables, survey_id: str, topic: str | None = None, group: str | None = None
) -> pd.DataFrame:
    """Return the percentages of one survey, highest first: the rows of a chart.

    Parameters
    ----------
    tables
        The data.
    survey_id
        The survey; there is no way to take rows of several.
    topic, group
        Only measures of this topic, only this group.

    Returns
    -------
    DataFrame
        One row a figure, with the columns of figures (``value`` as ``pct``), ``decimals`` and the
        measure's ``topic``, ``label`` and ``predicate``; empty where nothing is printed.
    """
    frame = _percentages(tables, survey_id).rename(columns={"value": "pct"})
    measures = tables.measures[["measure_id", "topic", "label", "predicate"]]
    frame = frame.merge(measures, how="left", on="measure_id")
    if topic is not None:
        frame = frame[frame["topic"] == topic]
    if group is not None:
        frame = frame[frame["group"] == group]
    frame = frame.sort_values("pct", ascending=False, kind="stable").reset_index(drop=True)
    first = ["figure_id", "survey_id", "measure_id", "group", "year", "pct", "decimals", "label"]
    return frame[[*first, *(column for column in frame if column not in first)]]


def _percentages(tables: Tables, survey_id: str) -> pd.DataFrame:
    figures = tables.figures  # by masks: a query takes ten times as long
    return once(figures[(figures["unit"] == "percent") & (figures["survey_id"] == survey_id)])


def _of_survey(tables: Tables, survey_id: str) -> Iterator[Comparison]:
    """Yield the comparisons of a survey, with gaps that are named by their measures as yet."""
    figures = [row for row in rows(_percentages(tables, survey_id)) if row.qualifier == "exact"]
    printed = {key_of(row): Printed(float(row.value), int(row.decimals)) for row in figures}
    for first, second in pairings(tables):
        both = [
            (measure_id, year)
            for measure_id, group, year in printed
            if group == first and (measure_id, second, year) in printed
        ]
        if not both:
            continue
        years: dict[tuple[Any, ...], list[int | None]] = defaultdict(list)
        for year in dict.fromkeys(year for _, year in both):
            years[_sizes(tables, survey_id, first, second, year)].append(year)
        for (sizes, total), of_wave in years.items():
            wave = "_".join(year_part(year or NOT_STATED) for year in of_wave)
            of_groups = [
                tuple(
                    pct
                    for (_, group, year), pct in printed.items()
                    if group == mine and (len(years) == 1 or year in of_wave)
                )
                for mine in (first, second)
            ]
            groups = Groups(
                survey_id,
                first,
                second,
                sizes,
                total,
                (of_groups[0], of_groups[1]),
                wave=wave if len(years) > 1 else "",
            )
            gaps = [
                Gap(
                    measure_id,
                    measure_id,
                    year,
                    (one := printed[measure_id, first, year]).pct,
                    (other := printed[measure_id, second, year]).pct,
                    (one.decimals, other.decimals),
                    groups,
                )
                for measure_id, year in both
                if year in of_wave
            ]
            gaps.sort(key=lambda gap: (-gap.points, gap.measure_id, gap.year or 0))
            yield Comparison(**vars(groups), gaps=tuple(gaps))


def trends(tables: Tables) -> list[Trend]:
    """Return what each survey with a name asked of one group in two years that follow each other.

    Two surveys never make one (`incomparable`). Of exact percentages in years that are stated;
    with each measure and group as they come, years ascending. An id is of measure and group, with
    the years where there are several.
    """
    named = tables.surveys.loc[tables.surveys["named"] == "yes", "survey_id"]
    found = [each for survey_id in named for each in _in_years(tables, str(survey_id))]
    times = Counter(each.id for each in found)
    return [
        replace(each, id=f"{each.id}.{each.since}_{each.year}") if times[each.id] > 1 else each
        for each in found
    ]


def _in_years(tables: Tables, survey_id: str) -> Iterator[Trend]:
    figures = defaultdict(list)
    for row in rows(_percentages(tables, survey_id)):
        if row.qualifier == "exact" and pd.notna(row.year):
            figures[row.measure_id, row.group].append(row)
    sized = disclosure.score(tables, survey_id).intervals != "none"
    for (measure_id, group), of_both in figures.items():
        of_both.sort(key=lambda row: int(row.year))
        for one, other in pairwise(of_both):
            n = [samples_of(tables, survey_id, row.year).get(group) for row in (other, one)]
            sizes = (int(n[0].n), int(n[1].n)) if sized and n[0] and n[1] else None
            later, earlier = (Printed(float(row.value), int(row.decimals)) for row in (other, one))
            yield Trend(
                f"{measure_id}.{group}",
                measure_id,
                int(other.year),
                later.pct,
                earlier.pct,
                (later.decimals, earlier.decimals),
                Groups(survey_id, group, group, sizes, None, ((later,), (earlier,))),
                int(one.year),
            )


def _sizes(
    tables: Tables, survey_id: str, first: str, second: str, year: int | None
) -> tuple[tuple[int, int] | None, int | None]:
    """Return the sizes that intervals may be computed with: of both groups, and in all."""
    allowed = disclosure.score(tables, survey_id).intervals
    n = {group: int(row.n) for group, row in samples_of(tables, survey_id, year).items()}
    both = (n[first], n[second]) if n.get(first) and n.get(second) else None
    total = n.get("all", sum(both or (0,)))
    if allowed == "none" or total < 2:  # nobody can be compared with anybody
        return None, None
    return (both if allowed == "plain" else None), total


def _ids(tables: Tables, gaps: Sequence[Gap]) -> Iterator[str]:
    """Yield an id for each gap: of its measure, with the least that tells the measure's apart.

    The year is told where a group has figures of several, as in figures' ids; the survey, and
    before it the groups, only where ids would be the same, and the survey of all but the first
    that has gaps of the measure, so that one more survey gives no gap another name.
    """
    figures = once(tables.figures)
    dated = set(figures["measure_id"][figures.duplicated(["measure_id", "group"])])
    by_measure = defaultdict(list)
    for gap in gaps:
        by_measure[gap.measure_id].append(gap)
    naming = {}
    for measure_id, of_measure in by_measure.items():
        first = of_measure[0].survey_id
        for pair, survey in product((False, True), repeat=2):
            parts = pair, first if survey else None, measure_id in dated
            if len({_id(gap, *parts) for gap in of_measure}) == len(of_measure):
                break
        naming[measure_id] = parts
    return (_id(gap, *naming[gap.measure_id]) for gap in gaps)


def _id(gap: Gap, pair: bool, first: str | None, year: bool) -> str:
    parts = [gap.survey_id] if first not in (None, gap.survey_id) else []
    parts += [gap.measure_id]
    parts += [f"{gap.groups.first}_{gap.groups.second}"] if pair else []
    parts += [year_part(gap.year or NOT_STATED)] if year else []
    return ".".join(parts)


def _part(number: float) -> str:
    """Return a number as it stands in an id, which has no other points than between its parts."""
    return str(int(number)) if float(number).is_integer() else str(number).replace(".", "_")


def _compatible(printed: Sequence[Printed], up_to: int) -> list[int]:
    if not printed:
        return list(range(1, up_to + 1))
    pct, decimals = zip(*printed, strict=True)
    sizes: list[int] = estimates.compatible_sizes(pct, up_to, decimals).tolist()
    return sizes


def _round(value: Any) -> Any:
    """Round points as all of them are here; no zero is negative."""
    rounded = np.round(value, PLACES) + 0.0
    return rounded if np.ndim(rounded) else float(rounded)
