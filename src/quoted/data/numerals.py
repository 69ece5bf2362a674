"""Numbers as articles print them, in French and English: shares and counts, each with its word.

What a number is about, and whether it is one that counts, is for `quoted.reading`; here a text is
only read. Words of both languages are known at once: an article may quote the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

NUMBER = r"(?:\d{1,3}(?:[\s.,'’]\d{3}){1,3}(?!\d)|\d{1,12}(?:[.,]\d{1,6})?(?!\d))"
_NOT_WITHIN = r"(?<![\w/.,])(?<!\d[-–])"
_PERCENT = r"\s?(?:%|pour[\s-]?cents?\b|per\s?cent\b|percents?\b|pct\b|p\.\s?100\b)"

PERCENTAGE = re.compile(rf"(\d+(?:[.,]\d+)?){_PERCENT}", re.I)
THOUSANDS = re.compile(r"(?<=\d)[\s,.'’](?=\d{3}(?!\d))")

_ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen",
    "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
    "dix-sept dix-huit dix-neuf",
)
_TENS = (
    "twenty thirty forty fifty sixty seventy eighty ninety",
    "vingt trente quarante cinquante soixante soixante quatre-vingt quatre-vingt",
)
"""In English and French; 70 and 90 are counted on from 60 and 80 in French."""


def _spelled() -> dict[str, int]:
    """Return the numbers to a hundred by their words, with spaces for hyphens."""
    words = {"zero": 0, "zéro": 0, "a": 1, "an": 1, "une": 1, "hundred": 100, "cent": 100}
    words["quatre vingts"] = 80
    for french, (ones, tens) in enumerate(zip(_ONES, _TENS, strict=True)):
        units = ["", *ones.split()]
        for n in range(1, 100):
            rest = n if n < 20 else n % 20 if french and n >= 60 else n % 10
            ten = tens.split()[(n - rest) // 10 - 2] if n >= 20 else ""
            et = "et" if french and ten and rest in (1, 11) and n < 80 else ""
            words[" ".join(filter(None, (ten, et, units[rest]))).replace("-", " ")] = n
    return words


_BY_WORD = _spelled()
_SPELLED = "|".join(
    sorted((word.replace(" ", r"[\s-]") for word in _BY_WORD), key=len, reverse=True)
)
_FEW = rf"\d{{1,3}}|{_SPELLED}"
_PARTS = {
    2: "half|halves|moitié",
    3: "thirds?|tiers",
    4: "quarters?|fourths?|quarts?",
    5: "fifths?|cinquièmes?",
    10: "tenths?|dixièmes?",
}

QUALIFIERS = {
    "about": "about|around|roughly|approximately|approx\\.?|some|circa|environ|autour de|quelque"
    "|à peu près|de l['’]ordre de|or so",
    "almost": "nearly|almost|close to|just under|just below|près d(?:es?|u|['’])|presque|quasiment"
    "|pas loin de|un peu moins d(?:es?|['’])",
    "more_than": "more than|over|above|upwards of|in excess of|just over|plus d(?:es?|u|['’])"
    "|au-delà de|supérieure? à|un peu plus d(?:es?|['’])",
    "at_least": "at least|no fewer than|no less than|au moins|au minimum|pas moins de|or more"
    "|ou plus",
    "less_than": "less than|fewer than|under|below|moins d(?:es?|u|['’])|inférieure? à",
    "at_most": "at most|no more than|not more than|up to|au plus|tout au plus|jusqu['’]à"
    "|au maximum|pas plus de|or less|or fewer|ou moins",
}
"""The words before a number, or behind it, that say how it is meant."""
_BEFORE = re.compile(
    r"(?<!\w)(?:"
    + "|".join(rf"(?P<{name}>{words})" for name, words in QUALIFIERS.items())
    + r")(?<!\w)?\s*(?:(?:the|les|la|le|l['’]|of|de|d['’])\s*)*$",
    re.I,
)
_BEHIND = re.compile(
    r"\s+(?:(?P<about>environ|or so)|(?P<at_least>au moins|at least|or more|ou plus|au minimum)"
    r"|(?P<at_most>au plus|at most|or less|or fewer|ou moins|au maximum))\b",
    re.I,
)


class Numeral(NamedTuple):
    """A number of a text, from `start` (with its word) to `end`.

    `kind` is percent, fraction or count. `value` is a percentage for the first two, `printed` the
    same in plain digits, with the decimals that were printed (a fraction has none). `high` is the
    upper end of a range; `who` the words within a fraction, "un Français sur trois".
    """

    start: int
    end: int
    kind: str
    value: float
    printed: str
    qualifier: str = "exact"
    high: str = ""
    who: str = ""


_PCT = r"\d{1,3}(?:[.,]\d+)?"
_RANGE = re.compile(rf"{_NOT_WITHIN}({_PCT})(\s?(?:-|–|à|et|to|and)\s?)({_PCT}){_PERCENT}", re.I)
_BETWEEN = re.compile(r"\b(?:between|entre)\s+$", re.I)
_GREW = re.compile(
    r"\b(?:passe|passé|passée|passant|rose|risen|grew|grown|went|gone|jumped|climbed|fell|fallen"
    r"|dropped|increased|progressé|augmenté|reculé|baissé)\w*\s+(?:from|de)\s+$",
    re.I,
)
_SHARE = re.compile(rf"(?<![\w/.,])({_PCT}){_PERCENT}", re.I)
_IN_WORDS = re.compile(rf"(?<![\w-])({_SPELLED})\s?(?!%){_PERCENT}", re.I)
_OF_N = re.compile(
    rf"(?<![\w-])(?<!\d[.,])(?P<n>{_FEW})\s+(?:"
    rf"(?P<qui>(?:[\w'’-]+\s+){{0,4}}?)sur|(?:out\s+of|in)(?:\s+every)?|(?P<who>[\w-]+)\s+in)"
    rf"\s+(?P<m>{_FEW})(?![\w%])(?!\s?%|[.,]\d)",
    re.I,
)
NO_SHARE = re.compile(
    r"\s*(?:ans?|années?|mois|jours?|semaines?|heures?|minutes?|siècles?|pays|axes|continents|sites"
    r"|plateformes|years?|months?|days?|weeks?|hours?|countries|cities|markets|states|regions)\b",
    re.I,
)
_ABOUT_SOMETHING = re.compile(
    r"(?:étude|enquête|article|livre|rapport|dossier|focus|zoom)s?\b", re.I
)
_IN_PARTS = re.compile(
    r"(?<![\w-])(?:(?P<n>a|one|two|three|four|un|le|deux|trois|quatre)[\s-]"
    rf"(?P<part>{'|'.join(_PARTS[m] for m in (3, 4, 5, 10))})"
    r"|(?P<half>half|la\s+moitié|moitié(?=\s+d(?:es|u)\b)))(?![\w-])",
    re.I,
)
_A_PART_OF = re.compile(
    r"\s+d['’]|\s+(?:of|des?|du|say|says?|said|have|are|use|think|believe|reports?|were|had|wants?"
    r"|expects?|do|admit|plan|feel|agree|now|who|would|seulement|à|disent|pensent|estiment|sont"
    r"|ont|utilisent)(?!\w)|\s*[().,;:!?»”]|\s*$",
    re.I,
)
_OF_TIME = re.compile(
    r"\s+(?:of|an?|the|past|de|du|d['’]|la|le|l['’]|\s)*(?:hours?|heures?|year|année|time|temps|century"
    r"|siècle|day|month|decade|game|match|mandat|chemin|prix|price|million|billion|way|finale|tour"
    r"|confiance|party|parties|payant|monde|growth|past|\d{4})\b",
    re.I,
)
_FOUND = re.compile(r"\b(?:found|find|only|just|seul(?:ement)?)\s+$", re.I)
_ONE_OF_TWO = re.compile(
    r"\b(?:first|second|other|latter|better|a|one|première|seconde|deuxième)\s+$", re.I
)
_COUNT = re.compile(
    rf"{_NOT_WITHIN}(?<!\d\s)(?P<n>{NUMBER})(?:\s?(?P<times>millions?|milliards?|billions?|thousand|mille)\b)?",
    re.I,
)
_TIMES = {"mille": 10**3, "thousand": 10**3, "million": 10**6, "milliard": 10**9, "billion": 10**9}


def plain(number: str) -> str:
    """Return a number in plain digits with a decimal point, "14 000" as "14000"."""
    return THOUSANDS.sub("", number).replace(",", ".")


def shares(text: str) -> list[Numeral]:
    """Return the percentages and fractions of a text, in its order, each place once.

    A fraction beside the percentage that it rounds ("2 sur 3 (64%)") is one with it.
    """
    found = [*_percentages(text)]
    for fraction in _fractions(text):
        near = next((n for n, each in enumerate(found) if _same(text, each, fraction)), None)
        if near is None:
            found.append(fraction)
        else:
            start, end = found[near].start, found[near].end
            between = re.match(r"\s((?:[\w-]+\s){1,3})\(", text[fraction.end :])
            found[near] = found[near]._replace(
                start=min(start, fraction.start),
                end=max(end, fraction.end),
                who=fraction.who or (between[1].strip() if between else ""),
            )
    return sorted(found)


def counts(text: str) -> list[Numeral]:
    """Return the whole numbers of a text that are no percentages, years and prices among them."""
    taken = [(each.start, each.end) for each in shares(text)]
    found = []
    for match in _COUNT.finditer(text):
        if any(start <= match.start("n") < end for start, end in taken):
            continue
        times = _TIMES[match["times"].lower().rstrip("s")] if match["times"] else 1
        value = round(float(plain(match["n"])) * times, 6)
        if value == int(value):
            found.append(
                _qualified(text, match.start(), match.end(), "count", value, f"{value:.0f}")
            )
    return found


def _percentages(text: str) -> Iterator[Numeral]:
    ranges = {}
    for match in _RANGE.finditer(text):
        before = text[max(0, match.start() - 40) : match.start()]
        low, high = (number.replace(",", ".") for number in match.group(1, 3))
        between = _BETWEEN.search(before)
        joined = re.search(r"et|and", match[2], re.I) and not between
        if joined or _GREW.search(before):  # two shares with one sign
            yield _qualified(text, match.start(), match.end(1), "percent", float(low), low)
        elif float(low) < float(high):
            ranges[match.end()] = match
            start = match.start() - (len(between[0]) if between else 0)
            yield Numeral(start, match.end(), "percent", float(low), low, high=high)
    for match in _SHARE.finditer(text):
        if match.end() not in ranges:
            number = match[1].replace(",", ".")
            yield _qualified(text, match.start(), match.end(), "percent", float(number), number)
    for match in _IN_WORDS.finditer(text):
        number = str(_few(match[1]))
        yield _qualified(text, match.start(), match.end(), "percent", float(number), number)


def _fractions(text: str) -> Iterator[Numeral]:
    for match in _OF_N.finditer(text):
        n, m = (_few(match[name]) for name in ("n", "m"))
        odd = NO_SHARE.match(text, match.end()) or NO_SHARE.match(text, match.end("n"))
        odd = odd or _ABOUT_SOMETHING.search(match[0])
        if 0 < n < m and not odd:
            who = match["who"] or (match["qui"] or "").strip()
            yield _fraction(text, match, n / m)._replace(who=who)
    for match in _IN_PARTS.finditer(text):
        word = match["part"] or match["half"].split()[-1]
        m = next(m for m, words in _PARTS.items() if re.fullmatch(words, word, re.I))
        n = _few(match["n"]) if match["n"] and match["n"].lower() != "le" else 1
        if _OF_TIME.match(text, match.end()) or n >= m:
            continue
        if m == 2 and _ONE_OF_TWO.search(text[max(0, match.start() - 12) : match.start()]):
            continue
        each = _fraction(text, match, n / m)
        told = each.start < match.start() or _FOUND.search(text[: match.start()])
        meant = m == 2 or n > 1 or told  # no "a third party"
        if meant or _A_PART_OF.match(text, match.end()):
            yield each


def _few(word: str) -> int:
    return int(word) if word.isdigit() else _BY_WORD[re.sub(r"[\s-]+", " ", word.lower())]


def _fraction(text: str, match: re.Match[str], share: float) -> Numeral:
    pct = f"{100 * share:.0f}"
    each = _qualified(text, match.start(), match.end(), "fraction", 100 * share, pct)
    return each if each.qualifier != "exact" else each._replace(qualifier="about")


def _qualified(text: str, start: int, end: int, kind: str, value: float, printed: str) -> Numeral:
    if before := _BEFORE.search(text, max(0, start - 40), start):
        return Numeral(before.start(), end, kind, value, printed, str(before.lastgroup))
    if behind := _BEHIND.match(text, end):
        return Numeral(start, behind.end(), kind, value, printed, str(behind.lastgroup))
    return Numeral(start, end, kind, value, printed)


def _same(text: str, percent: Numeral, fraction: Numeral) -> bool:
    """Return whether a fraction is the percentage beside it in other words."""
    if percent.start <= fraction.start < percent.end:
        return True
    first, second = sorted((percent, fraction))
    between = text[first.end : second.start]
    glossed = re.fullmatch(r"(?:\s[^.()%]{0,40})?\s?\(|,?\s(?:soit|or|i\.e\.)\s", between)
    return bool(glossed) and abs(percent.value - fraction.value) < 10
