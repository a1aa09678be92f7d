"""Events: dated facts of industrial policy that charts mark and timelines draw.

One CSV file that people edit, one row an event. An event is not an article and is counted
nowhere; it says what happened, when, and until when a plan runs. The columns are described in
``data/README.md``.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

import pandas as pd

from analysis.errors import DataError
from analysis.schema import EVENTS, require
from analysis.taxonomy import Taxonomy

DEFAULT_FILE: Final = Path(__file__).resolve().parent.parent / "data" / "events.csv"
# Column of topics to their axis.
TOPICS: Final = MappingProxyType(
    {
        "country": "country",
        "actor": "actor",
        "sectors": "sector",
        "themes": "theme",
        "instruments": "instrument",
    }
)
STAGES: Final = ("statement", "plan", "act", "award", "result", "criticism")
# What kind of sum an amount is; unlike kinds are not added.
AMOUNT_KINDS: Final = (
    "plan", "ceiling", "award", "capital", "investment", "purchase", "estimate", "shortfall",
    "result",
)  # fmt: skip
OUTCOMES: Final = ("cancelled", "suspended", "underfunded")
PRECISIONS: Final = ("day", "month", "year")
CONFIDENCES: Final = ("high", "medium")

_ALLOWED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "precision": PRECISIONS,
        "stage": STAGES,
        "amount_kind": ("", *AMOUNT_KINDS),
        "outcome": ("", *OUTCOMES),
        "confidence": CONFIDENCES,
    }
)
_CURRENCY: Final = re.compile(r"[A-Z]{3}\Z")
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_Row = Mapping[str, str]


def load_events(path: Path = DEFAULT_FILE, *, taxonomy: Taxonomy | None = None) -> pd.DataFrame:
    """Read the events, oldest first.

    Parameters
    ----------
    path : CSV file with the columns of ``schema.EVENTS``, UTF-8
    taxonomy : with it, a topic that it does not know is a fault

    Returns
    -------
    DataFrame, columns of ``schema.EVENTS``, sorted by date, then as they stand
        date (datetime64, the first day of a month or year that is all that is known); actor,
        sectors, themes, instruments (tuples of topic keys); amount (float64, NaN if none);
        horizon_year (Int64, NA if none); all others str, empty if none.

    Raises
    ------
    DataError
        If a column is missing or any value breaks the contract; names every fault.
    """
    try:
        table = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8")
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise DataError(str(path), [f"cannot be read as a CSV file in UTF-8: {error}"]) from error
    require(table, EVENTS, origin=str(path))
    columns = [table[name].tolist() for name in EVENTS]
    rows = [dict(zip(EVENTS, values, strict=True)) for values in zip(*columns, strict=True)]
    faults = [
        f"{row['id'] or f'row {line}'}: {fault}"
        for line, row in enumerate(rows, start=2)
        for check in _CHECKS
        for fault in check(row)
    ]
    faults += _between_rows(rows)
    faults += [] if taxonomy is None else _unknown_topics(rows, taxonomy)
    if faults:
        raise DataError(str(path), faults)
    events = table[list(EVENTS)].assign(
        date=pd.to_datetime(table["date"]).astype("datetime64[s]"),
        amount=pd.to_numeric(table["amount"]).astype("float64"),
        horizon_year=pd.to_numeric(table["horizon_year"]).astype("Int64"),
        **{name: table[name].map(_keys) for name in TOPICS if name != "country"},
    )
    return events.sort_values("date", kind="stable").reset_index(drop=True)


def _keys(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(";")) if cell else ()


def _as_date(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


def _names_itself(row: _Row) -> Iterator[str]:
    for column in ("id", "document", "document_ru", "title_en", "title_ru"):
        if not row[column].strip():
            yield f"{column} is empty"


def _is_dated(row: _Row) -> Iterator[str]:
    day = _as_date(row["date"])
    if day is None:
        yield f"date must be YYYY-MM-DD, but is {row['date']!r}"
    elif row["precision"] == "month" and day.day != 1:
        yield f"a date known by month must be its first day, but is {row['date']}"
    elif row["precision"] == "year" and (day.month, day.day) != (1, 1):
        yield f"a date known by year must be its first day, but is {row['date']}"


def _uses_known_words(row: _Row) -> Iterator[str]:
    for column, allowed in _ALLOWED.items():
        if row[column] not in allowed:
            names = ", ".join(name or "nothing" for name in allowed)
            yield f"{column} must be one of {names}, but is {row[column]!r}"


def _has_whole_amount(row: _Row) -> Iterator[str]:
    given = [column for column in ("amount", "currency", "amount_kind") if row[column]]
    if given and len(given) < 3:
        yield "amount, currency and amount_kind belong together: give all three or none"
    if row["amount"]:
        amount = _as_number(row["amount"])
        if amount is None or not 0 < amount < math.inf:
            yield f"amount must be a number above 0, but is {row['amount']!r}"
    if row["currency"] and not _CURRENCY.match(row["currency"]):
        yield f"currency must be an ISO 4217 code such as RUB, but is {row['currency']!r}"


def _as_number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _ends_later(row: _Row) -> Iterator[str]:
    text = row["horizon_year"]
    if not text:
        return
    if not (text.isascii() and text.isdigit() and _FIRST_YEAR <= int(text) <= _LAST_YEAR):
        yield f"horizon_year must be a year, but is {text!r}"
    elif (day := _as_date(row["date"])) and int(text) < day.year:
        yield f"horizon_year {text} lies before the event"


def _has_addresses(row: _Row) -> Iterator[str]:
    for address in row["source"].split():
        if urlsplit(address).scheme not in ("http", "https"):
            yield f"source must be web addresses, but holds {address!r}"


_CHECKS: Final[tuple[Callable[[_Row], Iterator[str]], ...]] = (
    _names_itself,
    _is_dated,
    _uses_known_words,
    _has_whole_amount,
    _ends_later,
    _has_addresses,
)


def _between_rows(rows: list[dict[str, str]]) -> Iterator[str]:
    """Faults that show only when rows are compared."""
    for name, count in Counter(row["id"] for row in rows).items():
        if count > 1:
            yield f"{name}: stands {count} times; an id must be unique"
    dates = {row["id"]: row["date"] for row in rows}
    for row in rows:
        former = row["follows"]
        if former and former not in dates:
            yield f"{row['id']}: follows {former}, which is not in the file"
        elif former and dates[former] >= row["date"]:
            yield f"{row['id']}: follows {former}, which is not earlier"


def _unknown_topics(rows: list[dict[str, str]], taxonomy: Taxonomy) -> Iterator[str]:
    for row in rows:
        for column, axis in TOPICS.items():
            for key in _keys(row[column]):
                if taxonomy.topic(axis, key) is None:
                    yield f"{row['id']}: {column} names {key!r}, which the taxonomy does not know"
