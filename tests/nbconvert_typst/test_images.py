"""Pictures as files: of what kind they are, and how large they stand on the page."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from nbconvert_typst import images


def picture(kind: str, **how: Any) -> bytes:
    """Return a picture of 40 by 20 pixels."""
    made = io.BytesIO()
    Image.new("RGB", (40, 20)).save(made, kind, **how)
    return made.getvalue()


def svg(attributes: str) -> bytes:
    return f"<?xml version='1.0'?><svg {attributes}><rect width='9'/></svg>".encode()


@pytest.mark.parametrize(
    ("content", "kind", "size"),
    [
        (picture("PNG"), "png", (30, 15)),
        (picture("PNG", dpi=(144, 144)), "png", (20, 10)),
        (picture("GIF"), "gif", (30, 15)),
        (picture("JPEG"), "jpg", (30, 15)),
        (picture("JPEG", dpi=(72, 72)), "jpg", (40, 20)),
        (picture("WEBP"), "webp", (30, 15)),
        (picture("BMP", dpi=(144, 144)), None, (20, 10)),
        (picture("BMP", dpi=(0, 0)), None, (30, 15)),
        (svg('width="40" height="20px"'), "svg", (30, 15)),
        (svg('height="1in" width="2.54cm"'), "svg", (72, 72)),
        (svg('width="7pt" height="25.4mm"'), "svg", (7, 72)),
        (svg('width="100%" viewBox="-5 0 40 20.0"'), "svg", (30, 15)),
        (svg(""), "svg", None),
        (b"\xff\xd8\xff damaged", "jpg", None),
    ],
)
def test_kinds_and_sizes(
    content: bytes, kind: str | None, size: tuple[float, float] | None
) -> None:
    assert images.kind(content) == kind
    assert images.extent(content) == (size and pytest.approx(size, rel=1e-3))


@pytest.mark.parametrize(
    ("told", "meant"), [("YW\nI= ", b"ab"), ("YWI", None), ("?", None), (" ", None)]
)
def test_base64(told: str, meant: bytes | None) -> None:
    assert images.decoded(told) == meant


def test_other_formats_keep_what_lets_light_through() -> None:
    made = io.BytesIO()
    Image.new("RGBA", (2, 3), (255, 0, 0, 0)).save(made, "TIFF")
    for content, mode in ((made.getvalue(), "RGBA"), (picture("BMP"), "RGB")):
        png = images.converted(content)
        assert png
        assert Image.open(io.BytesIO(png)).mode == mode
    assert images.converted(b"no picture") is None


def test_an_svg_of_html_stands_alone() -> None:
    told = images.standalone(b'\n<svg><use xlink:href="#a"/></svg>')
    assert told.startswith(b"<svg ")
    for name in (b'xmlns="http://www.w3.org/2000/svg"', b'xmlns:xlink="http://www.w3.org/1999/xli'):
        assert told.count(name) == 1
    assert images.standalone(told) == told
