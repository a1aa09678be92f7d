"""Ranked bars, one a topic, with count and change."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from dashboard.charts.base import COLOURS, LABEL_WIDTH, Figure, Look, figure, row_height, wrapped
from dashboard.texts import Words

RANKING_ROWS: Final = 24
FEW: Final = 10  # of so few earlier articles a percentage says nothing
CHANGE_MARGIN: Final = 92  # pixels right of the longest bar, for its count and change


def ranking_figure(
    table: pd.DataFrame, look: Look, *, chosen: Sequence[str], has_change: bool, way: str
) -> Figure:
    """One bar per topic with its count and its change; chosen topics stand out.

    Parameters
    ----------
    table : as returned by ``analysis.ranking``; the first rows are drawn
    look : words, names and ground
    chosen : topics that the reader filters by
    has_change : whether the corpus reaches back far enough for the earlier count
    way : of counting, which the values of the table are in
    """
    words, rows = look.words, table.head(RANKING_ROWS)
    texts = [_count_and_change(row, words, way, has_change=has_change) for row in rows.itertuples()]
    lengths = rows["value"].to_numpy() * (100 if way == "share" else 1)
    is_chosen = rows["topic"].isin(list(chosen)).to_numpy()
    colours = np.where(is_chosen, COLOURS[1], COLOURS[0])
    bars = {
        "type": "bar",
        "x": lengths,
        "y": np.arange(len(rows)),
        "orientation": "h",
        "text": texts,
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {
            "color": colours,
            "pattern": {"shape": np.where(is_chosen, "/", "").tolist(), "solidity": 0.25},
        },
        "customdata": rows[["topic", "article_count"]].to_numpy(dtype=object),
        "hovertext": [look.name(topic) for topic in rows["topic"]],
        "hovertemplate": "<b>%{hovertext}</b><br>%{text}<extra></extra>",
    }
    labels = [wrapped(look.name(topic), LABEL_WIDTH) for topic in rows["topic"]]
    most = float(np.nanmax(lengths, initial=0)) or 1
    return figure(
        look,
        [bars],
        {
            "height": 70 + row_height(labels) * len(rows),
            "margin": {"r": CHANGE_MARGIN},
            "bargap": 0.28,
            "showlegend": False,
        },
        xaxis={
            "title": {"text": words(f"axis_{way}")},
            "range": [0, most],
            "nticks": 5,
            "tickformat": ",~r",
        },
        yaxis={
            "tickvals": np.arange(len(rows)),
            "ticktext": labels,
            "range": [len(rows) - 0.5, -0.5],
            "ticks": "",
            "showgrid": False,
            "zeroline": False,
        },
    )


def _count_and_change(row: Any, words: Words, way: str, *, has_change: bool) -> str:
    """The count, then its change: in per cent, or both numbers where the earlier is small."""
    now, before, count = row.current_count, row.previous_count, words.amount(row.value, way)
    if not has_change or now == before == 0:
        return count
    sign = "▲" if now > before else "▼" if now < before else "="
    if before < FEW:
        return f"{count}  {sign} {words('versus', now=words.number(now), before=before)}"
    return f"{count}  {sign} {words.percent(row.change, signed=True)}"
