"""The forest: differences with their intervals around zero, one row each.

Intervals belong to differences, never to the two groups: whiskers on those invite the mistake of
reading their overlap. Several intervals of one difference, one for each scenario, lie inside one
another. Colour, mark and side of zero all say which group is higher.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from quoted.charts import layout
from quoted.charts.forms.frames import (
    Palette,
    Words,
    Write,
    inks,
    need,
    numbers,
    ordered,
    word,
    written,
)
from quoted.charts.layout import Sheet, say
from quoted.charts.page import CAP, LEADING
from quoted.charts.theme import text_width, tints

LEAST = 0.36
"""The part of the width that the scale has at least beside columns of texts."""


class Row(NamedTuple):
    """One difference, in points: label, difference, it as text, intervals, texts at its right."""

    label: str
    estimate: float
    value: str
    intervals: list[tuple[float, float]]
    texts: list[str]


class Forest(NamedTuple):
    """What a forest shows: rows from the top down, names of the intervals, heads of the texts."""

    rows: list[Row]
    scenarios: list[str]
    heads: list[str]
    ticks: list[float]


def read(
    data: pd.DataFrame,
    *,
    y: str,
    x: str,
    low: str,
    high: str,
    hue: str | None = None,
    order: Sequence[Any] | None = None,
    hue_order: Sequence[Any] | None = None,
    labels: Words = None,
    names: Words = None,
    texts: Mapping[str, Words] | None = None,
    fmt: Write = "{:+.0f}",
    span: tuple[float, float] = (0, 0),
    **_: Any,
) -> Forest:
    """Return what `forest` draws of a frame; its parameters are the same."""
    texts = texts or {}
    need(data, "forest", y, x, low, high, hue)
    numbers(data, "forest", x, low, high)
    cases = ordered(data[hue], hue_order, "forest", "hue_order") if hue else [None]
    rows = []
    for value in ordered(data[y], order, "forest"):
        part = data[data[y] == value]
        limits, last = [], part.iloc[-1]
        for case in cases:
            mine = part[part[hue] == case] if hue else part
            if len(mine) != 1:
                about = f" with {hue!r} {case!r}" if hue else ""
                raise ValueError(
                    f"forest: found {len(mine)} rows of {value!r}{about}, expected one"
                )
            last = mine.iloc[0]
            limits.append((float(last[low]), float(last[high])))
        said = [word(value, words) for words in texts.values()]
        estimate = float(last[x])
        rows.append(Row(word(value, labels), estimate, written(estimate, fmt), limits, said))
    scenarios = [word(case, names) for case in cases] if hue else []
    held = [*span, 0.0, *(end for row in rows for pair in row.intervals for end in pair)]
    return Forest(rows, scenarios, list(texts), ticks(min(held), max(held)))


def ticks(low: float, high: float) -> list[float]:
    """Return round values of a scale around zero, at most eight, that hold both ends."""
    steps = (1, 2, 5, 10, 20, 50, 100)
    step = next(s for s in steps if math.ceil(high / s) - math.floor(low / s) <= 8 or s == 100)
    return [float(step * n) for n in range(math.floor(low / step), math.ceil(high / step) + 1)]


def thickness(n: int, size: float) -> list[float]:
    """Return the widths of `n` nested intervals in points, the narrowest interval's first."""
    return [size * (0.75 - 0.5 * i / max(n - 1, 1)) for i in range(n)]


def forest(
    data: pd.DataFrame,
    *,
    y: str,
    x: str,
    low: str,
    high: str,
    hue: str | None = None,
    order: Sequence[Any] | None = None,
    hue_order: Sequence[Any] | None = None,
    palette: Palette = None,
    labels: Words = None,
    names: Words = None,
    sides: tuple[str, str] = ("", ""),
    zero: str = "0",
    texts: Mapping[str, Words] | None = None,
    fmt: Write = "{:+.0f}",
    span: tuple[float, float] = (0, 0),
    ax: Axes | None = None,
) -> Axes:
    """Draw differences with their intervals.

    Parameters
    ----------
    data
        Tidy: one row for each interval.
    y, x, low, high
        Columns: what is compared; the difference, first group minus second; its limits.
    hue
        Column of the scenario, where a difference has several intervals.
    order, hue_order
        Of the rows from the top down; of the scenarios, narrowest intervals first.
    palette
        Colours of the first and the second group, by default those of the settings.
    labels, names
        Words for values of `y` and of `hue`.
    sides
        What a difference below and above zero means.
    zero
        What stands at zero.
    texts
        Columns of words for values of `y`, at the right of each row, by their headings.
    fmt
        How differences are written.
    span
        What the scale holds at least.
    ax
        Where to draw; by default pyplot's current axes. Everything stays within their room.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        A column is missing, a row has no interval or two, or the rows do not fit.

    Examples
    --------
    >>> import pandas as pd
    >>> from quoted.charts import forest
    >>> rows = pd.DataFrame({"of": ["cats", "dogs"], "gap": [19, -5], "a": [8, -14], "b": [29, 3]})
    >>> ax = forest(rows, y="of", x="gap", low="a", high="b", sides=("men higher", "women higher"))
    >>> [text.get_text() for text in ax.texts if text.get_weight() == 700]
    ['+19', '−5']
    """
    words: dict[str, Any] = {"labels": labels, "names": names, "texts": texts, "fmt": fmt}
    columns: dict[str, Any] = {"y": y, "x": x, "low": low, "high": high, "hue": hue}
    shown = read(data, **columns, order=order, hue_order=hue_order, span=span, **words)

    def draw(ax: Axes, sheet: Sheet) -> None:
        size, small, theme = sheet.size, sheet.small, sheet.theme
        (above, circle), (below, diamond) = inks(("first", "second"), palette, theme).values()
        ends = (shown.ticks[0], shown.ticks[-1])
        layout.rows(ax, sheet, len(shown.rows), ends, pitch=2.6, above=0.15)
        said = [zero if tick == 0 else written(tick, fmt) for tick in shown.ticks]
        layout.scale(ax, sheet, shown.ticks, said, grid=True)
        ax.axvline(0, color=theme.text, linewidth=1.5, zorder=2)
        left = layout.labels(ax, sheet, [row.label for row in shown.rows])
        texts = _that_fit(sheet, shown, sheet.room.width + left)
        marks = []
        for i, row in enumerate(shown.rows):
            ink, marker = (below, diamond) if row.estimate < 0 else (above, circle)
            marks.append((row.estimate, i, ink, marker))
            widths = thickness(len(row.intervals), size)
            fills = [*reversed(tints(ink, theme.background, len(row.intervals)))]
            for n, (limits, width) in enumerate(zip(row.intervals, widths, strict=True)):
                line = {"solid_capstyle": "butt", "gid": f"interval-{n}", "zorder": 2.5 - n / 10}
                fill = fills[-1 - n]
                ax.plot(limits, [i, i], color=fill, linewidth=width, **line)  # type: ignore[arg-type]
            over = 0.55 * size + 0.3 * size + CAP * size / 2
            say(
                ax,
                row.value,
                row.estimate,
                i,
                size=size,
                colour=ink,
                weight="bold",
                ha="center",
                dy=over,
            )
        layout.dots(ax, marks, 0.8 * size)
        _sides(ax, sheet, sides, (below, above))
        # headings of the texts stand beside the sides' names, or above them where those reach far
        zero_at = layout.at(ax, 0, 0)[0] + 0.5 * small + text_width(sides[1], small)
        _texts(ax, sheet, texts, 1.4 * small if zero_at > layout.box(ax).right else 0)
        _key(ax, sheet, shown.scenarios)

    return layout.fit(ax, draw)


class _Column(NamedTuple):
    """Texts at the right of the rows, their heading, weight and width in points."""

    head: str
    said: list[str]
    weight: str
    wide: float


def _that_fit(sheet: Sheet, shown: Forest, width: float) -> list[_Column]:
    """Return the columns of texts that leave the scale its room: if not all, the last ones."""
    columns = []
    for i, head in enumerate(shown.heads):
        weight = "bold" if i == len(shown.heads) - 1 > 0 else "regular"
        said = [row.texts[i] for row in shown.rows]
        wide = max(text_width(text, sheet.small, weight) for text in said)
        wide = max(wide, text_width(head, sheet.small)) + sheet.size
        columns.append(_Column(head, said, weight, wide))
    while columns and width - sum(column.wide for column in columns) < LEAST * sheet.room.width:
        columns.pop(0)
    return columns


def _texts(ax: Axes, sheet: Sheet, columns: Sequence[_Column], lift: float) -> None:
    """Write the columns at the right, each as wide as it needs, under its heading."""
    right, small = sheet.size, sheet.small
    for head, said, weight, wide in columns:
        ink = sheet.theme.text if weight == "bold" else sheet.theme.neutral
        across = ax.get_yaxis_transform()
        for i, text in enumerate(said):
            say(ax, text, 1, i, size=small, colour=ink, weight=weight, dx=right, at=across)
        at: dict[str, Any] = {"dx": right, "dy": lift + 0.4 * small, "at": ax.transAxes}
        say(ax, head, 1, 1, size=small, colour=sheet.theme.neutral, va="above", **at)
        right += wide


def _sides(ax: Axes, sheet: Sheet, sides: tuple[str, str], inks: tuple[str, str]) -> None:
    """Say above the axes what either side of zero means."""
    step, across = 0.5 * sheet.small, ax.get_xaxis_transform()
    for words, ink, side in zip(sides, inks, (-1, 1), strict=True):
        place: dict[str, Any] = {"ha": "right" if side < 0 else "left", "dx": side * step}
        place |= {"va": "above", "dy": 0.4 * sheet.small, "at": across}
        say(ax, words, 0, 1, size=sheet.small, colour=ink, **place)


def _key(ax: Axes, sheet: Sheet, scenarios: Sequence[str]) -> None:
    """Say below the scale which band is which scenario."""
    small, theme = sheet.small, sheet.theme
    fills = tints(theme.neutral, theme.background, len(scenarios)) if scenarios else []
    for n, (name, width) in enumerate(
        zip(scenarios, thickness(len(scenarios), sheet.size), strict=True)
    ):
        down = -2.6 * small - n * LEADING * 1.1 * small
        x, y = 2 * small / sheet.inner.width, down / sheet.inner.height
        place: dict[str, Any] = {"transform": ax.transAxes, "clip_on": False}
        place |= {"solid_capstyle": "butt", "linewidth": width}
        ax.plot((0, x), (y, y), color=fills[n], **place)
        say(
            ax,
            name,
            0,
            0,
            size=small,
            colour=theme.neutral,
            dx=2.6 * small,
            dy=down,
            at=ax.transAxes,
        )
