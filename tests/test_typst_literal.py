"""Whatever text stands in a notebook, it comes out as it is, and always converts."""

from __future__ import annotations

import html
import io
import json
import logging
import unicodedata
from typing import Any

import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import v4
from pypdf import PdfReader

from nbconvert_typst import TypstPDFExporter, markup
from nbconvert_typst.tables import Cell, fill_in, width

QUICK = settings(max_examples=25)
HOSTILE = st.text(
    st.sampled_from(list("#$*_`<>@[]~\\/-=+.;:'\"|!{}()&%^,0123456789abcxyzÉ \n")), min_size=1
)
SPAN = st.integers(1, 4)
ANY = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


def evaluated(expression: str) -> Any:
    source = f"#metadata({expression})<here>".encode()
    return json.loads(typst.query(source, "<here>", field="value", one=True))


def converted(*cells: Any) -> str:
    log = logging.getLogger("typst-literal")
    log.disabled = True
    pdf, _ = TypstPDFExporter(log=log).from_notebook_node(v4.new_notebook(cells=list(cells)))
    pages = PdfReader(io.BytesIO(pdf)).pages
    return squeezed("".join(page.extract_text() for page in pages))


def squeezed(text: str) -> str:
    """Return text without white space, of which a line break leaves no trace in a PDF."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def stream(text: str) -> Any:
    return v4.new_code_cell("", outputs=[v4.new_output("stream", text=text)])


@QUICK
@given(ANY)
def test_strings_are_read_back(text: str) -> None:
    assert evaluated(markup.string(text)) == markup.visible(text)


@QUICK
@given(HOSTILE)
def test_text_in_streams_comes_out(text: str) -> None:
    assert squeezed(text) in converted(stream(f"begin {text} end"))


@QUICK
@given(HOSTILE)
def test_text_in_table_cells_comes_out(text: str) -> None:
    table = f"<table><tr><th>head</th></tr><tr><td>begin {html.escape(text)} end</td></tr></table>"
    output = v4.new_output("display_data", data={"text/html": table})
    assert squeezed(f"begin {text} end") in converted(v4.new_code_cell("", outputs=[output]))


@QUICK
@given(HOSTILE)
def test_escaped_text_in_markdown_comes_out(text: str) -> None:
    escaped = "".join(
        f"\\{each}" if each in r"""!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~""" else each
        for each in " ".join(text.split())
    )
    assert squeezed(f"begin {text} end") in converted(v4.new_markdown_cell(f"begin {escaped} end"))


@QUICK
@given(ANY, ANY, ANY)
def test_anything_converts(prose: str, printed: str, page: str) -> None:
    output = v4.new_output("display_data", data={"text/html": page, "text/latex": page})
    cells = [v4.new_markdown_cell(prose), stream(printed), v4.new_code_cell("", outputs=[output])]
    found = converted(*cells, v4.new_markdown_cell("sentinel"))
    # A PDF names a glyph by the letter and marks that it first stood in, wherever it stands.
    letters = "".join(
        c for c in unicodedata.normalize("NFD", found) if not unicodedata.combining(c)
    )
    assert "sentinel" in letters


@given(
    st.lists(
        st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), max_size=4),
        min_size=1,
        max_size=5,
    )
)
def test_spans_cover_the_grid_exactly(spans: list[list[tuple[int, int]]]) -> None:
    rows = [[Cell("", "", colspan=across, rowspan=down) for across, down in row] for row in spans]
    columns = width(rows)
    places: list[tuple[int, int]] = []
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(fill_in(rows, columns)):
        column = 0
        for cell in row:
            while (number, column) in taken:
                column += 1
            covered = [
                (number + down, column + across)
                for down in range(cell.rowspan)
                for across in range(cell.colspan)
            ]
            assert not taken & set(covered)
            taken |= set(covered)
            places += covered
    assert sorted(places) == [(row, col) for row in range(len(spans)) for col in range(columns)]
