"""A chart in somebody else's presentation: its colours and fonts, its footer, its layouts."""

from __future__ import annotations

import re
import subprocess

import pandas as pd
import pytest
from foreign_decks import LOOKS, TEMPLATES, foreign
from lxml import etree
from PIL import Image, ImageColor
from test_slides import PDFTOTEXT, as_pdf, needs_libreoffice

import quoted
from quoted.charts import dumbbell
from quoted.charts.theme import MARKS, TEXT, contrast
from quoted.publish.look import Shade, look
from quoted.publish.scatter import DRAWING

PAIRS = pd.DataFrame(
    {
        "what": ["walk", "walk", "ride", "ride", "swim", "swim"],
        "who": ["cats", "dogs"] * 3,
        "pct": [65.0, 34.0, 48.0, 33.0, 13.0, 27.0],
    }
)
WORDS = {"title": "Cats walk more than dogs do", "alt": "A dumbbell chart of cats and dogs",
         "subtitle": "Share in %", "source": "Source: a survey of pets", "id": "pets"}  # fmt: skip
PETS = quoted.chart(dumbbell, PAIRS, y="what", x="pct", hue="who", **WORDS)


def colours(slide):
    """Return the theme colours that a slide and its chart name; there are no others."""
    charts = [shape.chart.part._element for shape in slide.shapes if shape.has_chart]
    parts = [slide._element, *charts]
    assert len(parts) > 1
    text = "".join(etree.tostring(part).decode() for part in parts)
    assert not re.findall(r'<a:(?:srgb|sys|prst)Clr[^>]*>|(?:latin|cs) typeface="[^+][^"]*"', text)
    return set(re.findall(r'<a:schemeClr val="(\w+)"', text))


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_chart_wears_the_colours_of_its_deck(name):
    deck = foreign(name)
    shown = look(deck.slide_layouts[5])
    for ink in (shown.theme.text, shown.theme.neutral, shown.theme.first, shown.theme.second):
        assert contrast(ink, shown.theme.background) >= TEXT
    assert contrast(shown.theme.link, shown.theme.background) >= MARKS
    assert shown.dark == (name == "dark")
    assert {"accent1", "accent2"} <= colours(PETS.add_to(deck))


def test_an_accent_that_reads_is_taken_as_it_is_and_another_darker_or_lighter():
    dark, footer = (look(foreign(name).slide_layouts[5]) for name in ("dark", "footer"))
    yellow = f"#{LOOKS['dark']['accent2']}".lower()
    assert dark.theme.second == yellow and dark.shades[yellow] == Shade("accent2")
    assert dark.shades[dark.theme.first] == Shade("accent1", 0.6, 0.4)
    assert footer.shades[footer.theme.first] == Shade("accent1", 0.75)
    assert footer.shades[footer.theme.second] == Shade("accent2", 0.5)


def test_a_font_that_sets_wide_has_room_for_its_lines():
    long = PETS.but(subtitle="Share of cats and of dogs that walk, ride or swim " * 5)
    heights = {}
    for name in ("dark", "footer"):  # a serif and a wide font, on slides of one size
        slide = long.add_to(foreign(name))
        (subtitle,) = [one for one in slide.shapes if one.name == "quoted:pets:subtitle"]
        heights[name] = round(subtitle.height.pt / (1.25 * 18))
    assert heights == {"dark": 3, "footer": 4}


def test_colours_that_somebody_chose_stay_as_they_are():
    chosen = PETS.but(palette=["#7A0019", "#005F73"])
    slide = chosen.add_to(foreign("dark"))
    (frame,) = [shape for shape in slide.shapes if shape.has_chart]
    inks = {e.get("val") for e in frame.chart.part._element.iter(f"{{{DRAWING}}}srgbClr")}
    assert {ink.lower() for ink in inks} == {"7a0019", "005f73"}


def test_a_chart_leaves_footer_and_logo_alone_and_shows_the_footer():
    deck = foreign("footer")
    slide = PETS.add_to(deck)
    kinds = {p.placeholder_format.type for p in slide.placeholders}
    assert kinds == {1, 13, 15}
    footer = next(p for p in slide.placeholders if p.placeholder_format.type == 15)
    assert footer.text_frame.text == "Our company"
    for shape in slide.shapes:
        if shape.name.startswith("quoted:"):
            assert shape.top + shape.height <= footer.top
    assert len({shape.shape_id for shape in slide.shapes}) == len(list(slide.shapes))


def test_a_slide_is_put_where_it_is_wanted_in_a_layout_of_the_deck():
    deck = foreign("footer")
    slide = PETS.add_to(deck, position=1, layout="Two Content")
    assert next(iter(deck.slides)).slide_id == slide.slide_id
    assert slide.slide_layout.name == "Two Content"
    (frame,) = [shape for shape in slide.shapes if shape.has_chart]
    place = max(
        (p for p in slide.slide_layout.placeholders if p.placeholder_format.type == 7),
        key=lambda p: p.width * p.height,
    )
    assert (frame.left, frame.width) == (place.left, place.width)
    assert place.top <= frame.top and frame.top + frame.height <= place.top + place.height
    with pytest.raises(ValueError, match="layout: found 'Chart', expected one of 'Title Slide'"):
        PETS.add_to(foreign("dark"), layout="Chart")
    with pytest.raises(TypeError, match=r"presentation: found 'deck.pptx', expected one of"):
        PETS.add_to("deck.pptx")
    with pytest.raises(ValueError, match="position: found 2, expected a number from 1 to 1"):
        PETS.add_to(foreign("dark"), position=2)


@needs_libreoffice
def test_libreoffice_shows_a_chart_in_each_deck_on_its_own_ground(tmp_path):
    grounds = {"four_by_three": "FFFFFF", "dark": LOOKS["dark"]["dk1"], "footer": "FFFFFF"}
    decks = {name: tmp_path / f"{name}.pptx" for name in grounds}
    for name, path in decks.items():
        deck = foreign(name)
        PETS.add_to(deck)
        deck.save(path)
    for pdf, (name, ground) in zip(as_pdf(tmp_path, *decks.values()), grounds.items(), strict=True):
        text = subprocess.run([PDFTOTEXT, pdf, "-"], check=True, capture_output=True).stdout
        last = text.decode().split("\f")[-2]
        words = ["65%", "34%", "+31", "walk", "cats", "dogs", WORDS["title"], WORDS["source"]]
        assert [word for word in words if word not in last.replace("\n", " ")] == []
        assert ("Our company" in last) == (name == "footer")
        subprocess.run(["pdftoppm", "-r", "20", "-png", pdf, tmp_path / name], check=True)
        *_, picture = sorted(tmp_path.glob(f"{name}-*.png"))
        with Image.open(picture) as shown:
            assert shown.convert("RGB").getpixel((3, 3)) == ImageColor.getrgb(f"#{ground}")


def pairs(n):
    rows = [
        (f"pet {i}", who, pct) for i in range(n) for who, pct in (("cats", 30.0), ("dogs", 60.0))
    ]
    return PETS.but(rows=pd.DataFrame(rows, columns=list(PAIRS)), title="Many", alt="Many pets")


def test_many_rows_can_be_edited_and_too_many_are_a_picture_that_says_so():
    deck = foreign("four_by_three")
    assert any(shape.has_chart for shape in pairs(20).add_to(deck).shapes)
    with pytest.warns(UserWarning, match="pets: drawn as a picture: too low"):
        slide = pairs(30).add_to(deck)
    assert "too many rows" in slide.notes_slide.notes_text_frame.text
