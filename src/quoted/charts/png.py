"""PNG files a third as large as matplotlib's: a palette instead of true colour.

A chart has some ten colours and a thousand blends of them at edges. Its own colours are kept
exactly, the blends to within a difference that nobody sees.
"""

from __future__ import annotations

import io
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from quoted.language.shown import printable

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
    indices, palette = _palette(pixels, opaque=not transparent)
    picture = Image.fromarray(indices)
    picture.putpalette(palette[:, :3].tobytes())
    alpha = {"transparency": palette[:, 3].tobytes()} if transparent else {}
    content = io.BytesIO()
    picture.save(content, "png", pnginfo=about, dpi=(dpi, dpi), **alpha)
    return content.getvalue()


def _palette(
    pixels: npt.NDArray[np.uint8], *, opaque: bool
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Return the number of each pixel's colour (height x width), and the colours (n x 4)."""
    packed = np.ascontiguousarray(pixels).view("<u4")[..., 0]
    if opaque:
        packed = packed | 0xFF000000
    # Nine pixels in ten are background: only the others need counting.
    background = packed[0, 0]
    inked = packed != background
    number, colours = pd.factorize(np.append(packed[inked], background), sort=True)
    count = np.bincount(number)
    count[number[-1]] = packed.size
    rgba = colours.astype("<u4")[:, None].view(np.uint8)
    nearest, kept = _chosen(rgba, count)
    indices = np.full(packed.shape, nearest[number[-1]])
    indices[inked] = nearest[number[:-1]]
    return indices, rgba[kept]


def _chosen(
    rgba: npt.NDArray[np.uint8], count: npt.NDArray[np.intp]
) -> tuple[npt.NDArray[np.uint8], list[int]]:
    """Return, for each colour, the number of the kept colour that stands for it; and those kept."""
    # A colour counts as it is seen on black, its opacity beside it: faint ones differ little.
    seen = rgba.astype(np.int64)
    seen[:, :3] = seen[:, :3] * seen[:, 3:] // 255
    order = np.argsort(-count, kind="stable")  # by count, then by colour: the same each time
    far = np.full(len(seen), np.iinfo(np.int64).max)
    nearest = np.zeros(len(seen), np.uint8)
    kept: list[int] = []
    # After the exact ones the colour that is farthest from all: no blend is far from its nearest.
    while len(kept) < PALETTE and far.any():
        kept.append(int(order[len(kept)] if len(kept) < EXACT else far.argmax()))
        apart = ((seen - seen[kept[-1]]) ** 2).sum(axis=1)
        nearest[apart < far] = len(kept) - 1
        far = np.minimum(far, apart)
    return nearest, kept
