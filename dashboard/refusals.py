"""Refusals: the last imports, and the rows of one that were not taken, with the reasons.

On the page the rows are texts that wrap; the files hold every column for other programs.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

import pandas as pd
import streamlit as st

from analysis import FORMATS, Citation, Store
from dashboard.grids import readable
from dashboard.render import Cell, list_table
from dashboard.state import NoStoreError, open_store
from dashboard.texts import Words

SHOWN_IMPORTS: Final = 20
SHOWN_ROWS: Final = 100
SHOWN_LETTERS: Final = 200
FILES: Final = ("csv", "xlsx")
COUNTS: Final = ("added", "known", "updated", "refused")


def show(words: Words) -> None:
    """Draw the list of imports and, of a chosen one, its refused rows."""
    st.header(words("recent_title"))
    try:
        with open_store() as store:
            imports = store.imports(SHOWN_IMPORTS) if isinstance(store, Store) else pd.DataFrame()
    except NoStoreError:
        imports = pd.DataFrame()
    if imports.empty:
        st.info(words("recent_none"))
        return
    st.dataframe(
        readable(_list(imports, words), words),
        hide_index=True,
        height="content",
        alt=words("recent_title"),
        key="imports",
    )
    refusing = imports[imports["refused"] > 0]
    if len(refusing):
        _refused(refusing, words)


def _list(imports: pd.DataFrame, words: Words) -> pd.DataFrame:
    is_whole = imports["finished"] != ""
    return pd.DataFrame(
        {
            words("import_number"): imports["import_id"],
            words("import_origin"): imports["origin"].astype("str"),
            words("import_when"): [words.moment(text) for text in imports["started"]],
            words("import_state"): [
                words("import_whole" if whole else "import_cut_off") for whole in is_whole
            ],
            **{words(f"count_{name}"): imports[name] for name in COUNTS},
        }
    )


def _refused(imports: pd.DataFrame, words: Words) -> None:
    st.subheader(words("refused_title"))
    rows = {row["import_id"]: row for row in imports.to_dict("records")}
    chosen = st.selectbox(
        words("refused_choose"),
        list(rows),
        format_func=lambda number: words(
            "refused_option",
            number=number,
            origin=rows[number]["origin"],
            count=words.number(rows[number]["refused"]),
        ),
        key="refused_of",
    )
    show_rows(_read(chosen, SHOWN_ROWS), words)
    if (count := rows[chosen]["refused"]) > SHOWN_ROWS:
        shown, total = words.number(SHOWN_ROWS), words.number(count)
        st.caption(words("refused_shown", shown=shown, total=total))
    _files(rows[chosen], words)


def _read(import_id: int, limit: int | None = None) -> pd.DataFrame:
    with open_store() as store:
        return store.rejects(import_id, limit=limit)


def show_rows(rejects: pd.DataFrame, words: Words) -> None:
    """Draw refused rows, columns of schema REJECTS."""
    st.html(list_table(*listing(rejects, words)))


def listing(
    rejects: pd.DataFrame, words: Words
) -> tuple[list[tuple[str, str]], list[tuple[Cell, ...]]]:
    """Refused rows for the page: where, why and what stands there.

    The file is named only where there are several. The sentence in detail stands under the
    reason; readers of another language than English have it behind a click.

    Parameters
    ----------
    rejects : columns of schema REJECTS

    Returns
    -------
    header and rows, as :func:`dashboard.render.list_table` takes them
    """
    columns: list[tuple[str, str, list[Cell]]] = [
        ("refused_file", "20%", _places(rejects)),
        ("refused_row", "7rem", [Cell(_row(row, words)) for row in rejects["row"]]),
        ("refused_what", "", _reasons(rejects, words)),
        ("refused_column", "14%", [Cell(name) for name in rejects["column"]]),
        ("refused_raw", "20%", [Cell(_shortened(raw)) for raw in rejects["raw"]]),
    ]
    kept = [column for column in columns if any(cell.text for cell in column[2])]
    header = [(words(name), width) for name, width, _ in kept]
    return header, list(zip(*(cells for _, _, cells in kept), strict=True))


def _places(rejects: pd.DataFrame) -> list[Cell]:
    places = list(zip(rejects["origin"], rejects["sheet"], strict=True))
    if len(set(places)) < 2:
        return [Cell("")] * len(places)
    return [Cell(origin, (sheet,)) for origin, sheet in places]


def _reasons(rejects: pd.DataFrame, words: Words) -> list[Cell]:
    reasons = []
    for code, problem in zip(rejects["code"], rejects["problem"], strict=True):
        detail = _shortened(problem)
        reasons.append(
            Cell(words.fault(code), (detail, code))
            if words.language == "en"
            else Cell(words.fault(code), (code,), (words("refused_detail"), detail))
        )
    return reasons


def _row(row: int, words: Words) -> str:
    return str(row) if row else words("refused_whole")


def _shortened(text: str) -> str:
    return text if len(text) <= SHOWN_LETTERS else f"{text[:SHOWN_LETTERS]}…"


def table(rejects: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Refused rows for a file, in the reader's language; the sentence in detail is English.

    Parameters
    ----------
    rejects : columns of schema REJECTS
    """
    cells: dict[str, list[Any]] = {
        "refused_file": rejects["origin"].tolist(),
        "refused_sheet": rejects["sheet"].tolist(),
        "refused_row": [_row(row, words) for row in rejects["row"]],
        "refused_what": [words.fault(code) for code in rejects["code"]],
        "refused_column": rejects["column"].tolist(),
        "refused_raw": rejects["raw"].tolist(),
        "refused_code": rejects["code"].tolist(),
        "refused_detail": rejects["problem"].tolist(),
    }
    # What no row has, such as a sheet, only takes room.
    kept = {name: values for name, values in cells.items() if any(values) or not len(rejects)}
    return pd.DataFrame(
        {words(name): pd.Series(values, dtype="str") for name, values in kept.items()}
    )


def _files(row: dict[str, Any], words: Words) -> None:
    with st.container(horizontal=True):
        for suffix in FILES:
            st.download_button(
                words("refused_download", form=FORMATS[suffix].name),
                data=_maker(suffix, row, words),
                file_name=f"refused_{row['import_id']}.{suffix}",
                mime=FORMATS[suffix].mime,
                on_click="ignore",
                key=f"refused_{suffix}",
                icon=":material/download:",
            )


def _maker(suffix: str, row: dict[str, Any], words: Words) -> Callable[[], bytes]:
    origin = Citation(
        query=words("refused_of", number=row["import_id"], origin=row["origin"]),
        link="",
        taxonomy_version="",
        model_version="",
        retrieved_date=date.today().isoformat(),
        citation=words("app_title"),
    )
    return lambda: FORMATS[suffix].write(table(_read(row["import_id"]), words), origin)
