"""Cited numbers: what the check finds, what rewriting changes, and that it touches nothing else."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import invented
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quoted import citations
from quoted.citations import phrases
from quoted.citations.quantities import quantities
from quoted.data.tables import Tables
from quoted.language import Language, language
from quoted.language import catalogue as catalogues

EN, FR = language("en"), language("fr")
TABLES = invented.tables()


def changed(**values: float) -> Tables:
    """Return the tables with other numbers, `__` for the dots of their ids."""
    new = {name.replace("__", "."): value for name, value in values.items()}
    old = TABLES.figures
    value = old["figure_id"].map(new).astype(float).fillna(old["value"])
    return dataclasses.replace(TABLES, figures=old.assign(value=value))


KNOWN = {lang.code: quantities(TABLES, lang) for lang in (EN, FR)}
CHANGED = quantities(changed(daily__women__2024=53.4, rain__trainees=31), EN)
"""52.4% is 53.4%, so a gap of 5.3 points 6.3; 18 points, of 3%, are minus 10."""


def notebook(*cells: Any) -> dict[str, Any]:
    code = {"cell_type": "code", "metadata": {}, "source": ["'61%'"], "outputs": []}
    markdown = [{"cell_type": "markdown", "metadata": {}, "source": cell} for cell in cells]
    return {"cells": [code, *markdown], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def wrong(markdown: str, lang: Language = EN) -> list[tuple[str, str]]:
    found = citations.check(notebook(markdown), KNOWN[lang.code])
    return [(finding.found, finding.expected) for finding in found]


TRUE = [
    "[52.4%](#daily.women.2024) against [**47.1%**](#daily.men.2024), [52.4](#daily.women.2024)",
    "[18 points](#rain.managers_trainees.gap), [18\u00a0points](#rain.managers_trainees.gap)",
    "[+18](#rain.managers_trainees.gap), a [18-point](#rain.managers_trainees.gap) gap",
    "[−25 points](#daily.managers_trainees.2022.gap), [0.0\npoints](#theft.2023.gap)",
    "[5.2 to 5.4](#daily.women_men.2024.gap_rounding) for rounding",
    "from [63 to 72 points](#office.trained.interval.400_1600)",
    "between [61 and 74 points](#office.trained.interval.400_1600.deff2)",
    "[64](#daily.managers_clerks.2022.tip.deff1), [1,420](#daily.women_men.2024.tip.deff2)",
    "[More than 2,000](#office.sample), [2,000](#office.sample), [412](#riders.sample.women.2024)",
    "[Three](#sources.count), [24](#figures.count), [twelve](#riders.figures)",
    "[robust](#office.trained.verdict), [fragile](#rain.managers_clerks.verdict)",
    "[clear of zero](#repairs.verdict), [none](#verdicts.robust) of [six](#gaps.count)",
    "[12](#riders.score) of [12](#disclosure.fields), [D](#lawyers.grade)",
    "[95%](#method.level) intervals, [10%](#method.low_share)",
    "[A third](#trained.women), [more than half](#repairs.partners), [most](#repairs.women)",
    "[the widest gap](#repairs.gap_rank), [lower](#daily.women_men.2023.gap)",
    "[all](#office.managers_trainees.verdicts.robust), [1,500](#parked) bicycles",
    '[5%](#not-ours "a convention")',
    "`61%`, $61\\%$ and [a page](https://example.org/61%25), [a chart](#divide)",
    "```\n61%\n```\n\n<img alt='61%'>\n\n$$\n61\\%\n$$",
    "5 pointers, point 3, in percent, 2024, the 61st",
]


@pytest.mark.parametrize("markdown", TRUE)
def test_what_the_data_say_passes(markdown: str) -> None:
    assert wrong(markdown) == []


FALSE = [
    ("[53.4%](#daily.women.2024)", "“52.4%”"),
    ("[52%](#daily.women.2024)", "“52.4%”"),
    ("[52.5%](#daily.women.2024)", "“52.4%”"),
    ("[18](#gaps.count)", "“6”"),
    ("[seven](#gaps.count)", "“6”"),
    ("[60 %](#rain.partners)", "“60%”"),
    ("[25 points](#daily.managers_trainees.2022.gap)", "“−25 points”"),
    ("[-25 points](#daily.managers_trainees.2022.gap)", "“−25 points”"),
    ("[63 to 73 points](#office.trained.interval.400_1600)", "“63 to 72 points”"),
    ("[nearly half](#repairs.partners)", "“more than half”"),
    ("[the widest gap](#theft.2023.gap_rank)", "“the narrowest gap”"),
    ("[fragile](#office.trained.verdict)", "“robust”"),
    ("[60%](#daily.bosses)", "a known quantity, not 'daily.bosses'"),
    ("[more than 2,001](#office.sample)", "“more than 2,000”"),
    ("[5%](#not-ours)", "a reason"),
]


@pytest.mark.parametrize(("markdown", "expected"), FALSE)
def test_what_they_do_not_say_is_found(markdown: str, expected: str) -> None:
    ((found, choice),) = wrong(f"We read {markdown}, they say.")
    assert found == markdown
    assert expected in choice


UNCITED = ["61%", "61 %", "61\u202f%", "61\\%", "61&nbsp;%", "**61**%", "61 percent", "61 per cent"]
UNCITED += ["61 pour cent", "19 points", "1 point", "19-point", "3.5 pp", "nineteen points"]
UNCITED += ["soixante pour cent", "19 percentage points", "2.5 pts"]


@pytest.mark.parametrize("figure", UNCITED)
def test_a_figure_without_citation_is_found(figure: str) -> None:
    assert len(wrong(f"As many as {figure}, they say.")) == 1
    assert len(wrong(f"As many as [{figure}](https://example.org), they say.")) == 1


def test_a_finding_names_notebook_cell_found_and_expected() -> None:
    (finding,) = citations.check(
        notebook("Fine.", "But [62%](#rain.partners)."), KNOWN["en"], "notebooks/a.ipynb"
    )
    assert str(finding) == (
        "notebooks/a.ipynb, cell 3: found [62%](#rain.partners), expected “60%” or “more than "
        "half” or “over half” or “a majority” or “the majority” or “most”"
    ).replace(" or “more than half” or “over half” or “a majority” or “the majority” or “most”", "")


def test_a_finding_in_a_translation_names_what_its_message_begins_with() -> None:
    said = str(citations.Finding("a.ipynb", 3, "[61%](#use)", "“62%”", "fr", "Of riders, " * 40))
    begins = ("Of riders, " * 8)[:79] + "…"
    assert said == f"a.ipynb, cell 3 (fr, {begins!r}): found [61%](#use), expected “62%”"


def test_words_are_offered_where_words_were_found() -> None:
    ((_, choice),) = wrong("[half](#repairs.partners)")
    assert choice.startswith("“52%” or “more than half” or “over half” or ")


def test_a_stray_mark_hides_nothing_and_titles_must_be_true() -> None:
    assert [found for found, _ in wrong("A ` here.\n\n61% and a ` there.")] == ["61%"]
    titled = notebook("Fine.") | {"metadata": {"title": "52.4% against 47.1%, not 78%"}}
    (finding,) = citations.check(titled, KNOWN["en"])
    assert str(finding) == "notebook, metadata: found 78%, expected a figure of the data"


def test_french_is_held_to_french_formats() -> None:
    right = "[52,4\u202f%](#daily.women.2024), [63 à 72 points](#office.trained.interval.400_1600)"
    assert wrong(right, FR) == []
    assert wrong("[1,4 point](#trained.gap)", FR) == []
    assert [found for found, _ in wrong("[52.4%](#daily.women.2024), 61\u202f%", FR)] == [
        "[52.4%](#daily.women.2024)",
        "61\u202f%",
    ]


# Charts and tables by their numbers.


def shown(*outputs: str) -> dict[str, Any]:
    """Return a notebook whose code shows charts (`#id`) and tables (`id`), in order."""
    cells = []
    for id_ in outputs:
        svg, table = {"caption": "a", "id": id_[1:]}, f'<table id="{id_}"><caption>a</caption>'
        output = {
            "data": {"text/html": [] if id_[0] == "#" else [table]},
            "metadata": {"image/svg+xml": svg} if id_[0] == "#" else {},
        }
        cells.append({"cell_type": "code", "metadata": {}, "source": "", "outputs": [output]})
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def test_charts_and_tables_are_numbered_each_by_themselves() -> None:
    book = shown("#divide", "figures", "#gaps", "verdicts")
    assert citations.numbered(book) == {"divide": 1, "figures": 1, "gaps": 2, "verdicts": 2}
    plain = {"output_type": "stream", "text": "x"}
    odd = {"data": {"text/html": '<table id="a"><tr>'}, "metadata": {"image/svg+xml": {"id": "b"}}}
    book["cells"][0]["outputs"] += [plain, odd]  # without a caption no number
    assert "a" not in citations.numbered(book) and "b" not in citations.numbered(book)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("[Figure 2](#gaps)", None),
        ("[figure 2](#gaps)", None),
        ("[Table\u00a01](#figures)", None),
        ("[tableau 1](#figures)", None),
        ("[the second figure](#gaps)", None),
        ("[Figure 2 and more](#gaps)", None),
        ("[Figure 3](#gaps)", "“Figure 2”"),
        ("[tableau 2](#figures)", "“tableau 1”"),
        ("[figure 1](#gaps)", "“figure 2”"),
        ("[Figure 1](#tipping)", "a chart or table shown here"),
    ],
)
def test_a_chart_is_called_by_its_number(link: str, expected: str | None) -> None:
    book = shown("#divide", "figures", "#gaps")
    book["cells"].append({"cell_type": "markdown", "metadata": {}, "source": f"As {link} shows"})
    found = [(f.cell, f.found, f.expected) for f in citations.check(book, KNOWN["en"])]
    assert found == ([(4, link, expected)] if expected else [])


# Places.


PLACES = {
    "daily.women.2024": "Daily | 52.4% | women",
    "verdicts": "How far each of 6 gaps … 16 …",
    "repairs.gap": "Repair | 100 (99 to 100)",
    "office.trained.gap": "Lessons | 61\u00a0to 74",
}


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("[52.4%](#daily.women.2024)", None),
        ("[six](#gaps.count)", None),
        ("[the widest gap](#repairs.gap_rank)", None),
        ("[61 to 74 points](#office.trained.interval.400_1600.deff2)", None),
        ("[2,000](#office.sample)", None),  # the page that printed it
        ("[63 to 72 points](#office.trained.interval.400_1600)",
         "'office.trained.gap' to hold '63 to 72 points'"),
        ("[47.1%](#daily.men.2024)", "a row, table or chart to lead to, not 'daily.men.2024'"),
        ("[one](#verdicts.clear)", "'verdicts' to hold '1'"),  # not of 16
    ],
)  # fmt: skip
def test_a_number_leads_to_a_place_that_holds_it(markdown: str, expected: str | None) -> None:
    found = citations.unheld(notebook(markdown), KNOWN["en"], PLACES, "a.ipynb")
    assert [f.expected for f in found] == ([expected] if expected else [])
    assert all(str(f).startswith(f"a.ipynb, cell 2: found {markdown}, expected ") for f in found)


# Rewriting.


REWRITTEN = [
    ("[52.4%](#daily.women.2024)", "[53.4%](#daily.women.2024)"),
    ("[52.4 %](#daily.women.2024)", "[53.4%](#daily.women.2024)"),
    ("[**52.4%**](#daily.women.2024)", "[**53.4%**](#daily.women.2024)"),
    ("[5.3-point](#daily.women_men.2024.gap)", "[6.3-point](#daily.women_men.2024.gap)"),
    ("[5.3\npoints](#daily.women_men.2024.gap)", "[6.3\npoints](#daily.women_men.2024.gap)"),
    ("[5.3\u00a0points](#daily.women_men.2024.gap)",
     "[6.3\u00a0points](#daily.women_men.2024.gap)"),
    ("[+5.3 points](#daily.women_men.2024.gap)", "[+6.3 points](#daily.women_men.2024.gap)"),
    ("[5.3](#daily.women_men.2024.gap)", "[6.3](#daily.women_men.2024.gap)"),
    ("[+18 points](#rain.managers_trainees.gap)", "[−10 points](#rain.managers_trainees.gap)"),
    ("[5.2 and 5.4](#daily.women_men.2024.gap_rounding)",
     "[6.2 and 6.4](#daily.women_men.2024.gap_rounding)"),
    ("[Seven](#sources.count)", "[Three](#sources.count)"),
    ("[seven](#figures.count)", "[24](#figures.count)"),
    ("[fragile](#office.trained.verdict)", "[robust](#office.trained.verdict)"),
    ("[nearly half](#repairs.partners)", "[nearly half](#repairs.partners)"),
    ("`[52.4%](#daily.women.2024)`", "`[52.4%](#daily.women.2024)`"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), REWRITTEN)
def test_rewriting_states_the_new_number_in_the_manner_of_the_old(old: str, new: str) -> None:
    text = json.dumps(notebook(f"See {old}."), indent=1)
    rewritten = citations.rewrite(text, CHANGED)
    assert json.loads(rewritten)["cells"][1]["source"] == f"See {new}."
    assert citations.rewrite(rewritten, CHANGED) == rewritten


PIECES = ["[52.4%](#daily.women.2024)", "[5.3\npoints](#daily.women_men.2024.gap)", "[a](b)", "`"]
PIECES += ["$", "\n", "\r\n", '"', "😀", "é", "\t", "[", "](", " - ", "\u2028", "</b>", "\\"]
SOURCES = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=12).map("".join)


@settings(max_examples=60)
@given(SOURCES, st.sampled_from([None, 1, 4]), st.booleans(), st.booleans())
def test_rewriting_changes_nothing_but_numbers(
    source: str, indent: int | None, ascii_only: bool, by_line: bool
) -> None:
    cell: Any = source.splitlines(keepends=True) if by_line else source
    text = json.dumps(notebook(cell), indent=indent, ensure_ascii=ascii_only)
    assert citations.rewrite(text, KNOWN["en"]) == text
    new = citations.rewrite(text, CHANGED)
    altered = {(a, b) for a, b in zip(text, new, strict=True) if a != b}
    assert altered <= {("2", "3"), ("5", "6")}
    assert citations.rewrite(new, CHANGED) == new


def test_escapes_spacing_and_order_of_the_file_stay() -> None:
    old = (
        '{ "nbformat":4,"cells" : [\n{"source":["\\u00e9 \\ud83d\\ude00 [60\\u0025]'
        '(#rain.partners)\\n", "[62%](#rain.partners)"], '
        '"cell_type":"markdown", "metadata":{}} ] , "metadata":{}}\n\n'
    )
    assert citations.rewrite(old, KNOWN["en"]) == old.replace("62%", "60%")
    with pytest.raises(ValueError, match="no notebook"):
        citations.rewrite("[1]", KNOWN["en"])


# Links, and what a finished text holds.


def test_citations_link_to_rows_and_the_rest_becomes_text() -> None:
    markdown = (
        "[63 to 72](#office.trained.interval.400_1600), [60%](#rain.partners), "
        '[412](#riders.sample.women.2024), [5%](#not-ours "why"), [Figure 1](#divide)'
    )
    linked = citations.linked(notebook(markdown), KNOWN["en"])
    assert linked["cells"][1]["source"] == (
        "[63 to 72](#office.trained.gap), [60%](#rain.partners), "
        "[412](https://example.org/courier#:~:text=412%20women%20of%20the%20riders%20in%202024), "
        "5%, [Figure 1](#divide)"
    )


def test_every_figure_of_a_finished_text_is_accounted_for() -> None:
    text = "52.4% and 60 %, gaps of 18 and 1.4 points (−25 points; 63\nto 72 points), 5%, but 78.5%"
    assert citations.unaccounted(text, KNOWN["en"], also=["5%"]) == ["78.5%"]
    assert citations.unaccounted("71 to 72 points, 61 points", KNOWN["en"]) == [
        "72 points",
        "61 points",
    ]
    assert citations.unaccounted("72 points", KNOWN["en"], also=["72 points"]) == []
    french = "52,4\u202f%, 60\n%, de 63 à 72\u00a0points, 78\u202f%"
    assert citations.unaccounted(french, KNOWN["fr"]) == ["78\u202f%"]
    hyphen = "a 18-point gap of 52 percent"
    assert citations.unaccounted(hyphen, KNOWN["en"]) == []  # 52% is the partners'


def test_rows_of_digits_are_read_in_no_time() -> None:
    assert citations.unaccounted("1\u00a0" * 20_000, KNOWN["en"]) == []  # took minutes


def test_what_a_notebook_states_is_collected() -> None:
    source = '[5%](#not-ours "why"), [60%](#rain.partners), [a](#b) and 7%'
    assert citations.stated(notebook(source)) == ["5%", "60%"]


# A project whose data change.


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a small project whose data can be exchanged, with a French catalogue."""
    (tmp_path / "notebooks").mkdir()
    text = "[52.4%](#daily.women.2024) of women,\n[more than half](#daily.women.2024)."
    path = tmp_path / "notebooks" / "a.ipynb"
    path.write_text(json.dumps(notebook(text), indent=1), encoding="utf-8")
    folder = tmp_path / catalogues.catalogue_path("fr").parent
    folder.mkdir(parents=True)
    (folder / "quoted.po").write_text(
        'msgid "[52.4%](#daily.women.2024) of women, [more than half](#daily.women.2024)."\n'
        'msgstr "[plus de la moitié](#daily.women.2024) des femmes, '
        '[52,4\u202f%](#daily.women.2024)."\n',
        encoding="utf-8",
    )
    catalogues.update(tmp_path)
    return tmp_path


def test_a_changed_figure_is_found_in_both_languages_and_repaired(project: Path) -> None:
    assert citations.findings(project, KNOWN) == []
    assert citations.write(project, KNOWN) == []
    tables = changed(daily__women__2024=45)
    new = {lang.code: quantities(tables, lang) for lang in (EN, FR)}
    before = citations.findings(project, new)
    assert [(f.code, f.found.split("]")[0]) for f in before] == [
        ("en", "[52.4%"),
        ("en", "[more than half"),
        ("fr", "[plus de la moitié"),
        ("fr", "[52,4\u202f%"),
    ]
    assert "(fr, '[52.4%](#daily.women.2024) of" in str(before[-1])
    names = [path.name for path in citations.write(project, new)]
    assert names == ["a.ipynb", "quoted.pot", "quoted.po"]
    assert catalogues.missing("fr", project) == []
    after = citations.findings(project, new)
    assert [f.found.split("]")[0] for f in after] == ["[more than half", "[plus de la moitié"]
    assert "45,0\u202f%" in (project / catalogues.catalogue_path("fr")).read_text("utf-8")


def test_places_are_looked_at_where_a_report_names_them(project: Path) -> None:
    held = {"daily.women.2024": "52.4% | more than half"}
    assert citations.findings(project, KNOWN, held) == []
    (one, other) = citations.findings(project, KNOWN, {})
    assert "a row, table or chart to lead to" in str(one) and one.cell == other.cell == 2


# Phrases.


@pytest.mark.parametrize("rule", phrases.RULES, ids=lambda rule: rule.phrases.split(" /")[0])
def test_every_phrase_is_true_of_something_and_false_of_something(rule: phrases.Rule) -> None:
    values: Any = range(101) if rule.kind == "percent" else range(-9, 9)
    if rule.kind in ("rank", "part"):
        values = [(k, n) for n in range(1, 8) for k in range(n + 1)]
    assert len({bool(rule.holds(value)) for value in values}) == 2


@pytest.mark.parametrize(
    ("phrase", "first", "last"),
    [
        ("nearly all", 95, 99),
        ("more than three quarters", 76, 90),
        ("three quarters", 75, 75),
        ("about three quarters", 73, 77),
        ("nearly three quarters", 72, 74),
        ("more than two thirds", 68, 81),
        ("two thirds", 66, 67),
        ("about two thirds", 65, 69),
        ("nearly two thirds", 63, 66),
        ("more than half", 51, 65),
        ("a majority", 51, 100),
        ("half", 50, 50),
        ("about half", 48, 52),
        ("nearly half", 47, 49),
        ("fewer than half", 25, 49),
        ("a minority", 0, 49),
        ("more than a third", 34, 48),
        ("a third", 33, 34),
        ("about a third", 31, 35),
        ("nearly a third", 30, 32),
        ("more than a quarter", 26, 40),
        ("a quarter", 25, 25),
        ("about a quarter", 23, 27),
    ],
)
def test_of_which_percentages_a_phrase_is_true(phrase: str, first: int, last: int) -> None:
    true = [pct for pct in range(101) if phrase in phrases.true_phrases("percent", pct, EN)]
    assert true == list(range(first, last + 1))


@pytest.mark.parametrize(
    ("kind", "value", "said", "unsaid"),
    [
        ("rank", (1, 5), "the widest", "the second widest"),
        ("rank", (2, 5), "the second widest", "the narrowest"),
        ("rank", (5, 5), "the narrowest", "the widest"),
        ("part", (5, 5), "all", "all but one"),
        ("part", (4, 5), "all but one", "all"),
        ("part", (3, 5), "most of", "none"),
        ("part", (2, 4), "", "most of"),
        ("part", (0, 5), "none", "most of"),
        ("points", 0.1, "higher", "lower"),
        ("points", -0.1, "lower", "higher"),
        ("points", 0, "", "lower"),
    ],
)
def test_words_of_order_and_part(kind: str, value: Any, said: str, unsaid: str) -> None:
    found = phrases.true_phrases(kind, value, EN)
    assert not said or said in found
    assert unsaid not in found


def test_whole_numbers_are_spelled_up_to_twelve() -> None:
    assert [phrases.spelled(n, EN) for n in (-1, 0, 1, 12, 13)] == [
        [], ["zero"], ["one"], ["twelve"], []
    ]  # fmt: skip
    assert phrases.spelled(1, FR) == ["un", "une"] and phrases.spelled(12, FR) == ["douze"]
