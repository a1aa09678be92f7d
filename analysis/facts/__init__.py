"""Facts: sums of money, horizons, shares and acts that a text states, with their place.

Texts are read in batches: where numbers and the stems of units begin is found in all of them
at once. Every number of a text is visited once and offered to the readers of the three kinds
that start at a number; acts and numbers in words have scanners of their own. Nothing is guessed
from the sense of a text: what no pattern shows is not found.
"""

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final

import numpy as np
import pandas as pd

from analysis.facts.acts import BEFORE_NUMBER, TOUCHING_NUMBER, scan_acts
from analysis.facts.horizons import (
    WORD_UNITS,
    read_span_horizon,
    read_worded_horizon,
    read_year_horizon,
)
from analysis.facts.money import LARGE_SCALES, SIGNS, UNITS, read_money, read_worded_money
from analysis.facts.numbers import JOINTS, NUMBER, SHARES, SPANS, quantities
from analysis.facts.page import SENTENCE_END, Fact, Page, read_pages
from analysis.facts.shares import (
    DENOMINATORS,
    PER_CENT,
    read_fraction,
    read_share,
    read_worded_share,
)
from analysis.facts.triggers import Neighbours, Triggers
from analysis.schema import FACTS, FIELDS, require

__all__ = ["Fact", "facts_in", "find_facts"]

_NumberReader = Callable[[Page, re.Match[str]], Fact | None]
_WordReader = Callable[[Page, int], Fact | None]

# Readers of facts in words, each with the stems at which it looks.
_WORD_READERS: Final[tuple[tuple[tuple[str, ...], _WordReader], ...]] = (
    (LARGE_SCALES, read_worded_money),
    (WORD_UNITS, read_worded_horizon),
    (PER_CENT, read_worded_share),
    (DENOMINATORS, read_fraction),
)
_TRIGGERS: Final = Triggers(
    Neighbours(SIGNS, UNITS, SHARES, SPANS, JOINTS, BEFORE_NUMBER, TOUCHING_NUMBER),
    (stems for stems, _ in _WORD_READERS),
)
# Texts read at once: memory for larger arrays costs more time than fewer calls of numpy save.
_BATCH: Final = 256
# A horizon belongs to a sum if it stands at most this many letters from it, in its sentence.
_SAME_STATEMENT: Final = 60
# What a sum was: «со 100 млрд», "$1bn in 2025". Such a sum is planned to no other year.
_STARTS_FROM: Final = re.compile(r"(?<!\w)(?:с|со|from)[ \n]\Z")
_IN_YEAR: Final = re.compile(
    r"(?:[ ](?:в[ ]год|a[ ]year))?[ \n](?:in|в)[ \n](?:fy[ ]?|fiscal[ ])?(?:19|20)\d\d(?!\d)"
)
_DTYPES: Final = {
    "kind": "str",
    "value": "float64",
    "value_high": "float64",
    "unit": "str",
    "year": "Int64",
    "start": "int64",
    "end": "int64",
    "surface": "str",
}


def find_facts(articles: pd.DataFrame) -> pd.DataFrame:
    """Find the facts that articles state in title and text.

    Parameters
    ----------
    articles : columns article_id, title and text; a missing title or text counts as empty.
        With a column published_date (datetime64 or YYYY-MM-DD), what lies before the year of
        an article is no horizon; without, what lies before 2020

    Returns
    -------
    DataFrame, columns of ``schema.FACTS``, in the order of the articles, title before text,
    then as the facts stand
        value, value_high (float64, NaN if none); year (Int64, NA if none); start, end
        (int64), so that ``article[field][start:end] == surface``.

    Raises
    ------
    DataError
        If a column is missing.

    Examples
    --------
    >>> articles = pd.DataFrame(
    ...     {"article_id": ["a1"], "title": ["Plan to 2035"], "text": ["A €43 billion fund."]}
    ... )
    >>> find_facts(articles)[["kind", "unit", "field", "surface"]].values.tolist()
    [['horizon', 'until', 'title', 'to 2035'], ['money', 'EUR', 'text', '€43 billion']]
    """
    require(articles, ("article_id", *FIELDS), origin="articles")
    columns = [articles[field].tolist() for field in FIELDS]
    texts = [text for texts in zip(*columns, strict=True) for text in texts]
    years = [year for year in _published_years(articles) for _ in FIELDS]
    found = list(_facts_of(texts, years))
    rows, fields = np.divmod(np.array([text for text, _ in found], np.intp), len(FIELDS))
    table = pd.DataFrame(
        {
            "article_id": articles["article_id"].array.take(rows),
            "field": np.array(FIELDS, np.object_)[fields],
            **{name: [getattr(fact, name) for _, fact in found] for name in _DTYPES},
        },
        columns=list(FACTS),
    )
    return table.astype({"field": "str", **_DTYPES})


def _published_years(articles: pd.DataFrame) -> list[int | None]:
    """Read the year of each article, None where it is not known."""
    if "published_date" not in articles:
        return [None] * len(articles)
    years = articles["published_date"].astype("str").str[:4]
    return [int(year) if isinstance(year, str) and year.isdecimal() else None for year in years]


def facts_in(text: str, *, published_year: int | None = None) -> list[Fact]:
    """Find the facts that one text states, in the order in which they stand.

    ``published_year`` tells what lies ahead; a text without one is read as of 2020.

    Examples
    --------
    >>> [(fact.value, fact.unit, fact.year) for fact in facts_in("300 млрд рублей до 2030 года")]
    [(300000000000.0, 'RUB', 2030), (nan, 'until', 2030)]
    >>> facts_in("300 тонн в 2024 году")
    []
    >>> facts_in("на 2021–2024 годы", published_year=2026)
    []
    """
    return [fact for _, fact in _facts_of([text], [published_year])]


def _facts_of(texts: Sequence[object], years: Sequence[int | None]) -> Iterator[tuple[int, Fact]]:
    """Find the facts of many texts, each with the number of its text."""
    for begin in range(0, len(texts), _BATCH):
        batch = [text if isinstance(text, str) else "" for text in texts[begin : begin + _BATCH]]
        pages, kinds = read_pages(batch, years[begin : begin + _BATCH], _TRIGGERS)
        found = defaultdict[int, list[Fact]](list)
        for number, fact in _all_readings(pages, kinds):
            found[number].append(fact)
        for number, facts in sorted(found.items()):
            for fact in _with_planned_years(pages[number], _without_overlaps(facts)):
                yield begin + number, fact


def _all_readings(
    pages: dict[int, Page], kinds: list[list[tuple[int, int]]]
) -> Iterator[tuple[int, Fact]]:
    sums, measures, years, acts, *words = kinds
    yield from _read_numbers(pages, sums, read_money)
    yield from _read_numbers(pages, measures, _read_measure)
    yield from _read_numbers(pages, years, read_year_horizon)
    for (_, read), places in zip(_WORD_READERS, words, strict=True):
        for text, place in places:
            if fact := read(pages[text], place):
                yield text, fact
    for text, group in groupby(acts, key=itemgetter(0)):
        for fact in scan_acts(pages[text], [place for _, place in group]):
            yield text, fact


def _read_numbers(
    pages: dict[int, Page], places: list[tuple[int, int]], read: _NumberReader
) -> Iterator[tuple[int, Fact]]:
    """Read the numbers that begin at first digits; none begins within another."""
    last_text, reached = -1, 0
    for text, place in places:
        if text == last_text and place < reached:
            continue
        page = pages[text]
        if number := NUMBER.match(page.plain, place):
            last_text, reached = text, number.end()
            if fact := read(page, number):
                yield text, fact


def _read_measure(page: Page, number: re.Match[str]) -> Fact | None:
    readings = quantities(page.plain, number)
    if not readings:
        return None
    return read_span_horizon(page, readings) or read_share(page, readings)


def _without_overlaps(facts: Iterable[Fact]) -> list[Fact]:
    """Keep, of facts of one kind that overlap, the one that starts first, then the longest."""
    kept: list[Fact] = []
    ends: dict[str, int] = {}
    for fact in sorted(facts, key=lambda fact: (fact.start, -fact.end)):
        if fact.start >= ends.get(fact.kind, 0):
            kept.append(fact)
            ends[fact.kind] = fact.end
    return kept


def _with_planned_years(page: Page, facts: list[Fact]) -> list[Fact]:
    """Give each sum the year of the nearest horizon of its statement."""
    horizons = [fact for fact in facts if fact.unit == "until"]
    if not horizons:
        return facts
    starts = [horizon.start for horizon in horizons]
    return [
        fact._replace(year=_planned_year(page, fact, horizons[max(0, place - 1) : place + 1]))
        if fact.kind == "money"
        else fact
        for fact in facts
        for place in [bisect(starts, fact.start)]
    ]


def _planned_year(page: Page, money: Fact, horizons: list[Fact]) -> int | None:
    if _IN_YEAR.match(page.plain, money.end):
        return None
    if _STARTS_FROM.search(page.plain, max(0, money.start - 6), money.start):
        return None
    nearest, year = _SAME_STATEMENT + 1, None
    for horizon in horizons:
        left, right = sorted((money, horizon), key=lambda fact: fact.start)
        distance = right.start - left.end
        if distance < nearest and not SENTENCE_END.search(page.text, left.end - 1, right.start + 1):
            nearest, year = distance, horizon.year
    return year
