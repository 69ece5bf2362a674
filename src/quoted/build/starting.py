"""Starting a project of one's own: notebooks, empty tables and one invented article to replace.

The texts are in `starter/`, Markdown from which the notebooks are made. The code goes along: what
a build makes follows from the files of its project alone.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from quoted.build.adding import as_cell
from quoted.build.steps import NOTEBOOKS, TRANSLATIONS
from quoted.data import schema
from quoted.language import catalogue

STARTER = Path(__file__).parent / "starter"
ALONG = ("src", "pyproject.toml", "requirements.txt", "LICENSE", ".gitignore", ".gitattributes")
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
    folder.mkdir(parents=True, exist_ok=True)
    for name in ALONG:
        if (root / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
            shutil.copytree(root / name, folder / name, ignore=ignored)
        elif (root / name).is_file():
            shutil.copy(root / name, folder / name)
    for name in ("README.md", "Makefile"):
        shutil.copy(STARTER / name, folder / name)
    for name in ("notebooks/coded", "articles"):
        (folder / name).mkdir(parents=True)
    shutil.copy(STARTER / "article.txt", folder / "articles" / "sample_gazette.txt")
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
    """Leave in a catalogue what the project needs, with the starter's own texts."""
    catalogue.update(folder)
    kept = catalogue.read(code, folder)
    kept.obsolete.clear()
    texts = json.loads((STARTER / f"{code}.json").read_text("utf-8"))
    for message in list(kept):
        if message.fuzzy and message.id:
            message.flags.discard("fuzzy")
            message.string = ""
    for text, translation in texts.items():
        message = kept.get(text) or kept.add(text)
        message.string = translation
    catalogue.write(kept, code, folder)
