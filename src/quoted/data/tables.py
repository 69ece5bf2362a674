"""The tables as values: loaded, checked, written.

One quoted figure is one row of `figures`; every other table says something about those rows. What
a column means is in `schema`, what a table must be in `checks`; what the numbers say belongs in
`quoted.statistics`.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from quoted.data.checks import problems, raise_if, read
from quoted.data.datasheet import datapackage, datasheet
from quoted.data.schema import NOT_STATED, SCHEMA, printed
from quoted.system.atomic import replace

KEY = ["measure_id", "group", "year"]
"""What a number is of, whoever prints it."""


@dataclass(frozen=True, eq=False)
class Tables:
    """All tables, one DataFrame each, with the columns of the schema in that order.

    Text columns hold str (empty for blank, `NOT_STATED` for unknown), numbers float64, whole
    numbers Int64 with <NA> for not stated. A table of printed numbers has one column more,
    `decimals` (Int64): with how many each was printed.
    """

    sources: pd.DataFrame
    surveys: pd.DataFrame
    groups: pd.DataFrame
    samples: pd.DataFrame
    topics: pd.DataFrame
    measures: pd.DataFrame
    figures: pd.DataFrame
    answers: pd.DataFrame
    questions: pd.DataFrame
    stances: pd.DataFrame
    coding: pd.DataFrame
    positions: pd.DataFrame
    corroboration: pd.DataFrame
    disclosure: pd.DataFrame

    def write(self, folder: str | Path, topic: str = "") -> list[Path]:
        """Write the CSV files, `datapackage.json` and the data sheet; return their paths.

        Everything is checked before the first file is replaced. What the articles are on, the
        `topic`, stands in the titles.

        Raises
        ------
        TableError
            If any table breaks the schema; the files in the folder stay as they were.
        """
        folder = Path(folder)
        texts = {name: as_csv(getattr(self, name)) for name in SCHEMA}
        raise_if(problems(texts))
        contents = {f"{name}.csv": text for name, text in texts.items()}
        described = json.dumps(datapackage(texts, topic), indent=2, ensure_ascii=False)
        contents |= {"datapackage.json": f"{described}\n", "README.md": datasheet(self, topic)}
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            replace(folder / name, content.encode())
        return [folder / name for name in contents]


def load(folder: str | Path) -> Tables:
    """Read and check all tables of a folder.

    Raises
    ------
    TableError
        Naming file, row, column, what was found and what was expected.
    """
    contents, found = read(Path(folder))
    raise_if(found)
    return Tables(**{name: _frame(contents[name], name) for name in SCHEMA})


def parse(contents: dict[str, str]) -> Tables:
    """Check tables that are given as text in CSV, by name, and return them.

    Raises
    ------
    TableError
        As `load`.
    """
    raise_if(problems(contents))
    return Tables(**{name: _frame(contents[name], name) for name in SCHEMA})


def rows(frame: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows of a table as named tuples, whose cells have no static type."""
    yield from frame.itertuples()


def key_of(row: Any) -> tuple[str, str, int | None]:
    """Return what a figure or an outlet's number is of, as `KEY`; the year if it is stated."""
    return row.measure_id, row.group, None if pd.isna(row.year) else int(row.year)


def once(figures: pd.DataFrame, key: Sequence[str] = ("survey_id", *KEY)) -> pd.DataFrame:
    """Return figures without those that an article before has printed: what is counted once."""
    return figures.drop_duplicates(list(key))


class Printed(NamedTuple):
    """A percentage with the digits that are printed after its point."""

    pct: float
    decimals: int


def ends(row: Any) -> tuple[Printed, Printed]:
    """Return both ends of a range, a row of `figures`."""
    low = row.pct if hasattr(row, "pct") else row.value
    return Printed(float(low), int(row.decimals)), Printed(*printed(row.value_high))


def samples_of(tables: Tables, survey_id: str, year: Any) -> dict[str, Any]:
    """Return the rows of `samples` that hold for a survey's figures of a year, by group."""
    return {
        row.group: row
        for row in rows(tables.samples)
        if row.survey_id == survey_id
        and (pd.isna(row.year) or (pd.notna(year) and row.year == year))
    }


def _frame(text: str, name: str) -> pd.DataFrame:
    """Read a checked table."""
    frame = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    for column in SCHEMA[name]["fields"]:
        cells = frame[column["name"]]
        if column["type"] == "number":
            frame[column["name"]] = pd.to_numeric(cells).astype("float64")
            frame["decimals"] = cells.map(lambda cell: len(cell.partition(".")[2])).astype("Int64")
        elif column["type"] == "integer":
            known = cells.where(cells != NOT_STATED)
            frame[column["name"]] = pd.to_numeric(known).astype("Int64")
    return frame


def as_csv(frame: pd.DataFrame) -> str:
    """Return a table as CSV text: numbers with the decimals that were printed."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    shown = frame.drop(columns="decimals", errors="ignore")
    writer.writerow(shown.columns)
    decimals = frame["decimals"] if "decimals" in frame else [0] * len(frame)
    for row, digits in zip(shown.itertuples(index=False), decimals, strict=True):
        writer.writerow([_cell(value, digits) for value in row])
    return out.getvalue()


def _cell(value: object, decimals: Any) -> str:
    if value is None or value is pd.NA or value != value:
        return NOT_STATED
    if isinstance(value, float):  # changed by hand it may have more decimals than were printed
        printed = f"{value:.{0 if pd.isna(decimals) else decimals}f}"
        return printed if float(printed) == value else str(float(value))
    return str(value)


assert list(Tables.__dataclass_fields__) == list(SCHEMA)
