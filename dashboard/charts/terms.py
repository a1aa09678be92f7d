"""Terms as ranked bars: how frequent each is here, and how frequent it is elsewhere."""

from typing import Final

import numpy as np
import pandas as pd

from dashboard.charts.base import COLOURS, GREY, Figure, Look, figure, row_height, wrapped

TERM_WIDTH: Final = 24
AMOUNT_MARGIN: Final = 110  # pixels right of the longest bar, for its numbers


def terms_figure(table: pd.DataFrame, look: Look, *, there: str, here: str) -> Figure:
    """One bar a term, as long as its share of the articles here; a line marks the share elsewhere.

    Parameters
    ----------
    table : ``term``, ``query``, ``article_count``, ``share_here``, ``share_there``, and ``text``:
        what stands behind each bar
    look : words and ground
    there, here : names of both sets
    """
    words, place = look.words, np.arange(len(table))
    own, others = (table[name].to_numpy() * 100 for name in ("share_here", "share_there"))
    meanings = table[["query", "article_count"]].to_numpy(dtype=object)
    names = [plain(term) for term in table["term"]]
    hover = [
        f"<b>{name}</b><br>{here}: {words.percent(one / 100, digits=1)}"
        f"<br>{there}: {words.percent(other / 100, digits=1)}"
        for name, one, other in zip(names, own, others, strict=True)
    ]
    shared = {
        "customdata": meanings,
        "hovertext": hover,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    bars = {
        "type": "bar",
        "x": own,
        "y": place,
        "orientation": "h",
        "name": here,
        "text": table["text"].tolist(),
        "textposition": "outside",
        "cliponaxis": False,
        "marker": {"color": COLOURS[0]},
        **shared,
    }
    marks = {
        "type": "scatter",
        "mode": "markers",
        "x": others,
        "y": place,
        "name": there,
        "marker": {
            "symbol": "line-ns",
            "size": 15,
            "color": GREY,
            "line": {"width": 3, "color": COLOURS[1]},
        },
        **shared,
    }
    labels = [wrapped(name, TERM_WIDTH) for name in names]
    most = float(max(own.max(initial=0), others.max(initial=0))) or 1.0
    return figure(
        look,
        [bars, marks],
        {
            "height": 110 + row_height(labels) * len(table),
            "margin": {"r": AMOUNT_MARGIN},
            "bargap": 0.3,
            "showlegend": True,
            "legend": {
                "orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "itemclick": False,
            },
        },
        xaxis={
            "title": {"text": words("axis_of_articles")},
            "range": [0, most],
            "nticks": 5,
            "tickformat": ",~r",
        },
        yaxis={
            "tickvals": place,
            "ticktext": labels,
            "range": [len(table) - 0.5, -0.5],
            "ticks": "",
            "showgrid": False,
            "zeroline": False,
        },
    )  # fmt: skip


def plain(text: str) -> str:
    """A text that Plotly cannot take for markup.

    >>> plain("<b>станок</b>")
    '‹b›станок‹/b›'
    """
    return text.replace("<", "‹").replace(">", "›").replace("&", "＆")
