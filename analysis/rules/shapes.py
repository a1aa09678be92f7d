"""Shapes: where single words, phrases and windows stand, all of each at once."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from analysis.rules.lexicon import Lexicon
from analysis.rules.links import Ints, Mask
from analysis.rules.occurrences import Occurrences
from analysis.rules.query import Words
from analysis.rules.rows import Rows
from analysis.rules.windows import Places, window_places


@dataclass(frozen=True, slots=True)
class Shapes:
    """The words of queries, told apart by shape.

    Attributes
    ----------
    single_leaf, single_atom : parallel arrays, the single words
    phrases, windows : the longer ones
    """

    single_leaf: Ints
    single_atom: Ints
    phrases: Rows
    windows: Rows

    @classmethod
    def of(cls, atoms: Iterable[Words], lexicon: Lexicon) -> "Shapes":
        """Sort atoms by shape; the lexicon learns their words."""
        singles: list[tuple[int, int]] = []
        phrases: list[tuple[list[int], int, int]] = []
        windows: list[tuple[list[int], int, int]] = []
        for atom, words in enumerate(atoms):
            alone = len(words.terms) == 1
            leaves = [lexicon.leaf(term, alone=alone) for term in words.terms]
            if alone:
                singles.append((leaves[0], atom))
            elif words.slop is None:
                phrases.append((leaves, atom, 0))
            else:
                windows.append((leaves, atom, words.slop))
        leaf, own = np.array(singles, np.int64).reshape(-1, 2).T
        return cls(leaf, own, Rows.of(phrases), Rows.of(windows))

    def places(self, occurrences: Occurrences) -> Places:
        """Find every place of every atom, in no order: atom, start, stop (exclusive)."""
        at, start = occurrences.places(self.single_leaf)
        shapes = (
            (self.single_atom[at], start, start + 1),
            _phrase_places(self.phrases, occurrences),
            window_places(self.windows, occurrences),
        )
        atom, start, stop = map(np.concatenate, zip(*shapes, strict=True))
        return atom, start, stop


def _phrase_places(phrases: Rows, occurrences: Occurrences) -> Places:
    """Try every place of each phrase's rarest word: atom, start, stop."""
    rows, anchor = phrases.rarest(occurrences.counts)
    row, position = phrases.tries(rows, anchor, occurrences)
    inside = position >= anchor[row]
    pairs = occurrences.pairs()

    def stands(leaf: Ints, position: Ints, distance: Ints) -> Mask:
        # A batch ends with a break, which no leaf stands for.
        return pairs.hold(occurrences.words.take(position + distance, mode="clip"), leaf)

    row, position = phrases.sifted(row[inside], position[inside], anchor, stands)
    start = position - anchor[row]
    return phrases.atom[row], start, start + phrases.size[row]
