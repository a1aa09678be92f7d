"""Facts: sums of money, horizons, shares and acts that a text states, with their place.

Every number of a text is visited once and offered to the readers of the three kinds that
start at a number; acts and numbers in words have scanners of their own. Nothing is guessed
from the sense of a text: what no pattern shows is not found.
"""

import re
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final

import pandas as pd

from analysis.facts.acts import scan_acts
from analysis.facts.horizons import read_span_horizon, read_year_horizon, scan_worded_horizons
from analysis.facts.money import read_money, scan_worded_money
from analysis.facts.numbers import NUMBER, Quantity, quantities
from analysis.facts.page import SENTENCE_END, Fact, Page, read_page
from analysis.facts.shares import read_share, scan_worded_shares
from analysis.schema import FACTS, FIELDS, require

__all__ = ["Fact", "facts_in", "find_facts"]

# Readers that start at a number, and readers that start at what was read there once for all.
_NUMBER_READERS: Final[tuple[Callable[[Page, re.Match[str]], Fact | None], ...]] = (
    read_money,
    read_year_horizon,
)
_MEASURE_READERS: Final[tuple[Callable[[Page, tuple[Quantity, ...]], Fact | None], ...]] = (
    read_span_horizon,
    read_share,
)
_SCANNERS: Final[tuple[Callable[[Page], Iterator[Fact]], ...]] = (
    scan_worded_money,
    scan_worded_horizons,
    scan_worded_shares,
    scan_acts,
)
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
    "field": "str",
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
    rows = [
        (article_id, fact.kind, fact.value, fact.value_high, fact.unit, fact.year, field,
         fact.start, fact.end, fact.surface)
        for article_id, year, *texts in zip(
            articles["article_id"],
            _published_years(articles),
            *(articles[field] for field in FIELDS),
            strict=True,
        )
        for field, text in zip(FIELDS, texts, strict=True)
        if isinstance(text, str)
        for fact in facts_in(text, published_year=year)
    ]  # fmt: skip
    dtypes = {"article_id": articles["article_id"].dtype, **_DTYPES}
    return pd.DataFrame(rows, columns=list(FACTS)).astype(dtypes)


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
    page = read_page(text, published_year=published_year)
    facts = _without_overlaps(_all_readings(page))
    return _with_planned_years(page, facts)


def _all_readings(page: Page) -> Iterator[Fact]:
    for number in NUMBER.finditer(page.plain):
        for read in _NUMBER_READERS:
            if fact := read(page, number):
                yield fact
        if readings := quantities(page.plain, number):
            for measure in _MEASURE_READERS:
                if fact := measure(page, readings):
                    yield fact
    for scan in _SCANNERS:
        yield from scan(page)


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
        replace(fact, year=_planned_year(page, fact, horizons[max(0, place - 1) : place + 1]))
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
