"""What a page gets to work with: the corpus, the reader's choice, and what it selects."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from analysis import Choice, Citation, QueryError, choice_of, day_to_date, in_words, select
from dashboard.address import link_to
from dashboard.charts.base import Look
from dashboard.parameters import Parameter
from dashboard.state import Holdings
from dashboard.texts import Words
from dashboard.wording import last_day


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
    def way(self) -> str:
        """How everything on the page is counted: one of ``analysis.COUNTS``."""
        return str(self.view["count"])

    @cached_property
    def base(self) -> NDArray[np.bool_]:
        """Articles that shares are shares of: those of these dates, languages and sources."""
        return self.selected(self.choice.collection())

    @property
    def has_reversed_dates(self) -> bool:
        """Whether the first day is later than the last, so that nothing can be found."""
        first, last = self.choice.first, self.choice.last
        return first is not None and last is not None and first > last

    @cached_property
    def sentence(self) -> str:
        """The choice in words."""
        return in_words(self.choice, self.holdings.taxonomy, self.words.language)

    def selected(self, choice: Choice) -> NDArray[np.bool_]:
        """What another choice would select, with the same search."""
        return select(self.holdings.corpus, choice, search=self.holdings.search)

    def look(self, axis: str) -> Look:
        """Names and colours for the figures of an axis."""
        language = self.words.language
        return Look(
            words=self.words,
            label=lambda key: self.holdings.label(axis, key, language),
            is_dark=st.context.theme.type == "dark",
        )

    def dates(self, mask: NDArray[np.bool_]) -> tuple[date, date] | None:
        """First and last date of some articles; None where none has one."""
        corpus = self.holdings.corpus
        days = corpus.days[mask & corpus.dated]
        if not len(days):
            return None
        return day_to_date(int(days.min())), day_to_date(int(days.max()))

    @cached_property
    def covered(self) -> tuple[date, date]:
        """Dates that the charts can know about: chosen ones, within those of the corpus."""
        corpus, choice = self.holdings.corpus, self.choice
        first, last = corpus.first_date or date.min, corpus.last_date or date.max
        return max(choice.first or first, first), min(choice.last or last, last)

    def incomplete(self, starts: Iterable[pd.Timestamp], months: int) -> list[pd.Timestamp]:
        """Periods that outlast the corpus or the chosen days, or begin before the latter do."""
        chosen, last = self.choice.first or date.min, self.covered[1]
        return [
            start
            for start in starts
            if start.date() < chosen or last_day(start.date(), months) > last
        ]

    @cached_property
    def period_text(self) -> str:
        """The time that the selected articles are of, in words."""
        return self.period_of(self.mask)

    def period_of(self, mask: NDArray[np.bool_]) -> str:
        """The time that some articles are of, in words."""
        bounds = self.dates(mask)
        if bounds is None:
            return self.words("no_period")
        first, last = map(self.words.date, bounds)
        return self.words("period_between", first=first, last=last)

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


@dataclass(frozen=True, slots=True)
class View:
    """A page: what it shows, and which query parameters it has beside those of the filters."""

    show: Callable[[Desk], None]
    parameters: Callable[[Holdings], tuple[Parameter, ...]] = lambda _: ()


def set_out(holdings: Holdings, words: Words, view: Mapping[str, Any]) -> Desk:
    """Select what the values ask for; a search that cannot be read selects nothing."""
    choice = choice_of(view)
    try:
        mask, problem = select(holdings.corpus, choice, search=holdings.search), ""
    except QueryError as error:
        mask = np.zeros(len(holdings.corpus), dtype=bool)
        problem = "\n".join(map(words.problem, error.problems))
    return Desk(holdings, words, view, choice, mask, problem)
