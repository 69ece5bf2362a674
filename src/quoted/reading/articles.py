"""The text of an article from a file: a paragraph a line, as a reader would see it.

Plain text, a saved page, PDF or DOCX. Nothing is fetched.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

WRAPPED = 100
"""Characters that no line of a text is longer than whose lines are cut."""
_APART = frozenset(
    """
    script style noscript template head nav footer aside form button svg iframe figure
    """.split()  # noqa: SIM905
)
_BLOCKS = frozenset(
    """
    address article blockquote body br caption dd details div dl dt figcaption footer h1 h2 h3 h4 h5
    h6 header hr li main ol p pre section summary table tbody td th thead tr ul
    """.split()  # noqa: SIM905
)
_BULLET = re.compile(r"\s*(?:[-*•–—]\s|\d{1,2}[.)-]\s|#)")


@dataclass(frozen=True)
class Article:
    """An article: its text, a paragraph a line, and what a page says of itself.

    `about` has columns of the table of sources: title, publisher, author, published, language,
    address, as far as they are told.
    """

    text: str
    about: dict[str, str]


def read(path: Path) -> Article:
    """Read an article.

    Raises
    ------
    ValueError
        There is no file, or it is of no kind that is known, cannot be read as what its name says,
        or has no text.
    """
    if not path.is_file():
        raise ValueError(f"{path}: found no such file, expected an article")
    kind = path.suffix.lower()
    if kind not in _KINDS:
        expected = ", ".join(_KINDS)
        raise ValueError(f"{path}: found a file {kind or 'without a kind'}, expected {expected}")
    article = _KINDS[kind](path)
    if not article.text.strip():
        raise ValueError(f"{path}: found no text, expected an article (a scan has none)")
    return replace(article, about={"language": _language(article.text)} | article.about)


def _language(text: str) -> str:
    """Return the language of a text by its commonest words: French or English."""
    words = Counter(re.findall(r"[^\W\d_]+", text.lower()))
    french, english = (
        sum(words[word] for word in listed.split())
        for listed in ("le la les des et est une dans pour que", "the of and to is in that for was")
    )
    return "fr" if french > english else "en"


def paragraphs(text: str) -> str:
    """Return plain text with a paragraph a line: the ends of lines that are only cut are spaces.

    Its characters stay where they are.
    """
    text = text.replace("\r", "\n" if "\n" not in text else " ")
    lines = text.split("\n")
    cut = "\n\n" in text and max(map(len, lines)) <= WRAPPED
    if not cut:
        return text
    joined = lines[0]
    for before, line in pairwise(lines):
        ends = not before.strip() or not line.strip() or _BULLET.match(line)
        joined += ("\n" if ends else " ") + line
    return joined


def _plain(path: Path) -> Article:
    raw = path.read_bytes()
    for code in ("utf-8-sig", "cp1252"):  # what editors and old programs write
        try:
            return Article(paragraphs(unicodedata.normalize("NFC", raw.decode(code))), {})
        except UnicodeDecodeError:
            continue
    raise ValueError(f"{path}: found bytes that are no text, expected UTF-8")


def _page(path: Path) -> Article:
    return _of_html(path.read_bytes(), path)


def _word(path: Path) -> Article:
    import pypandoc

    try:
        return _of_html(pypandoc.convert_file(str(path), "html", format="docx").encode(), path)
    except RuntimeError as error:
        raise ValueError(f"{path}: found no DOCX, expected one ({error})") from None


def _of_html(raw: bytes, path: Path) -> Article:
    """Return a page: of its main part where it has just one, without its menus."""
    from lxml import etree, html

    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        page = html.document_fromstring(raw)  # as it declares, or as browsers guess
    else:
        text = re.sub(r"^\s*<\?xml[^>]*>", "", text)  # its encoding is known
        try:
            page = html.document_fromstring(text)
        except etree.ParserError:
            raise ValueError(f"{path}: found an empty page, expected an article") from None
    about = _told(page)
    for tag in ("article", "main"):
        if len(parts := page.findall(f".//{tag}")) == 1:
            page = parts[0]
            break
    lines = "".join(_texts(page)).split("\n")
    text = "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)
    return Article(text, about)


_TOLD = {
    "title": ("//meta[@property='og:title']/@content", "//title/text()"),
    "publisher": ("//meta[@property='og:site_name']/@content",),
    "author": ("//meta[@name='author']/@content",),
    "published": ("//meta[@property='article:published_time']/@content", "//time/@datetime"),
    "language": ("/html/@lang",),
    "address": ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content"),
}
"""Where a page says what a column of the sources holds."""


def _told(page: Any) -> dict[str, str]:
    told = {
        column: next((" ".join(found.split()) for path in paths for found in page.xpath(path)), "")
        for column, paths in _TOLD.items()
    }
    day = re.match(r"\d{4}-\d\d-\d\d", told["published"])
    told["published"] = day[0] if day else ""
    return {column: text for column, text in told.items() if text}


def _texts(element: Any) -> Any:
    """Yield the text of an element as it is shown, each block on a line of its own."""
    shown = isinstance(element.tag, str) and element.tag not in _APART
    block = element.tag in _BLOCKS
    if shown:
        yield "\n" if block else ""
        yield re.sub(r"\s+", " ", element.text or "")
        for child in element:
            yield from _texts(child)
        yield "\n" if block else ""
    yield re.sub(r"\s+", " ", element.tail or "")


def _pdf(path: Path) -> Article:
    import pypdf
    from pypdf.errors import PyPdfError

    try:
        pages = [page.extract_text() for page in pypdf.PdfReader(path).pages]
    except (PyPdfError, ValueError) as error:
        raise ValueError(f"{path}: found no PDF that can be read ({error}), expected one") from None
    text = unicodedata.normalize("NFKC", "\n".join(pages))  # ligatures of its fonts
    return Article(re.sub(r"(?<![.!?…:])\n(?=\S)(?!\s*[-•–])", " ", text), {})


_KINDS = {
    ".txt": _plain,
    ".md": _plain,
    ".html": _page,
    ".htm": _page,
    ".xhtml": _page,
    ".pdf": _pdf,
    ".docx": _word,
}
