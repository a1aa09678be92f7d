"""Courses of Compare: how much is written of each thing over time."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from analysis import PERIODS, Thing, courses, placed, suitable_period
from dashboard import charts
from dashboard.charted import draw
from dashboard.compare.tables import labelled
from dashboard.compare.things import Compared, names_of, open_thing, split_day, together
from dashboard.desk import Desk
from dashboard.wording import last_day


def show_courses(desk: Desk, found: Sequence[Compared], things: Sequence[Thing]) -> None:
    words, corpus = desk.words, desk.holdings.corpus
    st.segmented_control(
        words("bin"),
        ("auto", *PERIODS),
        format_func=lambda name: words(f"bin_{name}"),
        key="compare_step",
        required=True,
    )
    whole = together(things)
    step = desk.view["compare_step"]
    period = suitable_period(corpus, whole) if step == "auto" else step
    table = courses(corpus, things, period=period, way=desk.way)
    if table.empty:
        st.info(words("compare_undated"))
        return
    names = names_of(found)
    notes = [words("courses_note")]
    if unplaced := int((whole & ~placed(corpus, period=period)).sum()):
        notes.append(words("trend_unplaced", count=words.count(unplaced, "article")))
    cut = _cut_short(desk, found, table, period)
    if cut:
        notes.append(words("courses_incomplete"))

    def choose(meaning: Sequence[Any]) -> None:
        key, count, start = meaning
        if not count:
            return
        first = date.fromisoformat(start)
        last = last_day(first, PERIODS[period])
        own = next(item.choice for item in found if item.key == key)
        open_thing(
            found, key,
            **{"from": max(first, own.first or first), "to": min(last, own.last or last)},
        )  # fmt: skip

    draw(
        desk,
        "compare_courses",
        words("courses_title", counted=words(f"counted_{desk.way}"), period=words(f"per_{period}")),
        charts.courses_figure(
            table,
            names,
            desk.look("sector"),
            period=period,
            way=desk.way,
            incomplete=cut,
            marked=split_day(desk) if desk.view["compare"] == "day" else None,
        ),
        labelled(table, names),
        note=" ".join(notes),
        choose=choose,
        counted=whole & placed(corpus, period=period),
        dates=desk.period_of(whole),
        sentence=_course_sentence(desk, table, names, period),
    )


def _cut_short(
    desk: Desk, found: Sequence[Compared], table: pd.DataFrame, period: str
) -> set[pd.Timestamp]:
    """Periods of the chart that a thing covers in part, or that the articles end within."""
    ended = desk.holdings.corpus.last_date or date.max

    def is_cut(first: date, last: date) -> bool:
        bounds = [(item.choice.first or first, item.choice.last or last) for item in found]
        return last > ended or any(
            first < opened <= last or first <= closed < last for opened, closed in bounds
        )

    return {
        start
        for start in table["period_start"].drop_duplicates()
        if is_cut(start.date(), last_day(start.date(), PERIODS[period]))
    }


def _course_sentence(desk: Desk, table: pd.DataFrame, names: dict[str, str], period: str) -> str:
    """When each thing was at its height."""
    words = desk.words
    known = table[table["value"].notna()]
    highest = known.loc[known.groupby("thing", sort=False)["value"].idxmax()]
    parts = [
        words(
            "course_height",
            thing=names[row.thing],
            period=words.period(row.period_start.date(), period),
            value=words.amount(row.value, desk.way),
        )
        for row in highest.itertuples()
        if row.value
    ]
    return words("courses_sentence", heights="; ".join(parts)) if parts else ""
