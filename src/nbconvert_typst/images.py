"""Images as bytes: which format, how wide, and what HTML leaves out of an SVG.

Where they come from and what is said of them is the business of `document`.
"""

from __future__ import annotations

import base64
import binascii
import re
import struct

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


def natural(content: bytes) -> str:
    """Return the width of a PNG or GIF that states no density: 96 pixels an inch, as on screen."""
    if content.startswith(b"\x89PNG") and b"pHYs" not in content[:256]:
        return f"{int.from_bytes(content[16:20], 'big')}px"
    if content.startswith(b"GIF"):
        return f"{int.from_bytes(content[6:8], 'little')}px"
    return ""


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


def width(told: str, room: float) -> str:
    """Return a width of HTML or of an output as an argument of Typst's ``image``, or nothing."""
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(%|px|cm|mm|in|pt|em)?\s*", told)
    if not found or float(found[1]) == 0:
        return ""
    amount, unit = float(found[1]), found[2] or "px"
    if unit == "%":
        return f", width: {min(amount, 100):g}%"
    points = amount * {"px": 0.75, "cm": 28.35, "mm": 2.835, "in": 72, "pt": 1, "em": 10}[unit]
    return f", width: {points:g}pt" if points < room else ", width: 100%"
