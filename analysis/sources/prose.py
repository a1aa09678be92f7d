"""TXT: one article, unless it is a table that somebody saved as text."""

import csv
import io
from collections.abc import Mapping, Sequence
from itertools import islice
from types import MappingProxyType
from typing import Final

from analysis.errors import DataError
from analysis.sources.charsets import open_text
from analysis.sources.columns import HEADER_ROWS, assign, has_words, plain_name
from analysis.sources.documents import document_table
from analysis.sources.faults import Problem
from analysis.sources.tables import Request, Table

MAX_PROSE_BYTES: Final = 10_000_000

# So many cells in each row are no chance; commas are common in sentences.
_LEAST_WIDTHS: Final = MappingProxyType({"\t": 2, ";": 2, "|": 2, ",": 4})
_SEPARATOR_LINE: Final = "sep="
_FEWEST_ROWS: Final = 3
_LONE_NAMES: Final = frozenset({"title", "headline", "text", "заголовок", "название", "текст"})


def is_table(text: str, overrides: Mapping[str, str]) -> bool:
    r"""Tell whether the start of a text is a table: it has a header, or even rows of cells.

    Parameters
    ----------
    overrides : field to column name, as the user states them

    Examples
    --------
    >>> is_table("Заголовок;Дата\nЗавод;2024", {}), is_table("Завод открыт\nВ Калуге, летом.", {})
    (True, False)
    """
    if text.lstrip('"').lower().startswith(_SEPARATOR_LINE):
        return True
    return any(
        _has_header(rows, overrides) or _is_even(rows, least_width)
        for delimiter, least_width in _LEAST_WIDTHS.items()
        for rows in [_rows(text, delimiter)]
    )


def open_prose(request: Request) -> Table:
    """Open a text that is one article: the first line is its title.

    Raises
    ------
    DataError
        When it is too large, or has no words.
    """
    if request.path.stat().st_size > MAX_PROSE_BYTES:
        sentence = (
            f"is larger than {MAX_PROSE_BYTES // 1_000_000} MB, the most that is read of a text: "
            "split it into articles"
        )
        raise DataError(request.origin, [Problem(sentence, code="FILE_TOO_LARGE")])
    with open_text(request.path, request.encoding) as (stream, _):
        lines = stream.read().replace("\ufeff", "").split("\n")
    return document_table(request, lines)


def _rows(text: str, delimiter: str) -> list[list[str]]:
    lines = "\n".join(line.lstrip() for line in text.split("\n"))  # paragraphs may be indented
    rows = csv.reader(io.StringIO(lines), delimiter=delimiter)
    try:
        return [row for row in islice(rows, HEADER_ROWS * 2) if any(map(str.strip, row))]
    except csv.Error:  # a quote that goes on for more than a field may be long
        return []


def _has_header(rows: Sequence[Sequence[str]], overrides: Mapping[str, str]) -> bool:
    """Two known names in one of the first rows, or one that no paragraph would begin with."""
    for row in rows[:HEADER_ROWS]:
        assigned = assign(row, overrides)
        if overrides.keys() & assigned.keys() or (has_words(assigned) and len(assigned) > 1):
            return True
    return bool(rows) and len(rows[0]) == 1 and plain_name(rows[0][0]) in _LONE_NAMES


def _is_even(rows: Sequence[Sequence[str]], least_width: int) -> bool:
    widths = {len(row) for row in rows}
    return len(rows) >= _FEWEST_ROWS and len(widths) == 1 and min(widths) >= least_width
