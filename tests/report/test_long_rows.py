"""Articles and surveys whose names are as long as they may be: what fits a slide is shown."""

from __future__ import annotations

from invented import transcription, women_and_men

from quoted.charts.chart import Chart
from quoted.language import language
from quoted.report import charts


def flow(long: bool) -> Chart:
    """Return the chart of six articles, each with a survey, whose names are short or long."""
    quotes = transcription(women_and_men, debate=False)
    for n in range(5):
        name = f"{n} " + ("those who ride or walk " * 20)[: 290 if long else 20].strip()
        quotes.source(f"paper_{n}", title=f"A paper {n}", publisher=f"Paper {n}", language="en",
                      published="2024-05", address_of="article")  # fmt: skip
        quotes.survey(f"poll_{n}", title=name[:60], sponsor=name, conductor=name,
                      fieldwork="2024-05")  # fmt: skip
        quotes.disclosed(f"poll_{n}", basis="Invented")
        quotes.measure("use", f"more_{n}", f"Do {n}", f"do {n}", "Invented")
        quotes.figures(f"paper_{n}", f"poll_{n}", 2024, **{f"more_{n}": {"women": (n, f"{n}% w")}})
    return charts(quotes.tables(), language("en"))["provenance"]


def test_of_six_rows_those_that_fit_are_shown() -> None:
    assert len(flow(long=False).data) == 6
    long = flow(long=True)
    assert len(long.data) == 5
    assert long.title.startswith("5 of 6 rows: ") and "Not shown: Paper 4." in long.caption
    long.figure("slide")
