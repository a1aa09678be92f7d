"""Rough labels: a large corpus of one language, labelled by the rules alone."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd

from analysis.labels import LABELLED_CHARACTERS, text_key
from analysis.model.training import ROUGH_REGULARISATION, SEED, Line, Topic, WordSpace, fit_words
from analysis.schema import LANGUAGES
from analysis.tagging import BATCH_SIZE, Tagger, language_numbers
from analysis.text.tokens import Vocabulary, encode

MOST_ARTICLES: Final = 80_000
# Rules alone know sectors well enough to teach the words; relevance they only suspect.
ROUGH_AXES: Final = ("sector",)


def samples(corpus: pd.DataFrame, labelled: pd.DataFrame) -> Iterator["RoughCorpus"]:
    """Draw the articles of each language, without those that readers labelled.

    Parameters
    ----------
    corpus : ``article_id``, ``title``, ``text``, ``language``
    labelled : has ``text``
    """
    keys = set(labelled["text"].map(text_key))
    for language in LANGUAGES:
        own = corpus[corpus["language"] == language]
        own = own.assign(text=own["text"].str.slice(0, LABELLED_CHARACTERS))
        own = own[~own["text"].map(text_key).isin(keys)]
        own = own.sample(min(len(own), MOST_ARTICLES), random_state=SEED)
        if len(own):
            yield RoughCorpus(own.reset_index(drop=True), language)


class RoughCorpus:
    """Articles of one language whose labels are rough, and their words.

    Parameters
    ----------
    articles : ``article_id``, ``title``, ``text``, ``language``
    language : of all of them

    Attributes
    ----------
    space : the words as features
    """

    def __init__(self, articles: pd.DataFrame, language: str) -> None:
        self.articles = articles
        self.language = language
        vocabulary = Vocabulary()
        batch = encode(zip(articles["title"], articles["text"], strict=True), vocabulary)
        self.space = WordSpace(batch, vocabulary)

    def learn_words(self, tagger: Tagger) -> dict[Topic, Line]:
        """Learn the words of a language from what the rules say.

        Parameters
        ----------
        tagger : by rules alone
        """
        holds = np.zeros((len(self.articles), len(tagger.topics)), bool)
        for first in range(0, len(self.articles), BATCH_SIZE):
            own = self.articles.iloc[first : first + BATCH_SIZE]
            pairs = tagger.describe(own)
            language = language_numbers(list(own["language"]))[pairs.article]
            _, tagged = tagger.decision.decide(pairs.features, pairs.topic, language)
            holds[first + pairs.article, pairs.topic] = tagged
        everywhere = np.ones(len(holds), bool)
        truth = {
            key: (holds[:, number], everywhere)
            for number, key in enumerate(tagger.topic_keys)
            if key[0] in ROUGH_AXES
        }
        return fit_words(self.space.values, truth, regularisation=ROUGH_REGULARISATION)
