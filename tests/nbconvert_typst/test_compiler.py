"""The process of Typst: it waits for a next notebook, for a while, and not where it has failed."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from converting import book, converted, markdown, text

from nbconvert_typst import compiler

WAITING = compiler._waiting


@pytest.fixture(autouse=True)
def alone() -> Iterator[None]:
    WAITING.end()
    yield
    WAITING.end()


def waiting() -> int | None:
    """Return the number of the process that waits."""
    process = WAITING.take()
    if process is None:
        return None
    WAITING.put(process)
    return process.pid


def test_the_next_notebook_is_set_by_the_process_that_waits(tmp_path: Path) -> None:
    converted(book(markdown("The first.")), tmp_path)
    first = waiting()
    assert first
    pdf, warnings = converted(book(markdown("The second.")), tmp_path)
    assert (waiting(), text(pdf), warnings) == (first, "own The second. 1 / 1", [])


def test_one_that_was_stopped_does_not_wait(tmp_path: Path) -> None:
    (tmp_path / "main.typ").write_text(
        "#for a in range(9999) { for b in range(9999) { (a, b) } }", encoding="utf-8"
    )
    with pytest.raises(compiler.Stopped), compiler.Compiler() as started:
        stopped = started._process
        started.fonts()
        started.source(tmp_path / "main.typ")
        started.pdf(0.2)
    assert stopped.poll() is not None and waiting() is None


@pytest.mark.parametrize(("held", "waits"), [(299e6, True), (301e6, False)])
def test_one_that_has_taken_much_memory_does_not_wait(
    held: float, waits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiler, "_resident", lambda process: held)
    with compiler.Compiler():
        pass
    assert bool(waiting()) is waits


def test_memory_is_that_of_the_process() -> None:
    with compiler.Compiler() as started:
        started.fonts()
        told = compiler._resident(started._process)
    assert 5e6 < told < 100e6 or told == float("inf")


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGKILL])
def test_one_that_was_interrupted_or_killed_does_no_harm(
    sign: signal.Signals, tmp_path: Path
) -> None:
    compiler.begin()
    first = waiting()
    assert first
    time.sleep(0.2)  # it has started by then, or is interrupted on the way
    os.kill(first, sign)
    pdf, warnings = converted(book(markdown("The second.")), tmp_path)
    assert (text(pdf), warnings) == ("own The second. 1 / 1", [])
    assert waiting() == first or sign == signal.SIGKILL


def test_it_waits_for_a_while_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiler, "WAITING", 0.05)
    with compiler.Compiler() as started:
        process = started._process
    for _ in range(1000):
        if process.poll() is not None:
            break
        time.sleep(0.01)
    assert process.poll() is not None and WAITING.take() is None


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_fork_takes_none_along() -> None:
    compiler.begin()
    read, write = os.pipe()
    if not (child := os.fork()):
        signal.alarm(20)
        os.write(write, b"none" if WAITING.take() is None else b"taken")
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(read, 10) == b"none"
    os.close(read)
    os.close(write)
    assert waiting()
