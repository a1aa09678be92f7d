"""Timeline of programmes, and events listed beside a curve; any page can show them."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import pandas as pd
import streamlit as st

from analysis import AxisChoice, Choice, chosen_events, programmes
from dashboard import address
from dashboard.amounts import in_currency, short_amount
from dashboard.charted import draw
from dashboard.charts.timeline import programmes_figure
from dashboard.desk import Desk
from dashboard.render import Cell, facts_list, list_table, safe_link, sentence, source_links
from dashboard.state import events
from dashboard.texts import Words

MOST_BARS: Final = 25
# Columns of an event, each with the axis of its topics.
TOPICS: Final = (
    ("country", "country"),
    ("actor", "actor"),
    ("sectors", "sector"),
    ("themes", "theme"),
    ("instruments", "instrument"),
)
OPENED: Final = "event_opened"


def show(desk: Desk, axis: str, topic: str) -> None:
    """Draw the programmes of one topic that have an end year, as bars until then.

    Parameters
    ----------
    desk : of the page
    axis, topic : whose programmes; the dates of the choice are left out, so that a plan is
        shown as long as it runs
    """
    words = desk.words
    choice = Choice().with_axis(axis, AxisChoice((topic,)))
    name = desk.holdings.label(axis, topic, words.language)
    show_programmes(desk, chosen_events(events(), choice), words("timeline_title", topic=name))


def show_programmes(desk: Desk, chosen: pd.DataFrame, title: str) -> None:
    """Draw programmes among some events as bars, with what a click on one opens."""
    words, today = desk.words, date.today()
    table = programmes(chosen)
    if table.empty:
        st.header(title)
        st.caption(words("timeline_none"))
        return
    running = table[table["end"] >= pd.Timestamp(today)]
    drawn = _most_telling(table, MOST_BARS)
    names = drawn[f"title_{words.language}"].tolist()
    hovers = [
        f"<b>{name}</b><br>{words('timeline_span', start=when(row, words), year=row.horizon_year)}"
        for name, row in zip(names, drawn.itertuples(), strict=True)
    ]
    note = words("timeline_note")
    if len(drawn) < len(table):
        note += " " + words("timeline_capped", shown=len(drawn), total=len(table))
    draw(
        desk,
        "programmes",
        title,
        programmes_figure(drawn, names, hovers, desk.look("sector"), today=today),
        event_table(drawn, words),
        note=note,
        choose=lambda meaning: open_event(str(meaning[0])),
        facts=words(
            "timeline_facts",
            n=words.number(len(table)),
            first=words.date(table["start"].min().date()),
            last=str(table["horizon_year"].max()),
        ),
        sentence=words(
            "timeline_sentence",
            count=words.count(len(table), "programme"),
            running=words.number(len(running)),
            year=int(table["horizon_year"].mode().iloc[0]),
        ),
    )  # fmt: skip
    show_opened(desk)


def _most_telling(table: pd.DataFrame, most: int) -> pd.DataFrame:
    """Plans that still run come first, then those that ended last; in the order of the table."""
    chosen = table.sort_values(["horizon_year", "date"], ascending=False).head(most).index
    return table.loc[table.index.isin(chosen)].reset_index(drop=True)


def list_events(desk: Desk, shown: pd.DataFrame) -> None:
    """List numbered events below a figure that marks them."""
    words = desk.words
    header = (
        (words("event_number"), "3rem"), (words("column_date"), "9rem"), (words("event_what"), ""),
    )  # fmt: skip
    rows = [
        (
            Cell(str(row.number)),
            Cell(when(row, words)),
            Cell(title_of(row, words), (document_of(row, words),)),
        )
        for row in shown.itertuples()
    ]
    st.html(list_table(header, rows))


def open_event(event_ids: str) -> None:
    """Let the next run of the page open events, their ids between blanks; for callbacks."""
    st.session_state[OPENED] = event_ids


def show_opened(desk: Desk) -> None:
    """Open the events that were clicked on, once."""
    event_ids = st.session_state.pop(OPENED, "").split()
    known = events()
    found = known[known["id"].isin(event_ids)]
    if found.empty:
        return

    @st.dialog(desk.words("event_dialog"), width="medium")
    def dialog() -> None:
        for place, row in enumerate(found.itertuples()):
            if place:
                st.divider()
            _show_event(desk, row)

    dialog()


def _show_event(desk: Desk, row: Any) -> None:
    """All that is known of an event, its source, and a way to the articles around it."""
    words = desk.words
    st.subheader(title_of(row, words))
    facts = [
        (words("column_date"), when(row, words)),
        (words("event_stage"), words(f"stage_{row.stage}")),
        (words("event_source"), document_of(row, words)),
    ]
    if row.amount == row.amount:
        amount = in_currency(short_amount(row.amount, words), row.currency)
        facts.append((words("event_amount"), f"{amount} ({words(f'kind_of_{row.amount_kind}')})"))
    if not pd.isna(row.horizon_year):
        facts.append((words("event_end"), str(row.horizon_year)))
    if row.outcome:
        facts.append((words("event_outcome"), words(f"outcome_{row.outcome}")))
    if row.confidence != "high":
        facts.append((words("event_confidence"), words("event_second_hand")))
    st.html(facts_list(facts + _topics(desk, row)))
    links = [link for text in row.source.split() if (link := safe_link(text))]
    if links:
        st.html(source_links(words("event_compared"), links))
    st.html(sentence(words("event_no_article")))
    st.button(
        words("event_articles"),
        key=f"event_articles_{row.id}",
        on_click=_open_articles,
        args=(row,),
    )


def _open_articles(row: Any) -> None:
    """Go to the articles on the sectors of an event, from a month before to three after."""
    first = (row.date - pd.DateOffset(months=1)).date()
    last = (row.date + pd.DateOffset(months=3)).date()
    changes: dict[str, Any] = {"from": first, "to": last, "country": [row.country]}
    if row.sectors:
        changes["sector"] = list(row.sectors)
    address.open_page("articles", **changes)


def _topics(desk: Desk, row: Any) -> list[tuple[str, str]]:
    words, named = desk.words, []
    for column, axis in TOPICS:
        value = getattr(row, column)
        keys = [value] if isinstance(value, str) else value
        labels = [desk.holdings.label(axis, key, words.language) for key in keys if key]
        if labels:
            named.append((words(axis), ", ".join(labels)))
    return named


def title_of(row: Any, words: Words) -> str:
    """One line that says what happened, in the reader's language."""
    return str(getattr(row, f"title_{words.language}"))


def document_of(row: Any, words: Words) -> str:
    """The document in which an event is stated, in the reader's language."""
    return str(row.document_ru if words.language == "ru" else row.document)


def when(row: Any, words: Words) -> str:
    """The date of an event, as exactly as it is known."""
    day = row.date.date()
    length = {"day": 10, "month": 7, "year": 4}[row.precision]
    return words.known_date(day.isoformat()[:length])


def event_table(shown: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Events as a table for readers and downloads."""
    columns: Sequence[str] = (
        "id", "date", "precision", "country", "stage", "amount", "currency", "amount_kind",
        "horizon_year", "outcome", "confidence", "source",
    )  # fmt: skip
    table = shown[list(columns)].rename(columns={"id": "event", "source": "compared_with"})
    table.insert(1, "title", shown[f"title_{words.language}"])
    documents = shown["document_ru" if words.language == "ru" else "document"]
    table.insert(2, "document", documents)
    table.insert(6, "sectors", [", ".join(keys) for keys in shown["sectors"]])
    return table
