"""Where a page ends within a table: its first two rows stand together, and so do its last two."""

from __future__ import annotations

import io
import itertools
import json
import re
from pathlib import Path

import pytest
import typst
from converting import book, converted, markdown, raw, shown
from pypdf import PdfReader

from nbconvert_typst import TypstExporter
from nbconvert_typst.fonts import dejavu, lato

WORDS = "some words that take a line or two of a narrow column " * 4
ROWS = 6


def table(n: int) -> str:
    rows = (f"| N{n}R{row}N | {WORDS} |" for row in range(ROWS))
    return "\n".join(["| Row | Words |", "|---|---|", *rows, "", ": A caption"])


def test_neither_first_nor_last_row_is_alone_wherever_a_table_begins(tmp_path: Path) -> None:
    cells = [markdown("# Title")]
    heights = range(400, 640, 6)
    for n, height in enumerate(heights):
        cells += [raw(f"#pagebreak()\n#v({height}pt)", "text/x-typst"), markdown("Before it.")]
        cells += [markdown(table(n))]
    pdf, _ = converted(book(*cells), tmp_path, allow_raw_typst=True)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    found = {
        (n, row): number
        for number, page in enumerate(pages)
        for n in range(len(heights))
        for row in range(ROWS)
        if f"N{n}R{row}N" in page
    }
    assert len(found) == ROWS * len(heights)
    broken = [n for n in range(len(heights)) if found[n, 0] != found[n, ROWS - 1]]
    assert len(broken) > 5
    assert [n for n in broken if found[n, 0] != found[n, 1]] == []
    assert [n for n in broken if found[n, ROWS - 2] != found[n, ROWS - 1]] == []


@pytest.mark.parametrize("caption", ["", "<caption>Told</caption>"])
@pytest.mark.parametrize("rows", [2, 60])
def test_a_table_can_be_linked_to(caption: str, rows: int, tmp_path: Path) -> None:
    body = "".join(f"<tr><th>{n}</th><td>x</td></tr>" for n in range(rows))
    html = f'<table id="told">{caption}<tr><th>a</th><th>b</th></tr>{body}</table>'
    pdf, warnings = converted(
        book(shown({"text/html": html}), markdown("[Table 1](#told)")), tmp_path
    )
    assert warnings == []
    links = [each for page in PdfReader(io.BytesIO(pdf)).pages for each in page.get("/Annots", [])]
    assert len(links) == 1


def test_how_high_a_table_is_said_to_be_is_what_typst_measures(tmp_path: Path) -> None:
    head = "<thead><tr><th>A head of several words</th><th>Number</th><th>Told</th></tr></thead>"
    rows = "".join(
        f'<tr><th>Row {n}</th><td>{n}.5</td><td lang="fr">{WORDS * (1 + n % 3)}</td></tr>'
        for n in range(5)
    )
    span = '<tr><th rowspan="2">Two<br>lines</th><td>1</td></tr><tr><td>2</td><td>c</td></tr>'
    body = head + rows + span + '<tr><td colspan="3">All of it</td></tr>'
    source, resources = TypstExporter().from_notebook_node(
        book(shown({"text/html": f"<table>{body}</table>"})),
        {"metadata": {"name": "own", "path": str(tmp_path)}},
    )
    told = re.search(r"about: \(([^)]*)\),", source)
    assert told
    said = [float(each[:-2]) for each in told[1].split(", ")]
    for name, held in resources["outputs"].items():
        (tmp_path / name).write_bytes(held)
    call = source[source.index("  nb.part.with(") : source.rindex(",\n);")]
    measured = (
        f"#context {{ let part = {call.strip()}\n"
        "[#metadata((0, 1, 2, -1, none).map(rows => "
        "measure(width: 16cm, part(rows: rows)).height.pt()))<measured>] }"
    )
    front = source[: source.index("#nb.data-table(")]
    (tmp_path / "own.typ").write_text(front + measured, encoding="utf-8")
    compiler = typst.Compiler(
        input=str(tmp_path / "own.typ"), font_paths=[str(lato()), *map(str, dejavu())]
    )
    real = json.loads(compiler.eval("query(<measured>).first().value"))
    assert real == pytest.approx(said, abs=5)
    row = 0.72 * 9 + 7.2
    assert min(b - a for a, b in itertools.pairwise(real)) > row - 0.1 > 2 * 5


def test_a_cell_of_more_than_words_is_measured(tmp_path: Path) -> None:
    formula = r"<table><tr><th>a</th><td>$$\frac{a}{b}$$</td></tr></table>"
    source, _ = TypstExporter().from_notebook_node(book(shown({"text/html": formula})), {})
    assert "nb.data-table(" in source and "about:" not in source
