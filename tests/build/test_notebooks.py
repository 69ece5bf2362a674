"""Notebooks that run and notebooks that do not: what is kept, and what is named and refused."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
import pytest
from workshop import in_place, nothing, ran

from quoted import cli
from quoted.build import engine, inputs, notebooks, processes, steps
from quoted.build.inputs import BuildError, Step

ROOT = Path(__file__).parents[2]

Capture = pytest.CaptureFixture[str]


def notebook(*cells: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell, id=f"cell{i}") for i, cell in enumerate(cells)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "notebooks").mkdir()
    return tmp_path / "notebooks" / "a.ipynb"


def test_a_run_leaves_no_trace_but_its_outputs(path: Path) -> None:
    shown = {notebooks.LIVE_VIEW: {"model_id": "x"}, "text/plain": "a slider"}
    node = notebook(f"from IPython.display import display\ndisplay({shown!r}, raw=True)")
    node.cells[0].metadata["execution"] = {"iopub.execute_input": "2026-01-01T00:00:00Z"}
    node.metadata["widgets"] = {}
    nbformat.write(node, path)
    in_place(path)
    first = path.read_bytes()
    (output,) = json.loads(first)["cells"][0]["outputs"]
    assert output["data"] == {"text/plain": ["a slider"]}
    assert b"2026-01-01" not in first
    assert "widgets" not in json.loads(first)["metadata"]
    in_place(path)
    assert path.read_bytes() == first
    nbformat.validate(nbformat.read(path, as_version=4))


def test_a_notebook_saved_while_it_runs_is_not_written_over(path: Path) -> None:
    nbformat.write(notebook("1 + 1"), path)
    outputs = notebooks.write_outputs(path.with_suffix(".json"), notebooks.run(path, "en"))
    nbformat.write(notebook("1 + 2"), path)
    saved = path.read_bytes()
    words = r"notebooks/a\.ipynb: found it saved while the build ran it, .* build again$"
    with pytest.raises(BuildError, match=words):
        notebooks.place(path, outputs, path)
    assert path.read_bytes() == saved


def test_a_notebook_saved_while_outputs_are_placed_is_not_written_over(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nbformat.write(notebook("1 + 1"), path)
    outputs = notebooks.write_outputs(path.with_suffix(".json"), notebooks.run(path, "en"))
    sealed = notebooks._sealed

    def saving(node: Any) -> bytes:
        path.write_text("saved")
        return sealed(node)

    monkeypatch.setattr(notebooks, "_sealed", saving)
    with pytest.raises(BuildError, match="found it saved while the build ran it"):
        notebooks.place(path, outputs, path)
    assert path.read_text() == "saved"


def test_text_saved_while_a_notebook_runs_gets_the_outputs(path: Path) -> None:
    nbformat.write(notebook("1 + 1"), path)
    outputs = notebooks.write_outputs(path.with_suffix(".json"), notebooks.run(path, "en"))
    node = notebook("1 + 1")
    node.cells.insert(0, nbformat.v4.new_markdown_cell("New.", id="text"))
    nbformat.write(node, path)
    notebooks.place(path, outputs, path)
    text, code = json.loads(path.read_bytes())["cells"]
    assert text["source"] == ["New."]
    assert code["outputs"][0]["data"] == {"text/plain": ["2"]}
    assert notebooks.findings(path.parents[1]) == []


REFUSED = {
    "raises": (
        ["1 + 1", "raise LookupError('no such figure')"],
        r"notebooks/a\.ipynb, cell 2: raised LookupError: no such figure\n(?s:.)*raise LookupError",
    ),
    "system": (
        ["open('/proc/no/such/file')"],
        r"notebooks/a\.ipynb, cell 1: raised FileNotFoundError: .*No such file.*/proc/no/.*'$",
    ),
    "hangs": (
        ["import time\ntime.sleep(60)"],
        r"notebooks/a\.ipynb, cell 1: took longer than 1 seconds$",
    ),
    "prints": (
        ["while True:\n    print('x' * 10_000)"],
        r"notebooks/a\.ipynb, cell 1: put out more than 1,000,000 characters$",
    ),
    "shows": (
        ["from IPython.display import HTML\nHTML('x' * 2_000_000)"],
        r"notebooks/a\.ipynb, cell 1: put out more than 1,000,000 characters$",
    ),
    "dies": (
        ["1", "import os\nos._exit(1)"],
        r"notebooks/a\.ipynb, cell 2: ended the kernel \(out of memory, or killed\)$",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_notebook_that_misbehaves_is_named_with_its_cell(
    kind: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells, words = REFUSED[kind]
    if kind == "hangs":
        monkeypatch.setattr(notebooks, "TIME_LIMIT", 1)
    nbformat.write(notebook(*cells), path)
    before = path.read_bytes()
    with pytest.raises(BuildError, match=words) as caught:
        notebooks.run(path, "en")
    assert "\x1b" not in str(caught.value)
    assert path.read_bytes() == before


# After a step that runs code, processes of a build and their kernels are copies of another one.
def build(limit: int = 600) -> list[Step]:
    run = partial(ran, limit=limit)
    return [
        Step("nothing", nothing, runs_code=True),
        Step("it", run, ("notebooks/*.ipynb",), after=("nothing",), runs_code=True),
    ]


@pytest.mark.parametrize("kind", REFUSED)
def test_a_kernel_of_the_build_is_as_any_other(kind: str, path: Path, capsys: Capture) -> None:
    cells, words = REFUSED[kind]
    nbformat.write(notebook(*cells), path)
    before = path.read_bytes()
    limit = 1 if kind == "hangs" else 600
    assert engine.run(path.parents[1], lambda _: build(limit)) == 1
    said = capsys.readouterr().err.removesuffix("\n")
    assert re.search(words, said), said
    assert said.startswith("it: ")
    assert path.read_bytes() == before


@pytest.mark.parametrize("start", ["as here", "spawn"])
def test_a_kernel_of_the_build_starts_from_nothing_and_shows_plots(
    start: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(processes.START, start)
    cells = (
        "x = globals().get('x', 0) + 1\nx, __name__",
        "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
        "import subprocess\nprint(subprocess.run(['echo', 'a child'], capture_output=True).stdout)",
    )
    nbformat.write(notebook(*cells), path)
    for _ in range(2):
        assert engine.run(path.parents[1], lambda _: build()) == 0
        outputs = [cell["outputs"][0] for cell in json.loads(path.read_bytes())["cells"]]
        assert outputs[0]["data"]["text/plain"] == ["(1, '__main__')"]
        assert "image/png" in outputs[1]["data"]
        assert outputs[2]["text"] == ["b'a child\\n'\n"]
        (path.parents[1] / inputs.STATE / "state.json").unlink()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere kernels are no copies")
def test_a_kernel_of_the_build_ends_with_the_process_that_runs_it(
    path: Path, capsys: Capture
) -> None:
    kill = (
        "import multiprocessing, os, signal, time\n"
        "os.kill(multiprocessing.parent_process().pid, signal.SIGKILL)\ntime.sleep(60)"
    )
    write = "import os, pathlib\npathlib.Path('pid').write_text(str(os.getpid()))"
    nbformat.write(notebook(write, kill), path)
    assert engine.run(path.parents[1], lambda _: build()) == 1
    assert "it: the process that made it ended" in capsys.readouterr().err
    kernel, until = int((path.parent / "pid").read_text()), time.monotonic() + 60
    while Path(f"/proc/{kernel}/cmdline").exists() and Path(f"/proc/{kernel}/cmdline").read_bytes():
        assert time.monotonic() < until
        time.sleep(0.02)


# What a run depends on.

BESIDE = {
    "a sentence": lambda node: node.cells[1].update(source="Two."),
    "a new sentence": lambda node: node.cells.insert(0, nbformat.v4.new_markdown_cell("No.")),
    "outputs": lambda node: node.cells[0].update(execution_count=7),
    "times of a run": lambda node: node.cells[0].metadata.update(execution={"a": "b"}),
}
INSIDE = {
    "code": lambda node: node.cells[0].update(source="43"),
    "a new cell": lambda node: node.cells.append(nbformat.v4.new_code_cell("1")),
    "a tag": lambda node: node.cells[0].metadata.update(tags=["raises-exception"]),
    "another kernel": lambda node: node.metadata.kernelspec.update(name="other"),
}


@pytest.mark.parametrize("change", [*BESIDE, *INSIDE])
def test_a_run_depends_on_code_and_not_on_what_stands_beside_it(change: str, path: Path) -> None:
    node = notebook("42")
    node.cells.append(nbformat.v4.new_markdown_cell("One.", id="text"))
    nbformat.write(node, path)

    def digest() -> dict[str, str]:
        return inputs.digests(path.parents[1], (), codes=("notebooks/*.ipynb",))

    before = digest()
    ({**BESIDE, **INSIDE})[change](node)
    nbformat.write(node, path)
    assert (digest() == before) == (change in BESIDE)


BROKEN = {
    "not JSON": "{",
    "another JSON": "[]",
    "no cells": "{}",
    "a cell without source": '{"cells": [{"cell_type": "code"}], "metadata": {}}',
    "an older format": '{"worksheets": [], "metadata": {}, "nbformat": 3}',
}


def test_a_pipe_in_place_of_a_notebook_is_named(path: Path) -> None:
    os.mkfifo(path)
    with pytest.raises(ValueError, match=r"^notebooks/a\.ipynb: found no regular file, expected"):
        notebooks.unsealed(path)


@pytest.mark.parametrize("kind", BROKEN)
def test_a_file_that_is_no_notebook_is_named(kind: str, path: Path) -> None:
    path.write_text(BROKEN[kind])
    for read in (
        inputs.source,
        inputs.notebook_imports,
        notebooks.unsealed,
        lambda p: notebooks.run(p, "en"),
    ):
        with pytest.raises(ValueError, match=r"notebooks/a\.ipynb.*: found .*, expected "):
            read(path)


@pytest.mark.parametrize("kind", BROKEN)
def test_a_build_with_a_file_that_is_no_notebook_says_so(
    kind: str, path: Path, capsys: Capture
) -> None:
    root = path.parents[1]
    for name in steps.NOTEBOOKS:
        (path.parent / f"{name}.ipynb").write_text(BROKEN[kind])
    assert cli.main(["--root", str(root), "build"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("quoted build: notebooks/01_transcription.ipynb")
    assert said.count("\n") == 1 and "expected" in said


MAGICS = "%time 1 + 1\nfiles = !ls\nif files:\n    %matplotlib inline\nimport quoted.data.tables"


def test_magics_stop_no_build_and_imports_beside_them_count(path: Path) -> None:
    nbformat.write(notebook(MAGICS, "%%bash\nls -l /", "from quoted import cli"), path)
    assert inputs.notebook_imports(path) == ("quoted.data.tables", "quoted", "quoted.cli")


def test_a_typing_error_is_named_with_its_notebook_and_cell(path: Path, capsys: Capture) -> None:
    for name in steps.NOTEBOOKS:
        nbformat.write(notebook("%time 1", "1\nx = = 2"), path.parent / f"{name}.ipynb")
    for verb in ("build", "revision"):
        assert cli.main(["--root", str(path.parents[1]), verb]) == 1
        said = capsys.readouterr().err
        place = r"notebooks/\w+\.ipynb, cell 2, line 2"
        words = rf"quoted {verb}: {place}: found 'x = = 2', expected Python \(invalid syntax\)\n"
        assert re.fullmatch(words, said), said


# Outputs that somebody has edited.


def edited(path: Path, edit: Any) -> None:
    parsed = json.loads(path.read_bytes())
    edit(parsed)
    path.write_text(json.dumps(parsed))


def forge(parsed: Any) -> None:
    (output,) = parsed["cells"][0]["outputs"]
    output["data"]["text/plain"] = ["43"]


EDITS = {
    "an output": (forge, "code or outputs changed since the build"),
    "the code": (lambda p: p["cells"][0].update(source=["43"]), "code or outputs changed since"),
    "a count": (lambda p: p["cells"][0].update(execution_count=7), "code or outputs changed since"),
    "the seal": (lambda p: p["metadata"].pop("quoted"), "outputs of another run"),
}


@pytest.mark.parametrize("kind", EDITS)
def test_edited_outputs_are_named_and_refused(kind: str, path: Path) -> None:
    nbformat.write(notebook("42"), path)
    in_place(path)
    root = path.parents[1]
    assert notebooks.findings(root) == []
    assert notebooks.read_sealed(path).cells[0].outputs[0].data["text/plain"] == "42"
    edit, words = EDITS[kind]
    edited(path, edit)
    (finding,) = notebooks.findings(root)
    assert finding.startswith("notebooks/a.ipynb: found ") and words in finding
    assert "expected it as `quoted build` leaves it" in finding
    with pytest.raises(BuildError, match=words):
        notebooks.read_sealed(path)


def test_text_beside_the_outputs_may_change(path: Path) -> None:
    node = notebook("42")
    node.cells.append(nbformat.v4.new_markdown_cell("One.", id="text"))
    nbformat.write(node, path)
    in_place(path)
    edited(path, lambda parsed: parsed["cells"][1].update(source=["Two."]))
    assert notebooks.findings(path.parents[1]) == []


def test_the_check_and_the_report_refuse_a_forged_picture(tmp_path: Path, capsys: Capture) -> None:
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name)
    (tmp_path / "src").symlink_to(ROOT / "src")
    path = tmp_path / "notebooks" / "report.ipynb"
    path.write_bytes(path.read_bytes().replace(b"+31", b"+41", 1))
    assert cli.main(["--root", str(tmp_path), "check"]) == 1
    assert "notebooks/report.ipynb: found code or outputs changed" in capsys.readouterr().err
    with pytest.raises(BuildError, match="code or outputs changed since the build"):
        steps._write_report(tmp_path, "en")
    assert not (tmp_path / "report").exists()


def test_the_committed_notebooks_are_those_of_the_build() -> None:
    assert notebooks.findings(ROOT) == []


def test_settings_of_the_user_reach_no_kernel(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("raise SystemExit('a setting of the user')")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    nbformat.write(notebook("import os; os.environ['TZ'], os.environ['MPLCONFIGDIR']"), path)
    (tmp_path / inputs.STATE).mkdir()
    for name, value in processes.surroundings(tmp_path).items():
        monkeypatch.setenv(name, value)
    (output,) = notebooks.run(path, "en").cells[0].outputs
    assert str(tmp_path / ".build" / "matplotlib") in output.data["text/plain"]
