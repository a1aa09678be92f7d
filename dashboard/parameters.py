"""Query parameters: how a value stands in a link, and how it is read back.

A reader of texts gives the value and what had to be dropped, because it does not exist here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

Read = Callable[[list[str]], tuple[Any, list[str]]]

FILTER: Final = "filter"  # the place of what belongs to every page
TEXT_CAP: Final = 2_000
FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2100, 12, 31)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One query parameter, which is the key of its widget too.

    Attributes
    ----------
    key : in the link and in the session
    default : not written into the link
    read : turns what stands in the link into the widget's value and what had to be dropped
    place : the page that it belongs to, or ``FILTER``
    is_undone : whether "Undo" brings the former value back
    """

    key: str
    default: Any
    read: Read
    place: str = FILTER
    is_undone: bool = True

    def write(self, value: Any) -> list[str]:
        """The value as it stands in the link; nothing for the default."""
        if value is None or value == self.default:
            return []
        if value is True:
            return ["1"]
        return [str(part) for part in (value if isinstance(value, list) else [value])]


def many(allowed: Iterable[str], *, most: int | None = None) -> Read:
    """Any of the allowed values, each once; at most so many."""
    known = frozenset(allowed)

    def read(texts: list[str]) -> tuple[list[str], list[str]]:
        unique = list(dict.fromkeys(text for text in texts if text))
        kept = [text for text in unique if text in known][:most]
        return kept, [text for text in unique if text not in kept]

    return read


def one(allowed: Iterable[str], default: str) -> Read:
    """One of the allowed values."""
    known = frozenset(allowed)

    def read(texts: list[str]) -> tuple[str, list[str]]:
        text = texts[-1]
        return (text, []) if text in known else (default, [text])

    return read


def flag(*, allowed: bool = True) -> Read:
    """A switch, on for "1"."""

    def read(texts: list[str]) -> tuple[bool, list[str]]:
        is_on = allowed and texts[-1] == "1"
        return is_on, [] if is_on or texts[-1] == "0" else [texts[-1]]

    return read


def day(texts: list[str]) -> tuple[date | None, list[str]]:
    """A day, as in 2024-03-05."""
    try:
        found = date.fromisoformat(texts[-1])
    except ValueError:
        return None, [texts[-1]]
    return (found, []) if FIRST_DAY <= found <= LAST_DAY else (None, [texts[-1]])


def text(texts: list[str]) -> tuple[str, list[str]]:
    """Any text, cut where it is too long."""
    return texts[-1][:TEXT_CAP], []


def whole_number(texts: list[str]) -> tuple[int, list[str]]:
    """A number from 1 on."""
    given = texts[-1]
    is_number = given.isascii() and given.isdigit() and len(given) < 9 and int(given) > 0
    return (int(given), []) if is_number else (1, [given])
