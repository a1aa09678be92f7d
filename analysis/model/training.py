"""Training: TF-IDF weights from rule-labelled articles, the decision from hand labels.

The rules label a large corpus; one logistic regression per topic and language learns from it
which other words go with the topic. Hand labels are too few for words, but enough for the
dozen weights of the decision.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression

from analysis.model.classifier import LanguageModel, count_matrix, stem, weigh
from analysis.model.decision import FEATURES, Decision
from analysis.text.tokens import Encoded, Vocabulary

SEED: Final = 20_240_704
LEAST_ARTICLES: Final = 5
MOST_FEATURES: Final = 30_000
LEAST_POSITIVES: Final = 30
REGULARISATION: Final = 4.0
DECISION_REGULARISATION: Final = 0.3

# What tells found pairs apart; the others are the same for all of them.
_FITTED: Final = tuple(name for name in FEATURES if name not in {"counts", "has_model"})


def fit_language(
    batch: Encoded,
    vocabulary: Vocabulary,
    labels: Mapping[tuple[str, str], npt.NDArray[np.bool_]],
) -> LanguageModel:
    """Learn the weights of one language.

    Parameters
    ----------
    batch, vocabulary : articles of the language, encoded
    labels : for each (axis, topic) which articles carry it, shape (n_articles,)

    Returns
    -------
    LanguageModel
        Topics with fewer than ``LEAST_POSITIVES`` articles are left out.
    """
    stems = _frequent_stems(batch, vocabulary)
    features = np.array(
        [stems.get(stem(folded), -1) if folded else -1 for folded in vocabulary.folded], np.int32
    )
    counts = count_matrix(batch, features, len(stems))
    idf = TfidfTransformer(sublinear_tf=True).fit(counts).idf_
    values = weigh(counts, idf)
    topics = [topic for topic, own in labels.items() if own.sum() >= LEAST_POSITIVES]
    weights = np.zeros((len(topics), len(stems)), np.float32)
    intercepts = np.zeros(len(topics))
    for number, topic in enumerate(topics):
        weights[number], intercepts[number] = _fit_topic(values, labels[topic])
    return LanguageModel(stems, idf, weights, intercepts, tuple(topics))


def _frequent_stems(batch: Encoded, vocabulary: Vocabulary) -> dict[str, int]:
    """Number the stems that stand in enough articles, the most frequent first."""
    names: dict[str, int] = {}
    numbers = [
        names.setdefault(stem(folded), len(names)) if folded and stem(folded) else -1
        for folded in vocabulary.folded
    ]
    counts = count_matrix(batch, np.array(numbers, np.int32), len(names))
    frequency = np.bincount(counts.indices, minlength=len(names))
    articles = Counter(dict(zip(names, frequency.tolist(), strict=True)))
    kept = [name for name, count in articles.most_common(MOST_FEATURES) if count >= LEAST_ARTICLES]
    return {name: number for number, name in enumerate(kept)}


def _fit_topic(
    values: sparse.csr_matrix, positive: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.float64], float]:
    model = LogisticRegression(C=REGULARISATION, solver="liblinear", random_state=SEED)
    model.fit(values, positive)
    return model.coef_[0], float(model.intercept_[0])


def fit_decision(
    features: npt.NDArray[np.float64], truth: npt.NDArray[np.bool_], decision: Decision
) -> Decision:
    """Learn the weights of the decision from hand-labelled pairs.

    Parameters
    ----------
    features : shape (n_pairs, len(FEATURES)), pairs that the rules found
    truth : shape (n_pairs,), whether the label holds
    decision : gives what is not fitted

    Returns
    -------
    Decision
        With the threshold that gives the best F1 on these pairs.
    """
    chosen = [FEATURES.index(name) for name in _FITTED]
    model = LogisticRegression(C=DECISION_REGULARISATION, max_iter=1_000)
    model.fit(features[:, chosen], truth)
    weights = {name: float(weight) for name, weight in zip(_FITTED, model.coef_[0], strict=True)}
    fitted = replace(decision, weights=weights, bias=float(model.intercept_[0]))
    score, _ = fitted.decide(features, np.ones(len(features), bool))
    return replace(fitted, threshold=best_threshold(score, truth))


def best_threshold(score: npt.NDArray[np.float64], truth: npt.NDArray[np.bool_]) -> float:
    """Find the score from which on F1 is best, on a grid of hundredths.

    >>> best_threshold(np.array([0.2, 0.6, 0.9]), np.array([False, True, True]))
    0.21
    """
    grid = np.arange(0.05, 0.96, 0.01)
    best = max(grid, key=lambda least: (_f1(score >= least, truth), -least))
    return round(float(best), 2)


def _f1(found: npt.NDArray[np.bool_], truth: npt.NDArray[np.bool_]) -> float:
    total = int(found.sum() + truth.sum())
    return 2 * int((found & truth).sum()) / total if total else 0.0
