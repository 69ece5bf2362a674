"""What is made from what, and when it is made again.

Each step names its inputs; doit keeps their fingerprints (content, not time) and runs a step only
when one has changed or a product is missing. What a step does is done by the room it calls; every
product is written whole or not at all.
"""

from __future__ import annotations

import copy
import hashlib
import io
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

from quoted.tables import SCHEMA, replace

NOTEBOOKS = ("01_transcription", "02_divide", "03_uncertainty", "04_debate", "report")
LANGUAGES = ("en", "fr")
STATE = ".build"
TIME_LIMIT = 120
"""Seconds that one notebook cell may take."""
LIVE_VIEW = "application/vnd.jupyter.widget-view+json"
"""A view of a kernel that has ended, under a name that each run draws anew; never kept."""
DATA = [f"data/{name}.csv" for name in SCHEMA] + ["data/datapackage.json", "data/README.md"]


class BuildError(RuntimeError):
    """A build that stopped; what was there before is still there."""


@dataclass(frozen=True)
class Step:
    """One thing to make: from these files and values, these products, by this call."""

    name: str
    inputs: tuple[str, ...]
    products: tuple[str, ...]
    make: Callable[[Path], object]
    after: tuple[str, ...] = ()


def steps() -> list[Step]:
    """Return the steps in an order in which they can run."""
    code = ("src/quoted/**/*.py", "requirements.txt")
    words = ("src/quoted/locale/**/*.po",)
    made: list[Step] = [
        Step(
            "data",
            ("notebooks/01_transcription.ipynb", "notebooks/coded/*.csv", *code),
            (*DATA, "notebooks/01_transcription.ipynb"),
            partial(run_notebook, name="01_transcription"),
        )
    ]
    for name in NOTEBOOKS[1:]:
        made.append(
            Step(
                f"notebook {name}",
                (f"notebooks/{name}.ipynb", *DATA, *code, *words),
                (f"notebooks/{name}.ipynb",),
                partial(run_notebook, name=name),
                ("data",),
            )
        )
    made.append(
        Step(
            "charts",
            (*DATA, *code, *words),
            ("figures/manifest.json",),
            draw_charts,
            ("data",),
        )
    )
    for code_of in LANGUAGES:
        made.append(
            Step(
                f"slides {code_of}",
                (*DATA, *code, *words),
                (f"figures/slides.{code_of}.pptx",),
                partial(write_slides, code=code_of),
                ("data",),
            )
        )
    made.append(
        Step(
            "index",
            (*DATA, *code, *words, "src/quoted/export/index.html"),
            ("figures/index.html",),
            write_index,
            ("data", "charts"),
        )
    )
    template = ("src/quoted/export/typst/*", "CITATION.cff")
    for code_of in LANGUAGES:
        made.append(
            Step(
                f"report {code_of}",
                ("notebooks/report.ipynb", *DATA, *code, *words, *template),
                (f"report/report.{code_of}.pdf",),
                partial(make_report, code=code_of),
                ("data", "notebook report"),
            )
        )
    return made


def build(root: Path, *, why: bool = False) -> int:
    """Bring every product up to date; return 0, or 1 after a step that failed.

    Parameters
    ----------
    root
        The project's folder.
    why
        Say of each step what had changed.
    """
    from doit.cmd_base import ModuleTaskLoader
    from doit.doit_cmd import DoitMain

    (root / STATE).mkdir(exist_ok=True)
    with _alone(root):
        started = time.perf_counter()
        tasks = {f"task_{i}": _task(root, step, why) for i, step in enumerate(steps())}
        config = {
            "dep_file": str(root / STATE / "state.json"),
            "backend": "json",
            "verbosity": 2,
            "reporter": _reporter(),
        }
        result = int(DoitMain(ModuleTaskLoader({**tasks, "DOIT_CONFIG": config})).run(["run"]))
        if result == 0:
            print(f"Everything is up to date ({time.perf_counter() - started:.1f} s).")
        return min(result, 1)


def _reporter() -> Any:
    from doit.reporter import ZeroReporter

    class Failures(ZeroReporter):  # type: ignore[misc]
        """Say nothing of what went well: each step prints its own line."""

        def add_failure(self, task: Any, fail: Any) -> None:
            self._write(f"{task.name}: {fail.get_msg()}\n")

        def runtime_error(self, msg: str) -> None:
            self._write(f"{msg}\n")

    return Failures


def _task(root: Path, step: Step, why: bool) -> Callable[[], dict[str, Any]]:
    def current() -> dict[str, str]:
        return fingerprints(root, step.inputs)

    def up_to_date(task: Any, values: dict[str, Any]) -> bool:
        before, now = values.get("inputs"), current()
        changed = sorted(k for k in {*(before or {}), *now} if (before or {}).get(k) != now.get(k))
        if why and changed:
            shown = ", ".join(changed[:5]) + (", …" if len(changed) > 5 else "")
            print(f"{step.name}: {'first run' if before is None else 'changed: ' + shown}")
        return not changed and all((root / product).exists() for product in step.products)

    def action() -> dict[str, Any]:
        from nbclient.exceptions import CellExecutionError, CellTimeoutError

        began = time.perf_counter()
        try:
            step.make(root)
        except (CellExecutionError, CellTimeoutError, OSError, ValueError, BuildError) as error:
            raise SystemExit(f"{step.name}: {_plain(error)}") from error
        print(f"{step.name:<24}{time.perf_counter() - began:6.1f} s", flush=True)
        return {"inputs": current()}

    def create() -> dict[str, Any]:
        return {
            "basename": step.name,
            "actions": [(action,)],
            "uptodate": [up_to_date],
            "task_dep": list(step.after),
        }

    return create


def _plain(error: Exception) -> str:
    """Return an error without the kernel's colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", str(error)).strip()


def fingerprints(root: Path, patterns: Iterable[str]) -> dict[str, str]:
    """Return the SHA-256 of each file that matches; of a notebook, without its outputs."""
    files = sorted({path for pattern in patterns for path in root.glob(pattern)})
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(_matter(path)).hexdigest()
        for path in files
        if path.is_file()
    }


def _matter(path: Path) -> bytes:
    if path.suffix != ".ipynb":
        return path.read_bytes()
    notebook = json.loads(path.read_bytes())
    cells = [
        [cell["cell_type"], cell["source"], cell["metadata"] | {"execution": None}]
        for cell in notebook["cells"]
    ]
    return json.dumps([cells, notebook["metadata"]], sort_keys=True).encode()


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Hold the lock of this folder's build, or say who holds it."""
    path = root / STATE / "lock"
    handle = path.open("a+")
    try:
        _lock(handle)
    except OSError:
        handle.close()
        raise BuildError(f"another build is running in {root}; wait for it to end") from None
    try:
        yield
    finally:
        handle.close()  # the system lets go of the lock, also of a killed process


def _lock(handle: io.IOBase | Any) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def execute(root: Path, name: str, lang: str) -> Any:
    """Run a notebook from its source in a fresh kernel and return it with its outputs.

    Raises
    ------
    CellExecutionError, CellTimeoutError
        If a cell raises, or takes longer than `TIME_LIMIT`.
    """
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(root / "notebooks" / f"{name}.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            cell.metadata.pop("execution", None)  # the times of an earlier run
    client = NotebookClient(
        notebook,
        timeout=TIME_LIMIT,
        record_timing=False,
        resources={"metadata": {"path": str(root / "notebooks")}},
        extra_arguments=["--log-level=ERROR"],
    )
    environment = {**os.environ, "QUOTED_LANG": lang, "PYTHONHASHSEED": "0", "TZ": "UTC"}
    client.execute(env=environment)
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            output.get("data", {}).pop(LIVE_VIEW, None)
    notebook.metadata.pop("widgets", None)
    notebook.metadata.language_info = {"name": "python"}  # not the version of this machine's Python
    return notebook


def run_notebook(root: Path, name: str) -> None:
    """Run a notebook and write it back with its outputs."""
    import nbformat

    notebook = execute(root, name, "en")
    text = nbformat.writes(notebook, indent=1)
    replace(root / "notebooks" / f"{name}.ipynb", (text.rstrip("\n") + "\n").encode())


def draw_charts(root: Path) -> None:
    """Write the charts of every language as files."""
    from quoted import gallery, tables
    from quoted.export import files
    from quoted.language import language

    data = tables.load(root / "data")
    charts = [gallery.charts(data, language(code)) for code in LANGUAGES]
    files.write(charts, root / "figures")


def write_slides(root: Path, code: str) -> None:
    """Write the deck of one language."""
    from quoted import gallery, tables
    from quoted.export import slides
    from quoted.language import language

    data, lang = tables.load(root / "data"), language(code)
    (root / "figures").mkdir(exist_ok=True)
    path = root / "figures" / f"slides.{code}.pptx"
    slides.write(gallery.charts(data, lang), data, lang, path)


def write_index(root: Path) -> None:
    """Write the page to choose a chart from."""
    from quoted import gallery, tables
    from quoted.export import index
    from quoted.language import language

    data = tables.load(root / "data")
    index.write(
        {code: gallery.charts(data, language(code)) for code in LANGUAGES}, root / "figures"
    )


def make_report(root: Path, code: str) -> None:
    """Write the report of one language."""
    import nbformat
    from traitlets.config import Config

    from quoted import prose, tables
    from quoted.export.typst import TypstPDFExporter
    from quoted.language import catalogue, language

    lang = language(code)
    if code == "en":
        notebook = nbformat.read(root / "notebooks" / "report.ipynb", as_version=4)
    else:
        notebook = execute(root, "report", code)
    known = prose.quantities(tables.load(root / "data"), lang)
    translated = catalogue.translate_notebook(copy.deepcopy(notebook), lang)
    ready = nbformat.from_dict(prose.linked(translated, known))
    resources = {"metadata": {"name": f"report.{code}", "path": str(root / "notebooks")}}
    exporter = TypstPDFExporter(config=Config())
    pdf, _ = exporter.from_notebook_node(ready, resources=resources)
    (root / "report").mkdir(exist_ok=True)
    replace(root / "report" / f"report.{code}.pdf", pdf)


def version() -> str:
    """Return the version of the installed package."""
    return metadata.version("quoted")
