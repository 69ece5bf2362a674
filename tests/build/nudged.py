"""Numbers as another processor may compute them: moved by a few units in the last place.

Imported into a process, `move` gives every function of `quoted.statistics`, and the affine
transformations by which matplotlib places what it draws, other last digits.
"""

from __future__ import annotations

import dataclasses
import functools
import importlib
import inspect
import pkgutil
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd


def moved(numbers: Any) -> Any:
    """Return floats moved by up to three units in the last place, the same one always alike.

    Whole ones stay: they are exact wherever they are computed, and printed percentages are not.
    """
    bits = np.asarray(numbers, float).view(np.int64)
    units = (bits * 2654435761 >> 20) % 7 - 3
    moves = np.isfinite(numbers) & (numbers != np.round(numbers))
    return np.where(moves, numbers + units * np.spacing(numbers), numbers)[()]


def nudged(value: Any) -> Any:
    """Return a value, or what it is made of, with its floats moved."""
    if isinstance(value, float):  # numpy's too
        return type(value)(moved(value))
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return moved(value)
    if isinstance(value, pd.DataFrame):
        return value.assign(**{name: nudged(value[name]) for name in value.select_dtypes("float")})
    if isinstance(value, pd.Series) and value.dtype.kind == "f":
        return pd.Series(nudged(value.to_numpy()), value.index, name=value.name)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = (field.name for field in dataclasses.fields(value) if field.init)
        return dataclasses.replace(value, **{name: nudged(getattr(value, name)) for name in fields})
    if isinstance(value, tuple):
        made = map(nudged, value)
        return type(value)(*made) if hasattr(value, "_fields") else tuple(made)
    if isinstance(value, list):
        return [nudged(element) for element in value]
    if isinstance(value, dict):
        return {key: nudged(element) for key, element in value.items()}
    return value


def moving(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def move(*args: Any, **kw: Any) -> Any:
        return nudged(function(*args, **kw))

    return move


def move() -> None:
    """Move what is computed from now on in this process."""
    import quoted
    import quoted.statistics

    for package in (quoted.statistics, quoted):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    ours = {name: module for name, module in sys.modules.items() if name.startswith("quoted.")}
    for module in ours.values():
        for name, function in list(vars(module).items()):
            if (
                inspect.isfunction(function)
                and not name.startswith("_")
                and (function.__module__.startswith("quoted.statistics"))
            ):
                setattr(module, name, moving(function))
    from matplotlib import transforms

    transforms.affine_transform = moving(transforms.affine_transform)
