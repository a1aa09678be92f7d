"""Events as figures: plans as bars until their end, and numbered marks beside a curve."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.base import COLOURS, GREY, LABEL_WIDTH, Look, figure, row_height, wrapped

# How exactly the start of a plan is known, told by the form of its mark.
STARTS: Final = {"day": "circle", "month": "circle-open", "year": "diamond-open"}
SAME_PLACE: Final = 0.03  # of the width of a figure: marks that are closer would hide each other
LEVELS: Final = 3


def programmes_figure(
    table: pd.DataFrame, names: Sequence[str], hovers: Sequence[str], look: Look, *, today: date
) -> go.Figure:
    """One bar per plan, from its start to the end of its last year; a line marks today.

    Parameters
    ----------
    table : as returned by ``analysis.programmes``
    names, hovers : of each plan
    look : words, names and ground
    today : plans that ended before are grey
    """
    words, places = look.words, np.arange(len(table))
    is_over = (table["end"] < pd.Timestamp(today)).to_numpy()
    starts = table["start"].astype("str").str[:10]
    meanings = table[["id", "years"]].assign(years=1).to_numpy(dtype=object)
    bars = {
        "type": "bar",
        "orientation": "h",
        "base": starts.tolist(),
        "x": ((table["end"] - table["start"]).dt.total_seconds() * 1000).to_numpy(),
        "y": places,
        "text": [str(year) for year in table["horizon_year"]],
        "textposition": "outside",
        "outsidetextfont": {"color": look.ink},
        "textangle": 0,
        "cliponaxis": False,
        "marker": {
            "color": np.where(is_over, GREY, COLOURS[0]),
            "pattern": {
                "shape": np.where(table["outcome"] != "", "x", "").tolist(), "solidity": 0.3,
            },
        },
        "customdata": meanings,
        "hovertext": list(hovers),
        "hovertemplate": "%{hovertext}<extra></extra>",
        "showlegend": False,
    }  # fmt: skip
    marks = [
        {
            "type": "scatter",
            "mode": "markers",
            "name": words(f"known_by_{precision}"),
            "x": starts[chosen].tolist(),
            "y": places[chosen],
            "marker": {
                "symbol": symbol, "size": 10, "color": look.ink,
                "line": {"width": 2, "color": look.ink},
            },
            "customdata": meanings[chosen],
            "hovertext": [hovers[place] for place in places[chosen]],
            "hovertemplate": "%{hovertext}<extra></extra>",
        }
        for precision, symbol in STARTS.items()
        if (chosen := (table["precision"] == precision).to_numpy()).any()
    ]  # fmt: skip
    labels = [wrapped(name, LABEL_WIDTH) for name in names]
    line = {
        "type": "line", "x0": today.isoformat(), "x1": today.isoformat(), "y0": 0, "y1": 1,
        "yref": "paper", "line": {"color": look.ink, "width": 1, "dash": "dot"},
    }  # fmt: skip
    return figure(
        look,
        [bars, *marks],
        {
            "height": 100 + row_height(labels) * len(table),
            "bargap": 0.35,
            "shapes": [line],
            "margin": {"r": 44},
            "showlegend": True,
            "legend": {"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0,
                       "itemclick": False, "itemdoubleclick": False},
        },
        xaxis={"type": "date", "nticks": 6, "tickangle": 0},
        yaxis={
            "tickvals": places,
            "ticktext": labels,
            "range": [len(labels) - 0.4, -0.6],
            "ticks": "",
            "showgrid": False,
            "zeroline": False,
        },
    )  # fmt: skip


def event_marks(
    events: pd.DataFrame, names: Sequence[str], look: Look
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Numbered vertical marks for a figure over time, at its upper edge.

    Parameters
    ----------
    events : as returned by ``analysis.marks``
    names : of each event
    look : words, names and ground

    Returns
    -------
    data, layout : traces to add to those of the figure, and what to add to its layout. A click
        on a number gives ``[id of the event, 0]``: zero articles, so that no filter is set by it.
    """
    if events.empty:
        return [], {}
    days = events["date"].astype("str").str[:10].tolist()
    heights = [0.97 - 0.07 * level for level in _levels(events["date"])]
    marks = {
        "type": "scatter",
        "mode": "markers+text",
        "x": days,
        "y": heights,
        "yaxis": "y2",
        "text": [str(number) for number in events["number"]],
        "textfont": {"size": 10, "color": "#ffffff"},
        "marker": {"size": 17, "color": "#56616b", "symbol": "circle"},
        "customdata": np.array([[key, 0] for key in events["id"]], dtype=object),
        "hovertext": [f"<b>{day}</b><br>{wrapped(name, 50)}" for day, name in
                      zip(map(look.words.known_date, days), names, strict=True)],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "showlegend": False,
        "cliponaxis": False,
    }  # fmt: skip
    lines = [
        {
            "type": "line", "x0": day, "x1": day, "y0": 0, "y1": height, "yref": "paper",
            "layer": "below", "line": {"color": GREY, "width": 1, "dash": "dot"},
        }
        for day, height in zip(days, heights, strict=True)
    ]  # fmt: skip
    hidden = {"overlaying": "y", "range": [0, 1], "visible": False, "fixedrange": True}
    return [marks], {"shapes": lines, "yaxis2": hidden}


def _levels(dates: pd.Series) -> list[int]:
    """How far down each mark stands, so that close ones do not hide each other."""
    stamps = dates.to_numpy().astype("datetime64[D]").astype(np.int64)
    near = max(1.0, (stamps.max() - stamps.min()) * SAME_PLACE)
    levels: list[int] = []
    for place, stamp in enumerate(stamps):
        taken = {levels[former] for former in range(place) if stamp - stamps[former] < near}
        free = [level for level in range(LEVELS) if level not in taken]
        levels.append(free[0] if free else place % LEVELS)
    return levels
