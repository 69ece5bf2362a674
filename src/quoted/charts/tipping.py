"""The tipping curve: the interval of a difference by the size of each group, log scale, per panel.

Bands lie inside one another, one for each design effect. Where a band leaves zero is its tip; the
fewest people who could give the printed percentages stand as a broken line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from quoted.charts import panels
from quoted.charts.page import LEADING, Page, place
from quoted.charts.panels import Axis, Panel, data
from quoted.charts.theme import text_width, tints


@dataclass(frozen=True)
class Band:
    """The interval for one design effect, in points, at each size; its tip (none: None)."""

    low: ArrayLike
    high: ArrayLike
    tip: float | None


@dataclass(frozen=True)
class Curve:
    """One difference.

    Attributes
    ----------
    heading
        What is compared, and the difference.
    estimate
        In points.
    group
        The group that is higher: gives the colour.
    bands
        By design effect, narrowest first.
    tips
        The tips as text, in the order of the bands.
    """

    heading: str
    estimate: float
    group: str
    bands: Sequence[Band]
    tips: str


@dataclass(frozen=True)
class Tipping:
    """What a tipping chart shows.

    `foot` names axes and bands; `floor` is a size with its name, long and short.
    """

    sizes: ArrayLike
    curves: Sequence[Curve]
    x: Axis
    y: Axis
    foot: str
    floor: tuple[float, str, str]


def draw(page: Page, tipping: Tipping) -> None:
    """Draw one panel for each difference.

    Raises
    ------
    ValueError
        The panels do not fit the page.
    """
    panels.draw(
        page,
        [curve.heading for curve in tipping.curves],
        tipping.x,
        tipping.y,
        tipping.foot,
        lambda i, panel: _content(page, tipping, tipping.curves[i], panel),
    )


def _content(page: Page, tipping: Tipping, curve: Curve, panel: Panel) -> None:
    axes, theme = panel.axes, page.theme
    ink = theme.group(curve.group)
    fills = tints(theme, curve.group, len(curve.bands))
    for n in reversed(range(len(curve.bands))):
        band = curve.bands[n]
        axes.fill_between(
            tipping.sizes,
            band.low,
            band.high,
            color=fills[n],
            linewidth=0,
            zorder=1,
            gid=f"band-{n}",
        )
        for limit in (band.low, band.high):
            axes.plot(tipping.sizes, limit, color=ink, linewidth=0.6, zorder=2, gid="limit")
    ends = tipping.x.limits
    axes.plot(ends, (curve.estimate,) * 2, color=ink, linewidth=1.5, zorder=3, gid="estimate")
    axes.plot(ends, (0, 0), color=theme.text, linewidth=1.0, zorder=3)
    _floor(page, tipping.floor, curve, panel)
    _tips(page, tipping.sizes, curve, panel)


def _floor(page: Page, floor: tuple[float, str, str], curve: Curve, panel: Panel) -> None:
    """Mark the fewest people on the side of the estimate; the tips' names have the other."""
    size, words, short = floor
    small, theme = panel.size, page.theme
    bottom, top = panel.axes.get_ylim()
    upward = curve.estimate > 0
    panel.axes.plot(
        (size, size),
        (0, top if upward else bottom),
        color=theme.secondary,
        linewidth=1,
        dashes=(3, 2),
        zorder=2.5,
        gid="floor",
    )
    x, _ = place(panel.axes, size, 0)
    if panel.first:
        at = panel.box.top if upward else panel.box.bottom + LEADING * small
        left = x + 0.3 * small
        fits = left + text_width(words, small) <= panel.box.right
        page.write(words if fits else short, left, at, small, theme.secondary)


def _tips(page: Page, sizes: ArrayLike, curve: Curve, panel: Panel) -> None:
    """Mark where each band leaves zero; write the sizes on the empty side of the line."""
    axes, small, ink = panel.axes, panel.size, page.theme.text
    tips = [band.tip for band in curve.bands if band.tip is not None]
    axes.plot(
        tips,
        [0] * len(tips),
        marker="o",
        linestyle="none",
        color=ink,
        markersize=0.5 * small,
        zorder=5,
        gid="tips",
    )
    width = text_width(curve.tips, small, "bold")
    first, zero = place(axes, min(tips, default=panel.axes.get_xlim()[1]), 0)
    side = -1 if curve.estimate > 0 else 1
    left = min(first, panel.box.right - width)
    # beyond zero and whatever a band still takes there
    begin, widest = data(axes, left, zero)[0], curve.bands[-1]
    limit = float(
        np.interp(begin, np.asarray(sizes), np.asarray(widest.low if side < 0 else widest.high))
    )
    _, edge = place(axes, begin, min(limit, 0) if side < 0 else max(limit, 0))
    page.beside(curve.tips, left, edge + side * 0.85 * small, small, ink, "bold")
