"""Kinds of content first met in notebooks that others wrote: each as its reader expects it."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path

from converting import book, converted, markdown, text
from nbformat import v4
from pypdf import PdfReader


def baselines(pdf: bytes) -> list[float]:
    """Return how far from the foot of the first page each of its lines of text stands."""
    found: set[float] = set()

    def meet(words: str, page: list[float], line: list[float], *_: object) -> None:
        if words.strip():
            found.add(round(page[5] + page[3] * line[5], 1))

    PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=meet)
    return sorted(found, reverse=True)


def test_places_in_a_heading_are_there_once(tmp_path: Path) -> None:
    """Its words are repeated in the contents and at the head of pages."""
    pdf, warnings = converted(
        book(
            markdown("Go to [one](#one), [two](#two), [it](#Part-one) and [nothing](#nothing)."),
            markdown("# Part one<a id='one'></a> <a name='two'></a>\n\n" + "Words.\n\n" * 60),
            markdown("# <a id='nothing'></a>\n\nLast."),
        ),
        tmp_path,
        toc=True,
    )
    assert warnings == []
    pages = PdfReader(io.BytesIO(pdf)).pages
    links = [each.get_object() for page in pages for each in page.get("/Annots", [])]
    assert len(links) == 5
    assert [text(pdf).count(each) for each in ("Part one", "#")] == [3, 0]


def test_a_place_in_the_title(tmp_path: Path) -> None:
    pdf, warnings = converted(
        book(markdown("# Rivers <a id='top'></a>"), markdown("Back to the [top](#top).")), tmp_path
    )
    assert warnings == []
    assert len(PdfReader(io.BytesIO(pdf)).pages[0]["/Annots"]) == 1


def test_lines_of_code_follow_each_other(tmp_path: Path) -> None:
    """Also after a line that holds a long piece: no line is empty that is not."""
    long = "raw = read('https://example.org/" + "abcd_" * 5 + "data.csv',"
    cell = v4.new_code_cell(f"a = 1\n{long}\n           b=2)\nc = 3")
    cell["execution_count"] = None
    pdf, _ = converted(book(cell, language_info={"name": "python"}), tmp_path, title="T")
    code = baselines(pdf)[1:-1]
    gaps = [above - below for above, below in pairwise(code)]
    assert len(code) == 4
    assert max(gaps) - min(gaps) < 0.5


def test_a_formula_without_dollars_is_set(tmp_path: Path) -> None:
    source = (
        "Orders:\n\n\\begin{array}{|c|c|}\n\\hline \\textrm{Width} & \\textrm{Number} \\\\\\hline\n"
        "  14 & 211 \\\\\\hline\n\\end{array}\n\nafter 0$\\cdot$ 1+10$\\cdot$2"
    )
    pdf, warnings = converted(book(markdown(source)), tmp_path)
    words = text(pdf)
    assert warnings == []
    assert "begin" not in words and "cdot" not in words
    assert all(each in words for each in ("Width", "Number", "14", "211"))
