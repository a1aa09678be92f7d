"""A choice in words: what the list shows, for the screen and for the files."""

import calendar
from collections.abc import Iterable
from datetime import date

from analysis import RELEVANCE, TOPIC_AXES, Choice
from dashboard.state import Holdings
from dashboard.texts import Words


def in_words(choice: Choice, holdings: Holdings, words: Words) -> str:
    """One phrase that says everything that narrows the list down."""
    parts = [words("relevant_in_words")] if choice.axis(RELEVANCE).include else []
    parts += [part for axis in TOPIC_AXES for part in _axis_parts(choice, axis, holdings, words)]
    parts += _other_parts(choice, words)
    return "; ".join(parts) or words("all_articles")


def _axis_parts(choice: Choice, axis: str, holdings: Holdings, words: Words) -> Iterable[str]:
    wish = choice.axis(axis)

    def labels(keys: Iterable[str]) -> list[str]:
        return [holdings.label(axis, key, words.language) for key in keys]

    if wish.include:
        joined = words("and" if wish.match_all else "or").join(labels(wish.include))
        yield words("with_any", axis=words(axis).lower(), topics=joined)
    if wish.exclude:
        yield words("without", topics=", ".join(labels(wish.exclude)))


def _other_parts(choice: Choice, words: Words) -> Iterable[str]:
    if choice.first and choice.last:
        yield words("period_between", first=words.date(choice.first), last=words.date(choice.last))
    elif choice.first:
        yield words("period_from", first=words.date(choice.first))
    elif choice.last:
        yield words("period_to", last=words.date(choice.last))
    if choice.languages:
        names = (words.name("language", code) for code in choice.languages)
        yield words("in_language", languages=", ".join(names))
    if choice.sources:
        yield words("published_by", sources=", ".join(choice.sources))
    if choice.query:
        yield words("matching", query=choice.query)
    if choice.as_of:
        yield words("seen_until", day=words.date(choice.as_of))


def active_count(choice: Choice) -> int:
    """How many filters are set."""
    topics = [keys for wish in choice.topics for keys in (wish.include, wish.exclude)]
    dates = (choice.first, choice.last, choice.as_of)
    others = (*dates, choice.languages, choice.sources, choice.query)
    return sum(map(bool, (*topics, *others)))


def last_day(first: date, months: int) -> date:
    """Last day of the period of so many months that begins on ``first``."""
    year, month = divmod(first.year * 12 + first.month - 1 + months - 1, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])
