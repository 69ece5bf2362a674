"""Small multiples: panels of one size in a grid, their headings, and ticks on the outer edges.

What a panel shows is its form's affair; here are only the boxes, the frame and its numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from quoted.charts.page import LEADING, Box, Page, place, wrap
from quoted.charts.theme import text_width

SHAPE = 1.35
"""The width of a panel that reads best, in heights."""

EMPTY = 0.25
"""How much a place left empty weighs against it."""


@dataclass(frozen=True)
class Axis:
    """One axis of all panels: its limits, its ticks (value and text), its title."""

    limits: tuple[float, float]
    ticks: Sequence[tuple[float, str]]
    title: str


@dataclass(frozen=True)
class Panel:
    """A panel as laid out: its axes, its box in points, and whether it is the first."""

    axes: Axes
    box: Box
    first: bool


def draw(
    page: Page,
    headings: Sequence[str],
    x: Axis,
    y: Axis,
    content: Callable[[int, Panel], None],
    *,
    log_y: bool = False,
) -> None:
    """Lay out one panel per heading, x logarithmic, and let `content` fill them.

    Raises
    ------
    ValueError
        The panels do not fit the page.
    """
    size = max(page.type.source, page.type.label - 2)
    rows, columns, heads = _grid(page, headings, size, y)
    box, line = page.box, LEADING * size
    margin = max(text_width(text, size) for _, text in y.ticks) + 0.5 * size
    gap = 1.2 * size
    width = (box.width - margin - (columns - 1) * gap) / columns
    head = line * max(map(len, heads)) + 0.3 * size
    between = 0.7 * size  # from the foot of a panel to the heading below it
    title, foot = line * 1.15, line * 2.6  # y's title above the panels, x's ticks and title below
    height = (box.height - title - foot) / rows - head - between
    page.write(y.title, box.left, box.top, size, page.theme.secondary)
    ends: list[Box] = []
    for i, lines in enumerate(heads):
        row, column = divmod(i, columns)
        left = box.left + margin + column * (width + gap)
        top = box.top - title - row * (height + head + between)
        page.write(lines, left, top, size, page.theme.text, "bold")
        inner = Box(left, top - head - height, left + width, top - head)
        axes = page.axes(inner, x.limits, y.limits)
        axes.set_xscale("log")
        if log_y:
            axes.set_yscale("log")
        axes.minorticks_off()
        axes.set(xlim=x.limits, ylim=y.limits)
        panel = Panel(axes, inner, i == 0)
        _frame(page, panel, x, y, size, last=i + columns >= len(heads), outer=column == 0)
        content(i, panel)
        ends.append(inner)
    lowest = min(end.bottom for end in ends)
    page.write(x.title, box.left + margin, lowest - 1.35 * line, size, page.theme.secondary)


def _grid(
    page: Page, headings: Sequence[str], size: float, y: Axis
) -> tuple[int, int, list[list[str]]]:
    box, line, n = page.box, LEADING * size, len(headings)
    margin = max(text_width(text, size) for _, text in y.ticks) + 0.5 * size
    best = None
    for columns in range(1, n + 1):
        rows = math.ceil(n / columns)
        width = (box.width - margin - (columns - 1) * 1.2 * size) / columns
        if width < 6 * size:
            continue
        heads = [wrap(heading, size, width, "bold") for heading in headings]
        head = line * max(map(len, heads)) + 0.3 * size
        height = (box.height - 3.75 * line) / rows - head - 0.7 * size
        if height < 4 * size:
            continue
        strain = abs(math.log(width / height / SHAPE)) + EMPTY * (rows * columns - n)
        if best is None or strain < best[0]:
            best = (strain, rows, columns, heads)
    if best is None:
        raise ValueError(
            f"too small: {n} panels do not fit {box.width:.0f} by {box.height:.0f} points"
        )
    return best[1:]


def _frame(
    page: Page, panel: Panel, x: Axis, y: Axis, size: float, *, last: bool, outer: bool
) -> None:
    axes, theme = panel.axes, page.theme
    for value, text in y.ticks:
        axes.plot(x.limits, (value, value), color=theme.grid, linewidth=0.75, zorder=0.5)
        if outer:
            _, at = place(axes, x.limits[0], value)
            page.beside(text, panel.box.left - 0.5 * size, at, size, theme.secondary, ha="right")
    for value, _ in x.ticks:
        axes.plot((value, value), y.limits, color=theme.grid, linewidth=0.75, zorder=0.5)
    if last:
        for left, text in _spaced(axes, x, panel.box, size):
            page.write(text, left, panel.box.bottom - 0.25 * size, size, theme.secondary)


def _spaced(axes: Axes, x: Axis, box: Box, size: float) -> list[tuple[float, str]]:
    """Return where ticks' texts begin: within the panel, the ends first, then what has room."""
    kept: list[tuple[float, float, str]] = []
    for value, text in (x.ticks[0], x.ticks[-1], *x.ticks[1:-1]):
        width = text_width(text, size)
        middle, _ = place(axes, value, axes.get_ylim()[0])
        left = min(max(middle - width / 2, box.left), box.right - width)
        if all(
            left > end + 0.5 * size or left + width < begin - 0.5 * size for begin, end, _ in kept
        ):
            kept.append((left, left + width, text))
    return [(left, text) for left, _, text in kept]


def data(axes: Axes, x: float, y: float) -> tuple[float, float]:
    """Return the point of the data that lies at `x` and `y`, in points of the page."""
    figure = axes.get_figure(root=True)
    assert figure is not None  # axes of a page have one
    pixels = figure.dpi_scale_trans.transform((x / 72, y / 72))
    first, second = axes.transData.inverted().transform(pixels)
    return float(first), float(second)
