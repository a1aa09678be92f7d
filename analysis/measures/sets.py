"""How many topics of an axis articles have, and which exactly."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.measures.corpus import AxisTags, BoolArray, Corpus
from analysis.measures.counting import tally

LongArray = NDArray[np.int64]


def topic_numbers(
    corpus: Corpus,
    mask: BoolArray,
    axis: str,
    *,
    way: str = "articles",
    base: BoolArray | None = None,
    most: int = 3,
) -> pd.DataFrame:
    """Count articles by how many topics of an axis they have.

    Returns
    -------
    DataFrame, one row per number from 0 to ``most``, which stands for itself and more
        topic_count, article_count (int64), value (float, in the chosen way; an article has
        one number of topics, so that it counts as one in fractions too).
    """
    rows = np.flatnonzero(mask)
    cells = np.minimum(corpus.axes[axis].sizes[rows], most)
    return pd.DataFrame(
        {
            "topic_count": np.arange(most + 1),
            "article_count": np.bincount(cells, minlength=most + 1),
            "value": _whole(corpus, mask, rows, cells, most + 1, way, base),
        }
    )


def combinations(
    corpus: Corpus,
    mask: BoolArray,
    axis: str,
    *,
    way: str = "articles",
    base: BoolArray | None = None,
    most: int = 12,
) -> pd.DataFrame:
    """Count articles by the exact set of topics of an axis that they have, two or more.

    Returns
    -------
    DataFrame, most articles first, ``most`` rows at most
        topics (tuple of str, in taxonomy order), topic_count, article_count (int64), value
        (float, in the chosen way; an article has one set, so that it counts as one).
    """
    tags = corpus.axes[axis]
    rows = np.flatnonzero(mask & (tags.sizes > 1))
    words = np.stack([word[rows] for word in tags.bits], axis=1)
    order = np.lexsort(words.T)
    is_new = np.ones(len(rows), dtype=bool)
    is_new[1:] = (words[order[1:]] != words[order[:-1]]).any(axis=1)
    cells = np.empty(len(rows), dtype=np.int64)
    cells[order] = np.cumsum(is_new) - 1
    counts = np.bincount(cells)
    values = _whole(corpus, mask, rows, cells, len(counts), way, base)
    top = np.argsort(-counts, kind="stable")[:most]
    examples = rows[order[is_new]][top]
    sets = [_topics_of(tags, row) for row in examples]
    return pd.DataFrame(
        {
            "topics": pd.Series(sets, dtype=object),
            "topic_count": np.array([len(topics) for topics in sets], dtype=np.int64),
            "article_count": counts[top].astype(np.int64),
            "value": values[top],
        }
    )


def _whole(
    corpus: Corpus,
    mask: BoolArray,
    rows: LongArray,
    cells: LongArray,
    size: int,
    way: str,
    base: BoolArray | None,
) -> NDArray[np.float64]:
    """Cells in the chosen way where each article is in one of them."""
    ones = np.ones(len(mask), dtype=np.int32)
    total = int((mask if base is None else base).sum())
    return tally(corpus, rows, cells, size, way, parts=ones, base=total)


def _topics_of(tags: AxisTags, row: int) -> tuple[str, ...]:
    start, end = np.searchsorted(tags.rows, [row, row + 1])
    return tuple(tags.keys[code] for code in tags.topics[start:end])
