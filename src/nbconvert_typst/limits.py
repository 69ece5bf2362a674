"""How much of a notebook is shown: what would take Typst, pandoc or lxml out of all proportion.

Every limit leaves a visible note where something is missing. They are measured, not guessed; what
a reader may want to change is a setting of `exporter`.
"""

from __future__ import annotations

import re

SOURCE, MARKED = 1_000_000, 300_000
"""Characters of one output that are read at all, and of one text of Markdown, HTML or LaTeX."""
PROGRESS = 20_000_000
"""Characters of an output in which progress bars are brought to their last state."""
CODE_LINES, CODE_CHARACTERS = 2_000, 100_000
"""Of one cell's code."""
PIECE = 100
"""Lines of code or output that are one element: the time that Typst takes grows with their square.
Code of more than `WHOLE` lines only is taken apart, or a text over several lines would lose its
colour."""
WHOLE = 500
LOOSE = 4_000
"""Characters of one element in which words may be broken: Typst gives up over a thousand words."""
COLOURED = 100_000
"""Characters of code in colours in a whole notebook; more is plain."""
ROWS_AT_LEAST = 20
"""Rows of a table that are shown even where those before have used up the room."""
DEPTH = 150
"""Elements of HTML, or brackets of raw Typst, inside each other; of deeper ones the text is shown:
Typst takes a time that grows with the square of them."""
PIXELS = 50_000_000
"""Of one image: four bytes each when it is read."""
ALTERNATIVE = 10_000
"""Characters of an alternative text: no string of PDF/A has more than 32,767 bytes."""
MARKS = 16
"""Combining marks on one letter."""

BASE, CHUNK, CHARACTER, PRINTED, HIGHLIGHTED = 70e6, 25e3, 300, 180, 750
"""Bytes that Typst takes, about: for nothing, for each part of a cell, and for each character of
text, of an output and of code in colours."""
CELL, IN_TABLE, FORMULA, PICTURE = 21e3, 800, 40e3, 500e3
"""And besides for each cell of a table, each character in one, each formula and each picture."""

_MARK = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_STACKED = re.compile(f"({_MARK}{{{MARKS}}})({_MARK}+)")


def head(told: str, characters: int = SOURCE) -> tuple[str, int]:
    """Return the start of a text and how many lines of it are left out, none if it is all."""
    if len(told) <= characters:
        return told, 0
    end = told.rfind("\n", 0, characters)
    if end < 0:  # in the middle of a line, of which the rest is one more
        return told[:characters], told.count("\n", characters) + 1
    return told[:end], told.count("\n", end) - told.endswith("\n")


def unstacked(told: str) -> str:
    """Return a text whose letters have few marks each, further ones counted."""
    if told.isascii():
        return told
    return _STACKED.sub(lambda found: f"{found[1]}[+{len(found[2])}]", told)


def pieces(told: str, characters: int) -> list[str]:
    """Return a text in pieces of whole lines, or of so many characters where lines are longer.

    What gives a terminal's text its colour is not cut, and counts as one. No piece ends with an
    empty line, which Typst would not show.
    """
    parts = re.compile(f"(?:\x1b\\[[0-9;:]*m|.){{1,{characters}}}")
    found: list[str] = []
    lines: list[str] = []
    room = characters
    for line in told.split("\n"):
        for part in [line] if len(line) <= characters else parts.findall(line):
            if lines and (len(lines) == PIECE or len(part) > room):
                whole = "\n".join(lines)
                found.append(whole.rstrip("\n") or whole)
                lines, room = [""] * (len(whole) - len(found[-1])), characters
            lines.append(part)
            room -= len(part)
    return [*found, "\n".join(lines)]
