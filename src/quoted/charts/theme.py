"""How every chart looks: colours, marks, type sizes and the font, as settings of matplotlib.

A comparison has two roles, first and second, each with one colour for marks and text alike and one
mark; whatever is compared with nothing is neutral. Which group has which role is the caller's, and
so is where things stand, in `quoted.charts.layout`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from functools import cache
from itertools import chain
from typing import NamedTuple

import matplotlib
import matplotlib.style
import numpy as np
from matplotlib import font_manager
from matplotlib.colors import to_hex, to_rgb, to_rgba_array
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import LoadFlags
from matplotlib.rcsetup import cycler

from quoted.system import fonts

FAMILY = list(fonts.FAMILIES)
LANGUAGE = "en"
"""By whose rules letters are shaped; unsaid it is the locale's (Turkish has no fi ligature)."""

WEIGHTS = {"regular": 400, "bold": 700}

FIRST, SECOND, NEUTRAL = "first", "second", "neutral"
ROLES = (FIRST, SECOND)
"""Of the groups of a comparison, in order; every other group is neutral."""

MARKERS = {FIRST: "o", SECOND: "D", NEUTRAL: "s"}
AREAS = {"o": 1.0, "D": 0.62, "s": 0.78}
"""How much of the square of its diameter a marker takes, so that all look equally large."""


@dataclass(frozen=True)
class Theme:
    """The colours of a chart; each is used for marks and for text except `link` and `grid`."""

    name: str
    background: str
    text: str
    neutral: str
    first: str
    second: str
    link: str
    grid: str

    def role(self, role: str) -> str:
        """Return the colour of a role; any other colour is returned as it is."""
        return str(getattr(self, role)) if role in MARKERS else role


LIGHT = Theme("light", "#FFFFFF", "#1B2733", "#4A5768", "#143C6E", "#C54E00", "#838D99", "#DDE2E7")
DARK = Theme("dark", "#14202E", "#F3F6F9", "#B9C4D0", "#B3D7FF", "#E8772A", "#6E7D8D", "#2E3D4E")
THEMES = {False: LIGHT, True: DARK}
"""By whether the background is dark."""


def theme(dark: bool = False, palette: tuple[str, str] | None = None) -> Theme:
    """Return the colours for a background, with other colours for the two roles if given.

    On the dark background colours that are too dark for it are lightened until text in them reads.
    """
    ground = THEMES[dark]
    if palette is None:
        return ground
    first, second = (to_hex(colour) for colour in palette)
    if dark:
        first, second = (_lightened(colour, ground.background) for colour in (first, second))
    return replace(ground, first=first, second=second)


def _lightened(colour: str, background: str) -> str:
    mixes = (_blend("#ffffff", colour, step / 20) for step in range(20))
    return next((mix for mix in mixes if contrast(mix, background) >= TEXT), "#ffffff")


TEXT, MARKS = 4.5, 3.0
"""The least contrast of text and of marks with their background (WCAG 2.2, 1.4.3 and 1.4.11)."""


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""

    def luminance(colour: str) -> float:
        linear = (
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)
        )
        return sum(part * c for part, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def apart(one: str, other: str) -> bool:
    """Say whether two colours can be told apart."""
    return float(np.linalg.norm(np.subtract(to_rgb(one), to_rgb(other)))) >= 0.25


def checked(palette: Sequence[str]) -> tuple[str, str]:
    """Return two colours for the two roles, if text in them can be read on white.

    Raises
    ------
    ValueError
        There are not two colours, they are no colours, or they are too faint or too alike.
    """
    try:
        first, second = (to_hex(colour) for colour in palette)
    except (ValueError, TypeError):
        raise ValueError(
            f"palette: found {palette!r}, expected two colours, such as ('#143C6E', '#C54E00')"
        ) from None
    for colour in (first, second):
        found = contrast(colour, LIGHT.background)
        if found < TEXT:
            need = f"{TEXT} to 1 for text ({MARKS:.0f} to 1 would do for marks alone)"
            raise ValueError(
                f"palette: found {colour} with a contrast of {min(found, TEXT - 0.1):.1f} to 1 "
                f"on white, expected at least {need}"
            )
    if not apart(first, second):
        raise ValueError(
            f"palette: found {first} and {second}, expected two that can be told apart"
        )
    return first, second


MOST_TINTS = 5
"""Bands that a group may have beside each other."""


def _blend(colour: str, background: str, share: float) -> str:
    pairs = zip(to_rgb(colour), to_rgb(background), strict=True)
    red, green, blue = (share * a + (1 - share) * b for a, b in pairs)
    return str(to_hex((red, green, blue)))


def tints(colour: str, background: str, n: int) -> list[str]:
    """Return the fills of `n` bands of a colour, strongest first: opaque, so that they print alike.

    Raises
    ------
    ValueError
        There are more than `MOST_TINTS` bands.
    """
    if n > MOST_TINTS:
        raise ValueError(f"found {n} bands, expected at most {MOST_TINTS}")
    return [_blend(colour, background, share) for share in shares(n)]


def shares(n: int) -> list[float]:
    """Return how much of a colour is in the fill of each of `n` bands."""
    return [0.42 - 0.27 * i / max(n - 1, 1) for i in range(n)]


@cache
def exchanged(light: Theme, dark: Theme) -> Mapping[str, str]:
    """Return the dark theme's colour for each of the light one's, as ``#rrggbb`` in lower case."""

    def colours(theme: Theme) -> list[str]:
        named = [getattr(theme, field.name) for field in fields(theme) if field.name != "name"]
        blends = [
            tints(theme.role(role), theme.background, n + 1)
            for role in MARKERS
            for n in range(MOST_TINTS)
        ]
        return [colour.lower() for colour in (*named, *chain(*blends))]

    return dict(zip(colours(light), colours(dark), strict=True))


COLOURED = ("color", "facecolor", "edgecolor", "markerfacecolor", "markeredgecolor")


def darken(figure: Figure, colours: Mapping[str, str]) -> None:
    """Exchange colours of a figure in place, as ``#rrggbb`` in lower case; others stay."""
    for artist in figure.findobj():
        for what in COLOURED:
            read, write = (getattr(artist, f"{verb}_{what}", None) for verb in ("get", "set"))
            if not read or not write:
                continue
            rgba = to_rgba_array(read())
            for colour in rgba:
                if colour[3]:  # what is not seen stays
                    colour[:3] = to_rgb(colours.get(to_hex(colour), colour[:3]))
            if len(rgba):
                write(rgba if np.ndim(read()) == 2 else tuple(rgba[0]))


LEAST = 8.0
"""Type is never set from a smaller base: a chart that needs it to fit is refused."""


@dataclass(frozen=True)
class Type:
    """Type sizes in points, all from one base: 18 on a slide, 13 on half of one, 9 in the report.

    On a slide that makes title 28, labels 16, details 14 and source 12; on half of one 18, 13, 11.4
    and 9; in the report labels 9, details 8 and source 8.

    Attributes
    ----------
    base
        What the others follow from.
    dense
        What all are multiplied by where small labels alone would not do.
    """

    base: float
    dense: float = 1

    @property
    def title(self) -> float:
        """Size of the title."""
        return max(28 - 2 * (18 - self.base), self.base) * self.dense

    @property
    def label(self) -> float:
        """Size of labels and values."""
        return min(self.base, 16 * max(1, self.base / 18)) * self.dense

    @property
    def detail(self) -> float:
        """Size of scales and of a smaller line beside a label: the least that a slide bears."""
        return max(self.label * 7 / 8, self.source * self.dense)

    @property
    def source(self) -> float:
        """Size of the source line."""
        return max(12 - 0.6 * (18 - self.base), 8 * min(1, self.base / 9))

    @property
    def subtitle(self) -> float:
        """Size of the line below the title."""
        return 0.92 * self.base * self.dense


class Look(NamedTuple):
    """What a form reads from the settings: colours, size of labels, size of details (points)."""

    theme: Theme
    size: float
    small: float


def look() -> Look:
    """Return the look that matplotlib's settings make, whoever made them."""
    rc = matplotlib.rcParams
    first, second = [*rc["axes.prop_cycle"].by_key()["color"], "C0", "C1"][:2]
    theme = Theme(
        "settings",
        to_hex(rc["figure.facecolor"]),
        to_hex(rc["text.color"]),
        to_hex(rc["axes.labelcolor"]),
        to_hex(first),
        to_hex(second),
        to_hex(rc["axes.edgecolor"]),
        to_hex(rc["grid.color"]),
    )
    small = FontProperties(size=rc["xtick.labelsize"]).get_size_in_points()
    return Look(theme, float(rc["font.size"]), min(small, float(rc["font.size"])))


@cache
def install_font() -> None:
    """Make our files the only ones of their families that matplotlib knows.

    A machine may have others by the same names, and would draw other charts with them.

    Raises
    ------
    FileNotFoundError
        A file of a font is not there: matplotlib would draw another font in silence.
    """
    lato = fonts.lato()
    manager = font_manager.fontManager
    manager.ttflist = [font for font in manager.ttflist if font.name not in FAMILY]
    for file in (lato / "Lato-Regular.ttf", lato / "Lato-Bold.ttf", *fonts.dejavu()):
        if not file.exists():
            raise FileNotFoundError(f"{file}: font not found, expected where its package has it")
        manager.addfont(file)


def settings(colours: Theme, kind: Type) -> dict[str, object]:
    """Return the look as settings of matplotlib, which seaborn follows too."""
    quiet = ("axes.edgecolor", "xtick.color", "ytick.color")
    said = ("axes.labelcolor", "xtick.labelcolor", "ytick.labelcolor")
    plain = ("axes.titlesize", "ytick.labelsize", "figure.titlesize")
    small = ("axes.labelsize", "xtick.labelsize", "legend.fontsize", "legend.title_fontsize")
    return {
        "font.family": FAMILY,
        "font.size": kind.label,
        **dict.fromkeys(plain, kind.label),
        **dict.fromkeys(small, kind.detail),
        "axes.prop_cycle": cycler(color=[colours.first, colours.second, colours.neutral]),
        "figure.facecolor": colours.background,
        "axes.facecolor": "none",
        "text.color": colours.text,
        "axes.titlecolor": colours.text,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        **dict.fromkeys(quiet, colours.link),
        **dict.fromkeys(said, colours.neutral),
        "grid.color": colours.grid,
        "axes.axisbelow": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "legend.frameon": False,
        "lines.linewidth": kind.label / 6,
        "text.parse_math": False,  # a dollar sign in the data is a dollar sign
        "text.hinting": "none",  # text as wide at 72 dpi as at 200
        "text.language": LANGUAGE,
        "svg.hashsalt": "quoted",
    }


@contextmanager
def style(
    *, dark: bool = False, size: float = 9, palette: tuple[str, str] | None = None, **others: object
) -> Iterator[None]:
    """Draw in the look of the charts, whatever matplotlib's settings are.

    Parameters
    ----------
    dark
        Whether for a dark background.
    size
        Base type size in points: 9 in a report or notebook, 13 on half a slide, 18 on a slide.
    palette
        Colours of the first and the second group, if other ones are wanted.
    others
        Further settings of matplotlib, by name.

    Examples
    --------
    >>> import quoted
    >>> from matplotlib import pyplot
    >>> with quoted.style():
    ...     figure, axes = pyplot.subplots()
    ...     bars = axes.bar(["a", "b"], [1, 2])
    >>> bars[0].get_facecolor()[:3] == (20 / 255, 60 / 255, 110 / 255)
    True
    >>> pyplot.close(figure)
    """
    with applied(theme(dark, palette), Type(size), **others):
        yield


@contextmanager
def applied(colours: Theme, kind: Type, **others: object) -> Iterator[None]:
    """Draw in these colours and sizes."""
    install_font()
    ours = {**settings(colours, kind), **others}
    with matplotlib.style.context(ours, after_reset=True):
        yield


def font(size: float, weight: str = "regular") -> FontProperties:
    """Return our font in a size (points) and a weight (`WEIGHTS`)."""
    return FontProperties(family=FAMILY, size=size, weight=WEIGHTS[weight])


def text_width(text: str, size: float, weight: str = "regular") -> float:
    """Return how wide a line of text is in our font, in points."""
    return _width(text, weight) * size / MEASURED_AT


MEASURED_AT = 64.0
"""Text is measured once, at this size, and scaled: without hinting its width is linear in it."""


@cache
def _width(text: str, weight: str) -> float:
    install_font()
    files = font_manager.fontManager._find_fonts_by_props(font(MEASURED_AT, weight))
    face = font_manager.get_font(files)
    face.clear()
    face.set_size(MEASURED_AT, 72)  # a pixel is a point
    face.set_text(text, 0.0, flags=LoadFlags.NO_HINTING, language=LANGUAGE)
    return float(face.get_width_height()[0]) / 64
