"""Moments of feeds: the day as its publisher wrote it, and the same moment in UTC."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_DATE_LENGTH: Final = len("2026-11-26")


def read_moment(text: str, zone: str = "UTC") -> tuple[str, str]:
    """Read a date and time of a feed.

    Parameters
    ----------
    text : as RSS (RFC 822) or Atom (ISO 8601) writes it; other forms come back as they are
    zone : of times that state none

    Returns
    -------
    The day, and the moment as ``2026-11-26T10:00:00Z``, empty where no time is stated

    Examples
    --------
    >>> read_moment("Thu, 26 Nov 2026 01:30:00 +0300")
    ('2026-11-26', '2026-11-25T22:30:00Z')
    >>> read_moment("2026-11-26T01:30:00", "Europe/Moscow")
    ('2026-11-26', '2026-11-25T22:30:00Z')
    >>> read_moment("2026-11-26"), read_moment("26 ноября 2026")
    (('2026-11-26', ''), ('26 ноября 2026', ''))
    """
    text = text.strip()
    moment = _parsed(text)
    if moment is None:
        return text, ""
    day = moment.date().isoformat()
    if len(text) <= _DATE_LENGTH:
        return day, ""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=_zone(zone))
    try:
        return day, f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    except OverflowError:  # the first hours of year 1
        return day, ""


def _parsed(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):
        return None
    # "GMT" and "-0000" give no zone, and both mean UTC; other names are not known.
    if moment.tzinfo is None and text.endswith(("GMT", "UT", "UTC", "Z", "-0000")):
        return moment.replace(tzinfo=UTC)
    return moment


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
