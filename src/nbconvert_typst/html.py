"""HTML outputs, read with lxml: what is shown, what is not, and tables cell by cell.

Tables are taken out, because pandas' and Styler's do not survive a general reader; the rest is for
pandoc. Nothing is written here except the content of table cells.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Any

from nbconvert_typst import colours, images, limits, looks, markup, repair
from nbconvert_typst.stylesheet import Stylesheet
from nbconvert_typst.tables import Cell, Table
from nbconvert_typst.writer import Host

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
    "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "pre",
}  # fmt: skip
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TAGS = re.compile(
    r"(?is)<(script|style|head|template|noscript)\b(?:(?!<\1\b).)*?</\1\s*>"
    r"|<!--.*?(?:-->|\Z)|<[^<>]*>"
)
_REFERENCE = re.compile("&#(?:[xX](?P<hex>[0-9a-fA-F]+)|(?P<decimal>[0-9]+));?")
_FORMULA = re.compile(
    r"(?s)\$\$(?P<display>[^$]{1,4000}?)\$\$|\\\[(?P<bracket>.{1,4000}?)\\\]|\\\((?P<round>.{1,4000}?)\\\)"
    r"|(?:(?<![\\$A-Za-z0-9_])\$|(?<![\\$])\$(?=[\^_]))(?P<inline>(?=\S)(?:[A-Za-z]|[^$\n]*?[\\^_={][^$\n]*?))(?<=\S)\$"
    r"(?![A-Za-z0-9_])"
)
_IGNORED = {"mathjax_ignore", "tex2jax_ignore"}
PROMPTS = re.compile(
    r"Make this Notebook Trusted to load map: File -> Trust Notebook|Loading BokehJS ?\.\.\."
)
"""What scripts write over where they run."""

_ANIMATED = re.compile(r'<img id="_anim_img\w*"\s*/?>')
_FIRST_FRAME = re.compile(r'frames\[0\] = "(data:image/[^"]+)"')
_FRAMES = re.compile(r'frames\[\d+\] = "data:[^"]*";?')
_CONTROLS_OF_IT = re.compile(
    r'(?s)<div class="anim-controls">(?:(?!<div class="anim-c).)*?</form>\s*</div>'
)


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
    drawn
        Whether it is nothing but a place that scripts draw into.
    deep
        Whether it was nested so deeply that only its text is left.
    """

    rest: str
    tables: dict[str, Any] = field(default_factory=dict)
    styles: Stylesheet = field(default_factory=Stylesheet)
    live: list[str] = field(default_factory=list)
    controls: bool = False
    shown: bool = False
    drawn: bool = False
    deep: bool = False

    def anchors(self) -> Iterator[str]:
        """Yield the ids inside the tables."""
        for table in self.tables.values():
            yield from table.xpath("descendant-or-self::*/@id")

    def hrefs(self) -> Iterator[str]:
        """Yield the addresses of the links inside the tables."""
        for table in self.tables.values():
            yield from table.xpath(".//a/@href")


def still(source: str) -> str:
    """Return HTML with the first picture of matplotlib's animation in place, as before it plays."""
    place, first = _ANIMATED.search(source), _FIRST_FRAME.search(source)
    if not place or not first:
        return source
    picture = first[1].replace("\\\n", "")
    source = _FRAMES.sub("", _CONTROLS_OF_IT.sub("", source))
    return source.replace(place[0], f'<img src="{picture}">')


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

    clean = _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", repair.cells_closed(html))
    clean = _REFERENCE.sub(_possible, clean)
    parser = reader.HTMLParser(huge_tree=True)  # without, lxml drops what is nested deeply
    root = (
        reader.fragment_fromstring(clean, create_parent="div", parser=parser)
        if clean.strip()
        else None
    )
    if root is None:
        return Page("")
    deep = _deep(root) or any("depth" in each.message for each in parser.error_log)
    if deep:
        root = _flat(clean)
    repair.tidy(root)
    page = Page("", deep=deep)
    page.controls = any(each.tag in _CONTROLS for each in root.iter())
    for sheet in root.iter("style"):
        page.styles.add(sheet.text or "")
    for element in list(root.iter()):
        if isinstance(element.tag, str) and looks.hidden(element.attrib) and element is not root:
            element.drop_tree()
    for element in list(root.iter(*looks.FRAMES)):
        told = looks.address(etree.tostring(element, encoding="unicode", with_tail=False))
        if element.get("srcdoc") or (element.tag == "iframe" and not told):
            continue  # what it shows is here, and made by scripts
        stand_in = reader.fragment_fromstring(looks.stand_in(element.tag, told))
        stand_in.tail = element.tail
        element.getparent().replace(element, stand_in)
    for items in root.xpath(
        ".//*[contains(@class, 'list-inline') or contains(@class, 'dl-inline')]"
    ):
        _on_one_line(items)
    page.live = sorted({each.tag for each in root.iter() if each.tag in looks.LIVE})
    places = bool(root.xpath(".//div|.//canvas|.//iframe"))
    for element in list(root.iter(*_MUTE, *looks.LIVE)):
        if element.getparent() is not None:
            element.drop_tree()
    outer = root.xpath(".//table[not(ancestor::table)]")
    for number, table in enumerate(outer):
        name = f"{token}-{number}"
        stand_in = etree.Element("div", id=name)
        stand_in.text, stand_in.tail = name, table.tail
        table.tail = None
        table.getparent().replace(table, stand_in)
        page.tables[name] = table
    text = PROMPTS.sub("", root.text_content())
    for name in page.tables:
        text = text.replace(name, "")
    pictures = bool(root.xpath(".//img|.//svg|.//hr|.//*[@data-live]"))
    page.shown = bool(page.tables or text.strip() or pictures)
    page.drawn = bool(page.live) and not page.shown and places
    if text.strip() or pictures:
        page.rest = etree.tostring(root, encoding="unicode", method="html", with_tail=False)
    elif page.tables:
        page.rest = "".join(f'<div id="{name}">{name}</div>' for name in page.tables)
    return page


def _on_one_line(items: Any) -> None:
    """Let the items of a list follow each other, as R's vectors do: its style sheet says so."""
    described = items.tag == "dl"
    for number, item in enumerate(items):
        after = (": " if item.tag == "dt" else "; ") if described else " · "
        item.tail = "" if number == len(items) - 1 else after
        item.tag = "b" if item.tag == "dt" else "span"
    items.text = ""
    items.tag = "p"


def _deep(root: Any) -> bool:
    """Say whether elements are inside each other beyond what pandoc and Typst can follow."""
    from lxml import etree

    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > limits.DEPTH:
            return True
    return False


def _flat(html: str) -> Any:
    """Return an element with the text of some HTML, and nothing else of it."""
    from lxml import etree
    from lxml import html as reader

    told = unescape(_TAGS.sub("\n", html))
    flat = reader.Element("div")
    etree.SubElement(flat, "pre").text = re.sub(r"\s*\n\s*", "\n", told).strip()
    return flat


def _possible(reference: re.Match[str]) -> str:
    """Return a reference, or what stands for one to a character that lxml refuses to hold."""
    digits, base = (reference["hex"], 16) if reference["hex"] else (reference["decimal"], 10)
    code = int(digits, base) if len(digits) < 9 else sys.maxunicode + 1
    good = code <= sys.maxunicode and not 0xD800 <= code <= 0xDFFF and not _NOT_XML.match(chr(code))
    return reference[0] if good else "\N{REPLACEMENT CHARACTER}"


def live(source: str) -> list[str]:
    """Return the names of the elements in Markdown that need a browser and show nothing here."""
    return sorted(
        set(re.findall(rf"<({'|'.join(sorted(looks.LIVE - looks.FRAMES))})\b", source.lower()))
    )


def _fill(told: str | None) -> str | None:
    """Return a background in Typst's spelling: a colour, or a bar of several."""
    bar = re.match(r"linear-gradient\((.*)\)$", told or "")
    if not bar:
        return colours.typst(told)
    stops = []
    for part in re.findall(r"(?:[^,()]|\([^()]*\))+", bar[1]):
        found = re.fullmatch(r"(.+)\s([\d.]+)%", part.strip())
        if found:
            stops.append((colours.typst(found[1].strip()) or "white", min(100.0, float(found[2]))))
    if not stops:
        return None
    stops = [(stops[0][0], 0.0), *stops, (stops[-1][0], 100.0)]
    return f"gradient.linear({', '.join(f'({ink}, {place:g}%)' for ink, place in stops)})"


def name(table: Any, caption: str, label: str) -> None:
    """Give a table element a caption, and an id where it has none."""
    from lxml import etree

    made = etree.Element("caption")
    made.text = caption
    table.insert(0, made)
    if label and not table.get("id"):
        table.set("id", label)


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
        # statsmodels and others leave the corner above the names of the rows empty
        only = any(each.tag == "th" for each in cells) and all(
            each.tag == "th" or not _plain(each) for each in cells
        )
        leading = (
            leading and only and (parent not in ("tbody", "tfoot") or not element.xpath("./thead"))
        )
        head = parent == "thead" or leading
        made = [_cell(each, page, host, head) for each in cells]
        if made and row.get("id"):
            made[0].body = host.anchor(row.get("id")) + made[0].body
        if not made:
            continue
        if not head and not any(each.tag == "td" for each in cells):  # a title among the rows
            made = [replace(each, header=False, bold=True) for each in made]
        (header if head else foot if parent == "tfoot" else body).append(made)
    if not body and not foot:
        header, body = [], header
    before = host.anchor(name) if name and not captions else ""
    made_table = Table(header, body + foot, name=name)
    if captions:
        made_table.caption = looks.spoken(_inside(captions[0], host), captions[0].get("lang"))
    elif before and (header or body):
        first = (header or body)[0][0]
        first.body = before + first.body
    return made_table


def _cell(element: Any, page: Page, host: Host, head: bool) -> Cell:
    row = page.styles.style(element.getparent())
    style: dict[str, str] = {
        name: row[name] for name in ("color", "background-color", "background") if name in row
    }
    style |= page.styles.style(element)
    side = style.get("text-align") or (element.get("align") or "").lower()
    body = looks.spoken(_inside(element, host), element.get("lang"))
    if style.get("font-style") in ("italic", "oblique"):
        body = markup.call("emph", body)
    return Cell(
        host.anchor(element.get("id") or "") + body,
        _plain(element) if _literal(element) else _FORMULA.sub(_about, _plain(element)),
        colspan=_span(element.get("colspan")),
        rowspan=_span(element.get("rowspan")),
        header=element.tag == "th" or head,
        align=side if side in ("left", "right", "center") else None,
        fill=_fill(element.get("bgcolor"))
        or _fill(style.get("background"))
        or _fill(style.get("background-color")),
        ink=colours.typst(style.get("color")),
        bold=style.get("font-weight", "") in ("bold", "bolder", "600", "700", "800", "900"),
    )


def _about(formula: re.Match[str]) -> str:
    """Return about as many letters as a formula draws."""
    return re.sub(r"\\([A-Za-z]+)|[{}^_$\\]", lambda found: "m" if found[1] else "", formula[0])


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
    parts = [_words(element.text, element, host)]
    for child in element:
        if isinstance(child.tag, str):
            parts.append(_inline(child, host, first=not "".join(parts).strip()))
        parts.append(_words(child.tail, element, host))
    return "".join(parts).strip()


def _words(text: str | None, element: Any, host: Host) -> str:
    """Return text of an element with the formulas in it, as MathJax finds them."""
    if not text:
        return ""
    parts, done = [], 0
    formulas = ("$" in text or "\\" in text) and not _literal(element)
    for found in _FORMULA.finditer(text) if formulas else ():
        tex = found["display"] or found["bracket"] or found["round"] or found["inline"]
        parts.append(_plain_words(text[done : found.start()]))
        parts.append(host.formula(tex, display=False))
        done = found.end()
    return "".join([*parts, _plain_words(text[done:])])


def _literal(element: Any) -> bool:
    """Tell whether MathJax leaves an element alone: a class of it or around it says so."""
    around = [element, *element.iterancestors()]
    return any(not _IGNORED.isdisjoint((one.get("class") or "").split()) for one in around)


def _plain_words(text: str) -> str:
    return markup.text(re.sub(r"[ \t\r\n]+", " ", text))


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
            size=images.asked(element.attrib),
            inline=True,
        )
    if tag == "table":
        return before + host.table(table(element, Page(""), host))
    if tag in ("code", "kbd", "samp", "tt", "pre"):
        return before + f"#raw({markup.string(element.text_content())});"
    if element.get("data-live"):
        return before + host.elsewhere(element.get("data-live"), element.get("data-address") or "")
    told = looks.style(element.get("style") or "")
    if tag == "font":
        told = {"color": element.get("color") or ""} | told
    if tag == "mark":
        told = {"background-color": "#fff3a3"} | told
    body = looks.spoken(looks.worded(_inside(element, host), told), element.get("lang"))
    if tag == "a" and element.get("href"):
        return before + host.link(element.get("href"), body, element.text_content())
    if tag == "q":
        return before + f"“{body}”"
    if tag in _WRAP and body:
        return before + markup.call(_WRAP[tag], body)
    if tag in _BLOCKS and body:
        mark = "• " if tag == "li" else ""
        return before + ("" if first else "#linebreak();") + mark + body
    return before + body
