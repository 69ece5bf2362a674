"""What readers call groups, samples and sources; charts, tables and prose share these words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from quoted.data.schema import NOT_STATED
from quoted.data.tables import Tables, pair_ids, rows
from quoted.language import Language, mark

GROUP_NAMES = {
    "executives": mark("executives"),
    "entry_level": mark("entry-level marketers"),
    "marketers": mark("marketers"),
    "employees": mark("employees"),
    "all": mark("all respondents"),
    "": "–",
}
"""Within a sentence."""


def heading(group: str, lang: Language) -> str:
    """Return the name of a group as it stands alone."""
    name = lang(GROUP_NAMES[group])
    return name[:1].upper() + name[1:]


def within(label: str) -> str:
    """Return a label as it stands within a sentence."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def year_text(value: Any, lang: Language) -> str:
    """Return a year, or that it is not known, in words."""
    return str(value) if pd.notna(value) else lang("year not stated")


def pair_labels(tables: Tables, found: pd.DataFrame, lang: Language) -> list[str]:
    """Return the labels of pairs, with the year where a measure has several."""
    labels = tables.measures.set_index("measure_id")["label"]
    said = []
    for row, id_ in zip(rows(found), pair_ids(tables, found), strict=True):
        label = lang.text(str(labels[row.measure_id]))
        if id_ != row.measure_id:
            label = lang("{measure}, {year}", measure=label, year=year_text(row.year, lang))
        said.append(label)
    return said


def sample_size(tables: Tables, survey_id: str, lang: Language) -> str:
    """Return the published size of a whole sample, or else of its groups, in words."""
    samples = tables.samples[tables.samples["survey_id"] == survey_id].set_index("group")
    if "all" in samples.index:
        return size(samples.loc["all"], lang)
    groups = [
        lang("{group}: {n}", group=lang(GROUP_NAMES[str(group)]), n=size(sample, lang))
        for group, sample in samples.iterrows()
    ]
    return lang.join(groups) if groups else lang("not stated")


def size(sample: Any, lang: Language) -> str:
    """Return the size in a row of `samples`, in words."""
    n = lang.number(sample["n"])
    match sample["qualifier"]:
        case "more_than":
            return lang("more than {n}", n=n)
        case "about":
            return lang("about {n}", n=n)
    return n


def source_line(tables: Tables, figures: pd.DataFrame, lang: Language) -> str:
    """Return the source line of some rows of `figures`, from the records alone.

    It names surveys, sizes as far as they are published, and who quotes them.
    """
    ids = [id_ for id_ in dict.fromkeys(figures["survey_id"]) if id_]
    quoted = tables.sources[tables.sources["source_id"].isin(figures["source_id"])]
    by = lang.join([_publication(source, lang) for source in rows(quoted)])
    if (tables.surveys.set_index("survey_id")["named"][ids] == "no").all():
        return lang("Source: {article}. Survey, sample size and date not stated.", article=by)
    titles = tables.surveys.set_index("survey_id")["title"]
    notes = tables.surveys.set_index("survey_id")["note"]
    surveys = []
    for id_ in ids:
        known = [_size(tables, id_, figures[figures["survey_id"] == id_]["group"], lang)]
        known += [within(lang.text(notes[id_]))] if notes[id_] else []
        about = lang("; ").join(known)
        surveys.append(lang("{survey} ({about})", survey=lang.text(titles[id_]), about=about))
    listed = lang("; ").join(surveys)
    return lang("Source: {surveys}. Quoted by {article}.", surveys=listed, article=by)


def _publication(source: Any, lang: Language) -> str:
    if source.published == NOT_STATED:
        return lang("{publisher} (no date)", publisher=source.publisher)
    date = lang.date(source.published)
    return lang("{publisher} ({date})", publisher=source.publisher, date=date)


def _size(tables: Tables, survey_id: str, groups: Iterable[str], lang: Language) -> str:
    """Say how many were asked, of the groups shown where that is published."""
    samples = tables.samples[tables.samples["survey_id"] == survey_id].set_index("group")
    shown = list(dict.fromkeys(groups))
    if all(group in samples.index for group in shown):
        sizes = [
            lang(
                "{group}: {n}",
                group=heading(group, lang),
                n=_count(samples.loc[group], lang),
            )
            for group in shown
        ]
        return _count(samples.loc["all"], lang) if shown == ["all"] else lang.join(sizes)
    if "all" in samples.index:
        n = _count(samples.loc["all"], lang)
        return lang("{n}; group sizes not published", n=n)
    return lang("sample size not published")


def _count(sample: Any, lang: Language) -> str:
    return lang("{n} respondents", n=size(sample, lang))
