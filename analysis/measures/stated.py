"""What the selected articles state, as small tables: sums, horizons, shares and acts.

Sums are not articles: how articles are counted is nothing to them, and their figures are those of
``analysis.measures.statements.amounts``. Everywhere else articles are counted, in any way.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.measures.corpus import BoolArray, Corpus, IntArray
from analysis.measures.counting import tally
from analysis.measures.statements import (
    ACT,
    HORIZON,
    SHARE,
    UNTIL,
    YEARS,
    Floats,
    Positions,
    Statements,
    amounts,
    lengths,
    pairs_once,
    topics_of,
)

# Years that a plan may end in; others are slips of writers.
FIRST_END, LAST_END = 1990, 2100


def sums_by_topic(
    corpus: Corpus,
    statements: Statements,
    found: Positions,
    axis: str,
    rate: Floats | None = None,
) -> pd.DataFrame:
    """Figures of the sums in articles on each topic, the largest total first.

    Parameters
    ----------
    corpus, statements : of one version
    found : positions of sums of one currency, or of any with a ``rate``
    axis : of the topics; a sum counts for every topic of its article
    rate : by statement, as for ``amounts``

    Returns
    -------
    DataFrame
        topic, then the columns of ``amounts``; topics without a sum are left out.
    """
    keys = corpus.axes[axis].keys
    places, topics = topics_of(corpus, axis, statements.rows[found])
    table = amounts(statements, found[places], topics, len(keys), rate)
    table.insert(0, "topic", pd.Series(keys, dtype="str"))
    return _with_sums(table).sort_values("total", ascending=False, kind="stable", ignore_index=True)


def sums_by_year(
    statements: Statements, found: Positions, *, planned: bool, rate: Floats | None = None
) -> pd.DataFrame:
    """Figures of the sums of each year.

    Parameters
    ----------
    statements, found, rate : as for :func:`sums_by_topic`
    planned : by the end year that is stated with the sum, else by the year of publication;
        sums without such a year are left out

    Returns
    -------
    DataFrame
        year (int64), then the columns of ``amounts``; years without a sum are left out.
    """
    years = (statements.years if planned else statements.published)[found].astype(np.int64)
    dated = found[years > 0]
    if not len(dated):
        table = amounts(statements, dated, np.zeros(0, np.int32), 0, rate)
        return table.assign(year=np.zeros(0, np.int64))[["year", *table.columns]]
    years = years[years > 0]
    first = int(years.min())
    table = amounts(
        statements, dated, (years - first).astype(np.int32), int(years.max()) - first + 1, rate
    )
    table.insert(0, "year", np.arange(first, first + len(table)))
    return _with_sums(table)


def sums_by_currency(statements: Statements, found: Positions) -> pd.DataFrame:
    """Figures of the sums of each currency, the one most often stated first.

    Returns
    -------
    DataFrame
        currency, then the columns of ``amounts``
    """
    names = statements.unit_names
    table = amounts(statements, found, statements.units[found], len(names))
    table.insert(0, "currency", pd.Series(names, dtype="str"))
    return _with_sums(table).sort_values(
        ["statement_count", "currency"], ascending=[False, True], ignore_index=True
    )


def end_years(
    corpus: Corpus, statements: Statements, mask: BoolArray, *, way: str, base: float
) -> pd.DataFrame:
    """Count the articles that name each year as the end of something.

    Parameters
    ----------
    corpus, statements : of one version
    mask : selected articles
    way : how articles are counted, one of ``COUNTS``
    base : number of articles that shares are of

    Returns
    -------
    DataFrame, one row for each year between the first and the last named
        year (int64), article_count (int64), value (float64, in the chosen way). An article that
        names several years counts as a part of one for each where parts are counted.
    """
    found = _ending(statements, mask)
    years = statements.years[found].astype(np.int32)
    first = int(years.min()) if len(years) else 0
    return _counted(
        corpus, statements.rows[found], years - first, _span(years), way, base, "year", first
    )


def end_years_by_topic(
    corpus: Corpus,
    statements: Statements,
    mask: BoolArray,
    axis: str,
    years: Sequence[int],
    *,
    way: str,
    base: float,
    most: int,
) -> pd.DataFrame:
    """Count the articles on each topic that name each year as the end of something.

    Parameters
    ----------
    corpus, statements, mask, way, base : as for :func:`end_years`
    axis : of the topics
    years : columns; others are left out
    most : so many topics, those with most articles

    Returns
    -------
    DataFrame, a row for each topic and year, topics with most articles first
        topic, year (int64), article_count (int64), value (float64)
    """
    found = _ending(statements, mask)
    place_of = {year: place for place, year in enumerate(years)}
    columns = np.array([place_of.get(int(year), -1) for year in statements.years[found]], np.int64)
    found, columns = found[columns >= 0], columns[columns >= 0]
    keys, width = corpus.axes[axis].keys, len(years)
    places, topics = topics_of(corpus, axis, statements.rows[found])
    cells = (topics.astype(np.int64) * width + columns[places]).astype(np.int32)
    rows, cells = pairs_once(statements.rows[found][places], cells, len(keys) * width)
    counts = np.bincount(cells, minlength=len(keys) * width)
    values = tally(
        corpus, rows, cells, len(keys) * width, way, parts=corpus.axes[axis].sizes, base=base
    )
    totals = counts.reshape(len(keys), width).sum(axis=1) if width else np.zeros(len(keys))
    order = np.argsort(-totals, kind="stable")[: int(min(most, (totals > 0).sum()))]
    chosen = (order[:, None] * width + np.arange(width)).reshape(-1)
    return pd.DataFrame(
        {
            "topic": pd.Series(np.repeat(np.array(keys, object)[order], width), dtype="str"),
            "year": np.tile(np.array(years, np.int64), len(order)),
            "article_count": counts[chosen],
            "value": values[chosen],
        }
    )


def spans(
    corpus: Corpus, statements: Statements, mask: BoolArray, *, way: str, base: float
) -> pd.DataFrame:
    """Count the articles that name each length of a plan, in whole years.

    Parameters and returns are those of :func:`end_years`, with ``years`` in place of ``year``. A
    range such as "10–20 years" counts for both of its ends.
    """
    found, years = lengths(statements, statements.of(HORIZON, mask, YEARS))
    kept = years > 0
    found, years = found[kept], years[kept]
    first = int(years.min()) if len(years) else 0
    return _counted(
        corpus, statements.rows[found], years - first, _span(years), way, base, "years", first
    )


def acts(
    corpus: Corpus, statements: Statements, mask: BoolArray, *, way: str, base: float
) -> pd.DataFrame:
    """Count the articles that name each act, the most named first.

    Returns
    -------
    DataFrame
        act, article_count (int64), value (float64, in the chosen way), first_date and last_date
        (datetime64, of the articles; NaT where none is dated)
    """
    found = statements.of(ACT, mask)
    names = statements.unit_names
    rows, cells = pairs_once(statements.rows[found], statements.units[found], len(names))
    counts = np.bincount(cells, minlength=len(names))
    values = tally(corpus, rows, cells, len(names), way, parts=_parts(rows, len(corpus)), base=base)
    dated = corpus.dated[rows]
    days = corpus.days[rows[dated]].astype(np.int64)
    first = np.full(len(names), np.iinfo(np.int64).max)
    last = np.full(len(names), np.iinfo(np.int64).min)
    np.minimum.at(first, cells[dated], days)
    np.maximum.at(last, cells[dated], days)
    has_date = last >= first
    table = pd.DataFrame(
        {
            "act": pd.Series(names, dtype="str"),
            "article_count": counts,
            "value": values,
            "first_date": _dates(first, has_date),
            "last_date": _dates(last, has_date),
        }
    )
    named = table[table["article_count"] > 0]
    return named.sort_values(["article_count", "act"], ascending=[False, True], ignore_index=True)


def origin_shares(corpus: Corpus, statements: Statements, mask: BoolArray) -> pd.DataFrame:
    """List the percentages that say how much is home-made or imported, oldest first.

    Returns
    -------
    DataFrame
        statement (int64, position), published_date (datetime64), share, share_high (float64, per
        cent); articles without a date are left out.
    """
    found = statements.of(SHARE, mask)
    found = found[statements.of_origin[found]]
    found = found[corpus.dated[statements.rows[found]]]
    days = corpus.days[statements.rows[found]].astype("datetime64[D]").astype("datetime64[s]")
    return pd.DataFrame(
        {
            "statement": found,
            "published_date": days,
            "share": statements.values[found],
            "share_high": statements.highs[found],
        }
    )


def _ending(statements: Statements, mask: BoolArray) -> Positions:
    """Horizons of the selected articles that name a year."""
    found = statements.of(HORIZON, mask, UNTIL)
    years = statements.years[found]
    kept: Positions = found[(years >= FIRST_END) & (years <= LAST_END)]
    return kept


def _counted(
    corpus: Corpus,
    rows: IntArray,
    cells: IntArray,
    size: int,
    way: str,
    base: float,
    name: str,
    first: int,
) -> pd.DataFrame:
    rows, cells = pairs_once(rows, cells, size)
    return pd.DataFrame(
        {
            name: np.arange(first, first + size),
            "article_count": np.bincount(cells, minlength=size),
            "value": tally(
                corpus, rows, cells, size, way, parts=_parts(rows, len(corpus)), base=base
            ),
        }
    )


def _parts(rows: IntArray, size: int) -> IntArray:
    """In how many cells each article is; one where it is in none."""
    return np.maximum(np.bincount(rows, minlength=size), 1).astype(np.int32)


def _span(years: IntArray) -> int:
    return int(years.max()) - int(years.min()) + 1 if len(years) else 0


def _with_sums(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["sum_count"] > 0].reset_index(drop=True)


def _dates(days: NDArray[np.int64], known: BoolArray) -> pd.Series:
    stamps = np.where(known, days, 0).astype("datetime64[D]").astype("datetime64[s]")
    return pd.Series(stamps).where(known)
