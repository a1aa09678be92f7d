"""The filter bar: one widget per query parameter, the same on every page that has a list."""

from collections.abc import Callable, Iterable
from typing import Final

import streamlit as st

from analysis import AXES
from dashboard.address import FIRST_DAY, LAST_DAY, QUERY_CAP, clear_filters
from dashboard.desk import Desk
from dashboard.wording import language_name

DATE_FORMATS: Final = {"en": "DD/MM/YYYY", "ru": "DD.MM.YYYY"}


def show(desk: Desk) -> None:
    """Draw the filters into the sidebar."""
    words, library = desk.words, desk.library
    st.header(words("filters"))
    st.caption(
        words(
            "shown_of",
            shown=words.number(desk.shown_count),
            total=words.count(len(library.corpus), "article"),
        )
    )
    if desk.choice:
        st.button(words("reset"), key="reset", on_click=clear_filters, width="stretch")
    st.text_input(
        words("search"),
        key="q",
        placeholder=words("search_placeholder"),
        help=words("search_help"),
        max_chars=QUERY_CAP,
    )
    if desk.query_problem:
        st.error(words("query_broken"))
        st.text(desk.query_problem)
    for axis in AXES:
        if library.corpus.axes[axis].keys:
            _many(desk, axis, words(axis), library.corpus.axes[axis].keys, _label(desk, axis))
    _day(desk, "from", words("from"))
    _day(desk, "to", words("to"))
    with st.expander(words("exclude")):
        _combine(desk)
    _many(
        desk,
        "language",
        words("languages"),
        library.corpus.language_codes,
        lambda code: language_name(code, words),
    )
    _many(desk, "source", words("sources"), library.corpus.source_names, str)


def _combine(desk: Desk) -> None:
    words, corpus = desk.words, desk.library.corpus
    for axis in AXES:
        keys = corpus.axes[axis].keys
        if keys:
            _many(desk, f"not_{axis}", words(f"not_{axis}"), keys, _label(desk, axis))
    st.markdown(words("match"))
    for axis in AXES:
        if corpus.axes[axis].keys:
            st.segmented_control(
                words(axis),
                ("any", "all"),
                format_func=words,
                key=f"{axis}_match",
                required=True,
            )


def _label(desk: Desk, axis: str) -> Callable[[str], str]:
    return lambda key: desk.library.label(axis, key, desk.words.language)


def _many(
    desk: Desk, key: str, label: str, options: Iterable[str], show_option: Callable[[str], str]
) -> None:
    st.multiselect(
        label,
        list(options),
        format_func=show_option,
        key=key,
        placeholder=desk.words("choose"),
        select_all=False,
    )


def _day(desk: Desk, key: str, label: str) -> None:
    st.date_input(
        label,
        value=None,
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        format=DATE_FORMATS[desk.words.language],
        key=key,
    )
