"""The dataset: a folder of Parquet files that ``tag-dataset`` writes, read as the store is read.

``dataset.json`` is written last, so a folder that has it is whole: it names every part and the
size of its files. One article is found without reading all parts: a sorted list of ids says
which part has it, and statistics of the row groups say which rows of that part.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analysis.errors import StoreError
from analysis.schema import (
    ARTICLES,
    FACTS,
    REJECTS,
    TAGS,
    FactColumns,
    TagColumns,
    fact_columns,
)

FORMAT: Final = 2
MANIFEST: Final = "dataset.json"
IDS: Final = "ids"
IDS_PART: Final = "part-00000"
COUNTS: Final = ("axis", "topic", "month", "language", "source_name", "article_count")

_TEXT: Final = pa.large_string()
_KINDS: Final[Mapping[str, pa.DataType]] = {
    "published_date": pa.date32(),
    "import_id": pa.int64(),
    "score": pa.float64(),
    "value": pa.float64(),
    "value_high": pa.float64(),
    "year": pa.int64(),
    "start": pa.int64(),
    "end": pa.int64(),
    "row": pa.int64(),
    "article_count": pa.int64(),
}
# What a part of the dataset is made of, and which columns each of its files has.
TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "articles": ARTICLES,
    "tags": TAGS,
    "facts": FACTS,
    "counts": COUNTS,
    "rejects": REJECTS,
}
# Columns that datasets of format 1 lack; they are texts, and empty.
_LATER: Final = ("published_at", "extra", "sheet", "code")
_LONG: Final = ("text", "extra")
_AGAIN: Final = (
    "run the same command `python -m analysis tag-dataset IN {folder}` again: it goes on "
    "where it stopped"
)


class Dataset:
    """A finished dataset, open for reading; it has the reading methods of the store.

    Attributes
    ----------
    path : the folder
    totals : ``articles``, ``tagged`` (articles with a tag), ``tags``, ``facts``, ``refused``
        and ``repeated`` rows
    """

    def __init__(self, path: Path, manifest: Mapping[str, Any], version: str) -> None:
        self.path = path
        self.version = version
        self.totals: dict[str, int] = manifest["totals"]
        self._manifest = manifest
        self._parts: tuple[str, ...] = tuple(part["name"] for part in manifest["partitions"])

    @classmethod
    def open(cls, path: Path) -> "Dataset":
        """Open the folder that ``tag-dataset`` wrote.

        Raises
        ------
        StoreError
            When there is none, or it is unfinished, damaged or of a newer version.
        """
        path = Path(path)
        if not path.is_dir():
            raise StoreError(
                f"{path}: no dataset there; make one with: python -m analysis tag-dataset IN {path}"
            )
        try:
            content = (path / MANIFEST).read_bytes()
        except FileNotFoundError as error:
            again = _AGAIN.format(folder=path)
            raise StoreError(f"{path}: holds no finished dataset: {again}") from error
        except OSError as error:
            raise StoreError(f"{path}: {error.strerror or error}: check path and rights") from error
        manifest = _read_manifest(path, content)
        if broken := _broken_files(path, manifest):
            more = f" and {len(broken) - 1:,} more" if len(broken) > 1 else ""
            raise _damaged(path, f"{broken[0]}{more} missing or not as written")
        return cls(path, manifest, hashlib.sha256(content).hexdigest()[:16])

    def close(self) -> None:
        """Nothing is held open; for use in place of a store."""

    def __enter__(self) -> "Dataset":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def last_update(self) -> datetime | None:
        """When the dataset was finished, in UTC."""
        return datetime.fromisoformat(self._manifest["finished"])

    @property
    def taxonomy_version(self) -> str:
        """Version of the taxonomy that made the tags."""
        return str(self._manifest["taxonomy_version"])

    @property
    def model_version(self) -> str:
        """Version of the model that made the tags; empty for rules alone."""
        return str(self._manifest["model_version"])

    def origins(self) -> tuple[str, ...]:
        """The file or folder that the articles were read from."""
        return (str(self._manifest["input"]),)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Read everything within as it is at one moment: nobody changes a finished dataset."""
        yield

    @property
    def born(self) -> str:
        """What tells this dataset from every other: the hash of its list of parts."""
        return self.version

    @property
    def change(self) -> int:
        """The number of articles: a dataset is written once, one article after the other."""
        return self.totals["articles"]

    def count(self, *, after: int = 0) -> int:
        """How many articles there are, from the one after the given number on."""
        return max(0, self.totals["articles"] - after)

    def articles(
        self, *, with_text: bool = False, columns: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """Read all articles, part by part.

        Parameters
        ----------
        with_text : read the texts too, which takes most of the memory
        columns : read these only

        Returns
        -------
        DataFrame of schema ARTICLES, without ``text`` and ``extra`` unless asked for
        """
        names = columns or [name for name in ARTICLES if with_text or name not in _LONG]
        return self._all("articles", list(names))

    def article_batches(self, size: int) -> Iterator[pd.DataFrame]:
        """Read articles with their texts, at most ``size`` at a time, part by part."""
        for part in self._parts:
            table = self._read("articles", part, ARTICLES)
            for first in range(0, len(table), size):
                yield table.iloc[first : first + size].reset_index(drop=True)

    def changed_batches(self, size: int, *, after: int) -> Iterator[pd.DataFrame]:
        """Read the articles after the given number, with ``article_number`` and ``change``."""
        first = 1
        for table in self.article_batches(size):
            numbers = np.arange(first, first + len(table))
            numbered = table.assign(article_number=numbers, change=numbers)
            first += len(table)
            if first - 1 > after:
                yield numbered[numbers > after]

    def article(self, article_id: str) -> dict[str, Any] | None:
        """Read one article with its text; None where there is none."""
        table = self._found("articles", article_id, ARTICLES)
        if table.empty:
            return None
        row = {str(name): value for name, value in table.iloc[0].items()}
        day = row["published_date"]
        row["published_date"] = None if pd.isna(day) else f"{day:%Y-%m-%d}"
        row["import_id"] = int(row["import_id"])
        return row

    def texts(self, article_ids: Sequence[str]) -> dict[str, str]:
        """Read the texts of some articles, by id; unknown ids are left out."""
        found: dict[str, str] = {}
        for part, ids in self._places(article_ids).items():
            table = self._read("articles", part, ("article_id", "text"), ids)
            found.update(zip(table["article_id"], table["text"], strict=True))
        return found

    def tags(self) -> pd.DataFrame:
        """Read all tags without their evidence: schema TAGS less ``evidence``."""
        table = self._all("tags", [name for name in TAGS if name != "evidence"])
        return table.sort_values(["article_id", "axis", "topic"], ignore_index=True)

    def tag_columns(self) -> TagColumns:
        """Read all tags as arrays; rows are positions in :meth:`articles`."""
        topics: dict[tuple[str, str], int] = {}
        rows, codes, scores, first = [], [], [], 0
        for part in self._parts:
            ids = pd.Index(self._read("articles", part, ("article_id",))["article_id"])
            tags = self._read("tags", part, ("article_id", "axis", "topic", "score"))
            own, keys = pd.MultiIndex.from_frame(tags[["axis", "topic"]]).factorize()
            numbers = np.array([topics.setdefault(key, len(topics)) for key in keys], np.int64)
            rows.append(ids.get_indexer(pd.Index(tags["article_id"])).astype(np.int64) + first)
            codes.append(numbers[own] if len(tags) else np.zeros(0, np.int64))
            scores.append(tags["score"].to_numpy(np.float32))
            first += len(ids)
        return TagColumns(
            topics=tuple(topics),
            rows=np.concatenate([np.zeros(0, np.int64), *rows]),
            codes=np.concatenate([np.zeros(0, np.int64), *codes]),
            scores=np.concatenate([np.zeros(0, np.float32), *scores]),
        )

    def tags_of(self, article_id: str) -> pd.DataFrame:
        """Read the tags of one article with their evidence, surest first."""
        table = self._found("tags", article_id, TAGS)
        return table.sort_values(["score", "topic"], ascending=[False, True], ignore_index=True)

    def facts_of(self, article_id: str) -> pd.DataFrame:
        """Read the facts found in one article, as they stand in it."""
        table = self._found("facts", article_id, FACTS)
        return table.sort_values(["field", "start"], ascending=[False, True], ignore_index=True)

    def fact_columns(self) -> FactColumns:
        """Read all facts as arrays; rows are positions in :meth:`articles`."""
        names, tables, first = FACTS[1:-1], list[pd.DataFrame](), 0
        for part in self._parts:
            ids = pd.Index(self._read("articles", part, ("article_id",))["article_id"])
            facts = self._read("facts", part, FACTS[:-1])
            rows = ids.get_indexer(pd.Index(facts["article_id"])) + first
            tables.append(facts[list(names)].assign(year=facts["year"].astype("float64"), row=rows))
            first += len(ids)
        if not tables:
            return fact_columns(())
        table = pd.concat(tables)
        return fact_columns(table[name].tolist() for name in ("row", *names))

    def tags_of_many(self, article_ids: Sequence[str]) -> pd.DataFrame:
        """Read the tags of some articles with their evidence, in no order."""
        return self._found_all("tags", article_ids, TAGS)

    def facts_of_many(self, article_ids: Sequence[str]) -> pd.DataFrame:
        """Read the facts found in some articles; those of one as they stand in it."""
        table = self._found_all("facts", article_ids, FACTS)
        order, rising = ["article_id", "field", "start"], [True, False, True]
        return table.sort_values(order, ascending=rising, ignore_index=True)

    def counts(self) -> pd.DataFrame:
        """Count the articles by topic, month, language and source.

        Returns
        -------
        DataFrame with the columns ``COUNTS``
            Rows with an empty axis count all articles, with and without tags. ``month`` is
            YYYY-MM, YYYY where no more than the year is known, empty without a date.
        """
        table = self._all("counts", list(COUNTS))
        return table.groupby(list(COUNTS[:-1]), sort=True).sum().reset_index()

    def rejects(self) -> pd.DataFrame:
        """Read all refused rows."""
        parts = sorted(path.stem for path in (self.path / "rejects").glob("*.parquet"))
        return _joined([self._read("rejects", part, REJECTS) for part in parts], REJECTS)

    # --- parts ---------------------------------------------------------------------------

    def _all(self, kind: str, columns: Sequence[str]) -> pd.DataFrame:
        return _joined([self._read(kind, part, columns) for part in self._parts], columns)

    def _found(self, kind: str, article_id: str, columns: Sequence[str]) -> pd.DataFrame:
        """Rows of one article."""
        return self._found_all(kind, [article_id], columns)

    def _found_all(
        self, kind: str, article_ids: Sequence[str], columns: Sequence[str]
    ) -> pd.DataFrame:
        """Rows of some articles."""
        places = self._places(article_ids)
        read = [self._read(kind, part, columns, ids) for part, ids in places.items()]
        return _joined(read, columns)

    def _places(self, article_ids: Sequence[str]) -> dict[str, list[str]]:
        """Which part has which of some articles."""
        table = _read_file(self.path, f"{IDS}/{IDS_PART}.parquet", None, list(article_ids))
        places: dict[str, list[str]] = {}
        for article_id, number in zip(*(column.to_pylist() for column in table), strict=True):
            places.setdefault(self._parts[number], []).append(article_id)
        return places

    def _read(
        self, kind: str, part: str, columns: Sequence[str], ids: Sequence[str] | None = None
    ) -> pd.DataFrame:
        later = _LATER if int(self._manifest["format"]) < FORMAT else ()
        there = [name for name in columns if name not in later]
        table = to_frame(_read_file(self.path, f"{kind}/{part}.parquet", there, ids))
        return table.reindex(columns=list(columns), fill_value="") if later else table


def schema_of(columns: Sequence[str]) -> pa.Schema:
    """Arrow types of the columns, the same for every part, with rows or without."""
    return pa.schema([(name, _KINDS.get(name, _TEXT)) for name in columns])


def to_frame(table: pa.Table) -> pd.DataFrame:
    """A table as the program knows it: days as datetime64[s], years with gaps as Int64."""
    frame: pd.DataFrame = table.to_pandas(date_as_object=False, ignore_metadata=True)
    kinds = {
        "published_date": "datetime64[s]",
        "year": "Int64",
    }
    texts = {name: "str" for name in frame if name not in _KINDS}
    return frame.astype(texts | {name: kind for name, kind in kinds.items() if name in frame})


def _joined(parts: Sequence[pd.DataFrame], columns: Sequence[str]) -> pd.DataFrame:
    if not parts:
        return to_frame(schema_of(columns).empty_table())
    return pd.concat(parts, ignore_index=True)


def _read_file(
    folder: Path, name: str, columns: list[str] | None, ids: Sequence[str] | None
) -> pa.Table:
    """Read a file of the dataset, and of some articles only the row groups that may have them."""
    chosen = None if ids is None else pc.field("article_id").isin(pa.array(ids, _TEXT))
    try:
        return pq.read_table(
            folder / name,
            columns=columns,
            filters=chosen,
            partitioning=None,
            page_checksum_verification=True,
        )
    except (pa.ArrowException, OSError) as error:
        raise _damaged(folder, f"{name} cannot be read ({error})", name) from error


def _read_manifest(folder: Path, content: bytes) -> dict[str, Any]:
    try:
        manifest = json.loads(content)
        version = int(manifest["format"])
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(folder, f"{MANIFEST} is no list of parts") from error
    if version > FORMAT:
        raise StoreError(
            f"{folder}: was written by a newer version (format {version}, this program knows "
            f"{FORMAT}): update the program"
        )
    needed = {"input", "finished", "taxonomy_version", "model_version", "totals", "partitions"}
    if missing := needed - set(manifest):
        raise _damaged(folder, f"{MANIFEST} lacks {', '.join(sorted(missing))}")
    return dict(manifest)


def _broken_files(folder: Path, manifest: Mapping[str, Any]) -> list[str]:
    """Files that are not there or have another size than the list of parts says."""
    sizes = {IDS: {IDS_PART: manifest.get("ids_size")}} | {
        kind: {part["name"]: part["sizes"].get(kind) for part in manifest["partitions"]}
        for kind in TABLES
    }
    return [
        f"{kind}/{name}.parquet"
        for kind, own in sizes.items()
        for name, size in own.items()
        if size_of(folder / kind / f"{name}.parquet") != size
    ]


def size_of(path: Path) -> int | None:
    """Size of a file in bytes; None where there is none."""
    try:
        return path.stat().st_size
    except OSError:
        return None


def _damaged(folder: Path, what: str, name: str = "") -> StoreError:
    mend = f"delete that file, and {_AGAIN}" if name else _AGAIN
    return StoreError(f"{folder}: is damaged: {what}: {mend.format(folder=folder)}")
