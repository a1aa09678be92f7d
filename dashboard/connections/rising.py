"""Rising pairs of Connections: those named more often than in the time before."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from analysis import comparison, rising_pairs
from dashboard import charts
from dashboard.charted import draw
from dashboard.charts import CLEAR, Marks
from dashboard.connections.pairs import (
    ROWS,
    Table,
    named,
    open_pair,
    pair_name,
    parents_of,
    without_wishes,
)
from dashboard.desk import Desk

ENOUGH: Final = 50  # articles that a period must have to be compared with the one before
Dates = tuple[date, date]


def show_rising(desk: Desk, table: Table) -> None:
    words, corpus = desk.words, desk.holdings.corpus
    now, before, dates = _two_periods(desk, table)
    if now is None or before is None:
        st.info(words("rising_none"))
        return
    found = rising_pairs(
        corpus, now, before, *table.axes,
        rows=table.rows.keys, columns=table.columns.keys, parents=parents_of(desk, table),
    )  # fmt: skip
    shown = found[found["ratio"] > 1].head(ROWS)
    if shown.empty:
        st.info(words("rising_none"))
        return
    labels = [pair_name(desk, table, pair.row, pair.column) for pair in shown.itertuples()]
    texts = [
        "<br>".join(
            [
                f"<b>{label}</b>",
                words("rising_counts", now=words.count(pair.current_count, "article"),
                      before=words.count(pair.previous_count, "article")),
                words("rising_ratio", ratio=words.number(pair.ratio, digits=1),
                      low=words.number(pair.ratio_low, digits=1),
                      high=words.number(pair.ratio_high, digits=1)),
                charts.chance_text(pair.q_value, words),
            ]
        )
        for label, pair in zip(labels, shown.itertuples(), strict=True)
    ]  # fmt: skip
    marks = Marks(
        name="",
        place=0,
        rows=range(len(shown)),
        values=shown["ratio"],
        lows=shown["ratio_low"],
        highs=shown["ratio_high"],
        texts=texts,
        meanings=shown[["row", "column", "current_count"]].to_numpy(dtype=object).tolist(),
        faint=[q >= CLEAR for q in shown["q_value"]],
    )
    first, last = dates[0]

    def choose(meaning: Sequence[Any]) -> None:
        if meaning[2]:
            open_pair(table, *meaning[:2], **{"from": first, "to": last})

    draw(
        desk,
        "pair_rising",
        words("pairs_title_rising"),
        charts.interval_figure(
            desk.look(table.rows.axis), labels, [marks], title=words("axis_rising"), is_ratio=True
        ),
        named(desk, table, shown),
        unit=words("unit_rising"),
        note=words(
            "rising_note",
            now=words("period_between", first=words.date(first), last=words.date(last)),
            before=words(
                "period_between", first=words.date(dates[1][0]), last=words.date(dates[1][1])
            ),
            now_count=words.count(int(now.sum()), "article"),
            before_count=words.count(int(before.sum()), "article"),
        ),
        choose=choose,
        counted=now | before,
        dates=desk.period_of(now | before),
    )


def _two_periods(
    desk: Desk, table: Table
) -> tuple[NDArray[np.bool_] | None, NDArray[np.bool_] | None, tuple[Dates, ...]]:
    """The chosen time and that before it; the halves of the time where either has too little."""
    corpus = desk.holdings.corpus
    whole = replace(desk, choice=desk.choice.without_dates())
    any_time = without_wishes(whole, table.axes)
    compared = comparison(corpus, desk.choice)
    if compared is not None and compared.is_covered:
        spans = (
            (compared.first, compared.last), (compared.previous_first, compared.previous_last)
        )  # fmt: skip
        now, before = (any_time & corpus.between(*span) for span in spans)
        if min(now.sum(), before.sum()) >= ENOUGH:
            return now, before, spans
    bounds = desk.dates(table.mask)
    if bounds is None or bounds[0] == bounds[1]:
        return None, None, ()
    middle = bounds[0] + (bounds[1] - bounds[0]) / 2
    spans = ((middle + timedelta(days=1), bounds[1]), (bounds[0], middle))
    now, before = (table.mask & corpus.between(*span) for span in spans)
    return now, before, spans
