"""How far a count may be chance: intervals, tests of a two by two table, many tests at once.

Everything works on arrays, so that a page can test every pair of topics on each click. A
two by two table is told by four counts: those with both, with the first, with the second, all.
"""

from math import erfc
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]

# Two-sided 95 %.
NORMAL: Final = 1.959963984540054
# Below this expected count chi-squared is no approximation any more, and the test is exact.
SMALL: Final = 5.0

# Beyond so many steps from the count, a cell of which fewer than SMALL are expected is empty:
# the first term left out is below 1e-40.
_TAIL: Final = 64
_TABLE: Final = 256

_erfc = np.vectorize(erfc, otypes=[float])


def wilson(hits: ArrayLike, totals: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Interval of a share, by Wilson's score; NaN where there is nothing to share.

    Parameters
    ----------
    hits, totals : counts of equal shape, 0 <= hits <= totals

    Returns
    -------
    two float arrays of that shape, 0-1: lower and upper end of the 95 % interval

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
    """
    hits, totals = np.asarray(hits, dtype=float), np.asarray(totals, dtype=float)
    square = NORMAL * NORMAL
    with np.errstate(invalid="ignore", divide="ignore"):
        share = hits / totals
        middle = (share + square / (2 * totals)) / (1 + square / totals)
        spread = np.sqrt(share * (1 - share) / totals + square / (4 * totals * totals))
        half = NORMAL * spread / (1 + square / totals)
    low, high = np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0)
    return np.where(hits == 0, low * 0, low), np.where(hits == totals, high * 0 + 1, high)


def share_difference(
    hits: ArrayLike, totals: ArrayLike, other_hits: ArrayLike, other_totals: ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Difference of two shares with its interval, by Newcombe's hybrid score method.

    Parameters
    ----------
    hits, totals : counts of the first share
    other_hits, other_totals : counts of the share that is taken off

    Returns
    -------
    three float arrays, -1 to 1: difference, lower and upper end of its 95 % interval; NaN where
        one of the totals is 0. If articles stand on both sides the interval is too wide, never
        too narrow.

    References
    ----------
    Newcombe, R. G. (1998). Interval estimation for the difference between independent
    proportions: comparison of eleven methods. Method 10.
    """
    first, second = wilson(hits, totals), wilson(other_hits, other_totals)
    with np.errstate(invalid="ignore", divide="ignore"):
        one = np.asarray(hits, dtype=float) / np.asarray(totals, dtype=float)
        two = np.asarray(other_hits, dtype=float) / np.asarray(other_totals, dtype=float)
    low = one - two - np.hypot(one - first[0], second[1] - two)
    high = one - two + np.hypot(first[1] - one, two - second[0])
    return one - two, low, high


def share_ratio(
    hits: ArrayLike, totals: ArrayLike, other_hits: ArrayLike, other_totals: ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """How many times the other share the first one is, with its interval.

    Half an article is added to each side, so that a ratio with nothing on one side is finite:
    it then says how big the change is at least, in the interval.

    Returns
    -------
    three float arrays, above 0: ratio, lower and upper end of its 95 % interval (Katz's
        logarithms); NaN where one of the totals is 0.
    """
    hits, other_hits = np.asarray(hits, float) + 0.5, np.asarray(other_hits, float) + 0.5
    totals, other_totals = np.asarray(totals, float), np.asarray(other_totals, float)
    is_empty = (totals == 0) | (other_totals == 0)
    totals, other_totals = totals + 0.5, other_totals + 0.5
    ratio = np.where(is_empty, np.nan, (hits / totals) / (other_hits / other_totals))
    variance = 1 / hits - 1 / totals + 1 / other_hits - 1 / other_totals
    factor = np.exp(NORMAL * np.sqrt(np.maximum(variance, 0.0)))
    return ratio, ratio / factor, ratio * factor


def observed_to_expected(
    observed: ArrayLike, expected: ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """How many times the expected count was observed, with its interval.

    Returns
    -------
    three float arrays, from 0 on: ratio, lower and upper end of its 95 % interval (Byar's
        approximation of the exact one of a Poisson count); NaN where nothing is expected.

    References
    ----------
    Breslow, N. E. and Day, N. E. (1987). Statistical Methods in Cancer Research II, page 69.
    """
    seen, expected = np.asarray(observed, dtype=float), np.asarray(expected, dtype=float)
    scale = np.where(expected > 0, expected, np.nan)
    at_least_one = np.maximum(seen, 1.0)
    low = at_least_one * (1 - 1 / (9 * at_least_one) - NORMAL / (3 * np.sqrt(at_least_one))) ** 3
    more = seen + 1
    high = more * (1 - 1 / (9 * more) + NORMAL / (3 * np.sqrt(more))) ** 3
    return seen / scale, np.where(seen > 0, low, 0.0) / scale, high / scale


def independence(
    both: ArrayLike, first: ArrayLike, second: ArrayLike, all_: ArrayLike
) -> FloatArray:
    """Test whether two properties go together or apart, or whether that may be chance.

    Where every cell of the table is expected at least ``SMALL`` times: the likelihood ratio G2
    against chi-squared with one degree of freedom. Else Fisher's exact test, twice the smaller
    tail.

    Parameters
    ----------
    both : things with both properties
    first, second : things with the one, with the other
    all_ : all things

    Returns
    -------
    float array, 0-1: the two-sided p value; 1 where a property has nothing or everything
    """
    both, first, second, total = (
        np.asarray(counts, dtype=float) for counts in np.broadcast_arrays(both, first, second, all_)
    )
    cells, rows, columns = _cells(both, first, second, total)
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = np.where(total > 0, rows * columns / total, 0.0)
    p_value: FloatArray = np.ones(both.shape)
    tells = (first > 0) & (first < total) & (second > 0) & (second < total)
    is_exact = tells & (expected.min(axis=0) < SMALL)
    is_large = tells & ~is_exact
    if is_large.any():
        seen, wanted = cells[:, is_large], expected[:, is_large]
        terms = np.where(seen > 0, seen * np.log(np.maximum(seen, 1) / wanted), 0.0)
        p_value[is_large] = _erfc(np.sqrt(np.maximum(terms.sum(axis=0), 0.0)))
    if is_exact.any():
        rarest = expected[:, is_exact].argmin(axis=0)[None]
        seen, row, column = (
            np.take_along_axis(part[:, is_exact], rarest, axis=0)[0]
            for part in (cells, rows, columns)
        )
        p_value[is_exact] = _exact(seen, row, column, total[is_exact])
    return p_value


def benjamini_hochberg(p_values: ArrayLike) -> FloatArray:
    """Correct p values for their number: the share of false finds among those at least as low.

    Parameters
    ----------
    p_values : shape (n_tests,), 0-1

    Returns
    -------
    float array, shape (n_tests,), 0-1, in the same order

    References
    ----------
    Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate.
    """
    p_values = np.asarray(p_values, dtype=float)
    order = np.argsort(-p_values, kind="stable")
    ranks = np.arange(len(p_values), 0, -1)
    lowest = np.minimum.accumulate(p_values[order] * len(p_values) / ranks)
    corrected: FloatArray = np.empty(len(p_values))
    corrected[order] = np.minimum(lowest, 1.0)
    return corrected


def _cells(
    both: FloatArray, first: FloatArray, second: FloatArray, total: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """The four cells of each table, with the sum of the row and of the column of each."""
    cells = np.stack((both, first - both, second - both, total - first - second + both))
    rows = np.stack((first, first, total - first, total - first))
    columns = np.stack((second, total - second, second, total - second))
    return cells, rows, columns


def _exact(seen: FloatArray, row: FloatArray, column: FloatArray, total: FloatArray) -> FloatArray:
    """Fisher's test of the rarest cell of each table: twice the smaller tail, at most 1.

    Each term of a tail is the one before it times a factor, which is 0 beyond what can be.
    """
    steps = np.arange(_TAIL - 1, dtype=float)[:, None]
    rest = total - row - column
    up, down = seen + steps, seen - steps
    rising = np.maximum(row - up, 0) * np.maximum(column - up, 0) / ((up + 1) * (rest + up + 1))
    falling = np.maximum(down, 0) * np.maximum(rest + down, 0)
    falling /= (row - down + 1) * (column - down + 1)
    smaller = np.minimum(*(np.cumprod(part, axis=0).sum(axis=0) for part in (rising, falling)))
    chance = np.exp(_log_chance(seen, row, column, total))
    doubled: FloatArray = np.minimum(2 * chance * (1 + smaller), 1.0)
    return doubled


def _log_chance(
    seen: FloatArray, row: FloatArray, column: FloatArray, total: FloatArray
) -> FloatArray:
    """Logarithm of how likely a cell holds just so many, given the sums."""
    above = (row, total - row, column, total - column)
    below = (total, seen, row - seen, column - seen, total - row - column + seen)
    logs: FloatArray = sum(map(_log_factorial, above), np.zeros(1))
    logs = logs - sum(map(_log_factorial, below), np.zeros(1))
    return logs


_SMALL_FACTORIALS: Final = np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, _TABLE)))))


def _log_factorial(number: FloatArray) -> FloatArray:
    """Logarithm of n!: a table for small numbers, Stirling's series beyond."""
    big = np.maximum(number, _TABLE - 1)
    series = (
        big * np.log(big) - big + 0.5 * np.log(2 * np.pi * big) + 1 / (12 * big) - big**-3.0 / 360
    )
    small = np.minimum(number, _TABLE - 1).astype(np.int64)
    logs: FloatArray = np.where(number < _TABLE, _SMALL_FACTORIALS[small], series)
    return logs
