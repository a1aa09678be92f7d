"""Things compared over time: one line each, with its name at the end of the line."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.charts.base import COLOURS, DASHES, SYMBOLS, Figure, Look, figure, tick, wrapped

HEIGHT: Final = 440
NAME_WIDTH: Final = 16
LINE_PIXELS: Final = 16
MARGIN: Final = 124  # pixels right of the lines, for their names


def courses_figure(
    table: pd.DataFrame,
    names: Mapping[str, str],
    look: Look,
    *,
    period: str,
    way: str,
    incomplete: Collection[pd.Timestamp] = (),
    marked: date | None = None,
) -> Figure:
    """One line per thing; a period without articles of the base is a gap.

    Parameters
    ----------
    table : as returned by ``analysis.courses``
    names : of the things by key, in their order
    look : words and ground
    period : of the table
    way : of counting, which the values of the table are in
    incomplete : starts of periods that the articles do not cover to the end; hollow marks
    marked : a day to mark with a line
    """
    words = look.words
    factor = 100 if way == "share" else 1
    lines = []
    for at, (key, name) in enumerate(names.items()):
        own = table[table["thing"] == key]
        is_open = own["period_start"].isin(list(incomplete)).to_numpy()
        line = _line(own, at, name, look, period, way)
        lines.append({**_points(line, ~is_open), "mode": "lines+markers"})
        if is_open.any():
            hollow = {**line["marker"], "symbol": f"{line['marker']['symbol']}-open"}
            lines.append({**_points(line, is_open), "mode": "markers", "marker": hollow})
    starts = table["period_start"].drop_duplicates()
    ticks = starts.iloc[:: max(1, -(-len(starts) // 5))]  # more would touch on a phone
    most = float(np.nanmax(table["value"].to_numpy() * factor, initial=0)) or 1.0
    shapes = [] if marked is None else [
        {
            "type": "line", "x0": marked, "x1": marked, "y0": 0, "y1": 1, "yref": "paper",
            "line": {"width": 1, "dash": "dot", "color": look.ink},
        }
    ]  # fmt: skip
    return figure(
        look,
        lines,
        {
            "height": HEIGHT,
            "hovermode": "closest",
            "showlegend": False,
            "margin": {"r": MARGIN, "t": 20},
            "shapes": shapes,
            "annotations": _names(table, names, look, most, factor),
        },
        xaxis={
            "tickvals": ticks.to_numpy(),
            "ticktext": [tick(words, day, period) for day in ticks],
            "showgrid": False,
            "tickangle": 0,
        },
        yaxis={
            "title": {"text": words(f"axis_{way}")},
            "range": [0, most * 1.06],
            "tickformat": ",~r",
            "nticks": 6,
        },
    )


def _line(
    rows: pd.DataFrame,
    at: int,
    name: str,
    look: Look,
    period: str,
    way: str,
) -> dict[str, Any]:
    words = look.words
    values = rows["value"].to_numpy()
    symbol = SYMBOLS[at % len(SYMBOLS)]
    periods = [words.period(day.date(), period) for day in rows["period_start"]]
    texts = [
        f"<b>{name}</b><br>{when}: {'–' if value != value else words.amount(value, way)}"
        for when, value in zip(periods, values, strict=True)
    ]
    meanings = [
        [rows_thing, count, f"{day:%Y-%m-%d}"]
        for rows_thing, count, day in zip(
            rows["thing"], rows["article_count"].tolist(), rows["period_start"], strict=True
        )
    ]
    return {
        "type": "scatter",
        "x": rows["period_start"].to_numpy(),
        "y": values * 100 if way == "share" else values,
        "name": name,
        "connectgaps": False,
        "line": {
            "color": COLOURS[at % len(COLOURS)],
            "width": 2,
            "dash": DASHES[at // len(COLOURS) % len(DASHES)],
        },
        "marker": {
            "color": COLOURS[at % len(COLOURS)],
            "size": 7,
            "symbol": symbol,
        },
        "customdata": np.array(meanings, dtype=object),
        "hovertext": texts,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _points(line: dict[str, Any], kept: NDArray[np.bool_]) -> dict[str, Any]:
    """Some points of a line."""
    texts = [text for text, is_kept in zip(line["hovertext"], kept, strict=True) if is_kept]
    arrays = {name: line[name][kept] for name in ("x", "y", "customdata")}
    return {**line, **arrays, "hovertext": texts}


def _names(
    table: pd.DataFrame, names: Mapping[str, str], look: Look, most: float, factor: int
) -> list[dict[str, Any]]:
    """Names beside the ends of the lines, moved apart where they would cover each other."""
    ends = {}
    for key in names:
        known = table[(table["thing"] == key) & table["value"].notna()]
        if len(known):
            ends[key] = float(known["value"].iloc[-1]) * factor / (most * 1.06)
    texts = {key: wrapped(names[key], NAME_WIDTH) for key in ends}
    wanted = sorted(ends, key=ends.__getitem__)
    heights = {key: (texts[key].count("<br>") + 1) * LINE_PIXELS / (HEIGHT - 60) for key in wanted}
    places: dict[str, float] = {}
    floor = 0.0
    for key in wanted:
        places[key] = max(ends[key], floor + heights[key] / 2)
        floor = places[key] + heights[key] / 2
    too_high = max(0.0, floor - 1)
    colours = {key: COLOURS[at % len(COLOURS)] for at, key in enumerate(names)}
    return [
        {
            "x": 1,
            "xref": "paper",
            "xanchor": "left",
            "xshift": 8,
            "y": place - too_high,
            "yref": "paper",
            "yanchor": "middle",
            "align": "left",
            "text": f"<b>{texts[key]}</b>",
            "showarrow": False,
            "font": {"color": colours[key], "size": 12},
        }
        for key, place in places.items()
    ]
