"""Notebooks of any size and depth: a PDF in bounded time and memory, and a note for what it lacks.

Times and megabytes are those of the machine; what is tested is what bounds them.
"""

from __future__ import annotations

import base64
import re
import struct
import zlib
from pathlib import Path
from typing import Any

import nbformat
import pytest
from converting import book, converted, markdown, printed, raw, shown, text
from nbformat import v4

from nbconvert_typst import TypstExporter, html, images, limits, outputs


def code(source: str) -> Any:
    return v4.new_code_cell(source)


def nested(depth: int) -> Any:
    value: Any = "deepest"
    for _ in range(depth):
        value = [value]
    return value


def with_json(value: Any) -> Any:
    cell = shown({"text/plain": "<Own object at 0x1>"})
    cell["outputs"][0]["data"]["application/json"] = value
    return cell


def png(width: int, height: int) -> str:
    def part(kind: bytes, held: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + held))
        return struct.pack(">I", len(held)) + kind + held + check

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = part(b"IHDR", head) + part(b"IDAT", zlib.compress(b"\0" * 99)) + part(b"IEND", b"")
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + parts).decode()


@pytest.mark.parametrize(
    ("cell", "seen", "warned"),
    [
        (code("a = 1\n" * 2_010), "The code goes on: 10 more lines", "code cut after 2000 lines"),
        (code("a" * 100_001), "The code goes on: 1 more lines", "code cut after 1 lines"),
        (printed("line\n" * 500), "The output goes on: 100 more lines", "output cut after 400"),
        (printed("x" * 2_000_000), "The output goes on: 2 more lines", "output cut after 1 lines"),
        (with_json(nested(500)), "The output goes on", "output cut after"),
        (markdown("".join("  " * n + "- x\n" for n in range(400))), "The output goes", "as it is"),
        (markdown(">" * 400 + " deep"), "deep", "shown as it is written"),
        (shown({"text/html": "<b>" * 320 + "deep" + "</b>" * 320}), "deep", "nested too deeply"),
        (shown({"text/html": "<div>" * 3000 + "deep"}), "deep", "nested too deeply"),
        (markdown(("word " * 9 + "\n\n") * 8_000), "The text goes on", "text cut after 300000"),
        (shown({"image/png": png(40_000, 30_000)}, alt="told"), "Image not shown: told", "pixels"),
        (printed("\x1b[31m\x80é" + "".join(map(chr, range(256))) * 999), "goes on", "output cut"),
    ],
    ids=range(12),
)  # fmt: skip
def test_a_limit_leaves_a_note(cell: Any, seen: str, warned: str, tmp_path: Path) -> None:
    cells = [markdown("before"), cell, markdown("after")]
    pdf, warnings = converted(book(*cells), tmp_path)
    found = text(pdf)
    assert seen in found and "before" in found and "after" in found
    assert any(each.startswith("cell 2: ") and warned in each for each in warnings)


def test_marks_on_one_letter_are_counted(tmp_path: Path) -> None:
    marks = "\u0301" * 46
    pdf, _ = converted(book(markdown(f"a{marks} end"), printed(f"b{marks} end")), tmp_path)
    assert text(pdf).count("[+30]") == 2
    assert limits.unstacked("e\u0301" * 100) == "e\u0301" * 100


def test_filters_of_an_svg_are_left_out(tmp_path: Path) -> None:
    for told in ('filter="url(#f)"', "filter = 'url(#f)'", 'style="filter: blur(9px)"'):
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><g {told}/></svg>'
        assert not re.search(rb"(?<!data-)filter", images.unfiltered(svg.encode()))
    assert images.unfiltered(b"<text>a filter: fine</text>") == b"<text>a filter: fine</text>"


@pytest.mark.parametrize(
    ("head", "kind", "pixels"),
    [
        (base64.b64decode(png(7, 5)), "png", 35),
        (b"GIF89a" + struct.pack("<HH", 300, 2), "gif", 600),
        (b"\xff\xd8\xff\xe0\0\x04\0\0\xff\xc0\0\x11\x08\0\x09\0\x0b\x03", "jpg", 99),
        (b"RIFF0000WEBPVP8X0000" + b"0000" + b"\x03\0\0" + b"\x04\0\0", "webp", 20),
    ],
)  # fmt: skip
def test_the_pixels_that_an_image_claims(head: bytes, kind: str, pixels: int) -> None:
    assert images.pixels(head, kind) == pixels


def test_of_a_line_that_is_overwritten_without_end_the_last_states_are_looked_at() -> None:
    states = [str(n) for n in range(60)]
    told = outputs.last_states("first\n" + "\r".join(states))
    assert told == "first\n" + "\r".join(states[10:])


def test_a_table_leaves_room_for_others(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>{n}</td><td>x</td></tr>" for n in range(300))
    table = f"<table><tr><th>a</th><th>b</th></tr>{rows}</table>"
    copies = [shown({"text/html": table}) for _ in range(4)]
    _, warnings = converted(book(*copies), tmp_path, max_table_rows=200)
    assert warnings == [f"cell {n}: table cut after 200 rows" for n in range(1, 5)]
    _, warnings = converted(book(*copies), tmp_path, memory_limit=111)
    cut = [int(re.findall("after ([0-9]+) rows", each)[0]) for each in warnings]
    assert cut == [295, 20, 20, 20]


def test_a_notebook_too_large_says_how_many_cells_are_left(tmp_path: Path) -> None:
    cells = [markdown(f"cell {n} " + "word " * 2_000) for n in range(30)]
    pdf, warnings = converted(book(*cells), tmp_path, memory_limit=100)
    (told,) = re.findall(r"The notebook goes on: (\d+) more cells are not shown", text(pdf))
    assert told == "21"  # of 3 MB each, with 30 MB for all
    assert f"cell {29 - int(told)} word" in text(pdf) and f"cell {30 - int(told)} word" not in text(
        pdf
    )
    assert warnings[0].startswith(f"cell {31 - int(told)}: cut here, {told} cells are not shown")


def test_the_time_limit_names_the_cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from nbconvert_typst.compiler import Clock

    left = iter([9.0, 9.0, 0.0])
    monkeypatch.setattr(Clock, "left", lambda self: next(left, 0.0))
    message = r"cell 2: the notebook takes longer than 50 s \(setting time_limit\)"
    with pytest.raises(RuntimeError, match=message):
        converted(book(code("a"), code("b"), code("c")), tmp_path, time_limit=50)
    nbformat.write(book(code("d")), tmp_path / "b.ipynb")
    left = iter([9.0] * 4)  # for pandoc, the first cell, and what stands before the next notebook
    with pytest.raises(RuntimeError, match=r"^cell 1 of b\.ipynb: the notebook takes longer"):
        converted(book(code("a")), tmp_path, followed_by=["b.ipynb"])


def test_what_repeats_grows_with_its_number_only() -> None:
    """Sizes of what Typst is to set: its time follows them."""

    def size(cells: int) -> int:
        made = [markdown(f"## Same\n\n[a](#Same) {'`' * 9}") for _ in range(cells)]
        return len(TypstExporter().from_notebook_node(book(*made))[0])

    assert size(60) - size(40) == pytest.approx(size(40) - size(20), rel=0.05)


def test_progress_and_backspaces_are_read_in_one_go() -> None:
    assert outputs.terminal("ab\b" * 100_000 + "\n") == "a" * 100_000 + "\n"
    assert outputs.terminal("\b\bx\b\b\by") == "y"
    assert outputs.terminal("10%\r" * 500_000 + "100%") == "100%"


def test_html_as_deep_as_it_likes_keeps_its_words() -> None:
    page = html.take_apart("<style>no</style><div>a" * 3_000 + "&lt;deep", "t")
    assert page.deep and "deep" in page.rest and "no" not in page.rest
    assert not html.take_apart("<div>" * 40 + "a", "t").deep


def test_raw_text_of_any_length(tmp_path: Path) -> None:
    pdf, warnings = converted(book(raw("`" * 300_000 + "x", "text/markdown")), tmp_path)
    assert pdf.startswith(b"%PDF") and "text cut" in " ".join(warnings)


def test_a_progress_bar_of_megabytes_is_shown_in_its_last_state(tmp_path: Path) -> None:
    bar = "\r".join(f"{number} of 9999 {'#' * 150}" for number in range(10_000))
    pdf, warnings = converted(book(printed(f"{bar}\ndone")), tmp_path)
    assert warnings == []
    assert text(pdf).count("9999 of 9999") == 1
    assert text(pdf).endswith("done 1 / 1")
