"""Values by name, each made when it is first asked for: a notebook shows a few of many charts.

What the values are is for those who name their makers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import TypeVar

Value = TypeVar("Value")


class Lazy(Mapping[str, Value]):
    """A mapping, in the order of `makers`: functions without parameters, by name."""

    def __init__(self, makers: Mapping[str, Callable[[], Value]]) -> None:
        self._makers = makers
        self._made: dict[str, Value] = {}

    def __getitem__(self, name: str) -> Value:
        if name not in self._made:
            if name not in self._makers:
                meant = get_close_matches(str(name), self, 1)
                hint = f" (did you mean {meant[0]!r}?)" if meant else ""
                raise KeyError(f"found {name!r}, expected one of {', '.join(self)}{hint}")
            self._made[name] = self._makers[name]()
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    def __repr__(self) -> str:
        return f"<{', '.join(self)}>"

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)
