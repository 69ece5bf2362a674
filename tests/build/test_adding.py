"""Adding an article: cells in their place, rows of silence, and a list of what is still to do."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from quoted.build import adding, findings
from quoted.data import sources
from quoted.data.tables import load
from quoted.report import gallery

ROOT = Path(__file__).parents[2]
PAGE = """<html lang="en"><head><title>Invented: foxes</title></head><body><main>
<p>In a survey of 400 foxes in May 2024, 61% of executives slept.</p></main></body></html>"""
NOTEBOOK = "notebooks/01_transcription.ipynb"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project with the data and what its first notebook is made from."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copytree(ROOT / "notebooks" / "coded", tmp_path / "notebooks" / "coded")
    shutil.copy(ROOT / NOTEBOOK, tmp_path / NOTEBOOK)
    (tmp_path / "Foxes.html").write_text(PAGE, "utf-8")
    return tmp_path


def codes(project: Path) -> list[str]:
    cells = json.loads((project / NOTEBOOK).read_text("utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells]


def test_an_article_is_put_where_it_belongs(project: Path) -> None:
    before = codes(project)
    positions = (project / "notebooks" / "coded" / "positions.csv").read_text("utf-8")
    said = list(adding.add(project, project / "Foxes.html"))
    after = codes(project)
    new = [code for code in after if code not in before]
    at = after.index(new[0])
    assert after == before[:at] + new + before[at:]
    assert after[at + len(new)].startswith("## What was coded by hand?")
    assert 'quotes.source("foxes", publisher=..., author=..., language="en"' in new[0]
    assert '"executives": (61, "61% of executives slept")' in "\n".join(new)
    coded = (project / "notebooks" / "coded" / "positions.csv").read_text("utf-8")
    assert coded.startswith(positions) and coded.count("\nfoxes,") == 8
    assert coded.endswith("foxes,individual_acts,silent,,\n")
    assert "61% of executives" in (project / "articles" / "foxes.txt").read_text("utf-8")
    assert [line.split(":")[0] for line in said] == [
        NOTEBOOK, "notebooks/coded/positions.csv", "articles/foxes.txt",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="found an article called foxes already"):
        list(adding.add(project, project / "Foxes.html"))


def test_what_is_open_is_listed_with_its_line(project: Path) -> None:
    list(adding.add(project, project / "Foxes.html"))
    lines = (project / NOTEBOOK).read_text("utf-8").splitlines()
    listed = list(findings.open_calls(project))
    first = next(n for n, line in enumerate(lines, start=1) if 'quotes.source(\\"foxes\\"' in line)
    number = next(n for n, code in enumerate(codes(project), start=1) if '"foxes"' in code)
    assert listed[0] == (
        f"{NOTEBOOK}, line {first} (cell {number}): found 4 still open (...) in "
        'quotes.source("foxes", publisher=..., author=..., language="…, expected it filled in'
    )
    assert all("expected it filled in" in line for line in listed) and len(listed) == 4


def test_what_is_left_out_is_asked_for_no_more(project: Path) -> None:
    page = PAGE.replace("slept.", "slept. Rents rose by 12% in May, and fell by 12% in June.")
    (project / "Foxes.html").write_text(page, "utf-8")
    list(adding.add(project, project / "Foxes.html"))
    out = list(findings.left_out(project))
    assert [source_id for source_id, _ in out] == ["foxes", "foxes"]
    made = load(project / "data")
    made.sources.loc[len(made.sources)] = {**made.sources.iloc[0], "source_id": "foxes"}

    def asked(left_out: list[tuple[str, str]]) -> list[str]:
        found = sources.check(made, project / "articles", left_out)
        return [str(each) for each in found if "foxes" in str(each)]

    assert "found 12% printed but not in figures.csv (2 times)" in asked([])[1]
    assert len(asked(out)) == 1 and "found 61% printed" in asked(out)[0]
    assert 'found "of 13%", expected words that stand' in asked([*out, ("foxes", "of 13%")])[0]


def test_a_figure_that_no_chart_shows_is_named(project: Path) -> None:
    assert "amazon_job_cuts" in gallery.unseen(load(project / "data"))
    assert findings.notices(project)[0].startswith("in no chart, only in the tables: amazon_job_cu")


def test_a_chart_that_no_notebook_shows_is_named(project: Path) -> None:
    path = project / NOTEBOOK.replace("01_transcription", "report")
    notebook = json.loads((ROOT / "notebooks" / "report.ipynb").read_text("utf-8"))
    shown = [cell for cell in notebook["cells"] if cell["source"] == ['charts["polls"]']]
    path.write_text(json.dumps(notebook), "utf-8")
    before = findings.notices(project)[1:]
    notebook["cells"].remove(*shown)
    path.write_text(json.dumps(notebook), "utf-8")
    (named,) = {*findings.notices(project)} - {*before, findings.notices(project)[0]}
    assert named.startswith("charts that no notebook shows: ") and "polls" in named


def test_who_has_one_article_is_told_which_are_not_compared(project: Path) -> None:
    folder = project / "articles"
    folder.mkdir()
    (folder / "metodas.txt").write_text("Other words.", "utf-8")
    found = [f for f in findings.findings(project, folder) if "no readable article" in f]
    assert found == []
    (notice,) = [n for n in findings.notices(project, folder) if n.startswith("fragments")]
    assert "not compared, no copy of forbes_fr, la_libre, pandia, kiosque_burkina in" in notice
    given = findings.findings(project, project / "notebooks")
    assert sum("no readable article" in f for f in given) == 5
