"""The page to choose a chart from: every chart with its words, its numbers and its files.

One page in all languages, beside the files that it shows. It leads only to files that are committed
and says by which command the others are made; it needs no network and, but for searching, copying
and its two switches, no script. What the page looks like is in ``index.html``; what the files are
is in the manifest of `quoted.publish.files`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.colors import to_rgb

from quoted.charts import theme
from quoted.charts.chart import Chart
from quoted.language import Language, language, mark
from quoted.language.shown import printable
from quoted.publish.embed import rendered
from quoted.publish.files import COMMITTED, MANIFEST, NARROW
from quoted.system.atomic import replace

NAME = "index.html"
WAYS = (
    (mark("Half a slide"), "--size 864x792"),
    (mark("Square"), "--size 1080x1080"),
    (mark("Portrait, for a phone"), "--size 1080x1920"),
    (mark("A4 page, landscape"), "--size 1684x1190 --format pdf"),
    (mark("Dark"), "--dark"),
    (mark("Transparent"), "--transparent --format svg"),
    (mark("One slide (PowerPoint)"), "--format pptx"),
)
"""Further shapes and formats, and what `quoted charts` is told to make them."""

FRAME = (
    '<iframe src="{file}" title="{title}" loading="lazy" '
    'style="width: 100%; height: 46rem; border: 0"></iframe>'
)


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
    replace(folder / NAME, rendered(NAME, parts=parts, darkened=_darkened()))
    return folder / NAME


def _darkened() -> str:
    """Return the matrix of a filter that shows pictures in the dark colours.

    Four colours make an affine map of colours: ground, text and the two groups arrive exactly,
    tints and greys near theirs. The dark files themselves are not committed.
    """
    names = ("background", "text", "first", "second")
    light, dark = (
        np.array([to_rgb(getattr(theme.theme(ground), name)) for name in names])
        for ground in (False, True)
    )
    found = np.linalg.solve(np.column_stack([light, np.ones(4)]), dark).T
    rows = [f"{r:.4f} {g:.4f} {b:.4f} 0 {more:.4f}" for r, g, b, more in found]
    return " ".join([*rows, "0 0 0 1 0"])


def _part(
    lang: Language, gallery: Mapping[str, Chart], entries: Mapping[Any, Any], licence: str
) -> dict[str, Any]:
    """Return what the page says in one language."""
    return {
        "code": lang.code,
        "name": lang.name,
        "title": lang("Charts to choose from"),
        "lead": lang(
            "{n} charts: pictures (PNG), drawings (SVG), numbers (CSV), and a deck of slides that "
            "can be edited. Any other size or format is one command.",
            n=lang.number(len(gallery)),
        ),
        "deck": f"slides.{lang.code}.pptx",
        "deck_text": lang("All charts as slides (PowerPoint)"),
        "licence": lang("Licence: {licence}", licence=licence),
        "contents": lang("Charts"),
        "description": lang("Description"),
        "numbers": lang("Numbers"),
        "files": lang("Files"),
        "others": lang("Other sizes and formats"),
        "embed": lang("Put it into a web page"),
        "how": lang("In the project's folder, with its environment:"),
        "search": lang("Search the charts"),
        "copying": {
            "picture": lang("Copy picture"),
            "alt": lang("Copy alternative text"),
            "caption": lang("Copy caption"),
            "command": lang("Copy"),
            "code": lang("Copy the code"),
        },
        "copied": lang("Copied"),
        "refused": lang("This browser does not copy it from here: use the menu of the picture."),
        "found": lang("Charts found: {n}", n="{n}"),
        "look": lang("Appearance"),
        "looks": {"auto": lang("as the system"), "light": lang("light"), "dark": lang("dark")},
        "charts": [_chart(chart, entries[lang.code, id_], lang) for id_, chart in gallery.items()],
    }


def _chart(chart: Chart, entry: Mapping[str, Any], lang: Language) -> dict[str, Any]:
    found = {(file["destination"], file["theme"], file["format"]): file for file in entry["files"]}
    slide, narrow = found[*COMMITTED, "svg"], found.get((*NARROW, "svg"))
    png = found[*COMMITTED, "png"]
    page = entry.get("page")
    files = [
        _file(png, lang),
        _file(slide, lang),
        *([_file(narrow, lang, lang("portrait"))] if narrow else []),
        *([_file(page, lang, lang("to embed"))] if page else []),
        _file(entry["data"], lang),
    ]
    command = f"quoted charts {chart.id} --lang {lang.code}"
    return {
        "id": chart.id,
        "title": printable(chart.title),
        "subtitle": printable(chart.subtitle),
        "source": printable(chart.source),
        "caption": printable(chart.caption),
        "alt": printable(chart.alt),
        "picture": _picture(slide),
        "narrow": _picture(narrow) if narrow else None,
        "png": png["file"],
        "embed": _embed(page["file"], printable(chart.title), lang) if page else None,
        "head": [printable(str(name)) for name in chart.table.columns],
        "rows": [[printable(str(cell)) for cell in row] for row in chart.table.to_numpy()],
        "files": files,
        "ways": [(lang(name), f"{command} {options}") for name, options in WAYS],
    }


def _embed(file: str, title: str, lang: Language) -> dict[str, str]:
    """Return how a page of somebody else takes in the page of a chart."""
    how = lang("Lay {file} beside your page, which takes it in by this code:", file=file)
    return {"how": how, "code": FRAME.format(file=escape(file), title=escape(title))}


def _picture(file: Mapping[str, Any]) -> dict[str, Any]:
    width, height = (round(96 * inches) for inches in file["inches"])
    return {"file": file["file"], "width": width, "height": height}


def _file(file: Mapping[str, Any], lang: Language, kind: str = "") -> dict[str, str]:
    size = lang("{n} kB", n=lang.number(max(1, round(file["bytes"] / 1000))))
    values = {"format": Path(file["file"]).suffix[1:].upper(), "size": size}
    if kind:
        text = lang("{format}, {kind}, {size}", kind=kind, **values)
    elif "pixels" in file:
        width, height = (str(n) for n in file["pixels"])
        text = lang("{format}, {width} × {height}, {size}", width=width, height=height, **values)
    else:
        text = lang("{format}, {size}", **values)
    return {"file": file["file"], "text": text}
