"""Reading an article: its text, the numbers in it that could be figures, cells to take them.

Nothing found here is taken as true: what is proposed stands in a notebook, for a person to
correct. What the numbers of a text are is for `quoted.data.numerals`.
"""

from quoted.reading.finder import Aside, Proposal, find

__all__ = ["Aside", "Proposal", "find"]
