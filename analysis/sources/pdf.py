"""PDF: the text layer, as one article.

Lines stay as they are on the page, headers and footers, too; words that are divided at the end
of a line are put together again. A PDF of pictures of pages has no text to read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from itertools import chain
from struct import error as StructError
from typing import Any, Final
from zlib import error as ZlibError

from analysis.errors import DataError
from analysis.sources.documents import document_table, silent
from analysis.sources.faults import Problem
from analysis.sources.tables import Request, Table

MAX_PDF_BYTES: Final = 50_000_000
MAX_PAGES: Final = 500

EMPTY_PAGES: Final = "{count} page(s) hold no text: perhaps pictures of text, which are not read"

# What pypdf lets through where a PDF is not what it expects.
_FAULTS: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    StructError,
    TypeError,
    ValueError,
    ZlibError,
)
_DIVIDED: Final = re.compile(
    r"(?<=[^\W\d_])(?:[-‐][ \t]*\n[ \t]*(?=[a-zа-яё])|\xad[ \t]*\n?[ \t]*)"
)


def open_pdf(request: Request) -> Table:
    """Open a PDF.

    Raises
    ------
    DataError
        When it is broken, too large, protected by a password or has no text layer.
    """
    _refuse_large(request)
    # It takes a tenth of a second, for which no other file should wait.
    import pypdf
    from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

    content = BytesIO(request.path.read_bytes())
    try:
        with silent("pypdf"):
            reader = pypdf.PdfReader(content)
            pages = list(_pages(reader, request.origin))
            title = _title(reader, pages)
    except (DependencyError, FileNotDecryptedError) as error:
        sentence = "the PDF is protected: save it without a password and without encryption"
        raise DataError(request.origin, [Problem(sentence, code="PASSWORD")]) from error
    except DataError:
        raise
    except (PyPdfError, *_FAULTS) as error:
        reason = f"{type(error).__name__}: {error}"[:120]
        sentence = f"the PDF is broken or cut off: download or print it again ({reason})"
        raise DataError(request.origin, [Problem(sentence, code="BROKEN_PDF")]) from error
    if not any(map(str.isalnum, chain.from_iterable(pages))):
        sentence = "the PDF holds pictures of pages: read it with text recognition first"
        raise DataError(request.origin, [Problem(sentence, code="NO_TEXT")])
    text = _DIVIDED.sub("", "\n".join(pages))
    table = document_table(request, text.split("\n"), title=title)
    empty = sum(not page.strip() for page in pages)
    notes = (EMPTY_PAGES.format(count=empty),) if empty else ()
    return replace(table, notes=table.notes + notes)


def _refuse_large(request: Request) -> None:
    size = request.path.stat().st_size
    if size > MAX_PDF_BYTES:
        sentence = (
            f"is larger than {MAX_PDF_BYTES // 1_000_000} MB, the most that is read of a PDF: "
            "split it, or save its text as .txt"
        )
        raise DataError(request.origin, [Problem(sentence, code="FILE_TOO_LARGE")])


def _pages(reader: Any, origin: str) -> Iterator[str]:
    count = len(reader.pages)
    if count > MAX_PAGES:
        sentence = f"has {count:,} pages, at most {MAX_PAGES:,} are read: split it into articles"
        raise DataError(origin, [Problem(sentence, code="FILE_TOO_LARGE")])
    for page in reader.pages:
        yield page.extract_text()


def _title(reader: Any, pages: Sequence[str]) -> str:
    """The stated title, if the first page has it, too: programs state all kinds of things."""
    stated = " ".join(str((reader.metadata or {}).get("/Title") or "").split())
    first = " ".join(pages[0].split()) if pages else ""
    return stated if stated.casefold() in first.casefold() else ""
