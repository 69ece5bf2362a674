"""More gaps, figures or articles than a slide holds: the charts show some, and say how many."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from invented import transcription, women_and_men

from quoted.charts.chart import DESTINATIONS, Chart, Files
from quoted.data.tables import Tables
from quoted.language import language
from quoted.publish import files
from quoted.report import charts

EN = language("en")


def tables(gaps: int = 0, of_women: int = 0, papers: int = 0) -> Tables:
    """Return an invented survey with 6 gaps, and more gaps, figures of one group, and articles."""
    quotes = transcription(women_and_men, debate=False)
    for n in range(gaps):
        quotes.measure("use", f"more_{n}", f"Do more {n}", f"do more {n}", "Invented")
        both = {"women": (90 - n, f"{90 - n}% w {n}"), "men": (5, f"5% m {n}")}
        quotes.figures("courier", "riders", 2024, **{f"more_{n}": both})
    for n in range(of_women):
        quotes.measure("use", f"only_{n}", f"Do only {n}", f"do only {n}", "Invented")
        quotes.figures("courier", "riders", 2024, **{f"only_{n}": {"women": (n, f"only {n}% w")}})
    for n in range(papers):
        quotes.source(f"paper_{n}", title=f"A paper {n}", publisher=f"Paper {n}", language="en",
                      published="2024-05", address_of="article")  # fmt: skip
    return quotes.tables()


def test_all_that_fits_is_shown_without_a_word_of_it() -> None:
    made = charts(tables(of_women=10), EN)
    assert made["divide"].title.startswith("Women lead men on ")
    assert made["divide"].data["gap_id"].nunique() == 6
    assert made["one_group_only"].title == "Printed for one group only: 10 answers, from 0% to 9%"


def test_of_more_gaps_the_widest_are_shown_and_their_number_is_said() -> None:
    made = charts(tables(gaps=8), EN)  # 85, ... 78 points, and 100, 5.3, -2.5, 1.5, 1.4, 0
    shown = dict.fromkeys(made["divide"].data["gap_points"])
    assert list(shown) == [100.0, *map(float, range(85, 77, -1)), 5.3]
    for word in (made["divide"].title, made["gaps"].alt):
        assert word.startswith("10 of 14 gaps, the widest: ")
    assert made["tipping"].title.startswith("6 of 14 gaps, the widest: ")
    assert made["divide"].caption.endswith(
        " Not shown: Theft, 2024; Were taught to ride; Theft, 2023; Use a bicycle daily, 2023."
    )
    french = made["divide"].but(language="fr")
    assert french.title.startswith("10 écarts sur 14, les plus grands")
    some = made["divide"].but(rows=made["divide"].data.query("gap_points > 83"))
    assert some.title == "Women lead men on 3 of 3 measures, by up to 100\N{NO-BREAK SPACE}points"


def test_of_more_figures_and_articles_the_first_are_shown() -> None:
    made = charts(tables(of_women=11, papers=16), EN)
    assert made["one_group_only"].title == (
        "10 of 11 rows: Printed for one group only: 10 answers, from 1% to 10%"
    )
    assert made["one_group_only"].caption.endswith(" Not shown: Do only 0.")
    flow = made["provenance"]
    assert flow.title.startswith("16 of 17 rows: ") and flow.alt.startswith("16 of 17 rows: ")
    assert flow.data["source_id"].tolist() == [
        "courier",
        *sorted(f"paper_{n}" for n in range(16))[:-1],
    ]
    assert "Paper 9" not in flow.source and flow.caption.endswith(" Not shown: Paper 9.")


def test_articles_without_figures_stand_side_by_side() -> None:
    flow = charts(tables(papers=3), EN)["provenance"]
    said = [text.get_text() for text in flow.figure("slide").axes[0].texts]
    assert "Paper 0, Paper 1, Paper 2" in said and said.count("no figure, arguments only") == 1
    assert flow.title.startswith("12 of 12 figures")


def test_a_destination_that_can_be_spared_is_left_out_and_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drawn(chart: Chart, destination: str) -> dict[str, Files]:
        if destination in too_small:
            raise ValueError(f"does not fit {destination}")
        return {"light": Files(1, 1, {"svg": b"<svg/>"})}

    monkeypatch.setattr(Chart, "files", drawn)
    chart = dataclasses.replace(charts(tables(), EN)["divide"], id="some")
    too_small = {"half", "bare_half"}
    entry = files.write_chart(chart, tmp_path)
    assert entry["without"] == {name: f"does not fit {name}" for name in too_small}
    assert {file["destination"] for file in entry["files"]} == {*DESTINATIONS} - too_small
    too_small = {"half", "slide"}
    with pytest.raises(ValueError, match="does not fit slide"):
        files.write_chart(chart, tmp_path)
