"""Outcomes: what became of a feed in a round, and how far the round is."""

from dataclasses import dataclass, field

from analysis.sources.faults import code_of
from analysis.sources.web.register import Feed
from analysis.store import ImportReport


@dataclass(slots=True)
class Outcome:
    """What became of a feed in a round.

    Attributes
    ----------
    state : ``ok``, ``unchanged``, ``failed``, or ``waits`` for one whose time has not come
    added, known, updated, refused : articles, as in an import
    waiting : pages that are still to be read
    only_summaries : articles that have the summary of the feed, because their page has no text
    problem : why it failed; carries a code
    retry_at : when it is tried again, UTC
    notes : sentences for the user
    """

    feed: Feed
    state: str = "ok"
    added: int = 0
    known: int = 0
    updated: int = 0
    refused: int = 0
    waiting: int = 0
    only_summaries: int = 0
    problem: str = ""
    retry_at: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def code(self) -> str:
        """Code of the problem; empty where there is none."""
        return code_of(self.problem)

    @property
    def is_whole(self) -> bool:
        """The feed was read, and nothing of it was refused."""
        return self.state in ("ok", "unchanged") and not self.refused

    def fail(self, state: str, problem: str, retry_at: str) -> None:
        """Note why the feed was not read."""
        self.state, self.problem, self.retry_at = state, problem, retry_at

    def count(self, report: ImportReport) -> None:
        """Add the counts of a batch."""
        self.added += report.added
        self.known += report.known
        self.updated += report.updated
        self.refused += report.refused


@dataclass(frozen=True, slots=True)
class Fetched:
    """How far a round is.

    Attributes
    ----------
    done, total : feeds and pages
    outcome : of a feed that is finished, else None
    """

    done: int
    total: int
    outcome: Outcome | None = None
