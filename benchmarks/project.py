"""The project's own work: the full build, its tables, its charts.

How long something takes is for `measure` to say.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import nbformat
import pandas as pd

from benchmarks import exporters, measure
from quoted.citations.quantities import quantities
from quoted.data import tables
from quoted.language import language
from quoted.report import display_tables as listings
from quoted.report import gallery

BUILT = ("figures", "report")


def copied(root: Path, folder: Path) -> Path:
    """Return a folder with what git tracks: no state of a build, no charts, slides or reports."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True, text=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        if name.split("/")[0] not in BUILT and (root / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / name, folder / name)
    return folder


def build_command(folder: Path) -> list[str]:
    """Return the command that builds everything in a folder."""
    return [sys.executable, "-m", "quoted", "--root", str(folder), "build"]


def stock_command(notebook: Path, output: Path) -> list[str]:
    """Return the command with which stock nbconvert runs one notebook and prints it."""
    (command,) = exporters.commands("xelatex", notebook, output)
    return [*command, "--execute"]


def build_tasks(root: Path, environment: dict[str, str]) -> dict[str, Callable[[int], object]]:
    """Return both builds as tasks; each runs in a fresh copy of the project."""

    def everything(_: int) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = copied(root, Path(name))
            measure.run([build_command(folder)], _own(environment, folder), folder)

    def stock(_: int) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = copied(root, Path(name))
            command = stock_command(stock_notebook(folder), folder)
            measure.run([command], _own(environment, folder), folder)

    return {"quoted build": everything, "nbconvert --execute --to pdf": stock}


def build_memory(root: Path, environment: dict[str, str]) -> dict[str, object]:
    """Return the peak memory of the full build."""
    with tempfile.TemporaryDirectory() as name:
        folder = copied(root, Path(name))
        return measure.peak_memory([build_command(folder)], _own(environment, folder), folder)


def stock_notebook(folder: Path) -> Path:
    """Make the report's notebook one that stock nbconvert can print, in place; see `exporters`."""
    path = folder / "notebooks" / "report.ipynb"
    nbformat.write(exporters.plain(exporters.read(path)), path)
    return path


def _own(environment: dict[str, str], folder: Path) -> dict[str, str]:
    return {**environment, "PYTHONPATH": str(folder / "src")}


def more_figures(data: Path, folder: Path, times: int) -> Path:
    """Write tables with every figure and its measure that many times, under new ids."""
    shutil.copytree(data, folder)
    measures, figures = (
        pd.read_csv(data / f"{name}.csv", dtype=str, keep_default_na=False)
        for name in ("measures", "figures")
    )
    more_measures, more = [measures], [figures]
    for number in range(2, times + 1):
        more_measures.append(measures.assign(measure_id=measures["measure_id"] + f"_{number}"))
        named = figures["figure_id"].str.partition(".")
        more.append(
            figures.assign(
                measure_id=figures["measure_id"] + f"_{number}",
                figure_id=(named[0] + f"_{number}." + named[2]).str.rstrip("."),
            )
        )
    for name, parts in (("measures", more_measures), ("figures", more)):
        pd.concat(parts).to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    return folder


def check_and_list(folder: Path) -> None:
    """Check and load the tables, know every number that the prose may cite, list all figures.

    Raises
    ------
    tables.TableError
        The tables are wrong.
    """
    data, lang = tables.load(folder), language("en")
    quantities(data, lang)
    listings.figures(data, lang)


def draw(data: Path, folder: Path, times: int) -> None:
    """Draw that many charts to files: the same one, each a little smaller than the one before."""
    chart = gallery.charts(tables.load(data), language("en"))["divide"]
    for number in range(times):
        chart.save(folder / f"{number}.png", size=(13.33 - 0.01 * number, 7.5))
