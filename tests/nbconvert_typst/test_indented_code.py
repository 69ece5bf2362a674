"""Code that is only indented stays as it is written; what is indented otherwise is no code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from converting import book, converted
from converting import markdown as cell

from nbconvert_typst import markdown


def parts(source: str) -> list[tuple[str, str]]:
    """Return the code and the formulas of a text, in their order."""

    def within(node: Any) -> list[tuple[str, str]]:
        if isinstance(node, dict):
            if node.get("t") in ("Math", "CodeBlock"):
                return [(node["t"], node["c"][1])]
            return within(list(node.values()))
        return [each for item in node for each in within(item)] if isinstance(node, list) else []

    return within(markdown.read(markdown.cells([source]))[0])


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("a\n\n    $ ls $HOME\n    $ cd\n\nb $x$", ["$ ls $HOME\n$ cd", "x"]),
        ("# T\n    <video src='a.mp4'></video>\n", ["<video src='a.mp4'></video>"]),
        ("\t$ a\n\t\n\t``` $ b", ["$ a\n\n``` $ b"]),
        ("- a\n\n      $ b $\n\n  $y$", ["$ b $", "y"]),
        ("1. a\n\n    $x$\n\n        $ ls", ["x", " $ ls"]),
        ("[^1]\n\n[^1]: a\n\n    $x$", ["x"]),
        ("a\n    $x$", ["x"]),
        ("$$\na\n\n    b\n$$", ["a b"]),
        ("```\n\n    $ a\n```", ["\n    $ a"]),
        ("a\r\n\r\n    $ b $c\r\n\r\n$x$", ["$ b $c", "x"]),
        ("-\ta\n\n\tb $x$\n1.\ta\n\n\tb $y$", ["x", "y"]),
        ("#a\n    $x$", ["x"]),
        ("a\n***\n    $ b\n\n* * *\n    $ c", ["$ b", "$ c"]),
        ("a\n===\n    $ b\n\nc\n--\n    $ d", ["$ b", "$ d"]),
        ("-     a\n\n  $x$\n\n      $ c", ["a", "x", "$ c"]),
        ("a\n\n    ```\n    $ b", ["```\n$ b"]),
        ("```\na\n```\n    $ b", ["a", "$ b"]),
        ("<pre>a</pre>\n\n    $ b", ["a", "$ b"]),
        ("- a\n  - b\n- c\n\n      $ d", ["$ d"]),
        ("> a\n>\n>     $ b $\n>\n> $x$\n\n$y$", ["$ b $", "x", "y"]),
        (">     $ a $b\n> > c\n> >\n> >     $ d $", ["$ a $b", "$ d $"]),
        ("> a\n    $x$\n>\n    $ b $", ["x", "$ b $"]),
        ("> -     $ a $\n>\n> $x$", ["$ a $", "x"]),
        ("1. a\n\n   >     $ b $\n\n   $x$", ["$ b $", "x"]),
        ("- >     $ a $\n\n  $x$\n> $y$\n>\n>     $ b $", ["$ a $", "x", "y", "$ b $"]),
        ("- > a\n> >\n\n      $ b $", ["  $ b $"]),
        ("-     $ a $\n- $x$\n- 1.     $ b $", ["$ a $", "x", "$ b $"]),
        ("- ```\n  a\n\n      $ b $\n  ```\n- $x$", ["a\n\n    $ b $", "x"]),
        ("- # A\n      $ a $\n# B\n    $ b $", ["$ a $", "$ b $"]),
        ("pid $$\n\n    $ a $\n\n$x$", ["$ a $", "x"]),
        ("[^1]\n\n[^1]: a\n\n        $ b $", ["$ b $"]),
        ("\\begin{align}\na\n\n    b_1\n\\end{align}", ["\\begin{align} a b_1 \\end{align}"]),
    ],
)
def test_only_code_that_is_indented_is_spared(source: str, found: list[str]) -> None:
    assert [told for _, told in parts(source)] == found


def test_a_player_in_code_is_no_player(tmp_path: Path) -> None:
    assert converted(book(cell("So:\n\n    <video src='a.mp4'></video>")), tmp_path)[1] == []
