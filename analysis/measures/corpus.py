"""The corpus as read-only arrays, one position per article.

The one idea: an article's topics are bits, so that "any of these topics" is one ``&`` over all
articles, and (article, topic) pairs are arrays, so that every count is one ``bincount``.
Texts stay in the store.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import QueryError
from analysis.rules.query import Problem
from analysis.schema import ARTICLES, AXES, TAGS, require

if TYPE_CHECKING:
    from analysis.taxonomy import Taxonomy

BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int32]
Array = TypeVar("Array", bound=NDArray[Any])

UNDATED: Final = np.iinfo(np.int32).min
MONTHS_OF: Final = MappingProxyType({"day": 1, "month": 1, "": 1, "year": 12})

_EPOCH: Final = date(1970, 1, 1)
_WORD: Final = 64


@dataclass(frozen=True, slots=True)
class AxisTags:
    """Tags of one axis; ``rows``, ``topics`` and ``scores`` are parallel, sorted by row.

    A topic that has a parent counts for the parent too, with its own score.
    """

    keys: tuple[str, ...]
    rows: IntArray
    topics: IntArray
    scores: NDArray[np.float32]
    bits: NDArray[np.uint64]

    def code(self, key: str) -> int:
        """Position of a topic in ``keys``; KeyError for an unknown one."""
        try:
            return self.keys.index(key)
        except ValueError:
            raise KeyError(key) from None

    def has_any(self, keys: Iterable[str]) -> BoolArray:
        """Articles with at least one of the topics, bool of shape (n_articles,)."""
        wanted = self._words(keys)
        found: BoolArray = ((self.bits & wanted) != 0).any(axis=1)
        return found

    def has_all(self, keys: Iterable[str]) -> BoolArray:
        """Articles with every one of the topics, bool of shape (n_articles,)."""
        wanted = self._words(keys)
        found: BoolArray = ((self.bits & wanted) == wanted).all(axis=1)
        return found

    def counts(self, mask: BoolArray) -> NDArray[np.int64]:
        """Selected articles per topic, int64 of shape (n_topics,)."""
        return np.bincount(self.topics[mask[self.rows]], minlength=len(self.keys))

    def lists(self, mask: BoolArray) -> list[list[str]]:
        """Topic keys of each selected article, in taxonomy order."""
        kept = mask[self.rows]
        keys = np.array(self.keys, dtype=object)[self.topics[kept]].tolist()
        sizes = np.bincount(self.rows[kept], minlength=len(mask))[mask]
        ends = np.cumsum(sizes).tolist()
        return [keys[start:end] for start, end in zip([0, *ends], ends, strict=False)]

    def _words(self, keys: Iterable[str]) -> NDArray[np.uint64]:
        words = np.zeros(self.bits.shape[1], dtype=np.uint64)
        for key in keys:
            word, bit = divmod(self.code(key), _WORD)
            words[word] |= np.uint64(1 << bit)
        return words


@dataclass(frozen=True)
class Corpus:
    """All articles and their tags; every array is read-only and has shape (n_articles,).

    ``days`` counts from 1970-01-01 and ``months`` from January 1970; both are ``UNDATED``
    where the article has no date. ``resolution`` is how many months its date may be off by
    one period: 12 where only the year is known, else 1.
    """

    ids: NDArray[np.object_]
    titles: NDArray[np.object_]
    urls: NDArray[np.object_]
    kinds: NDArray[np.object_]
    precisions: NDArray[np.object_]
    days: IntArray
    months: IntArray
    resolution: IntArray
    sources: IntArray
    source_names: tuple[str, ...]
    languages: IntArray
    language_codes: tuple[str, ...]
    axes: Mapping[str, AxisTags]

    @classmethod
    def build(cls, articles: pd.DataFrame, tags: pd.DataFrame, taxonomy: "Taxonomy") -> Self:
        """Turn the two tables into arrays.

        Parameters
        ----------
        articles : columns of ``schema.ARTICLES``; ``text`` is not needed
        tags : columns of ``schema.TAGS``; ``evidence`` is not needed. Tags of articles that
            are not in ``articles`` are left out; a topic that the taxonomy does not know is
            kept after those it knows.
        taxonomy : gives the order of topics and their parents

        Raises
        ------
        DataError
            If a column of either contract is missing.
        """
        require(articles, tuple(set(ARTICLES) - _UNUSED), origin="articles")
        require(tags, TAGS[:4], origin="tags")
        days = _days(articles["published_date"])
        sources, source_names = _codes(articles["source_name"])
        languages, language_codes = _codes(articles["language"])
        precisions = _texts(articles["date_precision"])
        resolution = np.array([MONTHS_OF.get(name, 1) for name in precisions], dtype=np.int32)
        rows = pd.Index(articles["article_id"]).get_indexer(pd.Index(tags["article_id"]))
        return cls(
            ids=_texts(articles["article_id"]),
            titles=_texts(articles["title"]),
            urls=_texts(articles["url"]),
            kinds=_texts(articles["kind"]),
            precisions=precisions,
            days=_frozen(days),
            months=_frozen(_months(days)),
            resolution=_frozen(resolution),
            sources=sources,
            source_names=source_names,
            languages=languages,
            language_codes=language_codes,
            axes=MappingProxyType(
                {axis: _axis_tags(axis, tags, rows, len(articles), taxonomy) for axis in AXES}
            ),
        )

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def rows_of(self) -> Mapping[str, int]:
        """Article id to its position."""
        return MappingProxyType({key: row for row, key in enumerate(self.ids.tolist())})

    @cached_property
    def dated(self) -> BoolArray:
        """Articles with a date, bool of shape (n_articles,)."""
        return _frozen(self.days != UNDATED)

    @cached_property
    def first_date(self) -> date | None:
        """Date of the oldest dated article."""
        return day_to_date(int(self.days[self.dated].min())) if self.dated.any() else None

    @cached_property
    def last_date(self) -> date | None:
        """Date of the newest dated article."""
        return day_to_date(int(self.days[self.dated].max())) if self.dated.any() else None

    def has_topic(self, axis: str, key: str) -> BoolArray:
        """Articles with the topic, bool of shape (n_articles,).

        Raises
        ------
        QueryError
            If the axis has no such topic; names those that are spelt alike.
        """
        keys = self.axes[axis].keys
        if key not in keys:
            near = get_close_matches(key, keys, n=3) or keys[:3]
            problem = Problem("unknown_topic", axis=axis, key=key, near=", ".join(near) or "–")
            raise QueryError(f"{axis}:{key}", [problem])
        return self.axes[axis].has_any([key])

    def between(self, first: date | None, last: date | None) -> BoolArray:
        """Articles dated from ``first`` to ``last``, both included; None is an open end.

        An article known by month or year only stands at the first day of it. One without a
        date is in no interval, except the one that is open at both ends.
        """
        mask = np.ones(len(self), dtype=bool)
        if first is not None:
            mask &= self.days >= date_to_day(first)
        if last is not None:
            mask &= self.days <= date_to_day(last)
        return mask & self.dated if first or last else mask


_UNUSED: Final = frozenset({"text", "first_seen", "story_id", "import_id"})


def date_to_day(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - _EPOCH).days


def day_to_date(day: int) -> date:
    """Inverse of :func:`date_to_day`."""
    return _EPOCH + timedelta(days=day)


def _frozen(array: Array) -> Array:
    array.setflags(write=False)
    return array


def _texts(column: pd.Series) -> NDArray[np.object_]:
    return _frozen(column.fillna("").astype(str).to_numpy(dtype=object, copy=True))


def _codes(column: pd.Series) -> tuple[IntArray, tuple[str, ...]]:
    codes, names = pd.factorize(column.fillna("").astype(str), sort=True)
    return _frozen(codes.astype(np.int32)), tuple(names.tolist())


def _days(column: pd.Series) -> IntArray:
    stamps = column.to_numpy(dtype="datetime64[s]")
    days = stamps.astype("datetime64[D]").astype(np.int64)
    return np.where(np.isnat(stamps), UNDATED, days).astype(np.int32)


def _months(days: IntArray) -> IntArray:
    dated = days != UNDATED
    months = np.full(len(days), UNDATED, dtype=np.int32)
    months[dated] = days[dated].astype("datetime64[D]").astype("datetime64[M]").astype(np.int32)
    return months


def _axis_tags(
    axis: str,
    tags: pd.DataFrame,
    rows: NDArray[np.intp],
    article_count: int,
    taxonomy: "Taxonomy",
) -> AxisTags:
    here = (tags["axis"] == axis).to_numpy() & (rows >= 0)
    tagged = pd.Index(tags.loc[here, "topic"])
    known = tuple(topic.key for topic in taxonomy.topics(axis))
    keys = known + tuple(sorted(set(tagged) - set(known)))
    parents = {topic.key: topic.parent for topic in taxonomy.topics(axis)}
    parent_codes = np.array(
        [keys.index(parents[key]) if parents.get(key) in keys else -1 for key in keys],
        dtype=np.int64,
    )
    row, topic, score = _rolled_up(
        rows[here].astype(np.int64),
        pd.Index(keys).get_indexer(tagged).astype(np.int64),
        tags.loc[here, "score"].to_numpy(dtype=np.float32),
        parent_codes,
    )
    bits = np.zeros((article_count, max(1, -(-len(keys) // _WORD))), dtype=np.uint64)
    np.bitwise_or.at(bits, (row, topic // _WORD), np.uint64(1) << (topic % _WORD).astype(np.uint64))
    return AxisTags(
        keys=keys,
        rows=_frozen(row.astype(np.int32)),
        topics=_frozen(topic.astype(np.int32)),
        scores=_frozen(score),
        bits=_frozen(bits),
    )


def _rolled_up(
    row: NDArray[np.int64],
    topic: NDArray[np.int64],
    score: NDArray[np.float32],
    parents: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """Add a pair for every ancestor, then keep one pair each with its highest score."""
    pairs = [(row, topic, score)]
    for _ in range(len(parents)):
        row, topic, score = pairs[-1]
        above = parents[topic] if len(topic) else topic
        has_parent = above >= 0
        if not has_parent.any():
            break
        pairs.append((row[has_parent], above[has_parent], score[has_parent]))
    row, topic, score = (np.concatenate(parts) for parts in zip(*pairs, strict=True))
    order = np.lexsort((-score, topic, row))
    row, topic, score = row[order], topic[order], score[order]
    first = np.ones(len(row), dtype=bool)
    first[1:] = (row[1:] != row[:-1]) | (topic[1:] != topic[:-1])
    return row[first], topic[first], score[first]
