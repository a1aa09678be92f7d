"""Places against topics, and places ranked: shares in cells, counts in bars."""

from html import escape
from typing import Any, Final

import numpy as np
import pandas as pd

from dashboard.charts.base import COLOURS, LABEL_WIDTH, Figure, Look, figure, row_height, wrapped
from dashboard.charts.widths import label_width

PLACE_ROWS: Final = 16
COLUMN_WIDTH: Final = 24  # letters in a line of the name of a column
STEEP: Final = -75  # degrees: so many names find room side by side on a phone
LEVEL: Final = 3  # so many columns have room for level names
VALUE_MARGIN: Final = 64  # pixels right of the longest bar, for its value
HATCH: Final = {"fillmode": "overlay", "fgcolor": "rgba(255,255,255,.5)", "solidity": 0.25}
_STRONG: Final = 0.5  # of the scale: from here on a cell is too dark, or bright, for ink


def plain(name: str, width: int) -> str:
    """A name from outside in lines; Plotly reads tags in names, so that there must be none."""
    return "<br>".join(map(escape, wrapped(name, width).split("<br>")))


def mix_figure(table: pd.DataFrame, places: Look, topics: Look) -> Figure:
    """Topics in rows, places in columns, the share of the place's articles in the cell.

    Parameters
    ----------
    table : as returned by ``analysis.place_mix``
    places, topics : names of both; the ground
    """
    words = places.words
    columns = list(dict.fromkeys(table["place"]))
    rows = list(dict.fromkeys(table["topic"]))
    column = np.array([columns.index(place) for place in table["place"]], dtype=np.int64)
    row = np.array([rows.index(topic) for topic in table["topic"]], dtype=np.int64)
    shares = np.nan_to_num(table["mix_share"].to_numpy(dtype=np.float64))
    most = float(shares.max(initial=0)) or 1.0
    depth = np.sqrt(shares / most)
    is_thin = table["is_thin"].to_numpy(dtype=bool)
    weak, strong = ("#e6ebf0", "#10161d") if places.is_dark else ("#1c2530", "#ffffff")
    cells = {
        "type": "bar",
        "x": column,
        "y": np.full(len(row), 0.92),
        "base": row - 0.46,
        "width": 0.94,
        "text": [_cell(share, words) for share in shares.tolist()],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "insidetextfont": {
            "size": 12,
            "color": np.where(depth > _STRONG, strong, weak).tolist(),
        },
        "marker": {
            "color": depth,
            "colorscale": [[0, places.heat[0]], [1, places.heat[1]]],
            "cmin": 0,
            "cmax": 1,
            "line": {"width": 0},
            "pattern": {
                "shape": np.where(is_thin & (shares > 0), "/", "").tolist(),
                "fillmode": "overlay",
                "fgcolor": "rgba(128,128,128,.45)",
                "solidity": 0.2,
                "size": 7,
            },
        },
        "customdata": table[["place", "article_count", "topic"]].to_numpy(dtype=object),
        "hovertext": [
            f"<b>{places.name(line.place)}</b> · {topics.name(line.topic)}<br>"
            + words(
                "mix_hover",
                count=words.count(line.article_count, "article"),
                whole=words.number(line.place_count),
                share=words.percent(line.mix_share, digits=1),
            )
            for line in table.itertuples()
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    labels = [wrapped(topics.name(topic), LABEL_WIDTH) for topic in rows]
    firsts = table.drop_duplicates("place")
    names = [_column_name(line, places) for line in firsts.itertuples()]
    is_steep = len(columns) > LEVEL
    room = label_width(names) if is_steep else 40
    return figure(
        places,
        [cells],
        {
            "height": 30 + room + max(28, row_height(labels)) * len(rows),
            "barmode": "overlay",
            "margin": {"t": room + 8, "r": max(8, room // 4), "b": 8},
        },
        xaxis={
            "side": "top",
            "tickvals": np.arange(len(columns)),
            "ticktext": names,
            "tickangle": STEEP if is_steep else 0,
            "automargin": False,
            "showgrid": False,
            "zeroline": False,
            "ticks": "",
            "range": [-0.6, len(columns) - 0.4],
        },
        yaxis=named_rows(labels),
    )


def places_figure(
    table: pd.DataFrame, places: Look, topics: Look, *, chosen: tuple[str, ...], way: str
) -> Figure:
    """One bar per place; below its name the topic most often named with it.

    Parameters
    ----------
    table : as returned by ``analysis.ranked_places``; the first rows are drawn
    places, topics : names of both; the ground
    chosen : places that the reader filters by
    way : of counting, which the values of the table are in
    """
    rows = table.head(PLACE_ROWS)
    names = [wrapped(places.name(place), LABEL_WIDTH) for place in rows["place"]]
    return ranked(
        places,
        names,
        [_leader(line, topics) for line in rows.itertuples()],
        rows["value"].to_numpy(dtype=np.float64),
        rows[["place", "article_count"]].to_numpy(dtype=object),
        way=way,
        is_chosen=rows["place"].isin(list(chosen)).to_numpy(),
    )


def ranked(
    look: Look,
    names: list[str],
    remarks: list[str],
    values: np.ndarray[Any, np.dtype[np.float64]],
    meanings: np.ndarray[Any, np.dtype[np.object_]],
    *,
    way: str,
    is_chosen: np.ndarray[Any, np.dtype[np.bool_]] | None = None,
    is_hatched: np.ndarray[Any, np.dtype[np.bool_]] | None = None,
) -> Figure:
    """Bars with a small remark below each name; names and remarks are free of tags."""
    words = look.words
    lengths = values * (100 if way == "share" else 1)
    none = np.zeros(len(names), dtype=bool)
    stands_out = none if is_chosen is None else is_chosen
    hatched = stands_out | (none if is_hatched is None else is_hatched)
    bars = {
        "type": "bar",
        "x": lengths,
        "y": np.arange(len(names)),
        "orientation": "h",
        "text": [words.amount(value, way) for value in values.tolist()],
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {
            "color": np.where(stands_out, COLOURS[1], COLOURS[0]),
            "pattern": {"shape": np.where(hatched, "/", "").tolist(), **HATCH},
        },
        "customdata": meanings,
        "hovertext": [
            f"<b>{name}</b>" + (f"<br>{remark}" if remark else "")
            for name, remark in zip(names, remarks, strict=True)
        ],
        "hovertemplate": "%{hovertext}<br>%{text}<extra></extra>",
    }
    labels = [
        name + (f"<br><span style='font-size:11px'>{remark}</span>" if remark else "")
        for name, remark in zip(names, remarks, strict=True)
    ]
    most = float(np.nanmax(lengths, initial=0)) or 1
    return figure(
        look,
        [bars],
        {
            "height": 70 + row_height(labels) * len(names),
            "margin": {"r": VALUE_MARGIN},
            "bargap": 0.35,
        },
        xaxis={
            "title": {"text": words(f"axis_{way}")},
            "range": [0, most],
            "nticks": 5,
            "tickformat": ",~r",
        },
        yaxis=named_rows(labels),
    )


def _column_name(line: Any, places: Look) -> str:
    """Name of a place; with the number of its articles where they are few."""
    name = places.name(line.place)
    count = places.words.number(line.place_count)
    return wrapped(f"{name} ({count})" if line.is_thin else name, COLUMN_WIDTH)


def _leader(line: Any, topics: Look) -> str:
    if not line.leader:
        return ""
    share = topics.words.percent(line.leader_share)
    return wrapped(f"{topics.name(line.leader)}: {share}", LABEL_WIDTH)


def _cell(share: float, words: Any) -> str:
    """Per cent without the sign, which the title has; nothing for nothing."""
    if not share:
        return ""
    return words.number(share * 100) if share >= 0.005 else "&lt;1"


def named_rows(labels: list[str]) -> dict[str, Any]:
    """The axis of rows with names, the first one on top."""
    return {
        "tickvals": np.arange(len(labels)),
        "ticktext": labels,
        "range": [len(labels) - 0.5, -0.5],
        "ticks": "",
        "showgrid": False,
        "zeroline": False,
    }
