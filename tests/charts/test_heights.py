"""A chart in the report is as high as it needs to be; heights that cannot do are not tried."""

from __future__ import annotations

import pandas as pd

import quoted
from quoted.charts import chart as module
from quoted.charts import layout, tipping
from quoted.charts.chart import DESTINATIONS, HEIGHTS, Chart


def panels(n: int) -> Chart:
    """Return a chart of so many panels."""
    rows = pd.DataFrame(
        [(f"what {i} measures", size, 19, 19 - 200 / size, 19 + 200 / size)
         for i in range(n) for size in (10, 100, 1000)],
        columns=["what", "n", "gap", "low", "high"],
    )  # fmt: skip
    words = {"title": "Gaps", "alt": "Tipping curves of gaps.", "foot": "People in each group"}
    return quoted.chart(tipping, rows, x="n", y="gap", low="low", high="high", col="what", **words)


def test_panels_take_the_first_height_that_does_without_trying_all(monkeypatch) -> None:
    chart, column = panels(7), DESTINATIONS["column"]
    tried: list[float] = []
    draw = module.Chart._dense

    def dense(self, where, dark, height, *more):
        tried.append(height)
        return draw(self, where, dark, height, *more)

    monkeypatch.setattr(module.Chart, "_dense", dense)
    height = 72 * chart.figure("column").get_figheight()
    assert tried[-1] == height and len(tried) < HEIGHTS.index(height) + 1
    for lower in HEIGHTS[: HEIGHTS.index(height)]:
        with layout.squeezed(1.0, ample=True):
            try:
                draw(chart, column, False, lower)
            except ValueError:
                continue
        raise AssertionError(f"{lower} points would have done")
