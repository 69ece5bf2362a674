"""Times and memory: interleaved rounds, medians, and the largest a tree of processes became.

What is measured is the business of the other modules.
"""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import psutil

MB = 1_000_000
EVERY = 0.02
"""Seconds between two looks at the memory."""

Task = Callable[[int], object]
"""What is timed; it is told the number of the round, 0 for the warm-up.

What returns a float has taken so many seconds, whatever it did besides.
"""


def interleaved(tasks: Mapping[str, Task], rounds: int, what: str) -> dict[str, dict[str, Any]]:
    """Run all tasks once as a warm-up, then in rounds, one after the other in each.

    Returns
    -------
    dict
        For each task its median in ``seconds`` and all ``rounds``, or why it ``failed``; a task
        that fails is left out from there on.
    """
    taken: dict[str, list[float]] = {name: [] for name in tasks}
    failed: dict[str, dict[str, Any]] = {}
    for number in range(rounds + 1):
        for name in [name for name in tasks if name not in failed]:
            label = f"{what}, {name}, {f'round {number}' if number else 'warm-up'}"
            found = once(tasks[name], label, number)
            if "failed" in found:
                failed[name] = found
            elif number:
                taken[name].append(found["seconds"])
    return {
        name: failed.get(name) or {"seconds": round(median(times), 4), "rounds": times}
        for name, times in taken.items()
    }


def once(task: Task, label: str, number: int = 1) -> dict[str, Any]:
    """Run a task; return its ``seconds``, or why it ``failed``."""
    gc.collect()
    start = time.perf_counter()
    try:
        own = task(number)
    except Exception as error:  # any: one competitor's fault must not lose the others
        found: dict[str, Any] = {"failed": reason(error)}
        say(f"{label}: failed: {found['failed']}")
    else:
        taken = own if isinstance(own, float) else time.perf_counter() - start
        found = {"seconds": round(taken, 4)}
        say(f"{label}: {found['seconds']:.2f} s")
    return found


def say(line: str) -> None:
    """Print progress at once."""
    print(line, flush=True)


def reason(error: Exception) -> str:
    """Return the last line that says something of why a task failed."""
    told = str(error)
    if isinstance(error, subprocess.CalledProcessError):
        told = f"{Path(error.cmd[0]).name} ended with {error.returncode}\n{error.stderr or ''}"
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    return f"{type(error).__name__}: {lines[-1] if lines else 'no reason given'}"[:300]


def run(commands: Sequence[Sequence[str]], environment: Mapping[str, str], folder: Path) -> None:
    """Run commands, one after the other.

    Raises
    ------
    subprocess.CalledProcessError
        A command failed; what it said is in there.
    """
    for command in commands:
        subprocess.run(
            command, env=environment, cwd=folder, check=True, capture_output=True, text=True
        )


def until_new(
    paths: Sequence[Path],
    command: Sequence[str],
    environment: Mapping[str, str],
    folder: Path,
    *,
    ending: bool = True,
) -> float:
    """Run a command until all files are new; return the seconds. It is then ended, or waited for.

    Raises
    ------
    subprocess.CalledProcessError
        It has ended by itself before.
    """

    def times() -> list[int]:
        return [path.stat().st_mtime_ns if path.exists() else 0 for path in paths]

    before, start = times(), time.perf_counter()
    with (
        tempfile.TemporaryFile("w+") as said,
        subprocess.Popen(
            command, env=environment, cwd=folder, stdout=said, stderr=said, start_new_session=True
        ) as started,
    ):
        while any(old == new for old, new in zip(before, times(), strict=True)):
            if started.poll() is not None:
                said.seek(0)
                raise subprocess.CalledProcessError(started.returncode, command, stderr=said.read())
            time.sleep(EVERY)
        taken = time.perf_counter() - start
        if ending:
            os.killpg(
                started.pid, signal.SIGTERM
            )  # what it has started, too; a job may ignore SIGINT
    return taken


def peak_memory(
    commands: Sequence[Sequence[str]], environment: Mapping[str, str], folder: Path
) -> dict[str, Any]:
    """Run commands and return the largest resident memory, in MB.

    Returns
    -------
    dict
        ``process``: the largest that any one process became (a shell command's children, kernels
        and workers all count), and which that was; ``tree``: the largest sum over all processes
        that ran at the same time, in which pages that they share count more than once.
    """
    largest, named, tree = 0, "", 0
    for command in commands:
        # What it says goes to a file: a pipe that nobody reads meanwhile would fill and hold it up.
        with (
            tempfile.TemporaryFile("w+") as said,
            subprocess.Popen(
                command, env=environment, cwd=folder, stdout=subprocess.DEVNULL, stderr=said
            ) as started,
        ):
            root = psutil.Process(started.pid)
            while started.poll() is None:
                sizes = _sizes(root)
                tree = max(tree, sum(size for size, _ in sizes))
                largest, named = max([(largest, named), *sizes])
                time.sleep(EVERY)
            if started.returncode:
                said.seek(0)
                raise subprocess.CalledProcessError(started.returncode, command, stderr=said.read())
    return {"process": round(largest / MB), "largest": named, "tree": round(tree / MB)}


def _sizes(root: psutil.Process) -> list[tuple[int, str]]:
    found = []
    try:
        family = [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return found
    for process in family:
        try:
            found.append((process.memory_info().rss, process.name()))
        except psutil.Error:
            continue  # it has ended
    return found


def growth(seconds: Mapping[int, float]) -> float:
    """Return how the cost of one more unit changes with size: 1 where cost is linear.

    It is what a unit more costs between the two largest sizes, over what it costs below them.
    """
    first, *_, middle, last = sorted(seconds)
    above = (seconds[last] - seconds[middle]) / (last - middle)
    below = (seconds[middle] - seconds[first]) / (middle - first)
    return round(above / below, 2)
