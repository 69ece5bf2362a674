"""Markdown and HTML with much that nothing closes: read once, as it is, and not once for each."""

from __future__ import annotations

import pytest

from nbconvert_typst import repair
from nbconvert_typst.markdown import cells

SIZE = 200_000
"""Characters: of these, a time that grows with their square is minutes."""


@pytest.mark.parametrize(
    "part", ["|", "\\\\[x ", "\\\\(x ", "\\begin{align}x\n", "- ", "> ", "<code "]
)
def test_what_nothing_closes_stays_as_it_is(part: str) -> None:
    told = part * (SIZE // len(part))
    assert cells([told])[0].text == told


@pytest.mark.parametrize("mark", ["- ", "> "])
def test_marks_within_each_other_are_not_all_read(mark: str) -> None:
    told = mark * (SIZE // len(mark)) + "    [x"
    assert cells([told])[0].text == told


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
