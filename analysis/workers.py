"""Workers: articles read and tagged on every core, each text once.

A worker process has a tagger of its own; what it gives back is in the numbering of its own
words and is translated here, so that all batches speak of words by the same numbers.
"""

import gc
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.errors import AnalysisError
from analysis.facts import find_facts
from analysis.model.classifier import Model, load_model
from analysis.tagging import Tagger
from analysis.taxonomy import Taxonomy, load_taxonomy
from analysis.text.tokens import Encoded, Vocabulary, encode

# A process that does not start as a copy needs seconds: fewer articles are done sooner without.
WORTH_STARTING: Final = 10_000
# Batches that wait for a worker, for each: enough that none is idle, few enough for memory.
_WAITING: Final = 2
# Batches that are read before they are asked for.
_AHEAD: Final = 24

# Columns of articles that a worker needs; all others would be sent in vain.
_READ: Final = ("article_id", "published_date", "title", "text", "language")

_NOTHING_MUCH: Final = pd.DataFrame(
    {name: ["завод plant 1 млрд"] for name in _READ} | {"published_date": [pd.NaT]}
)

Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class ReadBatch:
    """Articles that were read once.

    Attributes
    ----------
    articles : as they were handed in
    batch, vocabulary : their word numbers, and the words by number
    tags, facts : of schema TAGS and FACTS
    """

    articles: pd.DataFrame
    batch: Encoded
    vocabulary: Vocabulary
    tags: pd.DataFrame
    facts: pd.DataFrame


@dataclass(frozen=True, slots=True)
class _Answer:
    """What comes back from a worker: ``words`` are those it had not yet told, from ``first`` on.

    ``first`` is 0 when the worker has begun a new vocabulary.
    """

    worker: int
    first: int
    words: list[str]
    batch: Encoded
    tags: pd.DataFrame
    facts: pd.DataFrame


class Workers:
    """Reads batches of articles with one tagger, or with one on each core.

    Enter it before anything starts a thread or opens a store: the processes are then copies of
    this one and have the tagger at once. Later they must start afresh, which takes seconds.

    Parameters
    ----------
    tagger : what to tag with
    processes : how many; 1 does the work in this process
    """

    def __init__(self, tagger: Tagger, *, processes: int = 1) -> None:
        self._tagger = tagger
        self._processes = processes
        self._pool: ProcessPoolExecutor | None = None
        self._begun: deque[tuple[pd.DataFrame, Future[_Answer]]] = deque()
        self._early: set[int] = set()
        self._is_full = False
        self._are_copies = False
        self._own = Vocabulary()
        self._numbers: dict[int, Numbers] = {}

    def __enter__(self) -> Self:
        if self._processes > 1:
            # A copy would inherit locks that other threads hold, and nobody would release them.
            if sys.platform == "linux" and threading.active_count() == 1:
                _read(self._tagger, _NOTHING_MUCH)  # what is loaded and made at first use
                self._pool = self._made("fork", _start_as_copy, (self._tagger,))
                self._pool.submit(os.getpid)  # copies are made now and not with the first batch
                self._are_copies = True
            else:
                self._pool = self._made("spawn", _start, _sources(self._tagger))
        return self

    def _made(
        self, method: str, start: Callable[..., None], arguments: tuple[Any, ...]
    ) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self._processes,
            mp_context=get_context(method),
            initializer=start,
            initargs=arguments,
        )

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def are_worth_it(self, n_articles: int) -> bool:
        """Whether so many articles are read sooner than by this process alone."""
        return self._are_copies or n_articles >= WORTH_STARTING

    def begin(self, articles: pd.DataFrame) -> None:
        """Read articles before :meth:`read` asks for them, as far as memory allows.

        Parameters
        ----------
        articles : a batch that ``read`` will get, as the same object; others are forgotten
        """
        if self._are_copies and not self._is_full:
            self._submit(articles)
            self._early.add(id(articles))
            self._is_full = len(self._begun) >= _AHEAD

    def read(self, batches: Iterable[pd.DataFrame]) -> Iterator[ReadBatch]:
        """Read and tag articles, batch by batch in the order they come.

        Parameters
        ----------
        batches : have at least the columns ``_READ``
        """
        if self._pool is None:
            for articles in batches:
                yield _read(self._tagger, articles)
            return
        self._is_full = True  # what begins now would come before what is asked for
        asked: deque[pd.DataFrame] = deque()
        for articles in batches:
            if id(articles) in self._early:
                self._early.discard(id(articles))
            else:
                self._submit(articles)
            asked.append(articles)
            if len(asked) > self._processes * _WAITING or self._begun[0][1].done():
                yield self._next(asked.popleft())
        while asked:
            yield self._next(asked.popleft())
        self._is_full = False

    def _submit(self, articles: pd.DataFrame) -> None:
        assert self._pool is not None
        future = self._pool.submit(_answer, articles[list(_READ)])
        self._begun.append((articles, future))

    def _next(self, articles: pd.DataFrame) -> ReadBatch:
        """The answer for a batch; those before it that nobody asked for tell their words only."""
        while True:
            begun, future = self._begun.popleft()
            self._early.discard(id(begun))
            read = self._received(begun, future)
            if begun is articles:
                return read

    def _received(self, articles: pd.DataFrame, future: "Future[_Answer]") -> ReadBatch:
        answer = future.result()
        known = self._numbers.get(answer.worker, np.zeros(0, np.int32))[: answer.first]
        if not answer.first:  # the first word of a vocabulary is no word
            known, answer.words[:1] = np.zeros(1, np.int32), []
        new = self._own.numbers_of(answer.words)
        self._numbers[answer.worker] = numbers = np.concatenate([known, new])
        batch = replace(answer.batch, ids=numbers[answer.batch.ids])
        return ReadBatch(articles, batch, self._own, answer.tags, answer.facts)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _read(tagger: Tagger, articles: pd.DataFrame) -> ReadBatch:
    texts, vocabulary = zip(articles["title"], articles["text"], strict=True), tagger.vocabulary
    batch = encode(texts, vocabulary)
    tags = tagger.tag_encoded(batch, articles)
    return ReadBatch(articles, batch, vocabulary, tags, find_facts(articles))


# --- in a worker -------------------------------------------------------------------------

_tagger: Tagger | AnalysisError
_told: tuple[Vocabulary, int]


def _sources(tagger: Tagger) -> tuple[Taxonomy | Path, Model | Path | None, tuple[str, str]]:
    """What a worker makes its tagger of: folders, because sending objects holds up the start."""
    taxonomy, model = tagger.taxonomy, tagger.model
    versions = taxonomy.version, tagger.model_version
    return taxonomy.folder or taxonomy, model and (model.folder or model), versions


def _start_as_copy(tagger: Tagger) -> None:
    global _tagger, _told
    _live_for_parent()
    gc.freeze()  # what is shared with the parent stays shared
    _tagger, _told = tagger, (tagger.vocabulary, 0)


def _start(
    taxonomy: Taxonomy | Path, model: Model | Path | None, versions: tuple[str, str]
) -> None:
    global _tagger, _told
    _live_for_parent()
    try:
        _tagger = _make_tagger(taxonomy, model, versions)
        _told = _tagger.vocabulary, 0
    except AnalysisError as error:
        _tagger = error


def _make_tagger(
    taxonomy: Taxonomy | Path, model: Model | Path | None, versions: tuple[str, str]
) -> Tagger:
    tagger = Tagger(
        load_taxonomy(taxonomy) if isinstance(taxonomy, Path) else taxonomy,
        load_model(model) if isinstance(model, Path) else model,
    )
    if (tagger.taxonomy.version, tagger.model_version) != versions:
        raise AnalysisError("taxonomy or model changed while articles were tagged: tag them again")
    return tagger


def _live_for_parent() -> None:
    """Leave it to the parent what to do when the user stops it, and end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End when the process that handed out the work is gone, however it ended."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _answer(articles: pd.DataFrame) -> _Answer:
    global _told
    if isinstance(_tagger, AnalysisError):
        raise _tagger
    read = _read(_tagger, articles)
    vocabulary = read.vocabulary
    first = _told[1] if _told[0] is vocabulary else 0
    _told = vocabulary, len(vocabulary)
    return _Answer(os.getpid(), first, vocabulary.words[first:], read.batch, read.tags, read.facts)
