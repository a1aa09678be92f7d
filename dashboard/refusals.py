"""Refusals: the last imports, and the rows of one that were not taken, with the reasons."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

import pandas as pd
import streamlit as st

from analysis import FORMATS, Citation, Store
from dashboard.state import NoStoreError, open_store
from dashboard.texts import Words

SHOWN_IMPORTS: Final = 20
SHOWN_ROWS: Final = 200
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
        _list(imports, words),
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
    st.dataframe(
        table(_read(chosen, SHOWN_ROWS), words),
        hide_index=True,
        alt=words("refused_title"),
        key="refused",
    )
    if (count := rows[chosen]["refused"]) > SHOWN_ROWS:
        shown, total = words.number(SHOWN_ROWS), words.number(count)
        st.caption(words("refused_shown", shown=shown, total=total))
    _files(rows[chosen], words)


def _read(import_id: int, limit: int | None = None) -> pd.DataFrame:
    with open_store() as store:
        return store.rejects(import_id, limit=limit)


def table(rejects: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Refused rows in the reader's language, with the sentence of the reading program beside.

    Parameters
    ----------
    rejects : columns of schema REJECTS
    """
    cells: dict[str, list[Any]] = {
        "refused_row": [str(row) if row else words("refused_whole") for row in rejects["row"]],
        "refused_column": rejects["column"].tolist(),
        "refused_what": [words.fault(code) for code in rejects["code"]],
        "refused_detail": rejects["problem"].tolist(),
        "refused_raw": rejects["raw"].tolist(),
        "refused_file": rejects["origin"].tolist(),
        "refused_sheet": rejects["sheet"].tolist(),
        "refused_code": rejects["code"].tolist(),
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
