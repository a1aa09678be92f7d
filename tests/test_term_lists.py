"""Lists of terms: the words of the corpus are counted once, and before anybody asks for them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from analysis import Store, TermBook
from dashboard import state, term_lists
from tests.browser.small_corpus import make_articles, make_store


@pytest.fixture(autouse=True)
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How many articles each count of all words has read."""
    counts: list[int] = []
    of = TermBook.of

    def counting(index: object, n_articles: int) -> TermBook:
        counts.append(n_articles)
        return of(index, n_articles)

    monkeypatch.setattr(TermBook, "of", counting)
    yield counts
    st.cache_resource.clear()
    st.cache_data.clear()


def test_words_are_counted_at_the_start_and_not_again_for_a_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, counted: list[int]
) -> None:
    monkeypatch.setenv("MONITOR_STORE", str(make_store(tmp_path / "monitor.sqlite")))
    loaded = state.holdings()
    term_lists.warm_up(loaded)
    assert counted == [6]
    term_lists.terms_of(loaded)
    assert counted == [6]


def test_words_of_articles_without_tags_are_counted_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, counted: list[int]
) -> None:
    path = tmp_path / "monitor.sqlite"
    with Store.open(path, create=True) as store:
        number = store.begin_import("untagged")
        store.add(number, make_articles())
        store.end_import(number)
    monkeypatch.setenv("MONITOR_STORE", str(path))
    term_lists.warm_up(state.holdings())
    assert counted == [6]
