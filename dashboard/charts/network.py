"""Topics as a network: an edge is a pair that is named together more often than by chance."""

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.charts.base import COLOURS, GREY, Figure, Look, figure, wrapped
from dashboard.charts.matrix import pair_text

NODE_LABEL: Final = 18
WIDTHS: Final = (1.5, 3.0, 5.0)  # of the weaker, the middle and the stronger third of the edges
NODE_SIZES: Final = (9, 34)


def network_figure(
    nodes: pd.DataFrame,
    edges: pd.DataFrame,
    places: NDArray[np.float64],
    looks: tuple[Look, Look],
    *,
    way: str,
) -> Figure:
    """Nodes as big as their articles, edges as thick as their tie; both can be clicked.

    Parameters
    ----------
    nodes : side (0 for topics of the rows, 1 for those of the columns), topic, article_count
    edges : as returned by ``analysis.pairs``, those to draw
    places : of the nodes, shape (n_nodes, 2), as returned by ``analysis.spring_layout``
    looks : words, names and ground of the rows and of the columns
    way : of counting, which the values of the edges are in
    """
    look = looks[0]
    at = {
        (row.side, row.topic): place for row, place in zip(nodes.itertuples(), places, strict=True)
    }
    far = int(nodes["side"].max()) if len(nodes) else 0
    ends = [(at[(0, edge.row)], at[(far, edge.column)]) for edge in edges.itertuples()]
    data = [*_lines(edges, ends), _middles(edges, ends, looks, way)]
    data += [_nodes(nodes, places, side, looks[side]) for side in (0, 1)]
    bare = {"showgrid": False, "zeroline": False, "showticklabels": False, "ticks": ""}
    return figure(
        look,
        data,
        {"height": 640, "showlegend": False, "hovermode": "closest"},
        xaxis={**bare, "range": [-0.24, 1.24]},
        yaxis={**bare, "range": [-0.1, 1.1]},
    )


def _lines(edges: pd.DataFrame, ends: list[Any]) -> list[dict[str, Any]]:
    """Edges in three thicknesses, a trace each."""
    ranks = edges["phi"].rank(pct=True).to_numpy()
    thirds = np.minimum((ranks * len(WIDTHS)).astype(int), len(WIDTHS) - 1)
    lines = []
    for third, width in enumerate(WIDTHS):
        here = [end for end, own in zip(ends, thirds, strict=True) if own == third]
        points = [value for first, last in here for value in (first, last, (None, None))]
        lines.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": [point[0] for point in points],
                "y": [point[1] for point in points],
                "line": {"width": width, "color": "rgba(128,140,150,.55)"},
                "hoverinfo": "skip",
            }
        )
    return lines


def _middles(
    edges: pd.DataFrame, ends: list[Any], looks: tuple[Look, Look], way: str
) -> dict[str, Any]:
    """A mark in the middle of each edge, because a line cannot be clicked."""
    middles = [(first + last) / 2 for first, last in ends]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [middle[0] for middle in middles],
        "y": [middle[1] for middle in middles],
        "marker": {"size": 9, "color": GREY, "symbol": "diamond"},
        "customdata": edges[["row", "column", "article_count"]].to_numpy(dtype=object),
        "hovertext": [pair_text(edge, looks, way) for edge in edges.itertuples()],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _nodes(
    nodes: pd.DataFrame, places: NDArray[np.float64], side: int, look: Look
) -> dict[str, Any]:
    here = (nodes["side"] == side).to_numpy()
    own, spots, words = nodes[here], places[here], look.words
    most = np.sqrt(max(1, int(nodes["article_count"].max()))) if len(nodes) else 1
    smallest, biggest = NODE_SIZES
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": spots[:, 0],
        "y": spots[:, 1],
        "text": [wrapped(look.name(topic), NODE_LABEL) for topic in own["topic"]],
        "textposition": ["top center" if y > 0.5 else "bottom center" for _, y in spots],
        "textfont": {"color": look.ink, "size": 12},
        "cliponaxis": False,
        "marker": {
            "size": smallest + (biggest - smallest) * np.sqrt(own["article_count"]) / most,
            "color": COLOURS[side],
            "symbol": ("circle", "square")[side],
            "opacity": 1,
            "line": {"width": 1, "color": look.ink},
        },
        "customdata": [
            [topic, side, count]
            for topic, count in zip(own["topic"], own["article_count"].tolist(), strict=True)
        ],
        "hovertext": [
            f"<b>{look.name(topic)}</b><br>{words.count(count, 'article')}"
            for topic, count in zip(own["topic"], own["article_count"].tolist(), strict=True)
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
