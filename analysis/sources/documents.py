"""Documents that are one article: its title, date and text, from the lines of the document.

A date is taken from a line of its own under the title, else from the start of the file's name
("2024-03-05 …"), and never guessed.
"""

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import PurePath
from typing import Final

from analysis.errors import DataError
from analysis.sources.dates import parse_date
from analysis.sources.faults import Problem
from analysis.sources.tables import Block, Request, Table

MEMBER: Final = " › "  # stands between an archive and what is in it
DATED_BY_LINE: Final = "the date is the line under the title"
DATED_BY_NAME: Final = "the date is the start of the file's name"

_MAX_TITLE: Final = 300  # a longer first line is a paragraph
_DATED_NAME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")


def document_table(request: Request, lines: Sequence[str], *, title: str = "") -> Table:
    """Make the table of a document's one article.

    Parameters
    ----------
    lines : of the document, blank ones as they stand
    title : where the document states one; else the first line is it

    Raises
    ------
    DataError
        When no line holds a letter or digit.
    """
    left = list(lines)
    if not any(map(_has_words, left)):
        sentence = "holds no text: check how it was saved, and whether it is the right file"
        raise DataError(request.origin, [Problem(sentence, code="NO_TEXT")])
    _drop_blank(left)
    title = " ".join(title.split())
    if title:
        left = _without_title(left, title)
    elif len(left[0].strip()) <= _MAX_TITLE:
        title = left.pop(0).strip()
    day, notes = _take_date(left, request)
    values = {"title": title, "published_date": day, "text": "\n".join(left).strip()}
    return article_table(values, notes)


def article_table(values: Mapping[str, str], notes: Sequence[str] = ()) -> Table:
    """Make a table of one row, which has no columns of its own.

    >>> [block.values for block in article_table({"title": "A"}).blocks()]
    [{'title': ['A']}]
    """

    def blocks() -> Iterator[Block]:
        yield Block([1], {field: [value] for field, value in values.items()}, done=1.0)

    return Table({}, tuple(notes), blocks)


def name_of(origin: str) -> str:
    """Name of a file without the folders and the archive that it lies in.

    >>> name_of("may.zip › news/a.txt"), name_of("a.txt")
    ('a.txt', 'a.txt')
    """
    return PurePath(origin.rpartition(MEMBER)[2]).name


@contextmanager
def silent(*names: str) -> Iterator[None]:
    """Keep libraries from telling of each oddity of a file on stderr."""
    loggers = [logging.getLogger(name) for name in names]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _drop_blank(lines: list[str]) -> None:
    while lines and not lines[0].strip():
        lines.pop(0)


def _without_title(lines: list[str], title: str) -> list[str]:
    """The lines below the title, where it opens the document, on one line or on several."""
    read = ""
    for number, line in enumerate(lines, start=1):
        read = " ".join([*read.split(), *line.split()])
        if read.casefold() == title.casefold():
            return lines[number:]
        if not title.casefold().startswith(read.casefold()):
            break
    return lines


def _has_words(line: str) -> bool:
    return any(map(str.isalnum, line))


def _take_date(lines: list[str], request: Request) -> tuple[str, tuple[str, ...]]:
    """Take a date line from the top of the lines, and say where the date is from."""
    _drop_blank(lines)
    if lines and _is_date(lines[0]):
        return lines.pop(0).strip(), (DATED_BY_LINE,)
    stated = _DATED_NAME.match(name_of(request.origin))
    if stated and _is_date(stated[0]):
        return stated[0], (DATED_BY_NAME,)
    return "", ()


def _is_date(line: str) -> bool:
    """Whether a line is a day or month and nothing else; a year alone may be a number."""
    return parse_date(line, latest=date.max, day_first=None).precision in ("day", "month")
