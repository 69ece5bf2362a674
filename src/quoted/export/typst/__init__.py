"""Notebook to Typst source and PDF: two nbconvert exporters and their template.

``jupyter nbconvert --to typstpdf NOTEBOOK`` (or ``--to typst`` for the source) takes any valid
notebook. From the outside in: `exporter` (settings, compiling, falling back), `document` (the
notebook as a list of Typst chunks), `outputs` (which MIME type, and how), `html` and `tables`
(HTML outputs), `markdown` (pandoc) and `writer` (pandoc's tree to Typst), `markup` (literals).
Nothing about surveys belongs here.
"""

from quoted.export.typst.exporter import TypstExporter, TypstPDFExporter

__all__ = ["TypstExporter", "TypstPDFExporter"]
