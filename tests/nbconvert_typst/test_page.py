"""What stands around the cells: a logo above the title, other notebooks after this one."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import nbformat.v4
import pytest
from converting import PNG, book, converted, markdown, pictures, printed, text
from pypdf import PdfReader

from nbconvert_typst import TypstExporter, TypstPDFExporter


def test_a_logo_stands_above_the_title(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(base64.b64decode(PNG))
    (tmp_path / "below").mkdir()
    words = markdown("# Title\n\nWords")
    pdf, told = converted(book(words, typst={"logo": "logo.png"}), tmp_path)
    assert (pictures(pdf), told) == (1, [])
    assert b"pdfuaid:part" in pdf  # it is decoration, and needs no words
    pdf, told = converted(book(words, typst={"logo": "../logo.png"}), tmp_path / "below")
    assert pictures(pdf) == 0
    assert told == [
        "logo: ../logo.png left out: it is outside the notebook's folder; the setting read_from "
        "allows more"
    ]
    pdf, told = converted(book(words), tmp_path / "below", logo="../logo.png")
    assert (pictures(pdf), told) == (1, [])
    (tmp_path / "large.gif").write_bytes(b"GIF89a" + b"\xff\xff" * 2)
    _, told = converted(book(words, typst={"logo": "large.gif"}), tmp_path)
    assert told == ["logo: large.gif left out: no picture that Typst can show"]
    (tmp_path / "logo.txt").write_text("no picture")
    _, told = converted(book(words, typst={"logo": "logo.txt"}), tmp_path)
    assert told == ["logo: logo.txt left out: no picture that Typst can show"]


def outline(pdf: bytes) -> list[Any]:
    return [
        [one["/Title"] for one in each] if isinstance(each, list) else each["/Title"]
        for each in PdfReader(io.BytesIO(pdf)).outline
    ]


def test_other_notebooks_follow_on_pages_of_their_own(tmp_path: Path) -> None:
    nbformat.write(book(markdown("# Second\n\n## Part"), printed("two")), tmp_path / "b.ipynb")
    nbformat.write(book(printed("three")), tmp_path / "c.ipynb")
    first = book(markdown("# First\n\n[to the second](#Part)"), printed("one"))
    pdf, told = converted(first, tmp_path, followed_by=["b.ipynb", "c.ipynb"], title="All")
    assert told == []
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    assert [word in page for word, page in zip(("one", "two", "three"), pages, strict=True)] == [
        True
    ] * 3
    assert outline(pdf) == ["First", "Second", ["Part"], "c"]
    assert "All" in text(pdf)


def test_a_notebook_that_is_not_there_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"none\.ipynb"):
        converted(book(markdown("x")), tmp_path, followed_by=["none.ipynb"])
    assert "followed_by" not in TypstPDFExporter.SETTINGS  # a notebook cannot ask for others


def test_code_is_not_carried_along_with_its_plot() -> None:
    plot = nbformat.v4.new_output("display_data", {"image/png": PNG}, metadata={"alt": "a"})
    nothing = nbformat.v4.new_output("display_data", {})
    words = nbformat.v4.new_output("stream", text="words")
    for outputs, apart in (([plot], 1), ([nothing, plot], 1), ([words, plot], 0), ([nothing], 1)):
        cell = nbformat.v4.new_code_cell("plot()", outputs=outputs)
        source, _ = TypstExporter().from_notebook_node(book(cell))
        assert source.count("apart: true") == apart


@pytest.mark.parametrize(
    ("told", "paper"),
    [("B5", "iso-b5"), ("Letter", "us-letter"), ("a4paper", "a4"), ("us-legal", "us-legal")],
)
def test_sizes_of_paper_go_by_their_usual_names(told: str, paper: str) -> None:
    assert TypstExporter(paper=told).paper == paper


@pytest.mark.parametrize(
    ("told", "sides"),
    [
        ("1cm", "1cm 1cm 1cm 1cm"),
        ("1cm 2cm", "1cm 2cm 1cm 2cm"),
        ("1cm 2cm 3cm", "1cm 2cm 3cm 2cm"),
        ("1cm 2cm 3cm 4cm", "1cm 2cm 3cm 4cm"),
    ],
)
def test_margins_come_in_the_order_of_css(told: str, sides: str) -> None:
    source, _ = TypstExporter(margin=told).from_notebook_node(book(markdown("x")))
    names = ("top", "right", "bottom", "left")
    shown = ", ".join(f'"{name}": {each}' for name, each in zip(names, sides.split(), strict=True))
    assert f"margins: ({shown})," in source


@pytest.mark.parametrize(
    "told, title",
    [
        ("## Part\n\nWords\n\n## Other", "Notebook"),
        ("### Part\n\nWords\n\n#### Other", "Part"),
        ("#### Part\n\nWords", "Notebook"),
    ],
)
def test_a_heading_of_a_lower_level_is_the_title_above_all_others(told: str, title: str) -> None:
    source, _ = TypstExporter().from_notebook_node(book(markdown(told)))
    assert f'\n  title: "{title}",' in source
    assert ("#heading(level: 1)[Part]" in source) == (title != "Part")


def test_headings_of_one_name_are_told_apart(tmp_path: Path) -> None:
    cells = (markdown("# T\n\n## A\n\n[one](#A), [two](#A-1), [id](#b)"), markdown("## A"))
    ids = markdown('<a id="b"></a>One\n\n<a id="b"></a>Two')
    assert converted(book(*cells, ids), tmp_path)[1] == []
