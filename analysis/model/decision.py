"""The decision: numbers that describe the evidence become a score and a verdict.

A logistic function of the features; its weights are set by hand here and replaced by fitted
ones when a model is trained (``data/model/decision.json``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

# What is known of the evidence for one topic in one article; see ``analysis.tagging``.
FEATURES: Final = (
    "counts",  # there is enough evidence by the rules, 0 or 1
    "strong",  # a strong word or a listed one, 0 or 1
    "more_strong",  # log(1 + places of strong words beyond the first)
    "strong_kinds",  # log(1 + different strong rules beyond the first)
    "strong_title",  # a strong word in the title, 0 or 1
    "strong_lead",  # a strong word in the first words of the text, 0 or 1
    "listed",  # stands in a list of industries, 0 or 1
    "policy",  # log(1 + themes and instruments that the rules find in the article)
    "density",  # strong words per hundred words, at most 5
    "weak",  # log(1 + places of weak words)
    "weak_title",  # a weak word in the title, 0 or 1
    "weak_only",  # weak words alone carry the tag, 0 or 1
    "length",  # log of the article's words over 200
    "model_logit",  # the model's log-odds, 0 where no model is trained for the topic
    "has_model",  # 0 or 1
)

_BY_HAND: Final = {
    "strong": 1.4,
    "more_strong": 0.5,
    "strong_title": 1.0,
    "strong_lead": 0.6,
    "weak": 0.2,
    "weak_only": 1.0,
}
_BIAS_BY_HAND: Final = -1.0
_THRESHOLD_BY_HAND: Final = 0.5


@dataclass(frozen=True, slots=True)
class Decision:
    """Weights and thresholds, fitted for sectors; the other axes use those set by hand.

    Attributes
    ----------
    weights : by feature; missing ones are 0
    bias : log-odds without any feature
    threshold : from this score on a topic that the rules found is a tag
    model_alone : from this probability of the model on a topic is a tag without a rule;
        above 1 the model alone never tags
    """

    weights: Mapping[str, float] = field(default_factory=lambda: dict(_BY_HAND))
    bias: float = _BIAS_BY_HAND
    threshold: float = _THRESHOLD_BY_HAND
    model_alone: float = 2.0

    def decide(
        self, features: npt.NDArray[np.float64], is_sector: npt.NDArray[np.bool_]
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
        """Score pairs of article and topic and tell which are tags.

        Parameters
        ----------
        features : shape (n_pairs, len(FEATURES))
        is_sector : shape (n_pairs,); fitted weights are for sectors only

        Returns
        -------
        score : shape (n_pairs,), 0 to 1
        tagged : shape (n_pairs,)
        """
        counts = features[:, FEATURES.index("counts")] > 0
        fitted = _logistic(features, self.weights, self.bias)
        by_hand = _logistic(features, _BY_HAND, _BIAS_BY_HAND)
        score = np.where(is_sector, fitted, by_hand)
        threshold = np.where(is_sector, self.threshold, _THRESHOLD_BY_HAND)
        model = 1 / (1 + np.exp(-features[:, FEATURES.index("model_logit")]))
        trained = features[:, FEATURES.index("has_model")] > 0
        alone = ~counts & trained & (model >= self.model_alone)
        score = np.where(counts, score, model)
        return score, (counts & (score >= threshold)) | alone


def _logistic(
    features: npt.NDArray[np.float64], weights: Mapping[str, float], bias: float
) -> npt.NDArray[np.float64]:
    vector = np.array([weights.get(name, 0.0) for name in FEATURES])
    logits: npt.NDArray[np.float64] = features @ vector + bias
    return 1 / (1 + np.exp(-logits))
