"""Where figures come from: articles, the surveys behind them, and who made those.

One square is one figure; a band joins the article that prints it to its survey. Articles without
any figure are named as well, side by side.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from quoted.charts import layout
from quoted.charts.forms.frames import Words, need, word
from quoted.charts.layout import Sheet, Tight, say
from quoted.charts.page import LEADING, wrap
from quoted.charts.theme import text_width

IN_A_ROW = (7, 5, 4, 3)
"""Squares beside each other: fewer where words would break else."""
SHARES = (
    (0.3, 0.43, 0.27),
    (0.3, 0.35, 0.35),
    (0.25, 0.5, 0.25),
    (0.2, 0.55, 0.25),
    (0.2, 0.45, 0.35),
    (0.2, 0.25, 0.55),
)
"""What articles, surveys and their makers may get of the width of all words."""

_Lines = tuple[list[str], list[str], list[str], list[str], list[str]]


class Flow(NamedTuple):
    """Figures that an article takes from one survey, with the words of its row."""

    article: str
    n: int
    said: str
    name: str
    detail: str
    maker: str


def read(
    data: pd.DataFrame,
    *,
    article: str,
    survey: str,
    n: str,
    labels: Words = None,
    names: Words = None,
    details: Words = None,
    makers: Words = None,
    counts: Callable[[int], str] = str,
    **_: Any,
) -> list[Flow]:
    """Return what `provenance` draws of a frame; its parameters are the same."""
    need(data, "provenance", article, survey, n)
    totals = data.groupby(article, sort=False)[n].sum()
    flows = [
        Flow(
            word(a, labels),
            int(number),
            counts(int(totals[a])),
            word(s, names) if number else "",
            word(s, details) if number and details else "",
            word(s, makers) if number and makers else "",
        )
        for a, s, number in zip(data[article], data[survey], data[n], strict=True)
    ]
    joined: list[Flow] = []
    for flow in flows:
        if joined and not joined[-1].n and not flow.n and joined[-1].said == flow.said:
            flow = flow._replace(article=f"{joined.pop().article}, {flow.article}")
        joined.append(flow)
    return joined


def provenance(
    data: pd.DataFrame,
    *,
    article: str,
    survey: str,
    n: str,
    labels: Words = None,
    names: Words = None,
    details: Words = None,
    makers: Words = None,
    heads: tuple[str, str, str] = ("", "", ""),
    counts: Callable[[int], str] = str,
    ax: Axes | None = None,
) -> Axes:
    """Draw figures as squares between the article that prints them and the survey behind them.

    Parameters
    ----------
    data
        Tidy: one row for each article and survey; 0 figures for an article without any.
    article, survey, n
        Columns: who prints, what survey, and how many figures.
    labels, names, details, makers
        Words for articles, for surveys, smaller ones below those, and for who made them.
    heads
        Headings of the three columns.
    counts
        How many figures an article prints, in words.
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
    >>> from quoted.charts import provenance
    >>> rows = pd.DataFrame({"paper": ["A", "B"], "poll": ["cats", ""], "n": [3, 0]})
    >>> ax = provenance(rows, article="paper", survey="poll", n="n")
    >>> [text.get_text() for text in ax.texts]
    ['A', '3', 'cats', 'B', '0']
    """
    words = {"labels": labels, "names": names, "details": details, "makers": makers}
    names_of = {"article": article, "survey": survey, "n": n}
    flows = read(data, **names_of, counts=counts, **words)  # type: ignore[arg-type]

    def draw(ax: Axes, sheet: Sheet) -> None:
        room, size, small = layout.canvas(ax), sheet.size, sheet.small
        theme, side = sheet.theme, 0.75 * size
        band = 0.6 * size + 0.09 * room.width
        first = [i == 0 or flow.article != flows[i - 1].article for i, flow in enumerate(flows)]

        def columns(n: int, shares: tuple[float, float, float]) -> tuple[float, float, float]:
            """Return the widths of the columns of words beside `n` squares."""
            words = room.width - band - n * side - size
            if words < 16 * small:
                raise Tight("no room is left for the words")
            one, other, last = (share * words for share in shares)
            return one, other, last

        def split(widths: tuple[float, float, float]) -> int:
            """Return how many words are wider than their column."""
            one, other, last = widths
            said = [((flow.article, one - small), (flow.name, other - size), (flow.maker, last))
                    for flow in flows if flow.n]  # fmt: skip
            return sum(
                text_width(word, size, "bold") > width
                for row in said
                for text, width in row
                for word in text.split()
            )

        def broken(widths: tuple[float, float, float]) -> list[_Lines]:
            """Return the lines of every row in columns of these widths."""
            one, other, last = widths
            return [
                (
                    # an article without figures has the whole row to itself
                    wrap(flow.article, size, one - small if flow.n else room.width, "bold"),
                    wrap(flow.said, small, one - small if flow.n else room.width),
                    wrap(flow.name, size, other - size) if flow.name else [],
                    wrap(flow.detail, small, other - size) if flow.detail else [],
                    wrap(flow.maker, size, last) if flow.maker else [],
                )
                for flow in flows
            ]

        def heights(said: list[_Lines], n: int) -> list[float]:
            return [
                max(
                    LEADING * (size * len(a) + small * len(c)) if first[i] else 0,
                    LEADING * (size * len(name) + small * len(detail)),
                    LEADING * size * len(maker),
                    side * -(-flows[i].n // n),
                )
                for i, (a, c, name, detail, maker) in enumerate(said)
            ]

        # with as few broken words as can be, then the lowest; of several the first
        tried = [(n, columns(n, shares)) for n in IN_A_ROW for shares in SHARES]
        least_split = min(split(widths) for _, widths in tried)
        if least_split and size > small:
            raise Tight("words are wider than their columns")
        in_a_row = next(n for n, widths in tried if split(widths) == least_split)
        fair = [widths for n, widths in tried if n == in_a_row and split(widths) == least_split]
        widths = min(fair, key=lambda one: sum(heights(broken(one), in_a_row)))
        said, squares_wide = broken(widths), in_a_row * side + size
        tall = heights(said, in_a_row)
        left = [0.0, widths[0] + band, widths[0] + band + squares_wide, room.width - widths[2]]
        head = 1.6 * small if any(heads) else 0.0
        spare = room.height - head - sum(tall)
        if spare < (0.8 if sheet.ample else 0.25) * size * len(flows):
            least = head + sum(tall) + 0.25 * size * len(flows)
            rows = f"{len(flows)} rows of articles and surveys"
            raise Tight(f"{rows} do not fit: they take {least:.0f} points")
        gap = min(spare / len(flows), 2.2 * size)
        for x, text in zip((left[0], left[1], left[3]), heads, strict=True):
            if text:
                say(ax, text, x, room.top, size=small, colour=theme.neutral, va="below")
        most = max(flow.n for flow in flows)
        top = room.top - head
        for i, flow in enumerate(flows):
            a, c, name, detail, maker = said[i]
            if first[i]:
                y = top
                ink = theme.text if flow.n else theme.neutral
                say(ax, a, left[0], y, size=size, colour=ink, weight="bold", va="below")
                y -= LEADING * size * len(a)
                say(ax, c, left[0], y, size=small, colour=theme.neutral, va="below")
                start = top - 0.2 * size
            if flow.n:
                strong = theme.text if flow.n == most else theme.neutral
                high = max(side * flow.n / in_a_row, 0.3 * side)
                _band(ax, (widths[0], start), (left[1] - size, top), high, theme.grid)
                start -= high
                for k in range(flow.n):
                    x = left[1] + (k % in_a_row + 0.5) * side
                    y = top - (k // in_a_row + 0.5) * side
                    ax.scatter(
                        [x],
                        [y],
                        s=(0.8 * side) ** 2,
                        marker="s",
                        color=strong,
                        linewidth=0,
                        clip_on=False,
                        gid="figure",
                    )
                weight = "bold" if flow.n == most else "regular"
                say(ax, name, left[2], top, size=size, colour=strong, weight=weight, va="below")
                y = top - LEADING * size * len(name)
                if detail:
                    say(ax, detail, left[2], y, size=small, colour=theme.neutral, va="below")
                if maker:
                    say(ax, maker, left[3], top, size=size, colour=strong, va="below")
            top -= tall[i] + gap

    return layout.fit(ax, draw)


def _band(
    ax: Axes, one: tuple[float, float], other: tuple[float, float], high: float, ink: str
) -> None:
    """Fill the band between two upright edges of one height, from their upper ends down."""
    (x0, y0), (x1, y1) = one, other
    middle = (x0 + x1) / 2
    curve = [(x0, y0), (middle, y0), (middle, y1), (x1, y1)]
    back = [(x1, y1 - high), (middle, y1 - high), (middle, y0 - high), (x0, y0 - high)]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3]
    path = Path([*curve, *back], codes)
    ax.add_patch(PathPatch(path, facecolor=ink, linewidth=0, clip_on=False, zorder=0))
