"""Lists of terms, and the words behind them: counted once and shared by all readers."""

import gc
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from analysis import (
    Choice,
    Corpus,
    Likenesses,
    TermBook,
    choice_of,
    distinctive_terms,
    filter_parameters,
    new_terms,
    select,
)
from dashboard.state import Holdings

FEW_ARTICLES: Final = 20_000  # whose words are counted in a moment
GROWTH: Final = 1.1


@dataclass(frozen=True)
class Terms:
    """The words of the corpus: what each article holds, and how alike two are."""

    book: TermBook
    likenesses: Likenesses


def terms_of(loaded: Holdings) -> Terms:
    """The words of the corpus: counted anew for each version of a small one.

    A big one takes seconds, and is counted anew when it has grown by a tenth: what came since is in
    no list of similar articles, and proposes no term.
    """
    count = len(loaded.corpus)
    version = loaded.version
    if count > FEW_ARTICLES:
        version = f"{loaded.version.split()[0]} {int(np.log(count) / np.log(GROWTH))}"
    return _terms(str(loaded.path), version, loaded)


@st.cache_resource(max_entries=1, show_spinner=False)
def _terms(path: str, version: str, _loaded: Holdings) -> Terms:
    book = TermBook.of(_loaded.searcher.index, len(_loaded.corpus))
    made = Terms(book, Likenesses(book))
    gc.collect()
    gc.freeze()
    return made


def warm_up(loaded: Holdings) -> None:
    """Make a list of terms in each language: the first one reads dictionaries and counts words."""
    view = {item.key: item.default for item in filter_parameters(loaded.corpus)}
    counts = loaded.counts["sector"]
    biggest = choice_of({**view, "sector": sorted(counts, key=lambda key: -counts[key])[:1]})
    for language in loaded.corpus.language_codes:
        distinctive_in(loaded, biggest, language)


def distinctive_in(loaded: Holdings, choice: Choice, language: str) -> pd.DataFrame:
    """The terms that tell the articles of a choice from all others of these dates and sources."""
    corpus = loaded.corpus
    own = _spoken(corpus, language)
    here = select(corpus, choice, search=loaded.search) & own
    there = select(corpus, choice.collection(), search=loaded.search) & own & ~here
    return _distinctive(
        str(loaded.path), loaded.version, repr(choice), language, loaded, here, there
    )


@st.cache_data(max_entries=64, show_spinner=False)
def _distinctive(
    path: str,
    version: str,
    choice: str,
    language: str,
    _loaded: Holdings,
    _here: NDArray[np.bool_],
    _there: NDArray[np.bool_],
) -> pd.DataFrame:
    corpus, book, search = _loaded.corpus, terms_of(_loaded).book, _loaded.words_found
    numbers = {"stories": corpus.stories, "sources": corpus.sources}
    return distinctive_terms(book, _here, _there, search, language=language, **numbers)


def new_in(
    loaded: Holdings, choice: Choice, language: str, first: date, last: date
) -> pd.DataFrame:
    """The terms that are new or rose between two days, against everything earlier."""
    corpus = loaded.corpus
    mask = select(corpus, choice.without_dates(), search=loaded.search) & _spoken(corpus, language)
    after = mask & corpus.between(first, last)
    before = mask & corpus.between(None, first - timedelta(days=1))
    key = f"{choice.without_dates()!r} {first} {last}"
    return _new(str(loaded.path), loaded.version, key, language, loaded, after, before)


@st.cache_data(max_entries=64, show_spinner=False)
def _new(
    path: str,
    version: str,
    choice: str,
    language: str,
    _loaded: Holdings,
    _after: NDArray[np.bool_],
    _before: NDArray[np.bool_],
) -> pd.DataFrame:
    corpus, book, search = _loaded.corpus, terms_of(_loaded).book, _loaded.words_found
    numbers = {"stories": corpus.stories, "sources": corpus.sources}
    return new_terms(book, _after, _before, search, language=language, **numbers)


def _spoken(corpus: Corpus, language: str) -> NDArray[np.bool_]:
    """Articles in a language."""
    spoken: NDArray[np.bool_] = corpus.languages == corpus.language_codes.index(language)
    return spoken
