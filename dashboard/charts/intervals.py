"""Dots or bars with their intervals, a row for each topic, a colour for each thing compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from dashboard.charts.base import (
    COLOURS,
    LABEL_WIDTH,
    SYMBOLS,
    Figure,
    Look,
    figure,
    row_height,
    wrapped,
)

ROW: Final = 0.72  # of the height of a row that its marks spread over


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one colour; all sequences are parallel.

    Attributes
    ----------
    name : for the legend; none without a name
    place : which colour and sign
    rows : which row each mark stands in
    values, lows, highs : where it stands, and the ends of its interval; no ends, no interval
    texts : what the mark under the pointer says
    meanings : what a click on it means
    faint : marks that may be chance
    numbers : written beside bars
    """

    name: str
    place: int
    rows: Sequence[int]
    values: Sequence[float]
    lows: Sequence[float]
    highs: Sequence[float]
    texts: Sequence[str]
    meanings: Sequence[Sequence[Any]]
    faint: Sequence[bool] = ()
    numbers: Sequence[str] = ()


def interval_figure(
    look: Look,
    labels: Sequence[str],
    series: Sequence[Marks],
    *,
    title: str,
    as_bars: bool = False,
    is_ratio: bool = False,
    is_apart: bool = False,
) -> Figure:
    """Rows from above, each with the marks of every series.

    Parameters
    ----------
    look : words and ground
    labels : of the rows
    series : the marks
    title : of the axis
    as_bars : bars from zero instead of dots
    is_ratio : the axis counts in doublings, with a line at 1
    is_apart : no row has marks of two series, so that each mark is in the middle of its row
    """
    names = [wrapped(label, LABEL_WIDTH) for label in labels]
    beside = 1 if is_apart else max(1, len(series))
    step = ROW / beside
    each = max(row_height(names), 14 * beside + 8)
    if as_bars:
        step = min(step, 20 / each)
    data = [
        _marks(marks, look, (at % beside + 0.5 - beside / 2) * step, step, as_bars=as_bars)
        for at, marks in enumerate(series)
    ]
    has_numbers = any(len(marks.numbers) for marks in series)
    has_legend = sum(bool(marks.name) for marks in series) > 1
    axis: dict[str, Any] = {"title": {"text": title}, "zeroline": True, "tickformat": ",~r"}
    if is_ratio:
        axis |= {"type": "log", **_doublings(series)}
    return figure(
        look,
        data,
        {
            "height": 80 + 40 * has_legend + each * len(labels),
            "showlegend": has_legend,
            "hovermode": "closest",
            "barmode": "overlay",
            "legend": {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "itemclick": False},
            "margin": {"r": 56 if has_numbers else 16},
            "shapes": [
                {
                    "type": "line",
                    "x0": 1 if is_ratio else 0,
                    "x1": 1 if is_ratio else 0,
                    "y0": 0,
                    "y1": 1,
                    "yref": "paper",
                    "layer": "below",
                    "line": {"width": 1, "color": look.ink},
                }
            ],
        },
        xaxis=axis,
        yaxis={
            "tickvals": np.arange(len(names)),
            "ticktext": names,
            "range": [len(names) - 0.5, -0.5],
            "ticks": "",
            "showgrid": False,
            "zeroline": False,
        },
    )


def _marks(
    marks: Marks, look: Look, offset: float, step: float, *, as_bars: bool
) -> dict[str, Any]:
    values = np.asarray(marks.values, dtype=float)
    faint = np.asarray(marks.faint or [False] * len(values), dtype=bool)
    colour = COLOURS[marks.place % len(COLOURS)]
    error = None
    if len(marks.lows):
        error = {
            "type": "data",
            "symmetric": False,
            "array": np.asarray(marks.highs, dtype=float) - values,
            "arrayminus": values - np.asarray(marks.lows, dtype=float),
            "thickness": 1.6,
            "width": 3,
            "color": look.ink if as_bars else colour,
        }
    shared = {
        "x": values,
        "y": np.asarray(marks.rows, dtype=float) + offset,
        "name": wrapped(marks.name, LABEL_WIDTH) if marks.name else "",
        "error_x": error,
        "customdata": np.array([list(meaning) for meaning in marks.meanings], dtype=object),
        "hovertext": list(marks.texts),
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    if as_bars:
        colours = np.where(values < 0, COLOURS[1], colour)
        look_of_bar = {"color": colours, "opacity": np.where(faint, 0.4, 1.0)}
        texts: dict[str, Any] = {}
        if len(marks.numbers):
            texts = {"text": list(marks.numbers), "textposition": "outside", "cliponaxis": False}
        return {
            **texts,
            "type": "bar", "orientation": "h", "width": step, **shared, "marker": look_of_bar,
        }  # fmt: skip
    symbol = SYMBOLS[marks.place % len(SYMBOLS)]
    marker = {
        "color": colour,
        "size": 10,
        "symbol": np.where(faint, f"{symbol}-open", symbol),
        "line": {"width": 2, "color": colour},
    }
    return {"type": "scatter", "mode": "markers", **shared, "marker": marker}


def _doublings(series: Sequence[Marks]) -> dict[str, Any]:
    """Ticks at 1, 2, 4 ... and at halves, as far as the marks and most of their intervals go."""
    values = [value for marks in series for value in (*marks.values, 1.0) if value > 0]
    ends = [end for marks in series for end in (*marks.lows, *marks.highs) if end > 0]
    low = max(min([*values, *ends]), min(values) / 8, 2**-10)
    high = min(max([*values, *ends]), max(values) * 8, 2**12)
    first, last = int(np.floor(np.log2(low))), int(np.ceil(np.log2(high)))
    step = max(1, (last - first) // 6)
    marks = list(range(first, last + 1, step))
    return {
        "range": [first * np.log10(2) - 0.05, last * np.log10(2) + 0.05],
        "tickvals": [2.0**mark for mark in marks],
        "ticktext": [f"×{2**mark}" if mark >= 0 else f"1/{2**-mark}" for mark in marks],
    }
