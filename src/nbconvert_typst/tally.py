"""What a document lacks of its notebook, counted by kind from what was warned of.

The warnings themselves, with cell and remedy, are worded where they arise.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

NO_FONT = "no font has these characters"
KINDS = {
    "characters without a font": NO_FONT,
    "images not shown": r"\ban image (?:is not shown|of \d+ pixels|that )",
    "formulas as source": r"\ba formula\b",
    "shown as written": r"as it is written|as it is:|as it is$|as its source",
    "cut short": r"\bcut (?:after|here)\b",
    "words out of place": r"\bwords (?:run past|stand over)\b",
    "interactive parts not shown": r"browser|widget|interactive|nothing that can be",
    "references that lead nowhere": r"^cell \d+: no (?:place|equation)\b",
    "files left out": r"^(?:attachments|bibliography|font_paths|logo): ",
    "standards not met": r"^not (?:ua-|a-)",
}
"""Of each kind, what its warnings have in common; a warning is of the first that fits."""


_CELLS = re.compile(r"((?:^|\()cell )(\d+(?:, \d+)*)(?=[:)])")


class Tally:
    """A log that counts what it passes on.

    Parameters
    ----------
    log
        What it passes it on to.
    names
        What the cells of the document are called, in its order: others may have been taken out
        before, and some be of another notebook.
    """

    def __init__(self, log: Any, names: Sequence[str]) -> None:
        self._log = log
        self._names = names
        self._counts: Counter[str] = Counter()

    def warning(self, message: str, *values: object) -> None:
        """Pass a warning on, and count it."""
        told = message % values if values else message
        self._log.warning("%s", _CELLS.sub(self._called, told))
        kind = next((kind for kind, sign in KINDS.items() if re.search(sign, told)), "other")
        self._counts[kind] += 1

    def _called(self, found: re.Match[str]) -> str:
        return found[1] + ", ".join(self._names[int(each) - 1] for each in found[2].split(", "))

    def add(self, kind: str, more: int) -> None:
        """Count what one warning tells of several."""
        self._counts[kind] += more

    def summary(self) -> str:
        """Return the kinds and their numbers, or nothing where nothing is lacking."""
        kinds = [*KINDS, "other"]
        return "; ".join(f"{kind}: {self._counts[kind]}" for kind in kinds if self._counts[kind])
