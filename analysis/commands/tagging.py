"""Tags: of a file, a dataset, and of the stored articles again."""

import argparse
import sys
from pathlib import Path

import pandas as pd

from analysis.archive import (
    open_index,
)
from analysis.cluster import Versions, Workers, tag_dataset
from analysis.commands.derived import derive
from analysis.commands.terminal import (
    OK,
    articles_of,
    follow,
    reading_options,
    say,
    show_refused,
    tagger_of,
    tell,
)
from analysis.dataset import Dataset
from analysis.jobs import index_store
from analysis.locks import Patience
from analysis.model.classifier import load_model
from analysis.notes import Notes
from analysis.store import Store
from analysis.streams import (
    InputFile,
    WrongUse,
    check_output,
    writing,
)
from analysis.taxonomy import DEFAULT_FOLDER, load_taxonomy


def run_tag(arguments: argparse.Namespace) -> int:
    """Tag a file of articles and write the tags, without the store."""
    check_output(arguments.output)
    check_output(arguments.rejects)
    options = reading_options(arguments)
    tagger = tagger_of(arguments)
    rejects: list[pd.DataFrame] = []
    read = tagged = written = 0
    with InputFile(arguments.input) as path, writing(arguments.output) as write_part:
        for articles in articles_of(path, rejects, once=True, **options):
            tags = tagger.tag(articles)
            write_part(tags)
            read += len(articles)
            tagged += tags["article_id"].nunique()
            written += len(tags)
    say(f"{read:,} articles read, {tagged:,} of them with a tag; {written:,} tags written")
    return show_refused(rejects, arguments.rejects)


def run_tag_dataset(arguments: argparse.Namespace) -> int:
    """Tag a Parquet dataset with many processes, into a folder of Parquet files."""
    check_output(arguments.rejects)
    if arguments.scheduler and arguments.workers:
        raise WrongUse("--workers starts processes here, --scheduler uses those of a cluster")
    job = tag_dataset(
        arguments.input,
        arguments.output,
        _versions(arguments),
        Workers(arguments.scheduler, arguments.workers, _own_taxonomy(arguments)),
        partition_size=arguments.partition_size,
    )
    notes = Notes(tell, arguments.input, dated=False)
    follow(job, notes, what="tagging", unit=" articles")
    dataset = Dataset.open(arguments.output)
    print(
        "{articles:,} articles, {tagged:,} of them with a tag, {tags:,} tags; "
        "{refused:,} refused".format(**dataset.totals)
    )
    sys.stdout.flush()
    return show_refused([dataset.rejects()], arguments.rejects)


def _versions(arguments: argparse.Namespace) -> Versions:
    model = load_model()
    return Versions(load_taxonomy(arguments.taxonomy).version, model.version if model else "")


def _own_taxonomy(arguments: argparse.Namespace) -> str:
    """The folder that workers must read; empty for the one that each of them has itself."""
    folder: Path = arguments.taxonomy.resolve()
    return "" if folder == DEFAULT_FOLDER.resolve() else str(folder)


def run_retag(arguments: argparse.Namespace) -> int:
    """Apply taxonomy and model to the stored articles again."""
    tagger = tagger_of(arguments)
    patience = Patience(tell=tell)
    with Store.open(arguments.store, patience=patience) as store:
        last = derive(store, tagger, patience=patience, everything=arguments.all)
    if last:
        print(f"{int(last.done):,} articles tagged")
    else:
        print("0 articles tagged: no article waits, and no change touches one; --all tags all")
    return OK


def run_index(arguments: argparse.Namespace) -> int:
    """Read the stored articles again for search and retagging."""
    with (
        Store.open(arguments.store, read_only=True) as store,
        open_index(store, Patience(tell=tell)) as index,
    ):
        index.clear()
        follow(index_store(store, index), what="indexing", unit=" articles")
        print(f"{index.n_articles:,} articles, {index.n_tokens:,} words")
    return OK
