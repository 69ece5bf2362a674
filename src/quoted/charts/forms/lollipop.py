"""The lollipop: one share per row on a scale from zero, in one or more blocks on that one scale.

A share that was printed as a range is a span from its lower to its upper end, without a mark.

Between two blocks a broken line says why they are not to be compared. A figure that is not
published has no row: a missing figure is not a zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from quoted.charts import layout
from quoted.charts.forms.dumbbell import TICKS
from quoted.charts.forms.frames import (
    Palette,
    Words,
    Write,
    inks,
    need,
    numbers,
    ordered,
    uppers,
    word,
    written,
)
from quoted.charts.layout import Sheet, say
from quoted.charts.page import wrap
from quoted.charts.theme import text_width


class Row(NamedTuple):
    """One share (0 to 100): its label, the share as text, a smaller line under the label.

    Of a range `pct` is the lower end, and `high` the upper one.
    """

    label: str
    pct: float
    text: str
    detail: str = ""
    high: float | None = None


class Block(NamedTuple):
    """Rows of one group, under a heading if there is one."""

    group: Any
    rows: list[Row]
    heading: str = ""


class Lollipop(NamedTuple):
    """What a lollipop chart shows: its blocks, and why they are kept apart."""

    blocks: list[Block]
    between: str = ""


def read(
    data: pd.DataFrame,
    *,
    y: str,
    x: str,
    high: str | None = None,
    hue: str | None = None,
    order: Sequence[Any] | None = None,
    hue_order: Sequence[Any] | None = None,
    labels: Words = None,
    names: Words = None,
    details: Words = None,
    between: str = "",
    texts: Words = None,
    fmt: Write = "{:.0f}%",
    **_: Any,
) -> Lollipop:
    """Return what `lollipop` draws of a frame; its parameters are the same."""
    need(data, "lollipop", y, x, high, hue)
    numbers(data, "lollipop", x)
    groups = ordered(data[hue], hue_order, "lollipop", "hue_order") if hue else [None]
    listed = ordered(data[y], order, "lollipop")
    blocks = []
    for group in groups:
        part = data[data[hue] == group] if hue else data
        part = part.assign(**{"": part[y].map({value: i for i, value in enumerate(listed)})})
        part = part.dropna(subset=[""]).sort_values("", kind="stable")
        rows = [
            Row(
                word(value, labels),
                float(pct),
                word(value, texts) if texts else written(float(pct), fmt),
                word(value, details) if details else "",
                upper,
            )
            for value, pct, upper in zip(part[y], part[x], uppers(part, high), strict=True)
        ]
        heading = word(group, names) if hue and names is not None else ""
        blocks += [Block(group, rows, heading)] if rows else []
    return Lollipop(blocks, between)


def lollipop(
    data: pd.DataFrame,
    *,
    y: str,
    x: str,
    high: str | None = None,
    hue: str | None = None,
    order: Sequence[Any] | None = None,
    hue_order: Sequence[Any] | None = None,
    palette: Palette = None,
    labels: Words = None,
    names: Words = None,
    details: Words = None,
    between: str = "",
    texts: Words = None,
    fmt: Write = "{:.0f}%",
    ax: Axes | None = None,
) -> Axes:
    """Draw shares, one a row, in a block for each group.

    Parameters
    ----------
    data
        Tidy: one row for each share.
    y, x, hue
        Columns: what was asked, the share from 0 to 100, and the group (none: one block).
    high
        Column of the upper ends of shares that are ranges, without a number for the others.
    order, hue_order
        Of the rows within a block, and of the blocks; by default as they come.
    palette
        Colours of the groups; by default those of the settings for two groups, else neutral.
    labels, details
        Words for values of `y`, and a smaller line below them.
    names
        Headings of the blocks, words for values of `hue`; none by default.
    between
        Why two blocks are not compared, written between them.
    texts
        Shares as text for values of `y`, where `fmt` would not say enough.
    fmt
        How shares are written.
    ax
        Where to draw; by default pyplot's current axes. Everything stays within their room.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        A column is missing, there are no rows, or they do not fit.

    Examples
    --------
    >>> import pandas as pd
    >>> from quoted.charts import lollipop
    >>> rows = pd.DataFrame({"use": ["cats", "dogs"], "pct": [37, 12]})
    >>> ax = lollipop(rows, y="use", x="pct", order=["dogs", "cats"])
    >>> [text.get_text() for text in ax.texts if text.get_weight() == 700]
    ['12%', '37%']
    """
    words: dict[str, Any] = {"labels": labels, "names": names, "details": details}
    words |= {"between": between, "texts": texts, "fmt": fmt}
    shown = read(data, y=y, x=x, high=high, hue=hue, order=order, hue_order=hue_order, **words)

    def draw(ax: Axes, sheet: Sheet) -> None:
        size, theme, blocks = sheet.size, sheet.theme, shown.blocks
        looks = inks([block.group for block in blocks], palette, theme)
        dot = 1.1 * size
        room = sheet.inner
        said = wrap(shown.between, sheet.small, 0.8 * sheet.room.width, "bold") if between else [""]
        # what a heading and a break take, in rows
        total = sum(len(block.rows) for block in blocks)
        head = 1.9 * size if any(block.heading for block in blocks) else 0.5 * size
        gap = (1.9 * len(said) if between else 0.6) * sheet.small
        extra = len(blocks) * head + (len(blocks) - 1) * gap
        row = max((room.height - extra) / total, size)
        layout.rows(ax, sheet, total + extra / row, (0, 100), pitch=1.6)
        layout.scale(ax, sheet, TICKS, [written(tick, fmt) for tick in TICKS])
        y, places, marks = -0.5, [], []
        breaks: list[float] = []
        headings: dict[float, tuple[str, str]] = {}
        for b, block in enumerate(blocks):
            ink, marker = looks[block.group]
            if b:
                breaks += [y + gap / row / 2] if between else []
                y += gap / row
            if block.heading:
                headings[y + head / row / 2] = (block.heading, ink)
            y += head / row
            ax.plot([0, 0], [y, y + len(block.rows)], color=theme.link, linewidth=0.75, zorder=0.5)
            for i, one in enumerate(block.rows):
                places.append(y + i + 0.5)
                upper, right = one.pct if one.high is None else one.high, 0.35 * size
                if one.high is None:
                    marks.append((one.pct, places[-1], ink, marker))
                    right += dot / 2
                else:
                    span: Any = {"color": ink, "linewidth": 0.7 * dot, "capstyle": "butt"}
                    ax.hlines(places[-1], one.pct, upper, zorder=2, gid="spans", **span)
                say(ax, one.text, upper, places[-1], size=size, colour=ink, weight="bold", dx=right)
            ends = places[-len(block.rows) :]
            pct = [one.pct for one in block.rows]
            ax.hlines(ends, 0, pct, color=ink, linewidth=size / 6, zorder=1, gid="stems")
            y += len(block.rows)
        layout.dots(ax, marks, dot)
        every = [one for block in blocks for one in block.rows]
        details = [one.detail for one in every]
        left = layout.labels(ax, sheet, [one.label for one in every], details, places=places)
        across = ax.get_yaxis_transform()
        for middle in breaks:
            _break(ax, sheet, said, middle, left)
        for middle, (text, ink) in headings.items():
            say(ax, text, 0, middle, size=size, colour=ink, weight="bold", dx=left, at=across)

    return layout.fit(ax, draw)


def _break(ax: Axes, sheet: Sheet, said: Sequence[str], y: float, left: float) -> None:
    """Draw a broken line across labels and axes with the reason in it."""
    theme, small = sheet.theme, sheet.small
    half = max(text_width(line, small, "bold") for line in said) / 2 + small
    across, wide = ax.get_yaxis_transform(), sheet.inner.width
    for one, other in ((left, left / 2 - half), (left / 2 + half, 0)):
        # in points from the middle, or the edges, of the axes: as shares of their width
        ends = (one / wide if one == left else 0.5 + one / wide, 0.5 + other / wide if other else 1)
        dashes: Any = {"color": theme.link, "linewidth": 1, "linestyle": (0, (4, 3))}
        ax.plot(ends, (y, y), transform=across, clip_on=False, **dashes)
    centred: Any = {"weight": "bold", "ha": "center", "dx": left / 2, "at": across}
    say(ax, said, 0.5, y, size=small, colour=theme.neutral, **centred)
