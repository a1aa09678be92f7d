"""What all tests share."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from analysis import Tagger, load_model, load_taxonomy
from analysis.sources.apart import Apart

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Mistakes in figures are looked for here only.
os.environ["MONITOR_CHECK_FIGURES"] = "1"
# A busy machine must not fail property tests.
settings.register_profile("monitor", deadline=None)
settings.load_profile("monitor")


@pytest.fixture(scope="session")
def shipped_tagger() -> Tagger:
    """The taxonomy and the model that are shipped; reading them takes seconds."""
    return Tagger(load_taxonomy(), load_model())


@pytest.fixture(scope="session")
def reader() -> Iterator[Apart]:
    """The process that reads foreign content; one for all tests, because it starts slowly."""
    with Apart() as apart:
        yield apart


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """One Chromium for all tests: a second beside it cannot be driven."""
    from tests.browser.servers import chromium

    with chromium() as browser:
        yield browser
