"""One notebook on its way to a PDF: front matter, files, compiling, falling back.

The body is made by `document`; the settings are those of `exporter`.
"""

from __future__ import annotations

import datetime
import math
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any

from nbconvert_typst import fonts, images, limits, markup, options, outputs
from nbconvert_typst.compiler import Clock, Compiler, Panic, Refused, Stopped
from nbconvert_typst.document import NO_ALT, Choices, Chunk, Document, in_pieces
from nbconvert_typst.files import LARGEST, Reach, content
from nbconvert_typst.inspection import Kind, faults
from nbconvert_typst.metrics import Metrics
from nbconvert_typst.tags import Unfamiliar, with_row_headers
from nbconvert_typst.tally import NO_FONT, Tally
from nbconvert_typst.words import Words

GAP = 90.0
"""Points of white at the foot of a page that a chart may leave behind."""
PASSES, SETTLING = 3, 2
"""How often a document is laid out, at most, to see where charts leave gaps, and then only to see
whether they stand in order. What fills a gap moves all that comes after it: a few are followed in
turn, of many the first ones together. Typst keeps every layout: a document that may take more than
half of the memory has one of the former.
"""
SMALLEST, AROUND = 0.6, 16.0
"""Of its size, what a picture may be made to so that it fits; and points of white around it."""
WIDER = "a wider page may help (settings landscape, paper and margin)"
REMEDIES = {Kind.OUTSIDE: WIDER, Kind.OVERLAP: WIDER, Kind.GLYPH: "font_paths may help"}
"""What can be done about faults of a page."""
DEEP = "depth exceeded"
"""What Typst says of blocks within each other."""
SHOWN = 60
"""Characters of the words by which a fault is found again."""
SHARE = 0.6
"""Of the time that is left, what one step may take."""
LOCATION = re.compile(r"┌─ (?P<path>[^\n]+?):(?P<line>\d+):(?P<column>\d+)")
CALLED = "nbconvert_typst"
"""Where the metadata of a cell say what it is called in warnings."""
MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')
MIME_TYPES = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".txt": "text/plain",
    ".md": "text/markdown",
}


class Conversion:
    """One notebook on its way: body, front matter, files, and the compiler that judges them."""

    def __init__(
        self, exporter: Any, nb: Any, resources: dict[str, Any], *, template: Path
    ) -> None:
        cells = (each["metadata"] for each in nb["cells"])
        self.called = [each.get(CALLED, str(number)) for number, each in enumerate(cells, start=1)]
        self.log = Tally(exporter.log, self.called)
        self.exporter = exporter
        self.resources = resources
        self.template = template
        self.settings = exporter.settings({**nb["metadata"], **_front_matter(nb)})
        about = resources.get("metadata") or {}
        self.name = about.get("name") or "notebook"
        self.folder = Path(about.get("path") or ".")
        told = resources.get("output_files_dir")
        # JupyterLab's menu puts all files into one folder of a zip archive
        self.files_prefix = f"{Path(told).name}/" if told else f"{self.name}-"
        self._files_parent = Path(told or "").parent
        self.reach = Reach(self.folder, exporter.read_from)
        self.code = (self.settings["language"] or "en").replace("_", "-")
        self.lang = Words(self.code)
        self.notebook = nb

    def _choices(self) -> Choices:
        exporter, settings = self.exporter, self.settings
        return Choices(
            show_input=not (exporter.exclude_input or settings["hide_input"]),
            show_output=not exporter.exclude_output,
            show_prompt=not exporter.exclude_input_prompt,
            show_code=not exporter.exclude_code_cell,
            show_markdown=not exporter.exclude_markdown,
            show_raw=not exporter.exclude_raw,
            allow_raw_typst=exporter.allow_raw_typst,
            memory_limit=exporter.memory_limit,
            max_output_lines=settings["max_output_lines"],
            max_output_chars=settings["max_output_chars"],
            max_table_rows=settings["max_table_rows"],
        )

    def run(self) -> tuple[str, bytes, dict[str, Any]]:
        """Return source, PDF and resources; the files of the source are in the resources."""
        self.clock = Clock(self.exporter.time_limit, self.called)
        extracted = {**self.resources.get("outputs", {}), **self.resources.get("attachments", {})}
        template = f"{self.files_prefix}template.typ"
        with (
            Compiler() as self.compiler,
            tempfile.TemporaryDirectory(prefix="typst-") as folder,
        ):
            root = Path(folder).resolve()
            (root / template).parent.mkdir(parents=True, exist_ok=True)
            (root / template).write_bytes(self.template.read_bytes())
            self._font_folders = self._fonts(root)
            named = any(family not in fonts.FAMILIES for family in self.settings["fonts"])
            # without a standard, Typst does not complain of characters that ours lack
            early = named or not self.settings["standards"]
            self._borrowing = early and self.settings["system_fonts"]
            references = self._references()
            with ThreadPoolExecutor(1) as meanwhile:  # Typst measures while pandoc reads
                self._loaded = meanwhile.submit(self._load_fonts)
                self.document = Document(
                    self.notebook,
                    reach=self.reach,
                    extracted=extracted,
                    files_prefix=self.files_prefix,
                    lang=self.lang,
                    warn=self.log.warning,
                    choices=self._choices(),
                    metrics=Metrics(partial(self._measured, root), meanwhile),
                    clock=self.clock,
                    title=self.settings["title"],
                    references=set().union(*references.values()),
                )
            self._loaded.result()
            attached = self._attachments()
            logo = self._logo()
            files = {**self.document.files, **attached, **logo, **self._bibliography(references)}
            files[template] = self.template.read_bytes()
            for name, held in files.items():
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(held)
            self.front = self._front(attached, *logo)
            source, pdf = self._compiled(root)
        if summary := self.log.summary():
            if self.exporter.strict:
                raise RuntimeError(f"{summary} (setting strict)")
            self.exporter.log.info("What the document lacks: %s", summary)
        self.resources["outputs"] = {
            str(self._files_parent / name): held for name, held in files.items()
        }
        return source, pdf, self.resources

    def _measured(self, root: Path, body: str) -> Any:
        """Return what Typst finds where `body` is set as tables and text are."""
        self._loaded.result()
        (root / "measure.typ").write_text(self._report(self._page()) + body, encoding="utf-8")
        self.compiler.source(root / "measure.typ")
        try:
            return self.compiler.eval("query(<measured>).first().value", self._seconds())
        except Refused as error:
            at = LOCATION.search(error.diagnostic)
            where = f"{Path(at['path']).name}, line {at['line']}: " if at else ""
            raise RuntimeError(f"Typst cannot set a page: {where}{error.message}") from error

    # Front matter

    def _report(self, given: Mapping[str, Any], *more: str) -> str:
        """Return the call of the template, with what is given to it."""
        lines = [
            f"#import {markup.string(self.files_prefix + 'template.typ')} as nb",
            "#show: nb.report.with(",
            *(f"  {key}: {markup.value(item)}," for key, item in given.items() if item is not None),
            *more,
            ")",
        ]
        return "\n".join(lines) + "\n"

    def _page(self) -> dict[str, Any]:
        """Return what is given to the template for its page and its letters."""
        code, _, region = self.code.partition("-")
        return {
            "lang": code.lower() if re.fullmatch("[A-Za-z]{2,3}", code) else "en",
            "region": region.upper() if re.fullmatch("[A-Za-z]{2}", region) else None,
            "fonts": self.settings["fonts"] or None,
            "paper-size": self.settings["paper"] or None,
            "margins": self._margins(),
            "landscape": self.settings["landscape"] or None,
        }

    def _margins(self) -> dict[str, markup.Code] | None:
        """Return the margins by side, in CSS's order."""
        lengths = [markup.Code(each) for each in self.settings["margin"].split()]
        if not lengths:
            return None
        for like in (0, 0, 1)[len(lengths) - 1 :]:  # right as top, bottom as top, left as right
            lengths.append(lengths[like])
        return dict(zip(("top", "right", "bottom", "left"), lengths, strict=True))

    def _front(self, attached: Mapping[str, bytes], logo: str = "") -> str:
        settings, lang = self.settings, self.lang
        title = self.document.title or self.name
        date = settings["date"]
        given = {
            "title": title,
            "subtitle": settings["subtitle"] or None,
            "authors": settings["authors"] or None,
            "date": (lang.date(date) if _iso(date) else date) or None,
            "description": settings["description"] or None,
            "keywords": settings["keywords"] or None,
            "abstract": settings["abstract"] or None,
            **self._page(),
            "logo": markup.Code(f"image({markup.string(logo)}, height: 1.6cm)") if logo else None,
            "running-head": settings["running_head"] or None,
            "number-sections": settings["number_sections"] or None,
            "figure-word": lang("Figure") if self.lang.known else None,
            "table-word": lang("Table") if self.lang.known else None,
            "toc": lang("Contents") if settings["toc"] else None,
            "toc-depth": settings["toc_depth"] if settings["toc"] else None,
            "list-of-figures": lang("List of figures") if settings["list_of_figures"] else None,
            "list-of-tables": lang("List of tables") if settings["list_of_tables"] else None,
        }
        created = []
        if _iso(date):
            day = f"year: {date[:4]}, month: {int(date[5:7])}, day: {int(date[8:10])}"
            created.append(f"  created: datetime({day}),")
        lines = [
            "// Made from a notebook. Its fonts are Lato's: typst compile --font-path FOLDER",
            self._report(given, *created).rstrip(),
        ]
        for name in attached:
            short = re.split("attached[/-]", name.removeprefix(self.files_prefix), maxsplit=1)[1]
            mime = MIME_TYPES.get(Path(name).suffix.lower(), "application/octet-stream")
            lines.append(
                f"#pdf.attach({markup.string(short)}, read({markup.string(name)}, encoding: none),"
                f' relationship: "data", mime-type: {markup.string(mime)},'
                f" description: {markup.string(short)})"
            )
        return "\n".join(lines) + "\n"

    def _attachments(self) -> dict[str, bytes]:
        """Return the files to attach; only what is configured reaches beyond the notebook."""
        trusted = self.exporter.is_configured("attachments")
        found: dict[str, Path] = {}
        held: dict[str, bytes] = {}
        room = LARGEST
        divider = "/" if self.files_prefix.endswith("/") else "-"
        for pattern in self.settings["attachments"]:
            paths: list[Path] | str = (
                sorted(path for path in _matching(self.folder, pattern) if path.is_file())
                if trusted
                else self.reach.matching(pattern)
            )
            if isinstance(paths, str):
                self.log.warning("attachments: %s left out: %s", pattern, paths)
                continue
            if not paths:
                self.log.warning("attachments: no file %r beside the notebook", pattern)
            for path in paths:
                first = found.setdefault(path.name, path)
                if first != path:
                    self.log.warning("attachments: %s left out: %s has its name", path, first)
                    continue
                read = content(path)
                if not isinstance(read, str) and len(read) > room:
                    read = f"all together have more than {LARGEST} bytes"
                if isinstance(read, str):
                    self.log.warning("attachments: %s left out: %s", path, read)
                    continue
                room -= len(read)
                held[f"{self.files_prefix}attached{divider}{path.name}"] = read
        return held

    def _held(self, setting: str, told: str) -> bytes | str:
        """Return what a file of a setting holds, or why it is not read."""
        if self.exporter.is_configured(setting):
            return content(self.folder / told)
        return self.reach.read(told)

    def _logo(self) -> dict[str, bytes]:
        """Return the picture above the title, by the name that the source has for it."""
        told = self.settings["logo"]
        if not told:
            return {}
        held = self._held("logo", told)
        form = None if isinstance(held, str) else images.kind(held)
        if isinstance(held, str) or form is None or images.pixels(held, form) > limits.PIXELS:
            why = held if isinstance(held, str) else "no picture that Typst can show"
            self.log.warning("logo: %s left out: %s", told, why)
            return {}
        if form == "svg":
            held = images.unfiltered(images.standalone(held))
        return {f"{self.files_prefix}logo.{form}": held}

    def _references(self) -> dict[str, set[str]]:
        """Return the texts of the files of references, with the keys that each has."""
        found: dict[str, set[str]] = {}
        for told in self.settings["bibliography"]:
            held = self._held("bibliography", told)
            if isinstance(held, str):
                self.log.warning("bibliography: %s left out: %s", told, held)
                continue
            words = held.decode("utf-8", "replace")
            bibtex = r"@\w+\s*\{\s*([^,\s]+)\s*,"
            keys = bibtex if told.endswith(".bib") else r"(?m)^([\w:.-]+):\s*$"
            found[words] = set(re.findall(keys, words))
        return found

    def _bibliography(self, references: Mapping[str, set[str]]) -> dict[str, bytes]:
        """Return the files of references, having put the list of them at the end."""
        held = {}
        for number, words in enumerate(references, start=1):
            kind = "bib" if words.lstrip()[:1] in "@%" else "yml"
            held[f"{self.files_prefix}references-{number}.{kind}"] = words.encode()
        if held:
            title = markup.text(self.lang("References"))
            shown = f"#bibliography({markup.value(list(held))}, title: [{title}]);"
            note = markup.call("nb.note", markup.text(self.lang("The references cannot be read.")))
            told = "references that Typst cannot read"
            self.document.chunks.append(Chunk(None, shown, "", [(shown, note, told)]))
        return held

    # Compiling

    def _fonts(self, root: Path) -> list[str]:
        """Return the folders of fonts; the files of the second family are put into one."""
        trusted = self.exporter.is_configured("font_paths")
        second = root / "fonts"
        second.mkdir(exist_ok=True)
        for file in fonts.dejavu():
            shutil.copyfile(file, second / file.name)
        given = []
        for told in self.settings["font_paths"]:
            path = self.folder / told if trusted else self.reach.find(told)
            if isinstance(path, str):
                self.log.warning("font_paths: %s left out: %s", told, path)
            else:
                given.append(path)
        return [str(each.resolve()) for each in (fonts.lato(), second, *given)]

    def _timestamp(self) -> int:
        told = os.environ.get("SOURCE_DATE_EPOCH")
        if told and told.isdigit():
            return int(told)
        date = self.settings["date"]
        when = (
            datetime.datetime.fromisoformat(date) if _iso(date) else datetime.datetime(1980, 1, 1)
        )
        return int(when.replace(tzinfo=datetime.UTC).timestamp())

    def _compiled(self, root: Path) -> tuple[str, bytes]:
        """Return source and PDF, having put simpler markup where Typst refuses a part of a cell."""
        standards = self._standards()
        placement = self.settings["figure_placement"]
        movable = placement == "auto" and bool(self.document.charts)
        placements = ["none" if placement == "auto" else placement] * self.document.charts
        light = self.document.weight < self.exporter.memory_limit * 1e6 / 2
        gaps = PASSES if light else 1
        passes = gaps + SETTLING if movable else 0
        self.scales: dict[int, float] = {}
        fits = gaps if self.document.pictures else 0
        faults = sum(1 + len(chunk.swaps) for chunk in self.document.chunks)
        for _ in range((2 + 2 * PASSES + SETTLING) * (1 + faults)):
            source, starts = self._assembled(placements)
            (root / "main.typ").write_text(source, encoding="utf-8")
            self._main = root / "main.typ"
            self.compiler.source(self._main)
            try:
                if passes:
                    better = self._placements(placements, passes - SETTLING)
                    passes = passes - 1 if better != placements else 0
                    placements = better
                    continue
                if fits:
                    fits = fits - 1 if self._fitted(fits) else 0
                    continue
                pdf, messages = self._pdf(standards)
                if "#nb.row-head" in source:
                    pdf = with_row_headers(pdf)
            except Refused as error:
                deep = DEEP in str(error)  # said of the template, and not of a place in a cell
                if not self._mended(error, source, starts) and not (
                    deep and self._without_culprits(root, placements, error)
                ):
                    raise RuntimeError(
                        f"Typst cannot compile the notebook: {error.diagnostic}"
                    ) from error
                passes = gaps + SETTLING if movable else 0
                continue
            except (Panic, Stopped) as error:
                if not self._without_culprits(root, placements, error):
                    raise RuntimeError(f"Typst cannot compile the notebook: {error}") from None
                passes = gaps + SETTLING if movable else 0
                continue
            except Unfamiliar as error:
                messages.append(str(error))
            for message in dict.fromkeys([*messages, *self._seen(root, pdf, placements)]):
                told = NO_FONT in message and any(NO_FONT in each for each in messages)
                if message in messages or not told:
                    self.log.warning("%s", message)
            return source, pdf
        raise RuntimeError("Typst cannot compile the notebook, not even in its simplest form")

    def _assembled(self, placements: list[str]) -> tuple[str, list[int]]:
        """Return the whole source, and where in it each chunk starts.

        Where charts go is said in the source and not by an input of the compiler: with other
        inputs Typst would lay out everything anew.
        """
        front = self._front_with(placements)
        parts, starts, at = [front], [], len(front)
        for chunk in self.document.chunks:
            starts.append(at)
            parts += [chunk.markup, "\n\n"]
            at += len(chunk.markup) + 2
        return "".join(parts), starts

    def _front_with(self, placements: list[str]) -> str:
        told = f"#let placements = ({', '.join(placements)},)\n" if placements else ""
        if self.document.pictures:
            scales = [self.scales.get(n, 1.0) for n in range(len(self.document.pictures))]
            told += f"#let scales = {markup.value(scales)}\n"
        return f"{self.front}{told}\n"

    def _fitted(self, passes: int) -> bool:
        """Make pictures smaller that then fit where they leave a gap; say whether any is changed.

        What is made smaller moves all that comes after it: of many the first ones go together.
        """
        before, after = self._marks("picture")
        end = self.document.metrics.bottom
        smaller: dict[int, float] = {}
        for n, height in enumerate(self.document.pictures):
            if not height or str(n) not in before or str(n) not in after:
                continue
            (page, top), (shown, _) = before[str(n)], after[str(n)]
            scale = (end - top - AROUND) / height
            if shown > page and n in self.scales:
                smaller[n] = 1.0  # it did not help
            elif shown > page and SMALLEST <= scale < 1:
                smaller[n] = scale
        changed = list(smaller)[: math.ceil(len(smaller) / passes)]
        self.scales.update((n, smaller[n]) for n in changed)
        return bool(changed)

    def _marks(self, kind: str) -> Any:
        """Return page and height of where things stand in the text, and of where they are shown."""
        try:
            return self.compiler.eval(
                f"(query(<{kind}-before>), query(<{kind}-shown>)).map(found => found.map(each => "
                "(str(each.value), (each.location().page(), each.location().position().y.pt())))"
                ".to-dict())",
                self._seconds(),
            )
        except ValueError:
            self.compiler.pdf(self._seconds())  # raises the same, and says where
            raise

    def _placements(self, placements: list[str], passes: int) -> list[str]:
        """Return where charts had better go: those that leave a gap behind to the top of a page.

        One that would have fitted where the text has it stays there, or it would go before others
        on its page; none stays before one that has moved on.

        Parameters
        ----------
        passes
            How many are left in which to fill gaps.
        """
        before, after = self._marks("chart")
        end = self.document.metrics.bottom
        better, gaps, latest = list(placements), [], 0
        for n in range(len(placements)):
            if str(n) not in before or str(n) not in after:  # a note stands in its place
                continue
            (page, height), (shown, _) = before[str(n)], after[str(n)]
            if placements[n] == "top" and latest <= page == shown:
                better[n] = "none"
            elif placements[n] == "none" and shown < latest:
                better[n] = "top"
            elif placements[n] == "none" and shown > page and end - height > GAP:
                gaps.append(n)
            latest = max(latest, shown)
        for n in gaps[: math.ceil(len(gaps) / passes)] if passes > 0 else []:
            better[n] = "top"
        return better

    def _standards(self) -> list[str]:
        """Return the standards that the document can meet, as far as is known before compiling."""
        standards = list(self.settings["standards"])
        for barrier, cells in self.document.barriers.items():
            lost = [
                each
                for each in standards
                if each == "ua-1" or (barrier == NO_ALT and each.endswith("a"))
            ]
            if not lost:
                continue
            self.log.warning(
                "not %s: %s (cell %s)", " and ".join(lost), barrier, ", ".join(map(str, cells))
            )
            standards = (
                _lowered(standards)
                if barrier == NO_ALT
                else [each for each in standards if each != "ua-1"]
            )
        return standards

    def _load_fonts(self) -> None:
        self.compiler.fonts(include_system_fonts=self._borrowing, font_paths=self._font_folders)

    def _where(self, characters: list[str]) -> str:
        """Return characters, and the cells that they stand in."""
        more = f" and {len(characters) - 20} more" if len(characters) > 20 else ""
        cells = sorted(
            {
                chunk.cell
                for chunk in self.document.chunks
                if chunk.cell and any(each in chunk.markup for each in characters)
            }
        )
        where = f" (cell {', '.join(map(str, cells[:20]))})" if cells else ""
        return f"{' '.join(characters[:20])}{more}{where}"

    def _seconds(self) -> float:
        """Return how long Typst may take: the rest is for finding out which cell takes longer."""
        return SHARE * self.clock.left()

    def _without_culprits(self, root: Path, placements: list[str], reason: Exception) -> bool:
        """Simplify the cells that Typst breaks down over or comes to no end with."""
        front, mended = self._front_with(placements), False
        seconds = self.clock.left() * SHARE / 4
        for chunk in self.document.chunks:
            self.clock.check(chunk.cell)
            (root / "main.typ").write_text(front + chunk.markup, encoding="utf-8")
            try:
                self.compiler.source(root / "main.typ")
                self.compiler.pdf(seconds)
            except (Panic, Stopped) as error:
                swapped = [swap for swap in chunk.swaps if swap[0] in chunk.markup]
                for shown, note, told in swapped:
                    chunk.markup = chunk.markup.replace(shown, note)
                    self.log.warning("cell %s: %s (%s)", chunk.cell, told, error)
                mended |= bool(swapped) or self._simplify(chunk, -1, str(error))
            except (Refused, ValueError) as error:  # links to other cells lead nowhere here
                if DEEP in str(error):
                    mended |= self._simplify(chunk, -1, str(error))
        return mended

    def _pdf(self, standards: list[str], *, tags: bool = True) -> tuple[bytes, list[str]]:
        """Return the PDF and what to warn of; standards that it cannot meet are dropped."""
        reasons: dict[str, list[str]] = {}
        tried = [standards]
        for weaker in ([each for each in standards if each != "ua-1"], _lowered(standards), []):
            if weaker not in tried:
                tried.append(weaker)
        for attempt in tried:
            try:
                pdf, warnings = self.compiler.pdf(
                    self._seconds(),
                    pdf_standards=attempt,
                    timestamp=self._timestamp(),
                    pdf_tags=tags,
                )
            except Refused as error:
                missing = _missing(error.diagnostic)
                if missing and self.settings["system_fonts"] and not self._borrowing:
                    self._borrowing = True
                    self._load_fonts()
                    self.compiler.source(self._main)
                    pdf, messages = self._pdf(standards, tags=tags)
                    if not any(NO_FONT in each for each in messages):
                        told = f"set in this machine's fonts, not ours: {self._where(missing)}"
                        messages.append(told)
                    return pdf, messages
                if attempt and re.match(r".*\bPDF/", error.message):
                    why = error.message
                    if missing:
                        why = f"{NO_FONT}: {self._where(missing)}; font_paths may help"
                        if why not in reasons:
                            self.log.add("characters without a font", len(missing) - 1)
                    reasons.setdefault(why, attempt)
                    continue
                raise
            except ValueError as error:
                raise ValueError(f"setting 'standards': {error}") from None
            except Panic as error:
                if not tags:
                    raise
                pdf, messages = self._pdf(_lowered(standards), tags=False)
                return pdf, [
                    f"not accessible: Typst breaks down over its tags ({error})",
                    *messages,
                ]
            lost = {
                why: [one for one in asked if one not in attempt] for why, asked in reasons.items()
            }
            return pdf, [
                *(f"not {' and '.join(each)}: {why}" for why, each in lost.items()),
                *(f"Typst: {each}" for each in warnings),
            ]
        raise AssertionError("the last attempt asks for no standard")

    def _seen(self, root: Path, pdf: bytes, placements: list[str]) -> list[str]:
        """Return what is wrong on the pages, once for each kind and cell, and what to do."""
        metrics = self.document.metrics
        found = [*faults(pdf, metrics.right, metrics.bottom)]
        if not found:
            return []
        marked = "".join(
            f"#metadata({chunk.cell or 0})<begins>\n\n{chunk.markup}\n\n"
            for chunk in self.document.chunks
        )
        (root / "marked.typ").write_text(self._front_with(placements) + marked, encoding="utf-8")
        self.compiler.source(root / "marked.typ")
        try:
            begins = self.compiler.eval(
                "query(<begins>).map(each => (each.location().page(), "
                "each.location().position().y.pt(), each.value))",
                self._seconds(),
            )
        except Stopped:  # the pages are set: to know which cells is worth no failure
            begins = []
        first: dict[tuple[int, str], str] = {}
        for fault in found:
            before = [cell for page, y, cell in begins if (page, y) <= (fault.page, fault.y)]
            cell = before[-1] if before else 0
            words = f": {fault.words[:SHOWN]}" if fault.words else ""
            told = f"{fault.kind.value}, on page {fault.page}{words}; {REMEDIES[fault.kind]}"
            first.setdefault((cell, fault.kind), f"cell {cell}: {told}" if cell else told)
        return [*first.values()]

    def _mended(self, error: Refused, source: str, starts: list[int]) -> bool:
        """Simplify what Typst complains about; say whether anything was changed."""
        ends = accumulate(len(line) + 1 for line in source.split("\n"))
        offsets = [0, *ends][:-1]  # of the lines
        mended = False
        chunks = self.document.chunks
        for place in LOCATION.finditer(error.diagnostic):
            if Path(place["path"]).name != "main.typ":
                mended |= self._without(place["path"], error.message)
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

    def _without(self, path: str, message: str) -> bool:
        """Put notes in place of an image that Typst finds fault with in its own file."""
        mended = False
        for chunk in self.document.chunks:
            for shown, note, told in chunk.swaps:
                names = re.findall(r'image\("([^"]+)"', shown)
                if shown in chunk.markup and any(path.endswith(name) for name in names):
                    chunk.markup = chunk.markup.replace(shown, note)
                    self.log.warning("cell %s: %s (%s)", chunk.cell, told, message)
                    mended = True
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
        places = re.findall(r'#(?:nb\.anchor|label)\(("(?:[^"\\]|\\.)*")\);', chunk.markup)
        simplest = "".join(f"#nb.anchor({place});" for place in places)  # links may lead there
        lines, characters = self.settings["max_output_lines"], self.settings["max_output_chars"]
        kept, left = outputs.clip(chunk.source, lines, characters)
        simplest += (
            in_pieces("nb.output", kept, long=True)
            if kept.strip()
            else markup.call("nb.note", self.lang("A part cannot be set, and is not shown."))
        )
        if left:
            told = self.lang("The output goes on: {n} more lines are not shown.", n=left)
            simplest += "\n\n" + markup.call("nb.note", markup.text(told))
        if chunk.markup == simplest:
            return False
        self.log.warning("%sTypst cannot set it, shown as it is written: %s", where, message)
        chunk.markup = simplest
        return True


def _front_matter(nb: Any) -> dict[str, Any]:
    """Return what front matter in the first cell says, and empty the cell."""
    for cell in nb["cells"]:
        source = outputs.text(cell.get("source"))
        if source.strip():
            front = options.front_matter(source) if cell.get("cell_type") != "code" else {}
            if front:
                cell["source"] = ""
            return options.settings(front) if front else {}
    return {}


def _missing(diagnostic: str) -> list[str]:
    """Return the characters that Typst has no font for, which it spells as Rust does."""

    def plain(found: re.Match[str]) -> str:
        return chr(int(found["code"], 16)) if found["code"] else found["sign"]

    spelled = "".join(MISSING.findall(diagnostic))
    return sorted(set(re.sub(r"\\(?:u\{(?P<code>[0-9a-f]+)\}|(?P<sign>.))", plain, spelled)))


def _lowered(standards: list[str]) -> list[str]:
    """Return archival standards without accessibility (a-3a becomes a-3u), and no other."""
    return [
        re.sub(r"^(a-[123])a$", r"\1u", each).replace("a-1u", "a-1b")
        for each in standards
        if each != "ua-1"
    ]


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
