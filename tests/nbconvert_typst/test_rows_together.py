"""Where a page ends within a table: its first two rows stand together, wherever it begins."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from converting import book, converted, markdown, raw, shown
from pypdf import PdfReader

WORDS = "some words that take a line or two of a narrow column " * 4
ROWS = 6


def table(n: int) -> str:
    rows = (f"| N{n}R{row}N | {WORDS} |" for row in range(ROWS))
    return "\n".join(["| Row | Words |", "|---|---|", *rows, "", ": A caption"])


def test_the_first_two_rows_are_on_one_page_wherever_a_table_begins(tmp_path: Path) -> None:
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
    assert [n for n in range(len(heights)) if found[n, 0] != found[n, 1]] == []


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
