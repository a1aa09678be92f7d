"""Amounts in words: sums, rates and shares as a reader of either language writes them."""

from collections.abc import Iterable
from typing import Final

import numpy as np

from dashboard.texts import Words

SCALES: Final = (12, 9, 6, 3)
FIGURES: Final = 3  # that say enough of a sum
NAMED_POWERS: Final = 4  # on a scale


def short_amount(value: float, words: Words) -> str:
    """A sum in three figures: 52.7 bn, «52,7 млрд»."""
    for power in SCALES:
        scaled = value / 10**power
        if round(scaled, 2) >= 1:
            return f"{_figures(scaled, words)}\u00a0{words(f'scale_{power}')}"
    return _figures(value, words)


def amount_range(low: float, high: float, words: Words) -> str:
    """One sum, or both ends of a range."""
    ends = [low] if np.isnan(high) or high == low else [low, high]
    return "–".join(short_amount(end, words) for end in ends)


def in_currency(text: str, currency: str) -> str:
    """A sum with the code of its currency."""
    return f"{text}\u00a0{currency}"


def powers(values: Iterable[float], words: Words) -> tuple[list[float], list[float], list[str]]:
    """Range, ticks and names of ticks for a scale of powers of ten that holds the values.

    Returns
    -------
    range in powers of ten, a place for each power, their names; at most four are named, so that
    they stand side by side on a phone
    """
    held = [value for value in values if value > 0]
    low = int(np.floor(np.log10(min(held, default=1.0))))
    high = int(np.ceil(np.log10(max(held, default=10.0))))
    high = max(high, low + 1)
    step = max(1, -(-(high - low) // (NAMED_POWERS - 1)))
    places = range(low, high + 1)
    return (
        [low - 0.1, high + 0.1],
        [10.0**place for place in places],
        ["" if (high - place) % step else short_amount(10.0**place, words) for place in places],
    )


def _figures(value: float, words: Words) -> str:
    whole = len(str(int(abs(value))))
    digits = max(0, FIGURES - whole)
    text = words.number(value, digits=digits)
    mark = "," if words.language == "ru" else "."
    return text.rstrip("0").rstrip(mark) if mark in text else text
