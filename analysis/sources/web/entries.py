"""Entries of feeds as articles: the same cleaning, dates and ids as for rows of files."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

import pandas as pd

from analysis.links import article_key, canonical_url
from analysis.sources.articles import ArticleMaker, rejects_table
from analysis.sources.dates import DAYS_AHEAD
from analysis.sources.faults import Problem
from analysis.sources.tables import RAW_LENGTH, Block, Refusal
from analysis.sources.web.register import KINDS, Feed

_NAMES: Final = {name: name for name in ("title", "text", "url", "published_date", "published_at")}

Entry = Mapping[str, Any]


def articles_from(
    feed: Feed, entries: Sequence[Entry], *, today: date | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make articles of entries whose ``text`` is known.

    Parameters
    ----------
    entries : as ``parse_feed`` gives them, with ``row``

    Returns
    -------
    Articles with the columns of schema ARTICLES, and rejects with those of REJECTS
        A date that cannot be read, or lies in the future, is left empty.
    """
    names = {"url": "address", "title": "title", "text": "text", "published_date": "day"}
    values = {field: [entry[name] for entry in entries] for field, name in names.items()}
    values |= {
        "published_at": [entry["at"] for entry in entries],
        "source_name": [feed.name] * len(entries),
        "kind": [KINDS[feed.kind]] * len(entries),
    }
    latest = (today or date.today()) + DAYS_AHEAD
    maker = ArticleMaker(_NAMES, latest, False, tuple, zone=ZoneInfo(feed.zone))
    made = maker.make(Block([entry["row"] for entry in entries], values))
    return made.articles.assign(story_id=""), rejects_table(feed.name, made.refusals)


def rejects_from(feed: Feed, refused: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Refused entries and pages (``row``, ``code``, ``problem``, ``raw``) as REJECTS."""
    return rejects_table(
        feed.name,
        [
            Refusal(
                one["row"],
                "",
                Problem(one["problem"], code=one["code"]),
                str(one["raw"])[:RAW_LENGTH],
            )
            for one in refused
        ],
    )


def article_id(address: str) -> str:
    """Id that an article at this address has."""
    return article_key(url=canonical_url(address), source="", day="", title="")
