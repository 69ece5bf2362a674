"""What a step is, and what it is made from, by content: files, notebooks, and code by imports."""

from __future__ import annotations

import ast
import contextlib
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from quoted.system import notebook
from quoted.system.atomic import replace

STATE = ".build"
"""Folder of what the build knows of its last run, and of what it makes on the way."""
_IMPORTS = f"{STATE}/imports.json"


class BuildError(RuntimeError):
    """A step that cannot be made, or a build that cannot start; what was there is still there."""


# Files.


def digests(
    root: Path, files: Iterable[str], sources: Iterable[str] = (), codes: Iterable[str] = ()
) -> dict[str, str]:
    """Return the SHA-256 of each file that matches a pattern.

    Of `sources`, notebooks, it is that of what they say without what running adds; of `codes` that
    of what a run of them depends on.
    """
    of = {
        name: digest
        for patterns, digest in ((files, _of_file), (sources, _of_source), (codes, _of_code))
        for pattern in patterns
        for name in (_matching(root, pattern) if "*" in pattern else [pattern])
    }
    paths = {name: _path(root, name) for name in sorted(of)}
    return {name: of[name](path) for name, path in paths.items() if path.is_file()}


@lru_cache(maxsize=1024)
def _path(root: Path, name: str) -> Path:
    """Return the path of a file; steps name the same ones again and again."""
    return code_folder(root) / name[4:] if name.startswith("src/") else root / name


def code_folder(root: Path) -> Path:
    """Return where the code is that steps name as ``src/``: there, or where it is installed."""
    own = root / "src"
    return own if own.is_dir() else Path(__file__).parents[2]


def _matching(root: Path, pattern: str) -> list[str]:
    return [path.relative_to(root).as_posix() for path in root.glob(pattern)]


def _of_file(path: Path) -> str:
    about = path.stat()
    return _of_content(path, about.st_ino, about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=1024)
def _of_content(path: Path, *_: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _of_source(path: Path) -> str:
    return hashlib.sha256(source(path)).hexdigest()


def _of_code(path: Path) -> str:
    return code_digest(_parsed(path))


# Notebooks.


def source(path: Path) -> bytes:
    """Return what a notebook says, without what running it adds."""
    parsed = _parsed(path)
    cells = [[cell["cell_type"], cell["source"], _about(cell)] for cell in parsed["cells"]]
    about = {**parsed["metadata"], "quoted": None, "language_info": None, "widgets": None}
    return json.dumps([cells, about], sort_keys=True).encode()


def code_digest(parsed: dict[str, Any]) -> str:
    """Return the digest of what a run of a parsed notebook depends on: its code and its kernel."""
    cells = [["".join(cell["source"]), _about(cell)]
             for cell in parsed["cells"] if cell["cell_type"] == "code"]  # fmt: skip
    ran = json.dumps([cells, parsed["metadata"].get("kernelspec")], sort_keys=True)
    return hashlib.sha256(ran.encode()).hexdigest()


def _about(cell: dict[str, Any]) -> dict[str, Any]:
    """Return the metadata of a cell, without the times of a run."""
    return {key: told for key, told in cell["metadata"].items() if key != "execution"}


def _parsed(path: Path) -> dict[str, Any]:
    about = path.stat()
    return _parsed_content(path, about.st_ino, about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=8)
def _parsed_content(path: Path, *_: int) -> dict[str, Any]:
    return notebook.read(path, path.parents[1])


def notebook_imports(path: Path) -> tuple[str, ...]:
    """Return the absolute names that the code of a notebook imports; raises as `names_imported`.

    What a magic is given counts as text: ``%time import this`` imports nothing.
    """
    names = list[str]()
    for number, cell in enumerate(_parsed(path)["cells"], start=1):
        if cell["cell_type"] == "code":
            code = "".join(cell["source"])
            place = f"{path.relative_to(path.parents[1]).as_posix()}, cell {number}"
            try:
                names += names_imported(code, place)
            except ValueError:  # magics, or no Python at all
                from nbconvert.filters import ipython2python  # a second to import

                names += names_imported(str(ipython2python(code)), place)
    return tuple(names)


# Code.


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


class Code:
    """The modules of the package, or of all in ``src/`` of a project, and what each imports.

    Reading all imports takes half a second: what was read is kept by the digest of its file.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        folder = code_folder(root)
        packages = ("",) if folder == root / "src" else ("quoted", "nbconvert_typst")
        self._files = {name: file for each in packages for name, file in _modules(folder, each)}
        self._known: dict[str, list[Any]] = {}
        self._led_to: dict[frozenset[str], tuple[set[str], set[str]]] = {}
        with contextlib.suppress(OSError, ValueError):
            self._known = json.loads((root / _IMPORTS).read_bytes())
        self._as_kept = dict(self._known)

    def files(self, modules: Iterable[str]) -> list[str]:
        """Return the files of modules and of all that these import, in turn, from the root.

        Imports inside functions count.
        """
        return sorted(self._reached(frozenset(modules))[1])

    def names(self, modules: Iterable[str]) -> list[str]:
        """Return modules and the names that they import, in turn; of other packages as well."""
        return sorted(self._reached(frozenset(modules))[0])

    def notebook_imports(self, name: str) -> tuple[str, ...]:
        """Return what the code of a notebook imports; see `notebook_imports`."""
        path = self._root / name
        return self._imports(name, _of_code(path), lambda: notebook_imports(path))

    def keep(self) -> None:
        """Write down what was read, for the next build."""
        if self._known != self._as_kept:
            replace(self._root / _IMPORTS, json.dumps(self._known).encode())

    def _reached(self, modules: frozenset[str]) -> tuple[set[str], set[str]]:
        """Return the names and the files that modules lead to."""
        if modules in self._led_to:
            return self._led_to[modules]
        todo, names, files = list(modules), set[str](), set[str]()
        while todo:
            name = todo.pop()
            if name in names:
                continue
            names.add(name)
            parts = name.split(".")
            for n in range(1, len(parts) + 1):
                file = self._files.get(".".join(parts[:n]))
                if file and file not in files:
                    files.add(file)
                    todo += self._file_imports(file)
        self._led_to[modules] = names, files
        return names, files

    def _file_imports(self, file: str) -> tuple[str, ...]:
        path = _path(self._root, file)
        return self._imports(
            file, _of_file(path), lambda: names_imported(path.read_text("utf-8"), file)
        )

    def _imports(self, file: str, digest: str, read: Any) -> tuple[str, ...]:
        if self._known.get(file, [None])[0] != digest:
            self._known[file] = [digest, list(read())]
        return tuple(self._known[file][1])


def _modules(folder: Path, package: str) -> Iterator[tuple[str, str]]:
    """Yield each module of a package in a folder, and its file as steps name it."""
    for path in (folder / package).rglob("*.py"):
        parts = path.relative_to(folder).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        yield name, f"src/{path.relative_to(folder).as_posix()}"


# Steps.


@dataclass(frozen=True)
class Step:
    """One thing to make.

    Attributes
    ----------
    name
        What the build calls it.
    make
        Given the project's folder, writes its products and returns their paths. Runs in another
        process: a function of a module, or a `functools.partial` of one.
    inputs
        Patterns of the files that it is made from, from the project's folder.
    sources
        The same, of notebooks whose outputs do not count.
    codes
        The same, of notebooks of which only the code counts.
    modules
        Modules of the package that it runs; all that these import counts as input, and so does the
        module of `make`, without what that imports: functions of many steps may stand in it.
    after
        Names of the steps and families that make its inputs.
    runs_code
        Whether it runs a notebook.
    """

    name: str
    make: Callable[[Path], Iterable[Path]]
    inputs: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    runs_code: bool = False

    def code(self, code: Code) -> list[str]:
        """Return the files of the code that it runs, from the project's folder.

        What only runs steps is not among them: no product depends on it.
        """
        function = self.make.func if isinstance(self.make, partial) else self.make
        own = f"src/{function.__module__.replace('.', '/')}.py"
        return [own, *code.files(self.modules)]


@dataclass(frozen=True)
class Family:
    """Steps that are known only when another has run: ``steps`` lists them after step ``after``."""

    name: str
    after: str
    steps: Callable[[Path], Iterable[Step]]
