"""HTML outputs, read with lxml: what is shown, what is not, and tables cell by cell.

Tables are taken out, because pandas' and Styler's do not survive a general reader; the rest is for
pandoc. Nothing is written here except the content of table cells.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from nbconvert_typst import markup
from nbconvert_typst.tables import Cell, Table
from nbconvert_typst.writer import Host

_LIVE = {"script", "iframe", "canvas", "video", "audio", "object", "embed", "applet"}
_CONTROLS = {"input", "button", "select", "textarea"}
_MUTE = {"script", "style", "head", "template", "noscript"}
_WRAP = {
    "em": "emph",
    "i": "emph",
    "cite": "emph",
    "var": "emph",
    "strong": "strong",
    "b": "strong",
    "sub": "sub",
    "sup": "super",
    "u": "underline",
    "s": "strike",
    "del": "strike",
}
_BLOCKS = {
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "pre",
}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_REFERENCE = re.compile("&#(?:[xX](?P<hex>[0-9a-fA-F]+)|(?P<decimal>[0-9]+));?")
_COLOUR = re.compile(r"^#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$")
_RGB = re.compile(r"^rgba?\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*(?:,\s*[\d.]+\s*)?\)$")
_NAMED = {
    "black",
    "white",
    "red",
    "green",
    "blue",
    "yellow",
    "orange",
    "purple",
    "gray",
    "silver",
    "navy",
    "teal",
    "maroon",
    "olive",
    "lime",
    "aqua",
    "fuchsia",
}
_HEX = {
    "lightgreen": "#90ee90",
    "lightblue": "#add8e6",
    "pink": "#ffc0cb",
    "grey": "#808080",
    "lightgrey": "#d3d3d3",
    "lightgray": "#d3d3d3",
    "darkred": "#8b0000",
    "darkgreen": "#006400",
    "darkblue": "#00008b",
    "gold": "#ffd700",
    "brown": "#a52a2a",
    "cyan": "#00ffff",
    "magenta": "#ff00ff",
    "darkorange": "#ff8c00",
    "lightyellow": "#ffffe0",
    "beige": "#f5f5dc",
}


@dataclass
class Page:
    """An HTML output taken apart.

    Attributes
    ----------
    rest
        What pandoc is to read; a Div stands for each table, under the name it has in `tables`.
    tables
        Table elements.
    live
        Names of the elements that need a browser: scripts, frames, players.
    controls
        Whether it has controls to press or fill in.
    shown
        Whether something is left to show.
    """

    rest: str
    tables: dict[str, Any] = field(default_factory=dict)
    styles: dict[str, dict[str, str]] = field(default_factory=dict)
    live: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)
    controls: bool = False
    shown: bool = False
    _root: Any = None

    def anchors(self) -> Iterator[str]:
        """Yield the ids inside the tables."""
        for table in self.tables.values():
            yield from table.xpath("descendant-or-self::*/@id")

    def hrefs(self) -> Iterator[str]:
        """Yield the addresses of the links inside the tables."""
        for table in self.tables.values():
            yield from table.xpath(".//a/@href")


def take_apart(html: str, token: str) -> Page:
    """Return an HTML output taken apart.

    Parameters
    ----------
    html
        Any text; what is no HTML is text.
    token
        Start of the names that stand for tables, not to be guessed by the author of `html`.
    """
    from lxml import etree
    from lxml import html as reader

    clean = _REFERENCE.sub(_possible, _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", html))
    root = reader.fragment_fromstring(clean, create_parent="div") if clean.strip() else None
    if root is None:
        return Page("")
    page = Page("", _root=root)
    page.live = sorted({each.tag for each in root.iter() if each.tag in _LIVE})
    page.frames = [each for each in root.xpath(".//iframe/@src") if each.startswith("http")]
    page.controls = any(each.tag in _CONTROLS for each in root.iter())
    for style in root.iter("style"):
        page.styles.update(_rules(style.text or ""))
    for element in list(root.iter(*_MUTE, *_LIVE)):
        element.drop_tree()
    outer = root.xpath(".//table[not(ancestor::table)]")
    for number, table in enumerate(outer):
        name = f"{token}-{number}"
        stand_in = etree.Element("div", id=name)
        stand_in.text, stand_in.tail = name, table.tail
        table.tail = None
        table.getparent().replace(table, stand_in)
        page.tables[name] = table
    text = root.text_content()
    for name in page.tables:
        text = text.replace(name, "")
    page.shown = bool(page.tables or text.strip() or root.xpath(".//img|.//svg|.//hr"))
    if text.strip() or root.xpath(".//img|.//svg|.//hr"):
        page.rest = etree.tostring(root, encoding="unicode", method="html", with_tail=False)
    elif page.tables:
        page.rest = "".join(f'<div id="{name}">{name}</div>' for name in page.tables)
    return page


def _possible(reference: re.Match[str]) -> str:
    """Return a reference, or what stands for one to a character that lxml refuses to hold."""
    digits, base = (reference["hex"], 16) if reference["hex"] else (reference["decimal"], 10)
    code = int(digits, base) if len(digits) < 9 else sys.maxunicode + 1
    good = code <= sys.maxunicode and not 0xD800 <= code <= 0xDFFF and not _NOT_XML.match(chr(code))
    return reference[0] if good else "\N{REPLACEMENT CHARACTER}"


def live(source: str) -> list[str]:
    """Return the names of the elements in Markdown that need a browser."""
    return sorted(set(re.findall(rf"<({'|'.join(sorted(_LIVE))})\b", source.lower())))


def _rules(css: str) -> dict[str, dict[str, str]]:
    """Return what a style sheet says about single elements, by id (pandas' Styler writes such)."""
    found: dict[str, dict[str, str]] = {}
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        for selector in selectors.split(","):
            if re.fullmatch(r"#[\w-]+", selector.strip()):
                found.setdefault(selector.strip()[1:], {}).update(_declarations(body))
    return found


def _declarations(body: str) -> dict[str, str]:
    pairs = (each.partition(":") for each in body.split(";"))
    return {
        name.strip().lower(): setting.replace("!important", "").strip().lower()
        for name, _, setting in pairs
        if setting
    }


def _colour(told: str | None) -> str | None:
    told = _HEX.get(told or "", told or "")
    if _COLOUR.match(told):
        return f'rgb("{told}")'
    rgb = _RGB.match(told)
    if rgb and all(int(each) < 256 for each in rgb.groups()):
        return f"rgb({rgb[1]}, {rgb[2]}, {rgb[3]})"
    return told if told in _NAMED else None


def table(element: Any, page: Page, host: Host) -> Table:
    """Return a table element as a value.

    Header cells are the rows of ``thead``; without one, the rows on top that have ``th`` only.
    """
    name = element.get("id") or ""
    captions = element.xpath("./caption")
    rows = [
        (row, row.getparent().tag)
        for row in element.iter("tr")
        if next(row.iterancestors("table")) is element
    ]
    header: list[list[Cell]] = []
    body: list[list[Cell]] = []
    foot: list[list[Cell]] = []
    leading = True
    for row, parent in rows:
        cells = [each for each in row if each.tag in ("td", "th")]
        only = bool(cells) and all(each.tag == "th" for each in cells)
        leading = (
            leading and only and (parent not in ("tbody", "tfoot") or not element.xpath("./thead"))
        )
        head = parent == "thead" or leading
        made = [_cell(each, page, host, head) for each in cells]
        if made and row.get("id"):
            made[0].body = host.anchor(row.get("id")) + made[0].body
        if not made:
            continue
        (header if head else foot if parent == "tfoot" else body).append(made)
    if not body and not foot:
        header, body = [], header
    before = host.anchor(name) if name and not captions else ""
    made_table = Table(header, body + foot, name=name)
    if captions:
        made_table.caption = _inside(captions[0], host)
    elif before and (header or body):
        first = (header or body)[0][0]
        first.body = before + first.body
    return made_table


def _cell(element: Any, page: Page, host: Host, head: bool) -> Cell:
    style = page.styles.get(element.get("id") or "", {}) | _declarations(element.get("style") or "")
    side = style.get("text-align") or (element.get("align") or "").lower()
    return Cell(
        host.anchor(element.get("id") or "") + _inside(element, host),
        _plain(element),
        colspan=_span(element.get("colspan")),
        rowspan=_span(element.get("rowspan")),
        header=element.tag == "th" or head,
        align=side if side in ("left", "right", "center") else None,
        fill=_colour(style.get("background-color") or style.get("background")),
        ink=_colour(style.get("color")),
        bold=style.get("font-weight", "") in ("bold", "bolder", "600", "700", "800", "900"),
    )


def _span(told: str | None) -> int:
    return min(1000, max(1, int(told))) if told and told.isdigit() else 1


def _plain(element: Any) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.tag == "br" or child.tag in _BLOCKS:
            parts.append("\n")
        if isinstance(child.tag, str):
            parts.append(_plain(child))
        parts.append(child.tail or "")
    return re.sub(r"[ \t\r\n]*\n[ \t\r\n]*", "\n", "".join(parts)).strip()


def _inside(element: Any, host: Host) -> str:
    """Return what is inside an element as Typst markup."""
    parts = [_words(element.text)]
    for child in element:
        if isinstance(child.tag, str):
            parts.append(_inline(child, host, first=not "".join(parts).strip()))
        parts.append(_words(child.tail))
    return "".join(parts).strip()


def _words(text: str | None) -> str:
    return markup.text(re.sub(r"[ \t\r\n]+", " ", text)) if text else ""


def _inline(element: Any, host: Host, *, first: bool) -> str:
    tag, name = element.tag, element.get("id") or ""
    before = host.anchor(name)
    if tag == "br":
        return before + "#linebreak();"
    if tag == "img":
        return before + host.picture(
            element.get("src") or "",
            element.get("alt") or "",
            caption="",
            width=element.get("width") or "",
            inline=True,
        )
    if tag == "table":
        return before + host.table(table(element, Page(""), host))
    if tag in ("code", "kbd", "samp", "tt", "pre"):
        return before + f"#raw({markup.string(element.text_content())});"
    body = _inside(element, host)
    if tag == "a" and element.get("href"):
        return before + host.link(element.get("href"), body, element.text_content())
    if tag in _WRAP and body:
        return before + markup.call(_WRAP[tag], body)
    if tag in _BLOCKS and body:
        mark = "• " if tag == "li" else ""
        return before + ("" if first else "#linebreak();") + mark + body
    return before + body
