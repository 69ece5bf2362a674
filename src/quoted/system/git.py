"""What a project's folder has committed in git, whatever the files at hand are."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path


def is_committed(root: Path, name: str, content: Path) -> bool:
    """Say whether a file holds what is committed under a name; not without git, or a commit."""
    try:
        return _git(root, "cat-file", "blob", f"HEAD:./{name}") == content.read_bytes()
    except (OSError, ValueError):
        return False


def export(root: Path, folder: Path) -> list[str]:
    """Write what is committed into a folder; return the names of its files.

    Raises
    ------
    ValueError
        The folder `root` is in no git repository, or nothing is committed.
    """
    with tarfile.open(fileobj=io.BytesIO(_git(root, "archive", "HEAD"))) as archive:
        archive.extractall(folder, filter="data")
        return [member.name for member in archive if member.isfile()]


def changed(root: Path) -> list[str]:
    """Return the names of files that are not as committed; see `export`."""
    said = _git(root, "status", "--porcelain", "-z", "--no-renames", "--", ".").decode()
    return [line[3:] for line in said.split("\0") if line]


def _git(root: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=False)
    except FileNotFoundError:
        raise ValueError("found no program git, expected it") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise ValueError(f"{root}: git {arguments[0]}: {said}")
    return done.stdout
