"""The report's tables, from the data as committed, against independently computed references."""

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from quoted.citations.quantities import quantities
from quoted.data import tables
from quoted.language import language
from quoted.report import display_tables as listings
from quoted.report import gallery
from quoted.statistics import estimates

DATA_FOLDER = Path(__file__).parents[1] / "data"
DATA = tables.load(DATA_FOLDER)
KNOWN = quantities(DATA, language("en"))
LISTED = listings.listings(DATA, language("en"))

# Gap with its rounding, if 200/800, with design effect 2, smallest groups, verdict.
VERDICTS = {
    "weekly_use.gap": ("19 (18 to 20)", "11 to 26", "8 to 29", "59 / 118", "robust"),
    "role_crucial.gap": ("14 (13 to 15)", "6 to 22", "3 to 25", "110 / 220", "conditional"),
    "creative_confidence.gap": ("22 (21 to 23)", "14 to 29", "11 to 32", "43 / 86", "robust"),
    "employer_training.gap": ("31 (30 to 32)", "23 to 38", "20 to 41", "22 / 43", "robust"),
    "training_unmet.gap": ("−14 (−15 to −13)", "−19 to −8", "−21 to −5", "74 / 148", "robust"),
    "adoption.gap": ("–", "–", "–", "–", "not comparable"),
}
LIMITS = {  # executives/entry-level sizes: low and high, in points
    "weekly_use": [(8.7, 28.5), (11.3, 26.3), (12.8, 25.0), (8.1, 29.2)],
    "role_crucial": [(4.0, 24.1), (6.4, 21.6), (7.9, 19.9), (3.3, 24.7)],
    "creative_confidence": [(11.8, 31.9), (14.3, 29.4), (15.9, 27.9), (11.1, 32.4)],
    "employer_training": [(20.8, 40.1), (23.4, 38.0), (25.0, 36.7), (20.1, 40.7)],
    "training_unmet": [(-20.0, -5.5), (-19.1, -7.9), (-18.9, -9.1), (-20.9, -5.0)],
}
SCENARIOS = [(100, 900, 1), (200, 800, 1), (500, 500, 1), (200, 800, 2)]


def test_the_verdicts_are_those_of_the_reference() -> None:
    found = {anchor: tuple(cells[1:]) for anchor, cells in LISTED["verdicts"].rows}
    assert found == VERDICTS


@pytest.mark.parametrize("measure_id", LIMITS)
def test_the_intervals_from_the_data_are_those_of_the_reference(measure_id: str) -> None:
    pair = tables.pairs(DATA).set_index("measure_id").loc[measure_id]
    for (n1, n2, deff), (low, high) in zip(SCENARIOS, LIMITS[measure_id], strict=True):
        interval = estimates.difference_interval(
            pair["executives"] / 100 * n1, n1, pair["entry_level"] / 100 * n2, n2, deff=deff
        )
        assert 100 * interval.low == pytest.approx(low, abs=0.05001)
        assert 100 * interval.high == pytest.approx(high, abs=0.05001)


SURVEY = "lightricks_ama_2024"


def with_sizes(**n: int) -> tables.Tables:
    """Return the data, had the survey published these sizes and, if of groups, all else."""
    samples = [DATA.samples.assign(group=group, n=size) for group, size in n.items()]
    other = DATA.disclosure
    if "executives" in n:
        other = other.assign(level="disclosed")
    return replace(DATA, samples=pd.concat(samples, ignore_index=True), disclosure=other)


def with_values(**values: float) -> tables.Tables:
    """Return the data with other figures, `__` for the dot of their ids."""
    names = {name.replace("__", "."): value for name, value in values.items()}
    old = DATA.figures
    new = old["figure_id"].map(names).astype(float).fillna(old["value"])
    return replace(DATA, figures=old.assign(value=new))


def with_second_survey(total: int) -> tables.Tables:
    """Return the data with a second survey that asks one of the questions a year later."""
    asked = DATA.figures["measure_id"] == "weekly_use"
    figures = DATA.figures[asked].assign(survey_id="later", year=2025)
    figures["figure_id"] += ".2025"
    both = {
        name: pd.concat([old, old[old["survey_id"] == SURVEY].assign(survey_id="later")])
        for name, old in {"surveys": DATA.surveys, "disclosure": DATA.disclosure}.items()
    }
    first = DATA.figures.assign(
        figure_id=DATA.figures["figure_id"] + asked.map({True: ".2024", False: ""})
    )
    samples = pd.concat([DATA.samples, DATA.samples.assign(survey_id="later", n=total)])
    return replace(DATA, figures=pd.concat([first, figures]), samples=samples, **both)


def headers_and_row(data: tables.Tables, id_: str, measure: str) -> tuple[list[str], list[Any]]:
    listing = listings.LISTINGS[id_](data, language("en"))
    label = DATA.measures.set_index("measure_id")["label"][measure]
    (row,) = [cells for _, cells in listing.rows if cells[0] == label]
    return list(listing.columns), list(row)


def interval(n1: int, n2: int, deff: float = 1) -> str:
    limits = estimates.difference_interval(0.61 * n1, n1, 0.42 * n2, n2, deff=deff)
    return language("en").interval(100 * float(limits.low), 100 * float(limits.high))


def survived(n1: int, n2: int, deff: float = 1) -> str:
    p = estimates.difference_p_value(0.48 * n1, n1, 0.34 * n2, n2, deff)
    return language("en").number(int(float(estimates.comparisons_survived(p))))


def test_scenarios_are_of_the_published_total() -> None:
    columns, row = headers_and_row(with_sizes(all=400), "verdicts", "weekly_use")
    assert columns[2] == "If 80/320"
    assert row[2:4] == [interval(80, 320), interval(80, 320, 2)]
    columns, row = headers_and_row(with_sizes(all=400), "multiplicity", "role_crucial")
    assert columns[2] == "Comparisons survived if 80/320"
    assert row[2:] == [survived(80, 320), survived(80, 320, 2)]


def test_totals_that_differ_are_named_by_the_share_that_they_have_in_common() -> None:
    data = with_second_survey(400)
    columns, _ = headers_and_row(data, "verdicts", "role_crucial")
    assert columns[2] == "If 20% are executives"
    columns, row = headers_and_row(data, "multiplicity", "role_crucial")
    assert columns[2] == "Comparisons survived if 20% are executives"
    assert row[2] == survived(200, 800)
    rows = dict(listings.verdicts(data, language("en")).rows)
    assert rows["weekly_use.2024.gap"][2] == interval(200, 800)
    assert rows["weekly_use.2025.gap"][2] == interval(80, 320)


def test_pairs_of_several_years_have_rows_of_their_own() -> None:
    data = with_second_survey(400)
    rows = listings.verdicts(data, language("en")).rows
    found = dict(rows)
    assert len(found) == len(rows)
    assert found["weekly_use.2024.gap"][0] == "Use AI at least weekly, 2024"
    assert found["weekly_use.2025.gap"][0] == "Use AI at least weekly, 2025"
    assert found["weekly_use.gap"][-1] == "not comparable"
    known = quantities(data, language("en"))
    there = anchors(listings.listings(data, language("en")).values()) | set(gallery.CHARTS)
    assert {each.anchor for each in known.values()} <= there
    gaps = {name for name in known if name.endswith(".gap")}
    assert gaps == set(found) - {"weekly_use.gap"}


def test_published_group_sizes_are_assumed_nowhere() -> None:
    data = with_sizes(executives=400, entry_level=600)
    _, row = headers_and_row(data, "verdicts", "weekly_use")
    assert row[2:4] == [f"{interval(400, 600)}, sizes as published", "–"]
    _, row = headers_and_row(data, "multiplicity", "role_crucial")
    assert row[1] == "below 0.001, sizes as published"
    assert row[2:] == [f"{survived(400, 600)}, sizes as published", "–"]


def test_without_any_size_nothing_is_computed_from_one() -> None:
    data = replace(DATA, samples=DATA.samples.iloc[:0])
    assert headers_and_row(data, "verdicts", "weekly_use")[1][2:4] == ["–", "–"]
    assert headers_and_row(data, "multiplicity", "weekly_use")[1][1:] == ["–", "–", "–"]


@pytest.mark.parametrize("trained", [100, 90])
def test_there_is_no_second_reading_without_a_base_for_it(trained: float) -> None:
    data = with_values(employer_training__executives=trained)
    shares = [tuple(cells[1:]) for _, cells in listings.readings(data, language("en")).rows]
    assert shares == [("13%", "27%"), ("–", "41%")]


def test_both_readings_of_unmet_training_are_printed() -> None:
    shares = [tuple(cells[1:]) for _, cells in LISTED["readings"].rows]
    assert shares == [("13%", "27%"), ("37%", "41%")]


def anchors(listed: Iterable[listings.Listing]) -> set[str]:
    return {name for each in listed for name in [each.id, *(row for row, _ in each.rows)]}


def test_a_citation_of_the_report_leads_to_what_the_report_shows() -> None:
    report = json.loads((DATA_FOLDER.parent / "notebooks" / "report.ipynb").read_text("utf-8"))
    cells = dict.fromkeys(("code", "markdown"), "")
    for cell in report["cells"]:
        cells[cell["cell_type"]] += "".join(cell["source"]) + "\n"
    there = set(re.findall(r'charts\["(\w+)"\]', cells["code"]))
    there |= anchors(LISTED[id_] for id_ in re.findall(r'listed\["(\w+)"\]', cells["code"]))
    links = set(re.findall(r"\]\(#([\w.]+)\)", cells["markdown"]))
    cited = [KNOWN[id_] for id_ in sorted(links & set(KNOWN))]
    assert {"lightricks_ama_2024.sample", "weekly_use.gap"} <= {each.id for each in cited}
    assert {each.anchor for each in cited} <= there


def test_every_quantity_leads_to_a_row_a_table_or_a_chart() -> None:
    there = anchors(LISTED.values()) | set(gallery.CHARTS)
    assert {each.anchor for each in KNOWN.values()} <= there


def test_scores_and_grades_are_printed() -> None:
    printed = {anchor: tuple(cells[4:]) for anchor, cells in LISTED["surveys"].rows}
    assert printed["lightricks_ama_2024.score"] == ("4.5", "D")
    assert {grade for _, grade in printed.values()} == {"D"}


def test_every_figure_has_a_row_that_leads_to_its_place() -> None:
    rows = dict(LISTED["figures"].rows)
    assert list(rows) == list(DATA.figures["figure_id"])
    for cells in rows.values():
        assert isinstance(cells[-1], listings.Link)
        assert cells[-1].href.startswith("https://")


def test_a_disputed_figure_is_printed_as_one() -> None:
    rows = dict(LISTED["outlets"].rows)
    assert rows["concern_client_standards.executives.corroboration"][3] == "44%"


def test_a_listing_shows_hostile_text_literally() -> None:
    cell = "<script>alert(1)</script> & $x$"
    listing = listings.Listing("x", cell, [cell], [("", [cell])])
    shown = listing._repr_html_()
    assert "<script" not in shown
    assert shown.count("&lt;script&gt;") == 3
    assert '<th scope="col" ' in shown
