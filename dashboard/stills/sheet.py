"""The sheet: title, caption, the axes with their traces, legend and source, as PNG or SVG."""

import io
import threading
from collections.abc import Callable, Mapping
from textwrap import wrap
from typing import Any, Final

import matplotlib
import matplotlib.colors
import numpy as np
from matplotlib import dates as mdates
from matplotlib import ticker
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from dashboard.stills import Frame
from dashboard.stills.flow import draw_flow
from dashboard.stills.marks import Board, draw_bars, draw_scatter
from dashboard.stills.values import (
    DASHES,
    PIXEL,
    Axis,
    Numbers,
    colour,
    values,
    words,
)

HEIGHT: Final = 450  # of a figure that says none
MARGIN: Final = 24
TITLE_SIZE, CAPTION_SIZE, SOURCE_SIZE, TICK_SIZE = 20.0, 13.0, 11.0, 12.0
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
_GRID: Final = (0.5, 0.5, 0.5, 0.25)
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
    _dress(boards)
    used = _legend(sheet, boards, layout, ink, bottom, width) if _has_legend(traces, layout) else 0
    whole = sheet.get_size_inches()[1] * 100
    if used > 0:  # the sheet grows by its legend, so that the axes keep their height
        whole += used
        sheet.set_size_inches(width / 100, whole / 100)
        _legend(sheet, boards, layout, ink, bottom, width)
    _shapes(boards, layout)
    _annotations(sheet, boards, layout, ink)
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


def _dress(boards: Mapping[tuple[str, str], Board]) -> None:
    """Ranges, ticks, grid and titles; an axis that several share has one range and one set."""
    for at, letter in enumerate("xy"):
        for name in dict.fromkeys(key[at] for key in boards):
            own = {key[1 - at]: board for key, board in boards.items() if key[at] == name}
            shown = [board for board in own.values() if board.axes.axison]
            if not shown:
                continue
            _limit(shown, letter)
            anchor = str(getattr(shown[0], letter).given.get("anchor") or "")
            for board in shown:
                is_first = board is own.get(anchor, shown[0])
                if is_first:
                    _tick(board, letter)
                else:
                    getattr(board.axes, f"{letter}axis").set_visible(False)
    for board in boards.values():
        for spine in board.axes.spines.values():
            spine.set_visible(False)
        board.axes.set_axisbelow(True)
        if board.y.given.get("scaleanchor") or board.x.given.get("scaleanchor"):
            ratio = float(board.y.given.get("scaleratio") or 1)
            board.axes.set_aspect(ratio, adjustable="box", anchor="C")


def _limit(boards: list[Board], letter: str) -> None:
    axis: Axis = getattr(boards[0], letter)
    limits = axis.range or _reach(boards, axis, letter)
    for board in boards:
        if axis.kind == "log":
            getattr(board.axes, f"set_{letter}scale")("log")
        if limits is not None:
            getattr(board.axes, f"set_{letter}lim")(*limits)


def _reach(boards: list[Board], axis: Axis, letter: str) -> tuple[float, float] | None:
    """What the data reach, and a little more; None without any."""
    ends = [getattr(board.axes.dataLim, f"interval{letter}") for board in boards]
    ends = [pair for pair in ends if np.isfinite(pair).all()]
    if not ends:
        return None
    low, high = float(min(map(min, ends))), float(max(map(max, ends)))
    if axis.kind == "log":
        low, high = low / 1.2, high * 1.2
    else:
        begins_at_zero = low == 0 or axis.given.get("rangemode") == "tozero"
        room = (high - low) * 0.05 or 0.5
        if axis.given.get("rangemode") == "tozero":
            low, high = min(0.0, low), max(0.0, high)
        low, high = (low if begins_at_zero and low >= 0 else low - room), high + room
    return (high, low) if axis.given.get("autorange") == "reversed" else (low, high)


def _tick(board: Board, letter: str) -> None:
    axes, axis = board.axes, getattr(board, letter)
    numbers = Numbers(str(board.layout.get("separators") or ".,"))
    given = axis.given
    own = getattr(axes, f"{letter}axis")
    if given.get("visible") is False:
        own.set_visible(False)
        return
    if given.get("tickvals") is not None:
        places = axis.places(given["tickvals"])
        texts = values(given.get("ticktext")) or [numbers.write(place) for place in places]
        low, high = sorted(getattr(axes, f"get_{letter}lim")())
        shown = [
            (place, words(text))
            for place, text in zip(places, texts, strict=False)
            if low <= place <= high
        ]
        own.set_major_locator(ticker.FixedLocator([place for place, _ in shown]))
        own.set_major_formatter(ticker.FixedFormatter([text for _, text in shown]))
    elif axis.kind == "date":
        locator = mdates.AutoDateLocator(maxticks=8)
        own.set_major_locator(locator)
        own.set_major_formatter(mdates.ConciseDateFormatter(locator))
    elif axis.kind == "category":
        own.set_major_locator(ticker.FixedLocator(list(range(len(axis.categories)))))
        own.set_major_formatter(ticker.FixedFormatter([words(one) for one in axis.categories]))
    else:
        form, suffix = str(given.get("tickformat") or ""), str(given.get("ticksuffix") or "")
        prefix = str(given.get("tickprefix") or "")
        if axis.kind == "linear":
            whole = {"integer": True} if form == "d" else {}
            steps = ticker.MaxNLocator(int(given.get("nticks") or 6), **whole)
            own.set_major_locator(steps)
        else:
            own.set_minor_locator(ticker.NullLocator())
        own.set_major_formatter(
            ticker.FuncFormatter(lambda value, _: numbers.write(value, form, suffix, prefix))
        )
    font = given.get("tickfont") or {}
    axes.tick_params(
        axis=letter,
        length=0,
        labelsize=float(font.get("size") or TICK_SIZE) * PIXEL,
        labelcolor=colour(font["color"]) if font.get("color") else board.ink,
        labelrotation=abs(float(given.get("tickangle") or 0)) if letter == "x" else 0,
        pad=6 * PIXEL,
    )
    if given.get("showticklabels") is False:
        axes.tick_params(axis=letter, **{f"label{'bottom' if letter == 'x' else 'left'}": False})
    if given.get("showgrid", True):
        tone = colour(given["gridcolor"]) if given.get("gridcolor") else _GRID
        axes.grid(axis=letter, color=tone, linewidth=PIXEL)
    if given.get("side") in ("top", "right"):
        getattr(own, f"tick_{given['side']}")()
    title = given.get("title") or {}
    text = title.get("text") if isinstance(title, Mapping) else title
    if text:
        getattr(axes, f"set_{letter}label")(
            words(text), color=board.ink, fontsize=TICK_SIZE * PIXEL, labelpad=6 * PIXEL
        )


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


def _shapes(boards: Mapping[tuple[str, str], Board], layout: Mapping[str, Any]) -> None:
    for shape in values_of(layout.get("shapes")):
        board, place = _placed(boards, shape)
        x = [place("x", shape.get(name)) for name in ("x0", "x1")]
        y = [place("y", shape.get(name)) for name in ("y0", "y1")]
        line = shape.get("line") or {}
        how = {
            "color": colour(line.get("color") or "#808080", opacity=shape.get("opacity", 1.0)),
            "linewidth": float(line.get("width", 2)) * PIXEL,
            "linestyle": DASHES.get(line.get("dash", "solid"), "-"),
        }
        transform = _transform(board, shape)
        if shape.get("type", "rect") == "line":
            # Line2D: axhline and its like would widen the ranges.
            board.axes.add_artist(Line2D(x, y, transform=transform, zorder=1, **how))
        elif shape.get("type", "rect") == "rect":
            face = colour(shape.get("fillcolor"), opacity=shape.get("opacity", 1.0))
            rectangle = matplotlib.patches.Rectangle(
                (min(x), min(y)), abs(x[1] - x[0]), abs(y[1] - y[0]), transform=transform,
                facecolor=face, edgecolor=how["color"], linewidth=how["linewidth"], zorder=0.5,
            )  # fmt: skip
            board.axes.add_artist(rectangle)


def values_of(given: Any) -> list[Mapping[str, Any]]:
    """Objects of a list in a layout, shown ones only."""
    return [one for one in given or () if one.get("visible", True)]


def _placed(
    boards: Mapping[tuple[str, str], Board], given: Mapping[str, Any]
) -> tuple[Board, Callable[[str, Any], float]]:
    refs = {letter: str(given.get(f"{letter}ref") or letter).split()[0] for letter in "xy"}
    found = next(
        (
            board
            for (x, y), board in boards.items()
            if refs["x"] in (x, "paper") and refs["y"] in (y, "paper")
        ),
        next(iter(boards.values())),
    )

    def place(letter: str, value: Any) -> float:
        reference = str(given.get(f"{letter}ref") or letter)
        if reference == "paper" or reference.endswith("domain"):
            return float(value)
        return float((found.x if letter == "x" else found.y).places([value])[0])

    return found, place


def _transform(board: Board, given: Mapping[str, Any]) -> Any:
    """Places of axes or of data, for each direction."""
    from matplotlib.transforms import blended_transform_factory

    parts = []
    for letter in "xy":
        reference = str(given.get(f"{letter}ref") or letter)
        is_paper = reference == "paper" or reference.endswith("domain")
        parts.append(board.axes.transAxes if is_paper else board.axes.transData)
    return blended_transform_factory(*parts)


def _annotations(
    sheet: Figure,
    boards: Mapping[tuple[str, str], Board],
    layout: Mapping[str, Any],
    ink: Any,
) -> None:
    for note in values_of(layout.get("annotations")):
        board, place = _placed(boards, note)
        font = note.get("font") or {}
        is_paper = {letter: note.get(f"{letter}ref") == "paper" for letter in "xy"}
        side = _anchor(
            note.get("xanchor"), note.get("x"), ("left", "center", "right"), is_paper["x"]
        )
        up = _anchor(note.get("yanchor"), note.get("y"), ("bottom", "middle", "top"), is_paper["y"])
        away = [float(note.get("xshift") or 0), float(note.get("yshift") or 0)]
        arrow = None
        if note.get("showarrow"):
            away = [float(note.get("ax", -10) or 0), -float(note.get("ay", -30) or 0)]
            tone = colour(note.get("arrowcolor") or "#808080")
            arrow = {"arrowstyle": "-", "color": tone, "linewidth": PIXEL}
        board.axes.annotate(
            words(note.get("text")),
            (place("x", note.get("x")), place("y", note.get("y"))),
            xycoords=_transform(board, note),
            xytext=(away[0] * PIXEL, away[1] * PIXEL),
            textcoords="offset points",
            ha=side,
            va={"middle": "center"}.get(up, up),
            color=colour(font["color"]) if font.get("color") else ink,
            fontsize=float(font.get("size") or TICK_SIZE) * PIXEL,
            rotation=-float(note.get("textangle") or 0),
            arrowprops=arrow,
            annotation_clip=False,
        )


def _anchor(given: Any, place: Any, names: tuple[str, str, str], is_paper: bool) -> str:
    if given and given != "auto":
        return str(given)
    if not is_paper or place is None:
        return names[1]
    return names[0] if place < 1 / 3 else names[2] if place > 2 / 3 else names[1]


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
