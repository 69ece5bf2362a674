"""The forest: differences with their intervals, nested from the narrowest scenario out, around 0.

Intervals belong to differences, never to the two groups: whiskers on those invite the mistake of
reading their overlap. A survey that publishes its group sizes has one interval per row and no
scenario to name; the form is the same. Colour and side of zero both say which group is higher.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quoted.charts.page import LEADING, Box, Page, column
from quoted.charts.theme import text_width

LABELS = {True: 0.32, False: 0.42}
"""The most that labels take of a page's width, with notes and without."""

NARROWEST = 0.38
"""The least that the scale takes of it."""

COMFORT = 3.6
"""Height of a row where there is room enough, in sizes of its label."""


@dataclass(frozen=True)
class Row:
    """One difference, in points.

    Attributes
    ----------
    label, value, note
        What is compared; the difference as text; a word to its right, such as the verdict.
    estimate
        The difference.
    intervals
        Lower and upper limits, narrowest first, one for each scenario.
    """

    label: str
    value: str
    estimate: float
    intervals: Sequence[tuple[float, float]]
    note: str = ""


@dataclass(frozen=True)
class Forest:
    """What a forest shows.

    Attributes
    ----------
    rows
        From the top down.
    scenarios
        What each interval assumes, narrowest first; empty for plain intervals.
    ticks
        Values and texts of the scale.
    sides
        What a negative and a positive difference mean: words and groups.
    """

    rows: Sequence[Row]
    scenarios: Sequence[str]
    ticks: Sequence[tuple[float, str]]
    sides: tuple[tuple[str, str], tuple[str, str]]


def thickness(n: int, size: float) -> list[float]:
    """Return the widths of `n` nested intervals in points, the narrowest interval's first."""
    if n == 1:
        return [0.3 * size]
    return [size * (0.75 - 0.61 * (i / (n - 1)) ** 0.7) for i in range(n)]


def draw(page: Page, forest: Forest) -> None:
    """Draw the rows from the top down; without their notes where the page is narrow.

    Raises
    ------
    ValueError
        The rows do not fit the page.
    """
    for notes in (True, False):
        layout = _Layout(page, forest, notes)
        if layout.fits:
            layout.draw()
            return
    box = page.box
    raise ValueError(
        f"too small: {len(forest.rows)} rows do not fit {box.width:.0f} by {box.height:.0f} points"
    )


class _Layout:
    """Where the parts of a forest go, all in points."""

    def __init__(self, page: Page, forest: Forest, notes: bool) -> None:
        self.page, self.forest, self.notes = page, forest, notes
        self.size, self.small = size, small = page.type.label, page.type.detail
        box, rows, ticks = page.box, forest.rows, forest.ticks
        width, self.labels = column([row.label for row in rows], size, LABELS[notes] * box.width)
        self.gap = 0.8 * size
        values = max(text_width(row.value, size, "bold") for row in rows)
        beside = max(text_width(row.note, small) for row in rows) if notes else 0.0
        half = max(text_width(text, small) for _, text in (ticks[0], ticks[-1])) / 2
        self.values = box.left + width + self.gap + values
        left = self.values + self.gap + half
        right = box.right - max(half, beside + self.gap if beside else 0.0)
        key = LEADING * small * len(forest.scenarios) + 0.3 * size if forest.scenarios else 0.0
        foot = 2.4 * LEADING * small  # ticks, and below them what either side means
        self.tall = (LEADING * (max(map(len, self.labels)) - 1) + 1.2) * size
        room = (box.height - key - foot) / len(rows)
        self.height = min(room, max(1.15 * self.tall, COMFORT * page.comfort * size))
        top = box.top - key
        self.plot = Box(left, top - self.height * len(rows), right, top)

    @property
    def fits(self) -> bool:
        """Whether rows, scale and the names of the scenarios have room."""
        wide = self.plot.width > NARROWEST * self.page.box.width
        return self.height >= self.tall and wide and self.names_leftward is not None

    @property
    def names_leftward(self) -> bool | None:
        """Whether the names above the first row stand left of its ends; None if on no side."""
        box, row, names = self.page.box, self.forest.rows[0], self.forest.scenarios
        widths = [text_width(words, self.small) + 0.4 * self.small for words in names]
        ends = list(zip(widths, row.intervals, strict=False))
        if all(self.x(low) - width >= box.left for width, (low, _) in ends):
            return True
        if all(self.x(high) + width <= box.right for width, (_, high) in ends):
            return False
        return None

    def x(self, value: float) -> float:
        """Return where a value of the scale lies."""
        low, high = self.forest.ticks[0][0], self.forest.ticks[-1][0]
        return self.plot.left + (value - low) / (high - low) * self.plot.width

    def draw(self) -> None:
        page, ticks, plot, small = self.page, self.forest.ticks, self.plot, self.small
        theme, y = page.theme, (plot.bottom, plot.top)
        self.axes = page.axes(plot, (ticks[0][0], ticks[-1][0]), y)
        wanted = sum(text_width(text, small) + small for _, text in ticks)
        step = 2 if wanted > plot.width else 1
        zero = next(i for i, (value, _) in enumerate(ticks) if value == 0)
        for i, (value, text) in enumerate(ticks):
            ink, width = (theme.secondary, 1.25) if i == zero else (theme.grid, 0.75)
            self.line((value, value), y, ink, width, zorder=1)
            if (i - zero) % step == 0:
                at, below = self.x(value), plot.bottom - 0.3 * small
                page.write(text, at, below, small, theme.secondary, ha="center")
        self.name_sides(plot.bottom - 0.3 * small - LEADING * small)
        for i, (row, lines) in enumerate(zip(self.forest.rows, self.labels, strict=True)):
            self.draw_row(row, lines, plot.top - (i + 0.5) * self.height)
        self.name_scenarios()

    def line(
        self,
        x: tuple[float, float],
        y: tuple[float, float],
        ink: str,
        width: float,
        zorder: float,
        gid: str | None = None,
    ) -> None:
        self.axes.plot(
            x,
            y,
            color=ink,
            linewidth=width,
            solid_capstyle="butt",
            zorder=zorder,
            gid=gid,
            clip_on=False,
        )

    def ink(self, row: Row) -> str:
        """Return the colour of the group that is higher."""
        (_, negative), (_, positive) = self.forest.sides
        return self.page.theme.group(negative if row.estimate < 0 else positive)

    def draw_row(self, row: Row, lines: list[str], middle: float) -> None:
        page, size, ink = self.page, self.size, self.ink(row)
        page.beside(lines, page.box.left, middle, size, page.theme.text)
        page.beside(row.value, self.values, middle, size, ink, "bold", "right")
        if self.notes:
            at = self.plot.right + self.gap
            page.beside(row.note, at, middle, self.small, page.theme.secondary)
        widths = thickness(len(row.intervals), size)
        for n, (limits, width) in enumerate(zip(row.intervals, widths, strict=True)):
            self.line(limits, (middle, middle), ink, width, zorder=3, gid=f"interval-{n}")
        self.axes.plot(
            [row.estimate],
            [middle],
            marker="o",
            linestyle="none",
            markersize=0.62 * size,
            markerfacecolor=page.theme.background,
            markeredgecolor=ink,
            markeredgewidth=size / 9,
            zorder=4,
            gid="estimate",
        )

    def name_scenarios(self) -> None:
        """Name each interval of the first row above it, at the end that has the room."""
        if not self.forest.scenarios:
            return
        page, small, row, left = self.page, self.small, self.forest.rows[0], self.names_leftward
        ink, top = self.ink(row), self.plot.top
        for n, (words, limits) in enumerate(zip(self.forest.scenarios, row.intervals, strict=True)):
            end = limits[0] if left else limits[1]
            # the narrowest on top: its leader passes beside the shorter lines below
            lines = len(row.intervals) - 0.5 - n
            level = top + 0.3 * self.size + LEADING * small * lines
            leader = (top - self.height / 2, level + 0.4 * small)
            self.line((end, end), leader, ink, 0.75, zorder=2, gid="leader")
            at = self.x(end) + (-0.4 if left else 0.4) * small
            page.beside(words, at, level, small, ink, ha="right" if left else "left")

    def name_sides(self, top: float) -> None:
        page, small, step = self.page, self.small, 0.8 * self.small
        left, right = (text_width(words, small) + step for words, _ in self.forest.sides)
        middle = min(max(self.x(0), page.box.left + left), page.box.right - right)
        for (words, group), at, ha in zip(
            self.forest.sides, (middle - step, middle + step), ("right", "left"), strict=True
        ):
            page.write(words, at, top, small, page.theme.group(group), ha=ha)
