"""ZIP archives of files: each member is unpacked by itself and handed on.

The name of a member is only shown: it is unpacked under a running number with its ending, so
that no name leads anywhere. Members that cannot be unpacked come with the problem instead.
"""

import re
import shutil
import stat
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from analysis.errors import DataError
from analysis.sources.contents import ENDINGS
from analysis.sources.documents import MEMBER
from analysis.sources.faults import Problem
from analysis.sources.fingerprints import file_changed, stamp_of
from analysis.sources.tables import Request, Table
from analysis.sources.zips import ZIP_FAULTS, ZipLimits, check_size

ARCHIVE_LIMITS: Final = ZipLimits(expanded_bytes=1_000_000_000, parts=10_000)
COMPANIONS: Final = "{count} file(s) that come with saved pages are not read (pictures, styles …)"

# What a browser saves beside a page, and no article is in.
_COMPANION_ENDINGS: Final = (
    *(".css", ".js", ".map", ".ttf", ".woff", ".woff2"),
    *(".avif", ".bmp", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".webp"),
)
_ARCHIVE_ENDINGS: Final = (".7z", ".bz2", ".gz", ".rar", ".tar", ".tgz", ".xz", ".zip", ".zst")
_NESTED: Final = Problem(
    "is an archive in an archive: unpack it and read the files in it", code="NESTED_ARCHIVE"
)
_NAMES_IN_UTF8: Final = 0x800
_ENCRYPTED: Final = 0x1
_PREFIX: Final = "industrial-policy-monitor-"
_STALE: Final = 86_400  # seconds; every member that is unpacked makes the folder young again
_CHUNK: Final = 1 << 20
_SHOWN: Final = 200
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_MIXED: Final = re.compile(r"[A-Za-z][а-яёА-ЯЁ]|[а-яёА-ЯЁ][A-Za-z]")
_CYRILLIC: Final = re.compile(r"[а-яёА-ЯЁ]")


@dataclass(frozen=True, slots=True)
class Member:
    """One member of an archive: where it is unpacked, or the problem with it.

    Attributes
    ----------
    origin : archive and name, as the user knows them
    path : exists until the next member is asked for; None with a problem
    share : of the members, that this one is and all before it, 0..1
    """

    origin: str
    path: Path | None = None
    problem: str = ""
    notes: tuple[str, ...] = ()
    share: float = 1.0


def unpack(path: Path, *, origin: str) -> Iterator[Member]:
    """Unpack the members of a ZIP archive one by one, in the order of their names.

    Raises
    ------
    DataError
        When the archive is broken, expands to too much, or holds no file to read.
    """
    before = stamp_of(path)
    _sweep()
    with _opened(path, origin) as archive, tempfile.TemporaryDirectory(prefix=_PREFIX) as folder:
        check_size(
            archive,
            ARCHIVE_LIMITS,
            origin=origin,
            what="archive",
            remedy="unpack it and read parts",
        )
        named = sorted((shown_name(info), number, info) for number, info in _files_in(archive))
        companions = [name for name, _, _ in named if _ending(name) in _COMPANION_ENDINGS]
        members = [one for one in named if _ending(one[0]) not in _COMPANION_ENDINGS]
        if not members:
            sentence = f"the archive has no file to read ({', '.join(ENDINGS)})"
            raise DataError(origin, [Problem(sentence, code="NOTHING_TO_READ")])
        notes = (COMPANIONS.format(count=f"{len(companions):,}"),) if companions else ()
        left = ARCHIVE_LIMITS.expanded_bytes
        for place, (name, number, info) in enumerate(members, start=1):
            target = Path(folder) / f"{number}{_ending(name)}"
            problem = _problem(name, info) or _unpack(archive, info, target, left)
            shown = f"{origin}{MEMBER}{name}"
            if problem:
                yield Member(shown, None, problem, notes, place / len(members))
            else:
                left -= target.stat().st_size
                yield Member(shown, target, "", notes, place / len(members))
            target.unlink(missing_ok=True)
            notes = ()
    if stamp_of(path) != before:
        raise file_changed(origin)


def refuse_nested(request: Request) -> Table:
    """Refuse an archive in an archive, whatever it is called.

    Raises
    ------
    DataError
        Always.
    """
    raise DataError(request.origin, [_NESTED])


def shown_name(info: zipfile.ZipInfo) -> str:
    """Name of a member, right also where an old Russian Windows packed it.

    >>> info = zipfile.ZipInfo("завод.txt".encode("cp866").decode("cp437"))
    >>> shown_name(info)
    'завод.txt'
    """
    name = info.filename
    if not info.flag_bits & _NAMES_IN_UTF8 and not name.isascii():
        name = _respelt(name)
    return _CONTROL.sub("\ufffd", name)[-_SHOWN:]


def _respelt(name: str) -> str:
    """Letters of a name whose encoding the archive does not state, read as cp437 so far."""
    try:
        content = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        russian = content.decode("cp866")
    is_russian = bool(_CYRILLIC.search(russian)) and not _MIXED.search(russian)
    return russian if is_russian else name


def _files_in(archive: zipfile.ZipFile) -> Iterator[tuple[int, zipfile.ZipInfo]]:
    """Members that are files and that somebody put there, not a program by itself."""
    for number, info in enumerate(archive.infolist(), start=1):
        if not info.is_dir() and not any(map(_is_hidden, PurePosixPath(info.filename).parts)):
            yield number, info


def _is_hidden(part: str) -> bool:
    return part == "__MACOSX" or (part.startswith((".", "~")) and part != "..")


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _problem(name: str, info: zipfile.ZipInfo) -> str:
    """Why a member is not even unpacked; empty when it is."""
    if stat.S_ISLNK(info.external_attr >> 16):
        return Problem("is a link to another file: put that file there", code="WRONG_TYPE")
    if _ending(name) in _ARCHIVE_ENDINGS:
        return _NESTED
    if _ending(name) not in ENDINGS:
        sentence = "is of a kind that is not read: save it as .txt, .docx or .csv"
        return Problem(sentence, code="WRONG_TYPE")
    if info.flag_bits & _ENCRYPTED:
        sentence = "is protected by a password: make the archive without one"
        return Problem(sentence, code="PASSWORD")
    return ""


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, most: int) -> str:
    """Write a member to a file, as long as it is not too much; else say the problem."""
    size = 0
    try:
        with archive.open(info) as source, target.open("wb") as file:
            while chunk := source.read(_CHUNK):
                size += len(chunk)
                if size > most:
                    sentence = (
                        "expands to more than the archive may: unpack it and read it by itself"
                    )
                    return Problem(sentence, code="BOMB")
                file.write(chunk)
    except ZIP_FAULTS as error:
        sentence = f"cannot be unpacked ({str(error)[:80]}): make the archive anew"
        return Problem(sentence, code="BROKEN_ZIP")
    return ""


@contextmanager
def _opened(path: Path, origin: str) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(path)
    except ZIP_FAULTS as error:
        sentence = "the archive is broken or cut off: download it again, or make it anew"
        raise DataError(origin, [Problem(sentence, code="BROKEN_ZIP")]) from error
    with archive:
        yield archive


def _sweep() -> None:
    """Remove what processes left that were ended while they read."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > _STALE:
                shutil.rmtree(folder, ignore_errors=True)
