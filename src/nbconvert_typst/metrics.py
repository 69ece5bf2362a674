"""How wide the page and the letters of a document are: Typst measures them with its own fonts.

What is made of it (widths of columns, sizes of images) is the business of `tables` and `images`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from copy import copy
from typing import Any

from nbconvert_typst import markup

WIDE = 0x2E80
"""From here on letters are taken to be as wide as they are high: those of East Asia."""
ROW = 64
"""Letters are measured with their neighbours: a text of one script is measured at once."""
SAFETY = 1.01
"""Some pairs of letters stand apart a little further than their widths say."""
_ASK = """
#place(top + left)[#metadata(none)<corner>]
#layout(size => {{
  let corner = query(<corner>).map(each => each.location().position())
    .at(0, default: (x: 0pt, y: 0pt))
  let widths(weight) = {characters}.map(each => measure(
    text(size: 100pt, weight: weight, number-width: "tabular", each)).width / 100pt)
  [#metadata((
    corner.x.pt(), corner.y.pt(), size.width.pt(), size.height.pt(), measure({{
      show raw: set text(size: 10pt)
      raw("0" * 10, block: true)
    }}).width.pt() / 100,
    widths("regular"), widths("bold"),
  ))<measured>]
}})
"""
_FIRST = "".join(
    char
    for first, last in ((0x20, 0xFF), (0x2010, 0x203F), (0x2190, 0x21BF), (0x2200, 0x227F))
    for char in map(chr, range(first, last + 1))
    if char.isprintable()
)
"""Latin, and the signs of texts and tables."""


class Metrics:
    """Measures of one document, in points; of letters in ems.

    Parameters
    ----------
    ask
        Compiles Typst markup, and returns what it has put into ``<measured>``.
    meanwhile
        Where the first measures are taken, while the notebook is read.
    """

    def __init__(self, ask: Callable[[str], Any], meanwhile: Executor) -> None:
        self._ask = ask
        self._regular: dict[str, float] = {}
        self._bold: dict[str, float] = {}
        self._lines: dict[tuple[str, bool], float] = {}
        self._narrower = 0.0
        self._first = meanwhile.submit(self._measure, _FIRST)

    def inside(self, points: float) -> Metrics:
        """Return the measures inside something that leaves so much less width."""
        inner = copy(self)
        inner._narrower += points
        return inner

    @property
    def _page(self) -> tuple[float, float, float, float, float]:
        return self._first.result()

    @property
    def right(self) -> float:
        """Where the text of a page ends, from its left edge."""
        return self._page[0] + self._page[2]

    @property
    def bottom(self) -> float:
        """Where the text of a page ends, from its upper edge."""
        return self._page[1] + self.height

    @property
    def width(self) -> float:
        """Between the margins, or inside what the text stands in."""
        return self._page[2] - self._narrower

    @property
    def height(self) -> float:
        """From the top of the text to its end, on a full page."""
        return self._page[3]

    @property
    def fixed(self) -> float:
        """A letter of code, as wide as any other; in ems."""
        return self._page[4]

    def _measure(self, characters: Iterable[str]) -> tuple[float, float, float, float, float]:
        wanted = list(characters)
        told = self._ask(_ASK.format(characters=markup.value(wanted)))
        *page, regular, bold = told
        self._regular.update(zip(wanted, regular, strict=True))
        self._bold.update(zip(wanted, bold, strict=True))
        left, top, width, height, fixed = page
        return left, top, width, height, fixed

    def text(self, text: str, *, bold: bool = False) -> float:
        """Return how wide a line of text is, in ems."""
        told = (text, bold)
        if told not in self._lines:
            self._lines[told] = self._line(text, bold)
        return self._lines[told]

    def _line(self, text: str, bold: bool) -> float:
        self._first.result()
        known = self._bold if bold else self._regular
        unknown = {each for each in text if each not in known and ord(each) < WIDE}
        for first in sorted({ord(each) // ROW * ROW for each in unknown}):
            row = map(chr, range(first, first + ROW))
            self._measure(each for each in row if each.isprintable() or each in unknown)
        return SAFETY * sum(known.get(each, 1.0) for each in text)
