"""Dates: how day, month and year are written in Russian and English, as patterns.

The patterns are for plain text and for ``re.VERBOSE``.
"""

from typing import Final

from analysis.facts.numbers import any_of

MONTHS: Final = (
    "январ* january jan",
    "феврал* february feb",
    "март* march mar",
    "апрел* april apr",
    "май мая мае маю may",
    "июн* june jun",
    "июл* july jul",
    "август* august aug",
    "сентябр* september sep sept",
    "октябр* october oct",
    "ноябр* november nov",
    "декабр* december dec",
)
MONTH: Final = f"(?:{any_of(word for names in MONTHS for word in names.split())})"
YEAR_WORD: Final = (
    r"(?: года?у?(?![^\W\d_]) | г\.? (?![^\W\d_]) | год(?:ы|ов|ам|ах|ами)(?!\w) | гг\.? )"
)


def date(group: str) -> str:
    """Write the pattern of a full date or a year, the year in the named group."""
    return rf"""(?:
        (?: [0-9]{{1,2}} [ ] {MONTH} ,? [ ]
          | {MONTH} [ ] [0-9]{{1,2}} ,? [ ]
          | [0-9]{{1,2}} [.] [0-9]{{1,2}} [.]
          | {MONTH} [ ]
        )?
        (?P<{group}> (?:19|20)[0-9]{{2}} ) (?![0-9])
        (?: [ ]? {YEAR_WORD} )?
    )"""
