"""Nothing that passes the check of the tables fails later: comparisons, tables, charts, words.

Tables are drawn at random, the same ones in every run (`any_tables`).
"""

from __future__ import annotations

import re

from any_tables import any_tables
from hypothesis import given, settings
from hypothesis import strategies as st

from quoted.citations import _unheld
from quoted.data.tables import Tables
from quoted.data.transcription import Transcription
from quoted.language import Language, language
from quoted.report import charts, display, places
from quoted.report.display_tables import DisplayTable
from quoted.report.quantities import quantities
from quoted.report.whatif import what_if
from quoted.statistics.comparisons import comparisons

EN, FR = LANGUAGES = language("en"), language("fr")
LEFT = re.compile(r"\bnan\b|\binf\b|<NA>|\bNone\b|\{\w*\}|\bNaT\b")
"""What a text shows where a value was missing or a placeholder was not filled."""


@settings(max_examples=6)
@given(any_tables(), st.sampled_from(LANGUAGES))
def test_all_that_follows_is_worded_and_held_where_it_stands(
    tables: Tables, lang: Language
) -> None:
    other = FR if lang is EN else EN
    makers = quantities, display, charts
    known, listed, drawn = (make(tables, lang) for make in makers)
    others = [make(tables, other) for make in makers]
    assert [list(made) for made in others] == [list(made) for made in (known, listed, drawn)]
    for table in listed.values():
        worded(table)
    for id_, chart in drawn.items():
        words = [chart.title, chart.subtitle, chart.caption, chart.source, chart.alt]
        assert chart.id == id_ and all(words)
        assert not LEFT.search(" ".join([*words, chart.table.to_string()]))
        assert chart.data.equals(others[2][id_].data)
        if "gap_points" in chart.data:
            assert len(set(chart.data["survey_id"])) == 1
    held = places(tables, lang)
    for quantity in known.values():
        assert not [form for form in quantity.forms if not form or LEFT.search(form)]
        none = quantity.kind == "part" and quantity.value[0] == 0
        if not none and quantity.anchor not in MAY_BE_ABSENT - set(held):
            assert quantity.id.startswith("method.") or not [*_unheld(quantity, held)], quantity


MAY_BE_ABSENT = {"", "verdicts", "breaking", "positions", "outlets"}
"""Tables without rows, and the page of an article whose address is not known."""


def worded(table: DisplayTable) -> None:
    assert table.rows and set(table.numeric) <= set(table.columns)
    anchors = [anchor for anchor, _ in table.rows if anchor]
    assert len(anchors) == len(set(anchors))
    assert len(set(table.columns)) == len(table.columns)
    assert not LEFT.search(" ".join([table.caption, *table.anchors.values()]))


@settings(max_examples=2)
@given(any_tables(), st.sampled_from(LANGUAGES))
def test_every_chart_can_be_drawn(tables: Tables, lang: Language) -> None:
    for chart in charts(tables, lang).values():
        assert chart.figure("slide").axes


@settings(max_examples=2)
@given(any_tables())
def test_other_sizes_can_be_tried_wherever_there_is_a_gap(tables: Tables) -> None:
    for _ in comparisons(tables)[:1]:
        tried = what_if(tables, EN)
        assert tried.chart(**tried.start).figure("slide").axes


def test_counts_alone_and_counts_of_what_several_surveys_asked_have_places_of_their_own() -> None:
    quotes = Transcription()
    quotes.group("all", "all respondents")
    quotes.topic("use", "Use")
    quotes.measure("use", "rode", "Rode", "rode", "Invented")
    quotes.source("paper", publisher="Paper", language="en", address_of="original")
    quotes.figures("paper", "", 2023, unit="count", rode={"": (2470, "2470 of them")})
    assert not [*_unheld(quantities(quotes.tables(), FR)["rode"], places(quotes.tables(), FR))]
    for year in (2023, 2024):
        quotes.survey(f"of_{year}", title=f"Of {year}", named="yes")
        quotes.disclosed(f"of_{year}", basis="Invented")
        shares = {"rode": {"all": (year - 1990, f"{year - 1990}% rode in {year}")}}
        quotes.figures("paper", f"of_{year}", year, **shares)
    tables = quotes.tables()
    assert "several_surveys.rode" in charts(tables, FR)
    assert not [*_unheld(quantities(tables, FR)["rode"], places(tables, FR))]
