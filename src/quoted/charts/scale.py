"""A scale of shares under rows of marks, and the marks themselves, drawn by seaborn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.markers import TICKDOWN

from quoted.charts.page import LEADING, Page, place
from quoted.charts.theme import marker, marker_area, text_width

Ticks = Sequence[tuple[float, str]]


def height(page: Page) -> float:
    """Return the room that `draw` needs below the rows, in points."""
    return (LEADING + 0.55) * page.type.source


def top(ticks: Ticks) -> float:
    """Return the last value of the scale."""
    return max(value for value, _ in ticks)


def reach(page: Page, ticks: Ticks) -> list[tuple[float, float, float]]:
    """Return how far the texts of the ticks reach from their values, for `quoted.page.span`."""
    half = {value: text_width(text, page.type.source) / 2 for value, text in ticks}
    return [(value, wide, wide) for value, wide in half.items()]


def draw(page: Page, axes: Axes, ticks: Ticks) -> None:
    """Draw the line of the scale at the foot of `axes`, with short ticks and their texts."""
    size = page.type.source
    values = [value for value, _ in ticks]
    bottom = axes.get_ylim()[0]
    ends = (min(values), max(values))
    axes.plot(ends, (bottom, bottom), color=page.theme.link, linewidth=0.75, clip_on=False)
    # A tick is a marker: its length is points, not data.
    axes.plot(
        values,
        [bottom] * len(values),
        linestyle="none",
        marker=TICKDOWN,
        markersize=0.3 * size,
        markeredgewidth=0.75,
        color=page.theme.link,
        clip_on=False,
        gid="ticks",
    )
    for value, text in ticks:
        x, y = place(axes, value, bottom)
        page.write(text, x, y - 0.4 * size, size, page.theme.secondary, ha="center")


def dots(
    page: Page, axes: Axes, marks: Iterable[tuple[float, float, str]], diameter: float
) -> None:
    """Draw a mark for every (value, row, group), in the group's colour and shape."""
    import seaborn as sns  # takes a second to import, and nothing else needs it

    frame = pd.DataFrame(marks, columns=["pct", "row", "group"])
    groups = list(dict.fromkeys(frame["group"]))
    sns.scatterplot(
        frame,
        x="pct",
        y="row",
        hue="group",
        style="group",
        size="group",
        palette={group: page.theme.group(group) for group in groups},
        markers={group: marker(group) for group in groups},
        sizes={group: marker_area(group, diameter) for group in groups},
        linewidth=0,
        legend=False,
        clip_on=False,
        zorder=2,
        gid="marks",
        ax=axes,
    )
    axes.set_axis_off()
