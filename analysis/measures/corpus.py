"""The corpus as read-only arrays, one position per article.

The one idea: an article's topics are bits, so that "any of these topics" is one ``&`` over all
articles, and (article, topic) pairs are arrays, so that every count is one ``bincount``.
Texts stay in the store.
"""

from collections.abc import Iterable, Mapping, Sequence
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
Texts = Any  # pandas' arrays of text, of whose methods its stubs know few
Array = TypeVar("Array", bound=NDArray[Any])

_UNUSED: Final = frozenset({"text", "extra", "published_at", "import_id"})
# What a corpus needs to know of articles.
CORPUS_COLUMNS: Final = tuple(name for name in ARTICLES if name not in _UNUSED)
UNDATED: Final = np.iinfo(np.int32).min
MONTHS_OF: Final = MappingProxyType({"day": 1, "month": 1, "": 1, "year": 12})

_EPOCH: Final = date(1970, 1, 1)
_WORD: Final = 64


@dataclass(frozen=True)
class AxisTags:
    """Tags of one axis; ``rows``, ``topics`` and ``scores`` are parallel, sorted by row.

    A topic that has a parent counts for the parent too, with its own score. ``bits`` are
    words of shape (n_articles,): bit ``b`` of word ``w`` is topic ``64 * w + b``.
    """

    keys: tuple[str, ...]
    rows: IntArray
    topics: IntArray
    scores: NDArray[np.float32]
    bits: tuple[NDArray[np.uint64], ...]

    def code(self, key: str) -> int:
        """Position of a topic in ``keys``; KeyError for an unknown one."""
        try:
            return self.keys.index(key)
        except ValueError:
            raise KeyError(key) from None

    @cached_property
    def sizes(self) -> IntArray:
        """How many topics of this axis each article has, int32 of shape (n_articles,)."""
        return _frozen(np.bincount(self.rows, minlength=len(self.bits[0])).astype(np.int32))

    def has_any(self, keys: Iterable[str]) -> BoolArray:
        """Articles with at least one of the topics, bool of shape (n_articles,)."""
        found = np.zeros(len(self.bits[0]), dtype=bool)
        for word, wanted in self._words(keys):
            found |= (self.bits[word] & wanted) != 0
        return found

    def has_all(self, keys: Iterable[str]) -> BoolArray:
        """Articles with every one of the topics, bool of shape (n_articles,)."""
        found = np.ones(len(self.bits[0]), dtype=bool)
        for word, wanted in self._words(keys):
            found &= (self.bits[word] & wanted) == wanted
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

    def _words(self, keys: Iterable[str]) -> list[tuple[int, np.uint64]]:
        """Words of ``bits`` that hold any of the topics, and these topics as bits."""
        words: dict[int, int] = {}
        for key in keys:
            word, bit = divmod(self.code(key), _WORD)
            words[word] = words.get(word, 0) | 1 << bit
        return [(word, np.uint64(wanted)) for word, wanted in words.items()]


@dataclass(frozen=True)
class Corpus:
    """All articles and their tags; every array is read-only and has shape (n_articles,).

    ``ids``, ``titles`` and ``urls`` are arrays of text that a mask or positions can be taken
    from; ``kinds``, ``precisions``, ``sources`` and ``languages`` are places in their names.
    ``days`` counts from 1970-01-01 and ``months`` from January 1970; both are ``UNDATED``
    where the article has no date. ``seen`` is the day when it came into the corpus. Articles of
    one story have the same number in ``stories``, which go from 0 on without a gap.
    ``resolution`` is how many months its date may be off by one period: 12 where only the year
    is known, else 1.
    """

    ids: Texts
    titles: Texts
    urls: Texts
    kinds: IntArray
    kind_names: tuple[str, ...]
    precisions: IntArray
    precision_names: tuple[str, ...]
    days: IntArray
    months: IntArray
    resolution: IntArray
    seen: IntArray
    sources: IntArray
    source_names: tuple[str, ...]
    languages: IntArray
    language_codes: tuple[str, ...]
    stories: IntArray
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
        require(articles, CORPUS_COLUMNS, origin="articles")
        require(tags, TAGS[:4], origin="tags")
        rows = pd.Index(articles["article_id"]).get_indexer(pd.Index(tags["article_id"]))
        here = rows >= 0
        pairs = pd.MultiIndex.from_frame(tags.loc[here, ["axis", "topic"]])
        codes, topics = pairs.factorize()
        scores = tags.loc[here, "score"].to_numpy(dtype=np.float32)
        return cls.of(articles, list(topics), rows[here], codes, scores, taxonomy)

    @classmethod
    def of(
        cls,
        articles: pd.DataFrame,
        topics: Sequence[tuple[str, str]],
        rows: NDArray[np.int64],
        codes: NDArray[np.int64],
        scores: NDArray[np.float32],
        taxonomy: "Taxonomy",
    ) -> Self:
        """Turn articles and arrays of tags into a corpus.

        Parameters
        ----------
        articles : as for :meth:`build`
        topics : (axis, topic) by code
        rows, codes, scores : one entry per tag: position of its article, its topic, its score
        taxonomy : as for :meth:`build`
        """
        days = _days(articles["published_date"])
        sources, source_names = _codes(articles["source_name"])
        languages, language_codes = _codes(articles["language"])
        kinds, kind_names = _codes(articles["kind"])
        precisions, precision_names = _codes(articles["date_precision"])
        months_of = np.array([MONTHS_OF.get(name, 1) for name in precision_names], dtype=np.int32)
        axes = {}
        for axis in AXES:
            keys = {code: key for code, (own, key) in enumerate(topics) if own == axis}
            here = np.isin(codes, list(keys))
            axes[axis] = _axis_tags(
                axis, rows[here], codes[here], keys, scores[here], len(articles), taxonomy
            )
        return cls(
            ids=_texts(articles["article_id"]),
            titles=_texts(articles["title"]),
            urls=_texts(articles["url"]),
            kinds=kinds,
            kind_names=kind_names,
            precisions=precisions,
            precision_names=precision_names,
            days=_frozen(days),
            months=_frozen(_months(days)),
            resolution=_frozen(months_of[precisions]),
            seen=_frozen(_seen(articles["first_seen"])),
            sources=sources,
            source_names=source_names,
            languages=languages,
            language_codes=language_codes,
            stories=_stories(articles),
            axes=MappingProxyType(axes),
        )

    def __len__(self) -> int:
        return len(self.ids)

    def row_of(self, article_id: str) -> int | None:
        """Position of an article; None for an unknown one."""
        found = np.flatnonzero(self.ids.isin([article_id]))
        return int(found[0]) if len(found) else None

    @cached_property
    def by_age(self) -> IntArray:
        """Positions of all articles, newest first, undated last."""
        return _frozen(np.argsort(-self.days.astype(np.int64), kind="stable").astype(np.int32))

    def newest_first(self, mask: BoolArray) -> IntArray:
        """Positions of the selected articles in the order of every list."""
        order: IntArray = self.by_age[mask[self.by_age]]
        return order

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

    def source_count(self, mask: BoolArray) -> int:
        """How many sources the selected articles come from."""
        return int(np.count_nonzero(np.bincount(self.sources[mask])))

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


def date_to_day(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - _EPOCH).days


def day_to_date(day: int) -> date:
    """Inverse of :func:`date_to_day`."""
    return _EPOCH + timedelta(days=day)


def _frozen(array: Array) -> Array:
    array.setflags(write=False)
    return array


def _texts(column: pd.Series) -> Texts:
    return column.fillna("").astype("str").array


def _codes(column: pd.Series) -> tuple[IntArray, tuple[str, ...]]:
    codes, names = pd.factorize(column.fillna("").astype(str), sort=True)
    return _frozen(codes.astype(np.int32)), tuple(names.tolist())


def _stories(articles: pd.DataFrame) -> IntArray:
    """Number of each article's story; an article that was never grouped is one of its own."""
    given = articles["story_id"].fillna("").astype(str)
    codes, _ = pd.factorize(given.where(given != "", articles["article_id"]))
    return _frozen(codes.astype(np.int32))


def _days(column: pd.Series) -> IntArray:
    stamps = column.to_numpy(dtype="datetime64[s]")
    days = stamps.astype("datetime64[D]").astype(np.int64)
    return np.where(np.isnat(stamps), UNDATED, days).astype(np.int32)


def _seen(column: pd.Series) -> IntArray:
    """Days of ISO times, or of times; ``UNDATED`` for what was always there."""
    if pd.api.types.is_datetime64_any_dtype(column):
        return _days(column.dt.tz_localize(None) if column.dt.tz is not None else column)
    codes, times = pd.factorize(column.fillna("").astype(str).str[:10])
    days = [date_to_day(date.fromisoformat(time)) if time else UNDATED for time in times]
    return np.array(days, dtype=np.int32)[codes]


def _months(days: IntArray) -> IntArray:
    dated = days != UNDATED
    months = np.full(len(days), UNDATED, dtype=np.int32)
    months[dated] = days[dated].astype("datetime64[D]").astype("datetime64[M]").astype(np.int32)
    return months


def _axis_tags(
    axis: str,
    rows: NDArray[np.int64],
    codes: NDArray[np.int64],
    key_of: Mapping[int, str],
    scores: NDArray[np.float32],
    article_count: int,
    taxonomy: "Taxonomy",
) -> AxisTags:
    known = tuple(topic.key for topic in taxonomy.topics(axis))
    used = {key_of[code] for code in np.unique(codes).tolist()}
    keys = known + tuple(sorted(used - set(known)))
    parents = {topic.key: topic.parent for topic in taxonomy.topics(axis)}
    parent_codes = np.array(
        [keys.index(parents[key]) if parents.get(key) in keys else -1 for key in keys],
        dtype=np.int64,
    )
    own = np.zeros(max(key_of, default=0) + 1, dtype=np.int64)
    for code, key in key_of.items():
        own[code] = keys.index(key) if key in keys else -1
    row, topic, score = _rolled_up(rows.astype(np.int64), own[codes], scores, parent_codes)
    bits = np.zeros((max(1, -(-len(keys) // _WORD)), article_count), dtype=np.uint64)
    np.bitwise_or.at(bits, (topic // _WORD, row), np.uint64(1) << (topic % _WORD).astype(np.uint64))
    return AxisTags(
        keys=keys,
        rows=_frozen(row.astype(np.int32)),
        topics=_frozen(topic.astype(np.int32)),
        scores=_frozen(score),
        bits=tuple(map(_frozen, bits)),
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
