"""Charts as slides: a deck of our own, or one slide more in somebody else's.

A slide has a real title, a chart that PowerPoint edits where the form allows it and otherwise a
picture, the source line, and notes, in the colours and fonts of its deck. Which cells and series
make a native chart is in `quoted.publish.native`, which colours stand for ours in
`quoted.publish.look`, our own deck in `quoted.publish.master`, how a chart on a slide is found
again in `quoted.publish.refresh`; what a chart says is in `quoted.report.gallery`.
"""

from __future__ import annotations

import copy
import dataclasses
import io
import warnings
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from lxml import etree
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
from quoted.charts.page import LEADING
from quoted.data import sources
from quoted.data.schema import NOT_STATED
from quoted.data.tables import Tables, rows
from quoted.language import Language, language
from quoted.language.shown import printable
from quoted.publish import master, native, record, table_slides
from quoted.publish.look import Look, look, with_palette
from quoted.publish.master import CHART_AT, MARGIN, SOURCE, SOURCE_AT, SUBTITLE, SUBTITLE_AT, TITLE
from quoted.publish.scatter import DRAWING, EPOCH, Sheet, rounded
from quoted.report.display_tables import DisplayTable, display_tables
from quoted.report.labels import printed
from quoted.system.atomic import replace

LEAST = (720, 540)
"""A slide is at least so wide and high in the points in which type sizes are stated."""
SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
SVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
TAIL = 14
"""Letters that the last line of a title has at least."""
NUMBER, FOOTER, DATE = FURNITURE = (13, 15, 16)
"""Placeholders that a slide has at its foot."""


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

    @property
    def bottom(self) -> float:
        """Where it ends, in points."""
        return self.top + self.height


def write(charts: Mapping[str, Chart], tables: Tables, lang: Language, path: Path) -> Path:
    """Write a deck with one slide for each chart, for tables with a title, and one of sources.

    A dumbbell has a second slide with its numbers as clustered bars, the form that every program
    draws. The same charts make the same bytes.
    """
    deck = master.deck(lang)
    _opening(deck, lang)
    for chart in charts.values():
        said = notes(chart, tables, lang)
        add(deck, chart, said)
        if chart.form.name == "dumbbell":
            add(deck, chart, said, bars=True)
    for table in display_tables(tables, lang).values():
        if table.title:
            _tabled(deck, table, lang)
    _closing(deck, tables, lang)
    content = io.BytesIO()
    deck.save(content)
    replace(path, _same_bytes(content.getvalue()))
    return path


def alone(chart: Chart) -> bytes:
    """Return a deck in our look with one chart, the same bytes each time."""
    deck, content = master.deck(language(chart.language)), io.BytesIO()
    deck.core_properties.title = printable(chart.title)
    add(deck, chart)
    deck.save(content)
    return _same_bytes(content.getvalue())


def add(
    presentation: Any,
    chart: Chart,
    notes: Sequence[Line] | None = None,
    dark: bool | None = None,
    bars: bool = False,
    position: int | None = None,
    layout: str | None = None,
) -> Any:
    """Add a slide with a chart to a presentation; return the slide.

    Parameters
    ----------
    presentation
        Of python-pptx.
    notes
        What the notes say below the caption; by default source, licence and links.
    dark
        Whether the background is dark; by default as the presentation says.
    bars
        A dumbbell as clustered bars.
    position
        Which slide it becomes, counted from 1; by default the last.
    layout
        Name of the presentation's layout to use, whose largest placeholder then holds subtitle,
        chart and source; by default one with a title, best one with nothing else.

    Raises
    ------
    ValueError
        There is no such position or layout.
    """
    count = len(presentation.slides) + 1
    if position is not None and not 1 <= position <= count:
        raise ValueError(f"position: found {position}, expected a number from 1 to {count}")
    chosen = _layout(presentation, layout)
    seen = with_palette(look(chosen, dark), chart.palette)
    slide, room = _titled(presentation, chosen, chart.title, seen, layout is not None)
    name = record.name(chart.id, bars)
    room = _words(slide, chart, room, seen, name)
    shape = draw(slide, chart, room, seen, bars)
    _hold(slide, shape)
    source = next((one for one in slide.shapes if one.name == f"{name}:source"), None)
    if source is not None and not source.is_placeholder:
        shape.addnext(source._element)  # read after the chart
    if notes is None:
        notes = origin(chart, language(chart.language))
    written = write_notes(slide, chart, notes)
    record.write(slide.part, shape, record.of(chart, shape, written))
    if position is not None:
        listed = presentation.slides._sldIdLst
        listed.insert(position - 1, listed[-1])
    return slide


def write_notes(slide: Any, chart: Chart, notes: Sequence[Line]) -> str:
    """Write the notes of a slide, all in the language of the chart; return what they say."""
    frame, lang = slide.notes_slide.notes_text_frame, language(chart.language)
    frame.clear()
    said = [Line(chart.caption), *(line for line in notes if line.text not in chart.caption)]
    if not any(shape.has_chart for shape in slide.shapes):
        said.append(Line(lang(native.why_picture(chart))))
    _write(frame, said)
    _spoken(slide, lang)
    return str(frame.text)


def _tabled(deck: Any, table: DisplayTable, lang: Language) -> None:
    """Add slides with a table that PowerPoint edits, as many as its rows need."""
    chosen = _layout(deck, None)
    seen, found = look(chosen), None
    for number in range(1, 100):
        title = table.title if number == 1 else f"{table.title} ({number}/{len(found or [])})"
        slide, room = _titled(deck, chosen, title, seen)
        for placeholder in _content(slide):
            placeholder._element.getparent().remove(placeholder._element)
        box = (room.left, room.top + 8, room.width, room.height - MARGIN)
        found = found or table_slides.pages(table, *box[2:])
        frame = table_slides.add(slide, table, found[number - 1], box)
        frame.name = f"{record.TABLE}{table.id}"
        if number == 1:
            slide.shapes.title.name = f"{frame.name}:title"
        shown = [[cell.text for cell in row.cells] for row in frame.table.rows]
        kept = {"language": lang.code, "title": table.title, "cells": shown}
        record.write(slide.part, frame._element, kept)
        _write(slide.notes_slide.notes_text_frame, [Line(table.caption)])
        _spoken(slide, lang)
        if number == len(found):
            return


def _layout(presentation: Any, name: str | None) -> Any:
    """Return the layout of that name, or the one that suits a chart best."""
    if name is not None:
        layouts = [one for part in presentation.slide_masters for one in part.slide_layouts]
        for layout in layouts:
            if layout.name == name:
                return layout
        known = ", ".join(repr(layout.name) for layout in layouts)
        raise ValueError(f"layout: found {name!r}, expected one of {known}")
    layouts = list(presentation.slide_layouts)
    ours = [layout for layout in layouts if _held(layout)]
    titled = [layout for layout in layouts if _titles(layout)] or layouts
    return min(ours or titled, key=lambda layout: len(_content(layout)))


def _held(part: Any) -> dict[int, Any]:
    """Return our placeholders for subtitle, chart and source, if a layout or slide has them."""
    found = {shape.placeholder_format.idx: shape for shape in part.placeholders}
    ours = (SUBTITLE_AT, CHART_AT, SOURCE_AT)
    return {at: found[at] for at in ours} if {*ours} <= {*found} else {}


def _titled(
    presentation: Any, layout: Any, title: str, look: Look, fill: bool = False
) -> tuple[Any, Room]:
    """Add a slide with a title; return it and the room below, or to `fill` of the layout."""
    width, height = presentation.slide_width / 12700, presentation.slide_height / 12700
    scale = min(width / LEAST[0], height / LEAST[1])
    width, height = width / scale, height / scale
    slide = presentation.slides.add_slide(layout)
    bottom = min([height, *_furnish(presentation, slide, height, scale)])
    within = None
    if not _held(slide):
        places = [place for one in _content(slide) if (place := _place(one, scale))]
        if fill and places:
            within = max(places, key=lambda place: place.width * place.height)
        for placeholder in _content(slide):
            placeholder._element.getparent().remove(placeholder._element)
    box, shape = Room(MARGIN, 22, width - 2 * MARGIN, 74, scale), slide.shapes.title
    if shape is None:
        _text(slide, box, [title], TITLE, look, look.theme.text, bold=True)
    else:
        shape.text_frame.text = bound(title)
        given = _place(shape, scale)
        above = given and given.bottom <= height / 2 and given.width >= width / 2
        if given and above and _made_for(slide, given, width, height):
            box = given
        else:
            shape.left, shape.top, shape.width, shape.height = box.emu
        _shrink(slide, title, box)
    if within and within.top >= box.bottom:
        return slide, within
    top = box.bottom
    return slide, Room(box.left, top, box.width, bottom - top, scale)


def bound(text: str) -> str:
    """Return a text whose last line is never a short one: it has no break before that."""
    shown = printable(text)
    at = shown.rfind(" ", 0, -TAIL)
    if shown.count(" ") < 4 or at < len(shown) / 2:
        return shown
    return shown[: at + 1] + shown[at + 1 :].replace(" ", "\N{NO-BREAK SPACE}")


def _furnish(presentation: Any, slide: Any, height: float, scale: float) -> Iterable[float]:
    """Give a slide the footer, date and number that its neighbours have.

    Yield where they and what the layout itself shows at the foot begin, in points.
    """
    layout, tree = slide.slide_layout, slide.shapes._spTree
    given = {shape.placeholder_format.type: shape for shape in layout.placeholders}
    shown: dict[int, Any] = {}
    for other in presentation.slides:
        if other.slide_id != slide.slide_id:
            shown |= {shape.placeholder_format.type: shape for shape in other.placeholders}
    for kind in FURNITURE:
        if kind in given and (kind in shown or (kind == NUMBER and _held(slide))):
            element = copy.deepcopy(shown.get(kind, given[kind])._element)
            element.nvSpPr.cNvPr.set("id", str(slide.shapes._next_shape_id))
            tree.append(element)
            if not _held(slide):
                yield from _feet([given[kind]], height, scale)
    parts = [layout]
    if layout._element.get("showMasterSp") != "0":
        parts.append(layout.slide_master)
    for part in parts:
        yield from _feet((s for s in part.shapes if not s.is_placeholder), height, scale)


def _feet(shapes: Iterable[Any], height: float, scale: float) -> Iterable[float]:
    for place in filter(None, (_place(shape, scale) for shape in shapes)):
        if place.top > 0.7 * height:
            yield place.top


def _place(shape: Any, scale: float) -> Room | None:
    """Return where a shape stands, if that is stated."""
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
    bottom = max(room.bottom for room in rooms)
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
        return LEADING * size * len(native.lines(bound(title), size, width, "bold"))

    if given > TITLE or tall(given) > height:
        fits = next((size for size in range(TITLE, SOURCE, -2) if tall(size) <= height), SOURCE)
        for run in slide.shapes.title.text_frame.paragraphs[0].runs:
            run.font.size = Pt(fits * box.scale)


def _titles(part: Any) -> list[Any]:
    return [p for p in part.placeholders if p.placeholder_format.type in (1, 3)]


def _content(slide: Any) -> list[Any]:
    """Return the placeholders that are to be filled, but for the title."""
    furniture = (1, 3, *FURNITURE)  # title, centred title
    return [p for p in slide.placeholders if p.placeholder_format.type not in furniture]


def _words(slide: Any, chart: Chart, room: Room, look: Look, name: str) -> Room:
    """Write subtitle and source line; return the room between them."""
    held, ink, across = _held(slide), look.theme.neutral, room.width / look.wider
    if slide.shapes.title is not None:
        slide.shapes.title.name = f"{name}:title"
    if held:
        chart_room = _place(held[CHART_AT], room.scale) or room
        for at, part, text in ((SUBTITLE_AT, "subtitle", chart.subtitle),
                               (SOURCE_AT, "source", chart.source)):  # fmt: skip
            shape = held[at]
            shape.name, shape.text_frame.text = f"{name}:{part}", bound(text)
            if not text:
                shape._element.getparent().remove(shape._element)
        above = below = 0.0
        if chart.subtitle:
            place = _place(held[SUBTITLE_AT], room.scale) or room
            lines = len(native.lines(bound(chart.subtitle), SUBTITLE, across))
            above = _more(held[SUBTITLE_AT], place, LEADING * SUBTITLE * (lines - 1))
        if chart.source:
            place = _place(held[SOURCE_AT], room.scale) or room
            high = LEADING * SOURCE * len(native.lines(bound(chart.source), SOURCE, across))
            below = _more(held[SOURCE_AT], place, high - place.height, up=True)
        height = chart_room.height - above - below
        return chart_room._replace(top=chart_room.top + above, height=height)
    top, foot = room.top + 4, room.bottom - MARGIN / 2
    if chart.subtitle:
        subtitle = native.lines(bound(chart.subtitle), SUBTITLE, across)
        line = room._replace(top=top, height=LEADING * SUBTITLE * len(subtitle))
        _text(slide, line, subtitle, SUBTITLE, look, ink).name = f"{name}:subtitle"
        top = line.bottom + 12
    if chart.source:
        source = native.lines(bound(chart.source), SOURCE, across)
        below = LEADING * SOURCE * len(source)
        foot -= below
        line = room._replace(top=foot, height=below)
        _text(slide, line, source, SOURCE, look, ink).name = f"{name}:source"
        foot -= 12
    return room._replace(top=top, height=foot - top)


def _more(shape: Any, place: Room, more: float, *, up: bool = False) -> float:
    """Make a placeholder higher where its lines need it, downwards or up; return by how much."""
    if more <= 0:
        return 0.0
    box = place._replace(top=place.top - more * up, height=place.height + more).emu
    shape.left, shape.top, shape.width, shape.height = box
    return more


def _text(
    slide: Any,
    room: Room,
    lines: Iterable[str],
    size: float,
    look: Look,
    ink: str,
    bold: bool = False,
) -> Any:
    """Add a box of text; return its shape."""
    shape = slide.shapes.add_textbox(*room.emu)
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.TOP
    run = frame.paragraphs[0].add_run()
    run.text = bound(" ".join(lines))
    run.font.size, run.font.bold = Pt(size * room.scale), bold
    run.font.color.rgb = _rgb(ink)
    look.refer(shape._element)
    return shape


def _hold(slide: Any, shape: Any) -> None:
    """Put a chart into the place of our placeholder for it, if the slide has that."""
    if held := _held(slide):
        old = held[CHART_AT]._element
        properties = shape.xpath("./*/p:nvPr")[0]
        properties.insert(0, copy.deepcopy(old.xpath("./*/p:nvPr/p:ph")[0]))
        old.getparent().replace(old, shape)


def draw(slide: Any, chart: Chart, room: Room, look: Look, bars: bool = False) -> Any:
    """Draw a chart on a slide: one that PowerPoint edits where there is one, or a picture.

    Return its element. It warns where a form that can be edited has too many rows for the room.
    """
    name, alt = record.name(chart.id, bars), chart.alt
    if bars:
        lang = language(chart.language)
        element = _bars(slide, chart, room, look, lang)
        alt = lang("The same numbers as clustered bars on a scale from zero. {alt}", alt=alt)
    else:
        try:
            drawn = native.drawn(chart, room.width, room.height, look.theme)
        except ValueError as error:  # not even with the smallest type; a picture's shrinks further
            warnings.warn(f"{chart.id}: drawn as a picture: {error}", stacklevel=4)
            drawn = None
        if drawn is None:
            element = _picture(slide, chart, room, look)
        else:
            drawn = dataclasses.replace(drawn, scale=room.scale * drawn.scale)
            element = _native(slide, drawn, room, look)
    properties = element.xpath("./*/p:cNvPr")[0]
    properties.set("name", name)
    properties.set("descr", printable(alt))
    return element


def _native(slide: Any, drawn: native.Drawn, room: Room, look: Look) -> Any:
    package = slide.part.package
    partname = package.next_partname(ChartPart.partname_template)
    part = ChartPart.load(partname, CONTENT_TYPE.DML_CHART, package, drawn.xml())
    look.refer(part._element)
    part.chart_workbook.update_from_xlsx_blob(drawn.sheet.xlsx())
    related = slide.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    return slide.shapes._add_chart_graphicFrame(related, *room.emu)


def _picture(slide: Any, chart: Chart, room: Room, look: Look) -> Any:
    """Add a PNG that carries the SVG for the programs that draw it."""
    if chart.palette is None:  # a picture cannot follow the deck, but begins in its colours
        chart = dataclasses.replace(chart, palette=(look.theme.first, look.theme.second))
    for smaller in (1, 1.25, 1.6, 2):  # a slide with little room is better than none
        try:
            size = smaller * room.width / 72, smaller * room.height / 72
            files = chart.content(*size, look.dark)
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
    return picture


def _bars(slide: Any, chart: Chart, room: Room, look: Look, lang: Language) -> Any:
    """Add a dumbbell's numbers as clustered bars; return the frame."""
    theme = look.theme
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
    drawn = frame.chart
    number = f'0"{lang.percent(0).removeprefix("0")}"'
    drawn.font.size = label
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
    for one in drawn.part._element.xpath("//c:axId | //c:crossAx"):
        one.set("val", one.get("val").removeprefix("-"))  # the schema knows none below zero
    drawn.part.chart_workbook.update_from_xlsx_blob(sheet.xlsx())
    look.refer(drawn.part._element)
    return frame._element


def origin(chart: Chart, lang: Language) -> list[Line]:
    """Return what the chart itself knows of where it comes from."""
    addresses = [Line(lang("Links:")), *(Line(link, link) for link in chart.links if link)]
    return [
        Line(chart.source),
        Line(lang("Licence: {licence}", licence=LICENCE)),
        *(addresses if len(addresses) > 1 else []),
    ]


def notes(chart: Chart, tables: Tables, lang: Language) -> list[Line]:
    """Return source, caveats and links of what a chart shows, from the records."""
    figures = _figures(chart, tables)
    surveys = _chosen(tables.surveys, "survey_id", chart.data, figures)
    measures = _chosen(tables.measures, "measure_id", chart.data, figures)
    articles = _chosen(tables.sources, "source_id", chart.data, figures)
    caveats = [
        *_remarks(measures, "label", "definition", lang),
        *_remarks(surveys, "title", "note", lang),
        *_remarks(figures.merge(measures, on="measure_id"), "label", "note", lang),
    ]
    if not len(figures):  # of the articles themselves
        caveats += _remarks(articles, "publisher", "note", lang)
    found = [Line(chart.source), Line(lang("Licence: {licence}", licence=LICENCE))]
    if caveats:
        found += [Line(lang("What to know about these figures:")), *map(Line, caveats)]
    links = [
        Line(
            lang(
                "{measure}, {share}: {publisher}",
                measure=label,
                share=printed(row, lang),
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


def _remarks(table: pd.DataFrame, name: str, remark: str, lang: Language) -> list[str]:
    """Return what is remarked on some rows, each once, after the names that it is true of."""
    found: dict[str, list[str]] = {}
    for row in table.to_dict("records"):
        if row[remark] not in ("", NOT_STATED):
            found.setdefault(str(row[remark]), []).append(lang.text(str(row[name])))
    every = len({*table[name]})
    return [
        lang.text(text)
        if len({*names}) == every > 1
        else lang(
            "{names}: {remark}", names=lang("; ").join(dict.fromkeys(names)), remark=lang.text(text)
        )
        for text, names in found.items()
    ]


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


def _opening(deck: Any, lang: Language) -> None:
    """Add the title slide."""
    slide = deck.slides.add_slide(deck.slide_layouts.get_by_name("Title Slide"))
    slide.shapes.title.text_frame.text = bound(lang("Survey figures quoted in the press"))
    where = lang("Every figure is linked to its place in its article in the notes of its slide.")
    licence = Line(lang("Licence: {licence}", licence=LICENCE))
    _write(slide.placeholders[1].text_frame, [Line(where), licence])
    _write(slide.notes_slide.notes_text_frame, [licence])
    _spoken(slide, lang)


def _closing(deck: Any, tables: Tables, lang: Language) -> None:
    """Add the slide of sources: the articles with their links, the surveys that they quote."""
    slide = deck.slides.add_slide(deck.slide_layouts.get_by_name("List"))
    slide.shapes.title.text_frame.text = lang("Sources")
    titles = lang("; ").join(lang.text(title) for title in tables.surveys["title"])
    articles = [_article(row, lang) for row in rows(tables.sources)]
    surveys = Line(lang("Surveys quoted there: {surveys}", surveys=titles))
    _write(slide.placeholders[1].text_frame, [*articles, surveys])
    text = lang("Every figure is linked to its place in its article in the notes of its slide.")
    licence = Line(lang("Licence: {licence}", licence=LICENCE))
    _write(slide.notes_slide.notes_text_frame, [Line(text), licence])
    _spoken(slide, lang)


def _write(frame: Any, lines: Sequence[Line]) -> None:
    """Write one paragraph a line."""
    for i, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = printable(line.text)
        if line.address:
            run.hyperlink.address = line.address


def _spoken(slide: Any, lang: Language) -> None:
    """Set the language of every run, of the notes too, for screen readers and spelling checkers."""
    for part in (slide, slide.notes_slide):
        for run in part._element.iter(f"{{{DRAWING}}}r", f"{{{DRAWING}}}fld"):
            properties = run.find(f"{{{DRAWING}}}rPr")
            if properties is None:
                properties = etree.Element(f"{{{DRAWING}}}rPr")
                run.insert(0, properties)
            properties.set("lang", native.TAGS.get(lang.code, lang.code))


def _rgb(ink: str) -> RGBColor:
    return RGBColor.from_string(ink.removeprefix("#"))


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
