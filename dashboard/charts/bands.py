"""Bands between topics of neighbouring axes, as thick as what they have in common.

A Plotly Sankey selects nothing when it is clicked, so the bands are areas of our own, each with
a mark on it that can be clicked, and the topics are bars.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.charts.base import COLOURS, Figure, Look, figure, wrapped

GAP: Final = 0.03  # between bars, of the height
NAMES: Final = 0.66  # of the height is kept for names, however thin the bars are
BAR: Final = 0.03  # width of a bar, of the way from one axis to the next
LABEL: Final = 18
SIDES: Final = ("left", "center", "right")
_CURVE: Final = np.linspace(0, 1, 13)
_EASE: Final = _CURVE * _CURVE * (3 - 2 * _CURVE)


@dataclass(frozen=True, slots=True)
class _Bar:
    """A topic of one axis: its place among them, where it begins from above, its height."""

    place: int
    top: float
    height: float

    @property
    def colour(self) -> str:
        return COLOURS[self.place % len(COLOURS)]


Level = Mapping[str, _Bar]


def bands_figure(
    table: pd.DataFrame, looks: Sequence[Look], titles: Sequence[str], *, way: str
) -> Figure:
    """Topics of each axis above one another, with bands to those of the next.

    Parameters
    ----------
    table : as returned by ``analysis.flow``
    looks, titles : names of topics, and of the axis, of each axis from the left
    way : of counting, which the values of the table are in
    """
    levels = _levels(table, len(looks))
    scale = _scale(table, len(looks))
    areas: list[dict[str, Any]] = []
    marks: list[dict[str, Any]] = []
    for stage in range(len(looks) - 1):
        left, right = levels[stage], levels[stage + 1]
        left_used = {key: bar.top for key, bar in left.items()}
        right_used = {key: bar.top for key, bar in right.items()}
        outlines: dict[str, tuple[list[Any], list[Any]]] = {key: ([], []) for key in left}
        own = table[table["stage"] == stage].itertuples()
        for band in sorted(
            own, key=lambda band: (left[band.source].place, right[band.target].place)
        ):
            height = band.value * scale
            top, bottom = left_used[band.source], right_used[band.target]
            left_used[band.source] += height
            right_used[band.target] += height
            _outline(outlines[band.source], stage, (top, bottom), height)
            along = 0.34 + 0.5 * left[band.source].place / max(1, len(left) - 1)
            middle = top + (bottom - top) * along * along * (3 - 2 * along) + height / 2
            text = _band_text(band, looks[stage], looks[stage + 1], way)
            meaning = [stage, band.source, band.target, band.article_count]
            colour = left[band.source].colour
            marks.append(
                {
                    "y": middle,
                    "x": stage + BAR + along * (1 - 2 * BAR),
                    "m": meaning,
                    "text": text,
                    "colour": colour,
                }
            )
        areas += [_area(outlines[key], left[key].colour) for key in left]
    bars = [
        _bars(levels[at], at, look, SIDES[_side(at, len(looks))]) for at, look in enumerate(looks)
    ]
    bare = {"showgrid": False, "zeroline": False, "showticklabels": False, "ticks": ""}
    return figure(
        looks[0],
        [*areas, _marks(marks), *bars],
        {
            "height": 90 + 62 * max((len(level) for level in levels), default=1),
            "showlegend": False,
            "hovermode": "closest",
            "barmode": "overlay",
            "margin": {"t": 28},
            "annotations": [
                {
                    "x": at,
                    "y": 1,
                    "yref": "paper",
                    "yanchor": "bottom",
                    "xanchor": SIDES[_side(at, len(looks))],
                    "text": f"<b>{title}</b>",
                    "showarrow": False,
                    "font": {"color": looks[0].ink},
                }
                for at, title in enumerate(titles)
            ],
        },
        xaxis={**bare, "range": [-BAR, len(looks) - 1 + BAR]},
        yaxis={**bare, "range": [1.01, -0.01]},
    )


def _side(level: int, count: int) -> int:
    return 0 if level == 0 else 2 if level == count - 1 else 1


def _heights(table: pd.DataFrame, level: int) -> dict[str, float]:
    """What each topic of an axis has in its bands, on the side where it has more."""
    comes = table[table["stage"] == level - 1].groupby("target", sort=False)["value"].sum()
    goes = table[table["stage"] == level].groupby("source", sort=False)["value"].sum()
    found = {key: max(comes.get(key, 0.0), goes.get(key, 0.0)) for key in {**comes, **goes}}
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def _scale(table: pd.DataFrame, count: int) -> float:
    """Height of one counted thing, so that the fullest axis just fills the figure."""
    levels = [np.array(list(_heights(table, level).values())) for level in range(count)]
    low, high = 0.0, 1 / max([*(float(level.sum()) for level in levels), 1e-9])
    for _ in range(30):
        middle = (low + high) / 2
        needed = max(_needed(level * middle) for level in levels)
        low, high = (middle, high) if needed <= 1 else (low, middle)
    return low


def _needed(heights: NDArray[np.float64]) -> float:
    """Height of an axis with room for the names of thin bars, and gaps."""
    return float(np.maximum(heights, _room(len(heights))).sum()) + GAP * max(0, len(heights) - 1)


def _room(count: int) -> float:
    return NAMES / max(1, count)


def _levels(table: pd.DataFrame, count: int) -> list[dict[str, _Bar]]:
    scale, levels = _scale(table, count), []
    for level in range(count):
        heights = {key: height * scale for key, height in _heights(table, level).items()}
        room = _room(len(heights))
        needed = _needed(np.array(list(heights.values())))
        space = GAP + (1 - needed) / max(1, len(heights) - 1)
        top, bars = 0.0, {}
        for place, (key, height) in enumerate(heights.items()):
            slot = max(height, room)
            bars[key] = _Bar(place, top + (slot - height) / 2, height)
            top += slot + space
        levels.append(bars)
    return levels


def _outline(
    into: tuple[list[Any], list[Any]], stage: int, ends: tuple[float, float], height: float
) -> None:
    """Add a band to the outlines of its colour."""
    across = stage + BAR + _CURVE * (1 - 2 * BAR)
    upper = ends[0] + (ends[1] - ends[0]) * _EASE
    into[0].extend([*across, *across[::-1], None])
    into[1].extend([*upper, *(upper + height)[::-1], None])


def _area(outline: tuple[list[Any], list[Any]], colour: str) -> dict[str, Any]:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return {
        "type": "scatter",
        "mode": "lines",
        "x": outline[0],
        "y": outline[1],
        "fill": "toself",
        "fillcolor": f"rgba({red},{green},{blue},.38)",
        "line": {"width": 0},
        "hoverinfo": "skip",
    }


def _marks(marks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [mark["x"] for mark in marks],
        "y": [mark["y"] for mark in marks],
        "marker": {
            "size": 10,
            "color": [mark["colour"] for mark in marks],
            "line": {"width": 1.5, "color": "#ffffff"},
        },
        "customdata": [mark["m"] for mark in marks],
        "hovertext": [mark["text"] for mark in marks],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _bars(level: Level, at: int, look: Look, side: str) -> dict[str, Any]:
    """Bars of one axis with their names; a click on one means its topic."""
    x = np.full(len(level), float(at))
    position = {"left": "middle right", "right": "middle left", "center": "middle right"}[side]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": x,
        "y": [bar.top + bar.height / 2 for bar in level.values()],
        "text": [f" {wrapped(look.name(key), LABEL)} " for key in level],
        "textposition": position,
        "textfont": {"color": look.ink, "size": 12},
        "error_y": {
            "type": "data",
            "array": [bar.height / 2 for bar in level.values()],
            "thickness": 9,
            "width": 0,
            "color": look.ink,
        },
        "marker": {"size": 9, "color": look.ink, "symbol": "square"},
        "customdata": [[at, key, "", 1] for key in level],
        "hovertext": [f"<b>{look.name(key)}</b>" for key in level],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _band_text(band: Any, left: Look, right: Look, way: str) -> str:
    words = left.words
    name = words("pair_name", first=left.name(band.source), second=right.name(band.target))
    lines = [f"<b>{name}</b>", words.count(band.article_count, "article")]
    if way != "articles":
        value = words.amount(band.value, way)
        lines.append(words("pair_value", way=words(f"axis_{way}"), value=value))
    return "<br>".join(lines)
