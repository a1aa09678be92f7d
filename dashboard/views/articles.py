"""Articles: the list that the filters leave, and a reader that shows why each tag is there."""

from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from analysis import article_table
from dashboard import downloads
from dashboard.desk import Desk
from dashboard.grids import readable
from dashboard.parameters import Parameter, one, text, whole_number
from dashboard.reader.drawer import PARTS, open_reader
from dashboard.reader.rows import titles_of
from dashboard.render import safe_link
from dashboard.state import Holdings
from dashboard.views.head import show_head

PAGE_SIZE: Final = 100
SHOWN: Final = ("date", "title", "source", "kind", "language", "sectors_label", "url")


def parameters(_: Holdings) -> tuple[Parameter, ...]:
    """Which page of the list, which article is open, at which part, asking for which topic."""
    return (
        Parameter("page", 1, whole_number, "articles", is_undone=False),
        Parameter("article", "", text, "articles", is_undone=False),
        Parameter("reader", PARTS[0], one(PARTS, PARTS[0]), "articles", is_undone=False),
        Parameter("why", "", text, "articles", is_undone=False),
    )


def show(desk: Desk) -> None:
    """Draw the page."""
    if show_head(desk, "articles_question"):
        label = desk.words("download")
        if st.button(label, key="open_download", icon=":material/download:"):
            downloads.offer_list(desk)
        _list(desk)
    if desk.view["article"] and not st.session_state.get("open_download"):
        open_reader(desk, desk.view["article"])


def _list(desk: Desk) -> None:
    words, total = desk.words, desk.shown_count
    pages = -(-total // PAGE_SIZE)
    page = min(desk.view["page"], pages)
    if page != st.session_state["page"]:
        st.session_state["page"] = page
    rows = _rows(desk, (page - 1) * PAGE_SIZE)
    first = (page - 1) * PAGE_SIZE + 1
    st.caption(
        words(
            "page_of",
            first=words.number(first),
            last=words.number(first + len(rows) - 1),
            total=words.number(total),
        )
        + f" · {words('select_hint')}"
    )
    key = f"table_{st.session_state.get('table_round', 0)}"

    def picked() -> None:
        ticked = st.session_state[key].selection.rows
        if ticked:
            st.session_state["article"] = rows["article_id"].iloc[ticked[0]]

    st.dataframe(
        readable(rows[list(SHOWN)], words),
        key=key,
        hide_index=True,
        height=min(620, 38 + 35 * len(rows)),
        column_config=_columns(desk),
        on_select=picked,
        selection_mode="single-row",
        alt=words("articles"),
    )
    if pages > 1:
        st.pagination(pages, key="page")


def _columns(desk: Desk) -> dict[str, Any]:
    words, column = desk.words, st.column_config
    return {
        "date": column.TextColumn(words("column_date"), width=95),
        "title": column.TextColumn(words("column_title"), width=420),
        "source": column.TextColumn(words("column_source"), width=140),
        "kind": column.TextColumn(words("column_kind"), width=140),
        "language": column.TextColumn(words("column_language"), width=60),
        "sectors_label": column.ListColumn(words("column_sectors"), width=300),
        "url": column.LinkColumn(words("column_link"), display_text=words("open_link"), width=80),
    }


def _rows(desk: Desk, start: int) -> pd.DataFrame:
    """One page of the list, in the order of the whole."""
    corpus = desk.holdings.corpus
    mask = np.zeros(len(corpus), dtype=bool)
    mask[corpus.newest_first(desk.mask)[start : start + PAGE_SIZE]] = True
    rows = article_table(corpus, mask, desk.holdings.taxonomy, language=desk.words.language)
    kinds = [desk.words.name("kind", kind) for kind in rows["kind"]]
    titles = titles_of(desk, rows["article_id"].tolist(), rows["title"].tolist())
    links = pd.Series([safe_link(url) for url in rows["url"]], dtype="str")
    return rows.assign(title=titles, kind=kinds, url=links)
