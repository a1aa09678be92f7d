"""Fetch: feeds and the pages behind them, once or again and again."""

import argparse
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tqdm import tqdm

from analysis.commands.derived import derive
from analysis.commands.status import Status
from analysis.commands.terminal import (
    OK,
    SOME_REFUSED,
    progress_bar,
    say,
    tagger_of,
)
from analysis.sources.web.guard import LOOPBACK
from analysis.sources.web.register import Feed, choose, load_feeds
from analysis.store import Store
from analysis.tagging import Tagger

if TYPE_CHECKING:
    from analysis.fetching import Outcome
    from analysis.sources.web.visits import Visits
    from analysis.store.waiting import FeedState


def run_fetch(arguments: argparse.Namespace) -> int:
    """Read feeds and the pages behind them into the store, and tag what is new."""
    feeds = choose(load_feeds(arguments.feeds), arguments.names)
    if arguments.list:
        print("\n".join(_listed(feeds, _states(arguments))))
        return OK
    with Status(arguments.status, "fetch", ", ".join(feed.name for feed in feeds)) as status:
        return _rounds(arguments, feeds, status)


def _rounds(arguments: argparse.Namespace, feeds: Sequence[Feed], status: Status) -> int:
    visits = _visits(arguments)
    tagger = tagger_of(arguments)
    while True:
        result = _round(arguments, feeds, visits, tagger, status)
        if not arguments.every:
            return result
        following = datetime.now(UTC) + timedelta(seconds=arguments.every)
        say(f"next round at {following:%Y-%m-%dT%H:%M:%SZ}; Ctrl-C ends")
        sys.stdout.flush()
        time.sleep(arguments.every)


def _visits(arguments: argparse.Namespace) -> "Visits":
    # Only here a connection is made, for which other commands need not load the parts.
    from analysis.sources.web.visits import Visits

    visits = Visits.from_environment(contact=arguments.contact, pause=arguments.pause)
    if visits.client.guard.loopback_ports:
        say(f"note: {LOOPBACK} is set, which is meant for tests")
    return visits


def _round(
    arguments: argparse.Namespace,
    feeds: Sequence[Feed],
    visits: "Visits",
    tagger: Tagger,
    status: Status,
) -> int:
    """Fetch once and tag; whether all feeds were read and nothing refused."""
    from analysis.fetching import fetch_feeds

    outcomes: list[Outcome] = []
    patience = status.patience()
    with Store.open(arguments.store, create=True, patience=patience) as store:
        with progress_bar("fetching", unit=" feeds and pages") as bar:
            for fetched in fetch_feeds(
                store,
                feeds,
                visits,
                reads_pages=not arguments.no_pages,
                most=arguments.most,
                is_patient=not arguments.names,
            ):
                bar.total = fetched.total
                bar.update(fetched.done - bar.n)
                status.note(state="reading", done=fetched.done, total=fetched.total)
                if outcome := fetched.outcome:
                    outcomes.append(outcome)
                    _print_line(bar, outcome)
                    status.count(outcomes)
                    status.remark(outcome.feed.name, _line(outcome))
        if len(store.untagged_numbers()):  # those of a round that was ended, too
            derive(store, tagger, patience=patience, status=status)
    print(_summary(outcomes))
    sys.stdout.flush()
    return OK if all(outcome.is_whole for outcome in outcomes) else SOME_REFUSED


def _print_line(bar: tqdm, outcome: "Outcome") -> None:
    is_drawn = sys.stderr.isatty()  # in a log there is nothing to write around
    if is_drawn:
        bar.clear()
    print(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {_line(outcome)}", flush=True)
    if is_drawn:
        bar.refresh()


def _line(outcome: "Outcome") -> str:
    """One line about a feed, for people and for grep."""
    key = outcome.feed.key
    counts = {
        "new": outcome.added,
        "updated": outcome.updated,
        "known": outcome.known,
        "refused": outcome.refused,
        "with the feed's summary only": outcome.only_summaries,
        "pages waiting": outcome.waiting,
    }
    told = ", ".join(
        f"{count:,} {name}" for name, count in counts.items() if count or name == "new"
    )
    match outcome.state:
        case "failed":
            line = f"{key}: failed: {outcome.code}: {outcome.problem}; next try {outcome.retry_at}"
        case "waits":
            line = f"{key}: left alone until {outcome.retry_at}, because {outcome.problem}"
        case state:
            return "; ".join([f"{key}: {state}: {told}", *outcome.notes])
    return f"{line}; {told}" if any(counts.values()) else line


def _summary(outcomes: Sequence["Outcome"]) -> str:
    counts = {
        name: sum(getattr(outcome, name) for outcome in outcomes)
        for name in ("added", "updated", "known", "refused", "waiting")
    }
    read = sum(outcome.state in ("ok", "unchanged") for outcome in outcomes)
    return (
        f"{read:,} of {len(outcomes):,} feeds read: {counts['added']:,} articles added, "
        f"{counts['updated']:,} updated, {counts['known']:,} already there, "
        f"{counts['refused']:,} refused; {counts['waiting']:,} pages wait"
    )


def _states(arguments: argparse.Namespace) -> "Mapping[str, FeedState]":
    from analysis.store.waiting import feed_states

    if not arguments.store.exists():
        return {}
    with Store.open(arguments.store, read_only=True) as store:
        return feed_states(store)


def _listed(feeds: Sequence[Feed], states: "Mapping[str, FeedState]") -> Iterator[str]:
    for feed in feeds:
        state = states.get(feed.key)
        facts = [feed.language, feed.kind, feed.country, "" if feed.reads_pages else "no pages"]
        yield f"{feed.key}: {feed.name} ({', '.join(filter(None, facts))})"
        yield f"  {feed.address}"
        yield f"  licence: {feed.licence}"
        yield f"  address checked: {feed.checked or 'never'}"
        if state and state.address == feed.address:
            until = f"; next try {state.retry_at}" if state.retry_at else ""
            yield f"  last fetched {state.fetched_at}: {state.outcome}{until}"
        else:
            yield "  never fetched"
