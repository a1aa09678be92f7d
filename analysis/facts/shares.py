"""Shares: percentages, alone or as a range. Percentage points are a difference, no share."""

import re
from typing import Final

from analysis.facts.numbers import GAP, WORD_END, Quantity
from analysis.facts.page import Fact, Page

_PER_CENT: Final = re.compile(
    rf"""
    {GAP} -? (?:
        %
      | процент (?!н\w{{2,4}}[ ]пункт) [^\W\d_]{{0,6}}
      | per[ ]cent {WORD_END}
      | percent {WORD_END}
      | pct {WORD_END}
    )
    (?! [ ]points? )
    """,
    re.VERBOSE,
)


def read_share(page: Page, readings: tuple[Quantity, ...]) -> Fact | None:
    """Read the percentage that is one of the readings of a number, if there is one."""
    for quantity in readings:
        if mark := _PER_CENT.match(page.plain, quantity.end):
            start, end = quantity.start, mark.end()
            surface = page.text[start:end]
            return Fact("share", quantity.low, quantity.high, "%", None, start, end, surface)
    return None
