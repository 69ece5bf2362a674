"""Pandoc's tree to Typst markup, with the functions of the template.

Written here and not by pandoc because pandoc's own Typst writer drops the alt text of figures,
skips heading levels as the source does, and knows nothing of links between cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from itertools import chain
from typing import Any, Protocol

from nbconvert_typst import images, looks, markup, options
from nbconvert_typst.tables import Cell, Table
from nbconvert_typst.tex import Formula, Unknown

Node = dict[str, Any]

SHORT_LIST, SHORT_LINE = 10, 90
"""Lines up to which a list does not break across pages: a fifth of one; and letters in a line."""
TITLES = 3
"""Titles in a row that stay with what follows the last of them."""
_TALL = re.compile(r'#nb\.eq\("(?:[^"\\]|\\.)*", \$(?! )[^$]*?(?:display\(|mat\(|#box\(|[∑∏∫]_\()')
"""A formula in a line of text that is higher than it."""
_REFERENCE = re.compile(r"^([^\W\d_]+\.?)[\s\u00a0\u202f]*\d+$")
_WRAP = {
    "Emph": "emph",
    "Strong": "strong",
    "Strikeout": "strike",
    "Superscript": "super",
    "Subscript": "sub",
    "SmallCaps": "smallcaps",
    "Underline": "underline",
}
QUOTE, LIST, ALERT = 12.0, 20.0, 18.0
"""Points beside the text in a quotation, an item of a list and a box, both sides together."""
_ALIGN = {"AlignLeft": "left", "AlignRight": "right", "AlignCenter": "center"}


class Host(Protocol):
    """What the writer asks of the document around it."""

    lang: Callable[..., str]
    """Translates what is printed."""

    def note(self, message: str, *, warning: str) -> str:
        """Return a visible note in words of the reader's language, and log a warning."""

    def picture(
        self, source: str, alt: str, *, caption: str, size: Mapping[str, str], inline: bool
    ) -> str:
        """Return an image."""

    def formula(self, tex: str, *, display: bool, read: Formula | Unknown | None = None) -> str:
        """Return a formula: as it was read in its turn, or read now."""

    def heading(self, level: int, body: str, anchor: str, title: str) -> str:
        """Return a heading."""

    def link(self, href: str, body: str, plain: str) -> str:
        """Return a link, internal, external or broken."""

    def code(self, source: str, language: str | None) -> str:
        """Return code that stands in a text."""

    def printed(self, told: str) -> str:
        """Return what a run printed."""

    def diagram(self, kind: str, source: str) -> str:
        """Return what stands for a diagram that is only there as its source."""

    def elsewhere(self, tag: str, address: str) -> str:
        """Return what stands for a frame or a player that shows something from an address."""

    def anchor(self, name: str) -> str:
        """Return an invisible anchor, or nothing where no link asks for it."""

    def table(self, table: Table) -> str:
        """Return a table."""

    def narrower(self, points: float) -> AbstractContextManager[None]:
        """Let what is written meanwhile have so much less width."""

    def held(self, name: str) -> str | None:
        """Return the Typst markup kept under a name, instead of which the tree has a Div."""


def walk(tree: Any) -> Iterator[Node]:
    """Yield every element of a tree, parents before children."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if "t" in node:
                yield node
            waiting += [each for each in reversed(node.values()) if isinstance(each, list | dict)]
        else:
            waiting += [each for each in reversed(node) if isinstance(each, list | dict)]


def says(node: Any) -> bool:
    """Say whether there are words in an element, those about an image left aside.

    A formula that only defines macros says nothing.
    """
    if isinstance(node, list):
        return any(map(says, node))
    if not isinstance(node, dict) or node.get("t") == "Image":
        return False
    if node.get("t") == "Math":
        read = node["c"][-1]
        return not isinstance(read, Formula) or bool(read.body.strip())
    spoken = node.get("t") in ("Str", "Code", "CodeBlock", "HorizontalRule")
    return spoken or says(node.get("c"))


def anchors(nodes: Iterable[Node]) -> Iterator[str]:
    """Yield the ids of elements, except those of headings."""
    for node in nodes:
        match node["t"]:
            case "Div" | "Span" | "Code" | "CodeBlock" | "Table" | "Figure" | "Image":
                if node["c"][0][0]:
                    yield node["c"][0][0]


def hrefs(nodes: Iterable[Node]) -> Iterator[str]:
    """Yield the addresses of the links among elements."""
    return (node["c"][2][0] for node in nodes if node["t"] == "Link")


def plain(inlines: Sequence[Node]) -> str:
    """Return the text of inline elements, without notes."""
    parts = []
    for node in inlines:
        match node["t"]:
            case "Str":
                parts.append(node["c"])
            case "Space" | "SoftBreak" | "LineBreak":
                parts.append(" ")
            case "Code" | "RawInline":
                parts.append(node["c"][1] if node["t"] == "Code" else "")
            case "Math":
                parts.append(node["c"][1])
            case "Note":
                pass
            case "Quoted" | "Span" | "Link" | "Image" | "Cite":
                parts.append(plain(node["c"][1]))
            case _:
                parts.append(plain(node["c"]))
    return "".join(parts)


class Writer:
    """Writes the trees of one notebook.

    Parameters
    ----------
    host
        The document: images, labels, notes and warnings.
    headings
        False in outputs of HTML, whose headings are not those of the document.
    """

    def __init__(self, host: Host, *, headings: bool = True) -> None:
        self.host = host
        self.headings = headings

    def blocks(self, nodes: Sequence[Node]) -> str:
        """Return block elements as markup, a blank line between two; titles stay with the next."""
        written = []
        leads = [*map(_leads, nodes, [*nodes[1:], None]), False]
        for at, node in enumerate(nodes):
            body = self._block(node)  # a page of bold lines would begin a new one
            few = leads[at] and not all(leads[at : at + TITLES + 1])
            written.append(markup.call("nb.lead", body) if few else body)
        return "\n\n".join(filter(None, written))

    def _within_line(self, nodes: Sequence[Node]) -> str:
        """Return block elements that go on where something else began: a caption, a note."""
        return "\n\n".join(filter(None, map(self._block, nodes)))

    def inlines(self, nodes: Sequence[Node]) -> str:
        """Return inline elements as markup."""
        parts: list[str] = []
        run: list[str] = []
        for node in [*nodes, None]:
            if node is not None and node["t"] in ("Str", "Space", "SoftBreak"):
                run.append(node["c"] if node["t"] == "Str" else " ")
                continue
            if run:
                parts.append(markup.text("".join(run)))
                run = []
            if node is not None:
                parts.append(self._inline(node))
        return "".join(parts)

    # Blocks

    def _block(self, node: Node) -> str:
        write: Callable[[Any], str] | None = getattr(self, "_" + node["t"].lower(), None)
        if write is None:
            return self._unknown(node["t"])
        return write(node.get("c"))

    def _unknown(self, kind: str) -> str:
        return self.host.note(self.host.lang("Something in the text is not shown."), warning=kind)

    def _para(self, inlines: list[Node]) -> str:
        shown = [node for node in inlines if node["t"] not in ("Space", "SoftBreak", "LineBreak")]
        if len(shown) == 1 and shown[0]["t"] == "Image":
            return self._picture(shown[0]["c"], inline=False)
        if shown and shown[0]["t"] == "Str" and options.is_break(plain(inlines)):
            return markup.call("nb.page-break")
        body = self.inlines(inlines)
        rows = any(each["t"] == "Math" and each["c"][0]["t"] == "DisplayMath" for each in inlines)
        return markup.call("nb.tall", body) if not rows and _TALL.search(body) else body

    _plain = _para

    def _header(self, content: Any) -> str:
        level, (anchor, _, _), inlines = content
        body = self.inlines(inlines)
        if not self.headings:
            return markup.call("nb.lead", markup.call("strong", body))
        return self.host.heading(level, body, anchor, plain(inlines))

    def _codeblock(self, content: Any) -> str:
        (_, classes, _), code = content
        if "mermaid" in classes:
            return self.host.diagram("Mermaid", code)
        if not self.headings:  # <pre> is how Qiskit and others print
            return self.host.printed(code)
        return self.host.code(code, classes[0] if classes else None)

    def _rawblock(self, content: Any) -> str:
        return ""  # HTML was read as HTML; what is left are comments and single tags

    def _blockquote(self, blocks: list[Node]) -> str:
        return markup.call("quote", self._within(QUOTE, blocks), block=True)

    def _within(self, points: float, blocks: Sequence[Node]) -> str:
        with self.host.narrower(points):
            return self.blocks(blocks)

    def _bulletlist(self, items: list[list[Node]]) -> str:
        tight = all(not item or item[0]["t"] != "Para" for item in items)
        bodies = [self._within(LIST, item) for item in items]
        if all(item and _is_task(item[0]) for item in items):
            return markup.call("nb.tasks", *bodies)
        return _whole(markup.call("list", *bodies, tight=tight), items)

    def _orderedlist(self, content: Any) -> str:
        (start, _, _), items = content
        tight = all(not item or item[0]["t"] != "Para" for item in items)
        start = start if start != 1 else None
        bodies = [self._within(LIST, each) for each in items]
        return _whole(markup.call("enum", *bodies, tight=tight, start=start), items)

    def _definitionlist(self, items: Any) -> str:
        terms = [
            f"terms.item([{self.inlines(term)}], [{self._within_line([*chain(*definitions)])}])"
            for term, definitions in items
        ]
        return f"#terms({', '.join(terms)});"

    def _lineblock(self, lines: list[list[Node]]) -> str:
        return "#linebreak();".join(self.inlines(line) for line in lines)

    def _horizontalrule(self, _: None) -> str:
        return markup.call("nb.divider")

    def _div(self, content: Any) -> str:
        (name, classes, attributes), blocks = content
        held = self.host.held(name)
        if held is not None:
            return held
        given = dict(attributes)
        if looks.hidden(given):
            return ""
        if "live" in given:
            return self.host.elsewhere(given["live"], given.get("address", ""))
        body = self._within(0.0 if looks.ALERTS.keys().isdisjoint(classes) else ALERT, blocks)
        return self.host.anchor(name) + looks.boxed(body, classes, given)

    def _figure(self, content: Any) -> str:
        (name, _, _), (_, caption), blocks = content
        images = [node for node in walk(blocks) if node["t"] == "Image"]
        body = self._within_line(caption)
        if len(images) == 1:
            return self.host.anchor(name) + self._picture(images[0]["c"], False, caption=body)
        return self.host.anchor(name) + "\n\n".join(filter(None, (self.blocks(blocks), body)))

    def _table(self, content: Any) -> str:
        (name, _, _), (_, caption), columns, head, bodies, foot = content
        aligns = [_ALIGN.get(align["t"]) for align, _ in columns]
        table = Table(
            header=[self._row(row, aligns, header=True) for row in head[1]],
            body=[
                self._row(row, aligns, heads=heads)
                for _, heads, top, rows in bodies
                for row in (*top, *rows)
            ]
            + [self._row(row, aligns) for row in foot[1]],
            caption=self._within_line(caption),
            name=name,
        )
        if not any(cell.text for row in table.header for cell in row):
            table.header = []
        return self.host.table(table)

    def _row(
        self, row: Any, aligns: list[str | None], header: bool = False, heads: int = 0
    ) -> list[Cell]:
        cells = []
        for number, ((name, _, _), align, rows, columns, blocks) in enumerate(row[1]):
            default = aligns[number] if number < len(aligns) else None
            text = " ".join(plain(each["c"]) for each in blocks if each["t"] in ("Plain", "Para"))
            cells.append(
                Cell(
                    self.host.anchor(name) + self._within_line(blocks),
                    text,
                    colspan=columns,
                    rowspan=rows,
                    header=header or number < heads,
                    align=_ALIGN.get(align["t"], default),
                )
            )
        return cells

    # Inlines

    def _inline(self, node: Node) -> str:
        kind: str = node["t"]
        content: Any = node.get("c")
        match kind:
            case _ if kind in _WRAP:
                body = self.inlines(content)
                return markup.call(_WRAP[kind], body) if body else ""
            case "Quoted":
                marks = "‘’" if content[0]["t"] == "SingleQuote" else "“”"
                return marks[0] + self.inlines(content[1]) + marks[1]
            case "Cite":
                return self.inlines(content[1])
            case "Code":
                code = f"#raw({markup.string(content[1])});"
                long = markup.unbroken(content[1]) >= markup.LONG
                return f"#nb.loose[{code}];" if long else code
            case "LineBreak":
                return "#linebreak();"
            case "Note":
                return markup.call("footnote", self._within_line(content))
            case "Link":
                body = looks.spoken(self.inlines(content[1]), dict(content[0][2]).get("lang"))
                return self.host.link(content[2][0], body, plain(content[1]))
            case "Image":
                return self._picture(content, inline=True)
            case "Span":
                return self._span(content)
            case "Math":
                return self.host.formula(
                    content[1],
                    display=content[0]["t"] == "DisplayMath",
                    read=content[2] if len(content) > 2 else None,
                )
            case "RawInline":
                return "" if content[0] == "html" else markup.text(content[1])
            case _:
                return self._unknown(kind)

    def _span(self, content: Any) -> str:
        (name, classes, attributes), inlines = content
        given = dict(attributes)
        if looks.hidden(given):
            return ""
        body = looks.spoken(self.inlines(inlines), given.get("lang"))
        if "mark" in classes:
            body = markup.call("nb.marked", body)
        elif "kbd" in classes:
            body = markup.call("nb.key", body)
        return self.host.anchor(name) + looks.worded(body, looks.style(given.get("style") or ""))

    def _picture(self, content: Any, inline: bool, caption: str = "") -> str:
        (name, _, attributes), alt, (source, title) = content
        size = images.asked(dict(attributes))
        body = self.host.picture(
            source, plain(alt), caption=caption or markup.text(title), size=size, inline=inline
        )
        return self.host.anchor(name) + body


def reference(text: str) -> str | None:
    """Return the word of a cross reference such as "Figure 1", or None for any other link."""
    found = _REFERENCE.match(text.strip())
    return found[1] if found else None


def _whole(body: str, items: list[list[Node]]) -> str:
    """Return a list that stays on one page where it is short: no item of it is left alone."""
    lines = sum(
        1 + sum(len(node["c"]) for node in walk(item) if node["t"] == "Str") // SHORT_LINE
        for item in items
    )
    return markup.call("block", body, breakable=False) if lines <= SHORT_LIST else body


def _leads(node: Node, after: Node | None) -> bool:
    """Say whether a paragraph is a title: bold words alone, or leaning ones before a table or code.

    Those under a picture are its caption.
    """
    if node["t"] != "Para" or len(plain(node["c"])) > SHORT_LINE:
        return False
    others = [each for each in node["c"] if each["t"] not in ("Strong", "Emph")]
    leaning = any(each["t"] == "Emph" for each in node["c"])
    alone = len(others) < len(node["c"]) and not re.search(r"\w", plain(others))
    return alone and (not leaning or (after is not None and after["t"] in ("Table", "CodeBlock")))


def _is_task(block: Node) -> bool:
    return bool(
        block["t"] in ("Plain", "Para") and block["c"] and block["c"][0].get("c") in ("☐", "☒")
    )
