"""Notebook to Typst source and PDF: two nbconvert exporters and their template.

``jupyter nbconvert --to typstpdf NOTEBOOK`` (or ``--to typst`` for the source) takes any valid
notebook. From the outside in: `exporter` (settings), `conversion` (front matter, compiling,
falling back), `document` (the notebook as a list of Typst chunks), `outputs`, `images`, `html` and
`tables` (what cells show), `markdown` (pandoc) and `writer` (pandoc's tree to Typst), `labels`
(links inside the document), `markup` (literals), and ``template.typ`` (the look).
Nothing about surveys belongs here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbconvert_typst.exporter import TypstExporter, TypstPDFExporter

__all__ = ["TypstExporter", "TypstPDFExporter"]


def __getattr__(name: str) -> Any:
    """Import the exporters when they are asked for: nbconvert takes a second, fonts do not."""
    if name in __all__:
        from nbconvert_typst import exporter

        return getattr(exporter, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
