"""The index: articles as word numbers in files, so that no text is read twice.

It lies beside the store and can be rebuilt from it. Articles are known by a position, 0 to
n - 1. Arrays only grow: an article that changed is appended again, and its position then
stands for the new entry. Every few million tokens the places of every word are sorted into
*postings*; what came since is sorted when the index is opened.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from analysis.errors import IndexDamaged, StoreError
from analysis.index.files import REBUILD, STATE, ArrayFiles
from analysis.index.finding import Finder, Segment
from analysis.index.postings import Postings
from analysis.index.sketches import Sketches, sketch
from analysis.index.translation import Translation, distinct_of
from analysis.index.words import StoredWords
from analysis.locks import PATIENT, Patience
from analysis.rules.query import Between, Facet, Query, Term
from analysis.text.ranges import spread
from analysis.text.tokens import BREAK, Encoded, Vocabulary

__all__ = ["REBUILD", "STATE", "TokenIndex"]

SEGMENT_TOKENS: Final = 1 << 22

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]


class TokenIndex:
    """An open index; use as a context manager or call :meth:`close`.

    Attributes
    ----------
    n_articles : int
        How many positions there are.
    upto : int
        The mark that the last :meth:`append` brought.

    Examples
    --------
    >>> import tempfile
    >>> from analysis.rules.query import parse_query
    >>> from analysis.text.tokens import encode
    >>> folder, vocabulary = tempfile.TemporaryDirectory(), Vocabulary()
    >>> batch = encode([("Завод", "Выпуск дронов."), ("Plant", "No drones")], vocabulary)
    >>> with TokenIndex.open(Path(folder.name), create=True) as index:
    ...     index.append(np.arange(2), batch, vocabulary, upto=2)
    ...     index.search(parse_query("выпуск дрон"), lambda facet: np.ones(2, bool)).tolist()
    [True, False]
    >>> folder.cleanup()
    """

    def __init__(self, files: ArrayFiles) -> None:
        self._files = files
        self._translation = Translation(files)
        self._loaded: tuple[Vocabulary | None, Numbers] = None, np.zeros(0, np.int32)

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        create: bool = False,
        read_only: bool = False,
        mend: bool = False,
        patience: Patience = PATIENT,
    ) -> "TokenIndex":
        """Open the folder of an index.

        Parameters
        ----------
        folder : the folder; nothing else should lie in it
        create : begin an empty index where there is none
        read_only : never write; may be open while another process writes, and keeps showing
            what there was when it was opened
        mend : empty one that is damaged instead of refusing it
        patience : how long to wait for another writer

        Raises
        ------
        IndexDamaged
            If there is no index, parts are missing, or another version made it.
        StoreBusy
            If another process has it open for writing and does not finish in time.
        """
        files = ArrayFiles.open(
            Path(folder), create=create, read_only=read_only, mend=mend, patience=patience
        )
        try:
            return cls(files)
        except ValueError as error:
            if mend:
                files.clear()
                return cls(files)
            files.close()
            raise IndexDamaged(f"{folder}: its words cannot be read: {REBUILD}") from error

    def clear(self) -> None:
        """Empty the index, so that it is built from the start; it stays this writer's."""
        self._forget()
        self._files.clear()
        self._translation = Translation(self._files)
        self._loaded = None, np.zeros(0, np.int32)

    def close(self) -> None:
        """Let the files and the lock go; the index cannot be used after it."""
        self._forget()
        self._files.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def n_articles(self) -> int:
        """How many positions there are."""
        return self._files.state.n_articles

    @property
    def n_entries(self) -> int:
        """How many entries there are; more than articles when some were replaced."""
        return self._files.state.lengths["entry_firsts"]

    @property
    def n_tokens(self) -> int:
        """How many tokens there are, those of replaced entries included."""
        return self._files.state.lengths["ids"]

    @property
    def upto(self) -> int:
        """The mark that the last append brought, 0 for a new index."""
        return self._files.state.upto

    def verify(self) -> None:
        """Read everything and compare it with its checksums.

        Raises
        ------
        IndexDamaged
            Names the first file that is not what was written.
        """
        self._files.verify()

    def append(
        self, positions: npt.ArrayLike, batch: Encoded, vocabulary: Vocabulary, *, upto: int
    ) -> None:
        """Add the articles of a batch, all or nothing; known positions get a new entry.

        Parameters
        ----------
        positions : int array, shape (batch.n_articles,)
        batch : articles encoded with ``vocabulary``
        vocabulary : best the same object at every call; another is looked up from the start
        upto : the caller's mark of what the index covers from now on

        Raises
        ------
        StoreError
            If the index is open for reading only or cannot be written; it is then unchanged.
        """
        where = np.asarray(positions, np.int64)
        if len(where) != batch.n_articles:
            raise ValueError(f"{len(where)} positions for {batch.n_articles} articles")
        new = self._translation.translate(batch.ids, vocabulary)
        firsts = batch.segments[:-1:2]
        word_hashes = np.concatenate(
            [self._files.column("folded_hashes"), new.columns["folded_hashes"]]
        )
        hashes, sizes = sketch(new.ids, batch.segments, word_hashes)
        added: dict[str, Any] = {
            "ids": new.ids,
            "starts": batch.starts,
            "stops": batch.stops,
            "entry_firsts": firsts + self.n_tokens,
            "entry_titles": batch.segments[1::2] - firsts,
            "entry_positions": where,
            "sketch_sizes": sizes,
            "sketch_hashes": hashes,
            **new.columns,
        }
        n_articles = max(self.n_articles, int(where.max(initial=-1)) + 1)
        self._files.commit(added, replace(self._files.state, upto=upto, n_articles=n_articles))
        self._translation.keep(new)
        self._forget()
        if self.n_tokens - self._sealed_tokens >= SEGMENT_TOKENS:
            self.seal()

    @property
    def _sealed_tokens(self) -> int:
        segments = self._files.state.segments
        return segments[-1][0] if segments else 0

    def seal(self) -> None:
        """Sort what came since the last time into postings, and the new words into a run.

        ``append`` does it when enough has come; more often means more parts to search.
        """
        state = self._files.state
        first = self._sealed_tokens
        if first == self.n_tokens:
            return
        postings = Postings.of(self._files.column("ids")[first:])
        runs, order = self._words.grown_runs()
        added = {
            "posting_words": postings.words,
            "posting_firsts": postings.firsts,
            "posting_places": postings.places,
            "word_order": order,
        }
        ends = (
            self.n_tokens,
            state.lengths["posting_words"] + len(postings.words),
            state.lengths["posting_places"] + len(postings.places),
        )
        self._files.commit(added, replace(state, segments=(*state.segments, ends), runs=runs))
        self._forget()

    def load(self, positions: npt.ArrayLike, vocabulary: Vocabulary) -> Encoded:
        """Return stored articles as a batch, as ``encode`` would make it of their texts.

        Parameters
        ----------
        positions : int array, in any order
        vocabulary : grows by the words it did not know; best the same object at every call

        Raises
        ------
        StoreError
            If a position has no entry.
        """
        entries = self._entries_of(np.asarray(positions, np.int64))
        bounds = np.append(self._files.column("entry_firsts"), self.n_tokens)
        firsts, sizes = bounds[entries], bounds[entries + 1] - bounds[entries]
        chosen = _chosen(firsts, sizes)
        ids = self._in_vocabulary(self._files.column("ids")[chosen], vocabulary)
        titles = self._files.column("entry_titles")[entries].astype(np.int64)
        segments = np.stack([titles, sizes - titles], axis=1).ravel()
        return Encoded(
            ids=ids,
            starts=self._files.column("starts")[chosen],
            stops=self._files.column("stops")[chosen],
            segments=np.append(0, np.cumsum(segments)),
            sentences=np.cumsum(ids == BREAK, dtype=np.int32),
        )

    def _entries_of(self, positions: Ints) -> Ints:
        known = (positions >= 0) & (positions < self.n_articles)
        entries = self._latest[positions[known]].astype(np.int64)
        if len(entries) < len(positions) or (entries < 0).any():
            missing = np.setdiff1d(positions, np.flatnonzero(self._latest >= 0))
            raise StoreError(
                f"{self._files.folder}: article {missing[0] + 1} is not in it: {REBUILD}"
            )
        return entries

    def tokens(self, positions: npt.ArrayLike) -> tuple[Numbers, Ints]:
        """Return the stored word numbers of articles, title before text.

        Parameters
        ----------
        positions : int array, in any order; one without an entry has no words

        Returns
        -------
        ids : int32 array, shape (n_tokens,); ``BREAK`` ends each sentence and field
        bounds : int64 array, shape (n_positions + 1,); where each article begins in ``ids``
        """
        wanted = np.asarray(positions, np.int64)
        entries = np.full(len(wanted), -1, np.int64)
        inside = wanted < self.n_articles
        entries[inside] = self._latest[wanted[inside]]
        limits = np.append(self._files.column("entry_firsts"), self.n_tokens)
        there = entries[entries >= 0]
        sizes = np.zeros(len(wanted), np.int64)
        sizes[entries >= 0] = limits[there + 1] - limits[there]
        chosen = _chosen(limits[there], sizes[entries >= 0])
        return self._files.column("ids")[chosen], np.append(0, np.cumsum(sizes))

    def spellings(self) -> tuple[list[str], list[str]]:
        """Return all stored words by number, as they are spelled and folded; "" for the break."""
        numbers = np.arange(1, len(self._words))
        words = self._words
        return ["", *words.spellings(numbers)], ["", *words.folded_spellings(numbers)]

    def _in_vocabulary(self, ids: Numbers, vocabulary: Vocabulary) -> Numbers:
        """Translate stored numbers into those of a vocabulary."""
        owner, numbers = self._loaded
        if owner is not vocabulary:
            numbers = np.zeros(0, np.int32)
        unknown = np.full(len(self._words) - len(numbers), -1, np.int32)
        unknown[: not len(numbers)] = BREAK
        numbers = np.concatenate([numbers, unknown])
        new = distinct_of(ids, numbers < 0)
        numbers[new] = vocabulary.numbers_of(self._words.spellings(new))
        self._loaded = vocabulary, numbers
        return numbers[ids]

    def sketches(self) -> Sketches:
        """Sketches of all articles as they stand now, for finding near copies."""
        sizes = self._files.column("sketch_sizes")
        positions = self._files.column("entry_positions")
        is_latest = self._latest[positions] == np.arange(self.n_entries)
        hashes = self._files.column("sketch_hashes")
        owners = np.repeat(positions, sizes)
        if not is_latest.all():
            kept = np.repeat(is_latest, sizes)
            hashes, owners = hashes[kept], owners[kept]
        return Sketches(hashes, owners, self.n_articles)

    def search(
        self,
        query: Query,
        facet: Callable[[Facet | Between], Mask],
        groups: Mapping[str, Iterable[Term]] | None = None,
    ) -> Mask:
        """Tell in which articles a query holds, as ``Matcher.matching`` does.

        Parameters
        ----------
        query : any query
        facet : answers the parts of a query that are not words, one flag per article
        groups : named groups of words, for ``@name``

        Returns
        -------
        bool array, shape (n_articles,)
        """
        found = self._finder(groups).holding(query, facet)
        self._files.let_go()
        return found

    def places(
        self, queries: Iterable[Query], groups: Mapping[str, Iterable[Term]] | None = None
    ) -> Ints:
        """List the articles in which ``Matcher.match`` reports a place of any of the queries.

        Parameters
        ----------
        queries : rules, thus without facets
        groups : named groups of words, for ``@name``

        Returns
        -------
        int64 array, positions of articles, sorted
        """
        return np.flatnonzero(self._finder(groups).hit(queries))

    def _finder(self, groups: Mapping[str, Iterable[Term]] | None) -> Finder:
        return Finder(self._segments, self._words, self.n_articles, groups or {})

    def _forget(self) -> None:
        """Drop what was derived from a state that has changed."""
        for name in ("_words", "_latest", "_segments"):
            self.__dict__.pop(name, None)

    @cached_property
    def _words(self) -> StoredWords:
        return StoredWords(self._files)

    @cached_property
    def _latest(self) -> Numbers:
        """Entry of each position, -1 where there is none."""
        latest = np.full(self.n_articles, -1, np.int32)
        latest[self._files.column("entry_positions")] = np.arange(self.n_entries, dtype=np.int32)
        return latest

    @cached_property
    def _segments(self) -> list[Segment]:
        segments = []
        token = word = place = 0
        for number, (tokens, words, places) in enumerate(self._files.state.segments):
            postings = Postings(
                self._files.column("posting_words")[word:words],
                self._files.column("posting_firsts")[word + number : words + number + 1],
                self._files.column("posting_places")[place:places],
            )
            segments.append(self._segment(token, tokens, postings))
            token, word, place = tokens, words, places
        if token < self.n_tokens:
            fresh = Postings.of(self._files.column("ids")[token:])
            segments.append(self._segment(token, self.n_tokens, fresh))
        return segments

    def _segment(self, first: int, stop: int, postings: Postings) -> Segment:
        bounds = self._files.column("entry_firsts")
        own = slice(*np.searchsorted(bounds, (first, stop)))
        articles = self._files.column("entry_positions")[own]
        is_latest = self._latest[articles] == np.arange(own.start, own.stop)
        return Segment(
            postings=postings,
            ids=self._files.column("ids")[first:stop],
            firsts=bounds[own] - first,
            texts=bounds[own] - first + self._files.column("entry_titles")[own],
            articles=np.where(is_latest, articles, np.int32(-1)),
        )


def _chosen(firsts: Ints, sizes: Ints) -> slice | Ints:
    """Tokens of entries: a slice where they stand one behind the other."""
    if not len(firsts) or (firsts[1:] != firsts[:-1] + sizes[:-1]).any():
        return spread(firsts, firsts + sizes)[1]
    return slice(firsts[0], firsts[-1] + sizes[-1])
