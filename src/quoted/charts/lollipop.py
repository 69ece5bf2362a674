"""The lollipop: one share per row on a scale from zero, in one or more panels on that one scale.

Between two panels a broken line says why they are not to be compared. A figure that is not
published has no row: a missing figure is not a zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quoted.charts import scale
from quoted.charts.page import CAP, LEADING, Box, Page, label_width, place, span, wrap
from quoted.charts.theme import text_width

COMFORT = 7.5
"""Height of a row where there is room enough, in sizes of its label."""


@dataclass(frozen=True)
class Row:
    """One share (0 to 100): its label, a smaller line under that, the share as text."""

    label: str
    pct: float
    text: str
    detail: str = ""


@dataclass(frozen=True)
class Panel:
    """Rows of one group, under a heading if there is one."""

    group: str
    rows: Sequence[Row]
    heading: str = ""


@dataclass(frozen=True)
class Lollipop:
    """What a lollipop chart shows: panels, ticks of the scale, what separates two panels."""

    panels: Sequence[Panel]
    ticks: Sequence[tuple[float, str]]
    between: str = ""


def draw(page: Page, lollipop: Lollipop) -> None:
    """Draw the panels from the top down.

    Raises
    ------
    ValueError
        The rows do not fit the page.
    """
    _Layout(page, lollipop).draw()


class _Layout:
    """Where the parts of a lollipop chart go, in points."""

    def __init__(self, page: Page, lollipop: Lollipop) -> None:
        self.page, self.lollipop = page, lollipop
        self.size, self.small = page.type.label, page.type.detail
        self.dot = 1.1 * self.size
        self.beside = self.dot / 2 + 0.35 * self.size
        box, panels = page.box, lollipop.panels
        rows = [row for panel in panels for row in panel.rows]
        limit = label_width(page)
        self.labels = [wrap(row.label, self.size, limit) for row in rows]
        self.details = [wrap(row.detail, self.small, limit) if row.detail else [] for row in rows]
        wide = [text_width(line, self.size) for lines in self.labels for line in lines]
        wide += [text_width(line, self.small) for lines in self.details for line in lines]
        self.left = box.left + max(wide) + self.size
        self.head = 1.7 * self.size if any(panel.heading for panel in panels) else 0
        self.between = wrap(lollipop.between, self.small, box.width - 4 * self.small, "bold")
        self.gap = (2 + LEADING * (len(self.between) - 1)) * self.small
        self.heights = self.share_out(
            box.height - scale.height(page) - self.head * len(panels) - self.gap * (len(panels) - 1)
        )
        reach = [(r.pct, 0.0, self.beside + text_width(r.text, self.size, "bold")) for r in rows]
        reach += scale.reach(page, lollipop.ticks)
        self.limits = span(scale.top(lollipop.ticks), box.right - self.left, reach)

    def share_out(self, room: float) -> list[float]:
        """Return the height of each row: what it needs, and its part of what is left over."""
        needs = [
            max(self.block(*lines) + 0.5 * self.size, 1.5 * self.size)
            for lines in zip(self.labels, self.details, strict=True)
        ]
        spare = (room - sum(needs)) / len(needs)
        if spare < 0:
            height = self.page.box.height
            raise ValueError(f"too low: {len(needs)} rows do not fit {height:.0f} points")
        ample = self.page.comfort * COMFORT * self.size
        return [need + max(0.0, min(spare, ample - need)) for need in needs]

    def block(self, label: list[str], detail: list[str]) -> float:
        """Return the height of a label and its smaller lines, from cap to last baseline."""
        ink = (CAP + LEADING * (len(label) - 1)) * self.size
        return ink + LEADING * self.small * len(detail)

    def draw(self) -> None:
        page, box = self.page, self.page.box
        top, done = box.top, 0
        for i, panel in enumerate(self.lollipop.panels):
            if i:
                top = self.draw_break(top)
            if panel.heading:
                ink = page.theme.group(panel.group)
                page.write(panel.heading, box.left, top, self.size, ink, "bold")
            top -= self.head
            rows = range(done, done + len(panel.rows))
            bottom = top - sum(self.heights[row] for row in rows)
            self.draw_panel(panel, Box(self.left, bottom, box.right, top), rows)
            top, done = bottom, rows.stop
        axes = page.axes(Box(self.left, top, box.right, top + 1), self.limits, (0, 1))
        scale.draw(page, axes, self.lollipop.ticks)

    def draw_panel(self, panel: Panel, inner: Box, rows: range) -> None:
        page, theme, size = self.page, self.page.theme, self.size
        axes = page.axes(inner, self.limits, (inner.bottom, inner.top))
        ink = theme.group(panel.group)
        axes.plot((0, 0), (inner.bottom, inner.top), color=theme.link, linewidth=0.75, zorder=0.5)
        ends = [inner.top - sum(self.heights[rows.start : row + 1]) for row in rows]
        middles = [end + self.heights[row] / 2 for end, row in zip(ends, rows, strict=True)]
        pct = [row.pct for row in panel.rows]
        axes.hlines(middles, 0, pct, color=ink, linewidth=size / 6, zorder=1, gid="stems")
        marks = [(x, y, panel.group) for x, y in zip(pct, middles, strict=True)]
        scale.dots(page, axes, marks, self.dot)
        for row, number, y in zip(panel.rows, rows, middles, strict=True):
            x, _ = place(axes, row.pct, y)
            page.beside(row.text, x + self.beside, y, size, ink, "bold")
            label, detail = self.labels[number], self.details[number]
            top = y + self.block(label, detail) / 2 + (1 - CAP) * size
            top = page.write(label, page.box.left, top, size, theme.text)
            page.write(detail, page.box.left, top, self.small, theme.secondary)

    def draw_break(self, top: float) -> float:
        """Draw a broken line across the page with the reason in it; return where it ends."""
        page, box, theme = self.page, self.page.box, self.page.theme
        middle = top - self.gap / 2
        half = max(text_width(line, self.small, "bold") for line in self.between) / 2 + self.small
        axes = page.axes(box, (box.left, box.right), (box.bottom, box.top))
        centre = (box.left + box.right) / 2
        for ends in ((box.left, centre - half), (centre + half, box.right)):
            axes.plot(ends, (middle, middle), color=theme.link, linewidth=1, linestyle=(0, (4, 3)))
        ink = theme.secondary
        page.beside(self.between, centre, middle, self.small, ink, "bold", "center")
        return top - self.gap
