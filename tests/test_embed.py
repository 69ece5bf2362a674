"""One chart as a page, a slide and a PDF of its own, and without a ground."""

from __future__ import annotations

import base64
import io
import re

import pandas as pd
import pytest
from browser import axe, needs_chromium, open_everything
from lxml import html
from PIL import Image
from pptx import Presentation
from pypdf import PdfReader

import quoted
from quoted.charts import dumbbell, lollipop
from quoted.publish import embed
from quoted.publish.files import csv

PAIRS = pd.DataFrame(
    {"what": ["walk", "walk", "<b>ride", "<b>ride"], "who": ["cats", "dogs"] * 2,
     "pct": [65.0, 34.0, 48.0, 33.0]}
)  # fmt: skip
PETS = quoted.chart(
    dumbbell, PAIRS, y="what", x="pct", hue="who", id="pets", title="Cats & dogs: 65% walk",
    alt="A dumbbell chart of cats and dogs", subtitle="Share in %", source="Source: pets",
)  # fmt: skip


@pytest.fixture(scope="module")
def page():
    return embed.page(PETS)


def test_a_page_holds_words_numbers_and_both_pictures(page):
    root = html.fromstring(page)
    assert root.get("lang") == "en" and root.findtext(".//title") == PETS.title
    assert root.findtext(".//h1") == PETS.title
    assert "Source: pets" in root.find(".//figcaption").text_content()
    assert [td.text for td in root.iter("td")] == ["cats", "65.0", "dogs", "34.0", "cats", "48.0",
                                                   "dogs", "33.0"]  # fmt: skip
    assert [th.text for th in root.iter("th")][3:] == ["walk", "walk", "<b>ride", "<b>ride"]
    drawings = root.findall(".//svg")
    assert [one.getparent().get("class") for one in drawings] == ["wide", "narrow"]
    for one in drawings:
        assert one.get("role") == "img" and "width" not in one.attrib and one.get("viewbox")
        assert one.find("desc").text == PETS.alt
    ids = re.findall(r'\bid="([^"]+)"', page.decode())
    assert len(ids) == len({*ids}) > 4
    (link,) = root.iterfind(".//a")
    assert link.get("download") == "pets.csv"
    assert base64.b64decode(link.get("href").split(",")[1]) == csv(PETS)


def test_a_page_needs_nothing_else_and_knows_the_dark(page):
    text = page.decode()
    assert "<script" not in text and not re.search(r'(?:src|href)="(?!data:|#)', text)
    dark = text.index("prefers-color-scheme: dark")
    name = re.search(r"--(c\d+): #143c6e;", text[:dark])[1]
    assert f"--{name}: #b3d7ff;" in text[dark:] and f"var(--{name})" in text
    assert embed.page(PETS) == page


def test_a_chart_that_is_drawn_lower_takes_the_next_size():
    many = pd.DataFrame({"what": [f"pet {n}" for n in range(16)], "pct": [40.0] * 16})
    chart = quoted.chart(lollipop, many, y="what", x="pct", title="Many pets", alt="Many")
    heights = [
        float(one.get("viewbox").split()[3]) / 72
        for one in html.fromstring(embed.page(chart)).findall(".//svg")
    ]
    assert heights[1] in [height for _, height in embed.NARROW]


@needs_chromium
@pytest.mark.parametrize("width", [320, 1000])
def test_axe_finds_nothing_and_nothing_runs_over(driver, tmp_path, page, width):
    (tmp_path / "pets.html").write_bytes(page)
    size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    driver.get((tmp_path / "pets.html").as_uri())
    open_everything(driver)
    assert axe(driver) == []
    assert driver.execute_script("return document.documentElement.scrollWidth") <= width
    shapes = driver.find_elements("css selector", "figure div")
    shown = [one.get_attribute("class") for one in shapes if one.is_displayed()]
    assert shown == ["narrow" if width == 320 else "wide"]


def test_a_chart_is_a_slide_a_pdf_or_a_picture_without_a_ground(tmp_path):
    (slide,) = Presentation(PETS.save(tmp_path / "pets.pptx")).slides
    assert slide.slide_layout.name == "Chart" and any(one.has_chart for one in slide.shapes)
    first = PETS.save(tmp_path / "pets.pdf", size=(7.5, 7.5)).read_bytes()
    assert PETS.save(tmp_path / "again.pdf", size=(7.5, 7.5)).read_bytes() == first
    reader = PdfReader(io.BytesIO(first))
    assert [float(side) for side in reader.pages[0].mediabox[2:]] == [540, 540]
    assert reader.metadata.title == PETS.title and "48" in reader.pages[0].extract_text()
    for name, alpha in (("clear.png", 0), ("white.png", 255)):
        path = PETS.save(tmp_path / name, transparent=name == "clear.png", size=(7.5, 7.5))
        assert Image.open(path).convert("RGBA").getpixel((0, 0))[3] == alpha
    with pytest.raises(ValueError, match=r"pets.html: a .html file takes no size, dark or"):
        PETS.save(tmp_path / "pets.html", size=(4, 4))
    with pytest.raises(ValueError, match=r"found ending '.gif', expected .png, .svg, .pdf, .pptx"):
        PETS.save(tmp_path / "pets.gif")
