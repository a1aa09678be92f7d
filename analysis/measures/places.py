"""Where: places with what is most often named with them, and places against other topics.

A place is a topic of the axis "country" or "region"; an article counts for every place that it
names. Two axes meet within an article: a country and an instrument of one article need not
belong together, and nothing here claims it.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.measures.corpus import AxisTags, BoolArray, Corpus, IntArray
from analysis.measures.counting import tally

FEW_ARTICLES: Final = 10  # of so few articles a share says next to nothing


def ranked_places(
    corpus: Corpus,
    mask: BoolArray,
    axis: str,
    *,
    way: str,
    base: int,
    places: Sequence[str] = (),
    within: str = "sector",
) -> pd.DataFrame:
    """Count selected articles per place, with the topic that is most often named with it.

    Parameters
    ----------
    corpus : the articles
    mask : selected articles, bool of shape (n_articles,)
    axis : "country" or "region"
    way : how to count, one of ``COUNTS``
    base : number of articles that shares are shares of
    places : these only; all of the axis if empty
    within : axis of the leading topic

    Returns
    -------
    DataFrame, one row per place that has an article, sorted by value, then article_count
        place (str), article_count (int64), value (float, counted in that way),
        leader (str, the topic of ``within`` that most of its articles have; the first of the
        taxonomy among equals; empty where none has any), leader_count (int64),
        leader_share (float, 0-1, of its articles).
    """
    tags, topics = corpus.axes[axis], corpus.axes[within]
    kept = mask[tags.rows] & _wanted(tags, places)[tags.topics]
    rows, codes = tags.rows[kept], tags.topics[kept]
    size = len(tags.keys)
    value = tally(corpus, rows, codes, size, way, parts=tags.sizes, base=base)
    count = np.bincount(codes, minlength=size)
    at, other = _met(rows, topics)
    crossed = _grid(codes[at], other, size, len(topics.keys))
    lead_count = crossed.max(axis=1, initial=0)
    names = np.array([*topics.keys, ""], dtype=object)
    lead = np.where(lead_count > 0, crossed.argmax(axis=1) if len(topics.keys) else 0, -1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(count > 0, lead_count / count, np.nan)
    table = pd.DataFrame(
        {
            "place": pd.Series(tags.keys, dtype="str"),
            "article_count": count,
            "value": value,
            "leader": pd.Series(names[lead], dtype="str"),
            "leader_count": lead_count,
            "leader_share": share,
        }
    )
    table = table[table["article_count"] > 0]
    return table.sort_values(
        ["value", "article_count"], ascending=False, kind="stable", ignore_index=True
    )


def place_mix(
    corpus: Corpus,
    mask: BoolArray,
    axis: str,
    other: str,
    *,
    way: str,
    base: int,
    places: Sequence[str],
    columns: int = 24,
) -> pd.DataFrame:
    """Count the articles of some places by the topics of another axis.

    The shares of a place add up to more than one where articles have several topics, except
    when counted fractionally.

    Parameters
    ----------
    corpus, mask, way, base : as for :func:`ranked_places`
    axis : of the places
    other : axis of the topics; may be the same, and a place is then not crossed with itself
    places : in the order of the rows
    columns : at most so many topics, those with the most articles

    Returns
    -------
    DataFrame, dense, in the order of ``places``, then topics with the most articles first
        place, topic (str), article_count (int64), value (float, counted in that way),
        place_count (int64, articles of the place that have any topic of the other axis),
        mix_share (float, of what these count for; NaN where there are none),
        is_thin (bool, whether place_count is below ``FEW_ARTICLES``).
    """
    tags, topics = corpus.axes[axis], corpus.axes[other]
    rows_of = {key: at for at, key in enumerate(places)}
    place_at = np.array([rows_of.get(key, -1) for key in tags.keys], dtype=np.int64)
    kept = mask[tags.rows] & (place_at[tags.topics] >= 0 if len(tags.keys) else False)
    rows, own, codes = tags.rows[kept], place_at[tags.topics[kept]], tags.topics[kept]
    at, met = _met(rows, topics)
    others = topics.sizes
    if axis == other:
        apart = met != codes[at]
        at, met, others = at[apart], met[apart], topics.sizes - 1
    width = len(topics.keys)
    cells = own[at] * width + met
    parts = np.maximum(tags.sizes.astype(np.int64) * others, 1)
    value = tally(corpus, rows[at], cells, len(places) * width, way, parts=parts, base=base)
    count = np.bincount(cells, minlength=len(places) * width)
    place_of, have_any = _distinct(own[at], rows[at], len(corpus))
    whole_way = "articles" if way == "share" else way
    whole = tally(corpus, have_any, place_of, len(places), whole_way, parts=tags.sizes)
    place_count = np.bincount(place_of, minlength=len(places))

    totals = count.reshape(len(places), width).sum(axis=0)
    order = [code for code in np.argsort(-totals, kind="stable") if totals[code]][:columns]
    row = np.repeat(np.arange(len(places)), len(order))
    code = np.tile(np.array(order, dtype=np.int64), len(places))
    picked = row * width + code
    part = count[picked] if way == "share" else value[picked]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(whole[row] > 0, part / whole[row], np.nan)
    return pd.DataFrame(
        {
            "place": pd.Series([places[number] for number in row.tolist()], dtype="str"),
            "topic": pd.Series([topics.keys[number] for number in code.tolist()], dtype="str"),
            "article_count": count[picked],
            "value": value[picked],
            "place_count": place_count[row],
            "mix_share": share,
            "is_thin": place_count[row] < FEW_ARTICLES,
        }
    )


def _wanted(tags: AxisTags, places: Sequence[str]) -> BoolArray:
    asked = frozenset(places)
    wanted: BoolArray = np.array([not asked or key in asked for key in tags.keys], dtype=bool)
    return wanted


def _distinct(
    cells: NDArray[np.int64], rows: IntArray, row_count: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Each pair of a cell and a row once."""
    width = max(1, row_count)
    cell, row = np.divmod(np.unique(cells * np.int64(width) + rows), width)
    return cell, row


def _met(rows: IntArray, topics: AxisTags) -> tuple[NDArray[np.int64], IntArray]:
    """Every topic of each row's article: positions in ``rows``, and the topics' codes."""
    first = np.cumsum(topics.sizes, dtype=np.int64) - topics.sizes
    starts, sizes = first[rows], topics.sizes[rows]
    at = np.repeat(np.arange(len(rows)), sizes)
    offsets = np.arange(len(at)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return at, topics.topics[np.repeat(starts, sizes) + offsets]


def _grid(
    rows: IntArray, columns: IntArray, row_count: int, column_count: int
) -> NDArray[np.int64]:
    """Count pairs, int64 of shape (row_count, column_count)."""
    cells = rows.astype(np.int64) * column_count + columns
    return np.bincount(cells, minlength=row_count * column_count).reshape(row_count, column_count)
