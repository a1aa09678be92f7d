"""Rows: phrases or windows as arrays, and where to look for them first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.rules.links import Ints, Links, Mask
from analysis.rules.occurrences import Occurrences


@dataclass(frozen=True, slots=True)
class Rows:
    """Phrases or windows, one row each; every row has two words at least.

    Attributes
    ----------
    words : from rows to their words, in order
    leaf, offset : int64 arrays, for each word its leaf and its number in the row
    size, atom, slop : int64 arrays, for each row
    """

    words: Links
    leaf: Ints
    offset: Ints
    size: Ints
    atom: Ints
    slop: Ints

    @classmethod
    def of(cls, rows: Sequence[tuple[Sequence[int], int, int]]) -> "Rows":
        """Build from leaves, atom and slop of each row."""
        size = np.array([len(leaves) for leaves, _, _ in rows], np.int64)
        first = np.concatenate([[0], np.cumsum(size)])
        numbers = np.arange(first[-1])
        return cls(
            words=Links(first, numbers),
            leaf=np.array([leaf for leaves, _, _ in rows for leaf in leaves], np.int64),
            offset=numbers - np.repeat(first[:-1], size),
            size=size,
            atom=np.array([atom for _, atom, _ in rows], np.int64),
            slop=np.array([slop for _, _, slop in rows], np.int64),
        )

    def rarest(self, counts: Ints) -> tuple[Ints, Ints]:
        """Choose the word of each row that stands in the fewest places.

        Parameters
        ----------
        counts : in how many places each leaf stands

        Returns
        -------
        rows : int64 array, those all of whose words stand somewhere
        anchor : int64 array, shape (n_rows,), offset of the rarest word
        """
        if not len(self.size):
            return self.size, self.size
        longest = int(self.size.max())
        rank = counts[self.leaf] * longest + self.offset
        least, anchor = np.divmod(np.minimum.reduceat(rank, self.words.first[:-1]), longest)
        return np.flatnonzero(least), anchor

    def tries(self, rows: Ints, anchor: Ints, occurrences: Occurrences) -> tuple[Ints, Ints]:
        """List the places of the anchors of some rows: row, position."""
        at, position = occurrences.places(self.leaf[self.words.first[rows] + anchor[rows]])
        return rows[at], position

    def sifted(
        self, row: Ints, position: Ints, known: Ints, holds: Callable[[Ints, Ints, Ints], Mask]
    ) -> tuple[Ints, Ints]:
        """Keep the tries that pass the test for each of their other words.

        Parameters
        ----------
        row, position : parallel arrays, one entry for each try
        known : shape (n_rows,), offset of the word that needs no test
        holds : is told leaf, position of the known word and distance from it in the row
        """
        for number in range(int(self.size.max(initial=1)) - 1):
            offset = number + (number >= known)
            has_word = offset < self.size
            leaf = self.leaf.take(self.words.first[:-1] + offset, mode="clip")
            asked = np.flatnonzero(has_word[row])
            own = row[asked]
            kept = np.ones(len(row), bool)
            kept[asked] = holds(leaf[own], position[asked], (offset - known)[own])
            row, position = row[kept], position[kept]
        return row, position
