"""The frontier: which sizes of the two groups keep a difference clear of zero, log-log, per panel.

Beyond the line the interval excludes zero. The assumed total is a curve of splits, with some splits
as marks on it: filled where the difference holds, hollow where not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from quoted.charts import layout
from quoted.charts.forms.frames import Palette, Words, Write, inks, need, ordered, word, written
from quoted.charts.forms.panels import Axis, panels
from quoted.charts.layout import Sheet, say
from quoted.charts.theme import text_width, tints

SIZES = (1, 3, 10, 30, 100, 300, 1000, 3000, 10000, 30000)
"""Ticks of both scales."""

ABOVE = 2.5
"""How far the second scale reaches beyond the total: room for its name."""


class Line(NamedTuple):
    """The smallest second group for each first, at one design effect; where there is one."""

    first: NDArray[np.float64]
    second: NDArray[np.float64]


class Plane(NamedTuple):
    """One difference: heading, itself in points, lines by design effect, splits and if it holds."""

    heading: str
    estimate: float
    lines: list[Line]
    splits: list[tuple[float, float, bool]]


def read(
    data: pd.DataFrame,
    *,
    x: str,
    y: str,
    estimate: str,
    hue: str,
    holds: str | None = None,
    col: str | None = None,
    order: Sequence[Any] | None = None,
    labels: Words = None,
    **_: Any,
) -> list[Plane]:
    """Return what `frontier` draws of a frame; its parameters are the same."""
    need(data, "frontier", x, y, estimate, hue, holds, col)
    found = []
    for value in ordered(data[col], order, "frontier") if col else [None]:
        part = data[data[col] == value] if col else data
        points = part[part[holds].notna()] if holds else part.iloc[:0]
        curve = part.drop(points.index)
        lines = []
        for case in sorted(curve[hue].unique()):
            mine = curve[(curve[hue] == case) & np.isfinite(curve[y].astype(float))]
            mine = mine.sort_values(x, kind="stable")
            lines.append(Line(*(mine[name].to_numpy(dtype=float) for name in (x, y))))
        splits = [
            (float(a), float(b), bool(c))
            for a, b, c in points[[x, y, *([holds] if holds else [])]].itertuples(index=False)
        ]
        heading = word(value, labels) if col else ""
        found.append(Plane(heading, float(part[estimate].iloc[0]), lines, splits))
    return found


def frontier(
    data: pd.DataFrame,
    *,
    x: str,
    y: str,
    estimate: str,
    hue: str,
    holds: str | None = None,
    col: str | None = None,
    order: Sequence[Any] | None = None,
    palette: Palette = None,
    labels: Words = None,
    total: tuple[float, str] | None = None,
    foot: str = "",
    size_fmt: Write = "{:,.0f}",
    ax: Axes | None = None,
) -> Axes:
    """Draw from which sizes of two groups a difference stays clear of zero.

    Parameters
    ----------
    data
        Tidy: one row for each point of a line, and for each split that is marked.
    x, y, estimate, hue
        Columns: sizes of the first and of the second group, the difference (first minus second),
        and the design effect.
    holds
        Column that says of a split whether the difference holds there; missing on lines.
    col
        Column of what is compared: a panel for each value.
    order
        Of the panels.
    palette
        Colours of the first and the second group; the higher one gives the colour.
    labels
        Headings of the panels, words for values of `col`.
    total
        What the splits add up to, and words for it.
    foot
        Says below the panels what the scales and the lines are.
    size_fmt
        How sizes are written.
    ax
        Where to draw; by default pyplot's current axes. Everything stays within their room.

    Returns
    -------
    matplotlib.axes.Axes
        The panels are inside it, as its `child_axes`.

    Raises
    ------
    ValueError
        A column is missing, there are no rows, or the panels do not fit.

    Examples
    --------
    >>> import pandas as pd
    >>> from quoted.charts import frontier
    >>> rows = pd.DataFrame({"a": [20, 50, 900], "b": [800, 70, 40], "gap": 19, "deff": 1})
    >>> ax = frontier(rows, x="a", y="b", estimate="gap", hue="deff")
    >>> ax.child_axes[0].get_xscale()
    'log'
    """
    about: dict[str, Any] = {"holds": holds, "col": col, "order": order, "labels": labels}
    planes = read(data, x=x, y=y, estimate=estimate, hue=hue, **about)
    firsts, seconds = data[x].astype(float), data[y].astype(float)
    top = max((total[0] * ABOVE,) if total else seconds[np.isfinite(seconds)])
    low = min(firsts.min(), seconds.min())
    limits = (firsts.min(), firsts.max()), (float(low), float(top))
    across, up = (
        Axis(ends, ticks, [written(tick, size_fmt) for tick in ticks])
        for ends in limits
        for ticks in [[size for size in SIZES if ends[0] <= size <= ends[1]]]
    )

    def draw(ax: Axes, sheet: Sheet) -> None:
        (above, _), (below, _) = inks(("first", "second"), palette, sheet.theme).values()

        def content(i: int, inner: Axes) -> None:
            plane = planes[i]
            _plane(inner, sheet, plane, above if plane.estimate > 0 else below)
            if total:
                sizes = np.geomspace(1, total[0] - 1, 400)
                dashes: Any = {"dashes": (3, 2), "zorder": 3, "gid": "total"}
                inner.plot(sizes, total[0] - sizes, color=sheet.theme.text, linewidth=1, **dashes)
                if i == 0:
                    _name_total(inner, sheet, total, plane)

        headings = [plane.heading for plane in planes]
        panels(ax, sheet, headings, across, up, foot, content, log_y=True)

    return layout.fit(ax, draw)


def _plane(ax: Axes, sheet: Sheet, plane: Plane, ink: str) -> None:
    fills, top = tints(ink, sheet.theme.background, len(plane.lines)), ax.get_ylim()[1]
    # the smallest design effect asks least: its area lies below the others
    for n, (first, second) in enumerate(plane.lines):
        area = np.minimum(second, top)
        ax.fill_between(first, area, top, color=fills[-1 - n], linewidth=0, zorder=1)
        ax.plot(first, second, color=ink, linewidth=1.25, zorder=2, gid=f"line-{n}")
    text, ground = sheet.theme.text, sheet.theme.background
    for a, b, holds in plane.splits:
        ax.plot(
            [a], [b], marker="s", linestyle="none", markersize=0.55 * sheet.small,
            color=text, markerfacecolor=text if holds else ground, zorder=4,
            gid="holds" if holds else "fails",
        )  # fmt: skip


def _name_total(ax: Axes, sheet: Sheet, total: tuple[float, str], plane: Plane) -> None:
    """Name the total above its line, to the right of what the lines take up there."""
    size, words = total
    line = plane.lines[-1]
    # the line falls: read backwards it gives the first size at which the total is enough
    start = float(np.interp(-size, -line.second, line.first)) if len(line.first) else 0.0
    start = max(start, ax.get_xlim()[0])
    (x, y), box = layout.at(ax, start, size), layout.box(ax)
    wide = 0.5 * sheet.small + text_width(words, sheet.small)
    if x + wide <= box.right and y + 1.4 * sheet.small <= box.top:
        place: Any = {"dx": 0.5 * sheet.small, "dy": 0.9 * sheet.small}
        say(ax, words, start, size, size=sheet.small, colour=sheet.theme.text, **place)
