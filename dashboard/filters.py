"""The filter bar: one widget per query parameter, the same on every page that has a list."""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from analysis import COUNTS, RELEVANCE, RELEVANT, TOPIC_AXES
from dashboard import saved
from dashboard.address import can_undo, clear_filters, undo
from dashboard.desk import Desk
from dashboard.parameters import FIRST_DAY, LAST_DAY, TEXT_CAP
from dashboard.state import labels_of

Labels = Mapping[str, Mapping[str, str]]

DATE_FORMATS: Final = {"en": "DD/MM/YYYY", "ru": "DD.MM.YYYY"}


def show(desk: Desk) -> None:
    """Draw the filters into the sidebar."""
    words, holdings = desk.words, desk.holdings
    labels = labels_of(holdings, words)
    st.header(words("filters"))
    st.caption(
        words(
            "shown_of",
            shown=words.number(desk.shown_count),
            total=words.count(len(holdings.corpus), "of_article"),
        )
    )
    _way_back(desk)
    saved.show(desk)
    st.segmented_control(
        words("count"),
        COUNTS,
        format_func=lambda way: words(f"count_{way}"),
        key="count",
        required=True,
        help=words("count_help"),
    )
    st.text_input(
        words("search"),
        key="q",
        placeholder=words("search_placeholder"),
        help=words("search_help"),
        max_chars=TEXT_CAP,
    )
    if desk.query_problem:
        st.error(words("query_broken"))
        st.text(desk.query_problem)
    if RELEVANT in holdings.counts[RELEVANCE]:
        count = holdings.counts[RELEVANCE][RELEVANT]
        st.toggle(
            words("relevant_only", count=words.number(count)),
            key="relevant",
            help=words("relevant_help"),
        )
    for axis in TOPIC_AXES:
        _many(desk, axis, words(axis), labels[axis])
    _day(desk, "from", words("from"))
    _day(desk, "to", words("to"))
    if desk.has_reversed_dates:
        st.warning(words("dates_reversed"))
    _rarely_used(desk, labels)
    _many(desk, "language", words("languages"), labels["language"])
    _many(desk, "source", words("sources"), labels["source"])
    _day(desk, "as_of", words("as_of"), help=words("as_of_help"))


def _way_back(desk: Desk) -> None:
    words = desk.words
    with st.container(horizontal=True, key="way_back"):
        st.button(
            words("undo"),
            key="undo",
            on_click=undo,
            disabled=not can_undo(),
            icon=":material/undo:",
            help=words("undo_help"),
        )
        if desk.choice:
            st.button(words("reset"), key="reset", on_click=clear_filters)


def _rarely_used(desk: Desk, labels: Labels) -> None:
    """What few readers need: sent to the browser only while its box is open."""
    wishes = desk.choice.topics
    is_used = any(wish.exclude or wish.match_all for wish in wishes)
    box = st.expander(desk.words("exclude"), expanded=is_used, key="exclude_box", on_change="rerun")
    if box.open:
        with box:
            _combine(desk, labels)


def _combine(desk: Desk, labels: Labels) -> None:
    words = desk.words
    for axis in TOPIC_AXES:
        _many(desk, f"not_{axis}", words(f"not_{axis}"), labels[axis], axis)
    st.markdown(words("match"))
    for axis in TOPIC_AXES:
        if any(desk.holdings.counts[axis].values()):
            st.segmented_control(
                words(axis),
                ("any", "all"),
                format_func=words,
                key=f"{axis}_match",
                required=True,
            )


def _many(
    desk: Desk, key: str, label: str, labels: Mapping[str, str], kind: str | None = None
) -> None:
    """Options with the number of their articles in the whole corpus, most first.

    Those without any article are left out, unless a link asked for them: such a one stays for
    the whole session, because Streamlit empties a widget whose options change.
    """
    words, counts = desk.words, desk.holdings.counts[kind or key]
    asked: set[str] = st.session_state.setdefault("asked_options", {}).setdefault(key, set())
    asked.update(desk.view[key])
    options = [option for option in labels if counts[option] or option in asked]
    if not options:
        return
    st.multiselect(
        label,
        options,
        format_func=labels.__getitem__,
        key=key,
        placeholder=words("choose"),
        select_all=False,
    )


def _day(desk: Desk, key: str, label: str, *, help: str | None = None) -> None:
    st.date_input(
        label,
        value=None,
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        format=DATE_FORMATS[desk.words.language],
        key=key,
        help=help,
    )
