"""Formulas as Jupyter finds them in Markdown, and tables inside of other things."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from converting import book, converted, markdown, shown, text

from nbconvert_typst import TypstExporter, repair
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
        ("$ [a, b] $ into $ f(x) $ or $ R $", "$[a, b]$ into $f(x)$ or $R$"),
        ("for $ five $ or so", "for &#36; five &#36; or so"),
        ("$ S = R_+ =\n[0, 1) $", "$S = R_+ = [0, 1)$"),
        ("$ 5 and $ 6 or $5 and $6", "&#36; 5 and &#36; 6 or &#36;5 and &#36;6"),
        ("`$ x $` and US$ 5 = b", "`$ x $` and US&#36; 5 = b"),
        ("$a_1\n\nb$", "&#36;a_1\n\nb&#36;"),
        ("in $$1000s", "in &#36;&#36;1000s"),
        ("0$\\cdot$ 1+10$\\cdot$2", "0$\\cdot$ 1+10$\\cdot$2"),
        ("5$\\,\\$ or 6$", "5&#36;\\,\\$ or 6&#36;"),
        (
            "\\begin{array}{l}\na \\\\\n- b\n\\end{array}",
            "$$\\begin{array}{l} a \\\\ - b \\end{array}$$",
        ),
        ("\\begin{pmatrix*}\na\n\\end{pmatrix*}", "$$\\begin{pmatrix*} a \\end{pmatrix*}$$"),
        ("\\begin{itemize}\na\n\\end{itemize}", "\\begin{itemize}\na\n\\end{itemize}"),
    ],
)
def test_formulas_stand_on_one_line(source: str, respelled: str) -> None:
    assert cells([source])[0].text == respelled


@pytest.mark.parametrize(
    ("before", "later", "letters", "size"),
    [
        ("", "", 11, "9"),  # 453.5 points take it
        ("> ", "> ", 11, "8.5"),  # 441.5
        ("> ", "> ", 10, "9"),
        ("- ", "  ", 10, "8.5"),  # 433.5
        ("> - ", ">   ", 11, "8"),
        ("> one\n\n", "", 11, "9"),
    ],
)
def test_a_table_knows_how_wide_it_may_be(before: str, later: str, letters: int, size: str) -> None:
    cell = "m" * 10 + "i" * letters
    rows = [f"| {' | '.join([cell] * 4)} |", "|-|-|-|-|", "| x | x | x | x |"]
    notebook = book(markdown(before + f"\n{later}".join(rows) + "\n\nafter"))
    typst, _ = TypstExporter().from_notebook_node(notebook)
    assert re.findall(r"nb\.part.* size: ([\d.]+)pt", typst) == [size]


@pytest.mark.parametrize("kind", ["text/markdown", "text/html"])
def test_cells_that_nothing_closes_make_a_table(kind: str) -> None:
    source = (
        "<table>\n<tr><th>Math<th>Type\n<tr><td>3<td><tt>int\n<tr><td><b>x<td><tt>str\n</table>"
    )
    typst, _ = TypstExporter().from_notebook_node(book(shown({kind: source})))
    assert typst.count("table.header(") == 1
    rows = re.findall(r"^ +(\[.*\],)$", typst.partition("head-rule")[2], re.M)
    assert [row.count("],") for row in rows] == [2, 2]


@pytest.mark.parametrize("kind", ["text/markdown", "text/html"])
@pytest.mark.parametrize(
    ("told", "before"),
    [
        ("<TABLE><TR><TD>1<TD>2<TR><TD>3<TD>4</TABLE>", ""),
        ("<table><tr><td>1</td><td>2</td><tr><td>3</td><td>4</td></table>", ""),
        ("<table><td>1</td><td>2</td><tr><td>3<td>4</table>", ""),
        ("<table><tbody><td>1</td><td>2</td></tbody><tr><td>3<td>4</table>", ""),
        ("<table>one<tr><td>1</td>two<td>2</td></tr><tr><td>3<td>4</table>", "onetwo"),
        ("<table><p>a <b>b</b> c</p><tr><td>1<td>2<tr><td>3<td>4</table>", "a #strong[b]; c"),
        ("<table><form>f<tr><td>1<td>2</tr><tr><td>3<td>4</tr></form></table>", "f"),
        ("<table>\n<tr>\n\n    <td>1</td>\n    <td>2</td>\n\n</tr><tr><td>3<td>4</table>", ""),
        (
            "<table><tr><td>1</td></td><td>2</td></tr><!-- x --><tr><td>3</td><td>4</tr></table>",
            "",
        ),
    ],
)
def test_tables_with_wrong_tags_are_read_as_browsers_do(kind: str, told: str, before: str) -> None:
    typst, _ = TypstExporter().from_notebook_node(book(shown({kind: f"x\n\n{told}\n\nafter"})))
    words, _, table = typst.rpartition("\n)\n")[2].partition("#nb.data-table(")
    assert words.split("x", 1)[1].strip() == before
    assert re.findall(r"^ +(\[.*\],)$", table, re.M) == ["[1], [2],", "[3], [4],"]
    assert "after" in table


@pytest.mark.parametrize("kind", ["text/markdown", "text/html"])
@pytest.mark.parametrize("told", ["<td>one</td><td>two</td>", "<tbody><tr><td>one two"])
def test_a_line_or_a_single_cell_is_no_table(kind: str, told: str, tmp_path: Path) -> None:
    pdf, warnings = converted(book(shown({kind: f"<table>{told}</table>"})), tmp_path)
    assert "one two" in text(pdf) and warnings == []


@pytest.mark.parametrize(
    "told",
    [
        "<table><tr><td><b>a</td></tr></table>",
        "<table>\n\n<tr>\n<td>\n\n**a**\n\n</td></tr>\n</table>",
        "<table><caption>c</caption><colgroup><col><col/></colgroup>"
        "<thead><tr><th>a</th></tr></thead><!-- b --></table>",
        "> <table>\n> <tr><td>1\n> </table>",
        "<table><tr><td><table><tr><td>1</td></tr></table></td></tr></table>",
    ],
)
def test_tables_with_right_tags_stay_as_they_are(told: str) -> None:
    assert repair.closed(told) == told


@pytest.mark.parametrize(
    "told",
    [
        "<table><tr>a<td>1</td></tr></table>",
        "<table><tr><td>1</tr></td></table>",
        "<table>\n<tr>\n\n    <td>1</td></tr>\n</table>",
        "<table><tr><td>1</td></tr>",
    ],
)
def test_what_is_wrong_with_a_table(told: str) -> None:
    assert not repair.sound(told)


def test_tables_in_code_stay_as_they_are() -> None:
    told = "```html\n<table><tr><td>a<td>b</table>\n```\n\n`<table><td>c</table>`"
    (fragment,) = cells([told])
    assert fragment.text == told
