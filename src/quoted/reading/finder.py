"""Which numbers of an article could be figures: proposals, each with its place and what is open.

Only the sentence around a number is asked, and only for what it says; the rest stays open.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from quoted.data import numerals
from quoted.data.numerals import Numeral
from quoted.data.schema import FRAGMENT_WORDS, RANGE
from quoted.data.sources import normalise
from quoted.reading.dates import MONTHS, dates
from quoted.reading.phrases import among, behind, starts_no_phrase

LEAST_WORDS = 4
"""Words of a fragment, where the sentence has as many."""
NEAR = 80
"""Characters before and behind a number in which its words are looked for."""
LEAST_COUNT, LEAST_PEOPLE, LEAST_TIMES = 100, 10, 1000
"""From what on a number before a noun is proposed, one before people or posts, and of times."""


@dataclass(frozen=True)
class Proposal:
    """A number that could be a figure, as an article prints it.

    Attributes
    ----------
    start, end
        Its place in the text.
    kind
        percent, count, sample (a count of those asked) or fieldwork (a date).
    value
        In plain digits, with the decimals that were printed; of a fraction the whole percentage;
        of fieldwork a date or span (ISO 8601).
    qualifier
        As in the schema; range where two ends are printed, `value` and `high`.
    fragment
        At most eight words that stand only once in the article; empty where none do.
    group
        Who is described, in the article's words; empty where the sentence does not say.
    year
        Empty where the sentence does not say.
    words
        Whether the number is printed in words or as a fraction, "one in three".
    """

    start: int
    end: int
    kind: str
    value: str
    qualifier: str
    fragment: str
    group: str = ""
    year: str = ""
    high: str = ""
    words: bool = False


@dataclass(frozen=True)
class Aside:
    """A percentage that is no figure, with the words around it and the reason."""

    start: int
    end: int
    fragment: str
    reason: str


_YEAR = re.compile(
    r"\b(?:en|in|pour|for|during|fin|début|late|early)\s(?:[^\W\d_]+\s)?((?:19|20)\d\d)(?!\d|\s?%)",
    re.I,
)
_DATELINE = re.compile(r"[A-ZÀ-Ý][A-ZÀ-Ý '’-]{2,}[,(]?\s*(?:le\s)?$")
_SENTENCE = re.compile(r"(?<=[.!?…])[\s»”\")\]]+(?=[A-ZÀ-Ý0-9«“\"(—–-])")
_ABBREVIATED = re.compile(
    r"(?:\b(?:[A-Z]|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|No|Mr|Mrs|Dr|St|vs|approx|env|p)\.)$"
)

_ASKED = re.compile(
    r"\b(?:auprès d|échantillon|interrogé|interroger\b|sond[éa]|répond|survey|poll\w|poll of"
    r"|interview|question(?:n|ed)|quizzed|asked|took part|participé|port(?:e|ait|ant|é) sur"
    r"|samples?\b|answered|responses|participants?\b|panel)|\bn\s?=",
    re.I,
)
_STUDY = re.compile(
    r"\b(?:enquête|étude|sondage|baromètre|survey|poll|study|interview|questionn|fieldwork"
    r"|interrogé|sond[ée]|respond|répond)",
    re.I,
)
_MADE = re.compile(
    r"\b(?:men[ée]|réalis|condui|interrog|sond[ée]|conducted|carried out|fielded|polled|surveyed"
    r"|interviewed|questionn|asked|took place|fieldwork|terrain|collect|ran\b|entre|du\b)",
    re.I,
)
_PEOPLE = re.compile(
    r"\b(?:personnes|gens|répondants|participants|sondés|salari|employ|professionnel|dirigeant"
    r"|cadres|étudiant|français|adultes|consommat|entreprises|sociétés|PME|postes|emplois"
    r"|licenciements|lecteurs|clients|utilisat|internautes|marketeurs|spécialistes|femmes|hommes"
    r"|ménages|patients|médecins|enseignants|parents|habitants|électeurs|décideurs|freelances"
    r"|people|adults|respondents|workers|staff|marketers|executives|professionals|managers"
    r"|leaders|students|consumers|companies|firms|businesses|jobs|posts|positions|roles|layoffs"
    r"|redundancies|users|customers|women|men|households|americans|britons|teachers|doctors"
    r"|nurses|residents|voters|readers|owners|developers|freelancers|interviews|entretiens"
    r"|responses|réponses)\w*",
    re.I,
)
_UNITS = re.compile(
    r"\s?(?:d['’]|de\s)?(?:[€$£%°]|(?:k€|m€|euros?|dollars?|pounds?|livres|francs?|eur|usd|ans?|années?|mois"
    r"|jours?|heures?|h|minutes?|secondes?|semaines?|siècles?|fois|times|mots|words|pages?|pixels?"
    r"|points?|km|kilomètres?|mètres?|miles|kg|tonnes?|litres?|hectares?|acres|mo|go|gb|mb|signes"
    r"|caractères|characters|years?|months?|days?|hours?|weeks?|seconds?|per|par|x"
    rf"|{MONTHS})(?!\w))",
    re.I,
)
_OFTEN = re.compile(
    r"\s(?:times|fois)\b(?!\s(?:more|less|as|the|over|larger|higher|better|faster|plus|moins))",
    re.I,
)
"""Behind a large number: how often something was done, not how much more there is of it."""
_LABEL = re.compile(r"\b(?:n\s?=|samples? of|échantillon d(?:e\s|['’]))\s?$", re.I)
_RATE = re.compile(
    r"(?:\s[\w'’-]+){1,2}\s(?:par|per|each|an? (?:hour|day|week|month|year))\b", re.I
)
_MONEY = re.compile(r"[€$£]\s?$|\b(?:usd|eur)\s$", re.I)
_CHANGE_BEFORE = re.compile(
    r"(?:[+±−]\s?|(?<!\w)[-–])$"
    r"|\b(?:hausse|augment\w*|baiss\w*|recul\w*|croissance|croît|progress\w+|bondi|chut\w+|grimp\w+|réduction"
    r"|diminu\w+|rédui\w+|gain|increas\w+|rise|rose|growth|grew|grown|drop\w*|fall\w*|fell|declin\w+"
    r"|decreas\w+|cut|boost\w*|reduc\w+)(?:\s\w+){0,2}\s(?:de|by|of|d['’])\s?"
    r"(?:près d(?:e|['’])|plus d(?:e|['’])|about|nearly|environ|more than|over)?\s?$"
    r"|\b(?:up|down|soared|jumped|climbed|surged|rose|fell|grew|dropped)\s(?:by\s|about\s|nearly\s)?$",
    re.I,
)
_CHANGE_BEHIND = re.compile(
    r"\s(?:increase|rise|growth|drop|fall|decline|decrease|more\b(?!\sthan)|higher|lower|faster"
    r"|cheaper|(?:above|below|over) (?:the )?(?:average|normal)|de plus\b"
    r"|de moins\b|de hausse|de baisse|de croissance|plus (?:rapide|élev))",
    re.I,
)
_OTHER_BEHIND = {
    "a discount": r"\s(?:off\b|discount|de remise|de réduction|de rabais)",
    "a level of confidence": r"\s(?:CI\b|IC\b|confidence|credib|de confiance)",
    "a difference in points": r"\s?points?\b|-point",
    "a way to speak": r"\s(?:sure|certain|sûre?)\b",
}
_OTHER_BEFORE = {
    "a margin of error": r"(?:margin of error|marge d['’]erreur|sampling error)"
    r"[\s\w]{0,20}[\s±+/–-]*$",
    "a level of confidence": r"(?:niveau|seuil|intervalle|degré) de confiance "
    r"(?:(?:de|à|est de)\s?)?$|confidence (?:level|interval) (?:of|is)\s?$",
    "a rate": r"\b(?:TVA|VAT|tax|interest (?:rates?|of)|intérêts?|inflation)\b[^,.;]{0,20}$",
    "a discount": r"\b(?:save|économisez|discount of|remise de|réduction de)\s$",
}
"""Why a percentage is no figure, by the words behind it and before it."""
_WHOLE = re.compile(r"\s?(?:of|des|d['’]entre)\b", re.I)


def find(text: str) -> tuple[list[Proposal], list[Aside]]:
    """Return the numbers of an article that could be figures, and the percentages that are none.

    Parameters
    ----------
    text
        The article, a paragraph a line.
    """
    flat, found, asides = normalise(text), list[Proposal](), list[Aside]()
    for start, end in sentences(text):
        sentence = _Sentence(text, start, end, flat)
        for each in (*sentence.shares(), *sentence.counts(), *sentence.fieldwork()):
            (found if isinstance(each, Proposal) else asides).append(each)  # type: ignore[arg-type]
    return sorted(found, key=lambda each: each.start), asides


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence of a text, a paragraph a line, begins and ends."""
    for line in re.finditer(r"[^\n]+", text):
        start = line.start()
        for gap in _SENTENCE.finditer(text, line.start(), line.end()):
            if not _ABBREVIATED.search(text, start, gap.start()):
                yield start, gap.start()
                start = gap.end()
        yield start, line.end()


class _Sentence:
    """A sentence, and where in the article it stands."""

    def __init__(self, text: str, start: int, end: int, flat: str) -> None:
        self.text, self.start, self._flat = text[start:end], start, flat
        self._words = [match.span() for match in re.finditer(r"\S+", self.text)]
        self._shares = numerals.shares(self.text)
        self._dates = dates(self.text)
        self._counts = [
            each
            for each in numerals.counts(self.text)
            if not any(when.start < each.end and each.start < when.end for when in self._dates)
        ]
        self._years = [(match.start(1), match[1]) for match in _YEAR.finditer(self.text)]

    def _before(self, each: Numeral) -> str:
        return self.text[max(0, each.start - NEAR) : each.start]

    def _stands_once(self, fragment: str) -> bool:
        """Return whether words stand once; as `sources.places` finds them, which is slower."""
        words, at, found = normalise(fragment), -1, 0
        while words and found < 2 and (at := self._flat.find(words, at + 1)) >= 0:
            around = self._flat[at - 1 : at] + self._flat[at + len(words) : at + len(words) + 1]
            found += not re.search(r"\w", around)
        return found == 1

    def shares(self) -> Iterator[Proposal | Aside]:
        for n, each in enumerate(self._shares):
            before = self._shares[n - 1].end if n else 0
            after = self._shares[n + 1].start if n + 1 < len(self._shares) else len(self.text)
            if reason := self._no_figure(each):
                start, end = self.start + each.start, self.start + each.end
                yield Aside(start, end, self._around(each, before, after), reason)
            else:
                yield self._share(each, before, after)

    def _share(self, each: Numeral, before: int, after: int) -> Proposal:
        group, upto = self._group(each, before, after)
        return self._proposal(
            each,
            "percent",
            self._fragment(each, before, after, upto),
            group=group,
            year=self._year(each, before, after),
            words=each.kind == "fraction",
        )

    def _proposal(self, each: Numeral, kind: str, fragment: str, **more: object) -> Proposal:
        made = Proposal(
            self.start + each.start,
            self.start + each.end,
            kind,
            each.printed,
            RANGE if each.high else each.qualifier,
            fragment,
            high=each.high,
        )
        return replace(made, **more)  # type: ignore[arg-type]

    def _no_figure(self, each: Numeral) -> str:
        """Return why a share is none, or nothing."""
        if each.kind == "fraction":
            return ""
        before, behind = self._before(each), self.text[each.end : each.end + NEAR]
        for reason, pattern in _OTHER_BEHIND.items():
            if re.match(pattern, behind, re.I):
                return reason
        for reason, pattern in _OTHER_BEFORE.items():
            if re.search(pattern, before, re.I):
                return reason
        changed = _CHANGE_BEFORE.search(before) or _CHANGE_BEHIND.match(behind)
        if changed or each.value > 100:
            return "a change, not a share"
        if each.value == 100 and not _WHOLE.match(behind):
            return "a way to speak"
        return ""

    def counts(self) -> Iterator[Proposal]:
        for each in self._counts:
            following = self.text[each.end : each.end + NEAR]
            noun = re.match(r"\s(?:de\s|d['’])?((?:[^\W\d_][\w'’-]*\s?){1,4})", following)
            labelled = _LABEL.search(self._before(each))
            money = _MONEY.search(self._before(each))
            often = each.value >= LEAST_TIMES and _OFTEN.match(following)
            unit = _UNITS.match(following) and not often
            if money or unit or not (noun or labelled):
                continue
            asked = bool(labelled) or self._asked(each)
            people = asked or bool(noun and _PEOPLE.search(noun[1]))
            dated = 1900 <= each.value <= 2100 and self.text[: each.end][-4:].isdigit()
            rate = _RATE.match(following)
            rate = rate or numerals.NO_SHARE.match(following)
            named = asked and noun and _PEOPLE.search(noun[1])
            odd = rate or (noun and starts_no_phrase(noun[1])) or (dated and not named)
            if each.value < (LEAST_PEOPLE if people else LEAST_COUNT) or (odd and not labelled):
                continue
            group, upto = self._group(each, 0, len(self.text))
            kind = "sample" if asked else "count"
            fragment = self._fragment(each, 0, len(self.text), upto)
            year = "" if asked else self._year(each, 0, len(self.text))
            yield self._proposal(each, kind, fragment, group=group, year=year)

    def _asked(self, each: Numeral) -> bool:
        """Return whether a number is how many were asked: its neighbours say so."""
        near = self.text[max(0, each.start - 60) : each.end + 40]
        return bool(_ASKED.search(near))

    def fieldwork(self) -> Iterator[Proposal]:
        asked = any(self._asked(each) for each in self._counts)
        if not asked and not (_STUDY.search(self.text) and _MADE.search(self.text)):
            return
        for when in self._dates:
            if _DATELINE.match(self.text[: when.start]):
                continue
            each = Numeral(when.start, when.end, "fieldwork", 0, when.iso)
            yield self._proposal(
                each, "fieldwork", self._fragment(each, 0, len(self.text), when.end)
            )

    def _group(self, each: Numeral, before: int, after: int) -> tuple[str, int]:
        """Return who is described and up to where the words that say it go."""
        if each.who:
            return each.who, each.end
        if found := behind(self.text[each.end : after], counted=each.kind == "count"):
            words, length = found
            return words, each.end + length
        return among(self.text[before : each.start]), each.end

    def _year(self, each: Numeral, before: int, after: int) -> str:
        """Return the year said of a number: behind it, else before it, else before them all."""
        for at, year in self._years:
            if each.end <= at < after and not re.search("[,;:(]", self.text[each.end : at]):
                return year
        first = min((share.start for share in self._shares), default=each.start)
        for at, year in reversed(self._years):
            if before <= at < each.start or at < first:
                return year
        return ""

    def _around(self, each: Numeral, before: int, after: int) -> str:
        return self._fragment(each, before, after, each.end) or self.text[each.start : each.end]

    def _fragment(self, each: Numeral, before: int, after: int, upto: int) -> str:
        """Return the first words around a number that stand only once, those behind it first."""
        at = bisect_right(self._words, (each.start, len(self.text))) - 1
        words = self._words[max(0, at - FRAGMENT_WORDS) : at + 3 * FRAGMENT_WORDS]  # those near it
        held = [n for n, (start, end) in enumerate(words) if start < each.end and each.start < end]
        if not held:
            return ""
        first, last = held[0], held[-1]
        wished = max([n for n, (start, _) in enumerate(words) if start < upto], default=last)
        for low, high in ((before, after), (0, len(self.text))):
            inside = [n for n, (start, end) in enumerate(words) if low <= start and end <= high + 1]
            bounds = (min([first, *inside]), max([last, *inside]))
            for fragment in self._windows(words, (first, last), bounds, wished):
                if self._stands_once(fragment):
                    return fragment
        return ""

    def _windows(
        self,
        words: Sequence[tuple[int, int]],
        held: tuple[int, int],
        bounds: tuple[int, int],
        wished: int,
    ) -> Iterator[str]:
        """Yield stretches of words around those `held`, from short to long, within `bounds`."""
        (first, last), (lowest, highest) = held, bounds
        bracketed = self.text[words[last][0]] == "("  # what it says stands before it
        least = max(LEAST_WORDS, min(wished, highest) - first + 1)
        for length in range(min(max(least, last - first + 1), FRAGMENT_WORDS), FRAGMENT_WORDS + 1):
            starts = range(max(lowest, last - length + 1), first + 1)
            for start in starts if bracketed else reversed(starts):
                end = min(start + length - 1, highest)
                if end - start + 1 == length or (start, end) == bounds:
                    yield _trimmed(self.text[words[start][0] : words[end][1]])


_DANGLING = re.compile(
    r"(?:\s(?:à|au|aux|de|du|des|d['’]|la|le|les|l['’]|en|et|que|a|an|and|at|by|for|in|of|on|the|to))+$",
    re.I,
)


def _trimmed(words: str) -> str:
    """Return words without the punctuation around them, brackets that match left in place."""
    text = " ".join(words.split()).strip(' ,;:.!?…«»“”"–—-')
    shorter = _DANGLING.sub("", text)
    text = shorter if len(shorter.split()) > 2 else text
    for one, other in ("()", "[]"):
        if text.count(one) != text.count(other):
            text = text.strip(one + other).strip(' ,;:.!?…«»“”"')
    return text
