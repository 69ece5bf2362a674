"""The report's tables of an invented survey: each cell and caption says what its rows say."""

from __future__ import annotations

import dataclasses
import re
from functools import cache

import invented
import pandas as pd
import pytest

from quoted.data.tables import Tables
from quoted.language import language
from quoted.report.display_tables import DisplayTable, Link, display_tables

EN, FR = "en", "fr"


@cache
def made(code: str = EN) -> dict[str, DisplayTable]:
    """Return the tables of three surveys."""
    return dict(display_tables(invented.tables(), language(code)))


def of(tables: Tables, id_: str, code: str = EN) -> DisplayTable:
    return display_tables(tables, language(code))[id_]


def cells(table: DisplayTable) -> list[tuple[str, ...]]:
    """Return the anchor and the text of each row's cells."""
    texts = [[c.text if isinstance(c, Link) else c for c in row] for _, row in table.rows]
    return [(anchor, *row) for (anchor, _), row in zip(table.rows, texts, strict=True)]


def test_tables_stand_in_the_order_of_the_report_and_are_made_once() -> None:
    tables = display_tables(invented.tables(), language(EN))
    assert list(tables) == [
        "verdicts",
        "breaking",
        "positions",
        "arguments",
        "coding",
        "disclosure",
        "scorecard",
        "outlets",
        "multiplicity",
        "sources",
        "figures",
    ]  # no survey has both measures of training: no readings
    assert [table.id for table in tables.values()] == list(tables)
    assert tables["figures"] is tables["figures"]


def digits(text: str) -> list[str]:
    """Return the numbers of a text in order, in the manner of no language."""
    return sorted(re.sub(r"\D", "", found) for found in re.findall(r"\d(?:[.,\u202f]?\d)*", text))


def test_both_languages_hold_the_same_rows_and_numbers() -> None:
    for id_, table in made().items():
        french = made(FR)[id_]
        assert [anchor for anchor, _ in french.rows] == [anchor for anchor, _ in table.rows]
        assert digits(french.caption) == digits(table.caption)
        for mine, theirs in zip(cells(table), cells(french), strict=True):
            if not re.search(r"\d{4}-|\d \w+ \d{4}", " ".join(mine)):  # dates
                assert [*map(digits, mine)] == [*map(digits, theirs)]
        assert len(french.numeric) == len(table.numeric)
        assert {*table.numeric} <= {*table.columns}


# Gaps.

PUBLISHED = [
    ("repairs.gap", "Repair it themselves (women and men)", "100 (99 to 100)",
     "99 to 100, sizes as published", "–", "2 / 4", "clear of zero"),
    ("daily.women_men.2024.gap", "Use a bicycle daily, 2024 (women and men)", "5.3 (5.2 to 5.4)",
     "−2 to 12, sizes as published", "–", "710 / 1,420", "includes zero"),
    ("daily.women_men.2023.gap", "Use a bicycle daily, 2023 (women and men)",
     "−2.5 (−2.6 to −2.4)", "−9 to 4, sizes as published", "–", "3,265 / 6,529", "includes zero"),
    ("theft.2024.gap", "Theft, 2024 (women and men)", "1.5 (1.4 to 1.6)",
     "−5 to 8, sizes as published", "–", "9,465 / 18,930", "includes zero"),
    ("trained.gap", "Were taught to ride (women and men)", "1.4 (1.3 to 1.5)",
     "−5 to 8, sizes as published", "–", "9,990 / 19,980", "includes zero"),
    ("theft.2023.gap", "Theft, 2023 (women and men)", "0.0 (−0.1 to 0.1)",
     "−7 to 7, sizes as published", "–", "none is enough / none is enough", "includes zero"),
]  # fmt: skip
ASSUMED = [
    ("daily.managers_clerks.2022.gap", "Use a bicycle daily, 2022 (managers and clerks)",
     "−18 (−19 to −17)", "−23 to −13", "−25 to −10", "64 / 127", "robust"),
    ("rain.managers_clerks.gap", "Rain (managers and clerks)",
     "0 (−1 to 1)", "−4 to 5", "−6 to 7", "none is enough / none is enough", "fragile"),
    ("office.trained.gap", "Were taught to ride (managers and trainees)",
     "68 (67 to 69)", "63 to 72", "61 to 74", "4 / 8", "robust"),
    ("daily.managers_trainees.2022.gap", "Use a bicycle daily, 2022 (managers and trainees)",
     "−25 (−26 to −24)", "−30 to −20", "−32 to −17", "33 / 65", "robust"),
    ("rain.managers_trainees.gap", "Rain (managers and trainees)",
     "18 (17 to 19)", "14 to 22", "13 to 24", "31 / 61", "robust"),
]  # fmt: skip
CHANGED = [
    ("daily.women.trend", "Use a bicycle daily, women, 2023 to 2024", "10.9 (10.8 to 11)",
     "4 to 18, sizes as published", "1 to 20", "164 / 328", "clear of zero"),
    ("daily.men.trend", "Use a bicycle daily, men, 2023 to 2024", "3.1 (3 to 3.2)",
     "−4 to 10, sizes as published", "−7 to 13", "2,117 / 4,234", "includes zero"),
    ("theft.women.trend", "Theft, women, 2023 to 2024", "0.0 (−0.1 to 0.1)",
     "−7 to 7, sizes as published", "−9 to 9", "none is enough / none is enough", "includes zero"),
    ("theft.men.trend", "Theft, men, 2023 to 2024", "−1.5 (−1.6 to −1.4)",
     "−8 to 5, sizes as published", "−11 to 8", "9,465 / 18,930", "includes zero"),
]  # fmt: skip


def test_gaps_stand_by_comparison_the_widest_first() -> None:
    assert cells(made()["verdicts"]) == PUBLISHED + ASSUMED + CHANGED
    assert made()["verdicts"].columns == [
        "Measure",
        "Gap, points (rounding)",
        "95% interval if 400/1,600",
        "and design effect 2",
        "Smallest equal groups, design effect 1 / 2",
        "Verdict, on its conditions",
    ]


def test_the_caption_of_the_gaps_counts_them() -> None:
    assert made()["verdicts"].caption.startswith(
        "Of the gaps between women and men (Riders, 2023 and 2024), 6 in all, women are ahead "
        "in 4. Clear of zero: 1 and includes zero: 5. "
        "Of the gaps between managers and clerks (Offices, 2022), 2 in all, managers are ahead "
        "in 0. Fragile: 1 and robust: 1. "
        "Of the gaps between managers and trainees (Offices, 2022), 3 in all, managers are "
        "ahead in 2. Robust: 3. "
        "From one year to another of the same survey: the later share minus the earlier, 4 in "
        "all, as if each year had drawn its sample apart from the other’s. "
        "Intervals are Newcombe’s at 95%,"
    )
    assert "its design effect at most 2, it held nobody" in made()["verdicts"].caption


def test_gaps_in_french() -> None:
    said = language(FR).text  # a survey more may have translated them
    rows = {anchor: row for anchor, *row in cells(made(FR)["verdicts"])}
    assert rows["daily.women_men.2024.gap"] == [
        f"Use a bicycle daily, 2024 ({said('women')} et {said('men')})",
        "5,3 (5,2 à 5,4)",
        "−2 à 12, effectifs publiés",
        "–",
        "710 / 1\u202f420",
        "zéro inclus",
    ]
    assert made(FR)["verdicts"].columns[2] == "Intervalle à 95\u202f% si 400/1\u202f600"


def test_one_comparison_needs_no_names_of_groups() -> None:
    table = of(invented.tables(invented.women_and_men), "verdicts")
    assert table.rows[0][1][0] == "Repair it themselves"
    assert table.columns[2] == "95% interval if 20%/80%"  # nothing is assumed
    assert "of 6 gaps" in table.caption and "in 4, women are" in table.caption


def test_totals_that_differ_are_named_by_the_share_that_they_have_in_common() -> None:
    tables = invented.tables(invented.three_groups, later)
    table = of(tables, "verdicts")
    assert table.columns[2] == "95% interval if 20%/80%"
    rows = {anchor: row[2] for anchor, row in table.rows}
    assert rows["trained.2022.gap"] == "63 to 72"
    assert rows["trained.2025.gap"] == "14 to 35"


def later(quotes: invented.Transcription) -> None:
    """A second survey of managers and trainees, of 500 people."""
    invented.article(quotes, "tribune")
    quotes.survey("again", title="Offices, 2025", fieldwork="2025")
    quotes.sample("tribune", "again", "all", 500, "500 people were asked")
    known = ["sponsor", "conductor", "population", "field_dates", "sampling", "total_n"]
    quotes.disclosed("again", *known, basis="The article says so")
    shares = {"trained": {"managers": "50", "trainees": "25"}}
    invented.print_shares(quotes, "tribune", "again", 2025, shares)


def test_without_any_size_nothing_is_computed_from_one() -> None:
    tables = invented.tables(invented.three_groups)
    table = of(dataclasses.replace(tables, samples=tables.samples.iloc[:0]), "verdicts")
    row = next(row for anchor, *row in cells(table) if anchor == "trained.gap")
    assert row[1:] == ["68 (67 to 69)", "–", "–", "4 / 8", "–"]
    assert "managers are ahead in 2. Intervals are" in table.caption


def test_a_rounding_with_more_digits_than_the_gap_is_not_cut() -> None:
    def mixed(quotes: invented.Transcription) -> None:
        invented.three_groups(quotes)
        invented.print_shares(
            quotes, "observer", "office", 2022, {"repairs": {"managers": "41.5", "clerks": "23"}}
        )

    table = of(invented.tables(mixed), "verdicts")
    row = next(row for anchor, *row in cells(table) if anchor == "repairs.gap")
    assert row[1] == "18.5 (17.95 to 19.05)"


def test_what_different_surveys_print_of_one_group_is_not_compared() -> None:
    def other(quotes: invented.Transcription) -> None:
        invented.women_and_men(quotes)
        invented.article(quotes, "tribune")
        quotes.survey("walkers", title="Walkers, 2021")
        quotes.disclosed("walkers", basis="Not stated")
        invented.print_shares(quotes, "tribune", "walkers", 2021, {"rain": {"all": "7"}})
        invented.print_shares(quotes, "courier", "riders", 2024, {"rain": {"all": "8"}})

    rows = cells(of(invented.tables(other), "verdicts"))
    name = "Rain: attributed to different surveys"
    assert rows[-1] == ("rain.gap", name, *["–"] * 4, "not comparable")


def test_where_gaps_break() -> None:
    found = {anchor: row for anchor, *row in cells(made()["breaking"])}
    assert found["repairs.breaking"][1:] == ["+97.2", "–", "–", "245.3", "97", "+97.3"]
    assert found["rain.managers_trainees.breaking"][1:] == [
        "+10.1",
        "461",
        "3%",
        "8.7",
        "12",
        "+2.4",
    ]
    assert found["rain.managers_clerks.breaking"][2:4] == ["none is enough"] * 2
    against = found["daily.managers_clerks.2022.breaking"]  # −18 points: limits are turned to it
    assert against[1:] == ["+6.9", "731", "4%", "5.5", "9", "−4.5"]
    assert [anchor.removesuffix(".breaking") for anchor in found] == [
        row[0].removesuffix(".gap") for row in PUBLISHED + ASSUMED
    ]


def test_the_caption_of_the_breaking_points_says_what_they_assume() -> None:
    caption = made()["breaking"].caption
    assert (
        "Any split: 10% to 90% managers, of about 2,000 people, at a design effect of 2;" in caption
    )
    assert "from one fifth managers." in caption
    assert "Where the sizes of both groups are published, they are taken instead." in caption
    named = "{} (women and men), {} (managers and clerks) and {} (managers and trainees)".format
    assert f"{named(5, 1, 0)} of the gaps could not bear 5.8 points of bias." in caption
    least = "330 women, 427 men, 43 managers, 29 clerks and 33 trainees"
    assert f"(at least {least}), the intervals of {named(1, 0, 3)} gaps never reach zero" in caption
    published = of(invented.tables(invented.women_and_men), "breaking").caption
    assert "Any split" not in published and "5 of the gaps could not bear" in published
    assumed = of(invented.tables(invented.three_groups), "breaking").caption
    assert "published, they are taken" not in assumed and "1 (managers and clerks) and" in assumed


def test_several_gaps_at_once() -> None:
    found = {row[1]: row[2:] for row in cells(made()["multiplicity"])}
    assert found["Repair it themselves (women and men)"] == (
        "below 0.001, sizes as published",
        "over 10,000",
        "–",
    )
    assert found["Use a bicycle daily, 2024 (women and men)"] == (
        "0.804, sizes as published",
        "0",
        "–",
    )
    assert found["Rain (managers and clerks)"] == ("1.000", "0", "0")
    near = cells(of(invented.tables(invented.women_and_men, nearly), "multiplicity"))
    assert near[1][1:] == ("Rain", "0.004, sizes as published", "73", "–")
    alone = of(invented.tables(invented.three_groups, later), "multiplicity")
    survived = {row[1]: row[2:] for row in cells(alone)}
    name = "Were taught to ride, 2025 (managers and trainees)"
    assert survived[name] == ("below 0.001", "over 10,000", "95")


def nearly(quotes: invented.Transcription) -> None:
    """A gap that Holm leaves a small p value, but none below 0.001."""
    rain = {"rain": {"women": "56.0", "men": "44.0"}}
    invented.print_shares(quotes, "courier", "riders", 2024, rain)


# The debate.


def test_the_most_disputed_question_stands_first_with_its_count() -> None:
    table = made()["positions"]
    assert table.columns == ["Question", "Courier", "Gazette", "Observer", "Together"]
    assert cells(table) == [
        ("quick.positions", "Is it quick?", "● yes", "● yes", "◐ in part",
         "3 of 3: 2 yes and 1 in part"),
        ("safe.positions", "Is it safe?", "○ no", "● yes", "silent", "2 of 3: 1 yes and 1 no"),
    ]  # fmt: skip
    assert table.caption.startswith("What each of 3 articles concludes on 2 questions,")
    assert cells(made(FR)["positions"])[1][2:] == (
        "○ non",
        "● oui",
        "muet",
        "2 sur 3\u202f: 1 oui et 1 non",
    )


def test_a_question_that_divides_two_stands_before_one_on_which_three_agree() -> None:
    tables = invented.tables()
    agreed = tables.positions["question_id"] == "quick"
    same = tables.positions.assign(stance=tables.positions["stance"].mask(agreed, "affirms"))
    rows = cells(of(dataclasses.replace(tables, positions=same), "positions"))
    assert [(row[0], row[-1]) for row in rows] == [
        ("safe.positions", "2 of 3: 1 yes and 1 no"),
        ("quick.positions", "3 of 3: 3 yes"),
    ]


def test_every_position_leads_to_its_words() -> None:
    table = made()["arguments"]
    assert [(row[0], row[3], row[4], row[5]) for row in cells(table)] == [
        ("safe.courier", "○ no", "Courier on safe", "“safe, as courier says”"),
        ("safe.gazette", "● yes", "Gazette on safe", "“safe, as gazette says”"),
        ("quick.courier", "● yes", "Courier on quick", "“quick, as courier says”"),
        ("quick.gazette", "● yes", "Gazette on quick", "“quick, as gazette says”"),
        ("quick.observer", "◐ in part", "Observer on quick", "“quick, as observer says”"),
    ]
    link = table.rows[0][1][-1]
    assert isinstance(link, Link)
    assert link.href == "https://example.org/courier#:~:text=safe%2C%20as%20courier%20says"


def test_coding_rules_are_listed() -> None:
    table = made()["coding"]
    assert list(table.columns) == ["Question", "● yes", "◐ in part", "○ no", "silent"]
    assert cells(table)[0] == (
        "",
        "Is it safe?",
        *(f"Says {word} to: Is it safe?" for word in ("yes", "in part", "no", "silent")),
    )
    assert len(table.rows) == 2


# Surveys, outlets, articles, figures.


def test_what_surveys_disclosed_is_scored() -> None:
    table = made()["disclosure"]
    assert table.columns == ["Item", "Riders, 2023 and 2024", "Lawyers, 2025", "Offices, 2022"]
    assert len(table.rows) == 13
    assert cells(table)[2] == ("", "Type of study", "● disclosed", "○ not found", "○ not found")
    assert cells(table)[-1] == (
        "score",
        "Score",
        "12 of 12, grade A",
        "0 of 12, grade D",
        "6 of 12, grade C",
    )
    assert "found, of 12 items," in table.caption
    half = invented.transcription(invented.three_groups)
    level = half.tables().disclosure["level"].where(lambda level: level != "disclosed", "partial")
    tables = half.tables()
    tables = dataclasses.replace(tables, disclosure=tables.disclosure.assign(level=level))
    assert cells(of(tables, "disclosure", FR))[-1][-1] == "3 sur 12, note D"
    tables.disclosure.loc[tables.disclosure["item"] == "strategy", "level"] = "partial"
    assert cells(of(tables, "disclosure", FR))[-1][-1] == "3,5 sur 12, note D"


def test_tables_that_go_on_slides_have_their_finding_as_title() -> None:
    assert {id_: table.title for id_, table in made().items() if table.title} == {
        "positions": "Where the articles divide most: Is it quick?",
        "disclosure": "No survey discloses more than 12 of 12 items in what was read",
        "outlets": "What other outlets print of the articles’ numbers agrees, but for 2",
    }
    offices = of(invented.tables(invented.law_firms, invented.three_groups), "disclosure")
    assert offices.title == "No survey discloses more than 6 of 12 items in what was read"


def test_what_a_score_rests_on() -> None:
    rows = cells(made()["scorecard"])
    assert len(rows) == 36
    assert rows[12] == (
        "",
        "Lawyers, 2025",
        "Sponsor and its interest",
        "○ not found",
        "Not stated",
    )


def test_outlets_print_what_they_print_independent_ones_first() -> None:
    table = made()["outlets"]
    assert table.columns == [
        "Quoted figure",
        "Articles",
        "Herald",
        "Mirror",
        "Bells †",
    ]
    assert cells(table) == [
        ("daily.women.2023.outlets", "Use a bicycle daily, women, 2023",
         "41.5%", "41.5%", "≠ 9.5%", "41.5%"),
        ("daily.men.2023.outlets", "Use a bicycle daily, men, 2023",
         "44.0%", "44.0%", "≠ 9.5%", "44.0%"),
    ]  # fmt: skip
    assert [c.href for c in table.rows[0][1] if isinstance(c, Link)] == [
        "https://example.org/herald",
        "https://example.org/mirror",
        "https://example.org/bells",
    ]
    assert "in 3 other outlets" in table.caption
    assert "(of their figures: 2)" in table.caption
    assert "19 of the articles’ percentages of these surveys were found in none" in table.caption


def test_an_outlet_that_prints_nothing_of_a_figure_leaves_its_cell_blank() -> None:
    tables = invented.tables()
    rows = tables.corroboration.iloc[1:].reset_index(drop=True)
    table = of(dataclasses.replace(tables, corroboration=rows), "outlets")
    assert cells(table)[0][3:] == ("≠ 9.5%", "", "41.5%")
    assert table.columns[2:4] == ["Mirror", "Herald"]


def test_one_number_for_two_answers_is_marked_in_both_rows() -> None:
    tables = invented.tables()
    assert "‡" not in of(tables, "outlets").caption
    alone = tables.corroboration.iloc[[0, 1]]
    rows = pd.concat([alone, alone.iloc[[0]].assign(measure_id="parked")], ignore_index=True)
    table = of(dataclasses.replace(tables, corroboration=rows), "outlets")
    assert [row[2:] for row in cells(table)] == [
        ("41.5%", "41.5% ‡", "≠ 9.5%"),
        ("–", "41.5% ‡", ""),
    ]
    assert table.caption.endswith("‡: one number for this answer and another together.")


def test_what_only_outlets_print_has_a_row_too() -> None:
    tables = invented.tables()
    rows = tables.corroboration.assign(measure_id="parked", group="all", year=2020)
    table = of(dataclasses.replace(tables, corroboration=rows.iloc[:2]), "outlets")
    assert cells(table) == [
        ("parked.all.outlets", "Bicycles that were parked, all respondents", "–",
         "≠ 41.5%", "≠ 9.5%"),
    ]  # fmt: skip
    assert (
        "21 of the articles’ percentages of these" in table.caption
        and "(of their figures: 0)" in table.caption
    )


def test_outlets_name_the_year_where_a_survey_has_two() -> None:
    tables = invented.tables(invented.women_and_men)
    theft = tables.corroboration.assign(measure_id="theft").iloc[:1]
    table = of(dataclasses.replace(tables, corroboration=theft), "outlets")
    assert [row[1] for row in cells(table)] == ["Theft, women, 2023"]


def test_a_year_that_is_not_stated_is_the_same_in_articles_and_outlets() -> None:
    def poll(quotes: invented.Transcription) -> None:
        quotes.group("riders", "riders")
        invented.article(quotes, "courier")
        quotes.survey("poll", title="A poll")
        quotes.disclosed("poll", basis="Not stated")
        quotes.figures(
            "courier", "poll", "not stated", daily={"riders": ("41.5", "41.5% of riders")}
        )

    tables = invented.tables(poll)
    assert cells(of(tables, "outlets")) == [
        ("daily.riders.outlets", "Use a bicycle daily, riders", "41.5%", "41.5%", "≠ 9.5%",
         "41.5%"),
    ]  # fmt: skip
    assert cells(of(tables, "figures"))[1][4] == "–"
    assert "verdicts" not in display_tables(tables, language(EN))


def test_articles_with_what_they_print() -> None:
    assert cells(made()["sources"]) == [
        ("courier", "Courier", "Wheels: Courier", "not stated", "none stated", "12"),
        ("gazette", "Gazette", "Wheels: Gazette", "not stated", "28 February 2025", "3"),
        ("observer", "Observer", "Wheels: Observer", "not stated", "none stated", "9"),
    ]
    assert cells(made(FR)["sources"])[1][4] == "28 février 2025"
    silent = invented.transcription()
    invented.article(silent, "parrot", author="A. Bird", address_of="original")
    quotes = silent.tables()
    table = of(dataclasses.replace(quotes, figures=quotes.figures.query("survey_id != 'lawyers'")),
               "sources")  # fmt: skip
    original = "Wheels: Parrot (the link is to the English original)"
    assert cells(table)[-1][1:] == ("Parrot", original, "A. Bird", "none stated", "0")
    assert table.caption == (
        "The 4 articles that this report reads, all in English; 1 print no figure at all, 2 none "
        "of a survey. Titles are as printed, or as the data say. Not stated: not found in what was "
        "read."
    )


@pytest.mark.parametrize("id_", ["figures", "arguments", "sources"])
def test_what_is_quoted_says_its_language(id_: str) -> None:
    quotes = invented.tables()
    quotes.sources["language"] = "de"
    table = of(quotes, id_)
    links = [cell for _, row in table.rows for cell in row if isinstance(cell, Link)]
    assert links
    assert table._repr_html_().count(' lang="de">') == len(links)


def test_every_figure_has_a_row_that_leads_to_its_words() -> None:
    table = made()["figures"]
    heads = [row[1] for row in cells(table) if not row[0]]
    assert "Gazette; no survey" in heads and "Gazette; Lawyers, 2025" in heads
    assert len(heads) == len(set(heads))
    rows = {row[0]: row[1:] for row in cells(table) if row[0]}
    assert list(rows) == list(
        invented.tables().figures.sort_values(["source_id", "survey_id"], kind="stable")[
            "figure_id"
        ]
    )
    assert rows["daily.men.2023"] == (
        "Use a bicycle daily",
        "44.0%",
        "men",
        "2023",
        "“44.0% of men ride every day in 2023”",
    )
    assert rows["parked"] == (
        "Bicycles that were parked",
        "1,500",
        "–",
        "–",
        "“1,500 bicycles were parked”",
    )
    assert rows["repairs.partners"][1:4] == ("52%", "partners of law firms", "2025")
    assert rows["repairs.women"][1] == "100%" and rows["repairs.men"][1] == "0%"
    assert table.caption.startswith("All 24 figures, as printed,")
    french = {row[0]: row[1:] for row in cells(made(FR)["figures"]) if row[0]}
    assert french["parked"][1] == "1\u202f500" and french["repairs.partners"][1] == "52\u202f%"


def test_bases_have_a_column_where_one_is_stated() -> None:
    tables = invented.tables(invented.law_firms)
    figures = tables.figures.assign(base=["those asked", "not stated", "not stated"])
    table = of(dataclasses.replace(tables, figures=figures), "figures")
    assert table.columns[4] == "Base"
    assert {row[0]: row[5] for row in cells(table) if row[0]} == {
        "repairs.partners": "those asked",
        "rain.partners": "–",
        "parked": "–",
    }


# What a table shows itself as.

HOSTILE = "<script>alert(1)</script> & $x$"


def test_a_table_shows_hostile_text_literally() -> None:
    table = DisplayTable("a", HOSTILE, [HOSTILE], [("b", [HOSTILE]), ("", [Link(HOSTILE, "u&v")])])
    shown = table._repr_html_()
    assert "<script" not in shown
    assert shown.count("&lt;script&gt;alert(1)&lt;/script&gt; &amp; $x$") == 4
    assert '<a href="u&amp;v">' in shown


def test_a_table_has_heads_of_columns_and_rows_and_its_anchors() -> None:
    table = DisplayTable("a", "b", ["c", "d"], [("e", ["f", "1"]), ("", ["g", Link("2", "")])], "d")
    shown, _, style = table._repr_html_().partition("<style>")
    assert re.sub(r' style="[^"]*"', "", shown) == (
        '<table id="a" class="tex2jax_ignore mathjax_ignore"><caption>b</caption><thead><tr>'
        '<th scope="col" >c</th><th scope="col" >d</th></tr></thead><tbody>'
        '<tr id="e"><th scope="row" >f</th><td >1</td></tr>'
        '<tr><th scope="row" >g</th><td >2</td></tr></tbody></table>'
    ).replace(" >", ">")
    right = re.findall(r'<(\w+)[^>]*style="text-align: right"', shown)
    assert right == ["th", "td", "td"]
    assert style.splitlines()[1:] == [
        r'.jp-MarkdownOutput a[href="#e"] { --row: "c: f\a d: 1" }</style>'
    ]
    assert table.anchors == {"a": "b", "e": "f | 1"}
    assert table.frame.to_dict("list") == {"c": ["f", "g"], "d": ["1", "2"]}


def test_a_link_in_prose_shows_its_row_whatever_is_in_it() -> None:
    rows = [("e", ["f", "g"]), ("h", ['"}</style>', "g"])]
    leading = {"h": ["i.j"]}
    shown = DisplayTable("a", "b", ["c", "d"], rows, leading=leading)._repr_html_()
    assert shown.count("</style>") == 1
    row = r'{ --row: "c: \22 }\3c /style\3e \a d: g" }'
    assert [line.removesuffix("</style>") for line in shown.splitlines()[-2:]] == [
        f'.jp-MarkdownOutput a[href="#h"] {row}', f'.jp-MarkdownOutput a[href="#i.j"] {row}'
    ]  # fmt: skip


def test_one_cell_heads_the_rows_below_it() -> None:
    table = DisplayTable(
        "a", "b", ["c", "d"], [("e", ["f", "1"]), ("", ["over"]), ("g", ["h", "2"])]
    )
    shown = table._repr_html_()
    heading = '<td colspan="2" style="text-align: left"><strong>over</strong></td>'
    assert shown.index(">f<") < shown.index(heading) < shown.index(">h<")
    assert '{ --row: "c: f\\a d: 1" }' in shown and '{ --row: "c: h\\a d: 2\\a over" }' in shown
    assert table.frame.to_dict("list") == {"c": ["f", "over", "h"], "d": ["1", "", "2"]}


def test_a_pointer_on_a_number_or_its_words_sees_where_they_are_from() -> None:
    shown = made()["outlets"]._repr_html_()
    assert '<a href="https://example.org/mirror" title="“9.5% here”, Mirror">≠ 9.5%</a>' in shown
    titles = re.findall(r' title="([^"]+)"', made()["figures"]._repr_html_())
    assert titles[0] == "Courier; Riders, 2023 and 2024" and len(titles) == 24
