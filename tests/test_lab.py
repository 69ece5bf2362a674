"""What JupyterLab is given of a notebook, and what of it is written."""

from __future__ import annotations

import asyncio
import json
import platform
from pathlib import Path
from typing import Any

import pytest

from quoted import data
from quoted.data.checks import TableError
from quoted.data.transcription import Transcription
from quoted.system.lab import Contents

NOTEBOOK = {
    "cells": [],
    "metadata": {"language_info": {"name": "python"}, "quoted": {"outputs": "a digest"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}


def test_a_notebook_is_opened_as_its_kernel_has_it_and_saved_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "one.ipynb"
    path.write_text(json.dumps(NOTEBOOK), "utf-8")
    contents = Contents(root_dir=str(tmp_path))

    async def opened_and_saved() -> Any:
        model = await contents.get("one.ipynb")
        about = model["content"]["metadata"]["language_info"]
        await contents.save({**model, "content": model["content"]}, "one.ipynb")
        return about

    about = asyncio.run(opened_and_saved())
    assert (about["name"], about["version"]) == ("python", platform.python_version())
    assert json.loads(path.read_text("utf-8")) == NOTEBOOK


def test_other_languages_files_and_folders_are_as_they_are(tmp_path: Path) -> None:
    other = {**NOTEBOOK, "metadata": {"language_info": {"name": "R", "version": "4.5"}}}
    (tmp_path / "r.ipynb").write_text(json.dumps(other), "utf-8")
    (tmp_path / "rows.csv").write_text("a,b\n", "utf-8")
    contents = Contents(root_dir=str(tmp_path))

    async def read() -> list[Any]:
        return [await contents.get(name) for name in ("r.ipynb", "rows.csv", "")]

    notebook, table, folder = asyncio.run(read())
    assert notebook["content"]["metadata"]["language_info"] == {"name": "R", "version": "4.5"}
    assert table["content"] == "a,b\n"
    assert sorted(one["name"] for one in folder["content"]) == ["r.ipynb", "rows.csv"]


def test_in_another_folder_one_line_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TableError) as lacking:
        data.load("../data")
    (shown,) = lacking.value._render_traceback_()
    assert shown == (
        f"TableError: ../data: found no such folder from {tmp_path}, expected tables of the "
        "project there: run notebooks where they are, in its notebooks/"
    )
    with pytest.raises(TableError, match=r"^coded: found no such folder from "):
        Transcription().read_csv("questions", "coded/questions.csv")
