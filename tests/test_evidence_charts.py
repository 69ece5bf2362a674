"""The matrix and the strip: marks read back equal the data, nothing overlaps or leaves the page."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Affine2D

from quoted.charts import matrix, strip, theme
from quoted.charts.page import Box, Page

PAGES = {"slide": (960, 540, 18), "half": (432, 396, 13), "column": (454, 400, 9)}
MARKS = {
    "yes": matrix.Mark("full", "yes"),
    "partly": matrix.Mark("half", "in part"),
    "no": matrix.Mark("cross", "no"),
    "missing": matrix.Mark("ring", "absent"),
    "silent": matrix.Mark("dash"),
}
EIGHT = [f"Is this the question number {n}, of some length?" for n in range(8)]
FIVE = ["Metodas", "Forbes France", "La Libre", "Kiosque Burkina", "Pandia"]


def page(destination="slide", colours=theme.LIGHT):
    width, height, base = PAGES[destination]
    figure = Figure((width / 72, height / 72), dpi=72)
    FigureCanvasAgg(figure)
    return Page(figure, colours, theme.Type(base), Box(20, 40, width - 20, height - 100))


def drawn(form, value, *where):
    with theme.style():
        on = page(*where)
        form.draw(on, value)
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
    assert min(sizes(on)) >= {"slide": 14, "half": 11, "column": 8.25}[destination]


@pytest.mark.parametrize("destination", PAGES)
def test_a_full_scorecard_is_legible_everywhere(destination):
    items = [f"Item number {n}" for n in range(12)]
    cells = [row[:3] for row in FULL + FULL[:4]]
    names = ["Lightricks and AMA, 2024", "Statista, 2023", "Unnamed polls"]
    totals = ["4.5 of 12, grade D"] * 3
    check_apart(drawn(matrix, matrix.Matrix(items, names, cells, MARKS, totals), destination))


@settings(max_examples=15, deadline=None)
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
    with pytest.raises(ValueError, match="48 rows do not fit"):
        drawn(matrix, tall, "half")


B2B = ("44%", "44% B2B News New Zealand")
ROWS = [
    strip.Row("Use AI weekly, executives", "61%", "executives", 5, 2),
    strip.Row("Use AI weekly, entry-level", "42%", "entry_level", 5, 1),
    strip.Row("Client standards, executives", "46%", "executives", 1, 0, [B2B]),
    strip.Row(
        "Wants AI in charge", "", "executives", 0, 0, [("24%", "24% School"), ("27%", "27%")]
    ),
]


@pytest.mark.parametrize("destination", PAGES)
def test_a_full_strip_is_legible_everywhere(destination):
    on = drawn(strip, (ROWS * 5)[:19], destination)
    check_apart(on)
    assert min(sizes(on)) >= {"slide": 14, "half": 11, "column": 8.25}[destination]


def test_one_mark_per_outlet():
    axes = drawn(strip, ROWS).figure.axes[0]
    kinds = [dots.get_gid() for dots in axes.collections]
    assert kinds.count("agrees") == sum(row.agree for row in ROWS)
    assert kinds.count("related") == sum(row.related for row in ROWS)
    assert kinds.count("conflicts") == sum(len(row.conflicts) for row in ROWS)


def test_outlets_that_are_not_independent_are_hollow():
    for dots in drawn(strip, ROWS).figure.axes[0].collections:
        assert (len(dots.get_facecolor()) == 0) == (dots.get_gid() == "related")


def test_conflicts_are_named_where_there_is_room():
    def texts(destination, rows):
        return {artist.get_text() for artist in drawn(strip, rows, destination).figure.artists}

    long = strip.Row("x", "46%", "executives", 5, 2, [("44%", "44% " + "Outlet " * 10)] * 1)
    assert B2B[1] in texts("slide", ROWS)
    assert {"44%"} <= texts("half", [long])


def test_a_strip_that_does_not_fit_says_so():
    with pytest.raises(ValueError, match="too low: 80 rows"):
        drawn(strip, ROWS * 20)
    with pytest.raises(ValueError, match="too narrow"):
        drawn(strip, [strip.Row("x", "61%", "executives", 90, 0)], "half")
