"""Learning: a model from a corpus that the rules label and a set that people labelled.

A third of the hand-labelled articles, told by a hash of the id, is never learnt from
(:func:`is_held_out`): what is measured there is what to expect on unseen articles.
"""

import zlib
from collections.abc import Callable, Iterable
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.model.classifier import LanguageModel, Model
from analysis.model.decision import FEATURES, Decision
from analysis.model.training import SEED, fit_decision, fit_language
from analysis.schema import LANGUAGES
from analysis.tagging import BATCH_SIZE, Tagger
from analysis.taxonomy import Taxonomy
from analysis.text.tokens import Vocabulary, encode

# Labelled articles are short; what stands far down in a long one says little of its topic.
LONGEST_TEXT: Final = 2_500
MOST_ARTICLES: Final = 80_000
# The model is asked for topics that the rules miss only where it is this sure.
MODEL_ALONE: Final = 0.8


def is_held_out(article_id: str) -> bool:
    """Tell whether a labelled article is kept aside, as one in three is.

    >>> is_held_out("a"), is_held_out("b")
    (True, False)
    """
    return zlib.crc32(article_id.encode()) % 3 == 0


def learn_words(
    taxonomy: Taxonomy,
    corpus: Iterable[pd.DataFrame],
    labelled: pd.DataFrame,
    *,
    say: Callable[[str], None],
) -> dict[str, LanguageModel]:
    """Learn for each language which words go with the sectors, in two rounds.

    In the first round the rules alone label the corpus; in the second the rules and what was
    learnt in the first, whose labels hold fewer passing mentions.

    Parameters
    ----------
    taxonomy : its rules label the corpus
    corpus : tables with ``article_id``, ``title``, ``text``, ``language``
    labelled : as returned by ``analysis.evaluation.read_labelled``, for the decision in between
    say : is told what is being done
    """
    articles = pd.concat(corpus, ignore_index=True)
    articles["text"] = articles["text"].str.slice(0, LONGEST_TEXT)
    first = _learn_round(Tagger(taxonomy), articles, say=say)
    say("second round, labelled by rules and model")
    model = learn_decision(taxonomy, first, labelled)
    return _learn_round(Tagger(taxonomy, model), articles, say=say)


def _learn_round(
    tagger: Tagger, articles: pd.DataFrame, *, say: Callable[[str], None]
) -> dict[str, LanguageModel]:
    languages = {}
    for language in LANGUAGES:
        own = articles[articles["language"] == language]
        own = own.sample(min(len(own), MOST_ARTICLES), random_state=SEED)
        if own.empty:
            continue
        say(f"{language}: labelling {len(own):,} articles")
        labels = _rule_labels(tagger, own)
        say(f"{language}: learning {len(labels)} topics")
        vocabulary = Vocabulary()
        batch = encode(zip(own["title"], own["text"], strict=True), vocabulary)
        languages[language] = fit_language(batch, vocabulary, labels)
    return languages


def learn_decision(
    taxonomy: Taxonomy, languages: dict[str, LanguageModel], labelled: pd.DataFrame
) -> Model:
    """Fit the decision for given words on what people labelled.

    Parameters
    ----------
    taxonomy : its rules find the evidence
    languages : as returned by :func:`learn_words`
    labelled : as returned by ``analysis.evaluation.read_labelled``; held out articles are
        passed over
    """
    model = Model(languages, Decision(model_alone=MODEL_ALONE), version="")
    seen = labelled[~labelled["article_id"].map(is_held_out)].reset_index(drop=True)
    features, truth = _labelled_pairs(Tagger(taxonomy, model), seen)
    return Model(languages, fit_decision(features, truth, model.decision), version="")


def _rule_labels(
    tagger: Tagger, articles: pd.DataFrame
) -> dict[tuple[str, str], npt.NDArray[np.bool_]]:
    """For each sector, which of the articles the rules give it to."""
    row = {article_id: number for number, article_id in enumerate(articles["article_id"])}
    labels: dict[tuple[str, str], npt.NDArray[np.bool_]] = {}
    for first in range(0, len(articles), BATCH_SIZE):
        tags = tagger.tag(articles.iloc[first : first + BATCH_SIZE])
        for topic, own in tags[tags["axis"] == "sector"].groupby("topic"):
            flags = labels.setdefault(("sector", str(topic)), np.zeros(len(articles), bool))
            flags[own["article_id"].map(row)] = True
    return labels


def _labelled_pairs(
    tagger: Tagger, labelled: pd.DataFrame
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Features and truth of every sector that the rules find in a labelled article."""
    pairs = tagger.describe(labelled)
    truth, doubtful = (
        [set(str(joined).split(";")) for joined in labelled[name]] for name in ("sectors", "maybe")
    )
    features, verdicts = [], []
    counts = FEATURES.index("counts")
    for article, number, row in zip(pairs.article, pairs.topic, pairs.features, strict=True):
        topic = tagger.topics[number]
        is_true = topic.key in truth[article]
        is_doubtful = topic.key in doubtful[article] and not is_true
        if topic.axis == "sector" and row[counts] and not is_doubtful:
            features.append(row)
            verdicts.append(is_true)
    return np.array(features), np.array(verdicts, bool)
