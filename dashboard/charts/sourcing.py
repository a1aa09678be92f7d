"""Sources: who publishes, how much comes from few, who was first, what languages write of."""

from typing import Any, Final

import numpy as np
import pandas as pd

from dashboard.charts.base import (
    COLOURS,
    GREY,
    LABEL_WIDTH,
    Figure,
    Look,
    figure,
    row_height,
    wrapped,
)
from dashboard.charts.mix import HATCH, named_rows, plain, ranked
from dashboard.charts.widths import TICK_ROOM, TITLE_ROOM
from dashboard.texts import Words

SOURCE_ROWS: Final = 16
ROLE_ROWS: Final = 16
PAIR_ROWS: Final = 16
LEGEND: Final = {
    "orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "itemclick": False,
    "traceorder": "normal",
}  # fmt: skip
# first, reprinted, said again, and where the dates do not tell
ROLES: Final = (
    ("first", COLOURS[0], ""),
    ("reprint", COLOURS[1], "/"),
    ("repeat", COLOURS[2], "."),
    ("unsure", GREY, "x"),
)


def sources_figure(table: pd.DataFrame, look: Look, *, chosen: tuple[str, ...], way: str) -> Figure:
    """One bar per source; below its name the topic and the language of most of its articles.

    Parameters
    ----------
    table : as returned by ``analysis.publishers``; the first rows are drawn
    look : names of the leading topics; the ground
    chosen : sources that the reader filters by
    way : of counting, which the values of the table are in
    """
    words, rows = look.words, table.head(SOURCE_ROWS)
    remarks = []
    for line in rows.itertuples():
        parts = [words.name("language", line.language)]
        if line.leader:
            parts.append(f"{look.name(line.leader)} {words.percent(line.leader_share)}")
        remarks.append(plain(" · ".join(parts), LABEL_WIDTH))
    return ranked(
        look,
        [plain(name or words("source_unnamed"), LABEL_WIDTH) for name in rows["source"]],
        remarks,
        rows["value"].to_numpy(dtype=np.float64),
        rows[["source", "article_count"]].to_numpy(dtype=object),
        way=way,
        is_chosen=rows["source"].isin(list(chosen)).to_numpy(),
    )


def concentration_figure(table: pd.DataFrame, look: Look) -> Figure:
    """What share of each topic comes from its biggest source, and from its three biggest.

    Parameters
    ----------
    table : as returned by ``analysis.sourcing``; the first rows are drawn
    look : names of the topics; the ground
    """
    words, rows = look.words, table.head(SOURCE_ROWS)
    top, three = rows["top_share"].to_numpy(), rows["top3_share"].to_numpy()
    sources = [words.count(count, "source") for count in rows["source_count"].tolist()]
    hover = [
        f"<b>{look.name(line.topic)}</b><br>"
        + words(
            "sourcing_hover",
            sources=count,
            leader=plain(line.leader or words("source_unnamed"), 60),
            top=words.percent(line.top_share),
            three=words.percent(line.top3_share),
            equal=words.number(line.equal_sources, digits=1),
        )
        for line, count in zip(rows.itertuples(), sources, strict=True)
    ]
    light = "#37495a" if look.is_dark else "#dde5ec"
    parts = (
        ("part_top", top, COLOURS[0], ""),
        ("part_three", three - top, COLOURS[6], "/"),
        ("part_rest", 1 - three, light, ""),
    )
    labels = [
        f"{wrapped(look.name(topic), LABEL_WIDTH)}<br><span style='font-size:11px'>{count}</span>"
        for topic, count in zip(rows["topic"], sources, strict=True)
    ]
    return figure(
        look,
        [
            {
                "type": "bar",
                "orientation": "h",
                "x": values * 100,
                "y": np.arange(len(rows)),
                "name": words(name),
                "marker": {"color": colour, "pattern": {"shape": shape, **HATCH}},
                "text": [words.percent(value) if value >= 0.12 else "" for value in values],
                "textposition": "inside",
                "insidetextanchor": "middle",
                "textangle": 0,
                "insidetextfont": {"color": look.ink if colour == light else "#ffffff"},
                "customdata": rows[["topic", "article_count"]].to_numpy(dtype=object),
                "hovertext": hover,
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
            for name, values, colour, shape in parts
        ],
        {
            "height": 90 + row_height(labels) * len(rows),
            "barmode": "stack",
            "bargap": 0.35,
            "showlegend": True,
            "legend": LEGEND,
            "margin": {"t": 40, "b": TICK_ROOM, "r": 24},
        },
        xaxis={
            "range": [0, 100],
            "tickvals": [0, 50, 100],
            "ticksuffix": _sign(words),
            "showgrid": False,
        },
        yaxis=named_rows(labels),
    )


def roles_figure(table: pd.DataFrame, look: Look) -> Figure:
    """Articles that a source had first, took from others, and said again.

    Parameters
    ----------
    table : as returned by ``analysis.publishers``, only sources with such articles, in order;
        the first rows are drawn
    look : the words and the ground
    """
    words, rows = look.words, table.head(ROLE_ROWS)
    labels = [plain(name or words("source_unnamed"), LABEL_WIDTH) for name in rows["source"]]
    data = []
    for role, colour, shape in ROLES:
        counts = rows[f"{role}_count"].to_numpy()
        meanings = [
            [source, count, role]
            for source, count in zip(rows["source"], counts.tolist(), strict=True)
        ]
        data.append(
            {
                "type": "bar",
                "orientation": "h",
                "x": counts,
                "y": np.arange(len(rows)),
                "name": words(f"role_{role}"),
                "marker": {
                    "color": colour,
                    "pattern": {"shape": shape, **HATCH},
                },
                "customdata": np.array(meanings, dtype=object),
                "hovertext": [
                    f"<b>{label}</b><br>{words(f'role_{role}')}: {words.number(count)}"
                    for label, count in zip(labels, counts.tolist(), strict=True)
                ],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )
    return figure(
        look,
        data,
        {
            "height": 100 + row_height(labels) * len(rows),
            "barmode": "stack",
            "bargap": 0.3,
            "showlegend": True,
            "legend": LEGEND,
            "margin": {"t": 60, "b": TITLE_ROOM},
        },
        xaxis={"title": {"text": words("axis_articles")}, "nticks": 5, "tickformat": ",~r"},
        yaxis=named_rows(labels),
    )


def leaning_figure(table: pd.DataFrame, look: Look, *, way: str) -> Figure:
    """One bar per pair: who reprinted, and below who was first.

    Parameters
    ----------
    table : as returned by ``analysis.leaning``; the first rows are drawn
    look : the words and the ground
    way : of counting, which the values of the table are in
    """
    words, rows = look.words, table.head(PAIR_ROWS)
    unnamed = words("source_unnamed")
    remarks = [
        plain(
            words(
                "leaning_remark",
                first=line.first_source or unnamed,
                share=words.percent(line.lean_share),
            ),
            LABEL_WIDTH,
        )
        for line in rows.itertuples()
    ]
    return ranked(
        look,
        [plain(name or unnamed, LABEL_WIDTH) for name in rows["source"]],
        remarks,
        rows["value"].to_numpy(dtype=np.float64),
        rows[["source", "article_count", "first_source"]].to_numpy(dtype=object),
        way=way,
        is_hatched=(rows["uncertain_count"] * 2 > rows["article_count"]).to_numpy(),
    )


def languages_figure(table: pd.DataFrame, look: Look) -> Figure:
    """One mark per topic and language: which share of the language's articles has the topic.

    Parameters
    ----------
    table : as returned by ``analysis.by_language``
    look : names of the topics; the ground
    """
    words = look.words
    topics = list(dict.fromkeys(table["topic"]))
    codes = list(dict.fromkeys(table["language"]))
    shares = table["of_language_share"].to_numpy().reshape(len(topics), len(codes)) * 100
    lines: dict[str, Any] = {
        "type": "scatter",
        "mode": "lines",
        "x": np.column_stack(
            [shares.min(axis=1), shares.max(axis=1), np.full(len(topics), np.nan)]
        ).ravel(),
        "y": np.repeat(np.arange(len(topics)), 3),
        "line": {"color": GREY, "width": 1.5},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    marks = []
    for at, code in enumerate(codes):
        here = table[table["language"] == code]
        marks.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": shares[:, at],
                "y": np.arange(len(topics)),
                "name": words.name("language", code),
                "marker": {
                    "size": 12,
                    "color": COLOURS[at % len(COLOURS)],
                    "symbol": ("circle", "diamond", "square")[at % 3],
                },
                "customdata": here[["topic", "article_count", "language"]].to_numpy(dtype=object),
                "hovertext": [
                    f"<b>{look.name(line.topic)}</b><br>{words.name('language', code)}: "
                    f"{words.percent(line.of_language_share, digits=1)} "
                    f"({words.count(line.article_count, 'article')})"
                    for line in here.itertuples()
                ],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )
    labels = [wrapped(look.name(topic), LABEL_WIDTH) for topic in topics]
    return figure(
        look,
        [lines, *marks],
        {
            "height": 100 + row_height(labels) * len(topics),
            "hovermode": "closest",
            "showlegend": True,
            "legend": LEGEND,
            "margin": {"t": 40, "b": TITLE_ROOM},
        },
        xaxis={
            "title": {"text": words("axis_of_language")},
            "rangemode": "tozero",
            "nticks": 6,
            "tickformat": ",~r",
        },
        yaxis={**named_rows(labels), "showgrid": True},
    )


def _sign(words: Words) -> str:
    return "\u00a0%" if words.language == "ru" else "%"
