"""Words that depend on a number, each with the condition that makes it true.

To add a rule is to add a line to `RULES`. Phrases that say the same stand in one message,
separated by slashes; a catalogue translates them as phrases of its own language, as many as it
likes. What a number is and where it comes from belongs in `quoted.citations.quantities`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from quoted.language import Language, mark

TWO_THIRDS, THIRD = 200 / 3, 100 / 3
ROUNDING = 0.5  # a printed 34% may be 33.5%: "more than a third" must hold there as well


@dataclass(frozen=True)
class Rule:
    """Phrases for a kind of quantity, and the condition on its value."""

    kind: str
    phrases: str
    holds: Callable[[Any], bool]


def over(limit: float) -> Callable[[float], bool]:
    """More than `limit` percent wherever the figure was rounded from, by at most 15 points."""
    return lambda pct: limit <= pct - ROUNDING and pct <= limit + 15


def under(limit: float) -> Callable[[float], bool]:
    """Less than `limit` percent wherever the figure was rounded from, by at most 25 points."""
    return lambda pct: limit - 25 <= pct <= limit - ROUNDING


def nearly(limit: float) -> Callable[[float], bool]:
    """Less than `limit` percent, by fewer than 4 points."""
    return lambda pct: limit - 4 < pct <= limit - ROUNDING


def about(limit: float) -> Callable[[float], bool]:
    """Within 2.5 points of `limit`."""
    return lambda pct: abs(pct - limit) <= 2.5


def exactly(limit: float) -> Callable[[float], bool]:
    """As near to `limit` as a whole percentage can be said to be: 33% and 34% are a third."""
    return lambda pct: abs(pct - limit) < 0.7


def between(low: float, high: float) -> Callable[[float], bool]:
    """Return whether a value lies from `low` to just below `high`."""
    return lambda value: low <= value < high


RULES = (
    Rule("percent", mark("nearly all / almost all"), lambda pct: 95 <= pct < 100),
    Rule("percent", mark("more than three quarters / over three quarters"), over(75)),
    Rule("percent", mark("three quarters / three in four"), exactly(75)),
    Rule("percent", mark("about three quarters / roughly three quarters"), about(75)),
    Rule("percent", mark("nearly three quarters / almost three quarters"), nearly(75)),
    Rule("percent", mark("more than two thirds / over two thirds"), over(TWO_THIRDS)),
    Rule("percent", mark("two thirds / two in three"), exactly(TWO_THIRDS)),
    Rule("percent", mark("about two thirds / roughly two thirds"), about(TWO_THIRDS)),
    Rule("percent", mark("nearly two thirds / almost two thirds"), nearly(TWO_THIRDS)),
    Rule("percent", mark("more than half / over half"), over(50)),
    Rule("percent", mark("a majority / the majority / most"), between(50.5, 101)),
    Rule("percent", mark("half / one in two"), exactly(50)),
    Rule("percent", mark("about half / roughly half"), about(50)),
    Rule("percent", mark("nearly half / almost half"), nearly(50)),
    Rule("percent", mark("fewer than half / less than half"), under(50)),
    Rule("percent", mark("a minority"), between(0, 49.6)),
    Rule("percent", mark("more than a third / over a third / more than one in three"), over(THIRD)),
    Rule("percent", mark("a third / one third / one in three"), exactly(THIRD)),
    Rule("percent", mark("about a third / roughly a third / about one in three"), about(THIRD)),
    Rule("percent", mark("nearly a third / almost a third"), nearly(THIRD)),
    Rule("percent", mark("more than a quarter / over a quarter"), over(25)),
    Rule("percent", mark("a quarter / one quarter / one in four"), exactly(25)),
    Rule("percent", mark("about a quarter / roughly a quarter / about one in four"), about(25)),
    Rule("points", mark("higher / more / ahead / above"), lambda points: points > 0),
    Rule("points", mark("lower / less / fewer / behind / below"), lambda points: points < 0),
    Rule("points", mark("reversed / the other way round / a reversal"), lambda points: points < 0),
    Rule("rank", mark("the widest / widest / the largest / largest"), lambda rank: rank[0] == 1),
    Rule("rank", mark("the widest gap / the largest gap"), lambda rank: rank[0] == 1),
    Rule("rank", mark("the second widest / the second widest gap"), lambda rank: rank[0] == 2),
    Rule("rank", mark("the narrowest / narrowest / the smallest"), lambda rank: rank[0] == rank[1]),
    Rule("rank", mark("the narrowest gap / the smallest gap"), lambda rank: rank[0] == rank[1]),
    Rule("part", mark("all"), lambda part: part[0] == part[1]),
    Rule("part", mark("all but one"), lambda part: part[0] == part[1] - 1),
    Rule("part", mark("most of / the majority of / a majority of"), lambda p: 2 * p[0] > p[1]),
    Rule("part", mark("none / no"), lambda part: part[0] == 0),
)

NUMBERS = mark("zero, one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve")
"""Whole numbers that may be spelled out, from zero; other forms of one (gender) after a slash."""


def phrases(message: str, lang: Language) -> list[str]:
    """Return the phrases of a message in a language."""
    return [phrase.strip() for phrase in lang.text(message).split(" / ")]


def true_phrases(kind: str, value: Any, lang: Language) -> list[str]:
    """Return every phrase that is true of a value."""
    held = [rule for rule in RULES if rule.kind == kind and rule.holds(value)]
    return [phrase for rule in held for phrase in phrases(rule.phrases, lang)]


def spelled(n: int, lang: Language) -> list[str]:
    """Return a whole number in words, or nothing if it is usually written in digits."""
    words = lang.text(NUMBERS).split(", ")
    return words[n].split("/") if 0 <= n < len(words) else []
