"""How much of each topic there is, period by period.

At most eight series: the seven biggest topics and "other", which counts each article once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.measures.corpus import BoolArray, Corpus, IntArray
from analysis.measures.counting import ARTICLES, FRACTIONAL, per_topic, shares, tally

PERIODS: Final = MappingProxyType({"month": 1, "quarter": 3, "year": 12})
OTHER: Final = "*other"
MAX_SERIES: Final = 8


@dataclass(frozen=True, slots=True)
class Span:
    """Periods from ``first`` to ``last``, both included, counted since 1970."""

    width: int
    first: int
    last: int

    @property
    def starts(self) -> NDArray[np.datetime64]:
        """First day of each period, datetime64[s]."""
        months = np.arange(self.first, self.last + 1) * self.width
        return months.astype("datetime64[M]").astype("datetime64[s]")

    def __len__(self) -> int:
        return self.last - self.first + 1


def placed(corpus: Corpus, *, period: str) -> BoolArray:
    """Articles whose date is good enough for the period, bool of shape (n_articles,).

    An article that is known by its year only has a place among years, not among months.
    """
    return corpus.dated & (corpus.resolution <= PERIODS[period])


def span_of(
    corpus: Corpus,
    mask: BoolArray,
    *,
    period: str,
    first: date | None = None,
    last: date | None = None,
) -> Span | None:
    """Periods that the selected articles lie in, stretched to the asked dates."""
    width = PERIODS[period]
    bins = corpus.months[mask & placed(corpus, period=period)] // width
    if not len(bins):
        return None
    low = int(bins.min()) if first is None else _month(first) // width
    high = int(bins.max()) if last is None else _month(last) // width
    return Span(width, min(low, int(bins.min())), max(high, int(bins.max())))


def suitable_period(corpus: Corpus, mask: BoolArray) -> str:
    """The finest period that still makes a readable line."""
    span = span_of(corpus, mask, period="month")
    months = len(span) if span else 0
    return "month" if months <= 36 else "quarter" if months <= 96 else "year"


def trend(
    corpus: Corpus,
    mask: BoolArray,
    axis: str,
    *,
    period: str,
    base: BoolArray,
    way: str = ARTICLES,
    topics: Sequence[str] = (),
    first: date | None = None,
    last: date | None = None,
) -> pd.DataFrame:
    """Count articles per topic and period, with zeros for silent periods.

    Parameters
    ----------
    corpus : the articles
    mask : selected articles, bool of shape (n_articles,)
    axis : which topics to count
    period : "month", "quarter" or "year"
    base : articles that shares are shares of, bool of shape (n_articles,)
    way : of counting, see ``analysis.measures.counting``
    topics : count these only; all topics of the axis if empty
    first, last : stretch the periods to these dates

    Returns
    -------
    DataFrame, sorted by total (biggest topic first, ``OTHER`` last), then period
        topic (str), period_start (datetime64[s]), article_count (int64),
        base_count (int64), share (float, 0-1; NaN in a period without any base article),
        value (float, in the asked way of counting).
        Every topic has every period. Articles that cannot be placed in a period are not
        counted: see :func:`placed`.
    """
    span = span_of(corpus, mask, period=period, first=first, last=last)
    if span is None:
        empty = np.empty((0, 0))
        return _table([], empty, empty, np.empty(0, np.int64), np.empty(0, "datetime64[s]"))
    usable = placed(corpus, period=period)
    bins = np.where(usable, corpus.months // span.width - span.first, 0)
    kept = mask & usable
    tags = corpus.axes[axis]
    totals = tags.counts(kept)
    codes = [tags.code(key) for key in topics] or list(range(len(tags.keys)))
    ranked = sorted(codes, key=lambda code: -totals[code])
    if not topics:
        ranked = [code for code in ranked if totals[code]]
    shown = ranked if len(ranked) <= MAX_SERIES else ranked[: MAX_SERIES - 1]
    rest = ranked[len(shown) :]
    inside = usable & base & (bins >= 0) & (bins < len(span))
    base_count = _per_bin(bins, inside, span)

    def counted(way: str) -> NDArray[np.float64]:
        cells = per_topic(corpus, tags, kept, way, bins=bins, size=len(span), base=base_count)
        if not rest:
            return cells[shown]
        if way == FRACTIONAL:
            other = cells[rest].sum(axis=0)
        else:
            rows = np.flatnonzero(kept & tags.has_any(tags.keys[code] for code in rest))
            other = tally(corpus, rows, bins[rows], len(span), way, base=base_count)
        return np.vstack([cells[shown], other])

    names = [tags.keys[code] for code in shown] + [OTHER] * bool(rest)
    count = counted(ARTICLES)
    value = count if way == ARTICLES else counted(way)
    return _table(names, count, value, base_count, span.starts)


def _per_bin(bins: IntArray, mask: BoolArray, span: Span) -> NDArray[np.int64]:
    return np.bincount(bins[mask], minlength=len(span))


def _table(
    names: list[str],
    count: NDArray[np.float64],
    value: NDArray[np.float64],
    base: NDArray[np.int64],
    starts: NDArray[np.datetime64],
) -> pd.DataFrame:
    base_count = np.tile(base, len(names))
    return pd.DataFrame(
        {
            "topic": pd.Series(np.repeat(names, len(starts)) if names else [], dtype="str"),
            "period_start": np.tile(starts, len(names)),
            "article_count": count.ravel().astype(np.int64),
            "base_count": base_count,
            "share": shares(count.ravel(), base_count),
            "value": value.ravel(),
        }
    )


def _month(day: date) -> int:
    return (day.year - 1970) * 12 + day.month - 1
