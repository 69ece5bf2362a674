"""PNG files a third as large as matplotlib's: a palette instead of true colour.

A chart has some ten colours and a thousand blends of them at edges. Its own colours are kept
exactly, the blends to within a difference that nobody sees. A transparent picture keeps them all.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from quoted.charts.page import printable

PALETTE = 256

EXACT = 32
"""How many of the most frequent colours are kept whatever the others are."""


def encode(
    pixels: npt.NDArray[np.uint8], dpi: float, texts: Mapping[str, str], *, transparent: bool
) -> bytes:
    """Return a PNG file.

    Parameters
    ----------
    pixels
        Red, green, blue, alpha: height x width x 4.
    dpi
        Pixels per inch, as the file says.
    texts
        What the file says about itself, by the keywords of the PNG specification.
    transparent
        Whether the alpha channel is kept.
    """
    about = PngInfo()
    for keyword, text in texts.items():
        about.add_text(keyword, printable(text))
    picture: Any = Image.fromarray(pixels) if transparent else _with_palette(pixels)
    content = io.BytesIO()
    picture.save(content, "png", pnginfo=about, dpi=(dpi, dpi))
    return content.getvalue()


def _with_palette(pixels: npt.NDArray[np.uint8]) -> Image.Image:
    """Return the same picture with `PALETTE` colours at most; alpha is left out."""
    packed = pixels.view("<u4")[..., 0] & 0xFFFFFF
    seen = np.zeros(1 << 24, bool)
    seen[packed] = True
    colours = np.flatnonzero(seen)
    number = np.zeros(1 << 24, np.uint16)
    number[colours] = np.arange(len(colours))
    numbered = number[packed]
    # By count, then by colour: the same order each time.
    order = np.argsort(-np.bincount(numbered.ravel()), kind="stable")
    rgb = np.stack([colours & 255, colours >> 8 & 255, colours >> 16], axis=1)
    far = np.full(len(rgb), np.iinfo(np.int64).max)
    nearest = np.zeros(len(rgb), np.uint8)
    kept: list[int] = []
    # After the exact ones the colour that is farthest from all: no blend is far from its nearest.
    while len(kept) < PALETTE and far.any():
        kept.append(int(order[len(kept)] if len(kept) < EXACT else far.argmax()))
        apart = ((rgb - rgb[kept[-1]]) ** 2).sum(axis=1)
        nearest[apart < far] = len(kept) - 1
        far = np.minimum(far, apart)
    picture = Image.fromarray(nearest[numbered])
    picture.putpalette(rgb[kept].astype(np.uint8).tobytes())
    return picture
