"""Charts: forms as functions on tidy frames, and the chart as a value.

Forms draw what lies between title and source line; a chart holds its data and its words.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quoted.charts.forms.dumbbell import dumbbell
    from quoted.charts.forms.forest import forest
    from quoted.charts.forms.lollipop import lollipop
    from quoted.charts.forms.provenance import provenance

FORMS = {
    "dumbbell": "dumbbell",
    "lollipop": "lollipop",
    "forest": "forest",
    "provenance": "provenance",
}
"""Each form and its module; imported when it is asked for, since matplotlib takes its time."""

__all__ = ["dumbbell", "forest", "lollipop", "provenance"]


def __getattr__(name: str) -> Any:
    if name in FORMS:
        return getattr(import_module(f"quoted.charts.forms.{FORMS[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *FORMS]
