"""The report's tables as native tables on slides, which PowerPoint edits and screen readers read.

Which tables there are and what they say is for `quoted.report.display_tables`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from pptx.util import Pt

from quoted.charts.page import LEADING
from quoted.language.shown import printable
from quoted.publish.native import lines, wide
from quoted.report.display_tables import DisplayTable, Link

LARGEST, LEAST = 14.0, 9.0
"""Type sizes between which a table is set, in points."""
INSET = 4.0
"""Points left and right of a cell's text."""


class Page(NamedTuple):
    """Some rows of a table, and how they are set."""

    cells: list[list[str]]
    """Of the whole table, its head first."""
    rows: Sequence[int]
    """Which of them stand here, below the head."""
    size: float
    """Of the type, in points."""
    columns: list[float]
    """Their widths in points."""


def pages(table: DisplayTable, width: float, height: float) -> list[Page]:
    """Divide a table into pages that fit a slide of `width` by `height` points.

    It stands on one page at the largest type that fits; if none does, at `LEAST` on as few as hold
    it, where a word that is wider than its column breaks.
    """
    cells = [[str(c) for c in table.columns], *table.frame.to_numpy().tolist()]
    everything = range(1, len(cells))
    size = LARGEST
    while size >= LEAST:
        columns = _widths(cells, size, width)
        if columns and sum(_heights(cells, size, columns)) <= height:
            return [Page(cells, everything, size, columns)]
        size -= 0.5
    columns = _widths(cells, LEAST, width) or _widths(cells, LEAST, width, whole=False)
    assert columns is not None  # since broken words fit any width
    head, *rows = _heights(cells, LEAST, columns)
    divided: list[list[int]] = []
    room = 0.0
    for number, tall in zip(everything, rows, strict=True):
        if not divided or tall > room:
            divided.append([])
            room = height - head
        divided[-1].append(number)
        room -= tall
    return [Page(cells, numbers, LEAST, columns) for numbers in divided]


def add(slide: Any, table: DisplayTable, page: Page, box: tuple[float, float, float, float]) -> Any:
    """Add a page of a table to a slide; return its frame.

    Parameters
    ----------
    slide
        Of python-pptx.
    table
        What it shows; its caption is the alternative text.
    page
        Of `pages`.
    box
        Left, top, width and height in points.
    """
    cells = [page.cells[0], *(page.cells[number] for number in page.rows)]
    frame = slide.shapes.add_table(len(cells), len(cells[0]), *map(Pt, box))
    frame._element.nvGraphicFramePr.cNvPr.set("descr", printable(table.caption))
    frame.name = table.id
    shown = frame.table
    shown.first_row, shown.first_col, shown.horz_banding = True, True, False
    for column, across in zip(shown.columns, page.columns, strict=True):
        column.width = Pt(across)
    links = {(number, j): cell.href for number, (_, row) in enumerate(table.rows, 1)
             for j, cell in enumerate(row) if isinstance(cell, Link)}  # fmt: skip
    for number, row, texts in zip([0, *page.rows], shown.rows, cells, strict=True):
        row.height = Pt(LEADING * page.size + 2)  # grows with its text
        for j, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            cell.margin_left = cell.margin_right = Pt(INSET)
            cell.margin_top = cell.margin_bottom = Pt(1)
            paragraph = cell.text_frame.paragraphs[0]
            end = paragraph._p.get_or_add_endParaRPr()  # an empty cell is as low as others
            end.set("sz", f"{100 * page.size:.0f}")
            if not text:
                continue
            run = paragraph.add_run()
            run.text = printable(text)
            run.font.size, run.font.bold = Pt(page.size), number == 0
            if address := links.get((number, j)):
                run.hyperlink.address = address
    return frame


def _widths(
    cells: list[list[str]], size: float, width: float, whole: bool = True
) -> list[float] | None:
    """Give each column its longest word, and share what is left by the length of its texts.

    Words are kept `whole`, or there is no answer; else none takes more than an equal share.
    """
    by_column = list(zip(*cells, strict=True))
    least = [
        max(wide(word, size, "bold") for text in texts for word in text.split() or [""])
        + 2 * INSET + 1
        for texts in by_column
    ]  # fmt: skip
    if not whole:
        least = [min(each, width / len(least)) for each in least]
    spare = width - sum(least)
    if spare < 0:
        return None
    wanted = [
        max(max(wide(text, size, "bold") for text in texts) + 2 * INSET - own, 0.0)
        for texts, own in zip(by_column, least, strict=True)
    ]
    share = min(1.0, spare / sum(wanted)) if sum(wanted) else 0.0
    widths = [own + share * more for own, more in zip(least, wanted, strict=True)]
    left = (width - sum(widths)) / len(widths)
    return [each + left for each in widths]


def _heights(cells: list[list[str]], size: float, widths: list[float]) -> list[float]:
    """Return the height of each row in points."""
    return [
        LEADING * size * max(len(lines(text, size, across - 2 * INSET, "bold"))
                             for text, across in zip(row, widths, strict=True)) + 3
        for row in cells
    ]  # fmt: skip
