"""What readers call groups, measures, gaps, samples and sources; charts and tables share it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from quoted.citations.quantities import qualified, span
from quoted.data.schema import EVERYBODY, NOT_STATED, RANGE, year_part
from quoted.data.tables import Tables, ends, rows, samples_of
from quoted.language import Language
from quoted.statistics.comparisons import Comparison, Gap, Trend


def group_name(tables: Tables, group: str, lang: Language) -> str:
    """Return the name of a group within a sentence."""
    return lang.text(str(tables.groups.set_index("group_id")["name"][group]))


def heading(tables: Tables, group: str, lang: Language) -> str:
    """Return the name of a group as it stands alone."""
    return standing(group_name(tables, group, lang))


def standing(text: str) -> str:
    """Return a text with a capital, as at the head of a sentence."""
    return text[:1].upper() + text[1:]


def within(label: str) -> str:
    """Return a label as it stands within a sentence."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def measure_label(tables: Tables, measure_id: str, lang: Language) -> str:
    """Return the label of a measure."""
    return lang.text(str(tables.measures.set_index("measure_id")["label"][measure_id]))


def gap_label(tables: Tables, gap: Gap, lang: Language) -> str:
    """Return the label of a gap within its survey and groups, with its year where it has several.

    The id tells as much as tells gaps apart; survey and groups are named by chart or table.
    """
    label = measure_label(tables, gap.measure_id, lang)
    if not gap.id.endswith(f".{year_part(gap.year or NOT_STATED)}"):
        return label
    return lang("{measure}, {year}", measure=label, year=year_text(gap.year, lang))


def gap_labels(tables: Tables, gaps: Iterable[Gap], lang: Language) -> dict[str, str]:
    """Return the label of each gap by its id."""
    return {gap.id: gap_label(tables, gap, lang) for gap in gaps}


def trend_label(tables: Tables, trend: Trend, lang: Language) -> str:
    """Return the label of a trend: its measure, its group and its two years."""
    return lang(
        "{measure}, {group}, {since} to {year}",
        measure=measure_label(tables, trend.measure_id, lang),
        group=group_name(tables, trend.group, lang),
        since=str(trend.since),
        year=str(trend.year),
    )


def year_text(value: Any, lang: Language) -> str:
    """Return a year, or that it is not known, in words."""
    return str(value) if pd.notna(value) else lang("year not stated")


def source_line(tables: Tables, figures: pd.DataFrame, lang: Language) -> str:
    """Return the source line of some rows of `figures`, from the records alone.

    It names surveys, sizes as far as they are published, and who quotes them.
    """
    ids = [id_ for id_ in dict.fromkeys(figures["survey_id"]) if id_]
    quoted = tables.sources[tables.sources["source_id"].isin(figures["source_id"])]
    by = lang.join([publication(source, lang) for source in rows(quoted)])
    records = tables.surveys.set_index("survey_id")
    if all(records["named"][id_] == "no" for id_ in ids):
        if figures["year"].notna().any():
            return lang("Source: {article}. Survey and sample size not stated.", article=by)
        return lang("Source: {article}. Survey, sample size and date not stated.", article=by)
    surveys = []
    for id_ in ids:
        known = [_size(tables, id_, figures[figures["survey_id"] == id_], lang)]
        known += [within(lang.text(note))] if (note := records["note"][id_]) else []
        about = lang("; ").join(known)
        title = lang.text(records["title"][id_])
        surveys.append(lang("{survey} ({about})", survey=title, about=about))
    listed = lang("; ").join(surveys)
    return lang("Source: {surveys}. Quoted by {article}.", surveys=listed, article=by)


def publication(source: Any, lang: Language) -> str:
    """Return an article as its publisher and date."""
    if source.published == NOT_STATED:
        return lang("{publisher} (no date)", publisher=source.publisher)
    date = lang.date(source.published)
    return lang("{publisher} ({date})", publisher=source.publisher, date=date)


def figure_labels(tables: Tables, data: pd.DataFrame, lang: Language) -> dict[str, str]:
    """Return the label of each figure: its measure, with the year where a group has several."""
    several = data.duplicated(["measure_id", "group"], keep=False)
    labels = {}
    for row, dated in zip(rows(data), several, strict=True):
        label = measure_label(tables, row.measure_id, lang)
        if dated:
            label = lang("{measure}, {year}", measure=label, year=year_text(row.year, lang))
        labels[row.figure_id] = label
    return labels


def bar_names(tables: Tables, data: pd.DataFrame, lang: Language) -> dict[str, str]:
    """Return the name of each bar within a sentence: its group, with the year where of several."""
    of = data.drop_duplicates("bar")
    several = of["group"].duplicated().any()
    named = {row.bar: group_name(tables, row.group, lang) for row in rows(of)}
    if several:
        named = {
            row.bar: lang("{group}, {year}", group=named[row.bar], year=year_text(row.year, lang))
            for row in rows(of)
        }
    return named


def when(span: str, lang: Language) -> str:
    """Return a date of the records, or a span of two, in words."""
    first, _, last = span.partition("/")
    if not last:
        return lang.date(first)
    return lang("{low} to {high}", low=lang.date(first), high=lang.date(last))


def size_words(row: Any, lang: Language) -> str:
    """Return the size in a row of `samples`, in words."""
    return next(qualified(lang.number(row.n), row.qualifier, lang))


def printed(row: Any, lang: Language) -> str:
    """Return the value of a figure as it was printed, with its decimals and its word."""
    if row.qualifier == RANGE:
        low, high = ends(row)
        return next(span(low, high, lang))
    pct = row.pct if hasattr(row, "pct") else row.value
    is_share = getattr(row, "unit", "percent") == "percent"
    number = lang.percent(pct, int(row.decimals)) if is_share else lang.number(pct)
    return next(qualified(number, row.qualifier, lang))


def wave_text(comparison: Comparison, lang: Language) -> str:
    """Return the years of a comparison where its survey has others of other sizes; else nothing."""
    years = sorted({gap.year for gap in comparison.gaps}, key=str) if comparison.wave else []
    return lang.join([year_text(year, lang) for year in years])


def _size(tables: Tables, survey_id: str, figures: pd.DataFrame, lang: Language) -> str:
    """Say how many were asked, of the groups and in the years shown as far as that is published."""
    shown = sorted(set(zip(figures["group"], figures["year"], strict=True)), key=str)
    known = {year: samples_of(tables, survey_id, year) for _, year in shown}
    whole = all(group in known[year] for group, year in shown)
    groups, said = list(dict.fromkeys(figures["group"])), []
    for group in groups:
        years = [year for mine, year in shown if mine == group and group in known[year]]
        sizes = {year: size_words(known[year][group], lang) for year in years}
        several = len(set(sizes.values())) > 1 or (not whole and len(known) > 1)
        for year, n in list(sizes.items())[: None if several else 1]:
            who = [heading(tables, group, lang)] if groups != [EVERYBODY] else []
            who += [year_text(year, lang)] if several else []
            said.append(
                lang("{group}: {n} respondents", group=", ".join(who), n=n)
                if who
                else lang("{n} respondents", n=n)
            )
    of_groups = groups == [EVERYBODY] or any(
        {*of} & {*groups} - {EVERYBODY} for of in known.values()
    )
    if said and whole:
        return lang.join(said)
    if said and of_groups:
        return lang("{sizes}; other sizes not found in what was read", sizes=lang.join(said))
    totals = {
        year: size_words(of[EVERYBODY], lang) for year, of in known.items() if EVERYBODY in of
    }
    if not totals:
        return lang("sample size not found in what was read")
    by_year = [lang("{share} in {year}", share=n, year=year) for year, n in totals.items()]
    n = next(iter(totals.values())) if len(set(totals.values())) == 1 else lang.join(by_year)
    return lang("{n} respondents; group sizes not found in what was read", n=n)
