"""Fixtures that several test modules use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser import chromium
from selenium.webdriver import Chrome


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Return one Chromium for all tests of a module; they need `browser.needs_chromium`."""
    with chromium(tmp_path_factory.mktemp("chromium")) as driver:
        yield driver
