"""Titles that are no headings, of boxes, tables and parts: on the page of what follows them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from converting import book, converted, markdown, raw, shown
from pypdf import PdfReader

from nbconvert_typst import TypstExporter
from nbconvert_typst.markdown import cells, read
from nbconvert_typst.writer import Writer

WORDS = "some words of a paragraph that takes three lines of the page " * 4
TITLED: dict[str, Callable[[str, str], Any]] = {
    "call-out": lambda one, two: markdown(f'::: {{.callout-tip title="{one}"}}\n{two}\n:::'),
    "admonition": lambda one, two: markdown(f":::{{definition}} {one}\n{two}\n:::"),
    "alert": lambda one, two: markdown(
        f'<div class="alert alert-info">\n\n**{one}**\n\n{two}\n\n</div>'
    ),
    "bold": lambda one, two: markdown(f"**{one}:**\n\n{two}"),
    "leaning": lambda one, two: markdown(f"*{one}*\n\n| {two} |\n|---|\n| x |"),
    "HTML": lambda one, two: shown({"text/html": f"<h3>{one}</h3><p>{two}</p>"}),
}


def test_no_title_stands_alone_at_the_foot_of_a_page(tmp_path: Path) -> None:
    laid = [markdown("# Title")]
    made = [each for _ in range(560, 700, 8) for each in TITLED]
    for number, kind in enumerate(made):
        height = 560 + number // len(TITLED) * 8
        laid.append(raw(f"#pagebreak()\n#v({height}pt)", "text/x-typst"))
        laid.append(TITLED[kind](f"T{number}T", f"B{number}B {WORDS}"))
    pdf, warnings = converted(book(*laid), tmp_path, allow_raw_typst=True)
    assert [each for each in warnings if "not ua-1" not in each] == []
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    found = {mark: at for at, page in enumerate(pages) for mark in re.findall(r"T\d+T|B\d+B", page)}
    assert len(found) == 2 * len(made)
    apart = [kind for n, kind in enumerate(made) if found[f"T{n}T"] != found[f"B{n}B"]]
    assert apart == []
    assert len(pages) > len(made) + 20  # some have moved on


def test_many_bold_lines_begin_no_page(tmp_path: Path) -> None:
    lines = "\n\n".join(f"**b{n}**" for n in range(60))
    pdf, _ = converted(book(markdown(lines)), tmp_path)
    assert "b0 " in PdfReader(io.BytesIO(pdf)).pages[0].extract_text().replace("\n", " ")


@pytest.mark.parametrize(
    ("told", "leads"),
    [
        ("**Part one.**\n\nWords", True),
        ("**Part** one\n\nWords", False),
        ("*Figure 1*\n\nWords", False),
        ("*Table 1*\n\n| a |\n|---|\n| b |", True),
        (f"**{'word ' * 20}**\n\nWords", False),
        ("Words[^1]\n\n[^1]: **Bold**", False),
    ],
)
def test_what_is_a_title(told: str, leads: bool) -> None:
    class Host:
        def anchor(self, name: str) -> str:
            return name

        def table(self, _: object) -> str:
            return "table"

    (tree,) = read(cells([told]))
    assert isinstance(tree, dict)
    assert ("#nb.lead[" in Writer(cast(Any, Host())).blocks(tree["blocks"])) is leads


@pytest.mark.parametrize("many", [1, 3, 4, 9])
def test_three_bold_lines_in_a_row_stay_with_what_follows(many: int) -> None:
    told = "\n\n".join([f"**Bold {n}**" for n in range(many)] + ["Words"])
    source, _ = TypstExporter().from_notebook_node(book(markdown(f"# T\n\n{told}")))
    led = re.findall(r"#nb\.lead\[#strong\[Bold (\d)\]", source)
    assert led == [str(n) for n in range(many)][-3:]
