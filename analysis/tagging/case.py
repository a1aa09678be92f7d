"""A case: one article and one topic, asked about again and again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.rules.match import Hits
from analysis.schema import FIELDS
from analysis.tagging import Tagger
from analysis.text.tokens import Encoded


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the decision says of the topic."""

    score: float
    tagged: bool
    features: npt.NDArray[np.float64] | None


class Case:
    """One article and one topic, with what the rules find in it; ``is_own`` are hits of the topic.

    Raises
    ------
    KeyError
        If the taxonomy has no such topic.
    """

    def __init__(self, tagger: Tagger, article: Mapping[str, Any], axis: str, topic: str) -> None:
        try:
            self.number = tagger.topic_keys.index((axis, topic))
        except ValueError:
            raise KeyError(f"{axis}:{topic}") from None
        self.tagger, self.key = tagger, (axis, topic)
        self.fields = tuple(str(article[name] or "") for name in FIELDS)
        self.language = str(article["language"] or "")
        self.batch = tagger.encode_fields(self.fields)
        self.hits = tagger.hits(self.batch)
        self.rules = tagger.taxonomy.rules
        self.is_own = tagger.standing.topic[self.hits.query] == self.number

    def verdict(self, hits: Hits, batch: Encoded | None = None) -> Verdict:
        """What the decision would be with these hits, in the article or in another text."""
        own = batch or self.batch
        found = self.tagger.evidence_of(hits, own)
        pairs, score, tagged = self.tagger.judge(found, own, [self.language])
        at = np.flatnonzero(pairs.topic == self.number)
        if not len(at):
            return Verdict(0.0, tagged=False, features=None)
        place = int(at[0])
        return Verdict(float(score[place]), bool(tagged[place]), pairs.features[place])

    def surface(self, start: int, stop: int) -> str:
        """The words of some tokens as they stand in the article."""
        field = int(self.batch.segment_of(np.array([start]))[0]) % len(FIELDS)
        first, last = int(self.batch.starts[start]), int(self.batch.stops[stop - 1])
        return self.fields[field][first:last]
