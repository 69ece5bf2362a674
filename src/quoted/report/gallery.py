"""The report's charts, one function each: which rows, and their words, from the data.

A new chart is a new function in `CHARTS` that ends in `Chart`; its form lives in `quoted.charts`.
Words go through `lang`, whole sentences at a time. Titles name the finding with its number, so a
changed table changes the title.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import partial

import pandas as pd

from quoted.charts import dumbbell, lollipop, unit_chart
from quoted.charts.chart import Chart
from quoted.data import sources
from quoted.data.tables import COMPARED, Tables, pairs, rows
from quoted.language import Language
from quoted.report import evidence, uncertainty
from quoted.report.labels import GROUP_NAMES, heading, pair_labels, source_line, within
from quoted.report.lazy import Lazy

COLUMNS = ["figure_id", "survey_id", "measure_id", "group", "year", "pct"]


def charts(tables: Tables, lang: Language) -> Lazy[Chart]:
    """Return the report's charts by id, in the order of the report; made when asked for."""
    return Lazy({id_: partial(make, tables, lang) for id_, make in CHARTS.items()})


def divide(tables: Tables, lang: Language) -> Chart:
    """Return the pairs of all surveys as a dumbbell, from executives' widest lead down."""
    frame = pairs(tables).sort_values(["gap", "measure_id"], ascending=[False, True])
    figures = _percentages(tables)
    figures = figures[figures["measure_id"].isin(frame["measure_id"])]
    figures = figures[figures["group"].isin(COMPARED)]
    shown = [
        dumbbell.Row(
            label,
            {"executives": row.executives, "entry_level": row.entry_level},
            {
                "executives": lang.percent(row.executives),
                "entry_level": lang.percent(row.entry_level),
            },
            lang.points(row.gap, signed=True),
        )
        for row, label in zip(rows(frame), pair_labels(tables, frame, lang), strict=True)
    ]
    names = {group: heading(group, lang) for group in COMPARED}
    form = dumbbell.Dumbbell(shown, names, _ticks(figures["value"], lang))
    ahead, widest = int((frame["gap"] > 0).sum()), frame.iloc[0]
    values = {
        "ahead": lang.number(ahead),
        "n": lang.number(len(frame)),
        "gap": lang.points(widest["gap"]),
    }
    title = (
        lang(
            "Executives lead entry-level marketers on {ahead} of {n} AI measures, by up to {gap}",
            **values,
        )
        if ahead
        else lang("Executives lead entry-level marketers on none of {n} AI measures", **values)
    )
    subtitle = lang(
        "Share of executives and of entry-level marketers in marketing, in %; {when}",
        when=_when(tables, frame["survey_id"], lang),
    )
    pairs_said = lang("; ").join(
        lang(
            "{label}: {executives} and {entry_level}",
            label=row.label,
            executives=row.texts["executives"],
            entry_level=row.texts["entry_level"],
        )
        for row in shown
    )
    alt = lang(
        "Dumbbell chart of shares of executives and of entry-level marketers, in that order, "
        "from the widest lead of executives down. {pairs}.",
        pairs=pairs_said,
    )
    table = pd.DataFrame(
        {
            lang("Measure"): [row.label for row in shown],
            names["executives"]: [row.texts["executives"] for row in shown],
            names["entry_level"]: [row.texts["entry_level"] for row in shown],
            lang("Gap"): [row.gap for row in shown],
        }
    )
    data = frame.rename(
        columns={
            "executives": "executives_pct",
            "entry_level": "entry_level_pct",
            "gap": "gap_points",
        }
    )
    draw = partial(dumbbell.draw, dumbbell=form)
    words = {"title": title, "subtitle": subtitle, "alt": alt}
    return _chart("divide", tables, lang, figures, data, table, draw, **words)


def adoption(tables: Tables, lang: Language) -> Chart:
    """Return the shares that use AI, year by year, kept apart: each is another survey's."""
    figures = _percentages(tables).query("measure_id == 'adoption'").sort_values("year")
    surveys = tables.surveys.set_index("survey_id")["title"]
    panels = [
        lollipop.Panel(
            row.group,
            [
                lollipop.Row(
                    str(row.year),
                    row.value,
                    lang.percent(row.value),
                    lang("Survey: {survey}", survey=lang.text(surveys[row.survey_id])),
                )
            ],
        )
        for row in rows(figures)
    ]
    between = lang("Different surveys: not a trend")
    form = lollipop.Lollipop(panels, _ticks([100], lang), between)
    first, last = (figures.iloc[i] for i in (0, -1))
    values = {
        "first": lang.percent(first["value"]),
        "first_year": first["year"],
        "last": lang.percent(last["value"]),
        "last_year": last["year"],
    }
    title = lang(
        "{last} said to use AI in\N{NO-BREAK SPACE}{last_year}, "
        "{first} in\N{NO-BREAK SPACE}{first_year}: "
        "different surveys, no trend",
        **values,
    )
    subtitle = lang("Share of respondents who use AI, in %; person or company is not stated")
    alt = lang(
        "Two separate lollipops on one scale from zero, with a break between them that says "
        "different surveys. Share of respondents who use AI: {first} in {first_year} "
        "({first_survey}) and {last} in {last_year} ({last_survey}). No line joins the two.",
        **values,
        first_survey=lang.text(surveys[first["survey_id"]]),
        last_survey=lang.text(surveys[last["survey_id"]]),
    )
    table = pd.DataFrame(
        {
            lang("Year"): [str(row.year) for row in rows(figures)],
            lang("Share who use AI"): [lang.percent(row.value) for row in rows(figures)],
            lang("Survey"): [lang.text(surveys[row.survey_id]) for row in rows(figures)],
        }
    )
    draw = partial(lollipop.draw, lollipop=form)
    words = {"title": title, "subtitle": subtitle, "alt": alt}
    return _chart("adoption", tables, lang, figures, _tidy(figures), table, draw, **words)


def executive_uses(tables: Tables, lang: Language) -> Chart:
    """Return what executives use AI for; no counterpart was published."""
    figures = _of_topic(tables, "uses").query("group == 'executives'")
    form = lollipop.Lollipop(
        [lollipop.Panel("executives", _shares(tables, figures, lang))],
        _ticks(figures["value"], lang),
    )
    top = figures.iloc[0]
    title = lang(
        "{share} of executives {predicate}, ahead of {n} other published uses",
        share=lang.percent(top["value"]),
        predicate=_predicates(tables, lang)[top["measure_id"]],
        n=lang.number(len(figures) - 1),
    )
    subtitle = lang(
        "Share of marketing executives, in %; several answers; no entry-level figures published; "
        "{when}",
        when=_when(tables, figures["survey_id"], lang),
    )
    alt = lang(
        "Lollipop chart on a scale from zero of what marketing executives use AI for, several "
        "answers possible, most frequent first: {shares}. There are no figures for entry-level "
        "marketers.",
        shares=_said(tables, figures, lang),
    )
    draw = partial(lollipop.draw, lollipop=form)
    table = _table(tables, figures, lang)
    words = {"title": title, "subtitle": subtitle, "alt": alt}
    return _chart("executive_uses", tables, lang, figures, _tidy(figures), table, draw, **words)


def concerns(tables: Tables, lang: Language) -> Chart:
    """Return what each group worries about, in two panels: they chose from different lists."""
    figures = _of_topic(tables, "concerns")
    of = {group: figures[figures["group"] == group] for group in COMPARED}
    figures = pd.concat(of.values())
    form = lollipop.Lollipop(
        [
            lollipop.Panel(group, _shares(tables, part, lang), heading(group, lang))
            for group, part in of.items()
        ],
        _ticks(figures["value"], lang),
        lang("Different answer lists: no gap can be computed"),
    )
    labels = _labels(tables, lang)
    top = {group: part.iloc[0] for group, part in of.items()}
    title = lang(
        "Top worry of executives: {executives} ({a}); "
        "of entry-level marketers: {entry_level} ({b})",
        executives=within(labels[top["executives"]["measure_id"]]),
        a=lang.percent(top["executives"]["value"]),
        entry_level=within(labels[top["entry_level"]["measure_id"]]),
        b=lang.percent(top["entry_level"]["value"]),
    )
    subtitle = lang(
        "Share of each group with the concern, in %; several answers, a different list for each "
        "group; {when}",
        when=_when(tables, figures["survey_id"], lang),
    )
    alt = lang(
        "Two lollipop panels on one scale from zero, share of each group with a concern about AI. "
        "Executives: {executives}. Entry-level marketers: {entry_level}. The lists of answers "
        "differ, so the panels are not compared row by row.",
        **{group: _said(tables, part, lang) for group, part in of.items()},
    )
    draw = partial(lollipop.draw, lollipop=form)
    table = _table(tables, figures, lang)
    words = {"title": title, "subtitle": subtitle, "alt": alt}
    return _chart("concerns", tables, lang, figures, _tidy(figures), table, draw, **words)


def polls(tables: Tables, lang: Language) -> Chart:
    """Return the shares that name no survey, each by itself, in the order of the article."""
    figures = _percentages(tables)
    unnamed = tables.surveys.query("named == 'no'")["survey_id"]
    figures = figures[figures["survey_id"].isin(unnamed)]
    predicates = _predicates(tables, lang)
    publishers = tables.sources.set_index("source_id")["publisher"]
    form = [
        unit_chart.Unit(
            round(row.value),
            lang.percent(row.value),
            lang(
                "of {group} {predicate}",
                group=lang(GROUP_NAMES[row.group]),
                predicate=predicates[row.measure_id],
            ),
            lang(
                "Source: {publisher}; survey, size and date not stated",
                publisher=publishers[row.source_id],
            ),
        )
        for row in rows(figures)
    ]
    low, high = figures["value"].min(), figures["value"].max()
    title = lang(
        "No survey is named behind these {n} shares, from {low} to {high}",
        n=lang.number(len(figures)),
        low=lang.percent(low),
        high=lang.percent(high),
    )
    subtitle = lang(
        "Each square is 1 in 100 of those asked; not to be ranked or compared with one another"
    )
    said = lang("; ").join(
        lang("{share} {label}", share=unit.value, label=unit.label) for unit in form
    )
    alt = lang(
        "Separate charts of a hundred squares, one for each share, none of which names its survey: "
        "{shares}.",
        shares=said,
    )
    draw = partial(unit_chart.draw, units=form)
    table = _table(tables, figures, lang)
    words = {"title": title, "subtitle": subtitle, "alt": alt}
    return _chart("polls", tables, lang, figures, _tidy(figures), table, draw, **words)


CHARTS: dict[str, Callable[[Tables, Language], Chart]] = {
    "divide": divide,
    "executive_uses": executive_uses,
    "concerns": concerns,
    "adoption": adoption,
    "polls": polls,
    "gaps": uncertainty.gaps,
    "tipping": uncertainty.tipping,
    "frontier": uncertainty.frontier,
    "positions": evidence.positions,
    "corroboration": evidence.outlets,
    "disclosure": evidence.scorecard,
}
"""By id, in the order of the report."""


def _chart(
    id_: str,
    tables: Tables,
    lang: Language,
    figures: pd.DataFrame,
    data: pd.DataFrame,
    table: pd.DataFrame,
    draw: Callable[..., None],
    **words: str,
) -> Chart:
    """Return a chart of rows of `figures`; `words` are its title, subtitle and alt text."""
    source = source_line(tables, figures, lang)
    return Chart(
        id=id_,
        language=lang.code,
        data=data.reset_index(drop=True),
        table=table,
        source=source,
        caption=lang(
            "{subtitle}. {source}",
            subtitle=words["subtitle"],
            source=source,
        ),
        draw=draw,
        links=tuple(dict.fromkeys(sources.links(tables, figures))),
        **words,
    )


def _percentages(tables: Tables) -> pd.DataFrame:
    return tables.figures[tables.figures["unit"] == "percent"]


def _of_topic(tables: Tables, topic: str) -> pd.DataFrame:
    """Return the percentages of a topic, the highest first."""
    measures = tables.measures[tables.measures["topic"] == topic]["measure_id"]
    figures = _percentages(tables)
    figures = figures[figures["measure_id"].isin(measures)]
    return figures.sort_values("value", ascending=False, kind="stable")


def _tidy(figures: pd.DataFrame) -> pd.DataFrame:
    return figures.rename(columns={"value": "pct"})[COLUMNS]


def _labels(tables: Tables, lang: Language) -> dict[str, str]:
    return {row.measure_id: lang.text(row.label) for row in rows(tables.measures)}


def _predicates(tables: Tables, lang: Language) -> dict[str, str]:
    return {row.measure_id: lang.text(row.predicate) for row in rows(tables.measures)}


def _shares(tables: Tables, figures: pd.DataFrame, lang: Language) -> list[lollipop.Row]:
    labels = _labels(tables, lang)
    return [
        lollipop.Row(labels[row.measure_id], row.value, lang.percent(row.value))
        for row in rows(figures)
    ]


def _said(tables: Tables, figures: pd.DataFrame, lang: Language) -> str:
    """Return the shares as a list within a sentence."""
    return lang.join(
        [
            lang("{label} {share}", label=within(row.label), share=row.text)
            for row in _shares(tables, figures, lang)
        ]
    )


def _table(tables: Tables, figures: pd.DataFrame, lang: Language) -> pd.DataFrame:
    shares = _shares(tables, figures, lang)
    return pd.DataFrame(
        {
            lang("Measure"): [row.label for row in shares],
            lang("Group"): [heading(group, lang) for group in figures["group"]],
            lang("Share"): [row.text for row in shares],
        }
    )


def _ticks(pct: Iterable[float], lang: Language) -> list[tuple[float, str]]:
    """Return ticks every 10 or 20 % from 0 to the first at or above the highest share."""
    step = 20 if max(pct) > 50 else 10
    last = min(100, step * math.ceil(max(pct) / step))
    return [(tick, lang.percent(tick)) for tick in range(0, last + 1, step)]


def _when(tables: Tables, survey_ids: Iterable[str], lang: Language) -> str:
    chosen = tables.surveys[tables.surveys["survey_id"].isin(list(survey_ids))]
    return lang.join([lang.date(date) for date in dict.fromkeys(chosen["fieldwork"])])
