"""The tipping curve: the interval of a difference by the size of each group, log scale, per panel.

Bands lie inside one another, one for each design effect. Where a band leaves zero is its tip; the
fewest people who could give the printed percentages stand as a broken line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.colors import to_hex, to_rgb

from quoted.charts import panels
from quoted.charts.page import LEADING, Page, place
from quoted.charts.panels import Axis, Panel, data
from quoted.charts.theme import text_width


@dataclass(frozen=True)
class Band:
    """The interval for one design effect, in points, at each size; its tip (none: None)."""

    low: Sequence[float]
    high: Sequence[float]
    tip: float | None
    label: str
    short: str


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
    """

    heading: str
    estimate: float
    group: str
    bands: Sequence[Band]


@dataclass(frozen=True)
class Tipping:
    """What a tipping chart shows; `floor` is a size and the words for it."""

    sizes: Sequence[float]
    curves: Sequence[Curve]
    x: Axis
    y: Axis
    floor: tuple[float, str] | None = None


def tints(ink: str, background: str, n: int) -> list[str]:
    """Return the fills of `n` bands, strongest first: opaque, so that they print alike."""
    mixes = (0.42 - 0.27 * i / max(n - 1, 1) for i in range(n))
    pairs = list(zip(to_rgb(ink), to_rgb(background), strict=True))
    blends = ([mix * a + (1 - mix) * b for a, b in pairs] for mix in mixes)
    return [to_hex((red, green, blue)) for red, green, blue in blends]


def draw(page: Page, tipping: Tipping) -> None:
    """Draw one panel for each difference.

    Raises
    ------
    ValueError
        The panels do not fit the page.
    """
    headings = [curve.heading for curve in tipping.curves]
    panels.draw(
        page,
        headings,
        tipping.x,
        tipping.y,
        lambda i, panel: _content(page, tipping, tipping.curves[i], panel),
    )


def _content(page: Page, tipping: Tipping, curve: Curve, panel: Panel) -> None:
    axes, theme = panel.axes, page.theme
    ink = theme.group(curve.group)
    fills = tints(ink, theme.background, len(curve.bands))
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
            axes.plot(tipping.sizes, limit, color=ink, linewidth=0.6, zorder=2)
    ends = tipping.x.limits
    axes.plot(ends, (curve.estimate,) * 2, color=ink, linewidth=1.5, zorder=3, gid="estimate")
    axes.plot(ends, (0, 0), color=theme.text, linewidth=1.0, zorder=3)
    if tipping.floor:
        _floor(page, tipping.floor, curve, panel)
    _tips(page, curve, panel)


def _floor(page: Page, floor: tuple[float, str], curve: Curve, panel: Panel) -> None:
    """Mark the fewest people on the side of the estimate; the tips' names have the other."""
    size, words = floor
    small, theme = _small(page), page.theme
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
        page.write(words, x + 0.3 * small, at, small, theme.secondary)


def _tips(page: Page, curve: Curve, panel: Panel) -> None:
    """Mark where each band leaves zero; name the sizes on the empty side of the line."""
    axes, small, theme = panel.axes, _small(page), page.theme
    found = [band for band in curve.bands if band.tip is not None]
    line, down = LEADING * small, curve.estimate > 0
    for rank, band in enumerate(reversed(found)):
        tip = float(band.tip or 0)
        x, zero = place(axes, tip, 0)
        room = panel.box.right - x - 0.3 * small
        fits = panel.first and text_width(band.label, small, "bold") <= room
        words = band.label if fits else band.short
        middle = (0.9 * small + rank * line) * (-1 if down else 1) + zero
        _, end = data(axes, x, middle + (-0.36 if down else 0.36) * small)
        axes.plot((tip, tip), (0, end), color=theme.text, linewidth=0.75, zorder=3, gid="leader")
        axes.plot(
            [tip], [0], marker="o", color=theme.text, markersize=0.5 * small, zorder=5, gid="tip"
        )
        page.beside(words, x + 0.3 * small, middle, small, theme.text, "bold")


def _small(page: Page) -> float:
    return max(page.type.source, page.type.label - 2)
