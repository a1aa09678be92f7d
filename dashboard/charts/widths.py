"""Room for words beside a figure, known before it is drawn.

A browser that finds a label wider than its margin makes room and draws the figure a second time.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from html import unescape
from typing import Any, Final

import numpy as np

TICK_SIZE: Final = 12  # pixels, of the labels of axes and legends
PAD: Final = 8  # pixels between labels and marks
TICK_ROOM: Final = 38  # pixels under an axis with a line of labels
TITLE_ROOM: Final = 70  # and with its title
LINE_ROOM: Final = 44  # above a figure, for a line of a legend
SPARE: Final = 6  # letters side by side may be wider than alone
TITLE_WIDTH: Final = 44  # left of an axis that has a title
LEGEND_ROOM: Final = 124  # under an axis, for three lines of a legend
WIDEST: Final = 0.95
# Widths of signs in the font of the pages, in heights of the font, rather too wide.
WIDTHS: Final = {
    sign: width
    for width, signs in (
        (0.28, " \u00a0,.:;'Iijl|’·"),
        (0.36, "!()-[]f{}rt/"),
        (0.48, '*?szгcvxyзстухэ«»"'),
        (0.53, "#$+0123456789<=>FJLVXY^_aegk~ГУХавекчьяё–−"),
        (0.57, "ACEPRSTZ`bdhnopquАЕЗРСТЭбдийлнопрцЁ"),
        (0.68, "&BDGKHNOQUwБВКЧЬЯъДИЙЛНОПЦЪмы▲▼"),
        (0.78, "MМФфшщюж"),
    )
    for sign in signs
}


def label_width(labels: Iterable[str]) -> int:
    """Pixels that the longest line of the labels of an axis takes, with the distance to it."""
    lines = (_seen(line) for label in labels for line in str(label).split("<br>"))
    ems = (sum(WIDTHS.get(sign, WIDEST) for sign in line) for line in lines)
    return math.ceil(TICK_SIZE * max(ems, default=0.0)) + PAD + SPARE


def _seen(line: str) -> str:
    """What is to be seen of a line with tags."""
    return unescape(re.sub("<[^>]*>", "", line))


def margins(
    data: Sequence[Mapping[str, Any]],
    layout: Mapping[str, Any],
    xaxis: Mapping[str, Any],
    yaxis: Mapping[str, Any],
) -> dict[str, int]:
    """Margins in pixels that leave room for the words around a figure of two axes."""
    room = {"l": 0, "r": PAD, "t": 12, "b": 0}
    if yaxis.get("visible", True) and yaxis.get("showticklabels", True):
        labels = yaxis["ticktext"] if "ticktext" in yaxis else [_highest(data)]
        room["l"] = label_width(labels) + _title(yaxis, TITLE_WIDTH)
    if xaxis.get("visible", True) and xaxis.get("showticklabels", True):
        room["b"] = TICK_ROOM + _title(xaxis, TITLE_ROOM - TICK_ROOM)
        if xaxis.get("side") == "top":
            room["b"], room["t"] = 0, room["b"]
            if xaxis.get("tickangle"):
                room["t"] = label_width(xaxis.get("ticktext", ())) + PAD
    if layout.get("showlegend"):
        is_above = layout.get("legend", {}).get("y", 0) >= 1
        side, size = ("t", LINE_ROOM) if is_above else ("b", LEGEND_ROOM)
        room[side] = max(room[side], size)
    return room


def _highest(data: Sequence[Mapping[str, Any]]) -> str:
    """About the longest number that an axis of these marks will have."""
    ends = (np.asarray(trace.get("y", ())) for trace in data)
    numbers = [np.nanmax(values, initial=0) for values in ends if values.dtype.kind in "iuf"]
    return f"{max(numbers, default=0):,.0f}00"


def _title(axis: Mapping[str, Any], size: int) -> int:
    return size if axis.get("title", {}).get("text") else 0
