"""Connections: which topics are named together, more often than by chance, or never."""

from collections.abc import Callable, Sequence
from typing import Final

import streamlit as st

from dashboard.connections.flow import show_flow
from dashboard.connections.matrix import show_matrix
from dashboard.connections.network import show_network
from dashboard.connections.pairs import SIDES, pairs_of, table_of
from dashboard.connections.ranking import ORDERS, show_ranking
from dashboard.connections.sets import show_sets
from dashboard.desk import Desk
from dashboard.parameters import Parameter, one
from dashboard.state import Holdings
from dashboard.views.head import show_head

PLACE: Final = "connections"
VIEWS: Final = ("matrix", "network", "flow", "sets")
SIZES: Final = ("8", "12", "16", "24")
LIFTS: Final = ("1", "1.5", "2", "3", "5")
LEASTS: Final = ("2", "5", "10", "20", "50", "100")


def parameters(_: Holdings) -> tuple[Parameter, ...]:
    """What is paired, and how that is looked at."""
    choices = {
        "pair_rows": (SIDES, "sector"),
        "pair_columns": (SIDES, "instrument"),
        "pair_end": (SIDES, "actor"),
        "pair_view": (VIEWS, "matrix"),
        "pair_shade": (("lift", "value"), "lift"),
        "pair_size": (SIZES, "16"),
        "pair_order": (ORDERS, "together"),
        "pair_lift": (LIFTS, "1.5"),
        "pair_least": (LEASTS, "5"),
    }
    return tuple(
        Parameter(key, default, one(allowed, default), PLACE)
        for key, (allowed, default) in choices.items()
    )


def show(desk: Desk) -> None:
    """Draw the page."""
    if not show_head(desk, "connections_question"):
        return
    words, view = desk.words, desk.view
    _controls(desk)
    names = [view["pair_rows"], view["pair_columns"]]
    if view["pair_view"] == "flow":
        show_flow(desk, [*names, view["pair_end"]])
        return
    if view["pair_view"] == "sets":
        show_sets(desk, view["pair_rows"])
        return
    table = table_of(desk, names)
    found = pairs_of(desk, table)
    if found.empty or not found["article_count"].any():
        st.info(words("pairs_none"))
        return
    st.caption(words("pairs_hint", count=words.count(int(table.mask.sum()), "article")))
    if view["pair_view"] == "matrix":
        show_matrix(desk, table, found)
    else:
        show_network(desk, table, found)
    show_ranking(desk, table, found)


def _controls(desk: Desk) -> None:
    words, view = desk.words, desk.view

    def pick(key: str, options: Sequence[str], name: Callable[[str], str]) -> None:
        st.selectbox(words(names.get(key, key)), options, format_func=name, key=key)

    is_flow = view["pair_view"] == "flow"
    sides = {"pair_rows": "flow_left", "pair_columns": "flow_middle", "pair_end": "flow_right"}
    names = sides if is_flow else {}

    st.segmented_control(
        words("pair_view"),
        VIEWS,
        format_func=lambda name: words(f"pair_view_{name}"),
        key="pair_view",
        required=True,
    )
    with st.container(horizontal=True, key="pair_controls"):
        pick("pair_rows", SIDES, words)
        if view["pair_view"] != "sets":
            pick("pair_columns", SIDES, words)
        if is_flow:
            pick("pair_end", SIDES, words)
        if view["pair_view"] == "matrix":
            pick("pair_size", SIZES, str)
            pick("pair_shade", ("lift", "value"), lambda name: words(f"pair_shade_{name}"))
        if view["pair_view"] == "network":
            pick("pair_lift", LIFTS, lambda text: f"×{words.number(float(text), digits=1)}")
            pick("pair_least", LEASTS, str)
