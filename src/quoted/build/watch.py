"""Building on every save: what is waited for, and when. What is built is for `build`."""

from __future__ import annotations

import contextlib
import multiprocessing
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from quoted.build.inputs import digests
from quoted.build.processes import Processes, end_with_parent
from quoted.build.steps import LOCK
from quoted.system.terminal import read

FILES = ("notebooks/coded/*.csv", "src/**/*.py", "src/**/*.po", "src/**/*.typ", "src/**/*.html",
         "src/**/*.lua", "locale/**/*.po", LOCK)  # fmt: skip
NOTEBOOKS = ("notebooks/*.ipynb",)
"""Only their source counts: the build writes their outputs, and is not to follow itself."""
EVERY = 0.3
"""Seconds between two looks."""
OTHER_CODE = 3
"""Exit status of a process that builds, when code or words have changed that it has read."""

Build = Callable[[Path, Processes], object]


def watch(root: Path, build: Build, count: int) -> int:
    """Build, and build again whenever something is saved, until interrupted; return the status.

    In a process of its own, whose steps find imported what earlier ones have; when code is saved,
    another takes its place.

    Parameters
    ----------
    root
        The project's folder.
    build
        Builds it in some processes; a function of a module.
    count
        How many processes.
    """
    ended: int | None = OTHER_CODE
    while ended == OTHER_CODE:
        context = multiprocessing.get_context("spawn")
        building = context.Process(target=_build_on_save, args=(root, build, count))
        building.start()
        building.join()
        ended = building.exitcode
    return ended or 0


def _build_on_save(root: Path, build: Build, count: int) -> None:
    end_with_parent()
    with read(), contextlib.suppress(KeyboardInterrupt), Processes(root, count) as kept:
        for changed in changes(root):
            if changed:
                print(f"changed: {', '.join(changed)}", flush=True)
            if any(name.startswith(("src/", "locale/")) or name == LOCK for name in changed):
                sys.exit(OTHER_CODE)
            build(root, kept)


def changes(root: Path, every: float = EVERY) -> Iterator[list[str]]:
    """Yield nothing to begin with, then the files whose content was changed since, each time."""
    before = _state(root)
    yield []
    while True:
        now = _state(root)
        changed = sorted(name for name in {*before, *now} if before.get(name) != now.get(name))
        if changed and now == _state(root, after=every):  # else something is still being saved
            before = now
            yield changed
        elif not changed:
            time.sleep(every)


def _state(root: Path, after: float = 0) -> dict[str, str]:
    time.sleep(after)
    try:
        return digests(root, FILES, NOTEBOOKS)
    except (ValueError, FileNotFoundError) as error:  # half written, or being replaced
        return {"": str(error)}
