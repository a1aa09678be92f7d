"""Vocabulary: every distinct spelling, case included, gets a number for good.

Words are known by their hashes (``analysis.text.hashing``); only a spelling that is new is cut
out of the text and folded.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from analysis.text.folding import fold_all
from analysis.text.hashing import Hashes, hashes_of
from analysis.text.letters import Codes, Mask, codes_of

BREAK: Final = 0

_LEAST_BITS: Final = 12

Ids = npt.NDArray[np.int32]


class Vocabulary:
    """Spelling to number; an unknown spelling gets the next number when it is looked up.

    It only grows, so the numbers are indices of ``words``; ``len()`` is theirs.

    Attributes
    ----------
    words, folded : list of str
        The spellings by number, as they stand and folded; those of ``BREAK`` are empty.

    Examples
    --------
    >>> vocabulary = Vocabulary()
    >>> vocabulary["завод"], vocabulary["plant"], vocabulary["завод"], vocabulary["."]
    (1, 2, 1, 0)
    >>> len(vocabulary), vocabulary.words
    (3, ['', 'завод', 'plant'])
    """

    def __init__(self) -> None:
        self.words: list[str] = [""]
        self.folded: list[str] = [""]
        self._table = _HashTable()

    def __len__(self) -> int:
        return len(self.words)

    def __getitem__(self, spelling: str) -> int:
        if not spelling[0].isalnum():
            return BREAK
        return int(self.numbers_of([spelling])[0])

    def numbers_of(self, spellings: Sequence[str]) -> Ids:
        """Look up many words at once.

        Parameters
        ----------
        spellings : words, none empty

        Returns
        -------
        int32 array, shape (n_words,)
        """
        text = "\n".join(spellings)
        lengths = np.fromiter(map(len, spellings), np.int64, len(spellings))
        stops = np.cumsum(lengths + 1) - 1
        return self.numbers(text, codes_of(text), stops - lengths, stops)

    def numbers(self, text: str, codes: Codes, starts: Codes, stops: Codes) -> Ids:
        """Look up the words of a text; new ones are numbered in the order of the text.

        Parameters
        ----------
        text, codes : the text and its code points
        starts, stops : int64 arrays, shape (n_words,); words as slices of the text, ascending

        Returns
        -------
        int32 array, shape (n_words,)
        """
        hashes = hashes_of(text, codes, starts, stops)
        numbers = self._table.find(hashes)
        unknown = np.flatnonzero(numbers == 0)
        if len(unknown):
            distinct, first, which = np.unique(
                hashes[unknown], return_index=True, return_inverse=True
            )
            order = np.argsort(first)
            own = np.empty(len(order), np.int32)
            own[order] = np.arange(len(self), len(self) + len(order), dtype=np.int32)
            new = unknown[first[order]]
            self._add(text, starts[new].tolist(), stops[new].tolist())
            self._table.add(distinct, own)
            numbers[unknown] = own[which]
        return numbers

    def _add(self, text: str, starts: list[int], stops: list[int]) -> None:
        spellings = [text[start:stop] for start, stop in zip(starts, stops, strict=True)]
        self.words += spellings
        self.folded += fold_all(spellings)


class _HashTable:
    """Numbers by hash, as arrays: open addressing, at most half full.

    Number 0 marks an empty slot. The top bits of a hash are its first slot; they are the ones
    that depend on all letters of the word.
    """

    def __init__(self) -> None:
        self._count = 0
        self._resize(_LEAST_BITS)

    def _resize(self, bits: int) -> None:
        self._shift = np.uint64(64 - bits)
        self._hashes = np.zeros(1 << bits, np.uint64)
        self._numbers = np.zeros(1 << bits, np.int32)

    def find(self, hashes: Hashes) -> Ids:
        """Numbers of hashes, 0 where a hash is unknown."""
        slots = self._first_slots(hashes)
        left = np.flatnonzero(self._is_another(slots, hashes))
        while len(left):
            slots[left] = self._next(slots[left])
            left = left[self._is_another(slots[left], hashes[left])]
        return self._numbers[slots]

    def add(self, hashes: Hashes, numbers: Ids) -> None:
        """Add distinct hashes that are not in the table."""
        self._count += len(hashes)
        if 2 * self._count > len(self._numbers):
            filled = np.flatnonzero(self._numbers)
            old = self._hashes[filled], self._numbers[filled]
            self._resize((2 * self._count).bit_length())
            self._place(*old)
        self._place(hashes, numbers)

    def _place(self, hashes: Hashes, numbers: Ids) -> None:
        slots = self._first_slots(hashes)
        while len(slots):
            free = np.flatnonzero(self._numbers[slots] == 0)
            # Of several hashes that want one slot, the one written last has it.
            self._numbers[slots[free]] = numbers[free]
            placed = self._numbers[slots] == numbers
            self._hashes[slots[placed]] = hashes[placed]
            hashes, numbers = hashes[~placed], numbers[~placed]
            slots = self._next(slots[~placed])

    def _is_another(self, slots: Codes, hashes: Hashes) -> Mask:
        """Tell which slots hold another hash than the one that is looked for."""
        another: Mask = (self._hashes[slots] != hashes) & (self._numbers[slots] > 0)
        return another

    def _first_slots(self, hashes: Hashes) -> Codes:
        return (hashes >> self._shift).astype(np.int64)

    def _next(self, slots: Codes) -> Codes:
        return (slots + 1) & (len(self._numbers) - 1)
