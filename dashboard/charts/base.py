"""What all figures share: colours, names, the ground they are drawn on.

A topic keeps its colour, line and marker wherever it appears. Eight colours that colour-blind
readers can tell apart, three lines and eight markers make every topic distinct in print too.
Each mark carries what a click on it means in ``customdata``: topic, count, and its period.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from analysis import OTHER
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
LABEL_WIDTH: Final = 30  # letters in a line: leaves room for bars on a phone, and cuts no name
CONFIG: Final = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}

Label = Callable[[str], str]


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
        return ("rgba(124,192,238,.07)", "#8fd0ff") if self.is_dark else ("#edf3f8", "#003f72")

    @property
    def ink(self) -> str:
        """Colour of labels, readable on the page's ground."""
        return "#c5ced7" if self.is_dark else "#43505c"


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
) -> go.Figure:
    """A figure in our look, made in one go: Plotly checks every change of a figure anew."""
    axis = {"tickfont": {"color": look.ink}}
    ink = {"font": {"color": look.ink}}
    ours = {
        "separators": ",\u00a0" if look.words.language == "ru" else ".,",
        "dragmode": False,
        "clickmode": "event+select",
        "font": {"size": 13, "color": look.ink},
        "hoverlabel": {"align": "left"},
        **layout,
        "margin": {"l": 0, "r": 8, "t": 8, "b": 0, **layout.get("margin", {})},
        "legend": {**ink, **layout.get("legend", {})},
        "xaxis": {**axis, **xaxis, "title": {**ink, **xaxis.get("title", {})}},
        "yaxis": {**axis, **yaxis, "title": {**ink, **yaxis.get("title", {})}},
    }
    return go.Figure(data=data, layout=ours)


def tick(words: Words, day: pd.Timestamp, period: str) -> str:
    """A short name of a period, for an axis."""
    if period == "month":
        return f"{day.month:02d}.{day.year}" if words.language == "ru" else f"{day:%b} {day.year}"
    return words.period(day.date(), period)


def wrapped(name: str, width: int) -> str:
    """A name in lines of equal length, as many as it needs."""
    lines = -(-len(name) // width)
    return "<br>".join(wrap(name, max(width * 2 // 3, -(-len(name) // lines) + 4)) or [name])


def row_height(labels: Sequence[str]) -> int:
    """Pixels of a row that holds the tallest label."""
    lines = max((label.count("<br>") + 1 for label in labels), default=1)
    return 27 if lines == 1 else 8 + 15 * lines
