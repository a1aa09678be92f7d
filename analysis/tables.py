"""Tables as files: CSV, JSONL, Parquet, XLSX or Markdown, by the ending of the name."""

import io
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import pandas as pd

from analysis.errors import DataError

# A text that begins like this is run as a formula by spreadsheets; a leading ' stops that.
_FORMULA: Final = re.compile("^[\\s\ufeff\u200b]*[=+\\-@＝＋－＠]|^[\t\r\n]")

_SIGNED: Final = re.compile(r"[+-]\d+")


def guard(text: str) -> str:
    """Put ' before a text that a spreadsheet would take for a formula.

    >>> guard("=1+1"), guard(" @SUM(1)"), guard("завод")
    ("'=1+1", "' @SUM(1)", 'завод')
    """
    return f"'{text}" if _FORMULA.match(text) else text


def guarded(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with all text cells guarded; numbers and dates stay as they are.

    An ``article_id`` that is a number with a sign stays too: it must lead back to its article.
    """
    result = table.copy()
    for name in table:
        if table[name].dtype in ("str", object):
            is_key = name == "article_id"
            result[name] = table[name].map(partial(_guarded_cell, is_key=is_key))
    return result


def _guarded_cell(cell: object, *, is_key: bool) -> object:
    if not isinstance(cell, str) or (is_key and _SIGNED.fullmatch(cell)):
        return cell
    return guard(cell)


def to_csv(table: pd.DataFrame) -> bytes:
    """CSV in UTF-8 with a byte order mark, so that Excel reads Cyrillic; formulas guarded."""
    text: str = guarded(table).to_csv(index=False, lineterminator="\r\n")
    return b"\xef\xbb\xbf" + text.encode()


def to_jsonl(table: pd.DataFrame) -> bytes:
    """One JSON object per line, dates in ISO form."""
    text: str = table.to_json(orient="records", lines=True, force_ascii=False, date_format="iso")
    return text.encode()


def to_parquet(table: pd.DataFrame) -> bytes:
    """Parquet with page checksums."""
    buffer = io.BytesIO()
    table.to_parquet(buffer, index=False, write_page_checksum=True)
    return buffer.getvalue()


def to_xlsx(table: pd.DataFrame) -> bytes:
    """One sheet, texts as texts."""
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with pd.ExcelWriter(buffer, engine="xlsxwriter", engine_kwargs={"options": options}) as writer:
        table.to_excel(writer, index=False)
    return buffer.getvalue()


def to_markdown(table: pd.DataFrame) -> bytes:
    """A pipe table; numbers as they are."""
    names = [str(name) for name in table.columns]
    rows = [names, ["---"] * len(names)]
    rows += [[str(cell).replace("|", "\\|") for cell in row] for row in table.values.tolist()]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows).encode()


WRITERS: Final[dict[str, Callable[[pd.DataFrame], bytes]]] = {
    ".csv": to_csv,
    ".jsonl": to_jsonl,
    ".md": to_markdown,
    ".parquet": to_parquet,
    ".xlsx": to_xlsx,
}


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a table to a file in the form that its ending names.

    Raises
    ------
    DataError
        If the ending is not known.
    """
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise DataError(str(path), [f"unknown ending; use one of {', '.join(WRITERS)}"])
    path.write_bytes(writer(table))
