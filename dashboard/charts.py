"""Small tables to Plotly figures; nothing is counted here.

A topic keeps its colour, line and marker wherever it appears. Eight colours that colour-blind
readers can tell apart, three lines and eight markers make every topic distinct in print too.
Each mark carries what a click on it means in ``customdata``: topic, count, and its period.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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


def trend_figure(
    table: pd.DataFrame, order: Sequence[str], look: Look, *, period: str, measure: str
) -> go.Figure:
    """One line per topic over time.

    Parameters
    ----------
    table : as returned by ``analysis.trend``
    order : all topics of the axis, which fixes their colours
    look : words, names and ground
    period : of the table
    measure : "count" or "share"
    """
    words, figure = look.words, go.Figure()
    factor = 100 if measure == "share" else 1
    column = "share" if measure == "share" else "article_count"
    for topic, rows in table.groupby("topic", sort=False):
        starts = rows["period_start"].to_numpy()
        names = [words.period(day.date(), period) for day in rows["period_start"]]
        values = rows[column].to_numpy() * factor
        shown = [words.number(value, digits=int(factor > 1)) for value in values]
        figure.add_scatter(
            x=starts,
            y=values,
            name=_short(look.name(str(topic)), 38),
            mode="lines+markers",
            customdata=np.array(
                [
                    [topic, count, str(start)[:10], name]
                    for count, start, name in zip(
                        rows["article_count"].tolist(), starts, names, strict=True
                    )
                ],
                dtype=object,
            ),
            text=shown,
            hovertemplate=f"<b>{look.name(str(topic))}</b><br>%{{customdata[3]}}: %{{text}}"
            "<extra></extra>",
            **_series_style(str(topic), order),
        )
    figure.update_layout(
        _layout(words, height=430),
        hovermode="closest",
        showlegend=True,
        legend={"orientation": "h", "y": -0.16, "yanchor": "top", "x": 0, "itemclick": False},
    )
    title = words("axis_share") if measure == "share" else words("axis_articles")
    distinct = table["period_start"].drop_duplicates()
    ticks = distinct.iloc[:: max(1, -(-len(distinct) // 6))]
    figure.update_xaxes(
        tickvals=ticks.to_numpy(),
        ticktext=[_tick(words, day, period) for day in ticks],
        showgrid=False,
        tickangle=0,
    )
    figure.update_yaxes(title=title, rangemode="tozero", tickformat=",~r", nticks=6)
    return figure


def ranking_figure(table: pd.DataFrame, look: Look, *, chosen: Sequence[str]) -> go.Figure:
    """One bar per topic with its count and its change; chosen topics stand out.

    Parameters
    ----------
    table : as returned by ``analysis.ranking``; the first rows are drawn
    look : words, names and ground
    chosen : topics that the reader filters by
    """
    words, rows = look.words, table.head(RANKING_ROWS)
    texts = [_count_and_change(row, words) for row in rows.itertuples()]
    is_chosen = rows["topic"].isin(list(chosen)).to_numpy()
    colours = np.where(is_chosen, COLOURS[1], COLOURS[0])
    figure = go.Figure(
        go.Bar(
            x=rows["article_count"].to_numpy(),
            y=[_short(look.name(topic)) for topic in rows["topic"]],
            orientation="h",
            text=texts,
            textposition="outside",
            cliponaxis=False,
            marker={
                "color": colours,
                "pattern": {"shape": np.where(is_chosen, "/", "").tolist(), "solidity": 0.25},
            },
            customdata=rows[["topic", "article_count"]].to_numpy(dtype=object),
            hovertext=[look.name(topic) for topic in rows["topic"]],
            hovertemplate="<b>%{hovertext}</b><br>%{text}<extra></extra>",
        )
    )
    figure.update_layout(_layout(words, height=90 + 27 * len(rows)), bargap=0.28)
    most = int(rows["article_count"].max()) if len(rows) else 1
    figure.update_xaxes(
        title=words("axis_articles"), range=[0, most * 1.8], nticks=5, tickformat=",~r"
    )
    figure.update_yaxes(autorange="reversed", ticks="", showgrid=False)
    return figure


def heat_figure(table: pd.DataFrame, look: Look) -> go.Figure:
    """Topics against months, one cell each; the colour grows with the square root.

    Cells are bars with a base, because a click on a Plotly heat map selects nothing.

    Parameters
    ----------
    table : as returned by ``analysis.heat``
    look : words, names and ground
    """
    words = look.words
    topics = list(dict.fromkeys(table["topic"]))
    months = table["month_start"].drop_duplicates()
    row = np.repeat(np.arange(len(topics)), len(months))
    column = np.tile(np.arange(len(months)), len(topics))
    counts = table["article_count"].to_numpy()
    names = [words.month(day.date()) for day in months]
    most = int(counts.max()) if len(counts) else 1
    figure = go.Figure(
        go.Bar(
            x=column,
            y=np.full(len(row), 0.92),
            base=row - 0.46,
            width=0.94,
            marker={
                "color": np.sqrt(counts),
                "colorscale": [[0, look.heat[0]], [1, look.heat[1]]],
                "cmin": 0,
                "cmax": max(1.0, float(np.sqrt(most))),
                "line": {"width": 0},
                "showscale": True,
                "colorbar": _colour_bar(most, words),
            },
            customdata=table.assign(start=table["month_start"].astype(str).str[:10])[
                ["topic", "article_count", "start"]
            ].to_numpy(dtype=object),
            hovertext=[
                f"<b>{look.name(topics[at])}</b><br>{names[month]}: {words.number(count)}"
                for at, month, count in zip(row, column, counts, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    figure.update_layout(_layout(words, height=120 + 25 * len(topics)), barmode="overlay")
    step = max(1, -(-len(names) // 6))
    figure.update_xaxes(
        tickvals=np.arange(0, len(names), step),
        ticktext=[_tick(words, day, "month") for day in months.iloc[::step]],
        showgrid=False,
        zeroline=False,
        range=[-0.6, len(names) - 0.4],
    )
    figure.update_yaxes(
        tickvals=np.arange(len(topics)),
        ticktext=[_short(look.name(topic)) for topic in topics],
        range=[len(topics) - 0.4, -0.6],
        showgrid=False,
        zeroline=False,
        ticks="",
    )
    return figure


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


def _layout(words: Words, *, height: int) -> dict[str, Any]:
    return {
        "height": height,
        "margin": {"l": 0, "r": 8, "t": 8, "b": 0},
        "separators": ",\u00a0" if words.language == "ru" else ".,",
        "dragmode": False,
        "clickmode": "event+select",
        "font": {"size": 13},
        "hoverlabel": {"align": "left"},
    }


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
    }


def _count_and_change(row: Any, words: Words) -> str:
    count = words.number(row.article_count)
    if np.isnan(row.change):
        return count
    sign = "▲" if row.change > 0 else "▼" if row.change < 0 else "="
    return f"{count}  {sign} {words.percent(row.change, signed=True)}"


def _tick(words: Words, day: pd.Timestamp, period: str) -> str:
    if period == "month":
        return f"{day.month:02d}.{day.year}" if words.language == "ru" else f"{day:%b} {day.year}"
    return words.period(day.date(), period)


def _short(name: str, length: int = 26) -> str:
    return name if len(name) <= length else f"{name[: length - 1].rstrip(' ,&')}…"
