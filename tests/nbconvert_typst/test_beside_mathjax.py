"""What differed from MathJax's drawing where formulas of real notebooks were laid beside it."""

from __future__ import annotations

import io
from unicodedata import normalize

import typst
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
