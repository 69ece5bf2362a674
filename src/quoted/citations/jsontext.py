"""Edit the Markdown of a notebook in the text of its file, and touch nothing else of it.

Reading the file as JSON and writing it again would lose its spacing, escapes and order.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from quoted.system import notebook

Edit = tuple[int, int, str]
"""Start, end and new text, in the source of a cell."""

DECODER = json.JSONDecoder()
SPACE = re.compile(r"[ \t\r\n]*")
CHARACTER = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]"
)


def edit_markdown(text: str, edits: Callable[[str], Iterable[Edit]]) -> str:
    """Apply `edits` to the source of each Markdown cell of a notebook's text.

    Raises
    ------
    ValueError
        The text is not a notebook's.
    """
    notebook.parse(text)
    pieces: list[Edit] = []
    top = dict(_values(text, 0))
    for _, cell in _values(text, top["cells"]):
        at = dict(_values(text, cell))
        if DECODER.raw_decode(text, at["cell_type"])[0] == "markdown":
            source, places = _source(text, at["source"])
            for start, end, new in edits(source):
                pieces += _smallest(text, source, places, start, end, new)
    for start, end, new in reversed(pieces):
        text = text[:start] + new + text[end:]
    return text


def line_of(text: str, cell: int, line: int) -> int:
    """Return in which line of a notebook's text a line of a cell's source stands, all from 1."""
    cells = [at for _, at in _values(text, dict(_values(text, 0))["cells"])]
    source, places = _source(text, dict(_values(text, cells[cell - 1]))["source"])
    at = sum(len(before) for before in source.splitlines(keepends=True)[: line - 1])
    return text.count("\n", 0, places[at][0]) + 1


def _smallest(
    text: str, source: str, places: list[tuple[int, int]], start: int, end: int, new: str
) -> Iterator[Edit]:
    """Yield the edit in the file's own terms, without what both texts begin and end with."""
    while start < end and new and source[start] == new[0]:
        start, new = start + 1, new[1:]
    while start < end and new and source[end - 1] == new[-1]:
        end, new = end - 1, new[:-1]
    if start < end or new:
        first = places[start][0] if start < end else places[start - 1][1]
        last = places[end - 1][1] if start < end else first
        yield first, last, json.dumps(new, ensure_ascii=text.isascii())[1:-1]


def _source(text: str, at: int) -> tuple[str, list[tuple[int, int]]]:
    """Return a cell's source and, for each character, where it stands in the file."""
    starts = [at] if text[at] == '"' else [value for _, value in _values(text, at)]
    source, places = "", []
    for start in starts:
        value, end = DECODER.raw_decode(text, start)
        source += value
        places += [match.span() for match in CHARACTER.finditer(text, start + 1, end - 1)]
    return source, places


def _values(text: str, at: int) -> Iterator[tuple[Any, int]]:
    """Yield key (None in an array) and place of each value of the object or array at `at`."""
    at = _after_space(text, at)
    keyed = text[at] == "{"
    at = _after_space(text, at + 1)
    while text[at] not in "}]":
        key = None
        if keyed:
            key, at = DECODER.raw_decode(text, at)
            at = _after_space(text, _after_space(text, at) + 1)
        yield key, at
        _, at = DECODER.raw_decode(text, at)
        at = _after_space(text, at)
        if text[at] == ",":
            at = _after_space(text, at + 1)


def _after_space(text: str, at: int) -> int:
    match = SPACE.match(text, at)
    return match.end() if match else at
