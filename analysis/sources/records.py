"""JSON (an array of objects, or one) and JSON lines.

Every record is read by its own names, so that records with other or fewer names lose nothing.
Numbers are taken as they are written: an id of 12 digits stays the same text.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, islice
from typing import Any, Final

from analysis.errors import DataError
from analysis.sources.charsets import REPAIR, open_text
from analysis.sources.columns import assign, check_header, describe, with_format
from analysis.sources.extras import KEPT_NESTED, NEEDED, OWN, Number, written
from analysis.sources.faults import Problem
from analysis.sources.tables import RAW_LENGTH, Block, Refusal, Request, Table, parts
from analysis.sources.wrappers import records_of

MAX_JSON_BYTES: Final = 150_000_000  # takes some four times its size in memory

_MOST_SHAPES: Final = 10_000  # of records with different names that are remembered

_SECOND_CHOICE: Final = "{field} is read from {second!r} where a record has no {first!r}"
_SURROGATE: Final = re.compile("[\ud800-\udfff]")

_TOO_DEEP: Final = Problem("is nested too deeply: save a flat object", code="NESTED_TOO_DEEPLY")
_NO_OBJECT: Final = Problem(
    'is no object with names and values: write it as {"title": "…"}', code="NOT_AN_OBJECT"
)
_NAMED_TWICE: Final = Problem(
    "has a name twice: rename or delete one of them", code="DUPLICATE_COLUMN"
)

Numbered = tuple[int, Any]


class _Doubled(dict[str, Any]):
    """An object that has a name twice."""


class _Broken(str):
    """A line that is no JSON."""

    __slots__ = ("problem",)
    problem: Problem


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    return record if len(record) == len(pairs) else _Doubled(pairs)


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=Number, parse_float=Number, parse_constant=lambda _: None
)


def open_json(request: Request) -> Table:
    """Open a file that is one JSON value.

    Raises
    ------
    DataError
        When it is no JSON, too large, or holds no objects with a title or text.
    """
    if request.path.stat().st_size > MAX_JSON_BYTES:
        sentence = (
            f"is larger than {MAX_JSON_BYTES // 1_000_000} MB, and JSON has to be read at once: "
            "save it as JSON lines (.jsonl) or Parquet"
        )
        raise DataError(request.origin, [Problem(sentence, code="FILE_TOO_LARGE")])
    text = request.path.read_text(encoding=request.encoding, errors=REPAIR)
    value = _decode_whole(text.lstrip("\ufeff"), request.origin)
    items, notes = records_of(value)
    table = _open(request, partial(_numbered_items, items))
    return replace(table, notes=notes + table.notes)


def _decode_whole(text: str, origin: str) -> Any:
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        sentence = (
            f"is no valid JSON: {error.msg} in line {error.lineno}, column {error.colno}: "
            "mend it there, or save the file again if it is cut off"
        )
        raise DataError(origin, [Problem(sentence, code="BROKEN_JSON")]) from error
    except RecursionError as error:
        sentence = "is nested too deeply: save a flat list of objects"
        raise DataError(origin, [Problem(sentence, code="NESTED_TOO_DEEPLY")]) from error


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
        return _DECODER.decode(line.rstrip())
    except json.JSONDecodeError as error:
        sentence = f"is no valid JSON: {error.msg} at character {error.colno}: mend this line"
        problem = Problem(sentence, code="BROKEN_JSON")
    except RecursionError:
        problem = _TOO_DEEP
    broken = _Broken(line.rstrip("\n"))
    broken.problem = problem
    return broken


def _open(request: Request, read: partial[Iterator[tuple[Numbered, float]]]) -> Table:
    names = _names_of(item for (_, item), _ in islice(read(), request.batch_size))
    if names is None:
        return Table({}, (), partial(_blocks, read, request))
    check_header(names, request.overrides, origin=request.origin)
    request = replace(request, overrides=with_format(names, request.overrides))
    assigned = assign(names, request.overrides)
    return Table(
        {field: names[place] for field, place in assigned.items()},
        describe(names, assigned, second_choice=_SECOND_CHOICE),
        partial(_blocks, read, request),
        columns=names,
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
    reader = _Reader(request.overrides)
    for part in parts(read(), request.batch_size):
        done = part[-1][1] if part else 1.0
        yield _block([item for item, _ in part], reader, done)


def _block(part: Sequence[Numbered], reader: "_Reader", done: float) -> Block:
    numbers: list[int] = []
    records: list[dict[str, str]] = []
    refusals: list[Refusal] = []
    reader.counts = Counter()
    for number, item in part:
        record = reader.read(item)
        if isinstance(record, dict):
            numbers.append(number)
            records.append(record)
        else:
            column, problem = record
            refusals.append(Refusal(number, column, problem, _raw(item)))
    fields = list(dict.fromkeys(chain.from_iterable(records)))
    values = {field: [record.get(field, "") for record in records] for field in fields}
    return Block(numbers, values, refusals, done, reader.counts)


@dataclass
class _Reader:
    """Reads records by their own names; records with the same names are understood once."""

    overrides: Mapping[str, str]
    counts: Counter[str] = field(default_factory=Counter)
    _known: dict[tuple[str, ...], tuple[dict[str, str], list[str]]] = field(default_factory=dict)

    def read(self, item: Any) -> dict[str, str] | tuple[str, Problem]:
        """The texts of one record by field, or the column and the problem with it."""
        if isinstance(item, _Broken):
            return "", item.problem
        if not isinstance(item, dict):
            return "", _NO_OBJECT
        if isinstance(item, _Doubled):
            return "", _NAMED_TWICE
        assigned, others = self._columns(tuple(item))
        record, kept = {}, {key: item[key] for key in others}
        for name, key in assigned.items():
            value = item[key]
            if not isinstance(value, dict | list):
                record[name] = _text(value)
            elif name in NEEDED:
                problem = f"{_plain(key)!r} holds a list or an object: write it as one text"
                return _plain(key), Problem(problem, code="NESTED_VALUE")
            elif value:
                kept[key] = value
                self.counts[KEPT_NESTED] += 1
        try:
            record["extra"] = _extra(kept)
        except RecursionError:
            return "", _TOO_DEEP
        return record

    def _columns(self, keys: tuple[str, ...]) -> tuple[dict[str, str], list[str]]:
        if keys not in self._known:
            if len(self._known) > _MOST_SHAPES:
                self._known.clear()
            places = assign(keys, self.overrides)
            taken = set(places.values())
            others = [key for place, key in enumerate(keys) if place not in taken]
            self._known[keys] = {field: keys[place] for field, place in places.items()}, others
        return self._known[keys]


def _extra(kept: Mapping[str, Any]) -> str:
    """What no field takes, as one object; what is empty is left out."""
    filled = {key: value for key, value in kept.items() if value not in (None, "", [], {})}
    own = filled.get(OWN)
    if isinstance(own, dict):
        filled |= own
        del filled[OWN]
    return written(filled) if filled else ""


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
    try:
        text = item if isinstance(item, _Broken) else written(item)
    except RecursionError:
        text = "(nested too deeply to be shown)"
    return _plain(text[:RAW_LENGTH])
