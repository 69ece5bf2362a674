"""Starting a project of one's own: notebooks, empty tables and one invented article to replace.

The texts are in `starter/`, Markdown from which the notebooks are made. The package goes along as
one file, a wheel, which the lock of the project names with its hash: what a build makes follows
from the files of its project alone.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from quoted.build.adding import as_cell
from quoted.build.steps import LOCK, NOTEBOOKS, TRANSLATIONS
from quoted.data import schema, sources
from quoted.language import catalogue

STARTER = Path(__file__).parent / "starter"
ALONG = (".gitignore", ".gitattributes")
"""What every project has of the one that it is started from."""
BY_HAND = ("questions", "stances", "coding", "positions", "corroboration")
CODE = re.compile(r"```python\n(.*?)\n```\n", re.S)
LOOK = {"typst": {"hide_input": True, "toc": False}}


def new(root: Path, folder: Path) -> None:
    """Start a project in a folder that is not there yet.

    Raises
    ------
    ValueError
        The folder is there, and not empty.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ValueError(f"{folder}: found it there already, expected a new or an empty folder")
    for name in ("notebooks/coded", sources.ARTICLES, "packages"):
        (folder / name).mkdir(parents=True)
    for path in (*(root / name for name in ALONG), STARTER / "README.md", STARTER / "Makefile"):
        shutil.copy(path, folder)
    shutil.copy(STARTER / "article.txt", folder / sources.ARTICLES / "sample_gazette.txt")
    _package(root, folder)
    for name in BY_HAND:
        header = f"{','.join(schema.columns(name))}\n"
        (folder / "notebooks" / "coded" / f"{name}.csv").write_text(header, "utf-8")
    for name in NOTEBOOKS:
        notebook = _notebook(
            (STARTER / f"{name}.md").read_text("utf-8"), LOOK if name == "report" else {}
        )
        text = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True)
        (folder / "notebooks" / f"{name}.ipynb").write_text(f"{text}\n", "utf-8")
    for code in TRANSLATIONS:
        _translate(folder, code)


def _package(root: Path, folder: Path) -> None:
    """Put the package into a project, as a wheel, and its hash into the lock."""
    lock = (root / LOCK).read_text("utf-8")
    if (root / "src").is_dir():
        wheel = _wheel(root, folder / "packages")
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        lock = f"./packages/{wheel.name} --hash=sha256:{digest}\n{lock}"
    else:  # itself started from another project
        shutil.copytree(root / "packages", folder / "packages", dirs_exist_ok=True)
    (folder / LOCK).write_text(lock, "utf-8")


def _wheel(root: Path, folder: Path) -> Path:
    """Write the wheel of the package, without the words of this project; return its path."""
    from hatchling.builders.wheel import WheelBuilder

    with tempfile.TemporaryDirectory() as name:
        copy = Path(name)
        shutil.copytree(root / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__"))
        for file in ("pyproject.toml", "LICENSE"):
            shutil.copy(root / file, copy)
        shutil.copy(STARTER / "README.md", copy)
        catalogue.update(copy)  # there are no notebooks and no data
        for code in catalogue.codes(copy):
            words = catalogue.read(code, copy)
            words.obsolete.clear()
            catalogue.write(words, code, copy)
        return Path(next(WheelBuilder(name).build(directory=str(folder))))


def _notebook(text: str, about: dict[str, Any]) -> dict[str, Any]:
    """Return a notebook made of Markdown: its fences of Python are the cells of code."""
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    title = text.partition("\n")[0].removeprefix("# ")
    return {
        "cells": list(_cells(text)),
        "metadata": {"kernelspec": kernel, "lang": "en", "title": title, **about},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _cells(text: str) -> Iterator[dict[str, Any]]:
    for n, part in enumerate(CODE.split(text)):
        if n % 2 or part.strip():
            yield as_cell(part.strip(), "code" if n % 2 else "markdown", n)


def _translate(folder: Path, code: str) -> None:
    """Write the catalogue of the starter's own texts; those of its data are there later."""
    path = folder / catalogue.OWN / code / "LC_MESSAGES" / "quoted.po"
    path.parent.mkdir(parents=True)
    path.write_text("", "utf-8")
    catalogue.update(folder)
    words = catalogue.read(code, folder)
    words.fuzzy, words.header_comment = False, "# The words of this project, beside the package's."
    for text, translation in json.loads((STARTER / f"{code}.json").read_text("utf-8")).items():
        (words.get(text) or words.add(text)).string = translation
    catalogue.write(words, code, folder)
