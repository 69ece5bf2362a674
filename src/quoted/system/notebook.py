"""Notebooks as files: read one, or say what about it is none, and where.

What the cells say is for others; running and converting notebooks is the business of nbformat and
nbconvert, whose import takes longer than all the checks of a text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TEXTS = ("title", "subtitle", "description", "keywords")
"""The metadata of a notebook that readers see."""

CELL_TYPES = ("markdown", "code", "raw")
SURROGATE = re.compile("[\ud800-\udfff]")


def read(path: Path, root: Path = Path()) -> dict[str, Any]:
    """Read a notebook; `root` is what its name is told from.

    Raises
    ------
    ValueError
        It is none; the message names the file, the place, what was found and what was expected.
    """
    name = path.relative_to(root).as_posix()
    if path.exists() and not path.is_file():
        raise ValueError(f"{name}: found no regular file, expected a notebook")
    raw = path.read_bytes()
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        found = f"byte 0x{raw[error.start]:02x}, which is not UTF-8"
        raise ValueError(f"{name}, line {line}: found {found}, expected UTF-8 text") from None
    return parse(text, name)


def parse(text: str, name: str = "notebook") -> dict[str, Any]:
    """Read the text of a notebook; raises as `read` does."""
    try:
        notebook = json.loads(text)
    except json.JSONDecodeError as error:
        place, found = f"{name}, line {error.lineno}", f"text that is not JSON ({error.msg})"
        raise ValueError(f"{place}: found {found}, expected a notebook") from None
    except RecursionError:
        raise ValueError(f"{name}: found JSON nested too deeply, expected a notebook") from None
    for place, found, expected in _faults(notebook):
        raise ValueError(f"{name}{place}: found {found}, expected {expected}")
    assert isinstance(notebook, dict)
    return notebook


def _faults(notebook: Any) -> Iterator[tuple[str, str, str]]:
    """Yield place, what was found and what was expected."""
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        yield "", "no notebook", "an object with a list of cells"
    elif notebook.get("nbformat") != 4:
        yield "", f"nbformat {_short(notebook.get('nbformat'))}", "nbformat 4"
    elif not isinstance(notebook.get("metadata"), dict):
        yield ", metadata", _short(notebook.get("metadata")), "an object"
    else:
        for key in TEXTS:
            told = notebook["metadata"].get(key)
            if told is not None and not _is_text(told):
                yield f", metadata, {key}", _short(told), "text"
        for number, cell in enumerate(notebook["cells"], start=1):
            for found, expected in _cell_faults(cell):
                yield f", cell {number}", found, expected


def _cell_faults(cell: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(cell, dict):
        yield _short(cell), "a cell"
    elif cell.get("cell_type") not in CELL_TYPES:
        yield f"cell_type {_short(cell.get('cell_type'))}", f"one of {', '.join(CELL_TYPES)}"
    elif not isinstance(cell.get("metadata"), dict):
        yield f"metadata {_short(cell.get('metadata'))}", "an object"
    elif not _is_text(cell.get("source")):
        yield f"source {_short(cell.get('source'))}", "text, or a list of lines"
    elif cell["cell_type"] == "code" and not _is_outputs(cell.get("outputs")):
        yield f"outputs {_short(cell.get('outputs'))}", "a list of objects"


def _is_text(told: Any) -> bool:
    lines = [told] if isinstance(told, str) else told
    return isinstance(lines, list) and all(
        isinstance(line, str) and not SURROGATE.search(line) for line in lines
    )


def _is_outputs(told: Any) -> bool:
    return isinstance(told, list) and all(isinstance(output, dict) for output in told)


def _short(told: Any) -> str:
    text = json.dumps(told)  # in ASCII: a lone half of a character could not be printed
    return text if len(text) <= 40 else f"{text[:39]}…"
