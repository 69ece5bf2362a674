"""Sources: links that open a page at its words, and the check against copies of the articles."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

import invented
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quoted.data import sources
from quoted.data.schema import NOT_STATED, SCHEMA, columns
from quoted.data.tables import Tables

GOOD = invented.tables()
PAGE = "https://example.org/page"


def source(address: str = PAGE, address_of: str = "article") -> Any:
    return SimpleNamespace(address=address, address_of=address_of)


@pytest.mark.parametrize(
    ("fragment", "encoded"),
    [
        ("61% des dirigeants", "61%25%20des%20dirigeants"),
        ("entry-level", "entry%2Dlevel"),
        ("one, two", "one%2C%20two"),
        ("R&D", "R%26D"),
        ("l'IA", "l%27IA"),
        ("l’IA", "l%E2%80%99IA"),
        ("débutants", "d%C3%A9butants"),
        ("(64%)", "%2864%25%29"),
        ("a#b", "a%23b"),
        ("82\u202f%", "82%E2%80%AF%25"),
    ],
)
def test_a_fragment_is_percent_encoded(fragment: str, encoded: str) -> None:
    assert sources.link(source(), fragment) == f"{PAGE}#:~:text={encoded}"


@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1))
def test_any_fragment_survives_and_has_none_of_the_characters_of_the_syntax(fragment: str) -> None:
    encoded = sources.link(source(), fragment).partition("#:~:text=")[2]
    assert unquote(encoded) == fragment
    assert encoded.isascii() and not set(encoded) & set("-,&#'\" ")


def test_a_page_with_an_anchor_keeps_it() -> None:
    assert sources.link(source(f"{PAGE}#part"), "words") == f"{PAGE}#part:~:text=words"


def test_without_a_fragment_the_page_as_a_whole() -> None:
    assert sources.link(source()) == PAGE


def test_the_page_of_the_original_is_linked_without_the_words_it_does_not_hold() -> None:
    assert sources.link(source(address_of="original"), "des mots") == PAGE


def test_an_unknown_address_is_no_link() -> None:
    assert sources.link(source(NOT_STATED), "words") == ""


TEXT = "Invented: 61% of heads and 42 % of others; about 1,200 were asked. L’outil plaît."


def table(name: str, *rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=[*columns(name), "decimals"])


def figure(value: float, fragment: str, unit: str = "percent", decimals: int = 0) -> dict[str, Any]:
    return {
        "source_id": "mini",
        "value": value,
        "value_high": "",
        "unit": unit,
        "fragment": fragment,
        "decimals": decimals,
    }


HEADS, OTHERS = figure(61.0, "61% of heads"), figure(42.0, "42 % of others")


def mini(*figures: dict[str, Any], samples: Any = (), positions: Any = ()) -> Tables:
    made = {name: table(name) for name in SCHEMA}
    made["sources"] = table("sources", {"source_id": "mini"})
    made["figures"] = table("figures", *figures)
    made["samples"] = table("samples", *samples)
    made["positions"] = table("positions", *positions)
    return Tables(**made)


def check(folder: Path, tables: Tables, text: str = TEXT) -> list[str]:
    (folder / "mini.txt").write_text(text, "utf-8")
    return [str(problem) for problem in sources.check(tables, folder)]


def test_an_article_that_holds_every_fragment_once_is_all_right(tmp_path: Path) -> None:
    sample = {"source_id": "mini", "n": 1200, "fragment": "about 1,200 were"}
    position = {"source_id": "mini", "fragment": "L'outil plaît"}
    silence = {"source_id": "mini", "fragment": ""}
    found = check(tmp_path, mini(HEADS, OTHERS, samples=[sample], positions=[position, silence]))
    assert found == []


def test_spaces_line_ends_and_apostrophes_do_not_matter(tmp_path: Path) -> None:
    text = TEXT.replace(" of heads", "\nof\u00a0 heads").replace("42 %", "42\u202f%")
    assert check(tmp_path, mini(HEADS, OTHERS), text) == []


@pytest.mark.parametrize(
    ("fragment", "times"),
    [("61% of heads", 2), ("61% of tails", 0), ("1% of heads", 0), ("61% of head", 0)],
    ids=["twice", "absent", "cut number", "cut word"],
)
def test_a_fragment_stands_exactly_once_as_whole_words(
    fragment: str, times: int, tmp_path: Path
) -> None:
    text = TEXT + (" Again 61% of heads." if times == 2 else "")
    first, *_ = check(tmp_path, mini(figure(61.0, fragment), OTHERS), text)
    assert first == (
        f'figures.csv, row 2, column fragment: found "{fragment}", '
        f"expected words that stand exactly once in mini (there: {times} times)"
    )


@pytest.mark.parametrize(
    ("wrong", "holds"),
    [
        (figure(61.0, "of heads"), "61%"),
        (figure(60.0, "61% of heads"), "60%"),
        (figure(6.0, "61% of heads"), "6%"),
        (figure(61.0, "61% of heads", "count"), "61"),
        (figure(40.0, "40 to 45% of heads"), "40% and no range"),
        (figure(33.0, "two in three heads"), "33%"),
        (figure(61.0, "42 % of others"), "61%"),
        (figure(1200.0, "about 1,200 were"), "1200%"),
        (figure(200.0, "about 1,200 were", "count"), "200"),
        (figure(61.0, "61% of heads", decimals=1), "61.0%"),
        (figure(61.0, "61.0% of heads"), "61%"),
    ],
)
def test_a_fragment_holds_its_number(wrong: dict[str, Any], holds: str) -> None:
    found = [str(problem) for problem in sources.unheld(mini(wrong))]
    expected = f'found "{wrong["fragment"]}", expected words that hold {holds}'
    assert found == ([f"figures.csv, row 2, column fragment: {expected}"] if holds else [])


def test_a_sample_holds_its_number() -> None:
    sample = {"source_id": "mini", "n": 1000, "fragment": "about 1,200 were"}
    found = sources.unheld(mini(HEADS, OTHERS, samples=[sample]))
    assert [str(problem) for problem in found] == [
        'samples.csv, row 2, column fragment: found "about 1,200 were", '
        "expected words that hold 1000"
    ]


def test_an_outlet_holds_its_number() -> None:
    outlet = {"value_pct": 48.0, "decimals": 0, "fragment": "almost half (47 percent)"}
    made = mini(HEADS)
    for fragment in ("almost half (47 percent)", "almost half (48 percent)"):
        made.corroboration.loc[0, list(outlet)] = [48.0, 0, fragment]
        found = [str(problem) for problem in sources.unheld(made)]
        assert found == (
            [
                'corroboration.csv, row 2, column fragment: found "almost half (47 percent)", '
                "expected words that hold 48%"
            ]
            if "47" in fragment
            else []
        )


def test_what_nobody_coded_is_not_silence() -> None:
    assert sources.uncoded(GOOD) == []
    left = GOOD.positions.query("not (source_id == 'gazette' and question_id == 'quick')")
    assert len(left) == len(GOOD.positions) - 1
    assert [str(p) for p in sources.uncoded(dataclasses.replace(GOOD, positions=left))] == [
        "positions.csv: found nothing on quick for gazette, "
        "expected a row for each question, silent where the article is"
    ]


@pytest.mark.parametrize("printed", ["73%", "73 %", "73\u202f%", "73 pour cent", "73 percent"])
def test_a_percentage_left_out_is_named(printed: str, tmp_path: Path) -> None:
    found = check(tmp_path, mini(HEADS, OTHERS), f"{TEXT} Then {printed} more.")
    assert found == [
        "mini.txt: found 73% printed but not in figures.csv, expected every percentage transcribed"
    ]


def test_a_percentage_left_out_more_than_once_is_counted(tmp_path: Path) -> None:
    assert check(tmp_path, mini(HEADS, OTHERS), f"{TEXT} Then 73% more, and 73% again.") == [
        "mini.txt: found 73% printed but not in figures.csv (2 times), "
        "expected every percentage transcribed"
    ]


def test_a_fragment_accounts_for_its_own_figure_only(tmp_path: Path) -> None:
    both = figure(61.0, "61% of heads and 42 % of others")
    assert check(tmp_path, mini(both)) == [
        "mini.txt: found 42% printed but not in figures.csv, expected every percentage transcribed"
    ]


@pytest.mark.parametrize(
    ("value", "printed"), [(61.5, "61,5 %"), (61.5, "61.5%"), (14000.0, "14 000 posts")]
)
def test_decimals_and_thousands_as_either_language_prints_them(
    value: float, printed: str, tmp_path: Path
) -> None:
    unit = "percent" if "%" in printed else "count"
    one = mini(figure(value, printed, unit, decimals=1 if unit == "percent" else 0))
    assert check(tmp_path, one, f"Cut: {printed}.") == [] == sources.unheld(one)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"nowhere: found no such folder, expected copies"):
        sources.check(mini(HEADS), tmp_path / "nowhere")


def test_a_missing_or_unreadable_article_is_named(tmp_path: Path) -> None:
    missing = [str(p) for p in sources.check(mini(HEADS), tmp_path)]
    assert missing == [
        "mini.txt: found no readable article (No such file or directory), expected its plain text"
    ]
    (tmp_path / "mini.txt").write_bytes("été".encode("latin-1"))
    assert "not UTF-8" in str(sources.check(mini(HEADS), tmp_path)[0])
    assert "not UTF-8" in str(sources.check(mini(HEADS), tmp_path, every=False)[0])


def test_where_some_may_be_missing_those_that_are_there_count(tmp_path: Path) -> None:
    assert sources.check(mini(HEADS), tmp_path, every=False) == []
    (tmp_path / "mini.txt").write_text("Other words.", "utf-8")
    (one,) = sources.check(mini(HEADS), tmp_path, every=False)
    assert "figures.csv, row 2" in str(one)


def test_where_the_articles_are_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(sources.ARTICLES_VARIABLE, raising=False)
    assert sources.articles_folder(tmp_path) is None
    (tmp_path / "articles").mkdir()
    assert sources.articles_folder(tmp_path) == tmp_path / "articles"
    monkeypatch.setenv(sources.ARTICLES_VARIABLE, "elsewhere")
    assert sources.articles_folder(tmp_path) == Path("elsewhere")
    assert sources.articles_folder(tmp_path, "given") == Path("given")


@settings(max_examples=15)
@given(
    pieces=st.lists(
        st.sampled_from([b"61 %", b"7%", b"\0", b"\n", b"fear theft"]) | st.binary(max_size=4),
        max_size=12,
    )
)
def test_any_article_can_be_compared(pieces: list[bytes], tmp_path: Path) -> None:
    for source in GOOD.sources["source_id"]:
        (tmp_path / f"{source}.txt").write_bytes(b" ".join(pieces))
    assert all(str(problem) for problem in sources.check(GOOD, tmp_path))
