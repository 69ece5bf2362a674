"""Messages as a terminal may be given them, while somebody reads. What they say is not for here."""

from __future__ import annotations

import contextlib
import os
import sys
import unicodedata
from collections.abc import Iterator
from typing import Any

OBEYED = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Unicode categories of what a terminal obeys, or does not show."""
UNREAD = 141
"""Exit status of a command whose reader has gone, as a shell tells of SIGPIPE."""


def visible(text: str) -> str:
    """Return a message with what a terminal would obey or not show spelled as ``\\x1b``."""
    return "".join(
        c if c == "\n" or unicodedata.category(c) not in OBEYED else ascii(c)[1:-1] for c in text
    )


@contextlib.contextmanager
def read() -> Iterator[None]:
    """End the process, at once and without a word, if nobody reads what is printed within.

    ``quoted build | head -1`` for instance, whose steps print in several threads. The signal
    itself is left as it is: a process at work that has ended is a broken pipe, too.
    """
    streams: tuple[Any, Any] = _Read(sys.stdout), _Read(sys.stderr)
    with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
        try:
            yield
        finally:
            for stream in streams:
                stream.flush()


class _Read:
    """A stream that somebody reads, or the process ends."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        with _or_end():
            return int(self._stream.write(text))

    def flush(self) -> None:
        with _or_end():
            self._stream.flush()


@contextlib.contextmanager
def _or_end() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        os._exit(UNREAD)
