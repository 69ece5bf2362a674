"""The `quoted` command and the build behind it: what they say, return, and leave alone."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import invented
import pytest

from quoted import cli, report
from quoted.build import engine, inputs, steps
from quoted.data import sources, tables

ROOT = Path(__file__).parents[2]
VERBS = (
    "build",
    "watch",
    "test",
    "lab",
    "check",
    "numbers",
    "read",
    "add",
    "new",
    "messages",
    "reproduce",
    "revision",
    "charts",
)

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _no_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(sources.ARTICLES_VARIABLE, raising=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of data and report, without catalogues: those have checks of their own."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    (tmp_path / "notebooks").mkdir()
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        shutil.copy(path, tmp_path / "notebooks")
    return tmp_path


def quoted(*arguments: str | Path) -> int:
    return cli.main([str(argument) for argument in arguments])


def test_the_installed_command_gives_help() -> None:
    command = Path(sys.executable).parent / "quoted"
    done = subprocess.run([command, "--help"], capture_output=True, text=True, check=True)
    assert all(f"\n    {verb} " in done.stdout for verb in VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_has_help(verb: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        quoted(verb, "--help")
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert said.startswith(f"usage: quoted {verb}")


def test_an_interrupted_command_says_so_in_one_line(
    project: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(engine, "run", interrupted)
    assert quoted("--root", project, "build") == 130
    assert capsys.readouterr().err == "quoted build: interrupted\n"


@pytest.mark.parametrize(("made", "status"), [(0, 1), (1, 1)])
def test_a_build_ends_with_what_is_to_put_right(
    made: int, status: int, project: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = project / "notebooks" / "report.ipynb"
    wrong = path.read_bytes().replace(b"[61%](#weekly_use", b"[62%](#weekly_use")
    path.write_bytes(wrong)
    (project / inputs.STATE).mkdir()
    steps._write_numbers(project)
    steps._write_places(project)
    steps._check(project)
    monkeypatch.setattr(engine, "run", lambda *_, **__: made)
    assert quoted("--root", project, "build") == status
    said = capsys.readouterr()
    assert ("found [62%](#weekly_use.executives), expected “61%”" in said.err) == (not made)


def test_an_unknown_verb_is_refused(capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        quoted("dance")
    assert ended.value.code == 2
    assert "invalid choice: 'dance'" in capsys.readouterr().err


def test_a_folder_that_is_no_project_is_named(tmp_path: Path, capsys: Capture) -> None:
    assert quoted("--root", tmp_path, "check") == 2
    said = capsys.readouterr().err
    assert f"{tmp_path}: found no folder notebooks/" in said and "--root" in said


def test_the_project_as_committed_is_all_right(capsys: Capture) -> None:
    status = quoted("--root", ROOT, "check")
    said = capsys.readouterr()
    assert said.err == ""
    assert status == 0
    assert "all right" in said.out


def test_check_names_tables_kept_by_hand_that_are_not_in_the_data(
    project: Path, capsys: Capture
) -> None:
    coded = project / "notebooks" / "coded"
    shutil.copytree(ROOT / "notebooks" / "coded", coded)
    path = coded / "positions.csv"
    good = path.read_bytes()
    path.write_bytes(good.replace(b"affirms", b"denies", 1))
    assert quoted("--root", project, "check") == 1
    assert "found 1 row that data/positions.csv lacks" in capsys.readouterr().err
    path.write_bytes(good.replace(b"affirms", b"denies", 2))
    assert quoted("--root", project, "check") == 1
    said = capsys.readouterr().err
    assert "notebooks/coded/positions.csv: found 2 rows that data/positions.csv lacks" in said
    path.write_bytes(good.replace(b",", b";"))
    assert quoted("--root", project, "check") == 1
    said = capsys.readouterr().err
    assert "notebooks/coded/positions.csv, row 1: found semicolons" in said


def test_check_names_a_table_that_was_edited_where_the_next_build_undoes_it(
    project: Path, capsys: Capture
) -> None:
    path = project / "data" / "sources.csv"
    path.write_bytes(path.read_bytes().replace(b"2025-03-26,fr", b"2025-03-27,fr", 1))
    assert quoted("--root", project, "check") == 1
    assert capsys.readouterr().err == (
        "data/sources.csv: found other text than was written, expected edits in "
        "notebooks/01_transcription.ipynb or notebooks/coded/: build\n"
    )
    (project / "data" / "datapackage.json").unlink()
    assert quoted("--root", project, "check") == 1
    assert "data/answers.csv: found other text than was written" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["check", "messages"])
def test_a_notebook_that_is_gone_is_named(verb: str, project: Path, capsys: Capture) -> None:
    (project / "notebooks" / "04_debate.ipynb").unlink()
    assert quoted("--root", project, verb) == 1
    assert "notebooks/04_debate.ipynb: found no file, expected a note" in capsys.readouterr().err


def test_check_names_an_article_that_is_not_coded(project: Path, capsys: Capture) -> None:
    path = project / "data" / "positions.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(line for line in lines if not line.startswith(b"metodas,job_loss")))
    lost = len(lines) - len(path.read_bytes().splitlines())
    assert lost == 1
    assert quoted("--root", project, "check") == 1
    said = capsys.readouterr().err
    assert "positions.csv: found nothing on job_loss" in said and "for metodas, expected" in said


def test_check_says_that_fragments_were_not_compared(project: Path, capsys: Capture) -> None:
    assert quoted("--root", project, "check") == 0
    assert "fragments: not compared, no copies of the articles" in capsys.readouterr().out


FIGURES = (ROOT / "data" / "figures.csv").read_bytes().splitlines()
ROW = next(n for n, row in enumerate(FIGURES, start=1) if b",61,," in row)
DAMAGES: list[tuple[str, Callable[[bytes], bytes], str]] = [
    (
        "data/figures.csv",
        lambda raw: raw.replace(b",61,,percent", b",130,,percent", 1),
        f'figures.csv, row {ROW}, column value: found "130", expected a percentage from 0 to 100',
    ),
    (
        "data/figures.csv",
        lambda raw: raw.replace(b",", b";"),
        "figures.csv, row 1: found semicolons between the columns, expected commas",
    ),
    ("data/sources.csv", lambda raw: b"", "sources.csv: found an empty file, expected the header"),
    (
        "notebooks/report.ipynb",
        lambda raw: raw.replace(b"[61%](#weekly_use.executives)", b"[62%](#weekly_use.executives)"),
        "found [62%](#weekly_use.executives), expected “61%”",
    ),
    (
        "notebooks/report.ipynb",
        lambda raw: raw.replace(b"[61%](#weekly_use.executives)", b"61%"),
        "found 61%, expected a citation",
    ),
    (
        "notebooks/report.ipynb",
        lambda raw: raw.replace(b"](#weekly_use.executives)", b"](#weekly_use.bosses)"),
        "expected a known quantity, not 'weekly_use.bosses'",
    ),
]


@pytest.mark.parametrize(("file", "damage", "words"), DAMAGES, ids=[d[2][:40] for d in DAMAGES])
def test_check_names_what_is_wrong_and_returns_1(
    file: str, damage: Callable[[bytes], bytes], words: str, project: Path, capsys: Capture
) -> None:
    path = project / file
    before = path.read_bytes()
    path.write_bytes(damage(before))
    assert path.read_bytes() != before
    assert quoted("--root", project, "check") == 1
    said = capsys.readouterr()
    assert words in said.err
    assert "to put right" in said.out


def test_check_compares_with_the_articles_given(project: Path, capsys: Capture) -> None:
    folder = project / "copies"
    folder.mkdir()
    for source_id in tables.load(project / "data").sources["source_id"]:
        (folder / f"{source_id}.txt").write_text("Nothing of the kind; 99% of it.", "utf-8")
    assert quoted("--root", project, "check", "--articles", folder) == 1
    said = capsys.readouterr().err
    assert "expected words that stand exactly once in metodas (there: 0 times)" in said
    assert "pandia.txt: found 99% printed but not in figures.csv" in said


def test_a_chart_without_a_name_is_not_written(project: Path, capsys: Capture) -> None:
    assert quoted("--root", project, "charts", "-o", project / "none.png") == 1
    assert "found no name of a chart, expected one of divide" in capsys.readouterr().err


def test_articles_in_a_folder_that_is_not_there(project: Path, capsys: Capture) -> None:
    assert quoted("--root", project, "check", "--articles", project / "nowhere") == 1
    assert "nowhere: found no such folder" in capsys.readouterr().err


def test_numbers_are_put_right_on_request_only(project: Path, capsys: Capture) -> None:
    path = project / "notebooks" / "report.ipynb"
    good = path.read_bytes()
    path.write_bytes(good.replace(b"[61%](#weekly_use", b"[62%](#weekly_use"))
    assert quoted("--root", project, "numbers") == 1
    assert path.read_bytes() != good
    assert quoted("--root", project, "numbers", "--write") == 0
    assert path.read_bytes() == good
    assert f"rewritten: {path}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing"], "no chart named 'nothing', expected one of divide"),
        (["divide", "--size", "large"], "--size: found 'large', expected WIDTHxHEIGHT in pixels"),
        (["divide", "--size", "0x10"], "--size: found '0x10', expected WIDTHxHEIGHT in pixels"),
        (["divide", "--size", "99999x90"], "found '99999x90', expected WIDTHxHEIGHT in pixels, up"),
        (["divide", "--format", "pdf", "-o", "a.png"], "--format: found pdf for a.png"),
        (["divide", "--format", "html", "--dark"], "divide.html: a .html file takes no size, dark"),
        (["--lang", "tlh"], "tlh"),
    ],
)
def test_a_chart_that_cannot_be_made(arguments: list[str], words: str, capsys: Capture) -> None:
    assert quoted("--root", ROOT, "charts", *arguments) == 1
    assert words in capsys.readouterr().err


def test_a_chart_is_written_at_the_size_asked_for(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "divide.png"
    size = ["--size", "1600x900", "--lang", "fr", "-o", path]
    assert quoted("--root", ROOT, "charts", "divide", *size) == 0
    header = path.read_bytes()[:24]
    assert [int.from_bytes(header[i : i + 4], "big") for i in (16, 20)] == [1600, 900]


def test_charts_are_listed_in_two_columns_whatever_their_ids_are(
    tmp_path: Path, capsys: Capture
) -> None:
    invented.tables(invented.women_and_men, invented.three_groups).write(tmp_path / "data")
    (tmp_path / "notebooks").mkdir()
    assert quoted("--root", tmp_path, "charts") == 0
    charts = report.charts(tables.load(tmp_path / "data"))
    width = len("frontier.office.managers_trainees")
    assert capsys.readouterr().out.splitlines() == [
        f"{id_.ljust(width)}  {chart.title}" for id_, chart in charts.items()
    ]
