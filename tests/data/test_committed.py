"""The committed data: what the five articles print, held to a list typed from them.

The one file of tests that stands on the project's own data. An article, a survey or a group more
fails none of it.
"""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest

from quoted.data import sources
from quoted.data.schema import NOT_STATED
from quoted.data.tables import load

FOLDER = Path(__file__).parents[2] / "data"
DATA = load(FOLDER)
ARTICLES = os.environ.get(sources.ARTICLES_VARIABLE)

KIOSQUE, METODAS = "kiosque_burkina", "metodas"
FIVE = [METODAS, "forbes_fr", "la_libre", KIOSQUE, "pandia"]
PRINTED, SAMPLES, SOURCES, POSITIONS = (
    frame[frame["source_id"].isin(FIVE)]
    for frame in (DATA.figures, DATA.samples, DATA.sources, DATA.positions)
)
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
    "amazon_job_cuts": (14000, "pandia", ""),
}


def test_all_figures_are_there_with_value_article_and_survey() -> None:
    # by measure and group: an id names its year where another survey has one more
    expected = [(".".join(id_.split(".")[:2]), *told) for id_, told in FIGURES.items()]
    found = [
        (f"{row.measure_id}.{row.group}".rstrip("."), row.value, row.source_id, row.survey_id)
        for row in PRINTED.itertuples()
    ]
    assert sorted(found) == sorted(expected)
    assert len(found) == 26


def test_the_one_count_and_the_percentages() -> None:
    counts = PRINTED.query("unit == 'count'")["figure_id"]
    assert list(counts) == ["amazon_job_cuts"]
    assert set(PRINTED["qualifier"]) == {"exact"}


def test_the_one_sample_size_belongs_to_the_survey() -> None:
    (sample,) = SAMPLES.to_dict("records")
    assert (sample["survey_id"], sample["group"], sample["n"], sample["qualifier"]) == (
        LIGHTRICKS,
        "all",
        1000,
        "more_than",
    )


def test_five_articles_two_of_them_without_figures() -> None:
    assert sorted(SOURCES["source_id"]) == sorted(FIVE)
    assert set(FIVE) - set(PRINTED["source_id"]) == {"forbes_fr", "la_libre"}


def test_what_the_articles_do_not_say_is_not_stated() -> None:
    assert set(PRINTED["base"]) == {NOT_STATED}
    sources = SOURCES.set_index("source_id")
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


def test_the_one_count_has_neither_survey_nor_group() -> None:
    count = DATA.figures.set_index("figure_id").loc["amazon_job_cuts"]
    assert (count["survey_id"], count["group"]) == ("", "")


def test_the_groups_and_their_roles() -> None:
    assert list(DATA.groups.itertuples(index=False, name=None))[:5] == [
        ("executives", "executives", "first", 1),
        ("entry_level", "entry-level marketers", "second", 2),
        ("marketers", "marketers", "neutral", 3),
        ("employees", "employees", "neutral", 4),
        ("all", "all respondents", "neutral", 5),
    ]


def test_two_surveys_are_named_by_an_article_or_an_outlet() -> None:
    assert dict(zip(DATA.surveys["survey_id"], DATA.surveys["named"], strict=True)).items() >= {
        (LIGHTRICKS, "yes"),
        ("statista_2023", "yes"),
        ("unnamed_metodas", "no"),
    }


def test_one_article_was_read_in_part() -> None:
    read = SOURCES.set_index("source_id")["extent"]
    assert list(read[read == "part"].index) == ["la_libre"]


def test_what_outlets_print() -> None:
    rows = DATA.corroboration
    assert len(rows) == 64
    tied = rows[rows["independent"] == "no"]
    assert set(tied["outlet_id"]) == {"demand_gen_report", "popular_pays", "metodas_en"}
    only = set(rows["measure_id"]) - set(DATA.figures["measure_id"])
    assert only == {"no_creative_confidence", "ai_in_charge"}
    words = rows.drop_duplicates(["measure_id", "wording"]).query("wording != ''")
    assert set(zip(words["measure_id"], words["wording"], strict=True)) == {
        ("adoption", "adopted AI at their company"),
        ("role_crucial", "important to their role"),
        ("role_crucial", "integral to their role"),
        ("creative_confidence", "optimism about efficiency and creativity"),
        ("creative_confidence", "trust"),
        ("concern_bias", "bias and copyright in one figure"),
        ("concern_copyright", "bias and copyright in one figure"),
        ("weekly_use", "generative AI"),
    }


def test_every_article_is_coded_on_every_question() -> None:
    assert sources.uncoded(dataclasses.replace(DATA, sources=SOURCES)) == []
    assert len(POSITIONS) == 40
    assert (POSITIONS["stance"] == "silent").sum() == 6


def test_every_fragment_holds_its_number() -> None:
    assert sources.unheld(DATA) == []


def test_the_data_written_again_are_the_same_bytes(tmp_path: Path) -> None:
    written = DATA.write(tmp_path, topic="AI and marketing jobs")
    assert {path.name for path in written} == {path.name for path in FOLDER.iterdir()}
    for path in written:
        assert path.read_bytes() == (FOLDER / path.name).read_bytes(), path.name


def test_every_figure_links_to_what_is_known() -> None:
    found = dict(zip(DATA.figures["figure_id"], sources.links(DATA, DATA.figures), strict=True))
    assert found["weekly_use.executives"].endswith(
        "#:~:text=61%25%20des%20dirigeants%20d%C3%A9clarent"
    )
    assert found["replacement_fear.marketers"].startswith("https://metodas.co/")
    assert "#" not in found["replacement_fear.marketers"]  # the original's page, not the article's
    assert all(found.values())


needs_articles = pytest.mark.skipif(
    not ARTICLES,
    reason=f"{sources.ARTICLES_VARIABLE} is not set: the articles are not part of the project",
)


@needs_articles
def test_the_articles_confirm_every_fragment_and_no_percentage_is_left_out() -> None:
    assert [str(p) for p in sources.check(DATA, Path(str(ARTICLES)))] == []


@needs_articles
def test_the_articles_contradict_a_changed_figure() -> None:
    figures = DATA.figures.copy()
    figures.loc[figures["figure_id"] == "weekly_use.executives", "value"] = 62.0
    changed = dataclasses.replace(DATA, figures=figures)
    assert [(p.file, p.column) for p in sources.unheld(changed)] == [("figures.csv", "fragment")]
    found = sources.check(changed, Path(str(ARTICLES)))
    assert [p.file for p in found] == ["kiosque_burkina.txt"]
