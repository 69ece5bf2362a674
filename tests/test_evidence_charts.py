"""The matrix and the strip: marks read back equal the data, nothing overlaps or leaves the page."""

from dataclasses import replace
from functools import partial
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Affine2D

from quoted.charts import matrix, strip, theme
from quoted.charts.chart import DESTINATIONS
from quoted.charts.page import Box, Page
from quoted.data import tables
from quoted.language import language
from quoted.report import evidence

PAGES = {"slide": (960, 540, 18), "half": (432, 396, 13), "column": (454, 400, 9)}
FLOOR = {"slide": 14, "half": 10, "column": 7.5}
MARKS = {
    "yes": matrix.Mark("full", "yes"),
    "partly": matrix.Mark("half", "in part"),
    "no": matrix.Mark("cross", "no"),
    "missing": matrix.Mark("ring", "absent"),
    "silent": matrix.Mark("dash"),
}
EIGHT = [f"Is this the question number {n}, of some length?" for n in range(8)]
FIVE = ["Metodas", "Forbes France", "La Libre", "Kiosque Burkina", "Pandia"]


def page(destination="slide", colours=theme.LIGHT, squeeze=1):
    width, height, base = PAGES[destination]
    figure = Figure((width / 72, height / 72), dpi=72)
    FigureCanvasAgg(figure)
    return Page(figure, colours, theme.Type(base, squeeze), Box(20, 40, width - 20, height - 100))


def drawn(form, value, *where):
    """Draw as a chart does: with smaller labels where they would not fit."""
    with theme.style():
        for squeeze in (1, theme.TIGHTEST):
            on = page(*where, squeeze=squeeze)
            try:
                form.draw(on, value)
                break
            except ValueError:
                if squeeze == theme.TIGHTEST:
                    raise
        on.figure.canvas.draw()
        return on


def grid(cells, **kwargs):
    return matrix.Matrix(EIGHT[: len(cells)], FIVE[: len(cells[0])], cells, MARKS, **kwargs)


def extents(on):
    """Return the boxes of all texts and marks, in pixels (points)."""
    found = [(t.get_text(), t.get_window_extent()) for t in on.figure.texts if t.get_text()]
    found += [(t.get_text(), t.get_window_extent()) for t in on.figure.artists]
    axes = on.figure.axes[0]
    found += [(line.get_gid(), line.get_window_extent()) for line in axes.lines if line.get_gid()]
    found += [(dots.get_gid(), extent(dots)) for dots in axes.collections]
    return found


def extent(dots):
    """Return the box of a mark; a collection's own `get_window_extent` is infinite."""
    path, scale = dots.get_paths()[0], Affine2D(dots.get_transforms()[0])
    centre = dots.get_offset_transform().transform(dots.get_offsets())[0]
    return path.get_extents(scale).translated(*centre)


def check_apart(on):
    # A line of text measures from its descenders to its ascenders: two points of it may be shared.
    found = extents(on)
    assert all(np.isfinite(box.extents).all() for _, box in found)
    for (one, a), (other, b) in combinations(found, 2):
        wide = min(a.x1, b.x1) - max(a.x0, b.x0)
        high = min(a.y1, b.y1) - max(a.y0, b.y0)
        assert wide < 1 or high < 2.5, (one, other)
    for text, box in found:
        assert box.x0 >= on.box.left - 1 and box.x1 <= on.box.right + 1, text
        assert box.y0 >= on.box.bottom - 3 and box.y1 <= on.box.top + 3, text


def sizes(on):
    return {artist.get_fontsize() for artist in on.figure.artists}


FULL = [[list(MARKS)[(r + c) % 5] for c in range(5)] for r in range(8)]


@pytest.mark.parametrize("destination", PAGES)
def test_a_full_matrix_is_legible_everywhere(destination):
    on = drawn(matrix, grid(FULL), destination)
    check_apart(on)
    assert min(sizes(on)) >= FLOOR[destination]


@pytest.mark.parametrize("destination", PAGES)
def test_a_full_scorecard_is_legible_everywhere(destination):
    items = [f"Item number {n}" for n in range(12)]
    cells = [row[:3] for row in FULL + FULL[:4]]
    names = ["Lightricks and AMA, 2024", "Statista, 2023", "Unnamed polls"]
    totals = ["4.5 of 12, grade D"] * 3
    check_apart(drawn(matrix, matrix.Matrix(items, names, cells, MARKS, totals), destination))


@settings(max_examples=15)
@given(
    st.lists(st.lists(st.sampled_from(list(MARKS)), min_size=3, max_size=3), min_size=1, max_size=8)
)
def test_marks_read_back_are_the_cells(cells):
    axes = drawn(matrix, grid(cells)).figure.axes[0]
    marks = [line for line in axes.lines if line.get_gid()]
    marks.sort(key=lambda line: (-line.get_ydata()[0], line.get_xdata()[0]))
    shapes = [MARKS[code].shape for row in cells for code in row]
    assert [line.get_gid() for line in marks] == [f"mark-{shape}" for shape in shapes]


def test_every_cell_but_silence_carries_its_word():
    on = drawn(matrix, grid([["yes", "partly", "no", "missing", "silent"]]))
    words = [artist.get_text() for artist in on.figure.artists]
    assert words[-4:] == ["yes", "in part", "no", "absent"]


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK])
def test_the_colours_of_groups_are_not_used_for_stances(colours):
    inks = {matrix.colour(shape, colours) for shape in matrix.MARKERS}
    assert not inks & {colours.executives, colours.entry_level}
    looks = {(matrix.MARKERS[shape], matrix.colour(shape, colours)) for shape in matrix.MARKERS}
    assert len(looks) == len(matrix.MARKERS)


def test_a_matrix_that_does_not_fit_says_so():
    tall = matrix.Matrix(EIGHT * 6, FIVE, FULL * 6, MARKS)
    with pytest.raises(ValueError, match="too small: 48 rows of 5 columns"):
        drawn(matrix, tall, "half")


B2B = ("44%", "44% B2B News New Zealand")
CLASH = [("24%", "24% School of Marketing"), ("27%", "27% MediaPost")]
PAIR = [("Executives", "executives"), ("Entry-level marketers", "entry_level")]
FIGURES = [
    strip.Outlets("61%", "executives", 5, 2),
    strip.Outlets("42%", "entry_level", 5, 1),
    strip.Outlets("46%", "executives", 1, 0, [B2B]),
    strip.Outlets("", "executives", 0, 0, CLASH),
    strip.Outlets("(5%)", "entry_level", 2, 0),
    strip.Outlets("73%", "all", 2, 1),
]
BLOCKS = [
    strip.Block(
        PAIR,
        [
            ("Use AI weekly", {0: FIGURES[0], 1: FIGURES[1]}),
            ("Whether the work meets clients' standards", {0: FIGURES[2]}),
            ("Want AI in charge", {0: FIGURES[3], 1: FIGURES[4]}),
        ],
    ),
    strip.Block([("Other groups", "all")], [("Use AI, all respondents", {0: FIGURES[5]})]),
]


def rows(label, outlets, times=1):
    return [strip.Block(PAIR, [(f"{label} {n}", {0: outlets}) for n in range(times)])]


def texts(on):
    return {artist.get_text() for artist in on.figure.artists}


@pytest.mark.parametrize("destination", PAGES)
@pytest.mark.parametrize("blocks", [BLOCKS, BLOCKS + BLOCKS, rows("Use AI", FIGURES[1], 12)])
def test_a_strip_is_legible_everywhere(destination, blocks):
    on = drawn(strip, blocks, destination)
    check_apart(on)
    assert min(sizes(on)) >= FLOOR[destination]


def test_one_mark_per_outlet():
    axes = drawn(strip, BLOCKS).figure.axes[0]
    kinds = [dots.get_gid() for dots in axes.collections]
    assert kinds.count("agrees") == sum(figure.agree for figure in FIGURES)
    assert kinds.count("related") == sum(figure.related for figure in FIGURES)
    assert kinds.count("conflicts") == sum(len(figure.conflicts) for figure in FIGURES)


def test_outlets_that_conflict_alike_stand_together():
    same = strip.Outlets("66%", "executives", 0, 1, [("65%", f"65% Outlet {n}") for n in range(7)])
    on = drawn(strip, rows("x", same), "half")
    assert "65%" in texts(on)
    kinds = [dots.get_gid() for dots in on.figure.axes[0].collections]
    assert kinds.count("conflicts") == 7


@pytest.mark.parametrize("destination", PAGES)
def test_marks_that_do_not_fit_beside_each_other_go_on_below(destination):
    several = [(f"{n}%", f"{n}% Outlet {n}") for n in (*range(10, 22), 21, 21)]
    blocks = rows("x", strip.Outlets("66%", "executives", 20, 3, several), 2)
    on = drawn(strip, blocks, destination)
    check_apart(on)
    assert min(sizes(on)) >= FLOOR[destination]
    dots = on.figure.axes[0].collections
    assert len(dots) == 2 * (20 + 3 + len(several))
    heights = {dot.get_gid(): dot.get_offsets()[0][1] for dot in reversed(dots)}  # of the first
    assert heights["agrees"] > heights["conflicts"]
    last = [dot.get_offsets()[0] for dot in dots][-3:]  # those of 21% stay together
    assert len({y for _, y in last}) == 1


@pytest.mark.parametrize("code", ["en", "fr"])
@pytest.mark.parametrize("numbers", ["alike", "different"])
def test_whatever_outlets_print_is_drawn_everywhere(code, numbers):
    data = tables.load(Path(__file__).parents[1] / "data")
    corrected = data.figures.assign(
        value=data.figures["value"].where(data.figures["unit"] != "percent", 99)
    )
    printed = data.corroboration
    if numbers == "different":
        printed = printed.assign(value_pct=range(10, 10 + len(printed)))
    changed = replace(data, figures=corrected, corroboration=printed)
    chart = evidence.outlets(changed, language(code))
    for destination in DESTINATIONS:
        chart.figure(destination)


def test_outlets_that_are_not_independent_are_hollow():
    for dots in drawn(strip, BLOCKS).figure.axes[0].collections:
        assert (len(dots.get_facecolor()) == 0) == (dots.get_gid() == "related")


def test_an_outlet_that_conflicts_is_named_where_there_is_room():
    assert B2B[1] in texts(drawn(strip, BLOCKS, "slide"))
    long = strip.Outlets("46%", "executives", 5, 2, [("44%", "44% " + "Outlet " * 10)])
    assert "44%" in texts(drawn(strip, rows("x", long), "half"))


def test_a_strip_that_does_not_fit_says_so():
    with pytest.raises(ValueError, match="too low: the rows need"):
        drawn(strip, rows("x", FIGURES[0], 80))
    with pytest.raises(ValueError, match="too narrow: the marks need"):
        drawn(strip, rows("x", strip.Outlets(f"{'61' * 40}%", "executives", 1, 0)), "half")


def with_sources(code, *names):
    """Return the chart of positions with more articles."""
    chart = evidence.positions(tables.load(Path(__file__).parents[1] / "data"), language(code))
    shown = chart.draw.keywords["matrix"]
    cells = [[*row, *row[: len(names)]] for row in shown.cells]
    more = replace(shown, columns=[*shown.columns, *names], cells=cells)
    return replace(chart, draw=partial(matrix.draw, matrix=more))


def words(figure):
    return {word for text in figure.artists for word in text.get_text().split(" ")}


@pytest.mark.parametrize("code", ["en", "fr"])
def test_the_heads_of_six_articles_are_whole_everywhere(code):
    chart = with_sources(code, "Example Paper")
    for destination in DESTINATIONS:
        found = words(chart.figure(destination))
        assert {"Metodas", "Belgique", "Kiosque", "Burkina", "Example", "Paper"} <= found


def test_only_a_word_that_fits_no_column_is_broken():
    chart = with_sources("en", "Example Paper", "International Herald")
    for destination in DESTINATIONS:
        found = words(chart.figure(destination))
        assert {"Metodas", "Belgique", "Kiosque", "Example", "Paper", "Herald"} <= found
    assert "International" in words(chart.figure("slide"))


def test_words_of_a_heading_are_not_broken_while_type_may_be_smaller():
    long = matrix.Matrix(EIGHT[:1], ["Verlagsgesellschaftsname"] * 5, [["yes"] * 5], MARKS)
    with pytest.raises(ValueError, match="too small: 1 rows of 5 columns"):
        drawn(matrix, long, "half")


EVIDENCE = [evidence.positions, evidence.outlets, evidence.scorecard]


@pytest.fixture(scope="module")
def data():
    return tables.load(Path(__file__).parent.parent / "data")


@pytest.mark.parametrize("make", EVIDENCE)
def test_the_words_keep_the_rules(make, data):
    chart = make(data, language("en"))
    assert len(chart.title.split()) <= 15
    assert any(letter.isdigit() for letter in chart.title)
    assert 150 <= len(chart.alt) <= 400
    assert chart.title not in chart.alt


@pytest.mark.parametrize("destination", ["slide", "half", "bare", "bare_half", "column"])
@pytest.mark.parametrize("make", EVIDENCE)
def test_a_chart_fits_wherever_it_goes(make, destination, data):
    assert make(data, language("en")).figure(destination, dark=True).axes


def test_the_matrix_shows_every_position(data):
    chart = evidence.positions(data, language("en"))
    drawn = chart.figure("slide").axes[0]
    shapes = [line.get_gid() for line in drawn.lines if line.get_gid()]
    for stance, (shape, _) in evidence.STANCES.items():
        assert shapes.count(f"mark-{shape}") == (chart.data["stance"] == stance).sum()
    assert len(shapes) == len(data.positions)


def test_an_article_without_a_position_is_silent(data):
    fewer = replace(data, positions=data.positions.query("source_id != 'pandia'"))
    table = evidence.positions(fewer, language("en")).table
    assert (table["Pandia"] == "silent").all()


def test_the_title_of_the_matrix_follows_the_data(data):
    agreeing = data.positions.copy()
    agreeing.loc[agreeing["topic"] == "job_loss", "stance"] = "denies"
    title = evidence.positions(replace(data, positions=agreeing), language("en")).title
    assert title == "5 articles answer “Does AI reach beyond routine tasks?” in 3 ways"


def test_the_strip_draws_a_mark_for_each_row_of_its_data(data):
    chart = evidence.outlets(data, language("en"))
    dots = chart.figure("slide").axes[0].collections
    kinds = [mark.get_gid() for mark in dots]
    assert len(kinds) == len(chart.data)
    assert kinds.count("conflicts") == (chart.data["verdict"] == "conflicts").sum() == 3
    independent = chart.data["relation"] == "independent"
    assert kinds.count("agrees") == (independent & (chart.data["verdict"] == "agrees")).sum()


def test_the_strip_finds_the_disputed_figure(data):
    chart = evidence.outlets(data, language("en"))
    disputed = chart.data.query("verdict == 'conflicts' and article_pct == article_pct")
    assert list(disputed["measure_id"]) == ["concern_client_standards"]
    assert chart.title.endswith("contradict 1")
    assert "44% elsewhere" in chart.alt


def test_a_figure_without_a_year_has_its_outlets(data):
    other = data.corroboration.iloc[[0, 0]].assign(
        outlet_id=["a", "b"],
        outlet=["A", "B"],
        relation="independent",
        measure_id="expected_benefits",
        group="marketers",
        year=pd.array([pd.NA, pd.NA], dtype="Int64"),
        value_pct=[82.0, 80.0],
    )
    rows = pd.concat([data.corroboration, other], ignore_index=True)
    chart = evidence.outlets(replace(data, corroboration=rows), language("en"))
    blocks = chart.draw.keywords["blocks"]
    (shown,) = [
        cells for block in blocks for name, cells in block.rows if name.startswith("Expect")
    ]
    assert shown == {0: strip.Outlets("82%", "marketers", 1, 0, [("80%", "80% B")])}


def test_the_scorecard_gives_the_lightricks_survey_a_d(data):
    chart = evidence.scorecard(data, language("en"))
    lightricks = chart.table["Lightricks and American Marketing Association, 2024"]
    assert lightricks.iloc[-1] == "4.5 of 12, grade D"
    points = chart.data.groupby("survey_id")["points"].sum()
    assert points["lightricks_ama_2024"] == 4.5
