"""Rows of articles within the reader: their titles, and a table of which one can be opened."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from dashboard.desk import Desk
from dashboard.grids import readable
from dashboard.state import open_store

TITLE_LENGTH: Final = 160


def titles_of(desk: Desk, ids: Sequence[str], titles: Sequence[str]) -> list[str]:
    """Titles of articles; one without is known by its first words."""
    bare = [key for key, title in zip(ids, titles, strict=True) if not title.strip()]
    texts: Mapping[str, str] = {}
    if bare:
        with open_store() as store:
            texts = store.texts(bare)
    return [
        title.strip() or texts.get(key, "")[:TITLE_LENGTH].strip() or desk.words("untitled")
        for key, title in zip(ids, titles, strict=True)
    ]


def pick(
    desk: Desk, table: pd.DataFrame, columns: Mapping[str, Any], *, key: str, alt: str
) -> None:
    """Draw a table of articles; a tick opens the article in place of the one that is read.

    Parameters
    ----------
    desk : the run of the page
    table : has ``article_id``, which is not shown
    columns : what is shown, in this order
    key, alt : of the table
    """
    own = f"{key}_{st.session_state.get('article', '')}"

    def picked() -> None:
        ticked = st.session_state[own].selection.rows
        if ticked:
            st.session_state["article"] = str(table["article_id"].iloc[ticked[0]])

    st.caption(desk.words("pick_hint"))
    st.dataframe(
        readable(table[list(columns)], desk.words, digits={"score": 2}),
        key=own,
        hide_index=True,
        height="content",
        column_config=dict(columns),
        on_select=picked,
        selection_mode="single-row",
        alt=alt,
    )
