"""Every question of an analyst is answered in at most five clicks.

``MONITOR_WALK_STORE`` names another store to walk through than the bundled corpus.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.questions import MOST_CLICKS, QUESTIONS, Question, as_document, walk
from tests.browser.servers import PROJECT, visitor


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


def test_document_of_the_questions_is_up_to_date() -> None:
    written = (PROJECT / "docs" / "questions.md").read_text(encoding="utf-8")
    assert written == as_document(), "make pictures writes it"
