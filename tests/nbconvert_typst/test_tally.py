"""What a document lacks is counted at the end, and fails where that is asked for."""

from __future__ import annotations

import logging
from pathlib import Path

import nbformat
import pytest
from converting import PNG, book, converted, markdown, printed, raw, shown

from nbconvert_typst import TypstPDFExporter

LACKING = [
    markdown("![a](missing.png) ![b](gone.png) [c](#nowhere)"),
    printed("line\n" * 401),
    raw("#x", "text/x-typst"),
]


def test_the_tally_counts_each_kind(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "tally-test"):
        exporter = TypstPDFExporter(log=logging.getLogger("tally-test"))
        resources = {"metadata": {"name": "own", "path": str(tmp_path)}}
        exporter.from_notebook_node(book(*LACKING, typst={"attachments": ["no.csv"]}), resources)
    assert caplog.records[-1].getMessage() == (
        "What the document lacks: images not shown: 2; shown as written: 1; cut short: 1; "
        "references that lead nowhere: 1; files left out: 1"
    )


def test_cells_are_called_as_in_their_notebooks(tmp_path: Path) -> None:
    lost = markdown("[a](#lost)")
    removed = markdown("removed")
    removed.metadata["tags"] = ["remove-cell"]
    nbformat.write(book(markdown("b"), lost, shown({"image/png": PNG})), tmp_path / "b.ipynb")
    _, told = converted(book(removed, lost), tmp_path, followed_by=["b.ipynb"])
    assert [each.partition(": ")[0] for each in told[:2]] == ["cell 2", "cell 2 of b.ipynb"]
    assert told[2].endswith("without alternative text (cell 3 of b.ipynb)")
    alone = book(markdown("[a](#lost) cell 7: b (cell 7)"))
    (told_once,) = converted(alone, tmp_path)[1]
    assert told_once.startswith("cell 1: ")


def test_strict_fails_where_anything_is_lacking(tmp_path: Path) -> None:
    whole = book(markdown("# Title\n\nWords"), shown({"image/png": PNG}, alt="a"))
    assert converted(whole, tmp_path, strict=True)[1] == []
    with pytest.raises(RuntimeError, match=r"^images not shown: 2; .*\(setting strict\)$"):
        converted(book(*LACKING), tmp_path, strict=True)
    own = book(*LACKING, typst={"strict": True})
    assert any("unknown setting" in each for each in converted(own, tmp_path)[1])


def test_characters_without_a_font_are_counted_and_named(tmp_path: Path) -> None:
    rare = "\U00012000\U00012001\U00012002"
    told = book(markdown("plain"), markdown(rare), printed(rare[:1]))
    with pytest.raises(RuntimeError, match="characters without a font: 3"):
        converted(told, tmp_path, strict=True, system_fonts=False, standards=["ua-1"])
    _, warnings = converted(told, tmp_path, system_fonts=False)
    assert [each for each in warnings if f"{' '.join(rare)} (cell 2, 3)" in each]
