"""The strip: one mark per outlet that prints a figure, so that a conflict stands out of its row.

A filled mark is an independent outlet that prints the same number, a hollow one an outlet that is
not independent, a cross one that prints another number, written out beside it (with the outlet's
name where there is room). Marks that do not fit beside each other go on below. Counting is done in
`quoted.statistics.corroboration`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from matplotlib.axes import Axes

from quoted.charts.page import LEADING, Page, column
from quoted.charts.theme import LEAST, SQUEEZES, TIGHTEST, marker, marker_area, text_width


class Mark(NamedTuple):
    """A mark: whether its outlet agrees, is related or conflicts, and what stands beside it."""

    kind: str
    text: str = ""


@dataclass(frozen=True)
class Outlets:
    """The outlets that print one figure.

    Attributes
    ----------
    value
        The figure as text; empty where outlets differ and no article settles it.
    group
        Of the people asked: gives colour and marker.
    agree, related
        Independent outlets that agree; outlets that are not independent.
    conflicts
        For each outlet that conflicts: the number, and the number with the outlet's name.
    """

    value: str
    group: str
    agree: int
    related: int
    conflicts: Sequence[tuple[str, str]] = ()

    def groups(self, named: bool) -> list[list[Mark]]:
        """Return the marks, those in one group that stand together.

        Without their names, outlets that print the same number share one text.
        """
        alone = [[Mark("agrees")]] * self.agree + [[Mark("related")]] * self.related
        if named:
            return alone + [[Mark("conflicts", long)] for _, long in self.conflicts]
        counts = Counter(short for short, _ in self.conflicts).items()
        cross = Mark("conflicts")
        return alone + [[cross] * (n - 1) + [cross._replace(text=text)] for text, n in counts]


@dataclass(frozen=True)
class Block:
    """Rows under one line of headings.

    Attributes
    ----------
    heads
        Headings of the columns with their groups.
    rows
        A label and, by column, the outlets of a figure; a column without a figure is left out.
    """

    heads: Sequence[tuple[str, str]]
    rows: Sequence[tuple[str, Mapping[int, Outlets]]]


def draw(page: Page, blocks: Sequence[Block]) -> None:
    """Draw the blocks from the top down.

    Raises
    ------
    ValueError
        The rows do not fit the height, or the marks the width.
    """
    kind = page.type
    layout = _Layout(page, blocks, kind.label)
    if not layout.fits and kind.squeeze <= TIGHTEST:
        layout = _Layout(page, blocks, kind.floor)
        if layout.wide > 0:
            layout = _Layout(page, blocks, kind.floor, broken=True)
    while not layout.fits and kind.squeeze <= SQUEEZES[-1] and layout.size > LEAST:
        layout = _Layout(page, blocks, max(0.9 * layout.size, LEAST), broken=True)
    if layout.wide > 0:
        raise ValueError(f"too narrow: the marks need {layout.wide:.0f} points more")
    if layout.spare < 0:
        raise ValueError(f"too low: the rows need {-layout.spare:.0f} points more")
    layout.draw()


class _Layout:
    """Where the parts of a strip go, all in points."""

    def __init__(
        self, page: Page, blocks: Sequence[Block], size: float, broken: bool = False
    ) -> None:
        self.page, self.blocks, self.size, self.broken = page, blocks, size, broken
        box = page.box
        rows = [row for block in blocks for row in block.rows]
        width, wrapped = column([label for label, _ in rows], size, 0.34 * box.width)
        self.lines = dict(zip([label for label, _ in rows], wrapped, strict=True))
        figures = [(at, outlets) for _, cells in rows for at, outlets in cells.items()]
        self.value = max(text_width(outlets.value, size, "bold") for _, outlets in figures)
        self.left = box.left + width + size
        self.step = (box.right - self.left) / max(len(block.heads) for block in blocks)
        needed = sum(self.tall(*row) for row in rows) + len(blocks) * self.head
        self.spare = box.height - needed
        self.air = min(self.spare / (len(rows) + len(blocks) - 1), 0.8 * page.comfort * size)
        self.wide = max(
            self.width(line) - self.room(at)
            for at, outlets in figures
            for line in self.marks(outlets, at)
        )

    @property
    def fits(self) -> bool:
        return self.wide <= 0 <= self.spare

    @property
    def head(self) -> float:
        return 1.5 * self.size

    def tall(self, label: str, cells: Mapping[int, Outlets]) -> float:
        most = max(len(self.marks(outlets, at)) for at, outlets in cells.items())
        return (LEADING * (max(len(self.lines[label]), most) - 1) + 1.12) * self.size

    def room(self, at: int) -> float:
        """Return the width of a column; nothing stands to the right of the last one."""
        return self.page.box.right - self.left - at * self.step if at else self.step

    def width(self, marks: Sequence[Mark]) -> float:
        end = 0.6 * self.size if marks and marks[-1].text else 0
        return self.value + 0.6 * self.size + sum(map(self.advance, marks)) - end

    def advance(self, mark: Mark) -> float:
        if not mark.text:
            return 1.15 * self.size
        return text_width(mark.text, self.size, "bold") + 1.72 * self.size

    def marks(self, outlets: Outlets, at: int) -> list[list[Mark]]:
        """Return the marks of a figure line by line, named if all fit one line."""
        room = self.room(at)
        named, short = (list(chain(*outlets.groups(named))) for named in (True, False))
        if self.width(named) <= room:
            return [named]
        if not self.broken:
            return [short]
        lines: list[list[Mark]] = [[]]
        for group in outlets.groups(named=False):
            if lines[-1] and self.width([*lines[-1], *group]) > room:
                lines.append([])
            for mark in group:
                if lines[-1] and self.width([*lines[-1], mark]) > room:
                    lines.append([])
                lines[-1].append(mark)
        return lines

    def draw(self) -> None:
        page, box, size = self.page, self.page.box, self.size
        axes = page.axes(box, (box.left, box.right), (box.bottom, box.top))
        y = box.top
        for block in self.blocks:
            y -= self.air if y < box.top else 0
            for at, (head, group) in enumerate(block.heads):
                x = self.left + at * self.step
                page.write(head, x, y, size, page.theme.group(group), "bold")
            y -= self.head
            axes.plot([box.left, box.right], [y, y], color=page.theme.grid, linewidth=0.75)
            for label, cells in block.rows:
                height = self.tall(label, cells) + self.air
                page.beside(self.lines[label], box.left, y - height / 2, size, page.theme.text)
                for at, outlets in cells.items():
                    self.outlets(axes, outlets, at, y - height / 2)
                y -= height

    def outlets(self, axes: Axes, outlets: Outlets, at: int, middle: float) -> None:
        page, size, ink = self.page, self.size, self.page.theme.group(outlets.group)
        x = self.left + at * self.step + self.value
        page.beside(outlets.value, x, middle, size, ink, "bold", "right")
        lines = self.marks(outlets, at)
        for i, line in enumerate(lines):
            level = middle + ((len(lines) - 1) / 2 - i) * LEADING * size
            self.line(axes, line, outlets.group, x + 0.6 * size, level)

    def line(self, axes: Axes, marks: Sequence[Mark], group: str, x: float, middle: float) -> None:
        page, size = self.page, self.size
        diameter = 0.72 * size
        for mark in marks:
            cross = mark.kind == "conflicts"
            ink = page.theme.text if cross else page.theme.group(group)
            axes.scatter(
                [x + diameter / 2],
                [middle],
                s=(1.2 * diameter) ** 2 if cross else marker_area(group, diameter),
                marker="X" if cross else marker(group),
                facecolor="none" if mark.kind == "related" else ink,
                edgecolor=ink,
                linewidth=0 if cross else diameter / 9,
                gid=mark.kind,
            )
            if mark.text:
                right = x + diameter + 0.4 * size
                page.beside(mark.text, right, middle, size, page.theme.text, "bold")
            x += self.advance(mark)
