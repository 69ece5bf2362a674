"""Cited numbers: what a reader of the check sees, and that rewriting touches nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quoted import citations as prose
from quoted.citations import rules
from quoted.citations.quantities import Quantities, facts, quantities
from quoted.language import Language, language
from quoted.language import catalogue as catalogues
from quoted.statistics import disclosure, estimates

EN, FR = language("en"), language("fr")
SURVEY = "lightricks_ama_2024"
FIGURES = [
    ("weekly_use", "executives", 2024, 61, SURVEY),
    ("weekly_use", "entry_level", 2024, 42, SURVEY),
    ("employer_training", "executives", 2024, 65, SURVEY),
    ("employer_training", "entry_level", 2024, 34, SURVEY),
    ("training_unmet", "executives", 2024, 13, SURVEY),
    ("training_unmet", "entry_level", 2024, 27, SURVEY),
    ("role_crucial", "executives", 2024, 48, SURVEY),
    ("role_crucial", "entry_level", 2024, 34, SURVEY),
    ("creative_confidence", "executives", 2024, 55, SURVEY),
    ("creative_confidence", "entry_level", 2024, 33, SURVEY),
    ("adoption", "all", 2024, 90, SURVEY),
    ("adoption", "all", 2023, 73, "statista_2023"),
]


def tables(**values: int) -> Any:
    """Return tables like the project's, with some figures changed."""
    rows = []
    for measure, group, year, value, survey in FIGURES:
        name = f"{measure}.{group}" + (f".{year}" if measure == "adoption" else "")
        value = values.get(name.replace(".", "__"), value)
        rows.append((name, survey, measure, group, year, float(value), "percent", "exact"))
    names = ("figure_id", "survey_id", "measure_id", "group", "year", "value", "unit", "qualifier")
    outlet = {"outlet_id": "odwyer", "relation": "independent", "note": ""}
    figure = {"measure_id": "weekly_use", "group": "executives", "year": 2024, "value_pct": 61.0}
    return SimpleNamespace(
        figures=pd.DataFrame(rows, columns=list(names)),
        sources=pd.DataFrame({"source_id": list("abcde")}),
        surveys=pd.DataFrame({"survey_id": [SURVEY, "statista_2023"]}),
        samples=pd.DataFrame(
            [(SURVEY, "all", 1000, "more_than")], columns=["survey_id", "group", "n", "qualifier"]
        ),
        disclosure=pd.DataFrame(
            [(SURVEY, item, "partial") for item in disclosure.ITEMS],
            columns=["survey_id", "item", "level"],
        ),
        corroboration=pd.DataFrame([outlet | figure]),
    )


KNOWN = {lang.code: quantities(tables(), lang) for lang in (EN, FR)}
CHANGED = quantities(tables(weekly_use__executives=60, training_unmet__executives=30), EN)


def notebook(*cells: str) -> dict[str, Any]:
    code = {"cell_type": "code", "metadata": {}, "source": ["'61%'"], "outputs": []}
    markdown = [{"cell_type": "markdown", "metadata": {}, "source": cell} for cell in cells]
    return {"cells": [code, *markdown], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def wrong(markdown: str, lang: Language = EN) -> list[tuple[str, str]]:
    found = prose.check(notebook(markdown), KNOWN[lang.code])
    return [(finding.found, finding.expected) for finding in found]


TRUE = [
    "[61%](#weekly_use.executives) against [**42%**](#weekly_use.entry_level)",
    "[19 points](#weekly_use.gap), [19\u00a0points](#weekly_use.gap), [+19](#weekly_use.gap)",
    "a [19-point](#weekly_use.gap) gap, [−14 points](#training_unmet.gap)",
    "ahead by [14 points](#training_unmet.reverse_gap)",
    "[18 to 20](#weekly_use.gap_rounding) for rounding, [19\npoints](#weekly_use.gap)",
    "from [11 to 26 points](#weekly_use.interval.200_800)",
    "between [8 and 29 points](#weekly_use.interval.200_800.deff2)",
    "from [8](#weekly_use.interval.200_800.deff2.low) to 29",
    "[59](#weekly_use.tip.deff1), [118](#weekly_use.tip.deff2)",
    "[More than 1,000](#lightricks_ama_2024.sample), [1,000](#lightricks_ama_2024.sample)",
    "[Five](#sources.count), [12](#figures.count), [twelve](#figures.count)",
    "[robust](#weekly_use.verdict), [conditional](#role_crucial.verdict)",
    "[not comparable](#adoption.verdict), [four](#verdicts.robust) of [five](#gaps.count)",
    "[6](#lightricks_ama_2024.score) of [12](#disclosure.fields)",
    "[one](#weekly_use.executives.agree) outlet",
    "[37%](#training_unmet.executives.rebased) of the [35%](#training_unmet.executives.base)",
    "[41%](#training_unmet.entry_level.rebased), [110](#role_crucial.tip.deff1)",
    "[31](#lightricks_ama_2024.floor.executives), [64](#lightricks_ama_2024.floor.entry_level)",
    "[95%](#method.level) intervals, [10%](#method.low_share)",
    "[Nearly two thirds](#employer_training.executives), [a third](#employer_training.entry_level)",
    "[most](#adoption.all.2024), [nearly twice](#employer_training.ratio)",
    "[the widest gap](#employer_training.gap_rank), [reversed](#training_unmet.gap)",
    '[5%](#not-ours "a convention")',
    "`61%`, $61\\%$ and [a page](https://example.org/61%25), [Figure 1](#divide)",
    "```\n61%\n```\n\n<img alt='61%'>\n\n$$\n61\\%\n$$",
    "5 pointers, point 3, in percent, 2024, the 61st",
]


@pytest.mark.parametrize("markdown", TRUE)
def test_what_the_data_say_passes(markdown: str) -> None:
    assert wrong(markdown) == []


FALSE = [
    ("[62%](#weekly_use.executives)", "“61%”"),
    ("[61](#weekly_use.gap)", "“19 points”"),
    ("[61 %](#weekly_use.executives)", "“61%”"),
    ("[14 points](#training_unmet.gap)", "“−14 points”"),
    ("[-14 points](#training_unmet.gap)", "“−14 points”"),
    ("[11 to 27 points](#weekly_use.interval.200_800)", "“11 to 26 points”"),
    ("[nearly two thirds](#weekly_use.executives)", "“more than half”"),
    ("[twice](#employer_training.ratio)", "“nearly twice”"),
    ("[the widest gap](#creative_confidence.gap_rank)", "“the second widest gap”"),
    ("[fragile](#weekly_use.verdict)", "“robust”"),
    ("[60%](#weekly_use.managers)", "a known quantity, not 'weekly_use.managers'"),
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
    (finding,) = prose.check(
        notebook("Fine.", "But [62%](#weekly_use.executives)."), KNOWN["en"], "notebooks/a.ipynb"
    )
    assert str(finding) == (
        "notebooks/a.ipynb, cell 3: found [62%](#weekly_use.executives), expected “61%”"
    )


def test_a_stray_mark_hides_nothing_and_titles_must_be_true() -> None:
    assert [found for found, _ in wrong("A ` here.\n\n61% and a ` there.")] == ["61%"]
    titled = notebook("Fine.") | {"metadata": {"title": "61% against 42%, not 77%"}}
    (finding,) = prose.check(titled, KNOWN["en"])
    assert str(finding) == "notebook, metadata: found 77%, expected a figure of the data"


def test_french_is_held_to_french_formats() -> None:
    right = "[61\u202f%](#weekly_use.executives), [11 à 26 points](#weekly_use.interval.200_800)"
    assert wrong(right, FR) == []
    assert [found for found, _ in wrong("[61%](#weekly_use.executives), 61\u202f%", FR)] == [
        "[61%](#weekly_use.executives)",
        "61\u202f%",
    ]


REWRITTEN = [
    ("[61%](#weekly_use.executives)", "[60%](#weekly_use.executives)"),
    ("[**61%**](#weekly_use.executives)", "[**60%**](#weekly_use.executives)"),
    ("[19-point](#weekly_use.gap)", "[18-point](#weekly_use.gap)"),
    ("[19\npoints](#weekly_use.gap)", "[18\npoints](#weekly_use.gap)"),
    ("[19\u00a0points](#weekly_use.gap)", "[18\u00a0points](#weekly_use.gap)"),
    ("[+19 points](#weekly_use.gap)", "[+18 points](#weekly_use.gap)"),
    ("[19](#weekly_use.gap)", "[18](#weekly_use.gap)"),
    ("[−14 points](#training_unmet.gap)", "[+3 points](#training_unmet.gap)"),
    ("[18 and 20](#weekly_use.gap_rounding)", "[17 and 19](#weekly_use.gap_rounding)"),
    ("[Seven](#sources.count)", "[Five](#sources.count)"),
    ("[fragile](#weekly_use.verdict)", "[robust](#weekly_use.verdict)"),
    ("[nearly two thirds](#weekly_use.executives)", "[nearly two thirds](#weekly_use.executives)"),
    ("`[61%](#weekly_use.executives)`", "`[61%](#weekly_use.executives)`"),
]


@pytest.mark.parametrize(("old", "new"), REWRITTEN)
def test_rewriting_states_the_new_number_in_the_manner_of_the_old(old: str, new: str) -> None:
    text = json.dumps(notebook(f"See {old}."), indent=1)
    rewritten = prose.rewrite(text, CHANGED)
    assert json.loads(rewritten)["cells"][1]["source"] == f"See {new}."
    assert prose.rewrite(rewritten, CHANGED) == rewritten


PIECES = ["[61%](#weekly_use.executives)", "[19\npoints](#weekly_use.gap)", "[a](b)", "`", "$"]
PIECES += ["\n", "\r\n", '"', "😀", "é", "\t", "[", "](", " - ", "\u2028", "</b>", "\\"]
SOURCES = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=12).map("".join)


@given(SOURCES, st.sampled_from([None, 1, 4]), st.booleans(), st.booleans())
def test_rewriting_changes_nothing_but_numbers(
    source: str, indent: int | None, ascii_only: bool, by_line: bool
) -> None:
    cell: Any = source.splitlines(keepends=True) if by_line else source
    text = json.dumps(notebook(cell), indent=indent, ensure_ascii=ascii_only)
    assert prose.rewrite(text, KNOWN["en"]) == text
    new = prose.rewrite(text, CHANGED)
    changed = [(a, b) for a, b in zip(text, new, strict=True) if a != b]
    assert {*changed} <= {("6", "6"), ("1", "0"), ("9", "8")}
    assert prose.rewrite(new, CHANGED) == new


def test_escapes_spacing_and_order_of_the_file_stay() -> None:
    old = (
        '{ "nbformat":4,"cells" : [\n{"source":["\\u00e9 \\ud83d\\ude00 [61\\u0025]'
        '(#weekly_use.executives)\\n", "[62%](#weekly_use.executives)"], '
        '"cell_type":"markdown", "metadata":{}} ] , "metadata":{}}\n\n'
    )
    assert prose.rewrite(old, KNOWN["en"]) == old.replace("62%", "61%")
    with pytest.raises(ValueError, match="no notebook"):
        prose.rewrite("[1]", KNOWN["en"])


def test_citations_link_to_rows_and_the_rest_becomes_text() -> None:
    markdown = (
        "[11 to 26](#weekly_use.interval.200_800), [61%](#weekly_use.executives), "
        '[95%](#method.level), [5%](#not-ours "why"), [Figure 1](#divide)'
    )
    linked = prose.linked(notebook(markdown), KNOWN["en"])
    assert linked["cells"][1]["source"] == (
        "[11 to 26](#weekly_use.gap), [61%](#weekly_use.executives), 95%, 5%, [Figure 1](#divide)"
    )


def test_every_figure_of_a_finished_text_is_accounted_for() -> None:
    text = "61% and 61 %, gaps of 19 and 31 points (−14 points; 11\nto 26 points), 5%, but 77%"
    assert prose.unaccounted(text, KNOWN["en"], also=["5%"]) == ["77%"]
    assert prose.unaccounted("25 to 26 points, 61 points", KNOWN["en"]) == [
        "26 points",
        "61 points",
    ]
    assert prose.unaccounted("26 points", KNOWN["en"], also=["26 points"]) == []
    french = "61\u202f%, 61\n%, de 11 à 26\u00a0points, 77\u202f%"
    assert prose.unaccounted(french, KNOWN["fr"]) == ["77\u202f%"]


def test_what_a_notebook_states_is_collected() -> None:
    source = '[5%](#not-ours "why"), [8](#weekly_use.interval.200_800.low), [a](#b) and 7%'
    assert prose.stated(notebook(source)) == ["5%", "8"]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a small project whose data can be exchanged, with a French catalogue."""
    (tmp_path / "notebooks").mkdir()
    text = "[61%](#weekly_use.executives) of executives,\n[more than half](#weekly_use.executives)."
    path = tmp_path / "notebooks" / "a.ipynb"
    path.write_text(json.dumps(notebook(text), indent=1), encoding="utf-8")
    monkeypatch.setattr(prose, "_tables", lambda root: tables())
    folder = tmp_path / catalogues.catalogue_path("fr").parent
    folder.mkdir(parents=True)
    (folder / "quoted.po").write_text(
        'msgid "[61%](#weekly_use.executives) of executives, '
        '[more than half](#weekly_use.executives)."\n'
        'msgstr "[plus de la moitié](#weekly_use.executives) des cadres dirigeants, '
        '[61\u202f%](#weekly_use.executives)."\n',
        encoding="utf-8",
    )
    catalogues.update(tmp_path)
    return tmp_path


def test_a_changed_figure_is_found_in_both_languages_and_repaired(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert prose.findings(project) == []
    assert prose.write(project) == []
    monkeypatch.setattr(prose, "_tables", lambda root: tables(weekly_use__executives=45))
    before = prose.findings(project)
    assert [(f.code, f.found.split("]")[0]) for f in before] == [
        ("en", "[61%"),
        ("en", "[more than half"),
        ("fr", "[plus de la moitié"),
        ("fr", "[61\u202f%"),
    ]
    assert "(fr, '[61%](#weekly_use.executives) of" in str(before[-1])
    names = [path.name for path in prose.write(project)]
    assert names == ["a.ipynb", "quoted.pot", "quoted.po"]
    assert catalogues.missing("fr", project) == []
    after = prose.findings(project)
    assert [f.found.split("]")[0] for f in after] == ["[more than half", "[plus de la moitié"]
    assert "45\u202f%" in (project / catalogues.catalogue_path("fr")).read_text("utf-8")


@pytest.mark.parametrize("kind", sorted({rule.kind for rule in rules.RULES}))
def test_every_phrase_is_true_of_something_and_false_of_something(kind: str) -> None:
    values: Any = range(101) if kind == "percent" else [n / 100 for n in range(-99, 300)]
    if kind in ("rank", "part"):
        values = [(k, n) for n in range(1, 8) for k in range(n + 1)]
    for rule in (rule for rule in rules.RULES if rule.kind == kind):
        assert len({bool(rule.holds(value)) for value in values}) == 2, rule.phrases


@pytest.mark.parametrize(
    ("pct", "phrase", "true"),
    [
        (65, "nearly two thirds", True),
        (67, "nearly two thirds", False),
        (67, "more than two thirds", False),
        (34, "more than a third", True),
        (33, "more than a third", False),
        (50, "more than half", False),
        (48, "nearly half", True),
        (34, "one in three", True),
        (35, "one in three", False),
    ],
)
def test_phrases_mind_the_rounding(pct: float, phrase: str, true: bool) -> None:
    assert (phrase in rules.true_phrases("percent", pct, EN)) is true


def test_quantities_are_the_same_in_every_language() -> None:
    assert isinstance(KNOWN["fr"], Quantities)
    assert KNOWN["en"].keys() == KNOWN["fr"].keys()
    assert all(quantity.forms for quantity in KNOWN["fr"].values())


DERIVED = {fact.id: fact for fact in facts(tables())}


def given_sizes(level: str = "partial", **n: int) -> Any:
    """Return the tables, had these sizes been published and the rest disclosed to a level."""
    data = tables()
    rows = [(SURVEY, group, size, "exact") for group, size in n.items()]
    data.samples = pd.DataFrame(rows, columns=data.samples.columns)
    data.disclosure = data.disclosure.assign(level=level)
    return data


def test_scenarios_are_of_the_published_total_and_named_by_it() -> None:
    known = {fact.id: fact.value for fact in facts(given_sizes(all=400))}
    limits = estimates.difference_interval(0.61 * 80, 80, 0.42 * 320, 320)
    assert known["weekly_use.interval.80_320"] == (100 * limits.low, 100 * limits.high)
    assert known["weekly_use.verdict"] == estimates.verdict(61, 42, 400)
    assert known["method.total"] == 400
    assert not [name for name in known if "200_800" in name]


def test_published_group_sizes_give_one_interval_and_no_verdict() -> None:
    known = {
        fact.id: fact.value
        for fact in facts(given_sizes("disclosed", executives=400, entry_level=600))
    }
    limits = estimates.difference_interval(0.61 * 400, 400, 0.42 * 600, 600)
    assert known["weekly_use.interval"] == (100 * limits.low, 100 * limits.high)
    assert {"weekly_use.verdict", "weekly_use.interval.200_800", "method.total"}.isdisjoint(known)
    assert known["verdicts.robust"] == (0, 6)


def test_without_a_size_there_is_no_interval_and_no_verdict() -> None:
    for data in (given_sizes(), given_sizes("absent", all=1000)):
        known = {fact.id for fact in facts(data)}
        assert not [name for name in known if ".interval" in name or ".bias_margin" in name]
        assert {name for name in known if name.endswith(".verdict")} == {"adoption.verdict"}
        assert "weekly_use.gap" in known


def test_ratios_and_readings_are_stated_where_they_are_defined() -> None:
    def known(**values: int) -> set[str]:
        return {fact.id for fact in facts(tables(**values))}

    both = {"weekly_use.ratio", "weekly_use.reverse_ratio"}
    assert both <= known()
    assert both & known(weekly_use__executives=0) == {"weekly_use.ratio"}
    assert both & known(weekly_use__entry_level=0) == {"weekly_use.reverse_ratio"}
    assert not both & known(weekly_use__executives=0, weekly_use__entry_level=0)
    assert both <= known(weekly_use__executives=100, weekly_use__entry_level=100)
    for trained in (90, 100):
        left = known(employer_training__executives=trained)
        assert "training_unmet.executives.rebased" not in left
        assert {"training_unmet.entry_level.rebased", "training_unmet.executives.base"} <= left


def with_later_survey() -> Any:
    """Return the tables with a second survey that asks one of the questions a year later."""
    data = tables()
    asked = data.figures["measure_id"] == "weekly_use"
    later = data.figures[asked].assign(survey_id="statista_2023", year=2025, value=[70.0, 69.0])
    later["figure_id"] += ".2025"
    data.figures = pd.concat([data.figures, later], ignore_index=True)
    scored = data.disclosure.assign(survey_id="statista_2023")
    data.disclosure = pd.concat([data.disclosure, scored])
    size = data.samples.assign(survey_id="statista_2023", n=400)
    data.samples = pd.concat([data.samples, size])
    return data


def test_pairs_of_several_years_are_named_by_theirs() -> None:
    known = {fact.id: fact.value for fact in facts(with_later_survey())}
    assert known["weekly_use.2024.gap"] == pytest.approx(19)
    assert known["weekly_use.2025.gap"] == pytest.approx(1)
    assert known["weekly_use.2025.gap_rank"] == (6, 6)
    assert "weekly_use.2025.interval.80_320" in known
    assert known["weekly_use.verdict"] == "not comparable"
    assert "weekly_use.gap" not in known
    assert (known["gaps.count"], known["verdicts.count"]) == (6, 8)
    assert "method.total" not in known


def test_floors_are_of_one_survey() -> None:
    known = {fact.id: fact.value for fact in facts(with_later_survey())}
    for group in ("executives", "entry_level"):
        name = f"{SURVEY}.floor.{group}"
        assert known[name] == DERIVED[name].value
    assert known["statista_2023.floor.executives"] == estimates.sample_size_floor([70])
    assert known["statista_2023.floor.entry_level"] == estimates.sample_size_floor([69])
