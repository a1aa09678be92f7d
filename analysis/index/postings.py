"""Postings: for every word of a part of the index, the places where it stands."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from analysis.text.ranges import spread
from analysis.text.tokens import BREAK

Numbers = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]

_PLACE_BITS: Final = 32


@dataclass(frozen=True, slots=True)
class Postings:
    """Places of the words of a segment, in tokens from its beginning.

    Attributes
    ----------
    words : int32 array, the distinct words, sorted; no break
    firsts : int32 array, shape (n_words + 1,)
    places : int32 array; those of ``words[i]`` are ``places[firsts[i]:firsts[i + 1]]``, sorted
    """

    words: Numbers
    firsts: Numbers
    places: Numbers

    @classmethod
    def of(cls, ids: Numbers) -> "Postings":
        """List the places of all words.

        >>> postings = Postings.of(np.array([7, 3, 0, 7], np.int32))
        >>> postings.words.tolist(), postings.firsts.tolist(), postings.places.tolist()
        ([3, 7], [0, 1, 3], [1, 0, 3])
        """
        # Word and place in one number: sorting plain integers is four times as fast as
        # finding their stable order.
        keys = ids.astype(np.int64) << _PLACE_BITS
        keys |= np.arange(len(ids))
        keys = keys[ids != BREAK]
        keys.sort()
        words = (keys >> _PLACE_BITS).astype(np.int32)
        is_first = np.ones(len(words), bool)
        np.not_equal(words[1:], words[:-1], out=is_first[1:])
        firsts = np.append(np.flatnonzero(is_first), len(words)).astype(np.int32)
        return cls(words[is_first], firsts, keys.astype(np.int32))

    def count(self, words: Numbers) -> int:
        """How many places the words have, all together."""
        first, last = self._ranges(words)
        return int((last - first).sum())

    def places_of(self, words: Numbers) -> Ints:
        """Places of the words, word by word."""
        return self.places[spread(*self._ranges(words))[1]].astype(np.int64)

    def _ranges(self, words: Numbers) -> tuple[Ints, Ints]:
        at = np.searchsorted(self.words, words)
        at = at[at < len(self.words)]
        at = at[self.words[at] == words[: len(at)]]
        return self.firsts[at].astype(np.int64), self.firsts[at + 1].astype(np.int64)
