"""The corpus as files that are mapped into memory: a start reads nothing twice.

A folder of Arrow files without compression, one for the articles and one for each axis. It can
be made again at any time; whoever opens it says which version is wanted.
"""

import json
import os
import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import pyarrow as pa

from analysis.measures.corpus import AxisTags, Corpus
from analysis.schema import AXES

FORMAT: Final = 4
ARTICLES_FILE: Final = "articles.arrow"

_TEXTS: Final = ("ids", "titles", "urls")
_NAMES: Final = ("kind_names", "precision_names", "source_names", "language_codes")
_ARRAYS: Final = tuple(
    field.name for field in fields(Corpus) if field.name not in (*_TEXTS, *_NAMES, "axes")
)
_HALF_MADE: Final = 3_600  # seconds after which nobody writes it any more
_PAIRS: Final = ("rows", "topics", "scores")


def save_snapshot(corpus: Corpus, folder: Path, owner: str, taxonomy: str, version: str) -> None:
    """Write a corpus; what stood there before is replaced as a whole.

    Parameters
    ----------
    corpus : of at least one article
    folder : holds the snapshot; made where it is missing
    owner : what the corpus is of
    taxonomy, version : of the topics, and of the tables that the corpus was made from

    Raises
    ------
    OSError
        If the files cannot be written.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", dir=folder.parent))
    try:
        _remove_left_over(folder)
        _write(fresh, corpus, {"owner": owner, "taxonomy": taxonomy, "version": version})
        former = Path(f"{fresh}.former")
        if folder.exists():
            folder.rename(former)
        fresh.rename(folder)
        # Whoever reads the former files has mapped them and keeps them.
        shutil.rmtree(former, ignore_errors=True)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def load_snapshot(
    folder: Path, owner: str, taxonomy: str, version: str | None = None
) -> Corpus | None:
    """Map a saved corpus into memory.

    Parameters
    ----------
    folder : that it was saved to
    owner, taxonomy, version : that it must have been saved with; any version without one

    Returns
    -------
    Corpus, or None where there is none of these versions, or its files are damaged
    """
    try:
        articles = _mapped(folder / ARTICLES_FILE)
        articles.validate(full=True)
        head = _head(articles)
        if (head["format"], head["owner"], head["taxonomy"]) != (FORMAT, owner, taxonomy):
            return None
        if version not in (None, head["version"]):
            return None
        axes = {}
        for axis in AXES:
            pairs = _mapped(folder / f"{axis}.arrow")
            # Another process may just have put other files in place of these.
            if any(_head(pairs)[name] != head[name] for name in ("owner", "taxonomy", "version")):
                return None
            axes[axis] = _axis(pairs, articles, axis)
        parts: dict[str, Any] = {name: _text(articles, name) for name in _TEXTS}
        parts |= {name: _array(articles, name) for name in _ARRAYS}
        parts |= {name: tuple(head[name]) for name in _NAMES}
        return Corpus(**parts, axes=MappingProxyType(axes))
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException):
        return None


def snapshot_origin(folder: Path) -> Mapping[str, str]:
    """Tell what a folder holds: ``owner``, ``taxonomy`` and ``version``; nothing without one."""
    try:
        head = _head(_mapped(folder / ARTICLES_FILE))
        return {name: str(head[name]) for name in ("owner", "taxonomy", "version")}
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException):
        return {}


def _write(folder: Path, corpus: Corpus, origin: Mapping[str, str]) -> None:
    columns: dict[str, Any] = {name: pa.array(getattr(corpus, name)) for name in _TEXTS}
    columns |= {name: getattr(corpus, name) for name in _ARRAYS}
    head = {name: getattr(corpus, name) for name in _NAMES}
    for axis, tags in corpus.axes.items():
        columns |= {f"{axis}_{number}": word for number, word in enumerate(tags.bits)}
        pairs = {name: getattr(tags, name) for name in _PAIRS}
        _save(folder / f"{axis}.arrow", pairs, {"keys": tags.keys, **origin})
    _save(folder / ARTICLES_FILE, columns, {**head, **origin, "format": FORMAT})


def _remove_left_over(folder: Path) -> None:
    """Delete what a process that was killed has left half made, an hour ago or longer."""
    for path in folder.parent.glob(f"{folder.name}.*"):
        if path.is_dir() and path.stat().st_mtime < time.time() - _HALF_MADE:
            shutil.rmtree(path, ignore_errors=True)


def _save(path: Path, columns: Mapping[str, Any], head: Mapping[str, Any]) -> None:
    table = pa.table({name: _combined(pa.array(column)) for name, column in columns.items()})
    table = table.replace_schema_metadata({"head": json.dumps(head, ensure_ascii=False)})
    with path.open("wb") as file:
        with pa.ipc.new_file(file, table.schema) as writer:
            writer.write_table(table)
        file.flush()
        os.fsync(file.fileno())


def _combined(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _mapped(path: Path) -> pa.Table:
    with pa.memory_map(str(path)) as source:
        return pa.ipc.open_file(source).read_all().combine_chunks()


def _head(table: pa.Table) -> dict[str, Any]:
    head: dict[str, Any] = json.loads(table.schema.metadata[b"head"])
    return head


def _array(table: pa.Table, name: str) -> Any:
    column = table.column(name)
    if not len(table):
        return column.to_numpy()
    return column.chunk(0).to_numpy(zero_copy_only=True)


def _text(table: pa.Table, name: str) -> Any:
    return table.column(name).to_pandas().astype("str").array


def _axis(table: pa.Table, articles: pa.Table, axis: str) -> AxisTags:
    keys: Sequence[str] = _head(table)["keys"]
    words = [name for name in articles.column_names if name.startswith(f"{axis}_")]
    return AxisTags(
        keys=tuple(keys),
        **{name: _array(table, name) for name in _PAIRS},
        bits=tuple(_array(articles, name) for name in words),
    )
