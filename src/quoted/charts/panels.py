"""Small multiples: panels of one size in a grid, their headings, and ticks on the outer edges.

What a panel shows is its form's affair; here are only the boxes, the frame and its numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes

from quoted.charts.page import LEADING, Box, Page, place, wrap
from quoted.charts.theme import text_width

SHAPE = 1.35
"""The width of a panel that reads best, in heights."""

EMPTY = 0.25
"""How much a place left empty weighs against it."""

TALLEST = 1.3
"""The greatest height of a panel, in widths."""

NARROWEST, LOWEST = 6.0, 3.6
"""The least width and height of a panel, in sizes of its text."""

ASIDE, BELOW = 1.2, 0.7
"""Room between panels side by side, and from a panel to the heading below it, in sizes."""

NUMBERS = 1.7
"""Room for the numbers of the scale below the last panels, in sizes."""


@dataclass(frozen=True)
class Axis:
    """One axis of all panels: its limits and its ticks (value and text)."""

    limits: tuple[float, float]
    ticks: Sequence[tuple[float, str]]


@dataclass(frozen=True)
class Panel:
    """A panel as laid out: its axes, its box and size of text in points, if it is the first."""

    axes: Axes
    box: Box
    size: float
    first: bool


def draw(
    page: Page,
    headings: Sequence[str],
    x: Axis,
    y: Axis,
    foot: str,
    content: Callable[[int, Panel], None],
    *,
    log_y: bool = False,
) -> None:
    """Lay out one panel per heading, x logarithmic, and let `content` fill them.

    `foot` stands below them all and says what the axes are.

    Raises
    ------
    ValueError
        The panels do not fit the page.
    """
    for size in (page.type.detail, page.type.source):
        words = wrap(foot, size, page.box.width, even=False)
        grid = _grid(page.box, headings, size, len(words), y)
        if grid:
            break
    else:
        room = f"{page.box.width:.0f} by {page.box.height:.0f} points"
        raise ValueError(f"too small: {len(headings)} panels do not fit {room}")
    top = page.box.top
    for start in range(0, len(headings), grid.columns):
        heads = grid.heads[start : start + grid.columns]
        below = top - _head(heads, size)
        for i, lines in enumerate(heads, start):
            left = grid.left + (i - start) * (grid.width + ASIDE * size)
            page.write(lines, left, top, size, page.theme.text, "bold")
            inner = Box(left, below - grid.height, left + grid.width, below)
            axes = page.axes(inner, x.limits, y.limits)
            axes.set_xscale("log")
            if log_y:
                axes.set_yscale("log")
            axes.minorticks_off()
            axes.set(xlim=x.limits, ylim=y.limits)
            panel = Panel(axes, inner, size, i == 0)
            last = i + grid.columns >= len(headings)
            _frame(page, panel, x, y, last=last, outer=i == start)
            content(i, panel)
        top = below - grid.height - BELOW * size
    lowest = top + (BELOW - NUMBERS) * size
    page.write(words, page.box.left, lowest, size, page.theme.secondary)


class _Grid(NamedTuple):
    """Where panels go: the left edge of the first, and the size of each, in points."""

    columns: int
    left: float
    width: float
    height: float
    heads: list[list[str]]


def _head(heads: Sequence[Sequence[str]], size: float) -> float:
    return LEADING * size * max(map(len, heads)) + 0.3 * size


def _grid(box: Box, headings: Sequence[str], size: float, foot: int, y: Axis) -> _Grid | None:
    """Choose the number of columns that brings the panels nearest to their best shape.

    `foot` is the number of lines below the panels; None where no number fits.
    """
    n = len(headings)
    below = (NUMBERS + LEADING * foot) * size
    margin = max(text_width(text, size) for _, text in y.ticks) + 0.5 * size
    fits: list[tuple[float, _Grid]] = []
    for columns in range(1, n + 1):
        rows = math.ceil(n / columns)
        width = (box.width - margin - (columns - 1) * ASIDE * size) / columns
        if width < NARROWEST * size:
            break
        heads = [wrap(heading, size, width, "bold") for heading in headings]
        taken = sum(_head(heads[i : i + columns], size) for i in range(0, n, columns))
        room = box.height - below - taken - (rows - 1) * BELOW * size
        height = min(room / rows, width * TALLEST)
        if height >= LOWEST * size:
            strain = abs(math.log(width / height / SHAPE)) + EMPTY * (rows * columns - n)
            fits.append((strain, _Grid(columns, box.left + margin, width, height, heads)))
    return min(fits)[1] if fits else None


def _frame(page: Page, panel: Panel, x: Axis, y: Axis, *, last: bool, outer: bool) -> None:
    axes, size, theme = panel.axes, panel.size, page.theme
    heights = [place(axes, x.limits[0], value)[1] for value, _ in y.ticks]
    close = min(np.diff(heights)) < 1.1 * size
    for i, (value, text) in enumerate(y.ticks):
        axes.plot(x.limits, (value, value), color=theme.grid, linewidth=0.75, zorder=0.5)
        if outer and not (close and i % 2):
            left = panel.box.left - 0.5 * size
            page.beside(text, left, heights[i], size, theme.secondary, ha="right")
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
