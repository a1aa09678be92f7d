"""Topics against periods: a cell is the darker, the more there is."""

from typing import Any, Final

import numpy as np
import pandas as pd

from dashboard.charts.base import LABEL_WIDTH, Figure, Look, figure, row_height, tick, wrapped
from dashboard.texts import Words

BAR_ROOM: Final = 84  # pixels above the cells, for the bar that explains the colours


def heat_figure(table: pd.DataFrame, look: Look, *, period: str, way: str) -> Figure:
    """Topics against periods, one cell each; the colour grows with the square root.

    Cells are bars with a base, which the pictures for files can draw, too.

    Parameters
    ----------
    table : as returned by ``analysis.heat``
    look : words, names and ground
    period : of the table
    way : of counting, which the values of the table are in
    """
    words = look.words
    topics = list(dict.fromkeys(table["topic"]))
    starts = table["period_start"].drop_duplicates()
    row = np.repeat(np.arange(len(topics)), len(starts))
    column = np.tile(np.arange(len(starts)), len(topics))
    values = np.nan_to_num(table["value"].to_numpy())
    names = [words.period(day.date(), period) for day in starts]
    days = np.datetime_as_string(table["period_start"].to_numpy(), unit="D").tolist()
    labels = list(map(look.name, topics))
    most = float(values.max(initial=0)) or 1.0
    cells = {
        "type": "bar",
        "x": column,
        "y": np.full(len(row), 0.92),
        "base": row - 0.46,
        "width": 0.94,
        "marker": {
            "color": np.sqrt(values),
            "colorscale": [[0, look.heat[0]], [1, look.heat[1]]],
            "cmin": 0,
            "cmax": float(np.sqrt(most)),
            "line": {"width": 0},
            "showscale": True,
            "colorbar": _colour_bar(most, words, way),
        },
        "customdata": [
            [topic, count, day]
            for topic, count, day in zip(
                table["topic"].tolist(), table["article_count"].tolist(), days, strict=True
            )
        ],
        "hovertext": [
            f"<b>{labels[at]}</b><br>{names[place]}: {words.amount(value, way)}"
            for at, place, value in zip(row.tolist(), column.tolist(), values.tolist(), strict=True)
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    labels = [wrapped(label, LABEL_WIDTH) for label in labels]
    step = max(1, -(-len(names) // 6))
    return figure(
        look,
        [cells],
        {
            "height": BAR_ROOM + 36 + row_height(labels) * len(topics),
            "barmode": "overlay",
            "margin": {"t": BAR_ROOM},
        },
        xaxis={
            "tickvals": np.arange(0, len(names), step),
            "ticktext": [tick(words, day, period) for day in starts.iloc[::step]],
            "range": [-0.6, len(names) - 0.4],
        },
        yaxis={
            "tickvals": np.arange(len(topics)),
            "ticktext": labels,
            "range": [len(topics) - 0.4, -0.6],
            "showgrid": False,
            "zeroline": False,
            "ticks": "",
        },
    )


def _colour_bar(most: float, words: Words, way: str) -> dict[str, Any]:
    ticks = [0.0, most / 16, most / 4, most]
    if way in ("articles", "stories"):
        ticks = sorted(set(map(round, ticks)))
    return {
        "orientation": "h",
        "y": 1.0,
        "yanchor": "bottom",
        "x": 1,
        "xanchor": "right",
        "len": 240,
        "lenmode": "pixels",
        "thickness": 10,
        "outlinewidth": 0,
        "tickvals": np.sqrt(ticks),
        "ticktext": [words.amount(tick, way) for tick in ticks],
        "title": {"text": words(f"axis_{way}"), "side": "top"},
        "ypad": 0,
    }
