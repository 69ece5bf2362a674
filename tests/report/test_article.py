"""Articles with their numbers marked: which are, and that no notebook keeps a word of them."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import invented
import nbformat
import pytest

from quoted import report
from quoted.build import notebooks
from quoted.data import sources
from quoted.language import language
from quoted.report.article import Articles

TABLES = invented.tables(invented.women_and_men, debate=False)
TEXT = """In 2024: 412 women of the riders in 2024, 388 men of the riders in 2024, 10,000 others.

52.4% of women ride every day in 2024; 31.9 % of men had lessons in 2024. 9 per cent <b>fell</b>
& 1 did not. 47.1% of men
ride every day in 2024
"""
SECRET = "a sentence that must stay outside"


def articles(folder: Path, text: str = TEXT) -> Path:
    folder.mkdir()
    (folder / "courier.txt").write_text(text, "utf-8")
    return folder


def shown(folder: Path) -> ElementTree.Element:
    return ElementTree.fromstring(Articles(TABLES, language("en"), ".").html(folder))


def test_numbers_are_told_apart_by_whether_a_row_states_them(tmp_path: Path) -> None:
    marks = [
        ("".join(mark.itertext()), mark.get("title"))
        for mark in shown(articles(tmp_path / "a")).iterfind("details//mark")
    ]
    assert marks == [
        ("2024", None),
        ("412", "riders.sample.women.2024"),
        ("388", "riders.sample.men.2024"),
        ("10,000", None),
        ("52.4%", "daily.women.2024"),
        ("31.9 %", None),  # no fragment is printed like that
        ("2024", None),  # while the year of the women's stands within their fragment
        ("9 per cent", None),
        ("1", None),
        ("47.1%", "daily.men.2024"),
    ]


def test_text_is_literal_in_its_paragraphs_and_counted(tmp_path: Path) -> None:
    (article,) = shown(articles(tmp_path / "a")).iterfind("details")
    head, text = article
    assert head.text == "Courier: 4 transcribed, 6 not, 2 of these percentages"
    paragraphs = ["".join(one.itertext()).strip() for one in text]
    assert [one[:8] for one in paragraphs] == ["In 2024:", "52.4% of", "& 1 did ", "ride eve"]
    assert paragraphs[1].endswith("9 per cent <b>fell</b>") and text.get("lang") == "en"


def test_an_article_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    (said,) = shown(tmp_path / "none").iterfind("p[@role='alert']")
    assert said.text.startswith("courier.txt: found no readable article (No such file")


def test_without_articles_it_says_what_it_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(sources.ARTICLES_VARIABLE, raising=False)
    data = report.articles(TABLES, "nowhere", language("en"))._repr_mimebundle_()
    assert set(data) == {"text/html", "text/plain"}
    assert "courier.txt in the environment variable QUOTED_ARTICLES" in data["text/plain"]


def test_what_a_notebook_keeps_is_the_same_with_articles_and_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    TABLES.write(tmp_path / "data")
    cells = [
        "from quoted import data, report",
        "report.articles(data.load('../data'), root='..')",
    ]
    (tmp_path / "notebooks").mkdir()
    path = tmp_path / "notebooks" / "a.ipynb"
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell, id=f"cell{n}") for n, cell in enumerate(cells)]
    )
    nbformat.write(notebook, path)
    folder = articles(tmp_path / "copies", f"{TEXT} {SECRET}")
    monkeypatch.delenv(sources.ARTICLES_VARIABLE, raising=False)
    without = Articles(TABLES, language("en"), "nowhere")._repr_mimebundle_()
    monkeypatch.setenv(sources.ARTICLES_VARIABLE, str(folder))
    assert SECRET in Articles(TABLES, language("en"), ".").html(folder)
    outputs = notebooks.write_outputs(tmp_path / "outputs.json", notebooks.run(path, "en"))
    kept = notebooks.place(path, outputs, path).read_text("utf-8")
    assert SECRET not in kept and SECRET not in outputs.read_text("utf-8")
    (output,) = nbformat.reads(kept, as_version=4).cells[1].outputs
    assert output["data"] == without
