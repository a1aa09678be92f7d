"""Briefings: what a view comes to, for one or two sheets of A4.

Every line is made of figures and of what the articles call themselves: no sentence is written
that a number does not say. Pictures are handed in by whoever can draw.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from analysis.measures.choice import Choice, Search, select
from analysis.measures.corpus import BoolArray, Corpus, day_to_date
from analysis.measures.ranking import Comparison, change_interval, comparison, ranking
from analysis.quality import Quality
from analysis.schema import AXES, RELEVANCE
from analysis.takeaway.citations import gost
from analysis.takeaway.phrases import Phrases
from analysis.takeaway.subject import (
    Subject,
    Texts,
    iso_date,
    labels,
    one_line,
    one_of_each_story,
    titles_of,
    web_address,
)
from analysis.taxonomy import Taxonomy

MOST_CHANGES: Final = 4  # up, and as many down
MOST_ITEMS: Final = 5
MOST_SOURCES: Final = 6
MOST_QUALITY: Final = 6


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart that was drawn: ``alt`` says in words what it shows."""

    title: str
    alt: str
    svg: bytes
    png: bytes


@dataclass(frozen=True, slots=True)
class Change:
    """A topic whose articles became more or fewer, with the 95 % interval of the ratio."""

    topic: str
    now: int
    before: int
    low: float
    high: float

    @property
    def ratio(self) -> float:
        """How many times as many; infinite where there were none."""
        return self.now / self.before if self.before else math.inf


@dataclass(frozen=True, slots=True)
class Item:
    """An article, and how many of its story are in the view."""

    title: str
    url: str
    source: str
    day: str
    size: int


@dataclass(frozen=True, slots=True)
class Briefing:
    """What a briefing says, before it becomes a page.

    Attributes
    ----------
    figures : name and value
    compared : the two intervals; None where the corpus does not cover them
    rose, fell : topics that changed by more than chance, the most first
    latest, telling : articles, one of each story
    sources : with their articles, most first
    quality : a line for each tag that the view asks for
    undated : articles without a date
    """

    subject: Subject
    figures: tuple[tuple[str, str], ...]
    compared: Comparison | None
    rose: tuple[Change, ...]
    fell: tuple[Change, ...]
    latest: tuple[Item, ...]
    telling: tuple[Item, ...]
    sources: tuple[tuple[str, int], ...]
    quality: tuple[str, ...]
    undated: int
    pictures: tuple[Picture, ...] = ()


def make_briefing(
    corpus: Corpus,
    choice: Choice,
    taxonomy: Taxonomy,
    subject: Subject,
    *,
    search: Search,
    texts: Texts = lambda _: {},
    quality: Quality | None = None,
    axis: str = "sector",
    pictures: Sequence[Picture] = (),
) -> Briefing:
    """Count what a briefing says.

    Parameters
    ----------
    corpus, taxonomy : the articles and the names of their topics
    choice : the view
    subject : the same, as it is cited
    search : evaluates a query, see ``select``
    texts : reads the texts of articles without a title, by id
    quality : the published figures of the tags
    axis : whose topics rose and fell
    pictures : the charts
    """
    phrases, mask = subject.phrases, select(corpus, choice, search=search)
    compared = comparison(corpus, choice)
    covered = compared if compared is not None and compared.is_covered else None
    any_time = select(corpus, choice.without_dates(), search=search)
    changes = _changes(corpus, mask, axis, any_time, covered, taxonomy, subject.language)
    newest = corpus.newest_first(mask)
    latest = one_of_each_story(corpus, newest.tolist(), mask)
    return Briefing(
        subject=subject,
        figures=tuple(_figures(corpus, mask, any_time, covered, phrases)),
        compared=covered,
        rose=tuple(
            sorted((one for one in changes if one.low > 1), key=lambda one: -one.low)[:MOST_CHANGES]
        ),
        fell=tuple(
            sorted((one for one in changes if one.high < 1), key=lambda one: one.high)[
                :MOST_CHANGES
            ]
        ),
        latest=_items(corpus, latest[:MOST_ITEMS], phrases, texts),
        telling=_items(corpus, _most_reported(corpus, latest), phrases, texts),
        sources=_most_sources(corpus, mask),
        quality=tuple(_quality(choice, taxonomy, quality, phrases))[:MOST_QUALITY],
        undated=int((mask & ~corpus.dated).sum()),
        pictures=tuple(pictures),
    )


def _changes(
    corpus: Corpus,
    mask: BoolArray,
    axis: str,
    any_time: BoolArray,
    compared: Comparison | None,
    taxonomy: Taxonomy,
    language: str,
) -> list[Change]:
    if compared is None:
        return []
    table = ranking(corpus, any_time, axis, any_time=any_time, base=mask, compared=compared)
    names = labels(taxonomy, axis, table["topic"].tolist(), language)
    now, before = (table[f"{name}_count"].to_numpy() for name in ("current", "previous"))
    low, high = (bound + 1 for bound in change_interval(now, before))
    changes = zip(names, now.tolist(), before.tolist(), low.tolist(), high.tolist(), strict=True)
    return [Change(*change) for change in changes if change[1] or change[2]]


def _figures(
    corpus: Corpus,
    mask: BoolArray,
    any_time: BoolArray,
    compared: Comparison | None,
    phrases: Phrases,
) -> Iterator[tuple[str, str]]:
    yield phrases("brief_articles"), phrases.number(int(mask.sum()))
    yield phrases("brief_stories"), phrases.number(len(np.unique(corpus.stories[mask])))
    yield phrases("brief_sources"), phrases.number(corpus.source_count(mask))
    days = corpus.days[mask & corpus.dated]
    if len(days):
        first, last = (phrases.date(day_to_date(int(day))) for day in (days.min(), days.max()))
        period = phrases("between", first=first, last=last) if first != last else first
        yield phrases("brief_period"), period
    if compared is not None:
        now = int((any_time & corpus.between(compared.first, compared.last)).sum())
        earlier = corpus.between(compared.previous_first, compared.previous_last)
        changed = phrases(
            "brief_changed",
            now=phrases.number(now),
            before=phrases.number(int((any_time & earlier).sum())),
            days=phrases.number((compared.last - compared.first).days + 1),
        )
        yield phrases("brief_change"), changed


def _most_reported(corpus: Corpus, stories: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stories of several articles, biggest first; of equal ones those surest about the subject."""
    tags = corpus.axes[RELEVANCE]
    sure = np.zeros(len(corpus), dtype=np.float32)
    np.maximum.at(sure, tags.rows, tags.scores)
    several = [story for story in stories if story[1] > 1]
    order = sorted(several, key=lambda story: (-story[1], -float(sure[story[0]])))
    return order[:MOST_ITEMS]


def _items(
    corpus: Corpus, stories: Sequence[tuple[int, int]], phrases: Phrases, texts: Texts
) -> tuple[Item, ...]:
    titles = titles_of(corpus, [row for row, _ in stories], phrases, texts)
    return tuple(
        Item(
            title=title,
            url=web_address(str(corpus.urls[row])),
            source=one_line(corpus.source_names[corpus.sources[row]]),
            day=iso_date(corpus, row),
            size=size,
        )
        for title, (row, size) in zip(titles, stories, strict=True)
    )


def _most_sources(corpus: Corpus, mask: BoolArray) -> tuple[tuple[str, int], ...]:
    counts = np.bincount(corpus.sources[mask], minlength=len(corpus.source_names))
    most = np.argsort(-counts, kind="stable")[:MOST_SOURCES]
    return tuple(
        (one_line(corpus.source_names[code]), int(counts[code])) for code in most if counts[code]
    )


def _quality(
    choice: Choice, taxonomy: Taxonomy, quality: Quality | None, phrases: Phrases
) -> Iterator[str]:
    """What is known of the tags that the view asks for, by language of the articles."""
    if quality is None:
        return
    for axis, wish in zip(AXES, choice.topics, strict=True):
        for topic in wish.include:
            (name,) = labels(taxonomy, axis, [topic], phrases.language)
            for row in quality.rows_of(axis, topic):
                figures = row["precision"], row["recall"]
                if not row["positives"] or any(map(pd.isna, figures)):
                    continue
                precision, recall = map(phrases.percent, figures)
                yield phrases(
                    "brief_quality_of",
                    topic=name,
                    language=phrases(f"language_{row['language']}"),
                    precision=precision,
                    recall=recall,
                    count=phrases.number(row["positives"]),
                )


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines; a line is words and the address they lead to, which may be empty."""

    heading: str
    lines: tuple[tuple[str, str], ...]
    note: str = ""


def sections(briefing: Briefing) -> tuple[Section, ...]:
    """Everything below figures and pictures, in its order."""
    phrases, subject = briefing.subject.phrases, briefing.subject
    rose, fell = (tuple(_change_line(one, phrases) for one in changes)
                  for changes in (briefing.rose, briefing.fell))  # fmt: skip
    if briefing.compared is None:
        note = phrases("brief_uncovered")
    else:
        names = ("first", "last", "previous_first", "previous_last")
        days = {name: phrases.date(getattr(briefing.compared, name)) for name in names}
        nothing = "" if rose or fell else f" {phrases('brief_none_changed')}"
        note = phrases("brief_compared", **days) + nothing
    found = [
        Section(phrases("brief_rose" if rose else "brief_changes"), rose, note),
        Section(phrases("brief_fell"), fell),
        Section(
            phrases("brief_latest"), tuple(_item_line(one, phrases) for one in briefing.latest)
        ),
        Section(
            phrases("brief_telling"), tuple(_item_line(one, phrases) for one in briefing.telling)
        ),
        Section(
            phrases("brief_most_sources"),
            tuple(
                (f"{name}: {phrases.count(count, 'article')}", "")
                for name, count in briefing.sources
            ),
        ),
        Section(
            phrases("brief_quality"),
            tuple((line, "") for line in briefing.quality),
            "" if briefing.quality else phrases("brief_quality_none"),
        ),
        Section(
            phrases("brief_cite"),
            ((_citation(subject), ""), (phrases("brief_link"), subject.link)),
        ),
    ]
    return tuple(section for section in found if section.lines or section.note)


def _citation(subject: Subject) -> str:
    """By ГОСТ where the reader is at home with it, else in plain words."""
    if subject.language == "ru":
        return gost(subject.reference, subject.retrieved)
    phrases = subject.phrases
    return phrases(
        "brief_citation",
        program=phrases("program"),
        title=subject.reference.title,
        versions=subject.versions,
        day=phrases.date(subject.retrieved),
        link=subject.link,
    )


def _change_line(change: Change, phrases: Phrases) -> tuple[str, str]:
    def times(value: float) -> str:
        return "∞" if math.isinf(value) else phrases.number(value, digits=2 if value < 10 else 0)

    line = phrases(
        "brief_ratio",
        topic=change.topic,
        now=phrases.count(change.now, "article"),
        before=phrases.number(change.before),
        ratio=times(change.ratio),
        low=times(change.low),
        high=times(change.high),
    )
    return line, ""


def _item_line(item: Item, phrases: Phrases) -> tuple[str, str]:
    size = phrases.count(item.size, "article") if item.size > 1 else ""
    parts = (item.title, item.source, phrases.known_date(item.day), size)
    return " · ".join(part for part in parts if part), item.url
