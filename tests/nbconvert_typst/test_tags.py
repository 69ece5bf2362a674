"""What assistive technology is told: which cells name rows, and in what language words are."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from converting import book, converted, markdown, shown
from pypdf import PdfReader
from pypdf.generic import ArrayObject, ContentStream

from nbconvert_typst.tags import Unfamiliar, with_row_headers


def elements(node: Any, kind: str) -> Iterator[Any]:
    """Yield the elements of a kind below one, in their order."""
    children = node.get("/K", [])
    for child in children if isinstance(children, ArrayObject) else [children]:
        held = child.get_object()
        if isinstance(held, dict) and "/S" in held:
            if held["/S"] == kind:
                yield held
            yield from elements(held, kind)


def languages(node: Any, reader: PdfReader, lang: str = "") -> Iterator[str]:
    """Yield the language of each piece of text below an element: its own, or that around it."""
    lang, page = node.get("/Lang", lang), node.get("/Pg")
    for child in node["/K"] if isinstance(node["/K"], ArrayObject) else [node["/K"]]:
        held = child.get_object()
        if not isinstance(held, dict):
            content = ContentStream(page.get_object()["/Contents"].get_object(), reader)
            yield next(
                str(operands[1].get("/Lang", lang))
                for operands, operator in content.operations
                if operator == b"BDC" and operands[1].get("/MCID") == held
            )
        elif "/S" in held:
            yield from languages(held, reader, lang)


def attributes(cell: Any) -> dict[str, Any]:
    """Return what a cell's attributes as part of a table say."""
    return next(dict(each) for each in cell["/A"] if each["/O"] == "/Table")


def cells(pdf: bytes) -> list[list[list[tuple[str, str, list[str]]]]]:
    """Return for each table and row: kind, scope and the kinds of the headers of its cells."""
    root = PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"]
    flat = list(root["/IDTree"]["/Names"])
    named = dict(zip(flat[::2], flat[1::2], strict=True))
    assert list(named) == sorted(named)
    for name, cell in named.items():
        assert cell.get_object()["/ID"] == name
    made = []
    for table in elements(root, "/Table"):
        rows = []
        for row in elements(table, "/TR"):
            here = []
            for kid in row["/K"]:
                cell = kid.get_object()
                told = attributes(cell)
                headers = [
                    attributes(named[each].get_object())["/Scope"] for each in told["/Headers"]
                ]
                here.append((cell["/S"], told.get("/Scope", ""), headers))
            rows.append(here)
        made.append(rows)
    return made


COLUMN, ROW = "/Column", "/Row"


def test_an_index_names_its_rows_in_the_tags(tmp_path: Path) -> None:
    frame = pd.DataFrame({"pct": [61, 42]}, index=["executives", "entry level"])
    pdf, warned = converted(book(markdown("# T"), shown({"text/html": frame.to_html()})), tmp_path)
    assert warned == []
    assert cells(pdf) == [
        [
            [("/TH", COLUMN, []), ("/TH", COLUMN, [])],
            [("/TH", ROW, [COLUMN]), ("/TD", "", [COLUMN, ROW])],
            [("/TH", ROW, [COLUMN]), ("/TD", "", [COLUMN, ROW])],
        ]
    ]


def test_a_name_of_several_rows_is_told_in_each(tmp_path: Path) -> None:
    html = (
        "<table><thead><tr><th>a</th><th>b</th><th>c</th></tr></thead>"
        "<tbody><tr><th rowspan=2>x</th><th>one</th><td>1</td></tr>"
        "<tr><th>two</th><td>2</td></tr><tr><th>y</th><th>one</th><td>3</td></tr></tbody></table>"
    )
    (rows,) = cells(converted(book(shown({"text/html": html})), tmp_path)[0])
    assert [[len(headers) for _, _, headers in row] for row in rows[1:]] == [
        [1, 2, 3],  # the column's, and that of the rows around it
        [2, 3],
        [1, 2, 3],
    ]


def test_only_what_the_source_marks_names_a_row(tmp_path: Path) -> None:
    html = (
        "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody>"
        "<tr><td><b>bold</b></td><td>1</td></tr><tr><th colspan=2>a title among rows</th></tr>"
        "<tr><td><q>quoted</q></td><td>2</td></tr></tbody></table>"
    )
    table = "# T\n\n| **a** | b |\n|---|---|\n| **c** | d |"
    pdf, _ = converted(book(markdown(table), shown({"text/html": html})), tmp_path)
    assert [kind for rows in cells(pdf) for row in rows[1:] for kind, _, _ in row] == ["/TD"] * 7


def test_names_of_rows_are_headers_enough(tmp_path: Path) -> None:
    rows = "<tr><th>sponsor</th><td>a maker</td></tr><tr><th>year</th><td>2024</td></tr>"
    html = f"<table>{rows}</table>"
    pdf, warned = converted(book(markdown("# T"), shown({"text/html": html})), tmp_path)
    assert warned == []
    assert cells(pdf) == [[[("/TH", ROW, []), ("/TD", "", [ROW])]] * 2]


def test_the_file_is_whole_and_the_same_again(tmp_path: Path) -> None:
    frame = pd.DataFrame({"n": range(70)}, index=[f"row {n}" for n in range(70)])
    notebook = book(markdown("# T"), shown({"text/html": frame.to_html()}))
    pdf, _ = converted(notebook, tmp_path)
    reader = PdfReader(io.BytesIO(pdf), strict=True)  # it complains where an object is elsewhere
    assert all(reader.get_object(n) is not None for n in range(1, reader.trailer["/Size"]))
    assert "row 69" in reader.pages[-1].extract_text()
    assert converted(notebook, tmp_path)[0] == pdf
    assert with_row_headers(pdf) == pdf


def test_a_file_of_another_making_is_refused() -> None:
    with pytest.raises(Unfamiliar, match="no plain table of objects"):
        with_row_headers(b"%PDF-1.7\n5 0 obj\n<</Type/XRef>>\nendobj\nstartxref\n9\n%%EOF")


SPOKEN = {
    'a <span lang="fr">mots</span> b': ["", "fr", ""],
    'a <q lang="fr">mots</q>': ["", "fr", ""],
    '<em lang="fr-CA">mots</em> a': ["fr-CA", ""],
    '<a href="https://example.org"><span lang="fr">mots</span></a> a': ["fr", ""],
    '<a href="https://example.org" lang="fr">mots</a> a': ["fr", ""],
    '<p lang="fr">mots</p>': ["fr"],
    '<blockquote lang="fr">mots</blockquote>': ["fr"],
    '<span lang="no such">words</span>': [""],
    '<a href="https://example.org" hreflang="fr">words</a>': [""],
}


def test_words_in_another_language_say_so(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>{each}</td></tr>" for each in SPOKEN)
    own = '<tr><td lang="fr">mots</td></tr>'
    table = f"<table><thead><tr><th>x</th></tr></thead>{rows}{own}</table>"
    cells = [*map(markdown, SPOKEN), shown({"text/html": table})]
    pdf, warned = converted(book(*cells), tmp_path, language="en", title="T")
    assert warned == []
    reader = PdfReader(io.BytesIO(pdf))
    document = reader.trailer["/Root"]["/StructTreeRoot"]["/K"][0].get_object()
    _, *texts, rows_of = (each.get_object() for each in document["/K"])
    assert [list(languages(each, reader)) for each in texts] == list(SPOKEN.values())
    found = [list(languages(each, reader)) for each in elements(rows_of, "/TR")]
    assert found == [[""], *SPOKEN.values(), ["fr"]]
