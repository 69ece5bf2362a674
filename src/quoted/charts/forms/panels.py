"""Small multiples: panels of one size in a grid, logarithmic from left to right, one scale for all.

What a panel shows is its form's affair; here are only their places, headings and scales.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from quoted.charts import layout
from quoted.charts.layout import Sheet, Tight, say
from quoted.charts.page import CAP, LEADING, Box, wrap
from quoted.charts.theme import text_width

SHAPE = 1.2
"""The width of a panel that reads best, in heights."""

EMPTY = 0.35
"""How much a place left empty weighs against it."""

NARROWEST, LOWEST, AMPLE = 6.0, 4.0, 8.0
"""The least width and height of a panel, and what reads well, in sizes of its text."""


class Axis(NamedTuple):
    """One axis of all panels: its limits, its ticks and their texts."""

    limits: tuple[float, float]
    ticks: Sequence[float]
    texts: Sequence[str]


class _Grid(NamedTuple):
    columns: int
    width: float
    height: float
    heads: list[list[str]]


def panels(
    ax: Axes,
    sheet: Sheet,
    headings: Sequence[str],
    x: Axis,
    y: Axis,
    foot: str,
    content: Callable[[int, Axes], None],
    *,
    log_y: bool = False,
) -> None:
    """Lay out one panel for each heading inside axes, and let `content` fill them.

    `foot` stands below them all and says what the scales are.
    """
    room, small = layout.canvas(ax), sheet.small
    half = (text_width(x.texts[0], small) + text_width(x.texts[-1], small)) / 2
    between = max(1.2 * small, half + 0.8 * small)
    grid = _grid(room, sheet, headings, between)
    top = room.top
    for start in range(0, len(headings), grid.columns):
        heads = grid.heads[start : start + grid.columns]
        below = top - _head(heads, small)
        for i, lines in enumerate(heads, start):
            left = (i - start) * (grid.width + between)
            ink = sheet.theme.text
            say(ax, lines, left, top, size=small, colour=ink, weight="bold", va="below")
            bottom = (below - grid.height) / room.height
            part = (left / room.width, bottom, grid.width / room.width, grid.height / room.height)
            inner = ax.inset_axes(part)
            lowest = i + grid.columns >= len(headings)
            _frame(inner, sheet, x, y, log_y, first=i == start, lowest=lowest)
            content(i, inner)
        top = below - grid.height - 0.9 * small
    if foot:
        lines = wrap(foot, small, sheet.room.width, even=False)
        left = -text_width(max(y.texts, key=len), small) - 0.4 * small
        place = {"dx": left, "dy": -2.5 * small, "at": ax.transAxes}
        say(ax, lines, 0, 0, size=small, colour=sheet.theme.neutral, va="below", **place)  # type: ignore[arg-type]


def _head(heads: Sequence[Sequence[str]], size: float) -> float:
    return (CAP + LEADING * (max(map(len, heads)) - 1) + 0.5) * size


def _grid(room: Box, sheet: Sheet, headings: Sequence[str], between: float) -> _Grid:
    """Choose the number of columns that brings the panels nearest to their best shape.

    By the room, which stays, not by what the scales leave of it: else drawing would never settle.
    """
    small, fits, lacks = sheet.small, [], []
    for columns in range(1, len(headings) + 1):
        whole = _cells(sheet.room, small, headings, between, columns)
        cells = _cells(room, small, headings, between, columns)
        if cells.width < NARROWEST * small:
            continue
        rows = math.ceil(len(headings) / columns)
        lacks.append(rows * (AMPLE * small - cells.height))
        if cells.height >= LOWEST * small:
            empty = -len(headings) % columns
            strain = abs(math.log(whole.width / whole.height / SHAPE)) + EMPTY * empty
            fits.append((layout.snap(strain), cells))
    # what stands around the panels does not grow with them, whichever grid it will be
    lack = min(lacks, default=0.0) if sheet.ample else 0.0
    if not fits:
        raise Tight(f"{len(headings)} panels do not fit", lack)
    best = min(fits)[1]
    if sheet.ample and best.height < AMPLE * small:
        raise Tight(f"{len(headings)} panels are low", lack)
    return best


def _cells(room: Box, small: float, headings: Sequence[str], between: float, columns: int) -> _Grid:
    n, rows = len(headings), math.ceil(len(headings) / columns)
    width = max((room.width - (columns - 1) * between) / columns, small)
    heads = [wrap(heading, small, width, "bold") for heading in headings]
    taken = sum(_head(heads[i : i + columns], small) for i in range(0, n, columns))
    height = max((room.height - taken - (rows - 1) * 0.9 * small) / rows, 1.0)
    return _Grid(columns, width, height, heads)


def _frame(
    ax: Axes, sheet: Sheet, x: Axis, y: Axis, log_y: bool, *, first: bool, lowest: bool
) -> None:
    """Set the scales of a panel, its grid, and labels at the side and below where it has them.

    The lines are two collections and the labels texts: matplotlib's ticks, made anew in each round
    of each panel, took half of the time.
    """
    colours, small = sheet.theme, sheet.small
    ax.set_axis_off()
    ax.set_xscale("log")
    ax.set_yscale("log" if log_y else "linear")
    ax.set(xlim=x.limits, ylim=y.limits)
    ax.set_autoscale_on(False)
    for axis in (ax.xaxis, ax.yaxis):  # else whoever looks for ticks has them made, though hidden
        axis.set_major_locator(NullLocator())
        axis.set_minor_locator(NullLocator())
    line: Any = {"colors": colours.grid, "linewidth": 0.75, "zorder": 0.5}
    ax.vlines(x.ticks, *y.limits, **line)
    ax.hlines(y.ticks, *x.limits, **line)
    word: Any = {"size": small, "colour": colours.neutral}
    if lowest:  # clear of the lowest label at the side
        word |= {"ha": "center", "va": "below", "dy": -0.65 * small}
        for tick, text in _spaced(x, small, layout.box(ax).width, across=True, log=True):
            say(ax, text, tick, 0, at=ax.get_xaxis_transform(), **word)
    if first:
        word |= {"ha": "right", "va": "middle", "dx": -0.3 * small, "dy": 0}
        for tick, text in _spaced(y, small, layout.box(ax).height, across=False, log=log_y):
            say(ax, text, 0, tick, at=ax.get_yaxis_transform(), **word)


def _spaced(
    scale: Axis, small: float, length: float, *, across: bool, log: bool
) -> Iterator[tuple[float, str]]:
    """Yield the ticks that have room and their texts: the first and the last, then the others."""
    measure = math.log if log else float
    low, high = (measure(limit) for limit in scale.limits)
    n, kept = len(scale.ticks), list[tuple[float, float]]()
    for i in dict.fromkeys((0, n - 1, *range(1, n - 1))):
        at = (measure(scale.ticks[i]) - low) / (high - low) * length
        half = (text_width(scale.texts[i], small) if across else CAP * small) / 2 + 0.35 * small
        if all(at - half >= end or at + half <= begin for begin, end in kept):
            kept.append((at - half, at + half))
            yield scale.ticks[i], scale.texts[i]
