"""The exporter's own words, in the language of the document."""

from __future__ import annotations

import pytest

from nbconvert_typst.words import Words


@pytest.mark.parametrize(
    ("language", "day", "written"),
    [
        ("en", "2025-03-01", "1 March 2025"),
        ("fr-CA", "2025-03-01", "1er mars 2025"),
        ("fr", "2025-03-21", "21 mars 2025"),
        ("xx", "2025-03-01", "1 March 2025"),
    ],
)
def test_a_day_in_words(language: str, day: str, written: str) -> None:
    assert Words(language).date(day) == written
