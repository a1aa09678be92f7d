"""Timeline: which events a choice is about, as bars with an end and as marks beside a curve.

Events are no articles; filters on topics and dates choose among them, others do not apply.
"""

from collections.abc import Collection, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.measures.choice import Choice
from analysis.schema import AXES, EVENTS, require

# Columns of events that name topics, by axis.
EVENT_COLUMNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sector": "sectors",
        "theme": "themes",
        "instrument": "instruments",
        "actor": "actor",
        "country": "country",
    }
)
ANNOUNCED: Final = ("statement", "plan")
DONE: Final = ("act", "award", "result")
_MONTHS_OF: Final = MappingProxyType({"day": 0, "month": 1, "year": 12})


def events_of(events: pd.DataFrame, axis: str, topics: Collection[str]) -> NDArray[np.bool_]:
    """Tell which events name any of the topics.

    Parameters
    ----------
    events : columns of ``schema.EVENTS`` as ``analysis.load_events`` gives them
    axis : of the topics; events name none of an axis that they do not know
    topics : keys

    Returns
    -------
    bool array, one for each event
    """
    column = EVENT_COLUMNS.get(axis)
    if column is None:
        return np.zeros(len(events), np.bool_)
    wanted = frozenset(topics)
    if column == "country":
        return np.array([key in wanted for key in events[column]], np.bool_)
    return np.array([not wanted.isdisjoint(keys) for keys in events[column]], np.bool_)


def chosen_events(events: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """Keep the events that the topics and dates of a choice ask for, oldest first.

    Parameters
    ----------
    events : as for :func:`events_of`
    choice : of which axes that events do not know, sources, languages and the search are left out

    Raises
    ------
    DataError
        If a column is missing.
    """
    require(events, EVENTS, origin="events")
    kept = np.ones(len(events), np.bool_)
    for axis in AXES:
        wish = choice.axis(axis)
        if axis not in EVENT_COLUMNS:
            continue
        if wish.include:
            each = [events_of(events, axis, [topic]) for topic in wish.include]
            kept &= np.all(each, axis=0) if wish.match_all else np.any(each, axis=0)
        if wish.exclude:
            kept &= ~events_of(events, axis, wish.exclude)
    return _between(events[kept], choice.first, choice.last)


def _between(events: pd.DataFrame, first: date | None, last: date | None) -> pd.DataFrame:
    kept = np.ones(len(events), np.bool_)
    if first is not None:
        kept &= (events["date"] >= pd.Timestamp(first)).to_numpy()
    if last is not None:
        kept &= (events["date"] <= pd.Timestamp(last)).to_numpy()
    return events[kept].reset_index(drop=True)


def programmes(events: pd.DataFrame) -> pd.DataFrame:
    """Turn events that have an end year into bars.

    Parameters
    ----------
    events : as for :func:`events_of`

    Returns
    -------
    DataFrame, one row for each event with an end year, earliest end first, then oldest
        the columns of events; start (first day of the day, month or year that is known) and
        known_by (the last of it); end (last day of the end year); years (int64, whole years
        from the year of the event to the end year).
    """
    require(events, EVENTS, origin="events")
    bars = events[events["horizon_year"].notna()]
    start = bars["date"]
    months = bars["precision"].map(_MONTHS_OF).astype("int64")
    known_by = [
        day if not count else day + pd.DateOffset(months=int(count)) - pd.Timedelta(days=1)
        for day, count in zip(start, months, strict=True)
    ]
    ends = bars["horizon_year"].astype("int64")
    table = bars.assign(
        start=start,
        known_by=pd.Series(known_by, index=bars.index, dtype="datetime64[s]"),
        end=pd.to_datetime(ends.astype("str") + "-12-31").astype("datetime64[s]"),
        years=ends - start.dt.year.astype("int64"),
    )
    return table.sort_values(["horizon_year", "date"], kind="stable").reset_index(drop=True)


def followed(events: pd.DataFrame) -> pd.DataFrame:
    """Pair announcements with what they led to: from statement or plan to act, money or result.

    Parameters
    ----------
    events : as for :func:`events_of`; all of them, since the former may be on other topics

    Returns
    -------
    DataFrame, one row for each event that was done and carries on one that was announced
        announced, done (positions in ``events``), days (float64; NaN where either is known by
        month or year only), months (int64, from month to month). An announcement that led to
        nothing known is in no row.
    """
    require(events, EVENTS, origin="events")
    place = {key: number for number, key in enumerate(events["id"])}
    pairs = []
    for number, (former, stage) in enumerate(zip(events["follows"], events["stage"], strict=True)):
        first = place.get(former)
        # What was done may have a stage between: the announcement is where the chain began.
        while first is not None and events["stage"].iat[first] not in ANNOUNCED:
            first = place.get(events["follows"].iat[first])
        if first is not None and stage in DONE:
            pairs.append((first, number))
    announced, done = (np.array([pair[side] for pair in pairs], np.int64) for side in (0, 1))
    begin, end = (events["date"].iloc[side].reset_index(drop=True) for side in (announced, done))
    is_exact = [
        (events["precision"].iloc[side] == "day").to_numpy(np.bool_) for side in (announced, done)
    ]
    days = (end - begin).dt.days.astype("float64").where(is_exact[0] & is_exact[1])
    months = (end.dt.year - begin.dt.year) * 12 + end.dt.month - begin.dt.month
    return pd.DataFrame(
        {"announced": announced, "done": done, "days": days, "months": months.astype("int64")}
    )


def unfinished(events: pd.DataFrame, *, today: date) -> pd.DataFrame:
    """Events that went wrong: cancelled, suspended, short of money, or reported with criticism.

    Parameters
    ----------
    events : as for :func:`events_of`
    today : later events are left out
    """
    require(events, EVENTS, origin="events")
    is_wrong = (events["outcome"] != "") | (events["stage"] == "criticism")
    return _between(events[is_wrong], None, today)


def marks(events: pd.DataFrame, first: date, last: date, *, most: int) -> pd.DataFrame:
    """Choose events to mark beside a curve, numbered from the oldest.

    Parameters
    ----------
    events : as for :func:`events_of`
    first, last : days that the curve covers, both included
    most : at most so many; acts and awards come before plans and statements, sure facts before
        others, later ones before earlier ones

    Returns
    -------
    DataFrame, columns of events with ``number`` (int64, from 1) in front, oldest first
    """
    require(events, EVENTS, origin="events")
    here = _between(events, first, last)
    weight = np.lexsort(
        (
            -here["date"].to_numpy().astype(np.int64),
            (here["confidence"] != "high").to_numpy(),
            (~here["stage"].isin(["act", "award", "criticism"])).to_numpy(),
        )
    )
    chosen = here.iloc[np.sort(weight[:most])].reset_index(drop=True)
    chosen.insert(0, "number", np.arange(1, len(chosen) + 1))
    return chosen
