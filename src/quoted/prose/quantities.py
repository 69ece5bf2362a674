"""Every quantity that the prose may state: the figures, and what follows from them.

`facts` is the one list; a line there adds a quantity. The numbers are computed in
`quoted.estimates`, `quoted.disclosure` and `quoted.corroboration`, the words that depend on them
are ruled in `quoted.prose.rules`; here they get an id, a row to link to and the texts that a
language allows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from quoted import corroboration, disclosure, estimates
from quoted.language import NO_BREAK, Language, mark
from quoted.prose import rules
from quoted.tables import COMPARED, Tables
from quoted.tables import rows as records

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
            tuple(dict.fromkeys(rules.true_phrases(fact.kind, fact.value, lang))),
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
    yield Fact("method.total", "count", sum(estimates.SPLITS[0]), qualifier="about")
    yield Fact("method.deff", "number", estimates.VERDICT_DEFF)
    for name, share in zip(("low_share", "high_share"), estimates.VERDICT_SHARES, strict=True):
        yield Fact(f"method.{name}", "percent", 100 * share)


class Pair(NamedTuple):
    """Two percentages of one measure, and whether one survey asked both groups."""

    measure_id: str
    first: float
    second: float
    survey_id: str
    comparable: bool


def pairs(tables: Tables) -> list[Pair]:
    """Return executives against entry level, and a later year against an earlier one."""
    found = []
    percentages = tables.figures[tables.figures["unit"] == "percent"]
    for measure_id, rows in percentages.groupby("measure_id", sort=False):
        groups: Any = rows.set_index("group")
        if set(COMPARED) <= set(groups.index) and groups.index.is_unique:
            first, second = (groups.loc[group] for group in COMPARED)
        elif len(rows) == 2 and rows["group"].nunique() == 1 and rows["year"].nunique() == 2:
            (_, second), (_, first) = rows.sort_values("year").iterrows()
        else:
            continue
        found.append(
            Pair(
                str(measure_id),
                float(first["value"]),
                float(second["value"]),
                str(first["survey_id"]),
                bool(first["survey_id"] == second["survey_id"] and rows["year"].nunique() == 1),
            )
        )
    return found


def _of_pairs(tables: Tables) -> Iterator[Fact]:
    found = pairs(tables)
    whole = tables.samples[tables.samples["group"] == "all"].set_index("survey_id")["n"]
    widest = sorted((pair for pair in found if pair.comparable), key=_narrowness)
    verdicts: Counter[str] = Counter()
    for pair in found:
        total = int(whole.get(pair.survey_id, 0))
        for fact in _of_pair(pair, total):
            if fact.kind == "word":
                verdicts[fact.value] += 1
            yield fact
        if pair.comparable:
            rank = (1 + widest.index(pair), len(widest))
            yield Fact(f"{pair.measure_id}.gap_rank", "rank", rank, f"{pair.measure_id}.gap")
    for verdict in WORDS:
        name = f"verdicts.{verdict.replace(' ', '_')}"
        yield Fact(name, "part", (verdicts[verdict], len(found)), "verdicts")
    yield Fact("verdicts.count", "count", len(found), "verdicts")
    yield Fact("gaps.count", "count", len(widest), "verdicts")
    positive = sum(pair.first > pair.second for pair in widest)
    yield Fact("gaps.positive", "part", (positive, len(widest)), "verdicts")
    if widest:
        shares = zip(*((pair.first, pair.second) for pair in widest), strict=True)
        for group, pcts in zip(COMPARED, shares, strict=True):
            floor = estimates.sample_size_floor(pcts)
            yield Fact(f"{widest[0].survey_id}.floor.{group}", "count", floor, "verdicts")


def _narrowness(pair: Pair) -> float:
    return -abs(pair.first - pair.second)


def _of_pair(pair: Pair, total: int) -> Iterator[Fact]:
    name, first, second = pair.measure_id, pair.first, pair.second
    row = f"{name}.gap"
    gap = estimates.gap(first, second)
    ratio, h = estimates.risk_ratio(first, second), estimates.cohens_h(first, second)
    yield Fact(f"{name}.gap", "points", gap.estimate, row)
    yield Fact(f"{name}.reverse_gap", "points", second - first, row)
    yield from _range(f"{name}.gap_rounding", (gap.low, gap.high), row)
    yield Fact(f"{name}.ratio", "ratio", ratio.estimate, row)
    yield Fact(f"{name}.reverse_ratio", "ratio", second / first, row)
    yield Fact(f"{name}.h", "number", round(float(h.estimate), 2), row)
    for deff in (1, 2):
        size = estimates.tipping_size(first, second, deff=deff)
        if isinstance(size, int):
            yield Fact(f"{name}.tip.deff{deff}", "count", size, row)
    if total:
        verdict = estimates.verdict(first, second, total, pair.comparable)
        yield Fact(f"{name}.verdict", "word", str(verdict), row)
    if pair.comparable:
        yield from _of_scenarios(name, first, second, row)


def _of_scenarios(name: str, first: float, second: float, row: str) -> Iterator[Fact]:
    for n1, n2 in estimates.SPLITS:
        for deff in estimates.DESIGN_EFFECTS:
            scenario = f"{n1}_{n2}" + (f".deff{deff:g}".replace(".5", "_5") if deff != 1 else "")
            printed = estimates.difference_interval(
                first / 100 * n1, n1, second / 100 * n2, n2, deff=deff
            )
            worst = estimates.rounded_difference_interval(first, n1, second, n2, deff=deff)
            margin = estimates.bias_margin(worst)
            yield from _range(f"{name}.interval.{scenario}", _points(printed), row)
            yield from _range(f"{name}.interval_rounded.{scenario}", _points(worst), row)
            yield Fact(f"{name}.bias_margin.{scenario}", "limit", margin, row)
            p = estimates.difference_p_value(first / 100 * n1, n1, second / 100 * n2, n2, deff=deff)
            survived = float(estimates.comparisons_survived(p))
            if survived < MANY:
                yield Fact(f"{name}.comparisons.{scenario}", "count", int(survived), row)


def _of_training(tables: Tables) -> Iterator[Fact]:
    """Yield the second reading of a figure with an unstated base: of those without training."""
    values = tables.figures.set_index("figure_id")["value"]
    for group in COMPARED:
        names = f"training_unmet.{group}", f"employer_training.{group}"
        if set(names) <= set(values.index):
            unmet, trained = (float(values[name]) for name in names)
            share = estimates.rebased(unmet, 100 - trained).estimate
            yield Fact(f"{names[0]}.rebased", "percent", share, "training_unmet.gap")
            yield Fact(f"{names[0]}.base", "percent", 100 - trained, "training_unmet.gap")


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
            yield from rules.spelled(int(value), lang)
        case "part" | "rank":
            yield from (lang.number(value[0]), *rules.spelled(value[0], lang))
        case "points" | "limit":
            number = lang.number(value, 0)
            yield from (lang.points(value), lang("{number}-point", number=number), number)
            yield from (lang.points(value, signed=True), lang.number(value, 0, signed=True))
        case "range":
            low, high = (lang.number(limit, 0) for limit in value)
            for phrase in rules.phrases(RANGE, lang):
                yield phrase.format(low=low, high=high)
        case "ratio":
            yield lang("{number} times", number=lang.number(value, 1))
            yield lang.number(value, 1)
        case "number":
            yield lang.number(value)
        case "word":
            yield from rules.phrases(WORDS[value], lang) if value in WORDS else [value]


RANGE = mark(
    "{low} to {high} points / {low} and {high} points / {low} to {high} / {low} and {high}"
)


def _qualified(number: str, qualifier: str, lang: Language) -> Iterator[str]:
    if QUALIFIED[qualifier]:
        for phrase in rules.phrases(QUALIFIED[qualifier], lang):
            yield phrase.format(number=number)
    yield number
