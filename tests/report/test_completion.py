"""What Jupyter completes and says of the report's charts and tables, by the names they have."""

from __future__ import annotations

import invented
import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

import quoted
from quoted import charts as forms
from quoted import report
from quoted.language import language

TABLES = invented.tables(invented.women_and_men, debate=False)


@pytest.fixture(scope="module")
def shell() -> InteractiveShell:
    names = {"charts": report.charts(TABLES), "listed": report.display(TABLES), "quoted": quoted}
    quiet = Config({"HistoryManager": {"enabled": False}})
    return InteractiveShell(user_ns=names, config=quiet)


def completed(shell: InteractiveShell, code: str) -> set[str]:
    with provisionalcompleter():
        return {one.text for one in shell.Completer.completions(code, len(code))}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('charts["', {"divide", "gaps", "tipping"}),
        ('listed["ver', {"verdicts"}),
        ('charts["divide"].', {"but", "save", "add_to", "data"}),
        ('charts["divide"].but(la', {"language="}),
        ("quoted.ch", {"chart", "charts"}),
    ],
)
def test_what_can_follow_is_completed(
    shell: InteractiveShell, code: str, expected: set[str]
) -> None:
    assert completed(shell, code) >= expected


def test_what_is_imported_when_asked_for_is_listed() -> None:
    assert {"chart", "style"} <= {*dir(quoted)} and {*forms.__all__} <= {*dir(forms)}


def test_a_name_that_is_not_there_is_told_those_that_are() -> None:
    with pytest.raises(KeyError, match=r"found 'devide', expected one of divide, .*mean 'divide'"):
        report.charts(TABLES)["devide"]
    with pytest.raises(KeyError, match=r"found 'x', expected one of verdicts, .*, figures\"$"):
        report.display(TABLES)["x"]


def test_a_language_is_taken_by_its_code() -> None:
    french = language("fr")
    assert report.charts(TABLES, "fr")["gaps"].alt == report.charts(TABLES, french)["gaps"].alt
    assert report.display(TABLES, "fr")["figures"] == report.display(TABLES, french)["figures"]
    with pytest.raises(ValueError, match="unknown language 'de': expected one of en, fr"):
        report.charts(TABLES, "de")
