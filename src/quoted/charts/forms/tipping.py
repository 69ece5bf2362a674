"""The tipping curve: the interval of a difference by the size of each group, on a log scale.

Bands lie inside one another, one for each design effect. Where a band leaves zero is its tip; the
fewest people who could give the printed percentages stand as a broken line.
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

SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)
"""Ticks of a log scale of people."""


class Band(NamedTuple):
    """The interval for one design effect, in points, at each size; where it leaves zero."""

    sizes: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    tip: float


class Curve(NamedTuple):
    """One difference: its heading, itself in points, its bands by design effect."""

    heading: str
    estimate: float
    bands: list[Band]


def read(
    data: pd.DataFrame,
    *,
    x: str,
    y: str,
    low: str,
    high: str,
    hue: str | None = None,
    tip: str | None = None,
    col: str | None = None,
    order: Sequence[Any] | None = None,
    labels: Words = None,
    **_: Any,
) -> list[Curve]:
    """Return what `tipping` draws of a frame; its parameters are the same."""
    need(data, "tipping", x, y, low, high, hue, tip, col)
    found = []
    for value in ordered(data[col], order, "tipping") if col else [None]:
        part = data[data[col] == value] if col else data
        bands = []
        for case in sorted(part[hue].unique()) if hue else [None]:
            mine = (part[part[hue] == case] if hue else part).sort_values(x, kind="stable")
            sizes, lows, highs = (mine[name].to_numpy(dtype=float) for name in (x, low, high))
            end = float(mine[tip].iloc[0]) if tip else np.inf
            bands.append(Band(sizes, lows, highs, end))
        heading = word(value, labels) if col else ""
        found.append(Curve(heading, float(part[y].iloc[0]), bands))
    return found


def tipping(
    data: pd.DataFrame,
    *,
    x: str,
    y: str,
    low: str,
    high: str,
    hue: str | None = None,
    tip: str | None = None,
    col: str | None = None,
    order: Sequence[Any] | None = None,
    palette: Palette = None,
    labels: Words = None,
    floor: tuple[float, str] | None = None,
    foot: str = "",
    fmt: Write = "{:+.0f}",
    size_fmt: Write = "{:,.0f}",
    ax: Axes | None = None,
) -> Axes:
    """Draw how the interval of a difference narrows as the groups grow.

    Parameters
    ----------
    data
        Tidy: one row for each size and design effect.
    x, y, low, high
        Columns: people in each group; the difference, first group minus second; its limits.
    hue, tip, col
        Columns, each if there is one: the design effect, the size from which its band is clear of
        zero, and what is compared (a panel for each).
    order
        Of the panels.
    palette
        Colours of the first and the second group; the higher one gives the colour.
    labels
        Headings of the panels, words for values of `col`.
    floor
        The fewest people who could give the percentages, and words for them.
    foot
        Says below the panels what the scales and the bands are.
    fmt, size_fmt
        How differences and sizes are written.
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
    >>> from quoted.charts import tipping
    >>> limits = {"low": [-20, 6], "high": [53, 31], "tip": [43, 43]}
    >>> rows = pd.DataFrame({"n": [10, 100], "gap": [19, 19], **limits})
    >>> ax = tipping(rows, x="n", y="gap", low="low", high="high", tip="tip")
    >>> "43" in [text.get_text() for text in ax.child_axes[0].texts]  # the smallest size
    True
    """
    about: dict[str, Any] = {"tip": tip, "col": col, "order": order, "labels": labels}
    curves = read(data, x=x, y=y, low=low, high=high, hue=hue, **about)
    every = [band for curve in curves for band in curve.bands]
    ends = min(b.sizes[0] for b in every), max(b.sizes[-1] for b in every)
    sizes = [size for size in SIZES if ends[0] <= size <= ends[1]]
    across = Axis(ends, sizes, [written(size, size_fmt) for size in sizes])
    bottom, top = min(b.low.min() for b in every), max(b.high.max() for b in every)
    gaps = [tick for tick in range(-80, 81, 40) if bottom <= tick <= top]
    up = Axis((bottom - 10, top + 25), gaps, [written(tick, fmt) if tick else "0" for tick in gaps])

    def draw(ax: Axes, sheet: Sheet) -> None:
        (above, _), (below, _) = inks(("first", "second"), palette, sheet.theme).values()

        def content(i: int, inner: Axes) -> None:
            curve = curves[i]
            _bands(inner, sheet, curve, above if curve.estimate > 0 else below)
            if floor:
                _floor(inner, sheet, floor, curve, named=i == 0)
            _tips(inner, sheet, curve, size_fmt)

        panels(ax, sheet, [curve.heading for curve in curves], across, up, foot, content)

    return layout.fit(ax, draw)


def _bands(ax: Axes, sheet: Sheet, curve: Curve, ink: str) -> None:
    fills = tints(ink, sheet.theme.background, len(curve.bands))
    for n in reversed(range(len(curve.bands))):
        sizes, low, high, _ = curve.bands[n]
        ax.fill_between(sizes, low, high, color=fills[n], linewidth=0, zorder=1, gid=f"band-{n}")
        for limit in (low, high):
            ax.plot(sizes, limit, color=ink, linewidth=0.6, zorder=2, gid="limit")
    ax.axhline(curve.estimate, color=ink, linewidth=1.5, zorder=3, gid="estimate")
    ax.axhline(0, color=sheet.theme.text, linewidth=1.0, zorder=3)


def _floor(ax: Axes, sheet: Sheet, floor: tuple[float, str], curve: Curve, *, named: bool) -> None:
    """Mark the fewest people on the side of the estimate; the tips' names have the other."""
    size, words = floor
    upward, theme = curve.estimate > 0, sheet.theme
    end = ax.get_ylim()[1 if upward else 0]
    dashes: Any = {"dashes": (3, 2), "zorder": 2.5, "gid": "floor"}
    ax.plot((size, size), (0, end), color=theme.neutral, linewidth=1, **dashes)
    if named:
        va: Any = "below" if upward else "above"
        room = layout.box(ax).right - layout.at(ax, size, 0)[0] - 0.3 * sheet.small
        side: Any = "left" if text_width(words, sheet.small) <= room else "right"
        dx = 0.3 * sheet.small * (1 if side == "left" else -1)
        say(ax, words, size, end, size=sheet.small, colour=theme.neutral, va=va, ha=side, dx=dx)


def _tips(ax: Axes, sheet: Sheet, curve: Curve, size_fmt: Write) -> None:
    """Mark where each band leaves zero; write the sizes on the empty side of the line."""
    small, ink = sheet.small, sheet.theme.text
    first, last = ax.get_xlim()
    given = [band.tip for band in curve.bands]
    tips = [tip for tip in given if first <= tip <= last]
    ax.plot(
        tips, [0] * len(tips), marker="o", linestyle="none", color=ink, markersize=0.5 * small,
        zorder=5, gid="tips",
    )  # fmt: skip
    finite = [tip for tip in given if np.isfinite(tip)]
    if not finite:
        return
    words = " / ".join(written(tip, size_fmt) if np.isfinite(tip) else "–" for tip in given)
    side = -1 if curve.estimate > 0 else 1
    left = layout.at(ax, min(tips, default=last), 0)[0]
    back = max(0.0, left + text_width(words, small, "bold") - layout.box(ax).right)
    # beyond zero and whatever the widest band still takes there
    begin = last ** (1 - back / layout.box(ax).width) * first ** (back / layout.box(ax).width)
    begin = min(begin * min(tips, default=last) / last, last)
    widest = curve.bands[-1]
    limit = float(np.interp(begin, widest.sizes, widest.low if side < 0 else widest.high))
    level = min(limit, 0) if side < 0 else max(limit, 0)
    bold: Any = {"weight": "bold", "dy": side * 0.85 * small}
    say(ax, words, begin, level, size=small, colour=ink, **bold)
