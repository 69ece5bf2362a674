"""Presentations of somebody else: 4:3, dark with fonts of its own, with a footer and a logo.

Here belongs what the templates of a company hold. What becomes of a chart in them is for the tests.
"""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Callable, Mapping
from typing import Any

from PIL import Image
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.util import Inches

LOOKS = {
    "four_by_three": {},  # as python-pptx brings it
    "dark": {
        "dk1": "101418", "lt1": "F5F5F0", "dk2": "2B2F36", "lt2": "C9CDD2", "accent1": "3A5A78",
        "accent2": "FFB000", "accent3": "5D737E", "accent4": "64B6AC",
    },
    "footer": {
        "dk2": "44546A", "lt2": "E7E6E6", "accent1": "70AD47", "accent2": "FFC000",
        "accent3": "A5A5A5", "accent4": "5B9BD5",
    },
}  # fmt: skip
FONTS = {"four_by_three": "Calibri", "dark": "Liberation Serif", "footer": "DejaVu Sans"}
BACKGROUND = """<p:bg xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"
xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><p:bgPr><a:solidFill>
<a:schemeClr val="bg1"/></a:solidFill><a:effectLst/></p:bgPr></p:bg>"""


def _four_by_three() -> Any:
    return Presentation()


def _dark() -> Any:
    deck = Presentation()
    _widen(deck)
    master = deck.slide_master._element
    for old in master.iterfind("{*}cSld/{*}bg"):
        old.getparent().remove(old)
    master.cSld.insert(0, parse_xml(BACKGROUND))
    mapped = master.find("{*}clrMap")
    for one, other in (("1", "1"), ("2", "2")):
        mapped.set(f"bg{one}", f"dk{other}")
        mapped.set(f"tx{one}", f"lt{other}")
    return deck


def _footer() -> Any:
    deck = Presentation()
    _widen(deck)
    picture = io.BytesIO()
    Image.new("RGB", (200, 80), "#70AD47").save(picture, "png")
    master = deck.slide_master
    _, related = master.part.get_or_add_image_part(picture)
    tree = master.shapes._spTree
    tree.append(
        parse_xml(
            '<p:pic xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
            'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r='
            '"http://schemas.openxmlformats.org/officeDocument/2006/relationships"><p:nvPicPr>'
            '<p:cNvPr id="90" name="Logo" descr="Logo"/><p:cNvPicPr/><p:nvPr/></p:nvPicPr>'
            f'<p:blipFill><a:blip r:embed="{related}"/><a:stretch><a:fillRect/></a:stretch>'
            "</p:blipFill><p:spPr><a:xfrm>"
            f'<a:off x="{Inches(11.8)}" y="{Inches(6.75)}"/>'
            f'<a:ext cx="{Inches(1.25)}" cy="{Inches(0.5)}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'
        )
    )
    layout = deck.slide_layouts.get_by_name("Title Only")
    slide = deck.slides.add_slide(layout)
    slide.shapes.title.text_frame.text = "A slide of its owner"
    for shape in layout.placeholders:
        if shape.placeholder_format.type in (13, 15):
            element = copy.deepcopy(shape._element)
            slide.shapes._spTree.append(element)
            if shape.placeholder_format.type == 15:
                slide.placeholders[shape.placeholder_format.idx].text_frame.text = "Our company"
    return deck


def _widen(deck: Any) -> None:
    """Make a deck 16:9 as a designer would, the placeholders of the master as well."""
    wider = 12192000 / deck.slide_width
    deck.slide_width = 12192000
    for part in (deck.slide_master, *deck.slide_layouts):
        for shape in part.placeholders:
            if shape._element.find(".//{*}xfrm") is not None:
                shape.left, shape.width = round(shape.left * wider), round(shape.width * wider)


TEMPLATES: Mapping[str, Callable[[], Any]] = {
    "four_by_three": _four_by_three,
    "dark": _dark,
    "footer": _footer,
}


def foreign(name: str) -> Any:
    """Return a presentation in another's look: a key of `TEMPLATES`."""
    deck = TEMPLATES[name]()
    theme = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    text = theme.blob.decode().replace('typeface="Calibri"', f'typeface="{FONTS[name]}"')
    for slot, ink in LOOKS[name].items():
        text = re.sub(
            f"<a:{slot}>.*?</a:{slot}>", f'<a:{slot}><a:srgbClr val="{ink}"/></a:{slot}>', text
        )
    theme._blob = text.encode()
    return deck
