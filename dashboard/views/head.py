"""The head of a page: its question, what is selected, and how to leave an empty list."""

import re

import streamlit as st

from analysis import AXES
from dashboard.address import clear_filters
from dashboard.desk import Desk
from dashboard.quality import sentence_on
from dashboard.render import note, sentence


def show_head(desk: Desk, question: str) -> bool:
    """Draw the head; tell whether there is anything to show below it."""
    words = desk.words
    st.title(words(question))
    st.html(sentence(f"{words.count(desk.shown_count, 'article')}: {desk.sentence}"))
    with st.container(key="notes"):  # in one place, or every chart below moves and is drawn anew
        for axis, wish in zip(AXES, desk.choice.topics, strict=True):
            for topic in wish.include:
                if line := sentence_on(desk.holdings, axis, topic, words):
                    st.html(note(line))
    if not desk.shown_count:
        _nothing_found(desk)
    return desk.shown_count > 0


def _nothing_found(desk: Desk) -> None:
    """Say that the list is empty and how to leave that state."""
    words = desk.words
    if desk.query_problem:
        st.error(words("query_broken"))
        st.text(desk.query_problem)
        if plain := plain_words(desk.choice.query):
            st.button(words("query_as_words"), key="as_words", on_click=_search, args=(plain,))
            st.text(plain)
    elif desk.has_reversed_dates:
        st.info(f"{words('nothing_found')} {words('dates_reversed')}")
    else:
        st.info(f"{words('nothing_found')} {words('nothing_found_hint')}")
    if desk.choice:
        st.button(words("reset"), key="reset_here", on_click=clear_filters)


def plain_words(query: str) -> str:
    """The words of a query without anything that has a meaning in queries."""
    found = re.findall(r"\w+", query)
    return " ".join(word for word in found if word not in ("AND", "OR", "NOT"))


def _search(query: str) -> None:
    st.session_state["q"] = query
