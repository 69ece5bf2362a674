"""How every chart looks: colours, marks, type sizes and the font.

One colour per group, for its marks and its text alike, and a second channel (the marker) for
readers who do not see the colour. Where things stand on a page is in `quoted.charts.page`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import cache
from itertools import chain

import matplotlib
import matplotlib.style
import numpy as np
from matplotlib import font_manager
from matplotlib.colors import to_hex, to_rgb, to_rgba_array
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import LoadFlags

from quoted.system import fonts

FAMILY = list(fonts.FAMILIES)
LANGUAGE = "en"
"""By whose rules letters are shaped; unsaid it is the locale's (Turkish has no fi ligature)."""

WEIGHTS = {"regular": 400, "bold": 700}

MARKERS = {"executives": "o", "entry_level": "D"}
OTHER_MARKER = "s"


@dataclass(frozen=True)
class Theme:
    """The colours of a chart; each is used for marks and for text except `link` and `grid`."""

    name: str
    background: str
    text: str
    secondary: str
    executives: str
    entry_level: str
    link: str
    grid: str

    def group(self, group: str) -> str:
        """Return the colour of a group; all but the two compared ones are neutral."""
        colours = {"executives": self.executives, "entry_level": self.entry_level}
        return colours.get(group, self.secondary)


LIGHT = Theme("light", "#FFFFFF", "#1B2733", "#4A5768", "#143C6E", "#C54E00", "#838D99", "#DDE2E7")
DARK = Theme("dark", "#14202E", "#F3F6F9", "#B9C4D0", "#B3D7FF", "#E8772A", "#6E7D8D", "#2E3D4E")


MOST_TINTS = 5
"""Bands that a group may have beside each other."""


def tints(theme: Theme, group: str, n: int) -> list[str]:
    """Return the fills of `n` bands of a group, strongest first: opaque, so that they print alike.

    Raises
    ------
    ValueError
        There are more than `MOST_TINTS` bands.
    """
    if n > MOST_TINTS:
        raise ValueError(f"found {n} bands, expected at most {MOST_TINTS}")
    mixes = (0.42 - 0.27 * i / max(n - 1, 1) for i in range(n))
    pairs = list(zip(to_rgb(theme.group(group)), to_rgb(theme.background), strict=True))
    blends = ([mix * a + (1 - mix) * b for a, b in pairs] for mix in mixes)
    return [to_hex((red, green, blue)) for red, green, blue in blends]


@cache
def darker() -> dict[str, str]:
    """Return the dark theme's colour for each of the light one's, as ``#rrggbb`` in lower case."""

    def colours(theme: Theme) -> list[str]:
        named = [getattr(theme, field.name) for field in fields(theme) if field.name != "name"]
        groups = ("executives", "entry_level", "all")
        blends = [tints(theme, group, n + 1) for group in groups for n in range(MOST_TINTS)]
        return [colour.lower() for colour in (*named, *chain(*blends))]

    return dict(zip(colours(LIGHT), colours(DARK), strict=True))


COLOURED = ("color", "facecolor", "edgecolor", "markerfacecolor", "markeredgecolor")


def darken(figure: Figure) -> None:
    """Give a figure in light colours the dark ones, in place: the same as drawing it in dark."""
    for artist in figure.findobj():
        for what in COLOURED:
            read, write = (getattr(artist, f"{verb}_{what}", None) for verb in ("get", "set"))
            if not read or not write:
                continue
            rgba = to_rgba_array(read())
            for colour in rgba:
                if colour[3]:  # what is not seen stays
                    colour[:3] = to_rgb(darker().get(to_hex(colour), colour[:3]))
            if len(rgba):
                write(rgba if np.ndim(read()) == 2 else tuple(rgba[0]))


TIGHTEST = 14 / 16
SQUEEZES = (1.0, 0.94, TIGHTEST, 0.9 * TIGHTEST, 0.8 * TIGHTEST)
"""What is tried for `Type.squeeze`, in this order, until a chart fits."""
LEAST = 8.0
"""Type is never set from a smaller base: a chart that needs it to fit is refused."""


@dataclass(frozen=True)
class Type:
    """Type sizes in points, all from one base: 18 on a slide, 13 on half of one, 9 in the report.

    On a slide that makes title 28, labels 16 (at least 14), source 12; on half of one 18, 13 and 9;
    in the report labels 9 (at least 7.9) and source 8.

    Attributes
    ----------
    base
        What the others follow from.
    squeeze
        What labels are multiplied by where they would not fit: 1 to `TIGHTEST`; below that, which
        only crowded charts on small slides need, titles shrink as well.
    """

    base: float
    squeeze: float = 1

    @property
    def title(self) -> float:
        """Size of the title."""
        return max(28 - 2 * (18 - self.base), self.base) * self._dense

    @property
    def label(self) -> float:
        """Size of labels and values."""
        return self._label * self.squeeze

    @property
    def detail(self) -> float:
        """Size of a smaller line beside a label: 14 on a slide, the least that it bears."""
        return max(self._label * TIGHTEST, self.source)

    @property
    def floor(self) -> float:
        """The least size of labels, for charts with many of them: 14 on a slide, 10 on half."""
        return max(0.78 * self.base * self._dense, self.source)

    @property
    def source(self) -> float:
        """Size of the source line."""
        return max(12 - 0.6 * (18 - self.base), 8 * min(1, self.base / 9))

    @property
    def subtitle(self) -> float:
        """Size of the line below the title."""
        return 0.92 * self.base * self._dense

    @property
    def _dense(self) -> float:
        """What everything is multiplied by where the tightest labels alone would not do."""
        return min(1.0, self.squeeze / TIGHTEST)

    @property
    def _label(self) -> float:
        return min(self.base, 16 * max(1, self.base / 18))


def marker(group: str) -> str:
    """Return the matplotlib marker of a group."""
    return MARKERS.get(group, OTHER_MARKER)


def marker_area(group: str, diameter: float) -> float:
    """Return matplotlib's `s` (points squared) for markers that look equally large."""
    return diameter**2 * {"o": 1.0, "D": 0.62, "s": 0.78}[marker(group)]


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


@contextmanager
def style(**settings: object) -> Iterator[None]:
    """Draw with matplotlib's defaults and our font, whatever the caller's settings are."""
    install_font()
    ours = {
        "font.family": FAMILY,
        "text.parse_math": False,  # a dollar sign in the data is a dollar sign
        "text.hinting": "none",  # text as wide at 72 dpi as at 200
        "text.language": LANGUAGE,
        "svg.hashsalt": "quoted",
        **settings,
    }
    with matplotlib.style.context(ours, after_reset=True):
        yield


def font(size: float, weight: str = "regular") -> FontProperties:
    """Return the font in a size (points) and a weight (`WEIGHTS`)."""
    return FontProperties(family=FAMILY, size=size, weight=WEIGHTS[weight])


def text_width(text: str, size: float, weight: str = "regular") -> float:
    """Return how wide a line of text is, in points."""
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
