"""Proposals to accept or to leave out: decisions become code, and no article is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from quoted.reading import review
from quoted.reading.reviewing import Review

TEXT = """Of 400 foxes asked, 61% of old foxes slept & dreamt.
One in three foxes ran. Rents rose by 12%."""


@pytest.fixture
def foxes(tmp_path: Path) -> Review:
    path = tmp_path / "Foxes.txt"
    path.write_text(TEXT, "utf-8")
    return review(path)


def test_decisions_become_code(foxes: Review) -> None:
    assert [each.value for each in foxes.proposals] == ["400", "61", "33"]
    assert "61" not in foxes.code and "rose by 12%" in foxes.code
    foxes.decide(1, "accept")
    foxes.decide(2, "leave out")
    assert '(61, "61% of old foxes' in foxes.code
    assert 'quotes.leave_out("foxes", "One in three foxes", ...)' in foxes.code
    foxes.decide(2, "leave out", "a way to speak")
    assert 'quotes.leave_out("foxes", "One in three foxes", "a way to speak")' in foxes.code
    with pytest.raises(ValueError, match="found 'perhaps', expected open, accept or leave out"):
        foxes.decide(0, "perhaps")


def test_the_buttons_decide_and_the_view_keeps_no_text(foxes: Review) -> None:
    *rows, code = foxes.widget().children
    shown, controls = rows[1].children
    assert "<mark>61%</mark> of old foxes slept &amp; dreamt." in shown.value
    choice, reason = controls.children
    choice.value, reason.value = "leave out", "an old figure"
    assert foxes.decisions[1] == ("leave out", "an old figure")
    assert '"an old figure")' in code.value
    kept = foxes._repr_mimebundle_()
    assert kept["text/plain"] == "3 proposals for foxes"
    assert "slept" not in str(kept)
