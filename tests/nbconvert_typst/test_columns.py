"""Columns of tables: where numbers stand, what each part of a wide table repeats."""

from __future__ import annotations

from typing import Any, cast

import pytest

from nbconvert_typst.tables import Cell, Table, typst


class Even:
    """Letters that are all as wide as half their height, on a page of 450 points."""

    width = 450.0

    def text(self, text: str, *, bold: bool = False) -> float:
        return 0.5 * len(text)


def laid_out(header: list[str], *rows: list[str], names: int = 0) -> str:
    heads = [Cell(each, each, header=True) for each in header]
    body = [
        [Cell(each, each, header=number < names) for number, each in enumerate(row)] for row in rows
    ]
    return typst(Table([heads], body), cast(Any, Even()))


@pytest.mark.parametrize(("numbers", "side"), [(7, "right"), (6, "left")])
def test_a_column_of_numbers_stands_right(numbers: int, side: str) -> None:
    rows = [["1.5"]] * numbers + [["word"]] * (10 - numbers) + [["nan"], ["-"]]
    assert f"align: ({side},)" in laid_out(["n"], *rows)


def test_names_of_rows_stand_in_every_part() -> None:
    header = ["", "", *(f"column{number:04}" for number in range(20))]
    row = ["north", "young", *["12345678.25"] * 20]
    shown = laid_out(header, row, names=2)
    assert shown.count("nb.part.with(") == 3
    assert shown.count("[north]") == shown.count("[young]") == 3
    assert shown.count("12345678.25") == 20
    assert laid_out(header, row).count("[north]") == 1


@pytest.mark.parametrize(("rows", "size"), [(3, "9"), (10, "9"), (11, "8.5")])
def test_columns_of_texts_are_not_too_narrow(rows: int, size: str) -> None:
    shown = laid_out(["h"] * 5, *[["word " * 12] * 5] * rows)  # of 8 ems each, in long tables 9
    assert f"size: {size}pt" in shown
