"""What a layout adds to a still: lines, rectangles and words at places of the axes."""

from collections.abc import Callable, Mapping
from typing import Any

from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.transforms import blended_transform_factory

from dashboard.stills.marks import Board
from dashboard.stills.values import DASHES, PIXEL, TICK_SIZE, colour, words


def draw_shapes(boards: Mapping[tuple[str, str], Board], layout: Mapping[str, Any]) -> None:
    for shape in _shown(layout.get("shapes")):
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
            rectangle = Rectangle(
                (min(x), min(y)), abs(x[1] - x[0]), abs(y[1] - y[0]), transform=transform,
                facecolor=face, edgecolor=how["color"], linewidth=how["linewidth"], zorder=0.5,
            )  # fmt: skip
            board.axes.add_artist(rectangle)


def draw_annotations(
    boards: Mapping[tuple[str, str], Board], layout: Mapping[str, Any], ink: Any
) -> None:
    for note in _shown(layout.get("annotations")):
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


def _shown(given: Any) -> list[Mapping[str, Any]]:
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
    parts = []
    for letter in "xy":
        reference = str(given.get(f"{letter}ref") or letter)
        is_paper = reference == "paper" or reference.endswith("domain")
        parts.append(board.axes.transAxes if is_paper else board.axes.transData)
    return blended_transform_factory(*parts)


def _anchor(given: Any, place: Any, names: tuple[str, str, str], is_paper: bool) -> str:
    if given and given != "auto":
        return str(given)
    if not is_paper or place is None:
        return names[1]
    return names[0] if place < 1 / 3 else names[2] if place > 2 / 3 else names[1]
