"""The look of a deck: which of its own theme colours stand for ours, and how XML refers to them.

A chart is drawn in colours as they look (`#RRGGBB`), since contrast is measured on those, and
written in the theme's (`schemeClr`), so that it follows the deck: each role takes the first of the
deck's colours, or of their darker and lighter shades that PowerPoint offers, which reads on its
background. Only colours that somebody asked for by name (a palette) stay as they are.
"""

from __future__ import annotations

import colorsys
import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from lxml import etree
from matplotlib.colors import to_hex, to_rgb
from pptx.opc.constants import RELATIONSHIP_TYPE

from quoted.charts.theme import (
    LIGHT,
    MARKERS,
    MARKS,
    MOST_TINTS,
    TEXT,
    Theme,
    apart,
    contrast,
    shares,
    tints,
)
from quoted.publish.scatter import DRAWING

A = f"{{{DRAWING}}}"
ACCENTS = [f"accent{n}" for n in range(1, 7)]
SHADES = ((1.0, 0.0), (0.75, 0.0), (0.5, 0.0), (0.6, 0.4), (0.4, 0.6))
"""A colour, 25 and 50% darker, 40 and 60% lighter: factor and sum of the lightness."""
GREY, QUIET = 0.15, 0.5
"""The most saturation of a colour that stands for no group, as a mark and as text."""
WIDE = {"Century Gothic", "DejaVu Sans", "Lucida Sans", "Lucida Sans Unicode", "Verdana"}
"""Fonts that set our texts wider than Arial, which is what they are measured for."""
WIDER = 1.2
FAINT = (1.1, 2.0)
"""Contrast of what is decoration only."""
COLOUR = re.compile("#[0-9a-f]{6}")
UNKNOWN = "#808080"
"""For a colour of a theme that is stated in a way which no program writes."""


class Shade(NamedTuple):
    """A colour of a theme, its lightness multiplied and added to (`lumMod` and `lumOff`)."""

    slot: str
    mod: float = 1.0
    off: float = 0.0

    def then(self, mod: float, off: float) -> Shade:
        """Return a shade of the shade."""
        return Shade(self.slot, self.mod * mod, self.off * mod + off)


class Look(NamedTuple):
    """The colours of a deck as a theme to draw in, and what makes each of them (`#rrggbb`)."""

    theme: Theme
    shades: Mapping[str, Shade]
    wider: float = 1.0
    """How much wider than Arial its texts are, at most."""

    @property
    def dark(self) -> bool:
        """Whether what is drawn as a picture is to be drawn for a dark background."""
        return _dark(self.theme.background)

    def refer(self, root: etree._Element) -> None:
        """Let every colour of a part that the theme has be the theme's, in place."""
        for element in list(root.iter(f"{A}srgbClr")):
            shade = self.shades.get(f"#{element.get('val', '').lower()}")
            if shade is not None and not len(element):
                element.tag = f"{A}schemeClr"
                element.set("val", shade.slot)
                for tag, value, plain in (("lumMod", shade.mod, 1), ("lumOff", shade.off, 0)):
                    if round(value, 3) != plain:
                        etree.SubElement(element, f"{A}{tag}", val=f"{round(100_000 * value)}")


def look(layout: Any, dark: bool | None = None) -> Look:
    """Return the look of slides of a layout.

    Parameters
    ----------
    layout
        Of python-pptx.
    dark
        Whether the background is dark; by default as the layout or its master says, which is
        unknown where it is a picture.
    """
    colours = _colours(layout)

    def seen(shade: Shade) -> str:
        return _shaded(colours[shade.slot], shade)

    def first(candidates: Iterable[Shade], *accepted: Callable[[str], bool]) -> Shade | None:
        return next((s for s in candidates if all(does(seen(s)) for does in accepted)), None)

    def reads(least: float, most: float = 21.0) -> Callable[[str], bool]:
        return lambda colour: least <= contrast(colour, ground) <= most

    ground = _background(layout, colours)
    if dark is not None and dark != _dark(ground):
        ground = (min if dark else max)(colours["tx1"], colours["bg1"], key=_lightness)
    plain = [*map(Shade, ("tx1", "bg1", "tx2", "bg2"))]
    text = first(plain, reads(TEXT)) or max(plain, key=lambda one: contrast(seen(one), ground))
    quieter = [Shade("tx2"), Shade(text.slot, 0.65, 0.35)]
    neutral = first(quieter, reads(TEXT), lambda colour: _saturation(colour) < QUIET) or text
    accents = [Shade(slot).then(*by) for slot in ACCENTS for by in SHADES]
    one = first(accents, reads(TEXT)) or text
    others = [shade for shade in accents if shade.slot != one.slot]
    two = first(others, reads(TEXT), lambda colour: apart(colour, seen(one))) or neutral
    greys = [*map(Shade, ACCENTS), Shade("tx1", 0.5, 0.5), Shade("bg1", 0.5, 0.5)]
    link = first(greys, reads(MARKS, 6), lambda colour: _saturation(colour) < GREY) or neutral
    paler = [Shade("bg2"), Shade("bg1", 0.85), Shade("bg1", 0.85, 0.15), Shade("tx2", 0.5)]
    grid = first(paler, reads(*FAINT)) or link
    by_role = {"text": text, "neutral": neutral, "first": one, "second": two, "link": link,
               "grid": grid}  # fmt: skip
    shown = {role: seen(shade) for role, shade in by_role.items()}
    theme = Theme("deck", ground, **shown)
    shades = {}
    for role, n in ((role, n) for role in MARKERS for n in range(1, MOST_TINTS + 1)):
        fills = tints(shown[role], ground, n)
        for fill, share in zip(fills, shares(n), strict=True):
            shades[fill.lower()] = by_role[role].then(share, (1 - share) * _lightness(ground))
    same = next((one for one in plain if seen(one) == ground), None)
    if same is not None:
        shades[ground] = same
    shades |= {shown[role]: by_role[role] for role in reversed(by_role)}  # text before all others
    return Look(theme, shades, WIDER if _font(layout) in WIDE else 1.0)


def with_palette(look: Look, palette: tuple[str, str] | None) -> Look:
    """Return the look with the colours that somebody chose for the two groups."""
    if palette is None:
        return look
    first, second = map(to_hex, palette)
    return look._replace(theme=dataclasses.replace(look.theme, first=first, second=second))


def _theme(layout: Any) -> etree._Element:
    part = layout.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    return etree.fromstring(part.blob)


def _font(layout: Any) -> str:
    """Return the name of the font of a layout's text."""
    latin = _theme(layout).find(f".//{A}minorFont/{A}latin")
    return "" if latin is None else str(latin.get("typeface"))


def _colours(layout: Any) -> dict[str, str]:
    """Return the colours of a layout's theme (`#rrggbb`) by their names on slides."""
    master, root = layout.slide_master, _theme(layout)
    own = layout._element.find(f".//{A}overrideClrMapping")
    mapped = own if own is not None else master._element.find("{*}clrMap")
    scheme = root.find(f".//{A}clrScheme")
    found = {}
    for name, slot in mapped.items():
        colour = scheme.find(f"{A}{slot}")[0]
        value = f"#{colour.get('lastClr') or colour.get('val')}".lower()
        found[name] = value if COLOUR.fullmatch(value) else UNKNOWN
    return found


def _background(layout: Any, colours: Mapping[str, str]) -> str:
    """Return the first colour that the background of a layout or its master names."""
    for part in (layout, layout.slide_master):
        for ground in part._element.iterfind("{*}cSld/{*}bg"):
            for colour in _named(ground, colours):
                return colour
            if ground.find(f".//{A}blip") is not None:
                break
    return colours["bg1"]


def _named(ground: Any, colours: Mapping[str, str]) -> Iterator[str]:
    for element in ground.iter(f"{A}srgbClr", f"{A}schemeClr", f"{A}sysClr"):
        value = element.get("lastClr") or element.get("val")
        if element.tag != f"{A}schemeClr":
            yield f"#{value.lower()}"
        elif value in colours:
            mod, off = (
                int(element.find(f"{A}{tag}").get("val")) / 100_000
                if element.find(f"{A}{tag}") is not None else plain
                for tag, plain in (("lumMod", 1), ("lumOff", 0))
            )  # fmt: skip
            yield _shaded(colours[value], Shade(value, mod, off))


def _shaded(colour: str, shade: Shade) -> str:
    hue, lightness, saturation = colorsys.rgb_to_hls(*to_rgb(colour))
    lightness = min(1.0, max(0.0, lightness * shade.mod + shade.off))
    return str(to_hex(colorsys.hls_to_rgb(hue, lightness, saturation)))


def _dark(colour: str) -> bool:
    return contrast(colour, LIGHT.background) > contrast(colour, LIGHT.text)


def _lightness(colour: str) -> float:
    return colorsys.rgb_to_hls(*to_rgb(colour))[1]


def _saturation(colour: str) -> float:
    """Return how far a colour is from grey, 0 to 1."""
    return max(to_rgb(colour)) - min(to_rgb(colour))
