"""The command line: ``python -m analysis COMMAND``; the only place that prints and exits."""

import argparse
import errno
import os
import runpy
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Final

import pandas as pd
from tqdm import tqdm

from analysis.archive import (
    discard_index,
    is_indexed,
    is_kept,
    keep_corpus,
    load_corpus,
    open_archive,
    open_index,
    open_searcher,
)
from analysis.arguments import LAST_PORT, Run, make_parser
from analysis.cluster import Versions, Workers, tag_dataset
from analysis.dataset import Dataset
from analysis.errors import AnalysisError, DataError, StoreBusy, StoreError, StoreOutdated
from analysis.evaluation import (
    calibration,
    calibration_error,
    compare,
    evaluate,
    exact_counts,
    judged_scores,
    worst_errors,
)
from analysis.exports import FORMATS, Citation, article_table
from analysis.jobs import Progress, import_files, index_store, refused_rows, tag_store
from analysis.labels import read_labelled, read_labels, unknown_sectors
from analysis.measures.choice import Choice, select
from analysis.model.classifier import load_model, save_model
from analysis.notes import Notes
from analysis.quality import load_quality, measure, save_quality
from analysis.reports import (
    calibration_report,
    errors_report,
    measures_report,
    quality_report,
)
from analysis.schema import REJECTS
from analysis.sources.files import read_articles
from analysis.store import Store
from analysis.streams import (
    CannotWrite,
    InputFile,
    WrongUse,
    check_output,
    form_of,
    write,
    write_bytes,
    writing,
)
from analysis.tagging import Tagger
from analysis.taxonomy import DEFAULT_FOLDER, load_taxonomy

ROOT: Final = Path(__file__).resolve().parent.parent


OK, FAILED, USAGE, SOME_REFUSED, UNREADABLE, CANNOT_WRITE, BUSY = 0, 1, 2, 65, 66, 73, 75


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    arguments = make_parser(COMMANDS).parse_args(argv)
    try:
        status: int = arguments.run(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        print("stopped; what was committed stays", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output went away (head, a pager); nothing is left to say, and
        # what is still in the buffer must not fail again when Python closes it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except (AnalysisError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return _status(error)
    return status


def _status(error: Exception) -> int:
    match error:
        case StoreBusy():
            return BUSY
        case DataError():
            return UNREADABLE
        case CannotWrite():
            return CANNOT_WRITE
        case WrongUse():
            return USAGE
    return FAILED


# --- commands ----------------------------------------------------------------------------


def run_import(arguments: argparse.Namespace) -> int:
    """Add articles to the store and tag them."""
    check_output(arguments.rejects)
    tagger = _tagger(arguments)
    rejects: list[pd.DataFrame] = []
    status = OK
    with Store.open(arguments.store, create=True) as store:
        for path in arguments.paths:
            try:
                last = _follow(import_files(store, [path]), Notes(_tell, path))
            except DataError as error:
                # The other files are read all the same; what was taken of this one stays.
                print(f"error: {error}", file=sys.stderr)
                status = UNREADABLE
                continue
            if last is None or last.report is None:
                continue
            report = last.report
            print(
                f"{path}: {report.added:,} added, {report.known:,} already there, "
                f"{report.updated:,} updated, {report.refused:,} refused"
            )
            rejects.append(refused_rows(store, report))
        sys.stdout.flush()
        with open_index(store) as index:
            _follow(tag_store(store, tagger, index), what="tagging", unit=" articles")
        keep_corpus(store, tagger.taxonomy)
    return max(status, _show_refused(rejects, arguments.rejects))


def run_tag(arguments: argparse.Namespace) -> int:
    """Tag a file of articles and write the tags, without the store."""
    check_output(arguments.output)
    check_output(arguments.rejects)
    tagger = _tagger(arguments)
    rejects: list[pd.DataFrame] = []
    read = tagged = written = 0
    with InputFile(arguments.input) as path, writing(arguments.output) as write_part:
        for articles in _articles(path, rejects):
            tags = tagger.tag(articles)
            write_part(tags)
            read += len(articles)
            tagged += tags["article_id"].nunique()
            written += len(tags)
    _say(f"{read:,} articles read, {tagged:,} of them with a tag; {written:,} tags written")
    return _show_refused(rejects, arguments.rejects)


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
    notes = Notes(_tell, arguments.input, dated=False)
    _follow(job, notes, what="tagging", unit=" articles")
    dataset = Dataset.open(arguments.output)
    print(
        "{articles:,} articles, {tagged:,} of them with a tag, {tags:,} tags; "
        "{refused:,} refused".format(**dataset.totals)
    )
    sys.stdout.flush()
    return _show_refused([dataset.rejects()], arguments.rejects)


def _versions(arguments: argparse.Namespace) -> Versions:
    model = load_model()
    return Versions(load_taxonomy(arguments.taxonomy).version, model.version if model else "")


def _own_taxonomy(arguments: argparse.Namespace) -> str:
    """The folder that workers must read; empty for the one that each of them has itself."""
    folder: Path = arguments.taxonomy.resolve()
    return "" if folder == DEFAULT_FOLDER.resolve() else str(folder)


def run_retag(arguments: argparse.Namespace) -> int:
    """Apply taxonomy and model to the stored articles again."""
    tagger = _tagger(arguments)
    with Store.open(arguments.store) as store, open_index(store) as index:
        job = tag_store(store, tagger, index, everything=arguments.all)
        last = _follow(job, what="tagging", unit=" articles")
        keep_corpus(store, tagger.taxonomy)
    if last:
        print(f"{int(last.done):,} articles tagged")
    else:
        print("0 articles tagged: no article waits, and no change touches one; --all tags all")
    return OK


def run_index(arguments: argparse.Namespace) -> int:
    """Read the stored articles again for search and retagging."""
    with Store.open(arguments.store, read_only=True) as store:
        discard_index(store)
        with open_index(store) as index:
            _follow(index_store(store, index), what="indexing", unit=" articles")
            print(f"{index.n_articles:,} articles, {index.n_tokens:,} words")
    return OK


_FLATTERY: Final = (
    "These figures flatter if the model has learnt from the articles: `quality` has those across "
    "folds, --held-out those of articles that nothing was learnt from."
)


def run_evaluate(arguments: argparse.Namespace) -> int:
    """Compare tags with a labelled set."""
    check_output(arguments.output)
    tagger = _tagger(arguments)
    labelled = read_labelled(arguments.labelled)
    before = _earlier(arguments.against)
    if arguments.held_out:
        from analysis.learning import is_held_out  # as in run_train

        labelled = labelled[labelled["article_id"].map(is_held_out).astype(bool)]
        labelled = labelled.reset_index(drop=True)
    if labelled.empty:
        raise DataError(str(arguments.labelled), ["holds no labelled article to compare with"])
    if unknown := unknown_sectors(labelled, tagger.taxonomy):
        _say(f"note: not in the taxonomy and not measured: {', '.join(unknown)}")
    tags, scores = tagger.tag(labelled), tagger.consider(labelled)
    table = evaluate(labelled, tags, tagger.taxonomy)
    if before is not None:
        table = compare(table, before)
    print(measures_report(table))
    if not arguments.held_out:
        print(f"\n{_FLATTERY}")
    for language, (exact, total) in exact_counts(labelled, tags, tagger.taxonomy).items():
        print(f"\n{language}: {exact:,} of {total:,} articles have exactly their sectors")
    judged = judged_scores(labelled, scores, tagger.taxonomy)
    if len(judged):
        bands = calibration(judged)
        print(f"\nHow far scores can be believed\n\n{_bands_report(bands)}")
    if arguments.errors > 0:
        errors = worst_errors(labelled, tags, scores, tagger.taxonomy, most=arguments.errors)
        print(f"\nThe worst errors\n\n{errors_report(errors)}")
    if arguments.output:
        write(table, arguments.output)
    return OK


def _bands_report(bands: pd.DataFrame) -> str:
    return calibration_report(bands, calibration_error(bands))


def _earlier(path: Path | None) -> pd.DataFrame | None:
    """Measures of an earlier run."""
    if path is None:
        return None
    table: pd.DataFrame
    try:
        match path.suffix.lower():
            case ".csv":
                table = pd.read_csv(path)
            case ".parquet":
                table = pd.read_parquet(path)
            case _:
                raise WrongUse(f"{path}: --against takes the .csv or .parquet of an --output")
    except FileNotFoundError as error:
        raise DataError(str(path), ["cannot be read: there is no such file"]) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DataError(str(path), [f"cannot be read: {reason}"]) from error
    keys = ["language", "axis", "topic"]
    if missing := {*keys, "f1"} - set(table):
        raise DataError(str(path), [f"missing column(s) {', '.join(sorted(missing))}"])
    if not pd.api.types.is_numeric_dtype(table["f1"]) or table.duplicated(keys).any():
        problem = (
            "is no table of --output: f1 must be numbers, each topic of a language stands once"
        )
        raise DataError(str(path), [problem])
    return table


def run_train(arguments: argparse.Namespace) -> int:
    """Train the model on a corpus and on labelled articles, and measure it."""
    # It brings scikit-learn and SciPy, for which no other command should wait.
    from analysis.learning import gather, learn

    taxonomy = load_taxonomy(arguments.taxonomy)
    rejects: list[pd.DataFrame] = []
    corpus = pd.concat(
        [articles for path in arguments.corpus for articles in _articles(path, rejects)],
        ignore_index=True,
    )
    labels = [read_labels(path, corpus) for path in arguments.labels]
    _say(f"{sum(map(len, labels)):,} labels of articles of the corpus found")
    sets = gather(
        {path.name: read_labelled(path) for path in arguments.labelled},
        labels,
        [read_labelled(path) for path in arguments.examples],
    )
    learnt = learn(taxonomy, corpus, sets, say=_say)
    try:
        save_model(learnt.model, arguments.output)
        model = load_model(arguments.output)
        version = model.version if model else ""
        quality = measure(learnt.predictions, sets, taxonomy, version)
        save_quality(quality, arguments.output)
    except OSError as error:
        raise CannotWrite(f"{arguments.output}: {error.strerror or error}") from error
    print(quality_report(quality))
    print(f"\nmodel and quality written to {arguments.output}")
    return OK


def run_quality(arguments: argparse.Namespace) -> int:
    """Show the published figures of the shipped taxonomy and model."""
    quality = load_quality()
    if quality is None:
        raise DataError("data/model/quality.json", ["is not there: train writes it"])
    print(quality_report(quality))
    model = load_model()
    shipped = load_taxonomy(arguments.taxonomy).version, model.version if model else ""
    if (quality.taxonomy_version, quality.model_version) != shipped:
        _say("note: taxonomy or model have changed since; train measures them again")
    return OK


def run_check(arguments: argparse.Namespace) -> int:
    """Read the taxonomy and, where given, files of articles, and say what is in them."""
    taxonomy = load_taxonomy(arguments.taxonomy)
    counts = ", ".join(f"{len(taxonomy.topics(axis))} {axis}s" for axis in taxonomy.axes)
    counts = counts.replace("countrys", "countries").replace("relevances", "relevance")
    print(f"taxonomy {taxonomy.version}: {counts}; {len(taxonomy.rules):,} rules: usable")
    status = OK
    for path in arguments.paths:
        rejects: list[pd.DataFrame] = []
        try:
            rows = sum(len(articles) for articles in _articles(path, rejects, dated=True))
        except DataError as error:
            print(f"error: {error}", file=sys.stderr)
            status = UNREADABLE
            continue
        print(f"{path}: {rows:,} articles usable, {sum(map(len, rejects)):,} rows refused")
        sys.stdout.flush()
        status = max(status, _show_refused(rejects, None))
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
    _say(f"{len(table):,} articles written{where}")
    return OK


def run_dashboard(arguments: argparse.Namespace) -> int:
    """Start the dashboard and say where it is."""
    if problem := _port_problem(arguments.port):
        _say(f"error: {problem}")
        return FAILED
    place = arguments.dataset or arguments.store
    try:
        open_archive(place).close()
    except StoreOutdated:
        Store.open(place).close()
    with open_archive(place) as store:
        with suppress(StoreError):  # somebody else may be writing, or this place be read-only
            if not is_indexed(store):
                with open_index(store) as index:
                    _follow(index_store(store, index), what="indexing", unit=" articles")
        if not is_kept(store):
            keep_corpus(store, load_taxonomy(arguments.taxonomy))
    os.environ["MONITOR_STORE"] = str(place.resolve())
    os.environ["MONITOR_TAXONOMY"] = str(arguments.taxonomy.resolve())
    script = str(ROOT / "dashboard" / "asgi.py")
    sys.argv = ["streamlit", "run", script, f"--server.port={arguments.port}"]
    print(f"Industrial Policy Monitor: http://localhost:{arguments.port} (stop with Ctrl-C)")
    sys.stdout.flush()
    os.chdir(ROOT)
    # The server runs in this process: whoever ends it ends the server, and nothing is read twice.
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)
    return OK


COMMANDS: Final[dict[str, Run]] = {
    "import": run_import,
    "tag": run_tag,
    "tag-dataset": run_tag_dataset,
    "retag": run_retag,
    "index": run_index,
    "evaluate": run_evaluate,
    "train": run_train,
    "quality": run_quality,
    "check": run_check,
    "export": run_export,
    "dashboard": run_dashboard,
}


# --- shared parts ------------------------------------------------------------------------

_NONE: Final = pd.DataFrame({name: [] for name in ("article_id", "title", "text", "language")})


def _tagger(arguments: argparse.Namespace) -> Tagger:
    return Tagger(load_taxonomy(arguments.taxonomy), load_model())


def _articles(
    path: Path, rejects: list[pd.DataFrame], *, dated: bool = False
) -> Iterator[pd.DataFrame]:
    """Articles of a file batch by batch; refused rows are put into the list."""
    notes = Notes(_tell, path, dated=dated)
    with _bar(path.name) as bar:
        for reading in read_articles(path, dated=dated):
            for note in reading.notes:
                notes(reading.origin, note)
            rejects.append(reading.rejects)
            yield reading.articles
            bar.set_description_str(reading.origin, refresh=False)
            bar.update(reading.done - bar.n)
    notes.close()


def _follow(
    progress: Iterator[Progress], notes: Notes | None = None, *, what: str = "", unit: str = ""
) -> Progress | None:
    """Show a progress bar while a job runs and return its last word."""
    last = None
    tell = notes or Notes(_tell)
    with _bar(what, unit=unit) as bar:
        for last in progress:
            if last.origin:
                bar.set_description_str(last.origin, refresh=False)
            bar.total = last.total
            bar.update(last.done - bar.n)
            for origin, note in last.notes:
                tell(origin, note)
    tell.close()
    return last


def _bar(what: str, *, unit: str = "") -> tqdm:
    """A bar on a terminal, gone when the job is done; shares of files go without numbers."""
    counts = "{n:,.0f} of {total:,.0f}{unit} " if unit else ""
    form = f"{{desc}}: {{percentage:3.0f}}% |{{bar}}| {counts}[{{elapsed}}]"
    # A log gets a line now and then, a terminal a bar that moves and goes away; short jobs none.
    is_terminal = sys.stderr.isatty()
    pace = {"mininterval": 0.1 if is_terminal else 10, "delay": 2, "leave": False}
    return tqdm(total=1, desc=what, unit=unit, bar_format=form, **pace)


def _show_refused(rejects: list[pd.DataFrame], output: Path | None, *, limit: int = 20) -> int:
    """List refused rows on stderr, and all of them in a file where one is named."""
    refused = pd.concat([pd.DataFrame(columns=list(REJECTS[1:])), *rejects], ignore_index=True)
    refused = refused[list(REJECTS[1:])]
    for row in refused.head(limit).to_dict("records"):
        place = f", row {row['row']}" if row["row"] else ""
        column = f", {row['column']}" if row["column"] else ""
        _say(f"refused: {row['origin']}{place}{column}: {row['problem']}")
    if len(refused) > limit:
        hint = f"all are in {output}" if output else "--rejects FILE lists all"
        _say(f"… and {len(refused) - limit:,} more; {hint}")
    if output:
        write(refused, output)
    return SOME_REFUSED if len(refused) else OK


def _tell(text: str) -> None:
    """Say something while a bar may be drawn; in a log there is nothing to write around."""
    if sys.stderr.isatty():
        tqdm.write(text, file=sys.stderr)
    else:
        _say(text)


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _port_problem(port: int) -> str:
    """Why the dashboard cannot listen there; empty when it can."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                return f"port {port} cannot be used ({error.strerror}): choose another with --port"
            other = port + 1 if port < LAST_PORT else port - 1
            return (
                f"port {port} is taken: stop what runs there or choose another "
                f"with --port {other} (make run PORT={other})"
            )
    return ""


if __name__ == "__main__":
    # So that whoever ends the process lets it clear away what is half written.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main())
