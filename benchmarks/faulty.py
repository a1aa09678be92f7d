"""A faulty disk: SQLite's files on one whose n-th write, sync or truncation fails.

Everything else is done by the real file system; what was written before the fault is there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import apsw

NAME: Final = "faulty"
CALLS: Final = ("write", "sync", "truncate")


class Disk:
    """Counts calls of one kind and fails at one of them, once or from then on.

    Parameters
    ----------
    kind : one of CALLS
    at : the call that fails, from 1 on; 0 for none
    for_good : every later call of any kind fails, too
    """

    def __init__(self, kind: str, at: int, *, for_good: bool) -> None:
        self.kind = kind
        self.at = at
        self.for_good = for_good
        self.count = 0
        self.has_failed = False

    def call(self, kind: str) -> None:
        """Count a call; raise where it is to fail."""
        if self.has_failed and self.for_good:
            raise apsw.IOError("the disk is gone")
        if kind != self.kind:
            return
        self.count += 1
        if self.count == self.at:
            self.has_failed = True
            raise (apsw.FullError if kind == "write" and self.at % 2 else apsw.IOError)(
                f"{kind} {self.at} failed"
            )


class _File(apsw.VFSFile):
    def __init__(self, base: str, name: Any, flags: list[int], disk: Disk) -> None:
        super().__init__(base, name, flags)
        self._disk = disk

    def xWrite(self, data: Any, offset: int) -> None:
        self._disk.call("write")
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:
        self._disk.call("sync")
        super().xSync(flags)

    def xTruncate(self, size: int) -> None:
        self._disk.call("truncate")
        super().xTruncate(size)


class _FileSystem(apsw.VFS):
    def __init__(self, disk: Disk) -> None:
        self._base = apsw.vfs_names()[0]
        super().__init__(NAME, self._base, makedefault=True)
        self._disk = disk

    def xOpen(self, name: Any, flags: list[int]) -> _File:
        return _File(self._base, name, flags, self._disk)


@contextmanager
def faulty_disk(kind: str, at: int, *, for_good: bool = False) -> Iterator[Disk]:
    """Let every store that is opened within lie on a faulty disk."""
    disk = Disk(kind, at, for_good=for_good)
    system = _FileSystem(disk)
    try:
        yield disk
    finally:
        system.unregister()
