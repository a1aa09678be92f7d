"""Decisions: fitted on labelled articles, and tried on those that they were not fitted on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.learning.folds import FOLDS, HELD_OUT
from analysis.learning.readings import Readings
from analysis.model.decision import FEATURES, AxisDecision, Decision, is_heard
from analysis.model.training import best_thresholds, fit_decision, log_odds
from analysis.schema import LANGUAGES
from analysis.tagging import Pairs

_WORD_FEATURES: Final = (
    "words",
    "words_for",
    "words_strong",
    "words_behind",
    "rough",
    "rough_for",
    "brief_words",
    "has_words",
    "relevant",
    "sector_words",
    "sector_words_for",
)
# What a decision must not use: to tell what rules, words, and both together can do.
VARIANTS: Final[Mapping[str, tuple[str, ...]]] = {
    "both": (),
    "rules": _WORD_FEATURES,
    "words": (
        *(name for name in FEATURES if name not in _WORD_FEATURES),
        "words_strong",  # speaks of words only where a rule has found something
    ),
}

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Examples:
    """Considered pairs of article and topic of one axis and language, and what readers said.

    Attributes
    ----------
    features : shape (n_pairs, len(FEATURES))
    article, topic, fold : of each pair; topics are numbers in ``topics``
    heard : whether there is enough evidence to be heard at all
    holds, judged : whether the topic holds, and whether somebody judged it
    weight : how much each counts
    reading, n_readings : which reading its label comes from, and of how many
    missed : shape (n_topics,): what the articles to learn from weigh that carry the topic and
        show no evidence of it
    """

    axis: str
    language: str
    topics: Sequence[str]
    features: Floats
    article: Ints
    topic: Ints
    fold: Ints
    heard: Mask
    holds: Mask
    judged: Mask
    weight: Floats
    reading: Ints
    n_readings: int
    missed: Floats

    @property
    def taught(self) -> Mask:
        """Pairs that may be learnt from."""
        return np.asarray(self.judged & (self.fold != HELD_OUT))

    @property
    def can_teach(self) -> bool:
        """Whether there are examples of both kinds."""
        return len(set(self.holds[self.taught])) == 2


def examples_of(readings: Readings, pairs: Pairs, axis: str, language: str) -> Examples:
    """Choose the pairs of one axis and language.

    Parameters
    ----------
    readings : the labelled articles
    pairs : as they describe them
    """
    truth, weight = readings.truth[axis], readings.weight
    number = {key: place for place, key in enumerate(readings.topic_keys)}
    offset = number[axis, truth.topics[0]] if truth.topics else 0
    spoken = readings.language == LANGUAGES.index(language)
    chosen = (pairs.topic >= offset) & (pairs.topic < offset + len(truth.topics))
    chosen &= spoken[pairs.article]
    article, topic = pairs.article[chosen], pairs.topic[chosen] - offset
    features = pairs.features[chosen]
    unseen = truth.holds & (spoken & (readings.fold != HELD_OUT))[:, None]
    unseen[article, topic] = False
    return Examples(
        axis=axis,
        language=language,
        topics=truth.topics,
        features=features,
        article=article,
        topic=topic,
        fold=readings.fold[article],
        heard=is_heard(features),
        holds=truth.holds[article, topic],
        judged=~truth.left_out[article, topic],
        weight=weight[article],
        reading=readings.reading[article],
        n_readings=int(readings.reading.max(initial=0)) + 1,
        missed=weight @ unseen,
    )


def decide(examples: Examples) -> AxisDecision:
    """Fit a decision on all that may be learnt from; thresholds on scores across folds."""
    _, as_read = _scores(examples, "both")
    common, own = _thresholds(examples, as_read, examples.taught)
    thresholds = dict(zip(examples.topics, own, strict=True))
    fitted, _ = _fit(examples, examples.taught, "both")
    return replace(fitted, threshold=common, thresholds=thresholds)


def predictions(readings: Readings, examples: Examples, variant: str) -> pd.DataFrame:
    """Predict every considered pair without its own fold.

    Parameters
    ----------
    readings, examples : the labelled articles
    variant : one of ``VARIANTS``

    Returns
    -------
    DataFrame
        ``article_id``, ``axis``, ``topic``, ``score``, ``tagged``, ``holds``, ``judged``.
        Thresholds are chosen on the scores of the other folds.
    """
    score, as_read = _scores(examples, variant)
    tagged = np.zeros(len(score), bool)
    for fold in (*range(FOLDS), HELD_OUT):
        mine = examples.fold == fold
        _, own = _thresholds(examples, as_read, examples.taught & ~mine)
        tagged[mine] = score[mine] >= np.array(own)[examples.topic[mine]]
    if variant != "words":
        tagged &= examples.heard
    topics = np.array(examples.topics, dtype=object)
    return pd.DataFrame(
        {
            "article_id": readings.articles["article_id"].to_numpy()[examples.article],
            "axis": examples.axis,
            "topic": topics[examples.topic],
            "score": score,
            "tagged": tagged,
            "holds": examples.holds,
            "judged": examples.judged,
        }
    )


def by_hand(readings: Readings, pairs: Pairs, axis: str) -> pd.DataFrame:
    """Tag by the rules and the decision that is set by hand, for axes that are not fitted.

    Returns
    -------
    DataFrame
        Like :func:`predictions`; nothing counts as judged.
    """
    keys = np.array(readings.topic_keys, dtype=object)
    chosen = (keys[:, 0] == axis)[pairs.topic]
    topic, article = pairs.topic[chosen], pairs.article[chosen]
    decision = Decision({}, readings.topic_keys)
    score, tagged = decision.decide(pairs.features[chosen], topic, readings.language[article])
    return pd.DataFrame(
        {
            "article_id": readings.articles["article_id"].to_numpy()[article],
            "axis": axis,
            "topic": keys[topic, 1],
            "score": score,
            "tagged": tagged,
            "holds": False,
            "judged": False,
        }
    )


def _scores(examples: Examples, variant: str) -> tuple[Floats, Floats]:
    """Score each pair by a decision that was not fitted on its fold.

    Returns
    -------
    score : as the tagger would
    as_read : as strictly as the reading that the pair's label comes from
    """
    logits = np.zeros((2, len(examples.article)))
    for fold in (*range(FOLDS), HELD_OUT):
        mine = examples.fold == fold
        if mine.any():
            decision, reading_bias = _fit(examples, examples.taught & ~mine, variant)
            features, topic = examples.features[mine], examples.topic[mine]
            own = log_odds(decision, features, topic, examples.topics)
            logits[:, mine] = own, own + reading_bias[examples.reading[mine]]
    score, as_read = 1 / (1 + np.exp(-logits))
    return score, as_read


def _fit(examples: Examples, taught: Mask, variant: str) -> tuple[AxisDecision, Floats]:
    return fit_decision(
        examples.features[taught],
        examples.topic[taught],
        examples.topics,
        examples.holds[taught],
        examples.weight[taught],
        examples.reading[taught],
        examples.n_readings,
        without=VARIANTS[variant],
    )


def _thresholds(examples: Examples, score: Floats, taught: Mask) -> tuple[float, list[float]]:
    """Thresholds are chosen on scores as strict as the labels that they are compared with."""
    chosen = taught & examples.heard
    unheard = taught & ~examples.heard & examples.holds
    missed = examples.missed + np.bincount(
        examples.topic[unheard], examples.weight[unheard], minlength=len(examples.missed)
    )
    return best_thresholds(
        score[chosen],
        examples.holds[chosen],
        examples.topic[chosen],
        examples.weight[chosen],
        missed,
    )
