"""Fact and page: what a finding is, and the plain copy of a text in which it is sought.

The plain copy has one letter for each letter of the text, so offsets hold in both: small
letters, one kind of space, of hyphen and of apostrophe, е for ё.
"""

import re
from dataclasses import dataclass
from typing import Final

# Pairs of equal length: a replacement must not move what follows.
_ALIKE: Final = (
    *((space, " ") for space in "\t\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f\u3000"),
    *((dash, "-") for dash in "‐‑‒–—―−"),
    *((quote, "'") for quote in "’‘ʼ"),
    ("ё", "е"),
    ("\r", "\n"),
)
# For the text itself: behind «руб.» a small letter or a digit goes on with the sentence. A search
# must reach one letter into what follows.
SENTENCE_END: Final = re.compile(r"[.!?…;]\s{1,3}(?![a-zа-яё0-9])|\n(?=\s)")

# A text without a date is read as one of this year: what it says of earlier years is the past.
UNDATED_YEAR: Final = 2020


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement found in a text.

    Attributes
    ----------
    kind : "money", "horizon", "share" or "act"
    value : amount in currency units, years, first year or per cent; NaN if none
    value_high : upper end of a range; NaN if none
    unit : ISO 4217 code, "years", "until", "%" or the citation of an act
    year : end year of a horizon, year of an act, year to which money is planned; None if none
    start, end : offsets in the text, end exclusive
    surface : the words themselves, ``text[start:end]``
    """

    kind: str
    value: float
    value_high: float
    unit: str
    year: int | None
    start: int
    end: int
    surface: str


@dataclass(frozen=True, slots=True)
class Page:
    """A text, its plain copy of the same length and the year in which it was published."""

    text: str
    plain: str
    published_year: int = UNDATED_YEAR


def read_page(text: str, *, published_year: int | None = None) -> Page:
    """Make the plain copy of a text.

    >>> read_page("До 2030 года – 1\u00a0500 РУБЛЕЙ").plain
    'до 2030 года - 1 500 рублей'
    >>> read_page("İ").plain
    'İ'
    """
    plain = text.lower()
    if len(plain) != len(text):
        plain = "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
    if not plain.isascii():
        for variant, usual in _ALIKE:
            plain = plain.replace(variant, usual)
    return Page(text, plain, published_year or UNDATED_YEAR)
