"""The fonts in which charts and report set text: where they are, and which characters they have.

What no font has would be drawn as an empty box: the tables refuse it. How text looks is decided in
`quoted.charts.theme` and in the template of the report.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

FAMILIES = ("Lato", "DejaVu Sans")
"""The second has what the first lacks; matplotlib brings it along."""
_CERTAIN = re.compile("[\x20-\x7e\xa0-\xac\xae-\u017f\u2013\u2014\u2018-\u201e\u2026\u202f]*")
"""What Lato certainly has: for such a text no font is opened."""


def lato() -> Path:
    """Return the folder of the first family, without importing its package."""
    return _home("fontpkg_lato") / "files"


def dejavu() -> list[Path]:
    """Return the files of the second, regular and bold.

    Not their folder: another font there has a box for every character, and hides what is lacking.
    """
    folder = _home("matplotlib") / "mpl-data" / "fonts" / "ttf"
    return [folder / "DejaVuSans.ttf", folder / "DejaVuSans-Bold.ttf"]


def lacking(text: str) -> str:
    """Return the characters of a text that no font has, regular and bold, each once."""
    if _CERTAIN.fullmatch(text):
        return ""
    return "".join(c for c in dict.fromkeys(text) if ord(c) not in _characters())


def _home(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.origin:
        raise FileNotFoundError(f"package {package} not found, expected its fonts")
    return Path(spec.origin).parent


@cache
def _characters() -> frozenset[int]:
    from matplotlib.ft2font import FT2Font  # slow to import; few texts need it

    files = zip((lato() / "Lato-Regular.ttf", lato() / "Lato-Bold.ttf"), dejavu(), strict=True)
    regular, bold = (
        {code for file in style for code in FT2Font(str(file)).get_charmap()} for style in files
    )
    return frozenset(regular & bold)
