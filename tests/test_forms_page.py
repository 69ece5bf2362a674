"""The page of forms: each with the example of its docstring, run, and its picture."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from browser import axe, needs_chromium
from selenium.webdriver import Chrome

from quoted import charts
from quoted.publish import forms


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return forms.write(tmp_path_factory.mktemp("new project") / "figures")


@needs_chromium
def test_axe_finds_nothing_in_the_page(driver: Chrome, page: Path) -> None:
    driver.get(page.as_uri())
    assert axe(driver) == []


def test_each_form_stands_there_with_its_code_and_its_picture(page: Path) -> None:
    text = page.read_text("utf-8")
    sections = re.findall(r'<section id="(\w+)">(.*?)</section>', text, re.DOTALL)
    assert [name for name, _ in sections] == charts.__all__
    for name, section in sections:
        assert f"ax = {name}(" in section
        alt, picture = re.findall(r'alt="([^"]+)" src="data:image/svg\+xml;base64,(.*?)"', section)[
            0
        ]
        title = ElementTree.fromstring(base64.b64decode(picture))[0]
        assert alt.startswith(f"Example of the form {name}, of invented numbers: ")
        assert title.text and alt.endswith(title.text)


def test_an_example_is_the_docstrings_and_is_what_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    code, chart = forms.example("dumbbell")
    assert code.startswith("import pandas as pd\nfrom quoted.charts import dumbbell\n")
    assert code.endswith('ax = dumbbell(rows, y="answer", x="pct", hue="asked")\n')
    drawn = {text.get_text() for text in chart.figure("bare_half").axes[0].texts}
    assert {"61%", "42%", "34%", "65%", "+19", "cats", "women"} <= drawn
    monkeypatch.setattr(charts.dumbbell, "__doc__", "Draw nothing.")
    with pytest.raises(ValueError, match="dumbbell: found no example that draws on ax"):
        forms.example("dumbbell")
