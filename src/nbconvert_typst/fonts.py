"""Where the fonts of the exporter are: wheels bring them, so that every machine sets the same."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

FAMILIES = ("Lato", "DejaVu Sans")
"""The second has what the first lacks; matplotlib brings it along."""


def lato() -> Path:
    """Return the folder of the first family, without importing its package."""
    return _home("fontpkg_lato") / "files"


def dejavu() -> list[Path]:
    """Return the files of the second, regular and bold.

    Not their folder: another font there has a box for every character, and hides what is lacking.
    """
    folder = _home("matplotlib") / "mpl-data" / "fonts" / "ttf"
    return [folder / "DejaVuSans.ttf", folder / "DejaVuSans-Bold.ttf"]


def _home(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.origin:
        raise FileNotFoundError(f"package {package} not found, expected its fonts")
    return Path(spec.origin).parent
