"""The benchmarks: their page says what they found, and their pieces work without competitors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from benchmarks import __main__ as command
from benchmarks import exporters, measure, project, report
from quoted.data import checks, tables

ROOT = Path(__file__).parents[1]
PYTHON = sys.executable


def results() -> dict[str, Any]:
    return json.loads(report.RESULTS.read_text("utf-8"))


def notebook(name: str = "prose") -> Any:
    return exporters.read(ROOT / "tests" / "notebooks" / f"{name}.ipynb")


# What the page says.


def test_readme_says_what_was_measured() -> None:
    readme = (ROOT / "benchmarks" / "README.md").read_text("utf-8")
    written = readme.partition(report.BEGIN)[2].partition(report.END)[0].strip()
    assert written == report.section(results()).strip()


def test_results_are_of_every_part_and_none_failed() -> None:
    found = results()
    assert set(command.PARTS) <= set(found) and report.complete(found)
    assert command.failures(found) == []
    assert found["rounds"] >= 3
    for part in ("in process", "in process, other words", "as a command"):
        for entry in found[part].values():
            assert "absent" in entry or len(entry["rounds"]) == found["rounds"]


def test_results_name_no_path_and_no_host() -> None:
    text = report.RESULTS.read_text("utf-8")
    assert str(ROOT) not in text and os.uname().nodename not in text
    assert "/" not in json.dumps(results()["machine"])


def test_the_section_tells_of_absent_and_failed_competitors() -> None:
    found = results()
    for part in ("in process", "in process, other words", "as a command", "memory"):
        found[part]["xelatex"] = {"absent": "not measured: no xelatex here"}
        found[part]["webpdf"] = {"failed": "Error: no browser"}
    found["content"]["xelatex"] = found["content"]["webpdf"] = {"absent": "not measured"}
    found["build"]["nbconvert --execute --to pdf"] = {"absent": "not measured"}
    rows = {line.split("|")[1].strip(): line for line in report.section(found).splitlines()
            if line.startswith("| ")}  # fmt: skip
    assert rows[exporters.TITLES["xelatex"]].count("absent") == 3
    assert rows[exporters.TITLES["webpdf"]].count("failed") == 3
    assert "XeLaTeX" not in report.chart(found).alt


def test_the_section_tells_what_more_content_costs_the_others() -> None:
    found = results()
    found["content"]["xelatex"] = {"1": {"seconds": 6.26}, "3": {"seconds": 12.4}}
    found["content"]["webpdf"] = {"1": {"seconds": 2.63}, "3": {"failed": "Error: no browser"}}
    found["content"]["weasyprint"] = {"absent": "not measured"}
    (line,) = [
        line for line in report.section(found).splitlines() if "once and three times" in line
    ]
    assert line.endswith(": XeLaTeX 6.3 s and 12 s; Chromium 2.6 s and failed.")


def test_the_section_sets_builds_beside_what_stock_nbconvert_takes() -> None:
    found = results()
    found["build"] = {
        project.STOCK_INSTALLED: {"seconds": 90.0},
        project.STOCK: {"seconds": 15.0},
        **{name: {"seconds": 2.0 * n} for n, name in enumerate(report.BUILDING, start=1)},
        "nothing changed": {"failed": "Error: no lock"},
    }
    rows = [line.split(" | ")[1:] for line in report.section(found).splitlines()
            if any(f"| {title} |" in line for title, _ in report.BUILDING.values())]  # fmt: skip
    assert rows == [
        ["2.0 s", "90 s", "× 45 |"],
        ["4.0 s", "15 s", "× 3.8 |"],
        ["6.0 s", "15 s", "× 2.5 |"],
        ["8.0 s", "15 s", "× 1.9 |"],
        ["failed", "15 s", " |"],
    ]
    assert "PYTHONDONTWRITEBYTECODE" in report.section(found)
    assert "PYTHONDONTWRITEBYTECODE" not in report.section(results() | {"build": {
        name: {"seconds": 1.0} for name in ("quoted build", project.STOCK)}})  # fmt: skip


def test_the_section_sets_nbconverts_own_start_apart() -> None:
    found = results()
    found["as a command"] = {
        "typstpdf": {"seconds": 3.0}, "xelatex": {"seconds": 12.0}, "webpdf": {"seconds": 5.0},
        "weasyprint": {"failed": "Error"}, exporters.ITSELF: {"seconds": 2.0},
    }  # fmt: skip
    (line,) = [line for line in report.section(found).splitlines() if "on nbconvert itself" in line]
    assert "Each command spends 2.0 s on" in line
    assert "Without that it is XeLaTeX × 10, Chromium × 3.0;" in line
    assert line.endswith("would have XeLaTeX × 6.0, Chromium × 2.5.")
    assert "nbconvert itself" not in report.chart(found).alt


def test_readme_must_have_the_marks(tmp_path: Path) -> None:
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "benchmarks" / "README.md").write_text("# Nothing\n", "utf-8")
    with pytest.raises(ValueError, match="found no"):
        report.write(results(), tmp_path)


def test_the_section_is_written_between_its_marks_with_its_chart(tmp_path: Path) -> None:
    (tmp_path / "benchmarks").mkdir()
    text = f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n"
    (tmp_path / "benchmarks" / "README.md").write_text(text, "utf-8")
    report.write(results(), tmp_path)
    written = (tmp_path / "benchmarks" / "README.md").read_text("utf-8")
    assert written.startswith("before\n") and written.endswith("\nafter\n")
    assert "old" not in written and report.section(results()) in written
    for ending in ("svg", "png"):
        drawn = (tmp_path / "benchmarks" / f"speed.{ending}").read_bytes()
        assert drawn == (ROOT / "benchmarks" / f"speed.{ending}").read_bytes()


@pytest.mark.parametrize(
    ("seconds", "told"), [(0.176, "0.18 s"), (0.996, "1.0 s"), (5.86, "5.9 s"), (10.2, "10 s")]
)
def test_seconds_are_told_in_two_digits(seconds: float, told: str) -> None:
    assert report.spoken(seconds) == told


# Measuring.


def test_tasks_take_turns_after_a_warm_up() -> None:
    done: list[tuple[str, int]] = []
    tasks = {name: partial(lambda name, number: done.append((name, number)), name) for name in "ab"}
    found = measure.interleaved(tasks, 2, "test")
    assert done == [("a", 0), ("b", 0), ("a", 1), ("b", 1), ("a", 2), ("b", 2)]
    assert [len(found[name]["rounds"]) for name in "ab"] == [2, 2]


def test_a_task_that_fails_says_why_and_costs_the_others_nothing() -> None:
    runs: list[int] = []

    def broken(number: int) -> None:
        runs.append(number)
        raise RuntimeError("first line\nno browser")

    found = measure.interleaved({"broken": broken, "sound": lambda _: None}, 3, "test")
    assert found["broken"] == {"failed": "RuntimeError: no browser"} and runs == [0]
    assert len(found["sound"]["rounds"]) == 3
    assert command.failures({"part": found}) == ["RuntimeError: no browser"]


def test_a_command_that_fails_says_why(tmp_path: Path) -> None:
    failing = [[PYTHON, "-c", "import sys; sys.exit('no such thing')"]]
    for run in (measure.run, measure.peak_memory):
        with pytest.raises(subprocess.CalledProcessError) as raised:
            run(failing, dict(os.environ), tmp_path)
        assert measure.reason(raised.value) == "CalledProcessError: no such thing"


def test_what_a_task_says_that_it_took_counts() -> None:
    assert measure.once(lambda _: 12.5, "test") == {"seconds": 12.5}
    assert measure.once(lambda _: 12, "test")["seconds"] < 12


def test_a_command_is_timed_until_its_files_are_new(tmp_path: Path) -> None:
    paths = [tmp_path / "one", tmp_path / "other"]
    paths[0].write_text("old")
    os.utime(paths[0], (0, 0))
    write = "import pathlib, time; [pathlib.Path(p).write_text('') for p in ('one', 'other')]"
    took = [
        measure.until_new(paths, [PYTHON, "-c", f"{write}; time.sleep(60)"], os.environ, tmp_path),
        measure.until_new(paths, [PYTHON, "-c", write], os.environ, tmp_path, ending=False),
    ]
    assert all(0 < each < 60 for each in took)
    failing = [PYTHON, "-c", "import sys; open('one', 'w'); sys.exit('no such thing')"]
    with pytest.raises(subprocess.CalledProcessError) as raised:
        measure.until_new(paths, failing, os.environ, tmp_path)
    assert measure.reason(raised.value) == "CalledProcessError: no such thing"


def test_growth_is_one_where_cost_is_linear() -> None:
    sizes = (1, 3, 10, 30)
    assert measure.growth({n: 0.5 + 0.1 * n for n in sizes}) == pytest.approx(1)
    assert measure.growth({n: 0.1 * n * n for n in sizes}) > 3


def test_a_command_that_says_much_ends(tmp_path: Path) -> None:
    limited = "import signal, sys; signal.alarm(60)"  # one that is held up is ended
    talking = f"{limited}; sys.stderr.write('x' * 200_000); sys.exit('no such thing')"
    with pytest.raises(subprocess.CalledProcessError) as raised:
        measure.peak_memory([[PYTHON, "-c", talking]], dict(os.environ), tmp_path)
    assert raised.value.stderr.endswith("no such thing\n")


def test_peak_memory_counts_children(tmp_path: Path) -> None:
    child = "import time; kept = b'x' * 90_000_000; time.sleep(0.5)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    found = measure.peak_memory([[PYTHON, "-c", parent]], dict(os.environ), tmp_path)
    assert 90 < found["process"] < found["tree"]


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Results of two parts, one of which can be measured."""
    monkeypatch.setattr(exporters, "prepare", lambda _: None)
    monkeypatch.setitem(command.PARTS, "charts", lambda _, rounds: {"measured with": rounds})
    path = tmp_path / "results.json"
    found = {"machine": command.machine(), "rounds": 5, "charts": {}, "memory": {"kept": 1}}
    path.write_text(json.dumps(found), "utf-8")
    return path


def measured(monkeypatch: pytest.MonkeyPatch, path: Path, rounds: int) -> dict[str, Any]:
    options = ["--only", "charts", "--rounds", str(rounds), "--results", str(path)]
    monkeypatch.setattr(sys, "argv", ["benchmarks", *options])
    assert command.main() == 0
    return json.loads(path.read_text("utf-8"))


def test_a_part_is_measured_beside_those_that_are_kept(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = measured(monkeypatch, kept, 5)
    assert (found["rounds"], found["memory"]) == (5, {"kept": 1})
    assert found["charts"] == {"measured with": 5}
    kept.unlink()
    assert measured(monkeypatch, kept, 1)["rounds"] == 1


def test_parts_that_are_measured_otherwise_are_not_mixed(
    kept: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = kept.read_bytes()
    with pytest.raises(SystemExit):
        measured(monkeypatch, kept, 1)
    assert "found rounds 1, expected 5 as for the parts in results.json" in capsys.readouterr().err
    monkeypatch.setattr(command, "machine", lambda: {"cores": 1})
    with pytest.raises(SystemExit):
        measured(monkeypatch, kept, 5)
    assert "found machine {'cores': 1}, expected {" in capsys.readouterr().err
    assert kept.read_bytes() == before


# What is measured.


def test_every_exporter_gets_the_same_notebook_without_links_into_its_page() -> None:
    source = exporters.read(ROOT / "notebooks" / "report.ipynb")
    plain = exporters.plain(source)
    told = [cell.source for cell in plain.cells if cell.cell_type == "markdown"]
    assert not any("](#" in text for text in told)
    assert any("61%" in text for text in told)
    pictures = [o for cell in plain.cells for o in cell.get("outputs", ())]
    assert pictures == [o for cell in source.cells for o in cell.get("outputs", ())]


def test_a_repeated_notebook_has_cells_words_and_pictures_of_its_own() -> None:
    source = exporters.read(ROOT / "notebooks" / "report.ipynb")
    plain = exporters.plain(source, times=3)
    assert len({cell.id for cell in plain.cells}) == len(plain.cells) == 3 * len(source.cells)
    count = sum("image/svg+xml" in o.get("data", {}) for cell in source.cells
                for o in cell.get("outputs", ()))  # fmt: skip
    for number in (0, 1):
        again = exporters.plain(source, number, times=3)
        assert len({o.data["image/svg+xml"] for cell in again.cells
                    for o in cell.get("outputs", ()) if "image/svg+xml" in o.get("data", {})}
                   ) == 3 * count  # fmt: skip


def test_our_exporter_is_measured_on_pdfs() -> None:
    convert = exporters.in_process("typstpdf", ROOT / "tests" / "notebooks")
    assert exporters.pages(convert(exporters.plain(notebook()))) >= 1
    with pytest.raises(ValueError, match="no PDF"):
        exporters.pages(b"<html>")


def test_what_is_absent_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporters.shutil, "which", lambda _: None)
    monkeypatch.setattr(exporters, "find_spec", lambda _: None)
    assert exporters.absent() == {
        "xelatex": "not measured: no xelatex, no inkscape here",
        "webpdf": "not measured: no chromium, no package playwright here",
        "weasyprint": "not measured: no package weasyprint here",
    }
    assert command.present() == ["typstpdf"]


def test_tables_with_more_figures_are_sound(tmp_path: Path) -> None:
    more = project.more_figures(ROOT / "data", tmp_path / "data", 3)
    assert checks.read(more)[1] == []
    assert len(tables.load(more).figures) == 3 * len(tables.load(ROOT / "data").figures)
    project.check_and_list(more)


def test_charts_are_drawn_to_files(tmp_path: Path) -> None:
    project.draw(ROOT / "data", tmp_path, 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.png", "1.png"]


def test_the_full_build_starts_from_nothing_built(tmp_path: Path) -> None:
    folder = project.copied(ROOT, tmp_path)
    assert not any((folder / name).exists() for name in (*project.BUILT, ".build"))
    assert (folder / "src" / "quoted" / "cli.py").is_file()
    stock = exporters.read(project.stock_notebook(folder))
    assert len(stock.cells) == len(exporters.read(ROOT / "notebooks" / "report.ipynb").cells)


def test_a_sentence_and_a_number_change_in_every_round(tmp_path: Path) -> None:
    folder = project.copied(ROOT, tmp_path)
    for change, name in (
        (project.change_sentence, "report"),
        (project.change_number, "01_transcription"),
    ):
        path = folder / "notebooks" / f"{name}.ipynb"
        sources = [[cell.source for cell in exporters.read(path).cells]]
        for number in range(3):
            change(folder, number)
            sources.append([cell.source for cell in exporters.read(path).cells])
        changed = [[a != b for a, b in zip(one, other, strict=True)]
                   for one, other in pairwise(sources)]  # fmt: skip
        assert [sum(each) for each in changed] == [1, 1, 1]
        assert len(set(map(tuple, changed))) == 1
    path.write_text("{}", "utf-8")
    with pytest.raises(ValueError, match=r"found no .*, expected the figure to change"):
        project.change_number(folder, 1)


def test_competitors_are_locked_apart_from_the_project() -> None:
    lock = (ROOT / "benchmarks" / "requirements.txt").read_text("utf-8")
    own = (ROOT / "requirements.txt").read_text("utf-8")
    asked = [Requirement(line) for line in
             (ROOT / "benchmarks" / "requirements.in").read_text("utf-8").splitlines()
             if line[:1] not in ("#", "-")]  # fmt: skip
    assert {each.name for each in asked} == {"playwright", "psutil", "weasyprint"}
    for name in ("playwright", "weasyprint"):
        assert f"\n{name}==" in lock and f"\n{name}==" not in own
    assert "://" not in lock and lock.count("==") <= lock.count("--hash=sha256:")
