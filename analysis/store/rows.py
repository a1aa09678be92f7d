"""Rows: values as SQLite keeps them, and tables as the program knows them."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b, sha256
from typing import Any, Final

import pandas as pd

from analysis.schema import FACTS

MARKS_AT_ONCE: Final = 500  # values that one statement asks for

# What ``content_hash`` is made of, in this order.
CONTENT: Final = (
    "published_date", "date_precision", "source_name", "kind", "url", "title", "published_at",
    "extra", "text",
)  # fmt: skip

# What ``row_hash`` is made of, in this order.
SEALED: Final = ("article_id", "content_hash", "language", "first_seen", "import_id")


def content_hashes(columns: Mapping[str, Sequence[Any]]) -> list[str]:
    """Hashes of what makes articles other ones when it changes, one for each row.

    Parameters
    ----------
    columns : the values of each column as they are stored

    Examples
    --------
    >>> columns = {name: ["", ""] for name in CONTENT} | {"text": ["a", "b"]}
    >>> first, second = content_hashes(columns)
    >>> first == second
    False
    """
    named = ["" if day is None else day for day in columns["published_date"]]
    rows = zip(named, *(columns[name] for name in CONTENT[1:]), strict=True)
    return [sha256("\x1f".join(row).encode("utf-8", "surrogatepass")).hexdigest() for row in rows]


def content_hash(*values: Any) -> str:
    """The hash of one article, of the values of ``CONTENT``."""
    return content_hashes({name: [value] for name, value in zip(CONTENT, values, strict=True)})[0]


def row_hash(row: Mapping[str, Any]) -> str:
    """Hash of all that a stored article consists of; tells damage from change.

    ``content_hash`` stands for the columns that it is made of.

    Parameters
    ----------
    row : the columns named in ``SEALED``, with the values as they are stored

    Examples
    --------
    >>> row = dict.fromkeys(SEALED, "") | {"import_id": 1}
    >>> row_hash(row)
    '64f73cdc98bd5d37f6e9094531998a44'
    >>> row_hash(row | {"language": "a flipped bit"}) == row_hash(row)
    False
    """
    return seal_of([row[name] for name in SEALED])


def seal_of(values: Sequence[Any]) -> str:
    """The :func:`row_hash` of the values of ``SEALED``."""
    whole = "\x1f".join(map(str, values)).encode("utf-8", "surrogatepass")
    return blake2b(whole, digest_size=16).hexdigest()


def plain(value: Any) -> Any:
    """A value as SQLite keeps it: missing ones as NULL, numpy's as Python's."""
    if value is None or value is pd.NA or value != value:
        return None
    return value.item() if hasattr(value, "item") else value


def rows_of(table: pd.DataFrame, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """Rows of a table as SQLite takes them."""
    return list(zip(*(_plain_column(table[name]) for name in columns), strict=True))


def _plain_column(column: "pd.Series[Any]") -> list[Any]:
    if pd.api.types.is_integer_dtype(column.dtype) and not column.hasnans:
        return column.tolist()
    return column.astype(object).where(column.notna(), None).tolist()


def articles_table(rows: Sequence[Any], columns: Sequence[str]) -> pd.DataFrame:
    """Rows of articles as a table, dates as dates."""
    table = pd.DataFrame(rows, columns=list(columns))
    table["published_date"] = pd.to_datetime(table["published_date"], format="%Y-%m-%d").astype(
        "datetime64[s]"
    )
    return typed(table, numbers=[name for name in ("import_id",) if name in table])


def facts_table(rows: Sequence[Any]) -> pd.DataFrame:
    """Rows of facts as a table of schema FACTS."""
    table = pd.DataFrame(rows, columns=list(FACTS))
    table = table.astype({"value": "float64", "value_high": "float64", "year": "Int64"})
    return typed(table, numbers=("start", "end"))


def typed(table: pd.DataFrame, *, numbers: Sequence[str]) -> pd.DataFrame:
    """Texts as ``str``, whole numbers as int64 where the table is empty, too."""
    kinds = {name: "str" for name in table.columns if table[name].dtype == object}
    kinds = {name: kind for name, kind in kinds.items() if name not in numbers}
    if table.empty:
        kinds |= {name: "float64" if name == "score" else "int64" for name in numbers}
    return table.astype(kinds)
