"""Hostile text in every text column of every table is refused clearly where no cell takes it.

The columns come from the schema, so that a new one is covered. What is taken is shown literally:
that is for the tests of each surface.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import invented
import pandas as pd
import pytest
from hostile import LITERAL, text_columns
from invented import put

from quoted.cli import main
from quoted.data import checks
from quoted.data.schema import ADDRESS, SCHEMA
from quoted.data.tables import as_csv

GOOD = invented.tables(*invented.EVERY)

REFUSED = {
    "=1+1": "=",
    "+1+1": "=",
    "-1+1": "=",
    "@SUM(1)": "=",
    "＝1+1": "the character U+FF1D (FULLWIDTH EQUALS SIGN)",
    "a;=1+1": "=",
    "a;;@b": "=",
    "\ta": "control character U+0009",
    "a\x00b": "control character U+0000",
    "a\x1b[2Jb": "control character U+001B",
    "a\x9bb": "control character U+009B",
    "two\nlines": "control character U+000A",
    "a\u2028b": "control character U+2028",
    "a\u202eb": "invisible character U+202E",
    "a\u200bb": "invisible character U+200B",
    "a\U000e0041b": "invisible character U+E0041",
    "a\ue000b": "private character U+E000",
    "👩‍💻": "the character U+1F469 (WOMAN)",
    "数据": "the character U+6570",
    "a\ufdd0b": "the character U+FDD0 (which has no name)",
    " a": "no space before or after",
    "a  b": "single spaces",
    "a" * 10_000: "(10,000 characters)",
}
"""What no cell takes, and what the message says of it."""
COMPUTED = "which a spreadsheet would compute"
ADDRESSES = [
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "https://",
    "https://example.org/a b",
    'https://example.org/"onload=x',
    "https://example.org/<b>",
    "https://example.org/\\input",
    "https://example.org/{x}",
    "https://example.org/`id`",
    "https://example.org/é",
    "https://example.org/%zz",
    "https://example.org/a;=cmd",
    "https://user@example.org/",
    "https://example.org/" + "a" * 10_000,
]


def test_every_column_of_text_is_of_one_kind_or_the_other_and_states_its_length() -> None:
    fields = {(t, f["name"]): f for t in SCHEMA for f in SCHEMA[t]["fields"]}
    texts = {place for place, field in fields.items() if field["type"] == "string"}
    assert {*text_columns(True), *text_columns(False)} == texts
    assert len(text_columns(True)) > 20 and len(text_columns(False)) > 20
    for place in texts:
        constraints = fields[place]["constraints"]
        assert "enum" in constraints or constraints["maxLength"] <= ADDRESS


def raw(changed: dict[str, pd.DataFrame], folder: Path) -> Path:
    """Write tables as they are, unchecked."""
    return put(folder, {name: as_csv(frame).encode() for name, frame in changed.items()})


def spoilt(
    text: Callable[[int], str], columns: list[tuple[str, str]], rows: int
) -> dict[str, pd.DataFrame]:
    """Return the tables with a text in some columns at once, in every one of some rows."""
    changed = {name: getattr(GOOD, name) for name in SCHEMA}
    for name in SCHEMA:
        copies = [changed[name].iloc[[0]]] * rows
        changed[name] = pd.concat(copies, ignore_index=True)
    for name, column in columns:
        changed[name][column] = [text(row) for row in range(rows)]
    return changed


def found_in(folder: Path) -> dict[tuple[str, int | None, str], checks.Problem]:
    """Return the problems of single cells, by place."""
    return {
        (p.file.removesuffix(".csv"), p.row, p.column): p for p in checks.check(folder) if p.column
    }


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: ascii(text)[1:30])
def test_what_no_cell_takes_is_refused_in_every_column(text: str, tmp_path: Path) -> None:
    columns = text_columns(True) + text_columns(False)
    found = found_in(raw(spoilt(lambda _: text, columns, 1), tmp_path))
    for name, column in columns:
        problem = found[name, 2, column]
        message = str(problem)
        assert message.startswith(f"{name}.csv, row 2, column {column}: found ")
        assert message.isprintable() and len(message) < 600
        if REFUSED[text] == "=":
            assert (name, column) not in text_columns(True) or COMPUTED in problem.expected
        else:
            assert REFUSED[text] in problem.found or REFUSED[text] in problem.expected
        limit = next(f for f in SCHEMA[name]["fields"] if f["name"] == column)["constraints"]
        if len(text) > 1000 and "enum" not in limit:
            assert problem.expected == f"at most {limit['maxLength']:,} characters"


def test_no_hostile_text_passes_where_a_form_is_asked_for(tmp_path: Path) -> None:
    texts = list(LITERAL.values())
    columns = text_columns(False)
    found = found_in(raw(spoilt(lambda row: texts[row], columns, len(texts)), tmp_path))
    for name, column in columns:
        for row, text in enumerate(texts):
            problem = found[name, row + 2, column]
            assert problem.found == f'"{text}"' and problem.expected


def test_addresses_that_are_none_are_refused(tmp_path: Path) -> None:
    columns = [place for place in text_columns(False) if place[1] in ("address", "url")]
    assert len(columns) == 3
    rows = len(ADDRESSES)
    found = found_in(raw(spoilt(lambda row: ADDRESSES[row], columns, rows), tmp_path))
    for name, column in columns:
        for row in range(rows):
            assert (name, row + 2, column) in found, ADDRESSES[row]


def test_a_terminal_obeys_nothing_of_a_message(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notebooks").mkdir()
    data = raw(spoilt(lambda _: "a\x1b]0;b\x07\u202ec", text_columns(True), 1), tmp_path / "data")
    # A column too many is named as it is written.
    odd = (data / "topics.csv").read_text("utf-8").replace("\n", ",x\x1b[2J\u202ey\n", 1)
    (data / "topics.csv").write_text(odd, "utf-8")
    for arguments in (["check"], ["numbers"]):
        assert main(["--root", str(tmp_path), *arguments]) == 1
        said = capfd.readouterr()
        for stream in said:
            assert all(line.isprintable() for line in stream.splitlines()), ascii(stream)
        assert (r"column x\x1b[2J\u202ey" in said.err) == (arguments == ["check"])
    put(data, {name: raw for name, raw in invented.files(GOOD).items() if name != "topics"})
    assert main(["--root", str(tmp_path), "numbers"]) == 1
    assert r"topics.csv, row 1, column x\x1b[2J\u202ey: found" in capfd.readouterr().err
