"""Building on every save: what counts as one, and by which process."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest
from workshop import numbered, saving

from quoted.build import engine, watch
from quoted.build.inputs import Step
from quoted.build.processes import Processes

Capture = pytest.CaptureFixture[str]


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


def test_other_code_is_built_by_another_process(tmp_path: Path, capfd: Capture) -> None:
    (tmp_path / "notebooks" / "coded").mkdir(parents=True)
    (tmp_path / "src").mkdir()
    watch.watch(tmp_path, saving, 1)
    first, second, third = (tmp_path / "builders").read_text().split()
    assert first == second != third
    said = capfd.readouterr().out.splitlines()
    assert said == ["changed: notebooks/coded/a.csv", "changed: src/a.py"]


def test_steps_of_a_later_build_run_in_the_same_process(tmp_path: Path, capsys: Capture) -> None:
    made = []
    with Processes(tmp_path, 1) as kept:
        for letter in "ab":
            (tmp_path / "letter").write_text(letter)
            listed = [Step("number", numbered, ("letter",))]
            assert engine.run(tmp_path, lambda _, listed=listed: listed, kept=kept) == 0
            made.append((tmp_path / "number").read_text())
    assert made[0] == made[1] != str(os.getpid())
