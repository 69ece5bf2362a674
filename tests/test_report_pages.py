"""The pages of the report as a reader has them: where things stand, and what leads where.

The committed reports, and two that are made here: one without a chart, and one with a table that
is twice as long.
"""

from __future__ import annotations

import copy
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject

from nbconvert_typst import TypstPDFExporter
from quoted import citations
from quoted.data import tables
from quoted.language import catalogue, language
from quoted.report import display_tables
from quoted.report.quantities import quantities

ROOT = Path(__file__).parents[1]
TOP, BOTTOM = 841.9 - 76.5, 68.0
"""Where the text of a page begins and ends, in points from the foot of the paper."""
HOLE = 0.25
"""Of a page, what may stay empty before what moves on; before a table, whose caption, head
and first rows do not part, it is more."""
HOLE_BEFORE_A_TABLE = 0.4
HIGH = 36
"""Points from the first to the last line of a row that may stand alone."""
LINES = re.compile(rb"(?:-?[\d.]+ ){2,6}(?:[mlc]|re)\b|\b[hfS]\b\*?(?=\n)")
"""What draws lines and areas in the content of a page."""
NUMBERED = re.compile(r"(?i)^(figure|tabl)\w*\s(\d+)\.?$")
"""A link to a chart or a table, or the start of its caption."""
DOCUMENTS = ("en", "fr", "en without a chart", "fr with a longer table")


class Words(NamedTuple):
    """Text that was set in one go, and where its baseline starts."""

    page: int
    y: float
    x: float
    text: str
    piece: int | None
    language: str


class Place(NamedTuple):
    """A place in the order of reading: what is lower on a page has the larger `down`."""

    page: int
    down: float


@dataclass
class Document:
    """A PDF with what the rules ask about."""

    notebook: dict[str, Any]
    reader: PdfReader

    @cached_property
    def words(self) -> list[Words]:
        """All words in their order, those of running heads and feet too."""
        found: list[Words] = []
        piece: list[int | None] = [None]
        language = [""]
        for number, page in enumerate(self.reader.pages):

            def operand(operator: bytes, args: Any, *_: Any) -> None:
                if operator == b"BDC" and ("/MCID" in args[1] or args[0] == "/Artifact"):
                    piece[0] = args[1].get("/MCID")
                    spoken = args[1].get("/Lang")  # pypdf takes two letters for one of UTF-16
                    language[0] = spoken.original_bytes.decode() if spoken else ""

            def text(told: str, matrix: Any, *_: Any, number: int = number) -> None:
                if told.strip():
                    at = matrix[5], matrix[4]
                    found.append(Words(number, *at, told, piece[0], language[0]))

            drawn = page["/Contents"].get_object()
            drawn.set_data(LINES.sub(b"", drawn.get_data()))  # most of the time went into charts
            page.extract_text(visitor_operand_before=operand, visitor_text=text)
        return found

    @cached_property
    def body(self) -> list[Words]:
        return [words for words in self.words if BOTTOM < words.y < TOP]

    @cached_property
    def chapters(self) -> list[tuple[str, Place]]:
        """Titles and where they stand, of those in the outline."""
        return [
            (str(each.title), Place(self.reader.get_destination_page_number(each), -each.top))
            for each in self.reader.outline
        ]

    def chapter(self, place: Place) -> str:
        """Return the title of the chapter that a place is in."""
        return [title for title, start in self.chapters if start <= place][-1]

    @cached_property
    def links(self) -> list[tuple[str, Place]]:
        """Where each link stands and its text, without spaces; of a long one each line."""
        found = []
        for number, page in enumerate(self.reader.pages):
            here = [words for words in self.words if words.page == number]
            for annotation in page.get("/Annots", ()):
                left, low, right, high = annotation.get_object()["/Rect"]
                text = "".join(
                    words.text
                    for words in here
                    if left - 1 < words.x < right and low < words.y + 1 < high
                )
                found.append((re.sub(r"\s", "", text), Place(number, -high)))
        return found

    @cached_property
    def captions(self) -> dict[str, Place]:
        """Where the caption of each chart and table stands, by its name: Figure 1."""
        return {
            words.text.strip().rstrip("."): Place(words.page, -words.y)
            for words in self.body
            if NUMBERED.match(words.text.strip()) and words.text.strip().endswith(".")
        }

    def spoken(self, language: str) -> str:
        """Return all text in a language that it names itself, or its elements do; no spaces."""
        named: dict[tuple[int, int], str] = {}

        def look(element: Any, inside: str) -> None:
            inside = element.get("/Lang", inside)
            for child in _children(element):
                if not isinstance(child, dict):
                    page = self.reader.get_page_number(element["/Pg"].get_object())
                    named[page, int(child)] = inside
                elif "/S" in child:
                    look(child, inside)

        look(self.reader.trailer["/Root"]["/StructTreeRoot"], "")
        text = "".join(
            words.text
            for words in self.words
            if (words.language or named.get((words.page, words.piece or 0), "")) == language
        )
        return re.sub(r"\s", "", text)

    def elements(self, kind: str, inside: Any = None) -> Iterator[Any]:
        """Yield the elements of the tags of a kind, in their order."""
        inside = inside or self.reader.trailer["/Root"]["/StructTreeRoot"]
        for child in _children(inside):
            if isinstance(child, dict) and "/S" in child:
                if child["/S"] == kind:
                    yield child
                yield from self.elements(kind, child)

    def page(self, element: Any) -> int:
        """Return the page on which an element begins."""
        if "/Pg" in element:
            return self.reader.get_page_number(element["/Pg"].get_object())
        return min(
            self.page(child)
            for child in _children(element)
            if isinstance(child, dict) and "/S" in child and child.get("/K")
        )

    def height(self, element: Any) -> float:
        """Return how far the first line of an element is above its last, in points."""
        pieces, page = {*_pieces(element)}, self.page(element)
        places = [
            words.y for words in self.words if (words.page, words.piece in pieces) == (page, True)
        ]
        return max(places) - min(places)


def _children(element: Any) -> list[Any]:
    held = element.get("/K", [])
    return [
        each.get_object() for each in (held if isinstance(held, (list, ArrayObject)) else [held])
    ]


# The documents


def _notebook(code: str) -> dict[str, Any]:
    """Return the committed notebook with the texts of a language; what it shows is in English."""
    notebook = json.loads((ROOT / "notebooks" / "report.ipynb").read_text("utf-8"))
    return catalogue.translate_notebook(notebook, language(code))


def _show(notebook: dict[str, Any], code: str) -> None:
    """Put the tables and the captions of another language into the cells; drawings are as large."""
    listed = json.loads((ROOT / "figures" / "manifest.json").read_text("utf-8"))["charts"]
    charts = {each["id"]: each for each in listed if each["language"] == code}
    shown = display_tables.display_tables(tables.load(ROOT / "data"), language(code))
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            id_ = _shown(cell)
            if "image/svg+xml" in output["data"]:
                about = output["metadata"]["image/svg+xml"]
                about |= {key: charts[id_][key] for key in ("alt", "caption", "title")}
            else:
                output["data"]["text/html"] = shown[id_]._repr_html_()


def _shown(cell: dict[str, Any]) -> str:
    """Return the id of the chart or table that a cell shows."""
    return "".join(cell["source"]).partition('["')[2].rstrip('"]')


def _without_a_chart(notebook: dict[str, Any]) -> None:
    cells = notebook["cells"]
    drawn = [n for n, cell in enumerate(cells) if "".join(cell["source"]).startswith("charts[")]
    del cells[drawn[1]]


def _with_a_longer_table(notebook: dict[str, Any]) -> None:
    data = next(
        output["data"]
        for cell in notebook["cells"]
        for output in cell.get("outputs", ())
        if _shown(cell) == "outlets"
    )
    head, body, foot = re.split("<tbody>|</tbody>", data["text/html"])
    again = re.sub(r' id="[^"]*"', "", body)
    data["text/html"] = f"{head}<tbody>{body}{again}</tbody>{foot}"


CHANGES = {"without a chart": _without_a_chart, "with a longer table": _with_a_longer_table}


@pytest.fixture(scope="session", params=DOCUMENTS)
def document(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Document:
    code, _, changed = request.param.partition(" ")
    notebook = _notebook(code)
    if not changed:
        return Document(notebook, PdfReader(ROOT / "report" / f"report.{code}.pdf"))
    if code != "en":
        _show(notebook, code)
    CHANGES[changed](notebook)
    known = quantities(tables.load(ROOT / "data"), language(code))
    ready = nbformat.from_dict(citations.linked(copy.deepcopy(notebook), known))
    folder = str(tmp_path_factory.mktemp("report"))
    pdf, _ = TypstPDFExporter(allow_raw_typst=True).from_notebook_node(
        ready, resources={"metadata": {"name": "report", "path": folder}}
    )
    return Document(notebook, PdfReader(io.BytesIO(pdf)))


# The rules


def test_contents_name_the_page_of_each_chapter(document: Document) -> None:
    texts: dict[tuple[int, int | None], str] = {}
    for words in document.words:
        key = words.page, words.piece
        texts[key] = texts.get(key, "") + words.text
    (contents,) = document.elements("/TOC")
    listed = []
    for entry in document.elements("/TOCI", contents):
        page = document.page(entry)
        told = "".join(texts.get((page, piece), "") for piece in _pieces(entry))
        found = re.fullmatch(r"(.*?)[\s.\u2060]*(\d+)", told.strip())
        assert found, told
        listed.append((found[1], int(found[2])))
    assert listed == [(title, place.page + 1) for title, place in document.chapters]


def _pieces(element: Any) -> Iterator[int]:
    for child in _children(element):
        if isinstance(child, dict):
            yield from _pieces(child) if "/S" in child else ()
        else:
            yield int(child)


def test_running_heads_name_the_chapter_of_the_first_line(document: Document) -> None:
    for number in range(1, len(document.reader.pages)):
        head = [words for words in document.words if words.page == number and words.y > TOP]
        first = max(words.y for words in document.body if words.page == number)
        assert head[-1].text.strip() == document.chapter(Place(number, -first)), number + 1


def test_a_chart_or_table_stands_in_its_chapter_and_is_mentioned_before(
    document: Document,
) -> None:
    chapter, expected = "", {"f": [], "t": []}
    for cell in document.notebook["cells"]:
        source = "".join(cell["source"])
        chapter = source.splitlines()[0][3:] if source.startswith("## ") else chapter
        if cell.get("outputs"):
            expected["f" if source.startswith("charts[") else "t"].append(chapter)
    for kind, chapters in expected.items():
        found = {n: place for n, place in document.captions.items() if n[0].lower() == kind}
        assert [int(name.split()[1]) for name in found] == list(range(1, len(chapters) + 1))
        assert [document.chapter(place) for place in found.values()] == chapters
        for name, place in found.items():
            told = re.sub(r"\s", "", name.lower())
            mentions = [at for text, at in document.links if text.lower() == told]
            assert mentions and min(mentions) < place, name


def test_no_page_has_a_hole(document: Document) -> None:
    last = len(document.reader.pages) - 1
    starts = {
        number: max(words.y for words in document.body if words.page == number)
        for number in range(last + 1)
    }
    opens = {place.page for _, place in document.chapters if -place.down >= starts[place.page]}
    for number in range(last):
        low = min(words.y for words in document.body if words.page == number)
        if number + 1 not in opens:
            after = max(
                (words for words in document.body if words.page == number + 1),
                key=lambda words: (words.y, -words.x),
            )
            table = re.match("(?i)tabl", after.text.strip()) and NUMBERED.match(after.text.strip())
            most = HOLE_BEFORE_A_TABLE if table else HOLE
            assert (low - BOTTOM) / (TOP - BOTTOM) <= most, number + 1


def test_a_heading_has_text_below_it(document: Document) -> None:
    for title, place in document.chapters:
        below = [w for w in document.body if w.page == place.page and w.y < -place.down - 30]
        assert below, title


def test_no_item_of_a_list_is_left_alone(document: Document) -> None:
    for items in document.elements("/L"):
        pages = [document.page(each) for each in document.elements("/LI", items)]
        assert len(pages) == 1 or min(Counter(pages).values()) > 1, pages


def test_no_row_of_a_table_is_left_alone(document: Document) -> None:
    seen = list(document.elements("/Table"))
    assert seen
    for table in seen:
        (head,) = document.elements("/THead", table)
        (body,) = document.elements("/TBody", table)
        rows = list(document.elements("/TR", body))
        pages = [document.page(row) for row in rows]
        assert document.page(head) == pages[0]
        often = Counter(pages)
        alone = [row for row, page in zip(rows, pages, strict=True) if often[page] == 1]
        assert len(pages) == 1 or min(map(document.height, alone), default=HIGH) >= HIGH, pages


def test_links_are_seen_without_colour(document: Document) -> None:
    def lined(element: Any) -> bool:
        return any(
            each.get("/TextDecorationType") == "/Underline" for each in element.get("/A", ())
        )

    def look(element: Any, inside: bool) -> None:
        if element.get("/S") == "/TOC":
            return
        inside = inside or lined(element)
        if element.get("/S") == "/Link":
            assert inside or any(map(lined, document.elements("/Span", element))), element
            links.append(element)
        for child in _children(element):
            if isinstance(child, dict):
                look(child, inside)

    links: list[Any] = []
    look(document.reader.trailer["/Root"]["/StructTreeRoot"], False)
    assert len(links) > 100


def test_what_is_quoted_in_another_language_says_so(document: Document) -> None:
    made = tables.load(ROOT / "data")
    code = document.reader.trailer["/Root"]["/Lang"]
    for spoken, printed in made.figures.merge(made.sources, on="source_id").groupby("language"):
        if spoken != code:
            heard = document.spoken(str(spoken))
            fragments = [re.sub(r"\s", "", each) for each in printed["fragment"]]
            assert [each for each in fragments if each not in heard] == []
    french, english = document.spoken("fr"), document.spoken("en")
    if code == "en":
        assert "dirigeants" in french and "executives" not in french
    else:
        assert "PsychologicalandPersonality" in english and "dirigeants" not in english


def test_links_have_names(document: Document) -> None:
    assert len(document.links) > 100
    wrong = [text for text, _ in document.links if not text or re.match(r"(https?:|www\.)", text)]
    assert wrong == []
