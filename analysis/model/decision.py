"""The decision: numbers that describe the evidence become a score and a verdict.

A logistic function of the features for each axis and language. Axes that readers labelled have
fitted weights, a bias and a threshold for every topic (``data/model/model.json``); the others
use the weights set by hand here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from analysis.schema import LANGUAGES

# What is known of the evidence for one topic in one article; see ``analysis.tagging``.
FEATURES: Final = (
    "counts",  # there is enough evidence by the rules, 0 or 1
    "strong",  # a strong word or a listed one, 0 or 1
    "more_strong",  # log(1 + places of strong words beyond the first)
    "strong_kinds",  # log(1 + different strong rules beyond the first)
    "strong_title",  # a strong word in the title, 0 or 1
    "strong_lead",  # a strong word in the first words of the text, 0 or 1
    "listed",  # stands in a list of industries, 0 or 1
    "density",  # strong words per hundred words, at most 5
    "weak",  # log(1 + places of weak words)
    "weak_title",  # a weak word in the title, 0 or 1
    "weak_only",  # weak words alone carry the tag, 0 or 1
    "share",  # which share of the axis' strong words in the article is this topic's
    "rivals",  # log(1 + other topics of the axis with a strong word)
    "policy",  # log(1 + themes and instruments that the rules find in the article)
    "sectors",  # log(1 + sectors that the rules find in the article)
    "actors",  # log(1 + actors that the rules find in the article)
    "length",  # log of the article's words over 200
    "brief_counts",  # "counts" in a text of a sentence or two, fading out up to 80 words
    "brief_strong",  # "strong" in such a text
    "brief_words",  # what the words say in such a text
    "words",  # the word model's log-odds, within ±8; 0 where none is trained for the topic
    "words_for",  # the same where it is above 0
    "rough",  # the log-odds by what rules alone taught the words, within ±8
    "rough_for",  # the same where it is above 0
    "words_strong",  # "words" where there is a strong word
    "words_behind",  # how far behind the article's best topic of the axis, at most 8
    "has_words",  # 0 or 1
    "relevant",  # the word model's log-odds that the article is about industrial policy, within ±8
    "sector_words",  # the word model's log-odds of the likeliest sector, within ±8
    "sector_words_for",  # the same where it is above 0
)

# The word model alone is heard from these log-odds on.
LEAST_WORDS: Final = -3.0
SUREST: Final = 8.0


@dataclass(frozen=True, slots=True)
class AxisDecision:
    """Weights and thresholds for the topics of one axis in one language.

    Attributes
    ----------
    weights : by feature; missing ones are 0
    bias : log-odds without any feature
    topic_bias : what is added to it, by topic; missing ones are 0
    threshold : from this score on an article has the tag
    thresholds : by topic, where it differs
    """

    weights: Mapping[str, float]
    bias: float
    threshold: float = 0.5
    topic_bias: Mapping[str, float] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)


BY_HAND: Final = AxisDecision(
    weights={
        "strong": 1.4,
        "more_strong": 0.5,
        "strong_title": 1.0,
        "strong_lead": 0.6,
        "weak": 0.2,
        "weak_only": 1.0,
    },
    bias=-1.0,
)


class Decision:
    """Scores pairs of article and topic and tells which are tags.

    Parameters
    ----------
    axes : fitted decisions by axis, then language; those that are missing use ``BY_HAND``
    topics : (axis, topic) by topic number
    """

    def __init__(
        self, axes: Mapping[str, Mapping[str, AxisDecision]], topics: Sequence[tuple[str, str]]
    ) -> None:
        # The last language is any other.
        own = [
            [axes.get(axis, {}).get(language, BY_HAND) for axis, _ in topics]
            for language in (*LANGUAGES, "")
        ]
        shape = (len(own), len(topics))
        self._weights = np.array(
            [[one.weights.get(name, 0.0) for name in FEATURES] for row in own for one in row]
        ).reshape(*shape, len(FEATURES))
        keys = [key for _, key in topics]
        self._bias, self._thresholds = (
            np.array([[of(one, key) for one, key in zip(row, keys, strict=True)] for row in own])
            .astype(float)
            .reshape(shape)
            for of in (_bias_of, _threshold_of)
        )

    def decide(
        self,
        features: npt.NDArray[np.float64],
        topic: npt.NDArray[np.int64],
        language: npt.NDArray[np.int64],
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
        """Score pairs and tell which are tags.

        Parameters
        ----------
        features : shape (n_pairs, len(FEATURES))
        topic : topic number of each pair
        language : place of each article's language in ``LANGUAGES``; -1 for any other

        Returns
        -------
        score : shape (n_pairs,), 0 to 1
        tagged : shape (n_pairs,)
        """
        logits = np.einsum("pf,pf->p", features, self._weights[language, topic])
        logits += self._bias[language, topic]
        score = 1 / (1 + np.exp(-logits))
        return score, is_heard(features) & (score >= self._thresholds[language, topic])

    def threshold(self, topic: int, language: int) -> float:
        """From which score on an article of the language has the topic."""
        return float(self._thresholds[language, topic])

    def summands(
        self, topic: int, language: int, features: npt.NDArray[np.float64]
    ) -> tuple[float, npt.NDArray[np.float64]]:
        """What the log-odds of one pair are the sum of: the bias, and each feature's part."""
        return float(self._bias[language, topic]), features * self._weights[language, topic]


def is_heard(features: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Tell of each pair whether its evidence, of rules or of words, may carry a tag at all."""
    counts, trained, words = (
        features[:, FEATURES.index(name)] for name in ("counts", "has_words", "words")
    )
    return np.asarray((counts > 0) | ((trained > 0) & (words >= LEAST_WORDS)))


def _bias_of(decision: AxisDecision, topic: str) -> float:
    return decision.bias + decision.topic_bias.get(topic, 0.0)


def _threshold_of(decision: AxisDecision, topic: str) -> float:
    return decision.thresholds.get(topic, decision.threshold)
