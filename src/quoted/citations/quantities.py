"""Every quantity that the prose may state: the figures, and what follows from them.

`facts` is the one list; a line there adds a quantity. The numbers are computed in
`quoted.statistics`, the words that depend on them are ruled in `quoted.citations.phrases`; here
they get an id, a row to link to and the texts that a language allows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from math import isfinite
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from quoted.citations import phrases
from quoted.citations.quantity import Kind, Quantities, Quantity
from quoted.data import sources
from quoted.data.schema import EVERYBODY, RANGE, SILENT
from quoted.data.tables import Printed, Tables, ends, key_of, once
from quoted.data.tables import rows as records
from quoted.language import NO_BREAK, Language, mark
from quoted.statistics import corroboration, disclosure, estimates
from quoted.statistics.answers import questions, totals_of
from quoted.statistics.comparisons import (
    Comparison,
    Gap,
    Scenario,
    comparisons,
    incomparable,
    names,
    trends,
)

LEVEL = 95.0
QUALIFIED = {
    "exact": "",
    "about": mark("about {number} / around {number}"),
    "almost": mark("almost {number} / nearly {number}"),
    "more_than": mark("more than {number} / over {number}"),
    "at_least": mark("at least {number}"),
    "less_than": mark("less than {number} / fewer than {number} / under {number}"),
    "at_most": mark("at most {number} / up to {number}"),
}
WORDS = {
    "robust": mark("robust / robustly"),
    "conditional": mark("conditional / conditionally"),
    "fragile": mark("fragile / fragilely"),
    "not comparable": mark("not comparable / cannot be compared"),
    "clear": mark("clear of zero"),
    "includes zero": mark("includes zero"),
}


class Fact(NamedTuple):
    """A quantity in no language: its id, kind, value, and where a reader finds it.

    The value is a percentage (0 to 100), both ends of a printed range of them (span), a difference
    in points, two limits in points (range),
    k of n (part, rank), another number, or a word. The anchor names a row, a table or a chart, or
    is an address. Decimals are None where a number is written with as many as it has. A sum of
    percentages is off by up to its rounding: a word for it is true throughout.
    """

    id: str
    kind: Kind
    value: Any
    anchor: str = ""
    qualifier: str = "exact"
    decimals: int | None = 0
    rounding: float = 0

    @property
    def limits(self) -> tuple[Printed, Printed]:
        """Both ends of what the rounding leaves of a percentage, with the decimals of each."""
        more = (self.decimals or 0) + 1
        low, high = self.value - self.rounding, self.value + self.rounding
        limits = max(0.0, round(low, more)), min(100.0, round(high, more))
        low, high = (Printed(each, more - (round(each, more - 1) == each)) for each in limits)
        return low, high


def quantities(tables: Tables, lang: Language, more: Iterable[Fact] = ()) -> Quantities:
    """Return every quantity that the prose may state, in a language.

    Their values are plain: who reads them from a file needs no numpy. `more` are facts that only
    one report knows.
    """
    found = (
        Quantity(
            fact.id,
            fact.kind,
            fact.value.item() if isinstance(fact.value, np.generic) else fact.value,
            fact.anchor,
            tuple(dict.fromkeys(text.replace(NO_BREAK, " ") for text in _forms(fact, lang))),
            tuple(dict.fromkeys(_phrases(fact, lang))),
        )
        for fact in (*facts(tables), *more)
    )
    return Quantities(found, lang)


def facts(tables: Tables) -> Iterator[Fact]:
    """Yield the figures and everything that is derived from them."""
    for figure in records(tables.figures):
        if figure.qualifier == RANGE:
            yield Fact(figure.figure_id, "span", ends(figure), figure.figure_id)
            continue
        kind: Kind = "percent" if figure.unit == "percent" else "count"
        yield Fact(
            figure.figure_id,
            kind,
            figure.value,
            figure.figure_id,
            figure.qualifier,
            int(figure.decimals),
        )
    links = sources.links(tables, tables.samples)
    for sample, address in zip(records(tables.samples), links, strict=True):
        yield Fact(sample_id(sample), "count", sample.n, address, sample.qualifier)
    yield from _of_counts(tables)
    yield from _of_method()
    yield from _of_comparisons(tables)
    for trend in trends(tables):
        yield from _of_gap(trend, "trend")
        for scenario in trend.scenarios:
            yield from _of_interval(trend, scenario, "trend")
        if verdict := trend.verdict():
            yield Fact(f"{trend.id}.verdict", "word", verdict, f"{trend.id}.trend")
    yield from _of_answers(tables)
    yield from _of_disclosure(tables)
    yield from _of_corroboration(tables)


def sample_id(sample: Any) -> str:
    """Return the id of a published size, a row of `samples`: with its group and year, if any."""
    group = "" if sample.group == EVERYBODY else sample.group
    year = "" if pd.isna(sample.year) else str(sample.year)
    return ".".join(filter(None, (sample.survey_id, "sample", group, year)))


def _of_counts(tables: Tables) -> Iterator[Fact]:
    """Yield how many there are of everything, and how many articles answer a question how."""
    figures, sources = tables.figures, tables.sources
    yield Fact("figures.count", "count", len(figures), "figures")
    yield Fact("sources.count", "count", len(sources), "sources")
    percentages = figures[figures["unit"] == "percent"]
    of_counts = (len(figures) - len(percentages), len(figures))
    yield Fact("figures.counts", "part", of_counts, "figures")
    for name, frame in (("figures", figures), ("survey", percentages)):
        without = len(set(sources["source_id"]) - set(frame["source_id"]))
        yield Fact(f"sources.without_{name}", "part", (without, len(sources)), "sources")
    for code, n in sources_by_language(tables).items():
        yield Fact(f"sources.in_{code}", "part", (n, len(sources)), "sources")
    for survey_id, mine in percentages.groupby("survey_id"):
        yield Fact(f"{survey_id}.figures", "part", (len(mine), len(figures)), "provenance")
    questions = tables.questions["question_id"]
    yield Fact("questions.count", "count", len(questions), "positions")
    for question_id in questions:
        given = tables.positions[tables.positions["question_id"] == question_id]["stance"]
        row = f"{question_id}.positions"
        spoken = int((given != SILENT).sum())
        yield Fact(f"{question_id}.spoken", "part", (spoken, len(sources)), row)
        for stance in tables.stances["stance"][tables.stances["stance"] != SILENT]:
            part = (int((given == stance).sum()), len(sources))
            yield Fact(f"{question_id}.{stance}", "part", part, row)


def sources_by_language(tables: Tables) -> dict[str, int]:
    """Return how many articles there are by language, without region, those with most first."""
    codes = tables.sources["language"].str.split("-").str[0]
    return {str(code): int(n) for code, n in Counter(codes).most_common()}


def _of_method() -> Iterator[Fact]:
    yield Fact("method.level", "percent", LEVEL, "verdicts")
    yield Fact("method.deff", "number", estimates.VERDICT_DEFF, "breaking")
    for name, share in zip(("low_share", "high_share"), estimates.VERDICT_SHARES, strict=True):
        yield Fact(f"method.{name}", "percent", 100 * share, "breaking")


def _of_comparisons(tables: Tables) -> Iterator[Fact]:
    """Yield what the tables of gaps show, and what else follows from each gap."""
    apart = incomparable(tables)
    for name in apart:
        yield Fact(f"{name}.verdict", "word", "not comparable", f"{name}.gap")
    found = comparisons(tables)
    floors = {}
    for name, comparison in zip(names(found), found, strict=True):
        # what is said of "the gaps" is of the first comparison; of another, under its own name
        yield from _of_gaps("" if comparison is found[0] else f"{name}.", comparison)
        for group, floor in zip(
            (comparison.first, comparison.second), comparison.floors, strict=True
        ):
            of_wave = filter(None, (comparison.survey_id, comparison.wave, "floor", group))
            floors[".".join(of_wave)] = floor
    for name, floor in floors.items():
        yield Fact(name, "count", floor, "breaking")
    totals = {
        ".".join(filter(None, (c.survey_id, c.wave))): c.total
        for c in found
        if c.total and not c.sizes
    }
    for survey, total in totals.items():
        of = "" if survey == next(iter(totals)) else f"{survey}."
        yield Fact(f"{of}method.total", "count", total, "breaking", "about")


def _of_gaps(of: str, comparison: Comparison) -> Iterator[Fact]:
    gaps = comparison.gaps
    widest = sorted(gaps, key=lambda gap: -abs(gap.points))
    for rank, gap in enumerate(widest, start=1):
        yield from _of_gap(gap)
        yield Fact(f"{gap.id}.gap_rank", "rank", (rank, len(gaps)), f"{gap.id}.gap")
        for scenario in comparison.scenarios[-2:]:  # those of the table of gaps
            yield from _of_interval(gap, scenario)
        if verdict := gap.verdict():
            yield Fact(f"{gap.id}.verdict", "word", verdict, f"{gap.id}.gap")
    verdicts = Counter(gap.verdict() for gap in gaps)
    for verdict in WORDS:
        name = f"{of}verdicts.{verdict.replace(' ', '_')}"
        yield Fact(name, "part", (verdicts[verdict], len(gaps)), "verdicts")
    yield Fact(f"{of}gaps.count", "count", len(gaps), "verdicts")
    positive = sum(gap.points > 0 for gap in gaps)
    yield Fact(f"{of}gaps.positive", "part", (positive, len(gaps)), "verdicts")


def _of_gap(gap: Gap, word: str = "gap") -> Iterator[Fact]:
    row = f"{gap.id}.{word}"
    yield Fact(row, "points", gap.points, row, decimals=gap.decimals)
    yield Fact(f"{row}_rounding", "range", gap.rounding, row, decimals=None)
    for deff in (1, 2):
        size = gap.tip(deff)
        if isfinite(size):
            yield Fact(f"{gap.id}.tip.deff{deff}", "count", size, row)


def _of_interval(gap: Gap, scenario: Scenario, word: str = "gap") -> Iterator[Fact]:
    """Yield an interval of the percentages as printed; published sizes need no name."""
    interval = gap.interval(scenario)
    name = ".".join(filter(None, (gap.id, "interval", scenario.id)))
    yield Fact(name, "range", (interval.low, interval.high), f"{gap.id}.{word}")


def _of_answers(tables: Tables) -> Iterator[Fact]:
    """Yield what the answers on a side of a question come to."""
    for chart, figures in questions(tables):
        of_year = figures.drop_duplicates("bar")["group"].value_counts()
        for bar, side, found in totals_of(tables, figures):
            group = bar.partition(".")[0]
            name = f"{chart}.{side}.{bar if of_year[group] > 1 else group}"
            yield Fact(name, "percent", found.pct, chart, "exact", found.decimals, found.rounding)


def _of_disclosure(tables: Tables) -> Iterator[Fact]:
    yield Fact("disclosure.fields", "count", len(disclosure.ITEMS), "disclosure")
    for survey_id in tables.disclosure["survey_id"].unique():
        score, row = disclosure.score(tables, survey_id), "score"
        yield Fact(f"{survey_id}.score", "number", score.total, row)
        yield Fact(f"{survey_id}.grade", "word", score.grade, row)


def _of_corroboration(tables: Tables) -> Iterator[Fact]:
    outlets = corroboration.of_named(tables)
    yield Fact("outlets.count", "count", outlets["outlet_id"].nunique(), "outlets")
    summary = corroboration.summary(tables)
    disputed = int((summary["article_pct"].notna() & (summary["conflict"] > 0)).sum())
    yield Fact("outlets.disputed", "count", disputed, "outlets")
    ids = {key_of(row): row.figure_id for row in records(once(tables.figures))}
    others: dict[str, dict[float, int]] = {}
    conflicting = outlets[outlets["verdict"] == "conflicts"]
    for row in records(conflicting.sort_values("value_pct", kind="stable")):
        name = ids.get(key_of(row), f"{row.measure_id}.{row.group}")
        others.setdefault(name, {})[float(row.value_pct)] = int(row.decimals)
    for name, printed in others.items():
        for n, (pct, decimals) in enumerate(printed.items(), start=1):
            row_of = f"{name}.outlets"
            yield Fact(f"{name}.other_{n}", "percent", pct, row_of, decimals=decimals)


def _phrases(fact: Fact, lang: Language) -> list[str]:
    """Return the words that are true of a quantity, wherever rounding has left it."""
    said = phrases.true_phrases(fact.kind, fact.value, lang)
    for limit, _ in fact.limits if fact.rounding else ():
        said = [one for one in said if one in phrases.true_phrases(fact.kind, limit, lang)]
    return said


def _forms(fact: Fact, lang: Language) -> Iterator[str]:
    value, decimals = fact.value, fact.decimals
    match fact.kind:
        case "percent":
            yield from qualified(lang.percent(value, decimals or 0), fact.qualifier, lang)
            yield lang.number(value, decimals)
            if fact.rounding:
                for number in (lang.percent(value, decimals or 0), lang.number(value, decimals)):
                    yield give_or_take(number, fact.rounding, lang)
                yield from span(*fact.limits, lang)
        case "span":
            low, high = value
            yield from span(low, high, lang)
        case "count":
            yield from qualified(lang.number(value, 0), fact.qualifier, lang)
            yield from phrases.spelled(int(value), lang)
        case "part" | "rank":
            yield from (lang.number(value[0]), *phrases.spelled(value[0], lang))
        case "points":
            number = lang.number(value, decimals)
            points = lang.points(value, decimals or 0)
            yield from (points, lang("{number}-point", number=number), number)
            yield lang.points(value, decimals or 0, signed=True)
            yield lang.number(value, decimals, signed=True)
        case "range":
            low, high = (lang.number(limit, decimals) for limit in value)
            for phrase in phrases.phrases(LIMITS, lang):
                yield phrase.format(low=low, high=high)
        case "number":
            yield lang.number(value)
        case "word":
            yield from phrases.phrases(WORDS[value], lang) if value in WORDS else [value]


LIMITS = mark(
    "{low} to {high} points / {low} and {high} points / {low} to {high} / {low} and {high}"
)


SPAN = mark("between {low} and {high} / {low} to {high} / from {low} to {high}")


def span(low: Printed, high: Printed, lang: Language) -> Iterator[str]:
    """Yield a printed range of percentages in words, the usual ones first."""
    end = lang.percent(*high)
    for phrase in phrases.phrases(SPAN, lang):
        for begin in (lang.number(*low), lang.percent(*low)):
            yield phrase.format(low=begin, high=end)


def give_or_take(number: str, rounding: float, lang: Language) -> str:
    """Return a number with how far rounding may have moved it, in points."""
    return lang("{number} ± {rounding}", number=number, rounding=lang.number(rounding))


def qualified(number: str, qualifier: str, lang: Language) -> Iterator[str]:
    """Yield a number with the words for how it is meant, the usual ones first; last without."""
    if QUALIFIED[qualifier]:
        for phrase in phrases.phrases(QUALIFIED[qualifier], lang):
            yield phrase.format(number=number)
    yield number
