"""What pandoc has answered is kept: a notebook converted again asks for what is new in it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from nbconvert_typst import markdown
from nbconvert_typst.markdown import Fragment, Unreadable

ONE, TWO, THREE = (Fragment("gfm", f"word {n}") for n in "123")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[list[Fragment]]]:
    """Return what pandoc is asked for; it knows nothing yet."""
    found: list[list[Fragment]] = []
    answers = markdown._answers

    def listen(fragments: Any, seconds: float) -> Any:
        found.append([*fragments])
        return answers(fragments, seconds)

    monkeypatch.setattr(markdown, "_answers", listen)
    monkeypatch.setattr(markdown, "_kept", markdown._Kept())
    yield found


def words(tree: Any) -> str:
    return "".join(each.get("c", " ") for each in tree["blocks"][0]["c"])


def test_only_what_is_new_is_asked_for_and_all_is_answered_in_order(
    asked: list[list[Fragment]],
) -> None:
    markdown.read([ONE, TWO])
    trees = markdown.read([THREE, TWO, ONE, THREE])
    assert [words(tree) for tree in trees] == ["word 3", "word 2", "word 1", "word 3"]
    assert asked == [[ONE, TWO], [THREE]]
    trees[0]["blocks"].clear()  # type: ignore[index]
    assert words(markdown.read([THREE])[0]) == "word 3"
    assert len(asked) == 2


def test_another_format_is_another_question(asked: list[list[Fragment]]) -> None:
    html = Fragment("html", ONE.text)
    markdown.read([ONE])
    markdown.read([html])
    assert asked == [[ONE], [html]]


def test_what_was_asked_for_least_lately_is_forgotten_first(
    asked: list[list[Fragment]], monkeypatch: pytest.MonkeyPatch
) -> None:
    markdown.read([ONE])
    ((_, answer),) = markdown._kept.of([ONE]).items()
    monkeypatch.setattr(markdown, "KEPT", 2 * len(answer))
    monkeypatch.setattr(markdown, "_kept", markdown._Kept())
    asked.clear()
    for each in (ONE, TWO, ONE, THREE, ONE, TWO):
        markdown.read([each])
    assert asked == [[ONE], [TWO], [THREE], [TWO]]


def test_what_could_not_be_read_is_asked_for_again(
    asked: list[list[Fragment]], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = subprocess.run

    def endless(*_: Any, **settings: Any) -> Any:
        raise subprocess.TimeoutExpired("pandoc", settings["timeout"])

    monkeypatch.setattr(subprocess, "run", endless)
    assert markdown.read([ONE]) == [Unreadable("pandoc comes to no end")]
    monkeypatch.setattr(subprocess, "run", run)
    assert words(markdown.read([ONE])[0]) == "word 1"
