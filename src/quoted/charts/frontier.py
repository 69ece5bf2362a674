"""The frontier: which sizes of the two groups keep a difference clear of zero, log-log, per panel.

Beyond the line the interval excludes zero. The assumed total is a curve of splits, with the
scenarios of the report as marks on it: filled where the difference holds, hollow where not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quoted.charts import panels
from quoted.charts.page import LEADING, Page, place
from quoted.charts.panels import Axis, Panel, data
from quoted.charts.theme import text_width, tints

Values = Sequence[float] | NDArray[np.float64]


@dataclass(frozen=True)
class Line:
    """The smallest second group (inf: none is enough) for each first, at one design effect."""

    first: Values
    second: Values
    label: str


@dataclass(frozen=True)
class Split:
    """A scenario: two sizes, and whether the difference holds there."""

    first: float
    second: float
    holds: bool


@dataclass(frozen=True)
class Plane:
    """One difference; `group` is the one that is higher and gives the colour."""

    heading: str
    group: str
    lines: Sequence[Line]
    splits: Sequence[Split]


@dataclass(frozen=True)
class Frontier:
    """What a frontier chart shows; `total` is what the splits add up to, and its name.

    `foot` names the axes.
    """

    planes: Sequence[Plane]
    x: Axis
    y: Axis
    foot: str
    total: tuple[float, str]


def draw(page: Page, frontier: Frontier) -> None:
    """Draw one panel for each difference.

    Raises
    ------
    ValueError
        The panels do not fit the page.
    """
    panels.draw(
        page,
        [plane.heading for plane in frontier.planes],
        frontier.x,
        frontier.y,
        frontier.foot,
        lambda i, panel: _content(page, frontier, frontier.planes[i], panel),
        log_y=True,
    )


def _content(page: Page, frontier: Frontier, plane: Plane, panel: Panel) -> None:
    axes, theme = panel.axes, page.theme
    ink = theme.group(plane.group)
    fills = tints(theme, plane.group, len(plane.lines))
    small = panel.size
    total, _ = frontier.total
    top = frontier.y.limits[1]
    # the smallest design effect asks least: its area lies below the others
    for n, line in enumerate(plane.lines):
        first, second = np.asarray(line.first), np.asarray(line.second)
        enough = np.isfinite(second)
        first, second = first[enough], second[enough]
        axes.fill_between(
            first, np.minimum(second, top), top, color=fills[-1 - n], linewidth=0, zorder=1
        )
        axes.plot(first, second, color=ink, linewidth=1.25, zorder=2, gid=f"line-{n}")
    sizes = np.geomspace(1, total - 1, 400)
    axes.plot(
        sizes, total - sizes, color=theme.text, linewidth=1, dashes=(3, 2), zorder=3, gid="total"
    )
    for split in plane.splits:
        axes.plot(
            [split.first],
            [split.second],
            marker="s",
            linestyle="none",
            markersize=0.55 * small,
            color=theme.text,
            markerfacecolor=theme.text if split.holds else theme.background,
            zorder=4,
            gid="holds" if split.holds else "fails",
        )
    if panel.first:
        _name_total(page, frontier, panel, small)
    if plane is max(frontier.planes, key=_room):
        _name_lines(page, plane, panel, small, total)


def _room(plane: Plane) -> float:
    """Return how much lies below the lines: where least holds there is room for their names."""
    return float(np.asarray(plane.lines[0].second)[-1])


def _name_lines(page: Page, plane: Plane, panel: Panel, small: float, total: float) -> None:
    """Name the lines below them all, each with a leader that passes to the right of the names."""
    axes, theme, count = panel.axes, page.theme, len(plane.lines)
    starts = np.geomspace(0.4, 0.75, count) * total
    seconds = [
        float(np.interp(x, line.first, line.second))
        for x, line in zip(starts, plane.lines, strict=True)
    ]
    lowest = place(axes, starts[0], seconds[0])[1] - 1.1 * small
    width = max(text_width(line.label, small) for line in plane.lines)
    room = place(axes, starts[0], total)[0] - panel.box.left - 0.4 * small
    if lowest - (count - 1) * LEADING * small < panel.box.bottom + 0.4 * small or width > room:
        return
    for n, (line, first, second) in enumerate(zip(plane.lines, starts, seconds, strict=True)):
        x, _ = place(axes, first, second)
        y = lowest - n * LEADING * small
        end = data(axes, x, y - 0.36 * small)[1]
        axes.plot((first, first), (end, second), color=theme.text, linewidth=0.75, gid="leader")
        axes.plot([first], [second], marker="o", color=theme.text, markersize=0.3 * small)
        page.beside(line.label, x - 0.4 * small, y, small, theme.text, ha="right")


def _name_total(page: Page, frontier: Frontier, panel: Panel, small: float) -> None:
    """Name the total above its line, to the right of what the lines take up there."""
    total, words = frontier.total
    line = frontier.planes[0].lines[-1]
    # the line falls: read backwards it gives the first size at which the total is enough
    start = float(np.interp(-total, -np.asarray(line.second), line.first))
    x, y = place(panel.axes, start, total)
    x = max(x, panel.box.left) + 0.5 * small
    if x + text_width(words, small) <= panel.box.right and y + 1.3 * small <= panel.box.top:
        page.beside(words, x, y + 0.9 * small, small, page.theme.text)
