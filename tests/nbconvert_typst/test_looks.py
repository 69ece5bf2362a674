"""Small things that the pages show: colours, terminals, styles, what front matter says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from converting import book, converted, shown, text
from nbformat import v4

from nbconvert_typst import TypstExporter, colours, limits, looks, options, outputs


@pytest.mark.parametrize(
    ("colour", "darker"),
    [((255, 255, 0), (118, 118, 0)), ((255, 0, 0), (255, 0, 0)), ((120, 120, 120), (105,) * 3)],
)
def test_pale_colours_are_darkened_to_be_read(
    colour: colours.Colour, darker: colours.Colour
) -> None:
    assert colours.readable(colour) == darker


def test_a_terminal_in_reverse_and_back() -> None:
    told = outputs.runs("\x1b[7ma\x1b[27mb", outputs.Pen())
    assert told == (
        '#highlight(fill: rgb("#1b2733"))[#text(fill: rgb("#ffffff"), raw("a"));];#raw("b");'
    )


@pytest.mark.parametrize(
    ("codes", "seen"),
    [
        ("38;5;196", '#text(fill: rgb("#ff0000"), raw("x"));'),
        ("38;5;67", '#text(fill: rgb("#4e6f90"), raw("x"));'),  # of #5f87af, to be read
        ("48;5;67", '#highlight(fill: rgb("#5f87af"))[#raw("x");];'),
        ("48;5;232", '#highlight(fill: rgb("#080808"))[#raw("x");];'),
        ("48;5;255", '#highlight(fill: rgb("#eeeeee"))[#raw("x");];'),
        ("38;2;300;1;2", '#text(fill: rgb("#ff0102"), raw("x"));'),
        ("48;2;1;2;3;49", '#raw("x");'),
        ("38;5", '#raw("x");'),
        ("3;4", '#underline[#text(style: "italic", raw("x"));];'),
        ("1;9;3;23", '#strike[#text(weight: "bold", raw("x"));];'),
        ("4;24;1;0", '#raw("x");'),
    ],
)
def test_what_a_terminal_writes_with(codes: str, seen: str) -> None:
    assert outputs.runs(f"\x1b[{codes}mx", outputs.Pen()) == seen


def test_long_coloured_outputs_keep_their_colours(tmp_path: Path) -> None:
    """A traceback of IPython has a line of dashes, which may have to be broken."""
    frames = "".join(f"\x1b[1;32mframe {n}\x1b[0m of {'x' * 40}\n" for n in range(150))
    told = f"\x1b[0;31m{'-' * 75}\n{frames}\x1b[0;31m{'y' * 9000}\x1b[0m plain"
    output = v4.new_output("error", ename="", evalue="", traceback=[told])
    exporter = TypstExporter()
    found = exporter.from_notebook_node(book(v4.new_code_cell("", outputs=[output])))[0]
    pieces = found.split("#nb.terminal(")[1:]
    assert len(pieces) > 3
    red, green = (f'fill: rgb("{colour}")' for colour in ("#b3261e", "#1e6b33"))
    assert all(red in piece or green in piece for piece in pieces)
    assert found.count(green) == 150
    assert "[0" not in found and "y" * 3000 in found
    assert 'raw(" plain")' in pieces[-1]
    pdf, warnings = converted(book(v4.new_code_cell("", outputs=[output])), tmp_path)
    assert warnings == [] and "frame 149" in text(pdf)


@pytest.mark.parametrize(
    ("told", "pieces"),
    [
        ("ab\ncd\nef", ["ab\ncd", "ef"]),
        ("ab\n\n\ncdef", ["ab", "\n\ncdef"]),  # Typst drops empty lines at an end
        ("\n\n\nabcde", ["\n\n\nabcd", "e"]),
        ("a\x1b[1;31mbcde", ["a\x1b[1;31mbc", "de"]),
    ],
)
def test_pieces_of_an_output(told: str, pieces: list[str]) -> None:
    assert limits.pieces(told, 4) == pieces


def test_an_error_that_is_cut_says_what_it_was(tmp_path: Path) -> None:
    frames = [f"frame {n}" for n in range(500)]
    for traceback in (frames, ["frame 0", "Short: told"], []):
        output = v4.new_output("error", ename="Short", evalue="told", traceback=traceback)
        pdf, _ = converted(book(v4.new_code_cell("", outputs=[output])), tmp_path)
        assert text(pdf).count("Short: told") == 1


def test_a_colour_is_not_cut() -> None:
    assert outputs.clip("ab\x1b[31mcd", 9, 5) == ("ab", 1)
    assert outputs.clip("ab\x1b[31mcd", 9, 8) == ("ab\x1b[31mc", 1)
    assert outputs.clip("ab\x1b[31m", 9, 7) == ("ab\x1b[31m", 0)


def test_only_lines_that_need_it_are_searched_for_places_to_end() -> None:
    told = outputs.runs(f"\x1b[1mab\nc{'x' * 40}\nd", outputs.Pen())
    start = '#text(weight: "bold", raw('
    assert told == f'{start}"ab\\n"));#nb.loose[{start}"c{"x" * 40}\\n"));];{start}"d"));'


def test_coloured_tables_of_characters_touch() -> None:
    output = v4.new_output("stream", text="\x1b[1m┌─┐\n│x│\n└─┘\x1b[0m")
    found = TypstExporter().from_notebook_node(book(v4.new_code_cell("", outputs=[output])))[0]
    assert '#nb.terminal(text: "┌─┐' in found


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("abcdef\rxy", "xycdef"),
        ("ab\r\nc", "ab\nc"),
        ("abc\b\bx", "ax"),
        ("long\r\x1b[31mab", "\x1b[31mab"),
        ("ab\r", "ab"),
    ],
)
def test_what_a_terminal_shows_in_the_end(raw: str, seen: str) -> None:
    assert outputs.terminal(raw) == seen


def test_a_day_that_changes_is_no_date() -> None:
    assert "date" not in options.settings({"date": "today"})
    assert options.settings({"date": "2024-05-06"})["date"] == "2024-05-06"


def test_cells_stand_where_their_style_or_their_attribute_says() -> None:
    cells = '<td style="text-align: center">1<td align="right">x'
    cells += '<td align="left" style="text-align: right">y'
    table = {"text/html": f"<table><tr><th>a<th>b<th>c<tr>{cells}</table>"}
    source, _ = TypstExporter().from_notebook_node(book(shown(table)))
    assert re.findall(r"table\.cell\(align: (\w+)\)", source) == ["center", "right", "right"]


@pytest.mark.parametrize(
    ("attributes", "hidden"),
    [
        ({"style": "visibility: hidden"}, True),
        ({"style": "display:none !important"}, True),
        ({"hidden": ""}, True),
        ({"style": "visibility: visible; display: block"}, False),
    ],
)
def test_what_a_browser_hides(attributes: dict[str, str], hidden: bool) -> None:
    assert looks.hidden(attributes) is hidden


@pytest.mark.parametrize(
    ("told", "colour"),
    [
        (" RED ", (255, 0, 0)),
        ("rgb(1, 2, 3)", (1, 2, 3)),
        ("rgba(255, 0, 0, 0.5)", (255, 128, 128)),
        ("rgb(0 0 255 / 20%)", (204, 204, 255)),
        ("rgba(0, 0, 0, 7)", (0, 0, 0)),
        ("rgba(0, 0, 0, 0)", None),
        ("rgba(0, 0, 0, half)", None),
        ("#f008", (255, 119, 119)),
        ("hsl(120deg, 100%, 50%)", (0, 255, 0)),
        ("currentcolor", None),
    ],
)
def test_colours_of_css_on_white(told: str, colour: colours.Colour | None) -> None:
    assert colours.read(told) == colour


def test_colours_in_the_spelling_of_typst() -> None:
    assert colours.typst("rgb(1, 2, 255)") == 'rgb("#0102ff")'
    assert colours.typst(None) is None


def test_heavy_cells_of_a_table() -> None:
    cells = "".join(f'<td style="font-weight: {each}">{each}' for each in ("bold", 400, 700))
    table = {"text/html": f"<table><tr><th>a<th>b<th>c<tr>{cells}</table>"}
    source, _ = TypstExporter().from_notebook_node(book(shown(table)))
    row = source.partition("nb.head-rule")[2]
    assert re.findall(r"strong\[(\w+)\]", row) == ["bold", "700"]


def test_colours_of_code_end_where_they_take_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "COLOURED", 6)
    cells = [v4.new_code_cell(each) for each in ("a = 1", "b", "c")]
    source, _ = TypstExporter().from_notebook_node(book(*cells))
    assert re.findall(r'text: "(.*?)"(, lang)?', source) == [
        ("a = 1", ", lang"),
        ("b", ", lang"),
        ("c", ""),
    ]
