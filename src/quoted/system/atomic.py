"""Files written whole or not at all. What is written is for the other rooms."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

TEMPORARY = ".*.tmp"
"""Pattern of the files that `replace` writes first; a process that is killed may leave one."""


def replace(path: Path, content: bytes) -> None:
    """Write a file: to a temporary one in the same folder, which then takes its place.

    Raises
    ------
    OSError
        The file cannot be written, for the reason and under the name that it gives.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
