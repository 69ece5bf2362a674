"""What is kept of charts for the next kernel: the same, and never of another value."""

from __future__ import annotations

import pickle
from itertools import count
from pathlib import Path

import pytest
from frames import LABELS, NAMES, PAIR, PAIRS

import quoted
from quoted.charts import dumbbell, kept

WORDS = {"id": "pets", "title": "Cats lead", "alt": "Cats lead dogs.", "labels": LABELS}


def pets(data=PAIRS, **more):
    return quoted.chart(dumbbell, data, **PAIR, names=NAMES, **{**WORDS, **more})


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Return what is shown of a chart, as the number of its drawing."""
    monkeypatch.setenv(kept.FOLDER, str(tmp_path))
    drawn = count(1)
    return lambda chart: kept.shown(chart, lambda: {"drawn": str(next(drawn))})["drawn"]


def test_a_chart_is_drawn_again_when_it_shows_something_else(shown, tmp_path):
    assert [shown(pets()), shown(pets())] == ["1", "1"]
    other = pets(data=PAIRS.replace({"pct": {65: 66}}))
    assert [shown(pets(title="Cats")), shown(other), shown(other)] == ["2", "3", "3"]
    assert [shown(pets(id="others")), shown(other)] == ["4", "3"]
    assert len(list(tmp_path.iterdir())) == 2  # a name each, however often it changes
    (tmp_path / "pets_notebook_en.json").write_text("{")
    assert shown(other) == "5"


def test_what_a_notebook_draws_itself_is_drawn_each_time(shown, monkeypatch):
    def own(data, ax):
        ax.plot(data["pct"])

    chart = quoted.chart(own, PAIRS, id="own", title="Own", alt="A line.")
    assert [shown(chart), shown(chart)] == ["1", "2"]
    nameless = quoted.chart(dumbbell, PAIRS, **PAIR, **WORDS, names=lambda name: name)
    with pytest.raises((pickle.PicklingError, AttributeError)):
        nameless.packed()
    assert [shown(nameless), shown(nameless)] == ["3", "4"]

    def called(name):
        return name

    monkeypatch.setattr(called, "__module__", "__main__")
    monkeypatch.setattr(called, "__qualname__", "called")
    monkeypatch.setattr("__main__.called", called, raising=False)
    named = quoted.chart(dumbbell, PAIRS, **PAIR, **WORDS, names=called)
    assert named.packed()
    assert [shown(named), shown(named)] == ["5", "6"]


def test_without_a_folder_nothing_is_kept(monkeypatch, tmp_path):
    monkeypatch.delenv(kept.FOLDER, raising=False)
    bundle, _ = pets()._repr_mimebundle_()
    monkeypatch.setenv(kept.FOLDER, str(tmp_path))
    assert [pets()._repr_mimebundle_()[0] for _ in range(2)] == [bundle, bundle]
    monkeypatch.setenv(kept.FOLDER, str(tmp_path / "gone"))
    assert pets()._repr_mimebundle_()[0] == bundle
