"""Text as it is shown: what can be printed, and what a notebook takes as it is written.

Apart from charts: showing a table imports no matplotlib. Languages are in `quoted.language`.
"""

from __future__ import annotations

import re

LITERAL = "tex2jax_ignore mathjax_ignore"
"""Classes of a table in which JupyterLab takes no dollar signs for a formula."""

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What no font draws and XML does not allow."""


def printable(text: str) -> str:
    """Return `text` with every control character as a visible replacement character."""
    return UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
