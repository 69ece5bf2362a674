"""What readers read, in their language: messages, numbers, plurals, dates, lists, quotation marks.

English is the source language; every other language is a gettext catalogue in ``quoted/locale``,
read as it stands (nothing is compiled or installed). A project on this package has one of its own
in ``locale/``, which goes before. The upkeep of the catalogues is in
`quoted.language.catalogue`, the splitting of Markdown in `quoted.language.markdown`. Nothing
about tables, charts or the wording of a particular text belongs here.
"""

from __future__ import annotations

import gettext
import io
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

LOCALES = Path(__file__).parent.parent / "locale"
DOMAIN = "quoted"
SOURCE = "en"
PSEUDO = "en-XA"
"""A make-believe language, accented and a third longer, to try layouts with."""

NO_BREAK = "\N{NO-BREAK SPACE}"
NARROW = "\N{NARROW NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
NOT_STATED = ("", "not stated", "nan", "None", "<NA>", "NaT")

# The formats of "en" alone are American: "a, b, and c", "March 26, 2025".
FORMATS = {SOURCE: "en_GB", PSEUDO: "en_GB"}


def known() -> list[str]:
    """Return the codes of the languages at hand, the source language first."""
    found = {path.parent.parent.name for folder in (LOCALES, Path(_project(), "locale"))
             for path in folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po")}  # fmt: skip
    return [SOURCE, *sorted(found)]


def language(code: str | None = None) -> Language:
    """Return a language by its code.

    Parameters
    ----------
    code
        ``"en"``, ``"fr"``, ...; by default the environment variable ``QUOTED_LANG``, or English.

    Raises
    ------
    ValueError
        No catalogue has this code.
    """
    chosen = os.environ.get("QUOTED_LANG") or SOURCE if code is None else code
    if chosen not in (*known(), PSEUDO):
        raise ValueError(f"unknown language {chosen!r}: expected one of {', '.join(known())}")
    return Language(chosen)


def mark(message: str) -> str:
    """Return `message` unchanged: it is translated where it is used, and collected here."""
    return message


@dataclass(frozen=True)
class Language:
    """A language: called with an English message, it answers with the translation.

    ``lang("{share} of managers", share=lang.percent(61))``: the message is a literal and a whole
    sentence, its values named, so that a translation can put them in another order. Numbers are
    formatted by the caller, who knows what they are. Made by `language`.
    """

    code: str

    @property
    def locale(self) -> Locale:
        """The locale of the formats."""
        return Locale.parse(FORMATS.get(self.code, self.code))

    @property
    def name(self) -> str:
        """The language's own name, as in "English" or "français"."""
        return Locale.parse(self.locale.language).get_language_name() or self.code

    def __call__(self, message: str, **values: object) -> str:
        """Translate `message` and put the values in; braces that are text are doubled."""
        return self._filled(self.text(message), values)

    def text(self, text: str) -> str:
        """Translate `text` as it stands, a label of the data for instance; braces are only text."""
        return _translations(self.code, _project()).gettext(text) if text else text

    def plural(self, one: str, many: str, n: float | Decimal, **values: object) -> str:
        """Translate in the form that goes with the number `n`, which the message calls ``{n}``."""
        return self._filled(self._form(one, many, _decimal(n)), {"n": self.number(n), **values})

    def _filled(self, message: str, values: dict[str, object]) -> str:
        try:
            return message.format(**values)
        except (LookupError, ValueError, AttributeError) as error:
            found = f"found {message!r} ({error}), expected the placeholders {', '.join(values)}"
            raise ValueError(f"a message in {self.code} does not fit its values: {found}") from None

    def _form(self, one: str, many: str, digits: Decimal) -> str:
        # gettext counts in whole numbers: let Babel say which of them "1.0" or "1.5" goes with.
        fraction = "." in f"{digits:f}"
        like_one = fraction and self.locale.plural_form(abs(digits)) == "one"
        count = abs(int(digits)) if not fraction else 1 if like_one else 2
        return _translations(self.code, _project()).ngettext(one, many, count)

    def number(
        self, value: float | Decimal, decimals: int | None = None, *, signed: bool = False
    ) -> str:
        """Write a number: "14,000", "14 000"; `decimals` is as many as it has if not given."""
        digits = _decimal(value, decimals)
        pattern = "#,##0" if decimals is None else _pattern(decimals)
        shown = format_decimal(
            digits, pattern, self.locale, decimal_quantization=decimals is not None
        )
        return _signs(shown, signed and digits > 0)

    def percent(self, pct: float | Decimal, decimals: int = 0) -> str:
        """Write a percentage, `pct` from 0 to 100: "61%", "61 %"."""
        digits = _decimal(pct, decimals)
        pattern = self.locale.percent_formats[None].pattern.replace("#,##0", _pattern(decimals))
        shown = format_percent(digits / 100, pattern, self.locale)
        return _signs(shown, positive=False).replace(NO_BREAK, NARROW)

    def points(self, points: float | Decimal, decimals: int = 0, *, signed: bool = False) -> str:
        """Write a difference of percentages: "19 points", "1 point", "−14 points"."""
        digits = _decimal(points, decimals)
        shown = self.number(digits, decimals, signed=signed)
        # A space of the kind that does not break, for charts and tables.
        form = self._form("{n} point", "{n} points", digits)
        return self._filled(form, {"n": shown}).replace(" ", NO_BREAK)

    def interval(self, low: float | Decimal, high: float | Decimal) -> str:
        """Write two limits in whole numbers, without a unit: "11 to 26", "11 à 26"."""
        return self("{low} to {high}", low=self.number(low, 0), high=self.number(high, 0))

    def date(self, iso: str) -> str:
        """Write a date, a month or a year as the records have it ("2025-03-26", "2024-09").

        Raises
        ------
        ValueError
            The text is none of these, nor "not stated".
        """
        from datetime import date  # the name is the method's

        text = str(iso).strip()
        if text in NOT_STATED:
            return self("not stated")
        match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", text)
        try:
            year, month, day = (int(part) if part else None for part in match.groups())  # type: ignore[union-attr]
            when = date(year or 0, month or 1, day or 1)
        except (AttributeError, ValueError):
            found = f"found {text!r}, expected YYYY-MM-DD, YYYY-MM, YYYY or 'not stated'"
            raise ValueError(f"not a date: {found}") from None
        if month is None:
            return text
        if day is None:
            return format_skeleton("yMMMM", when, locale=self.locale)
        shown = format_date(when, "long", self.locale)
        first = self.code == "fr" and day == 1
        return shown.replace("1 ", "1er ", 1) if first else shown

    def join(self, items: Iterable[str]) -> str:
        """Write a list: "a, b and c", "a, b et c"."""
        return format_list(list(items), locale=self.locale)

    def quote(self, text: str) -> str:
        """Put `text` in quotation marks: “…”, « … »."""
        return self("“{text}”", text=text)


def _decimal(value: float | Decimal, decimals: int | None = None) -> Decimal:
    """Return the number as written, rounded half away from zero, never a negative zero."""
    digits = Decimal(str(value))
    decimals = None if decimals is None else int(decimals)  # numpy has whole numbers of its own
    if not digits.is_finite():
        raise ValueError(f"not a number that can be shown: {value}")
    if decimals is not None:
        digits = digits.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    elif digits == digits.to_integral_value():
        digits = digits.to_integral_value()
    return abs(digits) if digits == 0 else digits


def _pattern(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _signs(shown: str, positive: bool) -> str:
    return ("+" if positive else "") + shown.replace("-", MINUS)


def _project() -> str:
    """Return the folder of the project: unless told, the one above that of its notebooks."""
    return os.environ.get("QUOTED_PROJECT", "..")


@lru_cache
def _translations(code: str, project: str) -> gettext.NullTranslations:
    """Read the catalogues of project and package; what they lack or hold as fuzzy stays English."""
    if code == SOURCE:
        return gettext.NullTranslations()
    if code == PSEUDO:
        return _Pseudo()
    from babel.messages.mofile import write_mo

    from quoted.language import pofile

    translations = gettext.NullTranslations()
    for folder in (LOCALES, Path(project, "locale")):
        path = folder / code / "LC_MESSAGES" / f"{DOMAIN}.po"
        if path.is_file():
            compiled = io.BytesIO()
            write_mo(compiled, pofile.read(path, code))
            compiled.seek(0)
            package, translations = translations, gettext.GNUTranslations(compiled)
            translations.add_fallback(package)
    return translations


class _Pseudo(gettext.NullTranslations):
    """Doubles and accents the vowels; leaves placeholders, links' targets and code alone."""

    VOWELS = str.maketrans({a: b + b for a, b in zip("aeiouyAEIOUY", "áéîöûýÁÉÎÖÛÝ", strict=True)})
    LEFT_ALONE = re.compile(r"(\{[^}]*\}|\]\([^)]*\)|`[^`]*`|<[^>]*>)")

    def gettext(self, message: str) -> str:
        parts = self.LEFT_ALONE.split(message)
        return "".join(p if i % 2 else p.translate(self.VOWELS) for i, p in enumerate(parts))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(super().ngettext(msgid1, msgid2, n))
