"""Files of the index: arrays that only grow, and one small file that says how far they count.

``state.json`` is written last, beside its place and then moved there. What lies in an array
beyond the length it names was never finished: readers do not see it, the next writer cuts it
off. Readers map the arrays; those they opened stay as they were, whatever a writer adds.
"""

import json
import mmap
import os
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, Final
from uuid import uuid4

import numpy as np
import numpy.typing as npt

from analysis.errors import IndexDamaged, StoreError, StoreUnwritable
from analysis.locks import PATIENT, Patience, take
from analysis.text import tokens

FORMAT: Final = 2
# Numbers of words mean nothing once texts are cut into other tokens.
TOKENIZER_VERSION: Final[int] = getattr(tokens, "TOKENIZER_VERSION", 1)
REBUILD: Final = "build it again with: python -m analysis index"

COLUMNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ids": "<i4",
        "starts": "<i4",
        "stops": "<i4",
        "entry_firsts": "<i8",
        "entry_titles": "<i4",
        "entry_positions": "<i4",
        "sketch_sizes": "<i4",
        "sketch_hashes": "<u4",
        "word_ends": "<i8",
        "word_bytes": "u1",
        "word_hashes": "<u8",
        "folded_ends": "<i8",
        "folded_bytes": "u1",
        "folded_hashes": "<u8",
        "word_order": "<i4",
        "posting_words": "<i4",
        "posting_firsts": "<i4",
        "posting_places": "<i4",
    }
)
STATE: Final = "state.json"

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class State:
    """How much of the arrays counts.

    Attributes
    ----------
    born : tells this index from one that is built anew in the same folder
    upto : the caller's mark of what the index covers
    n_articles : positions 0 to n_articles - 1 may have an entry
    lengths : items of each column
    checksums : crc32 of each column's bytes
    segments : for each part with postings the ends of its tokens, words and places
    runs : parts of ``word_order``: first word, last word + 1, where the part begins
    """

    born: str = ""
    upto: int = 0
    n_articles: int = 0
    lengths: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(COLUMNS, 0))
    checksums: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(COLUMNS, 0))
    segments: Sequence[Sequence[int]] = ()
    runs: Sequence[Sequence[int]] = ()

    def to_json(self) -> str:
        """Write the state with its format and its own checksum."""
        content = {"format": FORMAT, "tokenizer": TOKENIZER_VERSION, **asdict(self)}
        return json.dumps({**content, "checksum": _checksum(content)}, indent=1)

    @classmethod
    def read(cls, folder: Path) -> "State":
        """Read the state of a folder.

        Raises
        ------
        IndexDamaged
            If it is missing, was changed by something else, or is of another version.
        """
        path = folder / STATE
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            checksum = content.pop("checksum")
        except FileNotFoundError:
            raise IndexDamaged(f"{folder}: there is no index of words: {REBUILD}") from None
        except (ValueError, KeyError, AttributeError, TypeError):
            raise IndexDamaged(f"{path}: cannot be read: {REBUILD}") from None
        if checksum != _checksum(content):
            raise IndexDamaged(f"{path}: its checksum is wrong: {REBUILD}")
        versions = content.pop("format", None), content.pop("tokenizer", None)
        if versions != (FORMAT, TOKENIZER_VERSION):
            raise IndexDamaged(f"{folder}: was made by another version: {REBUILD}")
        return cls(**content)


class ArrayFiles:
    """The columns of an index in one folder, open for reading or writing.

    Parameters
    ----------
    folder : holds one file per column
    state : how much of them counts
    lock : the open lock file of the one writer; None for readers
    """

    def __init__(self, folder: Path, state: State, lock: IO[bytes] | None) -> None:
        self.folder = folder
        self.state = state
        self._lock = lock
        self._mapped: dict[str, Array] = {}
        self._maps: dict[str, mmap.mmap] = {}
        self._handles: dict[str, IO[bytes]] = {}

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        create: bool,
        read_only: bool,
        mend: bool = False,
        patience: Patience = PATIENT,
    ) -> "ArrayFiles":
        """Open a folder, see ``TokenIndex.open``."""
        lock = None
        try:
            if create and not read_only:
                folder.mkdir(parents=True, exist_ok=True)
            if not read_only and folder.is_dir():
                lock = _locked(folder, patience)
            files = cls._opened(folder, lock, create=create and not read_only, mend=mend)
        except OSError as error:
            if lock is not None:
                lock.close()
            if isinstance(error, StoreError):
                raise
            reason = error.strerror or error
            raise StoreUnwritable(f"{folder}: {reason}: check path and rights") from error
        return files

    @classmethod
    def _opened(
        cls, folder: Path, lock: IO[bytes] | None, *, create: bool, mend: bool
    ) -> "ArrayFiles":
        if not create or (folder / STATE).exists():
            try:
                return cls._found(folder, lock)
            except IndexDamaged:
                if not mend:
                    raise
        files = cls(folder, State(), lock)
        files.clear()
        return files

    @classmethod
    def _found(cls, folder: Path, lock: IO[bytes] | None) -> "ArrayFiles":
        while True:
            files = cls(folder, State.read(folder), lock)
            files._map_all()
            # Built anew in between? Then the arrays may be those of the other index.
            if State.read(folder).born == files.state.born:
                return files

    def clear(self) -> None:
        """Begin an empty index in this folder; readers keep what they have mapped."""
        self._let_files_go()
        # The state first: without it nothing else counts. New files later, not shorter ones: a
        # reader may still have these mapped.
        for name in (STATE, *COLUMNS):
            (self.folder / name).unlink(missing_ok=True)
        for name in COLUMNS:
            (self.folder / name).touch()
        self.state = State(born=uuid4().hex)
        # Number 0 is the break: an empty word.
        nothing = np.zeros(1, np.int64)
        first = dict.fromkeys(("word_ends", "folded_ends", "folded_hashes"), nothing)
        self.commit(first, self.state)

    @property
    def writable(self) -> bool:
        """Whether this is the one writer."""
        return self._lock is not None

    def _bytes_of(self, name: str) -> int:
        return self.state.lengths[name] * np.dtype(COLUMNS[name]).itemsize

    def _map_all(self) -> None:
        for name in COLUMNS:
            path = self.folder / name
            size = path.stat().st_size if path.exists() else 0
            if size < self._bytes_of(name):
                raise IndexDamaged(
                    f"{path}: holds {size:,} of {self._bytes_of(name):,} bytes: {REBUILD}"
                )
            self.column(name)

    def column(self, name: str) -> Array:
        """Return a column as it was opened or last committed: mapped, read-only, flat."""
        if name not in self._mapped:
            self._mapped[name] = self._map(name)
        return self._mapped[name]

    def _map(self, name: str) -> Array:
        length = self._bytes_of(name)
        if not length:
            return np.zeros(0, COLUMNS[name])
        with open(self.folder / name, "rb") as file:
            self._maps[name] = mmap.mmap(file.fileno(), length, access=mmap.ACCESS_READ)
        return np.frombuffer(self._maps[name], COLUMNS[name])

    def let_go(self) -> None:
        """Give pages that were looked at back to the system, which keeps them while it has room.

        Otherwise a process that searches would seem to need as much memory as the files are long.
        """
        if hasattr(mmap, "MADV_DONTNEED"):
            for mapped in self._maps.values():
                mapped.madvise(mmap.MADV_DONTNEED)

    def commit(self, added: Mapping[str, Array], state: State) -> None:
        """Append to columns, all or nothing.

        Parameters
        ----------
        added : what to append, by column
        state : the new state; lengths and checksums are filled in here

        Raises
        ------
        StoreError
            If a file cannot be written; the index is then as it was before.
        """
        lengths, checksums = dict(self.state.lengths), dict(self.state.checksums)
        try:
            for name, items in added.items():
                content = np.ascontiguousarray(items, COLUMNS[name])
                self._write(name, content)
                lengths[name] += len(content)
                checksums[name] = zlib.crc32(content.data, checksums[name])
            for name in added:
                os.fsync(self._handle(name).fileno())
            state = replace(state, lengths=lengths, checksums=checksums)
            _replace_file(self.folder / STATE, state.to_json())
        except OSError as error:
            reason = error.strerror or error
            raise StoreUnwritable(f"{self.folder}: {reason}: free space and repeat") from error
        self.state = state
        for name in added:
            self._mapped.pop(name, None)
            self._maps.pop(name, None)

    def _handle(self, name: str) -> IO[bytes]:
        if not self.writable:
            raise StoreError(f"{self.folder}: is open for reading only: open it for writing")
        if name not in self._handles:
            self._handles[name] = open(self.folder / name, "r+b", buffering=0)  # noqa: SIM115
        return self._handles[name]

    def _write(self, name: str, content: Array) -> None:
        file = self._handle(name)
        file.truncate(self._bytes_of(name))
        file.seek(0, os.SEEK_END)
        left = content.view(np.uint8).data
        while left:
            left = left[file.write(left) :]

    def verify(self) -> None:
        """Read every column and compare it with its checksum.

        Raises
        ------
        IndexDamaged
            Names the first file that is not what was written.
        """
        for name in COLUMNS:
            if zlib.crc32(self.column(name).data) != self.state.checksums[name]:
                raise IndexDamaged(f"{self.folder / name}: its checksum is wrong: {REBUILD}")

    def close(self) -> None:
        """Let the files and the lock go; arrays that were handed out stay readable."""
        self._let_files_go()
        if self._lock is not None:
            self._lock.close()
        self._lock = None

    def _let_files_go(self) -> None:
        self._mapped.clear()
        self._maps.clear()
        for file in self._handles.values():
            file.close()
        self._handles.clear()


def _checksum(content: Mapping[str, object]) -> int:
    return zlib.crc32(json.dumps(content, sort_keys=True).encode())


def _locked(folder: Path, patience: Patience) -> IO[bytes]:
    """Become the one writer."""
    return take(folder / "lock", patience, what=folder)


def _replace_file(path: Path, content: str) -> None:
    """Put a file in place at once, so that nobody ever reads half of it."""
    beside = path.with_suffix(".new")
    with open(beside, "w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
