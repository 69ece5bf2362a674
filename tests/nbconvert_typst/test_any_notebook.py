"""The exporter makes a PDF of any notebook, or says in one line why it cannot."""

from __future__ import annotations

import base64
import copy
import logging
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nbconvert_typst import TypstPDFExporter, markdown

SEEDS = st.integers(0, 2**32)


def book(*sources: Any) -> dict[str, Any]:
    cells = [{"cell_type": "markdown", "metadata": {}, "source": source} for source in sources]
    return {"cells": cells, "metadata": {"title": "A title"}, "nbformat": 4, "nbformat_minor": 4}


PNG = base64.b64encode(
    bytes.fromhex(
        "89504e470d0a1a0a0000000d494844520000000100000001080600000"
        "01f15c4890000000d49444154789c6364f8cf500f0003860180"
        "5a3457da0000000049454e44ae426082"
    )
).decode()
MARKDOWN = [
    "# ", "###### ", "- ", "1. ", "> ", "|", "| a | b |\n|---|:-:|\n| 1 | ", "\n", "\n\n", "```",
    "~~~py",
    "`", "$", "$$", "\\frac{", "}", "{", "\\begin{align}", "\\end{align}",
    "\\newcommand{\\a}{\\a\\a}",
    "\\a", "\\left(", "^", "_", "[a](#b)", "[a](", "![alt](x.png)",
    "![](data:image/png;base64,AAAA)",
    "![x](attachment:p)", "<div id='b'>", "</div>", "<table><tr><td rowspan=3 colspan=9>",
    "<script>",
    "<!--", "&#0;", "[^1]", "[^2]: note", "---", "**", "~~", "- [ ] ", "\\", "#", "@cite", "//",
    "/*",
    "\u202e", "é", "😀", "\x00", "\x1b[31m", "\ufffe", "\ud800", "http://a.b", "9" * 50, "word ",
    "\\text{é}", "\\color{red}", "\\[", "\\]", "\\label{x}", "\\tag{1}",
]  # fmt: skip
HTML = [
    "<table>", "</table>", "<tr>", "<td>", "<th>", "<td rowspan=0>", "<td rowspan=99 colspan=99>",
    "<td colspan='9999999999999999999999'>", "<td colspan='٣'>", "<td rowspan='²'>", "<thead>",
    "<tfoot>", "<caption>", "<table id=b>", "<td style='color: rgb(٣,1,1)'>",
    "<td style='color:#ggg'>",
    "<style>#b{color:red;}</style>", "<a href='#b'>", "</a>", "<img>", "<svg>",
    "<math><mi>x</mi></math>",
    "<input>", "<script>x</script>", "<iframe src='http://x'>", "<!-- ", "<![CDATA[", "<?php ?>",
    "<p>",
    "<ol start=-5>", "<h9>", "<pre>", "<b>", "<x-y>", "<div align=right>", "&#xFFFF;", "&#0;",
    "text",
    "\x0c", "\ufffe", "<", ">", '"', "<br/>", "<plaintext>", "<textarea>", "<template>",
]  # fmt: skip
SVG = [
    "<svg", "</svg>", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>", "<rect/>",
    "<text>a</text>", "<use xlink:href='#a'/>", "<?xml version='1.0'?>", "<!DOCTYPE svg>", "&a;",
    "\x00",
]  # fmt: skip
ODD: list[Any] = [
    None,
    1,
    1.5,
    True,
    [],
    {},
    "x",
    ["a", 1],
    {"a": [1]},
    "\ud800",
    float("nan"),
    10**30,
]
SETTINGS = ("title", "authors", "language", "date", "toc", "fonts", "attachments", "max_table_rows")
TEXTS = {"text/html": HTML, "image/svg+xml": SVG}
MIMES = [
    "text/plain", "text/markdown", "text/latex", "image/png", "image/jpeg", "application/json",
    "application/vnd.jupyter.widget-view+json", "application/pdf", "text/x-own", *TEXTS,
]  # fmt: skip


def strange(seed: int) -> dict[str, Any]:
    """Return a notebook of odd texts and outputs, some of its values of a wrong kind."""
    chance = random.Random(seed)

    def words(pieces: Sequence[str]) -> str:
        return "".join(chance.choice(pieces) for _ in range(chance.randrange(1, 15)))

    def odd(holder: dict[str, Any], often: float = 0.03) -> dict[str, Any]:
        for key in holder:
            if chance.random() < often:
                holder[key] = copy.deepcopy(chance.choice(ODD))
        return holder

    def output() -> dict[str, Any]:
        mime = chance.choice(MIMES)
        told = PNG if mime in ("image/png", "image/jpeg") else words(TEXTS.get(mime, MARKDOWN))
        about = odd(dict.fromkeys(("alt", "caption", "id", "width", "tags"), "b"), 0.3)
        return odd(
            chance.choice(
                [
                    {"output_type": "stream", "name": "stdout", "text": words(MARKDOWN)},
                    {"output_type": "error", "ename": "E", "evalue": "", "traceback": ["a"]},
                    {"output_type": "display_data", "data": odd({mime: told}), "metadata": about},
                ]
            )
        )

    def cell() -> dict[str, Any]:
        outputs: list[Any] = [output() for _ in range(chance.randrange(3))]
        made = {
            "cell_type": chance.choice(["markdown", "code", "raw", "new"]),
            "metadata": odd({"tags": ["x"]}),
            "source": words(MARKDOWN),
            "attachments": odd({"p": {"image/png": PNG}}),
            "outputs": outputs + [copy.deepcopy(chance.choice(ODD))] * (chance.random() < 0.05),
            "execution_count": None,
        }
        return odd(made)

    own = {key: chance.choice([*ODD, "fr", "2024-02-30"]) for key in chance.choices(SETTINGS, k=2)}
    about = odd({"typst": own, "language": "python", "authors": ["A"], "kernelspec": {}})
    cells = [cell() for _ in range(chance.randrange(1, 5))]
    return odd({"nbformat": 4, "nbformat_minor": 4, "metadata": about, "cells": cells}, 0.01)


def converted(told: dict[str, Any], folder: Path) -> bytes:
    log = logging.getLogger("fuzz")
    log.disabled = True
    resources = {"metadata": {"name": "strange", "path": str(folder)}}
    node = nbformat.from_dict(told)
    pdf, _ = TypstPDFExporter(log=log).from_notebook_node(node, resources=resources)
    return bytes(pdf)


@pytest.mark.filterwarnings("ignore::nbformat.warnings.MissingIDFieldWarning")
@settings(max_examples=40)
@given(seed=SEEDS)
def test_any_notebook_becomes_a_pdf(seed: int, tmp_path: Path) -> None:
    told = strange(seed)
    if told["nbformat"] == 4 and isinstance(told["cells"], list):
        assert converted(told, tmp_path).startswith(b"%PDF")


def shown(data: Any, **about: Any) -> dict[str, Any]:
    output = {"output_type": "display_data", "data": data, "metadata": {}} | about
    cell = {"cell_type": "code", "metadata": {}, "source": "", "outputs": [output]}
    return book() | {"cells": [cell | {"execution_count": None}], "nbformat_minor": 4}


ONCE_BROKEN: dict[str, dict[str, Any]] = {
    "language that is no word": book("x") | {"metadata": {"language": ["fr"]}},
    "metadata that is a number": book("x") | {"metadata": 1.5},
    "a version that is a mapping": book("x") | {"nbformat_minor": {"a": 1}},
    "a cell that is a number": book("x") | {"cells": [1]},
    "tags that are a number": shown({"text/plain": "x"}, metadata={"tags": 1}),
    "an output that is a list": shown({}) | {"cells": [shown({})["cells"][0] | {"outputs": [[]]}]},
    "outputs that are a number": book() | {"cells": [shown({})["cells"][0] | {"outputs": 1.5}]},
    "data that are a text": shown("x"),
    "a traceback that is a number": shown({}, output_type="error", traceback=1.5),
    "no fonts": book("x") | {"metadata": {"typst": {"fonts": []}}},
    "an SVG behind another": shown({"image/svg+xml": "<rect/><!DOCTYPE svg><svg></svg>"}),
    "a link behind a formula in bold": book("***$${n}$$http://a.b)***|"),  # Typst panics
    "no character in a text": shown({"text/html": "&#xFFFE;&#0;&#55296;&#99999999999;<p>a"}),
    "no character behind a table": shown({"text/html": "<table><td>a</table>&#xFFFE;\ufffe"}),
}


@pytest.mark.parametrize("kind", ONCE_BROKEN)
def test_what_once_broke_the_exporter(kind: str, tmp_path: Path) -> None:
    assert converted(copy.deepcopy(ONCE_BROKEN[kind]), tmp_path).startswith(b"%PDF")


def test_a_text_that_keeps_pandoc_busy_is_shown_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(markdown, "TIME_LIMIT", 0.5)
    monkeypatch.setattr(markdown, "TIME_LIMIT_ALONE", 3.0)
    fragments = markdown.cells(["[^1]: a note that cites itself [^1]\n\n[^1]", "fine"])
    endless, fine = markdown.read(fragments)
    assert isinstance(endless, markdown.Unreadable) and isinstance(fine, dict)


@pytest.mark.parametrize("told", [{}, {"cells": {}}, {"cells": None}])
def test_what_is_no_notebook_is_one_clear_error(told: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not a notebook: found no list of cells"):
        converted(told | {"nbformat": 4, "metadata": {}}, tmp_path)


def test_an_unknown_standard_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"setting 'standards': .*nope"):
        converted(book("x") | {"metadata": {"typst": {"standards": ["nope"]}}}, tmp_path)
