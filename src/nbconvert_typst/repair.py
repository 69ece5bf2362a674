"""HTML tables whose tags are wrong, as browsers read them, for what reads only right ones.

Nothing is left out: what may not stand in a table goes before it. What a table holds is the
business of `html`.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import Any

TABLE = (
    r"(?is:<table\b(?:(?!</?table\b).|<table\b(?:(?!</?table\b).){0,100000}</table\s*>){0,100000}"
    r"</table\s*>)"
)
"""A table in Markdown, perhaps with tables in it."""
_SECTIONS = ("thead", "tbody", "tfoot")
_CELLS = ("td", "th")
_HELD: dict[str, tuple[str, ...]] = {
    "table": ("caption", "colgroup", "col", "tr", *_SECTIONS),
    **dict.fromkeys(_SECTIONS, ("tr",)),
    "tr": _CELLS,
    "colgroup": ("col",),
}
"""What may stand in what; a cell or a caption holds anything."""
_UNSEEN = ("script", "style", "template")
_TAG = re.compile(r"(?i)<(/?)(table|caption|colgroup|col|thead|tbody|tfoot|tr|td|th)\b[^<>]*>")
_NOT_SEEN = re.compile(r"(?is)<!--.*?(?:-->|\Z)|<(script|style|template)\b.*?(?:</\1\s*>|\Z)")
_INDENTED = re.compile(r"\n[ \t]*\n(?: {4}|\t)[ \t]*<")
_CELL = re.compile(
    r"(?is)(<t[dh]\b[^<>]*>)(.*?)(?=</?t(?:[dhr]|able|body|head|foot)\b|</(?:td|th|tr)>|\Z)"
)
_INLINE = re.compile(r"(?i)<(/?)(tt|code|b|i|em|strong|font|span|a|small|big|u|sub|sup)\b[^<>]*>")


def sound(table: str) -> bool:
    """Say whether the tags of a table in Markdown are right, and no blank line ends it."""
    if _INDENTED.search(table):
        return False
    table = _NOT_SEEN.sub("", table)
    opened: list[str] = []
    done = 0
    for tag in _TAG.finditer(table):
        holder, name = opened[-1] if opened else "", tag[2].lower()
        if holder in _HELD and table[done : tag.start()].strip():
            return False
        done = tag.end()
        if tag[1]:
            if name == "col":
                continue
            if holder != name:
                return False
            opened.pop()
        elif name not in _HELD.get(holder, ("table",)):
            return False
        elif name != "col":
            opened.append(name)
    return not opened


def closed(table: str) -> str:
    """Return a table in Markdown with right tags; one in a quotation as it is."""
    if sound(table) or re.search("(?m)^[ \t]*>", table):
        return table
    from lxml import html

    lines = re.sub(r"\n\s*\n", "\n", cells_closed(table))
    root = html.fragment_fromstring(lines, create_parent="div")
    tidy(root)
    return "".join(html.tostring(each, encoding="unicode") for each in root)


def cells_closed(source: str) -> str:
    """Return HTML whose cells close what they open: letters do not stay bold after them."""
    if source.lower().count("<td") <= source.lower().count("</td"):
        return source

    def cell(found: re.Match[str]) -> str:
        opened: Counter[str] = Counter()
        for slash, name in _INLINE.findall(found[2]):
            opened[name] = max(0, opened[name] - 1) if slash else opened[name] + 1
        return found[0] + "".join(f"</{name}>" * opened[name] for name in reversed(opened))

    return _CELL.sub(cell, source)


def tidy(root: Any) -> None:
    """Give the tables below an element their rows: cells in rows, and before them what is none.

    One without any row is a line of links or pictures, and one of a single cell a box. Neither
    becomes a table without header cells, in which no reader of the screen can find the way.
    """
    for table in list(root.iter("table")):
        alone = [each.tag for each in islice(table.iter(*_CELLS), 2)] == ["td"]
        if alone or next(table.iter("tr"), None) is None:
            for each in (table, *table.iter("caption", "tr", *_SECTIONS, *_CELLS)):
                each.tag = "div"
            continue
        stray = table.makeelement("div")
        _clean(table, stray)
        if len(stray) or (stray.text or "").strip():
            table.addprevious(stray)


def _clean(holder: Any, stray: Any) -> None:
    """Move what may not stand in a table or a part of it."""
    _say(stray, holder.text)
    holder.text = row = None
    waiting = list(holder)[::-1]
    while waiting:
        child = waiting.pop()
        _say(stray, child.tail)
        child.tail = None
        if not isinstance(child.tag, str) or child.tag in _UNSEEN:
            continue
        if child.tag in _CELLS and holder.tag != "tr":
            if row is None:
                row = holder.makeelement("tr")
                child.addprevious(row)
            row.append(child)
            continue
        row = None
        if child.tag in _HELD[holder.tag]:
            if child.tag in _HELD:
                _clean(child, stray)
        elif child.tag != "table" and next(child.iter("tr", *_CELLS), None) is not None:
            _say(stray, child.text)  # a form or a link around rows
            inner = list(child)[::-1]
            for each in inner:
                child.addnext(each)
            holder.remove(child)
            waiting += inner
        else:
            stray.append(child)


def _say(stray: Any, text: str | None) -> None:
    if not (text or "").strip():
        return
    if len(stray):
        stray[-1].tail = f"{stray[-1].tail or ''}{text}"
    else:
        stray.text = f"{stray.text or ''}{text}"
