"""What a machine can do to a build: end it, fill up, forbid writing, turn back the clock."""

from __future__ import annotations

import os
import random
import shutil
import signal
import string
import subprocess
import sys
import time
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import pytest

from quoted.build.inputs import Step
from quoted.system.atomic import replace

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
SIZE = 100_000


def quoted(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "quoted", "--root", str(root), *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, **environment}, check=False
    )


# Killed.


def fill(root: Path, folder: str) -> Iterable[Path]:
    """Write files that are all of one letter, that of the day."""
    letter = (root / "letter").read_text()
    (root / folder).mkdir(exist_ok=True)
    for number in range(30):
        path = root / folder / f"{number}.txt"
        replace(path, (letter * SIZE).encode())
        time.sleep(0.005)
        while (root / "hold").exists():
            time.sleep(0.005)
        yield path


FILLING = [Step(f"fill {f}", partial(fill, folder=f), ("letter",)) for f in "abcd"]
PROGRAM = f"""
sys.path.insert(0, {str(HERE)!r})
if __name__ == "__main__":
    import test_faults
    from quoted.build import engine
    from pathlib import Path
    try:
        sys.exit(engine.run(Path(sys.argv[1]), lambda _: test_faults.FILLING))
    except KeyboardInterrupt:
        sys.exit("interrupted")
"""


def start(root: Path, before: str = "") -> subprocess.Popen[str]:
    """Start a build by a program, `before` of which its processes run too."""
    program = root / "program.py"
    program.write_text(f"import sys\n{before}{PROGRAM}")
    return subprocess.Popen(
        [sys.executable, str(program), str(root)], start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def until_it_writes(build: subprocess.Popen[str], root: Path, what: str = "a/*.txt") -> None:
    while not list(root.glob(what)):
        assert build.poll() is None, build.communicate()[1]
        time.sleep(0.01)


def written(root: Path) -> Iterable[Path]:
    return root.glob("[abcd]/*.txt")


def first(path: Path) -> str:
    with path.open() as file:
        return file.read(1)


def letters(root: Path) -> str:
    """Return the letters that the files are made of, each file whole."""
    found = set()
    for path in written(root):
        text = path.read_text()
        assert len(text) == SIZE and len(set(text)) == 1, f"{path} is not whole"
        found.add(text[0])
    return "".join(sorted(found))


def test_a_build_killed_at_any_moment_leaves_whole_files_and_the_next_one_ends_it(
    tmp_path: Path,
) -> None:
    chance, days = random.Random(1), string.ascii_lowercase[:10]
    for letter in days:
        (tmp_path / "letter").write_text(letter)
        moment = chance.randrange(90)
        with start(tmp_path) as build:
            while sum(first(path) == letter for path in written(tmp_path)) < moment:
                assert build.poll() in (None, 0), build.communicate()[1]
                time.sleep(0.002)
            build.kill()
        letters(tmp_path)
    with start(tmp_path) as last:
        said, errors = last.communicate()
    assert last.returncode == 0, errors
    assert "Everything is built" in said
    assert letters(tmp_path) == days[-1]
    left = {path.name for path in tmp_path.rglob("*") if ".tmp" in path.name}
    assert not left


def test_of_two_builds_at_the_same_time_one_says_so(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("x")
    with start(tmp_path) as first:
        until_it_writes(first, tmp_path)
        with start(tmp_path) as second:
            _, errors = second.communicate()
        assert second.returncode == 1
        assert "another build is running in" in errors
        assert first.wait() == 0
    assert letters(tmp_path) == "x"


@pytest.mark.parametrize("moment", ["it starts its processes", "they write"])
@pytest.mark.skipif(os.name != "posix", reason="there are no groups of processes to interrupt")
def test_an_interrupt_of_the_terminal_ends_all_with_one_line(tmp_path: Path, moment: str) -> None:
    (tmp_path / "letter").write_text("x")
    (tmp_path / "hold").touch()  # it cannot end by itself
    imported = "if __name__ != '__main__':\n    open(sys.argv[1] + '/importing', 'w').close()\n"
    waiting = "    import time\n    time.sleep(0.5)\n"
    with start(tmp_path, before=imported + waiting) as build:
        if moment == "they write":
            until_it_writes(build, tmp_path)
        else:
            until_it_writes(build, tmp_path, "importing")
        os.killpg(build.pid, signal.SIGINT)  # as a terminal does
        said, errors = build.communicate(timeout=60)
    assert (build.returncode, said, errors) == (1, "", "interrupted\n")
    (tmp_path / "hold").unlink()
    before = letters(tmp_path), len(list(tmp_path.rglob("*.txt")))
    time.sleep(0.2)
    assert (letters(tmp_path), len(list(tmp_path.rglob("*.txt")))) == before


# No space, no permission.


def can_mount() -> bool:
    tried = ["unshare", "-m", "sh", "-c", "mount -t tmpfs -o size=1m tmpfs /mnt"]
    return (
        bool(shutil.which("unshare"))
        and not subprocess.run(tried, capture_output=True, check=False).returncode
    )


mounting = pytest.mark.skipif(
    not can_mount(), reason="file systems of a test's own need the rights to mount them"
)


def project(root: Path) -> Path:
    """A copy of what the build reads and of the notebooks that it writes."""
    root.mkdir(exist_ok=True)
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, root / name)
    for name in ("src", "requirements.txt"):
        (root / name).symlink_to(ROOT / name)
    return root


def contents(root: Path) -> dict[str, bytes]:
    files = (p for name in ("data", "notebooks") for p in (root / name).rglob("*") if p.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def mounted(what: str, root: Path) -> subprocess.CompletedProcess[str]:
    """Build a project on a file system of its own, and say what is then in it."""
    build = f"'{sys.executable}' -m quoted --root '{root}' build"
    after = f"cp -r '{root}/data' '{root}/notebooks' '{root.parent}/after'; exit $status"
    (root.parent / "after").mkdir()
    script = f"{what} && {build}; status=$?; {after}"
    return subprocess.run(
        ["unshare", "-m", "sh", "-c", script], capture_output=True, text=True, check=False
    )


@mounting
def test_a_full_disk_is_named_and_costs_nothing(tmp_path: Path) -> None:
    made, disk = project(tmp_path / "made"), tmp_path / "disk"
    disk.mkdir()
    used = sum(path.stat().st_size for path in made.rglob("*") if not path.is_symlink())
    size = used // 1024 + 700  # kilobytes: room for the tables, not for a second report notebook
    what = f"mount -t tmpfs -o size={size}k tmpfs '{disk}' && cp -a '{made}/.' '{disk}'"
    done = mounted(what, disk)
    assert done.returncode == 1
    assert "No space left on device" in done.stderr and "Traceback" not in done.stderr
    assert contents(tmp_path / "after") == contents(ROOT)


@mounting
@pytest.mark.parametrize("place", ["", "data"])
def test_a_folder_that_is_read_only_is_named(tmp_path: Path, place: str) -> None:
    root = project(tmp_path / "project")
    folder = root / place
    done = mounted(f"mount --bind -o ro '{folder}' '{folder}'", root)
    assert done.returncode == 1
    assert str(folder) in done.stderr or f"../{place}/" in done.stderr
    assert "Read-only file system" in done.stderr
    assert "Traceback" not in done.stderr
    assert contents(tmp_path / "after") == contents(ROOT)


def test_an_output_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    there = tmp_path / "divide.png"
    there.mkdir()
    done = quoted(ROOT, "charts", "divide", "-o", str(there))
    assert done.returncode == 1
    assert done.stderr.strip() == f"quoted charts: [Errno 21] Is a directory: '{there}'"
    assert [path.name for path in tmp_path.iterdir()] == ["divide.png"]


# Odd surroundings.

MAKE = """
import sys
from pathlib import Path
from quoted.build import steps
root = Path(sys.argv[1])
steps._write_gallery(root)
steps._write_numbers(root)
for make in (steps._write_slides, steps._write_report):
    make(root, "en")
"""
MADE = ("figures/slides.en.pptx", "report/report.en.pdf")
SURROUNDINGS = {
    "a clock in the past": (["faketime", "1990-01-02 03:04:05"], {}),
    "no home": ([], {"HOME": "/proc/no/home"}),
    "nothing set": (["env", "-i"], {}),
}


@pytest.mark.parametrize("surroundings", SURROUNDINGS)
def test_odd_surroundings_change_no_byte(tmp_path: Path, surroundings: str) -> None:
    before, environment = SURROUNDINGS[surroundings]
    if before and not shutil.which(before[0]):
        pytest.skip(f"{before[0]} is not installed")
    root = project(tmp_path / "a path with spaces, é")
    done = subprocess.run(
        [*before, sys.executable, "-c", MAKE, str(root)],
        env={**os.environ, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for name in MADE:
        assert (root / name).read_bytes() == (ROOT / name).read_bytes(), name
