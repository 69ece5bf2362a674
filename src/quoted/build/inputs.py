"""What a step is made from, by content: files, the source of notebooks, and code by its imports."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from quoted.system import notebook

STATE = ".build"
"""Folder of what the build knows of its last run, and of what it makes on the way."""


class BuildError(RuntimeError):
    """A step that cannot be made, or a build that cannot start; what was there is still there."""


def digests(root: Path, files: Iterable[str], sources: Iterable[str] = ()) -> dict[str, str]:
    """Return the SHA-256 of each file that matches a pattern; of `sources`, of their source."""
    whole, partly = (
        {path for pattern in patterns for path in root.glob(pattern) if path.is_file()}
        for patterns in (files, sources)
    )
    matter = {path: path.read_bytes() for path in whole}
    matter |= {path: source(path) for path in partly}
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(matter[path]).hexdigest()
        for path in sorted(matter)
    }


def imported(root: Path, modules: Iterable[str]) -> list[str]:
    """Return the files under ``src/`` of modules and of all that these import, in turn.

    Imports inside functions count. The files are named from `root`.
    """
    return sorted(_reached(root, modules)[1])


def imported_names(root: Path, modules: Iterable[str]) -> list[str]:
    """Return modules and the names that they import, in turn; those of other packages as well.

    Raises as `names_imported`.
    """
    return sorted(_reached(root, modules)[0])


def _reached(root: Path, modules: Iterable[str]) -> tuple[set[str], set[str]]:
    """Return the names and the files that modules lead to."""
    todo, names, files = list(modules), set[str](), set[str]()
    while todo:
        name = todo.pop()
        if name in names:
            continue
        names.add(name)
        parts = name.split(".")
        for path in ("/".join(parts[:n]) for n in range(1, len(parts) + 1)):
            for file in (f"src/{path}.py", f"src/{path}/__init__.py"):
                if file not in files and (root / file).is_file():
                    files.add(file)
                    todo += names_imported((root / file).read_text("utf-8"), file)
    return names, files


@cache
def names_imported(code: str, place: str) -> tuple[str, ...]:
    """Return the absolute names that code imports; some may be names inside of modules.

    Raises
    ------
    ValueError
        It is no Python; the message names the `place`.
    """
    try:
        tree = ast.parse(code)
    except SyntaxError as error:
        found = repr((error.text or "").strip())
        raise ValueError(
            f"{place}, line {error.lineno}: found {found}, expected Python ({error.msg})"
        ) from None
    names: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return tuple(names)


def source(path: Path) -> bytes:
    """Return what a notebook says, without what running it adds."""
    parsed = notebook.read(path, path.parents[1])
    cells = [
        [cell["cell_type"], cell["source"], cell["metadata"] | {"execution": None}]
        for cell in parsed["cells"]
    ]
    about = {**parsed["metadata"], "quoted": None, "language_info": None, "widgets": None}
    return json.dumps([cells, about], sort_keys=True).encode()


def notebook_imports(path: Path) -> tuple[str, ...]:
    """Return the absolute names that the code of a notebook imports; raises as `names_imported`.

    What a magic is given counts as text: ``%time import this`` imports nothing.
    """
    root, names = path.parents[1], list[str]()
    for number, cell in enumerate(notebook.read(path, root)["cells"], start=1):
        if cell["cell_type"] == "code":
            code = "".join(cell["source"])
            place = f"{path.relative_to(root).as_posix()}, cell {number}"
            try:
                names += names_imported(code, place)
            except ValueError:  # magics, or no Python at all
                from nbconvert.filters import ipython2python  # a second to import

                names += names_imported(str(ipython2python(code)), place)
    return tuple(names)
