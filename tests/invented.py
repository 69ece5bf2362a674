"""Invented tables, small and valid, for the tests: nothing of the project's own data.

`tables(women_and_men, law_firms)` are the tables of those surveys; each function takes down one of
them with all that it needs. Numbers are chosen to be unlike: decimals, 0 and 100, a gap of 0.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from quoted.data.schema import DISCLOSURE_ITEMS, SCHEMA
from quoted.data.tables import Tables, as_csv, rows
from quoted.data.transcription import Transcription

Survey = Callable[[Transcription], None]
Read = dict[str, dict[str, str]]
"""Measure, group, number as printed."""


def tables(*surveys: Survey, debate: bool = True) -> Tables:
    """Return the tables of some surveys, by default of all that this module has."""
    return transcription(*surveys, debate=debate).tables()


def transcription(*surveys: Survey, debate: bool = True) -> Transcription:
    """Return what was taken down, to which a test can add."""
    quotes = Transcription()
    quotes.group("all", "all respondents")
    quotes.topic("use", "Use")
    quotes.topic("worry", "Worries")
    for measure_id, topic, label, predicate in MEASURES:
        quotes.measure(topic, measure_id, label, predicate, f"Invented: {label.lower()}")
    for survey in surveys or (women_and_men, law_firms, three_groups):
        survey(quotes)
    if debate:
        argue(quotes)
    return quotes


MEASURES = (
    ("daily", "use", "Use a bicycle daily", "ride every day"),
    ("repairs", "use", "Repair it themselves", "repair it"),
    ("trained", "use", "Were taught to ride", "had lessons"),
    ("theft", "worry", "Theft", "fear theft"),
    ("rain", "worry", "Rain", "fear rain"),
    ("parked", "worry", "Bicycles that were parked", "were parked"),
)
ANSWERS = {
    "never_safe": "Strongly disagree",
    "unsafe": "Disagree",
    "so_so": "Neither",
    "safe": "Agree",
    "quite_safe": "Strongly agree",
    "unsure": "Do not know",
}
"""Of one question, from left to right."""


def women_and_men(quotes: Transcription) -> None:
    """One survey in two years, its group sizes known and everything disclosed."""
    quotes.group("women", "women", role="first")
    quotes.group("men", "men", role="second")
    article(quotes, "courier")
    quotes.survey(
        "riders", title="Riders, 2023 and 2024", sponsor="A maker of bells", fieldwork="2024-05"
    )
    for year in (2023, 2024):
        for group, n in {"all": 800, "women": 412, "men": 388}.items():
            fragment = f"{n} {group} of the riders in {year}"
            quotes.sample("courier", "riders", group, n, fragment, year=year)
    quotes.disclosed("riders", *DISCLOSURE_ITEMS, basis="The article says so")
    shares: dict[int, Read] = {
        2023: {
            "daily": {"women": "41.5", "men": "44.0"},
            "theft": {"women": "60.0", "men": "60.0"},
        },
        2024: {
            "daily": {"women": "52.4", "men": "47.1"},
            "repairs": {"women": "100", "men": "0"},
            "trained": {"women": "33.3", "men": "31.9"},
            "theft": {"women": "60.0", "men": "58.5"},
        },
    }
    for year, read in shares.items():
        print_shares(quotes, "courier", "riders", year, read)


def law_firms(quotes: Transcription) -> None:
    """A survey of one group only, of measures that another survey has too; nothing disclosed."""
    quotes.group("partners", "partners of law firms")
    article(quotes, "gazette", published="2025-02-28")
    quotes.survey("lawyers", title="Lawyers, 2025", named="no")
    quotes.disclosed("lawyers", basis="Not stated")
    shares: Read = {"repairs": {"partners": "52"}, "rain": {"partners": "60"}}
    print_shares(quotes, "gazette", "lawyers", 2025, shares)
    quotes.figures(
        "gazette", "", "not stated", unit="count", parked={"": (1500, "1,500 bicycles were parked")}
    )


def three_groups(quotes: Transcription) -> None:
    """One first group and two second ones, of a total that is known in part."""
    quotes.group("managers", "managers", role="first")
    quotes.group("clerks", "clerks", role="second")
    quotes.group("trainees", "trainees", role="second")
    article(quotes, "observer")
    quotes.survey("office", title="Offices, 2022", fieldwork="2022")
    quotes.sample(
        "observer", "office", "all", 2000, "more than 2,000 people", qualifier="more_than"
    )
    known = {"sponsor", "conductor", "population", "field_dates", "sampling", "total_n"}
    quotes.disclosed("office", *sorted(known), basis="The article says so")
    shares: Read = {
        "daily": {"managers": "30", "clerks": "48", "trainees": "55"},
        "rain": {"managers": "21", "clerks": "21", "trainees": "3"},
        "trained": {"managers": "77", "trainees": "9"},
        "theft": {"all": "66"},
    }
    print_shares(quotes, "observer", "office", 2022, shares)


def commuters(quotes: Transcription) -> None:
    """One question of five answers and none; a group that gave all, one of which some are printed.

    Of drivers they come to 101, of walkers to 87 and a half.
    """
    quotes.group("drivers", "drivers")
    quotes.group("walkers", "walkers")
    article(quotes, "evening")
    quotes.survey("streets", title="Streets, 2024", fieldwork="2024-03")
    quotes.disclosed("streets", "sponsor", basis="The article says so")
    for measure_id, answer in ANSWERS.items():
        quotes.measure(
            "worry", measure_id, f"Roads are safe: {answer}", f"say {answer}", "Invented"
        )
    two, four = list(ANSWERS.items())[:2], list(ANSWERS.items())[3:5]
    quotes.answers(
        "safe_roads",
        "The roads are safe",
        left=dict(two),
        neutral={"so_so": "Neither"},
        right=dict(four),
        no_answer={"unsure": "Do not know"},
    )
    shares = {
        "drivers": ["12", "22", "15", "38", "11", "3"],
        "walkers": ["31", "29.5", "", "18", "9", ""],
    }
    read: Read = {
        measure_id: {group: values[n] for group, values in shares.items() if values[n]}
        for n, measure_id in enumerate(ANSWERS)
    }
    print_shares(quotes, "evening", "streets", 2024, read)


def print_shares(
    quotes: Transcription, source_id: str, survey_id: str, year: int | str, read: Read
) -> None:
    """Take down shares, each with a fragment that no other has."""
    predicates = {measure_id: predicate for measure_id, _, _, predicate in MEASURES} | ANSWERS
    measures: dict[str, dict[str, tuple[Any, ...]]] = {
        measure_id: {
            group: (value, f"{value}% of {group} {predicates[measure_id]} in {year}")
            for group, value in groups.items()
        }
        for measure_id, groups in read.items()
    }
    quotes.figures(source_id, survey_id, year, **measures)


EVERY = (women_and_men, law_firms, three_groups, commuters)
"""A survey of each kind: no table is empty."""


def article(quotes: Transcription, source_id: str, **about: Any) -> None:
    """Take down an article."""
    told = {"published": "not stated", "language": "en", "address_of": "article"} | about
    name = source_id.capitalize()
    address = f"https://example.org/{source_id}"
    quotes.source(source_id, title=f"Wheels: {name}", publisher=name, address=address, **told)


def argue(quotes: Transcription) -> None:
    """Add a debate on two questions, and what other outlets print."""
    words = {"affirms": "yes", "qualifies": "in part", "denies": "no", "silent": "silent"}
    for order, (stance, word) in enumerate(words.items(), start=1):
        quotes.add("stances", stance=stance, word=word, order=order)
    for order, (id_, asked) in enumerate(
        {"safe": "Is it safe?", "quick": "Is it quick?"}.items(), start=1
    ):
        quotes.add("questions", question_id=id_, question=asked, order=order)
        for stance, word in words.items():
            quotes.add("coding", question_id=id_, stance=stance, rule=f"Says {word} to: {asked}")
    said = {"safe": ["denies", "affirms", "silent"], "quick": ["affirms", "affirms", "qualifies"]}
    made = quotes.tables()
    for id_, stances in said.items():
        for source_id, stance in zip(made.sources["source_id"], stances, strict=False):
            spoken = stance != "silent"
            quotes.add(
                "positions",
                source_id=source_id,
                question_id=id_,
                stance=stance,
                fragment=f"{id_}, as {source_id} says" if spoken else "",
                paraphrase=f"{source_id.capitalize()} on {id_}" if spoken else "",
            )
    for figure in list(rows(made.figures))[:2]:
        same = {name: getattr(figure, name) for name in ("measure_id", "group", "year")}
        printed = f"{figure.value:.{figure.decimals}f}"
        outlets = ("herald", "yes", printed), ("mirror", "yes", "9.5"), ("bells", "no", printed)
        for outlet, independent, pct in outlets:
            quotes.add(
                "corroboration",
                outlet_id=outlet,
                outlet=outlet.capitalize(),
                url=f"https://example.org/{outlet}",
                independent=independent,
                relation="" if independent == "yes" else "shop of the sponsor",
                value_pct=pct,
                fragment=f"{pct}% here",
                wording="ride always" if outlet == "mirror" else "",
                **same,
            )


def files(made: Tables) -> dict[str, bytes]:
    """Return the content of each table's file, by the name of the table."""
    return {name: as_csv(getattr(made, name)).encode() for name in SCHEMA}


def put(folder: Path, contents: dict[str, bytes], **changed: bytes | None) -> Path:
    """Fill a folder with tables, some of them replaced, or left out where None."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (contents | changed).items():
        (folder / f"{name}.csv").unlink(missing_ok=True)
        if content is not None:
            (folder / f"{name}.csv").write_bytes(content)
    return folder


def articles(made: Tables, folder: Path) -> Path:
    """Write articles that hold every fragment once, and no percentage more."""
    folder.mkdir(parents=True, exist_ok=True)
    for source_id in made.sources["source_id"]:
        fragments = [
            fragment
            for frame in (made.figures, made.samples, made.positions)
            for fragment in frame[frame["source_id"] == source_id]["fragment"]
            if fragment
        ]
        (folder / f"{source_id}.txt").write_text("Invented. " + ".\n".join(fragments), "utf-8")
    return folder
