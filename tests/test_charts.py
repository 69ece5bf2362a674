"""Charts: what is drawn equals the data, nothing overlaps or is cut, words and bytes are right."""

from __future__ import annotations

import dataclasses
import io
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from functools import cache, partial
from itertools import product
from pathlib import Path

import chart_checks as checks
import matplotlib
import numpy as np
import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from PIL import Image

from quoted.charts import dumbbell, lollipop, png, theme, units
from quoted.charts.chart import DESTINATIONS, Chart
from quoted.charts.page import Box, Page, printable, span, wrap
from quoted.data import tables
from quoted.language import language
from quoted.report import gallery
from quoted.system import fonts

ROOT = Path(__file__).parent.parent
TABLES = tables.load(ROOT / "data")
MINE = ("divide", "executive_uses", "concerns", "adoption", "polls")
THEMES = {"light": theme.LIGHT, "dark": theme.DARK}
SVG = "{http://www.w3.org/2000/svg}"


@cache
def shown(id_, code="en"):
    return getattr(gallery, id_)(TABLES, language(code))


def with_label(label):
    """Return the tables with another label on a measure."""
    measures = TABLES.measures.copy()
    measures.loc[measures["measure_id"] == "weekly_use", "label"] = label
    return dataclasses.replace(TABLES, measures=measures)


def with_value(figure_id, value):
    figures = TABLES.figures.copy()
    figures.loc[figures["figure_id"] == figure_id, "value"] = value
    return dataclasses.replace(TABLES, figures=figures)


def values(chart):
    """Return every share of a chart's data."""
    columns = [c for c in chart.data.columns if c.endswith("pct")]
    return [float(value) for column in columns for value in chart.data[column]]


# What is seen


EVERYWHERE = [("en", destination) for destination in DESTINATIONS]
EVERYWHERE += [(code, to) for code in ("fr", "en-XA") for to in ("slide", "half", "column")]


@pytest.mark.parametrize(("code", "destination"), EVERYWHERE)
@pytest.mark.parametrize("id_", MINE)
def test_nothing_is_cut_covered_small_faint_or_without_a_glyph(id_, code, destination):
    figure = shown(id_, code).figure(destination)
    assert checks.problems(figure, destination, theme.LIGHT) == []


@pytest.mark.parametrize("id_", MINE)
def test_a_dark_chart_is_as_legible(id_):
    figure = shown(id_).figure("slide", dark=True)
    assert checks.problems(figure, "slide", theme.DARK) == []


@pytest.mark.parametrize("size", [(4, 4), (8, 4.5), (10, 10), (20, 11.25), (6, 12)])
@pytest.mark.parametrize("id_", MINE)
def test_a_chart_of_any_size_is_laid_out_anew(id_, size):
    figure = shown(id_).figure("slide", size=size)
    assert checks.clipped(figure) + checks.text_on_text(figure) == []
    assert checks.text_on_marks(figure, theme.LIGHT) == []
    assert tuple(figure.get_size_inches()) == size


@pytest.mark.parametrize("destination", ["slide", "half", "column"])
@pytest.mark.parametrize("id_", ["divide", "executive_uses", "concerns", "adoption"])
def test_marks_and_labels_are_the_data(id_, destination):
    chart = shown(id_)
    figure = chart.figure(destination)
    assert checks.wrong_marks(figure, values(chart)) == []
    assert checks.wrong_labels(figure, [f"{value:.0f}%" for value in values(chart)]) == [] or (
        # A tick may read like a share: then the share is there once more.
        id_ == "adoption"
    )


def test_links_of_the_dumbbell_join_its_marks_and_carry_the_gap():
    chart = shown("divide")
    axes = chart.figure("slide").axes[0]
    links = [line.get_xdata() for line in axes.lines if line.get_gid() == "link"]
    ends = chart.data[["executives_pct", "entry_level_pct"]].to_numpy()
    assert np.array_equal(links, np.sort(ends, axis=1))
    gaps = chart.data["gap_points"]
    assert gaps.is_monotonic_decreasing and gaps.iloc[-1] < 0
    labels = [language("en").points(gap, signed=True) for gap in gaps]
    assert checks.wrong_labels(chart.figure("slide"), labels) == []
    assert "−14\u00a0points" in labels


@pytest.mark.parametrize("id_", ["executive_uses", "concerns", "adoption"])
def test_lollipops_start_at_zero_on_one_scale(id_):
    figure = shown(id_).figure("half")
    stems = [c for axes in figure.axes for c in axes.collections if c.get_gid() == "stems"]
    starts = [segment[0, 0] for stem in stems for segment in stem.get_segments()]
    ends = [segment[1, 0] for stem in stems for segment in stem.get_segments()]
    assert set(starts) == {0} and sorted(ends) == sorted(values(shown(id_)))
    assert len({(stem.axes.get_xlim(), stem.axes.get_position().width) for stem in stems}) == 1


def test_two_years_are_two_marks_with_a_break_and_no_line_between():
    figure = shown("adoption").figure("slide")
    dots = [c for axes in figure.axes for c in axes.collections if c.get_gid() == "marks"]
    assert [len(dot.get_offsets()) for dot in dots] == [1, 1]
    assert dots[0].axes is not dots[1].axes
    assert "Different surveys: not a trend" in [ink.text for ink in checks.inks(figure)]
    between = [
        line for axes in figure.axes for line in axes.lines if len(set(line.get_ydata())) > 1
    ]
    assert all(len(set(line.get_xdata())) == 1 for line in between)


def test_unit_charts_count_squares_in_the_order_of_the_article():
    chart = shown("polls")
    figure = chart.figure("slide")
    squares = [c for axes in figure.axes for c in axes.collections if c.get_gid() == "units"]
    inked = [[to_hex(c) for c in each.get_facecolors()] for each in squares]
    counts = [colours.count(theme.LIGHT.secondary.lower()) for colours in inked]
    assert counts == [64, 82, 61, 85] == list(chart.data["pct"])
    assert {len(each) for each in inked} == {100}
    sources = [ink.text for ink in checks.inks(figure) if ink.text.startswith("Source: ")]
    assert len(sources) == len(counts) + 1


def test_groups_have_their_colour_and_a_second_channel():
    dots = shown("divide").figure("slide").axes[0].collections
    colours = {to_hex(colour) for colour in dots[0].get_facecolors()}
    assert colours == {theme.LIGHT.executives.lower(), theme.LIGHT.entry_level.lower()}
    assert len({len(path.vertices) for path in dots[0].get_paths()}) == 2
    assert len({theme.marker(group) for group in ("executives", "entry_level", "all")}) == 3


# Faults that the checks must catch


def plant(figure, x, y, text, size=14.0, colour="#1B2733"):
    page = Page(figure, theme.LIGHT, theme.Type(18), Box(0, 0, 960, 540))
    page.write(text, x, y, size, colour)


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        (lambda figure: plant(figure, 930, 300, "cut off"), "clipped: 'cut off'"),
        (lambda figure: plant(figure, 300, 8, "below the edge"), "clipped: 'below the edge'"),
        (lambda figure: plant(figure, 60, 497, "over"), "text on text: 'Executives lead"),
        (lambda figure: plant(figure, 560, 207, "struck"), "text on a mark: 'struck'"),
        (lambda figure: plant(figure, 300, 300, "small", 11.9), "type of 11.9"),
        (lambda figure: plant(figure, 300, 300, "label", 13), "type of 13"),
        (
            lambda figure: plant(figure, 300, 300, "faint", colour="#8A8F95"),
            "contrast 3.3: 'faint'",
        ),
        (lambda figure: plant(figure, 300, 300, "مرحبا"), "no glyph for 'م'"),
    ],
)
def test_a_planted_fault_is_caught(fault, found):
    figure = shown("divide").figure("slide")
    fault(figure)
    caught = checks.problems(figure, "slide", theme.LIGHT)
    assert any(problem.startswith(found) for problem in caught), caught


def test_a_moved_mark_and_a_wrong_label_are_caught():
    chart = shown("divide")
    figure = chart.figure("slide")
    dots = figure.axes[0].collections[0]
    dots.set_offsets(np.asarray(dots.get_offsets()) + [[0.5, 0]] * len(dots.get_offsets()))
    assert checks.wrong_marks(figure, values(chart))
    next(t for t in checks.texts(figure) if t.get_text() == "61%").set_text("16%")
    assert checks.wrong_labels(figure, ["61%"]) == ["label '61%': 0 times, data 1"]


# Words


@pytest.mark.parametrize("code", ["en", "fr"])
@pytest.mark.parametrize("id_", MINE)
def test_words_keep_to_the_rules(id_, code):
    chart = shown(id_, code)
    assert len(chart.title.split(" ")) <= (15 if code == "en" else 20)
    assert re.search(r"\d", chart.title)
    assert 150 <= len(chart.alt) <= 400
    assert chart.title not in chart.alt
    for value in values(chart):
        assert language(code).percent(value) in chart.alt
    for words in (chart.title, chart.subtitle, chart.source, chart.alt, chart.caption):
        assert not re.search(r"significant|because of|-\d", words.replace("because of AI", ""))
    assert chart.source in chart.caption


def test_the_source_line_is_built_from_the_records():
    assert shown("divide").source == (
        "Source: Lightricks and American Marketing Association, 2024 (more than 1,000 respondents; "
        "group sizes not published). Quoted by Le Kiosque Digital du Burkina (26 March 2025)."
    )
    assert shown("polls").source == (
        "Source: Metodas (no date). Survey, sample size and date not stated."
    )
    assert "Statista, 2023 (sample size not published; not named by the" in shown("adoption").source


def test_group_sizes_are_named_as_soon_as_they_are_published():
    sizes = [("executives", 214, "exact"), ("entry_level", 800, "about")]
    new = pd.DataFrame(sizes, columns=["group", "n", "qualifier"])
    new["survey_id"], new["source_id"], new["fragment"] = "lightricks_ama_2024", "metodas", ""
    samples = pd.concat([TABLES.samples, new[TABLES.samples.columns]])
    chart = gallery.divide(dataclasses.replace(TABLES, samples=samples), language("en"))
    expected = "(Entry-level marketers: about 800 respondents and Executives: 214 respondents)"
    assert expected in chart.source or (
        "(Executives: 214 respondents and Entry-level marketers: about 800 respondents)"
        in chart.source
    )


def test_words_follow_the_data():
    changed = gallery.divide(with_value("employer_training.executives", 99.0), language("en"))
    assert "65\u00a0points" in changed.title and "99%" in changed.alt
    assert "by up to 31\u00a0points" in shown("divide").title


def test_a_title_names_no_lead_where_there_is_none():
    figures = TABLES.figures.copy()
    entry = figures["group"] == "entry_level"
    figures.loc[entry, "value"] = 99.0
    chart = gallery.divide(dataclasses.replace(TABLES, figures=figures), language("en"))
    assert chart.title == "Executives lead entry-level marketers on none of 5 AI measures"


def test_a_new_pair_of_one_survey_appears_by_itself():
    new = TABLES.figures[TABLES.figures["measure_id"] == "self_taught"].copy()
    new["group"], new["value"], new["figure_id"] = "executives", 20.0, "self_taught.executives"
    figures = pd.concat([TABLES.figures, new], ignore_index=True)
    chart = gallery.divide(dataclasses.replace(TABLES, figures=figures), language("en"))
    assert list(chart.data["measure_id"])[-1] == "self_taught"
    assert "on 4 of 6 AI measures" in chart.title
    assert checks.problems(chart.figure("half"), "half", theme.LIGHT) == []


HOSTILE = [
    "#heading *bold* $x^2$ \\alpha",
    "<script>alert('x')</script> & ]]>",
    "=cmd|' /C calc'!A0",
    "100% of {measures} %s",
    "a\x00b\x1bc",
]


@pytest.mark.parametrize("label", HOSTILE)
def test_hostile_text_appears_as_it_is(label):
    chart = gallery.divide(with_label(label), language("en"))
    root = ET.fromstring(chart.svg("column"))
    drawn = " ".join(text.text for text in root.iter(f"{SVG}text"))
    assert printable(label).replace(" ", "") in drawn.replace(" ", "")
    bundle, _ = chart._repr_mimebundle_()
    assert "<script>" not in bundle["text/html"] and "\x00" not in bundle["text/html"]
    assert Image.open(io.BytesIO(chart.png("half"))).info["Title"] == chart.title


def test_right_to_left_text_and_symbols_are_drawn_with_another_font_and_emoji_warn():
    gallery.divide(with_label("مرحبا ☺ Привет"), language("en")).figure("half")
    with pytest.warns(UserWarning, match="missing from font"):
        gallery.divide(with_label("🪿"), language("en")).png("half")


# Forms, for data that nobody has seen yet


def drawn(form, value, width=396.0, height=240.0):
    figure = Figure((width / 72, height / 72), dpi=72)
    with theme.style():
        form.draw(Page(figure, theme.LIGHT, theme.Type(13), Box(0, 0, width, height)), value)
    return figure


pct = st.integers(0, 100).map(float)
words = st.lists(
    st.sampled_from(["AI", "use", "training", "confidence", "Überprüfung"]), min_size=1
)
TICKS = [(float(tick), f"{tick}%") for tick in range(0, 101, 20)]


@settings(max_examples=40)
@given(st.lists(st.tuples(pct, pct), min_size=1, max_size=5))
def test_any_pairs_make_a_legible_dumbbell(pairs):
    rows = [
        dumbbell.Row(
            "A measure of two words",
            {"executives": a, "entry_level": b},
            {"executives": f"{a:.0f}%", "entry_level": f"{b:.0f}%"},
            f"{a - b:+.0f} points",
        )
        for a, b in pairs
    ]
    names = {"executives": "Executives", "entry_level": "Entry-level marketers"}
    figure = drawn(dumbbell, dumbbell.Dumbbell(rows, names, TICKS))
    assert checks.marks(figure) == sorted(value for pair in pairs for value in pair)
    assert checks.clipped(figure) + checks.text_on_text(figure) == []
    assert checks.text_on_marks(figure, theme.LIGHT) == []


@settings(max_examples=40)
@given(st.lists(st.lists(pct, min_size=1, max_size=3), min_size=1, max_size=2), words)
def test_any_shares_make_a_legible_lollipop(shares, label):
    panels = [
        lollipop.Panel(
            group,
            [
                lollipop.Row(" ".join(label[:4]), value, f"{value:.0f}%", "a detail")
                for value in part
            ],
            "Heading",
        )
        for group, part in zip(("executives", "entry_level"), shares, strict=False)
    ]
    figure = drawn(lollipop, lollipop.Lollipop(panels, TICKS, "Kept apart"), height=420)
    assert checks.marks(figure) == sorted(value for part in shares for value in part)
    assert checks.clipped(figure) + checks.text_on_text(figure) == []
    assert checks.text_on_marks(figure, theme.LIGHT) == []


def test_what_does_not_fit_is_refused():
    row = lollipop.Row("Label", 50, "50%")
    many = lollipop.Lollipop([lollipop.Panel("all", [row] * 30)], TICKS)
    with pytest.raises(ValueError, match="30 rows do not fit 240 points"):
        drawn(lollipop, many)
    with pytest.raises(ValueError, match="charts of 100 do not fit"):
        drawn(units, [units.Unit(50, "50%", "of everybody " * 9, "Source")] * 9)
    with pytest.raises(ValueError, match=r"divide: does not fit 2\.0 by 1\.0 inches"):
        shown("divide").figure("slide", size=(2, 1))


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


@given(st.lists(st.tuples(pct, st.floats(0, 60), st.floats(0, 60)), min_size=1, max_size=6))
def test_a_scale_leaves_room_for_every_label(extents):
    low, high = span(100, 400, extents)
    point = 400 / (high - low)
    assert low <= 0 and high >= 100
    for value, left, right in extents:
        assert (value - low) * point >= left - 0.1 and (high - value) * point >= right - 0.1


# Files


@pytest.mark.parametrize("destination", ["slide", "column"])
def test_the_same_bytes_whatever_the_callers_settings(destination):
    chart = shown("concerns")
    first = (chart.svg(destination), chart.png(destination))
    with matplotlib.rc_context({"font.size": 30, "svg.hashsalt": "x", "text.hinting": "default"}):
        assert (chart.svg(destination), chart.png(destination)) == first
    files = chart.files(destination)["light"]
    made = {"svg": chart.svg(destination, live_text=False), "png": first[1]}
    assert files.contents == {key: made[key] for key in DESTINATIONS[destination].formats}


@pytest.mark.parametrize("id_", gallery.CHARTS)
def test_light_files_in_dark_colours_are_those_drawn_in_dark(id_):
    chart = gallery.charts(TABLES, language("en"))[id_]
    for name in ("half", "bare_half"):
        files = chart.files(name)["dark"].contents
        drawn = {"svg": chart.svg(name, True, live_text=False), "png": chart.png(name, True)}
        assert files == drawn
    assert set(chart.files("column")) == {"light"}


def test_each_colour_has_one_for_the_dark():
    for name in (field.name for field in dataclasses.fields(theme.Theme) if field.name != "name"):
        light, dark = (getattr(each, name).lower() for each in (theme.LIGHT, theme.DARK))
        assert theme.darker()[light] == dark
    for group, n in product(("executives", "entry_level", "all"), range(1, theme.MOST_TINTS + 1)):
        light, dark = (theme.tints(each, group, n) for each in (theme.LIGHT, theme.DARK))
        assert [theme.darker()[colour] for colour in light] == dark
    with pytest.raises(ValueError, match="found 6 bands, expected at most 5"):
        theme.tints(theme.LIGHT, "all", 6)


def test_pyplot_is_left_alone():
    from matplotlib import pyplot

    shown("divide").figure()
    assert pyplot.get_fignums() == []


@pytest.mark.parametrize("id_", MINE)
def test_an_svg_says_what_it_is_and_shares_no_id_with_another(id_):
    one, other = (ET.fromstring(shown(id_).svg("slide", dark)) for dark in (False, True))
    assert one.get("role") == "img" and one.get("lang") == "en"
    assert one.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    title, description = (one.find(f"{SVG}{tag}") for tag in ("title", "desc"))
    assert (title.text, description.text) == (shown(id_).title, shown(id_).alt)
    assert one.get("aria-labelledby") == title.get("id")
    assert next(iter(one)) is title
    ids = [[e.get("id") for e in root.iter() if e.get("id")] for root in (one, other)]
    assert len(set(ids[0])) == len(ids[0]) and not set(ids[0]) & set(ids[1])
    links = [v for e in one.iter() for k, v in e.attrib.items() if k.endswith("href")]
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids[0])
    assert not list(one.iter(f"{SVG}text"))  # text as paths: the font need not be there


def test_text_in_the_report_is_text():
    root = ET.fromstring(shown("divide").svg("column"))
    live = [text.text for text in root.iter(f"{SVG}text")]
    assert {"61%", "42%", "Executives", "−14\u00a0points"} <= set(live)
    styles = [text.get("style") for text in root.iter(f"{SVG}text")]
    assert all("'Lato'" in style for style in styles)


def test_a_png_carries_its_words_and_exact_colours():
    chart = shown("divide", "fr")
    picture = Image.open(io.BytesIO(chart.png("slide")))
    assert picture.size == (2666, 1500) and picture.mode == "P"
    assert picture.info["Description"] == chart.alt
    assert picture.info["Copyright"] == "CC BY 4.0" and "Software" not in picture.info
    colours = {colour for _, colour in picture.convert("RGB").getcolors(1 << 20)}
    for name in ("background", "text", "executives", "entry_level", "link", "secondary"):
        wanted = getattr(theme.LIGHT, name)
        assert tuple(int(wanted[i : i + 2], 16) for i in (1, 3, 5)) in colours


def test_a_palette_changes_nothing_that_can_be_seen():
    full = np.zeros((40, 40, 4), np.uint8)
    full[..., 3] = 255
    full[..., 0] = np.arange(40) * 6
    full[..., 1] = np.arange(40)[:, None] * 6
    about = {"Title": "Überschrift", "Source": "日本"}
    content = png.encode(full, 200, about, transparent=False)
    picture = Image.open(io.BytesIO(content))
    assert {key: picture.info[key] for key in about} == about
    # Of 1,600 colours in a plane, none is farther than two steps of the grid from its nearest.
    assert np.abs(np.asarray(picture.convert("RGB")).astype(int) - full[..., :3]).max() <= 12


@pytest.mark.parametrize("ground", [0, 255])
def test_a_transparent_palette_changes_nothing_that_can_be_seen_on_any_ground(ground):
    edges = np.zeros((10, 256, 4), np.uint8)  # ten colours, each fading out
    edges[..., :3] = np.random.default_rng(1).integers(0, 256, (10, 1, 3))
    edges[..., 3] = np.arange(256)
    content = png.encode(edges, 200, {}, transparent=True)
    seen = np.asarray(Image.open(io.BytesIO(content)).convert("RGBA"))

    def laid(pixels):
        opacity = pixels[..., 3:] / 255
        return pixels[..., :3] * opacity + ground * (1 - opacity)

    assert np.abs(laid(seen) - laid(edges)).max() <= 14


def test_bare_charts_are_transparent_without_title_or_source():
    chart = shown("divide")
    picture = Image.open(io.BytesIO(chart.png("bare")))
    assert picture.mode == "P" and picture.convert("RGBA").getpixel((5, 5))[3] == 0
    words = " ".join(ink.text for ink in checks.inks(chart.figure("bare")))
    assert "Source" not in words and "lead" not in words and "61%" in words
    assert min(ink.top for ink in checks.inks(chart.figure("bare"))) > 0
    assert max(ink.top for ink in checks.inks(chart.figure("bare"))) < 540 - 108


def test_save_writes_the_size_that_was_asked_for(tmp_path):
    chart = shown("divide")
    path = chart.save(tmp_path / "talk.png", size=(13.333, 7.5), dark=True)
    with Image.open(path) as picture:
        assert picture.size == (2666, 1500)
        assert picture.convert("RGB").getpixel((5, 5)) == (0x14, 0x20, 0x2E)
    chart.save(tmp_path / "screen.png", size=(1920 / 144, 1080 / 144), dpi=144)
    with Image.open(tmp_path / "screen.png") as picture:
        assert picture.size == (1920, 1080)
    assert chart.save(tmp_path / "talk.svg").read_bytes() == chart.svg("slide")
    with pytest.raises(ValueError, match=r"found ending '\.jpg', expected \.png or \.svg"):
        chart.save(tmp_path / "talk.jpg")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "screen.png",
        "talk.png",
        "talk.svg",
    ]


def test_unknown_destinations_and_sizes_are_named():
    with pytest.raises(ValueError, match="unknown destination 'poster': expected one of column"):
        shown("divide").figure("poster")
    for size in ((0, 3), (1600, 900), 8, (8,)):
        with pytest.raises(ValueError, match="expected a width and a height in inches, up to 100"):
            shown("divide").figure("slide", size=size)


@pytest.mark.parametrize("size", [(0.5, 0.5), (2.8, 2.1), (12, 1), (1, 12)])
@pytest.mark.parametrize("name", ["divide", "gaps", "positions", "corroboration"])
def test_a_size_that_is_too_small_is_told_one_that_would_do(name, size):
    chart = gallery.CHARTS[name](TABLES, language("en"))
    with pytest.raises(ValueError, match=f"{name}: does not fit") as told:
        chart.figure("slide", size=size)
    message = str(told.value)
    assert not re.search(r"-\d", message)
    enough = re.search(r"; ([\d.]+) by ([\d.]+) inches would do$", message)
    chart.figure("slide", size=(float(enough[1]), float(enough[2])))


def test_a_notebook_shows_picture_data_and_the_reports_drawing():
    chart = shown("divide")
    data, metadata = chart._repr_mimebundle_()
    assert set(data) == {"text/html", "image/svg+xml", "text/plain"}
    about = metadata["image/svg+xml"]
    assert about["id"] == "divide" and about["alt"] == chart.alt == data["text/plain"]
    assert {"caption", "title", "source"} <= set(about)
    root = ET.fromstring(data["text/html"].join(("<div>", "</div>")).replace('auto">', 'auto"/>'))
    assert root.find("figure/img").get("alt") == chart.alt
    table = root.find("details/table")
    cells = [cell.text for cell in table.iter("td")]
    assert {"61%", "42%", "+19\u00a0points"} <= set(cells)
    scopes = [[cell.get("scope") for cell in row] for row in table.iter("tr")]
    columns = len(chart.table.columns)
    assert scopes == [["col"] * columns] + [["row"] + [None] * (columns - 1)] * len(chart.table)


def test_a_missing_font_is_an_error(monkeypatch, tmp_path):
    monkeypatch.setattr(fonts, "lato", lambda: tmp_path)
    theme.install_font.cache_clear()
    with pytest.raises(FileNotFoundError, match=r"Lato-Regular\.ttf: font not found"):
        shown("divide").figure()
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
from quoted.report import gallery
from quoted.data import tables
from quoted.language import language
from matplotlib import font_manager
assert sum({str(tmp_path)!r} in font.fname for font in font_manager.fontManager.ttflist) == 2
chart = gallery.executive_uses(tables.load({str(ROOT / "data")!r}), language("en"))
sys.stdout.buffer.write(chart.svg("slide"))
"""
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": "", "MPLCONFIGDIR": str(tmp_path)}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, env={**os.environ, **home}, capture_output=True, check=True)
    assert done.stdout == shown("executive_uses").svg("slide")


def test_a_chart_is_immutable_and_any_draw_will_do():
    empty = pd.DataFrame()
    blank = partial(lambda page: None)
    chart = Chart("x", "en", empty, empty, "t", "s", "o", "c", "a", blank)
    assert chart.svg("half").startswith(b"<?xml")
    with pytest.raises(dataclasses.FrozenInstanceError):
        chart.title = "other"
