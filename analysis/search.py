"""Search: any query of the language over the whole corpus, by the matcher of the rules."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import QueryError
from analysis.measures.corpus import Corpus
from analysis.rules.match import Matcher
from analysis.rules.query import Between, Facet, Problem, Query, parse_query, words_in
from analysis.schema import AXES, FIELDS
from analysis.text.folding import fold
from analysis.text.ranges import spread
from analysis.text.tokens import Vocabulary, encode, words_of

Mask = npt.NDArray[np.bool_]
Positions = npt.NDArray[np.int64]


class Searchable(Protocol):
    """Articles as word numbers: a ``TokenIndex``, or a table in memory."""

    @property
    def n_articles(self) -> int:
        """How many articles it holds."""

    def search(self, query: Query, facet: Callable[[Facet | Between], Mask]) -> Mask:
        """Tell in which articles a query holds; ``facet`` answers what is not words."""

    def tokens(self, positions: npt.ArrayLike) -> tuple[npt.NDArray[np.int32], Positions]:
        """Word numbers of articles, and where each article begins among them."""

    def spellings(self) -> tuple[list[str], list[str]]:
        """All words by number, as they are spelled and folded."""


class Searcher:
    """Answers queries over articles that were read before, so that a search reads no text.

    Parameters
    ----------
    index : its positions are those of the corpus that is searched
    """

    def __init__(self, index: Searchable) -> None:
        self._index = index

    @classmethod
    def over(cls, articles: pd.DataFrame) -> "Searcher":
        """Read a table that has no index; it is kept in memory.

        Parameters
        ----------
        articles : has ``title`` and ``text``; the order of the answers is theirs
        """
        return cls(_InMemory(articles))

    @property
    def index(self) -> Searchable:
        """The articles as word numbers."""
        return self._index

    def search(self, query: str, corpus: Corpus) -> Mask:
        """Tell which articles a query finds.

        Parameters
        ----------
        query : in the language of ``analysis.rules.query``
        corpus : answers ``sector:``, ``date:``, ``source:`` … for the same articles

        Returns
        -------
        bool array, shape (n_articles,)

        Raises
        ------
        QueryError
            If the query cannot be read, or names a group: those belong to the taxonomy.
        """
        parsed = parse_query(query)
        groups = [
            term.text
            for words, _ in words_in(parsed)
            for term in words.terms
            if term.kind == "group"
        ]
        if groups:
            raise QueryError(query, [Problem("group", name=name) for name in groups])
        size = self._index.n_articles
        found = self._index.search(parsed, lambda part: _fitted(_holds(part, corpus), size))
        return _fitted(found, len(corpus))


class _InMemory:
    """A table as one encoded batch."""

    def __init__(self, articles: pd.DataFrame) -> None:
        self._vocabulary = Vocabulary()
        texts = zip(articles["title"], articles["text"], strict=True)
        self._encoded = encode(texts, self._vocabulary)

    @property
    def n_articles(self) -> int:
        return self._encoded.n_articles

    def search(self, query: Query, facet: Callable[[Facet | Between], Mask]) -> Mask:
        return Matcher([query]).matching(self._encoded, self._vocabulary, facet)[0]

    def tokens(self, positions: npt.ArrayLike) -> tuple[npt.NDArray[np.int32], Positions]:
        wanted = np.asarray(positions, np.int64)
        limits = self._encoded.segments[:: len(FIELDS)]
        _, chosen = spread(limits[wanted], limits[wanted + 1])
        sizes = limits[wanted + 1] - limits[wanted]
        return self._encoded.ids[chosen], np.append(0, np.cumsum(sizes))

    def spellings(self) -> tuple[list[str], list[str]]:
        return self._vocabulary.words, self._vocabulary.folded


def _fitted(mask: Mask, size: int) -> Mask:
    """Cut or lengthen a mask: an index may be some articles ahead of the corpus, or behind."""
    fitted = np.zeros(size, bool)
    fitted[: len(mask)] = mask[:size]
    return fitted


def _holds(part: Facet | Between, corpus: Corpus) -> Mask:
    if isinstance(part, Between):
        return corpus.between(part.first, part.last)
    if part.name in AXES:
        return corpus.has_topic(part.name, part.value)
    if part.name == "source":
        return _named(corpus.source_names, part.value)[corpus.sources]
    if part.name == "lang":
        return _named(corpus.language_codes, part.value)[corpus.languages]
    same: Mask = np.array([name == part.value for name in corpus.kind_names], bool)[corpus.kinds]
    return same


def _named(names: Sequence[str], wanted: str) -> Mask:
    """Names that hold all words of what was asked for."""
    words = {fold(word) for word in words_of(wanted)}
    return np.array([words <= {fold(word) for word in words_of(name)} for name in names], bool)
