"""Unit charts of 100: each share as so many of a hundred squares, in neutral ink, each on its own.

For figures that have nothing in common but the page they stand on: no common axis and no order of
size, and every one with its own words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from quoted.charts import layout
from quoted.charts.forms.frames import Words, Write, need, numbers, ordered, uppers, word, written
from quoted.charts.layout import Sheet, Tight, say
from quoted.charts.page import LEADING, Box, wrap
from quoted.charts.theme import text_width

SIDE = 10
"""Squares in a row, and rows."""


class Unit(NamedTuple):
    """One share: in percent, as text, what it is a share of, a smaller line such as its source.

    Of a range `pct` is the lower end, and `high` the upper one.
    """

    pct: float
    value: str
    label: str
    detail: str
    high: float | None = None


def read(
    data: pd.DataFrame,
    *,
    y: str,
    x: str,
    high: str | None = None,
    order: Sequence[Any] | None = None,
    labels: Words = None,
    details: Words = None,
    texts: Words = None,
    fmt: Write = "{:.0f}%",
    **_: Any,
) -> list[Unit]:
    """Return what `unit_chart` draws of a frame; its parameters are the same."""
    need(data, "unit_chart", y, x, high)
    numbers(data, "unit_chart", x)
    found = []
    for value in ordered(data[y], order, "unit_chart"):
        mine = data[data[y] == value]
        for pct, upper in zip(mine[x], uppers(mine, high), strict=True):
            if not 0 <= pct <= 100:
                raise ValueError(f"unit_chart: found {pct} for {value!r}, expected 0 to 100")
            detail = word(value, details) if details else ""
            text = word(value, texts) if texts else written(float(pct), fmt)
            found.append(Unit(float(pct), text, word(value, labels), detail, upper))
    return found


def unit_chart(
    data: pd.DataFrame,
    *,
    y: str,
    x: str,
    high: str | None = None,
    order: Sequence[Any] | None = None,
    labels: Words = None,
    details: Words = None,
    texts: Words = None,
    fmt: Write = "{:.0f}%",
    ax: Axes | None = None,
) -> Axes:
    """Draw shares as a hundred squares each, so many of them filled, beside their words.

    Parameters
    ----------
    data
        Tidy: one row for each share.
    y, x
        Columns: what the share is of, and the share from 0 to 100. Squares are whole: 61.4 fills
        61 of them, and its text says what `fmt` makes of it.
    high
        Column of the upper ends of shares that are ranges, without a number for the others; the
        squares between both ends are paler.
    order
        Of the charts; by default as they come.
    labels, details
        Words for values of `y`, and smaller ones below.
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
        A column is missing, a share is beyond 0 to 100, or the charts do not fit.

    Examples
    --------
    >>> import pandas as pd
    >>> from quoted.charts import unit_chart
    >>> rows = pd.DataFrame({"of": ["of cats sleep", "of dogs do"], "pct": [64, 82]})
    >>> ax = unit_chart(rows, y="of", x="pct")
    >>> [text.get_text() for text in ax.texts]
    ['64%', 'of cats sleep', '82%', 'of dogs do']
    """
    words: dict[str, Any] = {"labels": labels, "details": details, "texts": texts, "fmt": fmt}
    units = read(data, y=y, x=x, high=high, order=order, **words)

    def draw(ax: Axes, sheet: Sheet) -> None:
        room = layout.canvas(ax)
        tried = [_Grid(room, sheet, units, columns) for columns in (1, 2) if columns <= len(units)]
        grid = max(tried, key=lambda one: one.side)
        if grid.side < (6 if sheet.ample else 3) * sheet.size:
            raise Tight(f"{len(units)} charts of 100 do not fit")
        grid.draw(ax)

    return layout.fit(ax, draw)


class _Grid:
    """Where the parts go with this many columns: the squares take what the words leave."""

    def __init__(self, room: Box, sheet: Sheet, units: Sequence[Unit], columns: int) -> None:
        self.room, self.sheet, self.units, self.columns = room, sheet, units, columns
        size, rows = sheet.size, -(-len(units) // columns)
        self.number, self.gap = 1.6 * size, 1.2 * size
        self.width = (room.width - (columns - 1) * 2 * size) / columns
        self.height = (room.height - (rows - 1) * self.gap) / rows
        # In one column the number stands between squares and words, in two above the words.
        wide = max(text_width(unit.value, self.number, "bold") for unit in units)
        self.indent = wide + size if columns == 1 else 0.0
        self.side = min(self.height, 0.5 * self.width)
        while self.side >= 3 * size:
            words = self.width - self.side - size - self.indent
            self.labels = [wrap(unit.label, size, words) for unit in units]
            self.details = [wrap(u.detail, sheet.small, words) if u.detail else [] for u in units]
            if max(map(self.tall, range(len(units)))) <= self.height:
                break
            self.side *= 0.95
        else:
            self.side = 0.0

    def tall(self, i: int) -> float:
        """Return the height of the words beside a chart."""
        number = 0.0 if self.indent else self.number + 0.3 * self.sheet.size
        label = LEADING * self.sheet.size * len(self.labels[i])
        return number + label + LEADING * self.sheet.small * len(self.details[i])

    def draw(self, ax: Axes) -> None:
        sheet, size, theme = self.sheet, self.sheet.size, self.sheet.theme
        step = self.side / SIDE
        for i, unit in enumerate(self.units):
            row, column = divmod(i, self.columns)
            left = column * (self.width + 2 * size)
            top = self.room.top - row * (self.height + self.gap)
            ends = [0, round(unit.pct), SIDE**2]
            looks = [("filled", theme.neutral), ("empty", theme.grid)]
            if unit.high is not None:
                ends.insert(2, round(unit.high))
                looks.insert(1, ("between", theme.link))
            for (name, ink), places in zip(looks, map(range, ends, ends[1:]), strict=True):
                ax.scatter(
                    [left + (n % SIDE + 0.5) * step for n in places],
                    [top - (n // SIDE + 0.5) * step for n in places],
                    s=(0.8 * step) ** 2,
                    marker="s",
                    color=ink,
                    linewidth=0,
                    clip_on=False,
                    gid=name,
                )
            x, big = left + self.side + size, self.number
            say(ax, unit.value, x, top, size=big, colour=theme.text, weight="bold", va="below")
            if self.indent:
                x += self.indent
            else:
                top -= big + 0.3 * size
            say(ax, self.labels[i], x, top, size=size, colour=theme.text, va="below")
            top -= LEADING * size * len(self.labels[i])
            if self.details[i]:
                ink = theme.neutral
                say(ax, self.details[i], x, top, size=sheet.small, colour=ink, va="below")
