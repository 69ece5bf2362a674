"""The page to choose charts from: what it says, where it leads, how it is switched."""

from __future__ import annotations

import dataclasses
import html
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest
from browser import axe, needs_chromium, open_everything

from quoted.data import tables
from quoted.language import language
from quoted.publish import files, index
from quoted.report import gallery

ROOT = Path(__file__).parents[1]
DATA = tables.load(ROOT / "data")
CODES = ("en", "fr")
FEW = ("divide", "polls")
CHARTS = {code: {id_: gallery.charts(DATA, language(code))[id_] for id_ in FEW} for code in CODES}

pytestmark = pytest.mark.xdist_group("index")  # the folder takes long to make


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


def switch(driver, code, look):
    """Choose language and look as a reader would; the button of the language keeps the focus."""
    shown = ".language:not([hidden])"
    driver.find_element("css selector", f"{shown} [data-language={code}]").click()
    assert driver.switch_to.active_element.text == language(code).name
    driver.find_element("css selector", f"{shown} input[value={look}]").click()


def chosen(driver):
    root = driver.find_element("tag name", "html")
    return root.get_attribute("lang"), root.get_attribute("data-look")


@needs_chromium
@pytest.mark.parametrize(("code", "look"), [("en", "light"), ("fr", "dark")])
def test_a_reader_switches_language_and_look(folder, driver, code, look):
    driver.get((folder / index.NAME).as_uri())
    switch(driver, code, look)
    images = driver.find_elements("tag name", "img")
    suffix = "_dark" if look == "dark" else ""
    assert [image.get_dom_attribute("src") for image in images if image.is_displayed()] == [
        f"{id_}_slide_{code}{suffix}.svg" for id_ in FEW
    ]
    driver.refresh()
    assert chosen(driver) == (code, look)


@needs_chromium
@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("code", CODES)
def test_axe_finds_nothing_in_the_committed_page(driver, code, look):
    driver.get((ROOT / "figures" / index.NAME).as_uri())
    switch(driver, code, look)
    open_everything(driver)
    assert chosen(driver) == (code, look)
    assert axe(driver) == []
