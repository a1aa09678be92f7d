"""Traces of a figure as marks on matplotlib's axes, each findable by ``trace-N``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch, Rectangle
from matplotlib.path import Path
from numpy.typing import NDArray

from dashboard.stills.values import (
    DASHES,
    HATCHES,
    PIXEL,
    SYMBOLS,
    Axis,
    colour,
    colour_map,
    is_array,
    per_point,
    values,
    words,
)

GAP: Final = 4.0  # pixels between a mark and its words
TEXT_SIZE: Final = 12.0
MILLISECONDS_OF_DAY: Final = 86_400_000  # lengths of bars along dates are told in these

_ALIGN: Final = {"left": "right", "center": "center", "right": "left"}
_ABOVE: Final = {"top": "bottom", "middle": "center", "bottom": "top"}
_SHIFT: Final = {"left": -1, "center": 0, "right": 1, "top": 1, "middle": 0, "bottom": -1}


@dataclass
class Board:
    """Axes that traces are drawn on, and what the traces have been so far."""

    axes: Axes
    x: Axis
    y: Axis
    layout: Mapping[str, Any]
    ink: tuple[float, float, float, float]
    handles: list[tuple[Any, str]] = field(default_factory=list)
    scales: list[tuple[Any, Mapping[str, Any]]] = field(default_factory=list)
    piles: dict[Any, float] = field(default_factory=dict)
    areas: dict[str, NDArray[np.float64]] = field(default_factory=dict)


def draw_scatter(board: Board, trace: Mapping[str, Any], number: int, palette: str) -> None:
    """Lines, areas, markers and words at points."""
    x, y = _points(board, trace)
    mode = trace.get("mode") or ("lines+markers" if len(x) < 20 else "lines")
    line, marker = trace.get("line") or {}, trace.get("marker") or {}
    opacity = float(trace.get("opacity", 1.0))
    own = marker.get("color")
    main = line.get("color") or (own if isinstance(own, str) else None)
    tone = colour(main or palette, opacity=opacity)
    gid, handle = f"trace-{number}", []
    if trace.get("stackgroup"):
        below = board.areas.get(trace["stackgroup"], np.zeros(len(y)))
        y = below + np.nan_to_num(y)
        board.areas[trace["stackgroup"]] = y
        fill = colour(trace.get("fillcolor") or main or palette, opacity=0.6 * opacity)
        board.axes.fill_between(x, below, y, color=fill, linewidth=0, gid=gid)
        handle.append(Patch(color=fill))
    elif trace.get("fill") in ("toself", "tonext"):
        face = colour(trace["fillcolor"]) if trace.get("fillcolor") else (*tone[:3], tone[3] * 0.5)
        has_edge = "lines" in mode and line.get("width", 2) > 0
        patch = PathPatch(
            _closed(x, y),
            facecolor=face,
            edgecolor=tone if has_edge else "none",
            linewidth=float(line.get("width", 2)) * PIXEL if has_edge else 0,
            gid=gid,
        )
        board.axes.add_patch(patch)
        board.axes.update_datalim(np.column_stack([x, y])[~np.isnan(x) & ~np.isnan(y)])
        handle.append(Patch(facecolor=face))
    elif trace.get("fill") in ("tozeroy", "tonexty"):
        former = board.areas.get("tonexty", np.zeros(len(y)))
        below = former if trace["fill"] == "tonexty" and len(former) == len(y) else np.zeros(len(y))
        face = colour(trace["fillcolor"]) if trace.get("fillcolor") else (*tone[:3], tone[3] * 0.5)
        board.axes.fill_between(x, below, y, color=face, linewidth=0)
    board.areas["tonexty"] = y
    if "lines" in mode and trace.get("fill") not in ("toself", "tonext"):
        steps = {"hv": "steps-post", "vh": "steps-pre", "hvh": "steps-mid"}
        handle += board.axes.plot(
            x,
            y,
            color=tone,
            linewidth=float(line.get("width", 2)) * PIXEL,
            linestyle=DASHES.get(line.get("dash", "solid"), "-"),
            drawstyle=steps.get(line.get("shape", ""), "default"),
            gid=gid,
        )
    if "markers" in mode:
        handle.append(_markers(board, trace, x, y, tone, gid))
    if "text" in mode:
        _texts(board, trace, x, y, marker)
    _errors(board, trace, x, y, tone)
    if handle and trace.get("showlegend", True) and trace.get("name"):
        board.handles.append((tuple(handle), words(trace["name"])))


def draw_bars(
    board: Board, trace: Mapping[str, Any], number: int, palette: str, place: tuple[int, int]
) -> None:
    """Bars; ``place`` is which of how many traces of bars that stand side by side it is."""
    lies = trace.get("orientation") == "h"
    x, y = _points(board, trace)
    spots, sizes = (y, x) if lies else (x, y)
    axis, along = (board.y, board.x) if lies else (board.x, board.y)
    if along.kind == "date":
        sizes = sizes / MILLISECONDS_OF_DAY
    rank, count = place if board.layout.get("barmode", "group") == "group" else (0, 1)
    step = _step(spots) if axis.kind == "date" else 1.0
    room = step * (1 - float(board.layout.get("bargap", 0.2)))
    widths = np.array(per_point(trace.get("width"), len(spots), room / count), dtype=float)
    offsets = trace.get("offset")
    if offsets is not None:
        starts = spots + np.array(per_point(offsets, len(spots), 0.0), dtype=float)
    elif trace.get("width") is None:
        starts = spots - room / 2 + rank * room / count
    else:
        starts = spots - widths / 2
    base = _bases(board, trace, spots, sizes, lies)
    faces = _colours(board, trace, len(spots), palette)
    marker = trace.get("marker") or {}
    edge = marker.get("line") or {}
    edges = per_point(edge.get("color"), len(spots), None)
    edge_widths = per_point(edge.get("width"), len(spots), 0)
    hatches = per_point((marker.get("pattern") or {}).get("shape"), len(spots), "")
    for at in range(len(spots)):
        if np.isnan(sizes[at]) or np.isnan(spots[at]):
            continue
        corner = (base[at], starts[at]) if lies else (starts[at], base[at])
        size = (sizes[at], widths[at]) if lies else (widths[at], sizes[at])
        bar = Rectangle(
            corner,
            *size,
            facecolor=faces[at],
            edgecolor=colour(edges[at]) if edges[at] else (1, 1, 1, 0.5),
            linewidth=float(edge_widths[at] or 0) * PIXEL,
            hatch=HATCHES.get(hatches[at] or "", None),
            gid=f"trace-{number}",
        )
        board.axes.add_patch(bar)
        ends = np.array(corner) + np.array(size)
        board.axes.update_datalim([corner, tuple(ends)])
    middles = starts + widths / 2
    ends = base + np.nan_to_num(sizes)
    _bar_texts(board, trace, middles, base, ends, lies)
    tips = (ends, middles) if lies else (middles, ends)
    _errors(board, trace, *tips, colour(board.ink))
    if trace.get("showlegend", True) and trace.get("name") and len(faces):
        board.handles.append((Patch(facecolor=faces[0]), words(trace["name"])))


def _points(board: Board, trace: Mapping[str, Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    given = {name: trace.get(name) for name in "xy"}
    count = max(len(values(given["x"])), len(values(given["y"])))
    for name in "xy":
        if given[name] is None:
            start, step = trace.get(f"{name}0", 0), trace.get(f"d{name}", 1)
            given[name] = [start + step * number for number in range(count)]
    x, y = board.x.places(given["x"]), board.y.places(given["y"])
    return x[: min(len(x), len(y))], y[: min(len(x), len(y))]


def _closed(x: NDArray[Any], y: NDArray[Any]) -> Path:
    """A path of as many closed rings as gaps tell apart."""
    points, codes = [], []
    gaps = np.flatnonzero(np.isnan(x) | np.isnan(y))
    for ring in np.split(np.arange(len(x)), gaps):
        ring = ring[~(np.isnan(x[ring]) | np.isnan(y[ring]))]
        if len(ring) < 3:
            continue
        corners = np.column_stack([x[ring], y[ring]])
        points += [*corners.tolist(), corners[0].tolist()]
        codes += [Path.MOVETO, *[Path.LINETO] * (len(ring) - 1), Path.CLOSEPOLY]
    return Path(points, codes) if points else Path(np.zeros((0, 2)))


def _colours(board: Board, trace: Mapping[str, Any], count: int, default: Any) -> list[Any]:
    """Colour of each mark: given, or of its number on a scale, which is noted."""
    marker = trace.get("marker") or {}
    opacity = per_point(marker.get("opacity", trace.get("opacity")), count, 1.0)
    given = marker.get("color")
    own = per_point(given, count, default)
    numbers = [value for value in own if isinstance(value, int | float)]
    if not numbers or len(numbers) < len([value for value in own if value is not None]):
        return [colour(value, opacity=shade) for value, shade in zip(own, opacity, strict=True)]
    cmap = colour_map(marker.get("colorscale"), reverse=bool(marker.get("reversescale")))
    low, high = marker.get("cmin", min(numbers)), marker.get("cmax", max(numbers))
    if marker.get("showscale"):
        board.scales.append(((cmap, low, high), marker.get("colorbar") or {}))
    width = (high - low) or 1
    shades = [cmap(min(1.0, max(0.0, (value - low) / width))) for value in own]
    return [(*shade[:3], shade[3] * float(one)) for shade, one in zip(shades, opacity, strict=True)]


def _markers(
    board: Board, trace: Mapping[str, Any], x: NDArray[Any], y: NDArray[Any], tone: Any, gid: str
) -> Any:
    marker = trace.get("marker") or {}
    faces = _colours(board, trace, len(x), tone)
    sizes = np.array(per_point(marker.get("size"), len(x), 6), dtype=float)
    if is_array(marker.get("size")):
        scale = float(marker.get("sizeref", 1) or 1)
        sizes = np.sqrt(sizes / scale) if marker.get("sizemode") == "area" else sizes / scale
        sizes = np.maximum(sizes, float(marker.get("sizemin", 0)))
    edge = marker.get("line") or {}
    edges = per_point(edge.get("color"), len(x), None)
    edge_widths = per_point(edge.get("width"), len(x), 0)
    symbols = [str(symbol) for symbol in per_point(marker.get("symbol"), len(x), "circle")]
    for symbol in dict.fromkeys(symbols):
        here = [
            at
            for at, own in enumerate(symbols)
            if own == symbol and not np.isnan(x[at]) and not np.isnan(y[at])
        ]
        is_open = "-open" in symbol
        shape = SYMBOLS.get(symbol.removesuffix("-open").removesuffix("-dot"), "o")
        is_stroke = shape in "|_"
        lines = [
            faces[at] if is_open else colour(edges[at]) if edges[at] else "none" for at in here
        ]
        least = 1.5 if is_open or is_stroke else 0.0
        board.axes.scatter(
            x[here],
            y[here],
            s=(sizes[here] * PIXEL) ** 2,
            marker=shape,
            facecolors=["none" if is_open else faces[at] for at in here],
            edgecolors=None if is_stroke else lines,
            linewidths=[max(least, float(edge_widths[at] or 0)) * PIXEL for at in here],
            zorder=3,
            gid=gid,
            # Without a range the axes reach just as far as the points do.
            clip_on=bool(board.x.range or board.y.range) and trace.get("cliponaxis", True),
        )
    if not len(x):
        return Line2D([], [], linestyle="none")
    first = symbols[0]
    return Line2D(
        [],
        [],
        linestyle="none",
        marker=SYMBOLS.get(first.removesuffix("-open"), "o"),
        markersize=min(float(sizes[0]), 12) * PIXEL,
        markerfacecolor="none" if first.endswith("-open") else faces[0],
        markeredgecolor=faces[0],
    )


def _texts(
    board: Board, trace: Mapping[str, Any], x: NDArray[Any], y: NDArray[Any], marker: Any
) -> None:
    font = trace.get("textfont") or {}
    texts = per_point(trace.get("text"), len(x), "")
    places = per_point(trace.get("textposition"), len(x), "middle center")
    inks = per_point(font.get("color"), len(x), None)
    sizes = per_point(font.get("size"), len(x), TEXT_SIZE)
    rooms = per_point((marker or {}).get("size"), len(x), 6 if "markers" in trace["mode"] else 0)
    for at, text in enumerate(texts):
        if not text or np.isnan(x[at]) or np.isnan(y[at]):
            continue
        up, side = [*str(places[at]).split(), "center"][:2]
        room = float(rooms[at] or 0) / 2 * PIXEL
        away = room + GAP * PIXEL
        board.axes.annotate(
            words(text),
            (x[at], y[at]),
            xytext=(_SHIFT.get(side, 0) * away, _SHIFT.get(up, 0) * away),
            textcoords="offset points",
            ha=_ALIGN.get(side, "center"),
            va=_ABOVE.get(up, "center"),
            color=colour(inks[at]) if inks[at] else board.ink,
            fontsize=float(sizes[at]) * PIXEL,
            annotation_clip=False,
        )


def _bases(
    board: Board, trace: Mapping[str, Any], spots: NDArray[Any], sizes: NDArray[Any], lies: bool
) -> NDArray[np.float64]:
    axis = board.x if lies else board.y
    if trace.get("base") is not None:
        given = per_point(trace["base"], len(spots), 0.0)
        return axis.places(given)
    if board.layout.get("barmode") not in ("stack", "relative"):
        return np.zeros(len(spots))
    base = np.zeros(len(spots))
    for at, (spot, size) in enumerate(zip(spots, np.nan_to_num(sizes), strict=True)):
        key = (lies, float(spot), size < 0)
        base[at] = board.piles.get(key, 0.0)
        board.piles[key] = base[at] + size
    return base


def _bar_texts(
    board: Board,
    trace: Mapping[str, Any],
    middles: NDArray[Any],
    base: NDArray[Any],
    ends: NDArray[Any],
    lies: bool,
) -> None:
    if trace.get("text") is None or trace.get("textposition") == "none":
        return
    where = trace.get("textposition") or "auto"
    inner = {**(trace.get("textfont") or {}), **(trace.get("insidetextfont") or {})}
    outer = {**(trace.get("textfont") or {}), **(trace.get("outsidetextfont") or {})}
    texts = per_point(trace["text"], len(ends), "")
    places = per_point(where, len(ends), "auto")
    sides = {"end": 1.0, "start": 0.0}
    part = sides.get(trace.get("insidetextanchor", "end"), 0.5)
    longest = float(np.nanmax(np.abs(ends - base), initial=0)) or 1.0
    for at, text in enumerate(texts):
        if not text or np.isnan(ends[at]):
            continue
        sign = -1 if ends[at] < base[at] else 1
        # Without a browser nobody measures: short bars have their words beside them.
        is_short = abs(ends[at] - base[at]) < longest * 0.012 * (len(words(text)) + 2)
        inside = places[at] == "inside" or (places[at] == "auto" and not is_short)
        font = inner if inside else outer
        ink = per_point(font.get("color"), len(ends), None)[at]
        size = per_point(font.get("size"), len(ends), TEXT_SIZE)[at]
        along = base[at] + (ends[at] - base[at]) * part if inside else ends[at]
        away = sign * GAP * PIXEL * ((1 - 2 * part) if inside else 1)
        sideways = {1.0: "right", 0.0: "left"}.get(part, "center") if inside else "left"
        upwards = {1.0: "top", 0.0: "bottom"}.get(part, "center") if inside else "bottom"
        if sign < 0:
            sideways = {"left": "right", "right": "left"}.get(sideways, sideways)
            upwards = {"top": "bottom", "bottom": "top"}.get(upwards, upwards)
        board.axes.annotate(
            words(text),
            (along, middles[at]) if lies else (middles[at], along),
            xytext=(away, 0) if lies else (0, away),
            textcoords="offset points",
            ha=sideways if lies else "center",
            va="center" if lies else upwards,
            color=colour(ink) if ink else (1, 1, 1, 1) if inside else board.ink,
            fontsize=float(size) * PIXEL,
            annotation_clip=False,
        )


def _errors(
    board: Board, trace: Mapping[str, Any], x: NDArray[Any], y: NDArray[Any], tone: Any
) -> None:
    for name in ("error_x", "error_y"):
        given = trace.get(name) or {}
        if not values(given.get("array")) or given.get("visible") is False:
            continue
        above = np.array(values(given["array"]), dtype=float)
        below = np.array(values(given.get("arrayminus")) or above, dtype=float)
        board.axes.errorbar(
            x,
            y,
            **{f"{name[-1]}err": np.nan_to_num(np.abs(np.vstack([below, above])))},
            fmt="none",
            ecolor=colour(given["color"]) if given.get("color") else tone,
            elinewidth=float(given.get("thickness", 2)) * PIXEL,
            capsize=float(given.get("width", 4)) * PIXEL,
            zorder=3,
        )


def _step(spots: Sequence[float] | NDArray[Any]) -> float:
    """The least distance between bars."""
    distinct = np.unique(np.asarray(spots, dtype=float)[~np.isnan(spots)])
    return float(np.diff(distinct).min()) if len(distinct) > 1 else 1.0
