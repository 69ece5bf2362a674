"""The report's charts in shapes that no destination has: square and portrait."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from quoted.data import tables
from quoted.language import language
from quoted.report import gallery

CHARTS = gallery.charts(tables.load(Path(__file__).parents[2] / "data"), language("en"))
SHAPES = {"square": (7.5, 7.5), "portrait": (7.5, 13.333)}


def longest_band(figure):
    """Return the largest share of the height that is empty."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba()).astype(int)
    empty = (pixels == pixels[0, 0]).all(axis=(1, 2))
    runs = [len(list(run)) for blank, run in itertools.groupby(empty) if blank]
    return max(runs) / len(empty)


@pytest.mark.parametrize("name", CHARTS)
def test_no_band_of_more_than_an_eighth_is_left_empty(name):
    assert longest_band(CHARTS[name].figure("slide", size=SHAPES["portrait"])) < 0.125


@pytest.mark.parametrize("shape", SHAPES)
def test_no_name_is_broken(shape):
    chart = CHARTS["provenance"]
    figure = chart.figure("slide", size=SHAPES[shape])
    (ax,) = figure.axes
    drawn = " ".join(text.get_text() for text in ax.texts).split()
    flows = chart.form.read(chart.data)
    names = " ".join(f"{flow.article} {flow.name} {flow.maker}" for flow in flows if flow.n).split()
    assert {*names} <= {*drawn}


def test_type_grows_with_a_shape_that_is_higher_than_wide():
    def least(size):
        (ax,) = CHARTS["divide"].figure("slide", size=size).axes
        return min(text.get_fontsize() for text in ax.texts)

    assert least(SHAPES["portrait"]) > 1.3 * least((7.5, 4.2))
