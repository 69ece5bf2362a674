"""Catalogues: what is collected, what is missing, and Markdown that keeps its shape."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quoted.language import catalogue as catalogues
from quoted.language import language
from quoted.language import markdown as md

CODE = """
def title(lang, n):
    lang("A gap of {gap} points", gap=n)
    lang.plural("{n} survey", "{n} surveys", n)
    lang.text("A label" if n else "Another label")
    lang(TITLES[n])
TITLES = {1: mark("A constant")}
print("not a message")
"""
MARKDOWN = """# A *heading*

A paragraph that is
wrapped, with a [link](#weekly_use.gap) and $x$.

- first item
- second item

| group | share |
|-------|------:|
| all | [90%](#adoption.all) |

```python
code = "stays"
```
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project with one module, one notebook, one table and an empty French catalogue."""
    for folder in ("src/quoted", "notebooks", "data", "src/quoted/locale/fr/LC_MESSAGES"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "src/quoted/room.py").write_text(CODE)
    lines = MARKDOWN.splitlines(keepends=True)
    cells = [{"cell_type": "markdown", "metadata": {}, "source": lines}]
    metadata = {"title": "The title", "keywords": ["AI"]}
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "notebooks/a.ipynb").write_text(json.dumps(notebook))
    header = "measure_id,topic,label,predicate,definition\n"
    (tmp_path / "data/measures.csv").write_text(
        header + 'use,Use,Weekly use,"use {AI}",Not 5% more\n'
    )
    (tmp_path / catalogues.catalogue_path("fr")).write_text("")
    return tmp_path


def translate(project: Path, **strings: str) -> None:
    catalogue = catalogues.read("fr", project)
    for message in catalogue:
        if isinstance(message.id, tuple):
            message.string = tuple(strings.get(text, text) for text in message.id)
        elif message.id:
            message.string = strings.get(message.id, message.id)
    catalogues.write(catalogue, "fr", project)


def test_code_notebooks_and_tables_are_collected(project: Path) -> None:
    assert [message.id for message in catalogues.extract(project) if message.id] == [
        "The title",
        "AI",
        "A *heading*",
        "A paragraph that is wrapped, with a [link](#weekly_use.gap) and $x$.",
        "first item",
        "second item",
        "group",
        "share",
        "all",
        "[90%](#adoption.all)",
        "A gap of {gap} points",
        ("{n} survey", "{n} surveys"),
        "A label",
        "Another label",
        "A constant",
        "Weekly use",
        "use {AI}",
        "Not 5% more",
    ]


@pytest.mark.parametrize("call", ['lang(f"{n} points")', 'lang("a" + b)', 'lang("%s" % n)'])
def test_a_message_put_together_is_refused(project: Path, call: str) -> None:
    (project / "src/quoted/room.py").write_text(f"x = 1\n{call}\n")
    with pytest.raises(ValueError, match=r"room.py, line 2: found a message put together"):
        catalogues.extract(project)


def test_a_table_without_its_column_is_refused(project: Path) -> None:
    (project / "data/measures.csv").write_text("measure_id,topic\nuse,Use\n")
    with pytest.raises(ValueError, match=r"data/measures.csv: expected a column 'label'"):
        catalogues.extract(project)


def test_updating_twice_changes_nothing_and_writes_no_dates(project: Path) -> None:
    names = [path.name for path in catalogues.update(project)]
    assert names == ["quoted.pot", "quoted.po"]
    assert catalogues.update(project) == []
    text = (project / catalogues.catalogue_path("fr")).read_text("utf-8")
    assert "Date" not in text and "python-format" not in text
    assert "#: notebooks/a.ipynb:1\n" in text and "#: src/quoted/room.py\n" in text


def test_what_a_message_was_before_stands_with_it_once(project: Path) -> None:
    path = project / catalogues.catalogue_path("fr")
    catalogues.update(project)
    translate(project)
    path.write_text(path.read_text("utf-8").replace("#: src", "# A note.\n#: src", 1), "utf-8")
    changed = CODE.replace("A gap of {gap} points", "A gap of {gap} points!")
    (project / "src/quoted/room.py").write_text(changed)
    catalogues.update(project)
    assert '#| msgid "A gap of {gap} points"\n' in path.read_text("utf-8")
    catalogues.update(project)
    assert "# |" not in path.read_text("utf-8") and "# A note.\n" in path.read_text("utf-8")


def test_what_a_catalogue_lacks_is_named(project: Path) -> None:
    catalogues.update(project)
    assert {finding.problem for finding in catalogues.missing("fr", project)} == {"missing"}
    translate(project)
    assert catalogues.missing("fr", project) == []
    changed = CODE.replace("A gap of {gap} points", "A gap of {gap} points!")
    (project / "src/quoted/room.py").write_text(changed)
    problems = sorted(finding.problem for finding in catalogues.missing("fr", project))
    assert problems == [
        "missing, `quoted messages` puts it into the catalogue",
        "stale, no source has it: `quoted messages` sets it aside",
    ]
    catalogues.update(project)
    (finding,) = catalogues.missing("fr", project)
    assert str(finding) == (
        "src/quoted/room.py (src/quoted/locale/fr/LC_MESSAGES/quoted.po, line 59): "
        "fr: fuzzy: A gap of {gap} points!"
    )


@pytest.mark.parametrize(
    ("message", "string", "problem"),
    [
        ("A gap of {gap} points", "Un écart", "placeholders differ: found nothing, expected gap"),
        ("A gap of {gap} points", "{gap} de {trop}", "placeholders differ: found gap, trop"),
        ("A gap of {gap} points", "un {gap", "placeholders differ: found unbalanced braces"),
        ("{n} surveys", "enquêtes", "placeholders differ: found nothing, expected n"),
        (
            "[90%](#adoption.all)",
            "[90\u202f%](#adoption)",
            "found (#adoption), expected (#adoption.all)",
        ),
        ("A gap of {gap} points", "Écart : {gap} points", "found “Écart :” with a plain space"),
        ("[90%](#adoption.all)", "90\u202f%", "links, code or math differ: found nothing"),
    ],
)
def test_a_translation_keeps_placeholders_and_links(
    project: Path, message: str, string: str, problem: str
) -> None:
    catalogues.update(project)
    translate(project, **{message: string})
    (finding,) = catalogues.missing("fr", project)
    assert problem in finding.problem


def test_obsolete_translations_are_kept_and_are_no_finding(project: Path) -> None:
    catalogues.update(project)
    translate(project)
    (project / "src/quoted/room.py").write_text("x = 1\n")
    catalogues.update(project)
    assert catalogues.missing("fr", project) == []
    text = (project / catalogues.catalogue_path("fr")).read_text("utf-8")
    assert '#~ msgid "A constant"' in text


def test_a_notebook_is_translated_by_block_and_its_code_is_not() -> None:
    notebook: dict[str, Any] = {
        "cells": [
            {"cell_type": "markdown", "source": "## not stated\n\nEnglish, {n} points"},
            {"cell_type": "code", "source": "'not stated'"},
        ],
        "metadata": {"title": "not stated", "keywords": ["not stated", "AI"]},
    }
    french = catalogues.translate_notebook(notebook, language("fr"))
    assert french["cells"][0]["source"] == "## non précisé\n\nEnglish, {n} points"
    assert french["cells"][1] == notebook["cells"][1]
    assert french["metadata"] == {
        "title": "non précisé",
        "keywords": ["non précisé", "AI"],
        "lang": "fr",
    }
    assert notebook["cells"][0]["source"].startswith("## not stated")


def test_each_kind_of_block_is_exchanged_in_its_place() -> None:
    source = (
        "Title\n===\n\n> quoted\n> further\n\n1. item\n   wrapped\n\n   - inner\n\n"
        "| a \\| b | c |\n|---|---|\n| 1 | `x` |\n\n~~~\ncode\n~~~\n\nline  \nbreak\n"
        "\n<div>html</div>"
    )
    assert md.blocks(source) == [
        "Title",
        "quoted further",
        "item wrapped",
        "inner",
        "a \\| b",
        "c",
        "1",
        "line  \nbreak",
    ]
    assert md.translate(source, str.upper) == (
        "TITLE\n===\n\n> QUOTED FURTHER\n\n1. ITEM WRAPPED\n\n   - INNER\n\n"
        "| A \\| B | C |\n|---|---|\n| 1 | `x` |\n\n~~~\ncode\n~~~\n\nLINE  \nBREAK\n"
        "\n<div>html</div>"
    )


def test_links_are_found_outside_code_and_math() -> None:
    text = (
        '`[a](#b)` $[c](#d)$ \\[e](#f) [g](#h "i") ![j](k.png) [l](https://m.org/n_(o)) <a id="p">'
    )
    assert [(link.text, link.target, link.title) for link in md.links(text)] == [
        ("g", "#h", "i"),
        ("j", "k.png", ""),
        ("l", "https://m.org/n_(o)", ""),
    ]


PIECES = st.sampled_from(
    ["# ", "- ", "> ", "1. ", "|", "\n", "\n\n", "\r\n", "    ", "\t", "```", "$", "`", "[a](b)"]
)
ANY = st.lists(PIECES | st.text(max_size=4), max_size=15).map("".join)


@given(ANY)
def test_any_markdown_without_a_translation_stays_as_it_is(source: str) -> None:
    assert md.translate(source, lambda text: text) == source


@given(ANY)
@example("a\0\n# 1. ")
def test_translating_touches_only_the_blocks(source: str) -> None:
    seen: list[str] = []

    def note(text: str) -> str:
        seen.append(text)
        return "\ue000"

    translated = md.translate(source, note)
    assert seen[::-1] == md.blocks(source)
    assert translated.count("\ue000") == len(seen) + source.count("\ue000") - "".join(seen).count(
        "\ue000"
    )
