"""Tables on the screen: numbers and dates as the reader writes them, whatever the browser's own.

What is sorted by stays the value; a file that is downloaded is made from the table itself.
"""

import math
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import pandas as pd
from pandas.io.formats.style import Styler

from dashboard.texts import Words

MOST_CELLS: Final = 20_000  # more take longer than the table itself
FIGURES: Final = 4  # of a broken number
SMALLEST: Final = 1e-4  # below, powers of ten are easier to read than zeros

_DATE: Final = re.compile(r"\d{4}-\d\d(-\d\d)?")


def readable(
    table: pd.DataFrame, words: Words, *, digits: Mapping[str, int] | None = None
) -> pd.DataFrame | Styler:
    """A table for ``st.dataframe`` with its numbers and dates in the reader's form.

    Parameters
    ----------
    table : not changed; years stay as they are, which are columns with "year" in their name
    words : of the reader
    digits : behind the comma, of columns that have a fixed number
    """
    if table.size > MOST_CELLS:
        return table
    known = digits or {}
    found = {name: _form(table[name], words, known.get(name)) for name in table.columns}
    forms = {name: form for name, form in found.items() if form}
    return table.reset_index(drop=True).style.format(forms) if forms else table


def _form(
    column: "pd.Series[Any]", words: Words, digits: int | None
) -> Callable[[Any], str] | None:
    """What writes the values of a column; None where they stay as they are."""
    if pd.api.types.is_bool_dtype(column):
        return None
    if pd.api.types.is_numeric_dtype(column):
        is_year = "year" in str(column.name)
        return _year if is_year else partial(number, words=words, digits=digits)
    if words.language == "ru":
        if pd.api.types.is_datetime64_any_dtype(column):
            return _day
        if column.map(lambda value: isinstance(value, str)).all():
            return _date
    return None


def number(value: float, words: Words, digits: int | None = None) -> str:
    """A number with as many digits as tell something.

    >>> [number(value, Words("ru")) for value in (1234567.0, 26.93512, 0.5, 0.00000212)]
    ['1\\xa0234\\xa0567', '26,94', '0,5', '2,1e-06']
    """
    if pd.isna(value):
        return ""
    if math.isinf(value):
        return "∞"
    if digits is not None or value == int(value):
        return words.number(value, digits=digits or 0)
    mark = "," if words.language == "ru" else "."
    if abs(value) < SMALLEST:
        return f"{value:.2g}".replace(".", mark)
    places = max(0, FIGURES - 1 - max(0, math.floor(math.log10(abs(value)))))
    text = words.number(value, digits=places)
    return text.rstrip("0").rstrip(mark) if mark in text else text


def _year(value: float) -> str:
    return "" if pd.isna(value) else str(int(value))


def _day(value: pd.Timestamp) -> str:
    return "" if pd.isna(value) else f"{value:%d.%m.%Y}"


def _date(text: str) -> str:
    """An ISO date as far as it is known, in the order of Russian; any other text as it is."""
    return ".".join(reversed(text.split("-"))) if _DATE.fullmatch(text) else text
