"""The checks: a damaged or senseless table is named by file, row and column, the unusual passes."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import invented
import pytest
from damage import damaged
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import law_firms, put, three_groups, women_and_men

from quoted.data import checks
from quoted.data.checks import TableError
from quoted.data.schema import NOT_STATED, SCHEMA, columns
from quoted.data.tables import load
from quoted.data.transcription import Transcription

GOOD = invented.files(invented.tables(*invented.EVERY))
HEADERS = {name: columns(name) for name in SCHEMA}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


def cells(table: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(GOOD[table].decode(), newline="")))


def text(rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def changed(table: str, row: int, **values: str) -> bytes:
    """Return a table with cells of a row changed; rows count as in a spreadsheet."""
    rows = cells(table)
    for column, value in values.items():
        rows[row - 1][HEADERS[table].index(column)] = value
    return text(rows)


def row_of(table: str, **wanted: str) -> int:
    for number, row in enumerate(cells(table), start=1):
        if wanted.items() <= dict(zip(HEADERS[table], row, strict=True)).items():
            return number
    raise LookupError(wanted)


def problem(folder: Path) -> checks.Problem:
    """Return the one problem for which a folder is refused."""
    with pytest.raises(TableError) as caught:
        load(folder)
    found = caught.value.problems
    assert [str(caught.value)] == [str(p) for p in found]
    return found[0]


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
    Damage("figures", "value", "100.1", "a percentage from 0 to 100"),
    Damage("corroboration", "value_pct", "130", "from 0 to 100"),
    Damage("figures", "year", "24", "from 1900 to 2100 or 'not stated'"),
    Damage("figures", "year", "2024.5", "a whole number"),
    Damage("samples", "n", "0", "from 1 to 10000000"),
    Damage("samples", "n", "1 000", "a whole number"),
    Damage("figures", "figure_id", "elsewhere", "<measure_id>.<group>"),
    Damage("figures", "source_id", "nowhere", "a key of sources.csv"),
    Damage("figures", "survey_id", "nobody", "a key of surveys.csv"),
    Damage("figures", "survey_id", "", "the survey that the percentage comes from"),
    Damage("figures", "measure_id", "nothing", "a key of measures.csv"),
    Damage("figures", "group", "bosses", "a key of groups.csv"),
    Damage("figures", "value", "61.125", "with at most 2 decimals"),
    Damage("figures", "value", "061", PLAIN),
    Damage("figures", "value", "9" * 400, "to 1000000000000"),
    Damage("samples", "n", "999999999999999999", "from 1 to 10000000"),
    Damage("samples", "group", "bosses", "a key of groups.csv"),
    Damage("groups", "role", "third", "one of first, second, neutral"),
    Damage("groups", "order", "0", "from 1 to 1000"),
    Damage("corroboration", "measure_id", "nothing", "a key of measures.csv"),
    Damage("corroboration", "group", "bosses", "a key of groups.csv"),
    Damage("corroboration", "independent", "perhaps", "one of yes, no"),
    Damage("corroboration", "value_pct", "100.1", "from 0 to 100"),
    Damage("surveys", "named", "", "one of yes, no"),
    Damage("disclosure", "item", "colour", "one of sponsor, conductor"),
    Damage("positions", "paraphrase", "", "a paraphrase for every stance but silent"),
    Damage("figures", "unit", "points", "one of percent, count"),
    Damage("figures", "fragment", "", "some text"),
    Damage("figures", "fragment", "a b c d e f g h i", "at most 8 words"),
    Damage("figures", "fragment", "two words ", "no space before or after"),
    Damage("figures", "fragment", "two\nlines", "printable text on one line"),
    Damage("figures", "note", "a bell\x07", "printable text on one line"),
    Damage("figures", "note", "a\u2028line", "printable text on one line"),
    Damage("figures", "base", "", "some text"),
    Damage("positions", "fragment", "", "a fragment for every stance but silent"),
    Damage("positions", "question_id", "weather", "a key of coding.csv"),
    Damage("positions", "stance", "doubts", "one of affirms, qualifies, denies, silent"),
    Damage("disclosure", "level", "half", "one of disclosed, partial, absent"),
    Damage("sources", "published", "26/03/2025", "a date as 2025, 2025-03 or 2025-03-26"),
    Damage("sources", "published", "2025-13", "a date as 2025, 2025-03 or 2025-03-26"),
    Damage("surveys", "fieldwork", "2023-02-29", "a date as 2025, 2025-03 or 2025-03-26"),
    Damage("sources", "address", "javascript:alert(1)", "an address that begins with http"),
    Damage("sources", "address_of", "copy", "one of article, original"),
    Damage("measures", "topic", "weather", "a key of topics.csv"),
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda d: f"{d.table}.{d.column}={d.value!r}")
def test_a_damaged_cell_is_named_with_what_it_holds_and_should_hold(
    damage: Damage, folder: Path
) -> None:
    put(folder, GOOD, **{damage.table: changed(damage.table, 2, **{damage.column: damage.value})})
    found = problem(folder)
    assert (found.file, found.row) == (f"{damage.table}.csv", 2)
    assert found.column is not None and damage.column in found.column.split(", ")
    assert damage.expected in found.expected
    shown = repr(damage.value)[1:-1] if damage.value else "an empty cell"
    assert shown[:79] in found.found or "control character U+" in found.found


def test_a_count_is_whole(folder: Path) -> None:
    row = row_of("figures", unit="count")
    put(folder, GOOD, figures=changed("figures", row, value="1500.5"))
    assert "a whole number" in problem(folder).expected


def test_a_percentage_has_a_group_which_a_count_need_not(folder: Path) -> None:
    row = row_of("figures", figure_id="repairs.women")
    assert refused(folder, figures=changed("figures", row, figure_id="repairs", group="")) == [
        f"figures.csv, row {row}, column group: found an empty cell, "
        "expected the group that the percentage describes"
    ]
    row = row_of("figures", figure_id="parked")
    given = {"figure_id": "parked.men", "group": "men", "survey_id": "riders"}
    assert refused(folder, figures=changed("figures", row, **given)) == []


def test_silence_has_no_fragment(folder: Path) -> None:
    row = row_of("positions", stance="silent")
    put(folder, GOOD, positions=changed("positions", row, fragment="some words"))
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
    row = data.draw(st.integers(2, len(cells(table))))
    value = data.draw(st.text("abcXYZ é%=<", min_size=1, max_size=8).map(lambda s: f"!{s}!"))
    with tempfile.TemporaryDirectory() as folder:
        put(Path(folder), GOOD, **{table: changed(table, row, **{column: value})})
        found = checks.check(folder)
    first = found[0]
    assert (first.file, first.row, first.column) == (f"{table}.csv", row, column)
    assert first.found == f'"{value}"'
    assert len(found) == 1


@pytest.mark.parametrize("table", SCHEMA)
def test_a_row_twice_is_a_key_twice(table: str, folder: Path) -> None:
    rows = cells(table)
    put(folder, GOOD, **{table: text([*rows, rows[1]])})
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
    put(folder, GOOD, **{table: damage(GOOD[table])})
    found = problem(folder)
    assert (found.file, found.row) == (f"{table}.csv", row)
    assert found_words in found.found and expected in found.expected


def test_text_in_another_encoding_is_named_by_byte_and_row(folder: Path) -> None:
    row = row_of("sources", source_id="gazette")
    rows = cells("sources")
    rows[row - 1][1] = "un été"
    lines = [text([cells_]).decode().replace("’", "'") for cells_ in rows]
    raw = b"".join(line.encode("latin-1" if "été" in line else "utf-8") for line in lines)
    found = problem(put(folder, GOOD, sources=raw))
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
    found = problem(put(folder, GOOD, **{table: text([edit(row) for row in cells(table)])}))
    name = HEADERS[table][column] if isinstance(column, int) else column
    assert (found.row, found.column) == (1, name)
    assert words in found.found


@pytest.mark.parametrize("cells_more", [1, -1])
def test_a_row_has_as_many_cells_as_the_header(cells_more: int, folder: Path) -> None:
    rows = cells("figures")
    rows[4] = [*rows[4], "x"] if cells_more > 0 else rows[4][:-1]
    found = problem(put(folder, GOOD, figures=text(rows)))
    n = len(HEADERS["figures"])
    assert (found.row, found.found, found.expected) == (5, f"{n + cells_more} cells", f"{n} cells")


def test_every_problem_is_counted(folder: Path) -> None:
    rows = cells("figures")
    for row in (1, 3):
        rows[row][HEADERS["figures"].index("value")] = "130"
    put(folder, GOOD, figures=text(rows))
    with pytest.raises(TableError, match=r"row 2, .*\(and 1 more\)$") as caught:
        load(folder)
    assert [p.row for p in caught.value.problems] == [2, 4]
    assert checks.check(folder) == caught.value.problems


# What no table can hold, though each cell is fine.


def test_a_file_that_is_no_regular_file_is_named_and_not_waited_for(tmp_path: Path) -> None:
    for name, make in {
        "pipe": os.mkfifo,
        "folder": Path.mkdir,
        "device": lambda path: path.symlink_to("/dev/zero"),
    }.items():
        path = put(tmp_path / name, GOOD, figures=None) / "figures.csv"
        make(path)
        found = problem(path.parent)
        assert (found.file, found.row) == ("figures.csv", None)
        assert (found.found, found.expected) == ("no regular file", "a table in CSV")


def test_an_unreadable_file_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", path)

    put(tmp_path, GOOD)
    monkeypatch.setattr(Path, "read_bytes", refused)
    (first, *_) = checks.check(tmp_path)
    assert str(first) == (
        "sources.csv: found no readable file (Permission denied), expected a table in CSV"
    )


def refused(folder: Path, **tables: bytes) -> list[str]:
    return [str(problem) for problem in checks.check(put(folder, GOOD, **tables))]


def test_an_empty_table_of_figures_is_refused(folder: Path) -> None:
    empty = {name: text(cells(name)[:1]) for name in ("figures", "corroboration")}
    assert refused(folder, **empty) == [
        "figures.csv: found no rows, expected at least one figure",
    ]


def test_a_figure_of_the_same_measure_group_and_year_is_refused(folder: Path) -> None:
    row = row_of("figures", figure_id="repairs.women")
    again = cells("figures")
    twice = again[row - 1].copy()
    twice[0] = "repairs.women.2024"
    assert refused(folder, figures=text([*again, twice])) == [
        f"figures.csv, row {len(again) + 1}, column measure_id, group, year, source_id: "
        "found the key repairs, women, 2024, courier a second time, expected each key once"
    ]


@pytest.mark.parametrize(("role", "other"), [("first", "second"), ("second", "first")])
def test_a_role_needs_its_counterpart(role: str, other: str, folder: Path) -> None:
    rows = cells("groups")
    column = HEADERS["groups"].index("role")
    for row in rows[1:]:
        row[column] = "neutral" if row[column] == other else row[column]
    first, *_ = refused(folder, groups=text(rows))
    number = row_of("groups", role=role)
    assert first == (
        f'groups.csv, row {number}, column role: found "{role}" where no group is {other}, '
        f"expected a {other} group, or neutral"
    )


def test_groups_without_any_comparison_pass(folder: Path) -> None:
    rows = cells("groups")
    for row in rows[1:]:
        row[HEADERS["groups"].index("role")] = "neutral"
    assert refused(folder, groups=text(rows)) == []


def test_a_survey_has_one_first_group(folder: Path) -> None:
    row = row_of("groups", group_id="men")
    number = row_of("figures", group="men")
    found = refused(folder, groups=changed("groups", row, role="first"))
    assert found[0] == (
        f'figures.csv, row {number}, column group: found "men" in riders, where women is the '
        "first group too, expected one first group a survey"
    )
    assert len(found) == 6  # one for each figure of men


@pytest.mark.parametrize("name", ["groups.name", "topics.title", "questions.question",
                                  "stances.word", "surveys.title"])  # fmt: skip
def test_a_name_stands_for_one_thing(name: str, folder: Path) -> None:
    table, column = name.split(".")
    said = cells(table)[1][HEADERS[table].index(column)]
    assert refused(folder, **{table: changed(table, 3, **{column: said})}) == [
        f"{table}.csv, row 3, column {column}: found the key {said} a second time, "
        "expected each key once"
    ]


TOTAL = row_of("samples", survey_id="riders", group="all")


@pytest.mark.parametrize(
    ("n", "qualifier", "least"),
    [
        ("799", "exact", "800, as many as the survey's groups have"),
        ("411", "exact", "800, as many as the survey's groups have"),
        ("800", "exact", ""),
        ("799", "more_than", ""),
        ("799", "about", ""),
    ],
)
def test_a_total_is_no_less_than_its_groups(
    n: str, qualifier: str, least: str, folder: Path
) -> None:
    found = refused(folder, samples=changed("samples", TOTAL, n=n, qualifier=qualifier))
    assert found == (
        [f'samples.csv, row {TOTAL}, column n: found "{n}", expected at least {least}']
        if least
        else []
    )


@pytest.mark.parametrize("qualifier", ["exact", "more_than"])
def test_of_one_respondent_nobody_is_compared(qualifier: str, folder: Path) -> None:
    row = row_of("samples", survey_id="office")
    found = refused(folder, samples=changed("samples", row, n="1", qualifier=qualifier))
    assert found == [
        f'samples.csv, row {row}, column n: found "1", expected at least 2, to compare anybody'
    ]
    assert refused(folder, samples=changed("samples", row, n="2", qualifier=qualifier)) == []


def test_groups_that_overlap_may_have_more_than_the_total(tmp_path: Path) -> None:
    quotes = invented.transcription(women_and_men)
    quotes.group("young", "the young")
    quotes.sample("courier", "riders", "young", 800, "800 of them young", year=2024)
    quotes.tables().write(tmp_path)
    quotes.group("old", "the old")
    quotes.sample("courier", "riders", "old", 801, "801 of them old", year=2024)
    with pytest.raises(TableError, match='column n: found "800", expected at least 801, as many'):
        quotes.tables()


def test_an_outlet_is_the_same_in_each_of_its_rows(folder: Path) -> None:
    row = row_of("corroboration", outlet_id="herald", group="men")
    said = changed("corroboration", row, independent="no", relation="a friend")
    assert refused(folder, corroboration=said) == [
        f'corroboration.csv, row {row}, column independent: found "no", expected "yes" as before',
        f'corroboration.csv, row {row}, column relation: found "a friend", '
        "expected an empty cell as before",
    ]


@pytest.mark.parametrize("values", [{"relation": "a friend"}, {"independent": "no"}])
def test_an_outlet_is_independent_or_tied_in_some_way(values: dict[str, str], folder: Path) -> None:
    row = row_of("corroboration", outlet_id="herald", group="men")
    found, *_ = refused(folder, corroboration=changed("corroboration", row, **values))
    shown = '"a friend"' if "relation" in values else "an empty cell"
    assert found == (
        f"corroboration.csv, row {row}, column relation: found {shown}, expected how the outlet "
        "is tied to the sponsor where it is not independent, and else nothing"
    )


def test_every_survey_has_every_item_of_disclosure(folder: Path) -> None:
    rows = cells("disclosure")
    gone = [
        row for row in rows if row[:2] not in (["lawyers", "mode_language"], ["office", "sampling"])
    ]
    assert len(gone) == len(rows) - 2
    assert refused(folder, disclosure=text(gone)) == [
        "disclosure.csv, column item: found nothing on mode_language for lawyers, "
        "expected a row for each item",
        "disclosure.csv, column item: found nothing on sampling for office, "
        "expected a row for each item",
    ]


@pytest.mark.parametrize("value", ["0", "100", "0.0", "52.4", "52.40", "99.99"])
def test_any_share_with_up_to_two_decimals_passes(value: str, folder: Path) -> None:
    assert refused(folder, figures=changed("figures", 2, value=value)) == []


@pytest.mark.parametrize("survey", [women_and_men, law_firms, three_groups])
def test_each_survey_by_itself_passes(survey: invented.Survey, tmp_path: Path) -> None:
    invented.tables(survey).write(tmp_path)
    assert checks.check(tmp_path) == []


# Any damage.

CELLS = [
    piece.encode()
    for piece in (
        '"', '""', ",", ";", "\n", "\r\n", "\r", "\t", "\0", "\x85", "\u2028", "\ufeff", "\xa0",
        "é",
        "not stated", "NaN", "inf", "1e5", "-1", "1_0", "٣", "²", "9" * 400, "007", "61.50", ".5",
        "0000-01-01", "2024-02-30", "http://[", "=cmd", "a" * 300,
    )
]  # fmt: skip


@settings(max_examples=25)
@given(name=st.sampled_from(list(SCHEMA)), seed=st.integers(0, 2**32))
def test_tables_are_read_or_refused(name: str, seed: int, tmp_path: Path) -> None:
    put(tmp_path, GOOD, **{name: damaged(GOOD[name], seed, CELLS)})
    try:
        found = load(tmp_path)
    except TableError as error:
        assert all(problem.file.endswith(".csv") for problem in error.problems)
        return
    finally:
        read_by_hand(name, tmp_path / f"{name}.csv")
    found.write(tmp_path / "first")
    load(tmp_path / "first").write(tmp_path / "second")
    for path in (tmp_path / "first").iterdir():
        assert path.read_bytes() == (tmp_path / "second" / path.name).read_bytes()


def read_by_hand(table: str, path: Path) -> None:
    try:
        Transcription().read_csv(table, path)
    except TableError as error:
        assert all(problem.file == path.name for problem in error.problems)
