"""Charts: forms as functions on tidy frames, and the chart as a value.

Forms draw what lies between title and source line; a chart holds its data and its words.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quoted.charts.forms.dumbbell import dumbbell
    from quoted.charts.forms.forest import forest
    from quoted.charts.forms.frontier import frontier
    from quoted.charts.forms.likert import likert
    from quoted.charts.forms.lollipop import lollipop
    from quoted.charts.forms.provenance import provenance
    from quoted.charts.forms.tipping import tipping
    from quoted.charts.forms.unit_chart import unit_chart

__all__ = [
    "dumbbell",
    "forest",
    "frontier",
    "likert",
    "lollipop",
    "provenance",
    "tipping",
    "unit_chart",
]


def __getattr__(name: str) -> Any:
    """Import a form when it is asked for: matplotlib takes its time."""
    if name in __all__:
        return getattr(import_module(f"quoted.charts.forms.{name}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """Name what can be asked for, for completion."""
    return sorted({*globals(), *__all__})
