"""Events as figures: plans as bars until their end, and numbered marks beside a curve."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

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

# How exactly the start of a plan is known, told by the form of its mark.
STARTS: Final = {"day": "circle", "month": "circle-open", "year": "diamond-open"}
# Parts of the width of a figure, as on a phone: events that are closer have one mark; marks that
# are closer stand on two levels.
SAME_PLACE: Final = 0.05
SIDE_BY_SIDE: Final = 0.11
LEVEL: Final = 0.1  # of the height of a figure


def programmes_figure(
    table: pd.DataFrame, names: Sequence[str], hovers: Sequence[str], look: Look, *, today: date
) -> Figure:
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
        xaxis={"type": "date", "nticks": 4, "tickangle": 0},
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
    events: pd.DataFrame, names: Sequence[str], look: Look, *, days: int, highest: float
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Numbered vertical marks for a figure over time, above its curve.

    Parameters
    ----------
    events : as returned by ``analysis.marks``
    names : of each event
    look : words, names and ground
    days : that the figure is wide; events close to each other have one mark
    highest : value of the curve

    Returns
    -------
    data, layout : traces to add to those of the figure, and what to add to its layout. A click
        on a mark gives ``[ids of its events, 0]``: zero articles, so that no filter is set by it.
    """
    if events.empty:
        return [], {}
    stamps = events["date"].to_numpy().astype("datetime64[D]").astype(np.int64)
    groups = _close(stamps, days * SAME_PLACE)
    levels = _levels(stamps[[group[0] for group in groups]], days * SIDE_BY_SIDE)
    heights = [1 - LEVEL * (level + 0.5) for level in levels]
    dates = events["date"].astype("str").str[:10].tolist()
    firsts = [dates[group[0]] for group in groups]
    numbers = [
        "–".join(dict.fromkeys(str(events["number"].iloc[end]) for end in (group[0], group[-1])))
        for group in groups
    ]
    told = [
        f"{number}. <b>{look.words.known_date(day)}</b><br>{wrapped(name, 50)}"
        for number, day, name in zip(events["number"], dates, names, strict=True)
    ]
    marks = {
        "type": "scatter",
        "mode": "markers+text",
        "x": firsts,
        "y": heights,
        "yaxis": "y2",
        "text": numbers,
        "textfont": {"size": 10, "color": "#ffffff"},
        "marker": {
            "size": [max(17, 5 * len(number) + 8) for number in numbers],
            "color": "#56616b",
            "symbol": "circle",
            "opacity": 1,
        },
        "customdata": np.array(
            [[" ".join(events["id"].iloc[group]), 0] for group in groups], dtype=object
        ),
        "hovertext": ["<br>".join(told[place] for place in group) for group in groups],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "showlegend": False,
        "cliponaxis": False,
    }
    lines = [
        {
            "type": "line", "x0": day, "x1": day, "y0": 0, "y1": height, "yref": "paper",
            "layer": "below", "line": {"color": GREY, "width": 1, "dash": "dot"},
        }
        for day, height in zip(firsts, heights, strict=True)
    ]  # fmt: skip
    curve = 1 - LEVEL * (max(levels) + 1)
    return [marks], {
        "shapes": lines,
        "yaxis": {"range": [0, 1.05 * (highest or 1) / curve]},
        "yaxis2": {"overlaying": "y", "range": [0, 1], "visible": False, "fixedrange": True},
    }


def _close(stamps: NDArray[np.int64], near: float) -> list[list[int]]:
    """Places of ordered days in groups, each as wide as ``near`` at most."""
    groups: list[list[int]] = []
    for place, stamp in enumerate(stamps):
        if groups and stamp - stamps[groups[-1][0]] <= near:
            groups[-1].append(place)
        else:
            groups.append([place])
    return groups


def _levels(stamps: NDArray[np.int64], near: float) -> list[int]:
    """Which marks stand lower: each that is close to one that does not."""
    levels = [0] * len(stamps)
    for place in range(1, len(stamps)):
        is_near = stamps[place] - stamps[place - 1] < near
        levels[place] = int(is_near and not levels[place - 1])
    return levels
