"""Markdown and HTML with much that nothing closes: read once, as it is, and not once for each."""

from __future__ import annotations

import pytest

from nbconvert_typst import html, looks, repair, tables, tex
from nbconvert_typst.markdown import cells
from nbconvert_typst.stylesheet import Stylesheet

SIZE = 200_000
"""Characters: of these, a time that grows with their square is minutes."""


@pytest.mark.parametrize(
    "part",
    ["|", "\\\\[x ", "\\\\(x ", "\\begin{align}x\n", "- ", "> ", "<code ", "<video ", "<iframe "],
)
def test_what_nothing_closes_stays_as_it_is(part: str) -> None:
    told = part * (SIZE // len(part))
    assert cells([told])[0].text == told


@pytest.mark.parametrize("mark", ["- ", "> "])
def test_marks_within_each_other_are_not_all_read(mark: str) -> None:
    told = mark * (SIZE // len(mark)) + "    [x"
    assert cells([told])[0].text == told


@pytest.mark.parametrize("start", ["a", "a{"])
def test_backticks_of_one_run_are_read_once(start: str) -> None:
    assert cells([start + "`" * SIZE])[0].text == start + "`" * SIZE


def test_frames_that_nothing_closes_are_read_by_themselves() -> None:
    (fragment,) = cells(["<iframe src=a>" * (SIZE // 14)])
    assert fragment.text == looks.stand_in("iframe", "a") * (SIZE // 14)


def test_frames_hold_others_and_signs_of_less() -> None:
    flash = "<object data='a'><embed src='b'></object>"
    told = f"{flash}<iframe src='c' srcdoc='<p>1 < 2</p>'></iframe>"
    stand_ins = looks.stand_in("object", "a") + looks.stand_in("iframe", "c")
    assert cells([told])[0].text == stand_ins


@pytest.mark.parametrize("part", ["a", "a,", "/*", "@media"])
def test_style_sheets_without_rules_are_read(part: str) -> None:
    sheet = Stylesheet()
    sheet.add(f"b {{color: red}} {part * (SIZE // len(part))}")
    assert [told for _, _, told in sheet._rules] == [{"color": "red"}]


@pytest.mark.parametrize(
    ("part", "left"), [("<!--", 0), ("<script>", 0), ("<head ", SIZE // 6 * 6 - 1)]
)
def test_the_text_of_what_is_nested_deeply_is_found(part: str, left: int) -> None:
    assert len(html._flat(part * (SIZE // len(part))).text_content()) == left


def test_a_comment_without_an_end_hides_what_follows() -> None:
    told = "<b>a</b><script>b</script>c<!-- d --><head>e<!-- f <b>g</b>"
    assert html._flat(told).text_content() == "a\nc\ne"


def test_controls_that_nothing_closes_stay() -> None:
    told = '<div class="anim-controls">' * (SIZE // 27)
    animated = f'<img id="_anim_img1">frames[0] = "data:image/png,x"{told}'
    assert html.still(animated).endswith(told)


@pytest.mark.parametrize("part", [",", " ", "("])
def test_bars_of_no_colours_are_none(part: str) -> None:
    assert html._fill(f"linear-gradient({part * SIZE})") is None


def test_bars_have_their_colours_at_their_places() -> None:
    bar = html._fill("linear-gradient(90deg, rgb(255, 0, 0)  10.5%, transparent 20%)")
    red = 'rgb("#ff0000")'
    assert bar == (f"gradient.linear(({red}, 0%), ({red}, 10.5%), (white, 20%), (white, 100%))")


def test_long_numbers_are_read_once() -> None:
    assert not tex._LENGTH.match("1" * SIZE)
    assert not tables._NUMBER.match(" " * SIZE)
    assert not tables._NUMBER.match("1" + " " * SIZE + "words")


def test_a_dollar_before_much_room_is_a_price() -> None:
    assert cells(["$" + " " * SIZE + "\n"])[0].text == "&#36;" + " " * SIZE + "\n"


def test_bars_of_formulas_are_told_from_each_other_in_many_tables() -> None:
    table = "a|b\n-|-\n$|x|$|c\n\n$|y|$\n\n"
    (fragment,) = cells([table * (SIZE // len(table))])
    assert fragment.text == table.replace("$|x|$", "$\\|x\\|$") * (SIZE // len(table))


@pytest.mark.parametrize("part", ["<!--", "<script>", "<td ", "<td><b "])
def test_tables_that_close_nothing_are_read(part: str) -> None:
    told = f"<table>{part * (90_000 // len(part))}</table>"
    assert not repair.sound(told)
    assert repair.cells_closed(told).startswith("<table>")
