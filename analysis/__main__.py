"""The command line: ``python -m analysis COMMAND``; the only place that prints and exits."""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import pandas as pd
from tqdm import tqdm

from analysis.errors import AnalysisError, DataError, StoreBusy
from analysis.evaluation import evaluate, read_labelled, to_markdown
from analysis.exports import FORMATS, Citation, article_table
from analysis.jobs import Progress, import_files, refused_rows, tag_store
from analysis.learning import is_held_out, learn_decision, learn_words
from analysis.measures.choice import Choice, select
from analysis.measures.corpus import Corpus
from analysis.model.classifier import DEFAULT_FOLDER as MODEL_FOLDER
from analysis.model.classifier import load_model, save_model
from analysis.search import Searcher
from analysis.sources.files import read_articles
from analysis.store import Store
from analysis.tables import write_table
from analysis.tagging import Tagger
from analysis.taxonomy import DEFAULT_FOLDER, load_taxonomy

ROOT: Final = Path(__file__).resolve().parent.parent
DEFAULT_STORE: Final = ROOT / "data" / "store" / "monitor.sqlite"

OK, FAILED, USAGE, SOME_REFUSED, UNREADABLE, CANNOT_WRITE, BUSY = 0, 1, 2, 65, 66, 73, 75


class _CannotWrite(AnalysisError):
    """The file for the result cannot be written."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    arguments = _parser().parse_args(argv)
    try:
        status: int = arguments.run(arguments)
    except KeyboardInterrupt:
        print("stopped; what was committed stays", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output went away (head, a pager); nothing is left to say.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
        return OK
    except AnalysisError as error:
        print(f"error: {error}", file=sys.stderr)
        return _status(error)
    return status


def _status(error: AnalysisError) -> int:
    match error:
        case StoreBusy():
            return BUSY
        case DataError():
            return UNREADABLE
        case _CannotWrite():
            return CANNOT_WRITE
    return FAILED


# --- commands ----------------------------------------------------------------------------


def run_import(arguments: argparse.Namespace) -> int:
    """Add articles to the store and tag them."""
    tagger = _tagger(arguments)
    status = OK
    with Store.open(arguments.store, create=True) as store:
        for path in arguments.paths:
            last = _follow(import_files(store, [path]), f"reading {path.name}", unit="")
            if last is None or last.report is None:
                continue
            report = last.report
            print(
                f"{path}: {report.added:,} added, {report.known:,} already there, "
                f"{report.updated:,} updated, {report.refused:,} refused"
            )
            if report.refused:
                status = SOME_REFUSED
                _show_refused(refused_rows(store, report), arguments.rejects)
        _follow(tag_store(store, tagger), "tagging")
    return status


def run_tag(arguments: argparse.Namespace) -> int:
    """Tag a file of articles and write the tags, without the store."""
    tagger = _tagger(arguments)
    rejects: list[pd.DataFrame] = []
    with _input_file(arguments.input) as path:
        tags = pd.concat(
            [tagger.tag(articles) for articles in _articles(path, rejects)] or [tagger.tag(_NONE)],
            ignore_index=True,
        )
    _write(tags, arguments.output)
    refused = pd.concat(rejects) if rejects else pd.DataFrame()
    if len(refused):
        _show_refused(refused, arguments.rejects)
        return SOME_REFUSED
    return OK


def run_retag(arguments: argparse.Namespace) -> int:
    """Apply taxonomy and model to the stored articles again."""
    tagger = _tagger(arguments)
    with Store.open(arguments.store) as store:
        last = _follow(tag_store(store, tagger, everything=arguments.all), "tagging")
    print(f"{int(last.done) if last else 0:,} articles tagged")
    return OK


def run_evaluate(arguments: argparse.Namespace) -> int:
    """Compare tags with a labelled set."""
    tagger = _tagger(arguments)
    labelled = read_labelled(arguments.labelled)
    if arguments.held_out:
        labelled = labelled[labelled["article_id"].map(is_held_out)]
    table = evaluate(labelled, tagger.tag(labelled), tagger.taxonomy)
    print(to_markdown(table))
    if arguments.output:
        _write(table, arguments.output)
    return OK


def run_train(arguments: argparse.Namespace) -> int:
    """Train the TF-IDF model from articles that the rules label and labelled sets."""
    taxonomy = load_taxonomy(arguments.taxonomy)
    known = load_model(arguments.output)
    labelled = pd.concat(map(read_labelled, arguments.labelled), ignore_index=True)
    if arguments.corpus:
        rejects: list[pd.DataFrame] = []
        corpus = (articles for path in arguments.corpus for articles in _articles(path, rejects))
        words = learn_words(Tagger(taxonomy), corpus, say=_say)
    elif known:
        words = known.languages
    else:
        raise DataError("train", ["there is no model yet: name files of articles to learn from"])
    _say(f"fitting the decision on {len(labelled):,} labelled articles, a third held out")
    model = learn_decision(taxonomy, words, labelled)
    try:
        save_model(model, arguments.output)
    except OSError as error:
        raise _CannotWrite(f"{arguments.output}: {error.strerror or error}") from error
    print(f"model written to {arguments.output}")
    return OK


def run_check(arguments: argparse.Namespace) -> int:
    """Read the taxonomy and, where given, files of articles, and say what is in them."""
    taxonomy = load_taxonomy(arguments.taxonomy)
    counts = ", ".join(f"{len(taxonomy.topics(axis))} {axis}s" for axis in taxonomy.axes)
    counts = counts.replace("countrys", "countries")
    print(f"taxonomy {taxonomy.version}: {counts}; {len(taxonomy.rules):,} rules: usable")
    status = OK
    for path in arguments.paths:
        rejects: list[pd.DataFrame] = []
        rows = sum(len(articles) for articles in _articles(path, rejects))
        refused = pd.concat(rejects) if rejects else pd.DataFrame()
        print(f"{path}: {rows:,} articles usable, {len(refused):,} rows refused")
        if len(refused):
            _show_refused(refused, None)
            status = SOME_REFUSED
    return status


def run_export(arguments: argparse.Namespace) -> int:
    """Write the articles that a query finds, with their tags."""
    taxonomy = load_taxonomy(arguments.taxonomy)
    with Store.open(arguments.store, read_only=True) as store:
        articles = store.articles(with_text=True)
        corpus = Corpus.build(articles, store.tags(), taxonomy)
        citation = Citation(
            query=arguments.query or "all articles",
            link="",
            taxonomy_version=store.taxonomy_version,
            model_version=store.model_version,
            retrieved_date=date.today().isoformat(),
            citation=f"Industrial Policy Monitor, {date.today().isoformat()}",
        )
    choice = Choice(query=arguments.query)
    found = select(corpus, choice, search=lambda text: Searcher(articles).search(text, corpus))
    table = article_table(corpus, found, taxonomy, language=arguments.language)
    form = FORMATS[arguments.format or _known_ending(arguments.output)]
    _write_bytes(form.write(table, citation), arguments.output)
    print(f"{len(table):,} articles written to {arguments.output}", file=sys.stderr)
    return OK


def run_dashboard(arguments: argparse.Namespace) -> int:
    """Start the dashboard and say where it is."""
    Store.open(arguments.store, read_only=True).close()
    environment = {**os.environ, "MONITOR_STORE": str(arguments.store.resolve())}
    command = [
        *(sys.executable, "-m", "streamlit", "run", str(ROOT / "dashboard" / "asgi.py")),
        f"--server.port={arguments.port}",
    ]
    if _is_taken(arguments.port):
        print(
            f"error: port {arguments.port} is taken: stop what runs there or choose another "
            f"with --port {arguments.port + 1} (make run PORT={arguments.port + 1})",
            file=sys.stderr,
        )
        return FAILED
    print(f"Industrial Policy Monitor: http://localhost:{arguments.port} (stop with Ctrl-C)")
    sys.stdout.flush()
    try:
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    except KeyboardInterrupt:
        return OK


# --- shared parts ------------------------------------------------------------------------

_NONE: Final = pd.DataFrame({name: [] for name in ("article_id", "title", "text", "language")})


def _tagger(arguments: argparse.Namespace) -> Tagger:
    return Tagger(load_taxonomy(arguments.taxonomy), load_model())


def _articles(path: Path, rejects: list[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """Articles of a file batch by batch; refused rows are put into the list."""
    with tqdm(total=100, unit="%", desc=path.name, disable=None, delay=1) as bar:
        for reading in read_articles(path, dated=False):
            for note in reading.notes:
                tqdm.write(f"{reading.origin}: {note}", file=sys.stderr)
            if len(reading.rejects):
                rejects.append(reading.rejects)
            yield reading.articles
            bar.update(round(reading.done * 100) - bar.n)


def _follow(progress: Iterator[Progress], what: str, *, unit: str = " articles") -> Progress | None:
    """Show a progress bar while a job runs and return its last word."""
    last = None
    with tqdm(desc=what, unit=unit, disable=None, delay=1) as bar:
        for last in progress:
            bar.total = last.total
            bar.update(last.done - bar.n)
            for note in last.notes:
                tqdm.write(note, file=sys.stderr)
    return last


class _input_file:
    """The named file, or a temporary one with what comes on standard input for ``-``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Path:
        if str(self._path) != "-":
            return self._path
        self._folder = tempfile.TemporaryDirectory()
        path = Path(self._folder.name) / "stdin"
        with path.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        return path

    def __exit__(self, *_: object) -> None:
        if self._folder:
            self._folder.cleanup()


def _show_refused(refused: pd.DataFrame, output: Path | None, *, limit: int = 20) -> None:
    """List refused rows on stderr, and all of them in a file where one is named."""
    for row in refused.head(limit).itertuples():
        print(f"refused: {row.origin}, row {row.row}, {row.column}: {row.problem}", file=sys.stderr)
    if len(refused) > limit:
        print(f"… and {len(refused) - limit:,} more; --rejects FILE lists all", file=sys.stderr)
    if output:
        _write(refused, output)


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _write(table: pd.DataFrame, output: str | Path) -> None:
    try:
        if str(output) == "-":
            sys.stdout.write(table.to_csv(index=False))
        else:
            write_table(table, Path(output))
    except OSError as error:
        raise _CannotWrite(f"{output}: {error.strerror or error}: name another file") from error


def _write_bytes(content: bytes, output: str) -> None:
    try:
        if output == "-":
            sys.stdout.buffer.write(content)
        else:
            Path(output).write_bytes(content)
    except OSError as error:
        raise _CannotWrite(f"{output}: {error.strerror or error}: name another file") from error


def _known_ending(output: str) -> str:
    """Format by the ending of a file name; CSV where it says nothing."""
    ending = Path(output).suffix.lstrip(".").lower()
    return ending if ending in FORMATS else "csv"


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


# --- the parser --------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m analysis",
        description="Import, tag, evaluate and export articles on industrial policy.",
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def command(
        name: str, run: Callable[[argparse.Namespace], int], example: str
    ) -> argparse.ArgumentParser:
        words = (run.__doc__ or "").splitlines()[0]
        own = commands.add_parser(
            name,
            help=words,
            description=words,
            epilog=f"example:\n  python -m analysis {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        own.add_argument(
            "--taxonomy", type=Path, default=DEFAULT_FOLDER, help="folder with the taxonomy files"
        )
        own.set_defaults(run=run)
        return own

    def with_store(own: argparse.ArgumentParser) -> argparse.ArgumentParser:
        path = Path(os.environ.get("MONITOR_STORE") or DEFAULT_STORE)
        own.add_argument("--store", type=Path, default=path, help="the store's file")
        return own

    own = with_store(command("import", run_import, "import data/sample my-articles.xlsx"))
    own.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="file or folder")
    own.add_argument("--rejects", type=Path, help="write the refused rows to this file")

    own = command("tag", run_tag, "tag articles.csv --output tags.parquet")
    own.add_argument("input", type=Path, metavar="INPUT", help="CSV, JSONL, Parquet, XLSX or -")
    own.add_argument("--output", default="-", help="CSV, JSONL, Parquet, XLSX or - (CSV)")
    own.add_argument("--rejects", type=Path, help="write the refused rows to this file")

    own = with_store(command("retag", run_retag, "retag"))
    own.add_argument("--all", action="store_true", help="also when nothing has changed")

    own = command("evaluate", run_evaluate, "evaluate labelled.parquet --output quality.csv")
    own.add_argument("labelled", type=Path, metavar="LABELLED", help="labelled articles")
    own.add_argument(
        "--held-out", action="store_true", help="only the third that nothing was learnt from"
    )
    own.add_argument("--output", help="write the table to this file (.csv, .md, .parquet …)")

    own = command(
        "train", run_train, "train corpus-ru.parquet corpus-en.parquet --labelled labelled.parquet"
    )
    own.add_argument(
        "corpus",
        nargs="*",
        type=Path,
        metavar="CORPUS",
        help="files of articles; without any only the decision is fitted again",
    )
    own.add_argument(
        "--labelled", nargs="+", type=Path, required=True, help="articles labelled by people"
    )
    own.add_argument("--output", type=Path, default=MODEL_FOLDER, help="folder for the model")

    own = command("check", run_check, "check my-articles.csv")
    own.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files of articles")

    own = with_store(
        command("export", run_export, 'export --query "sector:unmanned" --output drones.xlsx')
    )
    own.add_argument("--query", default="", help="which articles; all without it")
    own.add_argument("--output", default="-", help="file to write, or -")
    own.add_argument("--format", choices=("csv", "xlsx", "parquet", "jsonl"))
    own.add_argument("--language", choices=("en", "ru"), default="en", help="of the labels")

    own = with_store(command("dashboard", run_dashboard, "dashboard --port 8600"))
    own.add_argument("--port", type=int, default=8501)
    return parser


if __name__ == "__main__":
    sys.exit(main())
