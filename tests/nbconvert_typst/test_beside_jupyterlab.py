"""What differed from JupyterLab's own view where pages of real notebooks were laid beside it."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path

import pytest
from converting import PNG, book, converted, markdown, pictures, shown, text
from nbformat import v4
from pypdf import PdfReader

from nbconvert_typst import TypstExporter


def source(*cells: object) -> str:
    exporter = TypstExporter()
    exporter.log.setLevel("ERROR")
    return str(exporter.from_notebook_node(book(*cells))[0])


def placed(pdf: bytes, page: int = 0) -> list[tuple[str, float, float]]:
    """Return the runs of words of a page, how high they stand, and in which size."""
    found = []

    def visit(text: str, _: object, place: list[float], font: object, size: float) -> None:
        found.extend((word, round(place[5], 1), round(size * place[0], 2)) for word in text.split())

    PdfReader(io.BytesIO(pdf)).pages[page].extract_text(visitor_text=visit)
    return found


def table(rows: int, caption: str = "") -> object:
    head = f"{caption}<thead><tr><th>head</th></tr></thead>"
    return shown({"text/html": f"<table>{head}{'<tr><td>row</td></tr>' * rows}</table>"})


def test_tex_after_a_fence_is_its_first_line() -> None:
    told = (
        "```\\begin{align}\na &= b\n\\end{align}\n```\n\n~~~ where $x$ is\nc\n~~~\n\n```r\nd\n```"
    )
    found = source(markdown(told))
    assert r'text: "\\begin{align}\na &= b\n\\end{align}"' in found
    assert r'text: "where $x$ is\nc"' in found
    assert 'text: "d", lang: "r"' in found


def test_a_formula_is_set_and_not_the_picture_of_it(tmp_path: Path) -> None:
    data = {"text/plain": "a/b", "text/latex": r"$\displaystyle \frac{a}{b}$", "image/png": PNG}
    pdf, said = converted(book(shown(data)), tmp_path)
    assert (pictures(pdf), said) == (0, [])
    pdf, _ = converted(book(shown(data | {"text/latex": r"$\unheard{a}$"})), tmp_path)
    assert pictures(pdf) == 1
    pdf, _ = converted(book(shown(data | {"text/latex": "words, $a$ and $b$"})), tmp_path)
    assert pictures(pdf) == 1
    pdf, _ = converted(book(shown(data | {"text/html": "<p>as a page</p>"})), tmp_path)
    assert pictures(pdf) == 1


def test_pieces_of_one_output_touch() -> None:
    many = "\n".join(f"line {number} {'x' * 50}" for number in range(200))
    found = source(v4.new_code_cell("", outputs=[v4.new_output("stream", text=many)]))
    pieces = found.split("#nb.output(")[1:]
    assert len(pieces) > 2
    assert ["goes-on: true" in each for each in pieces] == [True] * (len(pieces) - 1) + [False]
    assert ["continued: true" in each for each in pieces] == [False] + [True] * (len(pieces) - 1)


def test_code_goes_along_with_its_output_and_not_with_what_others_show() -> None:
    output = v4.new_output("stream", text="2")
    alone, with_output = (
        source(v4.new_code_cell("1")),
        source(v4.new_code_cell("1", outputs=[output])),
    )
    assert ("apart: true" in alone, "apart: true" in with_output) == (True, False)


def test_code_in_a_line_is_as_large_as_the_words_around_it(tmp_path: Path) -> None:
    pdf, _ = converted(book(markdown("# T\n\n# Heading `a`\n\nText `b`\n\n### Low `c`")), tmp_path)
    sizes = {word: size for word, _, size in placed(pdf) if word in ("a", "b", "c")}
    assert sizes == {"a": 12.6, "b": 8.4, "c": 10.08}


def test_each_part_of_a_wide_table_finds_its_own_place() -> None:
    """The second part begins on a page of its own where its head and two rows find no room."""
    row = "".join(f"<td>{number}.123456789012345</td>" for number in range(8))
    table = (
        f"<table><thead><tr>{row.replace('td', 'th')}</tr></thead>{f'<tr>{row}</tr>' * 20}</table>"
    )
    found = source(shown({"text/html": table}))
    assert found.count("#nb.data-table(") == found.count("nb.part.with(") == 2


def test_a_number_between_dollars_and_spaces_is_a_formula() -> None:
    found = source(markdown("between $ -1 $ and $ 1 $, or $ 2.5 $; for $ 5 or 6 $"))
    assert [each in found for each in ('eq("1"', 'eq("2.5"', 'eq("5 or 6"')] == [True, True, False]
    assert 'eq("1"' not in source(markdown("it is $ 5 and no more"))


def test_a_box_of_myst_is_a_box() -> None:
    told = (
        "```{admonition} As of *now*\n:class: dropdown\n\nsome `code`, $ 1 $\n\n- one\n```\n\nafter"
    )
    found = source(markdown(told))
    box = found[found.index("#nb.alert(") : found.index("after")]
    for each in ('kind: "note"', "As of", "#emph[now]", '"code"', 'eq("1"', "#list("):
        assert each in box
    assert "dropdown" not in found
    danger = source(markdown("~~~{danger}\nof fire\n~~~"))
    assert 'kind: "caution")[#nb.lead[#strong[Danger]' in danger
    assert 'text: "1", lang: "note"' in source(markdown("```note\n1\n```"))


@pytest.mark.parametrize("caption", ["", "<caption>Words</caption>"])
def test_two_rows_of_a_table_go_to_the_next_page(caption: str, tmp_path: Path) -> None:
    lines = markdown("\n".join(f"- {number}" for number in range(33 - 2 * bool(caption))))
    pdf, _ = converted(book(lines, table(12, caption)), tmp_path)
    assert [[word for word, *_ in placed(pdf, page)].count("row") for page in (0, 1)] == [10, 2]


def test_long_tables_stand_as_near_to_what_is_before_them_as_short_ones(tmp_path: Path) -> None:
    for caption in ("", "<caption>head</caption>"):
        cells = [markdown("before"), table(3, caption), markdown("before"), table(12, caption)]
        pdf, _ = converted(book(*cells), tmp_path)
        heights = {"before": [], "head": []}
        for word, height, _ in placed(pdf):
            heights.get(word, []).append(height)
        (first, second), heads = heights["before"], heights["head"]
        assert first - heads[0] == pytest.approx(second - heads[len(heads) // 2], abs=0.2)


def test_one_endless_line_does_not_break_the_others() -> None:
    def size(*lengths: int) -> str:
        text = "\n\n".join("x" * (each - 1) + ";" for each in lengths)
        call = source(v4.new_code_cell(text)).partition("#nb.code(")[2].partition(");\n")[0]
        return call.partition(", size: ")[2].partition("pt")[0]

    assert size(60, 300) == size(70) == ""
    assert size(88, 300) == size(88) == size(300, 88, 40) != ""
    assert size(300) == ""


def test_an_animation_shows_its_first_picture(tmp_path: Path) -> None:
    frames = "".join(
        f'frames[{number}] = "data:image/png;base64,{PNG[:40]}\\\n{PNG[40:]}"\n'
        for number in range(2)
    )
    page = (
        '<div class="animation"><img id="_anim_imgab12"><div class="anim-controls"><input>'
        "<form><label>Once</label></form></div></div>"
        f"<script>var frames = new Array(2);\n{frames}{'x' * 300_000}\n</script>"
    )
    shows = {"text/html": page, "text/plain": "<IPython.core.display.HTML object>"}
    pdf, said = converted(book(shown(shows)), tmp_path)
    assert pictures(pdf) == 1
    assert "Once" not in text(pdf)
    assert [each for each in said if "script" in each]


def test_high_formulas_in_a_line_keep_off_the_next(tmp_path: Path) -> None:
    fraction = r"$\dfrac{a}{b}$"
    found = source(markdown(f"{fraction} a\n\n- $\\frac{{a}}{{b}}$ b"))
    assert found.count("#nb.tall[") == 1
    pdf, _ = converted(
        book(markdown(f"{'words ' * 12}{fraction}".join(["words " * 3] * 9))), tmp_path
    )
    lines: list[float] = []

    def visit(word: str, around: list[float], place: list[float], *_: object) -> None:
        if "words" in word:
            lines.append(round(around[5] + around[3] * place[5], 1))

    PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=visit)
    steps = {round(one - other, 1) for one, other in pairwise(dict.fromkeys(lines))}
    assert max(steps) > 18  # as high as they are; without room of their own, 16.3


def test_numbers_of_rows_stand_at_the_margin(tmp_path: Path) -> None:
    rows = r"\begin{align}a&=b\\cccc&=d\tag{long}\end{align}"
    pdf, said = converted(book(markdown(f"{rows}\n\n- word\n\n  {rows}")), tmp_path)
    assert said == []
    ends: list[float] = []

    def visit(told: str, around: list[float], place: list[float], *_: object) -> None:
        if told.strip() in ("(1)", "(2)"):
            ends.append(round(around[4] + around[0] * place[4], 1))

    PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=visit)
    assert len(ends) == 2
    assert ends[0] == ends[1]
    assert 505 < ends[0] < 520  # the margin is at 524
