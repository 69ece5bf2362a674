"""What is wrong with data, cited numbers, translations and outputs: all that the project checks.

How each is checked is for its room; here is only in what order, and what is not asked after
something else has failed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from quoted import citations, report
from quoted.build import notebooks
from quoted.build.steps import NOTEBOOKS
from quoted.citations import jsontext
from quoted.citations.quantity import Quantities
from quoted.data import calls, checks, sources, tables
from quoted.data.checks import Problem
from quoted.data.datasheet import fingerprint
from quoted.data.schema import SCHEMA
from quoted.language import SOURCE, catalogue, language
from quoted.statistics import corroboration
from quoted.system import notebook

Stated = tuple[Mapping[str, Quantities], Mapping[str, str]]
"""What prose may state, by the codes of languages, and what readers find at each anchor."""

NUMBERS = ("figures.csv", "samples.csv", "corroboration.csv")
"""The tables from which the texts have theirs."""
BY_HAND = (
    "found other text than was written, expected edits in notebooks/01_transcription.ipynb or "
    "notebooks/coded/: build"
)


def findings(root: Path, articles: Path | None = None, stated: Stated | None = None) -> list[str]:
    """Return what is to put right in a project, one line each.

    Parameters
    ----------
    root
        The project's folder.
    articles
        Folder with copies of the articles, with which fragments are compared.
    stated
        As the data have it, where that is known; it takes seconds.
    """
    contents, problems = checks.read(root / "data")
    lacking, prose = without(root), list[citations.Finding]()
    untranslated = list[catalogue.Finding]()
    if not problems:
        data = tables.load(root / "data")
        problems = [*sources.unheld(data), *sources.uncoded(data)]
        if articles:
            every = articles != root / sources.ARTICLES  # there, those that somebody has
            problems += sources.check(data, articles, left_out(root), every=every)
        prose = citations.findings(root, *(stated or _stated(root, data)))
        if not articles:
            problems += _unlike_others(data, prose)
        if not lacking:  # else much would seem stale
            for code in catalogue.codes(root):
                untranslated += catalogue.missing(code, root)
    unlike_built = notebooks.findings(root)
    edited = _edited(root / "data", contents)
    by_hand = [each for each in problems if each.file.removesuffix(".csv") in edited]
    made = [each for each in problems if each.file.removesuffix(".csv") not in edited]
    found = [
        *open_calls(root),
        *(f"data/{name}.csv: {BY_HAND}" for name in edited),
        *by_hand,
        *calls.placed(made, contents, root / "notebooks"),
        *_of_texts(prose, problems),
        *untranslated,
        *lacking,
        *_unlike_coded(root),
        *unlike_built,
        *([] if unlike_built else citations.dead(root)),  # else every link would seem dead
    ]
    return [str(each) for each in found]


def _edited(folder: Path, contents: Mapping[str, str]) -> list[str]:
    """Return the tables that somebody has edited since they were written: a build undoes that."""
    path = folder / "datapackage.json"
    described = path.read_text("utf-8", "replace") if path.is_file() else ""
    return [name for name, text in contents.items() if fingerprint(text) not in described]


def _unlike_others(data: tables.Tables, prose: Iterable[citations.Finding]) -> Iterator[Problem]:
    """Yield figures that both the texts and all other outlets print otherwise.

    That may be an error of typing; where only the texts differ, they are to follow.
    """
    said = {name for finding in prose for name in _cited(finding)}
    others = {
        (row.measure_id, row.group, str(row.year)): row
        for row in tables.rows(corroboration.summary(data))
        if row.conflict and not row.agree and row.measure_id in said
    }
    for number, row in enumerate(tables.rows(data.figures), start=2):
        if other := others.get((row.measure_id, row.group, str(row.year))):
            printed = " or ".join(f"{pct:g}" for pct in other.others_pct)
            found = f'"{row.value:g}", where other outlets print {printed}'
            expected = "what the article prints"
            yield Problem("figures.csv", number, "value", found, expected)


def _cited(finding: citations.Finding) -> set[str]:
    return {name for id_ in citations.CITATION.findall(finding.found) for name in id_.split(".")}


def _of_texts(prose: Sequence[citations.Finding], problems: Iterable[Problem]) -> Sequence[object]:
    """Return what is wrong with the texts, in one line while it may follow from a wrong number."""
    if not prose or not any(each.row and each.file in NUMBERS for each in problems):
        return prose
    return [f"texts: found {len(prose)} statements that do not fit the data, expected none; look "
            "again when what stands above is right, or list them by `quoted numbers`"]  # fmt: skip


def _stated(root: Path, data: tables.Tables) -> Stated:
    from quoted.report.quantities import known

    return known(root), report.places(data, language(SOURCE))


def notices(root: Path, articles: Path | None = None) -> list[str]:
    """Return what readers may want to know of a project, but need not put right, one line each.

    The articles are in a folder with copies of them.
    """
    from quoted.report import gallery

    if checks.check(root / "data"):
        return []
    data = tables.load(root / "data")
    paths = root.glob(catalogue.NOTEBOOKS)
    shown = {id_ for path in paths for id_ in citations.numbered(notebook.read(path, root))}
    unplaced = [id_ for id_ in report.charts(data, language(SOURCE)) if shown and id_ not in shown]
    unseen = gallery.unseen(data)
    ids = [] if articles is None else list(data.sources["source_id"])
    lacking = [id_ for id_ in ids if articles and not (articles / f"{id_}.txt").exists()]
    compared = "no copies" if len(lacking) == len(ids) else f"no copy of {', '.join(lacking)}"
    return [
        *([f"fragments: not compared, {compared} in {articles}"] if lacking else []),
        *([f"in no chart, only in the tables: {', '.join(unseen)}"] if unseen else []),
        *([f"charts that no notebook shows: {', '.join(unplaced)}"] if unplaced else []),
    ]


def without(root: Path) -> list[str]:
    """Return the notebooks that are not there."""
    names = [f"notebooks/{name}.ipynb" for name in NOTEBOOKS]
    return [f"{name}: found no file, expected a notebook"
            for name in names if not (root / name).is_file()]  # fmt: skip


def left_out(root: Path) -> Iterator[tuple[str, str]]:
    """Yield article and fragment of what the transcription leaves out."""
    for _, _, tree in _transcription(root):
        for node in ast.walk(tree):
            match node:
                case ast.Call(
                    ast.Attribute(_, "leave_out"),
                    [ast.Constant(str(source_id)), ast.Constant(str(fragment)), *_],
                ):
                    yield source_id, fragment


def _transcription(root: Path) -> Iterator[tuple[int, str, ast.Module]]:
    """Yield the code of the notebook that takes down articles; see `calls.cells`."""
    path = root / "notebooks" / f"{NOTEBOOKS[0]}.ipynb"
    return calls.cells(path) if path.is_file() else iter(())


def open_calls(root: Path) -> Iterator[str]:
    """Yield the calls of the transcription in which `...` stands for what is still to tell."""
    path = root / "notebooks" / f"{NOTEBOOKS[0]}.ipynb"
    name = path.relative_to(root).as_posix()
    for number, code, tree in _transcription(root):
        for statement in tree.body:
            blanks = [node for node in ast.walk(statement)
                      if isinstance(node, ast.Constant) and node.value is ...]  # fmt: skip
            if blanks:
                line = jsontext.line_of(path.read_text("utf-8"), number, blanks[0].lineno)
                call = calls.excerpt(code, statement.lineno)
                found = f"{len(blanks)} still open (...) in {call}"
                yield f"{name}, line {line} (cell {number}): found {found}, expected it filled in"


def _unlike_coded(root: Path) -> list[str]:
    """Return what is wrong with the tables kept by hand, or not yet in the data."""
    problems = []
    built, _ = checks.read(root / "data")  # what is wrong with it has been said
    for path in sorted((root / "notebooks" / "coded").glob("*.csv")):
        name = f"notebooks/coded/{path.name}"
        if path.stem not in SCHEMA:
            problems.append(
                f"{name}: found no table of the data, expected one of {', '.join(SCHEMA)}"
            )
            continue
        try:
            kept = set(checks.decode(path, path.stem).splitlines())
        except checks.TableError as error:
            problems += [f"notebooks/coded/{problem}" for problem in error.problems]
            continue
        if path.stem in built and (new := kept - set(built[path.stem].splitlines())):
            found = f"{len(new)} row{'' if len(new) == 1 else 's'} that data/{path.name} lacks"
            problems.append(f"{name}: found {found}, expected none: build")
    return problems
