"""Times of day that stand beside a date, and the zones they are told in.

A day that lost nothing but its clock is often saved as midnight, so midnight to the second
counts as no time. What is told in a zone that nobody can name for certain (IST, CST) has no
moment either: the day stays, the time is left out.
"""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MOSCOW: Final = ZoneInfo("Europe/Moscow")

# To be put into the pattern of a date; both are optional there.
TIME: Final = (
    r"(?:[T,\s]+(?:(?:at|в)\s+)?(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?"
    r"\s*(?P<half>[ap]\.?m\b\.?)?\s*(?P<zone>[A-ZА-Я]{1,5})?"
    r"\s*(?P<offset>[+\-−][0-9]{1,2}(?::?[0-9]{2})?)?"
    r"(?:\[(?P<region>[\w/+\-]+)\])?(?:\s*\([^()]{1,60}\))?)?"
)
COMPACT_TIME: Final = (
    r"(?:T?(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<second>[0-9]{2})(?:\.[0-9]+)?"
    r"\s*(?P<zone>Z|UTC)?)?"
)

_LEADING: Final = re.compile(r"([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?),?\s+(\S.*)")
_TIME_OF_DAY: Final = ("hour", "minute", "second")
_ZONES: Final = MappingProxyType(
    dict.fromkeys(("Z", "UTC", "GMT", "UT"), UTC)
    | dict.fromkeys(("MSK", "МСК"), MOSCOW)
    | {
        name: timezone(timedelta(hours=hours))
        for name, hours in {
            "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "EST": -5, "EDT": -4, "CDT": -5,
            "MDT": -6, "PST": -8, "PDT": -7, "JST": 9, "KST": 9,
        }.items()
    }
)  # fmt: skip
_MOST_HOURS: Final = 14


def zone_of(name: str) -> tzinfo:
    """The time zone of a name like Europe/Moscow.

    Raises
    ------
    ValueError
        When there is none; says what a name looks like.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(
            f"no time zone {name!r}: name one like Europe/Moscow, Europe/Berlin or UTC"
        ) from error


def time_last(text: str) -> str:
    """Put a time that stands before its date behind it.

    >>> time_last("10:15, 5 марта 2024")
    '5 марта 2024 10:15'
    """
    match = _LEADING.fullmatch(text)
    return f"{match[2]} {match[1]}" if match else text


def moment(day: date, told: re.Match[str], zone: tzinfo) -> str:
    """When it was, in UTC.

    Parameters
    ----------
    told : match of a pattern with :data:`TIME` or :data:`COMPACT_TIME` in it
    zone : of times that are told without one

    Returns
    -------
    Like 2024-07-04T09:30:00Z; empty where no time is told, or none that can be placed

    Examples
    --------
    >>> moment(date(2024, 7, 4), re.search(TIME, ", 12:30"), MOSCOW)
    '2024-07-04T09:30:00Z'
    """
    parts = told.groupdict()
    clock = _clock(parts) if parts.get("hour") else None
    if not clock or clock == time():
        return ""
    own = _zone(parts, zone)
    if own is None:
        return ""
    return f"{datetime.combine(day, clock, own).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _clock(parts: dict[str, str | None]) -> time | None:
    hour, minute, second = (int(parts.get(name) or 0) for name in _TIME_OF_DAY)
    half = (parts.get("half") or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        return time(hour, minute, min(second, 59))  # a leap second is the last one
    except ValueError:
        return None


def _zone(parts: dict[str, str | None], zone: tzinfo) -> tzinfo | None:
    offset, name = parts.get("offset"), parts.get("zone")
    if offset:
        digits = offset[1:].replace(":", "")
        hours, minutes = int(digits[:-2] or 0), int(digits[-2:])
        if len(digits) <= 2:
            hours, minutes = int(digits), 0
        if hours > _MOST_HOURS or minutes > 59:
            return None
        sign = 1 if offset[0] == "+" else -1
        return timezone(sign * timedelta(hours=hours, minutes=minutes))
    return _ZONES.get(name.upper()) if name else zone
