"""Backup and restore: copies that were opened and compared before anybody relies on them.

A copy is made by SQLite's own backup of one moment of the store, while others read and write,
into a file beside its place; it is moved there when it has been found to hold what the store
held. Every copy and every restored store gets a name of its own (``born``): what lies beside a
store and was derived from another state of it is never taken for its own. The views that
readers saved go with a store, in a file beside each copy.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path
from typing import Final
from uuid import uuid4

import apsw

from analysis.errors import StoreBusy, StoreError, StoreOutdated, StoreUnwritable
from analysis.locks import Patience, Turn
from analysis.store import Store
from analysis.store.doctor import examine
from analysis.store.faults import translated
from analysis.store.layout import SCHEMA_VERSION
from analysis.store.places import (
    backups_folder,
    backups_of,
    restore_command,
    views_file,
    writer_lock,
)
from analysis.store.reading import Reader

PART: Final = ".part"

_PAGES_AT_ONCE: Final = 2_000
_STAMP: Final = "%Y-%m-%dT%H%M%SZ"
_LOGS: Final = ("-wal", "-shm")
_WAIT_MILLISECONDS: Final = 5_000  # for a reader who is saving a view


@dataclass(frozen=True, slots=True)
class Copied:
    """How far a copy is: pages done, and all of them."""

    done: int
    total: int


def dated(path: Path, folder: Path | None = None, now: datetime | None = None) -> Path:
    """Where a backup of a store goes when no file is named.

    >>> noon = datetime(2026, 11, 26, 12, tzinfo=UTC)
    >>> dated(Path("data/monitor.sqlite"), now=noon).as_posix()
    'data/backups/monitor-2026-11-26T120000Z.sqlite'
    """
    stamp = (now or datetime.now(UTC)).strftime(_STAMP)
    return (folder or backups_folder(path)) / f"{path.stem}-{stamp}.sqlite"


def back_up(path: Path, target: Path) -> Iterator[Copied]:
    """Copy a store to a file while others read and write it, and test the copy.

    Parameters
    ----------
    path : the store
    target : the file to make; must not be there

    Raises
    ------
    StoreError
        If the copy cannot be written, is not what the store holds, or the store is damaged;
        nothing is left at ``target`` then.
    """
    if target.exists():
        raise StoreUnwritable(f"{target}: is there already: name another file")
    with _writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove_left_over(target.parent)
        part = _part_of(target)
        try:
            with Store.open(path, read_only=True) as store, store.at_once():
                held = _digest(store)
                yield from _copied(store, part)
            _rename_inside(part)
            if fault := _fault_of(part):
                raise StoreError(
                    f"{path}: is damaged and was not copied ({fault}): see what with: "
                    f"python -m analysis doctor --store {path}; then: {restore_command(path)}"
                )
            with Store.open(part, read_only=True) as copy:
                if _digest(copy) != held:
                    raise StoreError(f"{target}: does not hold what {path} held: make it again")
            _sync(part)
            with _copy_of_views(path, target) as views:
                # Views come first: a backup that is at its place is whole.
                if views is None:
                    views_file(target).unlink(missing_ok=True)
                else:
                    os.replace(views, views_file(target))
                os.replace(part, target)
            _sync(target.parent)
        finally:
            _remove(part)


def rotate(path: Path, folder: Path, keep: int) -> list[Path]:
    """Delete all but the latest dated backups of a store and return those that were deleted.

    Parameters
    ----------
    keep : how many stay; at least 1
    """
    former = backups_of(path, folder)[: -max(keep, 1)]
    for one in former:
        one.unlink()
        views_file(one).unlink(missing_ok=True)
    return former


def restore(path: Path, backup: Path) -> Iterator[Copied]:
    """Put a copy of a backup in the place of a store; the former store is kept beside it.

    So are its saved views, if the backup holds any; else they stay.

    Parameters
    ----------
    path : the store
    backup : the file to restore; stays as it is

    Raises
    ------
    StoreBusy
        If another process has the store open.
    StoreError
        If the backup is damaged or no store, or cannot be written; the store is as it was then.
    """
    if not backup.is_file():
        raise StoreError(f"{backup}: no backup there: name one, see {backups_folder(path)}")
    if path.exists() and path.samefile(backup):
        raise StoreError(
            f"{backup}: is the store itself: name a backup, see {backups_folder(path)}"
        )
    with _writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove_left_over(path.parent)
        part = _part_of(path)
        try:
            with closing(_opened(backup)) as source:
                _refuse_foreign(source, backup)
                yield from _copied(Reader(source, backup), part)
            if fault := _fault_of(part):
                raise StoreError(f"{backup}: is damaged ({fault}): name an older one")
            _rename_inside(part)
            _sync(part)
            views = views_file(path)
            with (
                _copy_of_views(backup, path) as views_part,
                Turn(writer_lock(path), Patience(0), what=path),
                _alone_with(path),
                _alone_with(views),
            ):
                former = _former_name(path)
                _put_aside(path, former)
                os.replace(part, path)
                if views_part is not None:
                    _put_aside(views, views_file(former))
                    os.replace(views_part, views)
                _sync(path.parent)
        finally:
            _remove(part)


def former_of(path: Path) -> Path | None:
    """The store that was put aside last, where there is one."""
    kept = sorted(path.parent.glob(f"{path.stem}-before-*.sqlite"))
    return kept[-1] if kept else None


def _opened(backup: Path) -> apsw.Connection:
    """Open a backup; a file that is none is blamed, and not the store."""
    try:
        connection = apsw.Connection(str(backup), flags=apsw.SQLITE_OPEN_READONLY)
        connection.pragma("schema_version")
    except apsw.Error as error:
        problem = f"{backup}: is no store of this program ({error}): name a backup"
        raise StoreError(problem) from error
    return connection


def _refuse_foreign(source: apsw.Connection, backup: Path) -> None:
    version = int(source.pragma("user_version"))
    if not version:
        raise StoreError(f"{backup}: is no store of this program: name a backup")
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"{backup}: was written by a newer version (schema {version}, this program knows "
            f"{SCHEMA_VERSION}): update the program"
        )


def _copied(source: Reader, part: Path) -> Iterator[Copied]:
    """Copy the pages of a source; while it reads at one moment, the copy never begins anew."""
    connection = source._connection
    with closing(apsw.Connection(str(part))) as target:
        with target.backup("main", connection, "main") as work:
            while not work.done:
                work.step(_PAGES_AT_ONCE)
                yield Copied(work.page_count - work.remaining, work.page_count)
        # One file that needs no other beside it.
        target.pragma("journal_mode", "delete")


@contextmanager
def _copy_of_views(path: Path, target: Path) -> Iterator[Path | None]:
    """The saved views of a store, copied and tested, on their way to another; None without any."""
    source, part = views_file(path), _part_of(views_file(target))
    try:
        if source.exists():
            _copy_at_once(source, part)
        yield part if part.exists() else None
    finally:
        _remove(part)


def _copy_at_once(source: Path, part: Path) -> None:
    """Copy and test a file of views: small, so that nobody need be told how far it is."""
    try:
        with (
            closing(apsw.Connection(str(source), flags=apsw.SQLITE_OPEN_READONLY)) as views,
            closing(apsw.Connection(str(part))) as copy,
        ):
            views.set_busy_timeout(_WAIT_MILLISECONDS)
            with copy.backup("main", views, "main") as work:
                work.step()
            said = str(copy.execute("PRAGMA integrity_check(1)").get)
    except (apsw.CorruptError, apsw.NotADBError) as error:
        said = str(error)
    if said != "ok":
        raise StoreError(
            f"{source}: holds no saved views ({said}): move the file away; the articles stay"
        )
    _sync(part)


def _rename_inside(part: Path) -> None:
    """Give a copy a name of its own, so that nothing derived from another state fits it."""
    with closing(apsw.Connection(str(part))) as connection:
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('born', ?)", (uuid4().hex,))


def _digest(store: Reader) -> tuple[tuple[object, ...], ...]:
    """How many rows each table has, and a hash of the hashes of all articles."""
    names = [
        str(name)
        for (name,) in store._select(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'meta' ORDER BY name"
        )
    ]
    counts = [(name, store._select(f'SELECT count(*) FROM "{name}"')[0][0]) for name in names]
    hashes = hashlib.sha256()
    for row in store._connection.execute(
        "SELECT article_number, content_hash, row_hash FROM article ORDER BY article_number"
    ):
        hashes.update(repr(row).encode())
    return (*counts, ("articles", hashes.hexdigest()))


def _fault_of(part: Path) -> str:
    """What is lost in a copy, in words; of one of an earlier version only its pages are read."""
    try:
        with Store.open(part, read_only=True) as store:
            lost = [one for one in examine(store) if one.mend == restore_command(part)]
    except StoreOutdated:
        with closing(_opened(part)) as connection:
            said = str(connection.execute("PRAGMA integrity_check(1)").get)
        return "" if said == "ok" else said
    return f"{lost[0].check}: {lost[0].said}" if lost else ""


@contextmanager
def _alone_with(path: Path) -> Iterator[None]:
    """Hold a store that nobody else has open, with all that was committed in its one file."""
    if not path.exists():
        yield
        return
    with closing(apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)) as connection:
        try:
            # SQLite gives up its log only for the one who is alone.
            connection.pragma("journal_mode", "delete")
            connection.execute("BEGIN EXCLUSIVE")
        except (apsw.BusyError, apsw.LockedError) as error:
            raise StoreBusy(
                f"{path}: other programs have it open: stop the dashboard and what else uses it, "
                "then repeat"
            ) from error
        except apsw.Error:
            pass  # too damaged to be asked; that is why it is replaced
        yield


def _former_name(path: Path) -> Path:
    """A dated name that no store beside has yet."""
    stamp = datetime.now(UTC).strftime(_STAMP)
    endings = chain([""], (f"-{number}" for number in count(2)))
    names = (path.with_name(f"{path.stem}-before-{stamp}{ending}.sqlite") for ending in endings)
    return next(name for name in names if not name.exists())


def _put_aside(path: Path, former: Path) -> None:
    """Keep a file, with its log where it still has one, under another name."""
    if not path.exists():
        return
    # A second name for the same file: there is a store at its place at every moment.
    os.link(path, former)
    for ending in _LOGS:
        with suppress(FileNotFoundError):
            os.rename(f"{path}{ending}", f"{former}{ending}")


@contextmanager
def _writing(target: Path) -> Iterator[None]:
    """Say in our words what the disk refuses."""
    try:
        yield
    except apsw.Error as error:
        raise translated(error, target) from error
    except OSError as error:
        if isinstance(error, StoreError):
            raise
        reason = error.strerror or error
        raise StoreUnwritable(f"{target}: {reason}: name another place") from error


def _part_of(target: Path) -> Path:
    return target.with_name(f"{target.name}.{os.getpid()}{PART}")


def _remove_left_over(folder: Path) -> None:
    """Delete what a process that is gone has left half made."""
    for path in folder.glob(f"*.sqlite.*{PART}"):
        pid = path.name.removesuffix(PART).rpartition(".")[2]
        if pid.isdecimal() and not _is_alive(int(pid)):
            _remove(path)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _remove(part: Path) -> None:
    for ending in ("", "-journal", *_LOGS):
        Path(f"{part}{ending}").unlink(missing_ok=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
