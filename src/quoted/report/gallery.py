"""The report's charts, one function each: which rows of which survey, and their words.

A chart is made of one survey, or of one measure whose years come from several and are kept apart.
The first survey has the plain ids; another survey's charts carry its id behind theirs
(``divide.bar_2025``). What has no rows has no chart. Words go through `lang`, whole sentences at a
time, and each word that depends on the data is computed. Forms are in `quoted.charts`.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from quoted.charts import (
    dumbbell,
    forest,
    frontier,
    likert,
    lollipop,
    provenance,
    tipping,
    unit_chart,
)
from quoted.charts.chart import LOOKS, UNNAMED, Chart, Form
from quoted.citations.quantities import give_or_take, sample_id
from quoted.data import sources
from quoted.data.schema import EVERYBODY, NOT_STATED, OPPOSED, RANGE
from quoted.data.tables import Tables, ends, key_of, rows
from quoted.language import Language, language
from quoted.report.display_tables import size_text
from quoted.report.labels import (
    bar_names,
    figure_labels,
    gap_labels,
    group_name,
    heading,
    measure_label,
    printed,
    size_words,
    source_line,
    standing,
    trend_label,
    when,
    within,
    year_text,
)
from quoted.report.lazy import Lazy
from quoted.report.subjects import Answers, Articles, Figures, Gaps, figures_of, keys_of
from quoted.statistics import disclosure, estimates
from quoted.statistics.answers import questions, totals_of, unpublished
from quoted.statistics.comparisons import (
    Comparison,
    Gap,
    Scenario,
    Trend,
    comparisons,
    incomparable,
    names,
    shares,
    trends,
)

DEFFS = (1.0, estimates.VERDICT_DEFF)
"""Design effects of the tipping chart and the frontier; the verdict looks at the second."""
MOST_SAID = 12
"""Numbers of a chart that its alternative text says one by one."""
NO_NUMBER = "\N{EN DASH}"
EACH = (10, 500)
"""Sizes of each group that the tipping chart spans."""


class Charts(Lazy[Chart]):
    """The charts by id: a class of its own, so that Jupyter completes what one of them can do."""


def charts(tables: Tables, lang: Language) -> Charts:
    """Return the report's charts by id, in the order of the report; made when asked for."""
    found = sorted(_makers(tables), key=lambda maker: [*ROOM].index(maker[0]))
    return Charts(
        {id_: partial(_made, make, tables, lang, subject, id_) for _, id_, make, subject in found}
    )


Make = Callable[[Tables, Language, Any], Chart]
"""Makes a chart of what a subject is `of`: a comparison, or rows of `figures`."""


def _made(make: Make, tables: Tables, lang: Language, subject: Figures, id_: str) -> Chart:
    chart = _at_most(make, tables, lang, subject)
    return replace(chart, id=id_, reword=partial(_reworded, make, tables, subject))


def _at_most(make: Make, tables: Tables, lang: Language, subject: Figures) -> Chart:
    """Return a chart of all of a subject, or of what of it fits a slide, and then say so."""
    chart = _saying(make, tables, lang, subject, shown := subject.fitting())
    while not shown.sure and not _fits(chart):
        chart = _saying(make, tables, lang, subject, shown := shown.but_the_last())
    return chart


def _fits(chart: Chart) -> bool:
    """Return whether a chart fits a slide, with its own words and with those of the slide."""
    try:
        for destination in ("slide", "bare"):
            chart.figure(destination)
    except ValueError:
        return False
    return True


def _saying(make: Make, tables: Tables, lang: Language, subject: Figures, shown: Figures) -> Chart:
    """Return a chart of what of a subject is shown, which says what is not."""
    chart = make(tables, lang, shown.of)
    if shown is subject:
        return chart
    names = subject.names(tables, lang)
    left = dict.fromkeys(names[row] for row in subject.rows if row not in shown.rows)
    count = {"n": lang.number(len(shown.rows)), "of": lang.number(len(subject.rows))}
    words: dict[str, Any] = {
        name: subject.some_of(lang, said=getattr(chart, name), **count) for name in ("title", "alt")
    }
    caption = lang("{said} Not shown: {rows}.", said=chart.caption, rows=lang("; ").join(left))
    return replace(chart, caption=caption, **words)


def _reworded(make: Make, tables: Tables, subject: Figures, chart: Chart) -> Mapping[str, Any]:
    """Return the words and the form of a chart whose rows, order or language have changed.

    The chart is made again of those gaps or figures that it still shows, in its order. Where that
    does not give the very rows that it holds (numbers of the reader's own, half a pair), there are
    no words for it.
    """
    shown, whole = chart.data, True
    if subject.key in shown:
        ids = subject.asked_for(shown, chart.form.keywords.get("order"))
        if ids is None:
            return {}
        shown = shown[shown[subject.key].isin(ids)]
        fitting = subject.fitting()
        if fitting is subject or {*ids} != {*fitting.ids}:  # the reader's choice
            subject, whole = subject.only(ids), False
    alone = make is several_surveys and subject.of["survey_id"].nunique() < 2
    if alone or set(chart.form.changed) - {"order", *LOOKS}:
        return {}
    lang = language(chart.language)
    made = _at_most(make, tables, lang, subject) if whole else make(tables, lang, subject.of)
    columns = [column for column in made.data if column in shown]  # those drawn are among them
    if not _sorted(shown[columns]).equals(_sorted(made.data[columns])):
        return {}
    names = ("title", "subtitle", "source", "caption", "alt", "table", "links")
    words = {name: getattr(made, name) for name in names}
    return {**words, "form": made.form.but(chart.form.changed)}


def _sorted(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values([*frame], kind="stable").reset_index(drop=True)


ROOM = {
    "divide": 10,
    "answers": 4,  # bars under their labels
    "trends": 6,
    "one_group_only": 10,
    "shares": 10,
    "several_surveys": 10,
    "polls": 6,
    "gaps": 10,
    "provenance": 6,
    "tipping": 6,
    "frontier": 6,
}
"""The kinds of charts in the order of the report, and how many rows, bars or small charts of each
fit a slide with labels as long as they may be."""


def _makers(tables: Tables) -> Iterator[tuple[str, str, Callable[..., Chart], Figures]]:
    """Yield the kind of each chart that has rows, its id, its function and its subject."""
    found = comparisons(tables)
    for name, comparison in zip(names(found), found, strict=True):
        of = "" if comparison is found[0] else f".{name}"
        yield "divide", f"divide{of}", divide, Gaps(comparison, ROOM["divide"])
        if comparison.scenarios:
            yield "gaps", f"gaps{of}", gaps, Gaps(comparison, ROOM["gaps"])
            yield "tipping", f"tipping{of}", tipping_sizes, Gaps(comparison, ROOM["tipping"])
        if comparison.splits:
            yield "frontier", f"frontier{of}", pairs_of_sizes, Gaps(comparison, ROOM["frontier"])
    apart = incomparable(tables)
    for measure_id, figures in apart.items():
        taken_by = {*ROOM, *tables.figures["figure_id"]}  # a count of no group is named like it
        id_ = f"several_surveys.{measure_id}" if measure_id in taken_by else measure_id
        yield "several_surveys", id_, several_surveys, Figures(figures, ROOM["several_surveys"])
    told = set[str]()
    for id_, figures in questions(tables):
        yield "answers", id_, answers, Answers(figures, ROOM["answers"])
        told |= {*figures["figure_id"]}
    make = {
        "trends": in_years,
        "polls": polls,
        "one_group_only": one_group_only,
        "shares": other_shares,
    }
    taken: set[str] = set()
    apart_ids = {id_ for frame in apart.values() for id_ in frame["figure_id"]}
    changes: dict[str, list[Trend]] = defaultdict(list)
    for trend in trends(tables):
        changes[trend.survey_id].append(trend)
    for survey_id in tables.surveys["survey_id"]:
        over_years = _over_years(tables, survey_id, changes[survey_id])
        ids = set(over_years["figure_id"])
        unpaired = _unpaired(tables, survey_id, found, apart_ids, told, ids)
        for kind, figures in [*([("trends", over_years)] if len(over_years) else []), *unpaired]:
            id_ = f"{kind}.{survey_id}" if kind in taken else kind
            taken.add(kind)
            yield kind, id_, make[kind], Figures(figures, ROOM[kind])
    if len(tables.figures):
        yield "provenance", "provenance", where_from, Articles(_flows(tables), ROOM["provenance"])


def unseen(tables: Tables) -> list[str]:
    """Return the ids of the figures whose number no chart shows; the table of figures has them."""
    shown = (subject.figures(tables) for kind, _, _, subject in _makers(tables)
             if kind != "provenance")  # fmt: skip
    ids = {id_ for frame in shown for id_ in frame["figure_id"]}
    seen = {_number(row) for row in rows(tables.figures) if row.figure_id in ids}
    return [row.figure_id for row in rows(tables.figures) if _number(row) not in seen]


def _number(row: Any) -> tuple[object, ...]:
    """Return what a figure is of and its number: another article may print the same."""
    return *key_of(row), row.value, row.value_high, row.decimals, row.qualifier


def _unpaired(
    tables: Tables,
    survey_id: str,
    found: Sequence[Comparison],
    apart: set[str],
    told: set[str],
    over_years: set[str],
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the percentages of a survey that no chart of two groups shows, by kind of chart.

    Those `apart` are figures of measures whose years are of several surveys; charts of questions
    have `told` others, and those `over_years` are shown with another year of the same survey.
    """
    left = shares(tables, survey_id)
    left = left[~left["figure_id"].isin(told)]
    paired = {key for each in found if each.survey_id == survey_id for key in keys_of(each)}
    left = left[np.array([key_of(row) not in paired for row in rows(left)], dtype=bool)]
    if tables.surveys.set_index("survey_id")["named"][survey_id] == "no":
        kinds = [("polls", left)]
    else:
        roles = tables.groups.set_index("group_id")["role"]
        compared = left[left["group"].map(roles) != "neutral"]
        groups = compared.groupby(["measure_id", "year"], dropna=False)["group"]
        one = compared[groups.transform("nunique") == 1]
        other = left[~left["figure_id"].isin(apart | over_years | set(one["figure_id"]))]
        kinds = [("one_group_only", one[~one["figure_id"].isin(over_years)]), ("shares", other)]
    yield from ((kind, figures) for kind, figures in kinds if len(figures))


def _over_years(tables: Tables, survey_id: str, changes: Sequence[Trend]) -> pd.DataFrame:
    """Return the shares of a survey's trends, by group and measure, years ascending."""
    keys = {
        (trend.measure_id, trend.group, year)
        for trend in changes
        for year in (trend.since, trend.year)
    }
    figures = shares(tables, survey_id)
    figures = figures[np.array([key_of(row) in keys for row in rows(figures)], dtype=bool)]
    groups = tables.groups.set_index("group_id")["order"]
    measures = tables.measures["measure_id"].tolist()
    places = figures.assign(
        by_group=figures["group"].map(groups), by_measure=figures["measure_id"].map(measures.index)
    ).sort_values(["by_group", "by_measure", "year"], kind="stable")
    return figures.loc[places.index]


# Two groups.


def divide(tables: Tables, lang: Language, comparison: Comparison) -> Chart:
    """Return the pairs of a survey as a dumbbell, from the first group's widest lead down."""
    shown = figures_of(tables, comparison)
    said = _named(tables, comparison, lang)
    labels = gap_labels(tables, comparison.gaps, lang)
    data = pd.DataFrame(
        [
            (gap.id, gap.survey_id, gap.measure_id, gap.year, group, pct, gap.points)
            for gap in comparison.gaps
            for group, pct in (
                (comparison.first, gap.first_pct),
                (comparison.second, gap.second_pct),
            )
        ],
        columns=["gap_id", "survey_id", "measure_id", "year", "group", "pct", "gap_points"],
    )
    ahead = sum(gap.points > 0 for gap in comparison.gaps)
    values = {"ahead": lang.number(ahead), **said}
    several = len({gap.measure_id for gap in comparison.gaps}) < len(comparison.gaps)
    widest = max(comparison.gaps, key=lambda gap: gap.points)
    values["gap"] = lang.points(abs(widest.points), widest.decimals)
    alone = len(comparison.gaps) == 1 and widest.points
    if alone and not ahead:  # the second group leads
        values |= {"First": said["Second"], "second": said["first"]}
    if alone:
        title = lang("{First} lead {second} by {gap}: {label}", label=labels[widest.id], **values)
    elif not ahead:
        title = lang("{First} lead {second} on none of {n} measures", **values)
    elif several:
        title = lang(
            "{First} lead {second} on {ahead} of {n} measures and years, by up to {gap}", **values
        )
    else:
        title = lang("{First} lead {second} on {ahead} of {n} measures, by up to {gap}", **values)
    pcts = [_pcts(gap, lang) for gap in comparison.gaps]
    points = [gap.points for gap in comparison.gaps]
    pairs_said = lang("; ").join(
        lang("{label}: {one} and {other}", label=labels[gap.id], one=one, other=other)
        for gap, (one, other) in zip(comparison.gaps, pcts, strict=True)
    )
    table = pd.DataFrame(
        {
            lang("Measure"): [labels[gap.id] for gap in comparison.gaps],
            said["First"]: [one for one, _ in pcts],
            said["Second"]: [other for _, other in pcts],
            lang("Gap"): [
                lang.points(gap.points, gap.decimals, signed=True) for gap in comparison.gaps
            ],
        }
    )
    return _chart(
        tables,
        lang,
        data,
        table,
        figures=shown,
        form=partial(
            dumbbell,
            y="gap_id",
            x="pct",
            hue="group",
            hue_order=[comparison.first, comparison.second],
            labels=labels,
            names={comparison.first: said["First"], comparison.second: said["Second"]},
            fmt=_percent(shown, lang),
            gap_fmt=_points(comparison.gaps, lang.points),
        ),
        note=_of_one_question(tables, comparison, lang),
        title=title,
        subtitle=lang("Share of {first} and of {second}, in %; {survey}", **said),
        alt=lang(
            "Dumbbell chart of shares of {first} and of {second}, in that order, from the widest "
            "lead of {first} down. {pairs}.",
            pairs=pairs_said,
            **said,
        )
        if points == sorted(points, reverse=True)
        else lang(
            "Dumbbell chart of shares of {first} and of {second}, in that order. {pairs}.",
            pairs=pairs_said,
            **said,
        ),
    )


def gaps(tables: Tables, lang: Language, comparison: Comparison) -> Chart:
    """Return the forest of gaps: of each one interval, its limits in words and how it holds."""
    said = _named(tables, comparison, lang)
    scenario = comparison.scenarios[-1]
    plain = scenario.published
    labels = gap_labels(tables, comparison.gaps, lang)
    holds = {
        "robust": lang("holds"),
        "conditional": lang("depends"),
        "fragile": lang("fails"),
        "clear": lang("clear of zero"),
        "includes zero": lang("includes zero"),
    }
    sizes = scenario.first_n, scenario.second_n, scenario.deff
    records, limits, verdicts = [], {}, {}
    for gap in comparison.gaps:
        interval = gap.interval(scenario)
        low, high = float(interval.low), float(interval.high)
        limits[gap.id], verdicts[gap.id] = lang.interval(low, high), str(gap.verdict())
        records.append((*_gap(gap), *sizes, low, high, verdicts[gap.id]))
    columns = [*GAP, "n_first", "n_second", "deff", "low_points", "high_points", "verdict"]
    data = pd.DataFrame(records, columns=columns)
    answers = {id_: holds[verdict] for id_, verdict in verdicts.items()}
    table = pd.DataFrame(
        {
            lang("Measure"): list(labels.values()),
            lang("Gap, points"): [_signed(gap, lang) for gap in comparison.gaps],
            lang("95% interval, points"): list(limits.values()),
            lang("Zero") if plain else lang("At any split?"): list(answers.values()),
        }
    )
    robust = list(verdicts.values()).count("clear" if plain else "robust")
    values = said | {
        "robust": lang.number(robust),
        "a": lang.number(scenario.first_n),
        "b": lang.number(scenario.second_n),
        "total": lang.number(scenario.first_n + scenario.second_n),
        "deff": lang.number(scenario.deff),
        "rows": lang("; ").join(
            lang(
                "{label}: {gap}, {limits}",
                label=labels[gap.id],
                limits=limits[gap.id],
                gap=_signed(gap, lang),
            )
            for gap in comparison.gaps
        ),
    }
    if plain:
        title = lang("Clear of zero: {robust} of {n} gaps", **values)
        subtitle = lang(
            "{First} minus {second}, in points. Bar: 95% interval for {a} and {b} people, as "
            "published, if drawn at random; {survey}",
            **values,
        )
        caption = lang(
            "{First} minus {second}, in points, with 95% intervals for the published sizes of the "
            "groups, {a} and {b}, if their members were drawn at random. No interval allows for "
            "bias.",
            **values,
        )
    else:
        title = lang(
            "{robust} of {n} gaps would stay clear of zero at any split, 10% to 90%", **values
        )
        subtitle = (
            lang(
                "{First} minus {second}, in points. Bar: 95% interval if {a} of {total} randomly "
                "drawn people were {first}, the others {second}, and they counted for half as many",
                **values,
            )
            if scenario.deff == 2
            else lang(
                "{First} minus {second}, in points. Bar: 95% interval if {a} of {total} randomly "
                "drawn people were {first} and the others {second}; design effect {deff}",
                **values,
            )
        )
        caption = lang(
            "{First} minus {second}, in points. Bars: 95% intervals if the sample was random and "
            "split into {a} {first} and {b} {second} with a design effect of {deff}; none of the "
            "texts read here gives the group sizes. Holds: clear of zero for every split of "
            "{total} people from 10% to 90%, if random, with that design effect, each share of "
            "its whole group and at the worst rounding; depends: at an even split, not over that "
            "range. No interval allows for bias.",
            **values,
        )
    return _chart(
        tables,
        lang,
        data,
        table,
        figures=figures_of(tables, comparison),
        form=partial(
            forest,
            y="gap_id",
            x="gap_points",
            low="low_points",
            high="high_points",
            labels=labels,
            sides=(
                lang("{Group} higher", Group=said["Second"]),
                lang("{Group} higher", Group=said["First"]),
            ),
            zero=lang("no gap"),
            texts={
                lang("points"): limits,
                lang("zero") if plain else lang("at any split?"): answers,
            },
            fmt=_points(comparison.gaps, lang.number),
        ),
        note=_of_one_question(tables, comparison, lang),
        title=title,
        subtitle=subtitle,
        caption=caption,
        alt=lang(
            "Forest chart of {first} minus {second}, in points, one bar for each of {n} gaps "
            "around a line at no gap: {rows}.",
            **values,
        ),
    )


def tipping_sizes(tables: Tables, lang: Language, comparison: Comparison) -> Chart:
    """Return the curves of each gap's interval by group size, with the sizes that would undo it."""
    said = _named(tables, comparison, lang)
    sizes = np.unique(np.round(np.geomspace(*EACH, 80)))  # people are whole
    labels = gap_labels(tables, comparison.gaps, lang)
    records: list[tuple[Any, ...]] = []
    tips: dict[tuple[str, float], float] = {}
    for gap in comparison.gaps:
        for deff in DEFFS:
            tip, limits = gap.tip(deff), gap.curve(sizes, deff)
            lows, highs = np.asarray(limits.low), np.asarray(limits.high)
            tips[gap.id, deff] = tip
            records += [
                (*_gap(gap), deff, int(n), low, high, tip)
                for n, low, high in zip(sizes, lows, highs, strict=True)
            ]
    columns = [*GAP, "deff", "n_each", "low_points", "high_points", "tipping_size"]
    least, second = (max(tips[gap.id, deff] for gap in comparison.gaps) for deff in DEFFS)
    one, other = comparison.floors
    values = said | {
        "least": size_text(least, lang),
        "second_size": size_text(second, lang),
        "deff": lang.number(DEFFS[1]),
        "one": lang.number(one),
        "other": lang.number(other),
        "sizes": lang("; ").join(
            lang(
                "{label}: {size} and {second_size}",
                label=labels[gap.id],
                size=size_text(tips[gap.id, DEFFS[0]], lang),
                second_size=size_text(tips[gap.id, DEFFS[1]], lang),
            )
            for gap in comparison.gaps
        ),
    }
    heads = [lang("Smallest group, design effect {deff}", deff=lang.number(deff)) for deff in DEFFS]
    table = pd.DataFrame(
        [
            (
                labels[gap.id],
                _signed(gap, lang),
                *(size_text(tips[gap.id, deff], lang) for deff in DEFFS),
            )
            for gap in comparison.gaps
        ],
        columns=[lang("Measure"), lang("Gap, points"), *heads],
    )
    title = (
        lang(
            "Equal groups of {least} would keep all gaps from zero; {second_size} with design "
            "effect {deff}",
            **values,
        )
        if math.isfinite(second) and len(labels) > 1
        else lang(
            "Equal groups of {least} would keep the gap from zero; {second_size} with design "
            "effect {deff}",
            **values,
        )
        if math.isfinite(second)
        else lang("Not every gap would be clear of zero, however large the groups")
    )
    return _chart(
        tables,
        lang,
        pd.DataFrame(records, columns=columns),
        table,
        figures=figures_of(tables, comparison),
        form=partial(
            tipping,
            col="gap_id",
            x="n_each",
            y="gap_points",
            low="low_points",
            high="high_points",
            hue="deff",
            tip="tipping_size",
            labels=_with_gaps(comparison, labels, lang),
            floor=(max(one, other), lang("at least {n}", n=lang.number(max(one, other)))),
            foot=lang(
                "Across: people in each group. Up: gap in points. Dark: design effect 1; "
                "light: {deff}. Dot: the smallest size that keeps it clear of zero.",
                **values,
            ),
            fmt=partial(lang.number, decimals=0, signed=True),
            size_fmt=lang.number,
        ),
        title=title,
        subtitle=lang(
            "{First} minus {second}, in points, with 95% intervals if the sample was random; "
            "{survey}",
            **values,
        ),
        caption=lang(
            "Interval of each gap by the size of two equal groups, if the sample was random, at "
            "the worst rounding, for design effect 1 (dark) and {deff} (light). Dots: the size "
            "from which it would stay clear of zero. Broken line: unweighted and asked of "
            "everybody, the printed percentages need at least {one} {first} and {other} {second}.",
            **values,
        ),
        alt=lang(
            "Curves of the 95% interval of {n} gaps by the size of each group, log scale. "
            "Smallest equal groups that would keep it clear of zero, with design effect 1 and "
            "{deff}: {sizes}.",
            **values,
        ),
    )


def pairs_of_sizes(tables: Tables, lang: Language, comparison: Comparison) -> Chart:
    """Return the plane of both group sizes for each gap, with the line that keeps it from zero."""
    said = _named(tables, comparison, lang)
    total = comparison.total or 0
    grid = np.unique(np.round(np.geomspace(10, max(1.5 * total, 100), 120)))
    labels = gap_labels(tables, comparison.gaps, lang)
    splits = comparison.splits
    records: list[tuple[Any, ...]] = []
    told: list[tuple[str, ...]] = []
    for gap in comparison.gaps:
        key = _gap(gap)
        for deff in DEFFS:
            line = zip(grid, np.asarray(gap.frontier(grid, deff)), strict=True)
            records += [(*key, deff, "line", int(one), other, None) for one, other in line]
        holds = [
            bool(gap.interval(Scenario(*split, DEFFS[-1]), worst=True).excludes_zero)
            for split in splits
        ]
        records += [
            (*key, DEFFS[-1], "split", *split, clear)
            for split, clear in zip(splits, holds, strict=True)
        ]
        answers = [lang("yes") if clear else lang("no") for clear in holds]
        told.append((labels[gap.id], _signed(gap, lang), *answers))
    columns = [*GAP, "deff", "kind", "n_first", "n_second", "holds"]
    others = [labels[gap.id] for gap in comparison.gaps if gap.verdict() != "robust"]
    shown = [lang("{a} to {b}", a=lang.number(one), b=lang.number(other)) for one, other in splits]
    table = pd.DataFrame(
        told,
        columns=[
            lang("Measure"),
            lang("Gap, points"),
            *(lang("Clear if split {split}, design effect 2", split=split) for split in shown),
        ],
    )
    values = said | {
        "robust": lang.number(len(comparison.gaps) - len(others)),
        "total": lang.number(total),
        "deff": lang.number(DEFFS[-1]),
        "splits": lang.join(shown),
        "others": lang("; ").join(others),
    }
    return _chart(
        tables,
        lang,
        pd.DataFrame(records, columns=columns),
        table,
        figures=figures_of(tables, comparison),
        form=partial(
            frontier,
            col="gap_id",
            x="n_first",
            y="n_second",
            estimate="gap_points",
            hue="deff",
            holds="holds",
            labels=_with_gaps(comparison, labels, lang),
            total=(total, lang("{n} in all", n=values["total"])),
            foot=lang(
                "Across: {first} asked. Up: {second} asked. Outer line: design effect 1; inner: "
                "{deff}. Squares: splits of {total}, hollow where the gap fails.",
                **values,
            ),
            size_fmt=lang.number,
        ),
        title=lang("Which pairs of group sizes would keep {n} gaps clear of zero", **values)
        if len(labels) > 1
        else lang("Which pairs of group sizes would keep the gap clear of zero"),
        subtitle=lang(
            "Beyond the line the 95% interval would stay clear of zero, if the sample was "
            "random; {survey}",
            **values,
        ),
        caption=lang(
            "Sizes of the two groups from which each gap would stay clear of zero, if the sample "
            "was random, at the worst rounding, for design effect 1 (outer line) and {deff} (inner "
            "line). Broken line: groups that make up {total}; squares, from left to right: "
            "{splits}, hollow where the gap would not hold with design effect {deff}.",
            **values,
        ),
        alt=(
            lang(
                "Small charts of {first} against {second}, log scales, one for each of {n} gaps, "
                "with the line from which the 95% interval would exclude zero. Not at every likely "
                "split of {total} with design effect {deff}: {others}.",
                **values,
            )
            if others
            else lang(
                "Small charts of {first} against {second}, log scales, one for each of {n} gaps, "
                "with the line from which the 95% interval would exclude zero. With design effect "
                "{deff} all hold at every likely split of {total}.",
                **values,
            )
        ),
    )


def _named(tables: Tables, comparison: Comparison, lang: Language) -> dict[str, str]:
    """Return what the words of a chart call the groups and the survey, and how many gaps it has."""
    return {
        "first": group_name(tables, comparison.first, lang),
        "second": group_name(tables, comparison.second, lang),
        "First": heading(tables, comparison.first, lang),
        "Second": heading(tables, comparison.second, lang),
        "n": lang.number(len(comparison.gaps)),
        **_about(tables, comparison.survey_id, lang),
    }


def _about(tables: Tables, survey_id: str, lang: Language) -> dict[str, str]:
    survey = next(row for row in rows(tables.surveys) if row.survey_id == survey_id)
    title = lang.text(survey.title)
    if survey.fieldwork == NOT_STATED or survey.fieldwork[:4] in title:
        return {"survey": title}
    return {"survey": lang("{survey}, {when}", survey=title, when=when(survey.fieldwork, lang))}


def _of_one_question(tables: Tables, comparison: Comparison, lang: Language) -> str:
    """Say which gaps are of answers to one question: they add up to zero."""
    asked = dict(zip(tables.answers["measure_id"], tables.answers["asked_id"], strict=True))
    names = dict(zip(tables.answers["asked_id"], tables.answers["asked"], strict=True))
    of = Counter((asked.get(gap.measure_id), gap.year) for gap in comparison.gaps)
    several = dict.fromkeys(names[id_] for (id_, _), n in of.items() if id_ and n > 1)
    listed = lang.join([lang.quote(lang.text(name)) for name in several])
    return (
        lang(
            "Answers to one question are not separate findings, since more of one is less of "
            "others: {asked}.",
            asked=listed,
        )
        if several
        else ""
    )


def _pcts(gap: Gap, lang: Language) -> tuple[str, str]:
    one, other = gap.printed_decimals
    return lang.percent(gap.first_pct, one), lang.percent(gap.second_pct, other)


def _points(gaps: Sequence[Gap], write: Callable[..., str]) -> Callable[[float], str]:
    """Return how the gaps are written, each with its digits."""
    digits = {gap.points: gap.decimals for gap in sorted(gaps, key=lambda gap: gap.decimals)}
    return partial(_as_printed, partial(write, signed=True), digits)


def _as_printed(write: Callable[..., str], digits: Mapping[float, int], value: float) -> str:
    """Write a number with the digits that are printed of it; the others, an axis's, are whole."""
    return write(value, digits.get(round(value, 6), 0))


GAP = ["gap_id", "survey_id", "measure_id", "gap_points"]


def _gap(gap: Gap) -> tuple[str, str, str, float]:
    """Return what each row of a gap begins with, as `GAP` names it."""
    return gap.id, gap.survey_id, gap.measure_id, gap.points


def _signed(gap: Gap, lang: Language) -> str:
    return lang.number(gap.points, gap.decimals, signed=True)


def _with_gaps(comparison: Comparison, labels: Mapping[str, str], lang: Language) -> dict[str, str]:
    """Return the titles of small charts, each of a gap."""
    return {
        gap.id: lang("{label}, {gap}", label=labels[gap.id], gap=_signed(gap, lang))
        for gap in comparison.gaps
    }


# One question.


def answers(tables: Tables, lang: Language, data: pd.DataFrame) -> Chart:
    """Return the answers of one question, a bar for each group and year, the neutral one apart."""
    asked = tables.answers[tables.answers["asked_id"] == data["asked_id"].iloc[0]]
    asked = asked.sort_values("order")
    words = {row.measure_id: lang.text(row.answer) for row in rows(asked)}
    sides = {side: list(asked["measure_id"][asked["side"] == side]) for side in OPPOSED}
    bars = bar_names(tables, data, lang)
    parts = {str(bar): part for bar, part in data.groupby("bar", sort=False)}
    texts = {(row.bar, row.measure_id): printed(row, lang) for row in rows(data)}
    totals, details = dict[tuple[str, str], str](), dict[str, str]()
    for bar, side, found in totals_of(tables, data):
        share = lang.percent(found.pct, found.decimals)
        totals[bar, side] = give_or_take(share, found.rounding, lang)
    for bar, part in parts.items():
        details[bar] = _unpublished(part, len(asked), lang)
    summed = bool(totals)
    table = pd.DataFrame(
        [
            [
                standing(bars[bar]),
                *(texts.get((bar, id_), NO_NUMBER) for id_ in words),
                *(totals.get((bar, side), NO_NUMBER) for side in sides if summed),
                *([details[bar] or NO_NUMBER] if any(details.values()) else []),
            ]
            for bar in bars
        ],
        columns=[
            lang("Group"),
            *words.values(),
            *([lang("Together, on the left"), lang("Together, on the right")] if summed else []),
            *([lang("Not published")] if any(details.values()) else []),
        ],
    )
    for side, ids in sides.items():  # one answer is no sum: its number stands where sums do
        if len(ids) == 1:
            totals |= {(bar, side): texts[bar, ids[0]] for bar in bars if (bar, ids[0]) in texts}
            texts |= {(bar, ids[0]): "" for bar in bars}
    apart = [lang.quote(words[row.measure_id]) for row in rows(asked) if row.side not in sides]
    values = {
        "asked": lang.text(str(asked["asked"].iloc[0])),
        "apart": lang.join(apart),
        "bars": lang.number(len(bars)),
        **_about(tables, data["survey_id"].iloc[0], lang),
    }
    subtitle = (
        lang(
            "Shares of the answers, in %, to both sides of a middle, {apart} apart; {survey}",
            **values,
        )
        if apart
        else lang("Shares of the answers, in %, to both sides of a middle; {survey}", **values)
    )
    title, said = _widest(data, bars, words, lang)
    if len(data) <= MOST_SAID:
        said = lang("; ").join(
            lang(
                "{heading}: {shares}",
                heading=standing(bars[bar]),
                shares=lang.join(
                    [
                        lang(
                            "{label} {share}", label=words[row.measure_id], share=printed(row, lang)
                        )
                        for row in rows(part)
                    ]
                ),
            )
            for bar, part in parts.items()
        )
    return _chart(
        tables,
        lang,
        data[[*COLUMNS, "bar", "asked_id", "answer", "side"]],
        table,
        form=partial(
            likert,
            y="bar",
            x="pct",
            hue="measure_id",
            side="side",
            hue_order=[id_ for id_ in words if id_ in set(data["measure_id"])],
            labels={bar: standing(named) for bar, named in bars.items()},
            names=words,
            details=details,
            texts=texts,
            totals=totals,
            fmt=lang.percent,
        ),
        title=lang("{asked}: {found}", asked=values["asked"], found=title),
        subtitle=subtitle,
        note=lang(
            "Behind ±: how far a sum of answers may be off, as each was rounded by up to half of "
            "its last digit."
        )
        if summed
        else "",
        alt=lang(
            "Bars of the answers to: {asked}, stacked to both sides of a line, with {apart} apart. "
            "{said}.",
            said=said,
            **values,
        )
        if apart
        else lang(
            "Bars of the answers to: {asked}, stacked to both sides of a line. {said}.",
            said=said,
            **values,
        ),
    )


def _unpublished(part: pd.DataFrame, answers: int, lang: Language) -> str:
    """Say how much of a whole was not published, if anything."""
    if found := unpublished(part, answers):
        points = give_or_take(lang.number(found.pct, found.decimals), found.rounding, lang)
        return lang("{n} points not published", n=points)
    return lang("not all answers published") if len(part) < answers else ""


def _widest(
    data: pd.DataFrame, bars: Mapping[str, str], words: Mapping[str, str], lang: Language
) -> tuple[str, str]:
    """Return the answer on which groups differ most, in short and of all of them."""
    exact = data[data["qualifier"] == "exact"] if (data["qualifier"] == "exact").any() else data
    by_answer = {str(id_): part for id_, part in exact.groupby("measure_id", sort=False)}
    spread = {id_: part["pct"].max() - part["pct"].min() for id_, part in by_answer.items()}
    most = {id_: part["pct"].max() for id_, part in by_answer.items()}
    answer = max(by_answer, key=lambda id_: (spread[id_], most[id_]))
    found = [
        lang("{share} of {group}", share=printed(row, lang), group=bars[row.bar])
        for row in rows(by_answer[answer].sort_values("pct", kind="stable"))
    ]
    ends = [found[0], found[-1]] if spread[answer] else found[:1]
    said = [
        lang("{shares} say {answer}", shares=lang.join(one), answer=lang.quote(words[answer]))
        for one in (ends, found)
    ]
    return said[0], said[1]


# One group, several surveys, no survey.


def one_group_only(tables: Tables, lang: Language, figures: pd.DataFrame) -> Chart:
    """Return what was printed of one of the compared groups only, a block for each and topic."""
    topics = tables.measures.set_index("measure_id")["topic"]
    titles = tables.topics.set_index("topic")["title"]
    order = tables.topics.sort_values("order", kind="stable")["topic"].tolist()
    data = figures.assign(topic=figures["measure_id"].map(topics))
    data["place"] = data["topic"].map(order.index)
    data = data.sort_values(["place", "pct"], ascending=[True, False], kind="stable")
    data["block"] = data["group"] + "." + data["topic"]
    names = {
        f"{group}.{topic}": lang(
            "{Group}: {topic}",
            Group=heading(tables, group, lang),
            topic=within(lang.text(str(titles[topic]))),
        )
        for group, topic in zip(data["group"], data["topic"], strict=True)
    }
    values = _span(data, lang) | _about(tables, figures["survey_id"].iloc[0], lang)
    return _chart(
        tables,
        lang,
        data.drop(columns="place"),
        _table(tables, data, lang),
        form=_in_blocks(tables, data, lang, "block", names),
        title=lang("Printed for one group only: {n} answers, from {low} to {high}", **values)
        if len(data) > 1
        else lang("Printed for one group only: one answer, {low}", **values),
        subtitle=lang(
            "Share of each group, in %; what the other group answered was not found in what was "
            "read; {survey}",
            **values,
        ),
        alt=lang(
            "Lollipop chart, 0 to 100%, a block for each group and topic. {blocks}.",
            blocks=_blocks(tables, data, lang),
        ),
    )


def other_shares(tables: Tables, lang: Language, figures: pd.DataFrame) -> Chart:
    """Return the shares of a survey that no other chart shows, a block for each group."""
    names = {group: heading(tables, group, lang) for group in dict.fromkeys(figures["group"])}
    values = _span(figures, lang) | _about(tables, figures["survey_id"].iloc[0], lang)
    return _chart(
        tables,
        lang,
        figures,
        _table(tables, figures, lang),
        form=_in_blocks(tables, figures, lang, "group", names),
        title=lang("{survey}: {n} other figures, from {low} to {high}", **values)
        if len(figures) > 1
        else lang("{survey}: one other figure, {low}", **values),
        subtitle=lang("Share of each group, in %; not compared with one another"),
        alt=lang(
            "Lollipop chart on a scale from 0 to 100%, a block for each group. {blocks}.",
            blocks=_blocks(tables, figures, lang),
        ),
    )


def _in_blocks(
    tables: Tables, data: pd.DataFrame, lang: Language, block: str, names: Mapping[str, str]
) -> partial[Any]:
    """Return shares as lollipops, those of each block together under its name."""
    return partial(
        lollipop,
        y="figure_id",
        x="pct",
        high=_upper(data),
        hue=block,
        labels=figure_labels(tables, data, lang),
        names=names,
        palette=_palette(tables, data, block),
        texts=_texts(data, lang),
        fmt=lang.percent,
    )


def _blocks(
    tables: Tables, data: pd.DataFrame, lang: Language, details: Mapping[str, str] | None = None
) -> str:
    """Return the shares in words, by group alone: with every topic they take long to listen to."""
    return lang("; ").join(
        lang(
            "{heading}: {shares}",
            heading=heading(tables, group, lang),
            shares=_said(tables, data[data["group"] == group], lang, details or {}),
        )
        for group in dict.fromkeys(data["group"])
    )


def in_years(tables: Tables, lang: Language, figures: pd.DataFrame) -> Chart:
    """Return the shares that a survey has of several years, with each change and its interval."""
    shown = {key_of(row): row.figure_id for row in rows(figures)}
    changes = {
        shown[trend.measure_id, trend.group, trend.year]: trend
        for trend in trends(tables)
        if {(trend.measure_id, trend.group, year) for year in (trend.since, trend.year)} <= {*shown}
    }
    if not changes:
        return other_shares(tables, lang, figures)
    data = figures.reset_index(drop=True)
    said = dict.fromkeys(data["figure_id"], "")
    said |= {id_of: _changed(trend, lang) for id_of, trend in changes.items()}
    limits = [_limits_of(changes.get(id_of)) for id_of in data["figure_id"]]
    data[["since", "change_points", "low_points", "high_points"]] = limits
    names = {group: heading(tables, group, lang) for group in dict.fromkeys(data["group"])}
    table = _table(tables, data, lang)
    table[lang("Change")] = list(said.values())
    values = _about(tables, figures["survey_id"].iloc[0], lang) | {"n": lang.number(len(changes))}
    sized = any(trend.scenarios for trend in changes.values())
    if len(changes) == 1:
        (trend,) = changes.values()
        title = lang(
            "{label}: {change}",
            label=trend_label(tables, trend, lang),
            change=lang.points(trend.points, trend.decimals, signed=True),
        )
    else:
        title = lang("{survey}: {n} changes from one year to another", **values)
    return _chart(
        tables,
        lang,
        data,
        table,
        form=partial(_in_blocks(tables, data, lang, "group", names), details=said),
        title=title,
        subtitle=lang(
            "Share in %; in brackets the 95% interval of a change, in points, if each year’s "
            "sample was random and drawn apart from the other’s; {survey}",
            **values,
        )
        if sized
        else lang(
            "Share in %, and what sizes would keep a change clear of zero, if each year’s sample "
            "was random and drawn apart from the other’s; {survey}",
            **values,
        ),
        alt=lang(
            "Lollipop chart, 0 to 100%, a block for each group, a row for each year. {blocks}.",
            blocks=_blocks(tables, data, lang, said),
        ),
    )


def _changed(trend: Trend, lang: Language) -> str:
    """Say how far a share has changed, with its interval or the sizes that it would need."""
    words = {
        "change": lang.points(trend.points, trend.decimals, signed=True),
        "year": str(trend.since),
    }
    if trend.scenarios:
        interval = trend.interval(trend.scenarios[0])
        limits = lang.interval(float(interval.low), float(interval.high))
        return lang("{change} since {year} ({limits})", limits=limits, **words)
    if not math.isfinite(size := trend.tip()):
        return lang("{change} since {year}; no size would keep that clear of zero", **words)
    return lang(
        "{change} since {year}; clear of zero from {n} people each year",
        n=size_text(size, lang),
        **words,
    )


def _limits_of(trend: Trend | None) -> tuple[Any, ...]:
    """Return the year before, the change in points and its interval, as far as there are any."""
    if trend is None or not trend.scenarios:
        return (trend and trend.since, trend and trend.points, None, None)
    interval = trend.interval(trend.scenarios[0])
    return trend.since, trend.points, float(interval.low), float(interval.high)


def several_surveys(tables: Tables, lang: Language, figures: pd.DataFrame) -> Chart:
    """Return the shares of one measure by year, kept apart: each is another survey's."""
    data = figures.rename(columns={"value": "pct"})
    titles = tables.surveys.set_index("survey_id")["title"]
    measure = measure_label(tables, str(data["measure_id"].iloc[0]), lang)
    by_group = len(set(data["group"])) > 1
    labels, listed = {}, []
    for row in rows(data):
        year, share = year_text(row.year, lang), printed(row, lang)
        if by_group:
            year = lang("{group}, {year}", group=heading(tables, row.group, lang), year=year)
        labels[row.figure_id] = year
        plain = not by_group and pd.notna(row.year)
        listed.append(
            lang("{share} in {year}", share=share, year=year)
            if plain
            else lang("{share} ({label})", share=share, label=within(year))
        )
    surveys = [lang.text(titles[id_of]) for id_of in data["survey_id"]]
    said = [
        lang("{share} ({label})", share=share, label=survey)
        for share, survey in zip(listed, surveys, strict=True)
    ]
    details = {
        id_of: lang("Survey: {survey}", survey=survey)
        for id_of, survey in zip(labels, surveys, strict=True)
    }
    table = pd.DataFrame(
        {
            lang("Group and year") if by_group else lang("Year"): list(labels.values()),
            measure: list(_texts(data, lang).values()),
            lang("Survey"): surveys,
        }
    )
    return _chart(
        tables,
        lang,
        _tidy(data),
        table,
        figures=figures,
        form=partial(
            lollipop,
            y="figure_id",
            x="pct",
            high=_upper(data),
            hue="figure_id",
            labels=labels,
            details=details,
            between=lang("Attributed to different surveys"),
            texts=_texts(data, lang),
            fmt=lang.percent,
            palette=dict.fromkeys(data["figure_id"], "neutral"),
        ),
        title=lang(
            "{measure}: {listed}, attributed to different surveys",
            measure=measure,
            listed=lang.join(listed),
        ),
        subtitle=lang(
            "Share in %; which survey a figure belongs to is as attributed beside it; whether "
            "people or companies are counted may differ"
        ),
        alt=lang(
            "Separate lollipops on one scale from 0 to 100%, with a break between them: attributed "
            "to different surveys. {measure}: {said}. No line joins them.",
            measure=measure,
            said=lang("; ").join(said),
        ),
    )


def polls(tables: Tables, lang: Language, figures: pd.DataFrame) -> Chart:
    """Return the shares that name no survey, each by itself, in the order of the article."""
    data = tables.figures[tables.figures["figure_id"].isin(figures["figure_id"])]
    data = data.rename(columns={"value": "pct"})
    publishers = tables.sources.set_index("source_id")["publisher"]
    predicates = tables.measures.set_index("measure_id")["predicate"]
    labels = {
        row.figure_id: lang(
            "of {group} {predicate}",
            group=group_name(tables, row.group, lang),
            predicate=lang.text(str(predicates[row.measure_id])),
        )
        for row in rows(data)
    }
    details = {
        row.figure_id: lang(
            "{publisher}; no survey or size named; year: {year}",
            publisher=publishers[row.source_id],
            year=lang("none stated") if pd.isna(row.year) else str(row.year),
        )
        for row in rows(data)
    }
    values = _span(data, lang)
    said = [
        lang("{share} {label}", share=printed(row, lang), label=labels[row.figure_id])
        for row in rows(data)
    ]
    return _chart(
        tables,
        lang,
        _tidy(data),
        _table(tables, data, lang),
        form=partial(
            unit_chart,
            y="figure_id",
            x="pct",
            high=_upper(data),
            labels=labels,
            details=details,
            texts=_texts(data, lang),
            fmt=lang.percent,
        ),
        title=lang("No survey is named behind these {n} shares, from {low} to {high}", **values)
        if len(data) > 1
        else lang("No survey is named behind this share, {low}", **values),
        subtitle=lang(
            "Each square is 1 in 100 of the group named; the shares are neither ranked nor "
            "comparable"
        )
        if _upper(data) is None
        else lang(
            "Each square is 1 in 100 of the group named, a paler one within a range; the shares "
            "are neither ranked nor comparable"
        ),
        alt=lang(
            "Separate charts of a hundred squares, one for each share, none of which names its "
            "survey: {shares}.",
            shares=lang("; ").join(said),
        ),
    )


def _flows(tables: Tables) -> pd.DataFrame:
    """Return how many figures each article has of each survey; articles with most stand first."""
    counted = tables.figures.groupby(["source_id", "survey_id"], sort=False).size()
    data = counted.reset_index(name="figures")
    ids = tables.sources["source_id"]
    silent = ids[~ids.isin(data["source_id"])]
    data = pd.concat([data, pd.DataFrame({"source_id": silent, "survey_id": "", "figures": 0})])
    data["of_article"] = data.groupby("source_id")["figures"].transform("sum")
    by = ["of_article", "source_id", "figures"]  # an article's rows stand together
    data = data.sort_values(by, ascending=[False, True, False], kind="stable")
    return data.drop(columns="of_article").reset_index(drop=True)


def where_from(tables: Tables, lang: Language, data: pd.DataFrame) -> Chart:
    """Return where figures come from: article, survey behind it, and who conducted that."""
    surveys = tables.surveys.set_index("survey_id")
    samples: dict[str, dict[str, str]] = {}
    for row in rows(tables.samples[tables.samples["group"] == EVERYBODY]):
        year = "" if pd.isna(row.year) else str(row.year)
        samples.setdefault(row.survey_id, {})[year] = size_words(row, lang)
    publishers = tables.sources.set_index("source_id")["publisher"]
    names, details, makers = {}, {}, {}
    for survey_id in data["survey_id"].unique():
        if not survey_id:
            names[survey_id], details[survey_id], makers[survey_id] = lang("no survey"), "", ""
            continue
        score = disclosure.score(tables, survey_id)
        names[survey_id] = lang.text(str(surveys["title"][survey_id]))
        scored = lang(
            "{total} of {items} items found",
            total=lang.number(score.total),
            items=lang.number(len(disclosure.ITEMS)),
        )
        asked = lang.join(
            [
                lang("{share} in {year}", share=n, year=year) if year else n
                for year, n in samples.get(survey_id, {}).items()
            ]
        )
        details[survey_id] = (
            lang("{n} asked; {scored}", n=asked, scored=scored) if asked else scored
        )
        maker = str(surveys["conductor"][survey_id])
        makers[survey_id] = lang("none stated") if maker == NOT_STATED else lang.text(maker)
    whole = int(data["figures"].sum())
    articles = set(data["source_id"])
    named = data["survey_id"].map(surveys["named"]) == "yes"
    by_survey = data[named].groupby("survey_id")["figures"].sum()
    most = str(by_survey.idxmax()) if len(by_survey) else ""
    values = {
        "n": lang.number(whole),
        "most": lang.number(int(by_survey.max())) if most else "",
        "survey": names[most] if most else "",
        "articles": lang.number(len(articles)),
    }
    table = pd.DataFrame(
        [
            (
                publishers[row.source_id],
                lang.number(row.figures),
                names[row.survey_id],
                details[row.survey_id],
                makers[row.survey_id],
            )
            for row in rows(data)
        ],
        columns=[
            lang("Article"),
            lang("Figures"),
            lang("Survey behind it"),
            lang("What was found of it"),
            lang("Who conducted it"),
        ],
    )
    said = [
        lang(
            "{article}: {n} ({survey})",
            article=publishers[row.source_id],
            n=lang.number(row.figures),
            survey=names[row.survey_id],
        )
        if row.figures
        else lang("{article}: no figure", article=publishers[row.source_id])
        for row in rows(data)
    ]
    return _chart(
        tables,
        lang,
        data,
        table,
        figures=tables.figures[tables.figures["source_id"].isin(articles)],
        leading=(
            *(f"{survey_id}.figures" for survey_id in names if survey_id),
            *(
                sample_id(row)
                for row in rows(tables.samples)
                if row.group == EVERYBODY and row.survey_id in names
            ),
        ),
        form=partial(
            provenance,
            article="source_id",
            survey="survey_id",
            n="figures",
            labels=dict(publishers),
            names=names,
            details=details,
            makers=makers,
            heads=(lang("Article"), lang("Survey behind it"), lang("Who conducted it")),
            counts=partial(_counted, lang),
        ),
        title=lang("{most} of {n} figures come from one survey: {survey}", **values)
        if most
        else lang("Where the figures come from: no survey is named"),
        subtitle=lang(
            "Figures of {articles} articles, one square each; partial items count half. "
            "Group sizes: not found in what was read",
            **values,
        )
        if not any(c.sizes for c in comparisons(tables))
        else lang(
            "Figures of {articles} articles, one square each; partial items count half", **values
        ),
        source=lang(
            "Sources: {sources}. Count: this report.",
            sources=lang.join(
                [publishers[id_of] for id_of in publishers.index if id_of in articles]
            ),
        ),
        alt=lang(
            "Flow of {n} figures from articles to the surveys behind them. {said}.",
            n=values["n"],
            said=lang("; ").join(said),
        ),
    )


def _counted(lang: Language, n: int) -> str:
    return lang.plural("{n} figure", "{n} figures", n) if n else lang("no figure, arguments only")


# What all of them share.


def _chart(
    tables: Tables,
    lang: Language,
    data: pd.DataFrame,
    table: pd.DataFrame,
    *,
    form: partial[Any],
    figures: pd.DataFrame | None = None,
    note: str = "",
    **words: Any,
) -> Chart:
    """Return a chart; `words` are its title, subtitle, alt text and so on.

    It names the sources of `figures`, unless others of those in its data. A `note` stands behind
    its caption.
    """
    if figures is None:
        figures = tables.figures[tables.figures["figure_id"].isin(data["figure_id"])]
    words.setdefault("source", source_line(tables, figures, lang))
    words.setdefault(
        "caption", lang("{subtitle}. {source}", subtitle=words["subtitle"], source=words["source"])
    )
    words["caption"] += f" {note}" if note else ""
    return Chart(
        data=data.reset_index(drop=True),
        id=UNNAMED,  # until `_made` says it
        language=lang.code,
        table=table,
        form=Form(form.func, form.keywords),
        links=tuple(dict.fromkeys(sources.links(tables, figures))),
        **words,
    )


COLUMNS = ["figure_id", "survey_id", "measure_id", "group", "year", "pct"]


def _tidy(figures: pd.DataFrame) -> pd.DataFrame:
    return figures[[*COLUMNS, *filter(None, [_upper(figures)])]]


def _upper(figures: pd.DataFrame) -> str | None:
    """Return the column of upper ends where any figure is a range."""
    return "value_high" if (figures["qualifier"] == RANGE).any() else None


def _palette(tables: Tables, data: pd.DataFrame, column: str) -> dict[str, str]:
    """Return the role of the group behind each value of a column."""
    role = tables.groups.set_index("group_id")["role"]
    return {
        value: str(role[group]) for value, group in zip(data[column], data["group"], strict=True)
    }


def _percent(data: pd.DataFrame, lang: Language) -> Callable[[float], str]:
    """Return how the percentages of some figures are written, each with its digits."""
    pcts = sorted(zip(data["value"], data["decimals"], strict=True), key=lambda row: int(row[1]))
    return partial(_as_printed, lang.percent, {float(pct): int(n) for pct, n in pcts})


def _texts(data: pd.DataFrame, lang: Language) -> dict[str, str]:
    """Return the shares as printed, by figure."""
    return {row.figure_id: printed(row, lang) for row in rows(data)}


def _span(data: pd.DataFrame, lang: Language) -> dict[str, str]:
    """Return how many shares there are, the lowest and the highest, as texts."""
    *_, low = rows(data.sort_values("pct", ascending=False, kind="stable"))
    upper = pd.to_numeric(data["value_high"]).fillna(data["pct"])
    *_, high = rows(data.assign(upper=upper).sort_values("upper", kind="stable"))
    said = {"low": printed(low, lang), "high": printed(high, lang)}
    for end, (name, row) in enumerate((("low", low), ("high", high))):
        if row.qualifier == RANGE and len(data) > 1:
            said[name] = lang.percent(*ends(row)[end])
    return {"n": lang.number(len(data)), **said}


def _said(tables: Tables, data: pd.DataFrame, lang: Language, details: Mapping[str, str]) -> str:
    """Return the shares as a list within a sentence, each with its detail, if any."""
    labels, said = figure_labels(tables, data, lang), []
    for row in rows(data):
        share = printed(row, lang)
        if detail := details.get(row.figure_id):
            share = lang("{share}: {detail}", share=share, detail=detail)
        said.append(lang("{label} {share}", label=within(labels[row.figure_id]), share=share))
    return lang.join(said)


def _table(tables: Tables, data: pd.DataFrame, lang: Language) -> pd.DataFrame:
    return pd.DataFrame(
        {
            lang("Measure"): list(figure_labels(tables, data, lang).values()),
            lang("Group"): [heading(tables, group, lang) for group in data["group"]],
            lang("Share"): list(_texts(data, lang).values()),
        }
    )
