"""Parquet, read in batches; only the row groups that are needed leave the disk."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, pairwise
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analysis.errors import DataError
from analysis.sources.columns import assign, check_header, describe, listed
from analysis.sources.extras import NEEDED, objects
from analysis.sources.faults import Problem
from analysis.sources.tables import EMPTY_TABLE, Block, Request, Table

_READ_AT_ONCE: Final = 1 << 20
_BROKEN: Final = "the Parquet file is broken or cut off: write or download it again ({error})"
_DAMAGED: Final = (
    "the data of the Parquet file is damaged: write or download it again; no row of it is taken "
    "({error})"
)
_ENCRYPTED: Final = Problem(
    "the Parquet file is encrypted: write it again without encryption", code="BROKEN_PARQUET"
)
# UnicodeDecodeError is a ValueError: names of columns may be damaged, too.
_FAULTS: Final = (pa.ArrowException, OSError, ValueError)
_TEXT: Final = pa.large_string()


@dataclass(frozen=True, slots=True)
class _Columns:
    """Names in the file: by field, and those that are kept beside the articles."""

    fields: Mapping[str, str]
    others: Sequence[str]


def open_parquet(request: Request) -> Table:
    """Open a Parquet file.

    Raises
    ------
    DataError
        When it is broken or encrypted, or its columns cannot be used.
    """
    schema, names = _schema_of(request)
    if not names:
        return EMPTY_TABLE
    check_header(names, request.overrides, origin=request.origin)
    assigned = assign(names, request.overrides)
    unreadable = [
        place
        for place, kind in enumerate(schema.types)
        if pa.types.is_nested(kind) or pa.types.is_fixed_size_binary(kind)
    ]
    problems = [
        Problem(
            f"column {names[place]!r} holds {schema.types[place]}: write it as text",
            code="WRONG_COLUMN_TYPE",
        )
        for field, place in assigned.items()
        if place in unreadable and field in NEEDED
    ]
    if problems:
        raise DataError(request.origin, problems)
    assigned = {field: place for field, place in assigned.items() if place not in unreadable}
    columns = {field: schema.names[place] for field, place in assigned.items()}
    left = set(range(len(names))) - set(assigned.values())
    binary = [place for place in left if _is_binary(schema.types[place])]
    others = [schema.names[place] for place in sorted(left - set(binary))]
    notes = describe(names, assigned)
    if binary:
        notes += (f"columns that are no text are not read: {listed([names[p] for p in binary])}",)
    read = partial(_blocks, request, _Columns(columns, others))
    return Table(columns, notes, read, columns=names)


def _is_binary(kind: Any) -> bool:
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    tests = (
        pa.types.is_binary,
        pa.types.is_large_binary,
        pa.types.is_binary_view,
        pa.types.is_fixed_size_binary,
    )
    return any(test(kind) for test in tests)


def group_sizes(request: Request) -> list[int]:
    """Rows of each row group of a Parquet file, by its metadata alone.

    Raises
    ------
    DataError
        When it is broken or encrypted.
    """
    with _opened(request) as file:
        return _sizes(file)


def _sizes(file: Any) -> list[int]:
    return [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)]


def _schema_of(request: Request) -> tuple[Any, list[str]]:
    with _opened(request) as file:
        try:
            return file.schema_arrow, [name.strip() for name in file.schema_arrow.names]
        except _FAULTS as error:
            raise _broken(request, error) from error


def _opened(request: Request) -> Any:
    with request.path.open("rb") as file:
        file.seek(max(request.path.stat().st_size - 4, 0))
        if file.read() == b"PARE":
            raise DataError(request.origin, [_ENCRYPTED])
    try:
        # Read ahead, all row groups that were read stay in memory until the last is.
        return pq.ParquetFile(request.path, pre_buffer=False, buffer_size=_READ_AT_ONCE)
    except _FAULTS as error:
        raise _broken(request, error) from error


def _broken(request: Request, error: Exception) -> DataError:
    if _is_encrypted(error):
        return DataError(request.origin, [_ENCRYPTED])
    problem = Problem(_BROKEN.format(error=_reason(error)), code="BROKEN_PARQUET")
    return DataError(request.origin, [problem])


def _damaged(request: Request, error: Exception) -> DataError:
    if _is_encrypted(error):
        return DataError(request.origin, [_ENCRYPTED])
    problem = Problem(_DAMAGED.format(error=_reason(error)), code="DAMAGED_DATA")
    return DataError(request.origin, [problem])


def _is_encrypted(error: Exception) -> bool:
    return any(word in str(error).lower() for word in ("encrypt", "decrypt"))


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:120]


def _blocks(request: Request, columns: _Columns) -> Iterator[Block]:
    with _opened(request) as file:
        sizes = _sizes(file)
        rows = request.rows or range(sum(sizes))
        groups, skipped = _groups_with(rows, sizes)
        first = rows.start + 1
        batches = file.iter_batches(
            request.batch_size,
            row_groups=groups,
            columns=[*columns.fields.values(), *columns.others],
        )
        batches = _cut(batches, range(skipped, skipped + len(rows)))
        while (texts := _next_texts(request, batches, columns)) is not None:
            count = len(next(iter(texts.values())))
            done = (first - 1 + count - rows.start) / len(rows)
            yield Block(range(first, first + count), texts, done=done)
            first += count
    if first == rows.start + 1:
        yield Block((), dict.fromkeys(columns.fields, ()), done=1.0)


def _groups_with(rows: range, sizes: Sequence[int]) -> tuple[list[int], int]:
    """The row groups that hold rows, and how many rows of the first stand before them.

    >>> _groups_with(range(5, 9), [4, 4, 4])
    ([1, 2], 1)
    """
    starts = [0, *accumulate(sizes)]
    groups = [
        number
        for number, (start, stop) in enumerate(pairwise(starts))
        if start < rows.stop and rows.start < stop
    ]
    return groups, rows.start - starts[groups[0]] if groups else 0


def _cut(batches: Iterator[Any], rows: range) -> Iterator[Any]:
    """Those rows of batches that are in a range of all their rows."""
    start = 0
    for batch in batches:
        stop = start + batch.num_rows
        first, last = max(rows.start, start), min(rows.stop, stop)
        if first < last:
            yield batch.slice(first - start, last - first)
        if stop >= rows.stop:
            return
        start = stop


def _next_texts(
    request: Request, batches: Iterator[Any], columns: _Columns
) -> "dict[str, pd.Series[str]] | None":
    try:
        batch = next(batches, None)
        if batch is None:
            return None
        batch.validate(full=True)
        texts = {field: _texts(batch.column(name)) for field, name in columns.fields.items()}
    except _FAULTS as error:
        raise _damaged(request, error) from error
    return texts | ({"extra": _extra(batch, columns.others)} if columns.others else {})


def _extra(batch: Any, names: Sequence[str]) -> "pd.Series[str]":
    texts, written = {}, {}
    for name in names:
        values = batch.column(name)
        if _is_json_as_it_is(values.type):
            written[name] = values.cast(_TEXT)
        elif pa.types.is_nested(values.type):
            written[name] = pa.array([_json(value) for value in values.to_pylist()], _TEXT)
        else:
            texts[name] = _texts(values)
    return objects(texts, written)


def _is_json_as_it_is(kind: Any) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_boolean(kind))


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, default=str)


def _texts(values: Any) -> "pd.Series[str]":
    """Any Arrow array as texts, nothing as the empty text."""
    kind = values.type
    if pa.types.is_dictionary(kind):
        values = values.dictionary_decode()
        kind = values.type
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        values = _with_offset(values)
    if pa.types.is_floating(kind):
        values = pa.array([_number(value) for value in values.to_pylist()], _TEXT)
    return pd.Series(pc.fill_null(values.cast(_TEXT), "").to_pandas(), dtype="str")


def _with_offset(moments: Any) -> Any:
    """Moments of a zone as its clocks show them, with how far these are from UTC."""
    local = pc.local_timestamp(moments)
    shown, true = (
        one.cast(pa.timestamp("s", one.type.tz), safe=False).cast(pa.int64())
        for one in (local, moments)
    )
    coded = pc.subtract(shown, true).dictionary_encode()
    offsets = [_offset(seconds) for seconds in coded.dictionary.to_pylist()]
    return pc.binary_join_element_wise(
        local.cast(_TEXT), pa.array(offsets, _TEXT).take(coded.indices), pa.scalar("", _TEXT)
    )


def _offset(seconds: int) -> str:
    """How far clocks are from UTC.

    >>> _offset(10_800), _offset(-12_600)
    ('+03:00', '-03:30')
    """
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return f"{'-' if seconds < 0 else '+'}{hours:02}:{minutes:02}"


def _number(value: float | None) -> str | None:
    """12.0 as "12": a column of whole numbers with gaps is often saved as floats."""
    if value is None or value != value:
        return None
    return str(int(value)) if value.is_integer() else repr(value)
