"""Two or more things side by side: topics, periods, sources or languages.

The one idea: whatever is compared is a set of articles, and beside it the set that its share is a
share of. All things are counted in the same way on the same periods and topics. An article may
belong to several things; what is distinctive for one is told against those articles of the
others that it does not share.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.measures.chance import (
    benjamini_hochberg,
    independence,
    share_difference,
    share_ratio,
    wilson,
)
from analysis.measures.corpus import BoolArray, Corpus, IntArray
from analysis.measures.counting import FRACTIONAL, STORIES, tally
from analysis.measures.trends import Span, placed, span_of

LongArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

# A topic of fewer articles of a thing is not called distinctive for it.
FEWEST: Final = 5


@dataclass(frozen=True, slots=True)
class Thing:
    """One of the things compared.

    Attributes
    ----------
    key : its name in the tables
    mask : its articles, bool of shape (n_articles,)
    base : articles that it is a share of, bool of shape (n_articles,)
    parts : of each article the number of topics that share it, where the thing is a topic;
        else an article counts whole in fractions too
    """

    key: str
    mask: BoolArray
    base: BoolArray
    parts: IntArray | None = None


def sizes(corpus: Corpus, things: Sequence[Thing], *, way: str = "articles") -> pd.DataFrame:
    """How much there is of each thing.

    Parameters
    ----------
    corpus : the articles
    things : what is compared
    way : one of ``COUNTS``, how ``value`` counts

    Returns
    -------
    DataFrame, one row per thing in their order
        thing (str), article_count (int64), value (float, in the chosen way), base_count (int64),
        share, share_low, share_high (float, 0-1, of the base with its 95 % interval; NaN
        without any base article), source_count (int64).
    """
    counts = np.array([thing.mask.sum() for thing in things], dtype=np.int64)
    bases = np.array([thing.base.sum() for thing in things], dtype=np.int64)
    low, high = wilson(counts, bases)
    with np.errstate(invalid="ignore"):
        share = np.where(bases > 0, counts / np.maximum(bases, 1), np.nan)
    return pd.DataFrame(
        {
            "thing": pd.Series([thing.key for thing in things], dtype="str"),
            "article_count": counts,
            "value": [_value(corpus, thing, way)[0] for thing in things],
            "base_count": bases,
            "share": share,
            "share_low": low,
            "share_high": high,
            "source_count": [corpus.source_count(thing.mask) for thing in things],
        }
    )


def courses(
    corpus: Corpus, things: Sequence[Thing], *, period: str, way: str = "articles"
) -> pd.DataFrame:
    """Count the articles of each thing per period, all on the same periods.

    Parameters
    ----------
    corpus, things, way : as for :func:`sizes`
    period : "month", "quarter" or "year"

    Returns
    -------
    DataFrame, one row per thing and period, in the order of things, then of time
        thing (str), period_start (datetime64[s]), article_count, base_count (int64),
        value (float, in the chosen way; NaN in a period without any base article, which is a
        gap and no zero). Articles that cannot be placed in a period are not counted.
    """
    whole = np.zeros(len(corpus), dtype=bool)
    for thing in things:
        whole |= thing.mask
    span = span_of(corpus, whole, period=period)
    tables = [_course(corpus, thing, span, period, way) for thing in things] if span else []
    columns = ["thing", "period_start", "article_count", "base_count", "value"]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame([], columns=columns)


def mixes(
    corpus: Corpus,
    things: Sequence[Thing],
    axis: str,
    *,
    way: str = "articles",
    most: int = 16,
) -> pd.DataFrame:
    """What share of each thing has each topic of an axis.

    Parameters
    ----------
    corpus, things : as for :func:`sizes`
    axis : of the topics
    way : "stories" shares out stories; "fractional" shares out the articles that have a topic of
        the axis, so that a mix adds up to all; else shares are of all articles of the thing
    most : so many topics, those with the biggest share in any of the things

    Returns
    -------
    DataFrame, one row per topic and thing; topics with the biggest share in any thing first
        topic, thing (str), article_count (int64), value (float, what the share counts),
        total (float, what it is a share of), share, share_low, share_high (float, 0-1, with the
        95 % interval; NaN where the thing has nothing).
    """
    tags = corpus.axes[axis]
    if not things:
        return pd.DataFrame([], columns=["topic", "thing", "article_count", "value", "total"])
    parts: dict[str, list[NDArray[Any]]] = defaultdict(list)
    for thing in things:
        counts = tags.counts(thing.mask)
        value, total = _topic_values(corpus, thing, axis, way, counts)
        totals = np.full(len(value), total)
        low, high = wilson(value, totals)
        parts["article_count"].append(counts)
        parts["value"].append(value)
        parts["total"].append(totals)
        parts["share"].append(value / total if total else np.full(len(value), np.nan))
        parts["share_low"].append(low)
        parts["share_high"].append(high)
    biggest = np.nan_to_num(parts["share"]).max(axis=0)
    order = np.argsort(-biggest, kind="stable")[:most]
    order = order[biggest[order] > 0]
    topics = [tags.keys[at] for at in order.tolist() for _ in things]
    return pd.DataFrame(
        {
            "topic": pd.Series(topics, dtype="str"),
            "thing": pd.Series([thing.key for thing in things] * len(order), dtype="str"),
            **{name: np.stack(rows)[:, order].T.ravel() for name, rows in parts.items()},
        }
    )


def differences(table: pd.DataFrame, first: str, second: str) -> pd.DataFrame:
    """How the mixes of two things differ, topic by topic.

    Parameters
    ----------
    table : as returned by :func:`mixes`
    first, second : keys of two of its things; shares of the second are taken off

    Returns
    -------
    DataFrame, one row per topic, what the first has most more of first
        topic (str), share, other_share, difference, difference_low, difference_high (float,
        with the 95 % interval), is_clear (bool, the interval does not hold 0).
    """
    one = table[table["thing"] == first].reset_index(drop=True)
    two = table[table["thing"] == second].reset_index(drop=True)
    difference, low, high = share_difference(one["value"], one["total"], two["value"], two["total"])
    found = pd.DataFrame(
        {
            "topic": one["topic"],
            "share": one["share"],
            "other_share": two["share"],
            "difference": difference,
            "difference_low": low,
            "difference_high": high,
            "is_clear": (low > 0) | (high < 0),
        }
    )
    return found.sort_values("difference", ascending=False, kind="stable", ignore_index=True)


def distinctive(
    corpus: Corpus,
    things: Sequence[Thing],
    axis: str,
    *,
    without: Collection[str] = (),
    most: int = 6,
) -> pd.DataFrame:
    """Topics that each thing has more of than the others.

    Parameters
    ----------
    corpus, things : as for :func:`sizes`
    axis : of the topics
    without : topics that say nothing, such as those that are compared themselves
    most : topics of each thing

    Returns
    -------
    DataFrame, in the order of things, what stands out surest first
        thing, topic (str), article_count, thing_count (int64, articles of the thing with the
        topic, and all), other_count, other_base (int64, the same of the articles that only the
        other things have), share, other_share (float, 0-1), ratio, ratio_low, ratio_high (float,
        with the 95 % interval), p_value, q_value (float; q is corrected for the number of topics
        and things). Only topics with a share above the others' and ``FEWEST`` articles or more.
        Tests are on articles, whatever is counted elsewhere.
    """
    tags = corpus.axes[axis]
    usable = np.array([key not in without for key in tags.keys], dtype=bool)
    names = np.array(tags.keys, dtype=object)
    whole = np.zeros(len(corpus), dtype=bool)
    for thing in things:
        whole |= thing.mask
    parts: dict[str, list[NDArray[Any]]] = defaultdict(list)
    for at, thing in enumerate(things):
        others = whole & ~thing.mask
        own, other_counts = tags.counts(thing.mask), tags.counts(others)
        own_base, other_base = int(thing.mask.sum()), int(others.sum())
        ratio, low, high = share_ratio(own, own_base, other_counts, other_base)
        p_values = independence(own, own_base, own + other_counts, own_base + other_base)
        kept = usable & (own >= FEWEST) & bool(other_base)
        for name, values in (
            ("place", at),
            ("topic", names),
            ("article_count", own),
            ("thing_count", own_base),
            ("other_count", other_counts),
            ("other_base", other_base),
            ("share", own / max(own_base, 1)),
            ("other_share", other_counts / max(other_base, 1)),
            ("ratio", ratio),
            ("ratio_low", low),
            ("ratio_high", high),
            ("p_value", p_values),
        ):
            parts[name].append(np.broadcast_to(values, kept.shape)[kept])
    found = {name: np.concatenate(columns) for name, columns in parts.items()}
    found["q_value"] = benjamini_hochberg(found["p_value"])
    rows = np.flatnonzero(found["share"] > found["other_share"])
    rows = rows[np.lexsort((-found["ratio_low"][rows], found["place"][rows]))]
    places = found.pop("place")[rows]
    rank = np.arange(len(rows)) - np.searchsorted(places, places)
    rows, places = rows[rank < most], places[rank < most]
    topics = pd.Series(found.pop("topic")[rows], dtype="str")
    thing_keys = pd.Series([things[at].key for at in places.tolist()], dtype="str")
    return pd.DataFrame(
        {
            "thing": thing_keys,
            "topic": topics,
            **{name: values[rows] for name, values in found.items()},
        }
    )


def _course(corpus: Corpus, thing: Thing, span: Span, period: str, way: str) -> pd.DataFrame:
    usable = placed(corpus, period=period)
    bins = np.where(usable, corpus.months // span.width - span.first, -1)
    inside = usable & (bins >= 0) & (bins < len(span))
    base = np.bincount(bins[thing.base & inside], minlength=len(span))
    kept = thing.mask & inside
    counts = np.bincount(bins[kept], minlength=len(span))
    values = _value(corpus, thing, way, rows=np.flatnonzero(kept), cells=bins[kept], base=base)
    return pd.DataFrame(
        {
            "thing": pd.Series([thing.key] * len(span), dtype="str"),
            "period_start": span.starts,
            "article_count": counts,
            "base_count": base,
            "value": np.where(base > 0, values, np.nan),
        }
    )


def _value(
    corpus: Corpus,
    thing: Thing,
    way: str,
    *,
    rows: LongArray | None = None,
    cells: IntArray | LongArray | None = None,
    base: LongArray | None = None,
) -> FloatArray:
    """Articles of a thing in the chosen way, by cell where there are cells."""
    rows = np.flatnonzero(thing.mask) if rows is None else rows
    cells = np.zeros(len(rows), dtype=np.int64) if cells is None else cells
    base = np.array([thing.base.sum()]) if base is None else base
    parts = np.ones(len(corpus), dtype=np.int32) if thing.parts is None else thing.parts
    return tally(corpus, rows, cells, len(base), way, parts=np.maximum(parts, 1), base=base)


def _topic_values(
    corpus: Corpus, thing: Thing, axis: str, way: str, counts: LongArray
) -> tuple[FloatArray, float]:
    """What is shared out by topic, and what all of it is."""
    tags = corpus.axes[axis]
    kept = thing.mask[tags.rows]
    rows, cells = tags.rows[kept], tags.topics[kept]
    if way == STORIES:
        stories = tally(corpus, rows, cells, len(tags.keys), way)
        return stories, float(len(np.unique(corpus.stories[thing.mask])))
    if way == FRACTIONAL:
        fractions = tally(corpus, rows, cells, len(tags.keys), way, parts=tags.sizes)
        return fractions, float(len(np.unique(rows)))
    return counts.astype(np.float64), float(thing.mask.sum())
