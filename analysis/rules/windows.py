"""Windows: words that stand near each other, in any order, within a sentence."""

from dataclasses import dataclass

import numpy as np

from analysis.rules.links import Ints, Sieve
from analysis.rules.occurrences import Occurrences
from analysis.rules.rows import Rows
from analysis.text.ranges import spread

Places = tuple[Ints, Ints, Ints]


def window_places(windows: Rows, occurrences: Occurrences) -> Places:
    """Find the windows that hold all words of a row: atom, start, stop.

    The rarest word is looked up first; where its sentence holds the others too, every word at
    hand opens a window that reaches to the nearest places of the others behind it. Of nested
    windows only the smallest is reported.
    """
    sentences = occurrences.sentences
    rows, anchor = windows.rarest(occurrences.counts)
    used = np.unique(windows.leaf[windows.words.follow(rows)[1]])
    at, position = occurrences.places(used)
    leaf, sentence = used[at], sentences[position]
    there = Sieve(leaf, sentence)
    row, near = windows.sifted(
        *windows.tries(rows, anchor, occurrences),
        anchor,
        lambda leaf, position, _: there.may_hold(leaf, sentences[position]),
    )
    at, word = windows.words.follow(row)
    kept = Sieve(windows.leaf[word], sentences[near[at]]).may_hold(leaf, sentence)
    reach = int((windows.slop + windows.size).max(initial=0))
    spots = _Spots.of(leaf[kept], position[kept], len(sentences) + reach)
    row, start, last = _closed(windows, spots, *_openings(windows, spots, row, near))
    same = sentences[start] == sentences[last]
    return _innermost(windows.atom[row[same]], start[same], last[same] + 1)


@dataclass(frozen=True, slots=True)
class _Spots:
    """Where leaves stand, as one array sorted by leaf, then position.

    Attributes
    ----------
    key : int64 array, ``leaf * width + position``, closed by a number greater than all
    width : a power of two, greater than every position that is asked for
    """

    key: Ints
    width: int

    @classmethod
    def of(cls, leaf: Ints, position: Ints, beyond: int) -> "_Spots":
        width = 1 << beyond.bit_length()
        return cls(np.append(np.sort(leaf * width + position), np.iinfo(np.int64).max), width)

    def between(self, leaf: Ints, first: Ints, last: Ints) -> tuple[Ints, Ints]:
        """List the positions of each leaf within bounds: index into ``leaf``, position."""
        begin = np.searchsorted(self.key, leaf * self.width + first)
        end = np.searchsorted(self.key, leaf * self.width + last, side="right")
        at, index = spread(begin, end)
        return at, self.key[index] & (self.width - 1)

    def following(self, leaf: Ints, position: Ints) -> Ints:
        """Next position of each leaf; ``width`` or more where there is none."""
        least = leaf * self.width
        found: Ints = self.key[np.searchsorted(self.key, least + position, side="right")] - least
        return found


def _openings(windows: Rows, spots: _Spots, row: Ints, near: Ints) -> Places:
    """List the words that may open a window around a place: row, start, offset."""
    reach = windows.slop + windows.size - 1
    at, word = windows.words.follow(row)
    first = np.maximum(near - reach[row], 0)
    found, start = spots.between(windows.leaf[word], first[at], near[at])
    return row[at[found]], start, windows.offset[word[found]]


def _closed(windows: Rows, spots: _Spots, row: Ints, start: Ints, opening: Ints) -> Places:
    """Reach from each start to the nearest of the other words: row, start, last."""
    reach = windows.slop + windows.size - 1
    last = start
    for number in range(int(windows.size.max(initial=1)) - 1):
        offset = number + (number >= opening)
        asked = np.flatnonzero(offset < windows.size[row])
        leaf = windows.leaf[windows.words.first[row[asked]] + offset[asked]]
        last = last.copy()
        last[asked] = np.maximum(last[asked], spots.following(leaf, start[asked]))
        kept = last - start <= reach[row]
        row, start, opening, last = row[kept], start[kept], opening[kept], last[kept]
    return row, start, last


def _innermost(atom: Ints, start: Ints, stop: Ints) -> Places:
    """Keep of each atom's windows those that hold no other."""
    order = np.lexsort((stop, start, atom))
    atom, start, stop = atom[order], start[order], stop[order]
    shortest = np.ones(len(atom), bool)
    shortest[1:] = (atom[1:] != atom[:-1]) | (start[1:] != start[:-1])
    atom, start, stop = atom[shortest], start[shortest], stop[shortest]
    # Atoms are apart by more than any position, so the running minimum never mixes them.
    reach = atom * (int(stop.max(initial=0)) + 1) + stop
    least_behind = np.minimum.accumulate(reach[::-1])[::-1]
    kept = np.ones(len(atom), bool)
    kept[:-1] = least_behind[1:] > reach[:-1]
    return atom[kept], start[kept], stop[kept]
