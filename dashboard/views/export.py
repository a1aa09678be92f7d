"""Export: the view as a list, an evidence pack, a briefing, a feed; built when clicked."""

import shlex
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Final

import streamlit as st

from analysis import (
    BRIEFING_FORMATS,
    DIGEST_FORMATS,
    MOST_ARTICLES,
    TOPIC_AXES,
    AnalysisError,
)
from dashboard import downloads, packing
from dashboard.address import link_to
from dashboard.desk import Desk
from dashboard.parameters import Parameter, flag, one
from dashboard.state import Holdings
from dashboard.views.head import show_head

DAYS: Final = ("1", "7", "30", "90")

# What is offered: name of the file, its kind, its content, its name on the button.
File = tuple[str, str, bytes, str]


def parameters(_: Holdings) -> tuple[Parameter, ...]:
    """Which topics the charts are by, whether texts go along, and since when news are new."""
    return (
        Parameter("export_by", "sector", one(TOPIC_AXES, "sector"), "export"),
        Parameter("export_texts", False, flag(), "export"),
        Parameter("export_days", "7", one(DAYS, "7"), "export"),
    )


def show(desk: Desk) -> None:
    """Draw the page."""
    words = desk.words
    if not show_head(desk, "export_question"):
        st.caption(words("export_nothing"))
        return
    st.caption(words("export_hint"))
    st.pills(
        words("export_by"),
        TOPIC_AXES,
        format_func=lambda axis: words(f"by_{axis}"),
        key="export_by",
        required=True,
    )
    _list(desk)
    _brief(desk)
    _pack(desk)
    _news(desk)


def _list(desk: Desk) -> None:
    words = desk.words
    with st.container(border=True, key="box_list"):
        st.header(words("export_list_title"))
        st.markdown(words("export_list"))
        if st.button(words("export_list_button"), key="open_list", icon=":material/table_view:"):
            downloads.offer_list(desk)


def _brief(desk: Desk) -> None:
    words = desk.words
    with st.container(border=True, key="box_brief"):
        st.header(words("export_brief_title"))
        st.markdown(words("export_brief"))
        if st.button(words("export_brief_button"), key="open_brief", icon=":material/description:"):

            def make(tell: Callable[[float], None]) -> Iterable[File]:
                briefing = packing.make_brief(desk, desk.view["export_by"])
                for number, form in enumerate(BRIEFING_FORMATS.values(), start=1):
                    tell(number / (1 + len(BRIEFING_FORMATS)))
                    yield _file(desk, "briefing", form.suffix, form.mime, form.write(briefing))

            _offer(desk, words("export_brief_title"), make)


def _pack(desk: Desk) -> None:
    words = desk.words
    with st.container(border=True, key="box_pack"):
        st.header(words("export_pack_title"))
        st.markdown(words("export_pack", most=words.number(MOST_ARTICLES)))
        is_too_large = desk.shown_count > MOST_ARTICLES
        if is_too_large:
            count = words.count(desk.shown_count, "article")
            most = words.number(MOST_ARTICLES)
            st.warning(words("export_pack_too_many", count=count, most=most))
        st.toggle(words("export_texts"), key="export_texts", help=words("export_texts_help"))
        if st.button(
            words("export_pack_button"),
            key="open_pack",
            icon=":material/folder_zip:",
            disabled=is_too_large,
        ):

            def make(tell: Callable[[float], None]) -> Iterable[File]:
                content = packing.make_pack(
                    desk,
                    desk.view["export_by"],
                    with_texts=desk.view["export_texts"],
                    tell=tell,
                )
                yield _file(desk, "evidence", "zip", "application/zip", content)

            _offer(desk, words("export_pack_title"), make)


def _news(desk: Desk) -> None:
    words = desk.words
    with st.container(border=True, key="box_news"):
        st.header(words("export_news_title"))
        st.markdown(words("export_news"))
        st.segmented_control(
            words("export_days"),
            DAYS,
            format_func=lambda days: words.count(int(days), "days"),
            key="export_days",
            required=True,
        )
        days = int(desk.view["export_days"])
        if st.button(words("export_news_button"), key="open_news", icon=":material/rss_feed:"):

            def make(tell: Callable[[float], None]) -> Iterable[File]:
                digest = packing.make_news(desk, date.today() - timedelta(days=days))
                tell(0.5)
                for form in DIGEST_FORMATS.values():
                    yield _file(desk, "digest", form.suffix, form.mime, form.write(digest))

            _offer(desk, words("export_news_title"), make)
        st.caption(words("export_command"))
        st.code(_command(desk, days), language=None, wrap_lines=True)
        st.caption(words("export_command_hint"))


def _command(desk: Desk, days: int) -> str:
    """What makes the same feed without a browser."""
    link = link_to(desk.holdings, desk.view, page="articles")
    return f"python -m analysis digest --link {shlex.quote(link)} --days {days} --output view.atom"


def _file(desk: Desk, name: str, suffix: str, mime: str, content: bytes) -> File:
    day = date.today().isoformat()
    return f"{name}_{desk.shown_count}_{day}.{suffix}", mime, content, suffix.upper()


def _offer(
    desk: Desk, title: str, make: Callable[[Callable[[float], None]], Iterable[File]]
) -> None:
    """A dialog that makes files, says how far it is, and then hands them out."""
    words = desk.words

    @st.dialog(title)
    def dialog() -> None:
        st.text(f"{words.count(desk.shown_count, 'article')}: {desk.sentence}")
        bar = st.progress(0.0, text=words("export_making"))
        try:
            files = list(make(lambda share: bar.progress(share, text=words("export_making"))))
        except AnalysisError as error:
            bar.empty()
            st.error(words("export_failed"))
            st.text(str(error))
            return
        size = sum(len(content) for _, _, content, _ in files) / 1e6
        bar.empty()
        st.text(words("export_ready", size=words.number(size, digits=1)))
        with st.container(horizontal=True):
            for file_name, mime, content, label in files:
                st.download_button(
                    label,
                    data=content,
                    file_name=file_name,
                    mime=mime,
                    on_click="ignore",
                    key=f"take_{label}",
                    icon=":material/download:",
                )

    dialog()
