"""Trials: what would change the verdict on a topic is tried, not guessed.

Rules are left out or added one at a time, words are taken out of the text, and each time the same
decision is made anew.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.rules.match import Hits
from analysis.tagging import NEVER, STRONG
from analysis.tagging.case import Case

MOST_TRIED: Final = 12  # rules that are left out one at a time


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


def removing(case: Case, texts: Sequence[str], heavy: Sequence[str]) -> Iterator[Change]:
    """What a tag would not outlast: one rule, else several, else the words of the model.

    Parameters
    ----------
    case : of an article that has the tag
    texts : the rules that count, the strongest first
    heavy : the words that speak for the topic, the heaviest first
    """
    tried = [(text, _without_rules(case, [text])) for text in texts[:MOST_TRIED]]
    deciding = [(text, score) for text, score in tried if score is not None]
    for text, left in deciding:
        yield Change("without_rules", (text,), left)
    if deciding:
        return
    if len(texts) > 1 and _without_rules(case, texts) is not None:
        # The strongest come first: how many of them must go?
        size = bisect_left(
            range(len(texts)),
            True,
            lo=2,
            key=lambda n: _without_rules(case, texts[:n]) is not None,
        )
        score = _without_rules(case, texts[:size])
        if score is not None:
            yield Change("without_rules", tuple(texts[:size]), score)
            return
    for size in range(1, len(heavy) + 1):
        score = _without_words(case, heavy[:size], texts)
        if score is not None:
            kind = "without_both" if texts else "without_words"
            yield Change(kind, tuple(heavy[:size]), score)
            return


def _without_rules(case: Case, texts: Sequence[str]) -> float | None:
    """The score without some rules of the topic; None where the article keeps the tag."""
    left_out = np.array([case.rules[query].text in texts for query in case.hits.query], bool)
    verdict = case.verdict(case.hits.take(~(left_out & case.is_own)))
    return None if verdict.tagged else verdict.score


def _without_words(case: Case, words: Sequence[str], texts: Sequence[str]) -> float | None:
    pattern = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in words), re.IGNORECASE)
    batch = case.tagger.encode_fields([pattern.sub("", field) for field in case.fields])
    hits = case.tagger.hits(batch)
    own = case.tagger.standing.topic[hits.query] == case.number
    left_out = np.array([case.rules[query].text in texts for query in hits.query], bool)
    verdict = case.verdict(hits.take(~(left_out & own)), batch)
    return None if verdict.tagged else verdict.score


def adding(case: Case) -> Iterator[Change]:
    """What would bring the tag: no mask, else one strong word, the least prominent first."""
    standing = case.tagger.standing
    never = case.is_own & (standing.strength[case.hits.query] == NEVER)
    if never.any():
        verdict = case.verdict(case.hits.take(~never))
        if verdict.tagged:
            names = {case.rules[query].text for query in case.hits.query[never].tolist()}
            yield Change("without_mask", tuple(sorted(names)), verdict.score)
    own = (standing.topic == case.number) & (standing.strength == STRONG)
    rules = np.flatnonzero(own & ~np.isin(np.arange(len(own)), case.hits.query))
    if not len(rules):
        return
    for kind, token in _spots(case):
        verdict = case.verdict(_with_hit(case.hits, int(rules[0]), token))
        if verdict.tagged:
            yield Change(kind, (), verdict.score)
            return


def _spots(case: Case) -> Iterator[tuple[str, int]]:
    """Where one more strong word could stand: late in the text, early, in the title."""
    bounds = case.batch.segments.tolist()
    words = np.flatnonzero(case.batch.ids != 0)
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
