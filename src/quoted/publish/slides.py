"""Charts as slides: a deck of our own, or one slide more in somebody else's.

A slide has a real title, a chart that PowerPoint edits where the form allows it and otherwise a
picture, the source line, and notes. Which cells and series make a native chart is in
`quoted.publish.native`; what a chart says is in `quoted.report.gallery`.
"""

from __future__ import annotations

import dataclasses
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.parts.chart import ChartPart
from pptx.util import Emu, Pt

from quoted.charts.chart import LICENCE, Chart
from quoted.charts.forms.dumbbell import TICKS, Dumbbell
from quoted.charts.forms.frames import inks
from quoted.charts.page import LEADING, printable
from quoted.charts.theme import DARK, LIGHT, Theme, theme
from quoted.data import sources
from quoted.data.schema import NOT_STATED
from quoted.data.tables import Tables, rows
from quoted.language import Language, language
from quoted.publish import native, table_slides
from quoted.publish.scatter import DRAWING, EPOCH, FONT, Sheet, rounded
from quoted.report.display_tables import DisplayTable, display_tables
from quoted.system.atomic import replace

SIZE = (12192000, 6858000)
LEAST = (720, 540)
"""A slide is at least so wide and high in the points in which type sizes are stated."""
MARGIN = 40
TITLE, SUBTITLE, LIST, SOURCE = 28, 18, 16, 12
"""Type sizes in points."""
SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
SVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
COLOURS = {
    "dk1": LIGHT.text,
    "lt1": LIGHT.background,
    "dk2": LIGHT.first,
    "lt2": LIGHT.grid,
    "accent1": LIGHT.first,
    "accent2": LIGHT.second,
    "accent3": LIGHT.neutral,
    "accent4": LIGHT.link,
    "accent5": DARK.first,
    "accent6": DARK.second,
    "hlink": LIGHT.first,
    "folHlink": LIGHT.neutral,
}
"""Our colours as the theme of the deck, so that what a presenter adds looks the same."""


class Line(NamedTuple):
    """A line of text that may lead somewhere."""

    text: str
    address: str = ""


class Room(NamedTuple):
    """A rectangle on a slide, in points from its upper left corner.

    `scale` is what these points and all type sizes are multiplied by: slides are shown equally
    large, whatever their size on paper.
    """

    left: float
    top: float
    width: float
    height: float
    scale: float = 1

    @property
    def emu(self) -> tuple[int, int, int, int]:
        """The same as PowerPoint counts."""
        left, top, width, height = (Emu(round(12700 * self.scale * value)) for value in self[:4])
        return left, top, width, height


def write(charts: Mapping[str, Chart], tables: Tables, lang: Language, path: Path) -> Path:
    """Write a deck with one slide for each chart, for tables with a title, and one of sources.

    A dumbbell has a second slide with its numbers as clustered bars, the form that every program
    draws. The same charts make the same bytes.
    """
    deck = _deck(lang)
    for chart in charts.values():
        notes = _notes(chart, tables, lang)
        add(deck, chart, notes)
        if chart.form.name == "dumbbell":
            add(deck, chart, notes, bars=True)
    for table in display_tables(tables, lang).values():
        if table.title:
            _tabled(deck, table, lang)
    _closing(deck, tables, lang)
    content = io.BytesIO()
    deck.save(content)
    replace(path, _same_bytes(content.getvalue()))
    return path


def add(
    presentation: Any,
    chart: Chart,
    notes: Sequence[Line] | None = None,
    dark: bool = False,
    bars: bool = False,
) -> Any:
    """Add a slide with a chart to a presentation; return the slide.

    Parameters
    ----------
    presentation
        Of python-pptx; the slide takes a layout with a title from it, best one with nothing else.
    notes
        What the notes say below the caption; by default source, licence and links.
    dark
        For a presentation with a dark background.
    bars
        A dumbbell as clustered bars.
    """
    colours, lang = theme(dark, chart.palette), language(chart.language)
    tag = native.TAGS.get(lang.code, lang.code)
    slide, room = _titled(presentation, chart.title, colours)
    room = _words(slide, chart, room, colours)
    if bars:
        _bars(slide, chart, room, colours, lang)
    else:
        _drawing(slide, chart, room, dark)
    if notes is None:
        notes = _origin(chart, lang)
    _write(slide.notes_slide.notes_text_frame, [Line(chart.caption), *notes])
    for part in (slide, slide.notes_slide):
        _spoken(part, tag)
    return slide


def _tabled(deck: Any, table: DisplayTable, lang: Language) -> None:
    """Add slides with a table that PowerPoint edits, as many as its rows need."""
    slide, room = _titled(deck, table.title, LIGHT)
    box = (room.left, room.top + 8, room.width, room.height - MARGIN)
    for number, page in enumerate(pages := table_slides.pages(table, *box[2:]), 1):
        if number > 1:
            slide, _ = _titled(deck, f"{table.title} ({number}/{len(pages)})", LIGHT)
        table_slides.add(slide, table, page, box)
        _write(slide.notes_slide.notes_text_frame, [Line(table.caption)])
        for part in (slide, slide.notes_slide):
            _spoken(part, native.TAGS.get(lang.code, lang.code))


def _titled(presentation: Any, title: str, theme: Theme) -> tuple[Any, Room]:
    """Add a slide with a title; return it and the room below."""
    width, height = presentation.slide_width / 12700, presentation.slide_height / 12700
    scale = min(width / LEAST[0], height / LEAST[1])
    width, height = width / scale, height / scale
    layouts = list(presentation.slide_layouts)
    layouts = [layout for layout in layouts if _titles(layout)] or layouts
    slide = presentation.slides.add_slide(min(layouts, key=lambda layout: len(_content(layout))))
    for placeholder in _content(slide):
        placeholder._element.getparent().remove(placeholder._element)
    box, shape = Room(MARGIN, 22, width - 2 * MARGIN, 74, scale), slide.shapes.title
    if shape is None:
        _text(slide, box, [title], TITLE, theme.text, bold=True)
    else:
        shape.text_frame.text = printable(title)
        given = _place(shape, scale)
        above = given and given.top + given.height <= height / 2 and given.width >= width / 2
        if given and above and _made_for(slide, given, width, height):
            box = given
        else:
            shape.left, shape.top, shape.width, shape.height = box.emu
        _shrink(slide, title, box)
    top = box.top + box.height
    return slide, Room(box.left, top, box.width, height - top, scale)


def _place(shape: Any, scale: float) -> Room | None:
    """Return where a placeholder stands, if that is stated."""
    if shape.left is None:
        return None
    left, top = shape.left / 12700 / scale, shape.top / 12700 / scale
    return Room(left, top, shape.width / 12700 / scale, shape.height / 12700 / scale, scale)


def _made_for(slide: Any, title: Room, width: float, height: float) -> bool:
    """Say whether the placeholders of the master fill slides of this size, and do not leave them.

    They stay where they were when the size of a presentation is set.
    """
    others = slide.slide_layout.slide_master.placeholders
    rooms = [title, *filter(None, (_place(shape, title.scale) for shape in others))]
    left, right = min(room.left for room in rooms), max(room.left + room.width for room in rooms)
    bottom = max(room.top + room.height for room in rooms)
    narrow = width - right > 2 * max(left, 0) + MARGIN
    return not narrow and right <= width + MARGIN / 2 and bottom <= height + MARGIN / 2


def _shrink(slide: Any, title: str, box: Room) -> None:
    """Set a title smaller where it is larger than ours or would leave its box."""
    layout, master = slide.slide_layout, slide.slide_layout.slide_master
    stated = [shape.element for part in (layout, master) for shape in _titles(part)]

    def emu(side: str, default: int) -> float:
        found = (value for element in stated for value in element.xpath(f".//a:bodyPr/@{side}"))
        return int(next(found, default)) / 12700 / box.scale

    width = box.width - emu("lIns", 91440) - emu("rIns", 91440)
    height = box.height - emu("tIns", 45720) - emu("bIns", 45720)
    sizes = [size for element in stated for size in element.xpath(".//a:lvl1pPr/a:defRPr/@sz")]
    sizes += master.element.xpath("p:txStyles/p:titleStyle/a:lvl1pPr/a:defRPr/@sz")
    given = int(sizes[0]) / 100 / box.scale if sizes else TITLE

    def tall(size: float) -> float:
        return LEADING * size * len(native.lines(title, size, width, "bold"))

    if given > TITLE or tall(given) > height:
        fits = next((size for size in range(TITLE, SOURCE, -2) if tall(size) <= height), SOURCE)
        for run in slide.shapes.title.text_frame.paragraphs[0].runs:
            run.font.size = Pt(fits * box.scale)


def _titles(part: Any) -> list[Any]:
    return [p for p in part.placeholders if p.placeholder_format.type in (1, 3)]


def _content(slide: Any) -> list[Any]:
    """Return the placeholders that are to be filled, but for the title."""
    furniture = (1, 3, 13, 15, 16)  # title, centred title; number, footer and date
    return [p for p in slide.placeholders if p.placeholder_format.type not in furniture]


def _words(slide: Any, chart: Chart, room: Room, theme: Theme) -> Room:
    """Write subtitle and source line; return the room between them."""
    subtitle = native.lines(chart.subtitle, SUBTITLE, room.width)
    source = native.lines(chart.source, SOURCE, room.width)
    above, below = (
        LEADING * size * len(text) for size, text in ((SUBTITLE, subtitle), (SOURCE, source))
    )
    line = room._replace(top=room.top + 4, height=above)
    _text(slide, line, subtitle, SUBTITLE, theme.neutral)
    foot = room.top + room.height - MARGIN / 2 - below
    _text(slide, room._replace(top=foot, height=below), source, SOURCE, theme.neutral)
    top = room.top + above + 16
    return room._replace(top=top, height=foot - top - 12)


def _text(
    slide: Any, room: Room, lines: Iterable[str], size: float, ink: str, bold: bool = False
) -> None:
    frame = slide.shapes.add_textbox(*room.emu).text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.TOP
    run = frame.paragraphs[0].add_run()
    run.text = " ".join(lines)
    run.font.size, run.font.bold = Pt(size * room.scale), bold
    run.font.color.rgb = _rgb(ink)


def _drawing(slide: Any, chart: Chart, room: Room, dark: bool) -> None:
    """Put the chart into the room: one that PowerPoint edits where there is one, or a picture."""
    try:
        drawn = native.scatter(chart, room.width, room.height, theme(dark, chart.palette))
    except ValueError:
        drawn = None  # not even with the smallest type; a picture's shrinks further
    if drawn is None:
        _picture(slide, chart, room, dark)
        return
    package = slide.part.package
    part = ChartPart.load(
        package.next_partname(ChartPart.partname_template),
        CONTENT_TYPE.DML_CHART,
        package,
        dataclasses.replace(drawn, scale=room.scale * drawn.scale).xml(),
    )
    part.chart_workbook.update_from_xlsx_blob(drawn.sheet.xlsx())
    related = slide.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    frame = slide.shapes._add_chart_graphicFrame(related, *room.emu)
    _name(frame.nvGraphicFramePr.cNvPr, chart, chart.alt)


def _picture(slide: Any, chart: Chart, room: Room, dark: bool) -> None:
    """Add a PNG that carries the SVG for the programs that draw it."""
    for smaller in (1, 1.25, 1.6, 2):  # a slide with little room is better than none
        try:
            files = chart.content(smaller * room.width / 72, smaller * room.height / 72, dark)
            break
        except ValueError as error:
            problem = error
    else:
        raise problem
    shape = slide.shapes.add_picture(io.BytesIO(files.contents["png"]), *room.emu)
    package = slide.part.package
    part = Part(package.next_image_partname("svg"), "image/svg+xml", package, files.contents["svg"])
    related = slide.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    picture = shape._element
    blip = picture.find(f".//{{{DRAWING}}}blip")
    listed = etree.SubElement(blip, f"{{{DRAWING}}}extLst")
    extension = etree.SubElement(listed, f"{{{DRAWING}}}ext", uri=SVG_EXTENSION)
    etree.SubElement(extension, f"{{{SVG}}}svgBlip", {EMBED: related}, nsmap={"asvg": SVG})
    _name(picture.nvPicPr.cNvPr, chart, chart.alt)


def _bars(slide: Any, chart: Chart, room: Room, theme: Theme, lang: Language) -> None:
    """Add a dumbbell's numbers as clustered bars."""
    form: Dumbbell = chart.form.read(chart.data)
    looks = inks(form.groups, chart.form.keywords.get("palette"), theme)
    label = Pt(native.LABEL * room.scale)
    sheet, data = Sheet(), CategoryChartData()
    labels = [row.label for row in form.rows]
    sheet.fill(0, 0, [lang("Measure"), *form.names], down=False)
    sheet.fill(1, 0, labels)
    data.categories = labels
    for g, name in enumerate(form.names):
        pct = [rounded(row.pct[g]) for row in form.rows]
        sheet.fill(1, 1 + g, pct)
        data.add_series(name, pct)
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *room.emu, data)
    alt = lang("The same numbers as clustered bars on a scale from zero. {alt}", alt=chart.alt)
    _name(frame._element.nvGraphicFramePr.cNvPr, chart, alt)
    drawn = frame.chart
    number = f'0"{lang.percent(0).removeprefix("0")}"'
    drawn.font.size, drawn.font.name = label, FONT
    drawn.font.color.rgb = _rgb(theme.text)
    drawn.has_title, drawn.has_legend = False, False
    plot = drawn.plots[0]
    plot.gap_width, plot.overlap, plot.vary_by_categories = 45, -8, False
    for g, series in enumerate(plot.series):
        ink = _rgb(looks[form.groups[g]][0])
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = ink
        series.invert_if_negative = False
        shown = series.data_labels
        shown.show_value, shown.position = True, XL_LABEL_POSITION.OUTSIDE_END
        shown.number_format, shown.number_format_is_linked = number, False
        shown.font.size, shown.font.bold = label, True
        shown.font.color.rgb = ink
        # The name of each group stands at its own first bar, in its colour: no legend.
        first = series.points[0].data_label
        first.text_frame.word_wrap = False
        first.position = XL_LABEL_POSITION.OUTSIDE_END
        value = form.rows[0].texts[g]
        run = first.text_frame.paragraphs[0].add_run()
        run.text = lang("{share}  {group}", share=value, group=form.names[g])
        run.font.size, run.font.bold = label, True
        run.font.color.rgb = ink
    across, up = drawn.category_axis, drawn.value_axis
    across.reverse_order, across.major_tick_mark = True, XL_TICK_MARK.NONE
    across.format.line.color.rgb = _rgb(theme.link)
    up.minimum_scale, up.maximum_scale = 0, TICKS[-1]
    up.visible, up.has_major_gridlines = False, False
    up.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    drawn.part.chart_workbook.update_from_xlsx_blob(sheet.xlsx())


def _name(properties: Any, chart: Chart, alt: str) -> None:
    properties.set("name", printable(chart.id))
    properties.set("descr", printable(alt))


def _origin(chart: Chart, lang: Language) -> list[Line]:
    """Return what the chart itself knows of where it comes from."""
    addresses = [Line(lang("Links:")), *(Line(link, link) for link in chart.links if link)]
    return [
        Line(chart.source),
        Line(lang("Licence: {licence}", licence=LICENCE)),
        *(addresses if len(addresses) > 1 else []),
    ]


def _notes(chart: Chart, tables: Tables, lang: Language) -> list[Line]:
    """Return source, caveats and links of what a chart shows, from the records."""
    figures = _figures(chart, tables)
    surveys = _chosen(tables.surveys, "survey_id", chart.data, figures)
    measures = _chosen(tables.measures, "measure_id", chart.data, figures)
    articles = _chosen(tables.sources, "source_id", chart.data, figures)
    remarks = [*measures["definition"], *surveys["note"], *articles["note"], *figures["note"]]
    caveats = [text for text in dict.fromkeys(map(str, remarks)) if text not in ("", NOT_STATED)]
    found = [Line(chart.source), Line(lang("Licence: {licence}", licence=LICENCE))]
    if caveats:
        found += [Line(lang("What to know about these figures:"))]
        found += [Line(lang.text(text)) for text in caveats]
    links = [
        Line(
            lang(
                "{measure}, {share}: {publisher}",
                measure=label,
                share=lang.percent(row.value),
                publisher=publisher,
            ),
            address,
        )
        for row, label, publisher, address in _linked(figures, tables, lang)
    ]
    if not len(figures):
        links = [_article(source, lang) for source in rows(articles)]
    if "outlet_id" in chart.data:
        shown = tables.corroboration[
            tables.corroboration["outlet_id"].isin(chart.data["outlet_id"])
        ]
        links += [Line(row.outlet, row.url) for row in rows(shown.drop_duplicates("url"))]
    return [*found, *([Line(lang("Links:")), *links] if links else [])]


def _figures(chart: Chart, tables: Tables) -> pd.DataFrame:
    """Return the quoted figures that a chart shows."""
    figures = tables.figures[tables.figures["unit"] == "percent"]
    if "figure_id" in chart.data:
        return figures[figures["figure_id"].isin(chart.data["figure_id"])]
    if {"survey_id", "measure_id"} <= set(chart.data):
        keys = ["survey_id", "measure_id"]
        shown = pd.MultiIndex.from_frame(chart.data[keys].drop_duplicates())
        return figures[pd.MultiIndex.from_frame(figures[keys]).isin(shown)]
    return figures.iloc[:0]


def _chosen(table: pd.DataFrame, key: str, *frames: pd.DataFrame) -> pd.DataFrame:
    wanted = {value for frame in frames if key in frame for value in frame[key]}
    return table[table[key].isin(wanted)]


def _linked(figures: pd.DataFrame, tables: Tables, lang: Language) -> Iterable[tuple[Any, ...]]:
    labels = tables.measures.set_index("measure_id")["label"]
    names = tables.sources.set_index("source_id")["publisher"]
    for row, address in zip(rows(figures), sources.links(tables, figures), strict=True):
        yield row, lang.text(labels[row.measure_id]), names[row.source_id], address


def _article(source: Any, lang: Language) -> Line:
    """Return an article as a line of the list of sources."""
    parts = {
        "publisher": source.publisher,
        "title": lang("title not stated")
        if source.title == NOT_STATED
        else lang.quote(source.title),
        "date": lang("no date") if source.published == NOT_STATED else lang.date(source.published),
    }
    return Line(lang("{publisher}, {title}, {date}", **parts), sources.link(source))


def _closing(deck: Any, tables: Tables, lang: Language) -> None:
    """Add the slide of sources: the articles with their links, the surveys that they quote."""
    slide = deck.slides.add_slide(deck.slide_layouts.get_by_name("Title and Content"))
    slide.shapes.title.text_frame.text = lang("Sources")
    titles = lang("; ").join(lang.text(title) for title in tables.surveys["title"])
    articles = [_article(row, lang) for row in rows(tables.sources)]
    surveys = Line(lang("Surveys quoted there: {surveys}", surveys=titles))
    _write(slide.placeholders[1].text_frame, [*articles, surveys])
    text = lang("Every figure is linked to its place in its article in the notes of its slide.")
    licence = Line(lang("Licence: {licence}", licence=LICENCE))
    _write(slide.notes_slide.notes_text_frame, [Line(text), licence])
    for part in (slide, slide.notes_slide):
        _spoken(part, native.TAGS.get(lang.code, lang.code))


def _write(frame: Any, lines: Sequence[Line]) -> None:
    """Write one paragraph a line."""
    for i, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = printable(line.text)
        if line.address:
            run.hyperlink.address = line.address


def _spoken(part: Any, tag: str) -> None:
    """Set the language of every run, for screen readers and spelling checkers."""
    for run in part._element.iter(f"{{{DRAWING}}}r", f"{{{DRAWING}}}fld"):
        properties = run.find(f"{{{DRAWING}}}rPr")
        if properties is None:
            properties = etree.Element(f"{{{DRAWING}}}rPr")
            run.insert(0, properties)
        properties.set("lang", tag)


def _rgb(ink: str) -> RGBColor:
    return RGBColor.from_string(ink.removeprefix("#"))


def _deck(lang: Language) -> Any:
    """Return an empty deck: 16:9, our colours and type, the two layouts that it uses."""
    deck = Presentation()
    wider = SIZE[0] / deck.slide_width
    deck.slide_width, deck.slide_height = SIZE
    master = deck.slide_master
    for layout in list(deck.slide_layouts):
        if layout.name not in ("Title Only", "Title and Content"):
            deck.slide_layouts.remove(layout)
    for shape in master.placeholders:
        shape.left, shape.width = round(shape.left * wider), round(shape.width * wider)
    across = SIZE[0] / 12700 - 2 * MARGIN
    title, body = master.placeholders[0], master.placeholders[1]
    title.left, title.top, title.width, title.height = Room(MARGIN, 22, across, 74).emu
    body.left, body.top, body.width, body.height = Room(MARGIN, 112, across, 372).emu
    title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    for shape in (title, body):
        frame = shape.text_frame
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    _styles(master)
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme._blob = _theme(theme.blob)
    package = deck.part.package
    for relation in list(package._rels.values()):
        if relation.reltype.endswith("/thumbnail"):  # of the template
            package._rels.pop(relation.rId)
    about = deck.core_properties
    about.title, about.subject = lang("Charts"), lang("Survey figures quoted in the press")
    about.author = about.last_modified_by = "quoted"
    about.language = native.TAGS.get(lang.code, lang.code)
    about.created = about.modified = about.last_printed = EPOCH
    about.revision = 1
    return deck


def _styles(master: Any) -> None:
    """Set size, weight and alignment of titles and lists for the whole deck."""
    styles = master._element.find(f"{{{master._element.nsmap['p']}}}txStyles")
    title, body = styles[0], styles[1]
    for level, size in ((title[0], TITLE), *((level, LIST) for level in body)):
        level.set("algn", "l")
        level.find(f"{{{DRAWING}}}defRPr").set("sz", str(100 * size))
    title[0].find(f"{{{DRAWING}}}defRPr").set("b", "1")


def _theme(blob: bytes) -> bytes:
    """Return a theme part with our colours and Arial."""
    root = etree.fromstring(blob)
    root.set("name", "quoted")
    scheme = root.find(f".//{{{DRAWING}}}clrScheme")
    scheme.set("name", "quoted")
    for name, ink in COLOURS.items():
        entry = scheme.find(f"{{{DRAWING}}}{name}")
        entry[:] = [etree.Element(f"{{{DRAWING}}}srgbClr", val=ink.removeprefix("#"))]
    fonts = root.find(f".//{{{DRAWING}}}fontScheme")
    fonts.set("name", "quoted")
    for latin in fonts.iter(f"{{{DRAWING}}}latin"):
        latin.set("typeface", FONT)
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return content


def _same_bytes(archive: bytes) -> bytes:
    """Return a zip archive without the time at which it was written."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            info = zipfile.ZipInfo(entry.filename, EPOCH.timetuple()[:6])
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            info.create_system = 3  # the same on every system
            new.writestr(info, old.read(entry))
    return target.getvalue()
