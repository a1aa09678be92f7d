"""Leaves over stored words: which words of an index a word of a query stands for."""

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from analysis.index.words import StoredWords
from analysis.rules.lexicon import Lexicon
from analysis.rules.query import Term

Numbers = npt.NDArray[np.int32]


class Leaves:
    """Looks up each query word once.

    Parameters
    ----------
    words : the stored words
    groups : named groups of words, for ``@name``
    """

    def __init__(self, words: StoredWords, groups: Mapping[str, Iterable[Term]]) -> None:
        self._words = words
        self._lexicon = Lexicon(groups)
        self._known: dict[int, Numbers] = {}

    def words_of(self, term: Term, *, alone: bool) -> Numbers:
        """Numbers of the stored words that a query word stands for, sorted."""
        leaf = self._lexicon.leaf(term, alone=alone)
        if leaf not in self._known:
            found = self._lexicon.words_of(leaf, self._words)
            # Postings hold such numbers; others would have them converted at every look-up.
            self._known[leaf] = found.astype(np.int32)
        return self._known[leaf]
