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
from quoted.charts.theme import Theme, text_width

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
    """Draw a matrix, with smaller labels where the page is low.

    Raises
    ------
    ValueError
        The rows do not fit the height.
    """
    small = max(page.type.source, page.type.label - 2)
    sizes = (page.type.label, small)
    layout = next((fit for size in sizes if (fit := _Layout(page, matrix, size, small)).fits), None)
    if layout is None:
        room = page.box.height
        raise ValueError(f"too low: {len(matrix.rows)} rows do not fit {room:.0f} points")
    layout.draw()


class _Layout:
    """Where the parts of a matrix go at one size of labels, all in points."""

    def __init__(self, page: Page, matrix: Matrix, size: float, small: float) -> None:
        self.page, self.matrix, self.size, self.small = page, matrix, size, small
        box = page.box
        width, self.labels = column(matrix.rows, size, 0.42 * box.width)
        self.left = box.left + width + size
        self.step = (box.right - self.left) / len(matrix.columns)
        self.diameter, self.gap = 0.8 * size, 0.35 * size
        room = self.step - 0.4 * size
        self.heads = [wrap(label, small, room, "bold") for label in matrix.columns]
        self.feet = [wrap(total, small, room, "bold") for total in matrix.totals]
        line = LEADING * small
        self.top = box.top - line * max(map(len, self.heads)) - 0.4 * size
        foot = line * max(map(len, self.feet)) + 0.4 * size if self.feet else 0
        words = max(text_width(mark.word, small) for mark in matrix.marks.values())
        self.beside = self.diameter + self.gap + words <= room
        label = max((CAP + LEADING * (len(lines) - 1)) * size for lines in self.labels)
        cell = self.diameter if self.beside else self.diameter + line
        self.tall = max(label, cell) + 0.5 * size
        self.height = min((self.top - box.bottom - foot) / len(matrix.rows), 2 * self.tall)

    @property
    def fits(self) -> bool:
        return self.height >= self.tall

    def draw(self) -> None:
        page, theme, box, small = self.page, self.page.theme, self.page.box, self.small
        axes = page.axes(box, (box.left, box.right), (box.bottom, box.top))
        for i, head in enumerate(self.heads):
            page.write(head, self.left + i * self.step, box.top, small, theme.text, "bold")
        for r, (lines, row) in enumerate(zip(self.labels, self.matrix.cells, strict=True)):
            top = self.top - r * self.height
            axes.plot([box.left, box.right], [top, top], color=theme.grid, linewidth=0.75)
            page.beside(lines, box.left, top - self.height / 2, self.size, theme.text)
            for c, code in enumerate(row):
                x = self.left + c * self.step
                self.cell(axes, x, top - self.height / 2, self.matrix.marks[code])
        end = self.top - len(self.matrix.rows) * self.height
        axes.plot([box.left, box.right], [end, end], color=theme.grid, linewidth=0.75)
        for i, foot in enumerate(self.feet):
            x = self.left + i * self.step
            page.write(foot, x, end - 0.4 * self.size, small, theme.text, "bold")

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
