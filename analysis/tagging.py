"""Tagging: rule hits and model scores become TAGS; the decision is made here and only here.

The order of thought for one article and topic:

1. words covered by a ``never`` hit of the topic are no evidence;
2. a weak word in a list of industries (three sectors or more side by side) counts as strong;
3. weak words count beside a strong one, or when two different ones stand in one sentence, or
   three in the article;
4. what counts is described by a few numbers (``FEATURES``), the word model's opinion is among
   them, and ``Decision`` turns them into a score; from its threshold on the article has the tag.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.model.classifier import Model, ModelScores
from analysis.model.decision import FEATURES, SUREST, Decision
from analysis.rules.match import Hits, Matcher
from analysis.schema import AXES, FIELDS, LANGUAGES, TAGS
from analysis.taxonomy import STRENGTHS, Taxonomy
from analysis.text.tokens import Encoded, Vocabulary, encode

BATCH_SIZE: Final = 2_000
MOST_EVIDENCE: Final = 8

# A list of industries: at least so many sectors, at most so many other words in between.
LIST_SECTORS: Final = 3
LIST_GAP: Final = 3
# Weak words alone: so many different ones in one sentence, or in the article.
WEAK_IN_SENTENCE: Final = 2
WEAK_IN_ARTICLE: Final = 3
# The lead of an article, in words.
LEAD_WORDS: Final = 60
# A text of so many words is brief; of so many it is not brief at all.
BRIEF: Final = 20
NOT_BRIEF: Final = 80

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
_Place = tuple[int, int, int]

STRONG, WEAK, NEVER = range(3)
LISTED: Final = 2
_SHOWN_STRENGTH: Final = ("strong", "weak", "list")


class Tagger:
    """Tags articles by one taxonomy and, where it is trained, one model.

    Parameters
    ----------
    taxonomy : rules and topics
    model : trained TF-IDF weights and decision; without it rules alone decide

    Notes
    -----
    The same tagger may tag any number of batches; its vocabulary grows on the way.
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
        self._rule_topic = np.array([number[rule.axis, rule.topic] for rule in rules], np.int64)
        self._rule_strength = np.array([STRENGTHS.index(r.strength) for r in rules], np.int64)
        self._axis = np.array([AXES.index(topic.axis) for topic in self.topics], np.int64)
        self._is_sector = self._axis == AXES.index("sector")
        self._vocabulary = Vocabulary()

    @property
    def model_version(self) -> str:
        """Version of the trained model; empty without one."""
        return self.model.version if self.model else ""

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
        parts = [
            self._tag_batch(articles.iloc[first : first + BATCH_SIZE])
            for first in range(0, len(articles), BATCH_SIZE)
        ]
        return pd.concat(parts, ignore_index=True) if parts else _tags_table({})

    def _tag_batch(self, articles: pd.DataFrame) -> pd.DataFrame:
        texts = list(zip(articles["title"], articles["text"], strict=True))
        batch = encode(texts, self._vocabulary)
        found = self.evidence(batch)
        languages = list(articles["language"])
        scores = self._model_scores(batch, languages)
        pairs = self._described(found, batch, scores)
        score, tagged = self.decision.decide(
            pairs.features, pairs.topic, language_numbers(languages)[pairs.article]
        )
        pairs = pairs.taken(tagged, score)
        return self._rows(pairs, found, batch, texts, scores, articles)

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
        for first in range(0, max(len(articles), 1), BATCH_SIZE):
            own = articles.iloc[first : first + BATCH_SIZE]
            pairs = self.describe(own)
            language = language_numbers(list(own["language"]))[pairs.article]
            score, tagged = self.decision.decide(pairs.features, pairs.topic, language)
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

    def describe(self, articles: pd.DataFrame, scores: ModelScores | None = None) -> "Pairs":
        """Describe the evidence for every topic in every article, before any decision.

        Parameters
        ----------
        articles : as for :meth:`tag`
        scores : of the word model, one column for each of ``topic_keys``; without them those
            of this tagger's model
        """
        batch = encode(zip(articles["title"], articles["text"], strict=True), self._vocabulary)
        scores = scores or self._model_scores(batch, list(articles["language"]))
        return self._described(self.evidence(batch), batch, scores)

    def evidence(self, batch: Encoded) -> "Evidence":
        """Find the hits that may count, masked and promoted.

        Parameters
        ----------
        batch : encoded with this tagger's vocabulary
        """
        hits = self._matcher.match(batch, self._vocabulary)
        topic = self._rule_topic[hits.query]
        strength = self._rule_strength[hits.query]
        masked = _overlaps(topic, hits, topic[strength == NEVER], hits.take(strength == NEVER))
        kept = ~masked & (strength != NEVER)
        hits, topic, strength = hits.take(kept), topic[kept], strength[kept]
        strong = strength == STRONG
        doubled = ~strong & _overlaps(topic, hits, topic[strong], hits.take(strong))
        hits, topic, strength = hits.take(~doubled), topic[~doubled], strength[~doubled]
        listed = self._listed(hits, topic, strength, batch)
        article = batch.segment_of(hits.start) // len(FIELDS)
        shown = np.where(listed & (strength == WEAK), LISTED, strength)
        return Evidence(hits, topic, shown, article, listed).sorted()

    def _listed(self, hits: Hits, topic: Ints, strength: Ints, batch: Encoded) -> Mask:
        """Sector words that stand in a list of industries."""
        listed = np.zeros(len(hits), bool)
        chosen = np.flatnonzero(self._is_sector[topic])
        if not len(chosen):
            return listed
        chosen = chosen[np.argsort(hits.start[chosen], kind="stable")]
        start, stop = hits.start[chosen], np.maximum.accumulate(hits.stop[chosen])
        sentence = batch.sentences[start]
        apart = (start[1:] - stop[:-1] > LIST_GAP) | (sentence[1:] != sentence[:-1])
        chain = np.concatenate([[0], np.cumsum(apart)])
        distinct = np.unique(np.stack([chain, topic[chosen]]), axis=1)[0]
        long_enough = np.bincount(distinct, minlength=chain[-1] + 1) >= LIST_SECTORS
        listed[chosen] = long_enough[chain]
        # «техника» within «беспилотная техника» is a part of that name, not a member of the list.
        strong = self._is_sector[topic] & (strength == STRONG)
        no_topic = np.zeros(len(hits), np.int64)
        covered = _overlaps(no_topic, hits, no_topic[strong], hits.take(strong))
        listed &= (strength == STRONG) | ~covered
        return listed

    def _model_scores(self, batch: Encoded, languages: Sequence[str]) -> ModelScores | None:
        if self.model is None:
            return None
        return self.model.scores(batch, self._vocabulary, languages, self.topic_keys)

    def _described(self, found: "Evidence", batch: Encoded, scores: ModelScores | None) -> "Pairs":
        """Pairs with rule evidence and those that the words alone propose."""
        pairs = _pairs(found, batch, len(self.topics))
        if scores is not None:
            pairs = pairs.joined_with(*scores.proposals())
        self._add_company(pairs, batch)
        if scores is not None:
            self._add_words(pairs, scores)
        return pairs

    def _add_company(self, pairs: "Pairs", batch: Encoded) -> None:
        """Describe what else the rules find in the article: the same for all its topics."""
        article, axis = pairs.article, self._axis[pairs.topic]
        counts = pairs.column("counts") > 0
        found = np.zeros((batch.n_articles, len(AXES)), np.int64)
        np.add.at(found, (article[counts], axis[counts]), 1)
        policy = found[:, AXES.index("theme")] + found[:, AXES.index("instrument")]
        pairs.set("policy", np.log1p(policy[article]))
        pairs.set("sectors", np.log1p(found[article, AXES.index("sector")]))
        pairs.set("actors", np.log1p(found[article, AXES.index("actor")]))
        words = np.diff(batch.segments).reshape(-1, len(FIELDS)).sum(axis=1)[article]
        pairs.set("length", np.log(np.maximum(words, 20) / 200))
        brief = _briefness(words)
        pairs.set("brief_counts", brief * counts)
        strong = pairs.column("strong") > 0
        pairs.set("brief_strong", brief * strong)
        places = np.where(strong, np.rint(np.exp(pairs.column("more_strong"))), 0.0)
        together, topics = (np.zeros((batch.n_articles, len(AXES))) for _ in range(2))
        np.add.at(together, (article, axis), places)
        np.add.at(topics, (article, axis), strong)
        pairs.set("share", places / np.maximum(together[article, axis], 1))
        pairs.set("rivals", np.log1p(topics[article, axis] - strong))

    def _add_words(self, pairs: "Pairs", scores: ModelScores) -> None:
        """Add what the word model says."""
        article, axis = pairs.article, self._axis[pairs.topic]
        logits = np.where(scores.trained, np.clip(scores.logits, -SUREST, SUREST), 0.0)
        own, trained = logits[article, pairs.topic], scores.trained[article, pairs.topic]
        pairs.set("words", own)
        pairs.set("words_for", np.maximum(own, 0))
        rough = np.clip(scores.rough[article, pairs.topic], -SUREST, SUREST)
        pairs.set("rough", rough)
        pairs.set("rough_for", np.maximum(rough, 0))
        words = np.exp(pairs.column("length")) * 200
        pairs.set("brief_words", own * _briefness(words))
        pairs.set("words_strong", own * (pairs.column("strong") > 0))
        pairs.set("has_words", trained)
        best = np.full((len(logits), len(AXES)), -SUREST)
        np.maximum.at(best, (article[trained], axis[trained]), own[trained])
        behind = np.clip(best[article, axis] - own, 0, SUREST)
        pairs.set("words_behind", np.where(trained, behind, 0.0))
        relevant = [number for number, key in enumerate(self.topic_keys) if key[0] == "relevance"]
        pairs.set("relevant", logits[:, relevant].sum(axis=1)[article])
        likeliest = best[article, AXES.index("sector")]
        pairs.set("sector_words", likeliest)
        pairs.set("sector_words_for", np.maximum(likeliest, 0))

    def _rows(
        self,
        pairs: "Pairs",
        found: "Evidence",
        batch: Encoded,
        texts: Sequence[Sequence[str]],
        scores: ModelScores | None,
        articles: pd.DataFrame,
    ) -> pd.DataFrame:
        width = len(self.topics)
        key = found.article * width + found.topic
        wanted = pairs.article * width + pairs.topic
        first, last = np.searchsorted(key, wanted), np.searchsorted(key, wanted, side="right")
        by_rules = pairs.column("counts") > 0
        by_model = ~by_rules | (pairs.column("words") > 0)
        ids, languages = list(articles["article_id"]), list(articles["language"])
        places = _places(found.hits, batch)
        rows: dict[str, list[object]] = {name: [] for name in TAGS}
        for number in range(len(wanted)):
            article, topic = int(pairs.article[number]), self.topics[pairs.topic[number]]
            quotes = self._quotes(found, places, texts[article], first[number], last[number])
            if not by_rules[number] and self.model is not None:
                quotes += self.model.languages[languages[article]].quotes(
                    batch, self._vocabulary, article, texts[article], (topic.axis, topic.key)
                )
            rows["article_id"].append(ids[article])
            rows["axis"].append(topic.axis)
            rows["topic"].append(topic.key)
            rows["score"].append(round(float(pairs.score[number]), 4))
            rows["decided_by"].append(_decided_by(by_rules[number], by_model[number]))
            rows["evidence"].append(json.dumps(quotes, ensure_ascii=False))
            rows["taxonomy_version"].append(self.taxonomy.version)
            rows["model_version"].append(self.model_version)
        return _tags_table(rows)

    def _quotes(
        self,
        found: "Evidence",
        places: "list[_Place]",
        fields: Sequence[str],
        first: int,
        last: int,
    ) -> list[dict[str, object]]:
        """Show the hits of one article and topic: strongest kind first, then as they stand."""
        shown = sorted(range(first, last), key=lambda hit: found.strength[hit] == WEAK)
        quotes = []
        for hit in sorted(shown[:MOST_EVIDENCE]):
            field, start, end = places[hit]
            quotes.append(
                {
                    "field": FIELDS[field],
                    "start": start,
                    "end": end,
                    "surface": fields[field][start:end],
                    "rule": self.taxonomy.rules[found.hits.query[hit]].text,
                    "strength": _SHOWN_STRENGTH[found.strength[hit]],
                }
            )
        return quotes


@dataclass(frozen=True, slots=True)
class Evidence:
    """Hits that may count, with topic, strength (STRONG, WEAK, LISTED) and article of each.

    ``in_list`` tells which stand in a list of industries; weak ones among them are LISTED.
    """

    hits: Hits
    topic: Ints
    strength: Ints
    article: Ints
    in_list: Mask

    def sorted(self) -> "Evidence":
        """Sort by article, topic, place; of hits with one start the longest stays."""
        order = np.lexsort(
            (-self.hits.stop, self.strength, self.hits.start, self.topic, self.article)
        )
        ordered = self._taken(order)
        same = np.zeros(len(order), bool)
        same[1:] = (
            (ordered.hits.start[1:] == ordered.hits.start[:-1])
            & (ordered.topic[1:] == ordered.topic[:-1])
            & (ordered.article[1:] == ordered.article[:-1])
        )
        return ordered._taken(np.flatnonzero(~same))

    def _taken(self, chosen: Ints) -> "Evidence":
        return Evidence(
            self.hits.take(chosen),
            self.topic[chosen],
            self.strength[chosen],
            self.article[chosen],
            self.in_list[chosen],
        )


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of article and topic with their features, sorted by article, then topic.

    ``features`` has shape (n_pairs, len(FEATURES)).
    """

    article: Ints
    topic: Ints
    features: Floats
    score: Floats

    def column(self, name: str) -> Floats:
        """One feature of all pairs, shape (n_pairs,)."""
        return self.features[:, FEATURES.index(name)]

    def set(self, name: str, values: npt.NDArray[Any]) -> None:
        """Write one feature of all pairs."""
        self.features[:, FEATURES.index(name)] = values

    def joined_with(self, article: Ints, topic: Ints) -> "Pairs":
        """Add pairs without rule evidence; pairs that are there already stay as they are."""
        width = int(max(self.topic.max(initial=0), topic.max(initial=0))) + 1
        fresh = ~np.isin(article * width + topic, self.article * width + self.topic)
        features = np.zeros((int(fresh.sum()), len(FEATURES)))
        every_article = np.concatenate([self.article, article[fresh]])
        every_topic = np.concatenate([self.topic, topic[fresh]])
        order = np.lexsort((every_topic, every_article))
        return Pairs(
            every_article[order],
            every_topic[order],
            np.concatenate([self.features, features])[order],
            np.zeros(len(order)),
        )

    def taken(self, chosen: Mask, score: Floats) -> "Pairs":
        """Keep the chosen pairs, with their scores."""
        return Pairs(self.article[chosen], self.topic[chosen], self.features[chosen], score[chosen])


def _places(hits: Hits, batch: Encoded) -> "list[_Place]":
    """Field, first character and end of every hit."""
    field = batch.segment_of(hits.start) % len(FIELDS)
    start, end = batch.starts[hits.start], batch.stops[hits.stop - 1]
    return list(zip(field.tolist(), start.tolist(), end.tolist(), strict=True))


def language_numbers(languages: Sequence[str]) -> Ints:
    """Place of each language in ``LANGUAGES``, -1 for any other."""
    known = {language: number for number, language in enumerate(LANGUAGES)}
    return np.array([known.get(language, -1) for language in languages], np.int64)


def _briefness(words: npt.NDArray[Any]) -> Floats:
    """1 for a text of a sentence or two, 0 for one of several paragraphs."""
    return np.clip((NOT_BRIEF - words) / (NOT_BRIEF - BRIEF), 0.0, 1.0)


def _pairs(found: Evidence, batch: Encoded, n_topics: int) -> Pairs:
    """Describe the hits of every article and topic in numbers."""
    key = found.article * n_topics + found.topic
    pair, row = np.unique(key, return_inverse=True)
    size = len(pair)
    strong = found.strength != WEAK
    segment = batch.segment_of(found.hits.start)
    in_title = segment % len(FIELDS) == 0
    in_lead = ~in_title & (found.hits.start - batch.segments[segment] < LEAD_WORDS)
    n_strong = np.bincount(row[strong], minlength=size)
    n_weak = np.bincount(row[~strong], minlength=size)
    weak_enough = _weak_enough(found, row, batch.sentences[found.hits.start], size)
    article = pair // n_topics
    counts = (n_strong > 0) | weak_enough
    words = np.diff(batch.segments).reshape(-1, len(FIELDS)).sum(axis=1)[article]
    columns = {
        "counts": counts,
        "strong": n_strong > 0,
        "more_strong": np.log1p(np.maximum(n_strong - 1, 0)),
        "strong_kinds": np.log1p(np.maximum(_kinds(found, row, strong, size) - 1, 0)),
        "strong_title": np.bincount(row[strong & in_title], minlength=size) > 0,
        "strong_lead": np.bincount(row[strong & in_lead], minlength=size) > 0,
        "listed": np.bincount(row[found.in_list], minlength=size) > 0,
        "density": np.minimum(n_strong / np.maximum(words, 20) * 100, 5),
        "weak": np.log1p(n_weak),
        "weak_title": np.bincount(row[~strong & in_title], minlength=size) > 0,
        "weak_only": weak_enough & (n_strong == 0),
    }
    features = np.zeros((size, len(FEATURES)))
    for name, values in columns.items():
        features[:, FEATURES.index(name)] = values
    return Pairs(article, pair % n_topics, features, np.zeros(size))


def _kinds(found: Evidence, row: Ints, strong: Mask, size: int) -> Ints:
    """How many different strong rules hit, per pair."""
    distinct = np.unique(np.stack([row[strong], found.hits.query[strong]]), axis=1)[0]
    return np.bincount(distinct, minlength=size)


def _weak_enough(found: Evidence, row: Ints, sentences: npt.NDArray[np.int32], size: int) -> Mask:
    """Pairs whose weak words alone are enough: so many in a sentence, or in the article."""
    weak = np.flatnonzero((found.strength == WEAK) & ~_continued(found))
    enough = np.zeros(size, bool)
    if not len(weak):
        return enough
    rule, pair, sentence = found.hits.query[weak], row[weak], sentences[weak]
    by_article = np.unique(np.stack([pair, rule]), axis=1)[0]
    enough |= np.bincount(by_article, minlength=size) >= WEAK_IN_ARTICLE
    by_sentence = np.unique(np.stack([pair, sentence, rule]), axis=1)[:2]
    spots, counts = np.unique(by_sentence, axis=1, return_counts=True)
    enough[spots[0, counts >= WEAK_IN_SENTENCE]] = True
    return enough


def _continued(found: Evidence) -> Mask:
    """Hits that share a token with an earlier one of the same article and topic.

    Two entries that hit the same words are one piece of evidence, not two.
    """
    width = int(found.hits.stop.max(initial=0)) + 1
    # Articles stand one behind the other, so that the topic alone keeps pairs apart.
    order = np.lexsort((found.hits.start, found.topic))
    start = (found.topic * width + found.hits.start)[order]
    reach = np.maximum.accumulate((found.topic * width + found.hits.stop)[order])
    continued = np.zeros(len(order), bool)
    continued[order[1:]] = start[1:] < reach[:-1]
    return continued


def _overlaps(topic: Ints, hits: Hits, other_topic: Ints, others: Hits) -> Mask:
    """Hits that share a token with one of the others of the same topic."""
    if not len(others):
        return np.zeros(len(hits), bool)
    width = max(int(hits.stop.max(initial=0)), int(others.stop.max())) + 1
    start = other_topic * width + others.start
    order = np.argsort(start, kind="stable")
    start = start[order]
    # Topics are apart by more than any position, so the running maximum never mixes them.
    reach = np.maximum.accumulate((other_topic * width + others.stop)[order])
    before = np.searchsorted(start, topic * width + hits.stop, side="left") - 1
    return (before >= 0) & (reach[np.maximum(before, 0)] > topic * width + hits.start)


def _decided_by(rules: bool, model: bool) -> str:
    if rules and model:
        return "both"
    return "rules" if rules else "model"


def _tags_table(rows: dict[str, list[object]]) -> pd.DataFrame:
    table = pd.DataFrame({name: rows.get(name, []) for name in TAGS}, columns=list(TAGS))
    kinds = {name: "float64" if name == "score" else "str" for name in TAGS}
    return table.astype(kinds)
