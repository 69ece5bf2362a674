"""The report's charts of other rows, in another order or language: true words, or none."""

from __future__ import annotations

from functools import cache
from typing import Any

import chart_checks
import invented
import pytest

from quoted.charts.chart import Chart
from quoted.language import language
from quoted.report.gallery import charts


@cache
def made(code: str = "en") -> dict[str, Chart]:
    return dict(charts(invented.tables(), language(code)))


def test_fewer_rows_get_a_title_an_alt_and_a_table_of_their_own() -> None:
    few = made()["divide"].but(rows="gap_points < 10")
    assert few.title == "Women lead men on 3 of 5 measures and years, by up to 5.3\u00a0points"
    assert few.alt == (
        "Dumbbell chart of shares of women and of men, in that order, from the widest lead of "
        "women down. Use a bicycle daily, 2024: 52.4% and 47.1%; Theft, 2024: 60.0% and 58.5%; "
        "Were taught to ride: 33.3% and 31.9%; Theft, 2023: 60.0% and 60.0%; Use a bicycle "
        "daily, 2023: 41.5% and 44.0%."
    )
    assert few.table["Gap"].tolist()[0] == "+5.3\u00a0points" and len(few.table) == 5
    assert made()["divide"].title.endswith("100\u00a0points")  # the chart itself stays


def test_another_order_is_not_called_from_the_widest_lead_down() -> None:
    turned = made()["divide"].but(order=["theft.2023", "repairs"])
    assert turned.title == "Women lead men on 1 of 2 measures, by up to 100\u00a0points"
    assert turned.alt == (
        "Dumbbell chart of shares of women and of men, in that order. "
        "Theft, 2023: 60.0% and 60.0%; Repair it themselves: 100% and 0%."
    )
    assert turned.but(language="en").form.keywords["order"] == ["theft.2023", "repairs"]


def test_a_frame_of_the_columns_that_are_drawn_is_enough() -> None:
    chart = made()["divide"]
    rows = chart.data.loc[chart.data["gap_points"] > 50, ["gap_id", "group", "pct"]]
    assert chart.but(rows).title == "Women lead men by 100\u00a0points: Repair it themselves"
    rows = rows.assign(pct=rows["pct"] / 2)
    with pytest.raises(ValueError, match="and title and alt speak of the old"):
        chart.but(rows)


@pytest.mark.parametrize(
    ("id_", "changes", "title"),
    [
        ("gaps", {"rows": "gap_points > 50"}, "Clear of zero: 1 of 1 gaps"),
        ("gaps.office.managers_clerks", {"rows": "gap_points < 0"},
         "1 of 1 gaps would stay clear of zero at any split, 10% to 90%"),
        ("tipping.office.managers_trainees", {"order": ["rain.managers_trainees"]},
         "Equal groups of 31 would keep the gap from zero; 61 with design effect 2"),
        ("frontier.office.managers_clerks", {"rows": "gap_points == 0"},
         "Which pairs of group sizes would keep the gap clear of zero"),
        ("polls", {"rows": "pct == 60"}, "No survey is named behind this share, 60%"),
    ],
)  # fmt: skip
def test_what_is_left_is_counted_anew(id_: str, changes: dict[str, Any], title: str) -> None:
    assert made()[id_].but(**changes).title == title


@pytest.mark.parametrize("id_", made())
def test_in_another_language_it_is_that_languages_chart(id_: str) -> None:
    turned, french = made()[id_].but(language="fr"), made("fr")[id_]
    for name in ("language", "title", "subtitle", "source", "caption", "alt", "links"):
        assert getattr(turned, name) == getattr(french, name), name
    assert turned.table.equals(french.table)


def test_changes_follow_each_other() -> None:
    both = made()["divide"].but(rows="gap_points > 5", palette=["#00695C", "#8E24AA"])
    both = both.but(language="fr").but(order=["daily.women_men.2024", "repairs"])
    assert both.palette == ("#00695c", "#8e24aa") and both.language == "fr"
    assert "2 des 2" in both.title and "100" in both.title
    labels = {ink.text for ink in chart_checks.inks(both.figure("half"))}
    assert {"100\u202f%", "52,4\u202f%"} <= labels and "Theft" not in " ".join(labels)


@pytest.mark.parametrize(
    ("id_", "changes"),
    [
        ("divide", {"rows": "pct > 45"}),  # half a pair
        ("divide", {"rows": made()["divide"].data.replace({"pct": {52.4: 62.4}})}),
        ("divide", {"hue_order": ["men", "women"]}),
        ("provenance", {"rows": "figures > 2"}),
        ("tipping.office.managers_trainees", {"rows": "n_each < 100"}),
    ],
)
def test_what_the_tables_do_not_hold_is_asked_for(id_: str, changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=rf"^{id_}: .*, and title and alt speak of the old: give"):
        made()[id_].but(**changes)
    said = {"title": "Mine", "alt": "Mine, at length."}
    assert made()[id_].but(**changes, **said).title == "Mine"


def test_one_survey_is_not_called_different_ones() -> None:
    two = invented.transcription(invented.women_and_men)
    two.survey("riders_2021", title="Riders, 2021", fieldwork="2021")
    two.disclosed("riders_2021", basis="Invented")
    shares: Any = {"rain": {"all": "70"}}
    invented.print_shares(two, "courier", "riders", 2024, {"rain": {"all": "66"}})
    invented.print_shares(two, "courier", "riders_2021", 2021, shares)
    rain = charts(two.tables(), language("en"))["rain"]
    assert rain.but(language="fr").title.startswith("Rain\u202f: 70\u202f% en 2021 et 66\u202f%")
    with pytest.raises(ValueError, match="rain: its rows are other ones, and title and alt"):
        rain.but(rows="year == 2024")


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(ValueError, match="unknown language 'xx': expected one of en, fr"):
        made()["divide"].but(language="xx")
