"""Translation: from a caller's word numbers to stored ones, and which words are new.

A word is looked up among the stored ones the first time it comes; from then on a number
stands for a number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from analysis.index.files import ArrayFiles
from analysis.index.words import WordFinder, hashes_of, string_columns
from analysis.text.tokens import BREAK, Vocabulary

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Translated:
    """Word numbers of a batch in the index.

    Attributes
    ----------
    ids : int32 array, shape (n_tokens,)
    columns : what the new words append to the index
    callers, stored : int32 arrays; numbers that were looked up, in both numberings
    """

    ids: Numbers
    columns: Mapping[str, npt.NDArray[Any]]
    callers: Numbers
    stored: Numbers


class Translation:
    """Remembers the stored numbers of one vocabulary; another one is looked up from the start.

    Parameters
    ----------
    files : open columns of the index
    """

    def __init__(self, files: ArrayFiles) -> None:
        self._files = files
        self._vocabulary: Vocabulary | None = None
        self._numbers = np.zeros(0, np.int32)
        self._finder = WordFinder(files)

    def translate(self, ids: Numbers, vocabulary: Vocabulary) -> Translated:
        """Look up the words of a batch; nothing is remembered before :meth:`keep`."""
        self._follow(vocabulary)
        callers = distinct_of(ids, self._numbers < 0)
        spellings = pa.array([vocabulary.words[word] for word in callers], pa.large_string())
        ends, data = string_columns(spellings)
        hashes = hashes_of(ends, data)
        stored = self._finder.find(spellings, hashes)
        is_new = stored < 0
        n_words = self._files.state.lengths["word_ends"]
        stored[is_new] = np.arange(n_words, n_words + is_new.sum())
        columns = self._columns(
            spellings.filter(pa.array(is_new)),
            [vocabulary.folded[word] for word in callers[is_new]],
            hashes[is_new],
        )
        translation = self._numbers.copy()
        translation[callers] = stored
        return Translated(translation[ids], columns, callers, stored)

    def keep(self, translated: Translated) -> None:
        """Remember what was looked up, once the index holds it."""
        self._numbers[translated.callers] = translated.stored

    def _follow(self, vocabulary: Vocabulary) -> None:
        """Make room for the words of a vocabulary."""
        if vocabulary is not self._vocabulary:
            # Words stored from now on come from this vocabulary and are remembered.
            self._vocabulary, self._finder = vocabulary, WordFinder(self._files)
            self._numbers = np.full(1, BREAK, np.int32)
        unknown = np.full(len(vocabulary.words) - len(self._numbers), -1, np.int32)
        self._numbers = np.concatenate([self._numbers, unknown])

    def _columns(
        self, spellings: pa.LargeStringArray, folded: list[str], hashes: npt.NDArray[np.uint64]
    ) -> dict[str, npt.NDArray[Any]]:
        word_ends, word_bytes = string_columns(spellings)
        folded_ends, folded_bytes = string_columns(pa.array(folded, pa.large_string()))
        lengths = self._files.state.lengths
        return {
            "word_ends": word_ends + lengths["word_bytes"],
            "word_bytes": word_bytes,
            "word_hashes": hashes,
            "folded_ends": folded_ends + lengths["folded_bytes"],
            "folded_bytes": folded_bytes,
            "folded_hashes": hashes_of(folded_ends, folded_bytes),
        }


def distinct_of(ids: Numbers, wanted: Mask) -> Numbers:
    """Distinct word numbers of a batch that are wanted, sorted.

    Parameters
    ----------
    ids : int32 array
    wanted : bool array, one flag per word number
    """
    there = np.zeros(len(wanted), bool)
    there[ids] = True
    return np.flatnonzero(there & wanted).astype(np.int32)
