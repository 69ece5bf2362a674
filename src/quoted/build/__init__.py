"""Making everything from the notebooks: what, when, and how it is known to be up to date."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from quoted.build.inputs import BuildError

if TYPE_CHECKING:
    from quoted.build.processes import Processes

__all__ = ["BuildError", "build"]


def build(root: Path, *, why: bool = False, kept: Processes | None = None) -> int:
    """Bring every product up to date; return 0, or 1 after a step that failed.

    Parameters
    ----------
    root
        The project's folder.
    why
        Say of each step what had changed.
    kept
        Processes of an earlier build by the same code.

    Raises
    ------
    BuildError
        The build cannot start.
    ValueError
        A file is no notebook, or its code no Python.
    """
    from quoted.build import engine, steps  # which processes that make one step do without

    return engine.run(root, steps.steps, products=steps.PRODUCTS, why=why, kept=kept)
