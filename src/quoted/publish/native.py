"""A chart of ours as one that PowerPoint draws and edits: which cells and series make which form.

The rows and their words are those that the picture is drawn from. The XML is written by
`quoted.publish.scatter`; a form that is not here goes onto its slide as a picture.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

from quoted.charts.chart import Chart
from quoted.charts.forms.dumbbell import TICKS, Dumbbell, Row
from quoted.charts.forms.forest import Forest, thickness
from quoted.charts.forms.frames import inks, uppers
from quoted.charts.forms.likert import SIDES, Answer, Likert, fills
from quoted.charts.forms.lollipop import Lollipop
from quoted.charts.forms.unit_chart import SIDE, Unit
from quoted.charts.page import LEADING, wrap
from quoted.charts.theme import Theme, text_width, tints
from quoted.language import Language, language, mark
from quoted.publish.scatter import (
    NOT_AVAILABLE,
    Cell,
    Formula,
    Labels,
    Ref,
    Scatter,
    Series,
    Sheet,
    cell,
)
from quoted.publish.stacked import UNNAMED, Part, Stacked

LABEL, DETAIL, SOURCE, LARGE = 16, 14, 12, 28
"""Type sizes on a slide, in points."""
FOOT = 2 * DETAIL
"""Room below a scale for its ticks, in points."""
ARIAL = 1.13
"""How much wider Arial sets our texts than the font that we can measure, at most."""
SYMBOLS = {"o": ("circle", 15.0), "D": ("diamond", 19.0), "s": ("square", 13.0)}
"""By matplotlib's markers; sizes that look alike."""
SMALLER = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.33)
"""What type is multiplied by, in this order, until the rows fit their frame."""
COLUMNS = (0.3, 0.4)
"""Shares of the width that labels take at most: the second rather than smaller type."""
TAGS = {"en": "en-GB", "fr": "fr-FR"}
"""Language tags with a region, which spelling checkers ask for."""


def lines(text: str, size: float, width: float, weight: str = "regular") -> list[str]:
    """Break a text for Arial."""
    return wrap(text, size * ARIAL, width, weight)


def wide(text: str, size: float, weight: str = "regular") -> float:
    """Return the width of a line of text in Arial, in points, rather too much."""
    return text_width(text, size * ARIAL, weight)


def drawable(chart: Chart) -> bool:
    """Say whether a chart has a form that PowerPoint can draw."""
    return chart.form.ours and chart.form.name in FORMS and not _ranges(chart)


def _ranges(chart: Chart) -> bool:
    shares = chart.form.name in ("lollipop", "unit_chart")
    column = chart.form.keywords.get("high") if shares else None
    return column is not None and any(end is not None for end in uppers(chart.data, column))


def why_picture(chart: Chart) -> str:
    """Return why a chart is a picture on its slide: a message."""
    if drawable(chart):
        return mark("The chart is a picture: it has too many rows for one that can be edited.")
    if _ranges(chart):
        return mark("The chart is a picture: it shows a range, which is no point.")
    if chart.form.ours and chart.form.name in ("tipping", "frontier"):
        return mark(
            "The chart is a picture: PowerPoint fills no area between the curves of a chart of "
            "points, and gives it one scale, not one for each panel."
        )
    return mark("The chart is a picture: no chart of PowerPoint has its form.")


def drawn(chart: Chart, width: float, height: float, theme: Theme) -> Drawn | None:
    """Return a chart of points or bars for a frame of this size (points), type as large as fits.

    Returns
    -------
    Scatter, Stacked or None
        None for a form that is drawn as a picture only.

    Raises
    ------
    ValueError
        The rows do not fit the frame at all.
    """
    build = FORMS[chart.form.name] if drawable(chart) else None
    if build is None:
        return None
    shown = chart.form.read(chart.data)
    for smaller, column in product(SMALLER, COLUMNS):
        # in a frame that is larger as type is smaller, and then all is scaled
        frame = _Frame(width / smaller, height / smaller, theme, language(chart.language), column)
        try:
            return dataclasses.replace(build(frame, shown, chart.form.keywords), scale=smaller)
        except ValueError as error:
            problem = error
    raise problem


class _Said(NamedTuple):
    """One line of text, its middle at a place of the scales."""

    text: Cell
    x: Cell
    y: float
    ink: str
    side: str


class _Frame:
    """The frame of a chart on its slide: size in points, colours, language, and what it says.

    Every line of text is one label that reads a cell: some programs lose the breaks in a label of
    several lines.
    """

    def __init__(
        self, width: float, height: float, theme: Theme, lang: Language, column: float
    ) -> None:
        self.column = column * width  # of the labels
        self.width, self.height, self.theme, self.lang = width, height, theme, lang
        self.tag = TAGS.get(lang.code, lang.code)
        self.sheet = Sheet()
        self.unit = 1.0  # points that one step of the vertical scale takes
        self.lines: dict[tuple[float, bool], list[_Said]] = {}

    def rows(self, bottom: float, top: float, least: float) -> tuple[float, float]:
        """Return the limits of the vertical scale, one step for each row of at least that height.

        Raises
        ------
        ValueError
            The rows do not fit.
        """
        self.unit = (self.height - FOOT) / (top - bottom)
        if self.unit < least:
            raise ValueError(f"too low: the rows do not fit {self.height:.0f} points")
        return bottom, top

    def say(
        self,
        text: Cell | Sequence[str],
        x: Cell,
        y: float,
        ink: str,
        side: str = "l",
        size: float = LABEL,
        bold: bool = False,
    ) -> None:
        """Write a cell, or lines around a middle, beside a place of the scales."""
        said: list[Cell] = [text] if isinstance(text, str | float | Formula) else list(text)
        step = LEADING * size / self.unit
        for i, line in enumerate(said):
            level = y + ((len(said) - 1) / 2 - i) * step
            self.lines.setdefault((size, bold), []).append(_Said(line, x, level, ink, side))

    def label(
        self, row: int, text: str, lines: Sequence[str], x: Cell, y: float, blank: str = ""
    ) -> None:
        """Write the label of a row, which follows its cell as long as it is one line.

        `blank` comes after each line and moves it off the scale.
        """
        self.sheet.fill(row, 0, [text])
        follows = f'&"{blank}"' if blank else ""
        one = Formula(f"={cell(row, 0)}{follows}", text + blank)
        self.say(
            one if len(lines) == 1 else [line + blank for line in lines], x, y, self.theme.text
        )

    def labels(self, texts: Sequence[str], size: float = LABEL) -> tuple[list[list[str]], float]:
        """Break the labels of the rows; return them and the width of their column."""
        broken = [lines(text, size, self.column) for text in texts]
        return broken, max(wide(line, size) for text in broken for line in text) + LABEL

    def texts(self) -> list[Series]:
        """Return everything that was said, as series without marks."""
        found = []
        column = max(column for _, column in self.sheet.cells) + 2
        for (size, bold), said in self.lines.items():
            heads = [self.lang("Text"), self.lang("across"), self.lang("up")]
            self.sheet.fill(0, column, heads, down=False)
            texts = self.sheet.fill(1, column, [line.text for line in said])
            x = self.sheet.fill(1, column + 1, [line.x for line in said])
            y = self.sheet.fill(1, column + 2, [line.y for line in said])
            inks, sides = [line.ink for line in said], [line.side for line in said]
            labels = Labels(texts, size, inks, sides, bold)
            found.append(Series(heads[0], x, y, labels=labels))
            column += 4
        return found

    def number(self, place: str, text: str, signed: bool = False) -> Formula:
        """Return a number and its unit, worded like `text`, from the cell that holds the number.

        Decimals are put together of whole numbers: in a format, their mark is the program's own.
        """
        found = re.search(r"(\d+)(?:([.,])(\d+))?", text) or re.match("()()()", text)
        assert found is not None
        word, unit = text[: found.start()].rstrip("+-\N{MINUS SIGN}"), text[found.end() :]
        if found[3]:
            ten, whole = 10 ** len(found[3]), f"ROUND(ABS({place})*{10 ** len(found[3])},0)"
            digits = (
                f'TEXT(INT({whole}/{ten}),"0")&"{found[2]}"'
                f'&TEXT(MOD({whole},{ten}),"{"0" * len(found[3])}")'
            )
            if signed:
                digits = f'IF({place}>0,"+",IF({place}<0,"\N{MINUS SIGN}",""))&{digits}'
        else:
            digits = f'TEXT({place},"+0;\N{MINUS SIGN}0;0")' if signed else f'TEXT({place},"0")'
        digits = f'"{word}"&{digits}' if word else digits
        one, many = (self.lang.points(n).removeprefix(str(n)) for n in (1, 2))
        if unit in (one, many):
            single = f"ABS({place})<2" if self.lang.code == "fr" else f"ABS({place})=1"
            return Formula(f'={digits}&IF({single},"{one}","{many}")', text)
        return Formula(f'={digits}&"{unit}"' if unit else f"={digits}", text)

    def scatter(
        self,
        series: Sequence[Series],
        beside: tuple[float, float],
        ticks: Sequence[float],
        y: tuple[float, float],
        **look: Any,
    ) -> Scatter:
        """Return the chart, with so much room to the left and right of its scale."""
        left, right = beside
        return Scatter(
            self.sheet,
            series,
            (
                left / self.width,
                0,
                (self.width - left - right) / self.width,
                1 - FOOT / self.height,
            ),
            (ticks[0], ticks[-1]),
            y,
            self.tag,
            step=ticks[1] - ticks[0],
            ink=self.theme.neutral,
            **look,
        )

    @property
    def format(self) -> str:
        """Number format of a percentage."""
        return f'0"{self.lang.percent(0).removeprefix("0")}"'


def _least(blocks: Sequence[Sequence[str]], least: float) -> float:
    """Return the height that a row needs, in points."""
    return max(least, *(LEADING * LABEL * len(block) + 4 for block in blocks))


def _dumbbell(frame: _Frame, dumbbell: Dumbbell, words: Mapping[str, Any]) -> Scatter:
    sheet, theme, lang, rows = frame.sheet, frame.theme, frame.lang, dumbbell.rows
    n, looks = len(rows), list(inks(dumbbell.groups, words.get("palette"), theme).values())
    broken, left = frame.labels([row.label for row in rows])
    right = max(wide(text, LABEL, "bold") for row in rows for text in row.texts) + LABEL
    blank = _blank(rows, frame.width - left - right)
    left += wide(blank, LABEL)
    y = frame.rows(0.4, n + 0.95, _least(broken, 2.4 * LABEL))
    heads = [lang("Measure"), *dumbbell.names, lang("Gap"), lang("Middle")]
    sheet.fill(0, 0, heads, down=False)
    shares = [sheet.fill(1, 1 + g, [row.pct[g] for row in rows]) for g in (0, 1)]
    gaps = [row.pct[0] - row.pct[1] for row in rows]
    sheet.fill(1, 3, [Formula(f"=B{i}-C{i}", gap) for i, gap in enumerate(gaps, 2)])
    halves = [sum(row.pct) / 2 for row in rows]
    sheet.fill(1, 4, [Formula(f"=(B{i}+C{i})/2", half) for i, half in enumerate(halves, 2)])
    heights: list[Cell] = [n - i for i in range(n)]
    places = [sheet.fill(1, column, heights) for column in (5, 6)]
    dots = []
    for g, (name, (ink, marker)) in enumerate(zip(dumbbell.names, looks, strict=True)):
        said = [frame.number(cell(1 + i, 1 + g), row.texts[g]) for i, row in enumerate(rows)]
        sides = ["l" if (row.pct[0] < row.pct[1]) == (g == 0) else "r" for row in rows]
        labels = Labels(sheet.fill(1, 7 + g, said), LABEL, [ink] * n, sides, bold=True)
        mark = (ink, *SYMBOLS[marker])
        dots.append(Series(name, shares[g], places[0], mark=mark, labels=labels))
        heading = Formula(f"={cell(0, 1 + g)}", name)
        at = Formula(f"={cell(1, 1 + g)}", rows[0].pct[g])
        frame.say(heading, at, n + 0.62, ink, sides[0], bold=True)
    over = (max(size for _, size in SYMBOLS.values()) + LEADING * LABEL) / 2 / frame.unit
    for i, row in enumerate(rows):
        frame.label(1 + i, row.label, broken[i], 0.0, n - i, blank)
        middle = Formula(f"={cell(1 + i, 4)}", halves[i])
        gap = frame.number(cell(1 + i, 3), row.gap, signed=True)
        frame.say(gap, middle, n - i + over, theme.text, "ctr", bold=True)
    links = [
        Series(
            lang("Link {n}", n=i + 1),
            sheet.ref((1 + i, 1), (1 + i, 2)),
            sheet.ref((1 + i, 5), (1 + i, 6)),
            line=(theme.link, 3),
        )
        for i in range(n)
    ]
    series = [*dots, *frame.texts(), *links]
    return frame.scatter(series, (left, right), TICKS, y, format=frame.format)


def _blank(rows: Sequence[Row], scale: float) -> str:
    """Return what keeps row labels off the texts that a low share has at its left."""
    reach = 0.0
    for row in rows:
        low, text = min(zip(row.pct, row.texts, strict=True))
        beside = wide(text, LABEL, "bold") + 0.5 * LABEL  # and half a mark
        reach = max(reach, beside - scale * low / TICKS[-1])
    return "\N{FIGURE SPACE}" * math.ceil(reach / text_width("0", LABEL))


def _lollipop(frame: _Frame, lollipop: Lollipop, words: Mapping[str, Any]) -> Scatter:
    sheet, theme, lang, panels = frame.sheet, frame.theme, frame.lang, lollipop.blocks
    looks = inks([panel.group for panel in panels], words.get("palette"), theme)
    rows = [row for panel in panels for row in panel.rows]
    broken, left = frame.labels([row.label for row in rows])
    details = [lines(row.detail, DETAIL, frame.column) if row.detail else [] for row in rows]
    left = max([left, *(wide(line, DETAIL) + LABEL for text in details for line in text)])
    extra = 0.8  # what a heading or a break takes, in rows
    level = len(rows) + extra * sum(1 for panel in panels if panel.heading)
    level += extra * (len(panels) - 1) * bool(lollipop.between)
    blocks = [[*label, *detail] for label, detail in zip(broken, details, strict=True)]
    y = frame.rows(0.4, level + 0.5, _least(blocks, 1.6 * LABEL))
    sheet.fill(0, 0, [lang("Measure"), lang("Share")], down=False)
    last, dots, stems, breaks, done = float(TICKS[-1]), [], [], [], 0
    for p, panel in enumerate(panels):
        if p and lollipop.between:
            reach = sheet.fill(len(rows) + 2, 1, [0.0, last], down=False)
            height = sheet.fill(len(rows) + 2 + p, 3, [level] * 2, down=False)
            breaks.append(Series(lollipop.between, reach, height, line=(theme.link, 1)))
            over = level + 0.75 * DETAIL / frame.unit
            frame.say(
                lollipop.between, last / 2, over, theme.neutral, "ctr", size=DETAIL, bold=True
            )
            level -= extra
        (ink, marker), n, at = looks[panel.group], len(panel.rows), 1 + done
        if panel.heading:
            frame.say(panel.heading, 0.0, level, ink, bold=True)
            level -= extra
        shares = sheet.fill(at, 1, [row.pct for row in panel.rows])
        sheet.fill(at, 2, [0.0] * n)
        heights: list[Cell] = [level - i for i in range(n)]
        places = [sheet.fill(at, column, heights) for column in (3, 4)]
        said = [frame.number(cell(at + i, 1), row.text) for i, row in enumerate(panel.rows)]
        labels = Labels(sheet.fill(at, 5, said), LABEL, [ink] * n, ["r"] * n, bold=True)
        mark = (ink, *SYMBOLS[marker])
        title = panel.heading or lang("Share")
        dots.append(Series(title, shares, places[0], mark=mark, labels=labels))
        for i, row in enumerate(panel.rows):
            label, detail = broken[done + i], details[done + i]
            up = LEADING * DETAIL * len(detail) / 2 / frame.unit
            down = LEADING * LABEL * len(label) / 2 / frame.unit
            frame.label(at + i, row.label, label, 0.0, level - i + up)
            frame.say(detail, 0.0, level - i - down, theme.neutral, size=DETAIL)
            stems.append(
                Series(
                    lang("Stem {n}", n=done + i + 1),
                    sheet.ref((at + i, 1), (at + i, 2)),
                    sheet.ref((at + i, 3), (at + i, 4)),
                    line=(ink, 3),
                )
            )
        level, done = level - n, done + n
    right = max(wide(row.text, LABEL, "bold") for row in rows) + LABEL
    series = [*dots, *frame.texts(), *breaks, *stems]
    return frame.scatter(series, (left, right), TICKS, y, format=frame.format)


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Join the texts of each row such that they stand below each other, in about any font."""
    digit = text_width("0", DETAIL)
    joined = ["\N{EN SPACE}"] * len(rows)  # off the line that ends the scale
    for column in zip(*rows, strict=True):
        widths = [text_width(said, DETAIL) for said in joined]
        for i, text in enumerate(column):
            blank = "\N{FIGURE SPACE}" * round((max(widths) - widths[i]) / digit)
            joined[i] += f"{blank}{text}\N{EM SPACE}"
    return [said.rstrip() for said in joined]


def _forest(frame: _Frame, forest: Forest, words: Mapping[str, Any]) -> Scatter:
    sheet, theme, lang, rows = frame.sheet, frame.theme, frame.lang, forest.rows
    n, scenarios = len(rows), len(rows[0].intervals)
    broken, left = frame.labels([row.label for row in rows])
    head, *notes = _aligned([forest.heads, *(row.texts for row in rows)])
    key = 0.5 * scenarios * DETAIL * LEADING / LABEL if forest.scenarios else 0.0
    y = frame.rows(0.4, n + 1.1 + key, _least(broken, 2.4 * LABEL))
    names = list(forest.scenarios) or [lang("Interval")] * scenarios
    ends = [
        end for s in names for end in (lang("{name}: from", name=s), lang("{name}: to", name=s))
    ]
    sheet.fill(0, 0, [lang("Measure"), lang("Difference"), *ends], down=False)
    sheet.fill(1, 1, [row.estimate for row in rows])
    for k in range(scenarios):
        for end in (0, 1):
            sheet.fill(1, 2 + 2 * k + end, [row.intervals[k][end] for row in rows])
    free = 2 + 2 * scenarios
    heights: list[Cell] = [n - i for i in range(n)]
    for column in (free, free + 1):
        sheet.fill(1, column, heights)
    first, last = forest.ticks[0], forest.ticks[-1]
    looks = list(inks(("first", "second"), words.get("palette"), theme).values())
    (above, _), (below, _) = looks
    shown = [looks[row.estimate < 0] for row in rows]
    widths = thickness(scenarios, LABEL)
    over = (0.5 * max(widths) + 0.75 * LABEL) / frame.unit
    dots, bars = [], []
    for i, row in enumerate(rows):
        at, here, (ink, marker) = 1 + i, ((1 + i, 1), (1 + i, 1)), shown[i]
        fills = tints(ink, theme.background, scenarios)
        dots.append(
            Series(
                row.label,
                sheet.ref(*here),
                sheet.ref((at, free), (at, free)),
                mark=(ink, *SYMBOLS[marker]),
            )
        )
        value = frame.number(cell(at, 1), row.value, signed=True)
        middle = Formula(f"={cell(at, 1)}", row.estimate)
        frame.say(value, middle, n - i + over, ink, "ctr", bold=True)
        frame.label(at, row.label, broken[i], first, n - i)
        frame.say(notes[i], last, n - i, theme.neutral, "r", size=DETAIL)
        bars += [
            Series(
                names[k],
                sheet.ref((at, 2 + 2 * k), (at, 3 + 2 * k)),
                sheet.ref((at, free), (at, free + 1)),
                line=(fills[k], widths[k]),
            )
            for k in range(scenarios)
        ]
    at = n + 2
    zero = Series(
        lang("No difference"),
        sheet.fill(at, 1, [0.0, 0.0], down=False),
        sheet.fill(at, 3, [y[0], n + 0.5], down=False),
        line=(theme.neutral, 1.25),
    )
    top = n + 0.5 + 0.8 * DETAIL / frame.unit
    for side, ink, text in zip("lr", (below, above), words.get("sides", ("", "")), strict=True):
        frame.say(text, 0.0, top, ink, side, size=DETAIL)
    frame.say(head, last, top, theme.neutral, "r", size=DETAIL)
    leaders = _scenarios(frame, forest, free + 2, shown[0][0])
    right = max(wide(text, DETAIL) for text in (*notes, head)) + LABEL
    step = (frame.width - left - right) / (len(forest.ticks) - 1)
    if step < 1.5 * max(wide(f"{tick:+g}", DETAIL) for tick in forest.ticks):
        raise ValueError(f"too narrow: the scale does not fit {frame.width:.0f} points")
    series = [*dots, *frame.texts(), *bars, *leaders, zero]
    # a number, not words: some programs turn longer labels of a scale on their side
    look = {"format": "+0;\N{MINUS SIGN}0;0", "grid": theme.grid}
    return frame.scatter(series, (left, right), forest.ticks, y, **look)


def _scenarios(frame: _Frame, forest: Forest, column: int, ink: str) -> list[Series]:
    """Name the intervals of the first row above it, each led to its end with more room."""
    sheet, intervals, n = frame.sheet, forest.rows[0].intervals, len(forest.rows)
    first, last = forest.ticks[0], forest.ticks[-1]
    low, high = intervals[-1]
    end = 0 if low - first > last - high else 1
    found = []
    for k, words in enumerate(forest.scenarios):
        line = LEADING * DETAIL / frame.unit
        level = n + 0.4 + line * (len(intervals) - 0.5 - k)
        limit = Formula("=" + cell(1, 2 + 2 * k + end), intervals[k][end])
        x = sheet.fill(1 + k, column, [limit] * 2, down=False)
        y = sheet.fill(1 + k, column + 2, [level, n], down=False)
        frame.say(words, limit, level, ink, "l" if end == 0 else "r", size=DETAIL)
        found.append(Series(words, x, y, line=(ink, 0.75)))
    return found


def _units(frame: _Frame, units: Sequence[Unit], _: Mapping[str, Any]) -> Scatter:
    """Return charts of 100 squares on scales that count points; one cell moves the squares."""
    sheet, theme, lang = frame.sheet, frame.theme, frame.lang
    columns = 2 if len(units) > 1 else 1
    rows = -(-len(units) // columns)
    room = (frame.height - (rows - 1) * LABEL) / rows
    block = (frame.width - (columns - 1) * 2 * LABEL) / columns
    side = min(room, 10 * LABEL, 0.4 * block)
    step, words = side / SIDE, block - side - 1.5 * LABEL
    sheet.fill(0, 0, [lang("Share"), lang("in %")], down=False)
    start = len(units) + 3  # below the numbers that are there to be edited
    counts: list[Cell] = [float(i + 1) for i in range(SIDE**2)]
    sheet.fill(start, 0, counts)
    series: list[Series] = []
    for u, unit in enumerate(units):
        row, column = divmod(u, columns)
        left = column * (block + 2 * LABEL)
        top = frame.height - row * (room + LABEL)
        at, first = 1 + u, 1 + 4 * u
        sheet.fill(at, 0, [unit.label])
        sheet.fill(at, 1, [float(round(unit.pct))])
        x: list[Cell] = [left + (i % SIDE + 0.5) * step for i in range(SIDE**2)]
        y = [top - (i // SIDE + 0.5) * step for i in range(SIDE**2)]
        xs = sheet.fill(start, first, x)
        sheet.fill(start, first + 1, y)
        parts = (
            (2, "<=", theme.neutral, lang("{share}: counted", share=unit.label)),
            (3, ">", theme.grid, lang("{share}: the others", share=unit.label)),
        )
        for offset, sign, ink, title in parts:
            cells: list[Cell] = [
                Formula(
                    f"=IF($A{start + i + 1}{sign}{cell(at, 1, absolute=True)},"
                    f"{cell(start + i, first + 1)},NA())",
                    y[i] if (i < round(unit.pct)) == (sign == "<=") else NOT_AVAILABLE,
                )
                for i in range(SIDE**2)
            ]
            ys = sheet.fill(start, first + offset, cells)
            mark = (ink, "square", max(2, round(0.8 * step)))
            series.append(Series(title, xs, ys, mark=mark))
        said: tuple[tuple[list[Cell], float, str, bool], ...] = (
            ([frame.number(cell(at, 1), unit.value)], LARGE, theme.text, True),
            ([*lines(unit.label, LABEL, words)], LABEL, theme.text, False),
            ([*lines(unit.detail, SOURCE, words)], SOURCE, theme.neutral, False),
        )
        level, beside = top, left + side + 0.5 * LABEL
        for text, size, ink, bold in said:
            for line in text:
                frame.say(line, beside, level - LEADING * size / 2, ink, "r", size, bold)
                level -= LEADING * size
        if level < top - room:
            raise ValueError(f"too low: {len(units)} charts do not fit {frame.height:.0f} points")
    return Scatter(
        sheet,
        [*series, *frame.texts()],
        (0, 0, 1, 1),
        (0, frame.width),
        (0, frame.height),
        frame.tag,
        ink=theme.neutral,
    )


def _likert(frame: _Frame, likert: Likert, words: Mapping[str, Any]) -> Stacked:
    """Return the bars as parts that follow the numbers in the sheet, unseen ones between them."""
    sheet, theme, lang, bars = frame.sheet, frame.theme, frame.lang, likert.bars
    looks, n = fills(likert, words.get("palette"), theme), len(bars)
    sided = [answer for side in SIDES for answer in likert.of(side)]
    listed = [*sided, *likert.apart]
    named = [f"{bar.label} ({bar.detail})" if bar.detail else bar.label for bar in bars]
    _, left = frame.labels(named)
    key = sum(wide(answer.name, DETAIL) + 3 * DETAIL for answer in listed)
    top = 1.8 * DETAIL * -(-key // (0.75 * frame.width))
    row = (frame.height - top) / n
    if row < 2.4 * LABEL:
        raise ValueError(f"too low: the rows do not fit {frame.height:.0f} points")

    def least(texts: Sequence[str]) -> float:
        return max(wide(text, LABEL, "bold") for text in texts) + LABEL

    before, after = (least([bar.totals[end] for bar in bars]) for end in (0, 1))
    ends = [least([bar.texts.get(one.value, "") for bar in bars]) for one in likert.apart]
    spare = frame.width - left - before - after - sum(LABEL + end for end in ends)
    reach = [max(likert.total(bar, side) for bar in bars) for side in SIDES]
    widest = [max(bar.pct.get(one.value, 0.0) for bar in bars) for one in likert.apart]
    point = spare / max(sum(reach) + sum(widest), 1)
    if spare < 10 * LABEL:
        raise ValueError(f"too narrow: no bars fit {frame.width:.0f} points beside their texts")

    names = sheet.fill(1, 0, named)
    sheet.fill(0, 0, [lang("Group"), *(answer.name for answer in listed)], down=False)
    columns = {answer.value: 1 + i for i, answer in enumerate(listed)}
    shares = {
        answer.value: sheet.fill(1, 1 + i, [bar.pct.get(answer.value, "") for bar in bars])
        for i, answer in enumerate(listed)
    }
    free = len(listed) + 2

    def texts(
        said: Sequence[Cell], ink: str, side: str, size: float = LABEL, bold: bool = True
    ) -> Labels:
        nonlocal free
        free += 1
        return Labels(sheet.fill(1, free - 1, said), size, [ink] * n, [side] * n, bold)

    def summed(bar: int, side: str) -> tuple[str, float]:
        """Return the sum of a side in a formula, and what it comes to."""
        places = [columns[answer.value] for answer in likert.of(side)]
        ends_at = cell(1 + bar, places[0]), cell(1 + bar, places[-1])
        return f"SUM({':'.join(ends_at)})", likert.total(bars[bar], side)

    def total(bar: int, side: str, text: str) -> Cell:
        return frame.number(summed(bar, side)[0], text) if text else ""

    def room(whole: float, parts: Sequence[tuple[str, float]], labels: Labels) -> Part:
        """Return a part without fill: what is left of a whole by others."""
        nonlocal free
        whole = round(whole, 4)
        cells = [Formula(f"=MAX(0,{whole}-{place})", whole - pct) for place, pct in parts]
        sheet.fill(0, free, [lang("Room")], down=False)
        free += 1
        return Part(UNNAMED, sheet.fill(1, free - 1, cells), labels=labels)

    def bar_of(answer: Answer) -> Part:
        ink, found = looks[answer.value], shares[answer.value]

        def fitting(size: float) -> list[Cell]:
            said = [bar.texts.get(answer.value, "") for bar in bars]
            if answer.side not in SIDES:
                return []
            return [
                frame.number(cell(1 + i, columns[answer.value]), text)
                if text and wide(text, size) + 4 <= bar.pct.get(answer.value, 0.0) * point
                else ""
                for i, (bar, text) in enumerate(zip(bars, said, strict=True))
            ]

        size = max(LABEL, DETAIL, key=lambda size: sum(map(bool, fitting(size))))
        known = [NOT_AVAILABLE if pct == "" else pct for pct in found.values]
        lengths = Ref(found.formula, known)
        wanted = fitting(size)
        labels = texts(wanted, ink[2], "ctr", size, bold=False) if any(wanted) else None
        return Part(answer.name, lengths, ink[0], ink[1], labels)

    one, other = (looks[side][1] for side in SIDES)
    said = [
        [total(i, side, bar.totals[end]) for i, bar in enumerate(bars)]
        for end, side in enumerate(SIDES)
    ]
    sums = [[summed(i, side) for i in range(n)] for side in SIDES]
    parts = [
        room(reach[0] + before / point, sums[0], texts(said[0], one, "inEnd")),
        *(bar_of(answer) for answer in likert.of(SIDES[0])),
    ]
    parts += [bar_of(answer) for answer in likert.of(SIDES[1])]
    whole = reach[1] + after / point + (LABEL / point if likert.apart else 0)
    parts.append(room(whole, sums[1], texts(said[1], other, "inBase")))
    for i, answer in enumerate(likert.apart):
        places = [cell(1 + row, columns[answer.value]) for row in range(n)]
        beside = [bar.texts.get(answer.value, "") for bar in bars]
        written: list[Cell] = [
            frame.number(place, text) if text else ""
            for place, text in zip(places, beside, strict=True)
        ]
        mine = [
            (f"N({place})", bar.pct.get(answer.value, 0.0))
            for place, bar in zip(places, bars, strict=True)
        ]
        last = answer is likert.apart[-1]
        whole = widest[i] + (ends[i] + (0 if last else LABEL)) / point
        parts += [bar_of(answer), room(whole, mine, texts(written, theme.neutral, "inBase"))]
    limit = sum(reach) + sum(widest) + (frame.width - left - spare) / point
    return Stacked(
        sheet,
        names,
        parts,
        (left / frame.width, top / frame.height, 1 - left / frame.width, 1 - top / frame.height),
        limit,
        frame.tag,
        gap=60,
        ink=theme.text,
        size=LABEL,
        small=DETAIL,
    )


Drawn = Scatter | Stacked
"""A chart that PowerPoint draws and edits."""

FORMS: dict[str, Callable[[_Frame, Any, Mapping[str, Any]], Drawn]] = {
    "dumbbell": _dumbbell,
    "likert": _likert,
    "lollipop": _lollipop,
    "forest": _forest,
    "unit_chart": _units,
}
"""By the name of the form; the others are drawn as pictures."""
