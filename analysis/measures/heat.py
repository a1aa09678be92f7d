"""Topics against months, quarters or years: where the news concentrates."""

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.measures.corpus import BoolArray, Corpus
from analysis.measures.trends import Span, per_topic, placed, span_of


def heat(
    corpus: Corpus,
    mask: BoolArray,
    axis: str,
    *,
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
    period : "month", "quarter" or "year"
    columns, topics : at most so many periods and rows; the biggest topics are kept
    first, last : begin and end here, even if these periods are silent

    Returns
    -------
    DataFrame, dense, sorted by total of these periods (biggest first), then period
        topic (str), period_start (datetime64[s]), article_count (int64).
        Articles that cannot be placed in a period are not counted.
    """
    span = span_of(corpus, mask, period=period, first=first, last=last)
    tags = corpus.axes[axis]
    if span is None:
        return _table([], np.empty((0, 0), np.int64), None)
    span = Span(span.width, max(span.first, span.last - columns + 1), span.last)
    bins = corpus.months // span.width
    kept = mask & placed(corpus, period=period) & (bins >= span.first)
    cells = per_topic(tags, kept, bins - span.first, span)
    totals = cells.sum(axis=1)
    order = [code for code in np.argsort(-totals, kind="stable") if totals[code]][:topics]
    return _table([tags.keys[code] for code in order], cells[order], span)


def _table(names: list[str], cells: NDArray[np.int64], span: Span | None) -> pd.DataFrame:
    starts = span.starts if span else np.empty(0, "datetime64[s]")
    return pd.DataFrame(
        {
            "topic": pd.Series(np.repeat(names, len(starts)) if names else [], dtype="str"),
            "period_start": np.tile(starts, len(names)),
            "article_count": cells.ravel(),
        }
    )
