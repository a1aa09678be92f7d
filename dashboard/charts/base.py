"""What all figures share: colours, names, the ground they are drawn on.

A topic keeps its colour, line and marker wherever it appears. Eight colours that colour-blind
readers can tell apart, three lines and eight markers make every topic distinct in print too.
Each mark carries what a click on it means in ``customdata``: topic, count, and its period.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis import OTHER
from dashboard.charts.shades import named
from dashboard.charts.widths import PAD, TICK_SIZE, margins
from dashboard.texts import Words

# Each has a contrast of at least 3 against the light and the dark page.
COLOURS: Final = (
    "#0072b2",
    "#d55e00",
    "#009e73",
    "#c2649a",
    "#a67c00",
    "#7b61c9",
    "#3e8fb0",
    "#8c5a44",
)
FONT: Final = '"Source Sans", sans-serif'
GREY: Final = "#808080"
DASHES: Final = ("solid", "dash", "dot")
SYMBOLS: Final = (
    "circle",
    "square",
    "diamond",
    "triangle-up",
    "triangle-down",
    "cross",
    "star",
    "hexagon",
)
MARKERS: Final = 12  # drawn on a long line
LABEL_WIDTH: Final = 30  # letters in a line: leaves room for bars on a phone, and cuts no name
IS_CHECKED: Final = "MONITOR_CHECK_FIGURES" in os.environ  # by Plotly; the tests want it

Label = Callable[[str], str]
Figure = dict[str, Any]  # "data" and "layout" as Plotly reads them, in plain lists


@dataclass(frozen=True, slots=True)
class Look:
    """What the figures share: the reader's words, topic names, and the page's ground."""

    words: Words
    label: Label
    is_dark: bool

    def name(self, topic: str) -> str:
        """Name of a topic or of the rest."""
        return self.words("other") if topic == OTHER else self.label(topic)

    @property
    def heat(self) -> tuple[str, str]:
        """Colour of nothing and of the most."""
        return ("#18222c", "#8fd0ff") if self.is_dark else ("#edf3f8", "#003f72")

    @property
    def ink(self) -> str:
        """Colour of labels, readable on the page's ground."""
        return "#c5ced7" if self.is_dark else "#43505c"

    @property
    def paper(self) -> str:
        """The page's ground, as in ``.streamlit/config.toml``."""
        return "#10161d" if self.is_dark else "#ffffff"

    @property
    def rule(self) -> str:
        """Colour of the lines of a grid."""
        return "#2a343f" if self.is_dark else "#e6eaf1"


def series_style(topic: str, order: Sequence[str]) -> dict[str, Any]:
    """Line and marker of a topic among all topics of its axis."""
    if topic == OTHER or topic not in order:
        return {
            "line": {"color": GREY, "width": 2, "dash": "dashdot"},
            "marker": {"color": GREY, "size": 5, "symbol": "x"},
        }
    position = list(order).index(topic)
    colour = COLOURS[position % len(COLOURS)]
    turn = position // len(COLOURS)
    return {
        "line": {"color": colour, "width": 2, "dash": DASHES[turn % len(DASHES)]},
        "marker": {
            "color": colour,
            "size": 7,
            "symbol": SYMBOLS[(position + turn) % len(SYMBOLS)],
        },
    }


def figure(
    look: Look,
    data: list[dict[str, Any]],
    layout: dict[str, Any],
    *,
    xaxis: dict[str, Any],
    yaxis: dict[str, Any],
) -> Figure:
    """A figure in our look.

    Plotly's own class is used by the tests only, to check what is in it: making, checking and
    copying it takes as long as all the counting.
    """
    axis = {
        "tickfont": {"color": look.ink, "size": TICK_SIZE},
        "gridcolor": look.rule,
        "zerolinecolor": look.rule,
        "automargin": True,
        "fixedrange": True,
    }
    ink = {"font": {"color": look.ink}}
    ours = {
        "showlegend": False,
        "separators": ",\u00a0" if look.words.language == "ru" else ".,",
        "dragmode": False,
        "hovermode": "closest",
        "font": {"family": FONT, "size": 13, "color": look.ink},
        "paper_bgcolor": look.paper,
        "plot_bgcolor": look.paper,
        "hoverlabel": {
            "align": "left",
            "bgcolor": look.paper,
            "bordercolor": look.ink,
            "font": {"family": FONT, "size": 13, "color": look.ink},
        },
        **layout,
        "margin": {"pad": PAD, **margins(data, layout, xaxis, yaxis), **layout.get("margin", {})},
        "legend": {"font": {"color": look.ink, "size": TICK_SIZE}, **layout.get("legend", {})},
        "xaxis": {
            "showgrid": False,
            "zeroline": False,
            **axis,
            **xaxis,
            "title": {**ink, "standoff": 20, **xaxis.get("title", {})},
        },
        "yaxis": {**axis, **yaxis, "title": {**ink, "standoff": 24, **yaxis.get("title", {})}},
    }
    drawn = {
        "data": _plain(named([_sparse(trace) for trace in data])),
        "layout": _plain(ours),
    }
    if IS_CHECKED:
        _check(drawn)
    return drawn


def with_more(drawn: Figure, data: list[dict[str, Any]], layout: dict[str, Any]) -> Figure:
    """A figure with more traces, and with parts of the layout set; axes keep their other parts."""
    old, new = drawn["layout"], _plain(layout)
    whole = {
        key: {**old[key], **part} if isinstance(part, dict) and key in old else part
        for key, part in new.items()
    }
    more = {"data": [*drawn["data"], *_plain(data)], "layout": {**old, **whole}}
    if IS_CHECKED:
        _check(more)
    return more


def _check(drawn: Figure) -> None:
    import plotly.graph_objects as go  # half a second, which only the tests have

    go.Figure(drawn)


def _sparse(trace: dict[str, Any]) -> dict[str, Any]:
    """Fewer markers on a long line, since each takes as long to draw as a bar.

    Where the line has gaps all stay: a point between two gaps is seen by its marker only.
    """
    if trace.get("mode") != "lines+markers" or len(trace["y"]) <= 2 * MARKERS:
        return trace
    if pd.isna(trace["y"]).any():
        return trace
    return {**trace, "marker": {**trace.get("marker", {}), "maxdisplayed": MARKERS}}


def _plain(value: Any) -> Any:
    """The same with lists in place of arrays, and days as text."""
    match value:
        case np.ndarray():
            is_time = value.dtype.kind == "M"
            return (np.datetime_as_string(value, unit="D") if is_time else value).tolist()
        case dict():
            return {key: _plain(part) for key, part in value.items()}
        case [dict() | list() | np.ndarray(), *_]:  # a list holds things of one kind
            return [_plain(part) for part in value]
    return value


def tick(words: Words, day: pd.Timestamp, period: str) -> str:
    """A short name of a period, for an axis."""
    if period == "month":
        return f"{day.month:02d}.{day.year}" if words.language == "ru" else f"{day:%b} {day.year}"
    return words.period(day.date(), period)


def wrapped(name: str, width: int) -> str:
    """A name in lines of equal length, as many as it needs."""
    lines = -(-len(name) // width)
    longest = max(width * 2 // 3, -(-len(name) // lines) + 4)
    return "<br>".join(wrap(name, longest, break_long_words=False) or [name])


def row_height(labels: Sequence[str]) -> int:
    """Pixels of a row that holds the tallest label."""
    lines = max((label.count("<br>") + 1 for label in labels), default=1)
    return 27 if lines == 1 else 8 + 15 * lines
