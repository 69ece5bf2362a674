"""What MyST's and Quarto's fences become: boxes, pictures, formulas, code, tables."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path

import pytest
from converting import PNG, book, converted, markdown, pictures, text

from nbconvert_typst import myst


def box(kind: str, title: str, *lines: str) -> list[str]:
    return [f'<div class="alert alert-{kind}">', "", f"**{title}**", "", *lines, "", "</div>", ""]


@pytest.mark.parametrize(
    "told, lines",
    [
        (":::{note}\na\n:::\nb", [*box("info", "Note", "a"), "b"]),
        ("```{warning} Mind\na\n```", box("warning", "Mind", "a")),
        (":::{admonition} T\n:class: dropdown tip\n\na\n:::", box("success", "T", "a")),
        (":::note\na\n:::", box("info", "Note", "a")),
        ("::: {.callout-tip}\n## Own\na\n:::", box("success", "Own", "a")),
        ('::: {.callout-caution title="Own"}\na\n:::', box("warning", "Own", "a")),
        (
            "::::{tip}\n:::{danger}\na\n:::\n::::",
            box("success", "Tip", *box("danger", "Danger", "a")),
        ),
        (
            ":::{tip}\n:::{danger}\na\n:::\nb\n:::",
            box("success", "Tip", *box("danger", "Danger", "a"), "b"),
        ),
        (":::{tip}\n```\n:::\n```\n:::", box("success", "Tip", "```", ":::", "```")),
        ("````{tab-set}\n```{tab-item} A\nb\n```\n````", ["", "", "**A**", "", "b", "", ""]),
        (":::{code-block} python\n:linenos:\n\na\n:::", ["```python", "a", "```"]),
        (
            ":::{math}\n:label: e\na\n:::",
            ["", "$$\\begin{equation}\\label{e}a\\end{equation}$$", ""],
        ),
        ("```{math}\na\nb\n```", ["", "$$a\nb$$", ""]),
        ("$$ a $$ (e)", [r"$$\begin{equation}\label{e}a\end{equation}$$"]),
        (
            "$$\n\\begin{align}\na\n\\end{align}\n$$ (e:1)",
            [r"$$\begin{align}\label{e:1}", "a", r"\end{align}$$"],
        ),
        ("as {eq}`e:1` says", [r"as \eqref{e:1} says"]),
        ("$$a$$ (or so it is)", ["$$a$$ (or so it is)"]),
        (":::{admonition,warning} T\na\n:::", box("warning", "T", "a")),
        ("`` {ref}`a` `` and `{ref}` or `a`", ["`` {ref}`a` `` and `{ref}` or `a`"]),
        ("{math}`a < b` {term}`a` {doc}`b <c>`", ["$a < b$ a b"]),
        (":::{figure}\n:name: n\n\n![](a.png)\n:::", ["", '<a id="n"></a>', "", "![](a.png)", ""]),
        (":::{tip .simple open=true} T\na\n:::", box("success", "T", "a")),
        ("```{proof:lemma}\na\n```", box("info", "Lemma", "a")),
        (":::{table} T\n:::{note}\na\n:::\n:::", ["", "*T*", "", *box("info", "Note", "a"), ""]),
        (":::{unheard} T\na\n:::", ["", "**T**", "", "a", ""]),
        ("(a)=\n# b", ['<a id="a"></a>\n', "# b"]),
        ("{math}`x` {ref}`a` {ref}`b <c>`", ["$x$ [a](#a) [b](#c)"]),
        (":::{image} a.png\n:width: 5px\n:::", ["", '<img src="a.png" width="5px">', ""]),
    ],
)
def test_a_directive_becomes(told: str, lines: list[str]) -> None:
    assert myst.plain(told).split("\n") == "\n".join(lines).split("\n")


@pytest.mark.parametrize(
    "told",
    [
        "```python\n:::{note}\na\n:::\n```",
        "```{r}\na\n```",
        '``` {.python title="a"}\n:::{note}\n```',
        "```.odd\n:::{note}\n```\nafter",
        "a ::: b\n:::\nc",
        "    :::{note}",
        "f(a)=b",
    ],
)
def test_what_is_no_directive_stays(told: str) -> None:
    assert myst.plain(told) == told


def test_roles_follow_letters_of_scripts_without_spaces() -> None:
    assert myst.plain("式{eq}`one`は") == "式\\eqref{one}は"
    assert myst.plain("a{eq}`one`") == "a{eq}`one`"


def test_a_list_of_lists_is_a_table() -> None:
    told = ":::{list-table} T\n:header-rows: 1\n* - a\n  - b\n* - c|d\n  - $e$\n:::"
    assert myst.plain(told).split("\n") == [
        *("", "*T*", "", "| a | b |", "| --- | --- |", "| c\\|d | $e$ |", ""),
    ]


def test_a_figure_has_its_caption_and_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b64decode(PNG))
    told = ":::{figure} a.png\n:name: one\n:alt: words\n\nThe **caption**.\n:::\n\n[there](#one)"
    pdf, said = converted(book(markdown(told), language="en"), tmp_path)
    assert pictures(pdf) == 1
    assert [each for each in said if "no place" in each] == []
    assert "The caption." in text(pdf)
    assert ":::" not in text(pdf)


def test_fences_without_an_end_come_to_one() -> None:
    assert myst.plain(":::{note}\n" * 3000).count("<div") == myst.DEEPEST + 1


def test_boxes_deeper_than_typst_can_cost_their_cell_alone(tmp_path: Path) -> None:
    deep = markdown('<div class="alert alert-info">\n\n' * 40 + "words")
    pdf, said = converted(
        book(deep, markdown(":::{tip}\n" * 99 + "a"), markdown("after")), tmp_path
    )
    assert "a after" in text(pdf)
    assert [each[:40] for each in said] == ["cell 1: Typst cannot set it, shown as it"]
