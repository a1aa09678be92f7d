"""DOCX: one article, with the cells of its tables as lines.

The title is a heading at the top, else what the document states as its title, else the first
line. When the file was made or saved says nothing of the article and is not read.
"""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

from analysis.errors import DataError
from analysis.sources.documents import document_table
from analysis.sources.faults import Problem
from analysis.sources.tables import Request, Table
from analysis.sources.zips import ZIP_FAULTS, check_office

# What python-docx lets through where the XML of a document is not what it expects.
_FAULTS: Final = (
    *ZIP_FAULTS,
    AttributeError,
    LookupError,
    SyntaxError,
    TypeError,
)
_HEADINGS: Final = ("Title", "Heading")
# Titles that a program or a template wrote and nobody means.
_NO_TITLE: Final = re.compile(
    r"(microsoft word|word document|документ microsoft|документ word|untitled|без названия)",
    re.IGNORECASE,
)


def open_word(request: Request) -> Table:
    """Open a Word document.

    Raises
    ------
    DataError
        When it is broken, expands to too much, declares XML entities or holds no text.
    """
    check_office(
        request.path,
        origin=request.origin,
        what="document",
        program="Word",
        remedy="save its text as .txt",
    )
    # It takes a twentieth of a second, for which no other file should wait.
    import docx
    from docx.opc.exceptions import OpcError

    try:
        with request.path.open("rb") as file:
            document = docx.Document(file)
        paragraphs = list(_paragraphs(document))
        stated = document.core_properties.title or ""
    except (OpcError, *_FAULTS) as error:
        reason = f"{type(error).__name__}: {error}"[:120]
        sentence = f"the document is broken: open and save it in Word ({reason})"
        raise DataError(request.origin, [Problem(sentence, code="BROKEN_DOCX")]) from error
    title = _title(paragraphs, stated)
    lines = chain.from_iterable((text, "") for text, _ in paragraphs)
    return document_table(
        request, [line for text in lines for line in text.split("\n")], title=title
    )


def _title(paragraphs: list[tuple[str, str]], stated: str) -> str:
    """A heading at the top, else the stated title; empty where the first line has to do."""
    first, style = next(((text, style) for text, style in paragraphs if text.strip()), ("", ""))
    if style.startswith(_HEADINGS):
        return first
    return "" if _NO_TITLE.match(stated.strip()) else stated


def _paragraphs(container: Any) -> Iterator[tuple[str, str]]:
    """Text and name of the style of each paragraph, also of those in tables."""
    for block in container.iter_inner_content():
        if hasattr(block, "rows"):
            yield from _cells(block)
        else:
            yield block.text, block.style.name if block.style is not None else ""


def _cells(table: Any) -> Iterator[tuple[str, str]]:
    """Paragraphs of the cells; a cell that spans others is listed for each, but read once."""
    seen = set()
    for row in table.rows:
        for cell in row.cells:
            if cell._tc not in seen:
                seen.add(cell._tc)
                yield from _paragraphs(cell)
