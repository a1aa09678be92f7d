"""Lines over time, one a topic."""

from collections.abc import Collection, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.base import Look, figure, series_style, tick, wrapped

LEGEND_WIDTH: Final = 40


def trend_figure(
    table: pd.DataFrame,
    order: Sequence[str],
    look: Look,
    *,
    period: str,
    way: str,
    incomplete: Collection[pd.Timestamp] = (),
) -> go.Figure:
    """One line per topic over time; incomplete periods are hollow marks beside the line.

    Parameters
    ----------
    table : as returned by ``analysis.trend``
    order : all topics of the axis, which fixes their colours
    look : words, names and ground
    period : of the table
    way : of counting, which the values of the table are in
    incomplete : starts of periods that the articles do not cover to the end
    """
    words, lines = look.words, []
    is_incomplete = table["period_start"].isin(list(incomplete))
    for topic in dict.fromkeys(table["topic"]):
        here = table["topic"] == topic
        style = series_style(topic, order)
        whole, broken = table[here & ~is_incomplete], table[here & is_incomplete]
        if len(whole):
            series = _series(whole, look, period, way)
            lines.append({**series, "mode": "lines+markers", **style})
        if len(broken):
            hollow = {**style, "marker": _hollow(style["marker"])}
            series = _series(broken, look, period, way)
            lines.append({**series, "mode": "markers", "showlegend": whole.empty, **hollow})
    distinct = table["period_start"].drop_duplicates()
    ticks = distinct.iloc[:: max(1, -(-len(distinct) // 6))]
    legend = {"orientation": "h", "y": -0.16, "yanchor": "top", "x": 0, "itemclick": False}
    return figure(
        look,
        [{"type": "scatter", **line} for line in lines],
        {"height": 460, "showlegend": True, "legend": legend},
        xaxis={
            "tickvals": ticks.to_numpy(),
            "ticktext": [tick(words, day, period) for day in ticks],
            "tickangle": 0,
        },
        yaxis={
            "title": {"text": words(f"axis_{way}")},
            "rangemode": "tozero",
            "tickformat": ",~r",
            "nticks": 6,
        },
    )


def _series(rows: pd.DataFrame, look: Look, period: str, way: str) -> dict[str, Any]:
    """Points of one topic, with what each means."""
    words, topic = look.words, str(rows["topic"].iloc[0])
    values = rows["value"].to_numpy()
    meanings = [
        [topic, count, f"{day:%Y-%m-%d}", words.period(day.date(), period)]
        for count, day in zip(rows["article_count"].tolist(), rows["period_start"], strict=True)
    ]
    return {
        "x": rows["period_start"].to_numpy(),
        "y": values * 100 if way == "share" else values,
        "name": wrapped(look.name(topic), LEGEND_WIDTH),
        "legendgroup": topic,
        "customdata": np.array(meanings, dtype=object),
        "text": [words.amount(value, way) for value in values],
        "hovertemplate": f"<b>{look.name(topic)}</b><br>%{{customdata[3]}}: %{{text}}"
        "<extra></extra>",
    }


def _hollow(marker: dict[str, Any]) -> dict[str, Any]:
    return {**marker, "symbol": f"{marker['symbol']}-open", "size": 9, "line": {"width": 2}}
