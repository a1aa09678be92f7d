"""Saved views: links that readers gave a name, kept in a small file beside the store.

A view is the query of a link, as it stands behind the question mark: nothing of the corpus is
copied, so a saved view shows what is there when it is opened. Names come from readers and are
plain text; two names that differ in blanks or capitals only are one.
"""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import apsw

from analysis.errors import AnalysisError, StoreBusy, StoreError, StoreUnwritable
from analysis.store.faults import check_sqlite
from analysis.store.places import views_file

MOST_VIEWS: Final = 500
NAME_CAP: Final = 80
QUERY_CAP: Final = 8_000

_WAIT_SECONDS: Final = 5.0
_TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS view (folded TEXT PRIMARY KEY, name TEXT NOT NULL,"
    " query TEXT NOT NULL, saved_at TEXT NOT NULL) WITHOUT ROWID"
)


class ViewError(AnalysisError, ValueError):
    """A view cannot be saved, renamed or found as it was asked for; ``code`` says why.

    Attributes
    ----------
    code : "name", "query", "full", "taken" or "unknown"
    """

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class View:
    """A link with a name.

    Attributes
    ----------
    name : as a reader gave it, of at most ``NAME_CAP`` letters
    query : of the link, without the question mark; ``page`` may name the page of the dashboard
    saved_at : in UTC, ISO
    """

    name: str
    query: str
    saved_at: str


def clean_name(name: str) -> str:
    """A name on one line, without signs that are not seen.

    >>> clean_name("  Чипы \\u202e и\\tхимия ")
    'Чипы и химия'
    """
    seen = "".join(sign if not unicodedata.category(sign).startswith("C") else " " for sign in name)
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", seen)).strip()


def list_views(store: Path) -> tuple[View, ...]:
    """All views of a store in the order of their names; none where nobody saved one.

    Raises
    ------
    StoreError
        If the file is damaged.
    """
    if not views_file(store).exists():
        return ()
    with _opened(store, writes=False) as connection:
        rows = connection.execute("SELECT name, query, saved_at FROM view ORDER BY folded")
        return tuple(View(*map(str, row)) for row in rows)


def find_view(store: Path, name: str) -> View:
    """The view of a name.

    Raises
    ------
    ViewError
        If there is none: names those that there are.
    """
    views = list_views(store)
    for view in views:
        if _folded(view.name) == _folded(name):
            return view
    known = ", ".join(view.name for view in views[:20]) or "none"
    raise ViewError("unknown", f"no view is saved as {clean_name(name)!r}: saved are: {known}")


def save_view(store: Path, name: str, query: str) -> View:
    """Save a link under a name; one that has the name gives way to it.

    Raises
    ------
    ViewError
        If the name is empty or too long, the query too long, or there are too many views.
    StoreUnwritable, StoreBusy
        If the file cannot be written.
    """
    kept, query = _checked(name), query.lstrip("?")
    if len(query) > QUERY_CAP:
        raise ViewError("query", f"a link of more than {QUERY_CAP:,} letters cannot be saved")
    view = View(kept, query, datetime.now(UTC).isoformat(timespec="seconds"))
    with _opened(store, writes=True) as connection:
        rows = connection.execute("SELECT count(*) FROM view WHERE folded <> ?", (_folded(kept),))
        if rows.get >= MOST_VIEWS:
            raise ViewError("full", f"there are {MOST_VIEWS} views already: delete one first")
        connection.execute(
            "INSERT OR REPLACE INTO view VALUES (?, ?, ?, ?)",
            (_folded(kept), view.name, view.query, view.saved_at),
        )
    return view


def rename_view(store: Path, name: str, new_name: str) -> None:
    """Give a view another name.

    Raises
    ------
    ViewError
        If there is no such view, or the new name is empty, too long or another view's.
    """
    kept = _checked(new_name)
    with _opened(store, writes=True) as connection:
        if _folded(kept) != _folded(name) and _has(connection, kept):
            raise ViewError("taken", f"there is a view named {kept!r} already")
        connection.execute(
            "UPDATE view SET folded = ?, name = ? WHERE folded = ?",
            (_folded(kept), kept, _folded(name)),
        )
        if not connection.changes():
            raise ViewError("unknown", f"no view is saved as {clean_name(name)!r}")


def delete_view(store: Path, name: str) -> None:
    """Forget a view; one that is gone already is no error."""
    if views_file(store).exists():
        with _opened(store, writes=True) as connection:
            connection.execute("DELETE FROM view WHERE folded = ?", (_folded(name),))


def _folded(name: str) -> str:
    return clean_name(name).casefold()


def _checked(name: str) -> str:
    kept = clean_name(name)
    if not kept or len(kept) > NAME_CAP:
        raise ViewError("name", f"a view needs a name of 1 to {NAME_CAP} letters")
    return kept


def _has(connection: apsw.Connection, name: str) -> bool:
    found = connection.execute("SELECT 1 FROM view WHERE folded = ?", (_folded(name),))
    return found.fetchone() is not None


@contextmanager
def _opened(store: Path, *, writes: bool) -> Iterator[apsw.Connection]:
    """The file of views, within one transaction."""
    check_sqlite()
    path = views_file(store)
    flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
    try:
        connection = apsw.Connection(
            str(path), flags=flags if writes else apsw.SQLITE_OPEN_READONLY
        )
        try:
            connection.set_busy_timeout(int(_WAIT_SECONDS * 1_000))
            if not writes:
                yield connection
                return
            connection.execute("BEGIN IMMEDIATE")
            with connection:
                connection.execute(_TABLE)
                yield connection
            connection.execute("COMMIT")
        finally:
            connection.close()
    except (apsw.BusyError, apsw.LockedError) as error:
        raise StoreBusy(f"{path}: another process is saving a view: try again") from error
    except (apsw.CantOpenError, apsw.ReadOnlyError, apsw.FullError, apsw.IOError) as error:
        raise StoreUnwritable(f"{path}: cannot be written: check path, space and rights") from error
    except apsw.Error as error:
        raise StoreError(
            f"{path}: holds no saved views ({error}): move the file away; the articles stay"
        ) from error
