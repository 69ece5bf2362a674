"""Draw, measure what was drawn, shrink and draw again: how a form fits the room of its axes.

A form says what stands where in data and in points beside it; here its texts are measured, the axes
drawn in until all of them are inside the room, and what touches is found. Text is set line by line
on its baseline in our own font, so that what was measured is what is drawn. What a chart shows is
not decided here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import pairwise
from typing import Any, Literal, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import NullLocator
from matplotlib.transforms import Transform, offset_copy

from quoted.charts import theme
from quoted.charts.page import CAP, LEADING, Box, wrap
from quoted.charts.theme import Theme, font, text_width
from quoted.language.shown import printable

SQUEEZES = (1.0, 0.94, 0.875)
"""What labels are multiplied by, in this order, until a form fits."""

NARROWEST, LOWEST = 5.0, 2.0
"""The least width and height of axes, in sizes of their labels."""

LABELS = 0.36
"""The most that labels beside rows take of the width."""

AMPLE = 2.0
"""How much more air rows have where a chart may be as high as it likes."""

ROUNDS = 6
"""How often a form is drawn at most until the size of its axes stays."""

SLACK = 0.5
"""What may overlap, in points: the blurred edge of a letter."""

ROW = "row"
"""How the blocks of text begin that stand one below the other."""

_forms: WeakKeyDictionary[Axes, Drawing] = WeakKeyDictionary()
"""What draws the forms that were drawn, as long as somebody has their axes."""
_squeezes: ContextVar[Sequence[float]] = ContextVar("squeezes", default=SQUEEZES)
_ample: ContextVar[bool] = ContextVar("ample", default=False)


class Tight(ValueError):
    """What was drawn does not fit; type that is smaller may.

    Attributes
    ----------
    lack
        Points of height that are missing at least, at this size of type.
    """

    def __init__(self, problem: str, lack: float = 0) -> None:
        super().__init__(problem)
        self.lack = lack


class Drawing(NamedTuple):
    """A form on axes: what draws it, and which of the axes' children it has drawn."""

    draw: Callable[[Axes, Sheet], None]
    children: list[int]


class Ink(NamedTuple):
    """What must touch nothing else: a block of text or a mark, its box in points."""

    what: str
    box: Box
    mark: bool = False


class Sheet(NamedTuple):
    """What a form draws with: colours, sizes of labels and details, room and axes, in points."""

    theme: Theme
    size: float
    small: float
    room: Box
    inner: Box
    ample: bool = False


@contextmanager
def squeezed(*factors: float, ample: bool = False) -> Iterator[None]:
    """Let forms try these sizes of labels instead of `SQUEEZES`, in this order.

    If `ample`, they take no less than the height that reads well.
    """
    tokens = _squeezes.set(factors), _ample.set(ample)
    try:
        yield
    finally:
        _squeezes.reset(tokens[0])
        _ample.reset(tokens[1])


def squeezes() -> Sequence[float]:
    """Return the sizes of labels that forms try, as factors."""
    return _squeezes.get()


def fit(ax: Axes | None, draw: Callable[[Axes, Sheet], None]) -> Axes:
    """Draw into the room of axes with labels as large as fit, and return the axes.

    Parameters
    ----------
    ax
        Its place in the figure is the room that everything stays in; pyplot's current axes if none.
    draw
        Draws on a sheet; called again once the size of the axes is known, and for smaller labels.

    Raises
    ------
    ValueError
        It does not fit, not even with the smallest labels.
    """
    if ax is None:
        from matplotlib import pyplot  # not where a chart makes its own figure

        ax = pyplot.gca()
        if ax.has_data() or ax.texts:  # one form on another would be neither
            ax = pyplot.figure().add_subplot()
    look, room, old = theme.look(), box(ax), {*ax.get_children()}
    for factor in squeezes():
        guess = room._replace(left=room.left + 0.4 * room.width)
        small = look.small * max(factor, 1)
        sheet = Sheet(look.theme, max(look.size * factor, small), small, room, guess, _ample.get())
        try:
            for n in range(ROUNDS):  # what depends on the axes' size is right once it stays
                _clear(ax, old, sheet.inner if n else room)
                draw(ax, sheet)
                settle(ax, room, 2 if n else 1)
                if n > 1:  # what made it smaller does not come back: it would never stay
                    _place(ax, _common(box(ax), sheet.inner))
                settled, sheet = sheet.inner, sheet._replace(inner=box(ax))
                if n and max(abs(a - b) for a, b in zip(settled, box(ax), strict=True)) < SLACK:
                    break
            touching(ax, room, sheet.ample)
            mine = [n for n, child in enumerate(ax.get_children()) if child not in old]
            _forms[ax] = Drawing(draw, mine)
            return ax
        except Tight as error:
            problem = error
    _clear(ax, old, room)
    shown = ax.get_figure(root=True)
    by_hand = shown is not None and shown.canvas.manager is not None
    hint = "; a larger figure has more room, plt.subplots(figsize=(13, 6))" if by_hand else ""
    size = f"{room.width:.0f} by {room.height:.0f} points"
    raise Tight(f"too small: {size}: {problem}{hint}", problem.lack)


def form_of(ax: Axes) -> Drawing | None:
    """Return the form that was drawn on axes, if any."""
    return _forms.get(ax)


def again(ax: Axes, form: Drawing, room: Box) -> None:
    """Draw a form anew in a room of a figure, in place of what it has drawn on these axes.

    What others have drawn on them stays; a title stands at the top of the room.
    """
    children = ax.get_children()
    for n in form.children:
        children[n].remove()
    place: Any = next((one for one in ("left", "center", "right") if ax.get_title(one)), None)
    look = theme.look()
    above = 1.9 * look.size if place else 0
    _place(ax, room._replace(top=room.top - above))
    fit(ax, form.draw)
    if place:
        axes = box(ax)
        x, y = room.left - axes.left, room.top - above / 2 - axes.bottom
        ax.set_title(
            ax.get_title(place), loc=place, pad=0, ha="left", va="center", color=look.theme.text,
            x=x / axes.width, y=y / axes.height, fontproperties=font(look.size, "bold"),
        )  # fmt: skip


def _common(one: Box, other: Box) -> Box:
    """Return what two boxes share."""
    return Box(
        max(one.left, other.left),
        max(one.bottom, other.bottom),
        min(one.right, other.right),
        min(one.top, other.top),
    )


def _clear(ax: Axes, old: set[Artist], room: Box) -> None:
    """Remove what was drawn since, and give axes their room again."""
    for artist in (*ax.child_axes, *ax.get_children()):
        if artist not in old and artist.axes is not None:
            artist.remove()
    _place(ax, room)


def settle(ax: Axes, room: Box, steps: int) -> None:
    """Draw the axes in until all its text is inside the room, if that is possible.

    Smaller axes move what stands in them: what is drawn anew in between needs few steps.
    """
    least = _largest(ax)
    for _ in range(steps):
        reach = inner = box(ax)
        for ink in inks(ax):
            reach = reach if ink.mark else _around(reach, ink.box)
        new = _drawn_in(inner, reach, room)
        small = new.width < NARROWEST * least or new.height < LOWEST * least
        if small or max(abs(a - b) for a, b in zip(new, inner, strict=True)) < 0.02:
            return
        _place(ax, new)


def contain(ax: Axes, room: Box) -> None:
    """Draw in axes that matplotlib or seaborn filled, until all that belongs to them is inside.

    Raises
    ------
    ValueError
        Nothing is left of the axes.
    """
    point = 72 / _figure(ax).dpi
    for _ in range(6):
        extent, inner = ax.get_tightbbox(), box(ax)
        if extent is None:
            return
        reach = Box(*(point * float(edge) for edge in extent.extents))
        new = _drawn_in(inner, reach, room)
        if min(new.width, new.height) < 0.2 * min(room.width, room.height):
            raise ValueError(
                f"too small: nothing is left of {room.width:.0f} points beside its texts"
            )
        _place(ax, new)


def parts(figure: Figure, room: Box, between: float) -> list[tuple[Axes, Box]]:
    """Place the axes of a figure in a room, `between` apart, and return the part of each.

    Those of a grid share the room as the grid says; others keep their place in the whole figure.
    """
    width, height = figure.get_size_inches() * 72
    whole = {ax: ax.get_position(original=True) for ax in figure.axes}
    for ax in figure.axes:
        if spec := ax.get_subplotspec():
            grid = spec.get_topmost_subplotspec().get_gridspec()
            wide, high = (
                between / max(1.0, (length + between) / n - between)  # of the mean axes
                for length, n in ((room.width, grid.ncols), (room.height, grid.nrows))
            )
            figure.subplots_adjust(
                left=room.left / width, right=room.right / width, wspace=wide,
                bottom=room.bottom / height, top=room.top / height, hspace=high,
            )  # fmt: skip
        else:
            (x0, y0), (x1, y1) = whole[ax].get_points()
            left, bottom = room.left + x0 * room.width, room.bottom + y0 * room.height
            right, top = room.left + x1 * room.width, room.bottom + y1 * room.height
            _place(ax, Box(left, bottom, right, top))
    return [(ax, box(ax)) for ax in figure.axes]


def _drawn_in(inner: Box, reach: Box, room: Box) -> Box:
    """Return where the axes must be so that what reaches beyond them ends at the room's edges."""
    return Box(
        room.left + max(0.0, snap(inner.left - reach.left)),
        room.bottom + max(0.0, snap(inner.bottom - reach.bottom)),
        room.right - max(0.0, snap(reach.right - inner.right)),
        room.top - max(0.0, snap(reach.top - inner.top)),
    )


def _largest(ax: Axes) -> float:
    """Return the size of the largest text in axes, in points."""
    return max((float(text.get_fontsize()) for text in texts(ax)), default=9.0)


def _figure(ax: Axes) -> Figure:
    """Return the figure that axes stand in."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    return figure


def snap(points: float) -> float:
    """Round to a hundredth of a point, the same wherever the last digits of a float differ."""
    return math.floor(100 * points + 0.500001) / 100


def box(ax: Axes) -> Box:
    """Return the rectangle of axes in the figure, in points."""
    extent, point = ax.get_window_extent(), 72 / _figure(ax).dpi
    return Box(*(snap(point * float(edge)) for edge in extent.extents))


def at(ax: Axes, x: float, y: float) -> tuple[float, float]:
    """Return where a place of the data lies in the figure, in points."""
    across, up = ax.transData.transform((x, y)) * 72 / _figure(ax).dpi
    return float(across), float(up)


def _place(ax: Axes, room: Box) -> None:
    width, height = _figure(ax).get_size_inches() * 72
    ax.set_position(
        (room.left / width, room.bottom / height, room.width / width, room.height / height)
    )


def all_axes(ax: Axes) -> list[Axes]:
    """Return axes and those inside it."""
    return [ax, *(child for child in ax.child_axes if isinstance(child, Axes))]


def texts(ax: Axes) -> list[Text]:
    """Return the texts of axes and of those inside, their ticks' labels too."""
    found: list[Text] = []
    for one in all_axes(ax):
        found += one.texts
        if one.axison:
            found += [*one.get_xticklabels(), *one.get_yticklabels()]
    return [text for text in found if text.get_text().strip() and text.get_visible()]


def inks(ax: Axes, air: float = 0) -> list[Ink]:
    """Return blocks of text and marks of axes and of those inside, in points.

    With `air`, rows have some above and below, and labels of ticks at their sides.
    """
    point = 72 / _figure(ax).dpi
    blocks: dict[object, Box] = {}
    words: dict[object, str] = {}
    for text in texts(ax):
        line, name = _ink(text, point), text.get_gid()
        key = (text.axes, name) if name else text  # panels have blocks of the same names
        around = 0.15 * float(text.get_fontsize())
        if str(name).startswith(ROW):
            line = line._replace(bottom=line.bottom - air * around, top=line.top + air * around)
        elif air and text.get_verticalalignment() == "top":  # labels of ticks
            line = line._replace(left=line.left - 2 * around, right=line.right + 2 * around)
        blocks[key] = _around(blocks[key], line) if key in blocks else line
        words[key] = f"{words[key]} {text.get_text()}" if key in words else text.get_text()
    found = [Ink(repr(words[key]), block) for key, block in blocks.items()]
    for one in all_axes(ax):
        for marks in one.collections:
            if marks.get_gid() == "marks":
                half = math.sqrt(float(marks.get_sizes()[0])) / 2  # type: ignore[attr-defined]
                at = one.transData.transform(np.asarray(marks.get_offsets())) * point
                found += [
                    Ink("a mark", Box(x - half, y - half, x + half, y + half), mark=True)
                    for x, y in at.tolist()
                ]
    return found


def _ink(text: Text, point: float) -> Box:
    """Return the box of a line's letters, from its descenders to its capitals."""
    size = float(text.get_fontsize())
    weight = "bold" if text.get_fontweight() == 700 else "regular"
    wide = text_width(text.get_text(), size, weight)
    x, y = (point * float(v) for v in text.get_transform().transform(text.get_position()))
    left = x - {"left": 0.0, "center": 0.5, "right": 1.0}[text.get_horizontalalignment()] * wide
    if text.get_verticalalignment() == "top":  # labels of ticks
        y -= 0.99 * size
    elif text.get_verticalalignment() != "baseline":
        y -= CAP / 2 * size
    return Box(left, y - 0.21 * size, left + wide, y + 0.76 * size)


def _around(one: Box, other: Box) -> Box:
    return Box(
        min(one.left, other.left),
        min(one.bottom, other.bottom),
        max(one.right, other.right),
        max(one.top, other.top),
    )


def touching(ax: Axes, room: Box, ample: bool = False) -> None:
    """Find what touches or leaves the room.

    Raises
    ------
    Tight
        Two texts touch, or a text and a mark, or a text is not inside the room.
    """
    found = inks(ax, AMPLE if ample else 1.0)
    for ink in inks(ax):
        over = room if ink.mark else _around(room, ink.box)
        if snap(max(abs(a - b) for a, b in zip(over, room, strict=True))) > 2 * SLACK:
            raise Tight(f"{ink.what} is not inside")
    for i, one in enumerate(found):
        for other in found[i + 1 :]:
            if one.mark and other.mark:
                continue
            wide = min(one.box.right, other.box.right) - max(one.box.left, other.box.left)
            high = min(one.box.top, other.box.top) - max(one.box.bottom, other.box.bottom)
            if snap(min(wide, high)) > SLACK:
                raise Tight(f"{one.what} would touch {other.what}")


def say(
    ax: Axes,
    lines: str | Sequence[str],
    x: float,
    y: float,
    *,
    size: float,
    colour: str,
    weight: str = "regular",
    ha: Literal["left", "center", "right"] = "left",
    va: Literal["middle", "above", "below"] = "middle",
    dx: float = 0,
    dy: float = 0,
    at: Transform | None = None,
    block: str = "",
) -> None:
    """Write lines of text at a place of the axes, `dx` and `dy` points from there.

    Parameters
    ----------
    va
        Whether the capitals are centred on the place, or all is above or below it.
    at
        What the place is measured in; by default in data.
    block
        Name of what it is a part of; rows have room between them.
    """
    lines = [lines] if isinstance(lines, str) else list(lines)
    tall = (CAP + LEADING * (len(lines) - 1)) * size
    first = {"middle": tall / 2, "above": tall, "below": 0.0}[va] - CAP * size
    block = block or f"text {len(ax.texts)}"
    for i, line in enumerate(lines):
        down = dy + first - i * LEADING * size
        where = offset_copy(at or ax.transData, ax.get_figure(root=True), dx, down, "points")
        ax.text(
            x,
            y,
            printable(line),
            transform=where,
            color=colour,
            fontproperties=font(size, weight),
            ha=ha,
            va="baseline",
            clip_on=False,
            gid=block,
        )


def labels(
    ax: Axes,
    sheet: Sheet,
    said: Sequence[str],
    details: Sequence[str] = (),
    *,
    places: Sequence[float] | None = None,
    beside: float = 0,
) -> float:
    """Write the labels of rows in a column to the left of axes; return where it begins (points).

    Parameters
    ----------
    details
        A smaller line below each.
    places
        Of the rows; by default 0, 1, ...
    beside
        How far what is drawn reaches out of the axes toward the labels, in points.
    """
    size, small, width = sheet.size, sheet.small, sheet.room.width
    limit = max(LABELS * width, min(0.45 * width, 15.5 * size))
    blocks = [wrap(text, size, limit) for text in said]
    below = [wrap(text, small, limit) if text else [] for text in details or [""] * len(said)]
    wide = max(
        [text_width(line, size) for lines in blocks for line in lines]
        + [text_width(line, small) for lines in below for line in lines]
    )
    across = ax.get_yaxis_transform()
    left = -wide - size - beside
    for i, lines, smaller in zip(places or range(len(said)), blocks, below, strict=True):
        up = LEADING * small * len(smaller) / 2
        block = f"{ROW} {i}"
        ink = sheet.theme.text
        say(ax, lines, 0, i, size=size, colour=ink, dx=left, dy=up, at=across, block=block)
        lift = up - (CAP + LEADING * (len(lines) - 1)) * size / 2 - (LEADING - CAP) * small
        if smaller:
            ink, place = sheet.theme.neutral, {"dx": left, "dy": lift, "at": across}
            say(ax, smaller, 0, i, size=small, colour=ink, va="below", block=block, **place)  # type: ignore[arg-type]
    return left


def scale(
    ax: Axes, sheet: Sheet, ticks: Sequence[float], texts: Sequence[str], *, grid: bool = False
) -> None:
    """Show a scale below axes: a line with ticks, or lines across the axes if `grid`."""
    for side, spine in ax.spines.items():
        spine.set_visible(side == "bottom" and not grid)
    colours = sheet.theme
    ax.spines["bottom"].set(color=colours.link, linewidth=0.75)
    ax.yaxis.set_ticks([])
    step = sheet.inner.width / max(len(ticks) - 1, 1)
    wide = [text_width(text, sheet.small) + 0.7 * sheet.small for text in texts]
    zero = min(range(len(ticks)), key=lambda i: abs(ticks[i]))
    every = next(  # labels that have the room, that of zero among them
        n
        for n in range(1, len(ticks) + 1)
        if all(a + b <= 2 * n * step for a, b in pairwise(wide[zero % n :: n]))
    )
    if zero == 0 and every > 2:
        every = max(every, len(ticks) - 1)  # of two labels, those of both ends
    said = [text if (i - zero) % every == 0 else "" for i, text in enumerate(texts)]
    ax.xaxis.set_ticks(list(ticks), labels=[printable(text) for text in said])
    ax.tick_params(
        axis="x",
        length=0 if grid else 0.3 * sheet.small,
        width=0.75,
        pad=0.25 * sheet.small,
        color=colours.link,
        labelcolor=colours.neutral,
        labelsize=sheet.small,
        labelfontfamily=theme.FAMILY,
    )
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set(xlabel="", ylabel="")
    ax.xaxis.grid(grid)  # in a room of another size there may have been one
    if grid:
        ax.xaxis.grid(color=colours.grid, linewidth=0.75)
        ax.set_axisbelow(True)


def canvas(ax: Axes) -> Box:
    """Let axes count in points from their lower left corner, without scales; return their box."""
    room = box(ax)
    ax.set(xlim=(0, room.width), ylim=(0, room.height))
    ax.set_autoscale_on(False)
    ax.set_axis_off()
    return Box(0, 0, room.width, room.height)


def rows(
    ax: Axes, sheet: Sheet, n: float, x: tuple[float, float], *, pitch: float, above: float = 0
) -> None:
    """Set the limits of axes for `n` rows, the first on top.

    Parameters
    ----------
    pitch
        The height of a row that reads well, in sizes of its label.
    above
        Room above the first, in rows.

    Raises
    ------
    Tight
        Rows could be as high as that, and are not.
    """
    if sheet.ample and sheet.inner.height < pitch * sheet.size * n:
        raise Tight(f"{n:.0f} rows are low")
    ax.set(xlim=x, ylim=(n - 0.5, -0.5 - above), facecolor="none")
    ax.set_autoscale_on(False)


def dots(ax: Axes, marks: Iterable[tuple[float, float, str, str]], diameter: float) -> None:
    """Draw a mark for every (x, y, colour, marker), all equally large to the eye."""
    by_kind: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for x, y, colour, marker in marks:
        by_kind.setdefault((colour, marker), []).append((x, y))
    for (colour, marker), places in by_kind.items():
        ax.scatter(
            [x for x, _ in places],
            [y for _, y in places],
            s=diameter**2 * theme.AREAS[marker],
            color=colour,
            marker=marker,
            linewidth=0,
            clip_on=False,
            zorder=3,
            gid="marks",
        )
