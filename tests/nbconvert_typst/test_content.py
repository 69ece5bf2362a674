"""Nothing of a notebook is lost or false: what each kind of content becomes on the page."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path
from typing import Any

import pytest
from converting import PNG, book, converted, markdown, printed, shown, text
from nbformat import v4
from PIL import Image
from pypdf import PdfReader

from nbconvert_typst import TypstExporter

VEGA = "application/vnd.vegalite.v5+json"


def said(folder: Path, *cells: Any, **metadata: Any) -> str:
    """Return the words on the pages."""
    pdf, _ = converted(book(*cells, **metadata), folder)
    return text(pdf)


def code(source: str, *outputs: Any, tags: list[str] | None = None, **metadata: Any) -> Any:
    if tags:
        metadata["tags"] = tags
    return v4.new_code_cell(source, outputs=list(outputs), metadata=metadata)


def stream(words: str, name: str = "stdout") -> Any:
    return v4.new_output("stream", text=words, name=name)


def pages(pdf: bytes) -> list[Any]:
    return list(PdfReader(io.BytesIO(pdf)).pages)


def longest_line(pdf: bytes) -> int:
    """Return how many characters stand on one line, at most."""
    return max(len(line) for page in pages(pdf) for line in page.extract_text().split("\n"))


def inks(pdf: bytes) -> str:
    """Return what is drawn on the first page, as operators."""
    contents = pages(pdf)[0].get_contents()
    return str(contents.get_data().decode("latin1"))


# Markdown


def test_the_last_row_and_rule_of_a_cell(tmp_path: Path) -> None:
    words = said(
        tmp_path,
        markdown("| fruit | kg |\n|:--|--:|\n| apples | 5 |\n| pears | 7 |"),
        markdown("Above.\n\n---"),
        shown({"text/markdown": "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |"}),
    )
    assert "pears 7" in words
    assert "3 4" in words
    assert "|" not in words
    assert "—" not in words and "---" not in words


def test_notes_and_addresses_of_another_cell(tmp_path: Path) -> None:
    pdf, warnings = converted(
        book(
            markdown("A claim[^1], [a page][home] and another[^two]. `[^1]` stays."),
            markdown("```\n[^two]: not this\n```\n\n[^1]: First note.\n[^two]: Second note."),
            markdown("[home]: https://example.org/home"),
        ),
        tmp_path,
    )
    words = text(pdf)
    assert "A claim1, a page and another2. [^1] stays." in words
    assert "First note." in words and "Second note." in words
    links = [each.get_object() for page in pages(pdf) for each in page.get("/Annots", [])]
    assert "https://example.org/home" in [each.get("/A", {}).get("/URI") for each in links]
    assert warnings == []


def test_a_link_to_the_title(tmp_path: Path) -> None:
    pdf, warnings = converted(
        book(markdown("# Rivers of Europe"), markdown("**Bold** and [up](#Rivers-of-Europe).")),
        tmp_path,
    )
    assert "Bold and up." in text(pdf)
    assert warnings == []
    assert len(pages(pdf)[0]["/Annots"]) == 1


def test_only_a_heading_at_the_top_is_the_title(tmp_path: Path) -> None:
    def outline(*cells: Any) -> list[Any]:
        pdf, _ = converted(book(*cells), tmp_path)
        return titles(PdfReader(io.BytesIO(pdf)).outline)

    def titles(items: Any) -> list[Any]:
        return [titles(each) if isinstance(each, list) else each.title for each in items]

    badge = markdown(f"[![Badge](data:image/png;base64,{PNG})](https://example.org)")
    assert outline(badge, markdown("# Title\n\n## Part")) == ["Part"]
    macros = markdown(r"$$\newcommand{\EE}{\mathbb{E}}$$")
    assert outline(macros, markdown("# Title\n\n## Part")) == ["Part"]
    assert outline(markdown("$x$"), markdown("# Part")) == ["Part"]
    assert outline(markdown("Words first."), markdown("# Setup")) == ["Setup"]
    assert outline(code("x = 1"), markdown("# Setup")) == ["Setup"]
    assert outline(markdown("## Title"), markdown("### Part\n\n#### Below")) == ["Part", ["Below"]]
    assert outline(markdown("## First"), markdown("## Second")) == ["First", "Second"]
    assert outline(markdown("## First"), markdown("# Second")) == ["First", "Second"]


def test_equations_have_numbers_and_are_referred_to(tmp_path: Path) -> None:
    words = said(
        tmp_path,
        markdown("See \\eqref{b} and $\\ref{a}$."),
        markdown("\\begin{equation}\\label{a} x = 1\\end{equation}"),
        markdown("$$\\begin{equation}\\label{b} y = 2\\end{equation}$$"),
        markdown("$\\begin{align*}u&=v\\end{align*}$"),
    )
    assert "See (2) and 1." in words
    assert "𝑢 = 𝑣" in words
    assert "$" not in words


def test_macros_of_a_hidden_cell_are_known(tmp_path: Path) -> None:
    words = said(
        tmp_path,
        markdown('<div style="display:none">Secret $\\newcommand{\\R}{\\mathbb{R}}$</div>'),
        markdown("In $\\R$."),
    )
    assert "In ℝ" in words
    assert "Secret" not in words


def test_prices_and_code_are_no_formulas(tmp_path: Path) -> None:
    words = said(tmp_path, markdown("Cost $5 and $6 <b>bold</b> `$code$` <code>$raw$</code>."))
    assert "Cost $5 and $6 bold $code$ $raw$." in words


def test_alert_boxes_and_coloured_words(tmp_path: Path) -> None:
    pdf, _ = converted(
        book(
            markdown('<div class="alert alert-warning"><b>Mind:</b> units.</div>'),
            markdown('<font color="#010203">one</font> <span style="color:#040506">two</span>'),
            markdown("> [!NOTE]\n> A remark."),
            markdown('<p style="color:#070809">three</p> <p hidden>never</p>'),
        ),
        tmp_path,
    )
    words, drawn = text(pdf), inks(pdf)
    assert "Mind: units." in words and "Note A remark." in words
    assert "never" not in words and "[!NOTE]" not in words
    for red, green, blue in ((1, 2, 3), (4, 5, 6), (7, 8, 9)):
        assert f"{red / 255:.7g} {green / 255:.7g} {blue / 255:.7g}"[:9] in drawn


def test_frames_and_players_with_their_addresses(tmp_path: Path) -> None:
    words = said(
        tmp_path,
        markdown('First.\n\n<iframe src="https://example.org/a"></iframe>\n\nSecond.'),
        markdown('<video src="talk.mp4" controls></video>\n\nThird. `<audio src="no.mp3">`'),
        shown({"text/html": '<video><source src="data:video/mp4;base64,AAAA"></video>'}),
    )
    assert "First. A web page is not shown. https://example.org/a Second." in words
    assert "A video is not shown. talk.mp4 Third. <audio" in words
    assert words.count("A video is not shown.") == 2


def test_a_diagram_as_source_says_so(tmp_path: Path) -> None:
    words = said(tmp_path, markdown("```mermaid\nflowchart LR\n```"))
    assert "A diagram is not drawn; its source in Mermaid: flowchart LR" in words


# Nothing leaves its box

LONG = " ".join(f":name{n}," for n in range(40))
DOTS = ". " * 300
GLUED = "x" * 300


@pytest.mark.parametrize("words", [LONG, DOTS, GLUED, "a\u00a0b\u00a0" * 80])
def test_unbreakable_text_stays_on_the_page(words: str, tmp_path: Path) -> None:
    cells = [
        markdown(f"{words} END"),
        markdown(f"`{words} END`"),
        code(f"f({words} END)", stream(f"{words} END"), stream(f"\x1b[1m[1]\x1b[0m {words} END")),
        shown({"text/html": f"<table><tr><th>n</th></tr><tr><td>{words} END</td></tr></table>"}),
    ]
    for cell in cells:
        pdf, _ = converted(book(cell), tmp_path)
        assert longest_line(pdf) < 230  # of dots; of other characters about a hundred
        assert text(pdf).count("END") == (3 if cell.source.startswith("f(") else 1)


def test_words_of_neighbouring_cells_stay_apart(tmp_path: Path) -> None:
    rows = "".join(
        "<tr>" + "".join(f"<td>{word}</td>" for word in row) + "</tr>"
        for row in (
            ["WARWICK SWAMPWOOD", "SWAMPWOOD", "HILL", "MAMMOTH", "MOMENTUM", "MAMMOTH"],
            ["ЩУЩЩЖЖЖШЩ", "ШЩЖЖЩЫЮЩ", "ЖЖ", "ЩЩЩЩЩЩЩЩ", "МАКСИМУМ ЩЩЩ", "ЮЮЮЮЮЮ"],
        )
    )
    heads = "".join(f"<th>{letter}</th>" for letter in "abcdef")
    pdf, _ = converted(
        book(shown({"text/html": f"<table><tr>{heads}</tr>{rows}</table>"})), tmp_path
    )
    words = text(pdf)
    for word in ("SWAMPWOOD HILL MAMMOTH MOMENTUM MAMMOTH", "ЖЖ ЩЩЩЩЩЩЩЩ"):
        assert word in words


def test_a_wide_output_is_set_smaller_instead_of_broken(tmp_path: Path) -> None:
    line = "-" * 98 + "|"
    assert line in said(tmp_path, printed(f"{line}\n{line}"))


# Outputs


def test_charts_that_only_a_browser_draws_leave_a_note(tmp_path: Path) -> None:
    words = said(
        tmp_path,
        shown({"text/html": '<div id="v"></div><script>d()</script>', VEGA: {}, "text/plain": "c"}),
        shown({"text/html": "<div></div><script>1</script>", "text/plain": ":Curve   [x]   (y)"}),
        shown(
            {
                "text/html": "<div><span>Make this Notebook Trusted to load map: File -> Trust "
                'Notebook</span><iframe srcdoc="&lt;p&gt;"></iframe></div>',
                "text/plain": "<folium.folium.Map at 0x7f00>",
            }
        ),
    )
    assert "An interactive output is not shown (Vega-Lite)." in words
    assert "An interactive output is not shown (Curve)." in words
    assert "An interactive output is not shown (folium.folium.Map)." in words
    assert "Trust" not in words and "[x]" not in words


def test_loaders_are_silent_and_scripts_are_noted_once(tmp_path: Path) -> None:
    load = {"application/javascript": "load()", "application/vnd.holoviews_load.v0+json": ""}
    step = {"application/javascript": "step()"}
    many = [v4.new_output("display_data", data=step) for _ in range(8)]
    assert "not shown" not in said(
        tmp_path, shown(load), shown({"text/html": "<script>1</script>"})
    )
    assert said(tmp_path, code("bar", *many)).count("not shown") == 1


def test_a_still_picture_in_the_bundle_is_shown(tmp_path: Path) -> None:
    pdf, warnings = converted(book(shown({VEGA: {}, "image/png": PNG}, alt="A")), tmp_path)
    assert "not shown" not in text(pdf)
    assert len(pages(pdf)[0].images) == 1
    assert warnings == []


def test_terminal_backgrounds(tmp_path: Path) -> None:
    pdf, _ = converted(
        book(printed("\x1b[41mred\x1b[0m \x1b[7minverse\x1b[0m \x1b[4mx\x1b[0m")), tmp_path
    )
    assert "red inverse x" in text(pdf)
    assert "0.9019608 0.6392157 0.62352943" in inks(pdf)


def test_style_sheets_of_tables(tmp_path: Path) -> None:
    css = (
        "#T th {background-color: #010203} #T tr:nth-child(even) td {color: #040506}"
        "#T_c {background: linear-gradient(90deg, #070809 42%, transparent 42%)}"
    )
    pdf, _ = converted(
        book(
            shown(
                {
                    "text/html": f"<style>{css}</style><table id='T'><thead><tr><th>n</th></tr>"
                    "</thead><tbody><tr><td>1</td></tr><tr><td>2</td></tr>"
                    "<tr><td id='T_c'>3</td></tr></tbody></table>"
                }
            )
        ),
        tmp_path,
    )
    drawn = inks(pdf)
    assert "0.003921569 0.007843138" in drawn
    assert drawn.count("0.015686275 0.019607844") == 1
    assert " sh" in drawn or "/Pattern" in drawn


def test_a_header_row_with_an_empty_corner(tmp_path: Path) -> None:
    _, warnings = converted(
        book(
            shown(
                {
                    "text/html": "<table><tr><td></td><th>coef</th></tr>"
                    "<tr><th>const</th><td>0.89</td></tr></table>"
                }
            )
        ),
        tmp_path,
    )
    assert warnings == []


def test_formulas_in_html(tmp_path: Path) -> None:
    html = "<table><tr><th>f</th></tr><tr><td>$\\alpha_1$ for $5 or $6</td></tr></table>"
    words = said(
        tmp_path, shown({"text/html": html}), shown({"text/html": "<p>x \\(\\beta\\)</p>"})
    )
    assert "𝛼1 for $5 or $6" in words
    assert "x 𝛽" in words


@pytest.mark.parametrize("name", ["mathjax_ignore", "tex2jax_ignore other"])
def test_html_that_mathjax_leaves_alone_has_no_formulas(name: str, tmp_path: Path) -> None:
    rows = "<tr><th>f</th></tr><tr><td>$x^2$ and <b>$y^2$</b></td></tr>"
    table = f'<table class="{name}">{rows}</table><table>{rows}</table>'
    words = said(tmp_path, shown({"text/html": table}))
    assert "$x^2$ and $y^2$" in words
    assert words.count("$") == 4  # the other table has formulas


def test_vectors_of_r_on_one_line(tmp_path: Path) -> None:
    assert "1 · 2 · 30" in said(
        tmp_path, shown({"text/html": "<ol class=list-inline><li>1</li><li>2</li><li>30</li></ol>"})
    )


def test_words_of_html_in_an_svg(tmp_path: Path) -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="220" height="60"><switch><foreignObject '
        'width="200" height="40"><div xmlns="http://www.w3.org/1999/xhtml">Label</div>'
        '</foreignObject><text x="20" y="35">Text is not SVG</text></switch></svg>'
    )
    words = said(tmp_path, shown({"image/svg+xml": svg}, alt="A"))
    assert "Label" in words and "not SVG" not in words


# Pictures


def sizes(pdf: bytes) -> list[tuple[int, int]]:
    """Return how large pictures are drawn on the first page, in whole points."""
    drawn = re.findall(r"q ([\d.]+) 0 0 ([\d.]+) \S+ \S+ cm\s*/x0 Do", inks(pdf))
    return [(round(float(width)), round(float(height))) for width, height in drawn]


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ("width=100", (75, 38)),
        ("height=100", (150, 75)),
        ('style="height:60px"', (90, 45)),
        ('style="max-width:25%"', (113, 57)),
    ],
)
def test_sizes_of_pictures(attributes: str, size: tuple[int, int], tmp_path: Path) -> None:
    made = io.BytesIO()
    Image.new("RGB", (400, 200), "red").save(made, "PNG")
    data = base64.b64encode(made.getvalue()).decode()
    pdf, _ = converted(
        book(markdown(f'<img src="data:image/png;base64,{data}" {attributes} alt="A">')), tmp_path
    )
    assert sizes(pdf) == [size]


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "AVIF"])
def test_formats_that_typst_does_not_know(kind: str, tmp_path: Path) -> None:
    made = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(made, kind)
    (tmp_path / "picture").write_bytes(made.getvalue())
    pdf, warnings = converted(book(markdown("![A](picture)")), tmp_path)
    assert len(pages(pdf)[0].images) == 1
    assert warnings == []


def test_a_picture_that_nearly_fits_is_made_to(tmp_path: Path) -> None:
    made = io.BytesIO()
    Image.new("RGB", (600, 600), "red").save(made, "PNG")
    picture = {"image/png": base64.b64encode(made.getvalue()).decode()}
    lines = [markdown("A line of words.\n\n" * 14)]
    pdf, _ = converted(book(*lines, shown(picture, alt="A")), tmp_path)
    assert len(pages(pdf)) == 1
    tall = [markdown("A line of words.\n\n" * 25)]
    pdf, _ = converted(book(*tall, shown(picture, alt="A")), tmp_path)
    assert len(pages(pdf)) == 2


# What cells say about themselves


def test_collapsed_and_hidden_cells(tmp_path: Path) -> None:
    words = said(
        tmp_path,
        code("secret1", stream("kept"), jupyter={"source_hidden": True}),
        code("kept_too", stream("secret2"), jupyter={"outputs_hidden": True}),
        code("secret3", stream("also kept"), tags=["hide-input"]),
        code("kept_code", stream("secret4"), tags=["hide-output"]),
        code("secret5", stream("secret6"), tags=["hide-cell"]),
        code("secret7", tags=["injected-parameters"]),
        code("#| echo: false\n#| label: x\nsecret8", stream("kept_out")),
        code("#| include: false\nsecret9", stream("secret10")),
        code("#| warning: false\nkept_last", stream("secret11", "stderr")),
    )
    for shown_word in ("kept", "kept_too", "also kept", "kept_code", "kept_out", "kept_last"):
        assert shown_word in words
    assert "secret" not in words and "#|" not in words


def test_front_matter_is_settings(tmp_path: Path) -> None:
    front = v4.new_raw_cell(
        "---\ntitle: Rivers of Europe\nauthor:\n  - name: A. Writer\ndate: 2024-05-06\n"
        "papersize: letter\nlandscape: true\nmargin: 1in\n---"
    )
    pdf, warnings = converted(book(front, markdown("Text.")), tmp_path)
    words = text(pdf)
    assert "Rivers of Europe A. Writer · 6 May 2024 Text." in words
    assert "title:" not in words
    assert [float(each) for each in pages(pdf)[0].mediabox[2:]] == [792, 612]
    assert warnings == []
    assert "not: [yaml" in said(tmp_path, v4.new_raw_cell("---\nnot: [yaml\n---"))


def test_cell_options_name_a_figure(tmp_path: Path) -> None:
    options = "#| label: fig-one\n#| fig-cap: Shares by year\n#| fig-alt: A line\nplot()"
    pdf, warnings = converted(
        book(
            markdown("See @fig-one, not `@fig-one` or me@fig-one.org."),
            code(options, v4.new_output("display_data", data={"image/png": PNG})),
        ),
        tmp_path,
    )
    words = text(pdf)
    assert "See Figure 1, not @fig-one or me@fig-one.org." in words
    assert "Figure 1. Shares by year" in words
    assert "plot()" in words and "fig-cap" not in words
    assert warnings == []


def test_mysts_options_caption_a_figure_and_a_table(tmp_path: Path) -> None:
    for data in ({"image/png": PNG}, {"text/html": "<table><tr><th>a</th></tr></table>"}):
        output = v4.new_output("display_data", data=data)
        cell = code("#| caption: Shares by year\n#| alt: A line\nplot()", output)
        pdf, warnings = converted(book(cell), tmp_path)
        assert text(pdf).count("Shares by year") == text(pdf).count(" 1. Shares by year") == 1
        assert [each for each in warnings if "alternative" in each] == []


def test_a_caption_that_nothing_takes_is_a_paragraph(tmp_path: Path) -> None:
    for data in ({"text/plain": "1"}, {"text/html": "<table><tr><td>a</td></tr></table>"}):
        told = '#| fig-cap: ["A *first*", Second]\n#| tbl-cap: Third'
        cell = code(f"{told}\nplot()", v4.new_output("display_data", data=data))
        shown = text(converted(book(cell, code("#| fig-cap: Fourth\nx")), tmp_path)[0])
        assert re.findall(r"\*?first\*?|Second|Third|Fourth", shown) == [
            "*first*",
            "Second",
            "Third",
        ]


@pytest.mark.parametrize(
    "broken",
    [
        [markdown('<div style="page-break-after: always"></div>')],
        [markdown('<div style="break-before: page"></div>\n\nWords')],
        [v4.new_raw_cell("\\newpage")],
        [markdown("\\newpage")],
        [v4.new_markdown_cell("Words", metadata={"tags": ["page-break"]})],
    ],
)
def test_page_breaks(broken: list[Any], tmp_path: Path) -> None:
    pdf, warnings = converted(book(markdown("First."), *broken, markdown("Last.")), tmp_path)
    first, last = pages(pdf)
    assert "First." in first.extract_text() and "Last." in last.extract_text()
    assert "newpage" not in text(pdf)
    assert warnings == []


def test_a_wrong_page_is_reported(tmp_path: Path) -> None:
    _, warnings = converted(book(typst={"paper": "a4x", "margin": "wide"}), tmp_path)
    assert [each for each in warnings if "a4x" in each and "us-letter" in each]
    assert [each for each in warnings if "'wide'" in each]


def test_citations_of_a_bibliography(tmp_path: Path) -> None:
    (tmp_path / "r.bib").write_text(
        "@book{key, title={On Rivers}, author={Ann Author}, year={1984}, publisher={P}}"
    )
    cells = [markdown("As said [@key], `[@key]` and [@none].")]
    pdf, warnings = converted(book(*cells, typst={"bibliography": ["r.bib"]}), tmp_path)
    words = text(pdf)
    assert "As said [1], [@key] and [@none]." in words
    assert "References [1] A. Author, On Rivers" in words
    assert warnings == []
    (tmp_path / "r.bib").write_text("@book{key, title={{broken")
    pdf, warnings = converted(book(*cells, typst={"bibliography": ["r.bib"]}), tmp_path)
    assert "As said [key]" in text(pdf)
    assert [each for each in warnings if "references that Typst cannot read" in each]


def test_a_heading_with_a_link_stays_accessible(tmp_path: Path) -> None:
    _, warnings = converted(
        book(markdown("# T"), markdown("# A [link](https://example.org)\n\n\\newpage\n\nText.")),
        tmp_path,
    )
    assert warnings == []


# From JupyterLab's menu


def test_the_archive_of_jupyterlab_compiles(tmp_path: Path) -> None:
    """The server puts all files of a source into one folder, whatever their names say."""
    import typst

    (tmp_path / "data.csv").write_text("a\n")
    resources = {"metadata": {"name": "My notes", "path": str(tmp_path)}}
    source, resources = TypstExporter().from_notebook_node(
        book(markdown("# T"), shown({"image/png": PNG}, alt="A"), typst={"attachments": ["*.csv"]}),
        resources,
    )
    unpacked = tmp_path / "unpacked"
    unpacked.mkdir()
    for name, held in resources["outputs"].items():
        (unpacked / Path(name).name).write_bytes(held)
    (unpacked / "My notes.typ").write_text(source)
    pdf = typst.compile(str(unpacked / "My notes.typ"), ignore_system_fonts=True)
    assert list(PdfReader(io.BytesIO(pdf)).attachments) == ["data.csv"]
