"""Which files of this machine a notebook may show or attach: those beside it, and how to read them.

A notebook from somebody else names paths as it likes. What is configured by whoever converts is
trusted and does not come here; what a file holds is the business of `images` and `conversion`.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Sequence
from pathlib import Path

LARGEST = 100_000_000
"""Bytes of a file, or of all attachments together, beyond which nothing is read."""


class Reach:
    """The files that one notebook may name.

    Parameters
    ----------
    folder
        Where the notebook is.
    further
        Other folders whose files are as good, from there.
    """

    def __init__(self, folder: Path, further: Sequence[str] = ()) -> None:
        self.folder = folder
        self._roots = [folder.resolve(), *((folder / each).resolve() for each in further)]

    def find(self, told: str) -> Path | str:
        """Return where a path leads, symbolic links followed, or why it is not read.

        Hidden files are out of reach: no JupyterLab serves them, and settings and keys are kept so.
        """
        try:
            path = (self.folder / told).resolve()
        except (OSError, ValueError, RuntimeError):  # too long, a null character, links in a ring
            return "no such file"
        for root in self._roots:
            if path.is_relative_to(root):
                hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
                return "it is hidden" if hidden else path
        return "it is outside the notebook's folder; the setting read_from allows more"

    def read(self, told: str) -> bytes | str:
        """Return what a file holds, or why it is not read."""
        path = self.find(told)
        return path if isinstance(path, str) else content(path)

    def matching(self, pattern: str) -> list[Path] | str:
        """Return the files of a pattern in their order, or why it is not looked for."""
        parts = Path(pattern).parts
        fixed = next((n for n, part in enumerate(parts) if re.search(r"[*?\[]", part)), len(parts))
        if fixed == len(parts):
            path = self.find(pattern)
            return path if isinstance(path, str) else [path] if path.is_file() else []
        start = self.find(str(Path(*parts[:fixed]))) if fixed else self._roots[0]
        if isinstance(start, str):
            return start
        matches = start.glob(str(Path(*parts[fixed:])))
        return sorted(path for path in matches if path.is_file() and self.find(str(path)) == path)


def content(path: Path) -> bytes | str:
    """Return what a file holds, or why it is not read; a device or a pipe is not waited for."""
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode):
                return "it is no ordinary file"
            if about.st_size > LARGEST:
                return f"it has {about.st_size} bytes, more than {LARGEST}"
            return file.read(LARGEST)
    except IsADirectoryError:
        return "it is no ordinary file"
    except (OSError, ValueError):
        return "no such file"


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
