"""Arguments: the words that may stand behind ``python -m analysis``."""

import argparse
import os
import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from analysis.cluster.plan import PARTITION_SIZE
from analysis.errors import DataError
from analysis.model.classifier import DEFAULT_FOLDER as MODEL_FOLDER
from analysis.sources.clock import zone_of
from analysis.sources.columns import check_overrides
from analysis.sources.contents import encoding_named
from analysis.sources.web.limits import MOST_PAGES, PAUSE
from analysis.sources.web.register import DEFAULT_FILE as FEEDS_FILE
from analysis.takeaway.digests import DIGEST_FORMATS
from analysis.takeaway.phrases import LANGUAGES
from analysis.taxonomy import DEFAULT_FOLDER

LAST_PORT: Final = 65_535
DATE_ORDERS: Final = {"day-first": True, "month-first": False}

_UNITS: Final = {"": 60, "s": 1, "m": 60, "h": 3600, "d": 86_400}
_SHORTEST, _LONGEST = 60, 30 * 86_400

_STORE: Final = Path(__file__).resolve().parent.parent / "data" / "store" / "monitor.sqlite"

Run = Callable[[argparse.Namespace], int]


def make_parser(commands_by_name: Mapping[str, Run]) -> argparse.ArgumentParser:
    """Make the parser; a command's first line of documentation is its help.

    Parameters
    ----------
    commands_by_name : what each command runs
    """
    parser = argparse.ArgumentParser(
        prog="python -m analysis",
        description="Import, tag, evaluate and export articles on industrial policy.",
        epilog="example:\n  python -m analysis import data/sample\n"
        "  python -m analysis COMMAND --help shows one for every command",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def command(name: str, example: str) -> argparse.ArgumentParser:
        run = commands_by_name[name]
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
        path = Path(os.environ.get("MONITOR_STORE") or _STORE)
        own.add_argument("--store", type=Path, default=path, metavar="FILE", help="the store")
        return own

    def with_reading(own: argparse.ArgumentParser) -> argparse.ArgumentParser:
        own.add_argument(
            "--map",
            action="append",
            default=[],
            type=_mapping,
            metavar="FIELD=COLUMN",
            help="read a field from this column, such as title=Заголовок; once for each field",
        )
        own.add_argument(
            "--encoding",
            type=_encoding,
            metavar="NAME",
            help="of text files, such as cp1251; told by their letters without it",
        )
        own.add_argument(
            "--zone",
            type=_zone,
            metavar="NAME",
            help="of times that are told without one, such as Asia/Omsk; Moscow without it",
        )
        own.add_argument(
            "--dates",
            choices=tuple(DATE_ORDERS),
            help="how 01/02/2024 is meant; told by the other dates of a file without it",
        )
        return own

    def with_status(own: argparse.ArgumentParser) -> argparse.ArgumentParser:
        own.add_argument(
            "--status", type=Path, metavar="FILE", help="say in this JSON file how far it is"
        )
        return own

    own = with_store(command("import", "import data/sample my-articles.xlsx"))
    own = with_status(with_reading(own))
    own.description = (
        "Add articles to the store and tag them. Read are CSV, JSON, JSON lines, Parquet, XLSX, "
        "TXT, HTML, DOCX and PDF with a text layer, folders of them and ZIP archives of them."
    )
    own.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="file, folder or ZIP")
    own.add_argument(
        "--rejects", type=Path, metavar="FILE", help="write the refused rows to this file"
    )
    own.add_argument(
        "--read-as",
        type=Path,
        metavar="FILE",
        help="JSON object: for a PATH its origin (the name shown), columns, encoding and the like",
    )

    own = with_status(with_store(command("fetch", "fetch kremlin-ru tass --every 30m")))
    own.description = (
        "Read RSS and Atom feeds and the pages behind them into the store, politely, and tag what "
        "is new. A run that was ended goes on where it was. MONITOR_OFFLINE=1 switches it off."
    )
    own.add_argument("names", nargs="*", metavar="NAME", help="key of a feed; all without any")
    own.add_argument(
        "--feeds", type=Path, default=FEEDS_FILE, metavar="FILE", help="list of the feeds"
    )
    own.add_argument(
        "--every", type=_period, metavar="TIME", help="do it again after 30m, 2h, 1d …, for ever"
    )
    own.add_argument("--no-pages", action="store_true", help="take only what the feeds hold")
    own.add_argument(
        "--most",
        type=_count,
        default=MOST_PAGES,
        metavar="N",
        help=f"most pages of a feed in a round; the others wait for the next ({MOST_PAGES})",
    )
    own.add_argument(
        "--pause",
        type=_seconds,
        default=PAUSE,
        metavar="SECONDS",
        help=f"at least, between two requests to a host ({PAUSE:g})",
    )
    own.add_argument(
        "--contact",
        default="",
        metavar="TEXT",
        help="mail or web address that sites are told; MONITOR_CONTACT without it",
    )
    own.add_argument(
        "--list", action="store_true", help="show the feeds and what became of them last"
    )

    own = with_reading(command("tag", "tag articles.csv --output tags.parquet"))
    own.description = (
        "Tag a file of articles and write the tags, without the store. Start and end of the "
        "evidence count characters of the field as it is read: without blanks around it and "
        "control characters, line ends as one character."
    )
    own.add_argument("input", type=Path, metavar="INPUT", help="file, folder, ZIP or -")
    own.add_argument(
        "--output", default="-", metavar="FILE", help="CSV, JSONL, Parquet, XLSX or - (CSV)"
    )
    own.add_argument(
        "--rejects", type=Path, metavar="FILE", help="write the refused rows to this file"
    )

    own = command("tag-dataset", "tag-dataset articles.parquet tagged --workers 4")
    own.description = (
        "Tag a Parquet dataset with many processes, on this machine or on a Dask cluster, into "
        "a folder of Parquet files. A run that was stopped goes on where it was when the same "
        "command is given again."
    )
    own.add_argument("input", type=Path, metavar="IN", help="Parquet file, or folder of them")
    own.add_argument("output", type=Path, metavar="OUT", help="folder for the result")
    own.add_argument(
        "--scheduler",
        default="",
        metavar="ADDRESS",
        help="Dask scheduler, like tcp://10.0.0.5:8786; without it processes start here",
    )
    own.add_argument(
        "--workers", type=_count, metavar="N", help="processes to start here; one a core without it"
    )
    own.add_argument(
        "--partition-size",
        type=_count,
        default=PARTITION_SIZE,
        metavar="N",
        help=f"most articles of a partition ({PARTITION_SIZE:,})",
    )
    own.add_argument(
        "--rejects", type=Path, metavar="FILE", help="write the refused rows to this file"
    )

    own = with_store(command("retag", "retag"))
    own.add_argument(
        "--all", action="store_true", help="tag every article again and find its facts again"
    )

    with_store(command("index", "index"))

    own = with_store(command("stories", "stories --output stories.csv"))
    own.add_argument(
        "--rebuild", action="store_true", help="find all stories anew; their ids may change"
    )
    own.add_argument(
        "--output", metavar="FILE", help="write the articles of all stories (.csv, .xlsx …)"
    )

    own = command("evaluate", "evaluate labelled.parquet --output quality.csv")
    own.add_argument("labelled", type=Path, metavar="LABELLED", help="labelled articles")
    own.add_argument(
        "--held-out", action="store_true", help="only the third that nothing was learnt from"
    )
    own.add_argument(
        "--against", type=Path, metavar="FILE", help="compare with the --output of an earlier run"
    )
    own.add_argument(
        "--errors", type=int, default=10, metavar="N", help="list so many errors a language"
    )
    own.add_argument(
        "--output", metavar="FILE", help="write the table to this file (.csv, .md, .parquet …)"
    )

    own = command(
        "train",
        "train ru.parquet en.parquet --labelled dev.parquet "
        "--labels data/labels/real-news.csv --examples data/sample",
    )
    own.add_argument("corpus", nargs="+", type=Path, metavar="CORPUS", help="files of articles")
    own.add_argument(
        "--labelled",
        nargs="+",
        type=Path,
        required=True,
        metavar="FILE",
        help="labelled articles; a third of them is held out",
    )
    own.add_argument(
        "--labels",
        nargs="*",
        type=Path,
        default=[],
        metavar="FILE",
        help="labels of articles that stand in CORPUS",
    )
    own.add_argument(
        "--examples",
        nargs="*",
        type=Path,
        default=[],
        metavar="FILE",
        help="more labelled texts to learn from, not to measure on",
    )
    own.add_argument(
        "--output", type=Path, default=MODEL_FOLDER, metavar="FOLDER", help="for the model"
    )

    command("quality", "quality")

    own = with_reading(command("check", "check my-articles.csv --map title=Kopfzeile"))
    own.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files of articles")

    own = with_store(command("export", 'export --query "sector:unmanned" --output drones.xlsx'))
    own.add_argument("--query", default="", help="which articles; all without it")
    own.add_argument("--output", default="-", metavar="FILE", help="file to write, or -")
    own.add_argument("--format", choices=("csv", "xlsx", "parquet", "jsonl", "html"))
    own.add_argument("--language", choices=("en", "ru"), default="en", help="of the labels")

    own = with_store(command("digest", 'digest --view "Чипы" --days 7 --output chips.atom'))
    own.description = (
        "Write what is new in a view: what the store saw first on a day or later, as an Atom "
        "feed, a page, a text, or a draft of an e-mail (.eml). Views are saved in the dashboard."
    )
    view = own.add_mutually_exclusive_group(required=True)
    view.add_argument("--view", metavar="NAME", help="a view that was saved under this name")
    view.add_argument(
        "--link", metavar="URL", help="address of a view, or what stands behind its question mark"
    )
    new = own.add_mutually_exclusive_group()
    new.add_argument("--since", type=_day, metavar="DATE", help="first day, such as 2026-11-20")
    new.add_argument("--days", type=_count, default=7, metavar="N", help="or so many days back (7)")
    own.add_argument(
        "--format", choices=tuple(DIGEST_FORMATS), default="atom", help="of the file (atom)"
    )
    own.add_argument("--lang", choices=LANGUAGES, help="of the words; that of the link without it")
    own.add_argument("--output", default="-", metavar="FILE", help="file to write, or -")
    own.add_argument(
        "--address",
        default="http://localhost:8501/",
        metavar="URL",
        help="of the dashboard, for the links back (http://localhost:8501/)",
    )

    own = with_store(command("doctor", "doctor"))
    own.add_argument(
        "--repair",
        action="store_true",
        help="mend what can be mended without loss: make again what is derived, close imports "
        "that were cut off",
    )

    own = with_store(command("backup", "backup --keep 7"))
    own.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="file to make, or folder for a dated one; backups/ beside the store without it",
    )
    own.add_argument(
        "--keep", type=_count, metavar="N", help="delete older dated backups until N are left"
    )

    own = with_store(
        command("restore", "restore data/store/backups/monitor-2026-11-26T101500Z.sqlite")
    )
    own.add_argument("file", type=Path, metavar="FILE", help="the backup")

    own = with_store(command("dashboard", "dashboard --port 8600"))
    own.add_argument(
        "--dataset",
        type=Path,
        metavar="FOLDER",
        help="show what tag-dataset wrote instead of the store",
    )
    own.add_argument("--port", type=_port, default=8501, help="on this machine")
    return parser


def _mapping(text: str) -> tuple[str, str]:
    """Read a field and the name of its column, for the parser."""
    field, _, column = (part.strip() for part in text.partition("="))
    if not field or not column:
        raise argparse.ArgumentTypeError(f"{text!r} is no mapping: write it as title=Заголовок")
    try:
        ((field, column),) = check_overrides({field: column}, origin="--map").items()
    except DataError as error:
        raise argparse.ArgumentTypeError(error.problems[0]) from error
    return field, column


def _encoding(text: str) -> str:
    """Read the name of an encoding, for the parser."""
    try:
        return encoding_named(text)
    except LookupError as error:
        raise argparse.ArgumentTypeError(str(error.args[0])) from error


def _zone(text: str) -> str:
    """Read the name of a time zone, for the parser."""
    try:
        zone_of(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return text


def _count(text: str) -> int:
    """Read a number of things, for the parser."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of 1 or more")
    return int(text)


def _day(text: str) -> date:
    """Read a day, for the parser."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day: write it as 2024-03-05") from error


def _period(text: str) -> float:
    """Read a length of time like 30m, for the parser."""
    match = re.fullmatch(r"([0-9]{1,6})([smhd]?)", text.strip())
    seconds = int(match[1]) * _UNITS[match[2]] if match else 0
    if not _SHORTEST <= seconds <= _LONGEST:
        raise argparse.ArgumentTypeError(f"{text!r} is no time from 1m to 30d: write it like 30m")
    return float(seconds)


def _seconds(text: str) -> float:
    """Read a number of seconds, for the parser."""
    if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,3})?", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds, like 2 or 0.5")
    return float(text)


def _port(text: str) -> int:
    """Read a port number, for the parser."""
    if not text.isdecimal() or not 1 <= int(text) <= LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: give a number from 1 to 65535")
    return int(text)
