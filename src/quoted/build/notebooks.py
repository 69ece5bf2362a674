"""Running notebooks from their source in a fresh kernel, and telling what the build left in them.

What a run puts out depends on code and data, not on the text beside it: it is kept by itself, and
placed in the notebook as that is when the outputs are there. A notebook that the build has written
carries a seal: the digest of its code and outputs. Which notebooks there are, and when they are
run, is for `quoted.build.steps` and `quoted.build.engine`.
"""

from __future__ import annotations

import builtins
import hashlib
import json
import os
from pathlib import Path
from typing import Any

from quoted.build.inputs import BuildError, code_digest
from quoted.system import notebook as reading
from quoted.system.atomic import replace

TIME_LIMIT = 600
"""Seconds that one cell may take; a chart that takes four has taken 120 on a busy machine."""
OUTPUT_LIMIT = 1_000_000
"""Characters that one cell may put out: six times what a chart with its table takes."""
LIVE_VIEW = "application/vnd.jupyter.widget-view+json"
"""A view of a kernel that has ended, under a name that each run draws anew; never kept."""
OF_A_RUN = ("outputs", "execution_count")
SEAL = "quoted"
"""Key of a notebook's metadata."""


class NotebookError(BuildError):
    """A notebook that cannot be run, or whose outputs are not those of a run."""


def run(path: Path, lang: str, shown: Path | None = None) -> Any:
    """Return a notebook with the outputs of a run in a fresh kernel; nothing is written.

    Parameters
    ----------
    path
        The notebook. It runs in its folder.
    lang
        Code of the language of its charts and tables.
    shown
        Folder of what is kept of charts; see `quoted.charts.kept`.

    Raises
    ------
    NotebookError
        A cell raises, takes longer than `TIME_LIMIT` or puts out more than `OUTPUT_LIMIT`, or the
        kernel dies.
    ValueError
        The file is no notebook.
    """
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    notebook = _read(path)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = _client(notebook, path)
    try:
        kept = {"QUOTED_SHOWN": str(shown)} if shown else {}
        client.execute(env={**os.environ, **kept, "QUOTED_LANG": lang})
    except CellExecutionError as error:
        raise NotebookError(_raised(path, client.number, error)) from None
    except CellTimeoutError:
        reason = f"took longer than {TIME_LIMIT} seconds"
        raise NotebookError(_stopped(path, client.number, reason)) from None
    except DeadKernelError:
        reason = "ended the kernel (out of memory, or killed)"
        if client.printed > OUTPUT_LIMIT:
            reason = f"put out more than {OUTPUT_LIMIT:,} characters"
        raise NotebookError(_stopped(path, client.number, reason)) from None
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            output.get("data", {}).pop(LIVE_VIEW, None)
    return notebook


def _client(notebook: Any, path: Path) -> Any:
    """Return nbclient's client, with a limit to what a cell puts out."""
    from nbclient import NotebookClient

    class Client(NotebookClient):  # type: ignore[misc]
        number = 0
        """The cell that is running, counted from 1."""
        printed = 0
        """Characters that it has put out."""

        async def async_execute_cell(
            self, cell: Any, cell_index: int, *args: Any, **kw: Any
        ) -> Any:
            self.number, self.printed = cell_index + 1, 0
            return await super().async_execute_cell(cell, cell_index, *args, **kw)

        def output(self, outs: Any, msg: Any, *args: Any) -> Any:
            content = msg["content"]
            texts = [content.get("text"), *(content.get("data") or {}).values()]
            self.printed += sum(len(text) for text in texts if isinstance(text, str))
            if self.printed > OUTPUT_LIMIT:
                self.task_poll_for_reply.cancel()  # as nbclient does when a kernel dies
                return None
            return super().output(outs, msg, *args)

    return Client(
        notebook,
        timeout=TIME_LIMIT,
        record_timing=False,
        shutdown_kernel="immediate",
        resources={"metadata": {"path": str(path.parent)}},
        extra_arguments=["--log-level=CRITICAL", "--HistoryManager.enabled=False"],
    )


def _raised(path: Path, number: int, error: Any) -> str:
    """Say what a cell raised; the way there too, unless the error speaks for itself.

    One that says where to put it right says so first.
    """
    if error.ename == "TableError" and error.evalue.startswith(f"{path.parent.name}/"):
        return str(error.evalue)
    said = _stopped(path, number, f"raised {error.ename}: {error.evalue}")
    kind = getattr(builtins, error.ename, None)
    expected = isinstance(kind, type) and issubclass(kind, OSError)
    if expected or error.ename == "TableError":
        return said
    return f"{said}\n{_plain(error.traceback)}"


def _plain(text: str) -> str:
    from nbconvert.filters import strip_ansi

    return str(strip_ansi(text)).strip()


def _stopped(path: Path, number: int, reason: str) -> str:
    return f"notebooks/{path.name}, cell {number}: {reason}"


def read_sealed(path: Path) -> Any:
    """Read a notebook that the build has run.

    Raises
    ------
    NotebookError
        Its outputs are not those of the build.
    ValueError
        The file is no notebook.
    """
    if wrong := unsealed(path):
        raise NotebookError(wrong)
    return _read(path)


def _read(path: Path) -> Any:
    from nbformat import v4

    reading.read(path, path.parents[1])  # what is wrong is said by us: the schema takes its time
    return v4.reads(path.read_text("utf-8"))


def write_outputs(path: Path, notebook: Any) -> Path:
    """Write what a run put out, and the digest of the code that it ran."""
    ran = [cell for cell in notebook.cells if cell.cell_type == "code"]
    kept = {"code": code_digest(notebook),
            "cells": [{key: cell[key] for key in OF_A_RUN} for cell in ran]}  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    replace(path, json.dumps(kept, ensure_ascii=False).encode())
    return path


def place(source: Path, outputs: Path, path: Path) -> Path:
    """Write a notebook with the outputs of a run of its code, sealed.

    Parameters
    ----------
    source
        The notebook.
    outputs
        What `write_outputs` wrote.
    path
        Where the notebook goes with its outputs; `source` or another place.

    Raises
    ------
    NotebookError
        Its code is not what ran: somebody has saved it since. It is left as it is.
    """
    import nbformat

    saved = source.read_bytes()
    notebook, kept = _read(source), json.loads(outputs.read_bytes())
    if code_digest(notebook) != kept["code"]:
        raise NotebookError(_saved_meanwhile(source))
    cells = iter(kept["cells"])
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.metadata.pop("execution", None)  # the times of an earlier run
            cell.update(nbformat.from_dict(next(cells)))
    notebook.metadata.pop("widgets", None)
    notebook.metadata.language_info = {"name": "python"}  # not the version of this machine's Python
    text = _sealed(notebook)
    if source.read_bytes() != saved:
        raise NotebookError(_saved_meanwhile(source))
    path.parent.mkdir(parents=True, exist_ok=True)
    replace(path, text)
    return path


def _saved_meanwhile(path: Path) -> str:
    return (
        f"notebooks/{path.name}: found it saved while the build ran it, expected it as it was; "
        "what was saved stands: build again"
    )


def _sealed(notebook: Any) -> bytes:
    """Return the text of a notebook, with the seal of its code and outputs."""
    from nbformat import v4

    notebook.metadata.pop(SEAL, None)
    parsed = json.loads(v4.writes(notebook))
    parsed["metadata"][SEAL] = {"outputs": seal(parsed)}
    text = json.dumps(parsed, ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()


def seal(notebook: dict[str, Any]) -> str:
    """Return the digest of the code and outputs of a notebook, as parsed from its file."""
    ran = [[cell["source"], cell["outputs"], cell.get("execution_count")]
           for cell in notebook["cells"] if cell["cell_type"] == "code"]  # fmt: skip
    return hashlib.sha256(json.dumps(ran, sort_keys=True).encode()).hexdigest()


def unsealed(path: Path) -> str:
    """Return what is wrong with the outputs of a notebook, or nothing if the build wrote them."""
    notebook = reading.read(path, path.parents[1])
    sealed = (notebook["metadata"].get(SEAL) or {}).get("outputs")
    if seal(notebook) == sealed:
        return ""
    found = "code or outputs changed since the build" if sealed else "outputs of another run"
    return f"notebooks/{path.name}: found {found}, expected it as `quoted build` leaves it"


def findings(root: Path) -> list[str]:
    """Return the notebooks of a project whose outputs are not those of the build."""
    found = (unsealed(path) for path in sorted((root / "notebooks").glob("*.ipynb")))
    return [finding for finding in found if finding]
