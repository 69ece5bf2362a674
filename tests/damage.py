"""Damage at random to a good file, for the tests of what reads it."""

from __future__ import annotations

import random
from collections.abc import Sequence


def damaged(good: bytes, seed: int, pieces: Sequence[bytes]) -> bytes:
    """Return a file with one to three places cut, changed, or with a piece put in."""
    chance, raw = random.Random(seed), bytearray(good)
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(raw) + 1)
        kind = chance.random()
        if kind < 0.3:
            del raw[at : at + chance.randrange(1, 12)]
        elif kind < 0.4:
            raw[at : at + 1] = bytes([chance.randrange(256)])
        else:
            raw[at:at] = chance.choice(pieces)
    return bytes(raw)
