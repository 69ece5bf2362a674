"""The tables as values: what is written says the same when it is read, and twice the same bytes."""

from __future__ import annotations

import dataclasses
import json
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import invented
import pandas as pd
import pytest
from any_tables import any_tables
from hypothesis import given, settings
from hypothesis import strategies as st

from quoted.data import sources
from quoted.data.checks import TableError
from quoted.data.datasheet import datapackage, datasheet
from quoted.data.schema import SCHEMA
from quoted.data.tables import Tables, as_csv, load
from quoted.system import atomic

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
    return invented.tables(*invented.EVERY)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_is_written_is_read_again_and_written_the_same(good: Tables, tmp_path: Path) -> None:
    written = good.write(tmp_path)
    before = contents(tmp_path)
    assert {path.name for path in written} == set(before)
    again = load(tmp_path)
    for name in SCHEMA:
        pd.testing.assert_frame_equal(getattr(again, name), getattr(good, name))
    again.write(tmp_path)
    assert contents(tmp_path) == before


def test_line_ends_of_windows_are_read(good: Tables, tmp_path: Path) -> None:
    windows = {name: raw.replace(b"\n", b"\r\n") for name, raw in invented.files(good).items()}
    pd.testing.assert_frame_equal(load(invented.put(tmp_path, windows)).figures, good.figures)


def test_numbers_carry_the_decimals_that_were_printed(good: Tables) -> None:
    figures = good.figures.set_index("figure_id")
    shown = figures.loc[["daily.women.2024", "daily.men.2023", "repairs.men", "parked"]]
    assert list(shown["value"]) == [52.4, 44.0, 0.0, 1500.0]
    assert list(shown["decimals"]) == [1, 1, 0, 0]
    assert figures["value"].dtype == "float64" and figures["decimals"].dtype == "Int64"
    assert set(good.corroboration["decimals"]) == {1}
    lines = as_csv(good.figures).splitlines()
    assert ",2023,44.0,,percent," in next(line for line in lines if "daily.men.2023" in line)
    assert ",1500,,count," in next(line for line in lines if line.startswith("parked"))


@pytest.mark.parametrize(("value", "text"), [(44.0, "44.0"), (52.45, "52.45"), (61.0, "61.0")])
def test_a_number_changed_by_hand_keeps_what_it_needs(
    value: float, text: str, good: Tables
) -> None:
    figures = good.figures.copy()
    figures.loc[0, "value"] = value  # printed with one decimal
    assert f",2023,{text},,percent," in as_csv(figures).splitlines()[1]


def test_a_year_that_is_not_stated_is_unknown_and_written_as_such(good: Tables) -> None:
    unknown = good.figures["year"].isna()
    assert list(good.figures["figure_id"][unknown]) == ["parked"]
    assert str(good.figures["year"].dtype) == "Int64"
    assert ",parked,,not stated,1500," in as_csv(good.figures)


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
        first = contents(folder)
        again = load(folder)
        assert list(again.figures["note"][: len(notes)]) == notes
        assert again.figures.loc[0, "value"] == value
        again.write(folder)
        assert contents(folder) == first


@pytest.mark.parametrize("bad", ["two\nlines", "nul\0", "half \ud800", " padded "])
def test_unprintable_text_is_refused_and_the_last_good_files_stay(
    bad: str, good: Tables, tmp_path: Path
) -> None:
    good.write(tmp_path)
    before = contents(tmp_path)
    with pytest.raises(TableError, match=r"figures\.csv, row 2, column note: found "):
        noted(good, [bad]).write(tmp_path)
    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    ("name", "edit", "words"),
    [
        ("figures", lambda f: f.assign(value=130.0), 'found "130.0", expected a percentage'),
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
    before = contents(tmp_path)
    with pytest.raises(TableError) as caught:
        dataclasses.replace(good, **{name: edit(getattr(good, name))}).write(tmp_path)
    assert words in str(caught.value)
    assert contents(tmp_path) == before


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


def test_the_package_states_units_values_keys_and_licence(good: Tables, tmp_path: Path) -> None:
    good.write(tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    texts = {name: (tmp_path / f"{name}.csv").read_text("utf-8") for name in SCHEMA}
    assert package == datapackage(texts)
    digest = sha256((tmp_path / "sources.csv").read_bytes()).hexdigest()
    assert package["resources"][0]["hash"] == f"sha256:{digest}"
    assert [licence["name"] for licence in package["licenses"]] == ["CC-BY-4.0"]
    assert [resource["path"] for resource in package["resources"]] == [
        f"{name}.csv" for name in SCHEMA
    ]
    names = {
        resource["name"]: [field["name"] for field in resource["schema"]["fields"]]
        for resource in package["resources"]
    }
    for resource in package["resources"]:
        schema, own = resource["schema"], names[resource["name"]]
        assert set(schema) <= {
            "fields", "missingValues", "primaryKey", "uniqueKeys", "foreignKeys"
        }  # fmt: skip
        for key in (schema["primaryKey"], *schema.get("uniqueKeys", [])):
            assert key and set(key) <= set(own)
        for key in schema.get("foreignKeys", []):
            there = key["reference"]
            assert set(key["fields"]) <= set(own)
            assert set(there["fields"]) <= set(names[there["resource"]])
            assert len(key["fields"]) == len(there["fields"])
        for field in schema["fields"]:
            assert field["description"]
            assert field["type"] == "string" or field["unit"]


def test_the_data_sheet_names_each_column_with_its_meaning(good: Tables, tmp_path: Path) -> None:
    good.write(tmp_path)
    sheet = (tmp_path / "README.md").read_text("utf-8")
    assert sheet == datasheet(good)
    sections = dict(part.split("\n", 1) for part in sheet.split("\n## ")[1:])
    assert list(sections) == [f"{name}.csv" for name in SCHEMA]
    for name, table in SCHEMA.items():
        lines = [line for line in sections[f"{name}.csv"].splitlines() if line.startswith("| `")]
        assert [line.split("`")[1] for line in lines] == [f["name"] for f in table["fields"]]
        assert all(line.split("|")[4].strip() for line in lines)
    assert f"Figures as the articles print them: {len(good.figures)} rows." in sheet
    assert "CC BY 4.0" in sheet and "1 rows" not in sheet


@settings(max_examples=20)
@given(made=any_tables())
def test_any_tables_that_pass_the_check_are_read_as_they_were_written(made: Tables) -> None:
    with tempfile.TemporaryDirectory() as name:
        made.write(name)
        again = load(name)
    for table in SCHEMA:
        pd.testing.assert_frame_equal(getattr(again, table), getattr(made, table))
    assert sources.unheld(made) == sources.uncoded(made) == []
