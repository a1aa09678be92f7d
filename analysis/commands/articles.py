"""Articles in, read and out: import, check, export."""

import argparse
import json
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any, Final

import pandas as pd

from analysis.archive import (
    load_corpus,
    open_searcher,
)
from analysis.commands.derived import derive
from analysis.commands.status import Status
from analysis.commands.terminal import (
    OK,
    UNREADABLE,
    articles_of,
    complain,
    follow,
    printable,
    reading_options,
    say,
    show_refused,
    tagger_of,
    tell,
)
from analysis.errors import DataError
from analysis.exports import FORMATS, Citation, article_table
from analysis.fresh import Fresh
from analysis.importing import import_files, refused_rows
from analysis.measures.choice import Choice, select
from analysis.notes import Notes
from analysis.sources.apart import Apart
from analysis.store import Store
from analysis.streams import (
    WrongUse,
    check_output,
    form_of,
    write_bytes,
)
from analysis.tagging import BATCH_SIZE
from analysis.taxonomy import load_taxonomy
from analysis.workers import Workers, cores

_READ_AS: Final = ("columns", "encoding", "origin", "zone", "day_first")


def run_import(arguments: argparse.Namespace) -> int:
    """Add articles to the store and tag them."""
    check_output(arguments.rejects)
    read_as = _read_as(arguments)
    with Status(arguments.status, "import", ", ".join(map(str, arguments.paths))) as status:
        return _import(arguments, read_as, status)


def _import(
    arguments: argparse.Namespace, read_as: Mapping[Path, Mapping[str, Any]], status: Status
) -> int:
    rejects: list[pd.DataFrame] = []
    result, paths = OK, arguments.paths
    fresh, patience = Fresh(BATCH_SIZE), status.patience()
    with ExitStack() as stack:
        apart = stack.enter_context(Apart())  # gets ready while the tagger does
        tagger = tagger_of(arguments)
        workers = stack.enter_context(Workers(tagger, processes=cores()))
        store = stack.enter_context(Store.open(arguments.store, create=True, patience=patience))
        for place, path in enumerate(paths):
            job = import_files(
                store, [path], apart=apart, fresh=fresh, begin=workers.begin, **read_as[path]
            )
            told = status.read(job, place=place, places=len(paths))
            try:
                last = follow(told, Notes(tell, path))
            except DataError as error:
                # The other files are read all the same; what was taken of this one stays.
                complain(error)
                result = UNREADABLE
                continue
            if last is None or last.report is None:
                continue
            report = last.report
            print(
                f"{printable(path)}: {report.added:,} added, {report.known:,} already there, "
                f"{report.updated:,} updated, {report.refused:,} refused",
                flush=True,  # whoever reads it may rely on it: the file is committed
            )
            rejects.append(refused_rows(store, report))
        derive(store, tagger, patience=patience, workers=workers, fresh=fresh, status=status)
    return max(result, show_refused(rejects, arguments.rejects))


def _read_as(arguments: argparse.Namespace) -> dict[Path, dict[str, Any]]:
    """How each file is to be read: as is said for it, else as is said for all."""
    for_all, file = reading_options(arguments), arguments.read_as
    try:
        own = json.loads(file.read_bytes()) if file else {}
        read_as = {path: for_all | own.get(str(path), {}) for path in arguments.paths}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise WrongUse(f"{file}: is no JSON object of objects: {error}") from error
    unknown = sorted({name for options in read_as.values() for name in options} - set(_READ_AS))
    if unknown:
        raise WrongUse(f"{file}: unknown: {', '.join(unknown)}; use {', '.join(_READ_AS)}")
    return read_as


def run_check(arguments: argparse.Namespace) -> int:
    """Read the taxonomy and, where given, files of articles, and say what is in them."""
    options = reading_options(arguments)
    taxonomy = load_taxonomy(arguments.taxonomy)
    counts = ", ".join(f"{len(taxonomy.topics(axis))} {axis}s" for axis in taxonomy.axes)
    counts = counts.replace("countrys", "countries").replace("relevances", "relevance")
    print(f"taxonomy {taxonomy.version}: {counts}; {len(taxonomy.rules):,} rules: usable")
    status = OK
    for path in arguments.paths:
        rejects: list[pd.DataFrame] = []
        try:
            rows = sum(
                len(articles)
                for articles in articles_of(path, rejects, dated=True, once=True, **options)
            )
        except DataError as error:
            complain(error)
            status = UNREADABLE
            continue
        print(
            f"{printable(path)}: {rows:,} articles usable, {sum(map(len, rejects)):,} rows refused"
        )
        sys.stdout.flush()
        status = max(status, show_refused(rejects, None))
    return status


def run_export(arguments: argparse.Namespace) -> int:
    """Write the articles that a query finds, with their tags."""
    form = FORMATS[arguments.format or form_of(arguments.output)]
    check_output(arguments.output, endings=None)
    taxonomy = load_taxonomy(arguments.taxonomy)
    with Store.open(arguments.store, read_only=True) as store:
        corpus = load_corpus(store, taxonomy)
        citation = Citation(
            query=arguments.query or "all articles",
            link="",
            taxonomy_version=store.taxonomy_version,
            model_version=store.model_version,
            retrieved_date=date.today().isoformat(),
            citation=f"Industrial Policy Monitor, {date.today().isoformat()}",
        )
        found = select(
            corpus,
            Choice(query=arguments.query),
            search=lambda text: open_searcher(store).search(text, corpus),
        )
    table = article_table(corpus, found, taxonomy, language=arguments.language)
    write_bytes(form.write(table, citation), arguments.output)
    where = "" if arguments.output == "-" else f" to {arguments.output}"
    say(f"{len(table):,} articles written{where}")
    return OK
