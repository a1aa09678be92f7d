"""What a worker does: read a partition, tag it, write its part.

A worker makes its tagger from its own copy of taxonomy and model, once; what comes over the
wire is the name of the rows, what goes back is a few counts.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Final, NamedTuple

import pandas as pd

from analysis.cluster.output import Marker, Output
from analysis.cluster.plan import Partition, Versions
from analysis.dataset import COUNTS, schema_of, to_frame
from analysis.errors import AnalysisError, DataError
from analysis.facts import find_facts
from analysis.model.classifier import Model, load_model
from analysis.schema import ARTICLES
from analysis.sources.articles import rejects_table
from analysis.sources.faults import Problem
from analysis.sources.files import read_rows
from analysis.sources.tables import Refusal
from analysis.streams import CannotWrite
from analysis.tagging import Tagger
from analysis.taxonomy import Taxonomy, load_taxonomy

# A tagger keeps every word that it has met; after so many partitions a new one is made.
TAGGER_LIFE: Final = 50

_NO_ARTICLES: Final = to_frame(schema_of(ARTICLES).empty_table())


class ClusterError(AnalysisError):
    """The workers cannot do the work."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is the same for all partitions of a run.

    Attributes
    ----------
    output : folder, the same for all workers
    taxonomy : folder of the taxonomy; empty for the one that a worker has itself
    today : dates later than two days after it cannot be
    """

    output: str
    versions: Versions
    taxonomy: str
    today: date


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a partition; errors travel as words, for they do not survive the wire."""

    name: str
    error: str = ""
    is_full: bool = False


class Tagged(NamedTuple):
    """Tables of one partition: schema ARTICLES, TAGS, FACTS, and the columns ``COUNTS``."""

    articles: pd.DataFrame
    tags: pd.DataFrame
    facts: pd.DataFrame
    counts: pd.DataFrame


def tag_partition(table: pd.DataFrame, tagger: Tagger) -> Tagged:
    """Tag a table of articles; the result depends on nothing else.

    Parameters
    ----------
    table : columns of schema ARTICLES

    Returns
    -------
    Tagged
        All four tables; articles, tags and facts in the order of the ids, so that one article
        is found by the statistics of the row groups.
    """
    articles = table[list(ARTICLES)].sort_values("article_id", ignore_index=True)
    tags = tagger.tag(articles)
    return Tagged(articles, tags, find_facts(articles), counts_of(articles, tags))


def counts_of(articles: pd.DataFrame, tags: pd.DataFrame) -> pd.DataFrame:
    """Count articles by topic, month, language and source, and with an empty axis all of them.

    Returns
    -------
    DataFrame with the columns ``COUNTS``
        ``month`` is YYYY-MM, YYYY where no more than the year is known, empty without a date.
    """
    months = articles["published_date"].dt.strftime("%Y-%m").fillna("").astype("str")
    is_year = articles["date_precision"] == "year"
    described = articles[["article_id", "language", "source_name"]].assign(
        month=months.mask(is_year, months.str[:4])
    )
    everything = described.assign(axis="", topic="")
    by_topic = tags[["article_id", "axis", "topic"]].merge(described, on="article_id")
    rows = pd.concat([everything, by_topic], ignore_index=True)
    keys = list(COUNTS[:-1])
    return rows.groupby(keys, as_index=False).size().rename(columns={"size": COUNTS[-1]})


def run(partition: Partition, job: Job) -> Outcome:
    """Read, tag and write one partition, in a worker."""
    try:
        _refuse_other(partition)
        with _one_at_a_time:
            tagger = _tagger(job)
            _work_on(partition, job, tagger)
    except CannotWrite as error:
        return Outcome(partition.name, str(error), is_full=True)
    except AnalysisError as error:
        return Outcome(partition.name, str(error))
    return Outcome(partition.name)


def _work_on(partition: Partition, job: Job, tagger: Tagger) -> None:
    notes: Counter[str] = Counter()
    is_damaged = False
    try:
        articles, rejects, notes = _read(partition, job)
    except DataError as error:
        refusals = [
            Refusal(0, "", Problem(f"{partition.place}: {one}", code=code))
            for one, code in zip(error.problems, error.codes, strict=True)
        ]
        rejects = rejects_table(partition.source.origin, refusals)
        articles, is_damaged = _NO_ARTICLES, True
    tagged = tag_partition(articles, tagger)
    tables = tagged._asdict() | {"rejects": rejects}
    totals = totals_in(tables) | {
        "repeated": 0 if is_damaged else len(partition.rows) - len(articles) - len(rejects)
    }
    key = partition.key(job.versions)
    marker = Marker(key, totals, {}, notes=dict(notes), is_damaged=is_damaged)
    Output(Path(job.output)).write_part(partition, tables, marker)


def totals_in(tables: dict[str, pd.DataFrame]) -> dict[str, int]:
    """Numbers of rows of a part, and of articles with a tag."""
    return {
        "articles": len(tables["articles"]),
        "tagged": tables["tags"]["article_id"].nunique(),
        "tags": len(tables["tags"]),
        "facts": len(tables["facts"]),
        "refused": len(tables["rejects"]),
    }


def _read(partition: Partition, job: Job) -> tuple[pd.DataFrame, pd.DataFrame, Counter[str]]:
    source = partition.source
    articles, rejects, notes = [], [], Counter[str]()
    for reading in read_rows(
        Path(source.path), partition.rows, origin=source.origin, today=job.today, dated=False
    ):
        articles.append(reading.articles)
        rejects.append(reading.rejects)
        notes.update(reading.counts)
    seen = datetime.fromtimestamp(source.changed // 10**9, UTC).isoformat(timespec="seconds")
    # Of two rows with one id a later batch brings the one that counts.
    table = pd.concat(articles).drop_duplicates("article_id", keep="last", ignore_index=True)
    table = table.assign(first_seen=seen, story_id=table["article_id"], import_id=source.number)
    return table, pd.concat(rejects, ignore_index=True), notes


def _refuse_other(partition: Partition) -> None:
    source = partition.source
    try:
        is_same = source.is_unchanged()
    except OSError as error:
        raise ClusterError(
            f"{source.path}: a worker cannot open it ({error.strerror or error}): input and "
            "output must lie on a disk that all workers share, under the same name"
        ) from error
    if not is_same:
        raise ClusterError(
            f"{source.origin}: changed while the dataset was tagged: run the command again; "
            "what it still needs is done, finished parts stay"
        )


# --- the tagger of a worker --------------------------------------------------------------

_one_at_a_time: Final = Lock()
_uses: Counter[tuple[str, Versions]] = Counter()


def _tagger(job: Job) -> Tagger:
    identity = job.taxonomy, job.versions
    number = _uses[identity] // TAGGER_LIFE
    _uses[identity] += 1
    return _made_tagger(*identity, number)


@lru_cache(maxsize=1)
def _made_tagger(taxonomy: str, versions: Versions, _number: int) -> Tagger:
    return Tagger(*_knowledge(taxonomy, versions))


@lru_cache(maxsize=1)
def _knowledge(folder: str, versions: Versions) -> tuple[Taxonomy, Model | None]:
    taxonomy = load_taxonomy(Path(folder)) if folder else load_taxonomy()
    model = load_model() if versions.model else None
    own = Versions(taxonomy.version, model.version if model else "")
    if own != versions:
        raise ClusterError(
            f"a worker has taxonomy {own.taxonomy} and model {own.model or 'none'}, this machine "
            f"taxonomy {versions.taxonomy} and model {versions.model or 'none'}: bring all to "
            "the same version of the program and its data, and start the workers again"
        )
    return taxonomy, model
