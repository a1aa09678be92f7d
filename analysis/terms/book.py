"""The term book: for each article its words and word pairs, counted once per corpus version.

Two tables by article, each of them rows of columns in one array: *words* (stems, with how often
each stands) and *pairs* (two neighbouring words of a sentence, neither of them a function word).
Words of one article only and pairs of fewer than ``LEAST_PAIR`` articles are left out: they
can neither join two articles nor describe a selection.

A book takes five bytes for each word of each article, and as much again once it is asked by
word: about 60 MB at 100,000 articles of 40 words, 300 MB where they have 250.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from analysis.model.classifier import stems
from analysis.search import Searchable
from analysis.terms.common import is_common
from analysis.text.ranges import distinct, run_starts, spread

LEAST_WORD: Final = 2
LEAST_PAIR: Final = 4

_ARTICLES_AT_ONCE: Final = 16_000
_MOST_TIMES: Final = 255  # a word that stands more often in an article counts as so often
# Pairs are first counted by a hash, which never says too few; of at most so many bits.
_MOST_BITS: Final = 24
_PAIRS_PER_ARTICLE: Final = 256
_TABLE_SIZE: Final = 1 << 26  # numbers below it are looked up in a table
_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)

Numbers = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Rows:
    """A sparse table: the columns of row ``r`` are ``columns[bounds[r]:bounds[r + 1]]``, rising.

    Attributes
    ----------
    bounds : int64 array, shape (n_rows + 1,)
    columns : int32 array, shape (n_cells,)
    times : uint8 array, shape (n_cells,); how often, at most 255
    width : how many columns there are
    """

    bounds: Ints
    columns: Numbers
    times: npt.NDArray[np.uint8]
    width: int

    def __len__(self) -> int:
        return len(self.bounds) - 1

    @cached_property
    def counts(self) -> Ints:
        """In how many rows each column stands, int64 of shape (width,)."""
        return np.bincount(self.columns, minlength=self.width)

    def counts_in(self, mask: Mask) -> Ints:
        """In how many of some rows each column stands, int64 of shape (width,)."""
        if 2 * int(mask.sum()) > len(mask):  # the fewer are counted
            return self.counts - self._counts_of(~mask)
        return self._counts_of(mask)

    def _counts_of(self, mask: Mask) -> Ints:
        rows = np.flatnonzero(mask)
        _, cells = spread(self.bounds[rows], self.bounds[rows + 1])
        return np.bincount(self.columns[cells], minlength=self.width)

    @cached_property
    def by_column(self) -> tuple[Ints, Numbers, npt.NDArray[np.uint8]]:
        """The table the other way round: bounds by column, rows and times."""
        from scipy import sparse

        table = sparse.csr_matrix(
            (self.times, self.columns, self.bounds), shape=(len(self), self.width), copy=False
        ).tocsc()
        return table.indptr.astype(np.int64), table.indices.astype(np.int32), table.data


@dataclass(frozen=True)
class TermBook:
    """Words and pairs of every article.

    Attributes
    ----------
    words, pairs : one row per article; their columns are the terms of each kind
    spellings : of each word that which stands most often
    pair_spellings : of each pair the same
    members : int32 array, shape (n_pairs, 2): the words of each pair
    """

    words: Rows
    pairs: Rows
    spellings: tuple[str, ...]
    pair_spellings: tuple[tuple[str, str], ...]
    members: Numbers

    @classmethod
    def of(
        cls,
        index: Searchable,
        n_articles: int,
        *,
        least_word: int = LEAST_WORD,
        least_pair: int = LEAST_PAIR,
    ) -> "TermBook":
        """Count the words of an index.

        Parameters
        ----------
        index : the articles as word numbers
        n_articles : how many there are in the corpus; the index may be some ahead or behind
        least_word, least_pair : leave out words and pairs of fewer articles
        """
        known = _Stems.of(*index.spellings())
        used = np.zeros(len(known.stem_of), np.int64)
        bits = min((_PAIRS_PER_ARTICLE * (n_articles + 1)).bit_length(), _MOST_BITS)
        words, hashed = _Gathered(), np.zeros(1 << bits, np.uint32)
        chunks = _chunks(min(n_articles, index.n_articles))
        for rows in chunks:
            batch = _Batch.of(index, rows, known)
            used += np.bincount(batch.ids, minlength=len(used))
            words.add(rows, *batch.words())
            np.add.at(hashed, _hashes(batch.pairs()[1], bits), np.uint32(1))
        pairs, surfaces = _Gathered(), _Surfaces(known)
        for rows in chunks:
            batch = _Batch.of(index, rows, known)
            row, pair, times = batch.pairs()
            kept = hashed[_hashes(pair, bits)] >= least_pair
            pairs.add(rows, row[kept], pair[kept], times[kept])
            surfaces.add(batch, pair[kept])
        word_table, stem_of_column = words.table(n_articles, least_word)
        pair_table, pair_of_column = pairs.table(n_articles, least_pair)
        column_of = np.full(known.count, -1, np.int32)
        column_of[stem_of_column] = np.arange(len(stem_of_column), dtype=np.int32)
        members = column_of[np.stack(np.divmod(pair_of_column, known.count), axis=1)]
        whole = (members >= 0).all(axis=1)
        return cls(
            words=word_table,
            pairs=_with_columns(pair_table, whole),
            spellings=known.most_used(used, stem_of_column),
            pair_spellings=surfaces.most_used(pair_of_column[whole]),
            members=members[whole],
        )

    def __len__(self) -> int:
        return len(self.words)

    @property
    def n_terms(self) -> int:
        """How many words and pairs there are."""
        return self.words.width + self.pairs.width

    def counts_in(self, mask: Mask) -> Ints:
        """In how many of the articles each term stands: words first, then pairs.

        ``mask`` may be of a corpus that has grown since: what the book does not know counts
        nothing.
        """
        mask = mask[: len(self)]
        return np.concatenate([self.words.counts_in(mask), self.pairs.counts_in(mask)])

    def rows_of(self, term: int) -> Numbers:
        """Positions of the articles that hold a term, rising."""
        table, column = self.words, term
        if term >= self.words.width:
            table, column = self.pairs, term - self.words.width
        bounds, rows, _ = table.by_column
        return rows[bounds[column] : bounds[column + 1]]

    def parts(self, term: int) -> tuple[int, ...]:
        """The words of a term, by number: one, or the two of a pair."""
        if term < self.words.width:
            return (term,)
        return tuple(self.members[term - self.words.width].tolist())

    def spelled(self, term: int) -> tuple[str, ...]:
        """The words of a term as they are spelled most often."""
        if term < self.words.width:
            return (self.spellings[term],)
        return self.pair_spellings[term - self.words.width]


@dataclass(frozen=True, slots=True)
class _Stems:
    """The stem of each stored word: -1 for what is no term."""

    stem_of: Numbers
    words: Sequence[str]
    count: int

    @classmethod
    def of(cls, words: Sequence[str], folded: Sequence[str]) -> "_Stems":
        stemmed = stems(folded)
        number: dict[str, int] = {}
        stem_of = [
            -1 if common else number.setdefault(stem, len(number))
            for stem, common in zip(stemmed, is_common(words, folded, stemmed), strict=True)
        ]
        return cls(np.array(stem_of, np.int32), words, max(len(number), 1))

    def most_used(self, used: Ints, stems_wanted: Ints) -> tuple[str, ...]:
        """The spelling of each wanted stem that stands most often."""
        order = np.argsort(used, kind="stable")
        order = order[self.stem_of[order] >= 0]
        best = np.zeros(self.count, np.int64)
        best[self.stem_of[order]] = order  # of several, the last one written stays
        return tuple(self.words[number] for number in best[stems_wanted].tolist())


@dataclass(frozen=True, slots=True)
class _Batch:
    """Tokens of some articles: their word, row and stem."""

    ids: Numbers
    row: Ints
    stem: Numbers
    count: int

    @classmethod
    def of(cls, index: Searchable, rows: Ints, known: _Stems) -> "_Batch":
        ids, bounds = index.tokens(rows)
        row = np.repeat(np.arange(len(rows)), np.diff(bounds))
        return cls(ids, row, known.stem_of[ids], known.count)

    def words(self) -> tuple[Ints, Ints, Ints]:
        """Row, stem and times of each distinct word of a row."""
        here = np.flatnonzero(self.stem >= 0)
        row, stem, times = _distinct_cells(self.row[here], self.stem[here], self.count)
        return row, stem, times

    def neighbours(self) -> tuple[Ints, Ints]:
        """Tokens that begin a pair, and the pair: ``first * count + second``."""
        first, second = self.stem[:-1], self.stem[1:]
        beside = (first >= 0) & (second >= 0) & (self.row[:-1] == self.row[1:])
        here = np.flatnonzero(beside)
        return here, first[here].astype(np.int64) * self.count + second[here]

    def pairs(self) -> tuple[Ints, Ints, Ints]:
        """Row, pair and times of each distinct pair of a row."""
        here, pair = self.neighbours()
        return _distinct_cells(self.row[here], pair, self.count**2)


class _Surfaces:
    """How often each pair is spelled in each way."""

    def __init__(self, known: _Stems) -> None:
        self._known = known
        self._parts: list[tuple[Ints, Ints]] = []

    def add(self, batch: _Batch, wanted: Ints) -> None:
        here, pair = batch.neighbours()
        here = here[_places_of(pair, distinct(wanted))[1]] if len(wanted) else here[:0]
        width = len(self._known.words)
        self._parts.append(_tallied(batch.ids[here].astype(np.int64) * width + batch.ids[here + 1]))

    def most_used(self, pairs: Ints) -> tuple[tuple[str, str], ...]:
        """The most frequent spelling of each pair; pairs are sorted."""
        if not len(pairs):
            return ()
        words, width = self._known.words, len(self._known.words)
        surface, times = map(np.concatenate, zip(*self._parts, strict=True))
        own, where = np.unique(surface, return_inverse=True)
        times = np.bincount(where, times)
        first, second = np.divmod(own, width)
        stem = self._known.stem_of
        pair = stem[first].astype(np.int64) * self._known.count + stem[second]
        place = np.minimum(np.searchsorted(pairs, pair), len(pairs) - 1)
        order = np.argsort(times, kind="stable")
        order = order[pairs[place[order]] == pair[order]]
        best = np.zeros(len(pairs), np.int64)
        best[place[order]] = order  # of several, the last one written stays
        chosen = zip(first[best].tolist(), second[best].tolist(), strict=True)
        return tuple((words[one], words[other]) for one, other in chosen)


class _Gathered:
    """Cells of a table, batch by batch."""

    def __init__(self) -> None:
        self._parts: list[tuple[Numbers, npt.NDArray[Any], npt.NDArray[np.uint8]]] = []

    def add(self, rows: Ints, row: Ints, column: Ints, times: Ints) -> None:
        self._parts.append(
            (
                rows[row].astype(np.int32),
                column if column.max(initial=0) > np.iinfo(np.int32).max else column.astype("i4"),
                np.minimum(times, _MOST_TIMES).astype(np.uint8),
            )
        )

    def table(self, n_rows: int, least: int) -> tuple[Rows, Ints]:
        """The table without columns of fewer rows, and what its columns were."""
        none = np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(0, np.uint8)
        row, column, times = map(np.concatenate, zip(none, *self._parts, strict=True))
        self._parts = []
        ordered = np.sort(column)
        first = run_starts(ordered)
        counts = np.diff(first, append=len(ordered))
        names = ordered[first][counts >= least].astype(np.int64)
        del ordered
        if not len(names):
            return Rows(np.zeros(n_rows + 1, np.int64), none[0], none[2], 0), names
        place, kept = _places_of(column, names)
        bounds = np.append(0, np.cumsum(np.bincount(row[kept], minlength=n_rows)))
        return Rows(bounds, place[kept], times[kept], len(names)), names


def _with_columns(table: Rows, kept: Mask) -> Rows:
    """The table with some of its columns."""
    if kept.all():
        return table
    place = np.cumsum(kept) - 1
    cells = kept[table.columns]
    before = np.append(0, np.cumsum(cells))
    columns = place[table.columns[cells]].astype(np.int32)
    return Rows(before[table.bounds], columns, table.times[cells], int(kept.sum()))


def _distinct_cells(row: Ints, column: npt.NDArray[Any], width: int) -> tuple[Ints, Ints, Ints]:
    cell = np.sort(row * width + column)
    first = run_starts(cell)
    times = np.diff(first, append=len(cell))
    rows, columns = np.divmod(cell[first], width)
    return rows, columns, times


def _places_of(values: npt.NDArray[Any], names: Ints) -> tuple[Numbers, Mask]:
    """Place of each value among the names, which are sorted, and whether it is one of them."""
    if int(values.max(initial=0)) < _TABLE_SIZE:
        table = np.full(int(values.max(initial=0)) + 1, -1, np.int32)
        table[names] = np.arange(len(names), dtype=np.int32)
        found = table[values]
        return found, found >= 0
    place = np.minimum(np.searchsorted(names, values), len(names) - 1).astype(np.int32)
    return place, names[place] == values


def _tallied(values: Ints) -> tuple[Ints, Ints]:
    """Distinct values, sorted, and how often each is there."""
    ordered = np.sort(values)
    first = run_starts(ordered)
    return ordered[first], np.diff(first, append=len(ordered))


def _hashes(pairs: Ints, bits: int) -> Ints:
    mixed = pairs.astype(np.uint64) * _MULTIPLIER >> np.uint64(64 - bits)
    return mixed.astype(np.int64)


def _chunks(n_articles: int) -> list[Ints]:
    return [
        np.arange(first, min(first + _ARTICLES_AT_ONCE, n_articles))
        for first in range(0, n_articles, _ARTICLES_AT_ONCE)
    ]
