"""The drawer: where an article comes from, and its parts as tabs; closed ones cost nothing."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from analysis import article_table
from dashboard.address import link_to
from dashboard.desk import Desk
from dashboard.reader.alike import show_similar
from dashboard.reader.story import show_story
from dashboard.reader.text import show_text, with_evidence
from dashboard.reader.why import asked_topic, show_why
from dashboard.render import safe_link, sentence
from dashboard.state import open_store

PARTS: Final = ("text", "why", "similar", "story")


def open_reader(desk: Desk, article_id: str) -> None:
    """Open the drawer with an article."""
    words = desk.words

    @st.dialog(words("reader"), width="medium", position="right", on_dismiss=_close)
    def dialog() -> None:
        row = desk.holdings.corpus.row_of(article_id)
        if row is None:
            st.info(words("no_such_article"))
            return
        _read(desk, article_id, row)
        if st.session_state["article"] != article_id:
            st.rerun()  # another article was chosen within

    dialog()


def _close() -> None:
    state = st.session_state
    state.update(article="", reader=PARTS[0], why="")
    state["table_round"] = state.get("table_round", 0) + 1


def _read(desk: Desk, article_id: str, row: int) -> None:
    with open_store() as store:
        article = store.article(article_id) or {}
        tags = with_evidence(store.tags_of(article_id))
    names = {part: desk.words(f"reader_{part}") for part in PARTS}
    key = f"reader_{article_id}"  # each article has tabs of its own
    shown = st.session_state.get(key)
    first = desk.view["reader"] if article_id == desk.view["article"] else PARTS[0]
    opened = next((part for part, name in names.items() if name == shown), first)
    _origin(desk, article, row, opened)
    tabs = st.tabs(list(names.values()), default=names[first], key=key, on_change="rerun")
    for part, tab in zip(PARTS, tabs, strict=True):
        if tab.open:
            with tab:
                show_part(part, desk, article, row, tags)


def show_part(
    part: str, desk: Desk, article: Mapping[str, Any], row: int, tags: pd.DataFrame
) -> None:
    """Draw one of ``PARTS`` of an article at a position, with its tags."""
    if part == "text":
        with open_store() as store:
            facts = store.facts_of(str(article["article_id"]))
        show_text(desk, article, tags, facts)
    elif part == "why":
        show_why(desk, article, tags)
    elif part == "similar":
        show_similar(desk, row)
    else:
        show_story(desk, str(article["article_id"]))


def _origin(desk: Desk, article: Mapping[str, Any], row: int, part: str) -> None:
    """Say where the article comes from, and link to it and to the part that is open."""
    words, corpus = desk.words, desk.holdings.corpus
    mask = np.zeros(len(corpus), dtype=bool)
    mask[row] = True
    line = article_table(corpus, mask, desk.holdings.taxonomy, language=words.language).iloc[0]
    language, kind = (words.name(name, line[name]) for name in ("language", "kind"))
    parts = (line["source"], words.known_date(line["date"]), language, kind)
    if part != PARTS[0]:  # the text begins with its title, with its evidence
        st.html(sentence(str(article["title"] or "")))
    st.text(" · ".join(part for part in parts if part))
    key = str(line["article_id"])
    within = {} if part == PARTS[0] else {"reader": part}
    if part == "why" and (topic := asked_topic(key) or desk.view["why"]):
        within["why"] = topic
    with st.container(horizontal=True):
        link = safe_link(line["url"])
        if link:
            st.link_button(words("linked_page"), link, icon=":material/open_in_new:")
        st.link_button(
            words("permanent_link"),
            link_to(desk.holdings, desk.view, page="articles", article=key, **within),
            icon=":material/link:",
        )
