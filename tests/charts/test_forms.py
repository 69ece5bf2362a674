"""The forms on small frames: what is drawn is the data, and all of it fits or is refused."""

from __future__ import annotations

from itertools import pairwise

import chart_checks as checks
import frames
import numpy as np
import pandas as pd
import pytest
import seaborn as sns
from frames import FORMS, GAP, GAPS, LABELS, NAMES, NESTED, PAIR, PAIRS, SHARES
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

import quoted
from quoted.charts import dumbbell, forest, layout, lollipop, theme, tipping, unit_chart
from quoted.charts.chart import DESTINATIONS
from quoted.charts.forms import forest as forests

LIGHT = theme.LIGHT


def chart(name, **more):
    form, data, keywords = FORMS[name]
    words = {"title": "A title with its 31 points", "subtitle": "Share of each, in %", "alt": "x"}
    return quoted.chart(form, data, **words, source="Source: invented", **{**keywords, **more})


def drawn(form, data, width=6.0, height=4.0, size=13.0, **keywords):
    """Draw on axes that fill a figure."""
    with theme.style(size=size):
        figure = Figure((width, height), dpi=72)
        ax = form(data, **keywords, ax=figure.add_axes((0.02, 0.02, 0.96, 0.96)))
    return ax


def said(ax):
    return [text.get_text() for one in (ax, *ax.child_axes) for text in one.texts]


def marks(ax, gid="marks"):
    """Return place, colour and form of each mark."""
    return sorted(
        (*map(float, place), to_hex(dots.get_facecolors()[0]), len(dots.get_paths()[0].vertices))
        for dots in ax.collections
        if dots.get_gid() == gid
        for place in np.asarray(dots.get_offsets())
    )


@pytest.mark.parametrize("destination", DESTINATIONS)
@pytest.mark.parametrize("name", FORMS)
def test_nothing_is_cut_covered_small_faint_or_without_a_glyph(name, destination):
    shown = chart(name)
    figure = shown.figure(destination)
    assert checks.problems(figure, destination, LIGHT, shown.form.name) == []


@pytest.mark.parametrize("name", FORMS)
def test_a_dark_chart_is_as_legible(name):
    shown = chart(name)
    figure = shown.figure("half", dark=True)
    assert checks.problems(figure, "half", theme.DARK, shown.form.name) == []


@pytest.mark.parametrize("size", [(5, 5), (20, 11.25), (6, 10.7), (11.7, 8.3)])
@pytest.mark.parametrize("name", FORMS)
def test_a_shape_of_any_kind_is_filled(name, size):
    figure = chart(name).figure("slide", size=size)
    assert checks.clipped(figure) + checks.text_on_text(figure) == []
    shown = [box for ax in figure.axes for box in [layout.box(ax)]]
    inside = checks.inks(figure)
    top = max(max(ink.top for ink in inside), shown[0].top)
    ends = sorted(
        {round(edge) for ink in inside for edge in (ink.bottom, ink.top)}
        | {round(edge) for ax in checks.every_axes(figure) for edge in layout.box(ax)[1::2]}
    )
    assert top <= 72 * size[1]
    # no band of more than a quarter of the height is empty: axes are drawn on over all of theirs
    free = [b - a for a, b in pairwise(ends)]
    within = [
        gap
        for gap, a in zip(free, ends, strict=False)
        if not any(layout.box(ax).bottom <= a + 1 < layout.box(ax).top for ax in figure.axes)
    ]
    assert max(within, default=0) < 0.25 * 72 * size[1]


# What is drawn is the data


def test_a_dumbbell_is_its_pairs():
    ax = drawn(dumbbell, PAIRS, **PAIR, labels=LABELS, names=NAMES)
    first, second = LIGHT.first.lower(), LIGHT.second.lower()
    circle, diamond = (len(p) for p in ([0] * 26, [0] * 5))
    assert marks(ax) == sorted(
        [
            (65.0, 0.0, first, circle),
            (34.0, 0.0, second, diamond),
            (48.0, 1.0, first, circle),
            (34.0, 1.0, second, diamond),
            (13.0, 2.0, first, circle),
            (27.0, 2.0, second, diamond),
        ]
    )
    links = [tuple(map(float, line.get_xdata())) for line in ax.lines if line.get_gid() == "link"]
    assert links == [(34, 65), (34, 48), (13, 27)]
    for text in ("+31", "+14", "−14", "65%", "48%", "13%", "27%", "Cats", "Dogs of every size"):
        assert said(ax).count(text) == 1, text
    assert said(ax).count("34%") == 2 and "Fly" not in " ".join(said(ax))


def test_the_lower_share_has_its_text_on_the_left():
    ax = drawn(dumbbell, PAIRS, **PAIR)
    texts = {text.get_text(): text.get_ha() for text in ax.texts}
    assert (texts["65%"], texts["13%"], texts["27%"]) == ("left", "right", "left")


def test_order_palette_and_groups_are_as_asked():
    ax = drawn(
        dumbbell,
        PAIRS,
        **PAIR,
        order=["swim", "walk"],
        hue_order=["dogs", "cats"],
        palette=["#6a1b9a", "#00695c"],
    )
    places = [mark[:3] for mark in marks(ax)]
    assert (27.0, 0.0, "#6a1b9a") in places and (65.0, 1.0, "#00695c") in places
    assert "+14" in said(ax) and "−31" in said(ax)


def test_a_palette_may_be_one_of_seaborn():
    ax = drawn(dumbbell, PAIRS, **PAIR, palette="colorblind")
    assert {mark[2] for mark in marks(ax)} == {"#0173b2", "#de8f05"}
    again = drawn(dumbbell, PAIRS, **PAIR, palette=sns.color_palette("colorblind", 2))
    assert marks(again) == marks(ax)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"hue": "colour"}, "found columns what, who, pct, expected colour among them"),
        (
            {"order": ["walk", "sleep"]},
            "found 'sleep' in order, expected what the rows hold: walk",
        ),
        ({"hue_order": ["cats"]}, "found 1 groups in 'who', expected two"),
        (
            {"hue_order": ["cats", "cows"]},
            "found 'cows' in hue_order, .*: cats, dogs",
        ),
    ],
)
def test_a_wrong_call_says_what_is_expected(change, found):
    with pytest.raises(ValueError, match=found):
        drawn(dumbbell, PAIRS, **{**PAIR, **change})


def test_a_pair_has_one_row_for_each_group():
    twice = pd.concat([PAIRS, PAIRS.iloc[:1]])
    with pytest.raises(ValueError, match="dumbbell: found 'walk' twice for one group"):
        drawn(dumbbell, twice, **PAIR)
    with pytest.raises(ValueError, match="lollipop: found no rows, expected at least one"):
        drawn(lollipop, SHARES.iloc[:0], y="what", x="pct")


@pytest.mark.parametrize("value", ["40%", None, float("inf")])
@pytest.mark.parametrize("name", ["lollipop", "forest", "unit_chart", "likert", "dumbbell"])
def test_what_is_no_number_is_named_where_the_rows_are_given(name, value):
    form, data, keywords = FORMS[name]
    x = keywords["x"]
    rows = data.astype({x: object})
    rows.loc[rows.index[1], x] = value
    if name == "dumbbell" and value is None:  # what one group only was asked is left out
        assert quoted.chart(form, rows, **keywords, title="T", alt="a")
        return
    with pytest.raises(ValueError, match=f"^{name}: found {value!r} in {x!r}, expected a number$"):
        quoted.chart(form, rows, **keywords, title="T", alt="a")


def test_a_wrong_column_or_keyword_is_said_where_it_is_given_and_not_as_a_lack_of_room():
    with pytest.raises(ValueError, match=r"^lollipop: found columns .*, expected cats among them$"):
        quoted.chart(lollipop, SHARES, y="what", x="cats", title="T", alt="a")
    with pytest.raises(TypeError, match="missing a required argument: 'hue'"):
        quoted.chart(dumbbell, PAIRS, y="what", x="pct", title="T", alt="a")


def test_a_lollipop_is_its_shares_on_a_scale_from_0_to_100():
    ax = drawn(lollipop, SHARES, **PAIR, names=NAMES, between="Apart")
    assert [mark[0] for mark in marks(ax)] == sorted(SHARES["pct"])
    stems = [c for c in ax.collections if c.get_gid() == "stems"]
    ends = [segment[:, 0].tolist() for stem in stems for segment in stem.get_segments()]
    assert sorted(ends) == sorted([0.0, pct] for pct in SHARES["pct"])
    assert ax.get_xlim() == (0, 100)
    assert {"Cats", "Dogs of every size", "Apart", "46%", "38%", "43%", "100%"} <= set(said(ax))
    one = drawn(lollipop, SHARES.iloc[:2], y="what", x="pct")
    assert {mark[2] for mark in marks(one)} == {LIGHT.neutral.lower()}


def test_a_forest_is_its_gaps_and_intervals():
    ax = drawn(forest, GAPS, **GAP, texts={"points": frames.LIMITS})
    assert [(mark[0], mark[1], mark[2]) for mark in marks(ax)] == [
        (-14.0, 2.0, LIGHT.second.lower()),
        (14.0, 1.0, LIGHT.first.lower()),
        (31.0, 0.0, LIGHT.first.lower()),
    ]
    bars = [tuple(line.get_xdata()) for line in ax.lines if line.get_gid() == "interval-0"]
    assert bars == [(20.1, 40.8), (3.2, 24.7), (-20.9, -5.0)]
    assert {"+31", "+14", "−14", "20 to 41", "points", "dogs higher"} <= set(said(ax))
    assert ax.get_xlim() == (-30, 50)


def test_nested_intervals_are_named_and_the_narrowest_is_the_thickest():
    ax = drawn(forest, NESTED, **GAP, hue="case")
    widths = {line.get_gid(): line.get_linewidth() for line in ax.lines if line.get_gid()}
    assert widths["interval-0"] > widths["interval-1"]
    narrow = [tuple(line.get_xdata()) for line in ax.lines if line.get_gid() == "interval-0"]
    assert narrow[0] == (24.1, 36.8)
    assert {"even", "uneven"} <= set(said(ax))
    with pytest.raises(ValueError, match="found 2 rows of 'walk', expected one"):
        drawn(forest, NESTED, **GAP)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (-20.9, 40.8, [-30, -20, -10, 0, 10, 20, 30, 40, 50]),
        (0, 9.5, [0, 2, 4, 6, 8, 10]),
        (-100, 100, [-100, -50, 0, 50, 100]),
    ],
)
def test_scales_of_gaps_are_round_and_hold_both_ends(low, high, expected):
    assert forests.ticks(low, high) == expected


@pytest.mark.parametrize(("pct", "count"), [(0, 0), (0.4, 0), (0.6, 1), (61.4, 61), (100, 100)])
def test_a_unit_chart_fills_as_many_squares(pct, count):
    ax = drawn(unit_chart, pd.DataFrame({"of": ["cats"], "pct": [pct]}), y="of", x="pct")
    filled = [c for c in ax.collections if c.get_gid() == "filled"]
    empty = [c for c in ax.collections if c.get_gid() == "empty"]
    assert len(filled[0].get_offsets()) == count and len(empty[0].get_offsets()) == 100 - count


def test_a_unit_chart_refuses_what_is_no_share():
    with pytest.raises(ValueError, match="found 101 for 'cats', expected 0 to 100"):
        drawn(unit_chart, pd.DataFrame({"of": ["cats"], "pct": [101]}), y="of", x="pct")


def test_a_tipping_chart_has_a_panel_for_each_gap():
    form, data, keywords = FORMS["tipping"]
    ax = drawn(form, data, **keywords)
    assert len(ax.child_axes) == 2
    for inner, (_, rows) in zip(ax.child_axes, data.groupby("what", sort=False), strict=True):
        tips = next(line for line in inner.lines if line.get_gid() == "tips")
        inside = sorted(tip for tip in rows["tip"].unique() if tip <= 500)
        assert tips.get_xdata().tolist() == inside
        for n, (_, band) in enumerate(rows.groupby("deff")):
            fill = next(c for c in inner.collections if c.get_gid() == f"band-{n}")
            heights = set(fill.get_paths()[0].vertices[:, 1])
            assert set(band["low"]) | set(band["high"]) <= heights
    assert "20 / 41" in said(ax) and "100 / 200" in said(ax) and "at least 64" in said(ax)


def test_a_tip_that_no_size_reaches_is_a_dash():
    data = frames.curves().query("what == 'walk'")
    never = data.assign(tip=data["tip"].mask(data["deff"] == 2, np.inf))
    ax = drawn(tipping, never, x="n", y="gap", low="low", high="high", hue="deff", tip="tip")
    assert "20 / –" in said(ax)


def test_a_frontier_has_its_lines_and_splits():
    form, data, keywords = FORMS["frontier"]
    ax = drawn(form, data, **keywords)
    for inner, (_, rows) in zip(ax.child_axes, data.groupby("what", sort=False), strict=True):
        lines = rows[rows["holds"].isna() & np.isfinite(rows["b"])]
        for n, (_, line) in enumerate(lines.groupby("deff")):
            shown = next(one for one in inner.lines if one.get_gid() == f"line-{n}")
            assert shown.get_xydata().tolist() == line[["a", "b"]].to_numpy().tolist()
        split = rows[rows["holds"].notna()].iloc[0]
        mark = next(one for one in inner.lines if one.get_gid() in ("holds", "fails"))
        assert mark.get_xydata().tolist() == [[split["a"], split["b"]]]
        assert mark.get_gid() == ("holds" if split["holds"] else "fails")
        hollow = to_hex(mark.get_markerfacecolor()) != to_hex(mark.get_color())
        assert hollow == (not split["holds"])


def test_provenance_has_a_square_for_each_figure():
    form, data, keywords = FORMS["provenance"]
    ax = drawn(form, data, width=9, **keywords)
    squares = [c for c in ax.collections if c.get_gid() == "figure"]
    assert sum(len(dots.get_offsets()) for dots in squares) == data["n"].sum() == 21
    assert {"Morning", "Evening", "Weekly", "17", "4", "0"} <= set(said(ax))


# What fits


def test_forms_keep_to_the_room_of_their_axes():
    """Two beside each other in one figure, as a reader would put them."""
    with quoted.style():
        figure = Figure((9, 4), dpi=72)
        left, right = figure.add_axes((0, 0, 0.48, 1)), figure.add_axes((0.52, 0, 0.48, 1))
        assert dumbbell(PAIRS, **PAIR, ax=left) is left
        lollipop(SHARES, **PAIR, ax=right)
    for ax, room in ((left, (0, 311.04)), (right, (336.96, 648))):
        for ink in layout.inks(ax):
            assert room[0] - 1 <= ink.box.left and ink.box.right <= room[1] + 1, ink


def test_labels_become_smaller_and_then_the_form_is_refused():
    many = pd.DataFrame({"of": [f"row {n}" for n in range(14)], "pct": range(14)})
    sizes = [
        max(text.get_fontsize() for text in drawn(lollipop, many, y="of", x="pct", height=h).texts)
        for h in (4.6, 3.2)
    ]
    assert sizes[0] > sizes[1]
    with pytest.raises(ValueError, match=r"too small: 415 by 138 points: '0%' would touch '1%'"):
        drawn(lollipop, many, y="of", x="pct", height=2)


def test_the_last_digits_of_a_number_move_nothing():
    near = PAIRS.assign(pct=PAIRS["pct"] * (1 + 1e-12))
    boxes = [layout.box(drawn(dumbbell, data, **PAIR)) for data in (PAIRS, near)]
    assert boxes[0] == boxes[1]
    assert layout.snap(0.125) == layout.snap(0.125 - 1e-12) == 0.13


@settings(max_examples=12)
@given(
    st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=1, max_size=5),
    st.lists(st.sampled_from(["AI", "Überprüfung", "training", "of"]), min_size=1, max_size=5),
)
def test_any_pairs_make_a_legible_dumbbell(pairs, words):
    data = pd.DataFrame(
        [(f"{' '.join(words)} {i}", who, pct) for i, pair in enumerate(pairs)
         for who, pct in zip(("cats", "dogs"), pair, strict=True)],
        columns=["what", "who", "pct"],
    )  # fmt: skip
    ax = drawn(dumbbell, data, **PAIR, names=NAMES)
    figure = ax.figure
    assert checks.marks(figure) == sorted(float(pct) for pair in pairs for pct in pair)
    assert checks.clipped(figure) + checks.text_on_text(figure) == []
    assert checks.text_on_marks(figure, LIGHT) == []


@settings(max_examples=12)
@given(
    st.lists(st.lists(st.integers(0, 100), min_size=1, max_size=3), min_size=1, max_size=3),
)
def test_any_shares_make_a_legible_lollipop(blocks):
    data = pd.DataFrame(
        [(f"a label {b} {i}", f"block {b}", pct) for b, block in enumerate(blocks)
         for i, pct in enumerate(block)],
        columns=["what", "who", "pct"],
    )  # fmt: skip
    figure = drawn(lollipop, data, **PAIR, names={}, between="Kept apart", height=5).figure
    assert checks.marks(figure) == sorted(float(pct) for block in blocks for pct in block)
    assert checks.clipped(figure) + checks.text_on_text(figure) == []
    assert checks.text_on_marks(figure, LIGHT) == []


def test_a_scale_with_room_for_two_labels_names_both_ends():
    ax = Figure().add_subplot()
    room = layout.Box(0, 0, 50, 100)
    ticks = range(0, 120, 20)
    layout.scale(ax, layout.Sheet(LIGHT, 10, 10, room, room), ticks, [f"{n}%" for n in ticks])
    said = [label.get_text() for label in ax.get_xticklabels()]
    assert said == ["0%", "", "", "", "", "100%"]


def test_a_wide_word_at_zero_does_not_cost_a_scale_its_numbers():
    ax = Figure().add_subplot()
    room = layout.Box(0, 0, 320, 100)
    sheet = layout.Sheet(LIGHT, 10, 10, room, room)
    texts = ["-20", "-10", "a very wide word", "+10", "+20"]
    layout.scale(ax, sheet, [-20, -10, 0, 10, 20], texts)
    assert [label.get_text() for label in ax.get_xticklabels()] == texts
    layout.scale(ax, sheet._replace(inner=layout.Box(0, 0, 200, 100)), [-20, -10, 0, 10, 20], texts)
    said = [label.get_text() for label in ax.get_xticklabels()]
    assert said == ["-20", "", "a very wide word", "", "+20"]
