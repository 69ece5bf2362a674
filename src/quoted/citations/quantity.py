"""A quantity as the prose may state it. Which there are is listed in `quoted.citations.quantities`.

Apart from that list, since a text is checked and linked without the tables, and their imports.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from quoted.language import Language

Kind = Literal["percent", "span", "points", "range", "count", "part", "rank", "number", "word"]


@dataclass(frozen=True)
class Quantity:
    """A quantity in a language: the texts that may state it, the usual one first."""

    id: str
    kind: Kind
    value: Any
    anchor: str
    forms: tuple[str, ...]
    phrases: tuple[str, ...]


class Quantities(dict[str, Quantity]):
    """The quantities of a language, by id.

    Raises
    ------
    ValueError
        Two have one id: a group, a measure, a survey or a question is called as something else is.
    """

    def __init__(self, quantities: Iterable[Quantity], lang: Language) -> None:
        for quantity in quantities:
            if quantity.id in self:
                raise ValueError(f"cited numbers: found two called {quantity.id!r}, expected one")
            self[quantity.id] = quantity
        self.lang = lang
