"""Jobs: import, tagging and retagging of a whole store, in batches that say how far they are.

Each job is a generator: it yields ``Progress`` after every batch, so that the command line
and the dashboard can show it, and does its work batch by batch in between.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.archive import Archive
from analysis.changes import Rulebook
from analysis.errors import DataError
from analysis.facts import find_facts
from analysis.index import TokenIndex
from analysis.schema import REJECTS
from analysis.sources.apart import Apart
from analysis.sources.files import NO_ARTICLES, Reading, refused_file
from analysis.sources.fingerprints import file_changed, fingerprint, reading_settings, stamp_of
from analysis.store import ImportReport, Store
from analysis.tagging import BATCH_SIZE, Tagger
from analysis.text.tokens import Vocabulary, encode
from analysis.workers import WORTH_PROCESSES, Workers

# Asking where a rule hits costs as much as tagging some articles again, in a small store.
ARTICLES_PER_RULE: Final = 5


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is.

    Attributes
    ----------
    done, total : in the job's own unit; total is 0 where it is not known
    origin : file that is read, empty for other jobs
    report : the counts of an import: of this batch, in the last progress of a path of all;
        None for other jobs
    notes : pairs of the file and a sentence on it that the reader should know
    """

    done: float
    total: float
    origin: str = ""
    report: ImportReport | None = None
    notes: tuple[tuple[str, str], ...] = ()


def import_files(
    store: Store, paths: Iterable[Path], *, apart: Apart | None = None, **options: Any
) -> Iterator[Progress]:
    """Add the articles of files to a store; the last progress of a path holds its counts.

    Each file is added as a whole: one that turns out unusable half-way leaves nothing. A file
    that was read before is not read again while all its articles are as it left them.

    Parameters
    ----------
    store : open for writing
    paths : files or folders
    apart : the process that reads them; one of its own without it
    options : as of :func:`analysis.sources.files.read_articles`

    Raises
    ------
    DataError
        If a file cannot be used at all. What earlier files brought stays.
    """
    with nullcontext(apart) if apart else Apart() as reader:
        for path in paths:
            yield from _import(store, path, reader, options)


def _import(
    store: Store, path: Path, apart: Apart, options: Mapping[str, Any]
) -> Iterator[Progress]:
    origin = options.get("origin") or str(path)
    stamp, sha256 = stamp_of(path), fingerprint(path)
    settings = reading_settings(options)
    report = store.repeat_import(origin, sha256=sha256, settings=settings)
    if report is None:
        import_id = store.begin_import(origin, sha256=sha256, settings=settings)
        try:
            for file in _files(apart.read(path, **options)):
                yield from _add_file(store, import_id, file, path, stamp)
        except DataError as error:
            store.add(import_id, NO_ARTICLES, refused_file(error))
            store.end_import(import_id)
            raise
        report = store.end_import(import_id)
    yield Progress(1.0, 1.0, report=report)


def _files(readings: Iterator[Reading]) -> Iterator[Iterator[Reading]]:
    """The readings of each file."""

    def one(first: Reading) -> Iterator[Reading]:
        yield first
        while not first.is_last:
            first = next(readings)
            yield first

    for first in readings:
        yield one(first)


class _Refused(Exception):
    """A file that was begun cannot be used."""


def _add_file(
    store: Store,
    import_id: int,
    file: Iterator[Reading],
    path: Path,
    stamp: tuple[int, int] | None,
) -> Iterator[Progress]:
    try:
        with store.whole():
            for reading in file:
                if reading.is_refusal:
                    raise _Refused
                yield _add(store, import_id, reading)
            if stamp_of(path) != stamp:
                raise file_changed(path.name)
    except _Refused:
        yield _add(store, import_id, reading)


def _add(store: Store, import_id: int, reading: Reading) -> Progress:
    report = store.add(import_id, reading.articles, reading.rejects)
    notes = tuple((reading.origin, note) for note in reading.notes)
    return Progress(reading.done, 1.0, reading.origin, report, notes)


def tag_store(
    store: Store,
    tagger: Tagger,
    index: TokenIndex,
    *,
    everything: bool = False,
    workers: Workers | None = None,
) -> Iterator[Progress]:
    """Tag the articles of a store that need it; each text is read once.

    New articles are read, put into the index and tagged. If the taxonomy has changed, those
    are tagged again where a rule hits that was added or dropped, from the index; if the model
    has, all are.

    Parameters
    ----------
    store, index : open for writing; the index of this store
    tagger : made from the taxonomy and model to apply
    everything : tag all articles again, and find their facts again
    workers : that read new articles where there are many; this process does without them
    """
    if store.count(after=index.upto) > store.count(after=index.upto, untagged=True):
        yield from index_store(store, index)
    fresh = store.count(after=index.upto)
    if workers is None or fresh < WORTH_PROCESSES:
        workers = Workers(tagger)
    for done in _tag_new(store, tagger, index, workers):
        yield Progress(done, fresh)
    index.seal()
    numbers = _to_tag_again(store, tagger, index, everything=everything)
    untagged = store.untagged_numbers()
    for first in range(0, len(numbers), BATCH_SIZE):
        chosen = numbers[first : first + BATCH_SIZE]
        with_facts = everything or bool(np.isin(chosen, untagged).any())
        _tag_again(store, tagger, index, chosen, with_facts=with_facts)
        yield Progress(fresh + first + len(chosen), fresh + len(numbers))
    _note_versions(store, tagger)


def _note_versions(store: Store, tagger: Tagger) -> None:
    rules = Rulebook.of(tagger.taxonomy).to_json()
    noted = (store.taxonomy_version, store.model_version, store.rules)
    if noted != (*_versions(tagger), rules):
        taxonomy, model = _versions(tagger)
        store.note_versions(taxonomy=taxonomy, model=model, rules=rules)


def index_store(store: Archive, index: TokenIndex) -> Iterator[Progress]:
    """Put the articles of a store or dataset that the index lacks into it, without tagging them.

    Parameters
    ----------
    store : open for reading
    index : of this store, open for writing
    """
    vocabulary = Vocabulary()
    total, done = store.count(after=index.upto), 0
    for articles in store.changed_batches(BATCH_SIZE, after=index.upto):
        batch = encode(zip(articles["title"], articles["text"], strict=True), vocabulary)
        index.append(
            articles["article_number"] - 1, batch, vocabulary, upto=int(articles["change"].max())
        )
        done += len(articles)
        yield Progress(done, total)
    index.seal()


def _tag_new(store: Store, tagger: Tagger, index: TokenIndex, workers: Workers) -> Iterator[int]:
    done = 0
    for read in workers.read(store.changed_batches(BATCH_SIZE, after=index.upto)):
        numbers, upto = read.articles["article_number"], int(read.articles["change"].max())
        index.append(numbers - 1, read.batch, read.vocabulary, upto=upto)
        _write(store, tagger, read.articles, read.tags, read.facts)
        done += len(read.articles)
        yield done


def _to_tag_again(
    store: Store, tagger: Tagger, index: TokenIndex, *, everything: bool
) -> npt.NDArray[np.int64]:
    """Numbers of the articles whose tags are missing or may have changed."""
    noted = (store.taxonomy_version, store.model_version)
    stale = ~store.made_by(*_versions(tagger))
    if everything:
        stale[:] = True
    elif noted != _versions(tagger):
        affected = _affected(store, tagger, index)
        if affected is not None:
            # What an interrupted retag by a third taxonomy left is neither the old nor the new.
            stale &= affected | ~store.made_by(*noted)
    return np.flatnonzero(stale) + 1


def _affected(store: Store, tagger: Tagger, index: TokenIndex) -> npt.NDArray[np.bool_] | None:
    """Articles that a rule hits which was added or dropped; None where that does not decide."""
    before, after = Rulebook.from_json(store.rules), Rulebook.of(tagger.taxonomy)
    if before is None or store.model_version != tagger.model_version:
        return None
    gone, come = before.without(after), after.without(before)
    if (
        before.topics != after.topics
        or ARTICLES_PER_RULE * (len(gone) + len(come)) > index.n_articles
    ):
        return None
    affected = np.zeros(index.n_articles, bool)
    affected[index.places(gone, before.groups)] = True
    affected[index.places(come, after.groups)] = True
    return affected


def _tag_again(
    store: Store,
    tagger: Tagger,
    index: TokenIndex,
    numbers: npt.NDArray[np.int64],
    *,
    with_facts: bool,
) -> None:
    articles = store.articles_at(numbers.tolist())
    # What another process has changed since it was read waits for the next time.
    articles = articles[articles["change"] <= index.upto].reset_index(drop=True)
    batch = index.load(articles["article_number"].to_numpy() - 1, tagger.vocabulary)
    facts = find_facts(articles) if with_facts else None
    _write(store, tagger, articles, tagger.tag_encoded(batch, articles), facts)


def _write(
    store: Store,
    tagger: Tagger,
    articles: pd.DataFrame,
    tags: pd.DataFrame,
    facts: pd.DataFrame | None,
) -> None:
    taxonomy, model = _versions(tagger)
    store.write_tags(
        articles["article_id"],
        tags,
        facts,
        taxonomy=taxonomy,
        model=model,
        changes=articles["change"],
    )


def _versions(tagger: Tagger) -> tuple[str, str]:
    return tagger.taxonomy.version, tagger.model_version


def refused_rows(store: Store, report: ImportReport) -> pd.DataFrame:
    """Read the rows that an import refused, as a table to hand back.

    Returns
    -------
    DataFrame with the columns of schema REJECTS except ``import_id``
    """
    return store.rejects(report.import_id)[list(REJECTS[1:])]
