"""What is found in articles: the five of the project, and thirteen invented ones of several kinds.

In the invented texts (`invented/`) a number that should be proposed is marked with its kind, value
and qualifier: ``{près de 64 %|percent 64 almost}``.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from quoted.data import numerals, sources
from quoted.data.schema import FRAGMENT_WORDS
from quoted.data.tables import load, rows
from quoted.reading import Proposal, articles, find
from quoted.reading.dates import dates

ROOT = Path(__file__).parents[2]
INVENTED = sorted((Path(__file__).parent / "invented").glob("*.txt"))
MARK = re.compile(r"\{([^{}|]*)\|(\w+) (\S+?)(?: (\w+))?\}")
ARTICLES = os.environ.get(sources.ARTICLES_VARIABLE)
needs_articles = pytest.mark.skipif(
    not ARTICLES, reason=f"no copies of the articles: {sources.ARTICLES_VARIABLE} is not set"
)

Marked = tuple[int, int, str, str, str]


def unmarked(text: str) -> tuple[str, list[Marked]]:
    """Return a text without its marks, and each with its place there."""
    plain, marks, at = "", [], 0
    for match in MARK.finditer(text):
        plain += text[at : match.start()]
        place = len(plain), len(plain) + len(match[1])
        marks.append((*place, match[2], match[3], match[4] or "exact"))
        plain, at = plain + match[1], match.end()
    return articles.paragraphs(plain + text[at:]), marks


def compared(path: Path) -> tuple[list[Marked], list[Proposal], list[tuple[Marked, Proposal]]]:
    """Return what was missed, what was proposed without cause, and what was found."""
    text, marks = unmarked(path.read_text("utf-8"))
    left, missed, found = find(text)[0], [], []
    for mark in marks:
        start, end, kind, value, _ = mark
        mine = [
            p
            for p in left
            if p.start < end and start < p.end and (p.kind, p.value) == (kind, value)
        ]
        if mine:
            left.remove(mine[0])
            found.append((mark, mine[0]))
        else:
            missed.append(mark)
    return missed, left, found


def test_recall_and_precision_on_invented_texts() -> None:
    """`panel_en` and `presse_fr` were written after the rules, which found 21 of 27 there, with 9
    too many; `phrasings_mixed` holds what they then missed in real texts.
    """
    counts = {}
    for path in INVENTED:
        missed, false, found = compared(path)
        counts[path.stem] = (len(found), len(missed), len(false))
        for mark, proposal in found:
            assert proposal.qualifier == mark[4], (path.stem, proposal)
    assert counts == {
        "abstract_en": (10, 0, 0),
        "blog_fr": (7, 0, 0),
        "columns_fr": (12, 0, 0),
        "depeche_fr": (11, 0, 0),
        "etude_fr": (13, 0, 0),
        "interview_en": (10, 0, 0),
        "opinion_en": (7, 2, 3),  # a sample without a word for a survey; two figures of speech
        "panel_en": (13, 0, 3),  # a mark, cows, and a target
        "phrasings_mixed": (13, 0, 0),
        "portrait_fr": (0, 0, 2),  # half a room, and alcohol in varnish
        "presse_fr": (14, 0, 0),
        "release_en": (11, 0, 0),
        "wire_en": (9, 0, 0),
    }
    found, missed, false = (sum(column) for column in zip(*counts.values(), strict=True))
    assert (found, found + missed, found + false) == (130, 132, 138)


@pytest.mark.parametrize(
    ("sentence", "values"),
    [
        ("It was downloaded 1.3 million times.", ["1300000"]),
        ("Le site a été vu 1 000 fois.", ["1000"]),
        ("It was tried 999 times.", []),
        ("It is 5,000 times faster.", []),
        ("Cela va 2 000 fois plus vite.", []),
    ],
)
def test_how_often_is_a_count_but_not_how_much_more(sentence: str, values: list[str]) -> None:
    assert [each.value for each in find(sentence)[0]] == values


@pytest.mark.parametrize("path", INVENTED, ids=lambda path: path.stem)
def test_a_fragment_is_short_stands_once_and_holds_its_number(path: Path) -> None:
    text, _ = unmarked(path.read_text("utf-8"))
    flat = sources.normalise(text)
    for each in find(text)[0]:
        assert (
            len(each.fragment.split()) <= FRAGMENT_WORDS
            and len(sources.places(each.fragment, flat)) == 1
        )
        held = numerals.shares(each.fragment) + numerals.counts(each.fragment)
        assert each.kind == "fieldwork" or each.value in {one.printed for one in held}


@pytest.mark.parametrize(
    ("sentence", "group", "year"),
    [
        ("61% of marketing executives use AI.", "marketing executives", ""),
        ("In 2023, 12 % of nurses in France agree.", "nurses in France", "2023"),
        ("Among trainees, 40% agree.", "trainees", ""),
        ("82 % des spécialistes du marketing s’attendent", "spécialistes du marketing", ""),
        ("Un Français sur trois le dit en 2024.", "Français", "2024"),
        ("En 2022, 7 salariés sur 10 (71 %) craignent", "salariés", "2022"),
        ("La conception (37%) passe avant.", "", ""),
        ("90% des cadres le disent, contre 73% en 2023.", "cadres", ""),
    ],
)  # fmt: skip
def test_group_and_year_as_far_as_the_sentence_says(sentence: str, group: str, year: str) -> None:
    first = find(sentence)[0][0]
    assert (first.group, first.year) == (group, year)


@pytest.mark.parametrize(
    ("printed", "value", "qualifier"),
    [
        ("61 %", "61", "exact"), ("61%", "61", "exact"), ("61 pour cent", "61", "exact"),
        ("61 percent", "61", "exact"), ("61 per cent", "61", "exact"), ("12,5 %", "12.5", "exact"),
        ("12.50%", "12.50", "exact"), ("près de 64 %", "64", "almost"), ("about 5%", "5", "about"),
        ("plus de 80 %", "80", "more_than"), ("at least 9%", "9", "at_least"),
        ("moins d’un tiers", "33", "less_than"), ("jusqu’à 30 %", "30", "at_most"),
        ("no more than 30%", "30", "at_most"), ("2 sur 3", "67", "about"),
        ("one in three", "33", "about"), ("six out of ten", "60", "about"),
        ("la moitié", "50", "about"), ("plus de la moitié", "50", "more_than"),
        ("a third", "33", "about"), ("two-thirds", "67", "about"), ("trois quarts", "75", "about"),
        ("près de 2 sur 3 (64%)", "64", "exact"), ("soixante-douze pour cent", "72", "exact"),
        ("ninety-nine percent", "99", "exact"), ("quatre-vingt-onze pour cent", "91", "exact"),
        ("61% or more", "61", "at_least"),
    ],
)  # fmt: skip
def test_shares_in_both_languages(printed: str, value: str, qualifier: str) -> None:
    (each,) = numerals.shares(f"On dit que {printed} des gens")
    assert (each.printed, each.qualifier) == (value, qualifier)


@pytest.mark.parametrize(
    "sentence",
    [
        "The second half of the year", "24 heures sur 24", "une étude sur deux ans",
        "half an hour", "un tiers de confiance", "a third party", "three quarters of growth",
        "in 2024", "GPT-4 and 5G", "Sales are open 7 days in 7",
    ],
)  # fmt: skip
def test_what_looks_like_a_share_and_is_none(sentence: str) -> None:
    assert numerals.shares(sentence) == []


@pytest.mark.parametrize(
    ("printed", "values"),
    [
        ("entre 40 et 45 %", [("40", "45")]), ("40-45%", [("40", "45")]),
        ("40 to 45 percent", [("40", "45")]), ("39 et 43 %", [("39", ""), ("43", "")]),
        ("passe de 12 à 19 %", [("12", ""), ("19", "")]),
    ],
)  # fmt: skip
def test_a_range_has_two_ends_and_two_shares_have_none(
    printed: str, values: list[tuple[str, str]]
) -> None:
    assert [(each.printed, each.high) for each in numerals.shares(printed)] == values


@pytest.mark.parametrize(
    ("printed", "reason"),
    [
        ("Prices rose by 12% in May.", "a change, not a share"),
        ("Le taux a augmenté de 15 %.", "a change, not a share"),
        ("Get 20% off today.", "a discount"),
        ("The margin of error is plus or minus 3%.", "a margin of error"),
        ("à un niveau de confiance de 95 %", "a level of confidence"),
        ("We are 100% committed.", "a way to speak"),
        ("It grew 250% since.", "a change, not a share"),
    ],
)
def test_what_is_no_figure_is_left_out_with_its_reason(printed: str, reason: str) -> None:
    proposals, asides = find(printed)
    assert proposals == [] and [aside.reason for aside in asides] == [reason]


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("En septembre 2024", "2024-09"), ("le 1er mars 2025", "2025-03-01"),
        ("du 28 février au 4 mars 2025", "2025-02-28/2025-03-04"),
        ("between 3 and 12 March 2025", "2025-03-03/2025-03-12"),
        ("from December 20, 2024 to January 5, 2025", "2024-12-20/2025-01-05"),
        ("Feb. 28 to March 4, 2025", "2025-02-28/2025-03-04"),
        ("entre mars et mai 2024", "2024-03/2024-05"), ("on 31 April 2024", ""),
    ],
)  # fmt: skip
def test_dates_and_spans(printed: str, iso: str) -> None:
    assert [when.iso for when in dates(printed)] == ([iso] if iso else [])


@needs_articles
def test_every_figure_of_the_five_articles_is_proposed_and_little_else() -> None:
    assert ARTICLES
    data, false = load(ROOT / "data"), {}
    five = data.sources["source_id"][:5]
    wanted = [(row.source_id, row.unit, row.value, row.fragment) for row in rows(data.figures)]
    wanted += [(row.source_id, "sample", row.n, row.fragment) for row in rows(data.samples)]
    wanted = [one for one in wanted if one[0] in set(five)]
    assert len(wanted) == 27
    for source_id in five:
        article = articles.read(Path(ARTICLES) / f"{source_id}.txt")
        normal = sources.normalise(article.text)
        left = [each for each in find(article.text)[0] if each.kind != "fieldwork"]
        for _, kind, value, fragment in (one for one in wanted if one[0] == source_id):
            at = normal.index(sources.normalise(fragment))
            mine = [
                each
                for each in left
                if (each.kind, float(each.value)) == (kind, float(value))
                and at - len(each.fragment) < normal.index(sources.normalise(each.fragment))
                < at + len(fragment)
            ]  # fmt: skip
            assert mine, (source_id, fragment)
            left.remove(mine[0])
        false[source_id] = len(left)
    assert false == {"metodas": 0, "forbes_fr": 0, "la_libre": 0, "pandia": 1, "kiosque_burkina": 0}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1" * 3000, 0),  # no number of people
        ("61% " * 40, 40),
        ("1," * 2000 + " " * 2000 + "a b " * 500, 0),
        ("In a survey of 400 foxes in May 2024, 61% slept. " * 20, 60),
    ],
)
def test_odd_texts_are_read_and_what_stands_twice_has_no_fragment(text: str, found: int) -> None:
    proposals, _ = find(text)
    assert len(proposals) == found
    flat = sources.normalise(text)
    held = [each.fragment for each in proposals if each.fragment]
    assert all(len(sources.places(fragment, flat)) == 1 for fragment in held)
