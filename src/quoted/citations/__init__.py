"""Cited numbers in Markdown: check them, rewrite them, link them, account for every one.

A number in a Markdown cell is a link to what it states: ``[61%](#weekly_call.managers)``. The
text is checked against the data, in every language, and so is that its place holds the number. The
quantities are listed in `quoted.citations.quantities`, the words that depend on a number in
`quoted.citations.phrases`; what else a report states, and where its readers find it, the report
says.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from quoted.citations import jsontext
from quoted.citations.phrases import spelled
from quoted.citations.quantity import Quantities, Quantity
from quoted.language import NARROW, NO_BREAK, SOURCE
from quoted.language import catalogue as catalogues
from quoted.language import markdown as md
from quoted.system import notebook as notebooks
from quoted.system.atomic import replace

__all__ = [
    "Finding",
    "Quantities",
    "check",
    "dead",
    "findings",
    "linked",
    "rewrite",
    "stated",
    "unaccounted",
    "write",
]

REFERENCE = re.compile(r"(?P<word>figure|table|tableau)[ \u00a0](?P<number>\d+)", re.IGNORECASE)
"""A chart or table by its number, as the text of a link to it."""
CITATION = re.compile(r"#(\w+(?:\.\w+)+)")
NOT_OURS = "#not-ours"
PLACE = re.compile(r'<[^<>]* id="([^"]+)"')
"""An element of an output that a link can lead to."""

NUMBER = r"[+−-]?\d+(?:[.,\u202f\u00a0]\d+){0,9}"  # without end, it is slow on rows of digits
IN_WORDS = (
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|"
    r"eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?|un|deux|trois|quatre|"
    r"cinq|sept|huit|neuf|dix(?:-\w+)?|onze|douze|treize|quatorze|quinze|seize|vingt(?:-\w+)*|"
    r"(?:trente|quarante|cinquante|soixante|quatre-vingt)(?:-\w+)*"
)
UNIT = r"%|٪|％|per ?cent\b|pour ?cent\b|p\. ?c\.|pp\b|pts?\b|percentage[ -]points?\b|points?\b"
FIGURE = re.compile(
    rf"(?<![\w.,])(?:(?P<number>{NUMBER})|(?:{IN_WORDS})(?=[ -]))(?P<gap>(?:[\s-]|&\w+;|~)*)"
    rf"(?P<unit>{UNIT})",
    re.IGNORECASE,
)
SHAPE = re.compile(NUMBER)


@dataclass(frozen=True)
class Finding:
    """A statement that the data do not bear out, or that cites nothing."""

    notebook: str
    cell: int
    found: str
    expected: str
    code: str = SOURCE
    message: str = ""

    def __str__(self) -> str:
        """Return one line for the reader of a check."""
        begins = catalogues.excerpt(self.message)
        language = f" ({self.code}, {begins!r})" if begins else ""
        place = f"cell {self.cell}" if self.cell else "metadata"
        where = f"{self.notebook}, {place}{language}"
        return f"{where}: found {self.found}, expected {self.expected}"


def check(notebook: dict[str, Any], known: Quantities, name: str = "notebook") -> list[Finding]:
    """Check every Markdown cell of a notebook, and the titles in its metadata.

    Parameters
    ----------
    notebook
        As parsed from JSON or by nbformat.
    known
        The quantities, in the language of the notebook.
    name
        What the findings call it.

    Returns
    -------
    list of Finding
        Wrong texts, unknown references, percentages and point figures without a citation; cells
        are counted from 1. Metadata (cell 0) cannot cite: their figures must be in the data.
    """
    return [
        Finding(name, 0, found, "a figure of the data", known.lang.code)
        for text in catalogues.titles(notebook)
        for found in unaccounted(text, known)
    ] + [
        Finding(name, number, found, expected, known.lang.code)
        for number, source in _markdown_cells(notebook)
        for found, expected in (*_wrong(source, known), *_misnumbered(source, numbered(notebook)))
    ]


def unheld(
    notebook: dict[str, Any], known: Quantities, places: Mapping[str, str], name: str
) -> list[Finding]:
    """Return the citations that lead to no place, or to one that does not hold what they state."""
    return [
        Finding(name, number, f"[{link.text}]({link.target})", expected, known.lang.code)
        for number, source in _markdown_cells(notebook)
        for link in md.links(source)
        if (quantity := _cited(link, known))
        for expected in _unheld(quantity, places)
    ]


def _unheld(quantity: Quantity, places: Mapping[str, str]) -> Iterator[str]:
    if quantity.anchor.startswith("http"):  # the page that printed it
        return
    if quantity.anchor not in places:
        yield f"a row, table or chart to lead to, not {quantity.anchor!r}"
    elif not _only_seen(quantity):
        held = _bare(places[quantity.anchor]).replace(NARROW, " ")
        forms = (form.replace(NARROW, " ") for form in quantity.forms)
        if not any(re.search(rf"(?<![\d.,]){re.escape(form)}(?![\d])", held) for form in forms):
            yield f"{quantity.anchor!r} to hold {quantity.forms[0]!r}"


def _only_seen(quantity: Quantity) -> bool:
    """Return whether no text says it: an order is seen in the rows, none is where nothing is."""
    return quantity.kind == "rank" or (quantity.kind == "part" and quantity.value[0] == 0)


def numbered(notebook: dict[str, Any]) -> dict[str, int]:
    """Return the charts and tables that a notebook shows, by id, with their numbers.

    Both are counted by themselves, in the order of their outputs, as the exporter counts them.
    """
    numbers: dict[str, int] = {}
    figures = tables = 0
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            about = output.get("metadata", {}).get("image/svg+xml", {})
            html = "".join(output.get("data", {}).get("text/html", ""))
            if "caption" in about:
                figures += 1
                numbers[str(about.get("id"))] = figures
            elif (table := re.match(r'<table id="([^"]+)"', html)) and "<caption" in html:
                tables += 1
                numbers[table[1]] = tables
    return numbers


def _misnumbered(markdown: str, numbers: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    if not numbers:  # not run yet, which is for those to say who check outputs
        return
    for link in md.links(markdown):
        said, number = REFERENCE.fullmatch(link.text), numbers.get(link.target.removeprefix("#"))
        if said and number != int(said["number"]):
            expected = f"“{said['word']} {number}”" if number else "a chart or table shown here"
            yield f"[{link.text}]({link.target})", expected


def dead(root: Path) -> list[Finding]:
    """Return the links within the notebooks under `root` that lead to nothing they show.

    A reader of a notebook arrives where an output holds an element of that name.
    """
    found: list[Finding] = []
    for path in _notebooks(root):
        name, notebook = path.relative_to(root).as_posix(), notebooks.read(path, root)
        places = {unescape(id_) for html in _shown(notebook) for id_ in PLACE.findall(html)}
        for number, source in _markdown_cells(notebook):
            found += [
                Finding(name, number, f"[{link.text}]({link.target})", "a place shown there")
                for link in md.links(source)
                if link.target.startswith("#")
                and link.target != NOT_OURS
                and link.target[1:] not in places
            ]
    return found


def _shown(notebook: dict[str, Any]) -> Iterator[str]:
    """Yield the outputs of a notebook that are HTML."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            yield "".join(output.get("data", {}).get("text/html", ""))


def rewrite(text: str, known: Quantities) -> str:
    """Rewrite the cited numbers of a notebook, given and returned as the text of its file.

    All but the numbers stays byte for byte. Words that no longer hold are left to the author:
    `check` names them.
    """
    return jsontext.edit_markdown(text, lambda source: _edits(source, known))


def linked(notebook: dict[str, Any], known: Quantities) -> dict[str, Any]:
    """Return a copy whose citations point at rows of the report; what has no row becomes text."""
    result = copy.deepcopy(notebook)
    for cell in result["cells"]:
        if cell["cell_type"] == "markdown":
            source = "".join(cell["source"])
            for link in reversed(md.links(source)):
                quantity = _cited(link, known)
                if quantity is None and link.target != NOT_OURS:
                    continue
                anchor = quantity.anchor if quantity else ""
                target = anchor if anchor.startswith("http") else f"#{anchor}"
                new = f"[{link.text}]({target})" if anchor else link.text
                source = source[: link.whole[0]] + new + source[link.whole[1] :]
            cell["source"] = source
    return result


def findings(
    root: Path, known: Mapping[str, Quantities], places: Mapping[str, str] | None = None
) -> list[Finding]:
    """Check the notebooks under `root`, in every language.

    A block without a translation, or with a fuzzy one, is the business of
    `quoted.language.catalogue.missing`.

    Parameters
    ----------
    root
        The project's folder.
    known
        The quantities of the source and of each translation, by the codes of their languages.
    places
        What readers find at each anchor of the report that the notebooks make.
    """
    english = known[SOURCE]
    found: list[Finding] = []
    for path in _notebooks(root):
        name = path.relative_to(root).as_posix()
        notebook = notebooks.read(path, root)
        found += check(notebook, english, name)
        if places is not None:
            found += unheld(notebook, english, places, name)
        for code in catalogues.codes(root):
            found += _check_translation(notebook, name, known[code], root)
    return found


def write(root: Path, known: Mapping[str, Quantities]) -> list[Path]:
    """Rewrite the cited numbers of the notebooks and the catalogues; return the files changed.

    See `findings` for the parameters.
    """
    changed = []
    for path in _notebooks(root):
        notebooks.read(path, root)  # says what is wrong with it, and in which file
        old = path.read_bytes().decode()
        new = rewrite(old, known[SOURCE])
        if new != old:
            replace(path, new.encode())
            changed.append(path)
    return changed + catalogues.reword(root, lambda text, code: _rewritten(text, known[code]))


def stated(notebook: dict[str, Any]) -> list[str]:
    """Return what the citations of a notebook say, and the numbers that it marks as not its own."""
    return [
        link.text
        for _, source in _markdown_cells(notebook)
        for link in md.links(source)
        if _is_citation(link)
    ]


def unaccounted(text: str, known: Quantities, also: Iterable[str] = ()) -> list[str]:
    """Return the percentages and point figures of a finished text that nothing accounts for.

    A point figure is a gap, or both limits of an interval ("11 to 26 points"); so many intervals
    are computed that one limit alone would account for almost any number.

    Parameters
    ----------
    text
        As a reader sees it, of a PDF for instance; any kind of space may stand before a unit.
    known
        The quantities, in the language of the text.
    also
        Texts that need no account: what `stated` returns (`check` looks at that), the ticks of an
        axis.
    """
    accounted = {_figure(match) for text in also for match in FIGURE.finditer(text)}
    ranges = set()
    for quantity in known.values():
        if quantity.kind in ("percent", "points"):
            accounted |= {_figure(match) for match in FIGURE.finditer(quantity.forms[0])}
        elif quantity.kind == "span":
            accounted |= {_figure(m) for form in quantity.forms for m in FIGURE.finditer(form)}
        elif quantity.kind == "range":
            ranges.add(tuple(_digits(limit) for limit in SHAPE.findall(quantity.forms[0])))
    return [
        match[0]
        for match in FIGURE.finditer(text)
        if match["number"]
        and _figure(match) not in accounted
        and (_before(text, match), _figure(match)[0]) not in ranges
    ]


def _before(text: str, match: re.Match[str]) -> str:
    """Return the first limit, one word before the number that was found."""
    first = re.search(rf"({NUMBER})\s+[^\W\d]+\s+$", text[: match.start()])
    return _digits(first[1]) if first else ""


def _figure(match: re.Match[str]) -> tuple[str, bool]:
    """Return a figure's digits and whether it is a percentage (or else a point figure)."""
    share = not re.match(r"p(?:oint|p|ts?\b|ercentage)", match["unit"], re.IGNORECASE)
    return _digits(match["number"] or match[0]), share


def _digits(number: str) -> str:
    return re.sub(r"[+−\s-]", "", number)


def _wrong(markdown: str, known: Quantities) -> Iterator[tuple[str, str]]:
    """Yield what a text says and what it should say."""
    for link in md.links(markdown):
        cited = CITATION.fullmatch(link.target)
        quantity = _cited(link, known)
        if link.target == NOT_OURS and not link.title:
            yield f"[{link.text}]({link.target})", 'a reason, as in [5%](#not-ours "a convention")'
        elif quantity and not _states(link.text, quantity):
            yield f"[{link.text}]({link.target})", _choice(link.text, quantity)
        elif cited and quantity is None and not REFERENCE.fullmatch(link.text):
            yield f"[{link.text}]({link.target})", _known_one(cited[1], known)
    plain = md.prose(markdown, keep=lambda link: not _is_citation(link))
    for match in FIGURE.finditer(re.sub(r"[*_]{1,3}", "", plain)):
        yield match[0], f"a citation, as in [{match[0]}](#measure.group)"


def _cited(link: md.Link, known: Quantities) -> Quantity | None:
    return known.get(link.target.removeprefix("#")) if link.target.startswith("#") else None


def _is_citation(link: md.Link) -> bool:
    return link.target == NOT_OURS or bool(CITATION.fullmatch(link.target))


def _known_one(id_: str, known: Quantities) -> str:
    """Return what to cite instead: an id that got a year or an article as a figure was added."""
    longer = [name for name in known if re.fullmatch(rf"{re.escape(id_)}\.[^.]+", name)]
    alike = [name for name in longer if known[name].anchor == name]
    return " or ".join(map(repr, alike)) or f"a known quantity, not {id_!r}"


def _choice(said: str, quantity: Quantity) -> str:
    phrases = () if re.search(r"\d", said) else quantity.phrases
    return " or ".join(f"“{text}”" for text in (quantity.forms[0], *phrases))


def _states(text: str, quantity: Quantity) -> bool:
    said = _bare(text)
    lower = said[:1].lower() + said[1:]
    return bool({said, lower} & {*quantity.forms, *quantity.phrases})


def _bare(text: str) -> str:
    """Return a link's text without emphasis, and with plain spaces but where they are narrow."""
    return re.sub(rf"[{NO_BREAK} \r\n\t]+", " ", text.strip("*_"))


def _edits(markdown: str, known: Quantities) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and new text of the citations that do not say what the data say."""
    for link in md.links(markdown):
        quantity = _cited(link, known)
        if quantity is None or _states(link.text, quantity):
            continue
        said = link.text.strip("*_")
        new = _restated(said, quantity, known)
        if new is not None:
            start = link.start + link.text.index(said)
            yield start, start + len(said), new


def _rewritten(markdown: str, known: Quantities) -> str:
    for start, end, new in reversed(list(_edits(markdown, known))):
        markdown = markdown[:start] + new + markdown[end:]
    return markdown


def _restated(said: str, quantity: Quantity, known: Quantities) -> str | None:
    """Return the true text in the manner of the one found; None if that takes an author."""
    in_words = not re.search(r"\d", said)
    if in_words and quantity.kind != "word":
        words = [word for n in range(13) for word in spelled(n, known.lang)]
        if said.lower() not in words:
            return None
        new = next((form for form in quantity.forms if form in words), quantity.forms[0])
    else:
        alike = [form for form in quantity.forms if _shape(form) == _shape(_bare(said))]
        new = alike[0] if alike else quantity.forms[0]
    if said[:1].isupper() and in_words:
        new = new[:1].upper() + new[1:]
    # The author's kinds of space and line ends, where there are as many.
    old_gaps, parts = re.findall(rf"[{NO_BREAK}\s]+", said), re.split(r"( )", new)
    if len(old_gaps) == len(parts) // 2 and NARROW not in "".join(old_gaps):
        parts[1::2] = old_gaps
    return "".join(parts)


def _shape(text: str) -> tuple[str, ...]:
    """Return a text without its numbers and plurals, to see which form it has."""
    signs = "±" if re.match(r"[+−-]\d", text) else ""
    return (signs, *(word.rstrip("s") for word in SHAPE.sub("#", text).split()))


def _markdown_cells(notebook: dict[str, Any]) -> Iterator[tuple[int, str]]:
    for number, cell in enumerate(notebook["cells"], start=1):
        if cell["cell_type"] == "markdown":
            yield number, "".join(cell["source"])


def _check_translation(
    notebook: dict[str, Any], name: str, known: Quantities, root: Path
) -> Iterator[Finding]:
    catalogue = catalogues.read(known.lang.code, root)

    def translation(text: str) -> str:
        entry = catalogue.get(text)
        return str(entry.string) if entry and entry.string and not entry.fuzzy else ""

    for title in catalogues.titles(notebook):
        for found in unaccounted(translation(title), known):
            yield Finding(name, 0, found, "a figure of the data", known.lang.code, title)
    numbers = numbered(notebook)
    for number, source in _markdown_cells(notebook):
        for block in md.blocks(source):
            said = translation(block)
            for found, expected in (*_wrong(said, known), *_misnumbered(said, numbers)):
                yield Finding(name, number, found, expected, known.lang.code, block)


def _notebooks(root: Path) -> list[Path]:
    return sorted(root.glob(catalogues.NOTEBOOKS))
