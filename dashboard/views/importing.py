"""Import: drop files, see how they are read, import them; fetch feeds; what became of it all."""

import streamlit as st

from dashboard import dropping, feeds, progress, refusals
from dashboard.desk import Desk
from dashboard.settings import is_read_only, store_path
from dashboard.texts import Words


def show(desk: Desk) -> None:
    """Draw the page."""
    draw(desk.words)


def draw(words: Words) -> None:
    """Draw the page, also where there is no corpus yet."""
    st.title(words("import_question"))
    if is_read_only():
        st.info(words("import_read_only"))
        return
    if store_path().is_dir():
        st.info(words("import_dataset"))
        return
    dropping.show(words)
    progress.show(words)
    feeds.show(words)
    refusals.show(words)
