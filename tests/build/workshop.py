"""Steps for tests of the build: what a process of it can do. Quick to import, as each does."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from quoted.build import notebooks
from quoted.build.inputs import Step
from quoted.build.processes import Processes


def nothing(_: Path) -> Iterable[Path]:
    return []


def copied(root: Path, old: str, new: str) -> Iterable[Path]:
    text = (root / old).read_text()
    if text == "bad":
        raise ValueError("found bad, expected good")
    if text == "fatal":
        os._exit(9)
    if text == "bug":
        raise KeyError("nobody thought of this")
    (root / new).write_text(text)
    return [root / new]


def members(root: Path) -> Iterator[Step]:
    for name in (root / "b").read_text().split():
        yield Step(f"member {name}", partial(written, name=name))


def written(root: Path, name: str) -> Iterable[Path]:
    (root / f"{name}.txt").write_text(name)
    return [root / f"{name}.txt"]


def met(root: Path, mine: str, other: str) -> Iterable[Path]:
    (root / mine).write_text("here")
    until = time.monotonic() + 120
    while not (root / other).exists():
        if time.monotonic() > until:
            raise ValueError(f"{mine} never met {other}")
        time.sleep(0.01)
    return [root / mine]


def ran(root: Path, limit: int = 600) -> Iterable[Path]:
    """Run a notebook whose cells may take `limit` seconds."""
    notebooks.TIME_LIMIT = limit
    return [in_place(root / "notebooks" / "a.ipynb")]


def in_place(path: Path) -> Path:
    """Run a notebook and write it with its outputs."""
    outputs = notebooks.write_outputs(path.with_suffix(".json"), notebooks.run(path, "en"))
    return notebooks.place(path, outputs, path)


def numbered(root: Path) -> list[Path]:
    """Write which process makes it."""
    (root / "number").write_text(str(os.getpid()))
    return [root / "number"]


def saving(root: Path, _: Processes) -> None:
    """Stand for a build: note its process, save text and then code, and be interrupted."""
    with (root / "builders").open("a") as builders:
        builders.write(f"{os.getpid()}\n")
    match len((root / "builders").read_text().split()):
        case 1:
            (root / "notebooks" / "coded" / "a.csv").write_text("a")
        case 2:
            (root / "src" / "a.py").write_text("1")
        case _:
            raise KeyboardInterrupt
