"""Building on every save: what is waited for, and when. What is built is for `build`."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from quoted.build.inputs import digests
from quoted.build.steps import LOCK

FILES = ("notebooks/coded/*.csv", "src/**/*.py", "src/**/*.po", "src/**/*.typ", "src/**/*.html",
         "src/**/*.lua", LOCK)  # fmt: skip
NOTEBOOKS = ("notebooks/*.ipynb",)
"""Only their source counts: the build writes their outputs, and is not to follow itself."""
EVERY = 0.3
"""Seconds between two looks."""


def watch(root: Path) -> None:
    """Build, and build again whenever something is saved, until interrupted."""
    for changed in changes(root):
        if changed:
            print(f"changed: {', '.join(changed)}", flush=True)
        # Another process: code that has changed is not imported twice.
        subprocess.run([sys.executable, "-m", "quoted", "--root", str(root), "build"], check=False)


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
