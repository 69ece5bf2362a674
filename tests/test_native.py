"""Native charts on slides: how large their type is, where their texts stand."""

from __future__ import annotations

import pandas as pd
import pytest

import quoted
from quoted.charts import dumbbell, forest, lollipop
from quoted.charts.theme import LIGHT, text_width
from quoted.publish import native
from quoted.publish.slides import bound

GAPS = pd.DataFrame(
    {"of": ["walk", "ride"], "gap": [31.0, -14.0], "low": [20.0, -21.0], "high": [41.0, -5.0]}
)
CATS = quoted.chart(
    forest, GAPS, y="of", x="gap", low="low", high="high", sides=("dogs higher", "cats higher"),
    texts={"points": {"walk": "20 to 41", "ride": "8 to 29"}}, title="Cats lead", alt="A forest",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("Executives lead marketers on 4 of 5 measures, by up to 31 points", "up to 31 points"),
        ("Equal groups would keep all from zero; 220 with design effect 2", "design effect 2"),
        ("Five words in all here", "Five words in all here"),  # it would be more than half of it
        ("One two three", "One two three"),
    ],
)
def test_the_last_line_of_a_title_is_never_short(text, last):
    *_, tail = bound(text).split(" ") if last != text else [bound(text)]
    assert tail.replace("\N{NO-BREAK SPACE}", " ") == last
    assert bound(bound(text)) == bound(text)


def test_texts_at_the_right_stand_below_each_other_off_the_scale():
    rows = [("points", "any?"), ("20 to 41", "holds"), ("8 to 29", "depends")]
    said = native._aligned(rows)
    assert [" ".join(text.split()) for text in said] == [" ".join(row) for row in rows]
    starts = [
        text_width(text[: text.index(row[1])], native.DETAIL)
        for text, row in zip(said, rows, strict=True)
    ]
    assert max(starts) - min(starts) <= text_width("0", native.DETAIL)
    assert all(text[0] == "\N{EN SPACE}" != text[1] for text in said)


@pytest.mark.parametrize(("width", "scale"), [(500, 1.0), (450, 0.9), (300, 0.6)])
def test_the_scale_of_a_forest_has_room_for_its_numbers(width, scale):
    drawn = native.drawn(CATS, width, 320, LIGHT)
    assert drawn is not None and drawn.scale == scale
    across, (first, last) = drawn.room[2] * width / drawn.scale, drawn.x
    ticks = (last - first) / drawn.step
    assert across / ticks >= 1.5 * native.wide(f"+{last:g}", native.DETAIL)


def test_labels_take_more_of_the_width_rather_than_smaller_type():
    def drawn(label, n=8):
        rows = pd.DataFrame({"of": [label, *map(str, range(n))], "pct": 40.0})
        words = {"title": "Pets", "alt": "Lollipops of pets"}
        chart = quoted.chart(lollipop, rows, y="of", x="pct", **words)
        return native.drawn(chart, 600, 290, LIGHT)

    short, long = drawn("cats"), drawn("what cats do all night long")
    assert short.scale == long.scale == 1
    assert short.room[0] < 0.3 < long.room[0] < 0.45


@pytest.mark.parametrize(("low", "blanks"), [(13.0, False), (3.0, True)])
def test_labels_keep_off_the_text_of_a_low_share(low, blanks):
    rows = pd.DataFrame({"of": ["cats", "cats"], "who": ["young", "old"], "pct": [low, low + 14]})
    chart = quoted.chart(
        dumbbell, rows, y="of", x="pct", hue="who", title="Cats", alt="A dumbbell of cats"
    )
    drawn = native.drawn(chart, 600, 290, LIGHT)
    assert drawn is not None
    (said,) = {text for text in drawn.sheet.cells.values() if "cats" in str(text)} - {"cats"}
    assert said.value.startswith("cats") and (said.value != "cats") == blanks
    # the share's text ends half a mark before its place, the label begins where the blank does
    begins = drawn.room[2] * 600 * low / 100 - 8 - native.wide(f"{low:.0f}", native.LABEL, "bold")
    label = text_width(said.value.removeprefix("cats"), native.LABEL)
    assert begins >= -label


def labelled(drawn):
    """Return place, side and colour of every text, by the text."""
    return {
        getattr(text, "value", text): (float(x), float(y), side, ink)
        for one in drawn.series
        if one.labels
        for text, x, y, side, ink in zip(
            one.labels.texts.values, one.x.values, one.y.values, one.labels.sides,
            one.labels.inks, strict=True,
        )
    }  # fmt: skip


def test_shares_stand_outside_their_pair_and_the_gap_over_its_middle():
    rows = pd.DataFrame(
        {"of": ["cats", "cats", "dogs", "dogs"], "who": ["young", "old"] * 2,
         "pct": [40.0, 70, 60, 20]}
    )  # fmt: skip
    words = {"title": "Pets", "alt": "A dumbbell of pets"}
    said = labelled(
        native.drawn(
            quoted.chart(dumbbell, rows, y="of", x="pct", hue="who", **words), 900, 320, LIGHT
        )
    )
    first, second = LIGHT.first, LIGHT.second
    for text, x, y, side, ink in (
        ("40%", 40, 2, "l", first), ("70%", 70, 2, "r", second),
        ("60%", 60, 1, "r", first), ("20%", 20, 1, "l", second),
        ("young", 40, 2.62, "l", first), ("old", 70, 2.62, "r", second),
    ):  # fmt: skip
        assert said[text] == (x, y, side, ink)
    (gap,) = (text for text in said if text[0] == "+")
    x, y, side, _ = said[gap]
    assert (x, side) == (40, "ctr") and 1 < y < 1.6


def test_a_gap_stands_over_its_mark_in_the_colour_of_who_is_higher_and_its_texts_at_the_right():
    drawn = native.drawn(CATS, 900, 320, LIGHT)
    said = labelled(drawn)
    for text, x, level, ink in (("+31", 31, 2, LIGHT.first),
                                ("\N{MINUS SIGN}14", -14, 1, LIGHT.second)):  # fmt: skip
        place, y, side, colour = said[text]
        assert (place, side, colour) == (x, "ctr", ink) and level < y < level + 0.6
    assert said["cats higher"][2:] == ("r", LIGHT.first)
    assert said["dogs higher"][2:] == ("l", LIGHT.second)
    (limits,) = (text for text in said if text.strip() == "20 to 41")
    assert said[limits][:3] == (drawn.x[1], 2, "r")
    assert said["walk"][:3] == (drawn.x[0], 2, "l")
