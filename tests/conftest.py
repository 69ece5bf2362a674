"""Fixtures that several test modules use, and how examples are drawn."""

from __future__ import annotations

import functools
import gc
import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from browser import chromium
from hypothesis import HealthCheck, settings
from selenium.webdriver import Chrome

from quoted.charts.chart import Chart

# The same examples in every run, however slow the machine; `test_fuzz` draws the most of them.
settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("repeatable")


def pytest_collection_finish() -> None:
    """Let what was imported stay: a fifth of the time went into looking through it for litter."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="module")
def drawn_once() -> Iterator[None]:
    """Draw each chart once for a place, however many tests of a module look at it.

    A test that changes what is drawn asks for its `__wrapped__`.
    """
    kept: dict[tuple[Any, ...], Any] = {}

    def once(draw: Any) -> Any:
        @functools.wraps(draw)
        def drawn(chart: Chart, *args: Any, **keywords: Any) -> Any:
            told = inspect.signature(draw).bind(chart, *args, **keywords)
            told.apply_defaults()
            key = draw.__name__, chart.packed(), *told.args[1:]
            if key not in kept:
                kept[key] = draw(chart, *args, **keywords)
            return kept[key]

        return drawn

    with pytest.MonkeyPatch.context() as patch:
        for name in ("figure", "content"):
            patch.setattr(Chart, name, once(getattr(Chart, name)))
        yield


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """Return one Chromium for all tests of a module; they need `browser.needs_chromium`."""
    with chromium(tmp_path_factory.mktemp("chromium")) as driver:
        yield driver
