"""An editable PowerPoint chart of stacked bars as XML: shares of one question to both sides.

All parts of a bar are stacked from its left end, unseen ones between them: so the answers are in
the legend as they stand in the bars, and whoever edits a number in the sheet moves the others with
it. Which cells make which part is in `quoted.publish.native`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from quoted.language.shown import printable
from quoted.publish.scatter import (
    C,
    Labels,
    Ref,
    Sheet,
    cached,
    cell_labels,
    fill,
    inner,
    label_cells,
    numbers,
    shape,
    space,
    type_of,
    unseen,
)

UNNAMED = "\N{NO-BREAK SPACE}"
"""Of parts that are not to be seen: programs count the entries of a legend from either end, so that
none can be taken out of it."""


@dataclass(frozen=True)
class Part:
    """One part of every bar: an answer with its fill and edge, or room without any."""

    name: str
    lengths: Ref
    fill: str = ""
    edge: str = ""
    labels: Labels | None = None


@dataclass(frozen=True)
class Stacked:
    """A chart of stacked bars: its parts from left to right, its rows from the top down.

    Attributes
    ----------
    room
        Left, top, width and height of the bars' rectangle, as shares of the frame.
    reach
        Upper limit of the scale, which is not shown and begins at 0.
    gap
        Room between bars, in % of their height.
    ink
        Colour of names and legend.
    size, small
        Type of the names, and of the legend, in points.
    scale
        What type and lines are multiplied by.
    """

    sheet: Sheet
    names: Ref
    parts: Sequence[Part]
    room: tuple[float, float, float, float]
    reach: float
    language: str
    gap: int
    ink: str
    size: float
    small: float
    scale: float = 1

    def xml(self) -> bytes:
        """Return the chart part, whose reference to the workbook python-pptx adds."""
        bars = C.barChart(
            C.barDir(val="bar"),
            C.grouping(val="stacked"),
            C.varyColors(val="0"),
            *(self._series(i, part) for i, part in enumerate(self.parts)),
            C.gapWidth(val=str(self.gap)),
            C.overlap(val="100"),
            C.axId(val="1"),
            C.axId(val="2"),
        )
        across = unseen((0, self.reach), "t", "autoZero", "between")
        plot = C.plotArea(inner(self.room), bars, self._rows(), across, shape())
        legend = [self._legend()]
        return space(plot, self.language, self.ink, self.size, self.scale, legend)

    def _series(self, i: int, part: Part) -> etree._Element:
        look = shape(part.fill, (part.edge, 0.75) if part.edge else None)
        labels = part.labels
        names = C.strRef(C.f(self.names.formula), C.strCache(*cached(self.names.values)))
        return C.ser(
            C.idx(val=str(i)),
            C.order(val=str(i)),
            C.tx(C.v(printable(part.name))),
            look,
            C.invertIfNegative(val="0"),
            *([cell_labels(i, labels, self.language)] if labels else []),
            C.cat(names),
            C.val(numbers(part.lengths)),
            *([label_cells(labels)] if labels else []),
        )

    def _rows(self) -> etree._Element:
        return C.catAx(
            C.axId(val="1"),
            C.scaling(C.orientation(val="maxMin")),
            C.delete(val="0"),
            C.axPos(val="l"),
            C.numFmt(formatCode="General", sourceLinked="0"),
            C.majorTickMark(val="none"),
            C.minorTickMark(val="none"),
            C.tickLblPos(val="low"),
            shape(),
            C.crossAx(val="2"),
            C.crosses(val="autoZero"),
            C.auto(val="1"),
            C.lblAlgn(val="ctr"),
            C.lblOffset(val="100"),
            C.tickLblSkip(val="1"),
            C.noMultiLvlLbl(val="0"),
        )

    def _legend(self) -> etree._Element:
        return C.legend(
            C.legendPos(val="t"),
            C.overlay(val="0"),
            shape(),
            type_of(self.language, self.small, fill(self.ink)),
        )
