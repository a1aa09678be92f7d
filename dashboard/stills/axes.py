"""Axes of a still: their ranges, ticks, grid and titles."""

from collections.abc import Mapping
from typing import Final

import numpy as np
from matplotlib import dates as mdates
from matplotlib import ticker

from dashboard.stills.marks import Board
from dashboard.stills.values import PIXEL, TICK_SIZE, Axis, Numbers, colour, values, words

_GRID: Final = (0.5, 0.5, 0.5, 0.25)


def dress(boards: Mapping[tuple[str, str], Board]) -> None:
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
