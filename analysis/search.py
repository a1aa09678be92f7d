"""Search: any query of the language over the whole corpus, by the matcher of the rules."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import QueryError
from analysis.measures.corpus import Corpus
from analysis.rules.match import Matcher
from analysis.rules.query import Between, Facet, Problem, parse_query, words_in
from analysis.schema import AXES
from analysis.text.folding import fold
from analysis.text.tokens import Vocabulary, encode, words_of

Mask = npt.NDArray[np.bool_]


class Searcher:
    """Holds the corpus as word numbers, so that a search reads no text.

    Parameters
    ----------
    articles : has ``title`` and ``text``; the order of the answers is theirs
    """

    def __init__(self, articles: pd.DataFrame) -> None:
        self._vocabulary = Vocabulary()
        texts = zip(articles["title"], articles["text"], strict=True)
        self._encoded = encode(texts, self._vocabulary)

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
        matcher = Matcher([parsed])
        found = matcher.matching(self._encoded, self._vocabulary, lambda part: _holds(part, corpus))
        return found[0]


def _holds(part: Facet | Between, corpus: Corpus) -> Mask:
    if isinstance(part, Between):
        return corpus.between(part.first, part.last)
    if part.name in AXES:
        return corpus.has_topic(part.name, part.value)
    if part.name == "source":
        return _named(corpus.source_names, part.value)[corpus.sources]
    if part.name == "lang":
        return _named(corpus.language_codes, part.value)[corpus.languages]
    same: Mask = corpus.kinds == part.value
    return same


def _named(names: Sequence[str], wanted: str) -> Mask:
    """Names that hold all words of what was asked for."""
    words = {fold(word) for word in words_of(wanted)}
    return np.array([words <= {fold(word) for word in words_of(name)} for name in names], bool)
