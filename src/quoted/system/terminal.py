"""Messages as a terminal may be given them. What is said is for the other rooms."""

from __future__ import annotations

import unicodedata

OBEYED = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Unicode categories of what a terminal obeys, or does not show."""


def visible(text: str) -> str:
    """Return a message with what a terminal would obey or not show spelled as ``\\x1b``."""
    return "".join(
        c if c == "\n" or unicodedata.category(c) not in OBEYED else ascii(c)[1:-1] for c in text
    )
