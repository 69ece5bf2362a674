"""What differed from MathJax's drawing where formulas of real notebooks were laid beside it."""

from __future__ import annotations

import io
import re
from itertools import chain
from pathlib import Path
from unicodedata import normalize

import pytest
import typst
from converting import book, converted, markdown
from pypdf import PdfReader
from test_tex import PREAMBLE, drawn, places

from nbconvert_typst.tex import Notation


def sizes(source: str) -> dict[str, float]:
    """Return how large each character of a formula in a line of text is, in points."""
    pdf = typst.compile((PREAMBLE + f"${Notation().read(source).body}$").encode())
    found: dict[str, float] = {}

    def note(text: str, _: object, place: list[float], __: object, size: float) -> None:
        found.update((char, round(size * place[0], 1)) for char in normalize("NFKC", text))

    PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=note)
    return found


def test_commands_within_letters_in_another_type_are_no_letters() -> None:
    assert drawn([r"\mathbf{\pi}\mathrm{\mu m}\mathsf{a\,b}", r"\mathrm{max}"]) == ["πμmab", "max"]


def test_words_in_another_type_follow_letters() -> None:
    sources = [
        r"x\mathbf{Var}y",
        r"2\mathbf{ab}",
        r"\quad\mathbf{ab}",
        r"\alpha\mathsf{ab}\ \mathit{cd}",
    ]
    assert drawn(sources) == ["xVary", "2ab", "ab", "αabcd"]


def test_rows_in_a_line_of_text_are_as_large_as_it() -> None:
    cases = sizes(r"\begin{cases}1 & x\\0 & y\end{cases}+\begin{pmatrix}2\\3\end{pmatrix}")
    assert {char: cases[char] for char in "1x0y23+"} == dict.fromkeys("1x0y23+", cases["+"])
    index = sizes(r"a^b_{\begin{array}{c}c\\d\end{array}}\sum_{\substack{i\\j}}")
    assert {char: index[char] for char in "cdij"} == dict.fromkeys("cdij", index["b"])
    assert index["b"] < index["a"]


def test_only_wide_accents_are_as_wide_as_what_is_below() -> None:
    assert Notation().read(r"\hat{M}\vec{AB}").body == ("hat(M, size: #0pt) arrow(A B, size: #0pt)")
    assert Notation().read(r"\widehat{M}").body == "hat(M)"


def test_dots_stand_apart_from_letters_and_commas() -> None:
    def thin(source: str) -> list[int]:
        return [each.count("thin") for each in Notation().read(source).body.split("⋯")]

    assert thin(r"a,\cdots,b") == [0, 1]
    assert thin(r"a\cdots b") == [1, 1]
    assert thin(r"a+\cdots+b") == [0, 0]
    assert thin(r"(\cdots)") == [0, 0]
    assert thin(r"a\leq\cdots = \cdots\quad") == [0, 0, 0]


def test_an_equivalence_has_room() -> None:
    narrow, wide = places(r"a\Longleftrightarrow b"), places(r"a\iff b")
    assert 5 < wide["b"][0] - wide["a"][0] - (narrow["b"][0] - narrow["a"][0]) < 7


def test_a_fraction_between_rules_touches_none() -> None:
    found = places(r"\begin{array}{|c|}\hline \frac{a}{b}\\ \hline c\\ \hline\end{array}")
    assert found["b"][1] - found["c"][1] > 15
    assert abs(found["c"][0] - found["a"][0]) < 1.5


def test_less_and_greater_are_no_brackets() -> None:
    assert drawn([r"0 \lt p \gt 1", r"\left\lt a\right\gt"]) == ["0<p>1", "⟨a⟩"]


def test_an_index_stands_beside_a_relation() -> None:
    for relation in (r"\succeq", "=", r"\to", r"\mid"):
        index = places(relation + "_{a}b")
        assert index["a"][0] < index["b"][0] - 3
        assert "scripts" in Notation().read(relation + "_{a}b").body
    assert "scripts" not in Notation().read(r"\sum_i \nabla_x").body


def test_dots_choose_their_height() -> None:
    assert drawn([r"a \cdot \dots \cdot b", r"a, \dots, b", r"a+\dots+b", r"\dots \sum"]) == [
        "a⋅⋯⋅b",
        "a,...,b",
        "a+⋯+b",
        "...∑",
    ]


def test_spaces_add_to_those_of_a_relation() -> None:
    narrow, wide = places("a=b"), places(r"a\;=\;b")
    assert 6 < wide["b"][0] - wide["a"][0] - (narrow["b"][0] - narrow["a"][0]) < 6.3


def test_spaces_add_to_that_of_a_comma() -> None:
    narrow, wide = places("a,b"), places(r"a,\,b")
    assert 1.7 < wide["b"][0] - wide["a"][0] - (narrow["b"][0] - narrow["a"][0]) < 1.9


def test_columns_of_eqnarray() -> None:
    alone = places(r"\begin{eqnarray}a&=&b&+&c\end{eqnarray}")
    assert alone["+"][0] - alone["b"][0] < 10
    within = places(r"\begin{eqnarray}a&=&b\end{eqnarray}.")
    assert 2 < within["="][0] - within["a"][0] - 5 < 5


def rows(source: str, folder: Path) -> list[dict[str, float]]:
    """Return the pieces of the rows of a formula, each with how far from the left it stands."""
    pdf, said = converted(book(markdown(f"# Title\n\n{source}")), folder)
    assert said == []
    found: dict[int, dict[str, float]] = {}

    def note(text: str, around: list[float], place: list[float], *_: object) -> None:
        x, y = around[4] + around[0] * place[4], around[5] + around[3] * place[5]
        if 60 < y < 720 and text.strip():  # below the title, above the number of the page
            found.setdefault(round(y), {})[normalize("NFKC", text.strip())] = x

    PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=note)
    return [row for _, row in sorted(found.items(), reverse=True)]


@pytest.mark.parametrize(
    ("source", "pieces"),
    [
        (r"\begin{gather}a\\ \text{wide}\\ c\notag\end{gather}", ["a(1)", "wide(2)", "c"]),
        (r"\begin{align}a&=b\notag\\c&=d\end{align}", ["a=b", "c=d(1)"]),
        (r"$$a\\\text{wide}\tag{2}$$", ["a", "wide(2)"]),
        (r"$$\begin{aligned}a&=b\\c&=d\end{aligned}\tag{B}$$", ["a=b", "(B)", "c=d"]),
        (r"\begin{equation}a\\b\end{equation}", ["a", "(1)", "b"]),
    ],
)
def test_numbers_stand_at_the_margin_beside_what_they_number(
    source: str, pieces: list[str], tmp_path: Path
) -> None:
    """The middle of the page is at 297.6 points, its margin at 524.4."""
    found = rows(source, tmp_path)
    assert ["".join(row) for row in found] == pieces
    for row in found:
        for piece, x in row.items():
            assert 505 < x < 515 if piece[0] == "(" else 280 < x < 310


def test_rows_of_multline_stand_apart(tmp_path: Path) -> None:
    first, middle, last = rows(r"\begin{multline}a\\b\\c\end{multline}", tmp_path)
    assert 80 < first["a"] < 82  # the margin is at 70.9
    assert 293 < middle["b"] < 297
    assert 490 < last["c"] < 500 < last["(1)"]


def test_a_row_too_wide_for_its_number_is_made_smaller(tmp_path: Path) -> None:
    wide = " + ".join(rf"\text{{piece{n}}}" for n in range(14))
    first, second = rows(rf"\begin{{gather}}{wide}\\a\end{{gather}}", tmp_path)
    assert 70 < first["piece0"] < 72
    assert first["piece13"] + 20 < first["(1)"] == second["(2)"] < 524


def lines(source: str, folder: Path) -> list[list[str]]:
    """Return the numbers on each page of a formula after half a page of words."""
    pdf, said = converted(book(markdown(f"# Title\n\n{'words ' * 450}\n\n{source}")), folder)
    assert said == []  # nor is any past the margin
    pages = [page.extract_text().split("words")[-1] for page in PdfReader(io.BytesIO(pdf)).pages]
    return [re.findall(r"(?<!\d)\d{3}(?!\d)", normalize("NFKC", page)) for page in pages]


@pytest.mark.parametrize(("environment", "sign"), [("align*", "&"), ("align", "&"), ("gather", "")])
def test_a_high_formula_goes_on_on_the_next_page(
    environment: str, sign: str, tmp_path: Path
) -> None:
    rows = r"\\".join(f"x {sign}= {number}" for number in range(100, 150))
    found = lines(rf"\begin{{{environment}}}{rows}\end{{{environment}}}", tmp_path)
    assert len(found[0]) > 5 and len(found[1]) > 5
    assert [*chain(*found)] == [*map(str, range(100, 150))]


def test_a_short_formula_stays_whole_and_one_higher_than_a_page_is_made_smaller(
    tmp_path: Path,
) -> None:
    rows = r"\\".join(f"x &= {number}" for number in range(100, 107))
    assert [*map(len, lines(f"{'words ' * 320}\n\n$${rows}$$", tmp_path))] == [0, 7]
    column = r"\\".join(map(str, range(100, 190)))
    found = lines(rf"$$\begin{{pmatrix}}{column}\end{{pmatrix}}$$", tmp_path)
    assert [*map(len, found)] == [0, 90]
