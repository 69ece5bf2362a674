"""HTML outputs look as what they are: no word outside a table's cells is lost, print is print."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from converting import PNG, book, converted, shown, text
from nbformat import v4
from pypdf import PdfReader

from nbconvert_typst import markdown


def html(source: str, **others: str) -> Any:
    return shown({"text/html": source, **others})


@pytest.mark.parametrize(
    ("source", "words"),
    [
        # as Julia's DataFrames wrote them
        ("<table><thead><tr><th>a</th></tr></thead><tbody><p>3 rows</p><tr><td>1</td></tr>"
         "</tbody></table>", "3 rows a 1"),
        ("<table>First<tr>then<td>1</td>last<td>2</td></tr></table>", "Firstthenlast 1 2"),
        ("<table><form><tr><td>1</td><td>2</td></tr></form></table>", "1 2"),
        ("<table><tr><td>1<table><p>in</p><tr><td>2</td></tr></table></td></tr></table>", "1 in 2"),
    ],
)  # fmt: skip
def test_words_between_cells_stand_before_the_table(
    source: str, words: str, tmp_path: Path
) -> None:
    pdf, warnings = converted(book(html(source)), tmp_path, standards=[])
    assert text(pdf) == f"own {words} 1 / 1"
    assert warnings == []


def grounded(pdf: bytes) -> bool:
    """Say whether something stands on the ground of code."""
    content = PdfReader(io.BytesIO(pdf)).pages[0].get_contents()
    assert content is not None
    return b"0.9607843 0.96862745 0.9764706 scn" in content.get_data()


def test_what_html_prints_is_an_output_and_no_code(tmp_path: Path) -> None:
    line = "q_0: ──■──"
    code = book(v4.new_markdown_cell(f"```\n{line}\n```"), html(f"<pre>{line}</pre>"))
    assert grounded(converted(code, tmp_path)[0])
    printed = converted(book(html(f"<pre>{line}</pre>")), tmp_path)[0]
    assert not grounded(printed)
    assert line in text(printed)


def test_a_line_break_that_begins_print_is_none() -> None:
    asked = [("html", "<pre>\na\n\nb</pre>"), ("gfm", 'x\n\n<pre class="y">\na\n\nb</pre>')]
    trees = markdown.read([markdown.Fragment(*each) for each in asked])
    assert [tree["blocks"][-1]["c"][1] for tree in trees if isinstance(tree, dict)] == [
        "a\n\nb"
    ] * 2


def test_the_script_that_moves_a_picture_of_matplotlib_is_silent(tmp_path: Path) -> None:
    script = shown(
        {
            "application/javascript": "/* mpl */\nwindow.mpl = {};\n",
            "text/plain": "<IPython.core.display.Javascript object>",
        }
    )
    pdf, warnings = converted(
        book(script, html(f'<img alt="A plot" src="data:image/png;base64,{PNG}">')), tmp_path
    )
    assert warnings == []
    assert text(pdf) == "own 1 / 1"
    assert len(PdfReader(io.BytesIO(pdf)).pages[0].images) == 1
