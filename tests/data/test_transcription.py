"""The transcription: short calls add rows, and the tables that they make are checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from quoted.data.checks import TableError
from quoted.data.schema import DISCLOSURE_ITEMS, NOT_STATED
from quoted.data.tables import load
from quoted.data.transcription import Transcription


def small(basis: str = "Not stated") -> Transcription:
    """Return the least that holds together but for a figure: one article, survey and measure."""
    quotes = Transcription()
    quotes.source("paper", publisher="Paper", language="en", address_of="article")
    quotes.survey("poll", title="A poll")
    if basis:
        quotes.disclosed("poll", basis=basis)
    quotes.group("bosses", "bosses", role="first")
    quotes.group("staff", "staff", role="second")
    quotes.group("all", "all")
    quotes.topic("uses", "Uses")
    quotes.measure("uses", "use", "Use it", "use it", "Not stated")
    return quotes


def with_figure(quotes: Transcription) -> Transcription:
    quotes.figures("paper", "poll", 2024, use={"all": (5, "5% of all")})
    return quotes


def test_columns_left_out_are_not_stated_blank_or_the_usual() -> None:
    made = with_figure(small()).tables()
    source, survey = made.sources.iloc[0], made.surveys.iloc[0]
    assert (source["author"], source["note"], source["extent"]) == (NOT_STATED, "", "whole")
    assert (survey["sponsor"], survey["named"]) == (NOT_STATED, "yes")


def test_what_is_usual_can_be_otherwise() -> None:
    quotes = with_figure(small())
    quotes.source("scrap", publisher="Scrap", language="en", address_of="article", extent="part")
    quotes.survey("hearsay", title="Hearsay", named="no")
    quotes.disclosed("hearsay", basis="Not stated")
    made = quotes.tables()
    assert list(made.sources["extent"]) == ["whole", "part"]
    assert list(made.surveys["named"]) == ["yes", "no"]


def test_groups_and_topics_stand_in_the_order_of_the_calls() -> None:
    quotes = with_figure(small())
    quotes.topic("jobs", "Jobs")
    made = quotes.tables()
    assert list(made.groups.itertuples(index=False, name=None)) == [
        ("bosses", "bosses", "first", 1),
        ("staff", "staff", "second", 2),
        ("all", "all", "neutral", 3),
    ]
    assert list(made.topics.itertuples(index=False, name=None)) == [
        ("uses", "Uses", 1),
        ("jobs", "Jobs", 2),
    ]


def test_a_figure_with_note_and_base(tmp_path: Path) -> None:
    quotes = small()
    quotes.figures("paper", "poll", 2024, use={"all": (5, "5% of all", "a note", "of everybody")})
    (row,) = quotes.tables().figures.to_dict("records")
    assert (row["figure_id"], row["note"], row["base"]) == ("use.all", "a note", "of everybody")
    quotes.tables().write(tmp_path)
    assert load(tmp_path).figures.loc[0, "base"] == "of everybody"


@pytest.mark.parametrize(
    ("value", "number", "decimals"),
    [(52, 52.0, 0), (52.4, 52.4, 1), ("52.0", 52.0, 1), ("52.40", 52.4, 2), (52.25, 52.25, 2)],
)
def test_a_value_keeps_the_decimals_that_were_taken_down(
    value: object, number: float, decimals: int
) -> None:
    quotes = small()
    quotes.figures("paper", "poll", 2024, use={"all": (value, f"{value}% of all")})
    (row,) = quotes.tables().figures.to_dict("records")
    assert (row["value"], row["decimals"]) == (number, decimals)


def test_a_count_needs_neither_group_nor_survey() -> None:
    quotes = small()
    quotes.figures("paper", "", "not stated", unit="count", use={"": (1500, "1,500 of them")})
    (row,) = quotes.tables().figures.to_dict("records")
    assert (row["figure_id"], row["group"], row["survey_id"]) == ("use", "", "")


def test_several_years_stand_in_the_ids_also_one_that_is_not_stated(tmp_path: Path) -> None:
    quotes = small()
    for year in (2023, 2024, NOT_STATED):
        quotes.figures("paper", "poll", year, use={"all": (5, "5% of all")})
    quotes.figures("paper", "poll", 2024, use={"bosses": (5, "5% of all")})
    for year in (2023, 2024):
        quotes.figures("paper", "", year, unit="count", use={"": (5, "5 of all")})
    quotes.tables().write(tmp_path)
    ids = list(load(tmp_path).figures["figure_id"])
    assert ids[:4] == ["use.all.2023", "use.all.2024", "use.all.not_stated", "use.bosses"]
    assert ids[4:] == ["use.2023", "use.2024"]


def test_a_column_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="found no column named autor, colour, expected any of"):
        small().source("other", autor="x", colour="red")


@pytest.mark.parametrize("reading", [5, (5,), (5, "5% of all", "note", "base", "more")])
def test_a_reading_is_a_value_with_its_fragment(reading: object) -> None:
    with pytest.raises(ValueError, match=r"^use, all: found .*, expected \(value, fragment\), a"):
        small().figures("paper", "poll", 2024, use={"all": reading})  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        ({"use": {"all": (130, "130% of all")}}, 'found "130", expected a percentage'),
        ({"use": {"nobody": (5, "5% of all")}}, 'found "nobody", expected a key of groups'),
        ({"other": {"all": (5, "5% of all")}}, 'found "other", expected a key of measures'),
        ({"use": {"all": ("five", "5% of all")}}, 'found "five", expected a number'),
        ({"use": {"all": (5, "")}}, "column fragment: found an empty cell"),
    ],
)
def test_a_bad_row_is_refused_when_tables_are_made(
    figure: dict[str, dict[str, tuple[object, str]]], words: str
) -> None:
    quotes = small()
    quotes.figures("paper", "poll", 2024, **figure)
    with pytest.raises(TableError) as caught:
        quotes.tables()
    assert words in str(caught.value)


def test_the_same_figure_twice_is_refused() -> None:
    quotes = with_figure(with_figure(small()))
    with pytest.raises(TableError, match=r"found the key use\.all a second time"):
        quotes.tables()


def test_what_a_survey_disclosed_is_recorded_for_each_item() -> None:
    quotes = with_figure(small(basis=""))
    quotes.disclosed("poll", "sponsor", "total_n", basis="Invented", partial=["sampling"])
    rows = quotes.tables().disclosure
    assert list(rows["item"]) == list(DISCLOSURE_ITEMS)
    levels = dict(zip(rows["item"], rows["level"], strict=True))
    assert {item: level for item, level in levels.items() if level != "absent"} == {
        "sponsor": "disclosed",
        "sampling": "partial",
        "total_n": "disclosed",
    }
    with pytest.raises(ValueError, match="found colour, expected any of sponsor, conductor"):
        quotes.disclosed("poll", "colour", basis="Invented")


def test_a_table_kept_by_hand_is_checked_as_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "disclosure.csv"
    path.write_bytes("survey_id;item;level;basis\n".encode("utf-8-sig"))
    with pytest.raises(TableError, match=r"disclosure\.csv, row 1: found a byte-order mark"):
        small().read_csv("disclosure", path)
    path.write_text("survey_id;item;level;basis\n", "utf-8")
    with pytest.raises(TableError, match="found semicolons between the columns"):
        small().read_csv("disclosure", path)
    path.write_text("survey_id,item,basis\npoll,sponsor,none\n", "utf-8")
    quotes = small()
    with pytest.raises(TableError, match="column level: found no column of this name"):
        quotes.read_csv("disclosure", path)


def test_a_table_kept_by_hand_is_read_literally(tmp_path: Path) -> None:
    path = tmp_path / "questions.csv"
    path.write_text('question_id,question,order\nna,NA,1\nquick,"Quick, is it?",2\n', "utf-8")
    quotes = with_figure(small())
    quotes.read_csv("questions", path)
    assert list(quotes.tables().questions.itertuples(index=False, name=None)) == [
        ("na", "NA", 1),
        ("quick", "Quick, is it?", 2),
    ]
