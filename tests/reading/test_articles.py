"""The text of an article, from each kind of file: what a reader sees, a paragraph a line."""

from __future__ import annotations

from pathlib import Path

import pypandoc
import pytest
import typst

from quoted.reading import articles, find

PAGE = """<!doctype html><html lang="fr"><head><title>Onglet</title>
<meta property="og:title" content="Les renards et la ville">
<meta property="og:site_name" content="Gazette">
<meta property="article:published_time" content="2025-03-26T08:00:00Z">
<link rel="canonical" href="https://example.org/renards"></head>
<body><nav>Menu 12%</nav><article><h1>Les renards</h1><p>Selon   elle, <b>61&nbsp;%</b> des
renards dorment.</p><script>var x = "99%";</script><ul><li>Un sur deux rêve</li></ul></article>
<footer>Tous droits, 50%</footer></body></html>"""
LINES = ["Les renards", "Selon elle, 61 % des renards dorment.", "Un sur deux rêve"]


def test_a_page_is_read_as_it_is_shown_with_what_it_says_of_itself(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGE, "utf-8")
    article = articles.read(path)
    assert article.text.split("\n") == LINES
    assert article.about == {
        "title": "Les renards et la ville",
        "publisher": "Gazette",
        "published": "2025-03-26",
        "language": "fr",
        "address": "https://example.org/renards",
    }


def test_a_page_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "page.htm"
    head = '<html><head><meta charset="iso-8859-1"></head>'
    path.write_bytes(f"{head}<body><p>Près de 64 % à l'été</p></body></html>".encode("latin-1"))
    assert articles.read(path).text == "Près de 64 % à l'été"


def test_a_document_and_a_pdf_hold_the_same_figures(tmp_path: Path) -> None:
    body = "# Foxes\n\nAmong foxes, 61% sleep and 12.5% dream.\n\nOne in three runs."
    pypandoc.convert_text(body, "docx", format="md", outputfile=str(tmp_path / "foxes.docx"))
    (tmp_path / "foxes.pdf").write_bytes(typst.compile(body.replace("# ", "= ").encode()))
    (tmp_path / "foxes.md").write_text(body, "utf-8")
    for kind in ("docx", "pdf", "md"):
        article = articles.read(tmp_path / f"foxes.{kind}")
        assert [each.value for each in find(article.text)[0]] == ["61", "12.5", "33"], kind
        assert article.about["language"] == "en"


def test_lines_that_are_only_cut_are_joined_in_place() -> None:
    cut = "A title\n=======\n\nThey say that près de\n64 % agree.\n- one\n- two\n"
    joined = articles.paragraphs(cut)
    assert len(joined) == len(cut)
    assert "près de 64 % agree.\n- one\n- two" in joined
    whole = "One line a paragraph.\n" + "x" * 120 + "\n\nLast."
    assert articles.paragraphs(whole) == whole


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("page.odt", b"x", "found a file .odt, expected .txt, .md, .html"),
        ("empty.txt", b" \n", "found no text"),
        ("empty.html", b"", "found an empty page"),
        ("broken.pdf", b"no pdf", "found no PDF that can be read"),
        ("broken.docx", b"no docx", "found no DOCX"),
    ],
)
def test_a_file_that_is_no_article_is_refused_by_name(
    name: str, content: bytes, said: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ValueError, match=said) as error:
        articles.read(path)
    assert name in str(error.value)


def test_a_folder_and_an_article_that_is_not_there_are_named(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "page.html"):
        with pytest.raises(ValueError, match=f"^{path}: found no such file, expected an article$"):
            articles.read(path)
