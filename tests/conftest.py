"""Fixtures that several test modules use, and how examples are drawn."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser import chromium
from hypothesis import HealthCheck, settings
from selenium.webdriver import Chrome

# The same examples in every run, however slow the machine; `test_fuzz` draws the most of them.
settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("repeatable")


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Return one Chromium for all tests of a module; they need `browser.needs_chromium`."""
    with chromium(tmp_path_factory.mktemp("chromium")) as driver:
        yield driver
