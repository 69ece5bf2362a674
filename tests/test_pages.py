"""The notebooks as HTML pages, as axe-core judges them."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import axe, needs_chromium, open_everything
from nbconvert import HTMLExporter
from selenium.webdriver import Chrome

from quoted.build import steps

ROOT = Path(__file__).parents[1]
PROMPTS, CODE = ".jp-InputPrompt, .jp-OutputPrompt", ".highlight *"
KNOWN = {
    ("color-contrast", PROMPTS): "pale in nbconvert's template",
    ("color-contrast", CODE): "colours of code in nbconvert's template",
}
"""Findings by rule and element that are not ours, each for a reason."""

pytestmark = needs_chromium


@pytest.mark.parametrize("name", steps.NOTEBOOKS)
def test_axe_finds_nothing_of_ours(driver: Chrome, tmp_path: Path, name: str) -> None:
    """Convert what is committed as `jupyter nbconvert --to html` does."""
    page, _ = HTMLExporter().from_filename(str(ROOT / "notebooks" / f"{name}.ipynb"))
    (tmp_path / "notebook.html").write_text(page, "utf-8")
    driver.get((tmp_path / "notebook.html").as_uri())
    open_everything(driver)
    assert axe(driver, known=KNOWN) == []
