"""A chart of ours as one that PowerPoint draws and edits: which cells and series make which form.

The rows and their words are those that the picture is drawn from. The XML is written by
`quoted.export.scatter`; a form that is not here goes onto its slide as a picture.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from quoted.charts.chart import Chart
from quoted.charts.dumbbell import Dumbbell
from quoted.charts.forest import Forest, thickness
from quoted.charts.lollipop import Lollipop, Panel
from quoted.charts.page import LEADING, wrap
from quoted.charts.theme import Theme, text_width
from quoted.charts.units import SIDE, Unit
from quoted.export.scatter import NOT_AVAILABLE, Cell, Formula, Labels, Ref, Scatter, Series, Sheet
from quoted.export.scatter import name as cell
from quoted.language import Language, language

LABEL, DETAIL, SOURCE, LARGE = 16, 14, 12, 28
"""Type sizes on a slide, in points."""
ARIAL = 1.13
"""How much wider Arial sets our texts than the font that we can measure, at most."""
SYMBOLS = {"executives": ("circle", 15.0), "entry_level": ("diamond", 19.0)}
OTHER_SYMBOL = ("square", 13.0)
TAGS = {"en": "en-GB", "fr": "fr-FR"}
"""Language tags with a region, which spelling checkers ask for."""


def lines(text: str, size: float, width: float, weight: str = "regular") -> list[str]:
    """Break a text for Arial."""
    return wrap(text, size * ARIAL, width, weight)


def wide(text: str, size: float, weight: str = "regular") -> float:
    """Return the width of the widest line of a text in Arial, in points, rather too much."""
    return max(text_width(line, size * ARIAL, weight) for line in text.split("\n"))


def form(chart: Chart) -> Any:
    """Return what a chart is drawn from, or nothing if its drawing does not say."""
    if not isinstance(chart.draw, partial):
        return None
    return next((chart.draw.keywords[key] for key in FORMS if key in chart.draw.keywords), None)


def scatter(chart: Chart, width: float, height: float, theme: Theme) -> Scatter | None:
    """Return a chart as series of points in a frame of this size (points).

    Returns
    -------
    Scatter or None
        None for a form that is drawn as a picture only.

    Raises
    ------
    ValueError
        The rows do not fit the frame.
    """
    if not isinstance(chart.draw, partial):
        return None
    for key, build in FORMS.items():
        if key in chart.draw.keywords:
            frame = _Frame(width, height, theme, language(chart.language))
            return build(frame, chart.draw.keywords[key])
    return None


class _Frame:
    """The frame of a chart on its slide: size in points, colours, language."""

    def __init__(self, width: float, height: float, theme: Theme, lang: Language) -> None:
        self.width, self.height, self.theme, self.lang = width, height, theme, lang
        self.tag = TAGS.get(lang.code, lang.code)
        self.sheet = Sheet()

    @property
    def percent(self) -> str:
        """What follows the digits of a percentage."""
        return self.lang.percent(0).removeprefix("0")

    @property
    def format(self) -> str:
        """Number format of a percentage."""
        return f'0"{self.percent}"'

    def share(self, place: str, text: str) -> Formula:
        """Return the text of a share from the cell that holds it."""
        return Formula(f'=TEXT({place},"0")&"{self.percent}"', text)

    def gap(self, place: str, text: str) -> Formula:
        """Return the text of a gap from the cell that holds it."""
        one, many = (self.lang.points(n).removeprefix(str(n)) for n in (1, 2))
        signed = f'TEXT({place},"+0;\N{MINUS SIGN}0;0")'
        few = f"ABS({place})<2" if self.lang.code == "fr" else f"ABS({place})=1"
        return Formula(f'={signed}&IF({few},"{one}","{many}")', text)

    def labels(self, texts: Sequence[str]) -> tuple[list[str], float]:
        """Break the labels of the rows; return them and the width of their column."""
        broken = ["\n".join(lines(text, LABEL, 0.3 * self.width)) for text in texts]
        return broken, max(wide(text, LABEL) for text in broken) + LABEL

    def scatter(
        self,
        series: Sequence[Series],
        left: float,
        right: float,
        ticks: Sequence[tuple[float, str]],
        y: tuple[float, float],
        tallest: int,
        **look: Any,
    ) -> Scatter:
        """Return the chart with so much room beside its scale; `tallest` is in lines of a label."""
        foot = 2 * DETAIL
        row = (self.height - foot) / (y[1] - y[0])
        if row < 1.1 * LABEL * tallest:
            raise ValueError(f"too low: the rows do not fit {self.height:.0f} points")
        across = (self.width - left - right) / self.width
        return Scatter(
            self.sheet,
            series,
            (left / self.width, 0, across, 1 - foot / self.height),
            (ticks[0][0], ticks[-1][0]),
            y,
            self.tag,
            step=ticks[1][0] - ticks[0][0],
            ink=self.theme.secondary,
            **look,
        )

    def beside(self, title: str, x: Ref, y: Ref, texts: Ref, **look: Any) -> Series:
        """Return labels without marks; every point has the same look unless a list says more."""
        n = len(texts.values)
        given = {"size": LABEL, "inks": [self.theme.text] * n, "sides": ["l"] * n, **look}
        return Series(title, x, y, labels=Labels(texts, **given))


def _dumbbell(frame: _Frame, dumbbell: Dumbbell) -> Scatter:
    sheet, theme, lang, rows = frame.sheet, frame.theme, frame.lang, dumbbell.rows
    groups, n = list(dumbbell.names), len(dumbbell.rows)
    broken, left = frame.labels([row.label for row in rows])
    heads = [lang("Measure"), *dumbbell.names.values(), lang("Gap"), lang("Middle")]
    sheet.fill(0, 0, heads, down=False)
    texts = sheet.fill(1, 0, broken)
    shares = [sheet.fill(1, 1 + g, [r.pct[group] for r in rows]) for g, group in enumerate(groups)]
    gaps = [row.pct[groups[0]] - row.pct[groups[1]] for row in rows]
    sheet.fill(1, 3, [Formula(f"=B{i}-C{i}", gap) for i, gap in enumerate(gaps, 2)])
    halves = [sum(row.pct.values()) / 2 for row in rows]
    middles = sheet.fill(
        1, 4, [Formula(f"=(B{i}+C{i})/2", half) for i, half in enumerate(halves, 2)]
    )
    heights: list[Cell] = [n - i for i in range(n)]
    places = [sheet.fill(1, column, heights) for column in (5, 6)]
    said = [
        sheet.fill(
            1, 7 + g, [frame.share(cell(1 + i, 1 + g), r.texts[of]) for i, r in enumerate(rows)]
        )
        for g, of in enumerate(groups)
    ]
    gap_texts = sheet.fill(1, 9, [frame.gap(cell(1 + i, 3), r.gap) for i, r in enumerate(rows)])
    zeros = sheet.fill(1, 10, [0.0] * n)
    over = sheet.fill(1, 11, [n + 0.62] * 2, down=False)
    dots = []
    for g, group in enumerate(groups):
        other, ink = groups[1 - g], theme.group(group)
        sides = ["l" if row.pct[group] < row.pct[other] else "r" for row in rows]
        labels = Labels(said[g], LABEL, [ink] * n, sides, bold=True)
        mark = (ink, *SYMBOLS.get(group, OTHER_SYMBOL))
        dots.append(Series(dumbbell.names[group], shares[g], places[0], mark=mark, labels=labels))
    low_first = rows[0].pct[groups[0]] < rows[0].pct[groups[1]]
    names = frame.beside(
        lang("Groups"),
        sheet.ref((1, 1), (1, 2)),
        over,
        sheet.ref((0, 1), (0, 2)),
        inks=[theme.group(group) for group in groups],
        sides=["l", "r"] if low_first else ["r", "l"],
        bold=True,
    )
    links = [
        Series(
            lang("Link {n}", n=i + 1),
            sheet.ref((1 + i, 1), (1 + i, 2)),
            sheet.ref((1 + i, 5), (1 + i, 6)),
            line=(theme.link, 3),
        )
        for i in range(n)
    ]
    gap_labels = frame.beside(
        lang("Gap"), middles, places[0], gap_texts, sides=["t"] * n, bold=True
    )
    named = frame.beside(lang("Measure"), zeros, places[0], texts)
    right = max(wide(row.texts[group], LABEL, "bold") for row in rows for group in groups) + LABEL
    tallest = max(text.count("\n") + 1 for text in broken)
    return frame.scatter(
        [*dots, gap_labels, names, named, *links],
        left,
        right,
        dumbbell.ticks,
        (0.4, n + 0.95),
        max(2, tallest),
        format=frame.format,
    )


def _lollipop(frame: _Frame, lollipop: Lollipop) -> Scatter:
    sheet, theme, lang = frame.sheet, frame.theme, frame.lang
    panels = lollipop.panels
    broken, left = frame.labels(
        [
            f"{row.label}\n{row.detail}" if row.detail else row.label
            for p in panels
            for row in p.rows
        ]
    )
    sheet.fill(0, 0, [lang("Measure"), lang("Share")], down=False)
    level = float(sum(len(p.rows) + (0.8 if p.heading else 0) for p in panels))
    level += 0.8 * (len(panels) - 1) * bool(lollipop.between)
    top, at, marks, under = level + 0.5, 1, [], []
    last = lollipop.ticks[-1][0]
    for p, panel in enumerate(panels):
        if p and lollipop.between:
            under += _break(frame, at, level - 0.1 + 0.2, last, lollipop.between)
            at, level = at + 1, level - 0.8
        if panel.heading:
            under.append(_heading(frame, at, level, panel))
            at, level = at + 1, level - 0.8
        marks.append((at, panel, level))
        level, at = level - len(panel.rows), at + len(panel.rows)
    done, series, stems, named = 0, [], [], []
    for at, panel, level in marks:
        n = len(panel.rows)
        texts = sheet.fill(at, 0, broken[done : done + n])
        shares = sheet.fill(at, 1, [row.pct for row in panel.rows])
        zeros = sheet.fill(at, 2, [0.0] * n)
        heights: list[Cell] = [level - i for i in range(n)]
        places = [sheet.fill(at, column, heights) for column in (3, 4)]
        said = sheet.fill(
            at, 5, [frame.share(cell(at + i, 1), row.text) for i, row in enumerate(panel.rows)]
        )
        ink = theme.group(panel.group)
        labels = Labels(said, LABEL, [ink] * n, ["r"] * n, bold=True)
        title = panel.heading or lang("Share")
        mark = (ink, *SYMBOLS.get(panel.group, OTHER_SYMBOL))
        series.append(Series(title, shares, places[0], mark=mark, labels=labels))
        named.append(frame.beside(lang("Measure"), zeros, places[0], texts))
        stems += [
            Series(
                lang("Stem {n}", n=done + i + 1),
                sheet.ref((at + i, 1), (at + i, 2)),
                sheet.ref((at + i, 3), (at + i, 4)),
                line=(ink, 3),
            )
            for i in range(n)
        ]
        done += n
    right = max(wide(row.text, LABEL, "bold") for p in panels for row in p.rows) + LABEL
    tallest = max(text.count("\n") + 1 for text in broken)
    bottom = 0.4
    return frame.scatter(
        [*series, *named, *under, *stems],
        left,
        right,
        lollipop.ticks,
        (bottom, top),
        tallest,
        format=frame.format,
    )


def _heading(frame: _Frame, at: int, level: float, panel: Panel) -> Series:
    sheet, ink = frame.sheet, frame.theme.group(panel.group)
    text = sheet.fill(at, 0, [panel.heading])
    return frame.beside(
        panel.heading,
        sheet.fill(at, 2, [0.0]),
        sheet.fill(at, 3, [level]),
        text,
        inks=[ink],
        bold=True,
    )


def _break(frame: _Frame, at: int, level: float, last: float, words: str) -> list[Series]:
    """Return a thin line across the scale and the reason above it."""
    sheet, theme = frame.sheet, frame.theme
    line = Series(
        words,
        sheet.fill(at, 1, [0.0, last], down=False),
        sheet.fill(at, 3, [level] * 2, down=False),
        line=(theme.link, 1),
    )
    text = sheet.fill(at, 0, [words])
    middle = sheet.fill(at, 6, [last / 2])
    height = sheet.fill(at, 7, [level])
    look = {"inks": [theme.secondary], "sides": ["t"], "size": DETAIL, "bold": True}
    return [line, frame.beside(words, middle, height, text, **look)]


def _forest(frame: _Frame, forest: Forest) -> Scatter:
    sheet, theme, lang, rows = frame.sheet, frame.theme, frame.lang, forest.rows
    n, scenarios = len(forest.rows), len(forest.rows[0].intervals)
    broken, left = frame.labels([row.label for row in rows])
    notes = ["\n".join(lines(row.note, DETAIL, 0.2 * frame.width)) for row in rows]
    names = list(forest.scenarios) or [lang("Interval")] * scenarios
    heads = [lang("Measure"), lang("Difference")]
    heads += [
        end for s in names for end in (lang("{name}: from", name=s), lang("{name}: to", name=s))
    ]
    sheet.fill(0, 0, heads, down=False)
    texts = sheet.fill(1, 0, broken)
    estimates = sheet.fill(1, 1, [row.estimate for row in rows])
    for k in range(scenarios):
        for end in (0, 1):
            sheet.fill(1, 2 + 2 * k + end, [row.intervals[k][end] for row in rows])
    free = 2 + 2 * scenarios
    heights: list[Cell] = [n - i for i in range(n)]
    places = [sheet.fill(1, free + i, heights) for i in (0, 1)]
    said = sheet.fill(
        1, free + 2, [frame.gap(cell(1 + i, 1), row.value) for i, row in enumerate(rows)]
    )
    first, last = forest.ticks[0][0], forest.ticks[-1][0]
    starts = sheet.fill(1, free + 3, [first] * n)
    ends = sheet.fill(1, free + 4, [last] * n)
    noted = sheet.fill(1, free + 5, notes)
    (negative, below), (positive, above) = forest.sides
    inks = [theme.group(below if row.estimate < 0 else above) for row in rows]
    dots = [
        Series(
            row.label,
            sheet.ref((1 + i, 1), (1 + i, 1)),
            sheet.ref((1 + i, free), (1 + i, free)),
            mark=(inks[i], "circle", 11),
            hollow=theme.background,
        )
        for i, row in enumerate(rows)
    ]
    words = [
        frame.beside(lang("Difference"), estimates, places[0], said, inks=inks, sides=["t"] * n),
        frame.beside(lang("Measure"), starts, places[0], texts),
        frame.beside(
            lang("Verdict"),
            ends,
            places[0],
            noted,
            size=DETAIL,
            inks=[theme.secondary] * n,
            sides=["r"] * n,
        ),
    ]
    widths = thickness(scenarios, LABEL)
    bars = [
        Series(
            names[k],
            sheet.ref((1 + i, 2 + 2 * k), (1 + i, 3 + 2 * k)),
            sheet.ref((1 + i, free), (1 + i, free + 1)),
            line=(inks[i], widths[k]),
        )
        for k in range(scenarios)
        for i in range(n)
    ]
    key, high = _scenarios(frame, forest, n, free + 6, inks[0])
    low = 0.0
    at = n + 2
    zero = Series(
        lang("No difference"),
        sheet.fill(at, 1, [0.0, 0.0], down=False),
        sheet.fill(at, 3, [low, n + 0.5], down=False),
        line=(theme.secondary, 1.25),
    )
    sides = frame.beside(
        lang("Sides"),
        sheet.ref((at, 1), (at, 2)),
        sheet.fill(at + 1, 3, [low + 0.18] * 2, down=False),
        sheet.fill(at + 1, 1, [negative, positive], down=False),
        size=DETAIL,
        inks=[theme.group(below), theme.group(above)],
        sides=["l", "r"],
    )
    right = max(wide(note, DETAIL) for note in notes) + LABEL
    tallest = max(text.count("\n") + 1 for text in broken)
    return frame.scatter(
        [*dots, *words, sides, *bars, *key, zero],
        left,
        right,
        forest.ticks,
        (low, high),
        max(2, tallest),
        format="+0;\N{MINUS SIGN}0;0",
        grid=theme.grid,
    )


def _scenarios(
    frame: _Frame, forest: Forest, n: int, column: int, ink: str
) -> tuple[list[Series], float]:
    """Name the intervals of the first row above it, each led to its end; return the top as well."""
    if not forest.scenarios:
        return [], n + 0.7
    sheet, intervals = frame.sheet, forest.rows[0].intervals
    first, last = forest.ticks[0][0], forest.ticks[-1][0]
    low, high = intervals[-1]
    end = 0 if low - first > last - high else 1
    found = []
    for k, words in enumerate(forest.scenarios):
        level = n + 0.55 + 0.34 * (len(intervals) - 1 - k)
        at, limit = 1 + k, intervals[k][end]
        ends: list[Cell] = [Formula("=" + cell(1, 2 + 2 * k + end), limit)] * 2
        x = sheet.fill(at, column, ends, down=False)
        y = sheet.fill(at, column + 2, [level, n], down=False)
        text = sheet.fill(at, column + 4, [words])
        labels = Labels(text, DETAIL, [ink], ["l" if end == 0 else "r"])
        found.append(Series(words, x, y, line=(ink, 0.75), labels=labels))
    return found, n + 0.55 + 0.34 * len(intervals)


def _units(frame: _Frame, units: Sequence[Unit]) -> Scatter:
    """Return charts of 100 squares on scales that count points; one cell moves the squares."""
    sheet, theme, lang = frame.sheet, frame.theme, frame.lang
    columns = 2 if len(units) > 1 else 1
    rows = -(-len(units) // columns)
    room = (frame.height - (rows - 1) * LABEL) / rows
    block = (frame.width - (columns - 1) * 2 * LABEL) / columns
    side = min(room, 10 * LABEL, 0.4 * block)
    step, words = side / SIDE, block - side - 1.5 * LABEL
    heads = [lang("Share"), lang("in %"), lang("In words"), lang("Of whom"), lang("Source")]
    sheet.fill(0, 0, heads, down=False)
    start = len(units) + 3  # below the numbers that are there to be edited
    counts: list[Cell] = [float(i + 1) for i in range(SIDE**2)]
    sheet.fill(start, 0, counts)
    series: list[Series] = []
    for u, unit in enumerate(units):
        row, column = divmod(u, columns)
        left = column * (block + 2 * LABEL)
        top = frame.height - row * (room + LABEL)
        at = 1 + u
        label, source = (
            "\n".join(lines(text, size, words))
            for text, size in ((unit.label, LABEL), (unit.source, SOURCE))
        )
        if LEADING * (LARGE + LABEL * (label.count("\n") + 1) + SOURCE * 2) > room:
            raise ValueError(f"too low: {len(units)} charts do not fit {frame.height:.0f} points")
        sheet.fill(at, 0, [unit.label])
        sheet.fill(at, 1, [float(unit.pct)])
        value = sheet.fill(at, 2, [frame.share(cell(at, 1), unit.value)])
        first = 1 + 4 * u
        x: list[Cell] = [left + (i % SIDE + 0.5) * step for i in range(SIDE**2)]
        y = [top - (i // SIDE + 0.5) * step for i in range(SIDE**2)]
        xs = sheet.fill(start, first, x)
        sheet.fill(start, first + 1, y)
        for offset, sign, ink in ((2, "<=", theme.secondary), (3, ">", theme.grid)):
            cells: list[Cell] = [
                Formula(
                    f"=IF($A{start + i + 1}{sign}{cell(at, 1, absolute=True)},"
                    f"{cell(start + i, first + 1)},NA())",
                    y[i] if (i < unit.pct) == (sign == "<=") else NOT_AVAILABLE,
                )
                for i in range(SIDE**2)
            ]
            ys = sheet.fill(start, first + offset, cells)
            series.append(
                Series(
                    lang("{share}: counted", share=unit.label)
                    if sign == "<="
                    else lang("{share}: the others", share=unit.label),
                    xs,
                    ys,
                    mark=(ink, "square", max(2, round(0.8 * step))),
                )
            )
        beside, level = left + side + 0.5 * LABEL, top
        texts = (
            (value, LARGE, theme.text, True),
            (sheet.fill(at, 3, [label]), LABEL, theme.text, False),
            (sheet.fill(at, 4, [source]), SOURCE, theme.secondary, False),
        )
        for t, (text, size, ink, bold) in enumerate(texts):
            tall = LEADING * size * (str(text.values[0]).count("\n") + 1)
            place = sheet.fill(at, 5 + 2 * t, [beside])
            middle = sheet.fill(at, 6 + 2 * t, [level - tall / 2])
            look = {"size": size, "inks": [ink], "sides": ["r"], "bold": bold}
            series.append(frame.beside(heads[2 + t], place, middle, text, **look))
            level -= tall
    return Scatter(
        sheet,
        series,
        (0, 0, 1, 1),
        (0, frame.width),
        (0, frame.height),
        frame.tag,
    )


FORMS: dict[str, Callable[[_Frame, Any], Scatter]] = {
    "dumbbell": _dumbbell,
    "lollipop": _lollipop,
    "forest": _forest,
    "units": _units,
}
"""By the name that a chart's drawing calls its form."""
