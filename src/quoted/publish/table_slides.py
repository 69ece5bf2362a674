"""The report's tables as native tables on slides, which PowerPoint edits and screen readers read.

Which tables there are and what they say is for `quoted.report.display_tables`.
"""

from __future__ import annotations

from typing import Any

from pptx.util import Pt

from quoted.charts.page import LEADING, printable, wrap
from quoted.charts.theme import text_width
from quoted.report.display_tables import DisplayTable, Link

LARGEST, LEAST = 14.0, 9.0
"""Type sizes between which a table is set, in points."""
INSET = 4.0
"""Points left and right of a cell's text."""


def add(slide: Any, table: DisplayTable, box: tuple[float, float, float, float]) -> Any:
    """Add a table to a slide; return its frame.

    Parameters
    ----------
    slide
        Of python-pptx.
    table
        What it shows; its caption is the alternative text.
    box
        Left, top, width and height in points.

    Raises
    ------
    ValueError
        It does not fit at the smallest type size.
    """
    left, top, width, height = box
    cells = [[str(c) for c in table.columns], *table.frame.to_numpy().tolist()]
    size, columns = _layout(table.id, cells, width, height)
    frame = slide.shapes.add_table(len(cells), len(cells[0]), *map(Pt, (left, top, width, height)))
    frame._element.nvGraphicFramePr.cNvPr.set("descr", printable(table.caption))
    frame.name = table.id
    shown = frame.table
    shown.first_row, shown.first_col, shown.horz_banding = True, True, False
    for column, wide in zip(shown.columns, columns, strict=True):
        column.width = Pt(wide)
    links = {(i + 1, j): cell.href for i, (_, row) in enumerate(table.rows)
             for j, cell in enumerate(row) if isinstance(cell, Link)}  # fmt: skip
    for i, (row, texts) in enumerate(zip(shown.rows, cells, strict=True)):
        row.height = Pt(LEADING * size + 2)  # grows with its text
        for j, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            cell.margin_left = cell.margin_right = Pt(INSET)
            cell.margin_top = cell.margin_bottom = Pt(1)
            run = cell.text_frame.paragraphs[0].add_run()
            run.text = printable(text)
            run.font.size, run.font.bold = Pt(size), i == 0
            if address := links.get((i, j)):
                run.hyperlink.address = address
    return frame


def _layout(
    name: str, cells: list[list[str]], width: float, height: float
) -> tuple[float, list[float]]:
    """Return the largest type size that fits, and the widths of the columns."""
    size = LARGEST
    while size >= LEAST:
        columns = _widths(cells, size, width)
        if columns and _tall(cells, size, columns) <= height:
            return size, columns
        size -= 0.5
    rows = len(cells)
    raise ValueError(
        f"{name}: {rows} rows do not fit a slide of {width:.0f} by {height:.0f} points"
    )


def _widths(cells: list[list[str]], size: float, width: float) -> list[float] | None:
    """Give each column its longest word, and share what is left by the length of its texts."""
    by_column = list(zip(*cells, strict=True))
    least = [
        max(text_width(word, size, "bold") for text in texts for word in text.split() or [""])
        + 2 * INSET + 1
        for texts in by_column
    ]  # fmt: skip
    spare = width - sum(least)
    if spare < 0:
        return None
    wanted = [
        max(max(text_width(text, size, "bold") for text in texts) + 2 * INSET - own, 0.0)
        for texts, own in zip(by_column, least, strict=True)
    ]
    share = min(1.0, spare / sum(wanted)) if sum(wanted) else 0.0
    widths = [own + share * more for own, more in zip(least, wanted, strict=True)]
    left = (width - sum(widths)) / len(widths)
    return [each + left for each in widths]


def _tall(cells: list[list[str]], size: float, widths: list[float]) -> float:
    """Return the height of all rows in points."""
    total = 0.0
    for row in cells:
        broken = [wrap(text, size, wide - 2 * INSET, "bold")
                  for text, wide in zip(row, widths, strict=True)]  # fmt: skip
        total += LEADING * size * max(map(len, broken)) + 3
    return total
