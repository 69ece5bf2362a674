"""The data tables: their schema, loading, checking and writing.

One quoted figure is one row of `figures`; every other table says something about those rows. The
schema below is the only description of the columns: the Frictionless data package, the data
sheet and the checks are all made from it. What a table means belongs elsewhere.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd

from quoted.system import fonts
from quoted.system.atomic import replace
from quoted.system.terminal import visible

GROUPS = ("executives", "entry_level", "marketers", "employees", "all")
COMPARED = GROUPS[:2]
"""The two groups of which gaps are taken, the first minus the second."""
NOT_STATED = "not stated"
FRAGMENT_WORDS = 8
NAME, LABEL, PHRASE, SENTENCE, ADDRESS = 40, 60, 80, 300, 2000
"""The most characters that a column takes: names and labels must fit a chart on half a slide."""

Column: TypeAlias = dict[str, Any]


_FORMULA = r"=+\-@"
"""With these a spreadsheet begins a formula (and with wide ones, which our fonts lack)."""
_PLAIN = f"[^;{_FORMULA}][^;]*(;+[^;{_FORMULA}][^;]*)*;*"
"""Text that no spreadsheet computes: where the comma is decimal, a semicolon begins a new cell."""


def _text(
    name: str,
    description: str,
    longest: int = SENTENCE,
    *,
    empty: bool = False,
    choices: tuple[str, ...] = (),
    pattern: str = _PLAIN,
) -> Column:
    """Describe a column of text that every row must fill, unless it may be empty."""
    constraints: dict[str, Any] = {"required": not empty}
    if choices:
        constraints["enum"] = list(choices)
    else:
        constraints |= {"pattern": pattern, "maxLength": longest}
    return {
        "name": name,
        "type": "string",
        "description": description,
        "constraints": constraints,
    }


def _number(name: str, description: str, unit: str, kind: str = "number", **limits: Any) -> Column:
    column: Column = {"name": name, "type": kind, "unit": unit, "description": description}
    constraints: dict[str, Any] = {"required": True, "minimum": 0}
    if limits.pop("may_be_unknown", False):  # the words for unknown stand in place of a number
        column["missingValues"] = [NOT_STATED]
        constraints["required"] = False
    return column | {"constraints": constraints | limits}


_ID: dict[str, Any] = {"pattern": "[a-z][a-z0-9_]*", "longest": NAME}
_YEAR = {"minimum": 1900, "maximum": 2100, "may_be_unknown": True}
_DATE = r"(\d{4}(-\d{2}(-\d{2})?)?|not stated)"
_ADDRESS = (
    r"(https?://[A-Za-z0-9.\-]+(:[0-9]+)?"
    r"([/?#]([A-Za-z0-9._~:/?#\[\]@!$&'()*+,=\-]|%[0-9A-Fa-f]{2}|;+[A-Za-z0-9._~%/&])*)?"
    r"|not stated)"
)
"""RFC 3986, with percent signs for all that it does not allow, and no formula after a semicolon."""
_FIGURE_ID = r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*(\.[a-z0-9_]+)?"
_LANGUAGE = r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"
_FORMS = {
    _ID["pattern"]: "a short name of small letters, digits and underscores",
    _DATE: f"a date as 2025, 2025-03 or 2025-03-26, or '{NOT_STATED}'",
    _ADDRESS: "an address that begins with http:// or https://, percent-encoded as in RFC 3986, "
    f"or '{NOT_STATED}'",
    _FIGURE_ID: "<measure_id>.<group>, or with .<year> behind it",
    _LANGUAGE: "a language tag (BCP 47) as en or fr-CA",
    _PLAIN: "text that does not begin, at its start or after a semicolon, with = + - or @, which "
    "a spreadsheet would compute",
}
"""What the patterns ask for, in words."""
_FRAGMENT = f"at most {FRAGMENT_WORDS} words of the page, verbatim, found there exactly once"

SCHEMA: dict[str, dict[str, Any]] = {
    "sources": {
        "title": "Articles that the report reads",
        "primaryKey": ["source_id"],
        "fields": [
            _text("source_id", "short name of the article", **_ID),
            _text("title", "title as printed; not stated where the page's own is not known"),
            _text("publisher", "who published the article", NAME),
            _text("author", "who signed it", PHRASE),
            _text("published", "date of publication (ISO 8601)", 10, pattern=_DATE),
            _text("language", "language of the article (BCP 47)", NAME, pattern=_LANGUAGE),
            _text("address", "address of a page on the web", ADDRESS, pattern=_ADDRESS),
            _text("address_of", "what stands at the address", choices=("article", "original")),
            _text("note", "what else is known", empty=True),
        ],
    },
    "surveys": {
        "title": "Surveys behind the figures",
        "primaryKey": ["survey_id"],
        "fields": [
            _text("survey_id", "short name of the survey", **_ID),
            _text("title", "what the report calls it", PHRASE),
            _text("sponsor", "who paid for it"),
            _text("conductor", "who carried it out"),
            _text("fieldwork", "when it was in the field (ISO 8601)", 10, pattern=_DATE),
            _text("population", "who was asked"),
            _text("address", "address of the survey's own page", ADDRESS, pattern=_ADDRESS),
            _text("note", "what else is known", empty=True),
        ],
    },
    "samples": {
        "title": "Published sample sizes, of a whole survey or of a group",
        "primaryKey": ["survey_id", "group"],
        "foreignKeys": [("survey_id", "surveys"), ("source_id", "sources")],
        "fields": [
            _text("survey_id", "survey of the sample", **_ID),
            _text("group", "group of respondents", choices=GROUPS),
            _number("n", "respondents", "respondents", "integer", minimum=1),
            _text("qualifier", "how the size is put", choices=("exact", "more_than", "about")),
            _text("source_id", "article that prints it", **_ID),
            _text("fragment", _FRAGMENT),
        ],
    },
    "measures": {
        "title": "What the figures measure",
        "primaryKey": ["measure_id"],
        "fields": [
            _text("measure_id", "short name of the measure", **_ID),
            _text(
                "topic",
                "chapter that it belongs to",
                choices=("adoption", "role", "training", "uses", "concerns", "jobs"),
            ),
            _text("label", "label of a row in charts and tables", LABEL),
            _text("predicate", "completes the sentence '61% of executives ...'", PHRASE),
            _text("definition", "what is counted, in our words, and what is not known of it"),
        ],
    },
    "figures": {
        "title": "Figures as the articles print them",
        "primaryKey": ["figure_id"],
        "foreignKeys": [
            ("source_id", "sources"),
            ("survey_id", "surveys"),
            ("measure_id", "measures"),
        ],
        "fields": [
            _text(
                "figure_id",
                "<measure_id>.<group>, with .<year> where a measure has several",
                PHRASE,
                pattern=_FIGURE_ID,
            ),
            _text("source_id", "article that prints it", **_ID),
            _text("survey_id", "survey that it comes from; empty for a count", empty=True, **_ID),
            _text("measure_id", "what is measured", **_ID),
            _text("group", "who is described", choices=GROUPS),
            _number("year", "year that the figure describes", "year", "integer", **_YEAR),
            _number("value", "the number as printed", "see column unit"),
            _text("unit", "percent (0 to 100) or count", choices=("percent", "count")),
            _text("qualifier", "how it is put", choices=("exact", "more_than", "about")),
            _text("base", "of whom the figure is a share"),
            _text("fragment", _FRAGMENT),
            _text("note", "what else is known", empty=True),
        ],
    },
    "topics": {
        "title": "Coding rules of the debate",
        "primaryKey": ["topic", "stance"],
        "fields": [
            _text("topic", "short name of the topic", **_ID),
            _text("stance", "stance that an article can take", **_ID),
            _text("question", "question that the topic asks", LABEL),
            _text("rule", "when an article is coded so"),
        ],
    },
    "positions": {
        "title": "What each article argues",
        "primaryKey": ["source_id", "topic"],
        "foreignKeys": [("source_id", "sources"), (("topic", "stance"), "topics")],
        "fields": [
            _text("source_id", "article", **_ID),
            _text("topic", "topic of the debate", **_ID),
            _text(
                "stance", "stance by the coding rule; silent where the article says nothing", **_ID
            ),
            _text("fragment", _FRAGMENT + "; empty for silence", empty=True),
            _text("paraphrase", "the argument in our words; empty for silence", empty=True),
        ],
    },
    "corroboration": {
        "title": "Figures of the same surveys as other outlets print them",
        "primaryKey": ["outlet_id", "measure_id", "group", "year"],
        "fields": [
            _text("outlet_id", "short name of the outlet", **_ID),
            _text("outlet", "name of the outlet", NAME),
            _text(
                "published",
                "date of publication; empty where not known",
                10,
                empty=True,
                pattern=_DATE,
            ),
            _text("url", "address of the page", ADDRESS, pattern=_ADDRESS),
            _text("relation", "independent, or how it is tied to the sponsor", PHRASE),
            _text("measure_id", "what is measured; some are printed by no article here", **_ID),
            _text("group", "who is described", choices=GROUPS),
            _number("year", "year that the figure describes", "year", "integer", **_YEAR),
            _number("value_pct", "the percentage as printed", "percent", maximum=100),
            _text("fragment", "a few words of the page around the figure"),
            _text("note", "differences of wording, copies, conflicts", empty=True),
        ],
    },
    "disclosure": {
        "title": "What each survey disclosed",
        "primaryKey": ["survey_id", "item"],
        "foreignKeys": [("survey_id", "surveys")],
        "fields": [
            _text("survey_id", "survey", **_ID),
            _text("item", "item of disclosure", **_ID),
            _text("level", "how far it is", choices=("disclosed", "partial", "absent")),
            _text("basis", "what the level rests on"),
        ],
    },
}


@dataclass(frozen=True)
class Problem:
    """One thing wrong with the data, with its place.

    `row` counts as a spreadsheet does: the header is row 1; None where no row can be named.
    """

    file: str
    row: int | None
    column: str | None
    found: str
    expected: str

    def __str__(self) -> str:
        place = [self.file]
        place += [f"row {self.row}"] if self.row is not None else []
        place += [f"column {self.column}"] if self.column else []
        return visible(f"{', '.join(place)}: found {self.found}, expected {self.expected}")


class TableError(ValueError):
    """Data that cannot be used: the first problem, and how many more there are."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"{problems[0]}{more}")


@dataclass(frozen=True, eq=False)
class Tables:
    """All tables, one DataFrame each, with the columns of `SCHEMA` in that order.

    Text columns hold str (empty for blank, `NOT_STATED` for unknown), numbers float64, whole
    numbers Int64 with <NA> for not stated.
    """

    sources: pd.DataFrame
    surveys: pd.DataFrame
    samples: pd.DataFrame
    measures: pd.DataFrame
    figures: pd.DataFrame
    topics: pd.DataFrame
    positions: pd.DataFrame
    corroboration: pd.DataFrame
    disclosure: pd.DataFrame

    def write(self, folder: str | Path) -> list[Path]:
        """Write the CSV files, `datapackage.json` and the data sheet; return their paths.

        Everything is checked before the first file is replaced.

        Raises
        ------
        TableError
            If any table breaks the schema; the files in the folder stay as they were.
        """
        folder = Path(folder)
        contents = {f"{name}.csv": _csv(getattr(self, name)) for name in SCHEMA}
        raise_if(_problems(contents))
        contents["datapackage.json"] = json.dumps(datapackage(), indent=2, ensure_ascii=False)
        contents["datapackage.json"] += "\n"
        contents["README.md"] = datasheet(self)
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            replace(folder / name, content.encode())
        return [folder / name for name in contents]


def raise_if(problems: list[Problem]) -> None:
    """Raise TableError if there is any problem."""
    if problems:
        raise TableError(problems)


def load(folder: str | Path) -> Tables:
    """Read and check all tables of a folder.

    Raises
    ------
    TableError
        Naming file, row, column, what was found and what was expected.
    """
    contents, problems = _read(Path(folder))
    raise_if(problems)
    return Tables(**{name: _frame(contents[f"{name}.csv"], name) for name in SCHEMA})


def check(folder: str | Path) -> list[Problem]:
    """Return what is wrong with the tables of a folder, in the order of tables and rows."""
    return _read(Path(folder))[1]


def _read(folder: Path) -> tuple[dict[str, str], list[Problem]]:
    contents: dict[str, str] = {}
    problems = []
    for name in SCHEMA:
        try:
            contents[f"{name}.csv"] = decode(folder / f"{name}.csv", name)
        except TableError as error:
            problems += error.problems
    return contents, problems or _problems(contents)


def uncoded(tables: Tables) -> list[Problem]:
    """Return the articles for which the table of positions lacks topics: silence has a row too."""
    topics = set(tables.topics["topic"])
    problems = []
    for source_id in tables.sources["source_id"]:
        coded = tables.positions[tables.positions["source_id"] == source_id]["topic"]
        if left := sorted(topics - set(coded)):
            found = f"nothing on {', '.join(left)} for {source_id}"
            expected = "a row for each topic, silent where the article is"
            problems.append(Problem("positions.csv", None, None, found, expected))
    return problems


def datapackage() -> dict[str, Any]:
    """Return the Frictionless data package that describes the tables."""
    return {
        "name": "quoted-figures",
        "title": "Figures on AI and marketing jobs, as articles print them",
        "description": "Every row can be followed to the place in the article that printed it.",
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "title": "Creative Commons Attribution 4.0",
                "path": "https://creativecommons.org/licenses/by/4.0/",
            }
        ],
        "resources": [
            {
                "name": name,
                "title": table["title"],
                "path": f"{name}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {
                    "fields": table["fields"],
                    "missingValues": [""],
                    "primaryKey": table["primaryKey"],
                    "foreignKeys": [
                        {
                            "fields": _listed(columns),
                            "reference": {"resource": other, "fields": _listed(columns)},
                        }
                        for columns, other in table.get("foreignKeys", [])
                    ],
                },
            }
            for name, table in SCHEMA.items()
        ],
    }


def datasheet(tables: Tables) -> str:
    """Return the data sheet (Markdown): what a row means, each column, its unit."""
    lines = [
        "# The data",
        "",
        "Figures that articles print on AI and marketing jobs, and what is known of",
        "them. Written by `notebooks/01_transcription.ipynb`; `datapackage.json` says the same to",
        "machines (Frictionless Data). UTF-8, comma, header row. `not stated`: the article does",
        "not say; an empty cell: there is nothing to say. Licence: CC BY 4.0; the articles remain",
        "their publishers', and fragments of at most eight words point into them.",
    ]
    for name, table in SCHEMA.items():
        count = len(getattr(tables, name))
        size = f"{count} row{'' if count == 1 else 's'}"
        lines += ["", f"## {name}.csv", "", f"{table['title']}: {size}."]
        lines += [f"Key: {', '.join(f'`{key}`' for key in table['primaryKey'])}.", ""]
        lines += ["| column | type | unit or values | meaning |", "|---|---|---|---|"]
        for field in table["fields"]:
            values = field.get("unit") or _range(field["constraints"])
            meaning = field["description"].replace("<", "&lt;")
            lines.append(f"| `{field['name']}` | {field['type']} | {values} | {meaning} |")
    return "\n".join(lines) + "\n"


def _range(constraints: dict[str, Any]) -> str:
    """Say what a column of text may hold, for the data sheet."""
    if "enum" in constraints:
        return ", ".join(constraints["enum"])
    return f"at most {constraints['maxLength']:,} characters"


def rows(frame: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows of a table as named tuples, whose cells have no static type."""
    yield from frame.itertuples()


def pairs(tables: Tables) -> pd.DataFrame:
    """Return the measures for which one survey and year has a percentage of both compared groups.

    Returns
    -------
    DataFrame
        One row a pair: `survey_id, measure_id, year`, the two groups' percentages in columns named
        as the groups, and `gap` in points.
    """
    percentages = tables.figures.query("unit == 'percent' and survey_id != ''")
    wide = percentages.pivot_table(
        "value", ["survey_id", "measure_id", "year"], "group", dropna=False
    )
    wide = wide.reindex(columns=list(COMPARED)).dropna().reset_index()
    wide.columns.name = None
    return wide.assign(gap=wide["executives"] - wide["entry_level"])


def pair_ids(tables: Tables, found: pd.DataFrame) -> list[str]:
    """Name pairs as figures are named: by measure, with `.<year>` where a group has several."""
    several = tables.figures.duplicated(["measure_id", "group"], keep=False)
    dated = set(tables.figures["measure_id"][several])
    years = [year_part(NOT_STATED if pd.isna(year) else year) for year in found["year"]]
    return [
        f"{measure_id}.{year}" if measure_id in dated else measure_id
        for measure_id, year in zip(found["measure_id"], years, strict=True)
    ]


def incomparable(tables: Tables) -> dict[str, pd.DataFrame]:
    """Return, by measure, its percentages by year, if those of a group are of several surveys."""
    percentages = tables.figures.query("unit == 'percent'")
    return {
        str(measure_id): figures.sort_values("year")
        for measure_id, figures in percentages.groupby("measure_id", sort=False)
        if figures.groupby("group")["survey_id"].nunique().max() > 1
    }


def _listed(columns: str | tuple[str, ...]) -> list[str]:
    return [columns] if isinstance(columns, str) else list(columns)


def decode(path: Path, table: str) -> str:
    """Read a table's file as text, refusing what a spreadsheet may have done to it.

    Raises
    ------
    TableError
        For a file that is missing, empty, not UTF-8, with a byte-order mark or with semicolons,
        and for a table that has not the columns and kinds of characters of its schema.
    """

    def refuse(found: str, expected: str, row: int | None = None) -> TableError:
        return TableError([Problem(path.name, row, None, found, expected)])

    header = ",".join(field["name"] for field in SCHEMA[table]["fields"])
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise refuse(f"no readable file ({error.strerror})", "a table in CSV") from None
    if not raw.strip():
        raise refuse("an empty file", f"the header {header}")
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
    raise_if(list(_shape(path.name, table, text)))
    return text


def _problems(contents: dict[str, str]) -> list[Problem]:
    """Return what is wrong with decoded files: shape and characters, then schema, then rules."""
    problems = [p for file, text in contents.items() for p in _shape(file, Path(file).stem, text)]
    if not problems:
        problems = list(_schema_problems(contents))
        places = {(problem.file, problem.row) for problem in problems}
        problems += [p for p in _rule_problems(contents) if (p.file, p.row) not in places]
    return problems


def _shape(file: str, table: str, text: str) -> Iterator[Problem]:
    """Yield problems of header, number of cells and characters."""
    columns = {field["name"]: field for field in SCHEMA[table]["fields"]}
    names = list(columns)
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
            elif not _is_plain(cell, columns[name]):
                yield Problem(file, number, name, _shown(cell), _expected(columns[name]))


_UNPRINTABLE = ("Cc", "Cs", "Zl", "Zp")
"""Unicode categories: control characters, lone surrogates, separators of lines and paragraphs."""
_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
"""The invisible characters that spelling needs, in Persian for one."""


def _unreadable(cell: str) -> Iterator[tuple[str, str]]:
    """Yield what a reader could not see of a cell, and what is expected."""
    for character in cell:
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


def _is_plain(cell: str, column: Column) -> bool:
    """Whether a number is in plain digits; other ways to write one are read differently."""
    return (
        column["type"] == "string"
        or cell in column.get("missingValues", [])
        or re.fullmatch(r"[0-9]+(\.[0-9]+)?", cell) is not None
    )


def _schema_problems(contents: dict[str, str]) -> Iterator[Problem]:
    """Yield what Frictionless finds, in our words."""
    from frictionless import Package  # slow to import; only needed where data is read

    description = datapackage()
    for resource in description["resources"]:
        rows = list(csv.reader(io.StringIO(contents[resource["path"]], newline="")))
        resource.pop("path")
        resource.pop("encoding")
        resource |= {"data": rows, "format": "inline", "mediatype": "application/json"}
    for task in Package.from_descriptor(description).validate().tasks:
        columns = {field["name"]: field for field in SCHEMA[task.name]["fields"]}
        seen = set()
        for error in task.errors:
            problem = _reworded(task.name, columns, error)
            if (problem.row, problem.column) not in seen:  # one cell, one problem
                seen.add((problem.row, problem.column))
                yield problem


def _reworded(table: str, columns: dict[str, Column], error: Any) -> Problem:
    file, row = f"{table}.csv", getattr(error, "row_number", None)
    name = getattr(error, "field_name", None)
    if name:
        expected = _expected(columns[name], error.cell)
        return Problem(file, row, name, _shown(error.cell), expected)
    if error.type == "primary-key":
        keys = SCHEMA[table]["primaryKey"]
        cells = dict(zip(columns, error.cells, strict=False))
        found = f"the key {', '.join(str(cells[key]) for key in keys)} a second time"
        return Problem(file, row, ", ".join(keys), found, "each key once")
    if error.type == "foreign-key":
        found = ", ".join(_shown(cell) for cell in error.field_cells)
        expected = f"a key of {error.reference_name}.csv"
        return Problem(file, row, ", ".join(error.field_names), found, expected)
    return Problem(file, row, None, error.note, "a table that follows the schema")


def _shown(cell: object) -> str:
    text = str(cell) if cell is not None else ""
    if len(text) > 80:
        return f'"{text[:79]}…" ({len(text):,} characters)'
    return f'"{text}"' if text else "an empty cell"


def _expected(column: Column, cell: object = "") -> str:
    """Say in words what a column takes, as far as the cell is wrong."""
    constraints = column["constraints"]
    if "enum" in constraints:
        return f"one of {', '.join(constraints['enum'])}"
    if column["type"] == "string":
        if len(str(cell)) > constraints["maxLength"]:
            return f"at most {constraints['maxLength']:,} characters"
        return _FORMS[constraints["pattern"]] if cell else "some text"
    kind = {"number": "a number", "integer": "a whole number"}[column["type"]]
    upper = f" to {constraints['maximum']}" if "maximum" in constraints else " upwards"
    unknown = f" or '{NOT_STATED}'" if "missingValues" in column else ""
    return f"{kind} in plain digits from {constraints['minimum']}{upper}{unknown}"


def _fragment_too_long(row: dict[str, str]) -> bool:
    return len(row["fragment"].split()) > FRAGMENT_WORDS


def _id_parts(row: dict[str, str]) -> tuple[str, ...]:
    plain = f"{row['measure_id']}.{row['group']}"
    return (plain, f"{plain}.{year_part(row['year'])}")


def year_part(year: object) -> str:
    """Return a year as it stands in a figure's id, which has no spaces."""
    return str(year).replace(" ", "_")


def _no_such_day(column: str) -> Callable[[dict[str, str]], bool]:
    def broken(row: dict[str, str]) -> bool:
        date = row[column]
        try:
            dt.date.fromisoformat(date + "0000-01-01"[len(date) :])
        except ValueError:
            return date not in ("", NOT_STATED)
        return False

    return broken


def _silence_with_words(row: dict[str, str]) -> bool:
    return (row["stance"] == "silent") == bool(row["fragment"])


# Rules between the cells of a row: table, column, when it is broken, what is expected.
_RULES: list[tuple[str, str, Callable[[dict[str, str]], bool], str]] = [
    (
        "figures",
        "value",
        lambda row: row["unit"] == "percent" and float(row["value"]) > 100,
        "a percentage from 0 to 100",
    ),
    (
        "figures",
        "value",
        lambda row: row["unit"] == "count" and not float(row["value"]).is_integer(),
        "a whole number, since the unit is count",
    ),
    (
        "figures",
        "figure_id",
        lambda row: row["figure_id"] not in _id_parts(row),
        _FORMS[_FIGURE_ID],
    ),
    (
        "figures",
        "survey_id",
        lambda row: row["unit"] == "percent" and not row["survey_id"],
        "the survey that the percentage comes from",
    ),
    *(
        (table, "fragment", _fragment_too_long, f"at most {FRAGMENT_WORDS} words")
        for table in ("figures", "samples", "positions", "corroboration")
    ),
    *(
        (table, column, _no_such_day(column), _FORMS[_DATE])
        for table, column in (
            ("sources", "published"),
            ("surveys", "fieldwork"),
            ("corroboration", "published"),
        )
    ),
    (
        "positions",
        "fragment",
        _silence_with_words,
        "a fragment for every stance but silent, and none for silent",
    ),
]


def _rule_problems(contents: dict[str, str]) -> Iterator[Problem]:
    for table, column, broken, expected in _RULES:
        file = f"{table}.csv"
        reader = csv.DictReader(io.StringIO(contents[file], newline=""))
        for number, row in enumerate(reader, start=2):
            if broken(row):
                yield Problem(file, number, column, _shown(row[column]), expected)


def _frame(text: str, name: str) -> pd.DataFrame:
    """Read a checked table."""
    kinds = {field["name"]: field["type"] for field in SCHEMA[name]["fields"]}
    frame = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    for column, kind in kinds.items():
        if kind != "string":
            known = frame[column].where(frame[column] != NOT_STATED)
            frame[column] = pd.to_numeric(known).astype("Int64" if kind == "integer" else "float64")
    return frame


def _csv(frame: pd.DataFrame) -> str:
    """Return a table as CSV text: `61`, not `61.0`; unknown numbers as not stated."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(frame.columns)
    for row in frame.itertuples(index=False):
        writer.writerow([_cell(value) for value in row])
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None or value is pd.NA or value != value:
        return NOT_STATED
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


assert [field.name for field in fields(Tables)] == list(SCHEMA)
