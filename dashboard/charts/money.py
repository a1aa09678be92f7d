"""Figures of what articles state: sums on a scale of powers of ten, end years, shares.

Median, largest and total of the sums of a row are three marks on one line, told apart by form.
"""

from collections.abc import Sequence
from html import escape
from typing import Any, Final

import numpy as np
import pandas as pd

from dashboard.amounts import powers, short_amount
from dashboard.charts.base import COLOURS, LABEL_WIDTH, Figure, Look, figure, row_height, wrapped

# Column, form, colour and size of the marks of a row.
MARKS: Final = (
    ("median", "circle", COLOURS[0], 11),
    ("largest", "diamond", COLOURS[1], 11),
    ("total", "square-open", COLOURS[2], 13),
)
ROUND_YEAR: Final = 5


def ranges_figure(
    table: pd.DataFrame, names: Sequence[str], look: Look, *, key: str, unit: str
) -> Figure:
    """One line per row: median, largest and total of its sums.

    Parameters
    ----------
    table : column ``key``, sum_count, median, largest, total
    names : of the rows, for readers
    look : words, names and ground
    key : column that a click gives back
    unit : currency
    """
    words, count = look.words, len(table)
    places = np.arange(count)
    extent, ticks, tick_names = powers(table[["median", "total"]].to_numpy().ravel(), words)
    line = {
        "type": "scatter",
        "mode": "lines",
        "x": np.stack([table["median"], table["total"], np.full(count, np.nan)], axis=1).ravel(),
        "y": np.repeat(places, 3),
        "line": {"color": look.ink, "width": 1},
        "opacity": 0.45,
        "hoverinfo": "skip",
        "showlegend": False,
    }
    counts = table["sum_count"].fillna(0).astype("int64")
    meanings = np.stack([table[key].to_numpy(object), counts.to_numpy(object)], axis=1)
    marks = [
        {
            "type": "scatter",
            "mode": "markers",
            "name": words(f"money_{column}"),
            "x": table[column].to_numpy(),
            "y": places,
            "marker": {
                "symbol": symbol,
                "color": colour,
                "size": size,
                "line": {"width": 2, "color": colour},
            },
            "customdata": meanings,
            "text": [
                f"{words(f'money_{column}')}: {short_amount(value, words)} {unit}"
                for value in table[column].fillna(0)
            ],
            "hovertext": [
                f"<b>{name}</b><br>{words.count(sums, 'sum')}"
                for name, sums in zip(names, counts.tolist(), strict=True)
            ],
            "hovertemplate": "%{hovertext}<br>%{text}<extra></extra>",
        }
        for column, symbol, colour, size in MARKS
    ]
    labels = [wrapped(name, LABEL_WIDTH) for name in names]
    return figure(
        look,
        [line, *marks],
        {
            "height": 130 + row_height(labels) * count,
            "showlegend": True,
            "legend": {"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0,
                       "itemclick": False, "itemdoubleclick": False},
            "margin": {"r": 16},
        },
        xaxis=_powers_axis(extent, ticks, tick_names, words("axis_money", unit=unit)),
        yaxis=_rows(labels),
    )  # fmt: skip


def amounts_figure(
    values: Sequence[float],
    names: Sequence[str],
    sums: Sequence[str],
    texts: Sequence[str],
    meanings: Sequence[Sequence[Any]],
    look: Look,
    *,
    unit: str,
    highs: Sequence[float] | None = None,
) -> Figure:
    """One dot per sum on a scale of powers of ten, the largest on top.

    Such a scale has no zero, so that no length could be told from a bar.

    Parameters
    ----------
    values : above 0
    names : what each sum stands in
    sums : each in words, with its currency; stands at its name, where it is never cut
    texts : what each dot says when pointed at
    meanings : what a click on each gives back
    look : words, names and ground
    unit : currency of the scale
    highs : upper ends of ranges, NaN where a sum is one number
    """
    words, count = look.words, len(values)
    places, lows = np.arange(count), np.asarray(values, dtype=float)
    ends = np.full(count, np.nan) if highs is None else np.asarray(highs, dtype=float)
    is_range = ends > lows
    extent, ticks, tick_names = powers([*lows, *ends], words)
    line = {
        "type": "scatter",
        "mode": "lines",
        "x": np.stack([lows, ends, np.full(count, np.nan)], axis=1)[is_range].ravel(),
        "y": np.repeat(places[is_range], 3),
        "line": {"color": COLOURS[0], "width": 3},
        "hoverinfo": "skip",
    }
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": lows,
        "y": places,
        "text": list(texts),
        "marker": {"size": 12, "color": COLOURS[0]},
        "customdata": np.array(list(meanings), dtype=object),
        "hovertext": [f"<b>{_plain(name, 60)}</b>" for name in names],
        "hovertemplate": "%{hovertext}<br>%{text}<extra></extra>",
    }
    labels = [
        f"<b>{wrapped(amount, LABEL_WIDTH)}</b><br>{_plain(shortened(name), LABEL_WIDTH)}"
        for amount, name in zip(sums, names, strict=True)
    ]
    return figure(
        look,
        [line, dots] if is_range.any() else [dots],
        {"height": 80 + row_height(labels) * count, "margin": {"r": 16}},
        xaxis=_powers_axis(extent, ticks, tick_names, words("axis_money", unit=unit)),
        yaxis={**_rows(labels), "showgrid": True},
    )


def columns_figure(
    places: Sequence[int],
    values: Sequence[float],
    texts: Sequence[str],
    hovers: Sequence[str],
    look: Look,
    *,
    title: str,
    value_title: str,
    highlighted: Sequence[int] = (),
) -> Figure:
    """Upright bars over years or lengths; some stand out by colour and pattern.

    Parameters
    ----------
    places : whole numbers on the axis; a click gives back the place and its value
    values, texts, hovers : of each
    look : words, names and ground
    title, value_title : of the axes
    highlighted : places that stand out
    """
    stands_out = np.isin(places, list(highlighted))
    bars = {
        "type": "bar",
        "x": np.asarray(places),
        "y": np.asarray(values),
        "text": list(texts) if len(places) <= 20 else None,
        "textposition": "outside",
        "textangle": 0,
        "cliponaxis": False,
        "marker": {
            "color": np.where(stands_out, COLOURS[1], COLOURS[0]),
            "pattern": {
                "shape": np.where(stands_out, "/", "").tolist(),
                "solidity": 0.2,
                "fillmode": "overlay",
                "fgcolor": "#ffffff",
            },
        },
        "customdata": np.array(
            [[int(place), float(value)] for place, value in zip(places, values, strict=True)],
            dtype=object,
        ),
        "hovertext": list(hovers),
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    first, last = (min(places, default=0), max(places, default=1))
    step = next(step for step in (1, 2, 5, 10, 20, 50) if (last - first) // step <= 9)
    ticks = list(range(-(-first // step) * step, last + 1, step))
    return figure(
        look,
        [bars],
        {"height": 340, "bargap": 0.2, "margin": {"t": 24}},
        xaxis={
            "tickvals": ticks,
            "ticktext": list(map(str, ticks)),
            "showgrid": False,
            "range": [first - 0.7, last + 0.7],
            "title": {"text": title},
        },
        yaxis={"title": {"text": value_title}, "rangemode": "tozero", "nticks": 5},
    )


def squares_figure(
    table: pd.DataFrame, look: Look, *, texts: Sequence[str], value_title: str
) -> Figure:
    """Topics against years, one square each; its area grows with the count.

    Parameters
    ----------
    table : topic, year, article_count, value; every topic with every year
    look : words, names and ground
    texts : what each square says when pointed at
    value_title : what is counted
    """
    topics = list(dict.fromkeys(table["topic"]))
    years = list(dict.fromkeys(table["year"]))
    place_of = {topic: place for place, topic in enumerate(topics)}
    drawn = table["article_count"].to_numpy() > 0
    shown = table[drawn]
    values = shown["value"].to_numpy(dtype=float)
    most = float(np.nanmax(values)) if len(values) else 1.0
    squares = {
        "type": "scatter",
        "mode": "markers",
        "x": [years.index(year) for year in shown["year"]],
        "y": [place_of[topic] for topic in shown["topic"]],
        "marker": {
            "symbol": "square",
            "size": 5 + 12 * np.sqrt(values / (most or 1.0)),
            "color": COLOURS[0],
            "opacity": 1,
            "line": {"width": 0},
        },
        "customdata": shown[["topic", "article_count", "year"]].to_numpy(dtype=object),
        "hovertext": [text for text, is_drawn in zip(texts, drawn, strict=True) if is_drawn],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    labels = [wrapped(look.name(topic), LABEL_WIDTH) for topic in topics]
    step = max(1, -(-len(years) // 7))
    return figure(
        look,
        [squares],
        {"height": 90 + row_height(labels) * len(topics)},
        xaxis={
            "tickvals": list(range(0, len(years), step)),
            "ticktext": [str(year) for year in years[::step]],
            "range": [-0.7, len(years) - 0.3],
            "showgrid": False,
            "zeroline": False,
            "title": {"text": value_title},
        },
        yaxis=_rows(labels),
    )


def shares_figure(table: pd.DataFrame, look: Look, *, names: Sequence[str]) -> Figure:
    """Percentages by the date on which they were quoted; a line joins the ends of a range.

    Parameters
    ----------
    table : as returned by ``analysis.origin_shares``
    look : words, names and ground
    names : title of the article of each
    """
    words = look.words
    high = table["share_high"].fillna(table["share"])
    empty = np.full(len(table), np.nan)
    is_range = (high > table["share"]).to_numpy()
    dates = table["published_date"].to_numpy()
    line = {
        "type": "scatter",
        "mode": "lines",
        "x": np.repeat(dates[is_range], 3),
        "y": np.stack([table["share"], high, empty], axis=1)[is_range].ravel(),
        "line": {"color": look.ink, "width": 2},
        "hoverinfo": "skip",
    }
    points = {
        "type": "scatter",
        "mode": "markers",
        "x": dates,
        "y": table["share"].to_numpy(),
        "marker": {"size": 10, "color": COLOURS[0], "line": {"width": 1, "color": "#ffffff"}},
        "customdata": np.stack(
            [table["statement"].to_numpy(object), np.ones(len(table), object)], axis=1
        ),
        "hovertext": [
            f"<b>{words.percent(low / 100)}</b> · {words.date(day.date())}<br>{_plain(name, 50)}"
            for low, day, name in zip(table["share"], table["published_date"], names, strict=True)
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    return figure(
        look,
        [line, points] if is_range.any() else [points],
        {"height": 380, "showlegend": False, "hovermode": "closest"},
        xaxis={"showgrid": False, "nticks": 6, "tickangle": 0},
        yaxis={
            "title": {"text": words("axis_per_cent")},
            "range": [0, max(100.0, float(high.max()) if len(high) else 0.0) + 4],
            "nticks": 6,
        },
    )


def bars_figure(
    names: Sequence[str],
    values: Sequence[float],
    texts: Sequence[str],
    meanings: Sequence[Sequence[Any]],
    look: Look,
    *,
    value_title: str,
) -> Figure:
    """One bar per name, the most on top."""
    labels = [wrapped(name, LABEL_WIDTH) for name in names]
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": np.asarray(values, dtype=float),
        "y": np.arange(len(labels)),
        "text": list(texts),
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {"color": COLOURS[0]},
        "customdata": np.array(list(meanings), dtype=object),
        "hovertext": list(names),
        "hovertemplate": "<b>%{hovertext}</b><br>%{text}<extra></extra>",
    }
    return figure(
        look,
        [bars],
        {
            "height": 80 + row_height(labels) * len(labels),
            "bargap": 0.28,
            "margin": {"r": 12 + 8 * max(map(len, texts), default=0)},
        },
        xaxis={
            "title": {"text": value_title},
            "rangemode": "tozero",
            "range": [0, max(values, default=1.0) or 1.0],
            "nticks": 5,
        },
        yaxis=_rows(labels),
    )


def shortened(name: str, most: int = 70) -> str:
    """The first words of a long name."""
    return name if len(name) <= most else f"{name[:most].rsplit(' ', 1)[0]} …"


def _plain(title: str, width: int) -> str:
    """A title of an article in lines: Plotly would take its signs for markup."""
    return wrapped(escape(title, quote=False), width)


def _powers_axis(
    extent: Sequence[float], ticks: Sequence[float], names: Sequence[str], title: str
) -> dict[str, Any]:
    return {
        "type": "log",
        "range": extent,
        "tickvals": ticks,
        "ticktext": names,
        "tickangle": 0,
        "showgrid": True,
        "title": {"text": title},
    }


def _rows(labels: Sequence[str]) -> dict[str, Any]:
    return {
        "tickvals": np.arange(len(labels)),
        "ticktext": list(labels),
        "range": [len(labels) - 0.4, -0.6],
        "ticks": "",
        "showgrid": False,
        "zeroline": False,
    }
