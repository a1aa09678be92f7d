"""What a reader of Compare chooses: kind, things, a day with its event, or what is ready."""

from typing import Any, Final

import numpy as np
import streamlit as st

from analysis import TOPIC_AXES, chosen_events
from dashboard.address import set_filters
from dashboard.compare.things import (
    FIRST_SPLIT,
    FIRST_TOPICS,
    KINDS,
    MOST,
    by_size,
    periods_of,
    split_day,
    topic_name,
)
from dashboard.desk import Desk
from dashboard.filters import DATE_FORMATS
from dashboard.parameters import FIRST_DAY, LAST_DAY
from dashboard.state import events

SPANS: Final = ("3", "6", "12", "24", "60")  # months before and after a day
ECONOMIES: Final = (
    "russia", "european-union", "united-states", "china", "india", "japan", "south-korea",
)  # fmt: skip
# Comparisons that are one click away: what is set, all else being put back.
READY: Final[dict[str, dict[str, Any]]] = {
    "ready_sectors": {"compare": "topic", "with_topic": list(FIRST_TOPICS), "count": "share"},
    "ready_economies": {
        "compare": "topic",
        "with_topic": [f"country:{key}" for key in ECONOMIES],
        "compare_by": "instrument",
    },
    "ready_languages": {"compare": "language", "with_language": [], "compare_by": "theme"},
    "ready_years": {"compare": "period", "with_period": [], "compare_by": "theme"},
}


def show_choice(desk: Desk) -> None:
    words, holdings = desk.words, desk.holdings
    kind = desk.view["compare"]
    with st.container(horizontal=True, key="ready"):
        for name, changes in READY.items():
            st.button(words(name), key=name, on_click=_take, args=(desk, changes))
    st.segmented_control(
        words("compare"),
        KINDS,
        format_func=lambda name: words(f"compare_{name}"),
        key="compare",
        required=True,
    )
    if kind == "day":
        _pick_event(desk)
        with st.container(horizontal=True, key="split_controls"):
            st.date_input(
                words("split"),
                value=None,
                min_value=FIRST_DAY,
                max_value=LAST_DAY,
                format=DATE_FORMATS[words.language],
                key="split",
            )
            st.selectbox(
                words("split_months"),
                SPANS,
                format_func=lambda text: words.count(int(text), "month"),
                key="split_months",
            )
    else:
        options, name = {
            "topic": (_topic_options(desk), lambda key: topic_name(desk, key)),
            "period": (periods_of(holdings.corpus), words.known_date),
            "source": (by_size(holdings, "source"), str),
            "language": (
                by_size(holdings, "language"), lambda code: words.name("language", code)
            ),
        }[kind]  # fmt: skip
        st.multiselect(
            words(f"with_{kind}"),
            options,
            format_func=name,
            key=f"with_{kind}",
            placeholder=words("compare_default"),
            max_selections=MOST,
            select_all=False,
        )


def _pick_event(desk: Desk) -> None:
    """A list of dated events, of the chosen topics where there are some; one sets the day."""
    words, corpus, state = desk.words, desk.holdings.corpus, st.session_state
    known = chosen_events(events(), desk.choice.without_dates())
    first, last = (
        np.datetime64(day or FIRST_SPLIT) for day in (corpus.first_date, corpus.last_date)
    )
    known = known[(known["precision"] == "day") & (known["date"] > first) & (known["date"] <= last)]
    if known.empty:
        return
    days = dict(zip(known["id"], known["date"].dt.date, strict=True))
    titles = dict(zip(known["id"], known[f"title_{words.language}"], strict=True))
    if days.get(state.get("split_event")) != desk.view["split"]:
        state["split_event"] = None  # another day was chosen since

    def take() -> None:
        if (chosen := state["split_event"]) is not None:
            set_filters(split=days[chosen])

    st.selectbox(
        words("split_event"),
        list(days)[::-1],
        index=None,
        format_func=lambda key: f"{words.date(days[key])}: {titles[key]}",
        key="split_event",
        on_change=take,
        placeholder=words("split_event_none"),
    )


def _take(desk: Desk, changes: dict[str, Any]) -> None:
    """Set a ready comparison, as far as the taxonomy knows its topics; a callback."""
    axes = desk.holdings.corpus.axes
    known = [
        topic
        for topic in changes.get("with_topic", ())
        if topic.split(":")[1] in axes[topic.split(":")[0]].keys
    ]
    set_filters(**{**changes, **({"with_topic": known} if "with_topic" in changes else {})})


def hint(desk: Desk) -> dict[str, str]:
    """What the sentence below the choice has to name."""
    if desk.view["compare"] != "day":
        return {}
    return {
        "day": desk.words.date(split_day(desk)),
        "months": desk.words.count(int(desk.view["split_months"]), "month"),
    }


def _topic_options(desk: Desk) -> list[str]:
    """Topics that articles of the corpus have, and those that a link asked for."""
    held = set(st.session_state.setdefault("compare_asked", []))
    held.update(desk.view["with_topic"])
    st.session_state["compare_asked"] = sorted(held)
    counts = desk.holdings.counts
    return [
        f"{axis}:{key}"
        for axis in TOPIC_AXES
        for key in sorted(counts[axis], key=lambda key: -counts[axis][key])
        if counts[axis][key] or f"{axis}:{key}" in held
    ]
