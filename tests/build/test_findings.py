"""What is said first where a number is wrong: where to put it right, and not what follows."""

from __future__ import annotations

import shutil
from pathlib import Path

from quoted.build import findings, steps
from quoted.citations import Finding
from quoted.data.checks import Problem
from quoted.report import places
from quoted.report.quantities import known

ROOT = Path(__file__).parents[2]
TEXTS = "texts: found {} statements that do not fit the data, expected none"
PROSE = [Finding("report.ipynb", 3, "[61%](#weekly_use.executives)", "“16%”")]


def test_a_number_that_others_print_otherwise_is_named_before_the_texts(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    path = tmp_path / "data" / "figures.csv"
    rows = path.read_text("utf-8").splitlines(keepends=True)
    number = next(n for n, row in enumerate(rows) if row.startswith("weekly_use.executives,"))
    rows[number] = rows[number].replace(",61,", ",16,").replace("61% ", "16% ")
    path.write_text("".join(rows), "utf-8")
    numbers = known(tmp_path)
    by_hand, *said = findings.findings(
        tmp_path, stated=(numbers, places(steps._tables(tmp_path), numbers["en"].lang))
    )
    assert by_hand.startswith("data/figures.csv: found other text than was written")
    assert said[0] == (
        f'figures.csv, row {number + 1}, column value: found "16", where other outlets print 61, '
        "expected what the article prints"
    )
    assert len(said) == 2 and said[1].startswith("texts: found ") and "`quoted numbers`" in said[1]


def test_texts_wait_for_numbers_alone() -> None:
    def said(file: str, row: int | None) -> list[str]:
        return [*map(str, findings._of_texts(PROSE, [Problem(file, row, None, "a", "b")]))]

    assert said("samples.csv", 2)[0].startswith(TEXTS.format(1))
    assert said("samples.csv", None) == said("positions.csv", 2) == [*map(str, PROSE)]
    assert findings._of_texts([], [Problem("figures.csv", 2, None, "a", "b")]) == []
