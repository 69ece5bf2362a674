"""Any tables that pass the check, drawn at random: what follows from them must work.

Groups with and without a comparison, several surveys, years that are not stated, shares from 0 to
100 with up to two decimals, sizes that are published in full, in part or not at all, with and
without a debate, other outlets and counts.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from quoted.data.schema import (
    DISCLOSURE_ITEMS,
    EVERYBODY,
    LARGEST_SAMPLE,
    NOT_STATED,
    SIDES,
    SILENT,
)
from quoted.data.tables import Tables
from quoted.data.transcription import Transcription

ROLES = [
    {},
    {"women": "first", "men": "second"},
    {"managers": "first", "clerks": "second", "trainees": "second", "guests": "neutral"},
    {"guests": "neutral"},
]
SHARES = st.sampled_from(["0", "100", "50", "50.0", "0.0", "99.99", "7", "61"]) | st.integers(
    0, 10_000
).map(lambda n: f"{n / 100:.2f}")
DATES = st.sampled_from([NOT_STATED, "2023", "2024-05", "2024-02-29"])
YEARS = st.sampled_from([2023, 2024, NOT_STATED])
SCALE = ((1, 5), (0, 1), (1, 5), (0, 1))
"""How many answers a question has at least and at most on each side."""
LEVELS = ("disclosed", "partial", "absent")


@st.composite
def any_tables(draw: st.DrawFn) -> Tables:
    """Return tables that pass the check."""
    quotes = Transcription()
    roles = draw(st.sampled_from(ROLES))
    quotes.group(EVERYBODY, "all respondents")
    for group, role in roles.items():
        quotes.group(group, group, role=role)
    topics = draw(st.integers(1, 3))
    for topic in range(topics):
        quotes.topic(f"topic_{topic}", f"Topic {topic}")
    measures = [f"measure_{n}" for n in range(draw(st.integers(1, 5)))]
    for n, measure in enumerate(measures):
        quotes.measure(f"topic_{n % topics}", measure, f"Measure {n}", f"do {n}", "Invented")
    sources = [f"paper_{n}" for n in range(draw(st.integers(1, 3)))]
    for source in sources:
        about: dict[str, Any] = {
            "published": draw(DATES),
            "extent": draw(st.sampled_from(["whole", "part"])),
            "address_of": draw(st.sampled_from(["article", "original"])),
        }
        if draw(st.booleans()):
            about["address"] = f"https://example.org/{source}"
        quotes.source(source, publisher=source.title(), language="en", **about)
    printed: dict[tuple[str, str, Any], str] = {}
    years: dict[str, set[Any]] = {f"survey_{n}": set() for n in range(draw(st.integers(1, 3)))}
    for survey, of_survey in years.items():
        _survey(draw, quotes, survey, sources, measures, [EVERYBODY, *roles], printed, of_survey)
    if not printed or draw(st.booleans()):
        n = draw(st.integers(0, 10**6))
        count = {"": (n, f"{n} of them")}
        quotes.figures(sources[0], "", draw(YEARS), unit="count", **{measures[0]: count})
    if draw(st.booleans()):
        _question(draw, quotes, sources[0], [EVERYBODY, *roles], years["survey_0"])
    for survey, of_survey in years.items():
        _sizes(draw, quotes, draw(st.sampled_from(sources)), survey, [EVERYBODY, *roles], of_survey)
    if draw(st.booleans()):
        _debate(draw, quotes, sources)
    if draw(st.booleans()):
        _outlets(draw, quotes, printed)
    return quotes.tables()


def _survey(
    draw: st.DrawFn,
    quotes: Transcription,
    survey: str,
    sources: list[str],
    measures: list[str],
    groups: list[str],
    printed: dict[tuple[str, str, Any], str],
    years: set[Any],
) -> None:
    """Add a survey and its figures; no figure of the same key is of two surveys."""
    named = draw(st.sampled_from(["yes", "no"]))
    quotes.survey(survey, title=survey.title(), named=named, fieldwork=draw(DATES))
    for item in DISCLOSURE_ITEMS:
        level = draw(st.sampled_from(LEVELS))
        quotes.add("disclosure", survey_id=survey, item=item, level=level, basis="Invented")
    source = draw(st.sampled_from(sources))
    keys = st.tuples(st.sampled_from(measures), st.sampled_from(groups), YEARS)
    drawn = draw(st.lists(keys, unique=True, max_size=12))
    if draw(st.booleans()):  # asked in two years
        both = [(*key[:2], year) for key in drawn for year in (2023, 2024)]
        drawn = list(dict.fromkeys(both))
    for key in drawn:
        if key not in printed:
            measure, group, year = key
            years.add(year)
            printed[key] = draw(SHARES)
            value: Any = printed[key]
            fragment = f"{value}% of {group} in {year}"
            if float(value) < 99 and draw(st.integers(0, 3)) == 0:
                value, fragment = (value, "99.5"), f"{value} to 99.5% of {group} in {year}"
            quotes.figures(source, survey, year, **{measure: {group: (value, fragment)}})


def _sizes(
    draw: st.DrawFn,
    quotes: Transcription,
    source: str,
    survey: str,
    groups: list[str],
    years: set[Any],
) -> None:
    """Add sizes of a survey, by year where its figures are of several."""
    waves = [year for year in sorted(years, key=str) if year != NOT_STATED]
    for year in waves if len(years) > 1 else [NOT_STATED]:
        _of_year(draw, quotes, source, survey, groups, year)


def _of_year(
    draw: st.DrawFn,
    quotes: Transcription,
    source: str,
    survey: str,
    groups: list[str],
    year: Any,
) -> None:
    sizes = {
        group: draw(st.sampled_from([1, 2, 40, 333, LARGEST_SAMPLE // 2 // len(groups)]))
        for group in draw(st.lists(st.sampled_from(groups), unique=True))
    }
    together = max(2, sum(n for group, n in sizes.items() if group != EVERYBODY))
    for group, n in sizes.items():
        how = draw(st.sampled_from(["exact", "more_than", "about"]))
        if group == EVERYBODY:
            n = together if how == "exact" else draw(st.sampled_from([2, together, 2 * together]))
        quotes.sample(source, survey, group, n, f"{n} {group}", qualifier=how, year=year)


def _question(
    draw: st.DrawFn, quotes: Transcription, source: str, groups: list[str], years: set[Any]
) -> None:
    """Add a question of the first survey and its answers, of which some are printed."""
    wide = draw(st.tuples(*(st.integers(low, high) for low, high in SCALE)))
    sides = {side: n for side, n in zip(SIDES, wide, strict=True) if n}
    said = {f"{side}_{i}": f"Answer {side} {i}" for side, n in sides.items() for i in range(n)}
    for id_, answer in said.items():
        quotes.measure("topic_0", id_, f"Question: {answer}", f"say {answer}", "Invented")
    by_side: dict[str, Any] = {
        side: {id_: said[id_] for id_ in said if id_.startswith(side)} for side in sides
    }
    quotes.answers("asked", "What they were asked", **by_side)
    keys = st.tuples(st.sampled_from(groups), YEARS)
    for group, year in draw(st.lists(keys, unique=True, max_size=6)):
        people = draw(
            st.lists(st.integers(0, 99), min_size=len(said), max_size=len(said)).filter(any)
        )
        decimals, printed = draw(st.integers(0, 2)), draw(st.sets(st.sampled_from(sorted(said))))
        for id_, n in zip(said, people, strict=True):
            share = f"{100 * n / sum(people):.{decimals}f}"
            if id_ in printed or draw(st.booleans()):
                fragment = f"{share}% of {group} say {id_} in {year}"
                how = draw(st.sampled_from(["exact", "exact", "exact", "about"]))
                reading = {id_: {group: (share, fragment)}}
                years.add(year)
                quotes.figures(source, "survey_0", year, qualifier=how, **reading)


def _debate(draw: st.DrawFn, quotes: Transcription, sources: list[str]) -> None:
    stances = ("affirms", "qualifies", "denies", SILENT)
    for order, stance in enumerate(stances, start=1):
        quotes.add("stances", stance=stance, word=f"says {stance}", order=order)
    for n in range(draw(st.integers(1, 3))):
        id_ = f"question_{n}"
        quotes.add("questions", question_id=id_, question=f"Question {n}?", order=n + 1)
        for stance in stances:
            quotes.add("coding", question_id=id_, stance=stance, rule=f"If it {stance} {n}")
        for source in sources:
            stance = draw(st.sampled_from(stances))
            said = {} if stance == SILENT else {"fragment": f"words {n}", "paraphrase": f"So {n}"}
            quotes.add("positions", source_id=source, question_id=id_, stance=stance, **said)


def _outlets(
    draw: st.DrawFn, quotes: Transcription, printed: dict[tuple[str, str, Any], str]
) -> None:
    for n in range(draw(st.integers(1, 3))):
        tie = draw(st.sampled_from(["", "shop of the sponsor"]))
        keys = st.lists(st.sampled_from(sorted(printed, key=str)), unique=True)
        for measure, group, year in draw(keys) if printed else []:
            pct = draw(st.just(printed[measure, group, year]) | SHARES)
            quotes.add(
                "corroboration",
                outlet_id=f"outlet_{n}",
                outlet=f"Outlet {n}",
                url=f"https://example.org/outlet/{n}",
                independent="no" if tie else "yes",
                relation=tie,
                measure_id=measure,
                group=group,
                year=year,
                value_pct=pct,
                fragment=f"{pct}% there",
                wording=draw(st.sampled_from(["", "another word"])),
            )
