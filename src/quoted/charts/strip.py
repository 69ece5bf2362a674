"""The strip: one mark per outlet that prints a figure, so that a conflict stands out of its row.

A filled mark is an independent outlet that prints the same number, a hollow one an outlet that is
not independent, a cross one that prints another number, written out beside it (with the outlet's
name where there is room). Counting is done in `quoted.corroboration`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from quoted.charts.page import LEADING, Page, column
from quoted.charts.theme import TIGHTEST, marker, marker_area, text_width


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

    def crosses(self, named: bool) -> list[tuple[int, str]]:
        """Return how many crosses stand together, and what is written beside them."""
        if named:
            return [(1, long) for _, long in self.conflicts]
        return [(count, short) for short, count in Counter(s for s, _ in self.conflicts).items()]


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
        raise ValueError(f"too narrow: the marks need {layout.wide:.0f} points more")
    if layout.spare < 0:
        raise ValueError(f"too low: the rows need {-layout.spare:.0f} points more")
    layout.draw()


class _Layout:
    """Where the parts of a strip go, all in points."""

    def __init__(self, page: Page, blocks: Sequence[Block], size: float) -> None:
        self.page, self.blocks, self.size = page, blocks, size
        box = page.box
        rows = [row for block in blocks for row in block.rows]
        width, wrapped = column([label for label, _ in rows], size, 0.34 * box.width)
        self.lines = dict(zip([label for label, _ in rows], wrapped, strict=True))
        figures = [(at, outlets) for _, cells in rows for at, outlets in cells.items()]
        self.value = max(text_width(outlets.value, size, "bold") for _, outlets in figures)
        self.left = box.left + width + size
        self.step = (box.right - self.left) / max(len(block.heads) for block in blocks)
        needed = sum(self.tall(label) for label, _ in rows) + len(blocks) * self.head
        self.spare = box.height - needed
        self.air = min(self.spare / (len(rows) + len(blocks) - 1), 0.8 * page.comfort * size)
        self.wide = max(self.width(outlets, named=False) - self.room(at) for at, outlets in figures)

    @property
    def fits(self) -> bool:
        return self.wide <= 0 <= self.spare

    @property
    def head(self) -> float:
        return 1.5 * self.size

    def tall(self, label: str) -> float:
        return (LEADING * (len(self.lines[label]) - 1) + 1.12) * self.size

    def room(self, at: int) -> float:
        """Return the width of a column; nothing stands to the right of the last one."""
        return self.page.box.right - self.left - at * self.step if at else self.step

    def width(self, outlets: Outlets, named: bool) -> float:
        crosses = outlets.crosses(named)
        words = [text_width(text, self.size, "bold") for _, text in crosses]
        texts = sum(words) + (1.72 * len(words) - 0.6) * self.size if words else 0
        more = sum(count - 1 for count, _ in crosses)
        marks = (outlets.agree + outlets.related + more) * 1.15 * self.size
        return self.value + 0.6 * self.size + marks + texts

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
                height = self.tall(label) + self.air
                page.beside(self.lines[label], box.left, y - height / 2, size, page.theme.text)
                for at, outlets in cells.items():
                    self.outlets(axes, outlets, at, y - height / 2)
                y -= height

    def outlets(self, axes: Axes, outlets: Outlets, at: int, middle: float) -> None:
        page, size, ink = self.page, self.size, self.page.theme.group(outlets.group)
        diameter = 0.72 * size
        x = self.left + at * self.step + self.value
        page.beside(outlets.value, x, middle, size, ink, "bold", "right")
        x += 0.6 * size
        for n in range(outlets.agree + outlets.related):
            hollow = n >= outlets.agree
            axes.scatter(
                [x + diameter / 2],
                [middle],
                s=marker_area(outlets.group, diameter),
                marker=marker(outlets.group),
                facecolor="none" if hollow else ink,
                edgecolor=ink,
                linewidth=diameter / 9,
                gid="related" if hollow else "agrees",
            )
            x += 1.15 * size
        for count, text in outlets.crosses(self.width(outlets, named=True) <= self.room(at)):
            for _ in range(count):
                axes.scatter(
                    [x + diameter / 2],
                    [middle],
                    s=(1.2 * diameter) ** 2,
                    marker="X",
                    color=page.theme.text,
                    linewidth=0,
                    gid="conflicts",
                )
                x += 1.15 * size
            x += diameter + 0.4 * size - 1.15 * size
            page.beside(text, x, middle, size, page.theme.text, "bold")
            x += text_width(text, size, "bold") + 0.6 * size
