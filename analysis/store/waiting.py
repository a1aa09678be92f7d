"""What the store knows of feeds, and which of their pages are still to be read.

A run that was ended goes on where it was, because all that it needs stands here. Pages stay in
the table when they are read, so that none is read again until its entry changes.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from typing import Any, Final

from analysis.store import Store

WAITS: Final = ""
READ: Final = "read"


# A page is read again if one of these is another one in the feed than when it was read.
_TELLING: Final = ("title", "updated")


@dataclass(frozen=True, slots=True)
class FeedState:
    """What became of a feed.

    Attributes
    ----------
    name : key of the feed
    etag, last_modified : as the server gave them, to ask for news only
    fetched_at, retry_at : UTC, like ``2026-11-26T10:00:00Z``; empty for never and for now
    failures : in a row
    outcome : a sentence; begins with a code where the last try failed
    """

    name: str
    address: str
    etag: str = ""
    last_modified: str = ""
    fetched_at: str = ""
    failures: int = 0
    retry_at: str = ""
    outcome: str = ""

    def answered(self, now: str, outcome: str) -> "FeedState":
        """The state after an answer."""
        return replace(self, fetched_at=now, failures=0, retry_at="", outcome=outcome)

    def failed(self, now: str, retry_at: str, outcome: str) -> "FeedState":
        """The state after a failure."""
        failures = self.failures + 1
        return replace(self, fetched_at=now, failures=failures, retry_at=retry_at, outcome=outcome)

    def marked(self, headers: Mapping[str, str]) -> "FeedState":
        """The state with what the server gave to ask for news only; forgotten if it gave none."""
        etag, last = headers.get("etag", ""), headers.get("last-modified", "")
        return replace(self, etag=etag, last_modified=last)


@dataclass(frozen=True, slots=True)
class Page:
    """A page behind an entry.

    Attributes
    ----------
    address : in its canonical form; the entry has the one to fetch
    entry : as ``parse_feed`` gives it
    outcome : ``WAITS``, ``READ``, or the code of why it is not read
    """

    address: str
    feed: str
    entry: Mapping[str, Any]
    found_at: str
    tries: int = 0
    retry_at: str = ""
    outcome: str = WAITS

    def failed(self, tries: int, retry_at: str) -> "Page":
        """The page after a failure that passes."""
        return replace(self, tries=tries, retry_at=retry_at)

    def settled(self, outcome: str) -> "Page":
        """The page when it is done with."""
        return replace(self, outcome=outcome)


_FEED: Final = ", ".join(field.name for field in fields(FeedState))
_PAGE: Final = ", ".join(field.name for field in fields(Page))


def feed_states(store: Store) -> dict[str, FeedState]:
    """States of all feeds that were ever fetched, by key."""
    rows = store._select(f"SELECT {_FEED} FROM feed")
    return {row[0]: FeedState(*row) for row in rows}


def note_feed(store: Store, state: FeedState) -> None:
    """Write down what became of a feed."""
    with store.whole():
        marks = ", ".join("?" * len(fields(FeedState)))
        store._connection.execute(f"REPLACE INTO feed ({_FEED}) VALUES ({marks})", astuple(state))


def note_pages(store: Store, pages: Iterable[Page]) -> int:
    """Write down pages that a feed names.

    Returns
    -------
    How many wait since now, because they are new or have changed since they were read
    """
    waiting = 0
    with store.whole():
        for page in pages:
            known = page_at(store, page.address)
            if known and not _is_news(known, page):
                continue
            note_page(store, replace(page, outcome=WAITS) if known else page)
            waiting += bool(known) or page.outcome == WAITS
    return waiting


def note_page(store: Store, page: Page) -> None:
    """Write down what became of a page."""
    with store.whole():
        entry = json.dumps(dict(page.entry), ensure_ascii=False)
        row = (*astuple(page)[:2], entry, *astuple(page)[3:])
        store._connection.execute(
            f"REPLACE INTO page ({_PAGE}) VALUES ({', '.join('?' * len(row))})", row
        )


def page_at(store: Store, address: str) -> Page | None:
    """What is known of a page; None if it was never named by a feed."""
    rows = store._select(f"SELECT {_PAGE} FROM page WHERE address = ?", (address,))
    return _page(rows[0]) if rows else None


def waiting_pages(store: Store, feed: str, now: str, *, most: int) -> list[Page]:
    """Pages of a feed whose time has come, the newest first.

    Parameters
    ----------
    now : UTC, as in the table
    """
    rows = store._select(
        f"SELECT {_PAGE} FROM page WHERE feed = ? AND outcome = '' AND retry_at <= ?"
        " ORDER BY found_at DESC, entry ->> 'row' LIMIT ?",
        (feed, now, most),
    )
    return [_page(row) for row in rows]


def count_waiting(store: Store, feed: str) -> int:
    """How many pages of a feed are still to be read."""
    sql = "SELECT count(*) FROM page WHERE feed = ? AND outcome = ''"
    return int(store._select(sql, (feed,))[0][0])


def _is_news(known: Page, page: Page) -> bool:
    if known.outcome == WAITS:
        return False
    return any(known.entry.get(name) != page.entry.get(name) for name in _TELLING)


def _page(row: Sequence[Any]) -> Page:
    address, feed, entry, *rest = row
    return Page(address, feed, json.loads(entry), *rest)
