"""Dates as people write them, in English and Russian.

A date is never guessed: what cannot be read, is no day of the calendar or could be two
different days comes back with a problem. The day is the one that was written, whatever the
zone; where a time is told, the moment is given in UTC beside it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import Final

from analysis.sources.clock import COMPACT_TIME, MOSCOW, TIME, moment, time_last
from analysis.sources.faults import Problem

FIRST_YEAR: Final = 1900
EXPECTED_YEAR: Final = 1990  # earlier days are kept, but hardly an article on the web is so old
DAYS_AHEAD: Final = timedelta(days=2)  # later days cannot be: clocks and zones differ by less
EXPECTED: Final = "write it as 2024-07-04, 2024-07 or 2024"
CORRECT: Final = "correct the date or leave it empty"

_RUSSIAN: Final = (
    "январь января янв|февраль февраля февр фев|март марта мар|апрель апреля апр|май мая|"
    "июнь июня июн|июль июля июл|август августа авг|сентябрь сентября сент сен|"
    "октябрь октября окт|ноябрь ноября нояб ноя|декабрь декабря дек"
)
_ENGLISH: Final = (
    "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|"
    "september sept sep|october oct|november nov|december dec"
)
_MONTHS: Final = {
    word: number
    for language in (_RUSSIAN, _ENGLISH)
    for number, words in enumerate(language.split("|"), start=1)
    for word in words.split()
}

_WEEKDAY: Final = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?"
    r"|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|пн|вт|ср|чт|пт|сб|вс)"
    r"\.?,?\s+"
)
_YEAR_WORD: Final = r"(?:\s*(?:года|год|г\.?))?"
_TAIL: Final = _YEAR_WORD + TIME
_DAY: Final = r"([0-9]{1,2})(?:st|nd|rd|th)?"
_WORD: Final = r"([A-ZА-ЯЁ]{3,8})\.?"

_LONGEST: Final = 200


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(f"(?:{_WEEKDAY})?{pattern}", re.IGNORECASE)


_YEAR_FIRST: Final = _form(rf"([0-9]{{4}})([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}}){TIME}")
_COMPACT: Final = _form(rf"((?:19|20)[0-9]{{2}})([0-9]{{2}})([0-9]{{2}}){COMPACT_TIME}")
_COMPACT_DAY: Final = _form(rf"((?:19|20)[0-9]{{2}})([0-9]{{2}})([0-9]{{2}}){TIME}")
_DOTTED: Final = _form(rf"([0-9]{{1,2}})\.([0-9]{{1,2}})\.([0-9]{{4}}){_TAIL}")
_SHORT_YEAR: Final = _form(rf"([0-9]{{1,2}})\.([0-9]{{1,2}})\.([0-9]{{2}}){_TAIL}")
_SLASHED: Final = _form(rf"([0-9]{{1,2}})([-/])([0-9]{{1,2}})\2([0-9]{{4}}){_TAIL}")
_DAY_WORD: Final = _form(rf"{_DAY}[\s.\-]+{_WORD},?[\s\-]+([0-9]{{4}}){_TAIL}")
_WORD_DAY: Final = _form(rf"{_WORD}\s+{_DAY},?\s+([0-9]{{4}}){_TAIL}")
_YEAR_LAST: Final = re.compile(r"([A-Z]{3} [A-Z]{3} [0-9]{1,2}) ([0-9:]{8})(.*) ([0-9]{4})", re.I)
_RELATIVE: Final = re.compile(
    r"(?:today|yesterday|just now|now|сегодня|вчера|позавчера|только что|сейчас)\b.*"
    r"|(?:an?|[0-9]+|час|день|неделю)?\s*(?:[a-zа-яё]+\s+)?(?:ago|назад)",
    re.IGNORECASE,
)
_YEAR_MONTH: Final = _form(r"([0-9]{4})[-/.]([0-9]{1,2})")
_MONTH_YEAR: Final = _form(rf"([0-9]{{1,2}})[./\-]([0-9]{{4}}){_YEAR_WORD}")
_WORD_YEAR: Final = _form(rf"{_WORD},?\s+([0-9]{{4}}){_YEAR_WORD}")
_YEAR: Final = _form(rf"([0-9]{{4}}){_YEAR_WORD}")


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A day and how exactly it is known, or the problem with it.

    Attributes
    ----------
    at : the moment in UTC, where a time of that day is told
    """

    day: date | None = None
    precision: str = ""
    problem: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class _Parts:
    year: int
    month: int = 1
    day: int = 1
    precision: str = "day"
    told: re.Match[str] | None = None


def parse_date(
    text: str, *, latest: date, day_first: bool | None, zone: tzinfo = MOSCOW
) -> ParsedDate:
    """Read one date.

    Parameters
    ----------
    text : may be empty
    latest : later days are refused
    day_first : how 01/02/2024 is meant; None when that is not known
    zone : of times that are told without one

    Returns
    -------
    ParsedDate
        precision "day", "month" or "year", a month or year as its first day; without a day
        and with a problem when the text is no date; with neither when it is empty

    Examples
    --------
    >>> parse_date("4 июля 2024 г.", latest=date(2025, 1, 1), day_first=None).day
    datetime.date(2024, 7, 4)
    >>> parse_date("30.02.2024", latest=date(2025, 1, 1), day_first=None).problem
    "'30.02.2024' is no day of the calendar: write it as 2024-07-04, 2024-07 or 2024"
    """
    text = " ".join(text.split())
    if not text:
        return ParsedDate()
    if len(text) > _LONGEST:
        return ParsedDate(problem=_unread(text))
    ordered = _in_order(text)
    parts = _whole_date(ordered, day_first, latest) or _part_of_date(ordered)
    if parts is None:
        return ParsedDate(problem=_unread(text))
    if parts.year < FIRST_YEAR:
        allowed = f"earliest allowed: {FIRST_YEAR}"
        return _refused(text, f"lies too far back ({allowed}): {CORRECT}", "EARLY_DATE")
    try:
        day = date(parts.year, parts.month, parts.day)
    except ValueError:
        return _refused(text, f"is no day of the calendar: {EXPECTED}", "BAD_DATE")
    if day > latest:
        allowed = f"latest allowed: {latest}"
        return _refused(text, f"lies in the future ({allowed}): {CORRECT}", "FUTURE_DATE")
    at = moment(day, parts.told, zone) if parts.told else ""
    return ParsedDate(day, parts.precision, at=at)


def _refused(text: str, sentence: str, code: str) -> ParsedDate:
    return ParsedDate(problem=Problem(f"{_short(text)} {sentence}", code=code))


def _in_order(text: str) -> str:
    """The day first, then the time: some write them the other way, or with the year last."""
    if match := _YEAR_LAST.fullmatch(text):
        return f"{match[1]} {match[4]} {match[2]}{match[3]}"
    return time_last(text)


def slash_parts(text: str) -> tuple[int, int] | None:
    """The first two numbers of a date like 01/02/2024, None for any other text."""
    match = _SLASHED.fullmatch(" ".join(text.split()))
    return (int(match[1]), int(match[3])) if match else None


def day_comes_first(texts: Iterable[str]) -> bool | None:
    """Tell from a whole column whether 01/02/2024 is 1 February.

    Returns
    -------
    True or False, None when no date tells or when they contradict each other

    Examples
    --------
    >>> day_comes_first(["01/02/2024", "13/02/2024"])
    True
    """
    is_day_first = is_month_first = False
    for parts in map(slash_parts, texts):
        if parts is not None:
            is_day_first |= parts[0] > 12 >= parts[1]
            is_month_first |= parts[1] > 12 >= parts[0]
    return is_day_first if is_day_first != is_month_first else None


def _whole_date(text: str, day_first: bool | None, latest: date) -> _Parts | None:
    if match := _YEAR_FIRST.fullmatch(text):
        return _Parts(int(match[1]), int(match[3]), int(match[4]), told=match)
    if match := _DOTTED.fullmatch(text):
        return _Parts(int(match[3]), int(match[2]), int(match[1]), told=match)
    if match := _SLASHED.fullmatch(text):
        return _slashed(match, day_first)
    if match := _COMPACT.fullmatch(text) or _COMPACT_DAY.fullmatch(text):
        return _Parts(int(match[1]), int(match[2]), int(match[3]), told=match)
    if (match := _DAY_WORD.fullmatch(text)) and (month := _month(match[2])):
        return _Parts(int(match[3]), month, int(match[1]), told=match)
    if (match := _WORD_DAY.fullmatch(text)) and (month := _month(match[1])):
        return _Parts(int(match[3]), month, int(match[2]), told=match)
    if match := _SHORT_YEAR.fullmatch(text):
        return _short_year(match, latest)
    return None


def _slashed(match: re.Match[str], day_first: bool | None) -> _Parts | None:
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if first == second or first > 12 or (day_first and second <= 12):
        return _Parts(year, second, first, told=match)
    if second > 12 or day_first is not None:
        return _Parts(year, first, second, told=match)
    return None


def _short_year(match: re.Match[str], latest: date) -> _Parts | None:
    """04.07.24: of this century, where that is not in the future."""
    year = 2000 + int(match[3])
    if year > latest.year:
        return None
    return _Parts(year, int(match[2]), int(match[1]), told=match)


def _part_of_date(text: str) -> _Parts | None:
    if match := _YEAR_MONTH.fullmatch(text):
        return _Parts(int(match[1]), int(match[2]), precision="month")
    if match := _MONTH_YEAR.fullmatch(text):
        return _Parts(int(match[2]), int(match[1]), precision="month")
    if (match := _WORD_YEAR.fullmatch(text)) and (month := _month(match[1])):
        return _Parts(int(match[2]), month, precision="month")
    if match := _YEAR.fullmatch(text):
        return _Parts(int(match[1]), precision="year")
    return None


def _month(word: str) -> int | None:
    return _MONTHS.get(word.casefold())


def _unread(text: str) -> Problem:
    if _SLASHED.fullmatch(text):
        sentence = (
            "could be day/month or month/day, and no other date of the column tells which: "
            f"say how dates are ordered (--dates day-first or month-first), or {EXPECTED}"
        )
        return Problem(f"{_short(text)} {sentence}", code="AMBIGUOUS_DATE")
    if _RELATIVE.fullmatch(text):
        sentence = f"depends on the day when it was written: {EXPECTED}"
        return Problem(f"{_short(text)} {sentence}", code="RELATIVE_DATE")
    return Problem(f"{_short(text)} is no date that can be read: {EXPECTED}", code="BAD_DATE")


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:60]}…")
