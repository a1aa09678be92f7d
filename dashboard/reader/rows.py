"""Rows of articles within the reader: their titles, and a table of which one can be opened."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.desk import Desk


def titled(desk: Desk, rows: Sequence[int]) -> list[str]:
    """Titles of articles by position; an article without one says so."""
    titles = (str(desk.holdings.corpus.titles[row]).strip() for row in rows)
    return [title or desk.words("untitled") for title in titles]


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
        table,
        key=own,
        hide_index=True,
        height="content",
        column_order=tuple(columns),
        column_config=dict(columns),
        on_select=picked,
        selection_mode="single-row",
        alt=alt,
    )
