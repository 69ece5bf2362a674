"""Formulas as Jupyter finds them in Markdown, respelled for pandoc."""

from __future__ import annotations

import pytest

from nbconvert_typst.markdown import cells


@pytest.mark.parametrize(
    ("source", "respelled"),
    [
        ("$$\nx + y\n=\n\\left[ a\n+\n b\\right]\n$$", "$$x + y = \\left[ a + b\\right]$$"),
        ("> $$\n> a\n> = b\n> $$\n> more", "> $$a = b$$\n> more"),
        ("$$\na\n> b\n$$", "$$a > b$$"),
        ("- item $$\n  a\n  + b\n  $$\n- two", "- item $$a + b$$\n- two"),
        ("$$x$$ and $$\ny\n\nz\n$$", "$$x$$ and $$y z$$"),
        ("$$a % note\nb \\% c \\\\% d\ne$$", "$$a b \\% c \\\\ e$$"),
        ("\\begin{align}\na &= b\n- c\n\\end{align}", "$$\\begin{align} a &= b - c \\end{align}$$"),
        ("$x\n- y$", "$x - y$"),
        ("$ g $, $ x > 0 $, $b_1 $ and $ x_1$", "$g$, $x > 0$, $b_1$ and $x_1$"),
        ("$ S = R_+ =\n[0, 1) $", "$S = R_+ = [0, 1)$"),
        ("$ 5 and $ 6 or $5 and $6", "&#36; 5 and &#36; 6 or &#36;5 and &#36;6"),
        ("`$ x $` and US$ 5 = b", "`$ x $` and US&#36; 5 = b"),
        ("$a_1\n\nb$", "&#36;a_1\n\nb&#36;"),
        ("in $$1000s", "in &#36;&#36;1000s"),
    ],
)
def test_formulas_stand_on_one_line(source: str, respelled: str) -> None:
    assert cells([source])[0].text == respelled
