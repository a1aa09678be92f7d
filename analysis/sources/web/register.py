"""Register of feeds: ``data/feeds.toml``, with every fault of it listed at once."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from analysis.errors import DataError
from analysis.schema import LANGUAGES
from analysis.sources.faults import Problem
from analysis.sources.web.faults import FetchError
from analysis.sources.web.guard import take_apart

DEFAULT_FILE: Final = Path(__file__).resolve().parents[3] / "data" / "feeds.toml"
# What a feed's articles are in schema ARTICLES.
KINDS: Final = {"official": "announcement", "agency": "press-report", "press": "press-report"}

_REQUIRED: Final = ("key", "name", "address", "language", "kind", "licence", "checked")
_TEXTS: Final = (*_REQUIRED, "country", "zone")
_KEYS: Final = (*_TEXTS, "pages")
_KEY: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ZONES: Final = {"ru": "Europe/Moscow", "en": "UTC"}


@dataclass(frozen=True, slots=True)
class Feed:
    """One source.

    Attributes
    ----------
    key : short name, never changes
    name : as it is shown beside its articles
    kind : key of ``KINDS``
    licence : what its terms allow, in words
    checked : day when somebody saw the address answer; empty for never
    zone : of times that state none
    reads_pages : the pages behind the entries may be read
    """

    key: str
    name: str
    address: str
    language: str
    kind: str
    licence: str
    checked: str = ""
    country: str = ""
    zone: str = "UTC"
    reads_pages: bool = True


def load_feeds(path: Path = DEFAULT_FILE) -> tuple[Feed, ...]:
    """Read the register.

    Raises
    ------
    DataError
        FEED_LIST, with every fault of the file: which feed, which key, how to mend it.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _refused(path, [f"cannot be read: {error.strerror or error}"]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _refused(path, [f"is no TOML: {error}"]) from error
    entries = content.pop("feed", [])
    problems = [f"{name!r} is unknown: feeds stand under [[feed]]" for name in content]
    if not isinstance(entries, list) or not entries:
        raise _refused(path, [*problems, "has no feed: write each under [[feed]]"])
    for number, entry in enumerate(entries, start=1):
        where = f"feed {number} ({entry.get('key', 'no key') if isinstance(entry, dict) else ''})"
        problems += [f"{where}: {problem}" for problem in _problems(entry)]
    problems += _repeats(entries)
    if problems:
        raise _refused(path, problems)
    return tuple(map(_feed, entries))


def choose(feeds: Sequence[Feed], keys: Iterable[str]) -> tuple[Feed, ...]:
    """The feeds with these keys, in their own order; all without keys.

    Raises
    ------
    DataError
        FEED_LIST, naming the keys that there are none of.
    """
    wished = list(keys)
    known = {feed.key for feed in feeds}
    if unknown := [key for key in wished if key not in known]:
        sentence = f"no such feed: {', '.join(unknown)}; fetch --list shows all"
        raise DataError("feeds", [Problem(sentence, code="FEED_LIST")])
    return tuple(feed for feed in feeds if not wished or feed.key in wished)


def _feed(entry: Mapping[str, Any]) -> Feed:
    texts = {name: entry[name] for name in _TEXTS if name in entry}
    zone = texts.pop("zone", _ZONES[entry["language"]])
    return Feed(**texts, zone=zone, reads_pages=entry.get("pages", True))


def _problems(entry: Any) -> Iterator[str]:
    if not isinstance(entry, dict):
        yield "write it under [[feed]]"
        return
    yield from (
        f"{name!r} is unknown: use {', '.join(_KEYS)}" for name in entry if name not in _KEYS
    )
    yield from (f"{name} is missing" for name in _REQUIRED if name not in entry)
    no_texts = [name for name in _TEXTS if not isinstance(entry.get(name, ""), str)]
    yield from (f"{name} must be text in quotes" for name in no_texts)
    if not isinstance(entry.get("pages", True), bool):
        yield "pages must be true or false"
    for name, problem in _CHECKS.items():
        if name in entry and name not in no_texts and (found := problem(entry[name])):
            yield found


def _key_problem(key: str) -> str:
    return "" if _KEY.fullmatch(key) else f"key {key!r} must be like 'ministry-of-trade'"


def _address_problem(address: str) -> str:
    try:
        take_apart(address)
    except FetchError as error:
        return f"address: {error}"
    return ""


def _checked_problem(day: str) -> str:
    try:
        if day:
            date.fromisoformat(day)
    except ValueError:
        return f"checked {day!r} must be a day like '2026-11-26', or ''"
    return ""


def _zone_problem(zone: str) -> str:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return f"zone {zone!r} is unknown: write it like 'Europe/Moscow'"
    return ""


def _one_of(name: str, choices: Iterable[str], value: str) -> str:
    return "" if value in choices else f"{name} {value!r} must be one of {', '.join(choices)}"


_CHECKS: Final = {
    "key": _key_problem,
    "name": lambda name: "" if name.strip() else "name is empty",
    "address": _address_problem,
    "language": lambda language: _one_of("language", LANGUAGES, language),
    "kind": lambda kind: _one_of("kind", KINDS, kind),
    "licence": lambda licence: (
        "" if licence.strip() else "licence is empty: write 'terms not checked'"
    ),
    "checked": _checked_problem,
    "zone": _zone_problem,
}


def _repeats(entries: Iterable[Any]) -> Iterator[str]:
    tables = [entry for entry in entries if isinstance(entry, dict)]
    for name in ("key", "address"):
        counts = Counter(str(entry[name]) for entry in tables if name in entry)
        yield from (
            f"{name} {value!r} stands {count} times" for value, count in counts.items() if count > 1
        )


def _refused(path: Path, problems: Iterable[str]) -> DataError:
    return DataError(str(path), [Problem(problem, code="FEED_LIST") for problem in problems])
