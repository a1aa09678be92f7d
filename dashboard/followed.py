"""What was announced and what followed: acts, money, and what went wrong."""

from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from analysis import (
    chosen_events,
    followed,
    unfinished,
)
from dashboard import timeline
from dashboard.desk import Desk
from dashboard.quoted import (
    open_statements,
    quotes_of,
)
from dashboard.render import Cell, list_table, note, quote_list, sentence
from dashboard.state import events, stated

Positions = NDArray[np.int64]

QUOTES: Final = 12
LEAST: Final = 1e6  # of sums in criticism


def show_followed(desk: Desk) -> None:
    words, known = desk.words, events()
    chosen = frozenset(chosen_events(known, desk.choice)["id"])
    table = followed(known)
    pairs = table[
        [
            known["id"].iat[row.announced] in chosen or known["id"].iat[row.done] in chosen
            for row in table.itertuples()
        ]
    ]
    st.header(words("followed_title"))
    announced = known[known["id"].isin(chosen) & known["stage"].isin(["statement", "plan"])]
    open_count = len(announced) - len(
        set(known["id"].iloc[pairs["announced"]]) & set(announced["id"])
    )
    if len(pairs):
        st.html(
            sentence(
                words(
                    "followed_sentence",
                    count=words.count(len(pairs), "pair"),
                    months=words.count(int(pairs["months"].median()), "month"),
                )
            )
        )
        header, rows = _pairs(desk, known, pairs)
        st.html(list_table(header, rows))
    st.html(note(words("followed_missing", count=words.count(open_count, "announcement"))))
    _criticised(desk)
    timeline.show_opened(desk)


def _pairs(
    desk: Desk, known: pd.DataFrame, pairs: pd.DataFrame
) -> tuple[tuple[tuple[str, str], ...], list[tuple[Cell, ...]]]:
    """Announcements and what they led to, the latest first."""
    words = desk.words
    header = (
        (words("followed_announced"), "38%"), (words("followed_done"), "38%"),
        (words("followed_time"), ""),
    )  # fmt: skip
    rows = []
    for pair in pairs.sort_values("done", ascending=False).itertuples():
        cells = []
        for place in (pair.announced, pair.done):
            row: Any = next(known.iloc[[place]].itertuples())
            stage = words(f"stage_{row.stage}")
            cells.append(
                Cell(
                    timeline.title_of(row, words),
                    (f"{timeline.when(row, words)} · {stage}", timeline.document_of(row, words)),
                )
            )
        time = (
            words.count(int(pair.days), "day")
            if pair.days == pair.days
            else words.count(int(pair.months), "month")
        )
        rows.append((*cells, Cell(time)))
    return header, rows


def _criticised(desk: Desk) -> None:
    """Plans that went wrong: as events, and as statements in articles that criticise."""
    words, corpus = desk.words, desk.holdings.corpus
    statements = stated(desk.holdings).statements
    st.header(words("wrong_title"))
    wrong = unfinished(chosen_events(events(), desk.choice), today=date.today())
    if len(wrong):
        header = ((words("event_what"), "60%"), (words("event_outcome"), ""))
        rows = [
            (
                Cell(
                    timeline.title_of(row, words),
                    (timeline.when(row, words), timeline.document_of(row, words)),
                ),
                Cell(words(f"outcome_{row.outcome}") if row.outcome else words("stage_criticism")),
            )
            for row in wrong.itertuples()
        ]
        st.html(list_table(header, rows))
    tags = corpus.axes.get("stance")
    if tags is None or "criticism" not in tags.keys:
        st.html(note(words("wrong_no_stance")))
        return
    is_criticism = tags.has_any(["criticism"]) & desk.mask
    if not is_criticism.any():
        st.html(note(words("wrong_none")))
        return
    found = np.concatenate(
        [
            statements.money(is_criticism, least=LEAST),
            statements.of("horizon", is_criticism),
        ]
    )
    st.html(
        sentence(
            words(
                "wrong_sentence",
                articles=words.count(int(is_criticism.sum()), "article"),
                statements=words.count(len(found), "of_statement"),
            )
        )
    )
    days = corpus.days[statements.rows[found]].astype(np.int64)
    latest = found[np.argsort(-days, kind="stable")]
    st.html(quote_list(quotes_of(desk, latest[:QUOTES])))
    if len(latest) > QUOTES and st.button(
        words("wrong_all", count=words.count(len(latest), "statement")), key="wrong_all"
    ):
        open_statements(desk, latest, words("wrong_title"))
