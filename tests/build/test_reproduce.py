"""What is compared with what when the project is built elsewhere; no build is run here."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from quoted.build import reproduce
from quoted.build.reproduce import LIKE_LINUX, LIKE_OTHERS, Surroundings
from quoted.system import git

Capture = pytest.CaptureFixture[str]


def commit(root: Path) -> None:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "all"]):
        subprocess.run(["git", *who, *command], cwd=root, check=True)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder in git, of which a table and a report are built and committed."""
    root = tmp_path / "project é"
    for name in ("data/a.csv", "report/r.pdf", "src/code.py"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"committed {name}")
    commit(root)
    return root


def building(monkeypatch: pytest.MonkeyPatch, **made: str) -> list[str]:
    """Let a build write `made` into the copy, by the name of its surroundings; list the builds."""
    built: list[str] = []

    def build(copy: Path, _: Path, where: Surroundings) -> None:
        assert (copy / "src" / "code.py").read_text() == "committed src/code.py"
        built.append(where.folder)
        if text := made.get(where.folder.split()[0]):
            (copy / "data" / "a.csv").write_text(text)
            (copy / "data" / "unkept.csv").write_text(text)

    monkeypatch.setattr(reproduce, "_build", build)
    return built


def test_what_is_committed_is_compared_and_not_the_files_at_hand(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    built = building(monkeypatch)
    (project / "data" / "a.csv").write_text("at hand")
    (project / "src" / "code.py").write_text("at hand")
    assert reproduce.reproduce(project, once=True) == []
    assert reproduce.reproduce(project) == []
    assert built == ["copy", LIKE_LINUX.folder, LIKE_OTHERS.folder]
    said = capsys.readouterr().out
    assert "not looked at, since not committed: data/a.csv, src/code.py" in said


def test_a_difference_is_named_with_where_it_was_built(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    building(monkeypatch, copy="other")
    assert reproduce.reproduce(project, once=True) == ["data/a.csv: differs in 'copy'"]
    building(monkeypatch, first="other")
    assert reproduce.reproduce(project) == [
        f"data/a.csv: differs in '{LIKE_LINUX.folder}'",
        f"data/unkept.csv: differs in '{LIKE_OTHERS.folder}'",  # is not there
    ]


def test_a_file_that_is_committed_and_not_built_differs(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reproduce, "_build", lambda copy, *_: (copy / "report" / "r.pdf").unlink())
    assert reproduce.reproduce(project, once=True) == ["report/r.pdf: differs in 'copy'"]


def test_the_two_builds_are_unlike_in_everything() -> None:
    for name in ("folder", "home", "umask", "open_files", "features", "killed_after"):
        assert getattr(LIKE_LINUX, name) != getattr(LIKE_OTHERS, name), name
    for name, value in LIKE_LINUX.environment.items():
        assert LIKE_OTHERS.environment[name] != value, name


def test_without_git_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"git status: .*not a git repository"):
        reproduce.reproduce(tmp_path)
    (tmp_path / "a").write_text("a")
    assert not git.is_committed(tmp_path, "a", tmp_path / "a")


def test_what_is_committed_is_told_from_what_is_not(project: Path) -> None:
    path = project / "data" / "a.csv"
    assert git.is_committed(project, "data/a.csv", path)
    path.write_text("other")
    assert not git.is_committed(project, "data/a.csv", path)
    assert not git.is_committed(project, "data/b.csv", path)
    assert git.changed(project) == ["data/a.csv"]
    assert git.is_committed(project / "src", "code.py", project / "src" / "code.py")
