"""Notebooks in JupyterLab: opened without a change, saved without a trace of this machine.

A notebook says in which language it is written. JupyterLab replaces that by all that its kernel
tells, the version of Python too, and takes the notebook for modified. Here it is told so before.
"""

from __future__ import annotations

from typing import Any

from ipykernel.ipkernel import IPythonKernel
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

LANGUAGE = {"name": "python"}
"""What a committed notebook says of its language."""


class Contents(AsyncLargeFileManager):
    """Files as ever; notebooks with the language of the kernel in the browser, not on the disk."""

    async def get(self, path: str, *args: Any, **more: Any) -> Any:
        """Return a file or a folder; see the base."""
        model: Any = await super().get(path, *args, **more)  # type: ignore[no-untyped-call]
        if (about := _metadata(model)).get("language_info") == LANGUAGE:
            about["language_info"] = dict(IPythonKernel.language_info)
        return model

    async def save(self, model: dict[str, Any], path: str = "") -> Any:
        """Write a file; see the base."""
        if (about := _metadata(model)).get("language_info") == IPythonKernel.language_info:
            about["language_info"] = dict(LANGUAGE)
        return await super().save(model, path)  # type: ignore[no-untyped-call]


def _metadata(model: dict[str, Any]) -> dict[str, Any]:
    """Return the metadata of a notebook; of anything else, nothing."""
    notebook = model.get("content") if model.get("type") == "notebook" else None
    return notebook["metadata"] if notebook else {}
