"""What every reader of one kind of file hands on: an opened table, read block by block.

All values are text: what a date, an address or an id is, is decided later and for all kinds
of files alike (:mod:`analysis.sources.articles`).
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final, TypeVar

import pandas as pd

RAW_LENGTH: Final = 500
BLANK_ROWS: Final = "{count} blank row(s) skipped"


Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Request:
    """Which file to read and how.

    Attributes
    ----------
    encoding : empty for files that are no text
    rows : which rows of a Parquet file to read, counted from 0; all without it
    """

    path: Path
    origin: str
    overrides: Mapping[str, str]
    batch_size: int
    encoding: str = ""
    rows: range | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row that is not taken: where it stands, and what is wrong with it.

    Attributes
    ----------
    problem : carries its code, see :class:`analysis.sources.faults.Problem`
    sheet : of a workbook, or member of an archive; else empty
    """

    row: int
    column: str
    problem: str
    raw: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows of a table.

    Attributes
    ----------
    rows : row numbers as the user sees them
    values : field of schema ARTICLES to one text per row
    refusals : rows that could not be read and are not among ``rows``
    done : share of the file read so far, 0..1
    counts : sentences with the place holder ``{count}``, summed up over the file
    notes : sentences about this block alone
    """

    rows: Sequence[int]
    values: Mapping[str, "Sequence[str] | pd.Series[str]"]
    refusals: Sequence[Refusal] = ()
    done: float = 0.0
    counts: Mapping[str, int] = field(default_factory=Counter)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """An opened file.

    Attributes
    ----------
    names : field to the name of its column in the file
    notes : how the file is read
    blocks : reads the file from its start, as often as it is called; at least one block
    sheet : name of the sheet, of a workbook
    columns : all names of columns as they were found
    """

    names: Mapping[str, str]
    notes: tuple[str, ...]
    blocks: Callable[[], Iterator[Block]]
    sheet: str = ""
    columns: Sequence[str] = ()


# An opened file without rows, as one with only blank lines is.
EMPTY_TABLE: Final = Table({}, (), lambda: iter((Block((), {}, done=1.0),)))


def parts(items: Iterator[Item], size: int) -> Iterator[list[Item]]:
    """Cut items into lists of ``size``; one empty list when there are none.

    >>> list(parts(iter("abc"), 2)), list(parts(iter(""), 2))
    ([['a', 'b'], ['c']], [[]])
    """
    part = list(islice(items, size))
    yield part
    while part and (part := list(islice(items, size))):
        yield part
