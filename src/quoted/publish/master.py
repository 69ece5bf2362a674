"""The deck of our own before its first slide: theme, master, and layouts with placeholders.

It has a layout for the title slide, one for a chart or a table with its words, one for a list.
What stands in the placeholders is for `quoted.publish.slides`.
"""

from __future__ import annotations

from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.util import Pt

from quoted.charts.theme import DARK, LIGHT
from quoted.language import Language
from quoted.publish import native
from quoted.publish.scatter import DRAWING, EPOCH

WIDTH, HEIGHT, MARGIN = 960, 540, 40
"""Of a slide, in points: 16:9."""
TITLE, SUBTITLE, LIST, SOURCE = 28, 18, 16, 12
"""Type sizes in points."""
ABOVE = (MARGIN, 22, WIDTH - 2 * MARGIN, 74)
"""Where a title stands: left, top, width and height in points."""
CHART_LAYOUT = "Chart"
LAYOUTS = {"Title Slide": "Title Slide", "Title Only": CHART_LAYOUT, "Title and Content": "List"}
"""The layouts that are kept of python-pptx's, and what they become."""
SUBTITLE_AT, CHART_AT, SOURCE_AT = 113, 114, 115
"""Placeholders of the layout of charts."""
NUMBER_WIDTH = 60
PLACES = {
    SUBTITLE_AT: ("Subtitle", (MARGIN, 100, WIDTH - 2 * MARGIN, 23), SUBTITLE, "t"),
    CHART_AT: ("Chart", (MARGIN, 139, WIDTH - 2 * MARGIN, 339), LIST, "t"),
    SOURCE_AT: ("Source", (MARGIN, 490, WIDTH - 2 * MARGIN - NUMBER_WIDTH, 30), SOURCE, "b"),
}
"""Name, place in points, type size and anchor of each."""
FONT = "Arial"
"""The theme's: a font that every program has, named here alone."""
COLOURS = {
    "dk1": LIGHT.text,
    "lt1": LIGHT.background,
    "dk2": LIGHT.neutral,
    "lt2": LIGHT.grid,
    "accent1": LIGHT.first,
    "accent2": LIGHT.second,
    "accent3": LIGHT.link,
    "accent4": LIGHT.neutral,
    "accent5": DARK.first,
    "accent6": DARK.second,
    "hlink": LIGHT.first,
    "folHlink": LIGHT.neutral,
}
"""Our colours as the theme of the deck, so that what a presenter adds looks the same."""
PLACEHOLDER = f"""
<p:sp xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="{DRAWING}">
<p:nvSpPr><p:cNvPr id="%(id)d" name="%(name)s"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>
<p:nvPr><p:ph %(kind)s idx="%(id)d"/></p:nvPr></p:nvSpPr><p:spPr/>
<p:txBody><a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="%(anchor)s"/><a:lstStyle>
<a:lvl1pPr marL="0" indent="0"><a:spcBef><a:spcPts val="0"/></a:spcBef><a:buNone/>
<a:defRPr sz="%(size)d00"><a:solidFill><a:schemeClr val="tx2"/></a:solidFill></a:defRPr></a:lvl1pPr>
</a:lstStyle><a:p><a:r><a:t>%(name)s</a:t></a:r></a:p></p:txBody></p:sp>
"""


def deck(lang: Language) -> Any:
    """Return an empty deck of python-pptx in our look, the same each time."""
    deck = Presentation()
    wider = WIDTH * 12700 / deck.slide_width
    deck.slide_width, deck.slide_height = WIDTH * 12700, HEIGHT * 12700
    for layout in list(deck.slide_layouts):
        if layout.name in LAYOUTS:
            layout._element.cSld.set("name", LAYOUTS[layout.name])
        else:
            deck.slide_layouts.remove(layout)
    _master(deck.slide_master, wider)
    _title_layout(deck.slide_layouts.get_by_name("Title Slide"))
    _chart_layout(deck.slide_layouts.get_by_name(CHART_LAYOUT))
    theme = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme._blob = _theme(theme.blob)
    for relations in (deck.part.package._rels, deck.part._rels):
        for relation in list(relations.values()):
            if relation.reltype.endswith(("/thumbnail", "/printerSettings")):  # of the template
                relations.pop(relation.rId)
    about = deck.core_properties
    about.title, about.subject = lang("Charts"), lang("Survey figures quoted in the press")
    about.author = about.last_modified_by = "quoted"
    about.language = native.TAGS.get(lang.code, lang.code)
    about.created = about.modified = about.last_printed = EPOCH
    about.revision = 1
    return deck


def _put(shape: Any, place: tuple[float, float, float, float]) -> None:
    shape.left, shape.top, shape.width, shape.height = map(Pt, place)


def _master(master: Any, wider: float) -> None:
    """Set places, sizes, weights and alignment for the whole deck."""
    title, body, *furniture = master.placeholders
    for shape in furniture:
        shape.left, shape.width = round(shape.left * wider), round(shape.width * wider)
    number = furniture[-1]
    _put(number, (WIDTH - MARGIN - NUMBER_WIDTH, 490, NUMBER_WIDTH, 30))
    _put(title, ABOVE)
    _put(body, (MARGIN, 112, WIDTH - 2 * MARGIN, 372))
    title.text_frame.vertical_anchor = number.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    for shape in (title, body, number):
        frame = shape.text_frame
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    styles = master._element.find("{*}txStyles")
    for level, size in ((styles[0][0], TITLE), *((level, LIST) for level in styles[1])):
        level.set("algn", "l")
        level.find(f"{{{DRAWING}}}defRPr").set("sz", str(100 * size))
    styles[0][0].find(f"{{{DRAWING}}}defRPr").set("b", "1")


def _title_layout(layout: Any) -> None:
    title, subtitle = list(layout.placeholders)[:2]
    _put(title, (MARGIN, 150, WIDTH - 2 * MARGIN, 110))
    _put(subtitle, (MARGIN, 276, WIDTH - 2 * MARGIN, 130))
    title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    level = subtitle._element.find(f".//{{{DRAWING}}}lvl1pPr")
    level.set("algn", "l")
    (tint,) = level.iter(f"{{{DRAWING}}}schemeClr")
    tint.set("val", "tx2")
    tint[:] = []


def _chart_layout(layout: Any) -> None:
    """Give the layout a subtitle, a chart and a source, read after the title in this order."""
    layout._element.attrib.pop("type")  # it is no longer one with a title only
    tree = layout.shapes._spTree
    title, *furniture = layout.placeholders
    after = title._element
    for at, (name, place, size, anchor) in PLACES.items():
        kind = "" if at == CHART_AT else 'type="body" sz="quarter"'
        look = {"id": at, "name": name, "kind": kind, "size": size, "anchor": anchor}
        after.addnext(parse_xml(PLACEHOLDER % look))
        after = after.getnext()
        _put(next(p for p in layout.placeholders if p._element is after), place)
    for shape in furniture[:2]:  # date and footer would stand on the source
        tree.remove(shape._element)


def _theme(blob: bytes) -> bytes:
    """Return a theme part with our colours and font."""
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
