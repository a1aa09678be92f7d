"""Content: answers of servers read apart, and turned into articles of the store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analysis.errors import DataError
from analysis.sources.apart import Apart
from analysis.sources.faults import Problem, code_of
from analysis.sources.web.client import Answer
from analysis.sources.web.entries import articles_from, rejects_from
from analysis.sources.web.faults import FetchError
from analysis.sources.web.register import Feed
from analysis.store import ImportReport, Store

NOTHING = ImportReport(0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class FeedContent:
    """What a feed holds: entries, refused entries, notes, and headers to ask for news with."""

    entries: Sequence[Mapping[str, Any]]
    refused: Sequence[Mapping[str, Any]]
    notes: Sequence[str]
    marks: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a page.

    Attributes
    ----------
    entry : with the text of the page; with the feed's own where there is a problem
    problem : carries a code; empty if the page was read
    is_passing : worth another try, after ``wait`` seconds
    was_asked : False where the host was left alone because of what happened before
    """

    entry: Mapping[str, Any]
    problem: str = ""
    is_passing: bool = False
    wait: float = 0.0
    was_asked: bool = True

    @property
    def refusal(self) -> dict[str, Any]:
        """The page as a refused one, with its address."""
        return {
            "row": self.entry["row"],
            "code": code_of(self.problem),
            "problem": str(self.problem),
            "raw": self.entry["address"],
        }


@dataclass(frozen=True, slots=True)
class Content:
    """Reads content in a process of its own, with limits."""

    apart: Apart = field(repr=False)

    def of_feed(self, feed: Feed, answer: Answer | FetchError) -> FeedContent:
        """Read a feed.

        Raises
        ------
        FetchError
            That of the answer, or with the code of what is wrong with the feed.
        """
        if isinstance(answer, FetchError):
            raise answer
        try:
            found = self._ask("feed", answer, zone=feed.zone)
        except DataError as error:
            problem = error.problems[0]
            if not answer.is_complete:
                problem = Problem("the answer broke off", code="CUT_OFF")
            raise FetchError(problem, code=code_of(problem), is_passing=True) from error
        entries = [one | {"row": row} for row, one in enumerate(found["entries"], start=1)]
        is_whole = answer.is_complete and not any(
            one["code"] == "ENTRY_CUT_OFF" for one in found["refused"]
        )
        notes = list(found["notes"])
        if answer.moved_to:
            notes.append(f"has moved to {answer.moved_to}: correct its address")
        return FeedContent(entries, found["refused"], notes, answer.headers if is_whole else {})

    def of_page(self, entry: Mapping[str, Any], answer: Answer | FetchError) -> Settled:
        """Read the page behind an entry."""
        own = {**entry, "text": entry["text"] or entry["summary"]}
        if isinstance(answer, FetchError):
            return Settled(own, answer.problem, answer.is_passing, answer.wait, answer.was_asked)
        if not answer.is_complete:
            return Settled(own, Problem("the page broke off", code="CUT_OFF"), True)
        try:
            found = self._ask("page", answer)
        except DataError as error:
            return Settled(own, error.problems[0])
        title, day = entry["title"] or found["title"], entry["day"] or found["day"]
        return Settled({**entry, "text": found["text"], "title": title, "day": day})

    def _ask(self, task: str, answer: Answer, **options: str) -> dict[str, Any]:
        try:
            return self.apart.ask(
                task,
                answer.content,
                origin=answer.address,
                address=answer.address,
                content_type=answer.headers.get("content-type", ""),
                **options,
            )
        except DataError:
            raise
        except BaseException:
            self.apart.close()  # an answer that was not awaited must not be taken for the next
            raise

    @staticmethod
    def add(
        store: Store,
        feed: Feed,
        entries: Sequence[Mapping[str, Any]],
        refused: Sequence[Mapping[str, Any]],
    ) -> ImportReport:
        """Add entries with texts and refused ones as an import of their own."""
        if not entries and not refused:
            return NOTHING
        articles, rejects = articles_from(feed, entries)
        rejects = pd.concat([rejects, rejects_from(feed, refused)], ignore_index=True)
        with store.whole():
            import_id = store.begin_import(feed.address)
            store.add(import_id, articles, rejects)
            return store.end_import(import_id)
