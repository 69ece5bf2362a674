"""Charts as files to hand out: SVG and PNG for each destination, the CSV, and the manifest.

A chart is drawn whole before its first file is written, each file is replaced as a whole, and files
of charts that are gone are removed. How a file looks inside is decided in `quoted.charts`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from quoted.charts.chart import DESTINATIONS, LICENCE, PNG_DPI, Chart, Files
from quoted.system.atomic import replace

MANIFEST = "manifest.json"
COMMITTED, NARROW = ("slide", "light"), ("phone", "light")
"""Destination and theme of the pictures that are committed, as `.gitignore` has it, for wide and
for narrow screens; the build makes the others."""
DECIMALS = 4
"""Of the numbers in a chart's CSV; percentages and points mean far fewer."""

Entry = dict[str, Any]
"""What the manifest says of one chart in one language."""


def write(charts: Iterable[Mapping[str, Chart]], folder: Path) -> list[Path]:
    """Write every chart of each language, and the manifest; return their paths."""
    entries = [write_chart(chart, folder) for gallery in charts for chart in gallery.values()]
    written = dict.fromkeys(path for entry in entries for path in paths(entry, folder))
    return [*written, write_manifest(entries, folder)]


def write_chart(chart: Chart, folder: Path) -> Entry:
    """Write one chart for every destination, and its data; return its entry for the manifest.

    Where it does not fit a destination that is spare, the entry says so.

    Raises
    ------
    ValueError
        The chart does not fit another destination. Nothing is written.
    """
    data = csv(chart)
    contents = {f"{chart.id}.csv": data}
    listed, without = [], {}
    drawn = []
    for destination, where in DESTINATIONS.items():
        try:
            themes = chart.files(destination)
        except ValueError as error:
            if not where.spare:
                raise
            without[destination] = str(error)
            print(f"left out: {error}")
            continue
        drawn += [(destination, theme, files) for theme, files in themes.items()]
    for destination, theme, files in drawn:
        for ending, content in files.contents.items():
            name = f"{chart.name(destination, theme == 'dark')}.{ending}"
            contents[name] = content
            listed.append(
                {
                    **sums(name, content),
                    "destination": destination,
                    "theme": theme,
                    "format": ending,
                    **_size(files, ending),
                }
            )
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        replace(folder / name, content)
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
        "data": sums(f"{chart.id}.csv", data),
        "files": listed,
        **({"without": without} if without else {}),
    }


def csv(chart: Chart) -> bytes:
    """Return the rows that a chart draws."""
    # The last digits of a float differ between processors: four decimals of a point are exact.
    return chart.data.round(DECIMALS).to_csv(index=False, lineterminator="\n").encode()


def write_manifest(entries: Iterable[Entry], folder: Path) -> Path:
    """Write the manifest, and remove the files that an earlier one lists and this one does not.

    Raises
    ------
    ValueError
        The data of a chart depend on the language. Nothing is written.
    """
    entries = list(entries)
    data: dict[str, Entry] = {}
    for entry in entries:
        if data.setdefault(entry["id"], entry)["data"] != entry["data"]:
            raise ValueError(f"{entry['id']}: data in {entry['language']!r} differs from another's")
    manifest = {"licence": LICENCE, "charts": entries}
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    path = folder / MANIFEST
    gone = _listed(path) - {path.name for entry in entries for path in paths(entry, folder)}
    replace(path, text.encode())
    for name in gone:
        (folder / name).unlink(missing_ok=True)
    return path


def paths(entry: Entry, folder: Path) -> list[Path]:
    """Return the paths of the files of a chart, its data first."""
    pages = [entry["page"]] if "page" in entry else []
    return [folder / file["file"] for file in (entry["data"], *entry["files"], *pages)]


def sums(name: str, content: bytes) -> Entry:
    """Return what the manifest says of the content of a file."""
    return {"file": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _size(files: Files, ending: str) -> Entry:
    size: Entry = {"inches": [round(files.width, 3), round(files.height, 3)]}
    if ending == "png":
        size["pixels"] = [int(files.width * PNG_DPI), int(files.height * PNG_DPI)]
    return size


def _listed(manifest: Path) -> set[str]:
    """Return the names of the files that an earlier manifest lists, if it can be read."""
    try:
        charts = json.loads(manifest.read_text(encoding="utf-8"))["charts"]
        listed = {path for entry in charts for path in paths(entry, manifest.parent)}
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    return {path.name for path in listed if path.parent == manifest.parent}
