"""Topics against topics: blue cells are named together more often than chance would have it."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from dashboard.charts.base import Figure, Look, figure, row_height, wrapped
from dashboard.charts.shades import inks, mixed
from dashboard.texts import Words

CLEAR: Final = 0.05  # corrected p below which a cell is drawn in full
ROW_WIDTH: Final = 20
COLUMN_LETTERS: Final = 32  # a column name is one line, because columns are narrow on a phone
MOST_DOUBLINGS: Final = 3  # the colours end at eight times as often, and at an eighth
FEWEST_TO_WRITE: Final = 16  # columns up to which the number stands in the cell


def matrix_figure(
    table: pd.DataFrame,
    looks: tuple[Look, Look],
    order: tuple[Sequence[str], Sequence[str]],
    *,
    way: str,
    shade: str,
) -> Figure:
    """One cell for each pair; a small cell may be chance, a hatched one expects too few.

    Cells are bars with a base, so that each can have a size of its own.

    Parameters
    ----------
    table : as returned by ``analysis.pairs``, of one axis ``analysis.mirrored``
    looks : words, names and ground of the rows and of the columns
    order : keys of the rows from above and of the columns from the left
    way : of counting, which the values of the table are in
    shade : "lift" or "value", what the colour tells
    """
    look, rows, columns = looks[0], list(order[0]), list(order[1])
    shown = table[table["row"].isin(rows) & table["column"].isin(columns)]
    row = shown["row"].map({key: at for at, key in enumerate(rows)}).to_numpy()
    column = shown["column"].map({key: at for at, key in enumerate(columns)}).to_numpy()
    size = np.where(shown["q_value"].to_numpy() < CLEAR, 0.94, 0.5)
    texts = [look.words.amount(value, way) for value in shown["value"]]
    has_texts = len(columns) <= FEWEST_TO_WRITE
    colours, opacity = _colours(shown, look, shade), np.where(size > 0.9, 1.0, 0.6)
    shades = mixed(colours["color"], colours["colorscale"], colours["cmin"], colours["cmax"])
    cells = {
        "type": "bar",
        "x": column,
        "y": size,
        "base": row - size / 2,
        "width": size,
        "text": texts if has_texts else None,
        "textposition": "inside" if has_texts else "none",
        "textangle": 0,
        "insidetextanchor": "middle",
        "insidetextfont": {"color": inks(shades, opacity, look.paper)},
        "marker": {
            **colours,
            "opacity": opacity,
            "line": {"width": 0},
            "pattern": {
                "shape": np.where(shown["is_small"], "/", "").tolist(),
                "fillmode": "overlay",
                "fgcolor": "rgba(128,128,128,.45)",
                "solidity": 0.15,
                "size": 6,
            },
        },
        "customdata": shown[["row", "column", "article_count"]].to_numpy(dtype=object),
        "hovertext": [pair_text(pair, looks, way) for pair in shown.itertuples()],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    row_labels = [wrapped(looks[0].name(key), ROW_WIDTH) for key in rows]
    column_labels = [_cut(looks[1].name(key)) for key in columns]
    longest = max(map(len, column_labels), default=0)
    height = 140 + 7 * longest + row_height(row_labels) * len(rows)
    grid = {"showgrid": False, "zeroline": False, "ticks": ""}
    return figure(
        look,
        [cells],
        {
            "height": height,
            "barmode": "overlay",
            "margin": {"b": 76},  # for the bar that explains the colours
            "uniformtext": {"minsize": 9, "mode": "hide"},
        },
        xaxis={
            "tickvals": np.arange(len(columns)),
            "ticktext": column_labels,
            "tickangle": -90,
            "tickfont": {"color": look.ink, "size": 11},
            "side": "top",
            "range": [-0.6, len(columns) - 0.4],
            **grid,
        },
        yaxis={
            "tickvals": np.arange(len(rows)),
            "ticktext": row_labels,
            "range": [len(rows) - 0.4, -0.6],
            **grid,
        },
    )


def pair_text(pair: Any, looks: tuple[Look, Look], way: str) -> str:
    """What is known about a pair, for the mark under the pointer."""
    words = looks[0].words
    name = words("pair_name", first=looks[0].name(pair.row), second=looks[1].name(pair.column))
    lines = [f"<b>{name}</b>", words.count(pair.article_count, "article")]
    if way != "articles":
        lines.append(
            words("pair_value", way=words(f"axis_{way}"), value=words.amount(pair.value, way))
        )
    lines.append(words("pair_expected", count=words.number(pair.expected_count, digits=1)))
    if pair.lift == pair.lift:
        ends = [words.number(end, digits=2) for end in (pair.lift, pair.lift_low, pair.lift_high)]
        lines.append(words("pair_times", lift=ends[0], low=ends[1], high=ends[2]))
    lines.append(chance_text(pair.q_value, words))
    return "<br>".join(lines)


def chance_text(q_value: float, words: Words) -> str:
    """Whether a difference may be chance, in words."""
    if q_value != q_value:
        return words("chance_untested")
    if q_value >= CLEAR:
        return words("chance_maybe", q=words.number(q_value, digits=2))
    if q_value < 0.001:
        return words("chance_surely_not")
    return words("chance_hardly", q=words.number(q_value, digits=3))


def _cut(name: str) -> str:
    return name if len(name) <= COLUMN_LETTERS else f"{name[: COLUMN_LETTERS - 1].rstrip()}…"


def _colours(shown: pd.DataFrame, look: Look, shade: str) -> dict[str, Any]:
    if shade == "value":
        most = float(np.nanmax(shown["value"], initial=0)) or 1.0
        return {
            "color": np.sqrt(shown["value"].to_numpy() / most),
            "colorscale": [[0, look.heat[0]], [1, look.heat[1]]],
            "cmin": 0,
            "cmax": 1,
        }
    # Half an article on either side: nothing where one is expected is no sign of avoidance.
    doublings = np.log2((shown["article_count"] + 0.5) / (shown["expected_count"] + 0.5))
    middle = "#3a4149" if look.is_dark else "#eceff1"
    scale = [[0, "#c55a11"], [0.5, middle], [1, "#2f8fd0" if look.is_dark else "#0b5a9d"]]
    marks = list(range(-MOST_DOUBLINGS, MOST_DOUBLINGS + 1))
    return {
        "color": doublings.clip(-MOST_DOUBLINGS, MOST_DOUBLINGS).to_numpy(),
        "colorscale": scale,
        "cmin": -MOST_DOUBLINGS,
        "cmax": MOST_DOUBLINGS,
        "showscale": True,
        "colorbar": {
            "orientation": "h",
            "y": 0,
            "yanchor": "top",
            "x": 1,
            "xanchor": "right",
            "len": 260,
            "lenmode": "pixels",
            "thickness": 10,
            "outlinewidth": 0,
            "tickvals": marks,
            "ticktext": [f"×{2**mark}" if mark >= 0 else f"1/{2**-mark}" for mark in marks],
            "title": {"text": look.words("axis_lift"), "side": "top", "font": {"size": 12}},
        },
    }
