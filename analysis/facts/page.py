"""Fact and page: what a finding is, and the plain copy of a text in which it is sought.

The plain copy has one letter for each letter of the text, so offsets hold in both: small
letters, one kind of space, of hyphen and of apostrophe, е for ё.
"""

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from analysis.facts.triggers import PADDING, Codes, Triggers

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


class Fact(NamedTuple):
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


def read_pages(
    texts: Sequence[str], years: Sequence[int | None], triggers: Triggers
) -> tuple[dict[int, Page], list[list[tuple[int, int]]]]:
    """Make pages of the texts in which a fact can stand.

    Parameters
    ----------
    texts, years : texts and the years in which they were published, None where not known

    Returns
    -------
    pages by the number of their text; for each kind of trigger, in the order of texts, the number
    of a text and an offset in it where a fact can begin.
    """
    # No pattern reaches over the zero between two texts.
    joined = "\0".join(("", *texts, "\0" * PADDING))
    codes = np.frombuffer(joined.encode(*_CODES), np.uint32)
    plain_of_all = plain_codes(codes)
    plain = plain_of_all.tobytes().decode(*_CODES)
    starts = np.cumsum([1, *(len(text) + 1 for text in texts)])
    is_page = np.zeros(len(texts), np.bool_)
    kinds = []
    for places in triggers.places(codes, plain_of_all):
        numbers = np.searchsorted(starts, places, side="right") - 1
        is_page[numbers] = True
        offsets = places - starts[numbers]
        kinds.append(list(zip(numbers.tolist(), offsets.tolist(), strict=True)))
    pages = {
        number: Page(
            texts[number],
            plain[start : start + len(texts[number])],
            years[number] or UNDATED_YEAR,
        )
        for number, start in zip(
            np.flatnonzero(is_page).tolist(), starts[:-1][is_page].tolist(), strict=True
        )
    }
    return pages, kinds


def plain_codes(codes: Codes) -> Codes:
    """Write texts, given as code points, in plain letters.

    >>> text = "До 2030 года – 1\u00a0500 РУБЛЕЙ, İ"
    >>> codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    >>> plain_codes(codes).tobytes().decode("utf-32-le")
    'до 2030 года - 1 500 рублей, İ'
    """
    return _PLAIN.take(codes)


def _plain_table() -> Codes:
    """Make the table from each code point to that of its plain letter."""
    table = np.arange(sys.maxunicode + 1, dtype=np.uint32)
    # Later letters are in no pattern.
    for code in range(0x10000):
        small = chr(code).lower()
        if len(small) == 1:
            table[code] = ord(small)
    for variant, usual in _ALIKE:
        table[ord(variant)] = ord(usual)
    table[ord("Ё")] = ord("е")
    return table


_PLAIN: Final = _plain_table()
# Encoding and what to do with halves of letters: they are kept.
_CODES: Final = ("utf-32-le", "surrogatepass")
