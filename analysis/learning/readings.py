"""Articles that were read and labelled: what they teach the words, and what is asked of each."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from analysis.labels import LABELLED_CHARACTERS, truth_of
from analysis.learning.folds import FOLDS, HELD_OUT
from analysis.learning.sets import LabelledSets
from analysis.model.classifier import LanguageModel, ModelScores
from analysis.model.training import Line, Topic, WordSpace, as_language_model, fit_words
from analysis.tagging import Pairs, Tagger, language_numbers
from analysis.taxonomy import Taxonomy
from analysis.text.tokens import Vocabulary, encode

FITTED_AXES: Final = ("sector", "relevance")

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class Readings:
    """Labelled articles.

    Parameters
    ----------
    taxonomy : its rules find the evidence
    sets : the labelled articles

    Attributes
    ----------
    fold : int64 array, shape (n_articles,); ``HELD_OUT`` for those never learnt from
    language : int64 array, shape (n_articles,): number in ``LANGUAGES``, -1 for others
    truth : what holds, by axis; doubtful judgements count as they were decided
    weight : how much each counts, shape (n_articles,)
    reading : int64 array, shape (n_articles,): which reading the labels come from
    """

    def __init__(self, taxonomy: Taxonomy, sets: LabelledSets) -> None:
        labelled = sets.articles
        text = labelled["text"].str.slice(0, LABELLED_CHARACTERS)
        self.articles = labelled.assign(text=text).reset_index(drop=True)
        self.fold: Ints = np.where(sets.held_out, HELD_OUT, sets.fold)
        self.language = language_numbers(list(labelled["language"]))
        self.truth = {
            axis: truth_of(self.articles, taxonomy, axis, doubtful=True) for axis in FITTED_AXES
        }
        self.weight = sets.weight
        self.reading = np.unique(["", *labelled["reading"]], return_inverse=True)[1][1:]
        self._tagger = Tagger(taxonomy)
        self.topic_keys = self._tagger.topic_keys
        every_topic = np.arange(len(self.topic_keys))
        self._scores = ModelScores.unknown(len(self.articles), every_topic)

    def learn_words(
        self, language: str, space: WordSpace, rough: Mapping[Topic, Line]
    ) -> LanguageModel:
        """Learn the words of a language, starting from what they were roughly taught.

        On the way every labelled article of the language gets the opinion of words that were
        learnt without its fold; see :meth:`describe`.

        Returns
        -------
        LanguageModel
            Learnt from all that are not held out.
        """
        rows = np.flatnonzero((self.articles["language"] == language).to_numpy())
        values = self._tfidf(rows, space)
        for topic, line in rough.items():
            self._scores.rough[rows, self.topic_keys.index(topic)] = values @ line[0] + line[1]
        fitted: dict[Topic, Line] = {}
        for fold in (*range(FOLDS), HELD_OUT):
            fitted = fit_words(
                values, self._truth(rows, without=fold), self.weight[rows], rough=rough
            )
            mine = np.flatnonzero(self.fold[rows] == fold)
            for topic, (weights, intercept) in fitted.items():
                cells = rows[mine], self.topic_keys.index(topic)
                self._scores.logits[cells] = values[mine] @ weights + intercept
                self._scores.trained[cells] = True
        return as_language_model(space, fitted, rough)

    def describe(self) -> Pairs:
        """Describe the evidence in all articles, with the words' opinion where learnt."""
        return self._tagger.describe(self.articles, self._scores)

    def _tfidf(self, rows: Ints, space: WordSpace) -> sparse.csr_matrix:
        own, vocabulary = self.articles.iloc[rows], Vocabulary()
        batch = encode(zip(own["title"], own["text"], strict=True), vocabulary)
        return space.tfidf(batch, vocabulary)

    def _truth(self, rows: Ints, *, without: int) -> dict[Topic, tuple[Mask, Mask]]:
        """What holds, and what may be learnt from: not a fold, and never those held out."""
        learnt = (self.fold[rows] != without) & (self.fold[rows] != HELD_OUT)
        return {
            (axis, topic): (
                truth.holds[rows, number],
                learnt & ~truth.left_out[rows, number],
            )
            for axis, truth in self.truth.items()
            for number, topic in enumerate(truth.topics)
        }
