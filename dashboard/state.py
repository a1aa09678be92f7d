"""What is read once and shared, unchanged, by all readers; with ``term_lists`` the only cache."""

import gc
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path, PureWindowsPath
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from analysis import (
    AXES,
    Archive,
    Corpus,
    Explanation,
    Firsts,
    Outlines,
    Preview,
    Quality,
    Rates,
    Searcher,
    Statements,
    Store,
    Tagger,
    Taxonomy,
    TaxonomyError,
    Upload,
    explain,
    first_publishers,
    is_settled,
    load_corpus,
    load_events,
    load_model,
    load_outlines,
    load_quality,
    load_rates,
    load_statements,
    load_taxonomy,
    open_archive,
    open_searcher,
    preview,
    state_of,
)
from dashboard.settings import EVENTS_FILE, store_path, taxonomy_name, taxonomy_path
from dashboard.texts import Words

VERSION_SECONDS: Final = 20  # an import commits often; each new version is read as a whole
NEWS_SECONDS: Final = 5  # so often at most the store is asked for news, for all readers together
KEPT_TERMS: Final = 2_000  # of which it is kept what they find: a bit for each article
LATTICE: Final = 44  # points across a map: near enough to one another for a finger
BUNDLED: Final = ("data", "sample")


@dataclass(frozen=True)
class Holdings:
    """One version of the corpus with everything that is needed to choose from it.

    ``counts`` says how many articles of the whole corpus have each topic of an axis, each
    "source" and each "language"; ``was_settled`` whether no import was half done when it was read.
    ``rules_problem`` says why the rules in force are not those of
    the files; empty when they are.
    """

    path: Path
    version: str
    stamp: tuple[tuple[str, int], ...]
    store_version: str
    was_settled: bool
    corpus: Corpus
    counts: Mapping[str, Mapping[str, int]]
    taxonomy: Taxonomy
    searcher: Searcher
    last_update: datetime | None
    taxonomy_version: str
    model_version: str
    quality: Quality | None
    origins: tuple[str, ...]
    rules_problem: str = ""

    @property
    def has_bundled(self) -> bool:
        """Whether the corpus that comes with the project, or a file of it, was imported."""
        places = [PureWindowsPath(origin).parts for origin in self.origins]
        return any(BUNDLED in (parts[-2:], parts[-3:-1]) for parts in places)

    @property
    def is_of_here(self) -> bool:
        """Whether store and taxonomy still lie where, and the taxonomy as, it was read."""
        return self.path == store_path() and self.stamp == _stamp(taxonomy_path())

    def label(self, axis: str, key: str, language: str) -> str:
        """Name of a topic for readers; the key where the taxonomy does not know it."""
        topic = self.taxonomy.topic(axis, key)
        return topic.label(language) if topic else key

    def search(self, query: str) -> NDArray[np.bool_]:
        """Evaluate a query once per version of the corpus; raises QueryError."""
        return _found(str(self.path), self.version, self.taxonomy.version, query, self)

    @cached_property
    def words_found(self) -> Callable[[str], NDArray[np.bool_]]:
        """The search for the many terms of a list, which would fill the memory of the other."""
        searcher, corpus = self.searcher, self.corpus

        @lru_cache(maxsize=KEPT_TERMS)
        def found(query: str) -> NDArray[np.uint8]:
            return np.packbits(searcher.search(query, corpus))

        return lambda query: np.unpackbits(found(query), count=len(corpus)).view(np.bool_)


@dataclass(frozen=True, slots=True)
class Latest:
    """The store at this moment; ``is_settled`` says that no import is half done."""

    store_version: str
    article_count: int
    is_settled: bool


@dataclass(frozen=True)
class Stated:
    """What the articles of one version of the corpus state.

    ``dollars`` says what one unit of each statement's currency was worth, ``rate_years`` of which
    year that rate is; NaN and 0 where there is none.
    """

    statements: Statements
    rates: Rates
    dollars: NDArray[np.float64]
    rate_years: NDArray[np.int16]


class NoStoreError(Exception):
    """There is no corpus at the expected place."""


def open_store() -> Archive:
    """Open the corpus for reading; raises NoStoreError or StoreError."""
    path = store_path()
    if not path.exists():
        raise NoStoreError(str(path))
    return open_archive(path)


def holdings() -> Holdings:
    """The corpus as it is now: read once per version of the store and of the taxonomy."""
    path = store_path()
    if not path.exists():
        raise NoStoreError(str(path))
    folder = taxonomy_path()
    return _holdings(str(path), _version(str(path)), str(folder), _stamp(folder))


def stated(loaded: Holdings) -> Stated:
    """What the articles state: read when a page first asks for it, once per version."""
    return _stated(str(loaded.path), loaded.version, loaded.taxonomy.version, loaded)


def events() -> pd.DataFrame:
    """The dated events, oldest first; raises DataError if the file is not in order."""
    return _events(EVENTS_FILE.stat().st_mtime_ns)


def latest() -> Latest:
    """What the store holds by now, whatever is shown; raises NoStoreError or StoreError."""
    path = store_path()
    if not path.exists():
        raise NoStoreError(str(path))
    return _latest(str(path))


def look_again() -> None:
    """Let the next :func:`holdings` be of the store as it is at that moment."""
    _version.clear()


def _stamp(folder: Path) -> tuple[tuple[str, int], ...]:
    return tuple((path.name, path.stat().st_mtime_ns) for path in sorted(folder.glob("*.toml")))


@st.cache_data(ttl=VERSION_SECONDS, max_entries=4, show_spinner=False)
def _version(path: str) -> str:
    with open_archive(Path(path)) as store:
        return state_of(store)


@st.cache_data(ttl=NEWS_SECONDS, max_entries=4, show_spinner=False)
def _latest(path: str) -> Latest:
    with open_archive(Path(path)) as store:
        return Latest(store.version, *_told(path, state_of(store), store))


@st.cache_data(max_entries=4, show_spinner=False)
def _told(path: str, state: str, _store: Archive) -> tuple[int, bool]:
    """Number of articles, and whether no import is half done: all of them are counted for it."""
    return _store.count(), is_settled(_store)


@st.cache_resource(max_entries=2, show_spinner=False)
def _holdings(path: str, version: str, folder: str, stamp: tuple[tuple[str, int], ...]) -> Holdings:
    taxonomy, rules_problem = _rules_in_force(folder)
    with open_archive(Path(path)) as store:
        store_version, was_settled = store.version, is_settled(store)
        corpus = load_corpus(store, taxonomy, may_be_former=True)
        loaded = Holdings(
            path=Path(path),
            version=version,
            stamp=stamp,
            store_version=store_version,
            was_settled=was_settled,
            corpus=corpus,
            counts=_counts(corpus),
            taxonomy=taxonomy,
            searcher=open_searcher(store),
            last_update=store.last_update,
            taxonomy_version=store.taxonomy_version,
            model_version=store.model_version,
            quality=load_quality(),
            origins=store.origins(),
            rules_problem=rules_problem,
        )
    # Frozen objects are not walked again whenever garbage is collected.
    gc.collect()
    gc.freeze()
    return loaded


@st.cache_resource(max_entries=2, show_spinner=False)
def _stated(path: str, version: str, taxonomy_version: str, _loaded: Holdings) -> Stated:
    with open_archive(Path(path)) as store:
        statements = load_statements(store, _loaded.corpus)
    rates = load_rates()
    told = Stated(statements, rates, *rates.of(statements))
    gc.collect()
    gc.freeze()
    return told


@st.cache_resource(max_entries=1, show_spinner=False)
def _events(changed: int) -> pd.DataFrame:
    return load_events(EVENTS_FILE)


@st.cache_resource(show_spinner=False)
def _last_good() -> dict[str, Taxonomy]:
    """The rules of each folder as they last were in order."""
    return {}


def _rules_in_force(folder: str) -> tuple[Taxonomy, str]:
    """The rules of a folder, or those that were in order last, and what is wrong with the files.

    An editor may have saved half a file, or be about to put another in its place.
    """
    former = _last_good().get(folder)
    try:
        taxonomy = load_taxonomy(Path(folder))
    except TaxonomyError as error:
        if former is None:
            raise
        return former, str(error)
    if former is not None and (gone := sorted(set(former.axes) - set(taxonomy.axes))):
        return former, f"{taxonomy_name()}: the rules of {', '.join(gone)} are gone"
    _last_good()[folder] = taxonomy
    return taxonomy, ""


def _counts(corpus: Corpus) -> Mapping[str, Mapping[str, int]]:
    everything = np.ones(len(corpus), dtype=bool)
    counted = [
        (axis, corpus.axes[axis].keys, corpus.axes[axis].counts(everything)) for axis in AXES
    ]
    for name, names, codes in (
        ("source", corpus.source_names, corpus.sources),
        ("language", corpus.language_codes, corpus.languages),
    ):
        counted.append((name, names, np.bincount(codes, minlength=len(names))))
    return {name: dict(zip(keys, counts.tolist(), strict=True)) for name, keys, counts in counted}


@st.cache_resource(max_entries=2, show_spinner=False)
def outlines(name: str) -> Outlines:
    """A map; raises DataError."""
    return load_outlines(name)


@st.cache_resource(max_entries=8, show_spinner=False)
def lattice(name: str, frame: str) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Points of a part of a map that can be clicked."""
    return outlines(name).lattice(frame, across=LATTICE)


def firsts_of(loaded: Holdings) -> Firsts:
    """Who published each story first, found once for each version of the corpus."""
    return _firsts(str(loaded.path), loaded.version, loaded)


@st.cache_resource(max_entries=2, show_spinner=False)
def _firsts(path: str, version: str, _loaded: Holdings) -> Firsts:
    with open_archive(Path(path)) as store:
        members = store.stories() if isinstance(store, Store) else pd.DataFrame()
    return first_publishers(_loaded.corpus, members)


def preview_of(upload: Upload, options: Mapping[str, Any] | None = None) -> Preview:
    """The first rows of an uploaded file, read once in the same way; options as of a reading."""
    return _preview(str(upload.path), upload.origin, dict(options or {}))


@st.cache_data(ttl=3_600, max_entries=128, show_spinner=False)
def _preview(path: str, origin: str, options: dict[str, Any]) -> Preview:
    return preview(Path(path), origin=origin, **options)


@st.cache_data(max_entries=64, show_spinner=False)
def _found(
    path: str, version: str, taxonomy_version: str, query: str, _loaded: Holdings
) -> NDArray[np.bool_]:
    return _loaded.searcher.search(query, _loaded.corpus)


def labels_of(loaded: Holdings, words: Words) -> Mapping[str, Mapping[str, str]]:
    """Labels of all options of each filter in a language, those with most articles first."""
    version = f"{loaded.path} {loaded.version} {loaded.taxonomy.version}"
    return _labels(version, words.language, loaded)


@st.cache_resource(max_entries=8, show_spinner=False)
def _labels(version: str, language: str, _loaded: Holdings) -> Mapping[str, Mapping[str, str]]:
    words = Words(language)

    def label(kind: str, option: str) -> str:
        match kind:
            case "language":
                return words.name("language", option)
            case "source":
                return option
        return _loaded.label(kind, option, language)

    return {
        kind: {
            option: f"{label(kind, option)} ({words.number(counts[option])})"
            for option in sorted(counts, key=lambda key: -counts[key])
        }
        for kind, counts in _loaded.counts.items()
    }


def explanation_of(loaded: Holdings, article_id: str, axis: str, topic: str) -> Explanation:
    """Why an article has a topic or not, by the rules and the model in force."""
    return _explanation(
        str(loaded.path), loaded.version, loaded.taxonomy.version, article_id, axis, topic, loaded
    )


@st.cache_resource(max_entries=256, show_spinner=False)
def _explanation(
    path: str,
    version: str,
    taxonomy_version: str,
    article_id: str,
    axis: str,
    topic: str,
    _loaded: Holdings,
) -> Explanation:
    with open_store() as store:
        article = store.article(article_id) or {}
    tagger, lock = _tagger(taxonomy_version, _loaded)
    with lock:  # its vocabulary grows with every article
        return explain(tagger, article, axis, topic)


@st.cache_resource(max_entries=1, show_spinner=False)
def _tagger(taxonomy_version: str, _loaded: Holdings) -> tuple[Tagger, threading.Lock]:
    return Tagger(_loaded.taxonomy, load_model()), threading.Lock()
