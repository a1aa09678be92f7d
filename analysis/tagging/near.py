"""Near rules: those of several words that do not hit although some of them are there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from analysis.rules.match import Matcher
from analysis.rules.query import And, Not, Or, Query, Term, Words
from analysis.tagging.case import Case

MOST_NEAR: Final = 8
_SHORT: Final = 3  # letters of the shortest word that is no preposition


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


def near_rules(case: Case, rules: Sequence[Any]) -> tuple[NearRule, ...]:
    """Rules of a topic that nearly hit, the fewest missing words first, ``MOST_NEAR`` at most."""
    hit = {case.rules[query].text for query in case.hits.query[case.is_own].tolist()}
    wanted = [
        (rule, terms)
        for rule in rules
        if rule.strength != "never" and rule.text not in hit
        for terms in _ways(rule.query)
        if len(terms) > 1
    ]
    there = _terms_there(case, {term for _, terms in wanted for term in terms})
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
    order = sorted(
        near.values(),
        key=lambda one: (len(one.missing), one.strength != "strong", -len(one.found), one.rule),
    )
    return tuple(order[:MOST_NEAR])


def _terms_there(case: Case, terms: Iterable[Term]) -> set[Term]:
    asked = list(terms)
    if not asked:
        return set()
    matcher = Matcher([Words((term,)) for term in asked], case.tagger.taxonomy.groups)
    hits = matcher.match(case.batch, case.tagger.vocabulary)
    return {asked[query] for query in set(hits.query.tolist())}


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
