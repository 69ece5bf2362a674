"""How headings look and how they are nested: no level is left out, and each has its own look."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from converting import book, converted, markdown
from pypdf import PdfReader


def sizes(pdf: bytes) -> dict[str, float]:
    """Return the size of type of the first word on each line, in points."""
    found: dict[str, float] = {}

    def visit(words: str, now: object, then: object, font: object, size: float) -> None:
        if words.strip():
            found.setdefault(words.split()[0], size)

    for page in PdfReader(io.BytesIO(pdf)).pages:
        page.extract_text(visitor_text=visit)
    return found


def titles(items: Any) -> list[Any]:
    return [titles(each) if isinstance(each, list) else each.title for each in items]


def test_a_low_heading_before_higher_ones_looks_low(tmp_path: Path) -> None:
    told = "###### Licence\n\n# Top\n\n## Part\n\n### Section\n\nWords"
    pdf, warnings = converted(book(markdown(told), title="T"), tmp_path)
    assert titles(PdfReader(io.BytesIO(pdf)).outline) == ["Licence", "Top", ["Part", ["Section"]]]
    found = sizes(pdf)
    assert [found[each] for each in ("Licence", "Top", "Part", "Section")] == [10, 15, 12, 10.5]
    assert warnings == []


def test_levels_that_are_left_out_cost_no_size(tmp_path: Path) -> None:
    told = "# Title\n\n### Part\n\n#### Section\n\n### Another\n\nWords"
    found = sizes(converted(book(markdown(told)), tmp_path)[0])
    assert [found[each] for each in ("Part", "Section", "Another")] == [15, 12, 15]
