"""An editable PowerPoint chart as XML, and the workbook that it reads: points, lines, labels.

An XY scatter draws marks, lines and texts wherever its cells say, in PowerPoint and elsewhere.
Every series refers to cells of one embedded sheet, so that "Edit data" moves what is drawn. Which
series make which form is in `quoted.publish.native`.
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import xlsxwriter
from lxml import etree
from lxml.builder import ElementMaker
from xlsxwriter.utility import xl_col_to_name

from quoted.language.shown import printable

CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
OFFICE_2013 = "http://schemas.microsoft.com/office/drawing/2012/chart"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SERIES_EXTENSION = "{02D57815-91ED-43cb-92C2-25804820EDAC}"
LABEL_EXTENSION = "{CE6537A1-D6FC-4f65-9D91-7224C49458BB}"
EPOCH = datetime(1980, 1, 1)
"""The date of everything that must have one: the oldest that a zip archive knows."""
SHEET = "data"
NOT_AVAILABLE = "#N/A"
FONTS = {"latin": "+mn-lt", "ea": "+mn-ea", "cs": "+mn-cs"}
"""Of all text: the theme's."""

C = ElementMaker(
    namespace=CHART, nsmap={"c": CHART, "a": DRAWING, "r": RELATIONSHIPS, "c15": OFFICE_2013}
)
A = ElementMaker(namespace=DRAWING, nsmap={"a": DRAWING})
C15 = ElementMaker(namespace=OFFICE_2013, nsmap={"c15": OFFICE_2013})


@dataclass(frozen=True)
class Formula:
    """A cell that the workbook computes, and what it comes to now."""

    text: str
    value: float | str


Cell = float | str | Formula


@dataclass(frozen=True)
class Ref:
    """Cells of one row or one column, as a formula, and what they hold now."""

    formula: str
    values: Sequence[float | str]


class Sheet:
    """The one sheet of an embedded workbook, filled cell by cell; rows and columns from 0."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], Cell] = {}

    def fill(self, row: int, column: int, cells: Sequence[Cell], down: bool = True) -> Ref:
        """Write cells downward (or to the right) from a place; return them."""
        for i, cell in enumerate(cells):
            self.cells[row + i * down, column + i * (not down)] = cell
        last = (row + (len(cells) - 1) * down, column + (len(cells) - 1) * (not down))
        return self.ref((row, column), last)

    def ref(self, first: tuple[int, int], last: tuple[int, int]) -> Ref:
        """Return the cells from `first` to `last`."""
        places = [
            (row, column)
            for row in range(first[0], last[0] + 1)
            for column in range(first[1], last[1] + 1)
        ]
        found = (self.cells[place] for place in places)
        values = [one.value if isinstance(one, Formula) else one for one in found]
        corners = [cell(*place, absolute=True) for place in dict.fromkeys((first, last))]
        return Ref(f"{SHEET}!{':'.join(corners)}", values)

    def xlsx(self) -> bytes:
        """Return the workbook, the same bytes each time; formulas stand in grey."""
        target = io.BytesIO()
        book = xlsxwriter.Workbook(target, {"in_memory": True})
        book.set_properties({"created": EPOCH})
        sheet = book.add_worksheet(SHEET)
        head = book.add_format({"bold": True, "text_wrap": True})
        computed = book.add_format({"font_color": "#4A5768", "italic": True})
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, 60, 14)
        for (row, column), content in sorted(self.cells.items()):
            match content:
                case Formula(text, value):
                    sheet.write_formula(row, column, text, computed, rounded(value))
                case str():
                    # never `write`: it would take a text that begins with "=" for a formula
                    sheet.write_string(row, column, printable(content), None if row else head)
                case _:
                    sheet.write_number(row, column, rounded(content))
        book.close()
        return target.getvalue()


def rounded(value: float | str) -> float | str:
    """Return a number to a millionth: its last digits are not the same on all processors."""
    return value if isinstance(value, str) else round(value, 6)


def cell(row: int, column: int, absolute: bool = False) -> str:
    """Return the name of a cell: ``B2``, ``$B$2``."""
    sign = "$" if absolute else ""
    return f"{sign}{xl_col_to_name(column)}{sign}{row + 1}"


@dataclass(frozen=True)
class Labels:
    """Texts from cells beside the points of a series.

    Attributes
    ----------
    texts
        One cell a point.
    size
        In points.
    inks
        A colour for each point, as six hexadecimal digits after ``#``.
    sides
        For each point: ``l``, ``r``, ``t``, ``b`` or ``ctr``.
    """

    texts: Ref
    size: float
    inks: Sequence[str]
    sides: Sequence[str]
    bold: bool = False


@dataclass(frozen=True)
class Series:
    """Points in the order of their cells: with a line, with marks, with labels, or none of them.

    Attributes
    ----------
    line
        Colour and width in points.
    mark
        Colour, form (``circle``, ``diamond``, ``square``) and size in points.
    """

    name: str
    x: Ref
    y: Ref
    line: tuple[str, float] | None = None
    mark: tuple[str, str, float] | None = None
    labels: Labels | None = None


@dataclass(frozen=True)
class Scatter:
    """A chart: its series from the topmost down, its scale, and where it stands in its frame.

    Attributes
    ----------
    room
        Left, top, width and height of the scales' rectangle, as shares of the frame.
    x, y
        Lower and upper limits.
    step
        Distance of the ticks on the horizontal scale; 0 leaves the scale out.
    format
        Number format of the ticks.
    ink, grid
        Colours of the ticks' texts and of the vertical lines; no lines if empty.
    size
        Of the ticks' texts, in points.
    scale
        What type, marks and lines are multiplied by.
    """

    sheet: Sheet
    series: Sequence[Series]
    room: tuple[float, float, float, float]
    x: tuple[float, float]
    y: tuple[float, float]
    language: str
    step: float = 0
    format: str = "General"
    ink: str = "#4A5768"
    grid: str = ""
    size: float = 14
    scale: float = 1

    def xml(self) -> bytes:
        """Return the chart part, whose reference to the workbook python-pptx adds."""
        # The topmost comes first in the file and has the highest order: some programs draw in the
        # order of the file from its end, others by the order that it states.
        drawn = [self._series(i, one) for i, one in enumerate(self._longest_first())]
        scatter = C.scatterChart(
            C.scatterStyle(val="lineMarker"),
            C.varyColors(val="0"),
            *drawn,
            C.axId(val="1"),
            C.axId(val="2"),
        )
        up = unseen(self.y, "l", "min", "midCat")
        plot = C.plotArea(inner(self.room), scatter, self._across(), up, shape())
        return space(plot, self.language, self.ink, self.size, self.scale)

    def _longest_first(self) -> list[Series]:
        """Return the series, before them an unseen one with as many points as any.

        LibreOffice (7.4) loses the series that come before a longer one.
        """
        longest = max(self.series, key=lambda one: len(one.y.values))
        return [Series(longest.name, longest.x, longest.y), *self.series]

    def _across(self) -> etree._Element:
        shown = self.step > 0
        lines = [C.majorGridlines(shape(line=(self.grid, 0.75)))] if self.grid else []
        return C.valAx(
            C.axId(val="1"),
            limits(self.x),
            C.delete(val="0" if shown else "1"),
            C.axPos(val="b"),
            *lines,
            C.numFmt(formatCode=self.format, sourceLinked="0"),
            C.majorTickMark(val="out"),
            C.minorTickMark(val="none"),
            C.tickLblPos(val="low"),
            shape(line=(self.ink, 0.75)),
            C.crossAx(val="2"),
            C.crosses(val="min"),
            C.crossBetween(val="midCat"),
            *([C.majorUnit(val=f"{self.step:g}")] if shown else []),
        )

    def _series(self, i: int, series: Series) -> etree._Element:
        if series.mark:
            ink, form, size = series.mark
            marker = C.marker(C.symbol(val=form), C.size(val=f"{size:.0f}"), shape(ink))
        else:
            marker = C.marker(C.symbol(val="none"))
        labels = [cell_labels(i, series.labels, self.language)] if series.labels else []
        parts = [
            C.idx(val=str(i)),
            C.order(val=str(len(self.series) - i)),
            C.tx(C.v(printable(series.name))),
            shape(line=series.line),
            marker,
            *labels,
            C.xVal(numbers(series.x)),
            C.yVal(numbers(series.y)),
            C.smooth(val="0"),
        ]
        if series.labels:
            parts.append(label_cells(series.labels))
        return C.ser(*parts)


def inner(room: tuple[float, float, float, float]) -> etree._Element:
    """Return the place of the scales' rectangle: left, top, width, height, as shares."""
    return C.layout(
        C.manualLayout(
            C.layoutTarget(val="inner"),
            C.xMode(val="edge"),
            C.yMode(val="edge"),
            *(C(tag, val=f"{value:.5f}") for tag, value in zip("xywh", room, strict=True)),
        )
    )


def space(
    plot: etree._Element,
    language: str,
    ink: str,
    size: float,
    scale: float,
    legend: Sequence[etree._Element] = (),
) -> bytes:
    """Return a chart part around a plot: its type in this colour and size, all of it scaled."""
    look = fill(ink), *(A(tag, typeface=font) for tag, font in FONTS.items())
    made = C.chartSpace(
        C.date1904(val="0"),
        C.lang(val=language),
        C.roundedCorners(val="0"),
        C.chart(
            C.autoTitleDeleted(val="1"),
            plot,
            *legend,
            C.plotVisOnly(val="1"),
            C.dispBlanksAs(val="gap"),
        ),
        shape(),
        type_of(language, size, *look),
    )
    if scale != 1:
        lengths = "//@sz | //a:ln/@w | //c:marker/c:size/@val"
        for length in made.xpath(lengths, namespaces={"a": DRAWING, "c": CHART}):
            scaled = round(scale * float(length))
            length.getparent().set(length.attrname, str(max(scaled, 2)))  # the least of marks
    content: bytes = etree.tostring(made, xml_declaration=True, encoding="UTF-8", standalone=True)
    return content


def type_of(language: str, size: float, *look: etree._Element) -> etree._Element:
    """Return the type of the texts of a part: its language, its size in points and its look."""
    paragraph = A.p(A.pPr(A.defRPr(*look, sz=points(size))), A.endParaRPr(lang=language))
    return C.txPr(A.bodyPr(), A.lstStyle(), paragraph)


def cell_labels(i: int, labels: Labels, language: str) -> etree._Element:
    """Return the labels of the series with the number `i`; an empty text is none."""
    return C.dLbls(
        *(_label(i, n, labels, language) for n in range(len(labels.texts.values))),
        *shown(),
        C.extLst(C.ext(C15.showDataLabelsRange(val="1"), uri=LABEL_EXTENSION)),
    )


def label_cells(labels: Labels) -> etree._Element:
    """Return what a series says of the cells that its labels read: its last part."""
    cells = C15.datalabelsRange(
        C15.f(labels.texts.formula), C15.dlblRangeCache(*cached(labels.texts.values))
    )
    return C.extLst(C.ext(cells, uri=SERIES_EXTENSION))


def _label(i: int, n: int, labels: Labels, language: str) -> etree._Element:
    if labels.texts.values[n] == "":
        return C.dLbl(C.idx(val=str(n)), C.delete(val="1"))
    look = {"lang": language, "sz": points(labels.size), "b": str(int(labels.bold))}
    text = A.fld(
        A.rPr(fill(labels.inks[n]), **look),
        A.t("[CELLRANGE]"),
        id="{" + str(uuid.UUID(int=i << 16 | n)).upper() + "}",
        type="CELLRANGE",
    )
    align = {"l": "r", "r": "l"}.get(labels.sides[n], "ctr")
    end = A.endParaRPr(lang=language)
    paragraph = A.p(A.pPr(A.defRPr(fill(labels.inks[n])), algn=align), text, end)
    frame = A.bodyPr(A.spAutoFit(), wrap="none", lIns="38100", tIns="0", rIns="38100", bIns="0")
    return C.dLbl(
        C.idx(val=str(n)),
        C.tx(C.rich(frame, A.lstStyle(), paragraph)),
        C.dLblPos(val=labels.sides[n]),
        *shown(),
        C.extLst(
            C.ext(C15.dlblFieldTable(), C15.showDataLabelsRange(val="1"), uri=LABEL_EXTENSION)
        ),
    )


def points(size: float) -> str:
    """Return a type size as DrawingML has it, in hundredths of a point."""
    return f"{100 * size:.0f}"


def fill(ink: str) -> etree._Element:
    """Return a solid fill of a colour ``#RRGGBB``."""
    return A.solidFill(A.srgbClr(val=ink.removeprefix("#")))


def shape(ink: str = "", line: tuple[str, float] | None = None) -> etree._Element:
    """Return the look of a part: without fill and line unless they are given."""
    edge = A.ln(fill(line[0]), A.round(), w=f"{12700 * line[1]:.0f}", cap="flat") if line else None
    return C.spPr(fill(ink) if ink else A.noFill(), A.ln(A.noFill()) if edge is None else edge)


def limits(ends: tuple[float, float]) -> etree._Element:
    """Return a scale with fixed ends."""
    low, high = ends
    return C.scaling(C.orientation(val="minMax"), C.max(val=f"{high:g}"), C.min(val=f"{low:g}"))


def unseen(ends: tuple[float, float], place: str, crosses: str, between: str) -> etree._Element:
    """Return the second axis of a plot, a scale that is not shown."""
    return C.valAx(
        C.axId(val="2"),
        limits(ends),
        C.delete(val="1"),
        C.axPos(val=place),
        C.numFmt(formatCode="General", sourceLinked="0"),
        C.majorTickMark(val="none"),
        C.minorTickMark(val="none"),
        C.tickLblPos(val="none"),
        C.crossAx(val="1"),
        C.crosses(val=crosses),
        C.crossBetween(val=between),
    )


def shown() -> list[etree._Element]:
    """Return what a label shows beside its cell: nothing."""
    tags = ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize")
    return [C(f"show{tag}", val="0") for tag in tags]


def cached(values: Sequence[float | str]) -> list[etree._Element]:
    """Return the cache of some cells, as they hold it; what is not available is left out."""
    found: list[Any] = [
        C.pt(C.v(printable(value) if isinstance(value, str) else f"{value:.10g}"), idx=str(i))
        for i, value in enumerate(map(rounded, values))
        if value != NOT_AVAILABLE
    ]
    return [C.ptCount(val=str(len(values))), *found]


def numbers(ref: Ref) -> etree._Element:
    """Return a reference to cells with numbers, and their cache."""
    cache = C.numCache(C.formatCode("General"), *cached(ref.values))
    return C.numRef(C.f(ref.formula), cache)
