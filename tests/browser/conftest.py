"""A dashboard with a small corpus, and a Chromium, for all journeys."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.servers import PROJECT, serving, visitor
from tests.browser.small_corpus import make_store


@pytest.fixture(scope="session")
def monitor_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("store") / "monitor.sqlite")


@pytest.fixture(scope="session")
def server(monitor_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a running dashboard."""
    with serving(monitor_store, tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a dashboard over the bundled corpus, or the store ``MONITOR_WALK_STORE``."""
    folder = tmp_path_factory.mktemp("bundled")
    store = Path(os.environ.get("MONITOR_WALK_STORE") or folder / "monitor.sqlite")
    if not store.exists():
        command = [sys.executable, "-m", "analysis", "import", "data/sample", "--store", str(store)]
        subprocess.run(command, cwd=PROJECT, check=True, capture_output=True)
    with serving(store, folder) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh visitor at a desk."""
    with visitor(browser) as page:
        yield page
