"""A scale of shares under rows of marks, and the marks themselves, drawn by seaborn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd
from matplotlib.axes import Axes

from quoted.charts.page import LEADING, Box, Page, place
from quoted.charts.theme import marker, marker_area

Ticks = Sequence[tuple[float, str]]


def height(page: Page) -> float:
    """Return the room that `draw` needs below the rows, in points."""
    return (LEADING + 0.55) * page.type.source


def top(ticks: Ticks) -> float:
    """Return the last value of the scale."""
    return max(value for value, _ in ticks)


def draw(page: Page, axes: Axes, box: Box, ticks: Ticks) -> None:
    """Draw the line of the scale below `box`, with short ticks and their texts."""
    size = page.type.source
    values = [value for value, _ in ticks]
    bottom = axes.get_ylim()[0]
    axes.plot([min(values), max(values)], [bottom, bottom], color=page.theme.link, linewidth=0.75)
    for value, text in ticks:
        x, y = place(axes, value, bottom)
        axes.annotate(
            "",
            (value, bottom),
            (0, -0.3 * size),
            textcoords="offset points",
            arrowprops={
                "arrowstyle": "-",
                "color": page.theme.link,
                "linewidth": 0.75,
                "shrinkA": 0,
                "shrinkB": 0,
            },
        )
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
