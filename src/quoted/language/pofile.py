"""Catalogue files: read one, or say what is wrong with it, and in which line.

Babel reads them; it skips or guesses at what it does not understand, and a translation would be
lost without a word. Which translations are missing or stale is for `quoted.language.catalogue`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.pofile import PoFileError, read_po

from quoted.language import DOMAIN

TEXT = r'"(?:[^"\\]|\\.)*"'
LINE = re.compile(rf"(?P<keyword>[a-z_]+(?:\[\d\])?)?\s*(?P<text>{TEXT})|(?:[#|].*)?")
CONTROL = re.compile("[\\x00-\\x08\\x0a-\\x1f\\x7f-\\x9f\\u2028\\u2029]")
BEFORE = {
    "msgid": ("", "msgstr", "msgstr[]"),
    "msgid_plural": ("msgid",),
    "msgstr": ("msgid",),
    "msgstr[]": ("msgid_plural", "msgstr[]"),
}
"""The keywords, and which may stand before each."""
ENTRY = "a comment, or msgid and msgstr in turn with a text in quotation marks"


def read(path: Path, code: str | None) -> Catalog:
    """Read a catalogue, or the template, whose `code` is None; fuzzy and obsolete entries too.

    Raises
    ------
    ValueError
        Naming file, line, what was found and what was expected.
    """
    raw = path.read_bytes()
    try:
        lines = [line.strip() for line in raw.decode().split("\n")]
    except UnicodeDecodeError as error:
        found = f"byte 0x{raw[error.start]:02x}, which is not UTF-8"
        raise _refused(path, raw[: error.start].count(b"\n") + 1, found, "UTF-8 text") from None
    for number, found, expected in _faults(lines):
        raise _refused(path, number, found, expected)
    try:
        catalogue = read_po(lines, locale=code, domain=DOMAIN, abort_invalid=True)
    except PoFileError as error:
        raise _refused(path, error.lineno + 1, f"an entry with a fault ({error})", ENTRY) from None
    except (ValueError, LookupError) as error:
        raise _refused(path, None, f"a header with a fault ({error})", _header(code)) from None
    told = (catalogue.charset, str(catalogue.locale_identifier), catalogue.plural_forms)
    if code and told != ("utf-8", code, Catalog(locale=code).plural_forms):
        raise _refused(path, None, f"a header with {', '.join(told)}", _header(code))
    return catalogue


def _faults(lines: list[str]) -> Iterator[tuple[int, str, str]]:
    """Yield line, what was found and what was expected."""
    before, ids = "", []
    for number, line in enumerate(lines, start=1):
        control = CONTROL.search(line)
        if control:
            yield number, f"the control character U+{ord(control[0]):04X}", "printable text"
        match = LINE.fullmatch(line.removeprefix("#~").strip())
        keyword = re.sub(r"\d", "", (match and match["keyword"]) or "")
        if match is None or (keyword and before not in BEFORE.get(keyword, ())):
            yield number, ascii(line[:60]), ENTRY
            return
        before = keyword or before
        if match["text"] and before == "msgid" and not line.startswith("#~"):
            ids += [(number, "")] if keyword else []
            ids[-1] = (ids[-1][0], ids[-1][1] + match["text"][1:-1])
    first: dict[str, int] = {}
    for number, text in ids:
        if first.setdefault(text, number) != number:
            yield number, f"the message of line {first[text]} a second time", "each message once"


def _header(code: str | None) -> str:
    plural = Catalog(locale=code).plural_forms
    return f"utf-8, {code}, {plural}" if code else "utf-8"


def _refused(path: Path, line: int | None, found: str, expected: str) -> ValueError:
    place = f"{path}, line {line}" if line else str(path)
    return ValueError(f"{place}: found {found}, expected {expected}")
