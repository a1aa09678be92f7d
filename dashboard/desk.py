"""What a page gets to work with: the corpus, the reader's choice, and what it selects."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis import Choice, Citation, QueryError, select
from dashboard.address import choice_of, link_to
from dashboard.state import Holdings
from dashboard.texts import Words
from dashboard.wording import in_words


@dataclass(frozen=True)
class Desk:
    """One run of one page; ``query_problem`` is what a search lacks to be understood."""

    holdings: Holdings
    words: Words
    view: Mapping[str, Any]
    choice: Choice
    mask: NDArray[np.bool_]
    query_problem: str

    @cached_property
    def shown_count(self) -> int:
        """Number of selected articles."""
        return int(self.mask.sum())

    @property
    def has_reversed_dates(self) -> bool:
        """Whether the first day is later than the last, so that nothing can be found."""
        first, last = self.choice.first, self.choice.last
        return first is not None and last is not None and first > last

    @cached_property
    def sentence(self) -> str:
        """The choice in words."""
        return in_words(self.choice, self.holdings, self.words)

    def selected(self, choice: Choice) -> NDArray[np.bool_]:
        """What another choice would select, with the same search."""
        return select(self.holdings.corpus, choice, search=self.holdings.search)

    def citation(self, *, page: str) -> Citation:
        """Where a file made from this page comes from."""
        holdings, words = self.holdings, self.words
        today = date.today()
        link = link_to(holdings, self.view, page=page)
        model = holdings.model_version or words("no_model")
        return Citation(
            query=self.sentence,
            link=link,
            taxonomy_version=holdings.taxonomy_version,
            model_version=holdings.model_version,
            retrieved_date=today.isoformat(),
            citation=words(
                "citation",
                articles=words.count(self.shown_count, "article"),
                query=self.sentence,
                taxonomy=holdings.taxonomy_version,
                model=model,
                date=words.date(today),
                link=link,
            ),
        )


def set_out(holdings: Holdings, words: Words, view: Mapping[str, Any]) -> Desk:
    """Select what the values ask for; a search that cannot be read selects nothing."""
    choice = choice_of(view)
    try:
        mask, problem = select(holdings.corpus, choice, search=holdings.search), ""
    except QueryError as error:
        mask = np.zeros(len(holdings.corpus), dtype=bool)
        problem = "\n".join(map(words.problem, error.problems))
    return Desk(holdings, words, view, choice, mask, problem)
