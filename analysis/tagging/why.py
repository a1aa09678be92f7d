"""Why: what speaks for a topic in an article, what nearly does, and what would change the verdict.

One question, one article, one topic: :func:`explain` asks the tagger again and keeps what a tag
throws away, as there are rules that hit but do not count, rules of which a word is missing
(``near``), what the words of the article say to the model, and what would change the verdict
(``trials``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from analysis.model.decision import FEATURES
from analysis.tagging import LISTED, NEVER, STRONG, WEAK, Evidence, Tagger, language_numbers
from analysis.tagging.case import Case, Verdict
from analysis.tagging.near import NearRule, near_rules
from analysis.tagging.trials import Change, adding, removing

MOST_WORDS: Final = 8
MOST_PLACES: Final = 5

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
class WordWeight:
    """A word of the article and what it adds to the model's log-odds of the topic."""

    word: str
    weight: float


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
    case = Case(tagger, article, axis, topic)
    verdict = case.verdict(case.hits)
    evidence = case.tagger.evidence_of(case.hits, case.batch)
    own_rules = [rule for rule in case.rules if (rule.axis, rule.topic) == case.key]
    strong = [rule for rule in own_rules if rule.strength == "strong"]
    log_odds, weights = _opinion(case)
    language = int(language_numbers([case.language])[0])
    found = _found(case, evidence)
    counted = (one.rule for one in found if one.state in ("strong", "list", "weak"))
    speaks_for = tuple(one for one in weights if one.weight > 0)[:MOST_WORDS]
    changes = (
        removing(case, [*dict.fromkeys(counted)], [one.word for one in speaks_for])
        if verdict.tagged
        else adding(case)
    )
    return Explanation(
        axis=case.key[0],
        topic=case.key[1],
        tagged=verdict.tagged,
        score=verdict.score,
        threshold=case.tagger.decision.threshold(case.number, language),
        found=found,
        near=near_rules(case, own_rules),
        strong_rules=len(strong),
        weak_rules=sum(rule.strength == "weak" for rule in own_rules),
        examples=_examples(strong, case.language),
        is_enough=(
            verdict.features is not None and bool(verdict.features[FEATURES.index("counts")] > 0)
        ),
        log_odds=log_odds,
        speaks_for=speaks_for,
        speaks_against=tuple(one for one in reversed(weights) if one.weight < 0)[:MOST_WORDS],
        parts=_parts(case, verdict, language),
        changes=tuple(changes),
    )


def _found(case: Case, evidence: Evidence) -> tuple[RuleFound, ...]:
    """Rules of the topic that hit, by rule and state."""
    counting = {
        (query, start): strength
        for query, start, strength, topic in zip(
            evidence.hits.query.tolist(),
            evidence.hits.start.tolist(),
            evidence.strength.tolist(),
            evidence.topic.tolist(),
            strict=True,
        )
        if topic == case.number
    }
    own = case.hits.take(case.is_own)
    never = case.tagger.standing.strength[own.query] == NEVER
    spans = list(zip(own.start[never].tolist(), own.stop[never].tolist(), strict=True))
    places: dict[tuple[int, str], list[str]] = {}
    for query, start, stop in zip(
        own.query.tolist(), own.start.tolist(), own.stop.tolist(), strict=True
    ):
        state = _state(case, query, start, stop, counting, spans)
        places.setdefault((query, state), []).append(case.surface(start, stop))
    rules = [
        RuleFound(
            case.rules[query].text,
            state,
            tuple(dict.fromkeys(surfaces))[:MOST_PLACES],
            len(surfaces),
        )
        for (query, state), surfaces in places.items()
    ]
    order = ("strong", "list", "weak", "masked", "never", "covered")
    return tuple(sorted(rules, key=lambda one: (order.index(one.state), -one.count, one.rule)))


def _state(
    case: Case,
    query: int,
    start: int,
    stop: int,
    counting: Mapping[tuple[int, int], int],
    never: Sequence[tuple[int, int]],
) -> str:
    strength = int(case.tagger.standing.strength[query])
    if strength == NEVER:
        return "never"
    if (query, start) in counting:
        counted = counting[query, start]
        return "list" if counted == LISTED else _STRENGTHS[counted]
    masked = any(first < stop and start < last for first, last in never)
    return "masked" if masked else "covered"


def _opinion(case: Case) -> tuple[float | None, list[WordWeight]]:
    """The model's log-odds, and what each word of the article adds, heaviest first."""
    model = case.tagger.model
    own = model.languages.get(case.language) if model else None
    if own is None or case.key not in own.topics:
        return None, []
    log_odds, features, weights = own.opinion(case.batch, case.tagger.vocabulary, case.key)
    table = own.table.of(case.tagger.vocabulary)[case.batch.ids]
    first = {feature: place for place, feature in reversed(list(enumerate(table.tolist())))}
    words = [
        WordWeight(case.surface(first[feature], first[feature] + 1), weight)
        for feature, weight in zip(features.tolist(), weights.tolist(), strict=True)
    ]
    return log_odds, sorted(words, key=lambda one: (-one.weight, one.word))


def _parts(case: Case, verdict: Verdict, language: int) -> Mapping[str, float]:
    if verdict.features is None:
        return MappingProxyType({})
    start, values = case.tagger.decision.summands(case.number, language, verdict.features)
    by_name = dict(zip(FEATURES, values.tolist(), strict=True))
    parts = {"start": start}
    for part, names in _PARTS.items():
        parts[part] = sum(by_name.pop(name) for name in names)
    return MappingProxyType({**parts, "article": sum(by_name.values())})


def _examples(strong: Sequence[Any], language: str) -> tuple[str, ...]:
    own = [rule.text for rule in strong if rule.language == language]
    others = [rule.text for rule in strong if rule.language != language]
    return tuple((own or others)[:MOST_PLACES])
