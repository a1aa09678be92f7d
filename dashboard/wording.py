"""A choice in numbers: how many filters are set, and when a period ends."""

import calendar
from datetime import date

from analysis import Choice


def active_count(choice: Choice) -> int:
    """How many filters are set."""
    topics = [keys for wish in choice.topics for keys in (wish.include, wish.exclude)]
    dates = (choice.first, choice.last, choice.as_of)
    others = (*dates, choice.languages, choice.sources, choice.query)
    return sum(map(bool, (*topics, *others)))


def last_day(first: date, months: int) -> date:
    """Last day of the period of so many months that begins on ``first``."""
    year, month = divmod(first.year * 12 + first.month - 1 + months - 1, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])
