"""What is particular to nbconvert's command line: one clear line where something fails, and names.

nbconvert shows a traceback for each error, and looks whether it can write only when all is done.
In Python and in JupyterLab errors are raised as they are, and nothing here applies.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbconvert.writers import StdoutWriter
from nbformat import ValidationError
from traitlets.config import Application


def application(exporter: Any) -> Any | None:
    """Return nbconvert's application where it drives the exporter, else None."""
    module = sys.modules.get("nbconvert.nbconvertapp")
    app = Application.instance() if module and Application.initialized() else None
    ours = module is not None and isinstance(app, module.NbConvertApp)
    return app if ours and getattr(app, "exporter", None) is exporter else None


@contextmanager
def plainly(exporter: Any, name: str) -> Iterator[None]:
    """Turn errors into a line that says which notebook, and end, where nbconvert drives.

    Where it converts several, warnings say which notebook too.
    """
    app = application(exporter)

    def naming(record: logging.LogRecord) -> bool:
        record.msg, record.args = f"{name}: {record.getMessage()}", ()
        return True

    log = app.log if app and len(app.notebooks) > 1 else None
    try:
        if log:
            log.addFilter(naming)
        try:
            yield
        finally:
            if log:
                log.removeFilter(naming)
    except (RuntimeError, ValueError, OSError, ValidationError) as error:
        if app is None:
            raise
        app.log.error("%s: %s", name, str(error).partition("\n")[0])
        app.exit(1)


class PipeWriter(StdoutWriter):  # type: ignore[misc]
    """Writes a PDF to standard output: nbconvert's own writer of this kind takes text only."""

    def write(self, output: bytes, resources: dict[str, Any], **kw: Any) -> None:
        """Write the bytes as they are."""
        sys.stdout.buffer.write(output)
        sys.stdout.buffer.flush()


def check_destination(exporter: Any, resources: dict[str, Any]) -> None:
    """Try whether the result can be written where nbconvert will write it, and how.

    Raises
    ------
    OSError
        It cannot.
    """
    app = application(exporter)
    writer = getattr(app, "writer", None)
    if app and type(writer) is StdoutWriter and exporter.output_mimetype == "application/pdf":
        app.writer = PipeWriter(parent=app)
    folder = getattr(writer, "build_directory", None)
    if folder is None or "unique_key" not in resources:
        return
    beside = (resources.get("metadata") or {}).get("path") or ""
    path = Path(folder or beside) / f"{resources['unique_key']}{exporter.file_extension}"
    try:
        if path.is_file():
            with path.open("ab"):
                pass
        elif not path.exists():
            with tempfile.TemporaryFile(dir=path.parent):
                pass
    except OSError as error:
        raise OSError(f"cannot write {path}: {error.strerror}") from None
