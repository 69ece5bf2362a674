"""Proposals as cells of the notebook of transcription, in its calls, ready to be corrected.

What could not be told is `...`, which the transcription refuses until somebody has filled it in.
The cells hold fragments, never an article's text.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from quoted.data.schema import RANGE
from quoted.data.sources import normalise
from quoted.data.tables import Tables, rows
from quoted.language import known, language
from quoted.reading.articles import Article
from quoted.reading.finder import Aside, Proposal, find

OPEN = "..."
LINES = 10
"""The most lines of a cell."""
NEAR = 160
"""Characters within which one number is set against another, or sizes stand together."""
_WITH = re.compile(r"\b(?:contre|compared (?:with|to)|versus|vs|against)\b", re.I)
_LIKEWISE = re.compile(
    r"[^.;:!?\d]{0,50}?\s(?:do|does|did|are|were|have|had|would|will|too|as well|le font|aussi"
    r"|également)\s*[.,;)]",
    re.I,
)
"""Behind the second number: what was said of the first is not said again."""
_IT_IS = re.compile(
    r"\b(?:it|they|that|that figure|c['’]|ce|ils|elles)\s?(?:is|are|was|were|est|sont)\s$", re.I
)


def cells(
    article: Article,
    source_id: str,
    groups: Mapping[str, str] | None = None,
    found: tuple[Sequence[Proposal], Sequence[Aside]] | None = None,
) -> list[str]:
    """Return the code of the cells that take down an article, as far as it could be read.

    Parameters
    ----------
    article
        What was read.
    source_id
        What the article is to be called.
    groups
        Ids of groups by the words that articles use for them, see `words_for_groups`.
    found
        What somebody has chosen of the proposals, and left out; by default what `find` returns.
    """
    proposals, asides = found or find(article.text)
    proposals = _sized(article.text, proposals)
    called = _called(proposals, groups or {})
    survey_id = f"{source_id}_survey"
    head = [
        f"# Proposed from the text of {source_id}: nothing is true until somebody has compared it.",
        "# `...` is open: the sentence does not say. One survey is assumed; there may be several.",
        *_source(article, source_id),
        *_survey(proposals, source_id, survey_id, called),
    ]
    return [
        "\n".join(lines)
        for part in (
            [[line] for line in head],
            [[line] for line in _groups(called, groups or {})],
            _figures(article.text, proposals, source_id, survey_id, called),
            [[line] for line in _left_out(asides, source_id)],
        )
        for lines in _packed(part)
    ]


def words_for_groups(tables: Tables) -> dict[str, str]:
    """Return the ids of groups by their names, and by the words around figures taken before."""
    named = {}
    for group in rows(tables.groups):
        for code in known():
            named[_plain(language(code).text(group.name))] = str(group.group_id)
    said = defaultdict(set)
    for figure in rows(tables.figures):
        for proposal in find(figure.fragment)[0]:
            if proposal.group and figure.group:
                said[_plain(proposal.group)].add(str(figure.group))
    return {words: ids.copy().pop() for words, ids in said.items() if len(ids) == 1} | named


def _plain(words: str) -> str:
    return normalise(words).lower()


def slug(words: str) -> str:
    """Return words as a short name: small letters without accents, digits and underscores."""
    ascii_only = unicodedata.normalize("NFKD", words.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", ascii_only).strip("_0123456789")[:40].strip("_") or "x"


def _sized(text: str, proposals: Sequence[Proposal]) -> list[Proposal]:
    """Return the proposals, with sizes under the groups that figures have: "500 nurses and 300".

    In a sentence, behind a number of those asked, that of a group is a size as well.
    """
    groups = sorted({each.group for each in proposals if each.kind == "percent"}, key=len)
    sized, sample = list[Proposal](), None
    for each in proposals:
        near = sample and not re.search(r"[.!?]\s|\n", text[sample.end : each.start])
        if each.kind == "sample" or (each.kind == "count" and near):
            of = [name for name in groups if name and f"{each.group} ".startswith(f"{name} ")]
            if of or each.kind == "sample":
                each = sample = replace(each, kind="sample", group=of[-1] if of else each.group)
        sized.append(each)
    return sized


def _called(proposals: Sequence[Proposal], groups: Mapping[str, str]) -> dict[str, str]:
    """Return the id of each group that the proposals name, in the article's words."""
    total = _total(proposals)
    counted = [each for each in proposals if each is not total and each.kind != "count"]
    words = dict.fromkeys(each.group for each in counted if each.group)
    return {group: groups.get(_plain(group)) or slug(group) for group in words}


def _total(proposals: Iterable[Proposal]) -> Proposal | None:
    """Return the first size, which is taken for that of all unless two groups have one each."""
    samples = [each for each in proposals if each.kind == "sample"]
    asked = {each.group for each in proposals if each.kind == "percent"}
    apart = len({each.group for each in samples[:2]} & asked) == 2
    return None if apart or not samples else samples[0]


def _call(verb: str, /, *given: object, **named: object) -> str:
    """Return a call as code; values are code already."""
    said = [str(value) for value in given] + [f"{key}={value}" for key, value in named.items()]
    return f"quotes.{verb}({', '.join(said)})"


def _text(text: str) -> str:
    """Return text as code, in double quotes as the notebook has it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _source(article: Article, source_id: str) -> Iterator[str]:
    columns = ("publisher", "author", "language", "published", "title", "address")
    told = {
        name: _text(article.about[name]) if article.about.get(name) else OPEN for name in columns
    }
    yield _call("source", _text(source_id), **told, address_of=_text("article"))


def _survey(
    proposals: Sequence[Proposal], source_id: str, survey_id: str, called: Mapping[str, str]
) -> Iterator[str]:
    if all(each.kind == "count" for each in proposals):
        return
    dates = [each for each in proposals if each.kind == "fieldwork"]
    samples = [each for each in proposals if each.kind == "sample"]
    told = dict.fromkeys(("title", "sponsor", "conductor", "population"), OPEN)
    told["fieldwork"] = _text(dates[0].value) if dates else OPEN
    yield _call("survey", _text(survey_id), **told)
    yield from (f'# its dates: "{each.fragment}"' for each in dates)
    for each in samples:
        group = "all" if each is _total(proposals) else called.get(each.group, "")
        more = {} if each.qualifier == "exact" else {"qualifier": _text(each.qualifier)}
        who, words = _text(group) if group else OPEN, _fragment(each)
        yield _call("sample", _text(source_id), _text(survey_id), who, each.value, words, **more)
    told_of = {"total_n": _total(proposals), "subgroup_n": samples[1:], "field_dates": dates}
    items = [item for item, found in told_of.items() if found]
    yield _call("disclosed", _text(survey_id), *map(_text, items), basis=OPEN)


def _groups(called: Mapping[str, str], groups: Mapping[str, str]) -> Iterator[str]:
    for words, id_ in called.items():
        if id_ not in groups.values():
            yield _call("group", _text(id_), name=OPEN, role=OPEN) + f"  # {words}"


def _figures(
    text: str,
    proposals: Sequence[Proposal],
    source_id: str,
    survey_id: str,
    called: Mapping[str, str],
) -> Iterator[list[str]]:
    """Yield the calls for a few measures whose figures are alike, and for these."""
    measures = _measures(text, proposals)
    calls: dict[tuple[str, str, str], list[list[Proposal]]] = defaultdict(list)
    for measure in measures:
        calls[measure[0].kind, measure[0].year, measure[0].qualifier].append(measure)
    number = 0
    for (kind, year, qualifier), alike in calls.items():
        for at in range(0, len(alike), 4):
            named = {}
            for measure in alike[at : at + 4]:
                number += 1
                named[f"{source_id}_{number}"] = _readings(measure, called)
            words = dict.fromkeys(("label", "predicate", "definition"), OPEN)
            counted = [
                _call("measure", topic=OPEN, measure_id=_text(name), **words) for name in named
            ]
            plain = qualifier in ("exact", RANGE)
            more = {} if plain else {"qualifier": _text(qualifier)}
            more |= {"unit": _text("count")} if kind == "count" else {}
            of = _text("" if kind == "count" else survey_id)
            head = _call("figures", _text(source_id), of, year=year or OPEN, **more)[:-1]
            body = [f"    {name}={readings}" for name, readings in named.items()]
            yield [*counted, f"{head},", *(f"{line}," for line in body[:-1]), f"{body[-1]})"]


def _measures(text: str, proposals: Iterable[Proposal]) -> Iterator[list[Proposal]]:
    """Yield the figures of one measure each: two groups that a sentence sets against each other."""
    open_: list[Proposal] = []
    for each in proposals:
        if each.kind not in ("percent", "count"):
            continue
        if open_ and _against(text, open_[-1], each):
            open_.append(each)
            continue
        if open_:
            yield open_
        open_ = [each]
    if open_:
        yield open_


def _against(text: str, one: Proposal, other: Proposal) -> bool:
    between = text[one.end : other.start]
    alike = (one.kind, one.year, one.qualifier) == (other.kind, other.year, other.qualifier)
    apart = one.group != other.group and one.group and other.group
    set_against = (
        _WITH.search(between) or _IT_IS.search(between) or _LIKEWISE.match(text, other.end)
    )
    return bool(alike and apart and "\n" not in between and len(between) < NEAR and set_against)


def _readings(measure: Iterable[Proposal], called: Mapping[str, str]) -> str:
    said = []
    for each in measure:
        group = _text(called[each.group]) if each.group in called else OPEN
        group = '""' if each.kind == "count" else group
        printed = _number(each.value)
        if each.high:
            printed = f"({printed}, {_number(each.high)})"
        said.append(f"{group}: ({printed}, {_fragment(each)})")
    return "{" + ", ".join(said) + "}"


def _number(printed: str) -> str:
    """Return a number as code: as text where it ends with a zero that a number would lose."""
    return f'"{printed}"' if "." in printed and printed.endswith("0") else printed


def _fragment(each: Proposal) -> str:
    return _text(each.fragment) if each.fragment else OPEN


def _left_out(asides: Iterable[Aside], source_id: str) -> Iterator[str]:
    for aside in asides:
        yield _call("leave_out", _text(source_id), _text(aside.fragment), _text(aside.reason))


def _packed(parts: Iterable[list[str]]) -> Iterator[list[str]]:
    """Yield the lines of cells, none of them longer than a cell may be."""
    cell: list[str] = []
    for lines in parts:
        if cell and len(cell) + len(lines) > LINES:
            yield cell
            cell = []
        cell = [*cell, *lines]
    if cell:
        yield cell
