"""Schedule: when what failed is tried again."""

import random
from datetime import UTC, datetime, timedelta
from typing import Final

_FIRST_WAIT: Final = 300.0
_LONGEST_WAIT: Final = 24 * 3600.0


def seconds_until_retry(failures: int, wait: float = 0.0) -> float:
    """How long to leave alone what failed: twice as long each time, and never quite the same.

    Parameters
    ----------
    failures : in a row, from 1 on
    wait : what the site asks for; never shorter than that
    """
    own = min(_FIRST_WAIT * 2.0 ** min(failures - 1, 20), _LONGEST_WAIT)
    return float(max(wait, own * random.uniform(0.75, 1.25)))


def retry_time(failures: int, wait: float = 0.0) -> str:
    """When to try again, as the store keeps it; see :func:`seconds_until_retry`."""
    return text_of(utc_now() + timedelta(seconds=seconds_until_retry(failures, wait)))


def utc_now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


def now_text() -> str:
    """The moment, as the store keeps it."""
    return text_of(utc_now())


def text_of(moment: datetime) -> str:
    """A moment as the store keeps it."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def is_ahead(moment: str) -> bool:
    """Whether a time of retry is still to come; one too far ahead is of a clock set back."""
    latest = utc_now() + timedelta(seconds=2 * _LONGEST_WAIT)
    return text_of(utc_now()) < moment <= text_of(latest)
