"""Stored words: a vocabulary that lies in mapped files, not in memory.

Words are looked up by their folded spelling in *runs*: parts of the vocabulary sorted by it.
A run is at least four times as long as the next, so that there are few, and each word is
sorted a few times only, however often the index grows.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analysis.index.files import ArrayFiles

Numbers = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]

_MULTIPLIER: Final = 0x9E3779B97F4A7C15
_SAMPLED: Final = 64
_GROWTH: Final = 4
_HASHED_AT_ONCE: Final = 1 << 16
# What a wildcard becomes in a pattern of the lexicon.
_SIGNS: Final = re.compile(r"\\w\*?")


class StoredWords:
    """The words of an index by number; number 0 is the break.

    Parameters
    ----------
    files : open columns of the index
    """

    def __init__(self, files: ArrayFiles) -> None:
        self._words = _strings(files.column("word_ends"), files.column("word_bytes"))
        self._folded = _strings(files.column("folded_ends"), files.column("folded_bytes"))
        self._word_slices = _Slices(self._words)
        self._folded_slices = _Slices(self._folded)
        self._order = files.column("word_order")
        self._sorted = files.state.runs

    def __len__(self) -> int:
        return len(self._words) + 1

    def word(self, number: int) -> str:
        """Spelling of a word."""
        return self._word_slices.at(number)

    def folded(self, number: int) -> str:
        """Folded spelling of a word."""
        return self._folded_slices.at(number)

    def spellings(self, numbers: Numbers | Ints) -> list[str]:
        """Spellings of many words; none of them the break."""
        return list(self._words.take(pa.array(numbers - 1)).to_pylist())

    def folded_spellings(self, numbers: Numbers | Ints) -> list[str]:
        """Folded spellings of many words; none of them the break."""
        return list(self._folded.take(pa.array(numbers - 1)).to_pylist())

    def exact(self, folded: str) -> Ints:
        """Words that fold to a spelling, sorted."""
        return self._joined([run.exact(folded.encode()) for run in self._runs])

    def prefixed(self, prefix: str) -> Ints:
        """Words whose folded spelling starts like this, sorted."""
        return self._joined([run.prefixed(prefix.encode()) for run in self._runs])

    def matching(self, pattern: re.Pattern[str]) -> Ints:
        """Words whose folded spelling matches a pattern as a whole, sorted.

        What the pattern demands letter by letter narrows the words down before they are
        looked at one by one.
        """
        literals = _literals(pattern.pattern)
        candidates = self.prefixed(literals[0]) if literals[0] else self._holding(literals)
        matches = map(pattern.fullmatch, self.folded_spellings(candidates))
        kept = np.fromiter((match is not None for match in matches), bool, len(candidates))
        found: Ints = candidates[kept]
        return found

    def _holding(self, literals: Sequence[str]) -> Ints:
        longest = max(literals, key=len)
        found = pc.match_substring(self._folded, longest).to_numpy(zero_copy_only=False)
        return np.flatnonzero(found) + 1

    @staticmethod
    def _joined(parts: Sequence[Numbers]) -> Ints:
        return np.sort(np.concatenate([np.zeros(0, np.int64), *parts]))

    @cached_property
    def _runs(self) -> list["_Run"]:
        runs = [
            _Run(self._folded_slices, self._order[offset : offset + stop - first])
            for first, stop, offset in self._sorted
        ]
        known = self._sorted[-1][1] if self._sorted else 1
        if known < len(self):
            runs.append(_Run(self._folded_slices, self._sort(known, len(self))))
        return runs

    def _sort(self, first: int, stop: int) -> Numbers:
        part = self._folded.slice(first - 1, stop - first)
        order: Numbers = (pc.sort_indices(part).to_numpy() + first).astype(np.int32)
        return order

    def grown_runs(self) -> tuple[list[Sequence[int]], Numbers]:
        """Sort the words that are in no run yet, together with runs that became too short.

        Returns
        -------
        runs : as in ``State.runs``
        order : what to append to ``word_order``; empty when there is no new word
        """
        runs = list(self._sorted)
        first, stop = runs[-1][1] if runs else 1, len(self)
        if first == stop:
            return runs, np.zeros(0, np.int32)
        while runs and runs[-1][1] - runs[-1][0] < _GROWTH * (stop - first):
            first = runs.pop()[0]
        return [*runs, (first, stop, len(self._order))], self._sort(first, stop)


def _literals(pattern: str) -> list[str]:
    r"""Parts of a pattern that stand for themselves; of an unknown pattern none are sure.

    >>> _literals(r"локали\wация"), _literals(r"\w*строение"), _literals("a|b")
    (['локали', 'ация'], ['', 'строение'], [''])
    """
    parts = _SIGNS.split(pattern)
    literals = [part.replace("\\", "") for part in parts]
    return literals if list(map(re.escape, literals)) == parts else [""]


class _Slices:
    """Single strings out of mapped bytes, by number."""

    def __init__(self, strings: pa.LargeStringArray) -> None:
        self._ends = np.frombuffer(strings.buffers()[1], np.int64).data
        self._data = memoryview(strings.buffers()[2] or b"")

    def bytes_at(self, number: int) -> bytes:
        return self._data[self._ends[number - 1] : self._ends[number]].tobytes()

    def at(self, number: int) -> str:
        return self.bytes_at(number).decode() if number else ""


class _Run:
    """Words sorted by folded spelling; every 64th spelling is kept in memory."""

    def __init__(self, folded: _Slices, order: Numbers) -> None:
        self._order = order
        self._numbers = order.data
        self._bytes_at = folded.bytes_at
        self._samples = [folded.bytes_at(number) for number in order[::_SAMPLED].tolist()]

    def _key(self, rank: int) -> bytes:
        return self._bytes_at(self._numbers[rank])

    def _rank(self, key: bytes) -> int:
        sample = bisect_left(self._samples, key)
        low = max(sample - 1, 0) * _SAMPLED
        high = min(sample * _SAMPLED, len(self._order))
        return bisect_left(range(len(self._order)), key, low, high, key=self._key)

    def exact(self, key: bytes) -> Numbers:
        first = stop = self._rank(key)
        while stop < len(self._numbers) and self._key(stop) == key:
            stop += 1
        return self._order[first:stop]

    def prefixed(self, key: bytes) -> Numbers:
        # No letter has the byte 255.
        return self._order[self._rank(key) : self._rank(key + b"\xff")]


class WordFinder:
    """Finds many spellings among the stored words at once, by a hash of each.

    Parameters
    ----------
    files : open columns of the index; words that come later are not found
    """

    def __init__(self, files: ArrayFiles) -> None:
        self._words = _strings(files.column("word_ends"), files.column("word_bytes"))
        hashes = files.column("word_hashes")
        self._order = np.argsort(hashes)
        self._hashes = hashes[self._order]

    def find(self, spellings: pa.LargeStringArray, hashes: Hashes) -> Numbers:
        """Number of each spelling, -1 for those that are not there."""
        numbers = np.full(len(spellings), -1, np.int32)
        place = np.searchsorted(self._hashes, hashes)
        asked = np.arange(len(spellings))
        while len(asked):
            asked = asked[place[asked] < len(self._hashes)]
            asked = asked[self._hashes[place[asked]] == hashes[asked]]
            candidates = self._order[place[asked]]
            same = pc.equal(
                self._words.take(pa.array(candidates)), spellings.take(pa.array(asked))
            ).to_numpy(zero_copy_only=False)
            numbers[asked[same]] = candidates[same] + 1
            # Two spellings may share a hash; the other one is then the next.
            asked = asked[~same]
            place[asked] += 1
        return numbers


def _strings(ends: npt.NDArray[np.int64], data: npt.NDArray[np.uint8]) -> pa.LargeStringArray:
    """Words 1, 2, … as an Arrow array over the mapped bytes; nothing is copied."""
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(data)]
    return pa.LargeStringArray.from_buffers(len(ends) - 1, buffers[1], buffers[2])


def string_columns(
    strings: pa.LargeStringArray,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    """Ends (int64, shape (n,)) and UTF-8 bytes of a fresh Arrow array of strings."""
    _, ends, data = strings.buffers()
    if not len(strings):
        return np.zeros(0, np.int64), np.zeros(0, np.uint8)
    stops = np.frombuffer(ends, np.int64)[1 : len(strings) + 1]
    return stops, np.frombuffer(data or b"", np.uint8)[: stops[-1]]


def hashes_of(ends: npt.NDArray[np.int64], data: npt.NDArray[np.uint8]) -> Hashes:
    """Hash strings: a polynomial of their bytes, modulo 2 ** 64.

    Parameters
    ----------
    ends, data : as from :func:`string_columns`

    Returns
    -------
    uint64 array, shape (n_strings,)
        The same in every process; 0 for an empty string.
    """
    sizes = np.diff(ends, prepend=0)
    hashes = np.zeros(len(ends), np.uint64)
    hashes[sizes > 0] = _hashes_of_words(ends[sizes > 0], data)
    return hashes


def _hashes_of_words(ends: npt.NDArray[np.int64], data: npt.NDArray[np.uint8]) -> Hashes:
    found = [np.zeros(0, np.uint64)]
    for first in range(0, len(ends), _HASHED_AT_ONCE):
        stops = ends[first : first + _HASHED_AT_ONCE]
        start = int(ends[first - 1]) if first else 0
        sizes = np.diff(stops, prepend=start)
        starts = stops - sizes - start
        powers = np.cumprod(np.full(int(sizes.max()), _MULTIPLIER, np.uint64))
        place = np.arange(int(sizes.sum())) - np.repeat(starts, sizes)
        letters = data[start : int(stops[-1])].astype(np.uint64) + np.uint64(1)
        found.append(np.add.reduceat(letters * powers[place], starts))
    return np.concatenate(found)
