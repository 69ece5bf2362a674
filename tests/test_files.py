"""Chart files: names, manifest, the same bytes each time, nothing half written or left over."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

from quoted.charts import dumbbell, lollipop
from quoted.charts.chart import DESTINATIONS, Chart, Form
from quoted.publish import files

SMALL = {key: DESTINATIONS[key] for key in ("column", "half")}
PAIRS = pd.DataFrame(
    {
        "what": ["walk", "walk", "ride", "ride", "swim", "swim"],
        "who": ["cats", "dogs"] * 3,
        "pct": [65.0, 34.0, 48.0, 100 / 3, 13.0, 27.0],
    }
)
SHARES = pd.DataFrame({"what": ["purr", "sleep", "hide"], "pct": [61.0, 42.0, 7.0]})
FORMS = {
    "divide": (PAIRS, Form(dumbbell, {"y": "what", "x": "pct", "hue": "who"})),
    "polls": (SHARES, Form(lollipop, {"y": "what", "x": "pct"})),
}
NAMES = {
    ("divide", "en"): "Cats and dogs",
    ("divide", "fr"): "Chats et chiens",
    ("polls", "en"): "Cats at home",
    ("polls", "fr"): "Chats à la maison",
}


def chart(id_, code):
    data, form = FORMS[id_]
    name = NAMES[id_, code]
    words = ("title", "subtitle", "source", "caption", "alt")
    return Chart(
        id=id_,
        language=code,
        data=data,
        table=data,
        form=form,
        links=(f"https://example.org/{id_}", "https://example.org/pets"),
        **{word: f"{name}: {word}" for word in words},
    )


def galleries(*ids, codes=("en", "fr")):
    return [{id_: chart(id_, code) for id_ in ids} for code in codes]


@pytest.fixture
def few(monkeypatch):
    """Draw for two destinations only: the rest is the same code."""
    monkeypatch.setattr(files, "DESTINATIONS", SMALL)


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_every_chart_destination_language_and_theme_has_its_file(tmp_path):
    written = files.write(galleries("divide", codes=["en"]), tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    expected = {"divide.csv", "manifest.json", "divide_column_en.svg", "divide_phone_en.svg"}
    expected |= {
        f"divide_{destination}_en{dark}.{ending}"
        for destination in ("slide", "half", "bare", "bare_half")
        for dark in ("", "_dark")
        for ending in ("svg", "png")
    }
    assert names == expected == {path.name for path in written}


def test_the_manifest_describes_every_file(tmp_path, few):
    files.write(galleries("divide", "polls"), tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert [(c["id"], c["language"]) for c in manifest["charts"]] == [
        ("divide", "en"),
        ("polls", "en"),
        ("divide", "fr"),
        ("polls", "fr"),
    ]
    listed = set()
    for entry in manifest["charts"]:
        name = NAMES[entry["id"], entry["language"]]
        for key in ("title", "subtitle", "caption", "alt", "source"):
            assert entry[key] == f"{name}: {key}"
        assert entry["licence"] == "CC BY 4.0"
        assert entry["links"] == [f"https://example.org/{last}" for last in (entry["id"], "pets")]
        for file in (entry["data"], *entry["files"]):
            content = (tmp_path / file["file"]).read_bytes()
            assert file["bytes"] == len(content)
            assert file["sha256"] == hashlib.sha256(content).hexdigest()
            listed.add(file["file"])
        for file in entry["files"]:
            content = (tmp_path / file["file"]).read_bytes()
            if file["format"] == "png":
                assert list(Image.open(io.BytesIO(content)).size) == file["pixels"]
            else:
                root = ET.fromstring(content)
                assert root.get("lang") == entry["language"]
                assert float(root.get("width")[:-2]) == pytest.approx(
                    72 * file["inches"][0], abs=0.1
                )
            assert ("_dark." in file["file"]) == (file["theme"] == "dark")
            assert f"_{file['destination']}_{entry['language']}" in file["file"]
    assert listed | {"manifest.json"} == set(contents(tmp_path))


def test_the_data_is_what_was_drawn(tmp_path, few):
    files.write(galleries("divide"), tmp_path)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "divide.csv").read_text(encoding="utf-8"))))
    assert [float(row["pct"]) for row in rows] == [65, 34, 48, 33.3333, 13, 27]
    assert [(row["what"], row["who"]) for row in rows][-1] == ("swim", "dogs")


def test_the_same_charts_make_the_same_bytes(tmp_path, few):
    files.write(galleries("polls", codes=["fr"]), tmp_path / "one")
    files.write(galleries("polls", codes=["fr"]), tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_a_chart_that_cannot_be_drawn_leaves_everything_as_it_was(tmp_path, few):
    shown = galleries("divide", codes=["en"])
    files.write(shown, tmp_path)
    before = contents(tmp_path)

    def broken(data, ax):
        if ax.figure.get_size_inches()[0] == DESTINATIONS["column"].width:
            raise ValueError("too low")

    changed = dataclasses.replace(shown[0]["divide"], title="Changed", form=Form(broken))
    with pytest.raises(ValueError, match=r"divide: does not fit 6\.3 by 3\.8 inches: too low"):
        files.write([{"divide": changed}], tmp_path)
    assert contents(tmp_path) == before


def test_a_file_that_cannot_be_written_leaves_no_piece_of_it(tmp_path, few, monkeypatch):
    files.write(galleries("divide", codes=["en"]), tmp_path)
    before = contents(tmp_path)

    def full(path, content):
        path.write_bytes(content[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", lambda self, target: full(self, b"0123456789"))
    with pytest.raises(OSError, match="No space left"):
        files.write(galleries("polls", codes=["en"]), tmp_path)
    assert contents(tmp_path) == before


def test_files_of_charts_that_are_gone_are_removed_and_no_others(tmp_path, few):
    folder = tmp_path / "figures"
    files.write(galleries("divide", "polls", codes=["en"]), folder)
    for name in ("notes.txt", "outside.svg"):
        (folder / name).write_text("mine")
    (tmp_path / "outside.svg").write_text("not ours")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["charts"][0]["files"][0]["file"] = "../outside.svg"
    (folder / "manifest.json").write_text(json.dumps(manifest))
    files.write(galleries("polls", codes=["en"]), folder)
    names = {path.name for path in folder.iterdir()}
    assert {"notes.txt", "outside.svg"} < names and (tmp_path / "outside.svg").exists()
    assert not {name for name in names if name.startswith("divide")} - {"divide_column_en.svg"}


def test_data_that_depends_on_the_language_is_refused(tmp_path, few):
    english, french = galleries("divide")
    other = french["divide"].data.assign(pct=french["divide"].data["pct"] - 0.001)
    changed = {"divide": dataclasses.replace(french["divide"], data=other)}
    with pytest.raises(ValueError, match="divide: data in 'fr' differs from another's"):
        files.write([english, changed], tmp_path)
    assert not (tmp_path / "manifest.json").exists()


@pytest.mark.parametrize("damaged", ["", "{", "[]", '{"charts": [{}]}'])
def test_a_damaged_manifest_is_written_again(tmp_path, few, damaged):
    shown = galleries("polls", codes=["en"])
    files.write(shown, tmp_path)
    good = contents(tmp_path)
    (tmp_path / "manifest.json").write_text(damaged)
    files.write(shown, tmp_path)
    assert contents(tmp_path) == good
