"""Places on a map: areas filled by how many articles name them, a mark in each for a click.

A fill selects nothing when it is clicked, so each place has a mark, which also shows places too
small for a fill, and a lattice of unseen marks over its ground.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import Outlines
from dashboard.charts.base import COLOURS, Figure, Look, figure

CLASSES: Final = 6
HEIGHTS: Final = {"whole": 430, "europe": 560, "asia": 520, "european": 640}
MARK: Final = (5, 19)  # pixels across: of the least and of the most
OPACITY: Final = 0.85
STEPS: Final = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)  # a class begins at one of these

Format = Callable[[float], str]


def map_figure(
    table: pd.DataFrame,
    look: Look,
    *,
    outlines: Outlines,
    frame: str,
    codes: Mapping[str, str],
    lattice: tuple[NDArray[np.int32], NDArray[np.int32]],
    way: str,
) -> Figure:
    """Fill each area by the class of its value, and mark it; a mark's ground grows with it.

    Parameters
    ----------
    table : columns place (str), article_count (int), value (float)
    look : words, names and ground
    outlines : the map
    frame : name of the part of it that is drawn
    codes : outline of each place that has one
    lattice : of ``outlines`` for the frame
    way : of counting, which the values of the table are in
    """
    are_whole = way in ("articles", "stories")

    def form(value: float) -> str:
        return look.words.amount(value, way)

    drawn = table[table["place"].isin(list(codes))]
    place_of = {codes[place]: place for place in drawn["place"]}
    value_of = dict(zip(drawn["place"], drawn["value"].tolist(), strict=True))
    count_of = dict(zip(drawn["place"], drawn["article_count"].tolist(), strict=True))
    bounds = class_bounds(drawn["value"].tolist(), are_whole=are_whole)
    colours = class_colours(len(bounds), is_dark=look.is_dark)
    ground, border = ("#27313c", "#10161d") if look.is_dark else ("#e6eaee", "#ffffff")
    classes: list[list[NDArray[np.int32]]] = [[] for _ in bounds]
    empty: list[NDArray[np.int32]] = []
    for area in outlines.areas:
        value = value_of.get(place_of.get(area.code, ""), 0.0)
        at = int(np.searchsorted(bounds, value, side="right")) - 1
        here = classes[at] if value > 0 and at >= 0 else empty
        here.extend(ring for ring in area.rings if _is_in(ring, outlines.frames[frame]))
    fills = [_fill(empty, ground, border, look.words("map_without"))]
    names = _class_names(bounds, form, are_whole=are_whole)
    for rings, colour, name in zip(classes, colours, names, strict=True):
        if rings:
            fills.append(_fill(rings, colour, border, name))

    def meaning(place: str) -> list[Any]:
        return [place, count_of[place]]

    def hover(place: str) -> str:
        return f"<b>{look.name(place)}</b><br>{form(value_of[place])}"

    points = {area.code: area.point for area in outlines.areas}
    marked = [place for place in drawn["place"] if codes[place] in points and value_of[place] > 0]
    owner, at = lattice
    hit = [
        (place_of[code], point)
        for code, point in zip(
            (outlines.areas[number].code for number in owner.tolist()), at.tolist(), strict=True
        )
        if code in place_of and value_of[place_of[code]] > 0
    ]
    most = max((value_of[place] for place in marked), default=1.0)
    sizes = [MARK[0] + (MARK[1] - MARK[0]) * (value_of[place] / most) ** 0.5 for place in marked]
    left, bottom, right, top = outlines.frames[frame]
    axis = {"visible": False, "automargin": False, "constrain": "domain"}
    return figure(
        look,
        [
            *fills,
            {
                **_marks([place for place, _ in hit], [point for _, point in hit], meaning, hover),
                "marker": {"size": 14, "opacity": 0},
            },
            {
                **_marks(marked, [points[codes[place]] for place in marked], meaning, hover),
                "marker": {
                    "size": sizes,
                    "color": COLOURS[1],
                    "opacity": OPACITY,
                    "line": {"color": border, "width": 1},
                },
            },
        ],
        {
            "height": HEIGHTS.get(frame, HEIGHTS["whole"]),
            "margin": {"l": 0, "r": 0, "t": 36, "b": 0, "pad": 0},
            "hoverdistance": 14,
            "showlegend": True,
            "legend": {
                "orientation": "h",
                "y": 1.01,
                "yanchor": "bottom",
                "x": 0,
                "itemclick": False,
                "itemdoubleclick": False,
                "traceorder": "normal",
            },
        },
        xaxis={**axis, "range": [left, right]},
        yaxis={**axis, "range": [bottom, top], "scaleanchor": "x", "constraintoward": "top"},
    )


def _is_in(ring: NDArray[np.int32], frame: tuple[int, int, int, int]) -> bool:
    """Whether anything of a ring is to be seen in a part of the map."""
    left, bottom, right, top = frame
    (west, south), (east, north) = ring.min(axis=0), ring.max(axis=0)
    return bool(west <= right and east >= left and south <= top and north >= bottom)


def class_bounds(values: Sequence[float], *, are_whole: bool) -> list[float]:
    """Where classes begin, from the least on: round numbers, each about as many times the last.

    >>> class_bounds([1, 3, 400], are_whole=True)
    [1, 2, 8, 20, 50, 150]
    """
    present = [value for value in values if value > 0]
    if not present:
        return []
    least, most = min(present), max(present)
    steps = [least * (most / least) ** (step / CLASSES) for step in range(1, CLASSES)]
    found = sorted({_round(step, are_whole=are_whole) for step in steps})
    inner = [bound for bound in found if least < bound <= most]
    return [int(bound) if are_whole else bound for bound in (least, *inner)]


def class_colours(count: int, *, is_dark: bool) -> list[str]:
    """Colours of so many classes, from near the ground to the strongest."""
    weak, strong = ("#1f4a68", "#9bd6ff") if is_dark else ("#cfe2f1", "#00365f")
    ends = [[int(text[at : at + 2], 16) for at in (1, 3, 5)] for text in (weak, strong)]
    steps = np.linspace(0, 1, count) if count > 1 else np.array([0.6])
    return [
        "#" + "".join(f"{round(a + (b - a) * step):02x}" for a, b in zip(*ends, strict=True))
        for step in steps.tolist()
    ]


def _round(value: float, *, are_whole: bool) -> float:
    """The nearest round number of one or two figures."""
    power = 10.0 ** np.floor(np.log10(value))
    nearest = float(min(STEPS, key=lambda step: abs(step * power - value)) * power)
    return float(max(1, round(nearest))) if are_whole else float(f"{nearest:.3g}")


def _class_names(bounds: Sequence[float], form: Format, *, are_whole: bool) -> list[str]:
    """The legend: from … to …"""
    names = []
    for at, low in enumerate(bounds):
        if at == len(bounds) - 1:
            names.append(f"≥ {form(low)}")
        elif are_whole:
            high = bounds[at + 1] - 1
            names.append(form(low) if high <= low else f"{form(low)}–{form(high)}")
        else:
            names.append(f"{form(low)}–{form(bounds[at + 1])}")
    return names


def _fill(
    rings: Sequence[NDArray[np.int32]], colour: str, border: str, name: str
) -> dict[str, Any]:
    """All rings of one colour as one path, with gaps between them."""
    across: list[int | None] = []
    up: list[int | None] = []
    for ring in rings:
        x, y = ring.T.tolist()
        across += [*x, x[0], None]
        up += [*y, y[0], None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": across[:-1],
        "y": up[:-1],
        "fill": "toself",
        "fillcolor": colour,
        "line": {"color": border, "width": 0.7},
        "hoverinfo": "skip",
        "name": name,
    }


def _marks(
    places: Sequence[str],
    points: Sequence[Sequence[int]],
    meaning: Callable[[str], list[Any]],
    hover: Callable[[str], str],
) -> dict[str, Any]:
    """Marks that can be clicked."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [point[0] for point in points],
        "y": [point[1] for point in points],
        "customdata": [meaning(place) for place in places],
        "hovertext": [hover(place) for place in places],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "showlegend": False,
    }
