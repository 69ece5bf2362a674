"""Tables on slides: one page at the largest type that fits, else several with the head on each."""

from __future__ import annotations

import itertools

import pytest
from pptx import Presentation
from pptx.util import Pt

from quoted.publish import table_slides
from quoted.report.display_tables import DisplayTable, Link


def table(rows: int, text: str = "a word") -> DisplayTable:
    cells = [("", (f"row {number}", text)) for number in range(1, rows + 1)]
    return DisplayTable("invented", "A caption", ("Name", "Text"), cells)


def test_a_short_table_is_one_page_at_the_largest_type() -> None:
    (page,) = table_slides.pages(table(3), 880, 404)
    assert (page.size, list(page.rows)) == (14, [1, 2, 3])
    assert sum(page.columns) == pytest.approx(880)


def test_rows_that_do_not_fit_stand_on_further_pages() -> None:
    # A row of one line takes its leading and the margins of its cells.
    tall = table_slides.LEADING * table_slides.LEAST + 3
    pages = table_slides.pages(table(10), 880, 5 * tall)
    assert [list(page.rows) for page in pages] == [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10]]
    assert {page.size for page in pages} == {9}
    (whole,) = table_slides.pages(table(10), 880, 11 * tall + 0.1)
    assert len(whole.rows) == 10


@pytest.mark.parametrize("text", ["x" * 500, "many words " * 50])
def test_no_text_is_too_long(text: str) -> None:
    pages = table_slides.pages(table(9, text), 400, 200)
    assert list(itertools.chain.from_iterable(page.rows for page in pages)) == list(range(1, 10))
    assert all(sum(page.columns) == pytest.approx(400) for page in pages)


def test_each_page_has_the_head_and_its_own_rows_and_links() -> None:
    cells = [("", (Link(f"row {n}", f"https://example.org/{n}"), "")) for n in range(1, 7)]
    linked = DisplayTable("invented", "A caption", ("Name", "Text"), cells)
    deck = Presentation()
    first, second = table_slides.pages(linked, 300, 60)[:2]
    assert [list(first.rows), list(second.rows)] == [[1, 2, 3], [4, 5, 6]]
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    frame = table_slides.add(slide, linked, second, (10, 20, 300, 60))
    shown = frame.table
    assert [[cell.text for cell in row.cells] for row in shown.rows] == [
        ["Name", "Text"], ["row 4", ""], ["row 5", ""], ["row 6", ""]
    ]  # fmt: skip
    runs = [row.cells[0].text_frame.paragraphs[0].runs[0] for row in shown.rows]
    addresses = [run.hyperlink.address for run in runs]
    assert addresses == [None] + [f"https://example.org/{n}" for n in (4, 5, 6)]
    assert [run.font.bold for run in runs] == [True, False, False, False]
    assert frame._element.nvGraphicFramePr.cNvPr.get("descr") == "A caption"
    empty = shown.rows[1].cells[1].text_frame.paragraphs[0]
    assert not empty.runs  # else a row with an empty cell is as tall as 18 points
    assert [run.font.size for run in runs] == [Pt(9)] * 4
    assert empty._p.find("{*}endParaRPr").get("sz") == "900"
