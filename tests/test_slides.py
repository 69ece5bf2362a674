"""Decks as a presenter gets them: reopened, their workbooks read, rendered by LibreOffice."""

from __future__ import annotations

import io
import itertools
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import chart_checks as checks
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import tables as invented
from invented import women_and_men
from lxml import etree
from openxml_audit import OpenXmlValidator
from pptx import Presentation
from pptx.oxml import parse_xml
from pptx.util import Inches, Pt

import quoted
from quoted.charts import lollipop, theme
from quoted.charts.chart import Chart
from quoted.data import tables
from quoted.language import language
from quoted.publish import native, slides
from quoted.publish.scatter import CHART, DRAWING, Formula, Sheet
from quoted.report import gallery
from quoted.report.display_tables import display_tables

DATA = tables.load(Path(__file__).parent.parent / "data")
CODES = ("en", "fr")
CHARTS = {code: gallery.charts(DATA, language(code)) for code in CODES}
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
pytestmark = pytest.mark.usefixtures("drawn_once")
C, A = f"{{{CHART}}}", f"{{{DRAWING}}}"
SOFFICE, PDFTOTEXT = shutil.which("soffice"), shutil.which("pdftotext")
needs_libreoffice = pytest.mark.skipif(
    not (SOFFICE and PDFTOTEXT), reason="LibreOffice or pdftotext is not installed"
)
FEW = ("divide", "one_group_only", "polls", "tipping")
KNOWN = {
    # as PowerPoint writes a label that reads a cell
    ("ext", "Choice allows at most 1 occurrence(s), found 2"),
}
"""What the schema does not allow and PowerPoint does, by the end of its path."""


@pytest.fixture
def quick_pictures():
    with checks.without_pixels():
        yield


def kind(name):
    """Return the kind of chart on a slide: a second survey's carry its id behind theirs."""
    return name.split(" ")[0].partition(".")[0]


@pytest.fixture(scope="module", params=CODES)
def deck(request, tmp_path_factory):
    """Return language, path and slides by chart; a dumbbell's second slide is ``divide bars``."""
    code = request.param
    path = tmp_path_factory.mktemp("deck") / f"slides.{code}.pptx"
    slides.write(CHARTS[code], DATA, language(code), path)
    opened = Presentation(path)
    names = [
        name
        for chart in CHARTS[code].values()
        for name in ((chart.id, f"{chart.id} bars") if kind(chart.id) == "divide" else (chart.id,))
    ]
    titled = [t for t in display_tables(DATA, language(code)).values() if t.title]
    assert [t.id for t in titled] == ["positions", "disclosure", "outlets"]
    after = list(opened.slides)[1 + len(names) :]
    for slide, table in zip(after, titled, strict=False):
        (frame,) = [shape for shape in slide.shapes if shape.has_table]
        said = [[cell.text for cell in row.cells] for row in frame.table.rows]
        assert said == [list(table.columns), *table.frame.to_numpy().tolist()]
        assert frame._element.nvGraphicFramePr.cNvPr.get("descr") == table.caption
    assert len(after) == len(titled) + 1
    return code, path, dict(zip(names, list(opened.slides)[1:], strict=False)), opened


def cells(xlsx: bytes) -> dict[str, float | str]:
    """Return what the cells of a workbook hold."""
    with zipfile.ZipFile(io.BytesIO(xlsx)) as book:
        shared = etree.fromstring(book.read("xl/sharedStrings.xml"))
        sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    texts = ["".join(item.itertext()) for item in shared]
    found: dict[str, float | str] = {}
    for cell in sheet.iter(f"{MAIN}c"):
        value = cell.findtext(f"{MAIN}v") or ""
        kind = cell.get("t", "n")
        found[cell.get("r")] = (
            texts[int(value)] if kind == "s" else float(value) if kind == "n" else value
        )
    return found


def named(formula: str) -> list[str]:
    """Return the names of the cells of a reference in one row or column."""
    ends = formula.split("!")[1].replace("$", "").split(":")
    (a, first), (b, last) = (
        re.fullmatch(r"([A-Z]+)(\d+)", e).groups() for e in (ends[0], ends[-1])
    )
    if a == b:
        return [f"{a}{row}" for row in range(int(first), int(last) + 1)]
    from xlsxwriter.utility import xl_cell_to_rowcol, xl_col_to_name

    columns = (xl_cell_to_rowcol(end)[1] for end in ends)
    return [f"{xl_col_to_name(column)}{first}" for column in range(*_closed(*columns))]


def _closed(first: int, last: int) -> tuple[int, int]:
    return first, last + 1


def drawn(slide):
    """Return the chart or picture of a slide."""
    found = [s for s in slide.shapes if s.has_chart or s._element.tag.endswith("}pic")]
    assert len(found) == 1
    return found[0]


def same(text):
    """Return a title as its chart has it."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def words(slide):
    """Return title, subtitle and source of a slide, and what stands between the last two."""
    title, subtitle, between, source = [
        shape for shape in slide.shapes
        if shape.is_placeholder is False or shape.placeholder_format.type not in (13, 15, 16)
    ]  # fmt: skip
    return title, subtitle, source, between


def hard_coded(path):
    """Return every font and colour that charts, slides and layouts name themselves."""
    found = []
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if re.match(r"ppt/(charts|slides|slideLayouts)/[^/]*xml", name):
                text = archive.read(name).decode()
                found += re.findall(r'(?:latin|ea|cs) typeface="(?!\+)[^"]+"', text)
                found += re.findall(r"<a:(?:srgb|sys|prst)Clr[^>]*>", text)
    return found


def test_the_deck_is_wide_and_wears_our_colours_and_type(deck):
    _, path, _, opened = deck
    assert hard_coded(path) == []
    assert (opened.slide_width, opened.slide_height) == (12192000, 6858000)
    theme = zipfile.ZipFile(path).read("ppt/theme/theme1.xml").decode()
    for ink in ("143C6E", "C54E00", "1B2733"):
        assert f'val="{ink}"' in theme
    assert set(re.findall(r'<a:latin typeface="([^"]*)"', theme)) == {"Arial"}


def shape_order(slide):
    """Return what a screen reader meets on a slide of a chart."""
    roles = {"title": "title", "subtitle": "subtitle", "source": "source"}
    found = [roles.get(shape.name.split(":")[-1], "chart") for shape in slide.shapes]
    return [*found[:-1], "number"] if slide.shapes[-1].placeholder_format.type == 13 else found


def test_every_slide_has_title_alt_text_notes_and_language(deck):
    code, _, shown, opened = deck
    for name, slide in shown.items():
        chart = CHARTS[code][name.split()[0]]
        assert same(slide.shapes.title.text_frame.text) == same(chart.title)
        described = drawn(slide)._element.xpath(".//p:cNvPr")[0].get("descr")
        assert chart.alt in described if "bars" in name else described == chart.alt
        notes = slide.notes_slide.notes_text_frame.text
        assert chart.caption in notes and notes.count(chart.source) == 1
        assert code != "fr" or not re.search(r"\w;", notes)
        assert shape_order(slide) == ["title", "subtitle", "chart", "source", "number"]
    for slide in opened.slides:
        assert slide.shapes.title.text_frame.text
        for part in (slide, slide.notes_slide):
            tags = {run.find(f"{A}rPr").get("lang") for run in part._element.iter(f"{A}r")}
            assert tags == {native.TAGS[code]}
    links = [
        run.hyperlink.address
        for p in opened.slides[-1].placeholders[1].text_frame.paragraphs
        for run in p.runs
    ]
    known = DATA.sources[DATA.sources["address"] != "not stated"]
    assert [link for link in links if link] == list(known["address"])


def test_notes_lead_to_each_number(deck):
    _, _, shown, _ = deck
    notes = shown["divide"].notes_slide
    links = [r.hyperlink.address or "" for p in notes.notes_text_frame.paragraphs for r in p.runs]
    assert sum("#:~:text=" in link for link in links) == len(CHARTS["en"]["divide"].data)


@pytest.mark.parametrize("name", ["divide", "divide bars"])
def test_the_workbook_holds_the_pairs(deck, name):
    code, _, shown, _ = deck
    data = CHARTS[code]["divide"].data
    held = cells(drawn(shown[name]).chart.part.chart_workbook.xlsx_part.blob)
    wide = [("B", data["pct"][::2]), ("C", data["pct"][1::2])]
    wide += [("D", data["gap_points"][::2])] if name == "divide" else []
    for letter, column in wide:
        assert [held[f"{letter}{row}"] for row in range(2, len(data) // 2 + 2)] == list(column)


@pytest.mark.parametrize("name", ["one_group_only", "adoption", "polls"])
def test_the_workbook_holds_the_shares(deck, name):
    code, _, shown, _ = deck
    data = CHARTS[code][name].data
    held = cells(drawn(shown[name]).chart.part.chart_workbook.xlsx_part.blob)
    found = [held[f"B{row}"] for row in range(2, len(data) + 2)]
    assert sorted(found) == sorted(data["pct"])


def test_the_forest_holds_differences_and_intervals(deck):
    code, _, shown, _ = deck
    held = cells(drawn(shown["gaps"]).chart.part.chart_workbook.xlsx_part.blob)
    chart = CHARTS[code]["gaps"]
    form = chart.form.read(chart.data)
    for i, row in enumerate(form.rows):
        limits = [end for interval in row.intervals for end in interval]
        found = [held[f"{letter}{i + 2}"] for letter in "BCDEFGHIJ"[: 1 + len(limits)]]
        assert found == pytest.approx([row.estimate, *limits], rel=1e-9)


def test_every_mark_and_label_reads_a_cell(deck):
    _, _, shown, _ = deck
    native_ones = [drawn(s).chart.part for s in shown.values() if drawn(s).has_chart]
    assert len(native_ones) >= 6  # of the first five articles; a survey more adds its own
    for part in native_ones:
        held = cells(part.chart_workbook.xlsx_part.blob)
        if part._element.find(f".//{C}barChart") is not None:
            continue
        assert part._element.findall(f".//{C}legend") == []
        references = 0
        for formula in part._element.iter("{*}f"):
            cache = formula.getnext()
            points = {int(p.get("idx")): p.findtext("{*}v") for p in cache.iter("{*}pt")}
            for i, place in enumerate(named(formula.text)):
                references += 1
                value = held[place]
                if value == "#N/A":
                    assert i not in points
                elif isinstance(value, float):
                    assert float(points[i]) == pytest.approx(value, rel=1e-9)
                else:
                    assert points[i] == value
        assert references > 10


def test_every_part_is_valid_by_its_schema(deck):
    _, path, _, _ = deck
    found = OpenXmlValidator(max_errors=0).validate(path).errors
    known = {(re.sub(r"\[\d+\]$", "", one.path.split("/")[-1]), one.description) for one in found}
    assert known == KNOWN, [str(one) for one in found if "Choice" not in one.description]
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.startswith("ppt/charts/chart"):
                root = etree.fromstring(archive.read(name))
                if root.find(f".//{C}scatterChart") is not None:  # not python-pptx's own
                    orders = [int(e.get("val")) for e in root.iter(f"{C}order")]
                    assert orders == sorted(orders, reverse=True)


def test_titles_and_source_lines_keep_their_size_and_room(deck):
    _, _, shown, opened = deck
    for name, slide in shown.items():
        title = slide.shapes.title
        width = title.width / 12700
        assert len(native.lines(title.text_frame.text, slides.TITLE, width, "bold")) <= 2, name
        _, subtitle, source, room = words(slide)
        for part, size in ((subtitle, slides.SUBTITLE), (source, slides.SOURCE)):
            assert part.text_frame.paragraphs[0].runs[0].font.size is None  # the layout's
            height = part.height.pt / (slides.LEADING * size)
            assert len(native.lines(part.text_frame.text, size, part.width.pt)) <= height + 0.1
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= opened.slide_width
            assert shape.top + shape.height <= opened.slide_height
        assert subtitle.top + subtitle.height <= room.top
        assert room.top + room.height <= source.top
        if room.has_chart:
            least = 12 if kind(name) == "polls" else 14  # the source of each unnamed poll
            inside = {int(r.get("sz")) for r in room.chart.part._element.iter(f"{A}rPr")}
            assert min(inside) >= 100 * least


def test_a_form_without_a_native_chart_is_drawing_and_picture(deck):
    _, path, shown, _ = deck
    picture = drawn(shown["provenance"])
    blip = picture._element.find(f".//{A}blip")
    embedded = blip.find(f".//{{{slides.SVG}}}svgBlip").get(slides.EMBED)
    part = shown["provenance"].part.related_part(embedded)
    assert part.content_type == "image/svg+xml" and b"<svg" in part.blob[:600]
    assert picture.image.size[0] / picture.width * 914400 == pytest.approx(200, rel=0.01)
    assert b"image/svg+xml" in zipfile.ZipFile(path).read("[Content_Types].xml")
    why = {name: slide.notes_slide.notes_text_frame.text.split("\n")[-1]
           for name, slide in shown.items() if not drawn(slide).has_chart}  # fmt: skip
    assert list(dict.fromkeys(map(kind, why))) == ["provenance", "tipping", "frontier"]
    assert why["tipping"] == why["frontier"] != why["provenance"]
    assert "PowerPoint" in why["tipping"] and "PowerPoint" in why["provenance"]


def test_the_same_charts_make_the_same_bytes(tmp_path, monkeypatch):
    few = {id_: CHARTS["en"][id_] for id_ in FEW}
    first = slides.write(few, DATA, language("en"), tmp_path / "a.pptx").read_bytes()
    import time

    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(1_900_000_000))
    second = slides.write(few, DATA, language("en"), tmp_path / "b.pptx").read_bytes()
    assert first == second


def assert_fits(chart, slide, own):
    """Title, subtitle, chart and source stand below each other, on the slide, in their type."""
    title, subtitle, source, _ = words(slide)
    assert title == slide.shapes.title
    scale = min(own.slide_width / Inches(10), own.slide_height / Inches(7.5))
    type_ = (title.text_frame.paragraphs[0].runs[0].font.size or Pt(44)).pt  # the template's own
    inside = title.width.pt - 14.4
    tall = len(native.lines(chart.title, type_, inside, "bold")) * 1.2 * type_
    assert type_ <= slides.TITLE * scale and tall <= title.height.pt - 7.2
    assert abs(own.slide_width - 2 * title.left - title.width) < Inches(0.1)
    order = [title, subtitle, drawn(slide), source]
    assert all(one.top + one.height <= next_.top for one, next_ in itertools.pairwise(order))
    assert title.top >= 0 and source.top + source.height <= own.slide_height
    assert drawn(slide).width > 0.8 * own.slide_width
    sizes = [shape.text_frame.paragraphs[0].runs[0].font.size.pt for shape in (subtitle, source)]
    assert sizes == pytest.approx([18 * scale, 12 * scale], abs=0.01)
    if drawn(slide).has_chart:
        types = {int(r.get("sz")) / 100 for r in drawn(slide)._element.iter(f"{A}rPr")}
        assert all(12 * scale - 0.01 <= size <= 28 * scale for size in types)


@pytest.mark.parametrize(
    "size", [(10, 7.5), (13.333, 7.5), (10, 5.625), (7.5, 10), (26.667, 15), (8, 4)]
)
def test_a_chart_joins_somebody_elses_deck(size, quick_pictures):
    own = Presentation()
    own.slide_width, own.slide_height = (Inches(length) for length in size)
    for id_, chart in CHARTS["fr"].items():
        if id_ in ("tipping", "frontier") and size != (10, 7.5):
            continue  # pictures as provenance is one, and slow to draw
        slide = chart.add_to(own)
        assert slide.slide_layout.name == "Title Only"
        assert_fits(chart, slide, own)
        assert same(slide.shapes.title.text_frame.text) == same(chart.title)
        assert [p.placeholder_format.type for p in slide.placeholders] == [1]
        assert drawn(slide)._element.xpath(".//p:cNvPr")[0].get("descr") == chart.alt
        assert slide.notes_slide.notes_text_frame.text.count(chart.source) == 1
    own.save(io.BytesIO())


def test_native_type_and_marks_grow_with_the_slide():
    found = []
    for times in (1, 2):
        own = Presentation()
        own.slide_width, own.slide_height = Inches(10 * times), Inches(7.5 * times)
        chart = drawn(CHARTS["en"]["divide"].add_to(own)).chart.part._element
        found.append([int(size) for size in chart.xpath("//a:rPr/@sz | //c:marker/c:size/@val")])
    # marks have whole sizes
    assert all(abs(large - 2 * small) <= 1 for small, large in zip(*found, strict=True))


def test_a_title_in_the_middle_or_in_large_type_moves_up_and_shrinks(quick_pictures):
    own = Presentation()
    for layout in list(own.slide_layouts)[1:]:
        own.slide_layouts.remove(layout)  # leaves the one of title slides
    title = own.slide_layouts[0].placeholders[0]
    assert title.top > Inches(2)
    title._element.xpath("p:txBody/a:lstStyle")[0].append(
        parse_xml(f'<a:lvl1pPr xmlns:a="{slides.DRAWING}"><a:defRPr sz="6000"/></a:lvl1pPr>')
    )
    title_style = own.slide_master._element.xpath("p:txStyles/p:titleStyle//a:defRPr")[0]
    title_style.set("sz", "2000")
    for chart in (CHARTS["en"][id_] for id_ in (*FEW, "provenance")):
        assert_fits(chart, chart.add_to(own), own)


def test_a_chart_with_little_room_is_drawn_smaller(quick_pictures):
    own = Presentation()
    title = own.slide_layouts[5].placeholders[0]
    title.left, title.top, title.width, title.height = (Inches(n) for n in (0.5, 0.3, 9, 3.3))
    for chart in CHARTS["en"].values():
        assert drawn(chart.add_to(own)).height < Inches(3)


def test_a_deck_without_titles_gets_the_title_as_text():
    own = Presentation()
    for layout in list(own.slide_layouts):
        if layout.name != "Blank":
            own.slide_layouts.remove(layout)
    chart = CHARTS["en"]["divide"]
    slide = chart.add_to(own, dark=True)
    assert slide.shapes.title is None
    assert same(slide.shapes[0].text_frame.text) == same(chart.title)


def test_odd_text_appears_literally():
    label = "=cmd|' /C calc'!A0 <script> \x07 مرحبا"
    rows = pd.DataFrame({"what": [label], "pct": [40.0]})
    chart = quoted.chart(lollipop, rows, y="what", x="pct", title=label, alt="A chart of one")
    own = Presentation()
    slide = chart.add_to(own)
    assert [s.name for s in slide.shapes] == ["quoted:chart:title", "quoted:chart"]
    clean = label.replace("\x07", "\N{REPLACEMENT CHARACTER}")
    assert same(slide.shapes.title.text_frame.text) == clean
    held = cells(drawn(slide).chart.part.chart_workbook.xlsx_part.blob)
    assert held["A2"] == clean and held["B2"] == 40.0


@given(st.lists(st.floats(0, 100, width=32), min_size=1, max_size=9))
@settings(max_examples=30)
def test_a_sheet_gives_back_what_was_written(values):
    sheet = Sheet()
    sheet.fill(0, 0, ["head"])
    ref = sheet.fill(1, 0, [*values, Formula("=A2", values[0])])
    held = cells(sheet.xlsx())
    found = [held[place] for place in named(ref.formula)]
    assert found == pytest.approx(list(ref.values), abs=1e-6)  # six decimals are written


def as_pdf(folder: Path, *paths: Path) -> list[Path]:
    """Return what LibreOffice makes of presentations, in one start of it."""
    command = [
        SOFFICE,
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        folder,
        *paths,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return [folder / f"{path.stem}.pdf" for path in paths]


@needs_libreoffice
def test_libreoffice_shows_every_number(deck, tmp_path):
    code, path, shown, opened = deck
    (pdf,) = as_pdf(tmp_path, path)
    text = subprocess.run(
        [PDFTOTEXT, "-layout", pdf, "-"], check=True, capture_output=True, timeout=60
    ).stdout.decode()
    pages = text.split("\f")
    assert len(pages) == len(opened.slides) + 1  # and nothing after the last form feed
    lang = language(code)
    for page, (name, slide) in zip(pages[1:], shown.items(), strict=False):
        if not drawn(slide).has_chart:
            continue
        data = CHARTS[code][name.split()[0]].data
        shares = [value for column in data if column.endswith("pct") for value in data[column]]
        flat = re.sub(r"\s(?=%)", "\N{NARROW NO-BREAK SPACE}", page)
        for share in shares:
            exact = [n for n in range(3) if round(share, n) == share]
            assert any(lang.percent(share, n) in flat for n in exact), (name, share)


class Computed:
    """What the cells of a workbook come to, computed from its formulas, numbers edited at will."""

    def __init__(self, xlsx: bytes, **edited: float) -> None:
        with zipfile.ZipFile(io.BytesIO(xlsx)) as book:
            sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        self.held = {**cells(xlsx), **edited}
        self.formulas = {
            cell.get("r"): cell.findtext(f"{MAIN}f")
            for cell in sheet.iter(f"{MAIN}c")
            if cell.find(f"{MAIN}f") is not None
        }

    def __getitem__(self, place: str) -> float | str:
        if place not in self.formulas:
            return self.held[place]
        parts = re.split(r'("[^"]*")', self.formulas[place])  # texts are left alone
        for i in range(0, len(parts), 2):
            part = re.sub(r"\$?([A-Z]+)\$?(\d+)", r"self['\1\2']", parts[i])
            parts[i] = re.sub(r"(?<![<>])=", "==", part).replace("&", "+")
        names = {
            "self": self,
            "IF": lambda test, yes, no: yes if test else no,
            "ABS": abs,
            "INT": int,
            "MOD": lambda number, by: number % by,
            "ROUND": round,
            "NA": lambda: "#N/A",
            "TEXT": _text,
        }
        return eval("".join(parts), {"__builtins__": {}}, names)


def _text(value: float, form: str) -> str:
    """Return a number as a spreadsheet shows it in one of our formats."""
    if set(form) == {"0"}:
        return f"{value:0{len(form)}.0f}"
    positive, negative, zero = form.split(";")
    return (positive if value > 0 else negative if value < 0 else zero).replace(
        "0", f"{abs(value):.0f}"
    )


def test_formulas_come_to_what_is_drawn(deck):
    _, _, shown, _ = deck
    for name, slide in shown.items():
        if drawn(slide).has_chart:
            book = drawn(slide).chart.part.chart_workbook.xlsx_part.blob
            held, computed = cells(book), Computed(book)
            assert name.endswith(" bars") or computed.formulas
            for place in computed.formulas:
                assert computed[place] == pytest.approx(held[place]), (
                    name,
                    place,
                    computed.formulas[place],
                )


def test_an_edited_number_moves_its_gap_and_its_texts(deck):
    code, _, shown, _ = deck
    lang = language(code)
    book = drawn(shown["divide"]).chart.part.chart_workbook.xlsx_part.blob
    computed = Computed(book, B2=20.0, C2=21.0)
    assert (computed["D2"], computed["E2"]) == (-1, 20.5)
    texts = {computed[place] for place in computed.formulas}
    assert {lang.percent(20), lang.percent(21), lang.points(-1, signed=True)} <= texts


@pytest.mark.parametrize("code", CODES)
def test_an_edited_number_keeps_its_decimals(code):
    lang, own = language(code), Presentation()
    chart = gallery.charts(invented(women_and_men), lang)["divide"]
    book = drawn(chart.add_to(own)).chart.part.chart_workbook.xlsx_part.blob
    (row,) = (place[1:] for place, held in cells(book).items() if held == 52.4)
    computed = Computed(book, **{f"B{row}": 47.6, f"C{row}": 49.05 + 0.05})
    texts = {computed[place] for place in computed.formulas}
    expected = {lang.percent(47.6, 1), lang.percent(49.1, 1), lang.points(-1.5, 1, signed=True)}
    assert expected <= texts


def test_a_word_before_a_share_stays_before_it():
    frame = native._Frame(600, 400, theme.LIGHT, language("en"), 0.3)
    words = frame.number("B2", "more than 61%")
    assert words.text == '="more than "&TEXT(B2,"0")&"%"'


def test_an_edited_share_moves_its_squares(deck):
    _, _, shown, _ = deck
    book = drawn(shown["polls"]).chart.part.chart_workbook.xlsx_part.blob
    computed = Computed(book, B2=7.0)
    counted = [p for p, f in computed.formulas.items() if "<=$B$2," in f]
    assert sum(computed[place] != "#N/A" for place in counted) == 7


def test_charts_of_the_gallery_are_known(deck):
    """A chart that gains a native form, or loses it, is to be seen here."""
    code, _, shown, _ = deck
    pictures = {kind(name) for name, slide in shown.items() if not drawn(slide).has_chart}
    assert pictures == {"tipping", "frontier", "provenance"}
    assert all(isinstance(chart, Chart) for chart in CHARTS[code].values())
