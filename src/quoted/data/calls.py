"""Where in the notebooks a row was taken down, for those who have to put it right.

What a call records is for `transcription`; what is wrong with a row, for `checks` and `sources`.
"""

from __future__ import annotations

import ast
import contextlib
import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from quoted.data.checks import Problem, Row, sheets
from quoted.data.schema import SCHEMA
from quoted.system import notebook

METHODS = {
    "sources": "source",
    "surveys": "survey",
    "groups": "group",
    "samples": "sample",
    "topics": "topic",
    "measures": "measure",
    "figures": "figures",
    "answers": "answers",
    "disclosure": "disclosed",
}
"""Of `Transcription`, those that add rows to a table; others are kept by hand, in `coded/`."""


def cells(path: Path) -> Iterator[tuple[int, str, ast.Module]]:
    """Yield the code of a notebook, and what it parses to, by the numbers of its cells.

    A cell that is not plain Python, as one with a magic, is left out.
    """
    for number, cell in enumerate(notebook.read(path, path.parents[1])["cells"], start=1):
        if cell["cell_type"] == "code":
            source = "".join(cell["source"])
            with contextlib.suppress(SyntaxError):
                yield number, source, ast.parse(source)


def excerpt(source: str, line: int) -> str:
    """Return the begin of a line of code, counted from 1."""
    text = source.splitlines()[line - 1].strip().rstrip(",")
    return f"{text[:60]}{'…' * (len(text) > 60)}"


def placed(problems: Iterable[Problem], contents: Mapping[str, str], folder: Path) -> list[Problem]:
    """Return problems with the place where each is to be put right, if it can be seen.

    Parameters
    ----------
    problems
        What is wrong with the tables.
    contents
        The text of each table in CSV.
    folder
        The folder of the notebooks.
    """
    read, problems, found = sheets(contents), [*problems], []
    code = [*_code(folder)] if problems else []
    for problem in problems:
        table = problem.file.removesuffix(".csv")
        listed, at = read.get(table, []), (problem.row or 0) - 2
        row = listed[at] if 0 <= at < len(listed) else None
        origin = table in SCHEMA and (_by_hand(folder, table, row) or _call(code, table, row))
        found.append(replace(problem, origin=origin or ""))
    return found


def _by_hand(folder: Path, table: str, row: Row | None) -> str:
    path = folder / "coded" / f"{table}.csv"
    with contextlib.suppress(OSError, ValueError):  # what is wrong with it is said elsewhere
        kept = list(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")))
        name = f"{folder.name}/coded/{path.name}"
        if row is None:
            return name
        if row in kept:
            return f"{name}, row {kept.index(row) + 2}"
    return ""


def _code(folder: Path) -> Iterator[tuple[str, str, ast.Module]]:
    """Yield the cells of all notebooks: where each is, and as `cells` has it."""
    for path in sorted(folder.glob("*.ipynb")):
        with contextlib.suppress(OSError, ValueError):  # as above
            for number, source, tree in cells(path):
                yield f"{folder.name}/{path.name}, cell {number}", source, tree


def _call(code: Iterable[tuple[str, str, ast.Module]], table: str, row: Row | None) -> str:
    """Return the call that says most of a row, and the line of its fragment or else of its key."""
    best, place = 0, ""
    told = {cell for cell in (row or {}).values() if cell}
    key = row and (row.get("fragment") or row[SCHEMA[table]["primaryKey"][0]])
    for cell, source, tree in code if key else ():
        for said in _said(tree, METHODS.get(table, "")):
            if key in said and len(told & said.keys()) >= max(best, 1):
                best, line = len(told & said.keys()), said[key]
                place = f"{cell}, line {line}, {excerpt(source, line)}"
    return place


def _said(tree: ast.Module, method: str) -> Iterator[dict[str, int]]:
    """Yield what each call of a method says, names and values, with the line of each."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in (method, "add"):
            yield {
                str(each.value if isinstance(each, ast.Constant) else each.arg): each.lineno
                for each in ast.walk(node)
                if isinstance(each, ast.Constant | ast.keyword)
            }
