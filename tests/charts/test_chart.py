"""The chart as a value: other rows and words, any drawing, files that are the same each time."""

from __future__ import annotations

import dataclasses
import io
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path

import chart_checks as checks
import frames
import matplotlib
import numpy as np
import pandas as pd
import pytest
import seaborn as sns
from fontTools.ttLib import TTFont
from frames import FORMS, LABELS, NAMES, PAIR, PAIRS
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import pyplot
from matplotlib.colors import to_hex
from matplotlib.text import Text
from PIL import Image
from pptx import Presentation

import quoted
from quoted.charts import dumbbell, lollipop, png, theme
from quoted.charts.chart import DESTINATIONS, as_html, unpacked
from quoted.charts.page import wrap
from quoted.language.shown import printable
from quoted.system import fonts

SVG = "{http://www.w3.org/2000/svg}"
WORDS = {
    "title": "Cats lead dogs on 2 of 3 counts, by up to 31 points",
    "subtitle": "Share of each, in %",
    "source": "Source: a poll that was invented",
    "alt": "Dumbbell chart of cats and dogs. Walk: 65% and 34%; ride: 48% and 34%; swim: 13%, 27%.",
}


@cache
def pets(**more):
    words = {**WORDS, "id": "pets", **more}
    return quoted.chart(dumbbell, PAIRS, **PAIR, labels=LABELS, names=NAMES, **words)


def texts(figure):
    return [ink.text for ink in checks.inks(figure)]


# Other rows, order, colours, words


def test_other_data_make_another_picture():
    lower = PAIRS.assign(pct=PAIRS["pct"] - 1)
    changed = dataclasses.replace(pets(), data=lower)
    assert "64%" in texts(changed.figure("slide")) and "65%" not in texts(changed.figure("slide"))
    assert checks.marks(changed.figure("slide")) == [12.0, 26.0, 33.0, 33.0, 47.0, 64.0]


def test_rows_are_a_frame_or_a_query_with_words_of_their_own():
    words = {"title": "Only walks", "alt": "Dumbbell chart: walk, 65% and 34%."}
    for rows in ("what == 'walk'", PAIRS.iloc[:2]):
        changed = pets().but(rows=rows, **words)
        assert checks.marks(changed.figure("half")) == [34.0, 65.0]
        assert (changed.title, changed.alt) == tuple(words.values())
        assert len(changed.table) == len(changed.data) == 2
    assert len(pets().data) == 7  # the chart itself stays


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"rows": "what == 'walk'"}, "pets: its rows are other ones, and title and alt speak"),
        ({"rows": "what == 'walk'", "title": "x"}, "and alt speaks of the old: give it anew"),
        ({"order": ["swim", "walk"]}, "and alt speaks of the old: give it anew"),
        ({"rows": "what == 'fly'"}, "found 1 groups in 'who', expected two"),
        ({"rows": PAIRS[["what"]]}, "found columns what, expected pct, who among them"),
        ({"colour": "red"}, "dumbbell: found 'colour', expected one of id, title, sub"),
        ({"palette": ["#143C6E", "#FFF176"]}, "found #fff176 with a contrast of 1.2 to 1 on white"),
        ({"palette": ["#143C6E", "#777777"]}, "found #777777 with a contrast of 4.4 to 1 on white"),
        ({"palette": ["#143C6E"]}, "expected two colours, such as"),
        ({"palette": ["#143C6E", "#143C70"]}, "expected two that can be told apart"),
    ],
)
def test_words_never_speak_of_other_rows_and_a_wrong_change_says_why(changes, found):
    with pytest.raises(ValueError, match=re.escape(found)):
        pets().but(**changes)


def test_the_same_rows_need_no_other_words():
    assert pets().but(rows=PAIRS.copy()).title == pets().title


def test_rewording_words_what_is_not_given():
    def reword(chart):
        return {"title": f"{len(chart.data)} rows", "alt": f"Chart of {len(chart.data)} rows."}

    chart = dataclasses.replace(pets(), reword=reword)
    changed = chart.but(rows="what != 'fly'", title="Mine")
    assert (changed.title, changed.alt) == ("Mine", "Chart of 6 rows.")
    assert chart.but(order=["swim", "walk"]).title == "7 rows"
    assert unpacked(chart.packed()).title == chart.title


def test_order_and_palette_are_drawn():
    chart = pets().but(order=["swim", "walk"], alt="x", palette=("#6a1b9a", "#00695c"))
    ax = chart.figure("half").axes[0]
    cats = next(dots for dots in ax.collections if dots.get_gid() == "marks")
    assert to_hex(cats.get_facecolors()[0]) == "#6a1b9a"
    assert np.asarray(cats.get_offsets()).tolist() == [[13, 0], [65, 1]]
    dark = {ink.colour for ink in checks.inks(chart.figure("half", dark=True))}
    for ink in dark - {theme.DARK.link.lower()}:
        assert checks.contrast(ink, theme.DARK.background) >= 4.5
    assert not dark & {"#6a1b9a", theme.DARK.first.lower()}


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.478), ("#143C6E", "#FFFFFF", 11.045)],
)
def test_contrast_is_that_of_wcag(one, other, found):
    assert theme.contrast(one, other) == pytest.approx(found, abs=0.01)
    assert theme.contrast(one, other) == pytest.approx(checks.contrast(one, other))


# Any drawing


def test_a_function_of_seaborn_makes_a_chart_at_any_destination():
    chart = quoted.chart(sns.barplot, PAIRS, x="pct", y="what", hue="who", **WORDS)
    for destination in DESTINATIONS:
        figure = chart.figure(destination, dark=destination == "half")
        width, height = figure.get_size_inches() * 72
        extent = figure.axes[0].get_tightbbox().extents
        assert extent.min() >= 0 and extent[2] <= width and extent[3] <= height
    bars = [p for p in chart.figure("slide").axes[0].patches if p.get_width() > 0]
    assert sorted(round(bar.get_width()) for bar in bars) == sorted(PAIRS["pct"])
    assert all(t.get_fontfamily() == theme.FAMILY for t in figure.axes[0].get_yticklabels())


def test_a_figure_that_was_drawn_makes_a_chart_and_stays_as_it_was():
    figure, (left, right) = pyplot.subplots(1, 2)
    left.plot([1, 2], [3, 4], color="black")
    sns.histplot(PAIRS["pct"], ax=right)
    before = figure.get_size_inches().tolist(), left.get_position().bounds
    chart = quoted.chart(figure, PAIRS, **WORDS)
    drawn = chart.figure("half", dark=True)
    assert len(drawn.axes) == 2 and tuple(drawn.get_size_inches()) == (6.0, 5.5)
    assert to_hex(drawn.axes[0].lines[0].get_color()) == theme.DARK.text.lower()
    said = [t for ax in drawn.axes for t in ax.findobj(Text) if t.get_text()]
    assert said and all(t.get_fontfamily() == theme.FAMILY for t in said)
    assert (figure.get_size_inches().tolist(), left.get_position().bounds) == before
    assert chart.png("slide") == chart.png("slide")
    pyplot.close(figure)


def test_an_own_function_needs_no_data():
    def draw(ax):
        ax.plot([0, 1], [0, 1])

    chart = quoted.chart(draw, **WORDS)
    assert chart.svg("half").startswith(b"<?xml") and chart.data.empty


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ({"alt": ""}, "chart: alt is missing: say what the chart shows to somebody"),
        ({"title": " "}, "chart: title is missing: say what the chart finds"),
        ({"alt": WORDS["title"]}, "chart: alt is the title again"),
    ],
)
def test_what_is_missing_is_said(words, found):
    with pytest.raises(ValueError, match=found):
        quoted.chart(dumbbell, PAIRS, **PAIR, **{**WORDS, **words})


def test_what_does_not_draw_is_refused():
    with pytest.raises(TypeError, match="found int, expected a function that draws on axes"):
        quoted.chart(3, **WORDS)


def test_a_chart_of_any_drawing_goes_onto_a_slide():
    deck = Presentation()
    own = quoted.chart(sns.barplot, PAIRS, x="pct", y="what", hue="who", **WORDS).add_to(deck)
    assert [shape.shape_type for shape in own.shapes].count(13) == 1
    ours = pets().add_to(deck)
    assert [shape.has_chart for shape in ours.shapes].count(True) == 1


def test_a_dumbbell_of_many_pairs_stays_a_chart_that_can_be_edited():
    data = pd.DataFrame(
        [(f"pair {n}", who, 40 + n) for n in range(12) for who in ("cats", "dogs")],
        columns=["what", "who", "pct"],
    )
    slide = quoted.chart(dumbbell, data, **PAIR, **WORDS).add_to(Presentation())
    (frame,) = [shape for shape in slide.shapes if shape.has_chart]
    assert len(frame.chart.plots[0].series) >= 12


def test_the_style_is_a_context():
    before = dict(matplotlib.rcParams)
    with quoted.style(dark=True, size=18, **{"lines.linewidth": 7}):
        assert matplotlib.rcParams["font.family"] == theme.FAMILY
        assert matplotlib.rcParams["figure.facecolor"] == theme.DARK.background
        assert matplotlib.rcParams["font.size"] == 16
        assert matplotlib.rcParams["lines.linewidth"] == 7
    assert dict(matplotlib.rcParams) == before


# Faults that the checks must catch


def plant(figure, x, y, text, size=14.0, colour="#1B2733"):
    place = {"transform": figure.dpi_scale_trans, "fontproperties": theme.font(size)}
    figure.add_artist(Text(x / 72, y / 72, text, color=colour, va="baseline", **place))


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        (lambda f: plant(f, 930, 300, "cut off"), "clipped: 'cut off'"),
        (lambda f: plant(f, 300, -6, "below"), "clipped: 'below'"),
        (lambda f: plant(f, 60, 476, "over"), "text on text: 'Cats lead"),
        (lambda f: plant(f, 300, 130, "small", 11.9), "type of 11.9"),
        (lambda f: plant(f, 300, 130, "label", 13), "type of 13"),
        (lambda f: plant(f, 300, 130, "faint", colour="#8A8F95"), "contrast 3.3: 'faint'"),
        (lambda f: plant(f, 300, 130, "مرحبا"), "no glyph for 'م'"),
    ],
)
def test_a_planted_fault_is_caught(fault, found):
    figure = pets().figure("slide")
    fault(figure)
    caught = checks.problems(figure, "slide", theme.LIGHT)
    assert any(problem.startswith(found) for problem in caught), caught


def test_a_struck_text_a_moved_mark_and_a_wrong_label_are_caught():
    figure = pets().figure("slide")
    dots = next(c for c in figure.axes[0].collections if c.get_gid() == "marks")
    x, y = dots.get_offset_transform().transform(np.asarray(dots.get_offsets()))[0]
    plant(figure, x - 10, y - 5, "struck")
    assert "text on a mark: 'struck'" in checks.text_on_marks(figure, theme.LIGHT)
    dots.set_offsets(np.asarray(dots.get_offsets()) + [[0.5, 0]] * len(dots.get_offsets()))
    assert checks.wrong_marks(figure, PAIRS["pct"][:6].tolist())
    next(t for t in checks.texts(figure) if t.get_text() == "65%").set_text("56%")
    assert checks.wrong_labels(figure, ["65%"]) == ["label '65%': 0 times, data 1"]


# Text


@given(st.text("aé%&–\u202f\u00a0 \t\n\x00W", max_size=60), st.floats(30, 300))
def test_wrapped_lines_fit_and_keep_every_character(text, width):
    lines = wrap(text, 10, width)
    squeezed = re.sub(r"[ \t\n]", "", printable(text))
    assert re.sub(r"[ \t\n]", "", "".join(lines)) == squeezed
    for line in lines:
        assert theme.text_width(line, 10) <= width or len(line) == 1


@given(
    st.lists(st.text("abcW,", min_size=1, max_size=12), min_size=1, max_size=8), st.floats(40, 300)
)
def test_no_word_that_fits_is_broken(words, width):
    pieces = [piece for line in wrap(" ".join(words), 10, width) for piece in line.split(" ")]
    fit = [word for word in words if theme.text_width(word, 10) <= width]
    assert [piece for piece in pieces if piece in fit] or not fit
    if fit == words:
        assert pieces == words


@pytest.mark.parametrize(
    "text", ["Association, 2024", "Verlagsgesellschaft: 2", "marketing\u202f?"]
)
def test_no_line_begins_with_punctuation(text):
    for width in np.arange(24, 90, 0.5):
        lines = wrap(text, 10, width)
        assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)
        assert not any(re.match(r"[\s,:?]", line) for line in lines)


# Files


@pytest.mark.parametrize("destination", ["slide", "column"])
def test_the_same_bytes_whatever_the_callers_settings(destination):
    first = (pets().svg(destination), pets().png(destination))
    with matplotlib.rc_context({"font.size": 30, "svg.hashsalt": "x", "text.hinting": "default"}):
        assert (pets().svg(destination), pets().png(destination)) == first
    files = pets().files(destination)
    assert set(files) == ({"light"} if destination == "column" else {"light", "dark"})
    made = {"svg": pets().svg(destination, live_text=False), "png": first[1]}
    assert files["light"].contents == {key: made[key] for key in DESTINATIONS[destination].formats}


@pytest.mark.parametrize("name", FORMS)
def test_light_files_in_dark_colours_are_those_drawn_in_dark(name):
    form, data, keywords = FORMS[name]
    chart = quoted.chart(form, data, **{**WORDS, **keywords})
    files = chart.files("bare_half")["dark"].contents
    drawn = {"svg": chart.svg("bare_half", True, live_text=False)}
    assert files == {**drawn, "png": chart.png("bare_half", True)}


def test_each_colour_has_one_for_the_dark():
    exchanged = theme.exchanged(theme.LIGHT, theme.DARK)
    for name in (field.name for field in dataclasses.fields(theme.Theme) if field.name != "name"):
        light, dark = (getattr(each, name).lower() for each in (theme.LIGHT, theme.DARK))
        assert exchanged[light] == dark
    with pytest.raises(ValueError, match="found 6 bands, expected at most 5"):
        theme.tints("#143C6E", "#FFFFFF", 6)


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK])
def test_text_stands_out_from_every_fill(colours):
    for role in ("first", "second"):
        for fill in theme.tints(colours.role(role), colours.background, 2):
            assert checks.contrast(fill, colours.text) >= 4.5


def test_pyplot_is_left_alone():
    open_before = pyplot.get_fignums()
    pets().figure()
    assert pyplot.get_fignums() == open_before


def test_an_svg_says_what_it_is_and_shares_no_id_with_another():
    one, other = (ET.fromstring(pets().svg("slide", dark)) for dark in (False, True))
    assert one.get("role") == "img" and one.get("lang") == "en"
    title, description = (one.find(f"{SVG}{tag}") for tag in ("title", "desc"))
    assert (title.text, description.text) == (WORDS["title"], WORDS["alt"])
    assert one.get("aria-labelledby") == title.get("id") and next(iter(one)) is title
    ids = [[e.get("id") for e in root.iter() if e.get("id")] for root in (one, other)]
    assert len(set(ids[0])) == len(ids[0]) and not set(ids[0]) & set(ids[1])
    assert not list(one.iter(f"{SVG}text"))  # text as paths: the font need not be there


def test_text_in_the_report_is_text_in_our_font():
    root = ET.fromstring(pets().svg("column"))
    live = {text.text: text.get("style") for text in root.iter(f"{SVG}text")}
    assert {"65%", "34%", "Cats", "+31", "0%"} <= set(live)
    assert all("'Lato'" in style for style in live.values())


def test_a_png_carries_its_words_and_exact_colours():
    picture = Image.open(io.BytesIO(pets().png("slide")))
    assert picture.size == (2666, 1500) and picture.mode == "P"
    assert picture.info["Description"] == WORDS["alt"]
    assert picture.info["Copyright"] == "CC BY 4.0" and "Software" not in picture.info
    colours = {colour for _, colour in picture.convert("RGB").getcolors(1 << 20)}
    for name in ("background", "text", "first", "second", "link", "neutral"):
        wanted = getattr(theme.LIGHT, name)
        assert tuple(int(wanted[i : i + 2], 16) for i in (1, 3, 5)) in colours


def test_a_palette_of_pixels_changes_nothing_that_can_be_seen():
    full = np.zeros((40, 40, 4), np.uint8)
    full[..., 3] = 255
    full[..., 0] = np.arange(40) * 6
    full[..., 1] = np.arange(40)[:, None] * 6
    about = {"Title": "Überschrift", "Source": "日本"}
    picture = Image.open(io.BytesIO(png.encode(full, 200, about, transparent=False)))
    assert {key: picture.info[key] for key in about} == about
    # Of 1,600 colours in a plane, none is farther than two steps of the grid from its nearest.
    assert np.abs(np.asarray(picture.convert("RGB")).astype(int) - full[..., :3]).max() <= 12


def test_bare_charts_are_transparent_without_title_or_source():
    picture = Image.open(io.BytesIO(pets().png("bare")))
    assert picture.mode == "P" and picture.convert("RGBA").getpixel((5, 5))[3] == 0
    inks = checks.inks(pets().figure("bare"))
    assert not {"lead", "Source"} & {word for ink in inks for word in ink.text.split()}
    assert min(ink.top for ink in inks) > 0 and max(ink.top for ink in inks) < 540 - 100


def test_save_writes_the_size_that_was_asked_for(tmp_path):
    path = pets().save(tmp_path / "talk.png", size=(13.333, 7.5), dark=True)
    with Image.open(path) as picture:
        assert picture.size == (2666, 1500)
        assert picture.convert("RGB").getpixel((5, 5)) == (0x14, 0x20, 0x2E)
    assert pets().save(tmp_path / "talk.svg").read_bytes() == pets().svg("slide")
    with pytest.raises(ValueError, match=r"found ending '\.jpg', expected \.png, "):
        pets().save(tmp_path / "talk.jpg")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["talk.png", "talk.svg"]


def test_unknown_destinations_and_sizes_are_named():
    with pytest.raises(ValueError, match="unknown destination 'poster': expected one of column"):
        pets().figure("poster")
    for size in ((0, 3), (1600, 900), 8, (8,)):
        with pytest.raises(ValueError, match="expected a width and a height in inches, up to 100"):
            pets().figure("slide", size=size)


@pytest.mark.parametrize("size", [(0.5, 0.5), (2.4, 1.8), (12, 1), (1, 12)])
def test_a_size_that_is_too_small_is_told_one_that_would_do(size):
    with pytest.raises(ValueError, match="pets: does not fit") as told:
        pets().figure("slide", size=size)
    message = str(told.value)
    assert not re.search(r"-\d", message)
    enough = re.search(r"; ([\d.]+) by ([\d.]+) inches would do$", message)
    pets().figure("slide", size=(float(enough[1]), float(enough[2])))


def test_a_notebook_shows_picture_data_and_the_reports_drawing():
    data, metadata = pets()._repr_mimebundle_()
    assert set(data) == {"text/html", "image/svg+xml", "text/plain"}
    about = metadata["image/svg+xml"]
    assert about["id"] == "pets" and about["alt"] == WORDS["alt"] == data["text/plain"]
    root = ET.fromstring(data["text/html"].join(("<div>", "</div>")).replace('auto">', 'auto"/>'))
    assert root.find("figure/img").get("alt") == WORDS["alt"]
    table = root.find("details/table")
    assert {"walk", "cats", "65"} <= {cell.text for cell in table.iter() if cell.text}
    assert ">33.333333<" in as_html(pd.DataFrame({"pct": [100 / 3]}))


def test_in_a_notebook_only_a_chart_with_a_name_can_be_linked_to():
    named = pets()._repr_mimebundle_()[0]["text/html"]
    unnamed = pets(id="chart")._repr_mimebundle_()[0]
    assert named.startswith('<figure id="pets" lang="en"')
    assert unnamed["text/html"].startswith('<figure lang="en"')


def test_a_missing_font_is_an_error(monkeypatch, tmp_path):
    monkeypatch.setattr(fonts, "lato", lambda: tmp_path)
    theme.install_font.cache_clear()
    with pytest.raises(FileNotFoundError, match=r"Lato-Regular\.ttf: font not found"):
        pets().figure()
    monkeypatch.undo()
    theme.install_font()


def test_other_fonts_by_the_same_names_change_nothing(tmp_path):
    """A serif that calls itself Lato, and DejaVu Sans, is installed for the user."""
    folder = tmp_path / ".local" / "share" / "fonts"
    folder.mkdir(parents=True)
    serif = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSerif.ttf"
    for family in theme.FAMILY:
        with TTFont(serif) as decoy:
            for record in decoy["name"].names:
                record.string = str(record).replace("DejaVu Serif", family)
            decoy.save(folder / f"{family}.ttf")
    script = f"""
import sys
sys.path.insert(0, {str(Path(frames.__file__).parent)!r})
import quoted
from frames import PAIRS, PAIR, LABELS, NAMES
from quoted.charts import dumbbell
from matplotlib import font_manager
assert sum({str(tmp_path)!r} in font.fname for font in font_manager.fontManager.ttflist) == 2
chart = quoted.chart(
    dumbbell, PAIRS, **PAIR, labels=LABELS, names=NAMES, id="pets", **{WORDS!r}
)
sys.stdout.buffer.write(chart.svg("slide"))
"""
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": "", "MPLCONFIGDIR": str(tmp_path)}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, env={**os.environ, **home}, capture_output=True, check=True)
    assert done.stdout == pets().svg("slide")


HOSTILE = [
    "#heading *bold* $x^2$ \\alpha",
    "<script>alert('x')</script> & ]]>",
    "=cmd|' /C calc'!A0",
    "100% of {measures} %s",
    "a\x00b\x1bc",
]


@pytest.mark.parametrize("label", HOSTILE)
def test_hostile_text_appears_as_it_is(label):
    rows = pd.DataFrame({"of": [label, "b"], "pct": [1, 2]})
    chart = quoted.chart(lollipop, rows, y="of", x="pct", **{**WORDS, "title": label})
    root = ET.fromstring(chart.svg("column"))
    drawn = " ".join(text.text for text in root.iter(f"{SVG}text"))
    assert printable(label).replace(" ", "") in drawn.replace(" ", "")
    bundle, _ = chart._repr_mimebundle_()
    assert "<script>" not in bundle["text/html"] and "\x00" not in bundle["text/html"]
    title = Image.open(io.BytesIO(chart.png("half"))).info["Title"]
    assert title == printable(label)


def test_a_chart_is_immutable():
    with pytest.raises(dataclasses.FrozenInstanceError):
        pets().title = "other"
