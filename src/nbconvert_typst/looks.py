"""How HTML says that something looks: styles, alert boxes, what is hidden, what needs a browser.

Markdown, HTML outputs and table cells have these in common. Where the elements come from is the
business of `writer` and `html`, what the look becomes of the template.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from html import unescape

from nbconvert_typst import colours, markup

LIVE = {"script", "iframe", "canvas", "video", "audio", "object", "embed", "applet"}
"""Elements that need a browser."""
FRAMES = {"iframe", "video", "audio", "object", "embed"}
"""Those that show something from elsewhere."""
ALERTS = {
    "alert-info": "note",
    "alert-success": "tip",
    "alert-warning": "warning",
    "alert-danger": "caution",
    "alert": "note",
    "note": "note",
    "tip": "tip",
    "important": "important",
    "warning": "warning",
    "caution": "caution",
}
BREAKS = ("always", "page", "left", "right")
FRAME = re.compile(
    r"(?is)<(?P<frame>iframe|video|audio|object|embed)\b[^<>]*(?:<(?!(?P=frame)\b)[^<>]*)*>"
    r"(?:(?:(?!<(?P=frame)\b).){0,20000}?</(?P=frame)\s*>)?"
)
"""A frame or a player in the text of HTML."""
_SOURCE = re.compile(r"\b(?:src|data)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.I)


def style(told: str) -> dict[str, str]:
    """Return the declarations of a style, in small letters."""
    pairs = (each.partition(":") for each in told.split(";"))
    return {
        name.strip().lower(): setting.replace("!important", "").strip().lower()
        for name, _, setting in pairs
        if setting
    }


def hidden(attributes: Mapping[str, str]) -> bool:
    """Say whether an element is not seen in a browser either."""
    told = style(attributes.get("style") or "")
    return (
        "hidden" in attributes
        or told.get("display") == "none"
        or told.get("visibility") == "hidden"
    )


def spoken(body: str, language: str | None) -> str:
    """Return a text in the language of an attribute ``lang``, where it has one."""
    told = re.fullmatch(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2}))?", language or "")
    if not told or not body.strip():
        return body
    region = f', region: "{told[2].lower()}"' if told[2] else ""
    return f'#text(lang: "{told[1].lower()}"{region})[{body}];'


def worded(body: str, told: Mapping[str, str]) -> str:
    """Return words in the colours and the weight of a style."""
    if not body.strip():
        return body
    ink = colours.typst(told.get("color"))
    fill = colours.typst(told.get("background-color") or told.get("background"))
    if told.get("font-weight") in ("bold", "bolder", "600", "700", "800", "900"):
        body = markup.call("strong", body)
    if told.get("font-style") in ("italic", "oblique"):
        body = markup.call("emph", body)
    if "underline" in told.get("text-decoration", ""):
        body = markup.call("underline", body)
    if "line-through" in told.get("text-decoration", ""):
        body = markup.call("strike", body)
    if ink:
        body = f"#text(fill: {ink})[{body}];"
    if fill:
        body = f"#highlight(fill: {fill})[{body}];"
    return body


def boxed(body: str, classes: Collection[str], attributes: Mapping[str, str]) -> str:
    """Return blocks with the side, the colours and the box that an element gives them."""
    body = spoken(body, attributes.get("lang"))
    told = style(attributes.get("style") or "")
    side = told.get("text-align") or attributes.get("align", "").lower()
    before = any(told.get(each) in BREAKS for each in ("page-break-before", "break-before"))
    after = any(told.get(each) in BREAKS for each in ("page-break-after", "break-after"))
    if body:
        ink = colours.typst(told.get("color"))
        fill = colours.typst(told.get("background-color") or told.get("background"))
        if ink:
            body = f"#text(fill: {ink})[{body}];"
        if "title" in classes:
            body = markup.call("nb.lead", markup.call("strong", body))
        kind = next((ALERTS[each] for each in ALERTS if each in classes), None)
        if kind:
            body = markup.call("nb.alert", body, kind=kind)
        elif fill:
            body = f"#nb.filled({fill})[{body}];"
        if side in ("center", "right"):
            body = f"#align({side})[{body}];"
    parts = ["#nb.page-break();" if before else "", body, "#nb.page-break();" if after else ""]
    return "\n\n".join(filter(None, parts))


def stand_in(tag: str, address: str) -> str:
    """Return what stands for an element that shows something from elsewhere, for a while."""
    safe = address.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return f'<div data-live="{tag}" data-address="{safe}"></div>'


def address(given: str) -> str:
    """Return the address in the text of a tag and what it holds; none of what scripts fill in."""
    found = _SOURCE.search(given)
    told = unescape(next(filter(None, found.groups()), "")) if found else ""
    return "" if told.startswith(("data:", "about:", "javascript:")) else told.strip()
