"""A view made ready to be taken away: its charts drawn, its words collected; nothing is shown."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import pandas as pd

from analysis import (
    OTHER,
    PERIODS,
    Briefing,
    Chart,
    Digest,
    Evidence,
    Picture,
    Subject,
    make_briefing,
    make_digest,
    suitable_period,
    write_pack,
)
from dashboard import charts
from dashboard.address import link_to
from dashboard.charts import Figure
from dashboard.desk import Desk
from dashboard.state import open_store
from dashboard.stills import Frame, still
from dashboard.tables import course, ranked, shows_change

PICTURE_WIDTH: Final = 900
PICTURE_ROWS: Final = 12  # of a ranking that is printed; the data have all


@dataclass(frozen=True)
class Drawn:
    """A chart of the view on white ground, whatever the page looks like."""

    name: str
    frame: Frame
    figure: Figure
    table: pd.DataFrame


def frame_of(desk: Desk, title: str, facts: str) -> Frame:
    """The words around a picture: what is shown, what was counted, where to find it again."""
    words, holdings = desk.words, desk.holdings
    source = words(
        "picture_source",
        sentence=desk.sentence,
        taxonomy=holdings.taxonomy_version,
        date=words.date(date.today()),
    )
    return Frame(title, facts, source)


def subject_of(desk: Desk) -> Subject:
    """The view as it is cited."""
    holdings = desk.holdings
    return Subject(
        sentence=desk.sentence,
        link=link_to(holdings, desk.view, page="articles"),
        language=desk.words.language,
        article_count=desk.shown_count,
        taxonomy_version=holdings.taxonomy_version,
        model_version=holdings.model_version,
        retrieved=date.today(),
        as_of=desk.choice.as_of,
    )


def draw_view(desk: Desk, axis: str) -> list[Drawn]:
    """Trend and ranking of the view; none where no article has a topic of the axis."""
    corpus = desk.holdings.corpus
    if not corpus.axes[axis].counts(desk.mask).any():
        return []
    look = replace(desk.look(axis), is_dark=False)
    return [_trend(desk, axis, look), _ranking(desk, axis, look)]


def _trend(desk: Desk, axis: str, look: charts.Look) -> Drawn:
    words, corpus = desk.words, desk.holdings.corpus
    period = suitable_period(corpus, desk.mask)
    table = course(desk, axis, period)
    named = table[table["topic"] != OTHER]
    figure = charts.trend_figure(
        named,
        corpus.axes[axis].keys,
        look,
        period=period,
        way=desk.way,
        incomplete=desk.incomplete(table["period_start"].drop_duplicates(), PERIODS[period]),
    )
    title = words(
        "trend_title",
        counted=words(f"counted_{desk.way}"),
        axis=words(f"by_{axis}"),
        period=words(f"per_{period}"),
    )
    note = words("picture_incomplete")
    if len(named) < len(table):
        note = f"{words('trend_without_other')} {note}"
    return _drawn(desk, "trend", axis, title, figure, table, note)


def _ranking(desk: Desk, axis: str, look: charts.Look) -> Drawn:
    words, choice = desk.words, desk.choice
    table, compared = ranked(desk, axis)
    has_change = shows_change(desk, compared)
    figure = charts.ranking_figure(
        table.head(PICTURE_ROWS),
        look,
        chosen=choice.axis(axis).include,
        has_change=has_change,
        way=desk.way,
    )
    title = words("ranking_title", axis=words(f"by_{axis}"))
    notes = []
    if compared is not None and has_change:
        names = ("first", "last", "previous_first", "previous_last")
        dates = {name: words.date(getattr(compared, name)) for name in names}
        notes.append(words("ranking_change", **dates, few=charts.FEW))
    if len(table) > PICTURE_ROWS:
        notes.append(words("ranking_capped", shown=PICTURE_ROWS, total=len(table)))
    return _drawn(desk, "ranking", axis, title, figure, table, " ".join(notes))


def _drawn(
    desk: Desk,
    name: str,
    axis: str,
    title: str,
    figure: Figure,
    table: pd.DataFrame,
    note: str,
) -> Drawn:
    words = desk.words
    facts = words(
        "chart_facts",
        unit=words(f"unit_{desk.way}"),
        n=words.number(desk.shown_count),
        period=desk.period_text,
        source=words(
            "source_line",
            sources=words.count(desk.holdings.corpus.source_count(desk.mask), "source"),
        ),
    )
    labels = [
        words("other") if key == OTHER else desk.holdings.label(axis, key, words.language)
        for key in table["topic"]
    ]
    shown = table.copy()
    shown.insert(1, "label", pd.Series(labels, dtype="str"))
    return Drawn(name, frame_of(desk, title, f"{facts}. {note}" if note else facts), figure, shown)


def make_pack(desk: Desk, axis: str, *, with_texts: bool, tell: Callable[[float], None]) -> bytes:
    """The evidence pack of the view; ``tell`` is called with the share that is done."""
    holdings = desk.holdings
    pictures = [
        Chart(
            one.name,
            one.frame.title,
            one.table,
            still(one.figure, one.frame, form="svg", width=PICTURE_WIDTH),
        )
        for one in draw_view(desk, axis)
    ]
    with open_store() as archive, tempfile.TemporaryFile() as file:
        evidence = Evidence(
            archive,
            holdings.corpus,
            desk.mask,
            holdings.taxonomy,
            pictures,
            with_texts=with_texts,
        )
        write_pack(file, subject_of(desk), evidence, tell=tell)
        file.seek(0)
        return file.read()


def make_brief(desk: Desk, axis: str) -> Briefing:
    """The briefing of the view, with its charts."""
    holdings = desk.holdings
    pictures = []
    for one in draw_view(desk, axis):
        forms = {
            form: still(one.figure, one.frame, form=form, width=PICTURE_WIDTH)
            for form in ("svg", "png")
        }
        alt = f"{one.frame.title}. {one.frame.caption}"
        pictures.append(Picture(one.frame.title, alt, forms["svg"], forms["png"]))
    with open_store() as archive:
        return make_briefing(
            holdings.corpus,
            desk.choice,
            holdings.taxonomy,
            subject_of(desk),
            search=holdings.search,
            texts=archive.texts,
            quality=holdings.quality,
            axis=axis,
            pictures=pictures,
        )


def make_news(desk: Desk, since: date) -> Digest:
    """What is new in the view since a day."""
    holdings = desk.holdings
    with open_store() as archive:
        return make_digest(
            archive,
            holdings.corpus,
            desk.mask,
            holdings.taxonomy,
            subject_of(desk),
            since=since,
        )
