"""Why: what speaks for a topic in an article, what nearly does, and what would change the verdict.

One question, one article, one topic: :func:`explain` asks the tagger again and keeps what a tag
throws away, as there are rules that hit but do not count, rules of which a word is missing, and
what the words of the article say to the model. What would change the verdict is tried, not
guessed: rules are left out or added one at a time, words are taken out of the text, and each
time the same decision is made anew.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from analysis.model.decision import FEATURES
from analysis.rules.match import Hits, Matcher
from analysis.rules.query import And, Not, Or, Query, Term, Words
from analysis.schema import FIELDS
from analysis.tagging import LISTED, NEVER, STRONG, WEAK, Evidence, Tagger, language_numbers
from analysis.text.tokens import Encoded

MOST_NEAR: Final = 8
MOST_WORDS: Final = 8
MOST_PLACES: Final = 5
MOST_TRIED: Final = 12  # rules that are left out one at a time
_SHORT: Final = 3  # letters of the shortest word that is no preposition

# What a rule that hits does: counts as what it is, counts as strong because it stands in a list
# of industries, is masked by a phrase that is never evidence, is one, or lies under another hit.
STATES: Final = ("strong", "weak", "list", "masked", "never", "covered")
# The parts that a score is made of, each of some features; what is left is of the whole article.
_PARTS: Final = MappingProxyType(
    {
        "rules": (
            "counts", "strong", "more_strong", "strong_kinds", "strong_title", "strong_lead",
            "listed", "density", "weak", "weak_title", "weak_only", "share", "rivals",
            "brief_counts", "brief_strong",
        ),
        "words": (
            "words", "words_for", "rough", "rough_for", "words_strong", "words_behind",
            "has_words", "brief_words",
        ),
    }
)  # fmt: skip
_STRENGTHS: Final = {STRONG: "strong", WEAK: "weak", NEVER: "never"}

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class RuleFound:
    """A rule of the topic that hits.

    Attributes
    ----------
    rule : as it stands in the taxonomy
    state : one of ``STATES``
    surfaces : the words where it hits, each once, at most ``MOST_PLACES``
    count : how many places
    """

    rule: str
    state: str
    surfaces: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class NearRule:
    """A rule of several words that does not hit although some of them are there.

    Attributes
    ----------
    rule, strength : of the rule
    found, missing : its words; none is missing where they only do not stand together
    """

    rule: str
    strength: str
    found: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordWeight:
    """A word of the article and what it adds to the model's log-odds of the topic."""

    word: str
    weight: float


@dataclass(frozen=True, slots=True)
class Change:
    """Something that would change the verdict.

    Attributes
    ----------
    kind : "without_rules" (names are rules), "without_words" (names are words of the text),
        "without_both" (these words, and all rules of the topic), "without_mask" (names are the
        phrases that mask), "strong_title", "strong_lead" or "strong_text" (one strong word more
        stood there)
    names : what it is about
    score : the score that the article would have
    """

    kind: str
    names: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an article has a topic, or why not.

    Attributes
    ----------
    axis, topic : what was asked
    tagged, score, threshold : the verdict of the rules and model in force; the score is 0 where
        nothing at all speaks for the topic
    found : rules that hit, those that count first
    near : rules that nearly hit
    strong_rules, weak_rules : how many rules the topic has
    examples : some strong rules, of the article's language first
    is_enough : whether the rules alone are enough evidence
    log_odds : the model's opinion by the article's words; None where none is trained
    speaks_for, speaks_against : the words that weigh most for it
    parts : what the score's log-odds are the sum of: "start", "rules", "words", "article"
    changes : of a tag, what would remove it; else what would add it; the least first
    """

    axis: str
    topic: str
    tagged: bool
    score: float
    threshold: float
    found: tuple[RuleFound, ...]
    near: tuple[NearRule, ...]
    strong_rules: int
    weak_rules: int
    examples: tuple[str, ...]
    is_enough: bool
    log_odds: float | None
    speaks_for: tuple[WordWeight, ...]
    speaks_against: tuple[WordWeight, ...]
    parts: Mapping[str, float]
    changes: tuple[Change, ...]


def explain(tagger: Tagger, article: Mapping[str, Any], axis: str, topic: str) -> Explanation:
    """Explain the verdict on one topic of one article.

    Parameters
    ----------
    tagger : with the rules and the model in force; tags that were made by others may differ
    article : has ``title``, ``text`` and ``language``
    axis, topic : any topic of the tagger's taxonomy

    Raises
    ------
    KeyError
        If the taxonomy has no such topic.
    """
    return _Case(tagger, article, axis, topic).explanation()


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What the decision says of the topic."""

    score: float
    tagged: bool
    features: npt.NDArray[np.float64] | None


class _Case:
    """One article and one topic."""

    def __init__(self, tagger: Tagger, article: Mapping[str, Any], axis: str, topic: str) -> None:
        try:
            self._number = tagger.topic_keys.index((axis, topic))
        except ValueError:
            raise KeyError(f"{axis}:{topic}") from None
        self._tagger, self._key = tagger, (axis, topic)
        self._fields = tuple(str(article[name] or "") for name in FIELDS)
        self._language = str(article["language"] or "")
        self._batch = tagger.encode_fields(self._fields)
        self._hits = tagger.hits(self._batch)
        self._rules = tagger.taxonomy.rules
        self._is_own = tagger.standing.topic[self._hits.query] == self._number

    def explanation(self) -> Explanation:
        verdict = self._verdict(self._hits)
        evidence = self._tagger.evidence_of(self._hits, self._batch)
        own_rules = [rule for rule in self._rules if (rule.axis, rule.topic) == self._key]
        strong = [rule for rule in own_rules if rule.strength == "strong"]
        log_odds, weights = self._opinion()
        language = int(language_numbers([self._language])[0])
        found = self._found(evidence)
        return Explanation(
            axis=self._key[0],
            topic=self._key[1],
            tagged=verdict.tagged,
            score=verdict.score,
            threshold=self._tagger.decision.threshold(self._number, language),
            found=found,
            near=tuple(self._near(own_rules))[:MOST_NEAR],
            strong_rules=len(strong),
            weak_rules=sum(rule.strength == "weak" for rule in own_rules),
            examples=_examples(strong, self._language),
            is_enough=(
                verdict.features is not None
                and bool(verdict.features[FEATURES.index("counts")] > 0)
            ),
            log_odds=log_odds,
            speaks_for=tuple(one for one in weights if one.weight > 0)[:MOST_WORDS],
            speaks_against=tuple(one for one in reversed(weights) if one.weight < 0)[:MOST_WORDS],
            parts=self._parts(verdict, language),
            changes=tuple(self._removing(found, weights) if verdict.tagged else self._adding()),
        )

    def _verdict(self, hits: Hits, batch: Encoded | None = None) -> _Verdict:
        own = batch or self._batch
        found = self._tagger.evidence_of(hits, own)
        pairs, score, tagged = self._tagger.judge(found, own, [self._language])
        at = np.flatnonzero(pairs.topic == self._number)
        if not len(at):
            return _Verdict(0.0, tagged=False, features=None)
        place = int(at[0])
        return _Verdict(float(score[place]), bool(tagged[place]), pairs.features[place])

    def _parts(self, verdict: _Verdict, language: int) -> Mapping[str, float]:
        if verdict.features is None:
            return MappingProxyType({})
        start, values = self._tagger.decision.summands(self._number, language, verdict.features)
        by_name = dict(zip(FEATURES, values.tolist(), strict=True))
        parts = {"start": start}
        for part, names in _PARTS.items():
            parts[part] = sum(by_name.pop(name) for name in names)
        return MappingProxyType({**parts, "article": sum(by_name.values())})

    def _found(self, evidence: Evidence) -> tuple[RuleFound, ...]:
        """Rules of the topic that hit, by rule and state."""
        counting = {
            (query, start): LISTED if strength == LISTED else strength
            for query, start, strength, topic in zip(
                evidence.hits.query.tolist(),
                evidence.hits.start.tolist(),
                evidence.strength.tolist(),
                evidence.topic.tolist(),
                strict=True,
            )
            if topic == self._number
        }
        own = self._hits.take(self._is_own)
        never = self._tagger.standing.strength[own.query] == NEVER
        spans = list(zip(own.start[never].tolist(), own.stop[never].tolist(), strict=True))
        places: dict[tuple[int, str], list[str]] = {}
        for query, start, stop in zip(
            own.query.tolist(), own.start.tolist(), own.stop.tolist(), strict=True
        ):
            state = self._state(query, start, stop, counting, spans)
            places.setdefault((query, state), []).append(self._surface(start, stop))
        rules = [
            RuleFound(
                self._rules[query].text,
                state,
                tuple(dict.fromkeys(surfaces))[:MOST_PLACES],
                len(surfaces),
            )
            for (query, state), surfaces in places.items()
        ]
        order = ("strong", "list", "weak", "masked", "never", "covered")
        return tuple(sorted(rules, key=lambda one: (order.index(one.state), -one.count, one.rule)))

    def _state(
        self,
        query: int,
        start: int,
        stop: int,
        counting: Mapping[tuple[int, int], int],
        never: Sequence[tuple[int, int]],
    ) -> str:
        strength = int(self._tagger.standing.strength[query])
        if strength == NEVER:
            return "never"
        if (query, start) in counting:
            counted = counting[query, start]
            return "list" if counted == LISTED else _STRENGTHS[counted]
        masked = any(first < stop and start < last for first, last in never)
        return "masked" if masked else "covered"

    def _surface(self, start: int, stop: int) -> str:
        field = int(self._batch.segment_of(np.array([start]))[0]) % len(FIELDS)
        first, last = int(self._batch.starts[start]), int(self._batch.stops[stop - 1])
        return self._fields[field][first:last]

    def _near(self, rules: Sequence[Any]) -> Iterator[NearRule]:
        """Rules of several words that do not hit, the fewest missing words first."""
        hit = {self._rules[query].text for query in self._hits.query[self._is_own].tolist()}
        wanted = [
            (rule, terms)
            for rule in rules
            if rule.strength != "never" and rule.text not in hit
            for terms in _ways(rule.query)
            if len(terms) > 1
        ]
        there = self._terms_there({term for _, terms in wanted for term in terms})
        near: dict[str, NearRule] = {}
        for rule, terms in wanted:
            found = [term for term in terms if term in there]
            missing = [term for term in terms if term not in there]
            if len(missing) > 1 or not any(map(_tells, found)):
                continue
            one = NearRule(
                rule.text, rule.strength, tuple(map(_shown, found)), tuple(map(_shown, missing))
            )
            known = near.get(rule.text)
            if known is None or len(one.missing) < len(known.missing):
                near[rule.text] = one
        yield from sorted(
            near.values(),
            key=lambda one: (len(one.missing), one.strength != "strong", -len(one.found), one.rule),
        )

    def _terms_there(self, terms: Iterable[Term]) -> set[Term]:
        asked = list(terms)
        if not asked:
            return set()
        matcher = Matcher([Words((term,)) for term in asked], self._tagger.taxonomy.groups)
        hits = matcher.match(self._batch, self._tagger.vocabulary)
        return {asked[query] for query in set(hits.query.tolist())}

    def _opinion(self) -> tuple[float | None, list[WordWeight]]:
        """The model's log-odds, and what each word of the article adds, heaviest first."""
        model = self._tagger.model
        own = model.languages.get(self._language) if model else None
        if own is None or self._key not in own.topics:
            return None, []
        log_odds, features, weights = own.opinion(self._batch, self._tagger.vocabulary, self._key)
        table = own.table.of(self._tagger.vocabulary)[self._batch.ids]
        first = {feature: place for place, feature in reversed(list(enumerate(table.tolist())))}
        words = [
            WordWeight(self._surface(first[feature], first[feature] + 1), weight)
            for feature, weight in zip(features.tolist(), weights.tolist(), strict=True)
        ]
        return log_odds, sorted(words, key=lambda one: (-one.weight, one.word))

    def _removing(
        self, found: Sequence[RuleFound], weights: Sequence[WordWeight]
    ) -> Iterator[Change]:
        """What a tag would not outlast: one rule, else several, else the words of the model."""
        texts = [one.rule for one in found if one.state in ("strong", "list", "weak")]
        texts = list(dict.fromkeys(texts))
        tried = [(text, self._without_rules([text])) for text in texts[:MOST_TRIED]]
        deciding = [(text, score) for text, score in tried if score is not None]
        for text, left in deciding:
            yield Change("without_rules", (text,), left)
        if deciding:
            return
        if len(texts) > 1 and self._without_rules(texts) is not None:
            # The strongest come first: how many of them must go?
            size = bisect_left(
                range(len(texts)),
                True,
                lo=2,
                key=lambda n: self._without_rules(texts[:n]) is not None,
            )
            score = self._without_rules(texts[:size])
            if score is not None:
                yield Change("without_rules", tuple(texts[:size]), score)
                return
        heavy = [one.word for one in weights if one.weight > 0][:MOST_WORDS]
        for size in range(1, len(heavy) + 1):
            score = self._without_words(heavy[:size], texts)
            if score is not None:
                kind = "without_both" if texts else "without_words"
                yield Change(kind, tuple(heavy[:size]), score)
                return

    def _without_rules(self, texts: Sequence[str]) -> float | None:
        """The score without some rules of the topic; None where the article keeps the tag."""
        left_out = np.array([self._rules[query].text in texts for query in self._hits.query], bool)
        verdict = self._verdict(self._hits.take(~(left_out & self._is_own)))
        return None if verdict.tagged else verdict.score

    def _without_words(self, words: Sequence[str], texts: Sequence[str]) -> float | None:
        pattern = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in words), re.IGNORECASE)
        batch = self._tagger.encode_fields([pattern.sub("", field) for field in self._fields])
        hits = self._tagger.hits(batch)
        own = self._tagger.standing.topic[hits.query] == self._number
        left_out = np.array([self._rules[query].text in texts for query in hits.query], bool)
        verdict = self._verdict(hits.take(~(left_out & own)), batch)
        return None if verdict.tagged else verdict.score

    def _adding(self) -> Iterator[Change]:
        """What would bring the tag: no mask, else one strong word, the least prominent first."""
        standing = self._tagger.standing
        never = self._is_own & (standing.strength[self._hits.query] == NEVER)
        if never.any():
            verdict = self._verdict(self._hits.take(~never))
            if verdict.tagged:
                names = {self._rules[query].text for query in self._hits.query[never].tolist()}
                yield Change("without_mask", tuple(sorted(names)), verdict.score)
        own = (standing.topic == self._number) & (standing.strength == STRONG)
        rules = np.flatnonzero(own & ~np.isin(np.arange(len(own)), self._hits.query))
        if not len(rules):
            return
        for kind, token in self._spots():
            verdict = self._verdict(_with_hit(self._hits, int(rules[0]), token))
            if verdict.tagged:
                yield Change(kind, (), verdict.score)
                return

    def _spots(self) -> Iterator[tuple[str, int]]:
        """Where one more strong word could stand: late in the text, early, in the title."""
        bounds = self._batch.segments.tolist()
        words = np.flatnonzero(self._batch.ids != 0)
        title = words[words < bounds[1]]
        text = words[words >= bounds[1]]
        if len(text):
            yield "strong_text", int(text[-1])
            yield "strong_lead", int(text[0])
        if len(title):
            yield "strong_title", int(title[0])


def _with_hit(hits: Hits, rule: int, token: int) -> Hits:
    """The hits and one more, sorted by rule."""
    query = np.append(hits.query, rule)
    order = np.argsort(query, kind="stable")
    start, stop = np.append(hits.start, token), np.append(hits.stop, token + 1)
    return Hits(query[order], start[order], stop[order])


def _ways(query: Query) -> list[tuple[Term, ...]]:
    """The sets of words of which one would do for a query; what must not stand is left out."""
    match query:
        case Words():
            return [query.terms]
        case Or(parts):
            return [way for part in parts for way in _ways(part)]
        case And(parts):
            ways: list[tuple[Term, ...]] = [()]
            for part in parts:
                own = _ways(part)[:MOST_NEAR] or [()]
                ways = [(*way, *more) for way in ways for more in own][: MOST_NEAR**2]
            return ways
        case Not():
            return []
    return []


def _tells(term: Term) -> bool:
    """Tell whether a word says anything: a group of common words or a preposition does not."""
    return term.kind == "capitals" or (term.kind != "group" and len(term.text) >= _SHORT)


def _shown(term: Term) -> str:
    return f"@{term.text}" if term.kind == "group" and term.text[:1] != "@" else term.text


def _examples(strong: Sequence[Any], language: str) -> tuple[str, ...]:
    own = [rule.text for rule in strong if rule.language == language]
    others = [rule.text for rule in strong if rule.language != language]
    return tuple((own or others)[:MOST_PLACES])
