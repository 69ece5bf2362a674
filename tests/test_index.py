"""The page to choose charts from: what it says, where it leads, how it is switched."""

from __future__ import annotations

import dataclasses
import html
import io
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from browser import axe, needs_chromium, open_everything
from PIL import Image, ImageColor
from selenium.webdriver import ActionChains, Keys
from selenium.webdriver.support.ui import WebDriverWait

from quoted.charts import theme
from quoted.cli import parser
from quoted.data import tables
from quoted.language import language
from quoted.publish import embed, files, index
from quoted.report import gallery

ROOT = Path(__file__).parents[1]
DATA = tables.load(ROOT / "data")
CODES = ("en", "fr")
FEW = ("divide", "polls")
CHARTS = {code: {id_: gallery.charts(DATA, language(code))[id_] for id_ in FEW} for code in CODES}

GROUNDS = {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 32, 46)"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with the page and the files that it leads to, and hardly others."""
    folder = tmp_path_factory.mktemp("figures")
    shown = {name: files.DESTINATIONS[name] for name in ("slide", "phone")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "DESTINATIONS", shown)
        files.write_manifest(
            [
                {**files.write_chart(chart, folder), **embed.write(chart, folder)}
                for charts in CHARTS.values()
                for chart in charts.values()
            ],
            folder,
        )
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
    assert {image["alt"] for image in page.all("img")} == alts | {""}  # thumbnails beside a title


def test_every_link_leads_to_a_place_or_to_a_file_that_is_committed(page):
    ids = {attributes["id"] for _, attributes in page.found if "id" in attributes}
    links = {link["href"] for link in page.all("a")} | {image["src"] for image in page.all("img")}
    links |= {source["srcset"] for source in page.all("source")}
    places = {link for link in links if link.startswith("#")}
    assert {place.removeprefix("#") for place in places} <= ids and len(places) == 4
    command = ["git", "ls-files", "figures"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    committed = {line.removeprefix("figures/") for line in listed.splitlines()}
    offered = links - places
    assert offered <= committed
    pictures = {f"{id_}_slide_{code}.{ending}"
                for id_ in FEW for code in CODES for ending in ("svg", "png")}  # fmt: skip
    decks = {f"slides.{code}.pptx" for code in CODES}
    phones = {f"{id_}_phone_{code}.svg" for id_ in FEW for code in CODES}
    pages = {f"{id_}_embed_{code}.html" for id_ in FEW for code in CODES}
    assert offered == pictures | decks | phones | pages | {f"{id_}.csv" for id_ in FEW}
    assert {source["srcset"] for source in page.all("source")} == phones
    assert {
        button["data-picture"] for button in page.all("button") if "data-picture" in button
    } == {name for name in pictures if name.endswith(".png")}


def test_every_command_that_is_offered_can_be_given(page):
    commands = [one["data-copy"] for one in page.all("button")
                if one.get("data-copy", "").startswith("quoted ")]  # fmt: skip
    assert len(commands) == len(index.WAYS) * len(FEW) * len(CODES)
    for command in commands:
        given = parser().parse_args(command.split()[1:])
        assert given.name in FEW and given.lang in CODES


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
    assert {image["alt"] for image in page.all("img")} == {shown, ""}
    assert len(page.all("script")) == 1
    codes = [button["data-copy"] for button in page.all("button") if "data-copy" in button]
    (frame,) = Elements(next(code for code in codes if code.startswith("<iframe"))).all("iframe")
    assert (frame["src"], frame["title"]) == ("divide_embed_en.html", shown)


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
    images = driver.find_elements("css selector", "figure img")
    assert [image.get_dom_attribute("src") for image in images if image.is_displayed()] == [
        f"{id_}_slide_{code}.svg" for id_ in FEW
    ]
    ground = "return getComputedStyle(document.body).backgroundColor"
    assert driver.execute_script(ground) == GROUNDS[look]
    picture = next(image for image in images if image.is_displayed())
    driver.execute_script("arguments[0].scrollIntoView()", picture)
    shown = Image.open(io.BytesIO(picture.screenshot_as_png)).convert("RGB")
    colours = theme.theme(look == "dark")
    assert shown.getpixel((9, 9)) == ImageColor.getrgb(colours.background)
    found = np.array(shown, int).reshape(-1, 3)
    for ink in (colours.first, colours.second, colours.text):
        assert (abs(found - ImageColor.getrgb(ink)).max(axis=1) <= 2).sum() > 50, ink
    driver.refresh()
    assert chosen(driver) == (code, look)


@needs_chromium
@pytest.mark.parametrize(
    ("asked", "found"), [("ENQUETE nommee", ["polls"]), ("xyz", []), ("", FEW)]
)
def test_a_reader_searches_and_is_told_how_many_there_are(folder, driver, asked, found):
    driver.get((folder / index.NAME).as_uri())
    switch(driver, "fr", "light")
    field = driver.find_element("css selector", ".language:not([hidden]) input[type=search]")
    field.clear()
    field.send_keys(asked)
    for part in ("section", ".thumbs li"):
        shown = [one for one in driver.find_elements("css selector", part) if one.is_displayed()]
        assert len(shown) == len(found)
    if asked:
        status = driver.find_element("css selector", ".language:not([hidden]) .status").text
        assert status == language("fr")("Charts found: {n}", n=len(found))


@needs_chromium
def test_a_reader_copies_words_and_is_told_where_a_picture_cannot_be(folder, driver):
    driver.get((folder / index.NAME).as_uri())
    switch(driver, "en", "light")
    driver.execute_script(
        "Object.defineProperty(navigator, 'clipboard', {value: {writeText: (text) => {"
        "window.copied = text; return Promise.resolve(); }, write: (items) => "
        "items[0].getType('image/png')}})"
    )
    shown = "#divide-en button"
    _, alt, caption = driver.find_elements("css selector", shown)[:3]
    for button, text in (
        (alt, CHARTS["en"]["divide"].alt),
        (caption, CHARTS["en"]["divide"].caption),
    ):
        button.click()
        assert driver.execute_script("return window.copied") == text
        assert status(driver, "Copied")
    driver.find_element("css selector", shown).click()  # a page from a folder may not read files
    assert status(driver, "This browser does not copy it from here")


def status(driver, words):
    """Wait until the page says so."""
    place = ".language:not([hidden]) .status"
    said = lambda _: driver.find_element("css selector", place).text.startswith(words)  # noqa: E731
    return WebDriverWait(driver, 20).until(said)


def resize(driver, width, zoom=1):
    """Make the window as wide as somebody sees it who zooms 1280 pixels, or has fewer."""
    size = {"width": width, "height": 1000 // zoom, "deviceScaleFactor": zoom, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


@needs_chromium
@pytest.mark.parametrize(("width", "shape"), [(320, "phone"), (576, "phone"), (577, "slide")])
def test_a_narrow_screen_shows_the_chart_as_drawn_for_it(folder, driver, width, shape):
    resize(driver, width)
    driver.get((folder / index.NAME).as_uri())
    switch(driver, "en", "light")
    for id_ in FEW:
        picture = driver.find_element("css selector", f"#{id_}-en figure img")
        driver.execute_script("arguments[0].scrollIntoView()", picture)
        drawn = lambda _, one=picture: one.get_property("naturalWidth")  # noqa: E731
        WebDriverWait(driver, 20).until(drawn)
        assert picture.get_property("currentSrc").endswith(f"/{id_}_{shape}_en.svg")
        shown = picture.rect["height"] / picture.rect["width"]
        where = files.DESTINATIONS[shape]
        assert shown == pytest.approx(where.height / where.width, abs=0.02)


@needs_chromium
def test_a_frame_of_the_code_shows_the_chart(folder, page, driver, tmp_path):
    codes = [button["data-copy"] for button in page.all("button")
             if button.get("data-copy", "").startswith("<iframe")]  # fmt: skip
    assert len(codes) == len(FEW) * len(CODES)
    (tmp_path / "theirs.html").write_text(f"<!doctype html><title>A</title>{codes[0]}", "utf-8")
    shutil.copy(folder / "divide_embed_en.html", tmp_path)
    resize(driver, 1400)
    driver.get((tmp_path / "theirs.html").as_uri())
    frame = driver.find_element("css selector", "iframe")
    assert frame.get_attribute("title") == CHARTS["en"]["divide"].title
    driver.switch_to.frame(frame)
    said = driver.find_element("css selector", "h1").text
    assert said.split() == CHARTS["en"]["divide"].title.split()
    assert driver.find_element("css selector", ".wide svg").is_displayed()
    driver.switch_to.default_content()


@needs_chromium
def test_all_can_be_done_with_the_keyboard_and_without_network(folder, driver):
    resize(driver, 1400)
    driver.get_log("browser")  # of other tests
    driver.get((folder / index.NAME).as_uri())
    switch(driver, "en", "light")
    open_everything(driver)
    driver.execute_script("document.activeElement.blur()")
    wanted = driver.find_elements(
        "css selector", ".language:not([hidden]) :is(a, button, summary, input, [tabindex='0'])"
    )
    wanted = [one for one in wanted if one.get_attribute("type") != "radio"]
    reached = []
    for _ in range(len(wanted) + 3):  # the three looks are one stop
        ActionChains(driver).send_keys(Keys.TAB).perform()
        one = driver.switch_to.active_element
        if one.get_attribute("type") not in ("radio", None) or one in wanted:
            assert one.value_of_css_property("outline-style") == "solid"
        reached.append(one)
    assert [one for one in wanted if one not in reached] == []
    assert [entry for entry in driver.get_log("browser") if entry["level"] == "SEVERE"] == []


@needs_chromium
@pytest.mark.parametrize(("width", "zoom"), [(320, 1), (320, 4), (1400, 1)])
@pytest.mark.parametrize(("code", "look"), [("en", "light"), ("fr", "dark")])
def test_axe_finds_nothing(folder, driver, code, look, width, zoom):
    resize(driver, width, zoom)
    driver.get((folder / index.NAME).as_uri())
    switch(driver, code, look)
    open_everything(driver)
    assert chosen(driver) == (code, look)
    assert axe(driver) == []
    assert driver.execute_script("return document.documentElement.scrollWidth") <= width
