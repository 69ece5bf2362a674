"""A notebook from somebody else reads nothing of this machine, and connects to nothing."""

from __future__ import annotations

import base64
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from converting import PNG, attached, book, converted, markdown, pictures, raw, shown, text

from nbconvert_typst import files

SECRET = "xyzzysecret"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a notebook's folder in it, and beside that what nobody is to see."""
    (tmp_path / "own" / ".hidden").mkdir(parents=True)
    for name in ("secret.txt", "secret.tex", "secret.csv", "own/.hidden/secret.txt"):
        (tmp_path / name).write_text(f"{SECRET},1\n")
    for name in ("outside.png", "own/inside.png", "own/.hidden/inside.png"):
        (tmp_path / name).write_bytes(base64.b64decode(PNG))
    (tmp_path / "own" / "inside.csv").write_text("a,1\n")
    (tmp_path / "own" / "way-out.png").symlink_to(tmp_path / "outside.png")
    (tmp_path / "own" / "way-out.csv").symlink_to(tmp_path / "secret.csv")
    (tmp_path / "own" / "up").symlink_to(tmp_path)
    return tmp_path


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A door that nobody is to knock at."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.setblocking(False)
        yield door


def knocked(door: socket.socket) -> bool:
    try:
        door.accept()[0].close()
    except BlockingIOError:
        return False
    return True


@pytest.mark.parametrize(
    ("kind", "source"),
    [
        ("text/latex", r"kept \input{PATH/secret.tex} \input{../secret.tex}"),
        ("text/latex", r"kept \include{../secret} \lstinputlisting{PATH/secret.txt}"),
        ("text/latex", r"kept \verbatiminput{PATH/secret.txt} \usepackage{../secret}"),
        ("text/restructuredtext", "kept\n\n.. include:: PATH/secret.txt\n"),
        ("text/restructuredtext", "kept\n\n.. literalinclude:: ../secret.txt\n"),
        ("text/restructuredtext", "kept\n\n.. csv-table:: t\n   :file: PATH/secret.csv\n"),
        ("text/html", 'kept <iframe src="../secret.txt"></iframe><object data="../secret.txt">'),
    ],
)
@pytest.mark.parametrize("output", [False, True])
def test_raw_text_reads_no_file(kind: str, source: str, output: bool, home: Path) -> None:
    source = source.replace("PATH", str(home))
    cell = shown({kind: source}) if output and "text/r" not in kind else raw(source, kind)
    found = text(converted(book(cell), home / "own")[0])
    assert "kept" in found and SECRET not in found


def test_a_file_that_latex_asks_for_is_named_in_its_place(home: Path) -> None:
    pdf, warnings = converted(book(raw(r"kept \input{../secret.tex}", "text/latex")), home / "own")
    assert "A file is not included: ../secret.tex" in text(pdf)
    assert warnings == ["cell 1: LaTeX that asks for a file (../secret.tex): none is read"]


@pytest.mark.parametrize(
    "source",
    [
        "IMG",
        "../outside.png",
        "PATH/outside.png",
        "file://PATH/outside.png",
        "file:PATH/outside.png",
        "up/outside.png",
        "way-out.png",
        "own/../../outside.png",
        ".hidden/inside.png",
    ],
)
@pytest.mark.parametrize("html", [False, True])
def test_images_end_at_the_folder(source: str, html: bool, home: Path) -> None:
    name = source.replace("PATH", str(home)).replace("IMG", "inside.png")
    cell = (
        shown({"text/html": f'<img src="{name}" alt="told">'})
        if html
        else markdown(f"![told]({name})")
    )
    pdf, warnings = converted(book(cell), home / "own")
    inside = source == "IMG"
    assert pictures(pdf) == inside
    assert ("Image not shown: told" in text(pdf)) is not inside
    assert len(warnings) == (not inside)
    if warnings:
        assert "outside the notebook's folder" in warnings[0] or "hidden" in warnings[0]


def test_configuration_lets_a_notebook_see_more(home: Path) -> None:
    cell = markdown("![told](../outside.png)")
    assert pictures(converted(book(cell), home / "own", read_from=[".."])[0]) == 1
    own = book(cell, typst={"read_from": [".."], "allow_raw_typst": True})
    pdf, warnings = converted(own, home / "own")
    assert pictures(pdf) == 0
    assert [each for each in warnings if "unknown setting 'read_from'" in each]
    assert [each for each in warnings if "unknown setting 'allow_raw_typst'" in each]


@pytest.mark.parametrize(
    "pattern",
    [
        "../secret.csv",
        "PATH/secret.csv",
        "way-out.csv",
        "up/*.csv",
        "../*.csv",
        "*/../../*.csv",
        ".hidden/*",
        "/etc/host*",
    ],
)
def test_metadata_attaches_only_what_is_beside(pattern: str, home: Path) -> None:
    told = book(typst={"attachments": [pattern.replace("PATH", str(home)), "inside.csv"]})
    pdf, warnings = converted(told, home / "own")
    assert attached(pdf) == {"inside.csv": b"a,1\n"}
    assert len(warnings) == 1 and warnings[0].startswith("attachments: ")


def test_every_file_beside_is_attached_and_nothing_else(home: Path) -> None:
    pdf, _ = converted(book(typst={"attachments": ["**/*"]}), home / "own")
    assert sorted(attached(pdf)) == ["inside.csv", "inside.png"]


def test_configuration_attaches_any_file(home: Path) -> None:
    pdf, warnings = converted(book(), home / "own", attachments=["../secret.csv"])
    assert attached(pdf) == {"secret.csv": f"{SECRET},1\n".encode()} and warnings == []


def test_metadata_names_no_template_and_no_fonts_elsewhere(home: Path) -> None:
    told = book(typst={"template_file": "../secret.txt", "font_paths": ["..", "/etc"]})
    _, warnings = converted(told, home / "own")
    assert "unknown setting 'template_file'" in warnings[0]
    assert [each.partition(" left out")[0] for each in warnings[1:]] == [
        "font_paths: ..",
        "font_paths: /etc",
    ]


def test_a_file_is_read_up_to_its_limit(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = (home / "secret.txt").read_bytes()
    monkeypatch.setattr(files, "LARGEST", len(whole))
    assert files.content(home / "secret.txt") == whole
    monkeypatch.setattr(files, "LARGEST", len(whole) - 1)
    assert files.content(home / "secret.txt") == "it has 14 bytes, more than 13"


def test_devices_and_pipes_are_no_images(home: Path) -> None:
    os.mkfifo(home / "own" / "pipe.png")
    (home / "own" / "device.png").symlink_to("/dev/zero")
    cells = [markdown(f"![told]({name})") for name in ("pipe.png", "device.png", "/dev/zero", ".")]
    pdf, warnings = converted(book(*cells), home / "own", read_from=["/dev"])
    assert pictures(pdf) == 0
    assert ["no ordinary file" in each for each in warnings] == [True] * 4


@pytest.mark.parametrize("href", ["../outside.png", "PATH/outside.png", "file://PATH/outside.png"])
def test_an_svg_shows_no_file(href: str, home: Path) -> None:
    href = href.replace("PATH", str(home))
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
        f'<image href="{href}" width="9" height="9"/></svg>'
    )
    assert pictures(converted(book(shown({"image/svg+xml": svg}, alt="a")), home / "own")[0]) == 0


def test_nothing_opens_a_connection(home: Path, listener: socket.socket, monkeypatch: Any) -> None:
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, address)
    csv = f".. csv-table:: t\n   :url: {address}/x.csv\n\n.. image:: {address}/x.png\n"
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="9" height="9"><image xlink:href="{address}/x.png" width="9" height="9"/>'
        f'<style>@import url("{address}/x.css");</style></svg>'
    )
    cells = [
        markdown(f"![a]({address}/x.png) <img src='{address}/y.png'>"),
        raw(csv, "text/restructuredtext"),
        raw(rf"\input{{{address}/x.tex}} \includegraphics{{{address}/x.png}}", "text/latex"),
        shown({"image/svg+xml": svg}, alt="a"),
        shown({"text/html": f'<link href="{address}/x.css"><iframe src="{address}"></iframe>a'}),
        raw('#import "@preview/cetz:0.3.0": canvas', "text/x-typst"),
    ]
    pdf, _ = converted(book(*cells), home / "own", allow_raw_typst=True)
    assert pdf.startswith(b"%PDF")
    assert not knocked(listener)


def test_raw_typst_runs_only_if_asked_for(home: Path) -> None:
    told = book(raw("#text[1 + 1 = #(1 + 1)]", "text/x-typst"))
    pdf, warnings = converted(told, home / "own")
    assert "#text[1 + 1 = #(1 + 1)]" in text(pdf)
    assert warnings == [
        "cell 1: raw Typst, shown as it is written: the setting allow_raw_typst runs it"
    ]
    pdf, warnings = converted(told, home / "own", allow_raw_typst=True)
    assert "1 + 1 = 2" in text(pdf) and warnings == []


@pytest.mark.parametrize("path", ["/etc/hostname", "../secret.txt", "PATH/secret.txt"])
def test_raw_typst_reads_no_file(path: str, home: Path) -> None:
    told = raw(f'#read("{path.replace("PATH", str(home))}")', "text/x-typst")
    pdf, warnings = converted(book(told), home / "own", allow_raw_typst=True)
    assert SECRET not in text(pdf) and "#read(" in text(pdf)
    assert len(warnings) == 1 and warnings[0].startswith("cell 1: Typst cannot set it")


@pytest.mark.parametrize(
    "source",
    [
        "#for i in range(100000) { for j in range(100000) { let x = i } }",
        "#let a = range(1000000000)",
        "#" + "(" * 200_000,
        "[" * 5 + "#let f(x) = f(x + 1)\n#f(1)",
        "#" + "[" * 100_000 + "]" * 100_000,
    ],
)
def test_raw_typst_can_neither_hang_nor_abort(source: str, home: Path) -> None:
    cells = [markdown("before"), raw(source, "text/x-typst"), markdown("after")]
    pdf, warnings = converted(book(*cells), home / "own", allow_raw_typst=True, time_limit=20)
    found = text(pdf)
    assert "before" in found and "after" in found
    assert warnings[0].startswith("cell 2: ")


@pytest.mark.parametrize(("deep", "run"), [(150, True), (151, False)])
def test_raw_typst_is_run_up_to_a_depth(deep: int, run: bool, home: Path) -> None:
    told = raw("#" + "(" * deep + '"told"' + ")" * deep, "text/x-typst")
    pdf, warnings = converted(book(told), home / "own", allow_raw_typst=True)
    deeper = "cell 1: raw Typst, shown as it is written: nested too deeply"
    assert (warnings == []) is run and (deeper in warnings) is not run
    assert ('("told")' in text(pdf)) is not run


def test_pages_whose_faults_take_too_long_to_place_are_kept(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nbconvert_typst.compiler import Compiler, Stopped

    ask = Compiler.eval

    def endless(self: Compiler, expression: str, seconds: float) -> object:
        if "<begins>" in expression:
            raise Stopped("it comes to no end within 1 s")
        return ask(self, expression, seconds)

    monkeypatch.setattr(Compiler, "eval", endless)
    wide = raw("#box(width: 40cm, align(right)[wide])", "text/x-typst")
    pdf, (warning,) = converted(book(wide), home / "own", allow_raw_typst=True)
    assert "wide" in text(pdf) and warning.startswith("words run past the margin, on page 1: wide")
