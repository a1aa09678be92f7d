"""Tagging: rule hits and model scores become TAGS; the decision is made here and only here.

The order of thought for one article and topic: hits of rules that may count (``evidence``) are
described by a few numbers, the word model's opinion among them (``pairs``); ``Decision`` turns
these into a score, and from its threshold on the article has the tag; ``rows`` writes it down
with the words that speak for it (``quotes``).
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.model.classifier import Model, ModelScores
from analysis.model.decision import Decision
from analysis.rules.match import Hits, Matcher
from analysis.schema import AXES, FIELDS, LANGUAGES
from analysis.tagging.evidence import (
    LIST_GAP,
    LIST_SECTORS,
    LISTED,
    NEVER,
    STRONG,
    WEAK,
    Evidence,
    Standing,
    find_evidence,
)
from analysis.tagging.pairs import (
    BRIEF,
    LEAD_WORDS,
    NOT_BRIEF,
    WEAK_IN_ARTICLE,
    WEAK_IN_SENTENCE,
    Pairs,
    describe,
)
from analysis.tagging.rows import MOST_EVIDENCE, Rows, no_rows
from analysis.taxonomy import STRENGTHS, Taxonomy
from analysis.text.forms import keep_forms
from analysis.text.tokens import Encoded, Vocabulary, encode

__all__ = [
    "BATCH_SIZE",
    "BRIEF",
    "LEAD_WORDS",
    "LISTED",
    "LIST_GAP",
    "LIST_SECTORS",
    "MOST_EVIDENCE",
    "MOST_WORDS",
    "NEVER",
    "NOT_BRIEF",
    "STRONG",
    "WEAK",
    "WEAK_IN_ARTICLE",
    "WEAK_IN_SENTENCE",
    "Evidence",
    "Pairs",
    "Tagger",
    "language_numbers",
]

BATCH_SIZE: Final = 2_000
# A vocabulary that has grown beyond so many words is given up for a new one: it bounds memory.
MOST_WORDS: Final = 2_000_000

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


class Tagger:
    """Tags articles by one taxonomy and, where it is trained, one model.

    Parameters
    ----------
    taxonomy : rules and topics
    model : trained TF-IDF weights and decision; without it rules alone decide

    Notes
    -----
    The same tagger may tag any number of batches; its vocabulary grows on the way, and starts
    anew where it has grown beyond ``MOST_WORDS``.
    """

    def __init__(self, taxonomy: Taxonomy, model: Model | None = None) -> None:
        self.taxonomy = taxonomy
        self.model = model
        self.topics = [
            topic for axis in AXES if axis in taxonomy.axes for topic in taxonomy.topics(axis)
        ]
        self.topic_keys = [(topic.axis, topic.key) for topic in self.topics]
        self.decision = Decision(model.axes if model else {}, self.topic_keys)
        number = {key: index for index, key in enumerate(self.topic_keys)}
        rules = taxonomy.rules
        self._matcher = Matcher([rule.query for rule in rules], taxonomy.groups)
        keep_forms()
        self._axes = np.array([AXES.index(topic.axis) for topic in self.topics], np.int64)
        self._rules = Standing(
            topic=np.array([number[rule.axis, rule.topic] for rule in rules], np.int64),
            strength=np.array([STRENGTHS.index(rule.strength) for rule in rules], np.int64),
            is_sector=self._axes == AXES.index("sector"),
        )
        self._rows = Rows(taxonomy, self.topic_keys, model)
        self._vocabulary = Vocabulary()

    @property
    def model_version(self) -> str:
        """Version of the trained model; empty without one."""
        return self.model.version if self.model else ""

    @property
    def vocabulary(self) -> Vocabulary:
        """Numbers of words, to encode the next batch of articles with.

        It is another one after it has grown beyond ``MOST_WORDS``: ask for it before every batch.
        """
        if len(self._vocabulary) > MOST_WORDS:
            self._vocabulary = Vocabulary()
        return self._vocabulary

    def tag(self, articles: pd.DataFrame) -> pd.DataFrame:
        """Tag a table of articles.

        Parameters
        ----------
        articles : has ``article_id``, ``title``, ``text`` and ``language``

        Returns
        -------
        DataFrame of schema TAGS
            One row per article and topic that it carries, in the order of ``articles``, then
            of the taxonomy. ``evidence`` is JSON text: a list of objects with ``field``,
            ``start``, ``end`` (characters, end exclusive), ``surface``, ``rule``,
            ``strength``.
        """
        parts = []
        for own in _batches(articles):
            fields = _fields(own)
            parts.append(self._tag(self._encode(fields), fields, own))
        return pd.concat(parts, ignore_index=True) if parts else no_rows()

    def tag_encoded(self, batch: Encoded, articles: pd.DataFrame) -> pd.DataFrame:
        """Tag articles that were read already.

        Parameters
        ----------
        batch : title and text of the articles, encoded with :attr:`vocabulary`
        articles : the same articles in the same order, as for :meth:`tag`

        Returns
        -------
        DataFrame of schema TAGS
        """
        return self._tag(batch, _fields(articles), articles)

    def _tag(self, batch: Encoded, fields: Sequence[str], articles: pd.DataFrame) -> pd.DataFrame:
        found = self.evidence(batch)
        languages = articles["language"].tolist()
        pairs = self._describe(found, batch, self._model_scores(batch, languages))
        score, tagged = self._decide(pairs, languages)
        return self._rows.table(
            pairs.take(tagged), score[tagged], found, batch, self._vocabulary, fields, articles
        )

    def consider(self, articles: pd.DataFrame) -> pd.DataFrame:
        """Score every pair of article and topic that has any evidence, tagged or not.

        Parameters
        ----------
        articles : as for :meth:`tag`

        Returns
        -------
        DataFrame
            article_id, axis, topic, score (0 to 1), tagged (bool).
        """
        parts = []
        for own in _batches(articles) if len(articles) else [articles]:
            pairs = self.describe(own)
            score, tagged = self._decide(pairs, own["language"].tolist())
            keys = np.array(self.topic_keys, dtype=object).reshape(-1, 2)[pairs.topic]
            ids = own["article_id"].to_numpy()[pairs.article]
            parts.append(
                pd.DataFrame(
                    {
                        "article_id": ids,
                        "axis": keys[:, 0],
                        "topic": keys[:, 1],
                        "score": score,
                        "tagged": tagged,
                    }
                )
            )
        return pd.concat(parts, ignore_index=True)

    def describe(self, articles: pd.DataFrame, scores: ModelScores | None = None) -> Pairs:
        """Describe the evidence for every topic in every article, before any decision.

        Parameters
        ----------
        articles : as for :meth:`tag`
        scores : of the word model, one column for each of ``topic_keys``; without them those
            of this tagger's model
        """
        batch = self._encode(_fields(articles))
        scores = scores or self._model_scores(batch, articles["language"].tolist())
        return self._describe(self.evidence(batch), batch, scores)

    def evidence(self, batch: Encoded) -> Evidence:
        """Find the hits that may count, masked and promoted.

        Parameters
        ----------
        batch : encoded with :attr:`vocabulary`
        """
        return self.evidence_of(self.hits(batch), batch)

    @property
    def standing(self) -> Standing:
        """What each rule of the taxonomy stands for, by its number."""
        return self._rules

    def hits(self, batch: Encoded) -> Hits:
        """Find all hits of all rules, whether they may count or not."""
        return self._matcher.match(batch, self._vocabulary)

    def evidence_of(self, hits: Hits, batch: Encoded) -> Evidence:
        """Find which of some hits may count, see :meth:`evidence`."""
        return find_evidence(hits, self._rules, batch)

    def judge(
        self, found: Evidence, batch: Encoded, languages: Sequence[str]
    ) -> tuple[Pairs, Floats, Mask]:
        """Describe evidence and decide: pairs, the score of each, and which are tags.

        Parameters
        ----------
        found, batch : evidence, and the articles that it is of
        languages : of each article
        """
        pairs = self._describe(found, batch, self._model_scores(batch, languages))
        return pairs, *self._decide(pairs, languages)

    def encode_fields(self, fields: Sequence[str]) -> Encoded:
        """Read articles, given as their fields one behind the other: title, text, title, …"""
        return self._encode(fields)

    def _encode(self, fields: Sequence[str]) -> Encoded:
        by_field = (fields[number :: len(FIELDS)] for number in range(len(FIELDS)))
        return encode(zip(*by_field, strict=True), self.vocabulary)

    def _model_scores(self, batch: Encoded, languages: Sequence[str]) -> ModelScores | None:
        if self.model is None:
            return None
        return self.model.scores(batch, self._vocabulary, languages, self.topic_keys)

    def _describe(self, found: Evidence, batch: Encoded, scores: ModelScores | None) -> Pairs:
        return describe(found, batch, self._axes, scores)

    def _decide(self, pairs: Pairs, languages: Sequence[str]) -> tuple[Floats, Mask]:
        language = language_numbers(languages)[pairs.article]
        return self.decision.decide(pairs.features, pairs.topic, language)


def language_numbers(languages: Sequence[str]) -> Ints:
    """Place of each language in ``LANGUAGES``, -1 for any other."""
    known = {language: number for number, language in enumerate(LANGUAGES)}
    return np.array([known.get(language, -1) for language in languages], np.int64)


def _batches(articles: pd.DataFrame) -> Iterator[pd.DataFrame]:
    for first in range(0, len(articles), BATCH_SIZE):
        yield articles.iloc[first : first + BATCH_SIZE]


def _fields(articles: pd.DataFrame) -> list[str]:
    """Texts of articles by segment, as in ``Encoded``."""
    columns = (articles[name].tolist() for name in FIELDS)
    return list(chain.from_iterable(zip(*columns, strict=True)))
