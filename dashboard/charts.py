"""Small tables to Plotly figures; nothing is counted here.

A topic keeps its colour, line and marker wherever it appears. Eight colours that colour-blind
readers can tell apart, three lines and eight markers make every topic distinct in print too.
Each mark carries what a click on it means in ``customdata``: topic, count, and its period.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, Final

import numpy as np
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
RANKING_ROWS: Final = 24
LABEL_WIDTH: Final = 30  # letters in a line: leaves room for bars on a phone, and cuts no name
LEGEND_WIDTH: Final = 40
FEW: Final = 10  # of so few earlier articles a percentage says nothing
CHANGE_MARGIN: Final = 92  # pixels right of the longest bar, for its count and change
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


def trend_figure(
    table: pd.DataFrame,
    order: Sequence[str],
    look: Look,
    *,
    period: str,
    measure: str,
    incomplete: Collection[pd.Timestamp] = (),
) -> go.Figure:
    """One line per topic over time; incomplete periods are hollow marks beside the line.

    Parameters
    ----------
    table : as returned by ``analysis.trend``
    order : all topics of the axis, which fixes their colours
    look : words, names and ground
    period : of the table
    measure : "count" or "share"
    incomplete : starts of periods that the articles do not cover to the end
    """
    words, lines = look.words, []
    is_incomplete = table["period_start"].isin(list(incomplete))
    for topic in dict.fromkeys(table["topic"]):
        here = table["topic"] == topic
        style = _series_style(topic, order)
        whole, broken = table[here & ~is_incomplete], table[here & is_incomplete]
        if len(whole):
            series = _series(whole, look, period, measure)
            lines.append({**series, "mode": "lines+markers", **style})
        if len(broken):
            hollow = {**style, "marker": _hollow(style["marker"])}
            series = _series(broken, look, period, measure)
            lines.append({**series, "mode": "markers", "showlegend": whole.empty, **hollow})
    title = words("axis_share") if measure == "share" else words("axis_articles")
    distinct = table["period_start"].drop_duplicates()
    ticks = distinct.iloc[:: max(1, -(-len(distinct) // 6))]
    legend = {"orientation": "h", "y": -0.16, "yanchor": "top", "x": 0, "itemclick": False}
    return _figure(
        look,
        [{"type": "scatter", **line} for line in lines],
        {"height": 460, "hovermode": "closest", "showlegend": True, "legend": legend},
        xaxis={
            "tickvals": ticks.to_numpy(),
            "ticktext": [_tick(words, day, period) for day in ticks],
            "showgrid": False,
            "tickangle": 0,
        },
        yaxis={
            "title": {"text": title},
            "rangemode": "tozero",
            "tickformat": ",~r",
            "nticks": 6,
        },
    )


def ranking_figure(
    table: pd.DataFrame, look: Look, *, chosen: Sequence[str], has_change: bool
) -> go.Figure:
    """One bar per topic with its count and its change; chosen topics stand out.

    Parameters
    ----------
    table : as returned by ``analysis.ranking``; the first rows are drawn
    look : words, names and ground
    chosen : topics that the reader filters by
    has_change : whether the corpus reaches back far enough for the earlier count
    """
    words, rows = look.words, table.head(RANKING_ROWS)
    texts = [_count_and_change(row, words, has_change=has_change) for row in rows.itertuples()]
    is_chosen = rows["topic"].isin(list(chosen)).to_numpy()
    colours = np.where(is_chosen, COLOURS[1], COLOURS[0])
    bars = {
        "type": "bar",
        "x": rows["article_count"].to_numpy(),
        "y": np.arange(len(rows)),
        "orientation": "h",
        "text": texts,
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {
            "color": colours,
            "pattern": {"shape": np.where(is_chosen, "/", "").tolist(), "solidity": 0.25},
        },
        "customdata": rows[["topic", "article_count"]].to_numpy(dtype=object),
        "hovertext": [look.name(topic) for topic in rows["topic"]],
        "hovertemplate": "<b>%{hovertext}</b><br>%{text}<extra></extra>",
    }
    labels = [_wrapped(look.name(topic), LABEL_WIDTH) for topic in rows["topic"]]
    most = int(rows["article_count"].max()) if len(rows) else 1
    return _figure(
        look,
        [bars],
        {
            "height": 70 + _row_height(labels) * len(rows),
            "margin": {"r": CHANGE_MARGIN},
            "bargap": 0.28,
        },
        xaxis={
            "title": {"text": words("axis_articles")},
            "range": [0, most],
            "nticks": 5,
            "tickformat": ",~r",
        },
        yaxis={
            "tickvals": np.arange(len(rows)),
            "ticktext": labels,
            "range": [len(rows) - 0.5, -0.5],
            "ticks": "",
            "showgrid": False,
            "zeroline": False,
        },
    )


def heat_figure(table: pd.DataFrame, look: Look, *, period: str) -> go.Figure:
    """Topics against periods, one cell each; the colour grows with the square root.

    Cells are bars with a base, because a click on a Plotly heat map selects nothing.

    Parameters
    ----------
    table : as returned by ``analysis.heat``
    look : words, names and ground
    period : of the table
    """
    words = look.words
    topics = list(dict.fromkeys(table["topic"]))
    starts = table["period_start"].drop_duplicates()
    row = np.repeat(np.arange(len(topics)), len(starts))
    column = np.tile(np.arange(len(starts)), len(topics))
    counts = table["article_count"].to_numpy()
    names = [words.period(day.date(), period) for day in starts]
    most = int(counts.max()) if len(counts) else 1
    cells = {
        "type": "bar",
        "x": column,
        "y": np.full(len(row), 0.92),
        "base": row - 0.46,
        "width": 0.94,
        "marker": {
            "color": np.sqrt(counts),
            "colorscale": [[0, look.heat[0]], [1, look.heat[1]]],
            "cmin": 0,
            "cmax": max(1.0, float(np.sqrt(most))),
            "line": {"width": 0},
            "showscale": True,
            "colorbar": _colour_bar(most, words),
        },
        "customdata": table.assign(start=table["period_start"].astype(str).str[:10])[
            ["topic", "article_count", "start"]
        ].to_numpy(dtype=object),
        "hovertext": [
            f"<b>{look.name(topics[at])}</b><br>{names[place]}: {words.number(count)}"
            for at, place, count in zip(row, column, counts, strict=True)
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    labels = [_wrapped(look.name(topic), LABEL_WIDTH) for topic in topics]
    step = max(1, -(-len(names) // 6))
    return _figure(
        look,
        [cells],
        {"height": 110 + _row_height(labels) * len(topics), "barmode": "overlay"},
        xaxis={
            "tickvals": np.arange(0, len(names), step),
            "ticktext": [_tick(words, day, period) for day in starts.iloc[::step]],
            "showgrid": False,
            "zeroline": False,
            "range": [-0.6, len(names) - 0.4],
        },
        yaxis={
            "tickvals": np.arange(len(topics)),
            "ticktext": labels,
            "range": [len(topics) - 0.4, -0.6],
            "showgrid": False,
            "zeroline": False,
            "ticks": "",
        },
    )


def _series(rows: pd.DataFrame, look: Look, period: str, measure: str) -> dict[str, Any]:
    """Points of one topic, with what each means."""
    words, topic = look.words, str(rows["topic"].iloc[0])
    is_share = measure == "share"
    values = rows["share"].to_numpy() * 100 if is_share else rows["article_count"].to_numpy()
    meanings = [
        [topic, count, f"{day:%Y-%m-%d}", words.period(day.date(), period)]
        for count, day in zip(rows["article_count"].tolist(), rows["period_start"], strict=True)
    ]
    return {
        "x": rows["period_start"].to_numpy(),
        "y": values,
        "name": _wrapped(look.name(topic), LEGEND_WIDTH),
        "legendgroup": topic,
        "customdata": np.array(meanings, dtype=object),
        "text": [words.number(value, digits=int(is_share)) for value in values],
        "hovertemplate": f"<b>{look.name(topic)}</b><br>%{{customdata[3]}}: %{{text}}"
        "<extra></extra>",
    }


def _hollow(marker: dict[str, Any]) -> dict[str, Any]:
    return {**marker, "symbol": f"{marker['symbol']}-open", "size": 9, "line": {"width": 2}}


def _series_style(topic: str, order: Sequence[str]) -> dict[str, Any]:
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


def _figure(
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


def _colour_bar(most: int, words: Words) -> dict[str, Any]:
    ticks = sorted({0, round(most / 16), round(most / 4), most})
    return {
        "orientation": "h",
        "y": 1.0,
        "yanchor": "bottom",
        "x": 1,
        "xanchor": "right",
        "len": 240,
        "lenmode": "pixels",
        "thickness": 10,
        "outlinewidth": 0,
        "tickvals": np.sqrt(ticks),
        "ticktext": [words.number(tick) for tick in ticks],
        "title": {"text": words("axis_articles"), "side": "top"},
        "ypad": 0,
    }


def _count_and_change(row: Any, words: Words, *, has_change: bool) -> str:
    """The count, then its change: in per cent, or both numbers where the earlier is small."""
    now, before, count = row.current_count, row.previous_count, words.number(row.article_count)
    if not has_change or now == before == 0:
        return count
    sign = "▲" if now > before else "▼" if now < before else "="
    if before < FEW:
        return f"{count}  {sign} {words('versus', now=words.number(now), before=before)}"
    return f"{count}  {sign} {words.percent(row.change, signed=True)}"


def _tick(words: Words, day: pd.Timestamp, period: str) -> str:
    if period == "month":
        return f"{day.month:02d}.{day.year}" if words.language == "ru" else f"{day:%b} {day.year}"
    return words.period(day.date(), period)


def _wrapped(name: str, width: int) -> str:
    """A name in lines of equal length, as many as it needs."""
    lines = -(-len(name) // width)
    return "<br>".join(wrap(name, max(width * 2 // 3, -(-len(name) // lines) + 4)) or [name])


def _row_height(labels: Sequence[str]) -> int:
    """Pixels of a row that holds the tallest label."""
    lines = max((label.count("<br>") + 1 for label in labels), default=1)
    return 27 if lines == 1 else 8 + 15 * lines
