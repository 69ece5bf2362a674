"""Rules of style sheets, anchors, options and files that notebooks name: without any page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import html

from nbconvert_typst import files, limits, options
from nbconvert_typst.labels import Labels
from nbconvert_typst.stylesheet import Stylesheet

PAGE = (
    "<table id='t' class='a b'><tbody>"
    + "".join(f"<tr><th>h{row}</th><td id='r{row}'>1</td><td>2</td></tr>" for row in range(1, 6))
    + "</tbody></table>"
)


def coloured(css: str, where: str = "//td") -> list[str]:
    """Return the text of the cells that a style sheet colours, or their ids and places."""
    sheet = Stylesheet()
    sheet.add(css)
    cells: Any = html.fromstring(PAGE).xpath(where)
    return [
        f"{cell.getparent()[0].text}{cell.text}" for cell in cells if "color" in sheet.style(cell)
    ]


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        ("#r2", ["h21"]),
        ("#t #r2, td#r3", ["h21", "h31"]),
        ("tr:nth-child(2) td", ["h21", "h22"]),
        ("tr:nth-child(2n+1) td:last-child", ["h12", "h32", "h52"]),
        ("tr:nth-child(even) td:nth-child(2)", ["h21", "h41"]),
        ("tr:nth-child(n+5) td", ["h51", "h52"]),
        ("tr:nth-child(-n+1) td", ["h11", "h12"]),
        ("tr:first-child > td", ["h11", "h12"]),
        (".a.b tr:first-child td", ["h11", "h12"]),
        (".a.c td", []),
        ("table > td", []),
        ("tbody > tr > td:nth-child(3)", ["h12", "h22", "h32", "h42", "h52"]),
        ("tr:hover td", []),
        ("/* td {color: red} */ #r1", ["h11"]),
    ],
)
def test_rules_find_their_cells(selector: str, found: list[str]) -> None:
    assert coloured(f"{selector} {{color: red}}") == found


def test_of_two_rules_the_more_special_one_counts() -> None:
    sheet = Stylesheet()
    sheet.add("table tr td {color: red; border: 0} td {color: blue; font-weight: bold}")
    sheet.add("#t td:last-child {color: green} #r1 {color: black}")
    first, second = html.fromstring(PAGE).xpath("//tr[1]/td")
    assert sheet.style(first) == {"color": "black", "font-weight": "bold"}
    assert sheet.style(second) == {"color": "green", "font-weight": "bold"}
    (third,) = html.fromstring(PAGE).xpath("//tr[2]/td[1]")
    assert sheet.style(third) == {"color": "red", "font-weight": "bold"}
    second.set("style", "color: white")
    other = Stylesheet()
    other.add("td {color: red}")
    assert other.style(second) == {"color": "white"}


def test_an_anchor_is_placed_once_and_only_if_it_is_asked_for() -> None:
    labels = Labels()
    labels.ask(["#one", "#A-Title", "https://elsewhere.example/#two", "#shown"])
    labels.define(["one", "two"])
    labels.define(["shown"], figure=True)
    labels.define_heading("a-title-1", "A  title")
    assert [labels.place(each) for each in ("one", "one", "two", "", "shown")] == [
        *("one", None, None, None, None)
    ]
    assert labels.target("#A-Title") is None
    labels.define_heading("a-title", "A title")
    assert labels.target("#A-Title") == "a-title"
    assert labels.place("a-title", heading=True) == "a-title"
    labels.ask(["#Of-the-heading's-words"])
    labels.define_heading("words", "Of the heading's words")
    assert labels.place("words", heading=True) == "words"
    assert (labels.place_figure("shown"), labels.place_figure("shown")) == ("shown", None)


def test_margins_and_hidden_code_as_quarto_has_them() -> None:
    front = {"format": {"pdf": {"margin": {"x": "1cm", "y": "2cm", "left": "3cm"}}}}
    assert options.settings(front)["typst"] == {"margin": "2cm 1cm 2cm 3cm"}
    assert options.settings({"execute": {"echo": False}})["typst"] == {"hide_input": True}
    assert options.settings({"execute": {"echo": True}})["typst"] == {}


def test_patterns_find_no_file_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "a.csv").write_text("a")
    (tmp_path / "secret.csv").write_text("b")
    (own / "b.csv").symlink_to(tmp_path / "secret.csv")
    assert files.Reach(own).matching("*.csv") == [own.resolve() / "a.csv"]
    monkeypatch.setattr(files, "LARGEST", 1)
    assert files.content(own / "a.csv") == b"a"
    (own / "a.csv").write_text("aa")
    assert files.content(own / "a.csv") == "it has 2 bytes, more than 1"


def test_texts_are_cut_between_lines() -> None:
    assert limits.head("ab\ncd\nef\n", 6) == ("ab\ncd", 1)
    assert limits.head("ab\ncd\nef", 6) == ("ab\ncd", 1)
    assert limits.head("abcd\nef", 3) == ("abc", 2)
    assert limits.head("ab", 2) == ("ab", 0)
    assert limits.pieces("ab\ncd\nefghi", 4) == ["ab\ncd", "efgh", "i"]
