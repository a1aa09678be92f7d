"""Tables as files that a reader can open, cite and trace back.

Every file says where it came from: CSV and JSONL in columns at the end of each row (a comment
line would break Excel and parsers), XLSX on a second sheet, Parquet in its schema metadata, HTML
under its title.
"""

import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import xlsxwriter
from numpy.typing import NDArray

from analysis.links import WEB_ADDRESS
from analysis.measures.corpus import BoolArray, Corpus, IntArray
from analysis.schema import RELEVANCE, TOPIC_AXES
from analysis.tables import guard

if TYPE_CHECKING:
    from analysis.taxonomy import Taxonomy

PLURALS: Final = MappingProxyType(
    {
        "sector": "sectors",
        "theme": "themes",
        "instrument": "instruments",
        "actor": "actors",
        "country": "countries",
        "region": "regions",
        "stance": "stances",
    }
)
XLSX_ROW_CAP: Final = 100_000
# What a page that we write may load: nothing but the style and pictures that stand in it.
HTML_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

_HTML_STYLE: Final = (
    "body{font:14px/1.4 sans-serif;margin:2rem;color:#1c2430;background:#fff}"
    "table{border-collapse:collapse}"
    "th,td{border-bottom:1px solid #ccc;padding:.3rem .6rem;text-align:left;vertical-align:top}"
    "td.n{text-align:right}thead th{position:sticky;top:0;background:#fff}"
    "dt{font-weight:600}dd{margin:0 0 .4rem;overflow-wrap:anywhere}"
)
_CELL_CAP: Final = 32_000  # Excel refuses cells of more than 32,767 characters
_DATE_COLUMNS: Final = ("date", "_start")
_DATE_LENGTH: Final = MappingProxyType({"year": 4, "month": 7})


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a file came from."""

    query: str
    link: str
    taxonomy_version: str
    model_version: str
    retrieved_date: str
    citation: str


def article_table(
    corpus: Corpus, mask: BoolArray, taxonomy: "Taxonomy", *, language: str
) -> pd.DataFrame:
    """List the selected articles with their topics, newest first, undated last.

    Parameters
    ----------
    corpus : the articles
    mask : selected articles, bool of shape (n_articles,)
    taxonomy : gives the labels
    language : of the labels, "en" or "ru"

    Returns
    -------
    DataFrame, one row per selected article
        article_id, date (ISO text, as far as it is known: "2024", "2024-03", "2024-03-05" or
        ""), date_precision ("day", "month", "year" or ""), source, kind, language, title,
        url (str); sectors, themes, instruments, actors, countries, regions, stances (lists of
        topic keys); industrial_policy (bool): is about industrial policy; sectors_label …
        stances_label (lists of labels).
        A topic whose child was tagged is listed too, as it is counted.
    """
    rows = corpus.newest_first(mask)
    order = np.searchsorted(np.flatnonzero(mask), rows).tolist()
    topics, labels = {}, {}
    for axis in TOPIC_AXES:
        lists = corpus.axes[axis].lists(mask)
        keys = [lists[place] for place in order]
        names = {one.key: one.labels[language] for one in taxonomy.topics(axis)}
        topics[PLURALS[axis]] = _column(keys)
        labels[f"{PLURALS[axis]}_label"] = _column(
            [[names.get(topic, topic) for topic in own] for own in keys]
        )
    is_relevant = {"industrial_policy": np.isin(rows, corpus.axes[RELEVANCE].rows)}
    return pd.DataFrame(_known(corpus, rows) | topics | is_relevant | labels)


def article_lines(corpus: Corpus, rows: IntArray) -> pd.DataFrame:
    """List articles by their positions, in this order, without their topics.

    Returns
    -------
    DataFrame, one row per position: the first columns of :func:`article_table`, up to ``url``
    """
    return pd.DataFrame(_known(corpus, rows))


def _known(corpus: Corpus, rows: IntArray) -> dict[str, Any]:
    precisions = _named(corpus.precision_names, corpus.precisions[rows])
    dated = corpus.dated[rows]
    return {
        "article_id": corpus.ids[rows],
        "date": _iso_dates(corpus.days[rows], precisions, dated),
        "date_precision": np.where(dated, precisions, ""),
        "source": _named(corpus.source_names, corpus.sources[rows]),
        "kind": _named(corpus.kind_names, corpus.kinds[rows]),
        "language": _named(corpus.language_codes, corpus.languages[rows]),
        "title": corpus.titles[rows],
        "url": corpus.urls[rows],
    }


def _column(lists: list[Any]) -> pd.Series:
    return pd.Series(lists, dtype=object)


def _named(names: Sequence[str], codes: NDArray[np.int32]) -> NDArray[np.object_]:
    return np.array(names, dtype=object)[codes]


def to_csv(table: pd.DataFrame, citation: Citation) -> bytes:
    """UTF-8 with a byte order mark, so that Excel reads Cyrillic; no cell is a formula.

    A text cell that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    flat = flattened(table)
    for name in _text_columns(flat):
        flat[name] = [guard(cell) for cell in flat[name].tolist()]
    origin = {name: guard(value) for name, value in asdict(citation).items()}
    flat = _with_provenance(flat, Citation(**origin))
    buffer = io.BytesIO(b"\xef\xbb\xbf")
    buffer.seek(3)
    pa.csv.write_csv(pa.Table.from_pandas(flat, preserve_index=False), buffer)
    return buffer.getvalue()


def to_xlsx(table: pd.DataFrame, citation: Citation) -> bytes:
    """A workbook with the rows and a sheet "About"; at most ``XLSX_ROW_CAP`` rows.

    Text stays text: nothing becomes a formula or a link.
    """
    flat = flattened(table)
    shown = flat.head(XLSX_ROW_CAP)
    buffer = io.BytesIO()
    options = {
        "constant_memory": True,
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        heading = book.add_format({"bold": True})
        day_format = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("Data")
        sheet.freeze_panes(1, 0)
        for position, name in enumerate(shown.columns):
            sheet.set_column(position, position, 60 if name == "title" else 18)
            sheet.write_string(0, position, name, heading)
        is_date = [name.endswith(_DATE_COLUMNS) for name in shown.columns]
        for row, cells in enumerate(shown.itertuples(index=False), start=1):
            for position, cell in enumerate(cells):
                day = _day(cell) if is_date[position] else None
                if day is not None:
                    sheet.write_datetime(row, position, day, day_format)
                elif isinstance(cell, str):
                    sheet.write_string(row, position, cell[:_CELL_CAP])
                elif not pd.isna(cell):
                    sheet.write_number(row, position, cell)
        about = book.add_worksheet("About")
        about.set_column(0, 0, 18)
        about.set_column(1, 1, 100)
        lines = asdict(citation) | {
            "rows": f"{len(shown)} of {len(flat)}",
            "row_cap": f"{XLSX_ROW_CAP}; take CSV or Parquet for longer lists",
        }
        for row, (name, value) in enumerate(lines.items()):
            about.write_string(row, 0, name, heading)
            about.write_string(row, 1, value[:_CELL_CAP])
    return buffer.getvalue()


def to_parquet(table: pd.DataFrame, citation: Citation) -> bytes:
    """Lists stay lists; the citation is in the schema metadata under its own names."""
    arrow = pa.Table.from_pandas(_with_list_types(_finite(table)), preserve_index=False)
    metadata = {name.encode(): value.encode() for name, value in asdict(citation).items()}
    # What pandas would add names types that it cannot read back for lists.
    arrow = arrow.replace_schema_metadata(metadata)
    buffer = io.BytesIO()
    pa.parquet.write_table(arrow, buffer, compression="zstd")
    return buffer.getvalue()


def to_jsonl(table: pd.DataFrame, citation: Citation) -> bytes:
    """One JSON object a line; lists stay lists, the citation's fields close each object."""
    provenance = asdict(citation)
    lines = (
        json.dumps(
            {name: _plain(cell) for name, cell in zip(table.columns, cells, strict=True)}
            | provenance,
            ensure_ascii=False,
            allow_nan=False,
        )
        for cells in _finite(table).itertuples(index=False)
    )
    return "".join(f"{line}\n" for line in lines).encode()


def to_html(table: pd.DataFrame, citation: Citation) -> bytes:
    """One page that asks nobody for anything: no script, no picture, no style from elsewhere.

    Every cell is escaped; web addresses become links, other schemes stay text.
    """
    flat = flattened(table)
    is_number = [
        pd.api.types.is_numeric_dtype(flat[name]) and flat[name].dtype != bool for name in flat
    ]
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in flat.columns)
    lines = (
        "".join(
            f"<td{' class=n' * is_right}>{_html_cell(cell)}</td>"
            for cell, is_right in zip(cells, is_number, strict=True)
        )
        for cells in flat.itertuples(index=False)
    )
    origin = "".join(
        f"<dt>{escape(name)}</dt><dd>{_html_cell(value)}</dd>"
        for name, value in asdict(citation).items()
        if value
    )
    page = (
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{HTML_POLICY}">'
        '<meta name="referrer" content="no-referrer">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(citation.query)}</title><style>{_HTML_STYLE}</style></head>\n"
        f"<body><h1>{escape(citation.query)}</h1>\n<table><thead><tr>{head}</tr></thead><tbody>\n"
        + "".join(f"<tr>{line}</tr>\n" for line in lines)
        + f"</tbody></table>\n<dl>{origin}</dl></body></html>\n"
    )
    return page.encode("utf-8", "replace")


def _html_cell(cell: Any) -> str:
    if pd.isna(cell):
        return ""
    text = escape(str(cell))
    if isinstance(cell, str) and re.match(WEB_ADDRESS, cell):
        return f'<a href="{text}" rel="noreferrer noopener">{text}</a>'
    return text


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file; ``write`` turns a table and its citation into bytes."""

    name: str
    suffix: str
    mime: str
    write: Callable[[pd.DataFrame, Citation], bytes]


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        form.suffix: form
        for form in (
            Format("CSV", "csv", "text/csv", to_csv),
            Format(
                "XLSX",
                "xlsx",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                to_xlsx,
            ),
            Format("Parquet", "parquet", "application/vnd.apache.parquet", to_parquet),
            Format("JSONL", "jsonl", "application/x-ndjson", to_jsonl),
            Format("HTML", "html", "text/html", to_html),
        )
    }
)


def _iso_dates(
    days: NDArray[np.int32], precisions: NDArray[np.object_], dated: BoolArray
) -> list[str]:
    texts = np.where(dated, days, 0).astype("datetime64[D]").astype(str)
    return [
        text[: _DATE_LENGTH.get(precision, 10)] if is_dated else ""
        for text, precision, is_dated in zip(texts.tolist(), precisions, dated, strict=True)
    ]


def _text_columns(table: pd.DataFrame) -> list[str]:
    return [name for name in table.columns if pd.api.types.is_string_dtype(table[name])]


def flattened(table: pd.DataFrame) -> pd.DataFrame:
    """Lists joined by "; ", stamps as ISO days."""
    flat = _finite(table)
    for name in flat.columns:
        column = flat[name]
        if len(column) and isinstance(column.iloc[0], list):
            flat[name] = pd.Series(["; ".join(cell) for cell in column], dtype="str")
        elif pd.api.types.is_datetime64_any_dtype(column):
            flat[name] = column.dt.strftime("%Y-%m-%d").astype("str")
        elif column.dtype == object:
            flat[name] = column.astype("str")
    return flat


def _with_provenance(table: pd.DataFrame, citation: Citation) -> pd.DataFrame:
    values = {
        name: pd.Series([value] * len(table), dtype="str")
        for name, value in asdict(citation).items()
    }
    return table.reset_index(drop=True).assign(**values)


def _finite(table: pd.DataFrame) -> pd.DataFrame:
    """The table without infinite numbers, for which not every form of file has a sign."""
    floats = [name for name in table.columns if table[name].dtype.kind == "f"]
    return table.assign(**{name: table[name].where(np.isfinite(table[name])) for name in floats})


def _with_list_types(table: pd.DataFrame) -> pd.DataFrame:
    text_list = pd.ArrowDtype(pa.list_(pa.string()))
    names = {name for plural in PLURALS.values() for name in (plural, f"{plural}_label")}
    lists = {name: text_list for name in table.columns if name in names}
    others = {
        name: "str" for name in table.columns if table[name].dtype == object and name not in lists
    }
    return table.astype({**lists, **others})


def _day(cell: str) -> datetime | None:
    """A whole ISO day that a workbook can hold; older than 1900 it stays text."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", cell) or cell < "1900-03-01":
        return None
    try:
        return datetime.combine(date.fromisoformat(cell), datetime.min.time())
    except ValueError:
        return None


def _plain(cell: Any) -> Any:
    if isinstance(cell, list):
        return cell
    if isinstance(cell, pd.Timestamp | datetime):
        return cell.date().isoformat()
    if pd.isna(cell):
        return None
    return cell.item() if isinstance(cell, np.generic) else cell
