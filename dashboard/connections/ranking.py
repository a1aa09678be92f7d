"""The ranking of Connections: pairs as rows, in the order that the reader asks for."""

from collections.abc import Sequence
from typing import Final

import pandas as pd
import streamlit as st

from analysis import unnamed
from dashboard import charts
from dashboard.charted import draw
from dashboard.charts import CLEAR, Marks
from dashboard.connections.pairs import ROWS, Table, looks_of, named, open_pair, pair_name
from dashboard.connections.rising import show_rising
from dashboard.desk import Desk

ORDERS: Final = ("together", "apart", "biggest", "rising", "never")


def show_ranking(desk: Desk, table: Table, found: pd.DataFrame) -> None:
    words = desk.words
    st.segmented_control(
        words("pair_order"),
        ORDERS,
        format_func=lambda name: words(f"pair_order_{name}"),
        key="pair_order",
        required=True,
    )
    order = desk.view["pair_order"]
    if order == "rising":
        show_rising(desk, table)
    elif order == "never":
        _never(desk, table, found)
    elif order == "biggest":
        _biggest(desk, table, found)
    else:
        _surest(desk, table, found, is_apart=order == "apart")


def _surest(desk: Desk, table: Table, found: pd.DataFrame, *, is_apart: bool) -> None:
    words = desk.words
    clear = found[(found["q_value"] < CLEAR) & (found["article_count"] > 0)]
    if is_apart:
        shown = clear[clear["lift"] < 1].nsmallest(ROWS, "phi").sort_values("lift")
    else:
        shown = clear[clear["lift"] > 1].nlargest(ROWS, "phi")
        shown = shown.sort_values("lift", ascending=False)
    name = "apart" if is_apart else "together"
    if shown.empty:
        st.info(words("pairs_none_clear"))
        return
    _draw_pairs(
        desk,
        table,
        shown,
        words(f"pairs_title_{name}"),
        words("axis_lift"),
        (shown["lift"], shown["lift_low"], shown["lift_high"]),
        note=f"{words('lift_note')} {words('test_note')}",
        sentence=words(
            "surest_sentence",
            pair=pair_name(desk, table, shown["row"].iloc[0], shown["column"].iloc[0]),
            lift=words.number(shown["lift"].iloc[0], digits=1),
            count=len(shown),
        ),
        is_ratio=True,
    )


def _biggest(desk: Desk, table: Table, found: pd.DataFrame) -> None:
    words = desk.words
    shown = found.nlargest(ROWS, "value")
    values = shown["value"] * (100 if desk.way == "share" else 1)
    _draw_pairs(
        desk,
        table,
        shown,
        words("pairs_title_biggest"),
        words(f"axis_{desk.way}"),
        (values, (), ()),
        numbers=[words.amount(value, desk.way) for value in shown["value"]],
        note=words("fraction_note") if desk.way == "fractional" else "",
        as_bars=True,
    )


def _never(desk: Desk, table: Table, found: pd.DataFrame) -> None:
    words = desk.words
    silent = found[found["article_count"] == 0]
    shown = silent.nlargest(ROWS, "expected_count")
    look = desk.look(table.columns.axis)
    missing = unnamed(desk.holdings.corpus, table.mask, table.columns.axis)
    if table.columns.keys:
        missing = [key for key in missing if key in table.columns.keys]
    notes = [words("never_note", count=words.number(len(silent)))]
    if missing:
        listed = ", ".join(map(look.name, missing[:ROWS]))
        key = "never_at_all" if len(missing) <= ROWS else "never_at_all_more"
        notes.append(words(key, topics=listed, count=words.number(len(missing))))
    if shown.empty:
        st.info(" ".join([words("never_none"), *notes[1:]]))
        return
    values = shown["expected_count"]
    _draw_pairs(
        desk,
        table,
        shown,
        words("pairs_title_never"),
        words("axis_expected"),
        (values, (), ()),
        numbers=[words.number(value, digits=1) for value in values],
        note=" ".join(notes),
        faint=[not q < CLEAR for q in shown["q_value"]],
        as_bars=True,
    )


def _draw_pairs(
    desk: Desk,
    table: Table,
    shown: pd.DataFrame,
    title: str,
    axis_title: str,
    values: tuple[Sequence[float], Sequence[float], Sequence[float]],
    *,
    note: str = "",
    sentence: str = "",
    faint: Sequence[bool] = (),
    numbers: Sequence[str] = (),
    as_bars: bool = False,
    is_ratio: bool = False,
) -> None:
    """Pairs as rows, with their values and intervals; a click opens the articles."""
    looks = looks_of(desk, table)
    marks = Marks(
        name="",
        place=0,
        rows=range(len(shown)),
        values=values[0],
        lows=values[1],
        highs=values[2],
        texts=[charts.pair_text(pair, looks, desk.way) for pair in shown.itertuples()],
        meanings=shown[["row", "column", "article_count"]].to_numpy(dtype=object).tolist(),
        faint=faint,
        numbers=numbers,
    )
    labels = [pair_name(desk, table, pair.row, pair.column) for pair in shown.itertuples()]
    draw(
        desk,
        "pair_ranking",
        title,
        charts.interval_figure(
            looks[0], labels, [marks], title=axis_title, as_bars=as_bars, is_ratio=is_ratio
        ),
        named(desk, table, shown),
        note=note,
        choose=lambda meaning: open_pair(table, *meaning[:2]) if meaning[2] else None,
        counted=table.mask,
        dates=desk.period_of(table.mask),
        sentence=sentence,
    )
