"""ZIP files of others: refused before anything in them can fill memory or disk.

What a ZIP says of itself may be false, so that whoever unpacks it counts as well
(:mod:`analysis.sources.archives`). Office files are ZIPs of XML, and XML may declare entities,
which read other files or grow without end; they are refused, too.
"""

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn
from xml.parsers import expat

from analysis.errors import DataError
from analysis.sources.faults import Problem

# What zipfile raises where a ZIP is not what it says.
ZIP_FAULTS: Final = (
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)

_CHUNK: Final = 4096
_LOCAL_HEADER: Final = 30  # bytes before the name of an entry


@dataclass(frozen=True, slots=True)
class ZipLimits:
    """The most that a ZIP may expand to.

    Attributes
    ----------
    ratio : of the size of all parts to that of the file
    """

    expanded_bytes: int
    parts: int
    ratio: int = 100


OFFICE_LIMITS: Final = ZipLimits(expanded_bytes=200_000_000, parts=2_000)


def check_size(
    archive: zipfile.ZipFile, limits: ZipLimits, *, origin: str, what: str, remedy: str
) -> None:
    """Refuse a ZIP that says that it expands to too much, or whose parts overlap.

    Parameters
    ----------
    what, remedy : what the file is and what to do instead, for the message

    Raises
    ------
    DataError
        With code BOMB.
    """
    parts = archive.infolist()
    expanded = sum(part.file_size for part in parts)
    packed = max(sum(part.compress_size for part in parts), 1)
    too_much = (
        len(parts) > limits.parts
        or expanded > limits.expanded_bytes
        or expanded > limits.ratio * packed
    )
    if too_much:
        sentence = (
            f"the {what} expands to {expanded / 1e6:,.0f} MB in {len(parts):,} parts, "
            f"{expanded // packed:,} times its size; at most "
            f"{limits.expanded_bytes // 1_000_000:,} MB, {limits.parts:,} parts and "
            f"{limits.ratio} times are read: {remedy}"
        )
        raise DataError(origin, [Problem(sentence, code="BOMB")])
    if _overlap(parts):
        sentence = f"parts of the {what} overlap, as in a ZIP bomb: {remedy}"
        raise DataError(origin, [Problem(sentence, code="BOMB")])


def check_office(
    path: Path, *, origin: str, what: str, program: str, remedy: str
) -> frozenset[str]:
    """Refuse an Office file that expands to too much or declares XML entities.

    Parameters
    ----------
    what, program, remedy : what the file is, what saves it anew and what to do instead, for
        the message

    Returns
    -------
    Names of the parts

    Raises
    ------
    DataError
        With code BOMB or XML_ENTITY.
    """
    with zipfile.ZipFile(path) as archive:
        check_size(archive, OFFICE_LIMITS, origin=origin, what=what, remedy=remedy)
        for part in archive.infolist():
            if _declares_entities(archive, part):
                sentence = (
                    f"part {part.filename} declares XML entities: open and save it in {program}"
                )
                raise DataError(origin, [Problem(sentence, code="XML_ENTITY")])
        return frozenset(archive.namelist())


def _overlap(parts: list[zipfile.ZipInfo]) -> bool:
    """Whether two parts share bytes of the file."""
    end = 0
    for part in sorted(parts, key=lambda part: part.header_offset):
        if part.header_offset < end:
            return True
        end = part.header_offset + _LOCAL_HEADER + len(part.orig_filename) + part.compress_size
    return False


class _Declared(Exception):
    """A document type is declared."""


class _Begun(Exception):
    """The first element begins; nothing can be declared behind it."""


def _declares_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether a part is XML with a document type, the only place where entities are declared."""

    def declared(*_: object) -> NoReturn:
        raise _Declared

    def begun(*_: object) -> NoReturn:
        raise _Begun

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler, parser.StartElementHandler = declared, begun
    try:
        with archive.open(part) as file:
            while chunk := file.read(_CHUNK):
                parser.Parse(chunk)
    except _Declared:
        return True
    except (*ZIP_FAULTS, expat.ExpatError, _Begun):
        return False  # the reader meets the same fault and the user gets one message for both
    return False
