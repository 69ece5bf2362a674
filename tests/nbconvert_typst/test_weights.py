"""How much a document is taken to weigh, and what follows from it; and what counts as a gap."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from converting import PNG, book, converted, markdown, shown, text

from nbconvert_typst.conversion import Conversion

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="9"><text y="8">{}</text></svg>'


def left(pdf: bytes) -> int:
    """Return how many cells are said not to be shown."""
    (told,) = re.findall(r"The notebook goes on: (\d+) more cells", text(pdf))
    return int(told)


def test_pictures_weigh(tmp_path: Path) -> None:
    cells = [shown({"image/svg+xml": SVG.format(n)}) for n in range(70)]
    pdf, _ = converted(book(*cells), tmp_path, memory_limit=100)
    assert left(pdf) == 14  # of 535 kB each, with 30 MB for all


def test_formulas_weigh(tmp_path: Path) -> None:
    cells = [markdown(" ".join(f"$x_{{{n}}}^{k}$" for k in range(10))) for n in range(90)]
    pdf, _ = converted(book(*cells), tmp_path, memory_limit=100)
    assert left(pdf) == 31  # of 508 kB each


@pytest.mark.parametrize(("megabytes", "passes"), [(142, 3), (141, 1)])
def test_a_document_of_half_the_memory_has_one_pass_to_fill_gaps(
    megabytes: int, passes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def placements(_: Any, found: list[str], left: int) -> list[str]:
        asked.append(left)
        return found

    monkeypatch.setattr(Conversion, "_placements", placements)
    chart = shown({"image/png": PNG}, **{"image/png": {"caption": "A chart", "alt": "A chart"}})
    converted(book(chart), tmp_path, memory_limit=megabytes)
    assert asked == [passes]


@pytest.mark.parametrize(("white", "goes"), [(90, "none"), (91, "top")])
def test_a_chart_that_leaves_a_gap_goes_to_the_top(white: int, goes: str) -> None:
    marks = {"0": (1, 700.0 - white)}, {"0": (2, 80.0)}
    given: Any = SimpleNamespace(
        _marks=lambda kind: marks, document=SimpleNamespace(metrics=SimpleNamespace(bottom=700.0))
    )
    assert Conversion._placements(given, ["none"], 3) == [goes]
