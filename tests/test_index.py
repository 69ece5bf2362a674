"""The page to choose charts from: what it says, where it leads, and what axe-core finds in it."""

from __future__ import annotations

import dataclasses
import html
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import axe_core_python
import pytest

from quoted import gallery, tables
from quoted.export import files, index
from quoted.language import language

DATA = tables.load(Path(__file__).parent.parent / "data")
CODES = ("en", "fr")
FEW = ("divide", "polls")
CHARTS = {code: {id_: gallery.charts(DATA, language(code))[id_] for id_ in FEW} for code in CODES}
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chrome")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with the page and all files that it leads to."""
    folder = tmp_path_factory.mktemp("figures")
    files.write(CHARTS.values(), folder)
    index.write(CHARTS, folder)
    return folder


class Elements(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def all(self, tag):
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture(scope="module")
def page(folder):
    return Elements((folder / index.NAME).read_text("utf-8"))


def test_the_page_shows_every_chart_with_its_words(folder, page):

    text = html.unescape((folder / index.NAME).read_text("utf-8"))
    for charts in CHARTS.values():
        for chart in charts.values():
            for words in (chart.title, chart.subtitle, chart.source, chart.alt):
                assert words in text
            for cell in chart.table.to_numpy().ravel():
                assert f">{cell}<" in text
    alts = {chart.alt for charts in CHARTS.values() for chart in charts.values()}
    assert {image["alt"] for image in page.all("img")} == alts


def test_every_link_leads_to_a_file_or_a_place(folder, page):
    ids = {attributes["id"] for _, attributes in page.found if "id" in attributes}
    links = [link["href"] for link in page.all("a")] + [image["src"] for image in page.all("img")]
    for link in links:
        assert link.removeprefix("#") in ids or (folder / link).exists() or link.endswith(".pptx")
    listed = json.loads((folder / files.MANIFEST).read_text("utf-8"))["charts"]
    offered = {file["file"] for chart in listed for file in (chart["data"], *chart["files"])}
    assert offered <= set(links)


def test_ids_are_unique_and_nothing_comes_from_elsewhere(folder, page):
    ids = [attributes["id"] for _, attributes in page.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert not page.all("link") and not any("src" in script for script in page.all("script"))
    assert not re.search(r"https?://", (folder / index.NAME).read_text("utf-8"))


def test_the_same_charts_make_the_same_bytes(folder):
    before = (folder / index.NAME).read_bytes()
    assert index.write(CHARTS, folder).read_bytes() == before


def test_odd_text_appears_literally(tmp_path, folder):
    shutil.copy(folder / files.MANIFEST, tmp_path)
    odd = "<script>alert(1)</script> \"'& \x07"
    charts = {"en": {"divide": dataclasses.replace(CHARTS["en"]["divide"], title=odd, alt=odd)}}
    page = Elements(index.write(charts, tmp_path).read_text("utf-8"))
    shown = odd.replace("\x07", "\N{REPLACEMENT CHARACTER}")
    assert {image["alt"] for image in page.all("img")} == {shown}
    assert len(page.all("script")) == 1


def test_without_files_there_is_no_page(tmp_path):
    with pytest.raises(FileNotFoundError, match=re.escape("manifest.json")):
        index.write(CHARTS, tmp_path)


@pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")
@pytest.mark.parametrize(("code", "look"), [("en", "light"), ("fr", "dark")])
def test_axe_finds_nothing(folder, tmp_path, code, look):
    """Switch as a reader would, open everything, and let axe-core judge what is there."""
    axe = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text("utf-8")
    script = f"""
    document.querySelector(".language:not([hidden]) [data-language={code}]").click();
    document.querySelector(".language:not([hidden]) input[value={look}]").click();
    document.querySelectorAll("details").forEach(function (one) {{ one.open = true; }});
    axe.run({{runOnly: {list(RULES)}}}).then(function (result) {{
      var report = document.createElement("pre");
      report.id = "report";
      report.textContent = JSON.stringify({{
        lang: document.documentElement.lang,
        look: document.documentElement.dataset.look,
        shown: Array.from(document.querySelectorAll("img"))
          .filter(function (image) {{ return image.offsetParent; }})
          .map(function (image) {{ return image.getAttribute("src"); }}),
        focused: document.activeElement.textContent,
        passes: result.passes.length,
        found: result.violations.concat(result.incomplete).map(function (rule) {{
          return [rule.id, rule.nodes[0].html];
        }}),
      }});
      document.body.replaceChildren(report);
    }});"""
    text = (folder / index.NAME).read_text("utf-8")
    tried = folder / f"axe-{code}.html"
    tried.write_text(
        text.replace("</body>", f"<script>{axe}</script><script>{script}</script></body>"), "utf-8"
    )
    command = [
        CHROMIUM,
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={tmp_path}",
        "--virtual-time-budget=60000",
        "--dump-dom",
        tried.as_uri(),
    ]
    run = subprocess.run(command, check=True, capture_output=True, timeout=120)
    dumped = re.search(r'<pre id="report">(.*?)</pre>', run.stdout.decode(), re.DOTALL)
    assert dumped, run.stderr.decode()[-500:]

    report = json.loads(html.unescape(dumped.group(1)))
    assert report["found"] == []
    assert report["passes"] > 20
    assert (report["lang"], report["look"]) == (code, look)
    suffix = "_dark" if look == "dark" else ""
    assert report["shown"] == [f"{id_}_slide_{code}{suffix}.svg" for id_ in FEW]
    assert report["focused"] == language(code).name
