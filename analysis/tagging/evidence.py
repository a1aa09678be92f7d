"""Evidence: which hits of rules may count, and how strongly.

1. Words covered by a ``never`` hit of the topic are no evidence;
2. a weak word in a list of industries (three sectors or more side by side) counts as strong;
3. of hits that begin with the same word the strongest counts, then the longest.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from analysis.rules.match import Hits
from analysis.schema import FIELDS
from analysis.text.ranges import distinct, run_starts
from analysis.text.tokens import Encoded

# A list of industries: at least so many sectors, at most so many other words in between.
LIST_SECTORS: Final = 3
LIST_GAP: Final = 3

STRONG, WEAK, NEVER = range(3)
LISTED: Final = 2

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules stand for.

    Attributes
    ----------
    topic, strength : int64 arrays, by number of the rule; strength is STRONG, WEAK or NEVER
    is_sector : bool array, by number of the topic
    """

    topic: Ints
    strength: Ints
    is_sector: Mask

    @property
    def n_topics(self) -> int:
        """How many topics there are."""
        return len(self.is_sector)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Hits that may count, sorted by article, topic and place.

    Attributes
    ----------
    hits : which rule, and where; of one topic no two begin with the same token
    topic : int64 array, number of the topic
    strength : int64 array: STRONG, WEAK, or LISTED for weak ones in a list of industries
    segment : int64 array, the field that holds the hit, see ``Encoded``
    in_list : bool array, which stand in a list of industries
    """

    hits: Hits
    topic: Ints
    strength: Ints
    segment: Ints
    in_list: Mask

    @property
    def article(self) -> Ints:
        """Number of each hit's article in the batch."""
        return self.segment // len(FIELDS)

    def pair(self, n_topics: int) -> Ints:
        """Number of each hit's pair of article and topic: never falling."""
        return self.article * n_topics + self.topic


def find_evidence(hits: Hits, rules: Standing, batch: Encoded) -> Evidence:
    """Find the hits that may count, masked and promoted.

    Parameters
    ----------
    hits : all of them
    rules : what each ``hits.query`` stands for
    batch : where they were found
    """
    topic, strength = rules.topic[hits.query], rules.strength[hits.query]
    segment = batch.segment_of(hits.start)
    width = len(batch.ids) + 1
    pair = segment // len(FIELDS) * rules.n_topics + topic
    order = _in_order(pair * width + hits.start, strength, hits)
    start, stop = pair * width + hits.start, pair * width + hits.stop
    start, stop, ordered = start[order], stop[order], strength[order]

    free = (ordered != NEVER) & ~_overlapping(start, stop, ordered == NEVER)
    strong = free & (ordered == STRONG)
    counted = strong | (free & ~_overlapping(start, stop, strong))
    kept = order[counted]
    hits, topic, strength, segment = hits.take(kept), topic[kept], strength[kept], segment[kept]
    listed = _listed(hits, rules.is_sector[topic], topic, strength == STRONG, batch)
    strength = np.where(listed & (strength == WEAK), LISTED, strength)
    first = run_starts(start[counted])
    return Evidence(hits.take(first), topic[first], strength[first], segment[first], listed[first])


def _in_order(place: Ints, strength: Ints, hits: Hits) -> Ints:
    """Order of hits by place, strength, the longest first; of equal ones only the first rule's."""
    length = hits.stop - hits.start
    longest = int(length.max(initial=0)) + 1
    key = (place * (NEVER + 1) + strength) * longest + (longest - 1 - length)
    # A stable sort takes ten times as long; the least of equal ones is what it would put first.
    order = np.argsort(key)
    runs = run_starts(key[order])
    return np.minimum.reduceat(order, runs) if len(runs) else order


def _listed(hits: Hits, is_sector: Mask, topic: Ints, strong: Mask, batch: Encoded) -> Mask:
    """Sector words that stand in a list of industries."""
    listed = np.zeros(len(hits), bool)
    chosen = np.flatnonzero(is_sector)
    if not len(chosen):
        return listed
    chosen = chosen[np.argsort(hits.start[chosen], kind="stable")]
    start, stop, strong = hits.start[chosen], hits.stop[chosen], strong[chosen]
    reach = np.maximum.accumulate(stop)
    sentence = batch.sentences[start]
    apart = (start[1:] - reach[:-1] > LIST_GAP) | (sentence[1:] != sentence[:-1])
    chain = np.concatenate([[0], np.cumsum(apart)])
    n_topics = int(topic.max()) + 1
    sectors = np.bincount(distinct(chain * n_topics + topic[chosen]) // n_topics)
    long_enough = (sectors >= LIST_SECTORS)[chain]
    # «техника» within «беспилотная техника» is a part of that name, not a member of the list.
    listed[chosen] = long_enough & (strong | ~_overlapping(start, stop, strong))
    return listed


def _overlapping(start: Ints, stop: Ints, others: Mask) -> Mask:
    """Spans that share a token with one of the others; all sorted by start."""
    if not others.any():
        return np.zeros(len(start), bool)
    reach = np.maximum.accumulate(stop[others])
    before = np.searchsorted(start[others], stop, side="left") - 1
    return (before >= 0) & (reach[before] > start)
