"""Typst in a process of its own: what it reads there can neither crash nor hang this one.

Starting it takes as long as pandoc takes to read a small notebook, and is done meanwhile. For a
while it waits for a next notebook, and sets that faster: what is laid out already is known. What to
compile, and what to make of a refusal, is the business of `conversion`.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec
from math import inf
from pathlib import Path
from threading import Lock, Timer
from typing import Any

MEMORY = 4_000_000_000
"""Bytes that Typst may take."""
NO_NETWORK = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:0")
"""Raw Typst may name packages of the network: where they would come from is nowhere."""
WAITING, WAITING_MEMORY = 60.0, 300_000_000
"""Seconds that a process waits for a next notebook, and bytes of those that may wait."""
_WORKER = Path(__file__).with_name("worker.py")


class Refused(RuntimeError):
    """Typst finds fault with the source.

    Attributes
    ----------
    message, diagnostic
        What is wrong, and the same with the place in the source.
    """

    def __init__(self, message: str, diagnostic: str) -> None:
        super().__init__(message)
        self.message, self.diagnostic = message, diagnostic


class Panic(RuntimeError):
    """Typst has found fault with itself."""


class Stopped(RuntimeError):
    """Typst came to no end in its time, ran out of memory, or broke off."""


class Clock:
    """The time that one notebook may take, in seconds.

    Parameters
    ----------
    names
        What the cells are called, in their order.
    """

    def __init__(self, limit: float, names: Sequence[str]) -> None:
        self.limit = limit
        self._names = names
        self._end = time.monotonic() + limit

    def left(self) -> float:
        """Return how many seconds are left, at least none."""
        return max(0.0, self._end - time.monotonic())

    def check(self, cell: int | None) -> None:
        """Raise an error that names a cell where no time is left."""
        if not self.left():
            where = f"cell {self._names[cell - 1]}: " if cell else ""
            raise RuntimeError(
                f"{where}the notebook takes longer than {self.limit:g} s (setting time_limit)"
            )


def _started() -> subprocess.Popen[bytes]:
    spec = find_spec("typst")
    if spec is None or spec.origin is None:
        raise RuntimeError("Typst is not there: install typst")
    surroundings = {key: each for key, each in os.environ.items() if "proxy" not in key.lower()}
    stack = {"RUST_MIN_STACK": str(64 * 1024 * 1024)}
    packages = str(Path(spec.origin).parents[1])
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(_WORKER), packages, str(MEMORY)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=surroundings | NO_NETWORK | stack,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()


def _resident(process: subprocess.Popen[bytes]) -> float:
    """Return the bytes of memory that a process takes, without end where nothing says."""
    try:
        pages = int(Path(f"/proc/{process.pid}/statm").read_text("ascii").split()[1])
    except OSError:
        return inf
    return pages * float(os.sysconf("SC_PAGE_SIZE"))


class _Waiting:
    """The process that waits for a next notebook: of this process, and of none forked off it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._timer = Timer(0.0, self.end)

    def _swap(self, process: subprocess.Popen[bytes] | None) -> subprocess.Popen[bytes] | None:
        with self._lock:
            held = self._held if self._owner == os.getpid() else None
            self._held, self._owner = process, os.getpid()
            self._timer.cancel()
            if process:
                self._timer = Timer(WAITING, self.end)
                self._timer.daemon = True
                self._timer.start()
        return held

    def take(self) -> subprocess.Popen[bytes] | None:
        """Return it where there is one; it may have ended."""
        return self._swap(None)

    def put(self, process: subprocess.Popen[bytes]) -> None:
        """Let a process wait, and none that waits already."""
        if waiting := self._swap(process):
            _end(waiting)

    def end(self) -> None:
        """End it."""
        if process := self.take():
            _end(process)


_waiting = _Waiting()
atexit.register(_waiting.end)


def begin() -> None:
    """Let a process start and wait, where none does."""
    _waiting.put(_waiting.take() or _started())


class Compiler:
    """One process of Typst, started at once and again after it was stopped."""

    def __init__(self) -> None:
        self._settings: dict[str, Any] = {}
        self._process = _waiting.take() or _started()

    def __enter__(self) -> Compiler:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None and _resident(self._process) < WAITING_MEMORY:
            _waiting.put(self._process)
        else:
            _end(self._process)

    def fonts(self, **settings: Any) -> None:
        """Say which fonts there are, with the arguments of ``typst.Fonts``; this is said first."""
        self._settings = settings
        try:
            self._ask("fonts", 60.0, **settings)
        except Stopped:  # one that has waited may be gone: another is started by now
            self._ask("fonts", 60.0, **settings)

    def source(self, main: Path) -> None:
        """Say which file to compile; it can name files beside it only."""
        nowhere = str(main.parent / "packages")
        root = str(main.parent)
        places = {"package_path": nowhere, "package_cache_path": nowhere}
        inputs = {"row-heads": "marked"}
        self._ask("source", 60.0, input=str(main), root=root, sys_inputs=inputs, **places)

    def eval(self, expression: str, seconds: float) -> Any:
        """Return the value of an expression in the document."""
        answer, _ = self._ask("eval", seconds, expression=expression)
        return json.loads(answer["value"])

    def pdf(self, seconds: float, **settings: Any) -> tuple[bytes, list[str]]:
        """Return the PDF and warnings, with the arguments of ``typst.compile``."""
        answer, pdf = self._ask("pdf", seconds, **settings)
        return pdf, answer["warnings"]

    def _ask(self, do: str, seconds: float, **job: Any) -> tuple[dict[str, Any], bytes]:
        """Return an answer.

        Raises
        ------
        Refused, Panic, ValueError
            What Typst said instead.
        Stopped
            It said nothing in time, or is gone. It is started again.
        """
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin and stdout
        timer = Timer(max(0.01, seconds), self._process.kill)
        timer.start()
        try:
            stdin.write(json.dumps({"do": do} | job).encode() + b"\n")
            stdin.flush()
            head = stdout.readline()
            answer = json.loads(head) if head else None
            pdf = stdout.read(answer["size"]) if answer else b""
        except OSError:
            answer = None
        finally:
            in_time = timer.is_alive()
            timer.cancel()
        if answer is None or len(pdf) < answer["size"]:
            _end(self._process)
            self._process = _started()
            if do != "fonts":
                self.fonts(**self._settings)
            raise Stopped(
                "it runs out of memory or breaks off"
                if in_time
                else f"it comes to no end within {seconds:.0f} s"
            )
        if "refused" in answer:
            raise Refused(answer["refused"], answer["diagnostic"])
        if "panic" in answer:
            raise Panic(answer["panic"])
        if "wrong" in answer:
            raise ValueError(answer["wrong"])
        return answer, pdf
