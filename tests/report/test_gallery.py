"""The report's charts of invented surveys: which there are, their rows, and every number told."""

from __future__ import annotations

import dataclasses
import re
from functools import cache

import invented
import pytest

from quoted import report
from quoted.charts.chart import Chart
from quoted.language import language
from quoted.report.gallery import charts


@cache
def made(code: str = "en") -> dict[str, Chart]:
    return dict(charts(invented.tables(), language(code)))


def digits(text: str) -> list[str]:
    """Return the numbers of a text, in the manner of no language, dates left out."""
    plain = re.sub(r"\(\d[^)]*\d{4}\)", "", text)
    return [re.sub(r"\D", "", n) for n in re.findall(r"\d(?:[.,\u202f]?\d)*", plain)]


def test_the_first_comparison_has_the_plain_ids() -> None:
    assert list(made()) == [
        "divide",
        "divide.office.managers_clerks",
        "divide.office.managers_trainees",
        "trends",
        "shares",
        "polls",
        "gaps",
        "gaps.office.managers_clerks",
        "gaps.office.managers_trainees",
        "provenance",
        "tipping",
        "tipping.office.managers_clerks",
        "tipping.office.managers_trainees",
        "frontier.office.managers_clerks",  # sizes that are published need not be assumed
        "frontier.office.managers_trainees",
    ]
    assert [chart.id for chart in made().values()] == list(made())


@pytest.mark.parametrize("id_", list(made()))
def test_both_languages_tell_the_same_numbers(id_: str) -> None:
    english, french = made()[id_], made("fr")[id_]
    for name in ("title", "subtitle", "caption", "alt", "source"):
        mine, theirs = digits(getattr(english, name)), digits(getattr(french, name))
        assert sorted(mine) == sorted(theirs), name
    assert english.title != french.title or id_ == "shares"
    for mine, theirs in zip(english.table.to_numpy(), french.table.to_numpy(), strict=True):
        assert [*map(digits, mine)] == [*map(digits, theirs)]
    assert english.data.equals(french.data) and english.links == french.links


def test_a_folder_is_no_tables() -> None:
    with pytest.raises(TypeError, match=r"tables: found '../data', expected what quoted.data.load"):
        report.charts("../data")  # type: ignore[arg-type]


TITLES = {
    "divide": "Women lead men on 4 of 6 measures and years, by up to 100\u00a0points",
    "divide.office.managers_clerks": "Managers lead clerks on none of 2 measures",
    "divide.office.managers_trainees":
        "Managers lead trainees on 2 of 3 measures, by up to 68\u00a0points",
    "shares": "Offices, 2022: one other figure, 66%",
    "polls": "No survey is named behind these 2 shares, from 52% to 60%",
    "gaps": "Clear of zero: 1 of 6 gaps",
    "gaps.office.managers_clerks": "1 of 2 gaps would stay clear of zero at any split, 10% to 90%",
    "gaps.office.managers_trainees": "3 of 3 gaps would stay clear of zero at any split, 10% to "
    "90%",
    "provenance": "12 of 24 figures come from one survey: Riders, 2023 and 2024",
    "tipping": "Not every gap would be clear of zero, however large the groups",
    "tipping.office.managers_trainees":
        "Equal groups of 33 would keep all gaps from zero; 65 with design effect 2",
    "frontier.office.managers_clerks":
        "Which pairs of group sizes would keep 2 gaps clear of zero",
}  # fmt: skip


@pytest.mark.parametrize("id_", TITLES)
def test_titles(id_: str) -> None:
    assert made()[id_].title == TITLES[id_]


ALTS = {
    "divide": "Dumbbell chart of shares of women and of men, in that order, from the widest lead "
        "of women down. Repair it themselves: 100% and 0%; Use a bicycle daily, 2024: 52.4% and "
        "47.1%; Theft, 2024: 60.0% and 58.5%; Were taught to ride: 33.3% and 31.9%; Theft, "
        "2023: 60.0% and 60.0%; Use a bicycle daily, 2023: 41.5% and 44.0%.",
    "shares": "Lollipop chart on a scale from 0 to 100%, a block for each group. All respondents: "
        "theft 66%.",
    "polls": "Separate charts of a hundred squares, one for each share, none of which names its "
        "survey: 52% of partners of law firms repair it; 60% of partners of law firms fear rain.",
    "gaps": "Forest chart of women minus men, in points, one bar for each of 6 gaps around a line "
        "at no gap: Repair it themselves: +100, 99 to 100; Use a bicycle daily, 2024: +5.3, −2 to "
        "12; Theft, 2024: +1.5, −5 to 8; Were taught to ride: +1.4, −5 to 8; Theft, 2023: "
        "0.0, −7 to 7; Use a bicycle daily, 2023: −2.5, −9 to 4.",
    "gaps.office.managers_clerks": "Forest chart of managers minus clerks, in points, one bar for "
        "each of 2 gaps around a line at no gap: Rain: 0, −6 to 7; Use a bicycle daily, "
        "2022: −18, −25 to −10.",
    "provenance": "Flow of 24 figures from articles to the surveys behind them. Courier: 12 "
        "(Riders, 2023 and 2024); Observer: 9 (Offices, 2022); Gazette: 2 (Lawyers, 2025); "
        "Gazette: 1 (no survey).",
    "tipping.office.managers_clerks": "Curves of the 95% interval of 2 gaps by the size of each "
        "group, log scale. Smallest equal groups that would keep it clear of zero, with design "
        "effect 1 and 2: Rain: none is enough and none is enough; Use a bicycle daily, 2022: "
        "64 and 127.",
    "frontier.office.managers_clerks": "Small charts of managers against clerks, log scales, one "
        "for each of 2 gaps, with the line from which the 95% interval would exclude zero. Not at "
        "every likely split of 2,000 with design effect 2: Rain.",
    "frontier.office.managers_trainees": "Small charts of managers against trainees, log scales, "
        "one for each of 3 gaps, with the line from which the 95% interval would exclude zero. "
        "With design effect 2 all hold at every likely split of 2,000.",
}  # fmt: skip


@pytest.mark.parametrize("id_", ALTS)
def test_alternative_texts_tell_what_is_drawn(id_: str) -> None:
    assert made()[id_].alt == ALTS[id_]


WORDS = {
    "divide": ["Share of women and of men, in %; Riders, 2023 and 2024", "412 respondents",
               "388 respondents", "Quoted by Courier (no date)."],
    "gaps": ["interval for 412 and 388 people, as published", "groups, 412 and 388, if"],
    "gaps.office.managers_clerks": ["if 400 of 2,000 randomly drawn people were managers",
                                    "split into 400 managers and 1,600 clerks with a design effect",
                                    "more than 2,000 respondents; group sizes not found"],
    "tipping": ["need at least 330 women and 427 men", "effect 1 (dark) and 2 (light)"],
    "tipping.office.managers_clerks": ["need at least 43 managers and 29 clerks"],
    "frontier.office.managers_clerks": [
        "groups that make up 2,000; squares, from left to right: 200 to 1,800, 400 to 1,600 and "
        "1,000 to 1,000, hollow"],
    "polls": ["Source: Gazette (28 February 2025). Survey and sample size not stated."],
    "shares": ["Source: Offices, 2022 (more than 2,000 respondents). Quoted by Observer"],
    "provenance": ["Figures of 3 articles", "Sources: Courier, Gazette and Observer."],
}  # fmt: skip


@pytest.mark.parametrize("id_", WORDS)
def test_subtitles_captions_and_sources(id_: str) -> None:
    said = " ".join([made()[id_].subtitle, made()[id_].caption, made()[id_].source])
    assert [words for words in WORDS[id_] if words not in said] == []


TABLES = {
    "divide": ["Use a bicycle daily, 2024", "52.4%", "47.1%", "+5.3\u00a0points"],
    "gaps": ["Use a bicycle daily, 2024", "+5.3", "−2 to 12", "includes zero"],
    "gaps.office.managers_clerks": ["Use a bicycle daily, 2022", "−18", "−25 to −10", "holds"],
    "tipping": ["Use a bicycle daily, 2024", "+5.3", "710", "1,420"],
    "frontier.office.managers_clerks": ["Use a bicycle daily, 2022", "−18", "yes", "yes", "yes"],
    "provenance": ["Observer", "9", "Offices, 2022",
                   "more than 2,000 asked; 6 of 12 items found", "none stated"],
}  # fmt: skip


@pytest.mark.parametrize("id_", TABLES)
def test_the_second_row_of_a_table(id_: str) -> None:
    assert list(made()[id_].table.iloc[1]) == TABLES[id_]


def test_the_rows_that_charts_draw() -> None:
    pairs = made()["divide"].data
    assert list(pairs["gap_points"][::2]) == [100, 5.3, 1.5, 1.4, 0, -2.5]
    assert list(pairs["pct"][:4]) == [100, 0, 52.4, 47.1]
    forest = made()["gaps.office.managers_clerks"].data.set_index("gap_id")
    row = forest.loc["daily.managers_clerks.2022"]
    assert (row["n_first"], row["n_second"], row["deff"]) == (400, 1600, 2)
    assert (row["low_points"], row["high_points"]) == pytest.approx((-24.8632, -10.4852))
    splits = made()["frontier.office.managers_clerks"].data.query("kind == 'split'")
    assert set(zip(splits["n_first"], splits["n_second"], strict=True)) == {
        (200, 1800),
        (400, 1600),
        (1000, 1000),
    }
    assert list(splits["holds"]) == [False] * 3 + [True] * 3
    flow = made()["provenance"].data
    assert flow.to_numpy().tolist() == [
        ["courier", "riders", 12],
        ["observer", "office", 9],
        ["gazette", "lawyers", 2],
        ["gazette", "", 1],
    ]


def test_what_is_drawn_has_the_digits_that_are_printed() -> None:
    keywords = made()["divide"].form.keywords
    write, gap = keywords["fmt"], keywords["gap_fmt"]
    assert [write(pct) for pct in (100.0, 52.4, 60.0, 20)] == ["100%", "52.4%", "60.0%", "20%"]
    assert gap(52.4 - 47.1) == "+5.3\u00a0points" and gap(100.0) == "+100\u00a0points"
    assert made()["gaps"].form.keywords["fmt"](-2.5) == "−2.5"
    assert made("fr")["divide"].form.keywords["fmt"](52.4) == "52,4\u202f%"


def test_links_lead_to_what_was_drawn_alone() -> None:
    assert len(made()["divide"].links) == 12
    assert len(made()["divide.office.managers_clerks"].links) == 4
    assert all("66%25" in link for link in made()["shares"].links)
    assert len(made()["provenance"].links) == 24


# What other surveys would make.


def test_a_share_that_no_pair_shows_has_a_chart_even_where_others_of_it_are_compared() -> None:
    def overall(quotes: invented.Transcription) -> None:
        invented.women_and_men(quotes)
        more = {"daily": {"all": "49"}, "rain": {"all": "42.7"}}
        invented.print_shares(quotes, "courier", "riders", 2024, more)

    chart = charts(invented.tables(overall), language("en"))["shares"]
    assert chart.title == "Riders, 2023 and 2024: 2 other figures, from 42.7% to 49%"
    assert list(chart.table["Measure"]) == ["Use a bicycle daily", "Rain"]
    assert list(chart.table["Share"]) == ["49%", "42.7%"]


def test_what_one_compared_group_was_asked_alone() -> None:
    def alone(quotes: invented.Transcription) -> None:
        invented.three_groups(quotes)
        more = {"repairs": {"clerks": "12", "trainees": "13"}, "parked": {"managers": "5.5"}}
        invented.print_shares(quotes, "observer", "office", 2022, more)

    made = charts(invented.tables(alone), language("en"))
    one = made["one_group_only"]
    assert one.title == "Printed for one group only: one answer, 5.5%"
    assert one.alt.endswith("Managers: bicycles that were parked 5.5%.")
    # two groups of one role are neither compared nor alone
    assert list(made["shares"].table["Share"]) == ["66%", "13%", "12%"]


def test_one_measure_of_several_surveys_is_kept_apart() -> None:
    def other(quotes: invented.Transcription) -> None:
        invented.women_and_men(quotes)
        invented.article(quotes, "tribune")
        quotes.survey("walkers", title="Walkers, 2021")
        quotes.disclosed("walkers", basis="Not stated")
        invented.print_shares(quotes, "tribune", "walkers", 2021, {"rain": {"all": "7"}})
        invented.print_shares(quotes, "courier", "riders", 2024, {"rain": {"all": "8.0"}})

    made = charts(invented.tables(other), language("en"))
    said = "Rain: 7% in 2021 and 8.0% in 2024, attributed to different surveys"
    assert made["rain"].title == said
    assert "7% in 2021 (Walkers, 2021); 8.0% in 2024 (Riders, 2023 and 2024)" in made["rain"].alt
    assert list(made["rain"].data["survey_id"]) == ["walkers", "riders"]
    assert "shares" not in made


def test_several_groups_of_several_surveys_are_named() -> None:
    def again(quotes: invented.Transcription) -> None:
        invented.women_and_men(quotes)
        invented.article(quotes, "tribune")
        quotes.survey("again", title="Riders again")
        quotes.disclosed("again", basis="Not stated")
        shares = {"repairs": {"women": "90", "men": "80"}}
        invented.print_shares(quotes, "tribune", "again", 2020, shares)

    made = charts(invented.tables(again), language("en"))
    assert "90% (women, 2020), 80% (men, 2020)" in made["repairs"].title
    title = "Women lead men by 10\u00a0points: Repair it themselves, 2020"
    assert made["divide.again"].title == title
    assert "gaps.again" not in made  # no size is published


def test_without_figures_there_is_no_chart() -> None:
    tables = invented.tables(invented.law_firms)
    none = dataclasses.replace(tables, figures=tables.figures.iloc[:0])
    assert list(charts(none, language("en"))) == []
    counted = dataclasses.replace(tables, figures=tables.figures.query("unit == 'count'"))
    only = charts(counted, language("en"))
    assert list(only) == ["provenance"]
    assert only["provenance"].title == "Where the figures come from: no survey is named"
    assert "Gazette: 1 (no survey)" in only["provenance"].alt
