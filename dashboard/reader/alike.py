"""Similar articles: those most like the one that is read, and the words that make them so."""

from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from analysis import Likeness
from dashboard.desk import Desk
from dashboard.reader.rows import pick, titles_of
from dashboard.term_lists import terms_of

MOST: Final = 12
NEARLY_ALIKE: Final = 0.9


def show_similar(desk: Desk, row: int) -> None:
    """List the similar articles; a click on one opens it.

    Parameters
    ----------
    desk : the run of the page
    row : position of the article that is read
    """
    words, corpus = desk.words, desk.holdings.corpus
    only_selected = st.toggle(
        words("similar_selected"), key=f"similar_{row}", disabled=not desk.choice
    )
    with st.spinner(words("terms_wait")):
        likenesses = terms_of(desk.holdings).likenesses
        within = desk.mask if only_selected else None
        is_known = row < likenesses.size
        found = likenesses.to(row, most=MOST, within=within) if is_known else ()
    if not is_known:
        st.info(words("similar_later"))
        return
    if not found:
        st.info(words("similar_none"))
        return
    st.caption(words("similar_how"))
    rows = [one.row for one in found]
    ids, titles = (part[np.array(rows)].tolist() for part in (corpus.ids, corpus.titles))
    table = pd.DataFrame(
        {
            "article_id": ids,
            "score": [round(one.score, 3) for one in found],
            "title": titles_of(desk, ids, titles),
            "words": [_words(desk, one) for one in found],
            "note": [_note(desk, one, row) for one in found],
            "source": [corpus.source_names[corpus.sources[one]] for one in rows],
        }
    )
    pick(desk, table, _columns(desk), key="similar_table", alt=words("reader_similar"))


def _columns(desk: Desk) -> dict[str, Any]:
    words, column = desk.words, st.column_config
    return {
        "score": column.NumberColumn(words("similar_score"), width=75),
        "title": column.TextColumn(words("column_title"), width=240),
        "words": column.ListColumn(words("similar_words"), width=330),
        "note": column.TextColumn(words("similar_note"), width=130),
        "source": column.TextColumn(words("column_source"), width=120),
    }


def _words(desk: Desk, one: Likeness) -> list[str]:
    return [f"{word} {desk.words.percent(share)}" for word, share in one.words]


def _note(desk: Desk, one: Likeness, row: int) -> str:
    stories = desk.holdings.corpus.stories
    if stories[one.row] == stories[row]:
        return desk.words("similar_same_story")
    return desk.words("similar_same_text") if one.score >= NEARLY_ALIKE else ""
