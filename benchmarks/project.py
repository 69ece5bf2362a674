"""The project's own work: installing and building it, building after a change, tables, charts.

Beside it what somebody without this project does: install Jupyter, run and print one notebook. How
long something takes is for `measure` to say.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
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
STOCK = "nbconvert --execute --to pdf"
STOCK_INSTALLED = f"pip install, {STOCK}"
STOCK_PACKAGES = ("jupyterlab", "nbconvert", "pandas", "matplotlib", "seaborn")
NUMBER = re.compile(r'(?<=weekly_use=\{executives: \()6[12](, \\")6[12]')
"""A printed figure, and its words, in the source of the first notebook."""


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


def build_tasks(
    root: Path, work: Path, environment: dict[str, str]
) -> dict[str, Callable[[int], object]]:
    """Return builds as tasks, and what stock nbconvert does; `work` holds what is built already."""
    edited, counted = work / "edited", work / "counted"
    copied(root, edited)
    measure.run([build_command(edited)], _own(environment, edited), edited)
    shutil.copytree(edited, counted)
    english, french = (Path("report", f"report.{code}.pdf") for code in ("en", "fr"))

    def everything(_: int) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = copied(root, Path(name))
            measure.run([build_command(folder)], _own(environment, folder), folder)

    def stock(_: int) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = copied(root, Path(name))
            command = stock_command(stock_notebook(folder), folder)
            measure.run([command], _own(environment, folder), folder)

    def fresh(_: int) -> float:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:  # what ends may write
            folder = copied(root, Path(name))
            command = ["make", "report", f"PYTHON={_python()}"]
            return measure.until_new([folder / english], command, _new(environment), folder)

    def stock_fresh(number: int) -> None:
        with tempfile.TemporaryDirectory() as name:
            measure.run(install_commands(Path(name)), _new(environment), Path(name))
        stock(number)

    def sentence(number: int) -> float:
        change_sentence(edited, number)
        made = [edited / english, edited / french]
        command, own = build_command(edited), _own(environment, edited)
        return measure.until_new(made, command, own, edited, ending=False)

    def figure(number: int) -> float:
        change_number(counted, number)
        command, own = build_command(counted), _own(environment, counted)
        return measure.until_new([counted / english], command, own, counted)

    def nothing(_: int) -> None:
        command, own = build_command(edited), _own(environment, edited)
        done = subprocess.run(command, env=own, capture_output=True, text=True)
        # it ends with 1, since the changed sentence is not translated
        if "Everything is built" not in done.stdout:
            raise subprocess.CalledProcessError(done.returncode, command, stderr=done.stderr)

    return {
        "fresh copy to PDF": fresh,
        STOCK_INSTALLED: stock_fresh,
        "quoted build": everything,
        STOCK: stock,
        "changed sentence to PDFs": sentence,
        "changed number to PDF": figure,
        "nothing changed": nothing,
    }


def install_commands(folder: Path) -> list[list[str]]:
    """Return the commands that install Jupyter and its usual companions into a new environment."""
    python = folder / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    return [
        [_python(), "-m", "venv", str(folder / "venv")],
        [str(python), "-m", "pip", "install", "--quiet", *STOCK_PACKAGES],
    ]


def change_sentence(folder: Path, number: int) -> None:
    """Let the last text of the report's notebook end with another sentence in every round."""
    path = folder / "notebooks" / "report.ipynb"
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    cell = [cell for cell in notebook.cells if cell.cell_type == "markdown"][-1]
    cell.source = f"{cell.source.partition(' Round ')[0]} Round {number}."
    nbformat.write(notebook, path)


def change_number(folder: Path, number: int) -> None:
    """Let the first notebook quote another figure in every round.

    Raises
    ------
    ValueError
        The figure is not there.
    """
    path = folder / "notebooks" / "01_transcription.ipynb"
    figure = "61" if number % 2 else "62"
    text, found = NUMBER.subn(rf"{figure}\g<1>{figure}", path.read_text("utf-8"))
    if not found:
        raise ValueError(f"{path.name}: found no {NUMBER.pattern}, expected the figure to change")
    path.write_text(text, "utf-8")


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


def _python() -> str:
    """Return the Python that makes environments: that of this one is one of them."""
    return str(getattr(sys, "_base_executable", sys.executable))


def _new(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment as on a new machine: without this one's packages, nothing cached."""
    ours = ("PYTHONPATH", "VIRTUAL_ENV")
    kept = {name: value for name, value in environment.items() if name not in ours}
    return {**kept, "PIP_NO_CACHE_DIR": "1", "UV_NO_CACHE": "1"}


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
