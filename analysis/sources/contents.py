"""What a file is, told by its bytes; its ending only breaks ties."""

import codecs
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import Final

from analysis.errors import DataError
from analysis.sources.charsets import REPAIR, find_encoding, is_in
from analysis.sources.faults import Problem
from analysis.sources.page import declared_encoding
from analysis.sources.prose import is_table

ENDINGS: Final = (
    ".csv",
    ".docx",
    ".htm",
    ".html",
    ".json",
    ".jsonl",
    ".ndjson",
    ".parquet",
    ".pdf",
    ".tab",
    ".tsv",
    ".txt",
    ".xlsm",
    ".xlsx",
    ".zip",
)
SAVE_AS: Final = "save it as .xlsx or .csv and read that file"

_HEAD: Final = 65_536
_TEXT_CONTROLS: Final = frozenset(range(32)) - set(b"\t\n\r\x0b\x0c\x1b")
_SIGNATURES: Final = (
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
_PDF: Final = b"%PDF-"
_PDF_START: Final = 1024  # so far from the start may the mark of a PDF stand
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_READ_PARTS: Final = (("xl/workbook.xml", "workbook"), ("word/document.xml", "word"))
_ZIP_PARTS: Final = (
    ("xl/workbook.bin", "an .xlsb workbook"),
    ("ppt/presentation.xml", "a PowerPoint presentation"),
    ("content.xml", "an OpenDocument file (.ods, .odt)"),
    ("META-INF/container.xml", "an e-book"),
)
_HTML: Final = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(!doctype\s+html|html|head|body)\b", re.DOTALL
)
_XML: Final = re.compile(r"\s*<(\?xml|rss|feed)\b")
_JSON: Final = re.compile(r"\s*(?:\[\s*[\[{\]\"]|\{\s*[\"}])")
_HTML_ENDINGS: Final = (".htm", ".html", ".xhtml")
_JSON_ENDINGS: Final = (".json", ".jsonl", ".ndjson")
_WORD_ENDINGS: Final = (".docx", ".docm", ".dotx")
_PROMISED: Final = MappingProxyType(
    {
        ".docx": "a Word document",
        ".parquet": "Parquet",
        ".pdf": "PDF",
        ".xlsm": "a workbook",
        ".xlsx": "a workbook",
        ".zip": "a ZIP archive",
    }
)
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds: a key of the registry of readers, and for texts the encoding."""

    kind: str
    encoding: str = ""
    notes: tuple[str, ...] = ()


def identify(
    path: Path, *, origin: str, encoding: str = "", overrides: Mapping[str, str] = _NOTHING
) -> Contents:
    """Tell what a file holds.

    Parameters
    ----------
    origin : name of the file as the user knows it; its ending is looked at, not that of ``path``
    encoding : of the file if it is a text; found out without it
    overrides : field to column name: who names columns, has a table

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
        raise _refused(origin, "the file is empty (0 bytes): check how it was saved", "EMPTY_FILE")
    if head.startswith((b"PAR1", b"PARE")):
        return Contents("parquet")
    if head.startswith(b"PK"):
        return Contents(_zip_kind(path, origin))
    if head.startswith(_PDF) or (_ending(origin) == ".pdf" and _PDF in head[:_PDF_START]):
        return Contents("pdf")
    _refuse_binary(path, head, origin)
    name, note = _encoding(path, encoding, origin)
    _refuse_controls(head, name, origin)
    kind = _text_kind(path, name, origin, overrides)
    is_guess = not encoding and not name.startswith("utf")
    if kind == "page" and is_guess and (declared := declared_encoding(path.read_bytes())):
        name, note = declared, f"read as {declared}, as the page says"
    return Contents(kind, name, (note,))


def is_archive(path: Path, *, origin: str) -> bool:
    """Whether a file is a ZIP archive that holds files, and no Office file."""
    try:
        with path.open("rb") as file:
            return file.read(2) == b"PK" and _zip_kind(path, origin) == "zip"
    except (DataError, OSError):
        return False  # whoever reads it says why it cannot be read


def _refused(origin: str, sentence: str, code: str) -> DataError:
    return DataError(origin, [Problem(sentence, code=code)])


def _ending(origin: str) -> str:
    return PurePath(origin).suffix.lower()


def _zip_kind(path: Path, origin: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise DataError(origin, [_broken_zip(origin)]) from error
    for part, kind in _READ_PARTS:
        if part in names:
            return kind
    for part, what in _ZIP_PARTS:
        if part in names:
            raise _refused(origin, f"is {what}, which is not read: {SAVE_AS}", "WRONG_TYPE")
    return "zip"


def _broken_zip(origin: str) -> Problem:
    ending = _ending(origin)
    if ending in _WORD_ENDINGS:
        sentence = "the document is broken or cut off: download it again, or save it anew in Word"
        return Problem(sentence, code="BROKEN_DOCX")
    if ending == ".zip":
        sentence = "the archive is broken or cut off: download it again, or make it anew"
        return Problem(sentence, code="BROKEN_ZIP")
    sentence = "the workbook is broken or cut off: download it again, or open and save it in Excel"
    return Problem(sentence, code="BROKEN_XLSX")


def misnamed(origin: str) -> str:
    """The problem with a text that is named like something else, empty if it is not."""
    ending = _ending(origin)
    promised = _PROMISED.get(ending)
    if promised is None:
        return ""
    return Problem(
        f"is text and not {promised}, although its name ends in {ending}: save it again as "
        f"{promised}, or rename it (.csv, .json)",
        code="WRONG_TYPE",
    )


def _refuse_binary(path: Path, head: bytes, origin: str) -> None:
    if head.startswith(_OLE):
        raise DataError(origin, [_ole_problem(path, origin)])
    for mark, what in _SIGNATURES:
        if head.startswith(mark):
            raise _refused(origin, f"is {what}, which is not read: {SAVE_AS}", "WRONG_TYPE")


def _ole_problem(path: Path, origin: str) -> Problem:
    encrypted = "EncryptedPackage".encode("utf-16-le")
    if encrypted in path.read_bytes():
        what = "document" if _ending(origin) in _WORD_ENDINGS else "workbook"
        sentence = f"the {what} is protected by a password: remove the password and save it again"
        return Problem(sentence, code="PASSWORD")
    sentence = f"is an old Office file (.xls, .doc), which is not read: {SAVE_AS}"
    return Problem(sentence, code="WRONG_TYPE")


def encoding_named(name: str) -> str:
    """The name that Python has for an encoding of text.

    Raises
    ------
    LookupError
        When there is none of that name; says which there are.

    Examples
    --------
    >>> encoding_named("Windows-1251")
    'cp1251'
    """
    try:
        found = codecs.lookup(name).name
        "".encode(found)
    except LookupError as error:
        sentence = f"there is no encoding {name!r}: name one like utf-8, cp1251 or koi8-r"
        raise LookupError(sentence) from error
    return found


def _encoding(path: Path, stated: str, origin: str) -> tuple[str, str]:
    if not stated:
        return find_encoding(path)
    try:
        name = encoding_named(stated)
    except LookupError as error:
        raise _refused(origin, str(error.args[0]), "UNKNOWN_ENCODING") from error
    # Whoever names the wrong one would lose letters for good, were they removed as elsewhere.
    if not is_in(path, name):
        sentence = f"is not {name}: leave the encoding out (--encoding), or name another"
        raise _refused(origin, sentence, "WRONG_ENCODING")
    return name, f"read as {name}, as asked"


def _refuse_controls(head: bytes, encoding: str, origin: str) -> None:
    """A text may hold a few control characters, a binary file is full of them."""
    if encoding.startswith(("utf-16", "utf-32")):
        return
    controls = sum(byte in _TEXT_CONTROLS for byte in head)
    share = 0.3 if encoding.startswith("utf-8") else 0.05
    if controls > 10 and controls > share * len(head):
        raise _refused(origin, f"is no text but a binary file: {SAVE_AS}", "WRONG_TYPE")


def _text_kind(path: Path, encoding: str, origin: str, overrides: Mapping[str, str]) -> str:
    start = _start(path, encoding)
    ending = _ending(origin)
    if _XML.match(start.lower()) and not _HTML.match(start.lower()):
        sentence = f"is an XML file or a feed, which is not read here: {SAVE_AS}"
        raise _refused(origin, sentence, "WRONG_TYPE")
    if ending in _HTML_ENDINGS:
        return "page"
    if _HTML.match(start.lower()):
        sentence = "is a web page (HTML), perhaps a login page: download the file itself again"
        raise _refused(origin, sentence, "HTML_NOT_CSV")
    if _JSON.match(start) or (ending in _JSON_ENDINGS and start[:1] in ("[", "{")):
        return _json_kind(path, encoding)
    is_table_or_blank = ending != ".txt" or not start or is_table(start, overrides)
    return "delimited" if is_table_or_blank else "prose"


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
