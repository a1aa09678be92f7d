"""What rose and what fell: the ratio of two counts with its interval."""

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

FARTHEST: Final = 16  # times as many, or as few: what lies beyond ends at the frame
TICKS: Final = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8, 16)


def changes_figure(table: pd.DataFrame, look: Look) -> Figure:
    """One mark per topic on a doubling scale, with a line as long as its interval.

    Parameters
    ----------
    table : as returned by ``analysis.risen_and_fallen``
    look : words, names and ground
    """
    words = look.words
    middle, low, high = (_place(table[name]) for name in ("change", "low", "high"))
    rows = np.arange(len(table))
    colours = [
        COLOURS[0] if row.low > 0 else COLOURS[1] if row.high < 0 else GREY
        for row in table.itertuples()
    ]
    texts = [
        f"<b>{look.name(row.topic)}</b><br>"
        + words("versus", now=words.number(row.current_count), before=row.previous_count)
        + f"<br>{words.change(row.low)} … {words.change(row.high)}"
        for row in table.itertuples()
    ]
    marks: dict[str, Any] = {
        "type": "scatter",
        "mode": "markers",
        "x": middle,
        "y": rows,
        "marker": {"color": colours, "size": 11},
        "customdata": table[["topic", "current_count"]].to_numpy(dtype=object),
        "hovertext": texts,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    lines = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [low[row], high[row]],
            "y": [row, row],
            "line": {"color": colours[row], "width": 3},
            "hoverinfo": "skip",
        }
        for row in rows
    ]
    labels = [wrapped(look.name(topic), LABEL_WIDTH) for topic in table["topic"]]
    reach = max(1.0, float(np.abs(np.concatenate([low, high])).max(initial=0)))
    ticks = [tick for tick in TICKS if abs(np.log2(tick)) <= reach]
    return figure(
        look,
        [*lines, marks],
        {"height": 80 + row_height(labels) * len(labels), "showlegend": False},
        xaxis={
            "title": {"text": words("axis_change")},
            "range": [-reach - 0.2, reach + 0.2],
            "tickvals": np.log2(ticks),
            "ticktext": [words.change(tick - 1) for tick in ticks],
            "zeroline": True,
            "zerolinecolor": look.ink,
        },
        yaxis={
            "tickvals": rows,
            "ticktext": labels,
            "range": [len(rows) - 0.5, -0.5],
            "ticks": "",
            "showgrid": False,
            "zeroline": False,
        },
    )


def _place(change: pd.Series) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Doublings: 1 is twice as many, -1 half as many; what is farther ends at the frame."""
    ratio = np.clip(change.to_numpy(dtype=float) + 1, 1 / FARTHEST, FARTHEST)
    doublings: np.ndarray[Any, np.dtype[np.float64]] = np.log2(ratio)
    return doublings
