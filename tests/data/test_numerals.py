"""Numbers in words, in English and French."""

from __future__ import annotations

import pytest

from quoted.data import checks, numerals


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("vingt et un", 21),
        ("vingt deux", 22),
        ("soixante et un", 61),
        ("soixante dix", 70),
        ("soixante et onze", 71),
        ("soixante douze", 72),
        ("quatre vingts", 80),
        ("quatre vingt un", 81),
        ("quatre vingt onze", 91),
        ("quatre vingt dix neuf", 99),
        ("cent", 100),
        ("twenty one", 21),
        ("ninety nine", 99),
    ],
)
def test_a_number_in_words(words: str, number: int) -> None:
    assert numerals._few(words) == numerals._few(words.replace(" ", "-")) == number


@pytest.mark.parametrize("words", ["vingt un", "vingt et deux", "quatre vingt et un", "septante"])
def test_no_number_in_words(words: str) -> None:
    assert words not in numerals._BY_WORD


def test_a_long_cell_is_shown_by_its_first_79_characters() -> None:
    cell = "0123456789" * 9
    assert checks._shown(cell[:80]) == f'"{cell[:80]}"'
    assert checks._shown(cell[:81]) == f'"{cell[:79]}…" (81 characters)'
