"""Colours as CSS, TeX and terminals name them, in Typst's spelling."""

from __future__ import annotations

import re
from functools import lru_cache

_PARTS = re.compile(r"^(rgb|hsl)a?\(([^()]*)\)$")
DARKEST_PALE = 105.0
"""Brightness, of 255, up to which a colour can be read as text on white."""
Colour = tuple[int, int, int]


@lru_cache(maxsize=1024)
def read(told: str) -> Colour | None:
    """Return red, green and blue of a colour of CSS, on white where it lets light through."""
    from PIL import ImageColor

    told = told.strip().lower()
    alpha = 1.0
    parts = _PARTS.match(told)
    if parts:
        numbers = re.split(r"[\s,/]+", parts[2].strip())
        if len(numbers) == 4:
            given = numbers.pop()
            try:
                alpha = float(given.rstrip("%")) / (100 if given.endswith("%") else 1)
            except ValueError:
                return None
        told = f"{parts[1]}({','.join(each.removesuffix('deg') for each in numbers)})"
    try:
        red, green, blue, *opacity = ImageColor.getrgb(told)
    except ValueError:
        return None
    if opacity:
        alpha = opacity[0] / 255
    alpha = min(1.0, max(0.0, alpha))
    if not alpha:
        return None
    mixed = [round(alpha * min(each, 255) + (1 - alpha) * 255) for each in (red, green, blue)]
    return mixed[0], mixed[1], mixed[2]


def spelled(colour: Colour) -> str:
    """Return a colour in Typst's spelling."""
    return f'rgb("#{colour[0]:02x}{colour[1]:02x}{colour[2]:02x}")'


def typst(told: str | None) -> str | None:
    """Return a colour of CSS in Typst's spelling, or None where there is none."""
    colour = read(told) if told else None
    return spelled(colour) if colour else None


def readable(colour: Colour) -> Colour:
    """Return a colour, darkened where it would be too pale for text on paper."""
    red, green, blue = colour
    pale = max(1.0, (0.3 * red + 0.59 * green + 0.11 * blue) / DARKEST_PALE)
    return round(red / pale), round(green / pale), round(blue / pale)
