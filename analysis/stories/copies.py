"""Near copies: which articles share most of their shingles, without comparing all with all.

All that is shared is found by sorting: hashes of shingles, each with the day of its article, so
that those who share one stand side by side. Of two articles the smaller one decides, so that a
shortened reprint is a near copy of the full text.
"""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from analysis.index.sketches import SKETCH_SIZE, Sketches
from analysis.text.ranges import distinct, run_starts, spread

# Reprints come within days; two texts alike a year apart are two notices of one form.
WINDOW_DAYS: Final = 14
# Of the shingles that are no formulas the smaller article shares this part and one more: two or
# three may be shared by chance. A source says alike of different things: there it is more.
LEAST_SHARED: Final = 0.5
LEAST_SHARED_BY_SOURCE: Final = 0.75
# What counts of a text that is all formula; else two notices would be alike by their few own words.
LEAST_COUNTED: Final = 0.25
# A shingle is a formula when one source has it in more articles than this within a fortnight,
# or when it comes back: in this many fortnights or more.
MOST_BY_SOURCE: Final = 10
RECURRING: Final = 3
# With how many of the articles that have a shingle, and came next, an article is compared.
MOST_NEIGHBOURS: Final = 16
UNDATED: Final = 0

_FEWEST: Final = 3  # who shares fewer cannot share LEAST_SHARED and one more
_ENTRIES_AT_ONCE: Final = 1 << 22
_PAIRS_AT_ONCE: Final = 1 << 16
_BITS: Final = 22
_HALF: Final = np.uint64(32)
_LOWER: Final = np.uint64((1 << 32) - 1)
_UNLIMITED: Final = np.iinfo(np.uint32).max

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class NearCopies:
    """Finds the near copies of some articles among all.

    Parameters
    ----------
    sketches : of all articles
    days : int array, shape (n_articles,); days since a long time ago, UNDATED without a date.
        Articles without a date are compared with one another only.
    sources : int array, shape (n_articles,); number of each article's source
    asked : bool array, shape (n_articles,); articles whose near copies are wanted
    """

    def __init__(
        self, sketches: Sketches, days: npt.ArrayLike, sources: npt.ArrayLike, asked: Mask
    ) -> None:
        self._hashes, self._owners = sketches.hashes, sketches.owners
        self._days, self._sources = np.asarray(days, np.int64), np.asarray(sources, np.int64)
        self._asked = asked
        self._by_day = np.argsort(self._days, kind="stable")
        self._rank = np.empty(len(self._days), np.uint64)
        self._rank[self._by_day] = np.arange(len(self._days), dtype=np.uint64)
        self._formulas = np.zeros(0, np.uint32)
        self._sizes = np.bincount(self._owners, minlength=sketches.n_articles)
        starts = run_starts(self._owners)
        self._firsts = np.zeros(sketches.n_articles, np.int64)
        self._firsts[self._owners[starts]] = starts

    def find(self) -> Iterator[tuple[int, int, Ints]]:
        """Find the pairs, part by part.

        Yields
        ------
        done, total : parts
        pairs : int64 array, shape (n_pairs, 2); positions of near copies, the lower one first.
            Empty but for the last part.
        """
        parts = list(self._parts(self._asked))
        found = [np.zeros(0, np.int64)]
        for done, part in enumerate(parts, start=1):
            found.append(self._sharing(part))
            if done < len(parts):
                yield done, len(parts), np.zeros((0, 2), np.int64)
        first, second, shared = _counted(np.concatenate(found))
        wanted = self._asked[first] | self._asked[second]
        first, second, shared = first[wanted], second[wanted], shared[wanted]
        self._look_at_partners(first, second)
        alike = self._alike(first, second, shared)
        yield len(parts), len(parts), np.stack([first[alike], second[alike]], axis=1)

    def _parts(self, articles: Mask) -> Iterator[Ints]:
        """Entries that have a hash of one of the articles; all of a hash are in one part."""
        if articles.all():
            entries = np.arange(len(self._hashes))
        else:
            own = articles[self._owners]
            entries = _having(self._hashes, distinct(self._hashes[own]))
        count = max(-(-len(entries) // _ENTRIES_AT_ONCE), 1)
        for part in range(count):
            yield entries if count == 1 else entries[self._hashes[entries] % count == part]

    def _sharing(self, entries: Ints) -> Ints:
        """Pairs of articles for every shingle that they share and that is no formula."""
        # Sorting values is ten times as fast as finding their order, so a value holds all.
        keys = self._hashes[entries].astype(np.uint64) << _HALF
        keys = np.sort(keys | self._rank[self._owners[entries]])
        hashes = (keys >> _HALF).astype(np.uint32)
        firsts = run_starts(hashes)
        sizes = np.diff(firsts, append=len(keys))
        shared = np.repeat(sizes > 1, sizes)
        hashes, owners = hashes[shared], self._by_day[(keys[shared] & _LOWER).astype(np.int64)]
        sizes = sizes[sizes > 1]
        runs, days = np.repeat(np.arange(len(sizes)), sizes), self._days[owners]
        is_formula = self._recurs(runs, days) | self._is_habit(sizes, runs, owners)
        found = hashes[(np.cumsum(sizes) - sizes)[is_formula]]
        self._formulas = distinct(np.concatenate([self._formulas, found]))
        kept = ~is_formula[runs]
        return _neighbours(runs[kept], days[kept], owners[kept])

    @staticmethod
    def _recurs(runs: Ints, days: Ints) -> Mask:
        """Tell for which runs articles come from too many fortnights."""
        fortnights = days // WINDOW_DAYS
        is_new = np.ones(len(runs), bool)
        is_new[1:] = (fortnights[1:] != fortnights[:-1]) | (runs[1:] != runs[:-1])
        recurring: Mask = np.bincount(runs[is_new]) >= RECURRING
        return recurring

    def _is_habit(self, sizes: Ints, runs: Ints, owners: Ints) -> Mask:
        """Tell for which runs one source has too many articles within a fortnight."""
        many = (sizes > MOST_BY_SOURCE)[runs]
        fortnights = self._days[owners[many]] // WINDOW_DAYS
        sources = self._sources[owners[many]]
        order = np.lexsort((sources, fortnights, runs[many]))
        columns = runs[many][order], fortnights[order], sources[order]
        is_new = np.ones(len(order), bool)
        is_new[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
        firsts = np.flatnonzero(is_new)
        habit = np.zeros(len(sizes), bool)
        habit[columns[0][firsts[np.diff(firsts, append=len(order)) > MOST_BY_SOURCE]]] = True
        return habit

    def _look_at_partners(self, first: Ints, second: Ints) -> None:
        """Find the formulas among the shingles of those that articles are compared with, too."""
        if not self._asked.all():
            partners = np.zeros(len(self._days), bool)
            partners[first] = partners[second] = True
            for part in self._parts(partners):
                self._sharing(part)

    def _alike(self, first: Ints, second: Ints, shared: Ints) -> Mask:
        alike = np.zeros(len(first), bool)
        for start in range(0, len(first), _PAIRS_AT_ONCE):
            own = slice(start, start + _PAIRS_AT_ONCE)
            limits = np.minimum(self._limits(first[own]), self._limits(second[own]))
            least = np.minimum(self._size(first[own], limits), self._size(second[own], limits))
            is_one = self._sources[first[own]] == self._sources[second[own]]
            part = np.where(is_one, LEAST_SHARED_BY_SOURCE, LEAST_SHARED)
            alike[own] = shared[own] - 1 >= part * least
        return alike

    def _limits(self, articles: Ints) -> Ints:
        """Up to which hash the sketches of articles are complete."""
        lasts = self._hashes[self._firsts[articles] + self._sizes[articles] - 1]
        return np.where(self._sizes[articles] < SKETCH_SIZE, _UNLIMITED, lasts).astype(np.int64)

    def _size(self, articles: Ints, limits: Ints) -> npt.NDArray[np.floating[Any]]:
        """How many shingles that are no formulas articles have, up to a hash."""
        firsts = self._firsts[articles]
        pair, entry = spread(firsts, firsts + self._sizes[articles])
        within = self._hashes[entry] <= limits[pair]
        pair, entry = pair[within], entry[within]
        is_rare = ~_among(self._hashes[entry], self._formulas)
        rare = np.bincount(pair[is_rare], minlength=len(articles))
        size: npt.NDArray[np.floating[Any]] = np.maximum(
            rare, LEAST_COUNTED * np.bincount(pair, minlength=len(articles))
        )
        return size


def _among(values: npt.NDArray[np.uint32], known: npt.NDArray[np.uint32]) -> Mask:
    """Tell which values are among known ones, which are sorted."""
    if not len(known):
        return np.zeros(len(values), bool)
    place = np.minimum(np.searchsorted(known, values), len(known) - 1)
    among: Mask = known[place] == values
    return among


def _having(hashes: npt.NDArray[np.uint32], wanted: npt.NDArray[Any]) -> Ints:
    """Entries whose hash is wanted; a table of some bits leaves few to be looked up."""
    mask = np.uint32((1 << _BITS) - 1)
    table = np.zeros(1 << _BITS, bool)
    table[wanted & mask] = True
    likely = np.flatnonzero(table[hashes & mask])
    return likely[_among(hashes[likely], wanted)]


def _neighbours(runs: Ints, days: Ints, owners: Ints) -> Ints:
    """Pairs of articles within each run and the window of days, as one number each."""
    pairs = [np.zeros(0, np.int64)]
    left = np.arange(len(runs))
    for distance in range(1, MOST_NEIGHBOURS + 1):
        left = left[left + distance < len(runs)]
        other = left + distance
        near = (runs[left] == runs[other]) & (days[other] - days[left] <= WINDOW_DAYS)
        left, other = left[near], other[near]
        low, high = np.minimum(owners[left], owners[other]), np.maximum(owners[left], owners[other])
        pairs.append((low << 32) | high)
    return np.concatenate(pairs)


def _counted(pairs: Ints) -> tuple[Ints, Ints, Ints]:
    """Articles of each pair that came often enough, and how often it came."""
    ordered = np.sort(pairs)
    firsts = run_starts(ordered)
    counts = np.diff(firsts, append=len(ordered))
    enough = counts >= _FEWEST
    kept = ordered[firsts[enough]]
    return kept >> 32, kept & 0xFFFFFFFF, counts[enough]
