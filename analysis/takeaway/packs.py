"""Evidence packs: a view as a ZIP file that somebody else can check without the monitor.

Tables, charts, citations and checksums are written one after the other, a batch of articles at a
time, so that memory does not grow with the view. The same view gives the same bytes on the same
day: members have one fixed time, and everything stands in the order of the list.
"""

import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import IO, Any, Final

import numpy as np
import pandas as pd

from analysis import tables
from analysis.archive import Archive
from analysis.errors import AnalysisError
from analysis.exports import article_table, flattened
from analysis.measures.corpus import BoolArray, Corpus, IntArray
from analysis.schema import AXES, FACTS
from analysis.takeaway.citations import FORMS
from analysis.takeaway.phrases import LANGUAGES, Phrases
from analysis.takeaway.subject import Subject, references
from analysis.taxonomy import Taxonomy

MOST_ARTICLES: Final = 100_000
FORMAT: Final = 1
CHECKSUMS: Final = "checksums.txt"
EVIDENCE: Final = ("field", "start", "end", "surface", "rule", "strength")
TAG_COLUMNS: Final = (
    "article_id", "axis", "topic", "label", "score", "decided_by", *EVIDENCE,
    "taxonomy_version", "model_version",
)  # fmt: skip

_BATCH: Final = 2_000
_TIME: Final = (1980, 1, 1, 0, 0, 0)  # the oldest that a ZIP file knows
_BOM: Final = b"\xef\xbb\xbf"

Tell = Callable[[float], None]


class PackError(AnalysisError):
    """A pack would hold more than it may."""


@dataclass(frozen=True, slots=True)
class Chart:
    """Data of a chart, and its picture.

    Attributes
    ----------
    name : of the files, of Latin letters, digits and underscores
    title : for people
    table : the data as the reader sees them
    picture : the drawing as SVG; empty without one
    """

    name: str
    title: str
    table: pd.DataFrame
    picture: bytes = b""


@dataclass(frozen=True)
class Evidence:
    """What a pack is made of.

    Attributes
    ----------
    archive : open for reading; tags, facts and texts come from it
    corpus : its articles
    mask : the selected ones, bool of shape (n_articles,)
    taxonomy : gives the labels
    charts : of the view
    with_texts : whether the texts of the articles go along
    """

    archive: Archive
    corpus: Corpus
    mask: BoolArray
    taxonomy: Taxonomy
    charts: Sequence[Chart] = ()
    with_texts: bool = False
    rows: IntArray = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", self.corpus.newest_first(self.mask))

    def batches(self) -> Iterator[IntArray]:
        """Positions of the articles in the order of the list, some at a time."""
        for first in range(0, len(self.rows), _BATCH):
            yield self.rows[first : first + _BATCH]


def write_pack(output: IO[bytes], subject: Subject, evidence: Evidence, *, tell: Tell) -> None:
    """Write a pack into a file that is open for writing and can be sought in.

    Parameters
    ----------
    output : the file
    subject : the view
    evidence : its articles and charts
    tell : is called with the share that is done, 0 to 1

    Raises
    ------
    PackError
        If the view has more than ``MOST_ARTICLES`` articles.
    StoreError
        If the store cannot be read.
    """
    count = len(evidence.rows)
    if count > MOST_ARTICLES:
        raise PackError(
            f"a pack holds at most {MOST_ARTICLES:,} articles, this view has {count:,}: narrow "
            "it down, or take the list as Parquet"
        )
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        members = _Members(archive)
        steps = _Steps(tell, count, 4 + evidence.with_texts)
        rows = {}
        with evidence.archive.at_once():
            rows["articles.csv"] = _write_articles(members, subject, evidence, steps)
            rows["tags.csv"] = _write_tags(members, subject, evidence, steps)
            rows["facts.csv"] = _write_facts(members, evidence, steps)
            if evidence.with_texts:
                rows["texts.jsonl"] = _write_texts(members, evidence, steps)
        for chart in evidence.charts:
            name = f"charts/{file_name(chart.name)}"
            members.write(f"{name}.csv", tables.to_csv(flattened(chart.table)))
            rows[f"{name}.csv"] = len(chart.table)
            if chart.picture:
                members.write(f"{name}.svg", chart.picture)
        for form, (write, ending) in FORMS.items():
            own = write(subject.reference, subject.retrieved)
            members.write(f"citation.{form}", f"{own}{ending}".encode())
            with members.open(f"bibliography.{form}") as member:
                for batch in evidence.batches():
                    cited = (
                        f"{write(reference, subject.retrieved)}{ending}"
                        for reference in references(evidence.corpus, batch.tolist())
                    )
                    member("".join(cited).encode("utf-8", "replace"))
                    steps.go(len(batch) / len(FORMS))
        members.write("view.json", _view(subject, evidence, rows))
        for language in LANGUAGES:
            name = f"README.{language}.md"
            members.write(name, _readme(Phrases(language), subject, evidence).encode())
        members.write(CHECKSUMS, members.checksums().encode())
    tell(1.0)


def file_name(name: str) -> str:
    """A name that is the same in every file system.

    >>> file_name("../Trend №1")
    'trend_1'
    """
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "chart"


class _Members:
    """Members of a ZIP file, each with its SHA-256."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._sums: dict[str, str] = {}

    def write(self, name: str, content: bytes) -> None:
        with self.open(name) as member:
            member(content)

    @contextmanager
    def open(self, name: str) -> Iterator[Callable[[bytes], None]]:
        if name in self._sums:
            raise PackError(f"{name}: stands in the pack already")
        info = zipfile.ZipInfo(name, _TIME)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.create_system = 3  # wherever it is made
        info.external_attr = 0o644 << 16
        digest = hashlib.sha256()
        with self._archive.open(info, "w", force_zip64=True) as file:

            def write(content: bytes) -> None:
                digest.update(content)
                file.write(content)

            yield write
        self._sums[name] = digest.hexdigest()

    def checksums(self) -> str:
        """Lines as ``sha256sum -c`` reads them."""
        return "".join(f"{digest}  {name}\n" for name, digest in self._sums.items())


class _Steps:
    """How far the work is: so many passes over so many articles."""

    def __init__(self, tell: Tell, count: int, passes: int) -> None:
        self._tell = tell
        self._total = max(1, count * passes)
        self._done = 0.0

    def go(self, count: float) -> None:
        self._done += count
        self._tell(min(0.99, self._done / self._total))


def _write_articles(members: _Members, subject: Subject, evidence: Evidence, steps: _Steps) -> int:
    with members.open("articles.csv") as member:
        is_first = True
        for batch in [*evidence.batches()] or [evidence.rows]:
            mask = np.zeros(len(evidence.corpus), dtype=bool)
            mask[batch] = True
            table = flattened(
                article_table(evidence.corpus, mask, evidence.taxonomy, language=subject.language)
            )
            member(tables.csv_lines(table, header=is_first))
            is_first = False
            steps.go(len(batch))
    return len(evidence.rows)


def _write_tags(members: _Members, subject: Subject, evidence: Evidence, steps: _Steps) -> int:
    names = {
        (axis, topic.key): topic.label(subject.language)
        for axis in evidence.taxonomy.axes
        for topic in evidence.taxonomy.topics(axis)
    }
    count = 0
    with members.open("tags.csv") as member:
        member(_BOM + _csv([TAG_COLUMNS]))
        for batch in evidence.batches():
            ids = _ids(evidence, batch)
            found = _by_article(evidence.archive.tags_of_many(ids), ids)
            lines = [line for row in found for line in _tag_lines(row, names)]
            count += len(lines)
            member(_csv(lines))
            steps.go(len(batch))
    return count


def _by_article(tags: pd.DataFrame, ids: Sequence[str]) -> list[dict[Hashable, Any]]:
    """Tags in the order of the articles, then of the axes, the surest first."""
    place = {article_id: number for number, article_id in enumerate(ids)}
    axis_place = {axis: number for number, axis in enumerate(AXES)}
    return sorted(
        tags.to_dict("records"),
        key=lambda row: (
            place[row["article_id"]],
            axis_place.get(row["axis"], len(AXES)),
            row["axis"],
            -row["score"],
            row["topic"],
        ),
    )


def _tag_lines(
    row: Mapping[Hashable, Any], names: dict[tuple[str, str], str]
) -> Iterator[list[Any]]:
    """One line for each piece of evidence; one without any where there is none."""
    head = [
        row["article_id"],
        row["axis"],
        row["topic"],
        names.get((row["axis"], row["topic"]), row["topic"]),
        round(float(row["score"]), 4),
        row["decided_by"],
    ]
    versions = [row["taxonomy_version"], row["model_version"]]
    for item in json.loads(row["evidence"] or "[]") or [{}]:
        yield [*head, *(item.get(name, "") for name in EVIDENCE), *versions]


def _write_facts(members: _Members, evidence: Evidence, steps: _Steps) -> int:
    count = 0
    with members.open("facts.csv") as member:
        member(_BOM + _csv([FACTS]))
        for batch in evidence.batches():
            ids = _ids(evidence, batch)
            place = {article_id: number for number, article_id in enumerate(ids)}
            table = evidence.archive.facts_of_many(ids)
            order = table["article_id"].map(place).sort_values(kind="stable").index
            rows = table.loc[order, list(FACTS)].astype(object)
            lines = rows.where(rows.notna(), "").to_numpy().tolist()
            count += len(lines)
            member(_csv(lines))
            steps.go(len(batch))
    return count


def _write_texts(members: _Members, evidence: Evidence, steps: _Steps) -> int:
    count = 0
    with members.open("texts.jsonl") as member:
        for batch in evidence.batches():
            ids = _ids(evidence, batch)
            texts = evidence.archive.texts(ids)
            for article_id, row in zip(ids, batch.tolist(), strict=True):
                title = str(evidence.corpus.titles[row])
                line = {"article_id": article_id, "title": title, "text": texts.get(article_id, "")}
                member(f"{json.dumps(line, ensure_ascii=False)}\n".encode("utf-8", "replace"))
                count += 1
            steps.go(len(batch))
    return count


def _ids(evidence: Evidence, batch: IntArray) -> list[str]:
    return [str(article_id) for article_id in evidence.corpus.ids[batch]]


def _csv(lines: Sequence[Sequence[Any]]) -> bytes:
    """Lines of CSV; no cell is a formula."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerows(
        [tables.guard(cell) if isinstance(cell, str) else cell for cell in line] for line in lines
    )
    return buffer.getvalue().encode("utf-8", "replace")


def _view(subject: Subject, evidence: Evidence, rows: dict[str, int]) -> bytes:
    known = asdict(subject)
    as_of = subject.as_of.isoformat() if subject.as_of else None
    content = {
        "format": FORMAT,
        **known,
        "retrieved": subject.retrieved.isoformat(),
        "as_of": as_of,
        "with_texts": evidence.with_texts,
        "rows": rows,
    }
    return f"{json.dumps(content, ensure_ascii=False, indent=2)}\n".encode()


def _readme(phrases: Phrases, subject: Subject, evidence: Evidence) -> str:
    articles = phrases.count(subject.article_count, "article")
    model = subject.model_version or phrases("no_model")
    versions = phrases("versions", taxonomy=subject.taxonomy_version, model=model)
    files = [
        ("articles.csv", phrases("pack_articles")),
        ("tags.csv", phrases("pack_tags")),
        ("facts.csv", phrases("pack_facts")),
        *([("texts.jsonl", phrases("pack_texts"))] if evidence.with_texts else []),
    ]
    for chart in evidence.charts:
        name = f"charts/{file_name(chart.name)}"
        files.append((f"{name}.csv", phrases("pack_chart", title=chart.title)))
        if chart.picture:
            files.append((f"{name}.svg", phrases("pack_picture", title=chart.title)))
    files += [
        ("citation.bib, citation.ris, citation.txt", phrases("pack_citation")),
        ("bibliography.bib, bibliography.ris, bibliography.txt", phrases("pack_bibliography")),
        ("view.json", phrases("pack_view")),
        (CHECKSUMS, phrases("pack_checksums")),
    ]
    as_of = phrases("pack_as_of", day=phrases.date(subject.as_of)) if subject.as_of else ""
    lines = [
        f"# {phrases('pack_title')}: {phrases('program')}",
        phrases("pack_shown", articles=articles, sentence=_plain(subject.sentence)),
        as_of,
        phrases("pack_link", link=subject.link),
        phrases("pack_made", day=phrases.date(subject.retrieved), versions=versions),
        f"## {phrases('pack_files')}",
        "\n".join(f"- `{name}`: {_plain(text)}" for name, text in files),
        phrases("pack_reading"),
        "" if evidence.with_texts else phrases("pack_no_texts"),
    ]
    return "\n\n".join(line for line in lines if line) + "\n"


def _plain(text: str) -> str:
    """On one line, so that words from outside begin no heading or list."""
    return " ".join(text.split())
