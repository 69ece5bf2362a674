"""The articles in an open notebook: what was transcribed is marked, and so is what was not.

The text is other people's work. It stands only in a live view, which no notebook keeps; what is
saved says what one needs to see it. Whether fragments and numbers are right is for
`quoted.data.sources` to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from quoted.citations.quantities import sample_id
from quoted.data import numerals, sources
from quoted.data.tables import Tables, rows
from quoted.language import Language
from quoted.language.shown import LITERAL, printable

NUMBER = re.compile(
    r"(?<![\d.,])(?:\d{1,3}(?:[ .,]\d{3})+(?!\d)|\d+(?:[.,]\d+)?)"
    r"(?P<percent> ?(?:%|pour[ -]?cents?\b|per ?cent\b))?",
    re.IGNORECASE,
)
"""A number in normalised text, with the sign or word for per cent."""
TAKEN = "background: #B3D7FF; color: #1B2733; font-weight: bold"
LEFT = "background: none; color: inherit; border: 1px dashed currentColor"
PAGE = "max-width: 45em; line-height: 1.6"


class Number(NamedTuple):
    """A number of an article: its place in the text, and the row that states it, if any."""

    start: int
    end: int
    row: str
    percent: bool


class Articles:
    """Copies of the articles with their numbers marked, for whoever has them."""

    def __init__(self, tables: Tables, lang: Language, root: str | Path) -> None:
        self._tables, self._lang, self._root = tables, lang, Path(root)

    def numbers(self, source_id: str, text: str) -> list[Number]:
        """Return the numbers of an article, those that stand in a row of the data with its id.

        Parameters
        ----------
        source_id
            The article.
        text
            Its text, as `sources.normalise` returns it.
        """
        stated: dict[tuple[int, int], str] = {}
        spans = []
        for id_, fragment, value, percent in self._stated(source_id):
            for place in sources.places(fragment, text):
                spans.append(place.span())
                for found in NUMBER.finditer(text, *place.span()):
                    if _value(found) == value and bool(found["percent"]) == percent:
                        stated[found.span()] = id_
        return [
            Number(*found.span(), stated.get(found.span(), ""), bool(found["percent"]))
            for found in NUMBER.finditer(text)
            if found.span() in stated or not any(a <= found.start() < b for a, b in spans)
        ]

    def _stated(self, source_id: str) -> Iterator[tuple[str, str, float, bool]]:
        """Yield id, fragment, value and whether it is a percentage of each row of an article."""
        for row in rows(self._tables.figures):
            if row.source_id == source_id:
                yield row.figure_id, row.fragment, float(row.value), row.unit == "percent"
                if row.value_high:  # the sign may stand behind the second number only
                    yield row.figure_id, row.fragment, float(row.value), False
                    yield row.figure_id, row.fragment, float(row.value_high), True
        for row in rows(self._tables.samples):
            if row.source_id == source_id:
                yield sample_id(row), row.fragment, float(row.n), False

    def html(self, folder: Path) -> str:
        """Return the articles of a folder, each to be unfolded, or why one cannot be read."""
        texts, problems = sources.texts(self._tables, folder)
        shown = [
            self._article(row.publisher, str(row.source_id), texts[row.source_id])
            for row in rows(self._tables.sources)
            if row.source_id in texts
        ]
        shown += [f'<p role="alert">{escape(str(problem))}</p>' for problem in problems]
        key = self._lang(
            "{taken}: transcribed, with the id of its row. {left}: not transcribed. Numbers that "
            "only stand in the words around a transcribed one are not marked.",
            taken="{taken}",
            left="{left}",
        )
        key = escape(key).format(taken=_mark("61%", TAKEN, ""), left=_mark("2030", LEFT, ""))
        return printable(
            f'<div class="{LITERAL}" style="{PAGE}"><p>{key}</p>{"".join(shown)}</div>'
        )

    def _article(self, publisher: str, source_id: str, text: str) -> str:
        """Return an article with its numbers marked; `text` as it is in the file."""
        lang, flat = self._lang, sources.normalise(text)
        numbers = self.numbers(source_id, flat)
        left = [number for number in numbers if not number.row]
        head = lang(
            "{publisher}: {taken} transcribed, {left} not, {percent} of these percentages",
            publisher=publisher,
            taken=lang.number(len(numbers) - len(left)),
            left=lang.number(len(left)),
            percent=lang.number(sum(number.percent for number in left)),
        )
        marked, at = "", 0
        ends = _ends_of_paragraphs(text)
        cuts = sorted([*((n.start, n) for n in numbers), *((end, None) for end in ends)],
                      key=lambda cut: cut[0])  # fmt: skip
        for place, number in cuts:
            marked += escape(flat[at:place])
            if number is None:
                marked, at = f"{marked}</p><p>", place
            else:
                said = flat[number.start : number.end]
                marked += _mark(said, TAKEN if number.row else LEFT, number.row)
                at = number.end
        body = f"{marked}{escape(flat[at:])}"
        language = self._tables.sources.set_index("source_id")["language"][source_id]
        return (
            f"<details><summary>{escape(head)}</summary>"
            f'<div lang="{escape(str(language))}"><p>{body}</p></div></details>'
        )

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        """Return what to do to see the articles; with copies of them, a live view in its place."""
        said = self._lang(
            "The articles are other people’s work, and not part of this project. Whoever has their "
            "texts reads them here, with the numbers that were transcribed marked, and those that "
            "were not: name the folder that holds {files} in the environment variable {variable}, "
            "and run this cell again.",
            files=self._lang.join([f"{id_}.txt" for id_ in self._tables.sources["source_id"]]),
            variable=sources.ARTICLES_VARIABLE,
        )
        kept = {"text/html": f"<p>{escape(printable(said))}</p>", "text/plain": printable(said)}
        folder = sources.articles_folder(self._root)
        if folder is None:
            return kept
        import ipywidgets as widgets

        live: dict[str, Any] = widgets.HTML(self.html(folder))._repr_mimebundle_()
        return {**live, **kept}  # also in place of the text that the live view would leave


def _value(found: re.Match[str]) -> float:
    digits = found[0].removesuffix(found["percent"] or "")
    return float(numerals.plain(digits))


def _mark(said: str, look: str, row: str) -> str:
    title = f' title="{escape(row)}"' if row else ""
    return f'<mark style="{look}; padding: 0 0.15em"{title}>{escape(said)}</mark>'


def _ends_of_paragraphs(text: str) -> list[int]:
    """Return where the lines of a text end in what `sources.normalise` makes of it."""
    flat, ends, at = sources.normalise(text), [], 0
    for line in filter(None, map(sources.normalise, text.splitlines())):
        at = flat.find(line, at) + len(line)
        ends.append(at)
    return ends[:-1]
