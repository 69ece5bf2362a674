"""What every form asks of its tidy frame: columns, an order, words, colours and marks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import isfinite
from numbers import Real
from typing import Any

import pandas as pd
from matplotlib.colors import to_hex

from quoted.charts.theme import FIRST, MARKERS, NEUTRAL, ROLES, SECOND, Theme

Words = Mapping[Any, str] | Callable[[Any], str] | None
"""Values of the data to words for readers; without any, a value is its own word."""

Palette = Mapping[Any, str] | Sequence[str] | str | None
"""Colours or roles (``first``, ``second``, ``neutral``) of groups, by name or in their order; or
the name of a palette of seaborn."""

Write = str | Callable[[float], str]
"""How a number is written: a pattern such as ``"{:.0f}%"``, or a function."""


def need(data: pd.DataFrame, form: str, *columns: str | None) -> None:
    """Check that a frame has rows and these columns.

    Raises
    ------
    ValueError
        It has no row, or lacks a column.
    """
    wanted = [column for column in columns if column is not None]
    missing = [column for column in wanted if column not in data]
    if missing:
        found = ", ".join(map(str, data.columns))
        raise ValueError(f"{form}: found columns {found}, expected {', '.join(missing)} among them")
    if data.empty:
        raise ValueError(f"{form}: found no rows, expected at least one")


def numbers(data: pd.DataFrame, form: str, *columns: str) -> None:
    """Check that columns hold numbers that have a place on a scale.

    Raises
    ------
    ValueError
        There is a text, a gap, or an infinite number.
    """
    for column in columns:
        for value in data[column]:
            if not (isinstance(value, Real) and isfinite(value)):
                raise ValueError(f"{form}: found {value!r} in {column!r}, expected a number")


def uppers(data: pd.DataFrame, column: str | None) -> list[float | None]:
    """Return the upper ends of ranges, none where a row is no range."""
    if column is None:
        return [None] * len(data)
    return [None if pd.isna(end) else float(end) for end in pd.to_numeric(data[column])]


def ordered(
    values: Iterable[Any], order: Sequence[Any] | None, form: str, name: str = "order"
) -> list[Any]:
    """Return distinct values in the order given, or as they come.

    Raises
    ------
    ValueError
        The order names a value that is not there. What it leaves out is not drawn.
    """
    found = list(dict.fromkeys(values))
    if order is None:
        return found
    strange = [value for value in order if value not in found]
    if strange:
        expected = ", ".join(map(str, found))
        raise ValueError(
            f"{form}: found {strange[0]!r} in {name}, expected what the rows hold: {expected}"
        )
    return list(order)


def word(value: Any, labels: Words) -> str:
    """Return the word for a value of the data."""
    if callable(labels):
        return labels(value)
    return str((labels or {}).get(value, value))


def written(value: float, fmt: Write) -> str:
    """Return a number as text, with a true minus sign."""
    text = fmt(value) if callable(fmt) else fmt.format(value)
    return text.replace("-", "\N{MINUS SIGN}")


def roles(groups: Sequence[Any], palette: Palette) -> dict[Any, str]:
    """Return the colour or role of each group: of two, first and second, else neutral."""
    if isinstance(palette, Mapping):
        return {group: palette.get(group, NEUTRAL) for group in groups}
    if isinstance(palette, str):
        from seaborn import color_palette  # takes its time, and few ask for it

        palette = list(color_palette(palette, len(groups)))
    given = [
        colour if colour in MARKERS else to_hex(colour)
        for colour in palette or (ROLES if len(groups) == 2 else ())
    ]
    return {group: given[i] if i < len(given) else NEUTRAL for i, group in enumerate(groups)}


def inks(groups: Sequence[Any], palette: Palette, theme: Theme) -> dict[Any, tuple[str, str]]:
    """Return colour and marker of each group; the second channel is for who sees no colour."""
    found = {}
    for i, (group, role) in enumerate(roles(groups, palette).items()):
        own = FIRST if i == 0 else SECOND if i == 1 else NEUTRAL
        found[group] = (theme.role(role), MARKERS[role if role in MARKERS else own])
    return found
