"""The last digits of floats differ between processors: no file shows them."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pypdf
import pytest

from quoted.build import notebooks

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent

MADE = """
import io, json, sys
from pathlib import Path
from unittest import mock
from PIL import Image

sys.path.insert(0, sys.argv[2])
import nudged
nudged.move()
from quoted.build import steps
from quoted.charts.chart import Chart
from quoted.data import tables
from quoted.language import language
from quoted.publish import embed, files, slides
from quoted.report import gallery

folder, data, lang = Path(sys.argv[1]), tables.load(sys.argv[3]), language("en")
picture = io.BytesIO()
Image.new("RGB", (4, 3)).save(picture, "png")  # a picture has no digits, and takes long to draw
charts = gallery.charts(data, lang)
shapes = ("column", "slide", "half", "phone")
files.DESTINATIONS = {name: files.DESTINATIONS[name] for name in shapes}
with mock.patch.object(Chart, "_png", lambda *_: picture.getvalue()):
    entries = [
        files.write_chart(chart, folder) | embed.write(chart, folder) for chart in charts.values()
    ]
    slides.write(charts, data, lang, folder / "slides.pptx")
(folder / ".build").mkdir()
(folder / "data").symlink_to(sys.argv[3])
steps._write_numbers(folder)
(folder / "entries.json").write_text(json.dumps(entries))
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Charts and slides in English, made from numbers that are moved."""
    folder = tmp_path_factory.mktemp("made")
    subprocess.run([sys.executable, "-c", MADE, folder, HERE, ROOT / "data"], check=True)
    return folder


def test_moved_numbers_change_no_byte_of_drawings_data_and_words(made: Path) -> None:
    entries = json.loads((made / "entries.json").read_bytes())
    committed = json.loads((ROOT / "figures" / "manifest.json").read_bytes())["charts"]
    expected = [chart for chart in committed if chart["language"] == "en"]
    for chart in expected:  # what is bare is drawn as the others are
        chart["files"] = [file for file in chart["files"] if "bare" not in file["destination"]]
    for chart in (*entries, *expected):
        chart["files"] = [file for file in chart["files"] if file["format"] != "png"]
    assert len(expected) > 5
    assert entries == expected


def test_moved_numbers_change_no_table_in_the_report(made: Path) -> None:
    with pypdf.PdfReader(ROOT / "report" / "report.en.pdf") as report:
        for name in ("computed_gaps.csv", "computed_intervals.csv"):
            (expected,) = report.attachments[name]
            assert (made / ".build" / "computed" / name).read_bytes() == expected, name


PICTURE = re.compile(r"base64,[^\"]+")


def parts(raw: bytes) -> Iterator[tuple[str, str]]:
    """Yield what a deck holds and what the workbooks in it hold, but for pictures."""
    archive = zipfile.ZipFile(io.BytesIO(raw))
    for name in archive.namelist():
        content = archive.read(name)
        if name.endswith(".xlsx"):
            yield from ((f"{name}/{part}", said) for part, said in parts(content))
        elif name.endswith(".xml") and name != "[Content_Types].xml":  # lists pictures as well
            yield name, hashlib.sha256(content).hexdigest()


def test_moved_numbers_change_no_editable_chart(made: Path) -> None:
    found = dict(parts((made / "slides.pptx").read_bytes()))
    expected = dict(parts((ROOT / "figures" / "slides.en.pptx").read_bytes()))
    assert any("sheet1.xml" in name for name in expected)
    assert {n for n in {*found, *expected} if found.get(n) != expected.get(n)} == set()


@pytest.mark.parametrize("name", ["03_uncertainty", "report"])
def test_moved_numbers_change_no_output(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    startup = tmp_path / "profile_default" / "startup"
    startup.mkdir(parents=True)
    lines = f"import sys\nsys.path.insert(0, {str(HERE)!r})\nimport nudged\nnudged.move()\n"
    (startup / "00.py").write_text(lines)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    path = ROOT / "notebooks" / f"{name}.ipynb"
    expected = nbformat.read(path, as_version=4)
    found = notebooks.run(path, "en")
    for number, (cell, other) in enumerate(zip(found.cells, expected.cells, strict=True), start=1):
        for output in (*cell.get("outputs", ()), *other.get("outputs", ())):
            shown = output.get("data", {})
            shown["text/html"] = PICTURE.sub("", shown.get("text/html", ""))
        assert cell.get("outputs") == other.get("outputs"), f"cell {number}"
