"""The gallery's charts of uncertainty: gaps with intervals, tipping sizes, frontier.

Where a survey publishes the sizes of its groups, intervals are plain; else each stands under a
stated assumption, in the conditional. Each function words one chart from the tables; numbers come
from `estimates`, drawing from `charts`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, NamedTuple, TypedDict

import numpy as np
import pandas as pd

from quoted.charts import forest
from quoted.charts import frontier as plane
from quoted.charts import tipping as curve
from quoted.charts.chart import Chart
from quoted.charts.panels import Axis
from quoted.data import sources
from quoted.data.tables import COMPARED, Tables, pairs, rows
from quoted.language import Language
from quoted.report.display_tables import VERDICTS
from quoted.report.labels import pair_labels, source_line
from quoted.statistics import disclosure, estimates

DEFFS = (1.0, estimates.VERDICT_DEFF)
"""Design effects of the tipping chart and the frontier; the verdict looks at the second."""

EACH = (10, 500)
"""Sizes of each group that the tipping chart spans."""

EXECUTIVES, ENTRY_LEVEL = (10, 1500), (10, 2500)
"""Sizes of the groups that the frontier spans; the second leaves room for a name above."""


class Words(TypedDict):
    """What is written on and beside a chart, but for its source."""

    title: str
    subtitle: str
    caption: str
    alt: str


class Scenario(NamedTuple):
    """Assumed sizes of the two groups, and the design effect."""

    executives: float
    entry_level: float
    deff: float = 1.0


class Pair(NamedTuple):
    """One measure and the percentages of both groups; the gap in points."""

    measure_id: str
    label: str
    executives: float
    entry_level: float
    gap: float

    @property
    def higher(self) -> str:
        """The group with the higher percentage."""
        return "executives" if self.gap > 0 else "entry_level"


def gaps(
    tables: Tables,
    lang: Language,
    survey_id: str | None = None,
    scenarios: Sequence[Scenario] = (),
    level: float = 0.95,
) -> Chart:
    """Return the forest of gaps between executives and entry-level marketers.

    Parameters
    ----------
    tables, lang
        The data and the language of the words.
    survey_id
        By default the survey with the most pairs.
    scenarios
        Assumptions, narrowest intervals first; unused where the survey publishes its group sizes.
        By default an even split of its total, the likely one, and that with a design effect.
    level
        Confidence level.

    Raises
    ------
    ValueError
        The survey has no pair, or publishes no size at all.
    """
    survey = _Survey(tables, lang, survey_id)
    plain = survey.sizes is not None
    assumed = [survey.sizes] if survey.sizes else list(scenarios) or survey.scenarios
    names = [] if plain else [_if_split(scenario, lang) for scenario in assumed]
    limits = [[survey.interval(pair, case, level) for case in assumed] for pair in survey.pairs]
    shown = [
        forest.Row(
            pair.label,
            lang.number(pair.gap, 0, signed=True),
            pair.gap,
            intervals,
            "" if plain else lang(VERDICTS[survey.verdict(pair)]),
        )
        for pair, intervals in zip(survey.pairs, limits, strict=True)
    ]
    form = forest.Forest(
        shown,
        names,
        ticks([value for intervals in limits for pair in intervals for value in pair], lang),
        (
            (lang("Entry-level higher"), "entry_level"),
            (lang("Executives higher"), "executives"),
        ),
    )
    records = [
        (pair.measure_id, pair.gap, *case, level, *interval)
        for pair, intervals in zip(survey.pairs, limits, strict=True)
        for case, interval in zip(assumed, intervals, strict=True)
    ]
    columns = "measure_id gap_points n_executives n_entry_level deff level low_points high_points"
    table = pd.DataFrame(
        [
            (row.label, row.value, *(lang.interval(*limit) for limit in row.intervals), row.note)
            for row in shown
        ],
        columns=[
            lang("Measure"),
            lang("Gap, points"),
            *(names or [lang("Interval, points")]),
            lang("Verdict"),
        ],
    )
    return Chart(
        id="gaps",
        language=lang.code,
        data=pd.DataFrame(records, columns=columns.split()),
        table=table.iloc[:, :-1] if plain else table,
        source=survey.source,
        links=survey.links,
        draw=partial(forest.draw, forest=form),
        **_words_of_gaps(survey, assumed, limits, level),
    )


def _words_of_gaps(
    survey: _Survey,
    scenarios: Sequence[Scenario],
    limits: Sequence[Sequence[tuple[float, float]]],
    level: float,
) -> Words:
    lang, last = survey.lang, scenarios[-1]
    widest = [intervals[-1] for intervals in limits]
    smallest = min(range(len(widest)), key=lambda i: abs(survey.pairs[i].gap))
    clear = sum(low > 0 or high < 0 for low, high in widest)
    values = survey.said | {
        "clear": lang.number(clear),
        "executives": lang.number(last.executives),
        "entry_level": lang.number(last.entry_level),
        "deff": lang.number(last.deff),
        "level": lang.percent(100 * level),
        "gaps": lang.join(
            [
                lang("{label} {gap}", label=pair.label, gap=lang.number(pair.gap, 0, signed=True))
                for pair in survey.pairs
            ]
        ),
        "splits": lang.join([_split(scenario, lang) for scenario in scenarios]),
        "interval": lang.interval(*widest[smallest]),
    }
    if survey.sizes:
        return {
            "title": lang("{clear} of {n} gaps are clear of zero", **values),
            "subtitle": lang(
                "Executives minus entry-level marketers, in points, with {level} intervals; {when}",
                **values,
            ),
            "caption": lang(
                "Gaps between executives and entry-level marketers, in points, as published, with "
                "{level} Newcombe intervals for {executives} executives and {entry_level} "
                "entry-level marketers. Bias is in no interval.",
                **values,
            ),
            "alt": lang(
                "Forest chart of executives minus entry-level marketers, in points, with {level} "
                "intervals around a line at zero: {gaps}. {clear} of {n} intervals exclude zero; "
                "that of the smallest gap runs from {interval}.",
                **values,
            ),
        }
    return {
        "title": (
            lang(
                "All {n} gaps would stay clear of zero if split {executives} to {entry_level}",
                **values,
            )
            if clear == len(widest)
            else lang(
                "{clear} of {n} gaps would stay clear of zero if split {executives} to "
                "{entry_level}",
                **values,
            )
        ),
        "subtitle": lang(
            "Executives minus entry-level marketers, in points, with {level} intervals if the "
            "sample were random; {when}",
            **values,
        ),
        "caption": lang(
            "Gaps between executives and entry-level marketers, in points, as published, with "
            "{level} Newcombe intervals if the sample were random and split {splits}. Group sizes "
            "are not published, and that the two groups make up the whole sample is an assumption. "
            "Rounding could move a limit by about a point; bias is in no interval. At right, the "
            "verdict.",
            **values,
        ),
        "alt": lang(
            "Forest chart of executives minus entry-level marketers, in points: {gaps}. If split "
            "{executives} to {entry_level} with design effect {deff}, {clear} of {n} intervals "
            "would exclude zero; the smallest gap would run from {interval}.",
            **values,
        ),
    }


def tipping(tables: Tables, lang: Language, survey_id: str | None = None) -> Chart:
    """Return the curves of each gap's interval by group size, with the sizes that would undo it.

    Raises
    ------
    ValueError
        The survey has no pair, or publishes no size at all.
    """
    survey = _Survey(tables, lang, survey_id)
    sizes = np.geomspace(*EACH, 80)
    records: list[tuple[Any, ...]] = []
    curves, tips = [], []
    for pair in survey.pairs:
        bands = []
        for deff in DEFFS:
            interval = estimates.gap_curve(pair.executives, pair.entry_level, sizes, deff)
            low, high = 100 * np.asarray(interval.low), 100 * np.asarray(interval.high)
            tip: Any = estimates.tipping_size(pair.executives, pair.entry_level, deff=deff)
            tips.append(tip)
            bands.append(curve.Band(low, high, tip if EACH[0] <= tip <= EACH[1] else None))
            records += [
                (pair.measure_id, pair.gap, deff, size, *limits, tip)
                for size, *limits in zip(sizes, low, high, strict=True)
            ]
        numbers = " / ".join(_size(tip, lang) for tip in tips[-len(DEFFS) :])
        curves.append(curve.Curve(_heading(pair, lang), pair.gap, pair.higher, bands, numbers))
    columns = "measure_id gap_points deff n_each low_points high_points tipping_size"
    data = pd.DataFrame(records, columns=columns.split())
    floor = max(survey.floors)
    form = curve.Tipping(
        sizes,
        curves,
        Axis(EACH, _numbers((10, 20, 50, 100, 200, 500), lang)),
        _forties(data, lang),
        lang(
            "Across: people in each group. Up: gap in points. Dark: design effect 1; "
            "light: {deff}.",
            deff=lang.number(DEFFS[1]),
        ),
        (floor, lang("at least {n}", n=lang.number(floor)), f"≥ {lang.number(floor)}"),
    )
    by_pair = np.reshape(tips, (len(survey.pairs), len(DEFFS)))
    heads = [lang("Smallest group, design effect {deff}", deff=lang.number(deff)) for deff in DEFFS]
    table = pd.DataFrame(
        [
            (pair.label, lang.number(pair.gap, 0, signed=True), *(_size(tip, lang) for tip in row))
            for pair, row in zip(survey.pairs, by_pair, strict=True)
        ],
        columns=[lang("Measure"), lang("Gap, points"), *heads],
    )
    return Chart(
        id="tipping",
        language=lang.code,
        data=data,
        table=table,
        source=survey.source,
        links=survey.links,
        draw=partial(curve.draw, tipping=form),
        **_words_of_tipping(survey, by_pair),
    )


def _words_of_tipping(survey: _Survey, tips: estimates.Array) -> Words:
    lang = survey.lang
    least, second = tips.max(axis=0)
    executives, entry_level = survey.floors
    values = survey.said | {
        "least": _size(least, lang),
        "second": _size(second, lang),
        "deff": lang.number(DEFFS[1]),
        "executives": lang.number(executives),
        "entry_level": lang.number(entry_level),
        "published": survey.published,
        "sizes": lang.join(
            [
                lang("{label} {size}", label=pair.label, size=_size(row[0], lang))
                for pair, row in zip(survey.pairs, tips, strict=True)
            ]
        ),
    }
    return {
        "title": (
            lang(
                "Groups of {least} would keep every gap clear of zero; {second} with design effect "
                "{deff}",
                **values,
            )
            if math.isfinite(second)
            else lang("Not every gap would be clear of zero, however large the groups")
        ),
        "subtitle": lang(
            "Executives minus entry-level marketers, in points, with {level} intervals if the "
            "sample were random; {when}",
            **values,
        ),
        "caption": lang(
            "Interval of each gap by the size of two equal groups, if the sample were random, at "
            "the worst rounding, for design effect 1 (dark) and {deff} (light). Dots: the size "
            "from which it would stay clear of zero. Broken line: unweighted and asked of "
            "everybody, the percentages need at least {executives} executives and {entry_level} "
            "entry-level marketers. {published}",
            **values,
        ),
        "alt": lang(
            "Curves of the {level} interval of {n} gaps by the size of each group, log scale. "
            "Smallest groups that would keep it clear of zero: {sizes}; with design effect {deff} "
            "up to {second}.",
            **values,
        ),
    }


def frontier(tables: Tables, lang: Language, survey_id: str | None = None) -> Chart:
    """Return the plane of both group sizes for each gap, with the line that keeps it from zero.

    Raises
    ------
    ValueError
        The survey has no pair, or publishes no size at all.
    """
    survey = _Survey(tables, lang, survey_id)
    first = np.geomspace(*EXECUTIVES, 300)
    splits = survey.splits
    at = np.array(splits).T
    records: list[tuple[Any, ...]] = []
    planes, answers = [], []
    for pair in survey.pairs:
        key, shares = (pair.measure_id, pair.gap), (pair.executives, pair.entry_level)
        lines = []
        for deff in DEFFS:
            second = np.asarray(estimates.frontier(*shares, first, deff))
            name = lang("design effect {deff}", deff=lang.number(deff))
            lines.append(plane.Line(first, second, name))
            records += [
                (*key, deff, "line", *point, None) for point in zip(first, second, strict=True)
            ]
        clear = estimates.rounded_difference_interval(
            shares[0], at[0], shares[1], at[1], deff=DEFFS[-1]
        ).excludes_zero.tolist()
        marks = [plane.Split(*split, holds) for split, holds in zip(splits, clear, strict=True)]
        records += [
            (*key, DEFFS[-1], "split", *split, holds)
            for split, holds in zip(splits, clear, strict=True)
        ]
        planes.append(plane.Plane(_heading(pair, lang), pair.higher, lines, marks))
        answers.append([lang("yes") if holds else lang("no") for holds in clear])
    ticks = _numbers((10, 30, 100, 300, 1000), lang)
    form = plane.Frontier(
        planes,
        Axis(EXECUTIVES, ticks),
        Axis(ENTRY_LEVEL, ticks),
        lang(
            "Across: executives asked. Up: entry-level marketers asked. Outer line: design effect "
            "1; inner: {deff}.",
            deff=lang.number(DEFFS[1]),
        ),
        (survey.total, lang("{n} in all", n=lang.number(survey.total))),
    )
    columns = "measure_id gap_points deff kind n_executives n_entry_level holds"
    table = pd.DataFrame(
        [
            (pair.label, *row, lang(VERDICTS[survey.verdict(pair)]))
            for pair, row in zip(survey.pairs, answers, strict=True)
        ],
        columns=[
            lang("Measure"),
            *(_if_split(Scenario(*split, DEFFS[-1]), lang) for split in splits),
            lang("Verdict"),
        ],
    )
    return Chart(
        id="frontier",
        language=lang.code,
        data=pd.DataFrame(records, columns=columns.split()),
        table=table,
        source=survey.source,
        links=survey.links,
        draw=partial(plane.draw, frontier=form),
        **_words_of_frontier(survey),
    )


def _words_of_frontier(survey: _Survey) -> Words:
    lang = survey.lang
    others = [pair.label for pair in survey.pairs if survey.verdict(pair) != "robust"]
    low, high = (share * survey.total for share in estimates.VERDICT_SHARES)
    low, high = math.ceil(low), math.floor(high)  # the verdict, too, looks at whole people
    values = survey.said | {
        "robust": lang.number(len(survey.pairs) - len(others)),
        "total": lang.number(survey.total),
        "low": lang.number(low),
        "high": lang.number(high),
        "deff": lang.number(DEFFS[-1]),
        "published": survey.published,
        "splits": lang.join([_split(Scenario(*split), lang) for split in survey.splits]),
        "others": lang.join(others),
    }
    return {
        "title": lang(
            "{robust} of {n} gaps would hold for any split from {low} to {high} executives",
            **values,
        ),
        "subtitle": lang(
            "Beyond the line the {level} interval would stay clear of zero, if the sample were "
            "random; {when}",
            **values,
        ),
        "caption": lang(
            "Sizes of the two groups from which each gap would stay clear of zero, if the sample "
            "were random, at the worst rounding, for design effect 1 (outer line) and {deff} "
            "(inner line). Broken line: groups that make up {total}; squares, from left to right: "
            "{splits}, hollow where the gap would not hold with design effect {deff}. {published}",
            **values,
        ),
        "alt": (
            lang(
                "Small charts of executives against entry-level marketers, log scales, one for "
                "each of {n} gaps, with the line from which the {level} interval would exclude "
                "zero. With design effect {deff}, {robust} would hold for every split of {total} "
                "from {low} to {high} executives; not so: {others}.",
                **values,
            )
            if others
            else lang(
                "Small charts of executives against entry-level marketers, log scales, one for "
                "each of {n} gaps, with the line from which the {level} interval would exclude "
                "zero. With design effect {deff}, all would hold for every split of {total} from "
                "{low} to {high} executives.",
                **values,
            )
        ),
    }


class _Survey:
    """What all three charts need to know of one survey, in the reader's language."""

    def __init__(self, tables: Tables, lang: Language, survey_id: str | None) -> None:
        found = pairs(tables).sort_values("gap", ascending=False, kind="stable")
        if survey_id is None and not found.empty:
            survey_id = str(found["survey_id"].mode()[0])
        found = found[found["survey_id"] == survey_id]
        self.pairs = [
            Pair(row.measure_id, label, row.executives, row.entry_level, row.gap)
            for row, label in zip(rows(found), pair_labels(tables, found, lang), strict=True)
        ]
        if survey_id is None or not self.pairs:
            raise ValueError(
                f"figures.csv, survey {survey_id!r}: found no measure with a percentage of both "
                "groups, expected one"
            )
        sizes = disclosure.sizes(tables, survey_id)
        if sizes is None:
            raise ValueError(
                f"samples.csv, survey {survey_id!r}: found no published size, expected one "
                "(without it no interval may be shown)"
            )
        self.sizes = Scenario(*sizes.groups) if sizes.groups else None
        self.total = sizes.total
        self.splits = sizes.splits
        self.lang = lang
        survey = next(row for row in rows(tables.surveys) if row.survey_id == survey_id)
        self.said = {
            "n": lang.number(len(self.pairs)),
            "when": lang.date(survey.fieldwork),
            "level": lang.percent(95),
        }
        figures = tables.figures[
            (tables.figures["survey_id"] == survey_id)
            & tables.figures["measure_id"].isin([pair.measure_id for pair in self.pairs])
            & tables.figures["group"].isin(COMPARED)
        ]
        self.links = tuple(dict.fromkeys(sources.links(tables, figures)))
        self.source = source_line(tables, figures, lang)

    @property
    def scenarios(self) -> list[Scenario]:
        """What the forest assumes unless told otherwise, narrowest intervals first."""
        _, likely, even = self.splits
        return [Scenario(*even), Scenario(*likely), Scenario(*likely, estimates.VERDICT_DEFF)]

    @property
    def published(self) -> str:
        """A sentence on what is known of the groups' sizes."""
        if self.sizes is None:
            return self.lang("Group sizes are not published.")
        executives, entry_level, _ = (self.lang.number(value) for value in self.sizes)
        return self.lang(
            "As published, {executives} executives and {entry_level} entry-level marketers "
            "answered.",
            executives=executives,
            entry_level=entry_level,
        )

    @property
    def floors(self) -> tuple[int, int]:
        """The fewest executives and entry-level marketers who could give the percentages."""
        return (
            estimates.sample_size_floor(pair.executives for pair in self.pairs),
            estimates.sample_size_floor(pair.entry_level for pair in self.pairs),
        )

    def verdict(self, pair: Pair) -> str:
        return str(estimates.verdict(pair.executives, pair.entry_level, self.total))

    def interval(self, pair: Pair, scenario: Scenario, level: float) -> tuple[float, float]:
        """Return the limits of a gap in points, of the percentages as printed."""
        n1, n2, deff = scenario
        interval = estimates.difference_interval(
            pair.executives / 100 * n1, n1, pair.entry_level / 100 * n2, n2, level, deff=deff
        )
        return 100 * float(interval.low), 100 * float(interval.high)


def _if_split(scenario: Scenario, lang: Language) -> str:
    a, b, deff = (lang.number(value) for value in scenario)
    if scenario.deff == 1:
        return lang("if split {a} to {b}", a=a, b=b)
    return lang("if split {a} to {b}, design effect {deff}", a=a, b=b, deff=deff)


def _split(scenario: Scenario, lang: Language) -> str:
    a, b, deff = (lang.number(value) for value in scenario)
    if scenario.deff == 1:
        return lang("{a} to {b}", a=a, b=b)
    return lang("{a} to {b} with design effect {deff}", a=a, b=b, deff=deff)


def _size(tip: float, lang: Language) -> str:
    return lang.number(tip, 0) if math.isfinite(tip) else lang("none is enough")


def _heading(pair: Pair, lang: Language) -> str:
    return lang("{label}, {gap}", label=pair.label, gap=lang.number(pair.gap, 0, signed=True))


def _numbers(values: Sequence[int], lang: Language) -> list[tuple[float, str]]:
    return [(value, lang.number(value)) for value in values]


def ticks(values: Iterable[float], lang: Language, step: int = 10) -> list[tuple[float, str]]:
    """Return ticks every ten points, or another step, that hold all values and zero."""
    held = [0.0, *values]
    low, high = math.floor(min(held) / step), math.ceil(max(held) / step)
    return [
        (tick, lang.number(tick, 0, signed=True))
        for tick in range(step * low, step * high + 1, step)
    ]


def _forties(data: pd.DataFrame, lang: Language) -> Axis:
    """Return an axis of gaps that holds the data, with room above for a name."""
    low, high = float(data["low_points"].min()), float(data["high_points"].max())
    ticks = [tick for tick in range(-80, 81, 40) if low <= tick <= high]
    texts = [(tick, lang.number(tick, 0, signed=True)) for tick in ticks]
    return Axis((low - 10, high + 25), texts)
