"""Typst literals: text, strings and values written so that Typst reads them back unchanged.

Only spelling belongs here; what is written is decided by the callers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from nbconvert_typst import limits

_MARKUP = re.compile(
    r"[\\#$*_`<>@\[\]~;]"
    r"|(?:^|(?<=/))/|/(?=[/*]|$)"  # comments, addresses, term lists
    r"|^-|-$|-(?=[-?\d])|(?<=-)-"  # lists, dashes, soft hyphens, minus signs
    r"|^[=+]|\.(?=\.)|(?<=\.)\."  # headings, numbered lists, ellipses
    r"|(?:(?<=^\d)|(?<=^\d\d)|(?<=^\d\d\d)|(?<=^\d\d\d\d))\.(?=\s|$)"
)
_GLUED = (
    "[^ \\t\\n\\u2000-\\u200b\\u3000\\u0590-\\u08ff\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff"
    "\\u2e80-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff\\uff00-\\uffef]"
)
_STRETCH = re.compile(rf"{_GLUED}+(?:[ \t]+[:.!?,;/)\]}}»…—(\[{{«]{_GLUED}*)*")
LONG = 40
"""Characters from which a piece without a place to end a line may be broken, outside tables."""
ESCAPES = 500
"""Signs up to which each is escaped: Typst takes a time that grows with the square of them."""
ANCHOR = re.compile(r'#nb\.anchor\(("(?:[^"\\]|\\.)*")\);')
"""A place that links lead to, as a call of the template."""
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_BREAKS = re.compile("[\t\n\r\x85\u2028\u2029]+")


def visible(text: str) -> str:
    """Return `text` with control characters, which no font can show, spelled ``\\x07``.

    Of marks that pile up on a letter by the hundred, the first are kept and the rest counted.
    """
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", limits.unstacked(text))


def stretches(plain: str) -> list[str]:
    """Return the pieces of a text in which no line can end, but for the letters of East Asia."""
    return [found[0] for found in _STRETCH.finditer(plain)]


def unbroken(plain: str) -> int:
    """Return the length of the longest piece of a text in which no line can end.

    Marks join it to the word before: Unicode allows no break before them, even after a space.
    """
    return max((len(found[0]) for found in _STRETCH.finditer(plain)), default=0)


def text(plain: str) -> str:
    """Return `plain` as Typst markup that shows exactly these characters on one line."""
    flat = _BREAKS.sub(" ", visible(plain))
    shown, signs = _MARKUP.subn(r"\\\g<0>", flat)
    if signs > ESCAPES:
        shown = f"#{string(re.sub(' +', ' ', flat))};"
    return f"#nb.loose[{shown}];" if unbroken(plain) >= LONG else shown


def string(plain: str) -> str:
    """Return `plain` as a Typst string literal."""
    escaped = visible(plain).replace("\\", "\\\\").replace('"', '\\"')
    escaped = escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return f'"{escaped}"'


class Code(str):
    """Something that is Typst code as it stands."""


def value(plain: object) -> str:
    """Return a Python value (None, bool, number, str, sequence, mapping) as Typst code."""
    match plain:
        case None:
            return "none"
        case bool():
            return "true" if plain else "false"
        case int() | float():
            return str(plain)
        case Code():
            return str(plain)
        case str():
            return string(plain)
        case Mapping():
            items = [f"{string(str(key))}: {value(item)}" for key, item in plain.items()]
            return f"({', '.join(items) or ':'})"
        case Sequence():
            return "(" + "".join(f"{value(item)}, " for item in plain).rstrip() + ")"
        case _:
            raise TypeError(f"no Typst spelling for {type(plain).__name__}: {plain!r}")


def call(name: str, *bodies: str, **arguments: object) -> str:
    """Return a function call in markup, closed by ``;`` so that what follows stays text.

    Parameters
    ----------
    name
        A function of Typst or of the template.
    *bodies
        Typst markup, each becomes a content block after the parentheses.
    **arguments
        Python values; ``None`` leaves the argument out, ``_`` in a name stands for ``-``.
    """
    named = ", ".join(
        f"{key.replace('_', '-')}: {value(item)}"
        for key, item in arguments.items()
        if item is not None
    )
    return (
        f"#{name}"
        + (f"({named})" if named or not bodies else "")
        + "".join(f"[{body}]" for body in bodies)
        + ";"
    )
