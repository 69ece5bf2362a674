"""What readers read: formats of numbers, dates and lists in each language."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoted.language import Language, language

EN, FR = language("en"), language("fr")


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (EN.percent(61), "61%"),
        (FR.percent(61), "61\u202f%"),
        (EN.percent(37.14, 1), "37.1%"),
        (FR.percent(37.14, 1), "37,1\u202f%"),
        (FR.percent(-3), "−3\u202f%"),
        (EN.percent(np.int64(61)), "61%"),
        (EN.percent(2.5), "3%"),
        (EN.number(14000), "14,000"),
        (FR.number(14000), "14\u202f000"),
        (EN.number(4.5), "4.5"),
        (FR.number(4.5), "4,5"),
        (FR.number(0.384, 2), "0,38"),
        (EN.number(Decimal("19.0")), "19"),
        (EN.number(np.float64(-0.36), 2), "−0.36"),
        (EN.number(-0.2, 0, signed=True), "0"),
        (EN.number(3, signed=True), "+3"),
        (EN.points(19), "19\u00a0points"),
        (EN.points(1), "1\u00a0point"),
        (EN.points(1, 1), "1.0\u00a0points"),
        (EN.points(0), "0\u00a0points"),
        (FR.points(0), "0\u00a0point"),
        (FR.points(1.5, 1), "1,5\u00a0point"),
        (EN.points(-14, signed=True), "−14\u00a0points"),
        (EN.points(19, signed=True), "+19\u00a0points"),
        (EN.interval(11.3, 26.3), "11 to 26"),
        (FR.interval(-20, -5.5), "−20 à −6"),
        (EN.date("2025-03-26"), "26 March 2025"),
        (FR.date("2025-03-26"), "26 mars 2025"),
        (FR.date("2025-03-01"), "1er mars 2025"),
        (FR.date("2025-03-21"), "21 mars 2025"),
        (EN.date("2024-09"), "September 2024"),
        (FR.date("2024-09"), "septembre 2024"),
        (FR.date("2024"), "2024"),
        (EN.date("not stated"), "not stated"),
        (FR.date(""), "non précisé"),
        (EN.join(["a", "b", "c"]), "a, b and c"),
        (FR.join(["a", "b", "c"]), "a, b et c"),
        (EN.join([]), ""),
        (EN.quote("hello"), "“hello”"),
        (FR.quote("bonjour"), "«\u202fbonjour\u202f»"),
        (EN.name, "English"),
        (FR.name, "français"),
        (EN.code, "en"),
    ],
)
def test_formats(found: str, expected: str) -> None:
    assert found == expected


def test_the_environment_chooses_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QUOTED_LANG", raising=False)
    assert language() == Language("en")
    monkeypatch.setenv("QUOTED_LANG", "fr")
    assert language() == Language("fr")


def test_an_unknown_language_is_named_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="unknown language 'de': expected one of en, fr"):
        language("de")


@pytest.mark.parametrize("text", ["26/03/2025", "2025-13", "2025-02-30", "soon"])
def test_what_is_not_a_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"not a date: found '{text}'"):
        EN.date(text)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_no_number_is_never_shown(value: float) -> None:
    with pytest.raises(ValueError, match="not a number"):
        EN.percent(value)


def test_messages_take_named_values_and_data_keeps_its_braces() -> None:
    assert FR("{low} to {high}", high="{b}", low="a") == "a à {b}"
    assert EN.text("{braces} and %s") == "{braces} and %s"
    assert FR.text("") == ""
    assert EN.plural("{n} figure of {all}", "{n} figures of {all}", 2000, all="x") == (
        "2,000 figures of x"
    )


def test_the_pseudo_locale_is_a_third_longer_and_keeps_placeholders() -> None:
    pseudo = language("en-XA")
    message = "Executives use it weekly, {n} of them, says [an article](#source)"
    shown = pseudo.text(message)
    assert "{n}" in shown and "](#source)" in shown and "é" in shown
    assert len(shown) > 1.25 * len(message)
    assert pseudo.percent(61) == "61%"


@given(st.integers(-(10**9), 10**9), st.sampled_from(["en", "fr"]))
def test_a_number_reads_back(n: int, code: str) -> None:
    shown = language(code).number(n)
    assert int(shown.replace("−", "-").replace("\u202f", "").replace(",", "")) == n
    assert " " not in shown
