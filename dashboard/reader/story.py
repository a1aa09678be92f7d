"""The story of an article: who published it first, and who after."""

from typing import Any

import pandas as pd
import streamlit as st

from analysis import Store
from dashboard.desk import Desk
from dashboard.reader.rows import pick, titles_of
from dashboard.render import sentence
from dashboard.state import open_store


def show_story(desk: Desk, article_id: str) -> None:
    """List the articles of the story, the first publisher first; a click on one opens it."""
    words = desk.words
    with open_store() as store:
        # A dataset does not say which articles are near copies.
        members = store.story_of(article_id) if isinstance(store, Store) else pd.DataFrame()
    if len(members) < 2:
        st.info(words("story_alone"))
        return
    first = members.iloc[0]
    st.html(
        sentence(
            words(
                "story_first",
                source=first["source_name"],
                moment=_moment(desk, first),
                articles=words.count(len(members), "article"),
                sources=words.count(members["source_name"].nunique(), "source"),
            )
        )
    )
    st.caption(words("story_how"))
    ids = members["article_id"].tolist()
    table = pd.DataFrame(
        {
            "article_id": ids,
            "place": range(1, len(members) + 1),
            "date": [_moment(desk, member) for _, member in members.iterrows()],
            "source": members["source_name"].astype(str),
            "title": titles_of(desk, ids, members["title"].tolist()),
            "note": [words("story_this") if own == article_id else "" for own in ids],
        }
    )
    pick(desk, table, _columns(desk), key="story_table", alt=words("reader_story"))


def _columns(desk: Desk) -> dict[str, Any]:
    words, column = desk.words, st.column_config
    return {
        "place": column.NumberColumn("№", width=45),
        "date": column.TextColumn(words("story_moment"), width=180),
        "source": column.TextColumn(words("column_source"), width=140),
        "title": column.TextColumn(words("column_title"), width=330),
        "note": column.TextColumn(words("similar_note"), width=110),
    }


def _moment(desk: Desk, member: Any) -> str:
    """When a member was published, as exactly as it is known."""
    if member["published_at"]:
        return desk.words.moment(str(member["published_at"]))
    day = member["published_date"]
    return desk.words("undated") if pd.isna(day) else desk.words.date(pd.Timestamp(day).date())
