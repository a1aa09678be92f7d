"""Faults of foreign files: their codes, and problems that carry one.

A code never changes, so that an interface can say it in its own language, a script can count
it and a test can name it; the sentence beside it may be worded anew.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# What each code means and what to do; in the order of the way of a file: as a whole, its
# header, its rows, their fields.
CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "NOT_FOUND": "There is no such file or folder: check the name.",
        "NOT_OPENED": "The file cannot be opened: check its name and your rights.",
        "NOTHING_TO_READ": "The folder has no file that is read: add one.",
        "EMPTY_FILE": "The file has no content: check how it was saved.",
        "NO_ROWS": "The file has no rows: nothing was read.",
        "FILE_TOO_LARGE": "The file is larger than what is read: split it, or save it as Parquet.",
        "TOO_SLOW": "Reading takes longer than is allowed: split the file, or save it as .csv.",
        "TOO_MUCH_MEMORY": "Reading needs more memory than is allowed: split the file.",
        "NOT_READ": "The file cannot be read: save it in another form, such as .csv.",
        "FILE_CHANGED": "The file changed while it was read: read it again.",
        "WRONG_TYPE": "The file is not of a kind that is read: save it as .xlsx or .csv.",
        "HTML_NOT_CSV": "The file is a web page: download the file itself again.",
        "UNKNOWN_ENCODING": "There is no encoding of that name: name one like utf-8 or cp1251.",
        "WRONG_ENCODING": "The file is not of the encoding named: name none, or another.",
        "UNKNOWN_ZONE": "There is no time zone of that name: name one like Europe/Moscow.",
        "BROKEN_XLSX": "The workbook is broken: open and save it in Excel.",
        "BROKEN_DOCX": "The document is broken: open and save it in Word.",
        "BROKEN_PDF": "The PDF is broken or cut off: download or print it again.",
        "BROKEN_ZIP": "The archive is broken or cut off: download it again, or make it anew.",
        "NESTED_ARCHIVE": "The file is an archive in an archive: unpack it and read its files.",
        "NO_TEXT": "There is no text of an article: save the article itself.",
        "PASSWORD": "The file is protected by a password: remove the password and save it again.",
        "BOMB": "The file expands to more than is read: save it as .csv.",
        "XML_ENTITY": "The file declares XML entities, which are not read: save it anew.",
        "BROKEN_JSON": "The file is no valid JSON: mend it, or save it again if it is cut off.",
        "BROKEN_PARQUET": "The Parquet file is broken or encrypted: write it again.",
        "DAMAGED_DATA": "The data of the file is damaged: download or write it again.",
        "UNKNOWN_FIELD": "A column was mapped to a field that is not there: choose another field.",
        "MISSING_COLUMN": "A column is missing: rename a column, or map one to it.",
        "ONE_COLUMN": "All is in one column: separate the columns by commas, semicolons or TABs.",
        "DUPLICATE_COLUMN": "Two columns have the same name: rename or delete one of them.",
        "TOO_MANY_COLUMNS": "There are more columns than are read: delete those not needed.",
        "WRONG_COLUMN_TYPE": "A column holds lists or objects: write it as text.",
        "FIELD_COUNT": "The row has more or fewer cells than the header: mend its delimiters.",
        "OPEN_QUOTE": "A quote of the row is not closed, or closed too early: mend it.",
        "NOT_AN_OBJECT": "The record is no object with names and values: write it as one.",
        "NESTED_VALUE": "A field that is read holds a list or an object: write it as one text.",
        "NESTED_TOO_DEEPLY": "The record is nested too deeply: save a flat object.",
        "FIELD_TOO_LONG": "A field is longer than what is read: shorten or split it.",
        "NO_CONTENT": "The row has neither a title nor a text: fill one of them.",
        "BAD_ID": "The id is too long or holds control characters: mend it, or leave it empty.",
        "DUPLICATE_ID": "A later row with the same id is taken instead: give each its own id.",
        "BAD_DATE": "The date cannot be read or does not exist: write it as 2024-07-04.",
        "RELATIVE_DATE": "The date depends on the day it is read: write it as 2024-07-04.",
        "AMBIGUOUS_DATE": "The date could be two days: name the order, or write it as 2024-07-04.",
        "EARLY_DATE": "The date lies too far back: correct it or leave it empty.",
        "FUTURE_DATE": "The date lies in the future: correct it or leave it empty.",
    }
)


class Problem(str):
    """What is wrong with a file or a row, where, and what to do: a sentence with a code.

    Attributes
    ----------
    code : key of ``CODES``

    Examples
    --------
    >>> problem = Problem("has only blank lines: check how it was saved", code="EMPTY_FILE")
    >>> problem.code, problem.startswith("has only")
    ('EMPTY_FILE', True)
    """

    code: str

    def __new__(cls, sentence: str, *, code: str = "") -> "Problem":
        """Tie a sentence to a code; without one only where a problem is copied."""
        problem = super().__new__(cls, sentence)
        problem.code = code
        return problem


def code_of(problem: str) -> str:
    """The code of a problem; empty for a sentence without one.

    >>> code_of("cannot be read"), code_of(Problem("cannot be read", code="NOT_OPENED"))
    ('', 'NOT_OPENED')
    """
    return getattr(problem, "code", "")
