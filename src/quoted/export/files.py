"""Charts as files to hand out: SVG and PNG for each destination, the CSV, and the manifest.

Everything is drawn before the first file is written, each file is replaced as a whole, and files of
charts that are gone are removed. How a file looks inside is decided in `quoted.charts`.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from quoted.charts.chart import DESTINATIONS, LICENCE, PNG_DPI, Chart, Files
from quoted.tables import replace

MANIFEST = "manifest.json"
ONLY_IN_THE_REPORT = "column"
"""This destination has no dark version, and no PNG."""


class Work(NamedTuple):
    """One drawing to make."""

    chart: Chart
    destination: str
    dark: bool


def write(
    charts: Iterable[Mapping[str, Chart]], folder: str | Path, *, processes: int = 2
) -> list[Path]:
    """Write every chart for every destination, its data, and the manifest; return their paths.

    Parameters
    ----------
    charts
        The gallery of each language: the same charts, with the same data.
    folder
        Where to; made if it is not there.
    processes
        How many draw at the same time.

    Raises
    ------
    ValueError
        A chart does not fit a destination, or its data depends on the language. Nothing is written.
    """
    folder = Path(folder)
    shown = [chart for gallery in charts for chart in gallery.values()]
    data = _data(shown)
    work = [job for chart in shown for job in _destinations(chart)]
    drawn = list(_draw_all(work, processes))
    contents = dict(data)
    entries = {(chart.id, chart.language): _entry(chart, data) for chart in shown}
    for (chart, destination, dark), files in zip(work, drawn, strict=True):
        formats = {"svg": files.svg, "png": files.png}
        for ending, content in formats.items():
            if ending == "png" and destination == ONLY_IN_THE_REPORT:
                continue
            name = f"{chart.name(destination, dark)}.{ending}"
            contents[name] = content
            entries[chart.id, chart.language]["files"].append(
                {
                    **_sums(name, content),
                    "destination": destination,
                    "theme": "dark" if dark else "light",
                    "format": ending,
                    **_size(files, ending),
                }
            )
    manifest = {"licence": LICENCE, "charts": list(entries.values())}
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    folder.mkdir(parents=True, exist_ok=True)
    gone = _listed(folder / MANIFEST) - set(contents)
    for name, content in contents.items():
        replace(folder / name, content)
    replace(folder / MANIFEST, text.encode())
    for name in gone:
        (folder / name).unlink(missing_ok=True)
    return [folder / name for name in (*contents, MANIFEST)]


def _destinations(chart: Chart) -> Iterator[Work]:
    for destination in DESTINATIONS:
        yield Work(chart, destination, dark=False)
        if destination != ONLY_IN_THE_REPORT:
            yield Work(chart, destination, dark=True)


def _draw_all(work: list[Work], processes: int) -> Iterator[Files]:
    if processes < 2:
        yield from map(_draw, work)
        return
    # A fresh interpreter, on every platform: a copy of one with threads may never wake up.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        yield from pool.map(_draw, work, chunksize=8)


def _draw(work: Work) -> Files:
    return work.chart.files(work.destination, work.dark)


def _data(charts: list[Chart]) -> dict[str, bytes]:
    """Return the CSV of each chart by file name, the same in all languages."""
    data: dict[str, bytes] = {}
    for chart in charts:
        csv = chart.data.to_csv(index=False, lineterminator="\n").encode()
        if data.setdefault(f"{chart.id}.csv", csv) != csv:
            raise ValueError(f"{chart.id}: data in {chart.language!r} differs from another's")
    return data


def _entry(chart: Chart, data: Mapping[str, bytes]) -> dict[str, Any]:
    name = f"{chart.id}.csv"
    return {
        "id": chart.id,
        "language": chart.language,
        "title": chart.title,
        "subtitle": chart.subtitle,
        "caption": chart.caption,
        "alt": chart.alt,
        "source": chart.source,
        "licence": LICENCE,
        "links": list(chart.links),
        "data": _sums(name, data[name]),
        "files": [],
    }


def _sums(name: str, content: bytes) -> dict[str, Any]:
    return {
        "file": name,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def _size(files: Files, ending: str) -> dict[str, Any]:
    size: dict[str, Any] = {"inches": [round(files.width, 3), round(files.height, 3)]}
    if ending == "png":
        size["pixels"] = [int(files.width * PNG_DPI), int(files.height * PNG_DPI)]
    return size


def _listed(manifest: Path) -> set[str]:
    """Return the names of the files that an earlier manifest lists in its own folder."""
    if not manifest.exists():
        return set()
    charts = json.loads(manifest.read_text(encoding="utf-8"))["charts"]
    names = {file["file"] for chart in charts for file in (chart["data"], *chart["files"])}
    return {name for name in names if Path(name).name == name}
