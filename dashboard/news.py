"""News: figures stay as they are under a reader's hands until he asks for the newer ones.

A session shows the corpus that it began with. It refers to it weakly: the cache of the two last
ones decides how long it is kept, and who has lost his goes on with the newest.
"""

from typing import Final
from weakref import ref

import streamlit as st

from analysis import StoreError
from dashboard.state import Holdings, Latest, NoStoreError, holdings, latest, look_again
from dashboard.texts import Words

LOOK_SECONDS: Final = 15.0

_SHOWN: Final = "shown_holdings"


def shown() -> Holdings:
    """The corpus that this session shows; raises what :func:`dashboard.state.holdings` raises."""
    kept: ref[Holdings] | None = st.session_state.get(_SHOWN)
    loaded = kept() if kept else None
    if loaded is None or not loaded.is_of_here:
        loaded = holdings()
        st.session_state[_SHOWN] = ref(loaded)
    return loaded


def show_newest() -> None:
    """Let the next run show the store as it is then."""
    st.session_state.pop(_SHOWN, None)
    look_again()


def watch(loaded: Holdings, words: Words) -> None:
    """Say when the store holds something newer than what is shown, and offer it."""
    # Plain values only: Streamlit keeps what a fragment is called with.
    _watch(loaded.store_version, len(loaded.corpus), words, is_whole=loaded.was_settled)


@st.fragment(run_every=LOOK_SECONDS)
def _watch(store_version: str, article_count: int, words: Words, *, is_whole: bool) -> None:
    try:
        now = latest()
    except (NoStoreError, StoreError):
        return  # the page says so when it is drawn again; what is shown can still be read
    if not is_newer(now, store_version, is_whole=is_whole):
        return
    more = now.article_count - article_count
    with st.container(horizontal=True, vertical_alignment="center", key="news"):
        st.info(
            words("news_articles", count=words.number(more)) if more > 0 else words("news_changes"),
            icon=":material/fiber_new:",
        )
        if st.button(words("news_show"), key="show_newest", type="primary"):
            show_newest()
            st.rerun()


def is_newer(now: Latest, store_version: str, *, is_whole: bool) -> bool:
    """Whether there is something whole to show: not while an import is half done."""
    return now.is_settled and (now.store_version != store_version or not is_whole)
