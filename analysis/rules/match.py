"""The matcher: where queries hold in a batch of articles, by array algebra on word numbers.

All words of all queries are looked up together, then all phrases, then all windows; only
queries with AND or NOT are worked through one by one, and those on masks of articles. The
plain meaning of every form is written down a second time, slowly, in ``tests/oracle.py``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt

from analysis.rules.lexicon import Lexicon
from analysis.rules.query import (
    And,
    Between,
    Facet,
    Not,
    Or,
    Query,
    Term,
    Words,
    shown_words,
    words_in,
)
from analysis.schema import FIELDS
from analysis.text.tokens import Encoded, Vocabulary

Mask = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Hits:
    """Where queries hold: one entry per query and place, sorted by query, then place.

    Attributes
    ----------
    query : int64 array, index into the matcher's queries
    start, stop : int64 arrays, token positions in the batch, ``stop`` exclusive
    """

    query: Ints
    start: Ints
    stop: Ints

    def __len__(self) -> int:
        return len(self.query)

    def take(self, chosen: Mask | Ints) -> "Hits":
        """Return the chosen hits, in their order."""
        return Hits(self.query[chosen], self.start[chosen], self.stop[chosen])


class Matcher:
    """Finds all places of many queries at once.

    Parameters
    ----------
    queries : parsed queries
    groups : named groups of words, for ``@name``
    """

    def __init__(
        self, queries: Sequence[Query], groups: Mapping[str, Iterable[Term]] | None = None
    ) -> None:
        self._queries = tuple(queries)
        self._lexicon = Lexicon(groups or {})
        self._atoms: dict[Words, int] = {}
        for query in self._queries:
            for words, _ in words_in(query):
                self._atoms.setdefault(words, len(self._atoms))
        self._shape = _Shapes.of(list(self._atoms), self._lexicon)
        self._simple, self._composed = self._split()

    def _split(self) -> tuple[list[tuple[int, int]], list[int]]:
        """Pairs (atom, query) of queries that are one of several words; the other queries."""
        simple: list[tuple[int, int]] = []
        composed: list[int] = []
        for number, query in enumerate(self._queries):
            parts = query.parts if isinstance(query, Or) else (query,)
            if all(isinstance(part, Words) for part in parts):
                atoms = {self._atoms[part] for part in parts if isinstance(part, Words)}
                simple.extend((atom, number) for atom in sorted(atoms))
            else:
                composed.append(number)
        return sorted(simple), composed

    def match(self, batch: Encoded, vocabulary: Vocabulary) -> Hits:
        """Find every place where a query holds.

        Parameters
        ----------
        batch : articles encoded with ``vocabulary``
        vocabulary : best the same object at every call; another is looked up from the start

        Returns
        -------
        Hits
            For a query with AND or NOT: the places of the words that stand for it (see
            ``shown_words``), in the articles where the whole query holds.
        """
        places = self._places(batch, vocabulary)
        parts = [self._simple_hits(places)]
        articles = batch.segment_of(places.start) // len(FIELDS)
        bounds = np.searchsorted(places.query, np.arange(len(self._atoms) + 1))

        def mask_of(words: Words) -> Mask:
            atom = self._atoms[words]
            mask = np.zeros(batch.n_articles, bool)
            mask[articles[bounds[atom] : bounds[atom + 1]]] = True
            return mask

        for number in self._composed:
            parts.append(self._composed_hits(number, places, articles, bounds, mask_of))
        query, start, stop = (
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("query", "start", "stop")
        )
        order = np.lexsort((stop, start, query))
        return Hits(query[order], start[order], stop[order])

    def matching(
        self,
        batch: Encoded,
        vocabulary: Vocabulary,
        facet: Callable[[Facet | Between], Mask],
    ) -> list[Mask]:
        """Tell for each query in which articles it holds.

        Parameters
        ----------
        batch, vocabulary : as in :meth:`match`
        facet : answers the parts of a query that are not words, one flag per article
        """
        places = self._places(batch, vocabulary)
        articles = batch.segment_of(places.start) // len(FIELDS)
        bounds = np.searchsorted(places.query, np.arange(len(self._atoms) + 1))

        def mask_of(part: Words | Facet | Between) -> Mask:
            if not isinstance(part, Words):
                return facet(part)
            atom = self._atoms[part]
            mask = np.zeros(batch.n_articles, bool)
            mask[articles[bounds[atom] : bounds[atom + 1]]] = True
            return mask

        return [_holds(query, mask_of) for query in self._queries]

    def _places(self, batch: Encoded, vocabulary: Vocabulary) -> Hits:
        """Places of all atoms; ``query`` is the atom's number."""
        occurrences = _Occurrences.of(batch, self._lexicon, vocabulary)
        atom, start, stop = (
            np.concatenate(column)
            for column in zip(
                self._shape.single_places(occurrences),
                self._shape.phrase_places(occurrences),
                self._shape.window_places(occurrences),
                strict=True,
            )
        )
        wanted = self._shape.fields[atom]
        if (wanted >= 0).any():
            kept = (wanted < 0) | (wanted == batch.segment_of(start) % len(FIELDS))
            atom, start, stop = atom[kept], start[kept], stop[kept]
        order = np.lexsort((stop, start, atom))
        return Hits(atom[order], start[order], stop[order])

    def _simple_hits(self, places: Hits) -> Hits:
        atoms = np.array([atom for atom, _ in self._simple], np.int64)
        queries = np.array([query for _, query in self._simple], np.int64)
        first = np.searchsorted(atoms, places.query, side="left")
        counts = np.searchsorted(atoms, places.query, side="right") - first
        return Hits(
            queries[_ranges(first, counts)],
            np.repeat(places.start, counts),
            np.repeat(places.stop, counts),
        )

    def _composed_hits(
        self,
        number: int,
        places: Hits,
        articles: Ints,
        bounds: Ints,
        mask_of: Callable[[Words], Mask],
    ) -> Hits:
        query = self._queries[number]
        shown = {self._atoms[words] for words in shown_words(query)}
        found = [np.arange(bounds[atom], bounds[atom + 1]) for atom in sorted(shown)]
        chosen = np.concatenate(found) if found else np.zeros(0, np.int64)
        if len(chosen):
            chosen = chosen[_holds(query, mask_of)[articles[chosen]]]
        return Hits(
            np.full(len(chosen), number, np.int64), places.start[chosen], places.stop[chosen]
        )


def _holds(query: Query, mask_of: Callable[..., Mask]) -> Mask:
    """Evaluate a query on whole articles."""
    match query:
        case And(parts):
            return reduce(np.logical_and, [_holds(part, mask_of) for part in parts])
        case Or(parts):
            return reduce(np.logical_or, [_holds(part, mask_of) for part in parts])
        case Not(part):
            return ~_holds(part, mask_of)
    return mask_of(query)


@dataclass(frozen=True, slots=True)
class _Occurrences:
    """Where every leaf stands in a batch, sorted by leaf, then position.

    ``key`` is ``leaf * width + position``: one sorted array answers "does this leaf stand
    there" and "where does it stand next" for all leaves at once.
    """

    key: Ints
    position: Ints
    first: Ints
    width: int
    sentences: npt.NDArray[np.int32]

    @classmethod
    def of(cls, batch: Encoded, lexicon: Lexicon, vocabulary: Vocabulary) -> "_Occurrences":
        table = lexicon.resolve(vocabulary)
        per_word = np.diff(table.first)
        position = np.flatnonzero(per_word[batch.ids])
        words = batch.ids[position]
        counts = per_word[words]
        leaf = table.leaves[_ranges(table.first[words], counts)].astype(np.int64)
        width = len(batch.ids) + 1
        key = leaf * width + np.repeat(position, counts)
        key.sort()
        first = np.searchsorted(key, np.arange(len(lexicon) + 1, dtype=np.int64) * width)
        return cls(key, key % width, first, width, batch.sentences)

    def counts(self) -> Ints:
        return np.diff(self.first)

    def stands(self, leaf: Ints, position: Ints) -> Mask:
        """Tell whether the leaf stands at the position."""
        wanted = leaf * self.width + position
        at = np.searchsorted(self.key, wanted)
        at[at == len(self.key)] = 0
        if not len(self.key):
            return np.zeros(len(wanted), bool)
        same: Mask = self.key[at] == wanted
        return same

    def following(self, leaf: Ints, position: Ints) -> Ints:
        """Next position of the leaf after the given one; ``width`` where there is none."""
        at = np.searchsorted(self.key, leaf * self.width + position, side="right")
        return np.where(
            at < self.first[leaf + 1],
            np.append(self.position, 0)[at],
            self.width,
        )


@dataclass(frozen=True, slots=True)
class _Shapes:
    """The atoms of the queries by shape, as arrays of leaf numbers.

    Attributes
    ----------
    fields : int64 array, shape (n_atoms,); index into FIELDS, -1 for any
    single_leaf, single_atom : parallel arrays, sorted by leaf
    phrase_leaves : int64 array, shape (n_phrases, longest), -1 beyond the end
    window_leaves : the same for windows; ``window_slop`` beside it
    """

    fields: Ints
    single_leaf: Ints
    single_atom: Ints
    phrase_leaves: Ints
    phrase_atom: Ints
    window_leaves: Ints
    window_atom: Ints
    window_slop: Ints

    @classmethod
    def of(cls, atoms: Sequence[Words], lexicon: Lexicon) -> "_Shapes":
        single: list[tuple[int, int]] = []
        phrases: list[tuple[list[int], int]] = []
        windows: list[tuple[list[int], int, int]] = []
        for atom, words in enumerate(atoms):
            alone = len(words.terms) == 1
            leaves = [lexicon.leaf(term, alone=alone) for term in words.terms]
            if alone:
                single.append((leaves[0], atom))
            elif words.slop is None:
                phrases.append((leaves, atom))
            else:
                windows.append((leaves, atom, words.slop))
        single.sort()
        return cls(
            fields=np.array(
                [FIELDS.index(words.field) if words.field else -1 for words in atoms], np.int64
            ),
            single_leaf=np.array([leaf for leaf, _ in single], np.int64),
            single_atom=np.array([atom for _, atom in single], np.int64),
            phrase_leaves=_padded([leaves for leaves, _ in phrases]),
            phrase_atom=np.array([atom for _, atom in phrases], np.int64),
            window_leaves=_padded([leaves for leaves, *_ in windows]),
            window_atom=np.array([atom for _, atom, _ in windows], np.int64),
            window_slop=np.array([slop for *_, slop in windows], np.int64),
        )

    def single_places(self, occurrences: _Occurrences) -> tuple[Ints, Ints, Ints]:
        counts = occurrences.counts()[self.single_leaf]
        atom = np.repeat(self.single_atom, counts)
        start = occurrences.position[_ranges(occurrences.first[self.single_leaf], counts)]
        return atom, start, start + 1

    def phrase_places(self, occurrences: _Occurrences) -> tuple[Ints, Ints, Ints]:
        """Try every place of each phrase's rarest word."""
        counts = np.append(occurrences.counts(), len(occurrences.key) + 1)[self.phrase_leaves]
        anchor = counts.argmin(axis=1) if counts.size else np.zeros(0, np.int64)
        rows = np.arange(len(anchor))
        tries = counts[rows, anchor]
        first = occurrences.first[self.phrase_leaves[rows, anchor]]
        row = np.repeat(rows, tries)
        start = occurrences.position[_ranges(first, tries)] - anchor[row]
        for offset in range(self.phrase_leaves.shape[1]):
            leaf = self.phrase_leaves[row, offset]
            holds = (leaf < 0) | (offset == anchor[row])
            asked = np.flatnonzero(~holds)
            holds[asked] = occurrences.stands(leaf[asked], start[asked] + offset)
            row, start = row[holds], start[holds]
        length = (self.phrase_leaves[row] >= 0).sum(axis=1)
        return self.phrase_atom[row], start, start + length

    def window_places(self, occurrences: _Occurrences) -> tuple[Ints, Ints, Ints]:
        """From each place of each word: the nearest places of the others behind it.

        Of nested windows only the smallest is reported.
        """
        found: list[tuple[Ints, Ints, Ints]] = []
        size = (self.window_leaves >= 0).sum(axis=1)
        for opening in range(self.window_leaves.shape[1]):
            rows = np.flatnonzero(size > opening)
            all_there = self._all_there(rows, occurrences)
            rows = rows[all_there]
            leaf = self.window_leaves[rows, opening]
            counts = occurrences.counts()[leaf]
            row = np.repeat(rows, counts)
            start = occurrences.position[_ranges(occurrences.first[leaf], counts)]
            found.append(self._close(row, start, opening, size, occurrences))
        empty = np.zeros(0, np.int64)
        atom, start, stop = (
            np.concatenate([empty, *(part[column] for part in found)]) for column in range(3)
        )
        if not len(atom):
            return atom, start, stop
        return _innermost(*np.unique(np.stack([atom, start, stop]), axis=1))

    def _all_there(self, rows: Ints, occurrences: _Occurrences) -> Mask:
        """Windows all of whose words stand somewhere in the batch."""
        there = np.append(occurrences.counts() > 0, True)
        return np.asarray(there[self.window_leaves[rows]].all(axis=1))

    def _close(
        self, row: Ints, start: Ints, opening: int, size: Ints, occurrences: _Occurrences
    ) -> tuple[Ints, Ints, Ints]:
        last = start.copy()
        for other in range(self.window_leaves.shape[1]):
            if other == opening or not len(row):
                continue
            leaf = self.window_leaves[row, other]
            asked = np.flatnonzero(leaf >= 0)
            reach = np.full(len(row), -1, np.int64)
            reach[asked] = occurrences.following(leaf[asked], start[asked])
            last = np.maximum(last, reach)
            near = last - start + 1 - size[row] <= self.window_slop[row]
            row, start, last = row[near], start[near], last[near]
        kept = last < occurrences.width
        row, start, last = row[kept], start[kept], last[kept]
        same = occurrences.sentences[start] == occurrences.sentences[last]
        row, start, last = row[same], start[same], last[same]
        return self.window_atom[row], start, last + 1


def _innermost(atom: Ints, start: Ints, stop: Ints) -> tuple[Ints, Ints, Ints]:
    """Drop windows that hold another of the same atom; all sorted by atom, start, stop."""
    first = np.ones(len(atom), bool)
    first[1:] = (atom[1:] != atom[:-1]) | (start[1:] != start[:-1])
    atom, start, stop = atom[first], start[first], stop[first]
    # Atoms are apart by more than any position, so the running minimum never mixes them.
    reach = atom * (int(stop.max(initial=0)) + 1) + stop
    least_behind = np.minimum.accumulate(reach[::-1])[::-1]
    kept = np.ones(len(atom), bool)
    kept[:-1] = least_behind[1:] > reach[:-1]
    return atom[kept], start[kept], stop[kept]


def _padded(rows: Sequence[Sequence[int]]) -> Ints:
    """Stack rows of unequal length, -1 beyond the end; at least one column."""
    longest = max(map(len, rows), default=1)
    padded = np.full((len(rows), longest), -1, np.int64)
    for number, row in enumerate(rows):
        padded[number, : len(row)] = row
    return padded


def _ranges(first: npt.NDArray[np.integer], counts: npt.NDArray[np.integer]) -> Ints:
    """Concatenate the ranges ``first[i] .. first[i] + counts[i]``.

    >>> _ranges(np.array([5, 0, 9]), np.array([2, 0, 3])).tolist()
    [5, 6, 9, 10, 11]
    """
    total = int(counts.sum())
    if not total:
        return np.zeros(0, np.int64)
    before = np.cumsum(counts) - counts
    moved: Ints = np.arange(total, dtype=np.int64) + np.repeat(first - before, counts)
    return moved
