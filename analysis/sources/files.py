"""Articles from files, folders and archives of other people.

What a file is, is told by its content. Good rows are taken even where their neighbours are
bad; every row that is not taken is listed with its number, the reason and the remedy. Feeds
and pages on the web are read elsewhere.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, tzinfo
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar

import pandas as pd

from analysis.errors import DataError
from analysis.sources.adapters import adapted
from analysis.sources.archives import refuse_nested
from analysis.sources.articles import ArticleMaker, rejects_table
from analysis.sources.clock import MOSCOW, zone_of
from analysis.sources.columns import check_overrides
from analysis.sources.contents import ENDINGS, identify, misnamed
from analysis.sources.dates import DAYS_AHEAD
from analysis.sources.delimited import open_delimited
from analysis.sources.faults import Problem
from analysis.sources.fingerprints import file_changed, stamp_of
from analysis.sources.page import open_page
from analysis.sources.parquet import open_parquet
from analysis.sources.pdf import open_pdf
from analysis.sources.places import not_opened, places_of
from analysis.sources.prose import open_prose
from analysis.sources.records import open_json, open_json_lines
from analysis.sources.repeats import Repeats
from analysis.sources.sizes import check_size
from analysis.sources.tables import Block, Refusal, Request, Table
from analysis.sources.word import open_word
from analysis.sources.workbook import open_workbook

__all__ = [
    "ENDINGS",
    "NO_ARTICLES",
    "NO_ROWS",
    "READERS",
    "Reading",
    "read_articles",
    "read_rows",
    "refused_file",
]

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
    done : share of the file, folder or archive read so far, 0..1
    counts : with the last batch, its notes that count: sentences with the place holder
        ``{count}`` and how often they hold, to be summed over parts of a file
    is_last : nothing of this file comes after it
    is_refusal : the file cannot be used after all: what came of it before does not count
    replaced : ids that came with a former batch of this file and come again in this one with
        other content: the last counts, the former row is among the rejects
    names : with the first batch, the columns found; none for a document
    mapping : with the first batch, field to the name of the column that it is read from
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
    names: tuple[str, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)


def read_articles(
    path: Path,
    *,
    columns: Mapping[str, str] | None = None,
    encoding: str = "",
    origin: str = "",
    today: date | None = None,
    batch_size: int = 5_000,
    dated: bool = True,
    zone: str = MOSCOW.key,
    day_first: bool | None = None,
    once: bool = False,
    max_bytes: int = 0,
) -> Iterator[Reading]:
    """Read a file, or all files of a folder or a ZIP archive in the order of their names.

    Parameters
    ----------
    path : a file of one of ``ENDINGS``, or a folder of them
    columns : field to column name, where the names are not understood
    encoding : of files that are text; found out without it
    origin : name of the file as the user knows it, where that is not the name of ``path``
    today : dates later than two days after it are refused; the day of the clock if None
    batch_size : rows of a batch, at least 1
    dated : refuse rows whose date cannot be read; if False their date is left empty
    zone : time zone of times that are told without one
    day_first : whether 01/02/2024 is 1 February; the other dates of the file tell if None
    once : give no row that one of a later batch replaces; for whoever cannot take back what
        it was given. Files of several batches are read twice for it
    max_bytes : larger files are refused; any size is read if 0

    Yields
    ------
    Reading
        For each file, at least one. Articles, rejects and rows noted as repeated are
        together all rows of the file that are not blank. Files of a folder are named by
        their path in it, members of an archive as "archive.zip › member".

    Raises
    ------
    DataError
        When the file cannot be used at all. In an archive, or a folder of several files, such
        a file is a reject with row 0, and the others are read.
    """
    if batch_size < 1:
        raise ValueError(f"batch_size must be at least 1 but is {batch_size}")
    path = Path(path)
    origin = origin or path.name
    latest = (today or date.today()) + DAYS_AHEAD
    overrides = check_overrides(columns, origin=origin)
    maker = partial(
        ArticleMaker,
        latest=latest,
        dated=dated,
        zone=_zone(zone, origin),
        day_first=day_first,
    )
    if max_bytes and path.is_file():
        check_size(path, max_bytes, origin=origin)
    for place in places_of(path, origin=origin):
        request = Request(place.path, place.origin, overrides, batch_size, encoding)
        notes = place.notes
        try:
            if place.problem:
                raise DataError(place.origin, [place.problem])
            if max_bytes:
                check_size(place.path, max_bytes, origin=place.origin)
            for reading in _read_file(request, maker, once=once):
                done = place.before + place.share * reading.done
                yield replace(reading, notes=notes + reading.notes, done=done)
                notes = ()
        except DataError as error:
            if place.is_all:
                raise
            yield replace(_refusal(error, notes), done=place.before + place.share)


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
    yield from _read_file(request, partial(ArticleMaker, latest=latest, dated=dated))


def _zone(name: str, origin: str) -> tzinfo:
    try:
        return zone_of(name)
    except ValueError as error:
        raise DataError(origin, [Problem(str(error), code="UNKNOWN_ZONE")]) from error


def refused_file(error: DataError) -> pd.DataFrame:
    """A file that cannot be used as columns of schema REJECTS, a row for each problem."""
    return rejects_table(error.origin, [Refusal(0, "", problem) for problem in error.problems])


def _refusal(error: DataError, notes: tuple[str, ...]) -> Reading:
    rejects = refused_file(error)
    return Reading(error.origin, NO_ARTICLES, rejects, notes, 1.0, is_last=True, is_refusal=True)


def _read_file(
    request: Request, make: partial[ArticleMaker], *, once: bool = False
) -> Iterator[Reading]:
    try:
        stamp = stamp_of(request.path)
        table, opened = _open(request)
        make = partial(
            make, names=table.names, date_texts=lambda: _date_texts(request), sheet=table.sheet
        )
        maker = make()
        notes, rows = opened, 0
        names, mapping = tuple(table.columns), dict(table.names)
        for block, is_last in _with_last(table.blocks()):
            if once and not is_last and not rows:
                maker = make(repeats=_seen_through(table, make()))
            made = maker.make(block)
            notes += block.notes
            rows += len(block.rows) + len(block.refusals)
            if is_last:
                if stamp_of(request.path) != stamp:
                    raise file_changed(request.origin)
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
                names=names,
                mapping=mapping,
            )
            notes, names, mapping = (), (), {}
    except OSError as error:
        raise not_opened(request.origin, error) from error


def _seen_through(table: Table, scout: ArticleMaker) -> Repeats:
    """Which rows of a whole file count."""
    for block in table.blocks():
        scout.make(block)
    return replace(scout.repeats, is_complete=True)


def _open(request: Request) -> tuple[Table, tuple[str, ...]]:
    contents = identify(
        request.path,
        origin=request.origin,
        encoding=request.encoding,
        overrides=request.overrides,
    )
    try:
        table = READERS[contents.kind](replace(request, encoding=contents.encoding))
    except DataError as error:
        problem = misnamed(request.origin) if contents.encoding else ""
        if not problem:
            raise
        raise DataError(request.origin, [problem, *error.problems]) from error
    return adapted(table), contents.notes + table.notes


def _no_articles() -> pd.DataFrame:
    maker = ArticleMaker({}, date.max, dated=True, date_texts=tuple)
    return maker.make(Block((), {})).articles


def _date_texts(request: Request) -> Iterator[str]:
    """All dates of a file, also where some of its rows are read."""
    table, _ = _open(replace(request, rows=None))
    for block in table.blocks():
        for name in ("published_date", "published_at"):
            yield from block.values.get(name, ())


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


READERS: Final[Mapping[str, Callable[[Request], Table]]] = MappingProxyType(
    {
        "delimited": open_delimited,
        "json": open_json,
        "jsonl": open_json_lines,
        "page": open_page,
        "parquet": open_parquet,
        "pdf": open_pdf,
        "prose": open_prose,
        "word": open_word,
        "workbook": open_workbook,
        "zip": refuse_nested,
    }
)
NO_ARTICLES: Final = _no_articles()
