"""Who a number is about, as far as the words beside it say: noun phrases, by simple rules.

There is no grammar here: a phrase ends at punctuation, at a verb of those that surveys use, or at
a French plural verb. What is doubtful is left to the person who reads.
"""

from __future__ import annotations

import re

from quoted.reading.dates import MONTHS

MOST_WORDS = 6
_STOP = frozenset(
    """
    a ai ait as ont est sont était étaient avait avaient fait font va vont peut peuvent veut veulent
    dit disent déclare estime utilise pense affirme considère juge craint croit souhaite se s n ne
    ce cette ces son sa ses leur leurs nos vos mes its this these his her their
    qui que dont où il elle ils elles on y déjà seulement contre tandis alors mais car lorsque
    quand pour par selon avec sans dans et ou soit
    say says said use uses used report reports believe believes think thinks have has had are is
    was were feel feels plan plans want wants expect expects see sees agree agrees fear fears trust
    rate rates call calls consider cite cites told saying would will can could do does did now
    still already who that which whose while when because but and or as than compared against
    rely admit worry reported receive received get got make made know knew need needs work live
    never rarely regularly only also not actively
    """.split()  # noqa: SIM905
)
_ON = frozenset(
    """
    of in at aged over under with from across à de du des d en la le les l au aux
    """.split()  # noqa: SIM905
)
_OPENS = re.compile(
    r"\)?\s*(?:of\s+(?:all\s+|the\s+|these\s+)*|des\s+|de\s+(?:la\s+|l['’])?|du\s+|d['’])", re.I
)
_THEM = re.compile(r"\)?\s*(?:d['’]entre|of\s+(?:them|those|us|these)\b)", re.I)
_AMONG = re.compile(
    r"(?:among|amongst|chez|parmi|auprès d(?:es?|u))\s+((?:[^\W\d_][\w'’-]*\s?){1,5}?),?"
    r"(?:\s*(?:à|the figure is|it is|the share is))?\s*$",
    re.I,
)
_WHEN = re.compile(rf"\s*(?:in|en|depuis|since|by)\s+(?:\d|(?:{MONTHS})\b)", re.I)
_WORD = re.compile(r"\s*([^\W\d_][\w-]*['’]?|\d+)")


def behind(text: str, *, counted: bool = False) -> tuple[str, int] | None:
    """Return the group that follows a number, and how far into the text it goes.

    `counted` is for a number that stands before its noun without a preposition.
    """
    if _THEM.match(text):
        return None
    opened = _OPENS.match(text)
    if not opened and not (counted or re.match(r"\s[^\W\d_]+s\b", text)):
        return None
    start = opened.end() if opened else 0
    phrase, length = noun_phrase(text[start:])
    return (phrase, start + length) if phrase else None


def among(text: str) -> str:
    """Return the group that a text ends with, after "among" or "chez"."""
    match = _AMONG.search(text)
    return noun_phrase(re.sub(r"^(?:the|les|la|le|l['’])\s*", "", match[1]))[0] if match else ""


def noun_phrase(text: str) -> tuple[str, int]:
    """Return the noun phrase at the start of a text, and its length there."""
    words: list[str] = []
    at = end = 0
    while len(words) < MOST_WORDS and (match := _WORD.match(text, at)):
        word = match[1].lower().rstrip("'’")
        if _WHEN.match(text, at):
            break
        verb = word in _STOP or (len(word) > 4 and word.endswith("ent") and bool(words))
        if verb:
            break
        plural = bool(words) and words[-1].lower().endswith("s") and not words[-1].endswith("ss")
        if plural and word not in _ON and _english(words):
            break
        words.append(match[1])
        at = match.end()
        if word not in _ON and not match[1].endswith(("'", "’")):
            end = at
    return " ".join(text[:end].split()), end


def starts_no_phrase(text: str) -> bool:
    """Return whether a text begins with a word that no noun phrase begins with."""
    word = _WORD.match(text)
    return not word or word[1].lower().rstrip("'’") in _STOP | {"of", "to", "à"}


def _english(words: list[str]) -> bool:
    """Return whether a phrase holds no French word that would let adjectives follow its noun."""
    return not any(
        re.search(r"[à-ÿ’']", word) or word in ("du", "des", "de", "en") for word in words
    )
