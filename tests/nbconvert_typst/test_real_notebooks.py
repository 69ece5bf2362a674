"""Kinds of content first met in notebooks that others wrote: each as its reader expects it."""

from __future__ import annotations

import io
import re
from itertools import pairwise
from pathlib import Path

import pytest
from converting import book, converted, markdown, text
from nbformat import v4
from pypdf import PdfReader

from nbconvert_typst import TypstExporter


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


@pytest.mark.parametrize(
    ("columns", "in_code", "in_text"),
    [(85, None, None), (86, 8.45, 8.45), (90, 8.07, 8.07), (91, None, 7.98), (103, None, 7.05)],
)
def test_code_is_set_smaller_instead_of_broken(
    columns: int, in_code: float | None, in_text: float | None
) -> None:
    """The page takes 437.5 points; a letter is 0.602 of its size wide. Drawings may be small."""
    line = "x" * columns
    for cell, size in (
        (v4.new_code_cell(line), in_code),
        (markdown(f"```python\n{line}\n```"), in_code),
        (markdown(f"```\n{line}\n```"), in_text),
    ):
        typst, _ = TypstExporter().from_notebook_node(book(cell))
        assert re.findall(r"size: ([\d.]+)pt", typst.partition("nb.code(")[2]) == (
            [f"{size:g}"] if size else []
        )


@pytest.mark.parametrize(("line", "in_text", "printed"), [("│", 9.9, 9.3), ("─", 12.6, 10.5)])
def test_lines_of_a_drawing_touch(
    line: str, in_text: float, printed: float, tmp_path: Path
) -> None:
    output = v4.new_code_cell("", outputs=[v4.new_output("stream", text=f"{line}\n{line}")])
    pdf, _ = converted(book(markdown(f"```\n{line}\n{line}\n```"), output), tmp_path, title="Title")
    _, first, second, third, fourth, _ = baselines(pdf)
    assert first - second == pytest.approx(in_text, abs=0.11)
    assert third - fourth == pytest.approx(printed, abs=0.11)
