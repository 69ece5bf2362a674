"""Building elsewhere, under other conditions, and comparing every byte with what is committed.

What is built, and how, is for `build` to say; here belong only the unlike surroundings and the
comparison. What stands uncommitted in the folder at hand plays no part.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from quoted.build.inputs import BuildError
from quoted.build.processes import START
from quoted.system import git

SETTINGS = {
    ".config/matplotlib/matplotlibrc": "font.size: 40\nsavefig.facecolor: red\n",
    ".ipython/profile_default/startup/00.py": "print('a setting of the user')\n",
    ".jupyter/jupyter_nbconvert_config.py": "raise SystemExit('a setting of the user')\n",
}
"""Of a home that would change what is made."""
BUILT = ("data", "figures", "report", "notebooks")


@dataclass(frozen=True)
class Surroundings:
    """What may differ between two machines.

    Attributes
    ----------
    folder
        Name of the copy's folder.
    environment
        Time zone, locale, languages, hash seed, and how processes start.
    home
        Whether there is one, with `SETTINGS`.
    umask
        Which permissions new files lack.
    open_files
        How many files a process may hold open.
    features
        Whether numpy and the libraries below it use what only newer processors have.
    killed_after
        Seconds after which a build is killed, again and again; the next goes on from what it made.
    """

    folder: str
    environment: dict[str, str]
    home: bool = True
    umask: int = 0o022
    open_files: int | None = None
    features: bool = True
    killed_after: tuple[float, ...] = field(default=())


LIKE_LINUX = Surroundings(
    "first copy é",
    {"TZ": "Pacific/Auckland", "LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr", "PYTHONHASHSEED": "1"},
    killed_after=(2.0, 5.0, 8.0, 11.0),
)
LIKE_OTHERS = Surroundings(
    "other copy ü",
    {"TZ": "America/St_Johns", "LC_ALL": "C", "LANGUAGE": "fr", "PYTHONHASHSEED": "2",
     START: "spawn"},
    home=False,
    umask=0o077,
    open_files=256,  # as macOS has it
    features=False,
)  # fmt: skip
ON_THIS_PROCESSOR = replace(LIKE_OTHERS, folder="copy", features=True)
"""As macOS and Windows start processes; what is committed was built as Linux does."""


def reproduce(root: Path, *, once: bool = False) -> list[str]:
    """Build what is committed, elsewhere, and return what differs from it, one line a file.

    Parameters
    ----------
    root
        The project's folder, a git checkout.
    once
        Build one copy, as other systems do but on a processor like this, instead of two.

    Raises
    ------
    BuildError
        If a build fails.
    ValueError
        The folder is no git checkout.
    """
    if changed := [name for name in git.changed(root) if not name.startswith(".")]:
        print(f"not looked at, since not committed: {', '.join(changed[:5])}"
              + (f" and {len(changed) - 5} more" if len(changed) > 5 else ""))  # fmt: skip
    both = (ON_THIS_PROCESSOR,) if once else (LIKE_LINUX, LIKE_OTHERS)
    found: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory(prefix="quoted-") as folder:
        for where in both:
            copy, committed = Path(folder) / where.folder, Path(folder) / "committed"
            git.export(root, copy)
            names = [name for name in git.export(root, committed) if name.split("/")[0] in BUILT]
            _build(copy, Path(folder), where)
            for name in _differences(committed, copy, names):
                found.setdefault(name, []).append(where.folder)
        if not once:  # what is built but not committed
            first, other = (Path(folder) / where.folder for where in both)
            rest = sorted((_products(first) | _products(other)) - {*names})
            found |= {name: [other.name] for name in _differences(first, other, rest)}
    return [f"{name}: differs in {', '.join(map(repr, where))}" for name, where in found.items()]


def _build(copy: Path, folder: Path, where: Surroundings) -> None:
    home = folder / ("home" if where.home else "no such home")
    if where.home:
        for name, text in SETTINGS.items():
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).write_text(text)
    environment = {**os.environ, **where.environment, "HOME": str(home),
                   "PYTHONPATH": str(copy / "src")}  # fmt: skip
    if not where.features:
        environment |= _plain_processor()
    _say_if_unknown(environment)
    command = [sys.executable, "-m", "quoted", "--root", str(copy), "build"]
    for seconds in (*where.killed_after, None):
        with subprocess.Popen(command, env=environment, cwd=copy, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True,
                              preexec_fn=_limits(where)) as process:  # fmt: skip
            try:
                said, _ = process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                continue
        if process.returncode:
            raise BuildError(f"the build of a copy, {where.folder!r}, failed:\n{said}")


def _limits(where: Surroundings) -> Callable[[], None] | None:
    """Return what a process does before it becomes the build; Windows has no such limits."""
    if sys.platform == "win32":
        return None

    def limit() -> None:
        import resource

        os.umask(where.umask)
        if where.open_files:
            resource.setrlimit(resource.RLIMIT_NOFILE, (where.open_files, where.open_files))

    return limit


def _plain_processor() -> dict[str, str]:
    """Return the environment in which numpy, BLAS and the C library do without newer features."""
    known = importlib.import_module("numpy._core._multiarray_umath")
    used = [name for name in known.__cpu_dispatch__ if known.__cpu_features__[name]]
    return {
        "NPY_DISABLE_CPU_FEATURES": " ".join(used),
        "OPENBLAS_CORETYPE": "Prescott",
        "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-AVX512F",
    }


def _say_if_unknown(environment: dict[str, str]) -> None:
    """Say when this machine lacks a locale, so that it varies nothing."""
    if not environment.get("LC_ALL"):
        return
    asked = "import locale; locale.setlocale(locale.LC_ALL, '')"
    done = subprocess.run(
        [sys.executable, "-c", asked], env=environment, capture_output=True, check=False
    )
    if done.returncode:
        print(f"not varied, since this machine lacks it: locale {environment['LC_ALL']}")


def _products(copy: Path) -> set[str]:
    files = (path for folder in BUILT for path in (copy / folder).rglob("*") if path.is_file())
    return {path.relative_to(copy).as_posix() for path in files}


def _differences(first: Path, second: Path, names: Iterable[str]) -> list[str]:
    """Return the names of files that are not the same in two folders."""

    def content(path: Path) -> bytes | None:
        return path.read_bytes() if path.exists() else None

    return [name for name in names if content(first / name) != content(second / name)]
