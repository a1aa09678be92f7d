"""The things that Compare sets side by side: what selects each, and the way to its articles."""

import calendar
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

import numpy as np

from analysis import AxisChoice, Choice, Corpus, Thing
from dashboard.address import open_page
from dashboard.desk import Desk
from dashboard.state import Holdings

MOST: Final = 8  # things: as many as there are colours
# What is compared until the reader says otherwise: the four sectors that policy puts first, and
# the day on which many sanctions of 2022 began to be announced.
FIRST_TOPICS: Final = (
    "sector:electronics",
    "sector:chemistry",
    "sector:machine-tools",
    "sector:unmanned",
)
FIRST_SPLIT: Final = date(2022, 2, 24)


@dataclass(frozen=True, slots=True)
class Compared:
    """One of the things compared: its key and name, what selects it, and the filters for that.

    ``axis`` is that of a topic, which may be shared out among the topics of an article.
    """

    key: str
    name: str
    choice: Choice
    changes: dict[str, Any] = field(default_factory=dict)
    axis: str = ""


def _topics(desk: Desk) -> list[Compared]:
    asked = desk.view["with_topic"] or [
        topic
        for topic in FIRST_TOPICS
        if topic.split(":")[1] in desk.holdings.corpus.axes["sector"].keys
    ]
    found = []
    for topic in asked:
        axis, key = topic.split(":", 1)
        wish = AxisChoice((key,), desk.choice.axis(axis).exclude)
        changes = {axis: [key], f"{axis}_match": "any"}
        choice = desk.choice.with_axis(axis, wish)
        found.append(Compared(topic, topic_name(desk, topic), choice, changes, axis))
    return found


def topic_name(desk: Desk, topic: str) -> str:
    axis, key = topic.split(":", 1)
    return desk.holdings.label(axis, key, desk.words.language)


def _spans(desk: Desk) -> list[Compared]:
    corpus = desk.holdings.corpus
    asked = desk.view["with_period"]
    if not asked and corpus.first_date and corpus.last_date:
        years = range(
            max(corpus.first_date.year, corpus.last_date.year - 3), corpus.last_date.year + 1
        )
        asked = list(map(str, years))
    ordered = sorted(asked, key=_ends)
    return [_time(desk, key, desk.words.known_date(key), *_ends(key)) for key in ordered]


def _time(desk: Desk, key: str, name: str, first: date, last: date) -> Compared:
    choice = replace(desk.choice, first=first, last=last)
    return Compared(key, name, choice, {"from": first, "to": last})


def periods_of(corpus: Corpus) -> tuple[str, ...]:
    """Years, and months, that the corpus reaches over, latest first: 2024, 2024-03."""
    first, last = corpus.first_date, corpus.last_date
    if first is None or last is None:
        return ()
    years = range(last.year, first.year - 1, -1)
    months = range(last.year * 12 + last.month - 1, first.year * 12 + first.month - 2, -1)
    return (*map(str, years), *(f"{at // 12}-{at % 12 + 1:02d}" for at in months))


def _ends(period: str) -> tuple[date, date]:
    """First and last day of a year or month."""
    year, month = (*map(int, period.split("-")), 0)[:2]
    if not month:
        return date(year, 1, 1), date(year, 12, 31)
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _around(desk: Desk) -> list[Compared]:
    words, split = desk.words, split_day(desk)
    months = int(desk.view["split_months"])
    name = words.date(split)
    before = words("before_day", day=name)
    after = words("after_day", day=name)
    return [
        _time(desk, "before", before, moved(split, -months), split - timedelta(days=1)),
        _time(desk, "after", after, split, moved(split, months) - timedelta(days=1)),
    ]


def split_day(desk: Desk) -> date:
    """The chosen day; a well known one, or the middle of the corpus, until one is chosen."""
    corpus = desk.holdings.corpus
    chosen: date | None = desk.view["split"]
    if chosen is not None:
        return chosen
    first, last = corpus.first_date or FIRST_SPLIT, corpus.last_date or FIRST_SPLIT
    return FIRST_SPLIT if first < FIRST_SPLIT <= last else first + (last - first) / 2


def moved(start: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def _sources(desk: Desk) -> list[Compared]:
    asked = desk.view["with_source"] or by_size(desk.holdings, "source")[:4]
    return [
        Compared(name, name, replace(desk.choice, sources=(name,)), {"source": [name]})
        for name in asked
    ]


def _languages(desk: Desk) -> list[Compared]:
    words = desk.words
    asked = desk.view["with_language"] or by_size(desk.holdings, "language")[:4]
    return [
        Compared(
            code, words.name("language", code), replace(desk.choice, languages=(code,)),
            {"language": [code]},
        )
        for code in asked
    ]  # fmt: skip


def by_size(holdings: Holdings, kind: str) -> list[str]:
    """Sources or languages that articles have, the biggest first."""
    counts = holdings.counts[kind]
    return sorted((key for key in counts if counts[key]), key=lambda key: -counts[key])


MAKERS: Final[dict[str, Callable[[Desk], list[Compared]]]] = {
    "topic": _topics,
    "period": _spans,
    "day": _around,
    "source": _sources,
    "language": _languages,
}
KINDS: Final = tuple(MAKERS)


def thing_of(desk: Desk, item: Compared) -> Thing:
    """What is measured of a thing: its articles, and those that its share is of."""
    return Thing(
        item.key,
        desk.selected(item.choice),
        desk.selected(item.choice.collection()),
        desk.holdings.corpus.axes[item.axis].sizes if item.axis else None,
    )


def names_of(found: Sequence[Compared]) -> dict[str, str]:
    return {item.key: item.name for item in found}


def together(things: Sequence[Thing]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Articles of any of the things."""
    whole = things[0].mask.copy()
    for thing in things[1:]:
        whole |= thing.mask
    return whole


def open_thing(found: Sequence[Compared], key: str, **more: Any) -> None:
    """Go to the articles of a thing, narrowed further."""
    changes = next(item.changes for item in found if item.key == key)
    open_page("articles", **{**changes, **more})


def open_topic(found: Sequence[Compared], key: str, axis: str, topic: str) -> None:
    """Go to the articles of a thing that have a topic beside."""
    item = next(item for item in found if item.key == key)
    if item.axis == axis:
        both = list(dict.fromkeys([*item.changes[axis], topic]))
        open_thing(found, key, **{axis: both, f"{axis}_match": "all"})
    else:
        open_thing(found, key, **{axis: [topic], f"{axis}_match": "any"})
