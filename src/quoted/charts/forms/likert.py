"""The Likert chart: answers of one question, stacked to both sides of a middle, the others apart.

Whatever is neither on the left nor on the right, the neutral answer for one, has a column of its
own: in the middle it would push both sides away from the line from which they are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate, compress, pairwise
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

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
from quoted.charts.layout import Sheet, Tight, say
from quoted.charts.page import CAP, LEADING, wrap
from quoted.charts.theme import Theme, text_width, tints

LEFT, RIGHT = SIDES = ("left", "right")
STEPS = (10, 20, 25, 50, 100)
"""Distances of ticks: the first at which their labels have the room."""

ABOVE = 0.6
"""Totals stand at the ends of the bars if these then have that much of the width."""

Told = Mapping[Any, str] | Callable[[Any], str] | None
"""Texts of bars and answers, or of bars and sides, by both."""


class Answer(NamedTuple):
    """An answer: its value in the data, its word and its side."""

    value: Any
    name: str
    side: str


class Bar(NamedTuple):
    """The answers of one group: label, a smaller line, shares and texts by answer, the totals."""

    label: str
    detail: str
    pct: dict[Any, float]
    texts: dict[Any, str]
    totals: tuple[str, str]


class Likert(NamedTuple):
    """What a Likert chart shows: its bars and, from left to right, the answers of all of them."""

    bars: list[Bar]
    answers: list[Answer]

    def of(self, side: str) -> list[Answer]:
        """Return the answers on one side, from left to right."""
        return [answer for answer in self.answers if answer.side == side]

    @property
    def apart(self) -> list[Answer]:
        """The answers on neither side."""
        return [answer for answer in self.answers if answer.side not in SIDES]

    def total(self, bar: Bar, side: str) -> float:
        """Return how far a bar reaches to one side."""
        return sum(bar.pct.get(answer.value, 0.0) for answer in self.of(side))


def read(
    data: pd.DataFrame,
    *,
    y: str,
    x: str,
    hue: str,
    side: str,
    order: Sequence[Any] | None = None,
    hue_order: Sequence[Any] | None = None,
    labels: Words = None,
    names: Words = None,
    details: Words = None,
    texts: Told = None,
    totals: Told = None,
    fmt: Write = "{:.0f}%",
    **_: Any,
) -> Likert:
    """Return what `likert` draws of a frame; its parameters are the same."""
    need(data, "likert", y, x, hue, side)
    numbers(data, "likert", x)
    if data.duplicated([y, hue]).any():
        twice = data.loc[data.duplicated([y, hue]), hue].iloc[0]
        raise ValueError(f"likert: found {twice!r} twice for one bar, expected one row")
    sides = dict(zip(data[hue], data[side], strict=True))
    scale = sides if hue_order is None else [value for value in hue_order if value in sides]
    answers = [Answer(value, word(value, names), str(sides[value])) for value in scale]
    bars = []
    for value in ordered(data[y], order, "likert"):
        part = data[(data[y] == value) & data[hue].isin([answer.value for answer in answers])]
        pct = {one: float(share) for one, share in zip(part[hue], part[x], strict=True)}
        if wrong := [share for share in pct.values() if not 0 <= share <= 100]:
            raise ValueError(f"likert: found {wrong[0]:g} for {value!r}, expected 0 to 100")
        said = {one: _told(texts, (value, one), written(share, fmt)) for one, share in pct.items()}
        one, other = (_told(totals, (value, side)) for side in SIDES)
        detail = word(value, details) if details else ""
        bars.append(Bar(word(value, labels), detail, pct, said, (one, other)))
    return Likert(bars, answers)


def _told(texts: Told, pair: tuple[Any, Any], otherwise: str = "") -> str:
    """Return the text of a pair, or what stands there without one."""
    if callable(texts):
        return texts(pair)
    return (texts or {}).get(pair, otherwise)


def likert(
    data: pd.DataFrame,
    *,
    y: str,
    x: str,
    hue: str,
    side: str,
    order: Sequence[Any] | None = None,
    hue_order: Sequence[Any] | None = None,
    palette: Palette = None,
    labels: Words = None,
    names: Words = None,
    details: Words = None,
    texts: Told = None,
    totals: Told = None,
    fmt: Write = "{:.0f}%",
    ax: Axes | None = None,
) -> Axes:
    """Draw the answers of one question as stacked bars to both sides of a middle, others apart.

    Parameters
    ----------
    data
        Tidy: one row for each group and answer.
    y, x, hue, side
        Columns: who was asked, the share from 0 to 100, the answer, and its side: left or right;
        any other is drawn in a column of its own.
    order, hue_order
        Of the bars from the top down, and of the answers from left to right, those that no row
        has among them; by default as they come.
    palette
        Colours of the left and of the right, by default those of the settings; the answer farthest
        from the middle has the full colour.
    labels, names, details
        Words for values of `y` and of `hue`, and a smaller line below the first.
    texts, totals
        Texts for pairs of `y` and `hue`, in the bars that have the room, and for pairs of `y` and
        `side`, at their ends: `{("women", "left"): "34%"}`.
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
        A column is missing, an answer stands twice, a share is none, or the rows do not fit.

    Examples
    --------
    >>> import pandas as pd
    >>> from quoted.charts import likert
    >>> rows = pd.DataFrame(
    ...     {
    ...         "asked": ["cats"] * 3 + ["dogs"] * 3,
    ...         "answer": ["no", "neither", "yes"] * 2,
    ...         "side": ["left", "neutral", "right"] * 2,
    ...         "pct": [30, 15, 55, 62, 20, 18],
    ...     }
    ... )
    >>> ax = likert(rows, y="asked", x="pct", hue="answer", side="side")
    >>> [patch.get_x() for patch in ax.patches if patch.get_gid() == "segment"][:2]
    [-30.0, 0.0]
    """
    words: dict[str, Any] = {"labels": labels, "names": names, "details": details, "texts": texts}
    words |= {"totals": totals, "fmt": fmt, "order": order, "hue_order": hue_order}
    shown = read(data, y=y, x=x, hue=hue, side=side, **words)

    def draw(ax: Axes, sheet: Sheet) -> None:
        size, small, theme, bars = sheet.size, sheet.small, sheet.theme, shown.bars
        looks, air = fills(shown, palette, theme), 0.35 * size
        width, height = sheet.room.width, sheet.inner.height  # nothing stands beside the axes
        reach = {one: max(shown.total(bar, one) for bar in bars) for one in SIDES}
        columns = [max(bar.pct.get(one.value, 0.0) for bar in bars) for one in shown.apart]

        # across: totals, both sides, totals, and each column with its share at the end
        def wide(texts: Sequence[str]) -> float:
            return max(text_width(text, size, "bold") for text in ("", *texts)) + air

        before, after = (wide([bar.totals[n] for bar in bars]) for n in (0, 1))
        ends = [wide([bar.texts.get(one.value, "") for bar in bars]) for one in shown.apart]
        between = 1.6 * size
        spare = width - sum(between + end for end in ends)
        span = max(sum(reach.values()) + sum(columns), 1)
        over = spare - before - after < ABOVE * width  # totals stand over their bars
        if over:
            before, after = (
                max(0.0, text - reach[one] * spare / span)
                for one, text in zip(SIDES, (before, after), strict=True)
            )
        before = max(before, 1.2 * small)  # the label of the outermost tick
        spare -= before + after
        if spare < 8 * size:
            raise Tight("no room is left for the bars beside their texts")
        point = spare / span  # points that 1% takes
        starts, at = list[float](), reach[RIGHT] + after / point
        for column, end in zip(columns, ends, strict=True):
            starts.append(at + between / point)
            at = starts[-1] + column + end / point

        # down: the key, and for each bar its label above it
        key = _lines(shown, sheet)
        head = 1.6 * small * len(key) + 0.7 * size
        heads = [_heading(bar, sheet) for bar in bars]
        heights = [one.height + LEADING * size * over for one in heads]
        tall = max(heights)
        row = (height - head) / len(bars)
        thick = min(row - tall - 1.4 * size, 9 * size)
        if thick < (1.9 if sheet.ample else 1.3) * size:
            raise Tight(f"{len(bars)} bars are low")
        first = head / row
        layout.rows(ax, sheet, len(bars) + first, (-reach[LEFT] - before / point, at), pitch=1)
        _scale(ax, sheet, reach, point, fmt)
        across = ax.get_yaxis_transform()
        for n, (bar, heading) in enumerate(zip(bars, heads, strict=True)):
            top = first - 0.5 + n + (tall - heights[n]) / row
            place: dict[str, Any] = {"va": "below", "at": across, "block": f"{layout.ROW} {n}"}
            say(ax, heading.lines, 0, top, size=size, colour=theme.text, **place)
            if note := heading.note:
                place |= {"dx": heading.right, "dy": -heading.down}
                say(ax, note, 0, top, size=small, colour=theme.neutral, **place)
            middle = first - 0.5 + n + (tall + 0.25 * size + thick / 2) / row
            for start, answer in _segments(shown, bar, starts):
                pct, (fill, edge, ink) = bar.pct[answer.value], looks[answer.value]
                text = bar.texts[answer.value]
                _box(ax, (start, middle - thick / row / 2), pct, thick / row, fill, edge)
                if answer.side in SIDES:
                    _within(ax, sheet, text, start + pct / 2, middle, ink, pct * point)
                else:
                    _beside(ax, sheet, text, start + pct, middle, theme.neutral)
            for one, text, way in zip(SIDES, bar.totals, (-1, 1), strict=True):
                if text:
                    end = 0 if over else way * shown.total(bar, one)
                    level = middle - (thick / 2 + 0.75 * size) / row * over
                    _beside(ax, sheet, text, end, level, looks[one][1], way)
            ends_at = [middle + way * (thick / 2 + 0.25 * size) / row for way in (-1, 1)]
            ax.plot([0, 0], ends_at, color=theme.text, linewidth=size / 8, zorder=2)
            given = [one.value in bar.pct for one in shown.apart]
            for start in compress(starts, given):
                ax.plot([start] * 2, ends_at, color=theme.link, linewidth=0.75, zorder=2)
        _key(ax, sheet, key, looks, row)

    return layout.fit(ax, draw)


class _Heading(NamedTuple):
    """Lines of the label of a bar, of a smaller one and its place, and their height, in points."""

    lines: list[str]
    note: list[str]
    right: float
    down: float
    height: float


def _heading(bar: Bar, sheet: Sheet) -> _Heading:
    """Return what stands above a bar: the smaller line beside the label where it has the room."""
    size, small, width = sheet.size, sheet.small, sheet.room.width
    lines = wrap(bar.label, size, width)
    label = LEADING * size * len(lines)
    if not bar.detail:
        return _Heading(lines, [], 0, 0, label)
    after = text_width(lines[-1], size) + size
    if after + text_width(bar.detail, small) <= width:
        down = label - LEADING * size + CAP * (size - small)  # on the same baseline
        return _Heading(lines, [bar.detail], after, down, label)
    note = wrap(bar.detail, small, width)
    return _Heading(lines, note, 0, label, label + LEADING * small * len(note))


def fills(shown: Likert, palette: Palette, theme: Theme) -> dict[Any, tuple[str, str, str]]:
    """Return fill, edge and ink on it of each answer; of a side as a whole by its name.

    Every edge stands out of the background, and so the palest fill does.
    """
    found: dict[Any, tuple[str, str, str]] = {}
    for side, (colour, _) in inks(SIDES, palette, theme).items():
        answers = shown.of(side)
        inward = answers if side == LEFT else answers[::-1]
        paler = tints(colour, theme.background, len(inward) - 1) if len(inward) > 1 else []
        looks = [(colour, colour, theme.background), *((one, colour, theme.text) for one in paler)]
        found |= {answer.value: look for answer, look in zip(inward, looks, strict=False)}
        found[side] = looks[0]
    (grey,) = tints(theme.neutral, theme.background, 1)
    for n, answer in enumerate(shown.apart):
        found[answer.value] = (theme.background if n else grey, theme.neutral, theme.text)
    return found


def _segments(shown: Likert, bar: Bar, starts: Sequence[float]) -> list[tuple[float, Answer]]:
    """Return where each answer of a bar begins."""
    found = []
    for side in SIDES:
        answers = [answer for answer in shown.of(side) if answer.value in bar.pct]
        begins = -shown.total(bar, side) if side == LEFT else 0.0
        edges = accumulate((bar.pct[answer.value] for answer in answers), initial=begins)
        found += [(low, answer) for (low, _), answer in zip(pairwise(edges), answers, strict=True)]
    columns = zip(starts, shown.apart, strict=True)
    return found + [(start, answer) for start, answer in columns if answer.value in bar.pct]


def _box(
    ax: Axes, corner: tuple[float, float], wide: float, high: float, fill: str, edge: str
) -> None:
    look: dict[str, Any] = {"facecolor": fill, "edgecolor": edge, "linewidth": 0.75}
    if wide:
        ax.add_patch(Rectangle(corner, wide, high, clip_on=False, gid="segment", **look))


def _within(ax: Axes, sheet: Sheet, text: str, x: float, y: float, ink: str, room: float) -> None:
    """Write a share into its bar, smaller or not at all where it has not the room."""
    for size in (sheet.size, sheet.small):
        if text_width(text, size) + 0.5 * size <= room:
            say(ax, text, x, y, size=size, colour=ink, ha="center")
            return


def _beside(ax: Axes, sheet: Sheet, text: str, x: float, y: float, ink: str, way: int = 1) -> None:
    """Write a number at the end of a bar."""
    look: dict[str, Any] = {"size": sheet.size, "weight": "bold", "colour": ink}
    say(ax, text, x, y, ha="left" if way > 0 else "right", dx=0.35 * way * sheet.size, **look)


def _scale(ax: Axes, sheet: Sheet, reach: Mapping[str, float], point: float, fmt: Write) -> None:
    """Show how far both sides reach; what stands apart is told by its number."""
    wide = max(text_width(written(one, fmt), sheet.small) for one in STEPS) + sheet.small
    step = next((one for one in STEPS if one * point > wide), STEPS[-1])
    first, last = -int(reach[LEFT] // step), int(reach[RIGHT] // step)
    ticks = [n * step for n in range(first, last + 1)]
    layout.scale(ax, sheet, ticks, [written(abs(tick), fmt) for tick in ticks])
    ax.spines["bottom"].set_bounds(-reach[LEFT], reach[RIGHT])


def _lines(shown: Likert, sheet: Sheet) -> list[list[tuple[float, Answer]]]:
    """Return the key in lines, each answer with where it begins in points: those apart last."""
    small, room = sheet.small, sheet.room.width
    lines, x = list[list[tuple[float, Answer]]]([[]]), 0.0
    for answer in sorted(shown.answers, key=lambda one: one.side not in SIDES):
        wide = 1.3 * small + text_width(answer.name, small)
        if wide > room:
            raise Tight(f"{answer.name!r} is wider than the chart")
        if x + wide > room:
            lines.append([])
            x = 0.0
        lines[-1].append((x, answer))
        x += wide + 1.4 * small
    return lines


def _key(
    ax: Axes,
    sheet: Sheet,
    lines: Sequence[Sequence[tuple[float, Answer]]],
    looks: Mapping[Any, tuple[str, str, str]],
    row: float,
) -> None:
    """Name the answers above the bars, each behind a square of its fill, in the bars' order."""
    small, across = sheet.small, ax.get_yaxis_transform()
    side, width = 0.8 * small, sheet.room.width
    for n, line in enumerate(lines):
        y = -0.5 + (1.6 * n + 0.8) * small / row
        for x, answer in line:
            fill, edge, _ = looks[answer.value]
            look: dict[str, Any] = {"facecolor": fill, "edgecolor": edge, "linewidth": 0.75}
            look |= {"transform": across, "clip_on": False, "gid": "key"}
            corner = (x / width, y - side / 2 / row)
            ax.add_patch(Rectangle(corner, side / width, side / row, **look))
            place: dict[str, Any] = {"dx": x + 1.3 * small, "at": across}
            say(ax, answer.name, 0, y, size=small, colour=sheet.theme.text, **place)
