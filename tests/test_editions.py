"""Both editions: charts fit in every language, nothing is untranslated, every number is told."""

from __future__ import annotations

import json
import re
import shutil
from functools import cache
from pathlib import Path

import chart_checks as checks
import pypdf
import pytest

from quoted import citations as prose
from quoted import cli
from quoted.build import steps
from quoted.build.inputs import STATE, BuildError
from quoted.charts import theme
from quoted.data import tables
from quoted.language import PSEUDO, SOURCE, catalogue, language
from quoted.language import markdown as md
from quoted.report import gallery
from quoted.report.findings import BIAS
from quoted.report.quantities import known, quantities
from quoted.report.readings import readings
from quoted.statistics import corroboration
from quoted.statistics.comparisons import comparisons

ROOT = Path(__file__).parents[1]
TABLES = tables.load(ROOT / "data")
CHARTS = list(gallery.charts(TABLES, language(SOURCE)))
REPORTS = {code: ROOT / "report" / f"report.{code}.pdf" for code in (SOURCE, "fr")}
AXIS = re.compile(r"(?<!\d)0\s?%(?:\s+[1-9]00?\s?%)+")
"""The ticks of an axis as a PDF's text has them: 0% 20% 40%."""


@cache
def charts(code):
    return list(gallery.charts(TABLES, language(code)).values())


@pytest.mark.parametrize("code", [SOURCE, "fr", PSEUDO])
@pytest.mark.parametrize("number", range(len(CHARTS)), ids=CHARTS)
def test_every_chart_fits_in_every_language(number, code):
    # where English and French are set on a slide, the build has found them room
    for destination in ("slide", "half", "column") if code == PSEUDO else ("half", "column"):
        with theme.style():
            figure = charts(code)[number].figure(destination)
            found = [
                *checks.clipped(figure),
                *checks.text_on_text(figure),
                *checks.missing_glyphs(figure),
            ]
            assert not found, destination
            smallest = min(ink.size for ink in checks.inks(figure))
            assert smallest >= checks.FLOORS[destination][0], destination


@pytest.mark.parametrize("code", catalogue.codes(ROOT))
def test_no_message_is_missing_fuzzy_or_stale(code):
    assert catalogue.missing(code, ROOT) == []


def test_findings_of_other_outlets_are_in_french():
    wordings = {w for row in corroboration.summary(TABLES)["wordings"] for w in row}
    lang = language("fr")
    assert wordings
    assert [wording for wording in wordings if lang.text(wording) == wording] == []


def test_french_is_set_as_the_french_set_it():
    wrong = [
        (text, match[0])
        for message in catalogue.read("fr", ROOT)
        if message.id
        for text in (message.string if isinstance(message.string, tuple) else [message.string])
        for match in re.finditer(r"['\"“”]|[ \u00a0][;:?!%»]|« |\w[;?!%»]", md.prose(text))
    ]
    assert wrong == []


# Every number of the finished reports


def told(text, code):
    """Return the figures of a text that nothing accounts for, ticks of axes left out."""
    lang = language(code)
    notebook = json.loads((ROOT / "notebooks" / "report.ipynb").read_text("utf-8"))
    cited = prose.stated(catalogue.translate_notebook(notebook, lang))
    elsewhere = [lang.percent(value) for value in TABLES.corroboration["value_pct"]]
    # computed, in tables alone: no sentence states them, so they are no quantities
    shown = [lang.percent(reading.of_all.estimate) for reading in readings(TABLES)]
    for gap in (gap for comparison in comparisons(TABLES) for gap in comparison.gaps):
        if (share := gap.breaking_points().least_share) is not None and share < 100:
            shown.append(lang.percent(share))
    bias = lang("{n} points", n=lang.number(BIAS, 1))
    printed = TABLES.figures["fragment"]  # in the article's language: 41.5% in French as well
    known = quantities(TABLES, lang)
    also = [*cited, *elsewhere, *shown, bias, *printed]
    return prose.unaccounted(AXIS.sub("", text), known, also)


@pytest.fixture(params=REPORTS)
def report(request):
    if not any(path.exists() for path in REPORTS.values()):
        pytest.skip("no report is built: run make report")
    return request.param, pypdf.PdfReader(REPORTS[request.param])


def test_a_report_names_its_language(report):
    code, pdf = report
    assert pdf.trailer["/Root"]["/Lang"] == code


def test_a_report_that_the_exporter_warns_of_is_not_written(monkeypatch):
    right = prose.linked
    (ROOT / STATE).mkdir(exist_ok=True)
    steps._write_numbers(ROOT)

    def linked(notebook, known):
        result = right(notebook, known)
        result["cells"][-1]["source"] += "\n\nSee [there](#nowhere)."
        return result

    monkeypatch.setattr(prose, "linked", linked)
    monkeypatch.setattr(steps, "replace", lambda path, content: pytest.fail("written"))
    with pytest.raises(BuildError, match=r"warns: cell \d+: no place '#nowhere' to link to"):
        steps._write_report(ROOT, "en")


def test_every_figure_of_a_report_is_accounted_for(report):
    code, pdf = report
    text = "\n".join(page.extract_text() for page in pdf.pages)
    assert language(code).percent(61) in text
    assert told(text, code) == []


@pytest.mark.parametrize("code", REPORTS)
def test_a_planted_figure_is_found(code):
    lang = language(code)
    share = next(said for n in range(1, 100) if told(said := lang.percent(n), code))
    points = next(said for n in range(2, 100) if told(said := lang.points(n), code))
    tick = next(said for n in range(10, 100, 10) if told(said := lang.percent(n), code))
    assert told(f"{share} and {points}", code) == [share, points]
    assert told(f"{lang.percent(0)} {tick} and then {tick}", code) == [tick]
    assert told(f"{lang.percent(61)}, {lang.percent(42)}, {lang.points(19)}", code) == []


# A figure that changes


@pytest.fixture
def copy(tmp_path):
    """A copy of the project in which 60% of executives use AI weekly, where 61% did."""
    for name in ("data", "notebooks", "src/quoted/locale"):
        shutil.copytree(ROOT / name, tmp_path / name)
    figures = tmp_path / "data" / "figures.csv"
    rows = figures.read_text("utf-8").splitlines(keepends=True)
    changed = [row.replace(",61,", ",60,") if "weekly_use.exec" in row else row for row in rows]
    assert sum(a != b for a, b in zip(rows, changed, strict=True)) == 1
    figures.write_text("".join(changed), "utf-8")
    return tmp_path


def stating(root, *citations):
    """Return notebook and cell of the English sentences that hold one of some citations."""
    return {
        (path.relative_to(root).as_posix(), number)
        for path in (root / "notebooks").glob("*.ipynb")
        for number, cell in enumerate(json.loads(path.read_text("utf-8"))["cells"], start=1)
        if cell["cell_type"] == "markdown"
        and any(citation in "".join(cell["source"]) for citation in citations)
    }


def test_a_changed_figure_fails_with_each_sentence_in_both_languages(copy):
    found = prose.findings(copy, known(copy))
    share = stating(copy, "[61%](#weekly_use.executives)")
    gap = stating(copy, "[19 points](#weekly_use.gap)")
    assert share
    assert gap
    both = {SOURCE: ("[61%]", "[19 points]"), "fr": ("[61\u202f%]", "[19\xa0points]")}
    for code, said in both.items():
        for cells, text in zip((share, gap), said, strict=True):
            named = {(f.notebook, f.cell) for f in found if f.code == code and text in f.found}
            assert named == cells, (code, text)
    assert cli.main(["--root", str(copy), "numbers"]) == 1


def test_writing_repairs_the_numbers_in_both_languages(copy):
    before = {path: path.read_text("utf-8") for path in (copy / "notebooks").glob("*.ipynb")}
    assert cli.main(["--root", str(copy), "numbers", "--write"]) == 0
    assert prose.findings(copy, known(copy)) == []
    french = (copy / catalogue.catalogue_path("fr")).read_text("utf-8").replace('"\n"', "")
    assert "[60\u202f%](#weekly_use.executives)" in french
    assert "[61\u202f%](#productivity_gain.employees)" in french
    for path, text in before.items():
        after = path.read_text("utf-8")
        assert "[61%](#weekly_use.executives)" not in after
        assert text.count("](#") == after.count("](#")
