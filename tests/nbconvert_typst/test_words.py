"""The exporter's own words, in the language of the document."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from converting import book, converted, markdown, text

import nbconvert_typst
from nbconvert_typst import markdown as reading
from nbconvert_typst.words import FRENCH, Words


@pytest.mark.parametrize(
    ("language", "day", "written"),
    [
        ("en", "2025-03-01", "1 March 2025"),
        ("fr-CA", "2025-03-01", "1er mars 2025"),
        ("fr", "2025-03-21", "21 mars 2025"),
        ("xx", "2025-03-01", "1 March 2025"),
    ],
)
def test_a_day_in_words(language: str, day: str, written: str) -> None:
    assert Words(language).date(day) == written


def test_all_that_is_printed_is_there_in_french() -> None:
    printed = {
        call.args[0].value
        for path in Path(nbconvert_typst.__file__).parent.glob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Constant)
        if getattr(call.func, "attr", getattr(call.func, "id", "")) == "lang"
    }
    assert len(printed) > 15
    assert printed - set(FRENCH) == set()


def test_what_pandoc_has_and_the_writer_does_not_know_is_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_parsed", lambda _: {"blocks": [{"t": "Poem"}]})
    pdf, warnings = converted(book(markdown("A verse.")), tmp_path, language="fr")
    assert "Un passage du texte n’est pas affiché." in " ".join(text(pdf).split())
    assert warnings == ["cell 1: Poem"]
