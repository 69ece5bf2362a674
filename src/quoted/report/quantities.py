"""Quantities that only this report knows: its two readings, and what its gaps could not bear.

Everything that any set of tables has is in `quoted.citations.quantities`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from quoted.citations.quantities import Fact
from quoted.citations.quantities import quantities as generic
from quoted.citations.quantity import Quantities
from quoted.data.tables import Tables, load
from quoted.language import SOURCE, Language, catalogue, language
from quoted.report.findings import BIAS, bias_below, counts_clear
from quoted.report.readings import WANTING, readings
from quoted.statistics.comparisons import comparisons


def quantities(tables: Tables, lang: Language) -> Quantities:
    """Return every quantity that the report's prose may state, in a language."""
    return generic(tables, lang, facts(tables))


def known(root: Path) -> dict[str, Quantities]:
    """Return every quantity of a project's data, by the codes of its languages."""
    tables = load(root / "data")
    codes = (SOURCE, *catalogue.codes(root))
    return {code: quantities(tables, language(code)) for code in codes}


def facts(tables: Tables) -> Iterator[Fact]:
    """Yield what only this report states."""
    for reading in readings(tables):
        if (among := reading.among) is not None:
            name, digits = f"{WANTING}.{reading.group}.rebased", reading.decimals
            yield Fact(name, "percent", among.estimate, "readings.whole", decimals=digits)
            limits = (among.low, among.high)
            yield Fact(f"{name}_rounding", "range", limits, "readings.whole", decimals=digits)
    found = comparisons(tables)
    if found:
        yield Fact("gaps.counts_clear", "part", counts_clear(found[0]), "breaking")
        if found[0].total:
            yield Fact("gaps.bias_below_low", "part", bias_below(found[0], BIAS), "breaking")
