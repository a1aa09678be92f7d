"""The network of Connections: the surest pairs as edges, and the list of them."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st

from analysis import spring_layout
from dashboard import charts
from dashboard.charted import draw
from dashboard.charts import CLEAR
from dashboard.connections.pairs import (
    Table,
    looks_of,
    named,
    open_pair,
    open_topic,
    strongest,
    title_of,
)
from dashboard.desk import Desk

EDGES: Final = 32


def show_network(desk: Desk, table: Table, found: pd.DataFrame) -> None:
    words, view = desk.words, desk.view
    strong = found[
        (found["q_value"] < CLEAR)
        & (found["lift"] >= float(view["pair_lift"]))
        & (found["article_count"] >= int(view["pair_least"]))
    ]
    edges = strong.nlargest(EDGES, "phi")
    if edges.empty:
        st.info(words("network_none"))
        return
    nodes = _nodes(edges, is_one_axis=table.rows.axis == table.columns.axis)
    place = {key: at for at, key in enumerate(zip(nodes["side"], nodes["topic"], strict=True))}
    far = int(nodes["side"].max())
    ties = np.zeros((len(nodes), len(nodes)))
    for edge in edges.itertuples():
        first, last = place[(0, edge.row)], place[(far, edge.column)]
        ties[first, last] = ties[last, first] = edge.phi
    notes = [words("network_note"), words("test_note")]
    if len(strong) > EDGES:
        notes.append(words("network_capped", shown=EDGES, total=len(strong)))

    def choose(meaning: Sequence[Any]) -> None:
        if isinstance(meaning[1], str):
            open_pair(table, *meaning[:2])
        else:
            open_topic(table.axes[int(meaning[1])], meaning[0])

    draw(
        desk,
        "pair_network",
        title_of(desk, table, "network_title"),
        charts.network_figure(
            nodes, edges, spring_layout(ties), looks_of(desk, table), way=desk.way
        ),
        named(desk, table, edges),
        note=" ".join(notes),
        choose=choose,
        counted=table.mask,
        dates=desk.period_of(table.mask),
        sentence=strongest(desk, table, edges),
    )
    _edge_list(desk, table, edges)


def _nodes(edges: pd.DataFrame, *, is_one_axis: bool) -> pd.DataFrame:
    """Topics at the ends of the edges, each once, with their articles."""
    ends = [
        edges[[side, f"{side}_count"]]
        .set_axis(["topic", "article_count"], axis=1)
        .assign(side=0 if is_one_axis else number)
        for number, side in enumerate(("row", "column"))
    ]
    return pd.concat(ends).drop_duplicates(["side", "topic"], ignore_index=True)


def _edge_list(desk: Desk, table: Table, edges: pd.DataFrame) -> None:
    """All edges below the graph; a chosen row opens its articles."""
    words = desk.words
    columns = ["row_label", "column_label", "article_count", "expected_count", "lift", "q_value"]
    key = "pair_edges"

    def clicked() -> None:
        if rows := st.session_state[key].selection.rows:
            edge = edges.iloc[rows[0]]
            open_pair(table, edge["row"], edge["column"])

    st.header(words("edges_title"))
    st.dataframe(
        named(desk, table, edges)[columns],
        key=key,
        hide_index=True,
        on_select=clicked,
        selection_mode="single-row",
        alt=words("edges_title"),
        column_config={
            name: st.column_config.NumberColumn(words(f"column_{name}"), format=form)
            if (form := {"expected_count": "%.1f", "lift": "%.2f", "q_value": "%.2g"}.get(name))
            else st.column_config.Column(words(f"column_{name}"))
            for name in columns
        },
    )
