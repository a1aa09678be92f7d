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

from analysis.measures.corpus import AxisTags, BoolArray, Corpus, IntArray

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


def per_topic(tags: AxisTags, kept: BoolArray, bins: IntArray, span: Span) -> NDArray[np.int64]:
    """Count articles per topic and period.

    Parameters
    ----------
    tags : of the axis
    kept : articles to count, bool of shape (n_articles,)
    bins : period of each article, counted from the first of ``span``
    span : the periods

    Returns
    -------
    int64 array, shape (n_topics, n_periods)
    """
    pairs = kept[tags.rows]
    cells = tags.topics[pairs].astype(np.int64) * len(span) + bins[tags.rows[pairs]]
    size = len(tags.keys) * len(span)
    return np.bincount(cells, minlength=size).reshape(len(tags.keys), len(span))


def trend(
    corpus: Corpus,
    mask: BoolArray,
    axis: str,
    *,
    period: str,
    base: BoolArray,
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
    topics : count these only; all topics of the axis if empty
    first, last : stretch the periods to these dates

    Returns
    -------
    DataFrame, sorted by total (biggest topic first, ``OTHER`` last), then period
        topic (str), period_start (datetime64[s]), article_count (int64),
        base_count (int64), share (float, 0-1; NaN in a period without any base article).
        Every topic has every period. Articles that cannot be placed in a period are not
        counted: see :func:`placed`.
    """
    span = span_of(corpus, mask, period=period, first=first, last=last)
    if span is None:
        return _table([], [], np.empty(0, np.int64), np.empty(0, "datetime64[s]"))
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
    rest = [tags.keys[code] for code in ranked[len(shown) :]]

    cells = per_topic(tags, kept, bins, span)
    counts = [cells[code] for code in shown]
    names = [tags.keys[code] for code in shown]
    if rest:
        counts.append(_per_bin(bins, kept & tags.has_any(rest), span))
        names.append(OTHER)
    inside = usable & base
    inside &= (bins >= 0) & (bins < len(span))
    return _table(names, counts, _per_bin(bins, inside, span), span.starts)


def _per_bin(bins: IntArray, mask: BoolArray, span: Span) -> NDArray[np.int64]:
    return np.bincount(bins[mask], minlength=len(span))


def _table(
    names: list[str],
    counts: list[NDArray[np.int64]],
    base: NDArray[np.int64],
    starts: NDArray[np.datetime64],
) -> pd.DataFrame:
    count = np.concatenate(counts) if counts else np.empty(0, np.int64)
    base_count = np.tile(base, len(names))
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(base_count > 0, count / base_count, np.nan)
    return pd.DataFrame(
        {
            "topic": pd.Series(np.repeat(names, len(starts)) if names else [], dtype="str"),
            "period_start": np.tile(starts, len(names)),
            "article_count": count,
            "base_count": base_count,
            "share": share,
        }
    )


def _month(day: date) -> int:
    return (day.year - 1970) * 12 + day.month - 1
