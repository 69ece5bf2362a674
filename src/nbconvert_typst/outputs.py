"""Outputs of code cells: terminal text, colours, and the choice among MIME types.

What a chosen output becomes is written by `document`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from nbconvert_typst import markup

IMAGES = {
    "image/svg+xml": "svg",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/gif": "gif",
}
WIDGET = "application/vnd.jupyter.widget-view+json"

_SEQUENCE = re.compile(
    "\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)"  # window titles, links
    "|\x1b[PX^_].*?\x1b\\\\|\x1b[()*+].|\x1b[=>78cDEHMNOZ]"
    "|\x1b\\[[0-9;:<=>?]*[ -/]*[@-ln-~]"  # anything but colours
)
_OBJECT = re.compile(r"^<[\w.]+(?: object)?(?: at 0x[0-9a-f]+)?>$")
_INK = {
    "black": "#1b2733",
    "red": "#b3261e",
    "green": "#1e6b33",
    "yellow": "#7a5a00",
    "blue": "#143c6e",
    "magenta": "#8a2a86",
    "cyan": "#0b6270",
    "white": "#4a5768",
}


def text(told: object) -> str:
    """Return a multi-line string of a notebook: nbformat allows a list of lines as well."""
    if isinstance(told, str):
        return told
    if isinstance(told, list | tuple):
        return "".join(text(each) for each in told)
    return "" if told is None else str(told)


def meaningless(plain: str) -> bool:
    """Say whether a text/plain is nothing but the name of an object's class."""
    return not plain.strip() or bool(_OBJECT.match(plain.strip()))


def terminal(raw: str) -> str:
    """Return terminal text as it stands on the screen in the end, colours left in.

    Carriage returns and backspaces overwrite, as progress bars mean them to.
    """
    shown = _SEQUENCE.sub("", raw).replace("\r\n", "\n").replace("\a", "")
    if "\r" not in shown and "\b" not in shown:
        return shown
    return "\n".join(_overwrite(line) for line in shown.split("\n"))


def _overwrite(line: str) -> str:
    result = ""
    for part in line.rstrip("\r").split("\r"):
        coloured = "\x1b" in part or "\x1b" in result  # widths are not lengths there
        result = part or result if coloured else part + result[len(part) :]
    while "\b" in result:
        shorter = re.sub("[^\b]\b", "", result, count=1)
        result = shorter if shorter != result else result.replace("\b", "")
    return result


def runs(raw: str) -> str | None:
    """Return coloured terminal text as Typst markup, or None where there is no colour."""
    if "\x1b[" not in raw:
        return None
    from nbconvert.filters.ansi import ansi2html

    parts = []
    for opening, body in re.findall(r"(<span[^>]*>)?([^<]+)(?:</span>)?", str(ansi2html(raw))):
        plain = body.replace("&lt;", "<").replace("&gt;", ">").replace("&#34;", '"')
        plain = plain.replace("&#39;", "'").replace("&amp;", "&")
        literal = f"raw({markup.string(plain)})"
        bold = "ansi-bold" in opening
        ink = re.search(r"ansi-(\w+?)(?:-intense)?-fg", opening)
        rgb = re.search(r"(?<!-)color: rgb\((\d+),(\d+),(\d+)\)", opening)
        colour = (
            f'rgb("{_INK[ink[1]]}")' if ink and ink[1] in _INK else _readable(rgb) if rgb else None
        )
        options = ([f"fill: {colour}"] if colour else []) + (['weight: "bold"'] if bold else [])
        parts.append(f"#text({', '.join(options)}, {literal});" if options else f"#{literal};")
    return "".join(parts)


def _readable(rgb: re.Match[str]) -> str:
    """Return a colour of 256, darkened where it would be too pale on paper."""
    red, green, blue = (int(each) for each in rgb.groups())
    pale = max(1.0, (0.3 * red + 0.59 * green + 0.11 * blue) / 105)
    return f"rgb({red / pale:.0f}, {green / pale:.0f}, {blue / pale:.0f})"


def clip(told: str, lines: int, characters: int) -> tuple[str, int]:
    """Return the start of a text and how many lines of it are left out (at least one if any is)."""
    rows = told.split("\n")
    kept = "\n".join(rows[:lines])[:characters]
    if len(kept) >= len(told.rstrip("\n")):
        return told, 0
    return kept, max(1, len(rows) - kept.count("\n") - 1)


def alternative(metadata: Mapping[str, Any], mime: str, key: str) -> str:
    """Return a text about an output from its metadata, for one MIME type or for all."""
    own = metadata.get(mime)
    told = own.get(key) if isinstance(own, Mapping) else None
    told = told if told is not None else metadata.get(key)
    return told if isinstance(told, str) else ""
