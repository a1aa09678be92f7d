"""Topics against months, quarters or years: where the news concentrates."""

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.measures.corpus import BoolArray, Corpus
from analysis.measures.counting import ARTICLES, per_topic
from analysis.measures.trends import Span, placed, span_of


def heat(
    corpus: Corpus,
    mask: BoolArray,
    axis: str,
    *,
    way: str = ARTICLES,
    base: BoolArray | None = None,
    period: str = "month",
    columns: int = 24,
    topics: int = 24,
    first: date | None = None,
    last: date | None = None,
) -> pd.DataFrame:
    """Count articles per topic and period over the latest periods of the selection.

    Parameters
    ----------
    corpus : the articles
    mask : selected articles, bool of shape (n_articles,)
    axis : which topics to count
    way : of counting, see ``analysis.measures.counting``
    base : articles that shares are shares of, bool of shape (n_articles,); all without one
    period : "month", "quarter" or "year"
    columns, topics : at most so many periods and rows; the biggest topics are kept
    first, last : begin and end here, even if these periods are silent

    Returns
    -------
    DataFrame, dense, sorted by total of these periods (biggest first), then period
        topic (str), period_start (datetime64[s]), article_count (int64), value (float, in the
        asked way of counting). Articles that cannot be placed in a period are not counted.
    """
    span = span_of(corpus, mask, period=period, first=first, last=last)
    tags = corpus.axes[axis]
    if span is None:
        return _table([], np.empty((0, 0)), np.empty((0, 0)), None)
    span = Span(span.width, max(span.first, span.last - columns + 1), span.last)
    usable = placed(corpus, period=period)
    bins = np.where(usable, corpus.months // span.width - span.first, -1)
    usable &= (bins >= 0) & (bins < len(span))
    whole = usable if base is None else usable & base
    base_count = np.bincount(bins[whole], minlength=len(span))
    kept = mask & usable

    def counted(way: str) -> NDArray[np.float64]:
        return per_topic(corpus, tags, kept, way, bins=bins, size=len(span), base=base_count)

    cells = counted(ARTICLES)
    values = cells if way == ARTICLES else counted(way)
    totals = cells.sum(axis=1)
    order = [code for code in np.argsort(-totals, kind="stable") if totals[code]][:topics]
    return _table([tags.keys[code] for code in order], cells[order], values[order], span)


def _table(
    names: list[str], cells: NDArray[np.float64], values: NDArray[np.float64], span: Span | None
) -> pd.DataFrame:
    starts = span.starts if span else np.empty(0, "datetime64[s]")
    return pd.DataFrame(
        {
            "topic": pd.Series(np.repeat(names, len(starts)) if names else [], dtype="str"),
            "period_start": np.tile(starts, len(names)),
            "article_count": cells.ravel().astype(np.int64),
            "value": values.ravel(),
        }
    )
