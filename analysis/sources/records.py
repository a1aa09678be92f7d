"""JSON (an array of objects, or one) and JSON lines.

Every record is read by its own names, so that records with other or fewer names lose nothing.
Numbers are taken as they are written: an id of 12 digits stays the same text.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, islice
from typing import Any, Final

from analysis.errors import DataError
from analysis.sources.charsets import REPAIR, open_text
from analysis.sources.columns import assign, check_header, describe
from analysis.sources.tables import RAW_LENGTH, Block, Refusal, Request, Table, parts

MAX_JSON_BYTES: Final = 300_000_000

_SECOND_CHOICE: Final = "{field} is read from {second!r} where a record has no {first!r}"
_SURROGATE: Final = re.compile("[\ud800-\udfff]")

Numbered = tuple[int, Any]


class _Doubled(dict[str, Any]):
    """An object that has a name twice."""


class _Broken(str):
    """A line that is no JSON."""

    __slots__ = ("problem",)
    problem: str


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    return record if len(record) == len(pairs) else _Doubled(pairs)


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=str, parse_float=str, parse_constant=lambda _: None
)


def open_json(request: Request) -> Table:
    """Open a file that is one JSON value.

    Raises
    ------
    DataError
        When it is no JSON, too large, or holds no objects with a title or text.
    """
    if request.path.stat().st_size > MAX_JSON_BYTES:
        raise DataError(
            request.origin,
            [
                f"is larger than {MAX_JSON_BYTES // 1_000_000} MB, which JSON has to be read at "
                "once: save it as JSON lines (.jsonl) or Parquet"
            ],
        )
    text = request.path.read_text(encoding=request.encoding, errors=REPAIR)
    value = _decode_whole(text.lstrip("\ufeff"), request.origin)
    items = value if isinstance(value, list) else [value]
    return _open(request, partial(_numbered_items, items))


def _decode_whole(text: str, origin: str) -> Any:
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise DataError(
            origin,
            [
                f"is no valid JSON: {error.msg} in line {error.lineno}, column {error.colno}: "
                "mend it there, or save the file again if it is cut off"
            ],
        ) from error
    except RecursionError as error:
        raise DataError(origin, ["is nested too deeply: save a flat list of objects"]) from error


def open_json_lines(request: Request) -> Table:
    """Open a file with one JSON object a line.

    Raises
    ------
    DataError
        When the first records have neither a title nor a text.
    """
    return _open(request, partial(_numbered_lines, request))


def _numbered_items(items: Sequence[Any]) -> Iterator[tuple[Numbered, float]]:
    for number, item in enumerate(items, start=1):
        yield (number, item), number / len(items)


def _numbered_lines(request: Request) -> Iterator[tuple[Numbered, float]]:
    size = max(request.path.stat().st_size, 1)
    with open_text(request.path, request.encoding) as (stream, position):
        for number, line in enumerate(stream, start=1):
            if line.strip("\ufeff \t\n\0"):
                yield (number, _decode_line(line.lstrip("\ufeff"))), position() / size


def _decode_line(line: str) -> Any:
    try:
        return _DECODER.decode(line)
    except json.JSONDecodeError as error:
        problem = f"is no valid JSON: {error.msg} at character {error.colno}: mend this line"
    except RecursionError:
        problem = "is nested too deeply: save a flat object"
    broken = _Broken(line.rstrip("\n"))
    broken.problem = problem
    return broken


def _open(request: Request, read: partial[Iterator[tuple[Numbered, float]]]) -> Table:
    names = _names_of(item for (_, item), _ in islice(read(), request.batch_size))
    if names is None:
        return Table({}, (), partial(_blocks, read, request))
    check_header(names, request.overrides, origin=request.origin)
    assigned = assign(names, request.overrides)
    return Table(
        {field: names[place] for field, place in assigned.items()},
        describe(names, assigned, second_choice=_SECOND_CHOICE),
        partial(_blocks, read, request),
    )


def _names_of(items: Iterable[Any]) -> list[str] | None:
    """The names of all records, None when there is no item at all."""
    names: dict[str, None] = {}
    is_empty = True
    for item in items:
        is_empty = False
        if isinstance(item, dict):
            names.update(dict.fromkeys(item))
    return None if is_empty else [_plain(name) for name in names]


def _blocks(read: partial[Iterator[tuple[Numbered, float]]], request: Request) -> Iterator[Block]:
    items = read()
    cache: dict[tuple[str, ...], dict[str, str]] = {}
    for part in parts(items, request.batch_size):
        done = part[-1][1] if part else 1.0
        yield _block([item for item, _ in part], cache, request.overrides, done)


def _block(
    part: Sequence[Numbered],
    cache: dict[tuple[str, ...], dict[str, str]],
    overrides: Mapping[str, str],
    done: float,
) -> Block:
    numbers: list[int] = []
    records: list[dict[str, str]] = []
    refusals: list[Refusal] = []
    for number, item in part:
        record = _read_record(item, cache, overrides)
        if isinstance(record, dict):
            numbers.append(number)
            records.append(record)
        else:
            column, problem = record
            refusals.append(Refusal(number, column, problem, _raw(item)))
    fields = list(dict.fromkeys(chain.from_iterable(records)))
    values = {field: [record.get(field, "") for record in records] for field in fields}
    return Block(numbers, values, refusals, done, Counter())


def _read_record(
    item: Any, cache: dict[tuple[str, ...], dict[str, str]], overrides: Mapping[str, str]
) -> dict[str, str] | tuple[str, str]:
    """The texts of one record by field, or the column and the problem with it."""
    if isinstance(item, _Broken):
        return "", item.problem
    if not isinstance(item, dict):
        return "", 'is no object with names and values: write it as {"title": "…"}'
    if isinstance(item, _Doubled):
        return "", "has a name twice: rename or delete one of them"
    keys = tuple(item)
    if keys not in cache:
        cache[keys] = {field: keys[place] for field, place in assign(keys, overrides).items()}
    record = {}
    for field, key in cache[keys].items():
        value = item[key]
        if isinstance(value, dict | list):
            return _plain(key), f"{_plain(key)!r} holds a list or an object: write it as one text"
        record[field] = _text(value)
    return record


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return _plain(value)


def _plain(text: str) -> str:
    """NUL for half of a letter: it is removed and counted with the others."""
    return text if text.isascii() else _SURROGATE.sub("\0", text)


def _raw(item: Any) -> str:
    text = item if isinstance(item, str) else json.dumps(item, ensure_ascii=False, default=str)
    return _plain(text[:RAW_LENGTH])
