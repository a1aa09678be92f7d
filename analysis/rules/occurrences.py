"""Occurrences: where the leaves of a lexicon stand in a batch of articles."""

from dataclasses import dataclass

import numpy as np

from analysis.rules.lexicon import Lexicon
from analysis.rules.links import Ints, Links, Pairs
from analysis.text.tokens import Encoded
from analysis.text.vocabulary import Ids, Vocabulary


@dataclass(frozen=True, slots=True)
class Occurrences:
    """A batch seen through a lexicon: leaves lead to words, words to positions.

    Words have the batch's own small numbers, from 1; those without a leaf have none.

    Attributes
    ----------
    words : int32 array, shape (n_tokens,), 0 for a token without a leaf
    sentences : int32 array, shape (n_tokens,), as in ``Encoded``
    counts : int64 array, shape (n_leaves,), in how many places each leaf stands
    words_of : from leaves to words
    positions_of : from words to positions
    """

    words: Ids
    sentences: Ids
    counts: Ints
    words_of: Links
    positions_of: Links

    @classmethod
    def of(cls, batch: Encoded, lexicon: Lexicon, vocabulary: Vocabulary) -> "Occurrences":
        """Look the words of a batch up."""
        table = lexicon.resolve(vocabulary)
        leaves = Links(table.first, table.leaves.astype(np.int64))
        is_there = np.zeros(len(leaves.first) - 1, bool)
        is_there[batch.ids] = True
        known = np.flatnonzero(is_there & (leaves.counts() > 0))
        number = np.zeros(len(is_there), np.int32)
        number[known] = np.arange(1, len(known) + 1)
        words = number[batch.ids]
        positions = np.flatnonzero(words > 0)
        positions_of = Links.of(words[positions], positions, len(known) + 1)
        at, leaf = leaves.follow(known)
        often = positions_of.counts()[1:][at]
        return cls(
            words=words,
            sentences=batch.sentences,
            counts=np.bincount(leaf, weights=often, minlength=len(lexicon)).astype(np.int64),
            words_of=Links.of(leaf, at + 1, len(lexicon)),
            positions_of=positions_of,
        )

    def places(self, leaves: Ints) -> tuple[Ints, Ints]:
        """List the positions of all leaves given: index into ``leaves``, position."""
        at, word = self.words_of.follow(leaves)
        again, position = self.positions_of.follow(word)
        return at[again], position

    def pairs(self) -> Pairs:
        """Every word of the batch with each of its leaves."""
        leaf, word = self.words_of.follow(np.arange(len(self.counts)))
        return Pairs(word, leaf, len(self.counts))
