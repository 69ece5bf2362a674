"""The page to choose a chart from: every chart with its words, its numbers and its files.

One page in all languages, beside the files that it shows; it needs no network and, but for its two
switches, no script. What the page looks like is in ``index.html``; what the files are is in the
manifest of `quoted.publish.files`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from quoted.charts.chart import Chart
from quoted.charts.page import printable
from quoted.language import Language, language, mark
from quoted.publish.files import MANIFEST
from quoted.system.atomic import replace

NAME = "index.html"
SHOWN = "slide"
"""The destination whose picture the page shows."""
DESTINATIONS = {
    "slide": mark("Slide"),
    "half": mark("Half a slide"),
    "bare": mark("Slide, without title and source"),
    "bare_half": mark("Half a slide, without title and source"),
    "column": mark("Column of the report"),
}
THEMES = {"light": mark("light"), "dark": mark("dark")}


def write(charts: Mapping[str, Mapping[str, Chart]], folder: Path) -> Path:
    """Write the page from the charts of each language and the manifest in the same folder.

    Raises
    ------
    FileNotFoundError
        There is no manifest: the charts have not been written.
    KeyError
        The manifest lacks a chart.
    """
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    entries = {(entry["language"], entry["id"]): entry for entry in manifest["charts"]}
    parts = [
        _part(language(code), gallery, entries, manifest["licence"])
        for code, gallery in charts.items()
    ]
    jinja = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    text = jinja.get_template(NAME).render(parts=parts)
    replace(folder / NAME, (text.rstrip("\n") + "\n").encode())
    return folder / NAME


def _part(
    lang: Language, gallery: Mapping[str, Chart], entries: Mapping[Any, Any], licence: str
) -> dict[str, Any]:
    """Return what the page says in one language."""
    return {
        "code": lang.code,
        "name": lang.name,
        "title": lang("Charts to choose from"),
        "lead": lang(
            "{n} charts in each language, for slides and for the page: pictures (PNG), drawings "
            "(SVG), numbers (CSV), and a deck of slides that can be edited.",
            n=lang.number(len(gallery)),
        ),
        "deck": f"slides.{lang.code}.pptx",
        "deck_text": lang("All charts as slides (PowerPoint)"),
        "licence": lang("Licence: {licence}", licence=licence),
        "contents": lang("Charts"),
        "description": lang("Description"),
        "numbers": lang("Numbers"),
        "files": lang("Files"),
        "look": lang("Appearance"),
        "looks": {"auto": lang("as the system"), "light": lang("light"), "dark": lang("dark")},
        "charts": [_chart(chart, entries[lang.code, id_], lang) for id_, chart in gallery.items()],
    }


def _chart(chart: Chart, entry: Mapping[str, Any], lang: Language) -> dict[str, Any]:
    groups: dict[tuple[str, str], list[dict[str, str]]] = {}
    for file in entry["files"]:
        place = file["destination"], file["theme"]
        groups.setdefault(place, []).append(_file(file, lang))
    return {
        "id": chart.id,
        "title": printable(chart.title),
        "subtitle": printable(chart.subtitle),
        "source": printable(chart.source),
        "alt": printable(chart.alt),
        "pictures": {
            file["theme"]: {
                "file": file["file"],
                "width": round(96 * file["inches"][0]),
                "height": round(96 * file["inches"][1]),
            }
            for file in entry["files"]
            if (file["destination"], file["format"]) == (SHOWN, "svg")
        },
        "head": [printable(str(name)) for name in chart.table.columns],
        "rows": [[printable(str(cell)) for cell in row] for row in chart.table.to_numpy()],
        "data": _file({**entry["data"], "format": "csv"}, lang),
        "groups": [
            {
                "name": lang(
                    "{destination}, {theme}",
                    destination=lang(DESTINATIONS[destination]),
                    theme=lang(THEMES[theme]),
                ),
                "files": files,
            }
            for (destination, theme), files in groups.items()
        ],
    }


def _file(file: Mapping[str, Any], lang: Language) -> dict[str, str]:
    size = lang("{n} kB", n=lang.number(max(1, round(file["bytes"] / 1000))))
    values = {"format": file["format"].upper(), "size": size}
    if "pixels" in file:
        width, height = (str(n) for n in file["pixels"])
        text = lang("{format}, {width} × {height}, {size}", width=width, height=height, **values)
    else:
        text = lang("{format}, {size}", **values)
    return {"file": file["file"], "text": text}
