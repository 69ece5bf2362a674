"""The dumbbell: two groups per row and the gap between them, written on their link.

Rows come from the top down in the order given. Which pairs may be compared, and all words, are the
caller's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from quoted.charts import scale
from quoted.charts.page import CAP, LEADING, Box, Page, column, label_width, place, span
from quoted.charts.theme import text_width

COMFORT = 5.2
"""Height of a row where there is room enough, in sizes of its label."""


@dataclass(frozen=True)
class Row:
    """One pair: its label, the share of each group (0 to 100), shares and gap as text."""

    label: str
    pct: Mapping[str, float]
    texts: Mapping[str, str]
    gap: str


@dataclass(frozen=True)
class Dumbbell:
    """What a dumbbell shows: rows, the names of the two groups, ticks of the scale."""

    rows: Sequence[Row]
    names: Mapping[str, str]
    ticks: Sequence[tuple[float, str]]


def draw(page: Page, dumbbell: Dumbbell) -> None:
    """Draw the rows; names of the groups stand above the marks of the first.

    Raises
    ------
    ValueError
        The rows do not fit the page.
    """
    box, size, rows = page.box, page.type.label, dumbbell.rows
    dot, air = 1.1 * size, 0.35 * size
    width, labels = column([row.label for row in rows], size, label_width(page))
    names, foot = 1.8 * size, scale.height(page)
    text = (CAP + LEADING * (max(map(len, labels)) - 1)) * size
    low = max(text + 0.85 * size, dot + air + CAP * size + 0.25 * size)
    ample = max(page.comfort * COMFORT * size, low)
    height = min((box.height - names - foot) / len(rows), ample)
    if height < low:
        raise ValueError(f"too low: {len(rows)} rows do not fit {box.height:.0f} points")
    top = box.top - names
    inner = Box(box.left + width + size, top - height * len(rows), box.right, top)
    reach = [item for row in rows for item in _reach(row, dot / 2 + air, size)]
    reach += scale.reach(page, dumbbell.ticks)
    axes = page.axes(
        inner,
        span(scale.top(dumbbell.ticks), inner.width, reach),
        (len(rows) - 0.5, -0.5),
    )
    scale.draw(page, axes, dumbbell.ticks)
    groups = list(dumbbell.names)
    for i, row in enumerate(rows):
        ends = sorted(row.pct[group] for group in groups)
        axes.plot(ends, [i, i], color=page.theme.link, linewidth=size / 6, zorder=1, gid="link")
    scale.dots(
        page,
        axes,
        [(row.pct[group], i, group) for i, row in enumerate(rows) for group in groups],
        dot,
    )
    for i, (row, lines) in enumerate(zip(rows, labels, strict=True)):
        page.beside(lines, box.left, place(axes, 0, i)[1], size, page.theme.text)
        _values(page, axes, i, row, dot / 2 + air)
        x, y = place(axes, sum(row.pct.values()) / 2, i)
        lifted = y + dot / 2 + air + CAP * size / 2
        page.beside(row.gap, x, lifted, size, page.theme.text, "bold", "center")
    _names(page, axes, dumbbell, size)


def _sides(row: Row) -> tuple[str, str]:
    """Return the groups with the lower and the higher share."""
    first, second = row.pct
    return (first, second) if row.pct[first] < row.pct[second] else (second, first)


def _reach(row: Row, beside: float, size: float) -> list[tuple[float, float, float]]:
    low, high = _sides(row)
    wide = {group: beside + text_width(row.texts[group], size, "bold") for group in row.pct}
    return [(row.pct[low], wide[low], 0), (row.pct[high], 0, wide[high])]


def _values(page: Page, axes: Axes, i: int, row: Row, beside: float) -> None:
    for group, side, ha in zip(_sides(row), (-1, 1), ("right", "left"), strict=True):
        x, y = place(axes, row.pct[group], i)
        ink = page.theme.group(group)
        page.beside(row.texts[group], x + side * beside, y, page.type.label, ink, "bold", ha)


def _names(page: Page, axes: Axes, dumbbell: Dumbbell, size: float) -> None:
    """Centre the names above their marks, pushed apart as far as they would touch."""
    row = dumbbell.rows[0]
    low, high = _sides(row)
    half = {group: text_width(dumbbell.names[group], size, "bold") / 2 for group in (low, high)}
    at = {group: place(axes, row.pct[group], 0)[0] for group in (low, high)}
    push = max(0.0, at[low] + half[low] + size - (at[high] - half[high])) / 2
    at[low], at[high] = at[low] - push, at[high] + push
    over = max(0.0, at[high] + half[high] - page.box.right)
    at[high] -= over
    at[low] = min(at[low], at[high] - half[high] - size - half[low])
    if at[low] - half[low] < page.box.left:
        raise ValueError("too narrow: the names of the groups do not fit side by side")
    for group in (low, high):
        ink = page.theme.group(group)
        page.write(dumbbell.names[group], at[group], page.box.top, size, ink, "bold", "center")
