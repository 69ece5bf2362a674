"""Building on every save: what counts as one."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from quoted.build import watch


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "notebooks").mkdir()
    path = tmp_path / "notebooks" / "a.ipynb"
    save(path, "One.")
    return path


def save(path: Path, text: str, output: str = "") -> None:
    code = nbformat.v4.new_code_cell("1", id="code")
    code.outputs = [nbformat.v4.new_output("stream", text=output)] if output else []
    cells = [nbformat.v4.new_markdown_cell(text, id="text"), code]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)


def test_what_was_saved_is_named_and_outputs_are_not_followed(path: Path) -> None:
    seen = watch.changes(path.parents[1], every=0.01)
    assert next(seen) == []
    save(path, "Two.")
    assert next(seen) == ["notebooks/a.ipynb"]
    save(path, "Two.", output="from a build")
    (path.parents[1] / "requirements.txt").write_text("new")
    assert next(seen) == ["requirements.txt"]
    path.unlink()
    assert next(seen) == ["notebooks/a.ipynb"]
