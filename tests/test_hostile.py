"""Hostile text in every text column of every table: literal on every surface, or refused clearly.

The columns come from the schema, so that a new one is covered. Every text gets its own tag, so
that it can only come from its own cells; where it should turn up is learnt from the committed
tables.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import itertools
import json
import logging
import re
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import chart_checks as checks
import pandas as pd
import pytest
from hostile import LITERAL, text_columns
from lxml import etree, html
from matplotlib.text import Text
from nbformat import v4
from PIL import Image
from pptx import Presentation
from pypdf import PdfReader

from nbconvert_typst import TypstPDFExporter
from quoted.charts.chart import DESTINATIONS, Chart
from quoted.charts.page import LEADING
from quoted.data import checks as data_checks
from quoted.data import sources, tables
from quoted.data.checks import problems
from quoted.data.datasheet import datapackage, datasheet
from quoted.data.schema import SCHEMA
from quoted.data.tables import Tables
from quoted.language import catalogue, language
from quoted.publish import files, index, native, slides
from quoted.report import display_tables as listings
from quoted.report import gallery
from quoted.system import fonts

pytestmark = pytest.mark.usefixtures("drawn_once")
ROOT = Path(__file__).parent.parent
GOOD = tables.load(ROOT / "data")
LANG = language("en")

BY_WORD = [LITERAL[kind] for kind in ("arabic", "hebrew", "emoji")]
"""Read back from a PDF word by word: from right to left as they stand, combining marks apart."""
LONGEST = 38
"""Room for one of these texts and its tag."""

ADDRESS = "https://example.org/a_(b)/*c*/$d$?e='f'&g=[h]&i=%22%20%3Cb%3E;j#k"


class Place(NamedTuple):
    """The cells of a column that say the same in the committed table, as all of one question."""

    table: str
    column: str
    said: str


def filled(write: Callable[[Place], str]) -> Tables:
    """Return the committed tables with other text in every cell of free text that says any."""
    changed = {name: getattr(GOOD, name).copy() for name in SCHEMA}
    for name, column in text_columns(True):
        kept = {"": ""}
        said = [cell for cell in changed[name][column].unique() if cell not in kept]
        new = kept | {cell: write(Place(name, column, cell)) for cell in said}
        changed[name][column] = changed[name][column].map(new)
    return dataclasses.replace(GOOD, **changed)


@cache
def hostile() -> tuple[Tables, dict[Place, str]]:
    """Return the tables full of hostile text, and what was put where."""
    put: dict[Place, str] = {}
    kinds = itertools.cycle(LITERAL.values())

    def write(place: Place) -> str:
        room = 1 if place.column == "fragment" else longest(place) // LONGEST  # eight words at most
        texts = [next(kinds) for _ in range(min(room, 4))]
        put[place] = f"{' '.join(texts)} {len(put)}z"
        return put[place]

    return filled(write), put


def longest(place: Place) -> int:
    """Return how many characters a column takes."""
    fields = SCHEMA[place.table]["fields"]
    field = next(field for field in fields if field["name"] == place.column)
    return int(field["constraints"]["maxLength"])


def squeezed(text: str) -> str:
    """Return text without white space, of which a line break leaves no trace; NFKC."""
    return "".join(unicodedata.normalize("NFKC", text).split())


# Literal


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the tables full of hostile text, written by ourselves."""
    folder = tmp_path_factory.mktemp("hostile") / "data"
    hostile()[0].write(folder)
    return folder


def test_the_tables_carry_it_and_no_spreadsheet_computes_it(data: Path) -> None:
    changed, put = hostile()
    again = tables.load(data)
    for name in SCHEMA:
        pd.testing.assert_frame_equal(getattr(again, name), getattr(changed, name))
    for place, text in put.items():
        before = getattr(GOOD, place.table)[place.column] == place.said
        assert before.any() and (getattr(again, place.table)[place.column][before] == text).all()
    filled = [column for column in text_columns(True) if len(getattr(GOOD, column[0]))]
    assert len({place[:2] for place in put}) == len(filled)
    for name in SCHEMA:
        content = (data / f"{name}.csv").read_text("utf-8")
        for row in csv.reader(io.StringIO(content, newline="")):
            # Where the comma is the decimal mark, spreadsheets part cells at semicolons.
            for cell in (part for text in row for part in text.split(";")):
                assert not cell.startswith(("=", "+", "-", "@", "\t")), cell
    assert (data / "README.md").read_text("utf-8") == datasheet(GOOD)
    texts = {name: (data / f"{name}.csv").read_text("utf-8") for name in SCHEMA}
    assert json.loads((data / "datapackage.json").read_text("utf-8")) == datapackage(texts)


@cache
def charts(code: str, changed: bool = True) -> dict[str, Chart]:
    return gallery.charts(hostile()[0] if changed else GOOD, language(code))


@cache
def listed(code: str, changed: bool = True) -> dict[str, listings.DisplayTable]:
    return listings.display_tables(hostile()[0] if changed else GOOD, language(code))


def shown_by(surface: Callable[[bool], str], code: str = "en") -> dict[Place, str]:
    """Return the hostile texts that a surface must show: where it shows the committed ones."""
    before, after, lang = squeezed(surface(False)), squeezed(surface(True)), language(code)
    cells = {place: squeezed(lang.text(place.said)) for place in hostile()[1]}
    every = "\n".join(cells.values())
    return {
        place: hostile()[1][place]
        for place, cell in cells.items()
        # neither words of another cell nor of the program
        if len(cell) > 8 and cell in before and cell not in after and every.count(cell) == 1
    }


def assert_literal(surface: Callable[[bool], str], least: int, code: str = "en") -> None:
    """Check that a surface shows hostile text wherever it shows the committed one."""
    after, expected = squeezed(surface(True)), shown_by(surface, code)
    missing = {place: text for place, text in expected.items() if squeezed(text) not in after}
    assert not missing
    assert len({place[:2] for place in expected}) >= least


@cache
def words(changed: bool) -> str:
    """Return the words of the charts, as drawn into live SVG and as told to screen readers."""
    parts = []
    for chart in charts("en", changed).values():
        parts.append(chart.alt)
        if changed:
            root = etree.fromstring(chart.svg("slide", live_text=True))
            assert {etree.QName(e).localname for e in root.iter(etree.Element)} <= SVG_TAGS
            parts += root.itertext()
        else:
            parts += [text.get_text() for text in chart.figure("slide").findobj(Text)]
    return "\n".join(parts)


SVG_TAGS = {"svg", "title", "desc", "metadata", "RDF", "Work", "type", "language", "source"}
SVG_TAGS |= {
    "Agent",
    "clipPath",
    "rect",
    "rights",
    "format",
    "defs",
    "style",
    "g",
    "path",
    "text",
    "tspan",
    "use",
}


def test_charts_draw_it() -> None:
    # labels and predicates of measures, titles of surveys, publishers: what outlets and articles
    # say is in tables, and names of groups and sponsors are too short or within other cells
    assert_literal(words, least=4)


@pytest.mark.parametrize("destination", ["slide", "column"])
def test_nothing_overlaps_or_is_cut(destination: str) -> None:
    for chart in charts("en").values():
        figure = chart.figure(destination)
        assert checks.clipped(figure) + checks.text_on_text(figure) == [], chart.id


def test_texts_as_long_as_they_may_be_fit(tmp_path: Path) -> None:
    numbers = itertools.count(1)
    sentence = "marketers worry about losing originality when software writes " * 10

    def write(place: Place) -> str:
        number, room = next(numbers), longest(place)
        if place.column == "fragment":  # eight words at most
            return " ".join([f"{number}w", *["w" * (room // 9)] * 7])
        return re.sub(" $", "x", f"{number} {sentence}"[:room])

    changed = filled(write)
    changed.write(tmp_path)
    for chart in gallery.charts(changed, LANG).values():
        figure = chart.figure("slide")
        assert checks.clipped(figure) + checks.text_on_text(figure) == [], chart.id
    changed.sources.loc[0, "title"] += "x"
    assert changed.sources["title"].str.len().tolist()[:2] == [301, 300]
    with pytest.raises(
        data_checks.TableError, match=r"column title: .*expected at most 300 characters"
    ):
        changed.write(tmp_path)


def test_pictures_and_files_say_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "DESTINATIONS", {"slide": DESTINATIONS["slide"]})
    monkeypatch.setattr(Chart, "figure", Chart.figure.__wrapped__)  # its dark one is made of it
    few = {id_: charts("en")[id_] for id_ in ("polls",)}
    files.write([few], tmp_path)
    index.write({"en": few}, tmp_path)
    page = html.fromstring((tmp_path / index.NAME).read_text("utf-8"))
    entry = json.loads((tmp_path / files.MANIFEST).read_text("utf-8"))["charts"][0]
    chart = few["polls"]
    about = Image.open(tmp_path / "polls_slide_en.png").text  # type: ignore[attr-defined]
    assert about["Source"] == entry["source"] == chart.source
    assert about["Description"] == entry["alt"] == chart.alt
    assert {image.get("alt") for image in page.iter("img")} == {chart.alt, ""}  # and a thumbnail
    shown = squeezed(page.text_content())
    for text in (chart.source, *map(str, chart.table.to_numpy().ravel())):
        assert squeezed(text) in shown
    tagged = [text for text in hostile()[1].values() if text in chart.alt]
    assert len(tagged) >= 3
    assert len(list(page.iter("script"))) == 1 and not list(page.iter("b"))
    content = (tmp_path / "polls.csv").read_text("utf-8")
    assert len(list(csv.reader(io.StringIO(content)))) == 1 + len(chart.data)


@cache
def deck(changed: bool) -> bytes:
    """Return the deck; its notes quote more of the tables than any other surface."""
    if not changed:
        return (ROOT / "figures" / "slides.en.pptx").read_bytes()
    with tempfile.TemporaryDirectory() as folder, checks.without_pixels():
        return slides.write(charts("en"), hostile()[0], LANG, Path(folder, "deck")).read_bytes()


@cache
def said_on_slides(changed: bool) -> str:
    """Return everything that the slides say: texts, notes, alternatives and caches of charts."""
    parts = []
    for slide in Presentation(io.BytesIO(deck(changed))).slides:
        parts.append(slide.notes_slide.notes_text_frame.text)
        for shape in slide.shapes:
            parts.append(shape._element.xpath(".//p:cNvPr/@descr")[0:1])
            if shape.has_text_frame:
                parts.append(shape.text_frame.text)
            if shape.has_chart:
                parts += shape.chart._chartSpace.xpath(".//c:v/text()")
    return "\n".join(part if isinstance(part, str) else "".join(part) for part in parts)


def test_slides_say_it() -> None:
    assert_literal(said_on_slides, least=8)


def test_workbooks_of_slides_hold_it_as_text() -> None:
    main_ = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    labels = set()
    with zipfile.ZipFile(io.BytesIO(deck(True))) as archive:
        books = [name for name in archive.namelist() if name.endswith(".xlsx")]
        assert len(books) >= 4
        for name in books:
            with zipfile.ZipFile(io.BytesIO(archive.read(name))) as book:
                sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
                texts = etree.fromstring(book.read("xl/sharedStrings.xml"))
                assert not any("hyperlink" in part for part in book.namelist())
                assert not list(sheet.iter(f"{main_}hyperlink"))
            labels |= {"".join(item.itertext()) for item in texts}
            for formula in sheet.iter(f"{main_}f"):
                quoted = re.sub(r'"[^"]*"', "", formula.text)
                assert re.fullmatch(r"[=A-Z0-9$+\-*/(),&<>:.]*", quoted), formula.text
    measures = [t for p, t in hostile()[1].items() if p[:2] == ("measures", "label")]
    assert len(labels & set(measures)) >= 5


@cache
def outputs(changed: bool, code: str) -> list[str]:
    """Return what notebooks show, as HTML."""
    made = [one._repr_html_() for one in listed(code, changed).values()]
    return made + [one._html() for one in charts(code, changed).values()]


def in_notebooks(changed: bool, code: str) -> str:
    parts = []
    for output in outputs(changed, code):
        page = html.fragment_fromstring(output, create_parent="div")
        assert {element.tag for element in page.iter()} <= HTML_TAGS
        for style in page.xpath(".//style"):
            assert "<" not in style.text
            style.drop_tree()
        for table in page.iter("table"):
            assert "mathjax_ignore" in table.get("class")
        for span in page.iter("span"):
            assert span.attrib.keys() == ["id"] and not len(span) and not span.text
        parts.append(page.text_content())
        parts += page.xpath(".//@alt")
    return "\n".join(parts)


HTML_TAGS = {"div", "table", "caption", "thead", "tbody", "tr", "th", "td", "a"}
HTML_TAGS |= {
    "strong",
    "style",
    "figure",
    "img",
    "details",
    "summary",
    "span",
}  # a place to link to


@pytest.fixture
def quick_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw nothing where only the words beside a picture are read."""
    monkeypatch.setattr(Chart, "png", lambda *_, **__: b"")


@pytest.mark.usefixtures("quick_pictures")
@pytest.mark.parametrize("code", ["en", "fr"])
def test_notebooks_show_it(code: str) -> None:
    assert_literal(lambda changed: in_notebooks(changed, code), least=11, code=code)


@cache
def report() -> PdfReader:
    """Return the report's charts and listings as a PDF; without a warning, so with all glyphs."""
    cells = [v4.new_markdown_cell("# Hostile")]
    for chart in charts("en").values():
        about = {"alt": chart.alt, "caption": chart.caption, "id": chart.id, "title": chart.title}
        data = {"image/svg+xml": chart.svg("column").decode()}
        metadata = {"image/svg+xml": about}
        output = v4.new_output("display_data", data=data, metadata=metadata)
        cells.append(v4.new_code_cell("", outputs=[output]))
    for listing in listed("en").values():
        output = v4.new_output("display_data", data={"text/html": listing._repr_html_()})
        cells.append(v4.new_code_cell("", outputs=[output]))
    exporter = TypstPDFExporter(standards=["ua-1", "a-3a"])
    warned = Recorder()
    exporter.log = logging.Logger("hostile")
    exporter.log.addHandler(warned)
    pdf, _ = exporter.from_notebook_node(v4.new_notebook(cells=cells))
    assert warned.kept == []
    return PdfReader(io.BytesIO(pdf))


class Recorder(logging.Handler):
    """Keeps what is warned of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.kept: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.kept.append(record.getMessage())


@cache
def printed_pages() -> list[tuple[str, float, float, str]]:
    """Return text and width of each page, where its text ends on the right, and with what words."""
    found = []
    for page in report().pages:
        ends: list[tuple[float, str]] = []

        def note(text: str, user: Any, matrix: Any, font: Any, size: float) -> None:
            longest_line = max(text.split("\n"), key=len)
            if text.strip():
                ends.append((user[4] + matrix[4] + 0.4 * size * len(longest_line), text))  # noqa: B023

        text = page.extract_text(visitor_text=note)
        found.append((text, float(page.mediabox.width), *max(ends)))
    return found


def test_the_report_prints_it() -> None:
    printed = squeezed("".join(text for text, *_ in printed_pages()))
    expected = shown_by(lambda changed: "\n".join(_texts(listed("en", changed))))
    missing = []
    for place, text in expected.items():
        by_word = any(one in text for one in BY_WORD)
        for word in text.split() if by_word else [text]:
            if squeezed(word) not in printed:
                missing.append((place, text))
    assert not missing
    assert len({place[:2] for place in expected}) >= 8


def _texts(shown: dict[str, listings.DisplayTable]) -> Iterator[str]:
    for listing in shown.values():
        yield from map(str, listing.frame.to_numpy().ravel())


def test_nothing_leaves_the_pages_of_the_report() -> None:
    assert len(printed_pages()) > 10
    for _, width, end, words in printed_pages():
        assert end < width - 40, words


@pytest.mark.usefixtures("quick_pictures")
def test_every_link_is_the_one_of_the_records() -> None:
    changed = hostile()[0]
    ours = {link for frame in (changed.figures, changed.samples, changed.positions)
            for link in sources.links(changed, frame)}  # fmt: skip
    ours |= {sources.link(row) for row in tables.rows(changed.sources)}
    ours |= set(changed.corroboration["url"]) - {""}
    in_html = {
        address
        for output in outputs(True, "en")
        for address in html.fromstring(output).xpath("//@href")
    }
    in_deck = {
        relation.target_ref
        for slide in Presentation(io.BytesIO(deck(True))).slides
        for part in (slide.part, slide.notes_slide.part)
        for relation in part.rels.values()
        if relation.is_external
    }
    in_pdf = {
        annotation["/A"]["/URI"]
        for page in report().pages
        for annotation in (each.get_object() for each in page.get("/Annots", ()))
        if "/URI" in annotation.get("/A", {})
    }
    for found in (in_html, in_deck, in_pdf):
        assert found and found <= ours
    fragments = set(changed.figures["fragment"])
    told = {unquote(link.split(":~:text=")[1]) for link in in_html if ":~:" in link}
    assert told & fragments and told <= fragments | set(changed.positions["fragment"])


def test_an_odd_address_is_followed_as_it_is() -> None:
    odd = GOOD.sources.copy()
    odd["address"], odd["address_of"] = ADDRESS, "article"
    changed = dataclasses.replace(GOOD, sources=odd)
    assert problems({n: tables.as_csv(getattr(changed, n)) for n in SCHEMA}) == []
    listing = listings.figures(changed, LANG)
    found = html.fromstring(listing._repr_html_()).xpath("//@href")
    assert sorted(found) == sorted(sources.links(changed, changed.figures))
    assert all(link.startswith(f"{ADDRESS}:~:text=") for link in found)


def test_catalogues_carry_it(data: Path, tmp_path: Path) -> None:
    (tmp_path / "data").symlink_to(data)
    template = catalogue.extract(tmp_path)
    path = tmp_path / catalogue.catalogue_path("fr")
    path.parent.mkdir(parents=True)
    for message in template:
        if message.id:
            message.string = message.id
    catalogue.write(template, "fr", tmp_path)
    again = catalogue.read("fr", tmp_path)
    labels = [t for p, t in hostile()[1].items() if p[:2] == ("measures", "label")]
    assert labels
    for text in labels:
        assert again.get(text).string == text


def test_the_fonts_have_what_the_tables_take() -> None:
    assert all(fonts.lacking(text) == "" for text in LITERAL.values())
    assert fonts.lacking("a👩b🎯c👩") == "👩🎯"


def test_titles_of_slides_stay_in_their_boxes() -> None:
    smaller = 0
    for slide in Presentation(io.BytesIO(deck(True))).slides:
        title = slide.shapes.title
        (run,) = title.text_frame.paragraphs[0].runs
        size = run.font.size.pt if run.font.size else slides.TITLE
        broken = native.lines(title.text_frame.text, size, title.width / 12700, "bold")
        assert LEADING * size * len(broken) <= title.height / 12700
        smaller += size < slides.TITLE
    assert smaller
