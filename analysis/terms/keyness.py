"""Keyness: which terms tell some articles from others, and which rose after a day.

Articles are counted, not occurrences: one article that repeats a word says no more of the
others. Both measures look at two disjoint sets of articles and the four numbers of a term:
articles with it in either set, and all articles of either set.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.terms.book import TermBook

# Of the chi-squared distribution with one degree of freedom: one in ten thousand, as Rayson,
# Berridge and Francis (2004) recommend for word frequencies.
LEAST_G2: Final = 15.13
LEAST_ARTICLES: Final = 5
LEAST_NEW: Final = 3
# A word that stands so often within one and the same pair is shown as the pair only.
_WITHIN_PAIR: Final = 0.7
# From this share on a term is of one source, unless that source has so much of all.
_MANNER: Final = 0.9
_MAIN_SOURCE: Final = 0.5
_TRIED: Final = 3  # so many times as many terms are looked at as are shown
_Z: Final = 1.959964  # 95 of 100

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]
Counts = npt.ArrayLike


def g2(here: Counts, there: Counts, n_here: int, n_there: int) -> Floats:
    """Dunning's log-likelihood ratio of a term in two sets of articles, with a sign.

    ``G2 = 2 * sum(O * ln(O / E))`` over the four cells with and without the term, here and
    there; E is what the margins let expect. It is negative where the term is rarer here than
    there, and 0 where either set is empty.

    Parameters
    ----------
    here, there : articles with the term, whole numbers of the same shape
    n_here, n_there : all articles of either set

    Returns
    -------
    float64 array of that shape

    References
    ----------
    T. Dunning, "Accurate Methods for the Statistics of Surprise and Coincidence",
    Computational Linguistics 19 (1), 1993.

    Examples
    --------
    >>> g2([10, 5, 0], [10, 50, 20], 100, 1000).round(2).tolist()
    [22.91, 0.0, -3.85]
    """
    a, b = np.asarray(here, float), np.asarray(there, float)
    total = n_here + n_there
    if not n_here or not n_there:
        return np.zeros(np.shape(a))
    with_it = a + b
    cells = (
        (a, with_it * n_here / total),
        (b, with_it * n_there / total),
        (n_here - a, (total - with_it) * n_here / total),
        (n_there - b, (total - with_it) * n_there / total),
    )
    doubled = 2 * sum(_part(observed, expected) for observed, expected in cells)
    sign = np.sign(a * n_there - b * n_here)
    return np.asarray(sign * np.maximum(doubled, 0.0))


def _part(observed: Floats, expected: Floats) -> Floats:
    ratio = np.divide(observed, expected, out=np.ones_like(observed), where=observed > 0)
    return np.asarray(observed * np.log(ratio))


def rate_ratio(
    here: Counts, there: Counts, n_here: int, n_there: int
) -> tuple[Floats, Floats, Floats]:
    """How many times as frequent a term is here as there, with a 95 % interval.

    Of ``a + b`` articles with the term, ``a`` are here: a share whose Wilson interval becomes an
    interval of the ratio ``(a / n_here) / (b / n_there)`` (both counts taken as Poisson, the
    ratio conditional on their sum).

    Parameters
    ----------
    here, there, n_here, n_there : as for :func:`g2`

    Returns
    -------
    ratio, low, high : float64 arrays
        infinite where there is none there; NaN where there is none at all, or a set is empty.

    References
    ----------
    E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference",
    JASA 22 (158), 1927; J. Przyborowski and H. Wilenski, Biometrika 31, 1940.

    Examples
    --------
    >>> [round(float(one[0]), 2) for one in rate_ratio([8], [2], 100, 100)]
    [4.0, 0.96, 16.64]
    """
    a, b = np.asarray(here, float), np.asarray(there, float)
    total = a + b
    with np.errstate(divide="ignore", invalid="ignore"):
        share = a / total
        middle = (share + _Z**2 / (2 * total)) / (1 + _Z**2 / total)
        half = np.sqrt(share * (1 - share) / total + _Z**2 / (4 * total**2)) / (1 + _Z**2 / total)
        half *= _Z
        scale = n_there / n_here if n_here and n_there else np.nan
        low, high = np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)
        high = np.where(b == 0, 1.0, high)
        low = np.where(a == 0, 0.0, low)
        ratios = [np.asarray(part / (1 - part) * scale) for part in (share, low, high)]
    return ratios[0], ratios[1], ratios[2]


def candidates(
    book: TermBook,
    here: Mask,
    there: Mask,
    sources: Numbers,
    *,
    language: str = "",
    least: int,
    most: int,
) -> pd.DataFrame:
    """The terms that tell some articles from others, by what the book holds.

    Parameters
    ----------
    book : words and pairs of all articles
    here, there : two disjoint sets, bool of shape (n_articles,)
    sources : number of each article's source; see :func:`is_of_one_source`
    language : of the articles; in Russian ones Latin words in small letters are parts of addresses
    least : leave out terms of fewer articles here
    most : how many terms at most

    Returns
    -------
    DataFrame, the highest ``g2`` first; only terms that are more frequent here, from
    ``LEAST_G2`` on
        term (int64, as in ``TermBook``), article_count, other_count (int64), g2 (float64).
    """
    counts, others = book.counts_in(here), book.counts_in(there)
    chosen = np.flatnonzero(counts >= max(least, 1))
    score = g2(counts[chosen], others[chosen], int(here.sum()), int(there.sum()))
    found = _Found(book, here, sources, counts, language)
    return found.best(chosen, others, score, LEAST_G2, most, "g2")


def risen(
    book: TermBook,
    after: Mask,
    before: Mask,
    sources: Numbers,
    *,
    language: str = "",
    least: int,
    most: int,
) -> pd.DataFrame:
    """The terms that are more frequent after than before, by what the book holds.

    Parameters
    ----------
    book : words and pairs of all articles
    after, before : two disjoint sets, bool of shape (n_articles,)
    sources : number of each article's source; see :func:`is_of_one_source`
    language : of the articles; in Russian ones Latin words in small letters are parts of addresses
    least : leave out terms of fewer articles after
    most : how many terms at most

    Returns
    -------
    DataFrame, the highest lower end of the ratio's interval first; only where it is above 1
        term (int64), article_count, other_count (int64), low (float64).
    """
    counts, others = book.counts_in(after), book.counts_in(before)
    chosen = np.flatnonzero(counts >= max(least, 1))
    _, low, _ = rate_ratio(counts[chosen], others[chosen], int(after.sum()), int(before.sum()))
    found = _Found(book, after, sources, counts, language)
    return found.best(chosen, others, np.nan_to_num(low), 1.0, most, "low")


def is_of_one_source(with_it: Ints, all_here: Ints) -> bool:
    """Tell whether a term is the manner of one source: a signature, an opening, an address.

    Nine of ten articles with it are of a source that has less than half of all articles here.

    Parameters
    ----------
    with_it, all_here : articles of each source, those with the term and all of them

    Examples
    --------
    >>> is_of_one_source(np.array([9, 1]), np.array([10, 90]))
    True
    >>> is_of_one_source(np.array([9, 1]), np.array([60, 40]))
    False
    """
    main = int(np.argmax(with_it))
    is_main = with_it[main] >= _MANNER * with_it.sum()
    return bool(is_main and all_here[main] < _MAIN_SOURCE * all_here.sum())


class _Found:
    """Chooses the terms that are shown from those that were counted."""

    def __init__(
        self, book: TermBook, here: Mask, sources: Numbers, counts: Ints, language: str
    ) -> None:
        self._book, self._here, self._sources, self._counts = book, here, sources, counts
        self._is_russian = language == "ru"
        self._n_sources = int(sources.max(initial=0)) + 1
        self._all = np.bincount(sources[here], minlength=self._n_sources)

    def best(
        self, chosen: Ints, others: Ints, score: Floats, least: float, most: int, name: str
    ) -> pd.DataFrame:
        """The terms with the highest scores above the least one, as a table."""
        passing = np.flatnonzero(score > least)
        order = passing[np.lexsort((chosen[passing], -score[passing]))]
        place = dict(zip(chosen[order].tolist(), order.tolist(), strict=True))
        shown = np.array(self._shown(list(place), most), np.int64)
        return pd.DataFrame(
            {
                "term": shown,
                "article_count": self._counts[shown],
                "other_count": others[shown],
                name: score[[place[term] for term in shown.tolist()]],
            }
        )

    def _shown(self, ranked: Sequence[int], most: int) -> list[int]:
        """The first terms, without manners of one source and words within shown pairs.

        Of a name of three words, as of a pair whose word stands in a better pair as often, one
        pair is enough.
        """
        n_words, book, counts = self._book.words.width, self._book, self._counts
        kept: list[int] = []
        for term in ranked:
            if not self._is_address(term) and not self._is_manner(term):
                kept.append(term)
                if len(kept) == _TRIED * most:
                    break
        covered: dict[int, float] = {}
        for term in kept:
            for word in book.parts(term) if term >= n_words else ():
                covered[word] = max(covered.get(word, 0.0), float(counts[term]))
        shown: list[int] = []
        names: set[int] = set()
        for term in kept:
            if term < n_words:
                if covered.get(term, 0.0) >= _WITHIN_PAIR * counts[term]:
                    continue
            elif any(
                word in names and counts[term] >= _WITHIN_PAIR * counts[word]
                for word in book.parts(term)
            ):
                continue
            else:
                names.update(book.parts(term))
            shown.append(term)
        return shown[:most]

    def _is_address(self, term: int) -> bool:
        return self._is_russian and any(
            word.isascii() and word.islower() for word in self._book.spelled(term)
        )

    def _is_manner(self, term: int) -> bool:
        rows = self._book.rows_of(term)
        own = self._sources[rows[self._here[rows]]]
        return is_of_one_source(np.bincount(own, minlength=self._n_sources), self._all)
