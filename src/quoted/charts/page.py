"""The page that a form draws on: measured text, boxes in points, axes, one scale for marks.

All lengths are points (1/72 inch) from the lower left corner. Text is set line by line on its
baseline, so that what was measured is what is drawn. What a chart shows is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import NullLocator

from quoted.charts.theme import Theme, Type, font, text_width

LEADING = 1.25
"""Height of a line, in sizes; its baseline lies one size below its top."""

CAP = 0.72
"""Height of Lato's capitals and digits, in sizes."""

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What no font draws and XML does not allow."""

CLOSING = re.compile(r"[\s.,;:!?%)\]}»”’…]")
"""What no line of a broken word begins with."""


class Box(NamedTuple):
    """A rectangle, in points."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Width in points."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Height in points."""
        return self.top - self.bottom


def printable(text: str) -> str:
    """Return `text` with every control character as a visible replacement character."""
    return UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def wrap(
    text: str, size: float, width: float, weight: str = "regular", *, even: bool = True
) -> list[str]:
    """Break `text` into the fewest lines that fit `width`.

    Lines break at spaces that allow it; a word longer than a line breaks anywhere but before
    punctuation. They become about equally long if `even`, or if the last would else be a word or
    two.
    """
    lines = _fill(text, size, width, weight)
    full = text_width(lines[-1], size, weight) > width / 3
    if len(lines) == 1 or (full and not even):
        return lines
    # No word is broken for the sake of even lines.
    words = (text_width(word, size, weight) for word in printable(text).split())
    low, high = max([width / 2, *(word for word in words if word <= width)]), width
    while high - low > 1:
        middle = (low + high) / 2
        if len(_fill(text, size, middle, weight)) > len(lines):
            low = middle
        else:
            high = middle
    return _fill(text, size, high, weight)


def _fill(text: str, size: float, width: float, weight: str) -> list[str]:
    lines = [""]
    for word in _pieces(printable(text), size, width, weight):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if text_width(longer, size, weight) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _pieces(text: str, size: float, width: float, weight: str) -> Iterable[str]:
    for word in re.split(r"[ \t\n]+", text.strip(" \t\n")):
        piece = word
        while piece and text_width(piece, size, weight) > width:
            longest = next(
                n
                for n in range(len(piece), 0, -1)
                if n == 1 or text_width(piece[:n], size, weight) <= width
            )
            fits = next((n for n in range(longest, 0, -1) if not CLOSING.match(piece, n)), longest)
            yield piece[:fits]
            piece = piece[fits:]
        if piece or not word:
            yield piece


def column(labels: Iterable[str], size: float, limit: float) -> tuple[float, list[list[str]]]:
    """Wrap labels into one column of at most `limit` points; return its width and the lines."""
    wrapped = [wrap(label, size, limit) for label in labels]
    return max(text_width(line, size) for lines in wrapped for line in lines), wrapped


def label_width(page: Page) -> float:
    """Return how wide a column of labels beside marks may be, in points."""
    return max(0.33 * page.box.width, min(0.45 * page.box.width, 15.5 * page.type.label))


def span(
    top: float, width: float, extents: Iterable[tuple[float, float, float]]
) -> tuple[float, float]:
    """Return the limits of a scale from 0 to at least `top` that leaves room for labels.

    Parameters
    ----------
    top
        The scale holds 0 to `top`.
    width
        Width of the axes, in points.
    extents
        For every mark: its value, and how far it and its label reach to its left and right, in
        points.
    """
    extents = list(extents)
    left = right = 0.0
    for _ in range(20):  # the room shrinks the scale, which asks for a little more room
        point = (width - left - right) / top
        left = max([0.0, *(reach - value * point for value, reach, _ in extents)])
        right = max([0.0, *(reach - (top - value) * point for value, _, reach in extents)])
    if left + right > 0.8 * width:
        raise ValueError(f"too narrow: {width:.0f} points for marks and their labels")
    point = (width - left - right) / top
    return -left / point, top + right / point


@dataclass(frozen=True)
class Page:
    """Where a form draws: the figure, its colours and type, and the room that is left for it.

    `comfort` is how generously rows are spaced where there is room: 1 on a slide, less in a report.
    """

    figure: Figure
    theme: Theme
    type: Type
    box: Box
    comfort: float = 1

    def axes(self, box: Box, x: tuple[float, float], y: tuple[float, float]) -> Axes:
        """Add bare axes with these limits; nothing is clipped at their edges."""
        width, height = self.figure.get_size_inches() * 72
        axes = self.figure.add_axes(
            (box.left / width, box.bottom / height, box.width / width, box.height / height)
        )
        axes.set(xlim=x, ylim=y, facecolor="none")
        axes.set_axis_off()
        axes.set_autoscale_on(False)
        for axis in (axes.xaxis, axes.yaxis):  # the forms draw their own ticks and labels
            axis.set_major_locator(NullLocator())
            axis.set_label_text(" ")  # without any, seaborn makes ticks, to see if they are shown
        return axes

    def write(
        self,
        lines: str | list[str],
        x: float,
        top: float,
        size: float,
        colour: str,
        weight: str = "regular",
        ha: str = "left",
    ) -> float:
        """Set lines of text from `top` downward; return where the next line would begin."""
        for line in [lines] if isinstance(lines, str) else lines:
            self.figure.add_artist(
                Text(
                    x / 72,
                    (top - size) / 72,
                    printable(line),
                    color=colour,
                    fontproperties=font(size, weight),
                    ha=ha,
                    va="baseline",
                    transform=self.figure.dpi_scale_trans,
                )
            )
            top -= LEADING * size
        return top

    def beside(
        self,
        lines: str | list[str],
        x: float,
        middle: float,
        size: float,
        colour: str,
        weight: str = "regular",
        ha: str = "left",
    ) -> None:
        """Set lines of text so that their capitals are centred on the height `middle`."""
        lines = [lines] if isinstance(lines, str) else lines
        ink = (CAP + LEADING * (len(lines) - 1)) * size
        self.write(lines, x, middle + ink / 2 + (1 - CAP) * size, size, colour, weight, ha)


def place(axes: Axes, x: float, y: float) -> tuple[float, float]:
    """Return where a point of the data lies, in points."""
    pixels = axes.transData.transform((x, y))
    left, bottom = pixels * 72 / axes.figure.dpi
    return float(left), float(bottom)
