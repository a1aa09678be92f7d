"""The matcher: where queries hold in a batch of articles, by array algebra on word numbers.

All words of all queries are looked up together, then all phrases, all windows, and last all
queries with AND or NOT, in the articles where their words stand. The plain meaning of every
form is written down a second time, slowly, in ``tests/oracle.py``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from analysis.rules.gates import Gates
from analysis.rules.lexicon import Lexicon
from analysis.rules.links import Ints, Links, Mask, Pairs
from analysis.rules.occurrences import Occurrences
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
from analysis.rules.shapes import Shapes
from analysis.rules.windows import Places
from analysis.schema import FIELDS
from analysis.text.tokens import Encoded, Vocabulary


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
        atoms: dict[Words, int] = {}
        for query in self._queries:
            for words, _ in words_in(query):
                atoms.setdefault(words, len(atoms))
        self._atoms = atoms
        self._shapes = Shapes.of(atoms, self._lexicon)
        self._field = np.array(
            [FIELDS.index(words.field) if words.field else -1 for words in atoms], np.int64
        )
        self._gates = Gates.of(self._queries, atoms)
        shown = [
            (atoms[words], number)
            for number, query in enumerate(self._queries)
            for words in dict.fromkeys(shown_words(query))
        ]
        self._shown_for = Links.of_pairs(shown, len(atoms))

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
        atom, start, stop = self._places(batch, vocabulary)
        at, query = self._shown_for.follow(atom)
        hits = _sorted(query, start[at], stop[at])
        in_doubt = np.flatnonzero(self._gates.has_gates[hits.query])
        if not len(in_doubt):
            return hits
        own = np.flatnonzero(self._gates.is_asked[atom])
        present = Pairs(atom[own], _article(batch, start[own]), batch.n_articles)
        doubtful = hits.take(in_doubt)
        kept = np.ones(len(hits), bool)
        kept[in_doubt] = self._gates.hold(doubtful.query, _article(batch, doubtful.start), present)
        return hits.take(kept)

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
        atom, start, _ = self._places(batch, vocabulary)
        having = Links.of(atom, _article(batch, start), len(self._atoms))

        def mask_of(part: Words | Facet | Between) -> Mask:
            if not isinstance(part, Words):
                return facet(part)
            mask = np.zeros(batch.n_articles, bool)
            mask[having.follow(np.array([self._atoms[part]]))[1]] = True
            return mask

        return [_holds(query, mask_of) for query in self._queries]

    def _places(self, batch: Encoded, vocabulary: Vocabulary) -> Places:
        """Places of all atoms, in no order: atom, start, stop."""
        occurrences = Occurrences.of(batch, self._lexicon, vocabulary)
        atom, start, stop = self._shapes.places(occurrences)
        field = self._field[atom]
        bound = np.flatnonzero(field >= 0)
        kept = np.ones(len(atom), bool)
        kept[bound] = field[bound] == batch.segment_of(start[bound]) % len(FIELDS)
        return atom[kept], start[kept], stop[kept]


def _article(batch: Encoded, position: Ints) -> Ints:
    article: Ints = batch.segment_of(position) // len(FIELDS)
    return article


def _sorted(query: Ints, start: Ints, stop: Ints) -> Hits:
    """Sort by query, start and stop: all three in one number."""
    length = stop - start
    length_bits = int(length.max(initial=0)).bit_length()
    start_bits = int(start.max(initial=0)).bit_length()
    key = np.sort(((query << start_bits | start) << length_bits) | length)
    length = key & ((1 << length_bits) - 1)
    key >>= length_bits
    start = key & ((1 << start_bits) - 1)
    return Hits(key >> start_bits, start, start + length)


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
