"""The sheet: title, caption, the axes with their traces, legend and source, as PNG or SVG."""

import io
import threading
from collections.abc import Mapping
from textwrap import wrap
from typing import Any, Final

import matplotlib
import matplotlib.colors
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure

from dashboard.stills import Frame
from dashboard.stills.annotations import draw_annotations, draw_shapes
from dashboard.stills.axes import dress
from dashboard.stills.flow import draw_flow
from dashboard.stills.marks import Board, draw_bars, draw_scatter
from dashboard.stills.values import PIXEL, TICK_SIZE, Axis, colour, values, words

HEIGHT: Final = 450  # of a figure that says none
MARGIN: Final = 24
TITLE_SIZE, CAPTION_SIZE, SOURCE_SIZE = 20.0, 13.0, 11.0
LINE: Final = 1.32  # of the size of letters
LETTER: Final = 0.59  # width of a letter of DejaVu, as a share of its size
SCALE_HEIGHT: Final = 42  # of what says what the colours mean, in pixels
SHARPNESS: Final = 2  # pixels of a PNG for each of the page
# Plotly's own colours, for traces that name none.
PALETTE: Final = (
    "#636efa", "#EF553B", "#00cc96", "#ab63fa", "#FFA15A", "#19d3f3", "#FF6692", "#B6E880",
)  # fmt: skip
KINDS: Final = ("scatter", "scattergl", "bar", "sankey")

_LIGHT, _DARK = "#ffffff", "#0e1117"
_ONE_AT_A_TIME: Final = threading.Lock()  # settings of matplotlib belong to the whole process
_SETTINGS: Final = {
    "font.family": "DejaVu Sans",
    "svg.fonttype": "path",  # looks the same wherever it is opened
    "svg.hashsalt": "still",
    "path.simplify": False,
    "hatch.linewidth": 0.6,
}


def picture(figure: Mapping[str, Any], frame: Frame, *, form: str, width: int) -> bytes:
    """Draw a figure as a file; the same figure gives the same bytes."""
    if form not in ("png", "svg"):
        raise ValueError(f"{form!r} is no form of a picture: use png or svg")
    with _ONE_AT_A_TIME, matplotlib.rc_context(_SETTINGS):
        sheet = drawing(figure, frame, width=width)
        buffer = io.BytesIO()
        if form == "png":
            sheet.savefig(buffer, format="png", dpi=100 * SHARPNESS, metadata={"Software": None})
        else:
            origin = {"Date": None, "Creator": None, "Title": frame.title or None}
            sheet.savefig(buffer, format="svg", metadata=origin)
        return buffer.getvalue()


def drawing(figure: Mapping[str, Any], frame: Frame, *, width: int) -> Figure:
    """Draw a figure on a sheet of so many pixels; marks of trace N have the gid ``trace-N``."""
    layout = figure.get("layout") or {}
    traces = [trace for trace in figure.get("data") or () if trace.get("visible", True) is True]
    kinds = {str(trace.get("type", "scatter")) for trace in traces}
    if unknown := sorted(kinds - set(KINDS)):
        raise ValueError(f"traces of the kind {', '.join(unknown)} cannot be drawn")
    ink = colour((layout.get("font") or {}).get("color") or "#31333f")
    ground = layout.get("paper_bgcolor") or (_LIGHT if _lightness(ink) < 0.5 else _DARK)
    height = float(layout.get("height") or HEIGHT)
    head = [
        *_lines(frame.title, TITLE_SIZE, width, "bold"),
        *_lines(frame.caption, CAPTION_SIZE, width, "normal"),
    ]
    top = MARGIN + sum(size * LINE for _, size, _ in head) + (10 if head else 0)
    foot = _lines(frame.source, SOURCE_SIZE, width, "normal")
    bottom = MARGIN + sum(size * LINE for _, size, _ in foot)
    sheet = Figure(
        figsize=(width / 100, (top + height + bottom) / 100), dpi=100, facecolor=colour(ground)
    )
    FigureCanvasAgg(sheet)
    boards = _boards(sheet, traces, layout, ink)
    _draw(boards, traces)
    dress(boards)
    used = _legend(sheet, boards, layout, ink, bottom, width) if _has_legend(traces, layout) else 0
    whole = sheet.get_size_inches()[1] * 100
    if used > 0:  # the sheet grows by its legend, so that the axes keep their height
        whole += used
        sheet.set_size_inches(width / 100, whole / 100)
        _legend(sheet, boards, layout, ink, bottom, width)
    draw_shapes(boards, layout)
    draw_annotations(boards, layout, ink)
    scales = [scale for board in boards.values() for scale in board.scales]
    above = SCALE_HEIGHT if scales else 0
    _fit(sheet, boards, (MARGIN, bottom + used, width - MARGIN, whole - top - above))
    for scale, bar in scales[:1]:
        _scale_bar(sheet, scale, bar, ink, (width - MARGIN, whole - top - above))
    _write(sheet, head, whole - MARGIN, ink, width, whole)
    _write(sheet, foot, bottom - 6, (*ink[:3], 0.85), width, whole)
    return sheet


def _lightness(tone: tuple[float, float, float, float]) -> float:
    return 0.299 * tone[0] + 0.587 * tone[1] + 0.114 * tone[2]


def _lines(text: str, size: float, width: float, weight: str) -> list[tuple[str, float, str]]:
    letters = int((width - 2 * MARGIN) / (size * (LETTER + 0.06 * (weight == "bold"))))
    plain = words(text)
    return [
        (line, size, weight) for part in plain.split("\n") for line in wrap(part.strip(), letters)
    ]


def _write(
    sheet: Figure,
    lines: list[tuple[str, float, str]],
    top: float,
    ink: Any,
    width: float,
    whole: float,
) -> None:
    for text, size, weight in lines:
        place = (MARGIN / width, top / whole)
        sheet.text(
            *place, text, fontsize=size * PIXEL, fontweight=weight, color=ink, va="top", ha="left"
        )
        top -= size * LINE


def _boards(
    sheet: Figure, traces: list[Mapping[str, Any]], layout: Mapping[str, Any], ink: Any
) -> dict[tuple[str, str], Board]:
    """Axes for each pair that a trace names, with the values that lie on them."""
    pairs = dict.fromkeys(
        (str(trace.get("xaxis") or "x"), str(trace.get("yaxis") or "y")) for trace in traces
    ) or {("x", "y"): None}
    boards = {}
    for x_name, y_name in pairs:
        own = [
            trace
            for trace in traces
            if (trace.get("xaxis") or "x", trace.get("yaxis") or "y") == (x_name, y_name)
        ]
        axes = {}
        for letter, name in (("x", x_name), ("y", y_name)):
            samples = [value for trace in own for value in values(trace.get(letter))]
            given = layout.get(f"{letter}axis{name[1:]}") or {}
            axes[letter] = Axis(given, [*samples, *values(given.get("tickvals"))])
        plain = sheet.add_axes((0.1, 0.1, 0.8, 0.8), facecolor="none")
        boards[(x_name, y_name)] = Board(plain, axes["x"], axes["y"], layout, ink)
    return boards


def _draw(boards: Mapping[tuple[str, str], Board], traces: list[Mapping[str, Any]]) -> None:
    palette = [PALETTE[number % len(PALETTE)] for number in range(len(traces))]
    side_by_side: dict[tuple[str, str], list[int]] = {key: [] for key in boards}
    for number, trace in enumerate(traces):
        if trace.get("type") == "bar":
            side_by_side[_key(trace)].append(number)
    for number, trace in enumerate(traces):
        board = boards[_key(trace)]
        match trace.get("type", "scatter"):
            case "bar":
                group = side_by_side[_key(trace)]
                place = (group.index(number), len(group))
                draw_bars(board, trace, number, palette[number], place)
            case "sankey":
                draw_flow(board.axes, trace, board.ink, number, palette[number])
            case _:
                draw_scatter(board, trace, number, palette[number])


def _key(trace: Mapping[str, Any]) -> tuple[str, str]:
    return str(trace.get("xaxis") or "x"), str(trace.get("yaxis") or "y")


def _has_legend(traces: list[Mapping[str, Any]], layout: Mapping[str, Any]) -> bool:
    named = [trace for trace in traces if trace.get("showlegend", True) and trace.get("name")]
    return bool(layout.get("showlegend", len(named) > 1) and named)


def _legend(
    sheet: Figure,
    boards: Mapping[tuple[str, str], Board],
    layout: Mapping[str, Any],
    ink: Any,
    bottom: float,
    width: float,
) -> float:
    """Draw the legend between axes and source; how high it is, in pixels."""
    for former in list(sheet.legends):
        former.remove()
    pairs = [pair for board in boards.values() for pair in board.handles]
    if not pairs:
        return 0.0
    longest = max(max(map(len, name.split("\n"))) for _, name in pairs)
    columns = max(1, int((width - 2 * MARGIN) / (longest * TICK_SIZE * LETTER + 50)))
    whole = sheet.get_size_inches()[1] * 100
    legend = sheet.legend(
        [handle for handle, _ in pairs],
        [name for _, name in pairs],
        loc="lower left",
        bbox_to_anchor=(MARGIN / width, (bottom + 2) / whole),
        ncols=min(columns, len(pairs)),
        frameon=False,
        fontsize=TICK_SIZE * PIXEL,
        labelcolor=[ink],
        borderpad=0,
        borderaxespad=0,
        handlelength=2.2,
    )
    return float(legend.get_window_extent(sheet.canvas.get_renderer()).height) + 12


def _fit(
    sheet: Figure,
    boards: Mapping[tuple[str, str], Board],
    room: tuple[float, float, float, float],
) -> None:
    """Give the axes as much of the room as their labels leave."""
    width, height = sheet.get_size_inches() * 100
    left, bottom, right, top = room
    inner = [left, bottom, right, top]
    renderer = sheet.canvas.get_renderer()
    for _ in range(3):
        over = [0.0] * 4
        for board in boards.values():
            x, y = (values(axis.given.get("domain")) or [0, 1] for axis in (board.x, board.y))
            wide, high = inner[2] - inner[0], inner[3] - inner[1]
            board.axes.set_position(
                (
                    (inner[0] + wide * x[0]) / width,
                    (inner[1] + high * y[0]) / height,
                    wide * (x[1] - x[0]) / width,
                    high * (y[1] - y[0]) / height,
                )
            )
            box = board.axes.get_tightbbox(renderer)
            if box is None:
                continue
            over[0] = max(over[0], left - box.x0)
            over[1] = max(over[1], bottom - box.y0)
            over[2] = max(over[2], box.x1 - right)
            over[3] = max(over[3], box.y1 - top)
        if max(over) < 1:
            return
        inner[0] = min(inner[0] + over[0], width * 0.7)
        inner[1] = min(inner[1] + over[1], top - 40)
        inner[2] = max(inner[2] - over[2], inner[0] + 60)
        inner[3] = max(inner[3] - over[3], inner[1] + 30)


def _scale_bar(
    sheet: Figure,
    scale: tuple[matplotlib.colors.Colormap, float, float],
    given: Mapping[str, Any],
    ink: Any,
    corner: tuple[float, float],
) -> None:
    """What the colours mean, in the right upper corner above the axes."""
    width, height = sheet.get_size_inches() * 100
    cmap, low, high = scale
    right, top = corner
    place = ((right - 250) / width, (top + 16) / height, 240 / width, 9 / height)
    axes = sheet.add_axes(place)
    norm = matplotlib.colors.Normalize(low, high)
    bar = sheet.colorbar(ScalarMappable(norm, cmap), cax=axes, orientation="horizontal")
    bar.outline.set_visible(False)
    if given.get("tickvals") is not None:
        bar.set_ticks(values(given["tickvals"]), labels=[*map(words, values(given["ticktext"]))])
    axes.tick_params(length=0, labelsize=10 * PIXEL, labelcolor=ink, pad=3 * PIXEL)
    title = given.get("title") or {}
    text = title.get("text") if isinstance(title, Mapping) else title
    if text:
        axes.set_title(words(text), fontsize=10 * PIXEL, color=ink, pad=3 * PIXEL)
