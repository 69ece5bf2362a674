"""Whatever a file holds, its reader takes it or says what is wrong; the exporter makes a PDF of it.

Each reader is given good files, damaged at random, and the cases that once broke it. What a reader
makes of good files is tested with the reader.
"""

from __future__ import annotations

import base64
import copy
import json
import logging
import random
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
import pytest
from damage import damaged
from hypothesis import given, settings
from hypothesis import strategies as st
from test_prose import CHANGED, KNOWN

from nbconvert_typst import TypstPDFExporter, markdown
from quoted import citations as prose
from quoted import cli
from quoted.language import Language, _translations, catalogue, pofile
from quoted.language import markdown as md
from quoted.system import notebook

ROOT = Path(__file__).parents[1]
UNCACHED = _translations.__wrapped__
SEEDS = st.integers(0, 2**32)
Capture = pytest.CaptureFixture[str]


# Cited numbers.

PROSE = st.lists(
    st.sampled_from(
        [
            "[61%](#weekly_use.executives)", "[19\npoints](#weekly_use.gap)",
            "[six](#figures.count)",
            "[](#weekly_use.gap)", "[**](#weekly_use.gap)", "[+](#weekly_use.gap)",
            "[x](#no.where)",
            '[5%](#not-ours "r")', "[x](#not-ours)", "61%", "11 to 26 points", "[", "](", ")", "`",
            "```\n", "$", "$$", "\\", "<!--", "-->", "<a ", "> ", "- ", "# ", "|", "\n", "\n\n",
            "\r\n", "\r", "\x00", "\x0c", "\x85", "\u2028", "\u00a0", "&nbsp;", "٣", "²", "½",
            "| a | b |\n|---|---|\n", "[^1]: ", "http://a.b/61%", "[r]: #weekly_use.gap",
        ]
    )
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
    max_size=15,
).map("".join)  # fmt: skip


def book(*sources: Any) -> dict[str, Any]:
    cells = [{"cell_type": "markdown", "metadata": {}, "source": source} for source in sources]
    return {"cells": cells, "metadata": {"title": "A title"}, "nbformat": 4, "nbformat_minor": 4}


@settings(max_examples=60)
@given(PROSE)
def test_any_markdown_can_be_checked_and_linked(source: str) -> None:
    for known in KNOWN.values():
        assert all(str(finding) for finding in prose.check(book(source), known))
        prose.unaccounted(source, known, also=[source[:9]])
    linked = prose.linked(book(source), KNOWN["en"])
    (cell,) = linked["cells"]
    assert [link.text for link in md.links(source)] == [
        link.text for link in md.links(source) if link.text in cell["source"]
    ]
    md.fixed(source)


def test_rows_of_digits_are_read_in_no_time() -> None:
    assert prose.unaccounted("1\u00a0" * 20_000, KNOWN["en"]) == []  # took minutes


JSON = [
    piece.encode()
    for piece in (
        "null", "1", "[]", "{}", '"a"', '"\\ud800"', "NaN", "1e999",
        '["[61%](#weekly_use.executives)"]',
        '"cells":[],', '"source":"[61%](#weekly_use.executives)",', "\\u005b", "\\/", "\\", '"',
        "{",
        "}", "[", "]", ",", ":", "\ufeff", "\r\n", "\0",
    )
]  # fmt: skip


@settings(max_examples=200)
@given(seed=SEEDS)
def test_notebooks_are_read_or_refused_and_rewritten_in_their_numbers_only(
    seed: int, tmp_path: Path
) -> None:
    path = tmp_path / "a.ipynb"
    good = json.dumps(book("[61%](#weekly_use.executives) é", ["x\n", "y"]), indent=1)
    path.write_bytes(damaged(good.encode(), seed, JSON))
    try:
        read = notebook.read(path, tmp_path)
    except ValueError as error:
        assert str(error).startswith("a.ipynb") and ": found " in str(error)
        return
    prose.check(read, KNOWN["en"])
    old = path.read_bytes().decode()
    new = prose.rewrite(old, CHANGED)
    assert prose.rewrite(new, CHANGED) == new
    # A citation is restated whole, whatever the damage has put into its text.
    kept, was = (re.sub(r"\[[^]]*\]\(#", "[](#", json.dumps(json.loads(t))) for t in (new, old))
    assert kept == was


NO_NOTEBOOKS = {
    "": "line 1: found text that is not JSON",
    "[" * 100_000: "found JSON nested too deeply",
    "[]": "found no notebook",
    '{"cells": {}}': "found no notebook",
    '{"cells": [], "nbformat": 3, "metadata": {}}': "found nbformat 3",
    '{"cells": [], "nbformat": 4}': "metadata: found null",
    json.dumps(book() | {"metadata": {"keywords": [1]}}): "metadata, keywords: found [1]",
    json.dumps(book() | {"cells": [1]}): "cell 1: found 1",
    json.dumps(book(None)): "cell 1: found source null",
    json.dumps(book("\ud800")): "cell 1: found source",
    json.dumps(book() | {"cells": [{"cell_type": "x"}]}): 'cell 1: found cell_type "x"',
    json.dumps(book() | {"cells": [{"cell_type": "raw"}]}): "cell 1: found metadata null",
    json.dumps(
        book() | {"cells": [{"cell_type": "code", "metadata": {}, "source": "", "outputs": [1]}]}
    ): "cell 1: found outputs [1]",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project of which a file can be broken."""
    for folder in ("data", "notebooks", "src/quoted/locale"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


@pytest.mark.parametrize("text", NO_NOTEBOOKS, ids=NO_NOTEBOOKS.values())
def test_a_broken_notebook_is_named(text: str, project: Path, capsys: Capture) -> None:
    (project / "notebooks" / "report.ipynb").write_text(text)
    verbs = [["messages"], ["check"], ["numbers"], ["numbers", "--write"]]
    for verb in verbs if text == "" else verbs[:1]:  # to read the tables takes a second
        assert cli.main(["--root", str(project), *verb]) == 1
        said = capsys.readouterr().err
        assert said.count("\n") == 1, said
        assert f"notebooks/report.ipynb, {NO_NOTEBOOKS[text]}".replace(", found", ": found") in said


# Translations.

PO = """msgid ""
msgstr ""
"Language: fr\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"
"Content-Type: text/plain; charset=utf-8\\n"

#: a.py
msgid "Plain"
msgstr "Simple"

#: a.py
msgid "A gap of {gap} points"
msgstr "Un écart de {gap} points"

#: a.py
msgid "{n} survey"
msgid_plural "{n} surveys"
msgstr[0] "{n} enquête"
msgstr[1] "{n} enquêtes"
"""
ENTRIES = [
    piece.encode()
    for piece in (
        'msgid "Plain"\nmsgstr "x"\n', "msgid ", "msgstr ", "msgstr[1] ", 'msgstr[2] "x"\n',
        'msgctxt "a"\n', '"', "\\", "\n", "\r", "#~ ", "#, fuzzy\n", "#| ", "#: a:1\n", "{", "}",
        "{n}", "{n!z}", "{gap.x}", "{}", "charset=latin-1", "nplurals=3", "Language: de\\n", "\0",
        "POT-Creation-Date: x\\n", "PO-Revision-Date: 2024\\n", "\u2028", "\ufeff", "\u2068",
    )
]  # fmt: skip
CODE = """
lang("Plain")
lang("A gap of {gap} points", gap=1)
lang.plural("{n} survey", "{n} surveys", n)
"""


def translated(root: Path, content: bytes) -> Path:
    path = root / catalogue.catalogue_path("fr")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


@settings(max_examples=200)
@given(seed=SEEDS)
def test_catalogues_are_read_or_refused_and_what_passes_can_be_used(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    path = translated(tmp_path, damaged(PO.encode(), seed, ENTRIES))
    (tmp_path / "src/quoted/a.py").write_text(CODE)
    try:
        found = pofile.read(path, "fr")
    except ValueError as error:
        assert str(error).startswith(str(path)) and ": found " in str(error)
        return
    assert capsys.readouterr().out == ""  # Babel prints what it does not understand
    entries = [(each.id, each.string) for each in found if each.id]
    if not catalogue.missing("fr", tmp_path):
        monkeypatch.setattr("quoted.language.LOCALES", tmp_path / catalogue.LOCALES)
        monkeypatch.setattr("quoted.language._translations", UNCACHED)
        lang = Language("fr")
        assert lang("Plain") and lang("A gap of {gap} points", gap=1)
        assert all(lang.plural("{n} survey", "{n} surveys", n) for n in (0, 1, 1.5, 2))
    catalogue.write(found, "fr", tmp_path)
    assert entries == [(each.id, each.string) for each in pofile.read(path, "fr") if each.id]


NO_CATALOGUES = {
    "byte": (PO.encode("latin-1"), "line 13: found byte 0xe9, which is not UTF-8"),
    "mark": (b"\xef\xbb\xbf" + PO.encode(), "line 1: found '\\ufeffmsgid"),
    "nonsense": (PO.encode() + b"nonsense\n", "line 20: found 'nonsense'"),
    "open": (PO.replace('"Simple"', '"Simple').encode(), "line 9: found 'msgstr \"Simple'"),
    "no msgid": (PO.encode() + b'\nmsgstr "x"\n', "line 21: found 'msgstr \"x\"'"),
    "no msgstr": (PO.encode() + b'\nmsgid "x"\n', "missing msgstr"),
    "twice": (PO.encode() + b'msgid "Plain"\nmsgstr "Autre"\n',
    "line 20: found the message of line 8"),
    "third plural": (PO.encode() + b'msgstr[2] "x"\n', "more translations than num_plurals"),
    "control": (PO.replace("Simple", "Sim\0ple").encode(), "line 9: found the control character"),
    "charset": (PO.replace("utf-8", "klingon").encode(), "a header with klingon"),
    "language": (PO.replace("Language: fr", "Language: de").encode(), "a header with utf-8, de"),
    "plural": (PO.replace("n > 1", "n != 1").encode(), "plural=(n != 1)"),
    "number": (PO.replace("nplurals=2", "nplurals=x").encode(), "with a fault"),
    "date": (PO.replace('"Lang', '"POT-Creation-Date: x\\n"\n"Lang').encode(), "with a fault"),
}  # fmt: skip


@pytest.mark.parametrize("kind", NO_CATALOGUES)
def test_a_broken_catalogue_is_named(kind: str, project: Path, capsys: Capture) -> None:
    content, words = NO_CATALOGUES[kind]
    path = translated(project, content)
    verbs = ("messages", "check", "numbers")
    for verb in verbs if kind == "open" else verbs[:1]:
        assert cli.main(["--root", str(project), verb]) == 1
        said = capsys.readouterr().err
        assert said.count("\n") == 1 and str(path) in said and words in said, said
    assert path.read_bytes() == content


@pytest.mark.parametrize("wrong", ["{trop}", "{gap.x}", "{gap!r}", "{gap:>9}", "{0}", "{", "rien"])
def test_a_wrong_placeholder_is_refused_by_the_check_and_named_at_its_use(
    wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    translated(tmp_path, PO.replace("de {gap}", f"de {wrong}").encode())
    (tmp_path / "src/quoted/a.py").write_text(CODE)
    (finding,) = catalogue.missing("fr", tmp_path)
    assert "placeholders differ" in str(finding)
    monkeypatch.setattr("quoted.language.LOCALES", tmp_path / catalogue.LOCALES)
    monkeypatch.setattr("quoted.language._translations", UNCACHED)
    if wrong in ("{trop}", "{gap.x}", "{0}", "{"):
        with pytest.raises(ValueError, match=r"found 'Un écart .* expected the placeholders gap"):
            Language("fr")("A gap of {gap} points", gap="1")


def test_a_message_that_looks_like_a_header_is_kept(tmp_path: Path) -> None:
    text = '\nmsgid ""\n"PO-Revision-Date: 2024\\n"\n"Rest"\nmsgstr "x"\n'
    path = translated(tmp_path, (PO + text).encode())
    catalogue.write(catalogue.read("fr", tmp_path), "fr", tmp_path)
    assert pofile.read(path, "fr").get("PO-Revision-Date: 2024\nRest") is not None


# The exporter.

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
@settings(max_examples=60)
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
    monkeypatch.setattr(markdown, "TIME_LIMIT", 1.0)
    monkeypatch.setattr(markdown, "TIME_LIMIT_ALONE", 1.0)
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
