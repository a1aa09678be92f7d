"""Where: places with what is most often named with them, and places against other topics.

A place is a topic of the axis "country" or "region"; an article counts for every place that it
names. Two axes meet within an article: a country and an instrument of one article need not
belong together, and nothing here claims it.
"""

from collections.abc import Collection, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.measures.corpus import AxisTags, BoolArray, Corpus, IntArray
from analysis.measures.counting import ARTICLES, FRACTIONAL, SHARE, shares, tally

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
    topics: Sequence[str] = (),
    without: Collection[tuple[str, str]] = (),
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
    topics : these of the other axis only; all if empty
    without : pairs of a place and a topic that are not counted, as those of which one is part of
        the other
    columns : at most so many topics, those with the most articles

    Returns
    -------
    DataFrame, dense, in the order of ``places``, then topics with the most articles first
        place, topic (str), article_count (int64), value (float, counted in that way),
        place_count (int64, articles of the place that have any topic of the other axis),
        mix_share (float, of what these count for; NaN where there are none),
        is_thin (bool, whether place_count is below ``FEW_ARTICLES``).
    """
    tags, others = corpus.axes[axis], corpus.axes[other]
    rows_of = {key: at for at, key in enumerate(places)}
    place_at = np.array([rows_of.get(key, -1) for key in tags.keys], dtype=np.int64)
    kept = mask[tags.rows] & (place_at[tags.topics] >= 0 if len(tags.keys) else False)
    rows, own = tags.rows[kept], place_at[tags.topics[kept]]
    at, met = _met(rows, others)
    counts_for = _counts_for(places, others, topics, without, is_same=axis == other)
    allowed = counts_for[own[at], met]
    at, met = at[allowed], met[allowed]
    width = len(others.keys)
    cells, size = own[at] * width + met, len(places) * width
    if way == FRACTIONAL:
        # of an article its places share the pairs, and a place's pairs share its part
        parts = (tags.sizes[rows] * np.bincount(at, minlength=len(rows))).astype(np.int32)
        value = tally(corpus, at, cells, size, way, parts=parts)
    else:
        value = tally(corpus, rows[at], cells, size, way, base=base)
    count = np.bincount(cells, minlength=size)
    place_of, have_any = _distinct(own[at], rows[at], len(corpus))
    whole_way = ARTICLES if way == SHARE else way
    whole = tally(corpus, have_any, place_of, len(places), whole_way, parts=tags.sizes)
    place_count = np.bincount(place_of, minlength=len(places))

    totals = count.reshape(len(places), width).sum(axis=0)
    order = [code for code in np.argsort(-totals, kind="stable") if totals[code]][:columns]
    row = np.repeat(np.arange(len(places)), len(order))
    code = np.tile(np.array(order, dtype=np.int64), len(places))
    picked = row * width + code
    part = count[picked].astype(np.float64) if way == SHARE else value[picked]
    return pd.DataFrame(
        {
            "place": pd.Series([places[number] for number in row.tolist()], dtype="str"),
            "topic": pd.Series([others.keys[number] for number in code.tolist()], dtype="str"),
            "article_count": count[picked],
            "value": value[picked],
            "place_count": place_count[row],
            "mix_share": shares(part, whole[row]),
            "is_thin": place_count[row] < FEW_ARTICLES,
        }
    )


def _counts_for(
    places: Sequence[str],
    others: AxisTags,
    topics: Sequence[str],
    without: Collection[tuple[str, str]],
    *,
    is_same: bool,
) -> BoolArray:
    """Whether each topic counts for each place, bool of shape (n_places, n_topics)."""
    wanted, left_out = _wanted(others, topics), set(without)
    counts: BoolArray = np.array(
        [
            [
                bool(is_wanted) and not (is_same and place == key) and (place, key) not in left_out
                for key, is_wanted in zip(others.keys, wanted.tolist(), strict=True)
            ]
            for place in places
        ],
        dtype=bool,
    ).reshape(len(places), len(others.keys))
    return counts


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
