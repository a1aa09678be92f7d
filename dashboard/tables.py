"""Tables of a view that more than one page draws, and the files that are taken away."""

from collections.abc import Sequence

import pandas as pd

from analysis import Comparison, comparison, ranking, trend
from dashboard.desk import Desk


def course(desk: Desk, axis: str, period: str, topics: Sequence[str] | None = None) -> pd.DataFrame:
    """Topics of an axis over time: the given ones, else those that the reader filters by."""
    choice = desk.choice
    return trend(
        desk.holdings.corpus,
        desk.mask,
        axis,
        period=period,
        base=desk.base,
        way=desk.way,
        topics=choice.axis(axis).include if topics is None else topics,
        first=choice.first,
        last=choice.last,
    )


def ranked(desk: Desk, axis: str) -> tuple[pd.DataFrame, Comparison | None]:
    """Topics by size, and the two periods that they are compared in; None without any."""
    compared = comparison(desk.holdings.corpus, desk.choice)
    table = ranking(
        desk.holdings.corpus,
        desk.mask,
        axis,
        any_time=desk.selected(desk.choice.without_dates()),
        base=desk.base,
        compared=compared,
        way=desk.way,
    )
    return table, compared if compared is not None and compared.is_covered else None


def shows_change(desk: Desk, compared: Comparison | None) -> bool:
    """Whether a change stands beside a number: it is one of articles, and only beside these."""
    return compared is not None and desk.way == "articles"
