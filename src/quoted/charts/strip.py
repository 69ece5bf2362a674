"""The strip: one mark per outlet that prints a figure, so that a conflict stands out of its row.

A filled mark is an independent outlet that prints the same number, a hollow one an outlet that is
not independent, a cross one that prints another number, written out beside it (with the outlet's
name where there is room). Counting is done in `quoted.corroboration`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from quoted.charts.page import LEADING, Page, column
from quoted.charts.theme import marker, marker_area, text_width


@dataclass(frozen=True)
class Row:
    """One figure and the outlets that print it.

    Attributes
    ----------
    label, value
        As text; the value is empty where no article prints the figure.
    group
        Of the people asked: gives colour and marker.
    agree, related
        Independent outlets that agree; outlets that are not independent.
    conflicts
        For each outlet that conflicts: the number, and the number with the outlet's name.
    """

    label: str
    value: str
    group: str
    agree: int
    related: int
    conflicts: Sequence[tuple[str, str]] = ()


def draw(page: Page, rows: Sequence[Row]) -> None:
    """Draw the rows from the top down, smaller where the page is low.

    Raises
    ------
    ValueError
        The rows do not fit the height, or the marks the width.
    """
    box = page.box
    sizes = (page.type.label, max(page.type.source, page.type.label - 2))
    for size in sizes:
        width, labels = column([row.label for row in rows], size, 0.45 * box.width)
        tall = (LEADING * (max(map(len, labels)) - 1) + 1.12) * size
        height = min(box.height / len(rows), 1.6 * tall)
        if height >= tall:
            break
    else:
        raise ValueError(f"too low: {len(rows)} rows do not fit {box.height:.0f} points")
    values = max(text_width(row.value, size, "bold") for row in rows)
    first = box.left + width + values + 1.8 * size
    named = all(_end(row, first, size, named=True) <= box.right for row in rows)
    if any(_end(row, first, size, named) > box.right for row in rows):
        raise ValueError(
            f"too narrow: the marks of a row do not fit {box.right - first:.0f} points"
        )
    axes = page.axes(box, (box.left, box.right), (box.bottom, box.top))
    for i, (row, lines) in enumerate(zip(rows, labels, strict=True)):
        middle, ink = box.top - (i + 0.5) * height, page.theme.group(row.group)
        page.beside(lines, box.left, middle, size, ink)
        page.beside(row.value, first - 0.8 * size, middle, size, ink, "bold", "right")
        _outlets(page, axes, row, first, middle, size, named)


def _outlets(
    page: Page, axes: Axes, row: Row, x: float, middle: float, size: float, named: bool
) -> None:
    diameter, step, ink = 0.72 * size, 1.15 * size, page.theme.group(row.group)
    for n in range(row.agree + row.related):
        hollow = n >= row.agree
        axes.scatter(
            [x + diameter / 2],
            [middle],
            s=marker_area(row.group, diameter),
            marker=marker(row.group),
            facecolor="none" if hollow else ink,
            edgecolor=ink,
            linewidth=diameter / 9,
            gid="related" if hollow else "agrees",
        )
        x += step
    for text in _texts(row, named):
        axes.scatter(
            [x + diameter / 2],
            [middle],
            s=(1.2 * diameter) ** 2,
            marker="X",
            color=page.theme.text,
            linewidth=0,
            gid="conflicts",
        )
        x += diameter + 0.4 * size
        page.beside(text, x, middle, size, page.theme.text, "bold")
        x += text_width(text, size, "bold") + size


def _texts(row: Row, named: bool) -> list[str]:
    return [long if named else short for short, long in row.conflicts]


def _end(row: Row, x: float, size: float, named: bool) -> float:
    """Return where a row ends, in points."""
    words = sum(text_width(text, size, "bold") + 2.12 * size for text in _texts(row, named))
    return x + (row.agree + row.related) * 1.15 * size + max(0, words - size)
