"""Chromium as the tests drive it: headless, on its own profile, with axe-core at hand.

Here belongs what the tests of pages share. What they look at is theirs.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import axe_core_python
import pytest
from selenium import webdriver

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
FLAGS = (
    "--headless=new",
    "--no-sandbox",  # there is none for root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # no network
)
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice")

needs_chromium = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="Chromium or its driver is not installed"
)


@contextmanager
def chromium(profile: Path, width: int = 1400, height: int = 1000) -> Iterator[webdriver.Chrome]:
    """Start Chromium in English with a profile of its own; end it afterwards."""
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in (*FLAGS, f"--user-data-dir={profile}", f"--window-size={width},{height}"):
        options.add_argument(flag)
    options.add_argument("--lang=en")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService(str(DRIVER)))
    try:
        driver.set_script_timeout(300)
        yield driver
    finally:
        driver.quit()


def open_everything(driver: webdriver.Chrome) -> None:
    """Open all that a reader can open, so that axe-core sees it too."""
    driver.execute_script("document.querySelectorAll('details').forEach((one) => one.open = true)")


def axe(
    driver: webdriver.Chrome, within: str = "html", known: Iterable[tuple[str, str]] = ()
) -> list[tuple[str, str]]:
    """Return what axe-core finds wrong, or cannot decide, in the elements that match a selector.

    Each finding is the name of the rule and the element, as HTML. `known` are left out: the name
    of a rule, and a selector of elements.
    """
    if not driver.execute_script("return 'axe' in window"):
        script = Path(axe_core_python.__file__).parent / "axe.min.js"
        driver.execute_script(script.read_text("utf-8"))
    result: Any = driver.execute_async_script(
        """
        const [within, rules, known, done] = arguments;
        const isKnown = (rule, node) => known.some(([name, selector]) =>
          name === rule.id && document.querySelector(node.target[0]).matches(selector));
        axe.run({include: [within]}, {runOnly: rules}).then(
          (result) => done({
            passes: result.passes.length,
            found: result.violations.concat(result.incomplete).flatMap((rule) => rule.nodes
              .filter((node) => !isKnown(rule, node))
              .map((node) => [rule.id, node.html])),
          }),
          (error) => done(String(error)));
        """,
        within,
        RULES,
        [*known],
    )
    assert isinstance(result, dict), result
    assert result["passes"], "axe-core looked at nothing"
    return [(rule, html) for rule, html in result["found"]]
