"""The nbconvert exporters ``typst`` and ``typstpdf``: settings, front matter, compiling.

The body of the document is made by `document`, its look is in ``template.typ``.
"""

from __future__ import annotations

import datetime
import json
import os
import re
import tempfile
from collections.abc import Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from nbconvert.exporters.templateexporter import TemplateExporter
from traitlets import Bool, Dict, Enum, Int, List, TraitError, Unicode, default, observe
from traitlets.config import Config

from quoted.export.typst import markup
from quoted.export.typst.document import NO_ALT, Choices, Chunk, Document

TEMPLATE = Path(__file__).with_name("template.typ")
STANDARDS = ["ua-1", "a-3a"]
PAGE_END = 770.0
"""Where the text of a page ends in the template, in points from the top."""
GAP = 90.0
"""Points of white at the foot of a page that a chart may leave behind."""
LOCATION = re.compile(r"┌─ (?P<path>[^\n]+?):(?P<line>\d+):(?P<column>\d+)")
MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')
MIME_TYPES = {".csv": "text/csv", ".json": "application/json", ".txt": "text/plain", ".md": "text/markdown"}


class TypstExporter(TemplateExporter):  # type: ignore[misc]
    """Notebook to Typst source, with its template and images in a folder beside it.

    Each setting can be given on the command line or in a configuration file, as nbconvert's are
    (``--TypstPDFExporter.toc=True``), or by the notebook itself in its metadata, under ``typst``.
    What is configured wins over what the notebook says.
    """

    export_from_notebook = "Typst"
    output_mimetype = "text/x-typst"

    title = Unicode(help="Title; otherwise the notebook's, its first heading, or its file name.").tag(config=True)
    subtitle = Unicode(help="Subtitle.").tag(config=True)
    authors = List(Unicode(), help="Names of the authors.").tag(config=True)
    abstract = Unicode(help="A paragraph under the title, set apart.").tag(config=True)
    language = Unicode(help="Language of the document, such as 'en' or 'fr'.").tag(config=True)
    date = Unicode(help="Date of the document, as YYYY-MM-DD or any text.").tag(config=True)
    description = Unicode(help="What the document is about, for its metadata.").tag(config=True)
    keywords = List(Unicode(), help="Keywords, for its metadata.").tag(config=True)
    toc = Bool(False, help="Print a table of contents.").tag(config=True)
    toc_depth = Int(2, min=1, help="Heading levels in the table of contents.").tag(config=True)
    list_of_figures = Bool(False, help="Print a list of the captioned figures.").tag(config=True)
    list_of_tables = Bool(False, help="Print a list of the captioned tables.").tag(config=True)
    number_sections = Bool(False, help="Number the headings.").tag(config=True)
    hide_input = Bool(False, help="Leave out the code of every cell.").tag(config=True)
    figure_placement = Enum(
        ["auto", "top", "bottom", "none"], "auto",
        help="Where captioned figures go: 'auto' (where they stand, or on top of the next page where "
        "that would leave a gap), 'top' or 'bottom' of a page, or 'none' (always where they stand).",
    ).tag(config=True)
    attachments = List(
        Unicode(), help="Files to attach to the PDF: paths or patterns, from the notebook's folder."
    ).tag(config=True)
    standards = List(
        Unicode(), STANDARDS, help="PDF standards to meet; without those that the notebook cannot meet."
    ).tag(config=True)
    fonts = List(
        Unicode(), ["Lato"], help="Font families of the text, in order of preference."
    ).tag(config=True)
    font_paths = List(Unicode(), help="Folders with more fonts, from the notebook's folder.").tag(config=True)
    system_fonts = Bool(
        False, help="Use the fonts of this machine as well: more scripts, but not the same PDF everywhere."
    ).tag(config=True)
    max_output_lines = Int(400, min=1, help="Lines of one output before it is cut, with a note.").tag(config=True)
    max_output_chars = Int(60_000, min=1, help="Characters of one output before it is cut.").tag(config=True)
    max_table_rows = Int(1_000, min=1, help="Rows of one table before it is cut.").tag(config=True)
    template_file = Unicode(
        str(TEMPLATE), allow_none=True, help="Typst template: a file with the functions of template.typ."
    ).tag(config=True)

    SETTINGS = (
        "title", "subtitle", "authors", "abstract", "language", "date", "description", "keywords",
        "toc", "toc_depth", "list_of_figures", "list_of_tables", "number_sections", "hide_input",
        "figure_placement", "attachments", "standards", "fonts", "font_paths", "system_fonts",
        "max_output_lines", "max_output_chars", "max_table_rows",
    )

    def __init__(self, config: Config | None = None, **kw: Any) -> None:
        self._given = set(kw)
        super().__init__(config=config, **kw)

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".typ"

    @default("template_name")
    def _template_name_default(self) -> str:
        return "base"  # the Jinja machinery looks for its settings there; no Jinja template is used

    @default("optimistic_validation")
    def _optimistic_validation_default(self) -> bool:
        return True

    @observe("template_file")
    def _template_file_changed(self, change: Any) -> None:
        """Take the path as it is: nbconvert would look for a Jinja template of this name."""

    @property
    def default_config(self) -> Config:
        """Cell tags that remove a cell, its input or its output, as nbconvert's templates have them."""
        both = lambda name: {name, name.replace("_", "-")}  # noqa: E731
        config = Config({"TagRemovePreprocessor": {
            "enabled": True, "remove_cell_tags": both("remove_cell"),
            "remove_input_tags": both("remove_input"),
            "remove_all_outputs_tags": both("remove_output"),
        }})
        merged = super().default_config.copy()
        merged.merge(config)
        return merged

    def _validate_preprocessor(self, nbc: Any, preprocessor: Any) -> None:
        """Report what is not valid; what can be read of the notebook is shown all the same."""
        import nbformat

        try:
            nbformat.validate(nbc, relax_add_props=True)
        except nbformat.ValidationError as error:
            self.log.warning("the notebook is not valid: %s", str(error).partition("\n")[0])

    def from_notebook_node(
        self, nb: Any, resources: Any | None = None, **kw: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Convert a notebook to Typst source; its files are in ``resources["outputs"]``."""
        source, _, resources = self._converted(nb, resources, **kw)
        return source, resources

    def _converted(self, nb: Any, resources: Any | None, **kw: Any) -> tuple[str, bytes, dict[str, Any]]:
        nb = _upgraded(_encodable(nb))
        # past TemplateExporter, which would render a Jinja template
        nb, resources = super(TemplateExporter, self).from_notebook_node(nb, resources, **kw)
        return _Conversion(self, nb, resources).run()

    def settings(self, metadata: Mapping[str, Any]) -> dict[str, Any]:
        """Return the settings for a notebook: configured, else from its metadata, else default."""
        own = metadata.get("typst") or {}
        if not isinstance(own, Mapping):
            self.log.warning("metadata 'typst': expected a mapping of settings, found %r", own)
            own = {}
        for key in sorted(set(own) - set(self.SETTINGS)):
            self.log.warning("metadata 'typst': unknown setting %r; known are %s", key, ", ".join(self.SETTINGS))
        told = {**_general(metadata), **{key: own[key] for key in own if key in self.SETTINGS}}
        chosen = {}
        for name in self.SETTINGS:
            chosen[name] = getattr(self, name)
            if name in told and not self._is_configured(name):
                try:
                    chosen[name] = self.traits()[name]._validate(self, told[name])
                except TraitError as error:
                    self.log.warning("metadata 'typst', setting %r: %s", name, error)
        return chosen

    def _is_configured(self, name: str) -> bool:
        return name in self._given or any(
            name in self.config[kind.__name__] for kind in type(self).__mro__
            if kind.__name__ in self.config
        )


class TypstPDFExporter(TypstExporter):
    """Notebook to PDF through Typst: tagged, accessible and archivable where the notebook allows."""

    export_from_notebook = "PDF via Typst"
    output_mimetype = "application/pdf"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".pdf"

    @default("raw_mimetypes")
    def _raw_mimetypes_default(self) -> list[str]:
        return ["text/x-typst", ""]

    def from_notebook_node(
        self, nb: Any, resources: Any | None = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Convert a notebook to PDF."""
        _, pdf, resources = self._converted(nb, resources, **kw)
        resources["output_extension"] = ".pdf"
        resources.pop("outputs", None)
        return pdf, resources


class _Conversion:
    """One notebook on its way: body, front matter, files, and the compiler that judges them."""

    def __init__(self, exporter: TypstExporter, nb: Any, resources: dict[str, Any]) -> None:
        from quoted.language import known, language

        self.log = exporter.log
        self.exporter = exporter
        self.resources = resources
        self.settings = exporter.settings(nb["metadata"])
        about = resources.get("metadata") or {}
        self.name = about.get("name") or "notebook"
        self.folder = Path(about.get("path") or ".")
        self.files_folder = resources.get("output_files_dir") or f"{self.name}_files"
        self.code = (self.settings["language"] or "en").replace("_", "-")
        base = self.code.partition("-")[0].lower()
        self.translated = base in known()
        self.lang = language(base if self.translated else "en")
        self.document = Document(
            nb, folder=self.folder, files_folder=self.files_folder, lang=self.lang,
            warn=self.log.warning, choices=self._choices(), title=self.settings["title"],
        )

    def _choices(self) -> Choices:
        exporter, settings = self.exporter, self.settings
        return Choices(
            show_input=not (exporter.exclude_input or settings["hide_input"]),
            show_output=not exporter.exclude_output,
            show_prompt=not exporter.exclude_input_prompt,
            show_code=not exporter.exclude_code_cell,
            show_markdown=not exporter.exclude_markdown,
            show_raw=not exporter.exclude_raw,
            max_output_lines=settings["max_output_lines"],
            max_output_chars=settings["max_output_chars"],
            max_table_rows=settings["max_table_rows"],
        )

    def run(self) -> tuple[str, bytes, dict[str, Any]]:
        attached = self._attachments()
        files = {**self.document.files, **attached}
        template = Path(self.exporter.template_file or TEMPLATE)
        files[f"{self.files_folder}/template.typ"] = template.read_bytes()
        with tempfile.TemporaryDirectory(prefix="typst-") as folder:
            root = Path(folder)
            for name, content in files.items():
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            self.front = self._front(attached)
            source, pdf = self._compiled(root)
        self.resources["outputs"] = files
        return source, pdf, self.resources

    # Front matter

    def _front(self, attached: Mapping[str, bytes]) -> str:
        settings, lang = self.settings, self.lang
        code, _, region = self.code.partition("-")
        title = self.document.title or self.name
        date = settings["date"]
        given = {
            "title": title, "subtitle": settings["subtitle"] or None,
            "authors": settings["authors"] or None,
            "date": (lang.date(date) if _iso(date) else date) or None,
            "description": settings["description"] or None,
            "keywords": settings["keywords"] or None,
            "abstract": settings["abstract"] or None,
            "lang": code.lower() if re.fullmatch("[A-Za-z]{2,3}", code) else "en",
            "region": region.upper() if re.fullmatch("[A-Za-z]{2}", region) else None,
            "fonts": settings["fonts"],
            "number-sections": settings["number_sections"] or None,
            "figure-word": lang("Figure") if self.translated else None,
            "table-word": lang("Table") if self.translated else None,
            "toc": lang("Contents") if settings["toc"] else None,
            "toc-depth": settings["toc_depth"] if settings["toc"] else None,
            "list-of-figures": lang("List of figures") if settings["list_of_figures"] else None,
            "list-of-tables": lang("List of tables") if settings["list_of_tables"] else None,
        }
        lines = [
            "// Made from a notebook; compile with the fonts of Lato: typst compile --font-path FOLDER",
            f"#import {markup.string(self.files_folder + '/template.typ')} as nb",
            "#show: nb.report.with(",
            *(f"  {key}: {markup.value(item)}," for key, item in given.items() if item is not None),
            *([f"  created: datetime(year: {date[:4]}, month: {int(date[5:7])}, day: {int(date[8:10])}),"] if _iso(date) else []),
            ")",
        ]
        for name in attached:
            short = name.removeprefix(f"{self.files_folder}/")
            mime = MIME_TYPES.get(Path(name).suffix.lower(), "application/octet-stream")
            lines.append(
                f"#pdf.attach({markup.string(short)}, read({markup.string(name)}, encoding: none),"
                f' relationship: "data", mime-type: {markup.string(mime)},'
                f" description: {markup.string(Path(short).name)})"
            )
        return "\n".join(lines) + "\n"

    def _attachments(self) -> dict[str, bytes]:
        found = {}
        for pattern in self.settings["attachments"]:
            paths = sorted(path for path in _matching(self.folder, pattern) if path.is_file())
            if not paths:
                self.log.warning("attachments: no file %r beside the notebook", pattern)
            for path in paths:
                found[f"{self.files_folder}/{path.name}"] = path.read_bytes()
        return found

    # Compiling

    @cached_property
    def _fonts(self) -> list[str]:
        import fontpkg_lato

        own = Path(fontpkg_lato.__file__).parent / "files"
        return [str(own), *(str(self.folder / each) for each in self.settings["font_paths"])]

    def _timestamp(self) -> int:
        told = os.environ.get("SOURCE_DATE_EPOCH")
        if told and told.isdigit():
            return int(told)
        date = self.settings["date"]
        when = datetime.datetime.fromisoformat(date) if _iso(date) else datetime.datetime(1980, 1, 1)
        return int(when.replace(tzinfo=datetime.UTC).timestamp())

    def _compiled(self, root: Path) -> tuple[str, bytes]:
        """Return source and PDF, having put simpler markup where Typst refuses a part of a cell."""
        import typst

        standards = self._standards()
        fonts = typst.Fonts(
            include_system_fonts=self.settings["system_fonts"], font_paths=self._fonts
        )
        fixed = self.settings["figure_placement"]
        placements = ["none" if fixed == "auto" else fixed] * self.document.charts
        undecided = fixed == "auto" and bool(placements)
        for _ in range(3 * len(self.document.chunks) + len(placements) + 10):
            source, starts = self._assembled(placements)
            (root / "main.typ").write_text(source, encoding="utf-8")
            compiler = partial(typst.Compiler, str(root / "main.typ"), root=str(root), font_paths=fonts)
            try:
                pdf, messages = self._pdf(compiler(), standards)
            except typst.TypstError as error:
                if not self._mended(error, source, starts):
                    raise RuntimeError(f"Typst cannot compile the notebook: {_diagnostic(error)}") from error
                continue
            gap = self._gap(compiler(sys_inputs={"probe": "yes"}), placements) if undecided else None
            if gap is None:
                for message in messages:
                    self.log.warning("%s", message)
                return source, pdf
            placements[gap] = "top"
        raise RuntimeError("Typst cannot compile the notebook, not even in its simplest form")

    def _assembled(self, placements: list[str]) -> tuple[str, list[int]]:
        """Return the whole source, and where in it each chunk starts."""
        front = self.front
        if placements:
            front += f"#let placements = ({', '.join(placements)},)\n"
        parts, starts, at = [front, "\n"], [], len(front) + 1
        for chunk in self.document.chunks:
            starts.append(at)
            parts += [chunk.markup, "\n\n"]
            at += len(chunk.markup) + 2
        return "".join(parts), starts

    def _gap(self, compiler: Any, placements: list[str]) -> int | None:
        """Return the first chart that moved to the next page and left a gap behind, if any."""
        places = json.loads(compiler.eval(
            "(query(<before-chart>), query(figure.where(kind: image))).map(found => "
            "found.map(each => (each.location().page(), each.location().position().y.pt())))"
        ))
        for number, ((page, height), (moved, _)) in enumerate(zip(*places, strict=False)):
            if placements[number] == "none" and moved > page and PAGE_END - height > GAP:
                return number
        return None

    def _standards(self) -> list[str]:
        """Return the standards that the document can meet, as far as is known before compiling."""
        standards = list(self.settings["standards"])
        for barrier, cells in self.document.barriers.items():
            lost = [each for each in standards if each == "ua-1" or (barrier == NO_ALT and each.endswith("a"))]
            if not lost:
                continue
            self.log.warning(
                "not %s: %s (cell %s)", " and ".join(lost), barrier, ", ".join(map(str, cells))
            )
            standards = _lowered(standards) if barrier == NO_ALT else [each for each in standards if each != "ua-1"]
        return standards

    def _pdf(self, compiler: Any, standards: list[str]) -> tuple[bytes, list[str]]:
        """Return the PDF and what there is to warn of; standards that it cannot meet are dropped."""
        import typst

        messages: list[str] = []

        tried = [standards]
        for weaker in ([each for each in standards if each != "ua-1"], _lowered(standards), []):
            if weaker not in tried:
                tried.append(weaker)
        for attempt in tried:
            try:
                pdf, warnings = compiler.compile_with_warnings(
                    format="pdf", pdf_standards=attempt, timestamp=self._timestamp()
                )
            except typst.TypstError as error:
                if attempt and re.match(r"PDF/\w+|.*\bPDF/", error.message):
                    messages.append(f"not {' and '.join(attempt)}: {_reason(error)}")
                    continue
                raise
            return bytes(pdf), [*messages, *(f"Typst: {each.message}" for each in warnings)]
        raise AssertionError("the last attempt asks for no standard")

    def _mended(self, error: Any, source: str, starts: list[int]) -> bool:
        """Simplify what Typst complains about; say whether anything was changed."""
        offsets = _offsets(source)
        mended = False
        chunks = self.document.chunks
        for place in LOCATION.finditer(_diagnostic(error)):
            if Path(place["path"]).name != "main.typ":
                continue
            line = int(place["line"]) - 1
            if line >= len(offsets):
                continue
            at = offsets[line] + int(place["column"])
            number = max((each for each, start in enumerate(starts) if start <= at), default=None)
            if number is None:
                continue
            mended |= self._simplify(chunks[number], at - starts[number], error.message)
        return mended

    def _simplify(self, chunk: Chunk, at: int, message: str) -> bool:
        where = f"cell {chunk.cell}: "
        open_swaps = [swap for swap in chunk.swaps if swap[0] in chunk.markup]
        for swap in open_swaps:
            begin = chunk.markup.find(swap[0])
            while begin >= 0:
                if begin <= at <= begin + len(swap[0]):
                    chunk.markup = chunk.markup.replace(swap[0], swap[1])
                    self.log.warning("%s%s (%s)", where, swap[2], message)
                    return True
                begin = chunk.markup.find(swap[0], begin + 1)
        simplest = markup.call("nb.output", text=chunk.source or " ")
        if chunk.markup == simplest:
            return False
        self.log.warning("%sTypst cannot set it, shown as it is written: %s", where, message)
        chunk.markup = simplest
        return True


def _lowered(standards: list[str]) -> list[str]:
    """Return archival standards without accessibility (a-3a becomes a-3u), and no other."""
    return [re.sub(r"^(a-[123])a$", r"\1u", each).replace("a-1u", "a-1b") for each in standards if each != "ua-1"]


def _offsets(source: str) -> list[int]:
    offsets, at = [], 0
    for line in source.split("\n"):
        offsets.append(at)
        at += len(line) + 1
    return offsets


def _diagnostic(error: Any) -> str:
    return str(getattr(error, "diagnostic", "") or error)


def _reason(error: Any) -> str:
    missing = sorted(set(MISSING.findall(_diagnostic(error))))
    if missing:
        characters = " ".join(missing[:20])
        return f"no font has these characters (system_fonts or font_paths may help): {characters}"
    return str(error.message)


def _iso(date: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", date or ""):
        return False
    try:
        datetime.date.fromisoformat(date)
    except ValueError:
        return False
    return True


def _matching(folder: Path, pattern: str) -> list[Path]:
    parts = Path(pattern).parts
    while parts and parts[0] == "..":
        folder, parts = folder / "..", parts[1:]
    if not parts:
        return []
    if Path(pattern).is_absolute():
        return [Path(pattern)]
    return list(folder.glob(str(Path(*parts))))


def _general(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a notebook's metadata says about itself, in the spellings that are in use."""
    told: dict[str, Any] = {}
    for key in ("title", "subtitle", "abstract", "date", "description"):
        if isinstance(metadata.get(key), str):
            told[key] = metadata[key]
    code = metadata.get("lang") or metadata.get("language")
    if isinstance(code, str) and re.fullmatch(r"[A-Za-z]{2,3}(?:[-_]\w+)*", code):
        told["language"] = code
    authors = metadata.get("authors") or metadata.get("author")
    if isinstance(authors, str):
        told["authors"] = [authors]
    elif isinstance(authors, list):
        names = [each.get("name") if isinstance(each, Mapping) else each for each in authors]
        told["authors"] = [each for each in names if isinstance(each, str) and each]
    keywords = metadata.get("keywords")
    if isinstance(keywords, str):
        told["keywords"] = [each.strip() for each in keywords.split(",") if each.strip()]
    elif isinstance(keywords, list):
        told["keywords"] = [each for each in keywords if isinstance(each, str)]
    return told


def _encodable(node: Any) -> Any:
    """Return a notebook without lone surrogates, which JSON can hold and UTF-8 cannot."""
    if isinstance(node, str):
        return node if node.isascii() else node.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(node, dict):
        return type(node)((key, _encodable(each)) for key, each in node.items())
    if isinstance(node, list):
        return [_encodable(each) for each in node]
    return node


def _upgraded(nb: Any) -> Any:
    if nb.get("nbformat", 4) == 4:
        return nb
    import nbformat

    return nbformat.convert(nb, 4)
