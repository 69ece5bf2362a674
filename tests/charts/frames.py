"""Small invented frames, one for each form, and the keywords with which it draws them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from quoted.charts import (
    dumbbell,
    forest,
    frontier,
    likert,
    lollipop,
    provenance,
    tipping,
    unit_chart,
)

PAIRS = pd.DataFrame(
    {
        "what": ["walk", "walk", "ride", "ride", "swim", "swim", "fly"],
        "who": ["cats", "dogs", "cats", "dogs", "cats", "dogs", "cats"],
        "pct": [65.0, 34.0, 48.0, 34.0, 13.0, 27.0, 3.0],
    }
)
LABELS = {"walk": "Go for a walk every day", "ride": "Ride in a basket", "swim": "Swim"}
NAMES = {"cats": "Cats", "dogs": "Dogs of every size"}
SHARES = pd.DataFrame(
    {
        "what": ["walk", "ride", "walk", "swim"],
        "who": ["cats", "cats", "dogs", "dogs"],
        "pct": [46.0, 38.0, 43.0, 100.0],
    }
)
GAPS = pd.DataFrame(
    {
        "what": ["walk", "ride", "swim"],
        "gap": [31.0, 14.0, -14.0],
        "low": [20.1, 3.2, -20.9],
        "high": [40.8, 24.7, -5.0],
    }
)
NESTED = pd.concat(
    [
        GAPS.assign(case="even", low=GAPS["low"] + 4, high=GAPS["high"] - 4),
        GAPS.assign(case="uneven"),
    ]
)
SIZES = np.array([10.0, 20, 50, 100, 200, 500])


def curves() -> pd.DataFrame:
    parts = [
        pd.DataFrame(
            {
                "what": what,
                "gap": gap,
                "deff": deff,
                "n": SIZES,
                "low": gap - 140 * np.sqrt(deff / SIZES),
                "high": gap + 140 * np.sqrt(deff / SIZES),
                "tip": (140 / gap) ** 2 * deff,
            }
        )
        for what, gap in (("walk", 31.0), ("swim", -14.0))
        for deff in (1.0, 2.0)
    ]
    return pd.concat(parts, ignore_index=True)


def planes() -> pd.DataFrame:
    first = np.geomspace(10, 1500, 40)
    parts = [
        pd.DataFrame(
            {
                "what": what,
                "gap": gap,
                "deff": deff,
                "a": first,
                "b": np.where(
                    first > least * deff, least * deff * first / (first - least * deff), np.inf
                ),
                "holds": None,
            }
        )
        for what, gap, least in (("walk", 31.0, 12), ("swim", -14.0, 60))
        for deff in (1.0, 2.0)
    ]
    splits = pd.DataFrame(
        [("walk", 31.0, 2.0, 100, 900, True), ("swim", -14.0, 2.0, 100, 900, False)],
        columns=["what", "gap", "deff", "a", "b", "holds"],
    )
    return pd.concat([*(part.astype({"holds": object}) for part in parts), splits])


FIGURES = pd.DataFrame(
    {
        "paper": ["Morning", "Morning", "Evening", "Weekly"],
        "poll": ["pets", "birds", "pets", ""],
        "n": [16, 1, 4, 0],
    }
)
SCALE = ["never", "seldom", "now and then", "often", "always", "no idea"]
ANSWERS = pd.DataFrame(
    [
        (who, answer, side, pct)
        for who, shares in {
            "cats": [12.0, 22.0, 15.0, 38.0, 11.0, 3.0],
            "dogs": [31.0, 29.5, None, 18.0, 2.0, None],
        }.items()
        for answer, side, pct in zip(
            SCALE, ["left", "left", "neutral", "right", "right", "no_answer"], shares, strict=True
        )
        if pct is not None
    ],
    columns=["who", "answer", "side", "pct"],
)
ANSWER = {"y": "who", "x": "pct", "hue": "answer", "side": "side", "hue_order": SCALE}
TOTALS = {("cats", "left"): "34% ± 1", ("cats", "right"): "49% ± 1"}
TOTALS |= {("dogs", "left"): "60.5% ± 0.6", ("dogs", "right"): "20% ± 1"}
LIMITS = {"walk": "20 to 41", "ride": "3 to 25", "swim": "−21 to −5"}
PAIR = {"y": "what", "x": "pct", "hue": "who"}
SIDES = ("dogs higher", "cats higher")
GAP = {"y": "what", "x": "gap", "low": "low", "high": "high", "labels": LABELS, "sides": SIDES}
FORMS = {
    "dumbbell": (dumbbell, PAIRS, {**PAIR, "labels": LABELS, "names": NAMES}),
    "lollipop": (lollipop, SHARES, {**PAIR, "labels": LABELS, "names": NAMES, "between": "Apart"}),
    "lollipop of one": (
        lollipop,
        SHARES.iloc[:2],
        {"y": "what", "x": "pct", "labels": LABELS, "details": {"walk": "A detail", "ride": ""}},
    ),
    "likert": (
        likert,
        ANSWERS,
        {
            **ANSWER, "labels": NAMES, "totals": TOTALS,
            "details": {"cats": "", "dogs": "19.5 points not published"}, "fmt": "{:g}%",
        },
    ),
    "forest": (forest, GAPS, {**GAP, "texts": {"points": LIMITS, "sure?": dict(LIMITS)}}),
    "forest of scenarios": (forest, NESTED, {**GAP, "hue": "case", "zero": "no gap"}),
    "unit_chart": (unit_chart, SHARES.iloc[:3], {"y": "what", "x": "pct", "labels": LABELS}),
    "tipping": (
        tipping,
        curves(),
        {
            "x": "n", "y": "gap", "low": "low", "high": "high", "hue": "deff", "tip": "tip",
            "col": "what", "labels": LABELS, "floor": (64, "at least 64"), "foot": "Across: n.",
        },
    ),
    "frontier": (
        frontier,
        planes(),
        {
            "x": "a", "y": "b", "estimate": "gap", "hue": "deff", "holds": "holds", "col": "what",
            "labels": LABELS, "total": (1000, "1,000 in all"), "foot": "Across: cats.",
        },
    ),
    "provenance": (
        provenance,
        FIGURES,
        {"article": "paper", "survey": "poll", "n": "n", "heads": ("Paper", "Poll", "Paid by")},
    ),
}  # fmt: skip
