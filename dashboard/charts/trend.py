"""Lines over time, one a topic."""

from collections.abc import Collection, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.charts.base import Figure, Look, figure, series_style, tick, wrapped

LEGEND_WIDTH: Final = 40


def trend_figure(
    table: pd.DataFrame,
    order: Sequence[str],
    look: Look,
    *,
    period: str,
    way: str,
    incomplete: Collection[pd.Timestamp] = (),
    has_legend: bool = True,
) -> Figure:
    """One line per topic over time; incomplete periods are hollow marks beside the line.

    Parameters
    ----------
    table : as returned by ``analysis.trend``
    order : all topics of the axis, which fixes their colours
    look : words, names and ground
    period : of the table
    way : of counting, which the values of the table are in
    incomplete : starts of periods that the articles do not cover to the end
    has_legend : False where the title names the only topic
    """
    words = look.words
    starts = table["period_start"].drop_duplicates()
    names = [words.period(day.date(), period) for day in starts]
    is_broken = starts.isin(list(incomplete)).to_numpy()
    lines = []
    for topic, own in table.groupby("topic", sort=False):
        style = series_style(str(topic), order)
        series = _series(own, look, names, way)
        if not is_broken.all():
            lines.append({**_part(series, ~is_broken), "mode": "lines+markers", **style})
        if is_broken.any():
            hollow = {
                **style,
                "marker": _hollow(style["marker"]),
                "showlegend": bool(is_broken.all()),
            }
            lines.append({**_part(series, is_broken), "mode": "markers", **hollow})
    ticks = starts.iloc[:: max(1, -(-len(starts) // 6))]
    legend = {"orientation": "h", "y": -0.16, "yanchor": "top", "x": 0, "itemclick": False}
    return figure(
        look,
        [{"type": "scatter", **line} for line in lines],
        {"height": 460 if has_legend else 380, "showlegend": has_legend, "legend": legend},
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


def _series(rows: pd.DataFrame, look: Look, names: Sequence[str], way: str) -> dict[str, Any]:
    """Points of one topic, one for each named period, with what each means."""
    topic = str(rows["topic"].iloc[0])
    days = np.datetime_as_string(rows["period_start"].to_numpy(), unit="D").tolist()
    values = rows["value"].to_numpy()
    counts = rows["article_count"].tolist()
    return {
        "x": np.array(days),
        "y": values * 100 if way == "share" else values,
        "name": wrapped(look.name(topic), LEGEND_WIDTH),
        "legendgroup": topic,
        "customdata": np.array(
            [[topic, *meaning] for meaning in zip(counts, days, names, strict=True)], dtype=object
        ),
        "text": np.array([look.words.amount(value, way) for value in values.tolist()]),
        "hovertemplate": f"<b>{look.name(topic)}</b><br>%{{customdata[3]}}: %{{text}}"
        "<extra></extra>",
    }


def _part(series: dict[str, Any], is_kept: NDArray[np.bool_]) -> dict[str, Any]:
    """Some points of a series."""
    return {
        key: value[is_kept] if isinstance(value, np.ndarray) else value
        for key, value in series.items()
    }


def _hollow(marker: dict[str, Any]) -> dict[str, Any]:
    return {**marker, "symbol": f"{marker['symbol']}-open", "size": 9, "line": {"width": 2}}
