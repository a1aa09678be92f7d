"""Which topics lead, and how that changed against the period before."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.measures.choice import Choice
from analysis.measures.corpus import BoolArray, Corpus
from analysis.measures.counting import ARTICLES, per_topic

YEAR: Final = 365
Z: Final = 1.959964  # of a 95 % interval


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two neighbouring intervals of equal length, all dates included.

    ``is_covered`` is False where the corpus begins after the earlier interval does: a change
    would then measure the collection, not the topics.
    """

    first: date
    last: date
    previous_first: date
    previous_last: date
    is_covered: bool


def comparison(corpus: Corpus, choice: Choice) -> Comparison | None:
    """The chosen dates and as many days before; without dates, the last year of the corpus."""
    if corpus.first_date is None or corpus.last_date is None:
        return None
    last = choice.last or corpus.last_date
    if choice.first or choice.last:
        first = choice.first or corpus.first_date
    else:
        first = last - timedelta(days=YEAR - 1)
    if first > last:
        return None
    length = (last - first).days + 1
    if (first - date.min).days < length:
        return None
    previous_first = first - timedelta(days=length)
    return Comparison(
        first=first,
        last=last,
        previous_first=previous_first,
        previous_last=first - timedelta(days=1),
        is_covered=previous_first >= corpus.first_date,
    )


def ranking(
    corpus: Corpus,
    mask: BoolArray,
    axis: str,
    *,
    any_time: BoolArray,
    base: BoolArray,
    compared: Comparison | None,
    way: str = ARTICLES,
) -> pd.DataFrame:
    """Count selected articles per topic, biggest first.

    Parameters
    ----------
    corpus : the articles
    mask : selected articles, bool of shape (n_articles,)
    axis : which topics to count
    any_time : the same selection without its dates, bool of shape (n_articles,)
    base : articles that shares are shares of, bool of shape (n_articles,)
    compared : the two intervals of the change
    way : of counting, see ``analysis.measures.counting``

    Returns
    -------
    DataFrame, one row per topic of the axis that has an article, sorted by value
        topic (str), article_count, base_count (int64), share (float, 0-1, of the base; NaN
        without any base article), current_count, previous_count (int64, articles of the two
        intervals),
        change (float, 0.25 is a quarter more; NaN where there is nothing to compare with),
        low, high (float, 95 % interval of the change, see :func:`change_interval`; NaN where
        nothing bounds it),
        value (float, in the asked way of counting). Changes are always of articles.
    """
    tags = corpus.axes[axis]
    count = tags.counts(mask)
    current = previous = np.zeros(len(tags.keys), dtype=np.int64)
    change = np.full(len(tags.keys), np.nan)
    if compared is not None:
        current = tags.counts(any_time & corpus.between(compared.first, compared.last))
        previous = tags.counts(
            any_time & corpus.between(compared.previous_first, compared.previous_last)
        )
        usable = (previous > 0) & compared.is_covered
        change[usable] = current[usable] / previous[usable] - 1
    low, high = change_interval(current, previous)
    if compared is None or not compared.is_covered:
        low = high = np.full(len(tags.keys), np.nan)
    base_count = int(base.sum())
    value = per_topic(corpus, tags, mask, way, base=base_count).ravel()
    order = np.lexsort((-count, -value))
    order = order[count[order] > 0]
    table = pd.DataFrame(
        {
            "topic": pd.Series(tags.keys, dtype="str"),
            "article_count": count,
            "base_count": base_count,
            "share": count / base_count if base_count else np.nan,
            "current_count": current,
            "previous_count": previous,
            "change": change,
            "low": low,
            "high": np.where(np.isinf(high), np.nan, high),
            "value": value,
        }
    )
    return table.take(order).reset_index(drop=True)


def risen_and_fallen(table: pd.DataFrame, *, fewest: int = 5, each: int = 8) -> pd.DataFrame:
    """The topics that rose and fell most, judged by what their counts allow to say for sure.

    Parameters
    ----------
    table : as returned by :func:`ranking`
    fewest : topics with fewer articles in both periods together are left out
    each : at most so many that rose, and so many that fell

    Returns
    -------
    DataFrame, rows of ``table``: first those that rose, the surest first; then those that fell,
    the surest last. Without those whose change is not known.
    """
    both = table["current_count"] + table["previous_count"]
    known = table[table["low"].notna() & (both >= fewest)].copy()
    known[["change", "high"]] = known[["change", "high"]].fillna(np.inf)
    risen = known[known["change"] > 0].sort_values("low", ascending=False, kind="stable")
    fallen = known[known["change"] < 0].sort_values("high", ascending=False, kind="stable")
    return pd.concat([risen.head(each), fallen.tail(each)], ignore_index=True)


def change_interval(
    current: NDArray[np.int64], previous: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Bounds of the change between two counts of equal time, if both are Poisson counts.

    Given their sum, the current count is binomial; the Wilson interval of its part (Wilson 1927)
    is turned into one of the ratio.

    Parameters
    ----------
    current, previous : counts of the same shape

    Returns
    -------
    two float64 arrays of that shape: -0.5 is half as many; NaN where both counts are 0,
    and infinite where nothing bounds the change from above
    """
    both = (current + previous).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        part = current / both
        middle = (part + Z**2 / (2 * both)) / (1 + Z**2 / both)
        half = Z / (1 + Z**2 / both) * np.sqrt(part * (1 - part) / both + Z**2 / (4 * both**2))
        low, high = np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)
        # The part of 1 that rounding lets fall short of it stands for no bound at all.
        high = np.where(previous == 0, 1, high)
        low = np.where(current == 0, 0, low)
        return low / (1 - low) - 1, high / (1 - high) - 1
