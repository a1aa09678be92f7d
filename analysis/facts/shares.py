"""Shares: percentages and fractions, alone or as a range.

Percentage points are a difference, no share; quarters may be those of a year.
"""

import math
import re
from typing import Final

from analysis.facts.numbers import (
    GAP,
    NUMBER,
    WORD_END,
    Quantity,
    any_of,
    first_letters,
    joint_after,
    read_number,
    worded_before,
    words,
)
from analysis.facts.page import Fact, Page

_PER_CENT: Final = re.compile(
    rf"""
    {GAP} -? (?:
        % (?! [0-9] )
      | процент (?!н\w{{2,4}}[ ]пункт) [^\W\d_]{{0,6}}
      | per[ ]cent {WORD_END}
      | percent {WORD_END}
      | pct {WORD_END}
    )
    (?! [ ]points? )
    """,
    re.VERBOSE,
)
PER_CENT: Final = ("процент", "percent", "per cent")
# "of" is asked for where the words alone are often no fraction.
FRACTIONS: Final = {
    20.0: words("one_fifth a_fifth_of одна_пятая одну_пятую"),
    25.0: words("one_quarter_of a_quarter_of четверть четверти"),
    33.33: words("one_third a_third_of треть трети"),
    40.0: words("two_fifths две_пятых двух_пятых"),
    60.0: words("three_fifths три_пятых трех_пятых"),
    66.67: words("two_thirds две_трети двух_третей двум_третям"),
    75.0: words("three_quarters_of three_fourths три_четверти трех_четвертей трем_четвертям"),
    80.0: words("four_fifths четыре_пятых четырех_пятых"),
}
# Each fraction has one of these; it starts and ends at most so many letters from there.
DENOMINATORS: Final = ("трет", "четверт", "пят", "third", "quarter", "fourth", "fifth")
_DENOMINATOR: Final = re.compile(
    r"(?:трет[иье][йям]{0,2}|четверт[иье][йям]{0,2}|пят(?:ых|ая|ую)|(?:third|quarter|fourth|fifth)s?)"
    r"(?!\w)"
)
_FRACTION_BEFORE: Final = 10
_FRACTION_AFTER: Final = 16
_FRACTION: Final = re.compile(
    r"(?<!\w)"
    + first_letters(spelling for spellings in FRACTIONS.values() for spelling in spellings)
    + "(?:"
    + "|".join(f"(?P<_{at}>{any_of(names)})" for at, names in enumerate(FRACTIONS.values()))
    + ")"
)
_FRACTION_VALUES: Final = dict(
    zip((f"_{at}" for at in range(len(FRACTIONS))), FRACTIONS, strict=True)
)
# Thirds and quarters of matches, years, millions and percentage points.
_NO_SHARE_BEHIND: Final = re.compile(
    r"[ ](?:of[ ])?(?:(?:an?|the)[ ](?:\w{1,12}[ ])?(?:hour|mile|[mbt]r?illion|century|year|season)"
    r"|[a-z]{0,8}[ ]?20[0-9]{2}|fiscal|процент|милли|трилли"
    r"|века|столет|час|год|финал|круг|тайм|матч|цикл)"
)
_COUNTED_PART: Final = re.compile(
    r"(?:first|second|third|last|past|next|final|перв\w{2,3}|втор\w{2,3}|треть\w{1,3}"
    r"|четверт\w{2,3}|последн\w{2,3}|(?<!одн)[ео]й|\d)[ -]\Z"
)


def read_share(page: Page, readings: tuple[Quantity, ...]) -> Fact | None:
    """Read the percentage that is one of the readings of a number, if there is one."""
    for quantity in readings:
        mark = _PER_CENT.match(page.plain, quantity.end)
        # "%94%20" is the address of a page.
        if mark and not page.plain.endswith("%", 0, quantity.start):
            wide = _second_per_cent(page, quantity, mark.end())
            return wide or _share(page, quantity, mark.end())
    return None


def read_worded_share(page: Page, place: int) -> Fact | None:
    """Read the percentage whose number in words ends before a word: "twenty-five percent"."""
    quantity = worded_before(page.plain, place)
    mark = _PER_CENT.match(page.plain, quantity.end) if quantity else None
    return _share(page, quantity, mark.end()) if quantity and mark else None


def read_fraction(page: Page, place: int) -> Fact | None:
    """Read the fraction in words whose denominator stands at an offset: «две трети»."""
    plain = page.plain
    if _DENOMINATOR.match(plain, place) is None:
        return None
    fraction = _FRACTION.search(plain, max(0, place - _FRACTION_BEFORE), place + _FRACTION_AFTER)
    if fraction is None:
        return None
    start, end = fraction.span()
    if _COUNTED_PART.search(plain, max(0, start - 12), start) or _NO_SHARE_BEHIND.match(plain, end):
        return None
    value = _FRACTION_VALUES[str(fraction.lastgroup)]
    end = start + len(fraction[0].removesuffix(" of"))
    return _share(page, Quantity(start, value, float("nan"), end), end)


def _second_per_cent(page: Page, first: Quantity, end: int) -> Fact | None:
    """Read "between 20% and 30%", «от 20% до 30%»: a range that says its unit twice."""
    plain = page.plain
    second_start = joint_after(plain, first.start, end, has_unit=True)
    second = None if second_start is None else NUMBER.match(plain, second_start)
    mark = _PER_CENT.match(plain, second.end()) if second else None
    if second is None or mark is None or not math.isnan(first.high):
        return None
    high = read_number(plain, *second.span())
    if high <= first.low:
        return None
    return _share(page, first._replace(high=high), mark.end())


def _share(page: Page, quantity: Quantity, end: int) -> Fact:
    surface = page.text[quantity.start : end]
    return Fact("share", quantity.low, quantity.high, "%", None, quantity.start, end, surface)
