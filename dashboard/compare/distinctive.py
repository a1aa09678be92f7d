"""What is distinctive in Compare: topics that one thing has more often than the others."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from analysis import Thing, distinctive
from dashboard import charts
from dashboard.charted import draw
from dashboard.charts import CLEAR, Marks
from dashboard.compare.tables import labelled
from dashboard.compare.things import Compared, names_of, open_topic, together
from dashboard.desk import Desk


def show_distinctive(desk: Desk, found: Sequence[Compared], things: Sequence[Thing]) -> None:
    words, axis = desk.words, desk.view["compare_by"]
    own = {item.key.split(":", 1)[1] for item in found if item.axis == axis}
    table = distinctive(desk.holdings.corpus, things, axis, without=own)
    table = table[table["q_value"] < CLEAR]
    look, names = desk.look(axis), names_of(found)
    if table.empty:
        st.info(words("distinctive_none"))
        return
    place = {item.key: at for at, item in enumerate(found)}
    rows = table.reset_index(drop=True)
    series = []
    for item in found:
        here = rows[rows["thing"] == item.key]
        if here.empty:
            continue
        series.append(
            Marks(
                name=item.name,
                place=place[item.key],
                rows=here.index.tolist(),
                values=here["ratio"],
                lows=here["ratio_low"],
                highs=here["ratio_high"],
                texts=[_distinctive_text(desk, item.name, look, row) for row in here.itertuples()],
                meanings=[[item.key, row.topic, row.article_count] for row in here.itertuples()],
            )
        )
    parts = [
        words("distinctive_part", thing=item.name, topic=look.name(here["topic"].iloc[0]))
        for item in found
        if len(here := rows[rows["thing"] == item.key])
    ]
    draw(
        desk,
        "compare_distinctive",
        words("distinctive_title", axis=words(axis)),
        charts.interval_figure(
            look, list(map(look.name, rows["topic"])), series,
            title=words("axis_distinctive"), is_ratio=True, is_apart=True,
        ),
        labelled(rows, names, look),
        unit=words("unit_distinctive"),
        note=words("distinctive_note"),
        choose=lambda meaning: open_topic(found, meaning[0], axis, meaning[1]),
        counted=together(things),
        dates=desk.period_of(together(things)),
        sentence=words("distinctive_sentence", topics="; ".join(parts)),
    )  # fmt: skip


def _distinctive_text(desk: Desk, name: str, look: charts.Look, row: Any) -> str:
    words = desk.words
    return "<br>".join(
        [
            f"<b>{look.name(row.topic)}</b>",
            f"{name}: {words.percent(row.share, digits=1)}",
            words("others_have", share=words.percent(row.other_share, digits=1)),
            words("rising_ratio", ratio=words.number(row.ratio, digits=1),
                  low=words.number(row.ratio_low, digits=1),
                  high=words.number(row.ratio_high, digits=1)),
            charts.chance_text(row.q_value, words),
        ]
    )  # fmt: skip
