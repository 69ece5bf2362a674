"""Outputs of code cells: terminal text, colours, and the choice among MIME types.

What a chosen output becomes is written by `document`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from nbconvert_typst import colours, markup

IMAGES = {
    "image/svg+xml": "svg",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/gif": "gif",
}
WIDGET = "application/vnd.jupyter.widget-view+json"

OVERWRITTEN = 1_000
"""States of one line that are looked at, the last ones: a progress bar has no end of them."""
LAST_STATES = 50
"""The same where so much was printed that it is cut."""
_SEQUENCE = re.compile(
    "\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)"  # window titles, links
    "|\x1b[PX^_].*?\x1b\\\\|\x1b[()*+].|\x1b[=>78cDEHMNOZ]"
    "|\x1b\\[[0-9;:<=>?]*[ -/]*[@-ln-~]"  # anything but colours
)
CHARTS = {
    "vega": "Vega",
    "vegalite": "Vega-Lite",
    "plotly": "Plotly",
    "bokehjs_exec": "Bokeh",
    "holoviews_exec": "HoloViews",
    "geo+json": "GeoJSON",
    "molecular": "molecule",
}
"""Kinds of charts that a browser draws, by a part of their MIME types."""
_CHART = re.compile(rf"^application/(?:vnd\.)?({'|'.join(map(re.escape, CHARTS))})(?=$|[.+])")
_LOADER = re.compile(r"^application/vnd\.\w+_load\b")
_MOVES_PICTURES = "window.mpl = {};"
_OBJECT = re.compile(r"^<[\w.]+(?: object)?(?: at 0x[0-9a-f]+)?>$|^<IPython\.[\w.]+ object>$")
_REPRESENTATION = re.compile(r"(?s)^(?:<.*>|[A-Za-z_][\w.]*(?:\(.*\)|\{.*\}|\s+\[0\].*)|:\w+.*)$")
_INK = ("#1b2733", "#b3261e", "#1e6b33", "#7a5a00", "#143c6e", "#8a2a86", "#0b6270", "#4a5768")
"""Black, red, green, yellow, blue, magenta, cyan and white as they can be read on paper."""
_GROUND = ("#1b2733", "#e6a39f", "#a9d6b4", "#f0dc9b", "#a8c0e4", "#deb0dc", "#a5d9e0", "#e3e7eb")
"""The same as backgrounds."""
_CUT = re.compile("\x1b\\[?[0-9;:]*\\Z")
"""The start of a colour whose end was cut off."""
_GRAPHICS = re.compile("\x1b\\[([0-9;:]*)m")


def text(told: object) -> str:
    """Return a multi-line string of a notebook: nbformat allows a list of lines as well."""
    if isinstance(told, str):
        return told
    if isinstance(told, list | tuple):
        return "".join(text(each) for each in told)
    return "" if told is None else str(told)


def chart(data: Mapping[str, Any]) -> str:
    """Return the kind of chart in an output that only a browser draws, or nothing."""
    found = (_CHART.match(mime) for mime in data)
    return next((CHARTS[each[1]] for each in found if each), "")


def loader(data: Mapping[str, Any]) -> bool:
    """Say whether an output only loads a library of JavaScript.

    That of matplotlib's ``%matplotlib notebook`` moves a picture, which follows as it is.
    """
    script = text(data.get("application/javascript"))
    return _MOVES_PICTURES in script or any(_LOADER.match(mime) for mime in data)


def representation(plain: str) -> bool:
    """Say whether a text/plain is how a program writes an object, as ``alt.Chart(...)``."""
    return bool(_REPRESENTATION.match(plain.strip()))


def kind(plain: str) -> str:
    """Return the name of the class in the representation of an object, or nothing."""
    found = re.match(r"<?:?([A-Za-z_][\w.]*)", plain.strip())
    return found[1] if found and representation(plain) else ""


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


def last_states(raw: str) -> str:
    """Return terminal text without what its lines overwrite again and again."""
    if "\r" not in raw:
        return raw
    return "\n".join("\r".join(line.split("\r")[-LAST_STATES:]) for line in raw.split("\n"))


def _overwrite(line: str) -> str:
    result = ""
    for part in line.rstrip("\r").split("\r")[-OVERWRITTEN:]:
        coloured = "\x1b" in part or "\x1b" in result  # widths are not lengths there
        result = part or result if coloured else part + result[len(part) :]
    if "\b" not in result:
        return result
    kept: list[str] = []
    for each in result:
        if each != "\b":
            kept.append(each)
        elif kept:
            kept.pop()
    return "".join(kept)


@dataclass
class Pen:
    """How a terminal writes: colours as ``#rrggbb``, and whether bold, underlined and so on."""

    ink: str | None = None
    ground: str | None = None
    bold: bool = False
    italic: bool = False
    underlined: bool = False
    struck: bool = False
    inverse: bool = False

    def take(self, told: str) -> None:
        """Follow the numbers of a sequence ``ESC [ ... m``."""
        numbers = [int(each) if each else 0 for each in re.split("[;:]", told)]
        while numbers:
            number = numbers.pop(0)
            match number:
                case 0:
                    self.__init__()  # type: ignore[misc]
                case 1 | 22:
                    self.bold = number == 1
                case 3 | 23:
                    self.italic = number == 3
                case 4 | 24:
                    self.underlined = number == 4
                case 7 | 27:
                    self.inverse = number == 7
                case 9 | 29:
                    self.struck = number == 9
                case 38 | 48:
                    shade = _shade(numbers, _INK if number == 38 else _GROUND)
                    self.ink, self.ground = (
                        (shade, self.ground) if number == 38 else (self.ink, shade)
                    )
                case 39:
                    self.ink = None
                case 49:
                    self.ground = None
                case _ if 30 <= number < 38 or 90 <= number < 98:
                    self.ink = _INK[number % 10]
                case _ if 40 <= number < 48 or 100 <= number < 108:
                    self.ground = _GROUND[number % 10]

    def write(self, plain: str) -> str:
        """Return text in Typst's spelling."""
        ink, ground = self.ink, self.ground
        if self.inverse:
            ink, ground = ground or "#ffffff", ink or _INK[0]
        options = []
        if ink:
            told = colours.read(ink)
            assert told
            shade = told if ground else colours.readable(told)
            options.append(f"fill: {colours.spelled(shade)}")
        if self.bold:
            options.append('weight: "bold"')
        if self.italic:
            options.append('style: "italic"')
        literal = f"raw({markup.string(plain)})"
        shown = f"#text({', '.join(options)}, {literal});" if options else f"#{literal};"
        if self.underlined:
            shown = markup.call("underline", shown)
        if self.struck:
            shown = markup.call("strike", shown)
        if ground:
            shown = f'#highlight(fill: rgb("{ground}"))[{shown}];'
        return shown


def _shade(numbers: list[int], first: Sequence[str]) -> str | None:
    """Return a colour of 256 or of all, having taken its numbers."""
    kind = numbers.pop(0) if numbers else 0
    if kind == 2 and len(numbers) >= 3:
        mixed = [min(255, numbers.pop(0)) for _ in range(3)]
    elif kind == 5 and numbers:
        number = min(255, numbers.pop(0))
        if number < 16:
            return first[number % 8]
        if number >= 232:
            mixed = [8 + 10 * (number - 232)] * 3
        else:
            steps = ((number - 16) // 36, (number - 16) // 6 % 6, (number - 16) % 6)
            mixed = [55 + 40 * each if each else 0 for each in steps]
    else:
        return None
    return "#" + "".join(f"{each:02x}" for each in mixed)


def plain(coloured: str) -> str:
    """Return terminal text without its colours."""
    return _GRAPHICS.sub("", coloured)


def runs(raw: str, pen: Pen) -> str:
    """Return coloured terminal text as Typst markup, as a pen goes on with it.

    Only lines that must be able to end within a word are looked through for them.
    """

    def long(line: str) -> bool:
        return markup.unbroken(plain(line)) >= markup.LONG

    groups = groupby(raw.splitlines(keepends=True), long)
    bodies = ((loose, _written("".join(lines), pen)) for loose, lines in groups)
    return "".join(f"#nb.loose[{body}];" if loose else body for loose, body in bodies)


def _written(raw: str, pen: Pen) -> str:
    parts, done = [], 0
    for found in [*_GRAPHICS.finditer(raw), None]:
        shown = raw[done : found.start() if found else None]
        if shown:
            parts.append(pen.write(shown.replace("\x1b", "")))
        if found:
            pen.take(found[1])
            done = found.end()
    return "".join(parts)


def clip(told: str, lines: int, characters: int) -> tuple[str, int]:
    """Return the start of a text and how many lines of it are left out (at least one if any is)."""
    rows = told.split("\n")
    kept = _CUT.sub("", "\n".join(rows[:lines])[:characters])
    if len(kept) >= len(told.rstrip("\n")):
        return told, 0
    return kept, max(1, len(rows) - kept.count("\n") - 1)


def alternative(metadata: Mapping[str, Any], mime: str, key: str) -> str:
    """Return a text about an output from its metadata, for one MIME type or for all."""
    own = metadata.get(mime)
    told = own.get(key) if isinstance(own, Mapping) else None
    told = told if told is not None else metadata.get(key)
    return told if isinstance(told, str) else ""
