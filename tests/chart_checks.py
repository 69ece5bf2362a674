"""What every chart must satisfy, whatever its form: each check returns the problems that it finds.

The checks look at a drawn figure, not at the code that drew it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations
from typing import NamedTuple
from unittest import mock

import numpy as np
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.text import Text
from PIL import Image

from quoted.charts import theme
from quoted.charts.chart import Chart

SLACK = 0.6
"""How far a glyph may reach over its measured edge, in points: the anti-aliasing of one pixel."""

FLOORS = {"slide": (12, 14), "bare": (12, 14), "half": (9, 11), "bare_half": (9, 11)}
FLOORS |= {"phone": (9, 11), "column": (7.5, 7.5)}
"""The least type size of each destination: of source lines and axes, and of everything else."""


@contextmanager
def without_pixels() -> Iterator[None]:
    """Let charts make pictures of a few pixels, where only what is around them is looked at."""
    picture = io.BytesIO()
    Image.new("RGB", (4, 3)).save(picture, "png")
    with mock.patch.object(Chart, "_png", lambda *_: picture.getvalue()):
        yield


class Ink(NamedTuple):
    """A line of text as drawn, its box in points."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    colour: str


def texts(figure):
    """Return the texts that are drawn: of the page, of axes and those inside, of their ticks."""
    found = [text for text in figure.artists if isinstance(text, Text)]
    for axes in every_axes(figure):
        found += axes.texts
        if axes.axison:
            found += [*axes.get_xticklabels(), *axes.get_yticklabels()]
    return [text for text in found if text.get_text().strip()]


def every_axes(figure):
    return [one for axes in figure.axes for one in (axes, *axes.child_axes)]


def inks(figure):
    """Return the lines of text of a figure, in boxes around their glyphs."""
    figure.set_dpi(72)
    with theme.style():  # measured as it is written to files, without hinting
        return _inks(figure)


def _inks(figure):
    renderer = FigureCanvasAgg(figure).get_renderer()
    found = []
    for text in texts(figure):
        assert "\n" not in text.get_text(), text
        assert text.get_rotation() == 0, f"rotated: {text}"
        wide, high, deep = renderer.get_text_width_height_descent(
            text.get_text(), text.get_fontproperties(), False
        )
        if text.get_va() == "baseline":
            x, y = text.get_transform().transform(text.get_unitless_position())
            left = x - {"left": 0, "center": 0.5, "right": 1}[text.get_ha()] * wide
            box = (left, y - deep, left + wide, y - deep + high)
        else:  # the label of a tick, whose box reaches from descenders to accents
            box = text.get_window_extent(renderer).extents
            spare = (box[3] - box[1] - high) / 2
            box = (box[0], box[1] + spare, box[2], box[3] - spare)
        found.append(Ink(text.get_text(), *box, text.get_fontsize(), to_hex(text.get_color())))
    return found


def clipped(figure):
    width, height = figure.get_size_inches() * 72
    return [
        f"clipped: {ink.text!r}"
        for ink in inks(figure)
        if min(ink.left, ink.bottom, width - ink.right, height - ink.top) < -SLACK
    ]


def text_on_text(figure):
    return [
        f"text on text: {a.text!r}, {b.text!r}"
        for a, b in combinations(inks(figure), 2)
        if min(a.right, b.right) - max(a.left, b.left) > SLACK
        and min(a.top, b.top) - max(a.bottom, b.bottom) > SLACK
    ]


def text_on_marks(figure, colours):
    """Find text over anything drawn that is not background or grid, by looking at the pixels."""
    for text in texts(figure):
        text.set_visible(False)
    face = figure.get_facecolor()
    figure.set_facecolor(colours.background)
    canvas = FigureCanvasAgg(figure)
    with theme.style():
        canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())[..., :3] / 255
    figure.set_facecolor(face)
    for text in texts(figure):
        text.set_visible(True)
    # A mark stands out of the background more than the grid does.
    background, grid = np.array(to_rgb(colours.background)), np.array(to_rgb(colours.grid))
    far = np.abs(pixels - background).max(axis=2)
    marks = far > np.abs(grid - background).max() + 0.02
    height = pixels.shape[0]
    found = []
    for ink in inks(figure):
        rows = slice(max(0, round(height - ink.top)), round(height - ink.bottom))
        columns = slice(max(0, round(ink.left)), round(ink.right))
        if marks[rows, columns].any():
            found.append(f"text on a mark: {ink.text!r}")
    return found


def too_small(figure, destination):
    least, labels = FLOORS[destination]
    sizes = sorted({round(ink.size, 3) for ink in inks(figure)})
    # The smallest size is that of source lines and axes; everything else is a label or larger.
    return [f"type of {size}" for i, size in enumerate(sizes) if size < (labels if i else least)]


def contrast(one, other):
    """Return the contrast of two colours (WCAG 2.2), worked out apart from the package."""

    def luminance(colour):
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
        return float(np.dot([0.2126, 0.7152, 0.0722], linear))

    low, high = sorted((luminance(to_rgb(one)), luminance(to_rgb(other))))
    return (high + 0.05) / (low + 0.05)


def too_faint(figure, colours):
    boxes = [
        (patch.get_window_extent().extents, to_hex(patch.get_facecolor()))
        for axes in every_axes(figure)
        for patch in axes.patches
        if patch.get_gid() == "segment"
    ]
    found = []
    for ink in inks(figure):
        x, y = (ink.left + ink.right) / 2, (ink.bottom + ink.top) / 2
        inside = [fill for (a, b, c, d), fill in boxes if a < x < c and b < y < d]
        seen = contrast(ink.colour, inside[0] if inside else colours.background)
        found += [f"contrast {seen:.1f}: {ink.text!r}"] if seen < 4.5 else []
    return found


def missing_glyphs(figure):
    """Find characters that Lato lacks: another font would draw them, or none."""
    files = [font_manager.findfont(theme.font(9, weight)) for weight in theme.WEIGHTS]
    known = [set(font_manager.get_font(file).get_charmap()) for file in files]
    return [
        f"no glyph for {character!r}: {ink.text!r}"
        for ink in inks(figure)
        for character in ink.text
        if not all(ord(character) in charmap for charmap in known)
    ]


def marks(figure, gid="marks"):
    """Return the values that the marks stand at, read back from the drawing."""
    dots = [c for axes in every_axes(figure) for c in axes.collections if c.get_gid() == gid]
    return sorted(float(x) for dot in dots for x in np.asarray(dot.get_offsets())[:, 0])


def wrong_marks(figure, values):
    found = marks(figure)
    return [] if found == sorted(values) else [f"marks at {found}, data {sorted(values)}"]


def wrong_labels(figure, labels):
    """Find labels of the data that are not on the chart as often as the data has them."""
    shown = [ink.text for ink in inks(figure)]
    return [
        f"label {label!r}: {shown.count(label)} times, data {labels.count(label)}"
        for label in dict.fromkeys(labels)
        if shown.count(label) != labels.count(label)
    ]


FILLED = ("tipping", "frontier", "likert")
"""Forms whose text stands on areas, on purpose."""


def problems(figure, destination, colours, form=""):
    """Return what is wrong with a figure whatever it shows."""
    return [
        *clipped(figure),
        *text_on_text(figure),
        *([] if form in FILLED else text_on_marks(figure, colours)),
        *too_small(figure, destination),
        *too_faint(figure, colours),
        *missing_glyphs(figure),
    ]
