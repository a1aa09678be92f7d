"""The TF-IDF code of this project on a standard benchmark: Reuters-21578, ModApte split.

``python -m benchmarks.reuters [PATH]`` trains on 9,603 articles, tests on 3,299, and prints
micro- and macro-F1 over the 90 topics with at least one training and one test article beside
published figures and beside scikit-learn's usual recipe, run here. Words, weights and thresholds
are learnt by the code that learns sectors; strength of the regularisation and thresholds are
chosen across folds of the training articles.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.svm import LinearSVC

from analysis.model.training import WordSpace, best_thresholds, fit_words
from analysis.text.tokens import Vocabulary, encode

DEFAULT: Final = Path("../shared/eval/reuters21578_modapte.parquet")
STRENGTHS: Final = (10.0, 30.0, 100.0)
FOLDS: Final = 5

# As printed in the papers; breakeven of precision and recall is close to F1.
PUBLISHED: Final = (
    ("Naive Bayes (Yang and Liu 1999)", 0.7956, 0.3886),
    ("k nearest neighbours (Yang and Liu 1999)", 0.8567, 0.5242),
    ("linear SVM (Yang and Liu 1999)", 0.8599, 0.5251),
    ("linear SVM, breakeven (Joachims 1998)", 0.842, np.nan),
    ("linear SVM, breakeven, 118 topics (Dumais et al. 1998)", 0.870, np.nan),
)

Table = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


def main(arguments: list[str] | None = None) -> int:
    """Train, test, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", nargs="?", type=Path, default=DEFAULT)
    path = parser.parse_args(arguments).path
    if not path.is_file():
        print(f"error: {path}: is not there: name the Parquet file", file=sys.stderr)
        return 66
    articles = pd.read_parquet(path)
    articles["title"] = articles["title"].fillna("")
    train, test = (
        articles[articles["split"] == f"modapte_{part}"].reset_index(drop=True)
        for part in ("train", "test")
    )
    topics = sorted(_topics(train) & _topics(test))
    truth, expected = _table(train, topics), _table(test, topics)
    vocabulary = Vocabulary()
    space = WordSpace(
        encode(zip(train["title"], train["text"], strict=True), vocabulary), vocabulary
    )
    own = Vocabulary()
    values = space.tfidf(encode(zip(test["title"], test["text"], strict=True), own), own)

    fold = np.random.default_rng(0).integers(FOLDS, size=len(train))
    tried = {}
    for strength in STRENGTHS:
        scores = np.zeros(truth.shape)
        for number in range(FOLDS):
            mine = fold == number
            scores[mine] = _scores(space.values, truth, ~mine, space.values[mine], strength)
        thresholds = _thresholds(scores, truth)
        tried[strength] = (_micro(scores >= thresholds, truth), thresholds)
    strength = max(tried, key=lambda one: tried[one][0])
    scores = _scores(space.values, truth, np.ones(len(train), bool), values, strength)
    found = scores >= tried[strength][1]

    print(f"{len(train):,} training and {len(test):,} test articles, {len(topics)} topics")
    print(
        f"regularisation C = {strength:g}, chosen across {FOLDS} folds of the training articles\n"
    )
    print("| system | micro-F1 | macro-F1 |")
    print("|---|--:|--:|")
    print(f"| this project | {_micro(found, expected):.4f} | {_macro(found, expected):.4f} |")
    print(
        f"| the same, one threshold of 0.5 | {_micro(scores >= 0.5, expected):.4f} | "
        f"{_macro(scores >= 0.5, expected):.4f} |"
    )
    for name, own in _usual_recipes(train, test, truth):
        print(f"| {name}, run here | {_micro(own, expected):.4f} | {_macro(own, expected):.4f} |")
    for name, micro, macro in PUBLISHED:
        print(f"| {name} | {micro:.4f} | {'–' if np.isnan(macro) else f'{macro:.4f}'} |")
    return 0


def _usual_recipes(
    train: pd.DataFrame, test: pd.DataFrame, truth: Table
) -> Iterator[tuple[str, Table]]:
    """What scikit-learn's vectorizer and linear models find in the test articles."""
    vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english", min_df=3)
    values = vectorizer.fit_transform(train["title"] + "\n" + train["text"])
    others = vectorizer.transform(test["title"] + "\n" + test["text"])
    recipes = {
        "TfidfVectorizer + LinearSVC": LinearSVC(random_state=0),
        "TfidfVectorizer + LogisticRegression": LogisticRegression(C=30.0, solver="liblinear"),
    }
    for name, model in recipes.items():
        yield name, OneVsRestClassifier(model).fit(values, truth).predict(others).astype(bool)


def _topics(articles: pd.DataFrame) -> set[str]:
    return {topic for joined in articles["topics"] for topic in str(joined).split("|") if topic}


def _table(articles: pd.DataFrame, topics: list[str]) -> Table:
    return np.array(
        [[topic in str(joined).split("|") for topic in topics] for joined in articles["topics"]]
    )


def _scores(values, truth: Table, taught: Table, others, strength: float) -> Floats:  # type: ignore[no-untyped-def]
    """Probabilities of other articles, shape (n_others, n_topics)."""
    labels = {("topic", str(number)): (column, taught) for number, column in enumerate(truth.T)}
    fitted = fit_words(values, labels, regularisation=strength, least_positives=1)
    scores = np.zeros((others.shape[0], truth.shape[1]))
    for (_, number), (weights, intercept) in fitted.items():
        scores[:, int(number)] = 1 / (1 + np.exp(-(others @ weights + intercept)))
    return scores


def _thresholds(scores: Floats, truth: Table) -> Floats:
    topic = np.tile(np.arange(truth.shape[1]), len(truth))
    _, own = best_thresholds(
        scores.ravel(), truth.ravel(), topic, np.ones(truth.size), np.zeros(truth.shape[1])
    )
    return np.array(own)


def _micro(found: Table, truth: Table) -> float:
    return float(2 * (found & truth).sum() / (found.sum() + truth.sum()))


def _macro(found: Table, truth: Table) -> float:
    both = (found & truth).sum(axis=0)
    return float((2 * both / np.maximum(found.sum(axis=0) + truth.sum(axis=0), 1)).mean())


if __name__ == "__main__":
    sys.exit(main())
