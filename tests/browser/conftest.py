"""A dashboard with a small corpus, and a Chromium, for all journeys."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.servers import serving, visitor
from tests.browser.small_corpus import make_store


@pytest.fixture(scope="session")
def monitor_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("store") / "monitor.sqlite")


@pytest.fixture(scope="session")
def server(monitor_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a running dashboard."""
    with serving(monitor_store, tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh visitor at a desk."""
    with visitor(browser) as page:
        yield page
