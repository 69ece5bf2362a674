"""Dates in a sentence, in French and English, as ISO 8601: a day, a month or a span of them."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

_MONTHS = {
    1: "janvier|janv|january|jan",
    2: "février|févr|february|feb",
    3: "mars|march|mar",
    4: "avril|april|apr",
    5: "mai|may",
    6: "juin|june",
    7: "juillet|juil|july",
    8: "août|august|aug",
    9: "septembre|september|sept|sep",
    10: "octobre|october|oct",
    11: "novembre|november|nov",
    12: "décembre|déc|december|dec",
}
_BY_NAME = {name: n for n, names in _MONTHS.items() for name in names.split("|")}
MONTHS = "|".join(sorted(_BY_NAME, key=len, reverse=True))


class When(NamedTuple):
    """A date or a span ("2025-03-03/2025-03-12"), from `start` to `end` of the text."""

    start: int
    end: int
    iso: str


def _forms() -> list[re.Pattern[str]]:
    """Return the forms in which dates are printed, longest first."""
    month = rf"(?P<m{{0}}>{MONTHS})\b\.?"
    day, year = r"(?:le\s+)?(?P<d{0}>\d{{1,2}})(?:er|st|nd|rd|th)?\b", r"(?P<y{0}>(?:19|20)\d\d)\b"
    to = r"\s*(?:,?\s(?:au|et|to|and|until|through|à)\s|-|–)\s*(?:le\s+|the\s+)?"
    d1, d2, m1, m2, y1, y2 = (part.format(n) for part in (day, month, year) for n in (1, 2))
    of = r"\s+(?:of\s+|de\s+)?"
    return [
        re.compile(rf"(?<!\w){form}", re.I)
        for form in (
            rf"{d1}(?:{of}{m1})?(?:\s+{y1})?{to}{d2}{of}{m2},?\s+{y2}",
            rf"{m1}\s+{d1}(?:,?\s+{y1})?{to}(?:{m2}\s+)?{d2},?\s+{y2}",
            rf"{m1}(?:\s+{y1})?{to}{m2},?{of}{y2}",
            rf"{d2}{of}{m2},?\s+{y2}",
            rf"{m2}\s+{d2},?\s+{y2}",
            rf"{m2},?{of}{y2}",
        )
    ]


_FORMS = _forms()


def dates(text: str) -> list[When]:
    """Return the dates of a text that name at least month and year."""
    found: list[When] = []
    for form in _FORMS:
        for match in form.finditer(text):
            if not any(each.start < match.end() and match.start() < each.end for each in found):
                found.append(When(match.start(), match.end(), _iso(match.groupdict())))
    return sorted(each for each in found if each.iso)


def _iso(part: dict[str, str | None]) -> str:
    """Return the date or span; nothing for a day that there is not."""
    month = part["m2"] or part.get("m1")
    assert month and part["y2"]
    last = _one(part["y2"], month, part.get("d2"))
    if "m1" not in part:
        return last
    first = _one(part.get("y1") or part["y2"], part["m1"] or month, part.get("d1"))
    return f"{first}/{last}" if first and last and first < last else ""


def _one(year: str, month: str, day: str | None) -> str:
    parts = [int(year), _BY_NAME[month.lower()], *([int(day)] if day else [])]
    try:
        dt.date(*parts, *(() if day else (1,)))
    except ValueError:
        return ""
    return "-".join([str(parts[0]), *(f"{part:02d}" for part in parts[1:])])
