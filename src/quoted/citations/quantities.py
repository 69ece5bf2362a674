"""Every quantity that the prose may state: the figures, and what follows from them.

`facts` is the one list; a line there adds a quantity. The numbers are computed in
`quoted.statistics`, the words that depend on them are ruled in `quoted.citations.phrases`; here
they get an id, a row to link to and the texts that a language allows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from quoted.citations import phrases
from quoted.data.tables import COMPARED, Tables, incomparable, pair_ids, pairs
from quoted.data.tables import rows as records
from quoted.language import NO_BREAK, Language, mark
from quoted.statistics import corroboration, disclosure, estimates

Kind = Literal[
    "percent", "points", "limit", "range", "count", "part", "rank", "ratio", "number", "word"
]

LEVEL = 95.0
MANY = 10_000  # a number of comparisons that nobody would read
QUALIFIED = {
    "exact": "",
    "more_than": mark("more than {number} / over {number}"),
    "about": mark("about {number} / around {number}"),
}
WORDS = {
    "robust": mark("robust / robustly"),
    "conditional": mark("conditional / conditionally"),
    "fragile": mark("fragile / fragilely"),
    "not comparable": mark("not comparable / cannot be compared"),
}


class Fact(NamedTuple):
    """A quantity in no language: its id, kind, value, and the row of the report behind it.

    The value is a percentage (0 to 100), a difference in points, one limit in points or two
    (limit, range), k of n (part, rank), another number, or a word.
    """

    id: str
    kind: Kind
    value: Any
    anchor: str = ""
    qualifier: str = "exact"


@dataclass(frozen=True)
class Quantity:
    """A quantity in a language: the texts that may state it, the usual one first."""

    id: str
    kind: Kind
    value: Any
    anchor: str
    forms: tuple[str, ...]
    phrases: tuple[str, ...]


class Quantities(dict[str, Quantity]):
    """The quantities of a language, by id."""

    def __init__(self, quantities: Iterator[Quantity], lang: Language) -> None:
        super().__init__((quantity.id, quantity) for quantity in quantities)
        self.lang = lang


def quantities(tables: Tables, lang: Language) -> Quantities:
    """Return every quantity that the prose may state, in a language."""
    found = (
        Quantity(
            fact.id,
            fact.kind,
            fact.value,
            fact.anchor,
            tuple(dict.fromkeys(text.replace(NO_BREAK, " ") for text in _forms(fact, lang))),
            tuple(dict.fromkeys(phrases.true_phrases(fact.kind, fact.value, lang))),
        )
        for fact in facts(tables)
    )
    return Quantities(found, lang)


def facts(tables: Tables) -> Iterator[Fact]:
    """Yield the figures and everything that is derived from them."""
    for figure in records(tables.figures):
        kind: Kind = "percent" if figure.unit == "percent" else "count"
        yield Fact(figure.figure_id, kind, figure.value, figure.figure_id, figure.qualifier)
    for sample in records(tables.samples):
        name = "sample" if sample.group == "all" else f"sample.{sample.group}"
        row = f"{sample.survey_id}.score"
        yield Fact(f"{sample.survey_id}.{name}", "count", sample.n, row, sample.qualifier)
    yield Fact("figures.count", "count", len(tables.figures), "sources")
    yield Fact("sources.count", "count", len(tables.sources), "sources")
    yield Fact("surveys.count", "count", len(tables.surveys), "sources")
    yield from _of_method()
    yield from _of_pairs(tables)
    yield from _of_training(tables)
    yield from _of_disclosure(tables)
    yield from _of_corroboration(tables)


def _of_method() -> Iterator[Fact]:
    yield Fact("method.level", "percent", LEVEL)
    yield Fact("method.deff", "number", estimates.VERDICT_DEFF)
    for name, share in zip(("low_share", "high_share"), estimates.VERDICT_SHARES, strict=True):
        yield Fact(f"method.{name}", "percent", 100 * share)


def _of_pairs(tables: Tables) -> Iterator[Fact]:
    """Yield what the table of verdicts shows, and what else follows from each pair."""
    found = pairs(tables).sort_values("gap", ascending=False, key=abs, kind="stable")
    found = found.assign(id=pair_ids(tables, found))
    apart = incomparable(tables)
    verdicts = Counter({"not comparable": len(apart)})
    totals = set()
    for rank, pair in enumerate(records(found), start=1):
        name, first, second, row = pair.id, pair.executives, pair.entry_level, f"{pair.id}.gap"
        yield from _of_gap(name, first, second)
        yield Fact(f"{name}.gap_rank", "rank", (rank, len(found)), row)
        sizes = disclosure.sizes(tables, pair.survey_id)
        if sizes is None:
            continue
        yield from _of_intervals(name, first, second, sizes)
        if not sizes.groups:
            totals.add(sizes.total)
            verdict = str(estimates.verdict(first, second, sizes.total))
            verdicts[verdict] += 1
            yield Fact(f"{name}.verdict", "word", verdict, row)
    for name, figures in apart.items():
        if len(figures) == 2 and figures["year"].notna().all():  # else no one gap is meant
            earlier, later = (float(value) for value in figures["value"])
            yield from _of_gap(name, later, earlier)
        yield Fact(f"{name}.verdict", "word", "not comparable", f"{name}.gap")
    count = len(found) + len(apart)
    for verdict in WORDS:
        name = f"verdicts.{verdict.replace(' ', '_')}"
        yield Fact(name, "part", (verdicts[verdict], count), "verdicts")
    yield Fact("verdicts.count", "count", count, "verdicts")
    yield Fact("gaps.count", "count", len(found), "verdicts")
    positive = int((found["gap"] > 0).sum())
    yield Fact("gaps.positive", "part", (positive, len(found)), "verdicts")
    for survey_id, asked in found.groupby("survey_id"):
        for group in COMPARED:
            floor = estimates.sample_size_floor(asked[group])
            yield Fact(f"{survey_id}.floor.{group}", "count", floor, "verdicts")
    if len(totals) == 1:  # with several, no one number is that of the rule
        yield Fact("method.total", "count", totals.pop(), qualifier="about")


def _of_gap(name: str, first: float, second: float) -> Iterator[Fact]:
    row = f"{name}.gap"
    gap, h = estimates.gap(first, second), estimates.cohens_h(first, second)
    yield Fact(f"{name}.gap", "points", gap.estimate, row)
    yield Fact(f"{name}.reverse_gap", "points", second - first, row)
    yield from _range(f"{name}.gap_rounding", (gap.low, gap.high), row)
    if second:
        ratio = estimates.risk_ratio(first, second)
        yield Fact(f"{name}.ratio", "ratio", ratio.estimate, row)
    if first:
        yield Fact(f"{name}.reverse_ratio", "ratio", second / first, row)
    yield Fact(f"{name}.h", "number", round(float(h.estimate), 2), row)
    for deff in (1, 2):
        size = estimates.tipping_size(first, second, deff=deff)
        if isinstance(size, int):
            yield Fact(f"{name}.tip.deff{deff}", "count", size, row)


def _of_intervals(
    name: str, first: float, second: float, sizes: disclosure.Sizes
) -> Iterator[Fact]:
    row = f"{name}.gap"
    for case, n1, n2, deff in _cases(sizes):
        counts = first / 100 * n1, n1, second / 100 * n2, n2
        printed = estimates.difference_interval(*counts, deff=deff)
        worst = estimates.rounded_difference_interval(first, n1, second, n2, deff=deff)
        margin = estimates.bias_margin(worst)
        yield from _range(f"{name}.interval{case}", _points(printed), row)
        yield from _range(f"{name}.interval_rounded{case}", _points(worst), row)
        yield Fact(f"{name}.bias_margin{case}", "limit", margin, row)
        p = estimates.difference_p_value(*counts, deff=deff)
        survived = float(estimates.comparisons_survived(p))
        if survived < MANY:
            yield Fact(f"{name}.comparisons{case}", "count", int(survived), row)


def _cases(sizes: disclosure.Sizes) -> Iterator[tuple[str, int, int, float]]:
    """Yield the sizes and design effects of intervals, and how ids name them: not if published."""
    if sizes.groups:
        yield ("", *sizes.groups, 1.0)
        return
    for n1, n2 in sizes.splits:
        for deff in estimates.DESIGN_EFFECTS:
            effect = f".deff{deff:g}".replace(".5", "_5") if deff != 1 else ""
            yield f".{n1}_{n2}{effect}", n1, n2, deff


def _of_training(tables: Tables) -> Iterator[Fact]:
    """Yield the second reading of a figure with an unstated base: of those without training."""
    values = tables.figures.set_index("figure_id")["value"]
    for group in COMPARED:
        names = f"training_unmet.{group}", f"employer_training.{group}"
        if set(names) <= set(values.index):
            unmet, base = float(values[names[0]]), 100 - float(values[names[1]])
            if 0 < base >= unmet:
                share = estimates.rebased(unmet, base).estimate
                yield Fact(f"{names[0]}.rebased", "percent", share, "training_unmet.gap")
            yield Fact(f"{names[0]}.base", "percent", base, "training_unmet.gap")


def _points(interval: estimates.Interval) -> tuple[float, float]:
    return 100 * float(interval.low), 100 * float(interval.high)


def _range(name: str, limits: tuple[Any, Any], row: str) -> Iterator[Fact]:
    yield Fact(name, "range", limits, row)
    yield Fact(f"{name}.low", "limit", limits[0], row)
    yield Fact(f"{name}.high", "limit", limits[1], row)


def _of_disclosure(tables: Tables) -> Iterator[Fact]:
    yield Fact("disclosure.fields", "count", len(disclosure.ITEMS))
    for survey_id in tables.disclosure["survey_id"].unique():
        score, row = disclosure.score(tables, survey_id), f"{survey_id}.score"
        yield Fact(f"{survey_id}.score", "number", score.total, row)
        yield Fact(f"{survey_id}.grade", "word", score.grade, row)
        for level, count in Counter(score.items.values()).items():
            yield Fact(f"{survey_id}.{level}", "part", (count, len(disclosure.ITEMS)), row)


def _of_corroboration(tables: Tables) -> Iterator[Fact]:
    outlets = corroboration.outlets(tables)
    yield Fact("outlets.count", "count", outlets["outlet_id"].nunique(), "corroboration")
    ids = tables.figures.set_index(corroboration.KEY)["figure_id"]
    for figure in corroboration.summary(tables).to_dict("records"):
        key = tuple(figure[column] for column in corroboration.KEY)
        name = ids.get(key, f"{figure['measure_id']}.{figure['group']}")
        # the table has rows for figures of the articles that others print; the chart shows all
        listed = key in ids.index and any(figure[n] for n in ("agree", "conflict", "related"))
        row = f"{name}.corroboration" if listed else "corroboration"
        yield Fact(f"{name}.agree", "count", figure["agree"], row)
        yield Fact(f"{name}.conflict", "count", figure["conflict"], row)
        for n, pct in enumerate(figure["others_pct"], start=1):
            yield Fact(f"{name}.other_{n}", "percent", pct, row)


def _forms(fact: Fact, lang: Language) -> Iterator[str]:
    value = fact.value
    match fact.kind:
        case "percent":
            yield from _qualified(lang.percent(value), fact.qualifier, lang)
            yield lang.number(value, 0)
        case "count":
            yield from _qualified(lang.number(value, 0), fact.qualifier, lang)
            yield from phrases.spelled(int(value), lang)
        case "part" | "rank":
            yield from (lang.number(value[0]), *phrases.spelled(value[0], lang))
        case "points" | "limit":
            number = lang.number(value, 0)
            yield from (lang.points(value), lang("{number}-point", number=number), number)
            yield from (lang.points(value, signed=True), lang.number(value, 0, signed=True))
        case "range":
            low, high = (lang.number(limit, 0) for limit in value)
            for phrase in phrases.phrases(RANGE, lang):
                yield phrase.format(low=low, high=high)
        case "ratio":
            yield lang("{number} times", number=lang.number(value, 1))
            yield lang.number(value, 1)
        case "number":
            yield lang.number(value)
        case "word":
            yield from phrases.phrases(WORDS[value], lang) if value in WORDS else [value]


RANGE = mark(
    "{low} to {high} points / {low} and {high} points / {low} to {high} / {low} and {high}"
)


def _qualified(number: str, qualifier: str, lang: Language) -> Iterator[str]:
    if QUALIFIED[qualifier]:
        for phrase in phrases.phrases(QUALIFIED[qualifier], lang):
            yield phrase.format(number=number)
    yield number
