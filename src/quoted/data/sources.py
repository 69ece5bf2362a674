"""Articles as sources: links into the page, and the check against a local copy.

Here belongs what leads from a row back to the words that were printed. How a table is shaped
belongs in `schema` and `checks`.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd

from quoted.data import numerals
from quoted.data.checks import Problem
from quoted.data.schema import NOT_STATED
from quoted.data.tables import Tables, rows

ARTICLES = "articles"
"""Folder of a project for copies of articles, never committed."""
ARTICLES_VARIABLE = "QUOTED_ARTICLES"


def link(source: Any, fragment: str = "") -> str:
    """Return the address that opens an article at a fragment, or the best that is known.

    A text fragment is added only where the address is the article's own; in it every character
    that the specification gives a meaning to (dash, comma, ampersand) is percent-encoded.

    Parameters
    ----------
    source
        A row of `sources` (Series or named tuple).
    fragment
        Words of the page; empty for the page as a whole.

    Returns
    -------
    str
        Empty where no address is known at all.

    References
    ----------
    WICG, "URL Fragment Text Directives", https://wicg.github.io/scroll-to-text-fragment/
    """
    if source.address == NOT_STATED:
        return ""
    if not fragment or source.address_of != "article":
        return str(source.address)
    encoded = quote(fragment, safe="").replace("-", "%2D")
    separator = "" if "#" in source.address else "#"
    return f"{source.address}{separator}:~:text={encoded}"


def links(tables: Tables, table: pd.DataFrame) -> list[str]:
    """Return the link of each row of a table that has `source_id` and `fragment`."""
    by_id = {source.source_id: source for source in rows(tables.sources)}
    return [link(by_id[row.source_id], row.fragment) for row in rows(table)]


def articles_folder(root: Path, given: str | Path | None = None) -> Path | None:
    """Return the folder of article copies: the one given, the environment's, or `articles/`."""
    if given is not None:
        return Path(given)
    if os.environ.get(ARTICLES_VARIABLE):
        return Path(os.environ[ARTICLES_VARIABLE])
    folder = root / ARTICLES
    return folder if folder.is_dir() else None


def unheld(tables: Tables) -> list[Problem]:
    """Return the fragments that do not hold the number of their row, with its decimals.

    A fraction in words ("one in three") holds the whole percentage next to it, with a qualifier.
    """
    problems = []
    for name, column in (("figures", "value"), ("samples", "n"), ("corroboration", "value_pct")):
        for number, row in enumerate(rows(getattr(tables, name)), start=2):
            value, fragment = getattr(row, column), normalise(row.fragment)
            if column == "n" or getattr(row, "unit", "") == "count":
                printed, held, unit = f"{value:.0f}", numerals.counts(fragment), ""
            else:
                printed, held = f"{value:.{row.decimals}f}", numerals.shares(fragment)
                unit = "%"
            high = getattr(row, "value_high", "")
            mine = [each for each in held if (each.printed, each.high) == (printed, high)]
            printed += f" to {high}" if high else ""
            found, expected = f'"{row.fragment}"', f"words that hold {printed}{unit}"
            if not mine:
                is_range = not high and any(each.high for each in held)
                expected += " and no range" if is_range else ""
                problems.append(Problem(f"{name}.csv", number, "fragment", found, expected))
            elif mine[0].kind == "fraction" and getattr(row, "qualifier", "") == "exact":
                expected = f"{mine[0].qualifier}, as a fraction is printed"
                problems.append(Problem(f"{name}.csv", number, "qualifier", '"exact"', expected))
    return problems


def uncoded(tables: Tables) -> list[Problem]:
    """Return the articles for which the table of positions lacks questions.

    Silence has a row too: what nobody has coded is not silence.
    """
    problems = []
    coded = tables.positions.groupby("source_id")["question_id"].agg(set)
    for source_id in tables.sources["source_id"]:
        there = coded.get(source_id, set())
        if left := [id_ for id_ in tables.questions["question_id"] if id_ not in there]:
            found = f"nothing on {', '.join(left)} for {source_id}"
            expected = "a row for each question, silent where the article is"
            problems.append(Problem("positions.csv", None, None, found, expected))
    return problems


def check(
    tables: Tables, folder: Path, left_out: Iterable[tuple[str, str]] = (), *, every: bool = True
) -> list[Problem]:
    """Compare the tables with local copies of the articles, `<folder>/<source_id>.txt`.

    Each fragment of `figures`, `samples` and `positions` must stand exactly once in its article;
    no percentage may be left out but those in a fragment of `left_out`, each with its `source_id`.
    What a fragment holds is for `unheld`. Unless `every` copy is to be there, only those that are
    count.

    Raises
    ------
    ValueError
        There is no such folder.
    """
    if not folder.is_dir():
        raise ValueError(f"{folder}: found no such folder, expected copies of the articles")
    read, problems = texts(tables, folder)
    if not every:
        problems = [each for each in problems if (folder / each.file).exists()]
    flat = {source_id: normalise(text) for source_id, text in read.items()}
    quoted: dict[str, Counter[str]] = {source_id: Counter() for source_id in flat}
    for name in ("figures", "samples", "positions"):
        frame: pd.DataFrame = getattr(tables, name)
        for number, row in enumerate(rows(frame), start=2):
            if not row.fragment or row.source_id not in flat:
                continue
            problems += _check_fragment(name, number, row, flat[row.source_id])
            if name == "figures":
                pcts = [row.value, *([float(row.value_high)] if row.value_high else [])]
                quoted[row.source_id].update(f"{pct:g}%" for pct in pcts)
    for source_id, fragment in left_out:
        if source_id in flat and (times := len(places(fragment, flat[source_id]))) != 1:
            expected = f"words that stand exactly once in {source_id} (there: {times} times)"
            problems.append(Problem("left out", None, None, f'"{fragment}"', expected))
        quoted.get(source_id, Counter()).update(_percentages(normalise(fragment)))
    for source_id, text in flat.items():
        for percentage, times in (Counter(_percentages(text)) - quoted[source_id]).items():
            found = f"{percentage} printed but not in figures.csv" + (
                f" ({times} times)" if times > 1 else ""
            )
            problems.append(
                Problem(f"{source_id}.txt", None, None, found, "every percentage transcribed")
            )
    return problems


def texts(tables: Tables, folder: Path) -> tuple[dict[str, str], list[Problem]]:
    """Return the articles of a folder as they are, by id, and those that cannot be read."""
    found, problems = {}, []
    for source_id in map(str, tables.sources["source_id"]):
        path = folder / f"{source_id}.txt"
        try:
            found[source_id] = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "not UTF-8"
            problems.append(
                Problem(path.name, None, None, f"no readable article ({reason})", "its plain text")
            )
    return found, problems


def places(fragment: str, text: str) -> list[re.Match[str]]:
    """Return where a fragment stands in a normalised text, as whole words."""
    return [*re.finditer(rf"(?<!\w){re.escape(normalise(fragment))}(?!\w)", text)]


def normalise(text: str) -> str:
    """Return text with NFKC, one kind of apostrophe and single spaces, for comparison only."""
    text = unicodedata.normalize("NFKC", text)
    return " ".join(re.sub("[’‘ʼ]", "'", text).split())


def _percentages(text: str) -> list[str]:
    return [f"{float(number.replace(',', '.')):g}%" for number in numerals.PERCENTAGE.findall(text)]


def _check_fragment(table: str, number: int, row: Any, text: str) -> list[Problem]:
    file, shown = f"{table}.csv", f'"{row.fragment}"'
    times = len(places(row.fragment, text))
    if times == 1:
        return []
    expected = f"words that stand exactly once in {row.source_id} (there: {times} times)"
    return [Problem(file, number, "fragment", shown, expected)]
