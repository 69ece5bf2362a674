"""The worked example of the contributing guide, as written, in a copy of the project."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import nbformat
import pytest

from quoted import citations as prose
from quoted import cli
from quoted.build import notebooks
from quoted.data import sources, tables
from quoted.language import language
from quoted.report import display_tables as listings
from quoted.report import gallery, uncertainty
from quoted.statistics import disclosure

ROOT = Path(__file__).parents[1]
EN = language("en")
ARTICLE = (
    "Invented: 400 executives answered, and 600 entry-level marketers answered. Minutes are "
    "written with AI by 52% of the executives, against 64% of entry-level marketers."
)


def example() -> str:
    """Return the cell of the guide."""
    guide = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    section = guide.split("### A worked example\n")[1]
    assert "invented for the example" in section.split("```")[0]
    found = re.search(r"```python\n(.*?)\n```", section, re.S)
    assert found is not None
    return found[1]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy whose transcription has the cell where the guide puts it, and has been run."""
    root = tmp_path_factory.mktemp("project")
    (root / "notebooks").mkdir()
    shutil.copytree(ROOT / "notebooks" / "coded", root / "notebooks" / "coded")
    notebook = nbformat.read(ROOT / "notebooks" / "01_transcription.ipynb", as_version=4)
    sources_ = ["".join(cell.source) for cell in notebook.cells]
    (place,) = [i for i, source in enumerate(sources_) if "quotes.read_csv" in source]
    notebook.cells.insert(place, nbformat.v4.new_code_cell(example(), id="example"))
    nbformat.write(notebook, root / "notebooks" / "01_transcription.ipynb")
    path = root / "notebooks" / "01_transcription.ipynb"
    outputs = notebooks.write_outputs(path.with_suffix(".json"), notebooks.run(path, "en"))
    notebooks.place(path, outputs, path)
    return root


@pytest.fixture(scope="module")
def data(project: Path) -> tables.Tables:
    return tables.load(project / "data")


def test_the_example_is_one_cell_within_the_house_rules() -> None:
    assert len(example().splitlines()) <= 10
    assert all(line.startswith(("quotes.", "    ")) for line in example().splitlines())


def test_the_rows_are_added_and_the_others_stay(data: tables.Tables) -> None:
    before = tables.load(ROOT / "data")
    assert set(data.figures["figure_id"]) - set(before.figures["figure_id"]) == {
        "write_minutes.executives",
        "write_minutes.entry_level",
    }
    assert set(before.figures["figure_id"]) <= set(data.figures["figure_id"])
    sizes = data.samples.query("survey_id == 'example_2025'").set_index("group")["n"]
    assert dict(sizes) == {"executives": 400, "entry_level": 600}


def test_both_groups_make_a_pair(data: tables.Tables) -> None:
    gaps = tables.pairs(data).set_index("measure_id")["gap"]
    assert gaps["write_minutes"] == -12
    assert len(gaps) == len(tables.pairs(tables.load(ROOT / "data"))) + 1


def test_the_published_sizes_allow_plain_intervals(data: tables.Tables) -> None:
    assert disclosure.score(data, "example_2025").intervals == "plain"
    assert disclosure.score(data, "lightricks_ama_2024").intervals == "scenario"


@pytest.mark.parametrize("code", ["en", "fr"])
def test_the_tables_of_the_report_show_it_with_its_link(code: str, data: tables.Tables) -> None:
    listed = listings.listings(data, language(code))
    assert "write_minutes.gap" in dict(listed["verdicts"].rows)
    rows = dict(listed["figures"].rows)
    page = "https://example.org/ai-in-meetings#:~:text="
    links = [c.href for c in rows["write_minutes.executives"] if isinstance(c, listings.Link)]
    assert links == [f"{page}52%25%20of%20the%20executives"]
    assert f'{page}against%2064%25%20of%20entry%2Dlevel%20marketers"' in (
        listed["figures"]._repr_html_()
    )


def test_the_dumbbell_has_the_pair_and_every_chart_is_drawn(data: tables.Tables) -> None:
    charts = gallery.charts(data, EN)
    assert "write_minutes" in set(charts["divide"].data["measure_id"])
    assert "Example survey, 2025" in charts["divide"].source
    plain = uncertainty.gaps(data, EN, "example_2025")
    assert "Executives: 400 respondents and Entry-level marketers: 600" in plain.source
    for chart in charts.values():
        assert chart.svg("column").startswith(b"<?xml")


def test_prose_can_cite_it(data: tables.Tables) -> None:
    known = prose.quantities(data, EN)
    assert known["write_minutes.executives"].forms[0] == "52%"
    assert "12 points" in known["write_minutes.reverse_gap"].forms


def test_check_says_what_is_left_to_do(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = project / "copies"
    folder.mkdir(exist_ok=True)
    (folder / "example_paper.txt").write_text(ARTICLE + " And 7% did not say.", "utf-8")
    cli.main(["--root", str(project), "check", "--articles", str(folder)])
    said = capsys.readouterr().err
    assert "example_paper.txt: found 7% printed but not in figures.csv" in said
    assert "metodas.txt: found no readable article" in said
    (folder / "example_paper.txt").write_text(ARTICLE, "utf-8")
    left = sources.check(tables.load(project / "data"), folder)
    assert not [problem for problem in left if problem.file == "example_paper.txt"]
    assert {problem.found.partition(" (")[0] for problem in left} == {"no readable article"}
