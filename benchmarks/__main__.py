"""Measure everything and write ``results.json``: `python -m benchmarks --help`."""

from __future__ import annotations

import argparse
import copy
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

from benchmarks import exporters, measure, project, report

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).with_name("results.json")
SIZES = (1, 3, 10, 30)
ONCE = (3,)
"""Sizes of the content that the other exporters are measured at, in one run each: more would take
longer than all the rest."""
PACKAGES = ("nbconvert", "pypandoc_binary", "typst", "playwright", "weasyprint", "matplotlib")

Part = Callable[[Path, int], dict[str, Any]]


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="after a warm-up (default: 5)")
    parser.add_argument("--only", choices=PARTS, action="append", help="a part, keeping the others")
    parser.add_argument("--results", type=Path, default=RESULTS, help="the file to write")
    arguments = parser.parse_args()
    if arguments.rounds < 1:
        parser.error(f"--rounds: found {arguments.rounds}, expected 1 or more")
    # a user's processes keep what they compile: with it each would compile what it imports
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    parts = arguments.only or list(PARTS)
    how = {"machine": machine(), "rounds": arguments.rounds}
    found: dict[str, Any] = how
    if arguments.only and arguments.results.exists():
        found = json.loads(arguments.results.read_text("utf-8"))
        for key, value in how.items():  # what is kept must not pass for measured like this
            if found.get(key) != value:
                kept = f"{found.get(key)} as for the parts in {arguments.results.name}"
                parser.error(f"--only: found {key} {value}, expected {kept}; use --results")
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as name:
        exporters.prepare(Path(name))
        for name_of, why in exporters.absent().items():
            measure.say(f"{name_of}: {why}")
        for part in parts:
            (work := Path(name) / part).mkdir()
            try:
                found[part] = PARTS[part](work, arguments.rounds)
            except Exception as error:  # any: what the other parts found is kept
                found[part] = {"failed": measure.reason(error)}
                measure.say(f"{part}: failed: {found[part]['failed']}")
    arguments.results.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
    measure.say(f"written: {arguments.results.name}")
    if arguments.results == RESULTS and report.complete(found):
        report.write(found, ROOT)
        measure.say("written: benchmarks/README.md and its chart")
    return 1 if list(failures(found)) else 0


def machine() -> dict[str, Any]:
    """Return what was measured on, without names."""
    return {
        "cores": os.cpu_count(),
        "processor": _processor(),
        "system": platform.system(),
        "python": platform.python_version(),
        "packages": {name: metadata.version(name) for name in PACKAGES if _installed(name)},
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        lines = []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()


def _installed(name: str) -> bool:
    try:
        return bool(metadata.version(name))
    except metadata.PackageNotFoundError:
        return False


def failures(found: Any) -> list[str]:
    """Return all reasons of failures in results."""
    if not isinstance(found, Mapping):
        return []
    own = [found["failed"]] if isinstance(found.get("failed"), str) else []
    return own + [why for each in found.values() for why in failures(each)]


def present() -> list[str]:
    """Return the ways that can be measured here."""
    return [name for name in exporters.TITLES if name not in exporters.absent()]


def placed(folder: Path, times: int = 1) -> tuple[Any, Path]:
    """Return the report's notebook, plain, and its file beside the data that it attaches."""
    (folder / "notebooks").mkdir(parents=True)
    (folder / "data").symlink_to(ROOT / "data")
    notebook = exporters.plain(exporters.read(ROOT / "notebooks" / "report.ipynb"), times=times)
    path = folder / "notebooks" / "report.ipynb"
    path.write_text(json.dumps(notebook), "utf-8")
    return notebook, path


def missing() -> dict[str, dict[str, str]]:
    """Return what is absent, as results."""
    return {name: {"absent": why} for name, why in exporters.absent().items()}


def measure_in_process(folder: Path, rounds: int) -> dict[str, Any]:
    """Measure the exporters in one warm process, on the same notebook in every round."""
    notebook, path = placed(folder)
    converts = {name: exporters.in_process(name, path.parent) for name in present()}
    tasks = {name: partial(_same, convert, notebook) for name, convert in converts.items()}
    if "xelatex" in tasks:
        tasks["inkscape"] = lambda _: exporters.inkscape(notebook)
    found = measure.interleaved(tasks, rounds, "in process") | missing()
    part = found.pop("inkscape", {})
    if "seconds" in found["xelatex"]:
        found["xelatex"]["inkscape"] = part
    for name, convert in converts.items():
        if "seconds" in found[name]:
            found[name]["pages"] = exporters.pages(convert(copy.deepcopy(notebook)))
    return found


def _same(convert: Callable[[Any], bytes], notebook: Any, _: int) -> None:
    convert(copy.deepcopy(notebook))


def measure_fresh(folder: Path, rounds: int) -> dict[str, Any]:
    """Measure the exporters in one warm process, on other words and pictures in every round."""
    notebook, path = placed(folder)
    tasks = {
        name: partial(_fresh, exporters.in_process(name, path.parent), notebook)
        for name in present()
    }
    return measure.interleaved(tasks, rounds, "in process, other words") | missing()


def _fresh(convert: Callable[[Any], bytes], notebook: Any, number: int) -> None:
    convert(exporters.plain(notebook, number + 1))


def measure_commands(folder: Path, rounds: int) -> dict[str, Any]:
    """Measure the exporters as `jupyter nbconvert`, from start to end of the process."""
    _, path = placed(folder)
    tasks = {
        name: partial(_run, exporters.commands(name, path, folder), path.parent)
        for name in present()
    }
    tasks[exporters.ITSELF] = partial(_run, [exporters.itself(path, folder)], path.parent)
    return measure.interleaved(tasks, rounds, "as a command") | missing()


def _run(commands: list[list[str]], folder: Path, _: int) -> None:
    measure.run(commands, os.environ, folder)


def measure_build(folder: Path, _: int) -> dict[str, Any]:
    """Measure installing, building all and after changes, and stock nbconvert beside it; once."""
    tasks = project.build_tasks(ROOT, folder, dict(os.environ))
    lacking = {}
    if "xelatex" in exporters.absent():
        lacking = dict.fromkeys((project.STOCK, project.STOCK_INSTALLED), missing()["xelatex"])
    tasks = {name: task for name, task in tasks.items() if name not in lacking}
    return measure.interleaved(tasks, 1, "build") | lacking


def measure_content(folder: Path, rounds: int) -> dict[str, Any]:
    """Measure the exporters on the notebook repeated; all but ours once for each size."""
    notebooks = {times: placed(folder / str(times), times) for times in SIZES}
    at = notebooks[1][1].parent
    ours = exporters.in_process("typstpdf", at)
    tasks = {str(times): partial(_fresh, ours, notebooks[times][0]) for times in SIZES}
    found: dict[str, Any] = {"typstpdf": scaled(tasks, rounds, "content, typstpdf")}
    for name in present():
        if name != "typstpdf":
            convert = exporters.in_process(name, at)
            once = {str(n): partial(_fresh, convert, notebooks[n][0]) for n in (1, *ONCE)}
            found[name] = {
                size: measure.once(task, f"content, {name}, {size} times")
                for size, task in once.items()
            }
    return found | missing()


def measure_figures(folder: Path, rounds: int) -> dict[str, Any]:
    """Measure checking, loading and listing tables with ever more figures."""
    tasks = {}
    for times in SIZES:
        data = project.more_figures(ROOT / "data", folder / str(times), times)
        tasks[str(times)] = partial(_listed, data)
    return scaled(tasks, rounds, "figures")


def _listed(data: Path, _: int) -> None:
    project.check_and_list(data)


def measure_charts(folder: Path, rounds: int) -> dict[str, Any]:
    """Measure drawing ever more charts to files."""
    tasks = {str(times): partial(_drawn, folder, times) for times in SIZES}
    return scaled(tasks, rounds, "charts")


def _drawn(folder: Path, times: int, _: int) -> None:
    project.draw(ROOT / "data", folder, times)


def scaled(tasks: Mapping[str, Callable[[int], object]], rounds: int, what: str) -> dict[str, Any]:
    """Measure sizes side by side; add how cost grows, 1 where it is linear."""
    found: dict[str, Any] = dict(measure.interleaved(tasks, rounds, what))
    if all("seconds" in each for each in found.values()):
        found["growth"] = measure.growth({int(n): each["seconds"] for n, each in found.items()})
    return found


def measure_memory(folder: Path, rounds: int) -> dict[str, Any]:
    """Measure the largest memory of each exporter as a command, and of the full build, once."""
    _, path = placed(folder)
    found: dict[str, Any] = {}
    for name in present():
        found[name] = _peak(exporters.commands(name, path, folder), path.parent, name)
    found["quoted build"] = project.build_memory(ROOT, dict(os.environ))
    measure.say(f"memory, quoted build: {found['quoted build']}")
    return found | missing()


def _peak(commands: list[list[str]], folder: Path, name: str) -> dict[str, Any]:
    try:
        found = measure.peak_memory(commands, os.environ, folder)
    except Exception as error:  # any: one competitor's fault must not lose the others
        found = {"failed": measure.reason(error)}
    measure.say(f"memory, {name}: {found}")
    return found


PARTS: dict[str, Part] = {
    "in process": measure_in_process,
    "in process, other words": measure_fresh,
    "as a command": measure_commands,
    "build": measure_build,
    "content": measure_content,
    "figures": measure_figures,
    "charts": measure_charts,
    "memory": measure_memory,
}

if __name__ == "__main__":
    sys.exit(main())
