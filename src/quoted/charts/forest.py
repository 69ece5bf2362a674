"""The forest: differences with their intervals, nested from the narrowest scenario out, around 0.

Intervals belong to differences, never to the two groups: whiskers on those invite the mistake of
reading their overlap. A survey that publishes its group sizes has one interval per row and no
scenario to name; the form is the same. Colour and side of zero both say which group is higher.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quoted.charts.page import LEADING, Box, Page, column, place
from quoted.charts.theme import text_width


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
    """Draw the rows from the top down: labels beside them, or above where the page is narrow.

    Raises
    ------
    ValueError
        The rows do not fit the page.
    """
    for above in (False, True):
        layout = _Layout(page, forest, above)
        if layout.fits:
            layout.draw()
            return
    box = page.box
    raise ValueError(
        f"too small: {len(forest.rows)} rows do not fit {box.width:.0f} by {box.height:.0f} points"
    )


class _Layout:
    """Where the parts of a forest go, all in points."""

    def __init__(self, page: Page, forest: Forest, above: bool) -> None:
        self.page, self.forest, self.above = page, forest, above
        self.size, self.small = size, small = page.type.label, page.type.detail
        box, rows = page.box, forest.rows
        self.values = max(text_width(row.value, size, "bold") for row in rows)
        self.notes = max(text_width(row.note, small) for row in rows)
        self.gap = 0.8 * size
        if above:
            limit = box.width - self.values - self.notes - 2 * self.gap
            width, self.labels = column([row.label for row in rows], size, limit)
            self.left, self.right = box.left, box.right
        else:
            width, self.labels = column([row.label for row in rows], size, 0.3 * box.width)
            self.left = box.left + width + self.values + 2.2 * self.gap
            self.right = box.right - self.notes - self.gap
        count = max(map(len, self.labels))
        self.bar = 1.2 * size
        self.tall = (LEADING * (count - 1) + 1.4) * size
        if above:
            self.tall = LEADING * size * count + 1.25 * self.bar
        key = LEADING * small * len(forest.scenarios) + 0.3 * size
        self.key = key if forest.scenarios else 0.0
        self.foot = 2.4 * LEADING * small  # ticks, and below them what either side means
        room = (box.height - self.key - self.foot) / len(rows)
        self.height = min(room, max(1.15, 2.2 * page.comfort) * self.tall)

    @property
    def fits(self) -> bool:
        """Whether rows and scale have room; the scale needs two fifths of the page."""
        wide = self.right - self.left > 0.4 * self.page.box.width
        return self.height >= self.tall and (self.above or wide)

    def draw(self) -> None:
        page, rows, theme, small = self.page, self.forest.rows, self.page.theme, self.small
        top = page.box.top - self.key
        bottom = top - self.height * len(rows)
        ticks = self.forest.ticks
        half = max(text_width(text, small) for _, text in (ticks[0], ticks[-1])) / 2
        box = Box(self.left + half, bottom, self.right - half, top)
        self.axes = page.axes(box, (ticks[0][0], ticks[-1][0]), (bottom, top))
        step = 2 if sum(text_width(text, small) + small for _, text in ticks) > box.width else 1
        zero = next(i for i, (value, _) in enumerate(ticks) if value == 0)
        for i, (value, text) in enumerate(ticks):
            ink, width = (theme.secondary, 1.25) if i == zero else (theme.grid, 0.75)
            for low, high in self.free(bottom, top):
                self.line((value, value), (low, high), ink, width, zorder=1)
            if (i - zero) % step == 0:
                page.write(
                    text, self.x(value), bottom - 0.3 * small, small, theme.secondary, ha="center"
                )
        self.name_sides(bottom - 0.3 * small - LEADING * small)
        for i, (row, lines) in enumerate(zip(rows, self.labels, strict=True)):
            self.draw_row(row, lines, top - i * self.height)
        self.name_scenarios(top)

    def x(self, value: float) -> float:
        """Return where a value of the scale lies."""
        return place(self.axes, value, 0)[0]

    def free(self, bottom: float, top: float) -> list[tuple[float, float]]:
        """Return the heights where the scale's lines cross no label."""
        if not self.above:
            return [(bottom, top)]
        starts = [top - (i + 1) * self.height for i in range(len(self.forest.rows))]
        return [(start, self.middle(start + self.height) + 0.6 * self.bar) for start in starts]

    def middle(self, top: float) -> float:
        """Return the height of the marks in the row that begins at `top`."""
        return (
            top - (self.height + self.tall) / 2 + 0.6 * self.bar
            if self.above
            else (top - self.height / 2)
        )

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

    def draw_row(self, row: Row, lines: list[str], top: float) -> None:
        page, size, small, ink = self.page, self.size, self.small, self.ink(row)
        theme, box, middle = page.theme, page.box, self.middle(top)
        if self.above:
            words = middle + 0.6 * self.bar + LEADING * size * len(lines) / 2
            page.beside(lines, box.left, words, size, theme.text)
            value = box.right - self.notes - (self.gap if self.notes else 0)
            page.beside(row.value, value, words, size, ink, "bold", "right")
            page.beside(row.note, box.right, words, small, theme.secondary, ha="right")
        else:
            page.beside(lines, box.left, middle, size, theme.text)
            page.beside(row.value, self.left - self.gap, middle, size, ink, "bold", "right")
            page.beside(row.note, self.right + self.gap, middle, small, theme.secondary)
        widths = thickness(len(row.intervals), size)
        for n, (limits, width) in enumerate(zip(row.intervals, widths, strict=True)):
            self.line(limits, (middle, middle), ink, width, zorder=3, gid=f"interval-{n}")
        self.axes.plot(
            [row.estimate],
            [middle],
            marker="o",
            linestyle="none",
            markersize=0.62 * size,
            markerfacecolor=theme.background,
            markeredgecolor=ink,
            markeredgewidth=size / 9,
            zorder=4,
            gid="estimate",
        )

    def name_scenarios(self, top: float) -> None:
        """Name each interval of the first row above it, at the end with more room."""
        if not self.forest.scenarios:
            return
        page, small, ink = self.page, self.small, self.ink(self.forest.rows[0])
        intervals, line = self.forest.rows[0].intervals, LEADING * self.small
        low, high = intervals[-1]
        left = self.x(low) - page.box.left > page.box.right - self.x(high)
        for n, (words, limits) in enumerate(zip(self.forest.scenarios, intervals, strict=True)):
            end = limits[0] if left else limits[1]
            # the narrowest on top: its leader passes beside the shorter lines below
            level = top + 0.3 * self.size + line * (len(intervals) - 0.5 - n)
            leader = (self.middle(top), level + 0.4 * small)
            self.line((end, end), leader, ink, 0.75, zorder=2, gid="leader")
            at = self.x(end) + (-0.4 if left else 0.4) * small
            page.beside(words, at, level, small, ink, ha="right" if left else "left")

    def name_sides(self, top: float) -> None:
        page, small, zero = self.page, self.small, self.x(0)
        for (words, group), step, ha in zip(
            self.forest.sides, (-0.8 * small, 0.8 * small), ("right", "left"), strict=True
        ):
            page.write(words, zero + step, top, small, page.theme.group(group), ha=ha)
