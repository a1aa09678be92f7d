"""Faults of SQLite, in the words of somebody who has to mend them."""

from pathlib import Path
from typing import Final

import apsw

from analysis.errors import StoreBusy, StoreError

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
            return StoreBusy(f"{path}: another process is writing: try again when it is done")
        case apsw.NotADBError():
            return StoreError(f"{path}: is no store of this program: name another file")
        case apsw.CantOpenError() | apsw.ReadOnlyError() | apsw.PermissionsError():
            return StoreError(f"{path}: cannot be opened for this: check path and rights")
        case apsw.FullError():
            return StoreError(f"{path}: the disk is full: free space and repeat")
        case apsw.CorruptError():
            return StoreError(f"{path}: is damaged: restore it from a backup or import again")
        case apsw.SQLError():
            return StoreError(f"{path}: is no store of this program: name another file ({error})")
    return StoreError(f"{path}: {error}")
