"""Notebook to Typst source and PDF: two nbconvert exporters and their template.

``jupyter nbconvert --to typstpdf NOTEBOOK`` (or ``--to typst`` for the source) takes any valid
notebook. From the outside in: `exporter` (settings), `conversion` (front matter, compiling,
falling back), `document` (the notebook as a list of Typst chunks), `outputs`, `images`, `html` and
`tables` (what cells show), `markdown` (pandoc) and `writer` (pandoc's tree to Typst), `labels`
(links inside the document), `markup` (literals), and ``template.typ`` (the look).
Nothing about surveys belongs here.
"""

from nbconvert_typst.exporter import TypstExporter, TypstPDFExporter

__all__ = ["TypstExporter", "TypstPDFExporter"]
