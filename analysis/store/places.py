"""Places: where a store may lie, and what lies beside it.

SQLite trusts the locks and the shared memory of the machine it runs on. On a file system of the
network they may not hold, and two writers then destroy the file: such places are refused.
"""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from analysis.errors import StoreError

OVERRIDE: Final = "MONITOR_ALLOW_NETWORK"

_MOUNTS: Final = Path("/proc/self/mountinfo")
_NETWORK: Final = frozenset(
    {
        "9p", "afs", "beegfs", "ceph", "cifs", "coda", "fuse.davfs2", "fuse.glusterfs",
        "fuse.rclone", "fuse.s3fs", "fuse.sshfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs4", "smb3",
        "smbfs", "vboxsf", "vmhgfs",
    }
)  # fmt: skip


def writer_lock(path: Path) -> Path:
    """The file that names who writes to a store.

    >>> writer_lock(Path("data/monitor.sqlite")).name
    'monitor.sqlite.writer'
    """
    return path.with_name(f"{path.name}.writer")


def views_file(path: Path) -> Path:
    """The file of the views that readers saved, beside a store or within a dataset.

    >>> views_file(Path("data/monitor.sqlite")).name
    'monitor.sqlite.views'
    """
    return path / "views" if path.is_dir() else path.with_name(f"{path.name}.views")


def backups_folder(path: Path) -> Path:
    """Where backups of a store lie unless told otherwise: beside it."""
    return path.parent / "backups"


def backups_of(path: Path, folder: Path | None = None) -> list[Path]:
    """Dated backups of a store, oldest first."""
    named = re.compile(re.escape(path.stem) + r"-\d{4}-\d\d-\d\dT\d{6}Z\.sqlite")
    place = folder or backups_folder(path)
    return sorted(one for one in place.glob("*.sqlite") if named.fullmatch(one.name))


def restore_command(path: Path) -> str:
    """The command that puts the last backup, or one to be named, in the place of a store."""
    kept = backups_of(path)
    return f"python -m analysis restore {kept[-1] if kept else 'BACKUP'} --store {path}"


def refuse_network(path: Path) -> None:
    """Refuse a place on a file system of the network; ``MONITOR_ALLOW_NETWORK=1`` allows it.

    Raises
    ------
    StoreError
        Names the kind of file system.
    """
    if os.environ.get(OVERRIDE) == "1" or not _MOUNTS.exists():
        return
    kind = kind_of_place(path, _MOUNTS.read_text(encoding="utf-8").splitlines())
    if kind in _NETWORK:
        raise StoreError(
            f"{path}: lies on a file system of the network ({kind}), where a store can be "
            f"damaged: put it on a disk of this machine, or set {OVERRIDE}=1 where only one "
            "machine uses it"
        )


def kind_of_place(path: Path, mounts: Iterable[str]) -> str:
    """Kind of the file system that a path lies on.

    Parameters
    ----------
    mounts : lines of ``/proc/self/mountinfo``

    Examples
    --------
    >>> mounts = [
    ...     "22 1 254:1 / / rw - ext4 /dev/sda rw",
    ...     "35 22 0:30 / /mnt/our\\\\040share rw shared:1 - cifs //server/share rw",
    ... ]
    >>> kind_of_place(Path("/mnt/our share/monitor.sqlite"), mounts)
    'cifs'
    >>> kind_of_place(Path("/mnt/our/monitor.sqlite"), mounts)
    'ext4'
    """
    place, longest, kind = path.resolve(), -1, ""
    for line in mounts:
        before, _, after = line.partition(" - ")
        point = Path(_plain(before.split(" ")[4]))
        # Of two mounts on one point the later lies on top.
        if place.is_relative_to(point) and len(point.parts) >= longest:
            longest, kind = len(point.parts), after.split(" ")[0]
    return kind


def _plain(escaped: str) -> str:
    """A path as it is; the kernel writes blanks and the like as octal numbers."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), escaped)
