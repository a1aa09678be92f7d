"""Pairs: what speaks for a topic in an article, as the numbers that a decision is made of.

Weak words count beside a strong one, or when two different ones stand in one sentence, or three
in the article. Pairs without evidence by rules are described too where the words alone may speak.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from analysis.model.classifier import ModelScores
from analysis.model.decision import FEATURES, SUREST
from analysis.schema import AXES, FIELDS, RELEVANCE
from analysis.tagging.evidence import WEAK, Evidence
from analysis.text.ranges import distinct, run_starts
from analysis.text.tokens import Encoded

# Weak words alone: so many different ones in one sentence, or in the article.
WEAK_IN_SENTENCE: Final = 2
WEAK_IN_ARTICLE: Final = 3
# The lead of an article, in words.
LEAD_WORDS: Final = 60
# A text of so many words is brief; of so many it is not brief at all.
BRIEF: Final = 20
NOT_BRIEF: Final = 80

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
_Columns = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of article and topic with their features, sorted by article, then topic.

    Attributes
    ----------
    article, topic : int64 arrays, shape (n_pairs,)
    features : float64 array, shape (n_pairs, len(FEATURES))
    """

    article: Ints
    topic: Ints
    features: Floats

    def __len__(self) -> int:
        return len(self.article)

    def column(self, name: str) -> Floats:
        """One feature of all pairs, shape (n_pairs,)."""
        return self.features[:, FEATURES.index(name)]

    def take(self, chosen: Mask | Ints) -> "Pairs":
        """Return the chosen pairs, in their order."""
        return Pairs(self.article[chosen], self.topic[chosen], self.features[chosen])


def describe(
    found: Evidence, batch: Encoded, axes: Ints, scores: ModelScores | None = None
) -> Pairs:
    """Describe every pair that rules have found or that the words alone propose.

    Parameters
    ----------
    found : what the rules have found
    batch : where they have found it
    axes : int64 array, shape (n_topics,): place of each topic's axis in ``AXES``
    scores : what the word model thinks
    """
    pair_of_hit = found.pair(len(axes))
    pair = pair_of_hit[run_starts(pair_of_hit)]
    if scores is not None:
        proposed, by_words = scores.proposals()
        pair = distinct(np.concatenate([pair, proposed * len(axes) + by_words]))
    article, topic = np.divmod(pair, len(axes))
    row = np.searchsorted(pair, pair_of_hit)
    words = _words_by_article(batch)
    counted = _Counts.of(found, row, len(pair), batch)
    columns = counted.features(words[article])
    columns |= _company(counted, article, axes[topic], words)
    if scores is not None:
        columns |= _opinion(scores, article, topic, axes)
        columns["brief_words"] = columns["words"] * _briefness(words)[article]
        columns["words_strong"] = columns["words"] * columns["strong"]
    return Pairs(article, topic, _table(columns, len(pair)))


@dataclass(frozen=True, slots=True)
class _Counts:
    """What the rules have found, counted by pair: arrays of shape (n_pairs,).

    Attributes
    ----------
    strong, weak : places of strong words (listed ones are among them) and of weak ones
    kinds : different rules of strong words
    in_title, in_lead, weak_in_title, listed : places that stand there
    weak_enough : whether the weak ones would be enough without a strong one
    """

    strong: Ints
    weak: Ints
    kinds: Ints
    in_title: Ints
    in_lead: Ints
    weak_in_title: Ints
    listed: Ints
    weak_enough: Mask

    @classmethod
    def of(cls, found: Evidence, row: Ints, size: int, batch: Encoded) -> "_Counts":
        """Count hits, of which each belongs to the pair that ``row`` tells."""
        strong = found.strength != WEAK
        title = found.segment % len(FIELDS) == 0
        lead = ~title & (found.hits.start - batch.segments[found.segment] < LEAD_WORDS)

        def count(chosen: Mask) -> Ints:
            return np.bincount(row[chosen], minlength=size)

        return cls(
            strong=count(strong),
            weak=count(~strong),
            kinds=_distinct(row[strong], found.hits.query[strong], size),
            in_title=count(strong & title),
            in_lead=count(strong & lead),
            weak_in_title=count(~strong & title),
            listed=count(found.in_list),
            weak_enough=_weak_enough(found, row, size, batch),
        )

    @property
    def enough(self) -> Mask:
        """Whether there is enough evidence."""
        return (self.strong > 0) | self.weak_enough

    def features(self, words: Ints) -> _Columns:
        """Describe what was found; ``words`` is the length of each pair's article."""
        return {
            "counts": self.enough,
            "strong": self.strong > 0,
            "more_strong": np.log1p(np.maximum(self.strong - 1, 0)),
            "strong_kinds": np.log1p(np.maximum(self.kinds - 1, 0)),
            "strong_title": self.in_title > 0,
            "strong_lead": self.in_lead > 0,
            "listed": self.listed > 0,
            "density": np.minimum(self.strong / np.maximum(words, 20) * 100, 5),
            "weak": np.log1p(self.weak),
            "weak_title": self.weak_in_title > 0,
            "weak_only": self.weak_enough & (self.strong == 0),
        }


def _company(counted: _Counts, article: Ints, axis: Ints, words: Ints) -> _Columns:
    """Describe what else the rules find in the article, and the article itself."""
    shape = (len(words), len(AXES))
    group = article * len(AXES) + axis

    def by_axis(values: npt.NDArray[Any]) -> Floats:
        return np.asarray(np.bincount(group, values, minlength=shape[0] * shape[1]), float).reshape(
            shape
        )

    enough, strong = counted.enough, counted.strong > 0
    found = by_axis(enough)
    sectors, themes, instruments, actors = (
        found[:, AXES.index(name)] for name in ("sector", "theme", "instrument", "actor")
    )
    brief = _briefness(words)[article]
    places_of_axis, rivals = by_axis(counted.strong).ravel()[group], by_axis(strong).ravel()[group]
    return {
        "share": counted.strong / np.maximum(places_of_axis, 1),
        "rivals": np.log1p(rivals - strong),
        "policy": np.log1p(themes + instruments)[article],
        "sectors": np.log1p(sectors)[article],
        "actors": np.log1p(actors)[article],
        "length": np.log(np.maximum(words, 20) / 200)[article],
        "brief_counts": brief * enough,
        "brief_strong": brief * strong,
    }


def _opinion(scores: ModelScores, article: Ints, topic: Ints, axes: Ints) -> _Columns:
    """Describe what the word model says."""
    column = np.full(len(axes), -1)
    column[scores.topics] = np.arange(len(scores.topics))
    spoken = np.flatnonzero(column[topic] >= 0)
    cells = article[spoken], column[topic[spoken]]
    own, rough, trained = np.zeros(len(topic)), np.zeros(len(topic)), np.zeros(len(topic), bool)
    trained[spoken] = scores.trained[cells]
    own[spoken] = np.where(trained[spoken], _within(scores.logits[cells]), 0.0)
    rough[spoken] = _within(scores.rough[cells])
    best = np.full((len(scores.logits), len(AXES)), -SUREST)
    group = article * len(AXES) + axes[topic]
    np.maximum.at(best.ravel(), group[trained], own[trained])
    behind = np.clip(best.ravel()[group] - own, 0, SUREST)
    likeliest = best[:, AXES.index("sector")][article]
    about = np.flatnonzero(axes[scores.topics] == AXES.index(RELEVANCE))
    relevant = np.where(scores.trained[:, about], _within(scores.logits[:, about]), 0.0)
    return {
        "words": own,
        "words_for": np.maximum(own, 0),
        "rough": rough,
        "rough_for": np.maximum(rough, 0),
        "words_behind": np.where(trained, behind, 0.0),
        "has_words": trained,
        "relevant": relevant.sum(axis=1)[article],
        "sector_words": likeliest,
        "sector_words_for": np.maximum(likeliest, 0),
    }


def _table(columns: Mapping[str, npt.NDArray[Any]], size: int) -> Floats:
    """Features side by side, 0 where they are not described."""
    by_feature = np.zeros((len(FEATURES), size))
    for name, values in columns.items():
        by_feature[FEATURES.index(name)] = values
    return np.ascontiguousarray(by_feature.T)


def _distinct(row: Ints, rule: Ints, size: int) -> Ints:
    """How many different rules hit, per row."""
    width = int(rule.max(initial=0)) + 1
    return np.bincount(distinct(row * width + rule) // width, minlength=size)


def _weak_enough(found: Evidence, row: Ints, size: int, batch: Encoded) -> Mask:
    """Pairs whose weak words alone are enough: so many in a sentence, or in the article."""
    weak = np.flatnonzero((found.strength == WEAK) & ~_continued(found, row))
    rule, row, sentence = found.hits.query[weak], row[weak], batch.sentences[found.hits.start[weak]]
    enough = _distinct(row, rule, size) >= WEAK_IN_ARTICLE
    # Hits of one pair and sentence stand side by side.
    new = (row[1:] != row[:-1]) | (sentence[1:] != sentence[:-1])
    spot = np.concatenate([np.zeros(min(len(row), 1), np.int64), np.cumsum(new)])
    crowded = _distinct(spot, rule, 0) >= WEAK_IN_SENTENCE
    enough[row[crowded[spot]]] = True
    return enough


def _continued(found: Evidence, row: Ints) -> Mask:
    """Hits that share a token with an earlier one of the same article and topic.

    Two entries that hit the same words are one piece of evidence, not two.
    """
    width = int(found.hits.stop.max(initial=0)) + 1
    reach = np.maximum.accumulate(row * width + found.hits.stop)
    continued = np.zeros(len(row), bool)
    continued[1:] = (row * width + found.hits.start)[1:] < reach[:-1]
    return continued


def _words_by_article(batch: Encoded) -> Ints:
    return np.diff(batch.segments[:: len(FIELDS)])


def _within(log_odds: Floats) -> Floats:
    return np.clip(log_odds, -SUREST, SUREST)


def _briefness(words: Ints) -> Floats:
    """1 for a text of a sentence or two, 0 for one of several paragraphs."""
    return np.clip((NOT_BRIEF - words) / (NOT_BRIEF - BRIEF), 0.0, 1.0)
