"""Columns of texts as the bytes that Arrow keeps them in: whole columns in one go."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_SEPARATOR = "\x1f"  # a control character: fields that are compared hold none


def arrow(texts: "pd.Series[str] | Sequence[str]") -> Any:
    """Texts as one Arrow array; those of pandas are not copied."""
    array = pa.array(texts, pa.large_string())
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def has_controls(texts: "pd.Series[str]") -> bool:
    """Whether a control character other than tab and line feed is in any of the texts.

    >>> has_controls(pd.Series(["«a»\\tb\\nc", ""], dtype="str"))
    False
    >>> [has_controls(pd.Series([odd], dtype="str")) for odd in ("a\\0", "a\\r", "\\x7f", "\\x85")]
    [True, True, True, True]
    """
    letters, _ = _bytes_of(arrow(texts))
    low = np.count_nonzero(letters < 0x20)
    if low and low != np.count_nonzero(letters == 0x09) + np.count_nonzero(letters == 0x0A):
        return True
    if np.any(letters == 0x7F):
        return True
    # U+0080 … U+009F are C2 80 … C2 9F; what follows C2 is never less than 80.
    return bool(np.any((letters[:-1] == 0xC2) & (letters[1:] < 0xA0)))


def hashes(columns: Sequence[Any]) -> list[int]:
    """One number for all fields of a row, equal for equal rows of one run of the program.

    Parameters
    ----------
    columns : Arrow arrays of large strings without nulls and control characters
    """
    joined = pc.binary_join_element_wise(*columns, pa.scalar(_SEPARATOR, pa.large_string()))
    letters, places = _bytes_of(joined)
    content, bounds = letters.tobytes(), places.tolist()
    return [hash(content[start:stop]) for start, stop in pairwise(bounds)]


def _bytes_of(texts: Any) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """The letters of all texts, and where in them each begins and ends."""
    if not len(texts):
        return np.zeros(0, np.uint8), np.zeros(1, np.int64)
    _, offsets, data = texts.buffers()
    places = np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    if data is None or places[0] == places[-1]:
        return np.zeros(0, np.uint8), places - places[0]
    letters = np.frombuffer(data, np.uint8)[places[0] : places[-1]]
    return letters, places - places[0]
