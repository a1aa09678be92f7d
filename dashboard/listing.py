"""A short list of articles on a page; a click on one opens it."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from analysis import article_lines
from dashboard.address import open_page
from dashboard.desk import Desk
from dashboard.grids import readable


def show(desk: Desk, rows: NDArray[np.integer] | Sequence[int], key: str) -> None:
    """Draw articles by their positions in the corpus, in the given order.

    Parameters
    ----------
    desk : the page
    rows : positions; few, for they are all drawn
    key : of the list, once on a page
    """
    words, corpus = desk.words, desk.holdings.corpus
    table = article_lines(corpus, np.asarray(rows, dtype=np.int32))
    name = f"{key}_{st.session_state.get('table_round', 0)}"

    def picked() -> None:
        chosen = st.session_state[name].selection.rows
        if chosen:
            open_page("articles", article=table["article_id"].iloc[chosen[0]])

    column = st.column_config
    st.dataframe(
        readable(
            pd.DataFrame(
                {
                    "date": table["date"],
                    "title": table["title"].where(table["title"] != "", words("untitled")),
                    "source": table["source"],
                }
            ),
            words,
        ),
        key=name,
        hide_index=True,
        height="content",
        column_config={
            "date": column.TextColumn(words("column_date"), width=95),
            "title": column.TextColumn(words("column_title"), width="large"),
            "source": column.TextColumn(words("column_source"), width=140),
        },
        on_select=picked,
        selection_mode="single-row",
        alt=words("articles"),
    )
