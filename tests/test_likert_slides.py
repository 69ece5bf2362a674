"""The answers of a question on a slide: bars that PowerPoint edits, computed from their numbers."""

from __future__ import annotations

import io
import math
import re
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import invented
import pytest
from invented import commuters
from lxml import etree
from openxml_audit import OpenXmlValidator
from pptx import Presentation

from quoted.language import language
from quoted.publish import slides
from quoted.publish.look import A
from quoted.publish.scatter import CHART
from quoted.report import charts

C = f"{{{CHART}}}"
KNOWN = {("ext", "Choice allows at most 1 occurrence(s), found 2")}
"""What the schema does not allow and PowerPoint does: a label that reads a cell."""


@cache
def deck(code: str = "en", *more: str) -> bytes:
    made = charts(invented.tables(commuters, debate=False), language(code))
    chart = made["answers.safe_roads"]
    return slides.alone(chart.but(rows=more[0]) if more else chart)


def drawn(content: bytes) -> Any:
    (slide,) = Presentation(io.BytesIO(content)).slides
    (shape,) = [shape for shape in slide.shapes if shape.has_chart]
    return shape.chart.part


def series(part: Any) -> list[tuple[str, list[float]]]:
    """Return name and lengths of every part of the bars, from left to right."""
    found = []
    for one in part._element.iter(f"{C}ser"):
        values = {
            int(pt.get("idx")): float(pt.findtext(f"{C}v"))
            for pt in one.find(f"{C}val").iter(f"{C}pt")
        }
        found.append((one.findtext(f"{C}tx/{C}v"), [values.get(n, 0.0) for n in range(2)]))
    return found


def test_parts_are_stacked_as_the_answers_stand() -> None:
    found = series(drawn(deck()))
    listed = [(name, lengths) for name, lengths in found if name.strip()]
    assert listed == [
        ("Strongly disagree", [12, 31]),
        ("Disagree", [22, 29.5]),
        ("Agree", [38, 18]),
        ("Strongly agree", [11, 9]),
        ("Neither", [15, 0]),
        ("Do not know", [3, 0]),
    ]
    one, other = ([lengths[bar] for _, lengths in found] for bar in (0, 1))
    assert sum(one[:3]) == pytest.approx(sum(other[:3]))  # both sides begin at one line
    assert sum(one[:6]) == pytest.approx(sum(other[:6]))  # and so does what stands apart
    assert not [name for name, _ in found if not name.strip()][4:]  # room at four places


def test_it_is_valid_and_the_same_bytes_and_says_what_it_shows(tmp_path: Path) -> None:
    path = tmp_path / "one.pptx"
    path.write_bytes(deck())
    found = OpenXmlValidator(max_errors=0).validate(path).errors
    known = {(re.sub(r"\[\d+\]$", "", one.path.split("/")[-1]), one.description) for one in found}
    assert known == KNOWN
    deck.cache_clear()
    assert path.read_bytes() == deck()
    (slide,) = Presentation(path).slides
    (shape,) = [shape for shape in slide.shapes if shape.has_chart]
    alt = shape._element.xpath("./*/p:cNvPr/@descr")[0]
    assert "Drivers: Strongly disagree 12%" in alt
    assert "Behind ±" in slide.notes_slide.notes_text_frame.text


def test_colours_are_those_of_the_theme() -> None:
    root = drawn(deck())._element
    assert not list(root.iter(f"{A}srgbClr"))
    fills = [one.find(f"{C}spPr/{A}solidFill") for one in root.iter(f"{C}ser")]
    assert [fill is not None for fill in fills] == [
        False, True, True, True, True, False, True, False, True, False,
    ]  # fmt: skip


def test_shares_without_the_room_have_no_label() -> None:
    part = drawn(deck())
    disagree = list(part._element.iter(f"{C}ser"))[1]
    gone = [label.find(f"{C}delete") is not None for label in disagree.iter(f"{C}dLbl")]
    assert gone == [True, False]


@pytest.mark.parametrize("code", ["en", "fr"])
def test_the_sheet_computes_what_is_drawn(code: str) -> None:
    known, formulas = sheet_of(drawn(deck(code)))
    assert [known[f"{column}2"] for column in "BCDEFG"] == [12, 22, 38, 11, 15, 3]
    assert "F3" not in known and known["B1"] == "Strongly disagree" and len(formulas) > 15
    for place, formula in formulas.items():
        said = computed(formula, known)
        assert said == (known[place] if isinstance(said, str) else pytest.approx(known[place])), (
            place
        )
    space = "\N{NARROW NO-BREAK SPACE}" if code == "fr" else ""
    assert {f"34{space}% ± 1", f"15{space}%", f"27{space}% ± 1"} <= {*known.values()}


def test_an_edited_number_moves_the_others_and_its_sum() -> None:
    known, formulas = sheet_of(drawn(deck()))
    (left, *_) = (place for place, formula in formulas.items() if "SUM(B2:C2)" in formula
                  and formula.startswith("=TEXT"))  # fmt: skip
    room = next(place for place, formula in formulas.items() if "MAX(0," in formula
                and "SUM(B2:C2)" in formula)  # fmt: skip
    edited = known | {"B2": 20.0}
    assert computed(formulas[left], edited) == "42% ± 1"
    assert computed(formulas[room], edited) == pytest.approx(float(known[room]) - 8)


def sheet_of(part: Any) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what the cells of a workbook hold, and the formulas among them."""
    with zipfile.ZipFile(io.BytesIO(part.chart_workbook.xlsx_part.blob)) as book:
        shared = etree.fromstring(book.read("xl/sharedStrings.xml"))
        sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    texts = ["".join(item.itertext()) for item in shared]
    known: dict[str, Any] = {}
    formulas: dict[str, str] = {}
    for one in sheet.iter("{*}c"):
        value, kind = one.findtext("{*}v"), one.get("t", "n")
        if value is not None:
            known[one.get("r")] = (
                texts[int(value)] if kind == "s" else float(value) if kind == "n" else value
            )
        if formula := one.findtext("{*}f"):
            formulas[one.get("r")] = f"={formula}"
    return {place: value for place, value in known.items() if value != ""}, formulas


def computed(formula: str, known: dict[str, Any]) -> Any:
    """Return what a formula comes to, as far as ours go."""

    def cells(match: re.Match[str]) -> str:
        if match[1]:
            return match[0]
        first, last = match[2], match[3] or match[2]
        row = first.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        columns = range(ord(first[0]), ord(last[0]) + 1)
        found = [known.get(f"{chr(column)}{row}", 0.0) for column in columns]
        return repr(found if match[3] else found[0])

    text = re.sub(r'("[^"]*")|\b([A-Z]\d+)(?::([A-Z]\d+))?', cells, formula[1:]).replace("&", "+")
    functions = {
        "SUM": sum,
        "MAX": max,
        "N": float,
        "TRUE": True,
        "ABS": abs,
        "INT": math.floor,
        "MOD": lambda number, by: number % by,
        "ROUND": lambda number, digits: float(round(number, digits)),
        "TEXT": lambda number, zeros: f"{number:0{len(zeros)}.0f}",
    }
    return eval(text, {"__builtins__": {}}, functions)


def test_a_group_alone_is_drawn_too() -> None:
    found = series(drawn(deck("en", "group == 'walkers'")))
    assert [name for name, _ in found if name.strip()] == [
        "Strongly disagree", "Disagree", "Agree", "Strongly agree",
    ]  # fmt: skip
