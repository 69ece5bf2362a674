"""The chart of a question: its rows, its words, what they say of sums and of what is missing."""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import Any

import chart_checks as checks
import invented
import pytest
from invented import ANSWERS, commuters

from quoted.charts import theme
from quoted.charts.chart import DESTINATIONS, Chart
from quoted.data.tables import Tables
from quoted.language import language
from quoted.report import charts
from quoted.report.gallery import unseen
from quoted.statistics.comparisons import comparisons

ID = "answers.safe_roads"


@cache
def tables() -> Tables:
    return invented.tables(commuters, debate=False)


@cache
def made(code: str = "en") -> Chart:
    return charts(tables(), language(code))[ID]


def with_figures(**changed: Any) -> Chart:
    """Return the chart of other figures of those who drive, by column: {measure: value}."""
    figures = tables().figures.copy()
    for column, values in changed.items():
        for measure_id, value in values.items():
            row = (figures["measure_id"] == measure_id) & (figures["group"] == "drivers")
            figures.loc[row, column] = value
    return charts(dataclasses.replace(tables(), figures=figures), language("en"))[ID]


def test_title_and_words_have_the_numbers_as_printed() -> None:
    chart = made()
    assert chart.title == "The roads are safe: 18% of walkers and 38% of drivers say “Agree”"
    assert chart.subtitle == (
        "Shares of the answers, in %, to both sides of a middle, “Neither” and “Do not know” "
        "apart; Streets, 2024"
    )
    assert chart.alt == (
        "Bars of the answers to: The roads are safe, stacked to both sides of a line, with "
        "“Neither” and “Do not know” apart. Drivers: Strongly disagree 12%, Disagree 22%, Neither "
        "15%, Agree 38%, Strongly agree 11% and Do not know 3%; Walkers: Strongly disagree 31%, "
        "Disagree 29.5%, Agree 18% and Strongly agree 9%."
    )
    assert chart.caption == (
        f"{chart.subtitle}. {chart.source} Behind ±: how far a sum of answers may be off, as each "
        "was rounded by up to half of its last digit."
    )
    assert chart.source.startswith("Source: Streets, 2024 (sample size not found")


def test_the_table_has_every_number_the_sums_and_what_is_missing() -> None:
    assert made().table.to_numpy().tolist() == [
        ["Drivers", "12%", "22%", "15%", "38%", "11%", "3%", "34% ± 1", "49% ± 1", "–"],
        ["Walkers", "31%", "29.5%", "–", "18%", "9%", "–", "60.5% ± 0.55", "27% ± 1",
         "12.5 ± 1.55 points not published"],
    ]  # fmt: skip
    assert list(made().table.columns[:3]) == ["Group", "Strongly disagree", "Disagree"]


def test_what_is_drawn_is_the_data() -> None:
    shown = made().form.read(made().data)
    assert [bar.pct for bar in shown.bars] == [
        dict(zip(ANSWERS, [12, 22, 15, 38, 11, 3], strict=True)),
        {"never_safe": 31, "unsafe": 29.5, "safe": 18, "quite_safe": 9},
    ]
    assert [bar.totals for bar in shown.bars] == [
        ("34% ± 1", "49% ± 1"),
        ("60.5% ± 0.55", "27% ± 1"),
    ]
    assert [answer.name for answer in shown.apart] == ["Neither", "Do not know"]
    assert shown.bars[0].detail == "" and shown.bars[1].detail.startswith("12.5 ± 1.55 points")


@pytest.mark.parametrize("destination", DESTINATIONS)
def test_it_is_legible_at_every_destination(destination: str) -> None:
    figure = made().figure(destination)
    assert checks.problems(figure, destination, theme.LIGHT, "likert") == []


def test_every_figure_is_seen_and_none_of_them_twice() -> None:
    assert unseen(tables()) == [] and list(charts(tables(), language("en"))) == [ID, "provenance"]
    before = list(charts(invented.tables(), language("en")))
    after = list(charts(invented.tables(*invented.EVERY), language("en")))
    assert [id_ for id_ in after if id_ not in before] == [ID]


def test_a_number_with_a_word_makes_no_sum() -> None:
    chart = with_figures(qualifier={"quite_safe": "about"})
    assert chart.table.iloc[0].tolist()[5:] == ["about 11%", "3%", "34% ± 1", "–", "–"]
    assert chart.form.read(chart.data).bars[0].totals == ("34% ± 1", "")
    chart = with_figures(qualifier={"quite_safe": "about"}, group={"so_so": "walkers"})
    assert chart.table.iloc[0, -1] == "not all answers published"


def test_one_answer_on_a_side_is_no_sum() -> None:
    answers = tables().answers.copy()
    answers.loc[answers["measure_id"] == "safe", "side"] = "left"
    chart = charts(dataclasses.replace(tables(), answers=answers), language("en"))[ID]
    shown = chart.form.read(chart.data)
    assert [bar.totals[1] for bar in shown.bars] == ["11%", "9%"]
    assert shown.bars[0].texts["quite_safe"] == "" and "11%" in chart.table.iloc[0].tolist()
    assert chart.table.iloc[0, -2] == "–"


def test_one_group_has_its_largest_share_in_the_title() -> None:
    chart = made().but(rows="group == 'walkers'")
    assert chart.title == "The roads are safe: 31% of walkers say “Strongly disagree”"
    assert len(chart.table) == 1 and chart.table.iloc[0, 0] == "Walkers"


def test_other_rows_and_orders_are_worded_or_asked_for() -> None:
    turned = made().but(order=["walkers.2024", "drivers.2024"])
    assert turned.table["Group"].tolist() == ["Walkers", "Drivers"]
    assert turned.alt.index("Walkers") < turned.alt.index("Drivers")
    with pytest.raises(ValueError, match="its rows are other ones, and title and alt speak"):
        made().but(rows="pct > 20")  # what is left out was published
    french = made().but(language="fr")
    assert french.title == made("fr").title and french.table.equals(made("fr").table)


def test_years_of_a_group_are_bars_of_their_own_and_too_many_bars_are_said() -> None:
    quotes = invented.transcription(commuters, debate=False)
    for year in range(2018, 2024):
        read = {id_: {"drivers": str(n)} for n, id_ in enumerate(ANSWERS, 10)}
        read["unsure"] = {"drivers": "40"}
        invented.print_shares(quotes, "evening", "streets", year, read)
    chart = charts(quotes.tables(), language("en"))[ID]
    assert chart.table["Group"].tolist()[:2] == ["Drivers, 2018", "Drivers, 2019"]
    assert chart.title.startswith("4 of 8 rows: The roads are safe: ")
    assert "Drivers, 2024" not in chart.table["Group"].tolist()
    assert chart.caption.endswith(
        " Not shown: drivers, 2022; drivers, 2023; drivers, 2024; walkers, 2024."
    )
    assert "drivers, 2018" in chart.title and len(chart.alt) < 700
    for destination in ("slide", "column"):
        figure = chart.figure(destination)
        assert checks.problems(figure, destination, theme.LIGHT, "likert") == []


def test_the_same_question_of_two_surveys_has_two_charts_and_two_groups_their_gaps() -> None:
    quotes = invented.transcription(invented.women_and_men, commuters, debate=False)
    women, men = (5, 14, 21, 30, 25, 5), (12, 20, 20, 24, 19, 5)
    read = {
        id_: {"women": str(one), "men": str(other)}
        for id_, one, other in zip(ANSWERS, women, men, strict=True)
    }
    invented.print_shares(quotes, "courier", "riders", 2024, read)
    both = quotes.tables()
    found = charts(both, language("en"))
    assert [id_ for id_ in found if id_.startswith("answers")] == [ID, f"{ID}.streets"]
    assert found[ID].title.endswith("5% of women and 12% of men say “Strongly disagree”")
    gaps = {gap.id: gap.points for each in comparisons(both) for gap in each.gaps}
    assert gaps["never_safe"] == -7 and gaps["unsure"] == 0
    for id_ in ("divide", "gaps"):
        assert found[id_].caption.endswith(
            " Answers to one question are not separate findings, since more of one is less of "
            "others: “The roads are safe”. Not shown: Theft, 2023; Roads are safe: Do not know."
        )
    alone = charts(invented.tables(invented.women_and_men), language("en"))
    assert "separate findings" not in alone["divide"].caption + alone["gaps"].caption
