"""Unit charts of 100: each share as so many of a hundred squares, in neutral ink, each on its own.

For figures that have nothing in common but the page they stand on: no common axis and no order of
size, and every one with its own source line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from quoted.charts.page import CAP, LEADING, Box, Page, wrap
from quoted.charts.theme import text_width

SIDE = 10
"""Squares in a row, and rows."""

COMFORT = 9.0
"""Side of a chart where there is room enough, in sizes of its label."""


@dataclass(frozen=True)
class Unit:
    """One share: in whole percent, as text, what it is a share of, where it comes from."""

    pct: int
    value: str
    label: str
    source: str


def draw(page: Page, units: Sequence[Unit]) -> None:
    """Draw the charts, two beside each other or one below the other, as large as fit.

    Raises
    ------
    ValueError
        They do not fit the page.
    """
    layouts = [_Layout(page, units, columns) for columns in (1, 2) if columns <= len(units)]
    fitting = [layout for layout in layouts if layout.fits]
    if not fitting:
        room = page.box.height
        raise ValueError(f"too low: {len(units)} charts of 100 do not fit {room:.0f} points")
    max(fitting, key=lambda layout: layout.side).draw()


class _Layout:
    """Where the parts go with this many columns, in points.

    In two columns the number stands above its words, in one column between squares and words.
    """

    def __init__(self, page: Page, units: Sequence[Unit], columns: int) -> None:
        self.page, self.units, self.columns = page, units, columns
        box, sizes = page.box, page.type
        size = sizes.label
        self.rows = -(-len(units) // columns)
        self.gap = (1.4 if columns > 1 else 0.8) * size
        self.width = (box.width - (columns - 1) * 2 * size) / columns
        room = (box.height - (self.rows - 1) * self.gap) / self.rows
        self.number = 1.6 * size
        values = max(text_width(unit.value, self.number, "bold") for unit in units)
        self.indent = 0 if columns > 1 else values + size
        # The squares take what the words leave: the words are narrower beside larger squares.
        self.side = min(room, COMFORT * size, 0.45 * self.width)
        while self.side > 3 * size:
            words = self.width - self.side - size - self.indent
            self.labels = [wrap(unit.label, size, words) for unit in units]
            self.sources = [wrap(unit.source, sizes.source, words) for unit in units]
            self.tall = max(map(self.words, self.labels, self.sources))
            if self.tall <= room:
                break
            self.side *= 0.94
        self.fits = self.side > 3 * size
        self.height = max(self.side, self.tall) if self.fits else 0

    def words(self, label: list[str], source: list[str]) -> float:
        """Return the height of the words beside a chart."""
        sizes = self.page.type
        lines = len(label) * sizes.label + len(source) * sizes.source
        return LEADING * (lines + (0 if self.indent else self.number)) + 0.3 * sizes.label

    def draw(self) -> None:
        box, size = self.page.box, self.page.type.label
        for i in range(len(self.units)):
            row, column = divmod(i, self.columns)
            left = box.left + column * (self.width + 2 * size)
            top = box.top - row * (self.height + self.gap)
            self.draw_squares(i, Box(left, top - self.side, left + self.side, top))
            self.draw_words(i, left + self.side + size, top)

    def draw_squares(self, i: int, box: Box) -> None:
        import seaborn as sns  # takes a second to import, and nothing else needs it

        axes, theme = self.page.axes(box, (0, SIDE), (SIDE, 0)), self.page.theme
        numbers = range(SIDE**2)
        cells = pd.DataFrame(
            {
                "x": [n % SIDE + 0.5 for n in numbers],
                "y": [n // SIDE + 0.5 for n in numbers],
                "counted": [n < self.units[i].pct for n in numbers],
            }
        )
        sns.scatterplot(
            cells,
            x="x",
            y="y",
            hue="counted",
            palette={True: theme.secondary, False: theme.grid},
            marker="s",
            s=(0.8 * self.side / SIDE) ** 2,
            linewidth=0,
            legend=False,
            clip_on=False,
            gid="units",
            ax=axes,
        )
        axes.set_axis_off()

    def draw_words(self, i: int, x: float, top: float) -> None:
        page, sizes, ink = self.page, self.page.type, self.page.theme.text
        # Capitals begin where the squares do.
        size, value = self.number, self.units[i].value
        below = page.write(value, x, top + (1 - CAP) * size, size, ink, "bold")
        top = top + (1 - CAP) * sizes.label if self.indent else below
        x += self.indent
        top = page.write(self.labels[i], x, top, sizes.label, ink)
        source = self.sources[i]
        page.write(source, x, top - 0.3 * sizes.label, sizes.source, page.theme.secondary)
