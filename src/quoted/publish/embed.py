"""One chart as a page to put into another, in a frame or as it is: it needs nothing else.

The picture has two shapes, for wide and for narrow places, in the colours of light and dark; title,
source and numbers are text. What it looks like is in ``embed.html``.
"""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from quoted.charts import theme
from quoted.charts.chart import LICENCE, Chart
from quoted.language import language
from quoted.language.shown import printable
from quoted.publish.files import Entry, csv, sums
from quoted.system.atomic import replace

TEMPLATE = "embed.html"
WIDE = ((9, 5), (9, 6), (9, 8))
NARROW = ((4, 5), (4, 6), (4, 7.5), (4, 9))
"""Inches: the first that the chart fits is taken."""
COLOUR = re.compile("#[0-9a-f]{6}")


def write(chart: Chart, folder: Path) -> Entry:
    """Write a chart's page; return what the manifest says of it, nothing if it fits no size."""
    try:
        content = page(chart)
    except ValueError as error:
        print(f"left out: {error}")
        return {}
    name = f"{chart.name('embed')}.html"
    folder.mkdir(parents=True, exist_ok=True)
    replace(folder / name, content)
    return {"page": sums(name, content)}


def page(chart: Chart) -> bytes:
    """Return an HTML page, the same bytes each time.

    Raises
    ------
    ValueError
        The chart fits none of the sizes.
    """
    lang = language(chart.language)
    light, dark = (theme.theme(ground, chart.palette) for ground in (False, True))
    exchanged = theme.exchanged(light, dark)
    names: dict[str, str] = {}

    def variable(colour: re.Match[str]) -> str:
        if colour[0] not in exchanged:
            return colour[0]
        return f"var(--{names.setdefault(colour[0], f'c{len(names)}')})"

    drawings = {
        shape: COLOUR.sub(variable, _drawing(chart, sizes, shape))
        for shape, sizes in (("wide", WIDE), ("narrow", NARROW))
    }
    return rendered(
        TEMPLATE,
        code=lang.code,
        title=printable(chart.title),
        subtitle=printable(chart.subtitle),
        source=printable(chart.source),
        licence=lang("Licence: {licence}", licence=LICENCE),
        numbers=lang("Numbers"),
        download=lang("Download the numbers (CSV)"),
        file=f"{chart.id}.csv",
        data="data:text/csv;base64," + base64.b64encode(csv(chart)).decode(),
        head=[printable(str(name)) for name in chart.table.columns],
        rows=[[printable(str(cell)) for cell in row] for row in chart.table.to_numpy()],
        drawings=drawings,
        colours={name: (colour, exchanged[colour]) for colour, name in names.items()},
        ground=(light, dark),
    )  # fmt: skip


def rendered(template: str, **given: Any) -> bytes:
    """Return a page that a template beside this module makes."""
    jinja = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return (jinja.get_template(template).render(given).rstrip("\n") + "\n").encode()


def _drawing(chart: Chart, sizes: tuple[tuple[float, float], ...], shape: str) -> str:
    """Return a picture without words in the first size that it fits, its ids those of its shape."""
    for size in sizes:
        try:
            drawing = chart.svg("bare_half", size=size, live_text=False).decode()
        except ValueError as error:
            problem = error
            continue
        own = chart.name("bare_half").replace("_", "-")
        drawing = drawing[drawing.index("<svg") :].replace(own, f"{own}-{shape}")
        return re.sub(r'(<svg[^>]*?) width="[^"]*" height="[^"]*"', r"\1", drawing, count=1)
    raise problem
