"""Jobs: import, tagging and retagging of a whole store, in batches that say how far they are.

Each job is a generator: it yields ``Progress`` after every batch, so that the command line
and the dashboard can show it, and does its work batch by batch in between.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.facts import find_facts
from analysis.schema import REJECTS
from analysis.sources.files import read_articles
from analysis.store import ImportReport, Store
from analysis.tagging import BATCH_SIZE, Tagger


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


def import_files(store: Store, paths: Iterable[Path]) -> Iterator[Progress]:
    """Add the articles of files to a store; the last progress of a path holds its counts.

    Parameters
    ----------
    store : open for writing
    paths : files or folders

    Raises
    ------
    DataError
        If a file cannot be used at all. What earlier files brought stays.
    """
    for path in paths:
        import_id = store.begin_import(str(path))
        for reading in read_articles(path):
            articles = reading.articles.assign(story_id="")
            report = store.add(import_id, articles, reading.rejects)
            notes = tuple((reading.origin, note) for note in reading.notes)
            yield Progress(reading.done, 1.0, reading.origin, report, notes)
        yield Progress(1.0, 1.0, report=store.end_import(import_id))


def tag_store(store: Store, tagger: Tagger, *, everything: bool = False) -> Iterator[Progress]:
    """Tag the articles of a store that need it.

    Parameters
    ----------
    store : open for writing
    tagger : made from the taxonomy and model to apply
    everything : tag all articles again; else those not tagged yet, or all when taxonomy or
        model have changed since the last time
    """
    model = tagger.model_version
    version = tagger.taxonomy.version
    changed = (store.taxonomy_version, store.model_version) != (version, model)
    untagged = not (everything or changed)
    total, done = store.count(untagged=untagged), 0
    for articles in store.article_batches(BATCH_SIZE, untagged=untagged):
        tags = tagger.tag(articles)
        store.write_tags(articles["article_id"], tags, find_facts(articles))
        done += len(articles)
        yield Progress(done, total)
    if changed:
        store.note_versions(taxonomy=version, model=model)


def refused_rows(store: Store, report: ImportReport) -> pd.DataFrame:
    """Read the rows that an import refused, as a table to hand back.

    Returns
    -------
    DataFrame with the columns of schema REJECTS except ``import_id``
    """
    return store.rejects(report.import_id)[list(REJECTS[1:])]
