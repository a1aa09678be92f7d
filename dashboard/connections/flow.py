"""The flow of Connections: from topics of one axis to those of the next."""

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from analysis import flow
from dashboard import charts
from dashboard.address import open_page
from dashboard.charted import draw
from dashboard.connections.pairs import side_of, without_wishes
from dashboard.desk import Desk

BANDS: Final = 6  # topics of each axis in the flow


def show_flow(desk: Desk, names: Sequence[str]) -> None:
    words = desk.words
    sides = [side_of(desk, name) for name in names]
    axes = [side.axis for side in sides]
    if len(set(axes)) < len(axes):
        st.info(words("flow_same"))
        return
    mask = without_wishes(desk, axes)
    table = flow(
        desk.holdings.corpus,
        mask,
        axes,
        way=desk.way,
        base=desk.base,
        topics={side.axis: side.keys for side in sides},
        most=BANDS,
    )
    if table.empty:
        st.info(words("pairs_none"))
        return
    looks = [desk.look(axis) for axis in axes]

    def choose(meaning: Sequence[Any]) -> None:
        stage, first, second, _ = meaning
        changes: dict[str, Any] = {axes[int(stage)]: [first], f"{axes[int(stage)]}_match": "any"}
        if second:
            changes |= {axes[int(stage) + 1]: [second], f"{axes[int(stage) + 1]}_match": "any"}
        open_page("articles", **changes)

    biggest = table.sort_values("value", ascending=False, kind="stable").groupby("stage").head(1)
    sentence = "; ".join(
        words(
            "flow_sentence",
            pair=words(
                "pair_name",
                first=looks[band.stage].name(band.source),
                second=looks[band.stage + 1].name(band.target),
            ),
            value=words.amount(band.value, desk.way),
        )
        for band in biggest.sort_values("stage").itertuples()
    )
    shown = pd.DataFrame(
        {
            "flow_step": table["stage"] + 1,
            "from": table["source"],
            "from_label": [looks[b.stage].name(b.source) for b in table.itertuples()],
            "to": table["target"],
            "to_label": [looks[b.stage + 1].name(b.target) for b in table.itertuples()],
            "article_count": table["article_count"],
            "value": table["value"],
        }
    )
    draw(
        desk,
        "pair_flow",
        words("flow_title", axes=" → ".join(words(name) for name in names)),
        charts.bands_figure(table, looks, [words(name) for name in names], way=desk.way),
        shown,
        note=words("flow_note", count=BANDS),
        choose=choose,
        counted=mask,
        dates=desk.period_of(mask),
        sentence=words("flow_biggest", bands=sentence),
    )  # fmt: skip
