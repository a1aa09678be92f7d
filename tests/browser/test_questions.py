"""Every question of an analyst is answered in at most five clicks.

``MONITOR_WALK_STORE`` names another store to walk through than the bundled corpus.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.questions import MOST_CLICKS, QUESTIONS, Question, walk
from tests.browser.servers import PROJECT, serving, visitor


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a dashboard over the bundled corpus, or over the store that is named."""
    folder = tmp_path_factory.mktemp("questions")
    store = Path(os.environ.get("MONITOR_WALK_STORE") or folder / "monitor.sqlite")
    if not store.exists():
        command = [sys.executable, "-m", "analysis", "import", "data/sample", "--store", str(store)]
        subprocess.run(command, cwd=PROJECT, check=True, capture_output=True)
    with serving(store, folder) as address:
        yield address


@pytest.fixture(scope="module")
def reader(bundled: str, browser: Browser) -> Iterator[Page]:
    with visitor(browser, height=1_400) as page:
        yield page


@pytest.mark.browser
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: f"{question.number:02}")
def test_question_is_answered(reader: Page, bundled: str, question: Question) -> None:
    walk(reader, bundled, question)


def test_no_answer_takes_more_than_five_clicks() -> None:
    assert [question.number for question in QUESTIONS] == list(range(1, 31))
    assert max(question.clicks for question in QUESTIONS) <= MOST_CLICKS
