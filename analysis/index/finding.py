"""Finding: in which stored articles a query holds.

A word is a look-up in the postings. A phrase starts from its rarest word and looks at the
neighbours. A window starts from its rarest word, too; where the others are near enough, the
tokens around are cut out and the one matcher decides.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Final

import numpy as np
import numpy.typing as npt

from analysis.index.leaves import Leaves
from analysis.index.postings import Postings
from analysis.index.words import StoredWords
from analysis.rules.match import Matcher
from analysis.rules.query import And, Between, Facet, Not, Or, Query, Term, Words, shown_words
from analysis.schema import FIELDS
from analysis.text.tokens import BREAK, Encoded, Vocabulary

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]

_TITLE: Final = FIELDS[0]
# Tokens around candidates of a window that are looked at together.
_CUT_AT_ONCE: Final = 1 << 21


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the stored tokens with its postings; entries are whole within it.

    Attributes
    ----------
    ids : int32 array, shape (n_tokens,)
    firsts : int64 array, shape (n_entries,); where each entry begins, in tokens of the segment
    texts : int64 array, shape (n_entries,); where the text of each entry begins, the same
    articles : int32 array, shape (n_entries,); position of the article, -1 for an entry that
        a later one has replaced
    """

    postings: Postings
    ids: Numbers
    firsts: Ints
    texts: Ints
    articles: Numbers

    def articles_at(self, places: Ints, field: str) -> Numbers:
        """Positions of the articles that have one of the places in a field, "" for any."""
        entry = np.searchsorted(self.firsts, places, side="right") - 1
        if field:
            entry = entry[(places < self.texts[entry]) == (field == _TITLE)]
        there = np.zeros(len(self.articles), bool)
        there[entry] = True
        return self.articles[there & (self.articles >= 0)]


class Finder:
    """Answers queries from segments.

    Parameters
    ----------
    segments : all parts of the index
    words : the stored words
    n_articles : how many positions there are
    groups : named groups of words, for ``@name``
    """

    def __init__(
        self,
        segments: Sequence[Segment],
        words: StoredWords,
        n_articles: int,
        groups: Mapping[str, Iterable[Term]],
    ) -> None:
        self._segments = segments
        self._words = words
        self._n_articles = n_articles
        self._groups = {name: tuple(terms) for name, terms in groups.items()}
        self._leaves = Leaves(words, self._groups)

    def holding(self, query: Query, facet: Callable[[Facet | Between], Mask]) -> Mask:
        """Tell in which articles a query holds, as ``Matcher.matching`` does.

        Parameters
        ----------
        query : any query
        facet : answers the parts of a query that are not words, one flag per article
        """
        match query:
            case And(parts):
                return reduce(np.logical_and, [self.holding(part, facet) for part in parts])
            case Or(parts):
                return reduce(np.logical_or, [self.holding(part, facet) for part in parts])
            case Not(part):
                return ~self.holding(part, facet)
            case Words():
                return self._standing(query)
        return facet(query)

    def hit(self, queries: Iterable[Query]) -> Mask:
        """Tell in which articles ``Matcher.match`` reports a place of any of the queries."""
        found = np.zeros(self._n_articles, bool)
        alike: dict[str, list[Numbers]] = defaultdict(list)
        for query in queries:
            parts = query.parts if isinstance(query, Or) else (query,)
            if not all(isinstance(part, Words) for part in parts):
                found |= self._composed_hit(query)
                continue
            for words in shown_words(query):
                if len(words.terms) > 1:
                    found |= self._standing(words)
                else:
                    alike[words.field].append(self._leaves.words_of(words.terms[0], alone=True))
        # Single words are looked up together: together they are one long list of spellings.
        for field, leaves in alike.items():
            for articles in self._single(np.unique(np.concatenate(leaves)), field):
                found[articles] = True
        return found

    def _composed_hit(self, query: Query) -> Mask:
        shown = [self._standing(words) for words in shown_words(query)]
        if not shown:
            return np.zeros(self._n_articles, bool)
        found: Mask = reduce(np.logical_or, shown) & self.holding(query, _no_facet)
        return found

    def _standing(self, words: Words) -> Mask:
        """Tell in which articles a word, phrase or window stands."""
        mask = np.zeros(self._n_articles, bool)
        for articles in self._articles_of(words):
            mask[articles] = True
        return mask

    def _articles_of(self, words: Words) -> Iterator[Numbers]:
        alone = len(words.terms) == 1
        leaves = [self._leaves.words_of(term, alone=alone) for term in words.terms]
        if not all(map(len, leaves)):
            return
        if alone:
            yield from self._single(leaves[0], words.field)
        elif words.slop is None:
            tables = [self._table(leaf) for leaf in leaves]
            for segment in self._segments:
                places = _phrase_places(segment, leaves, tables)
                if len(places):
                    yield segment.articles_at(places, words.field)
        else:
            yield from self._windows(words, leaves)

    def _single(self, leaf: Numbers, field: str) -> Iterator[Numbers]:
        for segment in self._segments:
            places = segment.postings.places_of(leaf)
            if len(places):
                yield segment.articles_at(places, field)

    def _table(self, leaf: Numbers) -> Mask:
        table = np.zeros(len(self._words), bool)
        table[leaf] = True
        return table

    def _windows(self, words: Words, leaves: list[Numbers]) -> Iterator[Numbers]:
        decide = _WindowMatcher(words, self._groups, self._words)
        tables = [self._table(leaf) for leaf in leaves]
        waiting: list[tuple[Segment, Ints, Numbers]] = []
        for segment in self._segments:
            for places, cuts in _window_candidates(segment, leaves, tables, decide.reach):
                waiting.append((segment, places, cuts))
                if sum(cuts.size for *_, cuts in waiting) >= _CUT_AT_ONCE:
                    yield from _decided(waiting, decide, words.field)
                    waiting = []
        if waiting:
            yield from _decided(waiting, decide, words.field)


def _no_facet(part: Facet | Between) -> Mask:
    raise ValueError(f"{part} is no part of a rule")


def _rarest(segment: Segment, leaves: Sequence[Numbers]) -> tuple[int, Ints]:
    """Return the leaf with the fewest places, and these."""
    counts: list[int] = []
    for leaf in leaves:
        counts.append(segment.postings.count(leaf))
        if not counts[-1]:
            return len(counts) - 1, np.zeros(0, np.int64)
    anchor = int(np.argmin(counts))
    return anchor, segment.postings.places_of(leaves[anchor])


def _phrase_places(segment: Segment, leaves: Sequence[Numbers], tables: Sequence[Mask]) -> Ints:
    """Places where a phrase begins."""
    anchor, places = _rarest(segment, leaves)
    if not len(places):
        return places
    start = places - anchor
    start = start[(start >= 0) & (start + len(leaves) <= len(segment.ids))]
    for offset, table in enumerate(tables):
        if offset != anchor:
            start = start[table[segment.ids[start + offset]]]
    return start


def _window_candidates(
    segment: Segment, leaves: Sequence[Numbers], tables: Sequence[Mask], reach: int
) -> Iterator[tuple[Ints, Numbers]]:
    """Places of the rarest word that have all others near, with their part of the sentence."""
    _, places = _rarest(segment, leaves)
    around = np.arange(-reach, reach + 1)
    step = max(_CUT_AT_ONCE // len(around), 1)
    for first in range(0, len(places), step):
        some = places[first : first + step]
        index = some[:, None] + around
        cuts = segment.ids[np.clip(index, 0, len(segment.ids) - 1)]
        cuts[(index < 0) | (index >= len(segment.ids))] = BREAK
        # A window of the next sentence, perhaps of another article, must not be found here.
        sentences = np.cumsum(cuts == BREAK, axis=1, dtype=np.int16)
        cuts[sentences != sentences[:, [reach]]] = BREAK
        near = np.ones(len(some), bool)
        for table in tables:
            near &= table[cuts].any(axis=1)
        yield some[near], cuts[near]


def _decided(
    waiting: Sequence[tuple[Segment, Ints, Numbers]], decide: "_WindowMatcher", field: str
) -> Iterator[Numbers]:
    """Articles of the candidates in which the window stands."""
    holds = decide(np.concatenate([cuts for *_, cuts in waiting]))
    ends = np.cumsum([len(places) for _, places, _ in waiting])
    for (segment, places, _), own in zip(waiting, np.split(holds, ends[:-1]), strict=True):
        yield segment.articles_at(places[own], field)


class _WindowMatcher:
    """Asks the matcher whether a window stands in pieces cut out of articles.

    Attributes
    ----------
    reach : how many tokens before and behind one of its words a window can take in
    """

    def __init__(
        self, words: Words, groups: Mapping[str, Iterable[Term]], stored: StoredWords
    ) -> None:
        self._matcher = Matcher([Words(words.terms, words.slop)], groups)
        self._stored = stored
        self.reach = (words.slop or 0) + len(words.terms) - 1

    def __call__(self, cuts: Numbers) -> Mask:
        """Tell for each piece, int32 of shape (n_pieces, 2 * reach + 1), if the window is there."""
        distinct, inverse = np.unique(cuts, return_inverse=True)
        vocabulary = Vocabulary()
        numbers = np.zeros(len(distinct), np.int32)
        is_word = distinct != BREAK
        spellings = self._stored.spellings(distinct[is_word])
        numbers[is_word] = [vocabulary[spelling] for spelling in spellings]
        batch = _batch_of(numbers[inverse].reshape(cuts.shape))
        return self._matcher.matching(batch, vocabulary, _no_facet)[0]


def _batch_of(pieces: Numbers) -> Encoded:
    """Pieces as the texts of articles without titles."""
    ids = np.pad(pieces, ((0, 0), (1, 1)), constant_values=BREAK)
    first = np.arange(0, ids.size, ids.shape[1])
    nowhere = np.zeros(ids.size, np.int32)
    return Encoded(
        ids=ids.ravel(),
        starts=nowhere,
        stops=nowhere,
        segments=np.append(np.stack([first, first + 1], axis=1).ravel(), ids.size),
        sentences=np.cumsum(ids.ravel() == BREAK, dtype=np.int32),
    )
