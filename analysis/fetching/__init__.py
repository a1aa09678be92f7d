"""Fetching: rounds through feeds and the pages behind them, into a store."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

from analysis.errors import StoreBusy
from analysis.fetching.content import Content
from analysis.fetching.outcomes import Fetched, Outcome
from analysis.fetching.rounds import Round
from analysis.locks import Patience, holder_of, take
from analysis.sources.apart import Apart
from analysis.sources.web.limits import MOST_PAGES, READ_SECONDS
from analysis.sources.web.register import Feed
from analysis.sources.web.visits import Visits
from analysis.store import Store

__all__ = ["Fetched", "Outcome", "fetch_feeds"]


def fetch_feeds(
    store: Store,
    feeds: Sequence[Feed],
    visits: Visits,
    *,
    reads_pages: bool = True,
    most: int = MOST_PAGES,
    is_patient: bool = True,
    apart: Apart | None = None,
) -> Iterator[Fetched]:
    """Fetch feeds, and the pages behind them.

    Parameters
    ----------
    store : open for writing
    reads_pages : if False, articles have what the feeds hold, and pages wait for a later round
    most : pages of one feed in this round
    is_patient : leave feeds alone that failed lately until their time comes; what sites ask
        for is heeded always
    apart : reads what comes; a process of its own for this round without it

    Yields
    ------
    Fetched, after every feed and page; each feed has exactly one outcome.

    Raises
    ------
    StoreBusy
        If another process fetches into this store.
    """
    by_key = {feed.key: feed for feed in feeds}
    with _alone(store.path), nullcontext(apart) if apart else Apart(seconds=READ_SECONDS) as reader:
        work = Round(store, visits, Content(reader), by_key, reads_pages=reads_pages, most=most)
        try:
            yield from work.read_feeds(is_patient=is_patient)
            yield from work.read_pages()
            yield from work.finish()
        except BaseException:
            visits.client.end()
            raise


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep other fetches out; the system lifts the lock when this process ends."""
    lock_path = path.with_name(f"{path.name}.fetching")
    try:
        lock = take(lock_path, Patience(0.0), what=path)
    except StoreBusy as error:
        raise StoreBusy(
            f"{path}: {holder_of(lock_path)} is fetching into it: wait until it is done, or end it"
        ) from error
    with lock:
        yield
