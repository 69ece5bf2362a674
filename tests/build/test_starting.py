"""A project of one's own: what is started holds together, with nothing of the five articles in it.

That its first build works is for those who have minutes: here the notebooks' code runs, and the
check is asked.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from quoted.build.inputs import Code, Step, digests
from quoted.build.starting import STARTER, new
from quoted.build.steps import NOTEBOOKS, steps
from quoted.citations import check
from quoted.data import load, sources
from quoted.data.transcription import Transcription
from quoted.language import _translations, catalogue, language
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


def test_its_french_is_complete_and_states_the_same(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = set(json.loads((STARTER / "fr.json").read_text("utf-8")))
    assert catalogue.missing("fr", project) == []
    template = {message.id for message in catalogue.extract(project)}
    assert own <= template  # nothing is translated that is not there
    monkeypatch.setenv("QUOTED_PROJECT", str(project))
    lang = language("fr")
    assert lang.text("clerks") == "employés de bureau"  # of the project
    assert lang.text("not stated") == "non précisé"  # of the package
    monkeypatch.chdir(project / "notebooks")  # where a kernel runs that nobody told of a project
    assert _translations.__wrapped__("fr", "..").gettext("clerks") == "employés de bureau"
    known = quantities(load(project / "data"), lang)
    kept = catalogue.read("fr", project)
    for text in own:
        cell = {"cell_type": "markdown", "source": kept.get(text).string, "metadata": {}}
        assert check({"cells": [cell], "metadata": {}}, known, text) == []


def test_a_folder_that_is_there_is_left_alone(project: Path) -> None:
    before = sorted(project.iterdir())
    with pytest.raises(ValueError, match="found it there already, expected a new or an empty"):
        new(ROOT, project)
    assert sorted(project.iterdir()) == before


def test_the_package_is_one_file_without_the_words_of_this_project(project: Path) -> None:
    assert not (project / "src").exists()
    (wheel,) = (project / "packages").iterdir()
    lock = (project / "requirements.txt").read_text("utf-8").splitlines()
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    assert lock[0] == f"./packages/{wheel.name} --hash=sha256:{digest}"
    assert lock[1:] == (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
        words = packed.read("quoted/locale/fr/LC_MESSAGES/quoted.po").decode()
    assert {"quoted/cli.py", "quoted/publish/index.html", "nbconvert_typst/template.typ"} <= {
        *names
    }
    assert "#: src/quoted/" in words and 'msgid "not stated"' in words
    assert "notebooks/" not in words and "Lightricks" not in words


def test_a_project_starts_from_another_one_too(project: Path, tmp_path: Path) -> None:
    new(project, tmp_path / "next")
    for name in ("requirements.txt", "packages", "locale/fr/LC_MESSAGES/quoted.po", "Makefile"):
        both = [project / name, tmp_path / "next" / name]
        first, second = [sorted(p.iterdir())[0] if p.is_dir() else p for p in both]
        if name.endswith(".po"):  # refreshed since
            assert second.read_text("utf-8").count("msgid") > 30
        else:
            assert first.read_bytes() == second.read_bytes()


def test_steps_find_the_code_where_it_is_installed(project: Path) -> None:
    step = next(s for s in steps(Code(project)) if isinstance(s, Step) and s.name == "index")
    names = digests(project, (*step.inputs, *step.code(Code(project))))
    assert {"src/quoted/publish/index.html", "src/quoted/data/tables.py"} <= {*names}
    assert "locale/fr/LC_MESSAGES/quoted.po" in names and "src/quoted/cli.py" not in names
    here = digests(ROOT, names)
    assert all(names[name] == here[name] for name in names if name.startswith("src/"))


def test_one_article_is_not_told_of_as_several(project: Path) -> None:
    caption = display(load(project / "data"))["sources"].caption
    assert caption.startswith("The one article that this report reads.")
