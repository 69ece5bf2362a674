"""The nbconvert exporters ``typst`` and ``typstpdf``: what they are, and their settings.

How a notebook is converted with them is in `conversion`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbconvert.exporters.templateexporter import TemplateExporter
from traitlets import (
    Bool,
    Enum,
    Float,
    Int,
    List,
    TraitError,
    TraitType,
    Unicode,
    default,
    observe,
    validate,
)
from traitlets.config import Config

from nbconvert_typst import compiler, outputs
from nbconvert_typst.commandline import check_destination, plainly
from nbconvert_typst.conversion import CALLED, Conversion
from nbconvert_typst.fonts import FAMILIES

TEMPLATE = Path(__file__).with_name("template.typ")
NESTED = 6_000
"""Calls inside each other; Python allows a thousand."""
STANDARDS = ["ua-1", "a-3a"]
PAPERS_ELSEWHERE = (
    {"letter": "us-letter", "legal": "us-legal", "tabloid": "us-tabloid"}
    | {f"{name}paper": name for name in ("a3", "a4", "a5")}
    | {"letterpaper": "us-letter", "legalpaper": "us-legal"}
)
"""Names of LaTeX and others for sizes of paper, and Typst's."""


class TypstExporter(TemplateExporter):  # type: ignore[misc]
    """Notebook to Typst source, with its template and images in a folder beside it.

    Each setting can be given on the command line or in a configuration file, as nbconvert's are
    (``--TypstPDFExporter.toc=True``), or by the notebook itself in its metadata, under ``typst``.
    What is configured wins over what the notebook says.
    """

    export_from_notebook = "Typst"
    output_mimetype = "text/x-typst"

    title = Unicode(
        help="Title; otherwise the notebook's, its first heading, or its file name."
    ).tag(config=True)
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
    paper = Unicode(help="Size of the paper, as 'us-letter'; else the template's, A4.").tag(
        config=True
    )
    margin = Unicode(
        help="White around the text: a length such as '2cm', or up to four as CSS orders them."
    ).tag(config=True)
    landscape = Bool(False, help="Turn the paper.").tag(config=True)
    running_head = Unicode(help="Stands on top of every page, instead of title and section.").tag(
        config=True
    )
    logo = Unicode(help="File of a picture that stands above the title.").tag(config=True)
    bibliography = List(
        Unicode(), help="Files of references in BibTeX's or Hayagriva's format, for [@key]."
    ).tag(config=True)
    hide_input = Bool(False, help="Leave out the code of every cell.").tag(config=True)
    figure_placement = Enum(
        ["auto", "top", "bottom", "none"],
        "auto",
        help="Where captioned figures go: 'auto' (where they stand, or on top of the next page "
        "where that would leave a gap; directly after a heading they stay with it), 'top' or "
        "'bottom', or 'none' (always where they stand).",
    ).tag(config=True)
    attachments = List(
        Unicode(), help="Files to attach to the PDF: paths or patterns, from the notebook's folder."
    ).tag(config=True)
    standards = List(
        Unicode(),
        STANDARDS,
        help="PDF standards to meet; without those that the notebook cannot meet.",
    ).tag(config=True)
    fonts = List(
        Unicode(), list(FAMILIES), help="Font families of the text, in order of preference."
    ).tag(config=True)
    font_paths = List(Unicode(), help="Folders with more fonts, from the notebook's folder.").tag(
        config=True
    )
    system_fonts = Bool(
        True,
        help="Use this machine's fonts where 'fonts' names one, and for characters that the "
        "others lack; such pages are not the same everywhere.",
    ).tag(config=True)
    max_output_lines = Int(
        400, min=1, help="Lines of one output before it is cut, with a note."
    ).tag(config=True)
    max_output_chars = Int(60_000, min=1, help="Characters of one output before it is cut.").tag(
        config=True
    )
    max_table_rows = Int(1_000, min=1, help="Rows of one table before it is cut.").tag(config=True)

    SETTINGS = tuple(name for name, each in locals().items() if isinstance(each, TraitType))
    """What a notebook can set for itself; it cannot what follows."""

    template_file = Unicode(
        str(TEMPLATE),
        allow_none=True,
        help="Typst template: a file with the functions of template.typ.",
    ).tag(config=True)
    read_from = List(
        Unicode(),
        help="Folders besides the notebook's own, from there, whose files it may show and attach.",
    ).tag(config=True)
    followed_by = List(
        Unicode(),
        help="Notebooks of the same folder that follow in the same document, each on a new page. "
        "A 'title' for all lets each keep its own as a heading.",
    ).tag(config=True)
    allow_raw_typst = Bool(
        False, help="Run the Typst in raw cells; otherwise it is shown as it is written."
    ).tag(config=True)
    strict = Bool(
        False, help="Fail where the document would lack anything that the notebook shows."
    ).tag(config=True)
    memory_limit = Int(
        500, min=100, help="Megabytes that the pages may take, about; later cells are left out."
    ).tag(config=True)
    time_limit = Float(300.0, min=1.0, help="Seconds that one notebook may take to convert.").tag(
        config=True
    )

    def __init__(self, config: Config | None = None, **kw: Any) -> None:
        self._given = set(kw)
        super().__init__(config=config, **kw)

    @default("file_extension")  # type: ignore[untyped-decorator]
    def _file_extension_default(self) -> str:
        return ".typ"

    @default("template_name")  # type: ignore[untyped-decorator]
    def _template_name_default(self) -> str:
        return "base"  # the Jinja machinery looks for its settings there; no Jinja template is used

    @default("optimistic_validation")  # type: ignore[untyped-decorator]
    def _optimistic_validation_default(self) -> bool:
        return True

    @validate("paper")  # type: ignore[untyped-decorator]
    def _paper_is_known(self, proposal: Any) -> str:
        told = str(proposal["value"]).strip().lower()
        told = PAPERS_ELSEWHERE.get(told, told)
        if told and not re.fullmatch(r"(?:a(?:\d|1[0-3])|b\d|(?:us|iso|jis|din)-[a-z0-9-]+)", told):
            raise TraitError(f"expected a size of paper such as a4 or us-letter, found {told!r}")
        return told.replace("b", "iso-b") if re.fullmatch(r"b\d", told) else told

    @validate("margin")  # type: ignore[untyped-decorator]
    def _margin_is_lengths(self, proposal: Any) -> str:
        told = str(proposal["value"]).strip().lower()
        if told and not re.fullmatch(r"(?:\d+(?:\.\d+)?(?:cm|mm|in|pt)\s*){1,4}", told):
            raise TraitError(f"expected one to four lengths such as 2.5cm, found {told!r}")
        return told

    @observe("template_file")  # type: ignore[untyped-decorator]
    def _template_file_changed(self, change: Any) -> None:
        """Take the path as it is: nbconvert would look for a Jinja template of this name."""

    @property
    def default_config(self) -> Config:
        """Tags that remove a cell, its input or its output, with a hyphen or an underscore."""

        def both(name: str) -> set[str]:
            return {name, name.replace("_", "-")}

        config = Config(
            {
                "TagRemovePreprocessor": {
                    "enabled": True,
                    "remove_cell_tags": both("remove_cell") | both("hide_cell"),
                    "remove_input_tags": both("remove_input") | both("hide_input"),
                    "remove_all_outputs_tags": both("remove_output") | both("hide_output"),
                }
            }
        )
        merged = super().default_config.copy()
        merged.merge(config)
        return merged

    def _validate_preprocessor(self, nbc: Any, preprocessor: Any) -> None:
        """Report what is not valid; what can be read of the notebook is shown all the same."""
        import nbformat

        for relaxed in (False, True):  # the strict schema is at hand from reading, and met mostly
            try:
                nbformat.validate(nbc, relax_add_props=relaxed)
                return
            except (nbformat.ValidationError, TypeError, ValueError) as error:
                # of the latter two kinds where nbformat cannot word what it has found
                found = str(error).partition("\n")[0]
        self.log.warning("the notebook is not valid: %s", found)

    def from_file(
        self, file_stream: Any, resources: Any | None = None, **kw: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Convert the notebook of a stream."""
        with plainly(self, getattr(file_stream, "name", "notebook")), _deeper():
            compiler.begin()  # it takes as long as to read and to validate
            converted: tuple[Any, dict[str, Any]]
            converted = super().from_file(file_stream, resources=resources, **kw)
            return converted

    def from_notebook_node(
        self, nb: Any, resources: Any | None = None, **kw: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Convert a notebook to Typst source; its files are in ``resources["outputs"]``."""
        source, _, resources = self._converted(nb, resources, **kw)
        return source, resources

    def _converted(
        self, nb: Any, resources: Any | None, **kw: Any
    ) -> tuple[str, bytes, dict[str, Any]]:
        check_destination(self, resources or {})
        with _deeper():
            nb = _shaped(_upgraded(_encodable(nb)), self.log.warning)
            if self.followed_by:
                self._append(nb, Path((resources or {}).get("metadata", {}).get("path") or "."))
            # past TemplateExporter, which would render a Jinja template
            nb, resources = super(TemplateExporter, self).from_notebook_node(nb, resources, **kw)
            template = Path(self.template_file or TEMPLATE)
            return Conversion(self, nb, resources, template=template).run()

    def _append(self, nb: Any, folder: Path) -> None:
        """Let the cells of other notebooks follow."""
        import nbformat
        from nbformat import v4

        for told in self.followed_by:
            more = nbformat.read(folder / told, as_version=nbformat.NO_CONVERT)
            more = _shaped(_upgraded(_encodable(more)), self.log.warning, told)
            nb["cells"].append(v4.new_raw_cell("\\newpage"))
            first = outputs.text(more["cells"][0].get("source")) if more["cells"] else ""
            if not re.match(r"\s*# ", first):
                title = more["metadata"].get("title")
                heading = title if isinstance(title, str) else Path(told).stem
                nb["cells"].append(v4.new_markdown_cell(f"# {heading}"))
            nb["cells"] += more["cells"]
        for number, cell in enumerate(nb["cells"], start=1):
            cell["id"] = f"cell-{number}"
        nb["nbformat_minor"] = 5

    def settings(self, metadata: Mapping[str, Any]) -> dict[str, Any]:
        """Return the settings for a notebook: configured, else from its metadata, else default."""
        own = metadata.get("typst") or {}
        if not isinstance(own, Mapping):
            self.log.warning("metadata 'typst': expected a mapping of settings, found %r", own)
            own = {}
        for key in sorted(set(own) - set(self.SETTINGS)):
            self.log.warning(
                "metadata 'typst': unknown setting %r; known are %s", key, ", ".join(self.SETTINGS)
            )
        told = {**_general(metadata), **{key: own[key] for key in own if key in self.SETTINGS}}
        chosen = {}
        for name in self.SETTINGS:
            chosen[name] = getattr(self, name)
            if name in told and not self.is_configured(name):
                try:
                    chosen[name] = self.traits()[name]._validate(self, told[name])
                except TraitError as error:
                    self.log.warning("metadata 'typst', setting %r: %s", name, error)
        return chosen

    def is_configured(self, name: str) -> bool:
        """Say whether whoever converts has given a setting, and not the notebook."""
        return name in self._given or any(
            name in self.config[kind.__name__]
            for kind in type(self).__mro__
            if kind.__name__ in self.config
        )


class TypstPDFExporter(TypstExporter):
    """Notebook to PDF through Typst: accessible and archivable where the notebook allows."""

    export_from_notebook = "PDF via Typst"
    output_mimetype = "application/pdf"

    @default("file_extension")  # type: ignore[untyped-decorator]
    def _file_extension_default(self) -> str:
        return ".pdf"

    @default("raw_mimetypes")  # type: ignore[untyped-decorator]
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


@contextmanager
def _deeper() -> Iterator[None]:
    """Let functions call themselves as often as notebooks of nested data ask for."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, NESTED))
    try:
        yield
    except RecursionError:
        raise ValueError("its data are nested too deeply to be read") from None
    finally:
        sys.setrecursionlimit(before)


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
        return (
            node
            if node.isascii()
            else node.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        )
    if isinstance(node, dict):
        return type(node)((key, _encodable(each)) for key, each in node.items())
    if isinstance(node, list):
        return [_encodable(each) for each in node]
    return node


def _shaped(nb: Any, warn: Callable[..., None], name: str = "") -> Any:
    """Return a notebook without what has not the shape that nbconvert takes for granted.

    Its cells know what they are called, by the name of the notebook too where one is given:
    preprocessors take some out, and others may stand before them.

    Raises
    ------
    ValueError
        There are no cells at all.
    """
    if not isinstance(nb, dict) or not isinstance(nb.get("cells"), list):
        raise ValueError("not a notebook: found no list of cells, expected one")

    def keep(where: str, holder: Any, key: str, kind: type) -> None:
        if key in holder and not isinstance(holder[key], kind):
            warn("%s: found %s, expected another kind of %s", where, _short(holder[key]), key)
            del holder[key]

    def only_objects(where: str, items: list[Any]) -> list[Any]:
        for item in items:
            if not isinstance(item, dict):
                warn("%s: found %s, expected an object; it is left out", where, _short(item))
        return [item for item in items if isinstance(item, dict)]

    def about(where: str, holder: Any) -> None:
        keep(where, holder, "metadata", dict)
        holder.setdefault("metadata", type(nb)())
        tags = holder["metadata"].get("tags", [])
        if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
            warn("%s: found the tags %s, expected a list of words", where, _short(tags))
            del holder["metadata"]["tags"]

    whole, of = (name, f" of {name}") if name else ("the notebook", "")
    about(whole, nb)
    keep(whole, nb, "nbformat_minor", int)
    nb.setdefault("nbformat_minor", 4)
    keep(whole, nb["metadata"], "language", str)
    nb["cells"] = only_objects(f"cells{of}", nb["cells"])
    for number, cell in enumerate(nb["cells"], start=1):
        where = f"cell {number}{of}"
        about(where, cell)
        cell["metadata"][CALLED] = f"{number}{of}"
        cell.setdefault("cell_type", "raw")
        keep(where, cell, "attachments", dict)
        keep(where, cell, "outputs", list)
        if "outputs" in cell:
            cell["outputs"] = only_objects(where, cell["outputs"])
        for output in cell.get("outputs", ()):
            about(where, output)
            keep(where, output, "data", dict)
            keep(where, output, "traceback", list)
    return nb


def _short(told: Any) -> str:
    text = repr(told)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _upgraded(nb: Any) -> Any:
    if nb.get("nbformat", 4) == 4:
        return nb
    import nbformat

    return nbformat.convert(nb, 4)
