"""Feeds: the sources of the list, what became of each the last time, and the start of a fetch."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from analysis import (
    DataError,
    Feed,
    FeedState,
    Guard,
    Store,
    StoreError,
    feed_states,
    load_feeds,
    start_job,
)
from dashboard.settings import feeds_path, is_read_only, store_path, taxonomy_path
from dashboard.state import NoStoreError, open_store
from dashboard.texts import Words


def show(words: Words) -> None:
    """Draw the feeds, and what starts to fetch them."""
    st.header(words("feeds_title"))
    if not feeds_path().exists():
        st.info(words("feeds_none"))
        return
    try:
        feeds = load_feeds(feeds_path())
    except DataError as error:
        st.error(words("feeds_broken"))
        st.text(str(error))
        return
    if Guard.from_environment().is_offline:
        st.info(words("feeds_offline"))
    else:
        st.markdown(words("feeds_intro"))
        _choose(feeds, words)
    with st.expander(words("feeds_list", count=words.number(len(feeds)))):
        st.dataframe(
            _list(feeds, _states(), words), hide_index=True, alt=words("feeds_title"), key="feeds"
        )


def _choose(feeds: Sequence[Feed], words: Words) -> None:
    by_key = {feed.key: feed for feed in feeds}
    turn = st.session_state.setdefault("feeds_turn", 0)
    chosen = st.multiselect(
        words("feeds_choose"),
        list(by_key),
        format_func=lambda key: f"{by_key[key].name} ({key})",
        placeholder=words("feeds_placeholder"),
        key=f"feeds_{turn}",
        select_all=False,
    )
    count = words.count(len(chosen), "feed") if chosen else words("feeds_some")
    label = words("feeds_fetch", feeds=count)
    if st.button(label, key="feeds_fetch", disabled=not chosen):
        _start([by_key[key] for key in chosen], words)


def _states() -> Mapping[str, FeedState]:
    try:
        with open_store() as store:
            return feed_states(store) if isinstance(store, Store) else {}
    except NoStoreError:
        return {}


def _list(feeds: Sequence[Feed], states: Mapping[str, FeedState], words: Words) -> pd.DataFrame:
    rows = []
    for feed in feeds:
        state = states.get(feed.key)
        # What became of another address says nothing of this one.
        known = state if state and state.address == feed.address else None
        rows.append(
            (
                feed.name,
                words.moment(known.fetched_at) if known else words("feed_never"),
                words.outcome(known.outcome) if known else "",
                words.name("language", feed.language),
                feed.address,
                feed.licence,
                feed.key,
            )
        )
    names = ("name", "fetched", "outcome", "language", "address", "licence", "key")
    return pd.DataFrame(rows, columns=[words(f"feed_{name}") for name in names], dtype="str")


def _start(feeds: Sequence[Feed], words: Words) -> None:
    if is_read_only():
        return
    arguments = ["fetch", "--taxonomy", str(taxonomy_path().resolve())]
    arguments += ["--feeds", str(feeds_path().resolve()), *(feed.key for feed in feeds)]
    try:
        start_job(store_path(), arguments, label=", ".join(feed.name for feed in feeds))
    except StoreError as error:
        st.error(words("import_not_started"))
        st.text(str(error))
        return
    st.session_state["feeds_turn"] += 1
    st.rerun()
