"""Small notebooks, and what becomes of them: the PDF's text and what was warned of."""

from __future__ import annotations

import io
import logging
from pathlib import Path
from typing import Any

from nbformat import v4
from pypdf import PdfReader

from nbconvert_typst import TypstPDFExporter

PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJ"
    "RU5ErkJggg=="
)
"""A picture of two by two pixels."""


def book(*cells: Any, **metadata: Any) -> Any:
    return v4.new_notebook(cells=list(cells), metadata=metadata)


def markdown(source: str) -> Any:
    return v4.new_markdown_cell(source)


def raw(source: str, kind: str) -> Any:
    return v4.new_raw_cell(source, metadata={"raw_mimetype": kind})


def shown(data: dict[str, Any], **metadata: Any) -> Any:
    return v4.new_code_cell("", outputs=[v4.new_output("display_data", data, metadata=metadata)])


def printed(text: str) -> Any:
    return v4.new_code_cell("", outputs=[v4.new_output("stream", text=text)])


def converted(notebook: Any, folder: Path, **settings: Any) -> tuple[bytes, list[str]]:
    """Return the PDF of a notebook in a folder, and the warnings."""
    said: list[str] = []
    log = logging.Logger("converting", logging.WARNING)
    handler = logging.Handler()
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    log.addHandler(handler)
    resources = {"metadata": {"name": "own", "path": str(folder)}}
    pdf, _ = TypstPDFExporter(log=log, **settings).from_notebook_node(notebook, resources)
    return pdf, said


def text(pdf: bytes) -> str:
    """Return the words of a PDF, one space between two."""
    return " ".join(
        " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split()
    )


def pictures(pdf: bytes) -> int:
    return sum(len(page.images) for page in PdfReader(io.BytesIO(pdf)).pages)


def attached(pdf: bytes) -> dict[str, bytes]:
    return {name: held[0] for name, held in PdfReader(io.BytesIO(pdf)).attachments.items()}
