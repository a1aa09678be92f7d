"""A flow: nodes in columns and bands between them; browsers lay them out by themselves."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from dashboard.stills.values import PIXEL, colour, per_point, values, words

NODE_WIDTH: Final = 0.016
FILL: Final = 0.9  # share of the height that nodes of the fullest column take


def draw_flow(axes: Axes, trace: Mapping[str, Any], ink: Any, number: int, palette: str) -> None:
    """Draw a trace of the kind "sankey" into axes that reach from 0 to 1."""
    node, link = trace.get("node") or {}, trace.get("link") or {}
    sources = [int(at) for at in values(link.get("source"))]
    targets = [int(at) for at in values(link.get("target"))]
    sizes = [float(size) for size in values(link.get("value"))]
    labels = [words(label) for label in values(node.get("label"))]
    count = max([*sources, *targets, len(labels) - 1], default=-1) + 1
    labels += [""] * (count - len(labels))
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.axis("off")
    if not count or not sizes:
        return
    columns = _columns(count, sources, targets)
    weights = np.array(
        [
            max(
                sum(size for start, size in zip(sources, sizes, strict=True) if start == at),
                sum(size for end, size in zip(targets, sizes, strict=True) if end == at),
            )
            for at in range(count)
        ]
    )
    last = max(columns) or 1
    most = max(sum(weights[at] for at in range(count) if columns[at] == c) for c in set(columns))
    scale = FILL / most if most else 0.0
    bottoms = np.zeros(count)
    for column in set(columns):
        here = [at for at in range(count) if columns[at] == column]
        gap = (1 - scale * sum(weights[here])) / max(1, len(here) + 1)
        top = 1.0 - gap
        for at in here:
            bottoms[at] = top - scale * weights[at]
            top = bottoms[at] - gap
    tones = per_point(node.get("color"), count, palette)
    bands = per_point(link.get("color"), len(sizes), "rgba(128,128,128,.35)")
    left = np.array(columns) / last * (1 - NODE_WIDTH)
    leaving, coming = bottoms + scale * weights, bottoms + scale * weights
    for at, (start, end, size) in enumerate(zip(sources, targets, sizes, strict=True)):
        high = scale * size
        leaving[start] -= high
        coming[end] -= high
        band = _band(left[start] + NODE_WIDTH, leaving[start], left[end], coming[end], high)
        axes.add_patch(
            PathPatch(band, facecolor=colour(bands[at]), linewidth=0, gid=f"trace-{number}-link")
        )
    for at in range(count):
        axes.add_patch(
            Rectangle(
                (left[at], bottoms[at]),
                NODE_WIDTH,
                scale * weights[at],
                facecolor=colour(tones[at]),
                gid=f"trace-{number}-node",
            )
        )
        is_last = columns[at] == last
        axes.annotate(
            labels[at],
            (left[at] + (0 if is_last else NODE_WIDTH), bottoms[at] + scale * weights[at] / 2),
            xytext=((-1 if is_last else 1) * 4 * PIXEL, 0),
            textcoords="offset points",
            ha="right" if is_last else "left",
            va="center",
            color=ink,
            fontsize=12 * PIXEL,
            zorder=4,
        )


def _columns(count: int, sources: list[int], targets: list[int]) -> list[int]:
    """How many links lead to each node at most, one after the other."""
    columns = [0] * count
    for _ in range(count):  # longer no path is that does not come back to itself
        before = list(columns)
        for start, end in zip(sources, targets, strict=True):
            if start != end:
                columns[end] = min(count - 1, max(columns[end], columns[start] + 1))
        if columns == before:
            break
    return columns


def _band(x0: float, y0: float, x1: float, y1: float, high: float) -> Path:
    middle = (x0 + x1) / 2
    points = [
        (x0, y0), (middle, y0), (middle, y1), (x1, y1), (x1, y1 + high),
        (middle, y1 + high), (middle, y0 + high), (x0, y0 + high), (x0, y0),
    ]  # fmt: skip
    curve = [Path.CURVE4] * 3
    return Path(points, [Path.MOVETO, *curve, Path.LINETO, *curve, Path.CLOSEPOLY])
