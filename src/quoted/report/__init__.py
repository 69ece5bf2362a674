"""The report: its charts, tables and words; the only place that knows its measures.

What a notebook needs is here: `charts` and tables (`display`) by id, and `what_if`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quoted.language import Language, language

if TYPE_CHECKING:
    from quoted.charts.chart import Chart
    from quoted.data.tables import Tables
    from quoted.report.display_tables import Listing
    from quoted.report.lazy import Lazy
    from quoted.report.whatif import WhatIf


def charts(tables: Tables, lang: Language | None = None) -> Lazy[Chart]:
    """Return the report's charts by id, in its order, in the reader's language or another."""
    from quoted.report import gallery

    return gallery.charts(tables, lang or language())


def display(tables: Tables, lang: Language | None = None) -> Lazy[Listing]:
    """Return the report's tables by id, in its order, in the reader's language or another."""
    from quoted.report import display_tables

    return display_tables.listings(tables, lang or language())


def what_if(tables: Tables, lang: Language | None = None) -> WhatIf:
    """Return the controls that try other sizes, and the chart that follows them."""
    from quoted.report import whatif

    return whatif.what_if(tables, lang or language())
