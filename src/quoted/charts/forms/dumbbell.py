"""The dumbbell: two groups per row, and the gap between them written on their link.

Which pairs may be compared, and all words, are the caller's.
"""

from __future__ import annotations

from collections.abc import Sequence
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
from quoted.charts.page import CAP
from quoted.charts.theme import text_width

TICKS = range(0, 101, 20)
"""Shares stand on one scale in every chart, so that equal numbers look equal."""
PITCH = 2.8
"""The height of a row that reads well, in sizes of its label; one of three times that stands far
from the scale, and lines lead there."""


class Row(NamedTuple):
    """One pair: label, shares of first and second group (0 to 100), they and the gap as text."""

    label: str
    pct: tuple[float, float]
    texts: tuple[str, str]
    gap: str


class Dumbbell(NamedTuple):
    """What a dumbbell shows: rows from the top down, the two groups and their names."""

    rows: list[Row]
    groups: tuple[Any, Any]
    names: tuple[str, str]


def read(
    data: pd.DataFrame,
    *,
    y: str,
    x: str,
    hue: str,
    order: Sequence[Any] | None = None,
    hue_order: Sequence[Any] | None = None,
    labels: Words = None,
    names: Words = None,
    fmt: Write = "{:.0f}%",
    gap_fmt: Write = "{:+.0f}",
    **_: Any,
) -> Dumbbell:
    """Return what `dumbbell` draws of a frame; its parameters are the same."""
    need(data, "dumbbell", y, x, hue)
    numbers(data.dropna(subset=x), "dumbbell", x)
    groups = ordered(data[hue], hue_order, "dumbbell", "hue_order")
    if len(groups) != 2:
        raise ValueError(
            f"dumbbell: found {len(groups)} groups in {hue!r}, expected two (choose by hue_order)"
        )
    shown = data[data[hue].isin(groups)]
    if shown.duplicated([y, hue]).any():
        twice = shown.loc[shown.duplicated([y, hue]), y].iloc[0]
        raise ValueError(f"dumbbell: found {twice!r} twice for one group, expected one row")
    wide = shown.pivot_table(index=y, columns=hue, values=x, sort=False).reindex(columns=groups)
    whole = wide.dropna().index
    found = ordered(
        [value for value in dict.fromkeys(shown[y]) if value in whole], order, "dumbbell"
    )
    if not found:
        raise ValueError(f"dumbbell: found no row of {y!r} with both groups, expected at least one")
    rows = []
    for value in found:
        first, second = (float(wide.loc[value, group]) for group in groups)
        texts = (written(first, fmt), written(second, fmt))
        rows.append(
            Row(word(value, labels), (first, second), texts, written(first - second, gap_fmt))
        )
    first_name, second_name = (word(group, names or labels) for group in groups)
    return Dumbbell(rows, (groups[0], groups[1]), (first_name, second_name))


def dumbbell(
    data: pd.DataFrame,
    *,
    y: str,
    x: str,
    hue: str,
    order: Sequence[Any] | None = None,
    hue_order: Sequence[Any] | None = None,
    palette: Palette = None,
    labels: Words = None,
    names: Words = None,
    fmt: Write = "{:.0f}%",
    gap_fmt: Write = "{:+.0f}",
    ax: Axes | None = None,
) -> Axes:
    """Draw the shares of two groups, one row for each thing that both were asked.

    Parameters
    ----------
    data
        Tidy: one row for each share.
    y, x, hue
        Columns: what was asked, the share from 0 to 100, and the group. What only one of the two
        groups was asked is left out.
    order, hue_order
        Of the rows from the top down, and of the groups; by default as they come. Gaps are the
        first group's share minus the second's.
    palette
        Colours of the two groups, by default those of the settings.
    labels, names
        Words for values of `y` and of `hue`.
    fmt, gap_fmt
        How shares and gaps are written.
    ax
        Where to draw; by default pyplot's current axes. Everything stays within their room.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        A column is missing, there are not two groups or no pair, or the rows do not fit.

    Examples
    --------
    >>> import pandas as pd
    >>> from quoted.charts import dumbbell
    >>> rows = pd.DataFrame(
    ...     {
    ...         "answer": ["cats", "cats", "dogs", "dogs"],
    ...         "asked": ["women", "men", "women", "men"],
    ...         "pct": [61, 42, 34, 65],
    ...     }
    ... )
    >>> ax = dumbbell(rows, y="answer", x="pct", hue="asked")
    >>> [text.get_text() for text in ax.texts if "+" in text.get_text()]
    ['+19']
    """
    words: dict[str, Any] = {"labels": labels, "names": names, "fmt": fmt, "gap_fmt": gap_fmt}
    shown = read(data, y=y, x=x, hue=hue, order=order, hue_order=hue_order, **words)

    def draw(ax: Axes, sheet: Sheet) -> None:
        size, theme = sheet.size, sheet.theme
        looks = list(inks(shown.groups, palette, theme).values())
        dot, air = 1.1 * size, 0.35 * size
        layout.rows(ax, sheet, len(shown.rows), (0, 100), pitch=PITCH)
        far = sheet.inner.height > 3 * PITCH * size * len(shown.rows)
        layout.scale(ax, sheet, TICKS, [written(tick, fmt) for tick in TICKS], grid=far)
        point = sheet.inner.width / 100
        # the text of a share near 0 stands to the left of the scale
        over = max(
            text_width(row.texts[row.pct[0] >= row.pct[1]], size, "bold") - min(row.pct) * point
            for row in shown.rows
        )
        beside = max(0.0, dot / 2 + air + over)
        layout.labels(ax, sheet, [row.label for row in shown.rows], beside=beside)
        marks = []
        for i, row in enumerate(shown.rows):
            ax.plot(
                sorted(row.pct), [i, i], color=theme.link, linewidth=size / 6, zorder=1, gid="link"
            )
            low = 0 if row.pct[0] < row.pct[1] else 1
            for g, (pct, text) in enumerate(zip(row.pct, row.texts, strict=True)):
                ink, marker = looks[g]
                marks.append((pct, i, ink, marker))
                side = -1 if g == low else 1
                say(
                    ax, text, pct, i, size=size, colour=ink, weight="bold",
                    ha="right" if side < 0 else "left", dx=side * (dot / 2 + air),
                )  # fmt: skip
            lift = dot / 2 + air + CAP * size / 2
            middle = sum(row.pct) / 2
            say(
                ax,
                row.gap,
                middle,
                i,
                size=size,
                colour=theme.text,
                weight="bold",
                ha="center",
                dy=lift,
            )
        layout.dots(ax, marks, dot)
        over = dot / 2 + air + (CAP + 0.5) * size
        _name(ax, sheet, shown, [ink for ink, _ in looks], dot / 2, over)

    return layout.fit(ax, draw)


def _name(
    ax: Axes, sheet: Sheet, shown: Dumbbell, inks: Sequence[str], reach: float, over: float
) -> None:
    """Name the groups above the marks of the first row and its gap, each on its side."""
    pct, size = shown.rows[0].pct, sheet.size
    low = 0 if pct[0] < pct[1] else 1
    point = sheet.inner.width / 100
    apart = abs(pct[0] - pct[1]) * point
    wide = [text_width(name, size, "bold") for name in shown.names]
    for g, name in enumerate(shown.names):
        # centred above its mark where both have the room, else beside the middle
        side, at = (-1 if g == low else 1), pct[g]
        if sum(wide) / 2 + size < apart and wide[g] / 2 < sheet.size + point * min(at, 100 - at):
            place: dict[str, Any] = {"ha": "center"}
        else:
            place = {"ha": "right" if side < 0 else "left", "dx": -side * reach}
            if 2 * reach + 0.8 * size > apart:
                at, place["dx"] = sum(pct) / 2, side * 0.5 * size
        say(ax, name, at, 0, size=size, colour=inks[g], weight="bold", va="above", dy=over, **place)
