"""Articles from files and folders of other people.

What a file is, is told by its content. Good rows are taken even where their neighbours are
bad; every row that is not taken is listed with its number, the reason and the remedy. Feeds
and pages on the web are read elsewhere.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar

import pandas as pd

from analysis.errors import DataError
from analysis.sources.articles import ArticleMaker, rejects_table
from analysis.sources.columns import check_overrides, listed
from analysis.sources.contents import identify, misnamed
from analysis.sources.dates import DAYS_AHEAD
from analysis.sources.delimited import open_delimited
from analysis.sources.faults import Problem
from analysis.sources.parquet import open_parquet
from analysis.sources.records import open_json, open_json_lines
from analysis.sources.tables import Block, Refusal, Request, Table
from analysis.sources.workbook import open_workbook

ENDINGS: Final = (
    ".csv",
    ".json",
    ".jsonl",
    ".ndjson",
    ".parquet",
    ".tab",
    ".tsv",
    ".txt",
    ".xlsm",
    ".xlsx",
)
NO_ROWS: Final = Problem("the file has no rows: nothing was read", code="NO_ROWS")

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Reading:
    """One batch of one file.

    Attributes
    ----------
    origin : name of the file as the user knows it
    articles : columns of schema ARTICLES without first_seen, story_id and import_id
        published_date is datetime64[s], NaT where unknown; all others are str
    rejects : columns of schema REJECTS; import_id is 0
        ``row`` counts as a spreadsheet does (the header is row 1); in JSON lines it is the
        line, in a JSON array or Parquet the record. Row 0 stands for the whole file.
    notes : sentences for the user; how the file is read comes with its first batch, what
        was mended, repeated or left empty with its last
    done : share of the file read so far, 0..1
    counts : with the last batch, its notes that count: sentences with the place holder
        ``{count}`` and how often they hold, to be summed over parts of a file
    is_last : nothing of this file comes after it
    is_refusal : the file cannot be used after all: what came of it before does not count
    replaced : ids that came with a former batch of this file and come again in this one with
        other content: the last counts, the former row is among the rejects
    """

    origin: str
    articles: pd.DataFrame
    rejects: pd.DataFrame
    notes: tuple[str, ...]
    done: float
    counts: Mapping[str, int] = field(default_factory=dict)
    is_last: bool = False
    is_refusal: bool = False
    replaced: tuple[str, ...] = ()


def read_articles(
    path: Path,
    *,
    columns: Mapping[str, str] | None = None,
    today: date | None = None,
    batch_size: int = 5_000,
    dated: bool = True,
) -> Iterator[Reading]:
    """Read a file, or all files of a folder in the order of their names.

    Parameters
    ----------
    path : CSV, TSV, JSON, JSON lines, Parquet or XLSX, or a folder of them
    columns : field to column name, where the names are not understood
    today : dates later than two days after it are refused; the day of the clock if None
    batch_size : rows of a batch, at least 1
    dated : refuse rows whose date cannot be read; if False their date is left empty

    Yields
    ------
    Reading
        For each file, at least one. Articles, rejects and rows noted as repeated are
        together all rows of the file that are not blank.

    Raises
    ------
    DataError
        When the file cannot be used at all. In a folder of several files such a file is a
        reject with row 0, and the others are read.
    """
    if batch_size < 1:
        raise ValueError(f"batch_size must be at least 1 but is {batch_size}")
    path = Path(path)
    latest = (today or date.today()) + DAYS_AHEAD
    overrides = check_overrides(columns, origin=path.name)
    files, notes = _files_of(path)
    for number, file in enumerate(files):
        request = Request(file, file.name, overrides, batch_size)
        try:
            for reading in _read_file(request, latest=latest, dated=dated):
                yield replace(reading, notes=notes + reading.notes)
                notes = ()
        except DataError as error:
            if len(files) == 1:
                raise
            yield _refusal(error, notes if number == 0 else ())
            notes = ()


def read_rows(
    path: Path,
    rows: range,
    *,
    origin: str,
    today: date | None = None,
    batch_size: int = 5_000,
    dated: bool = True,
) -> Iterator[Reading]:
    """Read some rows of a Parquet file as :func:`read_articles` reads all of them.

    Parameters
    ----------
    rows : counted from 0
    origin : name of the file as the user knows it

    Raises
    ------
    DataError
        When the file cannot be used.
    """
    latest = (today or date.today()) + DAYS_AHEAD
    request = Request(path, origin, {}, batch_size, rows=rows)
    yield from _read_file(request, latest=latest, dated=dated)


def _files_of(path: Path) -> tuple[list[Path], tuple[str, ...]]:
    """The files to read, and a note on those that are left out."""
    try:
        if not path.exists():
            missing = Problem("no such file or folder: check the name", code="NOT_FOUND")
            raise DataError(path.name, [missing])
        if path.is_file():
            return [path], ()
        if not path.is_dir():
            other = "is neither a file nor a folder: name one of them"
            raise DataError(path.name, [Problem(other, code="WRONG_TYPE")])
        entries = sorted(path.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        raise _not_opened(path.name, error) from error
    visible = [entry for entry in entries if not entry.name.startswith((".", "~"))]
    files = [one for one in visible if one.suffix.lower() in ENDINGS and one.is_file()]
    if not files:
        nothing = f"the folder has no file to read ({', '.join(ENDINGS)})"
        raise DataError(path.name, [Problem(nothing, code="NOTHING_TO_READ")])
    others = [entry.name for entry in visible if entry not in files]
    return files, (f"not read in the folder: {listed(others)}",) if others else ()


def _not_opened(origin: str, error: OSError) -> DataError:
    reason = error.strerror or str(error)
    sentence = f"cannot be opened ({reason}): check its name and your rights"
    return DataError(origin, [Problem(sentence, code="NOT_OPENED")])


def refused_file(error: DataError) -> pd.DataFrame:
    """A file that cannot be used as columns of schema REJECTS, a row for each problem."""
    return rejects_table(error.origin, [Refusal(0, "", problem) for problem in error.problems])


def _refusal(error: DataError, notes: tuple[str, ...]) -> Reading:
    rejects = refused_file(error)
    return Reading(error.origin, NO_ARTICLES, rejects, notes, 1.0, is_last=True, is_refusal=True)


def _read_file(request: Request, *, latest: date, dated: bool) -> Iterator[Reading]:
    try:
        stamp = _stamp(request.path)
        table, opened = _open(request)
        maker = ArticleMaker(
            table.names, latest, dated, lambda: _date_texts(request), sheet=table.sheet
        )
        notes, rows = opened, 0
        for block, is_last in _with_last(table.blocks()):
            made = maker.make(block)
            notes += block.notes
            rows += len(block.rows) + len(block.refusals)
            if is_last:
                _refuse_changed(request, stamp)
                notes += _closing_notes(maker, rows)
            rejects = rejects_table(request.origin, made.refusals)
            done = 1.0 if is_last else block.done
            counts = maker.counts if is_last else {}
            yield Reading(
                request.origin,
                made.articles,
                rejects,
                notes,
                done,
                counts,
                is_last,
                replaced=made.replaced,
            )
            notes = ()
    except OSError as error:
        raise _not_opened(request.origin, error) from error


def _open(request: Request) -> tuple[Table, tuple[str, ...]]:
    contents = identify(request.path, origin=request.origin)
    try:
        table = READERS[contents.kind](replace(request, encoding=contents.encoding))
    except DataError as error:
        problem = misnamed(request.path) if contents.encoding else ""
        if not problem:
            raise
        raise DataError(request.origin, [problem, *error.problems]) from error
    return table, contents.notes + table.notes


def _no_articles() -> pd.DataFrame:
    maker = ArticleMaker({}, date.max, dated=True, date_texts=tuple)
    return maker.make(Block((), {})).articles


def _date_texts(request: Request) -> Iterator[str]:
    """All dates of a file, also where some of its rows are read."""
    table, _ = _open(replace(request, rows=None))
    for block in table.blocks():
        yield from block.values.get("published_date", ())


def _with_last(items: Iterator[Item]) -> Iterator[tuple[Item, bool]]:
    """Mark the last item."""
    item = next(items)
    for following in items:
        yield item, False
        item = following
    yield item, True


def _closing_notes(maker: ArticleMaker, rows: int) -> tuple[str, ...]:
    notes = tuple(
        sentence.format(count=f"{count:,}") for sentence, count in maker.counts.items() if count
    )
    return notes if rows else (*notes, NO_ROWS)


def _stamp(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns


def _refuse_changed(request: Request, stamp: tuple[int, int]) -> None:
    if _stamp(request.path) != stamp:
        changed = Problem("the file changed while it was read: read it again", code="FILE_CHANGED")
        raise DataError(request.origin, [changed])


READERS: Final[Mapping[str, Callable[[Request], Table]]] = MappingProxyType(
    {
        "delimited": open_delimited,
        "json": open_json,
        "jsonl": open_json_lines,
        "parquet": open_parquet,
        "workbook": open_workbook,
    }
)
NO_ARTICLES: Final = _no_articles()
