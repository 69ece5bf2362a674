"""A table as a value, and the Typst that sets it: header cells, spans, alignment, widths, size.

Where the cells come from (HTML, Markdown) is not known here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from quoted.export.typst import markup

TEXT_WIDTH = 454.0
"""Points between the margins of the template, upright."""
WIDE = 700.0
"""Points between the margins of the template, page turned."""
SIZES = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
"""Type sizes in points that a table may be set in, the first by preference."""
INSET = 11.0
"""Points of white beside a cell's text, both sides together."""

_NUMBER = re.compile(
    r"^[<>≤≥~±]?\s*[($€£¥]?\s*[-+−–±]?\s*[\d.,][\d.,  \u202f\u2009'’_]*(?:[eE][-+−]?\d+)?\s*[a-zA-Z%‰€$°)*]{0,3}$"
)
_MISSING = {"", "nan", "none", "<na>", "nat", "null", "–", "—", "-", "...", "…", "inf", "-inf", "n/a", "na"}


@dataclass
class Cell:
    """One cell: its markup, its plain text (to measure), and how it is set."""

    body: str
    text: str
    colspan: int = 1
    rowspan: int = 1
    header: bool = False
    align: str | None = None
    fill: str | None = None
    ink: str | None = None
    bold: bool = False


@dataclass
class Table:
    """A table: rows of header and body cells, in reading order, as HTML has them."""

    header: list[list[Cell]]
    body: list[list[Cell]]
    caption: str = ""
    name: str = ""
    widths: list[float | None] = field(default_factory=list)

    @property
    def labelled(self) -> bool:
        """Whether it has header cells that assistive technology can announce."""
        return bool(self.header)


def fill_in(rows: list[list[Cell]], columns: int) -> list[list[Cell]]:
    """Return `rows` so that every place of the grid is taken exactly once.

    A span that leaves the grid or meets another cell is cut, a short row gets empty cells.
    """
    filled: list[list[Cell]] = []
    taken: list[int] = [0] * columns  # rows still covered from above, per column
    for number, row in enumerate(rows):
        left, place, cells = len(rows) - number, 0, list(row)
        now: list[Cell] = []
        covered, taken = taken, [max(0, rest - 1) for rest in taken]
        while place < columns:
            if covered[place]:
                place += 1
                continue
            cell = cells.pop(0) if cells else Cell("", "")
            room = 1
            while place + room < columns and room < cell.colspan and not covered[place + room]:
                room += 1
            cell.colspan, cell.rowspan = room, max(1, min(cell.rowspan, left))
            for column in range(place, place + room):
                taken[column] = cell.rowspan - 1
            now.append(cell)
            place += room
        filled.append(now)
    return filled


def width(rows: list[list[Cell]]) -> int:
    """Return the number of columns that `rows` need."""
    widest, covered = 0, [0]
    for row in rows:
        place, cells = 0, list(row)
        below = [max(0, rest - 1) for rest in covered]
        while cells:
            if place < len(covered) and covered[place]:
                place += 1
                continue
            cell = cells.pop(0)
            below += [0] * (place + cell.colspan - len(below))
            for column in range(place, place + cell.colspan):
                below[column] = max(below[column], cell.rowspan - 1)
            place += cell.colspan
        widest, covered = max(widest, place, len(below)), below
    return widest


def typst(table: Table, *, label: str | None = None, caption: str = "") -> str:
    """Return the table as a call of the template's ``data-table``."""
    columns = width(table.header + table.body)
    if not columns:
        return ""
    header, body = fill_in(table.header, columns), fill_in(table.body, columns)
    grid = _columns(header, columns), _columns(body, columns)
    aligns = [_align(grid[1][number]) for number in range(columns)]
    size, widths, turned = _layout(grid, columns)
    lines = [f"#data-table(columns: ({', '.join(widths)},), align: ({', '.join(aligns)},), size: {size:g}pt,"]
    if turned:
        lines.append("  turned: true,")
    if caption:
        lines.append(f"  caption: [{caption}],")
    if label:
        lines.append(f"  name: {markup.string(label)},")
    if header:
        lines.append("  table.header(")
        lines += [f"    {_row(row, aligns, head=True)}" for row in header]
        lines.append("    head-rule,\n  ),")
    lines += [f"  {_row(row, aligns)}" for row in body]
    return "\n".join(lines) + "\n);"


def _row(row: list[Cell], aligns: list[str], *, head: bool = False) -> str:
    return " ".join(_cell(cell, head) for cell in row)


def _cell(cell: Cell, head: bool) -> str:
    body = cell.body
    if cell.ink:
        body = f"#text(fill: {cell.ink})[{body}];"
    if head and cell.text:
        body = markup.call("head", body)
    elif (cell.bold or cell.header) and cell.text:
        body = markup.call("strong", body)
    options = []
    if cell.colspan > 1:
        options.append(f"colspan: {cell.colspan}")
    if cell.rowspan > 1:
        options.append(f"rowspan: {cell.rowspan}")
    if cell.align:
        options.append(f"align: {cell.align}")
    elif cell.colspan > 1 and head:
        options.append("align: center")
    if cell.fill:
        options.append(f"fill: {cell.fill}")
    return f"table.cell({', '.join(options)})[{body}]," if options else f"[{body}],"


def _columns(rows: list[list[Cell]], columns: int) -> list[list[Cell]]:
    """Return the cells of one column each, without those that span columns."""
    found: list[list[Cell]] = [[] for _ in range(columns)]
    covered = [0] * columns
    for row in rows:
        place = 0
        below = [max(0, rest - 1) for rest in covered]
        for cell in row:
            while covered[place]:
                place += 1
            if cell.colspan == 1:
                found[place].append(cell)
            for column in range(place, place + cell.colspan):
                below[column] = cell.rowspan - 1
            place += cell.colspan
        covered = below
    return found


def _align(cells: list[Cell]) -> str:
    """Return ``right`` for numbers, so that their digits stand under each other."""
    told = [cell.text.strip() for cell in cells if cell.text.strip().lower() not in _MISSING]
    numbers = sum(bool(_NUMBER.match(each)) for each in told)
    return "right" if told and numbers > 0.6 * len(told) and not any(c.header for c in cells) else "left"


def _measure(text: str, size: float) -> float:
    """Return about how wide a line of Lato is, in points; a fifth too much rather than too little."""
    wide = sum(1.0 if ord(each) > 0x2E80 else 0.72 if each.isupper() else 0.56 for each in text)
    return wide * size


def _layout(grid: tuple[list[list[Cell]], list[list[Cell]]], columns: int) -> tuple[float, list[str], bool]:
    """Return type size, column widths and whether the page is turned, so that the table fits.

    Upright if the longest words fit at one of `SIZES`; long texts wrap in columns that share what
    room is left. Otherwise the page is turned.
    """
    texts = [[cell.text for cell in grid[0][n] + grid[1][n]] for n in range(columns)]
    natural = [max((_measure(line, 1) for text in column for line in text.split("\n")), default=1) for column in texts]
    least = [max((_measure(word, 1) for text in column for word in text.split()), default=1) for column in texts]
    for room, sizes, turned in ((TEXT_WIDTH, SIZES, False), (WIDE, SIZES[2:], True)):
        inset = INSET if columns < 12 else 7.0
        for size in sizes:
            if sum(natural) * size + inset * columns <= room:
                return size, ["auto"] * columns, turned
            wraps = [each for each in range(columns) if natural[each] > max(1.3 * least[each], 9)]
            kept = sum(natural[each] for each in range(columns) if each not in wraps)
            floor = sum(max(least[each], min(natural[each], 8)) for each in wraps)
            if wraps and (kept + floor) * size + inset * columns <= room:
                return size, [
                    f"{max(natural[each], least[each]) ** 0.6:.2f}fr" if each in wraps else "auto"
                    for each in range(columns)
                ], turned
    return SIZES[-1], [f"{max(1.0, each) ** 0.5:.2f}fr" for each in natural], True
