"""Colours for numbers, mixed here: the browser complains of every bar whose colour is a number."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

DARK_INK: Final = "#10161d"


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


def inks(shades: Sequence[str], opacity: NDArray[np.floating], ground: str) -> list[str]:
    """Dark or white, whichever is easier to read on each shade over the ground.

    Contrast is that of WCAG 2.2, of relative luminance.
    """
    colours = _parts(shades) * opacity[:, None] + _parts([ground]) * (1 - opacity[:, None])
    dark, shown = _luminance(_parts([DARK_INK]))[0], _luminance(colours)
    is_light = (shown + 0.05) / (dark + 0.05) > 1.05 / (shown + 0.05)
    return np.where(is_light, DARK_INK, "#ffffff").tolist()


def _parts(colours: Sequence[str]) -> NDArray[np.floating]:
    return np.array([[int(one[at : at + 2], 16) for at in (1, 3, 5)] for one in colours]) / 255


def _luminance(parts: NDArray[np.floating]) -> NDArray[np.floating]:
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    weighted: NDArray[np.floating] = linear @ np.array([0.2126, 0.7152, 0.0722])
    return weighted


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
