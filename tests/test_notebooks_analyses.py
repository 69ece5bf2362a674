"""The notebooks as analyses: short cells in order, exercises, and links that lead somewhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from quoted import citations, data, report
from quoted.build.steps import NOTEBOOKS

ROOT = Path(__file__).parents[1]
ANALYSES = [name for name in NOTEBOOKS if name not in ("01_transcription", "report")]


def cells(name: str, kind: str) -> list[Any]:
    notebook = json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text("utf-8"))
    return [cell for cell in notebook["cells"] if cell["cell_type"] == kind]


@pytest.mark.parametrize("name", ANALYSES)
def test_a_cell_holds_one_idea_in_at_most_ten_lines(name: str) -> None:
    code = cells(name, "code")
    assert code
    assert {cell["id"]: len(cell["source"]) for cell in code if len(cell["source"]) > 10} == {}


@pytest.mark.parametrize("name", ANALYSES)
def test_a_notebook_has_two_or_three_exercises(name: str) -> None:
    (exercises,) = (cell["source"] for cell in cells(name, "markdown") if cell["id"] == "try")
    assert exercises[0] == "## Try it\n"
    assert sum(line[:1].isdigit() for line in exercises) in (2, 3)


def project(root: Path, text: str, html: str) -> Path:
    """Write a project of one notebook with one output."""
    output = {"output_type": "display_data", "metadata": {}, "data": {"text/html": html}}
    code = {
        "cell_type": "code",
        "source": "",
        "metadata": {},
        "outputs": [output],
        "execution_count": 1,
    }
    prose = {"cell_type": "markdown", "source": text, "metadata": {}}
    (root / "notebooks").mkdir()
    notebook = {"cells": [prose, code], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (root / "notebooks" / "one.ipynb").write_text(json.dumps(notebook), "utf-8")
    return root


def test_a_link_to_nothing_that_is_shown_is_named(tmp_path: Path) -> None:
    text = (
        "[61%](#use.all), [42%](#use.few), [5%](#not-ours 'a custom'), [read](https://a.example/#x)"
    )
    root = project(tmp_path, text, '<table><tr id="use.all"><td>61%</td></tr></table>')
    (found,) = map(str, citations.dead(root))
    assert found == (
        "notebooks/one.ipynb, cell 1: found [42%](#use.few), expected a place shown there"
    )


@pytest.mark.parametrize(
    ("table", "row", "led"),
    [
        ("verdicts", "weekly_use.gap", "weekly_use.interval.200_800.deff2"),
        ("verdicts", "verdicts", "gaps.count"),
        ("breaking", "breaking", "lightricks_ama_2024.floor.executives"),
        ("disclosure", "score", "lightricks_ama_2024.score"),
    ],
)
def test_a_number_leads_to_the_row_that_holds_it(table: str, row: str, led: str) -> None:
    html = report.display(data.load(ROOT / "data"))[table]._repr_html_()
    after = html.split(f'id="{row}"')[1]
    end = "</caption>" if row == table else "</tr>"
    assert f'<span id="{led}"></span>' in after.split(end)[0]
