"""Four ways from one executed notebook to a PDF, in a warm process and as commands.

- ``typstpdf``: this project's exporter.
- ``xelatex``: ``nbconvert --to pdf``. It takes the charts' SVG and lets Inkscape turn each into a
  PDF, a process per chart; how much of its time that is, is measured in the same run.
- ``webpdf``: ``nbconvert --to webpdf``, Playwright driving the system's Chromium. 0.7 seconds of
  its time are waits that nbconvert and Playwright ask for.
- ``weasyprint``: ``nbconvert --to html``, then WeasyPrint.

All get the same notebook, `plain`: its links within the page are plain text, since nbconvert hands
a ``%`` in the text of such a link to LaTeX as a comment, and then has no PDF; nor has it one of
words that are marked as of another language. All leave out the code. All print the charts (looked
at, page by page); XeLaTeX prints tables as text, having no other form of them. XeLaTeX runs three
times, as nbconvert has it by default. pandoc is the one of ``pypandoc_binary`` for all.
"""

from __future__ import annotations

import copy
import logging
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import get_exporter
from traitlets.config import Config

ITSELF = "nbconvert itself"
TITLES = {
    "typstpdf": "`typstpdf`, this project's",
    "xelatex": "`nbconvert --to pdf` (XeLaTeX)",
    "webpdf": "`nbconvert --to webpdf` (Chromium)",
    "weasyprint": "`nbconvert --to html`, WeasyPrint",
}
FORMATS = {"xelatex": "pdf", "weasyprint": "html"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PROGRAMS = {"xelatex": ("xelatex", "inkscape"), "webpdf": ("chromium",)}
PACKAGES = {"webpdf": "playwright", "weasyprint": "weasyprint"}
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
"""Chromium starts no sandbox for the system's administrator."""
OPTIONS = Config(
    {"TemplateExporter": {"exclude_input": True, "exclude_output_prompt": True},
     "WebPDFExporter": {"disable_sandbox": AS_ROOT},
     "TypstPDFExporter": {"memory_limit": 10_000}}
)  # fmt: skip
"""Nothing is cut however large the notebook is: others cut nothing."""


def absent() -> dict[str, str]:
    """Return which ways cannot be measured here, and what they lack."""
    found = {}
    for name in TITLES:
        lacks = [each for each in PROGRAMS.get(name, ()) if not _program(each)]
        package = PACKAGES.get(name)
        if package and not find_spec(package):
            lacks.append(f"package {package}")
        if lacks:
            found[name] = f"not measured: no {', no '.join(lacks)} here"
    return found


def _program(name: str) -> str | None:
    names = BROWSERS if name == "chromium" else (name,)
    return next(filter(None, map(shutil.which, names)), None)


def prepare(folder: Path) -> None:
    """Let this process and those that it starts find pandoc and Chromium."""
    pypandoc = find_spec("pypandoc")
    assert pypandoc and pypandoc.origin
    places = [Path(sys.executable).parent, Path(pypandoc.origin).parent / "files"]
    os.environ["PATH"] = os.pathsep.join([*map(str, places), os.environ["PATH"]])
    os.environ["JUPYTER_CONFIG_DIR"] = str(folder / "no settings of the user")
    if "webpdf" not in absent():
        _lead_playwright(folder / "browsers", str(_program("chromium")))


def _lead_playwright(folder: Path, browser: str) -> None:
    """Put a link to the system's Chromium where Playwright expects its own download."""
    from playwright.sync_api import Error, sync_playwright

    os.environ["PLAYWRIGHT_BROWSERS_PATH"] = str(folder)
    with sync_playwright() as playwright:
        try:
            playwright.chromium.launch().close()
        except Error as error:  # it says where it has looked
            expected = re.search(rf"{re.escape(str(folder))}\S+", str(error))
            if not expected:
                raise
            link = Path(expected[0])
            link.parent.mkdir(parents=True)
            link.symlink_to(browser)


def plain(notebook: Any, number: int = 0, times: int = 1) -> Any:
    """Return a notebook without links into its page and languages, repeated, with words of its own.

    Parameters
    ----------
    notebook
        An executed one.
    number
        Unless 0, it stands in each paragraph, chart and table cell, and so does the number of the
        repetition: no cache of words or pictures laid out before can then answer.
    times
        How often the cells are repeated.
    """
    made = copy.deepcopy(notebook)
    made.cells = []
    for repetition in range(times):
        mark = f"{number}.{repetition}" if number or repetition else ""
        for cell in copy.deepcopy(notebook.cells):
            cell.id = f"{cell.id}-{repetition}"
            if cell.cell_type == "markdown":
                unlinked = re.sub(r"\[([^][]*)\]\(#[^)]*\)", r"\1", cell.source)
                cell.source = _marked(re.sub(r' lang="[a-z]+"', "", unlinked), mark)
            for output in cell.get("outputs", ()):
                data = output.get("data", {})
                if mark and "image/svg+xml" in data:
                    text = data["image/svg+xml"]
                    data["image/svg+xml"] = text.replace("</title>", f" {mark}</title>", 1)
                if mark and "text/html" in data:
                    data["text/html"] = data["text/html"].replace("</td>", f" {mark}</td>")
            made.cells.append(cell)
    return made


def _marked(text: str, mark: str) -> str:
    return "\n\n".join(f"{part} {mark}" for part in text.split("\n\n")) if mark else text


def in_process(name: str, folder: Path) -> Callable[[Any], bytes]:
    """Return what turns a notebook into the bytes of a PDF, all imports done.

    Parameters
    ----------
    name
        A key of `TITLES`.
    folder
        Where the notebook stands: what it attaches is looked up from there.
    """
    made = get_exporter(FORMATS.get(name, name))
    resources = {"metadata": {"name": "report", "path": str(folder)}}

    def convert(notebook: Any) -> bytes:
        exporter = made(config=OPTIONS)
        exporter.log.setLevel(logging.CRITICAL)
        with _quiet():
            given, _ = exporter.from_notebook_node(notebook, resources=copy.deepcopy(resources))
        return bytes(given) if name != "weasyprint" else _weasyprint(given)

    if name == "weasyprint":
        import weasyprint

        logging.getLogger("weasyprint").setLevel(logging.CRITICAL)

        def _weasyprint(page: str) -> bytes:
            return bytes(weasyprint.HTML(string=page).write_pdf())

    return convert


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep from the screen what programs say that an exporter starts: Inkscape, of its desktop."""
    kept = os.dup(2)
    try:
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a device
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def inkscape(notebook: Any) -> None:
    """Do what `xelatex` waits for Inkscape to do: the charts, one process after the other."""
    from nbconvert.preprocessors import SVG2PDFPreprocessor

    with _quiet():
        SVG2PDFPreprocessor(enabled=True)(copy.deepcopy(notebook), {"unique_key": "chart"})


def itself(notebook: Path, output: Path) -> list[str]:
    """Return the command that takes what nbconvert takes for itself: it has no PDF to make."""
    return _nbconvert("python", notebook, output)


def _nbconvert(to: str, notebook: Path, output: Path) -> list[str]:
    jupyter = [str(Path(sys.executable).with_name("jupyter")), "nbconvert", "--log-level=ERROR"]
    return [*jupyter, "--no-input", "--to", to, str(notebook), "--output-dir", str(output)]


def commands(name: str, notebook: Path, output: Path) -> list[list[str]]:
    """Return the commands that write ``report.pdf`` into a folder."""
    convert = [*_nbconvert(FORMATS.get(name, name), notebook, output), "--output", "report"]
    if name == "webpdf" and AS_ROOT:
        convert.append("--WebPDFExporter.disable_sandbox=True")
    if name != "weasyprint":
        return [convert]
    print_ = [str(Path(sys.executable).with_name("weasyprint")), "-q"]
    return [convert, [*print_, str(output / "report.html"), str(output / "report.pdf")]]


def pages(pdf: bytes) -> int:
    """Return the number of pages.

    Raises
    ------
    ValueError
        It is no PDF.
    """
    from io import BytesIO

    from pypdf import PdfReader

    if not pdf.startswith(b"%PDF"):
        raise ValueError("what was made is no PDF")
    return len(PdfReader(BytesIO(pdf)).pages)


def read(path: Path) -> Any:
    """Return a notebook."""
    return nbformat.read(path, as_version=4)
