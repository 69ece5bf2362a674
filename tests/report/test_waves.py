"""One survey in two years whose groups had other sizes: each count says of which year it is."""

from __future__ import annotations

from invented import article, tables

from quoted.data.schema import DISCLOSURE_ITEMS
from quoted.data.transcription import Transcription
from quoted.language import language
from quoted.report import charts
from quoted.report.display_tables import display_tables


def riders(quotes: Transcription) -> None:
    """Return what a survey asked in 2023 and 2024, of other numbers of people."""
    quotes.group("women", "women", role="first")
    quotes.group("men", "men", role="second")
    article(quotes, "courier")
    quotes.survey("riders", title="Riders", sponsor="A maker of bells", fieldwork="2024-05")
    for year, women, men in ((2023, 405, 395), (2024, 412, 388)):
        quotes.sample("courier", "riders", "women", women, f"{women} women", year=year)
        quotes.sample("courier", "riders", "men", men, f"{men} men", year=year)
    for year, one, other in ((2023, "41.5", "44.0"), (2024, "72.4", "47.1")):
        shares = {"women": (one, f"{one}% women in {year}"), "men": (other, f"{other}% men {year}")}
        quotes.figures("courier", "riders", year, daily=shares)
    quotes.disclosed("riders", *DISCLOSURE_ITEMS, basis="The article says so")


def test_counts_of_gaps_and_of_people_say_of_which_year_they_are() -> None:
    told = dict(display_tables(tables(riders, debate=False), language("en")))["breaking"].caption
    assert "1 (women and men, 2023) and 0 (women and men, 2024) of the gaps could not bear" in told
    people = "41 women in 2023, 25 men in 2023, 29 women in 2024 and 17 men in 2024"
    assert f"(at least {people})" in told


def test_the_title_of_one_gap_names_who_leads_first() -> None:
    made = charts(tables(riders, debate=False), language("en"))
    titles = [made[id_].title for id_ in made if id_.startswith("divide")]
    assert [title.replace("\N{NO-BREAK SPACE}", " ") for title in titles] == [
        "Men lead women by 2.5 points: Use a bicycle daily, 2023",
        "Women lead men by 25.3 points: Use a bicycle daily, 2024",
    ]
