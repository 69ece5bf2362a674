"""Which dollars in Markdown are around a formula, as MathJax and a reader see them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from nbconvert_typst import markdown


def formulas(source: str) -> list[str]:
    def within(node: Any) -> list[str]:
        if isinstance(node, dict):
            return [node["c"][1]] if node.get("t") == "Math" else within(list(node.values()))
        return [tex for each in node for tex in within(each)] if isinstance(node, list) else []

    return within(markdown.read(markdown.cells([source]))[0])


@pytest.mark.parametrize(
    "source, found",
    [
        (
            "\u6a21\u578b$w$\u306f\u4e0d\u5909\u3001\u5b66\u7fd2$x_i$\u3092\u3002",
            ["w", "x_i"],
        ),  # no spaces
        ("\u4efb\u610f $x$\uff0c\u6709$ y = 2 $\u3002", ["x", "y = 2"]),
        ("\u4fa1\u683c$5\u3068$6", []),
        ("the$x_1$ axis is $y$ and", ["x_1", "y"]),
        ("the$x$,$y + z_1$", ["x", "y + z_1"]),
        ("it costs US$5 and a_b US$6", []),
        ("pay me $ R x $ dollars, $ 5 or so $", ["R x"]),
        ("see\n\n$\nx_1 =\n2\n$\n\n$\n\na_b$", ["x_1 = 2"]),
        ("$ A, C, G $ and $ 2p $ or $ T, T' $", ["A, C, G", "2p", "T, T'"]),
        ("to $ 1/(rg) $ or $ 5 (for two) $", ["1/(rg)"]),
        ("$ A - BF $, $ a*b + c $ and $ 5 - or 6 $", ["A - BF", "a*b + c"]),
        ("$ 5, 6 $ for two", []),
        ("$ 5 or a $ for one", []),
        ("A$B and C$D", []),
        (
            "$ dy/dt $, $ III $, ($ \u03b2 $), $ .5 $, $ f(x,y) $",
            ["dy/dt", "III", "\u03b2", ".5", "f(x,y)"],
        ),
        ("put $ and $ here, or $ `x` $", []),
        ("9.81 m/s$^2$, CO$_2$ and H$_2$O", ["^2", "_2", "_2"]),
    ],
)
def test_a_formula_may_follow_a_letter(source: str, found: list[str]) -> None:
    assert formulas(source) == found


def test_rows_between_dollars_stay_in_their_line() -> None:
    def kinds(source: str) -> list[str]:
        written = markdown.cells([source])[0].text
        return re.findall(r"\$+(?=\\begin)", written)

    assert kinds(r"a $\begin{pmatrix}1\\2\end{pmatrix}$ b, $\begin{cases}1\end{cases}$") == [
        "$",
        "$",
    ]
    assert kinds(r"$\begin{align}1\end{align}$") == ["$$"]
    assert kinds(r"\begin{pmatrix}1\end{pmatrix}") == ["$$"]


def test_bars_of_a_formula_end_no_cell_of_a_table() -> None:
    table = (
        "| a | b |\n|:-:|---|\n| $|G^*_i|$ | $$\\|x\\|$$ and $ |y| < 3 $ |\n$\\left|z\\right|$ | c"
    )
    told = "\n\nHere $|u|$ and $\\|v\\|$.\n\nHead $|w|$\n---\n\n- a | $|t|$\n  --|--\n  $|s|$ | 2"
    row = [r"|G^*_i|", r"\|x\|", "|y| < 3", r"\left|z\right|"]
    assert formulas(table + told) == [*row, "|u|", r"\|v\|", "|w|", "|t|", "|s|"]
