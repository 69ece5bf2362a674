"""Row headers in the tags of a PDF, which the wheel of Typst has no way to ask for.

The template sets a cell that names its row as an inline quotation, an element that nothing else
here makes. In Typst's file, whose objects are plain text, those cells become header cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_ENTRY = 20
"""Bytes of a line of the table of objects."""
_ELEMENT = re.compile(
    rb"\d+ 0 obj\n<</Type/StructElem/S/(?P<kind>Table|THead|TBody|TFoot|TR|TH|TD|Quote)/"
)
_CHILDREN = re.compile(rb"/K\[([^\]]*)\]")
_HEADERS = re.compile(rb"/Headers\[([^\]]*)\]")


class Unfamiliar(ValueError):
    """The file is not laid out as Typst's were when this was written."""


def with_row_headers(pdf: bytes) -> bytes:
    """Return a PDF whose cells that name rows are ``TH`` with ``Scope`` ``Row``.

    All cells of a row name the headers of their columns already; they name these as well.

    Raises
    ------
    Unfamiliar
        A newer Typst writes its files in another way.
    """
    end = int(pdf[pdf.rindex(b"startxref\n") + 10 :].split()[0])
    found = re.compile(rb"xref\n0 (\d+)\n").match(pdf, end)
    if not found:
        raise Unfamiliar("rows have no header cells: this PDF has no plain table of objects")
    first, many = found.end(), int(found[1])
    lines = [pdf[first + _ENTRY * n : first + _ENTRY * (n + 1)] for n in range(many)]
    starts = {n: int(line[:10]) for n, line in enumerate(lines) if b" n" in line}
    order = sorted(starts, key=lambda n: starts[n])
    stops = dict(zip(order, [*(starts[n] for n in order[1:]), end], strict=True))
    objects = {n: pdf[starts[n] : stops[n]] for n in order}
    ids = _mark(objects)
    if not ids:
        return pdf
    root = next(n for n in order if b"<</Type/StructTreeRoot" in objects[n])
    known = re.search(rb"/IDTree<</Names\[(.*?)\]>>", objects[root])
    names = dict(re.findall(rb"\((\w+)\)(\d+ 0 R)", known[1]) if known else ()) | ids
    tree = b"".join(b"(%s)%s" % each for each in sorted(names.items()))
    without = objects[root].replace(known[0], b"") if known else objects[root]
    objects[root] = without.replace(
        b"/ParentTreeNextKey", b"/IDTree<</Names[%s]>>/ParentTreeNextKey" % tree
    )
    made = [pdf[: starts[order[0]]]]
    at = len(made[0])
    for n in order:
        lines[n] = b"%010d" % at + lines[n][10:]
        made.append(objects[n])
        at += len(objects[n])
    rest = pdf[first + _ENTRY * many :].replace(b"startxref\n%d" % end, b"startxref\n%d" % at)
    return b"".join([*made, found[0], *lines, rest])


def _mark(objects: dict[int, bytes]) -> dict[bytes, bytes]:
    """Change the cells that name rows, and those beside them; return each name's reference."""
    kinds = {n: m["kind"] for n, held in objects.items() if (m := _ELEMENT.match(held))}
    ids: dict[bytes, bytes] = {}
    for table in [n for n, kind in kinds.items() if kind == b"Table"]:
        covering: list[tuple[int, bytes]] = []  # for how many rows more, and by what name
        for row in _rows(objects, kinds, table):
            here = [name for _, name in covering]
            covering = [(left - 1, name) for left, name in covering if left > 1]
            cells = _children(objects[row])
            for cell in cells:
                only = _children(objects[cell])
                if kinds.get(cell) != b"TD" or [kinds.get(each) for each in only] != [b"Quote"]:
                    continue
                name = b"R%dx%d" % (table, cell)
                ids[name] = b"%d 0 R" % cell
                span = re.search(rb"/RowSpan (\d+)", objects[cell])
                objects[cell] = _named(objects[cell], here).replace(b"/S/TD/", b"/S/TH/", 1)
                objects[cell] = re.sub(
                    rb"(/P \d+ 0 R)", rb"\1/ID(%s)" % name, objects[cell], count=1
                ).replace(b"<</O/Table", b"<</O/Table/Scope/Row", 1)
                objects[only[0]] = objects[only[0]].replace(b"/S/Quote/", b"/S/Span/", 1)
                here = [*here, name]
                if span and int(span[1]) > 1:
                    covering.append((int(span[1]) - 1, name))
            for cell in cells:
                if kinds.get(cell) == b"TD" and b"/S/TD/" in objects[cell]:
                    objects[cell] = _named(objects[cell], here)
    return ids


def _rows(objects: dict[int, bytes], kinds: dict[int, bytes], table: int) -> Iterator[int]:
    for child in _children(objects[table]):
        if kinds.get(child) == b"TR":
            yield child
        elif kinds.get(child) in (b"THead", b"TBody", b"TFoot"):
            yield from _rows(objects, kinds, child)


def _children(element: bytes) -> list[int]:
    """Return the numbers of the elements in one; text directly in it has none."""
    found = _CHILDREN.search(element)
    return [int(n) for n in re.findall(rb"(\d+) 0 R", found[1])] if found else []


def _named(cell: bytes, names: list[bytes]) -> bytes:
    more = b"".join(b"(%s)" % name for name in names)
    return _HEADERS.sub(lambda old: b"/Headers[%s%s]" % (old[1], more), cell, count=1)
