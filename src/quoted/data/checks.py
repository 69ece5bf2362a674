"""What is wrong with the tables: file, row, column, what was found and what was expected.

In stages, each only for tables that passed the one before: files (header, characters), cells, keys,
rules between cells. What leads back to the articles is for `sources`.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from quoted.data import schema
from quoted.data.schema import EVERYBODY, NOT_STATED, RANGE, SCHEMA, SILENT, Column
from quoted.system import fonts
from quoted.system.terminal import visible

Row: TypeAlias = dict[str, str]
Sheets: TypeAlias = dict[str, list[Row]]
"""The rows of each table, every cell as its text."""

NUMBERS = {
    "integer": re.compile(r"0|[1-9][0-9]*"),
    "number": re.compile(rf"(0|[1-9][0-9]*)(\.[0-9]{{1,{schema.DECIMALS}}})?"),
}
"""Plain digits; other ways to write a number are read differently by different programs."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong with the data, with its place.

    `row` counts as a spreadsheet does: the header is row 1; None where no row can be named. The
    tables are made: `origin` is where it is to be put right, if that is known.
    """

    file: str
    row: int | None
    column: str | None
    found: str
    expected: str
    origin: str = ""

    def __str__(self) -> str:
        place = [self.file]
        place += [f"row {self.row}"] if self.row is not None else []
        place += [f"column {self.column}"] if self.column else []
        made = ", ".join(place)
        said = f"{self.origin or made}: found {self.found}, expected {self.expected}"
        return visible(f"{said} ({made})" if self.origin else said)


class TableError(ValueError):
    """Data that cannot be used: the first problem, and how many more there are."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"{problems[0]}{more}")

    def _render_traceback_(self) -> list[str]:
        """Return what Jupyter shows: one line says it all, the way there is ours."""
        return [f"{type(self).__name__}: {self}"]


def raise_if(found: list[Problem]) -> None:
    """Raise TableError if there is any problem."""
    if found:
        raise TableError(found)


def check(folder: str | Path) -> list[Problem]:
    """Return what is wrong with the tables of a folder, in the order of tables and rows."""
    return read(Path(folder))[1]


def _elsewhere(folder: Path) -> list[Problem]:
    """Say what is missing where a notebook or a command runs outside of its project."""
    if folder.exists():
        return []
    expected = "tables of the project there: run notebooks where they are, in its notebooks/"
    return [Problem(str(folder), None, None, f"no such folder from {Path.cwd()}", expected)]


def read(folder: Path) -> tuple[dict[str, str], list[Problem]]:
    """Return the text of each table of a folder, and what is wrong with them."""
    if elsewhere := _elsewhere(folder):
        return {}, elsewhere
    contents: dict[str, str] = {}
    found = []
    for name in SCHEMA:
        try:
            contents[name] = decode(folder / f"{name}.csv", name)
        except TableError as error:
            found += error.problems
    return contents, found or problems(contents)


def problems(contents: dict[str, str]) -> list[Problem]:
    """Return what is wrong with the tables, each given as its text in CSV."""
    found = [problem for name, text in contents.items() for problem in _shape(name, text)]
    if not found:
        read = sheets(contents)
        for stage in _STAGES:
            found = found or [problem for rule in stage for problem in rule(read)]
    return found


def sheets(contents: Mapping[str, str]) -> Sheets:
    """Return the rows of tables that are given as text in CSV, by name."""
    return {
        name: list(csv.DictReader(io.StringIO(text, newline=""))) for name, text in contents.items()
    }


# Files.


def decode(path: Path, table: str) -> str:
    """Read a table's file as text, refusing what a spreadsheet may have done to it.

    Raises
    ------
    TableError
        For a file that is missing, no regular file, empty, not UTF-8, with a byte-order mark or
        with semicolons, and for a table that has not the columns and kinds of characters of its
        schema.
    """

    def refuse(found: str, expected: str, row: int | None = None) -> TableError:
        return TableError([Problem(path.name, row, None, found, expected)])

    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for, a device never ends
            raise refuse("no regular file", "a table in CSV")
        raw = path.read_bytes()
    except OSError as error:
        if elsewhere := _elsewhere(path.parent):
            raise TableError(elsewhere) from None
        raise refuse(f"no readable file ({error.strerror})", "a table in CSV") from None
    if not raw.strip():
        raise refuse("an empty file", f"the header {','.join(schema.columns(table))}")
    if raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise refuse("a byte-order mark", "plain UTF-8 (as LibreOffice saves text)", 1)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        found = f"byte 0x{raw[error.start]:02x}, which is not UTF-8"
        raise refuse(found, "UTF-8 text", row) from None
    first = text.splitlines()[0]
    if ";" in first and "," not in first:
        raise refuse("semicolons between the columns", "commas", 1)
    raise_if(list(_shape(table, text)))
    return text


def _shape(table: str, text: str) -> Iterator[Problem]:
    """Yield problems of header, number of cells and characters."""
    file, names = f"{table}.csv", schema.columns(table)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        yield Problem(file, None, None, f"text that is not CSV ({error})", "a table in CSV")
        return
    if rows[0] != names:
        yield _wrong_header(file, rows[0], names)
        return
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(names):
            yield Problem(file, number, None, f"{len(row)} cells", f"{len(names)} cells")
        for name, cell in zip(names, row, strict=False):
            odd = next(_unreadable(cell), None)
            if odd is not None:
                yield Problem(file, number, name, *odd)
            elif cell != cell.strip():
                yield Problem(file, number, name, _shown(cell), "no space before or after the text")
            elif "  " in cell:
                yield Problem(file, number, name, _shown(cell), "single spaces between words")


_UNPRINTABLE = ("Cc", "Cs", "Zl", "Zp")
"""Unicode categories: control characters, lone surrogates, separators of lines and paragraphs."""
_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
"""The invisible characters that spelling needs, in Persian for one."""


def _unreadable(cell: str) -> Iterator[tuple[str, str]]:
    """Yield what a reader could not see of a cell, and what is expected."""
    for character in "" if cell.isprintable() else cell:  # a quick look suffices for most
        category, code = unicodedata.category(character), f"U+{ord(character):04X}"
        if category in _UNPRINTABLE:
            yield f"the control character {code}", "printable text on one line"
        elif category in ("Cf", "Co") and character not in _JOINERS:
            kind = "invisible" if category == "Cf" else "private"
            yield f"the {kind} character {code}", "text that everybody sees as it is"
    if lacking := fonts.lacking(cell):
        name = unicodedata.name(lacking[0], "which has no name")
        code = f"U+{ord(lacking[0]):04X}"
        yield f"the character {code} ({name})", "characters that the fonts of the report have"


def _wrong_header(file: str, found: list[str], names: list[str]) -> Problem:
    expected = f"the header {','.join(names)}"
    for name in names:
        if name not in found:
            return Problem(file, 1, name, "no column of this name", expected)
    for name in found:
        if name not in names or found.count(name) > 1:
            return Problem(file, 1, name or "without a name", "a column too many", expected)
    return Problem(file, 1, None, f"columns in the order {','.join(found)}", expected)


# Cells and keys.


def _cells(sheets: Sheets) -> Iterator[Problem]:
    """Yield the cells that are not of their column's kind."""
    for table, described in SCHEMA.items():
        for number, row in enumerate(sheets[table], start=2):
            for column in described["fields"]:
                name, cell = column["name"], row[column["name"]]
                if expected := _expected(column, cell):
                    yield Problem(f"{table}.csv", number, name, _shown(cell), expected)


def _expected(column: Column, cell: str) -> str:
    """Say in words what a column takes, if the cell is not that; empty if it is."""
    limits = column["constraints"]
    if column["type"] != "string":
        least, most = limits["minimum"], limits["maximum"]
        unknown = column.get("missingValues", [])
        plain = NUMBERS[column["type"]].fullmatch(cell)
        if cell in unknown or (plain and least <= float(cell) <= most):
            return ""
        kind = {"number": "a number", "integer": "a whole number"}[column["type"]]
        few = f", with at most {schema.DECIMALS} decimals" if column["type"] == "number" else ""
        said = f"{kind} in plain digits from {least} to {most}{few}"
        return " or ".join([said, *(f"'{word}'" for word in unknown)])
    if not cell:
        if not limits["required"]:
            return ""
        return f"one of {', '.join(limits['enum'])}" if "enum" in limits else "some text"
    if "enum" in limits:
        return "" if cell in limits["enum"] else f"one of {', '.join(limits['enum'])}"
    if len(cell) > limits["maxLength"]:
        return f"at most {limits['maxLength']:,} characters"
    return "" if re.fullmatch(limits["pattern"], cell) else schema.FORMS[limits["pattern"]]


def _repeated(sheets: Sheets) -> Iterator[Problem]:
    """Yield the rows with a key that stands before, each with one such key."""
    for table, described in SCHEMA.items():
        keys = [described["primaryKey"], *described.get("uniqueKeys", [])]
        seen: list[set[tuple[str, ...]]] = [set() for _ in keys]
        for number, row in enumerate(sheets[table], start=2):
            here = [tuple(row[name] for name in names) for names in keys]
            for names, key, before in zip(keys, here, seen, strict=True):
                if key in before:
                    found = f"the key {', '.join(filter(None, key))} a second time"
                    yield Problem(f"{table}.csv", number, ", ".join(names), found, "each key once")
                    break
            for key, before in zip(here, seen, strict=True):
                before.add(key)


def _nowhere(sheets: Sheets) -> Iterator[Problem]:
    """Yield the keys into other tables that lead nowhere."""
    for table, described in SCHEMA.items():
        for foreign in described.get("foreignKeys", []):
            names, other = foreign["fields"], foreign["reference"]["resource"]
            keys = {
                tuple(row[name] for name in foreign["reference"]["fields"]) for row in sheets[other]
            }
            for number, row in enumerate(sheets[table], start=2):
                key = tuple(row[name] for name in names)
                if any(key) and key not in keys:
                    found, expected = ", ".join(map(_shown, key)), f"a key of {other}.csv"
                    yield Problem(f"{table}.csv", number, ", ".join(names), found, expected)


def _shown(cell: str) -> str:
    if len(cell) > 80:
        return f'"{cell[:79]}…" ({len(cell):,} characters)'
    return f'"{cell}"' if cell else "an empty cell"


# Rules between cells.


def _no_such_day(column: str) -> Callable[[Row], bool]:
    def broken(row: Row) -> bool:
        if row[column] in ("", NOT_STATED):
            return False
        dates = [date + "0000-01-01"[len(date) :] for date in row[column].split("/")]
        try:
            return sorted(map(dt.date.fromisoformat, dates)) != [*map(dt.date.fromisoformat, dates)]
        except ValueError:
            return True

    return broken


def _ids(row: Row) -> list[str]:
    names = row["measure_id"], row["group"]
    return [
        schema.figure_id(*names, year, source_id)
        for year in (None, row["year"])
        for source_id in ("", row["source_id"])
    ]


_OF_ROWS: list[tuple[tuple[str, ...], str, Callable[[Row], bool], str]] = [
    (
        ("figures",),
        "value",
        lambda row: row["unit"] == "percent" and float(row["value"]) > 100,
        "a percentage from 0 to 100",
    ),
    (
        ("figures",),
        "value",
        lambda row: row["unit"] == "count" and "." in row["value"],
        "a whole number, since the unit is count",
    ),
    (
        ("figures",),
        "value_high",
        lambda row: (row["qualifier"] == RANGE) != bool(row["value_high"]),
        f"the upper end where the qualifier is {RANGE}, and else nothing",
    ),
    (
        ("figures",),
        "value_high",
        lambda row: (
            bool(row["value_high"]) and not float(row["value"]) < float(row["value_high"]) <= 100
        ),
        "a percentage above that of the lower end, the value, and at most 100",
    ),
    (
        ("figures",),
        "qualifier",
        lambda row: row["qualifier"] == RANGE and row["unit"] != "percent",
        "another word: only percentages have a place for a range",
    ),
    (
        ("figures",),
        "figure_id",
        lambda row: row["figure_id"] not in _ids(row),
        "<measure_id>.<group>, or <measure_id> without a group, or with .<year> behind it, or "
        "with .<source_id>",
    ),
    (
        ("figures",),
        "survey_id",
        lambda row: row["unit"] == "percent" and not row["survey_id"],
        "the survey that the percentage comes from",
    ),
    (
        ("figures",),
        "group",
        lambda row: row["unit"] == "percent" and not row["group"],
        "the group that the percentage describes",
    ),
    (
        ("figures", "samples", "positions", "corroboration"),
        "fragment",
        lambda row: len(row["fragment"].split()) > schema.FRAGMENT_WORDS,
        f"at most {schema.FRAGMENT_WORDS} words",
    ),
    *(
        (tables, column, _no_such_day(column), f"a date as 2025, 2025-03 or 2025-03-26{or_span}")
        for tables, column, or_span in (
            (("sources", "corroboration"), "published", ""),
            (("surveys",), "fieldwork", ", or a span from one to a later one"),
        )
    ),
    *(
        (
            ("positions",),
            column,
            lambda row, column=column: (row["stance"] == SILENT) == bool(row[column]),
            f"a {column} for every stance but {SILENT}, and none for {SILENT}",
        )
        for column in ("fragment", "paraphrase")
    ),
    (
        ("corroboration",),
        "relation",
        lambda row: (row["independent"] == "yes") == bool(row["relation"]),
        "how the outlet is tied to the sponsor where it is not independent, and else nothing",
    ),
]
"""Rules between the cells of a row: tables, column, when it is broken, what is expected."""


def _rows(sheets: Sheets) -> Iterator[Problem]:
    for tables, column, broken, expected in _OF_ROWS:
        for table in tables:
            for number, row in enumerate(sheets[table], start=2):
                if broken(row):
                    yield Problem(f"{table}.csv", number, column, _shown(row[column]), expected)


def _nothing(sheets: Sheets) -> Iterator[Problem]:
    if not sheets["figures"]:
        yield Problem("figures.csv", None, None, "no rows", "at least one figure")


def _reprints(sheets: Sheets) -> Iterator[Problem]:
    """Yield figures that several articles print as if of several surveys."""
    first: dict[tuple[str, ...], Row] = {}
    for number, row in enumerate(sheets["figures"], start=2):
        key = row["measure_id"], row["group"], row["year"]
        known = first.setdefault(key, row)
        if row["survey_id"] != known["survey_id"]:
            found = f"{_shown(row['survey_id'])} for {', '.join(filter(None, key))}"
            expected = f"{_shown(known['survey_id'])} as in {known['source_id']}, or other measures"
            yield Problem("figures.csv", number, "survey_id", found, expected)


def _roles(sheets: Sheets) -> Iterator[Problem]:
    """Yield roles without a counterpart, and surveys with more than one first group."""
    roles = {row["group_id"]: row["role"] for row in sheets["groups"]}
    for number, row in enumerate(sheets["groups"], start=2):
        wanted = {"first": "second", "second": "first"}.get(row["role"])
        if wanted and wanted not in roles.values():
            found = f'"{row["role"]}" where no group is {wanted}'
            yield Problem("groups.csv", number, "role", found, f"a {wanted} group, or neutral")
    firsts: dict[str, str] = {}
    for number, row in enumerate(sheets["figures"], start=2):
        group, survey = row["group"], row["survey_id"]
        if survey and roles.get(group) == "first" and firsts.setdefault(survey, group) != group:
            found = f'"{group}" in {survey}, where {firsts[survey]} is the first group too'
            yield Problem("figures.csv", number, "group", found, "one first group a survey")


def _scales(sheets: Sheets) -> Iterator[Problem]:
    """Yield questions whose answers are not on two sides of a middle, in their order."""
    asked: dict[str, list[tuple[int, Row]]] = defaultdict(list)
    for number, row in enumerate(sheets["answers"], start=2):
        asked[row["asked_id"]].append((number, row))
    for id_, listed in asked.items():
        listed.sort(key=lambda found: int(found[1]["order"]))
        known, seen = listed[0][1]["asked"], dict.fromkeys(schema.SIDES, 0)
        for number, row in listed:
            side = row["side"]
            seen[side] += 1
            most = schema.MOST_ANSWERS if side in schema.OPPOSED else 1
            if row["asked"] != known:
                found, expected = _shown(row["asked"]), f"{_shown(known)}, as for others of {id_}"
                yield Problem("answers.csv", number, "asked", found, expected)
            if seen[side] > most:
                found = f'"{side}" for {seen[side]} answers of {id_}'
                yield Problem("answers.csv", number, "side", found, f"at most {most}")
            if side == "left" and seen["right"]:
                found = f'"{row["order"]}" for an answer on the left of {id_}'
                expected = "a place before all answers on the right"
                yield Problem("answers.csv", number, "order", found, expected)
        for side in schema.OPPOSED:
            if not seen[side]:
                found = f"no answer of {id_} on the {side}"
                yield Problem("answers.csv", listed[-1][0], "side", found, "one on each side")


def _wholes(sheets: Sheets) -> Iterator[Problem]:
    """Yield figures of answers that are no shares of one whole with the others of their group."""
    answers = {row["measure_id"]: row for row in sheets["answers"]}
    number_of = Counter(row["asked_id"] for row in sheets["answers"])
    wholes: dict[tuple[str, ...], dict[str, tuple[int, Row]]] = defaultdict(dict)
    for number, row in enumerate(sheets["figures"], start=2):
        if answer := answers.get(row["measure_id"]):
            if row["unit"] != "percent":
                found = f'"{row["unit"]}" of an answer of {answer["asked_id"]}'
                yield Problem("figures.csv", number, "unit", found, "percent")
                continue
            if row["qualifier"] == RANGE:
                found = f'"{RANGE}" of an answer of {answer["asked_id"]}'
                expected = "another word: a bar of answers has no place for a range"
                yield Problem("figures.csv", number, "qualifier", found, expected)
            key = answer["asked_id"], row["survey_id"], row["group"], row["year"]
            known = wholes[key].setdefault(row["measure_id"], (number, row))[1]
            base = next(iter(wholes[key].values()))[1]["base"]
            if known is row and row["base"] != base:
                expected = f"{_shown(base)}, as of the others of {', '.join(key)}"
                yield Problem("figures.csv", number, "base", _shown(row["base"]), expected)
    for whole, printed in wholes.items():
        read = [schema.printed(row["value"]) for _, row in printed.values()]
        reaches = [
            schema.reach(*one, row["qualifier"])
            for one, (_, row) in zip(read, printed.values(), strict=True)
        ]
        low, high = (round(math.fsum(ends), 6) for ends in zip(*reaches, strict=True))
        lacking = number_of[whole[0]] - len(printed)
        if low > 100 or (high < 100 and not lacking):
            total = math.fsum(value for value, _ in read)
            values = ", ".join(row["value"] for _, row in printed.values())
            digits = max(digits for _, digits in read)
            found = f"{values}, together {total:.{digits}f}, for {', '.join(whole)}"
            expected = f"{'at most ' * bool(lacking)}100, but for half a last digit of each"
            last = max(number for number, _ in printed.values())
            yield Problem("figures.csv", last, "value", found, expected)


def _sizes(sheets: Sheets) -> Iterator[Problem]:
    """Yield totals of fewer people than their groups have, or of nobody to compare."""
    compared = {row["group_id"] for row in sheets["groups"] if row["role"] != "neutral"}
    asked: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for row in sheets["samples"]:
        asked[row["survey_id"], row["year"]][row["group"]] = int(row["n"])
    for number, row in enumerate(sheets["samples"], start=2):
        if row["group"] != EVERYBODY:
            continue
        n, sizes = int(row["n"]), asked[row["survey_id"], row["year"]]
        parts = sum(size for group, size in sizes.items() if group in compared)
        least = max([2, parts, *sizes.values()])
        if n < least and (row["qualifier"] == "exact" or n < 2):
            expected = f"at least {least:,}, " + (
                "as many as the survey's groups have" if least > 2 else "to compare anybody"
            )
            yield Problem("samples.csv", number, "n", f'"{n}"', expected)


def _waves(sheets: Sheets) -> Iterator[Problem]:
    """Yield sizes of no year where a survey has figures of several, and sizes of another year."""
    years: dict[str, set[str]] = defaultdict(set)
    for row in sheets["figures"]:
        years[row["survey_id"]].add(row["year"])
    dated = {row["survey_id"] for row in sheets["samples"] if row["year"] != NOT_STATED}
    for number, row in enumerate(sheets["samples"], start=2):
        survey, year, known = row["survey_id"], row["year"], sorted(years[row["survey_id"]])
        if year == NOT_STATED and (len(known) > 1 or survey in dated):
            expected = f"a year, as {survey} has figures of several, or other sizes have one"
            yield Problem("samples.csv", number, "year", _shown(year), expected)
        elif year != NOT_STATED and known and year not in known:
            expected = f"a year of the figures of {survey}: {', '.join(known)}"
            yield Problem("samples.csv", number, "year", _shown(year), expected)


def _outlets(sheets: Sheets) -> Iterator[Problem]:
    first: dict[str, Row] = {}
    for number, row in enumerate(sheets["corroboration"], start=2):
        known = first.setdefault(row["outlet_id"], row)
        for column in ("outlet", "independent", "relation"):
            if row[column] != known[column]:
                found, expected = _shown(row[column]), f"{_shown(known[column])} as before"
                yield Problem("corroboration.csv", number, column, found, expected)


def _disclosure(sheets: Sheets) -> Iterator[Problem]:
    there = {(row["survey_id"], row["item"]) for row in sheets["disclosure"]}
    for survey in sheets["surveys"]:
        id_ = survey["survey_id"]
        if lacking := [item for item in schema.DISCLOSURE_ITEMS if (id_, item) not in there]:
            found, expected = f"nothing on {', '.join(lacking)} for {id_}", "a row for each item"
            yield Problem("disclosure.csv", None, "item", found, expected)


_STAGES = (
    (_cells,),
    (_repeated, _nowhere),
    (_nothing, _rows, _reprints, _roles, _scales, _wholes, _sizes, _waves, _outlets, _disclosure),
)
