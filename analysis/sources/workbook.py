"""XLSX: the first sheet that has a title or text column."""

import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from itertools import islice
from typing import Any, Final

import openpyxl
import pandas as pd
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import from_excel
from openpyxl.utils.exceptions import InvalidFileException

from analysis.errors import DataError
from analysis.sources.columns import (
    HEADER_ROWS,
    assign,
    check_header,
    describe,
    find_header,
    has_words,
    listed,
)
from analysis.sources.extras import objects, other_columns
from analysis.sources.faults import Problem
from analysis.sources.formulas import without_result
from analysis.sources.tables import BLANK_ROWS, EMPTY_TABLE, Block, Request, Table, parts
from analysis.sources.zips import check_office

_BROKEN: Final = "the workbook is broken: open and save it in Excel, or save it as .csv ({error})"
# What openpyxl lets through when the XML of a workbook is not what it expects.
_FAULTS: Final = (
    AttributeError,
    EOFError,
    IndexError,
    InvalidFileException,
    KeyError,
    NotImplementedError,
    RuntimeError,
    SyntaxError,  # of both parsers of XML that openpyxl uses
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)
_SERIALS: Final = range(20_000, 80_000)  # days since 1900 that Excel shows as 1954 … 2119
_LISTED_CELLS: Final = 5


ERROR_CELLS: Final = "cells with an error such as #N/A are read as empty: {cells}"
NO_RESULT: Final = (
    "cells with a formula whose result is not stored are read as empty: {cells}: open and save "
    "the workbook in Excel"
)


@dataclass(frozen=True, slots=True)
class _Sheet:
    title: str
    part: str
    header: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the cells of a workbook are; columns without a field are kept beside the articles."""

    sheet: int
    header: int
    names: Sequence[str]
    assigned: Mapping[str, int]


def open_workbook(request: Request) -> Table:
    """Open a workbook and choose its sheet.

    Raises
    ------
    DataError
        When it is broken, expands to too much, or no sheet has usable columns.
    """
    notes = _check_parts(request)
    with _opened(request) as book:
        sheets = [_look_at(sheet, request) for sheet in book.worksheets]
    filled = [sheet for sheet in sheets if sheet.cells]
    if not filled:
        return EMPTY_TABLE
    usable = (sheet for sheet in filled if has_words(assign(sheet.cells, request.overrides)))
    chosen = next(usable, filled[0])
    names = list(chosen.cells)
    check_header(names, request.overrides, origin=request.origin)
    assigned = assign(names, request.overrides)
    others = [sheet.title for sheet in sheets if sheet is not chosen]
    notes += [f"sheet {chosen.title!r} is read"] if others else []
    notes += [f"sheets not read: {listed(others)}"] if others else []
    notes += describe(names, assigned)
    if chosen.header:
        notes.append(f"the header is row {chosen.header + 1}; the rows above it are not read")
    unresolved = list(without_result(request.path, chosen.part, below=chosen.header + 1))
    notes += [NO_RESULT.format(cells=_few(unresolved))] if unresolved else []
    layout = _Layout(sheets.index(chosen), chosen.header, names, assigned)
    return Table(
        {field: names[place] for field, place in assigned.items()},
        tuple(notes),
        partial(_blocks, request, layout),
        chosen.title,
        columns=names,
    )


def _check_parts(request: Request) -> list[str]:
    parts = check_office(
        request.path,
        origin=request.origin,
        what="workbook",
        program="Excel",
        remedy="save it as .csv",
    )
    has_macros = "xl/vbaProject.bin" in parts
    return ["the workbook has macros; they are not run"] if has_macros else []


@contextmanager
def _opened(request: Request) -> Iterator[Any]:
    with request.path.open("rb") as file:
        with _faults_named(request):
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        try:
            yield book
        finally:
            book.close()


@contextmanager
def _faults_named(request: Request) -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions that openpyxl does not know
            yield
    except _FAULTS as error:
        reason = f"{type(error).__name__}: {error}"[:120]
        problem = Problem(_BROKEN.format(error=reason), code="BROKEN_XLSX")
        raise DataError(request.origin, [problem]) from error


def _look_at(sheet: Any, request: Request) -> _Sheet:
    sheet.reset_dimensions()  # the size a file states may be wrong and would cut rows off
    with _faults_named(request):
        rows = [
            [_text(cell) for cell in row]
            for row in islice(sheet.iter_rows(values_only=True), HEADER_ROWS * 2)
        ]
    header = find_header(rows, request.overrides)
    names = [] if header is None else [name.strip() for name in rows[header]]
    while names and not names[-1]:
        names.pop()
    return _Sheet(sheet.title, sheet._worksheet_path, header or 0, names)


def _blocks(request: Request, layout: _Layout) -> Iterator[Block]:
    with _opened(request) as book:
        sheet = book.worksheets[layout.sheet]
        total = sheet.max_row or 0
        sheet.reset_dimensions()
        rows = enumerate(sheet.iter_rows(values_only=True), start=1)
        body = islice(rows, layout.header + 1, None)
        pieces = parts(body, request.batch_size)
        while True:
            with _faults_named(request):
                part = next(pieces, None)
                if part is None:
                    return
                done = min(part[-1][0] / total, 1.0) if part and total else 0.0
                block = _block(part, layout, epoch=book.epoch, done=done)
            yield block


def _block(
    part: Sequence[tuple[int, Sequence[Any]]],
    layout: _Layout,
    *,
    epoch: datetime,
    done: float,
) -> Block:
    filled = [(number, row) for number, row in part if any(map(_is_filled, row))]
    numbers = [number for number, _ in filled]
    width = max((len(row) for _, row in filled), default=0)
    faults: list[str] = []

    def texts(place: int, *, is_date: bool = False) -> list[str]:
        cells = [row[place] if place < len(row) else None for _, row in filled]
        if is_date:
            cells = [_dated(cell, epoch) for cell in cells]
        letter = get_column_letter(place + 1)
        numbered = zip(numbers, cells, strict=True)
        faults.extend(f"{letter}{number}" for number, cell in numbered if cell in ERROR_CODES)
        return [_text(cell) for cell in cells]

    values: dict[str, Sequence[str] | pd.Series[str]] = {
        field: texts(place, is_date=field in ("published_date", "published_at"))
        for field, place in layout.assigned.items()
    }
    header = [*layout.names, *[""] * (width - len(layout.names))]
    if others := other_columns(header, layout.assigned):
        values["extra"] = objects({name: texts(place) for name, place in others.items()})
    notes = (ERROR_CELLS.format(cells=_few(faults)),) if faults else ()
    counts = Counter({BLANK_ROWS: len(part) - len(filled)})
    return Block(numbers, values, (), done, counts, notes)


def _few(cells: Sequence[str]) -> str:
    more = len(cells) - _LISTED_CELLS
    return ", ".join(cells[:_LISTED_CELLS]) + (f" and {more:,} more" if more > 0 else "")


def _is_filled(cell: object) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _dated(cell: object, epoch: datetime) -> object:
    """A number in a date column is a day that lost its format; a year stays a year."""
    if isinstance(cell, int | float) and int(cell) in _SERIALS:
        return from_excel(cell, epoch)
    return cell


def _text(cell: object) -> str:
    if cell is None or cell in ERROR_CODES:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
