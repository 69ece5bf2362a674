"""SVG that says what it is: role, title, description, language, and ids that no other file has.

matplotlib writes a drawing; what a screen reader and a page with several drawings need is added
here. Nothing is drawn here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from quoted.language.shown import printable

SVG = "http://www.w3.org/2000/svg"
XLINK = "{http://www.w3.org/1999/xlink}href"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
COMMAND = re.compile(r"\s*([A-Za-z])\s*")
PLACES = {"d", "x", "y", "width", "height", "x1", "x2", "y1", "y2", "cx", "cy", "r", "points"}
LONG = re.compile(r"-?\d+\.\d{4,}|-0(?![.\d])")
MOVE = re.compile(r"(?:translate|rotate)\([^)]*\)")
COLOUR = re.compile("#[0-9a-f]{6}")
REFERENCE = re.compile(r"url\(#([^)]+)\)")


def accessible(
    drawing: bytes,
    *,
    name: str,
    title: str,
    description: str,
    language: str,
    colours: Mapping[str, str] | None = None,
) -> bytes:
    """Return `drawing` with its title, description and language, its ids prefixed by `name`.

    Parameters
    ----------
    drawing
        What matplotlib wrote.
    name
        Of the file: letters, digits and hyphens; the same in no other file on a page.
    title, description, language
        As a screen reader says them.
    colours
        To exchange for others, all as ``#rrggbb`` in lower case.
    """
    root = etree.fromstring(drawing, etree.XMLParser(remove_blank_text=True))
    if colours:
        for element in root.iterfind(".//*[@style]"):
            style = element.attrib["style"]
            element.set("style", COLOUR.sub(lambda found: colours.get(found[0], found[0]), style))
    _own_ids(root, name)
    for element in root.iter(f"{{{SVG}}}path"):
        element.set("d", COMMAND.sub(r"\1", element.get("d", "")))  # a fifth of the file was spaces
    _round(root)
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title")
    root.set("aria-describedby", f"{name}-desc")
    root.set("lang", language)
    root.set(LANG, language)
    for old in root.findall(f"{{{SVG}}}title"):
        root.remove(old)
    for at, (tag, text) in enumerate((("title", title), ("desc", description))):
        element = etree.Element(f"{{{SVG}}}{tag}", id=f"{name}-{tag}")
        element.text = printable(text)
        root.insert(at, element)
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return content + b"\n"


def _round(root: etree._Element) -> None:
    """Write places to a thousandth of a point; further digits are not the same everywhere.

    NumPy's releases differ in the last bit, and matplotlib writes six digits: a place in the middle
    between two of them falls now on this side, now on that.
    """
    for element in root.iter(etree.Element):
        for key in PLACES & {*element.attrib}:
            element.set(key, LONG.sub(_shorter, element.attrib[key]))
        if "transform" in element.attrib:  # a scale keeps its digits
            old = element.attrib["transform"]
            element.set("transform", MOVE.sub(lambda found: LONG.sub(_shorter, found[0]), old))


def _shorter(number: re.Match[str]) -> str:
    near = float(number[0]) + 2e-6  # what lies in the middle between two places goes up, everywhere
    return f"{round(near, 3) + 0:.3f}".rstrip("0").rstrip(".")  # no -0


def _own_ids(root: etree._Element, name: str) -> None:
    """Name the ids that something refers to after `name`, and drop all others."""
    short: dict[str, str] = {}

    def new(old: str) -> str:
        return short.setdefault(old, f"{name}-{len(short)}")

    for element in root.iter(etree.Element):
        for key, value in element.attrib.items():
            if key == XLINK and value.startswith("#"):
                element.set(key, f"#{new(value[1:])}")
            elif "url(#" in value:
                element.set(key, REFERENCE.sub(lambda match: f"url(#{new(match[1])})", value))
    for element in root.iter(etree.Element):
        found = element.attrib.pop("id", None)
        if found in short:
            element.set("id", short[found])
