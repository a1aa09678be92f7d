"""Pairs of topics in articles: every article that has both, which cells are pairs, their values.

A pair of a topic with itself, or with a topic that it belongs to, says nothing and is left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.measures.corpus import AxisTags, BoolArray, Corpus
from analysis.measures.counting import tally

LongArray = NDArray[np.int64]
Parents = Mapping[str, str]

# So many topics of an axis are paired, the biggest ones; a test for each pair of the rest
# would only weaken those that can tell something.
MOST_TOPICS: Final = 60
NO_PARENTS: Final[Parents] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Pairing:
    """Every article that has both topics of a pair, for all pairs of the chosen topics.

    ``rows`` and ``cells`` are parallel: position of the article, and ``first * n + second``
    where ``n`` is the number of ``columns``. ``allowed`` tells which cells are pairs at all.
    """

    row_keys: tuple[str, ...]
    column_keys: tuple[str, ...]
    rows: LongArray
    cells: LongArray
    allowed: BoolArray

    @property
    def size(self) -> int:
        """Number of cells."""
        return len(self.row_keys) * len(self.column_keys)


def paired(
    corpus: Corpus,
    mask: BoolArray,
    row_axis: str,
    column_axis: str,
    rows: Sequence[str],
    columns: Sequence[str],
    parents: Parents,
) -> Pairing:
    """Join the topics of each selected article with each other."""
    first, second = corpus.axes[row_axis], corpus.axes[column_axis]
    row_codes = chosen_codes(first, mask, rows, MOST_TOPICS)
    column_codes = chosen_codes(second, mask, columns, MOST_TOPICS)
    row_keys = tuple(first.keys[code] for code in row_codes)
    column_keys = tuple(second.keys[code] for code in column_codes)
    articles, left = _kept(first, mask, row_codes)
    partners, right = _kept(second, mask, column_codes)
    sizes = np.bincount(partners, minlength=len(mask))
    starts = np.cumsum(sizes) - sizes
    repeats = sizes[articles]
    ends = np.cumsum(repeats)
    pair_rows = np.repeat(articles, repeats)
    within = np.arange(len(pair_rows)) - np.repeat(ends - repeats, repeats)
    cells = np.repeat(left, repeats) * len(column_keys) + right[starts[pair_rows] + within]
    allowed = np.ones((len(row_keys), len(column_keys)), dtype=bool)
    if row_axis == column_axis:
        allowed = _allowed(row_keys, column_keys, parents)
    kept = allowed.ravel()[cells]
    return Pairing(row_keys, column_keys, pair_rows[kept], cells[kept], allowed.ravel())


def chosen_codes(tags: AxisTags, mask: BoolArray, keys: Sequence[str], most: int) -> LongArray:
    """Codes of the asked topics, or of those that occur: the biggest, in taxonomy order."""
    counts = tags.counts(mask)
    if keys:
        asked = np.array([tags.code(key) for key in keys if key in tags.keys], dtype=np.int64)
    else:
        asked = np.flatnonzero(counts)
    return np.sort(asked[np.argsort(-counts[asked], kind="stable")[:most]])


def _kept(tags: AxisTags, mask: BoolArray, codes: LongArray) -> tuple[LongArray, LongArray]:
    """Articles and places among ``codes`` of the tags that the selection has of these topics."""
    places = np.full(len(tags.keys), -1, dtype=np.int64)
    places[codes] = np.arange(len(codes))
    kept = mask[tags.rows]
    here = places[tags.topics[kept]]
    return tags.rows[kept][here >= 0].astype(np.int64), here[here >= 0]


def _allowed(
    row_keys: Sequence[str], column_keys: Sequence[str], parents: Parents
) -> NDArray[np.bool_]:
    """Which cells of a matrix of one axis are pairs; each pair in one cell only."""
    above = {key: _ancestors(key, parents) for key in {*row_keys, *column_keys}}
    in_rows, in_columns = set(row_keys), set(column_keys)
    place = {key: at for at, key in enumerate(column_keys)}

    def is_pair(row: str, column: str) -> bool:
        if row == column or row in above[column] or column in above[row]:
            return False
        stands_twice = row in in_columns and column in in_rows
        return not stands_twice or place[row] < place[column]

    return np.array(
        [[is_pair(row, column) for column in column_keys] for row in row_keys], dtype=bool
    ).reshape(len(row_keys), len(column_keys))


def _ancestors(key: str, parents: Parents) -> set[str]:
    found: set[str] = set()
    while (above := parents.get(key, "")) and above not in found:
        found.add(above)
        key = above
    return found


def pair_table(found: Pairing) -> pd.DataFrame:
    """A row for each cell, with its ``row`` and its ``column`` (str)."""
    rows, columns = (
        np.array(found.row_keys, dtype=object),
        np.array(found.column_keys, dtype=object),
    )
    return pd.DataFrame(
        {
            "row": pd.Series(np.repeat(rows, len(columns)), dtype="str"),
            "column": pd.Series(np.tile(columns, len(rows)), dtype="str"),
        }
    )


def pair_values(
    corpus: Corpus,
    mask: BoolArray,
    found: Pairing,
    axes: tuple[str, str],
    way: str,
    base: BoolArray | None,
) -> NDArray[np.float64]:
    """The cells in the chosen way; a fraction is one of all pairs of topics of the article."""
    sizes = [corpus.axes[axis].sizes for axis in axes]
    of_one = sizes[0] * (sizes[0] - 1) // 2
    parts = of_one if axes[0] == axes[1] else sizes[0] * sizes[1]
    return tally(
        corpus, found.rows, found.cells, found.size, way, parts=np.maximum(parts, 1),
        base=int((mask if base is None else base).sum()),
    )  # fmt: skip
