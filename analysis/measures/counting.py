"""The four ways to count: articles, stories, a share of all articles, fractions of articles."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.measures.corpus import AxisTags, BoolArray, Corpus, IntArray

ARTICLES: Final = "articles"
STORIES: Final = "stories"
SHARE: Final = "share"
FRACTIONAL: Final = "fractional"
COUNTS: Final = (ARTICLES, STORIES, SHARE, FRACTIONAL)

Numbers = NDArray[np.float64]


def tally(
    corpus: Corpus,
    rows: NDArray[np.integer],
    cells: NDArray[np.integer],
    size: int,
    way: str,
    *,
    parts: IntArray | None = None,
    base: float | NDArray[np.number] | None = None,
) -> Numbers:
    """Count what falls into each cell of a table.

    Parameters
    ----------
    corpus : the articles
    rows, cells : one entry per pair of an article and a cell (0 to ``size`` - 1) that it falls
        into; no pair twice
    size : how many cells there are
    way : "articles" counts pairs, "stories" each story of a cell once, "share" divides the
        articles by ``base``, "fractional" counts an article with ``parts`` topics 1 / parts
    parts : number of topics of each article, shape (n_articles,); needed for "fractional"
    base : how many articles each cell, or all of them, could have; needed for "share"

    Returns
    -------
    float64 array, shape (size,); a share is from 0 to 1, and NaN where its base is 0

    Raises
    ------
    ValueError
        If the way is none of the four, or what it needs is missing.
    """
    if way == STORIES:
        return _stories(corpus, rows, cells, size)
    if way == FRACTIONAL:
        if parts is None:
            raise ValueError("a fractional count needs the number of topics of each article")
        fractions = np.bincount(cells, weights=1 / parts[rows], minlength=size)
        return fractions.astype(np.float64)
    count = np.bincount(cells, minlength=size).astype(np.float64)
    if way == ARTICLES:
        return count
    if way != SHARE:
        raise ValueError(f"no way to count: {way}; try one of {', '.join(COUNTS)}")
    if base is None:
        raise ValueError("a share needs the number of articles that it is a share of")
    return shares(count, base)


def per_topic(
    corpus: Corpus,
    tags: AxisTags,
    mask: BoolArray,
    way: str,
    *,
    bins: IntArray | None = None,
    size: int = 1,
    base: float | NDArray[np.number] | None = None,
) -> Numbers:
    """Count the selected articles per topic, and per bin where there are bins.

    Parameters
    ----------
    corpus, tags : the articles and their topics of one axis
    mask : selected articles, bool of shape (n_articles,)
    way, base : as for :func:`tally`; a base has one number, or one per bin
    bins : bin of each article, 0 to ``size`` - 1 where it is selected
    size : number of bins

    Returns
    -------
    float64 array, shape (n_topics, size)
    """
    pairs = mask[tags.rows]
    rows = tags.rows[pairs]
    cells = tags.topics[pairs].astype(np.int64) * size
    if bins is not None:
        cells += bins[rows]
    shape = (len(tags.keys), size)
    if way == SHARE and base is not None:
        base = np.broadcast_to(np.asarray(base, np.float64), shape).ravel()
    total = len(tags.keys) * size
    return tally(corpus, rows, cells, total, way, parts=tags.sizes, base=base).reshape(shape)


def total(
    corpus: Corpus,
    mask: BoolArray,
    way: str,
    *,
    base: float | NDArray[np.number] | None = None,
    parts: IntArray | None = None,
) -> float:
    """Count all selected articles in one number; fractional without ``parts`` counts them whole."""
    rows = np.flatnonzero(mask)
    cells = np.zeros(len(rows), dtype=np.int64)
    if way == FRACTIONAL and parts is None:
        way = ARTICLES
    return float(tally(corpus, rows, cells, 1, way, parts=parts, base=base)[0])


def shares(count: Numbers, base: float | NDArray[np.number]) -> Numbers:
    """Divide counts by what they could have been; NaN where that is nothing."""
    whole = np.broadcast_to(np.asarray(base, np.float64), count.shape)
    share: Numbers = np.divide(count, whole, out=np.full(count.shape, np.nan), where=whole > 0)
    return share


def _stories(
    corpus: Corpus, rows: NDArray[np.integer], cells: NDArray[np.integer], size: int
) -> Numbers:
    pairs = cells.astype(np.int64) * len(corpus) + corpus.stories[rows]
    pairs.sort()
    is_first = np.ones(len(pairs), dtype=bool)
    is_first[1:] = pairs[1:] != pairs[:-1]
    of_cell = pairs[is_first] // max(1, len(corpus))
    return np.bincount(of_cell, minlength=size).astype(np.float64)
