"""Upkeep of the catalogues: collect messages, refresh the files, name what lacks a translation.

Messages come from the code (calls of ``lang`` and `quoted.language.mark` on a literal), from the
notebooks (Markdown cells by block, titles in the metadata) and from the columns of the tables that
readers see. Whether a cited number is right in a translation is the business of `quoted.citations`.
"""

from __future__ import annotations

import ast
import copy
import csv
import io
import itertools
import re
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages import Catalog, Message
from babel.messages.pofile import write_po

from quoted.language import DOMAIN, SOURCE, Language, pofile
from quoted.language import markdown as md
from quoted.system import notebook as notebooks
from quoted.system.atomic import replace

LOCALES, OWN = Path("src/quoted/locale"), Path("locale")
"""Where the catalogues stand: with the code, or apart in a project that has only its own texts."""
CODE = "src/quoted/**/*.py"
NOTEBOOKS = "notebooks/*.ipynb"

DATA_TEXTS: dict[str, tuple[str, ...]] = {
    "sources.csv": ("note",),
    "surveys.csv": ("title", "conductor", "note"),
    "groups.csv": ("name",),
    "topics.csv": ("title",),
    "measures.csv": ("label", "predicate", "definition"),
    "figures.csv": ("note",),
    "answers.csv": ("asked", "answer"),
    "questions.csv": ("question",),
    "stances.csv": ("word",),
    "coding.csv": ("rule",),
    "positions.csv": ("paraphrase",),
    "corroboration.csv": ("wording",),
    "disclosure.csv": ("basis",),
}
"""The columns of the tables that readers see in their language; the one place that says so."""

NOISE = re.compile(
    rb'"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By'
    rb"|Report-Msgid-Bugs-To|Project-Id-Version):.*\n"
)

SPACING = {"fr": re.compile(r"\w* [;:!?%»]|« ")}
"""What a language never prints with a plain space, at which a line could end."""

Location = tuple[str, int | None]
REFRESH = "`quoted messages`"
Found = tuple[str | tuple[str, str], Location]


@dataclass(frozen=True)
class Finding:
    """What is wrong with the translation of a message, and where the message stands."""

    code: str
    problem: str
    message: str
    where: str

    def __str__(self) -> str:
        """Return one line for the reader of a check."""
        return f"{self.where}: {self.code}: {self.problem}: {self.message}"


def extract(root: Path) -> Catalog:
    """Collect the messages of the code, the notebooks and the tables under `root`.

    Raises
    ------
    ValueError
        A message is put together from pieces, so that it cannot be translated; or a table lacks a
        column of `DATA_TEXTS`.
    """
    template = Catalog(charset="utf-8", fuzzy=False, header_comment="# Messages of the package.")
    for collect in (_of_notebooks, _of_code, _of_data):
        for message, location in collect(root):
            template.add(message, locations=[location])  # type: ignore[list-item]  # no line
    return template


def update(root: Path = Path()) -> list[Path]:
    """Refresh the template and every catalogue; return the files that changed.

    Translations are kept, a message that resembles an old one takes its translation as fuzzy, and
    translations of messages that are gone are set aside as obsolete.
    """
    template = extract(root)
    changed = [_write(root / folder(root) / f"{DOMAIN}.pot", template)]
    for code in codes(root):
        catalogue = read(code, root)
        catalogue.update(template, update_creation_date=False)
        changed.append(write(catalogue, code, root))
    return [path for path in changed if path]


def missing(code: str, root: Path = Path()) -> list[Finding]:
    """Return what a catalogue lacks: see `Finding`; an empty list if it is complete."""
    template, catalogue = extract(root), read(code, root)
    name = str(catalogue_path(code, root))
    entries = [(message, catalogue.get(message.id)) for message in _messages(template)]
    findings = [
        Finding(code, problem, _excerpt(message), _where(message, entry, name))
        for message, entry in entries
        for problem in _problems(message, entry, SPACING.get(code))
    ]
    return findings + [
        Finding(code, f"stale, no source has it: {REFRESH} sets it aside", _excerpt(message), name)
        for message in _messages(catalogue)
        if template.get(message.id) is None
    ]


def codes(root: Path = Path()) -> list[str]:
    """Return the codes of the catalogues under `root`."""
    found = (root / folder(root)).glob(f"*/LC_MESSAGES/{DOMAIN}.po")
    return sorted(path.parent.parent.name for path in found)


def folder(root: Path) -> Path:
    """Return the folder of the catalogues, from the root of the project."""
    return OWN if (root / OWN).is_dir() else LOCALES


def catalogue_path(code: str, root: Path = Path()) -> Path:
    """Return where a catalogue stands, from the root of the project."""
    return folder(root) / code / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(code: str, root: Path = Path()) -> Catalog:
    """Read a catalogue as it stands, fuzzy and obsolete entries included; see `pofile.read`."""
    return pofile.read(root / catalogue_path(code, root), code)


def write(catalogue: Catalog, code: str, root: Path = Path()) -> Path | None:
    """Write a catalogue; return its path if the file changed."""
    return _write(root / catalogue_path(code, root), catalogue)


def reword(root: Path, change: Callable[[str, str], str]) -> list[Path]:
    """Change the Markdown of the notebooks in the template and in every catalogue.

    Parameters
    ----------
    root
        The root of the project.
    change
        Takes a text and the code of its language; messages are in the source language.

    Returns
    -------
    list of Path
        The files that changed. Messages stay paired with their translations, fuzzy or not.
    """
    changed = []
    paths = [catalogue_path(code, root) for code in codes(root)]
    for path in (folder(root) / f"{DOMAIN}.pot", *paths):
        code = path.parent.parent.name if path.suffix == ".po" else SOURCE
        if not (root / path).exists():
            continue
        catalogue = pofile.read(root / path, None if code == SOURCE else code)
        messages = list(_messages(catalogue))
        for message in messages:
            catalogue.delete(message.id)
        for message in messages:  # all anew, so that the order stays
            if isinstance(message.id, str) and _is_markdown(message):
                message.id = change(message.id, SOURCE)
                message.string = change(str(message.string or ""), code)
            catalogue[message.id] = message
        changed.append(_write(root / path, catalogue))
    return [path for path in changed if path]


def translate_notebook(notebook: dict[str, Any], lang: Language) -> dict[str, Any]:
    """Return a copy with Markdown cells and titles translated, and its language set.

    A block without a translation stays English; `missing` names it.
    """
    translated = copy.deepcopy(notebook)
    metadata = translated["metadata"]
    for key in notebooks.TEXTS:
        if isinstance(metadata.get(key), list):
            metadata[key] = [lang.text(item) for item in metadata[key]]
        elif metadata.get(key):
            metadata[key] = lang.text(metadata[key])
    metadata["lang"] = lang.code
    for cell in translated["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = md.translate("".join(cell["source"]), lang.text)
    return translated


def titles(notebook: dict[str, Any]) -> list[str]:
    """Return the texts of a notebook's metadata that readers see."""
    values = [notebook["metadata"].get(key) or [] for key in notebooks.TEXTS]
    return [text for value in values for text in ([value] if isinstance(value, str) else value)]


def _of_notebooks(root: Path) -> Iterator[Found]:
    for path in sorted(root.glob(NOTEBOOKS)):
        name = path.relative_to(root).as_posix()
        notebook = notebooks.read(path, root)
        yield from ((text, (name, None)) for text in titles(notebook))
        for number, cell in enumerate(notebook["cells"], start=1):
            source = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                yield from ((text, (name, number)) for text in md.blocks(source))
            elif cell["cell_type"] == "code" and "lang" in source:
                yield from _of_source(source, name, number)


def _of_code(root: Path) -> Iterator[Found]:
    for path in sorted(root.glob(CODE)):
        name = path.relative_to(root).as_posix()
        yield from _of_source(path.read_text(encoding="utf-8"), name, None)


def _of_source(source: str, name: str, number: int | None) -> Iterator[Found]:
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        *owners, verb = _dotted(call.func)
        if (
            verb in ("lang", "mark")
            or verb == "self"
            or (verb == "text" and owners[-1:] == ["lang"])
        ):
            for text in _literals(call.args[:1], name):
                yield text, (name, number)
        elif verb == "plural" or verb == "_form":
            one, many = (_literals([arg], name) for arg in call.args[:2])
            yield from (((a, b), (name, number)) for a, b in zip(one, many, strict=True))


def _dotted(function: ast.expr) -> list[str]:
    if isinstance(function, ast.Attribute):
        return [*_dotted(function.value), function.attr]
    return [function.id] if isinstance(function, ast.Name) else [""]


def _literals(args: list[ast.expr], name: str) -> list[str]:
    """Return the texts of a literal or of both branches of a choice; a variable has none."""
    texts: list[str] = []
    for node in args:
        if isinstance(node, ast.JoinedStr | ast.BinOp):
            raise ValueError(
                f"{name}, line {node.lineno}: found a message put together from pieces "
                f"({ast.unparse(node)}), expected a literal with {{placeholders}}"
            )
        if isinstance(node, ast.IfExp):
            texts += _literals([node.body, node.orelse], name)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
            texts.append(node.value)
    return texts


def _of_data(root: Path) -> Iterator[Found]:
    for file, columns in DATA_TEXTS.items():
        path = root / "data" / file
        if not path.exists():
            continue
        with path.open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines)
            for column in columns:
                if column not in (rows.fieldnames or ()):
                    raise ValueError(f"data/{file}: expected a column {column!r}, found none")
            for row in rows:
                yield from ((row[c], (f"data/{file}", None)) for c in columns if row[c])


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _problems(
    source: Message, entry: Message | None, spacing: re.Pattern[str] | None
) -> Iterator[str]:
    if entry is None or not entry.string or not all(_texts(entry.string)):
        yield "missing" if entry else f"missing, {REFRESH} puts it into the catalogue"
        return
    if entry.fuzzy:
        yield "fuzzy"
    if entry.pluralizable != source.pluralizable:
        yield "plural forms differ: found {}, expected {}".format(
            *("several" if message.pluralizable else "one" for message in (entry, source))
        )
    ids = _texts(source.id)
    code = any(str(name).endswith(".py") for name, _ in source.locations)
    for text in _texts(entry.string):
        # Also in notebooks, whose code has messages; in other texts braces stay as they are.
        if _placeholders(text) not in [_placeholders(one) for one in ids]:
            yield (
                f"placeholders differ: found {_listed(_placeholders(text))}, "
                f"expected {_listed(_placeholders(ids[-1]))}"
            )
        if spacing and (match := spacing.search(md.prose(text))):
            yield f"found “{match[0]}” with a plain space, expected a narrow no-break space"
        found, expected = md.fixed(text), md.fixed(ids[-1])
        if not code and found != expected:
            extra = _listed([item for item in found if item not in expected])
            lost = _listed([item for item in expected if item not in found])
            yield f"links, code or math differ: found {extra}, expected {lost}"


def _is_markdown(message: Message) -> bool:
    return any(str(name).endswith(".ipynb") for name, _ in message.locations)


def _texts(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _placeholders(text: str) -> list[str]:
    """Return the fields of a message, each with its conversion and format."""
    try:
        return sorted(
            {
                name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "")
                for _, name, form, conversion in string.Formatter().parse(text)
                if name is not None
            }
        )
    except ValueError:
        return ["unbalanced braces"]


def _listed(items: list[str]) -> str:
    return ", ".join(items) or "nothing"


def _excerpt(message: Message) -> str:
    return excerpt(_texts(message.id)[0])


def excerpt(text: str) -> str:
    """Return what a message begins with: enough to find it in a catalogue."""
    return text if len(text) <= 80 else text[:79] + "…"


def _where(message: Message, entry: Message | None, catalogue: str) -> str:
    """Return where a message stands, and the line of its translation, empty or not."""
    name, number = message.locations[0]
    place = f"{name}, cell {number}" if number else str(name)
    return f"{place} ({catalogue}, line {entry.lineno})" if entry and entry.lineno else place


def _write(path: Path, catalogue: Catalog) -> Path | None:
    """Write without dates, flags or anything else that changes although no message did."""
    for message in _messages(catalogue):
        message.flags -= {"python-format", "python-brace-format"}
        # Babel reads the previous text of a fuzzy message, "#| ...", as a translator's comment.
        own = itertools.takewhile(lambda comment: comment[:1] != "|", message.user_comments)
        message.user_comments = list(own)
    content = io.BytesIO()
    write_po(content, catalogue, width=100, include_previous=True)
    header, blank, entries = content.getvalue().partition(b"\n\n")
    new = NOISE.sub(b"", header) + blank + entries
    if path.exists() and path.read_bytes() == new:
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    replace(path, new)
    return path
