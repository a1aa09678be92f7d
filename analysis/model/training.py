"""Training: word weights and decisions from articles whose topics are known.

Words are learnt twice: roughly, from the labels that the rules give to a large corpus, and
then from the labels of readers, with the rough opinion as one more feature. Theirs alone
teach the decisions.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression

from analysis.model.classifier import LanguageModel, count_matrix, stem, weigh
from analysis.model.decision import FEATURES, AxisDecision
from analysis.text.tokens import Encoded, Vocabulary

SEED: Final = 20_240_704
LEAST_ARTICLES: Final = 5
MOST_FEATURES: Final = 30_000
LEAST_POSITIVES: Final = 20
ROUGH_REGULARISATION: Final = 4.0
REGULARISATION: Final = 20.0
DECISION_REGULARISATION: Final = 2.0
# Thresholds of topics are drawn to that of all, as if so many labelled articles spoke for it.
PRIOR_ARTICLES: Final = 60
THREADS: Final = 2

Topic = tuple[str, str]
# Weights of the features, and the intercept.
Line = tuple[npt.NDArray[np.float32], float]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class WordSpace:
    """The words of one language as features: stems with their idf in a corpus.

    Parameters
    ----------
    batch, vocabulary : articles of the language, encoded

    Attributes
    ----------
    values : csr matrix, shape (n_articles, n_features): the articles' TF-IDF
    """

    def __init__(self, batch: Encoded, vocabulary: Vocabulary) -> None:
        self.stems = _frequent_stems(batch, vocabulary)
        counts = self._counts(batch, vocabulary)
        self.idf: Floats = TfidfTransformer(sublinear_tf=True).fit(counts).idf_
        self.values = weigh(counts, self.idf)

    def tfidf(self, batch: Encoded, vocabulary: Vocabulary) -> sparse.csr_matrix:
        """TF-IDF values of other articles."""
        return weigh(self._counts(batch, vocabulary), self.idf)

    def _counts(self, batch: Encoded, vocabulary: Vocabulary) -> sparse.csr_matrix:
        features = [
            self.stems.get(stem(folded), -1) if folded else -1 for folded in vocabulary.folded
        ]
        return count_matrix(batch, np.array(features, np.int32), len(self.stems))


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


def fit_words(
    values: sparse.csr_matrix,
    truth: Mapping[Topic, tuple[Mask, Mask]],
    weight: Floats | None = None,
    *,
    rough: Mapping[Topic, Line] | None = None,
    regularisation: float = REGULARISATION,
    least_positives: int = LEAST_POSITIVES,
) -> dict[Topic, Line]:
    """Learn one logistic regression for each topic.

    Parameters
    ----------
    values : TF-IDF of articles, shape (n_articles, n_features)
    truth : for each (axis, topic): which articles carry it and which are to be learnt from
    weight : of each article; without it all weigh the same
    rough : what was learnt before of the topics; its log-odds are one more feature, and what
        that weighs comes back within the weights of the words
    regularisation : inverse strength, scikit-learn's C
    least_positives : topics with fewer articles are left out
    """
    known = [
        topic
        for topic, (holds, taught) in truth.items()
        if (holds & taught).sum() >= least_positives and (~holds & taught).any()
    ]

    def fit(topic: Topic) -> Line:
        holds, taught = truth[topic]
        line = rough.get(topic) if rough else None
        columns = values if line is None else _with_opinion(values, line)
        model = LogisticRegression(C=regularisation, solver="liblinear", random_state=SEED)
        sample_weight = None if weight is None else weight[taught]
        model.fit(columns[taught], holds[taught], sample_weight=sample_weight)
        learnt, intercept = model.coef_[0], float(model.intercept_[0])
        if line is not None:
            intercept += learnt[-1] * line[1]
            learnt = learnt[:-1] + learnt[-1] * line[0]
        return learnt.astype(np.float32), intercept

    with ThreadPoolExecutor(THREADS) as pool:
        return dict(zip(known, pool.map(fit, known), strict=True))


def _with_opinion(values: sparse.csr_matrix, line: Line) -> sparse.csr_matrix:
    opinion = values @ line[0] + line[1]
    return sparse.hstack([values, sparse.csr_matrix(opinion[:, None])]).tocsr()


def as_language_model(
    space: WordSpace, fitted: Mapping[Topic, Line], rough: Mapping[Topic, Line]
) -> LanguageModel:
    """Put fitted words together."""
    nothing: Line = np.zeros(len(space.stems), np.float32), 0.0
    before = [rough.get(topic, nothing) for topic in fitted]
    shape = (len(fitted), len(space.stems))
    return LanguageModel(
        stems=space.stems,
        idf=space.idf,
        weights=np.array([weights for weights, _ in fitted.values()]).reshape(shape),
        intercepts=np.array([intercept for _, intercept in fitted.values()]),
        topics=tuple(fitted),
        rough_weights=np.array([weights for weights, _ in before]).reshape(shape),
        rough_intercepts=np.array([intercept for _, intercept in before]),
    )


def fit_decision(
    features: Floats,
    topic: Ints,
    topics: Sequence[str],
    truth: Mask,
    weight: Floats,
    reading: Ints,
    n_readings: int,
    *,
    without: Sequence[str] = (),
) -> tuple[AxisDecision, Floats]:
    """Learn what the features weigh, and a bias for each topic; thresholds are not set.

    Parameters
    ----------
    features : of pairs of article and topic that readers judged, shape (n_pairs, len(FEATURES))
    topic : shape (n_pairs,), number in ``topics``
    topics : keys of the topics of the axis
    truth : shape (n_pairs,), whether the topic holds
    weight : of each pair
    reading, n_readings : number of the reading that the pair's label comes from, and how many
        there are
    without : features that must not be used

    Returns
    -------
    decision : judges as strictly as reading 0
    reading_bias : shape (n_readings,), by how much the log-odds of each reading differ from it
    """
    used = [name for name in FEATURES if name not in without]
    chosen = [FEATURES.index(name) for name in used]
    spread = features[:, chosen].std(axis=0)
    spread[spread < 1e-9] = 1.0
    parts = [
        sparse.csr_matrix(features[:, chosen] / spread),
        _one_hot(topic, len(topics)),
        _one_hot(reading, n_readings)[:, 1:],
    ]
    columns = sparse.hstack(parts).tocsr()
    model = LogisticRegression(C=DECISION_REGULARISATION, max_iter=1_000)
    model.fit(columns, truth, sample_weight=weight)
    ends = [len(used), len(used) + len(topics)]
    own, by_topic, by_reading = np.split(model.coef_[0], ends)
    decision = AxisDecision(
        weights=dict(zip(used, map(float, own / spread), strict=True)),
        bias=float(model.intercept_[0]),
        topic_bias=dict(zip(topics, map(float, by_topic), strict=True)),
    )
    return decision, np.append(0.0, by_reading)


def _one_hot(number: Ints, width: int) -> sparse.csr_matrix:
    rows = np.arange(len(number))
    return sparse.csr_matrix((np.ones(len(number)), (rows, number)), shape=(len(number), width))


def log_odds(
    decision: AxisDecision, features: Floats, topic: Ints, topics: Sequence[str]
) -> Floats:
    """Give pairs the log-odds that the tagger will give them."""
    weights = np.array([decision.weights.get(name, 0.0) for name in FEATURES])
    bias = np.array([decision.bias + decision.topic_bias[key] for key in topics])
    return np.asarray(features @ weights + bias[topic])


def best_thresholds(
    score: Floats, truth: Mask, topic: Ints, weight: Floats, missed: Floats
) -> tuple[float, list[float]]:
    """Find the scores from which on F1 is best: of all pairs, and of each topic.

    A topic's own pairs count in full, those of all topics together like ``PRIOR_ARTICLES``
    labelled articles, so that a rare topic keeps near the common threshold.

    Parameters
    ----------
    score, truth, topic, weight : of judged pairs, shape (n_pairs,)
    missed : for each topic, what the articles weigh that carry it without being among the pairs

    Examples
    --------
    >>> truth, topic = np.array([False, True, True]), np.zeros(3, int)
    >>> scores, alike = np.array([0.2, 0.6, 0.9]), np.ones(3)
    >>> best_thresholds(scores, truth, topic, alike, missed=np.zeros(1))
    (0.4, [0.4])
    """
    grid = np.round(np.arange(0.15, 0.86, 0.01), 2)
    found = score[None, :] >= grid[:, None]
    hits, wrong = (
        np.array(
            [
                np.bincount(topic[row & kind], weight[row & kind], minlength=len(missed))
                for row in found
            ]
        )
        for kind in (truth, ~truth)
    )
    positives = np.bincount(topic[truth], weight[truth], minlength=len(missed)) + missed
    common = _best(grid, hits.sum(axis=1), wrong.sum(axis=1), positives.sum())
    share = PRIOR_ARTICLES / max(positives.sum(), 1.0)
    own = [
        _best(
            grid,
            hits[:, number] + share * hits.sum(axis=1),
            wrong[:, number] + share * wrong.sum(axis=1),
            positives[number] + share * positives.sum(),
        )
        for number in range(len(missed))
    ]
    return common, own


def _best(grid: Floats, hits: Floats, wrong: Floats, positives: float) -> float:
    """Middle of the scores that are as good as the best, within a hair."""
    f1 = 2 * hits / np.maximum(hits + wrong + positives, 1e-9)
    best = np.flatnonzero(f1 >= f1.max() - 1e-9)
    return float(grid[best[(len(best) - 1) // 2]])
