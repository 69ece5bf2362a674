"""The proposals in JupyterLab: each beside the words around it, to accept or to leave out.

What was decided is code for the notebook of transcription; nothing of the article's text is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from quoted.reading.articles import Article
from quoted.reading.cells import cells
from quoted.reading.finder import Aside, Proposal, find

UNDECIDED, ACCEPTED, LEFT_OUT = "open", "accept", "leave out"
AROUND = 140
"""Characters of the article shown before and behind a number."""


class Review:
    """Decisions on the proposals for one article.

    Attributes
    ----------
    decisions
        For each proposal, in the order of the article: open, accept or leave out, and the reason.
    """

    def __init__(self, article: Article, source_id: str, groups: Mapping[str, str]) -> None:
        self._article, self._source_id, self._groups = article, source_id, groups
        self.proposals, self._asides = find(article.text)
        self.decisions = [(UNDECIDED, "") for _ in self.proposals]

    def decide(self, number: int, decision: str, reason: str = "") -> None:
        """Decide on a proposal, counted from 0.

        Raises
        ------
        ValueError
            The decision is none of the three.
        """
        if decision not in (UNDECIDED, ACCEPTED, LEFT_OUT):
            expected = f"{UNDECIDED}, {ACCEPTED} or {LEFT_OUT}"
            raise ValueError(f"proposal {number}: found {decision!r}, expected {expected}")
        self.decisions[number] = decision, reason

    @property
    def code(self) -> str:
        """The cells of what was decided: what is accepted, and what is left out with its reason."""
        accepted, out = list[Proposal](), list(self._asides)
        for each, (decision, reason) in zip(self.proposals, self.decisions, strict=True):
            if decision == ACCEPTED:
                accepted.append(each)
            elif decision == LEFT_OUT:
                out.append(Aside(each.start, each.end, each.fragment, reason or "..."))
        made = cells(self._article, self._source_id, self._groups, (accepted, out))
        return "\n\n".join(made).replace('"..."', "...")  # a reason that is still to give

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        """Return the live view; what stays in the file is how many there are."""
        live: dict[str, Any] = self.widget()._repr_mimebundle_()
        kept = f"{len(self.proposals)} proposals for {self._source_id}"
        return {**live, "text/plain": kept}

    def widget(self) -> Any:
        """Return the view: a row a proposal, and the code that follows from the decisions."""
        import ipywidgets as widgets

        wide = widgets.Layout(width="100%")
        code = widgets.Textarea(value=self.code, rows=12, layout=wide, description="Cells")
        return widgets.VBox([*(self._row(n, code) for n in range(len(self.proposals))), code])

    def _row(self, number: int, code: Any) -> Any:
        import ipywidgets as widgets

        choice = widgets.ToggleButtons(options=[UNDECIDED, ACCEPTED, LEFT_OUT])
        reason = widgets.Text(placeholder="why it is no figure")

        def decided(_: Any) -> None:
            self.decide(number, choice.value, reason.value)
            code.value = self.code

        for control in (choice, reason):
            control.observe(decided, "value")
        shown = widgets.HTML(self._shown(self.proposals[number]))
        return widgets.VBox([shown, widgets.HBox([choice, reason])])

    def _shown(self, each: Proposal) -> str:
        text = self._article.text
        before = escape(text[max(0, each.start - AROUND) : each.start].rpartition("\n")[2])
        behind = escape(text[each.end : each.end + AROUND].partition("\n")[0])
        told = (each.kind, each.value, each.high, each.qualifier, each.group, each.year)
        said = escape(", ".join(filter(None, told)))
        words = escape(text[each.start : each.end])
        return f"<p>{before}<mark>{words}</mark>{behind}<br><b>{said}</b></p>"
