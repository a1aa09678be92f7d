"""Tables of terms: what the book finds, named for readers and counted by the search.

A term is shown as a query. Its counts are those of that query, so that whoever opens a term
finds as many articles as the table said; forms that the dictionary joins and the stem does not,
or the other way round, thus cost no agreement.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import QueryError
from analysis.terms.book import TermBook
from analysis.terms.keyness import (
    LEAST_ARTICLES,
    LEAST_G2,
    LEAST_NEW,
    candidates,
    g2,
    rate_ratio,
    risen,
)
from analysis.text.forms import is_verb, shown_form
from analysis.text.ranges import distinct

MOST_TERMS: Final = 25
# So many more candidates than rows are counted: some fall away when their query is counted.
_SPARE: Final = 8
# A dictionary form that finds so much less than the book has is given up for the spelling.
_FOUND: Final = 0.7

KEYNESS: Final = (
    "term", "query", "article_count", "story_count", "other_count", "share_here", "share_there",
    "g2",
)  # fmt: skip
NEW_TERMS: Final = (
    "term", "query", "article_count", "story_count", "other_count", "share_here", "share_there",
    "ratio", "ratio_low", "ratio_high", "is_new",
)  # fmt: skip

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int32]
Search = Callable[[str], Mask]


def distinctive_terms(
    book: TermBook,
    here: Mask,
    there: Mask,
    search: Search,
    *,
    stories: Numbers,
    sources: Numbers,
    language: str = "",
    least: int = LEAST_ARTICLES,
    most: int = MOST_TERMS,
) -> pd.DataFrame:
    """List the terms that tell some articles from others, by log-likelihood.

    Parameters
    ----------
    book : words and pairs of all articles
    here, there : two disjoint sets of articles of one language, bool of shape (n_articles,)
    search : evaluates a query, bool of shape (n_articles,)
    stories, sources : number of each article's story and source, int of shape (n_articles,)
    language : of the articles
    least : leave out terms of fewer articles here
    most : how many terms at most

    Returns
    -------
    DataFrame with the columns ``KEYNESS``, the highest ``g2`` first
        term (str), query (str), article_count, story_count, other_count (int64; the first two
        here, the last there), share_here, share_there (float, 0-1, of the articles here and
        there), g2 (float, see :func:`~analysis.terms.keyness.g2`).
    """
    found = candidates(
        book, here, there, sources, language=language, least=least, most=most + _SPARE
    )
    table = _counted(book, found, here, there, search, stories)
    score = g2(table["article_count"], table["other_count"], int(here.sum()), int(there.sum()))
    table = table.assign(g2=score)
    table = table[(table["g2"] >= LEAST_G2) & (table["article_count"] >= least)]
    table = table.sort_values(["g2", "term"], ascending=[False, True], ignore_index=True)
    return table.head(most)[list(KEYNESS)]


def new_terms(
    book: TermBook,
    after: Mask,
    before: Mask,
    search: Search,
    *,
    stories: Numbers,
    sources: Numbers,
    language: str = "",
    least: int = LEAST_NEW,
    most: int = MOST_TERMS,
) -> pd.DataFrame:
    """List the terms that were absent before and those that became more frequent.

    Parameters
    ----------
    book : words and pairs of all articles
    after, before : two disjoint sets of articles of one language, bool of shape (n_articles,)
    search, stories, sources, language, least, most : as for :func:`distinctive_terms`

    Returns
    -------
    DataFrame with the columns ``NEW_TERMS``, absent ones first, then by ``ratio_low``
        term, query (str), article_count, story_count, other_count (int64; after, after,
        before), share_here, share_there (float, 0-1), ratio, ratio_low, ratio_high (float, how
        many times as frequent, with the 95 % interval of
        :func:`~analysis.terms.keyness.rate_ratio`), is_new (bool).
        Only terms whose whole interval is above 1.
    """
    found = risen(book, after, before, sources, language=language, least=least, most=most + _SPARE)
    table = _counted(book, found, after, before, search, stories)
    ratio, low, high = rate_ratio(
        table["article_count"], table["other_count"], int(after.sum()), int(before.sum())
    )
    table = table.assign(
        ratio=ratio, ratio_low=low, ratio_high=high, is_new=table["other_count"] == 0
    )
    table = table[(table["ratio_low"] > 1) & (table["article_count"] >= least)]
    order = ["is_new", "ratio_low", "article_count", "term"]
    table = table.sort_values(order, ascending=[False, False, False, True], ignore_index=True)
    return table.head(most)[list(NEW_TERMS)]


def query_of(words: str) -> str:
    """The query that finds a term.

    >>> query_of("дрон"), query_of("machine tools"), query_of("5G")
    ('дрон', '"machine tools"', '"5G"')
    """
    return words if words.isalpha() else f'"{words}"'


def _counted(
    book: TermBook,
    found: pd.DataFrame,
    here: Mask,
    there: Mask,
    search: Search,
    stories: Numbers,
) -> pd.DataFrame:
    """Name the terms and count what their queries find."""
    rows, known = [], set()
    for term, own, others in zip(
        *(found[name].tolist() for name in ("term", "article_count", "other_count")), strict=True
    ):
        spelled = book.spelled(term)
        if len(spelled) == 1 and is_verb(spelled[0]):  # what is done names no topic
            continue
        words, mask = _named(spelled, own + others, here | there, search)
        if words in known:
            continue
        known.add(words)
        chosen = mask & here
        n_stories = len(distinct(stories[chosen]))
        others = int((mask & there).sum())
        rows.append((words, query_of(words), int(chosen.sum()), n_stories, others))
    columns = ["term", "query", "article_count", "story_count", "other_count"]
    table = pd.DataFrame(rows, columns=columns).astype(
        {name: "str" if name in ("term", "query") else "int64" for name in columns}
    )
    n_here, n_there = int(here.sum()), int(there.sum())
    return table.assign(
        share_here=table["article_count"] / n_here if n_here else np.nan,
        share_there=table["other_count"] / n_there if n_there else np.nan,
    )


def _named(spelled: tuple[str, ...], count: int, within: Mask, search: Search) -> tuple[str, Mask]:
    """The words that are shown for a term, and the articles that they find."""
    shown = shown_form(spelled)
    mask = _found(shown, search, len(within))
    plain = " ".join(spelled)
    if plain != shown and int((mask & within).sum()) < _FOUND * count:
        return plain, _found(plain, search, len(within))
    return shown, mask


def _found(words: str, search: Search, size: int) -> Mask:
    try:
        return search(query_of(words))
    except QueryError:
        return np.zeros(size, bool)
