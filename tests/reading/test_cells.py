"""Proposals as cells: calls of the transcription that run once what is open has been filled in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from quoted.cli import main
from quoted.data.tables import load
from quoted.data.transcription import Transcription
from quoted.reading import cells
from quoted.reading.articles import Article

ROOT = Path(__file__).parents[2]
TEXT = """Foxes, a survey of 400 foxes in May 2024
61% of old foxes sleep by day, compared with 42.0% of young foxes.
Nearly half of old foxes dream. Prices rose by 12%.
Between 10 and 15% of cubs bark. Hunters shot 1,200 foxes."""
WORDS = {"old foxes": "old"}


def made() -> list[str]:
    return cells.cells(Article(TEXT, {"language": "en", "publisher": "Gazette"}), "foxes", WORDS)


def test_what_the_cells_say() -> None:
    said = "\n".join(made())
    for line in (
        'quotes.source("foxes", publisher="Gazette", author=..., language="en", published=..., ',
        'fieldwork="2024-05")',
        'quotes.sample("foxes", "foxes_survey", "all", 400, "400 foxes in May")',
        'quotes.disclosed("foxes_survey", "total_n", "field_dates", basis=...)',
        'quotes.group("young_foxes", name=..., role=...)  # young foxes',
        'quotes.measure(topic=..., measure_id="foxes_1", label=..., predicate=..., definition=...)',
        'quotes.figures("foxes", "foxes_survey", year=...,\n'
        '    foxes_1={"old": (61, "61% of old foxes"), "young_foxes": ("42.0", '
        '"42.0% of young foxes")})',
        'quotes.figures("foxes", "foxes_survey", year=..., qualifier="almost",\n'
        '    foxes_2={"old": (50, "Nearly half of old foxes")})',
        'unit="count",\n    foxes_4={"": (1200, "Hunters shot 1,200 foxes")})',
        'quotes.figures("foxes", "foxes_survey", year=...,\n'
        '    foxes_3={"cubs": ((10, 15), "Between 10 and 15% of cubs")})',
        'quotes.leave_out("foxes", "Prices rose by 12%", "a change, not a share")',
    ):
        assert line in said, line
    assert all(len(cell.splitlines()) <= cells.LINES for cell in made())
    assert 'quotes.group("old"' not in said


def test_what_is_open_is_refused_by_name() -> None:
    with pytest.raises(ValueError) as error:
        exec("\n".join(made()), {"quotes": Transcription()})
    assert str(error.value) == (
        "sources, row of foxes, whole, Gazette, en, article: found author, published, title, "
        "address still open (...), expected what the article says, or the argument left out"
    )


def test_filled_in_the_cells_make_tables() -> None:
    quotes, n = Transcription(), iter(range(100))
    quotes.topic("foxes", "Foxes")
    quotes.group("old", "old foxes", role="first")
    quotes.group("all", "all foxes")
    code = "\n".join(made())
    code = code.replace("address=...", 'address="https://example.org"')
    code = code.replace("published=...", 'published="2024-06"')
    code = code.replace("topic=...", 'topic="foxes"').replace("year=...", "year=2024")
    code = code.replace("role=...)  # young", 'role="second")  # young')
    code = code.replace("role=...", 'role="neutral"')
    code = re.sub(r"\.\.\.", lambda _: f'"words {next(n)}"', code)
    exec(code, {"quotes": quotes})
    tables = quotes.tables()
    assert list(tables.figures["value"]) == [61, 42, 50, 10, 1200]
    assert list(tables.figures["value_high"]) == ["", "", "", "15", ""]
    assert list(tables.figures["qualifier"]) == ["exact", "exact", "almost", "range", "exact"]
    assert list(tables.figures["decimals"]) == [0, 1, 0, 0, 0]


def said(text: str) -> list[str]:
    """Return the lines of the cells for a text."""
    return "\n".join(cells.cells(Article(text, {}), "a")).splitlines()


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("We asked 900 people: 400 old foxes and 500 cubs. 61% of old foxes and 5% of cubs sleep.",
         [("all", 900), ("old_foxes", 400), ("cubs", 500)]),
        ("We asked 400 old foxes and 500 cubs. 61% of old foxes and 5% of cubs sleep.",
         [("old_foxes", 400), ("cubs", 500)]),
        ("We asked 400 old foxes. 61% of old foxes sleep. There are 500 cubs. 5% of cubs sleep.",
         [("all", 400)]),
    ],
)  # fmt: skip
def test_sizes_stand_under_the_groups_that_figures_have(
    text: str, sizes: list[tuple[str, int]]
) -> None:
    found = re.findall(r'quotes.sample\("a", "a_survey", "(\w+)", (\d+)', "\n".join(said(text)))
    assert [(group, int(n)) for group, n in found] == sizes


@pytest.mark.parametrize(
    ("second", "paired"),
    [
        ("and 52% of cubs do", True),
        ("among cubs it is 52%", True),
        ("52% of cubs too", True),
        ("et 52 % des cubs aussi", True),
        ("and 52% of cubs dream", False),
        ("and 52% of cubs do so by night", False),
        ("and about 52% of cubs do", False),  # another word makes another call
    ],
)
def test_a_number_of_which_no_more_is_said_is_set_against_the_one_before(
    second: str, paired: bool
) -> None:
    made = said(f"61% of old foxes sleep, {second}.")
    assert sum('measure_id="' in line for line in made) == (1 if paired else 2)


def test_a_word_of_an_earlier_article_names_its_group() -> None:
    known = cells.words_for_groups(load(ROOT / "data"))
    assert known["dirigeants"] == "executives"
    assert known["spécialistes du marketing débutants"] == "entry_level"
    assert known["débutants"] == "entry_level"  # by the translation of its name


def test_the_command_prints_the_cells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "Old foxes, 2.txt"
    path.write_text(TEXT, "utf-8")
    assert main(["--root", str(ROOT), "read", str(path)]) == 0
    assert 'quotes.sample("old_foxes", ' in capsys.readouterr().out
    assert main(["--root", str(ROOT), "read", str(tmp_path / "none.txt")]) == 1
    assert "none.txt" in capsys.readouterr().err
