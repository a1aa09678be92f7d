"""The page on files says what the program does."""

import re
from pathlib import Path

from analysis.sources.archives import ARCHIVE_LIMITS
from analysis.sources.columns import MAX_COLUMNS, assign
from analysis.sources.contents import ENDINGS
from analysis.sources.page import MAX_PAGE_BYTES
from analysis.sources.pdf import MAX_PAGES, MAX_PDF_BYTES
from analysis.sources.prose import MAX_PROSE_BYTES
from analysis.sources.records import MAX_JSON_BYTES
from analysis.sources.refusals import MAX_FIELD
from analysis.sources.zips import OFFICE_LIMITS, ZipLimits

PAGE = (Path(__file__).resolve().parent.parent / "docs/files.md").read_text(encoding="utf-8")


def rows(heading: str) -> dict[str, str]:
    """The table below a heading, first column to second."""
    section = PAGE.partition(heading)[2].partition("\n#")[0]
    cells = re.findall(r"^\| (.+?) \| (.+?) \|$", section, re.MULTILINE)
    return dict(cells[1:])


def megabytes(*sizes: int) -> str:
    return ", ".join(f"{size // 1_000_000:,} MB" for size in sizes)


def expansion(limits: ZipLimits, what: str) -> str:
    size = megabytes(limits.expanded_bytes)
    return f"{size}, {limits.parts:,} {what}, {limits.ratio} times its size"


def test_every_kind_of_file_is_on_the_page() -> None:
    named = set(re.findall(r"`(\.[a-z]+)`", " ".join(rows("# Files"))))
    assert named == set(ENDINGS)


def test_names_of_columns_on_the_page_are_understood() -> None:
    section = PAGE.partition("## Columns")[2].partition("```")[0]
    names = re.findall(r"`([^`]+)`", section)
    assert len(names) == 12
    assert [name for name in names if not assign([name], {})] == []


def test_limits_on_the_page_are_those_of_the_program() -> None:
    assert rows("## Limits") == {
        "a field": f"{MAX_FIELD:,} characters",
        "columns": f"{MAX_COLUMNS:,}",
        "a JSON file": megabytes(MAX_JSON_BYTES),
        "prose, a page, a PDF": megabytes(MAX_PROSE_BYTES, MAX_PAGE_BYTES, MAX_PDF_BYTES),
        "pages of a PDF": f"{MAX_PAGES:,}",
        "what a workbook or Word document expands to": expansion(OFFICE_LIMITS, "parts"),
        "what an archive expands to": expansion(ARCHIVE_LIMITS, "members"),
    }
