"""How wide columns are: names of rows on one line where there is room, numbers never broken."""

from __future__ import annotations

import re
from typing import Any

import pytest

from nbconvert_typst.tables import INSET, Cell, Table, typst, width


class Letters:
    """A page of 450 points, with letters half as wide as they are high."""

    width = 450.0

    def text(self, text: str, *, bold: bool = False) -> float:
        return len(text) / 2


def laid_out(table: Table) -> tuple[float, list[float | None]]:
    """Return the type size and the widths of the columns in points, None for its own."""
    metrics: Any = Letters()
    source = typst(table, metrics)
    widths = re.search(r"columns: \((.*?),\)", source)
    size = re.search(r"size: ([\d.]+)pt", source)
    assert widths and size
    told = [None if each == "auto" else float(each[:-2]) for each in widths[1].split(", ")]
    return float(size[1]), told


def table(names: list[str], heads: list[str], number: str) -> Table:
    rows = [
        [Cell(name, name, header=True), *(Cell(number, number, align="right") for _ in heads)]
        for name in names
    ]
    return Table([[Cell(head, head, header=True) for head in ["Measure", *heads]]], rows)


HEADS = ["A head that goes over several lines", "Another of several lines"] * 3


def test_names_of_rows_stay_on_one_line_and_heads_give_way() -> None:
    names = ["Confident in its results"] * 4 + ["Very confident indeed in its creative results"]
    size, (first, *others) = laid_out(table(names, HEADS, "−14 to −8"))
    assert size >= 8
    assert first is not None and first - INSET >= size * Letters().text(names[0])
    for each in others:
        assert each is not None and each - INSET >= size * Letters().text("−14 to −8")


def test_the_columns_fill_the_page() -> None:
    _, widths = laid_out(table(["Confident in its results"] * 4, HEADS, "61%"))
    assert abs(sum(each or 0 for each in widths) - Letters.width) < 1


def test_names_wrap_where_columns_are_many() -> None:
    names = ["Confident in its creative results, entry-level marketers"] * 4
    heads = ["Marketing Academy of Everything"] * 8
    size, (first, *others) = laid_out(table(names, heads, "61%"))
    assert size < 8
    assert first is not None and first > 2 * max(each or 0 for each in others)


@pytest.mark.parametrize(
    ("columns", "parts"),
    [(9, [9]), (10, [5, 5]), (14, [7, 7]), (15, [5] * 3), (19, [7, 6, 6]), (22, [6, 6, 5, 5])],
)
def test_parts_of_a_table_are_about_as_wide_as_each_other(columns: int, parts: list[int]) -> None:
    """Of columns of 55 points seven go into 450, beside 15 for the names of the rows."""
    metrics: Any = Letters()
    head = [Cell(each, each, header=True) for each in ["", *(f"c{n:02}" for n in range(columns))]]
    row = [Cell("r", "r", header=True)] + [Cell("12345678901", "12345678901")] * columns
    source = typst(Table([head], [row]), metrics)
    shown = [re.findall(r"c\d\d", part) for part in source.split("nb.part")[1:]]
    assert [len(each) for each in shown] == parts
    assert [name for each in shown for name in each] == [cell.text for cell in head[1:]]


def test_a_part_of_a_table_is_as_wide_as_the_page_lets_it_be() -> None:
    metrics: Any = Letters()
    cells = [Cell("123456789", "123456789")] * 18
    assert typst(Table([cells], [cells]), metrics).count("nb.part") == 2


def test_how_many_columns_rows_need() -> None:
    def cell(down: int = 1, across: int = 1) -> Cell:
        return Cell("", "", rowspan=down, colspan=across)

    assert width([]) == 0
    assert width([[cell()], [cell(), cell()]]) == 2
    assert width([[cell(2), cell(1, 3)], [cell(), cell(3)], [cell(), cell()], [cell()]]) == 4
    assert width([[cell(2), cell(2)], [cell()]]) == 3
