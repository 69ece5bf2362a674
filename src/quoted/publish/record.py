"""What a slide remembers of the chart on it, so that a later run finds it and knows what is whose.

The chart has a stable name; beside it, in a part of tags as PowerPoint's own programs keep them,
stand the words that we wrote, the rows that were drawn and in what size. Words that differ from
those are somebody's own. Who reads this is `quoted.publish.refresh`.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from lxml import etree
from pptx.opc.package import Part

from quoted.charts.chart import Chart
from quoted.language.shown import printable

PREFIX, BARS, TABLE = "quoted:", ":bars", "quoted:table:"
TAG = "QUOTED"
MAIN = "http://schemas.openxmlformats.org/presentationml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.tags+xml"
Record = dict[str, Any]


def name(chart_id: str, bars: bool = False) -> str:
    """Return the name of a chart's shape on a slide."""
    return f"{PREFIX}{printable(chart_id)}{BARS if bars else ''}"


def of(chart: Chart, shape: Any, notes: str = "") -> Record:
    """Return what is to be remembered of a chart, its element, and the notes beside it."""
    table = chart.table.astype(str)
    return {
        "language": chart.language,
        **{part: getattr(chart, part) for part in ("title", "subtitle", "source")},
        "alt": shape.xpath("./*/p:cNvPr/@descr")[0],
        "size": [int(shape.xpath(f".//a:ext/@{side}")[0]) for side in ("cx", "cy")],
        "notes": digest(notes),
        "head": list(map(str, table.columns)),
        "rows": table.to_numpy().tolist(),
    }


def digest(text: str) -> str:
    """Return a short sum of a text, whatever its white space."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]


def write(slide_part: Any, shape: Any, record: Record) -> None:
    """Keep a record with the element of a chart or picture, instead of any older one."""
    for old in shape.xpath("./*/p:nvPr/p:custDataLst"):
        old.getparent().remove(old)
    package = slide_part.package
    root = etree.Element(f"{{{MAIN}}}tagLst", nsmap={"p": MAIN})
    text = json.dumps(record, separators=(",", ":"))
    etree.SubElement(root, f"{{{MAIN}}}tag", name=TAG, val=text)
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    part = Part(package.next_partname("/ppt/tags/tag%d.xml"), CONTENT_TYPE, package, content)
    related = slide_part.relate_to(part, f"{OFFICE}/tags")
    properties = shape.xpath("./*/p:nvPr")[0]
    data = etree.Element(f"{{{MAIN}}}custDataLst", nsmap={"p": MAIN, "r": OFFICE})
    etree.SubElement(data, f"{{{MAIN}}}tags", {f"{{{OFFICE}}}id": related})
    before = [*properties.iterchildren(f"{{{MAIN}}}ph")]
    properties.insert(len(before), data)


def read(slide_part: Any, shape: Any) -> Record:
    """Return the record of a chart's element; empty where another program has lost it."""
    for related in shape.xpath("./*/p:nvPr/p:custDataLst/p:tags/@r:id"):
        for tag in etree.fromstring(slide_part.related_part(related).blob):
            if tag.get("name") == TAG:
                found: Record = json.loads(tag.get("val"))
                return found
    return {}
