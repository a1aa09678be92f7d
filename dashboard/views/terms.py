"""Terms: how words and phrases fare over time, what is distinctive here, and what is new."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from analysis import (
    PERIODS,
    TOPIC_AXES,
    Overtaking,
    QueryError,
    appearance,
    course,
    overtakings,
    suitable_period,
)
from dashboard import charts
from dashboard.address import open_page
from dashboard.charted import draw, in_place
from dashboard.charts.terms import plain
from dashboard.desk import Desk
from dashboard.parameters import FIRST_DAY, LAST_DAY, TEXT_CAP, Parameter, day, one
from dashboard.state import Holdings
from dashboard.term_lists import distinctive_in, new_in
from dashboard.views.head import show_head
from dashboard.wording import last_day

MOST_TERMS: Final = 6
MOST_SENTENCES: Final = 4
PREFERRED: Final = 3
FIRST_TERMS: Final = (
    "импортозамещение",
    '"технологический суверенитет"',
    '"технологическое лидерство"',
)
OFFERED: Final = (
    *FIRST_TERMS,
    '"import substitution"',
    '"technological sovereignty"',
    '"industrial policy"',
    '"supply chain"',
    "локализация",
    "беспилотник",
    "subsidy",
)


def parameters(holdings: Holdings) -> tuple[Parameter, ...]:
    """Terms that are compared, their periods, and the period whose new terms are shown."""
    codes = holdings.corpus.language_codes
    return (
        Parameter("terms", list(FIRST_TERMS), _terms, "terms"),
        Parameter("terms_step", "auto", one(("auto", *PERIODS), "auto"), "terms"),
        Parameter("terms_language", "", one(("", *codes), ""), "terms"),
        Parameter("new_step", "quarter", one(PERIODS, "quarter"), "terms"),
        Parameter("new_from", None, day, "terms"),
    )


def _terms(texts: list[str]) -> tuple[list[str], list[str]]:
    """At most so many queries, each once."""
    unique = list(dict.fromkeys(text.strip()[:TEXT_CAP] for text in texts if text.strip()))
    return unique[:MOST_TERMS], unique[MOST_TERMS:]


def show(desk: Desk) -> None:
    """Draw the page."""
    if not show_head(desk, "terms_question"):
        return
    with in_place():
        _trend(desk)
    language = choose_language(desk)
    if language:
        with in_place():
            show_distinctive(desk, language)
        _new(desk, language)


def _trend(desk: Desk) -> None:
    words, corpus = desk.words, desk.holdings.corpus
    known = [*dict.fromkeys((*st.session_state["terms"], *OFFERED))]
    st.multiselect(
        words("terms_choose"),
        known,
        key="terms",
        accept_new_options=True,
        max_selections=MOST_TERMS,
        placeholder=words("terms_placeholder"),
        help=words("terms_help"),
        select_all=False,
    )
    st.segmented_control(
        words("bin"),
        ("auto", *PERIODS),
        format_func=lambda name: words(f"bin_{name}"),
        key="terms_step",
        required=True,
    )
    terms, found = _found(desk)
    if not terms:
        st.info(words("terms_none"))
        return
    counted = np.logical_or.reduce(found) & desk.mask
    step = desk.view["terms_step"]
    if step == "auto":
        step = suitable_period(corpus, counted if counted.any() else desk.mask)
    table = course(
        corpus,
        found,
        desk.mask,
        period=step,
        way=desk.way,
        base=desk.base,
        first=desk.choice.first,
        last=desk.choice.last,
    )
    if not counted.any() or table.empty:
        st.info(words("terms_nowhere"))
        return
    named = table.assign(topic=[terms[at] for at in table["term"]])
    values = table["value"].to_numpy().reshape(len(terms), -1)
    starts = table["period_start"].drop_duplicates()
    incomplete = desk.incomplete(starts, PERIODS[step])
    # Who leads in a period that has not ended is not known yet.
    complete = np.where(starts.isin(list(incomplete)), np.nan, values)
    lead = _sentences(desk, terms, found, complete, table["period_start"], step)

    labels = _labels(terms)

    def choose(meaning: Sequence[Any]) -> None:
        term, _, start, _ = meaning
        _open(desk, terms[labels.index(term)], date.fromisoformat(start), PERIODS[step])

    drawn = named.assign(topic=[labels[at] for at in named["term"]])
    figure = charts.trend_figure(
        drawn, labels, desk.look("sector"), period=step, way=desk.way, incomplete=incomplete
    )
    title = words("terms_title", counted=words(f"counted_{desk.way}"), period=words(f"per_{step}"))
    shown = named[["topic", "period_start", "article_count", "base_count", "value"]]
    notes = [words("terms_hollow")] if incomplete else []
    if desk.way == "fractional":
        notes.append(words("terms_fractional"))
    draw(
        desk,
        "terms",
        title,
        figure,
        shown.rename(columns={"topic": "query"}),
        note=" ".join(notes),
        choose=choose,
        counted=counted,
        sentence=lead,
    )


def _found(desk: Desk) -> tuple[list[str], list[NDArray[np.bool_]]]:
    """The terms that can be searched and what they find; faults of the others are said."""
    terms, found = [], []
    for term in desk.view["terms"]:
        try:
            found.append(desk.holdings.search(term))
            terms.append(term)
        except QueryError as error:
            st.error(desk.words("query_broken"))
            st.text("\n".join([term, *map(desk.words.problem, error.problems)]))
    return terms, found


def _sentences(
    desk: Desk,
    terms: Sequence[str],
    found: Sequence[NDArray[np.bool_]],
    values: NDArray[np.float64],
    starts: "pd.Series[Any]",
    step: str,
) -> str:
    """Who overtook whom, and when each term appeared first."""
    words, corpus = desk.words, desk.holdings.corpus
    names = [words("term_named", term=label) for label in _labels(terms)]
    # As many as are worth reading: the latest ones.
    last = overtakings(values)[-MOST_SENTENCES:]
    lines = [_overtook(desk, one, names, starts, step) for one in last]
    for term, mask in zip(names, found, strict=True):
        first = appearance(corpus, mask, desk.mask)
        if first is None:
            lines.append(words("term_never", term=term))
            continue
        precision = corpus.precision_names[corpus.precisions[first.row]]
        shown = first.day.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)]
        count = words.count(int((mask & desk.mask).sum()), "article")
        lines.append(words("term_first", term=term, date=words.known_date(shown), count=count))
    return " ".join(lines)


def _labels(terms: Sequence[str]) -> list[str]:
    """The terms as they are shown: a lone phrase without its quotes."""
    bare = [term.strip('"') if term.count('"') == 2 else term for term in terms]
    unique = len(set(bare)) == len(bare)
    return [plain(label) for label in (bare if unique else terms)]


def _overtook(
    desk: Desk, one: Overtaking, names: Sequence[str], starts: "pd.Series[Any]", step: str
) -> str:
    words = desk.words
    start = starts.iloc[one.period]
    winner, loser = (words.amount(value, desk.way) for value in one.values)
    return words(
        "term_overtook" if one.changes == 1 else "term_overtook_again",
        winner=names[one.winner],
        loser=names[one.loser],
        period=words.period(start.date(), step),
        values=f"{winner} : {loser}",
        changes=words.count(one.changes, "lead_change"),
    )


def choose_language(desk: Desk) -> str:
    """The language whose terms are listed; until one is chosen that of most articles.

    The reader's own language wins unless its articles are much fewer.
    """
    words, corpus = desk.words, desk.holdings.corpus
    counts = np.bincount(corpus.languages[desk.mask], minlength=len(corpus.language_codes))
    codes = [code for code, count in zip(corpus.language_codes, counts, strict=True) if count]
    codes = [code for code in codes if code]
    if not codes:
        return ""
    share = {code: int(counts[corpus.language_codes.index(code)]) for code in codes}
    biggest = max(codes, key=share.__getitem__)
    if share.get(words.language, 0) * PREFERRED >= share[biggest]:
        biggest = words.language
    st.segmented_control(
        words("terms_language"),
        ["", *codes],
        format_func=lambda code: words.name("language", code) if code else words("terms_most"),
        key="terms_language",
        required=True,
        help=words("terms_language_help"),
    )
    asked = str(desk.view["terms_language"])
    return asked if asked in codes else biggest


def show_distinctive(desk: Desk, language: str) -> None:
    """Draw the terms that tell the selected articles of a language from all others."""
    words, corpus = desk.words, desk.holdings.corpus
    own = corpus.languages == corpus.language_codes.index(language)
    here, there = desk.mask & own, desk.base & ~desk.mask & own
    name = words.name("language", language)
    if not there.any() or not here.any():
        st.header(words("keyness_title", language=name))
        st.info(words("keyness_all"))
        return
    with st.spinner(words("terms_wait")):
        table = distinctive_in(desk.holdings, desk.choice, language)
    if table.empty:
        st.header(words("keyness_title", language=name))
        st.info(words("keyness_none"))
        return
    figure = charts.terms_figure(
        table.assign(text=[_amount(desk, row) for row in table.itertuples()]),
        desk.look("sector"),
        here=words("terms_here"),
        there=words("terms_there"),
    )

    def choose(meaning: Sequence[Any]) -> None:
        _open(desk, str(meaning[0]), language=language)

    draw(
        desk,
        "keyness",
        words("keyness_title", language=name),
        figure,
        _with_value(desk, table),
        unit=words(f"unit_terms_{desk.way}"),
        note=words("keyness_note", others=words.count(int(there.sum()), "article")),
        choose=choose,
        counted=here,
        sentence=words("keyness_sentence", terms=_listed(desk, table["term"].head(5))),
    )


def _new(desk: Desk, language: str) -> None:
    words, corpus = desk.words, desk.holdings.corpus
    own = corpus.languages == corpus.language_codes.index(language)
    everything = desk.selected(desk.choice.without_dates()) & own & corpus.dated
    st.header(words("new_question"))
    with st.container(horizontal=True):
        st.segmented_control(
            words("new_step"),
            tuple(PERIODS),
            format_func=lambda name: words(f"bin_{name}"),
            key="new_step",
            required=True,
        )
        step = str(desk.view["new_step"])
        starts = _starts(desk, everything, step)
        if len(starts) < 2:
            st.info(words("new_too_short"))
            return
        asked = desk.view["new_from"]
        # A day of a link, or the beginning of a month when years are shown.
        options = starts if asked in (None, *starts) else [asked, *starts]
        st.selectbox(
            words("new_period"),
            options,
            index=None,
            format_func=lambda start: words.period(start, step),
            key="new_from",
            placeholder=words("new_latest", period=words.period(starts[0], step)),
        )
    first = _beginning(asked or starts[0], PERIODS[step])
    last = last_day(first, PERIODS[step])
    after = everything & corpus.between(first, last)
    before = everything & corpus.between(None, date.fromordinal(first.toordinal() - 1))
    period = words.period(first, step)
    if not after.any() or not before.any():
        st.info(words("new_nothing_before", period=period))
        return
    with st.spinner(words("terms_wait")):
        table = new_in(desk.holdings, desk.choice, language, first, last)
    if table.empty:
        st.info(words("new_none", period=period))
        return
    figure = charts.terms_figure(
        table.assign(text=[_risen(desk, row) for row in table.itertuples()]),
        desk.look("sector"),
        here=period,
        there=words("new_before"),
    )

    def choose(meaning: Sequence[Any]) -> None:
        _open(desk, str(meaning[0]), first, PERIODS[step], language=language)

    absent = table.loc[table["is_new"], "term"].head(5)
    lead = (
        words("new_sentence", period=period, terms=_listed(desk, absent))
        if len(absent)
        else words("risen_sentence", period=period, term=_listed(desk, table["term"].head(1)))
    )
    draw(
        desk,
        "new",
        words("new_title", period=period, language=words.name("language", language)),
        figure,
        _with_value(desk, table),
        unit=words(f"unit_terms_{desk.way}"),
        note=words("new_note", others=words.count(int(before.sum()), "article")),
        choose=choose,
        counted=after,
        dates=period,
        sentence=lead,
    )


def _starts(desk: Desk, mask: NDArray[np.bool_], step: str) -> list[date]:
    """Beginnings of the periods that hold a selected article, the latest first."""
    width = PERIODS[step]
    bins = np.unique(desk.holdings.corpus.months[mask] // width)[::-1] * width
    return [date(1970 + month // 12, month % 12 + 1, 1) for month in bins.tolist()]


def _beginning(asked: date, months: int) -> date:
    """First day of the period that a day lies in."""
    return asked.replace(month=(asked.month - 1) // months * months + 1, day=1)


def _listed(desk: Desk, terms: "pd.Series[str]") -> str:
    return ", ".join(desk.words("term_named", term=term) for term in terms)


def _amount(desk: Desk, row: Any) -> str:
    """What stands behind a bar: the count in the chosen way."""
    if desk.way == "share":
        return desk.words.percent(row.share_here, digits=1)
    return desk.words.number(row.story_count if desk.way == "stories" else row.article_count)


def _risen(desk: Desk, row: Any) -> str:
    """The count, and how many times as frequent as before, with its interval."""
    words, count = desk.words, _amount(desk, row)
    if row.is_new:
        return f"{count} · {words('is_new')}"
    low, high = (words.number(end, digits=1) for end in (row.ratio_low, row.ratio_high))
    return f"{count} · ×{words.number(row.ratio, digits=1)} ({low}–{high})"


def _with_value(desk: Desk, table: pd.DataFrame) -> pd.DataFrame:
    """The table with the shown value, in the chosen way of counting."""
    names = {"stories": "story_count", "share": "share_here"}
    values = table[names.get(desk.way, "article_count")].astype(float)
    named = {"ratio": "times", "ratio_low": "times_low", "ratio_high": "times_high"}
    return table.assign(value=values).rename(columns=named)


def _open(
    desk: Desk,
    query: str,
    first: date | None = None,
    months: int = 0,
    *,
    language: str = "",
) -> None:
    """Show the articles of a term among those that were counted.

    On the page of a topic these are the articles of the topic, which no filter says.
    """
    asked = desk.choice.query
    changes: dict[str, Any] = {"q": f"({asked}) AND ({query})" if asked else query}
    for axis in TOPIC_AXES:
        wish = desk.choice.axis(axis)
        changes |= {axis: list(wish.include), f"not_{axis}": list(wish.exclude)}
        changes[f"{axis}_match"] = "all" if wish.match_all else "any"
    if language:
        changes["language"] = [language]
    if first is not None:
        last = last_day(first, months)
        changes |= {"from": max(first, FIRST_DAY), "to": min(last, LAST_DAY)}
        if not language:  # a chosen day within the period still holds
            changes["from"] = max(first, desk.choice.first or first)
            changes["to"] = min(last, desk.choice.last or last)
    open_page("articles", **changes)
