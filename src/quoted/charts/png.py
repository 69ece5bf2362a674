"""PNG files a third as large as matplotlib's: a palette of the colours that a chart has most of.

A chart has some ten colours and their blends at edges: 256 exact ones and the nearest for the few
pixels left are as good as all. A transparent picture keeps every colour.
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
    """Return the same picture with the `PALETTE` most frequent colours; alpha is left out."""
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
    kept = rgb[order[:PALETTE]]
    nearest = ((rgb[:, None] - kept[None]) ** 2).sum(axis=2).argmin(axis=1)
    picture = Image.fromarray(nearest.astype(np.uint8)[numbered])
    picture.putpalette(kept.astype(np.uint8).tobytes())
    return picture
