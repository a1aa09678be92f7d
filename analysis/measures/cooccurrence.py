"""Which topics are named together: more often than chance would have it, or never.

The one idea: a pair of topics is compared with what it would be if the two topics had nothing to
do with each other within the same articles. A pair of a topic with itself, or with a topic that
it belongs to, says nothing and is left out.
"""

from collections.abc import Sequence
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
from analysis.measures.corpus import BoolArray, Corpus
from analysis.measures.pairing import NO_PARENTS, Parents, pair_table, pair_values, paired

LongArray = NDArray[np.int64]

# A topic of fewer articles is not tested: no number of common articles would tell anything.
FEWEST: Final = 5


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
    found = paired(corpus, mask, row_axis, column_axis, rows, columns, parents)
    counts = np.bincount(found.cells, minlength=found.size)
    first = _each(corpus, mask, row_axis, found.row_keys)
    second = _each(corpus, mask, column_axis, found.column_keys)
    total = int(mask.sum())
    table = pair_table(found).assign(
        article_count=counts,
        value=pair_values(corpus, mask, found, (row_axis, column_axis), way, base),
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
    found = paired(corpus, now | before, row_axis, column_axis, rows, columns, parents)
    current, previous = (
        np.bincount(found.cells[period[found.rows]], minlength=found.size)
        for period in (now, before)
    )
    sizes = int(now.sum()), int(before.sum())
    table = pair_table(found).assign(
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


def _each(corpus: Corpus, mask: BoolArray, axis: str, keys: Sequence[str]) -> LongArray:
    tags = corpus.axes[axis]
    return tags.counts(mask)[np.array([tags.code(key) for key in keys], dtype=np.int64)]
