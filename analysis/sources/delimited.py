"""CSV and TSV, with row numbers as a spreadsheet shows them.

A row is a record: line breaks inside quotes do not count, the header is row 1. A record that
cannot be read is refused alone; reading goes on at the next line, so that a quote that is
never closed does not swallow the rows below it.
"""

import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from types import MappingProxyType
from typing import Final

import pandas as pd

from analysis.errors import DataError
from analysis.sources.charsets import open_text
from analysis.sources.columns import HEADER_ROWS, assign, check_header, describe, find_header
from analysis.sources.extras import objects, other_columns
from analysis.sources.faults import Problem
from analysis.sources.tables import (
    BLANK_ROWS,
    EMPTY_TABLE,
    RAW_LENGTH,
    Block,
    Refusal,
    Request,
    Table,
    parts,
)

DELIMITERS: Final = MappingProxyType({",": "','", ";": "';'", "\t": "TAB", "|": "'|'"})
UNGUARDED: Final = "{count} cell(s) lost the apostrophe that guards spreadsheets from formulas"

_NEVER_CLOSED: Final = Problem(
    "a quote that opens in this row is never closed: close it, or delete it", code="OPEN_QUOTE"
)
_BADLY_CLOSED: Final = Problem(
    "a quoted cell of this row goes on behind its closing quote: close the quote where the cell "
    "ends, and write a quote inside a cell twice",
    code="OPEN_QUOTE",
)
_CLOSED_LATE: Final = Problem(
    "a quote that opens in this row is closed only in a later one, in the middle of a cell: close "
    "it where its cell ends, or delete it",
    code="OPEN_QUOTE",
)
_MOST_UNCLOSED: Final = 10  # each costs one more reading of the rest of the file
_SAMPLE: Final = 65_536
_SEPARATOR_LINE: Final = re.compile(r'"?sep=([,;\t|])"?')
# The mark that exports set before a cell that a spreadsheet would run as a formula.
_GUARD: Final = re.compile("^'(?=[\\s\ufeff\u200b]*[=+\\-@＝＋－＠]|[\t\r\n])")

Row = list[str]


def open_delimited(request: Request) -> Table:
    """Open a CSV or TSV file: find its delimiter and its header.

    Raises
    ------
    DataError
        When the header cannot be used.
    """
    with open_text(request.path, request.encoding) as (stream, _):
        sample = stream.read(_SAMPLE)
        is_whole = not stream.read(1)
    stated = _SEPARATOR_LINE.fullmatch(sample.lstrip("\ufeff").partition("\n")[0].strip())
    if stated:
        sample = sample.partition("\n")[2]
    delimiter = stated[1] if stated else _find_delimiter(sample, is_whole, request.overrides)
    rows = _sample_rows(sample, delimiter, is_whole=is_whole)
    header = find_header(rows, request.overrides)
    if header is None:
        return EMPTY_TABLE
    names = _names(rows[header])
    check_header(names, request.overrides, origin=request.origin)
    assigned = assign(names, request.overrides)
    notes = [f"columns are separated by {DELIMITERS[delimiter]}", *describe(names, assigned)]
    if any(any(row) for row in rows[:header]):
        notes.append(f"the header is row {header + 1}; the rows above it are not read")
    layout = _Layout(
        delimiter, header, len(rows[header]), assigned, other_columns(rows[header], assigned)
    )
    read = partial(_blocks, request, layout, skipped_lines=1 if stated else 0)
    mapping = {field: names[place] for field, place in assigned.items()}
    return Table(mapping, tuple(notes), read, columns=names)


@dataclass(frozen=True, slots=True)
class _Layout:
    """How the rows of a file are laid out; ``others`` are columns by name that no field takes."""

    delimiter: str
    header: int
    width: int
    assigned: Mapping[str, int]
    others: Mapping[str, int]


def _names(row: Row) -> list[str]:
    names = [name.replace("\ufeff", "").replace("\0", "").strip() for name in row]
    while names and not names[-1]:
        names.pop()
    return names


def _sample_rows(sample: str, delimiter: str, *, is_whole: bool) -> list[Row]:
    csv.field_size_limit(2**31 - 1)
    rows = list(islice(csv.reader(io.StringIO(sample), delimiter=delimiter), HEADER_ROWS * 2))
    if not is_whole and len(rows) > 1 and len(rows) < HEADER_ROWS * 2:
        rows.pop()  # the sample ends in the middle of it
    return rows


def _find_delimiter(sample: str, is_whole: bool, overrides: Mapping[str, str]) -> str:
    """Choose the delimiter that shows most known columns, then the most even rows."""

    def worth(delimiter: str) -> tuple[int, float, int]:
        rows = [row for row in _sample_rows(sample, delimiter, is_whole=is_whole) if row]
        place = find_header(rows, overrides) or 0
        header = rows[place] if rows else []
        below = rows[place + 1 :]
        even = sum(len(row) == len(header) for row in below) / max(len(below), 1)
        return len(assign(header, overrides)), even, len(header)

    return max(DELIMITERS, key=worth)


class _Lines:
    """The lines of a file, that can be given back."""

    def __init__(self, stream: Iterator[str]) -> None:
        self._stream = stream
        self._again: deque[str] = deque()
        self.taken: list[str] = []
        self.is_at_end = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if self._again:
            line = self._again.popleft()
        else:
            self.is_at_end = True
            line = next(self._stream)
            self.is_at_end = False
        self.taken.append(line)
        return line

    def give_back(self, lines: Sequence[str]) -> None:
        self._again.extendleft(reversed(lines))
        self.is_at_end = False


def _records(lines: _Lines, delimiter: str, origin: str) -> Iterator[tuple[Row, str]]:
    """Yield each record and the problem with it; that of a faulty one is its first line."""
    csv.field_size_limit(2**31 - 1)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    unclosed = 0
    while True:
        lines.taken.clear()
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            one_line = _BADLY_CLOSED if len(lines.taken) == 1 else _CLOSED_LATE
            problem = _NEVER_CLOSED if lines.is_at_end else one_line
            unclosed += lines.is_at_end
            if unclosed > _MOST_UNCLOSED:
                problem = Problem(
                    f"more than {_MOST_UNCLOSED} quotes are never closed: save the file with "
                    "every cell in quotes, or as .xlsx",
                    code="OPEN_QUOTE",
                )
                raise DataError(origin, [problem]) from error
            first, *others = lines.taken
            lines.give_back(others)
            yield [first.rstrip("\n")], problem
        else:
            yield row, ""


def _blocks(request: Request, layout: _Layout, *, skipped_lines: int) -> Iterator[Block]:
    size = max(request.path.stat().st_size, 1)
    with open_text(request.path, request.encoding) as (stream, position):
        for _ in range(skipped_lines):
            next(stream)
        records = enumerate(_records(_Lines(stream), layout.delimiter, request.origin), start=1)
        body = islice(records, layout.header + 1, None)
        for part in parts(body, request.batch_size):
            yield _block(part, layout, done=position() / size)


def _block(part: Sequence[tuple[int, tuple[Row, str]]], layout: _Layout, *, done: float) -> Block:
    numbers: list[int] = []
    rows: list[Row] = []
    refusals: list[Refusal] = []
    counts: Counter[str] = Counter()
    width = layout.width
    for number, (row, problem) in part:
        if problem:
            refusals.append(Refusal(number, "", problem, row[0][:RAW_LENGTH]))
        elif not any(map(str.strip, row)):
            counts[BLANK_ROWS] += 1
        elif len(row) < width or any(row[width:]):
            problem = Problem(
                f"has {len(row)} cell(s), expected {width}: mend the delimiters or quotes",
                code="FIELD_COUNT",
            )
            refusals.append(Refusal(number, "", problem, layout.delimiter.join(row)[:RAW_LENGTH]))
        else:
            numbers.append(number)
            rows.append(row[:width] if len(row) > width else row)
    columns = list(zip(*rows, strict=True)) or [()] * width
    values: dict[str, Sequence[str] | pd.Series[str]] = {
        field: _unguarded(columns[place], counts) for field, place in layout.assigned.items()
    }
    if layout.others:
        others = {name: _unguarded(columns[place], counts) for name, place in layout.others.items()}
        values["extra"] = objects(others)
    return Block(numbers, values, refusals, done, counts)


def _unguarded(cells: Sequence[str], counts: Counter[str]) -> list[str]:
    freed = [_GUARD.sub("", cell) if cell[:1] == "'" else cell for cell in cells]
    changed = sum(old != new for old, new in zip(cells, freed, strict=True) if old[:1] == "'")
    if changed:
        counts[UNGUARDED] += changed
    return freed
