"""Files for readers: always behind a dialog, built when clicked.

A download button on the page itself would hand out the list of the click before, if a filter
is still being applied; the click that opens the dialog carries every pending filter.
"""

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from analysis import FORMATS, XLSX_ROW_CAP, Citation, article_table
from dashboard.charts import Figure
from dashboard.desk import Desk
from dashboard.grids import readable
from dashboard.render import sentence
from dashboard.stills import MIMES, Frame, still


def offer_list(desk: Desk) -> None:
    """A dialog with the files of the list on the screen."""
    holdings, words, mask = desk.holdings, desk.words, desk.mask
    citation = desk.citation(page="articles")

    @st.dialog(words("download_title"))
    def dialog() -> None:
        st.html(sentence(f"{words.count(desk.shown_count, 'article')}: {desk.sentence}"))
        st.caption(words("download_note"))
        if desk.shown_count > XLSX_ROW_CAP:
            st.warning(words("download_cap", cap=words.number(XLSX_ROW_CAP)))
        st.markdown(words("download_formats", cap=words.number(XLSX_ROW_CAP)))
        _buttons(
            lambda: article_table(
                holdings.corpus, mask, holdings.taxonomy, language=words.language
            ),
            citation,
            f"articles_{desk.shown_count}_{citation.retrieved_date}",
        )
        st.caption(words("download_wait"))

    dialog()


def offer_chart(
    desk: Desk,
    name: str,
    title: str,
    facts: str,
    table: pd.DataFrame,
    *,
    picture: tuple[Figure, Frame] | None = None,
) -> None:
    """A button that opens the data of a chart as a table, with its files and its picture."""
    words = desk.words
    if not st.button(words("data_button"), key=f"data_{name}", icon=":material/table_view:"):
        return
    citation = desk.citation(page="")

    @st.dialog(words("data_title"), width="large")
    def dialog() -> None:
        st.subheader(title)
        st.caption(facts)
        st.dataframe(
            readable(table, words),
            hide_index=True,
            height=420,
            placeholder="–",
            alt=title,
            column_config={
                column: st.column_config.Column(words(f"column_{column}"))
                for column in table.columns
            },
        )
        file_name = f"{name}_{citation.retrieved_date}"
        _buttons(lambda: table, citation, file_name)
        if picture is not None:
            st.caption(words("picture_note"))
            _pictures(*picture, file_name)

    dialog()


def _pictures(figure: Figure, frame: Frame, name: str) -> None:
    with st.container(horizontal=True):
        for form, mime in MIMES.items():
            st.download_button(
                form.upper(),
                data=partial(still, figure, frame, form=form),
                file_name=f"{name}.{form}",
                mime=mime,
                on_click="ignore",
                key=f"download_{form}",
                icon=":material/image:",
            )


def _buttons(make: Callable[[], pd.DataFrame], citation: Citation, name: str) -> None:
    with st.container(horizontal=True):
        for suffix, form in FORMATS.items():
            st.download_button(
                form.name,
                data=lambda form=form: form.write(make(), citation),  # type: ignore[misc]
                file_name=f"{name}.{suffix}",
                mime=form.mime,
                on_click="ignore",
                key=f"download_{suffix}",
            )
