"""The tables: what a damaged file is told, what is written, and that it says the same twice."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quoted.data import tables
from quoted.data.tables import NOT_STATED, SCHEMA, TableError, Tables, load, pairs
from quoted.system import atomic

DATA = Path(__file__).parents[1] / "data"
GOOD = {f"{name}.csv": (DATA / f"{name}.csv").read_bytes() for name in SCHEMA}
HEADERS = {f"{name}.csv": [f["name"] for f in SCHEMA[name]["fields"]] for name in SCHEMA}
HOSTILE = [
    "a =cmd|' /C calc'!A0",
    "1+1",
    "#ref $x$ *bold* _it_ @cite",
    "<script>alert(1)</script> & &amp;",
    "مرحبا بالعالم",
    "😀 ☺",
    'a "quoted" word, and a comma',
    "c:\\new\\table",
    "NA",
    "null",
    "{braces} %s [link](#x)",
]


@pytest.fixture(scope="module")
def good() -> Tables:
    return load(DATA)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


def put(folder: Path, **files: bytes | None) -> Path:
    """Fill a folder with the good tables, some of them replaced, or left out where None."""
    for name, content in (GOOD | {f"{name}.csv": new for name, new in files.items()}).items():
        (folder / name).unlink(missing_ok=True)
        if content is not None:
            (folder / name).write_bytes(content)
    return folder


def cells(file: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(GOOD[file].decode(), newline="")))


def text(rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def changed(table: str, row: int, column: str, value: str) -> bytes:
    """Return a table with one cell changed; rows count as in a spreadsheet."""
    file = f"{table}.csv"
    rows = cells(file)
    rows[row - 1][HEADERS[file].index(column)] = value
    return text(rows)


def problem(folder: Path) -> tables.Problem:
    """Return the one problem for which a folder is refused."""
    with pytest.raises(TableError) as caught:
        load(folder)
    found = caught.value.problems
    assert [str(caught.value)] == [str(p) for p in found]
    return found[0]


def row_of(table: str, **wanted: str) -> int:
    names = HEADERS[f"{table}.csv"]
    for number, row in enumerate(cells(f"{table}.csv"), start=1):
        if wanted.items() <= dict(zip(names, row, strict=True)).items():
            return number
    raise LookupError(wanted)


class Damage(NamedTuple):
    """A cell that goes wrong, and the words that the error must have."""

    table: str
    column: str
    value: str
    expected: str


PLAIN = "a number in plain digits from 0"
DAMAGES = [
    Damage("figures", "value", "many", PLAIN),
    Damage("figures", "value", "", PLAIN),
    Damage("figures", "value", "NaN", PLAIN),
    Damage("figures", "value", "inf", PLAIN),
    Damage("figures", "value", "-1", PLAIN),
    Damage("figures", "value", "6e1", PLAIN),
    Damage("figures", "value", "6_1", PLAIN),
    Damage("figures", "value", "61%", PLAIN),
    Damage("figures", "value", "61,5", PLAIN),
    Damage("figures", "value", "٦١", PLAIN),
    Damage("figures", "value", NOT_STATED, PLAIN),
    Damage("figures", "value", "130", "a percentage from 0 to 100"),
    Damage("corroboration", "value_pct", "130", "from 0 to 100"),
    Damage("figures", "year", "24", "from 1900 to 2100 or 'not stated'"),
    Damage("figures", "year", "2024.5", "a whole number"),
    Damage("samples", "n", "0", "from 1 upwards"),
    Damage("samples", "n", "1 000", "a whole number"),
    Damage("figures", "figure_id", "elsewhere", "<measure_id>.<group>"),
    Damage("figures", "source_id", "nowhere", "a key of sources.csv"),
    Damage("figures", "survey_id", "nobody", "a key of surveys.csv"),
    Damage("figures", "survey_id", "", "the survey that the percentage comes from"),
    Damage("figures", "measure_id", "nothing", "a key of measures.csv"),
    Damage("figures", "group", "bosses", "one of executives, entry_level, marketers"),
    Damage("figures", "unit", "points", "one of percent, count"),
    Damage("figures", "fragment", "", "some text"),
    Damage("figures", "fragment", "a b c d e f g h i", "at most 8 words"),
    Damage("figures", "fragment", "two words ", "no space before or after"),
    Damage("figures", "fragment", "two\nlines", "printable text on one line"),
    Damage("figures", "note", "a bell\x07", "printable text on one line"),
    Damage("figures", "note", "a\u2028line", "printable text on one line"),
    Damage("figures", "base", "", "some text"),
    Damage("positions", "fragment", "", "a fragment for every stance but silent"),
    Damage("positions", "topic", "weather", "a key of topics.csv"),
    Damage("positions", "stance", "doubts", "a key of topics.csv"),
    Damage("disclosure", "level", "half", "one of disclosed, partial, absent"),
    Damage("sources", "published", "26/03/2025", "a date as 2025, 2025-03 or 2025-03-26"),
    Damage("sources", "published", "2025-13", "a date as 2025, 2025-03 or 2025-03-26"),
    Damage("surveys", "fieldwork", "2023-02-29", "a date as 2025, 2025-03 or 2025-03-26"),
    Damage("sources", "address", "javascript:alert(1)", "an address that begins with http"),
    Damage("sources", "address_of", "copy", "one of article, original"),
    Damage("measures", "topic", "weather", "one of adoption, role"),
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda d: f"{d.table}.{d.column}={d.value!r}")
def test_a_damaged_cell_is_named_with_what_it_holds_and_should_hold(
    damage: Damage, folder: Path
) -> None:
    put(folder, **{damage.table: changed(damage.table, 2, damage.column, damage.value)})
    found = problem(folder)
    assert (found.file, found.row) == (f"{damage.table}.csv", 2)
    assert found.column is not None and damage.column in found.column.split(", ")
    assert damage.expected in found.expected
    shown = repr(damage.value)[1:-1] if damage.value else "an empty cell"
    assert shown in found.found or "control character U+" in found.found


def test_a_count_is_whole(folder: Path) -> None:
    row = row_of("figures", unit="count")
    put(folder, figures=changed("figures", row, "value", "14000.5"))
    assert "a whole number" in problem(folder).expected


def test_silence_has_no_fragment(folder: Path) -> None:
    row = row_of("positions", stance="silent")
    put(folder, positions=changed("positions", row, "fragment", "some words"))
    found = problem(folder)
    assert (found.row, found.column) == (row, "fragment")


@settings(max_examples=15)
@given(data=st.data())
def test_any_row_and_any_wrong_value_is_found_in_its_place(data: st.DataObject) -> None:
    numeric = [
        (name, field["name"])
        for name in SCHEMA
        for field in SCHEMA[name]["fields"]
        if field["type"] != "string"
    ]
    choices = [
        (name, field["name"])
        for name in SCHEMA
        for field in SCHEMA[name]["fields"]
        if "enum" in field["constraints"]
    ]
    table, column = data.draw(st.sampled_from(numeric + choices))
    row = data.draw(st.integers(2, len(cells(f"{table}.csv"))))
    value = data.draw(st.text("abcXYZ é%=<", min_size=1, max_size=8).map(lambda s: f"!{s}!"))
    with tempfile.TemporaryDirectory() as folder:
        put(Path(folder), **{table: changed(table, row, column, value)})
        found = tables.check(folder)
    first = found[0]
    assert (first.file, first.row, first.column) == (f"{table}.csv", row, column)
    assert first.found == f'"{value}"'
    assert len(found) == 1


@pytest.mark.parametrize("table", SCHEMA)
def test_a_row_twice_is_a_key_twice(table: str, folder: Path) -> None:
    rows = cells(f"{table}.csv")
    put(folder, **{table: text([*rows, rows[1]])})
    found = problem(folder)
    assert (found.file, found.row) == (f"{table}.csv", len(rows) + 1)
    assert found.column == ", ".join(SCHEMA[table]["primaryKey"])
    assert found.expected == "each key once" and rows[1][0] in found.found


WHOLE: dict[str, tuple[Callable[[bytes], bytes | None], int | None, str, str]] = {
    "missing": (lambda raw: None, None, "no readable file", "a table in CSV"),
    "empty": (lambda raw: b"", None, "an empty file", "the header "),
    "blank": (lambda raw: b" \n\n", None, "an empty file", "the header "),
    "byte-order mark": (lambda raw: b"\xef\xbb\xbf" + raw, 1, "a byte-order mark", "plain UTF-8"),
    "UTF-16": (lambda raw: raw.decode().encode("utf-16"), 1, "a byte-order mark", "plain UTF-8"),
    "semicolons": (lambda raw: raw.replace(b",", b";"), 1, "semicolons", "commas"),
    "not CSV": (lambda raw: raw + b'"open', None, "text that is not CSV", "a table in CSV"),
    "blank line": (lambda raw: raw.replace(b"\n", b"\n\n", 1), 2, "0 cells", " cells"),
    "no header": (lambda raw: raw.split(b"\n", 1)[1], 1, "no column of this name", "the header "),
}


@pytest.mark.parametrize("table", SCHEMA)
@pytest.mark.parametrize("kind", WHOLE)
def test_a_damaged_file_is_one_clear_error(kind: str, table: str, folder: Path) -> None:
    damage, row, found_words, expected = WHOLE[kind]
    put(folder, **{table: damage(GOOD[f"{table}.csv"])})
    found = problem(folder)
    assert (found.file, found.row) == (f"{table}.csv", row)
    assert found_words in found.found and expected in found.expected


def test_text_in_another_encoding_is_named_by_byte_and_row(folder: Path) -> None:
    row = row_of("sources", source_id="kiosque_burkina")
    rows = cells("sources.csv")
    rows[row - 1][1] = "un été"
    lines = [text([cells_]).decode().replace("’", "'") for cells_ in rows]
    raw = b"".join(line.encode("latin-1" if "été" in line else "utf-8") for line in lines)
    found = problem(put(folder, sources=raw))
    assert (found.row, found.found) == (row, "byte 0xe9, which is not UTF-8")


@pytest.mark.parametrize(
    ("edit", "column", "words"),
    [
        (lambda row: row[:2] + row[3:], 2, "no column of this name"),
        (lambda row: [*row, "colour"], "colour", "a column too many"),
        (lambda row: [*row, row[0]], 0, "a column too many"),
        (lambda row: [row[1], row[0], *row[2:]], None, "columns in the order"),
    ],
    ids=["missing", "extra", "twice", "order"],
)
@pytest.mark.parametrize("table", SCHEMA)
def test_columns_must_be_those_of_the_schema(
    edit: Callable[[list[str]], list[str]],
    column: int | str | None,
    words: str,
    table: str,
    folder: Path,
) -> None:
    found = problem(put(folder, **{table: text([edit(row) for row in cells(f"{table}.csv")])}))
    name = HEADERS[f"{table}.csv"][column] if isinstance(column, int) else column
    assert (found.row, found.column) == (1, name)
    assert words in found.found


@pytest.mark.parametrize("cells_more", [1, -1])
def test_a_row_has_as_many_cells_as_the_header(cells_more: int, folder: Path) -> None:
    rows = cells("figures.csv")
    rows[4] = [*rows[4], "x"] if cells_more > 0 else rows[4][:-1]
    found = problem(put(folder, figures=text(rows)))
    assert (found.row, found.found, found.expected) == (5, f"{12 + cells_more} cells", "12 cells")


def test_every_problem_is_counted(folder: Path) -> None:
    rows = cells("figures.csv")
    for row in (1, 3):
        rows[row][HEADERS["figures.csv"].index("value")] = "130"
    put(folder, figures=text(rows))
    with pytest.raises(TableError, match=r"row 2, .*\(and 1 more\)$") as caught:
        load(folder)
    assert [p.row for p in caught.value.problems] == [2, 4]
    assert tables.check(folder) == caught.value.problems


def test_line_ends_of_windows_are_read(good: Tables, folder: Path) -> None:
    put(folder, **{name: GOOD[f"{name}.csv"].replace(b"\n", b"\r\n") for name in SCHEMA})
    pd.testing.assert_frame_equal(load(folder).figures, good.figures)


def test_the_data_written_again_are_the_same_bytes(good: Tables, tmp_path: Path) -> None:
    written = good.write(tmp_path)
    assert {path.name for path in written} == {path.name for path in tmp_path.iterdir()}
    for path in written:
        assert path.read_bytes() == (DATA / path.name).read_bytes(), path.name
    load(tmp_path).write(tmp_path)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {
        p.name: (DATA / p.name).read_bytes() for p in written
    }


def noted(good: Tables, notes: list[str]) -> Tables:
    figures = good.figures.copy()
    figures.loc[: len(notes) - 1, "note"] = notes
    return dataclasses.replace(good, figures=figures)


@settings(max_examples=8)
@given(
    notes=st.lists(
        st.one_of(
            st.sampled_from(HOSTILE),
            st.text(st.characters(max_codepoint=0x17F, exclude_categories=("Cc", "Cf")))
            .map(lambda text: " ".join(text.replace(";", ",").split()))
            .map(lambda text: f"x{text[:100]}"),
        ),
        min_size=1,
        max_size=8,
    ),
    value=st.integers(0, 1000).map(lambda n: n / 10),
)
def test_any_printable_text_and_any_share_is_carried_literally(
    good: Tables, notes: list[str], value: float
) -> None:
    changed = noted(good, notes)
    changed.figures.loc[0, "value"] = value
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        changed.write(folder)
        first = {path.name: path.read_bytes() for path in folder.iterdir()}
        again = load(folder)
        assert list(again.figures["note"][: len(notes)]) == notes
        assert again.figures.loc[0, "value"] == value
        again.write(folder)
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == first


@pytest.mark.parametrize("bad", ["two\nlines", "nul\0", "half \ud800", " padded "])
def test_unprintable_text_is_refused_and_the_last_good_files_stay(
    bad: str, good: Tables, tmp_path: Path
) -> None:
    good.write(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(TableError, match=r"figures\.csv, row 2, column note: found "):
        noted(good, [bad]).write(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    ("name", "edit", "words"),
    [
        ("figures", lambda f: f.assign(value=130.0), 'found "130", expected a percentage'),
        ("figures", lambda f: f.drop(columns="note"), "column note: found no column"),
        ("figures", lambda f: f.assign(colour="red"), "column colour: found a column too many"),
        ("sources", lambda f: f.iloc[:1], "expected a key of sources.csv"),
        ("measures", lambda f: pd.concat([f, f]), "expected each key once"),
    ],
    ids=["130%", "column missing", "column too many", "sources gone", "keys twice"],
)
def test_bad_tables_are_refused_before_anything_is_replaced(
    name: str,
    edit: Callable[[pd.DataFrame], pd.DataFrame],
    words: str,
    good: Tables,
    tmp_path: Path,
) -> None:
    good.write(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(TableError) as caught:
        dataclasses.replace(good, **{name: edit(getattr(good, name))}).write(tmp_path)
    assert words in str(caught.value)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_lone_carriage_return_is_refused_too(good: Tables, tmp_path: Path) -> None:
    # Until Python 3.12 it is written without quotation marks, and read as the end of a row.
    with pytest.raises(TableError, match=r"figures\.csv, row [23]"):
        noted(good, ["a\rreturn"]).write(tmp_path)


def test_a_write_that_fails_leaves_the_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        atomic.replace(path, b"new")
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]
    assert path.read_bytes() == b"old"


def test_a_year_that_is_not_stated_is_unknown_and_written_as_such(
    good: Tables, tmp_path: Path
) -> None:
    unknown = good.figures["year"].isna()
    assert set(good.figures.loc[unknown, "figure_id"]) == {
        "expected_benefits.marketers",
        "productivity_gain.employees",
        "data_skills_update.marketers",
        "amazon_job_cuts.all",
    }
    assert str(good.figures["year"].dtype) == "Int64"
    figures = good.figures.assign(year=pd.array([pd.NA] * len(good.figures), dtype="Int64"))
    undated = dataclasses.replace(good, figures=figures)
    assert list(pairs(undated)["gap"]) == list(pairs(good)["gap"])
    row = row_of("figures", figure_id="adoption.all.2023")
    rows = cells("figures.csv")
    names = HEADERS["figures.csv"]
    rows[row - 1][names.index("year")] = NOT_STATED
    rows[row - 1][names.index("figure_id")] = "adoption.all.not_stated"
    assert "adoption.all.not_stated" in set(
        load(put(tmp_path, figures=text(rows))).figures["figure_id"]
    )


def test_pairs_are_of_one_survey_measure_and_year(good: Tables) -> None:
    found = pairs(good).set_index("measure_id")
    assert dict(found["gap"]) == {
        "weekly_use": 19,
        "role_crucial": 14,
        "creative_confidence": 22,
        "employer_training": 31,
        "training_unmet": -14,
    }
    figures = good.figures.copy()
    one = (figures["measure_id"] == "weekly_use") & (figures["group"] == "executives")
    for column, value in {"survey_id": "statista_2023", "year": 2023, "unit": "count"}.items():
        other = figures.copy()
        other.loc[one, column] = value
        left = set(pairs(dataclasses.replace(good, figures=other))["measure_id"])
        assert left == set(found.index) - {"weekly_use"}, column


@pytest.mark.filterwarnings("ignore:.*:DeprecationWarning")
def test_frictionless_accepts_the_package_and_sees_damage(tmp_path: Path) -> None:
    from frictionless import validate

    report = validate(str(DATA / "datapackage.json"))
    assert report.valid, report.flatten(["title", "note"])
    assert {task.name for task in report.tasks} == set(SCHEMA)
    shutil.copytree(DATA, tmp_path / "data")
    (tmp_path / "data" / "figures.csv").write_bytes(changed("figures", 2, "group", "bosses"))
    assert not validate(str(tmp_path / "data" / "datapackage.json")).valid


def test_the_package_states_units_values_keys_and_licence() -> None:
    package = json.loads((DATA / "datapackage.json").read_text("utf-8"))
    assert package == tables.datapackage()
    assert [licence["name"] for licence in package["licenses"]] == ["CC-BY-4.0"]
    for resource in package["resources"]:
        schema = resource["schema"]
        assert schema["primaryKey"]
        for field in schema["fields"]:
            assert field["description"]
            assert field["type"] == "string" or field["unit"]


def test_the_data_sheet_names_each_column_with_its_meaning(good: Tables) -> None:
    sheet = (DATA / "README.md").read_text("utf-8")
    assert sheet == tables.datasheet(good)
    sections = dict(part.split("\n", 1) for part in sheet.split("\n## ")[1:])
    assert list(sections) == [f"{name}.csv" for name in SCHEMA]
    for name, table in SCHEMA.items():
        lines = [line for line in sections[f"{name}.csv"].splitlines() if line.startswith("| `")]
        assert [line.split("`")[1] for line in lines] == [f["name"] for f in table["fields"]]
        assert all(line.split("|")[4].strip() for line in lines)
    assert "CC BY 4.0" in sheet and "1 rows" not in sheet
