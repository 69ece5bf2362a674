"""Pages are looked at when all is set: what stands where it cannot be read is said, with cells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from converting import book, converted, markdown, printed, raw, shown, text
from nbformat import v4

from nbconvert_typst.inspection import Fault, Kind, faults

WIDER = "; a wider page may help (settings landscape, paper and margin)"
OVER = "words stand over each other, on page 1: "
PAST = "words run past the margin, on page "


def typst(source: str) -> Any:
    return raw(source, "text/x-typst")


def said(*cells: Any, folder: Path, **settings: Any) -> list[str]:
    return converted(book(*cells), folder, allow_raw_typst=True, **settings)[1]


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("#place[First words]#place(dx: 20pt)[Others]", f"{OVER}First words / Others{WIDER}"),
        ("#place[First]#place(dx: 19pt)[Others]", None),  # they are 18.6 points wide
        ("#place[First]#place(dy: 4pt)[Words]", f"{OVER}First / Words{WIDER}"),
        ("#place[First]#place(dy: 6pt)[Words]", None),
        ("#place(dx: 450pt)[margin]", f"{PAST}1: margin{WIDER}"),
        ("#place(dx: 435pt)[in it]", None),
        ("#place(dx: -90pt)[margin]", f"{PAST}1: margin{WIDER}"),
        ("#place(dx: -60pt)[number]", None),
        ("#block(breakable: false)[#v(730pt)foot]", f"{PAST}2: foot{WIDER}"),
        ("#rotate(90deg, reflow: true)[#h(500pt)turned]", None),
        ("#page(width: 900pt)[#place(dx: 500pt)[wide]]", None),
    ],
)
def test_words_out_of_place_are_found(source: str, fault: str | None, tmp_path: Path) -> None:
    block = typst(
        f"#block(width: 100%, height: 2em)[{source}]" if source.startswith("#place") else source
    )
    told = said(markdown("# Title\n\nBefore"), block, markdown("After"), folder=tmp_path)
    assert told == ([f"cell 2: {fault}"] if fault else [])


def test_the_cell_is_said_once_for_each_kind(tmp_path: Path) -> None:
    bad = "#h(450pt)#box(width: 0pt)[margin]\n\n"
    told = said(typst("plain"), typst(bad + bad), printed("1"), typst(bad), folder=tmp_path)
    assert told == [f"cell {number}: {PAST}1: margin{WIDER}" for number in (2, 4)]


def test_formulas_are_not_looked_at(tmp_path: Path) -> None:
    formulas = markdown("$$\\hat{x} \\cancel{y} \\not= \\overset{a}{b} \\rlap{x}y$$")
    assert said(formulas, folder=tmp_path) == []


def test_marks_over_letters_are_not_looked_at(tmp_path: Path) -> None:
    code = v4.new_code_cell('print(f"{q:.2f}  \u03b2\u0302 = {\u03b2\u0302} / (1 - \u03c3)")')
    assert said(code, folder=tmp_path) == []


def test_strict_takes_them_for_errors(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"^words out of place: 1 "):
        said(typst("#place(dx: 450pt)[margin]"), folder=tmp_path, strict=True)


def test_the_margin_is_that_of_the_page_and_not_of_the_template(tmp_path: Path) -> None:
    cell = typst("#place(dx: 450pt)[margin]")
    assert said(cell, folder=tmp_path, margin="1cm") == []
    assert said(cell, folder=tmp_path, landscape=True) == []
    assert len(said(cell, folder=tmp_path, margin="4cm 4cm 2cm 1cm")) == 1


def test_charts_and_heads_are_not_looked_at(tmp_path: Path) -> None:
    words = "".join(f'<text x="{x}" y="20" font-size="10">Words</text>' for x in (10, 12, 190))
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40">{words}</svg>'
    told = converted(book(shown({"image/svg+xml": svg}, alt="a"), title="own"), tmp_path)[1]
    assert told == []


def test_glyphs_are_missed_where_no_standard_asks_for_them(tmp_path: Path) -> None:
    rare = "\U00012000"
    pdf, told = converted(
        book(markdown("plain"), markdown(rare)), tmp_path, standards=[], system_fonts=False
    )
    assert told == [
        "cell 2: no font has these characters, on page 1; font_paths may help",
    ]
    assert [each.kind for each in faults(pdf, 524.4, 773.9)] == [Kind.GLYPH]


def test_faults_say_where_they_are(tmp_path: Path) -> None:
    source = "#place(dx: 450pt)[#text(size: 20pt)[(a (b\\) c\\)]]"
    pdf, _ = converted(book(typst(source), title="T"), tmp_path, allow_raw_typst=True)
    (fault,) = faults(pdf, 524.4, 773.9)
    assert fault == Fault(Kind.OUTSIDE, 1, fault.y, "(a (b) c)")
    assert 100 < fault.y < 180


def test_a_space_may_hang_in_the_margin(tmp_path: Path) -> None:
    hanging = "#block(width: 100%)[#place(dx: {}pt)[#text(size: 30pt)[words~]]]"
    assert said(typst(hanging.format(374)), folder=tmp_path) == []
    assert len(said(typst(hanging.format(383)), folder=tmp_path)) == 1


def test_a_part_of_a_table_gives_each_column_its_longest_word(tmp_path: Path) -> None:
    heads = ["", "city", "city_ascii", "lat", "lng", "country", "iso2", "iso3", "admin_name"]
    heads += ["capital", "population", "id", "size", "size_c"]
    row = ["282", "Reggio di C", "Reggio di C", "41.8931", "12.4828", "Italy", "IT", "ITA"]
    row += ["Emilia-Romagna", "primary", "2872800.0", "1380382862", "50", "500"]
    table = "<table><thead><tr>" + "".join(f"<th>{each}</th>" for each in heads) + "</tr></thead>"
    table += "<tr>" + "".join(f"<td>{each}</td>" for each in row) + "</tr></table>"
    assert converted(book(shown({"text/html": table})), tmp_path)[1] == []


def test_a_title_without_a_space_stays_on_the_page(tmp_path: Path) -> None:
    title = "A_title_that_is_far_too_long_for_one_line_of_its_page"
    pdf, told = converted(book(markdown("Words"), title=title), tmp_path)
    assert told == []
    assert title in text(pdf).replace(" ", "")
