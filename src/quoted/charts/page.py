"""Text on a page: how it breaks into lines of measured width.

All lengths are points (1/72 inch). Where text stands is decided in `quoted.charts.layout`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from quoted.charts.theme import text_width
from quoted.language.shown import printable

LEADING = 1.25
"""Height of a line, in sizes; its baseline lies one size below its top."""

CAP = 0.72
"""Height of Lato's capitals and digits, in sizes."""

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
    words, lines = list(_pieces(printable(text), size, width, weight)), []
    while words:
        fits = max(1, _fitting(words, size, width, weight))
        lines.append(" ".join(words[:fits]))
        words = words[fits:]
    return lines


def _fitting(words: Sequence[str], size: float, width: float, weight: str) -> int:
    """Return how many words make a line; to measure text is slow, so first by its letters."""
    ends = list(accumulate(len(word) + 1 for word in words))
    n = bisect_left(ends, 2 * width / size)
    while n < len(words) and text_width(" ".join(words[: n + 1]), size, weight) <= width:
        n += 1
    while n > 1 and text_width(" ".join(words[:n]), size, weight) > width:
        n -= 1
    return n


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
