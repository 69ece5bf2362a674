"""Adding an article to a project: its cells, its rows of silence, its text, stubs to translate.

What the cells say is for `quoted.reading`. Nothing is added twice, and nothing is run.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from quoted.build.steps import NOTEBOOKS
from quoted.data import sources, tables
from quoted.data.schema import SILENT
from quoted.language import catalogue
from quoted.reading import articles, cells
from quoted.system import notebook
from quoted.system.atomic import replace

CODED = "read_csv("
"""What the cell does before which an article's cells go: it reads the tables kept by hand."""


def add(root: Path, path: Path, name: str | None = None) -> Iterator[str]:
    """Put what was read of an article into a project; yield what was done, a line each.

    Parameters
    ----------
    root
        The project's folder.
    path
        The article: a saved page, PDF, DOCX or plain text.
    name
        Its id; by default the name of its file.

    Raises
    ------
    ValueError
        The article cannot be read, or the project has it already.
    """
    article, source_id = articles.read(path), cells.slug(name or path.stem)
    known = cells.words_for_groups(tables.load(root / "data"))
    file = root / "notebooks" / f"{NOTEBOOKS[0]}.ipynb"
    parsed = notebook.read(file, root)
    codes = ["".join(cell["source"]) for cell in parsed["cells"]]
    if any(f'quotes.source("{source_id}"' in code for code in codes):
        raise ValueError(f"{path}: found an article called {source_id} already, expected --name")
    at = _place(parsed["cells"], codes)
    made = [as_cell(code) for code in cells.cells(article, source_id, known)]
    parsed["cells"][at:at] = made
    text = json.dumps(parsed, ensure_ascii=False, indent=1, sort_keys=True)
    replace(file, f"{text}\n".encode())
    yield f"notebooks/{file.name}: {len(made)} cells, from cell {at + 1} on"
    coded = root / "notebooks" / "coded"
    if silent := _silence(coded, source_id):
        yield (
            f"notebooks/coded/positions.csv: {silent} rows of silence; "
            "change those on which the article speaks"
        )
    copy = root / sources.ARTICLES / f"{source_id}.txt"
    copy.parent.mkdir(exist_ok=True)
    replace(copy, article.text.encode())
    yield f"articles/{copy.name}: its text, to compare with, never committed"
    if catalogue.codes(root):
        yield from (
            f"{changed.relative_to(root).as_posix()}: refreshed"
            for changed in catalogue.update(root)
        )


def _place(listed: list[Any], codes: list[str]) -> int:
    """Return before which cell to add: that of the tables kept by hand, with its heading."""
    for at, code in enumerate(codes):
        if listed[at]["cell_type"] == "code" and (CODED in code or "quotes.tables()" in code):
            return at - (at > 0 and listed[at - 1]["cell_type"] == "markdown")
    return len(listed)


def as_cell(source: str, kind: str = "code", number: int = 0) -> dict[str, Any]:
    """Return a cell of a notebook; `number` tells those apart that say the same."""
    id_ = hashlib.sha256(f"{number} {source}".encode()).hexdigest()[:8]
    cell = {
        "cell_type": kind,
        "id": id_,
        "metadata": {},
        "source": source.splitlines(keepends=True),
    }
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def _silence(coded: Path, source_id: str) -> int:
    """Add a row of silence for each question of the debate; return how many."""
    asked, positions = coded / "questions.csv", coded / "positions.csv"
    if not (asked.is_file() and positions.is_file()):
        return 0
    questions = [
        row["question_id"] for row in csv.DictReader(io.StringIO(asked.read_text("utf-8")))
    ]
    rows = "".join(f"{source_id},{id_},{SILENT},,\n" for id_ in questions)
    kept = positions.read_text("utf-8")
    replace(positions, f"{kept}{'' if kept.endswith(chr(10)) else chr(10)}{rows}".encode())
    return len(questions)
