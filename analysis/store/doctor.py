"""Doctor: what a store should be, checked; nothing is written here but by :func:`repair`.

Every check says what it found in one sentence, and with which command a fault is mended.
Articles, imports and refused rows are the truth and can only come back from a backup; tags,
evidence and facts can be made again.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import apsw

from analysis.errors import StoreError
from analysis.locks import holder_now
from analysis.store import Store
from analysis.store.layout import SCHEMA_VERSION
from analysis.store.places import backups_of, restore_command, writer_lock
from analysis.store.rows import CONTENT, SEALED, content_hashes, row_hash

OK, NOTE, WRONG = "ok", "note", "WRONG"

_MOST_FAULTS: Final = 20
_NAMED: Final = 5
_ROWS_AT_ONCE: Final = 2_000
_CHECKED: Final = ("article_number", "row_hash", *dict.fromkeys((*CONTENT, *SEALED)))
# SQLite's work between two looks at whether Ctrl-C was pressed.
_STEPS: Final = 1_000_000


def _unlike(counted: str, table: str) -> str:
    """Ask how many imports do not agree with the rows that a table has of them."""
    return (
        f"SELECT count(*) FROM import LEFT JOIN (SELECT import_id, count(*) AS rows FROM {table}"
        f" GROUP BY import_id) USING (import_id) WHERE {counted} coalesce(rows, 0)"
    )


# What must be 0, in words, among the truth.
_TRUTHS: Final = {
    "articles without a text": "SELECT count(*) FROM article"
    " WHERE article_number NOT IN (SELECT article_number FROM body)",
    "texts without an article": "SELECT count(*) FROM body"
    " WHERE article_number NOT IN (SELECT article_number FROM article)",
    "articles missing in the row of numbers": "SELECT coalesce(max(article_number), 0) - count(*)"
    " FROM article",
    "articles with a change that was never counted": "SELECT count(*) FROM article WHERE change >"
    " coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'change'), 0)",
    "imports that count other articles than they added": _unlike("added <>", "article"),
    "imports that count more updates than the history has": _unlike("updated >", "article_history"),
    "imports that count other refusals than there are": _unlike("refused <>", "reject"),
}
# What must be 0 among that which can be made again; repair deletes it.
_DERIVED: Final = {
    name: f"FROM {name} WHERE article_number NOT IN (SELECT article_number FROM article){more}"
    for name, more in (
        ("tag", " OR topic_number NOT IN (SELECT topic_number FROM topic)"),
        ("evidence", " OR (article_number, topic_number) NOT IN"
         " (SELECT article_number, topic_number FROM tag)"),
        ("fact", ""),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found.

    Attributes
    ----------
    state : OK, NOTE (nothing is wrong, but something can be done) or WRONG
    said : one sentence
    mend : the command that mends it; empty where nothing need be done
    """

    check: str
    state: str
    said: str
    mend: str = ""


Check = Callable[[Store], Finding]


def examine(store: Store) -> Iterator[Finding]:
    """Check a store; one finding for each check, and no check stops the others.

    Parameters
    ----------
    store : open for reading
    """
    connection = store._connection
    connection.set_progress_handler(lambda: False, _STEPS)
    try:
        for name, check in CHECKS.items():
            try:
                yield check(store)
            except (apsw.Error, StoreError) as error:
                said = f"cannot be read ({error.__cause__ or error})"
                yield Finding(name, WRONG, said, restore_command(store.path))
    finally:
        connection.set_progress_handler(None)


def repair(store: Store) -> list[str]:
    """Mend what can be mended without loss and return what was done, in words.

    Articles that have no hash of the whole row get one if their content is what was stored,
    tags of nothing are deleted, and imports that were cut off are closed.

    Parameters
    ----------
    store : open for writing
    """
    with store.whole():
        _, unsealed = _compared(store)
        done = {
            "articles sealed": _seal(store, unsealed),
            "rows deleted that belonged to no article": _delete_derived(store),
            "imports closed that were cut off": _close_imports(store),
        }
    return [f"{number:,} {words}" for words, number in done.items() if number]


def _file(store: Store) -> Finding:
    size = store.path.stat().st_size
    version = apsw.sqlite_lib_version()
    said = f"schema {SCHEMA_VERSION}, SQLite {version}, {size / 1e6:,.1f} MB"
    if holder := holder_now(writer_lock(store.path)):
        said += f"; {holder} is writing"
    if not os.access(store.path, os.W_OK):
        return Finding("file", NOTE, f"{said}; no right to write to it")
    return Finding("file", OK, said)


def _structure(store: Store) -> Finding:
    faults = [
        str(row[0]).splitlines()[0]
        for row in store._select(f"PRAGMA integrity_check({_MOST_FAULTS})")
        if row[0] != "ok"
    ]
    if faults:
        more = f" and {len(faults) - 1} more" if len(faults) > 1 else ""
        said = f"the file is damaged: {faults[0]}{more}"
        return Finding("structure", WRONG, said, restore_command(store.path))
    tables = sorted({str(row[0]) for row in store._select("PRAGMA foreign_key_check")})
    if not tables:
        return Finding("structure", OK, "every page is in order, every reference leads somewhere")
    said = f"references of {', '.join(tables)} lead nowhere"
    if set(tables) <= {*_DERIVED}:
        return Finding("structure", WRONG, said, _repair_command(store.path))
    return Finding("structure", WRONG, said, restore_command(store.path))


def _rows(store: Store) -> Finding:
    damaged, unsealed = _compared(store)
    if damaged:
        more = f" and {len(damaged) - _NAMED:,} more" if len(damaged) > _NAMED else ""
        said = (
            f"{len(damaged):,} of {store.count():,} articles are not what was stored: "
            f"{', '.join(damaged[:_NAMED])}{more}"
        )
        return Finding("rows", WRONG, said, restore_command(store.path))
    if unsealed:
        said = f"{len(unsealed):,} articles of an earlier version have no hash of the whole row yet"
        return Finding("rows", NOTE, said, _repair_command(store.path))
    return Finding("rows", OK, f"{store.count():,} articles are what was stored")


def _counts(store: Store) -> Finding:
    found = {words: store._select(sql)[0][0] for words, sql in _TRUTHS.items()}
    if wrong := [f"{number:,} {words}" for words, number in found.items() if number]:
        return Finding("counts", WRONG, "; ".join(wrong), restore_command(store.path))
    for name, rows in _DERIVED.items():
        if number := store._select(f"SELECT count(*) {rows}")[0][0]:
            said = f"{number:,} rows of {name} belong to nothing"
            return Finding("counts", WRONG, said, _repair_command(store.path))
    return Finding("counts", OK, "articles, texts, tags, facts and imports agree")


def _imports(store: Store) -> Finding:
    rows = store._select(
        "SELECT import_id, origin, started FROM import WHERE finished IS NULL ORDER BY import_id"
    )
    total = store._select("SELECT count(*) FROM import")[0][0]
    if not rows:
        return Finding("imports", OK, f"all {total:,} ended")
    number, origin, started = rows[0]
    more = f" and {len(rows) - 1:,} more" if len(rows) > 1 else ""
    said = f"import {number} of {origin}, begun {started}, did not end{more}"
    if holder := holder_now(writer_lock(store.path)):
        return Finding("imports", NOTE, f"{said}; {holder} is writing")
    mend = f"import it again, then: {_repair_command(store.path)}"
    return Finding("imports", WRONG, said, mend)


def _tags(store: Store) -> Finding:
    waiting = store.count(untagged=True)
    if waiting:
        mend = f"python -m analysis retag --store {store.path}"
        return Finding("tags", NOTE, f"{waiting:,} articles wait for tags", mend)
    taxonomy, model = store.taxonomy_version, store.model_version
    by = f" by taxonomy {taxonomy}, model {model or 'none'}" if taxonomy else ""
    return Finding("tags", OK, f"all articles are tagged{by}")


def _feeds(store: Store) -> Finding:
    pages = store._select("SELECT count(*) FROM page WHERE outcome = ''")[0][0]
    failing = store._select("SELECT name FROM feed WHERE failures > 0 ORDER BY name")
    feeds = store._select("SELECT count(*) FROM feed")[0][0]
    said = f"{feeds:,} read so far, {pages:,} pages wait"
    if failing:
        said += f"; failed last time: {', '.join(name for (name,) in failing[:_NAMED])}"
    if pages or failing:
        return Finding("feeds", NOTE, said, f"python -m analysis fetch --store {store.path}")
    return Finding("feeds", OK, said)


def _backups(store: Store) -> Finding:
    mend = f"python -m analysis backup --store {store.path}"
    kept = backups_of(store.path)
    if not kept:
        return Finding("backups", NOTE, "none beside the store", mend)
    return Finding("backups", OK, f"{len(kept):,}, the last is {kept[-1].name}")


CHECKS: Final[dict[str, Check]] = {
    "file": _file,
    "structure": _structure,
    "rows": _rows,
    "counts": _counts,
    "imports": _imports,
    "tags": _tags,
    "feeds": _feeds,
    "backups": _backups,
}


def _compared(store: Store) -> tuple[list[str], list[tuple[str, int]]]:
    """Ids of articles that are not what was stored, and seals of those that have none yet."""
    damaged: list[str] = []
    unsealed: list[tuple[str, int]] = []
    last = 0
    while rows := store._select(
        f"SELECT {', '.join(_CHECKED)} FROM article JOIN body USING (article_number)"
        " WHERE article_number > ? ORDER BY article_number LIMIT ?",
        (last, _ROWS_AT_ONCE),
    ):
        last = rows[-1][0]
        columns = dict(zip(_CHECKED, zip(*rows, strict=True), strict=True))
        for row, content in zip(rows, content_hashes(columns), strict=True):
            own = dict(zip(_CHECKED, row, strict=True))
            seal = row_hash(own)
            if content != own["content_hash"] or own["row_hash"] not in ("", seal):
                damaged.append(own["article_id"])
            elif not own["row_hash"]:
                unsealed.append((seal, own["article_number"]))
    return damaged, unsealed


def _seal(store: Store, unsealed: Sequence[tuple[str, int]]) -> int:
    store._connection.executemany(
        "UPDATE article SET row_hash = ? WHERE article_number = ? AND row_hash = ''", unsealed
    )
    return len(unsealed)


def _delete_derived(store: Store) -> int:
    before: int = store._connection.total_changes()
    for rows in _DERIVED.values():
        store._connection.execute(f"DELETE {rows}")
    return int(store._connection.total_changes()) - before


def _close_imports(store: Store) -> int:
    # As if it had ended when it began: the last update of the corpus is another import's.
    closed: Any = store._connection.execute(
        "UPDATE import SET finished = started WHERE finished IS NULL RETURNING import_id"
    )
    return len(list(closed))


def _repair_command(path: Path) -> str:
    return f"python -m analysis doctor --repair --store {path}"
