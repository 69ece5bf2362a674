"""Building elsewhere, under other conditions, and comparing every byte.

What is built, and how, is for `build` to say; here belong only the unlike surroundings and the
comparison.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from quoted.build import BuildError

SURROUNDINGS: tuple[dict[str, str], ...] = (
    {"TZ": "Pacific/Auckland", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"},
    {"TZ": "America/St_Johns", "LC_ALL": "C", "PYTHONHASHSEED": "2"},
)
"""Time zone, locale and hash seed of each build; folder and home folder differ as well."""
BUILT = ("data", "figures", "report", "notebooks")


def reproduce(root: Path, *, once: bool = False) -> list[str]:
    """Build copies of the project and return what differs, one line a file.

    Parameters
    ----------
    root
        The project's folder, a git checkout.
    once
        Build one copy and compare it with what is committed here, instead of two with each other.

    Raises
    ------
    BuildError
        If a build fails.
    """
    with tempfile.TemporaryDirectory(prefix="quoted-") as folder:
        copies = [
            _built(root, Path(folder) / f"copy {i} é", surroundings)
            for i, surroundings in enumerate(SURROUNDINGS[: 1 if once else 2])
        ]
        if not once:
            one, other = copies
            return _differences(one, other, sorted(_products(one) | _products(other)))
        committed = _tracked(root)
        return _differences(root, copies[0], [p for p in committed if p.split("/")[0] in BUILT])


def _built(root: Path, copy: Path, surroundings: dict[str, str]) -> Path:
    """Copy what git tracks and build it there from nothing, in a fresh process."""
    for name in _tracked(root):
        target = copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, target)
    home = copy.with_name(f"{copy.name} home")
    home.mkdir()
    environment = {
        **os.environ,
        **surroundings,
        "HOME": str(home),
        "PYTHONPATH": str(copy / "src"),
    }
    command = [sys.executable, "-m", "quoted", "--root", str(copy), "build"]
    done = subprocess.run(command, env=environment, cwd=copy, capture_output=True, text=True)
    if done.returncode:
        raise BuildError(f"the build of a copy failed:\n{done.stdout}{done.stderr}")
    return copy


def _tracked(root: Path) -> list[str]:
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True, text=True
    )
    return [name for name in done.stdout.split("\0") if name and (root / name).is_file()]


def _products(copy: Path) -> set[str]:
    files = (path for folder in BUILT for path in (copy / folder).rglob("*") if path.is_file())
    return {path.relative_to(copy).as_posix() for path in files}


def _differences(first: Path, second: Path, names: list[str]) -> list[str]:
    found = []
    for name in names:
        contents = [
            (at / name).read_bytes() if (at / name).exists() else None for at in (first, second)
        ]
        if contents[0] != contents[1]:
            lacking = "is missing in one" if None in contents else "differs"
            found.append(f"{name}: {lacking}")
    return found
