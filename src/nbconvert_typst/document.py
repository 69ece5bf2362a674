"""A notebook as a list of Typst chunks, one or more per cell, with the files they show.

Gathers everything first (pandoc has read all Markdown, all anchors are known), then writes. What
cannot be shown becomes a visible note and a warning here; settings and compiling are the business
of `exporter`.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate
from math import floor
from statistics import fmean
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

from nbconvert_typst import (
    html,
    images,
    limits,
    markdown,
    markup,
    options,
    outputs,
    tables,
    writer,
)
from nbconvert_typst.compiler import Clock
from nbconvert_typst.files import Reach
from nbconvert_typst.labels import Labels, slug
from nbconvert_typst.metrics import Metrics
from nbconvert_typst.tex import REFERENCE, Formula, Notation, Unknown

TYPST_FORMATS = {"typst", "text/x-typst", "text/typst", "text/vnd.typst", "application/x-typst"}
RAW_FORMATS = {
    "text/html": "html",
    "text/latex": "latex",
    "text/restructuredtext": "rst",
    "text/x-rst": "rst",
    "rst": "rst",
    "html": "html",
    "latex": "latex",
}
HIGHLIGHT = {
    name: language
    for language, names in {
        "python": "ipython ipython2 ipython3 python3",
        "r": "ir",
        "cpp": "c++ c++11 c++14 c++17",
        "js": "node javascript",
        "ts": "typescript",
        "bash": "bash sh shell",
        "go": "golang gophernotes",
        "matlab": "octave",
        "fs": "fsharp f#",
        "cs": ".net-csharp csharp c#",
        "kotlin": "kotlin",
        "lisp": "scheme",
        "sas": "sas",
    }.items()
    for name in names.split()
}
"""Languages of kernels, as Typst names them."""
MAGICS = {
    **{name: name for name in ("bash", "html", "js", "latex", "ruby", "perl", "r", "sql")},
    "sh": "bash",
    "script": "bash",
    "javascript": "js",
    "markdown": "md",
    "svg": "xml",
    "cython": "python",
    "writefile": None,
    "file": None,
}
"""Languages of cells that begin with ``%%``."""

CALL = 60
"""Characters of a call of the template that are no text."""
HEADER_ROWS = 10
"""Rows more than are shown of a table that are read: they may be its header."""
LATEX_FILES = re.compile(
    r"\\(?:input|include|subfile|lstinputlisting|verbatiminput|VerbatimInput)\s*(?:\[[^\]]*\])?"
    r"\s*\{([^{}]*)\}"
)
ELSEWHERE = {
    "iframe": "A web page is not shown.",
    "video": "A video is not shown.",
    "audio": "A recording is not shown.",
    "object": "Something from elsewhere is not shown.",
}

REMEDIES = {
    "Vega": "with vl-convert-python: alt.renderers.enable('png')",
    "alt": "with vl-convert-python: alt.renderers.enable('png')",
    "Plotly": "with kaleido: plotly.io.renderers.default = 'plotly_mimetype+png'",
    "Bokeh": "bokeh.io.export_png",
    "HoloViews": "hv.extension('matplotlib')",
}
"""How a still picture gets into the outputs of a kind of chart, by a part of what it is called."""
NARROW_OUTPUT = 70
"""Columns up to which no page is too narrow for an output."""
OUTPUT_SIZES, CODE_SIZES, DRAWN_SIZES = (7.0, 8.0), (8.0, 8.5), (7.0, 8.5)
"""Smallest and largest type, in points, of outputs, of code, and of text in no language: a table
or a drawing, which says nothing once its lines are broken."""
OUTPUT_INSET, CODE_INSET = 9.0, 16.0
"""What stands beside them, in points."""
TALLEST = 0.9
"""Of a page, what a picture may take: its caption stands below it."""
LOWEST_TITLE = 3
"""Level of a heading down to which it may be the title: a note may look like a lower one."""
BREAK = "#nb.page-break();"
NO_ALT = "an image without alternative text"
NO_HEADER = "a table without header cells"


@dataclass
class Chunk:
    """A piece of the body: its markup, and simpler markup to take where Typst refuses a part."""

    cell: int | None
    markup: str
    source: str = ""
    swaps: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass
class Item:
    """Something gathered from a cell, to be written when all anchors are known."""

    cell: int
    write: Callable[[], str]
    source: str = ""
    attachments: Mapping[str, Any] = field(default_factory=dict)
    slot: int | None = None


@dataclass
class Choices:
    """How outputs and inputs are shown; the exporter's settings of the same names."""

    show_input: bool = True
    show_output: bool = True
    show_prompt: bool = True
    show_code: bool = True
    show_markdown: bool = True
    show_raw: bool = True
    allow_raw_typst: bool = False
    max_output_lines: int = 400
    max_output_chars: int = 60_000
    max_table_rows: int = 1_000
    memory_limit: int = 500


class Document:
    """The body of one notebook. Made once, read once.

    Parameters
    ----------
    notebook
        Of nbformat 4.
    reach
        The files that it may show.
    extracted
        Files by the names that preprocessors have put into its cells instead of attachments.
    files_prefix
        What the names of the files that the written source finds beside it begin with.
    lang
        Translates what the document says itself.
    warn
        Logs a warning.
    choices
        How things are shown.
    metrics
        How wide the page and its letters are.
    clock
        The time that there is.
    title
        Title from the metadata, or nothing to take it from the first heading.
    references
        The keys that can be cited.

    Attributes
    ----------
    weight
        Bytes that Typst takes for it, about.
    """

    def __init__(
        self,
        notebook: Mapping[str, Any],
        *,
        reach: Reach,
        extracted: Mapping[str, bytes],
        files_prefix: str,
        lang: Callable[..., str],
        warn: Callable[[str], None],
        choices: Choices,
        metrics: Metrics,
        clock: Clock,
        title: str = "",
        references: Collection[str] = (),
    ) -> None:
        self.notebook = notebook
        self.reach = reach
        self.extracted = extracted
        self.files_prefix = files_prefix
        self.lang = lang
        self.choices = choices
        self.metrics = metrics
        self.title = title
        self.references = references
        self.charts = 0
        self.pictures: list[float] = []
        self.files: dict[str, bytes] = {}
        self.barriers: dict[str, list[int]] = {}
        self.chunks: list[Chunk] = []
        self._warn = warn
        self._token = "q" + secrets.token_hex(12)
        self._labels = Labels()
        self._notation = Notation()
        self._levels: list[int] = []
        self._ranks: Counter[int] = Counter()
        self._held: dict[str, Callable[[], str]] = {}
        self._stored: dict[str, str] = {}
        self._fragments: list[markdown.Fragment] = []
        self._trees: list[markdown.Tree | markdown.Unreadable] = []
        self._prose: list[int] = []
        self._outside = writer.Writer(self)
        self._inside = writer.Writer(self, headings=False)
        self._asked = options.Options("")
        self._noted_last: tuple[int, str] | None = None
        self._cell: int | None = None
        self._attachments: Mapping[str, Any] = {}
        self._swaps: list[tuple[str, str, str]] = []
        self._clock = clock
        self._coloured = 0
        self.weight = limits.BASE
        self._write(list(self._gather()))

    # Gathering

    def _gather(self) -> Iterator[Item]:
        code_language = _kernel_language(self.notebook.get("metadata", {}))
        for number, cell in enumerate(self.notebook["cells"], start=1):
            source = outputs.text(cell.get("source"))
            if options.BREAK_TAGS & set(_mapping(cell.get("metadata")).get("tags") or ()):
                yield Item(number, lambda: BREAK)
            match cell.get("cell_type"):
                case "markdown" if self.choices.show_markdown and source.strip():
                    source, left = limits.head(source, limits.MARKED)
                    slot = self._ask_markdown(source)
                    write = partial(self._tree, slot, source)
                    yield Item(number, write, source, cell.get("attachments") or {}, slot)
                    yield from self._cut(number, left)
                case "raw" if self.choices.show_raw and source.strip():
                    source, left = limits.head(source, limits.MARKED)
                    yield self._raw_cell(number, cell, source)
                    yield from self._cut(number, left)
                case "code" if self.choices.show_code:
                    yield from self._code_cell(number, cell, source, code_language)
                case "markdown" | "raw" | "code" | None:
                    pass
                case other:
                    yield Item(
                        number,
                        partial(
                            self.note,
                            self.lang(
                                "A cell of an unknown kind ({kind}) is not shown.", kind=str(other)
                            ),
                            warning=f"unknown cell type {other!r}",
                        ),
                        source,
                    )

    def _code_cell(
        self, number: int, cell: Mapping[str, Any], source: str, language: str | None
    ) -> Iterator[Item]:
        self._asked = asked = options.code_options(cell, source)
        hidden = _mapping(_mapping(cell.get("metadata")).get("transient")).get("remove_source")
        shown = self.choices.show_input and asked.show_input and not hidden
        if shown and asked.source.strip():
            given = (each for each in cell.get("outputs") or [] if each.get("data") != {})
            # R's kernel gives an empty one before its plots
            first = next(given, None)
            drawn = first is None or any(
                mime in outputs.IMAGES for mime in _mapping(first.get("data"))
            )
            write = partial(self._code, cell, asked.source, language, apart=drawn)
            yield Item(number, write, source)
        if self.choices.show_output and asked.show_output:
            for output in cell.get("outputs") or []:
                if asked.warnings or output.get("name") != "stderr":
                    yield from self._output(number, output)
            for caption in dict.fromkeys([*asked.captions, asked.table_caption]):
                if caption and cell.get("outputs"):  # no figure and no table has taken it
                    yield Item(number, partial(markup.text, caption), caption)
        self._asked = options.Options("")

    def _cut(self, number: int, left: int) -> Iterator[Item]:
        """Yield a note where lines of a text are left out."""
        if left:
            yield from self._noted(
                number,
                self.lang("The text goes on: {n} more lines are not shown.", n=left),
                f"text cut after {limits.MARKED} characters",
            )

    def _ask(self, fragment: markdown.Fragment) -> int:
        self._fragments.append(fragment._replace(text=limits.unstacked(fragment.text)))
        return len(self._fragments) - 1

    def _ask_markdown(self, source: str) -> int:
        slot = self._ask(markdown.Fragment("", source))
        self._prose.append(slot)
        return slot

    def _raw_cell(self, number: int, cell: Mapping[str, Any], source: str) -> Item:
        metadata = cell.get("metadata") or {}
        kind = str(metadata.get("raw_mimetype") or metadata.get("format") or "").lower()
        if options.is_break(source):
            return Item(number, lambda: BREAK, source)
        if kind in TYPST_FORMATS and self.choices.allow_raw_typst:
            if _nesting(source) <= limits.DEPTH:
                return Item(number, lambda: source, source)
            return Item(number, partial(self._unrun, source, "nested too deeply"), source)
        if kind in TYPST_FORMATS:
            why = "the setting allow_raw_typst runs it"
            return Item(number, partial(self._unrun, source, why), source)
        if kind in ("text/markdown", "markdown"):
            slot = self._ask_markdown(source)
            return Item(number, lambda: self._tree(slot, source), source)
        if kind in RAW_FORMATS:
            slot = self._ask(markdown.Fragment(RAW_FORMATS[kind], source))
            return Item(number, lambda: self._tree(slot, source), source)
        return Item(number, lambda: self.printed(source), source)

    def _output(self, number: int, output: Mapping[str, Any]) -> Iterator[Item]:
        match output.get("output_type"):
            case "stream":
                told = outputs.text(output.get("text"))
                warning = output.get("name") == "stderr"
                yield Item(number, lambda: self.printed(told, warning=warning), told)
            case "error":
                told = "\n".join(outputs.text(line) for line in output.get("traceback") or [])
                last = f"{output.get('ename', '')}: {output.get('evalue', '')}"
                told = told or last
                yield Item(number, lambda: self.printed(told, warning=True, last=last), told)
            case "display_data" | "execute_result" | "update_display_data" | "pyout":
                data = output.get("data") or {}
                yield from self._display(number, data, output.get("metadata") or {})
            case other:
                yield Item(
                    number,
                    lambda: self.note(
                        self.lang(
                            "An output of an unknown kind ({kind}) is not shown.", kind=str(other)
                        ),
                        warning=f"unknown output type {other!r}",
                    ),
                )

    def _display(
        self, number: int, data: Mapping[str, Any], metadata: Mapping[str, Any]
    ) -> Iterator[Item]:
        """Choose one MIME type of an output, the best that can be shown."""
        plain = outputs.text(data.get("text/plain"))
        if formula := self._only_formula(data):
            yield Item(number, partial(self.formula, formula, display=True), formula)
            return
        for mime in outputs.IMAGES:
            if data.get(mime):
                metadata = self._with_options(metadata)
                name = outputs.alternative(metadata, mime, "id")
                caption = outputs.alternative(metadata, mime, "caption")
                if name:
                    self._labels.define([name], figure=bool(caption))
                yield Item(number, partial(self._image, data, metadata, mime), plain)
                return
        page = None
        if data.get("text/html"):
            told = html.still(outputs.text(data["text/html"]))
            source, cut = limits.head(told, limits.MARKED)
            page = html.take_apart(source, f"{self._token}-{len(self._held)}")
        chart = outputs.chart(data)
        if chart and (page is None or page.live or not page.shown):
            yield from self._unshown(number, chart)
            return
        only_script = page and page.live and not page.shown and not page.drawn
        if outputs.meaningless(plain) and (outputs.loader(data) or only_script):
            return  # a script that others need: nothing to see in a browser either
        if page is not None:
            if page.drawn and not outputs.meaningless(plain) and not outputs.representation(plain):
                page.drawn = False
            if (page.live or page.controls) and not outputs.meaningless(plain) and not page.tables:
                page.shown = False
            if page.shown:
                yield self._html(number, page, source, plain)
                yield from self._cut(number, cut)
                return
            if page.drawn:
                yield from self._unshown(number, outputs.kind(plain) or ", ".join(page.live))
                return
        if data.get("text/markdown"):
            told, cut = limits.head(outputs.text(data["text/markdown"]), limits.MARKED)
            slot = self._ask_markdown(told)
            yield Item(number, lambda: self._tree(slot, told), told)
            yield from self._cut(number, cut)
            return
        if data.get("text/latex"):
            told, cut = limits.head(outputs.text(data["text/latex"]), limits.MARKED)
            slot = self._ask(markdown.Fragment("latex", told))
            yield Item(number, lambda: self._tree(slot, told), told)
            yield from self._cut(number, cut)
            return
        yield from self._last_resort(number, data, plain, page)

    def _only_formula(self, data: Mapping[str, Any]) -> str:
        """Return the TeX of an output that is a formula, or nothing where it cannot be set.

        Beside it there may be a picture of it, for what knows no formulas.
        """
        told = outputs.text(data.get("text/latex"))[: limits.MARKED]
        found = re.fullmatch(r"\s*(\$\$?)([^$]+)\1\s*", told)
        if not found or data.get("text/html") or not isinstance(self._formula(found[2]), Formula):
            return ""
        return found[2].strip()

    def _with_options(self, metadata: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the metadata of a picture with what the cell's options say of the next one."""
        asked = self._asked
        caption = asked.captions.pop(0) if asked.captions else ""
        if caption == asked.table_caption:  # MyST has one for both
            asked.table_caption = ""
        told = {
            "caption": caption,
            "alt": asked.alts.pop(0) if asked.alts else "",
            "id": asked.label,
        }
        asked.label = ""
        return {**{key: each for key, each in told.items() if each}, **metadata}

    def _last_resort(
        self, number: int, data: Mapping[str, Any], plain: str, page: html.Page | None
    ) -> Iterator[Item]:
        """Show an output by its text/plain, with a note if that is not what a reader would see."""
        kinds = ", ".join(sorted(str(mime) for mime in data if mime != "text/plain"))
        if outputs.WIDGET in data:
            told = outputs.clip(" ".join(plain.split()), 1, 300)[0]
            message = (
                self.lang("An interactive widget is not shown: {text}", text=told)
                if told
                else self.lang("An interactive widget is not shown.")
            )
            yield from self._noted(number, message, "a widget needs a running kernel")
        elif outputs.meaningless(plain) and "application/json" in data:
            told = _as_json(data["application/json"])
            yield Item(number, partial(self.printed, told, lang="json"), told)
        elif not outputs.meaningless(plain):
            if page is not None and page.live:
                self._cell = number
                self._log(f"an interactive output ({kinds}) is shown by its text/plain")
            yield Item(number, lambda: self.printed(plain), plain)
        elif page is not None and not page.live and not page.controls:
            return  # style sheets and comments: nothing to see in a browser either
        elif "application/pdf" in data:
            message = self.lang("A PDF image is not shown.")
            yield from self._noted(number, message, "an image in PDF: save it as SVG or PNG too")
        elif kinds:
            yield from self._unshown(number, kinds)
        elif plain.strip():
            yield Item(number, lambda: self.printed(plain), plain)

    def _unshown(self, number: int, kind: str) -> Iterator[Item]:
        """Say that something interactive is not shown: its still picture is not in the notebook."""
        yield from self._noted(
            number,
            self.lang("An interactive output is not shown ({kinds}).", kinds=kind),
            f"nothing that can be printed in {kind}: save a PNG or SVG of it with the output"
            + next((f" ({REMEDIES[each]})" for each in REMEDIES if each in kind), ""),
        )

    def _noted(self, number: int, message: str, warning: str) -> Iterator[Item]:
        """Say something, but not twice in a row."""
        if self._noted_last != (number, message):
            self._noted_last = (number, message)
            yield Item(number, lambda: self.note(message, warning=warning), message)

    def _html(self, number: int, page: html.Page, source: str, plain: str) -> Item:
        self._labels.ask(page.hrefs())
        self._labels.define(page.anchors())
        for name, table in page.tables.items():
            caption = self._asked.table_caption
            if caption and not table.xpath("./caption"):
                html.name(table, caption, self._asked.label)
                self._asked.table_caption = ""
                self._asked.captions = [each for each in self._asked.captions if each != caption]
            if table.get("id") and table.xpath("./caption"):
                self._labels.define([table.get("id")], figure=True)
            self._held[name] = partial(self._html_table, table, page)
        only_tables = page.rest.startswith("<div id=") and not re.sub(
            r'<div id="[^"]*">[^<]*</div>', "", page.rest
        )
        slot = None if only_tables else self._ask(markdown.Fragment("html", page.rest))

        def write() -> str:
            if page.live:
                self._log(f"elements that need a browser ({', '.join(page.live)}) are left out")
            if page.deep:
                note = self.note(
                    self.lang("A part is nested too deeply: only its text is shown."),
                    warning="HTML nested too deeply, only its text is shown",
                )
            else:
                note = ""
            if slot is None:
                return "\n\n".join(self._held[name]() for name in page.tables)
            body = self._tree(slot, plain or source, writer_=self._inside)
            return f"{body}\n\n{note}" if note else body

        return Item(number, write, plain or source)

    def _html_table(self, element: Any, page: html.Page) -> str:
        rows = element.xpath("./tr|./tbody/tr")
        columns = max((len(row) for row in rows[:10]), default=1)
        extra = rows[self._most_rows(columns) + HEADER_ROWS :]
        for row in extra:
            row.getparent().remove(row)
        return self.table(html.table(element, page, self), left=len(extra))

    # Writing

    def _write(self, items: list[Item]) -> None:
        for slot, fragment in zip(
            self._prose,
            markdown.cells([self._referred(self._fragments[each].text) for each in self._prose]),
            strict=True,
        ):
            self._fragments[slot] = fragment
        self._trees = markdown.read(self._fragments, self._clock.left() / 2)
        self._survey()
        self._take_title(items)
        for item in items:
            self._cell, self._attachments, self._swaps = item.cell, item.attachments, []
            self._clock.check(item.cell)
            try:
                body = item.write()
            except RecursionError:
                note = self.note(
                    self.lang("A part is nested too deeply, and shown as it is written."),
                    warning="nested too deeply, shown as it is written",
                )
                body = f"{self.printed(item.source)}\n\n{note}"
            self.weight += _weight(body)
            if self.weight > self.choices.memory_limit * 1e6:
                left = len(self.notebook["cells"]) - item.cell + 1
                body = self.note(
                    self.lang("The notebook goes on: {n} more cells are not shown.", n=left),
                    warning=f"cut here, {left} cells are not shown: they would take more than "
                    f"{self.choices.memory_limit} MB (setting memory_limit)",
                )
                self.chunks.append(Chunk(item.cell, body))
                return
            if body.strip():
                self.chunks.append(Chunk(item.cell, body, item.source, self._swaps))

    def _referred(self, source: str) -> str:
        """Return Markdown with links for Quarto's references, ``@fig-one`` and ``[@key]``."""
        if "@" not in source:
            return source

        def figure(found: re.Match[str]) -> str:
            name = found["found"][1:]
            if not self._labels.is_figure(name):
                return found[0]
            return f"[{self.lang('Table' if name.startswith('tbl') else 'Figure')} 1](#{name})"

        def cited(found: re.Match[str]) -> str:
            keys = re.findall(r"@([\w:.#$%&+?<>~/-]*\w)", found[0])
            if not keys or not all(key in self.references for key in keys):
                return found[0]
            return " ".join(f"[{key}](#cite:{key})" for key in keys)

        source = markdown.outside_code(r"(?<![\w@/.])@(?:fig|tbl)-[\w-]*\w", figure, source)
        if not self.references:
            return source
        return markdown.outside_code(r"\[[^\[\]]*@[^\[\]]*\](?!\()", cited, source)

    def _survey(self) -> None:
        """Record the anchors and links of all trees; no two headings keep the same anchor.

        Formulas are read here, in their order: macros and numbers go on from one to the next.
        """
        met: dict[str, int] = {}
        for slot, tree in enumerate(self._trees):
            if isinstance(tree, markdown.Unreadable):
                continue
            nodes = [*writer.walk(tree["blocks"])]
            self._labels.ask(each for each in writer.hrefs(nodes) if not each.startswith("#cite:"))
            self._labels.define(writer.anchors(nodes))
            for node in nodes:
                if node["t"] == "Math":
                    node["c"].append(self._formula(node["c"][1]))
                elif node["t"] == "Header" and self._fragments[slot].format != "html":
                    self._ranks[node["c"][0]] += 1
                    anchor = node["c"][1][0] or slug(writer.plain(node["c"][2]))
                    again = met.get(anchor, 0)
                    met[anchor] = again + 1
                    node["c"][1][0] = f"{anchor}-{again}" if again else anchor
                    self._labels.define_heading(node["c"][1][0], writer.plain(node["c"][2]))

    def _take_title(self, items: list[Item]) -> None:
        """Make a heading at the very top the title, unless another is given; it stays a target.

        It is of the first level, or down to `LOWEST_TITLE` where all others are below it.
        """
        for item in items:
            tree = None if item.slot is None else self._trees[item.slot]
            if tree is None or isinstance(tree, markdown.Unreadable):
                return
            for number, block in enumerate(tree["blocks"]):
                if block["t"] != "Header":
                    if writer.says(block):
                        return
                    continue
                level, (anchor, _, _), inlines = block["c"]
                heading = re.sub("[ \\n]+", " ", writer.plain(inlines)).strip(" ")
                alone = sum(self._ranks[each] for each in range(1, level + 1)) == 1
                above = level == 1 or (level <= LOWEST_TITLE and alone)
                if above and heading and self.title.strip() in ("", heading):
                    self.title = heading
                    self._ranks -= Counter([level])
                    name = f"{self._token}-title"
                    tree["blocks"][number] = {"t": "Div", "c": [[name, [], []], []]}
                    inside = writer.anchors(writer.walk(inlines))
                    self._held[name] = partial(self._heading_anchors, [anchor, *inside])
                return

    def _heading_anchors(self, anchors: list[str]) -> str:
        placed = (self._labels.place(each, heading=True) for each in anchors)
        return "".join(f"#nb.anchor({markup.string(each)});" for each in placed if each)

    def _log(self, message: str) -> None:
        self._warn(f"cell {self._cell}: {message}" if self._cell else message)

    def _tree(self, slot: int, source: str, writer_: writer.Writer | None = None) -> str:
        tree = self._trees[slot]
        if isinstance(tree, markdown.Unreadable):
            self._log(f"pandoc cannot read it, shown as it is: {_short(tree.reason)}")
            return self.printed(source)
        body = (writer_ or self._outside).blocks(tree["blocks"])
        live = (
            writer_ is None
            and self._fragments[slot].format != "latex"
            and html.live(markdown.without_code(source))
        )
        if live:
            note = self.note(
                self.lang("An interactive element is not shown ({kinds}).", kinds=", ".join(live)),
                warning=f"HTML that needs a browser ({', '.join(live)})",
            )
            body = f"{body}\n\n{note}"
        if self._fragments[slot].format == "latex" and (wanted := LATEX_FILES.findall(source)):
            note = self.note(
                self.lang("A file is not included: {names}", names=", ".join(wanted)),
                warning=f"LaTeX that asks for a file ({', '.join(wanted)}): none is read",
            )
            body = f"{body}\n\n{note}"
        if not body.strip() and self._fragments[slot].format == "latex":
            self._log("LaTeX that pandoc cannot read, shown as it is")
            return self.printed(source)
        return body

    def _unrun(self, source: str, why: str) -> str:
        self._log(f"raw Typst, shown as it is written: {why}")
        return self.printed(source, lang="typ")

    def _code(
        self,
        cell: Mapping[str, Any],
        source: str,
        language: str | None,
        *,
        apart: bool = False,
    ) -> str:
        """Return code; apart from what follows, where that is no output of it but other cells, or
        a picture, which takes too much with it to the next page.
        """
        magic = re.match(r"%%(\w+)", source)
        if magic and magic[1].lower() in MAGICS:
            language = MAGICS[magic[1].lower()]
        number = cell.get("execution_count") if self.choices.show_prompt else None
        kept, left = outputs.clip(source.strip("\n"), limits.CODE_LINES, limits.CODE_CHARACTERS)
        self._coloured += len(kept)
        body = in_pieces(
            "nb.code",
            kept,
            lang=language if self._coloured <= limits.COLOURED else None,
            long=_long(kept),
            apart=apart or None,
            **self._fitting(kept, CODE_SIZES),
            number=str(number) if number else None,
        )
        if left:
            body += "\n\n" + self.note(
                self.lang("The code goes on: {n} more lines are not shown.", n=left),
                warning=f"code cut after {kept.count(chr(10)) + 1} lines",
            )
        return body

    def printed(
        self, told: str, *, warning: bool = False, lang: str | None = None, last: str = ""
    ) -> str:
        """Return what a run printed, as a terminal shows it; where it is cut, `last` follows."""
        if len(told) > limits.SOURCE:
            start, unread = limits.head(told, limits.PROGRESS)
            told, more = limits.head(outputs.last_states(start))
            unread += more
        else:
            unread = 0
        shown = outputs.terminal(told).strip("\n").expandtabs(8)
        kept, left = outputs.clip(
            shown, self.choices.max_output_lines, self.choices.max_output_chars
        )
        left += unread
        if not kept.strip():
            return ""
        plain = outputs.plain(kept)
        if lang:
            body = in_pieces("nb.code", kept, lang=lang, long=_long(kept))
        else:
            body = in_pieces(
                "nb.output" if plain == kept else "nb.terminal",
                kept,
                warning=warning or None,
                long=_long(plain),
                size=self._type_size(plain),
            )
        if left:
            body += "\n\n" + self.note(
                self.lang("The output goes on: {n} more lines are not shown.", n=left),
                warning=f"output cut after {kept.count(chr(10)) + 1} lines",
            )
            if last:
                body += "\n\n" + self.printed(last, warning=warning)
        return body

    def _type_size(
        self, text: str, sizes: tuple[float, float] = OUTPUT_SIZES, inset: float = OUTPUT_INSET
    ) -> markup.Code | None:
        """Return a smaller size of type that keeps lines whole, or None where it keeps no more.

        Lines that are too long for the smallest are broken in any case, and do not count.
        """
        lengths = [*map(len, text.split("\n"))]
        if max(lengths) <= NARROW_OUTPUT:
            return None
        room = (self.metrics.width - inset) / self.metrics.fixed
        smallest, largest = sizes
        longest = max((each for each in lengths if each * smallest <= room), default=0)
        if longest * largest <= room:
            return None
        fitting = room / longest
        return markup.Code(f"{floor(fitting * 100) / 100:g}pt")

    def _fitting(self, code: str, sizes: tuple[float, float]) -> dict[str, markup.Code | int]:
        """Return the size of type for code, and where its lines are broken: what differs."""
        size = self._type_size(code, sizes, CODE_INSET)
        given: dict[str, markup.Code | int] = {} if size is None else {"size": size}
        longest = max(map(len, code.split("\n")))
        if longest > NARROW_OUTPUT:
            points = float(size.removesuffix("pt")) if size else CODE_SIZES[1]
            columns = floor((self.metrics.width - CODE_INSET) / self.metrics.fixed / points)
            if longest > columns:
                given["columns"] = columns
        return given

    def _image(self, data: Mapping[str, Any], metadata: Mapping[str, Any], mime: str) -> str:
        raw = data[mime]
        if mime == "image/svg+xml":
            content: bytes | None = outputs.text(raw).encode()
        else:
            content = images.decoded(outputs.text(raw))
        alt = outputs.alternative(metadata, mime, "alt")
        caption = outputs.alternative(metadata, mime, "caption")
        name = outputs.alternative(metadata, mime, "id")
        title = outputs.alternative(metadata, mime, "title")
        if content is None:
            return self.note(
                self.lang("An image is not shown: it is damaged."),
                warning="an image that is not base64",
            )
        size = metadata.get(mime) if isinstance(metadata.get(mime), Mapping) else metadata
        shown = {
            side: f"{size[side]}px"
            for side in ("width", "height")
            if isinstance(size, Mapping) and isinstance(size.get(side), int | float)
        }
        return self._placed(
            content,
            alt,
            caption=markup.text(caption),
            size=shown,
            inline=False,
            name=name,
            title=markup.text(title),
        )

    # What the writers ask for (`writer.Host`)

    def note(self, message: str, *, warning: str) -> str:
        """Return a visible note and log a warning that names the cell."""
        self._log(warning)
        return markup.call("nb.note", markup.text(message))

    def code(self, source: str, language: str | None) -> str:
        """Return code that stands in a text."""
        sizes = CODE_SIZES if language else DRAWN_SIZES
        fitting = self._fitting(source, sizes)
        return markup.call("nb.code", text=source, lang=language, long=_long(source), **fitting)

    def held(self, name: str) -> str | None:
        """Return the table that a Div stands for."""
        write = self._held.get(name)
        return write() if write else None

    @contextmanager
    def narrower(self, points: float) -> Iterator[None]:
        """Let what is written meanwhile have so much less width."""
        around, self.metrics = self.metrics, self.metrics.inside(points) if points else self.metrics
        try:
            yield
        finally:
            self.metrics = around

    def anchor(self, name: str) -> str:
        """Return an invisible anchor, where a link asks for one."""
        placed = self._labels.place(name) if name else None
        return f"#nb.anchor({markup.string(placed)});" if placed else ""

    def heading(self, level: int, body: str, anchor: str, title: str) -> str:
        """Return a heading whose level follows the one before without a gap."""
        while self._levels and self._levels[-1] >= level:
            self._levels.pop()
        self._levels.append(level)
        placed = self._labels.place(anchor, heading=True)
        # heads of pages and the contents repeat what a heading holds, but no place can be repeated
        labels = [*([markup.string(placed)] if placed else []), *markup.ANCHOR.findall(body)]
        body = markup.ANCHOR.sub("", body)
        if not body.strip():
            self._levels.pop()
            return "".join(f"#nb.anchor({each});" for each in labels)
        head = f"#heading(level: {len(self._levels)})[{body}]" + (
            f"#label({labels[0]});" + "".join(f"#nb.anchor({each});" for each in labels[1:])
            if labels
            else ";"
        )
        rank = sum(each <= level for each in self._ranks)
        return markup.call(f"nb.lower({rank})", head) if rank > len(self._levels) else head

    def link(self, href: str, body: str, plain: str) -> str:
        """Return a link; a cross reference where it leads to a numbered figure or table."""
        body = body or markup.text(plain)
        if not href.startswith("#"):
            if not href:
                return body
            return f"#link({markup.string(href)})[{body}];"
        if href == "#":
            return body
        if href.startswith("#cite:") and href[6:] in self.references:
            shown = f"#cite(label({markup.string(href[6:])}));"
            self._swaps.append((shown, f"\\[{body}\\]", f"no reference {href[6:]!r}"))
            return shown
        name = self._labels.target(href)
        if name is None:
            self._log(f"no place {href!r} to link to: its text is kept")
            return body
        target = f"label({markup.string(name)})"
        word = writer.reference(plain) if self._labels.is_figure(name) else None
        if word:
            shown = f"#ref({target}, supplement: [{markup.text(word)}]);"
        else:
            shown = f"#link({target})[{body}];"
        self._swaps.append((shown, body, f"a link without the place {href!r}: its text is kept"))
        return shown

    def formula(self, tex: str, *, display: bool, read: Formula | Unknown | None = None) -> str:
        """Return a formula, its LaTeX as alternative text; LaTeX where it cannot be set."""
        read = read or self._formula(tex)
        as_tex = f"#nb.tex({markup.string(tex)}{', display: true' if display else ''});"
        if isinstance(read, Unknown):
            self._log(f"a formula is shown as LaTeX ({read}): {_short(tex)}")
            return as_tex if tex.strip() else ""
        anchors = "".join(self.anchor(name) for name in read.labels)
        if not read.body.strip():
            return anchors
        inner = REFERENCE.sub(self._equation_reference, read.body)
        number = f", number: {markup.string(read.number)}" if read.number else ""
        gap = " " if display else ""
        alt = markup.string(" ".join(tex.split())[: limits.ALTERNATIVE])
        body = {
            "": f"#nb.eq({alt}, ${gap}{inner}{gap}${number});",
            "rows": f"#nb.eq-rows({alt}, tag => $ {inner} $);",
            "lines": f"#nb.eq-lines({alt}, {inner});",
            "multline": f"#nb.eq-lines({alt}, {inner}, apart: true);",
        }[read.rows]
        self._swaps.append(
            (body, as_tex, f"a formula that Typst cannot set, shown as LaTeX: {_short(tex)}")
        )
        return anchors + body

    def _formula(self, tex: str) -> Formula | Unknown:
        try:
            read = self._notation.read(tex)
        except Unknown as reason:
            return reason
        self._labels.ask(f"#{found[1]}" for found in REFERENCE.finditer(read.body))
        self._labels.define(read.labels)
        return read

    def _equation_reference(self, found: re.Match[str]) -> str:
        name = found[1]
        shown = self._notation.numbers.get(name)
        if shown is None:
            self._log(f"no equation {name!r} to refer to")
            shown = "(???)"
        words = f"[{markup.text(shown if found[2] == 'true' else shown.strip('()'))}]"
        target = self._labels.target(f"#{name}")
        return f"#link(label({markup.string(target)}), {words})" if target else f"#{words}"

    def picture(
        self, source: str, alt: str, *, caption: str, size: Mapping[str, str], inline: bool
    ) -> str:
        """Return an image of Markdown or HTML: a file, an attachment, or a data address."""
        found = self._fetch(source)
        if isinstance(found, str):
            self._log(f"an image is not shown ({found}): {_short(source)}")
            told = self.lang("Image not shown: {text}", text=alt.strip() or _short(source))
            body = markup.text(told)
            if re.match("https?:", source):
                body = f"#link({markup.string(source)})[{body}];"
            return markup.call("nb.inline-note" if inline else "nb.note", body)
        return self._placed(found, alt, caption=caption, size=size, inline=inline, name="")

    def elsewhere(self, tag: str, address: str) -> str:
        """Return a note in place of a frame or a player, with its address to follow."""
        word = self.lang(ELSEWHERE.get(tag, ELSEWHERE["object"]))
        shown = markup.text(f"{word} {address}".strip())
        if re.match("https?:", address):
            shown = f"{markup.text(word)} #link({markup.string(address)});"
        self._log(f"<{tag}> needs a browser: {_short(address) or 'it is embedded'}")
        return markup.call("nb.note", shown)

    def diagram(self, kind: str, source: str) -> str:
        """Return the source of a diagram, and that it is not drawn."""
        note = self.note(
            self.lang("A diagram is not drawn; its source in {kind}:", kind=kind),
            warning=f"a diagram in {kind} is shown as its source",
        )
        return f"{note}\n\n{self._code({}, source, None)}"

    def _most_rows(self, columns: int, characters: float = 0.0) -> int:
        """Return how many rows of so many characters are shown, after all that came before."""
        room = self.choices.memory_limit * 1e6 * 0.75 - self.weight
        each = limits.CELL * max(1, columns) + limits.IN_TABLE * characters
        most = max(limits.ROWS_AT_LEAST, int(room / each))
        return min(most, self.choices.max_table_rows)

    def table(self, table: tables.Table, left: int = 0) -> str:
        """Return a table; one without header cells is reported."""
        if not table.labelled and table.body:
            self._barrier(NO_HEADER)
        columns = max((sum(cell.colspan for cell in row) for row in table.body), default=1)
        characters = [sum(len(cell.text) for cell in row) for row in table.body]
        most = self._most_rows(columns, fmean(characters or [0]))
        left += max(0, len(table.body) - most)
        table.body = table.body[:most]
        self.weight += limits.CELL * columns * len(table.body)
        self.weight += limits.IN_TABLE * sum(characters[:most])
        label = self._labels.place_figure(table.name) if table.caption else None
        body = tables.typst(table, self.metrics, label=label)
        if left > 0:
            body += "\n\n" + self.note(
                self.lang("The table goes on: {n} more rows are not shown.", n=left),
                warning=f"table cut after {most} rows",
            )
        return body

    # Images

    def _barrier(self, what: str) -> None:
        cells = self.barriers.setdefault(what, [])
        if self._cell is not None and self._cell not in cells:
            cells.append(self._cell)

    def _fetch(self, source: str) -> bytes | str:
        """Return an image's bytes, or why it cannot be had."""
        if source.startswith("attachment:"):
            bundle = self._attachments.get(unquote(source[11:])) or self._attachments.get(
                source[11:]
            )
            if not isinstance(bundle, Mapping) or not bundle:
                return "no such attachment"
            mime, content = next(iter(bundle.items()))
            if mime == "image/svg+xml" and "<" in outputs.text(content):
                return outputs.text(content).encode()
            return images.decoded(outputs.text(content)) or "damaged"
        if source.startswith("data:"):
            head, _, content = source[5:].partition(",")
            if "base64" in head:
                return images.decoded(unquote(content)) or "damaged"
            return unquote_to_bytes(content)
        if re.match(r"^(?:https?:)?[/\\]{2}", source):
            return "it is on the network"
        if re.match(r"^[a-zA-Z][\w+.-]+:", source) and not source.startswith("file:"):
            return "unknown kind of address"
        name = re.sub(r"^files?:(?://)?", "", source).partition("?")[0].partition("#")[0]
        return self.extracted.get(name) or self.reach.read(unquote(name))

    def _placed(
        self,
        content: bytes,
        alt: str,
        *,
        caption: str,
        size: Mapping[str, str],
        inline: bool,
        name: str,
        title: str = "",
    ) -> str:
        form = images.kind(content)
        if form is None and (made := images.converted(content)):
            form, content = "png", made
        if form is None:
            return self.note(
                self._no_image(
                    alt, self.lang("An image is not shown: its format cannot be printed.")
                ),
                warning="an image that Typst cannot show (it takes SVG, PNG, JPEG, GIF and WebP)",
            )
        if images.pixels(content, form) > limits.PIXELS:
            return self.note(
                self._no_image(alt, self.lang("An image is not shown: it is too large.")),
                warning=f"an image of {images.pixels(content, form)} pixels, more than "
                f"{limits.PIXELS}, is not shown: make it smaller",
            )
        if form == "svg":
            content = images.texts_for_html(images.standalone(content))
            plain = images.unfiltered(content)
            if plain != content:
                self._log("filters of an SVG (shadows, blurs) are left out: save it as PNG as well")
                content = plain
        alt = " ".join(alt.split())[: limits.ALTERNATIVE]
        if not alt:
            self._barrier(NO_ALT)
        path = self._store(content, form)
        self.weight += limits.PICTURE
        room, tall = self.metrics.width, TALLEST * self.metrics.height
        width, height = images.size(content, size, room, tall)
        given = f"image({markup.string(path)}, alt: {markup.value(alt or None)}"
        if width or height:
            given += f", width: {width:.4g}pt" if width else f", height: {height:.4g}pt"
        if inline and not caption:
            body = f"#nb.inline-picture({given}));"
        elif caption:
            number, self.charts = self.charts, self.charts + 1
            given += (
                f"), caption: [{caption}], number: {number}, placement: placements.at({number})"
            )
            if title:
                given += f", title: [{title}]"
            if label := self._labels.place_figure(name):
                given += f", name: {markup.string(label)}"
            body = f"#nb.chart({given});"
        else:
            given += f" * scales.at({len(self.pictures)}))" if width and height else ")"
            body = f"#nb.picture({given}, number: {len(self.pictures)});"
            self.pictures.append(height if width else 0.0)
            body = self.anchor(name) + body
        words = self._no_image(alt, self.lang("An image is not shown: it is damaged."))
        note = markup.call("nb.inline-note" if inline else "nb.note", markup.text(words))
        self._swaps.append((body, note, "an image that Typst cannot read is not shown"))
        return body

    def _no_image(self, alt: str, otherwise: str) -> str:
        return self.lang("Image not shown: {text}", text=alt) if alt else otherwise

    def _store(self, content: bytes, kind: str) -> str:
        digest = hashlib.sha256(content).hexdigest()
        known = self._stored.get(digest)
        if known is None:
            known = f"{self.files_prefix}image-{len(self.files) + 1}.{kind}"
            self._stored[digest] = known
            self.files[known] = content
        return known


def _weight(body: str) -> float:
    """Return about how many bytes Typst takes for a part of a cell, its tables left aside."""
    each: float = limits.CHARACTER
    if body.startswith(("#nb.output", "#nb.terminal")):
        each = limits.PRINTED
    elif body.startswith("#nb.code"):
        each = limits.HIGHLIGHTED if "lang: " in body[-CALL:] else limits.PRINTED
    formulas = limits.FORMULA * body.count("#nb.eq")
    return limits.CHUNK + formulas + each * max(0, len(body) - CALL)


def _nesting(source: str) -> int:
    """Return how many brackets stand within each other."""
    opened = (1 if sign in "([{" else -1 for sign in re.findall(r"[][(){}]", source))
    return max(accumulate(opened), default=0)


def _mapping(told: object) -> Mapping[str, Any]:
    return told if isinstance(told, Mapping) else {}


def in_pieces(name: str, told: str, **given: object) -> str:
    """Return code or an output as one element, or as several that Typst can set in time."""
    most = limits.LOOSE if given["long"] else limits.SOURCE
    whole = told.count("\n") < limits.WHOLE and len(told) <= most
    pieces = [told] if whole else limits.pieces(told, most)
    coloured, pen = name == "nb.terminal", outputs.Pen()
    if coloured:  # each line says for itself where it can end
        given["long"] = None
    return "\n\n".join(
        markup.call(
            name,
            *([outputs.runs(piece, pen)] if coloured else []),
            text=_drawn(outputs.plain(piece)) if coloured else piece,
            **(given | {"number": None} if n else given),
            goes_on=n + 1 < len(pieces) or None,
            continued=n > 0 or None,
        )
        for n, piece in enumerate(pieces)
    )


def _drawn(text: str) -> str | None:
    """Return a text whose lines touch: a table or a tree that is drawn with characters."""
    return text if re.search("[\u2502-\u257f]", text) else None


def _as_json(value: Any) -> str:
    try:
        return json.dumps(value, indent=2, ensure_ascii=False)
    except RecursionError:
        return repr(value)[: limits.SOURCE]


def _kernel_language(metadata: Mapping[str, Any]) -> str | None:
    info, spec = _mapping(metadata.get("language_info")), _mapping(metadata.get("kernelspec"))
    for told in (
        info.get("name"),
        spec.get("language"),
        spec.get("name"),
        metadata.get("language"),
    ):
        if isinstance(told, str) and told:
            return HIGHLIGHT.get(told.lower(), told.lower())
    return "python" if not info and not spec else None


def _long(text: str) -> bool | None:
    """Say whether lines must be able to end within pieces of a text; None where they need not."""
    return markup.unbroken(text) >= markup.LONG or None


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 80 else flat[:77] + "..."
