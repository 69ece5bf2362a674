"""The Likert chart: both sides begin at one line, what stands apart has a line of its own."""

from __future__ import annotations

import chart_checks as checks
import pandas as pd
import pytest
from frames import ANSWER, ANSWERS, FORMS, SCALE, TOTALS
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from test_forms import drawn, said

from quoted.charts import likert, theme
from quoted.charts.forms.likert import fills, read

LIGHT, DARK = theme.LIGHT, theme.DARK


def segments(ax):
    """Return start, width and colour of every part of a bar, from the top down."""
    found = [patch for patch in ax.patches if patch.get_gid() == "segment"]
    found.sort(key=lambda patch: (round(patch.get_y(), 6), patch.get_x()))
    return [
        (round(p.get_x(), 6), round(p.get_width(), 6), to_hex(p.get_facecolor())) for p in found
    ]


def test_both_sides_begin_at_the_middle_and_the_neutral_answer_stands_apart():
    ax = drawn(likert, ANSWERS, width=12.0, **ANSWER, totals=TOTALS)
    first, second = segments(ax)[:6], segments(ax)[6:]
    assert [part[:2] for part in first[:4]] == [(-34, 12), (-22, 22), (0, 38), (38, 11)]
    assert [part[:2] for part in second] == [(-60.5, 31), (-29.5, 29.5), (0, 18), (18, 2)]
    (neutral, wide, _), (none, few, _) = first[4:]
    assert (wide, few) == (15, 3) and neutral > 49 and none > neutral + 15
    assert first[0][2] == LIGHT.first.lower() and first[3][2] == LIGHT.second.lower()
    assert {"34% ± 1", "60.5% ± 0.6", "15%", "3%", *SCALE} <= set(said(ax))


def test_one_percent_is_as_long_on_every_side():
    ax = drawn(likert, ANSWERS, **ANSWER)
    assert ax.get_xscale() == "linear"
    widths = {round(part[1], 6) for part in segments(ax)}
    assert widths == {round(pct, 6) for pct in ANSWERS["pct"]}


def test_a_share_without_the_room_is_left_out_and_one_of_zero_draws_nothing():
    some = ANSWERS.assign(pct=ANSWERS["pct"].replace({2.0: 0.0}))
    ax = drawn(likert, some, **ANSWER, fmt="{:g}%")
    assert len(segments(ax)) == len(ANSWERS) - 1
    assert "0%" in [text.get_text() for text in ax.get_xticklabels()] and "0%" not in said(ax)
    narrow = drawn(likert, some, width=4.0, **ANSWER, fmt="{:g}%")
    assert {"38%", "15%"} <= set(said(narrow)) and "11%" not in said(narrow)


def test_totals_stand_over_the_bars_where_these_would_be_short():
    wide, narrow = (drawn(likert, ANSWERS, width=w, **ANSWER, totals=TOTALS) for w in (12.0, 5.0))
    places = [
        next(text for text in ax.texts if text.get_text() == "49% ± 1") for ax in (wide, narrow)
    ]
    assert [text.get_position()[0] for text in places] == [49, 0]


@pytest.mark.parametrize("ground", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("n", range(1, 6))
def test_every_fill_has_an_edge_that_is_seen_and_ink_that_is_read(n, ground):
    scale = [f"{side} {i}" for side in ("left", "right") for i in range(n)]
    data = pd.DataFrame({"who": "all", "answer": scale, "pct": 100 / len(scale)})
    data["side"] = data["answer"].str.split().str[0]
    shown = read(data, y="who", x="pct", hue="answer", side="side")
    looks = fills(shown, None, ground)
    for fill, edge, ink in looks.values():
        assert checks.contrast(ink, fill) >= 4.5 and checks.contrast(edge, ground.background) >= 3
    assert len({fill for fill, _, _ in looks.values()}) == 2 * n
    assert looks["left 0"][0] == ground.first and looks[f"right {n - 1}"][0] == ground.second


def test_a_pair_without_a_text_has_its_share_and_no_total():
    texts, totals = {("cats", "often"): "about 38%"}, {("cats", "left"): "34% ± 1"}
    shown = read(ANSWERS, **ANSWER, texts=texts, totals=totals)
    cats, dogs = shown.bars
    assert (cats.texts["often"], cats.texts["always"]) == ("about 38%", "11%")
    assert (cats.totals, dogs.totals) == (("34% ± 1", ""), ("", ""))
    every = read(ANSWERS, **ANSWER, texts=lambda pair: pair[1], totals=lambda pair: pair[0])
    assert every.bars[1].texts["never"] == "never" and every.bars[1].totals == ("dogs", "dogs")


def test_order_groups_and_colours_are_as_asked():
    ax = drawn(
        likert, ANSWERS, **{**ANSWER, "hue_order": SCALE[:5]}, order=["dogs"], fmt="{:g}%",
        palette=["#6a1b9a", "#00695c"],
    )  # fmt: skip
    assert segments(ax)[0][:2] == (-60.5, 31)
    assert {segments(ax)[0][2], segments(ax)[-1][2]} == {"#6a1b9a", "#00695c"}
    assert "cats" not in said(ax) and "no idea" not in said(ax)


@pytest.mark.parametrize("pct", [-1.0, 100.5])
def test_what_is_no_share_is_refused(pct):
    data = ANSWERS.copy()
    data.loc[0, "pct"] = pct
    with pytest.raises(ValueError, match=f"likert: found {pct:g} for 'cats', expected 0 to 100"):
        drawn(likert, data, **ANSWER)


def test_an_answer_stands_once_in_a_bar():
    twice = pd.concat([ANSWERS, ANSWERS.iloc[:1]])
    with pytest.raises(ValueError, match="likert: found 'never' twice for one bar"):
        drawn(likert, twice, **ANSWER)


@settings(max_examples=6)
@given(
    st.lists(st.lists(st.integers(0, 20), min_size=5, max_size=5), min_size=1, max_size=4).filter(
        lambda bars: all(map(sum, bars))
    ),
    st.integers(1, 4),
)
def test_any_answers_make_a_legible_chart(bars, left):
    scale = ["Strongly disagree", "Disagree", "Neither", "Agree", "Überaus"]
    sides = ["left"] * left + ["neutral"] * (left < 4) + ["right"] * 5
    data = pd.DataFrame(
        [(f"group {n}", answer, side, 100 * pct / sum(bar)) for n, bar in enumerate(bars)
         for answer, side, pct in zip(scale, sides, bar, strict=False)],
        columns=["who", "answer", "side", "pct"],
    )  # fmt: skip
    keywords = {**ANSWER, "hue_order": None, "totals": lambda pair: f"{len(pair)}0% ± 1"}
    ax = drawn(likert, data, height=6.0, **keywords)
    assert sorted(part[1] for part in segments(ax)) == pytest.approx(
        sorted(pct for pct in data["pct"] if pct)
    )
    figure = ax.figure
    assert (
        checks.clipped(figure) + checks.text_on_text(figure) + checks.too_faint(figure, LIGHT) == []
    )


def test_the_form_is_among_those_that_are_checked_at_every_destination():
    assert FORMS["likert"][0] is likert
