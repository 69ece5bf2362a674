"""The report's tables: rows worded for a reader, with anchors that cited numbers lead to.

A listing is a value that shows itself: in JupyterLab as a table, in the report as a captioned one.
Here belong the choice of rows and columns and their words. Charts are in `gallery`, numbers in
`estimates`, and the data tables themselves in `tables`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from html import escape
from typing import Any, NamedTuple

import pandas as pd

from quoted.charts.chart import LITERAL
from quoted.data import sources
from quoted.data import tables as data
from quoted.data.schema import NOT_STATED, SILENT
from quoted.data.tables import COMPARED, Tables, incomparable, pair_ids, pairs
from quoted.language import Language, mark
from quoted.report.evidence import ITEMS, LEVELS, STANCES
from quoted.report.labels import GROUP_NAMES, pair_labels, sample_size
from quoted.report.lazy import Lazy
from quoted.statistics import corroboration, disclosure, estimates

VERDICTS = {
    "robust": mark("robust"),
    "conditional": mark("conditional"),
    "fragile": mark("fragile"),
    "not comparable": mark("not comparable"),
}
NONE = "–"
"""A cell that cannot be filled."""


class Link(NamedTuple):
    """A cell that leads somewhere."""

    text: str
    href: str


Cell = str | Link


@dataclass(frozen=True)
class Listing:
    """A table for readers.

    Attributes
    ----------
    id
        Anchor of the table as a whole.
    columns
        Header cells; `numeric` names those set to the right.
    rows
        `(anchor, cells)`; an empty anchor for a row that nothing cites.
    """

    id: str
    caption: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Cell]]]
    numeric: Sequence[str] = field(default=())

    @property
    def frame(self) -> pd.DataFrame:
        """The same as text in a DataFrame, links left out."""
        cells = [[c.text if isinstance(c, Link) else c for c in row] for _, row in self.rows]
        return pd.DataFrame(cells, columns=list(self.columns))

    def _repr_html_(self) -> str:
        head = "".join(
            f'<th scope="col" {self._align(column)}>{escape(column)}</th>'
            for column in self.columns
        )
        body = "".join(self._row(anchor, cells) for anchor, cells in self.rows)
        return (
            f'<table id="{escape(self.id)}" class="{LITERAL}">'
            f'<caption style="text-align: left; padding: 0 0.5em">{escape(self.caption)}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )

    def _row(self, anchor: str, cells: Sequence[Cell]) -> str:
        name = f' id="{escape(anchor)}"' if anchor else ""
        parts = []
        for i, (column, cell) in enumerate(zip(self.columns, cells, strict=True)):
            text = escape(cell) if isinstance(cell, str) else _anchor(cell)
            tag = 'th scope="row"' if i == 0 else "td"
            parts.append(f"<{tag} {self._align(column)}>{text}</{tag[:2]}>")
        return f"<tr{name}>{''.join(parts)}</tr>"

    def _align(self, column: str) -> str:
        return f'style="text-align: {"right" if column in self.numeric else "left"}"'


def _anchor(link: Link) -> str:
    if not link.href:
        return escape(link.text)
    return f'<a href="{escape(link.href)}">{escape(link.text)}</a>'


def listings(tables: Tables, lang: Language) -> Lazy[Listing]:
    """Return the report's tables by id, in the order of the report; made when asked for."""
    return Lazy({id_: partial(make, tables, lang) for id_, make in LISTINGS.items()})


def known(text: str, lang: Language) -> str:
    """Return data text in the reader's language, with the words for unknown."""
    return lang("not stated") if text == NOT_STATED else lang.text(text)


def printed(row: Any, lang: Language) -> str:
    """Return a figure's value as readers see it."""
    return lang.percent(row.value) if row.unit == "percent" else lang.number(row.value)


def verdicts(tables: Tables, lang: Language) -> Listing:
    """Return the pairs with intervals, tipping sizes and verdicts.

    A survey that publishes its group sizes gets its plain interval; one that publishes only a
    total, intervals under scenarios; one that publishes no size at all, none.
    """
    frame = _widest_first(tables, lang)
    likely = _likely(tables, frame, lang)
    columns = [
        lang("Measure"),
        lang("Gap, points (rounding)"),
        lang("If {first}/{second}", **likely)
        if "first" in likely
        else lang("If {share} are executives", **likely),
        lang("and design effect 2"),
        lang("Smallest group, design effect 1 / 2"),
        lang("Verdict"),
    ]
    rows = []
    for row in data.rows(frame):
        first, second = row.executives, row.entry_level
        gap = estimates.gap(first, second)
        tips: list[Any] = [estimates.tipping_size(first, second, deff=d) for d in (1, 2)]
        intervals, verdict = _reliance(tables, row, lang)
        cells = [
            row.label,
            lang(
                "{gap} ({low} to {high})",
                gap=lang.number(row.gap, 0),
                low=lang.number(float(gap.low), 0),
                high=lang.number(float(gap.high), 0),
            ),
            *intervals,
            " / ".join(lang.number(tip) for tip in tips),
            verdict,
        ]
        rows.append((f"{row.id}.gap", cells))
    labels = tables.measures.set_index("measure_id")["label"]
    for measure_id in incomparable(tables):
        name = lang("{measure}: different surveys", measure=lang.text(labels[measure_id]))
        verdict = lang(VERDICTS["not comparable"])
        rows.append((f"{measure_id}.gap", [name, *[NONE] * 4, verdict]))
    caption = lang(
        "How far each gap can be relied on. Intervals are 95% Newcombe limits, in points, and hold "
        "only if the sample was random and had the sizes named; smallest group is the size of each "
        "of two equal groups from which the interval stays clear of zero, at the worst rounding."
    )
    return Listing("verdicts", caption, columns, rows, columns[1:5])


def _reliance(tables: Tables, row: Any, lang: Language) -> tuple[list[str], str]:
    """Return what the two columns of intervals hold for a pair, and its verdict."""

    def interval(sizes: tuple[int, int], deff: float = 1) -> estimates.Interval:
        (first, n1), (second, n2) = zip((row.executives, row.entry_level), sizes, strict=True)
        return estimates.difference_interval(first / 100 * n1, n1, second / 100 * n2, n2, deff=deff)

    def shown(limits: estimates.Interval) -> str:
        return lang.interval(100 * float(limits.low), 100 * float(limits.high))

    sizes = disclosure.sizes(tables, row.survey_id)
    if sizes is None:
        return [NONE, NONE], NONE
    if sizes.groups:
        plain = interval(sizes.groups)
        clear = lang("clear of zero") if plain.excludes_zero else lang("includes zero")
        return [lang("{interval}, sizes as published", interval=shown(plain)), NONE], clear
    verdict = str(estimates.verdict(row.executives, row.entry_level, sizes.total))
    split = sizes.splits[1]
    return [shown(interval(split)), shown(interval(split, 2))], lang(VERDICTS[verdict])


def _widest_first(tables: Tables, lang: Language) -> pd.DataFrame:
    """Return the pairs with the id and the label of each."""
    frame = pairs(tables).sort_values("gap", ascending=False, key=abs, kind="stable")
    return frame.assign(id=pair_ids(tables, frame), label=pair_labels(tables, frame, lang))


def _likely(tables: Tables, frame: pd.DataFrame, lang: Language) -> dict[str, str]:
    """Return the executives' share in the likely split, and both sizes if all pairs share them.

    Pairs of a survey that publishes its group sizes need no split.
    """
    first, second = estimates.SPLITS[1]
    said = {"share": lang.percent(100 * first / (first + second))}
    found = [disclosure.sizes(tables, survey_id) for survey_id in frame["survey_id"].unique()]
    splits = {sizes.splits[1] for sizes in found if sizes and not sizes.groups}
    if len(splits) == 1:
        first, second = splits.pop()
        said |= {"first": lang.number(first), "second": lang.number(second)}
    return said


def multiplicity(tables: Tables, lang: Language) -> Listing:
    """Return p values after Holm and how many comparisons each gap would survive.

    As in `verdicts`, a survey's published sizes decide what is assumed, and without any there is
    no p value.
    """
    frame = _widest_first(tables, lang)
    likely = _likely(tables, frame, lang)
    columns = [
        lang("Measure"),
        lang("Holm p, even split"),
        lang("Comparisons survived if {first}/{second}", **likely)
        if "first" in likely
        else lang("Comparisons survived if {share} are executives", **likely),
        lang("and design effect 2"),
    ]
    found = [_p_values(tables, row) for row in data.rows(frame)]
    family = [p_values[0] for p_values, _ in found if p_values]
    adjusted: Any = iter(estimates.holm(family) if family else ())
    rows = []
    for label, (p_values, plain) in zip(frame["label"], found, strict=True):
        cells = [NONE] * 3
        if p_values:
            p = next(adjusted)
            cells = [lang("below 0.001") if p < 0.001 else lang.number(p, 3)]
            cells += [_many(estimates.comparisons_survived(each), lang) for each in p_values[1:]]
        if plain:
            cells = [lang("{number}, sizes as published", number=cell) for cell in cells] + [NONE]
        rows.append(("", [label, *cells]))
    caption = lang(
        "Several gaps at once. Holm’s p values for the gaps shown, and the number of comparisons "
        "that each would survive under Bonferroni, since nobody knows how many were looked at."
    )
    return Listing("multiplicity", caption, columns, rows, columns[1:])


def _p_values(tables: Tables, row: Any) -> tuple[list[float], bool]:
    """Return the p values of a pair, for Holm's and for the other columns, as far as sizes allow.

    The second value says whether the sizes are those of the groups as published.
    """
    sizes = disclosure.sizes(tables, row.survey_id)
    if sizes is None:
        return [], False
    _, likely, even = sizes.splits
    cases = [(even, 1), (likely, 1), (likely, 2)]
    if sizes.groups:
        cases = [(sizes.groups, 1)] * 2
    first, second = row.executives / 100, row.entry_level / 100
    p_values = [
        float(estimates.difference_p_value(first * n1, n1, second * n2, n2, deff))
        for (n1, n2), deff in cases
    ]
    return p_values, sizes.groups is not None


def _many(count: Any, lang: Language) -> str:
    limit = 10_000
    return lang("over {n}", n=lang.number(limit)) if count > limit else lang.number(count // 1, 0)


def readings(tables: Tables, lang: Language) -> Listing:
    """Return the two readings of wanting training without having had any."""
    values = tables.figures.set_index("figure_id")["value"]
    unmet = [values[f"training_unmet.{group}"] for group in COMPARED]
    left = [100 - values[f"employer_training.{group}"] for group in COMPARED]
    shares = [
        lang.percent(float(estimates.rebased(part, base).estimate)) if 0 < base >= part else NONE
        for part, base in zip(unmet, left, strict=True)
    ]
    columns = [lang("If the figure is a share of …"), *(lang(GROUP_NAMES[g]) for g in COMPARED)]
    rows: list[tuple[str, list[Cell]]] = [
        ("", [lang("the whole group, as printed"), *(lang.percent(v) for v in unmet)]),
        ("", [lang("those whom the employer did not train"), *shares]),
    ]
    caption = lang(
        "Two readings of wanting training and having had none. The base is not stated; if it is "
        "the whole group, the share among those without training follows."
    )
    return Listing("readings", caption, columns, rows, columns[1:])


def _stance(stance: str, lang: Language) -> str:
    return lang("silence") if stance == SILENT else lang(STANCES[stance][1])


def arguments(tables: Tables, lang: Language) -> Listing:
    """Return every position that an article takes, with the place where it does."""
    columns = [
        lang("Question"),
        lang("Article"),
        lang("Stance"),
        lang("In our words"),
        lang("Place"),
    ]
    questions = tables.questions.sort_values("order").set_index("question_id")["question"]
    publishers = tables.sources.set_index("source_id")["publisher"]
    spoken = tables.positions.query("stance != 'silent'")
    order = spoken["question_id"].map({id_: i for i, id_ in enumerate(questions.index)})
    spoken = spoken.iloc[order.argsort(kind="stable")]
    rows: list[tuple[str, list[Cell]]] = []
    for row, address in zip(data.rows(spoken), sources.links(tables, spoken), strict=True):
        cells: list[Cell] = [
            lang.text(questions[row.question_id]),
            publishers[row.source_id],
            _stance(row.stance, lang),
            lang.text(row.paraphrase),
            Link(lang.quote(row.fragment), address),
        ]
        rows.append((f"{row.question_id}.{row.source_id}", cells))
    caption = lang("Every position that was found, with the words that lead to it.")
    return Listing("arguments", caption, columns, rows)


def coding(tables: Tables, lang: Language) -> Listing:
    """Return the coding rules of the debate."""
    columns = [lang("Question"), lang("Stance"), lang("An article is coded so if it")]
    rows = [
        ("", [lang.text(row.question), _stance(row.stance, lang), lang.text(row.rule)])
        for row in data.rows(tables.coding.merge(tables.questions, on="question_id"))
    ]
    caption = lang("The rules by which the articles were coded.")
    return Listing("coding", caption, columns, rows)


def scorecard(tables: Tables, lang: Language) -> Listing:
    """Return what each survey disclosed, item by item, and what that rests on."""
    columns = [lang("Survey"), lang("Item"), lang("Level"), lang("Rests on")]
    titles = tables.surveys.set_index("survey_id")["title"]
    rows = [
        (
            "",
            [
                lang.text(titles[row.survey_id]),
                lang(ITEMS[row.item]),
                lang(LEVELS[row.level][1]),
                lang.text(row.basis),
            ],
        )
        for row in data.rows(tables.disclosure)
    ]
    caption = lang("What each survey disclosed, as the articles quote it.")
    return Listing("scorecard", caption, columns, rows)


def surveys(tables: Tables, lang: Language) -> Listing:
    """Return what is known of each survey, and its score of disclosure."""
    columns = [
        lang("Survey"),
        lang("Sponsor"),
        lang("Fieldwork"),
        lang("Sample"),
        lang("Disclosure, of 12"),
        lang("Grade"),
    ]
    rows = []
    for row in data.rows(tables.surveys):
        score = disclosure.score(tables, str(row.survey_id))
        cells = [
            lang.text(row.title),
            known(str(row.sponsor), lang),
            lang.date(str(row.fieldwork)),
            sample_size(tables, str(row.survey_id), lang),
            lang.number(score.total, 1),
            score.grade,
        ]
        rows.append((f"{row.survey_id}.score", cells))
    caption = lang("The surveys behind the figures, and how much of each was disclosed.")
    return Listing("surveys", caption, columns, rows, columns[4:5])


def articles(tables: Tables, lang: Language) -> Listing:
    """Return the articles with their addresses."""
    columns = [lang("Article"), lang("Author"), lang("Published"), lang("Page")]
    pages = {"article": lang("the article"), "original": lang("the English original")}
    rows = [
        (
            str(row.source_id),
            [
                row.publisher,
                known(str(row.author), lang),
                lang.date(str(row.published)),
                Link(pages[str(row.address_of)], sources.link(row)),
            ],
        )
        for row in data.rows(tables.sources)
    ]
    caption = lang("The articles that this report reads.")
    return Listing("sources", caption, columns, rows)


def outlets(tables: Tables, lang: Language) -> Listing:
    """Return how many other outlets print each figure, and what else they print."""
    columns = [
        lang("Quoted figure"),
        lang("Here"),
        lang("Independent outlets that agree"),
        lang("that print another number"),
        lang("Wording elsewhere"),
    ]
    labels = tables.measures.set_index("measure_id")["label"]
    ids = tables.figures.set_index(corroboration.KEY)["figure_id"]
    rows = []
    for row in data.rows(corroboration.summary(tables)):
        key = (row.measure_id, row.group, row.year)
        if key not in ids.index or not (row.agree or row.conflict or row.related):
            continue
        others = lang.join([lang.percent(value) for value in row.others_pct])
        cells = [
            lang(
                "{measure}, {group}",
                measure=lang.text(labels[row.measure_id]),
                group=lang(GROUP_NAMES[row.group]),
            ),
            lang.percent(row.article_pct),
            lang.number(row.agree),
            others or "–",
            lang.join([lang.text(wording) for wording in row.wordings]) or "–",
        ]
        rows.append((f"{ids[key]}.corroboration", cells))
    caption = lang(
        "What other outlets print of the same surveys. Reprints count once; the sponsor's own "
        "pages and interviews with it are not counted."
    )
    return Listing("outlets", caption, columns, rows, columns[1:4])


def figures(tables: Tables, lang: Language) -> Listing:
    """Return all figures, each with the place in the article that printed it.

    Their bases have a column where any is stated.
    """
    based = bool((tables.figures["base"] != NOT_STATED).any())
    columns = [
        lang("Quoted figure"),
        lang("Group"),
        lang("Year"),
        lang("Value"),
        lang("Survey"),
        *([lang("Base")] if based else []),
        lang("Where it stands"),
    ]
    labels = tables.measures.set_index("measure_id")["label"]
    titles = tables.surveys.set_index("survey_id")["title"]
    publishers = tables.sources.set_index("source_id")["publisher"]
    addresses = sources.links(tables, tables.figures)
    rows = []
    for row, address in zip(data.rows(tables.figures), addresses, strict=True):
        place = lang(
            "{fragment} ({publisher})",
            fragment=lang.quote(str(row.fragment)),
            publisher=publishers[row.source_id],
        )
        cells: list[Cell] = [
            lang.text(labels[row.measure_id]),
            lang(GROUP_NAMES[str(row.group)]),
            lang("not stated") if pd.isna(row.year) else str(row.year),
            printed(row, lang),
            lang.text(titles[row.survey_id]) if row.survey_id else lang("no survey"),
            *([known(str(row.base), lang)] if based else []),
            Link(place, address),
        ]
        rows.append((str(row.figure_id), cells))
    caption = lang("All figures, as printed, with the words that lead to them.")
    return Listing("figures", caption, columns, rows, columns[2:4])


LISTINGS: dict[str, Callable[[Tables, Language], Listing]] = {
    "verdicts": verdicts,
    "multiplicity": multiplicity,
    "readings": readings,
    "arguments": arguments,
    "coding": coding,
    "surveys": surveys,
    "scorecard": scorecard,
    "sources": articles,
    "outlets": outlets,
    "figures": figures,
}
"""By id, in the order of the report."""
