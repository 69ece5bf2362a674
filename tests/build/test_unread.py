"""A command of which nobody reads the output: one quiet end, whatever it was doing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from quoted.system.terminal import UNREAD

ROOT = Path(__file__).parents[2]


def ended(command: list[str]) -> tuple[int, str]:
    """Return status and what else is said when nobody reads standard output."""
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    return done.returncode, done.stderr


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project whose first step prints that it was made, or why not."""
    (tmp_path / "notebooks" / "coded").mkdir(parents=True)
    empty = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    for name in ("01_transcription", "02_divide", "03_uncertainty", "04_debate", "report"):
        (tmp_path / "notebooks" / f"{name}.ipynb").write_text(json.dumps(empty))
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["revision"],
        ["read", str(ROOT / "src/quoted/build/starter/article.txt")],
        ["build", "--why"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_it_ends_quietly(arguments: list[str], project: Path) -> None:
    root = project if arguments[0] == "build" else ROOT
    command = [sys.executable, "-m", "quoted", "--root", str(root), *arguments]
    assert ended(command) == (UNREAD, "")


def test_what_goes_wrong_within_is_said_as_ever() -> None:
    code = "from quoted.system.terminal import read\nwith read(): print('a'); 1 / 0"
    status, said = ended([sys.executable, "-c", code])
    assert (status, said) == (UNREAD, "")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "a\n") and "ZeroDivisionError" in done.stderr
