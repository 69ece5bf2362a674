"""Check that what is locked installs on every system and Python, with hashes, from wheels alone.

`make lock-check` runs this. The package index is asked through uv, which knows where it is; nothing
is downloaded but its lists of files.
"""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from packaging.pylock import Package, Pylock
from packaging.tags import Tag, compatible_tags, cpython_tags, mac_platforms
from packaging.utils import canonicalize_name, parse_wheel_filename

LOCK = Path(__file__).parents[1] / "tests" / "requirements.txt"  # holds requirements.txt
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
GLIBC = 28  # of Debian 10, Ubuntu 20.04, Enterprise Linux 8 and all that came after them
PLATFORMS = {
    "Linux x86_64": ("linux", "posix", "x86_64"),
    "Linux aarch64": ("linux", "posix", "aarch64"),
    "macOS arm64": ("darwin", "posix", "arm64"),
    "macOS x86_64": ("darwin", "posix", "x86_64"),
    "Windows x86_64": ("win32", "nt", "AMD64"),
}


def main() -> int:
    """Print what no file of the lock fits, and where; return the exit status."""
    failures: dict[str, list[str]] = {}
    packages, hashes = files(), locked_hashes()
    for python, platform in product(PYTHONS, PLATFORMS):
        here, known = environment(python, platform), set(tags(python, platform))
        wanted = [p for p in packages if p.marker is None or p.marker.evaluate(here, "lock_file")]
        for package in wanted:
            problem = missing(package, known, hashes)
            if problem:
                key = f"{package.name} {package.version}: {problem}"
                failures.setdefault(key, []).append(f"{platform}, Python {python}")
        print(f"{platform}, Python {python}: {len(wanted)} packages")
    for problem, places in failures.items():
        print(f"{LOCK.name}: {problem}; on {'; '.join(places)}", file=sys.stderr)
    print(f"lock: {f'{len(failures)} to put right' if failures else 'all right'}")
    return 1 if failures else 0


def files() -> tuple[Package, ...]:
    """Return the locked packages with the files that the index has of them."""
    command = ["uv", "pip", "compile", str(LOCK), "--universal", "--python-version", PYTHONS[0]]
    done = subprocess.run(
        [sys.executable, "-m", *command, "--quiet", "--format", "pylock.toml"],
        stdout=subprocess.PIPE,
        text=True,
    )
    if done.returncode:  # uv has said why
        sys.exit(f"{LOCK.name}: found no way to resolve it, expected one")
    return tuple(Pylock.from_dict(tomllib.loads(done.stdout)).packages)


def locked_hashes() -> dict[tuple[str, str], set[str]]:
    """Return the hashes of the lock by name and version."""
    entries = re.split(r"\n(?=\w)", LOCK.read_text("utf-8"))
    found = {}
    for entry in entries:
        name, version = re.sub(r"\[.*?\]", "", entry.split(maxsplit=1)[0]).split("==")
        found[canonicalize_name(name), version] = set(re.findall(r"sha256:(\w+)", entry))
    return found


def environment(python: str, platform: str) -> dict[str, str]:
    """Return the values of the markers on a platform."""
    system, family, machine = PLATFORMS[platform]
    return {
        "python_version": python,
        "python_full_version": f"{python}.9",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "sys_platform": system,
        "os_name": family,
        "platform_machine": machine,
        "platform_system": {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}[system],
    }


def tags(python: str, platform: str) -> Iterator[Tag]:
    """Yield the tags of the wheels that a platform takes."""
    system, _, machine = PLATFORMS[platform]
    version = tuple(map(int, python.split(".")))
    if system == "darwin":
        platforms = list(mac_platforms((14, 0), machine))
    elif system == "win32":
        platforms = ["win_amd64"]
    else:
        older = [f"manylinux_2_{minor}_{machine}" for minor in range(GLIBC, 4, -1)]
        platforms = [*older, f"manylinux2014_{machine}", f"manylinux2010_{machine}"]
    yield from cpython_tags(version, platforms=platforms)
    yield from compatible_tags(version, f"cp{version[0]}{version[1]}", platforms)


def missing(package: Package, known: set[Tag], hashes: dict[tuple[str, str], set[str]]) -> str:
    """Say what a package lacks on a platform; nothing if it lacks nothing."""
    wheels = [w for w in package.wheels or () if known & parse_wheel_filename(w.filename)[-1]]
    if not wheels:
        return "no wheel"
    locked = hashes.get((package.name, str(package.version)))
    if locked is None:
        return "not locked, though another package needs it"
    return "" if all(w.hashes["sha256"] in locked for w in wheels) else "a wheel without its hash"


if __name__ == "__main__":
    sys.exit(main())
