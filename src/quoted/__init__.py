"""Survey figures quoted in the press: traced to the page, charted, and reported honestly."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quoted.charts.chart import chart
    from quoted.charts.theme import style

__all__ = ["chart", "style"]


def __getattr__(name: str) -> Any:
    """Import what draws when it is asked for: matplotlib takes its time."""
    if name == "chart":
        from quoted.charts.chart import chart

        return chart
    if name == "style":
        from quoted.charts.theme import style

        return style
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """Name what can be asked for, for completion."""
    found = (name for name, value in globals().items() if isinstance(value, ModuleType))
    return sorted({*found, *__all__})
