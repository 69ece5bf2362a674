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
"""Time zone, locale and hash seed of each build; the folder differs as well.

The first has a home whose settings would change what is made; the second has none, and is killed on
its way, again and again.
"""
SETTINGS = {
    ".config/matplotlib/matplotlibrc": "font.size: 40\nsavefig.facecolor: red\n",
    ".ipython/profile_default/startup/00.py": "print('a setting of the user')\n",
    ".jupyter/jupyter_nbconvert_config.py": "raise SystemExit('a setting of the user')\n",
}
KILLED_AFTER = (2.0, 5.0, 8.0, 11.0)
"""Seconds after which the second build is killed; it goes on from what it had made."""
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
        first = _copy(root, Path(folder) / "first copy é")
        home = Path(folder) / "home"
        for name, text in SETTINGS.items():
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).write_text(text)
        _build(first, home, SURROUNDINGS[0])
        if once:
            committed = [name for name in _tracked(root) if name.split("/")[0] in BUILT]
            return _differences(root, first, committed)
        other = _copy(root, Path(folder) / "other copy ü")
        for seconds in (*KILLED_AFTER, None):
            _build(other, Path(folder) / "no such home", SURROUNDINGS[1], killed_after=seconds)
        return _differences(first, other, sorted(_products(first) | _products(other)))


def _copy(root: Path, copy: Path) -> Path:
    """Copy what git tracks."""
    for name in _tracked(root):
        target = copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, target)
    return copy


def _build(
    copy: Path, home: Path, surroundings: dict[str, str], *, killed_after: float | None = None
) -> None:
    """Build a copy in a fresh process, which may be killed before it is done."""
    environment = {
        **os.environ,
        **surroundings,
        "HOME": str(home),
        "PYTHONPATH": str(copy / "src"),
    }
    command = [sys.executable, "-m", "quoted", "--root", str(copy), "build"]
    with subprocess.Popen(command, env=environment, cwd=copy, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True) as process:  # fmt: skip
        try:
            said, _ = process.communicate(timeout=killed_after)
        except subprocess.TimeoutExpired:
            process.kill()
            return
    if process.returncode:
        raise BuildError(f"the build of a copy failed:\n{said}")


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
