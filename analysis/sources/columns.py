"""Columns of foreign files, recognised by their names in English and Russian."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from analysis.errors import DataError
from analysis.sources.faults import Problem
from analysis.sources.formats import format_of
from analysis.sources.names import LABELS, SHORTER, SYNONYMS

MAX_COLUMNS: Final = 1_000
HEADER_ROWS: Final = 20  # how far below the top a header is looked for

OWN_NAMES: Final = MappingProxyType(
    {
        "article_id": ("article_id", "id"),
        "published_date": ("published_date", "date"),
        "date_precision": ("date_precision",),
        "published_at": ("published_at",),
        "source_name": ("source_name", "source"),
        "kind": ("kind",),
        "url": ("url",),
        "title": ("title",),
        "text": ("text",),
        "language": ("language",),
    }
)
NOT_READ: Final = "{field} is read from {first!r}, not from {second!r}"

_LISTED: Final = 30


def plain_name(name: str) -> str:
    """Fold what spellings of one column name differ in.

    >>> plain_name(" Published_Date"), plain_name("ДАТА  публикации")
    ('published date', 'дата публикации')
    """
    return " ".join(re.split(r"[\s_\-\ufeff]+", name.casefold().replace("ё", "е"))).strip()


_FIELD_OF: Final = {
    plain_name(name): field
    for names in (OWN_NAMES, SYNONYMS, {"text": SHORTER})
    for field, own in names.items()
    for name in own
}
_SHORTER: Final = frozenset(map(plain_name, SHORTER))
_LABELS: Final = frozenset(map(plain_name, LABELS))
_OWN_RANK: Final = {
    plain_name(name): rank for names in OWN_NAMES.values() for rank, name in enumerate(names)
}


def check_overrides(columns: Mapping[str, str] | None, *, origin: str) -> dict[str, str]:
    """Turn the user's own mapping into field to column name.

    Raises
    ------
    DataError
        When a key is no field; the fields are listed.
    """
    overrides = dict(columns or {})
    unknown = [name for name in overrides if plain_name(name) not in _FIELD_OF]
    if unknown:
        known = ", ".join(names[-1] for names in OWN_NAMES.values())  # the short ones
        sentence = f"no such field: {quoted(unknown)}: map one of {known} to a column"
        raise DataError(origin, [Problem(sentence, code="UNKNOWN_FIELD")])
    return {_FIELD_OF[plain_name(name)]: column for name, column in overrides.items()}


def assign(names: Sequence[str], overrides: Mapping[str, str]) -> dict[str, int]:
    """Find the column of each field.

    Parameters
    ----------
    names : column names in the order of the file
    overrides : field to column name; goes before everything else
        An empty name leaves the field empty.

    Returns
    -------
    dict, field to position in ``names``
        Our own name wins over a synonym, and of two synonyms the first; a summary is the text
        where there is no other. In a format that is known its columns win over all of these.
    """
    overrides = with_format(names, overrides)
    assigned = {
        field: place
        for field, name in overrides.items()
        if name and (place := _place_of(name, names)) is not None
    }
    taken = set(assigned.values())
    found: dict[str, tuple[int, int]] = {}
    for place, name in enumerate(names):
        plain = plain_name(name)
        field = _FIELD_OF.get(plain)
        if field is None or field in overrides or place in taken:
            continue
        rank = _OWN_RANK.get(plain, len(names) + (plain in _SHORTER))
        candidate = (rank, place)
        found[field] = min(found.get(field, candidate), candidate)
    return assigned | {field: place for field, (_, place) in found.items()}


def with_format(names: Sequence[str], overrides: Mapping[str, str]) -> dict[str, str]:
    """The user's mapping, and that of the format that has such columns.

    Returns
    -------
    dict, field to column name; empty where a field has no column in that format
    """
    found: dict[str, str] = {}
    for name in reversed(names):
        found[plain_name(name)] = name  # the first of two wins
    form = format_of(found.keys())
    if form is None:
        return dict(overrides)
    own = {
        field: next((found[name] for name in wanted if name in found), "")
        for field, wanted in form.columns.items()
    }
    return own | dict(overrides)


def _place_of(name: str, names: Sequence[str]) -> int | None:
    if name in names:
        return names.index(name)
    plain = [plain_name(other) for other in names]
    return plain.index(plain_name(name)) if plain_name(name) in plain else None


def find_header(rows: Sequence[Sequence[str]], overrides: Mapping[str, str]) -> int | None:
    """Find the first row that names a title or text column, else the first that is not blank.

    Returns
    -------
    Position in ``rows``, None when all are blank
    """
    filled = [place for place, row in enumerate(rows) if any(cell.strip() for cell in row)]
    for place in filled[:HEADER_ROWS]:
        if has_words(assign(rows[place], overrides)):
            return place
    return filled[0] if filled else None


def has_words(assigned: Iterable[str]) -> bool:
    """Whether there is something to read: a title or a text."""
    return bool({"title", "text"} & set(assigned))


def check_header(names: Sequence[str], overrides: Mapping[str, str], *, origin: str) -> None:
    """Refuse a header that cannot be used.

    Raises
    ------
    DataError
        Too many columns, a name that stands twice, a missing column of ``overrides``, or
        neither title nor text; the columns found are listed.
    """
    if len(names) > MAX_COLUMNS:
        sentence = (
            f"has more than {MAX_COLUMNS:,} columns: "
            "keep the columns with the articles and delete the others"
        )
        raise DataError(origin, [Problem(sentence, code="TOO_MANY_COLUMNS")])
    problems = []
    doubled = [name for name, count in Counter(names).items() if count > 1 and name]
    if doubled:
        sentence = f"duplicate column name {quoted(doubled)}: rename or delete all but one of them"
        problems.append(Problem(sentence, code="DUPLICATE_COLUMN"))
    wished = filter(None, overrides.values())  # empty: the field is read from no column
    missing = [name for name in wished if _place_of(name, names) is None]
    if missing:
        sentence = f"no column {quoted(missing)}: choose among the columns found: {listed(names)}"
        problems.append(Problem(sentence, code="MISSING_COLUMN"))
    elif not has_words(assign(names, overrides)):
        problems.append(_no_words(names))
    if problems:
        raise DataError(origin, problems, names=names)


def _no_words(names: Sequence[str]) -> Problem:
    code, hint = "MISSING_COLUMN", "name a column 'title' or 'text', or map one (--map title=…)"
    if len(names) == 1:
        code = "ONE_COLUMN"
        hint += "; if this is one line of several columns, separate them by , ; TAB or |"
    sentence = f"no title or text column among the columns found: {listed(names)}: {hint}"
    return Problem(sentence, code=code)


def describe(
    names: Sequence[str], assigned: Mapping[str, int], *, second_choice: str = NOT_READ
) -> tuple[str, ...]:
    """Say which format it is, which column became what, and what no field took.

    Labels go without saying.

    Parameters
    ----------
    second_choice : what happens to a second column of one field
    """
    pairs = ", ".join(
        f"{field} from {names[assigned[field]]!r}" for field in OWN_NAMES if field in assigned
    )
    form = format_of(set(map(plain_name, names)))
    notes = [f"read as {form.name}"] if form else []
    notes += [form.remark] if form and form.remark else []
    notes.append(f"columns: {pairs}")
    left = [place for place in range(len(names)) if place not in set(assigned.values())]
    rivals = [
        (field, place)
        for place in left
        if (field := _FIELD_OF.get(plain_name(names[place]), "")) in assigned
    ]
    for field, place in rivals:
        notes.append(
            second_choice.format(field=field, first=names[assigned[field]], second=names[place])
        )
    named = {place for _, place in rivals}
    others = [
        names[place]
        for place in left
        if place not in named and plain_name(names[place]) not in _LABELS
    ]
    if others:
        notes.append(f"columns kept beside the articles: {listed(others)}")
    if not {"published_date", "published_at"} & set(assigned):
        notes.append("no date column: the articles are undated")
    return tuple(notes)


def quoted(names: Iterable[str]) -> str:
    """Names in quotes, joined by commas."""
    return ", ".join(repr(name) for name in names)


def listed(names: Sequence[str]) -> str:
    """Names as a short list that says how many it leaves out."""
    shown = ", ".join(name or "(no name)" for name in names[:_LISTED]) or "none"
    more = len(names) - _LISTED
    return f"{shown} and {more:,} more" if more > 0 else shown
