"""The course of terms: how often each is named, period by period, since when, and who leads.

A term is whatever a query finds, so that words, phrases and whole searches stand side by side.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.measures.corpus import BoolArray, Corpus, day_to_date
from analysis.measures.counting import tally
from analysis.measures.trends import placed, span_of

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Appearance:
    """The first article with a term: its position, and the day from which it is dated."""

    row: int
    day: date


@dataclass(frozen=True, slots=True)
class Overtaking:
    """A term that was behind another one and has led since.

    Attributes
    ----------
    winner, loser : places of the terms
    period : place of the period in which the winner came first; the loser never led after it
    values : of winner and loser in that period
    since : of both from that period to the last one, added up
    changes : how often the lead has changed in all
    """

    winner: int
    loser: int
    period: int
    values: tuple[float, float]
    since: tuple[float, float]
    changes: int


def course(
    corpus: Corpus,
    found: Sequence[BoolArray],
    mask: BoolArray,
    *,
    period: str,
    way: str,
    base: BoolArray,
    first: date | None = None,
    last: date | None = None,
) -> pd.DataFrame:
    """Count the articles of each term and period, with zeros for silent periods.

    Parameters
    ----------
    corpus : the articles
    found : what each term finds in the corpus, bool of shape (n_articles,)
    mask : selected articles, of the same shape
    period : "month", "quarter" or "year"
    way : one of ``COUNTS``; a fractional article is divided among those of the terms that it has
    base : articles that shares are shares of, bool of shape (n_articles,)
    first, last : stretch the periods to these dates

    Returns
    -------
    DataFrame, sorted by term, then period
        term (int64, place in ``found``), period_start (datetime64[s]), article_count (int64),
        base_count (int64), value (float, in the chosen way). The periods end with the selected
        articles; without a first date they begin one before the first term does. Articles that
        cannot be placed in a period are left out.
    """
    span = span_of(corpus, mask, period=period, first=first, last=last)
    if span is not None and found and first is None:
        named = span_of(corpus, mask & np.logical_or.reduce(list(found)), period=period)
        span = replace(span, first=max(span.first, named.first - 1)) if named else span
    if span is None or not found:
        nothing = np.empty(0, np.int64)
        return _table(0, np.empty(0, "datetime64[s]"), nothing, nothing, np.empty(0))
    usable = placed(corpus, period=period)
    bins = np.where(usable, corpus.months // span.width - span.first, 0)
    own = [np.flatnonzero(one & mask & usable) for one in found]
    rows = np.concatenate(own)
    term = np.repeat(np.arange(len(own)), [len(one) for one in own])
    size = len(own) * len(span)
    cells = term * len(span) + bins[rows]
    inside = usable & base & (bins >= 0) & (bins < len(span))
    per_period = np.bincount(bins[inside], minlength=len(span))
    base_count = np.tile(per_period, len(own))
    parts = np.asarray(np.stack(list(found)).sum(axis=0), np.int32)
    value = tally(corpus, rows, cells, size, way, parts=parts, base=base_count)
    count = np.bincount(cells, minlength=size)
    return _table(len(own), span.starts, count, base_count, value)


def _table(
    n_terms: int,
    starts: npt.NDArray[np.datetime64],
    count: npt.NDArray[np.int64],
    base_count: npt.NDArray[np.int64],
    value: Floats,
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "term": np.repeat(np.arange(n_terms), len(starts)),
            "period_start": np.tile(starts, n_terms),
            "article_count": count.astype(np.int64),
            "base_count": base_count.astype(np.int64),
            "value": value.astype(float),
        }
    )


def appearance(corpus: Corpus, found: BoolArray, mask: BoolArray) -> Appearance | None:
    """The first dated article of the selection that a term finds; None without one.

    Of several of one day it is the one that came first into the corpus. An article known by
    month or year stands at the first day of it.
    """
    rows = np.flatnonzero(found & mask & corpus.dated)
    if not len(rows):
        return None
    row = int(rows[np.argmin(corpus.days[rows])])
    return Appearance(row, day_to_date(int(corpus.days[row])))


def overtakings(values: Floats) -> list[Overtaking]:
    """Find for each two terms when the one that leads now came first; the latest ones last.

    Parameters
    ----------
    values : shape (n_terms, n_periods), in any way of counting; NaN counts as 0

    Returns
    -------
    list of Overtaking
        Nothing for two terms of which one always led. Periods in which both are even change
        no lead.
    """
    table = np.nan_to_num(np.asarray(values, float))
    found = [
        one
        for first, second in combinations(range(len(table)), 2)
        if (one := _overtaking(table, first, second)) is not None
    ]
    return sorted(found, key=lambda one: (one.period, one.winner, one.loser))


def _overtaking(table: Floats, first: int, second: int) -> Overtaking | None:
    lead = np.sign(table[first] - table[second])
    led = np.flatnonzero(lead)
    turns = led[1:][lead[led[1:]] != lead[led[:-1]]]
    if not len(turns):
        return None
    period = int(turns[-1])
    winner, loser = (first, second) if lead[period] > 0 else (second, first)
    return Overtaking(
        winner,
        loser,
        period,
        values=(float(table[winner, period]), float(table[loser, period])),
        since=(float(table[winner, period:].sum()), float(table[loser, period:].sum())),
        changes=len(turns),
    )
