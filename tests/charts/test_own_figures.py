"""Figures of the reader's own with our forms in them: laid out anew wherever the chart goes."""

from __future__ import annotations

from typing import Any

import chart_checks as checks
import numpy as np
import pytest
import seaborn as sns
from frames import FORMS, LABELS, NAMES, PAIR, PAIRS, SHARES
from matplotlib import pyplot
from matplotlib.figure import Figure

import quoted
from quoted.charts import dumbbell, layout, lollipop, theme
from quoted.charts.chart import Chart
from quoted.charts.page import Box

SHARE = {"y": "what", "x": "pct", "hue": "who", "labels": LABELS, "names": NAMES}
WORDS = {"title": "Two forms in one figure", "alt": "A dumbbell and a lollipop chart, invented."}


def chart(figure: Figure, **more: Any) -> Chart:
    return quoted.chart(figure, **{**WORDS, **more})


def two(**size: Any) -> Figure:
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(13, 6), **size)
    dumbbell(PAIRS, **PAIR, labels=LABELS, names=NAMES, ax=left)
    lollipop(SHARES, **SHARE, ax=right)
    left.set_title("Asked of both")
    right.set_title("Asked of one")
    return figure


def marks(ax: Any) -> list[float]:
    found = [dots for dots in ax.collections if dots.get_gid() == "marks"]
    return sorted(float(x) for dots in found for x in np.asarray(dots.get_offsets())[:, 0])


@pytest.mark.parametrize("destination", ["slide", "half", "column"])
def test_two_forms_stand_side_by_side_and_touch_nothing(destination: str) -> None:
    figure = chart(two()).figure(destination)
    assert checks.problems(figure, destination, theme.LIGHT) == []
    left, right = figure.axes
    assert marks(left) == [13.0, 27.0, 34.0, 34.0, 48.0, 65.0]
    assert marks(right) == [38.0, 43.0, 46.0, 100.0]
    assert left.get_position().x1 < 0.5 < right.get_position().x0
    titles = [ax.get_title(place) for ax in figure.axes for place in ("left", "center")]
    assert {*titles} == {"Asked of both", "Asked of one", ""}
    assert {"+31", "46%"} <= {*said(figure)}


def test_the_grid_shares_the_room_as_it_says_and_other_axes_keep_their_place() -> None:
    figure, _ = pyplot.subplots(1, 2, width_ratios=[2, 1])
    figure.set_size_inches(10, 5)
    figure.add_axes((0.5, 0, 0.25, 1))
    found = [part for _, part in layout.parts(figure, Box(20, 10, 650, 350), 30)]
    pyplot.close(figure)
    expected = [(20, 10, 420, 350), (450, 10, 650, 350), (335, 10, 492.5, 350)]
    assert np.allclose(found, expected, atol=0.02)


def test_a_dark_one_is_drawn_in_the_colours_for_dark() -> None:
    figure = chart(two()).figure("slide", dark=True)
    assert checks.problems(figure, "slide", theme.DARK) == []


def test_each_time_it_is_the_same_and_the_readers_figure_stays() -> None:
    figure = two()
    before = [ax.get_position().bounds for ax in figure.axes]
    made = chart(figure)
    assert made.svg("half") == chart(figure).svg("half")
    assert [ax.get_position().bounds for ax in figure.axes] == before


def test_what_the_reader_added_to_a_form_stays_and_functions_of_others_stand_beside_it() -> None:
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(13, 6))
    dumbbell(PAIRS, **PAIR, fmt=lambda pct: f"{pct:.1f}", ax=left)
    left.axvline(50, color="#123456")
    sns.barplot(SHARES, x="pct", y="what", errorbar=None, ax=right)
    left, right = chart(figure).figure("slide").axes
    assert [line.get_color() for line in left.lines].count("#123456") == 1
    assert marks(left) == [13.0, 27.0, 34.0, 34.0, 48.0, 65.0]
    assert [round(bar.get_width(), 1) for bar in right.patches] == [44.5, 38.0, 100.0]
    assert "65.0" in {text.get_text() for text in left.texts}


def said(figure: Figure) -> list[str]:
    return sorted(ink.text for ink in checks.inks(figure))


@pytest.mark.parametrize("name", ["forest of scenarios", "tipping", "provenance"])
def test_a_form_is_drawn_anew_without_a_trace_of_the_first(name: str) -> None:
    form, data, keywords = FORMS[name]
    figure = pyplot.figure(figsize=(13, 7))
    form(data, **keywords, ax=figure.add_axes((0, 0, 1, 1)))
    once = quoted.chart(form, data, **keywords, **WORDS).figure("slide")
    again = chart(figure).figure("slide")
    assert said(again) == said(once)
    assert checks.problems(again, "slide", theme.LIGHT, name) == []


def test_a_figure_that_is_too_small_is_told_a_way_out() -> None:
    _, (left, _) = pyplot.subplots(1, 2, figsize=(2, 1))
    with pytest.raises(ValueError, match=r"too small: .* larger .*, plt\.subplots\(figsize="):
        dumbbell(PAIRS, **PAIR, ax=left)
    pyplot.close("all")


def test_rows_colours_and_languages_that_cannot_be_are_named() -> None:
    pets = quoted.chart(dumbbell, PAIRS, **PAIR, **WORDS, hue_order=["dogs", "cats"], id="pets")
    with pytest.raises(ValueError, match=r"^pets: found rows 'share > 3' \(.*what, who, pct$"):
        pets.but("share > 3")
    mine = pets.but(palette={"cats": "#00695C", "dogs": "#8E24AA"})
    assert mine.palette == ("#8e24aa", "#00695c")  # in the order of the groups
    with pytest.raises(ValueError, match="unknown language 'xx'"):
        quoted.chart(dumbbell, PAIRS, **PAIR, **WORDS, language="xx")
