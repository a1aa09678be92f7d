"""What stands in a figure as matplotlib takes it: arrays, colours, dashes, words, numbers."""

import base64
import re
from collections.abc import Mapping, Sequence
from html import unescape
from itertools import cycle, islice
from typing import Any, Final

import matplotlib.colors
import numpy as np
from matplotlib import dates as mdates
from numpy.typing import NDArray

PIXEL: Final = 0.72  # points in a pixel, of which an inch has 100
TICK_SIZE: Final = 12.0  # of the labels of axes and legends, in pixels
DASHES: Final[Mapping[str, Any]] = {
    "solid": "-",
    "dash": (0, (4, 2)),
    "dot": (0, (1, 1.6)),
    "dashdot": (0, (4, 1.6, 1, 1.6)),
    "longdash": (0, (7, 2)),
    "longdashdot": (0, (7, 2, 1, 2)),
}
SYMBOLS: Final[Mapping[str, str]] = {
    "circle": "o",
    "square": "s",
    "diamond": "D",
    "triangle-up": "^",
    "triangle-down": "v",
    "triangle-left": "<",
    "triangle-right": ">",
    "cross": "P",
    "x": "X",
    "star": "*",
    "hexagon": "h",
    "pentagon": "p",
    "line-ns": "|",
    "line-ew": "_",
}
HATCHES: Final[Mapping[str, str]] = {
    "/": "///", "\\": "\\\\\\", "x": "xxx", "-": "---", "|": "|||", "+": "+++", ".": "...",
}  # fmt: skip

_DATE: Final = re.compile(r"\d{4}-\d\d(-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?)?")
_TAG: Final = re.compile(r"<[^<>]*>")
_BREAK: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)
_RGB: Final = re.compile(r"rgba?\(([^)]*)\)")


def values(given: Any) -> list[Any]:
    """The values of an array, however the figure holds it; a single value is a list of one."""
    if given is None:
        return []
    if isinstance(given, Mapping) and "bdata" in given:
        array = np.frombuffer(base64.b64decode(given["bdata"]), dtype=str(given["dtype"]))
        return list(array.tolist())
    if isinstance(given, str) or not hasattr(given, "__len__"):
        return [given]
    array = np.asarray(given, dtype=object if isinstance(given, list | tuple) else None)
    if np.issubdtype(array.dtype, np.datetime64):
        return [None if np.isnat(day) else str(day) for day in array]
    return list(array.tolist())


def per_point(given: Any, count: int, default: Any) -> list[Any]:
    """One value for each point: the given ones, or the only one again and again."""
    found = values(given)
    if not found:
        return [default] * count
    return list(islice(cycle(found), count)) if len(found) == 1 else found[:count]


def is_array(given: Any) -> bool:
    """Whether each point has a value of its own."""
    return given is not None and not isinstance(given, str) and len(values(given)) != 1


def words(text: Any) -> str:
    """Words of a figure as plain text: its line breaks are kept, its other marks are not.

    >>> words("<b>Химия</b><br>5 &amp; more")
    'Химия\\n5 & more'
    """
    broken = _BREAK.sub("\n", "" if text is None else str(text))
    return unescape(_TAG.sub("", broken)).replace("$", r"\$")


def colour(given: Any, *, opacity: float = 1.0) -> tuple[float, float, float, float]:
    """Red, green, blue and opacity, 0 to 1, of a colour as browsers write it.

    >>> colour("rgba(0, 114, 178, .5)")
    (0.0, 0.4470588235294118, 0.6980392156862745, 0.5)
    """
    if given is None or given in ("", "transparent"):
        return (0.0, 0.0, 0.0, 0.0)
    if found := _RGB.fullmatch(str(given).strip().lower()):
        parts = [float(part.strip().rstrip("%")) for part in found[1].split(",")]
        red, green, blue = (part / 255 for part in parts[:3])
        own = parts[3] if len(parts) > 3 else 1.0
        return (red, green, blue, own * opacity)
    red, green, blue, own = matplotlib.colors.to_rgba(given)
    return (red, green, blue, own * opacity)


def colour_map(scale: Any, *, reverse: bool = False) -> matplotlib.colors.Colormap:
    """The colours of a scale: pairs of a place, 0 to 1, and a colour; or its name."""
    if scale is None or isinstance(scale, str):
        found = matplotlib.colormaps.get_cmap((scale or "viridis").lower())
        return found.reversed() if reverse else found
    stops = [(float(place), colour(name)) for place, name in scale]
    made = matplotlib.colors.LinearSegmentedColormap.from_list("scale", stops)
    return made.reversed() if reverse else made


class Axis:
    """One axis of a figure: what a value means in places along it."""

    def __init__(self, given: Mapping[str, Any], samples: Sequence[Any]) -> None:
        self.given = given
        texts = [value for value in samples if isinstance(value, str)]
        kind = given.get("type")
        if kind is None and texts:
            is_date = all(_DATE.match(text) for text in texts)
            kind = "date" if is_date else "category"
        self.kind = kind or "linear"
        self.categories: list[Any] = []
        if self.kind == "category":
            order = [*values(given.get("categoryarray")), *samples]
            self.categories = list(dict.fromkeys(value for value in order if value is not None))

    def places(self, given: Any) -> NDArray[np.float64]:
        """Places of some values; NaN where there is none."""
        return np.array([self._place(value) for value in values(given)], dtype=np.float64)

    def _place(self, value: Any) -> float:
        if value is None:
            return float("nan")
        if self.kind == "category" and value in self.categories:
            return float(self.categories.index(value))
        if isinstance(value, str) and self.kind == "date":
            return float(mdates.date2num(np.datetime64(value.replace(" ", "T"))))
        try:
            return float(value)
        except (TypeError, ValueError):
            return float("nan")

    @property
    def range(self) -> tuple[float, float] | None:
        """First and last place that is shown; None where the data decide."""
        ends = values(self.given.get("range"))
        if len(ends) != 2 or None in ends:
            return None
        low, high = self.places(ends)
        return (10**low, 10**high) if self.kind == "log" else (float(low), float(high))


class Numbers:
    """Writes the numbers of an axis with the reader's signs.

    Parameters
    ----------
    separators : the decimal sign, then the one between thousands
    """

    def __init__(self, separators: str) -> None:
        self._point, self._thousands = (separators + ".,"[len(separators) :])[:2]

    def write(self, value: float, form: str = "", suffix: str = "", prefix: str = "") -> str:
        """A number in Plotly's format, as far as ours use it: per cent, digits, thousands.

        >>> Numbers(",\u00a0").write(1234.5, ",~r"), Numbers(".,").write(0.25, ".0%")
        ('1\\xa0234,5', '25%')
        """
        is_share = form.endswith("%")
        shown = value * 100 if is_share else value
        digits = re.search(r"\.(\d)[f%]", form)
        text = f"{shown:,.{int(digits[1]) if digits else 6}f}"
        if not digits and "." in text:
            text = text.rstrip("0").rstrip(".")
        signs = {",": self._thousands, ".": self._point, "-": "−"}
        text = "".join(signs.get(sign, sign) for sign in text)
        return f"{prefix}{text}{'%' if is_share else ''}{suffix}"
