"""A round: first the feeds, several hosts at once, then the pages that wait.

Entries of feeds are noted in the store as pages that wait, and become articles batch by batch
when the pages are read, whichever round found them. What a round had not yet written when it
was ended is fetched again by the next.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlsplit

from analysis.fetching.content import Content, Settled
from analysis.fetching.outcomes import Fetched, Outcome
from analysis.fetching.schedule import is_ahead, now_text, retry_time
from analysis.links import canonical_url
from analysis.sources.faults import code_of
from analysis.sources.web.client import Answer
from analysis.sources.web.entries import article_id
from analysis.sources.web.faults import FetchError
from analysis.sources.web.limits import MAX_FEED, MAX_PAGE, MAX_TRIES
from analysis.sources.web.register import Feed
from analysis.sources.web.together import side_by_side
from analysis.sources.web.visits import Visits
from analysis.store import Store
from analysis.store.waiting import (
    READ,
    WAITS,
    FeedState,
    Page,
    count_waiting,
    feed_states,
    note_feed,
    note_page,
    note_pages,
    waiting_pages,
)

WORKERS: Final = 8
BATCH: Final = 10
FULL_TEXT: Final = 600  # letters in the feed itself, from which on the page is not needed

_ASKED: Final = "ASKED_TO_WAIT"

Response = Answer | FetchError


class Round:
    """One round through feeds; remembers what became of each."""

    def __init__(
        self,
        store: Store,
        visits: Visits,
        content: Content,
        feeds: Mapping[str, Feed],
        *,
        reads_pages: bool,
        most: int,
    ) -> None:
        self._store = store
        self._visits = visits
        self._content = content
        self._feeds = feeds
        self._reads_pages = reads_pages
        self._most = most
        self._states = feed_states(store)
        self._outcomes = {key: Outcome(feed) for key, feed in feeds.items()}
        self._told: set[str] = set()
        self._done, self._total = 0, len(feeds)

    # --- feeds -------------------------------------------------------------------------------

    def read_feeds(self, *, is_patient: bool) -> Iterator[Fetched]:
        """Read the feeds whose time has come."""
        due = {
            feed.address: feed for feed in self._feeds.values() if self._is_due(feed, is_patient)
        }
        for feed, answer in side_by_side(_by_host(due), self._ask_feed, workers=WORKERS):
            self._take_feed(feed, answer)
            yield self._progress(feed)
        for feed in self._feeds.values():
            if feed.address not in due:
                yield self._progress(feed)

    def _is_due(self, feed: Feed, is_patient: bool) -> bool:
        state = self._states.get(feed.key)
        if state is None or state.address != feed.address:
            self._states[feed.key] = FeedState(feed.key, feed.address)
            return True
        if not is_ahead(state.retry_at) or not (is_patient or state.outcome.startswith(_ASKED)):
            return True
        self._outcomes[feed.key].fail("waits", state.outcome, state.retry_at)
        return False

    def _ask_feed(self, feed: Feed) -> Response:
        state = self._states[feed.key]
        wishes = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
        headers = {name: value for name, value in wishes.items() if value}
        return self._ask(feed.address, most=MAX_FEED, headers=headers)

    def _ask(self, address: str, **options: Any) -> Response:
        try:
            return self._visits.get(address, **options)
        except FetchError as error:
            return error

    def _take_feed(self, feed: Feed, answer: Response) -> None:
        state, outcome = self._states[feed.key], self._outcomes[feed.key]
        if isinstance(answer, Answer) and answer.status == 304:
            outcome.state = "unchanged"
            note_feed(self._store, state.answered(now_text(), "unchanged"))
            return
        try:
            found = self._content.of_feed(feed, answer)
        except FetchError as error:
            retry_at = retry_time(state.failures + 1, error.wait)
            failed = state.failed(now_text(), retry_at, f"{error.code}: {error}")
            failures = failed.failures if error.was_asked else state.failures
            note_feed(self._store, replace(failed, failures=failures))
            outcome.fail("failed", error.problem, retry_at)
            return
        with self._store.whole():
            self._take_entries(feed, found.entries, found.refused)
            told = state.answered(now_text(), f"{len(found.entries)} entries")
            note_feed(self._store, told.marked(found.marks))
        outcome.notes += found.notes

    def _take_entries(
        self, feed: Feed, entries: Sequence[Mapping[str, Any]], refused: Sequence[Mapping[str, Any]]
    ) -> None:
        """Add the entries that are complete, and note the pages of the others."""
        found = {canonical_url(one["address"]): one for one in reversed(entries)}  # newest first
        others = {address: one for address, one in found.items() if not _is_full(feed, one)}
        ready = [_own(one) for address, one in found.items() if address not in others]
        ids = {address: article_id(address) for address in others}
        known = self._store.numbers_of(list(ids.values()))
        pages = [
            Page(
                address, feed.key, one, now_text(), outcome=READ if ids[address] in known else WAITS
            )
            for address, one in others.items()
        ]
        waiting = note_pages(self._store, pages)
        if self._reads_pages:
            self._outcomes[feed.key].known += len(pages) - waiting
        else:
            news = [_own(one) for address, one in others.items() if ids[address] not in known]
            self._outcomes[feed.key].known += len(others) - len(news)
            ready += [one for one in news if one["text"]]
        self._outcomes[feed.key].count(self._content.add(self._store, feed, ready, refused))

    # --- pages -------------------------------------------------------------------------------

    def read_pages(self) -> Iterator[Fetched]:
        """Read the pages that wait, and add them in batches."""
        pages = {
            page.entry["address"]: page for feed in self._feeds.values() for page in self._due(feed)
        }
        left = Counter(page.feed for page in pages.values())
        batches = defaultdict[str, list[tuple[Page, Response]]](list)
        self._total += len(pages)
        try:
            for page, answer in side_by_side(_by_host(pages), self._ask_page, workers=WORKERS):
                feed = self._feeds[page.feed]
                batches[page.feed].append((page, answer))
                left[page.feed] -= 1
                if len(batches[page.feed]) >= BATCH or not left[page.feed]:
                    self._take_pages(feed, batches.pop(page.feed))
                yield self._progress(feed, is_last=not left[page.feed])
        except (KeyboardInterrupt, SystemExit, GeneratorExit):
            for key, batch in batches.items():  # what is here need not be fetched again
                self._take_pages(self._feeds[key], batch)
            raise

    def _due(self, feed: Feed) -> list[Page]:
        if not (self._reads_pages and feed.reads_pages):
            return []
        return waiting_pages(self._store, feed.key, now_text(), most=self._most)

    def _ask_page(self, page: Page) -> Response:
        return self._ask(page.entry["address"], most=MAX_PAGE)

    def _take_pages(self, feed: Feed, batch: Sequence[tuple[Page, Response]]) -> None:
        """Add a batch of pages as one transaction."""
        settled = [(page, self._content.of_page(page.entry, answer)) for page, answer in batch]
        with self._store.whole():
            final = [own for page, own in settled if not self._comes_again(page, own)]
            entries = [own.entry for own in final if own.entry["text"]]
            refused = [own.refusal for own in final if not own.entry["text"]]
            self._outcomes[feed.key].count(self._content.add(self._store, feed, entries, refused))
        if cut := sum(bool(own.problem and own.entry["text"]) for own in final):
            self._outcomes[feed.key].only_summaries += cut

    def _comes_again(self, page: Page, settled: Settled) -> bool:
        """Note what became of a page; whether it is to be tried another time."""
        is_try = settled.was_asked and code_of(settled.problem) != _ASKED
        tries = page.tries + is_try
        comes_again = settled.is_passing and tries < MAX_TRIES
        if comes_again:
            note_page(self._store, page.failed(tries, retry_time(max(tries, 1), settled.wait)))
        else:
            note_page(self._store, page.settled(code_of(settled.problem) or READ))
        return comes_again

    # --- outcomes ----------------------------------------------------------------------------

    def finish(self) -> Iterator[Fetched]:
        """Tell of the feeds that were not told of yet."""
        for feed in self._feeds.values():
            if feed.key not in self._told:
                yield Fetched(self._done, self._total, self._outcome(feed))

    def _progress(self, feed: Feed, *, is_last: bool | None = None) -> Fetched:
        """One more is done; with the outcome of the feed if no page of it is left to read."""
        self._done += 1
        is_last = not self._due(feed) if is_last is None else is_last
        is_told = feed.key in self._told or not is_last
        return Fetched(self._done, self._total, None if is_told else self._outcome(feed))

    def _outcome(self, feed: Feed) -> Outcome:
        self._told.add(feed.key)
        outcome = self._outcomes[feed.key]
        outcome.waiting = count_waiting(self._store, feed.key)
        return outcome


def _is_full(feed: Feed, entry: Mapping[str, Any]) -> bool:
    """Whether nothing is to be read for an entry but the feed itself."""
    return len(entry["text"]) >= FULL_TEXT or not feed.reads_pages


def _own(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry with the text that the feed itself has."""
    return {**entry, "text": entry["text"] or entry["summary"]}


def _by_host(tasks: Mapping[str, Any]) -> list[list[Any]]:
    """Tasks by address, in groups that ask the same host."""
    groups = defaultdict[str, list[Any]](list)
    for address, task in tasks.items():
        groups[urlsplit(address).netloc.lower()].append(task)
    return list(groups.values())
