"""The fonts in which charts and report set text: where they are, and which characters they have.

What no font has would be drawn as an empty box: the tables refuse it. How text looks is decided in
`quoted.charts.theme` and in the template of the report.
"""

from __future__ import annotations

import re
from functools import cache

from nbconvert_typst.fonts import FAMILIES, dejavu, lato

__all__ = ["FAMILIES", "dejavu", "lacking", "lato"]

_CERTAIN = re.compile("[\x20-\x7e\xa0-\xac\xae-\u017f\u2013\u2014\u2018-\u201e\u2026\u202f]*")
"""What Lato certainly has: for such a text no font is opened."""


def lacking(text: str) -> str:
    """Return the characters of a text that no font has, regular and bold, each once."""
    if _CERTAIN.fullmatch(text):
        return ""
    return "".join(c for c in dict.fromkeys(text) if ord(c) not in _characters())


@cache
def _characters() -> frozenset[int]:
    from matplotlib.ft2font import FT2Font  # slow to import; few texts need it

    files = zip((lato() / "Lato-Regular.ttf", lato() / "Lato-Bold.ttf"), dejavu(), strict=True)
    regular, bold = (
        {code for file in style for code in FT2Font(str(file)).get_charmap()} for style in files
    )
    return frozenset(regular & bold)
