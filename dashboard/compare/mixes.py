"""Mixes of Compare: what each thing is made of, and how two of them differ."""

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from analysis import Thing, differences, mixes
from dashboard import charts
from dashboard.charted import draw
from dashboard.charts import Marks
from dashboard.compare.tables import labelled
from dashboard.compare.things import Compared, names_of, open_topic, together
from dashboard.desk import Desk

MIX_ROWS: Final = 14


def show_mixes(desk: Desk, found: Sequence[Compared], things: Sequence[Thing]) -> None:
    words, axis = desk.words, desk.view["compare_by"]
    table = mixes(desk.holdings.corpus, things, axis, way=desk.way, most=MIX_ROWS)
    if table.empty:
        st.info(words("nothing_tagged"))
        return
    look, names = desk.look(axis), names_of(found)
    topics = list(dict.fromkeys(table["topic"]))
    place = {topic: at for at, topic in enumerate(topics)}
    series = []
    for at, item in enumerate(found):
        own = table[(table["thing"] == item.key) & (table["total"] > 0)]
        series.append(
            Marks(
                name=item.name,
                place=at,
                rows=[place[topic] for topic in own["topic"]],
                values=own["share"] * 100,
                lows=own["share_low"] * 100,
                highs=own["share_high"] * 100,
                texts=[
                    "<br>".join(
                        [
                            f"<b>{look.name(row.topic)}</b>",
                            item.name,
                            words(
                                "share_between",
                                share=words.percent(row.share, digits=1),
                                low=words.percent(row.share_low, digits=1),
                                high=words.percent(row.share_high, digits=1),
                                base=words.number(row.total),
                            ),
                        ]
                    )
                    for row in own.itertuples()
                ],
                meanings=[[item.key, row.topic, row.article_count] for row in own.itertuples()],
            )
        )
    unit = words(f"mix_unit_{desk.way if desk.way in ('stories', 'fractional') else 'articles'}")
    draw(
        desk,
        "compare_mixes",
        words("mixes_title", axis=words(axis)),
        charts.interval_figure(
            look, [look.name(topic) for topic in topics], series, title=words("axis_mix")
        ),
        labelled(table, names, look),
        unit=unit,
        note=words("mixes_note"),
        choose=lambda meaning: (
            open_topic(found, meaning[0], axis, meaning[1]) if meaning[2] else None
        ),
        counted=together(things),
        dates=desk.period_of(together(things)),
        sentence=_mix_sentence(desk, table, names, look),
    )
    if len(found) == 2:
        _differences(desk, found, things, table, axis)


def _mix_sentence(desk: Desk, table: pd.DataFrame, names: dict[str, str], look: charts.Look) -> str:
    """The biggest topic of each thing."""
    known = table[table["share"].notna()]
    biggest = known.loc[known.groupby("thing", sort=False)["share"].idxmax()]
    parts = [
        desk.words(
            "mix_biggest",
            thing=names[row.thing],
            topic=look.name(row.topic),
            share=desk.words.percent(row.share, digits=1),
        )
        for row in biggest.itertuples()
    ]
    return desk.words("mixes_sentence", topics="; ".join(parts))


def _differences(
    desk: Desk,
    found: Sequence[Compared],
    things: Sequence[Thing],
    table: pd.DataFrame,
    axis: str,
) -> None:
    """How the mixes of two things differ, as bars with intervals."""
    words, look = desk.words, desk.look(axis)
    first, second = found
    # What came later, or stands second, is told against what was before.
    shown = differences(table, second.key, first.key)
    shown = shown[shown["difference"].notna()]
    if shown.empty:
        return
    texts = [
        "<br>".join(
            [
                f"<b>{look.name(row.topic)}</b>",
                f"{second.name}: {words.percent(row.share, digits=1)}",
                f"{first.name}: {words.percent(row.other_share, digits=1)}",
                _difference_text(desk, row),
            ]
        )
        for row in shown.itertuples()
    ]  # fmt: skip
    marks = Marks(
        name="",
        place=0,
        rows=range(len(shown)),
        values=shown["difference"] * 100,
        lows=shown["difference_low"] * 100,
        highs=shown["difference_high"] * 100,
        texts=texts,
        meanings=[
            [(second if row.difference > 0 else first).key, row.topic] for row in shown.itertuples()
        ],
        faint=(~shown["is_clear"]).tolist(),
    )
    clear = shown[shown["is_clear"]]
    parts = [
        words("difference_part", topic=look.name(row.topic), points=_points(desk, row.difference))
        for row in clear.reindex(clear["difference"].abs().nlargest(3).index).itertuples()
    ]
    sentence = (
        words("differences_sentence", topics="; ".join(parts))
        if parts
        else words("differences_none")
    )
    draw(
        desk,
        "compare_differences",
        words("differences_title", first=second.name, second=first.name),
        charts.interval_figure(
            look, list(map(look.name, shown["topic"])), [marks],
            title=words("axis_points"), as_bars=True,
        ),
        labelled(shown, {}, look),
        unit=words("unit_points"),
        note=words("differences_note"),
        choose=lambda meaning: open_topic(found, meaning[0], axis, meaning[1]),
        counted=together(things),
        dates=desk.period_of(together(things)),
        sentence=sentence,
    )  # fmt: skip


def _difference_text(desk: Desk, row: Any) -> str:
    ends = (row.difference, row.difference_low, row.difference_high)
    names = ("difference", "low", "high")
    points = [_points(desk, end) for end in ends]
    return desk.words("difference_between", **dict(zip(names, points, strict=True)))


def _points(desk: Desk, share: float) -> str:
    sign = "+" if share > 0 else ""
    return f"{sign}{desk.words.number(share * 100, digits=1)}"
