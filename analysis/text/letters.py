"""Letters: texts as arrays of code points, and what each character can be in a text.

The table of kinds is made by the regular expressions that define them, run once over all
characters there are; texts are then read by looking up, not by matching.
"""

import re
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

CODE_POINTS: Final = 0x110000

# Kinds of characters, one bit each; a character can be of several.
LETTER: Final = 1
JOINT: Final = 2
SPACE: Final = 4
STOP: Final = 8
CLOSER: Final = 16
OPENER: Final = 32
CAPITAL: Final = 64
NEWLINE: Final = 128

# Letters and digits are LETTER (the apostrophe ʼ is a letter); a JOINT between two of them
# belongs to the word.
PATTERNS: Final = {
    LETTER: r"[^\W_]",
    JOINT: r"[\u00ad\u0300\u0301'’]",
    SPACE: r"\s",
    STOP: r"[.!?…]",
    CLOSER: r"[\"'»”)\]]",
    OPENER: r"[\"'«“(\[—–-]",
    CAPITAL: r"[A-ZА-ЯЁ\d]",
    NEWLINE: r"\n",
}

Codes = npt.NDArray[np.int64]
Kinds = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]


def codes_of(text: str) -> Codes:
    """Code points of a text, int64, shape (len(text),).

    >>> codes_of("Ё!").tolist()
    [1025, 33]
    """
    points = text.encode("utf-32-le", "surrogatepass")
    return np.frombuffer(points, "<u4").astype(np.int64)


def kinds_of(codes: Codes) -> Kinds:
    """Kinds of characters, one bit each, in the shape of ``codes``.

    >>> kinds_of(codes_of("Яя.")).tolist() == [LETTER | CAPITAL, LETTER, STOP]
    True
    """
    return _kind_table().take(codes)


def places_of(kind: int, kinds: Kinds) -> Codes:
    """Places of the characters of a kind, ascending.

    >>> places_of(STOP, kinds_of(codes_of("a. b!"))).tolist()
    [1, 4]
    """
    return np.flatnonzero(kinds & kind != 0)


def run_stops(inside: Mask) -> Codes:
    """Ends, exclusive, of the runs of True in a mask that does not end with one.

    >>> run_stops(np.array([True, True, False, True, False])).tolist()
    [2, 4]
    """
    return np.flatnonzero(inside[:-1] > inside[1:]) + 1


def past(kind: int, kinds: Kinds, places: Codes) -> Codes:
    """Move places that stand within a run of one kind to its end; the others stay.

    >>> past(SPACE, kinds_of(codes_of("a   b|")), np.array([0, 1, 3, 4])).tolist()
    [0, 4, 4, 4]
    """
    within = np.flatnonzero(kinds[places] & kind)
    if not len(within):
        return places
    stops = run_stops(kinds & kind != 0)
    moved = places.copy()
    moved[within] = stops[np.searchsorted(stops, places[within], side="right")]
    return moved


@lru_cache(maxsize=1)
def _kind_table() -> Kinds:
    points = np.arange(CODE_POINTS, dtype="<u4").tobytes()
    characters = points.decode("utf-32-le", "surrogatepass")
    table = np.zeros(CODE_POINTS, np.uint8)
    for kind, pattern in PATTERNS.items():
        for run in re.finditer(f"{pattern}+", characters):
            table[run.start() : run.end()] |= kind
    return table
