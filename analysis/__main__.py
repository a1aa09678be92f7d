"""The command line: ``python -m analysis COMMAND``; the only place that prints and exits."""

import argparse
import errno
import os
import re
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Container, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import pandas as pd
from tqdm import tqdm

from analysis.errors import AnalysisError, DataError, StoreBusy
from analysis.evaluation import evaluate, exact_counts, read_labelled, to_markdown
from analysis.exports import FORMATS, Citation, article_table
from analysis.jobs import Progress, import_files, refused_rows, tag_store
from analysis.learning import is_held_out, learn_decision, learn_words
from analysis.measures.choice import Choice, select
from analysis.measures.corpus import Corpus
from analysis.model.classifier import DEFAULT_FOLDER as MODEL_FOLDER
from analysis.model.classifier import load_model, save_model
from analysis.schema import REJECTS
from analysis.search import Searcher
from analysis.sources.articles import DROPPED_DATE, DROPPED_PRECISION, DROPPED_URL
from analysis.sources.columns import OWN_NAMES
from analysis.sources.files import read_articles
from analysis.store import Store
from analysis.tables import WRITERS, write_table
from analysis.tagging import Tagger
from analysis.taxonomy import DEFAULT_FOLDER, load_taxonomy

ROOT: Final = Path(__file__).resolve().parent.parent
DEFAULT_STORE: Final = ROOT / "data" / "store" / "monitor.sqlite"

_LAST_PORT: Final = 65_535
_MOST_SHEET_ROWS: Final = 1_048_575

OK, FAILED, USAGE, SOME_REFUSED, UNREADABLE, CANNOT_WRITE, BUSY = 0, 1, 2, 65, 66, 73, 75


class _CannotWrite(AnalysisError):
    """The file for the result cannot be written."""


class _WrongUse(AnalysisError):
    """The arguments do not fit together."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    arguments = _parser().parse_args(argv)
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
        case _CannotWrite():
            return CANNOT_WRITE
        case _WrongUse():
            return USAGE
    return FAILED


# --- commands ----------------------------------------------------------------------------


def run_import(arguments: argparse.Namespace) -> int:
    """Add articles to the store and tag them."""
    _check_output(arguments.rejects)
    tagger = _tagger(arguments)
    rejects: list[pd.DataFrame] = []
    status = OK
    with Store.open(arguments.store, create=True) as store:
        for path in arguments.paths:
            try:
                last = _follow(import_files(store, [path]), _Notes(path))
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
        _follow(tag_store(store, tagger), what="tagging", unit=" articles")
    return max(status, _show_refused(rejects, arguments.rejects))


def run_tag(arguments: argparse.Namespace) -> int:
    """Tag a file of articles and write the tags, without the store."""
    _check_output(arguments.output)
    _check_output(arguments.rejects)
    tagger = _tagger(arguments)
    rejects: list[pd.DataFrame] = []
    read, parts = 0, []
    with _input_file(arguments.input) as path:
        for articles in _articles(path, rejects):
            read += len(articles)
            parts.append(tagger.tag(articles))
    tags = pd.concat(parts or [tagger.tag(_NONE)], ignore_index=True)
    _write(tags, arguments.output)
    _say(
        f"{read:,} articles read, {tags['article_id'].nunique():,} of them with a tag; "
        f"{len(tags):,} tags written"
    )
    return _show_refused(rejects, arguments.rejects)


def run_retag(arguments: argparse.Namespace) -> int:
    """Apply taxonomy and model to the stored articles again."""
    tagger = _tagger(arguments)
    with Store.open(arguments.store) as store:
        job = tag_store(store, tagger, everything=arguments.all)
        last = _follow(job, what="tagging", unit=" articles")
    if last:
        print(f"{int(last.done):,} articles tagged")
    else:
        print("0 articles tagged: nothing has changed since the last time; --all tags all")
    return OK


def run_evaluate(arguments: argparse.Namespace) -> int:
    """Compare tags with a labelled set."""
    _check_output(arguments.output)
    tagger = _tagger(arguments)
    labelled = read_labelled(arguments.labelled)
    if arguments.held_out:
        labelled = labelled[labelled["article_id"].map(is_held_out).astype(bool)]
    if labelled.empty:
        raise DataError(str(arguments.labelled), ["holds no labelled article to compare with"])
    tags = tagger.tag(labelled)
    table = evaluate(labelled, tags, tagger.taxonomy)
    print(to_markdown(table))
    for language, (exact, total) in exact_counts(labelled, tags, tagger.taxonomy).items():
        print(f"\n{language}: {exact:,} of {total:,} articles have exactly their sectors")
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
        words = learn_words(taxonomy, corpus, labelled, say=_say)
    elif known:
        words = known.languages
    else:
        raise _WrongUse("train: there is no model yet: name files of articles to learn from")
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
    form = FORMATS[arguments.format or _form_of(arguments.output)]
    _check_output(arguments.output, endings=None)
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
    _write_bytes(form.write(table, citation), arguments.output)
    where = "" if arguments.output == "-" else f" to {arguments.output}"
    _say(f"{len(table):,} articles written{where}")
    return OK


def run_dashboard(arguments: argparse.Namespace) -> int:
    """Start the dashboard and say where it is."""
    if problem := _port_problem(arguments.port):
        _say(f"error: {problem}")
        return FAILED
    Store.open(arguments.store, read_only=True).close()
    load_taxonomy(arguments.taxonomy)
    environment = {
        **os.environ,
        "MONITOR_STORE": str(arguments.store.resolve()),
        "MONITOR_TAXONOMY": str(arguments.taxonomy.resolve()),
    }
    command = [
        *(sys.executable, "-m", "streamlit", "run", str(ROOT / "dashboard" / "asgi.py")),
        f"--server.port={arguments.port}",
    ]
    print(f"Industrial Policy Monitor: http://localhost:{arguments.port} (stop with Ctrl-C)")
    sys.stdout.flush()
    os.chdir(ROOT)
    # The server takes this process over, so that whoever ends it ends the server.
    os.execve(sys.executable, command, environment)


# --- shared parts ------------------------------------------------------------------------

_NONE: Final = pd.DataFrame({name: [] for name in ("article_id", "title", "text", "language")})


def _tagger(arguments: argparse.Namespace) -> Tagger:
    return Tagger(load_taxonomy(arguments.taxonomy), load_model())


class _Notes:
    """Tells what the readers of files have to say, every sentence once.

    Of a folder, files that are told the same are named together when all are read. What goes
    without saying (UTF-8, columns under our own names) is not told.
    """

    def __init__(self, path: Path | None = None, *, dated: bool = True) -> None:
        self._is_folder = path is not None and path.is_dir()
        self._dated = dated
        self._origins: dict[str, list[str]] = {}

    def __call__(self, origin: str, note: str) -> None:
        if _goes_without_saying(note) or not (self._dated or _matters_undated(note)):
            return
        if self._is_folder:
            self._origins.setdefault(note, []).append(origin)
        else:
            _tell(f"{origin}: {note}")

    def close(self) -> None:
        """Tell what was kept back."""
        for note, origins in self._origins.items():
            more = f" and {len(origins) - 1:,} more" if len(origins) > 1 else ""
            _tell(f"{origins[0]}{more}: {note}")


def _goes_without_saying(note: str) -> bool:
    if note in ("read as UTF-8", "read as UTF-8 (byte order mark)", "columns are separated by ','"):
        return True
    pairs = re.findall(r"(\w+) from '([^']*)'", note)
    is_whole = note == "columns: " + ", ".join(f"{field} from {name!r}" for field, name in pairs)
    return is_whole and all(name in OWN_NAMES[field] for field, name in pairs)


def _matters_undated(note: str) -> bool:
    """Whether a note is on more than dates and addresses, which no tag depends on."""
    unused = (DROPPED_DATE, DROPPED_PRECISION, DROPPED_URL)
    is_count = note.endswith(tuple(sentence.removeprefix("{count}") for sentence in unused))
    return not is_count and not note.startswith("no date column")


def _articles(
    path: Path, rejects: list[pd.DataFrame], *, dated: bool = False
) -> Iterator[pd.DataFrame]:
    """Articles of a file batch by batch; refused rows are put into the list."""
    notes = _Notes(path, dated=dated)
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
    progress: Iterator[Progress], notes: _Notes | None = None, *, what: str = "", unit: str = ""
) -> Progress | None:
    """Show a progress bar while a job runs and return its last word."""
    last = None
    tell = notes or _Notes()
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
        _write(refused, output)
    return SOME_REFUSED if len(refused) else OK


def _tell(text: str) -> None:
    """Say something while a bar may be drawn; in a log there is nothing to write around."""
    if sys.stderr.isatty():
        tqdm.write(text, file=sys.stderr)
    else:
        _say(text)


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _check_output(output: str | Path | None, *, endings: Container[str] | None = WRITERS) -> None:
    """Refuse before the work begins what could not be written after it."""
    if output is None or str(output) == "-":
        return
    path = Path(output)
    if path.is_dir():
        raise _CannotWrite(f"{output}: is a folder: name a file in it")
    if not path.parent.is_dir():
        raise _CannotWrite(f"{output}: there is no folder {path.parent}: make it first")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise _CannotWrite(f"{output}: no right to write there: name another file")
    if endings is not None and path.suffix.lower() not in endings:
        raise _WrongUse(f"{output}: unknown ending; use one of {', '.join(WRITERS)}")


def _write(table: pd.DataFrame, output: str | Path) -> None:
    if str(output) == "-":
        _write_bytes(table.to_csv(index=False).encode(), "-")
        return
    if str(output).lower().endswith(".xlsx") and len(table) > _MOST_SHEET_ROWS:
        raise _CannotWrite(
            f"{output}: {len(table):,} rows, of which a workbook holds {_MOST_SHEET_ROWS:,}: "
            "name a .csv or .parquet file"
        )
    try:
        write_table(table, Path(output))
    except OSError as error:
        raise _CannotWrite(f"{output}: {error.strerror or error}: name another file") from error


def _write_bytes(content: bytes, output: str) -> None:
    """Write to a file, or to stdout: there UTF-8, whatever the terminal is set to."""
    if output == "-":
        sys.stdout.flush()
        rest = memoryview(content)
        while rest:  # unbuffered, as with python -u, a pipe may take a part only
            rest = rest[sys.stdout.buffer.write(rest) :]
        return
    try:
        Path(output).write_bytes(content)
    except OSError as error:
        raise _CannotWrite(f"{output}: {error.strerror or error}: name another file") from error


def _form_of(output: str) -> str:
    """Format by the ending of a file name; CSV where there is none."""
    ending = Path(output).suffix.lstrip(".").lower() or "csv"
    if ending not in FORMATS:
        known = ", ".join(f".{name}" for name in FORMATS)
        raise _WrongUse(f"{output}: unknown ending; use one of {known}, or --format")
    return ending


def _port_problem(port: int) -> str:
    """Why the dashboard cannot listen there; empty when it can."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                return f"port {port} cannot be used ({error.strerror}): choose another with --port"
            other = port + 1 if port < _LAST_PORT else port - 1
            return (
                f"port {port} is taken: stop what runs there or choose another "
                f"with --port {other} (make run PORT={other})"
            )
    return ""


def _port(text: str) -> int:
    """Read a port number, for the parser."""
    if not text.isdecimal() or not 1 <= int(text) <= _LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: give a number from 1 to 65535")
    return int(text)


# --- the parser --------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m analysis",
        description="Import, tag, evaluate and export articles on industrial policy.",
        epilog="example:\n  python -m analysis import data/sample\n"
        "  python -m analysis COMMAND --help shows one for every command",
        formatter_class=argparse.RawDescriptionHelpFormatter,
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
            "--taxonomy",
            type=Path,
            default=DEFAULT_FOLDER,
            metavar="FOLDER",
            help="folder with the taxonomy files",
        )
        own.set_defaults(run=run)
        return own

    def with_store(own: argparse.ArgumentParser) -> argparse.ArgumentParser:
        path = Path(os.environ.get("MONITOR_STORE") or DEFAULT_STORE)
        own.add_argument("--store", type=Path, default=path, metavar="FILE", help="the store")
        return own

    own = with_store(command("import", run_import, "import data/sample my-articles.xlsx"))
    own.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="file or folder")
    own.add_argument(
        "--rejects", type=Path, metavar="FILE", help="write the refused rows to this file"
    )

    own = command("tag", run_tag, "tag articles.csv --output tags.parquet")
    own.description = (
        "Tag a file of articles and write the tags, without the store. Start and end of the "
        "evidence count characters of the field as it is read: without blanks around it and "
        "control characters, line ends as one character."
    )
    own.add_argument("input", type=Path, metavar="INPUT", help="CSV, JSONL, Parquet, XLSX or -")
    own.add_argument(
        "--output", default="-", metavar="FILE", help="CSV, JSONL, Parquet, XLSX or - (CSV)"
    )
    own.add_argument(
        "--rejects", type=Path, metavar="FILE", help="write the refused rows to this file"
    )

    own = with_store(command("retag", run_retag, "retag"))
    own.add_argument("--all", action="store_true", help="also when nothing has changed")

    own = command("evaluate", run_evaluate, "evaluate labelled.parquet --output quality.csv")
    own.add_argument("labelled", type=Path, metavar="LABELLED", help="labelled articles")
    own.add_argument(
        "--held-out", action="store_true", help="only the third that nothing was learnt from"
    )
    own.add_argument(
        "--output", metavar="FILE", help="write the table to this file (.csv, .md, .parquet …)"
    )

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
    own.add_argument(
        "--output", type=Path, default=MODEL_FOLDER, metavar="FOLDER", help="for the model"
    )

    own = command("check", run_check, "check my-articles.csv")
    own.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files of articles")

    own = with_store(
        command("export", run_export, 'export --query "sector:unmanned" --output drones.xlsx')
    )
    own.add_argument("--query", default="", help="which articles; all without it")
    own.add_argument("--output", default="-", metavar="FILE", help="file to write, or -")
    own.add_argument("--format", choices=("csv", "xlsx", "parquet", "jsonl"))
    own.add_argument("--language", choices=("en", "ru"), default="en", help="of the labels")

    own = with_store(command("dashboard", run_dashboard, "dashboard --port 8600"))
    own.add_argument("--port", type=_port, default=8501, help="on this machine")
    return parser


if __name__ == "__main__":
    sys.exit(main())
