"""Tables as files: CSV, JSONL, Parquet, XLSX or Markdown, by the ending of the name."""

import io
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final, Self

import pandas as pd
import pyarrow as pa
import pyarrow.parquet

# A text that begins like this is run as a formula by spreadsheets; a leading ' stops that.
_FORMULA: Final = re.compile("^[\\s\ufeff\u200b]*[=+\\-@＝＋－＠]|^[\t\r\n]")

_SIGNED: Final = re.compile(r"[+-]\d+")


def guard(text: str) -> str:
    """Put ' before a text that a spreadsheet would take for a formula.

    >>> guard("=1+1"), guard(" @SUM(1)"), guard("завод")
    ("'=1+1", "' @SUM(1)", 'завод')
    """
    if text[:1].isalnum():  # most do, and the pattern takes time
        return text
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
    return b"\xef\xbb\xbf" + csv_lines(table, header=True)


def csv_lines(table: pd.DataFrame, *, header: bool) -> bytes:
    """Lines of CSV without a mark in front, as they follow one another in a file."""
    text: str = guarded(table).to_csv(index=False, header=header, lineterminator="\r\n")
    return text.encode()


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


class TableFile:
    """A table that is written part by part, so that it need not fit into memory.

    CSV, JSONL and Parquet grow as parts come; the other forms are written at the end. The file
    has another name until it is complete; after an error nothing is left.

    Parameters
    ----------
    path : its ending names the form

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "tags.csv"
    ...     with TableFile(path) as file:
    ...         for topic in ("chemistry", "metals"):
    ...             file.write(pd.DataFrame({"topic": [topic]}))
    ...     path.read_text(encoding="utf-8-sig").split()
    ['topic', 'chemistry', 'metals']
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._partial = path.with_name(f".{path.name}.partial")
        self._form = path.suffix.lower()
        self._parts: list[pd.DataFrame] = []
        self._file = self._partial.open("wb")
        self._parquet: pa.parquet.ParquetWriter | None = None
        self._is_empty = True

    def write(self, table: pd.DataFrame) -> None:
        """Add a part; all parts have the same columns."""
        match self._form:
            case ".csv":
                self._file.write(
                    to_csv(table) if self._is_empty else csv_lines(table, header=False)
                )
            case ".jsonl":
                self._file.write(to_jsonl(table))
            case ".parquet":
                self._write_parquet(table)
            case _:
                self._parts.append(table)
        self._is_empty = False

    def _write_parquet(self, table: pd.DataFrame) -> None:
        part = pa.Table.from_pandas(table, preserve_index=False)
        if self._parquet is None:
            self._parquet = pa.parquet.ParquetWriter(
                self._file, part.schema, write_page_checksum=True
            )
        self._parquet.write_table(part)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None and self._parts:
                self._file.write(WRITERS[self._form](pd.concat(self._parts, ignore_index=True)))
            if self._parquet is not None:
                self._parquet.close()
            self._file.close()
            if kind is None:
                self._partial.replace(self._path)
        finally:
            self._file.close()
            self._partial.unlink(missing_ok=True)
