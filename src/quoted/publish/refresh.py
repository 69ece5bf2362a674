"""Charts and tables that are on slides already, brought up to date: new data, the owner's look.

A chart is found by its name wherever its slide went. Place, size, order and everything else on the
slide stay; so do words that are no longer ours, which is said. What was ours is known from the
chart's record (`quoted.publish.record`).
"""

from __future__ import annotations

import copy
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree
from pptx import Presentation
from pptx.exc import PythonPptxError

from quoted.charts.chart import UNNAMED, Chart
from quoted.data.tables import Tables
from quoted.language import language
from quoted.language.shown import printable
from quoted.publish import record, slides
from quoted.publish.look import look, with_palette
from quoted.publish.record import OFFICE, Record
from quoted.publish.scatter import CHART, DRAWING, OFFICE_2013
from quoted.report.display_tables import display_tables
from quoted.system.atomic import replace

WORDS = ("title", "subtitle", "source")
GROUPED = ("dumbbell", "lollipop")
"""Forms whose marks stand for groups, a series each."""


class Found(NamedTuple):
    """A chart of ours on a slide."""

    slide: Any
    shape: Any
    """Its element."""
    id: str
    bars: bool
    record: Record


def place(
    presentation: Any,
    chart: Chart,
    dark: bool | None = None,
    position: int | None = None,
    layout: str | None = None,
) -> Any:
    """Add a slide with a chart, or bring the chart up to date where it is; return the slide.

    See `quoted.publish.slides.add`. A chart that nobody named is added each time.

    Raises
    ------
    TypeError
        It is no presentation of python-pptx.
    """
    if not hasattr(presentation, "slides"):
        raise TypeError(
            f"presentation: found {presentation!r}, expected one of python-pptx: "
            "Presentation(), or Presentation('deck.pptx'), saved again afterwards"
        )
    for one in find(presentation):
        spoken = one.record.get("language", chart.language)
        if (one.id, one.bars, spoken) == (chart.id, False, chart.language) and one.id != UNNAMED:
            renew(presentation, one, chart, dark=dark)
            return one.slide
    return slides.add(presentation, chart, dark=dark, position=position, layout=layout)


def refresh(
    path: Path, target: Path, charts: Callable[[str], Mapping[str, Chart]], tables: Tables
) -> list[str]:
    """Write a presentation whose charts of ours are up to date; return what changed, by line.

    Parameters
    ----------
    path, target
        The presentation, and where to write it.
    charts
        Returns the charts of a language by id.
    tables
        For the notes.

    Raises
    ------
    ValueError
        It is no presentation, or has no chart of ours.
    """
    try:
        presentation = Presentation(str(path))
    except (PythonPptxError, ValueError, KeyError) as error:
        raise ValueError(f"{path}: found no presentation of PowerPoint (.pptx)") from error
    found = list(find(presentation))
    if not found:
        raise ValueError(f"{path}: found no chart that quoted put there")
    numbers = {slide.slide_id: n for n, slide in enumerate(presentation.slides, 1)}
    said = []
    for one in found:
        code = one.record.get("language", "en")
        chart = charts(code).get(one.id)
        if chart is None:
            changes = ["there is no such chart any more: left as it is"]
        else:
            notes = slides.notes(chart, tables, language(code))
            changes = renew(presentation, one, chart, notes) or ["unchanged"]
        where = f"slide {numbers[one.slide.slide_id]}, {one.id}{' (bars)' * one.bars}"
        said += [f"{where}: {change}" for change in changes]
    said += _tables(presentation, tables)
    content = io.BytesIO()
    presentation.save(content)
    replace(target, content.getvalue())  # whole or not at all: it may be the owner's only copy
    return said


def find(presentation: Any) -> Iterator[Found]:
    """Yield every chart of ours, in groups too, in the order of the slides."""
    for slide in presentation.slides:
        for shape in list(slide._element.iter("{*}graphicFrame", "{*}pic")):
            name = shape.xpath("./*/p:cNvPr/@name")[0]
            id_ = name.removeprefix(record.PREFIX).removesuffix(record.BARS)
            if name.startswith(record.PREFIX) and ":" not in id_:
                bars = name.endswith(record.BARS)
                yield Found(slide, shape, id_, bars, record.read(slide.part, shape))


def _tables(presentation: Any, tables: Tables) -> Iterator[str]:
    """Bring the tables of a presentation up to date, cell by cell; yield what changed, by line."""
    parts: dict[tuple[str, str], list[tuple[str, Any, Any, Record]]] = {}
    for number, slide in enumerate(presentation.slides, 1):
        for frame in slide.shapes:
            if frame.has_table and frame.name.startswith(record.TABLE):
                known, id_ = record.read(slide.part, frame._element), frame.name.split(":")[-1]
                where = f"slide {number}, {id_}"
                parts.setdefault((known.get("language", "en"), id_), []).append(
                    (where, slide, frame, known)
                )
    for (code, id_), found in parts.items():
        table = display_tables(tables, language(code)).get(id_)
        fresh = [] if table is None else [list(table.columns), *table.frame.to_numpy().tolist()]
        shown = [row for _, _, frame, _ in found for row in list(frame.table.rows)[1:]]
        if [len(row.cells) for row in shown] != [len(row) for row in fresh[1:]]:
            yield from (f"{one[0]}: other rows or columns now: left as it is" for one in found)
            continue
        assert table is not None  # there are rows of it
        rows = iter(fresh[1:])
        for where, slide, frame, known in found:
            new = [fresh[0], *(next(rows) for _ in list(frame.table.rows)[1:])]
            changes = [*_cells(frame, known.get("cells"), new)]
            if frame is found[0][2]:
                one = Found(slide, frame._element, f"table:{id_}", False, known)
                changes += _word(one, "title", known.get("title"), table.title)
            record.write(slide.part, frame._element, {**known, "title": table.title, "cells": new})
            yield from (f"{where}: {change}" for change in changes or ["unchanged"])


def _cells(frame: Any, ours: Sequence[Sequence[str]] | None, new: list[list[str]]) -> Iterator[str]:
    """Set the cells of a table that are still as we wrote them."""
    for i, row in enumerate(frame.table.rows):
        for j, cell in enumerate(row.cells):
            text, wanted = cell.text, printable(new[i][j])
            if text == wanted:
                continue
            where = f"{new[i][0]}, {new[0][j]}"
            if ours is None or text != ours[i][j]:
                yield f"{where}: worded by hand: left as it is (ours would be: {wanted})"
                continue
            paragraph = cell.text_frame.paragraphs[0]
            if not paragraph.runs:  # an empty cell, whose type is stated at its end
                paragraph.add_run()._r.get_or_add_rPr().attrib.update(
                    paragraph._p.get_or_add_endParaRPr().attrib
                )
            first, *others = paragraph.runs
            first.text = wanted
            for run in others if wanted else paragraph.runs:
                run._r.getparent().remove(run._r)
            yield f"{where}: {text or 'empty'} → {wanted or 'empty'}"


def renew(
    presentation: Any,
    found: Found,
    chart: Chart,
    notes: Sequence[slides.Line] | None = None,
    dark: bool | None = None,
) -> list[str]:
    """Bring a chart on its slide up to date; return what changed and what was left, in words."""
    slide, old, known = found.slide, found.shape, found.record
    sides = presentation.slide_width, presentation.slide_height
    scale = min(side / 12700 / least for side, least in zip(sides, slides.LEAST, strict=True))
    seen = with_palette(look(slide.slide_layout, dark), chart.palette)
    left, top, *now = _box(slide, old)
    then = known.get("size", now)

    def draw(size: Sequence[int]) -> Any:
        x, y, width, height = (length / 12700 / scale for length in (left, top, *size))
        room = slides.Room(x, y, width, height, scale)
        return slides.draw(slide, chart, room, seen, found.bars)

    shape = draw(then)  # as before its owner made it larger or smaller, or cut it
    fresh = record.of(chart, shape)
    said = [*_changed(known, fresh)]
    edited = not said and _figures(slide, old) != _figures(slide, shape)
    if said or edited or not known:
        alt = old.xpath("./*/p:cNvPr/@descr")
        if not _follow(slide, old, shape):
            if then != now and _chart(slide, shape):
                _drop(slide, shape)
                shape, fresh["size"] = draw(now), now
            if known and _chart(slide, shape):
                if chart.form.name in GROUPED:
                    _repaint(slide, old, shape)
                said.append("drawn anew: other than numbers changed; look at its type and lines")
            _swap(slide, old, shape)
            old = shape
        shape = old
        own = bool(alt and known and alt[0] != known["alt"])
        shape.xpath("./*/p:cNvPr")[0].set("descr", alt[0] if own else fresh["alt"])
        said += ["alternative text worded by hand: left as it is"] * own
        said += ["numbers edited on the slide are those of the data again"] * edited
    else:
        _drop(slide, shape)
        shape = old
    for part in WORDS:
        said += _word(found, part, known.get(part), getattr(chart, part))
    if not said:
        return said
    lines = slides.origin(chart, language(chart.language)) if notes is None else notes
    own = slide.has_notes_slide and slide.notes_slide.notes_text_frame.text
    if not own or record.digest(own) == known.get("notes"):
        fresh["notes"] = record.digest(slides.write_notes(slide, chart, lines))
    else:
        fresh["notes"] = known.get("notes", "")
        said.append("notes worded by hand: left as they are")
    record.write(slide.part, shape, fresh)
    return said


def _changed(old: Record, new: Record) -> Iterator[str]:
    """Yield every number and row that is another one."""
    if not old:
        yield "drawn anew; what it showed is not known"
        return
    before, after = (_by_name(one["rows"]) for one in (old, new))
    for name, cells in after.items():
        if name not in before:
            yield f"new: {', '.join(cells)}"
        elif old["head"] == new["head"]:
            for head, was, is_ in zip(new["head"], before[name], cells, strict=True):
                if was != is_:
                    yield f"{name[0]}, {head}: {was} → {is_}"
        elif before[name] != cells:
            yield f"{', '.join(before[name])} → {', '.join(cells)}"
    for name in before.keys() - after.keys():
        yield f"gone: {', '.join(before[name])}"
    if not before.keys() ^ after.keys() and list(before) != list(after):
        yield "its rows stand in another order"


def _by_name(rows: Sequence[Sequence[str]]) -> dict[tuple[str, int], Sequence[str]]:
    """Return rows by their first cell, and by number among those with the same one."""
    seen: dict[str, Iterator[int]] = {}
    return {(row[0], next(seen.setdefault(row[0], count()))): row for row in rows}


def _box(slide: Any, shape: Any) -> list[int]:
    """Return left, top, width and height of a chart's element."""
    for place in shape.xpath("./p:xfrm | ./p:spPr/a:xfrm"):
        return [
            int(place.xpath(at)[0]) for at in ("a:off/@x", "a:off/@y", "a:ext/@cx", "a:ext/@cy")
        ]
    proxy = next(one for one in slide.placeholders if one._element is shape)
    return [proxy.left, proxy.top, proxy.width, proxy.height]


def _figures(slide: Any, shape: Any) -> list[str] | None:
    """Return the numbers that a native chart shows, in their order."""
    for related in shape.xpath(".//c:chart/@r:id"):
        root = slide.part.related_part(related)._element
        shown = [
            value.text or ""
            for cache in (f"{{{OFFICE_2013}}}dlblRangeCache", f"{{{CHART}}}val")
            for one in root.iter(cache)
            for value in one.iter(f"{{{CHART}}}v")
        ]
        return [text for text in shown if text.lstrip("+-\N{MINUS SIGN}")[:1].isdigit()]
    return None


def _chart(slide: Any, shape: Any) -> Any:
    """Return the part of a native chart of points and lines; None for all else."""
    for related in shape.xpath(".//c:chart/@r:id"):
        part = slide.part.related_part(related)
        if part._element.find(f".//{{{CHART}}}scatterChart") is not None:
            return part
    return None


def _follow(slide: Any, old: Any, new: Any) -> bool:
    """Give a chart the numbers and texts of another if only those differ, as if typed in its sheet.

    Its owner's colours, type and lines stay then. Say whether it was done.
    """
    own, fresh = _chart(slide, old), _chart(slide, new)
    if own is None or fresh is None:
        return False

    def frame(part: Any) -> list[tuple[str, str]]:
        """Return which cells are drawn how, as far as that hangs on the data."""
        tags = ("f", "max", "min", "majorUnit", "symbol", "dLblPos")
        return [
            (etree.QName(one).localname, one.get("val") or one.text or "")
            for one in part._element.iter(*(f"{{*}}{tag}" for tag in tags))
        ]

    if frame(own) != frame(fresh):
        return False
    both = (part._element.iter("{*}f") for part in (own, fresh))
    for was, is_ in zip(*both, strict=True):
        was.getparent().replace(was.getnext(), copy.deepcopy(is_.getnext()))
    own.chart_workbook.update_from_xlsx_blob(fresh.chart_workbook.xlsx_part.blob)
    _drop(slide, new)
    return True


def _painted(root: Any) -> dict[str, Any]:
    """Return the colours of marks by the names of their series."""
    found = {}
    for series in root.iter(f"{{{CHART}}}ser"):
        for colour in series.xpath("./c:marker/c:spPr/a:solidFill/*"):
            found[series.xpath("string(./c:tx)").strip()] = colour
    return found


def _repaint(slide: Any, old: Any, new: Any) -> None:
    """Let groups keep the colours that their owner gave their marks, in marks and texts.

    Only of groups: the colour of a difference says which of them is higher.
    """
    own, fresh = _chart(slide, old), _chart(slide, new)
    if own is None or fresh is None:
        return

    def key(colour: Any) -> tuple[Any, ...]:
        return tuple((one.tag, one.get("val")) for one in colour.iter())

    was, is_ = (_painted(part._element) for part in (own, fresh))
    both = was.keys() & is_.keys()
    given = {key(is_[name]): was[name] for name in both if key(is_[name]) != key(was[name])}
    for colour in list(fresh._element.iter(f"{{{DRAWING}}}schemeClr", f"{{{DRAWING}}}srgbClr")):
        if key(colour) in given:
            colour.getparent().replace(colour, copy.deepcopy(given[key(colour)]))


def _swap(slide: Any, old: Any, new: Any) -> None:
    """Put a chart's element into the place of another, with its number, size and looks."""
    properties, former = (one.xpath("./*/p:nvPr")[0] for one in (new, old))
    for given in former.xpath("./p:ph"):
        properties.insert(0, copy.deepcopy(given))
    number, ours = (one.xpath("./*/p:cNvPr")[0] for one in (old, new))
    ours.set("id", number.get("id"))
    for path in ("./p:xfrm", "./p:spPr"):
        for own, was in zip(new.xpath(path), old.xpath(path), strict=False):
            own.getparent().replace(own, copy.deepcopy(was))
    for whole, cut in zip(
        new.xpath("./p:blipFill/a:blip"), old.xpath(".//a:srcRect"), strict=False
    ):
        whole.addnext(copy.deepcopy(cut))
    old.addprevious(new)
    _drop(slide, old)


def _drop(slide: Any, shape: Any) -> None:
    """Remove an element and what only it refers to."""
    shape.getparent().remove(shape)
    key = f"{{{OFFICE}}}"
    for element in shape.iter(etree.Element):
        for name, related in element.attrib.items():
            if name.startswith(key) and not slide._element.xpath(f"//@*[.='{related}']"):
                slide.part.rels.pop(related)


def _word(found: Found, part: str, ours: str | None, new: str) -> Iterator[str]:
    """Set a title, subtitle or source anew, unless it is worded by hand or gone."""
    name = f"{record.name(found.id, found.bars)}:{part}"
    named = [one for one in found.slide.shapes if one.name == name and one.has_text_frame]
    if not named and part == "title" and found.slide.shapes.title is not None:
        named = [found.slide.shapes.title]
    for shape in named:
        text = " ".join(shape.text_frame.text.split())
        if text == " ".join(printable(new).split()):
            continue
        if ours is None or text != " ".join(printable(ours).split()):
            yield f"{part} worded by hand: left as it is (ours would be: {new})"
            continue
        first, *others = [run for line in shape.text_frame.paragraphs for run in line.runs]
        first.text = slides.bound(new)
        for run in others:
            run._r.getparent().remove(run._r)
        yield f"{part}: {new}"
