"""The `quoted` command and the build behind it: what they say, return, and leave alone."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest

from quoted import build as building
from quoted import cli, sources, tables
from quoted.build import BuildError, Step, build, fingerprints

ROOT = Path(__file__).parents[1]
VERBS = ("build", "check", "numbers", "messages", "reproduce", "charts")

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _no_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(sources.ARTICLES_VARIABLE, raising=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of data and report, without catalogues: those have checks of their own."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    (tmp_path / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks" / "report.ipynb", tmp_path / "notebooks")
    return tmp_path


def quoted(*arguments: str | Path) -> int:
    return cli.main([str(argument) for argument in arguments])


def test_the_installed_command_gives_help() -> None:
    command = Path(sys.executable).parent / "quoted"
    done = subprocess.run([command, "--help"], capture_output=True, text=True, check=True)
    assert all(f"\n    {verb} " in done.stdout for verb in VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_has_help(verb: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        quoted(verb, "--help")
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert said.startswith(f"usage: quoted {verb}")


def test_an_unknown_verb_is_refused(capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        quoted("dance")
    assert ended.value.code == 2
    assert "invalid choice: 'dance'" in capsys.readouterr().err


def test_a_folder_that_is_no_project_is_named(tmp_path: Path, capsys: Capture) -> None:
    assert quoted("--root", tmp_path, "check") == 2
    said = capsys.readouterr().err
    assert f"{tmp_path}: found no folder notebooks/" in said and "--root" in said


def test_the_project_as_committed_is_all_right(capsys: Capture) -> None:
    status = quoted("--root", ROOT, "check")
    said = capsys.readouterr()
    assert said.err == ""
    assert status == 0
    assert "all right" in said.out


def test_check_says_that_fragments_were_not_compared(project: Path, capsys: Capture) -> None:
    assert quoted("--root", project, "check") == 0
    assert "fragments: not compared, no copies of the articles" in capsys.readouterr().out


DAMAGES: list[tuple[str, Callable[[bytes], bytes], str]] = [
    (
        "data/figures.csv",
        lambda raw: raw.replace(b",61,percent", b",130,percent", 1),
        'figures.csv, row 4, column value: found "130", expected a percentage from 0 to 100',
    ),
    (
        "data/figures.csv",
        lambda raw: raw.replace(b",", b";"),
        "figures.csv, row 1: found semicolons between the columns, expected commas",
    ),
    ("data/sources.csv", lambda raw: b"", "sources.csv: found an empty file, expected the header"),
    (
        "notebooks/report.ipynb",
        lambda raw: raw.replace(b"[61%](#weekly_use.executives)", b"[62%](#weekly_use.executives)"),
        "found [62%](#weekly_use.executives), expected “61%”",
    ),
    (
        "notebooks/report.ipynb",
        lambda raw: raw.replace(b"[61%](#weekly_use.executives)", b"61%"),
        "found 61%, expected a citation",
    ),
    (
        "notebooks/report.ipynb",
        lambda raw: raw.replace(b"](#weekly_use.executives)", b"](#weekly_use.bosses)"),
        "expected a known quantity, not 'weekly_use.bosses'",
    ),
]


@pytest.mark.parametrize(("file", "damage", "words"), DAMAGES, ids=[d[2][:40] for d in DAMAGES])
def test_check_names_what_is_wrong_and_returns_1(
    file: str, damage: Callable[[bytes], bytes], words: str, project: Path, capsys: Capture
) -> None:
    path = project / file
    before = path.read_bytes()
    path.write_bytes(damage(before))
    assert path.read_bytes() != before
    assert quoted("--root", project, "check") == 1
    said = capsys.readouterr()
    assert words in said.err
    assert "to put right" in said.out


def test_check_compares_with_the_articles_given(project: Path, capsys: Capture) -> None:
    folder = project / "copies"
    folder.mkdir()
    for source_id in tables.load(project / "data").sources["source_id"]:
        (folder / f"{source_id}.txt").write_text("Nothing of the kind; 99% of it.", "utf-8")
    assert quoted("--root", project, "check", "--articles", folder) == 1
    said = capsys.readouterr().err
    assert "expected words that stand exactly once in metodas (there: 0 times)" in said
    assert "pandia.txt: found 99% printed but not in figures.csv" in said


def test_articles_in_a_folder_that_is_not_there(project: Path, capsys: Capture) -> None:
    assert quoted("--root", project, "check", "--articles", project / "nowhere") == 1
    assert "metodas.txt: found no readable article" in capsys.readouterr().err


def test_numbers_are_put_right_on_request_only(project: Path, capsys: Capture) -> None:
    path = project / "notebooks" / "report.ipynb"
    good = path.read_bytes()
    path.write_bytes(good.replace(b"[61%](#weekly_use", b"[62%](#weekly_use"))
    assert quoted("--root", project, "numbers") == 1
    assert path.read_bytes() != good
    assert quoted("--root", project, "numbers", "--write") == 0
    assert path.read_bytes() == good
    assert f"rewritten: {path}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing"], "no chart named 'nothing', expected one of divide"),
        (["divide", "--size", "large"], "--size: found 'large', expected WIDTHxHEIGHT in pixels"),
        (["divide", "--size", "0x10"], "--size: found '0x10', expected WIDTHxHEIGHT in pixels"),
        (["--lang", "tlh"], "tlh"),
    ],
)
def test_a_chart_that_cannot_be_made(arguments: list[str], words: str, capsys: Capture) -> None:
    assert quoted("--root", ROOT, "charts", *arguments) == 1
    assert words in capsys.readouterr().err


def test_a_chart_is_written_at_the_size_asked_for(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "divide.png"
    size = ["--size", "1600x900", "--lang", "fr", "-o", path]
    assert quoted("--root", ROOT, "charts", "divide", *size) == 0
    header = path.read_bytes()[:24]
    assert [int.from_bytes(header[i : i + 4], "big") for i in (16, 20)] == [1600, 900]
    assert quoted("--root", ROOT, "charts") == 0
    assert "divide" in capsys.readouterr().out


# The build, on a project of two small steps.


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder in which `b` is made from `a`, and `c` from `b`."""

    def copy(old: str, new: str) -> Callable[[Path], None]:
        def make(root: Path) -> None:
            text = (root / old).read_text()
            if text == "bad":
                raise ValueError("found bad, expected good")
            (root / new).write_text(text)

        return make

    steps = [
        Step("first", ("a",), ("b",), copy("a", "b")),
        Step("second", ("b",), ("c",), copy("b", "c"), ("first",)),
    ]
    monkeypatch.setattr(building, "steps", lambda: steps)
    (tmp_path / "a").write_text("one")
    yield tmp_path


def made(said: str) -> list[str]:
    return [line.split()[0] for line in said.splitlines() if line.startswith(("first ", "second "))]


def test_only_what_changed_is_made_again(workshop: Path, capsys: Capture) -> None:
    runs: list[tuple[str | None, str | None, list[str]]] = [
        (None, None, ["first", "second"]),
        (None, None, []),
        ("a", "two", ["first", "second"]),
        ("a", "two", []),  # written again, the same content
        ("c", None, ["second"]),  # a product that went missing
    ]
    for file, text, expected in runs:
        if file and text:
            (workshop / file).write_text(text)
        elif file:
            (workshop / file).unlink()
        assert build(workshop) == 0
        said = capsys.readouterr().out
        assert made(said) == expected
        assert "Everything is up to date" in said
        assert (workshop / "c").read_text() == (workshop / "a").read_text()


def test_why_says_what_had_changed(workshop: Path, capsys: Capture) -> None:
    build(workshop, why=True)
    assert "first: first run" in capsys.readouterr().out
    (workshop / "a").write_text("two")
    build(workshop, why=True)
    assert "first: changed: a" in capsys.readouterr().out


def test_a_step_that_fails_stops_the_build_and_leaves_the_products(
    workshop: Path, capsys: Capture
) -> None:
    build(workshop)
    (workshop / "a").write_text("bad")
    with pytest.raises(SystemExit, match="first: found bad, expected good"):
        build(workshop)
    assert (workshop / "c").read_text() == "one"
    (workshop / "a").write_text("one")
    capsys.readouterr()
    assert build(workshop) == 0
    assert made(capsys.readouterr().out) == []


def test_what_was_made_before_a_failure_is_not_made_again(workshop: Path, capsys: Capture) -> None:
    (workshop / "c").mkdir()  # the second step cannot write its product
    with pytest.raises(SystemExit, match="second: "):
        build(workshop)
    (workshop / "c").rmdir()
    capsys.readouterr()
    assert build(workshop) == 0
    assert made(capsys.readouterr().out) == ["second"]


def test_one_build_at_a_time(workshop: Path, capsys: Capture) -> None:
    (workshop / "notebooks").mkdir()
    (workshop / building.STATE).mkdir()
    with building._alone(workshop):
        with pytest.raises(BuildError, match="another build is running in"):
            build(workshop)
        assert quoted("--root", workshop, "build") == 1
        assert "quoted build: another build is running" in capsys.readouterr().err
        assert not (workshop / "b").exists()
    assert quoted("--root", workshop, "build") == 0


def notebook(*cells: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell, id=f"cell{i}") for i, cell in enumerate(cells)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )


def test_fingerprints_see_sources_and_not_outputs(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    node = notebook("1 + 1")

    def print_of() -> dict[str, str]:
        path.write_text(json.dumps(node))
        return fingerprints(tmp_path, ["*.ipynb"])

    before = print_of()
    assert list(before) == ["a.ipynb"]
    node.cells[0].execution_count = 7
    node.cells[0].outputs = [nbformat.v4.new_output("stream", text="2")]
    node.cells[0].metadata["execution"] = {"iopub.execute_input": "2026-01-01T00:00:00Z"}
    assert print_of() == before
    node.cells[0].source = "1 + 2"
    assert print_of() != before


def test_fingerprints_go_by_content_and_name(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x")
    (tmp_path / "b.csv").write_text("x")
    found = fingerprints(tmp_path, ["*.csv", "a.*"])
    assert list(found) == ["a.csv", "b.csv"]
    assert found["a.csv"] == found["b.csv"]


def test_an_error_in_a_notebook_is_named_with_its_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "notebooks"
    folder.mkdir()
    path = folder / "broken.ipynb"
    nbformat.write(notebook("1 + 1", "raise LookupError('no such figure')"), path)
    before = path.read_bytes()
    step = Step(
        "notebook broken",
        ("notebooks/broken.ipynb",),
        ("notebooks/broken.ipynb",),
        lambda root: building.run_notebook(root, "broken"),
    )
    monkeypatch.setattr(building, "steps", lambda: [step])
    with pytest.raises(SystemExit) as ended:
        build(tmp_path)
    said = str(ended.value)
    assert said.startswith("notebook broken: ")
    assert "raise LookupError('no such figure')" in said and "\x1b" not in said
    assert path.read_bytes() == before


def test_a_notebook_keeps_no_trace_of_the_run(tmp_path: Path) -> None:
    (tmp_path / "notebooks").mkdir()
    shown = {building.LIVE_VIEW: {"model_id": "x"}, "text/plain": "a slider"}
    node = notebook(f"from IPython.display import display\ndisplay({shown!r}, raw=True)")
    node.cells[0].metadata["execution"] = {"iopub.execute_input": "2026-01-01T00:00:00Z"}
    node.metadata["widgets"] = {}
    path = tmp_path / "notebooks" / "a.ipynb"
    nbformat.write(node, path)
    building.run_notebook(tmp_path, "a")
    first = path.read_bytes()
    (output,) = json.loads(first)["cells"][0]["outputs"]
    assert output["data"] == {"text/plain": ["a slider"]}
    assert b"2026-01-01" not in first
    assert "widgets" not in json.loads(first)["metadata"]
    building.run_notebook(tmp_path, "a")
    assert path.read_bytes() == first


def test_every_step_stands_behind_those_that_make_its_inputs() -> None:
    names = [step.name for step in building.steps()]
    assert len(set(names)) == len(names)
    for number, step in enumerate(building.steps()):
        assert set(step.after) <= set(names[:number])
        assert step.products
    products = [product for step in building.steps() for product in step.products]
    assert len(set(products)) == len(products)
    assert {"data/figures.csv", "report/report.en.pdf", "report/report.fr.pdf"} <= set(products)
