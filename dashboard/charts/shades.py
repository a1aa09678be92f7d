"""Colours for numbers, mixed here: the browser complains of every bar whose colour is a number."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


def mixed(
    values: NDArray[np.floating], scale: Sequence[tuple[float, str]], low: float, high: float
) -> list[str]:
    """Colours of numbers.

    Parameters
    ----------
    values : numbers; those outside ``low`` to ``high`` get the colour of that end
    scale : pairs of a place from 0 to 1, ascending, and a colour such as "#0072b2"
    low, high : numbers at 0 and at 1
    """
    places = [place for place, _ in scale]
    parts = [[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for _, colour in scale]
    shares = (np.asarray(values, dtype=float) - low) / ((high - low) or 1.0)
    levels = [np.interp(shares, places, part) for part in zip(*parts, strict=True)]
    return [
        f"#{red:02x}{green:02x}{blue:02x}"
        for red, green, blue in np.stack(levels, axis=1).round().astype(int).tolist()
    ]


def named(data: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The same marks, but bars with named colours; their scale comes as a mark of its own."""
    done: list[dict[str, Any]] = []
    for trace in data:
        marker = trace.get("marker", {})
        is_shaded = trace.get("type") == "bar" and "colorscale" in marker
        if not is_shaded:
            done.append(dict(trace))
            continue
        done.append({"showlegend": False, **trace, "marker": _named(marker)})
        if marker.get("showscale"):
            done.append(_scale(marker))
    return done


def _named(marker: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in marker.items() if key not in _OF_SCALES}
    shades = mixed(marker["color"], marker["colorscale"], marker["cmin"], marker["cmax"])
    return {**kept, "color": shades}


def _scale(marker: Mapping[str, Any]) -> dict[str, Any]:
    """No mark, but the bar that explains the colours."""
    own = {key: value for key, value in marker.items() if key in _OF_SCALES}
    return {
        "type": "scatter",
        "x": [None],
        "y": [None],
        "mode": "markers",
        "hoverinfo": "skip",
        "showlegend": False,
        "marker": {**own, "color": [marker["cmin"]]},
    }


_OF_SCALES = frozenset({"colorscale", "cmin", "cmax", "showscale", "colorbar"})
