"""The report's tables: rows worded for a reader, with anchors that cited numbers lead to.

A display table is a value that shows itself: in JupyterLab as a table, in the report as a captioned
one. Here belong the choice of rows and columns and their words. Charts are in `gallery`, numbers
in `quoted.statistics`, and the data tables themselves in `quoted.data`.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from html import escape
from typing import Any, NamedTuple

import pandas as pd

from quoted.citations.quantities import sources_by_language
from quoted.data import sources
from quoted.data.schema import NOT_STATED, SILENT
from quoted.data.tables import Tables, key_of, once
from quoted.data.tables import rows as records
from quoted.language import Language, mark
from quoted.language.shown import LITERAL
from quoted.report import readings as training
from quoted.report.findings import BIAS, bias_below, counts_clear
from quoted.report.labels import (
    gap_label,
    group_name,
    measure_label,
    printed,
    standing,
    trend_label,
    wave_text,
    year_text,
)
from quoted.report.lazy import Lazy
from quoted.statistics import corroboration, disclosure, estimates
from quoted.statistics.comparisons import (
    Comparison,
    Gap,
    Scenario,
    comparisons,
    incomparable,
    inexact,
    trends,
)

VERDICTS = {
    "robust": mark("robust"),
    "conditional": mark("conditional"),
    "fragile": mark("fragile"),
    "not comparable": mark("not comparable"),
    "clear": mark("clear of zero"),
    "includes zero": mark("includes zero"),
}
ITEMS = {
    "sponsor": mark("Sponsor and its interest"),
    "conductor": mark("Who conducted it"),
    "strategy": mark("Type of study"),
    "question_wording": mark("Question wording"),
    "population": mark("Population and geography"),
    "sampling": mark("Sampling"),
    "mode_language": mark("Mode and language"),
    "field_dates": mark("Field dates"),
    "total_n": mark("Sample size"),
    "subgroup_n": mark("Group sizes"),
    "figure_base": mark("Base of each figure"),
    "weighting": mark("Weighting or design effect"),
}
LEVELS = {
    "disclosed": mark("● disclosed"),
    "partial": mark("◐ partial"),
    "absent": mark("○ not found"),
}
STANCE_MARKS = {"affirms": "●", "qualifies": "◐", "denies": "○"}
"""A second channel beside the word; a stance without a mark has its word alone."""
NONE = "–"
"""A cell that cannot be filled."""

PROSE = ".jp-MarkdownOutput a"
"""Links in the text of a notebook in JupyterLab."""
HOVER = (
    f"{PROSE}:is(:hover, :focus-visible)::after {{ content: var(--row); "
    "position: fixed; right: 2em; margin-top: 1.6em; z-index: 9; "  # a cell would cut it
    "width: max-content; max-width: 26em; padding: 0.3em 0.6em; white-space: pre-line; "
    "text-align: left; font-size: 0.85rem; font-weight: normal; color: var(--jp-ui-font-color1); "
    "background: var(--jp-layout-color1); border: 1px solid var(--jp-border-color1) }"
)
"""How a link shows the row that it leads to."""


class Link(NamedTuple):
    """A cell that leads somewhere; in the language of what is quoted, where it is a quotation.

    The title is seen when a pointer rests on it.
    """

    text: str
    href: str
    language: str = ""
    title: str = ""


Cell = str | Link


@dataclass(frozen=True)
class DisplayTable:
    """A table for readers.

    Attributes
    ----------
    id
        Anchor of the table as a whole.
    columns
        Header cells; `numeric` names those set to the right.
    rows
        `(anchor, cells)`; an empty anchor for a row that nothing cites. One cell alone heads the
        rows below it.
    title
        The finding, where the table goes on a slide of its own.
    leading
        Ids of what prose cites, by the anchor that each leads to: a link in a notebook names the
        number, and arrives at its row.
    """

    id: str
    caption: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Cell]]]
    numeric: Sequence[str] = field(default=())
    title: str = ""
    leading: Mapping[str, Sequence[str]] = field(default_factory=dict, repr=False)

    @property
    def frame(self) -> pd.DataFrame:
        """The same as text in a DataFrame, links left out."""
        cells = [[c.text if isinstance(c, Link) else c for c in row] for _, row in self.rows]
        wide = [[*row, *[""] * (len(self.columns) - len(row))] for row in cells]
        return pd.DataFrame(wide, columns=list(self.columns))

    @property
    def anchors(self) -> dict[str, str]:
        """What a reader finds at each anchor: a row's text, and the caption at the table's own."""
        texts = [" | ".join(map(str, cells)) for cells in self.frame.itertuples(index=False)]
        found = {anchor: text for (anchor, _), text in zip(self.rows, texts, strict=True) if anchor}
        return {self.id: self.caption} | found

    def _repr_html_(self) -> str:
        head = "".join(
            f'<th scope="col" {self._align(column)}>{escape(column)}</th>'
            for column in self.columns
        )
        body = "".join(self._row(anchor, cells) for anchor, cells in self.rows)
        return (
            f'<table id="{escape(self.id)}" class="{LITERAL}">'
            f'<caption style="text-align: left; padding: 0 0.5em">'
            f"{self._led(self.id)}{escape(self.caption)}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{self._hover()}"
        )

    def _hover(self) -> str:
        """Return the style by which a link in prose shows its row where a pointer or focus rests.

        The prose itself stays as it is typed. JupyterLab takes styles from cells that were run
        there; in a notebook that was opened only, a link still leads to its row.
        """
        rules, over = [HOVER], ""
        for anchor, cells in self.rows:
            texts = [cell if isinstance(cell, str) else cell.text for cell in cells]
            if len(texts) < len(self.columns):  # the heading of the rows below
                (over,) = texts
                continue
            named = zip(self.columns, texts, strict=True)
            lines = [f"{name}: {text}" for name, text in named if text]
            row = _css("\n".join([*lines, over] if over else lines))
            ids = dict.fromkeys([anchor, *self.leading.get(anchor, ())]) if anchor else ()
            rules += [f'{PROSE}[href="#{_css(id_)}"] {{ --row: "{row}" }}' for id_ in ids]
        return "<style>" + "\n".join(rules) + "</style>" if len(rules) > 1 else ""

    def _row(self, anchor: str, cells: Sequence[Cell]) -> str:
        if len(cells) < len(self.columns):
            (text,) = map(str, cells)
            # no header cell: axe looks for data in the first column, where there are headers only
            span = f'colspan="{len(self.columns)}" style="text-align: left"'
            return f"<tr><td {span}><strong>{escape(text)}</strong></td></tr>"
        name = f' id="{escape(anchor)}"' if anchor else ""
        parts = []
        for i, (column, cell) in enumerate(zip(self.columns, cells, strict=True)):
            text = escape(cell) if isinstance(cell, str) else _anchor(cell)
            text = self._led(anchor) + text if i == 0 else text
            tag = 'th scope="row"' if i == 0 else "td"
            parts.append(f"<{tag} {self._align(column)}>{text}</{tag[:2]}>")
        return f"<tr{name}>{''.join(parts)}</tr>"

    def _led(self, anchor: str) -> str:
        """Return a place for each link that leads here under another name than the anchor's."""
        ids = (id_ for id_ in self.leading.get(anchor, ()) if id_ != anchor)
        return "".join(f'<span id="{escape(id_)}"></span>' for id_ in ids)

    def _align(self, column: str) -> str:
        return f'style="text-align: {"right" if column in self.numeric else "left"}"'


def _css(text: str) -> str:
    """Return a text for a string of CSS within HTML: what could end either, by its number."""
    return re.sub(r'[\x00-\x1f"\\<>]', lambda found: f"\\{ord(found[0]):x} ", text)


def _anchor(link: Link) -> str:
    if not link.href:
        return escape(link.text)
    spoken = f' lang="{escape(link.language)}"' if link.language else ""
    title = f' title="{escape(link.title)}"' if link.title else ""
    return f'<a href="{escape(link.href)}"{title}{spoken}>{escape(link.text)}</a>'


def display_tables(tables: Tables, lang: Language) -> Lazy[DisplayTable]:
    """Return the report's tables by id, in its order, made when asked for; none is without rows."""
    compared = comparisons(tables)
    empty = {
        "readings": not training.readings(tables),
        "verdicts": not (
            compared or trends(tables) or any(inexact(tables)) or incomparable(tables)
        ),
        "breaking": not compared,
        "multiplicity": not compared,
        "positions": tables.questions.empty,
        "arguments": (tables.positions["stance"] == SILENT).all(),
        "coding": tables.coding.empty,
        "disclosure": tables.disclosure.empty,
        "scorecard": tables.disclosure.empty,
        "outlets": corroboration.of_named(tables).empty,
        "sources": tables.sources.empty,
        "figures": tables.figures.empty,
    }
    shown = {id_: make for id_, make in TABLES.items() if not empty.get(id_, False)}
    return Lazy({id_: partial(make, tables, lang) for id_, make in shown.items()})


def known(text: str, lang: Language) -> str:
    """Return data text in the reader's language, with the words for unknown."""
    return lang("not stated") if text == NOT_STATED else lang.text(text)


# Gaps.


def _gaps(tables: Tables, lang: Language) -> Iterator[tuple[Comparison, Gap, str]]:
    """Yield every gap with its comparison and its label, the widest of a survey first."""
    found = comparisons(tables)
    for comparison in found:
        for gap in sorted(comparison.gaps, key=lambda gap: -abs(gap.points)):
            label = gap_label(tables, gap, lang)
            yield comparison, gap, _of_pair(label, comparison, found, tables, lang)


def _of_pair(
    text: str,
    comparison: Comparison,
    found: Sequence[Comparison],
    tables: Tables,
    lang: Language,
    year: str = "",
) -> str:
    """Return a text with the groups that it is of, where several comparisons were found."""
    if len(found) == 1:
        return text
    second = group_name(tables, comparison.second, lang)
    return lang(
        "{measure} ({first} and {second})",
        measure=text,
        first=group_name(tables, comparison.first, lang),
        second=lang("{group}, {year}", group=second, year=year) if year else second,
    )


def _of_each(
    count: Callable[[Comparison], int], found: Sequence[Comparison], tables: Tables, lang: Language
) -> str:
    """Return a count of gaps for each comparison: those of several surveys are never added."""
    said = []
    for comparison in found:
        n, year = lang.number(count(comparison)), wave_text(comparison, lang)
        said.append(_of_pair(n, comparison, found, tables, lang, year))
    return lang.join(said)


def _firsts(found: Sequence[Comparison], tables: Tables, lang: Language) -> str:
    """Return what the first groups of comparisons are called, each once."""
    return lang.join(list(dict.fromkeys(group_name(tables, c.first, lang) for c in found)))


def _assumed(comparison: Comparison, deff: float = 1) -> Scenario | None:
    """Return the published sizes, or else the likely split with a design effect."""
    if comparison.sizes:
        return comparison.scenarios[0] if deff == 1 else None
    return next((s for s in comparison.scenarios[1:] if s.deff == deff), None)


def _split(tables: Tables, lang: Language) -> str:
    """Return the assumed sizes, if all surveys share them, or the shares that they are."""
    found = comparisons(tables)
    likely = {(s.first_n, s.second_n) for c in found if not c.sizes for s in c.scenarios[1:]}
    if len(likely) != 1:
        return "/".join(lang.percent(share) for share in (20, 80))
    return "/".join(lang.number(n) for n in likely.pop())


def _points(interval: Any, lang: Language) -> str:
    return lang.interval(interval.low, interval.high)


def verdicts(tables: Tables, lang: Language) -> DisplayTable:
    """Return the gaps with intervals, tipping sizes and verdicts.

    A survey that publishes its group sizes gets its plain interval; one that publishes only a
    total, intervals under scenarios; one that publishes no size at all, none.
    """
    columns = [
        lang("Measure"),
        lang("Gap, points (rounding)"),
        lang("95% interval if {split}", split=_split(tables, lang)),
        lang("and design effect 2"),
        lang("Smallest equal groups, design effect 1 / 2"),
        lang("Verdict, on its conditions"),
    ]
    rows = []
    for comparison, gap, label in _gaps(tables, lang):
        assumed = [_assumed(comparison, deff) for deff in (1, 2)]
        rows.append((f"{gap.id}.gap", [label, *_held(gap, assumed, lang)]))
    changes = trends(tables)
    for trend in changes:
        cells = [
            trend_label(tables, trend, lang),
            *_held(trend, trend.scenarios or [None] * 2, lang),
        ]
        rows.append((f"{trend.id}.trend", cells))
    for one, other in (refused := list(inexact(tables))):
        label = lang(
            "{measure} ({first} and {second})",
            measure=measure_label(tables, one.measure_id, lang),
            first=lang(
                "{heading}: {shares}",
                heading=group_name(tables, one.group, lang),
                shares=printed(one, lang),
            ),
            second=lang(
                "{heading}: {shares}",
                heading=group_name(tables, other.group, lang),
                shares=printed(other, lang),
            ),
        )
        rows.append(("", [label, *[NONE] * 4, lang("no gap: not two plain numbers")]))
    for measure_id in incomparable(tables):
        name = lang(
            "{measure}: attributed to different surveys",
            measure=measure_label(tables, measure_id, lang),
        )
        rows.append((f"{measure_id}.gap", [name, *[NONE] * 4, lang(VERDICTS["not comparable"])]))
    found = comparisons(tables)
    said = []
    for comparison in found:
        n, wave = lang.number(len(comparison.gaps)), wave_text(comparison, lang)
        survey = known(tables.surveys.set_index("survey_id")["title"][comparison.survey_id], lang)
        ahead = lang.number(sum(gap.points > 0 for gap in comparison.gaps))
        said.append(
            lang(
                "Of the gaps between {first} and {second} ({survey}), {n} in all, {first} are "
                "ahead in {ahead}.",
                first=group_name(tables, comparison.first, lang),
                second=group_name(tables, comparison.second, lang),
                survey=lang("{survey}, {when}", survey=survey, when=wave) if wave else survey,
                n=n,
                ahead=ahead,
            )
            if len(found) > 1
            else lang(
                "How each of {n} gaps stands up to sampling error; in {ahead}, {first} are ahead.",
                n=n,
                ahead=ahead,
                first=group_name(tables, comparison.first, lang),
            )
        )
        counts = Counter(gap.verdict() for gap in comparison.gaps)
        if counted := [
            lang("{verdict}: {n}", verdict=lang(VERDICTS[verdict]), n=lang.number(times))
            for verdict, times in counts.items()
            if verdict
        ]:
            said.append(f"{standing(lang.join(counted))}.")
    if refused:
        said.append(
            lang(
                "No gap: one of the two is a range or has a word before it, so that how far it "
                "was rounded is not known."
            )
        )
    if changes:
        said.append(
            lang(
                "From one year to another of the same survey: the later share minus the earlier, "
                "{n} in all, as if each year had drawn its sample apart from the other’s.",
                n=lang.number(len(changes)),
            )
        )
    said.append(
        lang(
            "Intervals are Newcombe’s at {level}, in points, and are valid only if the sample "
            "was random and had the sizes named, {first} first; smallest equal groups are the "
            "size of each of two from which the interval stays clear of zero, at the worst "
            "rounding. A verdict holds if the sample was random, its design effect at most "
            "{deff}, it held nobody else, and each share is one of its whole group.",
            level=lang.percent(95),
            deff=lang.number(estimates.VERDICT_DEFF),
            first=_firsts(found, tables, lang),
        )
        if found
        else lang(
            "Intervals are Newcombe’s at {level}, in points, and are valid only if the sample "
            "was random and had the sizes named; smallest equal groups are the size of each of "
            "two from which the interval stays clear of zero, at the worst rounding.",
            level=lang.percent(95),
        )
    )
    return DisplayTable("verdicts", " ".join(said), columns, rows, columns[1:5])


def _held(gap: Gap, assumed: Sequence[Scenario | None], lang: Language) -> list[str]:
    """Return the cells of a gap: points, intervals, smallest equal groups, verdict."""
    intervals = []
    for scenario in assumed:
        shown = _points(gap.interval(scenario), lang) if scenario else NONE
        if scenario and scenario.published:
            shown = lang("{interval}, sizes as published", interval=shown)
        intervals.append(shown)
    low, high = map(lang.number, gap.rounding)  # half a digit may have one digit more
    points = lang.number(gap.points, gap.decimals)
    return [
        lang("{gap} ({low} to {high})", gap=points, low=low, high=high),
        *intervals,
        " / ".join(size_text(gap.tip(deff), lang) for deff in (1, 2)),
        lang(VERDICTS[verdict]) if (verdict := gap.verdict()) else NONE,
    ]


def size_text(size: float, lang: Language) -> str:
    """Return a group size, or that none is enough."""
    return lang.number(size, 0) if math.isfinite(size) else lang("none is enough")


def _share_text(share: float, lang: Language) -> str:
    return lang.percent(share) if math.isfinite(share) else lang("none is enough")


def breaking(tables: Tables, lang: Language) -> DisplayTable:
    """Return where each gap would stop being clear of zero, at the worst rounding."""
    columns = [
        lang("Measure"),
        lang("Limit nearest to zero, any split"),
        lang("Both groups together need"),
        lang("Least share of a group"),
        lang("Fails from design effect"),
        lang("Bias that brings it to zero, points"),
        lang("Nearest limit over whole counts"),
    ]
    rows = []
    for _, gap, label in _gaps(tables, lang):
        nearest = gap.whole_counts()
        way = -1 if gap.points < 0 else 1
        counts = NONE if nearest is None else lang.number(way * nearest.limit, 1, signed=True)
        points = gap.breaking_points()
        cells = [
            label,
            _or_none(
                None if points.worst_limit is None else way * points.worst_limit,
                partial(lang.number, decimals=1, signed=True),
            ),
            _or_none(points.least_total, partial(size_text, lang=lang)),
            _or_none(points.least_share, partial(_share_text, lang=lang)),
            _or_none(points.deff, partial(lang.number, decimals=1)),
            _or_none(points.bias, partial(lang.number, decimals=0)),
            counts,
        ]
        rows.append((f"{gap.id}.breaking", cells))
    return DisplayTable("breaking", _where_gaps_break(tables, lang), columns, rows, columns[1:])


def _where_gaps_break(tables: Tables, lang: Language) -> str:
    """Say what the breaking points assume: only what the surveys at hand make necessary."""
    found = comparisons(tables)
    assumed = [c for c in found if c.scenarios and not c.sizes]
    low, high = (lang.percent(100 * share) for share in estimates.VERDICT_SHARES)
    said = [
        lang(
            "Where each gap would break, at the worst rounding; limits in the direction of the gap."
        )
    ]
    if assumed:
        totals = sorted({c.total for c in assumed if c.total})
        said.append(
            lang(
                "Any split: {low} to {high} {first}, of about {totals} people, at a design effect "
                "of {deff}; the people needed and the least share, that of the smaller group, are "
                "at the same one, and the effect from which a gap fails is at the worst of these "
                "splits; bias is that which brings the limit to zero, from one fifth {first}.",
                first=_firsts(assumed, tables, lang),
                low=low,
                high=high,
                totals=lang.join([lang.number(total) for total in totals]),
                deff=lang.number(estimates.VERDICT_DEFF),
            )
        )
    if any(c.sizes for c in found):
        said.append(lang("Where the sizes of both groups are published, they are taken instead."))
    if any(c.scenarios for c in found):
        said.append(
            lang(
                "{frail} of the gaps could not bear {bias} points of bias.",
                frail=_of_each(lambda c: bias_below(c, BIAS)[0], found, tables, lang),
                bias=lang.number(BIAS, 1),
            )
        )
    floors = [
        lang("{share} in {year}", share=people, year=year) if year else people
        for people, year in dict.fromkeys(
            (
                lang("{n} {group}", n=lang.number(floor), group=group_name(tables, group, lang)),
                wave_text(c, lang),
            )
            for c in found
            for group, floor in zip((c.first, c.second), c.floors, strict=True)
        )
    ]
    said.append(
        lang(
            "The last column needs no total: over all group sizes that fit the printed percentages "
            "(at least {floors}), the intervals of {clear} gaps never reach zero, if answers "
            "were unweighted, all of a group answered and it was a simple random sample.",
            floors=lang.join(floors),
            clear=_of_each(lambda c: counts_clear(c)[0], found, tables, lang),
        )
    )
    return " ".join(said)


def _or_none(value: float | None, written: Callable[[float], str]) -> str:
    return NONE if value is None or (math.isinf(value) and value < 0) else written(value)


def multiplicity(tables: Tables, lang: Language) -> DisplayTable:
    """Return p values after Holm and how many comparisons each gap would survive.

    As in `verdicts`, a survey's published sizes decide what is assumed, and without any there is
    no p value.
    """
    columns = [
        lang("Measure"),
        lang("Holm p, even split"),
        lang("Comparisons survived if {split}", split=_split(tables, lang)),
        lang("and design effect 2"),
    ]
    found = list(_gaps(tables, lang))
    family = [gap.p_value(c.scenarios[0]) if c.scenarios else None for c, gap, _ in found]
    adjusted = iter(
        estimates.holm([p for p in family if p is not None])
        if any(p is not None for p in family)
        else ()
    )
    rows = []
    for p, (comparison, gap, label) in zip(family, found, strict=True):
        cells = [NONE] * 3
        if p is not None:
            holm = float(next(adjusted))
            survived = [
                _many(gap.comparisons_survived(scenario), lang) if scenario else NONE
                for scenario in (_assumed(comparison), _assumed(comparison, 2))
            ]
            adjusted_p = lang("below 0.001") if holm < 0.001 else lang.number(holm, 3)
            if comparison.sizes:
                adjusted_p = lang("{p}, sizes as published", p=adjusted_p)
            cells = [adjusted_p, *survived]
        rows.append(("", [label, *cells]))
    caption = lang(
        "Several gaps at once. Holm’s p values for the gaps shown, and the number of comparisons "
        "that each would survive under Bonferroni, since how many were looked at is not known. "
        "They invert Newcombe’s interval of the percentages as printed, for a random sample of "
        "the published total, all of it in the two groups, with a design effect of 1 unless "
        "another is named."
    )
    return DisplayTable("multiplicity", caption, columns, rows, columns[1:])


def _many(count: float, lang: Language) -> str:
    limit = 10_000
    return lang("over {n}", n=lang.number(limit)) if count > limit else lang.number(count // 1, 0)


# The debate.


def _stance(tables: Tables, stance: str, lang: Language) -> str:
    word = lang.text(str(tables.stances.set_index("stance")["word"][stance]))
    return f"{STANCE_MARKS[stance]} {word}" if stance in STANCE_MARKS else word


def positions(tables: Tables, lang: Language) -> DisplayTable:
    """Return what each article answers to each question, the most disputed question first."""
    articles = tables.sources.set_index("source_id")["publisher"]
    wide = tables.positions.pivot_table("stance", "question_id", "source_id", aggfunc="first")
    wide = wide.reindex(index=tables.questions["question_id"], columns=articles.index)
    wide = wide.fillna(SILENT)
    spoken = wide.where(wide != SILENT)
    order = pd.DataFrame({"ways": spoken.nunique(axis=1), "said": spoken.notna().sum(axis=1)})
    order = order.sort_values(["ways", "said"], ascending=False, kind="stable")
    questions = tables.questions.set_index("question_id")["question"]
    rows = [
        (
            f"{question_id}.positions",
            [
                lang.text(questions[question_id]),
                *(_stance(tables, stance, lang) for stance in wide.loc[question_id]),
                _count(wide.loc[question_id].tolist(), tables, lang),
            ],
        )
        for question_id in order.index
    ]
    columns = [lang("Question"), *articles, lang("Together")]
    caption = lang(
        "What each of {n} articles concludes on {questions} questions, coded by written rules; "
        "the questions that divide them most stand first. Silent: nothing on it in what was read.",
        n=lang.number(len(articles)),
        questions=lang.number(len(questions)),
    )
    title = lang(
        "Where the articles divide most: {question}", question=lang.text(questions[order.index[0]])
    )
    return DisplayTable("positions", caption, columns, rows, title=title)


def _count(given: Sequence[str], tables: Tables, lang: Language) -> str:
    """Say how many articles answer how, of those that answer."""
    counts = [
        lang("{n} {answer}", n=lang.number(given.count(row.stance)), answer=lang.text(row.word))
        for row in records(tables.stances)
        if row.stance != SILENT and row.stance in given
    ]
    spoken = sum(stance != SILENT for stance in given)
    return (
        lang(
            "{n} of {all}: {answers}",
            n=lang.number(spoken),
            all=lang.number(len(given)),
            answers=lang.join(counts),
        )
        if counts
        else NONE
    )


def arguments(tables: Tables, lang: Language) -> DisplayTable:
    """Return every position that an article takes, with the place where it does."""
    columns = [
        lang("Question"),
        lang("Article"),
        lang("Stance"),
        lang("In our words"),
        lang("Place"),
    ]
    questions = tables.questions.set_index("question_id")["question"]
    publishers = tables.sources.set_index("source_id")["publisher"]
    languages = tables.sources.set_index("source_id")["language"]
    spoken = tables.positions[tables.positions["stance"] != SILENT]
    order = spoken["question_id"].map({id_: i for i, id_ in enumerate(questions.index)})
    spoken = spoken.iloc[order.argsort(kind="stable")]
    rows: list[tuple[str, list[Cell]]] = []
    for row, address in zip(records(spoken), sources.links(tables, spoken), strict=True):
        cells: list[Cell] = [
            lang.text(questions[row.question_id]),
            publishers[row.source_id],
            _stance(tables, row.stance, lang),
            lang.text(row.paraphrase),
            Link(lang.quote(row.fragment), address, languages[row.source_id]),
        ]
        rows.append((f"{row.question_id}.{row.source_id}", cells))
    caption = lang("Every position that was found, with the words that lead to it.")
    return DisplayTable("arguments", caption, columns, rows)


def coding(tables: Tables, lang: Language) -> DisplayTable:
    """Return the coding rules of the debate: questions by answers."""
    rules = tables.coding.set_index(["question_id", "stance"])["rule"]
    stances = list(tables.stances["stance"])
    rows = [
        (
            "",
            [
                lang.text(row.question),
                *(lang.text(str(rules.get((row.question_id, stance), NONE))) for stance in stances),
            ],
        )
        for row in records(tables.questions)
    ]
    columns = [lang("Question"), *(_stance(tables, stance, lang) for stance in stances)]
    caption = lang("The rules: what an article must say on a question for each of the answers.")
    return DisplayTable("coding", caption, columns, rows)


# Surveys and outlets.


def disclosed(tables: Tables, lang: Language) -> DisplayTable:
    """Return what each survey disclosed, item by item, with its score."""
    titles = tables.surveys.set_index("survey_id")["title"]
    scores = {survey_id: disclosure.score(tables, str(survey_id)) for survey_id in titles.index}
    rows: list[tuple[str, list[Cell]]] = [
        ("", [lang(ITEMS[item]), *(lang(LEVELS[score.items[item]]) for score in scores.values())])
        for item in disclosure.ITEMS
    ]
    totals = [
        lang(
            "{total} of {items}, grade {grade}",
            total=lang.number(score.total),
            items=lang.number(len(disclosure.ITEMS)),
            grade=score.grade,
        )
        for score in scores.values()
    ]
    rows.append(("score", [lang("Score"), *totals]))
    caption = lang(
        "What was found, of {n} items, in what was read of each survey: disclosed counts 1, "
        "partial or second-hand 0.5; a size given as a bound is disclosed. Grades: A from {a}, "
        "with sizes and bases in full; B from {b}; "
        "C from {c}; D below, or where the number asked, the dates or the sampling is absent. They "
        "are of disclosure, not of quality.",
        n=lang.number(len(disclosure.ITEMS)),
        **{grade.lower(): lang.number(least) for grade, least in disclosure.LEAST.items()},
    )
    columns = [lang("Item"), *(lang.text(title) for title in titles)]
    title = lang(
        "No survey discloses more than {total} of {items} items in what was read",
        total=lang.number(max(score.total for score in scores.values())),
        items=lang.number(len(disclosure.ITEMS)),
    )
    return DisplayTable("disclosure", caption, columns, rows, title=title)


def scorecard(tables: Tables, lang: Language) -> DisplayTable:
    """Return what each survey disclosed, item by item, and what that rests on."""
    columns = [lang("Survey"), lang("Item"), lang("Level"), lang("Rests on")]
    titles = tables.surveys.set_index("survey_id")["title"]
    rows = [
        (
            "",
            [
                lang.text(titles[row.survey_id]),
                lang(ITEMS[row.item]),
                lang(LEVELS[row.level]),
                lang.text(row.basis),
            ],
        )
        for row in records(tables.disclosure)
    ]
    caption = lang("What was found of each survey in what was read.")
    return DisplayTable("scorecard", caption, columns, rows)


def outlets(tables: Tables, lang: Language) -> DisplayTable:
    """Return who prints what: figures by outlets, the number in each cell.

    Independent outlets stand before those that are tied to the survey or to an article.
    """
    found = corroboration.of_named(tables)
    found["joint"] = found.duplicated(["outlet_id", "group", "year", "fragment"], keep=False)
    outlets = found.drop_duplicates("outlet_id").sort_values(
        "independent", ascending=False, kind="stable"
    )
    heads = [
        row.outlet if row.independent else lang("{outlet} †", outlet=row.outlet)
        for row in records(outlets)
    ]
    articles = {key_of(row): row for row in records(once(tables.figures))}
    summary = corroboration.summary(tables)
    years = summary.groupby("measure_id")["year"].nunique(dropna=False)
    rows: list[tuple[str, list[Cell]]] = []
    keys = [key_of(row) for row in records(found)]
    for figure in records(summary):
        mine = found.loc[[key == key_of(figure) for key in keys]].set_index("outlet_id")
        if mine.empty:
            continue
        name = lang(
            "{measure}, {group}",
            measure=measure_label(tables, figure.measure_id, lang),
            group=group_name(tables, figure.group, lang),
        )
        if years[figure.measure_id] > 1:
            name = lang("{measure}, {year}", measure=name, year=year_text(figure.year, lang))
        cells: list[Cell] = [name]
        here = articles.get(key_of(figure))
        cells.append(printed(here, lang) if here else NONE)
        for row in records(outlets):
            cells.append(_elsewhere(mine, row, lang))
        anchor = here.figure_id if here else f"{figure.measure_id}.{figure.group}"
        rows.append((f"{anchor}.outlets", cells))
    disputed = lang.number(int((summary["article_pct"].notna() & (summary["conflict"] > 0)).sum()))
    caption = lang(
        "Who prints what: percentages of the same surveys in the articles read here and in {n} "
        "other outlets. †: tied to who made the survey, or to an article; last. ≠: another "
        "number than the articles’ (of their figures: {conflicts}) or, where they print none, than "
        "another outlet’s. Blank: not found in what was "
        "read. Reprints count once; {rest} of the articles’ percentages of these surveys were "
        "found in none of these outlets.",
        n=lang.number(len(outlets)),
        conflicts=disputed,
        rest=lang.number(len(_of_named(tables) - {*keys})),
    )
    if found["joint"].any():
        caption += " " + lang("‡: one number for this answer and another together.")
    columns = [lang("Quoted figure"), lang("Articles"), *heads]
    title = lang(
        "What other outlets print of the articles’ numbers agrees, but for {conflicts}",
        conflicts=disputed,
    )
    return DisplayTable("outlets", caption, columns, rows, columns[1:], title)


def _of_named(tables: Tables) -> set[tuple[str, str, int | None]]:
    """Return what the percentages of the surveys with a name are of."""
    named = tables.surveys.loc[tables.surveys["named"] == "yes", "survey_id"]
    figures = tables.figures[tables.figures["survey_id"].isin(named)]
    return {key_of(row) for row in records(figures) if row.unit == "percent"}


def _elsewhere(mine: pd.DataFrame, outlet: Any, lang: Language) -> Cell:
    """Return what one outlet prints of one figure, linked to its page."""
    if outlet.outlet_id not in mine.index:
        return ""
    row = mine.loc[outlet.outlet_id]
    value = lang.percent(row["value_pct"], int(row["decimals"]))
    if row["joint"]:
        value = lang("{value} ‡", value=value)
    other = row["verdict"] == "conflicts"
    title = f"{lang.quote(row['fragment'])}, {row['outlet']}"
    return Link(lang("≠ {value}", value=value) if other else value, row["url"], title=title)


def articles(tables: Tables, lang: Language) -> DisplayTable:
    """Return the articles with their addresses, and how many figures each prints."""
    columns = [lang("Article"), lang("Title"), lang("Author"), lang("Published"), lang("Figures")]
    counts = tables.figures["source_id"].value_counts()
    rows = [
        (
            str(row.source_id),
            [
                row.publisher,
                _titled(row, lang),
                known(str(row.author), lang),
                lang("none stated")
                if row.published == NOT_STATED
                else lang.date(str(row.published)),
                lang.number(int(counts.get(row.source_id, 0))),
            ],
        )
        for row in records(tables.sources)
    ]
    surveyed = tables.figures[tables.figures["unit"] == "percent"]["source_id"]
    n = len(tables.sources)
    caption = lang(
        "The {n} articles that this report reads, {languages}; {none} print no figure at all, "
        "{survey} none of a survey. Titles are as printed, or as the data say. Not stated: not "
        "found in what was read.",
        n=lang.number(n),
        languages=_languages(tables, lang),
        none=lang.number(n - tables.figures["source_id"].nunique()),
        survey=lang.number(n - surveyed.nunique()),
    )
    if n == 1:
        caption = lang(
            "The one article that this report reads. Its title is as printed, or as the data say. "
            "Not stated: not found in what was read."
        )
    return DisplayTable("sources", caption, columns, rows, columns[4:])


def _languages(tables: Tables, lang: Language) -> str:
    """Return in which language all articles are, or how many are in each."""
    count = sources_by_language(tables)
    names = {code: lang.locale.languages.get(code, code) for code in count}
    if len(count) == 1:
        return lang("all in {language}", language=names.popitem()[1])
    return lang.join(
        [
            lang("{n} in {language}", n=lang.number(n), language=names[code])
            for code, n in count.items()
        ]
    )


def _titled(article: Any, lang: Language) -> Link:
    """Return an article's title, or what its address leads to, where that is not the article."""
    if article.address_of == "original":
        title = known(str(article.title), lang)
        said = lang("{title} (the link is to the English original)", title=title)
        return Link(said, sources.link(article))
    if article.title == NOT_STATED:
        return Link(lang("the article"), sources.link(article))
    return Link(str(article.title), sources.link(article), article.language)


def figures(tables: Tables, lang: Language) -> DisplayTable:
    """Return all figures by article and survey, each with the place that printed it.

    Their bases have a column where any is stated.
    """
    based = bool((tables.figures["base"] != NOT_STATED).any())
    columns = [
        lang("Quoted figure"),
        lang("Value"),
        lang("Group"),
        lang("Year"),
        *([lang("Base")] if based else []),
        lang("Where it stands"),
    ]
    titles = tables.surveys.set_index("survey_id")["title"]
    publishers = tables.sources.set_index("source_id")["publisher"]
    languages = tables.sources.set_index("source_id")["language"]
    shown = tables.figures.sort_values(["source_id", "survey_id"], kind="stable")
    rows: list[tuple[str, list[Cell]]] = []
    before = ""
    for row, address in zip(records(shown), sources.links(tables, shown), strict=True):
        survey = lang.text(titles[row.survey_id]) if row.survey_id else lang("no survey")
        origin = lang("{publisher}; {survey}", publisher=publishers[row.source_id], survey=survey)
        cells: list[Cell] = [
            measure_label(tables, row.measure_id, lang),
            printed(row, lang),
            group_name(tables, row.group, lang) if row.group else NONE,
            NONE if pd.isna(row.year) else str(row.year),
            *([NONE if row.base == NOT_STATED else lang.text(row.base)] if based else []),
            Link(lang.quote(str(row.fragment)), address, languages[row.source_id], origin),
        ]
        if origin != before:
            rows.append(("", [origin]))
        before = origin
        rows.append((str(row.figure_id), cells))
    caption = lang(
        "All {n} figures, as printed, by article and survey, with the words that lead to them. "
        "–: none stated.",
        n=lang.number(len(shown)),
    )
    return DisplayTable("figures", caption, columns, rows, columns[1:2])


def readings(tables: Tables, lang: Language) -> DisplayTable:
    """Return the two readings of wanting training without having had any, two by two."""
    columns = [
        lang("Read as shares of …"),
        lang("Share of the whole group"),
        lang("Share of those not trained by the employer"),
    ]
    both = training.readings(tables)
    as_printed = " / ".join(lang.percent(r.printed, r.decimals) for r in both)
    among = " / ".join(_with_rounding(r.among, r.decimals, lang) for r in both)
    of_all = " / ".join(_with_rounding(r.of_all, r.decimals, lang) for r in both)
    rows = [
        ("readings.whole", [lang("the whole group"), as_printed, among]),
        ("readings.part", [lang("those not trained by the employer"), of_all, as_printed]),
    ]
    caption = lang(
        "Two readings of wanting training and having had none, in each cell for {groups}, in that "
        "order; in brackets, what rounding allows. The base is not stated, and nothing in the "
        "texts decides between the two.",
        groups=lang.join([group_name(tables, r.group, lang) for r in both]),
    )
    return DisplayTable("readings", caption, columns, rows, columns[1:])


def _with_rounding(share: estimates.Effect | None, decimals: int, lang: Language) -> str:
    """Return a computed share with the range that the printed digits leave open."""
    if share is None:
        return NONE
    said = lang.percent(float(share.estimate), decimals)
    low, high = (lang.number(float(limit), decimals) for limit in (share.low, share.high))
    if low == high:
        return said
    return lang("{share} ({low} to {high})", share=said, low=low, high=high)


TABLES: dict[str, Callable[[Tables, Language], DisplayTable]] = {
    "readings": readings,
    "verdicts": verdicts,
    "breaking": breaking,
    "positions": positions,
    "arguments": arguments,
    "coding": coding,
    "disclosure": disclosed,
    "scorecard": scorecard,
    "outlets": outlets,
    "multiplicity": multiplicity,
    "sources": articles,
    "figures": figures,
}
"""By id, in the order of the report."""
