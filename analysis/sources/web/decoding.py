"""Letters of feeds and pages: what a server states is checked against the bytes.

Servers state an encoding of their own for what others have written, and feeds say UTF-8 while
their words are windows-1251. UTF-8 proves itself; for all else the letters of the words decide.
"""

import codecs
import re
from typing import Final

from analysis.errors import DataError
from analysis.sources.charsets import foreign_words, guess_by_letters
from analysis.sources.faults import Problem

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the same bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_STATED: Final = re.compile(rb"(?:encoding|charset)\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)")
_HEAD: Final = 4096
_WESTERN: Final = ("cp1252", "iso8859-1", "iso8859-15", "ascii")
_CYRILLIC: Final = ("cp1251", "koi8-r", "koi8-u", "cp866", "iso8859-5", "mac-cyrillic")
_ENOUGH: Final = 100  # bytes by which letters tell one Cyrillic encoding from another
_READABLE: Final = re.compile("[А-яЁёІіЇїЄєҐґЎў\xa0-\xffŠšŽžŒœŸ–—‘-„†-…€№™]")


def decode(content: bytes, *, stated: str = "", where: str = "") -> tuple[str, str]:
    """Turn the bytes of a feed or page into letters.

    Parameters
    ----------
    stated : encoding that the server states, may be empty
    where : address for messages

    Returns
    -------
    The text, and the encoding it was read in

    Raises
    ------
    DataError
        ENCODING, if no encoding gives letters.

    Examples
    --------
    >>> decode("<?xml encoding='utf-8'?><title>Завод станков</title>".encode("cp1251"))[1]
    'cp1251'
    """
    for mark, name in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(name, "ignore"), name
    if wide := _wide(content):
        return content.decode(wide, "ignore"), wide
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    name = _encoding(content, stated_names(content, stated))
    text = content.decode(name, "ignore")
    if not _is_readable(content, name):
        raise DataError(
            where, [Problem("its letters cannot be told from its bytes", code="ENCODING")]
        )
    return text, name


def stated_names(content: bytes, stated: str = "") -> list[str]:
    """Encodings that a server and the content itself state, as far as they are known."""
    within = _STATED.search(content[:_HEAD])
    names = [known(stated), known(within[1].decode("ascii") if within else "")]
    return [name for name in names if name]


def known(name: str) -> str:
    """Name of an encoding as Python knows it; empty for one that it does not know.

    >>> known("windows-1251"), known("x-unknown")
    ('cp1251', '')
    """
    try:
        found = codecs.lookup(name.strip(" \"'"))
    except (LookupError, ValueError):
        return ""
    return found.name if found._is_text_encoding else ""  # hex, zip and rot13 are none


def _wide(content: bytes) -> str:
    """UTF-16 without a mark: its tags hold a zero beside every letter."""
    head = content[:_HEAD]
    if head.count(0) * 4 < len(head) or not head:
        return ""
    return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"


def _encoding(content: bytes, names: list[str]) -> str:
    """Encoding of text that is not UTF-8 throughout."""
    for name in names:
        if name not in (*_WESTERN, *_CYRILLIC, "utf-8") and _reads(content, name):
            return name
    if _is_damaged_utf8(content):
        return "utf-8"
    words = foreign_words(content)
    guess = guess_by_letters(words)
    stated = next((name for name in names if name in _CYRILLIC), "")
    if guess != "cp1252" and stated and sum(byte > 0x7F for byte in words) < _ENOUGH:
        return stated
    return guess


def _reads(content: bytes, name: str) -> bool:
    try:
        content.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _is_damaged_utf8(content: bytes) -> bool:
    """A few bad bytes among many good letters: cut or mended by hand, not a code page."""
    text = content.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(not letter.isascii() for letter in text) - bad
    return bad * 4 <= good


def _is_readable(content: bytes, name: str) -> bool:
    letters = foreign_words(content).decode(name, "replace")
    beyond = [letter for letter in letters if not letter.isascii()]
    if name not in ("cp1252", *_CYRILLIC):
        return True
    return len(_READABLE.findall("".join(beyond))) >= 0.9 * len(beyond)
