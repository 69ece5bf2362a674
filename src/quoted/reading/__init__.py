"""Reading an article: its text, the numbers in it that could be figures, cells to take them.

Nothing found here is taken as true: what is proposed stands in a notebook, for a person to
correct. What the numbers of a text are is for `quoted.data.numerals`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from quoted.reading.finder import Aside, Proposal, find

if TYPE_CHECKING:
    from quoted.data.tables import Tables
    from quoted.reading.reviewing import Review

__all__ = ["Aside", "Proposal", "find", "review"]


def review(path: str | Path, tables: Tables | None = None, name: str = "") -> Review:
    """Return the proposals for an article beside its words, to accept or to leave out one by one.

    Parameters
    ----------
    path
        The article: a saved page, PDF, DOCX or plain text.
    tables
        The project's, whose words for groups are known again.
    name
        What the article is to be called; by default its file's name.
    """
    from quoted.reading import articles, cells
    from quoted.reading.reviewing import Review

    path = Path(path)
    known = cells.words_for_groups(tables) if tables else {}
    return Review(articles.read(path), cells.slug(name or path.stem), known)
