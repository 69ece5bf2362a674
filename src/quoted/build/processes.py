"""Where steps run: each in a process of its own, in the same surroundings everywhere.

When they run is for `quoted.build.engine`; how a notebook's kernel starts, for
`quoted.build.kernels`.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterable
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any

from quoted.build.inputs import STATE, BuildError


class Processes:
    """Processes of steps: started for each, so that what a step takes of memory ends with it.

    On Linux each but the first is a copy of a process that has meanwhile imported `names`, what the
    steps import. Elsewhere such copies are not safe, and each is a fresh interpreter.
    """

    def __init__(self, root: Path, names: Iterable[str]) -> None:
        self._root, self._names = root, list(names)
        self._context: BaseContext = multiprocessing.get_context("spawn")
        self._importing: threading.Thread | None = None
        self._starting = threading.Lock()

    def __enter__(self) -> Processes:
        self._before = dict(os.environ)
        os.environ.update(surroundings(self._root))  # for all that start
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        os.environ.clear()
        os.environ.update(self._before)
        if kind:  # interrupted: do not wait for what is being made
            for process in multiprocessing.active_children():
                process.terminate()

    def make(self, make: Callable[[Path], Iterable[Path]]) -> list[Path]:
        """Run a step; return the paths of its products."""
        here, there = multiprocessing.Pipe(duplex=False)
        process = self._next().Process(target=_make, args=(make, self._root, there))
        process.start()
        there.close()
        try:
            made = here.recv()
        except EOFError:
            message = "the process that made it ended (out of memory, or killed); build again"
            raise BuildError(message) from None
        finally:
            process.join()
            here.close()
        if isinstance(made, BuildError):
            raise made
        return list(made)

    def _next(self) -> Any:
        """Return how the next process starts."""
        with self._starting:
            if not self._importing:
                self._importing = threading.Thread(target=self._import, daemon=True)
                self._importing.start()
                return self._context
        self._importing.join()
        return self._context

    def _import(self) -> None:
        """Start the process to copy, with all imported; if it cannot, a step will say why."""
        if sys.platform == "linux":
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(self._names)
            with contextlib.suppress(EOFError, OSError):
                first = context.Process(target=_nothing)
                first.start()
                first.join()
                self._context = context


def _nothing() -> None:
    """Be a process."""


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
            "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "LANGUAGE": "en"}  # fmt: skip
    inline = {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}  # as a kernel sets it
    # glibc hands the memory of each picture back, and asks for it again, unless told to keep it.
    memory = {"MALLOC_MMAP_THRESHOLD_": str(1 << 25), "MALLOC_TRIM_THRESHOLD_": str(1 << 30)}
    return {**folders, **same, **inline, **memory}


def _make(make: Callable[[Path], Iterable[Path]], root: Path, there: Connection) -> None:
    """Run a step in its process; send back the paths of its products, or what went wrong."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is the build that an interrupt ends
    os.environ.update(surroundings(root))  # the copied process may be of an earlier build
    end_with_parent()
    gc.freeze()  # what was imported stays: not to be looked through again and again
    try:
        made: list[Path] | BuildError = list(make(root))
    except (OSError, ValueError, RuntimeError) as error:
        made = BuildError(plain(error))  # as text, which every process can read
    except Exception:
        made = BuildError(traceback.format_exc())
    there.send(made)


def plain(error: Exception) -> str:
    """Return what an error says to the person who builds."""
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return str(error) or repr(error)
