"""A project of one's own: what is started holds together, with nothing of the five articles in it.

That its first build works is for those who have minutes: here the notebooks' code runs, and the
check is asked.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from quoted.build.starting import STARTER, new
from quoted.build.steps import NOTEBOOKS
from quoted.citations import check
from quoted.data import load, sources
from quoted.data.transcription import Transcription
from quoted.language import catalogue, language
from quoted.report import charts, display
from quoted.report.quantities import quantities

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a new project with its data, as its first notebook writes them."""
    folder = tmp_path_factory.mktemp("own") / "project"
    new(ROOT, folder)
    run: dict[str, Any] = {}
    for code in codes(folder, NOTEBOOKS[0]):
        code = code.replace('"../data"', repr(str(folder / "data")))
        exec(code.replace('f"coded/', f'f"{folder}/notebooks/coded/'), run)
    assert isinstance(run["quotes"], Transcription)
    return folder


def read(project: Path, name: str) -> Any:
    return json.loads((project / "notebooks" / f"{name}.ipynb").read_text("utf-8"))


def codes(project: Path, name: str) -> list[str]:
    cells = read(project, name)["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def test_its_data_hold_and_stand_in_its_article(project: Path) -> None:
    tables = load(project / "data")
    assert sources.unheld(tables) == sources.uncoded(tables) == []
    assert sources.check(tables, project / "articles") == []
    assert list(tables.figures["value"]) == [72, 55, 31.5, 48]
    assert "AI" not in (project / "data" / "README.md").read_text("utf-8").partition("## ")[0]


def test_what_its_notebooks_show_and_state_is_there(project: Path) -> None:
    tables = load(project / "data")
    drawn, listed = charts(tables), display(tables)
    assert list(drawn) == ["divide", "gaps", "provenance", "tipping"]
    known = quantities(tables, language("en"))
    for name in NOTEBOOKS:
        assert check(read(project, name), known, name) == []
        for code in codes(project, name)[1:]:
            if code.startswith(("charts[", "listed[")):
                eval(code, {"charts": drawn, "listed": listed})


def test_its_french_is_complete_and_states_the_same(project: Path) -> None:
    own = set(json.loads((STARTER / "fr.json").read_text("utf-8")))
    found = [str(f) for f in catalogue.missing("fr", project) if "src/quoted/" not in f.where[:11]]
    assert found == []
    template = {message.id for message in catalogue.extract(project)}
    assert own <= template  # nothing is translated that is not there
    known = quantities(load(project / "data"), language("fr"))
    kept = catalogue.read("fr", project)
    for text in own:
        cell = {"cell_type": "markdown", "source": kept.get(text).string, "metadata": {}}
        assert check({"cells": [cell], "metadata": {}}, known, text) == []


def test_a_folder_that_is_there_is_left_alone(project: Path) -> None:
    before = sorted(project.iterdir())
    with pytest.raises(ValueError, match="found it there already, expected a new or an empty"):
        new(ROOT, project)
    assert sorted(project.iterdir()) == before
