"""Rows: values as SQLite keeps them, and tables as the program knows them."""

import hashlib
from collections.abc import Mapping, Sequence
from json.encoder import encode_basestring
from typing import Any, Final

import pandas as pd

from analysis.schema import FACTS

MARKS_AT_ONCE: Final = 500  # values that one statement asks for

_CONTENT: Final = ("published_date", "date_precision", "source_name", "kind", "url", "title")

# What ``row_hash`` is made of, in this order.
SEALED: Final = (
    "article_id", "content_hash", "language", "published_at", "extra", "first_seen",
    "import_id", "text",
)  # fmt: skip


def content_hashes(columns: Mapping[str, Sequence[Any]]) -> list[str]:
    """Hashes of what makes articles other ones when it changes, one for each row.

    Parameters
    ----------
    columns : the values of each column as they are stored

    Examples
    --------
    >>> names = (*_CONTENT, "text", "published_at", "extra")
    >>> columns = {name: ["", ""] for name in names} | {"text": ["a", "b"]}
    >>> first, second = content_hashes(columns)
    >>> first == second
    False
    """
    names = (*_CONTENT, "text", "published_at", "extra")
    rows = zip(*(columns[name] for name in names), strict=True)
    return [_content_hash(row) for row in rows]


def _content_hash(row: Sequence[str | None]) -> str:
    # Without a time and foreign fields the hash is what it was before these were kept.
    kept = row if row[-1] or row[-2] else row[:-2]
    content = ", ".join("null" if value is None else encode_basestring(value) for value in kept)
    return hashlib.sha256(f"[{content}]".encode("utf-8", "surrogatepass")).hexdigest()


def row_hash(row: Mapping[str, Any]) -> str:
    """Hash of all that a stored article consists of; tells damage from change.

    ``content_hash`` stands for the columns that it is made of; the text goes in itself, too.

    Parameters
    ----------
    row : the columns named in ``SEALED``, with the values as they are stored

    Examples
    --------
    >>> row = dict.fromkeys(SEALED, "") | {"import_id": 1}
    >>> row_hash(row)
    '599201aaab755753059474abe85beea9'
    >>> row_hash(row | {"text": "a flipped bit"}) == row_hash(row)
    False
    """
    whole = "\0".join(str(row[name]) for name in SEALED)
    return hashlib.blake2b(whole.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def plain(value: Any) -> Any:
    """A value as SQLite keeps it: missing ones as NULL, numpy's as Python's."""
    if value is None or value is pd.NA or value != value:
        return None
    return value.item() if hasattr(value, "item") else value


def rows_of(table: pd.DataFrame, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """Rows of a table as SQLite takes them."""
    return [
        tuple(map(plain, row)) for row in table[list(columns)].itertuples(index=False, name=None)
    ]


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
