"""What a file is, told by its bytes; its ending only breaks ties."""

import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from analysis.errors import DataError
from analysis.sources.charsets import REPAIR, find_encoding
from analysis.sources.faults import Problem

SAVE_AS: Final = "save it as .xlsx or .csv and read that file"

_HEAD: Final = 65_536
_TEXT_CONTROLS: Final = frozenset(range(32)) - set(b"\t\n\r\x0b\x0c\x1b")
_SIGNATURES: Final = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"{\\rtf", "an RTF document"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\x1f\x8b", "a gzip archive: unpack it first, or"),
    (b"BZh", "a bzip2 archive: unpack it first, or"),
    (b"7z\xbc\xaf", "a 7z archive: unpack it first, or"),
    (b"Rar!", "a RAR archive: unpack it first, or"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive: unpack it first, or"),
    (b"\x7fELF", "a program"),
)
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP_PARTS: Final = (
    ("xl/workbook.bin", "an .xlsb workbook"),
    ("word/document.xml", "a Word document"),
    ("ppt/presentation.xml", "a PowerPoint presentation"),
    ("content.xml", "an OpenDocument file (.ods, .odt)"),
)
_HTML: Final = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(!doctype\s+html|html|head|body)\b"
)
_XML: Final = re.compile(r"\s*<(\?xml|rss|feed)\b")
_JSON: Final = re.compile(r"\s*(?:\[\s*[\[{\]\"]|\{\s*[\"}])")
_JSON_ENDINGS: Final = (".json", ".jsonl", ".ndjson")
_WORD_ENDINGS: Final = (".docx", ".docm", ".dotx")
_PROMISED: Final = MappingProxyType(
    {".parquet": "Parquet", ".xlsm": "a workbook", ".xlsx": "a workbook"}
)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds: a key of the registry of readers, and for texts the encoding."""

    kind: str
    encoding: str = ""
    notes: tuple[str, ...] = ()


def identify(path: Path, *, origin: str) -> Contents:
    """Tell what a file holds.

    Raises
    ------
    DataError
        When it is empty, of a kind that is not read, or no text; says what to do.
    OSError
        When it cannot be opened.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        empty = Problem("the file is empty (0 bytes): check how it was saved", code="EMPTY_FILE")
        raise DataError(origin, [empty])
    if head.startswith((b"PAR1", b"PARE")):
        return Contents("parquet")
    if head.startswith(b"PK"):
        return _identify_zip(path, origin)
    _refuse_binary(path, head, origin)
    encoding, note = find_encoding(path)
    _refuse_controls(head, encoding, origin)
    return Contents(_text_kind(path, encoding, origin), encoding, (note,))


def _identify_zip(path: Path, origin: str) -> Contents:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise DataError(origin, [_broken_zip(path)]) from error
    if "xl/workbook.xml" in names:
        return Contents("workbook")
    for part, what in _ZIP_PARTS:
        if part in names:
            raise DataError(origin, [_wrong_type(f"is {what}, which is not read: {SAVE_AS}")])
    archive_problem = "is a ZIP archive: unpack it and read the files in it"
    raise DataError(origin, [_wrong_type(archive_problem)])


def _wrong_type(sentence: str) -> Problem:
    return Problem(sentence, code="WRONG_TYPE")


def _broken_zip(path: Path) -> Problem:
    if path.suffix.lower() in _WORD_ENDINGS:
        return _wrong_type(
            "is a Word file or a broken ZIP archive: save the articles as .csv or .xlsx"
        )
    return Problem(
        "the workbook is broken or cut off: download it again, or open and save it in Excel",
        code="BROKEN_XLSX",
    )


def misnamed(path: Path) -> str:
    """The problem with a text that is named like a workbook or Parquet, empty if it is not."""
    ending = path.suffix.lower()
    promised = _PROMISED.get(ending)
    if promised is None:
        return ""
    return _wrong_type(
        f"is text and not {promised}, although its name ends in {ending}: save it again as "
        f"{promised}, or rename it (.csv, .json)"
    )


def _refuse_binary(path: Path, head: bytes, origin: str) -> None:
    if head.startswith(_OLE):
        raise DataError(origin, [_ole_problem(path)])
    for mark, what in _SIGNATURES:
        if head.startswith(mark):
            raise DataError(origin, [_wrong_type(f"is {what}, which is not read: {SAVE_AS}")])


def _ole_problem(path: Path) -> Problem:
    encrypted = "EncryptedPackage".encode("utf-16-le")
    if encrypted in path.read_bytes():
        return Problem(
            "the workbook is protected by a password: remove the password and save it again",
            code="PASSWORD",
        )
    return _wrong_type(f"is an old Office file (.xls, .doc), which is not read: {SAVE_AS}")


def _refuse_controls(head: bytes, encoding: str, origin: str) -> None:
    """A text may hold a few control characters, a binary file is full of them."""
    if encoding.startswith(("utf-16", "utf-32")):
        return
    controls = sum(byte in _TEXT_CONTROLS for byte in head)
    share = 0.3 if encoding.startswith("utf-8") else 0.05
    if controls > 10 and controls > share * len(head):
        raise DataError(origin, [_wrong_type(f"is no text but a binary file: {SAVE_AS}")])


def _text_kind(path: Path, encoding: str, origin: str) -> str:
    start = _start(path, encoding)
    if _HTML.match(start.lower()):
        sentence = "is a web page (HTML), perhaps a login page: download the file itself again"
        raise DataError(origin, [Problem(sentence, code="HTML_NOT_CSV")])
    if _XML.match(start.lower()):
        sentence = f"is an XML file or a feed, which is not read here: {SAVE_AS}"
        raise DataError(origin, [_wrong_type(sentence)])
    if _JSON.match(start) or (path.suffix.lower() in _JSON_ENDINGS and start[:1] in ("[", "{")):
        return _json_kind(path, encoding)
    return "delimited"


def _start(path: Path, encoding: str) -> str:
    """The first characters that are not blank."""
    with path.open(encoding=encoding, errors=REPAIR) as file:
        while part := file.read(_HEAD):
            if part := part.lstrip("\ufeff \t\r\n\0"):
                return part
    return ""


def _json_kind(path: Path, encoding: str) -> str:
    """One value, or one object a line; a line of its own that is an object tells."""
    lines = _filled_lines(path, encoding)
    first, second = next(lines, ""), next(lines, "")
    if not second:
        return "json"
    if _is_object(first):
        return "jsonl"
    # The first line may be the faulty one; a pretty-printed value has no such line.
    return "jsonl" if first.lstrip()[:1] == "{" and _is_object(second) else "json"


def _filled_lines(path: Path, encoding: str) -> Iterator[str]:
    with path.open(encoding=encoding, errors=REPAIR) as file:
        for line in file:
            if line.strip():
                yield line


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
