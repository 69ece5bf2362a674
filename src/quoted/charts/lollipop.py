"""The lollipop: one share per row on a scale from zero, in one or more panels on that one scale.

Between two panels a broken line says why they are not to be compared. A figure that is not
published has no row: a missing figure is not a zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quoted.charts import scale
from quoted.charts.page import CAP, LEADING, Box, Page, place, span, wrap
from quoted.charts.theme import text_width

COMFORT = 5.0
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
    """What a lollipop chart shows: panels, what separates them, ticks of the scale."""

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
        box, rows = page.box, [row for panel in lollipop.panels for row in panel.rows]
        limit = 0.4 * box.width
        self.labels = [wrap(row.label, self.size, limit) for row in rows]
        self.details = [wrap(row.detail, self.small, limit) if row.detail else [] for row in rows]
        wide = [text_width(line, self.size) for lines in self.labels for line in lines]
        wide += [text_width(line, self.small) for lines in self.details for line in lines]
        self.left = box.left + max(wide) + self.size
        self.head = 1.5 * LEADING * self.size if any(p.heading for p in lollipop.panels) else 0
        self.gap = 2.2 * self.small if lollipop.between else 0
        fixed = self.head * len(lollipop.panels) + self.gap * (len(lollipop.panels) - 1)
        self.free = box.height - scale.height(page) - fixed
        blocks = zip(self.labels, self.details, strict=True)
        low = max(self.block(*lines) + 0.6 * self.size for lines in blocks)
        self.height = min(self.free / len(rows), max(COMFORT * self.size, low))
        if self.height < max(low, 1.6 * self.dot):
            raise ValueError(f"too low: {len(rows)} rows do not fit {box.height:.0f} points")
        beside = self.dot / 2 + 0.35 * self.size
        self.beside = beside
        self.limits = span(
            scale.top(lollipop.ticks),
            box.right - self.left,
            [(r.pct, 0, beside + text_width(r.text, self.size, "bold")) for r in rows],
        )

    def block(self, label: list[str], detail: list[str]) -> float:
        """Return the height of a label and its smaller lines, from cap to last baseline."""
        ink = (CAP + LEADING * (len(label) - 1)) * self.size
        return ink + LEADING * self.small * len(detail)

    def draw(self) -> None:
        page, box = self.page, self.page.box
        top, done = box.top, 0
        for i, panel in enumerate(self.lollipop.panels):
            if i and self.lollipop.between:
                top = self.draw_break(top)
            if panel.heading:
                ink = page.theme.group(panel.group)
                page.write(panel.heading, box.left, top, self.size, ink, "bold")
            top -= self.head
            inner = Box(self.left, top - self.height * len(panel.rows), box.right, top)
            self.draw_panel(panel, inner, done)
            top, done = inner.bottom, done + len(panel.rows)
        axes = page.axes(Box(self.left, top, box.right, top + 1), self.limits, (0, 1))
        scale.draw(page, axes, inner, self.lollipop.ticks)

    def draw_panel(self, panel: Panel, inner: Box, first: int) -> None:
        page, theme, size = self.page, self.page.theme, self.size
        axes = page.axes(inner, self.limits, (len(panel.rows) - 0.5, -0.5))
        ink = theme.group(panel.group)
        rows = range(len(panel.rows))
        axes.plot([0, 0], [-0.5, len(rows) - 0.5], color=theme.link, linewidth=0.75, zorder=0.5)
        pct = [row.pct for row in panel.rows]
        axes.hlines(rows, 0, pct, color=ink, linewidth=size / 6, zorder=1, gid="stems")
        scale.dots(
            page, axes, [(row.pct, i, panel.group) for i, row in enumerate(panel.rows)], self.dot
        )
        for i, row in enumerate(panel.rows):
            x, y = place(axes, row.pct, i)
            page.beside(row.text, x + self.beside, y, size, ink, "bold")
            label, detail = self.labels[first + i], self.details[first + i]
            top = y + self.block(label, detail) / 2 + (1 - CAP) * size
            top = page.write(label, page.box.left, top, size, theme.text)
            page.write(detail, page.box.left, top, self.small, theme.secondary)

    def draw_break(self, top: float) -> float:
        """Draw a broken line across the page with the reason in it; return where it ends."""
        page, box, theme = self.page, self.page.box, self.page.theme
        middle = top - self.gap / 2
        words = text_width(self.lollipop.between, self.small, "bold")
        axes = page.axes(box, (box.left, box.right), (box.bottom, box.top))
        start = (box.left + box.right - words) / 2
        for ends in ((box.left, start - self.small), (start + words + self.small, box.right)):
            axes.plot(ends, (middle, middle), color=theme.link, linewidth=1, linestyle=(0, (4, 3)))
        page.beside(self.lollipop.between, start, middle, self.small, theme.secondary, "bold")
        return top - self.gap
