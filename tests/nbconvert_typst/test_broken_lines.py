"""Lines of code that are too long for the page: where they go on, and that none leaves it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from converting import book, converted, markdown
from nbformat import v4
from pypdf import PdfReader

LEFT, LETTER = 70.9 + 8.0, 0.602 * 8.5
"""Where code begins, and how wide a letter of it is, in points."""


def lines(pdf: bytes) -> list[tuple[int, str]]:
    """Return the lines of code: letters that each is further in, and its first word."""
    found: dict[float, list[tuple[float, str]]] = {}

    def visit(words: str, now: list[float], then: list[float], font: object, size: float) -> None:
        place = (now[4] + then[4], now[5] + then[5])
        if words.strip() and "DejaVuSansMono" in str(font):
            found.setdefault(round(place[1], 1), []).append((place[0], words.strip("\n")))

    for page in PdfReader(io.BytesIO(pdf)).pages:
        page.extract_text(visitor_text=visit)
    told = [min(each) for _, each in sorted(found.items(), reverse=True)]
    return [(round((x - LEFT) / LETTER) + len(w) - len(w.lstrip()), w.strip()) for x, w in told]


ARGUMENTS = ", ".join(f"argument_{n}=value_{n}" for n in range(1, 6))


@pytest.mark.parametrize("fenced", [False, True])
def test_a_broken_line_goes_on_further_in(fenced: bool, tmp_path: Path) -> None:
    code = f"def f():\n    call({ARGUMENTS})\nend()"
    cell = markdown(f"```python\n{code}\n```") if fenced else v4.new_code_cell(code)
    pdf, warnings = converted(book(cell), tmp_path)
    assert lines(pdf) == [(0, "def"), (4, "call"), (8, "argument_4"), (0, "end")]
    assert warnings == []


def test_a_line_is_broken_between_words_where_it_can_be(tmp_path: Path) -> None:
    call = "a_name_of_some_length=first.second.third.SomeOptimizerName(number=50, sizes=20, "
    call += "kinds=others)"
    pdf, _ = converted(book(v4.new_code_cell(call)), tmp_path)
    told = PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split("\n")
    assert [each for each in told if "others" in each] == ["kinds=others)"]
    assert lines(pdf) == [(0, "a_name_of_some_length"), (4, "kinds")]


def test_a_line_without_spaces_is_broken_after_a_mark(tmp_path: Path) -> None:
    code = "numbers = [" + ",".join(map(str, range(1, 40))) + "]"
    pdf, warnings = converted(book(v4.new_code_cell(code)), tmp_path)
    told = PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split("\n")
    assert [each.split(",")[0] for each in told[2:-1]] == ["28"]
    assert lines(pdf)[1][0] == 4
    assert warnings == []


def test_a_line_of_many_lines_breaks_over_pages(tmp_path: Path) -> None:
    code = "x = 1\n    " + " ".join(f"word{n}" for n in range(1200))
    pdf, warnings = converted(book(v4.new_code_cell(code)), tmp_path)
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) == 3
    assert " ".join(" ".join(p.extract_text() for p in pages).split()).count("word") == 1200
    assert min(indent for indent, words in lines(pdf) if words.startswith("word")) == 0
    assert warnings == []


def test_a_line_of_several_lines_is_measured_in_letters(tmp_path: Path) -> None:
    code = "# " + "слово " * 110  # of two bytes each: more than of twelve lines
    told = lines(converted(book(v4.new_code_cell(code)), tmp_path)[0])
    assert [indent for indent, _ in told] == [0] + [4] * (len(told) - 1)
    assert 6 < len(told) < 12


def test_addresses_end_lines_after_their_marks(tmp_path: Path) -> None:
    query = "&".join(f"first_name{n}=some-value{n}" for n in range(12))
    address = f"https://www.example.org/a/tables?{query}&{'x' * 120}"
    pdf, warnings = converted(book(markdown(f"See {address} for all.")), tmp_path)
    (page,) = PdfReader(io.BytesIO(pdf)).pages
    shown = page.extract_text().split("\n")[1:-1]
    assert "".join(shown) == f"See {address} for all." and warnings == []
    assert len(shown) > 4
    assert all(line[-1] in "/?&=._-x" for line in shown[:-1])
