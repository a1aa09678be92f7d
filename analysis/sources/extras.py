"""What a source tells beyond our fields: kept with each article as one JSON object.

Empty values are left out, and an article without others has no object at all.
"""

import json
import re
from collections.abc import Mapping, Sequence
from json.encoder import encode_basestring
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.sources.buffers import arrow

OWN: Final = "extra"  # a column of that name may hold such objects already
NEEDED: Final = ("article_id", "title", "text")  # without these an article is not what it was
KEPT_NESTED: Final = (
    "{count} value(s) that are lists or objects are kept beside the articles, their fields empty"
)

_AND: Final = ", "  # stands before every member; the first one becomes the bracket
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class Number(str):
    """A number of JSON as the text it was written with."""

    __slots__ = ()


def other_columns(header: Sequence[str], assigned: Mapping[str, int]) -> dict[str, int]:
    """Columns that no field took, by name; those without one by their number.

    >>> other_columns(["title", "rubric", ""], {"title": 0})
    {'rubric': 1, 'column 3': 2}
    """
    names = [name.replace("\ufeff", "").replace("\0", "").strip() for name in header]
    taken = set(assigned.values())
    return {
        name or f"column {place + 1}": place
        for place, name in enumerate(names)
        if place not in taken
    }


def objects(
    texts: "Mapping[str, Sequence[str] | pd.Series[str]]",
    json_texts: Mapping[str, Any] | None = None,
) -> "pd.Series[str]":
    """Make one JSON object a row of the columns that no field took.

    Parameters
    ----------
    texts : name of the column to one text per row, all of the same length, at least one column
    json_texts : columns of values that are JSON already, as Arrow arrays; null for none

    Returns
    -------
    Series of JSON objects, empty where all columns are

    Examples
    --------
    >>> objects({"rubric": ["news", ""], "author": ["A. B.", " "]}).tolist()
    ['{"rubric": "news", "author": "A. B."}', '']
    """
    members = [_members(name, arrow(values)) for name, values in texts.items()]
    members += [_named(name, values) for name, values in (json_texts or {}).items()]
    nothing = pa.scalar("", _TEXT)
    joined = pc.binary_join_element_wise(*members, nothing)
    braced = pc.binary_join_element_wise(
        pc.binary_replace_slice(joined, 0, len(_AND), "{"), pa.scalar("}", _TEXT), nothing
    )
    result: pd.Series[str] = pd.Series(
        pc.if_else(pc.equal(joined, nothing), nothing, braced).to_pandas(), dtype="str"
    )
    return result


def written(value: Any) -> str:
    """A value of JSON as it is written; numbers stay as they were.

    >>> written({"tags": ["a"], "rank": Number("1.50"), "open": True, "end": None})
    '{"tags": ["a"], "rank": 1.50, "open": true, "end": null}'
    """
    match value:
        case dict():
            members = (f"{_quoted(name)}: {written(one)}" for name, one in value.items())
            return f"{{{', '.join(members)}}}"
        case list():
            return f"[{', '.join(map(written, value))}]"
        case Number():
            return str(value)
        case str():
            return _quoted(value)
    return json.dumps(value)


def _members(name: str, texts: Any) -> Any:
    """The column as members of objects, empty for blanks; each different text is written once."""
    coded = texts.dictionary_encode()
    write = _pasted if name == OWN else _member
    different = [write(name, text) for text in coded.dictionary.to_pylist()]
    return pa.array(different, _TEXT).take(coded.indices)


def _member(name: str, text: str) -> str:
    return f"{_AND}{_quoted(name)}: {_quoted(text)}" if text.strip() else ""


def _pasted(name: str, text: str) -> str:
    """The members of an object that we wrote ourselves."""
    try:
        is_object = isinstance(json.loads(text or "0"), dict)
    except (ValueError, RecursionError):
        is_object = False
    if not is_object:
        return _member(name, text)
    members = text.strip()[1:-1].strip()
    return f"{_AND}{members}" if members else ""


def _named(name: str, values: Any) -> Any:
    label = pa.scalar(f"{_AND}{_quoted(name)}: ", _TEXT)
    return pc.fill_null(pc.binary_join_element_wise(label, values, pa.scalar("", _TEXT)), "")


def _quoted(text: str) -> str:
    plain = text if text.isascii() else _SURROGATE.sub("", text)
    return encode_basestring(plain.replace("\0", ""))


_TEXT: Final = pa.large_string()
