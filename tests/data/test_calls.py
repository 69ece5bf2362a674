"""Where a wrong row was taken down: the notebook, cell and line that somebody has to edit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quoted.build.adding import as_cell
from quoted.data.calls import METHODS, cells, placed
from quoted.data.checks import Problem, TableError
from quoted.data.schema import SCHEMA, columns
from quoted.data.transcription import Transcription

CODES = [
    "%time 1",
    'quotes.measure("use", "daily", "Ride", "ride", "")\n'
    'quotes.measure("use", "weekly", "Less", "ride", "Every sunny day")',
    'women = "women"\n'
    'quotes.figures("courier", "riders", 2024,\n'
    '    daily={women: (61, "61% of women")},\n'
    '    weekly={women: (75, "75% of women")})',
    'quotes.measure("use", "daily", "Again", "ride", "")',
]
CONTENTS = {
    "figures": "figure_id,measure_id,group,value,fragment\n"
    "daily.women,daily,women,16,61% of women\nweekly.women,weekly,women,75,75% of women\n"
    "rain.women,rain,women,3,3% of women\n",
    "measures": "measure_id,topic,label\ndaily,use,Ride\nweekly,use,Less\ndaily,use,Again\n",
    "stances": "stance,word,order\nsilent,-,1\naffirms,yes,2\n",
    "answers": "measure_id,asked_id\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "notebooks"
    (folder / "coded").mkdir(parents=True)
    made = [as_cell("# Words", "markdown"), *map(as_cell, CODES)]
    notebook = {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "01_first.ipynb").write_text(json.dumps(notebook))
    (folder / "02_damaged.ipynb").write_text("{")
    (folder / "coded" / "stances.csv").write_text("stance,word,order\naffirms,yes,2\n")
    return folder


@pytest.mark.parametrize(
    ("table", "row", "origin"),
    [
        ("figures", 2, 'cell 4, line 3, daily={women: (61, "61% of women")}'),
        ("figures", 3, 'cell 4, line 4, weekly={women: (75, "75% of women")})'),
        ("figures", 4, ""),
        ("figures", 5, ""),
        ("figures", None, ""),
        ("measures", 2, 'cell 3, line 1, quotes.measure("use", "daily", "Ride", "ride", "")'),
        ("measures", 3, f"cell 3, line 2, {CODES[1].splitlines()[1][:60]}…"),
        ("measures", 4, 'cell 5, line 1, quotes.measure("use", "daily", "Again", "ride", "")'),
        ("answers", 2, ""),
        ("samples", 2, ""),
    ],
)  # fmt: skip
def test_a_row_leads_to_its_call(table: str, row: int | None, origin: str, folder: Path) -> None:
    made = Problem(f"{table}.csv", row, "value", "this", "that")
    (found,) = placed([made], CONTENTS, folder)
    where = f"{table}.csv, " + (f"row {row}, " if row else "") + "column value"
    said = f"notebooks/01_first.ipynb, {origin}: found this, expected that ({where})"
    assert str(found) == (said if origin else f"{where}: found this, expected that")


@pytest.mark.parametrize(("row", "place"), [(None, ""), (2, ""), (3, ", row 2")])
def test_a_table_kept_by_hand_leads_to_its_file(row: int | None, place: str, folder: Path) -> None:
    (found,) = placed([Problem("stances.csv", row, None, "a", "b")], CONTENTS, folder)
    expected = f"notebooks/coded/stances.csv{place}" if row != 2 else ""
    assert found.origin == expected


def test_a_cell_with_a_magic_is_passed_over(folder: Path) -> None:
    assert [number for number, *_ in cells(folder / "01_first.ipynb")] == [3, 4, 5]


def test_the_methods_are_those_that_record() -> None:
    assert {*METHODS} <= {*SCHEMA}
    for method in METHODS.values():
        assert callable(getattr(Transcription, method))
    assert all("fragment" not in columns(table) for table in {*METHODS} - {"figures", "samples"})


def test_a_notebook_that_runs_says_where_to_look(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    quotes = Transcription()
    quotes.group("women", "women")
    quotes.topic("use", "Use")
    quotes.measure("use", "daily", "Ride", "ride", "Daily")
    quotes.source("courier", publisher="Courier", language="en", address_of="article")
    quotes.survey("riders", title="Riders")
    quotes.disclosed("riders", basis="Invented")
    quotes.figures("courier", "riders", 2024, daily={"women": (16, "61% of women")})
    with pytest.raises(TableError) as refused:
        quotes.tables()
    assert str(refused.value) == (
        'notebooks/01_first.ipynb, cell 4, line 3, daily={women: (61, "61% of women")}: found '
        '"61% of women", expected words that hold 16% (figures.csv, row 2, column fragment)'
    )
