"""Which encoding a text file is in: byte order mark, else strict UTF-8, else by its letters."""

import codecs
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

import chardet

REPAIR: Final = "analysis.as_nul"

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with the same bytes
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CYRILLIC: Final = ("cp1251", "koi8-r", "cp866")
_FOREIGN_WORD: Final = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
_PLAIN_LETTER: Final = re.compile("[\t\n\r -~\xa0-\xffА-яЁё–—‘-„№]")
_CHUNK: Final = 1 << 20
_SAMPLE: Final = 200_000


def _as_nul(error: UnicodeError) -> tuple[str, int]:
    """Put NUL for bytes that are no letters: it is removed and counted with the others."""
    if isinstance(error, UnicodeDecodeError):
        return "\0", error.end
    raise error


codecs.register_error(REPAIR, _as_nul)


@contextmanager
def open_text(path: Path, encoding: str) -> Iterator[tuple[TextIO, Callable[[], int]]]:
    """Open a text file, and tell how many of its bytes were read.

    Line ends of all kinds become one; bytes that are no letters become NUL.
    """
    with (
        path.open("rb") as raw,
        io.TextIOWrapper(raw, encoding=encoding, errors=REPAIR) as stream,
    ):
        yield stream, raw.tell


def find_encoding(path: Path) -> tuple[str, str]:
    """Tell the encoding of a text file.

    Returns
    -------
    Name for Python's codecs (to be used with ``errors=REPAIR``) and a sentence for the user
    """
    with path.open("rb") as file:
        head = file.read(4096)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name, f"read as {name.removesuffix('-sig').upper()} (byte order mark)"
    if wide := _wide_encoding(head):
        return wide, f"read as {wide.upper()}"
    faulty = _first_faulty_chunk(path)
    if faulty is None:
        return "utf-8", "read as UTF-8"
    if _is_damaged_utf8(faulty):
        return "utf-8", "read as UTF-8; bytes that are no UTF-8 were removed"
    name = _by_letters(path)
    return name, f"read as {name}, by its letters; if they look wrong, save the file as UTF-8"


def is_in(path: Path, encoding: str) -> bool:
    """Whether all bytes of a file are letters of an encoding."""
    try:
        with path.open(encoding=encoding) as file:
            while file.read(_CHUNK):
                pass
    except UnicodeError:
        return False
    return True


def _wide_encoding(head: bytes) -> str:
    """UTF-16 without a mark: there are zero bytes, and read in pairs the bytes are letters."""
    if b"\0" not in head:
        return ""
    for name in ("utf-16-le", "utf-16-be"):
        text = head.decode(name, REPAIR)
        if len(_PLAIN_LETTER.findall(text)) > 0.9 * len(text):
            return name
    return ""


def _first_faulty_chunk(path: Path) -> bytes | None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    last = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            last = chunk
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                return chunk
    is_cut_off = bool(decoder.getstate()[0])
    return last if is_cut_off else None


def _is_damaged_utf8(chunk: bytes) -> bool:
    """A few bad bytes among many good letters: a file cut or mended by hand, not a code page."""
    text = chunk[:_SAMPLE].decode("utf-8", REPAIR)
    bad = text.count("\0") - chunk[:_SAMPLE].count(0)
    good = sum(not letter.isascii() for letter in text)
    return bad * 4 <= good


def guess_by_letters(words: bytes) -> str:
    """Tell which 8-bit encoding words are in, of which each has a byte beyond ASCII.

    >>> guess_by_letters("завод станков".encode("koi8-r"))
    'koi8-r'
    """
    latin = sum(byte < 0x80 for byte in words.replace(b" ", b""))
    # Western words hold one such byte among Latin letters, Russian ones hold nothing else.
    if latin * 2 > len(words):
        return "cp1252"
    guess = chardet.detect(
        words,
        include_encodings=_CYRILLIC,
        no_match_encoding=_CYRILLIC[0],
        empty_input_encoding=_CYRILLIC[0],
    )
    return codecs.lookup(guess["encoding"] or _CYRILLIC[0]).name


def foreign_words(content: bytes, most: int = _SAMPLE) -> bytes:
    """Words of 8-bit text that hold a byte beyond ASCII, up to about ``most`` bytes of them."""
    found: list[bytes] = []
    size = 0
    for match in _FOREIGN_WORD.finditer(content):
        found.append(match[0])
        size += len(match[0])
        if size >= most:
            break
    return b" ".join(found)


def _by_letters(path: Path) -> str:
    found: list[bytes] = []
    size = 0
    with path.open("rb") as file:
        while size < _SAMPLE and (chunk := file.read(_CHUNK)):
            found.append(foreign_words(chunk, _SAMPLE - size))
            size += len(found[-1])
    return guess_by_letters(b" ".join(found))
