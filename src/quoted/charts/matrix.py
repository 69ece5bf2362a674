"""The matrix: who holds what, one mark and one word per cell, an empty cell shown as silence.

Shape says which, colour how firmly; the groups' colours are not used here. Which stance or level
gets which mark is the caller's, as are all words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from matplotlib.axes import Axes

from quoted.charts.page import CAP, LEADING, Page, column, wrap
from quoted.charts.theme import SQUEEZES, TIGHTEST, Theme, text_width

Shape = Literal["full", "half", "cross", "ring", "dash"]
MARKERS: Mapping[Shape, str] = {"full": "o", "half": "o", "cross": "X", "ring": "o", "dash": "_"}


@dataclass(frozen=True)
class Mark:
    """How a cell looks: its shape, and the word beside it (empty for silence)."""

    shape: Shape
    word: str = ""


def colour(shape: Shape, theme: Theme) -> str:
    """Return the colour of a mark: dark for a clear answer, lighter for another."""
    return {"half": theme.secondary, "ring": theme.link, "dash": theme.link}.get(shape, theme.text)


def put(axes: Axes, x: float, y: float, shape: Shape, diameter: float, theme: Theme) -> None:
    """Draw one mark; `x`, `y` and `diameter` are points."""
    ink = colour(shape, theme)
    axes.plot(
        [x],
        [y],
        marker=MARKERS[shape],
        linestyle="none",
        markersize=diameter,
        color=ink,
        fillstyle={"half": "left", "ring": "none"}.get(shape, "full"),
        markerfacecoloralt="none",
        markeredgewidth={"cross": 0}.get(shape, diameter / 8),
        gid=f"mark-{shape}",
    )


@dataclass(frozen=True)
class Matrix:
    """What a matrix shows.

    Attributes
    ----------
    rows, columns
        Their labels.
    cells
        Codes, by row and column, each a key of `marks`.
    marks
        How each code looks.
    totals
        A closing line below the columns; none if empty.
    """

    rows: Sequence[str]
    columns: Sequence[str]
    cells: Sequence[Sequence[str]]
    marks: Mapping[str, Mark]
    totals: Sequence[str] = ()


def draw(page: Page, matrix: Matrix) -> None:
    """Draw a matrix.

    Raises
    ------
    ValueError
        The rows do not fit the height, or the columns the width.
    """
    kind = page.type
    layout = _Layout(page, matrix, kind.label, kind.detail)
    if not layout.fits and kind.squeeze <= TIGHTEST:
        layout = _Layout(page, matrix, kind.floor, kind.floor)
    for share in (0.2, 0.25, 0.3):  # as a last resort, words of the heads are broken
        if not layout.fits and kind.squeeze <= SQUEEZES[-1]:
            layout = _Layout(page, matrix, kind.floor, kind.floor, share)
    if not layout.fits:
        asked = f"{len(matrix.rows)} rows of {len(matrix.columns)} columns"
        room = f"{page.box.width:.0f} by {page.box.height:.0f} points"
        raise ValueError(f"too small: {asked} in {room}")
    layout.draw()


class _Layout:
    """Where the parts of a matrix go, all in points.

    Words of the heads are broken where they leave the labels less than a `share` of the width.
    """

    def __init__(
        self, page: Page, matrix: Matrix, size: float, small: float, share: float = 0
    ) -> None:
        self.page, self.matrix, self.size, self.small = page, matrix, size, small
        box, count = page.box, len(matrix.columns)
        self.diameter, self.gap = 0.8 * size, 0.35 * size
        between = 0.4 * size
        said = max(text_width(mark.word, small) for mark in matrix.marks.values())
        titles = [word for text in (*matrix.columns, *matrix.totals) for word in text.split()]
        word = max(text_width(title, small, "bold") for title in titles)
        if share:
            word = min(word, ((0.99 - share) * box.width - size) / count - between)
        # Words go below the marks where they would leave too little for the labels.
        columns = [max(self.diameter + self.gap + said, word), max(said, word)]
        rooms = [box.width - size - count * (needed + between) for needed in columns]
        self.beside = rooms[0] >= 0.3 * box.width
        self.whole = max(rooms) >= 0.2 * box.width
        limit = rooms[0] if self.beside else max(rooms[1], 0.2 * box.width)
        width, self.labels = column(matrix.rows, size, min(limit, 0.45 * box.width))
        self.left = box.left + width + size
        self.step = (box.right - self.left) / count
        room = self.step - between
        self.heads = [wrap(label, small, room, "bold") for label in matrix.columns]
        self.feet = [wrap(total, small, room, "bold") for total in matrix.totals]
        line = LEADING * small
        self.top = box.top - line * max(map(len, self.heads)) - 0.4 * size
        foot = line * max(map(len, self.feet)) + 0.4 * size if self.feet else 0
        cell = self.diameter if self.beside else self.diameter + line
        labels = [(CAP + LEADING * (len(lines) - 1)) * size for lines in self.labels]
        talls = [max(label, cell) + 0.3 * size for label in labels]
        self.spare = self.top - box.bottom - foot - sum(talls)
        air = min(self.spare / len(talls), page.comfort * max(talls))
        self.heights = [tall + air for tall in talls]

    @property
    def fits(self) -> bool:
        return self.whole and self.spare >= 0

    def draw(self) -> None:
        page, theme, box, small = self.page, self.page.theme, self.page.box, self.small
        axes = page.axes(box, (box.left, box.right), (box.bottom, box.top))
        for i, head in enumerate(self.heads):
            page.write(head, self.left + i * self.step, box.top, small, theme.text, "bold")
        top = self.top
        parts = zip(self.labels, self.matrix.cells, self.heights, strict=True)
        for lines, row, height in parts:
            axes.plot([box.left, box.right], [top, top], color=theme.grid, linewidth=0.75)
            page.beside(lines, box.left, top - height / 2, self.size, theme.text)
            for c, code in enumerate(row):
                x = self.left + c * self.step
                self.cell(axes, x, top - height / 2, self.matrix.marks[code])
            top -= height
        axes.plot([box.left, box.right], [top, top], color=theme.grid, linewidth=0.75)
        for i, foot in enumerate(self.feet):
            x = self.left + i * self.step
            page.write(foot, x, top - 0.4 * self.size, small, theme.text, "bold")

    def cell(self, axes: Axes, x: float, middle: float, mark: Mark) -> None:
        below = bool(mark.word) and not self.beside
        lift = LEADING * self.small / 2 if below else 0
        theme, right = self.page.theme, x + self.diameter + self.gap
        put(axes, x + self.diameter / 2, middle + lift, mark.shape, self.diameter, theme)
        ink = theme.text if mark.shape in ("full", "cross") else theme.secondary
        if below:
            drop = middle + lift - self.diameter / 2 - LEADING * self.small / 2
            self.page.beside(mark.word, x, drop, self.small, ink)
        elif mark.word:
            self.page.beside(mark.word, right, middle, self.small, ink)
