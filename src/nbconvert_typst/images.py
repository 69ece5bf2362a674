"""Images as bytes: which format, how large, and what HTML leaves out of an SVG.

Where they come from and what is said of them is the business of `document`.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
import struct
from collections.abc import Mapping
from typing import Any

from nbconvert_typst import limits, looks

_POINTS = {"px": 0.75, "cm": 28.35, "mm": 2.835, "in": 72.0, "pt": 1.0, "em": 10.0}
_FILTER = re.compile(
    rb"\bfilter(\s*[:=]\s*[\"']?\s*(?:url|blur|drop-shadow|brightness|contrast|grayscale|hue-rotate"
    rb"|invert|opacity|saturate|sepia)\s*\()"
)
_JPEG_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


def decoded(told: str) -> bytes | None:
    """Return what a base64 text stands for, or None if it is none."""
    try:
        return base64.b64decode("".join(told.split()), validate=True) or None
    except (binascii.Error, ValueError):
        return None


def kind(content: bytes) -> str | None:
    """Return the format of an image that Typst can show (``png``, ``svg``, ...), or None."""
    head = content[:12]
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if head.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "webp"
    return "svg" if b"<svg" in content[:4096] else None


def converted(content: bytes) -> bytes | None:
    """Return a picture in another format (BMP, TIFF, AVIF, ...) as a PNG, or None."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > limits.PIXELS:
                return None
            made = io.BytesIO()
            picture.convert("RGBA" if _lets_through(picture) else "RGB").save(made, "PNG")
            return made.getvalue()
    except Exception:  # of many kinds, and each says that it is no picture
        return None


def _lets_through(picture: Any) -> bool:
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info


def pixels(content: bytes, kind: str) -> int:
    """Return how many pixels an image claims to have; 0 where its head does not say."""
    size: tuple[int, ...] = (0, 0)
    if kind == "png":
        size = struct.unpack(">II", content[16:24].ljust(8, b"\0"))
    elif kind == "gif":
        size = struct.unpack("<HH", content[6:10].ljust(4, b"\0"))
    elif kind == "webp" and content[12:16] == b"VP8X":
        size = tuple(1 + int.from_bytes(content[at : at + 3], "little") for at in (24, 27))
    elif kind == "jpg":
        at = 2
        while content[at : at + 1] == b"\xff" and at + 9 < len(content):
            if content[at + 1] in _JPEG_FRAMES:
                size = struct.unpack(">HH", content[at + 5 : at + 9])
                break
            at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return size[0] * size[1]


def extent(content: bytes) -> tuple[float, float] | None:
    """Return width and height in points: by the density of the picture, else as on a screen."""
    if content.startswith(b"GIF"):
        sides = int.from_bytes(content[6:8], "little"), int.from_bytes(content[8:10], "little")
    elif content.startswith(b"\x89PNG"):
        sides = int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
        at = content.find(b"pHYs", 0, 4096)
        density = int.from_bytes(content[at + 4 : at + 8], "big") if at > 0 else 0
        if density and content[at + 12] == 1:  # pixels a metre
            return sides[0] / density * 72 / 0.0254, sides[1] / density * 72 / 0.0254
    elif b"<svg" in content[:4096]:
        return _svg_extent(content)
    else:
        from PIL import Image

        try:
            with Image.open(io.BytesIO(content)) as picture:
                sides = picture.size
                dpi = picture.info.get("dpi", (96,))[0]
                return sides[0] * 72 / float(dpi or 96), sides[1] * 72 / float(dpi or 96)
        except Exception:  # it is damaged; Typst says so
            return None
    return sides[0] * 0.75, sides[1] * 0.75


def _svg_extent(content: bytes) -> tuple[float, float] | None:
    start = content.index(b"<svg")
    tag = content[start : content.find(b">", start)].decode("utf-8", "replace")
    sides = []
    for name in ("width", "height"):
        found = re.search(rf"""\s{name}\s*=\s*["']([\d.]+)(px|pt|cm|mm|in)?["']""", tag)
        if not found:
            break
        sides.append(float(found[1]) * _POINTS[found[2] or "px"])
    if len(sides) == 2:
        return sides[0], sides[1]
    box = re.search(r"""viewBox\s*=\s*["'][-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)""", tag)
    return (float(box[1]) * 0.75, float(box[2]) * 0.75) if box else None


def standalone(svg: bytes) -> bytes:
    """Return an SVG that stands alone: HTML lets one do without its namespace."""
    if b"http://www.w3.org/2000/svg" not in svg:
        svg = svg.replace(b"<svg", b'<svg xmlns="http://www.w3.org/2000/svg"', 1)
    if b"xlink:" in svg and b"xmlns:xlink" not in svg:
        svg = svg.replace(b"<svg", b'<svg xmlns:xlink="http://www.w3.org/1999/xlink"', 1)
    return svg[svg.index(b"<") :]


def unfiltered(svg: bytes) -> bytes:
    """Return an SVG without its filters (blurs, shadows): some take Typst for ever."""
    return _FILTER.sub(rb"data-filter\1", svg)


def asked(attributes: Mapping[str, str]) -> dict[str, str]:
    """Return the sizes that an element of HTML asks for: by its style, else by its attributes."""
    style = looks.style(attributes.get("style") or "")
    return {
        name: told
        for name in ("width", "height", "max-width")
        if (told := style.get(name) or attributes.get(name) or "")
    }


def size(
    content: bytes, wanted: Mapping[str, str], room: float, tall: float
) -> tuple[float, float]:
    """Return width and height of an image in points so that it fits a page; none where not known.

    Parameters
    ----------
    wanted
        Sizes of HTML or of an output.
    room, tall
        Of a page, in points.
    """
    natural = extent(content)
    width = _points(wanted.get("width", ""), room)
    height = _points(wanted.get("height", ""), 0)
    if not natural or min(natural) <= 0:
        return min(width, room), 0.0 if width else min(height, tall)
    ratio = natural[0] / natural[1]
    width = width or (height * ratio if height else natural[0])
    most = _points(wanted.get("max-width", ""), room) or room
    width = min(width, most, room, tall * ratio)
    return width, width / ratio


def _points(told: str, room: float) -> float:
    """Return a length of HTML in points, none where it says nothing."""
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(%|px|cm|mm|in|pt|em)?\s*", told)
    if not found:
        return 0.0
    if found[2] == "%":
        return min(float(found[1]), 100.0) / 100 * room
    return float(found[1]) * _POINTS[found[2] or "px"]


def texts_for_html(svg: bytes) -> bytes:
    """Return an SVG with texts in place of the HTML inside it, which Typst does not draw.

    draw.io and mermaid write their words so; what stands for them elsewhere is cut or a remark.
    """
    from lxml import etree

    if b"foreignObject" not in svg:
        return svg
    try:
        root = etree.fromstring(svg, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return svg
    space = "{http://www.w3.org/2000/svg}"
    for element in list(root.iter(f"{space}foreignObject")):
        text = etree.Element(f"{space}text")
        place = _inside(element)
        for key, told in {"font-family": "sans-serif", "text-anchor": "middle"}.items():
            text.set(key, told)
        text.set("font-size", f"{place[2]:g}")
        lines = _lines(element)
        x, middle, high = place
        for number, line in enumerate(lines):
            span = etree.SubElement(text, f"{space}tspan", x=f"{x:g}")
            shift = 0.35 + 1.2 * (number - (len(lines) - 1) / 2)
            span.set("y", f"{middle + high * shift:g}")
            span.text = line
        parent = element.getparent()
        if parent is not None and parent.tag == f"{space}switch":
            for other in list(parent):
                parent.remove(other)
            parent.append(text)
        elif parent is not None:
            text.tail = element.tail
            parent.replace(element, text)
    for switch in list(root.iter(f"{space}switch")):
        if "Text is not SVG" in "".join(switch.itertext()):
            switch.getparent().remove(switch)
    return bytes(etree.tostring(root))


def _inside(element: Any) -> tuple[float, float, float]:
    """Return the middle of the HTML in an SVG, and the size of its type."""

    def number(told: str | None) -> float:
        found = re.match(r"\s*(-?[\d.]+)(?:px)?\s*$", told or "")
        return float(found[1]) if found else 0.0

    x, y = number(element.get("x")), number(element.get("y"))
    width, height = number(element.get("width")), number(element.get("height"))
    styles = [looks.style(each.get("style") or "") for each in element.iter()]
    told = {name: each for style in reversed(styles) for name, each in style.items()}
    type_size = next((number(each["font-size"]) for each in styles if "font-size" in each), 0.0)
    if "margin-left" in told or "padding-top" in told:  # draw.io says so where the words are
        x, y = number(told.get("margin-left")), number(told.get("padding-top"))
        width, height = number(told.get("width")), 0.0
    return x + width / 2, y + height / 2, type_size or 12.0


def _lines(element: Any) -> list[str]:
    """Return the lines of words in HTML."""
    parts = []
    for each in element.iter():
        name = each.tag.rpartition("}")[2] if isinstance(each.tag, str) else ""
        if name in ("div", "p", "br", "li"):
            parts.append("\n")
        parts.append(each.text or "")
        if each is not element:
            parts.append(each.tail or "")
    return [" ".join(line.split()) for line in "".join(parts).split("\n") if line.strip()]
