"""News: figures change when a reader asks for it, and he is told when he can."""

import gc
from collections.abc import Iterator
from pathlib import Path
from weakref import ref

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from analysis import Store, is_settled, open_archive
from dashboard import news, state
from dashboard.state import Latest
from tests.browser.small_corpus import make_articles, make_store

APP = Path(__file__).resolve().parent.parent / "dashboard" / "app.py"


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = make_store(tmp_path / "monitor.sqlite")
    monkeypatch.setenv("MONITOR_STORE", str(path))
    # What is asked for every few seconds is asked for at once.
    monkeypatch.setattr(state, "_latest", state._latest.__wrapped__)
    yield path
    st.cache_resource.clear()
    st.cache_data.clear()


def add(path: Path, *ids: str, title: str = "New chips", are_tagged: bool = True) -> None:
    with Store.open(path) as opened:
        number = opened.begin_import("more")
        rows = make_articles().head(1)
        batch = pd.concat([rows] * len(ids)).assign(article_id=list(ids), title=title)
        opened.add(number, batch)
        opened.end_import(number)
        if are_tagged:
            tags = opened.tags_of("none-1")
            opened.write_tags(list(ids), tags, taxonomy="t1", model="")


def open_page(**link: object) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    for key, value in {"lang": "en", **link}.items():
        app.query_params[key] = value
    return app.run()


def test_I07_figures_stay_until_the_reader_asks_for_the_new_ones(store: Path) -> None:
    app = open_page()
    assert not app.info
    add(store, "new-1", "new-2")
    app.run()
    assert app.metric[0].value == "6"
    assert app.info[0].value == "New articles: 2."
    app.multiselect(key="sector").set_value(["electronics"]).run()
    assert app.metric[0].value == "3"
    app.button(key="show_newest").click().run()
    app.multiselect(key="sector").set_value([]).run()
    assert app.metric[0].value == "8"
    assert not app.info


def test_page_that_is_loaded_anew_shows_the_newest(store: Path) -> None:
    open_page()
    add(store, "new-1")
    state.look_again()
    assert open_page().metric[0].value == "7"


def test_changed_article_is_news_too(store: Path) -> None:
    app = open_page()
    add(store, "chip-1", title="Corrected")
    app.run()
    assert app.info[0].value == "The articles or their tags have changed."


def test_import_that_is_half_done_is_no_news_yet(store: Path) -> None:
    app = open_page()
    add(store, "new-1", are_tagged=False)
    app.run()
    assert not app.info
    with open_archive(store) as opened:
        assert not is_settled(opened)
    add(store, "new-1", title="Another")
    app.run()
    assert app.info[0].value == "New articles: 1."


def test_search_is_in_the_corpus_that_is_shown(store: Path) -> None:
    app = open_page()
    add(store, "new-1", title="Turbines everywhere")
    app.text_input(key="q").set_value("title:turbines").run()
    assert "No article meets all these filters" in app.info[1].value
    app.button(key="show_newest").click().run()
    assert app.metric[0].value == "1"


def test_store_that_goes_away_leaves_what_is_shown(store: Path) -> None:
    app = open_page()
    store.rename(store.with_name("away.sqlite"))
    app.run()
    assert not app.exception
    assert app.metric[0].value == "6"


def test_former_corpus_is_let_go_when_two_newer_ones_are_shown(store: Path) -> None:
    first = ref(state.holdings())
    for number in range(2):
        add(store, f"new-{number}")
        state.look_again()
        state.holdings()
    gc.collect()
    assert first() is None


@pytest.mark.parametrize(
    ("now", "is_whole", "is_news"),
    [
        (Latest("2", 6, True), True, True),
        (Latest("1", 6, True), True, False),
        (Latest("2", 6, False), True, False),
        # What was shown was the last whole corpus while an import ran; now there is a newer one.
        (Latest("1", 6, True), False, True),
    ],
)
def test_something_whole_and_newer_is_news(now: Latest, is_whole: bool, is_news: bool) -> None:
    assert news.is_newer(now, "1", is_whole=is_whole) is is_news
