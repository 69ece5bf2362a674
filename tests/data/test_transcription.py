"""The transcription: what the five articles print, held to a list typed from them."""

from __future__ import annotations

from pathlib import Path

import pytest

from quoted.data.tables import NOT_STATED, TableError, load
from quoted.data.transcription import Transcription
from quoted.statistics.disclosure import ITEMS

DATA = load(Path(__file__).parents[1] / "data")

KIOSQUE, METODAS = "kiosque_burkina", "metodas"
LIGHTRICKS = "lightricks_ama_2024"
FIGURES = {
    "adoption.all.2024": (90, KIOSQUE, LIGHTRICKS),
    "adoption.all.2023": (73, KIOSQUE, "statista_2023"),
    "weekly_use.executives": (61, KIOSQUE, LIGHTRICKS),
    "weekly_use.entry_level": (42, KIOSQUE, LIGHTRICKS),
    "role_crucial.executives": (48, KIOSQUE, LIGHTRICKS),
    "role_crucial.entry_level": (34, KIOSQUE, LIGHTRICKS),
    "creative_confidence.executives": (55, KIOSQUE, LIGHTRICKS),
    "creative_confidence.entry_level": (33, KIOSQUE, LIGHTRICKS),
    "employer_training.executives": (65, KIOSQUE, LIGHTRICKS),
    "employer_training.entry_level": (34, KIOSQUE, LIGHTRICKS),
    "training_unmet.executives": (13, KIOSQUE, LIGHTRICKS),
    "training_unmet.entry_level": (27, KIOSQUE, LIGHTRICKS),
    "self_taught.entry_level": (41, KIOSQUE, LIGHTRICKS),
    "use_design.executives": (37, KIOSQUE, LIGHTRICKS),
    "use_collaboration.executives": (35, KIOSQUE, LIGHTRICKS),
    "use_targeting.executives": (32, KIOSQUE, LIGHTRICKS),
    "concern_bias.entry_level": (39, KIOSQUE, LIGHTRICKS),
    "concern_copyright.entry_level": (39, KIOSQUE, LIGHTRICKS),
    "concern_quality.entry_level": (43, KIOSQUE, LIGHTRICKS),
    "concern_client_standards.executives": (46, KIOSQUE, LIGHTRICKS),
    "concern_creativity_loss.executives": (38, KIOSQUE, LIGHTRICKS),
    "replacement_fear.marketers": (64, METODAS, "unnamed_metodas"),
    "expected_benefits.marketers": (82, METODAS, "unnamed_metodas"),
    "productivity_gain.employees": (61, METODAS, "unnamed_metodas"),
    "data_skills_update.marketers": (85, METODAS, "unnamed_metodas"),
    "amazon_job_cuts.all": (14000, "pandia", ""),
}


def test_all_figures_are_there_with_value_article_and_survey() -> None:
    found = {
        row.figure_id: (row.value, row.source_id, row.survey_id)
        for row in DATA.figures.itertuples()
    }
    assert found == FIGURES
    assert len(found) == 26


def test_the_one_count_and_the_percentages() -> None:
    counts = DATA.figures.query("unit == 'count'")["figure_id"]
    assert list(counts) == ["amazon_job_cuts.all"]
    assert set(DATA.figures["qualifier"]) == {"exact"}


def test_the_one_sample_size_belongs_to_the_survey() -> None:
    (sample,) = DATA.samples.to_dict("records")
    assert (sample["survey_id"], sample["group"], sample["n"], sample["qualifier"]) == (
        LIGHTRICKS,
        "all",
        1000,
        "more_than",
    )


def test_five_articles_two_of_them_without_figures() -> None:
    assert set(DATA.sources["source_id"]) == {METODAS, "forbes_fr", "la_libre", KIOSQUE, "pandia"}
    assert set(DATA.sources["source_id"]) - set(DATA.figures["source_id"]) == {
        "forbes_fr",
        "la_libre",
    }


def test_what_the_articles_do_not_say_is_not_stated() -> None:
    assert set(DATA.figures["base"]) == {NOT_STATED}
    sources = DATA.sources.set_index("source_id")
    assert {name for name in sources.index if sources.loc[name, "author"] == NOT_STATED} == {
        METODAS,
        "la_libre",
        "pandia",
    }
    dates = sources["published"]
    assert dict(dates[dates != NOT_STATED]) == {"la_libre": "2023-06-04", KIOSQUE: "2025-03-26"}
    assert sources.loc[METODAS, "title"] == NOT_STATED
    assert sources.loc[METODAS, "address_of"] == "original"
    unnamed = DATA.surveys.set_index("survey_id").loc["unnamed_metodas"]
    assert set(unnamed[["sponsor", "conductor", "fieldwork", "population", "address"]]) == {
        NOT_STATED
    }


def small() -> Transcription:
    """Return the least that holds together: one invented article, survey and measure."""
    quotes = Transcription()
    quotes.source("paper", publisher="Paper", language="en", address_of="article")
    quotes.survey("poll", title="A poll")
    quotes.measure("uses", "use", "Use it", "use it", "Not stated")
    return quotes


def test_columns_left_out_are_not_stated_or_blank() -> None:
    made = small().tables()
    assert made.sources.loc[0, "author"] == NOT_STATED
    assert made.sources.loc[0, "note"] == ""


def test_a_figure_with_note_and_base(tmp_path: Path) -> None:
    quotes = small()
    quotes.figures("paper", "poll", 2024, use={"all": (5, "5% of all", "a note", "of everybody")})
    (row,) = quotes.tables().figures.to_dict("records")
    assert (row["figure_id"], row["note"], row["base"]) == ("use.all", "a note", "of everybody")
    quotes.tables().write(tmp_path)
    assert load(tmp_path).figures.loc[0, "base"] == "of everybody"


def test_several_years_stand_in_the_ids_also_one_that_is_not_stated(tmp_path: Path) -> None:
    quotes = small()
    for year in (2023, 2024, NOT_STATED):
        quotes.figures("paper", "poll", year, use={"all": (5, "5% of all")})
    quotes.figures("paper", "poll", 2024, use={"executives": (5, "5% of all")})
    quotes.tables().write(tmp_path)
    ids = list(load(tmp_path).figures["figure_id"])
    assert ids == ["use.all.2023", "use.all.2024", "use.all.not_stated", "use.executives"]


def test_a_column_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="found no column named autor, colour, expected any of"):
        small().source("other", autor="x", colour="red")


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        ({"use": {"all": (130, "130% of all")}}, 'found "130", expected a percentage'),
        ({"use": {"bosses": (5, "5% of all")}}, 'found "bosses", expected one of executives'),
        ({"other": {"all": (5, "5% of all")}}, 'found "other", expected a key of measures'),
        ({"use": {"all": ("five", "5% of all")}}, 'found "five", expected a number'),
        ({"use": {"all": (5, "")}}, "column fragment: found an empty cell"),
    ],
)
def test_a_bad_row_is_refused_when_the_tables_are_written(
    figure: dict[str, dict[str, tuple[object, str]]], words: str, tmp_path: Path
) -> None:
    quotes = small()
    quotes.figures("paper", "poll", 2024, **figure)
    with pytest.raises(TableError) as caught:
        quotes.tables().write(tmp_path / "data")
    assert words in str(caught.value)
    assert not (tmp_path / "data").exists()


def test_the_same_figure_twice_is_refused(tmp_path: Path) -> None:
    quotes = small()
    for _ in range(2):
        quotes.figures("paper", "poll", 2024, use={"all": (5, "5% of all")})
    with pytest.raises(TableError, match=r"found the key use\.all a second time"):
        quotes.tables().write(tmp_path)


def test_what_a_survey_disclosed_is_recorded_for_each_item() -> None:
    quotes = small()
    quotes.disclosed("poll", "sponsor", "total_n", basis="Invented", partial=["sampling"])
    rows = quotes.tables().disclosure
    assert list(rows["item"]) == list(ITEMS)
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
