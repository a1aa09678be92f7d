"""What a reader asked for, and which articles meet it.

A :class:`Choice` is plain hashable data, so that a link, a download and a cache key can all be
made from it. Wishes of different kinds are joined by "and".
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self

import numpy as np

from analysis.measures.corpus import BoolArray, Corpus, IntArray, date_to_day
from analysis.schema import AXES

Search = Callable[[str], BoolArray]


@dataclass(frozen=True, slots=True)
class AxisChoice:
    """Topics of one axis that an article must and must not have."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    match_all: bool = False

    def __bool__(self) -> bool:
        return bool(self.include or self.exclude)


@dataclass(frozen=True, slots=True)
class Choice:
    """Everything that narrows the list down; the empty choice keeps every article.

    ``as_of`` shows the corpus as it stood at the end of a day: what came later is left out.
    """

    topics: tuple[AxisChoice, ...] = field(default=(AxisChoice(),) * len(AXES))
    first: date | None = None
    last: date | None = None
    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    query: str = ""
    as_of: date | None = None

    def __bool__(self) -> bool:
        return self != Choice()

    def axis(self, name: str) -> AxisChoice:
        """What was asked of one axis."""
        return self.topics[AXES.index(name)]

    def with_axis(self, name: str, wish: AxisChoice) -> Self:
        """The same choice with another wish for one axis."""
        position = AXES.index(name)
        return replace(self, topics=(*self.topics[:position], wish, *self.topics[position + 1 :]))

    def without_dates(self) -> Self:
        """The same choice over the whole time."""
        return replace(self, first=None, last=None)

    def collection(self) -> Self:
        """Dates, languages, sources and day only: the articles that shares are shares of."""
        return replace(self, topics=Choice().topics, query="")


def select(corpus: Corpus, choice: Choice, *, search: Search) -> BoolArray:
    """Find the articles that meet a choice.

    Parameters
    ----------
    corpus : the articles
    choice : topics, languages and sources unknown to the corpus match nothing
    search : evaluates ``choice.query``, called only when there is one;
        returns bool of shape (n_articles,)

    Returns
    -------
    bool array of shape (n_articles,)

    Raises
    ------
    QueryError
        By ``search``, if the query cannot be read.
    """
    mask = corpus.between(choice.first, choice.last)
    if choice.as_of is not None:
        mask &= corpus.seen <= date_to_day(choice.as_of)
    for axis, wish in zip(AXES, choice.topics, strict=True):
        if wish.include or wish.exclude:
            mask &= _meets(corpus, axis, wish)
    if choice.languages:
        mask &= _is_one_of(corpus.languages, corpus.language_codes, choice.languages)
    if choice.sources:
        mask &= _is_one_of(corpus.sources, corpus.source_names, choice.sources)
    if choice.query:
        mask &= search(choice.query)
    return mask


def _meets(corpus: Corpus, axis: str, wish: AxisChoice) -> BoolArray | np.bool_:
    tags = corpus.axes[axis]
    included = [key for key in wish.include if key in tags.keys]
    excluded = [key for key in wish.exclude if key in tags.keys]
    mask: BoolArray | np.bool_ = np.True_
    if wish.include and wish.match_all:
        complete = len(included) == len(wish.include)
        mask = tags.has_all(included) if complete else np.False_
    elif wish.include:
        mask = tags.has_any(included)
    if excluded:
        mask = mask & ~tags.has_any(excluded)
    return mask


def _is_one_of(codes: IntArray, names: tuple[str, ...], wanted: tuple[str, ...]) -> BoolArray:
    is_wanted: BoolArray = np.array([name in wanted for name in names], dtype=bool)
    return is_wanted[codes]
