"""Which topics are named together: more often than chance would have it, or never.

The one idea: a pair of topics is compared with what it would be if the two topics had nothing to
do with each other within the same articles. A pair of a topic with itself, or with a topic that
it belongs to, says nothing and is left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.measures.chance import (
    SMALL,
    benjamini_hochberg,
    independence,
    observed_to_expected,
    share_ratio,
)
from analysis.measures.corpus import AxisTags, BoolArray, Corpus
from analysis.measures.counting import tally

LongArray = NDArray[np.int64]
Parents = Mapping[str, str]

# So many topics of an axis are paired, the biggest ones; a test for each pair of the rest
# would only weaken those that can tell something.
MOST_TOPICS: Final = 60
# A topic of fewer articles is not tested: no number of common articles would tell anything.
FEWEST: Final = 5
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


def pairs(
    corpus: Corpus,
    mask: BoolArray,
    row_axis: str,
    column_axis: str,
    *,
    way: str = "articles",
    base: BoolArray | None = None,
    rows: Sequence[str] = (),
    columns: Sequence[str] = (),
    parents: Parents = NO_PARENTS,
) -> pd.DataFrame:
    """Compare every pair of topics of two axes, or of one with itself, with chance.

    Parameters
    ----------
    corpus : the articles
    mask : selected articles, within which pairs are counted and expected
    row_axis, column_axis : axes of the first and of the second topic
    way : one of ``COUNTS``, how ``value`` counts
    base : articles that shares are shares of; the selected ones if None
    rows, columns : only pairs of these topics; of all if empty. Of either side no more than the
        ``MOST_TOPICS`` biggest.
    parents : topic that a topic of the axis belongs to, if both axes are one

    Returns
    -------
    DataFrame, one row per pair, pairs without any article among them; most articles first
        row, column (str), article_count (int64), value (float, in the chosen way),
        row_count, column_count, base_count (int64, articles with the first topic, with the
        second, all selected ones), expected_count (float), lift, lift_low, lift_high (float,
        observed to expected with its 95 % interval; NaN where nothing is expected), phi (float,
        -1 to 1), p_value, q_value (float; q is corrected for the number of pairs; NaN where a
        topic has fewer than ``FEWEST`` articles), is_small (bool, fewer than ``SMALL`` expected).
        The test is always on articles, whatever ``way`` is. Of one axis each pair stands once.
    """
    found = _pairing(corpus, mask, row_axis, column_axis, rows, columns, parents)
    counts = np.bincount(found.cells, minlength=found.size)
    first = _each(corpus, mask, row_axis, found.row_keys)
    second = _each(corpus, mask, column_axis, found.column_keys)
    total = int(mask.sum())
    table = _named(found).assign(
        article_count=counts,
        value=_values(corpus, mask, found, (row_axis, column_axis), way, base),
        row_count=np.repeat(first, len(second)),
        column_count=np.tile(second, len(first)),
        base_count=total,
    )
    table = table[found.allowed].reset_index(drop=True)
    return _tested(table).sort_values(
        ["article_count", "expected_count"], ascending=[False, False], kind="stable",
        ignore_index=True,
    )  # fmt: skip


def mirrored(table: pd.DataFrame) -> pd.DataFrame:
    """The pairs of one axis twice, with either topic first, as a square matrix shows them."""
    swapped = table.rename(
        columns={
            "row": "column",
            "column": "row",
            "row_count": "column_count",
            "column_count": "row_count",
        }
    )
    return pd.concat([table, swapped[table.columns]], ignore_index=True)


def rising_pairs(
    corpus: Corpus,
    now: BoolArray,
    before: BoolArray,
    row_axis: str,
    column_axis: str,
    *,
    rows: Sequence[str] = (),
    columns: Sequence[str] = (),
    parents: Parents = NO_PARENTS,
) -> pd.DataFrame:
    """Compare how often each pair is named in two periods, in shares of their articles.

    Parameters
    ----------
    corpus : the articles
    now, before : selected articles of the later and of the earlier period
    row_axis, column_axis, rows, columns, parents : as for :func:`pairs`

    Returns
    -------
    DataFrame, one row per pair that ``FEWEST`` articles or more name; what rises surest first
        row, column (str), current_count, previous_count, current_base, previous_base (int64),
        ratio, ratio_low, ratio_high (float, share now to share before with its 95 % interval),
        p_value, q_value (float).
    """
    found = _pairing(corpus, now | before, row_axis, column_axis, rows, columns, parents)
    current, previous = (
        np.bincount(found.cells[period[found.rows]], minlength=found.size)
        for period in (now, before)
    )
    sizes = int(now.sum()), int(before.sum())
    table = _named(found).assign(
        current_count=current,
        previous_count=previous,
        current_base=sizes[0],
        previous_base=sizes[1],
    )
    table = table[found.allowed & (current + previous >= FEWEST)].reset_index(drop=True)
    if not all(sizes):
        table = table.iloc[:0]
    now_count, then_count = (table[f"{name}_count"].to_numpy() for name in ("current", "previous"))
    ratio, low, high = share_ratio(now_count, sizes[0], then_count, sizes[1])
    p_values = independence(now_count, sizes[0], now_count + then_count, sum(sizes))
    table = table.assign(
        ratio=ratio, ratio_low=low, ratio_high=high, p_value=p_values,
        q_value=benjamini_hochberg(p_values),
    )  # fmt: skip
    return table.sort_values("ratio_low", ascending=False, kind="stable", ignore_index=True)


def unnamed(corpus: Corpus, mask: BoolArray, axis: str) -> list[str]:
    """Topics of an axis that no selected article has, in taxonomy order."""
    tags = corpus.axes[axis]
    return [key for key, count in zip(tags.keys, tags.counts(mask), strict=True) if not count]


def structured(table: pd.DataFrame, *, most: int) -> tuple[list[str], list[str]]:
    """The biggest rows and columns of a matrix in an order that puts what goes together together.

    The order is that of the first axis of a correspondence analysis: topics with the same
    partners become neighbours, and strong pairs gather along the diagonal.

    Parameters
    ----------
    table : as returned by :func:`pairs` or :func:`mirrored`
    most : so many rows and columns at most

    References
    ----------
    Greenacre, M. (2017). Correspondence Analysis in Practice, chapter 8.
    """
    row_keys = _biggest(table, "row", most)
    column_keys = _biggest(table, "column", most)
    kept = table[table["row"].isin(row_keys) & table["column"].isin(column_keys)]
    if min(len(row_keys), len(column_keys)) < 2:
        return row_keys, column_keys
    surplus = (kept["article_count"] - kept["expected_count"]) / np.sqrt(kept["expected_count"])
    matrix = np.zeros((len(row_keys), len(column_keys)))
    places = kept["row"].map(row_keys.index), kept["column"].map(column_keys.index)
    matrix[places] = np.nan_to_num(surplus.to_numpy())
    left, _, right = np.linalg.svd(matrix, full_matrices=False)
    if row_keys == column_keys:
        right = left.T
    sign = 1 if left[0, 0] >= 0 else -1  # of the two directions always the same
    row_order = np.argsort(-sign * left[:, 0], kind="stable")
    column_order = np.argsort(-sign * right[0], kind="stable")
    return [row_keys[at] for at in row_order], [column_keys[at] for at in column_order]


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


def flow(
    corpus: Corpus,
    mask: BoolArray,
    axes: Sequence[str],
    *,
    way: str = "articles",
    base: BoolArray | None = None,
    topics: Mapping[str, Sequence[str]] = MappingProxyType({}),
    most: int = 8,
) -> pd.DataFrame:
    """Count articles that have a topic of one axis and one of the next, along a row of axes.

    Parameters
    ----------
    corpus : the articles
    mask : selected articles
    axes : from left to right, two or more
    way, base : as for :func:`pairs`
    topics : by axis, these only; else the ``most`` biggest of the articles that have topics
        of two of the axes
    most : topics of an axis

    Returns
    -------
    DataFrame, one row per stage and pair that an article has, in the order of stages and sizes
        stage (int64, 0 from the first axis to the second), source, target (str),
        article_count (int64), value (float, in the chosen way).
        A band counts the articles that have both of its topics, whatever else they have. An
        article with several topics of an axis is in several bands.
    """
    has_some = np.zeros(len(mask), dtype=np.int64)
    for axis in axes:
        tags = corpus.axes[axis]
        wanted = [key for key in topics.get(axis, ()) if key in tags.keys]
        has_some += tags.has_any(wanted) if wanted else tags.sizes > 0
    linked = mask & (has_some > 1)
    shown = {
        axis: [
            corpus.axes[axis].keys[code]
            for code in _chosen(corpus.axes[axis], linked, topics.get(axis, ()), most)
        ]
        for axis in axes
    }
    parts = []
    for stage, (source, target) in enumerate(pairwise(axes)):
        if not shown[source] or not shown[target]:
            continue
        found = _pairing(corpus, mask, source, target, shown[source], shown[target], NO_PARENTS)
        table = _named(found).assign(
            stage=stage,
            article_count=np.bincount(found.cells, minlength=found.size),
            value=_values(corpus, mask, found, (source, target), way, base),
        )
        parts.append(table[(table["article_count"] > 0) & found.allowed])
    if not parts:
        return pd.DataFrame([], columns=["stage", "source", "target", "article_count", "value"])
    bands = pd.concat(parts, ignore_index=True).rename(
        columns={"row": "source", "column": "target"}
    )
    return bands[["stage", "source", "target", "article_count", "value"]]


def _tested(table: pd.DataFrame) -> pd.DataFrame:
    """The table with what chance would give, and how sure it is that it is not chance."""
    both, first, second = (
        table[name].to_numpy() for name in ("article_count", "row_count", "column_count")
    )
    total = table["base_count"].to_numpy()
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = np.where(total > 0, first * (second / total), 0.0)
        spread = np.sqrt(first.astype(float) * (total - first) * second * (total - second))
        phi = np.where(spread > 0, (both.astype(float) * total - first * second) / spread, 0.0)
    lift, low, high = observed_to_expected(both, expected)
    is_tested = (first >= FEWEST) & (second >= FEWEST)
    p_values = np.full(len(table), np.nan)
    p_values[is_tested] = independence(*(part[is_tested] for part in (both, first, second, total)))
    q_values = np.full(len(table), np.nan)
    q_values[is_tested] = benjamini_hochberg(p_values[is_tested])
    return table.assign(
        expected_count=expected, lift=lift, lift_low=low, lift_high=high, phi=phi,
        p_value=p_values, q_value=q_values, is_small=expected < SMALL,
    )  # fmt: skip


def _pairing(
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
    row_codes = _chosen(first, mask, rows, MOST_TOPICS)
    column_codes = _chosen(second, mask, columns, MOST_TOPICS)
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


def _chosen(tags: AxisTags, mask: BoolArray, keys: Sequence[str], most: int) -> LongArray:
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


def _named(found: Pairing) -> pd.DataFrame:
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


def _each(corpus: Corpus, mask: BoolArray, axis: str, keys: Sequence[str]) -> LongArray:
    tags = corpus.axes[axis]
    return tags.counts(mask)[np.array([tags.code(key) for key in keys], dtype=np.int64)]


def _values(
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


def _biggest(table: pd.DataFrame, side: str, most: int) -> list[str]:
    counts = table.drop_duplicates(side).sort_values(
        f"{side}_count", ascending=False, kind="stable"
    )
    return counts[side].head(most).tolist()
