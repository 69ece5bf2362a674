"""What nbconvert's command line allows: paths, several notebooks, pipes, settings, and failures."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from converting import PNG, book, markdown, pictures, shown, text
from nbformat import v4


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two notebooks, one in it and one below, of names with spaces and accents."""
    (tmp_path / "sub").mkdir()
    picture = v4.new_markdown_cell(
        "![told](attachment:p.png)", attachments={"p.png": {"image/png": PNG}}
    )
    nbformat.write(book(markdown("# First\n\nword one"), picture), tmp_path / "own.ipynb")
    nbformat.write(book(markdown("word two [away](#away)")), tmp_path / "sub" / "Été à deux.ipynb")
    return tmp_path


def run(folder: Path, *arguments: str, given: bytes = b"", fails: bool = False) -> Any:
    """Return what nbconvert's command line did, in a folder, to typstpdf unless told otherwise."""
    to = () if "--to" in arguments else ("--to", "typstpdf")
    done = subprocess.run(
        [sys.executable, "-m", "jupyter", "nbconvert", *to, *arguments],
        input=given,
        capture_output=True,
        cwd=folder,
        check=False,
    )
    assert (done.returncode != 0) is fails, done.stderr.decode()
    return done


def words(path: Path) -> str:
    return text(path.read_bytes())


def test_output_takes_paths(folder: Path) -> None:
    below = folder / "below"
    below.mkdir()
    run(folder, "own.ipynb", "--output", str(below / "absolute"))
    assert "word one" in words(below / "absolute.pdf")
    assert pictures((below / "absolute.pdf").read_bytes()) == 1
    run(folder, "sub/Été à deux.ipynb", "--output", "../below/Énoncé relatif.pdf")
    assert "word two" in words(below / "Énoncé relatif.pdf")


def test_source_to_a_path_compiles_from_there(folder: Path) -> None:
    import typst

    (folder / "far off").mkdir()
    run(folder, "own.ipynb", "--to", "typst", "--output", str(folder / "far off" / "à part"))
    source = folder / "far off" / "à part.typ"
    assert (folder / "far off" / "à part_files" / "image-1.png").is_file()
    assert "word one" in text(typst.compile(str(source)))


def told(done: Any) -> list[str]:
    """Return what was told of what the document lacks."""
    lines = (line.partition("] ")[2] for line in done.stderr.decode().splitlines())
    return [line for line in lines if "away" in line or "lacks" in line]


def test_several_notebooks_and_a_folder_to_write_to(folder: Path) -> None:
    alone = run(folder, "sub/Été à deux.ipynb")
    assert [line.partition(":")[0] for line in told(alone)] == [
        "WARNING | cell 1",
        "What the document lacks",
    ]
    done = run(folder, "own.ipynb", "sub/Été à deux.ipynb", "--output-dir", "made/here")
    assert [line.partition("cell 1: ")[0] for line in told(done)] == [
        "WARNING | sub/Été à deux.ipynb: ",
        "sub/Été à deux.ipynb: What the document lacks: references that lead nowhere: 1",
    ]
    assert "word one" in words(folder / "made/here/own.pdf")
    assert "word two" in words(folder / "made/here/Été à deux.pdf")


def test_pipes(folder: Path) -> None:
    done = run(folder, "--stdin", "--stdout", given=(folder / "own.ipynb").read_bytes())
    assert "word one" in text(done.stdout)
    done = run(folder, "own.ipynb", "--writer", "StdoutWriter")
    assert "word one" in text(done.stdout)


def test_configuration_files_and_preprocessors(folder: Path) -> None:
    config = {
        "NbConvertApp": {"export_format": "typstpdf", "notebooks": ["own.ipynb"]},
        "TypstPDFExporter": {
            "title": "Configured",
            "preprocessors": ["nbconvert.preprocessors.ExtractAttachmentsPreprocessor"],
        },
        "TypstExporter": {"toc": True},
        "ExtractOutputPreprocessor": {"enabled": True},
    }
    cells = [markdown("# A"), shown({"image/png": PNG}, alt="a")]
    kept = nbformat.read(folder / "own.ipynb", 4)
    nbformat.write(book(*kept.cells, *cells), folder / "own.ipynb")
    (folder / "own.json").write_text(json.dumps(config))
    done = subprocess.run(
        [sys.executable, "-m", "jupyter", "nbconvert", "--config", "own.json"],
        capture_output=True,
        cwd=folder,
        check=True,
        env={**os.environ, "JUPYTER_CONFIG_DIR": str(folder)},
    )
    found = words(folder / "own.pdf")
    assert "Configured" in found and "Contents" in found
    assert "not shown" not in found and b"WARNING" not in done.stderr


def lines(done: Any) -> list[str]:
    """Return the errors that nbconvert told."""
    told = done.stderr.decode()
    assert "Traceback" not in told
    return [line.partition("ERROR | ")[2] for line in told.splitlines() if "ERROR" in line]


@pytest.mark.parametrize("told", ["missing/own", "own.ipynb/own", "/proc/own"])
def test_a_folder_that_cannot_be_written_is_one_clear_message(told: str, folder: Path) -> None:
    path = f"{told}.pdf"
    (error,) = lines(run(folder, "own.ipynb", "--output", told, fails=True))
    assert error.startswith(f"own.ipynb: cannot write {path}: ")


def test_failures_are_one_clear_message_and_leave_the_old_pdf(folder: Path) -> None:
    (folder / "own.pdf").write_bytes(b"old")
    (error,) = lines(run(folder, "own.ipynb", "--TypstPDFExporter.standards=nope", fails=True))
    assert error.startswith("own.ipynb: setting 'standards': ") and "nope" in error
    (folder / "own.ipynb").write_text("{")
    (error,) = lines(run(folder, "own.ipynb", fails=True))
    assert error.startswith("own.ipynb: ") and "JSON" in error
    (folder / "own.ipynb").write_text('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}')
    (error,) = lines(run(folder, "own.ipynb", fails=True))
    assert error.startswith("own.ipynb: ") and "cells" in error
    assert (folder / "own.pdf").read_bytes() == b"old"
