"""Dropping: files from the reader's machine, how the first rows of one are read, and the start.

Nothing of a file is parsed here: it is kept under its hash, and a process with limits reads it.
"""

from collections.abc import Sequence
from typing import Any, Final

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from analysis import (
    ENDINGS,
    MOST_UPLOAD_BYTES,
    MOST_UPLOADS,
    DataError,
    Preview,
    StoreError,
    Upload,
    clear_uploads,
    keep_upload,
    start_job,
)
from dashboard import refusals
from dashboard.render import Cell, list_table, upload_button
from dashboard.settings import is_read_only, store_path, taxonomy_path
from dashboard.state import preview_of
from dashboard.texts import Words

FIELDS: Final = (
    "title", "text", "published_date", "source_name", "url", "language", "kind", "article_id",
    "date_precision",
)  # fmt: skip
SHOWN_COLUMNS: Final = ("published_date", "title", "text", "source_name", "url", "language")
NOT_READ: Final = ""
AMBIGUOUS: Final = "AMBIGUOUS_DATE"


def show(words: Words) -> None:
    """Draw the steps from the file to the import."""
    st.header(words("import_files_title"))
    limits = words.number(MOST_UPLOADS), words.number(MOST_UPLOAD_BYTES >> 20)
    st.markdown(words("import_limits", files=limits[0], size=limits[1], endings=", ".join(ENDINGS)))
    turn = st.session_state.setdefault("import_turn", 0)
    st.html(upload_button(words("import_pick"), words("import_or_drop")))
    # Without "type": Streamlit would refuse other endings with words of its own, or an error.
    dropped = st.file_uploader(
        words("import_drop"),
        accept_multiple_files=True,
        key=f"import_files_{turn}",
        max_upload_size=MOST_UPLOAD_BYTES >> 20,
    )
    if len(dropped) > MOST_UPLOADS:
        st.warning(words("import_too_many", count=words.number(len(dropped)), most=limits[0]))
    uploads = _kept(dropped[:MOST_UPLOADS], words)
    if not uploads:
        return
    _check(uploads, words)
    readable = _readable(uploads, words)
    label = words("import_start", files=words.count(len(readable or uploads), "file"))
    if 0 < len(readable) < len(uploads):
        label = words(
            "import_start_some",
            files=words.count(len(readable), "file"),
            total=words.number(len(uploads)),
        )
    if st.button(label, type="primary", key="import_start", disabled=not readable):
        _start(readable, words)


def _kept(dropped: Sequence[UploadedFile], words: Words) -> list[Upload]:
    """Keep each file once, and say of those that are refused why."""
    kept: dict[str, Upload | DataError] = st.session_state.setdefault("import_kept", {})
    uploads: dict[Any, Upload] = {}
    for file in dropped:
        if file.file_id not in kept:
            try:
                kept[file.file_id] = keep_upload(store_path(), file.name, file.getbuffer())
            except DataError as error:
                kept[file.file_id] = error
            except StoreError as error:
                st.error(words("import_not_kept"))
                st.text(str(error))
                return []
        one = kept[file.file_id]
        if isinstance(one, DataError):
            st.error(words.fault(one.codes[0]))
            st.text(str(one))
        else:
            uploads.setdefault(one.path, one)  # the same file twice is one
    return list(uploads.values())


def _check(uploads: Sequence[Upload], words: Words) -> None:
    """Show how one of the files is read, and let the reader change it."""
    st.subheader(words("import_check_title"))
    upload = uploads[0]
    if len(uploads) > 1:
        names = {one.path: one.origin for one in uploads}
        path = st.selectbox(
            words("import_choose"), list(names), format_func=names.__getitem__, key="import_chosen"
        )
        upload = next(one for one in uploads if one.path == path)
        st.caption(words("import_others"))
    with st.spinner(words("import_reading")):
        first = preview_of(upload)
    options: dict[str, Any] = {}
    if first.names and (columns := _mapping(upload, first, words)):
        options["columns"] = columns
    if AMBIGUOUS in set(first.rejects["code"]):
        options |= _order_of_dates(upload, words)
    if options:
        with st.spinner(words("import_reading")):
            first = preview_of(upload, options)
    _options_of()[upload.path.name] = options
    _show_first(first, words)


def _readable(uploads: Sequence[Upload], words: Words) -> list[Upload]:
    """The files that can be read; of several, each has a line that says so, or why not."""
    options = _options_of()
    with st.spinner(words("import_reading")):
        firsts = [preview_of(one, options.get(one.path.name)) for one in uploads]
    if len(uploads) > 1:
        header = [(words("import_choose"), "40%"), (words("import_readable_title"), "")]
        rows = [
            (Cell(one.origin), _verdict(first, words))
            for one, first in zip(uploads, firsts, strict=True)
        ]
        st.html(list_table(header, rows))
    return [one for one, first in zip(uploads, firsts, strict=True) if first.is_usable]


def _verdict(first: Preview, words: Words) -> Cell:
    if not first.is_usable:
        reasons = tuple(dict.fromkeys(map(words.fault, first.rejects["code"])))
        return Cell(words("import_unreadable"), reasons)
    if count := len(first.rejects):
        return Cell(words("import_readable_partly", count=words.number(count)))
    return Cell(words("import_readable"))


def _options_of() -> dict[str, dict[str, Any]]:
    """What the reader said of how to read, by the name of the kept file."""
    chosen: dict[str, dict[str, Any]] = st.session_state.setdefault("import_options", {})
    return chosen


def _order_of_dates(upload: Upload, words: Words) -> dict[str, bool]:
    """Ask whether 01/02/2024 is in February, where no other date of the file tells."""
    orders = {"day": True, "month": False}
    key = f"dates_{upload.path.stem[:16]}"
    told = _options_of().get(upload.path.name, {}).get("day_first")
    st.session_state.setdefault(key, {True: "day", False: "month"}.get(told))
    order = st.segmented_control(
        words("import_dates"),
        list(orders),
        format_func=lambda name: words(f"import_dates_{name}"),
        key=key,
    )
    return {"day_first": orders[order]} if order else {}


def _mapping(upload: Upload, first: Preview, words: Words) -> dict[str, str]:
    """Boxes to change which column is which; what was changed, as field to column."""
    st.markdown(words("import_mapping"))
    options = [NOT_READ, *dict.fromkeys(first.names)]
    # Boxes that were not drawn meanwhile, for another file was looked at, have forgotten.
    told = _options_of().get(upload.path.name, {}).get("columns", {})
    changed = {}
    with st.container(key="import_mapping"):
        for row in range(0, len(FIELDS), 3):
            for column, field in zip(st.columns(3), FIELDS[row : row + 3], strict=False):
                guessed = first.mapping.get(field, NOT_READ)
                key = f"map_{upload.path.stem[:16]}_{field}"
                known = told.get(field, guessed)
                st.session_state.setdefault(key, known if known in options else NOT_READ)
                chosen = column.selectbox(
                    words(f"field_{field}"),
                    options,
                    format_func=lambda name: name or words("import_no_column"),
                    key=key,
                )
                if chosen != guessed:
                    changed[field] = chosen
    return changed


def _show_first(first: Preview, words: Words) -> None:
    if first.notes:
        st.text("\n".join(words.remarks(first.notes)))
    if len(first.articles):
        st.dataframe(
            first.articles[[name for name in SHOWN_COLUMNS if name in first.articles]],
            hide_index=True,
            height="content",
            column_config={name: words(f"field_{name}") for name in SHOWN_COLUMNS}
            | {
                "published_date": st.column_config.DateColumn(
                    words("field_published_date"), format=words("date_format")
                )
            },
            alt=words("import_first_rows"),
            key="import_first_rows",
        )
    if len(first.rejects):
        if first.is_usable:
            st.warning(words("import_refused", count=words.number(len(first.rejects))))
        else:
            st.error(words("import_unmapped" if first.names else "import_unusable"))
        refusals.show_rows(first.rejects, words)


def _start(uploads: Sequence[Upload], words: Words) -> None:
    if is_read_only():
        return
    options = _options_of()
    paths = [str(one.path.resolve()) for one in uploads]
    read_as = {
        path: {"origin": one.origin} | options.get(one.path.name, {})
        for path, one in zip(paths, uploads, strict=True)
    }
    arguments = ["import", "--taxonomy", str(taxonomy_path().resolve()), *paths]
    label = ", ".join(one.origin for one in uploads)
    try:
        start_job(store_path(), arguments, label=label, read_as=read_as)
    except StoreError as error:
        st.error(words("import_not_started"))
        st.text(str(error))
        return
    clear_uploads(store_path())
    st.session_state["import_turn"] += 1  # an empty box for the next files
    st.session_state["import_kept"], st.session_state["import_options"] = {}, {}
    st.rerun()
