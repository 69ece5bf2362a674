"""The pages of a PDF looked at when all is set: words over words or past the margin, lost glyphs.

Reads what Typst writes (plain objects, text as glyphs of subset fonts) and no PDF of others; what
is drawn, and what stands in pictures and formulas, is not looked at. Which cell a place belongs to
is the business of `conversion`.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import islice
from struct import Struct
from unicodedata import combining

from nbconvert_typst.tally import NO_FONT

TOLERANCE = 4.0
"""Points that a line may pass the margin: punctuation and hyphens hang in it on purpose."""
SAME_LINE, MEETING = 0.45, 0.35
"""Ems of the smaller type within which two lines are the same, and by which words overlap."""
_INNER = rb"(?:[^()\\]++|\\.)*+"
for _ in range(4):  # Typst escapes no parentheses that are in pairs
    _INNER = rb"(?:[^()\\]++|\\.|\(" + _INNER + rb"\))*+"
_STRING = rb"\(" + _INNER + rb"\)|<[0-9A-Fa-f]*>"
_TEXT = re.compile(
    rb"/(?P<font>\w+) (?P<size>-?[\d.]+) Tf|(?P<place>(?:-?[\d.]+ ){6})Tm"
    rb"|(?P<shown>\[(?:" + _STRING + rb"|[-\d. ]++)*+\]TJ|(?:" + _STRING + rb") ?Tj)"
)
_PART = re.compile(rb"(?s)(" + _STRING + rb")|(-?[\d.]+)")
_AS_NUMBERS = ((b"\\\\", b"\\134"), (b"\\(", b"\\050"), (b"\\)", b"\\051"))
LEVEL = 1e-3
_TWO = Struct(">H")
_UNIT = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
Matrix = tuple[float, float, float, float, float, float]


@dataclass
class Run:
    """Some glyphs on a line: where they begin and end from left and top, in points.

    What is repeated on each page, its head and its foot, may stand in the margin.
    """

    left: float
    right: float
    y: float
    size: float
    font: Font
    glyphs: bytes
    repeated: bool

    @property
    def words(self) -> str:
        """What they say."""
        return self.font.read(self.glyphs)


class Kind(StrEnum):
    """What can be wrong with words on a page."""

    OUTSIDE = "words run past the margin"
    OVERLAP = "words stand over each other"
    GLYPH = NO_FONT


@dataclass(frozen=True)
class Fault:
    """Something on a page that is not as it should be.

    Attributes
    ----------
    page, y
        Where: from one, and points from the top.
    words
        What stands there.
    """

    kind: Kind
    page: int
    y: float
    words: str


class Font:
    """A font of the PDF: the widths of its glyphs, and what they stand for."""

    def __init__(self, objects: _Objects, characters: int, about: bytes) -> None:
        self._objects, self._map = objects, characters
        # glyphs of formulas stand over each other on purpose
        self.math = b"Math" in about
        widths = about.partition(b"/W[")[2].partition(b"]")[0]
        self.widths: dict[int, float] = {}
        numbers = map(float, widths.split())
        for first, last, width in zip(numbers, numbers, numbers, strict=False):
            self.widths.update(dict.fromkeys(range(int(first), int(last) + 1), width))

    @classmethod
    def of(cls, objects: _Objects, number: int) -> Font | None:
        """Return a font, or None for one of pictures, as of emoji in colours."""
        about = objects.text(number)
        inner = _reference(about, rb"DescendantFonts\[")
        return (
            cls(objects, _reference(about, rb"ToUnicode "), objects.text(inner)) if inner else None
        )

    @cached_property
    def _characters(self) -> dict[int, str]:
        told = self._objects.stream(self._map) if self._map else b""
        pairs = re.findall(rb"<([0-9A-Fa-f]{4})> ?<([0-9A-Fa-f]+)>\n", told)
        return {
            int(glyph, 16): bytes.fromhex(each.decode()).decode("utf-16-be", "replace")
            for glyph, each in pairs
        }

    def read(self, glyphs: bytes) -> str:
        """Return the text of glyphs of two bytes each."""
        return "".join(
            self._characters.get(each, "\N{REPLACEMENT CHARACTER}") for each in _ids(glyphs)
        )

    def width(self, glyphs: bytes) -> float:
        """Return the width of glyphs, in thousandths of an em."""
        return sum([self.widths.get(each, 0.0) for each in _ids(glyphs)])


class _Objects:
    """The objects of a PDF by their numbers."""

    def __init__(self, pdf: bytes) -> None:
        self._pdf = pdf
        table = pdf[int(pdf[pdf.rindex(b"startxref") + 9 :].split()[0]) :]
        self._places = {
            number: int(found[1])
            for number, found in enumerate(re.finditer(rb"(\d{10}) \d{5} [nf]", table))
        }

    def text(self, number: int) -> bytes:
        """Return an object as it stands, a stream without what it holds."""
        at = self._places[number]
        return self._pdf[at : self._pdf.index(b"endobj", at)].partition(b"stream")[0]

    def stream(self, number: int) -> bytes:
        """Return what a stream holds."""
        at = self._places[number]
        start = self._pdf.index(b"stream", at) + 6
        length = re.search(rb"/Length (\d+)", self._pdf[at:start])
        assert length
        start += 2 if self._pdf[start : start + 2] == b"\r\n" else 1
        held = self._pdf[start : start + int(length[1])]
        return zlib.decompress(held) if b"/FlateDecode" in self._pdf[at:start] else held

    def pages(self) -> Iterator[int]:
        """Yield the numbers of the pages in their order."""
        waiting = [_reference(self.text(_reference(self._pdf[-2000:], rb"/Root ")), rb"/Pages ")]
        while waiting:
            number = waiting.pop()
            kids = re.search(rb"/Kids\[([^\]]*)\]", self.text(number))
            if not kids:
                yield number
            else:
                waiting += [int(each) for each in re.findall(rb"(\d+) 0 R", kids[1])][::-1]


def _reference(told: bytes, before: bytes) -> int:
    found = re.search(before + rb"(\d+) 0 R", told)
    return int(found[1]) if found else 0


def _ids(glyphs: bytes) -> Iterator[int]:
    return (first for (first,) in _TWO.iter_unpack(glyphs[: len(glyphs) // 2 * 2]))


def _bytes(literal: bytes) -> bytes:
    """Return what a string of a PDF holds."""
    if literal.startswith(b"<"):
        return bytes.fromhex(literal[1:-1].decode())

    told = literal[1:-1]
    for sign, spelled in _AS_NUMBERS:
        told = told.replace(sign, spelled)
    return told.decode("unicode_escape").encode("latin-1")


def _joined(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j,
        e * g + f * i + k, e * h + f * j + m,
    )  # fmt: skip


def _runs(content: bytes, fonts: dict[bytes, Font | None], height: float) -> Iterator[Run]:
    """Yield the runs of level text on a page, none of what pictures hold: they are clipped."""
    now, hidden, repeated, kept = _UNIT, False, False, []
    font: Font | None = None
    size, place, writing = 0.0, _UNIT, False
    for line in content.split(b"\n"):
        match line[:1]:
            case _ if writing and line != b"ET":
                pass
            case b"q":
                kept.append((now, hidden))
                if not hidden and b" cm" in line[:100]:
                    now = _joined(_matrix(line[1:]), now)
            case b"Q":
                now, hidden = kept.pop()
            case b"W":
                hidden = True
            case b"B" if line[:2] == b"BT":
                writing = not hidden
            case b"E" if line == b"ET":
                writing = False
            case b"E" | b"/":
                repeated = b"/Artifact" in line
        for found in _TEXT.finditer(line) if writing else ():
            if found["font"]:
                font, size = fonts.get(found["font"]), float(found["size"])
            elif found["place"]:
                place = _matrix(found["place"])
            elif font:
                glyphs, back = b"", 0.0
                for literal, number in _PART.findall(found["shown"]):
                    if literal:
                        glyphs += _bytes(literal)
                    else:
                        back += float(number)
                a, b, c, d, x, y = _joined(place, now)
                wide = a * (font.width(glyphs) - back) * size / 1000
                if abs(b) + abs(c) < LEVEL and a > 0:
                    yield Run(x, x + wide, height - y, d * size, font, glyphs, repeated)


def _matrix(told: bytes) -> Matrix:
    a, b, c, d, e, f = map(float, told.split(None, 6)[:6])
    return a, b, c, d, e, f


def faults(pdf: bytes, right: float, bottom: float) -> Iterator[Fault]:
    """Yield what is wrong on the pages.

    Parameters
    ----------
    right, bottom
        Where the text of a page ends, in points from its left and its top.
    """
    objects = _Objects(pdf)
    known: dict[int, Font | None] = {}
    usual = None
    for page, number in enumerate(objects.pages(), start=1):
        about = objects.text(number)
        box = re.search(rb"/MediaBox\[0 0 ([\d.]+) ([\d.]+)\]", about)
        assert box
        sides = float(box[1]), float(box[2])
        usual = usual or sides
        resources = _reference(about, rb"/Resources ")
        held = (objects.text(resources) if resources else about).partition(b"/Font<<")[2]
        fonts = {}
        for name, told in re.findall(rb"/(\w+) (\d+) 0 R", held.partition(b">>")[0]):
            if int(told) not in known:
                known[int(told)] = Font.of(objects, int(told))
            fonts[name] = known[int(told)]
        content = objects.stream(_reference(about, rb"/Contents "))
        runs = sorted(_runs(content, fonts, sides[1]), key=lambda run: run.y)
        # without tags head and foot are not told apart, and raw Typst may turn a page
        marked = sides == usual and b"/Artifact" in content
        yield from _outside(page, runs, *((right, bottom) if marked else sides))
        yield from _overlaps(page, [run for run in runs if not run.font.math])


def _outside(page: int, runs: list[Run], right: float, bottom: float) -> Iterator[Fault]:
    for run in runs:
        if b"\0\0" in run.glyphs and 0 in _ids(run.glyphs):
            yield Fault(Kind.GLYPH, page, run.y, "")
        end, words = run.right, ""
        if end > right + TOLERANCE:
            words = run.words.rstrip()
            end -= run.font.width(run.glyphs[2 * len(words) :]) * run.size / 1000  # spaces may hang
        beyond = end > right + TOLERANCE or run.left < -TOLERANCE or run.y > bottom + TOLERANCE
        if beyond and not run.repeated and (words or run.words.strip()):
            yield Fault(Kind.OUTSIDE, page, run.y, words or run.words.strip())


def _overlaps(page: int, runs: list[Run]) -> Iterator[Fault]:
    for number, run in enumerate(runs):
        for other in islice(runs, number + 1, None):
            below = other.y - run.y
            if below > SAME_LINE * run.size:
                break
            if other.left >= run.right or run.left >= other.right:
                continue
            small = min(run.size, other.size)
            shared = min(run.right, other.right) - max(run.left, other.left)
            meeting = below <= SAME_LINE * small and shared > MEETING * small
            if meeting and run.words.strip() and other.words.strip():
                words = f"{run.words} / {other.words}"
                if not any(map(combining, words)):  # marks are wide, and stand over letters
                    yield Fault(Kind.OVERLAP, page, run.y, words)
