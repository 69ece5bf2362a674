"""Where steps run: in a few processes that outlive them, in the same surroundings everywhere.

When they run is for `quoted.build.engine`; how a notebook's kernel starts, for
`quoted.build.kernels`.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import multiprocessing
import os
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

from quoted.build.inputs import STATE, BuildError

Make = Callable[[Path], Iterable[Path]]

START = "QUOTED_START"
"""Environment variable: `spawn` lets Linux start processes as macOS and Windows do."""

LATER = ("scipy", "seaborn")
"""Packages that are not imported ahead: a fifth of the time, and only two notebooks need them."""


class Processes:
    """Processes in which steps run, as many at a time as `count`, one after the other in each.

    They are fresh interpreters, which import what their steps need. On Linux, once a step has run a
    notebook, they are copies of a process that has meanwhile imported `names`, and so are kernels;
    elsewhere such copies are not safe.

    Attributes
    ----------
    names
        Of all that steps import.
    """

    def __init__(self, root: Path, count: int) -> None:
        self.names: list[str] = []
        self._root, self._count = root, count
        self._context: BaseContext = multiprocessing.get_context("spawn")
        self._copies = sys.platform == "linux" and os.environ.get(START) != "spawn"
        self._importing: threading.Thread | None = None
        self._starting = threading.Lock()
        self._ended = False
        self._idle: queue.LifoQueue[_Process | None] = queue.LifoQueue()
        for _ in range(count):
            self._idle.put(None)

    def __enter__(self) -> Processes:
        self._before = dict(os.environ)
        os.environ.update(surroundings(self._root))  # for all that start
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        os.environ.clear()
        os.environ.update(self._before)
        self._ended = True
        for _slot in range(self._count):
            if idle := self._given_back(killing=kind is not None):
                idle.end()

    def _given_back(self, killing: bool) -> _Process | None:
        """Return a process, or room for one, that no step has; after an interrupt, at once."""
        while True:
            for process in multiprocessing.active_children() if killing else ():
                process.kill()  # nbclient would catch a milder signal
            with contextlib.suppress(queue.Empty):
                return self._idle.get(timeout=0.1)

    def make(self, make: Make, *, runs_code: bool = False) -> list[Path]:
        """Run a step, in a process that others have left; return the paths of its products."""
        context, process = self._how(runs_code), self._idle.get()
        try:
            if self._ended:
                raise BuildError("interrupted")
            if process and process.context is not context:
                process.end()
                process = None
            process = process or _Process(context, self._root)
            made = process.make(make)
        except EOFError:
            if process:
                process.end()
            process = None
            message = "the process that made it ended (out of memory, or killed); build again"
            raise BuildError(message) from None
        finally:
            self._idle.put(process)
        if isinstance(made, BuildError):
            raise made
        return made

    def _how(self, runs_code: bool) -> BaseContext:
        """Return how processes start now."""
        with self._starting:
            if not self._importing:
                if runs_code and self._copies:
                    self._importing = threading.Thread(target=self._import, daemon=True)
                    self._importing.start()
                return self._context
        while self._importing.is_alive() and not self._ended:
            self._importing.join(timeout=0.1)
        return self._context

    def _import(self) -> None:
        """Start the process to copy, with all imported; if it cannot, a step will say why."""
        context = multiprocessing.get_context("forkserver")
        ahead = [name for name in self.names if name.partition(".")[0] not in LATER]
        context.set_forkserver_preload(ahead)
        with contextlib.suppress(EOFError, OSError):
            first = context.Process(target=_nothing)
            with _uninterrupted():
                first.start()
            first.join()
            self._context = context


class _Process:
    """A process that makes one step after the other, until it is told to end."""

    def __init__(self, context: BaseContext, root: Path) -> None:
        self.context = context
        self._steps, there = multiprocessing.Pipe()
        copied = context.get_start_method() == "forkserver"
        make: Any = context
        self._process = make.Process(target=_serve, args=(there, root, copied))
        with _uninterrupted():
            self._process.start()
        there.close()

    def make(self, make: Make) -> list[Path] | BuildError:
        """Run a step; return its products or what went wrong.

        Raises
        ------
        EOFError
            The process has ended.
        """
        try:
            self._steps.send(make)
            made: list[Path] | BuildError = self._steps.recv()
        except OSError:
            raise EOFError from None
        return made

    def end(self) -> None:
        """Let the process end, and wait for it."""
        self._steps.close()
        self._process.join()
        self._process.close()


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Keep a terminal's interrupt from what starts here: it is for the build to end its processes.

    They would else say where they were when it came, each on a page.
    """
    if sys.platform == "win32":
        yield
        return
    resource_tracker.ensure_running()  # started later, it would let interrupts through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _nothing() -> None:
    """Be a process."""


def _serve(steps: Connection, root: Path, copied: bool) -> None:
    """Make the steps that are sent, and send back their products or what went wrong."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # on Windows too, where none is kept away
    os.environ.update(surroundings(root))  # the copied process may be of an earlier build
    end_with_parent()
    look_for_garbage_seldom()
    if copied:
        from quoted.build.kernels import copy_kernels

        copy_kernels()
    while True:
        try:
            make = steps.recv()
        except EOFError:
            return
        steps.send(_made(make, root))


def look_for_garbage_seldom() -> None:
    """Leave what was imported alone, and let more gather: charts are thousands of objects each."""
    gc.freeze()
    gc.set_threshold(50_000, 5, 5)  # for a tenth more memory


def _made(make: Make, root: Path) -> list[Path] | BuildError:
    try:
        return list(make(root))
    except (OSError, ValueError, RuntimeError) as error:
        return BuildError(plain(error))  # as text, which every process can read
    except Exception as error:
        if getattr(error, "errno", None) == errno.EMFILE:  # zmq's is no OSError
            return BuildError(f"{error}: raise the limit of open files (ulimit -n)")
        return BuildError(traceback.format_exc())


def end_with_parent() -> None:
    """End this process when the one that started it ends, however that ends."""

    def watch() -> None:
        parent = multiprocessing.parent_process()
        if parent:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def surroundings(root: Path) -> dict[str, str]:
    """Return the environment of steps and kernels: no settings of the user reach them."""
    own = {"MPLCONFIGDIR": "matplotlib", "IPYTHONDIR": "ipython", "JUPYTER_CONFIG_DIR": "jupyter",
           "JUPYTER_DATA_DIR": "jupyter", "JUPYTER_RUNTIME_DIR": "jupyter/runtime"}  # fmt: skip
    folders = {variable: str(root / STATE / name) for variable, name in own.items()}
    same = {"PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "TZ": "UTC",
            "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "LANGUAGE": "en",
            "QUOTED_PROJECT": str(root)}  # fmt: skip
    inline = {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}  # as a kernel sets it
    # glibc hands the memory of each picture back, and asks for it again, unless told to keep it.
    memory = {"MALLOC_MMAP_THRESHOLD_": str(1 << 25), "MALLOC_TRIM_THRESHOLD_": str(1 << 30)}
    return {**folders, **same, **inline, **memory}


def plain(error: Exception) -> str:
    """Return what an error says to the person who builds."""
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return str(error) or repr(error)
