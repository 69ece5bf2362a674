"""A table as a value, and the Typst that sets it: header cells, spans, alignment, widths, size.

Where the cells come from (HTML, Markdown) is not known here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, product
from statistics import median

from nbconvert_typst import markup
from nbconvert_typst.metrics import Metrics

SIZES = (9.0, 8.5, 8.0, 7.5, 7.0)
"""Type sizes in points that a table may be set in, the first by preference."""
LEGIBLE = SIZES[:3]
"""Those in which names of rows are kept on one line."""
SPLIT_SIZE = 8.0
"""Type size in points of a table too wide for any of `SIZES`, which is set in parts."""
INSET = 11.0
"""Points of white beside a cell's text, both sides together."""
NARROW, NARROW_IF_LONG = 8.0, 9.0
"""Ems that a column of texts has at least, or else type is smaller: long tables have low rows."""
NAMES = 0.4
"""Of the page, what a column that names rows has at most so that half of the names do not wrap."""
BITS = (0.5, 1.0, 2.0, 4.0)
"""Of room, in ems: what is given to a column at a time."""
SPACE = 0.2
"""How wide a space is, in ems."""
MEASURED = 200
"""Cells of a column by whose words it is given room."""

_NUMBER = re.compile(
    r"^[<>≤≥~±]?\s*+[($€£¥]?\s*+[-+−–±]?\s*+"
    r"[\d.,][\d.,  \u202f\u2009'’_]*+(?:[eE][-+−]?\d+)?\s*[a-zA-Z%‰€$°)*]{0,3}$"
)
_MORE_THAN_WORDS = re.compile(
    r"#(?!(?:emph|linebreak|link|nb\.anchor|nb\.loose|raw|smallcaps|strike|strong|sub|super|text"
    r"|underline)\b)[a-z]"
)
"""A call of a function that does not set words on lines as high as any other."""
_MISSING = {
    "", "nan", "none", "<na>", "nat", "null", "–", "—", "-", "...", "…", "inf", "-inf", "n/a", "na",
}  # fmt: skip


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

    @property
    def heavy(self) -> bool:
        """Whether it is set in bold type."""
        return self.bold or self.header


@dataclass
class Table:
    """A table: rows of header and body cells, in reading order, as HTML has them."""

    header: list[list[Cell]]
    body: list[list[Cell]]
    caption: str = ""
    name: str = ""

    @property
    def labelled(self) -> bool:
        """Whether each cell has a header that assistive technology can announce."""
        return bool(self.header) or all(
            any(cell.header and cell.text for cell in row) for row in self.body
        )


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


UNBROKEN = 25
"""Characters up to which the template breaks no word."""
KEPT_TOGETHER, KEPT_CHARACTERS = 10, 1500
"""Rows and characters up to which it is measured whether a table is short enough not to break."""
ON_A_PAGE = 45
"""Rows of one line that a page holds: more are not measured, they break in any case."""
LINE, LEADING, WHITE = 0.72, 0.5, 7.2
"""How high a line of the template's tables is and what is between two, in ems; and the white above
and below in a row, in points."""
LONG_CELL = 300
"""Characters from which a cell may break: in the narrowest columns they are half a page."""


def typst(table: Table, metrics: Metrics, *, label: str | None = None) -> str:
    """Return the table as a call of the template's ``data-table``."""
    columns = width(table.header + table.body)
    if not columns:
        return ""
    header, body = fill_in(table.header, columns), fill_in(table.body, columns)
    if body:  # a head stands on each page again, a place can be there once only
        heads = [cell for row in header for cell in row]
        places = "".join(found[0] for cell in heads for found in markup.ANCHOR.finditer(cell.body))
        for cell in heads:
            cell.body = markup.ANCHOR.sub("", cell.body)
        body[0][0].body = places + body[0][0].body
    held = sum(len(cell.text) for row in body for cell in row)
    lines = []
    parts = _parts(header, body, columns, metrics)
    for number, shown in enumerate(parts):
        lines.append("#nb.data-table(")
        if table.caption and not number:
            lines.append(f"  caption: [{table.caption}],")
        if label and not number:
            lines.append(f"  name: {markup.string(label)},")
        if len(body) <= KEPT_TOGETHER and held <= KEPT_CHARACTERS * len(parts):
            lines.append("  short: true,")
        if len(body) <= ON_A_PAGE:
            lines.append("  one-page: true,")
        whole, again = len(shown) == columns, number > 0
        lines += _part(
            header if whole else _cut(header, shown, columns, again),
            body if whole else _cut(body, shown, columns, again),
            len(shown),
            metrics,
        )
        lines.append(");\n")
    return "\n".join(lines).rstrip()


def _part(
    header: list[list[Cell]], body: list[list[Cell]], columns: int, metrics: Metrics
) -> list[str]:
    heads, cells = _columns(header, columns), _columns(body, columns)
    aligns = [_align(each) for each in cells]
    laid_out = _layout(heads, cells, metrics)
    size, points = laid_out or (SPLIT_SIZE, [*_needs(heads, cells, metrics)])
    widths = ["auto" if each is None else f"{each:.1f}fr" for each in points]
    lines = []
    if about := _about(header, body[:ON_A_PAGE], size, points, metrics):
        lines.append(f"  about: ({', '.join(f'{each:.0f}pt' for each in about)}),")
    lines.append(
        f"  nb.part.with(columns: ({', '.join(widths)},), align: ({', '.join(aligns)},),"
        f" size: {size:g}pt,"
    )
    if header:
        lines.append("    table.header(")
        lines += [f"      {_row(row, head=True)}" for row in header]
        lines.append("      nb.head-rule,\n    ),")
    return [*lines, *(f"    {_row(row)}" for row in body), "  ),"]


def _about(
    header: list[list[Cell]],
    body: list[list[Cell]],
    size: float,
    points: list[float | None],
    metrics: Metrics,
) -> list[float]:
    """Return about how high a table is up to its head and its rows 1, 2, last but one and last.

    In points, without a caption; nothing where cells hold more than words.

    Parameters
    ----------
    size
        Of the type, in points.
    points
        How wide columns are, or None for one as wide as its longest line.
    """
    known = [each for each in points if each is not None]
    scale = 1.0 if len(known) < len(points) else metrics.width / sum(known)
    lines = [1] * len(header + body)
    for row, place, cell in _placed(header + body, len(points)):
        if _MORE_THAN_WORDS.search(cell.body):
            return []
        within = points[place : place + cell.colspan]
        width = sum(scale * each for each in within if each is not None) - _inset(len(points))
        ends = cell.text.split("\n")
        taken = len(ends)
        if None not in within:
            words = [
                [metrics.text(word, bold=cell.heavy) for word in each.split()] for each in ends
            ]
            taken = sum(max(1, _lines(each, width / size)) for each in words)
        lines[row] = max(lines[row], math.ceil(taken / cell.rowspan))
    high = [size * (LINE * each + LEADING * (each - 1)) + WHITE for each in lines]
    first = len(header)
    return [sum(high[:each]) for each in (first, first + 1, first + 2, len(high) - 1, len(high))]


def _parts(
    header: list[list[Cell]], body: list[list[Cell]], columns: int, metrics: Metrics
) -> list[list[int]]:
    """Return the columns of each part: one part, unless the table is too wide for the page.

    The columns that name the rows stand in every part. There are as few parts as can be, each
    about as wide as the others: none is left with a single column.
    """
    heads, cells = _columns(header, columns), _columns(body, columns)
    if _layout(heads, cells, metrics):
        return [list(range(columns))]
    needs = _needs(heads, cells, metrics)
    lead = 0
    while lead < min(3, columns - 1) and cells[lead] and all(cell.header for cell in cells[lead]):
        lead += 1
    if sum(needs[:lead]) > metrics.width / 2:
        lead = 0

    room = metrics.width - sum(needs[:lead])
    # of each column: how few parts end there, how uneven they are, and where the last one begins
    best = [(0, 0.0, -lead)]
    for end in range(lead + 1, columns + 1):
        found = []
        for begin in range(end - 1, lead - 1, -1):
            filled = sum(needs[begin:end])
            if filled > room and begin < end - 1:
                break
            parts, uneven, _ = best[begin - lead]
            found.append((parts + 1, uneven + filled**2, -begin))
        best.append(min(found))
    shown: list[list[int]] = []
    end = columns
    while end > lead:
        begin = -best[end - lead][2]
        shown.insert(0, [*range(lead), *range(begin, end)])
        end = begin
    return shown


def _cut(rows: list[list[Cell]], shown: list[int], columns: int, again: bool) -> list[list[Cell]]:
    """Return some columns of full rows; anchors stay in the first part only."""
    begun: list[dict[int, Cell]] = [{} for _ in rows]
    for row, place, cell in _placed(rows, columns):
        begun[row] |= dict.fromkeys(range(place, place + cell.colspan), cell)
    cut: list[list[Cell]] = []
    for cells in begun:
        taken: list[Cell] = []
        last: Cell | None = None
        for here in map(cells.get, shown):
            if here is not None and here is last:
                taken[-1].colspan += 1
            elif here is not None:
                body = re.sub(r'#nb\.anchor\("[^"]*"\);', "", here.body) if again else here.body
                taken.append(replace(here, body=body, colspan=1))
            last = here
        cut.append(taken)
    return cut


def _row(row: list[Cell], *, head: bool = False) -> str:
    return " ".join(_cell(cell, head) for cell in row)


def _cell(cell: Cell, head: bool) -> str:
    body = cell.body
    if markup.unbroken(cell.text) > UNBROKEN:
        body = markup.call("nb.loose", body)
    if cell.ink:
        body = f"#text(fill: {cell.ink})[{body}];"
    if head and cell.text:
        body = markup.call("nb.head", body)
    elif cell.header and cell.text:
        body = markup.call("nb.row-head", body)
    elif cell.bold and cell.text:
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
    if len(cell.text) > LONG_CELL:
        options.append("breakable: true")
    if cell.fill:
        options.append(f"fill: {cell.fill}")
    return f"table.cell({', '.join(options)})[{body}]," if options else f"[{body}],"


def _columns(rows: list[list[Cell]], columns: int) -> list[list[Cell]]:
    """Return the cells of one column each, without those that span columns."""
    found: list[list[Cell]] = [[] for _ in range(columns)]
    for _, place, cell in _placed(rows, columns):
        if cell.colspan == 1:
            found[place].append(cell)
    return found


def _placed(rows: list[list[Cell]], columns: int) -> Iterator[tuple[int, int, Cell]]:
    """Yield the cells of full rows, with the row and the column that each begins in."""
    covered = [0] * columns
    for number, row in enumerate(rows):
        place = 0
        below = [max(0, rest - 1) for rest in covered]
        for cell in row:
            while covered[place]:
                place += 1
            yield number, place, cell
            for column in range(place, place + cell.colspan):
                below[column] = cell.rowspan - 1
            place += cell.colspan
        covered = below


def _inset(columns: int) -> float:
    """Return the white beside the text of a cell, both sides together, in points."""
    return INSET if columns < 9 else 7.0


def _align(cells: list[Cell]) -> str:
    """Return ``right`` for numbers, so that their digits stand under each other."""
    told = [cell.text.strip() for cell in cells if cell.text.strip().lower() not in _MISSING]
    numbers = sum(bool(_NUMBER.match(each)) for each in told)
    return (
        "right"
        if told and numbers > 0.6 * len(told) and not any(c.header for c in cells)
        else "left"
    )


def _least(cells: list[Cell], metrics: Metrics) -> float:
    """Return the width of the longest part of a column that does not break, in ems."""
    return max((each for cell in cells for each in _widths(cell, metrics)), default=1.0)


def _needs(heads: list[list[Cell]], cells: list[list[Cell]], metrics: Metrics) -> list[float]:
    """Return what each column of a table in parts takes at least, in points."""
    most = metrics.width / 2
    return [
        min(most, SPLIT_SIZE * _least(head + column, metrics)) + INSET
        for head, column in zip(heads, cells, strict=True)
    ]


def _words(cell: Cell) -> list[str]:
    """Return what does not break in a cell: words, or all of it where numbers stand."""
    if cell.align == "right" and not cell.header:
        return [cell.text]
    return [each[:UNBROKEN] for each in markup.stretches(cell.text)]


def _layout(
    heads: list[list[Cell]], cells: list[list[Cell]], metrics: Metrics
) -> tuple[float, list[float | None]] | None:
    """Return type size and column widths so that the table fits, or None where none does.

    A column without a width is as wide as its longest line.

    Long texts wrap, in columns that share what room the others leave so that they need few lines.
    """
    columns = len(cells)
    both = [heads[each] + cells[each] for each in range(columns)]
    natural = [max(_naturals(column, metrics), default=1.0) for column in both]
    least = [_least(column, metrics) for column in both]
    texts = [max(_naturals(column, metrics), default=0.0) for column in cells]
    names = [
        median(_naturals(column, metrics)) if column and all(c.header for c in column) else 0.0
        for column in cells
    ]
    inset = _inset(columns)
    narrow = NARROW if max(map(len, cells)) <= KEPT_TOGETHER else NARROW_IF_LONG
    for lines, size in chain(product((1,), LEGIBLE), product((1.5, 2), SIZES)):
        room = (metrics.width - inset * columns) / size
        if sum(natural) <= room:
            return size, [None] * columns
        wraps = [each for each in range(columns) if natural[each] > max(1.3 * least[each], 9)]
        room -= sum(natural[each] for each in range(columns) if each not in wraps)
        most = NAMES * metrics.width / size
        needed = {
            each: max(least[each], min(texts[each], narrow), min(names[each], most) / lines) + SPACE
            for each in wraps
        }
        if wraps and sum(needed.values()) <= room:
            words = {
                each: [_widths(cell, metrics) for cell in both[each][:MEASURED]] for each in wraps
            }
            shared = _shared(room, needed, words)
            # of the room, columns share what is white beside their text as well
            points = {each: size * width + inset for each, width in shared.items()}
            return size, [points.get(n) for n in range(columns)]
    return None


def _naturals(column: list[Cell], metrics: Metrics) -> list[float]:
    """Return how wide cells are whose lines do not wrap."""
    return [
        max(metrics.text(line, bold=cell.heavy) for line in cell.text.split("\n"))
        for cell in column
    ]


def _shared(
    room: float, needed: dict[int, float], words: dict[int, list[list[float]]]
) -> dict[int, float]:
    """Divide room among columns: what they need, then to where it saves lines of long cells."""
    given = dict(needed)

    @cache
    def height(column: int, width: float) -> int:
        return sum(_lines(cell, width) ** 3 for cell in words[column])

    def saved(column: int, bit: float) -> float:
        now = given[column]
        return (height(column, now) - height(column, now + bit)) / bit

    while True:
        left = room - sum(given.values())
        bits = [(n, bit) for n in given for bit in BITS if bit <= left]
        column, bit = max(bits, key=lambda each: saved(*each), default=(0, 0.0))
        if not bits or not saved(column, bit):
            return {n: width + left / len(given) for n, width in given.items()}
        given[column] += bit


def _widths(cell: Cell, metrics: Metrics) -> list[float]:
    return [metrics.text(word, bold=cell.heavy) for word in _words(cell)]


def _lines(words: list[float], width: float) -> int:
    """Return how many lines words take."""
    lines, left = 0, 0.0
    for word in words:
        if word > left:
            lines, left = lines + 1, width
        left -= word + SPACE
    return lines
