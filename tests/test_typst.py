"""The exporters from the outside: command line, PDF text, PDF structure, warnings."""

from __future__ import annotations

import hashlib
import json
import logging
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import v4
from pypdf import PdfReader
from pypdf.generic import IndirectObject
from traitlets.config import Config

from nbconvert_typst import TypstExporter, TypstPDFExporter

NOTEBOOKS = Path(__file__).parent / "notebooks"


def nbconvert(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "jupyter", "nbconvert", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True)


def convert(
    notebook: str | Any, caplog: pytest.LogCaptureFixture, **settings: Any
) -> tuple[bytes, list[str]]:
    log = logging.getLogger("typst-test")
    exporter = TypstPDFExporter(log=log, **settings)
    caplog.clear()
    with caplog.at_level(logging.WARNING, "typst-test"):
        if isinstance(notebook, str):
            pdf, _ = exporter.from_filename(str(NOTEBOOKS / notebook))
        else:
            pdf, _ = exporter.from_notebook_node(notebook)
    return pdf, [record.getMessage() for record in caplog.records]


def reader(pdf: bytes, tmp_path: Path) -> PdfReader:
    path = tmp_path / f"{hashlib.sha256(pdf).hexdigest()[:8]}.pdf"
    path.write_bytes(pdf)
    return PdfReader(path)


def text(pdf: bytes, tmp_path: Path) -> str:
    return "\n".join(page.extract_text() for page in reader(pdf, tmp_path).pages)


def heights(page: Any, word: str) -> list[float]:
    """Return how high texts with a word stand on a page, in points from its foot."""
    found: list[float] = []
    page.extract_text(
        visitor_text=lambda text, user, matrix, *_: (
            found.append(user[5] + user[3] * matrix[5]) if word in text else None
        )
    )
    return found


def elements(node: Any) -> list[Any]:
    """Return the structure elements below a node of the structure tree, in order."""
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(node, list):
        return [each for child in node for each in elements(child)]
    if not isinstance(node, dict):
        return []
    below = elements(node["/K"]) if "/K" in node else []
    return [node, *below] if "/S" in node else below


def notebook(*cells: Any, **metadata: Any) -> Any:
    return v4.new_notebook(cells=list(cells), metadata=metadata)


def display(**data: Any) -> Any:
    mime = {key.replace("__", "+").replace("_", "/", 1): each for key, each in data.items()}
    return v4.new_code_cell("", outputs=[v4.new_output("display_data", data=mime)])


def test_pdf_from_the_command_line(tmp_path: Path) -> None:
    done = nbconvert(
        "--to",
        "typstpdf",
        "--output-dir",
        str(tmp_path),
        "--output",
        "made",
        str(NOTEBOOKS / "prose.ipynb"),
    )
    pages = PdfReader(tmp_path / "made.pdf").pages
    assert "Everything in prose" in pages[0].extract_text()
    assert "no place '#nowhere' to link to" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["made.pdf"]


def test_source_from_the_command_line_compiles_from_where_it_is_written(tmp_path: Path) -> None:
    import typst

    nbconvert("--to", "typst", "--output-dir", str(tmp_path), str(NOTEBOOKS / "prose.ipynb"))
    source = tmp_path / "prose.typ"
    assert (tmp_path / "prose_files" / "template.typ").is_file()
    assert (tmp_path / "prose_files" / "image-1.png").is_file()
    assert "#heading(level: 1)[Lists]" in source.read_text()
    assert typst.compile(str(source), ignore_system_fonts=True).startswith(b"%PDF")


def test_no_input_and_standard_output(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "jupyter",
            "nbconvert",
            "--to",
            "typst",
            "--no-input",
            "--stdout",
            str(NOTEBOOKS / "r.ipynb"),
        ],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    assert "mean(x)" not in done.stdout
    assert "1.5" in done.stdout


def test_prose(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    pdf, warnings = convert("prose.ipynb", caplog)
    found = text(pdf, tmp_path)
    for shown in (
        "First note.",
        "Second note.",
        "☐ open task",
        "☒ done task",
        "3. third",
        "never closed",
        "It costs $5 and $10.",
        r"\nosuchmacro{x}",
        "Figure 1. The caption",
        "Image not shown: far away",
        "centred words",
        "raw #text *as* <it> is",
        "typst through",
        "raw html",
        "A web page is not shown. https://example.org/x",
        '#panic("x")',
        "= y // no comment /* nor this */ -- ... ~ \\ ; [x] {y}",
        "# not a heading",
        "- not a list",
        "/ term: no term",
        "= no heading",
        "+ no list",
    ):
        assert shown in found, shown
    assert "hidden remark" not in found
    assert any("on the network" in each for each in warnings)
    assert any("gone.png" in each for each in warnings)
    outline = [each.title for each in reader(pdf, tmp_path).outline if not isinstance(each, list)]
    assert outline == ["Lists", "Formulas", "Images", "HTML", "Looks like markup"]


def test_outputs(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    pdf, warnings = convert("outputs.ipynb", caplog)
    found = text(pdf, tmp_path)
    for shown in (
        "printed #1 *no* <b>markup</b>",
        "to the error stream",
        "100% done",
        "red blue orange linked",
        "ZeroDivisionError: division by zero",
        "array([1, 2])",
        "Shown as Markdown",
        "p & q",
        "#r 𝑠 *t*",
        "Table 1. Styled",
        "Table 2. All figures",
        "Not a section",
        "drawn text",
        "Figure 1. A drawing, *literally*",
        '"value"',
        "IntSlider(value=3)",
        "A PDF image is not shown.",
        "(application/vnd.unknown)",
        "Image not shown: Broken.",
        "shown output",
        "shown_input = 1",
        "echo magic",
        "See Figure 1, Table 2 and the row 61%",
    ):
        assert shown in found, shown
    for hidden in ("10%", "hidden_input", "hidden output", "hidden both", "hidden_cell", "alert("):
        assert hidden not in found, hidden
    for cell in (16, 17, 18, 19, 20):
        assert any(each.startswith(f"cell {cell}:") for each in warnings), cell


def test_accessible_and_archivable(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    pdf, warnings = convert("accessible.ipynb", caplog)
    assert warnings == []
    found = reader(pdf, tmp_path)
    about = found.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1<" in about
    assert "<pdfaid:part>3<" in about and "<pdfaid:conformance>A<" in about
    assert found.trailer["/Root"]["/Lang"] == "fr"
    assert found.metadata is not None
    assert found.metadata.title == "Who uses what"
    assert found.metadata.author == "A. Writer"
    assert found.metadata.subject == "A test."
    assert found.metadata["/Keywords"] == "survey, test"
    assert [str(name) for name in found.attachments] == ["rows.csv"]
    tree = elements(found.trailer["/Root"]["/StructTreeRoot"])
    kinds = [each["/S"] for each in tree]
    assert kinds.count("/TH") == 4  # of two columns and two rows
    assert {"/Table", "/THead", "/Figure", "/Formula", "/TOC", "/Caption"} <= set(kinds)
    alts = {each["/Alt"] for each in tree if "/Alt" in each}
    assert "A grey box with words." in alts
    fonts = {
        font["/BaseFont"].partition("+")[2]
        for page in found.pages
        for font in (each.get_object() for each in page["/Resources"]["/Font"].values())
    }
    assert {"Lato-Regular", "Lato-Bold"} <= fonts


def test_links_lead_to_rows_and_figures(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    pdf, _ = convert("outputs.ipynb", caplog)
    links = [
        each.get_object()
        for page in reader(pdf, tmp_path).pages
        for each in page.get("/Annots", [])
    ]
    inside = [each for each in links if "/Dest" in each or each.get("/A", {}).get("/S") == "/GoTo"]
    outside = [each["/A"]["/URI"] for each in links if "/URI" in each.get("/A", {})]
    assert len(inside) == 4
    assert outside == ["https://example.org/"]


def test_same_bytes_twice(caplog: pytest.LogCaptureFixture) -> None:
    assert convert("outputs.ipynb", caplog)[0] == convert("outputs.ipynb", caplog)[0]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("old.ipynb", ["Version three", "Old prose.", "print 'old'", "old output", "42"]),
        ("r.ipynb", ["In R", "x <- c(1, 2)", "1.5"]),
    ],
)
def test_old_and_other_notebooks(
    name: str, shown: list[str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pdf, warnings = convert(name, caplog)
    found = text(pdf, tmp_path)
    assert [each for each in shown if each not in found] == []
    assert warnings == []


def test_image_without_alt_still_converts(caplog: pytest.LogCaptureFixture) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9"/></svg>'
    pdf, warnings = convert(notebook(display(**{"image_svg__xml": svg})), caplog)
    assert pdf.startswith(b"%PDF")
    assert warnings == ["not ua-1 and a-3a: an image without alternative text (cell 1)"]


def test_table_without_header_is_reported(caplog: pytest.LogCaptureFixture) -> None:
    table = "<table><tr><td>1</td><td>2</td></tr></table>"
    _, warnings = convert(notebook(display(text_html=table)), caplog)
    assert warnings == ["not ua-1: a table without header cells (cell 1)"]


def test_characters_without_a_font_are_named(caplog: pytest.LogCaptureFixture) -> None:
    pdf, warnings = convert(notebook(v4.new_markdown_cell("漢字")), caplog)
    assert pdf.startswith(b"%PDF")
    assert any(
        "no font has these characters: 字 漢 (cell 1)" in each
        or each == "set in this machine's fonts, not ours: 字 漢 (cell 1)"
        for each in warnings
    )
    _, warnings = convert(notebook(v4.new_markdown_cell("漢字")), caplog, system_fonts=False)
    assert any("no font has these characters: 字 漢 (cell 1)" in each for each in warnings)


def test_bad_typst_in_a_raw_cell_is_shown_and_reported(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bad = v4.new_raw_cell("#no-such-function(1)", metadata={"format": "typst"})
    told = notebook(v4.new_markdown_cell("before"), bad)
    pdf, warnings = convert(told, caplog, allow_raw_typst=True)
    found = text(pdf, tmp_path)
    assert "before" in found and "#no-such-function(1)" in found
    assert len(warnings) == 1 and warnings[0].startswith("cell 2: Typst cannot set it")


def test_headings_never_skip(caplog: pytest.LogCaptureFixture) -> None:
    cells = [
        v4.new_markdown_cell(each) for each in ("### three", "##### five", "##### five", "# one")
    ]
    _, warnings = convert(notebook(*cells, title="T"), caplog)
    assert warnings == []


def chart(height: int) -> Any:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="400" height="{height}"/>'
    about = {"image/svg+xml": {"alt": "nothing", "caption": "A chart."}}
    output = v4.new_output("display_data", data={"image/svg+xml": svg}, metadata=about)
    return v4.new_code_cell("", outputs=[output])


@pytest.mark.parametrize("placement", ["auto", "none"])
def test_text_after_a_chart_fills_the_page_that_the_chart_leaves(
    placement: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    texts = [v4.new_markdown_cell(f"Paragraph {word}.") for word in ("one", "two", "three", "four")]
    charts = [chart(400), chart(400)]
    cells = [v4.new_markdown_cell("# Charts"), texts[0], charts[0], texts[1], charts[1], *texts[2:]]
    pdf, warnings = convert(notebook(*cells), caplog, figure_placement=placement)
    assert warnings == []
    first, second = (page.extract_text() for page in reader(pdf, tmp_path).pages)
    assert "Figure 1" in first and "two" in first and "Figure 2" in second
    assert ("three" in first and "four" in first) == (placement == "auto")
    found = heights(reader(pdf, tmp_path).pages[0], "Paragraph")
    assert len(found) == (4 if placement == "auto" else 2)
    assert all(abs(a - b) > 15 for a, b in pairwise(found))  # lines of 10 points, and a gap


def test_a_chart_that_cannot_be_shown_does_not_move_others(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    texts = [v4.new_markdown_cell(f"Paragraph {word}.") for word in ("one", "two")]
    raw = v4.new_raw_cell(
        "#figure([], kind: image, caption: [Of Typst])", metadata={"format": "typst"}
    )
    broken = chart(100)
    broken.outputs[0].data["image/svg+xml"] = '<svg xmlns="http://www.w3.org/2000/svg"><a'
    pdf, warnings = convert(
        notebook(broken, raw, chart(400), texts[0], chart(400), texts[1]), caplog
    )
    assert len([each for each in warnings if each.startswith("cell 1:")]) == 1
    first, second = (page.extract_text() for page in reader(pdf, tmp_path).pages)
    assert "two" in first and "A chart." in second


def test_a_heading_and_a_chart_of_one_name(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    named = chart(100)
    named.outputs[0].metadata["image/svg+xml"]["id"] = "gaps"
    table = (
        "<table id='sizes'><caption>Sizes</caption><tr><th>n</th></tr><tr><td>1</td></tr></table>"
    )
    cells = ["# Title", "## Gaps\n\nSee [Figure 1](#gaps), [Table 1](#sizes).\n\n## Sizes\n\nText."]
    cells = [v4.new_markdown_cell(cell) for cell in cells]
    pdf, warnings = convert(notebook(*cells, named, display(text_html=table)), caplog)
    assert warnings == []
    assert "See Figure 1, Table 1." in text(pdf, tmp_path)


def test_a_header_has_room_for_the_section_where_the_title_is_long(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    title, section = "A title of many words " * 3, "A section with a name as long as that " * 2
    cells = [v4.new_markdown_cell(each) for each in (f"# {title}", "Text.\n\n" * 60)]
    for headed, expected in ((section, section.strip()), ("Short", f"{title.strip()}Short")):
        cells[1].source = f"## {headed}\n\n" + "Text.\n\n" * 60
        pdf, _ = convert(notebook(*cells), caplog)
        lines = reader(pdf, tmp_path).pages[1].extract_text().splitlines()
        assert lines[0].replace(" ", "") == expected.replace(" ", "")


def test_long_output_is_cut_with_a_note(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    printed = "".join(f"line {number}\n" for number in range(100_000))
    cell = v4.new_code_cell("", outputs=[v4.new_output("stream", text=printed)])
    pdf, warnings = convert(notebook(cell), caplog, max_output_lines=10)
    found = text(pdf, tmp_path)
    assert "line 9\n" in found and "line 10\n" not in found
    assert "The output goes on: 99990 more lines are not shown." in " ".join(found.split())
    assert len(warnings) == 1


def test_wide_table_keeps_every_cell(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    heads = "".join(f"<th>head{number}</th>" for number in range(60))
    cells = "".join(f"<td>cell{number}</td>" for number in range(60))
    table = f"<table><thead><tr>{heads}</tr></thead><tbody><tr>{cells}</tr></tbody></table>"
    pdf, warnings = convert(notebook(display(text_html=table)), caplog)
    words = text(pdf, tmp_path).split()
    assert all(f"head{number}" in words and f"cell{number}" in words for number in range(60))
    assert warnings == []


def test_code_without_spaces_stays_in_its_box(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    code = (
        "frame.describe(percentiles=[.5]).style.format('{:.1f}').set_caption('A caption', size=9)"
    )
    pdf, _ = convert(notebook(v4.new_code_cell(code + code)), caplog)
    lines = text(pdf, tmp_path).splitlines()
    assert code + code in "".join(lines)
    assert max(map(len, lines)) <= 86  # of DejaVu Sans Mono at 8.5 points


def test_numbers_do_not_break_and_texts_have_room_by_what_they_hold(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    number, long = "−14 (−15 to −13)", "A text that goes on, and on, and then on for ever" * 6

    def row(first: str, last: str) -> str:
        return (
            f'<tr><td>{first}</td><td style="text-align: right">{number}</td><td>{last}</td></tr>'
        )

    heads = "<tr><th>First</th><th>How many points it is</th><th>Last</th></tr>"
    shown = [row("Two words", long)] * 11 + [row(long, "Nothing")]
    pdf, warnings = convert(
        notebook(display(text_html=f"<table>{heads}{''.join(shown)}</table>")), caplog
    )
    assert warnings == []
    lines = text(pdf, tmp_path).splitlines()
    assert sum(number in line for line in lines) == 12
    assert len(lines) < 90  # columns of equal width take 95


@pytest.mark.parametrize(("rows", "columns", "length"), [(10, 2, 1200), (1, 6, 1400), (4, 9, 290)])
def test_nothing_of_a_few_long_cells_is_lost(
    rows: int, columns: int, length: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def cell(row: int, column: int) -> str:
        return f"<td>{'words ' * (length // 6)}end{row}x{column}</td>"

    heads = "".join(f"<th>{column}</th>" for column in range(columns))
    body = "".join(
        f"<tr>{''.join(cell(row, column) for column in range(columns))}</tr>" for row in range(rows)
    )
    pdf, _ = convert(notebook(display(text_html=f"<table><tr>{heads}</tr>{body}</table>")), caplog)
    found = [each for page in reader(pdf, tmp_path).pages for each in heights(page, "end")]
    assert len(found) == rows * columns
    assert min(found) > 50


def test_a_long_word_far_down_has_its_room(caplog: pytest.LogCaptureFixture) -> None:
    word = "Rechtsschutzversicherung"
    texts = ["a b c d e f"] * 250 + [f"{word} is a long word"] + ["a b c d e f"] * 9
    rows = "".join(
        f"<tr><td>{each}</td>{'<td>Many words that go on and on, and on</td>' * 3}</tr>"
        for each in texts
    )
    page = f"<table><tr>{'<th>Head</th>' * 4}</tr>{rows}</table>"
    source, _ = TypstExporter().from_notebook_node(notebook(display(text_html=page)))
    (widths, size) = re.findall(r"nb\.part\.with\(columns: \((.*?)\).*size: ([\d.]+)pt", source)[0]
    first, *rest = (float(width.removesuffix("fr")) for width in widths.strip(",").split(", "))
    room = 454 - 4 * 11
    assert first / (first + sum(rest)) * room > 0.5 * len(word) * float(size)


def test_long_table_repeats_its_header(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    rows = "".join(f"<tr><td>{number}</td></tr>" for number in range(120))
    table = f"<table><thead><tr><th>Heading</th></tr></thead><tbody>{rows}</tbody></table>"
    pdf, _ = convert(notebook(display(text_html=table)), caplog)
    pages = reader(pdf, tmp_path).pages
    assert len(pages) > 2
    assert all("Heading" in page.extract_text() for page in pages)


def test_configuration_wins_over_the_notebook(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told = notebook(v4.new_code_cell("the_code"), typst={"hide_input": True, "title": "Told"})
    assert "the_code" not in text(convert(told, caplog)[0], tmp_path)
    config = Config({"TypstExporter": {"hide_input": False}})
    found = text(convert(told, caplog, config=config, title="Given")[0], tmp_path)
    assert "the_code" in found and "Given" in found and "Told" not in found


def test_wrong_settings_are_reported(caplog: pytest.LogCaptureFixture) -> None:
    told = notebook(typst={"toc": "perhaps", "colour": "red"})
    _, warnings = convert(told, caplog)
    assert any("'colour'" in each for each in warnings)
    assert any("'toc'" in each for each in warnings)


def test_attachments_of_one_name_and_files_of_the_document_stay_apart(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("a/x.csv", "b/x.csv", "a/image-1.svg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"content of {name}\n")
    nbformat.write(notebook(chart(100)), tmp_path / "n.ipynb")
    log = logging.getLogger("typst-test")
    exporter = TypstPDFExporter(log=log, attachments=["*/*"])
    with caplog.at_level(logging.WARNING, "typst-test"):
        pdf, _ = exporter.from_filename(str(tmp_path / "n.ipynb"))
    (said,) = [record.getMessage() for record in caplog.records]
    taken, left = tmp_path / "a" / "x.csv", tmp_path / "b" / "x.csv"
    assert said == f"attachments: {left} left out: {taken} has its name"
    attached = reader(pdf, tmp_path).attachments
    assert {name: content[0].decode() for name, content in attached.items()} == {
        "x.csv": "content of a/x.csv\n",
        "image-1.svg": "content of a/image-1.svg\n",
    }


def test_missing_attachment_is_reported(caplog: pytest.LogCaptureFixture) -> None:
    _, warnings = convert(notebook(typst={"attachments": ["no*.such"]}), caplog)
    assert warnings == ["attachments: no file 'no*.such' beside the notebook"]


def test_another_template(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    from nbconvert_typst.exporter import TEMPLATE

    other = tmp_path / "other.typ"
    other.write_text(TEMPLATE.read_text().replace('"a4"', '"a5"'))
    pdf, _ = convert("old.ipynb", caplog, template_file=str(other))
    assert round(float(reader(pdf, tmp_path).pages[0].mediabox.width)) == 420


def test_invalid_notebook_is_shown_as_far_as_it_goes(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    told = nbformat.from_dict(
        json.loads(
            '{"nbformat": 4, "nbformat_minor": 4, "metadata": {"kernelspec": 3}, "cells": ['
            '{"cell_type": "markdown", "metadata": {}, "source": "kept \\ud800"},'
            '{"cell_type": "future", "metadata": {}, "source": "x"}]}'
        )
    )
    pdf, warnings = convert(told, caplog)
    found = text(pdf, tmp_path)
    assert "kept" in found and "A cell of an unknown kind (future) is not shown." in found
    assert any("not valid" in each for each in warnings)


def test_source_does_not_compile_by_accident() -> None:
    source, resources = TypstExporter().from_notebook_node(notebook(v4.new_markdown_cell("#let x")))
    assert "\\#let x" in source
    assert list(resources["outputs"]) == ["notebook_files/template.typ"] or resources["outputs"]
