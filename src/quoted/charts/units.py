"""Unit charts of 100: each share as so many of a hundred squares, in neutral ink, each on its own.

For figures that have nothing in common but the page they stand on: no common axis and no order of
size, and every one with its own source line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from quoted.charts.page import LEADING, Box, Page, wrap

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
    """Draw the charts in as many columns as leave each the most room.

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
    """Where the parts go with this many columns, in points."""

    def __init__(self, page: Page, units: Sequence[Unit], columns: int) -> None:
        self.page, self.units, self.columns = page, units, columns
        box, size = page.box, page.type.label
        self.rows = -(-len(units) // columns)
        self.gap = 1.4 * size
        self.width = (box.width - (columns - 1) * 2 * size) / columns
        room = (box.height - (self.rows - 1) * self.gap) / self.rows
        # The squares take what the words leave: the words are narrower beside larger squares.
        self.side = min(room, COMFORT * size, 0.45 * self.width)
        while self.side > 3 * size:
            words = self.width - self.side - size
            self.labels = [wrap(unit.label, size, words) for unit in units]
            self.sources = [wrap(unit.source, page.type.source, words) for unit in units]
            self.tall = max(map(self.words, self.labels, self.sources))
            if self.tall <= room:
                break
            self.side *= 0.94
        self.fits = self.side > 3 * size
        self.height = max(self.side, self.tall) if self.fits else 0

    def words(self, label: list[str], source: list[str]) -> float:
        """Return the height of the words beside a chart."""
        sizes = self.page.type
        lines = sizes.title + len(label) * sizes.label
        return LEADING * (lines + len(source) * sizes.source) + 0.4 * sizes.label

    def draw(self) -> None:
        box, size = self.page.box, self.page.type.label
        for i in range(len(self.units)):
            row, column = divmod(i, self.columns)
            left = box.left + column * (self.width + 2 * size)
            top = box.top - row * (self.height + self.gap)
            self.draw_unit(i, left, top)

    def draw_unit(self, i: int, left: float, top: float) -> None:
        import seaborn as sns  # takes a second to import, and nothing else needs it

        page, sizes, theme, unit = self.page, self.page.type, self.page.theme, self.units[i]
        axes = page.axes(Box(left, top - self.side, left + self.side, top), (0, SIDE), (SIDE, 0))
        cells = pd.DataFrame(
            {
                "x": [n % SIDE + 0.5 for n in range(SIDE**2)],
                "y": [n // SIDE + 0.5 for n in range(SIDE**2)],
                "counted": [n < unit.pct for n in range(SIDE**2)],
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
        x, ink = left + self.side + sizes.label, theme.text
        top = page.write(unit.value, x, top + 0.2 * sizes.title, sizes.title, ink, "bold")
        top = page.write(self.labels[i], x, top, sizes.label, ink)
        page.write(self.sources[i], x, top - 0.4 * sizes.label, sizes.source, theme.secondary)
