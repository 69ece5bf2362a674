"""The report: its charts, tables and words; the only place that knows its measures.

What a notebook needs is here: `charts` and tables (`display`) by id, `what_if`, and `articles`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from quoted.language import Language, language
from quoted.report.lazy import Lazy

if TYPE_CHECKING:
    from quoted.charts.chart import Chart
    from quoted.data.tables import Tables
    from quoted.report.article import Articles
    from quoted.report.display_tables import DisplayTable
    from quoted.report.whatif import WhatIf


def charts(tables: Tables, lang: Language | str | None = None) -> Lazy[Chart]:
    """Return the report's charts by id, in its order, in the reader's language or another."""
    from quoted.report import gallery

    return gallery.charts(_loaded(tables), _in(lang))


def display(tables: Tables, lang: Language | str | None = None) -> Lazy[DisplayTable]:
    """Return the report's tables by id, in its order, in the reader's language or another."""
    from quoted.report import display_tables

    made = display_tables.display_tables(_loaded(tables), _in(lang))
    leading = cache(partial(_leading, tables))
    return Lazy({id_: partial(_led, made, id_, leading) for id_ in made})


def _in(lang: Language | str | None) -> Language:
    """Return a language, by its code if that is given."""
    return lang if isinstance(lang, Language) else language(lang)


def _loaded(tables: Tables) -> Tables:
    """Check that these are tables, and not where they are."""
    if not hasattr(tables, "figures"):
        raise TypeError(f"tables: found {tables!r}, expected what quoted.data.load returns")
    return tables


def _led(
    made: Mapping[str, DisplayTable], id_: str, leading: Callable[[], Mapping[str, list[str]]]
) -> DisplayTable:
    return replace(made[id_], leading=leading())


def _leading(tables: Tables) -> Mapping[str, list[str]]:
    """Return the ids of what prose may cite, by the anchor that each leads to."""
    from quoted.citations.quantities import facts
    from quoted.report import quantities

    found: dict[str, list[str]] = {}
    for fact in (*facts(tables), *quantities.facts(tables)):
        found.setdefault(fact.anchor, []).append(fact.id)
    return found


def what_if(tables: Tables, lang: Language | str | None = None) -> WhatIf:
    """Return the controls that try other sizes, and the chart that follows them."""
    from quoted.report import whatif

    return whatif.what_if(_loaded(tables), _in(lang))


def articles(tables: Tables, root: str | Path, lang: Language | str | None = None) -> Articles:
    """Return the articles with their numbers marked, for whoever has copies of them.

    Those are in the folder that the environment names, or in `articles/` below `root`.
    """
    from quoted.report.article import Articles

    return Articles(tables, _in(lang), root)


def places(tables: Tables, lang: Language) -> Mapping[str, str]:
    """Return what readers of the report find at each anchor: a row, a caption, a chart's words."""
    made = display(tables, lang)
    held = {anchor: text for table in made.values() for anchor, text in table.anchors.items()}
    drawn = charts(tables, lang)
    words = {id_: partial(_words, drawn, id_) for id_ in drawn}
    return Lazy({**{anchor: partial(str, text) for anchor, text in held.items()}, **words})


def _words(charts: Mapping[str, Chart], id_: str) -> str:
    chart = charts[id_]
    cells = map(str, chart.table.to_numpy().ravel())
    return " ".join((chart.title, chart.subtitle, chart.caption, chart.alt, *cells))
