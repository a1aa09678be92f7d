"""Faults of SQLite, in the words of somebody who has to mend them."""

from pathlib import Path
from typing import Final

import apsw

from analysis.errors import StoreBusy, StoreError, StoreUnwritable
from analysis.locks import OTHER_PROGRAM, busy_message
from analysis.store.places import backups_of, restore_command

_SAFE_SQLITE: Final = (3, 51, 3)


def check_sqlite() -> None:
    """Refuse a SQLite that can lose committed rows."""
    version = tuple(int(part) for part in apsw.sqlite_lib_version().split("."))
    if version < _SAFE_SQLITE:
        raise StoreError(
            f"SQLite {apsw.sqlite_lib_version()} can lose committed rows: "
            "update it with: pip install --upgrade apsw"
        )


def translated(error: apsw.Error, path: Path) -> StoreError:
    """Say what a fault means for the file and what to do."""
    match error:
        case apsw.BusyError() | apsw.LockedError():
            return StoreBusy(busy_message(OTHER_PROGRAM, path))
        case apsw.NotADBError():
            hint = f"; or put a backup in its place: {restore_command(path)}"
            return StoreError(
                f"{path}: is no store of this program: name another file"
                f"{hint if backups_of(path) else ''}"
            )
        case apsw.CantOpenError() | apsw.ReadOnlyError() | apsw.PermissionsError():
            return StoreUnwritable(f"{path}: cannot be opened for this: check path and rights")
        case apsw.FullError():
            return StoreUnwritable(f"{path}: the disk is full: free space and repeat")
        case apsw.IOError():
            return StoreUnwritable(
                f"{path}: the disk failed ({error}): free space, check the disk, and repeat; "
                "what was committed stays"
            )
        case apsw.CorruptError():
            return StoreError(
                f"{path}: is damaged: see what with: python -m analysis doctor --store {path}; "
                f"then put a backup in its place: {restore_command(path)}"
            )
        case apsw.SQLError():
            return StoreError(f"{path}: is no store of this program: name another file ({error})")
    return StoreError(f"{path}: {error}")
