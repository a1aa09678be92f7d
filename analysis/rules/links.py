"""Joins by number: which numbers belong to which, and which pairs there are.

Everything the matcher does to a batch is a join: words to leaves, leaves to rules, rules to
the places where they hold. Numbers are small and dense, so a join is a look-up in an array.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from analysis.text.ranges import spread

Mask = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Numbers = Ints | npt.NDArray[np.int32]

# A table of eight flags for each pair says "maybe" to every eighth stranger at most.
_FLAGS_PER_PAIR: Final = 8
# Odd, with bits all over: rows of neighbouring left numbers start far from each other.
_SPREAD: Final = 0x9E3779B1


@dataclass(frozen=True, slots=True)
class Links:
    """Which numbers belong to which: those of ``k`` are ``targets[first[k]:first[k + 1]]``.

    Attributes
    ----------
    first : int64 array, shape (n_sources + 1,)
    targets : int64 array, shape (n_links,)
    """

    first: Ints
    targets: Ints

    @classmethod
    def of(cls, sources: Numbers, targets: Ints, n_sources: int) -> "Links":
        """Build from parallel arrays, in any order; no number is negative."""
        first = np.zeros(n_sources + 1, np.int64)
        np.cumsum(np.bincount(sources, minlength=n_sources), out=first[1:])
        # Source and target in one number: sorting these is faster than finding an order.
        bits = int(targets.max(initial=0)).bit_length()
        key = (sources.astype(np.int64) << bits) | targets
        key.sort()
        return cls(first, key & ((1 << bits) - 1))

    @classmethod
    def of_pairs(cls, pairs: Sequence[tuple[int, int]], n_sources: int) -> "Links":
        """Build from pairs of source and target."""
        columns = np.array(pairs, np.int64).reshape(-1, 2)
        return cls.of(columns[:, 0], columns[:, 1], n_sources)

    def counts(self) -> Ints:
        """How many targets each source has."""
        return np.diff(self.first)

    def follow(self, sources: Numbers) -> tuple[Ints, Ints]:
        """List the targets of all sources given.

        Returns
        -------
        at : int64 array, index into ``sources``, ascending
        target : parallel array

        Examples
        --------
        >>> links = Links(np.array([0, 2, 2, 3]), np.array([7, 8, 9]))
        >>> at, target = links.follow(np.array([2, 1, 0, 2]))
        >>> at.tolist(), target.tolist()
        ([0, 2, 2, 3], [9, 7, 8, 9])
        """
        at, index = spread(self.first[sources], self.first[sources + 1])
        return at, self.targets[index]


class Sieve:
    """A set of pairs of numbers that answers "maybe" or "surely not", by one look-up each.

    Parameters
    ----------
    left, right : int arrays of equal length
    """

    def __init__(self, left: Numbers, right: Numbers) -> None:
        self._mask = (1 << (_FLAGS_PER_PAIR * len(left)).bit_length()) - 1
        self._flags = np.zeros(self._mask + 1, bool)
        self._flags[self._slots(left, right)] = True

    def _slots(self, left: Numbers, right: Numbers) -> Ints:
        slots = left * np.int64(_SPREAD)
        slots += right
        slots &= self._mask
        return slots

    def may_hold(self, left: Numbers, right: Numbers) -> Mask:
        """Tell which pairs may be in the set; those told not to be are not."""
        flags: Mask = self._flags[self._slots(left, right)]
        return flags


class Pairs:
    """A set of pairs of numbers.

    Parameters
    ----------
    left, right : int arrays of equal length, not negative
    width : greater than every number on the right that is ever asked for
    """

    def __init__(self, left: Numbers, right: Numbers, width: int) -> None:
        self._sieve = Sieve(left, right)
        self._width = np.int64(width)
        self._keys = np.sort(left * self._width + right)

    def hold(self, left: Numbers, right: Numbers) -> Mask:
        """Tell which pairs are in the set."""
        held = self._sieve.may_hold(left, right)
        asked = np.flatnonzero(held)
        wanted = left[asked] * self._width + right[asked]
        at = np.searchsorted(self._keys, wanted)
        held[asked] = self._keys.take(at, mode="clip") == wanted if len(self._keys) else False
        return held
