"""Changes: which rules a new taxonomy adds and drops, so that only their articles are tagged again.

An article's tags depend on the places where rules hit it, and on nothing else that an edit of
the taxonomy touches. Where no rule that was added or dropped hits, the tags stay as they are.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from analysis.rules.query import Query, Term, parse_query
from analysis.taxonomy import Taxonomy

RuleKey = tuple[str, str, str, str]


@dataclass(frozen=True)
class Rulebook:
    """The rules of a taxonomy as far as tags depend on them.

    Attributes
    ----------
    topics : (axis, key) of every topic
    rules : axis, topic, strength and text of every rule
    groups : words of each named group
    """

    topics: frozenset[tuple[str, str]]
    rules: frozenset[RuleKey]
    groups: Mapping[str, tuple[Term, ...]]

    @classmethod
    def of(cls, taxonomy: Taxonomy) -> Self:
        """The rules of a taxonomy."""
        return cls(
            topics=frozenset(
                (axis, topic.key) for axis in taxonomy.axes for topic in taxonomy.topics(axis)
            ),
            rules=frozenset(
                (rule.axis, rule.topic, rule.strength, rule.text) for rule in taxonomy.rules
            ),
            groups=taxonomy.groups,
        )

    @classmethod
    def from_json(cls, text: str) -> Self | None:
        """Read what :meth:`to_json` wrote; None for anything else."""
        try:
            content = json.loads(text)
            return cls(
                topics=frozenset((axis, key) for axis, key in content["topics"]),
                rules=frozenset(
                    (axis, topic, strength, rule)
                    for axis, topic, strength, rule in content["rules"]
                ),
                groups={
                    name: tuple(Term(*term) for term in terms)
                    for name, terms in content["groups"].items()
                },
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            return None

    def to_json(self) -> str:
        """The rules as text that a store can keep."""
        content = {
            "topics": sorted(self.topics),
            "rules": sorted(self.rules),
            "groups": {
                name: [(term.text, term.kind, term.proper) for term in terms]
                for name, terms in sorted(self.groups.items())
            },
        }
        return json.dumps(content, ensure_ascii=False)

    def without(self, other: "Rulebook") -> list[Query]:
        """Queries of the rules that the other one lacks, or whose groups it defines otherwise."""
        differing = [
            f"@{name}" for name, terms in self.groups.items() if other.groups.get(name) != terms
        ]
        texts = {
            rule[-1]
            for rule in self.rules
            if rule not in other.rules or any(name in rule[-1] for name in differing)
        }
        return [parse_query(text) for text in sorted(texts)]
